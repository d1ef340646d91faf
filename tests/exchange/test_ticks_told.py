"""What is ticked in an export is an answer, or the export is refused: no tick is taken for no answer."""

import math

import attrs
import pandas as pd
import pytest

from smmi.errors import ReadingError
from smmi.exchange.redcap import COLUMNS, answers_from_redcap, from_redcap
from smmi.exchange.xlsform import answers_from_xlsform, from_xlsform
from smmi.instrument import Area, Characteristic, Domain, Indicator, Instrument, Nonresponse, Number, Option

ROWS = [dict.fromkeys(COLUMNS, "") | {COLUMNS[0]: name, COLUMNS[1]: "f"} for name in ("id", "m", "n")]
ROWS[1] |= {COLUMNS[3]: "checkbox", COLUMNS[5]: "1, One | b, Bee"}
ROWS[2] |= {COLUMNS[3]: "text", COLUMNS[7]: "integer"}
REDCAP, _ = from_redcap(ROWS)
FORM = {
    "survey": [{"type": "select_multiple l", "name": "m"}, {"type": "integer", "name": "n"}],
    "choices": [{"list_name": "l", "name": name} for name in ("1", "b")],
}
XLSFORM, _ = from_xlsform(FORM)


@pytest.mark.parametrize("cell", ["1", 1, 1.0, True], ids=["text", "whole", "double", "flag"])
def test_a_tick_of_an_unknown_choice_is_refused(cell):
    """By its column, with how many there are."""
    with pytest.raises(ReadingError, match="the column 'm___9' is of no choice of 'm', and 2 of its cells"):
        answers_from_redcap(
            REDCAP, ["id", "m___1", "m___9"], [["u", "0", cell], ["v", "1", cell], ["w", "1", "0"]]
        )
    with pytest.raises(ReadingError, match="the column 'g/m/9' is of no choice of 'm', and 1 of its cells"):
        answers_from_xlsform(XLSFORM, ["_id", "g/m/1", "g/m/9"], [["u", "0", cell], ["v", "1", 0]])


def test_an_unknown_choice_that_nobody_ticks_is_left_out():
    """And the account names its column."""
    answers, account = answers_from_redcap(REDCAP, ["id", "m___1", "m___9"], [["u", "1", "0"]])
    assert answers.record("u")["m"] == ("c_1",)
    assert "'m___9'" in str(account)
    answers, account = answers_from_xlsform(XLSFORM, ["_id", "m/1", "m/9"], [["u", "1", ""]])
    assert answers.record("u")["m"] == ("c_1",)
    assert "'m/9'" in str(account)


def test_the_box_of_a_missing_datum_is_no_choice():
    """Where the project has codes for such; what it says is what was declared of it."""
    answers, _ = answers_from_redcap(
        REDCAP, ["id", "m___1", "m___-999"], [["u", "0", "0"]], missing={"-999": Nonresponse.NO_ANSWER}
    )
    assert answers.record("u")["m"] is None
    header = ["id", "m___1", "m____999"]
    answers, _ = answers_from_redcap(
        REDCAP, header, [["u", "0", "1"]], missing={"-999": Nonresponse.NO_ANSWER}
    )
    assert answers.record("u")["m"] is None


def test_a_group_may_be_called_as_a_question_is():
    """What stands in it is another question's: numbers are no ticks."""
    header = ["_id", "m/1", "m/visits"]
    answers, account = answers_from_xlsform(XLSFORM, header, [["u", "1", "1"], ["v", "1", "12"]])
    assert answers.record("v")["m"] == ("c_1",)
    assert "'m/visits'" in str(account)


@pytest.mark.parametrize(
    ("read", "instrument"), [(answers_from_redcap, REDCAP), (answers_from_xlsform, XLSFORM)]
)
def test_two_columns_for_one_question_are_refused(read, instrument):
    """Neither is taken for the other."""
    with pytest.raises(ReadingError, match="may hold the answers to 'n'"):
        read(instrument, ["_id", "n", "n"], [["u", "1", "2"]])


def test_two_columns_for_one_characteristic_are_refused():
    """As for a question: the attribute is not left away."""
    where = Characteristic(
        code="place", label="Place", options=[Option("rural", "Rural"), Option("urban", "Urban")]
    )
    instrument = attrs.evolve(XLSFORM, characteristics=[where])
    with pytest.raises(ReadingError, match="may hold the answers to 'place'"):
        answers_from_xlsform(instrument, ["_id", "n", "a/place", "b/place"], [["u", "1", "rural", "urban"]])


HOURS = Indicator(
    code="hours",
    prompt="How many hours?",
    scale=Number(code="hours", options=[Option("unknown", "Unknown", nonresponse=Nonresponse.NO_ANSWER)]),
)


@pytest.mark.parametrize("blank", [None, "", " ", math.nan, pd.NA], ids=repr)
@pytest.mark.parametrize("read", [answers_from_redcap, answers_from_xlsform])
def test_a_blank_of_any_library_says_why_there_is_no_number(read, blank):
    """Where a column of its own asks that; what stands there in place of a number is told, whatever it is."""
    domain = Domain(code="d", label="D", areas=[Area(code="a", label="A", indicators=[HOURS])])
    instrument = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
    header = ["_id", "hours", "hours_why"]
    answers, _ = read(instrument, header, [["u", blank, "unknown"], ["v", 3, ""]])
    assert [answers.record(unit)["hours"] for unit in "uv"] == ["unknown", 3]
    with pytest.raises(ReadingError, match="'hours'"):
        read(instrument, header, [["u", [3], "unknown"]])
