"""Post-stratification, raking and trimming against exact fractions and by hand, their properties, and their errors."""

import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

from smmi import editions
from smmi.benchmark import SurveyDesign, post_stratify, rake, response_rates
from smmi.benchmark.kernels._calibration import capped_at, rake_to
from smmi.benchmark.survey import MarginCell, SurveyWeights, TrimRule, WeightingMethod, trim_weights
from smmi.errors import ArgumentError, ConvergenceError, MarginError, Reason, UnknownCodeError
from smmi.instrument import synthesize
from tests.benchmark.school_frames import real_schools
from tests.benchmark.survey_samples import EXPECTED, units_with

INVITED = {"nursing": 420, "medical": 203, "dental": 66}
ANSWERED = {"nursing": 133, "medical": 83, "dental": 26}


def respondents_of_2019():
    """As many answers of each discipline as in 2019."""
    disciplines = [name for name, n in ANSWERED.items() for _ in range(n)]
    return synthesize(
        editions.smmi_18(),
        units=242,
        rng=np.random.default_rng(2019),
        attributes={"discipline": disciplines},
    )


def test_response_rates_are_the_published_ones():
    """Of 2019: 133 of 420, 83 of 203 and 26 of 66, from counts or from the administration."""
    answers = respondents_of_2019()
    for invited in (INVITED, editions.national_2019()):
        rates = response_rates(answers, by="discipline", invited=invited)
        assert {name: (one.invited, one.responded) for name, one in rates.items()} == {
            name: (INVITED[name], ANSWERED[name]) for name in INVITED
        }
        assert [round(one.rate, 3) for one in rates.values()] == [0.317, 0.409, 0.394]


def test_response_rates_of_crossed_strata():
    """Strata may be crossed, and nobody may be invited in one."""
    answers = units_with(a=["x", "x", "y"], b=["1", "2", "2"])
    invited = {("x", "1"): 4, ("x", "2"): 1, ("y", "2"): 2, ("y", "1"): 0}
    rates = response_rates(answers, by=("a", "b"), invited=invited)
    assert {stratum: one.rate for stratum, one in rates.items()} == {
        ("x", "1"): 0.25,
        ("x", "2"): 1.0,
        ("y", "2"): 0.5,
        ("y", "1"): None,
    }


def test_everything_wrong_with_the_invited_is_told_at_once():
    """The whole message."""
    answers = units_with(kind=["a", "a", "b", "c", None])
    with pytest.raises(MarginError) as caught:
        response_rates(answers, by="kind", invited={"a": 1, "b": 2.5})
    assert str(caught.value) == (
        "the counts cannot be used: 4 findings\n"
        "  $.invited['a']: 2 responded in 'a', in which 1 were invited\n"
        "  $.invited['b']: 2.5 were invited in 'b', expected an integer of at least 0\n"
        "  $.invited['c']: 1 units are in 'c', in which nobody was invited\n"
        "  $.invited: 1 units have no stratum; give one, or leave them out with answers.take"
    )


def test_the_weights_of_2019_are_exact():
    """Each respondent stands for invited over answered; the weights add up to the 689 invited."""
    weights = post_stratify(respondents_of_2019(), by="discipline", population=INVITED)
    for cell, (name, n) in zip(weights.cells, ANSWERED.items(), strict=True):
        assert cell == MarginCell(
            attributes=("discipline",),
            values=(name,),
            target=INVITED[name],
            n=n,
            before=n,
            after=pytest.approx(INVITED[name], rel=1e-14),
        )
    exact = [Fraction(INVITED[name], n) for name, n in ANSWERED.items() for _ in range(n)]
    assert weights.weights.tolist() == pytest.approx([float(weight) for weight in exact], rel=1e-15)
    square = sum(weight**2 for weight in exact)
    assert weights.effective_n == pytest.approx(float(Fraction(689**2) / square), rel=1e-12)
    mean = Fraction(689, 242)
    relative_variance = sum((weight - mean) ** 2 for weight in exact) / 242 / mean**2
    assert weights.design_effect == pytest.approx(float(1 + relative_variance), rel=1e-12)
    assert weights.factors == pytest.approx((203 / 83, 420 / 133))
    assert (weights.method, weights.iterations, weights.converged) == (
        WeightingMethod.POST_STRATIFICATION,
        1,
        True,
    )
    assert weights.describe() == (
        "Units are post-stratified to the population's counts by discipline. 242 units stand for 689; by their weights "
        f"alone they are worth {weights.effective_n:.6g} (Kish 1965)."
    )


