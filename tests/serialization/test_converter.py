"""The converter, and rules that were written outside."""

import dataclasses
import inspect
import json
from decimal import Decimal
from typing import Any

import attrs
import pytest

from smmi import scoring
from smmi.errors import ArgumentError, DocumentError
from smmi.instrument import AtLeast, Indicator
from smmi.scoring import EqualSteps, ScoringScheme
from smmi.scoring.rules import AGGREGATION_RULES
from smmi.serialization import from_document, json_schema, make_converter, to_document
from tests.serialization.examples import CARE
from tests.serialization.outsiders import Capped, FirstPart, Level, Mood, Step, StepsUp, _MedianOfAll
from tests.serialization.unchecked import unchecked

OUTSIDE = (StepsUp, _MedianOfAll, Capped, FirstPart)

RULE = StepsUp(
    steps=(Step(10), Step(20, 0.5)),
    whole=3,
    flag=True,
    mood=Mood.BAD,
    level=Level.VERY_LOW,
    mode="right",
    limit=1,
    by_name={"a": 1},
    tags=["x"],
    either=[1],
    pair=(1, "one"),
)
SCHEME = ScoringScheme(
    CARE,
    items={"visits": RULE, "time": FirstPart()},
    areas={"clinics": _MedianOfAll("upper"), "teaching": _MedianOfAll()},
    overall=Capped(0.5),
)


def refusal(*rules):
    """The message with which rules are refused."""
    with pytest.raises(ArgumentError) as caught:
        make_converter(rules=rules)
    return str(caught.value)


def test_rules_from_outside_are_written():
    """Dataclasses and attrs classes of strangers are written with all their fields, by a tag of their own."""
    document = to_document(SCHEME, rules=OUTSIDE)
    assert document["items"] == {
        "visits": {
            "kind": "steps-up",
            "steps": [{"at": 10.0}, {"at": 20.0, "worth": 0.5}],
            "whole": 3,
            "flag": True,
            "mood": "bad",
            "level": "very-low",
            "mode": "right",
            "limit": 1.0,
            "by_name": {"a": 1},
            "tags": ["x"],
            "either": [1],
            "pair": [1, "one"],
        },
        "time": {"kind": "first-part"},
    }
    assert document["areas"] == {
        "clinics": {"kind": "median-of-all", "kind_of_median": "upper"},
        "teaching": {"kind": "median-of-all"},
    }
    assert document["overall"] == {"kind": "capped-at", "limit": 0.5}


def test_rules_from_outside_come_back():
    """A scheme with strangers' rules survives a round trip through the text of JSON."""
    document = to_document(SCHEME, rules=OUTSIDE)
    read = from_document(json.loads(json.dumps(document)), ScoringScheme, instrument=CARE, rules=OUTSIDE)
    assert read == SCHEME
    assert to_document(read, rules=OUTSIDE) == document


@pytest.mark.parametrize("odd", [None, True, Mood.BAD, Step(1)], ids=repr)
def test_enums_and_classes_stand_in_unions(odd):
    """Where a member of an enum, a flag or an object may stand, it is told by what it is in JSON."""
    converter = make_converter(rules=OUTSIDE)
    rule = dataclasses.replace(RULE, odd=odd)
    assert converter.structure(converter.unstructure(rule), StepsUp) == rule


@pytest.mark.parametrize("either", [None, 3, "three", [3]], ids=repr)
def test_unions_are_told_apart_by_what_they_are(either):
    """Where one of several plain values may stand, it is told by what it is in JSON."""
    converter = make_converter(rules=OUTSIDE)
    rule = dataclasses.replace(RULE, either=either)
    assert converter.structure(converter.unstructure(rule), StepsUp) == rule


