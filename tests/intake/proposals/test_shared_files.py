"""Real files, read as they are by a confirmed proposal, and the same by pandas."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from smmi.instrument import (
    Area,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Nominal,
    Nonresponse,
    Number,
    Option,
    Ordinal,
)
from smmi.intake import propose_reading

SHARED = Path(__file__).parents[4] / "shared" / "data"
QUALTRICS = SHARED / "qualtrics"

pytestmark = pytest.mark.shared


def instrument_of(indicators):
    """One area of indicators."""
    area = Area(code="all_of_it", label="All", indicators=indicators)
    return Instrument(
        code="survey",
        edition="1",
        title="Survey",
        domains=[Domain(code="whole", label="Whole", areas=[area])],
    )


def options(labels):
    """Options by value; those below 0 stand for no answer, as the tool's users have it."""
    return [
        Option(
            f"o{value}".replace("-", "minus_"),
            label,
            value=value,
            nonresponse=Nonresponse.NOT_APPLICABLE if value < 0 else None,
        )
        for value, label in labels.items()
    ]


def scale_of(code, labels, *, first):
    """An ordinal scale with values that count from the first."""
    answers = [Option(f"o{value}", label, value=value) for value, label in enumerate(labels, start=first)]
    return Ordinal(code=code, options=answers)


def single(name, prompt, labels, code=None):
    """A single choice, whose column has a name."""
    code = code or name.lower().replace("#", "_").replace("-", "m")
    scale = Nominal(code=f"scale_of_{code}", options=options(labels))
    return Indicator(code=code, prompt=prompt, scale=scale, source_names=[name])


def multiple(name, prompt, labels):
    """Several choices, whose columns' names begin with a name."""
    code = name.lower().replace("#", "_").replace("-", "m")
    answers = [
        Option(f"o{value}".replace("-", "minus_"), label, value=value) for value, label in labels.items()
    ]
    return Indicator(
        code=code,
        prompt=prompt,
        scale=MultipleChoice(code=f"scale_of_{code}", options=answers),
        source_names=[name],
    )


FRUIT = {1: "Oranges", 2: "Blueberries", 3: "Strawberries"}
LIKED = {1: "Like", 2: "Neither like nor dislike", 3: "Dislike"}
STATEMENTS = {n: f"Click to write Statement {n}" for n in (1, 2, 3)}
POINTS = {n: f"Click to write Scale point {n}" for n in (1, 2, 3)}
RECODED = {
    2: "Click to write Scale point 1",
    4: "Click to write Scale point 2",
    3: "Click to write Scale point 3",
}
MIXED = [*range(10, 17)]
TEXT = "Click to write the question text"
MATRIX = "In this survey, we're going to test a variety of different kinds of single answer matrices"
CHOICE_GROUPS = dict(
    zip(MIXED, (*STATEMENTS.values(), *(f"Click to write Choice {n}" for n in (4, 5, 6, 7))), strict=True)
)
TASTE = {1: "Great", 2: "In the middle", 3: "Awful", -1: "No opinion"}
VEGETABLES = ("Squash", "Cucumbers", "Zucchini", "Green beans")
ACTIVITIES = ("ate baby food", "crawled around on the floow", "considered deeply the meaning of life")
YEARS = {1: "1st Year", 2: "2nd Year", -1: "Did not participate"}
LIFETIME = "Please select when you participated in the following activities during your lifetime"

