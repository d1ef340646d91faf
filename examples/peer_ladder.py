"""The peer ladder on real institutions: who is compared with whom, and why, in the frame of US schools of 2022.

    python -m examples.peer_ladder

The 207 institutions that grant a medical degree are taken from the bundled frame, which names none of them and says
nothing of who owns them. They have answered nothing; peers are found by what is known of them beforehand.
"""

from collections import Counter
from collections.abc import Iterator

import smmi
from smmi import benchmark, editions

LADDER = benchmark.PeerLadder(
    steps=(
        benchmark.PeerGroup(
            "Same control, Carnegie class and region", alike=("control", "carnegie", "region")
        ),
        benchmark.PeerGroup("Same control and Carnegie class", alike=("control", "carnegie")),
        benchmark.PeerGroup("Same Carnegie class", alike=("carnegie",)),
        benchmark.PeerGroup("Same control and region", alike=("control", "region")),
        benchmark.PeerGroup("Same control", alike=("control",)),
    ),
)


def medical_schools() -> smmi.Answers:
    """The institutions of the frame that grant a medical degree, by their characteristics."""
    kinds = [
        cell for cell in editions.us_frame_2022().granting_medical_degrees().cells for _ in range(cell.count)
    ]
    names = ("discipline", "control", "carnegie", "region")
    records = [
        {
            "school": f"M{number:03}",
            "discipline": "medical",
            "control": cell.control,
            "carnegie": cell.carnegie,
            "region": cell.region,
        }
        for number, cell in enumerate(kinds, 1)
    ]
    blank = dict.fromkeys(indicator.code for indicator in editions.smmi_16().indicators)
    return smmi.Answers.from_records(
        editions.smmi_16(), [blank | record for record in records], unit="school", attributes=names
    )


def summary(ladder: benchmark.PeerLadder, answers: smmi.Answers) -> Iterator[str]:
    """What the ladder finds: for each step how many units it serves, and the sizes of their groups."""
    found = [ladder.peers_of(unit, answers) for unit in answers.units.tolist()]
    served = Counter(peers.step for peers in found)
    yield f"{len(found)} units, at least {ladder.minimum} peers each"
    for number, group in enumerate(ladder.steps, 1):
        sizes = sorted(len(peers) for peers in found if peers.step == number)
        span = f", groups of {sizes[0]} to {sizes[-1]}" if sizes else ""
        yield f"step {number}, {group.label!r}: {served[number]} units{span}"
    yield f"no step is enough: {served[None]} units"


if __name__ == "__main__":
    schools = medical_schools()
    for line in summary(LADDER, schools):
        print(line)
    for school in schools.units.tolist():
        print()
        print(LADDER.peers_of(school, schools).receipt)
