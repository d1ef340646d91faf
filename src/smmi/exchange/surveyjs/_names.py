"""Names in SurveyJS: of calculated values, of further questions, and texts that are not taken for expressions."""

import re
from typing import Final

from smmi.instrument import Indicator, MultipleChoice

BRACES: Final = re.compile(r"\{(?=[^{}]*\})")
JOINER: Final = "\u2060"
"""A character without width: a name that begins with it is no question's."""


def plain(text: str, /) -> str:
    """Return text in which nothing in braces is taken for the answer to a question.

    Example:
        >>> plain("50 % {a} {b") == "50 % {" + JOINER + "a} {b"
        True
    """
    return BRACES.sub("{" + JOINER, text)


def value_of(name: str, /) -> str:
    """Return how the calculated value of a definition is called; no code has a hyphen, and no score two."""
    return name.replace(".", "--")


def nonresponse_of(indicator: Indicator, /) -> str | None:
    """Return the name of the question that asks why a number or shares are not given; None where there is none."""
    scale = indicator.scale
    apart = not scale.answers and bool(scale.nonresponses) and not isinstance(scale, MultipleChoice)
    return f"{indicator.code}-nonresponse" if apart else None
