"""Surveys of SurveyJS as instruments, and results as answers."""

import copy

import pytest
from hypothesis import given, strategies as st

from smmi import editions
from smmi.errors import DocumentError, ReadingError
from smmi.exchange.surveyjs import answers_from_surveyjs, from_surveyjs, to_surveyjs
from smmi.exchange.surveyjs._logic import parsed
from smmi.exchange.surveyjs._names import plain
from smmi.instrument import Answers, Composition, Instrument, MultipleChoice, Nonresponse
from smmi.scoring import ScoringScheme
from smmi.serialization import to_document
from smmi.testing.strategies import from_instrument, instruments
from tests.exchange.drawn_cases import attributes_of
from tests.exchange.survey_forms import as_given


def shape_of(instrument: Instrument) -> list:
    """What a survey says of an instrument, gates and kinds of numbers aside."""

    def folded(text):
        return " ".join(plain(text).split())

    def told(one):
        scale = one.scale
        kind = (
            "several"
            if isinstance(scale, MultipleChoice)
            else "one"
            if scale.answers
            else type(scale).__name__
        )
        kind = scale.limits if hasattr(scale, "limits") else kind
        parts = [part.code for part in scale.parts] if isinstance(scale, Composition) else []
        return one.code, kind, [option.code for option in scale.options if scale.answers], parts

    return [
        (domain.code, [(area.code, list(map(told, area.indicators))) for area in domain.areas])
        for domain in instrument.domains
    ] + [(one.code, [option.code for option in one.options]) for one in instrument.characteristics]


@given(instruments())
def test_a_survey_says_what_the_instrument_says(instrument):
    """Pages, panels, questions, options and limits come back."""
    again, account = from_surveyjs(to_surveyjs(instrument)[0])
    assert shape_of(again) == shape_of(instrument)
    assert {one.codes for one in account.questions} == {(one.code,) for one in instrument.indicators}


@given(instruments().flatmap(lambda one: from_instrument(one, min_units=3, max_units=3)))
def test_results_are_the_answers_that_a_form_can_hold(answers):
    """Choices, selections of nothing, shares, numbers, and why there is none."""
    instrument = answers.instrument
    columns = {**to_document(answers)["columns"], **attributes_of(answers)}
    records = [{code: column[i] for code, column in columns.items()} for i in range(len(answers))]
    results = [as_given(instrument, record) | {"score-overall": 99} for record in records]
    read, account = answers_from_surveyjs(instrument, results)
    expected = []
    for i, (record, given_) in enumerate(zip(records, results, strict=True)):
        kept: dict = {"the unit": f"{i + 1}"}
        for code, answer in record.items():
            own = answer
            if isinstance(answer, dict) and isinstance(answer.get("nonresponse"), str):
                # The option that stands for it, if there is any.
                own = given_.get(code, given_.get(f"{code}-nonresponse"))
                own = own[0] if isinstance(own, list) else own
            elif answer == [] and code not in given_:
                own = None
            kept[code] = tuple(own) if isinstance(own, list) else own
        expected.append(kept)
    names = [one.code for one in instrument.characteristics]
    held = Answers.from_records(instrument, expected, unit="the unit", attributes=names)
    assert to_document(read)["columns"] == to_document(held)["columns"]
    assert "score-overall" in str(account)


def test_the_edition_comes_back_without_its_scores():
    """Calculated values are named."""
    instrument = editions.smmi_16()
    again, account = from_surveyjs(to_surveyjs(instrument, ScoringScheme.equal_weights(instrument))[0])
    assert shape_of(again) == shape_of(instrument)
    assert "calculated values: scores are worked out" in {one.message for one in account.left_out}


