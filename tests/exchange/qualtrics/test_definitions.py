"""What a definition says: what becomes of each part, and that nothing is left out without being named."""

import pytest
from hypothesis import given, strategies as st

from smmi.exchange.accounts._texts import Codes, code_of, plain
from smmi.exchange.qualtrics import from_qualtrics
from smmi.instrument import (
    AllConditions,
    Answered,
    AtLeast,
    Composition,
    Count,
    Equals,
    MultipleChoice,
    Nominal,
    Nonresponse,
    NotCondition,
    Number,
    Ordinal,
)
from smmi.instrument.declaration import is_code
from tests.exchange.qualtrics.made_surveys import TEXTS, document_of, surveys


def definition_of(*payloads, flow=None, options=None, elements=()):
    """A survey of one block."""
    listed = [
        {"Type": "Question", "QuestionID": one["QuestionID"], **one.pop("Skips", {})} for one in payloads
    ]
    block = {"ID": "BL_1", "Description": "Block", "BlockElements": listed, "Options": options or {}}
    flow = [] if flow is None else [{"Element": "FL", "Payload": {"Type": "Root", "Flow": flow}}]
    questions = [{"Element": "SQ", "Payload": one} for one in payloads]
    return {
        "SurveyEntry": {"SurveyName": "Survey"},
        "SurveyElements": [{"Element": "BL", "Payload": [block]}, *flow, *questions, *elements],
    }


def single(qid="QID1", *labels, **more):
    """A single choice."""
    shown = {str(at): {"Display": label} for at, label in enumerate(labels or ("No", "Yes"), start=1)}
    said = {"QuestionID": qid, "DataExportTag": f"Q{qid[3:]}", "QuestionText": qid, "QuestionType": "MC"}
    return {**said, "Selector": "SAVR", "Choices": shown, **more}


def messages_of(*payloads, **more):
    """What the account of a survey names."""
    _, account = from_qualtrics(definition_of(single("QID90"), *payloads, **more))
    return " | ".join(one.message for one in account.left_out)


DROPPED = {
    "a text that is written in": {"QuestionType": "TE", "Selector": "ESTB"},
    "a question of the kind Matrix/Profile/SingleAnswer": {
        "QuestionType": "Matrix",
        "Selector": "Profile",
        "SubSelector": "SingleAnswer",
    },
    "a question of the kind HeatMap/Image": {"QuestionType": "HeatMap", "Selector": "Image"},
    "asks nothing": {"QuestionType": "Timing", "Selector": "PageTimer"},
    "a multiple choice of 63 choices": {
        "QuestionType": "MC",
        "Selector": "MAVR",
        "Choices": {str(n): {"Display": str(n)} for n in range(63)},
    },
    "a single choice of 0 choices": {"QuestionType": "MC", "Selector": "DL", "Choices": []},
    "scores of choices": {"GradingData": [{"ChoiceID": "1", "Grades": {"SC_1": "5"}}]},
    "translations": {"Language": {"DE": {"QuestionText": "Ja?"}}},
    "a random order of choices": {"Randomization": {"Type": "All"}},
    "choices carried forward": {"DynamicChoices": {"Locator": "q://QID90/ChoiceGroup/SelectedChoices"}},
    "scripts": {"QuestionJS": "alert()"},
    "what 'Novelty' says": {"Novelty": {"a": 1}},
    "that an answer is forced": {"Validation": {"Settings": {"ForceResponse": "ON"}}},
    "validation by conditions": {"Validation": {"Settings": {"Type": "CustomValidation"}}},
    "pictures, sound, video": {"QuestionText": "See <img src='x.png'>"},
    "piped text": {"QuestionText": "You said ${q://QID90/ChoiceGroup/SelectedChoices}"},
    "a question without text": {"QuestionText": "<br/>"},
    "choices without text": {"Choices": {"1": {"Display": "<img src='a'>"}, "2": {"Display": "B"}}},
    "texts that are written in beside a choice": {
        "Choices": {"1": {"Display": "A"}, "2": {"Display": "Other", "TextEntry": "true"}}
    },
    "display logic of choices": {
        "Choices": {"1": {"Display": "A", "DisplayLogic": {"0": {"0": {}}}}, "2": {"Display": "B"}}
    },
    "recode values that several choices have": {"RecodeValues": {"1": "1", "2": 1}},
    "recode values that are no numbers": {"RecodeValues": {"1": "one", "2": "2"}},
    "display logic that no gate can say": {
        "DisplayLogic": {"0": {"0": {"LogicType": "GeoIP", "Operator": "EqualTo"}, "Type": "If"}}
    },
    "stand for not applicable here: 'C'": {
        "Choices": {n: {"Display": label} for n, label in zip("123", "ABC", strict=True)},
        "AnalyzeChoices": {"3": "No"},
    },
}


