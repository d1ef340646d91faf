"""Names of rows in a form, each once, and texts in which nothing is a reference."""

import re
from typing import Final

from smmi.exchange.accounts._further_names import FurtherNames
from smmi.instrument import Instrument

WIDE: Final = "\uff5b"
"""A brace that looks alike and opens no reference."""


_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Names(FurtherNames):
    """The names of rows that no indicator, area or domain has.

    Attributes:
        parts: The row of each part of a composition, by the codes of indicator and part.
        why: The row that asks why there is no number, by the code of the indicator.
        characteristics: The group of characteristics.
    """

    def __init__(self, instrument: Instrument) -> None:
        known = {one.code for one in instrument.characteristics}
        super().__init__(instrument, {instrument.code, "meta", "instanceID", *instrument.nodes, *known})
        self.characteristics = self.give("characteristics")


def inert(text: str, /) -> str:
    """Return text that XML takes, in which nothing is a reference to an answer.

    Example:
        >>> inert("costs ${price}") == "costs $" + WIDE + "price}"
        True
    """
    return " ".join(_NO_XML.sub(" ", text).split()).replace("${", f"${WIDE}")


def label_of(text: str, name: str, /) -> str:
    """Return text as a label; the name, where XML takes no character of it: pyxform refuses an empty label.

    Example:
        >>> label_of("Beds", "beds"), label_of(chr(1), "beds")
        ('Beds', 'beds')
    """
    return inert(text) or name
