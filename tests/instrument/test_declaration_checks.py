"""Doubtful things about an instrument are found, each with its whole message; the bundled editions have none."""

import pytest
from hypothesis import given

from smmi.editions import smmi_16, smmi_18
from smmi.errors import Reason
from smmi.instrument import (
    Area,
    Binary,
    Characteristic,
    Composition,
    Count,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Nominal,
    Nonresponse,
    Number,
    Option,
    Ordinal,
    Percentage,
    check_instrument,
)
from smmi.testing import strategies


def options(*labels, **rest):
    return tuple(Option(f"o{i}", label, **rest) for i, label in enumerate(labels))


def instrument(*scales, **rest):
    """An instrument of one indicator for each scale."""
    indicators = [
        Indicator(code=f"q{i}", prompt=f"Question {i}?", scale=scale) for i, scale in enumerate(scales)
    ]
    area = Area(code="area", label="Area", indicators=indicators)
    domains = [Domain(code="domain", label="Domain", areas=[area])]
    return Instrument(code="tiny", edition="1", title="Tiny", domains=domains, **rest)


FIRST = "$.domains[0].areas[0].indicators[0]"
ALONE = Option("none", "None of these", exclusive=True)

DOUBTS = {
    "an option that nobody can choose with others": (
        MultipleChoice(code="s", options=(*options("A", "B"), ALONE), minimum=2),
        Reason.OPTION_NEVER_POSSIBLE,
        f"{FIRST}.scale.options[2]: 'options' of scale 's': 'none' can never be chosen: alone it is fewer than 2 "
        "selections",
    ),
    "a number that leaves no answer": (
        Number(code="s", minimum=0.2, maximum=0.8, decimals=0),
        Reason.OPTION_NEVER_POSSIBLE,
        f"{FIRST}.scale.decimals: 'decimals' of scale 's': no number of so few lies from 0.2 to 0.8, so that nothing "
        "can be answered",
    ),
    "a number that leaves one answer": (
        Number(code="s", minimum=-0.2, maximum=0.8, decimals=0),
        None,
        None,
    ),
    "yes below no": (
        Binary(code="s", options=options("Yes", "No")),
        Reason.ORDER_CONTRADICTS_LABELS,
        f"{FIRST}.scale.options: 'options' of scale 's': 'Yes' stands below 'No'; the lowest option stands first",
    ),
    "always below never": (
        Ordinal(code="s", options=options("Always", "Never")),
        Reason.ORDER_CONTRADICTS_LABELS,
        f"{FIRST}.scale.options: 'options' of scale 's': 'Always' stands below 'Never'; the lowest option stands first",
    ),
    "yes and no without order": (Nominal(code="s", options=options("Yes", "No")), None, None),
    "don't know as an answer": (
        Ordinal(code="s", options=options("Low", "High", "Don't know")),
        Reason.UNDECLARED_NONRESPONSE,
        f"{FIRST}.scale.options[2]: 'options' of scale 's': \"Don't know\" is scored as an answer; say which "
        "nonresponse it stands for",
    ),
    "don't know as what it is": (
        Percentage(code="s", options=options("Don't know", nonresponse=Nonresponse.NO_ANSWER)),
        None,
        None,
    ),
    "none of these beside others": (
        MultipleChoice(code="s", options=options("A", "None of these")),
        Reason.UNDECLARED_EXCLUSIVE,
        f"{FIRST}.scale.options[1]: 'options' of scale 's': 'None of these' can be chosen beside others; declare it "
        "exclusive",
    ),
    "two options of one label": (
        Nominal(code="s", options=options("Rural", "Urban", "rural ")),
        Reason.REPEATED_LABEL,
        f"{FIRST}.scale.options[2].label: 'label' of 'o2': 'rural ' is that of 'o0' too; tell them apart",
    ),
    "two parts of one label": (
        Composition(code="s", parts=options("Rural", "Rural")),
        Reason.REPEATED_LABEL,
        f"{FIRST}.scale.parts[1].label: 'label' of 'o1': 'Rural' is that of 'o0' too; tell them apart",
    ),
    "a count without end": (
        Count(code="s"),
        Reason.NO_MAXIMUM,
        f"{FIRST}.scale.maximum: 'maximum' of scale 's': there is none, so that no slip can be found (1000 for 10), "
        "and a score needs goalposts of its own",
    ),
    "a number without end": (Number(code="s"), None, None),
    "a long code of a scale": (
        Binary(code="s" * 27),
        Reason.LONG_CODE,
        f"{FIRST}.scale.code: the code '{'s' * 27}' has 27 characters; some survey platforms take 26 at most",
    ),
    "a long code of an option": (
        Nominal(code="s", options=(Option("a" * 27, "A"), Option("b" * 26, "B"))),
        Reason.LONG_CODE,
        f"{FIRST}.scale.options[0].code: the code '{'a' * 27}' has 27 characters; some survey platforms take 26 at "
        "most",
    ),
}


