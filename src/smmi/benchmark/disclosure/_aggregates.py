"""Aggregates of scores by groups, as they are published, and what is behind them."""

import enum
import math
from collections.abc import Iterable, Mapping
from functools import cached_property

import attrs
import numpy as np

from smmi._decimals import exact
from smmi.benchmark.survey._argument_checks import listed
from smmi.errors import ArgumentError
from smmi.frozen import FrozenMapping, by_code, freeze_mapping
from smmi.instrument.declaration import is_number


class CellState(enum.Enum):
    """Whether a cell is published, or why it is not.

    Example:
        >>> [one.value for one in CellState]
        ['published', 'empty', 'sensitive', 'complementary', 'earlier']
    """

    PUBLISHED = "published"
    """It is published."""
    EMPTY = "empty"
    """No unit of the group has the score."""
    SENSITIVE = "sensitive"
    """It is withheld: by itself it tells too much."""
    COMPLEMENTARY = "complementary"
    """It is withheld: together with other cells it would tell too much."""
    EARLIER = "earlier"
    """It is withheld: together with an earlier publication it would tell too much."""


REASONS = FrozenMapping(
    {
        CellState.PUBLISHED: None,
        CellState.EMPTY: "No unit of the group has the score.",
        CellState.SENSITIVE: "It would tell too much about single units.",
        CellState.COMPLEMENTARY: "Together with other aggregates it would tell too much about single units.",
        CellState.EARLIER: "Together with an earlier publication it would tell too much about single units.",
    }
)
"""Why a cell is not published, for the reader of the tables."""


class CodeRelation(enum.Enum):
    """Whether scores of different codes are made from one another, as an overall score is from areas.

    Example:
        >>> [one.value for one in CodeRelation]
        ['unrelated', 'related']
    """

    UNRELATED = "unrelated"
    """They are not: each code has its own cells."""
    RELATED = "related"
    """They are: of an administration only units with all of the codes count, and a group is published with all codes
    or with none. Then a relation that is a weighted mean tells nothing that the cells do not."""


@attrs.frozen(order=True)
class CellKey:
    """Which cell: of which administration, group and score.

    Attributes:
        administration: The code of the administration; empty where there is but one without a code.
        group: The name of the group.
        code: The code of the score.
        publication: The name of the earlier publication that holds it; empty where it is not of an earlier one.

    Example:
        >>> print(CellKey("2024", "dental", "overall"))
        2024/dental/overall
        >>> print(CellKey("2024", "dental", "overall", "spring tables"))
        2024/dental/overall in 'spring tables'
    """

    administration: str
    group: str
    code: str
    publication: str = ""

    def __str__(self) -> str:
        path = "/".join(part for part in (self.administration, self.group, self.code) if part)
        return f"{path} in {self.publication!r}" if self.publication else path


@attrs.frozen(kw_only=True)
class Cell:
    """What is published of one group and score. It holds nothing of single units.

    Attributes:
        key: Which cell it is.
        state: Whether it is published, or why it is not.
        n: How many units of the group have the score; None where it is withheld.
        mean: Their mean; None where it is withheld.
        quartiles: The lower quartile, the median and the upper one (definition 7 of Hyndman and Fan 1996); None where
            they are withheld.
        because: The cells of earlier publications with which it would tell too much, where it is withheld for that.

    Example:
        >>> from smmi.benchmark.disclosure import Aggregates
        >>> units = {f"S{i:02}": 30.0 + 2 * i for i in range(20)}
        >>> tables = Aggregates.of({("", "x"): units}, {("", "all"): units, ("", "few"): list(units)[:3]})
        >>> cell = tables["", "few", "x"]
        >>> cell.state.value, cell.n, cell.mean
        ('published', 3, 32.0)
    """

    key: CellKey
    state: CellState
    n: int | None
    mean: float | None
    quartiles: tuple[float, float, float] | None
    because: tuple[CellKey, ...] = ()

    @property
    def reason(self) -> str | None:
        """Why it is not published, as a sentence; None if it is."""
        return REASONS[self.state]

    def withheld(self, state: CellState, /, *, because: tuple[CellKey, ...] = ()) -> "Cell":
        """Return the cell without its numbers.

        Args:
            state: Why it is withheld.
            because: The cells of earlier publications with which it would tell too much.
        """
        return Cell(key=self.key, state=state, n=None, mean=None, quartiles=None, because=because)


