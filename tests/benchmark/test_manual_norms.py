"""Norms of a manual: what is printed is what is told, and the rest is worked out by the normal curve."""

from fractions import Fraction
from statistics import NormalDist

import attrs
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark.manual import ManualNorm, ManualNorms, NoManualStanding
from smmi.errors import DeclarationError, NormsMismatchError
from smmi.instrument import Answers, Area, Characteristic, Domain, Indicator, Instrument, Option, Ordinal
from smmi.serialization import from_document, to_document

OFTEN = Ordinal(
    code="often", options=[Option(code, code.title()) for code in ("never", "seldom", "often", "always")]
)
ITEMS = [Indicator(code=f"q{i}", prompt=f"Question {i}?", scale=OFTEN) for i in range(7)]
STRESS = Instrument(
    code="stress",
    edition="1",
    title="Stress",
    domains=[
        Domain(code="mood", label="Mood", areas=[Area(code="stress", label="Stress", indicators=ITEMS)])
    ],
    characteristics=[
        Characteristic(code="sex", label="Sex", options=[Option("female", "Female"), Option("male", "Male")])
    ],
)
SCHEME = smmi.ScoringScheme.equal_weights(STRESS)
MOMENTS = {"mean": 45.3, "standard_deviation": 9.6}
TABLE = {0: 2, 3: 15, 7: 50, 14: 91, 21: 99}
SUM = {"raw_at_100": 21}


def profile_of(raw, sex="female"):
    """The profile of somebody whose seven answers, 0 to 3 each, add up to a raw score."""
    each, rest = divmod(raw, 7)
    levels = [each + (i < rest) for i in range(7)]
    record = {"id": "P", "sex": sex} | {
        item.code: item.scale.options[level].code for item, level in zip(ITEMS, levels, strict=True)
    }
    answers = Answers.from_records(STRESS, [record], unit="id", attributes=("sex",))
    return smmi.score(answers, SCHEME).of("P")


def placed(raw, *, sex="female", group="all", **printed):
    """The standing of a raw score by one printed line."""
    norms = ManualNorms.of(SCHEME, [ManualNorm(code="stress", **SUM, **printed)], citation="Doe (2024)")
    return norms.place(profile_of(raw, sex))["stress"][group]


@given(st.integers(0, 21), st.integers(-300, 300), st.integers(1, 300))
def test_z_and_t_are_those_of_the_printed_moments(raw, mean, deviation):
    """By fractions: T = 50 + 10 (x - m) / s; percentiles by the normal curve, as the standard library has it."""
    m, s = Fraction(mean, 10), Fraction(deviation, 10)
    standing = placed(raw, mean=float(m), standard_deviation=float(s))
    z = (raw - m) / s
    assert standing.z == pytest.approx(float(z), rel=1e-12, abs=1e-12)
    assert standing.t_score == pytest.approx(float(50 + 10 * z), rel=1e-12, abs=1e-11)
    assert standing.percentile == pytest.approx(100 * NormalDist().cdf(float(z)), abs=1e-9)
    # A stanine is z doubled and rounded, about 5; exactly between two it is the upper one.
    assert standing.stanine == min(max((2 * z + 5 + Fraction(1, 2)).__floor__(), 1), 9)
    assert (standing.interval, standing.normal) == (None, ("percentile",))


@given(st.integers(0, 21), st.booleans())
def test_percentiles_are_those_of_the_table(raw, both):
    """In a row that of the row; between rows in proportion, and the rows about it are told."""
    standing = placed(raw, table=TABLE, **(MOMENTS if both else {}))
    rows = sorted(TABLE)
    below = max(row for row in rows if row <= raw)
    above = min(row for row in rows if row >= raw)
    assert standing.interval == (TABLE[below], TABLE[above])
    share = Fraction(raw - below, above - below) if above > below else 0
    assert standing.percentile == pytest.approx(float(TABLE[below] + share * (TABLE[above] - TABLE[below])))
    if raw in TABLE:
        assert standing.percentile == TABLE[raw]  # to the bit, though the score was in percent
    if both:
        assert standing.z == pytest.approx((raw - 45.3) / 9.6)
        assert standing.normal == ()
    else:
        assert standing.z == pytest.approx(NormalDist().inv_cdf(standing.percentile / 100), abs=1e-9)
        shares = (4, 7, 12, 17, 20, 17, 12, 7)
        cuts = [sum(shares[: i + 1]) for i in range(8)]
        assert standing.stanine == 1 + sum(standing.percentile >= cut for cut in cuts)


def test_the_case_of_the_manual():
    """Mean 45.3 and standard deviation 9.6: a raw score of 54.9 has z 1 and T 60; the table tells the percentile."""
    norm = ManualNorm(code="stress", **MOMENTS, table={54: 80, 55: 84})
    norms = ManualNorms.of(SCHEME, [norm], citation="Doe (2024)")
    profile = profile_of(7)
    standing = attrs.evolve(norms.place(profile)["stress"]["all"], raw=54.9)
    assert (round(standing.z, 9), round(standing.t_score, 9)) == (1.0, 60.0)
    assert standing.percentile == pytest.approx(83.6)
    assert standing.interval == (80.0, 84.0)
    assert standing.stanine == 7


