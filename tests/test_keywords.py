"""A forgotten, misspelt or nameless argument is told by name, with what is expected and how it is written."""

import inspect
import pickle

import pytest

import smmi
from smmi import benchmark, instrument, scoring
from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError, KeywordError, SmmiError
from tests.test_surface import public_modules

BY = "\n  by: The attribute that makes the groups."
GROUPS = "\n  groups: Two of its values; differences are the first less the second."
COMPARE = "Write compare_groups(scores, by=…, groups=…)"
UNIT = "\n  unit: The key of the identifier: text, or an integer, which is taken as its decimal text."
RECORDS = "Write Answers.from_records(instrument, records, unit=…)"

MESSAGES = {
    "all": (
        benchmark.compare_groups,
        ["scores"],
        {},
        f"compare_groups(): missing: 'by', 'groups'. {COMPARE}{BY}{GROUPS}",
    ),
    "one": (
        benchmark.compare_groups,
        ["scores"],
        {"by": "control"},
        f"compare_groups(): missing: 'groups'. {COMPARE}{GROUPS}",
    ),
    "misspelt": (
        benchmark.compare_groups,
        ["scores"],
        {"by": "control", "grups": ("a", "b")},
        "compare_groups(): no keyword is called 'grups'. Did you mean 'groups'? missing: 'groups'. "
        + COMPARE
        + GROUPS,
    ),
    "unknown": (
        benchmark.compare_groups,
        ["scores"],
        {"by": "control", "groups": ("a", "b"), "colour": "red"},
        f"compare_groups(): no keyword is called 'colour'. {COMPARE}",
    ),
    "by its name": (
        benchmark.compare_groups,
        [],
        {"scores": "scores", "by": "control", "groups": ("a", "b")},
        f"compare_groups(): no keyword is called 'scores'. It goes without its name. {COMPARE}",
    ),
    "without a name": (
        benchmark.compare_groups,
        ["scores", "control", ("a", "b")],
        {},
        f"compare_groups(): too many arguments without a name: 2. missing: 'by', 'groups'. {COMPARE}{BY}{GROUPS}",
    ),
    "a class method": (
        smmi.Answers.from_records,
        ["instrument", []],
        {},
        f"Answers.from_records(): missing: 'unit'. {RECORDS}{UNIT}",
    ),
    "a class method, one without a name": (
        smmi.Answers.from_records,
        ["instrument", [], "school"],
        {"unit": "school"},
        f"Answers.from_records(): too many arguments without a name: 1. {RECORDS}",
    ),
    "the subject": (
        scoring.impute,
        [],
        {"rng": 1},
        "impute(): missing: 'answers', 'scheme'. Write impute(answers, scheme, rng=…)"
        "\n  answers: The answers.\n  scheme: How they are scored.",
    ),
}


@pytest.mark.parametrize(("function", "args", "kwargs", "message"), MESSAGES.values(), ids=list(MESSAGES))
def test_the_message_says_what_is_missing_and_how_it_is_written(function, args, kwargs, message):
    """The whole message."""
    with pytest.raises(KeywordError) as caught:
        function(*args, **kwargs)
    assert str(caught.value) == message
    assert isinstance(caught.value, SmmiError)
    assert isinstance(caught.value, TypeError)


def public_functions():
    """Every public function and method that needs a keyword, by its name, with what it needs."""
    found = {}
    for module in public_modules():
        for name in module.__all__:
            value = getattr(module, name)
            members = inspect.getmembers(value) if inspect.isclass(value) else [(name, value)]
            for own, function in members:
                if own.startswith("_") or not (inspect.isfunction(function) or inspect.ismethod(function)):
                    continue
                if not (function.__module__ or "").startswith("smmi."):
                    continue
                parameters = inspect.signature(function).parameters.values()
                needed = [
                    one.name
                    for one in parameters
                    if one.kind is one.KEYWORD_ONLY and one.default is one.empty
                ]
                if needed:
                    found[function.__qualname__] = function, needed
    return found


FUNCTIONS = public_functions()
BUILDERS = {"ArgumentError.raise_unless", "Norms.assembled", "PublishedNorms.assembled"}
"""What smmi calls itself."""


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - BUILDERS))
def test_every_public_function_tells_its_keywords(name):
    """Of each that is needed the error says what is expected."""
    function, needed = FUNCTIONS[name]
    with pytest.raises(KeywordError) as caught:
        function()
    said = dict(caught.value.missing)
    assert all(said[keyword].endswith(".") for keyword in needed)


@tells_keywords
def share(answered, /, total=4, *, rounded):
    """Return a share.

    Args:
        answered: How many answered, i.e.
            those with an answer. Zero is fine.
        total: How many there are.
        rounded: Whether? Or not.

    Returns:
        A share.
    """
    if rounded is None:
        raise TypeError("rounded is None")
    return answered / total


def test_what_fits_is_called_and_its_errors_are_its_own():
    """A result is returned as it is; an error of the function itself, a `TypeError` too, is left alone."""
    assert share(1, rounded=True) == 0.25
    assert share(1, 2, rounded=True) == share(1, total=2, rounded=True) == 0.5
    with pytest.raises(TypeError, match=r"^rounded is None$"):
        share(1, rounded=None)
    with pytest.raises(TypeError, match="multiple values for argument 'total'"):
        share(1, 2, total=3, rounded=True)
    with pytest.raises(ArgumentError):
        instrument.synthesize(None, units=1, rng=None)


def test_what_is_expected_is_the_first_sentence():
    """An argument that the docstring does not name is named all the same."""
    with pytest.raises(KeywordError) as caught:
        share()
    assert caught.value.missing == (
        ("answered", "How many answered, i.e. those with an answer."),
        ("rounded", "Whether?"),
    )

    @tells_keywords
    def bare(*, total):
        return total

    with pytest.raises(KeywordError) as caught:
        bare()
    assert caught.value.missing == (("total", ""),)


def test_a_function_keeps_what_it_is():
    """Name, docstring, signature and pickling are those of the function."""
    assert share.__name__ == "share"
    assert str(inspect.signature(share)) == "(answered, /, total=4, *, rounded)"
    assert pickle.loads(pickle.dumps(share)) is share
    assert share.__globals__ is globals()
