"""A ledger of publications has a document, and comes back from it equal."""

import copy
import json

import jsonschema
import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import DisclosureRule, Ledger, suppress
from smmi.benchmark.disclosure import Aggregates, CellState, Revision
from smmi.errors import DocumentError
from smmi.serialization import checksum, from_document, json_schema, to_document

SCHEMA = jsonschema.Draft202012Validator(json_schema(Ledger))
UNITS = {f"S{i:02}": 30.0 + 1.7 * i for i in range(24)}
GROUPS = {("2024", "all"): UNITS, ("2024", "few"): list(UNITS)[:3], ("2024", "none"): ()}


def ledger_of(*bases):
    """A ledger of the same tables with means rounded to several bases."""
    ledger = Ledger()
    for i, base in enumerate(bases, start=1):
        rule = DisclosureRule(rounding_base=base)
        tables = Aggregates.of(
            {("2024", "x"): UNITS, ("2024", "y"): UNITS}, GROUPS | {("2024", f"but {i}"): list(UNITS)[i:]}
        )
        safe = suppress(tables, rule=rule, ledger=ledger, revision=Revision.ATTACKED)
        ledger = ledger.adding(f"no {i}", safe, on=f"2024-03-{i:02}")
    return ledger


@given(st.lists(st.sampled_from([None, 0.5, 5.0]), max_size=3))
def test_a_ledger_comes_back_equal(bases):
    """Through JSON, to the last bit; its schema accepts it."""
    ledger = ledger_of(*bases)
    document = json.loads(json.dumps(to_document(ledger)))
    SCHEMA.validate(document)
    assert from_document(document, Ledger) == ledger
    assert to_document(from_document(document, Ledger)) == to_document(ledger)


def changed(change):
    """The document of a ledger, its first publication changed, and the checksum with it."""
    document = copy.deepcopy(to_document(ledger_of(None)))
    change(document["publications"][0])
    document["checksum"] = checksum(document)
    return document


def cell(publication, state):
    """The first cell of a state."""
    return next(one for one in publication["cells"] if one["state"] == state)


CHANGES = {
    "another mean": (lambda p: cell(p, "published").update(mean=12.0), "it is not the mean of the scores"),
    "another number": (
        lambda p: cell(p, "published").update(n=5),
        "a published cell has a mean and 'n', here",
    ),
    "no mean": (lambda p: cell(p, "published").update(mean=None), "a published cell has a mean"),
    "withheld with a mean": (lambda p: cell(p, "sensitive").update(mean=31.0), "a withheld cell has scores"),
    "empty with a mean": (lambda p: cell(p, "empty").update(mean=31.0), "an empty cell has no scores"),
    "a score out of range": (
        lambda p: p["scores"][0]["scores"].update(S00=101.0),
        "expected a score from 0 to 100",
    ),
    "no such group": (lambda p: p["members"].pop(), "the cell is of no scores or of no group"),
    "a group twice": (lambda p: p["members"].append(p["members"][0]), "stand there twice"),
    "a cell twice": (lambda p: p["cells"].append(p["cells"][0]), "stand there twice"),
    "no rounding": (lambda p: p.update(rounding_base=0.0), "expected a number above 0, up to 50"),
    "no day": (lambda p: p.update(on="spring"), "a day as ISO 8601 has it"),
    "no name": (lambda p: p.update(name=" "), "a text that is not blank"),
}


@pytest.mark.parametrize(("change", "message"), CHANGES.values(), ids=CHANGES)
def test_what_contradicts_itself_is_refused(change, message):
    """Tables that are not those of their scores would be attacked in vain."""
    with pytest.raises(DocumentError, match=message):
        from_document(changed(change), Ledger)


def test_a_ledger_has_to_have_its_checksum():
    """A programme alone writes such documents: one that was changed since, or has no checksum, is refused."""
    document = to_document(ledger_of(None))
    document["publications"][0]["name"] = "another"
    with pytest.raises(DocumentError, match="checksum"):
        from_document(document, Ledger)
    del document["checksum"]
    with pytest.raises(DocumentError, match="checksum"):
        from_document(document, Ledger)


def test_a_ledger_that_was_read_withholds_the_same():
    """What would be combined with it is found after it was written and read."""
    ledger = ledger_of(None)
    read = from_document(to_document(ledger), Ledger)
    tables = Aggregates.of({("2024", "x"): UNITS, ("2024", "y"): UNITS}, {("2024", "most"): list(UNITS)[2:]})
    safe = suppress(tables, rule=DisclosureRule(), ledger=read)
    assert {one.state for one in safe.cells} == {CellState.EARLIER}
    assert safe == suppress(tables, rule=DisclosureRule(), ledger=ledger)
