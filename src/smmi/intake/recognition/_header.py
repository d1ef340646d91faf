"""Header rows: how many there are, which of them names the columns, and which tool wrote them."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

import attrs

from smmi.frozen import by_code
from smmi.instrument import Composition, Indicator, Instrument, MultipleChoice
from smmi.intake.presets import PRESETS, HeaderShape, Preset
from smmi.intake.questions._evidence import Evidence
from smmi.intake.questions._text import loose, number_of, unnumbered
from smmi.intake.sources import Header, HeaderNames
from smmi.intake.tables import joined_names, names_below, texts_of

LEAST_HITS: Final = 2
"""So many names of the instrument make a second row a header."""
LOOKED_AT: Final = 6
"""In how many rows a header is sought."""
ANSWERS: Final = frozenset(
    ["response", "open ended response", "response 1", "point", "score", "antwort", "reponse", "respuesta"]
)
"""What a second header row says, loosely, of a column that holds the answer itself."""
_CODE_AND_TEXT: Final = re.compile(r"([A-Za-z_][\w\[\]]*)\. (\S.*)", re.DOTALL)
_IMPORT_ID: Final = re.compile(r"\{\s*['\"]ImportId['\"]\s*:\s*['\"]([^'\"]*)")


@attrs.frozen(kw_only=True)
class SeenHeader:
    """A header as it was recognised.

    Attributes:
        header: The header rows.
        names: The names of the columns, blank ones and repeated ones too.
        others: What the other header rows say, a sequence for each.
        how: How it is read.
        evidence: Why.
    """

    header: Header
    names: tuple[str, ...]
    others: tuple[tuple[str, ...], ...] = ()
    how: str
    evidence: str


def split_names(names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the codes and the texts of names such as ``Q1. How much?``, if most of the names are such."""
    found = [_CODE_AND_TEXT.fullmatch(name) for name in names]
    if not any(found) or sum(map(bool, found)) * 4 < sum(map(bool, names)) * 3:
        return ()
    codes = tuple(match.group(1) if match else name for match, name in zip(found, names, strict=True))
    texts = tuple(match.group(2) if match else name for match, name in zip(found, names, strict=True))
    return codes, texts


def recognised_preset(rows: Sequence[Sequence[object]]) -> tuple[Preset | None, str]:
    """Return the tool whose marks the first rows bear, and which marks."""
    texts = [texts_of(row) for row in rows[:LOOKED_AT]]
    texts = [*split_names(texts[0])[:1], *texts]
    with_ids = _import_ids(texts)
    for preset in PRESETS:
        if with_ids is not None and preset.header is HeaderShape.IMPORT_IDS:
            return preset, with_ids.evidence
        for names in texts[:2]:
            found = preset.recognised_by(names)
            if found and (preset.least > 1 or names[0] in found):
                shown = ", ".join(repr(name) for name in found[:5])
                return preset, f"{len(found)} of its columns are there: {shown}"
    return None, ""


def recognised_header(
    instrument: Instrument, rows: Sequence[Sequence[object]], preset: Preset | None
) -> SeenHeader:
    """Return the header rows of a table, given its first rows.

    Args:
        instrument: What was asked.
        rows: The first rows, the header among them.
        preset: The tool that wrote the table.
    """
    texts = [texts_of(row) for row in rows[:LOOKED_AT]]
    known = _known_names(instrument)
    hits = [sum(known(text) for text in row if text) for row in texts]
    both = split_names(texts[0])
    if both:
        return SeenHeader(
            header=Header(),
            names=texts[0],
            others=both,
            how="one header row, of codes and texts",
            evidence="its names are such as 'Q1. How much?'",
        )
    for found in (_import_ids(texts), _options_below(instrument, texts, preset), _below_titles(texts, hits)):
        if found is not None:
            return found
    repeats = len(texts) > 1 and _repeats(instrument, texts)
    if len(texts) > 1 and (repeats or (hits[1] >= LEAST_HITS and hits[0] >= LEAST_HITS)):
        why = (
            "row 2 repeats names of row 1 or explains the tool's own"
            if repeats
            else f"row 2 holds {hits[1]} names or questions of the instrument"
        )
        return SeenHeader(
            header=Header(rows=2),
            names=texts[0],
            others=(texts[1],),
            how="2 header rows, of which the first names the columns",
            evidence=why,
        )
    evidence = f"it names {hits[0]} of the indicators" if hits[0] else "no other row is one"
    return SeenHeader(header=Header(), names=texts[0], how="one header row", evidence=evidence)


