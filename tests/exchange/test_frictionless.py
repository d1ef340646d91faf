"""Data packages: what columns of answers may hold, by the schema that describes them."""

import re

import pytest
from hypothesis import given

from smmi import editions
from smmi.errors import ArgumentError
from smmi.exchange.frictionless import to_frictionless
from smmi.scoring import ScoringScheme
from smmi.serialization import to_document
from smmi.testing.strategies import from_instrument, instruments
from tests.exchange.wide_tables import as_text


def holds(field: dict, cell: str | None) -> bool:
    """Whether a cell is what a field says."""
    if cell is None or cell in field.get("missingValues", []):
        return True
    limits = field.get("constraints", {})
    if "enum" in limits:
        return cell in limits["enum"]
    if "pattern" in limits:
        return re.fullmatch(limits["pattern"], cell) is not None
    number = float(cell)
    return limits.get("minimum", number) <= number <= limits.get("maximum", number)


@given(instruments().flatmap(lambda one: from_instrument(one, min_units=4, max_units=4)))
def test_every_answer_is_what_its_column_may_hold(answers):
    """And nothing else is: a word that no option has is none."""
    package, account = to_frictionless(answers.instrument, unit="the unit")
    fields = {field["name"]: field for field in package["resources"][0]["schema"]["fields"]}
    for code, column in to_document(answers)["columns"].items():
        assert all(holds(fields[code], as_text(cell)) for cell in column)
        if fields[code]["type"] == "string":
            assert not holds(fields[code], "Never heard of")
    assert {one.codes for one in account.questions} == {(one.code,) for one in answers.instrument.indicators}


def test_scores_have_a_file_of_their_own():
    """From 0 to 100, by the codes of overall, domains and areas."""
    instrument = editions.smmi_16()
    package, account = to_frictionless(instrument, ScoringScheme.equal_weights(instrument), unit="school")
    answers, scores = package["resources"]
    assert [len(one["schema"]["fields"]) for one in (answers, scores)] == [
        1 + len(instrument.characteristics) + 80,
        1 + 23,
    ]
    assert scores["schema"]["primaryKey"] == ["school"]
    assert scores["schema"]["fields"][1]["constraints"] == {"minimum": 0, "maximum": 100}
    told = {one.message for one in account.left_out}
    assert "when it is asked: 'clinical_underserved' is 'elective'" in told


@pytest.mark.parametrize("unit", ["", "curriculum", "community_office", "discipline", "overall"])
def test_the_column_of_units_has_a_name_of_its_own(unit):
    """Not that of a question, an area or a characteristic."""
    with pytest.raises(ArgumentError, match="unit"):
        to_frictionless(editions.smmi_16(), unit=unit)


@pytest.mark.parametrize(
    "path", ["/data/answers.csv", "../answers.csv", "data/../../answers.csv", "C:\\a.csv", "", 3]
)
def test_a_file_stands_below_its_descriptor(path):
    """As the specification wants it: readers refuse a package that names other files."""
    with pytest.raises(ArgumentError, match="answers"):
        to_frictionless(editions.smmi_16(), answers=path)


def test_two_tables_have_two_files():
    """Neither is written over the other."""
    with pytest.raises(ArgumentError, match="scores"):
        to_frictionless(editions.smmi_16(), answers="table.csv", scores="table.csv")
