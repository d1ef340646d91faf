"""JSON documents: instruments, schemes and norms in and out, and the bundled editions by name."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeVar

import attrs

from smmi.benchmark import Ledger, Norms, PublishedNorms
from smmi.cli._exits import ContentError
from smmi.cli.files import FileError, read_text
from smmi.cli.formats._codebooks import ENDINGS, read_codebook
from smmi.editions import crosswalk_18_to_16, explanations, smmi_16, smmi_18
from smmi.editions.explained import Explanation
from smmi.errors import ArgumentError, DocumentError, Reason, UnknownCodeError
from smmi.instrument import Instrument
from smmi.instrument.crosswalk import Crosswalk
from smmi.intake import Account, Reading
from smmi.scoring import ScoringScheme
from smmi.serialization import from_document, parse_json, to_document

ANEW: Final = (
    "Make the reading anew with `smmi read`, or give the instrument that it was made for; a codebook without a row of "
    "the kind 'instrument' is called as its file"
)
"""What to do with a reading that is of another instrument."""

WRITERS: Final[Mapping[type, str]] = {
    ScoringScheme: "`smmi scheme`",
    Norms: "`smmi norms --out`",
    PublishedNorms: "`smmi norms --hand-out`",
    Ledger: "`smmi publish --ledger`",
    Reading: "`smmi read`",
}
"""What writes a document."""

T = TypeVar("T", Instrument, ScoringScheme, Norms, PublishedNorms, Ledger, Reading, Crosswalk)
Documented = Instrument | Norms | PublishedNorms | Ledger | Reading | Account
"""Of what the command line writes documents."""

EDITIONS: Final[Mapping[str, Callable[[], Instrument]]] = {"smmi-16": smmi_16, "smmi-18": smmi_18}
"""The bundled editions by the names under which commands take them."""

CROSSWALKS: Final[Mapping[str, Callable[[], Crosswalk]]] = {"smmi-18-to-16": crosswalk_18_to_16}
"""The bundled crosswalks, likewise."""


def explained(instrument: Instrument, /) -> Mapping[str, Explanation]:
    """Return what the domains and areas of a bundled edition are about; nothing of another instrument."""
    bundled = any(instrument == edition() for edition in EDITIONS.values())
    return explanations(instrument) if bundled else {}


def read_instrument(name: str, /) -> Instrument:
    """Return a bundled edition, or the instrument in a JSON document or in a codebook, which is a table.

    Args:
        name: The name of an edition, or the path of a document or a codebook.

    Raises:
        ContentError: The document is not what its schema says, or the table is no codebook.
        FileError: The file cannot be read, or is not JSON.
        UnknownCodeError: There is neither such an edition nor such a file.
    """
    if name in EDITIONS:
        return EDITIONS[name]()
    path = Path(name)
    if not path.suffix and not path.exists():
        raise UnknownCodeError("no file and no bundled edition is called", name, tuple(EDITIONS))
    return read_codebook(path) if path.suffix.lower() in ENDINGS else _read(path, Instrument, None)


def read_scheme(path: Path | None, instrument: Instrument, /) -> ScoringScheme:
    """Return the scheme in a JSON document, or the scheme of equal weights if there is none.

    Raises:
        ContentError: The document is not what its schema says, or does not fit the instrument.
        FileError: The file cannot be read, or is not JSON.
        SchemeError: Equal weights do not do: an indicator needs a rule of its own.
    """
    if path is None:
        return ScoringScheme.equal_weights(instrument)
    return _read(path, ScoringScheme, instrument)


def scheme_text(instrument: Instrument, /) -> str:
    """Return the default scheme of an instrument, spelled out, as the text of a JSON document to be edited.

    It has no checksum and no fingerprint, which would be wrong after the first change.

    Raises:
        SchemeError: An indicator needs a rule of its own.
    """
    document = to_document(ScoringScheme.equal_weights(instrument).spelled_out())
    del document["checksum"], document["instrument"]["fingerprint"]
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def read_norms(path: Path, /) -> Norms:
    """Return the norms in a JSON document.

    Raises:
        ArgumentError: They are norms in bands, which do not do for a report.
        ContentError: The document is not what its schema says.
        FileError: The file cannot be read, or is not JSON.
    """
    document = _document(path, Norms)
    if isinstance(document, dict) and document.get("schema") == "smmi/published-norms":
        advice = "`smmi place` places a unit among norms that were handed out"
        raise ArgumentError("--norms", "norms in bands", "the norms that `smmi norms --out` wrote", advice)
    return _value(path, document, Norms, None)


def read_published_norms(path: Path, /) -> PublishedNorms:
    """Return the norms in bands in a JSON document.

    Raises:
        ArgumentError: They are the exact norms.
        ContentError: The document is not what its schema says.
        FileError: The file cannot be read, or is not JSON.
    """
    document = _document(path, PublishedNorms)
    if isinstance(document, dict) and document.get("schema") == "smmi/norms":
        got, expected = "the exact, confidential norms", "the file that `smmi norms --hand-out` wrote"
        raise ArgumentError("--norms", got, expected, "`smmi report` takes the exact norms")
    return _value(path, document, PublishedNorms, None)


def read_ledger(path: Path, /) -> Ledger:
    """Return the ledger of publications in a JSON document.

    Raises:
        ContentError: The document is not what its schema says.
        FileError: The file cannot be read, or is not JSON.
    """
    return _read(path, Ledger, None)


def read_crosswalk(path: Path, old: Instrument, new: Instrument, /) -> Crosswalk:
    """Return the crosswalk in a JSON document.

    Args:
        path: The document.
        old: The edition from which it leads.
        new: The edition to which it leads.

    Raises:
        ContentError: The document is not what its schema says, or is of other editions.
        FileError: The file cannot be read, or is not JSON.
    """
    return _value(path, _document(path, Crosswalk), Crosswalk, (old, new))


def read_reading(path: Path, instrument: Instrument, /) -> Reading:
    """Return the reading in a JSON document.

    Raises:
        ContentError: The document is not what its schema says, or is of another instrument.
        FileError: The file cannot be read, or is not JSON.
    """
    try:
        return _read(path, Reading, instrument)
    except ContentError as error:
        *others, last = error.error.findings
        if last.reason is not Reason.OTHER_INSTRUMENT:
            raise
        told = attrs.evolve(last, message=f"{last.message}. {ANEW}")
        raise ContentError(path, DocumentError((*others, told))) from None


def document_text(value: Documented, /, *, indent: int) -> str:
    """Return an instrument, norms, published ones or not, a ledger, a reading or an account as the text of JSON."""
    return json.dumps(to_document(value), ensure_ascii=False, indent=indent) + "\n"


def _read(path: Path, cls: type[T], instrument: Instrument | None) -> T:
    return _value(path, _document(path, cls), cls, instrument)


def _document(path: Path, cls: type) -> object:
    text = read_text(path, expected="a JSON document")
    try:
        return parse_json(text)
    except DocumentError as error:
        first = next((finding for finding in error.findings if finding.reason is Reason.NOT_JSON), None)
        if first:
            where = "" if first.path == "$" else f"{first.path}: "
            begins = text.lstrip()[:1] in {"{", "["}  # else it is of another kind altogether
            advice = "" if begins or cls not in WRITERS else f"; {WRITERS[cls]} writes such a file"
            raise FileError(path, f"is not JSON: {where}{first.message}{advice}") from None
        raise ContentError(path, error) from None


def _value(
    path: Path, document: object, cls: type[T], instrument: Instrument | tuple[Instrument, ...] | None
) -> T:
    try:
        return from_document(document, cls, instrument=instrument)
    except DocumentError as error:
        raise ContentError(path, error) from None