SURVEY = {
    "title": {"default": "Visits", "de": "Besuche"},
    "pages": [
        {
            "name": "clinic",
            "title": "Clinic",
            "elements": [
                {
                    "type": "boolean",
                    "name": "open",
                    "title": "Is it <b>open</b>?",
                    "valueTrue": "Y",
                    "valueFalse": "N",
                },
                {
                    "type": "radiogroup",
                    "name": "How often",
                    "choices": [
                        "weekly",
                        {"value": 2, "text": "Daily"},
                        {"value": "dk", "text": "Do not know"},
                    ],
                    "visibleIf": "{open} = 'Y'",
                },
                {
                    "type": "checkbox",
                    "name": "who",
                    "choices": ["rural", "urban"],
                    "showNoneItem": True,
                    "showOtherItem": True,
                    "visibleIf": "{open} = 'Y' and {How often} <> 'dk'",
                },
                {
                    "type": "rating",
                    "name": "liked",
                    "rateMax": 3,
                    "visibleIf": "{who} contains 'rural' or today() > 3",
                },
                {
                    "type": "matrix",
                    "name": "m",
                    "title": "How good is",
                    "columns": [1, 2],
                    "rows": ["food", {"value": "bed", "text": "The bed"}],
                },
                {"type": "text", "name": "beds", "inputType": "number", "min": 0, "max": 20, "step": 1},
                {"type": "comment", "name": "more"},
                {"type": "paneldynamic", "name": "visits", "templateElements": []},
            ],
        }
    ],
    "triggers": [{"type": "complete"}],
}


def test_what_people_write_is_carried_or_named():
    """Values that are numbers, none and other, ratings, matrices, languages, and what asks nothing that counts."""
    instrument, account = from_surveyjs(SURVEY, nonresponses={"dk": Nonresponse.NO_ANSWER})
    assert [one.code for one in instrument.indicators] == [
        "open",
        "how_often",
        "who",
        "liked",
        "m_food",
        "m_bed",
        "beds",
    ]
    assert instrument["open"].prompt == "Is it open?"
    assert [(o.code, o.value) for o in instrument["how_often"].scale.options][:2] == [
        ("weekly", None),
        ("c_2", 2.0),
    ]
    assert str(instrument["how_often"].gate) == "Equals(code='open', value='yes')"
    assert instrument["who"].gate is not None
    assert [(o.code, o.exclusive) for o in instrument["who"].scale.options][-2:] == [
        ("none", True),
        ("other", False),
    ]
    assert instrument["liked"].gate is None
    assert [type(instrument[code].scale).__name__ for code in ("liked", "m_bed")] == ["Ordinal", "Ordinal"]
    assert instrument["m_bed"].prompt == "How good is: The bed"
    assert instrument["beds"].scale.limits == (0.0, 20.0)
    told = {one.code: one.message for one in account.left_out}
    assert told["who"] == ("the text of a further answer that is written in; that there is one is an option")
    assert told["liked"].startswith("a condition, or a part of one, that a gate cannot say")
    assert (told["more"], told["triggers"]) == ("a text that is written in", "triggers")
    assert from_surveyjs(SURVEY, locale="de")[0].title == "Besuche"
    results = [
        {
            "id": 7,
            "open": "Y",
            "How often": 2,
            "who": ["none"],
            "liked": 3,
            "m": {"bed": 1},
            "beds": 4,
            "who-Comment": "x",
        },
        {"id": 8, "open": "N"},
    ]
    answers, _ = answers_from_surveyjs(instrument, results, unit="id")
    assert answers.record("7") == {
        "open": "yes", "how_often": "c_2", "who": ("none",), "liked": "c_3", "m_food": None, "m_bed": "c_1", "beds": 4,
    }  # fmt: skip
    assert answers.record("8")["open"] == "no"


def broken(**changes):
    """A survey with a fault."""
    made = copy.deepcopy(SURVEY)
    made["pages"][0]["elements"][1].update(changes)
    return made


@pytest.mark.parametrize(
    ("survey", "words"),
    [
        ([], "this is no survey"),
        ({"title": "x"}, "expected 'pages' or 'elements'"),
        ({"pages": {}}, "expected a list of pages"),
        ({"pages": [5]}, "expected a page"),
        ({"elements": [{"type": "text"}]}, "expected an element with a type and a name"),
        ({"elements": [{"type": "comment", "name": "a"}]}, "no question can be carried over"),
        (broken(name="open"), "the name 'open' stands twice"),
    ],
    ids=["list", "nothing", "pages", "page", "element", "texts", "twice"],
)
def test_what_is_no_survey_is_refused(survey, words):
    """In words, and where it stands."""
    with pytest.raises(ValueError, match="cannot be read") as caught:
        from_surveyjs(survey)
    assert words in str(caught.value)