def exactly_raked(base, margins, sweeps):
    """Weights after some sweeps, in fractions; a margin is the value of each unit and the count of each value."""
    weights = [Fraction(weight) for weight in base]
    for _ in range(sweeps):
        for values, counts in margins:
            sums = {value: Fraction(0) for value in counts}
            for value, weight in zip(values, weights, strict=True):
                sums[value] += weight
            weights = [
                weight * counts[value] / sums[value] for value, weight in zip(values, weights, strict=True)
            ]
    return weights


@st.composite
def samples(draw, largest=100):
    """Units in a table of rows and columns that has no empty cell, their base weights, and counts of both."""
    rows, columns = draw(st.integers(2, 3)), draw(st.integers(1, 3))
    cells = [(f"r{i}", f"c{j}") for i in range(rows) for j in range(columns)]
    cells += draw(st.lists(st.sampled_from(cells), max_size=6))
    base = draw(st.lists(st.integers(1, 9), min_size=len(cells), max_size=len(cells)))
    population = {
        cell: draw(st.integers(1, largest))
        for cell in [(f"r{i}", f"c{j}") for i in range(rows) for j in range(columns)]
    }
    margins = [
        {name: sum(n for cell, n in population.items() if cell[at] == name) for name in dict.fromkeys(names)}
        for at, names in enumerate(zip(*population, strict=True))
    ]
    return cells, base, margins, population


@given(samples(), st.integers(1, 3))
def test_raking_is_that_of_fractions(drawn, sweeps):
    """After some sweeps weights are those in fractions."""
    cells, base, counts, _ = drawn
    exact_margins, margins = [], []
    for at, known in enumerate(counts):
        values = [cell[at] for cell in cells]
        exact_margins.append((values, known))
        margins.append(
            (np.array([list(known).index(value) for value in values]), np.array(list(known.values()), float))
        )
    exact = exactly_raked(base, exact_margins, sweeps)
    found, made, _ = rake_to(np.array(base, dtype=np.float64), margins, -1.0, sweeps)
    assert made == sweeps
    assert found.tolist() == pytest.approx([float(weight) for weight in exact], rel=1e-12)


@given(samples())
def test_raked_weights_meet_every_count_and_nothing_else(drawn):
    """Weighted counts are the population's, and factors are a product of one for the row and one for the column."""
    cells, base, (rows, columns), _ = drawn
    answers = units_with(row=[cell[0] for cell in cells], column=[cell[1] for cell in cells])
    weights = rake(answers, margins={"row": rows, "column": columns}, base=[float(weight) for weight in base])
    for cell in weights.cells:
        assert cell.after == pytest.approx(cell.target, rel=1e-9)
    assert weights.population == pytest.approx(sum(rows.values()))
    assert 1 <= weights.effective_n <= len(cells) * (1 + 1e-12)
    factor = dict(zip(cells, np.log(weights.weights / np.array(base)), strict=True))
    for row in rows:
        for column in columns:
            interaction = factor[row, column] - factor[row, "c0"] - factor["r0", column] + factor["r0", "c0"]
            assert interaction == pytest.approx(0.0, abs=1e-8)


@given(samples())
def test_crossing_all_margins_is_post_stratification(drawn):
    """One margin of crossed attributes gives each cell its count, as post-stratification does."""
    cells, base, _, population = drawn
    answers = units_with(row=[cell[0] for cell in cells], column=[cell[1] for cell in cells])
    base = [float(weight) for weight in base]
    by = ("row", "column")
    raked = rake(answers, margins={by: population}, base=base)
    cut = post_stratify(answers, by=by, population=population, base=base)
    assert raked.weights.tolist() == cut.weights.tolist()
    for cell in cut.cells:
        assert cell.after == pytest.approx(population[cell.values], rel=1e-12)


