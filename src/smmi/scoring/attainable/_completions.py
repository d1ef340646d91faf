"""Completions: the admissible answers to all blanks of a unit, with the instrument's routing applied to them.

A completion answers every indicator that is put to the unit. It goes through the instrument in order: a blank whose
gate is open gets an admissible answer, or the option for *not applicable* if its scale has one; behind a shut gate
everything is gated. What was not administered, or does not apply, stays so.

Couplings are sets of areas that depend on the same blanks, because gates in one area test an indicator of another. A
scenario decides the responses to these blanks. Given a scenario, the ranges of areas are independent of each other.
"""

import itertools
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property

import attrs
import numpy as np
import numpy.typing as npt

from smmi.instrument import Answers, AnswerState, Scale
from smmi.instrument.answers import Column, as_given, holds
from smmi.instrument.scales import coding
from smmi.scoring.attainable._ranges import MOST_COMPLETIONS, Flags, Range, alike, batches
from smmi.scoring.attainable._responses import SKIPPED, Response, Responses, Routes
from smmi.scoring.rules import Absence
from smmi.scoring.scorer._plan import Plan

Positions = npt.NDArray[np.intp]
Completed = tuple[Positions, int, Range | None]
"""Completions side by side, all those of a unit together; free cells stand for all their answers.

The units' positions; how many completions each has here; and what each cell is worth, (cells, units times completions),
or None if they cannot be listed.
"""
Scenario = Mapping[int, int]
"""For each indicator whose response is decided: the position of the response in `Responses.apart`."""


@attrs.frozen(eq=False, kw_only=True)
class Given:
    """What some units have answered, with everything put back that routing might let through again.

    Attributes:
        columns: The answers by indicator.
        variable: Whether completions can differ in a cell, (indicators, n).
        blank: Whether the cell is to be completed where its gate is open, (indicators, n).
    """

    columns: tuple[Column, ...]
    variable: Flags
    blank: Flags

    def take(self, units: Positions) -> "Given":
        """Return what some units have answered."""
        return Given(
            columns=tuple(column.take(units) for column in self.columns),
            variable=self.variable[:, units],
            blank=self.blank[:, units],
        )


def given(answers: Answers, routes: Routes) -> Given:
    """Return what units have answered.

    Args:
        answers: The answers.
        routes: The routes of their instrument.
    """
    before = as_given(answers)
    columns: list[Column] = []
    variables: list[Flags] = []
    blanks: list[Flags] = []
    for i, indicator in enumerate(routes.instrument.indicators):
        how, column = coding(indicator.scale), answers.columns[i]
        states = how.states[column.codes]
        variable = states == AnswerState.NO_ANSWER
        if routes.gates[i]:
            stays = (states == AnswerState.NOT_APPLICABLE) | (states == AnswerState.NOT_ADMINISTERED)
            variable |= np.logical_or.reduce([variables[gate] for gate in routes.gates[i]]) & ~stays
            shut = variable & (states == AnswerState.GATED)
            if shut.any():
                was = before[i].column
                values = column.values
                if values is not None and was.values is not None:
                    values = np.where(shut, was.values, values)
                column = Column(np.where(shut, was.codes, column.codes), values)
        columns.append(column)
        variables.append(variable)
        blanks.append(variable & (how.states[column.codes] == AnswerState.NO_ANSWER))
    return Given(columns=tuple(columns), variable=np.stack(variables), blank=np.stack(blanks))


