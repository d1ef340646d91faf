"""A table of placements as a frame: a row for each unit, score and group."""

from typing import Any

import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.benchmark import NoStanding, Placements, Quartile
from smmi.errors import ArgumentError
from smmi.frames._made_frames import Categories, Made, Texts, Whole, frame_like
from smmi.frames._score_frames import named


@tells_keywords
def placements(
    table: Placements,
    /,
    *,
    like: Any,  # noqa: ANN401  (a frame of a maker that smmi does not depend on)
    unit: str = "unit",
) -> Any:  # noqa: ANN401  (as above)
    """Return a table of placements as a frame with a row for each score, group and unit of it, in this order.

    Beside the identifier: ``code``, ``group``, ``score``, ``n``, ``percentile``, ``low`` and ``high`` (the ends of its
    interval), ``quartile`` (the number of stars), the probabilities ``fourth``, ``third``, ``second`` and ``top``, and
    ``reason``, as in the rows of `Placements.rows`. It is as confidential as they are.

    Args:
        table: The placements, as `Norms.place_all` returns them.
        like: A frame, of whose kind the result is: of pandas or of Polars, else an Arrow table.
        unit: The name of the column of identifiers.

    Returns:
        The frame; what is absent is null (NaN in a float column of pandas).

    Raises:
        ArgumentError: An argument is of a wrong class, or two columns would have one name.
        ImportError: narwhals is not installed, or PyArrow, where an Arrow table is made.
    """
    ArgumentError.raise_unless(table, Placements, argument="placements", expected="Placements")
    parts = [
        (i, j, table.placed[group].positions, table.placed[group].standings[code])
        for i, code in enumerate(table.codes)
        for j, group in enumerate(table.groups)
    ]
    lengths = [len(units) for _, _, units, _ in parts]

    def along(name: str) -> npt.NDArray[Any]:
        return np.concatenate([getattr(own, name) for *_, own in parts])

    quartile, bands = along("quartile"), along("bands")
    columns: list[tuple[str, Made]] = [
        (unit, Texts(table.units.tolist(), np.concatenate([units for _, _, units, _ in parts]))),
        ("code", Categories(table.codes, np.repeat([i for i, *_ in parts], lengths))),
        (
            "group",
            Categories([group.name for group in table.groups], np.repeat([j for _, j, *_ in parts], lengths)),
        ),
        ("score", along("score")),
        ("n", Whole(along("n"))),
        ("percentile", along("percentile")),
        ("low", along("low")),
        ("high", along("high")),
        ("quartile", Whole(quartile, quartile > 0)),
        *((band.name.lower(), np.ascontiguousarray(bands[:, place])) for place, band in enumerate(Quartile)),
        ("reason", Categories([why.value for why in NoStanding], along("reason").astype(np.int32) - 1)),
    ]
    return frame_like(like, named(columns))