@pytest.mark.parametrize(("raw", "interval"), [(1, (0.0, 20.0)), (20, (90.0, 100.0))], ids=["below", "above"])
def test_outside_of_the_table_nothing_is_made_up(raw, interval):
    """The percentile is absent with its reason, and what is certain is told; a table that falls is turned round."""
    rising = placed(raw, table={2: 20, 19: 90})
    falling = placed(raw, table={2: 90, 19: 20})
    for standing in (rising, falling):
        assert (standing.percentile, standing.z, standing.t_score, standing.stanine) == (None,) * 4
        assert standing.reason is NoManualStanding.OUTSIDE_TABLE
    assert rising.interval == interval
    assert falling.interval == ((90.0, 100.0) if raw == 1 else (0.0, 20.0))
    assert placed(raw, table={2: 20, 19: 90}, **MOMENTS).z is not None


def test_a_unit_stands_in_its_own_groups():
    """Those whose values it has, and all; by another group it is not told."""
    lines = [
        ManualNorm(code="stress", mean=10, standard_deviation=2, **SUM),
        ManualNorm(code="stress", mean=12, standard_deviation=2, group={"sex": "female"}, **SUM),
        ManualNorm(code="stress", mean=8, standard_deviation=2, group={"sex": "male"}, **SUM),
        ManualNorm(code="overall", mean=50, standard_deviation=10),
    ]
    norms = ManualNorms.of(SCHEME, lines, citation="Doe (2024)", year=2023)
    found = norms.place(profile_of(14, "female"))
    assert {name: standing.z for name, standing in found["stress"].items()} == {"all": 2.0, "sex=female": 1.0}
    assert list(norms.place(profile_of(14, None))["stress"]) == ["all"]
    assert found["overall"]["all"].raw == pytest.approx(200 / 3)
    with pytest.raises(KeyError, match="the manual has no norms of"):
        found["mood"]
    assert "taken in 2023" in norms.describe()[0][1]
    assert from_document(to_document(norms), ManualNorms) == norms


def test_what_has_no_score_has_no_standing():
    """And why is told."""
    record = {"id": "P", "q0": ITEMS[0].scale.options[0].code}
    scores = smmi.score(Answers.from_records(STRESS, [record], unit="id"), SCHEME)
    norms = ManualNorms.of(SCHEME, [ManualNorm(code="stress", **MOMENTS)], citation="Doe (2024)")
    standing = norms.place(scores.of("P"))["stress"]["all"]
    told = (standing.score, standing.raw, standing.z, standing.t_score, standing.stanine, standing.percentile)
    assert told == (None,) * 6
    assert standing.interval is None
    assert standing.reason is NoManualStanding.NO_SCORE


def test_scores_of_another_scheme_are_refused():
    """The manual speaks of one way to score."""
    norms = ManualNorms.of(SCHEME, [ManualNorm(code="stress", **MOMENTS)], citation="Doe (2024)")
    other = attrs.evolve(STRESS, edition="2")
    answers = Answers.from_records(other, [{"id": "P"}], unit="id")
    with pytest.raises(NormsMismatchError):
        norms.place(smmi.score(answers, smmi.ScoringScheme.equal_weights(other)).of("P"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "'table' of 'stress': got none, and no mean; expected one of the two"),
        ({"mean": 4}, "'standard_deviation' of 'stress': got none, expected one beside the 'mean'"),
        (
            {"standard_deviation": 4},
            "'mean' of 'stress': got none, expected one beside the 'standard_deviation'",
        ),
        ({"mean": 4, "standard_deviation": 0}, "got 0.0, expected None or a finite number above 0"),
        ({"table": [(2, 5), (1, 9)]}, "entry 1: raw scores must ascend, 1 is not above 2"),
        ({"table": [(1, 5), (2, 9), (3, 4)]}, "percentiles rise and fall, expected one of the two"),
        ({"table": [(1, 101)]}, "entry 0, raw score 1: got 101, expected a percentile, 0 to 100"),
        ({"table": "abc"}, "expected rows of a raw score and its percentile, each two finite numbers"),
        (
            {"table": {1: 5}, "raw_at_100": 0},
            "got 0, expected another raw score than 0, which 0 percent stands for",
        ),
        ({"table": {1: 5}, "group": {"sex": 1}}, "a mapping from attributes to the values"),
    ],
    ids=["nothing", "mean", "deviation", "zero", "order", "turn", "range", "text", "scale", "group"],
)
def test_what_no_manual_prints_is_refused(options, message):
    """By the name of the field, with what was expected."""
    with pytest.raises(DeclarationError) as caught:
        ManualNorm(code="stress", **options)
    assert message in str(caught.value)


def test_lines_that_do_not_fit_are_told_at_once():
    """A score that there is not, and a value that is not declared; a group twice."""
    line = ManualNorm(code="stress", **MOMENTS)
    wrong = [
        attrs.evolve(line, code="sleep"),
        attrs.evolve(line, group={"sex": "f"}),
    ]
    with pytest.raises(DeclarationError) as caught:
        ManualNorms.of(SCHEME, wrong, citation="Doe (2024)")
    assert [(one.path, one.message) for one in caught.value.findings] == [
        ("$.norms[0].code", "got 'sleep', expected the code of an area, a domain, or 'overall'"),
        ("$.norms[1].group", "got 'f' of 'sex', expected one that is declared: 'female', 'male'"),
    ]
    with pytest.raises(DeclarationError, match="'stress' has two lines in the group 'all'; keep one"):
        ManualNorms.of(SCHEME, [line, line], citation="Doe (2024)")
