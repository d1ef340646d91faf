"""The reference of a document to the instrument to which it belongs."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from smmi.errors import Reason
from smmi.instrument import Instrument
from smmi.serialization.documents._heads import INSTRUMENT, SCHEMA
from smmi.serialization.fields import (
    Mismatch,
    cut,
    described,
    finding_at,
    findings_of,
    missing_key,
    step,
    unknown_keys,
)

CODE, EDITION, FINGERPRINT = REFERENCE_KEYS = ("code", "edition", "fingerprint")
_REFERENCE: Final = "a reference to an instrument"


def reference(instrument: Instrument, /) -> dict[str, Any]:
    """Return what another document says of an instrument: code, edition, and fingerprint of all that affects scores."""
    return {
        CODE: instrument.code,
        EDITION: instrument.edition,
        FINGERPRINT: instrument.score_fingerprint,
    }


@attrs.frozen
class Bound:
    """What stands in a document in the place of its instrument, together with the instruments that a caller gave.

    Attributes:
        said: What stands there.
        given: The instruments.
        partly: Whether a part of a reference does: what it says must be so of the instrument that was given.
    """

    said: object
    given: tuple[Instrument, ...]
    partly: bool = False


def resolve(value: object, read: Callable[[Mapping[str, Any]], Instrument]) -> Instrument:
    """Return the instrument that a document belongs to.

    Args:
        value: A reference, a whole document of an instrument, or either with the instrument that the caller gave.
        read: Reads the document of an instrument.

    Raises:
        Mismatch: The document speaks of another instrument, or of one that nobody gave.
    """
    said, given = (value.said, value.given) if isinstance(value, Bound) else (value, ())
    partly = isinstance(value, Bound) and value.partly
    if type(said) is not dict:
        raise Mismatch.of(f"got {described(said)}, expected {_REFERENCE}, or the document of one")
    if SCHEMA in said:
        whole = _read_whole(said, read)
        return _chosen(reference(whole), given) if given else whole
    findings = [*unknown_keys(set(said) - set(REFERENCE_KEYS), REFERENCE_KEYS, _REFERENCE, "$", said)]
    for key in REFERENCE_KEYS:
        if key not in said:
            if partly:
                continue
            findings.append(missing_key(key, REFERENCE_KEYS, _REFERENCE, "$"))
        elif type(said[key]) is not str:
            message = f"got {described(said[key])}, expected text"
            findings.append(finding_at("$" + step(key), message, Reason.WRONG_TYPE))
    if findings:
        raise Mismatch(*findings)
    if not given:
        message = (
            f"the document belongs to the instrument {cut(said[CODE])} edition {cut(said[EDITION])}, which it does not "
            "contain; hand it over: from_document(document, instrument=…)"
        )
        raise Mismatch.of(message, reason=Reason.OTHER_INSTRUMENT)
    return _chosen(said, given)


def _read_whole(said: Mapping[str, Any], read: Callable[[Mapping[str, Any]], Instrument]) -> Instrument:
    if said[SCHEMA] != INSTRUMENT.name:
        raise Mismatch.of(f"got {described(said[SCHEMA])}, expected {INSTRUMENT.name!r}", at=f".{SCHEMA}")
    version, changed = INSTRUMENT.version_finding(said), INSTRUMENT.checksum_finding(said)
    findings = [finding for finding in (version, changed) if finding]
    if version:
        raise Mismatch(*findings)
    try:
        instrument = read(INSTRUMENT.content(said))
    except Exception as error:  # noqa: BLE001  (all that is wrong, at once)
        raise Mismatch(*findings, *findings_of(error)) from None
    if findings:
        raise Mismatch(*findings)
    return instrument


def _chosen(said: Mapping[str, str], given: tuple[Instrument, ...]) -> Instrument:
    """Return the one of the given instruments of which a document speaks."""
    known = [(instrument, reference(instrument)) for instrument in given]
    for instrument, expected in known:
        if said.items() <= expected.items():
            return instrument
    if len(known) > 1:
        listed = " and ".join(f"{instrument.code!r} edition {instrument.edition!r}" for instrument in given)
        message = (
            f"the document belongs to the instrument {cut(said[CODE])} edition {cut(said[EDITION])} with the "
            f"fingerprint {cut(said[FINGERPRINT])}, which is none of those handed over: {listed}"
        )
        raise Mismatch.of(message, reason=Reason.OTHER_INSTRUMENT)
    expected = known[0][1]
    wrong = [key for key in REFERENCE_KEYS if said.get(key, expected[key]) != expected[key]]
    got = "the document belongs to another instrument: got"
    raise Mismatch(
        *(
            finding_at(
                "$" + step(key),
                f"{got} {said[key][:80]!r}, expected {expected[key]!r}",
                Reason.OTHER_INSTRUMENT,
            )
            for key in wrong
        )
    )
