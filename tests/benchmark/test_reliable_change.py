"""Reliable change: other tools, exact arithmetic, what the forms have to do with one another, and false positives."""

import csv
import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st
from scipy import stats

from smmi.benchmark import ChangeForm, ChangeRule, reliable_change
from smmi.benchmark.waves import ChangeVerdict, Margin, NoReliableChange
from smmi.errors import ArgumentError

DATA = Path(__file__).parents[1] / "data" / "change"
EXPECTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
FORMS = list(ChangeForm)
SCORES = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=3, max_size=8)
RELIABILITIES = st.integers(1, 19).map(lambda twentieths: twentieths / 20)


def waves():
    """The scores of the file by sample, unit and wave."""
    with (DATA / "waves.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["sample"], row["unit"], int(row["wave"])): float(row["score"]) if row["score"] else math.nan
        for row in rows
    }


def test_the_index_is_that_of_other_tools():
    """Index, error, smallest detectable change and counts equal R's, with the norm sample as reference."""
    scores = waves()
    norm = [value for (sample, _, wave), value in scores.items() if (sample, wave) == ("norm", 1)]
    units = [unit for sample, unit, wave in scores if (sample, wave) == ("panel", 1)]
    before, after = ([scores.get(("panel", unit, wave), math.nan) for unit in units] for wave in (1, 2))
    found = reliable_change(before, after, reliability=EXPECTED["retest_reliability"], reference=norm)
    assert found.error == pytest.approx(EXPECTED["sem"], abs=1e-10)
    assert found.spread == pytest.approx(EXPECTED["norm_sd"], abs=1e-10)
    assert found.smallest_detectable == pytest.approx(EXPECTED["smallest_reliable_change_95"], abs=1e-10)
    index = dict(zip(units, found.index.tolist(), strict=True))
    assert {unit for unit, value in index.items() if not math.isnan(value)} == set(EXPECTED["rci"])
    for unit, value in EXPECTED["rci"].items():
        assert index[unit] == pytest.approx(value, abs=1e-10)
    assert found.n == EXPECTED["n_both_waves"]
    assert [
        found.count(verdict)
        for verdict in (ChangeVerdict.IMPROVED, ChangeVerdict.DETERIORATED, ChangeVerdict.NO_RELIABLE_CHANGE)
    ] == [EXPECTED["improved"], EXPECTED["deteriorated"], EXPECTED["unchanged"]]
    assert found.count(ChangeVerdict.NOT_KNOWN) == len(units) - found.n
    assert found.reference == "given"
    assert repr(found) == (
        "<ReliableChange of 60 units: improved 14, no reliable change 42, deteriorated 1, not known 3>"
    )


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_that_of_another_tool(form):
    """Indices and verdicts of all five forms equal those of the R package clinicalsignificance."""
    told = json.loads((DATA / "forms.json").read_text(encoding="utf-8"))
    scores = waves()
    before, after = ([scores["panel", unit, wave] for unit in told["units"]] for wave in (1, 2))
    found = reliable_change(before, after, reliability=told["reliability"], rule=ChangeRule(form=form))
    own = told["forms"][form.value]
    np.testing.assert_allclose(found.index, own["index"], atol=1e-12)
    counts = [found.count(one) for one in (ChangeVerdict.IMPROVED, ChangeVerdict.DETERIORATED)]
    assert counts == [own["improved"], own["deteriorated"]]


def test_the_example_of_jacobson_and_truax():
    """Theirs of 1991: from 32.5 to 47.5 with s = 7.5 and r = .80; SEM is 3.35, √2 SEM is 4.74, and the index 3.16."""
    reference = [40 - 7.5 / math.sqrt(2), 40 + 7.5 / math.sqrt(2)]
    found = reliable_change([32.5], [47.5], reliability=0.80, reference=reference)
    assert (round(found.spread, 2), round(found.error, 2)) == (7.5, 3.35)
    assert (round(found.difference_error, 2), round(float(found.index[0]), 2)) == (4.74, 3.16)
    assert found.count(ChangeVerdict.IMPROVED) == 1


