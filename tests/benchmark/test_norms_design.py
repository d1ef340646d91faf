"""Placement among norms that have a survey design: effective numbers, and what follows from them."""

import json
from fractions import Fraction

import jsonschema
import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import (
    Conventions,
    IntervalMethod,
    Norms,
    Quartile,
    SelfInclusion,
    SurveyDesign,
    TieRule,
    post_stratify,
)
from smmi.benchmark.kernels._band_probabilities import band_probabilities
from smmi.benchmark.kernels._intervals import clopper_pearson, wilson
from smmi.benchmark.survey import SurveyWeights
from smmi.errors import ArgumentError, DocumentError
from smmi.serialization import from_document, json_schema, to_document
from tests.benchmark.survey_samples import API, PHQ9, api_sample, phq9_sample, scores_with
from tests.benchmark.test_survey_estimates import CASES, case, phq9_case
from tests.benchmark.test_survey_weights import ANSWERED, INVITED
from tests.serialization.test_norms import WEIGHTED
from tests.serialization.unchecked import unchecked

TIGHT = {"rel": 1e-9}
LOOSE = {"rel": 1e-6}
WEAK = Conventions(ties=TieRule.WEAK)


def check_against_r(norms, scores, expected, close, group="all"):
    """Effective numbers at and between the distinct scores, and the intervals of the shares at or below, are R's."""
    table = norms.table("only", group=group)
    sizes = table.design.sizes
    assert sizes[1::2].tolist() == pytest.approx(expected["at"], **close)
    assert sizes[2:-1:2].tolist() == pytest.approx(expected["above"], **close)
    firsts = {round(value, 6): unit for value, unit in zip(scores["only"], scores.units, strict=True)}
    assert len(firsts) == len(expected["values"])
    for (_, unit), ends in zip(sorted(firsts.items()), expected["beta"], strict=False):
        found = norms.place(scores.of(unit))["only"][group].interval
        assert found == pytest.approx([100 * end for end in ends], **close)


@pytest.mark.parametrize(
    ("sample", "weighting", "close"), [(*row[:2], LOOSE if row[1] == "raked" else TIGHT) for row in CASES]
)
def test_effective_numbers_and_intervals_are_those_of_r(sample, weighting, close):
    """Of schools, with the design's weights, post-stratified and raked: as `svymean` and `svyciprop` have them."""
    how = case(sample, weighting)
    scores = api_sample(sample)
    norms = Norms.fit(scores, weights=how["weights"], design=how["design"], conventions=WEAK)
    check_against_r(norms, scores, API[sample][weighting]["places"], close)


@pytest.mark.parametrize(("weighting", "close"), [("design", TIGHT), ("raked", LOOSE)])
def test_effective_numbers_of_the_phq9_are_those_of_r(weighting, close):
    """Of 5,068 people in 30 sampling units."""
    scores, _, _ = phq9_sample()
    how = phq9_case(weighting)
    norms = Norms.fit(scores, weights=how["weights"], design=how["design"], conventions=WEAK)
    check_against_r(norms, scores, PHQ9[weighting]["places"], close)
    assert norms.table("only").design.degrees_of_freedom == 15


def test_a_group_is_a_domain_of_the_sample():
    """Among women the effective numbers are those of R's subset of the design."""
    scores, _, _ = phq9_sample()
    how = phq9_case("design")
    norms = Norms.fit(scores, by=("gender",), weights=how["weights"], design=how["design"], conventions=WEAK)
    women = np.flatnonzero([gender == "2" for gender in scores.answers.attribute("gender")])
    check_against_r(norms, scores.take(women), PHQ9["women"]["places"], TIGHT, "2")


@given(
    st.lists(st.integers(0, 10), min_size=3, max_size=30).filter(lambda x: len(set(x)) > 1),
    st.none() | st.integers(31, 90),
)
def test_independent_units_are_worth_their_number_less_one(steps, population):
    """Of n independent units each place has an effective number of n - 1, over 1 - n / N of a finite population."""
    scores = scores_with(share=[10 * step for step in steps])
    design = SurveyDesign.of(scores.answers, population=population)
    found = Norms.fit(scores, design=design).table("only").design
    n = len(steps)
    left = 1 if population is None else 1 - n / population
    assert found.sizes.tolist() == pytest.approx([(n - 1) / left] * len(found.sizes), rel=1e-9)
    assert found.degrees_of_freedom == n - 1