@attrs.frozen(kw_only=True)
class Suppression:
    """How cells were withheld.

    Attributes:
        cost: What was withheld, in the terms of the rule's cost: units or cells.
        bound: No selection of cells that passes the audit costs less; where scores lie on a grid, none that withholds
            a cell of each score that would be told.
        rounds: How often the audit was asked.
        told_before: How many leaks follow from earlier publications alone, and cannot be closed any more.

    Example:
        >>> from smmi.benchmark import DisclosureRule, suppress
        >>> from smmi.benchmark.disclosure import Aggregates
        >>> units = {f"S{i:02}": 30.0 + 2 * i for i in range(20)}
        >>> tables = Aggregates.of({("", "x"): units}, {("", "all"): units, ("", "few"): list(units)[:3]})
        >>> safe = suppress(tables, rule=DisclosureRule())
        >>> safe.suppression.cost, safe.suppression.bound
        (3.0, 3.0)
    """

    cost: float
    bound: float
    rounds: int
    told_before: int = 0


@attrs.frozen(kw_only=True, repr=False)
class Aggregates:
    """A set of tables that are to be published together; make it with `aggregates`.

    `cells` and `rows` are for publication. `scores` and `members` are what is behind them, and stay private.

    Attributes:
        cells: The cells, by administration, group and code.
        scores: The score of each unit that counts, by administration and code.
        members: The units of each group, by administration and group.
        relation: Whether the codes are made from one another.
        rounding_base: To multiples of what the means are rounded, in points; None if they are not.
        quartile_base: The same of the quartiles.
        owners: Who owns each unit, of those that have an owner; units of one owner attack together.
        grid: Of which number the scores of a code are multiples, where the intruder knows that.
        suppression: How cells were withheld, if they were.

    Example:
        >>> from smmi.benchmark.disclosure import Aggregates
        >>> units = {f"S{i:02}": 30.0 + 2 * i for i in range(20)}
        >>> tables = Aggregates.of({("", "x"): units}, {("", "all"): units, ("", "few"): list(units)[:3]})
        >>> tables
        <Aggregates of 2 cells: 2 published>
        >>> tables["", "all", "x"].mean
        49.0
    """

    cells: tuple[Cell, ...]
    scores: Mapping[tuple[str, str], Mapping[str, float]] = attrs.field(converter=freeze_mapping)
    members: Mapping[tuple[str, str], frozenset[str]] = attrs.field(converter=freeze_mapping)
    relation: CodeRelation
    rounding_base: float | None = None
    quartile_base: float | None = None
    owners: Mapping[str, str] = attrs.field(converter=freeze_mapping, default=FrozenMapping())
    grid: Mapping[str, float] = attrs.field(converter=freeze_mapping, default=FrozenMapping())
    suppression: Suppression | None = None

    @classmethod
    def of(
        cls,
        scores: Mapping[tuple[str, str], Mapping[str, float]],
        members: Mapping[tuple[str, str], Iterable[str]],
        /,
        *,
        relation: CodeRelation = CodeRelation.UNRELATED,
        owners: Mapping[str, str] = FrozenMapping(),
        grid: Mapping[str, float] = FrozenMapping(),
    ) -> "Aggregates":
        """Return the aggregates of scores that are plain numbers.

        Args:
            scores: The score of each unit that has one, from 0 to 100, by administration and code.
            members: The units of each group, by administration and group; those without a score do not count.
            relation: Whether the codes are made from one another.
            owners: Who owns each unit; one that is not named is its own.
            grid: Of which number the scores of a code are multiples, for codes of which an intruder knows it, as of an
                area of a few questions: then only such scores count as possible.

        Raises:
            ArgumentError: A score is not from 0 to 100 or not on its grid, a grid does not divide 100, or the relation
                is none.

        Example:
            >>> shares = {f"S{i}": 10.0 * i for i in range(8)}
            >>> tables = Aggregates.of({("", "overall"): shares}, {("", "all"): shares})
            >>> tables.rows()[0]["mean"]
            35.0
        """
        ArgumentError.raise_unless(
            relation, CodeRelation, argument="relation", expected="a member of CodeRelation"
        )
        values = {key: _in_order(scores[key]) for key in sorted(scores)}
        for (administration, code), units in values.items():
            bad = [unit for unit, value in units.items() if not 0.0 <= value <= 100.0]
            if bad:
                where = CellKey(administration, "", code)
                raise ArgumentError("scores", f"{where} of {listed(bad)}", "numbers from 0 to 100")
        for code, step in grid.items():
            _check_grid(code, step, {key: units for key, units in values.items() if key[1] == code})
        if relation is CodeRelation.RELATED:
            values = _complete(values)
        groups = {key: frozenset(members[key]) for key in members}
        codes = dict.fromkeys(code for _, code in scores)
        cells = [
            _cell(CellKey(administration, group, code), values[administration, code], units)
            for (administration, group), units in groups.items()
            for code in codes
            if (administration, code) in values
        ]
        return cls(
            cells=tuple(cells), scores=values, members=groups, relation=relation, owners=owners, grid=grid
        )

    @cached_property
    def _cells(self) -> Mapping[CellKey, Cell]:
        return {cell.key: cell for cell in self.cells}

    def __getitem__(self, key: tuple[str, str, str] | CellKey) -> Cell:
        """Return the cell of an administration, group and code.

        Args:
            key: Administration, group and code of the score; the administration is empty where there is but one.

        Raises:
            UnknownCodeError: There is no such cell.
        """
        asked = key if isinstance(key, CellKey) else CellKey(*key)
        return by_code(self._cells, asked, "no cell is called")

    def units(self, key: CellKey, /) -> frozenset[str]:
        """Return the units behind a cell, which are not for publication.

        Args:
            key: The cell.
        """
        having = self.scores[key.administration, key.code]
        return frozenset(unit for unit in self.members[key.administration, key.group] if unit in having)

    def rows(self) -> tuple[dict[str, object], ...]:
        """Return what is published as plain rows: one mapping for each cell, without the units."""
        return tuple(
            {
                "administration": cell.key.administration,
                "group": cell.key.group,
                "score": cell.key.code,
                "n": cell.n,
                "mean": cell.mean,
                "quartiles": None if cell.quartiles is None else list(cell.quartiles),
                "state": cell.state.value,
                "reason": cell.reason,
            }
            for cell in self.cells
        )

    def __repr__(self) -> str:
        shown = sum(cell.state is CellState.PUBLISHED for cell in self.cells)
        return f"<Aggregates of {len(self.cells)} cells: {shown} published>"


