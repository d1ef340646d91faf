"""Why units are in no mean: what is counted adds up, and gives the reason of no single unit away."""

import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import DisclosureRule, Ledger, aggregates, suppress
from smmi.benchmark.disclosure import Intruder, Unscored, unscored
from smmi.benchmark.disclosure._rule import parties_of
from smmi.benchmark.disclosure._tabulation import BY_DESIGN, _counts_of
from smmi.errors import ArgumentError
from smmi.scoring import Absence
from tests.report.cohorts import lacking, nation

RULE = DisclosureRule()
REASONS = (
    Absence.NOTHING_ANSWERED,
    Absence.TOO_LITTLE_ANSWERED,
    Absence.NOTHING_APPLICABLE,
    Absence.PROPAGATED,
)
WHYS = st.lists(st.integers(0, 14), min_size=4, max_size=4).map(
    lambda sizes: [why for why, size in zip(REASONS, sizes, strict=True) for _ in range(size)]
)


def told(whys, owners=None, rule=RULE):
    """What is told of units with these reasons."""
    units = [f"S{i}" for i in range(len(whys))]
    return _counts_of(whys, parties_of(owners or {}, units), rule)


@given(WHYS)
def test_counts_add_up_to_the_units(whys):
    """All units are counted once, or nothing is told; a named reason has the count that it has."""
    found = told(whys)
    assert sum(n for _, n in found) == (len(whys) if found else 0)
    for why, n in found:
        assert why is None or whys.count(why) == n


@given(WHYS, st.integers(2, 8), st.sampled_from(Intruder))
def test_no_participant_knows_the_reason_of_few_others(whys, minimum, intruder):
    """Of each count at least the minimum is left for whoever subtracts itself."""
    rule = DisclosureRule(minimum_cell=minimum, intruder=intruder)
    for _, n in told(whys, rule=rule):
        assert n - (intruder is Intruder.PARTICIPANT) >= minimum


@given(WHYS)
def test_no_unit_has_a_reason_for_certain(whys):
    """Two reasons at least are told beside those that others may know: the units' own reasons are among several."""
    found = [why for why, _ in told(whys) if why not in BY_DESIGN]
    assert len(found) != 1
    assert found or not told(whys)


@given(WHYS, st.integers(1, 4))
def test_units_of_one_owner_subtract_themselves_together(whys, several):
    """Where owners have several units, none has all but a few of a count."""
    owners = {f"S{i}": f"O{i // several}" for i in range(len(whys))}
    found = told(whys, owners)
    for reason, n in found:
        if reason is None:
            continue
        own = [owners[f"S{i}"] for i, why in enumerate(whys) if why is reason]
        left = n - max(own.count(one) for one in own)
        assert left == 0 or left >= RULE.minimum_cell


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((8, 7, 0, 0), ((Absence.NOTHING_ANSWERED, 8), (Absence.TOO_LITTLE_ANSWERED, 7))),
        ((8, 0, 0, 0), ()),
        ((8, 7, 0, 2), ((Absence.NOTHING_ANSWERED, 8), (None, 9))),
        ((8, 3, 0, 2), ()),
        ((9, 8, 0, 7), tuple(zip((REASONS[0], REASONS[1], REASONS[3]), (9, 8, 7), strict=True))),
        ((9, 8, 0, 2), ((Absence.NOTHING_ANSWERED, 9), (None, 10))),
        ((9, 8, 7, 0), tuple(zip(REASONS, (9, 8, 7), strict=False))),
        ((9, 0, 7, 0), ()),
        ((9, 8, 1, 0), ()),
        ((0, 0, 0, 0), ()),
    ],
)
def test_cases_by_hand(sizes, expected):
    """Small counts go together, with the least of the others; one count alone tells the reason of each unit."""
    whys = [why for why, size in zip(REASONS, sizes, strict=True) for _ in range(size)]
    assert told(whys) == expected


def test_the_units_in_no_mean_are_those_that_the_tables_leave_out():
    """Their number is what the means lack."""
    scores = nation()
    tables = suppress(aggregates(scores), rule=RULE)
    found = unscored(scores, tables, rule=RULE)
    assert found.total == len(scores) - tables["", "all", "overall"].n
    assert found == Unscored(found.total, found.reasons)


def test_what_was_published_is_not_told_again():
    """Where the ledger holds the administration, only the number is told; another one does not matter."""
    scores = lacking(8, 9)
    tables = suppress(aggregates({"w": scores}), rule=RULE)
    found = unscored(scores, tables, rule=RULE)
    assert found.reasons
    earlier = Ledger().adding("first", tables, on="2024-01-01")
    assert unscored(scores, tables, rule=RULE, ledger=earlier) == Unscored(found.total)
    other = Ledger().adding("first", suppress(aggregates({"v": scores}), rule=RULE), on="2024-01-01")
    assert unscored(scores, tables, rule=RULE, ledger=other) == found


@pytest.mark.parametrize(
    "tables",
    [
        lambda scores: aggregates(scores.take(slice(0, 20))),
        lambda scores: aggregates(scores, codes=["curriculum"]),
        lambda scores: aggregates({"a": scores, "b": scores}),
    ],
    ids=["other units", "one score", "two administrations"],
)
def test_tables_of_other_scores_are_refused(tables):
    """So are those where it is not one question who is scored."""
    scores = nation()
    with pytest.raises(ArgumentError, match="expected those of which the tables are: related scores of one"):
        unscored(scores, tables(scores), rule=RULE)
