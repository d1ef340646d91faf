"""Columns of one indicator, one for each option or part: by the question's name and the option's behind it."""

import difflib
import enum
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from smmi.instrument import Composition, Indicator, Option
from smmi.intake.questions._text import loose, unnumbered
from smmi.intake.recognition._header import names_of, texts_of_option
from smmi.intake.recognition._sight import SeenColumn

_MARKS: Final = re.compile(
    r" - Selected Choice - |___| / |/| - |::|: |\.\.\.-|\.\.\. - |-|_|\.|#|(?= ?\[)|(?= ?\()|(?<=[?:])\s+"
)
_CHOICE: Final = re.compile(r"^\(choice=(.*)\)$", re.DOTALL)
_PATH: Final = re.compile(r"[\w/.:-]+[/.:-](\w+)")
_LETTERED: Final = re.compile(r"^[A-Za-z]{1,3}(?=\d{1,4}$)")
"""Letters before a number that counts options: ``SQ001``."""
FEWEST: Final = 2
NEARLY: Final = 0.85
"""How alike two names of columns are, question and option, that may be the same mistyped."""
SHORTEST_CUT: Final = 12
"""So many characters of a shortened question tell it."""


class Told(enum.Enum):
    """How a column says which option it is of, the surest first."""

    TEXT = "by the option's code or label"
    AMONG = "by the option's code or label among words that all of them have"
    VALUE = "by the option's value"
    PLACE = "by the option's number in declared order"
    CELLS = "not at all, and hold the text of one option each"


@attrs.frozen(kw_only=True)
class ColumnGroup:
    """The columns of the options or parts of an indicator.

    Attributes:
        columns: The column of each option or part, by its code.
        told: How the columns say of which option they are.
        otherwise: The same columns read in another way that fits as well: by place where they are read by value.
        nearly: The names of those that are called nearly as their option is.
    """

    columns: Mapping[str, SeenColumn]
    told: Told
    otherwise: Mapping[str, SeenColumn] | None = None
    nearly: tuple[str, ...] = ()


def options_of(indicator: Indicator) -> tuple[Option, ...]:
    """Return the options of an indicator that are answers, or its parts."""
    scale = indicator.scale
    return scale.parts if isinstance(scale, Composition) else scale.answers


def column_groups(indicators: Sequence[Indicator], columns: Sequence[SeenColumn]) -> dict[str, ColumnGroup]:
    """Return the columns of each indicator that has one for each of its options or parts, or for several of them."""
    stems: dict[str, set[str]] = defaultdict(set)
    for indicator in indicators:
        for name in names_of(indicator):
            stems[loose(name)].add(indicator.code)
            stems[loose(unnumbered(name))].add(indicator.code)
    for scale, owner in _own_scales(indicators).items():
        stems[scale].add(owner)
    by_code = {indicator.code: indicator for indicator in indicators}
    told: dict[str, dict[Told, dict[str, dict[str, SeenColumn]]]] = {
        code: {kind: defaultdict(dict) for kind in Told} for code in by_code
    }
    for column in columns:
        for code, kind, option in _claims(column, by_code, stems):
            told[code][kind][option][column.name] = column
    ends = _ends(columns, stems)
    groups = {}
    for code, kinds in told.items():
        for option, column in _among(by_code[code], ends.get(code, {})):
            kinds[Told.AMONG][option][column.name] = column
        group = _group(by_code[code], kinds)
        if group is not None:
            groups[code] = group
    return _without_shared(groups)


def _without_shared(groups: Mapping[str, ColumnGroup]) -> dict[str, ColumnGroup]:
    """Return the groups whose columns no other group has."""
    owners: dict[str, set[str]] = defaultdict(set)
    for code, group in groups.items():
        for column in group.columns.values():
            owners[column.name].add(code)
    return {
        code: group
        for code, group in groups.items()
        if all(owners[column.name] == {code} for column in group.columns.values())
    }


def _own_scales(indicators: Sequence[Indicator]) -> dict[str, str]:
    """Return the codes of the scales that one indicator alone has, loosely, with its code."""
    owners: dict[str, list[str]] = defaultdict(list)
    for indicator in indicators:
        owners[loose(indicator.scale.code)].append(indicator.code)
    return {scale: codes[0] for scale, codes in owners.items() if len(codes) == 1}


def _ends(
    columns: Sequence[SeenColumn], stems: Mapping[str, set[str]]
) -> dict[str, dict[str, tuple[SeenColumn, str]]]:
    """Return, by indicator, the columns whose names begin as it is called, with what stands behind."""
    ends: dict[str, dict[str, tuple[SeenColumn, str]]] = defaultdict(dict)
    for column in columns:
        for name in column.names:
            for stem, mark, tail in _splits(name):
                for code in _owners(stem, mark, stems):
                    ends[code].setdefault(column.name, (column, loose(tail)))
    return ends


