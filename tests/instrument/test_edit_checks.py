"""Doubtful answers are found, each with its whole message, also among very many units."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.editions import smmi_16, smmi_18
from smmi.errors import ArgumentError, Reason
from smmi.instrument import (
    AllConditions,
    Answers,
    Area,
    Binary,
    Composition,
    Count,
    Domain,
    Equals,
    Indicator,
    Instrument,
    Nonresponse,
    Number,
    Option,
    Ordinal,
    Percentage,
    check_answers,
    synthesize,
)
from smmi.testing import strategies
from tests.instrument.every_kind import every_kind

UNKNOWN = Option("dont_know", "Don't know", nonresponse=Nonresponse.NO_ANSWER)
EXTENT = Ordinal(
    code="extent", options=(Option("low", "Low"), Option("middle", "Middle"), Option("high", "High"), UNKNOWN)
)
HALVES = Ordinal(code="halves", options=(Option("lower", "Lower"), Option("upper", "Upper")))
MIX = Composition(code="mix", parts=(Option("rural", "Rural"), Option("urban", "Urban")), tolerance=0.5)


def instrument(**areas):
    """An instrument of areas, each given by its scales."""
    made = [
        Area(
            code=code,
            label=code.title(),
            indicators=[
                Indicator(code=f"{code}_{i}", prompt=f"{code} {i}?", scale=scale)
                for i, scale in enumerate(scales)
            ],
        )
        for code, scales in areas.items()
    ]
    return Instrument(
        code="tiny", edition="1", title="Tiny", domains=[Domain(code="domain", label="Domain", areas=made)]
    )


def answers(asked, *rows):
    """Answers of S1, S2, … by position of the indicators."""
    codes = [indicator.code for indicator in asked.indicators]
    records = [{"id": f"S{i}", **dict(zip(codes, row, strict=False))} for i, row in enumerate(rows, start=1)]
    return Answers.from_records(asked, records, unit="id")


def texts(found):
    return [(finding.reason, str(finding)) for finding in found]


def gated():
    """An instrument of four indicators: the third behind the first, the last behind the first and the second."""
    yes_no = Binary(code="yes_no")
    gates = {
        "share": Equals("policy", "yes"),
        "board": AllConditions((Equals("policy", "yes"), Equals("plan", "yes"))),
    }
    scales = {"policy": yes_no, "plan": yes_no, "share": Percentage(code="percent"), "board": yes_no}
    made = [
        Indicator(code=code, prompt=f"{code}?", scale=scale, gate=gates.get(code))
        for code, scale in scales.items()
    ]
    area = Area(code="area", label="Area", indicators=made)
    return Instrument(
        code="gated", edition="1", title="Gated", domains=[Domain(code="domain", label="D", areas=[area])]
    )


def test_answers_behind_an_unanswered_gate():
    """An answer counts, and is doubtful, if what its gate asks for has no answer; the whole message."""
    read = answers(
        gated(),
        [None, "yes", 40, "yes"],
        [None, None, None, "no"],
        ["yes", "yes", 40, "yes"],
        [None, "no", None, "yes"],
        [Nonresponse.NOT_ADMINISTERED, "yes", 40, None],
        ["no", None, 40, None],
    )
    found = [each for each in check_answers(read) if each.reason is Reason.BEHIND_UNANSWERED_GATE]
    text = (
        "{0!r}: got {1}, but its gate is neither open nor shut without an answer to {2}; the answer counts. "
    )
    text += "Answer {2}, or remove this answer"
    both = "'policy' and 'plan'"
    assert [str(finding) for finding in found] == [
        "$[0].share: " + text.format("share", "40.0", "'policy'"),
        "$[0].board: " + text.format("board", "'yes'", "'policy'"),
        "$[1].board: " + text.format("board", "'no'", both),
    ]
    assert [(finding.unit, finding.code, finding.row) for finding in found[2:]] == [("S2", "board", 1)]
    assert read.findings + tuple(found) == check_answers(read)[: len(read.findings) + 3]
    assert read.record("S1") == {"policy": None, "plan": "yes", "share": 40.0, "board": "yes"}


@given(st.data())
def test_an_unanswered_gate_is_neither_open_nor_shut(data):
    """Exactly those answers are doubtful that some answers to what is blank would set aside, and others would not."""
    policy, plan, board = (data.draw(st.sampled_from([None, "no", "yes"])) for _ in range(3))
    found = check_answers(answers(gated(), [policy, plan, None, board]))

    def set_aside(policy, plan):
        return bool(answers(gated(), [policy, plan, None, board]).set_aside)

    filled = [
        set_aside(*pair)
        for pair in itertools.product(
            ["no", "yes"] if policy is None else [policy], ["no", "yes"] if plan is None else [plan]
        )
    ]
    doubtful = [each.code for each in found if each.reason is Reason.BEHIND_UNANSWERED_GATE]
    answered = board in {"no", "yes"}
    assert doubtful == (["board"] if answered and any(filled) and not all(filled) else [])


def test_no_answers_to_check():
    """The whole message where something else is checked."""
    with pytest.raises(ArgumentError) as caught:
        check_answers([{"id": "S1"}])
    assert str(caught.value) == "'answers': got an object of class 'list', expected Answers"


def test_shares_that_do_not_sum():
    """Sums outside the declared tolerance are found, with the sum; within it, and of blanks, nothing."""
    asked = instrument(area=[MIX])
    shares = [(50, 50), (50, 50.5), (49.5, 50), (50, 50.6), (0, 0), None, {"rural": 70.1}]
    found = check_answers(answers(asked, *([share] for share in shares)))
    assert texts(found) == [
        (
            Reason.DOES_NOT_SUM,
            "$[3].area_0: 'area_0': got {'rural': 50.0, 'urban': 50.6}, which sums to 100.6, expected 100 (give or "
            "take 0.5)",
        ),
        (
            Reason.DOES_NOT_SUM,
            "$[4].area_0: 'area_0': got {'rural': 0.0, 'urban': 0.0}, which sums to 0, expected 100 (give or take 0.5)",
        ),
        (
            Reason.DOES_NOT_SUM,
            "$[6].area_0: 'area_0': got {'rural': 70.1, 'urban': 0.0}, which sums to 70.1, expected 100 (give or take "
            "0.5)",
        ),
        (Reason.NOTHING_ANSWERED, "$[5]: 'S6' has answered nothing; leave it out if it took no part"),
    ]
    assert [(finding.unit, finding.code, finding.row) for finding in found[:1]] == [("S4", "area_0", 3)]


def test_decimal_shares_sum_as_decimals():
    """Tenths that sum to the tolerance exactly are within it, though their binary fractions are not."""
    asked = instrument(area=[Composition(code="mix", parts=MIX.parts, tolerance=0.1)])
    assert check_answers(answers(asked, [(33.3, 66.6)], [(33.4, 66.7)])) == ()


@given(st.integers(0, 999), st.lists(st.integers(0, 1000), min_size=1, max_size=4), st.integers(-2, 2))
def test_shares_are_within_the_tolerance_up_to_its_end(tolerance, shares, more):
    """Decimal shares that sum to the end of the tolerance are within it; half a thousand millionth more is doubtful."""
    parts = tuple(Option(f"p{i}", f"P{i}") for i in range(len(shares) + 1))
    asked = instrument(
        area=[Composition(code="mix", parts=parts, tolerance=float(Fraction(tolerance, 1000)))]
    )
    for sign in (-1, 1):
        total = 100 + sign * (Fraction(tolerance, 1000) + Fraction(more, 10**9) / 2)
        known = [Fraction(share, 1000 * len(shares)) for share in shares]
        left = total - sum(known)
        if 0 <= left <= 100:
            found = check_answers(answers(asked, [tuple(map(float, (*known, left)))]))
            off = abs(total - 100) > Fraction(tolerance, 1000)
            assert [one.reason for one in found] == [Reason.DOES_NOT_SUM] * off


def test_straight_lines_over_the_instrument():
    """The same option to all indicators of a scale, blanks left out, if enough were answered; areas do not count."""
    asked = instrument(one=[EXTENT] * 3, two=[EXTENT, Binary(code="yes_no"), EXTENT])
    low, high = "low", "high"
    found = check_answers(
        answers(
            asked,
            [low, low, low, low, "no", low],
            [low, low, low, low, "no", high],
            [None, low, low, low, "no", low],
            ["dont_know", high, high, high, "no", high],
            [low, low, low, None, "no", None],
        ),
        straight_line=4,
    )
    assert texts(found) == [
        (
            Reason.STRAIGHT_LINING,
            f"$[{row}]: '{unit}' has given the same answer, {option!r}, to all {number} indicators that it answered on "
            "the scale 'extent'; ask whether that is meant",
        )
        for row, unit, option, number in [(0, "S1", low, 5), (2, "S3", low, 4), (3, "S4", high, 4)]
    ]
    assert [(finding.unit, finding.code, finding.row) for finding in found[:1]] == [("S1", None, 0)]


def test_straight_lines_in_an_area():
    """A line in one area is found where there is none over the instrument."""
    asked = instrument(one=[EXTENT] * 3, two=[EXTENT] * 3)
    rows = [["low"] * 3 + ["high"] * 3, ["high"] * 6, ["low", "low", "high", "high", "high", "high"]]
    found = check_answers(answers(asked, *rows), straight_line=3)
    line = (
        "has given the same answer, {!r}, to all {} indicators{} that it answered on the scale 'extent'; ask whether "
        "that is meant"
    )
    assert texts(found) == [
        (Reason.STRAIGHT_LINING, "$[1]: 'S2' " + line.format("high", 6, "")),
        (Reason.STRAIGHT_LINING, "$[0]: 'S1' " + line.format("low", 3, " in the area 'one'")),
        (Reason.STRAIGHT_LINING, "$[0]: 'S1' " + line.format("high", 3, " in the area 'two'")),
        (Reason.STRAIGHT_LINING, "$[2]: 'S3' " + line.format("high", 3, " in the area 'two'")),
    ]
    assert [finding.code for finding in found] == [None, "one", "two", "two"]


def test_two_options_make_no_line():
    """On scales of two options the same answer everywhere is no wonder."""
    asked = instrument(one=[HALVES] * 9, two=[Binary(code="yes_no")] * 9)
    assert check_answers(answers(asked, ["upper"] * 9 + ["yes"] * 9), straight_line=2) == ()


def test_lines_begin_at_six():
    """By default six answers are a line, five are none."""
    five, six = instrument(one=[EXTENT] * 5), instrument(one=[EXTENT] * 6)
    assert check_answers(answers(five, ["low"] * 5)) == ()
    assert [finding.reason for finding in check_answers(answers(six, ["low"] * 6))] == [
        Reason.STRAIGHT_LINING
    ]


@pytest.mark.parametrize("least", [1, True, 2.0, None], ids=str)
def test_a_line_has_two_answers_or_more(least):
    """The whole message of a threshold that cannot be used."""
    with pytest.raises(ArgumentError) as caught:
        check_answers(answers(instrument(one=[EXTENT]), ["low"]), straight_line=least)
    assert str(caught.value) == f"'straight_line': got {least!r}, expected an integer of at least 2"


def test_indicators_that_nobody_answered():
    """Where two units or more were asked and none answered; not where one was asked, or none."""
    asked = instrument(one=[HALVES, HALVES, HALVES])
    skipped = Nonresponse.NOT_ADMINISTERED
    found = check_answers(
        answers(asked, ["upper", None, None], ["lower", None, skipped], ["lower", None, skipped])
    )
    assert texts(found) == [
        (
            Reason.NOBODY_ANSWERED,
            "$[*].one_1: 'one_1': none of the 3 units that were asked has answered; look for a lost column",
        )
    ]
    assert [(finding.unit, finding.code, finding.row) for finding in found] == [(None, "one_1", None)]


def test_what_was_found_while_reading_comes_first():
    """Findings of the cells are passed on as they are."""
    record = {
        "id": "S1",
        "control": "public",
        "policy": "no",
        "share": 1.0,
        "mix": {"rural": 1},
        "extent": "high",
    }
    read = Answers.from_records(every_kind(), [record], unit="id", attributes=("control",))
    found = check_answers(read)
    assert found[:1] == read.findings
    assert [finding.reason for finding in found] == [Reason.BEHIND_SHUT_GATE, Reason.DOES_NOT_SUM]


def line_of(options, least):
    """Whether answers are a straight line, said anew."""
    given_options = [option for option in options if option not in (None, "dont_know")]
    return len(given_options) >= least and len(set(given_options)) == 1


@given(
    st.lists(
        st.lists(st.sampled_from([None, "dont_know", "low", "middle"]), min_size=6, max_size=6), min_size=1
    ),
    st.integers(2, 6),
)
def test_lines_are_those_of_a_plain_count(rows, least):
    """Over the instrument, or in an area where there is none over the instrument: as counted row by row."""
    asked = instrument(one=[EXTENT] * 4, two=[EXTENT] * 2)
    expected = set()
    for row, options in enumerate(rows):
        if line_of(options, least):
            expected.add((row, None))
        else:
            areas = {"one": options[:4], "two": options[4:]}
            expected |= {(row, area) for area, inside in areas.items() if line_of(inside, least)}
    found = check_answers(answers(asked, *rows), straight_line=least)
    lines = [finding for finding in found if finding.reason is Reason.STRAIGHT_LINING]
    assert sorted((finding.row, finding.code or "") for finding in lines) == sorted(
        (r, a or "") for r, a in expected
    )


@given(st.data())
def test_any_answers_can_be_checked(data):
    """Whatever can be answered, checking it returns findings, and never raises."""
    asked = data.draw(strategies.instruments())
    for finding in check_answers(data.draw(strategies.from_instrument(asked)), straight_line=2):
        assert finding.path.startswith("$")
        assert finding.message


@pytest.mark.parametrize("edition", [smmi_16, smmi_18], ids=["16-areas", "2019"])
def test_plausible_answers_are_hardly_doubtful(edition):
    """Of 1000 synthetic schools, fewer than one in twenty has a finding."""
    found = check_answers(synthesize(edition(), units=1000, rng=np.random.default_rng(7)))
    assert {finding.reason for finding in found} <= {Reason.STRAIGHT_LINING}
    assert len(found) < 50


@pytest.mark.long
def test_very_many_units_are_checked():
    """A hundred thousand units of eighty indicators are checked at once, not one by one."""
    asked = instrument(**{f"a{i}": [EXTENT] * 5 for i in range(16)})
    rng = np.random.default_rng(1)
    options = np.array(["low", "middle", "high", None], dtype=object)
    columns = {i.code: options[rng.integers(0, 4, 100_000)] for i in asked.indicators}
    read = Answers.from_columns(asked, {"id": range(100_000), **columns}, unit="id")
    assert check_answers(read) == ()


def doubts(scale, numbers):
    """What is said of a column of numbers."""
    found = check_answers(answers(instrument(a=[scale]), *([number] for number in numbers)))
    told = (Reason.LOOKS_LIKE_FRACTIONS, Reason.LOOKS_LIKE_MISSING)
    return [str(finding) for finding in found if finding.reason in told]


@pytest.mark.parametrize("shares", [[0.45, 0.8, 0.1], [0, 1, 0.5, 1]])
def test_shares_that_look_like_fractions_are_found(shares):
    """All are from 0 to 1, and one is between."""
    examples = ", ".join(f"{share:g}" for share in sorted(set(shares))[:3])
    assert doubts(Percentage(code="share"), shares) == [
        f"$[*].a_0: 'a_0': all {len(shares)} shares are from 0 to 1 ({examples}), as fractions are; a percentage is "
        "from 0 to 100: multiply them by 100"
    ]


@given(st.lists(st.floats(0, 100), max_size=6), st.integers(2, 100))
def test_shares_of_which_one_is_above_1_are_no_fractions(shares, large):
    """Nor are a few shares, nor those that are all 0 or 1."""
    assert doubts(Percentage(code="share"), [*shares, large]) == []
    assert doubts(Percentage(code="share"), [0.5, 0.25]) == doubts(Percentage(code="share"), [0, 1, 1]) == []


def test_numbers_that_look_like_missing_codes_are_found():
    """They are written as codes for no answer are, and stand far from all others."""
    assert doubts(Count(code="visits"), [*range(1, 41), 999, 999, 888]) == [
        "$[*].a_0: 'a_0': got 888, 999 (2 times), and otherwise 1 to 40; if that says that there is no answer, leave "
        "the cell empty, or declare an option with this value"
    ]
    assert doubts(Number(code="budget"), [0, 5.5, 7, -99])[0].startswith(
        "$[*].a_0: 'a_0': got -99, and otherwise"
    )


@pytest.mark.parametrize(
    "numbers",
    [[60, 70, 80, 99], [1, 2, 99], [-50, -20, 3, -99], [1, 2, 3, 998], [999, 999, 999], [400, 600, 800, 999]],
)
def test_numbers_among_others_are_no_missing_codes(numbers):
    """What is near to others, or is one of few, is taken as it is."""
    assert doubts(Number(code="budget"), numbers) == []
