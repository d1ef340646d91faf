"""Candidate records for conformance vectors: scale ends and middles, absences, open and shut gates, blanks."""

import itertools
import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from smmi.instrument import (
    Composition,
    Count,
    Indicator,
    MultipleChoice,
    Nonresponse,
    Number as NumberScale,
    Percentage,
    Scale,
)
from smmi.instrument.answers import asked, leaves
from smmi.instrument.scales import coding
from smmi.scoring import ScoringScheme

Content = dict[str, Any]

MOST_TRIED: Final = 16
"""How many combinations of earlier answers are tried for each gate."""


def _probes(indicator: Indicator, scheme: ScoringScheme) -> list[object]:
    """Return answers at the ends and in the middle of a scale and a rule, then every absence."""
    scale = indicator.scale
    rule = scheme.item_rule(indicator.code) if indicator.scored else None
    turned = getattr(rule, "rule", rule)
    marks = [getattr(turned, name, None) for name in ("low", "high", "enough")]
    numbers = {
        float(mark) for mark in (*marks, *getattr(turned, "cuts", ())) if isinstance(mark, int | float)
    }
    answers = [answer for answer in _on(scale, numbers) if _admissible(scale, answer)]
    options = [option.code for option in scale.nonresponses]
    return [*answers, *options, None, Nonresponse.NOT_APPLICABLE, Nonresponse.NOT_ADMINISTERED]


def _on(scale: Scale, marks: set[float]) -> list[Any]:
    match scale:
        case MultipleChoice():
            together = [option.code for option in scale.answers if not option.exclusive]
            most = len(together) if scale.maximum is None else min(scale.maximum, len(together))
            sizes = dict.fromkeys((most, (scale.minimum + most) // 2, scale.minimum))
            alone = [(option.code,) for option in scale.answers if option.exclusive]
            return [*(tuple(together[:size]) for size in sizes), *alone]
        case Composition():
            parts = [part.code for part in scale.parts]
            single = [{part: 100.0 * (part == whole) for part in parts} for whole in parts]
            return [*single, dict.fromkeys(parts, 100.0 / len(parts))]
        case Percentage() | Count() | NumberScale():
            low, high = scale.limits
            ends = [end for end in (low, high) if math.isfinite(end)] or [0.0]
            points = sorted({*ends, *marks, *(mark + side for mark in marks for side in (-1.0, 1.0))})
            points = [points[-1], float(round((points[0] + points[-1]) / 2)), points[0], *points[1:-1]]
            return [int(x) if isinstance(scale, Count) and x == int(x) else x for x in dict.fromkeys(points)]
        case _:
            codes = [option.code for option in scale.answers]
            return [codes[-1], *codes[:-1]]


def _admissible(scale: Scale, answer: object) -> bool:
    try:
        coding(scale).encode(answer)
    except Exception:  # noqa: BLE001  (whatever is wrong with it, it is no answer)
        return False
    return True


def candidates(scheme: ScoringScheme) -> Iterator[Content]:
    """Yield records that sweep through probes, gates and blanks."""
    instrument = scheme.instrument
    probes = {i.code: _probes(i, scheme) for i in instrument.indicators}
    scales = {i.code: i.scale for i in instrument.indicators}
    kinds: dict[str, list[str | None]] = {
        c.code: [*(option.code for option in c.options), None] for c in instrument.characteristics
    }
    longest = max(len(several) for several in probes.values())
    best = {code: several[0] for code, several in probes.items()}
    for j in range(max(longest, *(len(values) for values in kinds.values()), 1)):
        kind = {code: values[j % len(values)] for code, values in kinds.items()}
        yield {**kind, **{code: several[j % len(several)] for code, several in probes.items()}}
        yield {**kind, **best}
    plain = {code: values[0] for code, values in kinds.items()}
    for indicator in instrument.indicators:
        if indicator.gate is None and indicator.applies is None:
            continue
        told = {leaf.code: leaf for leaf in (leaves(indicator.gate) if indicator.gate else ())}
        where = [
            {**plain, **dict(zip(kinds, row, strict=True))} for row in itertools.product(*kinds.values())
        ]
        opening = {code: _told(leaf, scales[code], probes[code]) for code, leaf in told.items()}
        tried = itertools.product(*([*own, *probes[code]] for code, own in opening.items()))
        for row in itertools.islice(tried, MOST_TRIED):
            opened = {**best, **dict(zip(told, row, strict=True))}
            for kind in where if indicator.applies else where[:1]:
                yield {**kind, **opened}
        first = next(itertools.product(*opening.values()), None)
        for probe in probes[indicator.code]:
            yield {**plain, **best, **dict(zip(told, first or (), strict=False)), indicator.code: probe}
    yield from ({**plain, **blanks} for blanks in _blanked(scheme, best))


def _told(leaf: Any, scale: Scale, probes: list[object]) -> list[object]:  # noqa: ANN401  (a leaf of a condition)
    """Return what a leaf asks for, as answers; the first probe where it only asks whether there is one."""
    wanted: list[object] = [
        value
        for value in asked(leaf)
        if value in probes or (not isinstance(value, str) and _admissible(scale, value))
    ]
    selections = [probe for probe in probes if isinstance(probe, tuple)]
    return wanted or [one for value in asked(leaf) for one in selections if value in one] or probes[:1]


def _blanked(scheme: ScoringScheme, best: Mapping[str, object]) -> Iterator[Content]:
    """Yield records with more and more blanks: from the front and the back of each area, and area by area."""
    areas = [[i.code for i in area.indicators] for area in scheme.instrument.areas]
    blanks = [{code for area in areas for code in area[part]} for part in _ends(max(map(len, areas)))]
    blanks += [{code for area in areas[part] for code in area} for part in _ends(len(areas))]
    for blank in blanks:
        yield {code: None if code in blank else answer for code, answer in best.items()}


def _ends(most: int) -> Iterator[slice]:
    """Yield one at the front, one at the back, and so on to so many."""
    for number in range(1, 1 + most):
        yield from (slice(number), slice(-number, None))
