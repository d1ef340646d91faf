"""What comparisons of two groups have in common: differences by score, and by what conventions."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import attrs

from smmi.benchmark.comparison._p_values import Correction
from smmi.frozen import CodeMapping

D = TypeVar("D", covariant=True)  # noqa: PLC0105  (short, as everywhere)


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
