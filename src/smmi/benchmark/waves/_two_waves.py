"""Two waves of a field: the change of every score that compares, and what does not compare."""

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi._notebook import InNotebooks, Shown
from smmi.benchmark.decomposition import Decomposition, Measure, decompose
from smmi.benchmark.norms import Conventions, Reliability, as_numbers, comparable
from smmi.benchmark.waves._change_rule import ChangeRule
from smmi.benchmark.waves._reliable_change import ChangeVerdict, ReliableChange, reliable_change
from smmi.errors import ArgumentError, Finding
from smmi.frozen import CodeMapping, freeze_mapping, frozen_array, made_anew, read_only
from smmi.instrument import diff
from smmi.instrument.comparability import Comparability
from smmi.instrument.crosswalk import Crosswalk
from smmi.scoring import Scores, ScoringScheme, score

Floats = npt.NDArray[np.float64]


def _by_code(changes: Any) -> Any:  # noqa: ANN401  (attrs converts what it is given)
    return CodeMapping("no score of both waves has the code", changes)


@attrs.frozen(kw_only=True, repr=False)
class TwoWaves(InNotebooks):
    """What changed between two waves: ``waves["curriculum"].difference``.

    It is exact, and for organisers: the mean difference is that of all units.

    Attributes:
        units: The units of both waves, (n,), in the order of the second.
        before: The scores of the first wave by the scheme of the second, of these units.
        after: Their scores of the second wave.
        changes: The change of every score that compares, by code.
        findings: What does not compare between the editions, and why; what answers were not carried.
        whole: Both waves with all their units, by the scheme of the second, the answers of the first carried.
        published: Across editions, the scores that the units had in the first wave's own edition, by the code of the
            score that they compare with, (n,).
        conventions: They name the scores that compare although they rest on a part.

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
        >>> waves = benchmark.change(*years, reliability={"overall": 0.9})
        >>> waves
        <TwoWaves of 40 units: 23 scores compare>
        >>> waves["overall"].n, waves["curriculum"].reason.value
        (40, 'no-reliability')
    """

    units: npt.NDArray[Any] = attrs.field(**frozen_array())
    before: Scores
    after: Scores
    changes: Mapping[str, ReliableChange] = attrs.field(converter=_by_code)
    findings: tuple[Finding, ...]
    whole: tuple[Scores, Scores] = attrs.field(repr=False)
    published: Mapping[str, Floats] = attrs.field(converter=freeze_mapping, eq=False)
    conventions: Conventions

    def __getitem__(self, code: str) -> ReliableChange:
        """Return the changes of one score, in the order of `units`.

        Raises:
            UnknownCodeError: No score has the code, or it does not compare between the editions.
        """
        return self.changes[code]

    def _shown(self) -> Shown:
        return Shown(
            caption=f"What changed between two waves, of {len(self.units):,} units of both, in points",
            columns=(
                "Score",
                "Units",
                "Mean change",
                *(verdict.label for verdict in reversed(ChangeVerdict)),
            ),
            rows=[
                [
                    code,
                    one.n,
                    one.mean_difference,
                    *(one.count(verdict) for verdict in reversed(ChangeVerdict)),
                ]
                for code, one in self.changes.items()
            ],
        )

    def decompose(
        self,
        *,
        measure: Measure = Measure.SCORE,
        group: str = "all",
        scheme: ScoringScheme | None = None,
        conventions: Conventions | None = None,
    ) -> Decomposition:
        """Return the change of every unit in every score that compares, decomposed into causes that add up to it.

        It is exact, and for organisers. See ``smmi.benchmark.decomposition`` for what each cause is.

        Args:
            measure: Of what: the score, or the percentile rank, stars or rank in the norms of each wave.
            group: The group in which units are ranked, by its name.
            scheme: The scheme by which the first wave was scored at the time, where it is another one of the second
                wave's edition: the change of the scheme is a cause then.
            conventions: The rules of ranks and stars; those that `change` was given where not given.

        Raises:
            ArgumentError: The measure or the scheme is none.
            EditionMismatchError: The scheme is not of the second wave's edition.
            UnknownCodeError: There is no such group.
        """
        ArgumentError.raise_unless(
            scheme, ScoringScheme | None, argument="scheme", expected="None or a ScoringScheme"
        )
        before, after = self.whole
        if scheme is not None:
            before = score(before.answers, scheme)
        return decompose(
            before,
            after,
            measure=measure,
            group=group,
            codes=tuple(self.changes),
            conventions=self.conventions if conventions is None else conventions,
            published=self.published,
        )

    __reduce__ = made_anew

    def __repr__(self) -> str:
        return f"<TwoWaves of {len(self.units)} units: {len(self.changes)} scores compare>"


