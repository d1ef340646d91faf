"""Imputed scores: the mean and the spread of each score over several completions of the answers."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import Finding
from smmi.frozen import FrozenMapping, read_only
from smmi.scoring.rules._kernels import Floats
from smmi.scoring.scorer._scores import Scores, score_codes

Counts = npt.NDArray[np.int64]

METHOD: Final = "random hot deck with the approximate Bayesian bootstrap"
"""What `Imputed.method` says."""


def _array() -> Any:  # noqa: ANN401  (an attrs field)
    same = attrs.cmp_using(eq=lambda left, right: np.array_equal(left, right, equal_nan=True))
    return {"converter": read_only, "eq": same, "hash": False, "repr": False}


@attrs.frozen(kw_only=True, repr=False)
class Imputed:
    """Scores over several completions of the answers; make it with `impute`.

    There is no completed data set here, and no single filled-in score: a mean stands beside its spread. Rows are those
    of `codes`, columns those of `units`; numbers are in percent of attainable. Where no draw has a score, mean, low
    and high are NaN; where fewer than two have one, the spread is NaN.

    Attributes:
        scores: The scores without imputation.
        draws: How many completions were drawn.
        within: The attribute within whose groups donors were sought, or None.
        mean: The mean over the draws that have a score, (codes, n).
        between: The standard deviation between these draws, with draws - 1 in the denominator, (codes, n).
        low: The lowest, (codes, n).
        high: The highest, (codes, n).
        present: How many draws have a score, (codes, n).
        filled: How many cells of each unit were drawn in at least one draw, (n,).
        findings: Blanks for which there was nobody to draw from; they stay blank.
        method: How it was done.

    Example:
        >>> import smmi
        >>> from smmi.instrument import synthesize
        >>> from smmi.scoring import impute
        >>> rng = np.random.default_rng(2019)
        >>> answers = synthesize(smmi.editions.smmi_16(), units=20, rng=rng, blanks=0.3)
        >>> found = impute(answers, smmi.ScoringScheme.equal_weights(answers.instrument), rng=rng, draws=3)
        >>> found
        <Imputed scores of 20 units: 3 draws, 0 findings>
        >>> found.mean.shape == (len(found.codes), 20)
        True
    """

    scores: Scores
    draws: int
    within: str | None
    mean: Floats = attrs.field(**_array())
    between: Floats = attrs.field(**_array())
    low: Floats = attrs.field(**_array())
    high: Floats = attrs.field(**_array())
    present: Counts = attrs.field(**_array())
    filled: Counts = attrs.field(**_array())
    findings: tuple[Finding, ...] = attrs.field(default=(), hash=False)
    method: str = METHOD

    @property
    def units(self) -> npt.NDArray[Any]:
        """The units' identifiers, (n,)."""
        return self.scores.units

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of the rows: overall, the domains, the areas."""
        return score_codes(self.scores.instrument)

    def of(self, unit: str | int, /) -> Mapping[str, "ImputedScore"]:
        """Return the scores of one unit, by code.

        Args:
            unit: The unit's identifier.

        Returns:
            An `ImputedScore` for "overall", each domain and each area.

        Raises:
            UnknownCodeError: There is no such unit.
        """
        i = self.scores.position(unit)
        return FrozenMapping(
            {
                code: ImputedScore(
                    code=code,
                    mean=_or_none(self.mean[row, i]),
                    between=_or_none(self.between[row, i]),
                    low=_or_none(self.low[row, i]),
                    high=_or_none(self.high[row, i]),
                    present=int(self.present[row, i]),
                    draws=self.draws,
                )
                for row, code in enumerate(self.codes)
            }
        )

    def __repr__(self) -> str:
        return (
            f"<Imputed scores of {len(self.scores)} units: {self.draws} draws, {len(self.findings)} findings>"
        )


@attrs.frozen(kw_only=True)
class ImputedScore:
    """One score of one unit over several completions of its answers, in percent of attainable.

    Attributes:
        code: The code of the area or domain, or "overall".
        mean: The mean over the draws that have a score; None if none has.
        between: The standard deviation between them; None if fewer than two have one.
        low: The lowest; None if there is none.
        high: The highest; None if there is none.
        present: How many draws have a score.
        draws: How many draws there are.

    Example:
        >>> ImputedScore(code="overall", mean=50.0, between=2.0, low=48.0, high=52.0, present=2, draws=2).mean
        50.0
    """

    code: str
    mean: float | None
    between: float | None
    low: float | None
    high: float | None
    present: int
    draws: int


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
