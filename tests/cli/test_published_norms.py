"""`smmi norms --hand-out` writes norms that may be handed out, and `smmi place` places a unit among them."""

import json
import stat

import pytest

from smmi.benchmark import PublishedNorms
from smmi.serialization import from_document
from tests.cli.test_norms_and_publish import COUNTS, GOOD, HEADER, ROWS

HAND_OUT = ("--by", "control", "--out", "norms.json", "--hand-out", "bands.json")


def test_norms_in_bands_are_written_beside_the_exact_ones(folder, on_tiny):
    """They hold no unit, and the output says of which groups they tell."""
    result = on_tiny("norms", GOOD, *HAND_OUT)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-3:] == [
        "norms.json: norms of 72 units; confidential, as it holds their scores",
        "bands.json: norms in bands of 10 points, to be handed out once: all, private and public",
        "Whatever is published later of these units must be of the same groups: smmi publish, and its ledger, do not "
        "know of this file. Hand out no other norms of them.",
    ]
    assert stat.S_IMODE((folder / "norms.json").stat().st_mode) == 0o600
    text = (folder / "bands.json").read_text(encoding="utf-8")
    assert not any(row.partition(",")[0] in text for row in ROWS)
    assert isinstance(from_document(json.loads(text)), PublishedNorms)
    assert on_tiny("norms", GOOD, "--by", "control", "--out", "again.json").exit_code == 0
    assert (folder / "again.json").read_bytes() == (folder / "norms.json").read_bytes()


def test_what_is_not_told_is_said(folder, on_tiny):
    """Groups that are too small, and scores that lie too close together."""
    rows = [row.split(",") for row in ROWS]
    alike = [
        ",".join([*row[:2], "yes", "50", "none", row[5], "far" if i < 3 else "near"])
        for i, row in enumerate(rows)
    ]
    text = "\n".join([HEADER.strip() + ",place", *alike]) + "\n"
    result = on_tiny("norms", text, "--by", "place", "--out", "norms.json", "--hand-out", "bands.json")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-2] == (
        "bands.json: norms in bands of 10 points, to be handed out once: all; not told are far and near; "
        "1 of 4 scores are told, 1 of them in each group"
    )
    placed = on_tiny("place", text, "--ignore", "place", "--unit", "S01", "--norms", "bands.json")
    assert placed.exit_code == 0, placed.output
    assert placed.stdout.splitlines()[2].split()[-2:] == ["not", "told"]


def test_owners_are_reckoned_with(folder, on_tiny):
    """With `--owner` norms say how many scores a reader may know."""
    owned = [HEADER.strip() + ",university", *(f"{row},{i // 4}" for i, row in enumerate(ROWS))]
    result = on_tiny("norms", "\n".join(owned), *HAND_OUT, "--owner", "university")
    assert result.exit_code == 0, result.output
    document = json.loads((folder / "bands.json").read_text(encoding="utf-8"))
    assert from_document(document, PublishedNorms).known == 4


def test_a_school_elsewhere_places_itself(folder, on_tiny):
    """With its own answers, and norms in bands: intervals, and the quartiles that are possible."""
    assert on_tiny("norms", GOOD, *HAND_OUT).exit_code == 0
    mine = HEADER + "X1,public,yes,80,none,7\nX2,private,,,,3\n"
    result = on_tiny("place", mine, "--by", "control", "--unit", "X1", "--norms", "bands.json")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["X1", "Score", "Attainable", "Group", "n", "Percentile", "rank", "Quartile"]
    assert lines[2].split()[:3] == ["Overall", "65.0", "fixed"]
    assert lines[-1] == (
        "Certain only for these norms and this score; blanks, and units that did not take part, are not accounted for."
    )
    assert " to " in lines[2]
    assert "Public" in lines[3]
    blank = on_tiny("place", mine, "--by", "control", "--unit", "X2", "--norms", "bands.json")
    assert "no score" in blank.stdout
    # Two of three answers of an area: what is left blank could still move its score.
    half = on_tiny("place", HEADER + "X3,,yes,80,,7\n", "--unit", "X3", "--norms", "bands.json")
    assert half.stdout.splitlines()[4].split()[:5] == ["Teaching", "90.0", "60.0", "to", "93.3"]


def test_own_groups_that_norms_do_not_hold_are_named(folder, on_tiny):
    """One that would tell few units apart, and one that was never asked for."""
    extended = HEADER.strip() + ",place,size\n"
    rows = [f"{row},{'far' if i < 3 else 'near'},big" for i, row in enumerate(ROWS)]
    text = extended + "\n".join(rows) + "\n"
    made = ["--by", "control", "--by", "place", "--ignore", "size", "--out", "n.json", "--hand-out", "b.json"]
    assert on_tiny("norms", text, *made).exit_code == 0
    asked = ["--by", "place", "--by", "size", "--unit", "S01", "--norms", "b.json"]
    notes = " ".join(on_tiny("place", text, *asked).stdout.split())
    assert (
        "Own group far: not in these norms, which leave out groups that tell few units apart --by size: these norms "
        "have no groups of size Certain only for these norms"
    ) in notes
    assert "Own group Public" not in notes


def test_a_rank_without_a_number_says_why(folder, on_tiny):
    """A group of nine has quartiles, and no percentile ranks."""
    text = HEADER + "\n".join(f"S{i},public,yes,{11 * i},equity,{i}" for i in range(1, 10)) + "\n"
    assert on_tiny("norms", text, "--out", "n.json", "--hand-out", "b.json").exit_code == 0
    overall = on_tiny("place", text, "--unit", "S5", "--norms", "b.json").stdout.splitlines()[2]
    assert "n below 10" in overall


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            ("norms", *HAND_OUT, "--counts", "counts.csv"),
            "'--hand-out': got a file, and --counts, expected norms that are not weighted. Units of unequal weights "
            "cannot stand for one another",
        ),
        (
            ("report", "--unit", "S01", "--norms", "bands.json", "--out", "r.html"),
            "'--norms': got norms in bands, expected the norms that `smmi norms --out` wrote. `smmi place` places a "
            "unit among norms that were handed out",
        ),
        (
            ("place", "--unit", "S01", "--norms", "norms.json"),
            "'--norms': got the exact, confidential norms, expected the file that `smmi norms --hand-out` wrote. "
            "`smmi report` takes the exact norms",
        ),
        (("norms", "--out", "n.json", "--hand-out", "n.json"), "n.json"),
    ],
)
def test_what_does_not_go_together_is_refused(folder, on_tiny, command, message):
    """In words that say what to do; nothing is written."""
    assert on_tiny("norms", GOOD, *HAND_OUT).exit_code == 0
    (folder / "counts.csv").write_text(COUNTS, encoding="utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = on_tiny(command[0], GOOD, *command[1:])
    assert result.exit_code != 0
    assert message in " ".join(result.stderr.split())
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_too_few_units_write_nothing(folder, on_tiny):
    """Neither document is written where nothing may be handed out."""
    few = HEADER + "\n".join(ROWS[:4]) + "\n"
    result = on_tiny("norms", few, *HAND_OUT)
    assert result.exit_code != 0
    assert "expected at least 6, of which a reader may know 1" in result.stderr
    assert not (folder / "norms.json").exists()
