"""Gates that cannot be are refused, each with its whole message, and the rest of the instrument is still looked at."""

import pytest

from smmi.errors import DeclarationError, Reason
from smmi.instrument import (
    AllConditions,
    Answered,
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
    Nominal,
    NotCondition,
    Number,
    OneOf,
    Option,
    Ordinal,
    Percentage,
)


def options(*codes):
    return tuple(Option(code, code.title()) for code in codes)


SCALES = {
    "policy": Binary(code="yes_no"),
    "extent": Ordinal(code="extent", options=options("low", "middle", "high")),
    "place": Nominal(code="place", options=options("north", "south")),
    "topics": MultipleChoice(code="topics", options=options("a", "b", "c"), maximum=2),
    "tools": MultipleChoice(
        code="tools", options=(*options("a", "b"), Option("none", "None", exclusive=True)), minimum=1
    ),
    "pairs": MultipleChoice(
        code="pairs", options=(*options("a", "b", "c"), Option("none", "None", exclusive=True)), minimum=2
    ),
    "share": Percentage(code="share", decimals=0),
    "programs": Count(code="programs", maximum=5),
    "budget": Number(code="budget", minimum=0, decimals=1),
    "weight": Number(code="weight"),
    "mix": Composition(code="mix", parts=options("rural", "urban")),
    "many": MultipleChoice(code="many", options=options(*(f"o{i}" for i in range(20))), minimum=3),
    "long": Nominal(code="long", options=options(*(f"o{i}" for i in range(14)))),
}
CONTROL = Characteristic("control", "Control", options("public", "private"))


def instrument(gates=(), applies=()):
    """An instrument with a scale of every kind, after which stand indicators with the gates and conditions given."""
    indicators = [Indicator(code=code, prompt=f"{code}?", scale=scale) for code, scale in SCALES.items()]
    for i, gate in enumerate(gates):
        indicators.append(Indicator(code=f"g{i}", prompt="Gated?", scale=Binary(code="yes_no"), gate=gate))
    for i, condition in enumerate(applies):
        indicators.append(
            Indicator(code=f"p{i}", prompt="For some?", scale=Binary(code="yes_no"), applies=condition)
        )
    area = Area(code="area", label="Area", indicators=indicators)
    domain = Domain(code="domain", label="Domain", areas=[area])
    return Instrument(code="tiny", edition="1", title="Tiny", domains=[domain], characteristics=[CONTROL])


def findings(**conditions):
    """What is found about conditions."""
    with pytest.raises(DeclarationError) as caught:
        instrument(**conditions)
    return caught.value.findings


REFUSED = {
    Equals("polcy", "yes"): (
        Reason.UNKNOWN_CODE,
        "Equals(code='polcy', value='yes') speaks of 'polcy', which is no indicator of the instrument. "
        "Did you mean 'policy'?",
    ),
    Equals("control", "public"): (
        Reason.UNKNOWN_CODE,
        "Equals(code='control', value='public') speaks of 'control', which is no indicator of the instrument.",
    ),
    Answered("g0"): (
        Reason.BAD_GATE,
        "Answered(code='g0') speaks of the indicator itself; a gate may speak of earlier indicators only",
    ),
    Equals("extent", "medium"): (
        Reason.BAD_GATE,
        "Equals(code='extent', value='medium'): got 'medium', expected one of 'low', 'middle', 'high'",
    ),
    OneOf("extent", ("low", "hihg")): (
        Reason.BAD_GATE,
        "OneOf(code='extent', values=('low', 'hihg')): got 'hihg', expected one of 'low', 'middle', 'high'. "
        "Did you mean 'high'?",
    ),
    AtLeast("extent", 2): (
        Reason.BAD_GATE,
        "AtLeast(code='extent', value=2.0): got 2.0, expected one of 'low', 'middle', 'high'",
    ),
    AtLeast("place", "north"): (
        Reason.BAD_GATE,
        "AtLeast(code='place', value='north'): AtLeast needs an order, which the nominal scale 'place' does not have",
    ),
    Includes("policy", "yes"): (
        Reason.BAD_GATE,
        "Includes(code='policy', option='yes'): Includes does not go with the binary scale 'yes_no'; use Equals, OneOf "
        "or AtLeast",
    ),
    Equals("topics", "a"): (
        Reason.BAD_GATE,
        "Equals(code='topics', value='a'): Equals does not go with the multiple-choice scale 'topics'; use Includes or "
        "Answered",
    ),
    Includes("topics", "d"): (
        Reason.BAD_GATE,
        "Includes(code='topics', option='d'): got 'd', expected one of 'a', 'b', 'c'",
    ),
    Includes("mix", "rural"): (
        Reason.BAD_GATE,
        "Includes(code='mix', option='rural'): Includes does not go with the composition scale 'mix'; use Answered",
    ),
    AtLeast("mix", 50): (
        Reason.BAD_GATE,
        "AtLeast(code='mix', value=50.0): AtLeast does not go with the composition scale 'mix'; use Answered",
    ),
    OneOf("programs", (1, "two")): (
        Reason.BAD_GATE,
        "OneOf(code='programs', values=(1.0, 'two')): got 'two', expected a number",
    ),
    Equals("long", "none"): (
        Reason.BAD_GATE,
        "Equals(code='long', value='none'): got 'none', expected one of 'o0', 'o1', 'o2', 'o3', 'o4', 'o5', 'o6', "
        "'o7', 'o8', 'o9', 'o10', 'o11' … (14 in all)",
    ),
}


