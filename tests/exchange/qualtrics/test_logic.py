"""Logic between questions: what a gate says, and what it leaves open for it would shut off an answer."""

import pytest

from smmi.exchange.qualtrics import answers_from_qualtrics, from_qualtrics
from smmi.exchange.qualtrics.definitions import _routing
from smmi.instrument import AllConditions, Answered, AnswerState, AnyCondition, Equals, Includes, NotCondition

SINGLE = {
    "QuestionType": "MC",
    "Selector": "SAVR",
    "Choices": {"1": {"Display": "No"}, "2": {"Display": "Yes"}},
}
ROWS = {"3": {"Display": "Row 3"}, "4": {"Display": "Row 4"}}
MATRIX = {
    "QuestionType": "Matrix",
    "Selector": "Likert",
    "SubSelector": "SingleAnswer",
    "Choices": ROWS,
    "Answers": {"1": {"Display": "Never"}, "2": {"Display": "Often"}},
}


def expression(qid, operator="Selected", what="SelectableChoice/1", **more):
    """One expression."""
    return {"LogicType": "Question", "LeftOperand": f"q://{qid}/{what}", "Operator": operator, **more}


def condition(*expressions, **sets):
    """A condition of one set, and further ones."""
    first = {**{str(at): one for at, one in enumerate(expressions)}, "Type": "If"}
    return {"0": first, **sets, "Type": "BooleanExpression"}


def survey(blocks, flow=None):
    """A survey of blocks, each a list of questions, which are single choices where nothing else is said."""
    listed, questions = [], []
    for at, several in enumerate(blocks, start=1):
        elements = []
        for one in several:
            said = {**SINGLE, **one}
            skips = said.pop("Skips", [])
            options = said.pop("Block", {})
            qid = said["QuestionID"]
            said = {"DataExportTag": f"Q{qid[3:]}", "QuestionText": f"Text of {qid}", **said}
            elements.append({"Type": "Question", "QuestionID": qid, "SkipLogic": skips})
            questions.append({"Element": "SQ", "Payload": said})
        listed.append(
            {"ID": f"BL_{at}", "Description": f"Block {at}", "BlockElements": elements, "Options": options}
        )
    flow = [] if flow is None else [{"Element": "FL", "Payload": {"Type": "Root", "Flow": flow}}]
    return {
        "SurveyEntry": {"SurveyName": "Survey"},
        "SurveyElements": [{"Element": "BL", "Payload": listed}, *flow, *questions],
    }


def gates_of(blocks, flow=None):
    """The gate of each indicator, and what the account names."""
    instrument, account = from_qualtrics(survey(blocks, flow))
    return {one.code: one.gate for one in instrument.indicators}, {one.message for one in account.left_out}


def question(number, **more):
    """A question."""
    return {"QuestionID": f"QID{number}", **more}


def block(number):
    """A block in the flow."""
    return {"Type": "Block", "ID": f"BL_{number}"}


A, B = expression("QID1"), expression("QID2", "NotSelected")
IS_A = Equals("q1", "c1")
NOT_B = NotCondition(AllConditions((Answered("q2"), Equals("q2", "c1"))))


@pytest.mark.parametrize(
    ("logic", "gate"),
    [
        (condition(A, {**B, "Conjuction": "And"}), AllConditions((IS_A, NOT_B))),
        (condition(A, {**B, "Conjuction": "Or"}), AnyCondition((IS_A, NOT_B))),
        (condition(A, **{"1": {"0": B, "Type": "AndIf"}}), AllConditions((IS_A, NOT_B))),
        (condition(A, **{"1": {"0": B, "Type": "OrIf"}}), AnyCondition((IS_A, NOT_B))),
        (condition(A, **{"1": {"0": B, "Type": "OrIf"}, "2": {"0": A, "Type": "AndIf"}}), None),
        (condition(A, {**A, "Conjuction": "And"}), IS_A),
        (condition(A, {"LogicType": "Quota", "Conjuction": "And"}), IS_A),
        (condition(A, {"LogicType": "Quota", "Conjuction": "Or"}), None),
        (condition({**A, "QuestionIsInLoop": "yes"}), None),
    ],
)
def test_conditions_are_joined_as_the_manual_says(logic, gate):
    """What cannot be said widens a condition that shows a question, or leaves it out."""
    gates, messages = gates_of([[question(1), question(2), question(3, DisplayLogic=logic)]])
    assert gates["q3"] == gate
    told = {one for one in messages if one.startswith("display logic")}
    exact = "Quota" not in str(logic) and gate is not None
    assert bool(told) != exact


