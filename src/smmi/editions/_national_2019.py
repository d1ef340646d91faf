"""The national survey of 2019 as an administration: published counts, and no more of its window than the year."""

from functools import cache

from smmi.editions._frame import participation_2019
from smmi.editions._smmi_18 import smmi_18
from smmi.instrument import Origin, Provenance
from smmi.instrument.answers import Administration, AdministrationKind


@cache
def national_2019() -> Administration:
    """Return the national survey of 2019: who was invited and who responded, by discipline.

    Example:
        >>> wave = national_2019()
        >>> (
        ...     {stratum: round(rate, 3) for stratum, rate in wave.response_rates.items()},
        ...     round(wave.response_rate, 3),
        ... )
        ({'nursing': 0.317, 'medical': 0.409, 'dental': 0.394}, 0.351)
    """
    counts = participation_2019()
    return Administration(
        code="national_2019",
        instrument=smmi_18(),
        label="National survey of 2019",
        opens="2019",
        closes="2019",
        kind=AdministrationKind.NATIONAL,
        invited={count.discipline: count.invited for count in counts},
        responded={count.discipline: count.responded for count in counts},
        by="discipline",
        provenance=Provenance(origin=Origin.PUBLISHED, source=counts[0].source),
    )
