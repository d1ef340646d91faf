"""Findings as they are told: where each stands, and what of it is common to several."""

import ast
import re
from typing import Final

import attrs

from smmi.cli._exits import finding_text
from smmi.errors import Finding
from smmi.report.wording import isolated

_ROW: Final = re.compile(r"row (\d+)(?: \(line \d+ of the text\))?")
_COLUMN: Final = re.compile(r"columns? (['\"].*)", re.DOTALL)
_GOT: Final = re.compile(r"got (.+?), ((?:expected|but) .+)", re.DOTALL)
FIRST_ROW: Final = 2
"""The number of the first row below the header, which a reading calls 0."""
_HEADER: Final = "header"
_FIRST: Final = "1"


@attrs.frozen
class Told:
    """A finding as it is told.

    Attributes:
        finding: The finding.
        asked: When the indicator is asked, of an answer that is set aside.
    """

    finding: Finding
    asked: str = ""

    @property
    def row(self) -> str:
        """The number of the row as a spreadsheet counts; '' if it is about no row."""
        found = _ROW.match(self.finding.path)
        if found:
            return found[1]
        by_reading = self.finding.path.startswith(("column", "rows"))
        return "" if self.finding.row is None or not by_reading else str(self.finding.row + FIRST_ROW)

    @property
    def spot(self) -> tuple[str, str]:
        """What it is about, and which: a row, a unit that comes from several rows, or what the finding names itself."""
        if self.row:
            return "row", self.row
        return ("unit", isolated(self.finding.unit)) if self.finding.unit else ("place", self.place)

    @property
    def columns(self) -> str:
        """The column, or columns, as quoted names; '' if it is about none."""
        found = _COLUMN.search(self.finding.path)
        return found[1] if found else ""

    @property
    def column(self) -> str:
        """The name of the column, or the quoted names of several."""
        try:
            name = ast.literal_eval(self.columns)
        except (SyntaxError, ValueError):
            return self.columns
        return name if isinstance(name, str) else self.columns

    @property
    def is_of_header(self) -> bool:
        """Whether it is about the header, or about no row and no column at all."""
        place = self.finding.path.partition(",")[0]
        return place.startswith(_HEADER) or (_ROW.match(place) is not None and self.row == _FIRST)

    @property
    def place(self) -> str:
        """Where it is, beside others of its kind."""
        if self.is_of_header:
            return self.columns or self.finding.path
        return self.finding.path.partition(", column")[0]

    @property
    def message(self) -> str:
        """What is the matter, the column not named again."""
        return self.finding.message.removeprefix(f"{self.finding.code!r}: ")

    @property
    def got(self) -> str:
        """What stands there, where the message says so."""
        found = _GOT.fullmatch(self.message)
        return found[1] if found else ""

    @property
    def tail(self) -> str:
        """What the message says beside what stands there."""
        found = _GOT.fullmatch(self.message)
        return found[2] if found else ""

    def __str__(self) -> str:
        asked = f"; {self.asked}" if self.asked else ""
        of = f" ({isolated(self.finding.unit)}{asked})" if self.finding.unit and self.got else ""
        return f"{finding_text(self.finding)}{of}"
