"""Which column holds the answers to which indicator: by names, where one column and one indicator have the same."""

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from smmi.instrument import Composition, Indicator, Instrument, MultipleChoice
from smmi.intake.presets import Preset
from smmi.intake.questions._text import loose, unnumbered
from smmi.intake.recognition._groups import SHORTEST_CUT, ColumnGroup, column_groups
from smmi.intake.recognition._header import ANSWERS, names_of
from smmi.intake.recognition._sight import SeenColumn
from smmi.intake.tables import word_of

_ASIDE: Final = re.compile(
    r".*([_-]text|[_/]other|\[other\]|[_\[]comment\]?|\[othercomment\]| - text|/_other|\(please specify\)|: text)",
    re.IGNORECASE,
)
"""Names of columns that hold a text beside an answer."""
_TAIL: Final = re.compile(r" / | - |/|::|: |\.|-|\[")
_CUT: Final = "..."
NEAR: Final = 0.75
"""How alike two names are, from 0 to 1, that may be the same mistyped."""
SHORTEST_WITHIN: Final = 5
"""So many characters of a name tell that it stands within a longer one."""
MOST_NEAR: Final = 5
LEAST_TURNED: Final = 2
"""So many cells that are called as indicators are make a column of questions."""


@attrs.frozen(kw_only=True)
class Match:
    """The column of an indicator, and why it is."""

    column: SeenColumn
    why: str


@attrs.frozen(kw_only=True)
class Matching:
    """The columns of the indicators.

    Attributes:
        single: The column of each indicator that has one, by the indicator's code.
        groups: The columns of each indicator that has one for each option or part.
        ambiguous: The columns that have equally good a claim to an indicator.
        contradicted: The columns of an indicator of which names say one question and other header rows another.
    """

    single: dict[str, Match]
    groups: dict[str, ColumnGroup]
    ambiguous: dict[str, tuple[SeenColumn, ...]]
    contradicted: dict[str, tuple[SeenColumn, ...]]

    def taken(self) -> set[str]:
        """Return the names of the columns that hold answers."""
        names = {match.column.name for match in self.single.values()}
        for group in self.groups.values():
            names |= {column.name for column in group.columns.values()}
        return names


Keys = Callable[[Indicator], Iterable[str]]
Names = Callable[[SeenColumn], Iterable[str]]


def matched(instrument: Instrument, columns: Sequence[SeenColumn], preset: Preset | None) -> Matching:
    """Return which columns hold the answers to which indicators."""
    search = _Search(instrument, columns, preset)
    search.tier(_codes, lambda c: (c.name, c.written), "called so")
    search.tier(
        lambda i: map(word_of, _codes(i)),
        lambda c: map(word_of, (c.name, c.written)),
        "called so but for capitals and blanks",
    )
    search.tier(
        lambda i: map(word_of, (i.prompt, i.label)),
        lambda c: map(word_of, (c.written, *c.names)),
        "named by the question's text",
    )
    search.tier(
        lambda i: map(word_of, _codes(i)), lambda c: map(word_of, c.others), "called so in another header row"
    )
    search.tier(
        lambda i: map(loose, names_of(i)),
        lambda c: map(loose, (c.written, *c.names)),
        "named by the question's text or code but for punctuation",
    )
    search.groups()
    search.tier(lambda i: map(loose, names_of(i)), _parts_of_path, "named so after the name of its group")
    search.tier(
        lambda i: map(loose, names_of(i)),
        lambda c: map(loose, map(unnumbered, c.names)),
        "named so after a number",
    )
    search.tier(
        lambda i: (loose(unnumbered(text)) for text in (i.prompt, i.label)),
        lambda c: map(loose, map(unnumbered, c.names)),
        "named by the question's text after a number",
    )
    search.shortened()
    search.tier(lambda i: map(loose, names_of(i)), _tails, "named so at the end of its name")
    return search.matching()


def _codes(indicator: Indicator) -> tuple[str, ...]:
    return (indicator.code, *getattr(indicator, "source_names", ()))


