"""Errors say what, where, got, expected and the next step; carry the facts as fields; and travel between processes."""

import copy
import pickle

import pytest
from hypothesis import given, strategies as st

from smmi import errors
from smmi.errors import (
    ArgumentError,
    ConvergenceError,
    CredentialError,
    DeclarationError,
    DisclosureError,
    DocumentError,
    EditCheckError,
    EditionMismatchError,
    Finding,
    FindingsError,
    FingerprintError,
    FrozenReleaseError,
    KeywordError,
    LawBrokenError,
    MarginError,
    NormsMismatchError,
    NotEligibleError,
    NotExpressibleError,
    OpenQuestionsError,
    ReadingError,
    Reason,
    SchemeError,
    SmmiError,
    UnknownCodeError,
    suggestion,
)

EMPTY = Finding(reason=Reason.EMPTY, path="$.title", message="'title' is empty")

MESSAGES = {
    UnknownCodeError("no area has the code", "curiculum", ("curriculum", "research")): (
        "no area has the code 'curiculum' (2 known). Did you mean 'curriculum'?"
    ),
    UnknownCodeError("no unit is called", "S1", ()): "no unit is called 'S1' (0 known).",
    UnknownCodeError("no group is called", "suburb", ("all", "dental")): (
        "no group is called 'suburb' (2 known: 'all', 'dental')."
    ),
    UnknownCodeError("no group is called", "x", tuple("abcdefg")): "no group is called 'x' (7 known).",
    ArgumentError("level", "1.5", "a number below 1"): "'level': got 1.5, expected a number below 1",
    ArgumentError("by", "'kind'", "a sequence", "Write by=('kind',)"): (
        "'by': got 'kind', expected a sequence. Write by=('kind',)"
    ),
    EditionMismatchError("smmi", "2018", "smmi", "2016"): (
        "the answers are of 'smmi' edition '2018', expected 'smmi' edition '2016', which the scheme scores. Make a "
        "scheme of the answers' instrument, or carry the answers by a crosswalk between the two: "
        "crosswalk.carry_answers(answers).answers"
    ),
    EditionMismatchError("smmi", "2016", "smmi", "2016"): (
        "the answers and the scheme are both of 'smmi' edition '2016', but of two instruments that differ in what they "
        "hold: smmi.instrument.crosswalk.diff(answers.instrument, scheme.instrument) says in what. Make the scheme of "
        "the answers' instrument, or read the answers with the scheme's"
    ),
    NormsMismatchError("scheme", "0f3a", "91bc"): (
        "these norms are of another scheme: got 0f3a, expected 91bc. "
        "Score the answers with the scheme of the norms, or fit new norms"
    ),
    KeywordError(
        function="compare_groups",
        missing=(("by", "The attribute that makes the groups."), ("groups", "Two of its values.")),
        unknown=(("group", " Did you mean 'groups'?"), ("x", "")),
        nameless=2,
        usage="compare_groups(scores, by=…, groups=…)",
    ): (
        "compare_groups(): no keyword is called 'group'. Did you mean 'groups'? no keyword is called 'x'. "
        "too many arguments without a name: 2. missing: 'by', 'groups'. Write compare_groups(scores, by=…, groups=…)\n"
        "  by: The attribute that makes the groups.\n"
        "  groups: Two of its values."
    ),
    FingerprintError("$.rule", "an object of class 'function'"): (
        "$.rule: got an object of class 'function', which has no canonical form; expected None, text, numbers, "
        "enum members, tuples, mappings, arrays, or classes made of these (attrs, dataclasses, plain attributes)"
    ),
    FindingsError((EMPTY,)): "this cannot be used: $.title: 'title' is empty",
    DeclarationError((EMPTY,)): "the declaration cannot be used: $.title: 'title' is empty",
    OpenQuestionsError((("unit", "Which?", ("numbered",)),)): (
        "1 question of the proposal must be answered; confirm(id=option):\n  unit: Which? (numbered)"
    ),
    ReadingError((EMPTY,)): "the table cannot be read: $.title: 'title' is empty",
    EditCheckError((EMPTY,)): "the answers cannot be used: $.title: 'title' is empty",
    SchemeError((EMPTY,)): "the scoring scheme cannot be used: $.title: 'title' is empty",
    CredentialError((EMPTY,)): "the credential cannot be written: $.title: 'title' is empty",
    NotExpressibleError("SurveyJS", "curriculum", "Median", "it cannot"): (
        "Median of 'curriculum' cannot be written as SurveyJS: it cannot"
    ),
    NotEligibleError("S1", "1 of 2 indicators are complete; left is 'p2'", ("unanswered",)): (
        "unit 'S1' has not completed the full assessment: 1 of 2 indicators are complete; left is 'p2'. "
        "Its scores do not matter"
    ),
    MarginError((EMPTY,)): "the counts cannot be used: $.title: 'title' is empty",
    ConvergenceError("'control' = 'public'", 0.5, 1e-10, 1000, "Merge categories"): (
        "no weights agree with the margins after 1000 sweeps: 'control' = 'public' is off by a share of 0.5, "
        "expected at most 1e-10. Merge categories"
    ),
    DisclosureError(("the public finds 'x' of S1, from all/x",)): (
        "what is to be published tells too much: 1 leak\n  the public finds 'x' of S1, from all/x\n"
        "Withhold cells first: smmi.benchmark.suppress(tables, rule=rule)"
    ),
    FrozenReleaseError(("1 unit is new", "2 units are gone"), "2024", "spring", 1, 2, 0): (
        "administration '2024' was frozen when 'spring' was published: 1 unit is new; 2 units are gone. Publish "
        "what was released; later changes wait for the next administration, which needs new answers. Or let the audit "
        "decide (Revision.ATTACKED)"
    ),
    DocumentError((EMPTY,)): "the document cannot be read: $.title: 'title' is empty",
    LawBrokenError(
        "pure", "The same answers give the same points.", "got 0.5, and then 0.6", {"answers": ["yes"]}
    ): (
        "the law 'pure' is broken: got 0.5, and then 0.6. It says: The same answers give the same points. "
        "The case: answers=['yes']"
    ),
    EditCheckError((EMPTY, EMPTY)): (
        "the answers cannot be used: 2 findings\n  $.title: 'title' is empty\n  $.title: 'title' is empty"
    ),
}
NAMES = [f"{type(error).__name__}-{i}" for i, error in enumerate(MESSAGES)]
EACH = pytest.mark.parametrize("error", MESSAGES, ids=NAMES)
AGAIN = {
    "copied": copy.copy,
    "deeply": copy.deepcopy,
    "pickled": lambda error: pickle.loads(pickle.dumps(error)),
}


