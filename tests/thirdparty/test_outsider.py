"""A stranger's rule is a first-class citizen."""

import numpy as np
import pytest

import smmi
from smmi import editions
from smmi.errors import SchemeError
from smmi.fingerprint import fingerprint
from smmi.instrument import AnswerState, MultipleChoice, synthesize
from smmi.scoring import ScoringScheme, WeightedMean
from smmi.serialization import from_document, to_document
from tests.thirdparty.outsider import Curve, FirstOnly, TwoThirds

RULES = (TwoThirds, Curve, FirstOnly)
INSTRUMENT = editions.smmi_16()
PERCENTAGES = [i.code for i in INSTRUMENT.indicators if type(i.scale).__name__ == "Percentage"]
BINARIES = [i.code for i in INSTRUMENT.indicators if type(i.scale).__name__ == "Binary"]


@pytest.fixture(scope="module")
def scheme():
    items = dict.fromkeys(PERCENTAGES, Curve()) | {BINARIES[0]: FirstOnly()}
    return ScoringScheme(INSTRUMENT, items=items, areas=TwoThirds(), domains={"governance": TwoThirds(0.5)})


@pytest.fixture(scope="module")
def answers():
    rng = np.random.default_rng(5)
    return synthesize(INSTRUMENT, units=60, rng=rng, blanks=0.15)


def test_it_scores_in_batches_and_alone_alike(scheme, answers):
    """A batch and single responses have the same bits under a stranger's rules."""
    scores, scorer = smmi.score(answers, scheme), scheme.compile()
    for position, unit in enumerate(answers.units.tolist()):
        attributes = {name: column[position] for name, column in answers.attributes.items()}
        profile = scorer.score_one(answers.record(unit), attributes=attributes)
        batch = [None if np.isnan(value) else value for value in scores.values[:, position].tolist()]
        assert list(profile.values) == batch


def test_it_is_traced(scheme, answers):
    """Traces replay exactly, and contributions add up, under a stranger's rules."""
    scores = smmi.score(answers, scheme)
    for unit in answers.units.tolist()[:10]:
        trace = scores.of(unit).trace("overall")
        assert trace.replay() == trace.value
        for node in trace.walk():
            parts = [child.contribution for child in node.children if child.contribution is not None]
            if parts and node.value is not None:
                assert sum(parts) == pytest.approx(node.value, abs=1e-10)


def test_it_is_bounded(scheme, answers):
    """Completing the blanks of a unit at random leads into its attainable range; without a blank it is the score."""
    scores = smmi.score(answers, scheme)
    low, high = scores.bounds()
    rng = np.random.default_rng(9)
    for position in range(10):
        complete = completed(answers, position, rng)
        again = smmi.score(complete, scheme)
        present = ~np.isnan(again.values[:, 0])
        assert present.all()
        assert np.all(low.values[:, position] - 1e-9 <= again.values[:, 0])
        assert np.all(again.values[:, 0] <= high.values[:, position] + 1e-9)
        for end in again.bounds():
            assert end.values.tobytes() == again.values.tobytes()


def completed(answers, position, rng):
    """One unit's answers, with every blank filled from a synthetic response."""
    unit = answers.units[position]
    attributes = {name: [column[position]] for name, column in answers.attributes.items()}
    donor = synthesize(INSTRUMENT, units=1, rng=rng, attributes=attributes, blanks=0.0).take([0])
    filled = donor.record(donor.units[0]) | {k: v for k, v in answers.record(unit).items() if v is not None}
    for _ in range(5):  # a filled gate may open follow-ups that the donor did not answer
        row = {"unit": "U", **filled, **{name: values[0] for name, values in attributes.items()}}
        whole = smmi.Answers.from_records(INSTRUMENT, [row], unit="unit", attributes=tuple(attributes))
        blanks = [i for i in INSTRUMENT.indicators if whole.states(i.code)[0] == AnswerState.NO_ANSWER]
        if not blanks:
            break
        filled |= {i.code: i.scale.answers[-1].code if i.scale.answers else 1 for i in blanks}
        filled |= {i.code: (i.scale.answers[0].code,) for i in blanks if isinstance(i.scale, MultipleChoice)}
    return whole


def test_it_is_serialised_when_its_class_is_handed_over(scheme):
    """A scheme with strangers' rules goes to a document and back, with the same fingerprint."""
    document = to_document(scheme, rules=RULES)
    again = from_document(document, instrument=INSTRUMENT, rules=RULES)
    assert again == scheme
    assert fingerprint(again) == fingerprint(scheme)


@pytest.mark.long
def test_a_table_asks_a_rule_once_for_each_joint_state():
    """Where areas have tables, a stranger's rule is asked once for each joint state, not for each unit."""

    class Counting:
        monotone = True
        shape_free = True
        calls = 0

        def aggregate(self, points, weights):
            Counting.calls += points.shape[1]
            return WeightedMean().aggregate(points, weights)

    rng = np.random.default_rng(6)
    answers = synthesize(INSTRUMENT, units=2_000, rng=rng)
    coded = ["curriculum", "community_concordance", "mission_statements", "admissions", "inclusive_climate"]
    scorer = ScoringScheme(INSTRUMENT, areas=dict.fromkeys(coded, Counting())).compile()
    for _ in range(10):  # a table is made once as many units were scored as it has states
        scorer.score(answers)
    first, Counting.calls = Counting.calls, 0
    scorer.score(answers)
    assert first > 0
    assert Counting.calls == 0


class Percent:
    def aggregate(self, points, weights):
        return WeightedMean().aggregate(points, weights) * 100


class Scalar:
    shape_free = True

    def aggregate(self, points, weights):
        return 0.5


class Forgetful:
    def aggregate(self, points):
        return points


class Nothing:
    def aggregate(self, points, weights):
        return WeightedMean().aggregate(points, weights) * np.nan


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (Percent(), "Percent for 'curriculum' returned {}, expected points from 0 to 1"),
        (Nothing(), "Nothing for 'curriculum' returned nan, expected points from 0 to 1"),
        (
            Scalar(),
            "Scalar for 'curriculum' returned 0.5, expected numbers from 0 to 1 of shape (5,)",
        ),
        (
            Forgetful(),
            "Forgetful for 'curriculum' raised TypeError: Forgetful.aggregate() takes 2 positional arguments but 3 "
            "were given",
        ),
    ],
)
def test_a_rule_that_returns_no_points_is_refused(rule, problem):
    """A rule that raises, or returns something other than points, is refused by name, node and what was got."""
    answers = synthesize(INSTRUMENT, units=5, rng=np.random.default_rng(1), blanks=0.0)
    first = smmi.score(answers, ScoringScheme(INSTRUMENT))["curriculum"][0]
    with pytest.raises(SchemeError) as caught:
        smmi.score(answers, ScoringScheme(INSTRUMENT, areas={"curriculum": rule}))
    assert [finding.message for finding in caught.value.findings] == [problem.format(repr(float(first)))]