@pytest.mark.parametrize("named", DROPPED)
def test_what_is_dropped_of_a_question_is_named(named):
    """Each part of a question that no instrument says is in the account."""
    assert named in messages_of(single("QID7", **DROPPED[named]))
    assert named not in messages_of(single("QID7"))


@pytest.mark.parametrize(
    ("named", "kind", "more"),
    [
        ("embedded data", "EmbeddedData", {}),
        ("a web service", "WebService", {}),
        (
            "a randomizer, which shows 1 of 2",
            "BlockRandomizer",
            {"SubSet": "1", "Flow": [{"Type": "Group"}] * 2},
        ),
        ("an element 'Conjoint' of the flow", "Conjoint", {}),
        ("a block that the definition does not hold", "Block", {"ID": "BL_0"}),
    ],
)
def test_what_is_dropped_of_the_flow_is_named(named, kind, more):
    """Each element of the flow that shows no block of questions is in the account."""
    flow = [{"Type": kind, "FlowID": "FL_9", **more}, {"Type": "Block", "ID": "BL_1"}]
    assert named in messages_of(flow=flow)


@pytest.mark.parametrize(
    ("named", "element", "payload"),
    [
        ("quotas", "QO", {"Name": "q"}),
        ("scoring categories", "SCO", {"ScoringCategories": []}),
        ("survey options", "SO", {"BackButton": "false"}),
        ("an element 'XYZ'", "XYZ", [1]),
    ],
)
def test_what_is_dropped_of_a_survey_is_named(named, element, payload):
    """Each further element is in the account, where it holds anything."""
    assert named in messages_of(elements=[{"Element": element, "Payload": payload}])
    assert named not in messages_of(elements=[{"Element": element, "Payload": None}])


def test_a_block_that_is_looped_is_left_out_whole():
    """Its columns stand once for each round, which no indicator does."""
    survey = definition_of(single("QID90"))
    looped = {"ID": "BL_2", "Description": "Rounds", "Options": {"Looping": "Static"}}
    survey["SurveyElements"][0]["Payload"].append(
        {**looped, "BlockElements": [{"Type": "Question", "QuestionID": "QID8"}]}
    )
    survey["SurveyElements"].append({"Element": "SQ", "Payload": single("QID8")})
    instrument, account = from_qualtrics(survey)
    assert [one.code for one in instrument.indicators] == ["q90"]
    assert "a block that is looped, with its questions" in [one.message for one in account.left_out]


