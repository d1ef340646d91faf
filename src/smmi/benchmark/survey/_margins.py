"""Margins: known counts of a population by one attribute or several crossed ones, checked against answers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.survey._argument_checks import listed
from smmi.errors import ArgumentError, Finding, MarginError, Reason, suggestion
from smmi.frozen import frozen_array, made_anew
from smmi.instrument import Answers
from smmi.scoring import Scores

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]

SAME_TOTAL = 1e-9
"""Totals of two margins that differ by less than this, relatively, are the same."""


@attrs.frozen(kw_only=True)
class Margin:
    """The counts of a population by one attribute, or by several crossed ones, and the cell of each unit.

    Attributes:
        attributes: The attributes.
        values: The values of each cell, in the order of the attributes.
        targets: How many units of the population are in each cell, (k,).
        codes: The cell of each unit of the sample, (n,).
    """

    attributes: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    targets: Floats = attrs.field(**frozen_array())
    codes: Codes = attrs.field(**frozen_array())

    __reduce__ = made_anew


def check_sample(answers: object) -> None:
    """Refuse a sample that is no answers, or has no units.

    Raises:
        ArgumentError: It is such.
    """
    advice: dict[type, str] = {Scores: "Write scores.answers"}
    ArgumentError.raise_unless(answers, Answers, argument="answers", expected="Answers", advice=advice)
    if not len(answers):  # type: ignore[arg-type]
        raise ArgumentError("answers", "no units", "at least one")


def attributes_of(by: object, argument: str) -> tuple[str, ...]:
    """Return an attribute, or several crossed ones, as a tuple.

    Raises:
        ArgumentError: They are none.
    """
    names = (by,) if isinstance(by, str) else by
    if (
        not isinstance(names, tuple)
        or not names
        or not all(isinstance(name, str) for name in names)
        or len(set(names)) < len(names)
    ):
        raise ArgumentError(argument, repr(by), "an attribute, or a tuple of different ones to cross")
    return names


def labels_of(answers: Answers, attributes: tuple[str, ...]) -> list[tuple[str | None, ...]]:
    """Return each unit's values of some attributes."""
    return list(zip(*(answers.attribute(name) for name in attributes), strict=True))


def margins_of(answers: Answers, given: Mapping[Any, Any], argument: str = "margins") -> tuple[Margin, ...]:
    """Return checked margins; findings say in which argument they are.

    Raises:
        ArgumentError: These are no margins at all.
        MarginError: Counts do not go with the units, or not with one another; all findings at once.
    """
    if not isinstance(given, Mapping) or not given:
        expected = "a mapping from an attribute, or a tuple of them, to the count of each value"
        raise ArgumentError(argument, repr(given), expected)
    findings: list[Finding] = []
    margins = []
    for by, counts in given.items():
        attributes = attributes_of(by, argument)
        found = list(_findings(answers, attributes, counts))
        findings += found
        if not found:
            margins.append(_margin(answers, attributes, counts))
    totals = [(margin, float(margin.targets.sum())) for margin in margins]
    for margin, total in totals[1:]:
        first, expected_total = totals[0]
        if abs(total - expected_total) > SAME_TOTAL * expected_total:
            message = (
                f"the counts by {_name(margin.attributes)} add up to {total:.10g}, those by "
                f"{_name(first.attributes)} to {expected_total:.10g}; a population has one size"
            )
            findings.append(_finding(Reason.UNEQUAL_TOTALS, margin.attributes, message))
    MarginError.raise_any(finding.under(f"$.{argument}") for finding in findings)
    return tuple(margins)


def _margin(answers: Answers, attributes: tuple[str, ...], counts: Mapping[Any, Any]) -> Margin:
    cells = {_key(value): float(count) for value, count in counts.items() if count}
    place = {value: i for i, value in enumerate(cells)}
    codes = [place[values] for values in labels_of(answers, attributes)]  # type: ignore[index]
    return Margin(
        attributes=attributes,
        values=tuple(cells),
        targets=np.array(list(cells.values())),
        codes=np.array(codes, dtype=np.intp),
    )


def _findings(answers: Answers, attributes: tuple[str, ...], counts: object) -> Iterator[Finding]:
    unknown = [name for name in attributes if name not in answers.attributes]
    for name in unknown:
        known = answers.attributes
        message = f"the answers have no attribute {name!r} ({len(known)} known).{suggestion(name, known)}"
        yield _finding(Reason.UNKNOWN_CODE, attributes, message)
    if not isinstance(counts, Mapping) or not counts:
        message = f"{_name(attributes)} has no counts, expected a mapping from each value to its count"
        yield _finding(Reason.EMPTY, attributes, message)
        return
    bad = [value for value, count in counts.items() if not _is_count(count)]
    for value in bad:
        message = f"the count of {value!r} is {counts[value]!r}, expected a finite number of at least 0"
        yield _finding(Reason.BAD_VALUE, attributes, message, value)
    if unknown:
        return
    yield from _cell_findings(answers, attributes, counts)


def _cell_findings(
    answers: Answers, attributes: tuple[str, ...], counts: Mapping[Any, Any]
) -> Iterator[Finding]:
    labels = labels_of(answers, attributes)
    without = [str(unit) for unit, values in zip(answers.units, labels, strict=True) if None in values]
    if without:
        message = (
            f"{listed(without)} {'has' if len(without) == 1 else 'have'} no value of {_name(attributes)}; give one, "
            "or leave the unit out with answers.take"
        )
        yield _finding(Reason.NO_ATTRIBUTE_VALUE, attributes, message)
    occurring = {values for values in labels if None not in values}
    counted = {_key(value): count for value, count in counts.items()}
    for values in sorted(occurring - counted.keys()):
        message = f"units have {_shown(values)}, which has no count; give its count in the population"
        yield _finding(Reason.NO_POPULATION_COUNT, attributes, message, values)
    for values, count in counted.items():
        if not _is_count(count):
            continue
        if count and values not in occurring:
            message = (
                f"the population has {count:g} of {_shown(values)}, but no unit has it; merge the category with "
                "another one, in the answers and in the counts."
                f"{suggestion(' x '.join(values), [' x '.join(map(str, one)) for one in occurring])}"
            )
            yield _finding(Reason.NO_UNIT_IN_CELL, attributes, message, values)
        if not count and values in occurring:
            message = f"units have {_shown(values)}, of which the population has none; correct the count or the units"
            yield _finding(Reason.NO_POPULATION_COUNT, attributes, message, values)


def _is_count(count: object) -> bool:
    number = isinstance(count, int | float | np.integer | np.floating) and not isinstance(count, bool)
    return number and bool(0 <= count < np.inf)  # type: ignore[operator]


def _key(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


def _name(attributes: tuple[str, ...]) -> str:
    return " x ".join(map(repr, attributes))


def _shown(values: Sequence[str | None]) -> str:
    return " x ".join(map(repr, values))


def population_finding(reason: Reason, path: str, message: str, value: object = None) -> Finding:
    """Return a finding about the count of one value, or of all."""
    at = "" if value is None else f"[{_shown(_key(value))}]"
    return Finding(reason=reason, path=path + at, message=message)


def _finding(reason: Reason, attributes: tuple[str, ...], message: str, value: object = None) -> Finding:
    return population_finding(reason, f"$[{_name(attributes)}]", message, value)
