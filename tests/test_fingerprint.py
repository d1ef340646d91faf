"""Fingerprints depend on the value alone.

The fingerprints in `data/fingerprints.json` were made once and hold on every machine and version of Python that the
library runs on. After a meant change, `python tests/test_fingerprint.py --write` writes the file anew; without
`--write` the script compares, with no need of pytest.
"""

import argparse
import dataclasses
import enum
import functools
import json
import os
import subprocess
import sys
from pathlib import Path

import attrs
import numpy as np

from smmi import editions
from smmi.errors import FingerprintError
from smmi.fingerprint import ADDED_LATER, Scope, fingerprint
from smmi.frozen import FrozenMapping
from smmi.instrument import (
    AllConditions,
    Answered,
    Answers,
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
    Nonresponse,
    NotCondition,
    Number,
    OneOf,
    Option,
    Ordinal,
    Origin,
    Percentage,
    Provenance,
    Term,
)

GOLDEN = Path(__file__).with_name("data") / "fingerprints.json"


def options(*codes):
    return tuple(Option(code, f"{code} ✓") for code in codes)


def every_kind():
    """An instrument with a scale and a condition of every kind."""
    unknown = Option("dont_know", "Don’t know", nonresponse=Nonresponse.NO_ANSWER)
    scales = [
        Binary(code="s0"),
        Ordinal(code="s1", options=(*options("low", "high"), unknown)),
        Nominal(code="s2", options=options("red", "green")),
        MultipleChoice(
            code="s3", options=(*options("a", "b"), Option("none", "None", exclusive=True)), maximum=2
        ),
        Percentage(code="s4", decimals=1),
        Count(code="s5", maximum=10, unit="programs"),
        Number(code="s6", minimum=-0.1, options=(unknown,)),
        Composition(code="s7", parts=options("rural", "urban"), tolerance=1),
        Binary(code="s8"),
    ]
    gate = AllConditions(
        (
            Equals("q0", "yes"),
            AnyCondition((AtLeast("q5", 2), NotCondition(Includes("q3", "a")), OneOf("q4", (0.1, 50)))),
        )
    )
    gates = {8: AllConditions((gate, Answered("q7")))}
    indicators = [
        Indicator(
            code=f"q{i}", prompt=f"Question {i}?", scale=scale, gate=gates.get(i), terms=(Term("a", "b"),)
        )
        for i, scale in enumerate(scales)
    ]
    area = Area(code="area", label="Area", indicators=indicators, provenance=Provenance(Origin.OURS, "own"))
    return Instrument(
        code="every",
        edition="1",
        title="Every kind",
        domains=[Domain(code="domain", label="Domain", areas=[area], tags=("x",))],
        characteristics=[Characteristic("control", "Control", options("public", "private"))],
    )


def answers():
    """Answers of every kind."""
    records = [
        {"id": "Ä 1", "control": "public", "size": "big", "q0": "yes", "q3": ("a", "b"), "q4": 0.1, "q5": 3},
        {
            "id": "2",
            "control": None,
            "size": None,
            "q6": -0.0,
            "q7": {"rural": 100},
            "q8": "no",
            "q1": "dont_know",
        },
    ]
    return Answers.from_records(every_kind(), records, unit="id", attributes=("control", "size"))


def golden():
    """The fingerprints that are to hold everywhere."""
    values = {
        "every kind": every_kind(),
        "answers": answers(),
        "smmi_16": editions.smmi_16(),
        "smmi_18": editions.smmi_18(),
    }
    return {
        f"{name}, {scope.value}": fingerprint(value, scope=scope)
        for name, value in values.items()
        for scope in Scope
    }


def test_fingerprints_are_those_that_were_made_once():
    """Both scopes of both editions, of an instrument and of answers of every kind, as committed; see above."""
    assert golden() == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_fingerprints_do_not_depend_on_the_process_or_the_hash_seed():
    """A process with another hash seed than this one makes the same fingerprints."""
    other = "1" if os.environ.get("PYTHONHASHSEED") == "0" else "0"
    subprocess.run([sys.executable, __file__], env={**os.environ, "PYTHONHASHSEED": other}, check=True)


class Colour(enum.Enum):
    """An enumeration."""

    RED = 1


class Word(enum.StrEnum):
    """An enumeration whose members are text."""

    YES = "yes"