@given(st.data())
def test_effective_numbers_of_strata_are_exact(data):
    """Post-stratified with strata of known size: p (1 - p) over the stratified variance, in fractions."""
    sizes = {"a": 40, "b": 25, "c": 90}
    kinds, steps = [], []
    for kind in sizes:
        drawn = data.draw(st.lists(st.integers(0, 4), min_size=2, max_size=8))
        kinds += [kind] * len(drawn)
        steps += drawn
    if len(set(steps)) < 2:
        steps[0] = 9 - steps[1]
    scores = scores_with(share=[10 * step for step in steps], kind=kinds)
    design = SurveyDesign.of(scores.answers, strata="kind", population=sizes)
    weights = post_stratify(scores.answers, by="kind", population=sizes)
    found = Norms.fit(scores, weights=weights, design=design).table("only").design.sizes
    whole = sum(sizes.values())
    values = sorted(set(steps))
    for i, value in enumerate(values):
        for place, at in ((2 * i + 1, Fraction(1, 2)), (2 * i + 2, Fraction(1))):
            if place == 2 * len(values):
                continue
            below = [Fraction(1) if step < value else at if step == value else Fraction(0) for step in steps]
            share = square = variance = Fraction(0)
            for kind, size in sizes.items():
                own = [h for h, k in zip(below, kinds, strict=True) if k == kind]
                n, mean = len(own), sum(own) / len(own)
                share += Fraction(size, whole) * mean
                square += Fraction(size, whole) * sum(h * h for h in own) / n
                spread = sum((h - mean) ** 2 for h in own) / (n - 1)
                variance += Fraction(size, whole) ** 2 * (1 - Fraction(n, size)) * spread / n
            if variance:
                assert found[place] == pytest.approx(float((square - share**2) / variance), rel=1e-9)


def cohort_of_2019():
    """Scores of as many schools of each discipline as answered in 2019, with weights and design."""
    rng = np.random.default_rng(2019)
    disciplines = [name for name, n in ANSWERED.items() for _ in range(n)]
    scores = scores_with(share=rng.integers(0, 21, 242) * 5, discipline=disciplines)
    weights = post_stratify(scores.answers, by="discipline", population=INVITED)
    design = SurveyDesign.of(scores.answers, strata="discipline", population=INVITED)
    return scores, weights, design


def test_the_national_norms_of_2019():
    """242 of 689 in three strata: the population makes them worth more than their number, and the note says why."""
    scores, weights, design = cohort_of_2019()
    norms = Norms.fit(scores, by=("discipline",), weights=weights, design=design)
    sizes = norms.table("only").design.sizes
    assert sizes.min() > weights.effective_n > 200
    assert np.median(sizes) == pytest.approx(242 / (1 - 242 / 689), rel=0.1)
    nursing = norms.table("only", group="nursing").design
    assert nursing.sizes.tolist() == pytest.approx([132 / (1 - 133 / 420)] * len(nursing.sizes))
    assert nursing.degrees_of_freedom == 132
    notes = dict(norms.describe())
    assert notes["Weighting"] == weights.describe()
    assert "242 units in 3 strata by discipline, drawn without replacement" in notes["Survey design"]
    assert norms.describe()[:7] == norms.conventions.describe()


def place(shares, value, *, unit="U0", **arguments):
    """Norms and the standing of a unit with a score."""
    norms = Norms.fit(scores_with(share=shares), **arguments)
    placed = scores_with(share=[value] * (int(unit[1:]) + 1)).of(unit)
    return norms, norms.place(placed)["only"]["all"]


def design_of(n, each=1):
    """A design of clusters of some units each."""
    answers = scores_with(share=[0] * n, cluster=[f"C{i // each}" for i in range(n)]).answers
    return SurveyDesign.of(answers, clusters="cluster")


SHARES = [0, 10, 10, 20, 30, 30, 40, 50, 60, 60, 70, 80]
UNKNOWN = "U99"


