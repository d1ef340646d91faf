"""Composition and inversion of crosswalks.

A node of the first edition is related to a node of the last one if both are related to a node of the edition between.
Answers carry over if they do in both crosswalks, both relations are one to one, and the composed map does not make all
answers one. Composition is associative: relations are joined, maps chained, and merges never undone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs

from smmi.instrument.crosswalk_entries import (
    UNCHANGED,
    AnswerMap,
    CrosswalkEntry,
    MergedEntry,
    NewEntry,
    RescaledEntry,
    RetiredEntry,
    ReworkedEntry,
    SameEntry,
    SplitEntry,
    directed_maps,
    tied,
)

Maps = tuple[AnswerMap, ...] | None


@attrs.frozen
class _Tie:
    """A tie from one node to one node."""

    forward: Maps
    backward: Maps


Ties = Mapping[tuple[str, str], _Tie]


Fits = Callable[[tuple[AnswerMap, ...], str, str], bool]
"""Says whether maps fit from the indicator with one code to that with another."""


def succession(
    first: Sequence[CrosswalkEntry], second: Sequence[CrosswalkEntry], *, forward: Fits, backward: Fits
) -> tuple[CrosswalkEntry, ...]:
    """Return the entries from the older edition of the first to the newer edition of the second, in no set order.

    Args:
        first: The entries of the one crosswalk.
        second: The entries of the other, which begins where the first ends.
        forward: Whether maps fit from the first's older edition to the second's newer one.
        backward: Whether maps fit from the second's newer edition to the first's older one.
    """
    ties = {
        (old, new): _Tie(_if(forward, tie.forward, old, new), _if(backward, tie.backward, new, old))
        for (old, new), tie in _composed(_ties(first), _ties(second)).items()
    }
    leaving = {code: entry for entry in first for code in entry.olds}
    reaching = {code: entry for entry in first for code in entry.news}
    going_on = {code: entry for entry in second for code in entry.olds}
    arriving = {code: entry for entry in second for code in entry.news}
    entries: list[CrosswalkEntry] = []
    for these, those in _groups(ties, leaving, arriving):
        whys = [leaving[code].why for code in these]
        whys += [going_on[between].why for code in these for between in leaving[code].news]
        whys += [reaching[between].why for code in those for between in arriving[code].olds]
        whys += [arriving[code].why for code in those]
        entries.append(_entry(these, those, ties, _joined(whys)))
    return tuple(entries)


def _joined(whys: Iterable[str]) -> str:
    """Return reasons as one text; that nothing changed on one leg is no reason beside another."""
    said = [why for why in dict.fromkeys(whys) if why != UNCHANGED]
    return "; ".join(filter(None, said)) if said else UNCHANGED


def _ties(entries: Iterable[CrosswalkEntry]) -> Ties:
    return {pair: _Tie(*directed_maps(entry)) for entry in entries for pair in tied(entry)}


def _composed(first: Ties, second: Ties) -> Ties:
    onward: dict[str, list[tuple[str, _Tie]]] = {}
    for (between, new), tie in second.items():
        onward.setdefault(between, []).append((new, tie))
    composed: dict[tuple[str, str], _Tie] = {}
    for (old, between), before in first.items():
        for new, after in onward.get(between, ()):
            composed[old, new] = (
                _Tie(None, None)
                if (old, new) in composed
                else _Tie(_strung(before.forward, after.forward), _strung(after.backward, before.backward))
            )
    return composed


def _if(fits: Fits, maps: Maps, source: str, target: str) -> Maps:
    return maps if not maps or fits(maps, source, target) else None


def _strung(first: Maps, second: Maps) -> Maps:
    return None if first is None or second is None else first + second


def _groups(
    ties: Ties, olds: Iterable[str], news: Iterable[str]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the groups of nodes that hang together, each node in one of them."""
    to: dict[str, list[str]] = {code: [] for code in olds}
    back: dict[str, list[str]] = {code: [] for code in news}
    for old, new in ties:
        to[old].append(new)
        back[new].append(old)
    done: set[str] = set()
    for start in olds:
        if start in done:
            continue
        these, those = {start: None}, dict[str, None]()
        waiting = [start]
        while waiting:
            for new in to[waiting.pop()]:
                those[new] = None
                waiting += [old for old in back[new] if old not in these]
                these |= dict.fromkeys(back[new])
        done |= set(these)
        yield tuple(these), tuple(those)
    for new in news:
        if not back[new]:
            yield (), (new,)


def _entry(olds: tuple[str, ...], news: tuple[str, ...], ties: Ties, why: str) -> CrosswalkEntry:
    match olds, news:
        case (old,), (new,):
            tie = ties[old, new]
            if tie.forward == () and tie.backward == ():
                return SameEntry(old, new, why=why)
            if tie.forward is None and tie.backward is None:
                return ReworkedEntry(olds, news, why=why or "the steps in between lead to no common scale")
            return RescaledEntry(old, new, forward=tie.forward, backward=tie.backward, why=why)
        case (old,), ():
            return RetiredEntry(old, why)
        case (), (new,):
            return NewEntry(new, why)
        case (old,), _:
            return SplitEntry(old, news, why=why)
        case _, (new,):
            return MergedEntry(olds, new, why=why)
        case _:
            inside = tuple((old, new) for old in olds for new in news if (old, new) in ties)
            return ReworkedEntry(olds, news, ties=inside, why=why)


def inverted(entry: CrosswalkEntry) -> CrosswalkEntry:
    """Return an entry read from the newer edition to the older."""
    match entry:
        case SameEntry(old, new, why=why):
            return SameEntry(new, old, why=why)
        case RescaledEntry(old, new, forward=forward, backward=backward, why=why):
            return RescaledEntry(new, old, forward=backward, backward=forward, why=why)
        case ReworkedEntry(olds, news, ties=ties, why=why):
            return ReworkedEntry(news, olds, ties=tuple((new, old) for old, new in ties), why=why)
        case SplitEntry(old, into, why=why):
            return MergedEntry(into, old, why=why)
        case MergedEntry(olds, into, why=why):
            return SplitEntry(into, olds, why=why)
        case RetiredEntry(old, why):
            return NewEntry(old, why)
        case _:
            return RetiredEntry(entry.new, entry.why)
