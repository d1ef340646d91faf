"""The states of answers, and what may stand in the place of an answer."""

from smmi.instrument import AnswerState, Nonresponse


def test_every_state_but_two_can_be_said():
    """A record can say every state except that there is an answer, and that routing skipped the question."""
    said = {nonresponse.state for nonresponse in Nonresponse}
    assert set(AnswerState) - said == {AnswerState.ANSWERED, AnswerState.GATED}
    assert all(nonresponse.name == nonresponse.state.name for nonresponse in Nonresponse)


def test_states_in_words():
    """Labels are the names in plain words."""
    assert {state.label for state in AnswerState} == {
        "no answer",
        "not applicable",
        "gated",
        "not administered",
        "answered",
    }


def test_the_states_without_answer_come_first():
    """A stored code below that of an answer is the state itself."""
    assert sorted(AnswerState) == list(range(5))
    assert max(AnswerState) is AnswerState.ANSWERED
