"""The hierarchy: every node found by its code, in declared order; what contradicts itself is refused at once."""

import copy
import os
import pickle
import subprocess
import sys

import attrs
import pytest
from hypothesis import given

from smmi.editions import smmi_16
from smmi.errors import DeclarationError, Reason, UnknownCodeError
from smmi.instrument import Area, Binary, Characteristic, Domain, Indicator, Instrument, Option, Ordinal
from smmi.testing import strategies

YES_NO = Binary(code="yes_no")


def question(code, **rest):
    return Indicator(code=code, prompt=f"{code}?", scale=rest.pop("scale", YES_NO), **rest)


def area(code, *indicators):
    return Area(code=code, label=code.title(), indicators=indicators)


def domain(code, *areas):
    return Domain(code=code, label=code.title(), areas=areas)


def instrument(*domains, **rest):
    return Instrument(code="tiny", edition="1", title="Tiny", domains=domains, **rest)


TINY = instrument(
    domain("teaching", area("courses", question("q1"), question("q2", label="Second"))),
    domain("governance", area("mission", question("q3")), area("leaders", question("q4"))),
)
AGAIN = {
    "copied": copy.copy,
    "deeply": copy.deepcopy,
    "pickled": lambda value: pickle.loads(pickle.dumps(value)),
}


def test_nodes_are_found_by_code_and_kept_in_order():
    """Parents stand before children, in declared order; every node knows its parent and its path."""
    codes = ["teaching", "courses", "q1", "q2", "governance", "mission", "q3", "leaders", "q4"]
    assert [node.code for node in TINY] == list(TINY.nodes) == codes
    assert len(TINY) == 9
    assert "q1" in TINY
    assert "q9" not in TINY
    assert TINY["q4"] is TINY.indicators[3]
    assert [node.code for node in TINY.areas] == ["courses", "mission", "leaders"]
    assert TINY.parent("q4") is TINY["leaders"]
    assert TINY.parent("leaders") is TINY["governance"]
    assert TINY.parent("governance") is TINY
    assert TINY.path("q4") == ("governance", "leaders", "q4")
    assert TINY.path("teaching") == ("teaching",)


def test_every_node_has_a_name():
    """The label, or the prompt of an indicator that has none."""
    assert [TINY[code].name for code in ("teaching", "courses", "q1", "q2")] == [
        "Teaching",
        "Courses",
        "q1?",
        "Second",
    ]


@pytest.mark.parametrize("ask", [TINY.__getitem__, TINY.parent, TINY.path], ids=["node", "parent", "path"])
def test_an_unknown_code_suggests_the_nearest(ask):
    """The whole message, and the facts as fields."""
    with pytest.raises(UnknownCodeError) as caught:
        ask("corses")
    assert str(caught.value) == (
        "no domain, area or indicator has the code 'corses' (9 known). Did you mean 'courses'?"
    )
    assert caught.value.known == tuple(TINY.nodes)
    with pytest.raises(UnknownCodeError):
        ask(["courses"])


def test_the_text_of_an_instrument_is_short():
    """Its counts, not its contents."""
    assert repr(TINY) == "<Instrument 'tiny' edition '1': 2 domains, 3 areas, 4 indicators>"


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_instruments_survive_copying_and_pickling(again):
    """Copies are equal and hash alike, whether what is found once was found before or not."""
    fresh = attrs.evolve(TINY)
    for one in (fresh, TINY):
        assert TINY["q4"]
        other = again(one)
        assert other == TINY
        assert hash(other) == hash(TINY)
        assert other["q4"] == TINY["q4"]


def test_a_pickled_instrument_hashes_anew_in_another_process():
    """The hash of an instrument does not travel: another process has another hash seed."""
    read = (
        "import pickle, sys; from smmi.editions import smmi_16;"
        "other = pickle.loads(sys.stdin.buffer.read()); here = smmi_16();"
        "assert other == here and hash(other) == hash(here) and {here: 1}[other]"
    )
    edition = smmi_16()
    hash(edition)
    other = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    environment = {**os.environ, "PYTHONHASHSEED": other}
    subprocess.run([sys.executable, "-c", read], input=pickle.dumps(edition), env=environment, check=True)


@given(strategies.instruments())
def test_every_instrument_is_a_value(one):
    """Drawn instruments survive pickling, equal and hashing alike, and find every node by its code."""
    other = pickle.loads(pickle.dumps(one))
    assert other == one
    assert hash(other) == hash(one)
    for node in one:
        assert one[node.code] is node
        assert one.path(node.code)[-1] == node.code


