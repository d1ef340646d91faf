"""What is found of paths: steps, paths, and the proof."""

import enum

import attrs

from smmi.benchmark.improvement._targets import Badge, RankOf, ScoreOf, Stars, Target


class Proof(enum.Enum):
    """Why nothing cheaper reaches the target, if that is known.

    Example:
        >>> Proof.NOT_PROVED.value
        'not proved'
    """

    ADDITIVE = "proved: exact dynamic programming"
    EXHAUSTED = "proved: every set of changes was tried"
    NOT_PROVED = "not proved"


@attrs.frozen(kw_only=True)
class Step:
    """One changed answer of a path.

    Attributes:
        code: The indicator.
        before: The answer that there is; None for none.
        after: The answer to have; None where any will do, for the badge.
        cost: What it costs.
        steps: How many steps it takes, each a year where there is one a year.
        others: How many of the similar units have this answer; None where none were given.
        of: How many of them answered.
        asked: Whether the question is asked already; else other answers decide whether it is, for the badge.

    Example:
        >>> Step(code="has_policy", before="no", after="yes", cost=2.0, steps=1).after
        'yes'
    """

    code: str
    before: object
    after: object
    cost: float
    steps: int
    others: int | None = None
    of: int | None = None
    asked: bool = True


@attrs.frozen(kw_only=True)
class Path:
    """A set of changed answers, replayed.

    Attributes:
        steps: The changes, those first that most of the similar units already made, then the cheapest.
        cost: What they cost together.
        score: The score after them, as the scheme scores it; None if it has none, and for the badge.
        reached: Whether the target is reached, by the replay.

    Example:
        >>> step = Step(code="has_policy", before="no", after="yes", cost=2.0, steps=1)
        >>> Path(steps=(step,), cost=2.0, score=75.0, reached=True).changes
        {'has_policy': 'yes'}
    """

    steps: tuple[Step, ...]
    cost: float
    score: float | None
    reached: bool

    @property
    def changes(self) -> dict[str, object]:
        """The new answers by indicator; of the badge, for which any will do, there are none."""
        return {step.code: step.after for step in self.steps if step.after is not None}

    @property
    def effort(self) -> str:
        """How many steps it takes, in words.

        Example:
            >>> step = Step(code="has_policy", before="no", after="yes", cost=1.0, steps=1)
            >>> Path(steps=(step,), cost=1.0, score=75.0, reached=True).effort
            '1 step'
        """
        n = sum(step.steps for step in self.steps)
        return "1 step" if n == 1 else f"{n} steps"

    @property
    def years(self) -> int:
        """How many years it takes where every indicator moves one step a year."""
        return max((step.steps for step in self.steps), default=0)


@attrs.frozen(kw_only=True)
class Paths:
    """The shortest way to a target.

    It is exact, and for organisers wherever it rests on norms or on the answers of others: what is needed for stars
    is the score of a peer. A target that is a score, without `peers`, rests on the unit's own answers and the scheme
    alone, and can go to the unit.

    Attributes:
        target: The target.
        unit: The unit.
        threshold: The least score that reaches it; None for the badge, and where no score does.
        score: The score that there is; None if there is none, and for the badge.
        best: The cheapest path that reaches the target; None if none was found.
        near: Sets that cost less, or of all if nothing reaches it, the nearest first; of what costs as much, none is
            nearer.
        proof: Why nothing cheaper reaches it.
        in_steps: Whether no costs were given, so that what a path costs is how many steps it takes.
        upward: Whether only answers were looked for that give nothing up.
    """

    target: Target
    unit: str
    threshold: float | None
    score: float | None
    best: Path | None
    near: tuple[Path, ...]
    proof: Proof
    in_steps: bool = False
    upward: bool = False

    @property
    def proved(self) -> bool:
        """Whether it is proved that nothing cheaper reaches the target, or nothing at all if there is no path."""
        return self.proof is not Proof.NOT_PROVED

    @property
    def for_organisers_only(self) -> bool:
        """Whether it tells of others: it rests on norms, or on what similar units answered."""
        told = (*self.near, *((self.best,) if self.best else ()))
        alone = isinstance(self.target, ScoreOf | Badge)
        return not alone or any(step.others is not None for path in told for step in path.steps)

    def describe(self) -> str:
        """Return in one sentence what it takes, or how near one can get.

        Example:
            >>> Paths(
            ...     target=Badge(),
            ...     unit="S1",
            ...     threshold=None,
            ...     score=None,
            ...     best=None,
            ...     near=(),
            ...     proof=Proof.ADDITIVE,
            ... ).describe()
            'It is not reached: some questions cannot be answered'
        """
        if self.best and not self.best.steps:
            return "It is reached as it is"
        if isinstance(self.target, Badge):
            return self._to_answer()
        if self.best:
            n, is_one = len(self.best.steps), len(self.best.steps) == 1
            several = "1 changed answer" if is_one else f"{n} changed answers"
            effort = self.best.effort if self.in_steps else f"at a cost of {self.best.cost:g}"
            reach = "reaches" if is_one else "reach"
            told = f", {effort} in all, {reach}" if self.in_steps else f" {effort} {reach}"
            return f"{several}{told} {self._goal()} ({self._proof()})"
        nearest = (
            f"; the nearest is a score of {self.near[0].score:.6g}"
            if self.near and self.near[0].score
            else ""
        )
        return f"No set of changes reaches {self._goal()} ({self._proof()}){nearest}"

    def _proof(self) -> str:
        """Return how sure it is, and among which answers."""
        return f"{self.proof.value}; no answer lower than now" if self.upward else self.proof.value

    def _goal(self) -> str:
        """Return the target in words."""
        match self.target:
            case ScoreOf(points=points):
                return f"{points:g} points"
            case Stars(stars=stars):
                return "1 star" if stars == 1 else f"{stars} stars"
            case RankOf(percentile=percentile):
                return f"a percentile rank of {percentile:g}"
            case _:
                return "the badge"

    def _to_answer(self) -> str:
        """Return what is left to answer for the badge."""
        if self.best is None:
            return "It is not reached: some questions cannot be answered"
        asked = sum(step.asked for step in self.best.steps)
        more = len(self.best.steps) - asked
        questions = "1 question that is" if asked == 1 else f"{asked} questions that are"
        further = f"; they decide whether {more} more {'is' if more == 1 else 'are'} asked" if more else ""
        return f"Answer the {questions} blank, whatever the answer is{further}"