def test_panels_in_panels_are_refused_where_they_are_too_deep():
    """Forty deep is enough."""
    element: dict = {"type": "boolean", "name": "end"}
    for i in range(2_000):
        element = {"type": "panel", "name": f"p{i}", "elements": [element]}
    with pytest.raises(ValueError, match="nested 40 deep"):
        from_surveyjs({"elements": [element]})


@given(st.text(alphabet="{}()'=<>![],andorcontainsempty 12", max_size=120))
def test_logic_is_understood_or_left(text):
    """Whatever it is, it raises nothing."""
    parsed(text)
    assert len(from_surveyjs(broken(visibleIf=text))[0].indicators) == 7


def one_question(**element):
    """A survey of one question."""
    return {"title": "Visits", "elements": [{"name": "q", **element}]}


FURTHER = {
    "showNoneItem": "none",
    "showRefuseItem": "refused",
    "showDontKnowItem": "dontknow",
    "hasOther": "other",
}


@given(st.sets(st.sampled_from(sorted(FURTHER))), st.sampled_from(["radiogroup", "dropdown", "checkbox"]))
def test_what_is_offered_beside_the_choices_is_an_option_too(offered, kind):
    """None and other are answers, a refusal and not knowing are none; results with them are read."""
    instrument, account = from_surveyjs(
        one_question(type=kind, choices=["a", "b"], otherText="Else", **dict.fromkeys(offered, True))
    )
    values = ["a", *(value for key, value in FURTHER.items() if key in offered)]
    results = [{"q": [value] if kind == "checkbox" else value, "q-Comment": "x"} for value in values]
    answers, read = answers_from_surveyjs(instrument, results)
    found = [answers.record(unit)["q"] for unit in answers.units.tolist()]
    assert [one[0] if isinstance(one, tuple) else one for one in found] == values
    absent = {one.code for one in instrument["q"].scale.nonresponses}
    assert absent == {"refused", "dontknow"} & set(values)
    assert ("Else" in {one.label for one in instrument["q"].scale.options}) == ("hasOther" in offered)
    assert ("written in" in str(account)) == ("hasOther" in offered)
    assert "q-Comment" in str(read)


def test_answers_that_ascend_have_no_place_for_another_one():
    """It is no answer, and the account says so."""
    instrument, account = from_surveyjs(
        one_question(type="radiogroup", choices=["a", "b"], showNoneItem=True, showOtherItem=True),
        ordinal=["q"],
    )
    assert [one.code for one in instrument["q"].scale.nonresponses] == ["none", "other"]
    assert str(account).count("for answers ascend") == 2


def test_answers_stand_under_the_name_of_their_value():
    """Of a question and of the rows of a matrix; a second question of it is named; gates ask by both names."""
    survey = {
        "title": "Visits",
        "elements": [
            {"type": "boolean", "name": "open", "valueName": "isOpen"},
            {"type": "boolean", "name": "again", "valueName": "isOpen"},
            {
                "type": "matrix",
                "name": "how",
                "valueName": "rated",
                "columns": [1, 2],
                "rows": ["food", "beds"],
            },
            {"type": "boolean", "name": "late", "visibleIf": "{isOpen} = true"},
            {"type": "boolean", "name": "early", "visibleIf": "{open} = true"},
        ],
    }
    instrument, account = from_surveyjs(survey)
    assert "those of another one, 'isOpen'" in str(account)
    results = [{"isOpen": True, "rated": {"food": 2, "beds": 1}, "late": False}, {"isOpen": False}]
    answers, _ = answers_from_surveyjs(instrument, results)
    first = answers.record("1")
    assert first == {"isopen": "yes", "rated_food": "c_2", "rated_beds": "c_1", "late": "no", "early": None}
    assert {str(instrument[code].gate) for code in ("late", "early")} == {
        "Equals(code='isopen', value='yes')"
    }
    assert answers.record("2")["isopen"] == "no"


