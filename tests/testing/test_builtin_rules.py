"""The built-in rules, policies and whole schemes keep every law, and every law says something about them."""

import pytest
from hypothesis import Phase

from smmi import editions
from smmi.instrument import (
    Area,
    Binary,
    Count,
    Domain,
    Equals,
    Indicator,
    Instrument,
    MultipleChoice,
    Nominal,
    Number,
    Option,
    Ordinal,
    Percentage,
)
from smmi.scoring import (
    CoverageBasis,
    CutPoints,
    EqualSteps,
    GeometricMean,
    HarmonicMean,
    Linear,
    MaturityLevels,
    Median,
    MinimumCoverage,
    MustHave,
    NoAnswer,
    OptionPoints,
    PointsOverAttainable,
    Polarity,
    PowerMean,
    ReferenceShares,
    Reversed,
    SaturatingCount,
    ScoringScheme,
    SelectedShare,
    WeakestLink,
    WeightedMean,
)
from smmi.testing import check_rule, strategies
from smmi.testing.runner._law_check import examine_drawn

EXAMPLES = 8
PLACE = Nominal(code="place", options=[Option("city", "City"), Option("town", "Town")])
CHILDREN = ["a", "b", "c"]

RULES = [
    (WeightedMean(), {}),
    (GeometricMean(), {}),
    (HarmonicMean(), {}),
    (PowerMean(2.0), {}),
    (PowerMean(-0.5), {}),
    (Median(), {}),
    (WeakestLink(), {}),
    (PointsOverAttainable(), {}),
    (PointsOverAttainable(bonus=["c"]), {"children": CHILDREN}),
    (MustHave(["a"], cap=0.25), {"children": CHILDREN}),
    (MaturityLevels([["a"], ["b", "c"]]), {"children": CHILDREN}),
    (EqualSteps(), {}),
    (EqualSteps(polarity=Polarity.NEGATIVE), {}),
    (OptionPoints({"city": 1.0, "town": 0.25}), {"scale": PLACE}),
    (SelectedShare(), {}),
    (SelectedShare(2), {}),
    (Linear(0, 100), {"scale": Percentage(code="share")}),
    (
        Linear(-2, 2, polarity=Polarity.NEGATIVE, floor=0.1),
        {"scale": Number(code="n", minimum=-5, maximum=5)},
    ),
    (CutPoints([25, 50], [0.0, 0.5, 1.0]), {"scale": Percentage(code="share")}),
    (SaturatingCount(5), {}),
    (ReferenceShares({"rural": 30.0, "urban": 70.0}), {}),
    (Reversed(EqualSteps()), {}),
    (Reversed(Linear(0, 10)), {}),
    (MinimumCoverage(), {}),
    (MinimumCoverage(0.75, basis=CoverageBasis.COUNT), {}),
    (MinimumCoverage(0.5, no_answer=NoAnswer.LOWEST), {}),
    (MinimumCoverage(0.5, no_answer=NoAnswer.PROPAGATES), {}),
]

QUICK = (Reversed(EqualSteps()), MinimumCoverage(0.75, basis=CoverageBasis.COUNT))
"""Tried every time, by few cases; means are tried so beside the rules of `tests/thirdparty`."""


def kept(rule, *, examples=EXAMPLES, **given):
    """Check that a rule keeps all laws, and that four of five cases of each say something."""
    report = check_rule(rule, examples=examples, **given)
    assert report.ok, str(report)
    assert [(r.law.id, r.live, r.ran) for r in report.ran if r.live < 0.8 * r.ran] == []
    return report


@pytest.mark.parametrize(
    ("rule", "given", "examples"),
    [
        *(pytest.param(*one, EXAMPLES // 4) for one in RULES if one[0] in QUICK),
        *(pytest.param(*one, EXAMPLES, marks=pytest.mark.long) for one in RULES),
    ],
    ids=lambda one: "" if isinstance(one, dict) else repr(one),
)
def test_a_built_in_rule_keeps_every_law(rule, given, examples):
    """A built-in rule or policy keeps every law that binds it, and none of them in vain."""
    kept(rule, examples=examples, **given)


def indicator(code, scale, **routing):
    return Indicator(code=code, prompt=f"{code}?", scale=scale, **routing)


def rich():
    """Return a scheme with a bit of everything."""
    extent = Ordinal(code="extent", options=[Option(f"e{i}", f"Extent {i}") for i in range(4)])
    yes_no = Binary(code="yes_no")
    policies = Area(
        code="policies",
        label="Policies",
        indicators=[
            indicator("has_policy", yes_no),
            indicator("extent_a", extent),
            indicator("extent_b", extent),
        ],
    )
    numbers = Area(
        code="numbers",
        label="Numbers",
        indicators=[
            indicator("partners", Count(code="partners", maximum=10)),
            indicator("share", Percentage(code="share"), gate=Equals("has_policy", "yes")),
            indicator("topics", MultipleChoice(code="t", options=[Option("x", "X"), Option("y", "Y")])),
        ],
    )
    people = Area(
        code="people",
        label="People",
        indicators=[indicator("p_a", extent), indicator("p_b", extent), indicator("p_c", yes_no)],
    )
    domains = [
        Domain(code="first", label="First", areas=[policies, numbers]),
        Domain(code="second", label="Second", areas=[people]),
    ]
    return ScoringScheme(
        Instrument(code="rich", edition="1", title="Rich", domains=domains),
        items={"partners": SaturatingCount(5), "share": Linear(0, 80), "extent_b": Reversed(EqualSteps())},
        areas={"policies": MustHave(["has_policy"], cap=0.5), "numbers": GeometricMean()},
        domains=GeometricMean(),
        weights={"extent_a": 2.0, "p_a": 3.0, "second": 0.5},
        coverage={
            "policies": MinimumCoverage(0.5, no_answer=NoAnswer.PROPAGATES),
            "people": MinimumCoverage(0.4, no_answer=NoAnswer.LOWEST),
        },
        overall_from="domains",
    )


@pytest.mark.long
def test_equal_weights_over_the_edition_keep_every_law():
    """The scheme of equal weights over a real instrument keeps every law."""
    kept(ScoringScheme.equal_weights(editions.smmi_16()), examples=2)


@pytest.mark.long
def test_a_scheme_of_many_parts_keeps_every_law():
    """Geometric means, must-haves, weights and all three treatments of blanks keep every law together."""
    report = kept(rich(), examples=20)
    assert [r.law.id for r in report.skipped if r.law.id.startswith("blank")] == []


@pytest.mark.parametrize(("schemes", "examples"), [(2, 2), pytest.param(8, 4, marks=pytest.mark.long)])
def test_drawn_schemes_keep_every_law(schemes, examples):
    """Whatever scheme is drawn keeps every law."""

    def examine(scheme):
        report = check_rule(scheme, examples=examples)
        assert report.broken == (), str(report)

    examine_drawn(strategies.instruments().flatmap(strategies.schemes), examine, schemes, [Phase.generate])