def test_raking_to_what_is_there_changes_nothing():
    """Weights that agree with the margins stay as they are."""
    answers = units_with(a=["x", "x", "y"], b=["1", "2", "2"])
    weights = rake(
        answers, margins={"a": {"x": 3.0, "y": 3.0}, "b": {"1": 1.0, "2": 5.0}}, base=[1.0, 2.0, 3.0]
    )
    assert weights.weights.tolist() == [1.0, 2.0, 3.0]
    assert weights.factors == (1.0, 1.0)


def test_a_sample_of_the_real_frame_is_raked_to_it():
    """120 of the medical schools of the frame stands for all of them by control and region."""
    frame = real_schools()
    part = frame.take(np.random.default_rng(7).permutation(len(frame))[:120])
    margins = {
        name: {
            value: list(frame.attribute(name)).count(value) for value in sorted(set(frame.attribute(name)))
        }
        for name in ("control", "region")
    }
    weights = rake(part, margins=margins)
    assert weights.population == pytest.approx(len(frame)) == 207
    assert all(cell.after == pytest.approx(cell.target, rel=1e-9) for cell in weights.cells)


@given(st.lists(st.integers(1, 100), min_size=2, max_size=12), st.integers(11, 40))
def test_trimmed_weights_are_exact(base, tenths):
    """Weights above the cap are cut, and the rest grows in proportion, as in fractions; the sum stays."""
    answers = units_with(share=[0] * len(base))
    rule = TrimRule(multiple=tenths / 10, probability=0.75)
    cap = Fraction(rule.cap(np.array(base, dtype=np.float64)))
    given_weights = SurveyWeights.of_design(answers, [float(weight) for weight in base])
    total, exact, cut = sum(base), [Fraction(weight) for weight in base], set()
    while above := {i for i, weight in enumerate(exact) if weight > cap and i not in cut}:
        cut |= above
        left = total - cap * len(cut)
        free = sum(base[i] for i in range(len(base)) if i not in cut)
        exact = [cap if i in cut else base[i] * left / free for i in range(len(base))]
    # A weight on the cap but for rounding may be told either way.
    assume(all(abs(weight - cap) > cap / 10**9 or i in cut for i, weight in enumerate(exact)))
    trimmed = trim_weights(given_weights, rule=rule)
    assert trimmed.weights.tolist() == pytest.approx([float(weight) for weight in exact], rel=1e-9)
    assert trimmed.trimmed == tuple(f"U{i}" for i in sorted(cut))
    assert trimmed.population == pytest.approx(total)
    assert trimmed.weights.max() <= trimmed.cap * (1 + 1e-9)


def test_trimmed_weights_are_those_of_r():
    """Where the rest weighs the same, in proportion is in equal parts, as R has it."""
    expected = EXPECTED["trimmed"]
    answers = units_with(share=[0] * len(expected["base"]))
    trimmed = trim_weights(SurveyWeights.of_design(answers, expected["base"]), rule=TrimRule(multiple=3.0))
    assert trimmed.cap == expected["cap"]
    assert trimmed.weights.tolist() == pytest.approx(expected["weights"], rel=1e-9)


