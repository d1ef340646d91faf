"""Cronbach's alpha of scores, and reliabilities as they are given to a placement."""

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given, strategies as st

import smmi
from smmi.benchmark import Norms, Reliability, cronbach_alpha
from smmi.benchmark.norms import NoReliability
from smmi.errors import ArgumentError
from smmi.instrument import Area, Domain, Indicator, Instrument, Percentage
from smmi.scoring import GeometricMean, MinimumCoverage, ScoringScheme

DATA = Path(__file__).parents[1] / "data"
EXPECTED = json.loads((DATA / "alpha" / "expected.json").read_text(encoding="utf-8"))


def scored(rows, *, weights=None, areas=None):
    """Scores of units whose area `only` has these parts, percentages; None is a blank."""
    parts = len(rows[0])
    indicators = [Indicator(code=f"p{i}", prompt="?", scale=Percentage(code="percent")) for i in range(parts)]
    asked = Instrument(
        code="parts",
        edition="1",
        title="Parts",
        domains=[
            Domain(
                code="whole", label="Whole", areas=[Area(code="only", label="Only", indicators=indicators)]
            )
        ],
    )
    records = [
        {"unit": f"U{i}", **{f"p{j}": value for j, value in enumerate(row)}} for i, row in enumerate(rows)
    ]
    scheme = ScoringScheme(
        asked,
        weights={f"p{i}": weight for i, weight in enumerate(weights or ())},
        coverage=MinimumCoverage(0.0),
        **({"areas": areas} if areas else {}),
    )
    return smmi.score(smmi.Answers.from_records(asked, records, unit="unit"), scheme)


def exact(rows, weights):
    """Alpha in fractions, straight from the definition."""

    def variance(values):
        mean = sum(values) / len(values)
        return sum((value - mean) ** 2 for value in values) / (len(values) - 1)

    weighed = [
        [Fraction(value) * Fraction(weight) for value, weight in zip(row, weights, strict=True)]
        for row in rows
    ]
    k = len(weights)
    parts = sum(variance(column) for column in zip(*weighed, strict=True))
    return Fraction(k, k - 1) * (1 - parts / variance([sum(row) for row in weighed]))


@pytest.mark.parametrize("case", ["together", "weighted", "apart", "against"])
def test_alpha_equals_that_of_psych_and_exact_arithmetic(case):
    """Alpha is the raw alpha of R's psych, also where it is below 0, and that of fractions."""
    rows, weights = EXPECTED[case]["parts"], EXPECTED[case]["weights"]
    found = cronbach_alpha(scored(rows, weights=weights))["only"]
    assert found.alpha == pytest.approx(EXPECTED[case]["alpha"], abs=1e-12)
    assert found.alpha == pytest.approx(float(exact(rows, weights)), abs=1e-12)
    assert (found.code, found.parts, found.n, found.reason) == ("only", len(weights), len(rows), None)


def test_alpha_of_the_phq_9_equals_that_of_psych():
    """On real answers with blanks, only units with all parts count."""
    with (DATA / "phq9" / "answers.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            [
                None if row[f"DPQ{i:03}"] not in {"0", "1", "2", "3"} else 100 * int(row[f"DPQ{i:03}"]) / 3
                for i in range(10, 91, 10)
            ]
            for row in csv.DictReader(file)
        ]
    found = cronbach_alpha(scored(rows))["only"]
    assert found.alpha == pytest.approx(EXPECTED["phq9"]["alpha"], abs=1e-12)
    assert found.n == EXPECTED["phq9"]["n"]


@given(
    st.integers(2, 5).flatmap(
        lambda k: st.lists(st.lists(st.integers(0, 100), min_size=k, max_size=k), min_size=3, max_size=12)
    )
)
def test_alpha_equals_exact_arithmetic(rows):
    """Of whole numbers alpha is that of fractions, or absent where nothing varies."""
    found = cronbach_alpha(scored(rows))["only"]
    if len({sum(row) for row in rows}) == 1:
        assert (found.alpha, found.reason) == (None, NoReliability.NO_SPREAD)
    else:
        assert found.alpha == pytest.approx(float(exact(rows, [1] * len(rows[0]))), rel=1e-9, abs=1e-9)


