"""Boxes of several choices: what was not shown, and what was written in."""

import pytest

from smmi.errors import DeclarationError
from smmi.instrument import Nonresponse
from smmi.intake import Absent, SelectionColumns
from tests.intake.field import HEADER, reading

COLUMNS = {"equity": "Equity", "advocacy": "Advocacy"}
NOT_OURS = Nonresponse.NOT_APPLICABLE


def boxes(cells, **how):
    """What a row of two boxes is read as, and how the account says so."""
    others = {"plans": Absent(), "visits": Absent(), "share": Absent()}
    source = SelectionColumns(columns=COLUMNS, **how)
    answers, account = reading(sources={**others, "topics": source}).answers(
        [HEADER[0], "Equity", "Advocacy"], [["A", *cells]]
    )
    return answers.record("A")["topics"], str(account)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("1", "N/A"), ("equity",)),
        (("n/a", "1"), ("advocacy",)),
        (("N/A", "N/A"), NOT_OURS),
        (("N/A", ""), None),
        (("", ""), None),
    ],
)
def test_a_box_that_was_not_shown_is_not_ticked(cells, expected):
    """Beside others; where none was shown, the row is what the word stands for."""
    found, account = boxes(cells, hidden={"N/A": NOT_OURS})
    assert found == expected
    assert ("not shown" in account) == any("/" in cell for cell in cells)


def test_another_word_for_no_answer_speaks_for_the_whole_row():
    """Beside a box that was not shown, too."""
    found, _ = boxes(("N/A", "refused"), hidden={"N/A": NOT_OURS}, missing={"refused": Nonresponse.NO_ANSWER})
    assert found is Nonresponse.NO_ANSWER or found is None


def test_what_is_written_in_is_a_tick():
    """Any word that says nothing else; 0 is none."""
    assert boxes(("", "Housing"), written=["advocacy"])[0] == ("advocacy",)
    assert boxes(("1", "Housing"), written=["advocacy"])[0] == ("equity", "advocacy")
    assert boxes(("1", "0"), written=["advocacy"])[0] == ("equity",)
    assert "written in" in boxes(("", "Housing"), written=["advocacy"])[1]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"written": ["other"]}, "'written' of 'topics' names 'other', which has no column in 'columns'"),
        ({"hidden": {"1": NOT_OURS}}, "'1' stands in 'hidden' and in 'ticked'; take it out of one"),
        ({"hidden": {"No": NOT_OURS}}, "'no' stands in 'hidden' and in 'unticked'; take it out of one"),
        (
            {"hidden": {"-": NOT_OURS}, "missing": {"-": NOT_OURS}},
            "'-' stands in 'hidden' and in 'missing'; take it out of one",
        ),
    ],
)
def test_words_of_boxes_mean_one_thing(how, said):
    """And options that are written in have a column."""
    with pytest.raises(DeclarationError) as refused:
        boxes(("1", ""), **how)
    assert said in str(refused.value)
