"""Rows of one unit that are merged: each is a respondent's sheet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, Reason
from smmi.instrument import Answers, Instrument, merge
from smmi.instrument.answers import AttributeColumn, Column, as_given, encode_attribute, routed_answers
from smmi.instrument.respondents import AgreementRequired, MergeRule, MostConservative
from smmi.intake.sources import MergeBy

Rows = npt.NDArray[np.intp]

RULES: Final[Mapping[MergeBy, MergeRule]] = {
    MergeBy.AGREEMENT: AgreementRequired(),
    MergeBy.LOWEST: MostConservative(),
}


@attrs.frozen(kw_only=True, eq=False)
class GivenRows:
    """What stands in the rows of a table, before routing.

    Attributes:
        names: The identifier of each row's unit.
        columns: The coded answers, one column for each indicator in the instrument's order.
        attributes: The attributes by name.
        numbers: The number of each row in the table.
    """

    names: tuple[str, ...]
    columns: tuple[Column, ...]
    attributes: Mapping[str, AttributeColumn]
    numbers: Rows

    def answers(self, instrument: Instrument) -> Answers:
        """Return the answers, after the instrument's routing; each unit stands in one row."""
        units = np.array(self.names, dtype=np.dtypes.StringDType())
        units.flags.writeable = False

        def locate(row: int, code: str) -> str:
            return f"row {self.numbers[row]}, {code!r}"

        return routed_answers(instrument, units, self.columns, self.attributes, locate)

    def take(self, rows: Rows) -> "GivenRows":
        """Return some of the rows."""
        return GivenRows(
            names=tuple(self.names[row] for row in rows.tolist()),
            columns=tuple(column.take(rows) for column in self.columns),
            attributes={name: column.take(rows) for name, column in self.attributes.items()},
            numbers=self.numbers[rows],
        )


def respondent_findings(
    units: Sequence[str], respondents: Sequence[str], numbers: Rows, label: str, /
) -> Iterator[Finding]:
    """Yield respondents who answer twice for one unit, and rows without a respondent."""
    first: dict[tuple[str, str], int] = {}
    twice: list[str] = []
    where = 0
    for unit, respondent, number in zip(units, respondents, numbers.tolist(), strict=True):
        before = first.setdefault((unit, respondent), number)
        if before != number:
            twice.append(f"{respondent!r} for {unit!r} (rows {before} and {number})")
            where = where or before
    if twice:
        message = (
            f"{label!r}: each respondent may answer once for a unit, but twice there are {', '.join(twice[:12])}"
            f"{', …' if len(twice) > 12 else ''}. Take another column, or leave out the rows that do not count"
        )
        yield Finding(
            reason=Reason.REPEATED_UNIT, path=f"column {label!r}", message=message, code=label, row=where
        )


def merged_rows(
    instrument: Instrument, given: GivenRows, respondents: Sequence[str], by: MergeBy, /
) -> tuple[Answers, int, int]:
    """Return the answers, the rows of each unit merged; how many units were, and of how many cells they disagree.

    At least one unit stands in several rows. Units stand in the order of their first rows.
    """
    at: dict[str, list[int]] = {}
    for row, name in enumerate(given.names):
        at.setdefault(name, []).append(row)
    single = np.array([rows[0] for rows in at.values() if len(rows) == 1], dtype=np.intp)
    sheets: dict[str, list[int]] = {}
    for rows in at.values():
        for row in rows if len(rows) > 1 else ():
            sheets.setdefault(respondents[row], []).append(row)
    alone = given.take(single)
    result = merge(
        {
            name: given.take(np.array(rows, dtype=np.intp)).answers(instrument)
            for name, rows in sheets.items()
        },
        rule=RULES[by],
    )
    names = (*alone.names, *result.answers.units.tolist())
    place = {name: position for position, name in enumerate(names)}
    order = np.array([place[name] for name in at], dtype=np.intp)
    columns = [
        Column.together([own, one.column], indicator.scale).take(order)
        for indicator, own, one in zip(
            instrument.indicators, alone.columns, as_given(result.answers), strict=True
        )
    ]
    whole = GivenRows(
        names=tuple(at),
        columns=tuple(columns),
        attributes={
            name: _joined(name, column, result.answers.attributes[name], order)
            for name, column in alone.attributes.items()
        },
        numbers=np.array([given.numbers[rows[0]] for rows in at.values()], dtype=np.intp),
    )
    answers = whole.answers(instrument)
    told = (attrs.evolve(one, path=f"unit {one.unit!r}, {one.code!r}", row=None) for one in result.findings)
    answers = attrs.evolve(answers, findings=(*answers.findings, *told))
    return answers, len(at) - len(single), len(result.disagreements)


def _joined(
    name: str, one: AttributeColumn, other: AttributeColumn, order: npt.NDArray[Any]
) -> AttributeColumn:
    labels = tuple(dict.fromkeys([*one.labels, *other.labels]))
    values: list[str | None] = [*one, *other]
    column, _ = encode_attribute(name, labels, values, lambda _row, _code: "")
    return column.take(order)