def _below_titles(texts: Sequence[tuple[str, ...]], hits: Sequence[int]) -> SeenHeader | None:
    """Recognise a row that names the columns below others: titles, which fill few cells, or texts that name less."""
    best = max(range(len(hits)), key=lambda i: (hits[i], -i))
    filled = [sum(map(bool, row)) for row in texts]
    titles = best > 0 and not any(hits[:best]) and all(n < filled[best] for n in filled[:best])
    if best == 0 or hits[best] <= hits[0] or not (titles or hits[best] >= LEAST_HITS):
        return None
    return SeenHeader(
        header=Header(rows=best + 1, row=best),
        names=names_below(texts, best),
        others=tuple(texts[:best]),
        how=f"{best + 1} header rows, of which row {best + 1} names the columns",
        evidence=f"row {best + 1} names {hits[best]} of the indicators, row 1 {hits[0]}",
    )


def _known_names(instrument: Instrument) -> Callable[[str], bool]:
    known = set()
    for indicator in instrument.indicators:
        known |= {loose(text) for text in names_of(indicator)}
    known.discard("")
    return lambda text: loose(text) in known or loose(unnumbered(text)) in known


def names_of(indicator: Indicator) -> tuple[str, ...]:
    """Return all names of an indicator: its code, source names, prompt and label."""
    several = (indicator.code, *getattr(indicator, "source_names", ()), indicator.prompt, indicator.label)
    return tuple(text for text in several if text)


def _repeats(instrument: Instrument, texts: Sequence[Sequence[str]]) -> bool:
    """Whether the second row says the names of the first again, or what the tool's short names mean.

    An option's own text below its name is a tick of the first unit.
    """
    first, second = texts[0], texts[1]
    options = {name for indicator in instrument.indicators for name in option_names(indicator)}
    same = sum(
        bool(a) and loose(a) == loose(b) and not _ends_with_any(loose(a), options)
        for a, b in zip(first, second, strict=False)
    )
    legacy = sum(
        bool(re.fullmatch(r"V\d+", a)) and b[:1].isalpha() for a, b in zip(first, second, strict=False)
    )
    return same >= 2 or (legacy >= 5 and second[0].casefold().startswith("response"))


def _ends_with_any(name: str, ends: Collection[str]) -> bool:
    words = name.split()
    return any(" ".join(words[start:]) in ends for start in range(len(words)))


def _import_ids(texts: Sequence[Sequence[str]]) -> SeenHeader | None:
    for number, row in enumerate(texts[1:4], start=1):
        filled = [text for text in row if text]
        if filled and sum(bool(_IMPORT_ID.match(text)) for text in filled) * 2 > len(filled):
            ids = tuple(match.group(1) if (match := _IMPORT_ID.match(text)) else "" for text in row)
            return SeenHeader(
                header=Header(rows=number + 1),
                names=tuple(texts[0]),
                others=(*(tuple(texts[i]) for i in range(1, number)), ids),
                how=f"{number + 1} header rows, of which the first names the columns",
                evidence=f"row {number + 1} holds {len(filled)} import ids, the row above it question texts",
            )
    return None


def _options_below(
    instrument: Instrument, texts: Sequence[tuple[str, ...]], preset: Preset | None
) -> SeenHeader | None:
    """Recognise a question over the first of its columns, and options, rows or a word for the answer below."""
    if len(texts) < 2:
        return None
    upper, lower = texts[0], texts[1]
    asked = {loose(name): indicator for indicator in instrument.indicators for name in names_of(indicator)}
    own = below = rows = blank_over = alone = 0
    last = ""
    for place, (over, under) in enumerate(zip((*upper, *[""] * len(lower)), lower, strict=False)):
        last = over or last
        alone += bool(over and not under)
        if under:
            below += 1
            blank_over += not over
            indicator = asked.get(loose(last)) or asked.get(loose(unnumbered(last)))
            options = set() if indicator is None else option_names(indicator)
            if over and not options and number_of(under) is not None:
                return None  # a number below a name is an answer
            cells = {loose(row[place]) for row in texts[2:] if place < len(row)}
            if over and _is_of_data(under, asked.get(loose(over)), cells):
                return None
            if loose(under) in options and cells & (options - texts_beside(indicator, under)):
                return None  # several options below each other are answers
            own += loose(under) in ANSWERS or loose(under) in options
            rows += loose(under) in asked
    of_the_tool = preset is not None and preset.header is HeaderShape.OPTIONS_BELOW
    most = (own + rows) * 2 >= below and (own > 0 or (rows > 0 and alone > 0))
    if not blank_over and not any(loose(under) in ANSWERS for under in lower):
        return None
    if not (most or (of_the_tool and below)):
        return None
    sections = None if of_the_tool else _below_sections(upper, lower, asked)
    return sections or SeenHeader(
        header=Header(rows=2, names=HeaderNames.JOINED),
        names=joined_names(upper, lower),
        how="2 header rows that name the columns together, questions above and options below",
        evidence=f"{own + rows} of {below} cells of row 2 are options, rows or words for the answer; "
        f"{blank_over} stand under a blank",
    )


