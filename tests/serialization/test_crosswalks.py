"""Documents of crosswalks, which belong to two instruments, and of administrations."""

import json

import pytest
from jsonschema import Draft202012Validator

from smmi import editions
from smmi.errors import ArgumentError, DocumentError
from smmi.instrument import (
    Area,
    Binary,
    Count,
    Domain,
    Indicator,
    Instrument,
    Option,
    Ordinal,
    Origin,
    Percentage,
    Provenance,
)
from smmi.instrument.answers import Administration, AdministrationKind
from smmi.instrument.crosswalk import Crosswalk
from smmi.instrument.crosswalk_entries import (
    BandAbove,
    BandFrom,
    BandMap,
    LinearMap,
    MergedEntry,
    NewEntry,
    OptionMap,
    RescaledEntry,
    RetiredEntry,
    ReworkedEntry,
    SameEntry,
    SplitEntry,
)
from smmi.serialization import Inclusion, from_document, json_schema, to_document
from tests.serialization.unchecked import unchecked

YES_NO = Binary(code="yes_no")
EXTENT = Ordinal(
    code="extent", options=[Option("none", "None"), Option("some", "Some"), Option("most", "Most")]
)
SHARE = Percentage(code="share")
NUMBER = Count(code="number")


def edition(name, **scales):
    """An instrument of one area."""
    asked = [Indicator(code=code, prompt=f"{code}?", scale=scale) for code, scale in scales.items()]
    area = Area(code="area", label="Area", indicators=asked)
    return Instrument(
        code="tiny", edition=name, title="Tiny", domains=[Domain(code="domain", label="Domain", areas=[area])]
    )


OLD = edition(
    "1", kept=YES_NO, fax=YES_NO, part=SHARE, often=EXTENT, pair=YES_NO, one=YES_NO, two=YES_NO, a=SHARE
)
NEW = edition(
    "2",
    kept=YES_NO,
    web=YES_NO,
    part=EXTENT,
    often=YES_NO,
    first=YES_NO,
    second=YES_NO,
    both=YES_NO,
    b=NUMBER,
)
CROSSWALK = Crosswalk(
    OLD,
    NEW,
    [
        RetiredEntry("fax", "nobody has one"),
        NewEntry("web", "everybody has one"),
        RescaledEntry(
            "part", forward=[LinearMap(1), BandMap("none", (BandFrom(1, "some"), BandAbove(50, "most")))]
        ),
        RescaledEntry(
            "often", forward=OptionMap({"none": "no", "some": "yes", "most": "yes"}), why="asked shorter"
        ),
        SplitEntry("pair", into=("first", "second"), why="asked of two things"),
        MergedEntry(("one", "two"), into="both", why="asked of both"),
        ReworkedEntry("a", "b", why="asks for another thing"),
    ],
)
WAVE = Administration(
    code="pilot_1",
    instrument=OLD,
    label="First pilot",
    opens="2024-02",
    closes="2024-03-15",
    kind=AdministrationKind.FIELD_TEST,
    invited={"urban": 20, "rural": 10},
    responded={"urban": 15},
    provenance=Provenance(Origin.OURS, "made up"),
)


def test_the_document_of_a_crosswalk_reads_as_one_would_write_it():
    """Entries and maps have tags; a code that stays is said once."""
    document = to_document(CROSSWALK)
    assert (document["schema"], document["old"]["edition"], document["new"]["edition"]) == (
        "smmi/crosswalk",
        "1",
        "2",
    )
    assert document["entries"] == [
        {"kind": "same", "old": "domain", "why": "unchanged"},
        {"kind": "same", "old": "area", "why": "unchanged"},
        {"kind": "same", "old": "kept", "why": "unchanged"},
        {"kind": "retired", "old": "fax", "why": "nobody has one"},
        {
            "kind": "rescaled",
            "old": "part",
            "forward": [
                {"kind": "linear-map", "slope": 1.0},
                {
                    "kind": "band-map",
                    "below": "none",
                    "cuts": [
                        {"kind": "from", "at": 1.0, "option": "some"},
                        {"kind": "above", "at": 50.0, "option": "most"},
                    ],
                },
            ],
        },
        {
            "kind": "rescaled",
            "old": "often",
            "forward": [{"kind": "option-map", "options": {"none": "no", "some": "yes", "most": "yes"}}],
            "why": "asked shorter",
        },
        {"kind": "split", "old": "pair", "into": ["first", "second"], "why": "asked of two things"},
        {"kind": "merged", "olds": ["one", "two"], "into": "both", "why": "asked of both"},
        {"kind": "reworked", "olds": ["a"], "news": ["b"], "why": "asks for another thing"},
        {"kind": "new", "new": "web", "why": "everybody has one"},
    ]


@pytest.mark.parametrize(
    "crosswalk", [CROSSWALK, CROSSWALK.inverse(), editions.crosswalk_18_to_16()], ids=repr
)
@pytest.mark.parametrize("included", Inclusion)
def test_the_document_of_a_crosswalk_is_a_fixed_point(crosswalk, included):
    """Document to crosswalk to document changes nothing, whether the editions are contained or handed over."""
    document = to_document(crosswalk, instrument=included)
    both = [crosswalk.new, crosswalk.old] if included is Inclusion.REFERENCE else None
    read = from_document(json.loads(json.dumps(document)), Crosswalk, instrument=both)
    assert read == crosswalk
    Draft202012Validator(json_schema(Crosswalk)).validate(document)
    assert json.dumps(to_document(read, instrument=included)) == json.dumps(document)


