"""Long texts, read in blocks by pyarrow and written in blocks: the same cells, answers and bytes as row by row."""

import csv
import itertools
import random

import attrs
import numpy as np
import pytest
from hypothesis import example, given, strategies as st

from smmi.cli.files import FileError, as_given
from smmi.cli.formats import answers_in, outputs, read_table, separated_text, tables
from smmi.cli.formats.outputs import _separated
from smmi.cli.formats.tables import NotPlainError, blocks_of
from smmi.errors import SmmiError

BLOCKS = [1, 7, 64, 2**20]
"""So many bytes are taken at a time."""
LETTERS = [*'aé,"\n\n;', "\r\n", "'", "=", "\r", "\0", " ", '""', ',"', '",', '"\n', "\ufeff", "ü,b\n"]


def by_rows(path):
    """The cells as Python's reader has them, blank rows left out; None where it refuses the text."""
    try:
        table = read_table(path, separator=",")
        return table.header, list(table.rows), table.places
    except FileError:
        return None


def by_blocks(path, header, size, unread=()):
    """The cells as pyarrow has them; None where the text is not plain."""
    rows = []
    try:
        for block in blocks_of(path, header, ",", size=size)(0, unread):
            columns = [["" if cell is None else cell for cell in column] for column in block]
            rows += map(list, zip(*columns, strict=True))
    except NotPlainError:
        return None
    return rows


@given(st.lists(st.sampled_from(LETTERS), max_size=24), st.sampled_from(BLOCKS))
@example(["\ufeff", "ü,b\n"], 7)
@example(['"', "a", "\n", "a", '"', ",", "b", "\n"], 1)
@example(["a", '"', "b", ",", '"', ",", '"', ",", "c", "\n"], 64)
@example(['"', "a", '"', "b", ",", "c", "\n"], 64)
def test_a_plain_text_has_the_cells_of_the_other_reader(tmp_path_factory, letters, size):
    """Any text of letters, marks and ends of lines: cells and places as row by row, or it is found not to be plain."""
    path = tmp_path_factory.mktemp("text") / "t.csv"
    path.write_bytes(("unit,x\n" + "".join(letters)).encode())
    found = by_blocks(path, ["unit", "x"], size)
    if found is not None and all(row[0].strip() for row in found):  # a unit without a name is for the other
        header, rows, places = by_rows(path)
        assert (header, rows) == (["unit", "x"], found)
        assert list(places) == [f"row {row + 2}" for row in range(len(rows))]


@given(st.binary(max_size=12), st.sampled_from(BLOCKS))
def test_no_bytes_are_read_that_the_other_reader_refuses(tmp_path_factory, data, size):
    """A text that is not UTF-8, also where a column is left out, is not plain."""
    path = tmp_path_factory.mktemp("text") / "t.csv"
    path.write_bytes(b"unit,x\na," + data.replace(b",", b"") + b"\n")
    if by_rows(path) is None:
        assert by_blocks(path, ["unit", "x"], size) is None
        assert by_blocks(path, ["unit", "x"], size, unread={1}) is None


UNITS = st.sampled_from(
    ["S1", "S2", "S3", "é", " S1", "'=1", "", "s,1", 'a "b"', "two\nlines", "4", "x" * 80]
)
CELLS = {
    "control": ["public", "private", "", " public ", "other"],
    "course": ["yes", "no", "no", "", " yes", "NO_ANSWER", "'yes"],
    "attendance": ["40", "0", "", "12.5", "NOT_APPLICABLE", "101", "4e1"],
    "contents": ["equity;advocacy", "none", "", "NONE_SELECTED", "equity;equity"],
    "partners": ["3", "", "2", "0", "11"],
    "note": ["", "x", "y", "a, b"],
}


@st.composite
def texts(draw):
    """CSV of the tiny instrument's columns, mostly good."""
    names = ["school", *CELLS]
    if draw(st.integers(0, 5)) == 0:
        names = draw(st.permutations(names))
    oddities = draw(st.sampled_from([0, 0, 0, 1, 2]))
    length = draw(st.integers(1, 6))
    rows = []
    for row in range(length):
        cells = {name: draw(st.sampled_from(several[:4])) for name, several in CELLS.items()}
        rows.append([{"school": f"S{row}", **cells}[name] for name in names])
    for _ in range(oddities):
        row, at = draw(st.integers(0, length - 1)), draw(st.integers(0, len(names) - 1))
        strange = UNITS if names[at] == "school" else st.sampled_from(CELLS[names[at]])
        rows[row][at] = draw(strange)
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    return names, rows, quoting, ends, draw(st.sampled_from(["", "\ufeff"]))


def written(path, text):
    names, rows, quoting, ends, mark = text
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(mark)
        csv.writer(file, quoting=quoting, lineterminator=ends).writerows([names, *rows])
    return path


def outcome(table, tiny, path):
    """The answers with what is doubtful about them, or what is told of them."""
    try:
        answers = answers_in(table, tiny, path=path, unit="school", by=["control"], ignore=["note"])
    except SmmiError as error:
        return type(error), str(error)
    return answers, answers.findings


BAD = [[f"S{row}", "public", "yes", "101", "none", "3", "x"] for row in range(9)]