@attrs.frozen(eq=False)
class Completions:
    """The completions of some units' answers.

    Attributes:
        plan: The compiled scheme.
        routes: The routes of its instrument.
        responses: Returns the admissible responses to an indicator.
        given: What the units have answered.
    """

    plan: Plan
    routes: Routes
    responses: Callable[[int], Responses]
    given: Given

    def options(self, cell: int, scenario: Scenario, *, each: bool = False) -> Sequence[Response] | None:
        """Return the responses to an indicator that have to be told apart; None if they cannot be listed.

        Args:
            cell: The indicator.
            scenario: What is decided of it.
            each: Whether different points have to be told apart as well.
        """
        possible = self.responses(cell)
        if possible.apart is None:
            return None
        chosen = [scenario[cell]] if cell in scenario else range(len(possible.apart))
        if not each:
            return [possible.apart[i] for i in chosen]
        lists = [several for i in chosen if (several := possible.listed[i]) is not None]
        return list(itertools.chain.from_iterable(lists)) if len(lists) == len(chosen) else None

    def of(
        self, cells: Sequence[int], units: Positions, scenario: Scenario, *, each: Collection[int] = ()
    ) -> Iterator[Completed]:
        """Yield the completions of some cells of units.

        Answers are tried one by one where gates depend on them; other blank cells are free.

        Args:
            cells: The indicators.
            units: The units' positions.
            scenario: What is decided.
            each: Indicators whose points are to be tried one by one too.
        """
        closure = self.routes.closure(cells)
        gates = {gate for cell in closure for gate in self.routes.gates[cell]}
        tried = [cell for cell in closure if cell in gates or cell in each or cell in scenario]
        blank = self.given.blank[tried][:, units]
        for group in alike(blank) if tried else [np.arange(len(units))]:
            chosen = [cell for cell, is_blank in zip(tried, blank[:, group[0]], strict=True) if is_blank]
            options = [self.options(cell, scenario, each=cell in each) for cell in chosen]
            listed = [several for several in options if several is not None]
            combinations = math.prod(map(len, listed))
            if len(listed) < len(options) or combinations > MOST_COMPLETIONS:
                yield units[group], 1, None
                continue
            picks = np.unravel_index(np.arange(combinations), [len(several) for several in listed] or [1])
            for part in batches(units[group], combinations):
                picked = {
                    cell: _Picked(several, np.tile(pick, len(part)))
                    for cell, several, pick in zip(chosen, listed, picks, strict=False)
                }
                ranges = self._complete(cells, closure, np.repeat(part, combinations), picked)
                yield part, combinations, ranges

    def _complete(
        self, cells: Sequence[int], closure: Sequence[int], units: Positions, picked: Mapping[int, "_Picked"]
    ) -> Range:
        """Return what cells are worth, (cells, n), after routing; nothing is left of a blank that was picked."""
        columns: dict[str, tuple[Scale, Column]] = {}
        shut: dict[int, Flags] = {}
        for cell in closure:
            indicator, column = self.plan.items[cell].indicator, self.given.columns[cell]
            column = picked[cell].column(column) if cell in picked else column.take(units)
            if indicator.gate:
                shut[cell] = self.given.variable[cell, units] & ~holds(indicator.gate, columns.__getitem__)
                gated = column.codes.dtype.type(AnswerState.GATED)
                column = Column(np.where(shut[cell], gated, column.codes), column.values)
            columns[indicator.code] = indicator.scale, column
        rows = []
        for cell in cells:
            row = picked[cell].ranges if cell in picked else self._unpicked(cell, units)
            rows.append(Range.where(shut[cell], self._gated(cell), row) if cell in shut else row)
        return Range.stack(rows)

    def _unpicked(self, cell: int, units: Positions) -> Range:
        standing, blank = self._standing[cell].take(units), self.given.blank[cell, units]
        if not blank.any():
            return standing
        free = self.responses(cell)
        return Range.where(blank, Range.between(free.low, free.high, absent=free.optional), standing)

    def _gated(self, cell: int) -> Range:
        item = self.plan.items[cell]
        return Range.certain(
            item.points[AnswerState.GATED], item.absences[AnswerState.GATED] == Absence.PRESENT
        )

    @cached_property
    def _standing(self) -> tuple[Range, ...]:
        return tuple(
            Range.certain(item.points_of(column), item.absences[column.codes] == Absence.PRESENT)
            for item, column in zip(self.plan.items, self.given.columns, strict=True)
        )


@attrs.frozen(eq=False)
class _Picked:
    """One response for each of several completions."""

    options: Sequence[Response]
    picks: Positions

    def column(self, like: Column) -> Column:
        """Return the responses as a column stores them."""
        codes = np.array([option.code for option in self.options], dtype=like.codes.dtype)[self.picks]
        if like.values is None or like.values.ndim > 1:  # no gate looks at the shares of a composition
            return Column(codes)
        values = np.array([option.value for option in self.options], dtype=like.values.dtype)
        return Column(codes, values[self.picks])

    @property
    def ranges(self) -> Range:
        """What the responses are worth."""
        low = np.array([option.low for option in self.options])
        high = np.array([option.high for option in self.options])
        counts = np.array([option is not SKIPPED for option in self.options])
        return Range.where(counts, Range.between(low, high, absent=False), Range.certain(low, counts)).take(
            self.picks
        )


@attrs.frozen(eq=False)
class Coupling:
    """Areas that hang together.

    Attributes:
        areas: Their positions.
        scenarios: What the blanks that couple them can become; None if that cannot be listed.
    """

    areas: frozenset[int]
    scenarios: tuple[Scenario, ...] | None

    def __len__(self) -> int:
        return 1 if self.scenarios is None else len(self.scenarios)


def couplings(completions: Completions, unit: int, /) -> tuple[Coupling, ...]:
    """Return the couplings of a unit's areas, each area in one at most."""
    reach, blank = completions.routes.reach, completions.given.blank
    blanks = [cell for cell in reach if blank[cell, unit]]
    return tuple(
        Coupling(areas, _scenarios(completions, [blanks[member] for member in members]))
        for areas, members in coupled([reach[cell] for cell in blanks])
    )


def _scenarios(completions: Completions, cells: Sequence[int]) -> tuple[Scenario, ...] | None:
    options = [completions.options(cell, {}) for cell in cells]
    sizes = [len(several) for several in options if several is not None]
    if len(sizes) < len(options) or math.prod(sizes) > MOST_COMPLETIONS:
        return None
    return tuple(dict(zip(cells, pick, strict=True)) for pick in itertools.product(*map(range, sizes)))


def coupled(sets: Sequence[frozenset[int]], /) -> list[tuple[frozenset[int], tuple[int, ...]]]:
    """Return the unions of sets that hang together, each with the positions of its members.

    Example:
        >>> coupled([frozenset({1, 2}), frozenset({5}), frozenset({2, 3})])
        [(frozenset({5}), (1,)), (frozenset({1, 2, 3}), (0, 2))]
    """
    found: list[tuple[frozenset[int], tuple[int, ...]]] = []
    for position, one in enumerate(sets):
        touching = [(union, members) for union, members in found if union & one]
        found = [(union, members) for union, members in found if not union & one]
        joined = sorted({position}.union(*(members for _, members in touching)))
        found.append((one.union(*(union for union, _ in touching)), tuple(joined)))
    return found
