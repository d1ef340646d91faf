"""The table of what each format carries: written and read again, a feature comes back as it was, or is named.

`python -m tests.exchange.test_what_formats_carry --write` puts it into `docs/embedding.md`.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import attrs

from smmi.exchange.accounts import DefinitionAccount
from smmi.exchange.fhir import from_fhir, to_fhir
from smmi.exchange.redcap import from_redcap, to_redcap
from smmi.exchange.surveyjs import from_surveyjs, to_surveyjs
from smmi.exchange.xlsform import from_xlsform, to_xlsform
from smmi.instrument import (
    AllConditions,
    AnyCondition,
    Area,
    AtLeast,
    Binary,
    Characteristic,
    Composition,
    Count,
    Domain,
    Equals,
    Includes,
    Indicator,
    Instrument,
    MultipleChoice,
    Nonresponse,
    NotCondition,
    Number,
    Option,
    Ordinal,
    Origin,
    Percentage,
    Provenance,
    Term,
)

PAGE = Path(__file__).parents[2] / "docs" / "embedding.md"
BEGIN, END = "<!-- carried: begin -->\n", "<!-- carried: end -->\n"
DOOR = Indicator(code="door", prompt="Is there a door?", scale=Binary(code="yes_no"))
OPTIONS = [Option("low", "Low"), Option("high", "High")]
TOPICS = MultipleChoice(code="topics", options=[*OPTIONS, Option("none", "None", exclusive=True)], minimum=1)
KIND = Characteristic("kind", "Kind", [Option("public", "Public"), Option("private", "Private")])


def fhir(instrument: Instrument) -> tuple[DefinitionAccount, Instrument]:
    """Through a Questionnaire of FHIR."""
    questionnaire, account = to_fhir(instrument, url="https://example.org/Questionnaire/tiny")
    return account, from_fhir(questionnaire)[0]


def redcap(instrument: Instrument) -> tuple[DefinitionAccount, Instrument]:
    """Through a dictionary of REDCap."""
    rows, account = to_redcap(instrument)
    return account, from_redcap(rows)[0]


def xlsform(instrument: Instrument) -> tuple[DefinitionAccount, Instrument]:
    """Through an XLSForm."""
    form, account = to_xlsform(instrument)
    return account, from_xlsform(form)[0]


def surveyjs(instrument: Instrument) -> tuple[DefinitionAccount, Instrument]:
    """Through a survey of SurveyJS."""
    survey, account = to_surveyjs(instrument)
    return account, from_surveyjs(survey)[0]


FORMATS = {"REDCap": redcap, "FHIR": fhir, "XLSForm": xlsform, "SurveyJS": surveyjs}


def around(indicator: Indicator, **more: object) -> Instrument:
    """An instrument with one question after another."""
    area = Area(code="rooms", label="Rooms", indicators=[DOOR, indicator])
    domain = Domain(code="house", label="House", areas=[area])
    return Instrument(code="tiny", edition="2", title="Tiny", domains=[domain], **more)


def asked(scale: object, **more: object) -> Indicator:
    """A question."""
    return Indicator(code="rated", prompt="How is it?", scale=scale, **more)


def options_of(*names: str) -> Callable[[Instrument], object]:
    """What options say."""
    return lambda one: [[getattr(option, name) for name in names] for option in one["rated"].scale.options]


def of(name: str) -> Callable[[Instrument], object]:
    """What the question says."""
    return lambda one: getattr(one["rated"], name)


def scale_of(*names: str) -> Callable[[Instrument], object]:
    """What the scale says."""
    return lambda one: [getattr(one["rated"].scale, name) for name in names]


PLAIN = asked(Ordinal(code="extent", options=OPTIONS))
VALUED = [Option("low", "Low", value=3), Option("high", "High", value=7)]
ABSENT = Option("na", "Does not apply", nonresponse=Nonresponse.NOT_APPLICABLE)
PARTS = [Option("rural", "Rural"), Option("urban", "Urban")]
DEEP = AnyCondition(
    [AllConditions([Equals("door", "yes"), Equals("door", "yes")]), NotCondition(Equals("door", "no"))]
)
FEATURES: dict[str, tuple[Instrument, Callable[[Instrument], object]]] = {
    "codes and prompts of questions": (
        around(PLAIN),
        lambda one: [(i.code, i.prompt) for i in one.indicators],
    ),
    "domains and areas, their codes and labels": (
        around(PLAIN),
        lambda one: [(d.code, d.label, [(a.code, a.label) for a in d.areas]) for d in one.domains],
    ),
    "code, edition and title of the instrument": (
        around(PLAIN),
        lambda one: (one.code, one.edition, one.title),
    ),
    "short labels": (around(attrs.evolve(PLAIN, label="Rating")), of("label")),
    "help": (around(attrs.evolve(PLAIN, help="Ask the owner")), of("help")),
    "terms": (around(attrs.evolve(PLAIN, terms=[Term("house", "A building")])), of("terms")),
    "provenance": (
        around(attrs.evolve(PLAIN, provenance=Provenance(Origin.OURS, "own wording"))),
        of("provenance"),
    ),
    "that a question is not scored": (around(attrs.evolve(PLAIN, scored=False)), of("scored")),
    "codes and labels of options": (around(PLAIN), options_of("code", "label")),
    "that options ascend": (around(PLAIN), lambda one: type(one["rated"].scale).__name__),
    "coded values of options": (around(asked(Ordinal(code="extent", options=VALUED))), options_of("value")),
    "what options stand for that are no answers": (
        around(asked(Ordinal(code="extent", options=[*OPTIONS, ABSENT]))),
        options_of("nonresponse"),
    ),
    "several choices": (around(asked(TOPICS)), lambda one: type(one["rated"].scale).__name__),
    "options that stand alone": (around(asked(TOPICS)), options_of("exclusive")),
    "how many may be chosen": (
        around(asked(attrs.evolve(TOPICS, maximum=1))),
        scale_of("minimum", "maximum"),
    ),
    "counts and their limits": (around(asked(Count(code="n", minimum=1, maximum=9))), scale_of("limits")),
    "numbers and their limits": (
        around(asked(Number(code="n", minimum=-1.5, maximum=9))),
        scale_of("limits"),
    ),
    "that a number is a percentage": (
        around(asked(Percentage(code="share"))),
        lambda one: type(one["rated"].scale).__name__,
    ),
    "how many decimals": (around(asked(Number(code="n", decimals=2))), scale_of("decimals")),
    "units of numbers": (around(asked(Number(code="n", unit="miles"))), scale_of("unit")),
    "shares of parts": (around(asked(Composition(code="mix", parts=PARTS))), scale_of("parts")),
    "why there is no number": (around(asked(Count(code="n", options=[ABSENT]))), options_of("code")),
    "gates on one answer": (around(attrs.evolve(PLAIN, gate=Equals("door", "yes"))), of("gate")),
    "gates of several conditions": (
        around(attrs.evolve(PLAIN, gate=AnyCondition([Equals("door", "yes"), Equals("door", "no")]))),
        lambda one: one["rated"].gate is not None,
    ),
    "gates of conditions inside conditions": (
        around(attrs.evolve(PLAIN, gate=DEEP)),
        lambda one: one["rated"].gate is not None,
    ),
    "to whom a question applies": (
        around(attrs.evolve(PLAIN, applies=Equals("kind", "public")), characteristics=[KIND]),
        lambda one: one["rated"].applies is not None,
    ),
}


ALWAYS_TOLD = {
    "that options ascend": "that a scale is Ordinal",
    "code, edition and title of the instrument": "the code and the edition",
}
"""How accounts begin that name a feature of every instrument."""


def fate(through: Callable[[Instrument], tuple[DefinitionAccount, Instrument]], feature: str) -> str:
    """Whether a feature comes back, or is named."""
    instrument, told = FEATURES[feature]
    account, again = through(instrument)
    try:
        if told(again) == told(instrument):
            return "carried"
    except (KeyError, AttributeError):
        pass
    plain = {one.message for one in through(around(PLAIN))[0].left_out}
    told_of = {one.message for one in account.left_out}
    always = any(one.startswith(ALWAYS_TOLD.get(feature, "?")) for one in told_of)
    return "named" if told_of - plain or always else "LOST"


def table() -> str:
    """The table, as Markdown."""
    rows = [f"| | {' | '.join(FORMATS)} |", f"|---|{'---|' * len(FORMATS)}"]
    rows += [
        f"| {feature} | {' | '.join(fate(through, feature) for through in FORMATS.values())} |"
        for feature in FEATURES
    ]
    return "\n".join(rows) + "\n"


def test_the_page_shows_what_formats_carry():
    """The table in the docs is what comes out here; nothing is lost without a word."""
    text = PAGE.read_text("utf-8")
    inside = text[text.index(BEGIN) + len(BEGIN) : text.index(END)].strip("\n") + "\n"
    assert inside == table(), "write it: python -m tests.exchange.test_what_formats_carry --write"
    assert "LOST" not in inside


def test_several_conditions_of_one_question_are_among_them():
    """Gates on choices, numbers and selections come back from every format but where they are named."""
    for gate in (Equals("door", "yes"), AtLeast("beds", 3.0), Includes("who", "low")):
        beds = Indicator(code="beds", prompt="Beds?", scale=Count(code="n"))
        who = Indicator(code="who", prompt="Who?", scale=TOPICS)
        area = Area(code="rooms", label="Rooms", indicators=[DOOR, beds, who, attrs.evolve(PLAIN, gate=gate)])
        instrument = Instrument(
            code="tiny",
            edition="1",
            title="Tiny",
            domains=[Domain(code="house", label="House", areas=[area])],
        )
        for through in FORMATS.values():
            assert through(instrument)[1]["rated"].gate == gate


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    page = PAGE.read_text("utf-8")
    start, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    PAGE.write_text(f"{page[:start]}\n{table()}\n{page[end:]}", encoding="utf-8")
