"""An instrument with a scale of every kind, gates, applicability and nonresponse options, for several tests."""

from smmi.instrument import (
    Area,
    Binary,
    Characteristic,
    Composition,
    Count,
    Domain,
    Equals,
    Indicator,
    Instrument,
    MultipleChoice,
    Nominal,
    Nonresponse,
    Number,
    Option,
    Ordinal,
    Percentage,
)

UNKNOWN = Option("dont_know", "Don't know", nonresponse=Nonresponse.NO_ANSWER)
NOT_OURS = Option("not_ours", "Not ours", nonresponse=Nonresponse.NOT_APPLICABLE)
NONE = Option("none", "None of these", exclusive=True)


def options(*codes):
    """Options of these codes."""
    return tuple(Option(code, f"The {code}") for code in codes)


SCALES = {
    "policy": Binary(code="yes_no"),
    "extent": Ordinal(code="extent", options=(*options("low", "middle", "high"), UNKNOWN, NOT_OURS)),
    "place": Nominal(code="place", options=options("north", "south")),
    "topics": MultipleChoice(code="topics", options=(*options("a", "b", "c"), NONE, UNKNOWN), minimum=1),
    "many": MultipleChoice(code="many", options=(*options(*(f"o{i}" for i in range(14))), NOT_OURS)),
    "share": Percentage(code="share", decimals=1, options=(UNKNOWN,)),
    "programs": Count(code="programs", maximum=10),
    "budget": Number(code="budget", minimum=-5, options=(NOT_OURS,)),
    "mix": Composition(code="mix", parts=options("rural", "urban", "sea"), options=(UNKNOWN,)),
}
GATES = {"share": Equals("policy", "yes"), "mix": Equals("extent", "high")}
APPLIES = {"budget": Equals("control", "public"), "topics": Equals("control", "public")}
CONTROL = Characteristic("control", "Control", options("public", "private"))


def every_kind():
    """The instrument."""
    indicators = [
        Indicator(code=code, prompt=f"{code}?", scale=scale, gate=GATES.get(code), applies=APPLIES.get(code))
        for code, scale in SCALES.items()
    ]
    area = Area(code="area", label="Area", indicators=indicators)
    domain = Domain(code="domain", label="Domain", areas=[area])
    return Instrument(
        code="every", edition="1", title="Every kind", domains=[domain], characteristics=[CONTROL]
    )
