"""Printed scoring in engines that smmi did not make: what they say of drawn answers is what the batch scorer says.

`SMMI_ANSWER_SETS=5000 pytest -m foreign tests/foreign/test_exchange.py` gives each engine as many sets of answers of
drawn schemes, and of the bundled edition.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from smmi.exchange.programs import to_javascript, to_spss, to_sql
from smmi.exchange.surveyjs import to_surveyjs
from smmi.instrument import Answers
from smmi.scoring import ScoringScheme
from tests.exchange.drawn_cases import SETS, Drawn, differences, edition_cases, printed
from tests.exchange.hostile_names import hostile
from tests.exchange.spss_files import as_kept, as_record, as_scored as of_file, commands_for
from tests.exchange.survey_forms import as_given, as_held, as_scored
from tests.exchange.test_programs import IMPOSSIBLE, every_kind
from tests.exchange.wide_tables import by_duckdb, table_of

pytestmark = pytest.mark.foreign

HERE = Path(__file__).parent


def tool(name: str) -> str:
    """The path of a program; its absence is a failure, not a skip."""
    path = shutil.which(name)
    assert path, f"the test needs {name!r}: see docs/contributing.md"
    return path


def run(command: list[str], given: str) -> str:
    """What a program answers to its input."""
    done = subprocess.run(command, cwd=HERE, input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def by_node(cases: list[tuple[str, list[dict]]]) -> list[list[dict]]:
    """What Node makes of printed functions and answers, all in one process."""
    return json.loads(run([tool("node"), "score.mjs"], json.dumps(cases)))


def all_differences(cases: list[Drawn], found: list[list[dict]]) -> list:
    """Every difference of several cases."""
    return [one for case, own in zip(cases, found, strict=True) for one in differences(case, own)]


def test_javascript_of_drawn_schemes():
    """Node says of every set of answers to drawn schemes what the scorer says, reasons included."""
    cases = printed(to_javascript, sets=SETS)
    found = by_node([(text, case.records) for case, text in cases])
    assert all_differences([case for case, _ in cases], found) == []


def test_javascript_of_the_edition_and_of_hostile_names():
    """So it is for the bundled edition, and where codes are words of the language."""
    cases = [edition_cases(SETS), hostile()]
    found = by_node([(to_javascript(case.scheme), case.records) for case in cases])
    assert all_differences(cases, found) == []


def test_sql_of_drawn_schemes_and_of_the_edition():
    """DuckDB says of every set of answers what the scorer says, reasons included."""
    cases = [*printed(to_sql, sets=SETS), *((one, to_sql(one.scheme)) for one in (edition_cases(SETS),))]
    found = [by_duckdb(query, table_of(case.scheme.instrument, case.records)) for case, query in cases]
    assert all_differences([case for case, _ in cases], found) == []


def test_javascript_refuses_an_impossible_answer():
    """The error names the question, as that of Python does."""
    ((*errors,),) = by_node([(to_javascript(ScoringScheme(every_kind())), IMPOSSIBLE)])
    codes = [next(iter(record)) for record in IMPOSSIBLE]
    assert [error["error"].partition(":")[0] for error in errors] == [f'"{code}"' for code in codes]


def by_surveyjs(cases: list[tuple[dict, list[dict]]]) -> list[dict]:
    """What forms of SurveyJS hold after answers were changed, cleared and given again, all in one process."""
    told = run([tool("node"), "survey.mjs"], json.dumps(cases))
    # JavaScript writes a large whole number by so many digits as tell its double, not by all of them.
    return json.loads(told, parse_int=lambda digits: int(float(digits)))


def survey_differences(cases: list[Drawn]) -> list:
    """Where forms say other than the scorer says of what they hold; a finding of the linter is a difference, too."""
    given = [[as_given(case.scheme.instrument, record) for record in case.records] for case in cases]
    surveys = [to_surveyjs(case.scheme.instrument, case.scheme)[0] for case in cases]
    wrong: list = []
    for case, outcome in zip(cases, by_surveyjs(list(zip(surveys, given, strict=True))), strict=True):
        # A question may be called `constructor`: the linter warns of it, and the form holds its answer all the same.
        wrong += [
            finding["message"]
            for finding in outcome["findings"]
            if finding["severity"] == "error" and finding["ruleId"] != "name/reserved"
        ]
        instrument, codes = case.scheme.instrument, case.scheme.compile().codes
        records = [
            {"the unit": f"u{i}", **as_held(instrument, data)} for i, data in enumerate(outcome["found"])
        ]
        names = [one.code for one in instrument.characteristics]
        held = Answers.from_records(instrument, records, unit="the unit", attributes=names)
        found = [as_scored(instrument, data, codes) for data in outcome["found"]]
        wrong += list(differences(Drawn.of(held, case.scheme), found))
    return wrong


def test_surveyjs_of_drawn_schemes():
    """A form of survey-core says of what it holds what the scorer says, whatever was answered before."""
    cases = printed(lambda scheme: to_surveyjs(scheme.instrument, scheme), sets=SETS)
    assert survey_differences([case for case, _ in cases]) == []


def test_surveyjs_of_the_edition_and_of_hostile_names():
    """So it is for the bundled edition, and where codes are words of JavaScript and texts look like expressions."""
    assert survey_differences([edition_cases(SETS), hostile()]) == []


def spss_differences(cases: list[Drawn], folder: Path) -> list:
    """Where PSPP says other than the scorer says of what a file can hold."""
    kept, text = [], ""
    for i, case in enumerate(cases):
        instrument = case.scheme.instrument
        records = [as_kept(instrument, record) for record in case.records]
        held = Answers.from_records(
            instrument,
            [{"the unit": f"u{j}", **as_record(record)} for j, record in enumerate(records)],
            unit="the unit",
            attributes=[one.code for one in instrument.characteristics],
        )
        kept.append(Drawn.of(held, case.scheme))
        text += commands_for(case.scheme, to_spss(case.scheme), records, folder / f"{i}.csv")
    (folder / "all.sps").write_text(text, encoding="utf-8")
    told = run([tool("pspp"), "-O", "format=txt", str(folder / "all.sps")], "")
    codes = [case.scheme.compile().codes for case in kept]
    found = [of_file(own, folder / f"{i}.csv") for i, own in enumerate(codes)]
    return [told] * ("error" in told) + all_differences(kept, found)


def test_spss_of_drawn_schemes(tmp_path):
    """PSPP says of every set of answers to drawn schemes what the scorer says, reasons included."""
    assert spss_differences([case for case, _ in printed(to_spss, sets=SETS)], tmp_path) == []


def test_spss_of_the_edition_and_of_hostile_names(tmp_path):
    """So it is for the bundled edition, and where codes are words of the language and labels full of commands."""
    assert spss_differences([edition_cases(SETS), hostile()], tmp_path) == []
