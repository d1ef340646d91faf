"""Costs of changed answers: a table with a row for each indicator, or for each answer to have."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from smmi.cli.files import FileError
from smmi.cli.formats.tables import read_table
from smmi.errors import listing
from smmi.instrument import Composition, Count, Instrument, MultipleChoice, Number, Percentage, Scale

COLUMNS: Final = ("indicator", "answer", "cost")
MOST_LISTED: Final = 10

Costs = Mapping[str, float | Mapping[object, float]]


def read_costs(path: Path, instrument: Instrument, /) -> Costs:
    """Return the costs in a table with the columns indicator, answer and cost.

    A blank answer says what each step along the scale costs; the column may be left out. Else a row says what it costs
    to have the answer, and answers of the same indicator that have no row are not moved to.

    Raises:
        FileError: It cannot be read, has other columns, or rows that cannot be used; all of them at once.
    """
    table = read_table(path)
    header = [name.strip() for name in table.header]
    if sorted(header) not in (sorted(COLUMNS), sorted({*COLUMNS} - {"answer"})):
        raise FileError(path, f"got the columns {', '.join(header)}, expected {', '.join(COLUMNS)}")
    scales = {one.code: one.scale for one in instrument.indicators}
    steps: dict[str, float] = {}
    answers: dict[str, dict[object, float]] = {}
    problems: list[str] = []
    for cells, place in zip(table.rows, table.places, strict=False):
        row = {"answer": "", **{name: cell.strip() for name, cell in zip(header, cells, strict=False)}}
        code, text = row.get("indicator", ""), row["answer"]
        cost = _number(row.get("cost", ""))
        answer = _answer(scales[code], text) if code in scales and text else None
        if code not in scales:
            problems.append(f"{place}: got {code!r}, expected the code of an indicator")
        elif cost is None or cost < 0:
            problems.append(f"{place}: got the cost {row.get('cost', '')!r}, expected a number of at least 0")
        elif text and answer is None:
            problems.append(f"{place}: got {text!r}, expected {_expected(scales[code])}")
        elif code in (steps if answer is None else answers.get(code, {})) and answer is None:
            problems.append(f"{place}: got {code!r} again, expected it once")
        elif answer is not None and answer in answers.get(code, {}):
            problems.append(f"{place}: got {code!r} = {text!r} again, expected each answer once")
        elif answer is None:
            steps[code] = cost
        else:
            answers.setdefault(code, {})[answer] = cost
    both = sorted(set(steps) & set(answers))
    problems += [f"{code!r} has a cost of each step and costs of answers; give one of them" for code in both]
    if problems:
        raise FileError(path, listing("cannot be used as costs:", problems, limit=MOST_LISTED))
    return {**steps, **answers}


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _answer(scale: Scale, text: str) -> object | None:
    """Return an answer as records have it; None where the text is none."""
    if isinstance(scale, Percentage | Count | Number):
        return _number(text)
    if isinstance(scale, Composition):
        return None
    codes = [option.code for option in scale.answers]
    if isinstance(scale, MultipleChoice):
        chosen = {part.strip() for part in text.split(";") if part.strip()}
        return tuple(code for code in codes if code in chosen) if chosen <= set(codes) else None
    return text if text in codes else None


def _expected(scale: Scale) -> str:
    if isinstance(scale, Composition):
        return "nothing: compositions are not moved"
    if isinstance(scale, Percentage | Count | Number):
        return "a number"
    codes = ", ".join(option.code for option in scale.answers)
    several = ", separated by semicolons" if isinstance(scale, MultipleChoice) else ""
    return f"{'some' if several else 'one'} of {codes}{several}"
