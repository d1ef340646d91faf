"""The sheet of a codebook: a whole instrument as rows of text, and values before labels."""

import csv
import io

import pytest
from hypothesis import given, strategies as st

from smmi import editions
from smmi.errors import DocumentError
from smmi.instrument.declaration import is_code
from smmi.serialization import from_codebook, from_codebook_sheet, to_codebook_sheet
from smmi.serialization.codebook import SHEET_COLUMNS, options_text
from smmi.serialization.codebook._cells import code_of, read_options
from smmi.serialization.codebook._sheet import WHOLE as WHOLE_KINDS
from smmi.testing.strategies import instruments, texts
from tests.serialization.examples import CARE
from tests.serialization.test_codebook import ROW

WHOLE = {"kind": "instrument", "indicator": "tiny", "label": "Tiny", "edition": "2"}
CONTROL = {
    "kind": "characteristic",
    "indicator": "control",
    "label": "Control",
    "options": "a=A; b=B",
}


def message_of(*rows, **more):
    """The message of the error that reading rows raises."""
    with pytest.raises(DocumentError) as caught:
        from_codebook_sheet(rows, **more)
    return str(caught.value).removeprefix("the document cannot be read: ")


@given(instruments())
def test_a_sheet_says_all_of_an_instrument(instrument):
    """Instrument to sheet to instrument loses nothing, also through a file of CSV."""
    rows = to_codebook_sheet(instrument)
    assert set(rows[0]) <= set(SHEET_COLUMNS)
    assert from_codebook_sheet(rows) == instrument
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    again = csv.DictReader(io.StringIO(file.getvalue(), newline=""))
    assert from_codebook_sheet(again, name="other") == instrument


@pytest.mark.parametrize(
    "instrument", [editions.smmi_16(), editions.smmi_18(), CARE], ids=lambda one: one.edition
)
def test_declared_instruments_come_back_whole(instrument):
    """Help texts, tags and provenance of domains and areas, characteristics and terms included."""
    assert from_codebook_sheet(to_codebook_sheet(instrument)) == instrument


def test_rows_of_indicators_alone_are_an_instrument_of_that_name():
    """Its code is made of the name."""
    read = from_codebook_sheet([ROW], name="Free clinics (2026)")
    assert (read.code, read.edition, read.title) == ("free_clinics_2026", "1", "Free clinics (2026)")
    assert read == from_codebook([ROW], code=read.code, edition="1", title=read.title)


@given(st.lists(st.tuples(st.integers(-9, 99), texts()), unique_by=lambda pair: pair[0]))
def test_a_number_before_a_label_is_its_value(pairs):
    """Codes are made of labels, each another; written again they are what was read."""
    labels = [label for _, label in pairs]
    cell = "; ".join(f"{number}={_escaped(label)}" for (number, _), label in zip(pairs, labels, strict=True))
    options = read_options(cell)
    assert [(option.value, option.label) for option in options] == [
        (number, label) for (number, _), label in zip(pairs, labels, strict=True)
    ]
    assert len({option.code for option in options}) == len(pairs)
    assert read_options(options_text(options)) == options


def _escaped(label):
    """A label as it stands in a cell: every sign and space meant as it stands."""
    return "".join(f"\\{glyph}" if glyph in "\\;=[]" or glyph.isspace() else glyph for glyph in label)


@given(st.text(), st.lists(st.text(max_size=3)))
def test_every_text_makes_a_code_that_is_free(text, others):
    """Whatever it holds; of texts that differ in signs only, the later ones are numbered."""
    taken = set()
    for one in (text, *others, text, text):
        code = code_of(one, taken)
        assert is_code(code) is None
        assert code not in taken
        taken.add(code)


@given(instruments(), st.data())
def test_no_cell_is_lost(instrument, data):
    """A cell that is filled in a row that is no indicator's is read, or refused."""
    rows = to_codebook_sheet(instrument)
    whole = [place for place, row in enumerate(rows) if row["kind"] in WHOLE_KINDS]
    place = data.draw(st.sampled_from(whole))
    column = data.draw(st.sampled_from([name for name in rows[place] if not rows[place][name]]))
    rows[place] |= {column: "zz"}
    try:
        read = from_codebook_sheet(rows)
    except DocumentError as error:
        assert any(column in finding.path for finding in error.findings) or column == "source"
    else:
        assert read != instrument


def test_what_a_row_repeats_is_no_contradiction():
    """The question of a characteristic may stand in both columns, and labels where a domain or an area is described."""
    area = {
        "kind": "area",
        "domain": "care",
        "domain_label": "Care",
        "area": "access",
        "area_label": "Access",
    }
    rows = [CONTROL, {"kind": "domain", "domain": "care", "domain_label": "Care"}, area, ROW]
    read = from_codebook_sheet(rows)
    assert from_codebook_sheet([CONTROL | {"prompt": CONTROL["label"]}, *rows[1:]]) == read
    assert from_codebook_sheet([CONTROL, ROW]) == read


