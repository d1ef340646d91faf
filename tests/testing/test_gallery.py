"""Every law finds the mistake that is meant for it, and every law is needed for one."""

import pytest

from smmi.errors import LawBrokenError
from smmi.instrument import Nonresponse
from smmi.scoring import WeightedMean
from smmi.scoring.laws import AGGREGATION_LAWS, ITEM_LAWS, SCHEME_LAWS, Engine, scheme_around
from smmi.serialization.laws import DOCUMENT_LAWS
from smmi.testing import Outcome, check_rule
from smmi.testing.runner._check_rule import laws_of
from tests.testing.gallery import GALLERY

ALONE = [entry for entry in GALLERY if entry.alone]
SLOW = {
    "AddsInPairs",
    "AddsOtherwiseAlone",
    "AlonePerfectIsHalf",
    "AnotherFastPath",
    "AnswersNothing",
    "AreasRounded",
    "BonusWithoutClip",
    "BoundsOfOneBlank",
    "BoundsOutwards",
    "ContributionsMovedUp",
    "ContributionsRounded",
    "CountOfThirtySeven",
    "DipsAfterTheThird",
    "DistrustsExcellence",
    "EditionUnknown",
    "EightHigh",
    "EvennessOfPercentages",
    "FirstIsAnIdentifier",
    "FirstWeightsForAll",
    "ImbalancePunished",
    "LogarithmOfOneMore",
    "MedianByPlace",
    "MiddlesAlike",
    "NearestNeighbours",
    "NinetyNineIsMissing",
    "NotApplicableAsNo",
    "NothingAppliesIsZero",
    "OpenedIsPunished",
    "PastAScore",
    "RangeOfALargeBatch",
    "SeenBefore",
    "SentinelsInWords",
    "SevenLow",
    "ShutIsLeftOut",
    "SingleRounded",
    "SixHigh",
    "SmallWeightsAreNone",
    "SortedAsText",
    "SpreadIsPunished",
    "TraceRounded",
    "TrimsWhatIsAbsent",
    "WeightOrOne",
    "WeightsOfSixDigits",
    "ZeroIsBlank",
    "ZeroIsNoAnswer",
    "ZerosDropped",
}
"""What takes longest to notice."""
TWO = {"door": "no", "c1": "p0", "c2": "p25"}
KNOWN = [
    ("AnotherFastPath", {}, {"points": [0.0, 0.0, 0.6], "weight": 2.0}),
    ("MedianByPlace", {}, {"points": [0.0, 0.1], "times": [2, 1]}),
    ("LogarithmOfOneMore", {}, {"points": [0.5, 0.0], "weights": [1.0, 1.0], "factor": 0.5}),
    ("FirstWeightsForAll", {}, {"units": [[0.0, 1.0]] * 2, "weights": [[1.0, 1.0], [1.0, 3.0]]}),
    ("AlonePerfectIsHalf", {"children": ["c1"]}, {"record": {"c1": "p75"}, "better": {"c1": "p100"}}),
    ("NotApplicableAsNo", {}, {"record": {"c1": Nonresponse.NOT_APPLICABLE, "c2": "p25"}, "code": "c1"}),
    ("AreasRounded", {}, {"record": TWO}),
    ("BoundsOfOneBlank", {"children": ["c1", "c2", "c3"]}, {"record": {"c3": 0}, "more": {"c1": 0, "c3": 0}}),
    ("ContributionsRounded", {}, {"record": TWO}),
    ("SingleRounded", {"weights": [1.0, 2.0]}, {"records": [TWO]}),
    ("WeightOrOne", {}, {"record": TWO, "code": "c1"}),
    ("WeightOrOne", {"children": ["c1", "c2", "c3"]}, {"record": {"c1": "p0", "c2": "p0"}, "code": "c1"}),
    ("EditionUnknown", {"weights": [1.0, 2.0]}, {"record": TWO}),
    (
        "ShutIsLeftOut",
        {"gated": True, "shut": 0.0},
        {"record": {"door": "no", "c1": "p100"}, "better": {"door": "yes", "c1": "p100", "c2": "p0"}},
    ),
]
"""A mistake, the scheme around its rule, and a case that breaks the law: one at least for each law that is broken by
nothing that is noticed quickly.
"""
FEW = 10
"""Examples of a law that is to find nothing; more were tried by hand."""
CHILDREN = {"points", "weights", "times", "answers", "others"}
"""Arguments that are as long as there are children or answers; `weights` may have a row for each unit."""


