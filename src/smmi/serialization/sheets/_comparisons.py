"""Comparisons of groups as documents: the differences in a list, with the effect sizes of each in another."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from smmi.benchmark.comparison import (
    AdjustedComparison,
    AdjustedDifference,
    Correction,
    Difference,
    EffectSize,
    GroupComparison,
    GroupSummary,
    GroupTest,
    NoDifference,
    Significance,
)
from smmi.errors import Finding, Reason
from smmi.frozen import FrozenMapping
from smmi.serialization.fields import Mismatch, finding_at


@attrs.frozen(kw_only=True)
class DifferenceSheet:
    """How two groups differ in one score: the fields of a `Difference`, its effect sizes in a list."""

    code: str
    first: GroupSummary
    second: GroupSummary
    value: float | None
    low: float | None
    high: float | None
    effects: tuple[EffectSize, ...]
    significance: Significance
    reason: NoDifference | None


@attrs.frozen(kw_only=True)
class ComparisonSheet:
    """What the document of a comparison holds: the fields of a `GroupComparison`, its differences in a list."""

    by: str
    groups: tuple[str, str]
    differences: tuple[DifferenceSheet, ...]
    correction: Correction
    level: float
    minimum: int
    test: GroupTest
    minimum_for_medians: int
    resamples: int
    population: Mapping[str, int] = FrozenMapping()


@attrs.frozen(kw_only=True)
class AdjustedSheet:
    """What the document of adjusted differences holds: the fields of an `AdjustedComparison`, likewise."""

    by: str
    groups: tuple[str, str]
    differences: tuple[AdjustedDifference, ...]
    correction: Correction
    level: float
    minimum: int
    adjusted_for: tuple[str, ...]
    incomplete: int
    weighted: bool


def sheet_of(comparison: GroupComparison, /) -> ComparisonSheet:
    """Return what the document of a comparison holds."""
    facts = _facts(comparison)
    facts["differences"] = tuple(
        DifferenceSheet(**_facts(one) | {"effects": tuple(one.effects.values())})
        for one in comparison.differences.values()
    )
    return ComparisonSheet(**facts)


def comparison_of(sheet: ComparisonSheet, /) -> GroupComparison:
    """Return the comparison that a document holds.

    Raises:
        Mismatch: There can be no such comparison.
    """
    findings = [*_findings(sheet), *_difference_findings(sheet)]
    if findings:
        raise Mismatch(*findings)
    differences = {
        one.code: Difference(**_facts(one) | {"effects": {each.measure: each for each in one.effects}})
        for one in sheet.differences
    }
    return GroupComparison(**_facts(sheet) | {"differences": differences})


def adjusted_sheet_of(comparison: AdjustedComparison, /) -> AdjustedSheet:
    """Return what the document of adjusted differences holds."""
    return AdjustedSheet(**_facts(comparison) | {"differences": tuple(comparison.differences.values())})


def adjusted_of(sheet: AdjustedSheet, /) -> AdjustedComparison:
    """Return the adjusted differences that a document holds.

    Raises:
        Mismatch: There can be no such differences.
    """
    findings = list(_findings(sheet))
    if findings:
        raise Mismatch(*findings)
    return AdjustedComparison(**_facts(sheet) | {"differences": {one.code: one for one in sheet.differences}})


def _facts(value: Any) -> dict[str, Any]:  # noqa: ANN401  (of any attrs class)
    return {field.name: getattr(value, field.name) for field in attrs.fields(type(value))}


def _findings(sheet: ComparisonSheet | AdjustedSheet) -> Iterator[Finding]:
    if sheet.groups[0] == sheet.groups[1]:
        yield finding_at("$.groups", "the groups have to be two", Reason.REPEATED_CODE)
    if not 0.0 < sheet.level < 1.0:
        yield finding_at(
            "$.level", f"got {sheet.level!r}, expected a number between 0 and 1", Reason.OUT_OF_RANGE
        )
    differences: tuple[DifferenceSheet | AdjustedDifference, ...] = sheet.differences
    codes = [one.code for one in differences]
    if not codes or len(set(codes)) < len(codes):
        message = "expected at least one score, and none of them twice"
        yield finding_at("$.differences", message, Reason.REPEATED_CODE)
    for place, one in enumerate(differences):
        yield from _end_findings((one.low, one.value, one.high), f"$.differences[{place}]")
        tested: Significance | AdjustedDifference = (
            one.significance if isinstance(one, DifferenceSheet) else one
        )
        if any(p is not None and not 0.0 <= p <= 1.0 for p in (tested.p, tested.p_adjusted)):
            message = "expected p values from 0 to 1"
            yield finding_at(f"$.differences[{place}]", message, Reason.OUT_OF_RANGE)


def _difference_findings(sheet: ComparisonSheet) -> Iterator[Finding]:
    for place, one in enumerate(sheet.differences):
        path = f"$.differences[{place}]"
        if (one.first.label, one.second.label) != sheet.groups:
            yield finding_at(path, "its groups are not those of the comparison")
        measures = [each.measure for each in one.effects]
        if len(set(measures)) < len(measures):
            yield finding_at(f"{path}.effects", "an effect size stands there twice", Reason.REPEATED_CODE)
        for at, each in enumerate(one.effects):
            yield from _end_findings((each.low, each.high), f"{path}.effects[{at}]")


def _end_findings(ends: Sequence[float | None], path: str) -> Iterator[Finding]:
    there = [end for end in ends if end is not None]
    if there != sorted(there):
        yield finding_at(path, "the ends of an interval have to ascend", Reason.BAD_ORDER)