def change(
    before: Scores,
    after: Scores,
    /,
    *,
    crosswalk: Crosswalk | None = None,
    reliability: Mapping[str, float | Reliability] | None = None,
    rule: ChangeRule | None = None,
    conventions: Conventions | None = None,
    reference: Scores | None = None,
) -> TwoWaves:
    """Return what changed between two waves, in every score that compares.

    Both waves are scored by the scheme of the second. Across editions the answers of the first are carried by a
    crosswalk, and only nodes that it calls comparable, as they are or after rescaling, are compared. A score that rests
    on a part of what applies, in either wave, does not compare: it is absent, unless the conventions name it.

    Args:
        before: The scores of the first wave.
        after: Those of the second.
        crosswalk: From the edition of the first to that of the second, where these differ.
        reliability: The reliability of scores, by code, from 0 to 1, or what `cronbach_alpha` returns.
        rule: By what rule a change is reliable; `ChangeRule()` where not given.
        conventions: They name scores that are compared although they rest on a part; `Conventions()` where not given.
        reference: Scores of a norm sample by the scheme of the second wave, from which mean and standard deviation are
            taken, such as those of all units of the first wave; the units of both waves where not given.

    Raises:
        ArgumentError: These are no scores, the waves are of other editions than the crosswalk or of different schemes,
            they have no unit in common, or the reliabilities are none.
    """
    for name, wave in (("before", before), ("after", after)):
        ArgumentError.raise_unless(wave, Scores, argument=name, expected="Scores")
    ArgumentError.raise_unless(
        crosswalk, Crosswalk | None, argument="crosswalk", expected="None or a Crosswalk"
    )
    conventions = Conventions() if conventions is None else conventions
    given, codes = before, dict.fromkeys(after.codes, "")
    findings: tuple[Finding, ...] = ()
    if crosswalk is not None:
        before, codes, findings = _carried(before, after, crosswalk)
    elif before.scheme.score_fingerprint != after.scheme.score_fingerprint:
        if before.instrument.score_fingerprint == after.instrument.score_fingerprint:
            got, expected = "scores by another scheme", "those of both waves by one scheme"
            advice = "Score both waves by the scheme of the second"
        else:
            got, expected = f"scores of {before.instrument!r}", f"scores of {after.instrument!r}"
            advice = "Give the crosswalk from the edition of the first wave to that of the second"
        raise ArgumentError("before", got, expected, advice)
    reliable = as_numbers(reliability, after.codes)
    ArgumentError.raise_unless(reference, Scores | None, argument="reference", expected="None or Scores")
    if reference is not None and reference.scheme.score_fingerprint != after.scheme.score_fingerprint:
        raise ArgumentError(
            "reference", "scores by another scheme", "scores by the scheme of the second wave"
        )
    sample = None if reference is None else comparable(reference, conventions)[0]
    known = {unit: place for place, unit in enumerate(before.units.tolist())}
    places = [place for place, unit in enumerate(after.units.tolist()) if unit in known]
    if not places:
        raise ArgumentError("after", "units of which none is in the first wave", "units of both waves")
    second = after.take(places)
    then = [known[unit] for unit in second.units.tolist()]
    first = before.take(then)
    values = [comparable(wave, conventions)[0] for wave in (first, second)]
    changes = {}
    for row, code in enumerate(second.codes):
        if code in codes:
            changes[code] = reliable_change(
                values[0][row],
                values[1][row],
                reliability=reliable.get(code),
                reference=None if sample is None else sample[row],
                rule=rule,
            )
    return TwoWaves(
        units=second.units,
        before=first,
        after=second,
        changes=changes,
        findings=findings,
        whole=(before, after),
        published={new: read_only(given[old][then]) for new, old in codes.items() if old and new in changes},
        conventions=conventions,
    )


def _carried(
    before: Scores, after: Scores, crosswalk: Crosswalk
) -> tuple[Scores, dict[str, str], tuple[Finding, ...]]:
    """Return the scores of carried answers, the codes that compare with what they were, and what does not."""
    for name, wave, edition in (("before", before, crosswalk.old), ("after", after, crosswalk.new)):
        if wave.instrument != edition:
            raise ArgumentError(name, f"scores of {wave.instrument!r}", f"scores of {edition!r}")
    carried = crosswalk.carry_answers(before.answers)
    whole = diff(crosswalk.old, crosswalk.new, crosswalk=crosswalk)
    verdicts = (whole.overall, *whole.nodes)
    codes = {
        one.news[0]: one.olds[0]
        for one in verdicts
        if one.news and one.comparability is not Comparability.NOT_COMPARABLE
    }
    apart = crosswalk.carry_scores(dict.fromkeys(before.codes, 0.0)).findings
    return score(carried.answers, after.scheme), codes, (*apart, *carried.findings)
