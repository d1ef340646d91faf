"""Surveys of other platforms, as their users write them; only type-checked, never run."""

from smmi.errors import Finding
from smmi.exchange.accounts import CarriedQuestion, DefinitionAccount
from smmi.exchange.qualtrics import (
    answers_from_qualtrics,
    from_qualtrics,
    reading_from_qualtrics,
    to_qualtrics,
)
from smmi.instrument import Answers, Instrument, Nonresponse
from smmi.intake import Account, Keep, Reading, RowFilter
from smmi.scoring import ScoringScheme

read: tuple[Instrument, DefinitionAccount] = from_qualtrics(
    {"SurveyEntry": {}, "SurveyElements": []},
    code="visits",
    edition="2",
    negative=Nonresponse.NO_ANSWER,
    ordinal=["Q1"],
)
instrument, account = read
questions: tuple[CarriedQuestion, ...] = account.questions
left_out: tuple[Finding, ...] = account.left_out
facts: tuple[str, str, tuple[str, ...], str] = (
    questions[0].source,
    questions[0].name,
    questions[0].codes,
    questions[0].kind,
)
header, rows = ["ResponseId", "Q1"], [["R_1", 1]]
answered: tuple[Answers, Account] = answers_from_qualtrics(
    instrument,
    header,
    rows,
    unit="School",
    attributes={"discipline": "Q9"},
    seen_unanswered=("-99", "-50"),
    filters=[RowFilter(column="Finished", words=["1"], keep=Keep.ONLY)],
)
reading: Reading = reading_from_qualtrics(instrument, header, rows, seen_unanswered=())
text: tuple[str, DefinitionAccount] = to_qualtrics(instrument, ScoringScheme.equal_weights(instrument))
