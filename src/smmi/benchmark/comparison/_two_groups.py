"""The two groups of a comparison, and which of their scores are compared."""

from collections.abc import Sequence
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import ArgumentError, UnknownCodeError
from smmi.instrument import Answers
from smmi.scoring import Scores

FEWEST: Final = 2
"""The smallest number of units of a group that has a spread."""

Flags = npt.NDArray[np.bool_]


@attrs.frozen(kw_only=True)
class TwoGroups:
    """Two groups of units, by the values of an attribute.

    Attributes:
        labels: Its two values: first and second group.
        first: Which units are in the first group, (n,).
        second: Which are in the second.
    """

    labels: tuple[str, str]
    first: Flags = attrs.field(eq=False, repr=False)
    second: Flags = attrs.field(eq=False, repr=False)

    @classmethod
    def of(cls, scores: Scores, by: str, groups: Sequence[str], /) -> "TwoGroups":
        """Return the groups.

        Raises:
            UnknownCodeError: The answers have no such attribute, or it has no such value.
            ArgumentError: The groups are not two different values.
        """
        column = scores.answers.attribute(by)
        labels = () if isinstance(groups, str) or not isinstance(groups, Sequence) else tuple(groups)
        if len(labels) != 2 or labels[0] == labels[1]:
            raise ArgumentError("groups", repr(groups), f"two different values of {by!r}, first and second")
        for label in labels:
            if label not in column.labels:
                raise UnknownCodeError(f"the attribute {by!r} has no value", str(label), column.labels)
        first, second = (column.codes == column.labels.index(label) + 1 for label in labels)
        return cls(labels=(labels[0], labels[1]), first=first, second=second)


def checked_scores(scores: object, /) -> None:
    """Refuse what is no scores.

    Raises:
        ArgumentError: It is none.
    """
    ArgumentError.raise_unless(
        scores,
        Scores,
        argument="scores",
        expected="Scores",
        advice={Answers: "Score the answers first: smmi.score(answers, scheme)"},
    )


def compared_codes(scores: Scores, codes: Sequence[str] | None, /) -> tuple[str, ...]:
    """Return the codes of the scores to compare: those given, or the areas.

    Raises:
        UnknownCodeError: No score has the code.
        ArgumentError: They are no sequence of codes, or one stands twice.
    """
    if codes is None:
        return tuple(area.code for area in scores.instrument.areas)
    if isinstance(codes, str) or not isinstance(codes, Sequence) or not codes:
        raise ArgumentError("codes", repr(codes), "None, or a sequence of codes of scores")
    for code in codes:
        scores.row(code)
    repeated = sorted({code for code in codes if list(codes).count(code) > 1})
    if repeated:
        raise ArgumentError("codes", f"{repeated[0]!r} twice", "each code once")
    return tuple(codes)