@given(texts(), st.sampled_from(BLOCKS))
@example((["school", *CELLS], BAD, csv.QUOTE_MINIMAL, "\n", ""), 1)
def test_both_readers_give_the_same_answers_or_the_same_error(tmp_path_factory, tiny, text, size):
    """Good cells, bad ones, spaces, apostrophes, marks: answers, findings and messages are those of row by row."""
    path = written(tmp_path_factory.mktemp("text") / "t.csv", text)
    header = text[0]
    rows, quick = read_table(path), read_table(path)
    quick = attrs.evolve(quick, blocks=blocks_of(path, header, ",", size=size))
    assert outcome(quick, tiny, path) == outcome(rows, tiny, path)


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("size", BLOCKS)
def test_good_plain_texts_are_read_in_blocks(tmp_path, tiny, quoting, ends, mark, size):
    """Whichever way they end lines and mark cells, no row is read by itself, and the last line needs no end."""
    rows = [
        [f"S{row}", *cells]
        for row, cells in enumerate(
            zip(
                *(itertools.islice(itertools.cycle(several[:4]), 9) for several in CELLS.values()),
                strict=True,
            )
        )
    ]
    names = ["school", *CELLS]
    for row in rows:
        row[names.index("note")] = "x"
    path = written(tmp_path / "t.csv", (names, rows, quoting, ends, mark))
    expected = outcome(read_table(path), tiny, path)
    path.write_bytes(path.read_bytes().removesuffix(ends.encode()))
    table = read_table(path)
    quick = attrs.evolve(table, blocks=blocks_of(path, names, ",", size=size), cells=None)
    found = outcome(quick, tiny, path)
    assert found == expected
    assert len(found[0]) == 9


def test_what_is_not_plain_is_left_to_the_other_reader(tmp_path, monkeypatch):
    """A line without end, a long cell, another header, a file that is gone, and no pyarrow."""
    path = tmp_path / "t.csv"
    monkeypatch.setattr(tables._blocks, "MOST_BYTES", 20)
    path.write_bytes(b"unit,x\na," + b"b" * 40 + b"\n")
    assert by_blocks(path, ["unit", "x"], 8) is None
    assert by_blocks(path, ["unit", "x"], 80) == [["a", "b" * 40]]
    before = csv.field_size_limit(39)
    try:
        assert by_blocks(path, ["unit", "x"], 80, unread={1}) is None
    finally:
        csv.field_size_limit(before)
    assert by_blocks(path, ["unit", "y"], 80) is None
    assert by_blocks(tmp_path / "gone.csv", ["unit", "x"], 80) is None
    assert blocks_of(path, ["unit", "x"], "¦")
    with pytest.raises(NotPlainError):
        next(blocks_of(path, ["unit", "x"], "¦")(0, ()))

    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(tables._blocks, "library", missing)
    assert blocks_of(path, ["unit", "x"], ",") is None


NUMBERS = st.floats(allow_infinity=False) | st.sampled_from(
    [0.0, -0.0, 100.0, 1e-5, 1e22, 59.244791666666664]
)
TEXTS = st.sampled_from(
    ["S1", "=1", "a,b", 'say "no"', "two\nlines", "\r", "", "-5", "é", "'@", "caf\udce9", "a\tb"]
)


@given(
    st.lists(
        st.tuples(TEXTS, TEXTS, st.none() | NUMBERS, st.none() | NUMBERS, TEXTS), min_size=1, max_size=5
    ),
    st.sampled_from([",", "\t"]),
    st.booleans(),
    st.sampled_from([1, 3, 2**16]),
)
def test_blocks_are_written_as_rows_are(rows, separator, by_arrow, known):
    """Numbers and texts of any kind, joined by pyarrow or not: the text of the same rows by Python's writer."""
    columns = [("unit", str), ("kind", str), ("x", float), ("y", float), ("why", str)]
    cells = list(zip(*rows, strict=True))
    numbers = np.array([[0.0 if cell is None else cell for cell in column] for column in cells[2:4]])
    blank = np.array([[cell is None for cell in column] for column in cells[2:4]])
    block = outputs.Block(before=cells[:2], numbers=numbers, blank=blank, after=cells[4:])
    table = outputs.DataTable.of_blocks(tuple(columns), [block] * 4)
    by_row = outputs.DataTable(tuple(columns), rows * 4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_separated, "MANY", 1 if by_arrow else 2**20)
        patch.setattr(_separated, "KNOWN", known)
        assert separated_text(table, separator=separator) == separated_text(by_row, separator=separator)
    assert list(map(repr, block.rows())) == list(map(repr, rows))


def test_a_long_file_is_scored_as_it_is_without_pyarrow(on_tiny, folder, monkeypatch):
    """Read, scored and written in blocks, or row by row: the same bytes, blanks and reasons among them."""
    monkeypatch.setattr(tables._door, "LONG", 2**10)
    drawn = random.Random(17)
    lines = [
        ",".join([f"School {row}", *(drawn.choice(several[:3]) for several in CELLS.values())])
        for row in range(9000)
    ]
    text = "\n".join([",".join(["school", *CELLS]), *lines, ""])
    arguments = ["--by", "control", "--ignore", "note", "--reasons", "--out", "scores.csv"]
    seen = []
    taken = tables._blocks._taken
    monkeypatch.setattr(tables._blocks, "_taken", lambda *given: seen.append(given) or taken(*given))
    assert on_tiny("score", text, *arguments).exit_code == 0
    assert seen
    quick = (folder / "scores.csv").read_bytes()

    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(tables._blocks, "library", missing)
    monkeypatch.setattr(_separated, "MANY", 2**20)
    assert on_tiny("score", text, *arguments).exit_code == 0
    assert (folder / "scores.csv").read_bytes() == quick
    assert as_given(quick.decode().splitlines()[1].split(",")[0]) == "School 0"