@pytest.mark.parametrize(("gate", "expected"), REFUSED.items(), ids=[str(gate) for gate in REFUSED])
def test_a_gate_that_speaks_wrongly_is_refused(gate, expected):
    """The reason, the path and the whole message; the same inside of other conditions."""
    for condition in (gate, NotCondition(AllConditions((gate, Answered("policy"))))):
        [finding] = findings(gates=[condition])
        assert (finding.reason, finding.message) == expected
        assert (finding.path, finding.code) == ("$.domains[0].areas[0].indicators[13].gate", "g0")


def test_a_gate_may_not_speak_of_what_comes_later():
    """Forward references are refused, and with them every cycle."""
    found = findings(gates=[Answered("g1"), Answered("g0")])
    assert [(finding.code, finding.reason, finding.message) for finding in found] == [
        (
            "g0",
            Reason.BAD_GATE,
            "Answered(code='g1') speaks of a later indicator; a gate may speak of earlier indicators only",
        )
    ]


NEVER_OPEN = {
    "yes and no": AllConditions((Equals("policy", "yes"), Equals("policy", "no"))),
    "answered and not": AllConditions((Answered("mix"), NotCondition(Answered("mix")))),
    "above the highest": AtLeast("share", 100.5),
    "below the lowest": NotCondition(AtLeast("budget", 0)),
    "between two integers": AllConditions((AtLeast("programs", 2.2), NotCondition(AtLeast("programs", 2.8)))),
    "not an integer": Equals("programs", 2.5),
    "too precise": Equals("budget", 0.25),
    "between two of one decimal": AllConditions(
        (AtLeast("budget", 0.11), NotCondition(AtLeast("budget", 0.19)))
    ),
    "more than may be chosen": AllConditions(
        (Includes("topics", "a"), Includes("topics", "b"), Includes("topics", "c"))
    ),
    "fewer than must be chosen": NotCondition(AnyCondition((Includes("pairs", "a"), Includes("pairs", "b")))),
    "alone where several must be chosen": Includes("pairs", "none"),
    "alone and with another": AllConditions((Includes("tools", "none"), Includes("tools", "a"))),
    "neither one nor the other": NotCondition(
        AnyCondition((Equals("policy", "yes"), Equals("policy", "no")))
    ),
}


@pytest.mark.parametrize("gate", NEVER_OPEN.values(), ids=NEVER_OPEN)
def test_a_gate_that_no_answers_open_is_refused(gate):
    """Contradictions are found on every kind of scale."""
    [finding] = findings(gates=[gate])
    assert finding.reason is Reason.GATE_NEVER_OPENS
    assert finding.message == "the gate of 'g0' can never open: no answers satisfy it"


MAY_OPEN = {
    "between two numbers": AllConditions(
        (AtLeast("weight", 1), NotCondition(AtLeast("weight", 1 + 1e-12)), NotCondition(Equals("weight", 1)))
    ),
    "below the lowest number spoken of": NotCondition(AtLeast("weight", -1e300)),
    "above the largest spoken of": AllConditions(
        (AtLeast("weight", 1e300), NotCondition(Equals("weight", 1e300)))
    ),
    "two decimals apart": AllConditions((AtLeast("budget", 0.11), NotCondition(AtLeast("budget", 0.21)))),
    "an end": Equals("share", 100),
    "several of many": AllConditions((Includes("many", "o1"), NotCondition(Includes("many", "o2")))),
    "none of those spoken of": NotCondition(AnyCondition((Includes("many", "o1"), Includes("many", "o2")))),
    "alone": Includes("tools", "none"),
    "not alone": AllConditions((Includes("tools", "a"), NotCondition(Includes("tools", "none")))),
    "as many as must be chosen": AllConditions(
        (Includes("pairs", "a"), NotCondition(Includes("pairs", "b")))
    ),
    "no answer at all": NotCondition(Answered("mix")),
    "too many options to try": AllConditions([Includes("many", f"o{i}") for i in range(11)]),
    "too many answers to try": AllConditions(
        [
            AnyCondition([Equals("place", "north"), *(Equals("long", f"o{i}") for i in range(14))]),
            Answered("topics"),
        ]
    ),
}


@pytest.mark.parametrize("gate", MAY_OPEN.values(), ids=MAY_OPEN)
def test_a_gate_that_some_answers_open_is_admitted(gate):
    """What can happen is not refused, nor is what cannot be tried out."""
    assert instrument(gates=[gate])["g0"].gate == gate


