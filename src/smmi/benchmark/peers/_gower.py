"""Gower's distance between units by their characteristics (Gower 1971, Biometrics 27:857-871)."""

import enum
from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._decimals import exact
from smmi._keywords import tells_keywords
from smmi._thresholds import exceeds
from smmi.benchmark.peers._peer_group import (
    answers_of,
    attribute_findings,
    bad_value,
    is_name,
    shown,
)
from smmi.errors import DeclarationError, Finding, Reason, suggestion
from smmi.frozen import read_only
from smmi.instrument import Answers
from smmi.instrument.declaration import as_tuple, is_number
from smmi.scoring import Scores

Floats = npt.NDArray[np.float64]

LARGEST: Final = 1e300
"""The largest number that is compared, so that no difference overflows."""
HEAVIEST: Final = 1e9
"""The largest weight, and one over the smallest, so that no sum overflows or vanishes."""


class GowerKind(enum.Enum):
    """How two values of a characteristic are compared.

    Example:
        >>> [one.value for one in GowerKind]
        ['nominal', 'presence', 'ordinal', 'numeric']
    """

    NOMINAL = "nominal"
    """0 if they are the same, else 1; also for two values of equal standing, such as public and private."""
    PRESENCE = "presence"
    """As nominal, of two values, but where the thing is absent from both the pair is left out (Gower's dichotomy)."""
    ORDINAL = "ordinal"
    """The difference of their places in the order, over the range of the places."""
    NUMERIC = "numeric"
    """The difference of the numbers that they are written as, over the range."""


@attrs.frozen
class GowerVariable:
    """One characteristic of Gower's distance: how its values are compared, and how much it counts.

    Attributes:
        code: The characteristic, or another attribute of the units.
        kind: How its values are compared.
        weight: How much it counts, relative to the others.
        order: Of an ordinal characteristic its values in ascending order, of a presence the two values, absence first.
            Where not given, the order in which the instrument declares them.
        span: The range of an ordinal or numeric characteristic (highest minus lowest place or number) by which
            differences are divided. Where not given, the range that occurs among all the units.

    Raises:
        DeclarationError: A field has an unusable value.

    Example:
        >>> GowerVariable("size", GowerKind.ORDINAL, weight=2, order=("small", "medium", "large")).weight
        2.0
    """

    code: str
    kind: GowerKind = GowerKind.NOMINAL
    weight: float = attrs.field(default=1.0, kw_only=True)
    order: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    span: float | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        DeclarationError.raise_any(self._findings())
        object.__setattr__(self, "weight", float(self.weight))
        object.__setattr__(self, "span", None if self.span is None else float(self.span))

    def _findings(self) -> Iterator[Finding]:
        if not is_name(self.code):
            yield bad_value("code", self.code, "the name of a characteristic")
        if not isinstance(self.kind, GowerKind):
            yield bad_value("kind", self.kind, "a GowerKind")
        if not is_number(self.weight) or not 1 / HEAVIEST <= self.weight <= HEAVIEST:
            yield bad_value("weight", self.weight, "a number from 1e-9 to 1e9", reason=Reason.BAD_WEIGHT)
        if not isinstance(self.order, tuple) or not all(map(is_name, self.order)):
            yield bad_value("order", self.order, "a sequence of values")
        elif self.order and self.kind in (GowerKind.NOMINAL, GowerKind.NUMERIC):
            yield bad_value("order", self.order, f"none, as the characteristic is {self.kind.value}")
        elif len(set(self.order)) < len(self.order):
            yield bad_value("order", self.order, "each value once")
        elif self.kind is GowerKind.PRESENCE and len(self.order) not in {0, 2}:
            yield bad_value("order", self.order, "two values, absence first")
        if self.span is not None and (not is_number(self.span) or self.span <= 0):
            yield bad_value("span", self.span, "None or a finite number above 0")
        elif self.span is not None and self.kind in (GowerKind.NOMINAL, GowerKind.PRESENCE):
            yield bad_value("span", self.span, f"None, as the characteristic is {self.kind.value}")


