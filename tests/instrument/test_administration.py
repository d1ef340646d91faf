"""An administration says when an edition was put to whom; its counts and dates cannot contradict each other."""

import calendar
import datetime as dt
import pickle

import attrs
import pytest
from hypothesis import given, strategies as st

from smmi.errors import ArgumentError, DeclarationError, Reason
from smmi.fingerprint import fingerprint
from smmi.instrument import Characteristic, Option
from smmi.instrument.answers import Administration, AdministrationKind
from smmi.instrument.answers._administration import _is_date
from tests.instrument.editions import answered, edition, question

KIND = Characteristic("kind", "Kind", (Option("big", "Big"), Option("small", "Small")))
INSTRUMENT = edition("1", {"one": [question("a")]}, characteristics=(KIND,))
WAVE = Administration(
    code="wave_1",
    instrument=INSTRUMENT,
    label="First wave",
    opens="2024-03",
    closes="2024-05-31",
    kind=AdministrationKind.FIELD_TEST,
    invited={"big": 4, "small": 8},
    responded={"big": 3},
    by="kind",
)


def refused(**changes):
    """The findings about a wave with changes that cannot be."""
    with pytest.raises(DeclarationError) as caught:
        attrs.evolve(WAVE, **changes)
    return [(finding.reason, finding.path, finding.message) for finding in caught.value.findings]


@given(st.dates(), st.sampled_from([10, 7, 4]))
def test_every_day_month_and_year_is_a_date(date, length):
    """Every date of the calendar is one, to the day, the month or the year, and so is a date object."""
    assert _is_date(date.isoformat()[:length]) is None
    assert attrs.evolve(WAVE, opens="0001", closes=date).closes == date.isoformat()


@given(st.integers(1, 9999), st.integers(1, 12))
def test_no_day_after_the_last_of_the_month_is_a_date(year, month):
    """The day after the last of a month is none, leap years reckoned."""
    last = calendar.monthrange(year, month)[1]
    assert _is_date(f"{year:04}-{month:02}-{last:02}") is None
    assert _is_date(f"{year:04}-{month:02}-{last + 1:02}") is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "2024-13",
        "2024-00",
        "2024-1-1",
        "2024-03-00",
        "0000",
        "2024-03-01T10:00",
        " 2024",
        "2024-03-01Z",
        "1900-02-29",
        "२०२४",
        2024,
        None,
    ],
)
def test_what_is_no_date(text):
    """Times, other notations and numbers are no dates."""
    assert refused(opens=text)[0] == (
        Reason.BAD_VALUE,
        "$.opens",
        f"'opens' of Administration 'wave_1': got {text!r}, expected a date as ISO 8601 has it, to the day, month or "
        "year: 2019-03-01, 2019-03 or 2019",
    )


@pytest.mark.parametrize(
    ("opens", "closes", "good"),
    [
        ("2024", "2024", True),
        ("2024-03-05", "2024", True),
        ("2024-03-05", "2024-03", True),
        ("2024-03-05", "2024-02", False),
        ("2024", "2023-12-31", False),
        ("2024-03-05", "2024-03-04", False),
        (dt.date(2024, 3, 5), dt.date(2024, 3, 5), True),
    ],
)
def test_a_window_closes_after_it_opens(opens, closes, good):
    """The window closes on the day that it opens or later, as far as the dates are known."""
    if good:
        assert attrs.evolve(WAVE, opens=opens, closes=closes).kind is AdministrationKind.FIELD_TEST
    else:
        assert refused(opens=opens, closes=closes) == [
            (
                Reason.BAD_RANGE,
                "$.closes",
                f"'closes' of Administration 'wave_1': got {closes}, expected {opens} or later",
            )
        ]


def test_response_rates():
    """The rate of a stratum is responded by invited; unknown, or of nobody, there is none; nor then of all."""
    assert WAVE.response_rates == {"big": 0.75, "small": None}
    assert WAVE.response_rate is None
    known = attrs.evolve(WAVE, responded={"big": 3, "small": 3})
    assert (known.response_rates, known.response_rate) == ({"big": 0.75, "small": 0.375}, 0.5)
    nobody = attrs.evolve(WAVE, invited={"big": 0}, responded={"big": 0})
    assert (nobody.response_rates, nobody.response_rate) == ({"big": None}, None)


