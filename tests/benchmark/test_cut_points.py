"""Cut points as values: held, limited in their drift from what was published, and who changes a star."""

import copy
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark import Norms, QuantileRule
from smmi.benchmark.cut_points import (
    BandCuts,
    CutMethod,
    Guard,
    OuterFences,
    PointsCap,
    RangeCap,
    hold,
    limit,
    quantile_cuts,
    star_moves,
)
from smmi.errors import ArgumentError, DeclarationError, UnknownCodeError
from smmi.serialization import from_document, json_schema, to_document
from tests.benchmark.small_cohorts import cohort, scheme

DECIMALS = st.integers(0, 1000).map(lambda tenths: tenths / 10)
CUTS = st.lists(DECIMALS, min_size=3, max_size=3, unique=True).map(sorted)
THEN, NOW = "2025-12-01", "2026-12-01"


def cuts_of(values, on, **more):
    """Cuts of the overall score."""
    return BandCuts(code="overall", cuts=values, on=on, **more)


@given(CUTS, CUTS, st.sampled_from([0.1, 5.0, 12.5]), st.integers(1, 3))
def test_no_cut_drifts_further_than_the_cap(old, new, points, years):
    """A limited cut is the fitted one within the cap of the published one, or exactly at it, in decimals."""
    found = limit(cuts_of(new, NOW), published=cuts_of(old, THEN), cap=PointsCap(points), years=years)
    allowed = Fraction(str(points)) * years
    for position, (cut, was, fitted) in enumerate(zip(found.cuts, old, new, strict=True)):
        drift = Fraction(str(fitted)) - Fraction(str(was))
        exact = Fraction(str(was)) + min(max(drift, -allowed), allowed)
        assert cut == float(exact)
        assert (position in found.capped) == (abs(drift) > allowed)
    assert list(found.cuts) == sorted(set(found.cuts))
    assert (found.guard, found.fitted, found.on) == (Guard.LIMITED, tuple(new), NOW)


@given(st.lists(CUTS, min_size=2, max_size=6))
def test_the_cap_starts_from_what_was_published(fits):
    """Year after year each cut moves from the published one, so that in n years it is within n caps of the first."""
    published = cuts_of(fits[0], "2000-01-01")
    for year, fit in enumerate(fits[1:], start=2001):
        last, published = published, limit(cuts_of(fit, f"{year}-01-01"), published=published)
        assert all(abs(a - b) <= 5.0 + 1e-9 for a, b in zip(last.cuts, published.cuts, strict=True))
    far = 5.0 * (len(fits) - 1) + 1e-9
    assert all(abs(a - b) <= far for a, b in zip(fits[0], published.cuts, strict=True))


def test_held_cuts_are_the_published_ones():
    """They keep their origin and say what they would have been."""
    published = cuts_of([40, 60], THEN, method=CutMethod.QUANTILES, norms="abc", note="first")
    held = hold(published, on=NOW, fitted=cuts_of([45, 61], NOW))
    assert (held.cuts, held.norms, held.method) == (published.cuts, "abc", CutMethod.QUANTILES)
    assert (held.guard, held.fitted, held.capped) == (Guard.HELD, (45.0, 61.0), ())
    assert [name for name, _ in held.describe()] == ["Cuts", "Guard", "Note"]
    capped = limit(cuts_of([50, 60], NOW), published=published)
    assert capped.describe()[1][1].endswith("capped: 50 to 45")
    assert limit(cuts_of([40, 60], NOW), published=published).describe()[1][1].endswith("capped: none")


def test_a_range_cap_is_a_share_of_the_range_without_outliers():
    """42 CFR 422.166: five percent of what is left between the least and the highest score, in exact decimals."""
    scores = [10.0, 20.0, 30.0, 40.0, 500.0, np.nan]
    cap = RangeCap.of(scores)
    assert (cap.low, cap.high, cap.allowance) == (10.0, 40.0, Fraction(3, 2))
    found = limit(cuts_of([30.0], NOW), published=cuts_of([20.0], THEN), cap=cap)
    assert found.cuts == (21.5,)
    assert found.note == f"at most 5 % a year of the restricted range from 10 to 40 from those of {THEN}"


