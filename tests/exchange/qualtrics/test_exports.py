"""Exports of responses: what stands for what in a cell, which columns and rows are read, and what is refused."""

import pytest

from smmi.errors import ArgumentError, ReadingError
from smmi.exchange.qualtrics import answers_from_qualtrics, from_qualtrics, reading_from_qualtrics
from smmi.exchange.qualtrics._import_ids import import_id_of, joined, parts_of
from smmi.instrument import (
    AnswerState,
    Area,
    Composition,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Option,
    Ordinal,
)
from smmi.intake import Keep, RowFilter
from smmi.intake.accounts import Use


def instrument_of(*questions):
    """An instrument of choices: (number, selector, {id: (label, recode)})."""
    elements, listed = [], []
    for number, selector, choices in questions:
        qid = f"QID{number}"
        listed.append({"Type": "Question", "QuestionID": qid})
        payload = {
            "QuestionID": qid,
            "DataExportTag": f"Q{number}",
            "QuestionText": f"Question {number}",
            "QuestionType": "MC",
            "Selector": selector,
            "Choices": {str(one): {"Display": label} for one, (label, _) in choices.items()},
            "RecodeValues": {str(one): str(recode) for one, (_, recode) in choices.items()},
        }
        elements.append({"Element": "SQ", "Payload": payload})
    blocks = {"Element": "BL", "Payload": [{"ID": "BL_1", "Description": "Block", "BlockElements": listed}]}
    instrument, _ = from_qualtrics(
        {"SurveyEntry": {"SurveyName": "Survey"}, "SurveyElements": [blocks, *elements]}
    )
    return instrument


def modern(columns, *rows):
    """A newer export: columns with their import ids and, of an option, the choice's."""
    header = ["ResponseId", "Status", *(name for name, *_ in columns)]
    ids = [["_recordId"], ["status"], *(one for _, *one in columns)]
    said = [
        f'{{"ImportId":"{one[0]}"}}' if len(one) == 1 else f'{{"ImportId":"{one[0]}","choiceId":"{one[1]}"}}'
        for one in ids
    ]
    below = [[f"R_{at}", "0", *row] for at, row in enumerate(rows)]
    return header, [["Response ID", "Response Type", *(name for name, *_ in columns)], said, *below]


YES_NO = {1: ("No", 1), 2: ("Yes", 2)}
SINGLE = instrument_of((1, "SAVR", YES_NO))
SEVERAL = instrument_of((1, "MAVR", {1: ("Zero", 0), 2: ("No", 2), 3: ("Minus", -99)}))


def records_of(instrument, export, **more):
    """The record of each unit."""
    answers, _ = answers_from_qualtrics(instrument, *export, **more)
    return [answers.record(unit) for unit in answers.units]


@pytest.mark.parametrize("word", ["-99", "-50", "seen"])
def test_what_was_seen_and_not_answered(word):
    """It is no answer, whatever the export has for it."""
    export = modern([("Q1", "QID1")], [word], ["2"], [""])
    assert records_of(SINGLE, export, seen_unanswered=[word]) == [{"q1": None}, {"q1": "c2"}, {"q1": None}]


def test_a_word_of_which_nothing_is_said_is_refused():
    """Another number than the recode values is no answer and no blank."""
    with pytest.raises(ReadingError, match="'-50'"):
        records_of(SINGLE, modern([("Q1", "QID1")], ["-50"]))


def test_a_choice_may_have_the_recode_value_of_what_was_not_answered():
    """Where -99 is a choice, it is that choice."""
    instrument = instrument_of((1, "SAVR", {1: ("No", 1), 2: ("Yes", 2), 3: ("N/A", -99)}))
    answers, _ = answers_from_qualtrics(instrument, *modern([("Q1", "QID1")], ["-99"]))
    assert answers.states("q1").tolist() == [AnswerState.NOT_APPLICABLE]
    assert answers.record("R_0") == {"q1": "c3"}