def exact_squares(pairs, reliability, form):
    """The sign and the square of each index in fractions, by the formulas as they were published."""
    pre, post = ([Fraction(pair[place]) for pair in pairs] for place in (0, 1))
    r, n = Fraction(reliability), len(pairs)
    mean, later = sum(pre) / n, sum(post) / n

    def covariance(one, other, own=mean, others=mean):
        return sum((a - own) * (b - others) for a, b in zip(one, other, strict=True)) / (n - 1)

    first = covariance(pre, pre)
    error = first * (1 - r)
    regressed = [mean + r * (a - mean) for a in pre]
    match form:
        case ChangeForm.JACOBSON_TRUAX:
            tops, below = [b - a for a, b in zip(pre, post, strict=True)], 2 * error
        case ChangeForm.EDWARDS_NUNNALLY:
            tops, below = [b - a for a, b in zip(regressed, post, strict=True)], error
        case ChangeForm.GULLIKSEN_LORD_NOVICK:
            tops, below = [b - a for a, b in zip(regressed, post, strict=True)], first * (1 - r * r)
        case ChangeForm.HSU_LINN_LORD:
            tops = [b - later - (a - mean) for a, b in zip(regressed, post, strict=True)]
            below = first * (1 - r * r)
        case ChangeForm.HAGEMAN_ARRINDELL:
            second, both = covariance(post, post, later, later), covariance(pre, post, mean, later)
            # Each wave has the reliability that the common error gives it.
            own = (first - error) + (second - error) - 2 * both
            whole = first + second - 2 * both
            if whole == 0 or own <= 0:
                return None
            own /= whole
            tops = [(b - a) * own + (later - mean) * (1 - own) for a, b in zip(pre, post, strict=True)]
            below = own * 2 * error
    return [math.copysign(float(top * top / below), top) for top in tops]


@given(SCORES, RELIABILITIES, st.sampled_from(FORMS))
def test_each_form_is_that_of_exact_arithmetic(pairs, reliability, form):
    """The index of each form, squared, is that of fractions."""
    assume(len({pair[0] for pair in pairs}) > 1)
    pre, post = ([float(pair[place]) for pair in pairs] for place in (0, 1))
    found = reliable_change(pre, post, reliability=reliability, rule=ChangeRule(form=form))
    expected = exact_squares(pairs, reliability, form)
    if expected is None:
        assert found.reason is NoReliableChange.UNRELIABLE_DIFFERENCES
        assert np.isnan(found.index).all()
        assert (found.verdicts == ChangeVerdict.NOT_KNOWN).all()
    elif found.reason is None:
        squares = np.copysign(found.index**2, found.index)
        np.testing.assert_allclose(squares, expected, rtol=1e-8, atol=1e-12)
    else:  # their own reliability is 0 but for rounding
        assert found.reason is NoReliableChange.UNRELIABLE_DIFFERENCES
        assert max(map(abs, expected), default=math.inf) > 1e6


@given(SCORES, RELIABILITIES, st.integers(-20, 20))
def test_the_forms_hang_together(pairs, reliability, shift):
    """Speer's form is √(1 + r) of the third; the fourth does not see a shift of the whole field, which is the mean."""
    assume(len({pair[0] for pair in pairs}) > 1)
    pre, post = (np.array([float(pair[place]) for pair in pairs]) for place in (0, 1))
    index = {
        form: reliable_change(pre, post, reliability=reliability, rule=ChangeRule(form=form)).index
        for form in FORMS
    }
    speer, third = index[ChangeForm.EDWARDS_NUNNALLY], index[ChangeForm.GULLIKSEN_LORD_NOVICK]
    np.testing.assert_allclose(speer, third * math.sqrt(1 + reliability), atol=1e-9)
    rule = ChangeRule(form=ChangeForm.HSU_LINN_LORD)
    shifted = reliable_change(pre, post + shift, reliability=reliability, rule=rule)
    np.testing.assert_allclose(index[ChangeForm.HSU_LINN_LORD], shifted.index, atol=1e-9)
    assert shifted.mean_difference == pytest.approx(float((post - pre).mean()) + shift)
    # What a regressed form takes away is what is expected to come back.
    np.testing.assert_allclose(
        third * shifted.spread * math.sqrt(1 - reliability**2),
        post - pre - shifted.regression,
        atol=1e-9,
    )


def test_just_the_cut_is_decided_by_the_margin():
    """A change at the cut is reliable only where the margin includes it, by all forms' own cuts."""
    # s = 10, SEM = 6, so that √2 SEM is 8.485…; the change is 1.96 of it.
    change = 1.96 * math.sqrt(2) * 6.0
    reference = [40.0, 50.0, 60.0]
    for margin, verdict in ((Margin.STRICT, "no reliable change"), (Margin.INCLUSIVE, "improved")):
        found = reliable_change(
            [50.0], [50.0 + change], reliability=0.64, reference=reference, rule=ChangeRule(margin=margin)
        )
        assert ChangeVerdict(int(found.verdicts[0])).label == verdict
        back = reliable_change(
            [50.0 + change], [50.0], reliability=0.64, reference=reference, rule=ChangeRule(margin=margin)
        )
        assert back.count(ChangeVerdict.DETERIORATED) == (margin is Margin.INCLUSIVE)
    assert [ChangeRule(form=form).cut for form in FORMS] == [1.96, 1.96, 1.96, 1.96, 1.65]
    assert dict(ChangeRule(margin=Margin.INCLUSIVE).describe())["Reliable change"] == (
        "Form jacobson-truax, at or beyond 1.96. Regression to the mean is not accounted for: after an extreme score a "
        "change back is expected."
    )
    assert dict(ChangeRule(form=ChangeForm.HSU_LINN_LORD).describe())["Reliable change"] == (
        "Form hsu-linn-lord, beyond 1.96. The first score is regressed to the mean."
    )


