"""Known counts of a population: a table with a row for each value of each attribute."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import attrs

from smmi.benchmark import SurveyDesign, post_stratify, rake, response_rates
from smmi.benchmark.survey import SurveyWeights
from smmi.cli.files import FileError
from smmi.cli.formats.tables import read_table
from smmi.errors import Finding, MarginError, Reason, listing
from smmi.frozen import freeze_mapping
from smmi.instrument import Answers

COLUMNS: Final = ("attribute", "value", "count")
MOST_LISTED: Final = 10
MOST_DIGITS: Final = 12
"""How many digits a count has at most; the sums of thousands of such counts are exact in doubles."""
SHOWN: Final = 60
"""How much of a cell is shown."""


@attrs.frozen
class Counts:
    """How many units of a population have each value of each attribute.

    Attributes:
        by: The counts of each value, by attribute in the order of the file.
    """

    by: Mapping[str, Mapping[str, int]] = attrs.field(converter=freeze_mapping)

    def weights_of(self, answers: Answers, /) -> SurveyWeights:
        """Return weights that agree with the counts: post-stratified to one attribute, raked to several.

        Raises:
            MarginError: The counts are not those of the answers' attributes.
            ConvergenceError: No weights agree with all of them.
        """
        if len(self.by) == 1:
            ((attribute, counts),) = self.by.items()
            return post_stratify(answers, by=attribute, population=counts)
        return rake(answers, margins=self.by)

    def design_of(self, answers: Answers, /) -> SurveyDesign:
        """Return the design of a sample without replacement: with the values of a single attribute as its strata.

        Raises:
            MarginError: A count is smaller than the number of answers.
        """
        (attribute, counts), *more = self.by.items()
        if more:
            return SurveyDesign.of(answers, population=sum(counts.values()))
        return SurveyDesign.of(answers, strata=attribute, population=counts)

    def by_group(self, answers: Answers, names: Collection[str], /) -> dict[str, int]:
        """Return the counts of groups: of all, and of those that are called by a value, or ``attribute=value``.

        Raises:
            MarginError: The counts are not those of the answers' attributes; all findings at once.
        """
        findings: list[Finding] = []
        for attribute, counts in self.by.items():
            try:
                response_rates(answers, by=attribute, invited=counts)
            except MarginError as error:
                findings += error.findings
        totals = {attribute: sum(counts.values()) for attribute, counts in self.by.items()}
        if len(set(totals.values())) > 1:
            told = ", ".join(f"{attribute} {total}" for attribute, total in totals.items())
            findings.append(
                Finding(
                    reason=Reason.UNEQUAL_TOTALS,
                    path="$",
                    message=f"the counts add up to different totals ({told}); a population has one size",
                )
            )
        MarginError.raise_any(findings)
        found = {"all": next(iter(totals.values()))}
        for attribute, counts in self.by.items():
            for value, count in counts.items():
                found |= {name: count for name in (value, f"{attribute}={value}") if name in names}
        return found


def read_counts(path: Path, /) -> Counts:
    """Return the counts in a table with the columns attribute, value and count.

    Raises:
        FileError: It cannot be read, has other columns, a count that is no whole number above 0 or has too many digits,
            or a value twice; all rows at once.
    """
    table = read_table(path)
    header = [name.strip() for name in table.header]
    if sorted(header) != sorted(COLUMNS):
        raise FileError(path, f"got the columns {', '.join(header)}, expected {', '.join(COLUMNS)}")
    at = [header.index(name) for name in COLUMNS]
    problems: list[str] = []
    found: dict[str, dict[str, int]] = {}
    for cells, place in zip(table.rows, table.places, strict=False):
        if len(cells) != len(header):
            problems.append(f"{place}: got {len(cells)} cells, expected {len(header)}")
            continue
        attribute, value, count = (cells[i].strip() for i in at)
        counts = found.setdefault(attribute, {})
        if not attribute or not value:
            problems.append(
                f"{place}: got a blank cell, expected the name of an attribute and one of its values"
            )
        elif value in counts:
            problems.append(f"{place}: got {attribute} = {value} again, expected each value once")
        elif not count.isascii() or not count.isdigit() or not count.strip("0"):
            got = count if len(count) <= SHOWN else f"{count[: SHOWN - 1]}…"
            problems.append(f"{place}: got the count {got!r}, expected a whole number of at least 1")
        elif len(digits := count.lstrip("0")) > MOST_DIGITS:
            problems.append(f"{place}: got a count of {len(digits)} digits, expected {MOST_DIGITS} at most")
        else:
            counts[value] = int(digits)
    if problems:
        raise FileError(path, listing("cannot be used as counts:", problems, limit=MOST_LISTED))
    if not found:
        raise FileError(path, "has no row; expected a row for each value of each attribute")
    return Counts(found)
