"""Programs that stand alone: what Python's says, what is inert in each, and what it refuses."""

import json

import pyarrow as pa
import pytest
from hypothesis import given

from smmi.errors import ArgumentError, NotExpressibleError
from smmi.exchange.expressions import expression_tree
from smmi.exchange.programs import to_javascript, to_python, to_spss, to_sql
from smmi.instrument import (
    Area,
    Binary,
    Characteristic,
    Composition,
    Count,
    Domain,
    Equals,
    Indicator,
    Instrument,
    MultipleChoice,
    Nonresponse,
    Option,
    Percentage,
)
from smmi.scoring import PowerMean, ReferenceShares, ScoringScheme
from smmi.scoring.rules import AGGREGATION_RULES
from smmi.testing import strategies
from tests.exchange.drawn_cases import differences, drawn_cases, edition_cases, written_share
from tests.exchange.hostile_names import hostile
from tests.exchange.wide_tables import by_duckdb, table_of

PROGRAMS = {"Python": to_python, "JavaScript": to_javascript, "SQL": to_sql, "SPSS": to_spss}


def run_python(text):
    """The function of a Python module given as text."""
    module: dict = {"__builtins__": __builtins__}
    exec(compile(text, "<printed>", "exec"), module)  # noqa: S102  (it is what is tested)
    return module["score"]


@given(drawn_cases(strategies.instruments()))
def test_printed_python_says_what_the_scorer_says(case):
    """Run by itself, the module gives every score and every reason."""
    try:
        score = run_python(to_python(case.scheme))
    except NotExpressibleError:
        return
    assert list(differences(case, [score(record) for record in case.records])) == []


def test_printed_python_of_the_edition_says_what_the_scorer_says():
    """So it is for the bundled edition; no name of it comes from elsewhere."""
    case = edition_cases(8)
    text = to_python(case.scheme)
    assert "import" not in text
    score = run_python(text)
    assert list(differences(case, [score(record) for record in case.records])) == []


def test_hostile_names_are_inert_in_python():
    """Codes that are words of a language, and texts that would end a literal or a comment, do nothing."""
    case = hostile()
    score = run_python(to_python(case.scheme))
    assert list(differences(case, [score(record) for record in case.records])) == []


LITERALS = ("#", "//", "--", "VARIABLE LABELS ", "  ")
"""How lines begin that hold a text of the instrument: comments on one line, and labels of SPSS."""


@pytest.mark.parametrize("write", PROGRAMS.values(), ids=PROGRAMS)
def test_texts_stay_on_their_lines(write):
    """Whatever texts say, they stand in comments and labels of one line each."""
    text = write(hostile().scheme)
    assert text.replace("\n", "").isprintable()
    assert not [line for line in text.split("\n") if "payload" in line and not line.startswith(LITERALS)]
    labelled = [line for line in text.split("\n") if "payload" in line and line.startswith(LITERALS[3:])]
    assert all(line.count("'") % 2 == 0 for line in labelled)


@given(drawn_cases(strategies.instruments()))
def test_printed_sql_says_what_the_scorer_says(case):
    """DuckDB makes every score and every reason of a table of text."""
    try:
        query = to_sql(case.scheme)
    except NotExpressibleError:
        return
    assert list(differences(case, by_duckdb(query, table_of(case.scheme.instrument, case.records)))) == []


@pytest.mark.parametrize("cases", [lambda: edition_cases(8), hostile], ids=["edition", "hostile"])
def test_printed_sql_of_the_edition_and_of_hostile_names(cases):
    """So it is for the bundled edition, and where codes are words of the language."""
    case = cases()
    found = by_duckdb(to_sql(case.scheme), table_of(case.scheme.instrument, case.records))
    assert list(differences(case, found)) == []


def test_sql_takes_lists_and_structs_as_it_takes_text():
    """A selection may be a list, a composition a struct, a number a number."""
    asked = every_kind()
    scheme = ScoringScheme(asked, items={})
    record = {
        "q0": "yes",
        "q1": ["a", "b"],
        "q2": 50.0,
        "q3": 2,
        "q4": {"rural": 1.0, "urban": 99.0},
        "q5": "no",
    }
    typed = pa.table({"unit": [0], **{code: [given] for code, given in record.items()}, "kind": ["public"]})
    text = table_of(asked, [{**record, "kind": "public"}])
    assert by_duckdb(to_sql(scheme), typed) == by_duckdb(to_sql(scheme), text)


def test_what_is_no_answer_counts_as_none_in_sql():
    """The query refuses nothing: an impossible answer is a missing one."""
    asked = every_kind()
    query = to_sql(ScoringScheme(asked))
    wrong = {"q0": "perhaps", "q1": "c", "q2": "half", "q3": "nan", "q5": "", "kind": "public"}
    assert by_duckdb(query, table_of(asked, [wrong])) == by_duckdb(
        query, table_of(asked, [{"kind": "public"}])
    )


def test_the_column_of_units_cannot_be_a_score():
    """Two columns of one name would be one too many."""
    with pytest.raises(
        ArgumentError, match="'unit': got 'overall', expected a name that is not the code of a score"
    ):
        to_sql(ScoringScheme(every_kind()), unit="overall")