EXTENT = Ordinal(code="yes_no", options=(Option("low", "Low"), Option("high", "High")))
CONTROL = Characteristic("control", "Control", (Option("public", "Public"),))

REFUSED = {
    "no domains": (
        instrument,
        Reason.EMPTY,
        "$.domains",
        "'domains' of instrument 'tiny': got none, expected 1 or more",
    ),
    "no areas": (
        lambda: domain("d"),
        Reason.EMPTY,
        "$.areas",
        "'areas' of domain 'd': got none, expected 1 or more",
    ),
    "no indicators": (
        lambda: area("a"),
        Reason.EMPTY,
        "$.indicators",
        "'indicators' of area 'a': got none, expected 1 or more",
    ),
    "an area for a domain": (
        lambda: instrument(area("a", question("q"))),
        Reason.BAD_VALUE,
        "$.domains",
        "'domains' of Instrument 'tiny': got (Area(code='a', label='A', indicators=(Indicator(code='q', …, expected a "
        "sequence of Domain; entry 0 is Area(code='a', label='A', indicators=(Indicator(code='q', p…",
    ),
    "no scale": (
        lambda: question("q", scale="yes_no"),
        Reason.BAD_VALUE,
        "$.scale",
        "'scale' of Indicator 'q': got 'yes_no', expected a value of a response scale",
    ),
    "no condition": (
        lambda: question("q", gate="q1 = yes"),
        Reason.BAD_VALUE,
        "$.gate",
        "'gate' of Indicator 'q': got 'q1 = yes', expected None or a value of a routing condition",
    ),
    "a blank edition": (
        lambda: Instrument(code="tiny", edition=" ", title="Tiny", domains=TINY.domains),
        Reason.BAD_VALUE,
        "$.edition",
        "'edition' of Instrument 'tiny': got ' ', expected text that is not blank (at most 20000 characters)",
    ),
    "a code twice": (
        lambda: instrument(domain("d", area("a", question("q"), question("q")))),
        Reason.REPEATED_CODE,
        "$.domains[0].areas[0].indicators[1].code",
        "the code 'q' is taken by $.domains[0].areas[0].indicators[0]; give each node and characteristic its own",
    ),
    "a code on two levels": (
        lambda: instrument(domain("d", area("d", question("q")))),
        Reason.REPEATED_CODE,
        "$.domains[0].areas[0].code",
        "the code 'd' is taken by $.domains[0]; give each node and characteristic its own",
    ),
    "a characteristic called like a node": (
        lambda: instrument(domain("control", area("a", question("q"))), characteristics=[CONTROL]),
        Reason.REPEATED_CODE,
        "$.characteristics[0].code",
        "the code 'control' is taken by $.domains[0]; give each node and characteristic its own",
    ),
    "a reserved code": (
        lambda: instrument(domain("d", area("overall", question("q")))),
        Reason.RESERVED_CODE,
        "$.domains[0].areas[0].code",
        "the code 'overall' is reserved; choose another",
    ),
    "two scales of one code": (
        lambda: instrument(domain("d", area("a", question("q"), question("r", scale=EXTENT)))),
        Reason.CONFLICTING_SCALE,
        "$.domains[0].areas[0].indicators[1].scale",
        "the scale code 'yes_no' is taken by a different scale at $.domains[0].areas[0].indicators[0].scale; declare "
        "the scale once and share it, or give this one another code",
    ),
}


@pytest.mark.parametrize(("declare", "reason", "path", "message"), REFUSED.values(), ids=REFUSED)
def test_what_the_hierarchy_refuses(declare, reason, path, message):
    """The reason, the path and the whole message of everything that is refused."""
    with pytest.raises(DeclarationError) as caught:
        declare()
    assert [finding.reason for finding in caught.value.findings] == [reason]
    assert str(caught.value) == f"the declaration cannot be used: {path}: {message}"


def test_everything_that_contradicts_itself_is_told_at_once():
    """Repeated codes, reserved codes and conflicting scales come in one error, in this order."""
    with pytest.raises(DeclarationError) as caught:
        instrument(domain("all", area("q", question("q"), question("r", scale=EXTENT))))
    assert [(finding.reason, finding.code) for finding in caught.value.findings] == [
        (Reason.RESERVED_CODE, "all"),
        (Reason.REPEATED_CODE, "q"),
        (Reason.CONFLICTING_SCALE, "r"),
    ]
