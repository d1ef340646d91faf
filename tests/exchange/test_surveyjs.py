"""Surveys of SurveyJS as data: questions, gates and names; the engine is asked in `tests/foreign`."""

import json
import re

import pytest

from smmi import editions
from smmi.errors import ArgumentError, NotExpressibleError
from smmi.exchange.surveyjs import to_surveyjs
from smmi.scoring import Linear, ScoringScheme
from tests.exchange.drawn_cases import written_share
from tests.exchange.hostile_names import hostile
from tests.exchange.survey_forms import as_given, as_held
from tests.exchange.test_expressions import YES_NO, one_area
from tests.exchange.test_programs import every_kind


def elements(survey):
    """Every question of a survey by its name."""
    found = {}
    for page in survey["pages"]:
        for element in page["elements"]:
            for question in element.get("elements", [element]):
                found[question["name"]] = question
    return found


def test_an_instrument_without_a_scheme_has_no_scores():
    """It is asked with its gates, and nothing is scored."""
    survey = to_surveyjs(editions.smmi_16())[0]
    asked = [name for name in elements(survey) if not name.endswith("-nonresponse")]
    assert len(asked) == 80 + 4
    assert all(value["name"].startswith("state--") for value in survey["calculatedValues"])
    assert "calculatedValues" not in to_surveyjs(one_area(YES_NO))[0]


def test_each_kind_of_scale_has_its_question():
    """Options, selections, numbers and shares are asked as such; why there is no number, by a question beside it."""
    asked = elements(to_surveyjs(every_kind(), ScoringScheme(every_kind()))[0])
    assert {name: question["type"] for name, question in asked.items()} == {
        "kind": "dropdown",
        "q0": "radiogroup",
        "q1": "checkbox",
        "q2": "text",
        "q2-nonresponse": "radiogroup",
        "q3": "text",
        "q4": "multipletext",
        "q5": "radiogroup",
    }
    assert [choice.get("isExclusive", False) for choice in asked["q1"]["choices"]] == [
        False,
        False,
        True,
        True,
    ]
    assert asked["q3"]["validators"] == [{"type": "numeric", "minValue": 0.0, "maxValue": 5.0}]
    assert asked["q5"]["visibleIf"] == "!(({kind} notempty and !(({kind} notempty and {kind} = 'public'))))"


def test_every_value_speaks_only_of_what_stands_before():
    """So it is worked out once, and no circle can be."""
    for survey in (to_surveyjs(case.scheme.instrument, case.scheme)[0] for case in (hostile(),)):
        known = {*elements(survey)}
        for value in survey["calculatedValues"]:
            spoken = {name.partition(".")[0] for name in re.findall(r"\{([^{}]*)\}", value["expression"])}
            assert spoken <= known, value
            known.add(value["name"])


def test_texts_are_not_taken_for_expressions():
    """Nothing in braces in a text is a name."""
    asked = elements(to_surveyjs(hostile().scheme.instrument)[0])
    names = set(asked)
    texts = [question["title"] for question in asked.values() if "title" in question]
    assert not names & {name for text in texts for name in re.findall(r"\{([^{}]*)\}", text)}


def test_answers_come_back_from_a_form():
    """What a form is given it holds: the answers of a record, but for states that no option stands for."""
    record = {
        "kind": "public",
        "q0": "no",
        "q1": ["a", "b"],
        "q2": "na",
        "q3": 4,
        "q4": {"rural": 1.0, "urban": 9.0},
    }
    record["q5"] = None
    given = as_given(every_kind(), record)
    assert as_held(every_kind(), json.loads(json.dumps(given))) == record | {"q1": ("a", "b")}


def test_a_survey_is_of_one_instrument():
    """The scheme must be of the instrument that is asked."""
    with pytest.raises(
        ArgumentError, match="'scheme': got the scheme of another instrument, expected a ScoringScheme"
    ):
        to_surveyjs(one_area(YES_NO), ScoringScheme(every_kind()))
    with pytest.raises(ArgumentError, match="'instrument': got 'tiny', expected an Instrument"):
        to_surveyjs("tiny")


def test_goalposts_side_by_side_are_refused():
    """A difference is rounded there: the error names the question and the rule."""
    scheme = ScoringScheme(every_kind(), items={"q2": Linear(99.95, 100)})
    with pytest.raises(NotExpressibleError) as error:
        to_surveyjs(scheme.instrument, scheme)
    assert str(error.value) == (
        "Linear of 'q2' cannot be written as SurveyJS: its goalposts are so near to each other that a difference to "
        "them has few digits"
    )


@pytest.mark.long
def test_drawn_schemes_can_be_written():
    """Nearly every drawn scheme can be written; it is counted over two hundred of them."""
    assert written_share(lambda scheme: to_surveyjs(scheme.instrument, scheme), 200) >= 0.95
