"""Cells of a codebook: lists of options, terms and tags, and numbers.

Entries of a list are separated by semicolons. A backslash escapes the character after it: a semicolon, an equals sign,
a bracket, a backslash, or a space at either end.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, count, groupby
from typing import Final, TypeVar

from smmi.errors import Reason
from smmi.instrument import Nonresponse, Option, Term
from smmi.instrument.declaration import LONGEST_CODE
from smmi.serialization.fields import LARGEST_INTEGER, Mismatch, cut, text_of, texts_of

N = TypeVar("N", int, float)

Glyphs = list[tuple[str, bool]]
"""Characters, each with whether it is meant as it stands."""

EXCLUSIVE: Final = "exclusive"
VALUE: Final = "value "
SPELLING: Final = "or "
"""What stands before the coded value of an option, and before another spelling of it, in brackets."""

_NONRESPONSES: Final = texts_of(Nonresponse)
_SIGNS: Final = frozenset("\\;=[]")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_NO_WORD: Final = re.compile(r"[^a-z0-9]+")
_MOST_WRITTEN: Final = 20
_LONGEST_WRITTEN: Final = 300
"""Of how many entries, and how long, a cell may be that a finding says whole."""
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,16}")


def options_text(options: Iterable[Option], /) -> str:
    """Return options as a cell.

    Example:
        >>> options_text(
        ...     [Option("no", "No"), Option("na", "Not applicable", nonresponse=Nonresponse.NOT_APPLICABLE)]
        ... )
        'no=No; na=Not applicable [not-applicable]'
        >>> options_text([Option("often", "Often", value=2, spellings=["frequently"])])
        'often=Often [value 2] [or frequently]'
    """
    return "; ".join(map(_option_text, options))


def _option_text(option: Option) -> str:
    flags = [text_of(option.nonresponse)] if option.nonresponse else []
    flags += [EXCLUSIVE] if option.exclusive else []
    flags += [] if option.value is None else [f"{VALUE}{number_text(option.value)}"]
    flags += [f"{SPELLING}{_escaped(spelling, ';[]')}" for spelling in option.spellings]
    return f"{option.code}={_escaped(option.label, ';[')}" + "".join(f" [{flag}]" for flag in flags)


def number_text(number: float, /) -> str:
    """Return a number as the shortest text that reads back as the same number.

    Example:
        >>> number_text(3.0), number_text(0.1)
        ('3', '0.1')
    """
    return repr(number).removesuffix(".0")


def read_options(text: str, /) -> tuple[Option, ...]:
    """Return the options that a cell says.

    A number before a label is the option's value, as questionnaires print it; the code is made of the label then.

    Raises:
        Mismatch: An entry is not an option.
        DeclarationError: An option cannot be declared.

    Example:
        >>> [(option.code, option.value) for option in read_options("1=Never; 2=Very often")]
        [('never', 1.0), ('very_often', 2.0)]
    """
    listed = list(_entries(text))
    bare = [entry for entry in listed if ("=", False) not in entry]
    expected = f"code=Label, {_to_write(listed, bare)}" if bare else ""
    entries = [_halves(entry, expected) for entry in listed]
    taken = {_text(code) for code, _ in entries}
    options: list[Option] = []
    for left, rest in entries:
        code, number = _text(left), None
        if _NUMBER.fullmatch(code):
            number = float(code)
            code = code_of(_text(_signs(rest)[0]), taken)
            taken.add(code)
        options.append(_read_option(code, rest, number))
    return tuple(options)


def _to_write(entries: Sequence[Glyphs], bare: Sequence[Glyphs]) -> str:
    """Return what to write for entries of which some have a label alone: all of the cell, if it is not long."""
    whole = _with_codes(entries) if len(entries) <= _MOST_WRITTEN else ""
    return (
        f"as in: {whole if 0 < len(whole) <= _LONGEST_WRITTEN else _with_codes(bare[:1])[:_LONGEST_WRITTEN]}"
    )


def _with_codes(entries: Sequence[Glyphs]) -> str:
    """Return these entries as a cell, with a code before each label that has none."""
    signs = [entry.index(("=", False)) if ("=", False) in entry else None for entry in entries]
    taken = {
        _text(_stripped(entry[:sign])) for entry, sign in zip(entries, signs, strict=True) if sign is not None
    }
    written: list[str] = []
    for entry, sign in zip(entries, signs, strict=True):
        said = "".join(f"\\{glyph}" if as_it_stands else glyph for glyph, as_it_stands in entry)
        if sign is None:
            code = code_of(_text(_signs(entry)[0]), taken)
            taken.add(code)
            said = f"{code}={said}"
        written.append(said)
    return "; ".join(written)


def code_of(text: str, taken: Collection[str] = (), /, *, otherwise: str = "option") -> str:
    """Return a code made of a text, other than those that are taken.

    Letters lose their accents; what is no letter or digit becomes an underscore.

    Args:
        text: The text.
        taken: Codes that it must not be.
        otherwise: What stands before, or for, a text that begins with no Latin letter.

    Example:
        >>> code_of("Très souvent (> 3)"), code_of("3 to 5"), code_of("いつも"), code_of("Never", {"never"})
        ('tres_souvent_3', 'option_3_to_5', 'option', 'never_2')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = _NO_WORD.sub("_", plain).strip("_")
    stem = words if words[:1].isalpha() else f"{otherwise}_{words}".strip("_")
    suffixes = chain([""], map("_{}".format, count(2)))
    codes = (stem[: LONGEST_CODE - len(suffix)].rstrip("_") + suffix for suffix in suffixes)
    return next(code for code in codes if code not in taken)


