"""Surveys of SurveyJS as instruments, and results as answers."""

import copy

import pytest
from hypothesis import given, strategies as st

from smmi import editions
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
    assert [(o.code, o.exclusive) for o in instrument["who"].scale.options][-1] == ("none", True)
    assert instrument["liked"].gate is None
    assert [type(instrument[code].scale).__name__ for code in ("liked", "m_bed")] == ["Ordinal", "Ordinal"]
    assert instrument["m_bed"].prompt == "How good is: The bed"
    assert instrument["beds"].scale.limits == (0.0, 20.0)
    told = {one.code: one.message for one in account.left_out}
    assert told["who"] == "further answers that are written in"
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