def _parts_of_path(column: SeenColumn) -> Iterator[str]:
    """Yield what stands after the name of a group: ``gov/g1``, ``gov-g1``; or before a word for the answer itself."""
    for name in (column.name, *column.others):
        head, separator, tail = name.rpartition(" / ")
        if separator and loose(tail) in ANSWERS:
            yield loose(head)
            yield loose(unnumbered(head))
    for mark in ("/", "-", ":", "."):
        head, separator, tail = column.name.rpartition(mark)
        if separator and re.fullmatch(r"[\w/.:-]+", head):
            yield loose(tail)


def _tails(column: SeenColumn) -> Iterator[str]:
    """Yield the ends of a column's names: a row of a matrix after its question."""
    for name in column.names:
        for mark in _TAIL.finditer(name):
            yield loose(name[mark.end() :])


def _has_several_columns(indicator: Indicator) -> bool:
    return isinstance(indicator.scale, MultipleChoice | Composition)


class _Search:
    """The search for columns, tier by tier: what a stronger tier has found is out of the weaker ones."""

    def __init__(self, instrument: Instrument, columns: Sequence[SeenColumn], preset: Preset | None) -> None:
        self._indicators = {indicator.code: indicator for indicator in instrument.indicators}
        self._free = {column.name: column for column in columns}
        self._single: dict[str, Match] = {}
        self._groups: dict[str, ColumnGroup] = {}
        self._ambiguous: dict[str, tuple[SeenColumn, ...]] = {}
        self._tiers = 0
        self._grouped = False
        patterns = () if preset is None else (*preset.structural, *preset.personal, *preset.units)
        self._structural = {c.name for c in columns if c.is_called(patterns)}

    def tier(self, keys: Keys, names: Names, why: str) -> None:
        """Match what one indicator and one column alone have in common."""
        indicators: dict[str, set[str]] = defaultdict(set)
        for code, indicator in self._open():
            for key in keys(indicator):
                if key:
                    indicators[key].add(code)
        columns: dict[str, dict[str, SeenColumn]] = defaultdict(dict)
        for column in self._candidates():
            for key in names(column):
                if key in indicators:
                    columns[key][column.name] = column
        self._claim(indicators, columns, why)
        for match in self._single.values():
            self._free.pop(match.column.name, None)
        self._tiers += 1

    def _claim(
        self, indicators: Mapping[str, set[str]], columns: Mapping[str, Mapping[str, SeenColumn]], why: str
    ) -> None:
        """Match an indicator and a column that claim nobody but each other; several columns of one are ambiguous."""
        claims: dict[str, dict[str, SeenColumn]] = defaultdict(dict)
        claimed: dict[str, set[str]] = defaultdict(set)
        for key, several in columns.items():
            for code in indicators[key]:
                claims[code] |= several
            for name in several:
                claimed[name] |= indicators[key]
        for code, own in claims.items():
            if any(claimed[name] != {code} for name in own):
                continue
            if len(own) > 1 and not self._grouped and _has_several_columns(self._indicators[code]):
                continue  # they may be the columns of its options
            if len(own) > 1:
                self._ambiguous[code] = tuple(own.values())
            else:
                (column,) = own.values()
                self._single[code] = Match(column=column, why=why)

    def groups(self) -> None:
        """Match indicators that have a column for each option or part."""
        several = list(filter(_has_several_columns, self._indicators.values()))
        self._grouped = True
        columns = [column for column in self._free.values() if not is_aside(column)]
        for code, group in column_groups(several, columns).items():
            self._groups[code] = group
            for column in group.columns.values():
                self._free.pop(column.name, None)

    def shortened(self) -> None:
        """Match questions whose text is cut: all that stands before the dots is the beginning of one prompt alone."""
        for column in list(self._candidates()):
            for name in column.others:
                begin, dots, end = name.partition(_CUT)
                if not dots or end.strip(" -") or len(begin) < SHORTEST_CUT:
                    continue
                fits = [code for code, i in self._open() if loose(i.prompt).startswith(loose(begin))]
                same = [c for c in self._candidates() if name in c.others]
                if len(fits) == 1 and len(same) == 1:
                    self._single[fits[0]] = Match(
                        column=column, why="named by the beginning of the question's text"
                    )
                    self._free.pop(column.name, None)

    def _open(self) -> list[tuple[str, Indicator]]:
        return [
            (code, indicator)
            for code, indicator in self._indicators.items()
            if code not in self._single and code not in self._groups and code not in self._ambiguous
        ]

    def _candidates(self) -> list[SeenColumn]:
        """Return the free columns; the tool's own, and texts beside answers, only while names are compared exactly."""
        if self._tiers < 2:
            return list(self._free.values())
        return [c for c in self._free.values() if c.name not in self._structural and not is_aside(c)]

    def matching(self) -> Matching:
        """Return what was found; of an indicator with a column and with columns for its options, the better."""
        contradicted = self._contradicted()
        rivals = self._rivals(contradicted)
        apart = {*contradicted, *rivals}
        single = {code: match for code, match in self._single.items() if code not in apart}
        return Matching(
            single=single,
            groups=self._groups,
            ambiguous={**self._ambiguous, **rivals},
            contradicted=contradicted,
        )

    def _rivals(self, aside: Collection[str]) -> dict[str, tuple[SeenColumn, ...]]:
        """Return the columns of indicators to which another column lays claim by another whole name of theirs."""
        called: dict[str, set[str]] = defaultdict(set)
        for code, indicator in self._indicators.items():
            for text in names_of(indicator):
                called[word_of(text)].add(code)
        known = {code: (match.column,) for code, match in self._single.items()} | self._ambiguous
        rivals: dict[str, tuple[SeenColumn, ...]] = {}
        for column in self._free.values():
            codes = called.get(word_of(column.written), set())
            for code in codes if len(codes) == 1 and codes <= {*known} - {*aside, *self._groups} else ():
                claiming = rivals.get(code, known[code])
                if column not in claiming:
                    rivals[code] = (*claiming, column)
        return rivals

    def _contradicted(self) -> dict[str, tuple[SeenColumn, ...]]:
        """Return the columns that another header row says to be of another question, by the indicators concerned."""
        asked: dict[str, set[str]] = defaultdict(set)
        for code, indicator in self._indicators.items():
            for text in (indicator.prompt, indicator.label):
                asked[loose(text)].add(code)
        asked.pop("", None)
        said: dict[str, set[str]] = {}
        for match in self._single.values():
            texts = {loose(name) for name in match.column.others}
            said[match.column.name] = set().union(*(asked[text] for text in texts if text in asked))
        wrong = [
            code
            for code, m in self._single.items()
            if said[m.column.name] and code not in said[m.column.name]
        ]
        return {
            code: (
                self._single[code].column,
                *(
                    other.column
                    for other in self._single.values()
                    if code in said[other.column.name] and other.column is not self._single[code].column
                ),
            )
            for code in wrong
        }


