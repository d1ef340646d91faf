"""What is given as a data frame: its maker is recognised, and what has no rows at hand is refused in words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from smmi.errors import ArgumentError, described
from smmi.frames._extra import arrow, require_narwhals

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

_EXPECTED: Final = (
    "a data frame of pandas, Polars, PyArrow or DuckDB, or an object with the Arrow capsule interface"
)
_COMPUTED: Final = {"dask": "frame.compute()", "polars": "frame.collect()"}


def maker(frame: object) -> str:
    """Return the package that an object's class comes from."""
    return type(frame).__module__.partition(".")[0]


def eager_frame(frame: object) -> "nw.DataFrame[Any]":
    """Return what was given as a data frame of narwhals.

    What narwhals does not know as a frame with rows, and has the Arrow capsule interface, hands its rows over as Arrow
    arrays: that is what a DuckDB relation does. Another lazy frame is not collected: its user says how and where.

    Raises:
        ArgumentError: This is no data frame, it is lazy, or two of its columns have one name.
        ImportError: narwhals is not installed, or PyArrow, where only the Arrow interface is there.
    """
    require_narwhals()
    import narwhals
    import narwhals.stable.v2 as nw

    native = frame.to_native() if isinstance(frame, narwhals.DataFrame | narwhals.LazyFrame) else frame
    try:
        known = nw.from_native(native, pass_through=True)
        if not isinstance(known, nw.DataFrame):
            known = nw.from_native(_table(native), pass_through=True)
        if isinstance(known, nw.DataFrame):
            known.schema  # noqa: B018  (where names are looked at)
    except ValueError:  # narwhals.exceptions.DuplicateError is one
        raise ArgumentError("frame", "two columns of one name", "a name for each column") from None
    if isinstance(known, nw.LazyFrame):
        got = f"a {type(native).__name__}, whose rows are yet to be computed"
        advice = _COMPUTED.get(maker(native), "")
        raise ArgumentError("frame", got, "a frame with its rows", advice and f"Write {advice}")
    if not isinstance(known, nw.DataFrame):
        advice = "Mappings are for smmi.Answers.from_records and from_columns"
        raise ArgumentError(
            "frame", described(frame), _EXPECTED, advice if isinstance(frame, list | Mapping) else ""
        )
    return known


def _table(native: object) -> object:
    """Return an Arrow table of what has the Arrow capsule interface; anything else as it is."""
    if not has_capsule(native):
        return native
    pa = arrow()
    try:
        if hasattr(type(native), "__arrow_c_stream__"):
            return pa.table(native)
        return pa.Table.from_batches([pa.record_batch(native)])
    except (TypeError, pa.ArrowException):  # the capsules of a single column
        return native


def has_capsule(native: object) -> bool:
    """Return whether an object has the Arrow capsule interface of a stream or of an array."""
    return hasattr(type(native), "__arrow_c_stream__") or hasattr(type(native), "__arrow_c_array__")
