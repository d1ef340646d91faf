"""What a proposal settles, what it asks, and what the answers lead to."""

import pytest
from hypothesis import given, strategies as st

from smmi.errors import DeclarationError, OpenQuestionsError, UnknownCodeError
from smmi.instrument import (
    Nonresponse,
)
from smmi.intake import Preset, propose_reading
from tests.intake.field import FIELD, HEADER, SCALES, instrument_of
from tests.intake.proposals.proposed import column_of, read, settled

ROW = ["A", "Equity", "Partly", "45.5", "3"]


def test_a_plain_table_leaves_nothing_open():
    """Codes, labels in any case and values are read together; everything is told."""
    rows = [ROW, ["B", "equity;2", "FULLY", "45", "0"], ["C", "", "1", "", ""]]
    proposal = propose_reading(FIELD, HEADER, rows)
    assert (proposal.questions, proposal.share_settled, proposal.rows) == ((), 1.0, 3)
    assert read(proposal, HEADER, rows)["B"] == {
        "topics": ("equity", "advocacy"),
        "plans": "fully",
        "share": 45.0,
        "visits": 0,
    }
    assert settled(proposal, "plans") == (
        "a choice in one column, written by label or by value "
        "('plans': called so; by label 1, by label, other capitals 1, by value 1)"
    )


def test_the_page_says_questions_first_and_groups_what_is_alike():
    """The whole page, of a table with a doubt."""
    rows = [["A", "Prefer not to say", "x@example.org"], ["B", "Partly", ""]]
    instrument = instrument_of({"plans": SCALES["plans"], "aims": SCALES["plans"]})
    proposal = propose_reading(instrument, ["Id", "Plans?", "E-mail"], rows)
    assert str(proposal) == (
        "A reading for 'Field', edition 1 (2 rows, 3 columns)\n"
        "\n"
        "2 questions:\n"
        "  absent: The table has no column for 1 indicator: 'aims'. What are the answers?\n"
        "    seen: no free column has a name or answers like theirs\n"
        "    - not_administered: not administered for all: scores then rest on a part, and are not compared\n"
        "    - no_answer: no answer for all\n"
        "  word_prefer_not_to_say: What does 'Prefer not to say' mean in 'Plans?'?\n"
        "    seen: it stands in 1 cell of 1 column\n"
        "    - no_answer: no answer, as the word mostly says\n"
        "    - not_applicable: not applicable to the unit\n"
        "    - not_administered: not asked\n"
        "    - leave: leave it as a finding\n"
        "\n"
        "Settled:\n"
        "  header: one header row (it names 1 of the indicators)\n"
        "  units: identified by 'Id' (its name says so; 2 different entries in 2 rows, no blank)\n"
        "  plans: a choice in one column, written by label "
        "('Plans?': named by the question's text; by label 1)\n"
        "  personal columns: left out (they may name a person: 'E-mail')"
    )
    assert proposal.share_settled == pytest.approx(2 / 3)
    assert repr(proposal) == "<Proposal for 'field': 3 columns, 4 choices, 2 questions>"


def test_open_questions_are_named_all_at_once():
    """Neither a forgotten answer nor a mistyped one passes."""
    proposal, answers = column_of("plans", ["Fuly", "N/A", "Partly"])
    with pytest.raises(OpenQuestionsError) as raised:
        proposal.confirm()
    assert str(raised.value) == (
        "2 questions of the proposal must be answered; confirm(id=option):\n"
        "  entry_plans_fuly: What does 'Fuly' in 'plans' mean? (option_fully, option_partly, option_not_at_all, "
        "no_answer, not_applicable, leave)\n"
        "  word_n_a: What does 'N/A' mean in 'plans'? (no_answer, not_applicable, not_administered, leave)"
    )
    with pytest.raises(UnknownCodeError, match="no question has the name 'word_na'"):
        proposal.confirm(word_na="no_answer")
    with pytest.raises(UnknownCodeError, match="the question 'word_n_a' has no option 'na'"):
        proposal.confirm(word_n_a="na", entry="leave")
    assert answers(entry="option_fully", word="not_applicable") == [
        "fully",
        Nonresponse.NOT_APPLICABLE,
        "partly",
    ]


