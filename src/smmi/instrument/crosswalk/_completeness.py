"""Completeness of a crosswalk: every node of both editions is in exactly one entry, and every entry fits its nodes."""

from collections.abc import Iterator, Sequence

from smmi.errors import Finding, Reason, suggestion
from smmi.instrument.comparability import (
    NONRESPONSES,
    ChangeKind,
    EditionChange,
    level_of,
    question_changes,
    scale_changes,
)
from smmi.instrument.crosswalk_entries import (
    UNCHANGED,
    AnswerMap,
    CrosswalkEntry,
    NewEntry,
    RescaledEntry,
    RetiredEntry,
    ReworkedEntry,
    SameEntry,
    misfits,
)
from smmi.instrument.hierarchy import Indicator, Instrument, Node
from smmi.instrument.routing import Condition
from smmi.instrument.scales import Scale


def implied(entries: Sequence[CrosswalkEntry], old: Instrument, new: Instrument) -> tuple[SameEntry, ...]:
    """Return the entries that go without saying.

    A code that stands for the same kind of node in both editions, and of which no entry speaks, is the same if
    nothing changed that a respondent reads or that decides who is asked and what can be answered. For an area or a
    domain that is its label; what it holds is said by the entries of what it holds.
    """
    olds = {code for entry in entries for code in entry.olds}
    news = {code for entry in entries for code in entry.news}
    codes = [code for code in old.nodes if code in new and code not in olds and code not in news]
    return tuple(SameEntry(code, why=UNCHANGED) for code in codes if not judged(old[code], new[code]))


def inferred(old: Instrument, new: Instrument) -> tuple[CrosswalkEntry, ...]:
    """Return what the codes alone suggest, as a first draft of a crosswalk."""
    entries: list[CrosswalkEntry] = []
    for code, node in old.nodes.items():
        later = new.nodes.get(code)
        if later is None or type(later) is not type(node):
            entries.append(RetiredEntry(code, "the code is not in the newer edition"))
        elif isinstance(node, Indicator) and isinstance(later, Indicator) and unlike(node.scale, later.scale):
            entries.append(
                ReworkedEntry(code, code, why="another response scale, and no map between the two")
            )
        else:
            why = "the code is in both editions" if judged(node, later) else UNCHANGED
            entries.append(SameEntry(code, why=why))
    for code, node in new.nodes.items():
        if type(old.nodes.get(code)) is not type(node):
            entries.append(NewEntry(code, "the code is not in the older edition"))
    return tuple(entries)


def judged(old: Node, new: Node) -> list[str]:
    """Return the fields whose change needs a judgement, so that an entry cannot go without saying."""
    if isinstance(old, Indicator) and isinstance(new, Indicator):
        changes = [
            change.field for change in question_changes(old, new) if change.kind is not ChangeKind.RELABELLED
        ]
        routes: list[tuple[str, Condition | None, Condition | None]] = [
            ("gate", old.gate, new.gate),
            ("applies", old.applies, new.applies),
        ]
        return changes + [field for field, was, is_now in routes if was != is_now]
    if type(old) is not type(new):
        return ["kind"]
    return [] if isinstance(old, Indicator) or old.name == new.name else ["label"]


def unlike(old: Scale, new: Scale) -> list[EditionChange]:
    """Return the changes by which answers on one scale are not answers on the other."""
    rescaled = [change for change in scale_changes(old, new) if change.kind is ChangeKind.RESCALED]
    return [change for change in rescaled if change.field != NONRESPONSES]


def fit(maps: Sequence[AnswerMap], source: Node, target: Node) -> bool:
    """Return whether maps fit from the scale of one indicator to that of another."""
    assert isinstance(source, Indicator)  # noqa: S101  (only indicators have maps between them)
    assert isinstance(target, Indicator)  # noqa: S101  (as above)
    return not any(misfits(maps, source.scale, target.scale))


