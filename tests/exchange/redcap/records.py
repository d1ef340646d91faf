"""Records of REDCap: what a raw export of answers holds, and how a reader of it sees them."""

from typing import Any

from smmi.exchange.redcap import COLUMNS
from smmi.exchange.redcap._dictionary import box
from smmi.exchange.redcap._names import Names
from smmi.instrument import Composition, Instrument, MultipleChoice


def cells_of(instrument: Instrument, record: dict[str, Any], unit: str) -> dict[str, str]:
    """A row of a raw export, by field; boxes by `topics___a`. What the tool cannot hold is blank."""
    names = Names(instrument, unit)
    row = {unit: str(record[unit])}
    for one in instrument.characteristics:
        row[one.code] = record.get(one.code) or ""
    for indicator in instrument.indicators:
        code, scale, answer = indicator.code, indicator.scale, record.get(indicator.code)
        if isinstance(answer, dict) and isinstance(answer.get("nonresponse"), str):
            answer = None
        if isinstance(scale, MultipleChoice):
            chosen = [answer] if isinstance(answer, str) else answer or []
            row |= {box(code, option.code): str(int(option.code in chosen)) for option in scale.options}
            continue
        if code in names.why:
            row[names.why[code]] = answer if isinstance(answer, str) else ""
            answer = None if isinstance(answer, str) else answer
        if isinstance(scale, Composition):
            shares = answer or {}
            row |= {names.parts[code, part.code]: _written(shares.get(part.code)) for part in scale.parts}
        else:
            row[code] = answer if isinstance(answer, str) else _written(answer)
    return row


def _written(value: float | None) -> str:
    return "" if value is None else repr(float(value)).removesuffix(".0")


def fields_of(instrument: Instrument, row: dict[str, str]) -> dict[str, str]:
    """The same row as formulas see it: boxes as `topics(a)`."""
    seen = dict(row)
    for indicator in instrument.indicators:
        if isinstance(indicator.scale, MultipleChoice):
            for option in indicator.scale.options:
                seen[f"{indicator.code}({option.code})"] = row[box(indicator.code, option.code)]
    return seen


def by_name(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """The rows of a dictionary by the names of fields."""
    return {row[COLUMNS[0]]: row for row in rows}
