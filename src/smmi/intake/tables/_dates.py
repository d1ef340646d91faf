"""Dates as texts: what spreadsheets make of texts that are none."""

import re
from typing import Final

MONTH: Final = (
    r"(?:jan(?:uary?|vier|ner)?|ene(?:ro)?|genn(?:aio)?|feb(?:ruary?|rero|braio)?|fev(?:r|rier)?|mar(?:ch|z|s|zo)?"
    r"|apr(?:il|ile)?|avr(?:il)?|abr(?:il)?|ma[iy](?:o)?|mag(?:gio)?|jun[ei]?|juin|junio|giu(?:gno)?|jul[iy]?|juil(?:let)?"
    r"|julio|lug(?:lio)?|aug(?:ust)?|aout|ago(?:sto)?|sept?(?:ember|embre|iembre)?|sett(?:embre)?|o[ck]t(?:ober|obre|ubre)?"
    r"|ott(?:obre)?|nov(?:ember|embre|iembre)?|de[cz](?:ember|embre)?|dic(?:iembre|embre)?)"
)
"""The name of a month, whole or short, in lower case and without accents."""
_DATE: Final = re.compile(
    rf"\d{{4}}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?|\d{{1,2}}[./-]\d{{1,2}}[./-](\d\d|\d{{4}})"
    rf"|\d{{1,2}}[-. ]{MONTH}\.?([-. ]\d{{2,4}})?|{MONTH}[-. ]\d{{2,4}}",
    re.ASCII | re.IGNORECASE,
)


def is_date(text: str, /) -> bool:
    """Whether a text is a date as spreadsheets write one.

    Example:
        >>> is_date("2026-03-01"), is_date("1-Mar"), is_date("Mar-26"), is_date("MAR1")
        (True, True, True, False)
    """
    return _DATE.fullmatch(text) is not None
