"""Areas, domains and whole instruments of two editions compared by the indicators that they hold.

An area's score compares as it is reported if the crosswalk keeps the area, the area holds the same indicators, and each
of them compares as it is. It compares after rescaling if some of these indicators compare after rescaling only: then
both editions' answers, read on one scale and kept only where both editions ask, score the same content. An indicator
that is new, retired, moved, split, merged or reworked changes what is measured: then the area does not compare, and
`NodeDiff.common` lists the indicators on which both editions still compare. Domains follow from their areas, and the
overall score from the domains, by the same rule. Schemes are not compared here: a scheme has its own fingerprint.
"""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from smmi.instrument.comparability._changes import (
    ChangeKind,
    EditionChange,
    gravest,
    heading_changes,
    instrument_changes,
)
from smmi.instrument.comparability._question_diff import (
    continuations,
    level_of_entry,
    moves,
    of_group,
    question_diffs,
)
from smmi.instrument.comparability._verdicts import (
    Comparability,
    Ground,
    GroundKind,
    NodeDiff,
    NodeLevel,
    VersionStep,
    step_of,
    worst,
)
from smmi.instrument.crosswalk_entries import CrosswalkEntry, ReworkedEntry
from smmi.instrument.hierarchy import Area, Domain, Indicator, Instrument, Node

OVERALL = "overall"
"""The code of the whole; reserved, so no node has it."""


@attrs.frozen(kw_only=True)
class _Parts:
    """What two wholes hold, matched.

    Attributes:
        field: What the parts are called.
        both: The verdicts on the parts that both hold, one to one.
        gone: The older codes of parts that the newer whole does not hold.
        come: The newer codes of parts that the older whole did not hold.
        order: The newer codes of the parts that both hold, in the older and in the newer order.
        unscored: The older codes, and the newer codes, of indicators that are not scored: no score rests on them.
    """

    field: str
    both: tuple[NodeDiff, ...]
    gone: tuple[str, ...]
    come: tuple[str, ...]
    order: tuple[str, str]
    unscored: tuple[frozenset[str], frozenset[str]]

    @property
    def apart(self) -> tuple[str, ...]:
        """The codes of parts that one whole holds and the other does not, as far as scores rest on them."""
        old, new = self.unscored
        gone, come = (code for code in self.gone if code not in old), (c for c in self.come if c not in new)
        return tuple(dict.fromkeys([*gone, *come]))

    @property
    def scored(self) -> tuple[NodeDiff, ...]:
        """The verdicts on the parts that both hold, as far as scores of one of them rest on them."""
        old, new = self.unscored
        return tuple(diff for diff in self.both if diff.olds[0] not in old or diff.news[0] not in new)


def compared(
    old: Instrument, new: Instrument, entries: Sequence[CrosswalkEntry], *, judged: bool
) -> tuple[NodeDiff, tuple[NodeDiff, ...]]:
    """Return the verdict on the whole, and on each entry in the order of the entries.

    Args:
        old: The older edition.
        new: The newer edition.
        entries: A complete crosswalk's entries.
        judged: Whether somebody has said that reworded indicators ask the same.
    """
    goes_on = continuations(entries)
    diffs = dict(question_diffs(old, new, entries, judged=judged))
    for level in (NodeLevel.AREA, NodeLevel.DOMAIN):
        found = {old_code: diff for diff in diffs.values() for old_code in diff.olds}
        for entry in entries:
            if level is level_of_entry(entry, old, new):
                diffs[entry] = _of_entry(entry, level, old, new, goes_on, found, judged=judged)
    found = {code: diff for diff in diffs.values() for code in diff.olds}
    overall = _of_whole(
        NodeLevel.OVERALL,
        (OVERALL, OVERALL),
        tuple(instrument_changes(old, new)),
        _matched(old.areas, new.areas, found, "areas"),
        _common(old.domains, new.domains, found),
        "",
        judged=judged,
    )
    return overall, tuple(diffs[entry] for entry in entries)


def _of_entry(
    entry: CrosswalkEntry,
    level: NodeLevel,
    old: Instrument,
    new: Instrument,
    goes_on: Mapping[str, str],
    found: Mapping[str, NodeDiff],
    *,
    judged: bool,
) -> NodeDiff:
    olds, news = [old[code] for code in entry.olds], [new[code] for code in entry.news]
    common = _common(olds, news, found)
    match olds, news:
        case [(Area() | Domain()) as was], [(Area() | Domain()) as is_now]:
            own = (*moves(old, new, was, is_now, goes_on), *heading_changes(was, is_now))
            field = "indicators" if level is NodeLevel.AREA else "areas"
            parts = _matched(_held(was), _held(is_now), found, field)
            diff = _of_whole(level, (was.code, is_now.code), own, parts, common, entry.why, judged=judged)
            return _reworked(diff, was, is_now) if isinstance(entry, ReworkedEntry) else diff
        case _:
            return of_group(entry, level, common)


def _held(node: Area | Domain) -> Sequence[Node]:
    return node.indicators if isinstance(node, Area) else node.areas


