"""Exports of REDCap: raw values or labels, a column for each choice of a checkbox, events, forms and their status."""

from tests.intake.exports.delimited import (
    Column,
    Export,
    always,
    answers_of,
    delimited,
    expected,
    number,
    rows_of,
    type_in,
    typed,
)
from tests.intake.exports.drawing import draw
from tests.intake.exports.programme import CODES, COLUMNS, LABELS, PARTS, PROMPTS, SEVERAL, VALUES

FORMS = {"engagement": CODES[:8], "governance": CODES[8:]}
STATUS = ("Incomplete", "Unverified", "Complete")
UNTICKED = (
    list(SEVERAL),
    "A box that was never shown is exported like one that was left empty: do unticked boxes throughout mean no answer?",
    "no answer",
)


def _when(response):
    day, hour, minute, second = response.at()
    return f"2026-04-{day:02} {hour:02}:{minute:02}:{second:02}"


def _status(response, form):
    """0 incomplete, 1 unverified, 2 complete: the first form is done by who saw two pages."""
    done = response.page >= 2 if form == "engagement" else response.finished
    return (1 if response.number % 9 == 5 else 2) if done else 0


def _stamp(response, form):
    if not response.page or (form == "governance" and not _status(response, "engagement")):
        return ""
    return _when(response) if _status(response, form) else "[not completed]"


def _field(code, labels, mark="."):
    head = PROMPTS[code] if labels else code

    def cell(r):
        answer = r.answers[code]
        if code in r.more:
            return typed(r, code, "")
        if answer is None:
            return ""
        if code not in LABELS:
            return number(answer, mark=mark if code == "budget_share" else ".")
        return LABELS[code][answer] if labels else VALUES["redcap"][code][answer]

    return Column((head,), cell)


def _boxes(code, labels):
    columns = []
    for option, label in LABELS[code].items():

        def cell(r, option=option):
            ticked = option in (r.answers[code] or ())
            return ("Unchecked", "Checked")[ticked] if labels else int(ticked)

        head = f"{PROMPTS[code]} (choice={label})" if labels else COLUMNS["redcap"][code][option]
        columns.append(Column((head,), cell))
    return columns


def _form(form, labels, mark):
    columns = [Column(("Survey Timestamp" if labels else f"{form}_timestamp",), lambda r: _stamp(r, form))]
    for code in FORMS[form]:
        if code in SEVERAL:
            columns += _boxes(code, labels)
        elif code == "placement_mix":
            for part, label in PARTS.items():

                def share(r, part=part):
                    answer = r.answers["placement_mix"]
                    return "" if answer is None else number(answer[part])

                head = f"{label} (% of placements)" if labels else COLUMNS["redcap"][code][part]
                columns.append(Column((head,), share))
        else:
            columns.append(_field(code, labels, mark))
    if form == "governance":

        def total(r):
            answer = r.answers["placement_mix"]
            return "" if answer is None else number(sum(answer.values()))

        columns += [
            Column(("Sum of placements" if labels else "mix_total",), total),
            Column(("Comments" if labels else "comments",), lambda r: r.comment),
        ]
    status = Column(
        ("Complete?" if labels else f"{form}_complete",),
        lambda r: STATUS[_status(r, form)] if labels else _status(r, form),
    )
    return [*columns, status]


def _columns(labels, mark="."):
    return [
        Column(("Record ID" if labels else "record_id",), lambda r: r.unit),
        Column(("Survey Identifier" if labels else "redcap_survey_identifier",), always("")),
        *_form("engagement", labels, mark),
        *_form("governance", labels, mark),
    ]


def _respondents(name, n):
    responses, _ = draw(name, n)
    for r in responses:
        r.unit = str(r.number)
        if r.page == 1:
            r.answers.update(dict.fromkeys(FORMS["governance"]))
        # Boxes that nobody ticked say nothing in these exports.
        r.answers |= {code: r.answers[code] or None for code in SEVERAL}
    return responses


def raw():
    """Raw values under the names of the fields, and a missing data code of the project."""
    responses = _respondents("redcap_raw", 25)
    type_in(responses, {(8, "contact_hours"): ("-98", None), (11, "funding_total"): ("-98", None)})
    found = expected(
        "record_id",
        responses,
        [
            UNTICKED,
            (
                ["contact_hours", "funding_total"],
                "-98 is below the lowest admissible number: is it a missing data code?",
                "no answer",
            ),
            (
                ["engagement_complete", "governance_complete"],
                "Incomplete forms are in the file: are they read?",
                "read",
            ),
        ],
    )
    return Export(
        "redcap_raw.csv",
        delimited(rows_of(_columns(labels=False), responses), quoted="spaced", ending="\n"),
        found,
    )


def labels():
    """Labels under the labels of the fields; two columns are called alike, and one number has a decimal comma."""
    responses = _respondents("redcap_labels", 22)
    found = expected(
        "Record ID",
        responses,
        [
            UNTICKED,
            (["budget_share"], "Is the comma of '7,4' a decimal mark?", "yes"),
            (
                ["placement_mix"],
                "Are 'Rural (% of placements)' and the two after it the parts of the composition?",
                "yes",
            ),
        ],
    )
    content = delimited(
        rows_of(_columns(labels=True, mark=","), responses), quoted="spaced", encoding="utf-8-sig"
    )
    return Export("redcap_labels.csv", content, found)


def longitudinal():
    """Raw values of two events: the follow-up repeats the first form only, and stands in a row of its own."""
    responses = _respondents("redcap_longitudinal", 15)
    again = _respondents("redcap_longitudinal again", 9)
    for r in again:
        r.answers.update(dict.fromkeys(FORMS["governance"]))
        r.page = min(r.page, 2)
    rows = rows_of(_columns(labels=False), responses)
    later = rows_of(_columns(labels=False), again)[1:]
    governance = next(i for i, name in enumerate(rows[0]) if name == "governance_timestamp")
    groups = ("north", "south", "")
    table = [["record_id", "redcap_event_name", "redcap_data_access_group", *rows[0][2:]]]
    for i, row in enumerate(rows[1:]):
        group = groups[i % 3]
        table.append([row[0], "baseline_arm_1", group, *row[2:]])
        if i < len(later):
            # Of a form that does not belong to the event, nothing is exported, not even zeros.
            blank = [""] * (len(row) - governance)
            table.append([row[0], "followup_arm_1", group, *later[i][2:governance], *blank])
    found = expected(
        "record_id",
        responses,
        [
            UNTICKED,
            (
                ["redcap_event_name"],
                "Each record has a row for each event: which one is read?",
                "baseline_arm_1",
            ),
            (["redcap_data_access_group"], "Is this a characteristic of the school?", "not read"),
        ],
    )
    found["others"] = {f"{r.unit} followup_arm_1": answers_of(r) for r in again}
    return Export("redcap_longitudinal.csv", delimited(table, quoted="spaced", ending="\n"), found)


def exports():
    return [raw(), labels(), longitudinal()]