@pytest.mark.parametrize("ties", TieRule)
@pytest.mark.parametrize("value", [0, 5, 30, 45, 80])
def test_the_interval_of_a_rank_is_that_of_its_effective_number(ties, value):
    """By the tie rule the effective number is that below, at, or above the score, less what few sampling units take."""
    conventions = Conventions(ties=ties, interval=IntervalMethod.WILSON)
    norms, standing = place(SHARES, value, unit=UNKNOWN, design=design_of(12, 2), conventions=conventions)
    table = norms.table("only")
    if value in SHARES:
        at = sorted(set(SHARES)).index(value)
        where = 2 * at + {TieRule.STRICT: 0, TieRule.MID: 1, TieRule.WEAK: 2}[ties]
    else:
        where = 2 * sum(value > one for one in set(SHARES))
    size = table.design.sizes[where] * (2.200985160082949 / 2.570581835636314) ** 2  # t of 11 and of 5
    assert standing.effective_n == pytest.approx(size, rel=1e-9)
    low, high, _ = wilson(standing.percentile / 100 * size, size, level=0.95)
    assert standing.interval == pytest.approx((100 * low, 100 * high), rel=1e-9)


def test_the_effective_number_of_other_norms_is_theirs():
    """It is n without weights, Kish's with them, less the unit that is left out; absent where the rank is."""
    out = Conventions(self_inclusion=SelfInclusion.LEFT_OUT)
    assert place(SHARES, 30, unit=UNKNOWN)[1].effective_n == 12
    assert place(SHARES, 30, unit="U4", conventions=out)[1].effective_n == 11
    halved = [1.0] * 6 + [3.0] * 6
    assert place(SHARES, 30, unit=UNKNOWN, weights=halved)[1].effective_n == pytest.approx(24**2 / 60)
    assert place(SHARES[:6], 30, unit=UNKNOWN)[1].effective_n is None


def test_the_interval_of_the_median_is_that_of_its_effective_number():
    """Between the quantiles at the ends of the interval of one half, by the number at the median."""
    shares = [1, 9, 14, 22, 31, 37, 48, 59, 63, 71, 80, 97]
    norms, standing = place(shares, 30, design=design_of(12, 2))
    table = norms.table("only")
    size = table.design.at(2 * shares.index(37) + 1, n=12, level=0.95)
    low, high, _ = clopper_pearson(size / 2, size, level=0.95)
    ends = table.quantile(float(low)), table.quantile(float(high))
    assert standing.median_interval == pytest.approx(ends, rel=1e-12)
    assert table.design.sizes[2 * shares.index(37)] != pytest.approx(
        table.design.sizes[2 * shares.index(37) + 1]
    )


def test_the_effective_number_is_that_at_a_score_that_is_not_whole():
    """A score is looked up with its decimals: the whole number beside it has another place."""
    shares = [1.5, 9.25, 14.5, 22.75, 31.5, 37.25, 48.5, 59.75, 63.5, 71.25, 80.5, 97.75]
    for at, value in enumerate(shares):
        norms, standing = place(shares, value, design=design_of(12, 2))
        size = norms.table("only").design.at(2 * at + 1, n=12, level=0.95)
        assert standing.effective_n == pytest.approx(size, rel=1e-12)


@pytest.mark.parametrize("value", [0, 15, 30, 80])
def test_quartiles_of_a_stranger_are_those_of_effective_numbers(value):
    """Each place has its own effective number."""
    norms, standing = place(SHARES, value, unit=UNKNOWN, design=design_of(12, 2))
    table = norms.table("only")
    below, equal = table.below_and_equal(value)
    keys = sorted(set(SHARES))
    where = 2 * keys.index(value) + 1 if equal else 2 * sum(key < value for key in keys)
    size = table.design.at(where, n=12, level=0.95)
    expected = band_probabilities(np.ones(1), np.array([(below + equal / 2) * size / 12]), size)
    found = standing.band_probabilities
    assert [found[quartile] for quartile in Quartile] == pytest.approx(expected.tolist(), rel=1e-9)


@pytest.mark.parametrize("inclusion", SelfInclusion)
@pytest.mark.parametrize(("value", "drop"), [(0, 0), (10, 1), (20, 0), (80, 0)])
def test_quartiles_of_a_member_are_those_of_the_others(inclusion, value, drop):
    """A member is compared with the others: alone at its score it stands between two, by the number below its score."""
    conventions = Conventions(self_inclusion=inclusion)
    unit = f"U{SHARES.index(value)}"
    norms, standing = place(SHARES, value, unit=unit, design=design_of(12, 2), conventions=conventions)
    where = 2 * sorted(set(SHARES)).index(value) + drop
    size = norms.table("only").design.at(where, n=12, level=0.95) * 11 / 12
    below = sum(share < value for share in SHARES) + drop / 2
    expected = band_probabilities(np.ones(1), np.array([below * size / 11]), size)
    found = standing.band_probabilities
    assert [found[quartile] for quartile in Quartile] == pytest.approx(expected.tolist(), rel=1e-9)


