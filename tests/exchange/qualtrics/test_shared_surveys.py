"""Seven real surveys and their exports, read without loss of an answer, and as the package `qualtrics` reads them."""

import ast
import csv
import json
from pathlib import Path

import pytest

from smmi.exchange.qualtrics import answers_from_qualtrics, from_qualtrics
from smmi.instrument import AnswerState, MultipleChoice, Nonresponse
from smmi.intake.accounts import Use

QUALTRICS = Path(__file__).parents[4] / "shared" / "data" / "qualtrics"
EXPORTS = sorted(path.relative_to(QUALTRICS).as_posix() for path in QUALTRICS.glob("*/*.csv"))
OWN = {"V2", "V8", "V9", "V10", "ResponseSet", "StartDate", "EndDate", "Finished", "Status", "V7"}
"""The tool's own columns, which tell nobody's answer."""

pytestmark = pytest.mark.shared


def table_of(path):
    """The rows of an export."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def survey_of(path):
    """The definition beside an export."""
    (definition,) = path.parent.glob("*.qsf")
    return json.loads(definition.read_text(encoding="utf-8-sig")), definition


def test_the_folder_is_the_one_that_is_meant():
    """Eleven exports of seven surveys."""
    assert len(EXPORTS) == 11
    assert len({Path(path).parent for path in EXPORTS}) == 7


@pytest.mark.parametrize("name", EXPORTS)
def test_no_answer_is_lost(name):
    """Every cell of a column of closed answers is read; what is left out is the tool's own, a text that was written in,
    or of a question that the definition does not hold. No answer stands behind a shut gate.
    """
    path = QUALTRICS / name
    definition, _ = survey_of(path)
    instrument, _ = from_qualtrics(definition)
    header, *rows = table_of(path)
    answers, account = answers_from_qualtrics(instrument, header, rows)
    rest = {column.column for column in account.columns if column.use is Use.REST} - OWN
    texts = {"q5_position", "Q18", "Q25", "Q43", "Q52"}
    deleted = {"Q13_1_-1", "Q13_2_-1", "Q13_3_-1"}
    assert not [one for one in rest if "_TEXT" not in one and one not in texts | deleted]
    personal = {column.column for column in account.columns if column.use is Use.LEFT_OUT}
    assert personal >= {"LocationLatitude", "LocationLongitude"}
    assert not answers.findings
    assert account.rows == account.read == account.units == len(rows) - account.header_rows + 1
    told = {
        code for column in account.columns if column.use is Use.ANSWERS for code in [column.of.split(".")[0]]
    }
    without = {one.of for one in account.together if not one.columns}
    assert told | without == {indicator.code for indicator in instrument.indicators}
    assert all(code.startswith("q11_") for code in without)  # added to one survey after its responses


def rewritten(path, folder):
    """An export of 2016 with the names and quotes of today, which the package reads."""
    header, *rows = table_of(path)
    header = ["ResponseId" if one in {"V1", "ResponseID"} else one for one in header]
    rows[1] = [json.dumps(ast.literal_eval(one)) if "ImportId" in one else one for one in rows[1]]
    made = folder / "export.csv"
    with made.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return made


@pytest.mark.parametrize("name", EXPORTS)
def test_the_package_qualtrics_reads_the_same(name, tmp_path):
    """Where that package knows which choice a cell is, the answer is that choice."""
    from qualtrics import parse_survey

    path = QUALTRICS / name
    definition, file = survey_of(path)
    instrument, _ = from_qualtrics(definition)
    header, *rows = table_of(path)
    answers, _ = answers_from_qualtrics(instrument, header, rows)
    theirs = parse_survey(rewritten(path, tmp_path), file)
    options = {one["answer_option_id"]: one for one in theirs.answer_options}
    fields = {one["question_field_id"]: one for one in theirs.question_fields}
    by_id = {one.source_names[0]: one for one in instrument.indicators}
    units = {unit: at for at, unit in enumerate(answers.units)}
    compared = 0
    for one in theirs.response_answers:
        field, option = fields[one["question_field_id"]], options.get(one["answer_option_id"])
        if option is None or field["is_text_field"]:
            continue
        qid, row = one["question_external_id"], field["choice_external_id"]
        indicator = by_id.get(qid) or by_id.get(f"{qid}-{row}")
        if indicator is None:
            continue
        code = f"c{option['source_choice_id']}"
        record = answers.record(one["response_external_id"])[indicator.code]
        state = answers.states(indicator.code)[units[one["response_external_id"]]]
        stands = {each.code: each.nonresponse for each in indicator.scale.nonresponses}
        if code in stands:
            assert state == stands[code].state
            assert stands[code] is Nonresponse.NOT_APPLICABLE
        elif isinstance(indicator.scale, MultipleChoice):
            assert code in record
        else:
            assert record == code
            assert state == AnswerState.ANSWERED
        compared += 1
    assert compared > 20
