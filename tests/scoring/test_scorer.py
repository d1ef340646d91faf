"""The scorer and `score` tell what they were given in the place of answers and a scheme."""

import numpy as np
import pytest

import smmi
from smmi.editions import smmi_16
from smmi.errors import ArgumentError
from smmi.instrument import synthesize
from smmi.scoring import ScoringScheme

INSTRUMENT = smmi_16()
SCHEME = ScoringScheme.equal_weights(INSTRUMENT)
ANSWERS = smmi.Answers.from_records(
    INSTRUMENT, [{"school": "S1", "discipline": "dental"}], unit="school", attributes=("discipline",)
)

WRONG_CLASSES = {
    "swapped": (
        lambda: smmi.score(SCHEME, ANSWERS),
        "'answers': got an object of class 'ScoringScheme', expected Answers. "
        "The arguments are swapped; write score(answers, scheme)",
    ),
    "records": (
        lambda: smmi.score([{"school": "S1"}], SCHEME),
        "'answers': got an object of class 'list', expected Answers",
    ),
    "an instrument": (
        lambda: smmi.score(ANSWERS, INSTRUMENT),
        "'scheme': got an object of class 'Instrument', expected a ScoringScheme. "
        "ScoringScheme.equal_weights(instrument) is one",
    ),
    "a scorer": (
        lambda: smmi.score(ANSWERS, SCHEME.compile()),
        "'scheme': got an object of class 'Scorer', expected a ScoringScheme. Write scorer.score(answers)",
    ),
    "no scheme": (
        lambda: smmi.score(ANSWERS, None),
        "'scheme': got None, expected a ScoringScheme",
    ),
    "a record": (
        lambda: SCHEME.compile().score({"school": "S1"}),
        "'answers': got an object of class 'dict', expected Answers. "
        "Write score_one(record) for a single response",
    ),
    "no answers": (lambda: SCHEME.compile().score(None), "'answers': got None, expected Answers"),
    "attributes of a single response": (
        lambda: SCHEME.compile().score_one({"unknown": 1}, attributes="dental"),
        "'attributes': got 'dental', expected a mapping from characteristics to the unit's values",
    ),
}


@pytest.mark.parametrize(("ask", "message"), WRONG_CLASSES.values(), ids=WRONG_CLASSES)
def test_arguments_of_a_wrong_class(ask, message):
    """What is given in the place of answers, a scheme or attributes is told; whole messages."""
    with pytest.raises(ArgumentError) as caught:
        ask()
    assert str(caught.value) == message


def test_a_position_is_no_unit():
    """A number is taken for the identifier of a unit; those that exist are told. The whole message."""
    scores = smmi.score(ANSWERS, SCHEME)
    with pytest.raises(smmi.errors.UnknownCodeError) as caught:
        scores.of(5)
    assert str(caught.value) == "no unit is called '5' (1 known: 'S1')."


def test_a_profile_has_no_score_of_a_list():
    """What cannot be a code is told like an unknown one."""
    with pytest.raises(smmi.errors.UnknownCodeError) as caught:
        smmi.score(ANSWERS, SCHEME).of("S1")[["curriculum"]]
    assert (
        str(caught.value) == "no score has the code \"['curriculum']\" (23 known). Did you mean 'curriculum'?"
    )


def test_scores_of_a_level_are_those_of_its_codes():
    """`overall`, `domains` and `areas` have a column for each node of the level, in the order of the instrument."""
    rng = np.random.default_rng(4)
    scores = smmi.score(
        synthesize(INSTRUMENT, units=3, rng=rng, attributes={"discipline": ["dental"] * 3}), SCHEME
    )
    for table in (scores, *scores.bounds()):
        np.testing.assert_array_equal(table.overall, table["overall"])
        for level, nodes in ((table.domains, INSTRUMENT.domains), (table.areas, INSTRUMENT.areas)):
            np.testing.assert_array_equal(level, np.stack([table[node.code] for node in nodes], axis=1))