def is_aside(column: SeenColumn) -> bool:
    """Whether a column holds a text beside an answer, as its name says."""
    return any(_ASIDE.fullmatch(name) for name in column.names)


def turned(indicators: Iterable[Indicator], columns: Iterable[SeenColumn]) -> SeenColumn | None:
    """Return the column whose cells are called as indicators are, two at least: rows and columns are turned there."""
    called = {loose(text) for indicator in indicators for text in names_of(indicator)} - {""}
    for column in columns:
        if sum(loose(entry.text) in called for entry, _ in column.entries) >= LEAST_TURNED:
            return column
    return None


def nearest(called: Iterable[str], columns: Iterable[SeenColumn]) -> list[tuple[float, SeenColumn]]:
    """Return the columns whose names are like some names, the likest first, with how alike they are."""
    best: dict[int, tuple[float, SeenColumn]] = {}
    names = [(loose(name), column) for column in columns for name in column.names]
    for key in dict.fromkeys(map(loose, called)):
        matcher = difflib.SequenceMatcher(autojunk=False)
        matcher.set_seq2(key)  # what is known of the second text is kept
        for name, column in names:
            matcher.set_seq1(name)
            if len(key) >= SHORTEST_WITHIN and f" {key} " in f" {name} ":
                best[column.position] = (max(NEAR, best.get(column.position, (0.0, column))[0]), column)
            if matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR:
                alike = matcher.ratio()
                if alike >= max(NEAR, best.get(column.position, (0.0, column))[0]):
                    best[column.position] = (alike, column)
    return sorted(best.values(), key=lambda pair: (-pair[0], pair[1].position))[:MOST_NEAR]
