"""Indicators of two editions compared: wording, response scale, gate and applicability."""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from smmi.instrument.comparability._changes import (
    NONRESPONSES,
    SCORED,
    ChangeKind,
    EditionChange,
    question_changes,
)
from smmi.instrument.comparability._verdicts import (
    Comparability,
    Ground,
    GroundKind,
    NodeDiff,
    NodeLevel,
    VersionStep,
    level_of,
    step_of,
    worst,
)
from smmi.instrument.crosswalk_entries import (
    CrosswalkEntry,
    OptionMap,
    RescaledEntry,
    SameEntry,
    directed_maps,
)
from smmi.instrument.hierarchy import Indicator, Instrument, Node
from smmi.instrument.routing._conditions_in_words import Partner, in_words, read_across

_GONE_OR_NEW = {
    (False, True): (ChangeKind.NEW, GroundKind.NEW, "it was not there before"),
    (True, False): (ChangeKind.RETIRED, GroundKind.RETIRED, "it is no longer there"),
}
_GROUPED = (
    (ChangeKind.MERGED, GroundKind.MERGED, "several became one"),
    (ChangeKind.SPLIT, GroundKind.SPLIT, "one became several"),
)


def continuations(entries: Sequence[CrosswalkEntry]) -> Mapping[str, str]:
    """Return for each older code the newer code that goes on with it.

    Of nodes that were split or merged, the one goes on that kept its code.
    """
    goes_on: dict[str, str] = {}
    for entry in entries:
        if len(entry.olds) == len(entry.news) == 1:
            goes_on[entry.olds[0]] = entry.news[0]
        else:
            goes_on |= {code: code for code in entry.olds if code in entry.news}
    return goes_on


def question_diffs(
    old: Instrument, new: Instrument, entries: Sequence[CrosswalkEntry], *, judged: bool
) -> Mapping[CrosswalkEntry, NodeDiff]:
    """Return the verdict on each entry that speaks of indicators.

    Args:
        old: The older edition.
        new: The newer edition.
        entries: A complete crosswalk's entries.
        judged: Whether somebody has said that reworded indicators ask the same.
    """
    goes_on = continuations(entries)
    partners: dict[str, Partner] = {}
    diffs: dict[CrosswalkEntry, NodeDiff] = {}
    order = {indicator.code: place for place, indicator in enumerate(old.indicators)}
    of_indicators = [entry for entry in entries if level_of_entry(entry, old, new) is NodeLevel.INDICATOR]
    for entry in sorted(
        of_indicators, key=lambda entry: min(map(order.__getitem__, entry.olds), default=len(order))
    ):
        match [old[code] for code in entry.olds], [new[code] for code in entry.news]:
            case [Indicator() as was], [Indicator() as is_now]:
                changes = (
                    *moves(old, new, was, is_now, goes_on),
                    *question_changes(was, is_now),
                    *_reroutes(was, is_now, partners),
                )
                diff = _of_one(entry, was, is_now, changes, judged=judged)
                if partner := _partner(entry, diff):
                    partners[was.code] = partner
            case _:
                diff = of_group(entry, NodeLevel.INDICATOR)
        if diff.step is VersionStep.MAJOR and _unscored(entry, old, new):
            diff = attrs.evolve(diff, step=VersionStep.MINOR)  # no score is concerned
        diffs[entry] = diff
    return diffs


def _unscored(entry: CrosswalkEntry, old: Instrument, new: Instrument) -> bool:
    """Whether no indicator of which an entry speaks is scored."""
    nodes = [*(old[code] for code in entry.olds), *(new[code] for code in entry.news)]
    return not any(getattr(node, "scored", True) for node in nodes)


def moves(
    old: Instrument, new: Instrument, was: Node, is_now: Node, goes_on: Mapping[str, str]
) -> Iterator[EditionChange]:
    """Yield a change if a node is no longer in what it was in."""
    before, after = old.parent(was.code).code, new.parent(is_now.code).code
    if not isinstance(old.parent(was.code), Instrument) and goes_on.get(before) != after:
        yield EditionChange(kind=ChangeKind.MOVED, field="parent", old=before, new=after)


def of_group(entry: CrosswalkEntry, level: NodeLevel, common: tuple[tuple[str, str], ...] = ()) -> NodeDiff:
    """Return the verdict on nodes that came, went, were split or were merged."""
    many = (len(entry.olds) > 1, len(entry.news) > 1)
    if entry.olds and entry.news:
        found = [grouped for grouped, several in zip(_GROUPED, many, strict=True) if several]
    else:
        found = [_GONE_OR_NEW[bool(entry.olds), bool(entry.news)]]
    olds, news = ", ".join(entry.olds), ", ".join(entry.news)
    return NodeDiff(
        level=level,
        olds=entry.olds,
        news=entry.news,
        changes=tuple(EditionChange(kind=kind, field="code", old=olds, new=news) for kind, _, _ in found),
        comparability=Comparability.NOT_COMPARABLE,
        grounds=tuple(Ground(grounds=grounds, message=message) for _, grounds, message in found),
        step=VersionStep.MAJOR if entry.olds else VersionStep.MINOR,
        common=common,
        why=entry.why,
    )