CELLS = {
    "1=Never; 2=Often": [("never", "Never", 1), ("often", "Often", 2)],
    "0 = No;1=Yes": [("no", "No", 0), ("yes", "Yes", 1)],
    "1=Yes; 2=Yes!; yes_2=Yes?": [("yes", "Yes", 1), ("yes_3", "Yes!", 2), ("yes_2", "Yes?", None)],
    "-1.5=Less; +2=More": [("less", "Less", -1.5), ("more", "More", 2)],
    "1=3 to 5": [("option_3_to_5", "3 to 5", 1)],
    "9=No answer [no-answer]; 1=Très bon": [("no_answer", "No answer", 9), ("tres_bon", "Très bon", 1)],
}


@pytest.mark.parametrize(("cell", "expected"), CELLS.items(), ids=CELLS)
def test_values_and_codes_of_labels(cell, expected):
    """As questionnaires print them."""
    assert [(one.code, one.label, one.value) for one in read_options(cell)] == expected


MISTAKES = {
    "two instruments": (
        [WHOLE, ROW, WHOLE],
        "row 4, column 'kind': the instrument has a row already, row 2; put both rows together",
    ),
    "two rows of an area": (
        [{"kind": "area", "area": "access"}, ROW, {"kind": "area", "area": "access"}],
        "row 4, column 'area': the area stands in row 2 already; put both rows together",
    ),
    "a domain without indicators": (
        [{"kind": "domain", "domain": "cure"}, ROW],
        "row 2, column 'domain': no indicator is in the domain 'cure'",
    ),
    "what belongs to the instrument": (
        [WHOLE | {"edition": "", "terms": "a"}, ROW | {"prompt": "", "edition": "3"}],
        "3 findings\n"
        "  row 2, column 'terms': got 'a', expected entries of the form term=definition\n"
        "  row 1, column 'edition': 'edition' is no column of a codebook\n"
        "  row 3, column 'prompt': 'prompt' of Indicator 'clinic': got '', expected text that is not blank "
        "(at most 20000 characters)",
    ),
    "no edition": (
        [WHOLE | {"edition": ""}, ROW],
        "row 2, column 'edition': 'edition' of Instrument 'tiny': got ''",
    ),
    "no code": (
        [WHOLE | {"indicator": "Tiny"}, ROW],
        "row 2, column 'indicator': 'code' of Instrument: got 'Tiny'",
    ),
    "a bad option of a characteristic": (
        [CONTROL | {"options": "a"}, ROW],
        "row 2, column 'options': got 'a', expected entries of the form code=Label",
    ),
    "a characteristic without a code": (
        [CONTROL | {"indicator": ""}, ROW],
        "row 2, column 'indicator': 'code' of Characteristic: got ''",
    ),
    "a characteristic called as an indicator": (
        [ROW, CONTROL | {"indicator": "clinic"}],
        "row 3, column 'indicator': the code 'clinic' is taken by row 2; give each",
    ),
    "what a characteristic has no room for": (
        [CONTROL | {"prompt": "Who controls it?", "source_names": "q1", "gate": "a = b"}, ROW],
        "3 findings\n"
        "  row 2, column 'prompt': a row of the kind 'characteristic' has no 'prompt'; put the question into 'label', "
        "or leave the cell empty\n"
        "  row 2, column 'gate': a row of the kind 'characteristic' has no 'gate'; leave the cell empty\n"
        "  row 2, column 'source_names': a row of the kind 'characteristic' has no 'source_names'; a column of answers "
        "is found by the code or by the label",
    ),
    "a misspelt kind of another row": (
        [CONTROL | {"kind": "characteristik", "domain": "care", "domain_label": "Care", "area": "a"}, ROW],
        "2 findings\n"
        "  row 2, column 'kind': got 'characteristik', expected one of 'binary', 'ordinal', 'nominal', "
        "'multiple-choice', 'percentage', 'count', 'number', 'composition'; of a row that is no indicator's one of "
        "'instrument', 'characteristic', 'domain', 'area'\n"
        "  row 2, column 'area_label'",
    ),
    "an area in another domain": (
        [{"kind": "area", "area": "access", "domain": "cure", "area_label": "Acess"}, ROW],
        "2 findings\n"
        "  row 2, column 'domain': got 'cure', but the rows of indicators say 'care'\n"
        "  row 2, column 'area_label': got 'Acess', but the rows of indicators say 'Access'",
    ),
    "a bad origin of an area": (
        [{"kind": "area", "area": "access", "origin": "our"}, ROW],
        "row 2, column 'origin': got 'our', expected one of",
    ),
    "a long help text": (
        [{"kind": "area", "area": "access", "help": "x" * 20001}, ROW],
        "row 2, column 'help': 'help' of Area 'access'",
    ),
    "only the instrument": ([WHOLE], "rows: there are no rows; expected one for each indicator"),
    "no rows": (["care"], "row 2: got the text 'care', expected a mapping from columns to text"),
}


@pytest.mark.parametrize(("rows", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_said_with_row_and_column(rows, message):
    """What is wrong is said with the row and the column as a spreadsheet shows them."""
    assert message_of(*rows).startswith(message)


@pytest.mark.parametrize("rows", [None, 3, "rows", {"domain": "care"}], ids=str)
def test_what_is_no_rows_is_refused(rows):
    """Only rows are a codebook."""
    with pytest.raises(DocumentError) as caught:
        from_codebook_sheet(rows)
    assert caught.value.findings[0].message.endswith(
        "expected a mapping from columns to text for each indicator"
    )