@pytest.mark.parametrize(("scale", "reason", "message"), DOUBTS.values(), ids=DOUBTS)
def test_doubts_about_a_scale(scale, reason, message):
    """The reason and the whole text of what is doubtful about a scale; a shared scale is spoken of once."""
    found = check_instrument(instrument(scale, scale))
    assert [(finding.reason, str(finding)) for finding in found] == ([(reason, message)] if reason else [])
    assert {finding.code for finding in found} <= {"q0"}


def test_doubts_about_the_whole():
    """Repeated prompts and labels on one level, long codes, and what is doubtful about characteristics."""
    scale = Binary(code="s")

    def question(code, prompt, label=""):
        return Indicator(code=code, prompt=prompt, label=label, scale=scale)

    one = Area(
        code="one", label="Teaching", indicators=[question("q1", "Is it?", "It"), question("q2", "Is  IT?")]
    )
    two = Area(
        code="two" * 9,
        label="teaching",
        indicators=[question("q3", "Was it?", "it"), question("q4", "Will?")],
    )
    kinds = [Characteristic("kind", "Kind", (Option("a", "Same"), Option("b" * 30, "Same")))]
    doubtful = Instrument(
        code="tiny",
        edition="1",
        title="Tiny",
        domains=[
            Domain(code="d1", label="Teaching", areas=[one]),
            Domain(code="d2", label="Teaching!", areas=[two]),
        ],
        characteristics=kinds,
    )
    assert [(finding.reason, finding.code, str(finding)) for finding in check_instrument(doubtful)] == [
        (
            Reason.LONG_CODE,
            "two" * 9,
            "$.domains[1].areas[0].code: the code 'twotwotwotwotwotwotwotwotwo' has 27 characters; some survey "
            "platforms take 26 at most",
        ),
        (
            Reason.LONG_CODE,
            "kind",
            f"$.characteristics[0].options[1].code: the code '{'b' * 30}' has 30 characters; some survey platforms "
            "take 26 at most",
        ),
        (
            Reason.REPEATED_LABEL,
            "kind",
            f"$.characteristics[0].options[1].label: 'label' of '{'b' * 30}': 'Same' is that of 'a' too; tell them "
            "apart",
        ),
        (
            Reason.REPEATED_LABEL,
            "two" * 9,
            "$.domains[1].areas[0].label: 'label' of 'twotwotwotwotwotwotwotwotwo': 'teaching' is that of 'one' too; "
            "tell them apart",
        ),
        (
            Reason.REPEATED_LABEL,
            "q3",
            "$.domains[1].areas[0].indicators[0].label: 'label' of 'q3': 'it' is that of 'q1' too; tell them apart",
        ),
        (
            Reason.REPEATED_PROMPT,
            "q2",
            "$.domains[0].areas[0].indicators[1].prompt: 'prompt' of 'q2': 'Is  IT?' is that of 'q1' too; tell them "
            "apart",
        ),
    ]


@pytest.mark.parametrize("edition", [smmi_16, smmi_18], ids=["16-areas", "2019"])
def test_nothing_is_doubtful_about_the_bundled_editions(edition):
    """Neither edition has a finding."""
    assert check_instrument(edition()) == ()


@given(strategies.instruments())
def test_any_instrument_can_be_checked(one):
    """Whatever can be declared, checking it returns findings about what is there, and never raises."""
    for finding in check_instrument(one):
        assert finding.path.startswith("$.")
        assert finding.code in {*one.nodes, *(c.code for c in one.characteristics)}
