"""Lines of many rows, joined by pyarrow; Python makes the text of each distinct number, so that it is the same."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from smmi.cli.formats.tables import library

Numbers = npt.NDArray[np.float64]
BLANK: Final = -np.inf
"""Stands for an absent number, as no score does."""


def joined_lines(
    before: Sequence[Sequence[str]], numbers: Numbers, after: Sequence[Sequence[str]], separator: str, /
) -> str:
    """Return the lines of some rows.

    Args:
        before: The first columns, of cells as they are written.
        numbers: The columns in the middle, shape (columns, rows), in one piece; `BLANK` where there is none.
        after: The last columns, as the first.
        separator: What separates the cells of a line.

    Raises:
        MissingExtraError: pyarrow is not installed.
        UnicodeEncodeError: A cell holds half a letter.
    """
    pyarrow, compute = library("pyarrow"), library("pyarrow.compute")
    first, last = ([pyarrow.array(column, pyarrow.string()) for column in part] for part in (before, after))
    # By their bits, in which -0.0 is another number than 0.0.
    middle = [_texts(pyarrow, column) for column in numbers.view(np.int64)]
    lines = compute.binary_join_element_wise(*first, *middle, *last, separator)
    whole = compute.binary_join_element_wise(lines, "", "\n")
    _, offsets, letters = whole.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[whole.offset :][: len(whole) + 1]
    return bytes(memoryview(letters)[int(ends[0]) : int(ends[-1])]).decode()


def _texts(pyarrow: Any, bits: npt.NDArray[np.int64]) -> Any:  # noqa: ANN401  (pyarrow is untyped)
    coded = pyarrow.array(bits).dictionary_encode()
    entries = np.array(coded.dictionary.to_pylist(), dtype=np.int64).view(np.float64).tolist()
    texts = ["" if number == BLANK else repr(number) for number in entries]
    return pyarrow.array(texts, pyarrow.string()).take(coded.indices)
