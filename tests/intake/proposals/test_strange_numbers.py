"""Numbers that no double holds, and digits that are none of ASCII's: told as what cannot be read, never a crash."""

import pytest

from smmi.errors import SmmiError
from smmi.instrument import Composition, Number, Option
from smmi.intake import propose_reading
from tests.intake.field import SCALES, instrument_of
from tests.intake.proposals.proposed import column_of

WIDE = "\uff11\uff12"
"""12 in the full-width digits of Chinese and Japanese keyboards."""
LONG = "9" * 4_301
"""More digits than Python makes an integer of."""
STRANGE = ("1e400", "-1e400%", LONG, f"0.{LONG}", WIDE, f"rural={LONG}; urban=1e400")
PARTS = Composition(code="mix", parts=[Option("rural", "Rural"), Option("urban", "Urban")])
ALL = {**SCALES, "money": Number(code="money"), "mix": PARTS}


@pytest.mark.parametrize("code", sorted(ALL))
@pytest.mark.parametrize("strange", STRANGE, ids=range(len(STRANGE)))
def test_a_number_that_cannot_be_read_is_told(code, strange):
    """A question, or a finding that the reading gives."""
    proposal, answers = column_of(code, [strange, "1"], scales=ALL)
    replies = {question.id: question.options[-1].id for question in proposal.questions}
    try:
        assert len(answers(**replies)) == 2
    except SmmiError as error:
        assert f"{code!r}" in str(error)


@pytest.mark.parametrize(
    "cells", [["S1", WIDE], [WIDE, f"a{WIDE}"], [LONG, "a2"], [f"a{LONG}", "a2"]], ids=range(4)
)
@pytest.mark.parametrize("last", [True, False])
def test_rows_are_ordered_by_whatever_a_column_holds(cells, last):
    """Digits of other scripts are letters, and numbers are compared however long they are."""
    header = ["Id", "Date modified", "plans"]
    rows = [["A", cell, plan] for cell, plan in zip(cells, ("Partly", "Fully"), strict=True)]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    reply = f"{'last' if last else 'first'}_by_date_modified"
    answers, _ = proposal.confirm(repeated=reply).answers(header, rows)
    is_after = cells[0] > cells[1] or cells[0] == f"a{LONG}"
    first, second = ("fully", "partly") if is_after else ("partly", "fully")
    assert answers.record("A")["plans"] == (second if last else first)
