"""The nodes of scoring expressions: numbers, some of which may be missing, and conditions, which never are.

An expression is data. A number is a double or missing; what takes several numbers leaves out those that are missing,
and what takes one is only asked for where it is there. So an engine whose blanks are 0, null or NaN can follow.
"""

import enum

import attrs


class Relation(enum.Enum):
    """How two numbers are compared.

    Example:
        >>> Relation(">=").name
        'AT_LEAST'
    """

    AT_LEAST = ">="
    ABOVE = ">"
    EQUAL = "="
    BELOW = "<"
    AT_MOST = "<="


@attrs.frozen
class Constant:
    """A number that is declared."""

    value: float


@attrs.frozen
class Missing:
    """A number that is not there."""


@attrs.frozen
class Named:
    """A number that stands before, by the name of its definition; it may be missing."""

    name: str


@attrs.frozen
class GivenState:
    """The state of the answer to a question as it was given, before routing: the number of an `AnswerState`."""

    code: str


@attrs.frozen
class OptionNumber:
    """The number of the option that is the answer to a question; missing where none of these is."""

    code: str
    by_option: tuple[tuple[str, float], ...]


@attrs.frozen
class AnswerNumber:
    """The number that is the answer to a question; missing where there is none."""

    code: str


@attrs.frozen
class PartShare:
    """The share of one part in the composition that is the answer to a question; missing where there is none."""

    code: str
    part: str


@attrs.frozen
class Term:
    """One term of a sum: a weight times a number, where a condition holds."""

    weight: float
    number: "Number"
    when: "Condition | None" = None


@attrs.frozen
class Total:
    """The sum of terms; those whose condition does not hold are left out, and without any it is 0."""

    terms: tuple[Term, ...]


@attrs.frozen
class MeanOf:
    """The mean of those of the numbers that are there; missing where none is."""

    numbers: tuple["Number", ...]


@attrs.frozen
class Product:
    """The product of numbers that are all there."""

    factors: tuple["Number", ...]


@attrs.frozen
class Quotient:
    """One number over another, both of which are there; the second is not 0."""

    above: "Number"
    below: "Number"


@attrs.frozen
class Power:
    """A number of at least 0 to the power of another, both of which are there."""

    number: "Number"
    exponent: "Number"


@attrs.frozen
class Least:
    """The least of those of the numbers that are there; missing where none is."""

    numbers: tuple["Number", ...]


@attrs.frozen
class Greatest:
    """The greatest of those of the numbers that are there; missing where none is."""

    numbers: tuple["Number", ...]


@attrs.frozen
class Case:
    """A condition, and the number where it holds."""

    when: "Condition"
    then: "Number"


@attrs.frozen
class Choice:
    """The number of the first case whose condition holds; else another one. The other numbers are not worked out."""

    cases: tuple[Case, ...]
    otherwise: "Number"


Made = Total | MeanOf | Product | Quotient | Power | Least | Greatest
"""A number that is made of others."""

Number = Constant | Missing | Named | GivenState | OptionNumber | AnswerNumber | PartShare | Choice | Made
"""Any number."""


@attrs.frozen
class IsOption:
    """The answer to a question, as given, is one of these options."""

    code: str
    options: tuple[str, ...]


@attrs.frozen
class Selects:
    """The selection that is the answer to a question, as given, has this option."""

    code: str
    option: str


@attrs.frozen
class HasCharacteristic:
    """The unit's characteristic is one of these; any that is known, if none is named."""

    code: str
    values: tuple[str, ...]


@attrs.frozen
class IsPresent:
    """A number that stands before is there."""

    name: str


@attrs.frozen
class Compared:
    """Two numbers that are both there are to each other as a relation says."""

    left: "Number"
    relation: Relation
    right: "Number"


@attrs.frozen
class Every:
    """All conditions hold; they are asked from left to right, up to the first that does not. Without any it holds."""

    conditions: tuple["Condition", ...]


@attrs.frozen
class Some:
    """One condition holds at least; they are asked from left to right, up to the first that does. Without any: no."""

    conditions: tuple["Condition", ...]


@attrs.frozen
class Negated:
    """A condition does not hold."""

    condition: "Condition"


Condition = IsOption | Selects | HasCharacteristic | IsPresent | Compared | Every | Some | Negated
"""Any condition."""

ALWAYS = Every(())
NEVER = Some(())


def every(*conditions: Condition) -> Condition:
    """Return the condition that all of several hold, without what says nothing."""
    if NEVER in conditions:
        return NEVER
    several = tuple(one for one in conditions if one != ALWAYS)
    return several[0] if len(several) == 1 else Every(several)


def some(*conditions: Condition) -> Condition:
    """Return the condition that one of several holds at least, without what never does."""
    if ALWAYS in conditions:
        return ALWAYS
    several = tuple(one for one in conditions if one != NEVER)
    return several[0] if len(several) == 1 else Some(several)


def negated(condition: Condition) -> Condition:
    """Return the condition that another one does not hold."""
    if condition in {ALWAYS, NEVER}:
        return NEVER if condition == ALWAYS else ALWAYS
    return condition.condition if isinstance(condition, Negated) else Negated(condition)
