"""The codebook: an instrument as rows of text."""

import csv
import io

import attrs
import pytest
from hypothesis import given, strategies as st

from smmi import editions
from smmi.errors import DocumentError, Reason
from smmi.instrument import Area, Binary, Domain, Nonresponse
from smmi.serialization import from_codebook, to_codebook
from smmi.testing.strategies import instruments
from tests.serialization.examples import CARE

COLUMNS = [
    "domain",
    "domain_label",
    "area",
    "area_label",
    "indicator",
    "label",
    "prompt",
    "help",
    "scale",
    "scale_label",
    "kind",
    "options",
    "parts",
    "minimum",
    "maximum",
    "unit",
    "decimals",
    "tolerance",
    "gate",
    "applies",
    "terms",
    "tags",
    "origin",
    "source",
]
TINY = {"code": "tiny", "edition": "1", "title": "Tiny"}
ROW = {
    "domain": "care",
    "domain_label": "Care",
    "area": "access",
    "area_label": "Access",
    "indicator": "clinic",
    "prompt": "Is there a clinic?",
    "kind": "binary",
}


def again(instrument, rows):
    """The instrument of a codebook, with what the codebook does not carry."""
    names = ("code", "edition", "title", "description", "characteristics", "terms", "provenance")
    return from_codebook(rows, **{name: getattr(instrument, name) for name in names})


def carried(instrument):
    """The instrument without the texts of domains and areas that a codebook does not carry."""
    domains = [
        Domain(
            code=domain.code,
            label=domain.label,
            areas=[
                Area(code=area.code, label=area.label, indicators=area.indicators) for area in domain.areas
            ],
        )
        for domain in instrument.domains
    ]
    return attrs.evolve(instrument, domains=domains)


def message_of(*rows, **more):
    """The message of the error that reading rows raises."""
    with pytest.raises(DocumentError) as caught:
        from_codebook(rows, **(TINY | more))
    return str(caught.value).removeprefix("the document cannot be read: ")


@given(instruments())
def test_a_codebook_is_a_fixed_point(instrument):
    """Instrument to codebook to instrument loses only what the codebook is said not to carry."""
    rows = to_codebook(instrument)
    read = again(instrument, rows)
    assert read == carried(instrument)
    assert to_codebook(read) == rows


@given(instruments())
def test_a_codebook_survives_a_file_of_csv(instrument):
    """The rows survive being written and read by the module csv."""
    rows = to_codebook(instrument)
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    assert list(csv.DictReader(io.StringIO(file.getvalue(), newline=""))) == rows


@pytest.mark.parametrize("edition", [editions.smmi_16, editions.smmi_18])
def test_the_bundled_editions_survive_a_codebook(edition):
    """Both bundled editions come back from their codebooks, but for the provenance of domains and areas."""
    assert again(edition(), to_codebook(edition())) == carried(edition())


def test_a_codebook_reads_as_one_would_write_it():
    """Every row has all columns; cells that say nothing are empty."""
    rows = to_codebook(CARE)
    assert [list(row) for row in rows] == [COLUMNS] * 5
    said = [{column: cell for column, cell in row.items() if cell} for row in rows]
    assert said[1] == {
        "domain": "access",
        "domain_label": "Access",
        "area": "clinics",
        "area_label": "Clinics",
        "indicator": "visits",
        "prompt": "How many visits a year?",
        "scale": "visits_a_year",
        "kind": "count",
        "minimum": "0",
        "maximum": "500",
        "unit": "visits",
        "gate": "clinic = yes",
    }
    assert said[2]["options"] == (
        "none=Not at all; some=To some extent; full=Fully; na=Not applicable [not-applicable]"
    )
    assert (said[2]["applies"], said[2]["tags"]) == ("control in (public)", "new")
    assert (said[4]["parts"], said[4]["tolerance"]) == ("field=In the field; hall=In a hall", "0.5")


def test_a_sheet_written_by_hand_is_understood():
    """Absent columns, blank rows, labels said once and scales described once are understood."""
    rows = [
        ROW | {"scale": "yes_no", "options": "no=No; yes=Yes; dk=Don't know [no-answer]"},
        dict.fromkeys(ROW, " "),
        ROW | {"indicator": " nurse ", "scale": "yes_no", "kind": "", "domain_label": "", "area_label": ""},
        ROW | {"indicator": "visits", "kind": " count ", "gate": "clinic = yes", "origin": "ours"},
    ]
    read = from_codebook(rows, **TINY)
    assert [indicator.code for indicator in read.indicators] == ["clinic", "nurse", "visits"]
    assert read["nurse"].scale is read["clinic"].scale
    assert read["nurse"].scale.options[2].nonresponse is Nonresponse.NO_ANSWER
    assert (read["visits"].scale.code, read["visits"].provenance.source) == ("visits", "")
    assert from_codebook(iter(rows), **TINY) == read
    assert from_codebook([ROW], **TINY)["clinic"].scale == Binary(code="clinic")