def test_a_preset_may_be_named():
    """By its code; an unknown one is refused."""
    proposal, _ = column_of("share", ["3"], preset="limesurvey")
    assert (proposal.preset, settled(proposal, "table").split(";")[0]) == (
        "limesurvey",
        "an export of LimeSurvey (named by the caller",
    )
    with pytest.raises(UnknownCodeError, match="no preset has the code 'lime'"):
        column_of("share", ["3"], preset="lime")


def test_the_rest_is_listed():
    """F3: whatever else the file holds is left out, and told in one line."""
    header, rows = [*HEADER, "Remarks", "Duration"], [[*ROW, "fine", "3"], ["B", "", "", "", "", "", "4"]]
    proposal = propose_reading(FIELD, header, rows)
    assert proposal.rest == ("Remarks", "Duration")
    assert settled(proposal, "the rest") == (
        "left out (2 columns of which nothing is known: 'Remarks', 'Duration')"
    )
    assert proposal.share_settled == 1.0


def test_a_preset_is_checked():
    """Patterns that are none are refused, all at once."""
    with pytest.raises(DeclarationError) as raised:
        Preset(code="own", name="", marks=("(",), structural=("*",))
    assert [finding.path for finding in raised.value.findings] == ["$.name", "$.marks", "$.structural"]


def test_an_answer_by_kind_serves_the_questions_that_have_it():
    """The others stay open, and one that no question of the kind has is refused."""
    header = ["Id", "plans", "share"]
    rows = [["A", "Partyl", "10-15"], ["B", "Fully", "a lot"], ["C", "", "about 8"]]
    scales = {name: SCALES[name] for name in ("plans", "share")}
    proposal = propose_reading(instrument_of(scales), header, rows)
    assert "An answer to 'entry' serves all 2, and others that have it among their choices" in str(proposal)
    with pytest.raises(OpenQuestionsError) as caught:
        proposal.confirm(entry="number_8")
    assert [name for name, *_ in caught.value.questions] == [
        "entry_plans_partyl",
        "entry_share_10_15",
        "entry_share_a_lot",
    ]
    own = {"entry_plans_partyl": "option_partly", "entry_share_about_8": "number_8"}
    assert read(proposal, header, rows, entry="no_answer", **own) == {
        "A": {"plans": "partly", "share": None},
        "B": {"plans": "fully", "share": None},
        "C": {"plans": None, "share": 8},
    }
    with pytest.raises(UnknownCodeError, match="has no option 'maybe'"):
        proposal.confirm(entry="maybe")


@given(apart=st.sets(st.sampled_from(["share", "visits", "plans"])))
def test_a_word_in_several_columns_is_answered_for_one_of_them_apart(apart):
    """N/A of a share may be not applicable where it is no answer elsewhere."""
    header, rows = (
        ["Id", "share", "visits", "plans"],
        [["A", "N/A", "N/A", "N/A"], ["B", "30", "1", "Partly"]],
    )
    scales = {code: SCALES[code] for code in header[1:]}
    proposal = propose_reading(instrument_of(scales), header, rows)
    assert [question.id for question in proposal.questions] == ["word_n_a"]
    replies = {f"word_n_a.{code}": "not_applicable" for code in apart}
    for rest in ("word_n_a", "word"):
        all_apart = rest == "word_n_a" and len(apart) == len(scales)
        given_replies = replies | ({} if all_apart else {rest: "no_answer"})
        (record, _) = read(proposal, header, rows, **given_replies).values()
        assert record == {code: Nonresponse.NOT_APPLICABLE if code in apart else None for code in scales}
    with pytest.raises(UnknownCodeError, match=r"no question has the name 'word_n_a\.shares'"):
        proposal.confirm({"word_n_a.shares": "no_answer", "word": "no_answer"})
