"""Whatever a document is, reading it ends in a value or in a `DocumentError`."""

import inspect
import random
import sys

import pytest
from hypothesis import given, strategies as st

from smmi.errors import DocumentError
from smmi.instrument import Answers, Instrument
from smmi.scoring import ScoringScheme
from smmi.serialization import Inclusion, from_codebook, from_document, to_codebook, to_document
from smmi.testing.strategies import from_instrument, instruments, schemes
from tests.serialization.corruption import MAKERS, PLAIN_JUNK, corrupted, endless, nested, shared
from tests.serialization.unchecked import unchecked

TRIES = 10
"""How often each drawn document is made wrong; with the profile "thorough" that makes 100,000 for each kind."""


def read(document, cls, instrument=None):
    """The value of a document, if it is good; else check that its error is ours and says where."""
    try:
        value = from_document(document, cls, instrument=instrument)
    except DocumentError as error:
        assert error.findings
        assert all(finding.path.startswith("$") and finding.message for finding in error.findings)
        assert str(error)
        return None
    assert type(value) is cls
    return value


@given(instruments(), st.integers(0, 2**32))
def test_a_corrupted_instrument_is_read_whole_or_refused(instrument, seed):
    """A corrupted document of an instrument gives our error with paths, or an instrument with a document."""
    rng, document = random.Random(seed), unchecked(to_document(instrument))
    for _ in range(TRIES):
        value = read(corrupted(document, rng, plain=rng.random() < 0.6), Instrument)
        if value is not None:
            assert read(to_document(value), Instrument) == value


@given(st.data(), st.integers(0, 2**32))
def test_corrupted_answers_are_read_whole_or_refused(data, seed):
    """Corrupted documents of answers give our error with paths, or answers with a document."""
    instrument = data.draw(instruments())
    drawn = data.draw(from_instrument(instrument))
    rng, included = random.Random(seed), data.draw(st.sampled_from(Inclusion))
    document = unchecked(to_document(drawn, instrument=included))
    for _ in range(TRIES):
        value = read(corrupted(document, rng, plain=rng.random() < 0.6), Answers, instrument)
        if value is not None:
            assert read(to_document(value), Answers, instrument) == value


@given(st.data(), st.integers(0, 2**32))
def test_a_corrupted_scheme_is_read_whole_or_refused(data, seed):
    """A corrupted document of a scheme gives our error with paths, or a scheme with a document."""
    instrument = data.draw(instruments())
    scheme = data.draw(schemes(instrument))
    rng, included = random.Random(seed), data.draw(st.sampled_from(Inclusion))
    document = unchecked(to_document(scheme, instrument=included))
    for _ in range(TRIES):
        value = read(corrupted(document, rng, plain=rng.random() < 0.6), ScoringScheme, instrument)
        if value is not None:
            assert read(to_document(value), ScoringScheme, value.instrument) == value


@given(instruments(), st.integers(0, 2**32))
def test_a_corrupted_codebook_is_read_whole_or_refused(instrument, seed):
    """A corrupted codebook gives our error, or an instrument with a codebook."""
    rng, rows = random.Random(seed), to_codebook(instrument)
    for _ in range(TRIES):
        wrong = corrupted(rows, rng, plain=rng.random() < 0.6)
        try:
            value = from_codebook(
                wrong, code="a", edition="1", title="T", characteristics=instrument.characteristics
            )
        except DocumentError as error:
            assert error.findings
            continue
        assert to_codebook(value)


@pytest.mark.parametrize("cls", [Instrument, ScoringScheme, Answers])
@pytest.mark.parametrize("place", range(len(PLAIN_JUNK) + len(MAKERS)))
def test_junk_is_refused(place, cls):
    """What is no document at all is refused, at the root and further in."""
    junk = PLAIN_JUNK[place] if place < len(PLAIN_JUNK) else MAKERS[place - len(PLAIN_JUNK)]()
    assert read(junk, cls) is None
    head = {"schema": "smmi/instrument", "version": 1, "instrument": junk, "domains": junk, "items": junk}
    assert read(head, cls) is None


@pytest.mark.parametrize(
    "bad",
    [endless, lambda: shared(60), lambda: nested(50_000, lambda inner: [inner])],
    ids=["a cycle", "shared containers", "nesting"],
)
def test_endless_documents_are_refused(bad):
    """Cycles, very deep nesting and few containers repeated very often are refused, and not walked through."""
    assert read({"schema": "smmi/instrument", "version": 1, "domains": [bad()]}, Instrument) is None


def test_a_stack_that_is_nearly_used_up_is_our_error():
    """Reading with next to nothing left of the stack gives our error, not Python's."""
    document = {"schema": "smmi/instrument", "version": 1, "domains": nested(90, lambda inner: [inner])}

    def attempt(frames):
        if frames:
            return attempt(frames - 1)
        try:
            from_document(document)
        except (DocumentError, RecursionError) as error:
            return error
        return None

    room = sys.getrecursionlimit() - len(inspect.stack(0))
    assert {type(attempt(room - left)) for left in range(60, 200, 5)} == {DocumentError}


def test_a_long_chain_of_gates_is_read():
    """A hundred multiple choices, each gated on the one before, are read: time grows with their number only."""
    options = [{"code": f"o{i}", "label": "O"} for i in range(12)]
    chain = [
        {
            "code": f"i{i}",
            "prompt": "P",
            "scale": {"kind": "multiple-choice", "code": "s", "options": options},
            **({"gate": {"kind": "includes", "code": f"i{i - 1}", "option": "o0"}} if i else {}),
        }
        for i in range(100)
    ]
    areas = [{"code": "area", "label": "A", "indicators": chain}]
    domains = [{"code": "domain", "label": "D", "areas": areas}]
    head = {"schema": "smmi/instrument", "version": 1, "code": "c", "edition": "1", "title": "T"}
    assert len(from_document({**head, "domains": domains}, Instrument).indicators) == 100
