"""The same 23 scores with reasons by other means: a C loop, pandas, polars, and a plain loop over dictionaries."""

import ctypes
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import attrs
import numpy as np
import pandas as pd
import polars as pl

PRESENT, NOTHING, TOO_LITTLE = 0, 5, 6
FIRST_ANSWER = 4
SHARE = 0.5

Result = tuple[np.ndarray, np.ndarray]
"""Values and reasons, (23, n)."""


@attrs.frozen(kw_only=True)
class Shape:
    """What is weighed with what: for each area and domain its children, and all weights.

    Attributes:
        areas: The positions of each area's indicators, by code.
        domains: The codes of each domain's areas, by code.
        weights: The weight of every code.
        indicators: The codes of the indicators.
        steps: The points of each code of an answer.
    """

    areas: Mapping[str, range]
    domains: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, float]
    indicators: tuple[str, ...]
    steps: np.ndarray

    @property
    def nodes(self) -> list[tuple[str, list[str]]]:
        """Each node with its children, from the areas up."""
        areas = [(code, [self.indicators[i] for i in own]) for code, own in self.areas.items()]
        domains = [(code, list(own)) for code, own in self.domains.items()]
        return [*areas, *domains, ("overall", list(self.domains))]

    @property
    def scores(self) -> list[str]:
        """The codes of the scores: overall, domains, areas."""
        return ["overall", *self.domains, *self.areas]


class _CShape(ctypes.Structure):
    _fields_ = (
        ("areas", ctypes.c_int),
        ("domains", ctypes.c_int),
        ("area_ends", ctypes.c_void_p),
        ("domain_ends", ctypes.c_void_p),
        ("weights", ctypes.c_void_p),
        ("area_weights", ctypes.c_void_p),
        ("domain_weights", ctypes.c_void_p),
        ("share", ctypes.c_double),
    )


class CLoop:
    """``c_loop.c``, compiled on the spot; answers are rows, (n, 80), and so are the scores that it returns."""

    def __init__(self, shape: Shape) -> None:
        with tempfile.TemporaryDirectory() as folder:
            built = Path(folder) / "c_loop.so"
            source = Path(__file__).with_name("c_loop.c")
            command = ["gcc", "-O3", "-march=native", "-shared", "-fPIC", source, "-o", built, "-lm"]
            subprocess.run(command, check=True)
            self._library = ctypes.CDLL(str(built))
        self._rows = len(shape.scores)
        weigh = [
            [shape.weights[code] for code in codes]
            for codes in (shape.indicators, shape.areas, shape.domains)
        ]
        ends = [
            [own.stop for own in shape.areas.values()],
            np.cumsum([len(own) for own in shape.domains.values()]),
        ]
        self._held = [*(np.array(end, dtype=np.int32) for end in ends), *map(np.array, weigh)]
        pointers = [array.ctypes.data for array in self._held]
        self._shape = _CShape(len(shape.areas), len(shape.domains), *pointers, SHARE)
        self._steps = shape.steps

    def score(self, kind: str, answers: np.ndarray, low: float = 0.0, high: float = 1.0) -> Result:
        """Return values and reasons, transposed; ``kind`` is points, codes or numbers."""
        values = np.empty((len(answers), self._rows))
        reasons = np.empty(values.shape, dtype=np.uint8)
        self._library[f"from_{kind}"](
            ctypes.c_long(len(answers)),
            ctypes.c_void_p(answers.ctypes.data),
            ctypes.byref(self._shape),
            ctypes.c_void_p(self._steps.ctypes.data),
            ctypes.c_double(low),
            ctypes.c_double(high),
            ctypes.c_void_p(values.ctypes.data),
            ctypes.c_void_p(reasons.ctypes.data),
        )
        return values.T, reasons.T


def by_pandas(shape: Shape, points: pd.DataFrame) -> Result:
    """Score a frame of points, NaN where there is no answer."""
    frames = {code: points[children] for code, children in shape.nodes[: len(shape.areas)]}
    values, reasons = {}, {}
    for node, children in shape.nodes:
        below = frames.get(node)
        if below is None:
            below = pd.DataFrame({code: values[code] for code in children}, copy=False)
        weights = pd.Series({code: shape.weights[code] for code in children})
        answered = below.notna().astype(float).dot(weights)
        earned = below.fillna(0.0).dot(weights)
        enough = (answered > 0) & (answered >= SHARE * weights.sum())
        values[node] = (earned / answered).where(enough)
        reasons[node] = np.where(enough, PRESENT, np.where(answered > 0, TOO_LITTLE, NOTHING)).astype(
            np.uint8
        )
    return (
        np.stack([100.0 * values[code] for code in shape.scores]),
        np.stack([reasons[code] for code in shape.scores]),
    )