def level_of_entry(entry: CrosswalkEntry, old: Instrument, new: Instrument) -> NodeLevel:
    """Return of what kind of nodes an entry speaks."""
    return level_of(old[entry.olds[0]] if entry.olds else new[entry.news[0]])


def _reroutes(was: Indicator, is_now: Indicator, partners: Mapping[str, Partner]) -> Iterator[EditionChange]:
    gate = read_across(was.gate, partners) if was.gate else None
    if gate != is_now.gate or (was.gate and gate is None):
        yield EditionChange(
            kind=ChangeKind.REROUTED, field="gate", old=in_words(was.gate), new=in_words(is_now.gate)
        )
    if was.applies != is_now.applies:
        yield EditionChange(
            kind=ChangeKind.REROUTED, field="applies", old=in_words(was.applies), new=in_words(is_now.applies)
        )


def _partner(entry: CrosswalkEntry, diff: NodeDiff) -> Partner | None:
    """Return how gates that speak of an indicator read across, if they do."""
    if ChangeKind.REROUTED in diff.kinds:
        return None
    match entry:
        case SameEntry(new=new):
            return new, None
        case RescaledEntry(new=new, forward=(OptionMap(options),)) if len(set(options.values())) == len(
            options
        ):
            return new, options
        case _:
            return None


def _of_scoring(was: Indicator, is_now: Indicator) -> Iterator[tuple[Comparability, Ground]]:
    if was.scored is not is_now.scored:
        message = f"it is scored in the {'older' if was.scored else 'newer'} edition only"
        yield (
            Comparability.NOT_COMPARABLE,
            Ground(grounds=GroundKind.SCORED_IN_ONE_EDITION, message=message),
        )


def _of_one(
    entry: CrosswalkEntry,
    was: Indicator,
    is_now: Indicator,
    changes: tuple[EditionChange, ...],
    *,
    judged: bool,
) -> NodeDiff:
    kinds = {change.kind for change in changes}
    grounds = list(_of_scoring(was, is_now))

    def found(comparability: Comparability, reason: GroundKind, message: str) -> None:
        grounds.append((comparability, Ground(grounds=reason, message=message)))

    maps = directed_maps(entry)
    if maps == (None, None):
        changes = (
            *changes,
            EditionChange(kind=ChangeKind.REWORKED, field="question", old=was.prompt, new=is_now.prompt),
        )
        found(Comparability.NOT_COMPARABLE, GroundKind.REWORKED, "another thing is asked in its place")
    elif isinstance(entry, RescaledEntry):
        if ChangeKind.RESCALED not in kinds:
            changes = (
                *changes,
                EditionChange(
                    kind=ChangeKind.RESCALED, field="scale", old=was.scale.code, new=is_now.scale.code
                ),
            )
        either = "older" if maps[0] is None else "newer" if maps[1] is None else "other"
        found(
            Comparability.COMPARABLE_AFTER_RESCALING,
            GroundKind.COMMON_SCALE,
            f"answers can be read on the {either} edition's scale",
        )
    apart = maps == (None, None) or any(change.field == SCORED for change in changes)
    if ChangeKind.REROUTED in kinds:
        found(
            Comparability.COMPARABLE_AFTER_RESCALING,
            GroundKind.ASKED_OF_OTHERS,
            "it is asked of other units: keep those that both editions ask",
        )
    if isinstance(entry, SameEntry) and any(change.field == NONRESPONSES for change in changes):
        found(
            Comparability.COMPARABLE,
            GroundKind.NONRESPONSE_OPTIONS,
            "answers score as before, but who answers may differ: the options that stand for a nonresponse changed",
        )
    if ChangeKind.REWORDED in kinds and maps != (None, None):
        if judged:
            found(
                Comparability.COMPARABLE,
                GroundKind.WORDING_JUDGED,
                "the words changed, and the crosswalk says that the same is asked",
            )
        else:
            found(
                Comparability.COMPARABLE,
                GroundKind.WORDING_NOT_JUDGED,
                "the words changed, and nobody has judged whether the same is asked: say so in a crosswalk",
            )
    if not grounds:
        found(
            Comparability.COMPARABLE,
            GroundKind.NOTHING_CHANGED,
            "nothing changed that could affect its score",
        )
    comparability = worst(comparability for comparability, _ in grounds)
    return NodeDiff(
        level=NodeLevel.INDICATOR,
        olds=entry.olds,
        news=entry.news,
        changes=changes,
        comparability=comparability,
        grounds=tuple(ground for _, ground in grounds),
        step=step_of(comparability, kinds, judged=judged),
        common=() if apart else ((was.code, is_now.code),),
        why=entry.why,
    )