@pytest.mark.parametrize(
    ("before", "after", "reliability", "reason"),
    [
        ([40.0, 50.0], [41.0, 50.0], None, NoReliableChange.NO_RELIABILITY),
        ([40.0, math.nan], [41.0, 50.0], 0.8, NoReliableChange.TOO_FEW_UNITS),
        ([], [], 0.8, NoReliableChange.TOO_FEW_UNITS),
        ([40.0, 40.0], [41.0, 50.0], 0.8, NoReliableChange.NO_SPREAD),
        ([40.0, 50.0], [41.0, 50.0], 1, NoReliableChange.NO_ERROR),
    ],
)
def test_what_cannot_be_told_is_absent_with_a_reason(before, after, reliability, reason):
    """The differences stay; no verdict is made up."""
    found = reliable_change(before, after, reliability=reliability)
    assert found.reason is reason
    assert np.isnan(found.index).all()
    assert (found.verdicts == ChangeVerdict.NOT_KNOWN).all()
    assert np.array_equal(found.difference, np.array(after) - np.array(before), equal_nan=True)
    if reason is not NoReliableChange.NO_ERROR:
        assert (found.error, found.smallest_detectable, found.difference_error) == (None, None, None)


@given(
    pairs=SCORES,
    reliability=RELIABILITIES,
    form=st.sampled_from(FORMS),
    cut=st.sampled_from([0.5, 1.0, 1.96]),
)
def test_a_smallest_detectable_change_divides_the_verdicts(pairs, reliability, form, cut):
    """Just those changes are reliable that are larger; a form by which no number does that has none."""
    before, after = (np.array(one, dtype=np.float64) for one in zip(*pairs, strict=True))
    found = reliable_change(before, after, reliability=reliability, rule=ChangeRule(form=form, cut=cut))
    smallest = found.smallest_detectable
    assert (smallest is None) == (form is not ChangeForm.JACOBSON_TRUAX or found.error is None)
    if smallest is not None:
        assume(np.all(np.abs(np.abs(found.difference) - smallest) > 1e-9))
        expected = np.select(
            [found.difference > smallest, found.difference < -smallest],
            [ChangeVerdict.IMPROVED, ChangeVerdict.DETERIORATED],
            ChangeVerdict.NO_RELIABLE_CHANGE,
        )
        np.testing.assert_array_equal(found.verdicts, expected)


@pytest.mark.parametrize("form", FORMS)
@given(pairs=SCORES, reliability=RELIABILITIES, power=st.integers(-1000, 1000))
def test_a_change_does_not_depend_on_the_unit_of_the_scores(form, pairs, reliability, power):
    """However large or small it is: neither overflow nor underflow makes a verdict."""
    before, after = (np.array(one, dtype=np.float64) for one in zip(*pairs, strict=True))
    plain, scaled = (
        reliable_change(first, second, reliability=reliability, rule=ChangeRule(form=form))
        for first, second in (
            (before, after),
            (np.ldexp(before, power), np.ldexp(after, power)),
        )
    )
    np.testing.assert_array_equal(plain.index, scaled.index)
    np.testing.assert_array_equal(plain.verdicts, scaled.verdicts)
    assert (plain.reason, plain.response_mean) == (scaled.reason, scaled.response_mean)
    for name in ("spread", "error", "mean_difference"):
        one, other = getattr(plain, name), getattr(scaled, name)
        assert other == (None if one is None else math.ldexp(one, power))


def test_scores_of_which_differences_are_infinite_are_refused():
    """Nothing can be said of them in points."""
    with pytest.raises(ArgumentError, match="whose differences are finite"):
        reliable_change([1.5e308, 0.0], [-1.5e308, 0.0], reliability=0.8)


def test_one_change_has_no_response_mean():
    """The standardised response mean is that of the differences, and absent where they do not vary."""
    found = reliable_change([10.0, 20.0, 30.0], [12.0, 26.0, 34.0], reliability=0.5)
    assert found.response_mean == 2.0  # 4 by 2
    assert reliable_change([10.0, 20.0], [12.0, 22.0], reliability=0.5).response_mean is None
    assert reliable_change([math.nan], [1.0], reliability=0.5).mean_difference is None


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([1.0], [1.0, 2.0]), {"reliability": 0.5}, "'after': got 2 scores"),
        (([math.inf], [1.0]), {"reliability": 0.5}, "'before'"),
        (([[1.0]], [1.0]), {"reliability": 0.5}, "'before'"),
        (([1.0], [1.0]), {"reliability": 1.5}, "'reliability': got 1.5"),
        (([1.0], [1.0]), {"reliability": True}, "'reliability': got True"),
        (([1.0], [1.0]), {"reliability": 0.5, "rule": ChangeForm.HSU_LINN_LORD}, "'rule'"),
    ],
)
def test_arguments_that_cannot_be_used(arguments, options, message):
    """They are refused in words."""
    with pytest.raises(ArgumentError, match=message):
        reliable_change(*arguments, **options)