@attrs.frozen(kw_only=True, eq=False)
class _Coded:
    """One characteristic as numbers, NaN where unknown, with the range that makes differences at most 1."""

    kind: GowerKind
    weight: float
    values: Floats
    span: float


@tells_keywords
def gower_distances(
    source: Answers | Scores, /, *, by: Sequence[str | GowerVariable]
) -> npt.NDArray[np.float64]:
    """Return Gower's distance between every two units: the weighted mean of their differences, each 0 to 1.

    A characteristic that is unknown of one of the two is left out of the mean. The distance is 0 to 1, symmetric to the
    last bit, and does not depend on the order of `by`.

    Args:
        source: The units: answers with attributes, or scores of such answers.
        by: The characteristics; a mere name is a nominal one of weight 1.

    Returns:
        The distances, (n, n), read-only; NaN where nothing is known of both units.

    Raises:
        DeclarationError: `by` speaks of what the units do not have, or that cannot be compared so: all of it at once.
        ArgumentError: The source is neither answers nor scores.

    Example:
        >>> import numpy as np
        >>> from smmi import editions
        >>> from smmi.instrument import synthesize
        >>> given = {"control": ["public", "private", None], "region": ["plains", "plains", "southeast"]}
        >>> answers = synthesize(editions.smmi_16(), units=3, rng=np.random.default_rng(6), attributes=given)
        >>> gower_distances(answers, by=["control", "region"])
        array([[0. , 0.5, 1. ],
               [0.5, 0. , 1. ],
               [1. , 1. , 0. ]])
    """
    answers = answers_of(source)
    variables = as_variables(by)
    DeclarationError.raise_any(variables_findings(variables, answers))
    coded = coded_variables(variables, answers)
    rows = [distances_from(coded, position) for position in range(len(answers))]
    matrix: Floats = read_only(np.array(rows).reshape(len(rows), len(rows)))
    return matrix


def as_variables(by: Any) -> Any:  # noqa: ANN401  (what is no sequence is left for the check)
    """Return the characteristics of a distance; a mere name is a nominal one."""
    listed = as_tuple(by)
    if not isinstance(listed, tuple):
        return listed
    return tuple(GowerVariable(each) if is_name(each) else each for each in listed)


def variables_findings(variables: object, answers: Answers) -> Iterator[Finding]:
    """Yield what cannot be compared as declared."""
    if not isinstance(variables, tuple) or not all(isinstance(each, GowerVariable) for each in variables):
        yield bad_value("by", variables, "a sequence of characteristics or GowerVariable")
        return
    if not variables:
        yield Finding(
            reason=Reason.EMPTY, path="$.by", message="'by': got none, expected at least one characteristic"
        )
    codes = [variable.code for variable in variables]
    for i, variable in enumerate(variables):
        path = f"$.by[{i}]"
        if variable.code in codes[:i]:
            yield Finding(
                reason=Reason.REPEATED_CODE,
                path=path,
                message=f"{variable.code!r} stands twice; name each characteristic once",
                code=variable.code,
            )
        if variable.code not in answers.attributes:
            yield from attribute_findings(variable.code, answers, path)
        elif problem := _value_problem(variable, answers):
            yield Finding(
                reason=problem[0],
                path=path,
                message=f"{variable.code!r} as {variable.kind.value}: {problem[1]}",
                code=variable.code,
            )