def _among(
    indicator: Indicator, ends: Mapping[str, tuple[SeenColumn, str]]
) -> Iterator[tuple[str, SeenColumn]]:
    """Yield the options that the ends of names say once the words are off that all of them have: ``mix_rural``."""
    several = [(column, tail.split()) for column, tail in ends.values()]
    if len(several) < FEWEST or len(several) != len(options_of(indicator)):
        return
    while all(len(words) > 1 for _, words in several) and len({words[0] for _, words in several}) == 1:
        several = [(column, words[1:]) for column, words in several]
    while all(len(words) > 1 for _, words in several) and len({words[-1] for _, words in several}) == 1:
        several = [(column, words[:-1]) for column, words in several]
    for column, words in several:
        for kind, option in _options_called(indicator, " ", " ".join(words)):
            if kind is Told.TEXT:
                yield option, column


def possible_groups(indicator: Indicator, columns: Sequence[SeenColumn]) -> list[ColumnGroup]:
    """Return columns that may be an indicator's though nothing names it: each says one of all its options.

    Args:
        indicator: The indicator.
        columns: Columns that hold nothing else.
    """
    options = options_of(indicator)
    if len(options) < FEWEST:
        return []
    words = {
        f" {loose(text)} ": option.code
        for option in options
        for text in texts_of_option(option)
        if loose(text)
    }
    templates: dict[str, dict[str, SeenColumn]] = defaultdict(dict)
    for column in columns:
        for name in column.names:
            text = f" {loose(name)} "
            found = [word for word in words if word in text]
            longest = max(found, key=len, default="")
            if longest and all(word in longest for word in found):
                templates[text.replace(longest, " … ")].setdefault(words[longest], column)
    found_groups = []
    for template, exact in templates.items():
        nearly = _mistyped(template, exact, options, columns)
        group = exact | nearly
        if len(group) == len(options) == len({column.name for column in group.values()}):
            ordered = {option.code: group[option.code] for option in options}
            names = tuple(column.name for code, column in ordered.items() if code in nearly)
            found_groups.append(ColumnGroup(columns=ordered, told=Told.AMONG, nearly=names))
    return found_groups


def _mistyped(
    template: str, exact: Mapping[str, SeenColumn], options: Sequence[Option], columns: Iterable[SeenColumn]
) -> dict[str, SeenColumn]:
    """Return the columns that are nearly called as the options without column, where most have one.

    Args:
        template: What the names are, with dots in the place of the option.
        exact: The columns of options that are called so.
        options: All options.
        columns: Columns that hold nothing else.
    """
    absent = [option for option in options if option.code not in exact]
    if len(absent) > len(exact) - len(absent):
        return {}
    nearly: dict[str, SeenColumn] = {}
    for option in absent:
        called = [loose(template.replace("…", loose(text))) for text in texts_of_option(option)]
        near = [
            column
            for column in columns
            if any(alike(loose(name), text, least=NEARLY) for name in column.names for text in called)
        ]
        if len(near) == 1:
            nearly[option.code] = near[0]
    return nearly


@attrs.frozen(kw_only=True)
class NearColumn:
    """A column that may be the one of an option without column, as its name is nearly that.

    Attributes:
        column: The column.
        options: The options without column, the likest first.
        alike: How alike its name and that of the likest are, from 0 to 1.
    """

    column: SeenColumn
    options: tuple[str, ...]
    alike: float


def near_columns(indicator: Indicator, group: ColumnGroup, columns: Iterable[SeenColumn]) -> list[NearColumn]:
    """Return columns that are called as those of an indicator's options are, up to an option that is not known.

    Args:
        indicator: The indicator.
        group: The columns of its options.
        columns: Columns that hold nothing else.
    """
    absent = [option for option in options_of(indicator) if option.code not in group.columns]
    stems = {loose(name) for name in names_of(indicator)} | set(_stems_of(indicator, group))
    whole = {
        f"{stem} {loose(text)}": option.code
        for stem in stems
        for option in absent
        for text in texts_of_option(option)
    }
    found = []
    for column in columns:
        scores: dict[str, float] = {}
        for name in column.names if absent else ():
            for code, alike in _likeness(name, stems, absent, whole):
                scores[code] = max(alike, scores.get(code, 0.0))
        if scores:
            ordered = sorted([option.code for option in absent], key=lambda code: -scores.get(code, 0.0))
            found.append(NearColumn(column=column, options=tuple(ordered), alike=max(scores.values())))
    return found


def _likeness(
    name: str, stems: Collection[str], absent: Sequence[Option], whole: Mapping[str, str]
) -> Iterator[tuple[str, float]]:
    """Yield options that a name may say, with how alike they are: behind the question's name, or both mistyped."""
    for stem, _, tail in _splits(name):
        if loose(stem) in stems:
            for option in absent:
                yield option.code, max(alike(loose(tail), loose(text)) for text in texts_of_option(option))
    for text, code in whole.items():
        score = alike(loose(name), text, least=NEARLY)
        if score:
            yield code, score


