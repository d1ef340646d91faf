"""The attainable range of scores, against every completion of small instruments."""

import attrs
import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st

import smmi
from smmi import editions
from smmi.instrument import Answered, Percentage, synthesize
from smmi.scoring import (
    Absence,
    GeometricMean,
    Median,
    MinimumCoverage,
    NoAnswer,
    ScoringScheme,
    WeakestLink,
    WeightedMean,
    score,
)
from smmi.scoring.attainable import _bounds
from tests.instrument.every_kind import every_kind
from tests.scoring.exhaustive import (
    BLANK,
    PLAIN,
    Unevenness,
    admissible,
    completions,
    instruments,
    records,
    schemes,
    take_in,
    with_bonus,
    with_gate,
)

AREA = every_kind().areas[0]
POLICY, SHARE = (one for one in AREA.indicators if one.code in {"policy", "share"})
AREA = attrs.evolve(AREA, indicators=[POLICY, attrs.evolve(SHARE, gate=Answered("policy"))])
"""Whether there is a policy, and a share that is asked for if that is answered."""
MONOTONE = [
    WeightedMean(),
    WeightedMean(),
    WeakestLink(),
    GeometricMean(),
    Median(),
    with_bonus,
    with_gate,
]


def is_monotone(rule):
    """Return whether a rule declares that it is monotone."""
    return getattr(rule, "monotone", False)


def rules_below(scheme, code):
    """Return the rules of a node and of all that is below it."""
    instrument = scheme.instrument
    domains = {d.code: [d.code, *(a.code for a in d.areas)] for d in instrument.domains}
    everything = [area.code for area in instrument.areas]
    everything += [*domains, "overall"] if scheme.overall_from == "domains" else ["overall"]
    codes = everything if code == "overall" else domains.get(code, [code])
    return [scheme.aggregation_rule(one) for one in codes]


def check_against_all(scheme, record):
    """Compare the bounds of a record with the scores of all its completions, node by node."""
    instrument = scheme.instrument
    all_scores = score(completions(instrument, record), scheme)
    scores = score(take_in(instrument, [record]), scheme)
    low, high = scores.bounds()
    assert np.array_equal(low.absences, high.absences)
    for row, code in enumerate(scores.codes):
        values = all_scores.values[row]
        values = values[~np.isnan(values)]
        reason = Absence(int(low.absences[row, 0]))
        if reason is Absence.BOUNDS_UNKNOWN:
            blank = [i.scale for i in instrument.indicators if record[i.code] in BLANK]
            assert any(isinstance(scale, Percentage) for scale in blank)
            assert not all(map(is_monotone, rules_below(scheme, code)))
        elif len(values):
            assert reason is Absence.PRESENT
            assert low.values[row, 0] == pytest.approx(values.min(), rel=0, abs=1e-12)
            assert high.values[row, 0] == pytest.approx(values.max(), rel=0, abs=1e-12)
        else:
            assert reason in {Absence.NOTHING_APPLICABLE, Absence.NO_WEIGHT}
            assert np.isnan(low.values[row, 0])
            assert np.isnan(high.values[row, 0])


@settings(settings.get_profile("many"))
@given(st.data())
def test_both_ends_are_the_extremes_of_all_completions(data):
    """With monotone rules, each bound is the least or greatest score that any completion has."""
    instrument = data.draw(instruments())
    scheme = data.draw(schemes(instrument, MONOTONE))
    check_against_all(scheme, data.draw(records(instrument)))


@settings(settings.get_profile("many"))
@given(st.data())
def test_rules_that_are_not_monotone_are_bounded_by_trying(data):
    """Without monotony the bounds are the extremes all the same, or unknown because a number cannot be tried."""
    instrument = data.draw(instruments())
    scheme = data.draw(schemes(instrument, [WeightedMean(), Unevenness()]))
    check_against_all(scheme, data.draw(records(instrument)))


def same(left, right):
    """Equal to the last bit: values, places of NaN, and reasons."""
    return (
        left.values.tobytes() == right.values.tobytes()
        and left.absences.tobytes() == right.absences.tobytes()
    )


def test_an_answer_behind_a_blank_gate_is_kept_beside_units_without_one():
    """It counts where its gate opens, whatever stands beside the unit."""
    asked = every_kind()
    asked = attrs.evolve(asked, characteristics=(), domains=[attrs.evolve(asked.domains[0], areas=[AREA])])
    scheme = ScoringScheme.equal_weights(asked)
    rows = [{"unit": "A", "share": 40.0}, {"unit": "B", "policy": "yes", "share": 60.0}, {"unit": "C"}]
    whole = smmi.score(smmi.Answers.from_records(asked, rows, unit="unit"), scheme)
    together = np.array([table["area"] for table in whole.bounds()]).T.tolist()
    alone = [smmi.score(smmi.Answers.from_records(asked, [row], unit="unit"), scheme) for row in rows]
    assert together == [[20.0, 70.0], [80.0, 80.0], [0.0, 100.0]]
    assert [
        list(scores.of(row["unit"])["area"].bounds) for scores, row in zip(alone, rows, strict=True)
    ] == together