KINDS = [
    (single(), Nominal),
    (single(Selector="NPS", Choices=[{"Display": str(n)} for n in range(11)]), Ordinal),
    (single("QID1", "A", "B", "C", Selector="MACOL"), MultipleChoice),
    (single("QID1", "A"), MultipleChoice),
    (single(QuestionType="RO", Selector="DND"), Count),
    (single(QuestionType="Slider", Selector="HSLIDER"), Number),
    (single(QuestionType="CS", Selector="VRTL"), Number),
    (
        single(QuestionType="CS", Selector="VRTL", Validation={"Settings": {"ChoiceTotal": "100"}}),
        Composition,
    ),
    (
        single(QuestionType="TE", Selector="SL", Validation={"Settings": {"ContentType": "ValidNumber"}}),
        Number,
    ),
    (
        single(
            QuestionType="Matrix",
            Selector="Likert",
            SubSelector="DL",
            Answers=[{"Display": "A"}, {"Display": "B"}],
        ),
        Ordinal,
    ),
]


@pytest.mark.parametrize(("payload", "kind"), KINDS, ids=range(len(KINDS)))
def test_kinds_of_questions_become_kinds_of_scales(payload, kind):
    """A rank is a count, a sum of 100 a composition, a single option a multiple choice."""
    instrument, _ = from_qualtrics(definition_of(dict(payload)))
    assert {type(one.scale) for one in instrument.indicators} == {kind}


def test_what_ascends_is_said_by_the_caller():
    """Choices named in `ordinal` stand from the lowest recode value to the highest, nonresponses last."""
    question = single("QID1", "N/A", "High", "Low", RecodeValues={"1": "-1", "2": "9", "3": 4})
    instrument, _ = from_qualtrics(definition_of(question), ordinal=["Q1"])
    scale = instrument["q1"].scale
    assert isinstance(scale, Ordinal)
    assert [option.code for option in scale.options] == ["c3", "c2", "c1"]


@pytest.mark.parametrize(
    ("recodes", "labels", "negative", "absent"),
    [
        (("-1", "1", "2"), "ABC", Nonresponse.NOT_APPLICABLE, ["c1"]),
        (("-1", "1", "2"), "ABC", Nonresponse.NO_ANSWER, ["c1"]),
        (("-1", "1", "2"), "ABC", None, []),
        (("-1", "0", "1"), "ABC", Nonresponse.NOT_APPLICABLE, []),
        (("-1", "0", "1"), ("Don't know", "No", "Yes"), Nonresponse.NOT_APPLICABLE, ["c1"]),
        (("-1", "-2", "1"), "ABC", Nonresponse.NOT_APPLICABLE, []),
    ],
)
def test_negative_recode_values(recodes, labels, negative, absent):
    """They stand for a nonresponse but where they lie around 0, or leave too few answers."""
    question = single("QID1", *labels, RecodeValues=dict(zip("123", recodes, strict=True)))
    instrument, _ = from_qualtrics(definition_of(question), negative=negative)
    found = instrument["q1"].scale.nonresponses
    assert [option.code for option in found] == absent
    assert all(option.nonresponse is negative for option in found)


def said(qid, operator, what="SelectableChoice/1", **more):
    """Display logic of one expression."""
    return {"0": {"0": {"LeftOperand": f"q://{qid}/{what}", "Operator": operator, **more}, "Type": "If"}}


NUMERIC = {"QuestionType": "TE", "Selector": "SL", "Validation": {"Settings": {"ContentType": "ValidNumber"}}}


@pytest.mark.parametrize(
    ("logic", "gate"),
    [
        (said("QID1", "Selected"), Equals("q1", "c1")),
        (said("QID1", "NotSelected"), NotCondition(AllConditions((Answered("q1"), Equals("q1", "c1"))))),
        (said("QID2", "NotEmpty", "ChoiceTextEntryValue"), Answered("q2")),
        (said("QID2", "GreaterThanOrEqual", "ChoiceTextEntryValue", RightOperand="3"), AtLeast("q2", 3)),
        (said("QID2", "LessThan", "ChoiceTextEntryValue", RightOperand=3), NotCondition(AtLeast("q2", 3))),
        (said("QID1", "EqualTo", "SelectedChoicesRecode", RightOperand="2"), Equals("q1", "c2")),
        (said("QID1", "Displayed", "ChoiceDisplayed/1"), None),
        (said("QID9", "Selected"), None),
        (said("QID1", "Selected", "SelectableChoice/7"), None),
    ],
)
def test_display_logic_becomes_a_gate(logic, gate):
    """What a gate can say it says; of the rest there is none."""
    instrument, _ = from_qualtrics(
        definition_of(single(), single("QID2", **NUMERIC), single("QID3", DisplayLogic=logic), single("QID9"))
    )
    assert instrument["q3"].gate == gate


