"""What disclosure control promises for all tables: what is withheld says nothing, and what is published is true."""

from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from smmi import benchmark
from smmi.benchmark import DisclosureRule, audit
from smmi.benchmark.disclosure import Aggregates, CellKey, CellState, Intruder, SuppressionCost
from tests.broken_properties import QUICKLY

WITHHELD = (CellState.SENSITIVE, CellState.COMPLEMENTARY)
MOST_UNITS = 8
SCORES = st.integers(0, 40).map(lambda step: 2.5 * step)
suppress = benchmark.suppress
FEW = settings(settings.get_profile("default"), max_examples=max(12, settings().max_examples))
"""Each example searches for the cells to withhold, and the auditor attacks what is left."""


@st.composite
def rules(draw):
    """A rule under which few units are enough, so that tables are small."""
    close = draw(st.booleans())
    return DisclosureRule(
        minimum_cell=draw(st.sampled_from((2, 3))),
        intruder=draw(st.sampled_from(Intruder)),
        protection_width=draw(st.sampled_from((10.0, 5.0))) if close else 0.0,
        p_percent=draw(st.sampled_from((10.0, 5.0))) if close else None,
        dominance=draw(st.sampled_from((None, (1, 80.0), (2, 90.0)))),
        rounding_base=draw(st.sampled_from((None, 5.0, 0.5))),
        minimum_quartiles=draw(st.sampled_from((4, 5))),
        cost=draw(st.sampled_from(SuppressionCost)),
    )


def tables_of(scores, groups):
    """The tables of units called ``unit 0`` and so on, and of groups that name their places."""
    units = [f"unit {place}" for place in range(len(scores))]
    members = {("", name): [units[place] for place in places] for name, places in groups.items()}
    return Aggregates.of({("", "share"): dict(zip(units, scores, strict=True))}, members)


