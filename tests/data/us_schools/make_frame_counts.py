"""Derive the table of counts in `smmi.editions._frame` from the frame of schools.

    python make_frame_counts.py FRAME.csv

prints the rows of the table: whether the institutions grant a medical degree, control, Carnegie class, and how many
there are in each region. The frame has one row for each institution, taken from IPEDS 2022 (US Department of Education,
public domain), names and identifiers removed. The frame's classes become those of the instrument:

- control: `private_for_profit` becomes `private`;
- Carnegie class: `r2` and `doctoral_professional` become `r2_r3`; `masters` and `other` become
  `baccalaureate_masters`.
"""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

CONTROL = {"public": "public", "private": "private", "private_for_profit": "private"}
CARNEGIE = {
    "r1": "r1",
    "r2": "r2_r3",
    "doctoral_professional": "r2_r3",
    "special_focus": "special_focus",
    "masters": "baccalaureate_masters",
    "other": "baccalaureate_masters",
}
REGIONS = (
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

Row = tuple[bool, str, str, tuple[int, ...]]


def table(institutions: Iterable[Mapping[str, str]]) -> Iterator[Row]:
    """Yield the rows of the table, in the order of the classes above; kinds that do not occur are left out."""
    counts = Counter(
        (
            {"0": False, "1": True}[row["grants_medical_degree"]],
            CONTROL[row["control"]],
            CARNEGIE[row["carnegie"]],
            row["region"],
        )
        for row in institutions
    )
    if strange := {region for *_, region in counts} - set(REGIONS):
        raise ValueError(sorted(strange))
    for grants in (True, False):
        for control in dict.fromkeys(CONTROL.values()):
            for carnegie in dict.fromkeys(CARNEGIE.values()):
                numbers = tuple(counts[grants, control, carnegie, region] for region in REGIONS)
                if any(numbers):
                    yield grants, control, carnegie, numbers


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Print the rows of the table of counts.")
    parser.add_argument("frame", type=Path, help="the frame, a CSV file")
    with parser.parse_args().frame.open(encoding="utf-8", newline="") as file:
        for line in table(csv.DictReader(file)):
            sys.stdout.write(f"{line},\n")
