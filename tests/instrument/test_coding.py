"""Codes of answers: every raw answer that a scale admits has one, and every other says why it has none."""

import decimal
import fractions
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from smmi.errors import Reason
from smmi.instrument import (
    AnswerState,
    Binary,
    Composition,
    Count,
    MultipleChoice,
    Nominal,
    Nonresponse,
    Number,
    Option,
    Ordinal,
    Percentage,
)
from smmi.instrument.scales import ProblemError, coding
from smmi.instrument.scales._coding import FIRST_ANSWER, MOST_CODED
from smmi.testing import strategies


def options(*codes):
    return tuple(Option(code, f"The {code}") for code in codes)


NONE = Option("none", "None of these", exclusive=True)
UNKNOWN = Option("dont_know", "Don't know", nonresponse=Nonresponse.NO_ANSWER)
NOT_OURS = Option("not_ours", "Not ours", nonresponse=Nonresponse.NOT_APPLICABLE)

YES_NO = Binary(code="yes_no")
EXTENT = Ordinal(code="extent", options=(UNKNOWN, *options("low", "high"), NOT_OURS))
TOPICS = MultipleChoice(code="topics", options=(*options("a", "b", "c"), NONE), minimum=1, maximum=2)
MANY = MultipleChoice(code="many", options=(*options(*(f"o{i}" for i in range(14))), UNKNOWN))
SHARE = Percentage(code="share", decimals=1)
PROGRAMS = Count(code="programs", minimum=1, maximum=10, options=(UNKNOWN,))
BUDGET = Number(code="budget")
MIX = Composition(code="mix", parts=options("rural", "urban"), options=(UNKNOWN,))
LONG = Nominal(code="long", options=options(*(f"o{i}" for i in range(13))))

ABSENT = len(AnswerState) - 1


class Hostile:
    """Something that raises whenever it is looked at."""

    def _fail(self, *_):
        raise RuntimeError

    __eq__ = __hash__ = __repr__ = __str__ = __float__ = __bool__ = __len__ = __iter__ = _fail

    @property
    def __class__(self):
        """Fail."""
        raise RuntimeError


class HostileText(str):
    """Text that raises whenever it is looked at."""

    __slots__ = ()

    def _fail(self, *_):
        raise RuntimeError

    __eq__ = __hash__ = __repr__ = strip = casefold = _fail


ANSWERS = [
    (YES_NO, "no", 4, None),
    (YES_NO, np.str_("yes"), 5, None),
    (YES_NO, HostileText("yes"), 5, None),
    (EXTENT, "low", 4, None),
    (EXTENT, "dont_know", 6, None),
    (EXTENT, "not_ours", 7, None),
    (TOPICS, ("b", "a"), 4 + 0b11, None),
    (TOPICS, ["c"], 4 + 0b100, None),
    (TOPICS, {"a", "c"}, 4 + 0b101, None),
    (TOPICS, ("none",), 4 + 0b1000, None),
    (MANY, (), 4, 0),
    (MANY, ("o13", "o0"), 4, 2**13 + 1),
    (MANY, "dont_know", 5, None),
    (SHARE, 12.5, 4, 12.5),
    (SHARE, np.float32(0.5), 4, 0.5),
    (SHARE, decimal.Decimal("0.1"), 4, 0.1),
    (PROGRAMS, 10, 4, 10.0),
    (PROGRAMS, np.int16(3), 4, 3.0),
    (PROGRAMS, 3.0, 4, 3.0),
    (BUDGET, fractions.Fraction(1, 4), 4, 0.25),
    (BUDGET, 2**60, 4, 2.0**60),
    (BUDGET, -0.0, 4, 0.0),
    (MIX, {"urban": 100}, 4, (0.0, 100.0)),
    (MIX, (30, 70.5), 4, (30.0, 70.5)),
    (MIX, "dont_know", 5, None),
]


@pytest.mark.parametrize(
    ("scale", "raw", "code", "value"), ANSWERS, ids=[f"{a[0].code}-{i}" for i, a in enumerate(ANSWERS)]
)
def test_an_answer_has_a_code(scale, raw, code, value):
    """Codes stand in the order of the options; what is measured has a value beside its code."""
    assert coding(scale).encode(raw) == (code, value)