def _read_option(code: str, rest: Glyphs, number: float | None) -> Option:
    label, signs = _signs(rest)
    flags: list[str] = []
    spellings: list[str] = []
    values: list[float | None] = [] if number is None else [number]
    for sign in signs:
        if _text(sign).startswith(SPELLING):
            spellings.append(_text(_stripped(sign[len(SPELLING) :])))
        elif _text(sign).startswith(VALUE):
            values.append(read_number(_text(sign[len(VALUE) :])))
        else:
            flags.append(_text(sign))
    known = (*_NONRESPONSES, EXCLUSIVE)
    strange = [flag for flag in flags if flag not in known]
    if strange:
        listed = ", ".join(f"[{flag}]" for flag in (*known, "value 1", "or another spelling"))
        raise Mismatch.of(
            f"got [{strange[0][:40]}] after an option, expected one of {listed}", reason=Reason.BAD_VALUE
        )
    nonresponses = [flag for flag in flags if flag != EXCLUSIVE]
    if len(set(flags)) < len(flags) or len(nonresponses) > 1 or len(values) > 1:
        raise Mismatch.of(
            f"the option {cut(code)} has contradicting signs after it",
            reason=Reason.BAD_VALUE,
        )
    nonresponse = _NONRESPONSES[nonresponses[0]] if nonresponses else None
    return Option(
        code,
        _text(label),
        nonresponse=nonresponse,
        exclusive=EXCLUSIVE in flags,
        value=values[0] if values else None,
        spellings=spellings,
    )


def _signs(text: Glyphs) -> tuple[Glyphs, list[Glyphs]]:
    """Return a label without what stands in brackets after it, and that, in order."""
    signs: list[Glyphs] = []
    stop = close = len(text)
    for place in range(len(text) - 1, -1, -1):
        if text[place] == ("[", False) and close < stop:
            signs.append(_stripped(text[place + 1 : close]))
            stop = close = place
        elif text[place] == ("]", False) and close == stop:
            close = place
        elif close == stop and (text[place][1] or not text[place][0].isspace()):
            break  # the end of the label, for what comes before is not in brackets
    return _stripped(text[:stop]), signs[::-1]


def terms_text(terms: Iterable[Term], /) -> str:
    """Return terms and their definitions as a cell."""
    return "; ".join(f"{_escaped(term.term, ';=')}={_escaped(term.definition, ';')}" for term in terms)


