"""Files in the shapes of survey tools and of spreadsheets, read by confirmed proposals as a careful reader reads them.

The files and what a careful reader makes of them were made by somebody who had not seen how smmi reads a table; see
`tests/intake/exports/README.md`.
"""

import csv
import functools
import io
import json

import attrs
import pytest

from smmi.instrument import Nonresponse
from smmi.intake import propose_reading
from smmi.intake.sources import columns_of
from tests.intake.exports.make_exports import HERE
from tests.intake.exports.programme import INSTRUMENTS, SOURCE_NAMES, VALUES

FILES = sorted([*HERE.glob("*.csv"), *HERE.glob("*.tsv")])
STATES = {"not_administered": Nonresponse.NOT_ADMINISTERED, "not_applicable": Nonresponse.NOT_APPLICABLE}
LEAST_SETTLED = 0.8

REPLIES = {
    "tests": "leave_out",
    "totals": "leave_out",
    "unfinished": "read",
    "word": "no_answer",
    "entry": "no_answer",
    "none": "none",
    "none_ticked": "none",
    "piece": "left_out",
    "columns": "columns",
    "options": "places",
    "repeated": "last",
    "fractions": "fraction",
    "coding": "up_from_1",
    "absent": "not_administered",
}
"""What the expected answers took mostly, by kind of question."""
NOT_APPROVED = {"unfinished": "leave_out", "unfinished_2": "read"}
NO_BOX = {"none_ticked": "no_answer"}
PARTICULAR = {
    "google_forms_sheet": {
        "word": "not_applicable",
        "entry_budget_share_4_5": "number_4_5",
        "entry_funding_total_120_000": "number_120000",
    },
    "kobo_labels": NOT_APPROVED,
    "kobo_xml_values": NOT_APPROVED,
    "limesurvey_code_and_text": {"coding": "down_from_1"},  # yes is 1
    "odk_central": NOT_APPROVED,
    "odk_central_split": NOT_APPROVED,
    "qualtrics_choice_text": {"word": "not_applicable", "entry_funding_total_90_000": "number_90000"},
    "redcap_labels": NO_BOX,
    "redcap_longitudinal": NO_BOX | {"event": "only_baseline_arm_1"},
    "redcap_raw": NO_BOX,
    "sheet_crosses": {"all_blank": "none"},
    "sheet_people": {
        "word_n_a": "not_applicable",
        "word_n_a_of_visits_1": "not_applicable",
        "entry_share_8_5": "number_8_5",
        "column": "column_vists_in_a_year",
    },
    "sheet_semicolons": {"column": "column_topics_taught_all_years"},
    "sheet_thousands": {"word": "leave"},
    "sheet_years": {"event": "only_2026"},
    "sheet_yes_and_no": {"word": "not_applicable"},
    "surveymonkey_text": {
        "word_n_a": "not_applicable",
        "entry_contact_hours_12_hours": "number_12",
        "entry_funding_total_45_500": "number_45500",
    },
}
"""What they took otherwise, by file and by question or kind."""


def table(path):
    """The rows of a file, whatever its encoding and separator."""
    raw = path.read_bytes()
    for encoding in ("utf-16",) if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    first = text.partition("\n")[0]
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=max(";\t,", key=first.count)))


def wired(instrument, tool):
    """The instrument with the tool's values, spellings and names of columns, as its user would declare them."""
    values, names = VALUES.get({"odk": "kobo"}.get(tool, tool), {}), SOURCE_NAMES.get(tool, {})

    def option(code, declared):
        value = values.get(code, {}).get(declared.code, declared.code)
        if value == declared.code:
            return declared
        field = {"spellings": (value,)} if isinstance(value, str) else {"value": value}
        return attrs.evolve(declared, **field)

    def indicator(declared):
        scale, code = declared.scale, declared.code
        if scale.options:
            changed = tuple(option(code, one) for one in scale.options)
            scale = attrs.evolve(scale, code=f"{scale.code}_{code}", options=changed)
        name = names.get(code, code)
        return attrs.evolve(declared, scale=scale, source_names=() if name == code else (name,))

    def area(declared):
        return attrs.evolve(declared, indicators=tuple(map(indicator, declared.indicators)))

    domains = [attrs.evolve(d, areas=tuple(map(area, d.areas))) for d in instrument.domains]
    return attrs.evolve(instrument, domains=domains)


