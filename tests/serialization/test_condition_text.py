"""Conditions as lines of text."""

import pytest
from hypothesis import given, strategies as st

from smmi.errors import DeclarationError
from smmi.instrument import (
    AllConditions,
    Answered,
    AnyCondition,
    AtLeast,
    Characteristic,
    Equals,
    Includes,
    Indicator,
    NotCondition,
    OneOf,
    Option,
)
from smmi.serialization.codebook._condition_text import KEYWORDS, condition_text, read_condition
from smmi.serialization.fields._mismatches import Mismatch
from smmi.testing.strategies import codes, conditions, scales

LINES = {
    "rotation = required": Equals("rotation", "required"),
    "share = 0.5": Equals("share", 0.5),
    "share = -1e-09": Equals("share", -1e-9),
    "share >= 50": AtLeast("share", 50),
    "extent >= some": AtLeast("extent", "some"),
    "control in (public, private)": OneOf("control", ("public", "private")),
    "visits in (1, 2.5)": OneOf("visits", (1, 2.5)),
    "topics includes food": Includes("topics", "food"),
    "answered(share)": Answered("share"),
    "not (a = b)": NotCondition(Equals("a", "b")),
    "a = b and c = d": AllConditions((Equals("a", "b"), Equals("c", "d"))),
    "a = b or c = d": AnyCondition((Equals("a", "b"), Equals("c", "d"))),
    "(a = b or c = d) and e = f": AllConditions(
        (AnyCondition((Equals("a", "b"), Equals("c", "d"))), Equals("e", "f"))
    ),
    "(a = b and c = d) and e = f": AllConditions(
        (AllConditions((Equals("a", "b"), Equals("c", "d"))), Equals("e", "f"))
    ),
    "all(a = b)": AllConditions((Equals("a", "b"),)),
    "any(a = b) and all(c = d)": AllConditions(
        (AnyCondition((Equals("a", "b"),)), AllConditions((Equals("c", "d"),)))
    ),
    '"and" = "or"': Equals("and", "or"),
    '"answered" includes "not"': Includes("answered", "not"),
}


@pytest.mark.parametrize(("line", "condition"), LINES.items(), ids=LINES)
def test_a_condition_reads_as_one_would_say_it(line, condition):
    """Every kind of condition has a form that people can read and write."""
    assert condition_text(condition) == line
    assert read_condition(line) == condition


@given(st.data())
def test_a_condition_is_a_fixed_point(data):
    """Condition to text to condition changes nothing, however it is nested and whatever its codes are."""
    indicator = Indicator(code=data.draw(codes()), prompt="?", scale=data.draw(scales()))
    characteristic = Characteristic(data.draw(codes()), "C", (Option(data.draw(codes()), "O"),))
    condition = data.draw(conditions([indicator, characteristic]))
    assert read_condition(condition_text(condition)) == condition
    assert read_condition(f"  {condition_text(condition).replace(' ', '   ')}\n") == condition


@pytest.mark.parametrize(
    ("line", "condition"),
    [
        ("a=b", Equals("a", "b")),
        (
            "a = b and c = d or e = f",
            AnyCondition((AllConditions((Equals("a", "b"), Equals("c", "d"))), Equals("e", "f"))),
        ),
        ("not a = b and c = d", AllConditions((NotCondition(Equals("a", "b")), Equals("c", "d")))),
        ("not not a = b", NotCondition(NotCondition(Equals("a", "b")))),
        ("((a = b))", Equals("a", "b")),
        ('"a" = "b"', Equals("a", "b")),
        ("a in (b , 3)", OneOf("a", ("b", 3))),
        ("a in(b)", OneOf("a", ("b",))),
        ("a = +.5", Equals("a", 0.5)),
    ],
)
def test_other_ways_of_writing_are_understood(line, condition):
    """`and` binds more tightly than `or`, `not` most tightly; spaces and quotes are free."""
    assert read_condition(line) == condition


MISTAKES = {
    "": "the condition ends too early, expected a code, 'not', 'answered' or '('",
    "a": "the condition ends too early, expected '=', '>=', 'in' or 'includes'",
    "a =": "the condition ends too early, expected an option's code or a number",
    "a = B": "got 'B' at character 5, expected an option's code or a number",
    "a = b c": "got 'c' at character 7, expected 'and', 'or' or the end",
    "a > 3": "got '> 3' at character 3, expected '=', '>=', 'in' or 'includes'",
    "a = and": "got 'and' at character 5, expected an option's code or a number",
    "a includes 3": "got '3' at character 12, expected an option's code",
    "(a = b": "the condition ends too early, expected 'and', 'or' or ')'",
    "a in (b c)": "got 'c' at character 9, expected ',' or ')'",
    "a in (b": "the condition ends too early, expected ',' or ')'",
    "a in b": "got 'b' at character 6, expected '('",
    "answered a": "got 'a' at character 10, expected '('",
    "answered(3)": "got '3' at character 10, expected a code",
    "all a = b": "got 'a' at character 5, expected '('",
    "(" * 1000: "the condition is nested more than 80 deep",
    "not " * 1000: "the condition is nested more than 80 deep",
}


@pytest.mark.parametrize(
    ("line", "message"), MISTAKES.items(), ids=[line[:12] or "nothing" for line in MISTAKES]
)
def test_a_mistake_is_said_with_its_place(line, message):
    """What is wrong with a line is said with the character at which it is."""
    with pytest.raises(Mismatch) as caught:
        read_condition(line)
    assert [finding.message for finding in caught.value.findings] == [message]


def test_what_cannot_be_declared_is_refused():
    """A line that says a condition which cannot be is refused by the condition itself."""
    for line in ("a in ()", "a = 1e999"):
        with pytest.raises(DeclarationError):
            read_condition(line)


SCRAPS = ("a", "b1", "1", "-.5", "=", ">=", "(", ")", ",", '"a"', '"', "A", "\n", *sorted(KEYWORDS))


@given(st.lists(st.sampled_from(SCRAPS), max_size=12).map(" ".join))
def test_any_line_is_a_condition_or_a_mistake(line):
    """A line of any scraps is read, or is refused with our own error."""
    try:
        condition = read_condition(line)
    except (Mismatch, DeclarationError):
        return
    assert read_condition(condition_text(condition)) == condition
