"""Aids to reading data: coded values and spellings of options, source names of indicators; and Likert scales."""

from decimal import Decimal

import attrs
import pytest
from hypothesis import given, strategies as st

from smmi.errors import DeclarationError, Reason
from smmi.fingerprint import Scope, fingerprint
from smmi.instrument import (
    Area,
    Binary,
    Characteristic,
    Composition,
    Domain,
    Indicator,
    Instrument,
    Nominal,
    Nonresponse,
    Option,
    Ordinal,
    Percentage,
    diff,
)
from smmi.instrument.comparability import ChangeKind
from smmi.serialization import from_codebook, from_document, to_codebook, to_document
from smmi.testing.strategies import scales

YES_NO = Binary(code="yes_no")
WORDS = ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")


def of(*options):
    """Return a scale of options."""
    return Nominal(code="s", options=options)


def instrument(*indicators, characteristics=()):
    """Return an instrument of one area."""
    area = Area(code="area", label="Area", indicators=indicators)
    domain = Domain(code="domain", label="Domain", areas=[area])
    return Instrument(
        code="tiny", edition="1", title="Tiny", domains=[domain], characteristics=characteristics
    )


def asked(code, *names, **more):
    """Return an indicator with source names."""
    return Indicator(code=code, prompt=f"{code}?", scale=YES_NO, source_names=names, **more)


def problems(make):
    """Return the findings of a declaration that is refused."""
    with pytest.raises(DeclarationError) as caught:
        make()
    return [(finding.reason, finding.path, finding.message) for finding in caught.value.findings]


@pytest.mark.parametrize("value", [4, 4.0, Decimal(4), Decimal("4.0")])
def test_equal_values_are_one_value(value):
    """Integers, floats and decimals that are equal declare the same option."""
    assert Option("agree", "Agree", value=value) == Option("agree", "Agree", value=4)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "4", Decimal("inf"), 2**60])
def test_a_value_is_a_finite_number(value):
    """What is no finite number is refused."""
    [(reason, path, _)] = problems(lambda: Option("agree", "Agree", value=value))
    assert (reason, path) == (Reason.BAD_VALUE, "$.value")


@pytest.mark.parametrize("spelling", ["", " ", " a", "a ", 3])
def test_a_spelling_is_a_text_without_spaces_around_it(spelling):
    """Blank texts and texts with spaces around them are refused."""
    [(reason, path, _)] = problems(lambda: Option("agree", "Agree", spellings=[spelling]))
    assert (reason, path) == (Reason.BAD_VALUE, "$.spellings")


def test_values_need_not_ascend_and_nonresponses_have_them_too():
    """Values stand in any order, among answers and nonresponses."""
    unknown = Option("unknown", "Unknown", value=-99, nonresponse=Nonresponse.NO_ANSWER)
    scale = Ordinal(
        code="s", options=(Option("low", "Low", value=5), Option("high", "High", value=1), unknown)
    )
    assert [option.value for option in scale.options] == [5.0, 1.0, -99.0]
    assert Percentage(code="share", options=(unknown,)).nonresponses[0].value == -99.0


def test_a_value_twice_is_refused():
    """Two options cannot be written by one number, be it 0 and -0."""
    found = problems(lambda: of(Option("a", "A", value=0), Option("b", "B", value=-0.0), Option("c", "C")))
    message = "'options' of scale 's': 'b' has the value 0, as an earlier option has; give each its own"
    assert found == [(Reason.AMBIGUOUS_NAME, "$.options[1].value", message)]


@pytest.mark.parametrize("other", ["b", "B", "Bee", "BEE", "bee  sound"])
def test_a_spelling_that_may_be_another_option_is_refused(other):
    """Codes, labels and spellings of other options are taken, whatever the case of letters and number of spaces."""
    taken = Option("b", "Bee", spellings=("bee sound",))
    found = problems(lambda: of(Option("a", "A", spellings=(other,)), taken))
    message = f"'options' of scale 's': {other!r} of 'a' may be 'b' too; tell them apart"
    assert found[0] == (Reason.AMBIGUOUS_NAME, "$.options[0].spellings[0]", message)


def test_an_option_may_be_spelled_as_itself():
    """Its own code, its own label, and one spelling in two cases are no conflict."""
    option = Option("a", "Aye", spellings=("A", "AYE", "yes", "Yes"))
    assert of(option, Option("b", "B")).options[0].written == ("a", "Aye", "A", "AYE", "yes", "Yes")


def test_parts_and_values_of_characteristics_are_checked_too():
    """What is refused of options is refused of parts and of the values of a characteristic."""
    pair = (Option("a", "A", value=1), Option("b", "B", value=1))
    assert problems(lambda: Composition(code="mix", parts=pair))[0][1] == "$.parts[1].value"
    assert problems(lambda: Characteristic("kind", "Kind", pair))[0][1] == "$.options[1].value"


