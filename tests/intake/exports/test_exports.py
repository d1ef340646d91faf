"""The made exports are what their maker makes, and what a careful reader makes of them are answers."""

import json

import pytest

from smmi.instrument import Answers, Nonresponse
from tests.intake.exports.make_exports import HERE, files
from tests.intake.exports.programme import INSTRUMENTS

EXPECTED = sorted((HERE / "expected").glob("*.json"))
STATES = {"not_administered": Nonresponse.NOT_ADMINISTERED, "not_applicable": Nonresponse.NOT_APPLICABLE}


def record(unit, answers):
    return {"unit": unit} | {
        code: STATES.get(answer, answer) if isinstance(answer, str) else answer
        for code, answer in answers.items()
    }


def test_the_files_are_what_the_maker_makes():
    """Each committed file is made by the maker to the byte, and there is no other."""
    kinds = {".csv", ".tsv", ".json"}
    made = files()
    found = {path for path in HERE.rglob("*") if path.suffix in kinds}
    assert sorted(found) == sorted(made)
    assert [path.name for path in sorted(found) if path.read_bytes() != made[path]] == []


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_what_a_careful_reader_reads_is_accepted(path):
    """The expected answers are answers without a doubt, one for each unit, and each question says what was taken."""
    found = json.loads(path.read_text(encoding="utf-8"))
    instrument = INSTRUMENTS[found["instrument"]]
    records = [record(unit, answers) for unit, answers in found["answers"].items()]
    answers = Answers.from_records(instrument, records, unit="unit")
    assert list(answers.units) == found["units"]
    assert answers.findings == ()
    assert all(question.keys() == {"about", "question", "taken"} for question in found["questions"])
    apart = {unit: row["answers"] for unit, row in found.get("left_out", {}).items()} | found.get(
        "others", {}
    )
    if apart:
        records = [record(unit, row) for unit, row in apart.items()]
        assert len(Answers.from_records(instrument, records, unit="unit")) == len(apart)
