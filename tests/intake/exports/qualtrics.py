"""Exports of Qualtrics: three header rows, choice texts or recoded values, several choices in one column or split."""

import codecs
import json

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
from tests.intake.exports.programme import (
    CODES,
    COLUMNS,
    LABELS,
    MATRIX,
    PAGES,
    PARTS,
    PROMPTS,
    SEVERAL,
    SOURCE_NAMES,
    STEM,
    VALUES,
)

NAMES = SOURCE_NAMES["qualtrics"]
OTHER = "Other (please specify):"
UNSEEN = "not_administered"

PARTLY = (
    ["Finished", "Progress"],
    "Responses that were not finished are in the file: are they read, and are their blanks no answer?",
    "read; blanks are no answer",
)
TRIAL = (["Status"], "Are the rows with the status Survey Preview trials, to be left out?", "left out")
OTHERS = (
    ["partner_kinds"],
    "'Other' is no option of the instrument: is it left out of the choices?",
    "left out; alone, it is no answer",
)


def _head(name, text, **identity):
    return (name, text, json.dumps(identity, separators=(",", ":")))


def _when(response, ago=0):
    day, hour, minute, second = response.at(ago)
    return f"2026-03-{day:02} {hour:02}:{minute:02}:{second:02}"


def _about(texts, *, external=False):
    """The columns about the response that stand before the questions."""
    zone = {"timeZone": "America/New_York"}
    progress = ("0", "33", "67", "100")

    def status(r):
        return ("Survey Preview" if r.test else "IP Address") if texts else str(int(r.test))

    def personal(name, text, import_id, value):
        return Column(
            _head(name, text, ImportId=import_id), lambda r: value(r) if external and not r.test else ""
        )

    return [
        Column(_head("StartDate", "Start Date", ImportId="startDate", **zone), lambda r: _when(r, r.seconds)),
        Column(_head("EndDate", "End Date", ImportId="endDate", **zone), _when),
        Column(_head("Status", "Response Type", ImportId="status"), status),
        Column(
            _head("IPAddress", "IP Address", ImportId="ipAddress"), lambda r: "" if r.test else r.more["ip"]
        ),
        Column(_head("Progress", "Progress", ImportId="progress"), lambda r: progress[r.page]),
        Column(
            _head("Duration (in seconds)", "Duration (in seconds)", ImportId="duration"), lambda r: r.seconds
        ),
        Column(
            _head("Finished", "Finished", ImportId="finished"),
            lambda r: r.finished if texts else int(r.finished),
        ),
        Column(_head("RecordedDate", "Recorded Date", ImportId="recordedDate", **zone), _when),
        Column(_head("ResponseId", "Response ID", ImportId="_recordId"), lambda r: r.more["id"]),
        personal("RecipientLastName", "Recipient Last Name", "recipientLastName", lambda r: r.last),
        personal("RecipientFirstName", "Recipient First Name", "recipientFirstName", lambda r: r.first),
        personal("RecipientEmail", "Recipient Email", "recipientEmail", lambda r: r.email),
        personal("ExternalReference", "External Data Reference", "externalDataReference", lambda r: r.school),
        Column(
            _head("LocationLatitude", "Location Latitude", ImportId="locationLatitude"),
            lambda r: r.more["at"],
        ),
        Column(
            _head("LocationLongitude", "Location Longitude", ImportId="locationLongitude"),
            lambda r: "-" + r.more["at"],
        ),
        Column(
            _head("DistributionChannel", "Distribution Channel", ImportId="distributionChannel"),
            lambda r: "preview" if r.test else "email" if external else "anonymous",
        ),
        Column(_head("UserLanguage", "User Language", ImportId="userLanguage"), always("EN")),
    ]


def other_text(response):
    """What was typed beside 'Other'; nobody who works with none of them ticks it."""
    return "" if response.answers["partner_kinds"] == ["none"] else response.other


def _cell(code, texts, unanswered):
    def cell(r):
        answer = r.answers[code]
        if answer == UNSEEN or code in r.more:
            return typed(r, code, "")
        if answer is None and code not in SEVERAL:
            return unanswered if r.more.get("seen") and _shown(r, code) else ""
        if code not in LABELS:
            return number(answer)
        if code in SEVERAL:
            chosen = [(LABELS if texts else VALUES["qualtrics"])[code][option] for option in answer or ()]
            if code == "partner_kinds" and other_text(r):
                chosen.append(OTHER if texts else 6)
            seen = unanswered if r.more.get("seen") else ""
            return ",".join(map(str, chosen)) or seen
        return LABELS[code][answer] if texts else VALUES["qualtrics"][code][answer]

    return cell


def _shown(response, code):
    return code != "partner_count" or response.answers["has_partners"] == "yes"


def _split(code, option, texts, unticked):
    label = LABELS[code].get(option, OTHER)
    ticked = label if texts else "1"

    def cell(r):
        answer = r.answers[code]
        if answer == UNSEEN:
            return ""
        chosen = bool(other_text(r)) if option == "other" else option in (answer or ())
        return ticked if chosen else unticked if r.page > (code == "topics") else ""

    identity = {
        "ImportId": f"QID{NAMES[code][1:]}",
        "choiceId": COLUMNS["qualtrics"][code].get(option, "_6")[-1],
    }
    name = COLUMNS["qualtrics"][code].get(option, f"{NAMES[code]}_6")
    suffix = " - Selected Choice" if code == "partner_kinds" else ""
    return Column(_head(name, f"{PROMPTS[code]}{suffix} - {label}", **identity), cell)