@pytest.mark.parametrize(
    ("what", "operator", "gate"),
    [
        ("SelectableChoice/3/2", "Selected", Equals("q1_3", "c2")),
        ("SelectableChoice/3", "Selected", None),
        ("SelectableChoice/9/2", "Selected", None),
        ("SelectableAnswer/2", "Selected", AnyCondition((Equals("q1_3", "c2"), Equals("q1_4", "c2")))),
        ("SelectableAnswer/9", "Selected", None),
        ("SelectedAnswerRecode/4", "EqualTo", Equals("q1_4", "c2")),
        ("SelectedAnswerRecode/4", "GreaterThan", None),
        ("SelectedAnswerRecode/4", "Sounds", None),
        ("SelectedAnswerRecode/9", "EqualTo", None),
        ("ChoiceTextEntryValue", "Empty", None),
        ("ChoiceTextEntryValue/3", "EqualTo", None),
    ],
)
def test_rows_of_a_matrix_are_spoken_of_one_by_one(what, operator, gate):
    """An answer without a row is that of any of them, on the wide side."""
    logic = condition(expression("QID1", operator, what, RightOperand="2"))
    gates, _ = gates_of([[question(1, **MATRIX), question(2, DisplayLogic=logic)]])
    assert gates["q2"] == gate


def test_of_a_nonresponse_nothing_is_said():
    """No condition speaks of one, nor of recode values beside one, nor of one answer to a multiple choice."""
    three = {n: {"Display": label} for n, label in zip("123", ("No", "Yes", "N/A"), strict=True)}
    absent = question(1, Choices=three, RecodeValues={"1": 1, "2": 2, "3": -1})
    several = question(2, Selector="MAVR")
    for said in (
        expression("QID1", what="SelectableChoice/3"),
        expression("QID1", "EqualTo", "SelectedChoicesRecode", RightOperand=2),
        expression("QID2", "EqualTo", "SelectedChoicesRecode", RightOperand=2),
        expression("QID1", what="SelectableAnswer/1"),
    ):
        gates, _ = gates_of([[absent, several, question(3, DisplayLogic=condition(said))]])
        assert gates["q3"] is None


NUMBER = {"QuestionType": "TE", "Selector": "SL", "Validation": {"Settings": {"ContentType": "ValidNumber"}}}


@pytest.mark.parametrize(
    ("operator", "passes"),
    [
        ("EqualTo", {"3"}),
        ("GreaterThan", {"4"}),
        ("GreaterThanOrEqual", {"3", "4"}),
        ("LessThan", {"2"}),
        ("LessThanOrEqual", {"2", "3"}),
        ("Sounds", {"2", "3", "4"}),
    ],
)
def test_numbers_are_compared(operator, passes):
    """The gate is open for the numbers that the operator lets pass."""
    logic = condition(expression("QID1", operator, "ChoiceTextEntryValue", RightOperand="3"))
    instrument, _ = from_qualtrics(survey([[question(1, **NUMBER), question(2, DisplayLogic=logic)]]))
    rows = [[f"R_{value}", value, "1"] for value in "234"]
    answers, _ = answers_from_qualtrics(instrument, ["ResponseId", "Q1", "Q2"], rows)
    shown = answers.states("q2") == AnswerState.ANSWERED
    assert {unit[2:] for unit in answers.units[shown]} == passes


def test_a_question_that_is_blank_or_not():
    """Empty and not empty are asked of numbers that are written in."""
    logic = condition(expression("QID1", "Empty", "ChoiceTextEntryValue"))
    gates, _ = gates_of([[question(1, **NUMBER), question(2, DisplayLogic=logic)]])
    assert gates["q2"] == NotCondition(Answered("q1"))


END = {"Type": "EndSurvey", "FlowID": "FL_9"}


def branch(logic, *flow):
    """A branch."""
    return {"Type": "Branch", "FlowID": "FL_8", "BranchLogic": logic, "Flow": list(flow)}


def test_an_end_of_the_survey_gates_what_follows():
    """Whoever was led to it was shown nothing more; where that cannot be said, nothing is gated."""
    two = [[question(1)], [question(2)]]
    gates, _ = gates_of(two, [block(1), branch(condition(A), END), block(2)])
    assert gates == {"q1": None, "q2": NotCondition(AllConditions((Answered("q1"), IS_A)))}
    unsaid = condition(A, {"LogicType": "Quota", "Conjuction": "And"})
    gates, messages = gates_of(two, [block(1), branch(unsaid, END), block(2)])
    assert gates["q2"] is None
    assert "an end of the survey that no gate can say" in messages
    gates, messages = gates_of(two, [block(1), END, block(2)])
    assert gates == {"q1": None}
    assert {"what stands behind the end of the survey", "a block that is not in the flow"} <= messages
    anywhere = condition(expression("QID1", what="SelectableAnswer/2"))
    gates, _ = gates_of([[question(1, **MATRIX)], [question(2)]], [block(1), branch(anywhere, END), block(2)])
    assert isinstance(gates["q2"], NotCondition)
    assert isinstance(gates["q2"].condition, AllConditions)


