"""Routing: the gates that display logic, skip logic, branches and ends of the survey make."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from smmi.errors import Finding
from smmi.exchange.accounts._account import left_out
from smmi.exchange.qualtrics.definitions._fields import name
from smmi.exchange.qualtrics.definitions._flow import Flow, Logic, Shown
from smmi.exchange.qualtrics.definitions._logic import Reach, Side, both, condition_of, either, not_so
from smmi.exchange.qualtrics.definitions._questions import Item
from smmi.instrument import Answered, Condition, NotCondition

_END_OF_BLOCK: Final = frozenset({"ENDOFBLOCK", "EOB"})
_END_OF_SURVEY: Final = frozenset({"ENDOFSURVEY", "EOS"})
MOST_PASSING: Final = 30
"""How many questions may have skips that pass over one; what more pass over has no gate by them."""
MOST_SKIPS: Final = 40
"""How many skips of one question are carried over; a question with more has none."""


@attrs.frozen(kw_only=True, eq=False)
class Placed:
    """A question where it is shown.

    Attributes:
        qid: Its id in the block: that of the whole, for the columns of a side-by-side question.
        items: What becomes indicators.
        shown: The block around it.
        skips: Its skip logic.
    """

    qid: str
    items: tuple[Item, ...]
    shown: Shown
    skips: tuple[tuple[str, Mapping[str, Any]], ...]


@attrs.frozen(kw_only=True, eq=False)
class _Skip:
    """One line of skip logic: what it says, and the positions that it passes over."""

    origin: int
    said: Logic
    over: range


class Gates:
    """The gates of the indicators of a survey, and what of the logic could not be said."""

    def __init__(self, placed: Sequence[Placed], flow: Flow) -> None:
        self.placed, self.flow = placed, flow
        self.rest: list[Finding] = []
        self._last = {one.shown.block.id: at for at, one in enumerate(placed)}
        self._at = {one.qid: at for at, one in reversed(list(enumerate(placed)))}
        found = [list(self._skips_of(at, one)) for at, one in enumerate(placed) if one.skips]
        self._skipping = [skips for skips in found if skips]
        self._unmet: dict[tuple[int, tuple[bool, ...], bool], Condition | None] = {}
        self._told: set[str] = set()
        self._said: dict[tuple[str, Side], Condition | None] = {}
        self._ways: dict[str, Condition | None] = {}
        self._past: dict[str, Condition | None] = {}
        self._always = [self._is_always_shown(at) for at in range(len(placed))]

    def of(self, at: int, item: Item, reach: Reach) -> Condition | None:
        """Return the gate of an item of the question at a position.

        Args:
            at: The position.
            item: The item.
            reach: The questions before it.
        """
        placed = self.placed[at]
        parts = [self._shown(logic, reach, item.code) for logic in item.logic]
        parts.append(self._branches(placed.shown, reach, item.code))
        parts.append(self._not_ended(placed.shown, reach, item.code))
        parts += self._not_skipped(at, reach, item.code)
        return both([one for one in parts if one is not None], Side.WIDE)

    def _is_always_shown(self, at: int) -> bool:
        """Return whether a question is shown to everybody, so that a blank is one that was seen."""
        placed = self.placed[at]
        passed = any(_passes(skips, at) for skips in self._skipping)
        under_a_condition = () not in placed.shown.under or placed.shown.ends or placed.shown.is_random
        has_logic = not placed.items or any(item.logic for item in placed.items)
        return not (passed or under_a_condition or has_logic)

    def _condition(self, logic: Logic, reach: Reach, side: Side) -> Condition | None:
        """Return what a condition of the tool says; worked out once, where it is met first."""
        path, said = logic
        if (path, side) not in self._said:
            self._said[path, side] = condition_of(said, path, reach, side)
        return self._said[path, side]

    def _is_exact(self, logic: Logic, reach: Reach) -> bool:
        narrow = self._condition(logic, reach, Side.NARROW)
        return narrow is not None and narrow == self._condition(logic, reach, Side.WIDE_AND_SURE)

    def _note(self, logic: Logic, message: str, code: str) -> None:
        """Take down a condition that is not said as it is, once."""
        if logic[0] not in self._told:
            self._told.add(logic[0])
            self.rest.append(left_out(logic[0], message, code))

    def _shown(self, logic: Logic, reach: Reach, code: str, what: str = "display logic") -> Condition | None:
        found = self._condition(logic, reach, Side.WIDE)
        if found is None and logic[1] is not None:
            self._note(logic, f"{what} that no gate can say", code)
        elif found is not None and not self._is_exact(logic, reach):
            self._note(logic, f"{what} that a gate says more widely than it is", code)
        return found

    def _branches(self, shown: Shown, reach: Reach, code: str) -> Condition | None:
        """Return that the branches around a block lead to it; of one of the places where it stands."""
        if shown.block.id not in self._ways:
            ways = [
                both([self._shown(one, reach, code, "the condition of a branch") for one in under], Side.WIDE)
                for under in shown.under
            ]
            self._ways[shown.block.id] = either(ways, Side.WIDE)
        return self._ways[shown.block.id]

    def _not_ended(self, shown: Shown, reach: Reach, code: str) -> Condition | None:
        """Return that none of the ends before a block was reached."""
        if shown.block.id not in self._past:
            ends: list[Condition | None] = []
            for end in self.flow.ends[: shown.ends]:
                ends.append(both([self._condition(one, reach, Side.NARROW) for one in end], Side.NARROW))
                if not all(self._is_exact(one, reach) for one in end):
                    self._note(end[0], "an end of the survey that no gate can say", code)
            self._past[shown.block.id] = not_so(either(ends, Side.NARROW))
        return self._past[shown.block.id]

    def _met(self, skip: _Skip, reach: Reach, code: str) -> Condition | None:
        """Return that a line of skip logic is met.

        Nobody skips who was not shown the question. Where that may be, a blank is not taken for what is not selected.
        """
        narrow = self._condition(skip.said, reach, Side.NARROW)
        if not self._is_exact(skip.said, reach):
            self._note(skip.said, "skip logic that no gate can say", code)
        asked = reach.get(self.placed[skip.origin].qid)
        if self._always[skip.origin]:
            return narrow
        if asked is None or "" not in asked.indicators or narrow is None:
            return None
        answered = Answered(asked.indicators[""].code)
        if isinstance(narrow, NotCondition):
            self._note(skip.said, "skip logic, which is said of those alone who answered its question", code)
        return both([answered, narrow], Side.NARROW)

    def _skips_of(self, at: int, placed: Placed) -> Iterator[_Skip]:
        """Yield the skips of a question, with what each passes over."""
        several = len(placed.shown.under) > 1 or len(placed.skips) > MOST_SKIPS
        several = several or placed.shown.block.is_shuffled
        for path, said in placed.skips:
            goal = name(said.get("SkipToDestination"), f"{path}.SkipToDestination")
            end = self._end(at, placed, goal)
            if several or end is None:
                self.rest.append(left_out(path, "skip logic that no gate can say", placed.qid))
                return  # a later line holds only where this one does not
            yield _Skip(origin=at, said=(path, {"0": {"0": said}}), over=range(at + 1, end))

    def _end(self, at: int, placed: Placed, goal: str) -> int | None:
        """Return the position to which a skip leads; None where that is no later one."""
        if goal in _END_OF_SURVEY:
            return None if placed.shown.is_random else len(self.placed)
        if goal in _END_OF_BLOCK:
            return self._last[placed.shown.block.id] + 1
        end = self._at.get(goal)
        return end if end is not None and end > at else None

    def _not_skipped(self, at: int, reach: Reach, code: str) -> Iterator[Condition]:
        """Yield, for each question whose skips pass over a position, that none of them does.

        Of several lines of one question the first counts that holds.
        """
        passing = [skips for skips in self._skipping if _passes(skips, at)]
        if len(passing) > MOST_PASSING:
            self._note(passing[0][0].said, "skip logic of too many questions for a gate", code)
            return
        for skips in passing:
            not_met = self._none_met(skips, at, reach, code)
            if not_met is not None:
                yield not_met

    def _none_met(self, skips: Sequence[_Skip], at: int, reach: Reach, code: str) -> Condition | None:
        """Return that no line of one question's skip logic is met that passes over a position; worked out once."""
        over = tuple(at in skip.over for skip in skips)
        is_asked = self.placed[skips[0].origin].qid in reach
        key = (skips[0].origin, over, is_asked)
        if key not in self._unmet:
            met: list[Condition | None] = []
            for position, skip in enumerate(skips):
                if not over[position]:
                    continue
                narrow = self._met(skip, reach, code)
                before = [one.said for one, passes in zip(skips[:position], over, strict=False) if not passes]
                wide = [self._condition(one, reach, Side.WIDE_AND_SURE) for one in before]
                # Else an earlier line holds wherever this one does.
                if self._condition(skip.said, reach, Side.NARROW) not in wide:
                    met.append(both([narrow, *map(not_so, wide)], Side.NARROW))
            self._unmet[key] = not_so(either(met, Side.NARROW))
        return self._unmet[key]


def _passes(skips: Sequence[_Skip], at: int) -> bool:
    return skips[0].origin < at and any(at in skip.over for skip in skips)
