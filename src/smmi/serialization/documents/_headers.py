"""The head of a document: of what kind it is, and from which version of its schema."""

from collections.abc import Mapping
from typing import Any, Final

from smmi.errors import Finding, Reason
from smmi.serialization.fields._json_values import described
from smmi.serialization.fields._mismatches import missing_key

SCHEMA: Final = "schema"
VERSION: Final = "version"
HEAD: Final = (SCHEMA, VERSION)

INSTRUMENT: Final = "smmi/instrument"
INSTRUMENT_VERSION: Final = 1


def body(document: Mapping[str, Any], /) -> dict[str, Any]:
    """Return a document without its head."""
    return {key: item for key, item in document.items() if key not in HEAD}


def version_finding(document: Mapping[str, Any], version: int, /) -> Finding | None:
    """Return what is wrong with a document's version, or None."""
    path = f"$.{VERSION}"
    if VERSION not in document:
        return missing_key(VERSION, HEAD, "a document", "$")
    got = document[VERSION]
    if type(got) is not int:
        return Finding(
            reason=Reason.WRONG_TYPE, path=path, message=f"got {described(got)}, expected {version}"
        )
    if got != version:
        advice = "read it with a newer smmi" if got > version else "there is no such version"
        message = f"got version {got} of the schema, expected {version}; {advice}"
        return Finding(reason=Reason.BAD_SCHEMA_VERSION, path=path, message=message)
    return None