def _is_of_data(text: str, indicator: Indicator | None, cells: Collection[str]) -> bool:
    """Whether a text below a name is a choice that answers it, or written as all cells below: S1 above S2 and S3."""
    if indicator is not None and not isinstance(indicator.scale, Composition | MultipleChoice):
        said = {loose(one) for option in indicator.scale.options for one in texts_of_option(option)}
        return loose(text) in said
    shapes = {re.sub(r"\d+", "0", cell) for cell in cells if cell}
    return any(c.isdigit() for c in text) and shapes == {re.sub(r"\d+", "0", loose(text))}


def _below_sections(
    upper: tuple[str, ...], lower: tuple[str, ...], asked: Mapping[str, Indicator]
) -> SeenHeader | None:
    """Recognise a lower row that names all indicators which both rows name: what stands above are sections."""
    by_both: set[str] = set()
    by_lower: set[str] = set()
    last = ""
    for over, under in zip((*upper, *[""] * len(lower)), lower, strict=False):
        last = over or last
        own, above = asked.get(loose(under)), asked.get(loose(last)) or asked.get(loose(unnumbered(last)))
        if own is not None:
            by_lower.add(own.code)
        elif above is not None and (loose(under) in ANSWERS or loose(under) in option_names(above)):
            by_both.add(above.code)
    if not by_lower or not by_both <= by_lower:
        return None
    return SeenHeader(
        header=Header(rows=2, row=1),
        names=names_below((upper, lower), 1),
        others=(upper,),
        how="2 header rows, of which row 2 names the columns",
        evidence=f"row 2 alone names {len(by_lower)} of the indicators, and with row 1 above it no more",
    )


def option_names(indicator: Indicator) -> set[str]:
    """Return, loosely, how the options or parts of an indicator may be written."""
    scale = indicator.scale
    options = scale.parts if isinstance(scale, Composition) else scale.options
    if not isinstance(scale, Composition | MultipleChoice):
        return set()
    return {loose(text) for option in options for text in texts_of_option(option)}


def texts_beside(indicator: Indicator | None, text: str) -> set[str]:
    """Return, loosely, how else the options or parts may be written that are written as a text."""
    scale = None if indicator is None else indicator.scale
    options = scale.parts if isinstance(scale, Composition) else () if scale is None else scale.options
    several = [{loose(one) for one in texts_of_option(option)} for option in options]
    return set().union(*(texts for texts in several if loose(text) in texts))


def texts_of_option(option: object) -> tuple[str, ...]:
    """Return every text by which an option may be written: its code, its label, its spellings."""
    return (option.code, option.label, *getattr(option, "spellings", ()))  # type: ignore[attr-defined]


def tool_of(
    preset: Preset | str | None, head: Sequence[Sequence[object]], evidence: Evidence
) -> Preset | None:
    """Return the tool that wrote a table, as the caller says or by its marks, and settle it."""
    if preset is None:
        tool, why = recognised_preset(head)
        if tool is not None:
            evidence.choose("table", f"an export of {tool.name}", "; ".join([why, *tool.notes]))
        return tool
    known = {one.code: one for one in PRESETS}
    tool = preset if isinstance(preset, Preset) else by_code(known, preset, "no preset has the code")
    evidence.choose("table", f"an export of {tool.name}", "; ".join(["named by the caller", *tool.notes]))
    return tool