def test_a_block_in_two_branches_is_shown_by_either():
    """It stands where it is first shown."""
    other = condition(expression("QID1", what="SelectableChoice/2"))
    flow = [block(1), branch(condition(A), block(2)), branch(other, block(2))]
    gates, _ = gates_of([[question(1)], [question(2)]], flow)
    assert gates["q2"] == AnyCondition((IS_A, Equals("q1", "c2")))


def test_in_a_randomizer_no_block_is_before_another():
    """Logic between its blocks makes no gate, logic within a block and about earlier ones does."""
    blocks = [
        [question(1)],
        [question(2, DisplayLogic=condition(A)), question(3, DisplayLogic=condition(expression("QID2")))],
        [question(4, DisplayLogic=condition(expression("QID2")))],
        [question(5, DisplayLogic=condition(expression("QID2")))],
    ]
    random = {"Type": "BlockRandomizer", "FlowID": "FL_7", "SubSet": 2, "Flow": [block(2), block(3)]}
    gates, messages = gates_of(blocks, [block(1), random, block(4)])
    second = Equals("q2", "c1")
    assert gates == {"q1": None, "q2": IS_A, "q3": second, "q4": None, "q5": second}
    assert "a randomizer, which shows all in any order" in messages


def skip(qid, goal, operator="Selected", choice=1):
    """A line of skip logic."""
    locator = f"q://{qid}/SelectableChoice/{choice}"
    return {"ChoiceLocator": locator, "Locator": locator, "Condition": operator, "SkipToDestination": goal}


NOT_A = NotCondition(AllConditions((Answered("q1"), IS_A)))


def test_skip_logic_passes_over_what_lies_between():
    """To a question, the end of the block or of the survey; of several lines the first counts that holds."""
    rest = [[question(2), question(3)], [question(4)]]

    def gates(*skips):
        return gates_of([[question(1, Skips=list(skips)), *rest[0]], rest[1]])[0]

    assert gates(skip("QID1", "QID3")) == {"q1": None, "q2": NOT_A, "q3": None, "q4": None}
    assert gates(skip("QID1", "ENDOFBLOCK")) == {"q1": None, "q2": NOT_A, "q3": NOT_A, "q4": None}
    assert gates(skip("QID1", "ENDOFSURVEY")) == {"q1": None, "q2": NOT_A, "q3": NOT_A, "q4": NOT_A}
    assert gates(skip("QID1", "QID3"), skip("QID1", "ENDOFSURVEY")) == gates(skip("QID1", "QID3"))
    assert gates(skip("QID1", "QID_before")) == dict.fromkeys(["q1", "q2", "q3", "q4"])
    both = gates(skip("QID1", "QID3"), skip("QID1", "ENDOFSURVEY", choice=2))
    second = AllConditions((Answered("q1"), Equals("q1", "c2")))
    assert both["q4"] == NotCondition(AllConditions((second, NOT_A)))


def test_nobody_skips_who_was_not_shown_the_question():
    """A blank counts as not selected where everybody was shown the question, and nowhere else."""
    skips = [skip("QID2", "ENDOFSURVEY", "NotSelected")]
    not_b = NotCondition(AllConditions((Answered("q2"), Equals("q2", "c1"))))
    always, messages = gates_of([[question(1), question(2, Skips=skips), question(3)]])
    assert always["q3"] == NotCondition(not_b)
    assert not messages
    sometimes, messages = gates_of(
        [[question(1), question(2, Skips=skips, DisplayLogic=condition(A)), question(3)]]
    )
    assert sometimes["q3"] == NotCondition(AllConditions((Answered("q2"), not_b)))
    assert messages == {"skip logic, which is said of those alone who answered its question"}