def test_a_scale_that_was_described_may_be_named_with_its_kind():
    """The kind says nothing new then."""
    first = ROW | {"kind": "ordinal", "scale": "extent", "options": "1=Never; 2=Often"}
    named = ROW | {"indicator": "nurse", "scale": "extent"}
    kinds = [from_codebook([first, named | {"kind": kind}], **TINY) for kind in ("", "ordinal")]
    assert kinds[0] == kinds[1]


MISTAKES = {
    "an unknown column": (
        [ROW | {"helb": "?"}],
        "row 1, column 'helb': 'helb' is no column of a codebook. Did you mean 'help'?",
    ),
    "an unknown column beside the one that is near": (
        [ROW | {"promt": "?"}],
        "row 1, column 'promt': 'promt' is no column of a codebook",
    ),
    "a missing column": (
        [{key: cell for key, cell in ROW.items() if key != "prompt"}],
        "2 findings\n"
        "  row 1: the column 'prompt' is missing; a codebook needs 'domain', 'area', 'indicator', 'prompt'\n"
        "  row 2, column 'prompt': 'prompt' of Indicator 'clinic': got '', expected text that is not blank "
        "(at most 20000 characters)",
    ),
    "no text": (
        [ROW | {"minimum": 3, "help": None}],
        "2 findings\n"
        "  row 2, column 'minimum': got the number 3, expected text\n"
        "  row 2, column 'help': got null, expected text",
    ),
    "no row": ([["care"]], "row 2: got a list, expected a mapping from columns to text"),
    "cells without a column": (
        [ROW | {None: ["more"]}],
        "2 findings\n"
        "  row 2, column 'null': got a list, expected text\n"
        "  row 1, column 'null': 'null' is no column of a codebook",
    ),
    "a bad code": (
        [ROW | {"domain": "Care", "area": "1", "indicator": ""}],
        "3 findings\n"
        "  row 2, column 'indicator': 'code' of Indicator: got '', expected a code ([a-z][a-z0-9_]*, at most 64 "
        "characters)\n"
        "  row 2, column 'area': 'code' of Area: got '1', expected a code ([a-z][a-z0-9_]*, at most 64 characters)\n"
        "  row 2, column 'domain': 'code' of Domain: got 'Care', expected a code ([a-z][a-z0-9_]*, at most 64 "
        "characters)",
    ),
    "bad codes further out": (
        [ROW | {"domain": "Care", "area": "1"}],
        "2 findings\n"
        "  row 2, column 'area': 'code' of Area: got '1', expected a code ([a-z][a-z0-9_]*, at most 64 characters)\n"
        "  row 2, column 'domain': 'code' of Domain: got 'Care', expected a code ([a-z][a-z0-9_]*, at most 64 "
        "characters)",
    ),
    "an unknown kind": (
        [ROW | {"kind": "binari"}],
        "row 2, column 'kind': got 'binari', expected one of 'binary', 'ordinal', 'nominal', 'multiple-choice', "
        "'percentage', 'count', 'number', 'composition'. Did you mean 'binary'?",
    ),
    "a column of another kind": (
        [ROW | {"minimum": "1"}],
        "row 2, column 'minimum': a scale of the kind 'binary' has no 'minimum'",
    ),
    "what the scale refuses": (
        [ROW | {"kind": "ordinal", "options": "a=A"}],
        "row 2, column 'options': 'options' of scale 'clinic': got 1 that are answers, expected 2 to 60000",
    ),
    "a composition without parts": (
        [ROW | {"kind": "composition"}],
        "row 2, column 'parts': 'parts' of scale 'clinic': got 0, expected at least 2",
    ),
    "a bad number": (
        [ROW | {"kind": "number", "minimum": "low"}],
        "row 2, column 'minimum': got 'low', expected a number",
    ),
    "a bad integer": (
        [ROW | {"kind": "count", "minimum": "1.5"}],
        "row 2, column 'minimum': got '1.5', expected an integer",
    ),
    "a bad condition": (
        [ROW | {"gate": "a ="}],
        "row 2, column 'gate': the condition ends too early, expected an option's code or a number",
    ),
    "an unknown origin": (
        [ROW | {"origin": "our"}],
        "row 2, column 'origin': got 'our', expected one of 'published', 'secondary', 'ours'. Did you mean 'ours'?",
    ),
    "a source of no origin": (
        [ROW | {"source": "a book"}],
        "row 2, column 'origin': got '', expected one of 'published', 'secondary', 'ours'",
    ),
    "another label": (
        [ROW, ROW | {"indicator": "nurse", "area_label": "Acess"}],
        "row 3, column 'area_label': got 'Acess', but row 2 says 'Access'",
    ),
    "no label": (
        [ROW | {"domain_label": ""}],
        "row 2, column 'domain_label': 'label' of Domain 'care': got '', expected text that is not blank "
        "(at most 20000 characters)",
    ),
    "scattered rows": (
        [ROW, ROW | {"indicator": "b", "area": "b"}, ROW | {"indicator": "c"}],
        "row 4, column 'area': the area 'access' began in row 2; put its rows together",
    ),
    "a repeated code": (
        [ROW, ROW],
        "row 3, column 'indicator': the code 'clinic' is taken by row 2; give each node and characteristic its own",
    ),
    "a domain called as its area": (
        [ROW | {"domain": "access"}],
        "row 2, column 'area': the code 'access' is taken by row 2; give each node and characteristic its own",
    ),
    "a reserved code": (
        [ROW | {"domain": "all"}],
        "row 2, column 'domain': the code 'all' is reserved; choose another",
    ),
    "a scale of two meanings": (
        [ROW | {"scale": "s"}, ROW | {"indicator": "b", "scale": "s", "kind": "count"}],
        "row 3, column 'scale': the scale code 's' is taken by a different scale at row 2; declare the scale "
        "once and share it, or give this one another code",
    ),
}