def _questions(texts, *, split=False, unanswered="", unticked="", zeros="0", aside=""):
    columns = []
    for code in CODES:
        name = NAMES[code]
        identity = f"QID{name[1:]}"
        if code in SEVERAL and split:
            options = [*LABELS[code], *(["other"] if code == "partner_kinds" else [])]
            columns += [_split(code, option, texts, unticked) for option in options]
        elif code == "placement_mix":
            for i, (part, label) in enumerate(PARTS.items()):

                def share(r, part=part):
                    answer = r.answers["placement_mix"]
                    if not isinstance(answer, dict):
                        return unanswered if answer is None and r.more.get("seen") else ""
                    return number(answer[part]) if answer[part] else zeros

                head = _head(f"{name}_{i + 1}", f"{PROMPTS[code]} - {label}", ImportId=f"{identity}_{i + 1}")
                columns.append(Column(head, share))
        else:
            text = f"{STEM} - {PROMPTS[code]}" if code in MATRIX else PROMPTS[code]
            if code == "partner_kinds":
                text += " - Selected Choice"
            if code == "contact_hours":
                text += aside
            if code not in LABELS:
                identity += "_TEXT"
            columns.append(Column(_head(name, text, ImportId=identity), _cell(code, texts, unanswered)))
        if code == "partner_kinds":
            head = _head(
                f"{name}_6_TEXT", f"{PROMPTS[code]} - {OTHER} - Text", ImportId=f"QID{name[1:]}_6_TEXT"
            )
            columns.append(Column(head, other_text))
    head = _head("Q16", "Is there anything else that we should know?", ImportId="QID16_TEXT")
    return [*columns, Column(head, lambda r: r.comment)]


def _respondents(name, n, **how):
    responses, dice = draw(name, n, **how)
    for r in responses:
        r.more |= {
            "id": "R_" + dice.text(15),
            "ip": dice.address(),
            "at": f"4{dice.below(9)}.{dice.below(9999):04}",
        }
        r.unit = r.more["id"]
    return responses, dice


def choice_text():
    """Choice texts, several choices in one column, free text where a number was asked, trials and a line break."""
    responses, _ = _respondents("qualtrics_choice_text", 26, tests=2)
    entries = {
        (6, "students_serving"): ("45%", 45),
        (7, "funding_total"): ("1,250,000", 1250000),
        (8, "funding_total"): ("$90,000", 90000),
        (9, "contact_hours"): ("N/A", "not_applicable"),
        (10, "contact_hours"): ("about 40", None),
        (11, "budget_share"): (" 7.5 ", 7.5),
        (12, "students_serving"): ("12.5 %", 12.5),
    }
    type_in(responses, entries)
    note = Column(
        _head("school_kind", "school_kind", ImportId="school_kind"),
        lambda r: ("dental", "medical")[r.number % 2],
    )
    columns = [*_about(texts=True), *_questions(texts=True, zeros="", aside="\n\n(If none, enter 0.)"), note]
    found = expected(
        "ResponseId",
        responses,
        [
            TRIAL,
            PARTLY,
            OTHERS,
            (["placement_mix"], "Is a blank share beside others zero?", "zero"),
            (["contact_hours"], "Does a typed N/A mean that the question does not apply?", "not applicable"),
            (["contact_hours"], "'about 40' is no number: what is it?", "no answer"),
            (["funding_total"], "Is the comma of '1,250,000' a thousands mark?", "yes"),
            (["school_kind"], "Is this a characteristic of the school?", "not read"),
        ],
        left_out={r.unit: "a trial (Survey Preview)" for r in responses if r.test},
    )
    content = delimited(rows_of(columns, responses, heads=3), encoding="utf-8-sig", ending="\n")
    return Export("qualtrics_choice_text.csv", content, found)


def choice_text_split():
    """Choice texts, a column for each choice, sent by e-mail: the reference is the school's."""
    responses, _ = _respondents("qualtrics_choice_text_split", 22)
    for r in responses:
        r.unit = r.school
    columns = [*_about(texts=True, external=True), *_questions(texts=True, split=True)]
    found = expected(
        "ExternalReference",
        responses,
        [
            PARTLY,
            OTHERS,
            (["ExternalReference", "ResponseId"], "Which column names the school?", "ExternalReference"),
            (["topics"], "Do blanks in all columns of a question mean that nothing was chosen?", "no answer"),
        ],
    )
    return Export("qualtrics_choice_text_split.csv", delimited(rows_of(columns, responses, heads=3)), found)