def test_skip_logic_that_cannot_be_said_is_named(monkeypatch):
    """In a block that is shown twice, of a text, and of more questions than a gate holds."""
    skips = [skip("QID1", "ENDOFSURVEY")]
    _, messages = gates_of([[question(1, Skips=skips), question(2)]], [block(1), block(1)])
    assert "skip logic that no gate can say" in messages
    text = {"QuestionType": "TE", "Selector": "SL"}
    gates, messages = gates_of([[question(1, Skips=skips, **text), question(2)]])
    assert gates == {"q2": None}
    assert "skip logic that no gate can say" in messages
    random = {"Type": "BlockRandomizer", "Flow": [block(1), block(2)]}
    gates, messages = gates_of([[question(1, Skips=skips)], [question(2)]], [random])
    assert gates == {"q1": None, "q2": None}
    assert "skip logic that no gate can say" in messages
    monkeypatch.setattr(_routing, "MOST_PASSING", 3)
    many = [question(n, Skips=[skip(f"QID{n}", "ENDOFSURVEY")]) for n in range(1, 6)]
    gates, messages = gates_of([many])
    assert gates["q4"] is not None
    assert gates["q5"] is None
    assert "skip logic of too many questions for a gate" in messages


def test_a_gate_that_would_be_too_large_is_left_out():
    """An instrument holds a thousand conditions in one."""
    rows = {str(n): {"Display": f"Row {n}"} for n in range(1, 101)}
    answers = {str(n): {"Display": str(n)} for n in range(1, 13)}
    several = [expression("QID1", what=f"SelectableAnswer/{n}") for n in range(1, 13)]
    matrix = {**MATRIX, "Choices": rows, "Answers": answers}
    gates, messages = gates_of([[question(1, **matrix), question(2, DisplayLogic=condition(*several))]])
    assert gates["q2"] is None
    assert "display logic that no gate can say" in messages


def test_the_columns_of_a_side_by_side_question_are_matrices():
    """Each has its own answers, gate and import ids; its rows are those of the whole."""
    column = {"QuestionType": "Matrix", "Selector": "Likert", "Choices": ROWS, "ChoiceDataExportTags": False}
    whole = {
        "QuestionType": "SBS",
        "Selector": "SBSMatrix",
        "Choices": ROWS,
        "ChoiceOrder": ["4", "3"],
        "QuestionText": "Partners",
        "DisplayLogic": condition(A),
        "AdditionalQuestions": {
            "1": {
                **column,
                "QuestionID": "QID2#1",
                "DataExportTag": "Q2#1",
                "QuestionText": "met?",
                "SubSelector": "SingleAnswer",
                "Answers": {"1": {"Display": "No"}, "2": {"Display": "Yes"}},
                "DisplayLogic": condition(expression("QID1", "NotSelected", "SelectableChoice/2")),
            },
            "2": {
                **column,
                "DataExportTag": "Q2#2",
                "AnswerDataExportTag": "92",
                "ChoiceDataExportTags": {"3": "north", "4": "south-west"},
                "QuestionText": "where?",
                "SubSelector": "MultipleAnswer",
                "Answers": {"1": {"Display": "Here"}, "2": {"Display": "There"}},
                "RecodeValues": {"1": "0", "2": "-1"},
            },
        },
    }
    said = condition(expression("QID2%232", what="SelectableChoice/3/2"))
    instrument, _ = from_qualtrics(
        survey([[question(1), question(2, **whole), question(3, DisplayLogic=said)]])
    )
    assert [one.code for one in instrument.indicators] == ["q1", "q2_1_4", "q2_1_3", "q2_2_4", "q2_2_3", "q3"]
    assert instrument["q2_1_4"].prompt == "Partners met? Row 4"
    not_two = NotCondition(AllConditions((Answered("q1"), Equals("q1", "c2"))))
    assert instrument["q2_1_4"].gate == AllConditions((IS_A, not_two))
    assert instrument["q2_2_3"].gate == IS_A
    names = ("QID2#2-3", "Q2#2_3", "north: 92", "Q2#2_north_92", "Q2#2_north", "north")
    assert instrument["q2_2_3"].source_names == names
    assert instrument["q2_2_4"].source_names[-1] == "south_west"
    assert instrument["q3"].gate == Includes("q2_2_3", "c2")
    header = ["ResponseID", "Q1", "Q2#2_3_0", "Q2#2_3_-1"]
    rows = [
        ["ResponseID", "", "", ""],
        [
            "{'ImportId': 'responseId'}",
            *(f"{{'ImportId': '{one}'}}" for one in ("QID1", "QID2#2-3-1", "QID2#2-3-2")),
        ],
        ["R_0", "1", "0", "-1"],
    ]
    answers, _ = answers_from_qualtrics(instrument, header, rows)
    assert answers.record("R_0")["q2_2_3"] == ("c1", "c2")