def test_what_is_wrong_in_a_rule_from_outside_is_said():
    """A stranger's rule is read as strictly as ours, and what it raises itself becomes a finding."""
    document = unchecked(to_document(SCHEME, rules=OUTSIDE))
    document["items"]["visits"] |= {
        "whole": 1.0,
        "mood": "fair",
        "level": 1,
        "mode": "up",
        "tags": "x",
        "either": 1.5,
        "odd": 1,
    }
    document["items"]["visits"]["pair"] = ["one", 1]
    document["items"]["visits"]["steps"][1] |= {"wort": 1}
    document["areas"]["clinics"]["kind_of_median"] = 1
    document["areas"]["teaching"]["_kind_of_median"] = "upper"
    document["overall"]["limit"] = 2
    with pytest.raises(DocumentError) as caught:
        from_document(document, ScoringScheme, instrument=CARE, rules=OUTSIDE)
    assert str(caught.value) == (
        "the document cannot be read: 13 findings\n"
        "  $.items.visits.steps[1].wort: 'wort' is no key of a Step, which has 'at', 'worth'. Did you mean 'worth'?\n"
        "  $.items.visits.whole: got the number 1.0, expected an integer\n"
        "  $.items.visits.mood: got 'fair', expected one of 'good', 'bad'\n"
        "  $.items.visits.level: got the number 1, expected one of 'very-low', 'high'\n"
        "  $.items.visits.mode: got 'up', expected one of 'left', 'right'\n"
        "  $.items.visits.tags: got the text 'x', expected a list\n"
        "  $.items.visits.either: got the number 1.5, expected an integer or text or a list or null\n"
        "  $.items.visits.pair[0]: got the text 'one', expected an integer\n"
        "  $.items.visits.pair[1]: got the number 1, expected text\n"
        "  $.items.visits.odd: got the number 1, expected one of 'good', 'bad' or an object: a Step or "
        "true or false or null\n"
        "  $.areas.clinics.kind_of_median: got the number 1, expected text\n"
        "  $.areas.teaching._kind_of_median: '_kind_of_median' is no key of a _MedianOfAll, which has "
        "'kind_of_median'. Did you mean 'kind_of_median'?\n"
        "  $.overall: RuntimeError: too much"
    )


@pytest.mark.parametrize(
    ("pair", "got"), [([1], "a list of 1"), ([1, "a", 2], "a list of 3"), ({"a": 1}, "an object")], ids=str
)
def test_a_pair_has_two_members(pair, got):
    """A tuple of so many members is a list of as many."""
    document = unchecked(to_document(SCHEME, rules=OUTSIDE))
    document["items"]["visits"]["pair"] = pair
    with pytest.raises(DocumentError) as caught:
        from_document(document, ScoringScheme, instrument=CARE, rules=OUTSIDE)
    assert str(caught.value) == (
        f"the document cannot be read: $.items.visits.pair: got {got}, expected a list of 2"
    )


def test_a_rule_that_was_not_handed_over_is_refused():
    """A class that is not known is neither written nor read, and the error says what to hand over."""
    with pytest.raises(ArgumentError) as caught:
        to_document(SCHEME, rules=[StepsUp, Capped])
    assert str(caught.value) == (
        "'rules': got StepsUp, Capped, expected the classes of all rules of the scheme that are not smmi's own. "
        "Hand over: rules=[FirstPart, _MedianOfAll]"
    )
    document = to_document(SCHEME, rules=OUTSIDE)
    with pytest.raises(DocumentError) as caught_reading:
        from_document(document, instrument=CARE, rules=[StepsUp, _MedianOfAll, FirstPart])
    assert str(caught_reading.value) == (
        "the document cannot be read: $.overall.kind: got 'capped-at', expected one of "
        + ", ".join(map(repr, [*AGGREGATION_RULES, "median-of-all"]))
        + "; a rule of your own is read in Python, with its class: rules=[…]"
    )


def test_a_rule_inside_of_another_is_asked_for_too():
    """Where a rule holds another one by whatever name, the error names the class of that."""

    @attrs.frozen
    class Halved:
        inner: scoring.AggregationRule

        def aggregate(self, points, weights):
            return self.inner.aggregate(points, weights) / 2.0

    halved = ScoringScheme(CARE, items=SCHEME.items, overall=Halved(Capped(0.5)))
    with pytest.raises(ArgumentError) as caught:
        to_document(halved, rules=[StepsUp, FirstPart, Halved])
    assert str(caught.value) == (
        "'rules': got no class Capped, of which a value is to be written, expected an object with 'kind' "
        f"{' or '.join(map(repr, [*AGGREGATION_RULES, 'halved']))}. Hand over the class: rules=[Capped]"
    )


def test_a_class_made_from_ours_is_not_taken_for_ours():
    """A class that inherits from a built-in rule has no tag of its own, and is not written as its parent."""

    @attrs.frozen
    class Own(EqualSteps):
        pass

    with pytest.raises(ArgumentError):
        to_document(ScoringScheme(CARE, items={"clinic": Own(), "time": FirstPart()}), rules=[FirstPart])


def test_a_value_that_json_cannot_say_is_not_written():
    """A stranger's rule with a number that is not finite has no document."""
    scheme = ScoringScheme(CARE, items={"time": FirstPart()}, overall=Capped(float("nan")))
    with pytest.raises(ArgumentError) as caught:
        to_document(scheme, rules=OUTSIDE)
    assert str(caught.value) == (
        "'value': got what no document can say, at $.overall.limit: got nan, expected a finite number, "
        "expected values of JSON"
    )


