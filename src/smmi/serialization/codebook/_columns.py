"""The columns of a codebook, and how each is written and read."""

from collections.abc import Callable, Mapping
from typing import Any, Final, get_args

import attrs

from smmi.instrument import Scale
from smmi.serialization.codebook._cells import (
    number_text,
    options_text,
    read_integer,
    read_number,
    read_options,
    read_scored,
    read_tags,
    read_terms,
    tags_text,
    terms_text,
)
from smmi.serialization.codebook._condition_text import condition_text, read_condition
from smmi.serialization.fields import SCALES, fields_of

PLACE: Final = ("domain", "domain_label", "area", "area_label", "indicator")
WORDING: Final = ("label", "prompt", "help")
SCALE: Final = ("scale", "scale_label", "kind")
VERBATIM: Final = frozenset({"scale_label", "unit"})
"""What a scale says in words, taken as it stands."""
REQUIRED: Final = ("domain", "area", "indicator", "prompt")


@attrs.frozen
class Column:
    """A column whose cells have a syntax.

    Attributes:
        write: Returns the cell of a value.
        read: Returns the value of a cell that is not blank.
    """

    write: Callable[[Any], str]
    read: Callable[[str], Any]


NUMBER: Final = Column(number_text, read_number)
INTEGER: Final = Column(str, read_integer)
TEXT: Final = Column(str, str)

OF_SCALE: Final[Mapping[str, Column]] = {
    "options": Column(options_text, read_options),
    "parts": Column(options_text, read_options),
    "minimum": NUMBER,
    "maximum": NUMBER,
    "unit": TEXT,
    "decimals": INTEGER,
    "tolerance": NUMBER,
}
"""What a scale has besides its code, label and kind, if it is of a kind that has it."""

OF_INDICATOR: Final[Mapping[str, Column]] = {
    "gate": Column(condition_text, read_condition),
    "applies": Column(condition_text, read_condition),
    "terms": Column(terms_text, read_terms),
    "tags": Column(tags_text, read_tags),
    "source_names": Column(tags_text, read_tags),
    "scored": Column(lambda scored: "yes" if scored else "no", read_scored),
}

IF_USED: Final[Mapping[str, Any]] = {"source_names": (), "scored": True}
"""The columns that a codebook shows only if an indicator has something else there."""

PROVENANCE: Final = ("origin", "source")

COLUMNS: Final = (
    *(*PLACE, *WORDING, *SCALE, *OF_SCALE),
    *(name for name in OF_INDICATOR if name not in IF_USED),
    *(*PROVENANCE, *IF_USED),
)
"""All columns, in the order in which a codebook shows them."""


def scale_columns(cls: type, /) -> dict[str, Column]:
    """Return the columns that a kind of scale has."""
    return {
        field.key: INTEGER if int in (field.annotation, *get_args(field.annotation)) else OF_SCALE[field.key]
        for field in fields_of(cls)
        if field.key in OF_SCALE
    }


def scale_cells(scale: Scale, /) -> dict[str, str]:
    """Return the cells of a scale."""
    kind = next(tag for tag, cls in SCALES.items() if cls is type(scale))
    cells = {"scale": scale.code, "scale_label": scale.label, "kind": kind}
    for name, column in scale_columns(type(scale)).items():
        value = getattr(scale, name)
        cells[name] = "" if value is None else column.write(value)
    return cells