PARTS = [("Q1_0", "QID1", "1"), ("Q1_2", "QID1", "2"), ("Q1_-99", "QID1", "3")]


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        (["1", "", ""], ("c1",)),
        (["0", "", "-99"], ("c1", "c3")),
        (["Zero", "No", ""], ("c1", "c2")),
        (["", "2", ""], ("c2",)),
        (["", "", ""], None),
    ],
)
def test_a_cell_of_an_option_is_ticked_by_what_says_so(cells, answer):
    """1, the option's own recode value (0 and -99 as well) and its text (No as well) are ticks, and a blank is none."""
    assert records_of(SEVERAL, modern(PARTS, cells)) == [{"q1": answer}]


def test_a_zero_is_no_tick_where_no_option_has_it():
    """Exports may write 0 for what was seen and not ticked; where all say so, nothing was answered."""
    instrument = instrument_of((1, "MAVR", YES_NO))
    export = modern([("Q1_1", "QID1", "1"), ("Q1_2", "QID1", "2")], ["0", "1"], ["0", "0"])
    assert records_of(instrument, export) == [{"q1": ("c2",)}, {"q1": None}]


def test_several_choices_may_stand_in_one_cell():
    """A comma parts them; one within a text does not."""
    instrument = instrument_of((1, "MAVR", {1: ("Rural, remote", 7), 2: ("Urban", 8)}))
    export = modern([("Q1", "QID1")], ["7,8"], ["Rural, remote,Urban"], ["8"])
    assert records_of(instrument, export) == [{"q1": ("c1", "c2")}, {"q1": ("c1", "c2")}, {"q1": ("c2",)}]


TURNED = {1: ("3", 1), 2: ("2", 2), 3: ("1", 3)}


@pytest.mark.parametrize(("written", "answer"), [("1", "c1"), ("No", "c3")])
def test_texts_that_are_values_of_others_are_told_by_the_whole_export(written, answer):
    """1 is the value of one choice and the text of another: the other questions tell which the export writes."""
    instrument = instrument_of((1, "SAVR", YES_NO), (2, "SAVR", TURNED))
    export = modern([("Q1", "QID1"), ("Q2", "QID2")], [written, "1"])
    assert records_of(instrument, export)[0]["q2"] == answer


def test_texts_that_are_values_of_others_are_refused_where_nothing_tells():
    """Neither is guessed."""
    with pytest.raises(ReadingError, match="'1'"):
        records_of(instrument_of((2, "SAVR", TURNED)), modern([("Q2", "QID2")], ["1"]))


def test_import_ids_go_before_names():
    """Names that were exchanged, or stand twice, exchange no answers."""
    instrument = instrument_of((1, "SAVR", YES_NO), (2, "SAVR", YES_NO))
    exchanged = modern([("Q1", "QID2"), ("Q2", "QID1")], ["1", "2"])
    assert records_of(instrument, exchanged) == [{"q1": "c2", "q2": "c1"}]
    twice = modern([("Q", "QID2"), ("Q", "QID1")], ["1", "2"])
    assert records_of(instrument, twice) == [{"q1": "c2", "q2": "c1"}]


def test_a_question_that_is_not_in_the_export_was_not_put():
    """It has no column, and a name without its import id is none."""
    instrument = instrument_of((1, "SAVR", YES_NO), (2, "SAVR", YES_NO))
    answers, account = answers_from_qualtrics(
        instrument, *modern([("Q1", "QID1"), ("Q2", "QID7")], ["1", "2"])
    )
    assert answers.states("q2").tolist() == [AnswerState.NOT_ADMINISTERED]
    assert [one.of for one in account.together] == ["q2"]


def test_an_export_of_another_survey_is_refused():
    """No column is that of an indicator."""
    with pytest.raises(ReadingError, match="no column is that of an indicator"):
        records_of(SINGLE, modern([("Q8", "QID8")], ["1"]))