SURVEYS = {
    "better-sample-survey/Better_Sample_Survey.csv": [
        *(
            multiple(
                f"q1_recent_q1_recent_{row}",
                f"Please indicate how recently you've eaten each of the following fruit - {fruit}",
                {1: "In the last week", 2: "In the last month", 3: "In the last year"},
            )
            for row, fruit in enumerate(("Canteloupe", "Kiwi", "Pomegranate"), start=1)
        ),
        single(
            "q2_favorite", "Please select your favorite fruit", {1: "Canteloupe", 2: "Kiwi", 3: "Pomagranite"}
        ),
        multiple(
            "q3_volunteer",
            "Please select the fruit you would voluntarily eat.",
            {1: "Cantaloupe", 2: "Kiwi", 3: "Pomegranate", 4: "None of the above"},
        ),
        *(
            single(
                f"q4_rank_{row}",
                f"Rank {row}",
                {1: "Enjoy", 2: "Ambivalent", 3: "Dislike", -1: "Never Tried It"},
            )
            for row in (1, 2, 3)
        ),
    ],
    "many-different-question-types/Sample_Survey.csv": [
        single("fruits", "Choose", FRUIT),
        multiple("Q2", "Choose some", FRUIT),
        *(single(f"Q3_{row}", f"Rate {row}", LIKED) for row in FRUIT),
        *(multiple(f"Q44_{row}", f"Rate each {row}", LIKED) for row in FRUIT),
    ],
    "many-different-question-types/Sample_Survey_Insights_.csv": [
        single("fruits", "Choose", FRUIT),
        multiple("Q2", "Choose some", FRUIT),
        *(single(f"Q3_{row}", f"Rate {row}", LIKED) for row in FRUIT),
        *(multiple(f"Q44_Q44_{row}", f"Rate each {row}", LIKED) for row in FRUIT),
    ],
    "matrix-single-answer-survey/Matrix_Single_Answer_Testing.csv": [
        *(single(f"Q12_{n}", f"Q12 {n}", POINTS) for n in (1, 2, 3)),
        *(single(f"Q11_{n}", f"Q11 {n}", POINTS) for n in (1, 2, 3)),
        *(single(f"Q1_{n}", f"Q1 {n}", RECODED) for n in (1, 2, 3)),
        *(single(f"Q2_Q2_{n}", f"Q2 {n}", POINTS) for n in (2, 4, 3)),
        *(single(f"Q3_Q2_{n}", f"Q3 {n}", RECODED) for n in (2, 4, 3)),
        single("Q8_1", "Q8", POINTS),
        single("Q10_Q10_3", "Q10", RECODED),
    ],
    "multiple-answer-multiple-choices-questions/Multiple_Answer_MC_Questions.csv": [
        multiple("Q2", f"{TEXT} (Q2)", STATEMENTS),
        multiple(
            "Q4",
            f"{TEXT} This question has custom RecodeValues",
            dict(zip(MIXED, STATEMENTS.values(), strict=False)),
        ),
        multiple("mc_question_five", "This is a multiple answer likert matrix question", STATEMENTS),
    ],
    "multiple-answer-multiple-choices-questions/Multiple_Answer_MC_Questions_Insights_.csv": [
        multiple("Q2", f"{TEXT} (Q2)", STATEMENTS),
        multiple(
            "Q4",
            f"{TEXT} This question has custom RecodeValues",
            dict(zip(MIXED, STATEMENTS.values(), strict=False)),
        ),
        multiple("mc_question_five", "This is a multiple answer likert matrix question", STATEMENTS),
    ],
    **{
        f"no-basis-for-evaluation/No_Basis_for_Evaluation_{build}_.csv": [
            single("Q1", "Indicate how you feel about squash", TASTE),
            multiple(
                "Q2",
                "Check all statements you agree with",
                {
                    1: "Squash are great",
                    2: "Squash are tolerable",
                    3: "Squash cause me anguish",
                    -1: "No basis for evaluation",
                    -2: "I've never had squash",
                },
            ),
            *(
                single(f"Q3_{n}", f"Q3 {name}", LIKED | {-1: "No Opinion"})
                for n, name in enumerate(VEGETABLES, start=1)
            ),
            *(
                single(f"Q4_{n}", f"Q4 {name}", LIKED | {-1: "No Opinion", -2: "Never tried it"})
                for n, name in enumerate(VEGETABLES, start=1)
            ),
            *(
                multiple(f"Q5_{n}", f"{LIFETIME} - {name} (Q5)", YEARS)
                for n, name in enumerate(ACTIVITIES, start=1)
            ),
        ]
        for build in ("Insights", "Legacy")
    },
    "single-answer-multiple-choice-questions/Single_Answer_MC_Questions.csv": [
        single("Q2", f"{TEXT} (Q2)", STATEMENTS),
        single("Q4", "Recoded", dict(zip(MIXED, STATEMENTS.values(), strict=False))),
        single("Q5", "Groups", CHOICE_GROUPS),
        single("mc_question_five", "This is a multiple answer likert matrix question", STATEMENTS),
    ],
    "single-answer-multiple-choice-questions/Single_Answer_MC_Questions_Insights_.csv": [
        single("Q2", f"{TEXT} (Q2)", STATEMENTS),
        single("Q4", "Recoded", dict(zip(MIXED, STATEMENTS.values(), strict=False))),
        single("Q5", "Groups", CHOICE_GROUPS),
        single("mc_question_five", "This is a multiple answer likert matrix question", STATEMENTS),
    ],
    "survey-logic/Survey_Logic_EVERYWHERE.csv": [
        *(
            single(f"Q{n}", f"Question {n}", {k: f"Click to write Choice {k}" for k in (1, 2, 3)})
            for n in (1, 2, 3, 4)
        ),
        *(single(f"Q5_{n}", f"Statement {n}", POINTS) for n in (1, 2, 3)),
    ],
}