def _indicators(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Indicator):
            yield node.code
        else:
            yield from _indicators(_held(node))


def _common(
    olds: Sequence[Node], news: Sequence[Node], found: Mapping[str, NodeDiff]
) -> tuple[tuple[str, str], ...]:
    there = set(_indicators(news))
    pairs = [pair for code in _indicators(olds) for pair in found[code].common if pair[0] == code]
    return tuple(pair for pair in pairs if pair[1] in there)


def _matched(olds: Sequence[Node], news: Sequence[Node], found: Mapping[str, NodeDiff], field: str) -> _Parts:
    there = [node.code for node in news]
    both = [
        diff
        for node in olds
        if len((diff := found[node.code]).olds) == len(diff.news) == 1 and diff.news[0] in there
    ]
    kept, stays = {diff.olds[0] for diff in both}, [diff.news[0] for diff in both]
    return _Parts(
        field=field,
        both=tuple(both),
        gone=tuple(node.code for node in olds if node.code not in kept),
        come=tuple(code for code in there if code not in stays),
        order=(", ".join(stays), ", ".join(code for code in there if code in stays)),
        unscored=(_unscored(olds), _unscored(news)),
    )


def _unscored(nodes: Sequence[Node]) -> frozenset[str]:
    return frozenset(node.code for node in nodes if isinstance(node, Indicator) and not node.scored)


def _of_whole(
    level: NodeLevel,
    codes: tuple[str, str],
    own: Sequence[EditionChange],
    parts: _Parts,
    common: tuple[tuple[str, str], ...],
    why: str,
    *,
    judged: bool,
) -> NodeDiff:
    if parts.order[0] != parts.order[1]:
        was, is_now = parts.order
        own = (*own, EditionChange(kind=ChangeKind.REORDERED, field=parts.field, old=was, new=is_now))
    graded = list(_graded(parts))
    comparability = worst(comparability for comparability, _ in graded)
    step = step_of(comparability, {change.kind for change in own}, judged=judged)
    return NodeDiff(
        level=level,
        olds=codes[:1],
        news=codes[1:],
        changes=(*own, *_part_changes(parts)),
        comparability=comparability,
        grounds=tuple(ground for _, ground in graded),
        step=max([step, *(diff.step for diff in parts.both)]),
        common=common,
        why=why,
    )


def _part_changes(parts: _Parts) -> Iterator[EditionChange]:
    """Yield what changed in the parts: those that came and went, and the gravest change in each that stayed."""
    if parts.gone or parts.come:
        gone, come = ", ".join(parts.gone), ", ".join(parts.come)
        yield EditionChange(kind=ChangeKind.RECOMPOSED, field=parts.field, old=gone, new=come)
    for diff in parts.both:
        inside = [change for change in diff.changes if change.kind is not ChangeKind.MOVED]
        if inside:
            yield EditionChange(kind=gravest(inside), field=parts.field, old=diff.olds[0], new=diff.news[0])


def _graded(parts: _Parts) -> Iterator[tuple[Comparability, Ground]]:
    if apart := parts.apart:
        message = f"{parts.field} that came, went, moved, or were split or merged: {', '.join(apart)}"
        yield (
            Comparability.NOT_COMPARABLE,
            Ground(grounds=GroundKind.CONTENT_DIFFERS, message=message, codes=apart),
        )
    for comparability, reason, words in (
        (Comparability.NOT_COMPARABLE, GroundKind.PART_NOT_COMPARABLE, "do not compare"),
        (Comparability.COMPARABLE_AFTER_RESCALING, GroundKind.PART_RESCALED, "compare after rescaling only"),
    ):
        codes = tuple(diff.news[0] for diff in parts.scored if diff.comparability is comparability)
        if codes:
            message = f"{parts.field} that {words}: {', '.join(codes)}"
            yield comparability, Ground(grounds=reason, message=message, codes=codes)
    if not apart and all(diff.comparability is Comparability.COMPARABLE for diff in parts.scored):
        what = f"scored {parts.field}" if parts.gone or parts.come else parts.field
        message = f"it holds the same {what}, and each of them compares"
        yield Comparability.COMPARABLE, Ground(grounds=GroundKind.NOTHING_CHANGED, message=message)


def _reworked(diff: NodeDiff, was: Area | Domain, is_now: Area | Domain) -> NodeDiff:
    """Return a verdict as an entry has it that says that the one does not compare with the other."""
    change = EditionChange(kind=ChangeKind.REWORKED, field="label", old=was.label, new=is_now.label)
    ground = Ground(grounds=GroundKind.REWORKED, message="another thing is meant in its place")
    stand = [ground, *(g for g in diff.grounds if g.grounds is not GroundKind.NOTHING_CHANGED)]
    return attrs.evolve(
        diff,
        changes=(*diff.changes, change),
        comparability=Comparability.NOT_COMPARABLE,
        grounds=tuple(stand),
        step=VersionStep.MAJOR,
    )
