"""Drawn documents of every kind as bytes, and accidents that befall them: a byte changed, a key that stands twice."""

import copy
import enum
import json

import attrs
from hypothesis import strategies as st

from smmi.benchmark import (
    DisclosureRule,
    Ledger,
    Norms,
    Placement,
    Placements,
    PublishedNorms,
    adjusted_differences,
    compare_groups,
    suppress,
)
from smmi.benchmark.comparison import AdjustedComparison, GroupComparison
from smmi.benchmark.cut_points import BandCuts, CutMethod
from smmi.benchmark.disclosure import Aggregates, Revision
from smmi.benchmark.manual import ManualNorm, ManualNorms
from smmi.benchmark.norms import NormsSource
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
from tests.benchmark.test_published_norms import published, rows, scored
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


@st.composite
def ledgers(draw):
    """Ledgers of up to three publications of a few units, of several rules and groups."""
    units = {f"S{i:02}": 10.0 * i for i in range(draw(st.integers(6, 8)))}
    ledger = Ledger()
    for i in range(draw(st.integers(0, 2))):
        base, least = draw(st.sampled_from((None, 0.5, 5.0))), draw(st.integers(2, 5))
        few = draw(st.sets(st.sampled_from(list(units)), min_size=1))
        groups = {("2024", "all"): units, ("2024", draw(texts())): sorted(few)}
        tables = Aggregates.of({("2024", "x"): units}, groups)
        rule = DisclosureRule(minimum_cell=least, rounding_base=base)
        safe = suppress(tables, rule=rule, ledger=ledger, revision=Revision.ATTACKED)
        ledger = ledger.adding(f"no {i}", safe, on=f"2024-03-{i + 1:02}")
    return ledger


def band_cuts():
    """Cuts between bands."""
    return st.builds(
        BandCuts,
        code=st.sampled_from(("overall", "care")),
        cuts=st.lists(st.integers(1, 999), min_size=1, max_size=4, unique=True).map(
            lambda tenths: [tenth / 10 for tenth in sorted(tenths)]
        ),
        on=st.dates().map(str),
        method=st.sampled_from(CutMethod),
        note=texts(),
    )


@st.composite
def manual_norms(draw):
    """Norms of a manual: moments, tables, or both, of all and of groups."""
    finite = st.integers(-4000, 4000).map(lambda tenths: tenths / 10)
    tables = st.dictionaries(finite, st.integers(0, 100), max_size=4).map(
        lambda rows: list(zip(sorted(rows), sorted(rows.values()), strict=True))
    )
    groups = st.dictionaries(st.sampled_from(("sex", "age")), codes(), max_size=2)
    lines = []
    for code in draw(st.sets(st.sampled_from(("overall", "care")), min_size=1)):
        for group in draw(
            st.lists(groups, min_size=1, max_size=3, unique_by=lambda one: tuple(sorted(one.items())))
        ):
            table = draw(tables)
            moments = {"mean": draw(finite), "standard_deviation": draw(st.integers(1, 99)) / 10}
            use = not table or draw(st.booleans())
            scale = {"raw_at_0": draw(finite), "n": draw(st.none() | st.integers(1, 999))}
            scale["raw_at_100"] = scale["raw_at_0"] + draw(st.integers(1, 99))
            lines.append(ManualNorm(code=code, group=group, table=table, **scale, **(moments if use else {})))
    source = NormsSource("tiny", "1", "f" * 64, "0" * 64)
    return ManualNorms(
        source=source, citation="Doe (2024)", norms=lines, year=draw(st.none() | st.just(2023))
    )


RESULTS = {
    "norms": norms,
    "ledger": ledgers,
    "published-norms": lambda: rows().map(lambda given: published(scored(given))).filter(bool),
    "band-cuts": band_cuts,
    "manual-norms": manual_norms,
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
    "ledger": Ledger,
    "published-norms": PublishedNorms,
    "band-cuts": BandCuts,
    "manual-norms": ManualNorms,
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


class Fate(enum.Enum):
    """What becomes of changed bytes, by their text alone."""

    NO_JSON = enum.auto()
    EQUAL = enum.auto()
    OTHER = enum.auto()
    UNCHECKED = enum.auto()


def fate(data, document):
    """What becomes of changed bytes of a document.

    They are no JSON, or of an equal value, or of another one. Another value has another canonical text, which is read
    back as the value that it is of, and so another SHA-256 than the document says, or it says another one: it is
    refused before anything is made of it. Where the document says none any more, its reader has to refuse it.
    """
    try:
        value = json.loads(data.decode())
    except ValueError:
        return Fate.NO_JSON
    if value == document:
        return Fate.EQUAL
    return Fate.OTHER if type(value) is dict and "checksum" in value else Fate.UNCHECKED


def other_byte(data, at, rng):
    """Bytes with another one at some place."""
    byte = rng.choice(TELLING) if rng.random() < 0.5 else rng.randrange(256)
    return with_byte(data, at, byte if byte != data[at] else (byte + 1) % 256)


def with_byte(data, at, byte):
    """Bytes with a certain one at some place."""
    return data[:at] + bytes([byte]) + data[at + 1 :]


def with_a_key_twice(document, rng):
    """The text of a document in which a key of some object stands twice, and the key."""
    document = copy.deepcopy(document)
    return _twice(document, *rng.choice(keys_of(document)), rng)


def with_all_keys_twice(document, rng):
    """The text of a document in which each key of each object stands twice."""
    if isinstance(document, list):
        return f"[{','.join(with_all_keys_twice(item, rng) for item in document)}]"
    if not isinstance(document, dict):
        return json.dumps(document)
    pairs = [f"{json.dumps(key)}:{with_all_keys_twice(item, rng)}" for key, item in document.items()]
    again = [f"{json.dumps(key)}:{rng.choice(['null', '1', '[]'])}" for key in document]
    return f"{{{','.join(rng.sample(pairs + again, 2 * len(document)))}}}"


def keys_of(document):
    """The objects in a document, each with each of its keys."""
    return [(container, key) for container, key in places(document) if isinstance(container, dict)]


def _twice(document, container, key, rng):
    again = container[key] if rng.random() < 0.5 else rng.choice([None, 1, "x", [], {}])
    items = list(container.items())
    items.insert(rng.randrange(len(items) + 1), (key + MARK, again))
    container.clear()
    container.update(items)
    text = json.dumps(document, ensure_ascii=False)
    name = json.dumps(key, ensure_ascii=False)
    marked, other = name[:-1] + MARK + '"', name
    if rng.random() < 0.5 and key.isascii() and key.isalnum():  # another spelling of the same key
        other = f'"\\u{ord(key[0]):04x}{key[1:]}"'
    return text.replace(marked, other), key


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
