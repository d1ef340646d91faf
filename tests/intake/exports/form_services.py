"""Exports of Google Forms and Microsoft Forms: questions as headings, several choices in one text."""

from tests.intake.exports.delimited import (
    Column,
    Export,
    always,
    delimited,
    expected,
    number,
    rows_of,
    type_in,
    typed,
)
from tests.intake.exports.drawing import draw
from tests.intake.exports.programme import CODES, LABELS, MATRIX, PARTS, PROMPTS, SEVERAL, STEM
from tests.intake.exports.qualtrics import other_text

ASKED_FOR_SCHOOL = "What is your school's code?"
COMMENT = "Is there anything else that we should know?"
POSITION = {option: i + 1 for i, option in enumerate(LABELS["service_learning"])}

OTHERS = (
    ["partner_kinds"],
    "Some choices were written in by hand and are no option: are they left out?",
    "left out; alone, no answer",
)
SCHOOL = (
    [ASKED_FOR_SCHOOL],
    "Which column names the school? Do capitals and outer blanks in it count?",
    f"{ASKED_FOR_SCHOOL} They do not.",
)


def _chosen(response, code):
    chosen = [LABELS[code][option] for option in response.answers[code] or ()]
    return [*chosen, other_text(response)] if code == "partner_kinds" and other_text(response) else chosen


def _single(code, *, scale, mark):
    def cell(r):
        answer = r.answers[code]
        if code in r.more:
            return typed(r, code, "")
        if answer is None:
            return ""
        if code not in LABELS:
            return number(answer, mark=mark)
        return POSITION[answer] if scale and code == "service_learning" else LABELS[code][answer]

    return cell


def _questions(join, *, grid, part, scale=False, mark=".", tail=""):
    """The columns of the questions, as a service joins choices and names the rows of a grid."""
    columns = []
    for code in CODES:
        if code in SEVERAL:
            columns.append(Column((PROMPTS[code] + tail,), lambda r, code=code: join(_chosen(r, code))))
        elif code == "placement_mix":
            for name, label in PARTS.items():

                def share(r, name=name):
                    answer = r.answers["placement_mix"]
                    return "" if answer is None else number(answer[name], mark=mark)

                columns.append(Column((part(label),), share))
        else:
            head = grid(PROMPTS[code]) if code in MATRIX else PROMPTS[code]
            columns.append(Column((head,), _single(code, scale=scale, mark=mark)))
    return [*columns, Column((COMMENT,), lambda r: r.comment)]


def _school(response):
    """The code of the school as it was typed."""
    return {0: response.school.lower(), 1: f"{response.school} ", 2: response.school}[
        min(response.number % 5, 2)
    ]


def _respondents(name, n):
    responses, dice = draw(name, n, partial=0)
    for r in responses:
        r.unit = r.school
        r.more["ip"] = dice.address()
        r.answers |= {code: r.answers[code] or None for code in SEVERAL}
    return responses


def google_sheet():
    """The sheet behind a Google form: choices joined by a comma and a blank, a scale of numbers, one school twice."""
    responses = _respondents("google_forms_sheet", 24)
    responses[17].school = responses[17].unit = responses[3].unit
    entries = {
        (3, "students_serving"): ("45%", 45),
        (5, "students_serving"): ("approx 30", None),
        (6, "budget_share"): ("4,5", 4.5),
        (7, "funding_total"): ("$120,000", 120000),
        (8, "funding_total"): ("98 000", 98000),
        (9, "contact_hours"): ("n/a", "not_applicable"),
    }
    type_in(responses, entries)
    columns = [
        Column(("Timestamp",), lambda r: "2/{}/2026 {}:{:02}:{:02}".format(*r.at())),
        Column(("Email Address",), lambda r: r.email),
        Column(("Score",), lambda r: f"{r.number % 6} / 5"),
        Column((ASKED_FOR_SCHOOL,), _school),
        *_questions(
            ", ".join,
            grid=lambda text: f"{STEM} [{text}]",
            part=lambda label: f"{PROMPTS['placement_mix']} [{label}]",
            scale=True,
        ),
    ]
    first = responses[3]
    kept = [r for r in responses if r is not first]
    questions = [
        SCHOOL,
        ([ASKED_FOR_SCHOOL], "One school answered twice: which answers are read?", "the last"),
        OTHERS,
        (
            ["partner_kinds", "topics"],
            "Choices are joined by commas, and one label holds a comma: is it one choice?",
            "yes, the longest label",
        ),
        (["service_learning"], "Do 1 to 5 stand for the options in order?", "so"),
        (["students_serving"], "'approx 30' is no number: what is it?", "no answer"),
        (["budget_share"], "Is the comma of '4,5' a decimal mark?", "yes"),
        (
            ["funding_total"],
            "Is the comma of '$120,000' a thousands mark, and the blank of '98 000' too?",
            "yes",
        ),
        (["contact_hours"], "Does a typed n/a mean that the question does not apply?", "not applicable"),
    ]
    found = expected(ASKED_FOR_SCHOOL, kept, questions)
    return Export("google_forms_sheet.csv", delimited(rows_of(columns, responses)), found)


