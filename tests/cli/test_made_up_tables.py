"""Tables as offices keep them: read by answered questions, and nothing is read wrong without being asked."""

import csv
import datetime as dt
import json

import openpyxl
import pytest

from smmi.cli._steps import how_read
from smmi.instrument import (
    Area,
    Binary,
    Characteristic,
    Count,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Number,
    Option,
    Ordinal,
    Percentage,
)
from smmi.serialization import to_document
from tests.cli.test_messy_spreadsheet import answering

AGREE = Ordinal.likert(
    "agree", labels=("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")
)
CHANNELS = MultipleChoice(
    code="channels",
    options=(Option("web", "Website"), Option("mail", "E-mail, newsletters"), Option("tv", "TV & radio")),
)
ASKED = (
    Indicator(code="leadership", prompt="Our leadership supports outreach", scale=AGREE),
    Indicator(code="office", prompt="Is there an outreach office?", scale=Binary(code="yes_no")),
    Indicator(code="staff", prompt="Share of staff involved (%)", scale=Percentage(code="percent")),
    Indicator(code="events", prompt="Events held in 2025", scale=Count(code="number", maximum=100_000)),
    Indicator(code="channels_used", prompt="Which channels do you use?", scale=CHANNELS),
    Indicator(
        code="spend", prompt="Annual spend (EUR)", scale=Number(code="eur", minimum=0, maximum=10_000_000)
    ),
)
MADE = Instrument(
    code="uni",
    edition="1",
    title="Outreach of universities",
    domains=[
        Domain(code="work", label="Work", areas=[Area(code="all_of_it", label="All", indicators=ASKED)])
    ],
    characteristics=[
        Characteristic("sector", "Sector", (Option("public", "Public"), Option("private", "Private")))
    ],
)
CODES = [indicator.code for indicator in ASKED]
PROMPTS = [indicator.prompt for indicator in ASKED]
SECTIONS = [
    ["University", "Climate", "", "Activity", "", "", "", "Sector"],
    ["", *PROMPTS, ""],
    ["Ash", "Agree", "Yes", "12%", "14", "Website, E-mail, newsletters", "12.500,00", "Public"],
    ["Elm", "agree ", "no", "7,25%", "1.200", "TV & radio", "1.250.000,50", "private"],
    ["Fir", "Strongly agree", "YES", "N/A", "0", "", "0", "Public"],
    ["Total", "", "", "19,25%", "1.214", "", "1.262.500,50", ""],
    ["Source: survey of 2025", "", "", "", "", "", "", ""],
]
DATES = [
    ["ID", *PROMPTS],
    [dt.datetime(2026, 3, 1), 5, True, 0.12, 14, "Website\nE-mail, newsletters", "12,500"],  # noqa: DTZ001
    ["X2", 4, False, 0.5, dt.datetime(2026, 1, 2), "TV & radio", "900.5"],  # noqa: DTZ001
    ["X7", "n/a", True, 1, 12, "Website", "0"],
]
TITLES = [
    ["Outreach survey, final", *[""] * 7],
    ["exported 2026-01-01 by the registry", *[""] * 7],
    [""] * 8,
    ["No.", "University name", "leadership", "office", "staff", "events", "channels used", "spend"],
    ["1", "Ash", "5", "x", "12", "14", "web|tv", "100"],
    ["2", "Elm", "4", "", "0", "", "", "-"],
    ["3", "Fir", "2", "x", "-", "7", "mail", "1 000"],
    ["", "Mean", "3.7", "", "6", "10.5", "", "550"],
]
BARE = [
    ["Id", *CODES],
    ["North", *[""] * 6],
    ["A1", "3", "yes", "35%", "2", "web; mail", "10"],
    ["A2", "1", "no", "0.4", "3", "None", "20"],
    ["South", *[""] * 6],
    ["A3", "2", "no", "12%", "12*", "tv", "2 Mio."],
    ["* provisional, see the annex", *[""] * 6],
]
TWICE = [
    ["Timestamp", "Your university", "leadership", PROMPTS[0], *PROMPTS[1:], PROMPTS[2]],
    ["2026/01/02 9:04:05 AM GMT+1", "Ash", "1", "Agree", "Yes", "45,5", "1", "Website;", "5,5", ""],
    [
        "2026/01/02 10:04:05 AM GMT+1",
        "ash",
        "5",
        "Disagree",
        "No",
        "7,25",
        "2",
        "Website;TV & radio;",
        "7,5",
        "3",
    ],
    ["2026/01/02 1:04:05 PM GMT+1", "Elm", "2", "Neither", "No", "8,5", "3", "", "1", "4"],
]
TURNED = [["Question", "Ash", "Elm"], [PROMPTS[0], "Agree", "Disagree"], [PROMPTS[1], "Yes", "No"]]

