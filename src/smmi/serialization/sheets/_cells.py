"""Raw answers in documents: an option's code, a number, a selection, shares, or a nonresponse."""

from typing import Any, Final

from smmi.instrument import Nonresponse
from smmi.serialization.fields import LARGEST_INTEGER, Mismatch, cut, described, nearest, text_of, texts_of

NONRESPONSE: Final = "nonresponse"
_NONRESPONSES: Final[dict[str, Nonresponse]] = texts_of(Nonresponse)
_EXPECTED: Final = (
    "an option's code, a number, a list of option codes, an object of shares, null (no answer), "
    f"or an object such as {{'{NONRESPONSE}': '{text_of(Nonresponse.NOT_APPLICABLE)}'}}"
)


class Cell:
    """Stands for one raw answer in annotations: an option's code, a number, a selection, shares, or a nonresponse."""


def read_cell(value: Any, _: object = None) -> object:  # noqa: ANN401  (any document)
    """Return the raw answer that a value of a document says.

    Raises:
        Mismatch: It says none.
    """
    match value:
        case None | str() | int() | float() if type(value) is not bool:
            return value
        case list() if all(type(code) is str for code in value):
            return tuple(value)
        case dict() if set(value) == {NONRESPONSE} and type(value[NONRESPONSE]) is str:
            return _read_nonresponse(value[NONRESPONSE])
        case dict() if all(type(share) in {int, float} for share in value.values()):
            return value
        case _:
            pass
    raise Mismatch.of(f"got {described(value)}, expected {_EXPECTED}")


def write_cell(raw: Any) -> Any:  # noqa: ANN401  (any raw answer)
    """Return a raw answer as a value of a document."""
    match raw:
        case Nonresponse():
            return {NONRESPONSE: text_of(raw)}
        case tuple():
            return list(raw)
        case dict():
            return {part: write_cell(share) for part, share in raw.items()}
        case float():
            return raw + 0.0
        case int() if abs(raw) > LARGEST_INTEGER:
            return float(raw)  # a count is held as a double, which says the same
        case _:
            return raw


def _read_nonresponse(text: str) -> Nonresponse:
    if text not in _NONRESPONSES:
        message = f"got {cut(text)}, expected one of {', '.join(map(repr, _NONRESPONSES))}"
        raise Mismatch.of(message + nearest(text, _NONRESPONSES), at=f".{NONRESPONSE}")
    return _NONRESPONSES[text]


CELL_SCHEMA: Final[dict[str, Any]] = {
    "anyOf": [
        {"type": ["string", "number", "null"]},
        {"type": "array", "items": {"type": "string"}},
        {"type": "object", "additionalProperties": {"type": "number"}},
        {
            "type": "object",
            "properties": {NONRESPONSE: {"enum": list(_NONRESPONSES)}},
            "required": [NONRESPONSE],
            "additionalProperties": False,
        },
    ]
}
"""The JSON Schema of a cell."""
