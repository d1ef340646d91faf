"""Drawn documents of every kind as bytes, and accidents that befall them: a byte changed, a key that stands twice."""

import copy
import json

import attrs
from hypothesis import strategies as st

from smmi.benchmark import Norms, Placement, Placements, adjusted_differences, compare_groups
from smmi.benchmark.comparison import AdjustedComparison, GroupComparison
from smmi.errors import DocumentError
from smmi.instrument import Answers, Binary, Instrument
from smmi.instrument.answers import Administration, AdministrationKind
from smmi.instrument.crosswalk import Crosswalk
from smmi.intake import Account, Reading
from smmi.scoring import Scores, ScoringScheme
from smmi.scoring.explanation import Receipt, receipt
from smmi.serialization import (
    Inclusion,
    conformance,
    from_document,
    parse_json,
    to_document,
    verify_checksum,
)
from smmi.testing.strategies import codes, cohorts, from_instrument, instruments, norms, schemes, texts
from tests.benchmark.test_norms import scores_of
from tests.instrument.crosswalks import chains
from tests.intake.written_tables import written_tables
from tests.serialization.corruption import places
from tests.serialization.examples import CARE, EXTENT

MARK = "\N{SNOWMAN}"


@attrs.frozen(kw_only=True)
class Written:
    """A document as it was written.

    Attributes:
        document: The document.
        data: Its bytes.
        cls: The class of the value; None for conformance vectors, which are no value.
        instruments: What is handed over to read it.
    """

    document: dict
    data: bytes
    cls: type | None
    instruments: object = None

    def read(self, data):
        """What bytes say: the document as smmi would write it of the value that was read."""
        document = parse_json(data)
        if self.cls is None:
            verify_checksum(document)
            return with_one_zero(document)
        included = Inclusion.WHOLE if self.instruments is None else Inclusion.REFERENCE
        value = from_document(document, self.cls, instrument=self.instruments)
        return to_document(value, instrument=included)


CHOICES = st.sampled_from([Binary(code="yes_no"), EXTENT])


def with_one_zero(value):
    """A value of JSON in which -0.0, which is equal to 0.0, is written as that."""
    if isinstance(value, dict):
        return {key: with_one_zero(item) for key, item in value.items()}
    if isinstance(value, list):
        return list(map(with_one_zero, value))
    return value + 0.0 if type(value) is float else value


LAYOUTS = st.fixed_dictionaries({"indent": st.sampled_from([None, 1, 2]), "ensure_ascii": st.booleans()})


def as_bytes(document, layout):
    """A document as bytes."""
    return json.dumps(document, **layout).encode()


def administrations(instrument):
    """Administrations of an instrument."""
    counts = st.dictionaries(codes(), st.integers(1, 50), min_size=1, max_size=3)
    years = st.integers(1900, 2100)
    return st.builds(
        Administration,
        code=codes(),
        instrument=st.just(instrument),
        label=texts(),
        opens=years.map(lambda year: f"{year}-02"),
        closes=years.map(lambda year: f"{year + 300}"),
        kind=st.sampled_from(AdministrationKind),
        invited=counts,
    )


@st.composite
def shares(draw):
    """Scores of a few shares in two groups, with ties and blanks."""
    share = st.none() | st.sampled_from((0.0, 50.0, 100.0)) | st.floats(0.0, 100.0)
    given = draw(st.lists(share, min_size=4, max_size=12))
    return scores_of(given, kinds=[*"aabb", *draw(st.text("ab", min_size=8, max_size=8))][: len(given)])


@st.composite
def placements(draw):
    """Placements of units among themselves, with measurement error or without."""
    scores = draw(shares())
    known = draw(st.dictionaries(st.sampled_from(scores.codes), st.sampled_from((0.0, 0.8, 1.0)), max_size=1))
    return draw(norms(scores)).place_all(scores, reliability=known)


def comparisons(compare):
    """Comparisons of two groups."""
    return shares().map(
        lambda scores: compare(scores, by="kind", groups=("a", "b"), minimum=2, codes=("overall",))
    )


