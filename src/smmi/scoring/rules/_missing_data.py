"""Missing data: how much must be answered for a score, what a missing answer is, and why a score is absent."""

import enum
from typing import Final

import attrs

from smmi.errors import Finding, Reason, SchemeError
from smmi.instrument.declaration import is_share
from smmi.scoring.rules._words import PERCENT


class Absence(enum.IntEnum):
    """The machine-readable reason of an absent score; `PRESENT` if there is one.

    Example:
        >>> Absence.TOO_LITTLE_ANSWERED.label
        'too little answered'
    """

    PRESENT = 0
    NOT_APPLICABLE = 1
    """The indicator does not apply to the unit."""
    GATED = 2
    """The instrument's own routing skipped the indicator."""
    NOT_ADMINISTERED = 3
    """The indicator was not put to the unit."""
    NO_ANSWER = 4
    """The indicator was not answered."""
    NOTHING_ANSWERED = 5
    """Nothing below the node was answered."""
    TOO_LITTLE_ANSWERED = 6
    """Less was answered than the minimum coverage asks for."""
    NOTHING_APPLICABLE = 7
    """Nothing below the node was there to be answered."""
    PROPAGATED = 8
    """Something below the node is missing, and the policy is to have no score then."""
    NO_WEIGHT = 9
    """Everything below the node has weight 0."""
    BOUNDS_UNKNOWN = 10
    """Only in bounds: the rules do not say what can be attained, or there is too much to try."""
    NOT_SCORED = 11
    """The indicator is declared as not scored; it has no score whatever is answered."""

    @property
    def label(self) -> str:
        """The reason in words."""
        return self.name.lower().replace("_", " ")

    def __str__(self) -> str:
        return self.label


class CoverageBasis(enum.Enum):
    """By what coverage is measured.

    Example:
        >>> MinimumCoverage(0.5, basis=CoverageBasis.COUNT).basis.value
        'count'
    """

    WEIGHT = "weight"
    COUNT = "count"


class NoAnswer(enum.Enum):
    """What a missing answer is to the score of its parent.

    Example:
        >>> NoAnswer.LOWEST.effect
        'counts as the lowest attainable'
    """

    LEAVES_OUT = "leaves-out"
    """It leaves numerator and denominator."""
    LOWEST = "lowest"
    """It counts as the lowest attainable points; coverage still counts it as missing."""
    PROPAGATES = "propagates"
    """The parent has no score."""

    @property
    def effect(self) -> str:
        """What becomes of a missing answer, as the end of a sentence."""
        return _EFFECTS[self]


_EFFECTS: Final = {
    NoAnswer.LEAVES_OUT: "is left out, with what it could have earned",
    NoAnswer.LOWEST: "counts as the lowest attainable",
    NoAnswer.PROPAGATES: "leaves its parent without a score",
}


@attrs.frozen
class MinimumCoverage:
    """A score needs this share of the eligible weight (or count) answered; exactly the share is enough.

    What is not applicable, gated or not administered is not eligible. Without a single answer there is no score.

    Attributes:
        share: The minimum share, 0 to 1.
        basis: Whether shares are of weight or of count.
        no_answer: What a missing answer is to the score.

    Raises:
        SchemeError: The share is not between 0 and 1.

    Example:
        >>> MinimumCoverage(0.5).share
        0.5
    """

    share: float = attrs.field(default=0.5)
    basis: CoverageBasis = attrs.field(default=CoverageBasis.WEIGHT, kw_only=True)
    no_answer: NoAnswer = attrs.field(default=NoAnswer.LEAVES_OUT, kw_only=True)

    def __attrs_post_init__(self) -> None:
        SchemeError.raise_any(
            Finding(
                reason=Reason.BAD_VALUE,
                path=f"$.{name}",
                message=f"{name!r}: got {got!r}, expected {expected}",
            )
            for name, got, expected, good in (
                ("share", self.share, "a number from 0 to 1", is_share(self.share)),
                ("basis", self.basis, "a CoverageBasis", isinstance(self.basis, CoverageBasis)),
                ("no_answer", self.no_answer, "a NoAnswer", isinstance(self.no_answer, NoAnswer)),
            )
            if not good
        )
        object.__setattr__(self, "share", float(self.share))

    def in_words(self) -> str:
        """Return the policy in words."""
        missing = f"a missing answer {self.no_answer.effect}"
        if not self.share:
            return f"one answer is enough for a score; {missing}"
        share = (
            f"{PERCENT * self.share:.6g} % by {'weight' if self.basis is CoverageBasis.WEIGHT else 'number'}"
        )
        return f"a score needs {share} of what was put to the unit answered, at least; {missing}"
