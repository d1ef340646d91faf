"""What comparisons of two groups have in common: the groups, the scores compared, and their differences by score."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.comparison._p_values import Correction
from smmi.benchmark.survey._argument_checks import plain_whole
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.frozen import CodeMapping
from smmi.instrument import Answers
from smmi.scoring import Scores

D = TypeVar("D", covariant=True)  # noqa: PLC0105  (short, as everywhere)

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

    def sizes(self, population: object, /) -> dict[str, int]:
        """Return the sizes of these groups in all, by label; refuse what are none.

        Raises:
            UnknownCodeError: A size is of another group.
            ArgumentError: They are no mapping, or a size is no integer or smaller than the group.
        """
        if not isinstance(population, Mapping):
            raise ArgumentError(
                "population", repr(population), "None, or the size of each group by its label"
            )
        counted = dict(zip(self.labels, (int(self.first.sum()), int(self.second.sum())), strict=True))
        found = {}
        for label, given in population.items():
            size = plain_whole(given)
            if label not in counted:
                raise UnknownCodeError("the comparison has no group", str(label), self.labels)
            if not isinstance(size, int) or isinstance(size, bool) or size < counted[label]:
                expected = f"an integer of at least {counted[label]}, the units of the group"
                raise ArgumentError("population", f"{given!r} for {label!r}", expected)
            found[label] = size
        return found


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


def _by_score(differences: Any) -> Any:  # noqa: ANN401  (attrs converts what it is given)
    return CodeMapping("no score that was compared has the code", differences)


@attrs.frozen(kw_only=True)
class ComparedScores(Generic[D]):
    """The differences between two groups by score.

    Attributes:
        by: The attribute that makes the groups.
        groups: Its values: first and second group.
        differences: The differences by the code of the score.
        correction: How p values were corrected, over all the scores compared.
        level: The confidence level of all intervals, between 0 and 1.
        minimum: The smallest group of which anything is shown.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> compared = benchmark.compare_groups(scores, by="control", groups=("public", "private"))
        >>> compared.groups, compared.correction.value, len(compared.differences)
        (('public', 'private'), 'holm', 16)
        >>> compared["curriculum"].code
        'curriculum'
    """

    by: str
    groups: tuple[str, str]
    differences: Mapping[str, D] = attrs.field(converter=_by_score, repr=False)
    correction: Correction
    level: float
    minimum: int

    def __getitem__(self, code: str) -> D:
        """Return the difference in one score.

        Args:
            code: The code of the score.

        Raises:
            UnknownCodeError: The score was not compared.
        """
        return self.differences[code]

    def _described(self, *own: tuple[str, str]) -> tuple[tuple[str, str], ...]:
        """Return the conventions of both kinds of comparison, with those of one after the first."""
        first, second = self.groups
        scores = "only score are" if len(self.differences) == 1 else f"{len(self.differences)} scores are"
        several = (
            f"The p values of the {scores} {self.correction.label}; intervals hold for each score alone."
        )
        return (
            ("Difference", f"{first} less {second} ({self.by}); above 0, {first} is higher."),
            *own,
            ("Several scores", several),
        )
