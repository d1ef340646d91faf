"""Tables into which a leak was planted by hand, each of another kind."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import attrs

from smmi.benchmark import DisclosureRule
from smmi.benchmark.disclosure import Aggregates, CellState

UNITS = tuple(f"S{at:02}" for at in range(45))
SCORES = {unit: 30.0 + (7.3 * at) % 41 for at, unit in enumerate(UNITS)}
RULE = DisclosureRule()


class Planted(NamedTuple):
    """Publications in turn, of which the last one tells of some units what it must not.

    Attributes:
        sets: The publications as they would be without suppression.
        units: Of whom it tells.
        insiders: To whom; none if to everybody.
        rule: The rule.
    """

    sets: tuple[Aggregates, ...]
    units: frozenset[str]
    insiders: tuple[str, ...] = ()
    rule: DisclosureRule = RULE


def tables(
    groups: Mapping[str, Iterable[str]],
    scores: Mapping[str, float] = SCORES,
    *,
    wave: str = "1",
    owners: Mapping[str, str] | None = None,
    grid: float | None = None,
    rounded: float | None = None,
    quartiles: tuple[float, float, float] | None = None,
    withheld: bool = False,
) -> Aggregates:
    """Tables of one score; means are rounded, and quartiles are as they are given; or all cells are withheld."""
    made = Aggregates.of(
        {(wave, "x"): scores},
        {(wave, name): own for name, own in groups.items()},
        owners=owners or {},
        grid={} if grid is None else {"x": grid},
    )
    cells = [
        attrs.evolve(
            cell,
            quartiles=quartiles,
            mean=cell.mean if rounded is None else rounded * round(cell.mean / rounded),
        )
        for cell in made.cells
    ]
    if withheld:
        cells = [cell.withheld(CellState.SENSITIVE) for cell in cells]
    base = None if quartiles is None else RULE.quartile_base
    return attrs.evolve(made, cells=cells, rounding_base=rounded, quartile_base=base)


def crossed() -> dict[str, tuple[str, ...]]:
    """Three groupings crossed by two, and one cell of all three: by parity all such cells follow, one of two units."""
    labels, left = {}, list(UNITS)
    for at, size in enumerate((2, 6, 6, 6, 6, 6, 6, 7)):
        labels |= dict.fromkeys(left[:size], f"{at:03b}")
        left = left[size:]
    patterns = [
        f"{one}{other}"[:place] + "*" + f"{one}{other}"[place:]
        for place in range(3)
        for one in "01"
        for other in "01"
    ]
    return {
        pattern: tuple(
            unit
            for unit, label in labels.items()
            if all(mark in {"*", own} for mark, own in zip(pattern, label, strict=True))
        )
        for pattern in (*patterns, "111")
    }


def first(size: int, values: Mapping[str, float] = SCORES) -> dict[str, float]:
    """The scores of the first units."""
    return {unit: values[unit] for unit in UNITS[:size]}


def alike(size: int, value: float) -> dict[str, float]:
    """The same score for the first units."""
    return dict.fromkeys(UNITS[:size], value)


A, B, C = UNITS[:10], UNITS[10:20], UNITS[20:30]
HIGH = alike(5, 0.0) | dict(zip(UNITS[5:21], [95.5 + 0.25 * at for at in range(16)], strict=True))
CHANGED = {unit: 100.0 - score for unit, score in SCORES.items()}
CORRECTED = SCORES | {"S00": 100.0, "S01": 97.0}

PLANTED = {
    "a triangle of unions, each counted twice": Planted(
        (tables({"ab": A + B}), tables({"bc": B + C}), tables({"ac": A + C}), tables({"abcd": UNITS[:31]})),
        frozenset({"S30"}),
    ),
    "the symmetric difference of two groups": Planted(
        (tables({"one": UNITS[:20]}), tables({"other": (*UNITS[:19], "S39")})), frozenset({"S19", "S39"})
    ),
    "a mean of 0": Planted((tables({"all": UNITS[:8]}, alike(8, 0.0)),), frozenset(UNITS[:8])),
    "a mean of 100": Planted((tables({"all": UNITS[:30]}, alike(30, 100.0)),), frozenset(UNITS[:30])),
    "a mean that is near the end": Planted(
        (tables({"all": UNITS[:9]}, alike(9, 100.0) | {"S08": 92.0}),), frozenset(UNITS[:9])
    ),
    "a rounded mean at the end": Planted(
        (tables({"all": UNITS[:8]}, alike(8, 0.25), rounded=1.0),),
        frozenset(UNITS[:8]),
        rule=attrs.evolve(RULE, rounding_base=1.0),
    ),
    "a rounded mean of scores on a grid": Planted(
        (tables({"all": UNITS[:6]}, alike(6, 100.0), grid=50.0, rounded=5.0),),
        frozenset(UNITS[:6]),
        rule=attrs.evolve(RULE, rounding_base=5.0),
    ),
    "quartiles below which all units have one owner": Planted(
        (
            tables(
                {"all": UNITS[:21]},
                HIGH,
                owners=dict.fromkeys(UNITS[:5], "A"),
                quartiles=(100.0, 100.0, 100.0),
            ),
        ),
        frozenset(UNITS[5:21]),
        insiders=UNITS[:5],
    ),
    "a unit that leaves a group of which nobody changes": Planted(
        (
            tables({"a": UNITS[:12]}),
            tables({"a": UNITS[:11]}, CHANGED | first(11), wave="2"),
        ),
        frozenset({"S11"}),
    ),
    "two waves that a third one links": Planted(
        (
            tables({"a": UNITS[:20]}),
            tables({"b": UNITS[10:30]}, CHANGED | dict(list(SCORES.items())[10:30]), wave="2"),
            tables({"ab": (*UNITS[:10], *UNITS[20:30])}, wave="3"),
            tables({"most": UNITS[:31]}, wave="4"),
        ),
        frozenset({"S30"}),
    ),
    "an owner of all units but one": Planted(
        (tables({"a": UNITS[:10]}, owners=dict.fromkeys(UNITS[:9], "A")),),
        frozenset({"S09"}),
        insiders=UNITS[:9],
    ),
    "the complement of a withheld cell in parts under other names": Planted(
        (tables({"all": UNITS}), tables({"east": UNITS[3:20]}), tables({"west": UNITS[20:]})),
        frozenset(UNITS[:3]),
    ),
    "two corrections of single scores at once": Planted(
        (tables({"all": UNITS}, CORRECTED), tables({"all": UNITS}, CORRECTED | {"S00": 3.0, "S01": 2.0})),
        frozenset({"S00", "S01"}),
    ),
    "a score that only a withheld cell says not to have changed": Planted(
        (
            tables({"all": UNITS}),
            tables({"few": UNITS[:3]}, wave="2", withheld=True),
            tables({"all": UNITS}, SCORES | {"S00": 60.0}, wave="2"),
        ),
        frozenset({"S00"}),
    ),
    "three groupings crossed by two": Planted((tables(crossed()),), frozenset(UNITS[:2])),
}
