"""Answers as a file for SPSS, and the scores that a file holds."""

import csv
import sys
from pathlib import Path
from typing import Any

from smmi.exchange.programs._spss import output_names
from smmi.exchange.programs._spss_variables import Variables
from smmi.instrument import Composition, Instrument, MultipleChoice
from smmi.scoring import Absence, ScoringScheme

LARGEST, LEAST = sys.float_info.max, sys.float_info.min
"""The outermost doubles have a meaning of their own there; what is below the least normal one is read as missing."""


def as_kept(instrument: Instrument, record: dict[str, Any]) -> dict[str, Any]:
    """A record without what such a file cannot hold: states that no option stands for, and the outermost numbers."""
    kept = dict(record)
    for indicator in instrument.indicators:
        answer = record[indicator.code]
        if isinstance(answer, dict) and isinstance(answer.get("nonresponse"), str):
            options = [
                option.code
                for option in indicator.scale.nonresponses
                if option.nonresponse.name.lower().replace("_", "-") == answer["nonresponse"]
            ]
            kept[indicator.code] = options[0] if options else None
        if isinstance(answer, float) and not _is_held(answer):
            kept[indicator.code] = None
        if isinstance(answer, dict) and not all(map(_is_held, answer.values())):
            kept[indicator.code] = None
    return kept


def _is_held(number: object) -> bool:
    return not isinstance(number, float) or number == 0 or LEAST <= abs(number) < LARGEST


def as_record(record: dict[str, Any]) -> dict[str, Any]:
    """A record of a document with selections as they are given."""
    return {code: tuple(answer) if isinstance(answer, list) else answer for code, answer in record.items()}


def row_of(instrument: Instrument, record: dict[str, Any], variables: Variables) -> dict[str, float | None]:
    """The numbers of a record by the names of variables."""
    names, values = variables.names, variables.values
    row: dict[str, float | None] = dict.fromkeys(names.values())
    for one in instrument.characteristics:
        row[names[one.code,]] = values[one.code].get(record.get(one.code))
    for indicator in instrument.indicators:
        code, scale, answer = indicator.code, indicator.scale, record[indicator.code]
        if answer is None:
            continue
        if isinstance(scale, MultipleChoice):
            chosen = [answer] if isinstance(answer, str) else answer
            row |= {names[code, option.code]: float(option.code in chosen) for option in scale.options}
            if isinstance(answer, str):
                row |= {names[code, option.code]: 0.0 for option in scale.answers}
        elif isinstance(answer, str):
            row[names.get((code, "nonresponse"), names.get((code,), ""))] = values[code][answer]
        elif isinstance(scale, Composition):
            row |= {names[code, part]: share for part, share in answer.items()}
        else:
            row[names[code,]] = float(answer)
    return row


def commands_for(scheme: ScoringScheme, syntax: str, records: list[dict[str, Any]], target: Path) -> str:
    """Commands that read answers, score them, and write the scores to a file."""
    variables = Variables.of(scheme.instrument)
    names = list(variables.names.values())
    rows = [row_of(scheme.instrument, record, variables) for record in records]
    lines = [" ".join("." if row[name] is None else repr(row[name]) for name in names) for row in rows]
    outputs = [name for i, code in enumerate(scheme.compile().codes) for name in output_names(code, i)]
    given = "\n".join(
        [
            "NEW FILE.",
            f"DATA LIST LIST NOTABLE /{' '.join(f'{name} (F8.0)' for name in names)}.".replace(" /", "\n  /"),
            "BEGIN DATA",
            *lines,
            "END DATA.",
        ]
    )
    return (
        f"{given}\n{syntax}\nFORMATS {' '.join(outputs)} (E40.16).\n"
        f"SAVE TRANSLATE /OUTFILE='{target}' /TYPE=CSV /REPLACE /FIELDNAMES /CELLS=VALUES /KEEP={' '.join(outputs)}.\n"
    )


def as_scored(codes: tuple[str, ...], target: Path) -> list[dict[str, Any]]:
    """The scores that a file holds, as `evaluate` returns them."""
    found = []
    with target.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            names = {code: output_names(code, i) for i, code in enumerate(codes)}
            scores = {
                code: float(row[score]) if row[score].strip() else None for code, (score, _) in names.items()
            }
            reasons = {code: int(float(row[reason])) for code, (_, reason) in names.items()}
            told = {code: Absence(number).label for code, number in reasons.items() if number}
            found.append({"scores": scores, "reasons": told})
    return found