def test_previews_and_persons_are_left_out_and_told():
    """Previews are, unless filters are given; columns that may name a person are listed by name."""
    header = ["ResponseId", "Status", "IPAddress", "RecipientEmail", "Q1"]
    rows = [["R_0", "0", "192.0.2.1", "a@example.org", "1"], ["R_1", "Survey Preview", "", "", "2"]]
    answers, account = answers_from_qualtrics(SINGLE, header, rows)
    assert answers.units.tolist() == ["R_0"]
    assert [one.column for one in account.columns if one.use is Use.LEFT_OUT] == [
        "IPAddress",
        "RecipientEmail",
    ]
    answers, _ = answers_from_qualtrics(SINGLE, header, rows, filters=())
    assert len(answers) == 2
    only = [RowFilter(column="Q1", words=["2"], keep=Keep.ONLY)]
    answers, _ = answers_from_qualtrics(SINGLE, header, rows, filters=only)
    assert answers.units.tolist() == ["R_1"]


def test_units_and_attributes_are_named_by_the_caller():
    """A column that may name a person is read where it is asked for."""
    header = ["ResponseId", "ExternalReference", "Region", "Q1"]
    rows = [["R_0", "School A", "North", "1"], ["R_1", "School B", "", "2"]]
    answers, account = answers_from_qualtrics(
        SINGLE, header, rows, unit="ExternalReference", attributes={"region": "Region"}
    )
    assert answers.units.tolist() == ["School A", "School B"]
    assert list(answers.attribute("region")) == ["North", None]
    assert not [one for one in account.columns if one.use is Use.LEFT_OUT]


def test_rows_are_numbered_where_no_column_names_them():
    """A table of answers alone has units by their rows."""
    answers, _ = answers_from_qualtrics(SINGLE, ["Q1"], [["1"], ["2"]])
    assert answers.units.tolist() == ["row-2", "row-3"]


OLDER = instrument_of((1, "MAVR", {1: ("North", 2), 2: ("South", 1)}))


@pytest.mark.parametrize(
    ("texts", "answer"),
    [
        (("Where?-North", "Where?-South"), ("c1",)),
        (("Where?-South", "Where?-North"), ("c2",)),
        (("…", "…"), ("c1",)),
    ],
)
def test_older_exports_number_options_by_ids_unless_texts_say_otherwise(texts, answer):
    """The number behind a name is a choice's id in exports without import ids; the second row may tell better."""
    rows = [["ResponseID", *texts], ["R_0", "1", ""]]
    assert records_of(OLDER, (["V1", "Q1_1", "Q1_2"], rows)) == [{"q1": answer}]


def test_without_a_second_row_the_number_behind_a_name_is_not_guessed():
    """It may be the id of a choice or a recode value, and nothing tells which."""
    with pytest.raises(ReadingError, match="columns may be numbered by ids or by recode values"):
        records_of(OLDER, (["ResponseId", "Q1_1", "Q1_2"], [["R_0", "1", ""]]))


def test_options_that_the_instrument_does_not_have_are_refused():
    """A choice was added after the definition was saved."""
    header = ["V1", "Q1_1", "Q1_2", "Q1_3"]
    with pytest.raises(ReadingError, match="columns are not those of its options"):
        records_of(OLDER, (header, [["ResponseID", "", "", ""], ["R_0", "1", "", ""]]))


def test_names_that_stand_twice_are_refused_without_import_ids():
    """Either column may be meant."""
    with pytest.raises(ReadingError, match="2 columns have its name"):
        records_of(SINGLE, (["V1", "Q1", "Q1"], [["ResponseID", "a", "b"], ["R_0", "1", "2"]]))


def test_options_of_one_name_are_refused_without_import_ids():
    """Either column may be meant."""
    header = ["V1", "Q1_1", "Q1_1", "Q1_2"]
    with pytest.raises(ReadingError, match="2 columns are called 'q1_1'"):
        records_of(OLDER, (header, [["ResponseID", "", "", ""], ["R_0", "1", "", ""]]))


def own(*indicators):
    """An instrument that was not made of a survey."""
    area = Area(code="area", label="Area", indicators=indicators)
    return Instrument(
        code="own", edition="1", title="Own", domains=[Domain(code="domain", label="Domain", areas=[area])]
    )


