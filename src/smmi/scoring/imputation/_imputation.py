"""Multiple imputation: the spread of scores when blanks are answered as other units answered.

The method is a random hot deck with the approximate Bayesian bootstrap (Rubin and Schenker 1986, J Am Stat Assoc
81:366-374): for each draw and indicator, the donors are themselves drawn with replacement, and each blank takes the
answer of one of the donors so drawn. Draws vary as much as they would if the donors' distribution were estimated, which
it is; without the first step the spread is too small.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError, Finding, Reason
from smmi.frozen import FrozenMapping, frozen_array
from smmi.instrument import Answers, AnswerState, Indicator
from smmi.instrument.answers import (
    Column,
    Leaf,
    Verdicts,
    attribute_verdicts,
    leaf_verdicts,
    routed_column,
)
from smmi.instrument.scales import coding
from smmi.scoring.arithmetic import Floats
from smmi.scoring.rules import finding
from smmi.scoring.scheme._scheme import ScoringScheme
from smmi.scoring.scorer._scorer import check_edition
from smmi.scoring.scorer._scores import Scores

Counts = npt.NDArray[np.int64]

METHOD: Final = "random hot deck with the approximate Bayesian bootstrap"
"""What `Imputed.method` says."""


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
    mean: Floats = attrs.field(**frozen_array())
    between: Floats = attrs.field(**frozen_array())
    low: Floats = attrs.field(**frozen_array())
    high: Floats = attrs.field(**frozen_array())
    present: Counts = attrs.field(**frozen_array())
    filled: Counts = attrs.field(**frozen_array())
    findings: tuple[Finding, ...] = attrs.field(default=(), hash=False)
    method: str = METHOD

    @property
    def units(self) -> npt.NDArray[Any]:
        """The units' identifiers, (n,)."""
        return self.scores.units

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of the rows: overall, the domains, the areas."""
        return self.scores.codes

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


Flags = npt.NDArray[np.bool_]


@tells_keywords
def impute(
    answers: Answers,
    scheme: ScoringScheme,
    /,
    *,
    rng: np.random.Generator,
    draws: int = 20,
    within: str | None = None,
) -> Imputed:
    """Return scores over several completions of the answers, in which blanks are answered as other units answered.

    Only what was put to a unit and not answered is drawn; what is not applicable, not administered or gated is not.
    Routing is applied again to each completion: a drawn answer may open or shut gates behind it, and a blank behind a
    gate that it opens is drawn as well. An answer that routing has set aside counts where a drawn one opens its gate.

    Args:
        answers: The answers. A unit's imputed scores depend on the others': they are its donors.
        scheme: How they are scored.
        rng: The source of all randomness: the same state gives the same result.
        draws: How many completions are drawn.
        within: An attribute: only units with the same value, none included, are donors.

    Returns:
        For each score of each unit, in percent of attainable, the mean over the draws, their standard deviation,
        lowest and highest, as arrays of shape (codes, n); `Imputed.of` has them by unit and code.

    Raises:
        ArgumentError: An argument has an unusable value.
        UnknownCodeError: The answers have no such attribute.
        EditionMismatchError: The answers are of another instrument or edition than the scheme.

    Example:
        >>> import smmi
        >>> from smmi import editions
        >>> from smmi.instrument import synthesize
        >>> rng = np.random.default_rng(2019)
        >>> answers = synthesize(editions.smmi_16(), units=30, rng=rng, blanks=0.2)
        >>> scheme = smmi.ScoringScheme.equal_weights(answers.instrument)
        >>> overall = impute(answers, scheme, rng=rng, draws=5).of("S001")["overall"]
        >>> overall.present, overall.low <= overall.mean <= overall.high
        (5, True)
    """
    _check(answers, scheme, rng, draws)
    groups = _groups(answers, within)
    scorer = scheme.compile()
    scores = scorer.score(answers)
    values = np.empty((draws, *scores.values.shape))
    ever = np.zeros((len(answers.columns), len(answers)), dtype=np.bool_)
    alone: dict[str, None] = {}
    for draw in range(draws):
        completion = _Completion(answers, groups, rng)
        values[draw] = scorer.score(completion.answers()).values
        ever |= completion.filled
        alone |= dict.fromkeys(completion.without_donors)
    present = np.count_nonzero(~np.isnan(values), axis=0)
    some, total = present > 0, np.nansum(values, axis=0)
    low = np.where(some, np.min(np.where(np.isnan(values), np.inf, values), axis=0), np.nan)
    high = np.where(some, np.max(np.where(np.isnan(values), -np.inf, values), axis=0), np.nan)
    mean = np.clip(np.where(some, total / np.maximum(present, 1), np.nan), low, high)
    squares = np.nansum((values - mean) ** 2, axis=0)
    return Imputed(
        scores=scores,
        draws=draws,
        within=within,
        mean=mean,
        between=np.where(present > 1, np.sqrt(squares / np.maximum(present - 1, 1)), np.nan),
        low=low,
        high=high,
        present=present,
        filled=np.count_nonzero(ever, axis=0),
        findings=tuple(_nobody(code, within) for code in alone),
    )


class _Completion:
    """One completion of the answers, indicator by indicator in the order of routing."""

    def __init__(
        self, answers: Answers, groups: Sequence[npt.NDArray[np.intp]], rng: np.random.Generator
    ) -> None:
        self._given, self._groups, self._rng = answers, groups, rng
        self._done: dict[str, tuple[Indicator, Column]] = {}
        self._aside: dict[str, dict[int, object]] = {}
        for item in answers.set_aside:
            self._aside.setdefault(item.code, {})[answers.position(item.unit)] = item.answer
        self.filled: Flags = np.zeros((len(answers.columns), len(answers)), dtype=np.bool_)
        self.without_donors: list[str] = []

    def answers(self) -> Answers:
        """Return the answers with every blank drawn for which there are donors."""
        for i, (indicator, column) in enumerate(
            zip(self._given.instrument.indicators, self._given.columns, strict=True)
        ):
            states = coding(indicator.scale).states[column.codes]
            blank = (
                states == AnswerState.GATED
            )  # what routing skipped is a blank, if a drawn answer opens the gate
            blank[list(self._aside.get(indicator.code, ()))] = False
            blank |= states == AnswerState.NO_ANSWER
            drawn, self.filled[i] = self._drawn(indicator, column, blank)
            settled = routed_column(indicator, drawn, self._of_answers, self._of_attributes)
            after = coding(indicator.scale).states[settled.codes]
            self.filled[i] &= after == AnswerState.ANSWERED
            if np.any(blank & (after == AnswerState.NO_ANSWER)):
                self.without_donors.append(indicator.code)
            self._done[indicator.code] = (indicator, settled)
        return attrs.evolve(self._given, columns=tuple(column for _, column in self._done.values()))

    def _drawn(self, indicator: Indicator, column: Column, blank: Flags) -> tuple[Column, Flags]:
        how = coding(indicator.scale)
        answered = how.states[column.codes] == AnswerState.ANSWERED
        codes = column.codes.copy()
        values = None if column.values is None else column.values.copy()
        filled = np.zeros(len(codes), dtype=np.bool_)
        for group in self._groups:
            donors, rows = group[answered[group]], group[blank[group]]
            if not len(rows):
                continue
            if not len(donors):
                skipped = rows[how.states[column.codes[rows]] == AnswerState.GATED]
                codes[skipped] = AnswerState.NO_ANSWER  # routing skips it again, or it is a blank
                continue
            deck = donors[self._rng.integers(len(donors), size=len(donors))]
            from_whom = deck[self._rng.integers(len(deck), size=len(rows))]
            codes[rows] = column.codes[from_whom]
            filled[rows] = True
            if values is not None and column.values is not None:
                values[..., rows] = column.values[..., from_whom]
        for row, answer in self._aside.get(indicator.code, {}).items():  # routing sets it aside again, or not
            codes[row], value = how.encode(answer)
            if values is not None and value is not None:
                values[..., row] = value
        return Column(codes, values), filled

    def _of_answers(self, leaf: Leaf) -> Verdicts:
        indicator, column = self._done[leaf.code]
        return leaf_verdicts(leaf, indicator.scale, column)

    def _of_attributes(self, leaf: Leaf) -> Verdicts:
        return attribute_verdicts(leaf, self._given.attributes[leaf.code])


def _groups(answers: Answers, within: str | None) -> list[npt.NDArray[np.intp]]:
    if within is None:
        return [np.arange(len(answers))]
    codes = answers.attribute(within).codes
    return [np.flatnonzero(codes == code) for code in np.unique(codes)]


def _nobody(code: str, within: str | None) -> Finding:
    where = f" in a group of {within!r}" if within else ""
    return finding(
        f"$.{code}",
        f"{code!r}: nobody answered{where}, so there is nothing to draw from; its blanks stay blank",
        reason=Reason.NOBODY_ANSWERED,
        code=code,
    )


def _check(answers: Answers, scheme: ScoringScheme, rng: object, draws: object) -> None:
    ArgumentError.raise_unless(
        answers,
        Answers,
        argument="answers",
        expected="Answers",
        advice={ScoringScheme: "The arguments are swapped; write impute(answers, scheme, rng=rng)"},
    )
    ArgumentError.raise_unless(scheme, ScoringScheme, argument="scheme", expected="a ScoringScheme")
    if not isinstance(rng, np.random.Generator):
        advice = "Write rng=numpy.random.default_rng(seed)"
        raise ArgumentError("rng", f"a {type(rng).__name__}", "a numpy.random.Generator", advice)
    if not isinstance(draws, int) or isinstance(draws, bool) or draws < 2:
        raise ArgumentError("draws", repr(draws), "an integer of at least 2")
    check_edition(answers, scheme)