@pytest.mark.parametrize(
    ("rating", "values"),
    [
        ({"rateMin": 0, "rateMax": 2, "rateStep": 0.5}, [0.0, 0.5, 1.0, 1.5, 2.0]),
        (
            {"rateMin": 0, "rateMax": 1, "rateStep": 0.1},
            [0.1 * 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0],
        ),
        ({"rateMin": 0, "rateMax": 1, "rateStep": 0.3}, [0.0, 0.3, 0.6, 0.9]),
        ({"rateCount": 7}, [1.0, 2.0, 3.0, 4.0, 5.0]),
        ({"rateCount": 3, "rateMax": 10}, [8.0, 9.0, 10.0]),
        ({"rateCount": 3, "rateMin": 2}, [2.0, 3.0, 4.0]),
        ({}, [1.0, 2.0, 3.0, 4.0, 5.0]),
    ],
)
def test_a_rating_has_the_steps_that_the_tool_shows(rating, values):
    """Fractions as decimals; a number of steps says where an end is that is not given (survey-core 3.1.1)."""
    instrument, _ = from_surveyjs(one_question(type="rating", **rating))
    assert [one.value for one in instrument["q"].scale.options] == values
    answers, _ = answers_from_surveyjs(instrument, [{"q": one} for one in values])
    found = [answers.record(unit)["q"] for unit in answers.units.tolist()]
    assert found == [one.code for one in instrument["q"].scale.options]


@pytest.mark.parametrize(
    "rating",
    [
        {"rateStep": 0},
        {"rateMin": 5, "rateMax": 1},
        {"rateMax": 10**400},
        {"rateMin": "1"},
        {"rateMax": 1000},
    ],
)
def test_a_rating_without_steps_is_named(rating):
    """It stands in the account, beside what is carried over."""
    survey = one_question(type="rating", **rating)
    survey["elements"].append({"type": "boolean", "name": "open"})
    instrument, account = from_surveyjs(survey)
    assert [one.code for one in instrument.indicators] == ["open"]
    assert "a rating without steps" in str(account)


@pytest.mark.parametrize("kind", ["radiogroup", "checkbox"])
def test_values_that_differ_in_capitals_alone_are_never_read_as_one(kind):
    """The question is left out, and the account says why."""
    survey = one_question(type=kind, choices=["A", "a", "b"])
    survey["elements"].append({"type": "boolean", "name": "open"})
    instrument, account = from_surveyjs(survey)
    assert [one.code for one in instrument.indicators] == ["open"]
    assert "choices whose values differ in capitals alone: 'A', 'a'" in str(account)


def test_whole_numbers_beyond_doubles_stay_what_they_are():
    """As values of choices and as identifiers; those that no double holds are named, or refused in words."""
    large = 2**53
    instrument, account = from_surveyjs(
        one_question(type="radiogroup", choices=[large, large + 1, 10**400], min=10**400)
    )
    assert "a choice without a value of its own" in str(account)
    answers, _ = answers_from_surveyjs(
        instrument, [{"school": large, "q": large}, {"school": large + 1, "q": large + 1}], unit="school"
    )
    assert answers.units.tolist() == [str(large), str(large + 1)]
    assert answers.record(str(large))["q"] != answers.record(str(large + 1))["q"]
    with pytest.raises(DocumentError, match="identifier"):
        answers_from_surveyjs(instrument, [{"school": 10**400}], unit="school")


def test_rows_of_a_table_are_no_choices():
    """Where they stand for the answer to a choice, they are refused; elsewhere they are columns that are left out."""
    instrument, _ = from_surveyjs(one_question(type="checkbox", choices=["a", "b"]))
    with pytest.raises(ReadingError, match="'q'"):
        answers_from_surveyjs(instrument, [{"q": [{"fruit": "a"}]}])
    answers, account = answers_from_surveyjs(instrument, [{"q": ["a"], "staff": [{"age": 3}]}])
    assert answers.record("1") == {"q": ("a",)}
    assert "'staff'" in str(account)