@given(st.integers(0, 11), st.sampled_from(SelfInclusion))
def test_quartiles_of_members_add_up(position, inclusion):
    """A member that is the only one at its score leaves a place less, and probabilities still add up to 1."""
    conventions = Conventions(self_inclusion=inclusion)
    _, standing = place(
        SHARES, SHARES[position], unit=f"U{position}", design=design_of(12, 2), conventions=conventions
    )
    assert sum(standing.band_probabilities.values()) == pytest.approx(1.0)
    low, high = standing.interval
    assert 0 <= low <= standing.percentile <= high <= 100


def test_clusters_that_are_alike_make_intervals_wider():
    """Twelve units of four districts tell less than twelve of their own, where districts are alike."""
    shares = [10, 10, 10, 30, 30, 30, 50, 50, 50, 90, 90, 90]
    widths = []
    for each in (1, 3):
        _, standing = place(shares, 30, unit=UNKNOWN, design=design_of(12, each))
        widths.append(standing.interval[1] - standing.interval[0])
    assert widths[1] > 1.4 * widths[0]


def test_where_the_design_has_no_variance_kishs_number_stands():
    """All scores alike: nothing varies under the design, and no interval is of zero width, but that of a census."""
    alike = Norms.fit(scores_with(share=[40] * 12), weights=[1.0] * 6 + [3.0] * 6, design=design_of(12))
    assert set(alike.table("only").design.sizes.tolist()) == {24**2 / 60}
    scores = scores_with(share=SHARES)
    census = Norms.fit(scores, design=SurveyDesign.of(scores.answers, population=12))
    assert set(census.table("only").design.sizes.tolist()) == {12.0}
    standing = census.place(scores.of("U3"))["only"]["all"]
    assert standing.interval == (standing.percentile, standing.percentile)
    degenerate = alike.place(scores_with(share=[40]).of("U0"))["only"]["all"]
    assert degenerate.interval[0] < degenerate.percentile < degenerate.interval[1]


def test_a_group_without_scores_has_a_table_without_sizes():
    """Nobody there: one place, which nobody can ask for."""
    scores = scores_with(share=[None, None, *SHARES], kind=["x", "x", *["y"] * 12])
    norms = Norms.fit(scores, by=("kind",), design=SurveyDesign.of(scores.answers))
    empty = norms.table("only", group="x")
    assert (empty.n, empty.design.sizes.tolist(), empty.design.degrees_of_freedom) == (0, [0.0], 1)
    assert from_document(to_document(norms), Norms) == norms


def test_norms_of_a_design_do_not_add_up():
    """Effective numbers are of all units together: `+`, `without` and tables refuse, and say what to do."""
    scores = scores_with(share=SHARES)
    half = scores.take(range(6))
    plain, designed = Norms.fit(half), Norms.fit(scores, design=design_of(12))
    again = "Effective numbers are those of all units together: fit again from the scores"
    for ask in (lambda: plain + designed, lambda: designed + plain):
        with pytest.raises(ArgumentError) as caught:
            ask()
        assert str(caught.value) == (
            f"'other': got norms of a survey design, expected norms without one. {again}"
        )
    with pytest.raises(ArgumentError) as caught:
        designed.without(half)
    assert str(caught.value) == f"'self': got norms of a survey design, expected norms without one. {again}"
    expected = f"'other': got a table of a survey design, expected tables without one. {again}"
    for one, other in ((designed, designed), (designed, plain), (plain, designed)):
        with pytest.raises(ArgumentError) as caught:
            _ = one.table("only") + other.table("only")
        assert str(caught.value) == expected


def test_survey_weights_without_a_design_weigh_as_numbers_do():
    """They are Kish's, and such norms add up."""
    scores = scores_with(share=SHARES)
    numbers = [1.0 + i % 3 for i in range(12)]
    weights = SurveyWeights.of_design(scores.answers, numbers)
    assert Norms.fit(scores, weights=weights) == Norms.fit(scores, weights=numbers)


def test_the_fingerprint_has_the_design_and_stays_without_one():
    """Norms without a design keep the fingerprint that they had before there were designs."""
    scores = scores_with(share=SHARES)
    answers = scores.answers
    found = {
        Norms.fit(scores, weights=[1.0] * 12, design=design).fingerprint
        for design in (
            None,
            SurveyDesign.of(answers),
            SurveyDesign.of(answers, population=30),
            SurveyDesign.of(answers, population=31),
        )
    }
    assert len(found) == 4
    assert WEIGHTED.fingerprint == "a662b3bcf253c2960f157062af3799b99e9cb4f83dffdb37ceb09d4aa4b588bc"


