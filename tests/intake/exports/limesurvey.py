"""Exports of LimeSurvey: headings of codes or texts, full answers or codes, and the three values of a tick."""

from tests.intake.exports.delimited import Column, Export, always, delimited, expected, number, rows_of
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
    YES_NO,
)
from tests.intake.exports.qualtrics import other_text

NAMES = SOURCE_NAMES["limesurvey"]
BOTH = tuple(
    code for code in CODES if set(LABELS.get(code, ())) == {option.code for option in YES_NO.options}
)
ADMINISTRATION = {
    "id": "Response ID",
    "submitdate": "Date submitted",
    "lastpage": "Last page",
    "startlanguage": "Start language",
    "seed": "Seed",
    "token": "Access code",
    "startdate": "Date started",
    "datestamp": "Date last action",
    "ipaddr": "IP address",
    "refurl": "Referrer URL",
}
PARTLY = (
    ["submitdate", "lastpage"],
    "Responses that were not submitted are in the file: are they read?",
    "read",
)
OTHERS = (
    ["partner_kinds"],
    "The text beside 'Other' is no option of the instrument: is it left out?",
    "left out",
)


def _when(response, ago=0):
    day, hour, minute, second = response.at(ago)
    return f"2026-05-{day:02} {hour:02}:{minute:02}:{second:02}"


def _heading(style, name, text):
    return {"code": name, "full": text, "both": f"{name}. {text}"}[style]


def _tick(style, shown, ticked):
    """A tick is stored as Y, an empty box as an empty text, and what was not shown not at all."""
    if style == "full":
        return ("No", "Yes")[ticked] if shown else "N/A"
    if style == "both":  # with the option "convert Y to 1 and N to 2"
        return ("2", "1")[ticked] if shown else ""
    return "Y" if ticked else ""


def _cell(code, style):
    def cell(r):
        answer = r.answers[code]
        if code in BOTH and style != "code":
            if answer is None:
                return "N/A" if style == "full" else ""
            return LABELS[code][answer] if style == "full" else ("2", "1")[answer == "yes"]
        if answer is None:
            return ""
        if code not in LABELS:
            return number(answer)
        return LABELS[code][answer] if style == "full" else VALUES["limesurvey"][code][answer]

    return cell


def _boxes(code, style):
    columns = []
    page = next(i for i, codes in enumerate(PAGES) if code in codes)
    for option, label in LABELS[code].items():

        def cell(r, option=option):
            return _tick(style, r.page > page, option in _chosen(r, code))

        name = COLUMNS["limesurvey"][code][option]
        columns.append(Column((_heading(style, name, f"{PROMPTS[code]} [{label}]"),), cell))
    if code == "partner_kinds":
        columns.append(
            Column((_heading(style, f"{NAMES[code]}[other]", f"{PROMPTS[code]} [Other]"),), other_text)
        )
    return columns


def _chosen(response, code):
    answer = response.answers[code]
    return answer if isinstance(answer, list) else ()


def _columns(style, *, personal):
    values = {
        "id": lambda r: r.unit,
        "submitdate": lambda r: _when(r) if r.finished else "",
        "lastpage": lambda r: r.page or "",
        "startlanguage": always("en"),
        "seed": lambda r: 1000000007 * r.number % 2147483647,
        "token": lambda r: r.more["token"],
        "startdate": lambda r: _when(r, r.seconds),
        "datestamp": _when,
        "ipaddr": lambda r: r.more["ip"],
        "refurl": lambda r: "https://survey.example.org/index.php/671244?lang=en" if r.number % 3 else "",
    }
    left = () if personal else ("token", "ipaddr", "refurl")
    columns = [
        Column((name if style == "code" else text if style == "full" else f"{name}. {text}",), values[name])
        for name, text in ADMINISTRATION.items()
        if name not in left
    ]
    for code in CODES:
        if code in SEVERAL:
            columns += _boxes(code, style)
        elif code == "placement_mix":
            for part, label in PARTS.items():

                def share(r, part=part):
                    answer = r.answers["placement_mix"]
                    return "" if answer is None else number(answer[part])

                name = COLUMNS["limesurvey"][code][part]
                columns.append(Column((_heading(style, name, f"{PROMPTS[code]} [{label}]"),), share))
        else:
            text = f"{STEM} [{PROMPTS[code]}]" if code in MATRIX else PROMPTS[code]
            columns.append(Column((_heading(style, NAMES[code], text),), _cell(code, style)))
    columns.append(
        Column(
            (_heading(style, "G3Q16", "Is there anything else that we should know?"),), lambda r: r.comment
        )
    )
    if style == "code":
        columns.append(Column(("interviewtime",), lambda r: f"{r.seconds}.{r.number:02}"))
        columns += [
            Column((f"groupTime{81 + i}",), lambda r, i=i: f"{r.seconds / 3 + i:.2f}" if r.page > i else "")
            for i in range(len(PAGES))
        ]
        columns += [
            Column((f"{NAMES[code]}Time".replace("[", "").replace("]", ""),), always("")) for code in BOTH
        ]
    return columns