@attrs.frozen
class Pair:
    """A frozen class with a field that does not count."""

    left: object
    right: object
    note: object = attrs.field(default=None, eq=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Slotted:
    """A dataclass without a dictionary."""

    left: object
    note: object = dataclasses.field(default=None, compare=False)


class Plain:
    """A class with plain attributes."""

    def __init__(self, left):
        self.left = left

    @functools.cached_property
    def double(self):
        """Return what is found out once."""
        return (self.left, self.left)


def test_what_is_equal_in_meaning_has_one_fingerprint():
    """Sequences, orders of mappings and sets, memory layouts, signs of zero and uncompared fields do not count."""
    grid = np.arange(6.0).reshape(2, 3)
    for left, right in [
        ((1, "a"), [1, "a"]),
        ({"a": 1, "b": 2}, FrozenMapping({"b": 2, "a": 1})),
        ({"x", "y", "z"}, frozenset(("z", "y", "x"))),
        (0.0, -0.0),
        (float("nan"), -float("nan")),
        (np.float64(0.5), 0.5),
        (grid, np.asfortranarray(grid)),
        (grid, grid.astype(">f8")),
        (np.array(["a", "bc"]), np.array(["a", "bc"], dtype=np.dtypes.StringDType())),
        (np.array(["a", None], dtype=object), np.array(["a", None], dtype=object)),
        (Pair(1, 2, note="x"), Pair(1, 2, note="y")),
        (Slotted(1, note="x"), Slotted(1, note="y")),
    ]:
        assert fingerprint(left) == fingerprint(right), (left, right)


def test_what_is_not_equal_has_another_fingerprint():
    """Kinds of values are told apart, and so are shapes, types of arrays and classes."""
    several = [
        None, True, 1, 1.0, "1", b"1", 2, -1, 10**5000, float("inf"), float("nan"), (), ("1",), {"1": 1}, {"1"},
        {"int": "1"}, Colour.RED, Word.YES, "yes", Nonresponse.NO_ANSWER, Pair(1, 2), Pair(2, 1), Slotted(1), Plain(1),
        np.array([1]), np.array([1.0]), np.array([[1]]), np.array([1], dtype=np.uint8), np.array(["1"]),
        np.array([b"1"]), np.array([1], dtype=object), np.array([["1"]]),
    ]  # fmt: skip
    assert len({fingerprint(value) for value in several}) == len(several)


def test_a_cached_property_is_not_part_of_a_value():
    """Using an object of a plain class does not change its fingerprint."""
    plain = Plain(3)
    before = fingerprint(plain)
    assert plain.double == (3, 3)
    assert fingerprint(plain) == before


def test_a_field_that_came_later_counts_once_it_is_used():
    """A value keeps the fingerprint that it had before its class had the field, until the field says something."""

    def version(**later):
        return attrs.make_class("Version", {"a": attrs.field(default=1), **later}, frozen=True)

    before, after = version(), version(b=attrs.field(default=(), metadata={ADDED_LATER: True}))
    assert fingerprint(before()) == fingerprint(after()) == fingerprint(after(b=()))
    assert fingerprint(after(b=("x",))) not in {fingerprint(before()), fingerprint(after(b=("y",)))}
    assert fingerprint(version(b=attrs.field(default=()))()) != fingerprint(before())


def test_wording_moves_one_fingerprint_and_the_code_of_an_option_both():
    """What a respondent reads is outside the scope of scores; what an answer says is inside."""
    instrument = every_kind()

    def moved(change):
        [domain] = instrument.domains
        [area] = domain.areas
        first, *others = area.indicators
        area = attrs.evolve(area, indicators=(change(first), *others))
        other = attrs.evolve(instrument, domains=[attrs.evolve(domain, areas=[area])])
        return [fingerprint(other, scope=scope) != fingerprint(instrument, scope=scope) for scope in Scope]

    def scaled(*pairs):
        scale = Binary(code="s0", options=[Option(code, label) for code, label in pairs])
        return lambda indicator: attrs.evolve(indicator, scale=scale)

    assert moved(lambda indicator: indicator) == [False, False]
    assert moved(lambda indicator: attrs.evolve(indicator, prompt="Something else?")) == [True, False]
    assert moved(scaled(("no", "Not at all"), ("yes", "Yes"))) == [True, False]
    assert moved(scaled(("nope", "No"), ("yes", "Yes"))) == [True, True]


def refused(value):
    """The message with which a fingerprint is refused."""
    try:
        fingerprint(value)
    except FingerprintError as error:
        return str(error)
    return None


def test_what_has_no_canonical_form_is_refused():
    """Functions, bare objects, dates in arrays, and what contains itself have no fingerprint; the path says where."""
    circle = []
    circle.append(circle)
    rest = (
        ", which has no canonical form; expected None, text, numbers, enum members, tuples, mappings, arrays, or "
        "classes made of these (attrs, dataclasses, plain attributes)"
    )
    assert refused(len) == f"$: got an object of class 'builtin_function_or_method'{rest}"
    assert (
        refused({"rule": (1, Pair(object(), 2))})
        == f"$['rule'][1].left: got an object of class 'object'{rest}"
    )
    assert refused(Plain(len)) == f"$.left: got an object of class 'builtin_function_or_method'{rest}"
    assert refused([np.array(["2019-01-01"], dtype="M8[D]")]) == f"$[0]: got an array of datetime64[D]{rest}"
    assert refused([np.array([1j])]) == f"$[0]: got an array of complex128{rest}"
    assert refused(circle) == f"$: got a value that contains itself or is nested too deeply{rest}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Compare the fingerprints with the committed ones.")
    parser.add_argument("--write", action="store_true", help=f"write {GOLDEN.name} instead")
    if parser.parse_args().write:
        GOLDEN.write_text(json.dumps(golden(), indent=2) + "\n", encoding="utf-8")
    else:
        made, kept = golden(), json.loads(GOLDEN.read_text(encoding="utf-8"))
        differing = sorted(name for name in made.keys() | kept.keys() if made.get(name) != kept.get(name))
        sys.exit(f"these fingerprints differ: {differing}" if differing else None)
