"""Comparisons of two groups: effect sizes, tests, what is withheld and what is refused."""

import csv
import json
import math
from pathlib import Path

import attrs
import numpy as np
import pytest
import scipy.stats
from hypothesis import given, strategies as st

from smmi.benchmark import compare_groups
from smmi.benchmark.comparison import (
    Correction,
    EffectMeasure,
    GroupSummary,
    GroupTest,
    NoDifference,
    PValueMethod,
    adjust_p_values,
)
from smmi.errors import ArgumentError, UnknownCodeError
from tests.benchmark.two_groups import (
    DATA,
    EXPECTED,
    SAMPLES,
    compared,
    phq9_totals,
    sample,
    scored,
    two_groups,
)

SHARED = Path(__file__).parents[3] / "shared" / "data"
D, G, DELTA, COMMON, SHIFT = EffectMeasure


def close(value):
    return pytest.approx(value, rel=1e-9, abs=1e-9)


def ends(effect):
    return [effect.value, effect.low, effect.high]


def assert_as_in_r(difference, expected):
    """Means, all effect sizes with their intervals, and Welch's test are those that R gives."""
    welch = expected["welch"]
    assert [difference.value, difference.low, difference.high] == close(
        [welch["difference"], *welch["interval"]]
    )
    assert difference.significance.statistic == close(welch["statistic"])
    assert difference.significance.degrees_of_freedom == close(welch["df"])
    assert difference.significance.p == pytest.approx(welch["p"], rel=1e-8)
    assert ends(difference.effects[D]) == close(expected["cohens_d"])
    assert ends(difference.effects[G]) == close(expected["hedges_g"])
    assert ends(difference.effects[DELTA]) == close(expected["ranked"]["delta"])
    assert ends(difference.effects[COMMON]) == close([(1 + end) / 2 for end in expected["ranked"]["delta"]])
    middle, low, high = expected["hodges_lehmann"]
    shift = difference.effects[SHIFT]
    assert shift.value == close(middle)
    if low == high:
        assert (shift.low, shift.high, shift.reason) == (None, None, NoDifference.TIED_ENDS)
    else:
        assert [shift.low, shift.high] == close([low, high])


@pytest.mark.parametrize("name", [*SAMPLES, "phq9"])
def test_a_comparison_equals_r(name):
    """Synthetic samples, and the PHQ-9 of women and men, as R and effectsize have them."""
    first, second = phq9_totals() if name == "phq9" else sample(name)
    expected = EXPECTED["phq9"] if name == "phq9" else SAMPLES[name]
    difference = compared(first, second, level=expected["level"])
    assert_as_in_r(difference, expected)
    assert [one.n for one in (difference.first, difference.second)] == [len(first), len(second)]
    assert difference.first.mean == close(first.mean())
    assert difference.second.median == close(np.median(second))
    assert difference.second.standard_deviation == close(second.std(ddof=1))


@pytest.mark.parametrize("name", [*SAMPLES, "phq9"])
def test_tests_by_rank_equal_r_and_scipy(name):
    """Mann-Whitney, exact where both groups are small and without ties, and Brunner-Munzel."""
    first, second = phq9_totals() if name == "phq9" else sample(name)
    expected = EXPECTED["phq9"] if name == "phq9" else SAMPLES[name]
    found = compared(first, second, test=GroupTest.MANN_WHITNEY).significance
    stored = expected["mann_whitney"]
    assert [found.statistic, found.p] == close([stored["statistic"], stored["p"]])
    assert (found.method is PValueMethod.EXACT) == stored["exact"]
    assert found.degrees_of_freedom is None
    found = compared(first, second, test=GroupTest.BRUNNER_MUNZEL).significance
    ranked = expected["ranked"]
    assert [found.statistic, found.degrees_of_freedom] == close([ranked["statistic"], ranked["df"]])
    assert found.p == pytest.approx(ranked["p"], rel=1e-8)
    other = scipy.stats.brunnermunzel(np.round(first, 9), np.round(second, 9))
    assert found.p == pytest.approx(other.pvalue, rel=1e-8)