def test_counts_that_contradict_each_other():
    """More respondents than invited, strata without invitation, and strata that do not exist are found at once."""
    assert refused(invited={"big": 2, "smal": 3}, responded={"big": 3, "small": 0}) == [
        (
            Reason.UNKNOWN_CODE,
            "$.invited.smal",
            "'invited': got the stratum 'smal', expected values of 'kind': 'big', 'small'",
        ),
        (
            Reason.MORE_THAN_INVITED,
            "$.responded.big",
            "'responded' of Administration 'wave_1': got 3 in 'big', expected at most the 2 invited",
        ),
        (
            Reason.UNKNOWN_CODE,
            "$.responded.small",
            "'responded' of Administration 'wave_1': nobody was invited in 'small'. Did you mean 'smal'?",
        ),
    ]
    assert refused(invited={}, responded={}) == [
        (
            Reason.EMPTY,
            "$.invited",
            "'invited' of Administration 'wave_1': got none, expected one stratum or more",
        )
    ]
    assert refused(by="kin") == [
        (
            Reason.UNKNOWN_CODE,
            "$.by",
            "'by': the instrument declares no characteristic 'kin'. Did you mean 'kind'?",
        )
    ]
    assert refused(invited={"big": -1})[0][2] == (
        "'invited' of Administration 'wave_1': got {'big': -1}, expected a mapping from the code of each stratum to a "
        "count"
    )


def test_respondents_are_counted_from_their_answers():
    """Units are counted by the characteristic that makes the strata; a stratum without respondents has none."""
    answers = answered(INSTRUMENT, {"kind": "big"}, {"kind": "big"}, attributes=["kind"])
    assert WAVE.counting(answers).responded == {"big": 2, "small": 0}
    many = answered(INSTRUMENT, *[{"kind": "big"}] * 5, attributes=["kind"])
    with pytest.raises(DeclarationError) as caught:
        WAVE.counting(many)
    assert [finding.reason for finding in caught.value.findings] == [Reason.MORE_THAN_INVITED]


@pytest.mark.parametrize(
    ("wave", "answers", "message"),
    [
        (
            WAVE,
            answered(edition("2", {"one": [question("a")]}), {}),
            "'answers': got answers to <Instrument 'tiny' edition '2': 1 domains, 1 areas, 1 indicators>, expected "
            "answers to <Instrument 'tiny' edition '1': 1 domains, 1 areas, 1 indicators>",
        ),
        (
            WAVE,
            answered(INSTRUMENT, {}),
            "'answers': got strata by 'kind', expected answers with the attribute that says a unit's stratum. Declare "
            "the characteristic in 'by', and give its column as an attribute of the answers",
        ),
        (
            attrs.evolve(WAVE, by=""),
            answered(INSTRUMENT, {}),
            "'answers': got strata without a characteristic, expected answers with the attribute that says a unit's "
            "stratum. Declare the characteristic in 'by', and give its column as an attribute of the answers",
        ),
        (
            WAVE,
            answered(INSTRUMENT, {"kind": "big"}, {"kind": None}, attributes=["kind"]),
            "'answers': got no 'kind' of 'S2', expected the stratum of every unit",
        ),
    ],
)
def test_answers_that_cannot_be_counted(wave, answers, message):
    """Answers to another edition, or without the stratum of a unit, are not counted."""
    with pytest.raises(ArgumentError) as caught:
        wave.counting(answers)
    assert str(caught.value) == message


def test_an_administration_is_a_value():
    """It is equal if declared equal, hashes, pickles and has a fingerprint."""
    again = pickle.loads(pickle.dumps(WAVE))
    assert again == WAVE
    assert hash(again) == hash(WAVE)
    assert fingerprint(again) == fingerprint(WAVE)