def read_terms(text: str, /) -> tuple[Term, ...]:
    """Return the terms that a cell says.

    Raises:
        Mismatch: An entry is not a term and its definition.
        DeclarationError: A term cannot be declared.
    """
    halves = [_halves(entry, "term=definition") for entry in _entries(text)]
    return tuple(Term(_text(term), _text(definition)) for term, definition in halves)


def tags_text(tags: Iterable[str], /) -> str:
    r"""Return tags as a cell.

    Example:
        >>> print(tags_text(["core", "new; 2026"]))
        core; new\; 2026
    """
    return "; ".join(_escaped(tag, ";") for tag in tags)


def read_tags(text: str, /) -> tuple[str, ...]:
    """Return the tags that a cell says."""
    return tuple(_text(entry) for entry in _entries(text))


def read_scored(text: str, /) -> bool:
    """Return whether an indicator is scored, as a cell says.

    Raises:
        Mismatch: It says neither yes nor no.
    """
    words = {"yes": True, "no": False}
    if text.strip() not in words:
        raise Mismatch.of(
            f"got {cut(text)}, expected 'yes' or 'no' (yes where it is empty)", reason=Reason.BAD_VALUE
        )
    return words[text.strip()]


def read_number(text: str, /) -> float | None:
    """Return the number that a cell says, or None if it is empty.

    Raises:
        Mismatch: It says no number.
    """
    return _read(text, _NUMBER.fullmatch, float, "a number")


def read_integer(text: str, /) -> int | None:
    """Return the integer that a cell says, or None if it is empty.

    Raises:
        Mismatch: It says no integer.
    """
    return _read(text, _is_integer, int, "an integer")


def _is_integer(text: str) -> bool:
    return _INTEGER.fullmatch(text) is not None and abs(int(text)) <= LARGEST_INTEGER


def _read(text: str, fits: Callable[[str], object], make: Callable[[str], N], expected: str) -> N | None:
    stripped = text.strip()
    if stripped and not fits(stripped):
        raise Mismatch.of(f"got {cut(text)}, expected {expected}")
    return make(stripped) if stripped else None


def _escaped(text: str, signs: str) -> str:
    """Return a text with a backslash before backslashes, these signs, and white space at its ends."""
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    return "".join(
        f"\\{glyph}" if glyph == "\\" or glyph in signs or not first <= place < last else glyph
        for place, glyph in enumerate(text)
    )


def _glyphs(text: str) -> Iterator[tuple[str, bool]]:
    glyphs = iter(text)
    for glyph in glyphs:
        escaped = next(glyphs, "") if glyph == "\\" else ""
        if glyph != "\\":
            yield glyph, False
        elif escaped not in _SIGNS and not escaped.isspace():
            yield glyph, True
        if escaped:
            yield escaped, True


def _entries(text: str) -> Iterator[Glyphs]:
    """Yield the entries of a list that are not empty."""
    for separates, glyphs in groupby(_glyphs(text), lambda glyph: glyph == (";", False)):
        entry = _stripped(list(glyphs))
        if entry and not separates:
            yield entry


def _stripped(glyphs: Glyphs) -> Glyphs:
    meant = [
        place for place, (glyph, as_it_stands) in enumerate(glyphs) if as_it_stands or not glyph.isspace()
    ]
    return glyphs[meant[0] : meant[-1] + 1] if meant else []


def _halves(entry: Glyphs, expected: str) -> tuple[Glyphs, Glyphs]:
    if ("=", False) not in entry:
        raise Mismatch.of(
            f"got {cut(_text(entry))}, expected entries of the form {expected}", reason=Reason.BAD_VALUE
        )
    place = entry.index(("=", False))
    return _stripped(entry[:place]), _stripped(entry[place + 1 :])


def _text(glyphs: Glyphs) -> str:
    return "".join(glyph for glyph, _ in glyphs)