@given(st.lists(st.integers(0, 100), min_size=1, max_size=30), st.sampled_from([1.5, 3.0]))
def test_fences_are_as_defined(values, times):
    """What is left lies between Q1 - t IQR and Q3 + t IQR by the definition of quartiles; no spread is refused."""
    first, third = np.quantile(values, [0.25, 0.75])
    if first == third:
        with pytest.raises(ArgumentError, match="interquartile range of 0"):
            OuterFences(times).of(values)
        return
    found = OuterFences(times).of([*values, np.nan])
    inside = [first - times * (third - first) <= value <= third + times * (third - first) for value in values]
    assert found.kept.tolist() == [*inside, False]
    assert found.outside == len(values) - sum(inside)
    assert repr(found).endswith(f"{found.outside} beyond>")
    assert not copy.deepcopy(found).kept.flags.writeable


def test_quantile_cuts_are_quantiles_of_the_norms():
    """They follow the norms' own definition, name the norms, and leave out outliers only where a rule is named."""
    scores = smmi.score(cohort(3, 30, blanks=0.0), scheme())
    norms = Norms.fit(scores, by=("control",))
    found = quantile_cuts(norms, on=NOW, code="p", group="public", probabilities=(0.2, 0.9))
    assert found.cuts == tuple(np.quantile(scores["p"][::2], [0.2, 0.9]).tolist())
    assert (found.method, found.norms, found.guard) == (CutMethod.QUANTILES, norms.fingerprint, Guard.NONE)
    once = quantile_cuts(norms, on=NOW, probabilities=(share for share in (0.25, 0.5)))
    assert once.cuts == quantile_cuts(norms, on=NOW, probabilities=(0.25, 0.5)).cuts
    for wrong in (0.5, "0.5", None):
        with pytest.raises(ArgumentError, match="'probabilities': got"):
            quantile_cuts(norms, on=NOW, probabilities=wrong)
    narrow = OuterFences(0.1, quantiles=QuantileRule.TYPE_7)
    kept = narrow.of(scores.overall).kept
    inner = quantile_cuts(norms, on=NOW, outliers=narrow)
    assert inner.cuts == tuple(np.quantile(scores.overall[kept], [0.25, 0.5, 0.75]).tolist())
    assert "0.1 interquartile ranges" in inner.note
    weighted = Norms.fit(scores, weights=np.arange(1.0, 31.0))
    assert len(quantile_cuts(weighted, on=NOW).cuts) == 3
    with pytest.raises(ArgumentError, match="norms with weights"):
        quantile_cuts(weighted, on=NOW, outliers=narrow)
    with pytest.raises(ArgumentError, match=r"^'norms': got no score 'overall' in 'all'"):
        quantile_cuts(Norms.fit(smmi.score(cohort(3, 4, blanks=1.0), scheme())), on=NOW)


@given(CUTS, CUTS, st.integers(0, 2**32 - 1))
def test_moves_of_stars_add_up(old, new, seed):
    """What the score did and what the cuts did is the whole move; the cuts did it where the star would have stayed."""
    first, second = (smmi.score(cohort(seed + i, 6), scheme()) for i in range(2))
    found = star_moves(
        second.take([3, 1, 5]),
        published=cuts_of(old, THEN),
        new=cuts_of(new, NOW),
        before=first.take([0, 1, 3]),
    )
    assert found.units == ("S3", "S1", "S5")
    for i, unit in enumerate(found.units):
        was = first.of(unit)["overall"].value if unit != "S5" else None
        now = second.of(unit)["overall"].value

        def stars(score, cuts):
            return 0 if score is None else 1 + sum(score >= cut for cut in cuts)

        assert found.stars_before[i] == stars(was, old)
        assert found.stars_kept[i] == stars(now, old)
        assert found.stars[i] == stars(now, new)
        if was is None or now is None:
            assert found.by_score[i] == found.by_cuts[i] == 0
            continue
        assert found.by_score[i] + found.by_cuts[i] == stars(now, new) - stars(was, old)
        assert (unit in found.moved_by_cuts) == (stars(now, new) != stars(now, old))
    assert found.columns()["by_cuts"] == found.by_cuts.tolist()
    assert copy.deepcopy(found) == found


def test_without_a_score_before_only_cuts_can_move():
    """Where one wave is given, nothing is the score's doing."""
    scores = smmi.score(cohort(3, 20), scheme())
    found = star_moves(scores, published=cuts_of([30, 50], THEN), new=cuts_of([40, 50], NOW))
    assert not found.by_score.any()
    assert (found.by_cuts <= 0).all()
    assert len(found.moved_by_cuts) == np.count_nonzero((scores.overall >= 30) & (scores.overall < 40))