@pytest.mark.parametrize(("rows", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_said_with_row_and_column(rows, message):
    """What is wrong is said with the row and the column as a spreadsheet shows them."""
    assert message_of(*rows).startswith(message)


def test_a_gate_that_cannot_be_is_said_with_its_row():
    """What the whole instrument refuses is said with the row and the column of the indicator."""
    with pytest.raises(DocumentError) as caught:
        from_codebook([ROW, ROW | {"indicator": "nurse", "gate": "clinc = yes"}], **TINY)
    (finding,) = caught.value.findings
    assert (finding.path, finding.row, finding.reason) == ("row 3, column 'gate'", 1, Reason.UNKNOWN_CODE)


def test_everything_that_is_wrong_is_said_at_once():
    """One error tells all mistakes of all rows."""
    rows = [
        ROW | {"kind": "count", "maximum": "many", "gate": "clinic", "tags": "a; b"},
        ROW | {"indicator": "nurse", "options": "no; yes"},
        ROW | {"indicator": "Visits"},
    ]
    assert message_of(*rows) == (
        "4 findings\n"
        "  row 2, column 'gate': the condition ends too early, expected '=', '>=', 'in' or 'includes'\n"
        "  row 2, column 'maximum': got 'many', expected an integer\n"
        "  row 3, column 'options': got 'no', expected entries of the form code=Label, as in: no=no; yes=yes\n"
        "  row 4, column 'indicator': 'code' of Indicator: got 'Visits', expected a code "
        "([a-z][a-z0-9_]*, at most 64 characters)"
    )


@given(st.sets(st.sampled_from(sorted(ROW)), min_size=1))
def test_what_is_missing_is_said_in_one_round(blank):
    """Whatever cells of a row are blank, each is named; an indicator without a scale is not looked at further."""
    with pytest.raises(DocumentError) as caught:
        from_codebook([ROW | {"help": "When open"} | dict.fromkeys(blank, "")], **TINY)
    told = {finding.path.split("'")[1] for finding in caught.value.findings}
    assert told == blank - ({"indicator", "prompt"} if "kind" in blank else set())


def test_what_is_wrong_with_the_instrument_itself_is_said():
    """What is wrong with code, edition or title is said with their names; no rows make no instrument."""
    assert message_of(ROW, title="").startswith("$.title: 'title' of Instrument 'tiny': got ''")
    assert message_of() == "rows: there are no rows; expected one for each indicator"


@pytest.mark.parametrize("rows", [None, 3, "rows", {"domain": "care"}], ids=str)
def test_what_is_no_rows_is_refused(rows):
    """Only rows are a codebook."""
    with pytest.raises(DocumentError) as caught:
        from_codebook(rows, **TINY)
    assert caught.value.findings[0].message.endswith(
        "expected a mapping from columns to text for each indicator"
    )
