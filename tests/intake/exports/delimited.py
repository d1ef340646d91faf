"""Tables as delimited text, and what a careful reader makes of them."""

import json
from dataclasses import dataclass

from tests.intake.exports.programme import CODES


@dataclass
class Column:
    """One column: its cells in the header rows, and the cell of each response."""

    heads: tuple[str, ...]
    cell: object


@dataclass
class Export:
    """One made file, and what it says."""

    name: str
    content: bytes
    expected: dict

    @property
    def document(self):
        """The expected answers as the text of a JSON file: a line for each answer's unit."""
        head = {
            key: value for key, value in self.expected.items() if key not in {"answers", "left_out", "others"}
        }
        lines = [json.dumps(head, ensure_ascii=False, indent=1)[:-2]]
        parts = ("answers", "left_out", "others")
        lines += [_by_unit(key, self.expected[key]) for key in parts if key in self.expected]
        return ",\n".join(lines) + "\n}\n"


def _by_unit(key, units):
    entries = [f"  {_text(unit)}: {_text(entry)}" for unit, entry in units.items()]
    return f" {_text(key)}: {{\n" + ",\n".join(entries) + "\n }"


def _text(value):
    return json.dumps(value, ensure_ascii=False)


def always(text):
    """The cell of a column that says the same in every row."""
    return lambda _response: text


def plain(answer):
    """A number without a needless decimal point; anything else as it is."""
    if isinstance(answer, dict):
        return {part: plain(share) for part, share in answer.items()}
    return int(answer) if isinstance(answer, float) and answer.is_integer() else answer


def number(value, *, mark=".", thousands=""):
    """A number as it stands in a cell; nothing for no answer."""
    if value is None:
        return ""
    text = f"{plain(value):,}".replace(",", "\0").replace(".", mark)
    return text.replace("\0", thousands)


def delimited(rows, *, separator=",", quoted="needed", ending="\r\n", encoding="utf-8", trailing=""):
    """Rows as bytes; `quoted` says which cells stand in quotation marks: needed, spaced (by blanks too), or all."""

    def cell(text):
        needed = separator in text or any(mark in text for mark in '"\r\n')
        wanted = needed or quoted == "all" or (quoted == "spaced" and " " in text)
        return '"' + text.replace('"', '""') + '"' if wanted else text

    lines = [separator.join(map(cell, row)) for row in rows]
    return ("".join(line + ending for line in lines) + trailing).encode(encoding)


def rows_of(columns, responses, *, heads=1):
    """The header rows and one row for each response."""
    header = [[column.heads[min(i, len(column.heads) - 1)] for column in columns] for i in range(heads)]
    return header + [[str(column.cell(response)) for column in columns] for response in responses]


def typed(response, code, text):
    """What the respondent typed, where that is recorded; else the text."""
    return response.more.get(code, text)


def type_in(responses, entries):
    """Let respondents type something else: by number and indicator, the text and what it says."""
    for (row, code), (text, answer) in entries.items():
        response = responses[row - 1]
        response.more[code] = text
        response.answers[code] = answer


def answers_of(response):
    """The answers of a response in the form of the expected files."""
    return {code: plain(response.answers[code]) for code in CODES}


def expected(unit_column, responses, questions, *, left_out=None, instrument="programme"):
    """What a careful reader makes of a file: the units in order, their answers, and what there is to ask."""
    why = left_out or {}
    kept = [response for response in responses if response.unit not in why]
    found = {
        "instrument": instrument,
        "unit": unit_column,
        "units": [response.unit for response in kept],
        "questions": [dict(zip(("about", "question", "taken"), entry, strict=True)) for entry in questions],
        "answers": {response.unit: answers_of(response) for response in kept},
    }
    if why:
        found["left_out"] = {
            response.unit: {"why": why[response.unit], "answers": answers_of(response)}
            for response in responses
            if response.unit in why
        }
    return found