@given(CUTS, CUTS, st.booleans())
def test_cuts_survive_their_document(old, new, limited):
    """What is written is read again, whatever guard there is, and the schema holds."""
    cuts = cuts_of(old, THEN)
    if limited:
        cuts = limit(cuts_of(new, NOW, norms="0" * 64), published=cuts)
    assert from_document(to_document(cuts), BandCuts) == cuts
    assert json_schema(BandCuts)["$schema"]


GOOD = {"code": "overall", "cuts": [40, 60], "on": NOW}
BAD = {
    "day": ({"on": "2026-02-30"}, "got '2026-02-30', expected a day as ISO 8601 has it: 2026-11-30"),
    "date": ({"on": 2026}, "got 2026, expected a day as ISO 8601 has it: 2026-11-30"),
    "order": ({"cuts": [60, 60]}, "'cuts' of 'overall' must ascend: 60 is not above 60"),
    "none": ({"cuts": []}, "'cuts' of 'overall': got 0, expected 1 to 254"),
    "text": ({"cuts": "ab"}, "got 'ab', expected a sequence of finite numbers"),
    "nan": ({"cuts": [np.nan]}, "expected a sequence of finite numbers; entry 0 is nan"),
    "fitted": ({"fitted": [1.0]}, "'fitted' of 'overall': got 1 cuts, expected 2"),
    "capped": (
        {"capped": [1]},
        "'capped' of 'overall': got (1,), expected positions of cuts that are limited",
    ),
    "place": (
        {"capped": [2], "guard": Guard.LIMITED},
        "got (2,), expected positions of cuts that are limited",
    ),
}


@pytest.mark.parametrize(("options", "message"), BAD.values(), ids=BAD)
def test_what_cannot_be_a_cut_is_refused(options, message):
    """Days, orders and positions that cannot be are told when cuts are made."""
    with pytest.raises(DeclarationError) as caught:
        BandCuts(**GOOD | options)
    assert message in str(caught.value)


OLD = cuts_of([40, 60], THEN)
CALLS = {
    "cap": (lambda: PointsCap(0), "'points': got 0, expected a positive finite number"),
    "times": (lambda: OuterFences(-1), "'times': got -1, expected a positive finite number"),
    "range": (
        lambda: RangeCap(low=3, high=3),
        "'high': got 3 and a low of 3, expected finite numbers that ascend",
    ),
    "scores": (
        lambda: OuterFences().of([np.nan]),
        "'scores': got no finite scores in one dimension, expected at",
    ),
    "words": (lambda: OuterFences().of(["a"]), "'scores': got what is no array of numbers, expected numbers"),
    "words of a range": (lambda: RangeCap.of(["a"]), "'scores': got what is no array of numbers"),
    "words of stars": (lambda: OLD.stars_of(["a"]), "'scores': got what is no array of numbers"),
    "fitted before": (
        lambda: hold(OLD, on=NOW, fitted=OLD),
        f"'fitted': got cuts from {THEN}, expected cuts from a day after {THEN}",
    ),
    "moved back": (
        lambda: star_moves(smmi.score(cohort(3, 4), scheme()), published=attrs.evolve(OLD, on=NOW), new=OLD),
        f"'new': got cuts from {THEN}, expected cuts from {NOW} or later",
    ),
    "number": (
        lambda: limit(cuts_of([1], NOW), published=OLD),
        "'fitted': got 1 cuts of 'overall', expected 2",
    ),
    "code": (
        lambda: hold(OLD, on=NOW, fitted=BandCuts(code="p", cuts=[1, 2], on=NOW)),
        "'fitted': got 2 cuts of 'p', expected 2 cuts of 'overall'",
    ),
    "earlier": (
        lambda: limit(OLD, published=OLD),
        f"'fitted': got cuts from {THEN}, expected cuts from a day after",
    ),
    "same day": (
        lambda: hold(OLD, on=THEN),
        f"'on': got cuts from {THEN}, expected cuts from a day after {THEN}",
    ),
}


@pytest.mark.parametrize(("call", "message"), CALLS.values(), ids=CALLS)
def test_what_cannot_be_guarded_is_refused(call, message):
    """Caps of nothing, and cuts of other scores or days, are told."""
    with pytest.raises(ArgumentError) as caught:
        call()
    assert str(caught.value).startswith(message)


def test_cuts_of_no_score_are_refused():
    """A score that is not there is told by its code."""
    scores = smmi.score(cohort(3, 4), scheme())
    cuts = [BandCuts(code="z", cuts=[50], on=on) for on in (THEN, NOW)]
    with pytest.raises(UnknownCodeError):
        star_moves(scores, published=cuts[0], new=cuts[1])