SCHEMA = jsonschema.Draft202012Validator(json_schema(Norms))


def test_norms_of_a_design_have_a_document():
    """There and back nothing changes, the fingerprint neither; the schema accepts it."""
    scores, weights, design = cohort_of_2019()
    norms = Norms.fit(scores, by=("discipline",), weights=weights, design=design)
    document = json.loads(json.dumps(to_document(norms)))
    assert not list(SCHEMA.iter_errors(document))
    read = from_document(document, Norms)
    assert read == norms
    assert read.fingerprint == norms.fingerprint
    unit = scores.units[7]
    first, second = (one.place(scores.of(unit))["only"]["nursing"] for one in (norms, read))
    assert first.interval == second.interval
    assert first.band_probabilities == second.band_probabilities


@given(st.integers(1, 5), st.floats(-20, -12), st.lists(st.floats(0.5, 3), min_size=12, max_size=12))
def test_units_that_weigh_next_to_nothing_leave_norms_that_can_be_read(light, exponent, weights):
    """Where the best units are worth next to nothing beside the others, no effective number is below 0."""
    weights[-light:] = [weight * 10**exponent for weight in weights[-light:]]
    norms = Norms.fit(scores_with(share=SHARES), weights=weights, design=design_of(12))
    assert from_document(to_document(norms), Norms) == norms


WRONG_DOCUMENTS = {
    "no sizes": (
        lambda table: table.pop("sizes"),
        "'sizes' and 'degrees_of_freedom' stand in all tables of a 'design', or in none",
    ),
    "too few sizes": (
        lambda table: table["sizes"].pop(),
        "expected 19 numbers of at least 0: below the first distinct score, at each and above it",
    ),
    "a negative size": (
        lambda table: table["sizes"].__setitem__(0, -1.0),
        "expected 19 numbers of at least 0: below the first distinct score, at each and above it",
    ),
    "freedom": (
        lambda table: table.__setitem__("degrees_of_freedom", 0),
        "degrees_of_freedom: got 0, expected at least 1",
    ),
    "no weights": (
        lambda table: (table.pop("weights"), table.pop("squares")),
        "there are no 'weights', but a survey design",
    ),
}


@pytest.mark.parametrize(("change", "message"), WRONG_DOCUMENTS.values(), ids=WRONG_DOCUMENTS)
def test_a_wrong_document_is_refused(change, message):
    """Sizes that do not go with the scores are findings."""
    document = unchecked(to_document(Norms.fit(scores_with(share=SHARES), design=design_of(12))))
    for code in ("overall", "whole", "only") if message.startswith("there are") else ("only",):
        change(document["groups"][0]["tables"][code])
    with pytest.raises(DocumentError) as caught:
        from_document(document, Norms)
    assert message in str(caught.value)


def lonely_design(scores):
    """A design with a single unit in a stratum."""
    answers = scores_with(share=SHARES, kind=["x", *["y"] * 11]).answers
    return SurveyDesign.of(answers, strata="kind")


WRONG = {
    "a lonely sampling unit": (
        lambda scores: Norms.fit(scores, design=lonely_design(scores)),
        "'design': got one sampling unit in 'x', expected at least two in each stratum. "
        "One tells nothing of how they vary: join the stratum with a similar one",
    ),
    "no design": (
        lambda scores: Norms.fit(scores, design="kind"),
        "'design': got 'kind', expected None or a SurveyDesign",
    ),
    "a design of others": (
        lambda scores: Norms.fit(scores, design=design_of(3)),
        "'design': got a design of other units, expected one of the weights' units, in their order",
    ),
    "weights of others": (
        lambda scores: Norms.fit(
            scores, weights=SurveyWeights.of_design(scores.answers.take([0, 1]), [1.0, 1.0])
        ),
        "'weights': got weights of other units, expected those of the scores. "
        "Weight the answers that were scored: rake(scores.answers, margins=...)",
    ),
}


@pytest.mark.parametrize(("ask", "message"), WRONG.values(), ids=WRONG)
def test_arguments_that_cannot_be_used(ask, message):
    """Whole messages."""
    with pytest.raises(ArgumentError) as caught:
        ask(scores_with(share=SHARES))
    assert str(caught.value) == message
