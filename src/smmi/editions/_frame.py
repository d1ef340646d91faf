"""What schools there are, and how many took part in 2019: counts for synthetic cohorts, no school's own data.

`tests/data/us_schools/make_frame_counts.py` derives the table of counts from the frame.
"""

from functools import cache
from typing import Final

import attrs
import numpy as np

from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError

_REGIONS: Final = (
    "new_england",
    "mid_east",
    "great_lakes",
    "plains",
    "southeast",
    "southwest",
    "rocky_mountains",
    "far_west",
    "outlying",
)

# Whether they grant a medical degree, control, Carnegie class, and how many there are in each region.
_COUNTS_2022: Final = (
    (True, "public", "r1", (1, 7, 10, 6, 21, 6, 4, 11, 0)),
    (True, "public", "r2_r3", (1, 2, 7, 3, 6, 3, 1, 0, 0)),
    (True, "public", "special_focus", (1, 3, 1, 1, 7, 9, 0, 2, 1)),
    (True, "public", "baccalaureate_masters", (0, 0, 0, 1, 0, 0, 0, 0, 0)),
    (True, "private", "r1", (6, 9, 3, 1, 5, 0, 0, 2, 0)),
    (True, "private", "r2_r3", (2, 4, 4, 2, 8, 1, 0, 2, 0)),
    (True, "private", "special_focus", (0, 8, 5, 4, 5, 3, 1, 7, 3)),
    (True, "private", "baccalaureate_masters", (0, 2, 0, 2, 1, 0, 1, 1, 0)),
    (False, "public", "special_focus", (0, 1, 0, 1, 1, 1, 0, 0, 0)),
    (False, "private", "special_focus", (7, 20, 35, 23, 41, 21, 13, 51, 17)),
)

_FRAME_SOURCE: Final = (
    "IPEDS 2022 (US Department of Education, public domain): institutions with health programmes. For-profit "
    "institutions are counted as private; Carnegie R2 and other doctoral institutions as R2 or R3; master's and "
    "unclassified institutions as baccalaureate or master's"
)
_PARTICIPATION_SOURCE: Final = "Batra et al. 2022, JAMA Netw Open 5(5):e2210900: the national survey of 2019"


@attrs.frozen(kw_only=True)
class FrameCell:
    """How many institutions of one kind there are; the codes are those of the instrument's characteristics.

    Attributes:
        grants_medical_degree: Whether they grant a medical degree.
        control: Public or private.
        carnegie: The Carnegie class.
        region: The region.
        count: How many there are.
    """

    grants_medical_degree: bool
    control: str
    carnegie: str
    region: str
    count: int


@attrs.frozen
class Frame:
    """A population of institutions, as counts of each kind.

    Attributes:
        cells: The kinds that occur, and how many institutions are of each.
        source: Where the counts come from, and how classes were joined.
    """

    cells: tuple[FrameCell, ...] = attrs.field(repr=False)
    source: str

    @property
    def total(self) -> int:
        """How many institutions there are."""
        return sum(cell.count for cell in self.cells)

    def granting_medical_degrees(self) -> "Frame":
        """Return the part of the frame that grants a medical degree.

        Example:
            >>> us_frame_2022().granting_medical_degrees().total
            207
        """
        return Frame(tuple(cell for cell in self.cells if cell.grants_medical_degree), self.source)

    @tells_keywords
    def sample(self, n: int, /, *, rng: np.random.Generator) -> dict[str, list[str]]:
        """Return the characteristics of institutions drawn without replacement.

        Args:
            n: How many to draw.
            rng: The source of randomness.

        Returns:
            Columns `control`, `carnegie` and `region`, each of length n, as `smmi.instrument.synthesize` takes them.

        Raises:
            ArgumentError: There are fewer than n institutions, or n is negative.

        Example:
            >>> drawn = us_frame_2022().sample(3, rng=np.random.default_rng(2019))
            >>> list(drawn), len(drawn["region"])
            (['control', 'carnegie', 'region'], 3)
        """
        if not 0 <= n <= self.total:
            raise ArgumentError("n", repr(n), f"an integer from 0 to {self.total}, the size of the frame")
        kinds = np.repeat(np.arange(len(self.cells)), [cell.count for cell in self.cells])
        drawn = [self.cells[kind] for kind in rng.choice(kinds, size=n, replace=False)]
        return {
            "control": [cell.control for cell in drawn],
            "carnegie": [cell.carnegie for cell in drawn],
            "region": [cell.region for cell in drawn],
        }


@attrs.frozen(kw_only=True)
class Participation:
    """How many schools of a discipline were invited to a survey, and how many responded.

    Attributes:
        discipline: The discipline, by its code in the instrument.
        invited: How many were invited.
        responded: How many responded.
        source: Where this is published.
    """

    discipline: str
    invited: int
    responded: int
    source: str


@cache
def us_frame_2022() -> Frame:
    """Return the US institutions with health programmes in 2022, as counts by kind.

    Returns:
        Counts by whether they grant a medical degree, control, Carnegie class and region; no institution is named.

    Example:
        >>> us_frame_2022().total
        439
    """
    cells = tuple(
        FrameCell(
            grants_medical_degree=grants, control=control, carnegie=carnegie, region=region, count=count
        )
        for grants, control, carnegie, counts in _COUNTS_2022
        for region, count in zip(_REGIONS, counts, strict=True)
        if count
    )
    return Frame(cells, _FRAME_SOURCE)


def participation_2019() -> tuple[Participation, ...]:
    """Return the published participation in the national survey of 2019, by discipline.

    Example:
        >>> [(p.discipline, p.invited, p.responded) for p in participation_2019()]
        [('nursing', 420, 133), ('medical', 203, 83), ('dental', 66, 26)]
    """
    return tuple(
        Participation(
            discipline=discipline, invited=invited, responded=responded, source=_PARTICIPATION_SOURCE
        )
        for discipline, invited, responded in (
            ("nursing", 420, 133),
            ("medical", 203, 83),
            ("dental", 66, 26),
        )
    )