def _check_grid(code: str, step: float, waves: Mapping[tuple[str, str], Mapping[str, float]]) -> None:
    """Raise where the scores of a code are no multiples of a number, or 100 is none."""
    if not is_number(step) or step <= 0 or exact(100.0) % exact(step):
        raise ArgumentError("grid", f"{step!r} for {code!r}", "a number that divides 100")
    for key, units in waves.items():
        beside = [unit for unit, value in units.items() if exact(value) % exact(step)]
        if beside:
            where = CellKey(key[0], "", code)
            raise ArgumentError(
                "grid", f"{step:g} for {where} of {listed(beside)}", "scores that are multiples of it"
            )


def _in_order(units: Mapping[str, float]) -> FrozenMapping[str, float]:
    return FrozenMapping({unit: float(units[unit]) for unit in sorted(units)})


def _complete(
    values: Mapping[tuple[str, str], Mapping[str, float]],
) -> dict[tuple[str, str], FrozenMapping[str, float]]:
    """Return the scores of units that have all codes of an administration."""
    having: dict[str, set[str]] = {}
    for (administration, _), units in values.items():
        having.setdefault(administration, set(units)).intersection_update(units)
    return {
        key: FrozenMapping({unit: value for unit, value in units.items() if unit in having[key[0]]})
        for key, units in values.items()
    }


def _cell(key: CellKey, values: Mapping[str, float], units: frozenset[str]) -> Cell:
    own = np.array([value for unit, value in values.items() if unit in units])
    if not len(own):
        return Cell(key=key, state=CellState.EMPTY, n=0, mean=None, quartiles=None)
    low, middle, high = np.quantile(own, (0.25, 0.5, 0.75)).tolist()
    return Cell(
        key=key,
        state=CellState.PUBLISHED,
        n=len(own),
        mean=math.fsum(own.tolist()) / len(own),
        quartiles=(low, middle, high),
    )
