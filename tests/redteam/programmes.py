"""Programmes of institutions: who takes part in which wave, with what scores, and what is published of them in turn."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np

from smmi.benchmark import DisclosureRule, Ledger, suppress
from smmi.benchmark.disclosure import Aggregates, CellState, Revision
from tests.redteam.knowledge import Knowledge, Printed, knowledge_of, without_corrections

CODES = ("x", "y")
TEN = (4, 5, 6, 7, 9, 10, 11, 12, 13, 14)
"""Seeds of programmes that are soon published, one of them with quartiles."""
KINDS = ("quarters", "eighths", "halves", "anywhere", "clusters", "ends", "ties", "all alike")
DISCIPLINES, CONTROLS = ("nursing", "medical", "dental"), ("public", "private")


class Draft(NamedTuple):
    """What is to be published: the scores of a wave by code, and who is in which group."""

    wave: str
    scores: Mapping[str, Mapping[str, float]]
    groups: Mapping[str, tuple[str, ...]]


class Programme(NamedTuple):
    """A programme before anything is published.

    Attributes:
        drafts: What is to be published, in order.
        owners: Who owns each unit, of those that have an owner.
        grid: Of what scores are multiples, where everybody knows that.
        rule: What must not be derived.
        disciplines: In which discipline each unit is in each wave.
    """

    drafts: tuple[Draft, ...]
    owners: Mapping[str, str]
    grid: float | None
    rule: DisclosureRule
    disciplines: Mapping[tuple[str, str], str]


class Release(NamedTuple):
    """A programme that was published, with a ledger."""

    programme: Programme
    ledger: Ledger

    def cells(self, code: str) -> list[tuple[Printed, Mapping[str, float]]]:
        """Return what is printed of a code, and the true scores behind each cell."""
        return list(printed(self.tables, code))

    def known_to(self, insiders: tuple[str, ...], code: str) -> Knowledge:
        """Return what somebody knows who knows the scores of some units."""
        return knowledge_of(self.cells(code), insiders=insiders, step=self.programme.grid)

    def added_up(self, code: str) -> Knowledge:
        """Return what is known of sums, if corrections are taken for small."""
        return knowledge_of(without_corrections(self.cells(code)))

    @property
    def tables(self) -> tuple[Aggregates, ...]:
        """All that was published, in turn."""
        return tuple(one.tables for one in self.ledger.publications)

    def attackers(self, rng: np.random.Generator) -> list[tuple[str, ...]]:
        """Return the public, two participants and the owners of several units: the units that each of them knows."""
        units = sorted(
            {unit for draft in self.programme.drafts for unit in next(iter(draft.scores.values()))}
        )
        owners = self.programme.owners
        owned: dict[str, list[str]] = {}
        for unit in units:
            owned.setdefault(owners.get(unit, unit), []).append(unit)
        drawn_ones = {owners.get(unit, unit) for unit in rng.choice(units, 2, replace=False).tolist()}
        several = {name for name, own in owned.items() if len(own) > 1}
        return [(), *(tuple(owned[name]) for name in sorted(drawn_ones | several))]


def drawn(seed: int) -> Programme:
    """Return a programme of 12 to 60 institutions; most are small, so that a thousand of them can be attacked."""
    rng = np.random.default_rng((16, seed))
    has_quartiles = rng.random() < 0.2
    n = (
        int(rng.integers(22, 30))
        if has_quartiles
        else int(rng.choice((12, 15, 18, 24, 32, 60), p=(0.3, 0.3, 0.2, 0.13, 0.05, 0.02)))
    )
    units = [f"U{at:02}" for at in range(n)]
    kind = str(rng.choice(KINDS))
    owners = _owned(units, rng)
    discipline = dict(zip(units, rng.choice(DISCIPLINES, n, p=(0.5, 0.3, 0.2)).tolist(), strict=True))
    control = dict(zip(units, rng.choice(CONTROLS, n).tolist(), strict=True))
    codes = CODES if rng.random() < 0.15 else CODES[:1]
    waves = 2 if n > 30 else int(rng.choice((2, 3)))
    stay = float(rng.choice((0.0, 0.5, 0.9, 1.0)))
    drafts: list[Draft] = []
    members = {}
    scores = {code: _scores(units, kind, discipline, rng) for code in codes}
    for wave in map(str, range(1, waves + 1)):
        present = [unit for unit in units if rng.random() < 0.92]
        if wave > "1":
            for code in codes:
                again = _scores(units, kind, discipline, rng)
                scores[code] = {u: scores[code][u] if rng.random() < stay else again[u] for u in units}
            discipline = {
                unit: str(rng.choice(DISCIPLINES)) if rng.random() < 0.06 else own
                for unit, own in discipline.items()
            }
        members |= {(wave, unit): discipline[unit] for unit in present}
        for again in range(int(rng.integers(1, 4))):
            # What takes long to withhold is kept short; each wave has a publication.
            if again and len(drafts) + waves - int(wave) >= (2 if n > 30 else 3 if n > 20 else 4):
                break
            if again and rng.random() < 0.4:
                present = _revised(present, units, rng)
                corrected = _scores(units, kind, discipline, rng)
                few = set(rng.choice(units, int(rng.integers(0, 3))).tolist())
                scores = {
                    code: {u: corrected[u] if u in few else value for u, value in own.items()}
                    for code, own in scores.items()
                }
                members |= {(wave, unit): discipline[unit] for unit in present}
            groups = dict(_groups(present, discipline, control, rng))
            held = {code: {unit: scores[code][unit] for unit in present} for code in codes}
            drafts.append(Draft(wave, held, groups))
    steps = {"quarters": 25.0, "eighths": 12.5, "ends": 50.0}
    rule = DisclosureRule(
        minimum_quartiles=20 if has_quartiles else 61,
        rounding_base=float(rng.choice((1.0, 5.0))) if rng.random() < 0.15 else None,
    )
    grid = steps.get(kind) if n < 16 and rng.random() < 0.3 else None
    return Programme(tuple(drafts), owners, grid, rule, members)


def published(programme: Programme) -> Release:
    """Return what is published of a programme, each table safe beside all earlier ones."""
    ledger = Ledger()
    for at, draft in enumerate(programme.drafts, start=1):
        tables = suppress(
            tables_of(programme, draft), rule=programme.rule, ledger=ledger, revision=Revision.ATTACKED
        )
        ledger = ledger.adding(f"no {at}", tables, on=f"20{draft.wave:0>2}-01-01")
    return Release(programme, ledger)


@cache
def release_of(seed: int) -> Release:
    """Return what is published of the programme that a seed draws."""
    return published(drawn(seed))


def printed(sets: Iterable[Aggregates], code: str) -> Iterator[tuple[Printed, Mapping[str, float]]]:
    """Yield what tables print of a code, as a reader has it, and the true scores behind each cell."""
    for tables in sets:
        off, around = (tables.rounding_base or 0.0) / 2.0, (tables.quartile_base or 0.0) / 2.0
        for cell in tables.cells:
            if cell.key.code != code or cell.state is not CellState.PUBLISHED:
                continue
            quartiles = [
                (quarter, value - around, value + around)
                for quarter, value in zip((1, 2, 3), cell.quartiles or (), strict=False)
            ]
            units = tuple(sorted(tables.units(cell.key)))
            # A reader counts the units of the group that took part.
            assert len(units) == cell.n
            scores = tables.scores[cell.key.administration, code]
            yield Printed(cell.key.administration, units, cell.mean, off, tuple(quartiles)), scores


def tables_of(programme: Programme, draft: Draft) -> Aggregates:
    """Return what would be published if nothing were withheld."""
    return Aggregates.of(
        {(draft.wave, code): own for code, own in draft.scores.items()},
        {(draft.wave, name): own for name, own in draft.groups.items()},
        owners=programme.owners,
        grid={} if programme.grid is None else dict.fromkeys(draft.scores, programme.grid),
    )


def _owned(units: list[str], rng: np.random.Generator) -> dict[str, str]:
    """Some universities with two to four of the units."""
    owners: dict[str, str] = {}
    if rng.random() < 0.5:
        free = [str(unit) for unit in rng.permutation(units)]
        for university in "ABC"[: int(rng.integers(1, 4))]:
            size = int(rng.integers(2, 5))
            owners |= dict.fromkeys(free[:size], university)
            free = free[size:]
    return owners


def _scores(
    units: list[str], kind: str, discipline: Mapping[str, str], rng: np.random.Generator
) -> dict[str, float]:
    """Scores of a kind, all of which are written with one decimal at most, or are anywhere."""
    n = len(units)
    # In a cluster all of a discipline have about the same score, at an end or not.
    centre = dict(zip(DISCIPLINES, rng.choice((0.0, 1.0, 40.0, 50.0, 99.0, 100.0), 3).tolist(), strict=True))
    near = np.array([centre[discipline[unit]] for unit in units])
    values = {
        "quarters": 25.0 * rng.integers(0, 5, n),
        "eighths": 12.5 * rng.integers(0, 9, n),
        "halves": 0.5 * rng.integers(0, 201, n),
        "anywhere": rng.uniform(0.0, 100.0, n),
        "clusters": np.clip(near + np.where(rng.random(n) < 0.3, rng.integers(-3, 4, n), 0), 0.0, 100.0),
        "ends": 50.0 * rng.choice((0, 1, 2), n, p=(0.45, 0.1, 0.45)),
        "ties": rng.choice(rng.integers(0, 101, 3), n).astype(float),
        "all alike": np.full(n, float(rng.choice((0.0, 1.0, 37.0, 50.0, 100.0)))),
    }[kind]
    return dict(zip(units, values.tolist(), strict=True))


def _revised(present: list[str], units: list[str], rng: np.random.Generator) -> list[str]:
    """Some leave, and some come late."""
    absent = [unit for unit in units if unit not in present]
    gone = set(rng.choice(present, int(rng.integers(0, 3)), replace=False).tolist())
    late = absent[: int(rng.integers(0, 3))]
    return sorted({*present, *late} - gone)


def _groups(
    present: list[str], discipline: Mapping[str, str], control: Mapping[str, str], rng: np.random.Generator
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Groups by one or two attributes, by both crossed, or of peers that somebody chose."""
    kind = int(rng.integers(0, 4))
    if kind != 3 or rng.random() < 0.5:
        yield "all", tuple(present)
    if kind in {0, 2}:
        for name in DISCIPLINES:
            yield name, tuple(unit for unit in present if discipline[unit] == name)
    if kind in {1, 2}:
        for name in CONTROLS:
            yield name, tuple(unit for unit in present if control[unit] == name)
    if kind == 2 and rng.random() < 0.5:
        for one, other in product(DISCIPLINES, CONTROLS):
            own = tuple(unit for unit in present if (discipline[unit], control[unit]) == (one, other))
            yield f"{one} {other}", own
    if kind == 3:
        for at in range(3):
            share = rng.uniform(0.3, 0.9)
            yield f"peers {at}", tuple(unit for unit in present if rng.random() < share)