def _respondents(name, n, **how):
    responses, dice = draw(name, n, **how)
    for r in responses:
        r.unit = str(r.number + 3)
        r.more |= {"token": dice.text(15), "ip": dice.address()}
    return responses


def codes():
    """Codes of questions and answers, everything in quotation marks between semicolons, with timings."""
    responses = _respondents("limesurvey_codes", 24)
    for r in responses:
        r.answers |= {code: r.answers[code] or None for code in SEVERAL}
    questions = [
        PARTLY,
        OTHERS,
        (
            list(SEVERAL),
            "An empty box and a question that was not shown look alike: do blanks throughout mean no answer?",
            "no answer",
        ),
    ]
    rows = rows_of(_columns("code", personal=True), responses)
    content = delimited(rows, separator=";", quoted="all", encoding="utf-8-sig", trailing="\r\n")
    return Export("limesurvey_codes.csv", content, expected("id", responses, questions))


def _unseen(responses):
    """Boxes of pages that were not reached are told apart: 'N/A', or blank where others have 2."""
    for r in responses:
        for page in PAGES[r.page :]:
            r.answers |= {code: "not_administered" for code in SEVERAL if code in page}
        for code in SEVERAL:
            if r.answers[code] is None and code == "topics":
                r.answers[code] = []


def full():
    """Full texts of questions and answers: yes, no, and N/A for what was not shown or not answered."""
    responses = _respondents("limesurvey_full_answers", 22)
    _unseen(responses)
    questions = [
        PARTLY,
        OTHERS,
        (
            list(SEVERAL),
            "Does N/A in a column of boxes mean that the question was not shown?",
            "not administered",
        ),
        (["topics"], "Does No throughout mean that no topic is required, or no answer?", "none chosen"),
        (["partner_kinds"], "Does No throughout mean no answer? (At least one must be chosen.)", "no answer"),
        (
            list(BOTH),
            "N/A of a yes/no question stands for not shown and for not answered: which is it?",
            "no answer",
        ),
    ]
    rows = rows_of(_columns("full", personal=True), responses)
    content = delimited(rows, quoted="all", encoding="utf-8-sig", trailing="\r\n")
    return Export("limesurvey_full_answers.csv", content, expected("Response ID", responses, questions))


def code_and_text():
    """Code and text in one heading, ticks as 1 and 2, anonymous, so that no moment of sending is known."""
    responses = _respondents("limesurvey_code_and_text", 20)
    for r in responses:
        # This export writes a yes/no question that was shown and left open as 2, which nobody can tell from no.
        shown = [code for codes in PAGES[: r.page] for code in codes if code in BOTH]
        r.answers |= {code: r.answers[code] or "no" for code in shown}
        if r.answers["has_partners"] != "yes":
            r.answers["partner_count"] = None
    _unseen(responses)
    columns = _columns("both", personal=False)
    for column in columns:
        if column.heads[0].startswith("submitdate"):
            column.cell = lambda r: "1980-01-01 00:00:00" if r.finished else ""
    questions = [
        PARTLY,
        OTHERS,
        (list(SEVERAL), "Is 1 a ticked box, 2 an empty one, and blank a question that was not shown?", "so"),
        (["topics"], "Does 2 throughout mean that no topic is required, or no answer?", "none chosen"),
        (["partner_kinds"], "Does 2 throughout mean no answer? (At least one must be chosen.)", "no answer"),
        (list(BOTH), "Is 1 yes and 2 no?", "so"),
    ]
    content = delimited(rows_of(columns, responses), quoted="all", encoding="utf-8-sig", trailing="\r\n")
    return Export("limesurvey_code_and_text.csv", content, expected("id. Response ID", responses, questions))


def exports():
    return [codes(), full(), code_and_text()]
