"""The small instrument of the cases from the field, and readings of its tables."""

from smmi.frozen import FrozenMapping
from smmi.instrument import (
    Area,
    Count,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Option,
    Ordinal,
    Percentage,
)
from smmi.intake import ChoiceColumn, NumberColumn, Reading, SelectionColumn, UnitColumn

TOPICS = MultipleChoice(
    code="topics",
    options=(Option("equity", "Equity", value=1), Option("advocacy", "Advocacy, at home", value=2)),
)
PLANS = Ordinal(
    code="plans",
    options=(
        Option("not_at_all", "Not at all", value=1),
        Option("partly", "Partly", value=2),
        Option("fully", "Fully", value=3),
    ),
)
SCALES = {"topics": TOPICS, "plans": PLANS, "share": Percentage(code="share"), "visits": Count(code="visits")}


def instrument_of(scales, gates=FrozenMapping(), **more):
    """An instrument with an indicator for each scale."""
    indicators = [
        Indicator(code=code, prompt=f"{code}?", scale=scale, gate=gates.get(code))
        for code, scale in scales.items()
    ]
    return of_indicators(*indicators, **more)


def of_indicators(*indicators, **more):
    """An instrument of one area."""
    area = Area(code="the_area", label="The area", indicators=indicators)
    domain = Domain(code="the_domain", label="The domain", areas=[area])
    return Instrument(code="field", edition="1", title="Field", domains=[domain], **more)


FIELD = instrument_of(SCALES)
SOURCES = {
    "topics": SelectionColumn(column="topics"),
    "plans": ChoiceColumn(column="plans"),
    "share": NumberColumn(column="share"),
    "visits": NumberColumn(column="visits"),
}
HEADER = ["Id", *SCALES]


def reading(**changes):
    """A reading of a table whose columns are called by the codes, with changes."""
    sources = SOURCES | changes.pop("sources", {})
    return Reading(**{"instrument": FIELD, "unit": UnitColumn("Id"), "sources": sources, **changes})


def row(unit, **cells):
    """A row of the table, blank where nothing is said."""
    return [unit, *(cells.get(code, "") for code in SCALES)]


def column(code, cells, **changes):
    """What is read in a column of cells, and its lines of the account."""
    rows = [row(f"U{number}", **{code: cell}) for number, cell in enumerate(cells)]
    answers, account = reading(**changes).answers(HEADER, rows)
    (told,) = [one for one in account.columns if one.of == code]
    read = [answers.record(unit)[code] for unit in answers.units.tolist()]
    return read, {line.how: line.count for line in told.lines}