def _stems_of(indicator: Indicator, group: ColumnGroup) -> Iterator[str]:
    """Yield what stands before the options in the names of their columns."""
    for code, column in group.columns.items():
        for name in column.names:
            for stem, mark, tail in _splits(name):
                if any(option == code for _, option in _options_called(indicator, mark, tail)):
                    yield loose(stem)


def alike(one: str, other: str, *, least: float = 0.0) -> float:
    """Return how alike two texts are, from 0 to 1; 0 where it is less than is asked for, which is often seen sooner."""
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0


def _claims(
    column: SeenColumn, indicators: Mapping[str, Indicator], stems: Mapping[str, set[str]]
) -> Iterator[tuple[str, Told, str]]:
    """Yield the indicators and options that a column may stand for, and how it says so."""
    numbered: dict[str, None] = {}
    for name in column.names:
        for stem, mark, tail in _splits(name):
            for code in _owners(stem, mark, stems):
                for kind, option in _options_called(indicators[code], mark, tail):
                    yield code, kind, option
                    if kind is not Told.TEXT and name == column.name:
                        numbered[code] = None
    for code in numbered:
        for option in _labelled_elsewhere(column, indicators[code]):
            yield code, Told.TEXT, option


def _labelled_elsewhere(column: SeenColumn, indicator: Indicator) -> Iterator[str]:
    """Yield the options that other header rows name at their end, whatever question stands before it."""
    for name in column.others:
        for _, mark, tail in _splits(name):
            for kind, option in _options_called(indicator, mark, tail):
                if kind is Told.TEXT:
                    yield option


def _owners(stem: str, mark: str, stems: Mapping[str, set[str]]) -> set[str]:
    """Return the indicators that a text names: all of its name, or the beginning of a question that is cut."""
    owners = stems.get(loose(stem)) or stems.get(loose(unnumbered(stem))) or set()
    path = _PATH.fullmatch(stem)
    if not owners and path is not None:
        owners = stems.get(loose(path.group(1))) or set()
    if not owners and ("..." in mark or stem.endswith("...")):
        begin = loose(stem.rstrip("."))
        fits = [codes for key, codes in stems.items() if len(begin) >= SHORTEST_CUT and key.startswith(begin)]
        return set().union(*fits)
    return owners


def _splits(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield each way of taking a name as a question and an option: the question, the mark between, the option."""
    marks = [match for match in _MARKS.finditer(name) if match.group() == "___"] or _MARKS.finditer(name)
    for match in marks:
        stem, tail = name[: match.start()], name[match.end() :].strip()
        choice = _CHOICE.match(tail)
        if choice:
            tail = choice.group(1)
        elif tail[:1] in "[(" and tail[-1:] in "])":
            tail = tail[1:-1]
        if stem.strip() and tail and stem[-1] not in "_-/":  # a hyphen behind a mark is a minus
            yield stem, match.group(), tail


def _options_called(indicator: Indicator, mark: str, tail: str) -> Iterator[tuple[Told, str]]:
    options = options_of(indicator)
    key = loose(tail)
    texts: dict[str, set[str]] = {}
    for option in options:
        for text in texts_of_option(option):
            texts.setdefault(loose(text), set()).add(option.code)
    if key and len(texts.get(key, ())) == 1:
        yield Told.TEXT, next(iter(texts[key]))
        return
    sign = -1 if (mark == "___" and tail.startswith("_")) or tail.startswith("-") else 1
    digits = _LETTERED.sub("", tail.lstrip("_-"))
    if not digits.isdecimal() or len(digits) > 9:
        return
    number = sign * int(digits)
    for place, option in enumerate(options, start=1):
        if getattr(option, "value", None) == number:
            yield Told.VALUE, option.code
        if place == number:
            yield Told.PLACE, option.code


def _group(
    indicator: Indicator, kinds: Mapping[Told, Mapping[str, Mapping[str, SeenColumn]]]
) -> ColumnGroup | None:
    known = len(options_of(indicator))
    sound = {}
    for kind, options in kinds.items():
        columns = {
            code: next(iter(several.values())) for code, several in options.items() if len(several) == 1
        }
        if len(columns) >= min(FEWEST, known) and len({c.name for c in columns.values()}) == len(columns):
            sound[kind] = columns
    for kind in Told:
        if kind in sound:
            other = sound.get(Told.PLACE) if kind is Told.VALUE else None
            if other is not None and (len(other) < len(sound[kind]) or other == sound[kind]):
                other = None
            ordered = {o.code: sound[kind][o.code] for o in options_of(indicator) if o.code in sound[kind]}
            return ColumnGroup(columns=ordered, told=kind, otherwise=other)
    return None