def test_one_class_may_be_handed_over_as_it_is():
    """A single class of rules needs no list; a class of ours, or the same one twice, is no clash."""
    assert make_converter(rules=FirstPart).unstructure(FirstPart()) == {"kind": "first-part"}
    assert make_converter(rules=[EqualSteps, FirstPart, FirstPart]).unstructure(FirstPart()) == {
        "kind": "first-part"
    }
    assert json_schema(ScoringScheme, rules=FirstPart)["$defs"]["first-part"]["properties"] == {
        "kind": {"const": "first-part"}
    }


def test_a_taken_tag_is_refused():
    """A tag that a class of ours or another one handed over has is refused, with the way out."""

    @attrs.frozen
    class Linear:
        scales = ()

        def points(self, answers, scale, /):
            return answers

    assert refusal(Linear) == (
        f"'rules': got the tag 'linear' of Linear, expected one that {scoring.Linear.__module__}.Linear has not. "
        "Give Linear another one: tag = '…'"
    )

    @attrs.frozen
    class Other(Linear):
        tag = "first-part"

    assert refusal(FirstPart, Other).startswith(
        "'rules': got the tag 'first-part' of Other, expected one that"
    )


def test_what_is_no_rule_is_refused():
    """Instances, classes without fields, classes without methods of a rule, and strange tags are refused."""

    class Bare:
        def points(self, answers, scale, /):
            return answers

    @attrs.frozen
    class Tagged(FirstPart):
        tag = "No Words"

    @dataclasses.dataclass
    class Kinds:
        kind: str

        def aggregate(self, points, weights):
            return points

    assert refusal(RULE) == (
        "'rules': got a StepsUp, expected classes of rules. Hand over the class, not an instance of it"
    )
    assert refusal(Bare) == "'rules': got the class Bare, expected an attrs class or a dataclass"
    assert refusal(Step) == (
        "'rules': got the class Step, expected a rule: a method `points` (item rule) or `aggregate` (aggregation rule)"
    )
    assert refusal(Tagged) == (
        "'rules': got the tag 'No Words' of Tagged, expected words joined by hyphens, such as 'my-rule'"
    )
    assert refusal(Kinds) == (
        "'rules': got a field 'kind' of Kinds, expected another name: the tag stands there"
    )


@pytest.mark.parametrize(
    "annotation",
    [Decimal, Any, object, dict[int, int], tuple[int, Decimal], set[str], int | Decimal, None, list],
    ids=str,
)
def test_a_field_that_no_document_can_say_is_refused_by_name(annotation):
    """A rule with a field that JSON cannot say is refused when it is handed over, not when it is written."""
    odd = attrs.make_class("Odd", {"field": attrs.field(type=annotation)}, (FirstPart,), frozen=True)
    assert refusal(odd) == (
        f"'rules': got the field 'field' of Odd with the annotation "
        f"{inspect.formatannotation(odd.__attrs_attrs__.field.type)}, expected text, numbers, true or false, enums, "
        "literals of text, lists such as tuple[float, ...], mappings from text such as dict[str, float], classes of "
        "these"
    )


def test_annotations_that_cannot_be_understood_are_refused():
    """A rule whose annotations speak of names that do not exist is refused when it is handed over."""

    @dataclasses.dataclass
    class Dreamer:
        of: "Nothing"  # noqa: F821

        def aggregate(self, points, weights):
            return points

    assert refusal(Dreamer) == (
        "'rules': got the class Dreamer, whose annotations cannot be read (name 'Nothing' is not defined), expected "
        "annotations that `typing.get_type_hints` understands"
    )


def test_a_converter_of_ones_own_reads_parts():
    """A converter reads and writes parts of documents, for documents of one's own that hold them."""
    converter = make_converter()
    content = {"kind": "at-least", "code": "visits", "value": 3.0}
    assert converter.structure(content, AtLeast) == AtLeast("visits", 3)
    assert converter.unstructure(AtLeast("visits", 3)) == content
    indicator = CARE["visits"]
    assert converter.structure(converter.unstructure(indicator), Indicator) == indicator


def test_hooks_of_ones_own_change_nothing_for_others():
    """What is registered on a converter of one's own has no effect on documents."""
    make_converter().register_unstructure_hook(AtLeast, lambda _: "changed")
    assert to_document(CARE) == to_document(CARE)
    assert "changed" not in json.dumps(to_document(CARE))


def test_a_converter_knows_documents_and_nothing_else():
    """What no document holds is refused by the converter, too."""
    with pytest.raises(ArgumentError) as caught:
        make_converter().unstructure(Decimal(1))
    assert str(caught.value) == (
        "'value': got a value of decimal.Decimal, expected text, numbers, true or false, enums, literals of text, "
        "lists such as tuple[float, ...], mappings from text such as dict[str, float], classes of these"
    )
