"""Names of rows in a form, each once, and texts in which nothing is a reference."""

import re
from typing import Final

from smmi.instrument import Composition, Instrument, MultipleChoice

WIDE: Final = "\uff5b"
"""A brace that looks alike and opens no reference."""


_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Names:
    """The names of rows that no indicator, area or domain has.

    Attributes:
        parts: The row of each part of a composition, by the codes of indicator and part.
        why: The row that asks why there is no number, by the code of the indicator.
        characteristics: The group of characteristics.
    """

    def __init__(self, instrument: Instrument) -> None:
        self._taken = {instrument.code, "meta", "instanceID", *instrument.nodes}
        self._taken |= {one.code for one in instrument.characteristics}
        self.parts = {
            (indicator.code, part.code): self.give(f"{indicator.code}_{part.code}")
            for indicator in instrument.indicators
            if isinstance(indicator.scale, Composition)
            for part in indicator.scale.parts
        }
        self.why = {
            indicator.code: self.give(f"{indicator.code}_why")
            for indicator in instrument.indicators
            if indicator.scale.nonresponses
            and not indicator.scale.answers
            and not isinstance(indicator.scale, MultipleChoice)
        }
        self.characteristics = self.give("characteristics")

    def give(self, name: str, /) -> str:
        """Return a name that nothing else has."""
        made, number = name, 1
        while made in self._taken:
            number += 1
            made = f"{name}_{number}"
        self._taken.add(made)
        return made


def inert(text: str, /) -> str:
    """Return text that XML takes, in which nothing is a reference to an answer.

    Example:
        >>> inert("costs ${price}") == "costs $" + WIDE + "price}"
        True
    """
    return " ".join(_NO_XML.sub(" ", text).split()).replace("${", f"${WIDE}")