def test_the_permutation_test_counts_or_draws():
    """Few splits are counted without `rng`; of many, some are drawn, near Welch's p and the same from the same seed."""
    few = compared(*sample("seven_and_nine"), test=GroupTest.PERMUTATION).significance
    assert few.p == close(SAMPLES["seven_and_nine"]["permutation"])
    assert few.method is PValueMethod.EXACT
    many = [
        compared(*sample("large"), test=GroupTest.PERMUTATION, resamples=500, rng=np.random.default_rng(seed))
        for seed in (1, 1, 2)
    ]
    assert many[0] == many[1] != many[2]
    assert many[0].significance.method is PValueMethod.DRAWN
    assert many[0].significance.statistic == close(SAMPLES["large"]["welch"]["statistic"])
    first, second = sample("large")
    drawn = compared(first, second, test=GroupTest.PERMUTATION, rng=np.random.default_rng(4)).significance
    welch = scipy.stats.ttest_ind(first, second, equal_var=False)
    assert drawn.p == pytest.approx(welch.pvalue, abs=0.02)


@pytest.mark.shared
def test_the_personality_of_women_and_men_is_as_in_r():
    """The five scales of 2,800 people: groups, effect sizes and tests are those of R on the same scores."""
    expected = json.loads((DATA / "comparison" / "bfi.json").read_text(encoding="utf-8"))
    with (SHARED / "bfi" / "answers.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    reversed_items = {"A1", "C4", "C5", "E1", "E2", "O2", "O5"}

    def scale(row, letter):
        items = [(f"{letter}{i}", row[f"{letter}{i}"]) for i in range(1, 6)]
        points = [7 - int(v) if name in reversed_items else int(v) for name, v in items if v]
        return (sum(points) / len(points) - 1) / 5 * 100 if len(points) >= 3 else None

    areas = {name: [scale(row, name[0].upper()) for row in table] for name in expected}
    scores = scored(areas, gender=[row["gender"] for row in table])
    found = compare_groups(scores, by="gender", groups=("2", "1"))
    for code, stored in expected.items():
        assert [found[code].first.n, found[code].second.n] == stored["n"]
        assert_as_in_r(found[code], stored)
    adjusted = adjust_p_values([stored["welch"]["p"] for stored in expected.values()])
    ours = [found[code].significance.p_adjusted for code in expected]
    assert ours == pytest.approx(adjusted.tolist(), rel=1e-8)
    for test, key in ((GroupTest.MANN_WHITNEY, "mann_whitney"), (GroupTest.BRUNNER_MUNZEL, "ranked")):
        found = compare_groups(scores, by="gender", groups=("2", "1"), test=test)
        for code, stored in expected.items():
            assert found[code].significance.p == pytest.approx(stored[key]["p"], rel=1e-7)


values = st.lists(st.integers(0, 20).map(lambda k: 5.0 * k), min_size=2, max_size=9)


@given(values, values, st.sampled_from(list(GroupTest)), st.sampled_from([0.8, 0.95]))
def test_turning_the_groups_turns_the_signs_and_nothing_is_absent_without_a_reason(
    first, second, test, level
):
    """The groups exchanged, every effect is mirrored and p is the same; no interval has zero width."""
    arguments = {"test": test, "level": level, "rng": np.random.default_rng(1), "resamples": 99}
    one = compared(first, second, **arguments)
    arguments["rng"] = np.random.default_rng(1)
    other = compared(second, first, **arguments)
    for measure, effect in one.effects.items():
        mirrored = other.effects[measure]
        assert effect.reason is mirrored.reason
        assert (effect.low is None) == (effect.high is None) == (effect.reason is not None)
        if effect.value is not None:
            assert effect.value - measure.centre == pytest.approx(measure.centre - mirrored.value, abs=1e-9)
        if effect.reason is None:
            assert effect.low < effect.high
            assert effect.low <= effect.value <= effect.high
            assert effect.low - measure.centre == pytest.approx(measure.centre - mirrored.high, abs=1e-9)
    tested, turned = one.significance, other.significance
    assert tested.reason is turned.reason
    assert (tested.p is None) == (tested.method is None) == (tested.reason is not None)
    if tested.p is not None:
        assert 0 <= tested.p <= 1
        if tested.method is not PValueMethod.DRAWN:
            assert tested.p == pytest.approx(turned.p, abs=1e-9)
    assert (one.low is None) == (one.reason is not None)


def test_groups_without_spread_have_reasons():
    """All equal, equal within each group, one group without spread, no overlap, too few for an end, tied ends."""
    no_spread, separated = NoDifference.NO_SPREAD, NoDifference.SEPARATED
    same = compared([50] * 6, [50] * 7)
    assert (same.value, same.low, same.reason) == (0.0, None, no_spread)
    assert {effect.reason for effect in same.effects.values()} == {no_spread}
    for test in GroupTest:
        found = compared([50] * 6, [50] * 7, test=test).significance
        assert (found.p, found.p_adjusted, found.method, found.reason) == (None, None, None, no_spread)

    apart = compared([60] * 6, [50] * 7)
    assert (apart.value, apart.reason, apart.significance.reason) == (10.0, no_spread, no_spread)
    assert [(apart.effects[one].value, apart.effects[one].reason) for one in EffectMeasure] == [
        (None, no_spread),
        (None, no_spread),
        (1.0, separated),
        (1.0, separated),
        (10.0, NoDifference.TIED_ENDS),
    ]
    assert compared([60] * 6, [50] * 7, test=GroupTest.BRUNNER_MUNZEL).significance.reason is separated
    counted = compared([60] * 6, [50] * 7, test=GroupTest.PERMUTATION).significance
    assert (counted.statistic, counted.p, counted.reason) == (None, 1 / math.comb(13, 6), None)

    one = compared([50] * 6, [40, 45, 50, 55, 61])
    assert one.low < one.value < one.high
    assert one.effects[D].reason is one.effects[DELTA].reason is None
    assert one.significance.degrees_of_freedom == pytest.approx(4)

    lower = compared([1, 2, 3, 4, 5], [7, 8, 9, 10, 11])
    assert (lower.effects[DELTA].value, lower.effects[DELTA].reason) == (-1.0, separated)
    assert (lower.effects[COMMON].value, lower.effects[COMMON].low) == (0.0, None)
    assert lower.effects[D].reason is None

    few = compared([1, 2, 4], [3, 5, 9])
    assert few.effects[SHIFT].value == -3.0
    assert (few.effects[SHIFT].low, few.effects[SHIFT].reason) == (None, NoDifference.TOO_FEW_UNITS)

    far = compared([0, 0, 1e-8, 0], [100, 100, 100, 100])
    assert (far.effects[D].low, far.effects[D].reason) == (None, separated)
    assert far.effects[D].value < -1e9


def test_rounding_breaks_no_tie():
    """Scores that differ in the last bits are ties, by rank and by dominance."""
    off = 0.1 + 0.2  # not 0.3 in binary
    first, second = [0.3, 0.3, 0.5, 0.7, 0.9], [off, off, off, 0.2, 0.5, 0.7]
    even = [0.3, 0.3, 0.3, 0.2, 0.5, 0.7]
    for test in (GroupTest.MANN_WHITNEY, GroupTest.BRUNNER_MUNZEL):
        ours, exact = (compared(first, other, test=test) for other in (second, even))
        assert ours.significance.statistic == exact.significance.statistic
        assert ours.significance.p == exact.significance.p
        for measure in (DELTA, COMMON):
            assert ours.effects[measure] == exact.effects[measure]
    assert exact.effects[DELTA].value == pytest.approx((3 + 5 + 6 - 2) / 30)


def test_a_small_group_is_withheld():
    """Where a group is below the minimum, nothing of both is shown but their sizes; p is not counted."""
    rng = np.random.default_rng(8)
    first, second = rng.uniform(0, 100, 12), rng.uniform(0, 100, 12)
    blanks = [None] * 8
    scores = two_groups(first, second, other=[*first, *second[:4], *blanks])
    found = compare_groups(scores, by="group", groups=("a", "b"))
    held = found["other"]
    assert (held.first, held.second) == (
        GroupSummary(label="a", n=12, mean=None, median=None, standard_deviation=None),
        GroupSummary(label="b", n=4, mean=None, median=None, standard_deviation=None),
    )
    assert (held.value, held.low, held.high, held.reason) == (None, None, None, NoDifference.GROUP_TOO_SMALL)
    assert {(one.value, one.low, one.high, one.reason) for one in held.effects.values()} == {
        (None, None, None, NoDifference.GROUP_TOO_SMALL)
    }
    assert held.significance.reason is NoDifference.GROUP_TOO_SMALL
    assert found["only"].significance.p_adjusted == found["only"].significance.p
    shown = compare_groups(scores, by="group", groups=("a", "b"), minimum=4)["other"]
    assert (shown.reason, shown.second.n) == (None, 4)


def test_medians_of_few_units_are_not_shown():
    """Below the minimum for medians neither they nor their shift are given, and all else stays as it is."""
    rng = np.random.default_rng(8)
    sides = rng.uniform(0, 100, 12), rng.uniform(0, 100, 30)
    few, all_told = compared(*sides, minimum_for_medians=13), compared(*sides)
    assert (few.first.median, few.second.median) == (None, None)
    assert few.effects[SHIFT].reason is NoDifference.GROUP_TOO_SMALL
    assert few.effects[SHIFT].value is None
    medians = {"first": attrs.evolve(few.first, median=all_told.first.median)}
    medians |= {"second": attrs.evolve(few.second, median=all_told.second.median)}
    effects = {**few.effects, SHIFT: all_told.effects[SHIFT]}
    assert attrs.evolve(few, **medians, effects=effects) == all_told


def test_p_values_are_corrected_over_the_scores_compared():
    """The areas by default; those asked for otherwise; by the correction asked for."""
    rng = np.random.default_rng(9)
    areas = {code: rng.uniform(0, 100, 40) for code in ("x", "y", "z")}
    scores = scored(areas, group=["a", "b"] * 20)
    found = compare_groups(scores, by="group", groups=("a", "b"))
    assert tuple(found.differences) == ("x", "y", "z")
    plain = [found[code].significance.p for code in areas]
    assert [found[code].significance.p_adjusted for code in areas] == adjust_p_values(plain).tolist()
    chosen = compare_groups(
        scores,
        by="group",
        groups=("a", "b"),
        codes=["overall", "y"],
        correction=Correction.BENJAMINI_HOCHBERG,
    )
    assert tuple(chosen.differences) == ("overall", "y")
    expected = adjust_p_values(
        [one.significance.p for one in chosen.differences.values()], method=Correction.BENJAMINI_HOCHBERG
    )
    assert [one.significance.p_adjusted for one in chosen.differences.values()] == expected.tolist()
    assert chosen["y"].effects == found["y"].effects
    assert math.isclose(chosen["y"].significance.p, found["y"].significance.p)


def test_a_comparison_says_its_conventions():
    """Every convention in a sentence; a permutation test also how many splits it draws."""
    scores = two_groups(range(6), range(7))
    found = dict(compare_groups(scores, by="group", groups=("b", "a"), test=GroupTest.PERMUTATION).describe())
    assert found["Difference"] == "b less a (group); above 0, b is higher."
    assert found["Test"] == (
        "The permutation test of Welch's t, two-sided. All splits of units count if at most 20,000, "
        "else 9,999 drawn."
    )
    assert found["Several scores"] == (
        "The p values of the only score are corrected by Holm (1979); intervals hold for each score alone."
    )
    assert found["Minimum group size"] == "6 of each group; else neither is shown, and the reason is given."
    ranked = compare_groups(scores, by="group", groups=("b", "a"), test=GroupTest.MANN_WHITNEY)
    assert dict(ranked.describe())["Test"] == (
        "The Mann-Whitney test, two-sided. Exact, ties counted, up to 100 units in both groups, beyond by the normal "
        "law corrected for ties and for continuity."
    )
    other = compare_groups(scores, by="group", groups=("a", "b"), codes=["only", "whole"], level=0.9)
    found = dict(other.describe())
    assert found["Test"] == "Welch's t test, two-sided."
    assert found["Several scores"].startswith("The p values of the 2 scores are corrected")
    assert "90 % intervals" in found["Effect sizes"]


def test_measures_and_tests_have_labels():
    """Every member says itself in words, and where it has its centre."""
    assert [one.label for one in EffectMeasure] == [
        "Cohen's d",
        "Hedges' g",
        "Cliff's delta",
        "the common-language effect size",
        "the Hodges-Lehmann shift",
    ]
    assert [one.centre for one in EffectMeasure] == [0.0, 0.0, 0.0, 0.5, 0.0]
    assert [one.label for one in GroupTest][1:3] == ["the Mann-Whitney test", "the Brunner-Munzel test"]
    assert [one.label for one in Correction] == [
        "corrected by Holm (1979)",
        "corrected by Benjamini and Hochberg (1995)",
        "not corrected",
    ]


GROUPS = "expected two different values of 'group', first and second"
REFUSED = {
    "one group": ({"groups": ("a",)}, f"'groups': got ('a',), {GROUPS}"),
    "the same": ({"groups": ("a", "a")}, f"'groups': got ('a', 'a'), {GROUPS}"),
    "a word": ({"groups": "ab"}, f"'groups': got 'ab', {GROUPS}"),
    "level": ({"level": 95}, "'level': got 95, expected a number between 0 and 1"),
    "minimum": ({"minimum": 1}, "'minimum': got 1, expected an integer of at least 2"),
    "resamples": ({"resamples": 0}, "'resamples': got 0, expected an integer of at least 1"),
    "test": ({"test": "welch"}, "'test': got 'welch', expected a GroupTest"),
    "correction": ({"correction": "holm"}, "'correction': got 'holm', expected a Correction"),
    "rng": ({"rng": 3}, "'rng': got 3, expected None or a numpy.random.Generator"),
    "codes": ({"codes": "only"}, "'codes': got 'only', expected None, or a sequence of codes of scores"),
    "no codes": ({"codes": []}, "'codes': got [], expected None, or a sequence of codes of scores"),
    "codes twice": ({"codes": ["only", "only"]}, "'codes': got 'only' twice, expected each code once"),
    "no rng": (
        {"test": GroupTest.PERMUTATION},
        "'rng': got None, expected a numpy.random.Generator, as groups of 10 and 10 have more than 20,000 splits. "
        "Pass rng=numpy.random.default_rng(seed)",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_wrong_arguments_are_refused(arguments, message):
    """Whole messages."""
    with pytest.raises(ArgumentError) as caught:
        compare_groups(
            two_groups(range(10), range(10)), **({"by": "group", "groups": ("a", "b")} | arguments)
        )
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"by": "gruop"}, "the answers have no attribute 'gruop' (1 known). Did you mean 'group'?"),
        ({"groups": ("a", "c")}, "the attribute 'group' has no value 'c' (2 known: 'a', 'b')."),
        ({"codes": ["onyl"]}, "no score has the code 'onyl' (3 known). Did you mean 'only'?"),
    ],
)
def test_unknown_codes_are_refused(arguments, message):
    """With the nearest, or those known."""
    with pytest.raises(UnknownCodeError) as caught:
        compare_groups(two_groups(range(9), range(9)), **({"by": "group", "groups": ("a", "b")} | arguments))
    assert str(caught.value) == message


def test_a_score_that_was_not_compared_is_unknown():
    """The comparison holds the scores asked for, and says so."""
    found = compare_groups(two_groups(range(9), range(9)), by="group", groups=("a", "b"))
    with pytest.raises(UnknownCodeError) as caught:
        found["whole"]
    assert str(caught.value) == "no score that was compared has the code 'whole' (1 known: 'only')."


def test_only_scores_are_compared():
    """Answers are to be scored first."""
    with pytest.raises(ArgumentError) as caught:
        compare_groups(two_groups([1], [2]).answers, by="group", groups=("a", "b"))
    assert str(caught.value).endswith("expected Scores. Score the answers first: smmi.score(answers, scheme)")