@given(st.data())
def test_a_unit_alone_has_the_same_bounds_as_in_a_batch(data):
    """A unit's bounds do not depend on the other units, on their order, or on chunks, to the last bit."""
    instrument = data.draw(instruments())
    scheme = data.draw(schemes(instrument, [*MONOTONE, Unevenness()]))
    rows = data.draw(st.lists(records(instrument), min_size=2, max_size=6))
    scores = score(take_in(instrument, [{**row, "unit": n} for n, row in enumerate(rows)]), scheme)
    together = scores.bounds()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_bounds, "CHUNK", 3)
        in_chunks = score(scores.answers, scheme).bounds()
    for whole, chunks in zip(together, in_chunks, strict=True):
        assert same(whole, chunks)
    for n in range(len(rows)):
        of_one = score(scores.answers.take([n]), scheme).bounds()  # anew, for bounds are taken along
        for whole, alone in zip(together, of_one, strict=True):
            assert whole.values[:, [n]].tobytes() == alone.values.tobytes()
            assert whole.absences[:, [n]].tobytes() == alone.absences.tobytes()


@pytest.mark.long
def test_the_whole_edition_is_bounded_alike_alone_and_in_a_cohort():
    """In a cohort of the edition of sixteen areas every unit has the bounds that it has alone."""
    instrument = editions.smmi_16()
    rng = np.random.default_rng(7)
    attributes = {"discipline": rng.choice(["dental", "medical", "nursing"], size=40).tolist()}
    answers = synthesize(instrument, units=40, rng=rng, attributes=attributes, blanks=0.2)
    scores = score(answers, ScoringScheme.equal_weights(instrument))
    low, high = scores.bounds()
    assert np.all(low.values <= high.values)
    for n in range(40):
        alone = score(answers.take([n]), scores.scheme).bounds()
        assert low.values[:, [n]].tobytes() == alone[0].values.tobytes()
        assert high.values[:, [n]].tobytes() == alone[1].values.tobytes()


@given(st.data())
def test_nothing_blank_leaves_no_range(data):
    """Of a unit that left nothing blank, both bounds are the score, bit for bit, with the same reasons."""
    instrument = data.draw(instruments())
    scheme = data.draw(schemes(instrument, [*MONOTONE, Unevenness()]))
    scores = score(take_in(instrument, [data.draw(records(instrument, blanks=0))]), scheme)
    for bound in scores.bounds():
        assert same(bound, scores)


@given(st.data())
def test_answering_a_blank_narrows_the_range(data):
    """Whatever is answered instead of a blank, the new range lies within the old one.

    The exception is left out: "not applicable" stays where a shut gate would have given declared points.
    """
    instrument = data.draw(instruments())
    scheme = data.draw(schemes(instrument, MONOTONE))
    record = data.draw(records(instrument))
    blanks = [indicator for indicator in instrument.indicators if record[indicator.code] in BLANK]
    assume(blanks)
    answered = data.draw(st.sampled_from(blanks))
    answer = data.draw(st.sampled_from(admissible(answered, instrument)))
    assume(answer != "na" or not scheme.gated)
    rows = [record, {**record, "unit": "V", answered.code: answer}]
    low, high = score(take_in(instrument, rows), scheme).bounds()
    there = low.absences[:, 1] == Absence.PRESENT
    assert np.all(low.absences[there, 0] == Absence.PRESENT)
    assert np.all(low.values[there, 0] <= low.values[there, 1] + 1e-12)
    assert np.all(high.values[there, 0] >= high.values[there, 1] - 1e-12)


@given(st.data())
def test_a_score_that_any_answer_is_enough_for_lies_within_its_range(data):
    """The range holds the score if nothing is gated, points go from 0 to 1, and any answer is enough for a score.

    Whether a blank leaves the score or counts as the lowest answer.
    """
    instrument = data.draw(instruments(scales=PLAIN, gated=False))
    drawn = data.draw(schemes(instrument, [WeightedMean()]))
    no_answer = data.draw(st.sampled_from([NoAnswer.LEAVES_OUT, NoAnswer.LOWEST]))
    policy = MinimumCoverage(0, no_answer=no_answer)
    scheme = ScoringScheme(
        instrument, weights=drawn.weights, coverage=policy, overall_from=drawn.overall_from
    )
    scores = score(take_in(instrument, [data.draw(records(instrument))]), scheme)
    low, high = scores.bounds()
    there = scores.absences == Absence.PRESENT
    assert np.all(low.values[there] <= scores.values[there] + 1e-12)
    assert np.all(high.values[there] >= scores.values[there] - 1e-12)