def test_a_source_name_belongs_to_one_indicator():
    """It is compared exactly, with the names of others, their codes, and the codes of characteristics."""
    kind = Characteristic("kind", "Kind", (Option("a", "A"),))
    several = (asked("x", "Q1", "y"), asked("y", "Q1", "q1"), asked("z", "kind", "z", "Q2", "Q2"))
    found = problems(lambda: instrument(*several, characteristics=[kind]))
    end = "already; give each indicator its own names"
    assert found == [
        (Reason.AMBIGUOUS_NAME, f"$.domains[0].areas[0].indicators[{i}].source_names[{j}]", message)
        for i, j, message in [
            (0, 1, f"'source_names' of 'x': 'y' stands for 'y' {end}"),
            (1, 0, f"'source_names' of 'y': 'Q1' stands for 'x' {end}"),
            (2, 0, f"'source_names' of 'z': 'kind' stands for 'kind' {end}"),
            (2, 3, f"'source_names' of 'z': 'Q2' stands for 'z' {end}"),
        ]
    ]


def test_an_aid_to_reading_changes_no_score():
    """Aids are in the whole fingerprint where they are given; the fingerprint of what can affect a score has none."""
    bare = instrument(
        Indicator(code="x", prompt="x?", scale=of(Option("a", "A"), Option("b", "B")), scored=False),
        asked("y"),
    )
    aided = instrument(
        Indicator(
            code="x",
            prompt="x?",
            scale=of(Option("a", "A", value=1), Option("b", "B", spellings=["Bee"])),
            scored=False,
        ),
        asked("y", "Q2"),
    )
    assert fingerprint(bare) != fingerprint(aided)
    assert fingerprint(bare, scope=Scope.SCORE) == fingerprint(aided, scope=Scope.SCORE)
    changes = [change for node in diff(bare, aided).nodes for change in node.changes]
    assert {change.kind for change in changes} == {ChangeKind.RELABELLED}
    assert {change.field for change in changes} >= {
        "source_names",
        "scale.options.a.value",
        "scale.options.b.spellings",
    }


def test_what_is_by_default_is_nowhere_written():
    """Documents, codebooks and fingerprints of instruments without the younger fields are what they were."""
    plain = instrument(asked("x"))
    assert fingerprint(Option("a", "A")) == "62fa478176e38daaf7f7235de8eb47d05777d68b57508754acb62f59f58cc113"
    assert not {"value", "spellings", "source_names", "scored"} & set(
        str(to_document(plain)).replace("'", " ").split()
    )
    assert not {"source_names", "scored"} & set(to_codebook(plain)[0])


@given(scales())
def test_a_scale_with_aids_survives_document_and_codebook(scale):
    """Values and spellings come back from both as they were, to the last bit."""
    whole = instrument(
        Indicator(code="x", prompt="x?", scale=scale, source_names=("Q 1; a",)), asked("y", scored=False)
    )
    assert from_document(to_document(whole)) == whole
    assert from_codebook(to_codebook(whole), code="tiny", edition="1", title="Tiny") == whole


def test_a_likert_scale_in_one_line():
    """Codes are made of labels, and values count from the first."""
    scale = Ordinal.likert("agreement5", labels=WORDS)
    codes = ["strongly_disagree", "disagree", "neither", "agree", "strongly_agree"]
    assert [(option.code, option.label, option.value) for option in scale.options] == [
        (code, label, value) for value, (code, label) in enumerate(zip(codes, WORDS, strict=True), start=1)
    ]
    unknown = Option("unknown", "Unknown", nonresponse=Nonresponse.NO_ANSWER)
    more = Ordinal.likert(
        "f", labels=["Né", "Don't  mind!"], codes=None, first=0, label="F", nonresponses=[unknown]
    )
    assert [(option.code, option.value) for option in more.answers] == [("ne", 0.0), ("dont_mind", 1.0)]
    assert (more.label, more.nonresponses) == ("F", (unknown,))


@given(
    st.lists(st.from_regex(r"[A-Z][a-z]{0,9}", fullmatch=True), min_size=2, max_size=7, unique=True),
    st.integers(-5, 5),
)
def test_a_likert_scale_is_the_scale_of_its_options(labels, first):
    """Codes that are given and codes that are made of labels declare the same scale."""
    made = Ordinal.likert("s", labels=labels, first=first)
    assert made == Ordinal.likert("s", labels=labels, codes=[label.lower() for label in labels], first=first)
    assert [option.value for option in made.options] == list(range(first, first + len(labels)))
    assert attrs.evolve(made, code="t").options == made.options


def test_a_likert_scale_that_cannot_be_is_refused():
    """Labels without a code, and codes that are not as many, are told."""
    assert [message for _, _, message in problems(lambda: Ordinal.likert("s", labels=["1", "2"]))] == [
        "'labels' of scale 's': no code can be made of '1'; give 'codes'",
        "'labels' of scale 's': no code can be made of '2'; give 'codes'",
    ]
    assert problems(lambda: Ordinal.likert("s", labels=["A", "B"], codes=["a"])) == [
        (Reason.BAD_VALUE, "$.codes", "'codes' of scale 's': got 1, expected one for each of 2 labels")
    ]
