"""Last time: the first wave beside the second, with its norms and the error of its scores."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs

from smmi._keywords import tells_keywords
from smmi.benchmark.decomposition import Decomposition, decompose
from smmi.benchmark.follow_up._changed_answers import ChangedAnswers, changed_answers
from smmi.benchmark.follow_up._moved import Moved, NoRankChange, NotCompared, OwnParts, RankChange
from smmi.benchmark.follow_up._old_self import with_new_self
from smmi.benchmark.norms import Conventions, NoReliability, Norms, Placement, Reliability, cronbach_alpha
from smmi.benchmark.norms._comparable import comparable
from smmi.benchmark.waves import ChangeRule, ChangeVerdict, TwoWaves, change
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.frozen import CodeMapping, freeze_mapping
from smmi.instrument import Answers, AnswerState, diff
from smmi.instrument.crosswalk import Crosswalk
from smmi.scoring import ScoreProfile, Scores, score


def _by_code(reliability: Any) -> Any:  # noqa: ANN401  (attrs converts what it is given)
    return CodeMapping("no score has the code", reliability)


@attrs.frozen(kw_only=True, repr=False)
class LastTime:
    """The last wave beside this one. It is exact, and for organisers; a report tells of it what a unit may know.

    Attributes:
        waves: What changed, of all units of both waves.
        scores: The scores of all units of the first wave, by the scheme of the second.
        norms: The norms of the first wave, by that scheme.
        breaks: Why a score does not compare between the editions, by code.
        reliability: The reliability of each score: as given, or as estimated from the first wave.
        rule: By what rule a change is reliable.
        conventions: By which conventions scores are placed and compared.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> scheme = smmi.ScoringScheme.equal_weights(editions.smmi_16())
        >>> years = [
        ...     smmi.score(
        ...         smmi.instrument.synthesize(scheme.instrument, units=40, rng=np.random.default_rng(year)),
        ...         scheme,
        ...     )
        ...     for year in (2025, 2026)
        ... ]
        >>> last = benchmark.last_time(*years)
        >>> last, last.moved("S001")[0].verdict.label
        (<LastTime of 40 units, 40 of them now: 23 scores compare>, 'deteriorated')
    """

    waves: TwoWaves
    scores: Scores
    norms: Norms
    breaks: Mapping[str, str] = attrs.field(converter=freeze_mapping)
    reliability: Mapping[str, float | Reliability] = attrs.field(converter=_by_code)
    rule: ChangeRule
    conventions: Conventions

    def moved(self, unit: str, /) -> tuple[Moved, ...]:
        """Return what moved for one unit, in the order of the scores.

        Raises:
            UnknownCodeError: The unit is not in both waves.
        """
        units = self.waves.units.tolist()
        if unit not in units:
            raise UnknownCodeError("in both waves there is no unit", str(unit), tuple(map(str, units)))
        return next(self._rows(units.index(unit), units.index(unit) + 1))[1]

    def all_moved(self) -> Iterator[tuple[str, tuple[Moved, ...]]]:
        """Yield each unit of both waves with what moved for it."""
        return self._rows(0, len(self.waves.units))

    def _rows(self, start: int, stop: int) -> Iterator[tuple[str, tuple[Moved, ...]]]:
        units = self.waves.units.tolist()
        sides = [_Side.of(scores, self.conventions) for scores in (self.waves.before, self.waves.after)]
        codes = self.waves.after.codes
        for at in range(start, stop):
            yield units[at], tuple(self._one(code, row, at, *sides) for row, code in enumerate(codes))

    def _one(self, code: str, row: int, at: int, first: "_Side", second: "_Side") -> Moved:
        before, after = first.value(row, at), second.value(row, at)
        reason: NotCompared | None = None
        share = None
        if code not in self.waves.changes:
            reason = NotCompared.BREAK
        elif before is None:
            reason = NotCompared.NO_SCORE_BEFORE
        elif after is None:
            reason = NotCompared.NO_SCORE_AFTER
        elif first.is_withheld(row, at):
            reason = NotCompared.PARTLY_BEFORE
        elif second.is_withheld(row, at):
            reason = NotCompared.PARTLY_AFTER
        if first.is_withheld(row, at):  # told beside a break as well, which is where it comes from
            share = float(first.scores.administered[row, at])
        elif reason is NotCompared.PARTLY_AFTER:
            share = float(second.scores.administered[row, at])
        if reason is not None:
            return Moved(code=code, before=before, after=after, reason=reason, share=share)
        found = self.waves[code]
        index = float(found.index[at])
        return Moved(
            code=code,
            before=before,
            after=after,
            difference=float(found.difference[at]),
            error=found.difference_error,
            smallest=found.smallest_detectable,
            index=None if math.isnan(index) else index,
            verdict=ChangeVerdict(int(found.verdicts[at])),
            no_verdict=found.reason,
        )

    def own_parts(self, unit: str, /, *, code: str = "overall", most: int = 3) -> OwnParts | None:
        """Return why a score of one unit moved, as `decompose` has it; None where it does not compare.

        It rests on the unit's own answers alone. Parts are empty where nothing moved it, or it is not decomposed.

        Args:
            unit: The unit.
            code: The code of the score.
            most: How many indicators are told at most.

        Raises:
            UnknownCodeError: The unit is not in both waves, or no score has the code.
        """
        moved = self.moved(unit)[self.waves.after.row(code)]
        if moved.difference is None:
            return None
        found = self._decomposed(unit)
        below = found.by_indicator(code)
        every = below.most_moved(unit, most=len(below.indicators))
        return OwnParts(
            causes=found.of(unit, code),
            indicators=every[:most],
            others=len(every[most:]),
            states=dict(_turned(below.indicators, *(one.answers for one in found.waves))),
        )

    @cached_property
    def _latest(self) -> dict[str, Decomposition]:
        return {}

    def _decomposed(self, unit: str) -> Decomposition:
        """Return the changes of all scores of one unit: a page asks for those of its areas one after the other."""
        found = self._latest.get(unit)
        if found is None:
            own = [wave.take([wave.position(unit)]) for wave in (self.waves.before, self.waves.after)]
            found = decompose(*own, conventions=self.conventions)
            self._latest.clear()  # of thousands of units, those before would fill the memory
            self._latest[unit] = found
        return found

    def changed_answers(self, unit: str, /) -> ChangedAnswers:
        """Return which answers of one unit are other ones than last time, as far as both waves asked the same.

        Between editions that is what the crosswalk carries. It rests on the unit's own answers alone.

        Args:
            unit: The unit.

        Raises:
            UnknownCodeError: The unit is not in both waves.

        Example:
            >>> import numpy as np
            >>> import smmi
            >>> from smmi import benchmark, editions
            >>> crosswalk = editions.crosswalk_18_to_16()
            >>> old, new = (
            ...     smmi.score(
            ...         smmi.instrument.synthesize(edition, units=30, rng=np.random.default_rng(1)),
            ...         smmi.ScoringScheme.equal_weights(edition),
            ...     )
            ...     for edition in (crosswalk.old, crosswalk.new)
            ... )
            >>> found = benchmark.last_time(old, new, crosswalk=crosswalk).changed_answers("S001")
            >>> found.carried, found.questions, found.changed[0].code
            (66, 80, 'clinical_underserved')
        """
        return changed_answers(self.waves, unit)

    def placements(self, profile: ScoreProfile, /) -> tuple[Placement | None, Placement]:
        """Return where a unit of this wave stood last time, and where its scores of now would have stood then.

        Args:
            profile: The unit's scores of now.

        Returns:
            The first is None for a unit that was not there. Scores of now are placed among all others that took part
            then: the unit's former score has left the norms, and that of now is in them, as far as the conventions
            count the unit itself. Norms of a survey design stay as they are, for no unit can be taken out of them.

        Raises:
            ArgumentError: The norms hold another score of the unit than it had then.
        """
        units = self.scores.units.tolist()
        old = self.scores.take([units.index(profile.unit)]) if profile.unit in units else None
        then = None if old is None else self.norms.place(old.of(profile.unit))
        return then, with_new_self(self.norms, old, profile.scores).place(profile)

    def rank_changes(
        self, profile: ScoreProfile, placement: Placement, /, *, code: str = "overall"
    ) -> tuple[RankChange, ...]:
        """Return how the percentile rank of a score moved in each group, by its own change and by that of the norms.

        The unit changes first, then the others: one of the two orders, of which `decompose` takes the mean. Where
        nobody else changed, came or left, the drift is exactly 0; where the unit did not change, its own change is.

        Args:
            profile: The unit's scores of now.
            placement: Where they stand now.
            code: The code of the score.

        Raises:
            UnknownCodeError: No score has the code.
        """
        then, still = self.placements(profile)
        there = profile.unit in self.waves.units.tolist()
        compares = there and self.moved(profile.unit)[self.waves.after.row(code)].difference is not None

        def rank(placed: Placement | None, name: str) -> float | None:
            own = None if placed is None or code in self.breaks else placed[code].get(name)
            return None if own is None else own.percentile

        def change_in(name: str) -> RankChange:
            ranks = (rank(then, name), rank(still, name), placement[code][name].percentile)
            reason = None
            if not there:
                reason = NoRankChange.NOT_THERE
            elif not compares:
                reason = NoRankChange.NOT_COMPARED
            elif then is None or name not in then[code]:
                reason = NoRankChange.NO_GROUP_BEFORE
            elif None in ranks[:2]:
                reason = NoRankChange.NO_RANK_BEFORE
            elif ranks[2] is None:
                reason = NoRankChange.NO_RANK_NOW
            return RankChange(group=name, then=ranks[0], still=ranks[1], now=ranks[2], reason=reason)

        return tuple(change_in(group.name) for group in placement.groups)

    def __repr__(self) -> str:
        compared = f"{len(self.waves.changes)} scores compare"
        return f"<LastTime of {len(self.scores)} units, {len(self.waves.units)} of them now: {compared}>"


@attrs.frozen(eq=False)
class _Side:
    """The scores of one wave, and which of them do not compare."""

    scores: Scores
    withheld: Any

    @classmethod
    def of(cls, scores: Scores, conventions: Conventions) -> "_Side":
        return cls(scores, comparable(scores, conventions)[1])

    def value(self, row: int, at: int) -> float | None:
        value = float(self.scores.values[row, at])
        return None if math.isnan(value) else value

    def is_withheld(self, row: int, at: int) -> bool:
        return self.withheld is not None and bool(self.withheld[row, at])


@tells_keywords
def last_time(
    before: Scores,
    after: Scores,
    /,
    *,
    crosswalk: Crosswalk | None = None,
    by: Sequence[str | tuple[str, ...]] = (),
    norms: Norms | None = None,
    reliability: Mapping[str, float | Reliability] | None = None,
    rule: ChangeRule | None = None,
    conventions: Conventions | None = None,
) -> LastTime:
    """Return the last wave beside this one: what changed, and the norms of then.

    Both waves are compared as in `change`. The standard deviation of a score, from which its error comes, is that of
    all units of the first wave. Answers of another edition are carried, and placed among norms of carried answers.

    Args:
        before: The scores of the first wave.
        after: Those of the second.
        crosswalk: From the edition of the first to that of the second, where these differ.
        by: The attributes whose values group the norms of the first wave, as in `Norms.fit`.
        norms: The norms of the first wave, by the scheme of the second; those of all its units where not given.
        reliability: The reliability of scores by code; Cronbach's alpha of the first wave where not given.
        rule: By what rule a change is reliable; `ChangeRule()` where not given.
        conventions: How scores are placed, and which are compared although they rest on a part.

    Raises:
        ArgumentError: As of `change` and `Norms.fit`, or the norms are by another scheme.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> crosswalk = editions.crosswalk_18_to_16()
        >>> old, new = (
        ...     smmi.score(
        ...         smmi.instrument.synthesize(edition, units=30, rng=np.random.default_rng(1)),
        ...         smmi.ScoringScheme.equal_weights(edition),
        ...     )
        ...     for edition in (crosswalk.old, crosswalk.new)
        ... )
        >>> last = benchmark.last_time(old, new, crosswalk=crosswalk)
        >>> last.moved("S001")[0].reason.value, last.breaks["curriculum"]
        ('break', 'several became one')
    """
    rule = ChangeRule() if rule is None else rule
    conventions = Conventions() if conventions is None else conventions
    ArgumentError.raise_unless(before, Scores, argument="before", expected="Scores")
    ArgumentError.raise_unless(after, Scores, argument="after", expected="Scores")
    ArgumentError.raise_unless(
        crosswalk, Crosswalk | None, argument="crosswalk", expected="None or a Crosswalk"
    )
    ArgumentError.raise_unless(norms, Norms | None, argument="norms", expected="None or Norms")
    then = before
    if crosswalk is not None and before.instrument == crosswalk.old and after.instrument == crosswalk.new:
        then = score(crosswalk.carry_answers(before.answers).answers, after.scheme)
    same = then.scheme.score_fingerprint == after.scheme.score_fingerprint  # else `change` says what is wrong
    known = (_alphas(then) if same else {}) if reliability is None else reliability
    waves = change(
        before,
        after,
        crosswalk=crosswalk,
        reliability=known,
        rule=rule,
        conventions=conventions,
        reference=then if same else None,
    )
    return LastTime(
        waves=waves,
        scores=then,
        norms=Norms.fit(then, by=by, conventions=conventions) if norms is None else norms,
        breaks={} if crosswalk is None else _breaks(crosswalk, waves),
        reliability=known,
        rule=rule,
        conventions=conventions,
    )


def _turned(
    codes: Sequence[str], before: Answers, after: Answers
) -> Iterator[tuple[str, tuple[AnswerState, AnswerState]]]:
    """Yield the indicators of one unit whose state is another one, and both states."""
    for code in codes:
        then, now = (AnswerState(int(answers.states(code)[0])) for answers in (before, after))
        if then is not now:
            yield code, (then, now)


def _alphas(scores: Scores) -> Mapping[str, Reliability]:
    """Return Cronbach's alpha of each score; of one with a single part, which is the same score, that of its part."""
    found = dict(cronbach_alpha(scores))
    for code in reversed(scores.codes):  # parts stand after what is made of them
        children = scores.scheme.children(code)
        if found[code].reason is NoReliability.ONE_PART and len(children) == 1 and children[0] in found:
            found[code] = attrs.evolve(found[children[0]], code=code)
    return found


def _breaks(crosswalk: Crosswalk, waves: TwoWaves) -> Mapping[str, str]:
    """Return why scores do not compare between the editions, by code."""
    whole = diff(crosswalk.old, crosswalk.new, crosswalk=crosswalk)
    told = {
        code: "; ".join(ground.message for ground in one.grounds)
        for one in (whole.overall, *whole.nodes)
        for code in one.news
    }
    return {code: told.get(code, "") for code in waves.after.codes if code not in waves.changes}