@pytest.mark.parametrize("scale", [YES_NO, EXTENT, TOPICS, MANY, SHARE, MIX], ids=lambda scale: scale.code)
def test_a_nonresponse_is_its_state(scale):
    """None and the members of `Nonresponse` have the code of their state, on every scale."""
    assert coding(scale).encode(None) == (AnswerState.NO_ANSWER, None)
    for nonresponse in Nonresponse:
        assert coding(scale).encode(nonresponse) == (nonresponse.state, None)
        assert coding(scale).decode(nonresponse.state) in {nonresponse, None}


def test_positive_zero_stands_for_both():
    """A negative zero does not come back."""
    assert math.copysign(1, coding(BUDGET).encode(-0.0)[1]) == 1
    assert math.copysign(1, coding(MIX).encode((-0.0, 100))[1][0]) == 1


PROBLEMS = [
    (YES_NO, " NA", Reason.UNKNOWN_OPTION,
     "got ' NA', expected one of 'no', 'yes'; if it means no answer, leave the cell empty (None)"),
    (SHARE, pd.NA, Reason.WRONG_KIND, "got <NA>, expected a number from 0 to 100; None says no answer"),
    (Composition(code="two", parts=MIX.parts), 50, Reason.WRONG_KIND,
     "got 50, expected a mapping from 'rural', 'urban' to shares of 0 to 100, or 2 shares in this order"),
    (YES_NO, "maybe", Reason.UNKNOWN_OPTION, "got 'maybe', expected one of 'no', 'yes'"),
    (YES_NO, "Yes", Reason.UNKNOWN_OPTION,
     "got 'Yes', expected one of 'no', 'yes'; that is the label of 'yes', give the code"),
    (EXTENT, " the HIGH ", Reason.UNKNOWN_OPTION,
     "got ' the HIGH ', expected one of 'dont_know', 'low', 'high', 'not_ours'; that is the label of 'high', give the "
     "code"),
    (YES_NO, "", Reason.UNKNOWN_OPTION, "got '', expected one of 'no', 'yes'; None says no answer"),
    (YES_NO, True, Reason.WRONG_KIND, "got True, expected one of 'no', 'yes'"),
    (YES_NO, 1, Reason.WRONG_KIND, "got 1, expected one of 'no', 'yes'"),
    (YES_NO, b"yes", Reason.WRONG_KIND, "got b'yes', expected one of 'no', 'yes'"),
    (YES_NO, math.nan, Reason.WRONG_KIND, "got nan, expected one of 'no', 'yes'; None says no answer"),
    (YES_NO, np.array("yes"), Reason.WRONG_KIND, "got array('yes', dtype='<U3'), expected one of 'no', 'yes'"),
    (YES_NO, ("yes",), Reason.WRONG_KIND, "got ('yes',), expected one of 'no', 'yes'"),
    (LONG, "o13", Reason.UNKNOWN_OPTION,
     "got 'o13', expected one of 'o0', 'o1', 'o2', 'o3', 'o4', 'o5', 'o6', 'o7', 'o8', 'o9', 'o10', 'o11' … "
     "(13 in all)"),
    (TOPICS, "a", Reason.WRONG_KIND, "got 'a', expected a tuple of option codes such as ('a',)"),
    (MANY, 3, Reason.WRONG_KIND, "got 3, expected a tuple of option codes such as ('o0',), or 'dont_know'"),
    (MANY, math.nan, Reason.WRONG_KIND,
     "got nan, expected a tuple of option codes such as ('o0',), or 'dont_know'; None says no answer"),
    (TOPICS, ("a", "d"), Reason.UNKNOWN_OPTION, "got the selection 'd', expected some of 'a', 'b', 'c', 'none'"),
    (TOPICS, {"z", "y"}, Reason.UNKNOWN_OPTION, "got the selection 'y', expected some of 'a', 'b', 'c', 'none'"),
    (TOPICS, (1,), Reason.WRONG_KIND, "got the selection 1, expected some of 'a', 'b', 'c', 'none'"),
    (TOPICS, (["a"],), Reason.WRONG_KIND, "got the selection ['a'], expected some of 'a', 'b', 'c', 'none'"),
    (MANY, ("dont_know",), Reason.UNKNOWN_OPTION,
     "got the selection 'dont_know', expected some of 'o0', 'o1', 'o2', 'o3', 'o4', 'o5', 'o6', 'o7', 'o8', 'o9', "
     "'o10', 'o11' … (14 in all); it stands for a nonresponse, give 'dont_know' by itself and not in a tuple"),
    (TOPICS, ("a", "a"), Reason.BAD_SELECTION, "got ('a', 'a'), where 'a' stands twice"),
    (TOPICS, ("none", "a"), Reason.BAD_SELECTION, "got ('a', 'none'), where 'none' can only be chosen alone"),
    (TOPICS, (), Reason.BAD_SELECTION, "got () with 0 selections, expected 1 to 2"),
    (TOPICS, ["c", "a", "b"], Reason.BAD_SELECTION, "got ('a', 'b', 'c') with 3 selections, expected 1 to 2"),
    (SHARE, "12", Reason.WRONG_KIND, "got '12', expected a number from 0 to 100"),
    (SHARE, True, Reason.WRONG_KIND, "got True, expected a number from 0 to 100"),
    (SHARE, np.bool_(True), Reason.WRONG_KIND, "got np.True_, expected a number from 0 to 100"),
    (SHARE, np.timedelta64(5, "D"), Reason.WRONG_KIND,
     "got np.timedelta64(5,'D'), expected a number from 0 to 100"),
    (SHARE, 1j, Reason.WRONG_KIND, "got 1j, expected a number from 0 to 100"),
    (SHARE, math.nan, Reason.WRONG_KIND, "got nan, expected a number from 0 to 100; None says no answer"),
    (SHARE, decimal.Decimal("nan"), Reason.WRONG_KIND, "got Decimal('NaN'), expected a number from 0 to 100"),
    (SHARE, math.inf, Reason.WRONG_KIND, "got inf, expected a number from 0 to 100"),
    (SHARE, 100.5, Reason.OUT_OF_RANGE, "got 100.5, expected a number from 0 to 100"),
    (SHARE, 0.25, Reason.OUT_OF_RANGE, "got 0.25, expected at most 1 decimal"),
    (Percentage(code="fine", decimals=2), 0.125, Reason.OUT_OF_RANGE, "got 0.125, expected at most 2 decimals"),
    (PROGRAMS, 2.5, Reason.OUT_OF_RANGE, "got 2.5, expected an integer from 1 to 10, or 'dont_know'"),
    (PROGRAMS, 0, Reason.OUT_OF_RANGE, "got 0, expected an integer from 1 to 10, or 'dont_know'"),
    (PROGRAMS, "many", Reason.WRONG_KIND, "got 'many', expected an integer from 1 to 10, or 'dont_know'"),
    (Count(code="any"), -2, Reason.OUT_OF_RANGE, "got -2, expected an integer of at least 0"),
    (
        *(Count(code="any"), -1, Reason.OUT_OF_RANGE),
        "got -1, expected an integer of at least 0; if it means no answer, leave the cell empty (None)",
    ),
    (Number(code="low", maximum=1.5), 2, Reason.OUT_OF_RANGE, "got 2, expected a number of at most 1.5"),
    (BUDGET, "", Reason.WRONG_KIND, "got '', expected a number; None says no answer"),
    (BUDGET, 2**53 + 1, Reason.OUT_OF_RANGE, "got 9007199254740993, expected a number that a double can hold"),
    (BUDGET, 10**400, Reason.OUT_OF_RANGE,
     f"got 1{'0' * 58}…, expected a number that a double can hold"),
    (BUDGET, -fractions.Fraction(10**400), Reason.OUT_OF_RANGE,
     f"got Fraction(-1{'0' * 48}…, expected a number that a double can hold"),
    (BUDGET, 10**5000, Reason.OUT_OF_RANGE, "got <int>, expected a number that a double can hold"),
    (MIX, 50, Reason.WRONG_KIND,
     "got 50, expected a mapping from 'rural', 'urban' to shares of 0 to 100, "
     "or 2 shares in this order, or 'dont_know'"),
    (MIX, (50,), Reason.WRONG_KIND,
     "got (50,), expected a mapping from 'rural', 'urban' to shares of 0 to 100, "
     "or 2 shares in this order, or 'dont_know'"),
    (MIX, "half", Reason.WRONG_KIND,
     "got 'half', expected a mapping from 'rural', 'urban' to shares of 0 to 100, "
     "or 2 shares in this order, or 'dont_know'"),
    (MIX, {"sea": 1}, Reason.UNKNOWN_OPTION,
     "got the part 'sea', expected a mapping from 'rural', 'urban' to shares of 0 to 100"),
    (MIX, {"rural": 101}, Reason.OUT_OF_RANGE,
     "got the share 101, expected a mapping from 'rural', 'urban' to shares of 0 to 100"),
    (MIX, {"rural": 10**400}, Reason.OUT_OF_RANGE,
     f"got the share 1{'0' * 58}…, expected a mapping from 'rural', 'urban' to shares of 0 to 100"),
    (MIX, {"rural": True}, Reason.WRONG_KIND,
     "got the share True, expected a mapping from 'rural', 'urban' to shares of 0 to 100"),
    (MIX, (None, 100), Reason.WRONG_KIND,
     "got the share None, expected a mapping from 'rural', 'urban' to shares of 0 to 100"),
    (MIX, (math.nan, 100), Reason.WRONG_KIND,
     "got the share nan, expected a mapping from 'rural', 'urban' to shares of 0 to 100"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("scale", "raw", "reason", "text"), PROBLEMS, ids=[f"{p[0].code}-{i}" for i, p in enumerate(PROBLEMS)]
)
def test_what_is_no_answer_says_why(scale, raw, reason, text):
    """The reason and the whole text of everything that cannot be coded."""
    with pytest.raises(ProblemError) as caught:
        coding(scale).encode(raw)
    assert (caught.value.reason, caught.value.text) == (reason, text)


@pytest.mark.parametrize(
    "scale", [YES_NO, EXTENT, TOPICS, MANY, SHARE, PROGRAMS, BUDGET, MIX], ids=lambda scale: scale.code
)
def test_nothing_but_a_problem_leaves(scale):
    """An object that raises whenever it is looked at, alone or inside, is a problem like any other."""
    for raw in (Hostile(), [Hostile()], {"rural": Hostile()}, (Hostile(), 50), HostileText("maybe")):
        with pytest.raises(ProblemError) as caught:
            coding(scale).encode(raw)
        assert caught.value.text.startswith("got ")
    with pytest.raises(ProblemError) as caught:
        coding(scale).encode(Hostile())
    assert caught.value.reason is Reason.WRONG_KIND
    assert caught.value.text == "got <Hostile>, which cannot be read: it raises RuntimeError"


@given(st.data())
def test_decoding_undoes_encoding(data):
    """Every answer, and everything that stands for none, comes back from its code as it was given, in one form."""
    scale = data.draw(strategies.scales())
    raw = data.draw(strategies.raw_answers(scale))
    how = coding(scale)
    code, value = how.encode(raw)
    again = how.decode(code, value)
    assert how.encode(again) == (code, value)
    if isinstance(raw, tuple):
        assert set(again) == set(raw)
    elif raw is not Nonresponse.NO_ANSWER:
        assert again == raw
    values = None if value is None else np.array([value, value]).T
    assert how.decode_all(np.array([code, code], dtype=how.dtype), values) == [again, again]


@given(strategies.scales())
def test_codes_fit_the_scale(scale):
    """There is one state for each code, codes fit their type, and only measured answers have no raw form."""
    how = coding(scale)
    assert how.size == len(how.states) == len(how.raw) == ABSENT + how.answers + len(scale.nonresponses)
    assert how.states[:ABSENT].tolist() == list(range(ABSENT))
    assert np.iinfo(how.dtype).max >= how.size - 1
    assert not how.states.flags.writeable
    assert how.measured == (how.raw[FIRST_ANSWER] is None)
    assert coding(scale) is how


def test_a_multiple_choice_is_coded_as_long_as_it_is_small():
    """Up to twelve options, every selection has a code; with more, selections are masks beside one code."""
    for number in (MOST_CODED, MOST_CODED + 1):
        scale = MultipleChoice(code="m", options=options(*(f"o{i}" for i in range(number))))
        assert coding(scale).measured is (number > MOST_CODED)
    largest = MultipleChoice(code="m", options=options(*(f"o{i}" for i in range(62))))
    everything = tuple(f"o{i}" for i in range(62))
    code, mask = coding(largest).encode(everything)
    assert coding(largest).decode(code, np.uint64(mask)) == everything