@st.composite
def with_a_small_group(draw):
    """A rule, scores, and a total with its parts, of which one is too small, and perhaps another group."""
    rule = draw(rules())
    scores = draw(st.lists(SCORES, min_size=5, max_size=MOST_UNITS))
    few = draw(st.integers(1, rule.least_units - 1))
    places = list(range(len(scores)))
    middle = draw(st.integers(few + 1, len(scores)))
    groups = {"all": places, "few": places[:few], "some": places[few:middle], "rest": places[middle:]}
    if draw(st.booleans()):
        groups["half"] = places[: len(places) // 2]
    return rule, scores, groups


@st.composite
def with_strangers(draw):
    """The same, and a group of strangers that may be published whatever becomes of the others."""
    rule, scores, groups = draw(with_a_small_group())
    more = draw(st.lists(SCORES, min_size=6, max_size=MOST_UNITS))
    strangers = list(range(len(scores), len(scores) + len(more)))
    return rule, [*scores, *more], {**groups, "strangers": strangers}


@st.composite
def without_a_small_group(draw):
    """A rule, and groups of strangers, each large enough, whose scores lie so that no mean bounds one closely."""
    rule = draw(rules())
    sizes = draw(st.lists(st.integers(rule.least_units, rule.least_units + 2), min_size=1, max_size=3))
    middle = st.integers(16, 24).map(lambda step: 2.5 * step)
    scores = [draw(middle) for _ in range(sum(sizes))]
    ends = np.cumsum(sizes).tolist()
    groups = {
        f"group {place}": list(range(end - size, end))
        for place, (end, size) in enumerate(zip(ends, sizes, strict=True))
    }
    return rule, scores, groups


def leaks(tables, cells, rule, base):
    """What the auditor finds in cells, given what the tables know of the units: none may say otherwise."""
    told = attrs.evolve(tables, cells=tuple(cells), rounding_base=base, quartile_base=rule.quartile_base)
    return audit(told, rule=rule).leaks


def rounded(got, exact, base):
    """Whether a number is another one, or the multiple of the base nearest to it; either of two as near."""
    if base is None:
        return abs(got - exact) <= 1e-9
    return abs(got / base - round(got / base)) <= 1e-9 and abs(got - exact) <= base / 2.0 + 1e-9


@FEW
@given(with_a_small_group())
def test_suppression_cannot_be_undone(drawn):
    """From what is published the auditor derives nothing that the rule forbids; from all cells it would."""
    rule, scores, groups = drawn
    tables = tables_of(scores, groups)
    assert leaks(tables, [attrs.evolve(cell, quartiles=None) for cell in tables.cells], rule, None)
    assert leaks(tables, suppress(tables, rule=rule).cells, rule, rule.rounding_base) == ()


@FEW
@given(with_strangers())
def test_what_is_published_is_true(drawn):
    """Each cell is listed; published numbers are those of the group, mean and quartiles rounded by the rule."""
    rule, scores, groups = drawn
    cells = suppress(tables_of(scores, groups), rule=rule).cells
    assert [cell.key for cell in cells] == [CellKey("", name, "share") for name in groups]
    published = [cell for cell in cells if cell.state is CellState.PUBLISHED]
    for cell in published:
        own = [scores[place] for place in groups[cell.key.group]]
        assert cell.n == len(own)
        assert rounded(cell.mean, float(sum(map(Fraction, own)) / len(own)), rule.rounding_base)
        for got, expected in zip(cell.quartiles or (), np.quantile(own, (0.25, 0.5, 0.75)), strict=False):
            assert rounded(got, expected, rule.quartile_base)


@FEW
@given(with_a_small_group())
def test_what_is_withheld_says_nothing(drawn):
    """A withheld cell has no number."""
    rule, scores, groups = drawn
    withheld = [c for c in suppress(tables_of(scores, groups), rule=rule).cells if c.state in WITHHELD]
    assert withheld
    assert {(cell.n, cell.mean, cell.quartiles) for cell in withheld} == {(None, None, None)}


@FEW
@given(with_a_small_group())
def test_to_suppress_again_changes_nothing(drawn):
    """What was suppressed is safe: no further cell asks for a partner."""
    rule, scores, groups = drawn
    tables = tables_of(scores, groups)
    once = suppress(tables, rule=rule)
    assert once.cells != tables.cells
    assert suppress(once, rule=rule).cells == once.cells


@FEW
@given(with_a_small_group(), st.randoms(use_true_random=False))
def test_the_order_of_groups_changes_no_cell(drawn, random):
    """Which cells are withheld does not depend on where they stand in the table."""
    rule, scores, groups = drawn
    names = list(groups)
    random.shuffle(names)
    first, second = (
        suppress(tables_of(scores, each), rule=rule).cells
        for each in (groups, {name: groups[name] for name in names})
    )
    assert {cell.key: cell for cell in first} == {cell.key: cell for cell in second}


@FEW
@given(without_a_small_group())
def test_what_is_safe_is_published(drawn):
    """Where the cells tell nothing that the rule forbids, none is withheld."""
    rule, scores, groups = drawn
    tables = tables_of(scores, groups)
    if not leaks(tables, [attrs.evolve(cell, quartiles=None) for cell in tables.cells], rule, None):
        assert all(cell.state not in WITHHELD for cell in suppress(tables, rule=rule).cells)


# ----------------------------------------------------------------------------------------------------------------------
# A property that nothing can break says nothing: each of these is broken by a mistake of a real tool.


def changed(change):
    """Suppression whose cells are changed: each with what it was before."""

    def published(tables, *, rule):
        safe = benchmark.suppress(tables, rule=rule)
        pairs = zip(tables.cells, safe.cells, strict=True)
        return attrs.evolve(safe, cells=tuple(change(tables, before, after) for before, after in pairs))

    return published


def small_cells_only(tables, *, rule):
    """Small cells are withheld, and their totals and neighbours are not: subtract, and there they are."""
    safe = benchmark.suppress(tables, rule=rule)
    cells = [
        attrs.evolve(before, quartiles=None) if after.state is CellState.COMPLEMENTARY else after
        for before, after in zip(tables.cells, safe.cells, strict=True)
    ]
    return attrs.evolve(safe, cells=tuple(cells))


def next_in_the_table(tables, *, rule):
    """The partners of a small cell are those that come next in the table, until the table is safe."""
    found = small_cells_only(tables, rule=rule)
    for cell in found.cells:
        if not leaks(tables, found.cells, rule, rule.rounding_base):
            break
        if cell.state is CellState.PUBLISHED:
            cells = [one.withheld(CellState.COMPLEMENTARY) if one == cell else one for one in found.cells]
            found = attrs.evolve(found, cells=tuple(cells))
    return found


def partners_again(tables, *, rule):
    """A withheld cell asks for a partner each time that the tables are run."""
    safe = benchmark.suppress(tables, rule=rule)
    left = [cell.key for cell in safe.cells if cell.state is CellState.PUBLISHED]
    if not left or tables.suppression is None:
        return safe
    cells = [cell.withheld(CellState.COMPLEMENTARY) if cell.key == left[0] else cell for cell in safe.cells]
    return attrs.evolve(safe, cells=tuple(cells))


def loses_a_cell(tables, *, rule):
    """A group is left out of the table."""
    safe = benchmark.suppress(tables, rule=rule)
    return attrs.evolve(safe, cells=tuple(cell for cell in safe.cells if cell.key.group != "some"))


def minimum_of(change):
    """Suppression by another minimum than that of the rule."""
    return lambda tables, *, rule: benchmark.suppress(
        tables, rule=attrs.evolve(rule, minimum_cell=change(rule.minimum_cell))
    )


MISTAKES = {
    "only small cells are withheld": (small_cells_only, test_suppression_cannot_be_undone),
    "the minimum is written into the code": (minimum_of(lambda _: 2), test_suppression_cannot_be_undone),
    "means are of whole tens": (
        changed(
            lambda _, __, cell: attrs.evolve(
                cell, mean=None if cell.mean is None else float(round(cell.mean, -1))
            )
        ),
        test_what_is_published_is_true,
    ),
    "a cell is lost": (
        loses_a_cell,
        test_what_is_published_is_true,
    ),
    "the number of a small group is left": (
        changed(lambda tables, _, cell: attrs.evolve(cell, n=len(tables.units(cell.key)))),
        test_what_is_withheld_says_nothing,
    ),
    "the box plot is drawn from another table": (
        changed(lambda _, before, cell: attrs.evolve(cell, quartiles=before.quartiles)),
        test_what_is_withheld_says_nothing,
    ),
    "partners are asked for again": (partners_again, test_to_suppress_again_changes_nothing),
    "partners are the next in the table": (next_in_the_table, test_the_order_of_groups_changes_no_cell),
    "the minimum is compared with less-or-equal": (
        minimum_of(lambda least: least + 1),
        test_what_is_safe_is_published,
    ),
}


@pytest.mark.parametrize(("mistake", "broken"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_breaks_its_property(mistake, broken, monkeypatch):
    """A property that holds for smmi does not hold for a tool that makes the mistake."""
    monkeypatch.setitem(globals(), "suppress", mistake)
    monkeypatch.setattr(broken, "_hypothesis_internal_use_settings", QUICKLY)
    with pytest.raises((AssertionError, ExceptionGroup)):
        broken()