def test_in_a_random_order_no_question_is_before_another():
    """Logic between questions of a block in random order makes no gate: it may have been asked the other way round."""
    survey = definition_of(
        single(),
        single("QID2", DisplayLogic=said("QID1", "Selected")),
        options={"RandomizeQuestions": "RandomizeAll"},
    )
    instrument, account = from_qualtrics(survey)
    assert instrument["q2"].gate is None
    assert "a random order of questions" in [one.message for one in account.left_out]


@given(name=st.text(max_size=90))
def test_every_name_becomes_a_code(name):
    """Whatever an export tag is, its code is one, and a code stays as it is."""
    code = code_of(name)
    assert is_code(code) is None
    assert code_of(code) == code


@given(
    names=st.lists(
        st.sampled_from(["Q1", "q1", "q 1", "Q1_2", "q_1", "all", "é" * 80, "7", "年"]), max_size=12
    )
)
def test_no_code_is_given_twice(names):
    """Names that make one code get numbers behind it, and none is one with a meaning of its own."""
    codes = Codes()
    given_codes = [codes.give(name) for name in names]
    assert len(set(given_codes)) == len(given_codes)
    assert not {"all", "overall"} & set(given_codes)
    assert all(is_code(code) is None for code in given_codes)


@pytest.mark.parametrize("markup", TEXTS)
def test_markup_is_made_plain(markup):
    """A reader sees no tags."""
    assert plain(markup).text == TEXTS[markup]


def test_scripts_styles_and_comments_are_no_text():
    """Nor is what stands in them, tags that look like it included; what is open to the end is left out."""
    text = plain("a<!-- <b> -->b<style>c</i></style>d<script>if (a<b) e</script> --> f<div>g</div>h<script>i")
    assert text.text == "ab d --> f g h"
    assert text.has_media


@given(survey=surveys())
def test_source_names_hold_the_tools_own(survey):
    """The first is the import id, the export tag is among them, and none is another indicator's."""
    instrument, _ = from_qualtrics(document_of(survey))
    names = [name for one in instrument.indicators for name in one.source_names]
    assert len(set(names)) == len(names)
    assert {one.source_names[0].split("-")[0] for one in instrument.indicators} == {
        one.qid for one in survey.questions if one.cells
    }


def test_limits_of_a_multiple_choice():
    """What the tool validates is carried, unless nobody could keep to it."""
    validation = {"Settings": {"MinChoices": "1", "MaxChoices": 2}}
    three = single("QID1", "A", "B", "C", Selector="MAVR", Validation=validation)
    scale = from_qualtrics(definition_of(three))[0]["q1"].scale
    assert (scale.minimum, scale.maximum) == (1, 2)
    validation = {"Settings": {"MinChoices": "9", "MaxChoices": "7"}}
    nobody = single("QID1", "A", "B", Selector="MAVR", Validation=validation)
    scale = from_qualtrics(definition_of(dict(nobody)))[0]["q1"].scale
    assert (scale.minimum, scale.maximum) == (0, None)
    assert "a number of choices that nobody can make" in messages_of(nobody)


def test_limits_of_numbers():
    """Those that contradict each other are left away, and named."""
    slider = {"QuestionType": "Slider", "Selector": "HSLIDER"}
    scale = from_qualtrics(
        definition_of(single(**slider, Configuration={"CSSliderMin": 0, "CSSliderMax": 10}))
    )[0]
    assert scale["q1_1"].scale.limits == (0, 10)
    assert "limits of a number" in messages_of(
        single(**slider, Configuration={"CSSliderMin": 5, "CSSliderMax": 5})
    )