def completeness_findings(
    entries: Sequence[CrosswalkEntry], old: Instrument, new: Instrument
) -> Iterator[Finding]:
    """Yield everything that keeps entries from being a crosswalk between two instruments."""
    spoken: list[dict[str, int]] = [{}, {}]
    for position, entry in enumerate(entries):
        path = f"$.entries[{position}]"
        unknown = False
        for side, codes, edition in ((0, entry.olds, old), (1, entry.news, new)):
            for code in codes:
                if code not in edition:
                    unknown = True
                    what = f"is no domain, area or indicator of edition {edition.edition!r}"
                    message = f"{code!r} {what}.{suggestion(code, edition.nodes)}"
                    yield Finding(reason=Reason.UNKNOWN_CODE, path=path, message=message, code=code)
                elif code in spoken[side]:
                    what = f"is spoken of by entry {spoken[side][code]} already; say it once"
                    message = f"{code!r} of edition {edition.edition!r} {what}"
                    yield Finding(reason=Reason.REPEATED_CODE, path=path, message=message, code=code)
                spoken[side].setdefault(code, position)
        if not unknown:
            yield from _entry_findings(entry, old, new, path)
    for side, this, other in ((0, old, new), (1, new, old)):
        for code in this.nodes:
            if code not in spoken[side]:
                yield _unspoken(code, this, other, older=side == 0)


def _unspoken(code: str, edition: Instrument, other: Instrument, *, older: bool) -> Finding:
    kind = level_of(edition[code]).value
    if code in other and level_of(other[code]).value == kind:
        pair = (edition[code], other[code]) if older else (other[code], edition[code])
        fields = ", ".join(judged(*pair))
        because = f", and {fields} changed" if fields else ""
        advice = f"its code is in both{because}: say SameEntry, RescaledEntry or ReworkedEntry"
        if not fields:
            advice = "its code is in both, but stands in an entry with others: say what became of it"
    else:
        advice = "say RetiredEntry, or what became of it" if older else "say NewEntry, or what it was made of"
    message = f"no entry speaks of the {kind} {code!r} of edition {edition.edition!r}; {advice}"
    return Finding(reason=Reason.NOT_SPOKEN_OF, path="$.entries", message=message, code=code)


def _entry_findings(entry: CrosswalkEntry, old: Instrument, new: Instrument, path: str) -> Iterator[Finding]:
    nodes = [*(old[code] for code in entry.olds), *(new[code] for code in entry.news)]
    kinds = sorted({level_of(node).value for node in nodes})
    code = nodes[0].code
    if len(kinds) > 1:
        message = f"{type(entry).__name__}({code!r}) binds {' and '.join(kinds)}; expected nodes of one kind"
        yield Finding(reason=Reason.WRONG_KIND, path=path, message=message, code=code)
        return
    match entry, nodes:
        case SameEntry(), [Indicator() as was, Indicator() as is_now]:
            changes = unlike(was.scale, is_now.scale)
            if changes:
                what = "; ".join(
                    f"{change.field} was {change.old!r}, is {change.new!r}" for change in changes
                )
                advice = "say RescaledEntry with a map, or ReworkedEntry"
                message = f"SameEntry({code!r}): the scales differ ({what}); {advice}"
                yield Finding(reason=Reason.NOT_THE_SAME, path=path, message=message, code=code)
        case RescaledEntry(), [Indicator() as was, Indicator() as is_now]:
            yield from _map_findings(entry, was, is_now, path)
        case RescaledEntry(), _:
            what = f"{'an area' if kinds == ['area'] else 'a domain'} has no response scale"
            message = f"RescaledEntry({code!r}): {what}; say SameEntry or ReworkedEntry"
            yield Finding(reason=Reason.WRONG_KIND, path=path, message=message, code=code)
        case _:
            pass


def _map_findings(entry: RescaledEntry, was: Indicator, is_now: Indicator, path: str) -> Iterator[Finding]:
    for field, maps, source, target in (
        ("forward", entry.forward, was.scale, is_now.scale),
        ("backward", entry.backward, is_now.scale, was.scale),
    ):
        for misfit in misfits(maps, source, target) if maps else ():
            yield Finding(
                reason=Reason.BAD_MAP,
                path=f"{path}.{field}",
                message=f"{field!r} of RescaledEntry({entry.old!r}): {misfit}",
                code=entry.old,
            )
