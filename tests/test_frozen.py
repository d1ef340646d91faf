"""Immutable containers: equal by value, hashable, and out of reach of a slip of the hand."""

import copy
import pickle

import attrs
import numpy as np
import pytest

from smmi.errors import UnknownCodeError
from smmi.frozen import CodeMapping, FrozenMapping, freeze_mapping, frozen_array, read_only

WEIGHTS = FrozenMapping({"b": 2.0, "a": 1.0})
CHANGES = {
    "set": lambda mapping: setattr(mapping, "_items", {}),
    "deleted": lambda mapping: delattr(mapping, "_items"),
    "added": lambda mapping: setattr(mapping, "more", 1),
}
AGAIN = {
    "copied": copy.copy,
    "deeply": copy.deepcopy,
    "pickled": lambda value: pickle.loads(pickle.dumps(value)),
}


def test_a_frozen_mapping_reads_like_a_mapping():
    """Look-up, length, membership, order and text are those of a dict."""
    assert WEIGHTS["b"] == 2.0
    assert list(WEIGHTS) == ["b", "a"]
    assert len(WEIGHTS) == 2
    assert "c" not in WEIGHTS
    assert repr(WEIGHTS) == "{'b': 2.0, 'a': 1.0}"
    assert FrozenMapping() == {}
    assert FrozenMapping({"a": 1}, b=2) == {"a": 1, "b": 2}


def test_a_frozen_mapping_is_equal_and_hashes_by_value():
    """The order of items does not count, and any mapping with the same items is equal."""
    other = FrozenMapping({"a": 1.0, "b": 2.0})
    assert other == WEIGHTS == {"a": 1.0, "b": 2.0}
    assert hash(other) == hash(WEIGHTS)
    assert FrozenMapping(a=1.0) != WEIGHTS
    with pytest.raises(TypeError, match="unhashable"):
        hash(FrozenMapping(a=[]))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_frozen_mapping_cannot_change(change):
    """Neither its items nor new attributes can be set or deleted."""
    with pytest.raises(AttributeError, match=r"^a FrozenMapping cannot change$"):
        change(WEIGHTS)
    with pytest.raises(TypeError, match="item assignment"):
        WEIGHTS["a"] = 3.0
    assert WEIGHTS == {"a": 1.0, "b": 2.0}


def test_a_frozen_mapping_is_apart_from_what_it_was_made_of():
    """Changing the dict that it was made of does not change it."""
    items = {"a": 1.0}
    frozen = FrozenMapping(items)
    items["a"] = 2.0
    assert frozen == {"a": 1.0}


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_a_frozen_mapping_survives_copying_and_pickling(again):
    """Copies are frozen mappings in the same order."""
    other = again(WEIGHTS)
    assert type(other) is FrozenMapping
    assert list(other.items()) == list(WEIGHTS.items())


def test_only_mappings_are_frozen():
    """A mapping becomes a frozen one, a frozen one stays itself, anything else is left for a check."""
    assert freeze_mapping(WEIGHTS) is WEIGHTS
    assert type(freeze_mapping({"a": 1})) is FrozenMapping
    assert freeze_mapping(3) == 3


def test_read_only_arrays_cannot_be_written_to():
    """A view that cannot be written to stands for the array, which its maker can still change; such a view stays."""
    array = np.arange(3)
    frozen = read_only(array)
    with pytest.raises(ValueError, match="read-only"):
        frozen[0] = 9
    assert read_only(frozen) is frozen
    array[0] = 1
    assert frozen[0] == 1


AREAS = CodeMapping("no area has the code", {"teaching": 1, "research": 2})


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("teachin", "no area has the code 'teachin' (2 known). Did you mean 'teaching'?"),
        (7, "no area has the code '7' (2 known: 'teaching', 'research')."),
        ([1], "no area has the code '[1]' (2 known: 'teaching', 'research')."),
    ],
)
def test_an_unknown_code_is_told(asked, message):
    """Also where it could be no key; the whole message."""
    with pytest.raises(UnknownCodeError) as caught:
        AREAS[asked]
    assert str(caught.value) == message


def test_a_mapping_by_codes_is_a_frozen_mapping():
    """It reads, compares, hashes and is asked for absent codes as any mapping; copies tell unknown codes too."""
    assert AREAS == {"research": 2, "teaching": 1} == FrozenMapping(AREAS)
    assert hash(AREAS) == hash(FrozenMapping(AREAS))
    assert (AREAS.get("tea"), "tea" in AREAS, AREAS["research"]) == (None, False, 2)
    for again in AGAIN.values():
        other = again(AREAS)
        assert other == AREAS
        with pytest.raises(UnknownCodeError, match="no area has the code 'x'"):
            other["x"]


@attrs.frozen
class Held:
    """A class that holds an array."""

    values: np.ndarray = attrs.field(**frozen_array())


def test_a_frozen_array_is_compared_by_value():
    """What is absent in both is the same; kind and shape count; nothing can be written."""
    held = Held(np.array([1.0, np.nan]))
    assert held == Held(np.array([1.0, np.nan]))
    assert held != Held(np.array([1.0, 2.0]))
    assert held != Held(np.array([[1.0, np.nan]]))
    assert Held(np.array(["a"])) == Held(np.array(["a"]))
    assert (repr(held), hash(held)) == ("Held()", hash(Held(np.array([2.0]))))
    with pytest.raises(ValueError, match="read-only"):
        held.values[0] = 2.0
