"""What a law is: one sentence about a rule, and a check that finds where it does not hold."""

import enum
import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Final

import attrs

from smmi.errors import ArgumentError, LawBrokenError, UnknownCodeError
from smmi.scoring.rules._checked_call import NotPointsError

Verdict = bool | str
"""True: the law holds. False: the case says nothing, for the premise does not hold. Text: what was found instead."""

TOLERANCE: Final = 1e-9
"""How far two numbers in [0, 1] or [0, 100] that should be equal may be apart by rounding alone."""


class Subject(enum.Enum):
    """What a law speaks of."""

    ITEM_RULE = "item rule"
    AGGREGATION_RULE = "aggregation rule"
    SCHEME = "scheme"


@attrs.frozen(kw_only=True)
class Law:
    """One law, as a value: what it says, whom it binds, and how it is checked on one case.

    Attributes:
        id: Its name in reports, such as ``weights-are-relative``.
        sentence: What it says.
        subject: What it speaks of.
        examine: Finds the verdict on one case: ``examine(subject, **case)``.
        needs: The trait that a rule has to declare for the law to bind it; empty if it binds every rule.

    Example:
        >>> from smmi.scoring import WeightedMean
        >>> from smmi.scoring.laws import AGGREGATION_LAWS
        >>> AGGREGATION_LAWS["unanimous"].check(WeightedMean(), points=0.25, weights=[1.0, 3.0])
        True
    """

    id: str
    sentence: str
    subject: Subject
    examine: Callable[..., Verdict] = attrs.field(repr=False)
    needs: str = ""

    @cached_property
    def keywords(self) -> tuple[str, ...]:
        """What every case of the law gives, by name."""
        return tuple(
            name for name, default in _parameters(self.examine) if default is inspect.Parameter.empty
        )

    @cached_property
    def options(self) -> tuple[str, ...]:
        """What a case of the law may give besides, by name."""
        return tuple(name for name, _ in _parameters(self.examine) if name not in self.keywords)

    def binds(self, rule: object, /) -> bool:
        """Whether a rule declares the trait that the law needs."""
        return not self.needs or bool(getattr(rule, self.needs, False))

    def check(self, subject: object, /, **case: object) -> bool:
        """Check the law on one case.

        Args:
            subject: The rule or scheme that the law speaks of.
            **case: What the law needs besides: all of `keywords`, and perhaps some of `options`.

        Returns:
            Whether the case said anything: False if the law's premise does not hold.

        Raises:
            ArgumentError: The case has not what the law needs.
            LawBrokenError: The law does not hold; the error carries the evidence.
        """
        if not set(self.keywords) <= set(case) <= {*self.keywords, *self.options}:
            more = f"; and perhaps {_listed(self.options)}" if self.options else ""
            raise ArgumentError(
                "case", _listed(case), _listed(self.keywords) + more, f"It is for {self.id!r}"
            )
        try:
            verdict = self.examine(subject, **case)
        except NotPointsError as error:
            verdict = str(error)
        if isinstance(verdict, str):
            raise LawBrokenError(self.id, self.sentence, verdict, case)
        return verdict


def _parameters(examine: Callable[..., Verdict]) -> list[tuple[str, object]]:
    """Return the names and defaults of what is given by keyword."""
    parameters = inspect.signature(examine).parameters.values()
    return [(one.name, one.default) for one in parameters if one.kind is inspect.Parameter.KEYWORD_ONLY]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"


@attrs.frozen
class LawSet:
    """A versioned set of laws. A law that is added, taken away or changed makes a new version.

    Attributes:
        version: Of the set.
        laws: The laws, each with an id of its own.

    Example:
        >>> from smmi.scoring.laws import ITEM_LAWS
        >>> ITEM_LAWS["points-are-shares"].sentence
        'The points of every answer are in [0, 1], and within the range that the rule declares.'
    """

    version: str
    laws: tuple[Law, ...]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of the laws."""
        return tuple(law.id for law in self.laws)

    def __getitem__(self, law: str) -> Law:
        """Return a law by its id.

        Raises:
            UnknownCodeError: There is no such law.
        """
        for one in self.laws:
            if one.id == law:
                return one
        raise UnknownCodeError("no law is called", str(law), self.ids)

    def __iter__(self) -> Iterator[Law]:
        return iter(self.laws)

    def __len__(self) -> int:
        return len(self.laws)


def equal(got: float | None, expected: float | None) -> bool:
    """Whether two numbers are equal but for rounding, or both absent."""
    if got is None or expected is None:
        return got is expected
    return abs(got - expected) <= TOLERANCE


def agree(what: str, got: float | None, expected: float | None) -> Verdict:
    """Return the verdict on two numbers that should be equal."""
    return equal(got, expected) or f"{what}: got {got!r}, expected {expected!r}"