def test_a_part_without_weight_does_not_count():
    """A part of weight 0 is no part."""
    rows = EXPECTED["together"]["parts"]
    found = cronbach_alpha(scored(rows, weights=[1, 1, 1, 1, 1, 0]))["only"]
    assert found == cronbach_alpha(scored([row[:5] for row in rows]))["only"]


@pytest.mark.parametrize(
    ("rows", "areas", "reason", "parts", "n"),
    [
        ([[10], [20], [30]], None, NoReliability.ONE_PART, 1, 3),
        ([[10, 5], [20, 9], [30, 2]], GeometricMean(), NoReliability.NOT_ADDITIVE, 2, 3),
        ([[10, 5], [20, 9], [30, None]], None, NoReliability.TOO_FEW_UNITS, 2, 2),
        ([[10, 30], [20, 20], [30, 10]], None, NoReliability.NO_SPREAD, 2, 3),
    ],
)
def test_an_absent_alpha_has_a_reason(rows, areas, reason, parts, n):
    """One part, a rule that is no mean, too few units, no spread: each is said."""
    found = cronbach_alpha(scored(rows, areas=areas))["only"]
    assert found == Reliability(code="only", alpha=None, parts=parts, n=n, reason=reason)


@given(st.lists(st.integers(0, 1200).map(lambda n: n / 12), min_size=3, max_size=9), st.integers(2, 5))
@example([50.0, 58.333333333333336, 41.666666666666664, 100.0], 3)
def test_parts_that_say_the_same_have_an_alpha_of_one(scores, parts):
    """Not above it by what rounding leaves, so that it is a reliability wherever one is asked for."""
    found = cronbach_alpha(scored([[score] * parts for score in scores]))["only"]
    assert found.reason is NoReliability.NO_SPREAD or 1 - 1e-9 <= found.alpha <= 1


def test_every_score_has_its_entry():
    """Areas, domains and overall are there, in the order of the scores."""
    scores = scored(EXPECTED["together"]["parts"])
    assert tuple(cronbach_alpha(scores)) == scores.codes


def test_only_scores_have_an_alpha():
    """Something else is refused with what is expected."""
    with pytest.raises(ArgumentError) as caught:
        cronbach_alpha(3)
    assert str(caught.value) == "'scores': got 3, expected Scores"


def standing_with(reliability):
    """The standing of the first unit, its reliability as given."""
    scores = scored(EXPECTED["together"]["parts"])
    return Norms.fit(scores).place(scores.of("U0"), reliability=reliability)["only"]["all"]


def test_estimates_are_taken_as_they_are_returned():
    """What cronbach_alpha returns can be given; a negative alpha counts as 0, an absent one as unknown."""
    scores = scored(EXPECTED["together"]["parts"])
    estimates = cronbach_alpha(scores)
    assert standing_with(estimates).reliability == estimates["only"].alpha
    below = Reliability(code="only", alpha=-0.2, parts=3, n=60, reason=None)
    assert standing_with({"only": below}).reliability == 0.0
    absent = Reliability(code="only", alpha=None, parts=1, n=60, reason=NoReliability.ONE_PART)
    assert standing_with({"only": absent}).reliability is None
    assert standing_with({}).reliability is None
    assert standing_with({"only": 1}).reliability == 1.0


EXPECTATION = (
    "expected a mapping from the codes of scores to numbers from 0 to 1, or what cronbach_alpha returns"
)


@pytest.mark.parametrize(
    ("given_", "got"),
    [
        (0.8, "0.8"),
        ({"onyl": 0.8}, "{'onyl': 0.8}"),
        ({"only": 1.2}, "1.2 for 'only'"),
        ({"only": -0.1}, "-0.1 for 'only'"),
        ({"only": float("nan")}, "nan for 'only'"),
        ({"only": True}, "True for 'only'"),
        ({"only": "high"}, "'high' for 'only'"),
        ({"only": None}, "None for 'only'"),
    ],
)
def test_a_reliability_that_is_none_is_refused(given_, got):
    """Each is told by its code, with what is expected."""
    with pytest.raises(ArgumentError) as caught:
        standing_with(given_)
    assert str(caught.value) == f"'reliability': got {got}, {EXPECTATION}"
