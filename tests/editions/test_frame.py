"""The frame is the real one, as counts; the participation is the published one."""

import csv
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from smmi.editions import participation_2019, smmi_16, us_frame_2022
from smmi.editions._frame import _COUNTS_2022, _REGIONS
from smmi.errors import ArgumentError

DATA = Path(__file__).parents[1] / "data" / "us_schools"


def maker():
    """The script that derives the table."""
    spec = importlib.util.spec_from_file_location("make_frame_counts", DATA / "make_frame_counts.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_the_one_that_the_maker_derives_from_the_frame():
    """The shipped counts are those of the frame, row by row."""
    script = maker()
    with (DATA / "frame.csv").open(encoding="utf-8", newline="") as file:
        derived = tuple(script.table(csv.DictReader(file)))
    assert derived == _COUNTS_2022
    assert script.REGIONS == _REGIONS


def test_the_frame_has_439_institutions_of_which_207_grant_medical_degrees():
    """The totals are those of the frame's source note."""
    frame = us_frame_2022()
    assert frame.total == 439
    assert frame.granting_medical_degrees().total == 207
    assert all(cell.count > 0 for cell in frame.cells)


def test_the_marginal_counts_are_those_of_the_frame():
    """Each class holds as many institutions as the frame's own classes that were joined in it."""
    cells = us_frame_2022().cells

    def count(**kind):
        return sum(cell.count for cell in cells if all(getattr(cell, k) == v for k, v in kind.items()))

    assert {code: count(control=code) for code in ("public", "private")} == {
        "public": 119,
        "private": 208 + 112,
    }
    assert {code: count(carnegie=code) for code in dict.fromkeys(c.carnegie for c in cells)} == {
        "r1": 92,
        "r2_r3": 33 + 13,
        "special_focus": 293,
        "baccalaureate_masters": 3 + 5,
    }


def test_the_codes_are_those_of_the_instrument():
    """Every kind of institution has characteristics that the bundled instrument admits."""
    allowed = {c.code: {option.code for option in c.options} for c in smmi_16().characteristics}
    for cell in us_frame_2022().cells:
        assert cell.control in allowed["control"]
        assert cell.carnegie in allowed["carnegie"]
        assert cell.region in allowed["region"]
    assert {p.discipline for p in participation_2019()} <= allowed["discipline"]


def test_the_participation_is_the_published_one():
    """In 2019, 689 schools were invited and 242 responded (35.1 %)."""
    participation = participation_2019()
    invited, responded = sum(p.invited for p in participation), sum(p.responded for p in participation)
    assert (invited, responded) == (689, 242)
    assert round(100 * responded / invited, 1) == 35.1


def test_drawing_the_whole_frame_gives_the_frame():
    """A sample is drawn without replacement: as many as there are, are all of them."""
    frame = us_frame_2022().granting_medical_degrees()
    drawn = frame.sample(207, rng=np.random.default_rng(1))
    kinds = list(zip(drawn["control"], drawn["carnegie"], drawn["region"], strict=True))
    assert {
        (cell.control, cell.carnegie, cell.region): kinds.count((cell.control, cell.carnegie, cell.region))
        for cell in frame.cells
    } == {(cell.control, cell.carnegie, cell.region): cell.count for cell in frame.cells}


def test_a_sample_is_the_same_for_the_same_seed():
    """All randomness comes from `rng`."""
    frame = us_frame_2022()
    first, again = (frame.sample(50, rng=np.random.default_rng(7)) for _ in range(2))
    assert first == again
    assert first != frame.sample(50, rng=np.random.default_rng(8))


@pytest.mark.parametrize("n", [-1, 440])
def test_no_more_can_be_drawn_than_there_are(n):
    """A sample larger than the frame, or of negative size, is refused."""
    with pytest.raises(ArgumentError) as error:
        us_frame_2022().sample(n, rng=np.random.default_rng(1))
    assert str(error.value) == f"'n': got {n}, expected an integer from 0 to 439, the size of the frame"
