"""Numbers that a workbook shows as percentages: they are read as its reader sees them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, strategies as st

from smmi.errors import ReadingError
from smmi.instrument import Count, Number, Option, Ordinal
from smmi.intake.tables import CellKind, ShownPercentage, entry_of
from tests.intake.proposals.proposed import asked, column_of, read, settled

HALF = ShownPercentage(0.5)


def parts(most):
    """Shares with four decimals, as sheets hold them."""
    return st.integers(0, 10_000 * most).map(lambda number: number / 10_000)


SHOWN = st.builds(ShownPercentage, parts(1))
PLAIN = st.integers(101, 10_000).map(lambda number: number / 100)
WRITTEN = st.integers(1, 9_999).map(lambda number: f"{number // 100},{number % 100:02}%")


def meant(cell):
    """What a cell says to who sees it, in percent."""
    if isinstance(cell, ShownPercentage):
        return float(Fraction(repr(cell.number)) * 100)
    return float(cell.rstrip("%").replace(",", ".")) if isinstance(cell, str) else cell


@given(st.lists(SHOWN | PLAIN | WRITTEN, min_size=1, max_size=8))
def test_each_cell_is_what_the_sheet_shows_and_nothing_is_asked(cells):
    """Cells shown as percentages, plain percentages and texts with a percent sign are told apart one by one."""
    proposal, outcome = column_of("share", cells)
    assert asked(proposal) == {}
    assert outcome() == list(map(meant, cells))
    _, account = proposal.confirm().answers(
        ["Id", "share"], [[f"U{i}", cell] for i, cell in enumerate(cells)]
    )
    ways = {line.how: line for column in account.columns if column.of == "share" for line in column.lines}
    shown = [cell for cell in cells if isinstance(cell, ShownPercentage)]
    told = ways.get("shown as a percentage in the workbook")
    assert (told.count if told else 0) == len(shown)
    for example in told.examples if told else ():
        assert float(Fraction(example.cell) * 100) == float(example.answer)


@given(st.lists(SHOWN, min_size=1, max_size=4), parts(1))
def test_a_number_below_1_beside_percentages_is_asked_about(cells, number):
    """Its own format says nothing; the others stay what they are, whatever is answered."""
    assume(0 < number < 1)
    proposal, outcome = column_of("share", [*cells, number])
    assert asked(proposal) == {"fractions_share": ["fraction", "percent"]}
    shown = list(map(meant, cells))
    assert outcome(fractions_share="percent") == [*shown, number]
    assert outcome(fractions_share="fraction") == [*shown, float(Fraction(repr(number)) * 100)]


def test_what_is_shown_is_told():
    """In what is settled, in the question about the others, and in the account: stored, and read."""
    proposal, _ = column_of("share", [HALF, ShownPercentage(0.07), 30])
    assert settled(proposal, "share") == (
        "a percentage in one column, decimal point, 2 shown as percentages "
        "('share': called so; 3 numbers from 7 to 50)"
    )
    alone, _ = column_of("share", [HALF, 0.2])
    (question,) = alone.questions
    assert question.evidence == "the only one lies from 0 to 1, 1 between: '0.2' (1); 1 shown as a percentage"
    _, account = proposal.confirm().answers(
        ["Id", "share"], [["A", HALF], ["B", ShownPercentage(0.07)], ["C", 30]]
    )
    assert "  2 shown as a percentage in the workbook: 0.5 → 50; 0.07 → 7\n  1 as a number: 30" in str(
        account
    )


def test_next_year_a_format_that_is_gone_is_refused():
    """0.5 without the format is half a percent, or a half: nobody said so."""
    proposal, _ = column_of("share", [HALF, ShownPercentage(0.07)])
    with pytest.raises(ReadingError, match="1 cell lies between 0 and 1"):
        read(proposal, ["Id", "share"], [["A", 0.5], ["B", HALF]])


@pytest.mark.parametrize(
    ("scale", "cell", "options", "answers"),
    [
        (Number(code="n", minimum=0, maximum=100), HALF, ["number_50", "number_0_5"], [50, 0.5]),
        (Count(code="n"), ShownPercentage(12), ["number_1200", "number_12"], [1200, 12]),
        (Count(code="n"), HALF, ["number_50"], [50]),
    ],
)
def test_where_the_scale_is_no_percentage_it_is_asked(scale, cell, options, answers):
    """What is shown and what is stored may both be meant, and a reading refuses what was not asked about."""
    proposal, outcome = column_of("n", [cell], scales={"n": scale})
    (question,) = proposal.questions
    assert [one.id for one in question.options if one.id.startswith("number")] == options
    assert [outcome(**{question.id: option}) for option in options] == [[answer] for answer in answers]
    before, _ = column_of("n", [3], scales={"n": scale})
    with pytest.raises(ReadingError, match="holds a percent sign"):
        read(before, ["Id", "n"], [["A", cell]])


def test_a_number_that_cannot_be_the_percentage_is_the_one_that_is_stored():
    """On a scale from 0 to 1 a cell shown as 50 % is 0.5, and the account says so."""
    proposal, outcome = column_of("n", [HALF], scales={"n": Number(code="n", minimum=0, maximum=1)})
    assert (asked(proposal), outcome()) == ({}, [0.5])
    _, account = proposal.confirm().answers(["Id", "n"], [["A", HALF]])
    assert "as stored, not as the percentage that the workbook shows: 0.5" in str(account)


def test_options_are_sought_as_they_are_shown():
    """A sheet makes a number of the label 50%: it is this label, and no coded value."""
    scale = Ordinal(code="s", options=(Option("low", "25%"), Option("high", "50%", value=1)))
    proposal, outcome = column_of("s", [HALF, ShownPercentage(0.25)], scales={"s": scale})
    assert (asked(proposal), outcome()) == ({}, ["high", "low"])
    proposal, _ = column_of("s", [ShownPercentage(1)], scales={"s": scale})
    assert [question.kind for question in proposal.questions] == ["entry"]


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**30, places=20) | parts(3)
)
def test_no_digit_is_lost(number):
    """What is shown is the stored number times 100, to the last digit."""
    entry = entry_of(ShownPercentage(number))
    assert entry.kind is CellKind.PERCENTAGE
    stored = Fraction(number) if isinstance(number, Decimal) else Fraction(repr(number))
    assert (Fraction(entry.stored), Fraction(entry.text.removesuffix("%"))) == (stored, stored * 100)