def test_contradictions_are_found_through_other_gates():
    """A gate that asks for an answer which another gate rules out never opens; what depends on it is not blamed."""
    found = findings(
        gates=[
            Equals("policy", "yes"),
            AllConditions((Equals("policy", "no"), Answered("g0"))),
            Answered("g1"),
        ]
    )
    assert [(finding.code, finding.reason) for finding in found] == [("g1", Reason.GATE_NEVER_OPENS)]


def test_contradictions_are_found_through_applicability():
    """Two indicators that never apply to one unit are never both answered."""
    known, unknown = Answered("control"), NotCondition(Answered("control"))
    apart = {
        code: Indicator(code=code, prompt=f"{code}?", scale=Binary(code="yes_no"), applies=condition)
        for code, condition in (("known", known), ("unknown", unknown))
    }

    def gated(gate):
        last = Indicator(code="last", prompt="Last?", scale=Binary(code="yes_no"), gate=gate)
        area = Area(code="area", label="Area", indicators=[*apart.values(), last])
        domain = Domain(code="domain", label="Domain", areas=[area])
        return Instrument(code="tiny", edition="1", title="Tiny", domains=[domain], characteristics=[CONTROL])

    with pytest.raises(DeclarationError, match="the gate of 'last' can never open"):
        gated(AllConditions((Equals("known", "yes"), Equals("unknown", "yes"))))
    assert gated(AllConditions((Equals("known", "yes"), NotCondition(Answered("unknown")))))["last"]


def test_a_blank_lets_answers_behind_a_gate_stand():
    """Where the first answer is missing, its gate is neither open nor shut, and the second answer counts."""
    gate = AllConditions((NotCondition(Answered("policy")), Equals("g0", "yes")))
    assert instrument(gates=[Equals("policy", "yes"), gate])["g1"].gate == gate


BAD_APPLICABILITY = {
    Equals("contrl", "public"): (
        Reason.UNKNOWN_CODE,
        "Equals(code='contrl', value='public') speaks of 'contrl', which is no declared characteristic. "
        "Did you mean 'control'?",
    ),
    Equals("control", "publik"): (
        Reason.BAD_GATE,
        "Equals(code='control', value='publik'): got 'publik', expected one of 'public', 'private'. "
        "Did you mean 'public'?",
    ),
    AtLeast("control", "public"): (
        Reason.BAD_GATE,
        "AtLeast(code='control', value='public'): AtLeast does not go with a characteristic; use Equals or OneOf",
    ),
    AllConditions((Equals("control", "public"), Equals("control", "private"))): (
        Reason.NEVER_APPLIES,
        "'p0' can never apply: no characteristics satisfy its condition",
    ),
}


@pytest.mark.parametrize(
    ("condition", "expected"),
    BAD_APPLICABILITY.items(),
    ids=[str(condition) for condition in BAD_APPLICABILITY],
)
def test_applicability_that_cannot_be_is_refused(condition, expected):
    """The reason, the path and the whole message of what a condition on characteristics refuses."""
    [finding] = findings(applies=[condition])
    assert (finding.reason, finding.message) == expected
    assert (finding.path, finding.code) == ("$.domains[0].areas[0].indicators[13].applies", "p0")


def test_applicability_may_ask_for_any_value():
    """A condition that a unit without a value does not satisfy is admitted."""
    assert instrument(applies=[Answered("control"), OneOf("control", ("public", "private"))])


def test_a_repeated_code_is_found_without_confusion():
    """Where a code stands twice, gates that speak of it are still looked at, by its first place."""
    again = Indicator(code="extent", prompt="Again?", scale=Nominal(code="other", options=options("x", "y")))
    gated = Indicator(code="g", prompt="Gated?", scale=Binary(code="yes_no"), gate=AtLeast("extent", "high"))
    kind = Indicator(
        code="control", prompt="Control?", scale=Binary(code="yes_no"), applies=Answered("control")
    )
    area = instrument().areas[0]
    wider = Area(code="area", label="Area", indicators=[*area.indicators, again, gated, kind])
    with pytest.raises(DeclarationError) as caught:
        Instrument(
            code="tiny",
            edition="1",
            title="Tiny",
            domains=[Domain(code="domain", label="Domain", areas=[wider])],
            characteristics=[CONTROL],
        )
    assert [(finding.reason, finding.code) for finding in caught.value.findings] == [
        (Reason.REPEATED_CODE, "extent"),
        (Reason.REPEATED_CODE, "control"),
        (Reason.UNKNOWN_CODE, "control"),
    ]


def test_long_chains_and_broad_gates_are_checked():
    """A hundred gates, one behind the other, and one that speaks of them all are checked, in seconds, not hours."""
    chain = [Equals("policy", "yes"), *(Equals(f"g{i}", "yes") for i in range(99))]
    assert instrument(gates=[*chain, AllConditions([Answered(f"g{i}") for i in range(100)])])["g100"]
    [finding] = findings(gates=[*chain[:25], AllConditions((Equals("g24", "yes"), Equals("g3", "no")))])
    assert finding.code == "g25"
