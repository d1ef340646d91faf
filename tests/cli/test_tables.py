"""The table of one unit's result."""

import io

import attrs
import pytest
from rich.console import Console

from smmi import Answers, Nonresponse, ScoringScheme, score
from smmi.benchmark import Norms
from smmi.cli._tables import highlight_lines, result_table


@pytest.fixture
def result(tiny):
    """The printed table of one of twelve units, nine of them public; one of these was not asked everything."""
    records = [
        {
            "school": f"S{i}",
            "control": "public" if i < 10 else "private",
            "course": "yes",
            "attendance": 8 * i,
            "contents": ("equity",),
            "partners": i % 11,
        }
        for i in range(1, 13)
    ]
    records[4] |= {"partners": None}
    records[5] |= {"attendance": None, "partners": Nonresponse.NOT_ADMINISTERED}

    def text(unit, *, width=100, encoding="utf-8"):
        answers = Answers.from_records(tiny, records, unit="school", attributes=["control"])
        scores = score(answers, ScoringScheme.equal_weights(tiny))
        profile = scores.of(unit)
        placement = Norms.fit(scores, by=["control"]).place(profile)
        target = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        console = Console(file=target, width=width, highlight=False, color_system=None)
        console.print(result_table(profile, placement, groups=placement.groups, console=console))
        for line in highlight_lines(profile, placement, placement.groups[-1]):
            console.print(line)
        target.seek(0)
        return [line.rstrip() for line in target.read().splitlines()]

    return text


def test_the_table_side_by_side(result):
    """Each group has its columns: percentile rank, quartile, stars, size."""
    assert result("S9") == [
        "                   Attain-  All participants     Public",
        "            Score     able  %ile Quartile     n  %ile Quartile     n",
        "─────────────────────────────────────────────────────────────────────",
        "Overall      82.0    fixed    86 Top    ★★★★ 11     — Top    ★★★★  8",
        "Work         82.0    fixed    86 Top    ★★★★ 11     — Top    ★★★★  8",
        "  Teaching   74.0    fixed    62 Second ☆☆☆  12     — Top    ☆☆☆☆  9",
        "  Outreach   90.0    fixed    85 Top    ☆☆☆☆ 10     — Top    ★★★★  7",
        "☆: the place among those that took part; the quartile is too close to tell",
        "Public: no percentile rank in a group of fewer than 10",
        "Strengths against Public: Outreach",
        "Areas for improvement against Public: none",
        "Too close to tell against Public: Teaching",
    ]


def test_a_narrow_table_has_the_groups_on_lines_of_one_cell(result):
    """Below 76 columns the lines of a cell are the groups in the order of the heading; stars are counted."""
    assert result("S5", width=60)[:6] == [
        "                              All participants",
        "                     Attain-  Public",
        "            Score       able  %ile Quartile   n",
        "────────────────────────────────────────────────",
        "Overall      63.3  31.7–81.7    59 Second 3☆ 11",
        "                                 — Second 3☆  8",
    ]


def test_a_terminal_without_dashes_and_stars_gets_plain_characters(result):
    """Every character of the table can be said in the terminal's encoding."""
    assert result("S9", width=80, encoding="ascii")[:4] == [
        "           |      |Attain- |All participants  |Public",
        "           |Score |   able |%ile Quartile   n |%ile Quartile   n",
        "-----------+------+--------+------------------+------------------",
        "Overall    | 82.0 |  fixed |  86 Top    4* 11 |   - Top    4*  8",
    ]


def test_stars_that_are_not_certain_are_told_apart_without_them(result):
    """A terminal without stars has a question mark for each, and a line that says what it means."""
    lines = result("S5", width=80, encoding="ascii")
    assert "Second 3?" in lines[3]
    assert "?: the place among those that took part; the quartile is too close to tell" in lines


def test_a_group_that_is_too_small_is_said_to_be(result):
    """Below the minimum there are dashes, a line that says why, and nothing is called a strength."""
    lines = result("S11")
    assert lines[3] == "Overall      39.7    fixed    23 Fourth ☆    11     — —            3"
    assert lines[-1] == "Private: no rank, quartile or stars in a group of fewer than 5"


def test_an_absent_score_has_a_dash_and_its_reason(result):
    """What is not scored has a dash, the range that it could still attain, and below the table the reason."""
    lines = result("S5")
    assert lines[6].startswith("  Outreach      —  0.0–100.0     — —")
    assert "No score (nothing answered): Outreach" in lines


def test_what_was_not_asked_has_no_attainable_range(result):
    """Where nothing can be completed, there is a dash."""
    lines = result("S6")
    assert lines[6].startswith("  Outreach      —          —     — —")
    assert "No score (nothing applicable): Outreach" in lines


def test_a_label_turns_round_nothing_of_its_row(tiny):
    """A mark that a label never closes is closed behind it, in the table and in the lines below."""
    areas = [attrs.evolve(area, label=f"\u202e{area.label}") for area in tiny.areas]
    turned = attrs.evolve(
        tiny, domains=(attrs.evolve(tiny.domains[0], label="\u202eWork", areas=tuple(areas)),)
    )
    records = [{"school": f"S{i}", "attendance": 8 * i, "partners": i % 11} for i in range(12)]
    scores = score(Answers.from_records(turned, records, unit="school"), ScoringScheme.equal_weights(turned))
    profile = scores.of("S9")
    placement = Norms.fit(scores).place(profile)
    target = io.StringIO()
    console = Console(file=target, width=100, color_system=None)
    console.print(result_table(profile, placement, groups=placement.groups, console=console))
    lines = [*target.getvalue().splitlines(), *highlight_lines(profile, placement, placement.groups[-1])]
    marked = [line for line in lines if "\u202e" in line]
    assert len(marked) > 3
    assert all(
        line.count("\u2068\u202e") == line.count("\u202e") == line.count("\u202c\u2069") for line in marked
    )