@pytest.mark.parametrize(
    "wrong", [{"form": "JT"}, {"cut": 0.0}, {"cut": math.nan}, {"cut": True}, {"margin": 1}]
)
def test_rules_that_cannot_be(wrong):
    """A form, a cut and a margin are what they say."""
    with pytest.raises(ArgumentError):
        ChangeRule(**wrong)


@pytest.mark.long
def test_false_positives_are_those_of_theory(capsys):
    """Where nothing changed: each form is at its level where its model holds, after extreme scores only regressed ones.

    Among all, √2 SEM and s √(1 − r²) are the spreads of what is divided; Speer's SEM is too small by √(1 + r). Where
    the whole field moves, only the fourth form stays. After a high first score the difference is centred at (r − 1)
    times how high it was, which is integrated over the first scores that there are.
    """
    rng, n, r = np.random.default_rng(20261130), 200_000, 0.7
    true = rng.normal(0.0, math.sqrt(r), n)
    pre, post = (true + rng.normal(0.0, math.sqrt(1 - r), n) for _ in range(2))
    high = pre > 1.5
    figures = {}
    for form in FORMS[:4]:
        for name, chosen, shift in (
            ("all", pre > -9, 0.0),
            ("high first", high, 0.0),
            ("field moved", pre > -9, 1.0),
        ):
            found = reliable_change(pre, post + shift, reliability=r, rule=ChangeRule(form=form))
            figures[form, name] = float((np.abs(found.index[chosen]) > 1.96).mean())
    wide = math.sqrt(1 - r * r)
    divisor = {
        ChangeForm.JACOBSON_TRUAX: math.sqrt(2 * (1 - r)),
        ChangeForm.EDWARDS_NUNNALLY: math.sqrt(1 - r),
        ChangeForm.GULLIKSEN_LORD_NOVICK: wide,
        ChangeForm.HSU_LINN_LORD: wide,
    }
    for (form, name), rate in figures.items():
        own = r if form.regresses else 1.0
        shift = 1.0 if name == "field moved" and form is not ChangeForm.HSU_LINN_LORD else 0.0
        chosen = pre[high] if name == "high first" else pre
        centre, cut = (r - own) * chosen + shift, 1.96 * divisor[form]
        expected = float(
            (stats.norm.sf((cut - centre) / wide) + stats.norm.cdf((-cut - centre) / wide)).mean()
        )
        assert rate == pytest.approx(expected, abs=5 * math.sqrt(0.25 / len(chosen)))
        with capsys.disabled():
            print(f"{form.value:24} {name:12} {rate:.4f} (theory {expected:.4f})")  # noqa: T201  (the figures)
    for form in (ChangeForm.GULLIKSEN_LORD_NOVICK, ChangeForm.HSU_LINN_LORD):
        assert figures[form, "high first"] == pytest.approx(0.05, abs=0.01)
    assert figures[ChangeForm.JACOBSON_TRUAX, "high first"] > 0.07


@pytest.mark.long
def test_one_in_twenty_at_the_cut_has_not_improved(capsys):
    """Hageman and Arrindell's level: of the units just at 1.65, one in twenty truly moved the other way.

    Their index is the estimated true change by the error of that estimate, so that it is z of the true change given
    the scores; it needs true changes that vary.
    """
    rng, n, r = np.random.default_rng(20261130), 400_000, 0.7
    true = rng.normal(0.0, math.sqrt(r), n)
    moved = rng.normal(0.2, 0.8, n)
    pre, post = (own + rng.normal(0.0, math.sqrt(1 - r), n) for own in (true, true + moved))
    found = reliable_change(pre, post, reliability=r, rule=ChangeRule(form=ChangeForm.HAGEMAN_ARRINDELL))
    near = np.abs(found.index - 1.65) < 0.05
    rate = float((moved[near] <= 0).mean())
    with capsys.disabled():
        print(f"hageman-arrindell at 1.65 {rate:.4f} of {int(near.sum())}")  # noqa: T201  (the figures)
    assert rate == pytest.approx(float(stats.norm.sf(1.65)), abs=5 * math.sqrt(0.05 * 0.95 / near.sum()))
