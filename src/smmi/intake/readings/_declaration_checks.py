"""Checks of what a reading declares: against itself, and against the instrument."""

from collections.abc import Iterable, Iterator, Mapping

from smmi.errors import Finding, Reason, suggestion
from smmi.instrument import (
    Binary,
    Composition,
    Count,
    Indicator,
    Instrument,
    MultipleChoice,
    Nominal,
    Nonresponse,
    Number,
    Option,
    Ordinal,
    Percentage,
)
from smmi.instrument.answers import needed_characteristics
from smmi.instrument.declaration import shown
from smmi.instrument.scales import listed
from smmi.intake.entries._words import Words, shown_answer
from smmi.intake.sources import (
    Absent,
    AttributeSource,
    ChoiceColumn,
    NumberColumn,
    NumberFormat,
    SelectionColumn,
    SelectionColumns,
    ShareColumn,
    ShareColumns,
    Source,
)
from smmi.intake.tables import folded, word_of

_FITTING: tuple[tuple[tuple[type, ...], tuple[type, ...]], ...] = (
    ((Binary, Ordinal, Nominal), (ChoiceColumn,)),
    ((Percentage, Count, Number), (NumberColumn,)),
    ((MultipleChoice,), (SelectionColumn, SelectionColumns)),
    ((Composition,), (ShareColumn, ShareColumns)),
)


def _finding(reason: Reason, path: str, message: str, code: str | None = None) -> Finding:
    return Finding(reason=reason, path=path, message=message, code=code)


def indicator_findings(instrument: Instrument, sources: Mapping[str, Source], /) -> Iterator[Finding]:
    """Yield sources of no indicator, and indicators without a source."""
    codes = [indicator.code for indicator in instrument.indicators]
    for code in sources:
        if code not in codes:
            free = [one for one in codes if one not in sources]
            message = f"'sources' names {shown(code)}, which is no indicator of the instrument.{suggestion(code, free)}"
            yield _finding(Reason.UNKNOWN_CODE, "$.sources", message, code)
    without = [code for code in codes if code not in sources]
    if without:
        message = (
            f"'sources' has none for {', '.join(map(repr, without))}: say where the answers stand, or that the table "
            "has none: Absent()"
        )
        yield _finding(Reason.MISSING_COLUMN, "$.sources", message, without[0])


def source_findings(
    indicator: Indicator, source: Source, missing: Mapping[str, Nonresponse], style: NumberFormat, /
) -> Iterator[Finding]:
    """Yield in what a source does not fit its indicator."""
    path, scale = f"$.sources.{indicator.code}", indicator.scale
    if isinstance(source, Absent):
        return
    fitting = next(several for scales, several in _FITTING if isinstance(scale, scales))
    if not isinstance(source, fitting):
        expected = " or ".join(kind.__name__ for kind in fitting)
        message = (
            f"got a {type(source).__name__} for {indicator.code!r}, expected {expected} for a "
            f"{type(scale).__name__}, or Absent"
        )
        yield _finding(Reason.WRONG_KIND, path, message, indicator.code)
        return
    options: tuple[Option, ...] = scale.options
    if isinstance(scale, Composition):
        options = (*scale.parts, *options)
    words = {**missing, **source.missing}
    if isinstance(source, SelectionColumns | ShareColumns):
        assert isinstance(scale, MultipleChoice | Composition)  # noqa: S101  (it fits)
        yield from _column_findings(scale, source, path, indicator.code)
        yield from missing_findings((), words, {}, path, indicator.code)
        if isinstance(source, SelectionColumns):
            yield from _box_findings(source, words, path, indicator.code)
        return
    yield from _spelling_findings(options, source.spellings, path, indicator.code)
    own = options if isinstance(scale, Composition) or scale.answers else scale.options
    yield from missing_findings(own, words, source.spellings, path, indicator.code)
    both = {word_of(text) for text in source.spellings} & {word_of(text) for text in source.missing}
    for word in sorted(both):
        message = f"{word!r} stands in 'spellings' and in 'missing'; take it out of one"
        yield _finding(Reason.BAD_VALUE, path, message, indicator.code)
    if isinstance(source, ShareColumn):
        how = source.format or style
        mark = source.separator.strip()
        if mark and mark in {how.decimal, how.thousands}:
            message = (
                f"{mark!r} separates parts and stands within numbers; declare another separator or format"
            )
            yield _finding(Reason.BAD_VALUE, path, message, indicator.code)


def _column_findings(
    scale: MultipleChoice | Composition, source: SelectionColumns | ShareColumns, path: str, code: str
) -> Iterator[Finding]:
    """Yield columns of options or parts that do not exist, and parts without a column."""
    options = scale.parts if isinstance(scale, Composition) else scale.options
    known = [option.code for option in options]
    for key in source.columns:
        if key not in known:
            message = f"'columns' of {code!r} names {shown(key)}, expected {listed(options)}.{suggestion(key, known)}"
            yield _finding(Reason.UNKNOWN_OPTION, f"{path}.columns", message, code)
    without = [key for key in known if key not in source.columns]
    if without and (isinstance(scale, Composition) or len(without) == len(known)):
        message = f"'columns' of {code!r} has none for {', '.join(map(repr, without))}"
        yield _finding(Reason.MISSING_COLUMN, f"{path}.columns", message, code)