def test_a_table_may_be_called_anything():
    """Names are quoted, and quotes in them are doubled."""
    assert 'FROM "a ""b"""' in to_sql(ScoringScheme(every_kind()), table='a "b"')


@pytest.mark.long
@pytest.mark.parametrize(
    ("write", "share"), [(to_python, 0.95), (to_javascript, 0.95), (to_sql, 0.95), (to_spss, 0.8)]
)
def test_drawn_schemes_can_be_written(write, share):
    """Nearly every drawn scheme can be written; it is counted over two hundred of them."""
    assert written_share(write, 200) >= share


def every_kind():
    """An instrument with a question of every kind of scale, and one that applies to some."""
    na = Option("na", "Not applicable", nonresponse=Nonresponse.NOT_APPLICABLE)
    scales = [
        Binary(code="yes_no"),
        MultipleChoice(
            code="several",
            options=[Option("a", "A"), Option("b", "B"), Option("none", "None", exclusive=True), na],
            minimum=1,
        ),
        Percentage(code="share", options=[na]),
        Count(code="number", maximum=5),
        Composition(code="mix", parts=[Option("rural", "Rural"), Option("urban", "Urban")]),
    ]
    asked = [Indicator(code=f"q{i}", prompt="?", scale=scale, scored=i < 4) for i, scale in enumerate(scales)]
    asked.append(
        Indicator(code="q5", prompt="?", scale=Binary(code="yes_no"), applies=Equals("kind", "public"))
    )
    area = Area(code="area", label="Area", indicators=asked)
    return Instrument(
        code="kinds",
        edition="1",
        title="Kinds",
        domains=[Domain(code="domain", label="Domain", areas=[area])],
        characteristics=[Characteristic("kind", "Kind", [Option("public", "P"), Option("private", "Q")])],
    )


IMPOSSIBLE = [
    {"q0": "perhaps"},
    {"q0": 1},
    {"q0": {"nonresponse": "refused"}},
    {"q0": ["yes"]},
    {"q1": "a"},
    {"q1": []},
    {"q1": ["a", "a"]},
    {"q1": ["a", "none"]},
    {"q1": ["c"]},
    {"q2": 101},
    {"q2": "50"},
    {"q2": True},
    {"q3": 2.5},
    {"q3": [2]},
]
"""Answers that are none: each is refused by every program that can refuse."""


@pytest.mark.parametrize("record", IMPOSSIBLE, ids=json.dumps)
def test_printed_python_refuses_an_impossible_answer(record):
    """The error names the question and what was got."""
    score = run_python(to_python(ScoringScheme(every_kind())))
    (code,) = record
    with pytest.raises(ValueError, match=f"^'{code}': got .*, which is no answer to this question$"):
        score(record)


def test_every_built_in_rule_is_known():
    """A rule that is added is expressed, or refused by name: this test says that there is none yet."""
    known = {"WeightedMean", "GeometricMean", "HarmonicMean", "PowerMean", "Median", "WeakestLink"}
    known |= {"PointsOverAttainable", "MustHave", "MaturityLevels"}
    assert {rule.__name__ for rule in AGGREGATION_RULES.values()} == known


def test_a_question_that_no_score_needs_is_not_asked():
    """What is neither scored nor a gate is left out."""
    assert [one.code for one in expression_tree(ScoringScheme(every_kind())).questions] == [
        "q0",
        "q1",
        "q2",
        "q3",
        "q5",
    ]


def test_no_line_of_spss_is_a_comment_by_chance():
    """A command goes on over lines that do not begin with an asterisk, and that SPSS reads whole."""
    mix = Composition(code="mix", parts=[Option(f"a_long_part_{i}", "Part") for i in range(5)])
    shares = {part.code: 20 for part in mix.parts}
    asked = Indicator(code="a_long_question", prompt="?", scale=mix)
    area = Area(code="area", label="Area", indicators=[asked])
    domain = Domain(code="domain", label="Domain", areas=[area])
    instrument = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
    lines = to_spss(ScoringScheme(instrument, items={asked.code: ReferenceShares(shares)})).splitlines()
    assert any(line.startswith("    ") for line in lines)
    assert not [line for line in lines if line.lstrip().startswith("*") and line.startswith(" ")]
    assert max(map(len, lines)) <= 256


@pytest.mark.parametrize("questions", range(18, 25))
def test_no_power_of_spss_is_a_comment_by_chance(questions):
    """However long the base is, and wherever its command is broken, the sign of a power begins no line."""
    asked = [Indicator(code=f"q{i}", prompt="?", scale=Binary(code="yes_no")) for i in range(questions)]
    area = Area(code="area", label="Area", indicators=asked)
    domain = Domain(code="domain", label="Domain", areas=[area])
    instrument = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
    lines = to_spss(ScoringScheme(instrument, areas=PowerMean(exponent=2.0))).splitlines()
    assert any(line.endswith("**0.5)).") for line in lines)
    assert not [line for line in lines if line.lstrip().startswith("*") and line.startswith(" ")]