TABLES = {
    "sections over questions, a total and a source below": (
        SECTIONS,
        ";",
        {"totals": "leave_out", "word_n_a": "not_applicable"},
        {
            "Ash": ["agree", "yes", 12.0, 14, ("web", "mail"), 12500.0],
            "Elm": ["agree", "no", 7.25, 1200, ("tv",), 1250000.5],
            "Fir": ["strongly_agree", "yes", "NOT_APPLICABLE", 0, None, 0.0],
        },
    ),
    "a workbook in which codes and numbers became dates": (
        DATES,
        None,
        {"dates": "leave_out", "fractions": "fraction", "entry": "no_answer", "word": "no_answer"},
        {
            "X2": ["agree", "no", 50.0, None, ("tv",), 900.5],
            "X7": [None, "yes", 100.0, 12, ("web",), 0.0],
        },
    ),
    "titles above, a mean below, a number beside the names": (
        TITLES,
        ",",
        {"unit": "column_university_name", "totals": "leave_out", "entry": "no_answer", "word": "no_answer"},
        {
            "Ash": ["strongly_agree", "yes", 12.0, 14, ("web", "tv"), 100.0],
            "Elm": ["agree", None, 0.0, None, None, None],
            "Fir": ["disagree", "yes", None, 7, ("mail",), 1000.0],
        },
    ),
    "sections as rows, footnotes, and a fraction among percent signs": (
        BARE,
        ",",
        {
            "bare": "leave_out",
            "fractions": "fraction",
            "none": "none",
            "entry_events_12": "number_12",
            "entry_spend_2_mio": "no_answer",
        },
        {
            "A1": ["neither", "yes", 35.0, 2, ("web", "mail"), 10.0],
            "A2": ["strongly_disagree", "no", 40.0, 3, (), 20.0],
            "A3": ["disagree", "no", 12.0, 12, ("tv",), None],
        },
    ),
    "a form answered twice, with a copy of a question": (
        TWICE,
        ",",
        {
            "same_unit": "one",
            "repeated": "last_by_timestamp",
            "column_leadership": "column_our_leadership_supports_outreach",
            "column_staff": "column_share_of_staff_involved",
        },
        {
            "Ash": ["disagree", "no", 7.25, 2, ("web", "tv"), 7.5],
            "Elm": ["neither", "no", 8.5, 3, None, 1.0],
        },
    ),
}


def write(path, table):
    """Write a table as text or as a workbook."""
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in table:
            book.active.append(row)
        book.save(path)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";" if table is SECTIONS else ",").writerows(table)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_read_as_its_office_means_it(folder, run, name):
    """Each question is asked, none more; what comes out is what stands there."""
    table, separator, replies, expected = TABLES[name]
    path = folder / ("answers.csv" if separator else "answers.xlsx")
    write(path, table)
    (folder / "uni.json").write_text(json.dumps(to_document(MADE)), encoding="utf-8")
    given = (path.name, "--instrument", "uni.json", "--out", "reading.json")
    asked = run("read", *given).stdout.splitlines()[-1]
    result = run("read", *given, *answering(replies))
    assert result.exit_code == 0, result.output
    kinds = {word.split("=")[0] for word in asked.split() if word.endswith("=CHOICE")}
    assert all(any(kind.startswith(reply) for reply in replies) for kind in kinds)
    answers = how_read(MADE, unit=None, reading=folder / "reading.json").answers(path)
    read = {
        unit: [getattr(said, "name", said) for said in map(answers.record(unit).get, CODES)]
        for unit in answers.units.tolist()
    }
    assert read == expected


def test_a_turned_table_is_told_to_be_one(folder, run):
    """Nothing is written, and what to do stands there."""
    write(folder / "answers.csv", TURNED)
    (folder / "uni.json").write_text(json.dumps(to_document(MADE)), encoding="utf-8")
    result = run("read", "answers.csv", "--instrument", "uni.json", "--out", "reading.json")
    assert result.exit_code == 1
    assert "turn rows and columns of the file (a spreadsheet transposes as it pastes)" in result.stdout
