"""Answers of many units from a data frame of any maker."""

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError, EditCheckError, Finding, Reason
from smmi.frames._given_columns import WrongKindError, answer_column, is_blank, text_column, unit_column
from smmi.frames._given_frames import eager_frame
from smmi.instrument import Answers, Instrument
from smmi.instrument.answers import EntryColumn, check_names, require_instrument


@tells_keywords
def answers(
    instrument: Instrument,
    frame: Any,  # noqa: ANN401  (a frame of a maker that smmi does not depend on)
    /,
    *,
    unit: str,
    attributes: Collection[str] = (),
    ignore: Collection[str] = (),
) -> Answers:
    """Make answers from a data frame with a row for each unit and a column for each indicator.

    The frame may be of pandas, Polars or PyArrow, a DuckDB relation, any frame with rows that narwhals knows, or an
    object that has the Arrow capsule interface (``__arrow_c_stream__`` or ``__arrow_c_array__``), which PyArrow reads.
    The same answers come out of each. A lazy frame is refused: collect it first.

    - Text and categories are option codes; each distinct one is read once, and no cell by itself.
    - False and True are the answers of a binary scale whose options are ``no`` and ``yes``, or ``false`` and ``true``.
    - Lists are selections of a multiple choice; structs, with a field for each part, are compositions.
    - None, null, NA, NaT and NaN are no answer.
    - A column of dates, or of another kind that no answer is of, is refused as a whole.

    Args:
        instrument: What was asked.
        frame: The data frame; its columns are named by the codes of the indicators.
        unit: The column of the unit's identifier: text, or integers, which are taken as their decimal text.
        attributes: The columns of attributes; those that the instrument declares are checked against it.
        ignore: Columns to leave out; they are not looked at.

    Returns:
        The answers, after routing; its `findings` say what is doubtful.

    Raises:
        EditCheckError: Something is impossible; the error holds every finding.
        ArgumentError: An argument is of a wrong class, or the frame is lazy.
        ImportError: narwhals is not installed: the extra ``frames`` brings it.

    Example:
        >>> import polars
        >>> from smmi import frames
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> frame = polars.DataFrame({"school": ["S1", "S2"], "has_policy": [True, None]})
        >>> given = frames.answers(tiny, frame, unit="school")
        >>> given.record("S1"), given.record("S2")
        ({'has_policy': 'yes'}, {'has_policy': None})
    """
    require_instrument(instrument)
    check_names(instrument, unit, attributes, ignore)
    known = eager_frame(frame)
    _refuse_index(frame, unit, known.columns)
    scales = {indicator.code: indicator.scale for indicator in instrument.indicators}
    blank = EntryColumn(entries=(), positions=np.full(len(known), -1, dtype=np.int8))
    columns: dict[str, EntryColumn | npt.NDArray[Any]] = {}
    refused = []
    for name in known.columns:
        if name in ignore:
            continue
        try:
            if name == unit:
                columns[name] = unit_column(known.get_column(name))
            elif name in attributes:
                columns[name] = text_column(known.get_column(name))
            elif name in scales:
                columns[name] = answer_column(known.get_column(name), scales[name])
            else:
                columns[name] = blank
        except WrongKindError as wrong:
            columns[name] = blank
            if is_blank(
                known.get_column(name)
            ):  # whatever its kind: a column without a cell may be of numbers
                continue
            refused.append(
                Finding(reason=Reason.WRONG_KIND, path=f"$.{name}", message=f"{name!r}: {wrong}", code=name)
            )
    try:
        read = Answers.from_columns(instrument, columns, unit=unit, attributes=attributes)
    except EditCheckError as error:
        whole = {finding.code for finding in refused}  # of which no cell is blank, as it looks to the others
        others = (finding for finding in error.findings if finding.code not in whole)
        raise EditCheckError((*refused, *others)) from None
    EditCheckError.raise_any(refused)
    return read


def _refuse_index(frame: Any, unit: str, columns: Collection[str]) -> None:  # noqa: ANN401  (as above)
    """Refuse a frame of pandas whose index holds the identifiers."""
    names = getattr(getattr(frame, "index", None), "names", None)
    if unit not in columns and isinstance(names, Collection) and unit in names:
        advice = "Write frame.reset_index()"
        raise ArgumentError(
            "unit", f"{unit!r}, the name of the frame's index", "the name of a column", advice
        )
