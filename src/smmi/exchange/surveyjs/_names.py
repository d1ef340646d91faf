"""Names in SurveyJS: of calculated values, of further questions, and texts that are not taken for expressions."""

import re
from typing import Final

from smmi.instrument import Indicator, MultipleChoice

BRACES: Final = re.compile(r"\{(?=.*\})", re.DOTALL)
WIDE: Final = "\uff5b"
"""A brace that looks alike and opens no name; the linter refuses a name that is none."""


def plain(text: str, /) -> str:
    """Return text in which nothing in braces is taken for the answer to a question.

    Example:
        >>> plain("50 % {a} {b") == "50 % " + WIDE + "a} {b"
        True
    """
    return BRACES.sub(WIDE, text)


def value_of(name: str, /) -> str:
    """Return how the calculated value of a definition is called; no code has a hyphen, and no score two."""
    return name.replace(".", "--")


def nonresponse_of(indicator: Indicator, /) -> str | None:
    """Return the name of the question that asks why a number or shares are not given; None where there is none."""
    scale = indicator.scale
    apart = not scale.answers and bool(scale.nonresponses) and not isinstance(scale, MultipleChoice)
    return f"{indicator.code}-nonresponse" if apart else None
