"""Labels: what somebody wrote fits where it is shown, and controls, hides and reorders nothing."""

import html
import unicodedata
from xml.etree import ElementTree as ET

from hypothesis import given, strategies as st

from smmi.report.plots.canvas._labels import CUT, JOINERS, MARKS, shown, whole
from tests.report.plots.cases import HOSTILE

TEXTS = (
    st.text() | st.sampled_from(HOSTILE) | st.text(alphabet="aW\u6f22\u0301\u202e\u200d _$<", max_size=400)
)


def places(line: str) -> int:
    """How many places a line takes, counted by another way: the marks of East Asia and wide letters twice."""
    shows = [one for one in line if unicodedata.category(one) not in {"Mn", "Me", "Cf"}]
    return len(shows) + sum(one in "MW@%" or unicodedata.east_asian_width(one) in "WF" for one in shows)


@given(TEXTS, st.integers(4, 40), st.integers(1, 3))
def test_a_label_fits_and_holds_nothing_that_controls(text, width, lines):
    """It has so many lines of so many places at most, and no character that controls, hides or reorders."""
    found = shown(text, width=width, lines=lines).split("\n")
    assert len(found) <= lines
    assert all(places(line) <= width for line in found)
    for line in found:
        categories = [unicodedata.category(one) for one in line if one not in JOINERS]
        assert not {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"} & {*categories}
        marks = "".join("m" if category in {"Mn", "Me"} else "." for category in categories)
        assert "m" * (MARKS + 1) not in marks
        assert line == " ".join(line.split())


def test_a_hostile_label_is_shown_as_this():
    """What no letter is becomes the sign for that, what controls a space, and marks of direction nothing."""
    assert shown("\ud800a\uffff\x07b\u202ec\ufdd0", width=20) == "\ufffda\ufffd bc\ufffd"


@given(st.lists(st.text(alphabet="abcdefg", min_size=1, max_size=8), max_size=6))
def test_a_label_that_fits_is_whole(words):
    """Words that fit are all there, in their order, and nothing is cut."""
    found = shown(" ".join(words), width=60, lines=3)
    assert found.split() == words
    assert CUT not in found


@given(TEXTS)
def test_the_whole_text_can_stand_in_a_document(text):
    """An XML document takes it, and returns what is left of it: all that an XML document can hold."""
    escaped = html.escape(whole(text)).replace("\r", "&#13;")
    assert (ET.fromstring(f"<a>{escaped}</a>").text or "") == whole(text)  # noqa: S314