@pytest.mark.parametrize(("error", "message"), MESSAGES.items(), ids=NAMES)
def test_an_error_says_it_all(error, message):
    """The whole message of every error."""
    assert str(error) == message


@EACH
def test_an_error_is_an_smmi_error_and_a_built_in_one(error):
    """Every error can be caught as smmi's own, and as the built-in error that it is a kind of."""
    assert isinstance(error, SmmiError)
    assert isinstance(error, KeyError | ValueError | TypeError | AssertionError)


@EACH
@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_an_error_survives_copying_and_pickling(error, again):
    """A copy, and what comes out of another process, is of the same class and says the same."""
    other = again(error)
    assert type(other) is type(error)
    assert str(other) == str(error)
    assert other.args == error.args


@EACH
def test_an_error_can_be_raised_from_another_and_be_noted(error):
    """Frozen as they are, errors take a cause, a traceback and notes."""
    cause = OSError("the disk is full")

    def fail():
        raise error from cause

    with pytest.raises(type(error)) as caught:
        fail()
    caught.value.add_note("in the third file")
    assert caught.value.__notes__ == ["in the third file"]
    assert caught.value.__cause__ is cause


def test_every_error_class_is_here():
    """No error class is left out above."""
    classes = {cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, SmmiError)}
    assert classes == {SmmiError, *map(type, MESSAGES)}


def test_long_lists_of_findings_are_cut_in_the_message_only():
    """A message spells out 25 findings; the field holds all of them."""
    several = tuple(
        Finding(reason=Reason.UNKNOWN_OPTION, path=f"$[{row}].q", message="no") for row in range(27)
    )
    error = EditCheckError(several)
    lines = [f"  $[{row}].q: no" for row in range(25)]
    assert str(error).splitlines() == [
        "the answers cannot be used: 27 findings",
        *lines,
        "  … and 2 more; all are in the error's 'findings'",
    ]
    assert error.findings == several


