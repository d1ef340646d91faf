"""Checksums of documents: SHA-256 over the canonical JSON of RFC 8785, which every platform can make again."""

import hashlib
from collections.abc import Mapping
from json.encoder import encode_basestring
from typing import Any, Final

from smmi.errors import ArgumentError, DocumentError, Finding, Reason
from smmi.serialization.fields import LARGEST_INTEGER, described, finding_at, json_findings

CHECKSUM: Final = "checksum"
CHECKSUM_PATTERN: Final = "^sha256:[0-9a-f]{64}$"
_PLAINEST_DIGITS: Final = 21
_PLAINEST_ZEROS: Final = -6
"""Numbers from 1e-6 to below 1e21 are written without an exponent."""


def checksum(document: Mapping[str, Any], /) -> str:
    """Return the checksum of a document, as it stands in the document itself under the key ``checksum``.

    It is the SHA-256 of everything else in the document, in the canonical form of RFC 8785 (JSON Canonicalization
    Scheme, 2020): keys sorted, no white space, numbers as ECMAScript writes them, UTF-8. So neither the layout of a
    file nor the order of keys nor whether 1 is written as 1.0 matters, and any platform can make it again.

    It finds accidents: a byte that a disk or an editor changed. It is no signature: who changes a document on purpose
    can change its checksum, too.

    Args:
        document: A dict of what JSON can say.

    Returns:
        ``sha256:`` and 64 hexadecimal digits.

    Raises:
        ArgumentError: It is no dict.
        DocumentError: There is something in it that JSON cannot say.

    Example:
        >>> checksum({"a": 1, "b": [0.5]}) == checksum({"b": [0.5], "a": 1.0, "checksum": "whatever it is"})
        True
        >>> checksum({"a": 1})[:15]
        'sha256:015abd7f'
    """
    ArgumentError.raise_unless(
        document, dict, argument="document", expected="a dict, as parse_json returns it"
    )
    DocumentError.raise_any(json_findings(document))
    return checksum_of(document)


def verify_checksum(document: Mapping[str, Any], /) -> None:
    """Refuse a document that does not have the checksum that it says.

    `from_document` does so by itself; this is for documents that it does not read, such as those of `conformance`.

    Args:
        document: A dict of what JSON can say.

    Raises:
        ArgumentError: It is no dict.
        DocumentError: It says no checksum or another one, or there is something in it that JSON cannot say.

    Example:
        >>> document = {"a": 1}
        >>> verify_checksum({**document, "checksum": checksum(document)})
        >>> verify_checksum({"a": 2, "checksum": checksum(document)})
        Traceback (most recent call last):
          ...
        smmi.errors.DocumentError: the document cannot be read: $.checksum: the document was changed ...
    """
    checksum(document)
    finding = checksum_finding(document, required=True)
    DocumentError.raise_any([finding] if finding else [])


def checksum_of(document: Mapping[str, Any], /) -> str:
    """Return the checksum of a document, without a look at whether it is one.

    Raises:
        ValueError: There is something in it that JSON cannot say.
    """
    text = canonical({key: item for key, item in document.items() if key != CHECKSUM})
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def checksum_finding(document: Mapping[str, Any], /, *, required: bool) -> Finding | None:
    """Return what is wrong with the checksum that a document says, or None.

    Args:
        document: The document, of what JSON can say.
        required: Whether a program wrote it, so that there has to be one.
    """
    path, original = f"$.{CHECKSUM}", "take the original again"
    if CHECKSUM not in document:
        message = (
            f"the key {CHECKSUM!r} is missing, which smmi writes into such documents: {original}; a program that makes "
            "such documents adds what smmi.serialization.checksum(document) returns"
        )
        return finding_at(path, message, Reason.MISSING_KEY) if required else None
    said, true = document[CHECKSUM], checksum_of(document)
    if type(said) is not str:
        return finding_at(path, f"got {described(said)}, expected text", Reason.WRONG_TYPE)
    if said == true:
        return None
    edited = "" if required else f"; if it was edited on purpose, leave the key {CHECKSUM!r} out"
    message = (
        f"the document was changed after it was written, and is no longer what its checksum says; {original}"
    )
    return finding_at(path, message + edited, Reason.BAD_CHECKSUM)


def canonical(value: Any, /) -> str:  # noqa: ANN401  (any value of JSON)
    r"""Return a value of JSON as canonical text (RFC 8785).

    Raises:
        ValueError: JSON cannot say it.

    Example:
        >>> canonical({"b": [1.0, 1e-7, 1e21, -0.0, True], "a": "\u20ac\n"})
        '{"a":"€\\n","b":[1,1e-7,1e+21,0,true]}'
    """
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if value is None or kind is bool:
        return {None: "null", True: "true", False: "false"}[value]
    if kind is int and abs(value) <= LARGEST_INTEGER:
        return str(value)
    if kind is float:
        return _number(value)
    if kind is list:
        return f"[{','.join(map(canonical, value))}]"
    if kind is dict:
        pairs = sorted(value.items(), key=_units)
        return f"{{{','.join(f'{encode_basestring(key)}:{canonical(item)}' for key, item in pairs)}}}"
    message = f"JSON cannot say {described(value)}"
    raise ValueError(message)


def _units(pair: tuple[str, object]) -> bytes:
    """Return the UTF-16 code units by which RFC 8785 sorts keys; big-endian bytes sort like them."""
    return pair[0].encode("utf-16-be")


def _number(value: float) -> str:
    """Return a number as ECMAScript writes it (ECMA-262, Number::toString); Python finds the same shortest digits."""
    text = repr(value)
    if "n" in text:
        message = f"JSON cannot say {text}"
        raise ValueError(message)
    if "e" not in text:
        return "0" if text == "-0.0" else text.removesuffix(".0")
    mantissa, _, exponent = text.partition("e")
    sign, digits = "-" * mantissa.startswith("-"), mantissa.lstrip("-").replace(".", "")
    point = int(exponent) + 1  # where the point stands, counted from the first digit
    if len(digits) <= point <= _PLAINEST_DIGITS:
        return sign + digits.ljust(point, "0")
    if _PLAINEST_ZEROS < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    more = f".{digits[1:]}" if digits[1:] else ""
    return f"{sign}{digits[0]}{more}e{point - 1:+d}"
