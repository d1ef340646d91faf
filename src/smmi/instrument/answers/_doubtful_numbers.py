"""Numbers that are admissible and doubtful: shares that look like fractions, numbers that look like missing codes."""

import re
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, Reason
from smmi.instrument.answers._answers import Answers
from smmi.instrument.declaration import FIRST_ANSWER
from smmi.instrument.scales import Count, Number, Percentage

FEWEST_SHARES: Final = 3
"""How many shares make it odd that none is above 1."""
FEWEST_OTHERS: Final = 3
"""How many other numbers there must be before one that looks like a code stands apart from them."""
APART: Final = 2.0
"""A number stands apart from the others if it is more than so many times the largest of them."""

_CODE: Final = re.compile(r"-?(7{2,}|8{2,}|9{2,})|-[1-9]")
"""How files write that there is no answer: 77, 88, 99, 777, 999, -9, -99."""


def doubtful_numbers(answers: Answers, /) -> Iterator[Finding]:
    """Yield a finding for each column of numbers that look like something else than what was asked."""
    for indicator, column in zip(answers.instrument.indicators, answers.columns, strict=True):
        if column.values is None or not isinstance(indicator.scale, Percentage | Count | Number):
            continue
        numbers = column.values[column.codes == FIRST_ANSWER]
        found = _fractions(numbers) if isinstance(indicator.scale, Percentage) else _missing_codes(numbers)
        if found:
            reason, message = found
            yield Finding(
                reason=reason,
                path=f"$[*].{indicator.code}",
                message=f"{indicator.code!r}: {message}",
                code=indicator.code,
            )


def _fractions(shares: npt.NDArray[Any]) -> tuple[Reason, str] | None:
    if len(shares) < FEWEST_SHARES or shares.max() > 1 or not np.any((shares > 0) & (shares < 1)):
        return None
    examples = ", ".join(f"{share:.15g}" for share in np.unique(shares)[:3].tolist())
    message = (
        f"all {len(shares)} shares are from 0 to 1 ({examples}), as fractions are; a percentage is from 0 to 100: "
        "multiply them by 100"
    )
    return Reason.LOOKS_LIKE_FRACTIONS, message


def _missing_codes(numbers: npt.NDArray[Any]) -> tuple[Reason, str] | None:
    different, counts = np.unique(numbers, return_counts=True)
    looks = np.array(
        [bool(_CODE.fullmatch(f"{number:.15g}")) for number in different.tolist()], dtype=np.bool_
    )
    if not looks.any() or counts[~looks].sum() < FEWEST_OTHERS:
        return None
    others = different[~looks]
    apart = looks & ((different > APART * max(others.max(), 1.0)) | ((different < 0) & (others.min() >= 0)))
    if not apart.any():
        return None
    told = ", ".join(
        f"{number:.15g}" + (f" ({count} times)" if count > 1 else "")
        for number, count in zip(different[apart].tolist(), counts[apart].tolist(), strict=True)
    )
    message = (
        f"got {told}, and otherwise {others.min():.15g} to {others.max():.15g}; if that says that there is no answer, "
        "leave the cell empty, or declare an option with this value"
    )
    return Reason.LOOKS_LIKE_MISSING, message
