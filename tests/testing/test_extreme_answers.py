"""The search for the answers that a rule makes most and least of."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.instrument import Binary, Composition, Count, MultipleChoice, Number, Option, Percentage
from smmi.testing.cases._extreme_answers import extreme_answers


def worth(function):
    """A rule that is worth what a function of answers gives."""
    return SimpleNamespace(points=lambda answers, _scale, /: function(answers))


@given(peak=st.floats(-3, 7), slope=st.floats(0.01, 0.1))
def test_the_peak_of_a_tent_is_found(peak, slope):
    """Wherever between the limits it is, the best answer is worth as much but for rounding; the worst is an end."""
    scale = Number(code="budget", minimum=-3, maximum=7)
    best, worst = extreme_answers(worth(lambda x: 1.0 - slope * np.abs(x - peak)), scale)
    assert 1.0 - slope * abs(best - peak) == pytest.approx(1.0, abs=1e-12)
    assert worst == (7.0 if 7 - peak > peak + 3 else -3.0) or 7 - peak == pytest.approx(peak + 3)


def test_numbers_are_as_precise_as_the_scale_admits():
    """A scale of whole numbers has whole extremes."""
    best, worst = extreme_answers(worth(lambda x: -np.abs(x - 41.6)), Percentage(code="share", decimals=0))
    assert (best, worst) == (42.0, 100.0)


def test_counts_are_tried_one_by_one():
    """Counts between limits are all tried where they are a thousand and one at the most."""
    assert extreme_answers(None, Count(code="stars", minimum=1, maximum=5)) == [1, 2, 3, 4, 5]
    assert extreme_answers(None, Count(code="heads", maximum=1000)) == list(range(1001))


@given(peak=st.integers(0, 10**6))
def test_one_of_many_counts_is_found(peak):
    """Of a million counts the best is found, wherever it is."""
    best, worst = extreme_answers(
        worth(lambda x: 1.0 - np.abs(x - peak) / 1e6), Count(code="heads", maximum=10**6)
    )
    assert (best, worst) == (peak, 10**6 if peak <= 500_000 else 0) or peak == 500_000


def many(**given):
    """A multiple choice of twenty options, the last of which can only be chosen alone."""
    options = [Option(f"o{i}", f"{i}", exclusive=i == 19) for i in range(20)]
    return MultipleChoice(code="many", options=options, **given)


@given(
    good=st.sets(st.integers(0, 18)),
    fewest=st.integers(0, 4),
    most=st.integers(5, 19),
    bad=st.integers(0, 18),
)
def test_the_best_and_the_worst_of_many_selections_are_found(good, fewest, most, bad):
    """Where options earn and cost on their own, no selection that is allowed earns more, and none less."""
    earns = np.array([i in good for i in range(20)]) - 2.0 * (np.arange(20) == bad)
    scale = many(minimum=fewest, maximum=most)
    chosen = extreme_answers(worth(lambda rows: earns @ rows), scale)
    assert all(fewest <= len(one) <= most and "o19" not in one for one in chosen)
    got = [sum(earns[int(code[1:])] for code in one) for one in chosen]
    alone = np.sort(earns[:19])
    sizes = range(fewest, most + 1)
    assert got == [max(alone[19 - n :].sum() for n in sizes), min(alone[:n].sum() for n in sizes)]


def test_a_selection_that_is_not_possible_is_not_found():
    """Where only one option can be chosen, and it alone, there is no selection of others."""
    options = [Option("only", "Only"), Option("none", "None", exclusive=True)]
    scale = MultipleChoice(code="one", options=options, minimum=1, maximum=1)
    assert extreme_answers(worth(lambda rows: rows[0] * 1.0), scale) == [("only",), ("only",)]
    alone = MultipleChoice(code="alone", options=[Option("none", "None", exclusive=True)], minimum=1)
    assert extreme_answers(None, alone) == []


def test_other_scales_have_few_answers():
    """Options are all tried elsewhere."""
    assert extreme_answers(None, Binary(code="yes_no")) == []


def mix(parts):
    """A composition."""
    return Composition(code="mix", parts=[Option(f"p{i}", f"{i}") for i in range(parts)])


@given(st.lists(st.integers(0, 50), min_size=2, max_size=5).filter(any))
def test_reference_shares_are_found(weights):
    """The composition that is most like some shares is these shares; the least like them is one part alone."""
    target = np.array(weights) * 100.0 / sum(weights)
    best, worst = extreme_answers(
        worth(lambda rows: -np.abs(rows - target[:, None]).sum(axis=0)), mix(len(weights))
    )
    assert list(best.values()) == pytest.approx(target.tolist(), abs=1e-6)
    assert max(worst.values()) == 100.0
    assert target[list(worst.values()).index(100.0)] == min(target)


@pytest.mark.parametrize("parts", [2, 3, 7])
def test_equal_shares_are_the_most_even(parts):
    """Evenness is greatest where all shares are equal, however many parts there are."""

    def evenness(rows):
        shares = rows / 100.0
        return -(shares * np.log(np.where(shares > 0, shares, 1.0))).sum(axis=0)

    best, worst = extreme_answers(worth(evenness), mix(parts))
    assert list(best.values()) == pytest.approx([100.0 / parts] * parts, abs=1e-6)
    assert evenness(np.array(list(worst.values()))[:, None])[0] == 0.0


def test_what_is_level_ends_the_search():
    """A rule for which all compositions are alike is searched for a while and not for ever."""
    best, worst = extreme_answers(worth(lambda rows: np.zeros(rows.shape[1])), mix(3))
    assert best == worst