def _value_problem(variable: GowerVariable, answers: Answers) -> tuple[Reason, str] | None:
    """Return why the values of a characteristic cannot be compared as declared."""
    if variable.kind is GowerKind.NOMINAL:
        return None
    column = answers.attribute(variable.code)
    occurring = [column.labels[code - 1] for code in np.unique(column.codes).tolist() if code]
    order = _order(variable, answers)
    if variable.kind is GowerKind.NUMERIC:
        strange = [label for label in occurring if _number(label) is None]
        if strange:
            return Reason.WRONG_KIND, f"got {shown(strange[0])}, expected a number (at most 1e300 from 0)"
    elif not order or (variable.kind is GowerKind.PRESENCE and len(order) != 2):
        two = variable.kind is GowerKind.PRESENCE
        expected = "its two values, absence first" if two else "its values in order"
        return Reason.NO_ORDER, f"the instrument does not declare {expected}; give 'order'"
    else:
        strange = [label for label in occurring if label not in order]
        if strange:
            near, among = suggestion(strange[0], order), ", ".join(map(repr, order))
            problem = f"got {strange[0]!r}, expected one of {among}{near and '.'}{near}"
            return Reason.UNKNOWN_CHARACTERISTIC_VALUE, problem
    values = _values(variable, answers)
    if variable.span is None or np.isnan(values).all():
        return None
    occurs = float(exact(float(np.nanmax(values))) - exact(float(np.nanmin(values))))
    if not exceeds(occurs, variable.span):
        return None
    return Reason.BAD_RANGE, f"got values {occurs:g} apart, expected at most the span {variable.span:g}"


def _order(variable: GowerVariable, answers: Answers) -> tuple[str, ...]:
    """Return the values in order, as given or else as the instrument declares them; none if it does not."""
    declared = {kind.code: kind for kind in answers.instrument.characteristics}
    if variable.order or variable.code not in declared:
        return variable.order
    return tuple(option.code for option in declared[variable.code].options)


def _number(label: str) -> float | None:
    try:
        number = float(label)
    except ValueError:
        return None
    return number if abs(number) <= LARGEST else None


def _values(variable: GowerVariable, answers: Answers) -> Floats:
    """Return a characteristic as numbers, (n,); NaN where unknown."""
    column = answers.attribute(variable.code)
    if variable.kind is GowerKind.NOMINAL:
        numbers: Sequence[float | None] = range(len(column.labels))
    elif variable.kind is GowerKind.NUMERIC:
        numbers = [_number(label) for label in column.labels]
    else:
        places = {label: place for place, label in enumerate(_order(variable, answers))}
        numbers = [places.get(label) for label in column.labels]
    table: Floats = np.array([np.nan, *(np.nan if number is None else number for number in numbers)])
    values: Floats = table[column.codes]
    return values


def _range(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(np.ptp(known)) if len(known) else 0.0


def coded_variables(variables: Sequence[GowerVariable], answers: Answers) -> list[_Coded]:
    """Return the characteristics as numbers, by code, so that no order of declaration changes a sum."""
    ordered = sorted(variables, key=lambda variable: variable.code)
    return [
        _Coded(
            kind=variable.kind,
            weight=variable.weight,
            values=values,
            span=(_range(values) if variable.span is None else variable.span) or 1.0,
        )
        for variable, values in ((variable, _values(variable, answers)) for variable in ordered)
    ]


def distances_from(coded: Sequence[_Coded], position: int) -> Floats:
    """Return the distance of every unit from one, (n,); NaN where no characteristic is known of both."""
    n = len(coded[0].values)
    total, weight = np.zeros(n), np.zeros(n)
    for variable in coded:
        own, values = variable.values[position], variable.values
        if variable.kind in (GowerKind.ORDINAL, GowerKind.NUMERIC):
            apart = np.minimum(np.abs(values - own) / variable.span, 1.0)  # 0.8 - 0.1 is more than 0.7
        else:
            apart = (values != own).astype(np.float64)
        counts = ~(np.isnan(values) | np.isnan(own))
        if variable.kind is GowerKind.PRESENCE:
            counts &= (values != 0) | (own != 0)
        total += np.where(counts, apart, 0.0) * variable.weight
        weight += np.where(counts, variable.weight, 0.0)
    distances: Floats = np.divide(total, weight, out=np.full(n, np.nan), where=weight > 0)
    return distances