SCALE = Ordinal(code="scale", options=[Option("low", "Low"), Option("high", "High", value=1)])
TOPICS = MultipleChoice(code="topics", options=[Option("a", "A"), Option("b", "B")])


def test_an_instrument_of_ones_own_is_read_by_names():
    """Codes and source names; options by the recode values that the text for the import gave them."""
    instrument = own(
        Indicator(code="first", prompt="First?", scale=SCALE, source_names=("Q1",)),
        Indicator(code="topics", prompt="Topics?", scale=TOPICS),
    )
    columns = [("Q1", "QID5"), ("topics_1", "QID6", "1"), ("topics_2", "QID6", "2")]
    records = records_of(instrument, modern(columns, ["2", "", "1"], ["1", "1", "1"]))
    assert records == [{"first": "low", "topics": ("b",)}, {"first": "high", "topics": ("a", "b")}]


def test_import_ids_tell_an_option_from_a_question_of_the_same_name():
    """`topics_1` is an option of one question and the code of another."""
    instrument = own(
        Indicator(code="topics", prompt="Topics?", scale=TOPICS),
        Indicator(code="topics_1", prompt="One?", scale=SCALE),
    )
    columns = [("topics_1", "QID6", "1"), ("topics_2", "QID6", "2"), ("topics_1", "QID7")]
    assert records_of(instrument, modern(columns, ["1", "", "1"])) == [{"topics": ("a",), "topics_1": "high"}]


def test_a_column_is_read_for_one_indicator():
    """Two that claim it are told."""
    instrument = own(
        Indicator(code="first", prompt="First?", scale=SCALE),
        Indicator(code="second", prompt="Second?", scale=SCALE, source_names=("FIRST",)),
    )
    with pytest.raises(ReadingError, match="'First' may hold answers to 'first' or to 'second'"):
        records_of(instrument, (["ResponseId", "First"], [["R_0", "1"]]))


@pytest.mark.parametrize(("argument", "value"), [("instrument", 7), ("seen_unanswered", "-99")])
def test_wrong_arguments_are_told(argument, value):
    """An argument that cannot be used is named."""
    given = {"instrument": SINGLE, argument: value}
    with pytest.raises(ArgumentError, match=f"^'{argument}': got "):
        reading_from_qualtrics(given.pop("instrument"), ["Q1"], [["1"]], **given)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("{'ImportId': 'QID3-1'}", ("QID3", "1")),
        ('{"ImportId":"QID3_1"}', ("QID3", "1")),
        ('{"ImportId":"QID3","choiceId":"x4"}', ("QID3", "x4")),
        ('{"ImportId":"QID6#2_1_3"}', ("QID6#2", "1", "3")),
        ('{"ImportId":"startDate","timeZone":"Z"}', ("startDate",)),
        ("QID3", None),
        ("", None),
    ],
)
def test_import_ids_of_every_age_are_one(cell, parts):
    """Quotes, dashes and choice ids of their own make no difference."""
    assert import_id_of(cell) == parts
    assert parts is None or parts_of(joined(parts)) == parts


SHARES = own(
    Indicator(
        code="mix",
        prompt="Which shares?",
        scale=Composition(code="mix_scale", parts=[Option("rural", "Rural"), Option("urban", "Urban")]),
    ),
    Indicator(code="first", prompt="First?", scale=SCALE),
)


def test_shares_need_all_their_columns():
    """A part without column is not taken for 0."""
    columns = [("first", "QID7"), ("mix_1", "QID8", "1"), ("mix_2", "QID8", "2")]
    assert records_of(SHARES, modern(columns, ["1", "30", "70"]))[0]["mix"] == {"rural": 30, "urban": 70}
    for some in (columns[:2], [columns[0], ("mix", "QID8")]):
        with pytest.raises(ReadingError, match="1 columns are not those of all its parts"):
            records_of(SHARES, modern(some, ["1", "30"]))
