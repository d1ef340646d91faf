"""The demonstration: a synthetic cohort with the published participation of 2019."""

import enum
from collections.abc import Iterator, Mapping
from typing import Final

import attrs
import numpy as np

from smmi.editions import participation_2019, smmi_16, us_frame_2022
from smmi.instrument import Answers, Instrument, synthesize
from smmi.instrument.synthesis import GroupShift

BLANKS: Final = 0.04
"""The share of answers that are missing."""
STRONG_AREAS: Final = 4
"""In how many areas each discipline is strong."""
PUBLISHED_SHIFTS: Final = (
    ("control", "public", 0.3),
    ("carnegie", "r1", 0.3),
    ("carnegie", "special_focus", 0.3),
)
"""Who scores higher in several areas; the directions are published, the sizes and the areas are ours."""

NOTICE: Final = (
    "This cohort is synthetic: no school gave these answers. Its size is the published participation of 2019 "
    "({counts}), its schools' characteristics are drawn from counts of US institutions in 2022, and its answers are "
    "drawn at random with seed {seed}."
)


class Discipline(enum.StrEnum):
    """The disciplines of the survey of 2019."""

    NURSING = "nursing"
    MEDICAL = "medical"
    DENTAL = "dental"


@attrs.frozen
class Demonstration:
    """A synthetic cohort.

    Attributes:
        answers: The answers of all schools.
        population: How many schools there are in all, by the name of the group: those that were invited in 2019.
        notice: What a reader must know about them.
    """

    answers: Answers
    population: Mapping[str, int]
    notice: str

    def school(self, unit: str | None, discipline: Discipline, /) -> str:
        """Return the identifier of the school to show: the given one, or the first of a discipline.

        Raises:
            UnknownCodeError: There is no such school.
        """
        if unit is not None:
            return str(self.answers.units[self.answers.position(unit)])
        column = self.answers.attribute("discipline")
        # Every discipline took part.
        return str(self.answers.units[list(column).index(discipline)])


def demonstration(seed: int, /) -> Demonstration:
    """Return the synthetic cohort of a seed, on the bundled edition of sixteen areas.

    Nursing schools are drawn from the whole frame; medical and dental ones from the institutions that grant a medical
    degree, since the frame does not say which have a dental school.
    """
    rng = np.random.default_rng(seed)
    instrument = smmi_16()
    frame = us_frame_2022()
    columns: dict[str, list[str]] = {"discipline": [], "control": [], "carnegie": [], "region": []}
    for took_part in participation_2019():
        population = frame if took_part.discipline == Discipline.NURSING else frame.granting_medical_degrees()
        columns["discipline"] += [took_part.discipline] * took_part.responded
        for name, drawn in population.sample(took_part.responded, rng=rng).items():
            columns[name] += drawn
    order = rng.permutation(len(columns["discipline"])).tolist()
    shuffled = {name: [column[position] for position in order] for name, column in columns.items()}
    answers = synthesize(
        instrument,
        units=len(order),
        rng=rng,
        attributes=shuffled,
        shifts=tuple(_shifts(instrument, rng)),
        blanks=BLANKS,
    )
    counts = ", ".join(f"{p.responded} {p.discipline}" for p in participation_2019())
    invited: dict[str, int] = {p.discipline: p.invited for p in participation_2019()}
    return Demonstration(
        answers, {"all": sum(invited.values()), **invited}, NOTICE.format(counts=counts, seed=seed)
    )


def _shifts(instrument: Instrument, rng: np.random.Generator) -> Iterator[GroupShift]:
    areas = [area.code for area in instrument.areas]
    for attribute, value, by in PUBLISHED_SHIFTS:
        several = rng.choice(areas, size=len(areas) // 2, replace=False).tolist()
        yield GroupShift(attribute=attribute, value=value, by=by, areas=several)
    for discipline in Discipline:
        strong = rng.choice(areas, size=STRONG_AREAS, replace=False).tolist()
        yield GroupShift(attribute="discipline", value=discipline.value, by=0.6, areas=strong)
