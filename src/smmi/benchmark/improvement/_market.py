"""What moves cost, in whole numbers, and how many of the similar units have each answer."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm

import attrs

from smmi.benchmark.improvement._choosing import Found
from smmi.benchmark.improvement._moves import Move
from smmi.benchmark.improvement._results import Path, Step
from smmi.instrument import Answers, Nonresponse


@attrs.frozen(eq=False, kw_only=True)
class Market:
    """What moves cost: in whole numbers, and among equal costs first what more of the similar units have.

    Attributes:
        answers: The answers of the unit alone.
        movable: The moves of each indicator that can move.
        unit: How many whole numbers a cost of 1 is, before the second order.
        shared: For each move of each indicator, how many similar units have the answer, and how many answered.
        base: More than the second order can be in all.
        peered: Whether there are similar units.
    """

    answers: Answers
    movable: Mapping[str, Sequence[Move]]
    unit: int
    shared: Mapping[str, Mapping[Move, tuple[int, int]]]
    base: int
    peered: bool

    @classmethod
    def of(
        cls, answers: Answers, movable: Mapping[str, Sequence[Move]], peers: Answers | None, /
    ) -> "Market":
        """Return what moves cost one unit."""
        records = [peers.record(unit) for unit in peers.units.tolist()] if peers is not None else []
        shared = {}
        for code, options in movable.items():
            there = [
                one[code]
                for one in records
                if one[code] is not None and not isinstance(one[code], Nonresponse)
            ]
            shared[code] = {
                move: (sum(answer == move.answer for answer in there), len(there)) for move in options
            }
        return cls(
            answers=answers,
            movable=movable,
            unit=lcm(*(move.cost.denominator for options in movable.values() for move in options)),
            shared=shared,
            base=1
            + sum(1 + max(of - others for others, of in counts.values()) for counts in shared.values()),
            peered=peers is not None,
        )

    def price(self, code: str, move: Move, /) -> int:
        """Return what a move of any steps costs; of equal costs, that is less which more have, or fewer changes are."""
        others, of = self.shared[code][move]
        return int(move.cost * self.unit) * self.base + 1 + of - others

    def below(self, price: int, /) -> int:
        """Return the highest price of what costs less."""
        return price // self.base * self.base - 1

    def apart(self, best: Found | None, near: Iterable[Found], /) -> list[Found]:
        """Return of what is near, the nearest first, the first of each cost; none that costs what the best does."""
        told = set() if best is None else {best.cost // self.base}
        kept = []
        for found in near:
            level = found.cost // self.base
            if level not in told:
                kept.append(found)
            told.add(level)
        return kept

    def path(self, chosen: Mapping[str, Move], /, *, score: float | None, reached: bool) -> Path:
        """Return the path of moves, its steps in the order in which they are told."""
        before = self.answers.record(str(self.answers.units[0]))
        steps = []
        for code, move in chosen.items():
            others, of = self.shared[code][move] if self.peered else (None, None)
            steps.append(
                Step(
                    code=code,
                    before=before[code],
                    after=move.answer,
                    cost=float(move.cost),
                    steps=move.steps,
                    others=others,
                    of=of,
                )
            )
        steps.sort(key=lambda step: (-(step.others or 0) / (step.of or 1), step.cost, step.code))
        cost = float(sum((move.cost for move in chosen.values()), Fraction(0)))
        return Path(steps=tuple(steps), cost=cost, score=score, reached=reached)