def test_trimming_keeps_every_margin():
    """Raked weights that are cut still meet the counts, and say who was cut."""
    rng = np.random.default_rng(4)
    answers = units_with(a=rng.choice(["x", "y"], 60).tolist(), b=rng.choice(["1", "2", "3"], 60).tolist())
    margins = {"a": {"x": 220, "y": 180}, "b": {"1": 160, "2": 130, "3": 110}}
    plain = rake(answers, margins=margins)
    base = rng.lognormal(0, 1, 60)
    rule = TrimRule(multiple=4.0)
    raked = rake(answers, margins=margins, base=base, trim=rule)
    assert raked == trim_weights(rake(answers, margins=margins, base=base), rule=rule)
    assert raked.trimmed
    assert raked.weights.max() <= raked.cap * (1 + 1e-9)
    for cell in raked.cells:
        assert cell.after == pytest.approx(cell.target, rel=1e-9)
    assert raked.design_effect < rake(answers, margins=margins, base=base).design_effect
    assert "Weights above 4 times the median are cut there" in raked.describe()
    assert trim_weights(plain, rule=TrimRule(multiple=50.0)).trimmed == ()
    assert trim_weights(plain, rule=TrimRule(multiple=50.0)).weights.tolist() == plain.weights.tolist()


def test_a_cap_that_leaves_no_room_is_refused():
    """A cell whose units cannot stand for its count under the cap; the error has the facts."""
    answers = units_with(a=["x", "y", "y", "y"])
    weights = post_stratify(answers, by="a", population={"x": 90, "y": 10})
    with pytest.raises(ConvergenceError) as caught:
        trim_weights(weights, rule=TrimRule(multiple=3.0))
    assert caught.value.distance == pytest.approx(1 - 10 / 90)
    assert caught.value.cell == "'a' = 'x'"
    assert caught.value.advice == "Raise the cap, or merge categories in which few units have large weights"


def test_a_cap_may_leave_less_than_one_for_the_others():
    """Two of three units are cut to 1.2, and the third stands for the 0.6 that are left of a count of 3."""
    margins = [(np.zeros(3, dtype=np.intp), np.array([3.0]))]
    weights, capped, _, distance = capped_at(np.array([10.0, 10.0, 1.0]), margins, 1.2, 1e-9, 100)
    assert weights.tolist() == pytest.approx([1.2, 1.2, 0.6], rel=1e-12)
    assert capped.tolist() == [True, True, False]
    assert distance <= 1e-9


def test_units_that_are_all_at_the_cap_are_no_mistake():
    """Where a cell's count is what its units have at the cap, nothing is left to spread."""
    answers = units_with(a=["x", "x"])
    weights = post_stratify(answers, by="a", population={"x": 4}, base=[1.0, 3.0])
    trimmed = trim_weights(weights, rule=TrimRule(multiple=1.0))
    assert trimmed.weights.tolist() == [2.0, 2.0]


def test_weights_that_are_all_above_the_cap_by_less_than_the_tolerance_are_cut():
    """Then nothing is left to spread."""
    answers = units_with(a=["x", "x"])
    weights = post_stratify(answers, by="a", population={"x": 4})
    trimmed = trim_weights(weights, rule=TrimRule(multiple=1 - 2e-11))
    assert trimmed.trimmed == ("U0", "U1")
    assert trimmed.weights.tolist() == [trimmed.cap] * 2 == [2 * (1 - 2e-11)] * 2


def test_a_rest_that_cannot_be_raked_is_told():
    """Weights that meet the margins may leave others that do not, once some are cut: the cap is to blame."""
    answers = units_with(a=list("xxyxxyy"), b=list("1123232"))
    margins = {"a": {"x": 19, "y": 57}, "b": {"1": 14, "2": 39, "3": 23}}
    base = [3.0, 8.0, 8.0, 1.0, 1.0, 7.0, 4.0]
    assert rake(answers, margins=margins, base=base, iterations=300).converged
    with pytest.raises(ConvergenceError, match="Raise the cap") as caught:
        rake(answers, margins=margins, base=base, iterations=300, trim=TrimRule(multiple=1.5))
    assert caught.value.iterations > 300


def test_margins_that_contradict_the_sample_do_not_converge():
    """With an empty cell, counts may be out of reach: a typed error that says how far it is."""
    answers = units_with(a=["x", "y", "y"], b=["1", "1", "2"])
    margins = {"a": {"x": 9, "y": 1}, "b": {"1": 2, "2": 8}}
    with pytest.raises(ConvergenceError) as caught:
        rake(answers, margins=margins, iterations=50)
    error = caught.value
    assert (error.iterations, error.tolerance) == (50, 1e-10)
    assert error.distance > 0.1
    assert pickle.loads(pickle.dumps(error)).distance == error.distance


