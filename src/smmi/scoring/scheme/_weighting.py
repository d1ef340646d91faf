"""Weights with their origin: declared, from paired comparisons, or from data; and their standard errors."""

import enum
from collections.abc import Iterator, Mapping

import attrs

from smmi.errors import Finding, Reason, SchemeError
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument.declaration import is_number


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
        by_code: The weight of each node; 1 where silent.
        origin: How they came about.
        standard_errors: The standard error of each weight, where known.
        note: More on how they came about: the data, the prior, the source.

    Raises:
        SchemeError: A weight or standard error is not a finite number of at least 0.

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
            (*_numbers("by_code", self.by_code), *_numbers("standard_errors", self.standard_errors))
        )
        for name in ("by_code", "standard_errors"):
            plain = {code: float(value) for code, value in getattr(self, name).items()}
            object.__setattr__(self, name, FrozenMapping(plain))


def _numbers(field: str, given: object) -> Iterator[Finding]:
    if not isinstance(given, Mapping):
        message = f"{field!r}: got a {type(given).__name__}, expected a mapping from codes"
        yield Finding(reason=Reason.BAD_VALUE, path=f"$.{field}", message=message)
        return
    for code, value in given.items():
        if not is_number(value) or value < 0:
            message = f"{field!r} of {code!r}: got {value!r}, expected a finite number of at least 0"
            yield Finding(reason=Reason.BAD_WEIGHT, path=f"$.{field}.{code}", message=message, code=str(code))