def size(case):
    """Return how many children or answers a case has."""
    lists = [value for value in case.values() if isinstance(value, list)]
    tables = [row for value in lists for row in value if isinstance(row, list)]  # a row for each unit
    plain = [
        value
        for name, value in case.items()
        if name in CHILDREN and value in lists and value[0] not in tables
    ]
    records = [case.get("record", {}), *case.get("records", [])]
    children = [[code for code in record if code.startswith("c")] for record in records]
    return max(map(len, [*plain, *tables, *children]))


@pytest.mark.parametrize(("name", "around", "case"), KNOWN, ids=range(len(KNOWN)))
def test_its_law_is_broken_by_a_known_case(name, around, case):
    """A case that is known to show a mistake breaks the law, and that of an engine only with its mistake."""
    (entry,) = [entry for entry in GALLERY if entry.name == name]
    (law,) = [law for law in laws_of(entry.subject) if law.id == entry.law]
    subject = entry.subject
    if entry.engine:
        subject = scheme_around(subject, scale=entry.scale, **{"children": ["c1", "c2"], **around})
        assert law.check(subject, **case)
        case = {**case, "engine": entry.engine}
    with pytest.raises(LawBrokenError) as caught:
        law.check(subject, **case)
    assert caught.value.law == entry.law


def test_a_score_that_is_not_there_is_no_breach_of_its_rule():
    """What an engine gives no score says nothing of the law that a score is what the rule gives."""

    class Nothing(Engine):
        def batch(self, scheme, records, /):
            return [dict.fromkeys(values) for values in super().batch(scheme, records)]

    law = SCHEME_LAWS["score-is-what-the-rule-gives"]
    subject = scheme_around(WeightedMean(), children=["c1", "c2"])
    assert law.check(subject, record=TWO) is True
    assert law.check(subject, record=TWO, engine=Nothing()) is False


def test_every_law_is_seen_at_work_at_once():
    """Each law has a mistake that is noticed quickly, or a case that is known to break it."""
    known = {name for name, _, _ in KNOWN}
    quick = {entry.law for entry in GALLERY if entry.name not in SLOW or entry.name in known}
    assert quick == {entry.law for entry in GALLERY}


@pytest.mark.parametrize(
    "entry", [entry for entry in GALLERY if entry.name not in SLOW], ids=lambda entry: entry.name
)
@pytest.mark.usefixtures("any_case")
def test_its_law_notices_a_mistake(entry):
    """The law that is meant for a mistake notices it, in whatever case."""
    result = check_rule(entry.subject, laws=[entry.law], examples=200, **entry.given)[entry.law]
    assert result.outcome is Outcome.BROKEN, entry.mistake


@pytest.mark.long
@pytest.mark.parametrize("entry", GALLERY, ids=lambda entry: entry.name)
def test_its_law_finds_a_mistake(entry):
    """The law that is meant for a mistake finds it in a case that is small, and tells the program that shows it."""
    result = check_rule(entry.subject, laws=[entry.law], examples=200, **entry.given)[entry.law]
    assert result.outcome is Outcome.BROKEN, entry.mistake
    assert size(result.error.case) <= entry.most
    with pytest.raises(LawBrokenError) as caught:
        exec(result.code, {})  # noqa: S102  (what the report tells a user to run)
    assert (caught.value.law, caught.value.evidence) == (entry.law, result.error.evidence)


@pytest.mark.long
@pytest.mark.parametrize("entry", ALONE, ids=lambda entry: entry.name)
def test_no_other_law_finds_a_mistake(entry):
    """Without the law that is meant for it, a mistake would live."""
    others = [law for law in laws_of(entry.subject) if law.id != entry.law]
    if entry.engine:
        others = [law for law in others if law in (*SCHEME_LAWS, *DOCUMENT_LAWS)]
    report = check_rule(entry.subject, laws=others, examples=FEW, **entry.given)
    assert report.broken == ()


@pytest.mark.parametrize(
    "laws",
    [ITEM_LAWS, AGGREGATION_LAWS, SCHEME_LAWS, DOCUMENT_LAWS],
    ids=["item", "rule", "scheme", "document"],
)
def test_no_law_can_be_removed(laws):
    """For every law there is a mistake that no other law finds."""
    killers = {law for entry in ALONE for law in laws_of(entry.subject) if law.id == entry.law}
    assert [law.id for law in laws if law not in killers] == []


def test_every_mistake_is_named():
    """Every entry is a mistake of its own, and its docstring says which, on one line."""
    assert len({entry.name for entry in GALLERY}) == len(GALLERY)
    mistakes = [entry.mistake for entry in GALLERY]
    assert all(mistake.endswith(".") and "\n" not in mistake for mistake in mistakes)
    assert len(set(mistakes)) == len(mistakes)
