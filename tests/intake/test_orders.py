"""Which row of a unit is first and last by a column: times as times, and what is unclear is told."""

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from smmi.errors import ReadingError, Reason
from smmi.intake import ChoiceColumn, Reading, Repeated, RepeatedUnits, UnitColumn
from tests.intake.field import PLANS, instrument_of


def last_of(words, *, take=Repeated.LAST):
    """Which of a unit's rows, numbered from 0, counts by a column that says these words."""
    reading = Reading(
        instrument=instrument_of({"plans": PLANS}),
        unit=UnitColumn("Id"),
        sources={"plans": ChoiceColumn(column="plans")},
        attributes={},
        repeated=RepeatedUnits(take=take, order="When"),
    )
    rows = [["A", "partly", word] for word in words]
    _, account = reading.answers(["Id", "plans", "When"], rows)
    left_out = {int(row.removeprefix("row ")) for one in account.left_out for row in one.examples}
    (kept,) = set(range(2, 2 + len(rows))) - left_out
    return kept - 2


def twelve_hours(moment):
    """A time as forms write it: the year first, hours to 12 without a zero before them."""
    half = "AM" if moment.hour < 12 else "PM"
    return f"{moment:%Y/%m/%d} {(moment.hour - 1) % 12 + 1}:{moment:%M:%S} {half}"


def short_hours(moment):
    """The hour without a zero before it."""
    return f"{moment:%Y-%m-%d} {moment.hour}:{moment:%M}"


STYLES = {
    "twelve hours": twelve_hours,
    "twelve hours and a zone": lambda moment: f"{twelve_hours(moment)} GMT+1",
    "short hours": short_hours,
    "ISO": lambda moment: moment.isoformat(timespec="seconds"),
    "ISO in Greenwich": lambda moment: f"{moment.isoformat()}Z",
    "no zero before the month": lambda moment: f"{moment.year}/{moment.month}/{moment.day} {moment:%H:%M}",
    "a zone without number": lambda moment: f"{moment:%Y-%m-%d %H:%M:%S} EST",
}
MIDNIGHT = dt.datetime.fromisoformat("2026-01-01")
MOMENTS = st.lists(
    st.integers(0, 2 * 24 * 60).map(lambda minute: MIDNIGHT + dt.timedelta(minutes=minute)),
    min_size=2,
    max_size=3,
    unique=True,
)


@given(moments=MOMENTS, name=st.sampled_from(list(STYLES)))
def test_times_are_first_and_last_as_times(moments, name):
    """10 o'clock is after 9 o'clock, and 1 PM after 11 AM, though their texts stand otherwise."""
    words = [STYLES[name](moment) for moment in moments]
    assert moments[last_of(words)] == max(moments)
    assert moments[last_of(words, take=Repeated.FIRST)] == min(moments)


@given(moments=MOMENTS, hours=st.lists(st.integers(-11, 12), min_size=3, max_size=3))
def test_times_of_several_zones_are_compared_as_moments(moments, hours):
    """What is noted in another zone is the same moment."""
    zones = [dt.timezone(dt.timedelta(hours=one)) for one in hours]
    told = [
        moment.replace(tzinfo=dt.UTC).astimezone(zone) for moment, zone in zip(moments, zones, strict=False)
    ]
    iso = [moment.isoformat() for moment in told]
    forms = [f"{twelve_hours(moment)} GMT{hour:+d}" for moment, hour in zip(told, hours, strict=False)]
    assert moments[last_of(iso)] == moments[last_of(forms)] == max(moments)


@given(numbers=st.lists(st.integers(0, 120), min_size=2, max_size=3, unique=True))
def test_numbers_within_words_are_compared_as_numbers(numbers):
    """Wave 10 is after wave 2."""
    assert numbers[last_of([f"Wave {number}" for number in numbers])] == max(numbers)


@pytest.mark.parametrize(
    "words",
    [
        ("Apr 3, 2026", "Jan 5, 2026"),
        ("3 avril 2026", "5 janvier 2026"),
        ("03.01.2026", "05.01.2026"),
        ("10:00:00 PM", "9:00:00 AM"),
        ("2026-01-03 10:00 EST", "2026-01-03 10:00 CET"),
        ("2026-01-03 10:00", "2026-01-03 10:30+01:00"),
        ("2026-02-30", "2026-03-01"),
        ("2026-01-03 13:00 PM", "2026-01-03 1:00 PM"),
        ("2026-01-03", "later"),
    ],
)
def test_times_whose_order_is_not_certain_are_told(words):
    """Names of months, days before months, hours without a day, and zones that are compared with others."""
    with pytest.raises(ReadingError) as refused:
        last_of(words)
    (finding,) = refused.value.findings
    assert finding.reason is Reason.BAD_ORDER