def by_pandas_from_codes(shape: Shape, codes: pd.DataFrame) -> Result:
    """Score a frame of coded or categorical answers."""
    points = dict(enumerate(np.where(np.arange(len(shape.steps)) < FIRST_ANSWER, np.nan, shape.steps)))
    return by_pandas(shape, pd.DataFrame({code: codes[code].map(points).astype(float) for code in codes}))


def by_polars(shape: Shape, points: pl.DataFrame | pl.LazyFrame) -> Result:
    """Score a frame of points, null where there is no answer."""
    frame = points.lazy()
    for level in (shape.nodes[: len(shape.areas)], shape.nodes[len(shape.areas) : -1], shape.nodes[-1:]):
        columns = []
        for node, children in level:
            weights = {code: shape.weights[code] for code in children}
            total = sum(weights.values())
            answered = pl.sum_horizontal(pl.col(code).is_not_null() * w for code, w in weights.items())
            earned = pl.sum_horizontal(pl.col(code).fill_null(0.0) * w for code, w in weights.items())
            enough = (answered > 0) & (answered >= SHARE * total)
            columns.append(pl.when(enough).then(earned / answered).alias(node))
            absent = (
                pl.when(answered > 0).then(pl.lit(TOO_LITTLE, pl.UInt8)).otherwise(pl.lit(NOTHING, pl.UInt8))
            )
            reason = pl.when(enough).then(pl.lit(PRESENT, pl.UInt8)).otherwise(absent)
            columns.append(reason.alias(f"reason {node}"))
        frame = frame.with_columns(columns)
    scores = frame.select(
        *(pl.col(code) * 100.0 for code in shape.scores), *(f"reason {code}" for code in shape.scores)
    ).collect()
    return (
        np.stack([scores[code].to_numpy() for code in shape.scores]),
        np.stack([scores[f"reason {code}"].to_numpy() for code in shape.scores]),
    )


def by_polars_from_codes(shape: Shape, codes: pl.DataFrame) -> Result:
    """Score a frame of coded answers."""
    old = list(range(FIRST_ANSWER, len(shape.steps)))
    new = shape.steps[FIRST_ANSWER:].tolist()
    points = (
        pl.col(code).replace_strict(old, new, default=None, return_dtype=pl.Float64)
        for code in shape.indicators
    )
    return by_polars(shape, codes.lazy().select(*points))


def by_hand(
    shape: Shape, points: Mapping[str, float]
) -> Callable[[Mapping[str, str | None]], dict[str, tuple[float | None, str | None]]]:
    """Return a loop over one response, as one would write it for 80 answers in a dictionary."""
    tree = {
        domain: {
            area: {shape.indicators[i]: shape.weights[shape.indicators[i]] for i in shape.areas[area]}
            for area in areas
        }
        for domain, areas in shape.domains.items()
    }
    weights = shape.weights

    def score(record: Mapping[str, str | None]) -> dict[str, tuple[float | None, str | None]]:
        result: dict[str, tuple[float | None, str | None]] = {}
        overall = overall_answered = overall_total = 0.0
        for domain, areas in tree.items():
            domain_earned = domain_answered = domain_total = 0.0
            for area, indicators in areas.items():
                earned = answered = total = 0.0
                for code, weight in indicators.items():
                    total += weight
                    answer = record[code]
                    if answer is not None:
                        earned += weight * points[answer]
                        answered += weight
                weight = weights[area]
                domain_total += weight
                if answered and answered >= SHARE * total:
                    value = earned / answered
                    result[area] = 100.0 * value, None
                    domain_earned += weight * value
                    domain_answered += weight
                else:
                    result[area] = None, "too little answered" if answered else "nothing answered"
            weight = weights[domain]
            overall_total += weight
            if domain_answered and domain_answered >= SHARE * domain_total:
                value = domain_earned / domain_answered
                result[domain] = 100.0 * value, None
                overall += weight * value
                overall_answered += weight
            else:
                result[domain] = None, "too little answered" if domain_answered else "nothing answered"
        if overall_answered and overall_answered >= SHARE * overall_total:
            result["overall"] = 100.0 * overall / overall_answered, None
        else:
            result["overall"] = None, "too little answered" if overall_answered else "nothing answered"
        return result

    return score