RESULTS = {
    "norms": norms,
    "placements": placements,
    "placement": lambda: placements().map(lambda table: table.of(table.units[-1])),
    "comparison": lambda: comparisons(compare_groups),
    "adjusted-comparison": lambda: comparisons(adjusted_differences),
    "receipt": lambda: shares().map(receipt),
    "account": lambda: written_tables().map(lambda table: table.reading.answers(table.header, table.rows)[1]),
}
"""What belongs to no instrument that has to be handed over."""


@st.composite
def written(draw, kind):
    """Documents of a kind, in any layout."""
    layout = draw(LAYOUTS)
    if kind in RESULTS:
        value = draw(RESULTS[kind]())
        document = to_document(value)
        return Written(document=document, data=as_bytes(document, layout), cls=type(value))
    if kind == "crosswalk":
        (value,) = draw(chains(1))
        instrument = [value.old, value.new]
    elif kind == "reading":
        value = draw(written_tables()).reading
        instrument = value.instrument
    else:
        instrument = CARE if kind == "scores" else draw(instruments())
    if kind == "instrument":
        document = to_document(instrument)
        return Written(document=document, data=as_bytes(document, layout), cls=Instrument)
    if kind == "conformance":
        document = conformance(ScoringScheme.equal_weights(draw(instruments(scales=CHOICES, max_areas=2))))
        return Written(document=document, data=as_bytes(document, layout), cls=None)
    drawn = {
        "scheme": schemes,
        "answers": from_instrument,
        "administration": administrations,
        "scores": lambda asked: cohorts(asked, max_units=3),
    }
    value = value if kind in {"crosswalk", "reading"} else draw(drawn[kind](instrument))
    included = draw(st.sampled_from(Inclusion))
    document = to_document(value, instrument=included)
    return Written(
        document=document,
        data=as_bytes(document, layout),
        cls=type(value),
        instruments=instrument if included is Inclusion.REFERENCE else None,
    )


KINDS = {
    "instrument": Instrument,
    "scheme": ScoringScheme,
    "answers": Answers,
    "crosswalk": Crosswalk,
    "administration": Administration,
    "reading": Reading,
    "account": Account,
    "norms": Norms,
    "conformance": None,
    "scores": Scores,
    "placements": Placements,
    "placement": Placement,
    "comparison": GroupComparison,
    "adjusted-comparison": AdjustedComparison,
    "receipt": Receipt,
}

TELLING = b'"\\{}[],:0123456789.-+eEfFntu \n\xff\x00\xc3'
"""Bytes that mean something in JSON, or in UTF-8 nothing."""


def changed(data, rng):
    """Bytes with one changed, lost or too many."""
    at = rng.randrange(len(data))
    byte = bytes([rng.choice(TELLING) if rng.random() < 0.5 else rng.randrange(256)])
    way = rng.choice(["replaced", "replaced", "lost", "too many", "a bit"])
    if way == "lost":
        return data[:at] + data[at + 1 :]
    if way == "a bit":
        return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
    return data[:at] + byte + data[at + (way == "replaced") :]


def with_a_key_twice(document, rng):
    """The text of a document in which a key of some object stands twice, and the key."""
    document = copy.deepcopy(document)
    objects = [(container, key) for container, key in places(document) if isinstance(container, dict)]
    container, key = rng.choice(objects)
    again = container[key] if rng.random() < 0.5 else rng.choice([None, 1, "x", [], {}])
    items = list(container.items())
    items.insert(rng.randrange(len(items) + 1), (key + MARK, again))
    container.clear()
    container.update(items)
    text = json.dumps(document, ensure_ascii=False)
    name = json.dumps(key, ensure_ascii=False)
    return text.replace(name[:-1] + MARK + '"', name), key


def refusal(read, data):
    """The error with which bytes are refused; None if they are read."""
    try:
        read(data)
    except DocumentError as error:
        assert error.findings
        assert all(finding.path.startswith("$") and finding.message for finding in error.findings)
        assert str(error)
        return error
    return None
