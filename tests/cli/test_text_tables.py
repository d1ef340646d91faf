"""Tables in files of text: any separator and encoding, recognised where the rows tell, and never guessed."""

import csv
import os
import threading

import pytest
from hypothesis import given, strategies as st

from smmi.cli.files import FileError, as_given
from smmi.cli.formats import read_table
from smmi.errors import ArgumentError

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-32"]
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=6)
SOME = st.sampled_from(["a", "1", "2,5", "x;y", "|", "\t", 'say "no"', "two\nlines", "", "Question, long?"])


@st.composite
def tables(draw):
    """A header and rows of one width."""
    width = draw(st.integers(2, 4))
    row = st.lists(SOME | CELLS, min_size=width, max_size=width)
    header = ["unit", *draw(st.lists(SOME | CELLS, min_size=width - 1, max_size=width - 1))]
    return header, draw(st.lists(row, min_size=1, max_size=4))


def written(path, header, rows, *, separator, encoding, quoting=csv.QUOTE_MINIMAL):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator, quoting=quoting).writerows([header, *rows])
    return path


@given(
    tables(),
    st.sampled_from(",;\t|"),
    st.sampled_from(ENCODINGS),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_table_is_read_as_it_was_written_or_a_question_is_asked(
    tmp_path_factory, table, separator, encoding, quoting
):
    """Any cells, any separator, any encoding with a mark: the same cells, or the message that names --separator."""
    header, rows = table
    path = written(
        tmp_path_factory.mktemp("text") / "t.csv",
        header,
        rows,
        separator=separator,
        encoding=encoding,
        quoting=quoting,
    )
    wanted = [
        [as_given(cell) for cell in row] for row in [header, *rows] if any(cell.strip() for cell in row)
    ]
    declared = read_table(path, separator=separator)
    assert [declared.header, *declared.rows] == wanted
    try:
        found = read_table(path)
    except FileError as error:
        assert "say which with --separator" in str(error)
    else:
        assert [found.header, *found.rows] == wanted
        assert found.read_as == declared.read_as


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "utf-16-le", "latin-1", "utf8", "UTF-8-SIG"])
def test_a_declared_encoding_is_taken(tmp_path, encoding):
    """A text without a mark is read in the encoding that is declared."""
    path = written(
        tmp_path / "t.csv", ["school", "é"], [["Université", "1"]], separator=";", encoding=encoding
    )
    table = read_table(path, encoding=encoding)
    assert [table.header, *table.rows] == [["school", "é"], ["Université", "1"]]
    assert table.read_as.startswith("CSV, separated by semicolons, in ")


SPELLED = {
    "commas in a quoted question, semicolons between": (
        b'Id;"How many, roughly?";b\nS1;1;2\n',
        ["Id", "How many, roughly?", "b"],
        "CSV, separated by semicolons, in UTF-8",
    ),
    "commas in a question, semicolons between": (
        b"Id;How many, roughly?;b\nS1;1;2\n",
        ["Id", "How many, roughly?", "b"],
        "CSV, separated by semicolons, in UTF-8",
    ),
    "everything quoted": (
        b'"Id";"a";"b"\n"S1";"1,5";"2,5"\n',
        ["Id", "a", "b"],
        "CSV, separated by semicolons, in UTF-8",
    ),
    "decimal commas": (b"Id;a\nS1;1,5\n", ["Id", "a"], "CSV, separated by semicolons, in UTF-8"),
    "tabs": (b"Id\ta, b\nS1\t1\n", ["Id", "a, b"], "TSV, separated by tabs, in UTF-8"),
    "bars": (b"Id|a\nS1|1\n", ["Id", "a"], "CSV, separated by bars, in UTF-8"),
    "selections": (b"Id,a\nS1,x;y\nS2,x\n", ["Id", "a"], "CSV, separated by commas, in UTF-8"),
    "a separator said in the first line": (
        b"sep=~\nId~a,b\nS1~x,y\n",
        ["Id", "a,b"],
        "CSV, separated by '~', in UTF-8",
    ),
    "one column": (b"Id\nS1\n", ["Id"], "CSV, separated by commas, in UTF-8"),
    "a header alone": (
        b"Id;How many, roughly?;b\n",
        ["Id", "How many, roughly?", "b"],
        "CSV, separated by semicolons, in UTF-8",
    ),
    "ragged rows": (b"Id;a\nS1;1\nS2\nS3;1\n", ["Id", "a"], "CSV, separated by semicolons, in UTF-8"),
}


@pytest.mark.parametrize(("content", "header", "said"), SPELLED.values(), ids=SPELLED)
def test_the_separator_is_recognised_by_header_and_rows(tmp_path, content, header, said):
    """What separates the cells of every row decides, not the first character that could."""
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    table = read_table(path)
    assert (table.header, table.read_as) == (header, said)
    assert [row[0] for row in table.rows][:1] == ([] if content.count(b"\n") == 1 else ["S1"])
    assert list(table.account()) == ([] if "commas" in said else [f"read as {said}"])


def test_rows_behind_a_declared_separator_are_found_as_excel_and_an_editor_count(tmp_path):
    """Excel does not show the line that says the separator; the place tells its row and the line of the text."""
    path = tmp_path / "t.csv"
    path.write_bytes(b"sep=;\r\nId;a\r\nS1;1\r\n")
    table = read_table(path)
    assert list(table.rows) == [["S1", "1"]]
    assert list(table.places) == ["row 2 (line 3 of the text)"]


