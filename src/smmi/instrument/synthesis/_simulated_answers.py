"""Latent traits of synthetic units, and simulated answers on any response scale.

A unit has a latent level overall, in each area, and on each indicator. Every draw of answers takes the units'
quantiles on the indicator's latent trait, (n,), strictly between 0 and 1. Higher quantiles get higher answers; nominal
scales and compositions have no direction. The popularity of options and the size of numbers are drawn once for each
column.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import ArgumentError
from smmi.frozen import by_code
from smmi.instrument.answers import AttributeColumn
from smmi.instrument.declaration import is_finite, shown
from smmi.instrument.hierarchy import Instrument
from smmi.instrument.scales import (
    EXACT,
    Composition,
    Count,
    MultipleChoice,
    Nominal,
    Number,
    Percentage,
    Scale,
)

Floats = npt.NDArray[np.float64]

OVERALL_SHARE: Final = 0.25
"""The share of an answer's variance that all of a unit's answers have in common."""
AREA_SHARE: Final = 0.25
"""The further share that a unit's answers in one area have in common."""
EVENNESS: Final = 4.0
"""The concentration of the Dirichlet distribution of options' shares: the higher, the more even."""

SLOPE: Final = 2.0
"""How much the log-odds of selecting an option rise from the lowest to the middle quantile."""

LARGE: Final = 1e290
"""The largest spread of a number, so that nothing overflows."""

FIGURES: Final = 3
"""The significant figures of a number that declares no decimals."""


@attrs.frozen(kw_only=True)
class GroupShift:
    """How much higher the level of a group is.

    Attributes:
        attribute: The attribute that makes the group.
        value: Its value in the group.
        by: How much higher the group's level is, in standard deviations between units.
        areas: The areas concerned; all where none is given.

    Raises:
        ArgumentError: `by` is no finite number.

    Example:
        >>> GroupShift(attribute="control", value="public", by=0.3).areas
        ()
    """

    attribute: str
    value: str
    by: float
    areas: tuple[str, ...] = attrs.field(default=(), converter=tuple)

    def __attrs_post_init__(self) -> None:
        if is_finite(self.by):
            raise ArgumentError("by", shown(self.by), "a finite number")


def offsets(
    instrument: Instrument, shifts: Sequence[GroupShift], attributes: Mapping[str, AttributeColumn], n: int
) -> Floats:
    """Return how much higher each unit's level is in each area, (areas, n)."""
    shifted = np.zeros((len(instrument.areas), n))
    rows = {area.code: row for row, area in enumerate(instrument.areas)}
    for shift in shifts:
        column = by_code(attributes, shift.attribute, "no attribute is called")
        inside = np.array([value == shift.value for value in column], dtype=np.bool_)
        for code in shift.areas or rows:
            shifted[by_code(rows, code, "no area has the code"), inside] += shift.by
    return shifted


def levels(instrument: Instrument, n: int, rng: np.random.Generator, shifted: Floats) -> Floats:
    """Return the latent level of each unit in each area, (areas, n)."""
    overall = rng.normal(0.0, math.sqrt(OVERALL_SHARE), n)
    own = rng.normal(0.0, math.sqrt(AREA_SHARE), (len(instrument.areas), n))
    return overall + own + math.sqrt(OVERALL_SHARE + AREA_SHARE) * shifted


def quantiles(level: Floats, rng: np.random.Generator) -> Floats:
    """Return where each unit stands on one indicator, strictly between 0 and 1, (n,)."""
    from scipy.special import ndtr  # scipy is loaded where it is used

    own = rng.normal(0.0, math.sqrt(1.0 - OVERALL_SHARE - AREA_SHARE), len(level))
    return np.clip(ndtr(level + own), 1e-9, 1.0 - 1e-9)


def draw_answers(scale: Scale, quantiles: Floats, rng: np.random.Generator) -> list[object]:
    """Return an answer for each quantile; None only where the scale admits no answer at all."""
    match scale:
        case MultipleChoice():
            return _selections(scale, quantiles, rng)
        case Percentage() | Number():
            return _numbers(scale, quantiles, rng)
        case Count():
            return _counts(scale, quantiles, rng)
        case Composition():
            return _compositions(scale, len(quantiles), rng)
        case _:
            order = rng.random(len(quantiles)) if isinstance(scale, Nominal) else quantiles
            codes = [option.code for option in scale.answers]
            cuts = np.cumsum(rng.dirichlet(np.full(len(codes), EVENNESS)))[:-1]
            return [codes[position] for position in np.searchsorted(cuts, order)]


