"""Templates: a sheet to fill in with answers, and the guide to it."""

import math
from collections.abc import Iterator, Mapping
from typing import Final

from smmi.cli.formats.outputs import Column, DataTable, Entry
from smmi.editions.explained import Explanation
from smmi.errors import ArgumentError
from smmi.frozen import FrozenMapping
from smmi.instrument import (
    Area,
    Composition,
    Count,
    Indicator,
    Instrument,
    MultipleChoice,
    Number,
    Option,
    Percentage,
    Scale,
)
from smmi.instrument.routing import in_words
from smmi.instrument.scales import largest_selection

GUIDE_COLUMNS: Final[tuple[Column, ...]] = (
    ("column", str),
    ("question", str),
    ("answers", str),
    ("asked", str),
)
ABOUT_COLUMNS: Final[tuple[Column, ...]] = (
    ("area", str),
    ("covers", str),
    ("why", str),
    ("strong", str),
    ("weak", str),
    ("words", str),
)
"""What the area of a question is about, and whose words these are."""


def template_table(instrument: Instrument, /, *, unit: str) -> DataTable:
    """Return the sheet to fill in: a column for the unit, each characteristic and each indicator, and no row.

    Args:
        instrument: What is asked.
        unit: The name of the units' column.

    Raises:
        ArgumentError: The units' column has the name of another.
    """
    names = [
        unit,
        *(one.code for one in instrument.characteristics),
        *(one.code for one in instrument.indicators),
    ]
    if unit in names[1:] or not unit.strip():
        raise ArgumentError("--unit-column", repr(unit), "a name that no other column has")
    choices = [
        (),
        *(tuple(option.code for option in one.options) for one in instrument.characteristics),
        *(_choices(one.scale) for one in instrument.indicators),
    ]
    entries = [
        Entry(
            title=name, text=". ".join(filter(None, (question.rstrip("."), answers, asked))), choices=offered
        )
        for (name, question, answers, asked), offered in zip(_guide(instrument, unit), choices, strict=True)
    ]
    return DataTable(tuple((name, str) for name in names), (), tuple(entries))


def guide_table(
    instrument: Instrument, /, *, unit: str, explained: Mapping[str, Explanation] = FrozenMapping()
) -> DataTable:
    """Return the guide to the sheet: of each column what is asked, what may be entered, and when it is asked.

    Args:
        instrument: What is asked.
        unit: The name of the units' column.
        explained: The explanations of areas by code; with any, what the area of each question is about stands there.
    """
    rows = list(_guide(instrument, unit))
    if not explained:
        return DataTable(GUIDE_COLUMNS, rows)
    areas = {one.code: area for area in instrument.areas for one in area.indicators}
    return DataTable(
        GUIDE_COLUMNS + ABOUT_COLUMNS,
        [(*row, *_about(areas.get(row[0]), explained)) for row in rows],
    )


def _about(area: Area | None, explained: Mapping[str, Explanation]) -> tuple[str, ...]:
    """Return what an area is about; empty cells for what is in none, or is not explained."""
    label, known = ("", None) if area is None else (area.label, explained.get(area.code))
    if known is None:
        return (label, *[""] * (len(ABOUT_COLUMNS) - 1))
    return (label, *known.texts, known.provenance.source or "")


def _guide(instrument: Instrument, unit: str) -> Iterator[tuple[str, str, str, str]]:
    yield unit, "Who answers: a name or a number that no other row has", "", ""
    for one in instrument.characteristics:
        yield one.code, one.label, _one_of(one.options), ""
    for indicator in instrument.indicators:
        yield indicator.code, indicator.prompt, answers_text(indicator.scale), _asked(indicator)


def _choices(scale: Scale) -> tuple[str, ...]:
    """Return what can be chosen from where one option is the answer."""
    if isinstance(scale, MultipleChoice) or not scale.answers:
        return ()
    return tuple(option.code for option in scale.options)


def answers_text(scale: Scale, /) -> str:
    """Return in words what may be entered in a cell.

    Example:
        >>> answers_text(Count(code="visits", minimum=1))
        'A whole number of at least 1'
        >>> answers_text(MultipleChoice(code="topics", options=(Option("a", "Law"), Option("b", "Art"))))
        'Up to 2 of: a (Law), b (Art), with semicolons between; NONE_SELECTED for none of them'
    """
    if isinstance(scale, MultipleChoice):
        most = largest_selection(scale)
        few = f"{scale.minimum} to {most}" if scale.minimum else f"Up to {most}"
        none = "" if scale.minimum else "; NONE_SELECTED for none of them"
        text = f"{few} of: {_listed(scale.answers)}, with semicolons between{none}"
    elif isinstance(scale, Composition):
        example = ";".join(f"{part.code}=0" for part in scale.parts)
        text = f"Shares that sum to 100, as {example}: {_listed(scale.parts)}"
    elif isinstance(scale, Percentage | Count | Number):
        text = _number_text(scale)
    else:
        return _one_of(scale.options)
    return f"{text}; or one of: {_listed(scale.nonresponses)}" if scale.nonresponses else text


def _number_text(scale: Percentage | Count | Number) -> str:
    low, high = scale.limits
    limits = ""
    if math.isfinite(low) and math.isfinite(high):
        limits = f" from {low:.15g} to {high:.15g}"
    elif math.isfinite(low) or math.isfinite(high):
        limits = f" of at least {low:.15g}" if math.isfinite(low) else f" of at most {high:.15g}"
    kind = "A whole number" if isinstance(scale, Count) else "A number"
    unit = f" ({scale.unit})" if isinstance(scale, Count | Number) and scale.unit else ""
    return f"{kind}{limits}{' (percent)' if isinstance(scale, Percentage) else unit}"


def _one_of(options: tuple[Option, ...]) -> str:
    return f"One of: {_listed(options)}"


def _listed(options: tuple[Option, ...]) -> str:
    return ", ".join(
        option.code if option.code == option.label else f"{option.code} ({option.label})"
        for option in options
    )


def _asked(indicator: Indicator) -> str:
    conditions = [in_words(condition) for condition in (indicator.applies, indicator.gate) if condition]
    return f"Asked if {' and '.join(conditions)}" if conditions else ""
