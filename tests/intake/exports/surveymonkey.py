"""Exports of SurveyMonkey: two header rows, the second with choices and kinds of answer; texts or numbers."""

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
from tests.intake.exports.programme import CODES, LABELS, MATRIX, PARTS, PROMPTS, SEVERAL, STEM, VALUES
from tests.intake.exports.qualtrics import other_text

OTHER = "Other (please specify)"
ADMINISTRATION = (
    "Respondent ID",
    "Collector ID",
    "Start Date",
    "End Date",
    "IP Address",
    "Email Address",
    "First Name",
    "Last Name",
    "Custom Data 1",
)


def _when(response, ago=0):
    day, hour, minute, second = response.at(ago)
    half = "AM" if hour < 12 else "PM"
    return f"02/{day:02}/2026 {(hour - 1) % 12 + 1:02}:{minute:02}:{second:02} {half}"


def _cells(code, texts):
    table = LABELS if texts else VALUES["surveymonkey"]

    def single(r):
        answer = r.answers[code]
        if code in r.more:
            return typed(r, code, "")
        if answer is None:
            return ""
        return table[code][answer] if code in LABELS else number(answer)

    def ticked(option):
        return lambda r: table[code][option] if option in (r.answers[code] or ()) else ""

    return single, ticked


def _questions(texts, prompts):
    """The columns of the questions: a question stands above the first of its columns only."""
    columns = []
    for code in CODES:
        prompt = prompts.get(code, PROMPTS[code])
        single, ticked = _cells(code, texts)
        if code in SEVERAL:
            for i, (option, label) in enumerate(LABELS[code].items()):
                columns.append(Column(("" if i else prompt, label), ticked(option)))
            if code == "partner_kinds":
                columns.append(Column(("", OTHER), other_text))
        elif code == "placement_mix":
            for i, (part, label) in enumerate(PARTS.items()):

                def share(r, part=part):
                    answer = r.answers["placement_mix"]
                    return (
                        "" if answer is None or not (answer[part] or r.number % 2) else number(answer[part])
                    )

                columns.append(Column(("" if i else prompt, label), share))
        elif code in MATRIX:
            columns.append(Column((STEM if code == MATRIX[0] else "", prompt), single))
        else:
            columns.append(Column((prompt, "Response" if code in LABELS else "Open-Ended Response"), single))
    comment = "Is there anything else that we should know?"
    return [*columns, Column((comment, "Open-Ended Response"), lambda r: r.comment)]


def _about(responses, *, custom):
    cells = (
        lambda r: r.more["id"],
        always("431660215"),
        lambda r: _when(r, r.seconds),
        _when,
        lambda r: r.more["ip"],
        lambda r: r.email if custom else "",
        lambda r: r.first if custom else "",
        lambda r: r.last if custom else "",
        lambda r: r.school if custom else "",
    )
    return [Column((name, ""), cell) for name, cell in zip(ADMINISTRATION, cells, strict=True)]


def _respondents(name, n):
    responses, dice = draw(name, n)
    for r in responses:
        r.more |= {"id": f"1146{dice.text(7, '0123456789')}", "ip": dice.address()}
        r.answers |= {code: r.answers[code] or None for code in SEVERAL}
    return responses


TICKS = (
    ["topics", "partner_kinds"],
    "Do blanks in all columns of a question mean that nothing was chosen, or no answer?",
    "no answer",
)
OTHERS = (
    ["partner_kinds"],
    f"The text under {OTHER!r} is no option of the instrument: is it left out?",
    "left out",
)
ZERO = (["placement_mix"], "Is a blank share beside others zero?", "zero")
PARTLY = (
    ["End Date"],
    "Some responses end early, and nothing says so: are they read, with blanks as no answer?",
    "read",
)


def condensed():
    """Texts of answers; free numbers as people type them; sent by e-mail, the custom value is the school's code."""
    responses = _respondents("surveymonkey_text", 25)
    for r in responses:
        r.unit = r.school
    entries = {
        (5, "students_serving"): ("60 %", 60),
        (6, "students_serving"): ("35%", 35),
        (7, "funding_total"): ("1,234,000", 1234000),
        (8, "funding_total"): ("$45,500", 45500),
        (9, "budget_share"): ("2.5%", 2.5),
        (10, "contact_hours"): ("12 hours", 12),
        (11, "funding_total"): ("N/A", "not_applicable"),
        (12, "contact_hours"): ("don't know", None),
    }
    type_in(responses, entries)
    columns = [*_about(responses, custom=True), *_questions(texts=True, prompts={})]
    questions = [
        (["Respondent ID", "Custom Data 1"], "Which column names the school?", "Custom Data 1"),
        PARTLY,
        OTHERS,
        TICKS,
        ZERO,
        (["funding_total"], "Does a typed N/A mean that the question does not apply?", "not applicable"),
        (["contact_hours"], 'Is "don\'t know" no answer?', "no answer"),
        (["contact_hours"], "Is '12 hours' 12?", "12"),
        (["funding_total"], "Is the comma of '1,234,000' a thousands mark?", "yes"),
    ]
    content = delimited(rows_of(columns, responses, heads=2), encoding="utf-8-sig")
    return Export("surveymonkey_text.csv", content, expected("Custom Data 1", responses, questions))


def numeric():
    """Positions of choices in place of their texts, a tag of HTML in a question, and no e-mail addresses."""
    responses = _respondents("surveymonkey_numeric", 20)
    for r in responses:
        r.unit = r.more["id"]
    prompts = {"topics": "<strong>Which topics</strong> are required of all students?"}
    columns = [*_about(responses, custom=False), *_questions(texts=False, prompts=prompts)]
    questions = [
        PARTLY,
        OTHERS,
        TICKS,
        ZERO,
        (
            [code for code in CODES if code in LABELS],
            "Do the numbers stand for the options in order (yes 1, no 2)?",
            "so",
        ),
    ]
    content = delimited(rows_of(columns, responses, heads=2), ending="\n")
    return Export("surveymonkey_numeric.csv", content, expected("Respondent ID", responses, questions))


def exports():
    return [condensed(), numeric()]
