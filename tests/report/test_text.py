"""Wording: numbers that never say another quarter than the one they are in, and reasons in words."""

import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import NoStanding
from smmi.instrument import Binary, Count, MultipleChoice, Number, Option
from smmi.report.wording._words import (
    absence_text,
    answer_text,
    ordinal_text,
    percentile_text,
    standing_reason,
)
from smmi.scoring import Absence
from tests.report.cohorts import clinic, clinic_scheme, clinics, place

CUTS = (0, 25, 50, 75, 100)


@given(st.floats(0, 100))
def test_a_percentile_never_leaves_its_quarter(value):
    """However a percentile is shortened, it is on the same side of every cut as what it stands for."""
    shown = float(percentile_text(value))
    assert abs(shown - value) <= 0.5
    assert [(shown < cut, shown > cut) for cut in CUTS] == [(value < cut, value > cut) for cut in CUTS]


def test_a_percentile_is_as_short_as_can_be():
    """Most percentiles have no decimals; one beside a cut has as many as it takes."""
    shown = [percentile_text(value) for value in (62.4, 74.8, 75.0, 24.999, 99.97, 0.04, 75 - 1e-13)]
    assert shown == ["62", "74.8", "75", "24.999", "99.97", "0.04", "74.9999999999999"]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0th"),
        ("1", "1st"),
        ("2", "2nd"),
        ("3", "3rd"),
        ("11", "11th"),
        ("13", "13th"),
        ("83", "83rd"),
        ("9.1", "9.1th"),
    ],
)
def test_ordinals(number, text):
    """A number gets the ending that it is spoken with."""
    assert ordinal_text(number) == text


@pytest.mark.parametrize("reason", [*Absence, None])
def test_every_absence_has_words(reason):
    """Every reason of an absent score can be said; no reason says nothing."""
    words = absence_text(reason)
    assert bool(words) == (reason is not None)
    assert words == words.lower()
    assert "_" not in words


@pytest.mark.parametrize(
    ("n", "reason", "words"),
    [
        (4, NoStanding.GROUP_TOO_SMALL, "group of 4, at least 5 needed"),
        (8, NoStanding.GROUP_TOO_SMALL_FOR_PERCENTILE, "group of 8, at least 10 needed"),
    ],
)
def test_a_standing_says_what_the_group_lacks(n, reason, words):
    """The reason of an absent standing names the size and the minimum of its conventions."""
    _, placement = place(clinics(clinic(), n=n), clinic_scheme(clinic()))
    standing = placement["care"]["all"]
    assert standing.reason is reason
    assert standing_reason(standing) == words


@pytest.mark.parametrize(
    ("scale", "answer", "text"),
    [
        (Binary(code="b"), "yes", "Yes"),
        (Binary(code="b"), "perhaps", "perhaps"),
        (Count(code="c", unit="beds"), 12, "12 beds"),
        (Count(code="c"), 12, "12"),
        (Number(code="n", unit="USD"), 0.1, "0.1 USD"),
        (MultipleChoice(code="m", options=(Option("a", "A"), Option("b", "B"))), ("a", "b"), "A, B"),
        (MultipleChoice(code="m", options=(Option("a", "A"),)), (), "nothing selected"),
    ],
)
def test_an_answer_is_said_by_its_labels(scale, answer, text):
    """An answer is shown by the labels of its options, or as a number with its unit."""
    assert answer_text(scale, answer) == text