def by_pandas(path, indicators, header_rows):
    """The answers as pandas reads them: coded values looked up, columns of options taken together."""
    frame = pd.read_csv(
        path, skiprows=range(1, header_rows), dtype=str, keep_default_na=False, encoding="utf-8-sig"
    )
    texts = pd.read_csv(path, nrows=1, dtype=str, keep_default_na=False, encoding="utf-8-sig").iloc[0]
    expected = {}
    for _, row in frame.iterrows():
        record = {}
        for indicator in indicators:
            (name,) = indicator.source_names
            if isinstance(indicator.scale, MultipleChoice):
                chosen = [
                    option.code
                    for option in indicator.scale.options
                    for column in frame.columns
                    if column.startswith(f"{name}_")
                    and texts[column].endswith(f"-{option.label}")
                    and not column.endswith("_TEXT")
                    and row[column]
                ]
                record[indicator.code] = tuple(chosen) or None
            else:
                values = {str(int(option.value)): option.code for option in indicator.scale.options}
                record[indicator.code] = values[row[name]] if row[name] else None
        expected[row.iloc[0]] = record
    return expected


def table(path):
    """The rows of a file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("name", SURVEYS)
def test_the_exports_of_qualtrics_are_read_as_they_are(name):
    """Every export is recognised; nothing is asked but whether tests are read; the answers are those of pandas."""
    indicators = SURVEYS[name]
    header, *rows = table(QUALTRICS / name)
    proposal = propose_reading(instrument_of(indicators), header, rows)
    assert (proposal.preset, [question.kind for question in proposal.questions]) == (
        "qualtrics",
        ["tests"],
    ), proposal
    reading = proposal.confirm(tests="read")
    answers, account = reading.answers(header, rows)
    expected = by_pandas(QUALTRICS / name, indicators, reading.header.rows)
    read = {
        unit: {code: record.get(code) for code in (i.code for i in indicators)}
        for unit in answers.units.tolist()
        for record in [answers.record(unit)]
    }
    assert read == expected, account


def test_the_answers_to_the_25_items_are_read_as_they_are():
    """Nothing is asked of the 2,800 rows; coded values are read; the answers are those of pandas."""
    points = scale_of("accuracy", [f"Point {i} of 6" for i in range(1, 7)], first=1)
    codes = [f"{letter}{number}" for letter in "aceno" for number in range(1, 6)]
    indicators = [Indicator(code=code, prompt=f"Item {code}", scale=points) for code in codes]
    header, *rows = table(SHARED / "bfi" / "answers.csv")
    proposal = propose_reading(instrument_of(indicators), header, rows)
    assert (proposal.questions, proposal.share_settled) == ((), 1.0)
    answers, _ = proposal.confirm().answers(header, rows)
    records = list(answers.records(unit="respondent"))
    frame = pd.read_csv(SHARED / "bfi" / "answers.csv", dtype={"respondent": str}).set_index("respondent")
    for code in codes:
        expected = [None if pd.isna(value) else f"o{value:.0f}" for value in frame[code.upper()]]
        assert [record[code] for record in records] == expected


def test_the_answers_to_the_phq_9_are_read_as_they_are():
    """What 7 and 9 mean is asked once for all items, and who the units are; the answers are those of pandas."""
    often = scale_of("frequency", ["Not at all", "Several days", "Most days", "Nearly every day"], first=0)
    codes = [f"dpq{number:03}" for number in range(10, 100, 10)]
    indicators = [Indicator(code=code, prompt=f"Item {code}", scale=often) for code in codes]
    header, *rows = table(SHARED / "phq9" / "answers.csv")
    proposal = propose_reading(instrument_of(indicators), header, rows)
    assert [question.id for question in proposal.questions] == ["unit", "word_7", "word_9"]
    reading = proposal.confirm(unit="column_seqn", word="no_answer")
    answers, _ = reading.answers(header, rows)
    frame = pd.read_csv(SHARED / "phq9" / "answers.csv")
    assert answers.units.tolist() == frame["SEQN"].astype(str).tolist()
    records = list(answers.records(unit="person"))
    for code in codes:
        expected = [f"o{value:.0f}" if value in {0, 1, 2, 3} else None for value in frame[code.upper()]]
        assert [record[code] for record in records] == expected


def test_the_indicators_of_the_asem_index_are_read_as_they_are():
    """Nothing is asked of the 51 countries; every number is that of pandas."""
    structure = pd.read_csv(SHARED / "asem" / "structure.csv")
    codes = structure.loc[structure["type"] == "Indicator", "code"].tolist()
    indicators = [
        Indicator(
            code=name.lower(), prompt=f"Indicator {name}", scale=Number(code="number"), source_names=[name]
        )
        for name in codes
    ]
    header, *rows = table(SHARED / "asem" / "answers.csv")
    proposal = propose_reading(instrument_of(indicators), header, rows)
    assert proposal.questions == (), proposal
    answers, _ = proposal.confirm().answers(header, rows)
    frame = pd.read_csv(SHARED / "asem" / "answers.csv").set_index("uCode")
    assert answers.units.tolist() == frame.index.tolist()
    for unit, row in frame.iterrows():
        record = answers.record(unit)
        for name in codes:
            assert record[name.lower()] == (None if pd.isna(row[name]) else row[name])
