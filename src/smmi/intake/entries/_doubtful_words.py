"""Words that are doubtful: they mostly say that there is no answer, or no unit."""

import re
from collections.abc import Iterable
from typing import Final

from smmi.intake.tables import CellKind, Entry, is_date, loose, number_of, word_of

NO_ANSWERS: Final = frozenset(
    """
    n a|na|nan|null|none|missing|no answer|not answered|no response|nonresponse|unanswered|skipped|blank|empty|unknown
    prefer not to say|prefer not to answer|i prefer not to say|rather not say|decline to answer|declined|refused|refuse
    don t know|dont know|do not know|i don t know|dk|dk na|k a|keine angabe|sans reponse|ns nr|ns nc|not sure|unsure
    not applicable|does not apply|inapplicable|nicht zutreffend|sans objet|no aplica|not asked|not administered|tbd|n d
    not available|unclear|pending|to be confirmed|tbc|x
    """.replace("\n", "|")
    .replace("    ", "")
    .strip("|")
    .split("|")
)
"""Words, loosely, that mostly say that there is no answer."""
SENTINELS: Final = frozenset(
    float(number)
    for number in (
        *(*range(-9, 0), -55, -66, -77, -88, -90, *range(-99, -94), -997, -998, -999, -9999, -999999),
        *(*range(6, 10), 66, 77, 88, 90, *range(94, 100), 666, 777, 888, *range(995, 1000)),
        *(7777, 8888, *range(9996, 10000), 77777, 88888, 99999, 999999, 9999999),
    )
)
"""Numbers by which files often write that there is no answer."""
TOTALS: Final = re.compile(
    r"(grand |sub ?)?totals?( .*)?|minimum|maximum|min|max|n( \d+)?|\u03c3"
    r"|sum( .*)?|\u00f8( .*)?|avg( .*)?"
    r"|(sum|average|mean|median)s?( (scores?|values?|of|all|per|over|schools?|institutions?|units?|n)( .*)?)?"
    r"|(mean|average|median|percent|percentage|proportion) (sd|s d|std|se|iqr|range|yes|no)( .*)?|n percent"
    r"|standard deviation|std( dev)?|stdev|sd|count|overall|all( (schools|institutions|units|respondents))?"
    r"|summe|gesamt|insgesamt|mittelwert|durchschnitt|moyenne|somme|media|promedio"
    r"|(source|sources|note|notes|quelle|quellen|anmerkung|remark|remarks|legend)( .*)?"
)
"""Identifiers, loosely, that are none."""


def is_total(text: str, /) -> bool:
    """Whether an identifier is none: a sum, a mean, a percentage of the units, a source or a note."""
    return text.startswith("%") or TOTALS.fullmatch(loose(text)) is not None


_TOTAL_BESIDE: Final = re.compile(
    r"(grand |sub ?|overall )?totals?( .*)?|sums?( of .*| total)?|overall( .*)?|all( \w+)?|n ?\d+"
    r"|(overall |grand )?(mean|average|median|avg)s?( (of|all|per|over|scores?|values?)( .*)?)?|\u00f8( .*)?"
    r"|summe|gesamt|insgesamt|mittelwert|durchschnitt|moyenne|somme|media|promedio"
)
_MAY_BE_TOTAL: Final = re.compile(
    "total|sum|all|mean|avera|avg|media|n *=|\u00f8|gesamt|mittel|schnitt|moyenne|somme|promedio",
    re.IGNORECASE,
)
_LONGEST_TOTAL: Final = 40


def is_total_beside(text: str, /) -> bool:
    """Whether a text beside an identifier mostly says that its row is a sum or a mean of others.

    Of one that is itself the identifier `is_total` says so by more words, such as max and note, which are names too.
    """
    short = len(text) <= _LONGEST_TOTAL and _MAY_BE_TOTAL.search(text) is not None
    return short and _TOTAL_BESIDE.fullmatch(loose(text)) is not None


CALLED_TEST: Final = re.compile(
    r"(.* )?(tests?|test ?\d+|testing|tester|testschule|preview|dummy|please ignore|ignore|do not (use|count)|asdf+"
    r"|xxx+|delete( me)?)( .*)?"
)
"""Identifiers, loosely, of responses that somebody gave to try the form."""


def is_no_answer(text: str, /) -> bool:
    """Whether a word mostly says that there is no answer, or is a mark without letters or digits."""
    return loose(text) in NO_ANSWERS or not loose(text)


def is_sentinel(text: str, /) -> bool:
    """Whether a number is one by which files often write that there is no answer."""
    number = number_of(text)
    return number is not None and number in SENTINELS


def doubtful_identifiers(entries: Iterable[Entry], names: Iterable[str], /) -> dict[str, str]:
    """Return the identifiers, by their words, of which a person has to say whether they are units, and why.

    Args:
        entries: What stands in the column of identifiers.
        names: What the column is called.
    """
    own = set(map(word_of, names))
    found: dict[str, str] = {}
    written: dict[str, str] = {}
    several: dict[str, set[str]] = {}
    for entry in entries:
        if entry.is_blank:
            continue
        word, is_text = entry.word, entry.kind is CellKind.TEXT
        if word in own:
            found[word] = "is the column's own name"
        elif not _is_code(entry.text):
            if is_total(entry.text) or (is_text and is_no_answer(entry.text)):
                found[word] = "seems to be no unit"
            elif is_text and CALLED_TEST.fullmatch(loose(entry.text)):
                found[word] = "is called a test"
            elif is_text and is_date(entry.text):
                found[word] = "is a date"
        if is_text and written.setdefault(word, entry.written) != entry.written:
            several.setdefault(word, {written[word]}).add(entry.written)
    for word, ways in several.items():
        found.setdefault(word, f"is written in {len(ways)} ways, capitals and blanks apart")
    return found


def _is_code(text: str) -> bool:
    """Whether an identifier is of letters and digits, with a digit in it: no word, and no date."""
    return text.isalnum() and text.isascii() and not text.isalpha()


def says_no_value(text: str, /) -> bool:
    """Whether a value mostly says that there is none: a word, or a negative number by which files say so."""
    return is_no_answer(text) or (text.startswith("-") and is_sentinel(text))
