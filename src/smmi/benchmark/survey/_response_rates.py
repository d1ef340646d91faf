"""How many of the invited responded, by stratum."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from smmi._keywords import tells_keywords
from smmi.benchmark.survey._margins import attributes_of, check_sample, labels_of, population_finding
from smmi.errors import ArgumentError, Finding, MarginError, Reason
from smmi.frozen import CodeMapping
from smmi.instrument import Answers
from smmi.instrument.answers import Administration


@attrs.frozen(kw_only=True)
class ResponseRate:
    """How many units of a stratum were invited, and how many of them responded.

    Attributes:
        invited: How many were invited.
        responded: How many responded.

    Example:
        >>> ResponseRate(invited=12, responded=3).rate
        0.25
    """

    invited: int
    responded: int

    @property
    def rate(self) -> float | None:
        """The share that responded, or None where none was invited."""
        return self.responded / self.invited if self.invited else None


@tells_keywords
def response_rates(
    answers: Answers,
    /,
    *,
    by: str | tuple[str, ...],
    invited: Mapping[Any, int] | Administration,
) -> Mapping[Any, ResponseRate]:
    """Return how many of the invited responded, by stratum.

    Args:
        answers: The units that responded, with their attributes.
        by: The attribute that says a unit's stratum; several in a tuple are crossed.
        invited: How many were invited, by the value of the attribute (a tuple of values where several are crossed); or
            an administration by this attribute, which knows it.

    Returns:
        By value, or tuple of values, in the order of the invited.

    Raises:
        MarginError: A unit has no stratum, nobody was invited in one, or more responded than were invited; all
            findings at once.
        ArgumentError: An argument is of a wrong class, or the administration is by another attribute.
        UnknownCodeError: The answers have no such attribute.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import editions
        >>> drawn = {"discipline": ["nursing"] * 3 + ["dental"]}
        >>> rng = np.random.default_rng(1)
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=4, rng=rng, attributes=drawn)
        >>> rates = response_rates(answers, by="discipline", invited={"nursing": 12, "dental": 5})
        >>> {stratum: one.rate for stratum, one in rates.items()}
        {'nursing': 0.25, 'dental': 0.2}
    """
    check_sample(answers)
    attributes = attributes_of(by, "by")
    if isinstance(invited, Administration):
        if attributes != (invited.by,):
            got = f"an administration by {invited.by!r}" if invited.by else "an administration without 'by'"
            raise ArgumentError("invited", got, f"one by {by!r}, or a mapping of counts")
        invited = invited.invited
    if not isinstance(invited, Mapping) or not invited:
        expected = "a mapping from each value to how many were invited, or an Administration"
        raise ArgumentError("invited", repr(invited), expected)
    labels = labels_of(answers, attributes)
    counts: dict[Any, int] = dict.fromkeys(invited, 0)
    for values in labels:
        stratum = values[0] if isinstance(by, str) else values
        counts[stratum] = counts.get(stratum, 0) + 1
    MarginError.raise_any(_findings(invited, counts))
    return CodeMapping(
        "no stratum is called",
        {
            stratum: ResponseRate(invited=int(size), responded=counts[stratum])
            for stratum, size in invited.items()
        },
    )


def _findings(invited: Mapping[Any, Any], counts: Mapping[Any, int]) -> Iterator[Finding]:
    for stratum, responded in counts.items():
        if stratum is None or (isinstance(stratum, tuple) and None in stratum):
            message = f"{responded} units have no stratum; give one, or leave them out with answers.take"
            yield population_finding(Reason.NO_ATTRIBUTE_VALUE, "$.invited", message)
        elif stratum not in invited:
            message = f"{responded} units are in {stratum!r}, in which nobody was invited"
            yield population_finding(Reason.NO_POPULATION_COUNT, "$.invited", message, stratum)
        elif (
            isinstance(invited[stratum], bool)
            or not isinstance(invited[stratum], int)
            or invited[stratum] < 0
        ):
            message = f"{invited[stratum]!r} were invited in {stratum!r}, expected an integer of at least 0"
            yield population_finding(Reason.BAD_VALUE, "$.invited", message, stratum)
        elif responded > invited[stratum]:
            message = f"{responded} responded in {stratum!r}, in which {invited[stratum]} were invited"
            yield population_finding(Reason.MORE_THAN_INVITED, "$.invited", message, stratum)
