"""Any table in a declared shape is proposed right or with a question, and read back as what it was written from."""

from decimal import Decimal

from hypothesis import given

from smmi.intake import propose_reading
from tests.intake.proposals.written_tables import written


def plain(answer):
    """An answer, so that it can be compared: numbers as doubles, shares of all parts."""
    if isinstance(answer, dict):
        return {part: float(share) for part, share in answer.items()}
    return float(answer) if isinstance(answer, int | float | Decimal) else answer


@given(written())
def test_what_was_written_is_read_back(table):
    """Answered truthfully, the questions lead to a reading that gives the answers, and nothing else."""
    proposal = propose_reading(table.instrument, table.header, table.rows)
    answers = {question.id: table.truth(question) for question in proposal.questions}
    read, account = proposal.confirm(answers).answers(table.header, table.rows)
    assert read.units.tolist() == table.units
    for unit, record in zip(table.units, table.records, strict=True):
        given_answers = {code: plain(answer) for code, answer in record.items()}
        assert {code: plain(answer) for code, answer in read.record(unit).items()} == given_answers, (
            f"{proposal}\n{account}"
        )
