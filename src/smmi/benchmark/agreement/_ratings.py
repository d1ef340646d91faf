"""Ratings of units by several raters, and why a measure of their agreement is absent."""

import enum
from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.frozen import frozen_array, made_anew
from smmi.instrument import Answers
from smmi.scoring import ScoringScheme, score

Floats = npt.NDArray[np.float64]


class NoAgreement(enum.Enum):
    """Why a measure of agreement, or its interval, is absent.

    Example:
        >>> NoAgreement("one-value").name
        'ONE_VALUE'
    """

    TOO_FEW_UNITS = "too-few-units"
    """Fewer than two units have the ratings that are needed."""
    ONE_RATER = "one-rater"
    """There is one rater only."""
    ONE_VALUE = "one-value"
    """Only one value was given, so that no disagreement could be seen; or so it is in a resample."""
    NO_SPREAD = "no-spread"
    """Ratings agree in full, or do not vary in what is compared: that is no certainty."""
    NOT_SEPARABLE = "not-separable"
    """The ratings leave nothing from which chance could be told from units and raters."""
    NEGATIVE = "negative"
    """Raters agree less than by chance: a mean of their ratings has no reliability, and a variance no interval."""
    BELOW_ZERO = "below-zero"
    """A rating is below 0, which a ratio scale cannot be."""
    NO_GENERATOR = "no-generator"
    """No generator of random numbers was given."""


@attrs.frozen(kw_only=True)
class Ratings:
    """Ratings of units by raters.

    Attributes:
        units: The units' identifiers.
        raters: The raters' names.
        values: (units, raters), NaN where not rated.

    Raises:
        ArgumentError: There is no number for each unit and rater, or one is infinite.

    Example:
        >>> ratings = Ratings.of([[1, 1], [2, 3], [3, None]])
        >>> ratings.raters, ratings.complete
        (('r1', 'r2'), False)
    """

    units: tuple[str, ...]
    raters: tuple[str, ...]
    values: Floats = attrs.field(**frozen_array())

    __reduce__ = made_anew

    def __attrs_post_init__(self) -> None:
        shape = (len(self.units), len(self.raters))
        if self.values.shape != shape or np.isinf(self.values).any() or 0 in shape:
            raise ArgumentError(
                "values", f"an array of shape {self.values.shape}", f"finite numbers or NaN of shape {shape}"
            )

    @property
    def complete(self) -> bool:
        """Whether every unit was rated by every rater."""
        return not bool(np.isnan(self.values).any())

    @classmethod
    def of(
        cls,
        values: Sequence[Sequence[float | None]] | npt.NDArray[Any],
        /,
        *,
        raters: Sequence[str] | None = None,
    ) -> "Ratings":
        """Make ratings from a table.

        Args:
            values: A row for each unit, a column for each rater; None or NaN where not rated.
            raters: Their names; where silent, r1, r2, …

        Raises:
            ArgumentError: This is no table of numbers.
        """
        try:
            table = np.array(values, dtype=np.float64)
        except (TypeError, ValueError):
            table = np.empty(0)
        if table.ndim != 2:
            raise ArgumentError("values", type(values).__name__, "a table of numbers: units by raters")
        names = [f"r{place + 1}" for place in range(table.shape[1])] if raters is None else raters
        units = tuple(f"u{place + 1}" for place in range(len(table)))
        return cls(units=units, raters=tuple(map(str, names)), values=table)

    @classmethod
    @tells_keywords
    def of_sheets(cls, sheets: Mapping[str, Answers], scheme: ScoringScheme, /, *, of: str) -> "Ratings":
        """Make ratings from what several respondents say of the same units.

        Args:
            sheets: The answers of each respondent by name; their rows are units.
            scheme: The scheme that gives points.
            of: The code of an indicator, whose points are compared, or of an area, a domain, or "overall".

        Raises:
            ArgumentError: There are no sheets.
            UnknownCodeError: Nothing that is scored has the code.
            EditionMismatchError: Answers are of another instrument than the scheme.
        """
        ArgumentError.raise_unless(
            sheets, Mapping, argument="sheets", expected="the Answers of each respondent by name"
        )
        if not sheets:
            raise ArgumentError("sheets", "no sheets", "at least one")
        columns = {str(name): _column(answers, scheme, of) for name, answers in sheets.items()}
        units = tuple(dict.fromkeys(unit for column in columns.values() for unit in column))
        values = np.array([[column.get(unit, np.nan) for column in columns.values()] for unit in units])
        return cls(units=units, raters=tuple(columns), values=values)

    def rated(self, least: int, /) -> Floats:
        """Return the rows of the units with so many ratings at least."""
        found: Floats = self.values[(~np.isnan(self.values)).sum(axis=1) >= least]
        return found


def _column(answers: Answers, scheme: ScoringScheme, of: str) -> dict[str, float]:
    scores = score(answers, scheme)
    scored = [indicator.code for indicator in answers.instrument.scored]
    if of in scores.codes:
        column = scores[of]
    elif of in scored:
        codes = [indicator.code for indicator in answers.instrument.indicators]
        column = scores.indicators[:, codes.index(of)]
    else:
        raise UnknownCodeError("nothing that is scored has the code", str(of), (*scores.codes, *scored))
    return dict(zip(map(str, answers.units.tolist()), column.tolist(), strict=True))


_FAR: Final = 300
"""Squares of numbers whose exponent is further from 0 than this are taken out of the range of doubles, or near it."""


def in_range(values: Floats, /) -> Floats:
    """Return values that can be squared and added: as they are, or divided by a power of two, which is exact.

    Measures of agreement do not depend on the unit of ratings.
    """
    there = np.abs(values[~np.isnan(values)])
    _, exponent = np.frexp(there.max(initial=0.0))
    found: Floats = np.ldexp(values, -exponent) if abs(exponent) > _FAR else values
    return found


def as_ratings(given: object) -> Ratings:
    """Return ratings as they are, or made from a table.

    Raises:
        ArgumentError: This is neither.
    """
    return given if isinstance(given, Ratings) else Ratings.of(given)  # type: ignore[arg-type]  # it is checked there


RatingsLike = Ratings | Sequence[Sequence[float | None]] | npt.NDArray[Any]
