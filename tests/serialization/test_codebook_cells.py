"""Lists of options, terms and tags, and numbers, in cells of text."""

import pytest
from hypothesis import given, strategies as st

from smmi.errors import DeclarationError
from smmi.instrument import Nonresponse, Option, Term
from smmi.serialization.codebook._cells import (
    options_text,
    read_integer,
    read_number,
    read_options,
    read_scored,
    read_tags,
    read_terms,
    tags_text,
    terms_text,
)
from smmi.serialization.codebook._condition_text import number_text
from smmi.serialization.fields._mismatches import Mismatch
from smmi.testing.strategies import terms, texts
from smmi.testing.strategies._numbers import numbers
from smmi.testing.strategies._scales import options_to_choose

NA = Nonresponse.NOT_APPLICABLE


def mistake(read, text):
    """The message with which a cell is refused."""
    with pytest.raises((Mismatch, DeclarationError)) as caught:
        read(text)
    return caught.value.findings[0].message


@given(options_to_choose(min_size=0))
def test_options_are_a_fixed_point(drawn):
    """Options to text to options changes nothing, whatever their labels hold."""
    assert read_options(options_text(drawn)) == drawn


@given(st.lists(terms()).map(tuple), st.lists(texts()).map(tuple))
def test_terms_and_tags_are_fixed_points(some_terms, some_tags):
    """Terms and tags to text and back changes nothing, whatever they hold."""
    assert read_terms(terms_text(some_terms)) == some_terms
    assert read_tags(tags_text(some_tags)) == some_tags


def test_whether_an_indicator_is_scored_is_yes_or_no():
    """Whatever white space is around it; nothing else is taken for either."""
    assert [read_scored(text) for text in ("yes", " no ")] == [True, False]
    assert mistake(read_scored, "perhaps") == "got 'perhaps', expected 'yes' or 'no' (yes where it is empty)"


CELLS = {
    "no=No; yes=Yes": (Option("no", "No"), Option("yes", "Yes")),
    "na=Not applicable [not-applicable]": (Option("na", "Not applicable", nonresponse=NA),),
    "none=None of these [exclusive]": (Option("none", "None of these", exclusive=True),),
    "none=Other [not-applicable] [exclusive]": (Option("none", "Other", nonresponse=NA, exclusive=True),),
    r"a=A\; or B": (Option("a", "A; or B"),),
    r"a=A \[exclusive]": (Option("a", "A [exclusive]"),),
    r"a=C:\\": (Option("a", "C:\\"),),
    r"a=\ A\ ": (Option("a", " A "),),
    "a=b = c": (Option("a", "b = c"),),
    "": (),
}


@pytest.mark.parametrize(("cell", "expected"), CELLS.items(), ids=CELLS)
def test_options_read_as_one_would_write_them(cell, expected):
    """A list of options is plain where it can be, and a backslash says that a sign is meant."""
    assert options_text(expected) == cell
    assert read_options(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (" no = No ;yes=Yes; ; ", (Option("no", "No"), Option("yes", "Yes"))),
        (r"a=C:\dir", (Option("a", "C:\\dir"),)),
        ("a=A\\", (Option("a", "A\\"),)),
        ("a=A ]", (Option("a", "A ]"),)),
        (r"a=1 \= one", (Option("a", "1 = one"),)),
        ("a=A[ exclusive ]", (Option("a", "A", exclusive=True),)),
    ],
)
def test_other_ways_of_writing_are_understood(cell, expected):
    """Spaces around signs are free, an empty entry is none, and a backslash before a letter is a backslash."""
    assert read_options(cell) == expected


