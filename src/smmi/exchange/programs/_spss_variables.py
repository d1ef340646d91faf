"""The variables of an SPSS file of answers: their names, the numbers of their options, and their labels."""

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from smmi.instrument import Composition, Instrument, MultipleChoice, Option

RESERVED: Final = frozenset("all and by eq ge gt le lt ne not or to with".split())  # noqa: SIM905  (as SPSS lists them)
LONGEST_NAME: Final = 64
LONGEST_LABEL: Final = 255
LONGEST_VALUE_LABEL: Final = 120
"""In bytes."""
WIDEST: Final = 200
"""How wide lines are; SPSS reads 256 characters of one."""
MOST_MISSING: Final = 3
"""So many values of a variable can stand for a missing answer."""
UNPRINTED: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def text(value: str, longest: int, /) -> str:
    """Return text as a literal on one line, of so many bytes at most."""
    plain = UNPRINTED.sub(" ", value).encode()[:longest].decode(errors="ignore")
    return "'" + plain.replace("'", "''") + "'"


def commands(command: str, /) -> list[str]:
    """Return a command without literals on lines that are not too wide."""
    # Broken at spaces only, and products have none: findings/pspp-takes-a-factor-for-a-comment.sh
    return textwrap.wrap(
        command, WIDEST, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )


@attrs.frozen
class Variables:
    """The names and numbers that answers have in the file.

    Attributes:
        names: The name of the variable of each question or characteristic, or of an option or part of it.
        values: The number of each option of a question or characteristic.
    """

    names: dict[tuple[str, ...], str]
    values: dict[str, dict[str, float]]

    @classmethod
    def of(cls, instrument: Instrument) -> "Variables":
        """Return the variables of an instrument."""
        names: dict[tuple[str, ...], str] = {}
        values: dict[str, dict[str, float]] = {}
        taken: set[str] = set()

        def call(*key: str) -> None:
            name = ".".join(key)
            made = name.startswith(("score.", "reason."))  # what the syntax makes
            if name in RESERVED or made or len(name) > LONGEST_NAME:
                name = next(own for i in range(len(taken) + 1) if (own := f"{name[:50]}.{i}") not in taken)
            taken.add(name)
            names[key] = name

        for characteristic in instrument.characteristics:
            call(characteristic.code)
            values[characteristic.code] = _numbered(characteristic.options)
        for indicator in instrument.indicators:
            scale, code = indicator.scale, indicator.code
            if isinstance(scale, MultipleChoice):
                for option in scale.options:
                    call(code, option.code)
                continue
            if isinstance(scale, Composition):
                for part in scale.parts:
                    call(code, part.code)
            else:
                call(code)
            values[code] = _numbered(scale.options)
            if not scale.answers and scale.options:
                call(code, "nonresponse")
        return cls(names, values)

    def labels(self, instrument: Instrument) -> Iterator[str]:
        """Yield the commands that label variables and their values."""
        options = {one.code: one.options for one in instrument.characteristics}
        titles = {one.code: one.label for one in instrument.characteristics}
        for indicator in instrument.indicators:
            titles[indicator.code] = indicator.prompt
            options[indicator.code] = indicator.scale.options
        parts = {
            (indicator.code, option.code): option.label
            for indicator in instrument.indicators
            for option in (*indicator.scale.options, *getattr(indicator.scale, "parts", ()))
        }
        for key, name in self.names.items():
            label = parts.get((key[0], key[1]), titles[key[0]]) if len(key) > 1 else titles[key[0]]
            yield f"VARIABLE LABELS {name} {text(label, LONGEST_LABEL)}."
            numbered = self.values.get(key[0], {})
            asked = options[key[0]]
            if numbered and (len(key) == 1 or key[1] == "nonresponse"):
                by_option = [
                    f"\n  {_plain(numbered[one.code])} {text(one.label, LONGEST_VALUE_LABEL)}"
                    for one in asked
                ]
                yield f"VALUE LABELS {name}{''.join(by_option)}."
                absent = [_plain(numbered[one.code]) for one in asked if one.nonresponse is not None]
                if 0 < len(absent) <= MOST_MISSING and len(key) == 1 and len(absent) < len(asked):
                    yield f"MISSING VALUES {name} ({', '.join(absent)})."


def _plain(value: float) -> str:
    return repr(int(value)) if value.is_integer() else repr(value)


def _numbered(options: Sequence[Option]) -> dict[str, float]:
    """Return the number of each option: its declared value, or its place where one has none."""
    if all(option.value is not None for option in options):
        return {option.code: float(option.value or 0.0) for option in options}
    return {option.code: float(place) for place, option in enumerate(options, start=1)}
