"""Weights with their origin: declared, from paired comparisons, or from data; and their standard errors."""

import enum
import math
from collections.abc import Iterator, Mapping

import attrs

from smmi._decimals import LEAST_WEIGHT, MOST_WEIGHT
from smmi.errors import Finding, Reason, SchemeError
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument.declaration import is_number
from smmi.scoring.rules import finding


class WeightOrigin(enum.Enum):
    """How weights came about.

    Example:
        >>> WeightOrigin("paired-comparisons").name
        'PAIRED_COMPARISONS'
    """

    DECLARED = "declared"
    PAIRED_COMPARISONS = "paired-comparisons"
    ENTROPY = "entropy"
    PRINCIPAL_COMPONENT = "principal-component"


@attrs.frozen(kw_only=True)
class Weighting:
    """Weights of nodes, relative within their parent, with how they came about and, where known, their spread.

    Attributes:
        by_code: The weight of each node, 0 or from 1e-100 to 1e100; 1 where silent.
        origin: How they came about.
        standard_errors: The standard error of each weight, where known.
        note: More on how they came about: the data, the prior, the source.

    Raises:
        SchemeError: A weight or standard error is not a finite number of at least 0, or a weight is beyond the limits.

    Example:
        >>> Weighting(by_code={"curriculum": 2.0}, note="set by the board").origin.value
        'declared'
    """

    by_code: Mapping[str, float] = attrs.field(converter=freeze_mapping)
    origin: WeightOrigin = WeightOrigin.DECLARED
    standard_errors: Mapping[str, float] = attrs.field(default=FrozenMapping(), converter=freeze_mapping)
    note: str = attrs.field(default="", metadata={"smmi.affects_score": False})

    def __attrs_post_init__(self) -> None:
        SchemeError.raise_any(
            (
                *mapping_findings("by_code", self.by_code),
                *weight_findings("by_code", self.by_code),
                *mapping_findings("standard_errors", self.standard_errors),
                *number_findings("standard_errors", self.standard_errors),
            )
        )
        for name in ("by_code", "standard_errors"):
            plain = {code: float(value) for code, value in getattr(self, name).items()}
            object.__setattr__(self, name, FrozenMapping(plain))


def mapping_findings(field: str, given: object) -> Iterator[Finding]:
    """Yield what is wrong with a field that is to be a mapping from codes."""
    if not isinstance(given, Mapping):
        yield finding(f"$.{field}", f"{field!r}: got a {type(given).__name__}, expected a mapping from codes")


def weight_findings(field: str, given: object) -> Iterator[Finding]:
    """Yield what is wrong with weights by code: each is 0, or within the limits."""
    yield from number_findings(field, given)
    for code, weight in given.items() if isinstance(given, Mapping) else ():
        # Infinite ones are told above.
        if is_number(weight) and (0 < weight < LEAST_WEIGHT or MOST_WEIGHT < weight < math.inf):
            expected = f"0 or a number from {LEAST_WEIGHT} to {MOST_WEIGHT}: weights are relative"
            yield _bad_number(field, code, weight, expected)


def number_findings(field: str, given: object, *, most: float = math.inf) -> Iterator[Finding]:
    """Yield what is wrong with numbers by code, each from 0 to the most there may be."""
    expected = "a finite number of at least 0" if math.isinf(most) else f"a number from 0 to {most:g}"
    for code, number in given.items() if isinstance(given, Mapping) else ():
        if not is_number(number) or not 0 <= number <= most:
            yield _bad_number(field, code, number, expected)


def _bad_number(field: str, code: object, number: object, expected: str) -> Finding:
    return finding(
        f"$.{field}.{code}",
        f"{field!r} of {code!r}: got {number!r}, expected {expected}",
        reason=Reason.BAD_WEIGHT,
        code=str(code),
    )