@pytest.mark.parametrize(
    ("named", "payload"),
    [
        ("an order of 1 choices", single("QID7", "A", QuestionType="RO")),
        (
            "a sum that numbers",
            single("QID7", QuestionType="CS", Validation={"Settings": {"ChoiceTotal": 7}}),
        ),
        (
            "texts that are written in beside a row",
            single(
                "QID7",
                QuestionType="Slider",
                Choices={"1": {"Display": "A"}, "2": {"Display": "Other", "TextEntry": True}},
            ),
        ),
        (
            "an order of choices, as recode values are lacking",
            single("QID7", "A", "B", Selector="NPS", RecodeValues={"1": "1", "2": "1"}),
        ),
        (
            "a matrix of 0 answers",
            single("QID7", QuestionType="Matrix", Selector="Likert", SubSelector="SingleAnswer", Answers=[]),
        ),
    ],
)
def test_what_kinds_of_questions_drop_is_named(named, payload):
    """As of every question."""
    assert named in messages_of(payload)


def test_a_question_that_stands_twice_in_the_flow_is_one():
    """It stands where it is first shown."""
    twice = definition_of(single(), single("QID2"))
    twice["SurveyElements"][0]["Payload"][0]["BlockElements"].append(
        {"Type": "Question", "QuestionID": "QID1"}
    )
    instrument, _ = from_qualtrics(twice)
    assert [one.code for one in instrument.indicators] == ["q1", "q2"]


def test_the_trash_is_not_shown_though_the_flow_says_so():
    """Nor are blocks without questions spoken of."""
    survey = definition_of(single(), flow=[{"Type": "Block", "ID": "BL_1"}, {"Type": "Block", "ID": "BL_2"}])
    listed = [{"Type": "Question", "QuestionID": "QID8"}]
    survey["SurveyElements"][0]["Payload"] += [
        {"ID": "BL_2", "Type": "Trash", "BlockElements": listed},
        {"ID": "BL_3"},
    ]
    survey["SurveyElements"].append({"Element": "SQ", "Payload": single("QID8")})
    instrument, account = from_qualtrics(survey)
    assert [one.code for one in instrument.indicators] == ["q1"]
    assert [one.message for one in account.left_out] == ["questions in the trash"]


def test_an_account_is_a_page():
    """What is alike is one line, which names four places."""
    texts = [single(f"QID{n}", QuestionType="TE", Selector="SL") for n in range(2, 8)]
    _, account = from_qualtrics(definition_of(single(), *texts))
    assert str(account).splitlines() == [
        "'Survey': 1 question was carried over.",
        "  QID1 'Q1': single choice, as q1",
        "Not carried over, or not as it was:",
        "  a text that is written in: no answer of an instrument (Q2, Q3, Q4, Q5, … and 2 more)",
    ]


def test_an_export_tag_may_be_the_id_of_another_question():
    """The id is that question's, and the name is no evidence."""
    instrument, _ = from_qualtrics(
        definition_of(single(DataExportTag="QID2"), single("QID2", DataExportTag="QID1"))
    )
    assert [one.source_names for one in instrument.indicators] == [("QID1",), ("QID2",)]


def test_without_a_flow_blocks_are_shown_as_they_stand():
    """The trash among them is not."""
    survey = definition_of(single())
    trash = {"ID": "BL_0", "Type": "Trash", "BlockElements": [{"Type": "Question", "QuestionID": "QID8"}]}
    survey["SurveyElements"][0]["Payload"].insert(0, trash)
    survey["SurveyElements"].append({"Element": "SQ", "Payload": single("QID8")})
    instrument, _ = from_qualtrics(survey)
    assert [one.code for one in instrument.indicators] == ["q1"]