def numeric():
    """Recoded values, -99 for what was seen and left open, timings, a score and the order of display."""
    responses, dice = _respondents("qualtrics_numeric", 24, tests=1, partial=3)
    for r in responses:
        r.more["seen"] = "1"
        for page in PAGES[r.page :]:
            r.answers.update(dict.fromkeys(page, UNSEEN))
        if not _shown(r, "partner_count"):
            r.answers["partner_count"] = UNSEEN
    clicks = {
        r.number: (dice.below(900) / 100, 9 + dice.below(9000) / 1000, dice.below(30)) for r in responses
    }
    questions = _questions(texts=False, unanswered="-99")
    timing = [
        Column(
            _head("Q1_First Click", "Timing - First Click", ImportId="QID1_FIRST_CLICK"),
            lambda r: clicks[r.number][0],
        ),
        Column(
            _head("Q1_Last Click", "Timing - Last Click", ImportId="QID1_LAST_CLICK"),
            lambda r: clicks[r.number][1],
        ),
        Column(
            _head("Q1_Page Submit", "Timing - Page Submit", ImportId="QID1_PAGE_SUBMIT"),
            lambda r: round(clicks[r.number][1] + 2, 3),
        ),
        Column(
            _head("Q1_Click Count", "Timing - Click Count", ImportId="QID1_CLICK_COUNT"),
            lambda r: clicks[r.number][2],
        ),
    ]
    score = Column(_head("SC0", "Score", ImportId="SC_3lQp0cVbWzX81aR"), lambda r: r.number % 7)
    robot = Column(
        _head("Q_RecaptchaScore", "Q_RecaptchaScore", ImportId="Q_RecaptchaScore"),
        lambda r: ("1", "0.9")[r.number % 2],
    )
    columns = [*_about(texts=False), robot, *timing, *questions, score]
    found = expected(
        "ResponseId",
        responses,
        [
            (["Status"], "Are the rows with the status 1 trials, to be left out?", "left out"),
            OTHERS,
            (["Finished"], "Responses that were not finished are in the file: are they read?", "read"),
            (CODES, "Does -99 mean that the question was seen and not answered?", "no answer"),
            (CODES, "Is a blank, where others have -99, a question that was not seen?", "not administered"),
        ],
        left_out={r.unit: "a trial (Status 1)" for r in responses if r.test},
    )
    return Export(
        "qualtrics_numeric.csv", delimited(rows_of(columns, responses, heads=3), ending="\n"), found
    )


def numeric_split():
    """Recoded values in tab-separated UTF-16, a column of 1 and 0 for each choice."""
    responses, _ = _respondents("qualtrics_numeric_split", 20)
    columns = [*_about(texts=False), *_questions(texts=False, split=True, unticked="0")]
    for r in responses:
        if r.page > 1 and r.answers["topics"] is None:
            r.answers["topics"] = []
    found = expected(
        "ResponseId",
        responses,
        [
            PARTLY,
            OTHERS,
            (
                ["partner_kinds"],
                "Do zeros throughout mean no answer? (At least one must be chosen.)",
                "no answer",
            ),
            (["topics"], "Do zeros throughout mean that no topic is required, or no answer?", "none chosen"),
        ],
    )
    content = delimited(rows_of(columns, responses, heads=3), separator="\t", encoding="utf-16-le")
    return Export("qualtrics_numeric_split.tsv", codecs.BOM_UTF16_LE + content, found)


def legacy():
    """The older export: two header rows, V1 to V10 about the response, hyphens in the texts, a last empty column."""
    responses, _ = _respondents("qualtrics_legacy", 18)
    about = {
        "ResponseID": lambda r: r.unit,
        "ResponseSet": always("Default Response Set"),
        "Name": lambda r: f"{r.last}, {r.first}" if r.number % 3 else "Anonymous",
        "ExternalDataReference": lambda r: r.school,
        "EmailAddress": lambda r: r.email if r.number % 3 else "",
        "IPAddress": lambda r: r.more["ip"],
        "Status": always("0"),
        "StartDate": lambda r: _when(r, r.seconds),
        "EndDate": _when,
        "Finished": lambda r: int(r.finished),
    }
    columns = [Column((f"V{i}", name), cell) for i, (name, cell) in enumerate(about.items(), start=1)]
    for column in _questions(texts=False, split=True):
        name, text, _ = column.heads
        text = text.replace(" - Selected Choice", "").replace(" - Text", " - TEXT").replace(" - ", "-")
        columns.append(Column((name, text), column.cell))
    columns += [
        Column(("LocationLatitude", "LocationLatitude"), lambda r: r.more["at"]),
        Column(("LocationLongitude", "LocationLongitude"), lambda r: "-" + r.more["at"]),
        Column(("LocationAccuracy", "LocationAccuracy"), always("-1")),
        Column(("", ""), always("")),
    ]
    found = expected(
        "V1",
        responses,
        [
            PARTLY,
            OTHERS,
            (["V1", "V4"], "Which column names the school?", "V1, the response"),
            (["topics"], "Do blanks in all columns of a question mean that nothing was chosen?", "no answer"),
        ],
    )
    content = delimited(rows_of(columns, responses, heads=2), encoding="utf-8-sig", ending="\n")
    return Export("qualtrics_legacy.csv", content, found)


def exports():
    return [choice_text(), choice_text_split(), numeric(), numeric_split(), legacy()]