def test_everything_wrong_with_margins_is_told_at_once():
    """An attribute that is not there, without counts, values without counts or units, other totals; whole message."""
    answers = units_with(control=["public", "private", None], region=["north", "south", "west"])
    with pytest.raises(MarginError) as caught:
        rake(
            answers,
            margins={
                "contrl": {"public": 2},
                "size": {},
                "control": {"public": 5, "private": -1},
                "region": {"north": 4, "east": 2, "south": 0},
            },
        )
    assert str(caught.value) == (
        "the counts cannot be used: 8 findings\n"
        "  $.margins['contrl']: the answers have no attribute 'contrl' (2 known). Did you mean 'control'?\n"
        "  $.margins['size']: the answers have no attribute 'size' (2 known).\n"
        "  $.margins['size']: 'size' has no counts, expected a mapping from each value to its count\n"
        "  $.margins['control']['private']: the count of 'private' is -1, expected a finite number of at least 0\n"
        "  $.margins['control']: 'U2' has no value of 'control'; give one, or leave the unit out with answers.take\n"
        "  $.margins['region']['west']: units have 'west', which has no count; give its count in the population\n"
        "  $.margins['region']['east']: the population has 2 of 'east', but no unit has it; merge the category with "
        "another one, in the answers and in the counts. Did you mean 'west'?\n"
        "  $.margins['region']['south']: units have 'south', of which the population has none; correct the count or "
        "the units"
    )
    with pytest.raises(MarginError) as caught:
        rake(
            answers.take([0, 1]),
            margins={"control": {"public": 5, "private": 1}, "region": {"north": 4, "south": 3}},
        )
    assert [finding.reason for finding in caught.value.findings] == [Reason.UNEQUAL_TOTALS]
    assert str(caught.value) == (
        "the counts cannot be used: $.margins['region']: the counts by 'region' add up to 7, those by 'control' to 6; "
        "a population has one size"
    )


@pytest.mark.parametrize("count", [True, "3", None, np.nan, np.inf, -0.5])
def test_what_is_no_count_is_refused(count):
    """A count is a finite number, not below 0; a truth value is none."""
    with pytest.raises(MarginError) as caught:
        post_stratify(units_with(a=["x", "y"]), by="a", population={"x": 3, "y": count})
    assert [finding.path for finding in caught.value.findings] == ["$.population['a']['y']"]


def test_findings_name_the_argument():
    """Of post-stratification they are in the population."""
    with pytest.raises(MarginError) as caught:
        post_stratify(units_with(a=["x", "y"]), by="a", population={"x": 3})
    assert [finding.path for finding in caught.value.findings] == ["$.population['a']['y']"]


def test_a_value_that_nobody_has_and_nobody_counts_is_no_mistake():
    """A count of 0 of a value that no unit has says nothing."""
    answers = units_with(a=["x", "y"])
    weights = post_stratify(answers, by="a", population={"x": 3, "y": 4, "z": 0})
    assert weights.weights.tolist() == [3.0, 4.0]