def _selections(scale: MultipleChoice, quantiles: Floats, rng: np.random.Generator) -> list[object]:
    together = [option.code for option in scale.answers if not option.exclusive]
    alone = [option.code for option in scale.answers if option.exclusive]
    most = min(len(together), len(scale.answers) if scale.maximum is None else scale.maximum)
    odds = rng.normal(0.0, 1.0, len(together))[:, None] + SLOPE * (2.0 * quantiles - 1.0)
    margins = 1.0 / (1.0 + np.exp(-odds)) - rng.random((len(together), len(quantiles)))
    ranked = np.argsort(-margins, axis=0, kind="stable")
    wanted = np.minimum(np.count_nonzero(margins > 0, axis=0), most)
    single = rng.integers(len(alone), size=len(quantiles)) if alone else None
    answers: list[object] = []
    for unit, number in enumerate(wanted.tolist()):
        if single is not None and scale.minimum <= 1 and number < max(scale.minimum, 1):
            answers.append((alone[single[unit]],))
        else:
            chosen = sorted(ranked[: max(number, scale.minimum), unit].tolist())
            answers.append(tuple(together[option] for option in chosen))
    return answers


def _numbers(scale: Percentage | Number, quantiles: Floats, rng: np.random.Generator) -> list[object]:
    low, high = scale.limits
    ends = [abs(end) for end in (low, high) if math.isfinite(end)]
    size = float(np.exp(rng.normal(2.0, 1.0))) * min(max([10.0, *ends]), LARGE) / 10.0
    bent = _bent(quantiles, rng)
    if math.isfinite(low) and math.isfinite(high):
        raw = low * (1.0 - bent) + high * bent
    elif math.isfinite(low):
        raw = low - size * np.log1p(-quantiles)
    elif math.isfinite(high):
        raw = high + size * np.log(quantiles)
    else:
        raw = size * np.log(quantiles / (1.0 - quantiles))
    decimals = 0 if isinstance(scale, Percentage) and scale.decimals is None else scale.decimals
    return [_rounded(number, decimals, low, high) for number in raw.tolist()]


def _rounded(number: float, decimals: int | None, low: float, high: float) -> float | None:
    """Return a number with at most so many decimals between the limits, or None if there is none."""
    if decimals is None:
        short = float(f"{number:.{FIGURES}g}")
        return min(max(short, low), high) if math.isfinite(short) else number
    step = 10.0**-decimals
    near = round(number, decimals)
    candidates = (near, round(near + step, decimals), round(near - step, decimals))
    return next((candidate for candidate in candidates if low <= candidate <= high), None)


def _counts(scale: Count, quantiles: Floats, rng: np.random.Generator) -> list[object]:
    low, high = scale.limits
    size = float(np.exp(rng.normal(2.0, 1.0)))
    bent = _bent(quantiles, rng)
    raw = low + (
        np.floor((high - low + 1.0) * bent) if math.isfinite(high) else np.floor(-size * np.log1p(-quantiles))
    )
    return [int(number) for number in np.clip(raw, low, min(high, EXACT)).tolist()]


def _compositions(scale: Composition, n: int, rng: np.random.Generator) -> list[object]:
    """Return whole percents that sum to 100: what is lost by rounding down goes to the largest remainders."""
    codes = [part.code for part in scale.parts]
    typical = rng.dirichlet(np.full(len(codes), EVENNESS))
    shares = 100.0 * rng.dirichlet(3.0 * len(codes) * typical + 0.1, size=n)
    whole = np.floor(shares)
    lost = 100 - whole.sum(axis=1)
    order = np.argsort(whole - shares, axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    whole += rank < lost[:, None]
    return [dict(zip(codes, row, strict=True)) for row in whole.tolist()]


def _bent(quantiles: Floats, rng: np.random.Generator) -> Floats:
    """Return quantiles of a Kumaraswamy distribution of drawn shape: a number from 0 to 1 that rises with each."""
    low, high = rng.uniform(0.7, 2.5, 2)
    bent: Floats = (1.0 - (1.0 - quantiles) ** (1.0 / high)) ** (1.0 / low)
    return bent