def test_an_error_is_raised_only_if_there_is_a_finding():
    """No findings, no error; any iterable of findings becomes a tuple."""
    DeclarationError.raise_any(())
    with pytest.raises(DeclarationError) as caught:
        DeclarationError.raise_any(iter([EMPTY]))
    assert caught.value.findings == (EMPTY,)


def test_a_finding_can_be_seen_from_further_out():
    """A prefix goes before the path; the rest stays."""
    outer = EMPTY.under("$.domains[0]")
    assert (outer.path, outer.message, outer.reason) == ("$.domains[0].title", EMPTY.message, EMPTY.reason)


def test_findings_are_values():
    """Findings compare by value, hash, and survive pickling."""
    same = Finding(reason=Reason.EMPTY, path="$.title", message="'title' is empty")
    assert same == EMPTY
    assert hash(same) == hash(EMPTY)
    assert pickle.loads(pickle.dumps(EMPTY)) == EMPTY
    assert same != EMPTY.under("$.domains[0]")


def test_reasons_are_told_apart():
    """Every reason has its own machine-readable name, in one style."""
    assert len({reason.value for reason in Reason}) == len(Reason)
    assert all(reason.value == reason.name.lower().replace("_", "-") for reason in Reason)


@pytest.mark.parametrize(
    ("code", "known", "said"),
    [
        ("curiculum", ["research", "curriculum"], " Did you mean 'curriculum'?"),
        ("CURRICULM", ["research", "curriculum"], " Did you mean 'curriculum'?"),
        ("zzz", ["research", "curriculum"], ""),
        ("a", [], ""),
        ("code_17", [f"code_{i}" for i in range(2_000)], " Did you mean 'code_17'?"),
        ("code_17", [f"code_{i}" for i in range(2_001)], ""),
    ],
    ids=["near", "in other capitals", "far", "nothing known", "many known", "too many known"],
)
def test_a_near_code_is_suggested(code, known, said):
    """The nearest code is suggested, if one is near and not too many are known to look through."""
    assert suggestion(code, known) == said


@pytest.mark.parametrize(
    ("value", "got"),
    [
        (None, "None"),
        (71.0, "71.0"),
        (True, "True"),
        ("S1", "'S1'"),
        ("long" * 30, f"'{'long' * 14}lo…"),
        (list, "the class 'list'"),
        ([1, 2], "an object of class 'list'"),
    ],
)
def test_a_wrong_class_is_told(value, got):
    """Plain values are shown, cut where they are long; of others the class is told; the whole message."""
    with pytest.raises(ArgumentError) as caught:
        ArgumentError.raise_unless(value, Finding, argument="finding", expected="a Finding")
    assert str(caught.value) == f"'finding': got {got}, expected a Finding"


def test_the_advice_goes_by_what_was_given():
    """The first advice that fits is said; a value of the right class is let pass."""
    advice = {str: "Write a number", object: "Write something else"}
    for value, said in (("x", "Write a number"), ([], "Write something else")):
        with pytest.raises(ArgumentError) as caught:
            ArgumentError.raise_unless(value, int, argument="n", expected="a number", advice=advice)
        assert caught.value.advice == said
    ArgumentError.raise_unless(3, int, argument="n", expected="a number", advice=advice)


@given(st.integers(7, 30), st.sampled_from(["Saint Mary", "Mary", "Our Mary of the Hills"]))
def test_a_name_of_several_words_is_found_by_one_of_them(number, sought):
    """The word that the fewest names have decides: every hospital is called one."""
    names = (
        "ST. MARY'S HOSPITAL",
        *(f"{letter} Hospital" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ1234"[:number]),
    )
    told = str(UnknownCodeError("no unit is called", sought, names))
    assert told.endswith("""known). Did you mean "ST. MARY'S HOSPITAL"?""")
    assert str(UnknownCodeError("no unit is called", "Hospice", names)).endswith("known).")
    assert str(UnknownCodeError("no unit is called", "hospital for the sick", names)).endswith("known).")
