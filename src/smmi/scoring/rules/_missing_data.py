"""Missing-data policies: how much must be answered for a score, and what a missing answer is."""

import enum

import attrs

from smmi.errors import Finding, Reason, SchemeError


class CoverageBasis(enum.Enum):
    """By what coverage is measured."""

    WEIGHT = "weight"
    COUNT = "count"


class NoAnswer(enum.Enum):
    """What a missing answer is to the score of its parent."""

    LEAVES_OUT = "leaves-out"
    """It leaves numerator and denominator."""
    LOWEST = "lowest"
    """It counts as the lowest attainable points; coverage still counts it as missing."""
    PROPAGATES = "propagates"
    """The parent has no score."""


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
                ("share", self.share, "a number from 0 to 1", _is_share(self.share)),
                ("basis", self.basis, "a CoverageBasis", isinstance(self.basis, CoverageBasis)),
                ("no_answer", self.no_answer, "a NoAnswer", isinstance(self.no_answer, NoAnswer)),
            )
            if not good
        )
        object.__setattr__(self, "share", float(self.share))


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
