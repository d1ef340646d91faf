"""Every law finds the mistake that is meant for it, and every law is needed for one."""

import pytest
from hypothesis import Phase

from smmi.errors import LawBrokenError
from smmi.instrument import Nonresponse
from smmi.scoring.laws import AGGREGATION_LAWS, ITEM_LAWS, SCHEME_LAWS, scheme_around
from smmi.serialization.laws import DOCUMENT_LAWS
from smmi.testing import Outcome, check_rule
from smmi.testing.runner import _law_check
from smmi.testing.runner._check_rule import laws_of
from tests.testing.gallery import GALLERY

ALONE = [entry for entry in GALLERY if entry.alone]
SLOW = {
    "AddsInPairs",
    "AddsOtherwiseAlone",
    "AlonePerfectIsHalf",
    "AnotherFastPath",
    "AreasRounded",
    "BonusWithoutClip",
    "BoundsOfOneBlank",
    "BoundsOutwards",
    "ContributionsMovedUp",
    "ContributionsRounded",
    "DipsAfterTheThird",
    "DistrustsExcellence",
    "EditionUnknown",
    "EightHigh",
    "FirstIsAnIdentifier",
    "FirstWeightsForAll",
    "ImbalancePunished",
    "LogarithmOfOneMore",
    "MedianByPlace",
    "MiddlesAlike",
    "NotApplicableAsNo",
    "OpenedIsPunished",
    "PastAScore",
    "SeenBefore",
    "SevenLow",
    "ShutIsLeftOut",
    "SingleRounded",
    "SixHigh",
    "SmallWeightsAreNone",
    "SpreadIsPunished",
    "TraceRounded",
    "TrimsWhatIsAbsent",
    "WeightOrOne",
    "WeightsOfSixDigits",
    "ZeroIsBlank",
    "ZeroIsNoAnswer",
    "ZerosDropped",
}
"""What takes more than a tenth of a second to notice."""
KNOWN = {
    "AnotherFastPath": {"points": [0.0, 0.0, 0.6], "weight": 2.0},
    "MedianByPlace": {"points": [0.0, 0.1], "times": [2, 1]},
    "LogarithmOfOneMore": {"points": [0.5, 0.0], "weights": [1.0, 1.0], "factor": 0.5},
    "AlonePerfectIsHalf": {"record": {"c1": "p75"}, "better": {"c1": "p100"}},
    "NotApplicableAsNo": {"record": {"c1": Nonresponse.NOT_APPLICABLE, "c2": "p25"}, "code": "c1"},
    "AreasRounded": {"record": {"door": "no", "c1": "p0", "c2": "p25"}},
    "BoundsOfOneBlank": {"record": {"c3": 0}, "more": {"c1": 0, "c3": 0}},
    "ContributionsRounded": {"record": {"door": "no", "c1": "p0", "c2": "p25"}},
    "WeightOrOne": {"record": {"c1": "p0", "c2": "p25"}, "code": "c1"},
    "EditionUnknown": {"record": {"c1": "p0", "c2": "p25"}},
    "ShutIsLeftOut": {
        "record": {"door": "no", "c1": "p100"},
        "better": {"door": "yes", "c1": "p100", "c2": "p0"},
    },
}
"""A case that breaks the law, for each law that is broken only by what takes long to notice."""
AROUND = {
    "AlonePerfectIsHalf": {"children": ["c1"]},
    "BoundsOfOneBlank": {"children": ["c1", "c2", "c3"]},
    "EditionUnknown": {"children": ["c1", "c2"], "weights": [1.0, 2.0]},
    "ShutIsLeftOut": {"children": ["c1", "c2"], "gated": True, "shut": 0.0},
}
"""The scheme of such a case, where it is not one of two children of one weight."""
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


@pytest.mark.parametrize(
    "entry", [entry for entry in GALLERY if entry.name in KNOWN], ids=lambda entry: entry.name
)
def test_its_law_is_broken_by_a_known_case(entry):
    """A case that is known to show a mistake breaks the law, and that of an engine only with its mistake."""
    law = next(law for law in laws_of(entry.subject) if law.id == entry.law)
    subject, case = entry.subject, KNOWN[entry.name]
    if entry.engine:
        around = AROUND.get(entry.name, {"children": ["c1", "c2"]})
        subject = scheme_around(subject, scale=entry.scale, **around)
        assert law.check(subject, **case)
        case = {**case, "engine": entry.engine}
    with pytest.raises(LawBrokenError) as caught:
        law.check(subject, **case)
    assert caught.value.law == entry.law


def test_every_law_is_seen_at_work_at_once():
    """Each law has a mistake that is noticed quickly, or a case that is known to break it."""
    quick = {entry.law for entry in GALLERY if entry.name not in SLOW or entry.name in KNOWN}
    assert quick == {entry.law for entry in GALLERY}


@pytest.mark.parametrize(
    "entry", [entry for entry in GALLERY if entry.name not in SLOW], ids=lambda entry: entry.name
)
def test_its_law_notices_a_mistake(entry, monkeypatch):
    """The law that is meant for a mistake notices it, in whatever case."""
    monkeypatch.setattr(_law_check, "SHRINKING", (Phase.generate,))
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