def test_a_crosswalk_needs_both_editions():
    """An edition that is not among those handed over is named, with what was handed over."""
    document = to_document(CROSSWALK)
    with pytest.raises(DocumentError) as caught:
        from_document(document, Crosswalk, instrument=[OLD, editions.smmi_16()])
    fingerprint = document["new"]["fingerprint"]
    assert str(caught.value) == (
        f"the document cannot be read: $.new: the document belongs to the instrument 'tiny' edition '2' with the "
        f"fingerprint {fingerprint[:59] + '…'!r}, which is none of those handed over: 'tiny' edition '1' and "
        "'smmi' edition '16-areas'"
    )
    with pytest.raises(DocumentError) as caught:
        from_document(document, Crosswalk, instrument=OLD)
    assert [finding.path for finding in caught.value.findings] == ["$.new.edition", "$.new.fingerprint"]


def test_what_is_wrong_in_a_crosswalk_is_said():
    """Entries are read as strictly as everything else."""
    document = unchecked(to_document(CROSSWALK))
    document["entries"][4]["forward"][1]["cuts"][0]["kind"] = "form"
    document["entries"][5]["old"] = "offen"
    document["entries"][5]["forward"][0]["options"]["none"] = 0
    document["entries"][8]["ties"] = [["a"]]
    with pytest.raises(DocumentError) as caught:
        from_document(document, Crosswalk, instrument=[OLD, NEW])
    assert str(caught.value) == (
        "the document cannot be read: 3 findings\n"
        "  $.entries[4].forward[1].cuts[0].kind: got 'form', expected one of 'from', 'above'. Did you mean 'from'?\n"
        "  $.entries[5].forward[0].options.none: got the number 0, expected text\n"
        "  $.entries[8].ties[0]: got a list of 1, expected a list of 2"
    )


def test_a_crosswalk_that_is_not_complete_is_refused():
    """What the crosswalk itself refuses is a finding of the document."""
    document = unchecked(to_document(CROSSWALK))
    del document["entries"][3]
    with pytest.raises(DocumentError) as caught:
        from_document(document, Crosswalk, instrument=[OLD, NEW])
    assert "'fax'" in str(caught.value)


def test_what_is_handed_over_are_instruments():
    """Something else that is handed over as an instrument is refused."""
    with pytest.raises(ArgumentError) as caught:
        from_document(to_document(CROSSWALK), instrument=[OLD, "2"])
    assert str(caught.value) == "'instrument': got a str, expected an Instrument, or several"


def test_ties_survive():
    """Which of several took the place of which survives a round trip."""
    old, new = edition("1", a=YES_NO, b=YES_NO), edition("2", c=SHARE, d=SHARE)
    ties = (("a", "c"), ("b", "c"), ("b", "d"))
    crosswalk = Crosswalk(old, new, [ReworkedEntry(("a", "b"), ("c", "d"), ties=ties, why="all new")])
    document = to_document(crosswalk)
    assert document["entries"][-1]["ties"] == [["a", "c"], ["b", "c"], ["b", "d"]]
    assert from_document(document, instrument=[old, new]) == crosswalk


def test_an_entry_may_say_the_code_that_stays():
    """A newer code that is the older one may be said; it is left out when written."""
    document = unchecked(to_document(CROSSWALK))
    document["entries"][2]["new"] = "kept"
    assert from_document(document, instrument=[OLD, NEW]) == CROSSWALK
    assert SameEntry("kept", "kept") == SameEntry("kept")


@pytest.mark.parametrize("included", Inclusion)
def test_the_document_of_an_administration_is_a_fixed_point(included):
    """An administration survives a round trip, with its dates as they were given."""
    document = to_document(WAVE, instrument=included)
    assert (document["schema"], document["kind"], document["opens"]) == (
        "smmi/administration",
        "field test",
        "2024-02",
    )
    read = from_document(json.loads(json.dumps(document)), Administration, instrument=OLD)
    assert read == WAVE
    validator = Draft202012Validator(json_schema(Administration))
    validator.validate(document)
    assert not validator.is_valid(document | {"opens": "in spring"})
    assert to_document(read, instrument=included) == document


def test_what_is_wrong_in_an_administration_is_said():
    """Dates, kinds and counts are read strictly."""
    document = unchecked(to_document(WAVE)) | {
        "opens": "2024-02-30",
        "kind": "test",
        "invited": {"urban": "20"},
    }
    with pytest.raises(DocumentError) as caught:
        from_document(document, Administration, instrument=OLD)
    assert [finding.path for finding in caught.value.findings] == ["$.kind", "$.invited.urban"]
    with pytest.raises(DocumentError) as caught:
        from_document(unchecked(to_document(WAVE)) | {"opens": "2024-02-30"}, instrument=OLD)
    assert [finding.path for finding in caught.value.findings] == ["$.opens"]
