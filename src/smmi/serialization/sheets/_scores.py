"""Scores as a document: the answers and the scheme of which they are, their values, and why some are absent."""

from collections.abc import Iterator, Mapping

import attrs
import numpy as np

from smmi.errors import Finding, Reason
from smmi.frozen import FrozenMapping
from smmi.instrument.declaration import checked, each
from smmi.scoring import Absence, Scores, ScoringScheme
from smmi.scoring.scheme import OVERALL
from smmi.serialization.fields import Mismatch, finding_at, step
from smmi.serialization.sheets import _answers as answers
from smmi.serialization.sheets._cells import Cell
from smmi.serialization.sheets._columns import (
    Numbers,
    length_findings,
    range_findings,
    read,
    read_numbers,
    written,
    written_numbers,
)


@attrs.frozen(kw_only=True)
class ScoresSheet:
    """What the document of scores holds.

    Attributes:
        scheme: The scheme that scored.
        units: The units' identifiers.
        columns: For each indicator the raw answer of every unit, as in the document of answers.
        attributes: For each attribute the value of every unit, or None.
        labels: The values that an attribute may have, as in the document of answers.
        values: For each score its value in percent of attainable, or None.
        reasons: For each score that is absent somewhere why it is, or None where it is not.
    """

    scheme: ScoringScheme
    units: tuple[str, ...] = attrs.field(metadata=checked(each(answers.is_not_blank, expected="text")))
    columns: Mapping[str, tuple[Cell, ...]]
    attributes: Mapping[str, tuple[str | None, ...]] = FrozenMapping()
    labels: Mapping[str, tuple[str, ...]] = FrozenMapping()
    values: Mapping[str, Numbers]
    reasons: Mapping[str, tuple[Absence | None, ...]] = FrozenMapping()


def sheet_of(scores: Scores, /) -> ScoresSheet:
    """Return what the document of scores holds.

    Raises:
        ArgumentError: There are no units.
    """
    said = answers.sheet_of(scores.answers)
    reasons = {
        code: written([Absence(why) or None for why in scores.absences[row].tolist()])
        for row, code in enumerate(scores.codes)
        if scores.absences[row].any()
    }
    return ScoresSheet(
        scheme=scores.scheme,
        units=said.units,
        columns=said.columns,
        attributes=said.attributes,
        labels=said.labels,
        values=FrozenMapping(
            {code: written_numbers(scores.values[row]) for row, code in enumerate(scores.codes)}
        ),
        reasons=FrozenMapping(reasons),
    )


def scores_of(sheet: ScoresSheet, /) -> Scores:
    """Return the scores that a document holds.

    Raises:
        Mismatch: There can be no such scores.
    """
    findings = list(_findings(sheet))
    try:
        said = answers.answers_of(
            answers.Sheet(
                instrument=sheet.scheme.instrument,
                units=sheet.units,
                columns=sheet.columns,
                attributes=sheet.attributes,
                labels=sheet.labels,
            )
        )
    except Mismatch as error:
        raise Mismatch(*findings, *error.findings) from None
    if findings:
        raise Mismatch(*findings)
    n = len(sheet.units)
    nothing: tuple[Absence | None, ...] = (None,)
    absences = [
        [why or Absence.PRESENT for why in read(sheet.reasons.get(code, nothing), n)] for code in sheet.values
    ]
    return Scores(
        instrument=sheet.scheme.instrument,
        units=said.units,
        values=np.stack([read_numbers(column, n) for column in sheet.values.values()]),
        absences=np.array(absences, dtype=np.uint8),
        answers=said,
        scheme=sheet.scheme,
    )


def _findings(sheet: ScoresSheet) -> Iterator[Finding]:
    instrument = sheet.scheme.instrument
    codes = [
        OVERALL,
        *(domain.code for domain in instrument.domains),
        *(area.code for area in instrument.areas),
    ]
    if list(sheet.values) != codes:
        yield finding_at(
            "$.values", "expected the scores of the scheme, in their order: overall, domains, areas"
        )
    for code in sheet.reasons:
        if code not in sheet.values:
            yield finding_at(f"$.reasons{step(code)}", "there is no such score", Reason.UNKNOWN_KEY)
    n = len(sheet.units)
    for code, column in sheet.values.items():
        why = sheet.reasons.get(code, (None,))
        path, reasons = f"$.values{step(code)}", f"$.reasons{step(code)}"
        wrong = [*length_findings(column, n, path), *length_findings(why, n, reasons)]
        yield from wrong or range_findings(column, path)
        present = Absence.PRESENT, Absence.BOUNDS_UNKNOWN
        if not wrong and any(
            (value is None) != (reason is not None) or reason in present
            for value, reason in zip(read(column, n), read(why, n), strict=True)
        ):
            yield finding_at(reasons, "expected a reason where a score is absent, and there alone")