def plain(answer):
    """An answer, so that it can be compared."""
    match answer:
        case list():
            return tuple(answer)
        case dict():
            return {part: float(share) for part, share in answer.items()}
        case str():
            return STATES.get(answer, answer)
        case int() | float():
            return float(answer)
    return answer


@functools.cache
def outcome(path):
    """What was expected and what is read, by unit, and how many columns are read right without a question."""
    expected = json.loads((HERE / "expected" / f"{path.stem}.json").read_text(encoding="utf-8"))
    tool = next((one for one in (*SOURCE_NAMES, "surveymonkey") if path.name.startswith(one)), "")
    instrument = wired(INSTRUMENTS[expected["instrument"]], tool)
    header, *rows = table(path)
    proposal = propose_reading(instrument, header, rows)
    unit = {
        "unit": next(
            (
                option.id
                for question in proposal.questions
                if question.id == "unit"
                for option in question.options
                if f"'{expected['unit']}'" in option.text or f'"{expected["unit"]}"' in option.text
            ),
            "",
        )
    }
    particular = PARTICULAR.get(path.stem, {})
    replies = {}
    for question in proposal.questions:
        for name in (question.id, question.kind):
            if name in particular:
                replies[question.id] = particular[name]
                break
        else:
            below_one = {"fractions": "percent"} if "mixed" in {one.id for one in question.options} else {}
            replies[question.id] = (REPLIES | unit | below_one)[question.kind]
    reading = proposal.confirm(replies)
    answers, _ = reading.answers(header, rows)
    # Identifiers are kept as they are written; where capitals do not count is not the reading's to say.
    read = {
        str(unit).upper(): {code: plain(answer) for code, answer in answers.record(unit).items()}
        for unit in answers.units.tolist()
    }
    wanted = {
        unit.upper(): {i.code: plain(record.get(i.code)) for i in instrument.indicators}
        for unit, record in expected["answers"].items()
    }
    wrong = {
        code for unit in wanted for code in wanted[unit] if wanted[unit][code] != read.get(unit, {}).get(code)
    }
    asked = {name for question in proposal.questions if question.when is None for name in question.columns}
    unsettled = asked | {name for code in wrong for name in columns_of(reading.sources[code])}
    return wanted, read, len(proposal.columns), len(unsettled.intersection(proposal.columns))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_read_as_a_careful_reader_reads_it(path):
    """Once the questions are answered as the expected answers were taken, the answers are the same."""
    wanted, read, _, _ = outcome(path)
    if (
        path.stem == "qualtrics_numeric"
    ):  # a reading knows no blank that says of one cell that it was not asked
        wanted = {
            unit: {c: None if a is Nonresponse.NOT_ADMINISTERED else a for c, a in record.items()}
            for unit, record in wanted.items()
        }
    assert read == wanted


def test_most_columns_are_read_right_without_a_question(capsys):
    """At least 80 % of all columns: those that hold answers, and those that are rightly left out."""
    columns = doubtful = 0
    lines = []
    for path in FILES:
        _, _, several, unsettled = outcome(path)
        columns, doubtful = columns + several, doubtful + unsettled
        lines.append(f"{path.name}: {several - unsettled} of {several}")
    share = 1 - doubtful / columns
    with capsys.disabled():
        print(f"\ncolumns read right without a question: {columns - doubtful} of {columns} ({share:.1%})")  # noqa: T201
    assert share >= LEAST_SETTLED, "\n".join(lines)
