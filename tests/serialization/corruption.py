"""Documents made wrong in every way that a stranger, a bug or an editor of text can make them wrong."""

import copy
import math

import numpy as np

from smmi.instrument import Nonresponse


class Unfriendly:
    """An object whose every text raises."""

    def __repr__(self):
        """Raise."""
        raise ValueError("no repr")

    __str__ = __repr__


def nested(depth, make):
    """A value with so many levels around it."""
    value = "core"
    for _ in range(depth):
        value = make(value)
    return value


def endless():
    """A list that contains itself, by way of a dict."""
    value = {"kind": "all"}
    value["conditions"] = [value]
    return value


def shared(levels):
    """A few containers that stand for two to the power of `levels` values."""
    return nested(levels, lambda inner: {"kind": "all", "conditions": [inner, inner]})


PLAIN_JUNK = (
    None,
    True,
    False,
    0,
    -1,
    3,
    1.5,
    1e300,
    "",
    " ",
    "a",
    "kind",
    "Not a code",
    "x" * 100_000,
    "a\x00b",
    [],
    {},
    [[]],
    [None],
    {"kind": "all"},
    {"kind": []},
    {"kind": "not", "condition": {"kind": "answered", "code": "a"}},
    {"nonresponse": "not-applicable"},
)
"""Values of JSON that are seldom right."""

MAKERS = (
    lambda: 10**400,
    lambda: 2**60,
    lambda: math.nan,
    lambda: math.inf,
    lambda: -math.inf,
    lambda: "\ud800",
    lambda: (1, 2),
    lambda: {1, 2},
    lambda: b"bytes",
    lambda: {1: 2},
    lambda: {None: 2, ("a",): 3},
    lambda: {Unfriendly(): 1},
    Unfriendly,
    object,
    lambda: np.float64(0.5),
    lambda: np.array([1.0]),
    lambda: Nonresponse.NO_ANSWER,
    lambda: nested(99, lambda inner: [inner]),
    lambda: nested(40, lambda inner: {"kind": "not", "condition": inner}),
    lambda: nested(20_000, lambda inner: {"kind": "not", "condition": inner}),
    endless,
    lambda: shared(30),
)
"""Values that JSON cannot say, or that no document needs."""


def places(document):
    """Every place in a document: a container, and a key or an index in it."""
    found, waiting = [], [document]
    while waiting:
        container = waiting.pop()
        items = container.items() if isinstance(container, dict) else enumerate(container)
        for key, value in items:
            found.append((container, key))
            if isinstance(value, dict | list):
                waiting.append(value)
    return found


def replace(container, key, rng, junk):
    """Put junk in the place."""
    container[key] = junk()


def remove(container, key, rng, junk):
    """Remove what is in the place."""
    del container[key]


def repeat(container, key, rng, junk):
    """Put what is in the place beside it once more."""
    if isinstance(container, list):
        container.insert(key, container[key])
    else:
        container[f"{key}_"] = container[key]


def rename(container, key, rng, junk):
    """Move what is in the place to another one."""
    value = container.pop(key)
    if isinstance(container, list):
        container.insert(rng.randrange(len(container) + 1), value)
    else:
        container[rng.choice(["kind", "code", "options", f"{key}s", str(key)[1:], str(key).upper()])] = value


def add(container, key, rng, junk):
    """Put junk beside the place."""
    if isinstance(container, list):
        container.insert(key, junk())
    else:
        container[rng.choice(["kind", "code", "extra", "options", "", "a b"])] = junk()


WAYS = (replace, replace, remove, repeat, rename, add)


def corrupted(document, rng, *, plain=False):
    """A copy of a document with one or a few places made wrong; of JSON alone, if it is to be plain."""
    document = copy.deepcopy(document)
    for _ in range(rng.choice([1, 1, 1, 2, 5])):
        known = places(document)
        if not known:
            break
        container, key = rng.choice(known)
        elsewhere = copy.deepcopy if plain else lambda value: value

        def junk(known=known, elsewhere=elsewhere):
            other, place = rng.choice(known)
            drawn = rng.random()
            if drawn < 0.3 and place in (other if isinstance(other, dict) else range(len(other))):
                return elsewhere(other[place])
            return copy.deepcopy(rng.choice(PLAIN_JUNK)) if plain or drawn < 0.7 else rng.choice(MAKERS)()

        rng.choice(WAYS)(container, key, rng, junk)
        if not plain:
            break  # what is endless can be made wrong only once
    return document