WRONG = {
    "no answers": (
        lambda _answers: post_stratify([1.0], by="a", population={"x": 1}),
        "'answers': got an object of class 'list', expected Answers",
    ),
    "no margins": (
        lambda answers: rake(answers, margins={}),
        "'margins': got {}, expected a mapping from an attribute, or a tuple of them, to the count of each value",
    ),
    "no attribute": (
        lambda answers: rake(answers, margins={("a", "a"): {("x", "x"): 1}}),
        "'margins': got ('a', 'a'), expected an attribute, or a tuple of different ones to cross",
    ),
    "no stratum": (
        lambda answers: post_stratify(answers, by=["a"], population={"x": 1}),
        "'by': got ['a'], expected an attribute, or a tuple of different ones to cross",
    ),
    "base": (
        lambda answers: post_stratify(answers, by="a", population={"x": 1, "y": 1}, base=[1.0]),
        "'base': got an array of shape (1,), expected 2 positive finite numbers, one per unit",
    ),
    "base of others": (
        lambda answers: post_stratify(
            answers,
            by="a",
            population={"x": 1, "y": 1},
            base=SurveyWeights.of_design(units_with(a=["x"]), [1.0]),
        ),
        "'base': got weights of other units, expected weights of the answers' units, in their order",
    ),
    "no weights": (
        lambda answers: SurveyWeights.of_design(answers, None),
        "'weights': got None, expected 2 positive finite numbers, one per unit",
    ),
    "tolerance": (
        lambda answers: rake(answers, margins={"a": {"x": 1, "y": 1}}, tolerance=2.0),
        "'tolerance': got 2.0, expected a number between 0 and 1",
    ),
    "iterations": (
        lambda answers: rake(answers, margins={"a": {"x": 1, "y": 1}}, iterations=0),
        "'iterations': got 0, expected an integer of at least 1",
    ),
    "trim": (
        lambda answers: rake(answers, margins={"a": {"x": 1, "y": 1}}, trim=3.0),
        "'trim': got 3.0, expected None or a TrimRule",
    ),
    "multiple": (
        lambda _answers: TrimRule(multiple=0.0),
        "'multiple': got 0.0, expected a positive finite number",
    ),
    "probability": (
        lambda _answers: TrimRule(multiple=1.0, probability=2),
        "'probability': got 2, expected a number from 0 to 1",
    ),
    "an administration by something else": (
        lambda answers: response_rates(answers, by="a", invited=editions.national_2019()),
        "'invited': got an administration by 'discipline', expected one by 'a', or a mapping of counts",
    ),
    "nobody invited": (
        lambda answers: response_rates(answers, by="a", invited={}),
        "'invited': got {}, expected a mapping from each value to how many were invited, or an Administration",
    ),
    "nobody": (
        lambda answers: SurveyDesign.of(answers.take([])),
        "'answers': got no units, expected at least one",
    ),
}


@pytest.mark.parametrize(("ask", "message"), WRONG.values(), ids=WRONG)
def test_arguments_that_cannot_be_used(ask, message):
    """Whole messages."""
    with pytest.raises(ArgumentError) as caught:
        ask(units_with(a=["x", "y"]))
    assert str(caught.value) == message


def test_an_unknown_stratum_attribute_is_told():
    """Response rates by, and designs of, an attribute that is not there."""
    answers = units_with(kind=["x", "y"])
    with pytest.raises(UnknownCodeError, match="kid"):
        response_rates(answers, by="kid", invited={"x": 1})
    with pytest.raises(UnknownCodeError, match="kid"):
        SurveyDesign.of(answers, strata="kid")


def test_weights_and_designs_are_values():
    """They are equal if made alike, survive pickling, and cannot be written to."""
    answers = units_with(a=["x", "y", "y"], b=["1", "1", "2"])
    margins = {"a": {"x": 2, "y": 4}, "b": {"1": 3, "2": 3}}
    weights, design = (
        rake(answers, margins=margins),
        SurveyDesign.of(answers, strata="b", population={"1": 5, "2": 9}),
    )
    for value in (weights, design):
        again = pickle.loads(pickle.dumps(value))
        assert again == value
        assert len(again) == 3
    with pytest.raises(ValueError, match="read-only"):
        pickle.loads(pickle.dumps(weights)).weights[0] = 1.0
    assert weights != rake(answers, margins=margins, tolerance=1e-3)
    assert (
        design.describe() == "3 units in 2 strata by b, drawn without replacement from a finite population."
    )
    assert SurveyDesign.of(answers, clusters=("a", "b")).describe() == (
        "3 sampling units by a x b, drawn with replacement."
    )
    assert SurveyWeights.of_design(answers, [1, 2, 3]).describe() == (
        "Units are weighted by the weights that come with the sample. 3 units stand for 6; by their weights alone they "
        "are worth 2.57143 (Kish 1965)."
    )