def google_download():
    """Responses downloaded from a Google form itself: everything in quotation marks, choices joined by semicolons."""
    responses = _respondents("google_forms_download", 20)

    def stamp(r):
        day, hour, minute, second = r.at()
        half = "AM" if hour < 12 else "PM"
        return f"2026/02/{day:02} {(hour - 1) % 12 + 1}:{minute:02}:{second:02} {half} GMT+1"

    columns = [
        Column(("Timestamp",), stamp),
        Column(("Username",), lambda r: r.email),
        Column((ASKED_FOR_SCHOOL,), _school),
        *_questions(
            ";".join,
            grid=lambda text: f"{STEM} [{text}]",
            part=lambda label: f"{PROMPTS['placement_mix']} [{label}]",
        ),
    ]
    found = expected(ASKED_FOR_SCHOOL, responses, [SCHOOL, OTHERS])
    return Export(
        "google_forms_download.csv", delimited(rows_of(columns, responses), quoted="all", ending="\n"), found
    )


def _ended(texts):
    """Microsoft Forms puts a semicolon behind every choice."""
    return "".join(f"{text};" for text in texts)


def microsoft():
    """The workbook of a Microsoft form saved as text: hard blanks behind headings, columns of a quiz, no names."""
    responses = _respondents("microsoft_forms", 24)
    for r in responses:
        r.unit = str(r.number)

    def stamp(ago):
        return lambda r: "1/{}/26 {}:{:02}:{:02}".format(*r.at(r.seconds if ago else 0))

    def quiz(column):
        if column.heads[0] != PROMPTS["service_learning"]:
            return [column]
        head = column.heads[0]
        return [
            column,
            Column((f"Points - {head}",), always("")),
            Column((f"Feedback - {head}",), always("")),
        ]

    questions = _questions(
        _ended, grid=str, part=lambda label: f"Percent of clinical placements: {label}", tail="\u00a0"
    )
    columns = [
        Column(("ID",), lambda r: r.unit),
        Column(("Start time",), stamp(ago=True)),
        Column(("Completion time",), stamp(ago=False)),
        Column(("Email",), always("anonymous")),
        Column(("Name",), always("")),
        Column(("Total points",), always("0")),
        Column(("Quiz feedback",), always("")),
        Column(("Last modified time",), always("")),
        *[one for column in questions for one in quiz(column)],
    ]
    mix = "Are the three columns 'Percent of clinical placements: …' the parts of the composition?"
    found = expected("ID", responses, [OTHERS, (["placement_mix"], mix, "yes")])
    content = delimited(rows_of(columns, responses), encoding="utf-8-sig")
    return Export("microsoft_forms.csv", content, found)


def microsoft_european():
    """The same saved by a German spreadsheet: semicolons, decimal commas, an encoding of Windows, its own headings."""
    responses = _respondents("microsoft_forms_european", 20)
    type_in(
        responses, {(4, "funding_total"): ("1.250.000", 1250000), (6, "students_serving"): ("12,5 %", 12.5)}
    )

    def stamp(ago):
        return lambda r: "{:02}.01.2026 {:02}:{:02}:{:02}".format(*r.at(r.seconds if ago else 0))

    columns = [
        Column(("ID",), lambda r: r.number),
        Column(("Startzeit",), stamp(ago=True)),
        Column(("Fertigstellungszeit",), stamp(ago=False)),
        Column(("E-Mail",), lambda r: r.email),
        Column(("Name",), lambda r: f"{r.first} {r.last}"),
        Column((ASKED_FOR_SCHOOL,), _school),
        *_questions(
            _ended, grid=str, part=lambda label: f"Percent of clinical placements: {label}", mark=","
        ),
    ]
    questions = [
        SCHOOL,
        OTHERS,
        (
            ["placement_mix"],
            "Are the three columns 'Percent of clinical placements: …' the parts of the composition?",
            "yes",
        ),
        (
            ["students_serving", "contact_hours", "budget_share", "placement_mix"],
            "Is the comma a decimal mark?",
            "yes",
        ),
        (["funding_total"], "Are the points of '1.250.000' thousands marks?", "yes"),
    ]
    found = expected(ASKED_FOR_SCHOOL, responses, questions)
    content = delimited(rows_of(columns, responses), separator=";", encoding="cp1252")
    return Export("microsoft_forms_european.csv", content, found)


def exports():
    return [google_sheet(), google_download(), microsoft(), microsoft_european()]
