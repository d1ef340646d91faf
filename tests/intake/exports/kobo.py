"""Exports of KoboToolbox and ODK Central: paths of groups, several choices as one text and as columns of 0 and 1."""

from tests.intake.exports.delimited import Column, Export, always, delimited, expected, number, rows_of
from tests.intake.exports.drawing import draw
from tests.intake.exports.programme import CODES, COLUMNS, LABELS, PARTS, PROMPTS, SEVERAL, SOURCE_NAMES
from tests.intake.exports.qualtrics import other_text

OTHERS = (
    ["partner_kinds"],
    "'other' is no option of the instrument: is it left out?",
    "left out; alone, it is no answer",
)
NOTE = '<span style="display:none">row</span>We now ask about **partners**.'


def _iso(response, ago=0, zone="-05:00"):
    day, hour, minute, second = response.at(ago)
    return f"2026-06-{day:02}T{hour:02}:{minute:02}:{second:02}.{response.number * 37 % 1000:03}{zone}"


def _chosen(response, code):
    chosen = list(response.answers[code] or ())
    if code == "partner_kinds" and other_text(response):
        chosen.append("other")
    return chosen


def _several(code, tool, labels, *, split):
    texts = LABELS[code] | ({"other": "Other"} if code == "partner_kinds" else {})

    def together(r):
        return " ".join(texts[option] if labels else option for option in _chosen(r, code))

    name = PROMPTS[code] if labels else SOURCE_NAMES[tool][code]
    columns = [Column((name,), together)]
    for option, text in texts.items() if split else ():

        def single(r, option=option):
            chosen = _chosen(r, code)
            return int(option in chosen) if chosen else ""

        columns.append(Column((f"{name}/{text}" if labels else f"{name}/{option}",), single))
    if code == "partner_kinds":
        head = "Specify other." if labels else f"{SOURCE_NAMES[tool][code]}_other"
        columns.append(Column((head,), other_text))
    return columns


def _questions(tool, labels, *, split):
    columns = []
    for code in CODES:
        if code in SEVERAL:
            columns += _several(code, tool, labels, split=split)
        elif code == "placement_mix":
            for part, label in PARTS.items():

                def share(r, part=part):
                    answer = r.answers["placement_mix"]
                    return "" if answer is None else number(answer[part])

                head = f"{PROMPTS[code]} {label}" if labels else COLUMNS[tool][code][part]
                columns.append(Column((head,), share))
        else:

            def cell(r, code=code):
                answer = r.answers[code]
                if answer is None:
                    return ""
                if code not in LABELS:
                    return number(answer)
                return LABELS[code][answer] if labels else answer

            columns.append(Column((PROMPTS[code] if labels else SOURCE_NAMES[tool][code],), cell))
    return columns


def _respondents(name, n):
    responses, dice = draw(name, n, partial=1)
    for r in responses:
        r.more |= {"uuid": dice.uuid(), "root": dice.uuid()}
        r.answers |= {code: r.answers[code] or None for code in SEVERAL}
    return responses


def _kobo(responses, *, labels):
    status = {True: "Not approved" if labels else "validation_status_not_approved", False: ""}
    return [
        Column(("start",), lambda r: _iso(r, r.seconds)),
        Column(("end",), _iso),
        Column(("deviceid",), lambda r: f"ee.example.org:{r.more['root'][:8]}"),
        Column(("School code" if labels else "school_code",), lambda r: r.school),
        *([Column((NOTE,), always(""))] if labels else [Column(("partnerships/note_partners",), always(""))]),
        *_questions("kobo", labels, split=True),
        Column(("Anything else?" if labels else "comments",), lambda r: r.comment),
        Column(("_id",), lambda r: 48210000 + 17 * r.number),
        Column(("_uuid",), lambda r: r.more["uuid"]),
        Column(("_submission_time",), lambda r: _iso(r, zone="")[:19]),
        Column(("_validation_status",), lambda r: status[r.number == 7]),
        Column(("_notes",), always("")),
        Column(("_status",), always("submitted_via_web")),
        Column(("_submitted_by",), lambda r: "" if r.number % 4 else "field_team"),
        Column(("__version__",), always("vKq3yS8s7wZxTg2a9LmN4p")),
        Column(("_tags",), always("")),
        Column(("_index",), lambda r: r.number),
    ]


def _kobo_questions(responses):
    questions = [
        OTHERS,
        (["_id", "_uuid", "school_code", "_index"], "Which column names the school?", "the school code"),
        (["_validation_status"], "One submission was not approved: is it left out?", "left out"),
        (
            list(SEVERAL),
            "Several choices stand in one column and again in a column for each: which is read?",
            "either, they agree",
        ),
    ]
    return questions, {responses[6].school: "not approved"}


def values():
    """Names of the form as headings and cells, with the paths of groups."""
    responses = _respondents("kobo_xml_values", 24)
    for r in responses:
        r.unit = r.school
    questions, why = _kobo_questions(responses)
    rows = rows_of(_kobo(responses, labels=False), responses)
    found = expected("school_code", responses, questions, left_out=why)
    return Export("kobo_xml_values.csv", delimited(rows, separator=";", quoted="all"), found)


def labels():
    """Labels as headings and cells: labels of several choices with blanks between them, one of them with a comma."""
    responses = _respondents("kobo_labels", 22)
    for r in responses:
        r.unit = r.school
    questions, why = _kobo_questions(responses)
    rows = rows_of(_kobo(responses, labels=True), responses)
    found = expected("School code", responses, questions, left_out=why)
    return Export(
        "kobo_labels.csv", delimited(rows, separator=";", quoted="all", encoding="utf-8-sig"), found
    )


def odk_central(name, *, split):
    """ODK Central: hyphens between groups, what the server knows behind the key; choices split or not."""
    responses = _respondents(name, 20)
    for r in responses:
        r.unit = f"uuid:{r.more['uuid']}"
    columns = [
        Column(("SubmissionDate",), lambda r: _iso(r, zone="Z")),
        Column(("start",), lambda r: _iso(r, r.seconds)),
        Column(("today",), lambda r: _iso(r)[:10]),
        Column(("school_code",), lambda r: r.school.lower()),
        *_questions("odk", labels=False, split=split),
        Column(("meta-instanceID",), lambda r: r.unit),
        Column(("meta-instanceName",), lambda r: f"School {r.number}"),
        Column(("KEY",), lambda r: r.unit),
        Column(("SubmitterID",), lambda r: 31 + r.number % 2),
        Column(("SubmitterName",), lambda r: ("Tablet A", "Tablet B")[r.number % 2]),
        Column(("AttachmentsPresent",), always(0)),
        Column(("AttachmentsExpected",), always(0)),
        Column(("Status",), always("")),
        Column(("ReviewState",), lambda r: {4: "rejected", 6: "approved", 9: "hasIssues"}.get(r.number, "")),
        Column(("DeviceID",), lambda r: f"collect:{r.more['root'][:12]}"),
        Column(("Edits",), lambda r: int(r.number == 9)),
        Column(("FormVersion",), always("2026060101")),
    ]
    found = expected(
        "KEY",
        responses,
        [
            OTHERS,
            (["KEY", "meta-instanceID", "school_code"], "Which column names the school?", "KEY"),
            (["ReviewState"], "One submission was rejected: is it left out?", "left out"),
        ],
        left_out={responses[3].unit: "rejected"},
    )
    return Export(f"{name}.csv", delimited(rows_of(columns, responses), ending="\n"), found)


def exports():
    return [
        values(),
        labels(),
        odk_central("odk_central", split=False),
        odk_central("odk_central_split", split=True),
    ]
