"""Answers as a wide table of text, as a CSV file holds it, scored by DuckDB."""

from typing import Any

import duckdb
import pyarrow as pa

from smmi.instrument import Instrument


def as_text(answer: object) -> str | None:
    """An answer of a document as a cell of text."""
    match answer:
        case None:
            return None
        case {"nonresponse": str(word)}:
            return word.upper().replace("-", "_")
        case dict():
            return ";".join(f"{part}={share!r}" for part, share in answer.items())
        case list():
            return ";".join(answer) or "NONE_SELECTED"
        case _:
            return str(answer)


def table_of(instrument: Instrument, records: list[dict[str, Any]]) -> pa.Table:
    """A table of text with a column for each question and characteristic."""
    codes = [*(one.code for one in instrument.indicators), *(one.code for one in instrument.characteristics)]
    columns = {
        code: pa.array([as_text(record.get(code)) for record in records], pa.string()) for code in codes
    }
    return pa.table({"unit": list(range(len(records))), **columns})


def by_duckdb(query: str, answers: pa.Table) -> list[dict[str, Any]]:
    """What DuckDB makes of a query over the table `answers`, as `evaluate` returns it."""
    with duckdb.connect() as connection:
        connection.register("answers", answers)
        made = connection.execute(f"SELECT * FROM ({query}) ORDER BY unit")  # noqa: S608  (it is what is tested)
        names = [column[0] for column in made.description]
        rows = [dict(zip(names, row, strict=True)) for row in made.fetchall()]
    told = "reason of "
    return [
        {
            "scores": {name: row[name] for name in names if name != "unit" and not name.startswith(told)},
            "reasons": {
                name.removeprefix(told): row[name]
                for name in names
                if name.startswith(told) and row[name] is not None
            },
        }
        for row in rows
    ]