MISTAKES = {
    "no": "got 'no', expected entries of the form code=Label, as in: no=no",
    "No=No": "'code' of Option: got 'No', expected a code ([a-z][a-z0-9_]*, at most 64 characters)",
    "no=": "'label' of Option 'no': got '', expected text that is not blank (at most 20000 characters)",
    "no=No [never]": (
        "got [never] after an option, expected one of [no-answer], [not-applicable], [not-administered], [exclusive], "
        "[value 1], [or another spelling]"
    ),
    "no=No [exclusive] [exclusive]": "the option 'no' has contradicting signs after it",
    "no=No [no-answer] [not-applicable]": "the option 'no' has contradicting signs after it",
    "no=No" + " [exclusive]" * 10_000: "the option 'no' has contradicting signs after it",
}


@pytest.mark.parametrize(("cell", "message"), MISTAKES.items(), ids=[cell[:50] for cell in MISTAKES])
def test_a_mistake_in_options_is_said(cell, message):
    """What is wrong with an entry is said."""
    assert mistake(read_options, cell) == message


@given(st.lists(texts(), min_size=1, max_size=5), st.booleans())
def test_what_is_told_to_write_for_bare_labels_can_be_read(labels, coded):
    """Written into the cell, it is an option for each label, all with codes of their own."""
    bare = [options_text([Option("x", label)])[2:].replace("=", r"\=") for label in labels]
    after = [r"x=X; 1=x"] if coded else []
    told = mistake(read_options, "; ".join([*bare, *after])).partition(", as in: ")[2]
    if len(told) < 300:
        options = read_options(told)
        assert len({one.code for one in options}) == len(options)
        assert [one.label for one in options] in ([*labels, *(["X", "x"] if coded else [])], labels[:1])


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("Never; Often", "never=Never; often=Often"),
        ("Never; Often=Often", "never=Never; Often=Often"),
        ("x; x=X; y", "x_2=x; x=X; y=y"),
        ("None of these [exclusive]", "none_of_these=None of these [exclusive]"),
        ("Never;" * 21, "never=Never"),
        ("x" * 400, "x" * 64 + "=" + "x" * 235),
    ],
)
def test_labels_without_codes_are_told_what_to_write(cell, told):
    """All of a short cell; of a long one the first entry without a code."""
    assert mistake(read_options, cell).endswith(f", expected entries of the form code=Label, as in: {told}")


def test_terms_read_as_one_would_write_them():
    """A term and its definition are parted by an equals sign, which a term may hold after a backslash."""
    assert terms_text((Term("a=b", "c; d"), Term("e", "f = g"))) == r"a\=b=c\; d; e=f = g"
    assert mistake(read_terms, "care") == "got 'care', expected entries of the form term=definition"


@given(numbers())
def test_numbers_are_a_fixed_point(number):
    """A number to text and back is the same number to the last bit."""
    assert repr(read_number(number_text(number))) == repr(number)


@pytest.mark.parametrize(
    ("cell", "number"), [("", None), (" ", None), (" 3 ", 3), ("-1e3", -1000), ("+.5", 0.5)]
)
def test_numbers_are_read(cell, number):
    """A blank cell is no number; spaces, signs and exponents are understood."""
    assert read_number(cell) == number


@pytest.mark.parametrize("cell", ["three", "1,5", "1_000", "nan", "inf", "1e9999", "٣", "0x10"])
def test_what_is_no_number_is_refused(cell):
    """Words, commas, underscores, other digits and what is not finite are no numbers."""
    assert mistake(read_number, cell) == f"got {cell!r}, expected a number"


@pytest.mark.parametrize(
    ("cell", "integer"), [("", None), ("3", 3), (" -2 ", -2), ("9007199254740992", 2**53)]
)
def test_integers_are_read(cell, integer):
    """A blank cell is no integer."""
    assert read_integer(cell) == integer


@pytest.mark.parametrize("cell", ["1.0", "1e3", "9007199254740993", "9" * 5000, "two"])
def test_what_is_no_integer_is_refused(cell):
    """A point, an exponent and what a double cannot hold are refused."""
    assert mistake(read_integer, cell).endswith(", expected an integer")