def _box_findings(
    source: SelectionColumns, missing: Mapping[str, Nonresponse], path: str, code: str
) -> Iterator[Finding]:
    """Yield options that are written in and have no column, and words of boxes that mean two things."""
    for key in source.written:
        if key not in source.columns:
            message = f"'written' of {code!r} names {shown(key)}, which has no column in 'columns'"
            yield _finding(Reason.UNKNOWN_OPTION, f"{path}.written", message, code)
    hidden = {word_of(text) for text in source.hidden}
    others = {"ticked": source.ticked, "unticked": source.unticked, "missing": tuple(missing)}
    for name, texts in others.items():
        for word in sorted(hidden & {word_of(text) for text in texts}):
            message = f"{word!r} stands in 'hidden' and in {name!r}; take it out of one"
            yield _finding(Reason.BAD_VALUE, f"{path}.hidden", message, code)


def _spelling_findings(
    options: Iterable[Option], spellings: Mapping[str, str], path: str, code: str
) -> Iterator[Finding]:
    """Yield spellings that lead to no option, and those that stand twice with other capitals."""
    several = list(options)
    known = [option.code for option in several]
    meant: dict[str, str] = {}
    for text, option in spellings.items():
        if option not in known:
            expected = listed(several) or "nothing, as the scale has no options"
            message = (
                f"'spellings' of {code!r} makes {text!r} {shown(option)}, expected {expected}."
                f"{suggestion(str(option), known)}"
            )
            yield _finding(Reason.UNKNOWN_OPTION, f"{path}.spellings", message, code)
        before = meant.setdefault(word_of(text), option)
        if before != option:
            message = f"'spellings' of {code!r} makes {text!r} both {before!r} and {option!r}, capitals apart"
            yield _finding(Reason.BAD_VALUE, f"{path}.spellings", message, code)


def missing_findings(
    options: Iterable[Option],
    missing: Mapping[str, Nonresponse],
    spellings: Mapping[str, str],
    path: str,
    code: str,
    /,
) -> Iterator[Finding]:
    """Yield words for which there is no answer, and which say an option too."""
    several = list(options)
    stand_for = {option.code: option.nonresponse for option in several}
    words = Words.of(several, spellings={}, missing={})
    spelled = {word_of(text) for text in spellings}
    meant: dict[str, Nonresponse] = {}
    for text, nonresponse in missing.items():
        before = meant.setdefault(word_of(text), nonresponse)
        if before is not nonresponse:
            both = f"{shown_answer(before)} and {shown_answer(nonresponse)}"
            message = f"'missing' makes {text!r} both {both}, capitals apart"
            yield _finding(Reason.BAD_VALUE, f"{path}.missing", message, code)
        if word_of(text) in spelled:
            continue
        for option, how in words.options_of(folded(text)):
            if stand_for.get(option) is not nonresponse:
                message = (
                    f"{text!r} is to say {shown_answer(nonresponse)}, but of {code!r} it says the option {option!r} "
                    f"{how}. Take it out of 'missing', or say in 'spellings' of the source that it is the option"
                )
                yield _finding(Reason.BAD_VALUE, f"{path}.missing", message, code)


def attribute_findings(
    instrument: Instrument, attributes: Mapping[str, AttributeSource], /
) -> Iterator[Finding]:
    """Yield what is wrong with attributes, and characteristics that are needed and not among them."""
    declared = {one.code: one.options for one in instrument.characteristics}
    for name, source in attributes.items():
        path = f"$.attributes.{name}"
        if name in declared:
            yield from _spelling_findings(declared[name], source.spellings, path, name)
    for name in needed_characteristics(instrument):
        if name not in attributes:
            message = (
                f"the characteristic {name!r} decides which indicators apply, but it is not among 'attributes': call "
                f"its column {name!r} or by its label, and read the table again"
            )
            yield _finding(Reason.MISSING_COLUMN, "$.attributes", message, name)


def left_out_findings(names: Iterable[str], used: Iterable[tuple[str, str]], /) -> Iterator[Finding]:
    """Yield columns that are to be left out, and read as well."""
    uses = {folded(column): use for column, use in used}
    for name in names:
        use = uses.get(folded(name))
        if use:
            message = f"the column {folded(name)!r} is to be left out, and is to hold {use}"
            yield _finding(Reason.REPEATED_CODE, "$.left_out", message, name)


def repeated_columns(columns: Iterable[str], /) -> Iterator[Finding]:
    """Yield columns that are to be read twice."""
    seen: set[str] = set()
    for column in columns:
        name = folded(column)
        if name in seen:
            message = f"the column {name!r} is to be read twice; each holds identifiers or one answer"
            yield _finding(Reason.REPEATED_CODE, "$.sources", message, name)
        seen.add(name)