def test_a_separator_is_recognised_in_a_long_file_whose_sample_ends_within_a_row(tmp_path):
    """The beginning that is looked at may end anywhere, also within a cell in quotation marks."""
    path = tmp_path / "t.csv"
    question = "How many, roughly? " * 6_000
    path.write_bytes(b"Id;a;b\n" + b"".join(b'S%d;"%s\n";1\n' % (i, question.encode()) for i in range(4)))
    assert read_table(path).read_as == "CSV, separated by semicolons, in UTF-8"


def test_a_pipe_is_read_while_it_is_written(tmp_path):
    """A pipe cannot be gone back in; what is looked at to recognise it is read all the same."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    rows = b"".join(b"S%d;1\n" % i for i in range(150_000))
    writer = threading.Thread(target=lambda: pipe.write_bytes(b"Id;a\n" + rows))
    writer.start()
    table = read_table(pipe)
    assert table.header == ["Id", "a"]
    assert sum(1 for _ in table.rows) == 150_000
    writer.join()


LOOKS = {
    "cp1252": "Université de Montréal; Universität Köln",
    "mac-roman": "Université de Montréal; Universität Köln",
    "cp850": "Université de Montréal; Universität Köln",
    "cp1250": "Wyższa Szkoła (Łódź; Žilinská)",
    "cp1251": "Казанский университет",
}


@pytest.mark.parametrize(("encoding", "text"), LOOKS.items(), ids=LOOKS)
def test_what_is_not_utf_8_is_refused_with_what_it_looks_like(tmp_path, encoding, text):
    """The encoding in which the letters make words is named, and declared it reads the text."""
    path = tmp_path / "t.csv"
    path.write_bytes(f"school,a\n{text},1\n".encode(encoding))
    table = read_table(path)
    with pytest.raises(FileError, match=f"with --encoding {encoding}, which it looks like$"):
        list(table.rows)
    assert next(read_table(path, encoding=encoding).rows)[0] == text


WRONG = {
    "--separator of two letters": (
        {"separator": ";;"},
        ArgumentError,
        "'--separator': got ';;', expected one character",
    ),
    "--separator that is a letter": (
        {"separator": "x"},
        ArgumentError,
        "'--separator': got 'x', expected one character",
    ),
    "no such encoding": (
        {"encoding": "utf-9"},
        ArgumentError,
        "'--encoding': got 'utf-9', expected the name of an",
    ),
    "an encoding of bytes": (
        {"encoding": "base64"},
        ArgumentError,
        "'--encoding': got 'base64', expected the name of",
    ),
    "another mark": (
        {"encoding": "cp1252"},
        FileError,
        "begins with the byte order mark of UTF-8, not of cp1252",
    ),
    "another encoding": ({"encoding": "utf-8-sig"}, FileError, "is not UTF-8-SIG: look below line 0"),
    "a sheet": (
        {"sheet": "answers"},
        ArgumentError,
        "'--sheet': got 'answers', expected nothing, as the file is a text",
    ),
}


@pytest.mark.parametrize(("options", "error", "said"), WRONG.values(), ids=WRONG)
def test_an_option_that_cannot_be_is_refused(tmp_path, options, error, said):
    """An option that says what cannot be, or what this file is not, is named."""
    path = tmp_path / "t.csv"
    path.write_bytes(b"\xef\xbb\xbfId,a\nS1,\xff\n")
    with pytest.raises(error) as caught:
        list(read_table(path, **options).rows)
    assert said in str(caught.value)


def test_a_command_says_how_it_read_and_takes_what_is_declared(on_tiny, folder):
    """What is not usual is told on standard error, beside the scores."""
    content = "school;course;attendance;contents;partners\nUniversité;yes;40;equity;3\n"
    plain = on_tiny("score", content.replace(";", ","))
    result = on_tiny("score", content)
    assert (result.stdout, result.exit_code) == (plain.stdout, 0)
    assert result.stderr == "answers.csv: read as CSV, separated by semicolons, in UTF-8\n"
    declared = on_tiny("score", content.encode("cp1252"), "--encoding", "cp1252", "--separator", "semicolon")
    assert (declared.stdout, plain.stderr) == (plain.stdout, "")


def test_a_space_at_the_end_of_a_name_does_not_matter(on_tiny, run, folder):
    """Neither in the names of columns nor in a column that is left out, in any kind of file."""
    content = "school,course,attendance,contents,partners\nS1,yes,40,equity,3\n"
    spaced = "school ,course , attendance,contents,partners ,note \nS1,yes,40,equity,3,\n"
    assert on_tiny("score", spaced, "--ignore", "note").stdout == on_tiny("score", content).stdout


ROWS = st.lists(st.lists(st.sampled_from(["", " ", "x", "1,5"]), min_size=2, max_size=2), max_size=12)


@given(ROWS)
def test_rows_count_as_a_spreadsheet_shows_them_with_blank_ones_between(tmp_path_factory, rows):
    """Each row stands at its number, what is blank between two of them is empty, and blank ones at the end are none."""
    path = tmp_path_factory.mktemp("rows") / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["a", "b"], *rows])
    read = list(read_table(path).rows_with_blank_ones())
    filled = [row if any(cell.strip() for cell in row) else [] for row in rows]
    while filled and not filled[-1]:
        filled.pop()
    assert read == filled
