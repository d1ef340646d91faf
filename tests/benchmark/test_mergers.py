"""Groups to merge: what is suggested would be shown, follows from what is published, and tells nothing withheld."""

from fractions import Fraction
from itertools import pairwise

import attrs
import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

from smmi.benchmark import DisclosureRule, Ledger, audit, suppress
from smmi.benchmark.disclosure import Aggregates, CellState, CodeRelation, Merger, mergers

RULE = DisclosureRule(p_percent=None, protection_width=0.0, quartile_base=5.0)


@st.composite
def partitions(draw) -> Aggregates:
    """Tables of all and of up to five groups that share no unit, of which some are small."""
    sizes = draw(st.lists(st.integers(0, 14), min_size=2, max_size=5))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    units = {f"S{i:02}": float(rng.integers(0, 201)) / 2 for i in range(sum(sizes))}
    assume(units)
    ends = np.cumsum([0, *sizes]).tolist()
    groups = {("", f"g{i}"): sorted(units)[start:end] for i, (start, end) in enumerate(pairwise(ends))}
    return Aggregates.of({("", "x"): units}, {("", "all"): sorted(units), **groups})


def merged(tables: Aggregates, groups: tuple[str, ...]) -> Aggregates:
    """The tables with one group in place of several."""
    members = {key: units for key, units in tables.members.items() if key[1] not in groups}
    union = frozenset().union(*(tables.members["", group] for group in groups))
    return Aggregates.of(tables.scores, {**members, ("", "as one"): union}, relation=tables.relation)


@given(partitions())
def test_what_is_suggested_would_be_shown(tables):
    """With the union in place of the groups suppression publishes it."""
    safe = suppress(tables, rule=RULE)
    for one in mergers(safe, rule=RULE):
        again = suppress(merged(tables, one.groups), rule=RULE)
        assert again["", "as one", "x"].state is CellState.PUBLISHED


@given(partitions())
def test_what_is_suggested_follows_from_what_is_published(tables):
    """The total of the union is that of all less those of the groups that are shown, and its parts are withheld."""
    safe = suppress(tables, rule=RULE)
    for one in mergers(safe, rule=RULE):
        assert {safe["", group, "x"].state for group in one.groups} <= {
            CellState.SENSITIVE,
            CellState.COMPLEMENTARY,
        }
        assert safe["", "all", "x"].state is CellState.PUBLISHED
        total = {
            cell.key.group: sum(Fraction(tables.scores["", "x"][unit]) for unit in tables.units(cell.key))
            for cell in safe.cells
            if cell.state is CellState.PUBLISHED
        }
        union = frozenset().union(*(tables.members["", group] for group in one.groups))
        of_union = sum(Fraction(tables.scores["", "x"][unit]) for unit in union)
        assert of_union == total.pop("all") - sum(total.values())


@given(partitions(), st.randoms(use_true_random=False))
def test_what_is_suggested_depends_on_nothing_that_is_withheld(tables, random):
    """Where scores are exchanged within what is withheld, so that the same is published, the same is suggested."""
    safe = suppress(tables, rule=RULE)
    found = mergers(safe, rule=RULE)
    shown = {
        unit
        for cell in safe.cells
        if cell.state is CellState.PUBLISHED and cell.key.group != "all"
        for unit in tables.units(cell.key)
    }
    hidden = sorted(tables.members["", "all"] - shown)
    values = [tables.scores["", "x"][unit] for unit in hidden]
    random.shuffle(values)
    others = {**tables.scores["", "x"], **dict(zip(hidden, values, strict=True))}
    assert mergers(attrs.evolve(safe, scores={("", "x"): others}), rule=RULE) == found


@given(partitions(), st.integers(2, 20))
def test_where_all_others_are_shown_those_that_are_withheld_are_merged(tables, minimum):
    """All is published, and so are groups but two or three: these are suggested, or the groups that they are."""
    rule = attrs.evolve(RULE, minimum_cell=minimum)
    safe = suppress(tables, rule=rule)
    states = {cell.key.group: cell.state for cell in safe.cells}
    withheld = [
        group
        for group, state in states.items()
        if state in {CellState.SENSITIVE, CellState.COMPLEMENTARY} and group != "all"
    ]
    if states["all"] is CellState.PUBLISHED and len(withheld) >= 2:
        there = set(tables.members.values())
        union = frozenset().union(*(tables.members["", group] for group in withheld))
        assert bool(mergers(safe, rule=rule)) == (union not in there)


UNITS = {f"S{i:02}": 3.0 * i for i in range(30)}


def tables_of(*, relation: CodeRelation = CodeRelation.UNRELATED, **groups: list[str]) -> Aggregates:
    """Tables of two scores by groups, after suppression."""
    members = {("w", name): units for name, units in {"all": sorted(UNITS), **groups}.items()}
    return suppress(
        Aggregates.of({("w", "x"): UNITS, ("w", "y"): UNITS}, members, relation=relation), rule=RULE
    )


@pytest.mark.parametrize("relation", list(CodeRelation))
def test_an_administration_is_named(relation):
    """The suggestion has its code, whether or not scores are related."""
    named = sorted(UNITS)
    found = mergers(
        tables_of(a=named[:3], b=named[3:13], c=named[13:], relation=relation), rule=RULE, ledger=Ledger()
    )
    assert found == (Merger(administration="w", groups=("a", "b")),)
    assert str(found[0]) == "'a' and 'b' of 'w' would be shown as one group"


def test_a_union_that_is_there_is_not_named():
    """What both are together is a group already."""
    named = sorted(UNITS)
    assert not mergers(tables_of(a=named[:3], b=named[3:13], both=named[:13], c=named[13:]), rule=RULE)


def test_groups_that_share_a_unit_are_not_merged():
    """Nor are those whose union does not follow, as some units are in no group."""
    named = sorted(UNITS)
    assert not mergers(tables_of(a=named[:3], b=named[2:5]), rule=RULE)
    assert not mergers(tables_of(a=named[:3], b=named[3:6], c=named[8:28]), rule=RULE)


def test_nothing_is_suggested_where_tables_tell_too_much():
    """Tables that are not safe as they are have to be suppressed first."""
    named = sorted(UNITS)
    safe = tables_of(a=named[:3], b=named[3:13], c=named[13:])
    whole = attrs.evolve(RULE, minimum_cell=14)
    assert not audit(safe, rule=whole).is_safe
    assert mergers(safe, rule=whole) == ()


def test_many_small_groups_of_one_attribute_are_merged():
    """More than three are merged where they stand side by side, whatever is withheld after them."""
    named = sorted(UNITS)
    small = {f"a{i}": named[2 * i : 2 * i + 2] for i in range(4)}
    rest = {"b": named[8:20], "c": named[20:]}
    crossed = {"a0 and b": named[:1] + named[8:10], "a1 and b": named[2:3] + named[10:12]}
    found = mergers(tables_of(**small, **rest, **crossed), rule=RULE)
    assert found == (Merger(administration="w", groups=tuple(small)),)
