"""Addresses of extensions, and names of items, in questionnaires."""

import re
from typing import Any, Final

from smmi.errors import ArgumentError

_CORE: Final = "http://hl7.org/fhir/StructureDefinition/"
_SDC: Final = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
CALCULATED: Final = f"{_SDC}sdc-questionnaire-calculatedExpression"
ENABLE_WHEN: Final = f"{_SDC}sdc-questionnaire-enableWhenExpression"
VARIABLE: Final = f"{_CORE}variable"
EXCLUSIVE: Final = f"{_CORE}questionnaire-optionExclusive"
CONTROL: Final = f"{_CORE}questionnaire-itemControl"
CONTROLS: Final = "http://hl7.org/fhir/questionnaire-item-control"
HIDDEN: Final = f"{_CORE}questionnaire-hidden"
UNIT: Final = f"{_CORE}questionnaire-unit"
LEAST: Final = f"{_CORE}minValue"
GREATEST: Final = f"{_CORE}maxValue"
DECIMALS: Final = f"{_CORE}maxDecimalPlaces"
FEWEST: Final = f"{_CORE}questionnaire-minOccurs"
MOST: Final = f"{_CORE}questionnaire-maxOccurs"
WEIGHTS: Final = (f"{_CORE}ordinalValue", f"{_CORE}itemWeight")
"""What an answer weighs: R4 and the older SDC have the first, R5 and SDC 4 the second."""
KNOWN: Final = frozenset(
    {ENABLE_WHEN, CONTROL, UNIT, LEAST, GREATEST, DECIMALS, FEWEST, MOST, VARIABLE, EXCLUSIVE, *WEIGHTS}
)
"""Extensions of which something is said here, or which say how an item looks."""
RELEASES: Final = ("R4", "R5")

CHARACTERISTICS: Final = "characteristics."
"""The group of the units' characteristics; no code ends in a point."""
SCORES: Final = "scores."
EXPRESSIONS: Final = "text/fhirpath"
_NO_STRING: Final = re.compile(r"[^\S \r\n\t]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
WRITTEN_IN: Final = "(written in)"
"""How an answer is spelled that is a text of the respondent's own, in place of an option."""


def check_release(release: str) -> None:
    """Refuse what is no release that is known here.

    Raises:
        ArgumentError: It is none.
    """
    if release not in RELEASES:
        raise ArgumentError("release", repr(release), "'R4' or 'R5'")


def text_of(text: str, /) -> str:
    """Return text as a string of FHIR, which has no other white space than blanks, tabs and line breaks.

    Example:
        >>> text_of("50" + chr(160) + "%")
        '50 %'
    """
    return _NO_STRING.sub(" ", text)


def part_of(code: str, part: str, /) -> str:
    """Return the item of a part of a composition."""
    return f"{code}.{part}"


def why_of(code: str, /) -> str:
    """Return the item that asks why there is no number; no option is called so."""
    return f"{code}.why."


def extension(address: str, kind: str, value: Any, /) -> dict[str, Any]:  # noqa: ANN401  (a value of JSON)
    """Return an extension with a value."""
    return {"url": address, f"value{kind}": value}
