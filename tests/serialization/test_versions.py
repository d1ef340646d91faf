"""Older versions of a schema are read as they were meant, one step up after the other; newer ones are refused."""

import copy
import json
from pathlib import Path

import attrs
import pytest

from smmi.errors import ArgumentError, DocumentError, Reason
from smmi.serialization import Inclusion, checksum, from_document, parse_json, to_document
from smmi.serialization.documents._converter import shared_converter
from smmi.serialization.documents._documents import KINDS, DocumentKind, _read_document
from smmi.serialization.documents._heads import Schema
from smmi.serialization.fields import Mismatch
from tests.data.documents.make import OLD, VALUES

FOLDER = Path(__file__).parents[1] / "data" / "documents"
PEOPLE = {"smmi/instrument", "smmi/scheme", "smmi/crosswalk", "smmi/administration", "smmi/reading"}
"""What people write, who may leave the checksum out."""


@attrs.frozen(kw_only=True)
class Clinic:
    """What the invented kind of document holds in its third version."""

    label: str
    visits: int


def renamed(content):
    """From 1 to 2: the name became a label."""
    return {("label" if key == "name" else key): value for key, value in content.items()}


def counted(content):
    """From 2 to 3: visits were said in words, which cannot always be counted."""
    words = {"none": 0, "one": 1}
    said = content.get("visits")
    if said not in words:
        raise Mismatch.of(f"got {said!r}, expected 'none' or 'one'; count them anew", at=".visits")
    return content | {"visits": words[said]}


CLINIC = DocumentKind(
    schema=Schema(name="test/clinic", version=3, checked_since=3, upgrades={1: renamed, 2: counted}),
    cls=Clinic,
)


def read(document, kind=CLINIC):
    """The value of an invented document."""
    return _read_document(document, kind, (), shared_converter(()))


def refused(document, kind=CLINIC):
    """The findings with which an invented document is refused, by path."""
    with pytest.raises(DocumentError) as caught:
        read(document, kind)
    return {finding.path: finding.message for finding in caught.value.findings}


def test_every_older_version_goes_up_step_by_step():
    """Versions 1, 2 and 3 of one content are one value, and what was handed in is as it was."""
    said = {"visits": "one"}
    oldest = {"schema": "test/clinic", "version": 1, "name": "North", **said}
    older = {"schema": "test/clinic", "version": 2, "label": "North", **said}
    newest = CLINIC.schema.written({"label": "North", "visits": 1})
    before = copy.deepcopy([oldest, older, newest])
    assert {read(document) for document in (oldest, older, newest)} == {Clinic(label="North", visits=1)}
    assert [oldest, older, newest] == before


def test_what_cannot_go_up_is_said_in_words():
    """An upgrade that has no answer says so; one that fails on nonsense is a finding, too."""
    older = {"schema": "test/clinic", "version": 2, "label": "North", "visits": "many"}
    assert refused(older) == {"$.visits": "got 'many', expected 'none' or 'one'; count them anew"}
    assert "TypeError" in refused(older | {"visits": []})["$"]
    assert set(refused({"schema": "test/clinic", "version": 1, "visits": "one", "nome": "N"})) == {
        "$.label",
        "$.nome",
    }


def test_an_older_document_with_a_checksum_is_held_to_it():
    """So a new document whose version is changed to an older one is refused."""
    newest = CLINIC.schema.written({"label": "North", "visits": 1})
    assert "$.checksum" in refused(newest | {"version": 2})
    older = {"schema": "test/clinic", "version": 2, "label": "North", "visits": "one"}
    assert read(older | {"checksum": checksum(older)}) == read(older)


@pytest.mark.parametrize(
    ("version", "advice"), [(4, "read it with a newer smmi"), (0, "there is no such version")]
)
def test_a_version_that_is_not_known_is_refused(version, advice):
    """Which ones are known is said, and what to do."""
    document = {"schema": "test/clinic", "version": version, "anything": 1}
    document["checksum"] = checksum(document)
    message = f"got version {version} of the schema, expected 1 to 3; {advice}"
    assert refused(document) == {"$.version": message}


def test_there_is_a_way_from_every_version_to_the_next():
    """A table with a gap is a mistake."""
    with pytest.raises(ArgumentError) as caught:
        Schema(name="test/clinic", version=3, upgrades={1: renamed})
    assert (
        str(caught.value)
        == "'upgrades': got upgrades from [1], expected one from each version to the next, up to 3"
    )
    for kind in KINDS:
        assert sorted(kind.schema.upgrades) == list(range(1, kind.schema.version))
        assert (kind.schema.checked_since is None) == (kind.schema.name in PEOPLE)


@pytest.mark.parametrize("name", VALUES)
def test_documents_of_the_first_version_are_read(name):
    """What smmi wrote before documents had checksums is read as what it was, with the same fingerprint."""
    document = parse_json((FOLDER / f"{name}.json").read_bytes())
    assert document["version"] == 1
    assert "checksum" not in document
    value = VALUES[name]
    instrument = OLD if name not in {"instrument", "crosswalk"} else None
    given = from_document(document, type(value), instrument=instrument)
    assert given == value
    assert getattr(given, "fingerprint", None) == getattr(value, "fingerprint", None)


@pytest.mark.parametrize("name", VALUES)
def test_documents_change_by_the_added_lines_alone(name):
    """Today's documents are those of the first version, with a checksum; norms and answers with a version, too."""

    def free(document):
        kept = {key: value for key, value in document.items() if key != "checksum"}
        return {key: free(value) if isinstance(value, dict) else value for key, value in kept.items()}

    first = parse_json((FOLDER / f"{name}.json").read_bytes())
    today = to_document(VALUES[name], instrument=Inclusion.WHOLE)
    machines = today["schema"] not in PEOPLE
    assert json.dumps(free(today) | {"version": 1}) == json.dumps(first)
    assert today["version"] == 1 + machines


def test_an_older_instrument_inside_of_a_document_goes_up_too():
    """The instrument inside has a head of its own: a version that is not known is told with its path."""
    document = parse_json((FOLDER / "scheme.json").read_bytes())
    document["instrument"]["version"] = 7
    with pytest.raises(DocumentError) as caught:
        from_document(document)
    assert [(f.path, f.reason) for f in caught.value.findings] == [
        ("$.instrument.version", Reason.BAD_SCHEMA_VERSION)
    ]
