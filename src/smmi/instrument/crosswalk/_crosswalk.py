"""The crosswalk: one entry for each node of two editions, declared or inferred, and complete."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar

import attrs

from smmi.errors import ArgumentError, Finding
from smmi.instrument.answers import Answers
from smmi.instrument.comparability import Comparability, NodeDiff, NodeLevel, comparable_codes, compared
from smmi.instrument.crosswalk._completeness import completeness_findings, fit, implied, inferred
from smmi.instrument.crosswalk._composition import inverted, succession
from smmi.instrument.crosswalk._conversion import Carried, CarriedScores, carried_answers, carried_scores
from smmi.instrument.crosswalk_entries import (
    ENTRIES,
    CrosswalkEntry,
    MergedEntry,
    ReworkedEntry,
    SplitEntry,
    tied,
)
from smmi.instrument.declaration._fields import Declared, a, as_tuple, checked, each
from smmi.instrument.hierarchy import Instrument

V = TypeVar("V")

_IS_ENTRIES = each(
    a(ENTRIES, "an entry"),
    expected="SameEntry, RescaledEntry, ReworkedEntry, SplitEntry, MergedEntry, RetiredEntry or NewEntry",
)


@attrs.frozen(cache_hash=True, repr=False)
class Crosswalk(Declared):
    """What became of every domain, area and indicator of one edition in another.

    Every node of both editions is spoken of exactly once. A node goes without saying if its code stands for the same
    kind of node in both editions and nothing changed that a respondent reads or that decides who is asked and what
    can be answered; its entry is added. So the entries are always complete, in the order of the older edition, and
    then of what is new.

    Attributes:
        old: The older edition.
        new: The newer edition.
        entries: What became of what.

    Raises:
        DeclarationError: A node is not spoken of, or twice, or in a way that does not fit; all at once.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> from smmi.instrument.crosswalk_entries import NewEntry, RetiredEntry
        >>> def edition(name, *codes):
        ...     items = [
        ...         Indicator(code=code, prompt=f"{code}?", scale=Binary(code="yes_no")) for code in codes
        ...     ]
        ...     area = Area(code="policies", label="Policies", indicators=items)
        ...     domain = Domain(code="governance", label="Governance", areas=[area])
        ...     return Instrument(code="tiny", edition=name, title="Tiny", domains=[domain])
        >>> crosswalk = Crosswalk(
        ...     edition("1", "has_policy", "has_fax"),
        ...     edition("2", "has_policy", "has_website"),
        ...     [RetiredEntry("has_fax", "nobody has one"), NewEntry("has_website", "everybody has one")],
        ... )
        >>> [type(entry).__name__ for entry in crosswalk.entries]
        ['SameEntry', 'SameEntry', 'SameEntry', 'RetiredEntry', 'NewEntry']
    """

    old: Instrument = attrs.field(metadata=checked(a(Instrument)))
    new: Instrument = attrs.field(metadata=checked(a(Instrument)))
    entries: tuple[CrosswalkEntry, ...] = attrs.field(
        default=(), converter=as_tuple, metadata=checked(_IS_ENTRIES)
    )

    def __attrs_post_init__(self) -> None:
        Declared.__attrs_post_init__(self)
        object.__setattr__(self, "entries", _in_order(self._complete, self.old, self.new))

    def _relations(self) -> Iterable[Finding]:
        return completeness_findings(self._complete, self.old, self.new)

    @property
    def _complete(self) -> tuple[CrosswalkEntry, ...]:
        return (*self.entries, *implied(self.entries, self.old, self.new))

    @classmethod
    def inferred(cls, old: Instrument, new: Instrument, /) -> "Crosswalk":
        """Return what the codes alone suggest: a first draft, whose entries somebody has yet to judge.

        A code in both editions is the same if the answers on its scale are the same, reworked if not; other codes are
        retired or new.
        """
        return cls(old, new, inferred(old, new))

    @cached_property
    def _by_old(self) -> Mapping[str, CrosswalkEntry]:
        return {code: entry for entry in self.entries for code in entry.olds}

    @cached_property
    def _by_new(self) -> Mapping[str, CrosswalkEntry]:
        return {code: entry for entry in self.entries for code in entry.news}

    def of_old(self, code: str, /) -> CrosswalkEntry:
        """Return the entry that speaks of a node of the older edition.

        Raises:
            UnknownCodeError: The older edition has no node with the code.
        """
        return self._by_old[self.old[code].code]

    def of_new(self, code: str, /) -> CrosswalkEntry:
        """Return the entry that speaks of a node of the newer edition.

        Raises:
            UnknownCodeError: The newer edition has no node with the code.
        """
        return self._by_new[self.new[code].code]

    def then(self, later: "Crosswalk", /) -> "Crosswalk":
        """Return the crosswalk from the older edition of this one to the newer edition of a later one.

        Answers carry over if they do on both legs, and do not all become one on the way. Composition is associative
        in all but the texts of the reasons, which are strung together.

        Raises:
            ArgumentError: The later crosswalk does not begin where this one ends.
        """
        if later.old != self.new:
            raise ArgumentError("later", f"a crosswalk from {later.old!r}", f"one from {self.new!r}")
        entries = succession(
            self.entries,
            later.entries,
            forward=lambda maps, old, new: fit(maps, self.old[old], later.new[new]),
            backward=lambda maps, new, old: fit(maps, later.new[new], self.old[old]),
        )
        return Crosswalk(self.old, later.new, entries)

    def inverse(self) -> "Crosswalk":
        """Return the crosswalk read from the newer edition to the older: new is retired, split is merged."""
        return Crosswalk(self.new, self.old, tuple(inverted(entry) for entry in self.entries))

    def verdicts(self) -> tuple[NodeDiff, ...]:
        """Return the verdict on each entry, in their order; `smmi.instrument.diff` gives them with the whole."""
        return compared(self.old, self.new, self.entries, judged=True)[1]

    def comparable_areas(self, *, at_least: Comparability = Comparability.COMPARABLE) -> Mapping[str, str]:
        """Return the areas whose scores compare: the newer code of each older one.

        Args:
            at_least: How well they have to compare.
        """
        return comparable_codes(self.verdicts(), NodeLevel.AREA, at_least)

    def carry_answers(self, answers: Answers, /) -> Carried:
        """Return answers to the older edition as answers to the newer one.

        An answer is carried if an entry says that the same is asked, or gives a map forward. The newer edition's own
        routing and applicability then decide which of the carried answers count; an answer that they rule out is set
        aside, and an older edition's answer that was set aside comes back if the newer edition asks it. What the older
        edition did not ask of a unit, or not at all, is *not administered*. An option that stands for a nonresponse
        keeps its code if the newer scale has it with the same meaning, and becomes the nonresponse itself otherwise.

        Args:
            answers: Answers to the older edition.

        Returns:
            The carried answers, and a finding for everything that was not carried.

        Raises:
            ArgumentError: The answers are not to the older edition.
            EditCheckError: The answers lack a characteristic that decides which indicators of the newer edition apply.
        """
        return carried_answers(self.old, self.new, self.entries, answers)

    def carry_scores(self, scores: Mapping[str, V], /) -> "CarriedScores[V]":
        """Return scores of the older edition under the newer edition's codes, where they compare as they are.

        Args:
            scores: Scores by the older edition's codes (or ``"overall"``), of any kind: numbers or arrays.

        Raises:
            UnknownCodeError: The older edition has no node with one of the codes.
        """
        overall, diffs = compared(self.old, self.new, self.entries, judged=True)
        return carried_scores(self.old, (overall, *diffs), scores)

    def __repr__(self) -> str:
        legs = " to ".join(f"{side.code!r} edition {side.edition!r}" for side in (self.old, self.new))
        return f"<Crosswalk from {legs}: {len(self.entries)} entries>"


def _in_order(
    entries: tuple[CrosswalkEntry, ...], old: Instrument, new: Instrument
) -> tuple[CrosswalkEntry, ...]:
    """Return entries in the order of the older edition, and then of what is new; likewise the codes in each."""
    before = {code: place for place, code in enumerate(old.nodes)}
    after = {code: len(before) + place for place, code in enumerate(new.nodes)}

    def place(entry: CrosswalkEntry) -> int:
        return min(before[code] for code in entry.olds) if entry.olds else after[entry.news[0]]

    def ordered(codes: tuple[str, ...], places: Mapping[str, int]) -> tuple[str, ...]:
        return tuple(sorted(codes, key=places.__getitem__))

    def tidy(entry: CrosswalkEntry) -> Any:  # noqa: ANN401  (an entry of the same class)
        match entry:
            case ReworkedEntry(olds, news):
                ties = sorted(set(tied(entry)), key=lambda tie: (before[tie[0]], after[tie[1]]))
                if len(ties) == len(olds) * len(news):
                    ties = []
                return attrs.evolve(
                    entry, olds=ordered(olds, before), news=ordered(news, after), ties=tuple(ties)
                )
            case SplitEntry(_, into):
                return attrs.evolve(entry, into=ordered(into, after))
            case MergedEntry(olds, _):
                return attrs.evolve(entry, olds=ordered(olds, before))
            case _:
                return entry

    return tuple(sorted(map(tidy, entries), key=place))
