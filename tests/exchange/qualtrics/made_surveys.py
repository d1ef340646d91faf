"""A maker of surveys as Qualtrics saves them, of respondents, and of exports; it knows nothing of the reader.

The shapes are those of real definitions and exports of 2016 to 2025: PHP's lists for mappings and mappings for lists,
ids and recode values as numbers or texts, import ids with Python's quotes or JSON's, names that end in a choice's id in
older exports and in its recode value in newer ones. Who is shown what is worked out here from the logic as it is drawn.
"""

import attrs
from hypothesis import strategies as st

TEXTS = {
    "Never": "Never",
    "<strong>Some</strong>times": "Sometimes",
    "Always&nbsp;": "Always",
    "R &amp; D": "R & D",
    "a &lt; b": "a < b",
    "Line<br />break": "Line break",
    "Größe, Maß": "Größe, Maß",
    "<span style='color:red'>x</span><!-- y -->": "x",
    "None of the above": "None of the above",
    "$5": "$5",
}
"""Markup, and what a reader sees."""


END = "the end"


@attrs.frozen
class Choice:
    id: int
    markup: str
    recode: int
    exclusive: bool = False

    @property
    def label(self):
        return TEXTS[self.markup]


@attrs.frozen
class Said:
    """An expression of logic: that a choice is selected, or not; of a matrix, in a row."""

    qid: str
    row: int | None
    choice: int
    selected: bool

    def holds(self, given):
        answer = given.get((self.qid, self.row))
        chosen = answer is not None and self.choice in (answer if isinstance(answer, tuple) else (answer,))
        return chosen == self.selected

    def document(self, conjunction=None):
        tail = f"{self.choice}" if self.row is None else f"{self.row}/{self.choice}"
        said = {
            "LogicType": "Question",
            "QuestionID": self.qid,
            "QuestionIsInLoop": "no",
            "ChoiceLocator": f"q://{self.qid}/SelectableChoice/{tail}",
            "Operator": "Selected" if self.selected else "NotSelected",
            "LeftOperand": f"q://{self.qid}/SelectableChoice/{tail}",
            "Type": "Expression",
        }
        return said if conjunction is None else {**said, "Conjuction": conjunction}


@attrs.frozen
class Logic:
    """Expressions with what joins each to the one before it: "And" binds before "Or"."""

    first: Said
    rest: tuple = ()

    def holds(self, given):
        groups = [[self.first]]
        for word, said in self.rest:
            if word == "Or":
                groups.append([])
            groups[-1].append(said)
        return any(all(said.holds(given) for said in group) for group in groups)

    def document(self):
        said = [self.first.document(), *(one.document(word) for word, one in self.rest)]
        return {
            "0": {**{str(at): one for at, one in enumerate(said)}, "Type": "If"},
            "Type": "BooleanExpression",
            "inPage": False,
        }


@attrs.frozen(kw_only=True)
class Question:
    """A question: `kind` is single, several, matrix, matrix several, number, slider, text or words."""

    kind: str
    qid: str
    tag: str
    markup: str = "Never"
    choices: tuple = ()
    rows: tuple = ()
    """The ids of rows."""
    shown_if: Logic | None = None
    skips: tuple = ()
    """Pairs of what is said of the question itself, and where that leads: ENDOFBLOCK or ENDOFSURVEY."""

    @property
    def cells(self):
        """What is answered apart: the question, or each row."""
        if self.kind in {"text", "words"}:
            return ()
        return self.rows or (None,)

    @property
    def is_several(self):
        return self.kind in {"several", "matrix several"}


@attrs.frozen(kw_only=True)
class Survey:
    blocks: dict
    """The questions of each block, by its id."""
    flow: tuple
    """The ids of blocks in the order in which they are shown, each with the logic of the branch around it; `END` is an
    end of the survey.
    """
    trash: tuple = ()

    @property
    def questions(self):
        """The questions in the order in which they are shown."""
        return [question for block, _ in self.flow if block != END for question in self.blocks[block]]


def import_id(question, row):
    """The import id of what is answered apart, as 2016's exports have it."""
    return question.qid if row is None else f"{question.qid}-{row}"


# ---------------------------------------------------------------------------------------------------------------------
# drawing


@st.composite
def choices_of(draw, *, several):
    """Choices with ids that are no positions, and recode values of their own, some negative."""
    count = draw(st.integers(2, 4))
    ids = draw(st.lists(st.integers(1, 30), min_size=count, max_size=count, unique=True))
    texts = draw(st.lists(st.sampled_from(sorted(TEXTS)), min_size=count, max_size=count, unique=True))
    recodes = ids if draw(st.booleans()) else draw(st.permutations(range(1, count + 1)))
    recodes = list(recodes)
    last = count > 2 and draw(st.booleans())
    if last:
        recodes[-1] = -9
    return tuple(
        Choice(id=one, markup=text, recode=recode, exclusive=several and last and recode < 0)
        for one, text, recode in zip(ids, texts, recodes, strict=True)
    )


@st.composite
def logic_over(draw, earlier):
    """Logic that speaks of earlier questions, of choices that are answers."""
    said = []
    for _ in range(draw(st.integers(1, 3))):
        question = draw(st.sampled_from(earlier))
        choice = draw(st.sampled_from([one for one in question.choices if one.recode > 0]))
        row = draw(st.sampled_from(question.cells))
        said.append(Said(question.qid, row, choice.id, draw(st.booleans())))
    words = st.sampled_from(["And", "Or"])
    return Logic(said[0], tuple((draw(words), one) for one in said[1:]))


@st.composite
def surveys(draw, *, logic=True):
    """Surveys of one to three blocks, shown in another order than that of the file."""
    numbers = iter(draw(st.permutations(range(1, 40))))
    kinds = st.sampled_from(
        ["single", "single", "several", "matrix", "matrix several", "number", "slider", "text", "words"]
    )
    count = draw(st.integers(1, 3))
    ids = [f"BL_{at}" for at in range(count)]
    order = draw(st.permutations(ids))
    blocks, flow, earlier, anything = {}, [], [], False
    for block in order:
        branch = draw(st.none() | logic_over(earlier)) if logic and earlier else None
        flow.append((block, branch))
        blocks[block] = []
        for _ in range(draw(st.integers(1, 4))):
            kind = draw(kinds) if anything else "single"
            anything = True
            number = next(numbers)
            several = kind in {"several", "matrix several"}
            has_choices = several or kind in {"single", "matrix"}
            question = Question(
                kind=kind,
                qid=f"QID{number}",
                tag=draw(st.sampled_from([f"Q{number}", f"q{number}.b", f"{number} Wie oft?"])),
                markup=draw(st.sampled_from(sorted(TEXTS))),
                choices=draw(choices_of(several=several)) if has_choices else (),
                rows=tuple(draw(st.lists(st.integers(1, 9), min_size=1, max_size=3, unique=True)))
                if kind.startswith("matrix") or kind == "slider"
                else (),
                shown_if=draw(st.none() | logic_over(earlier)) if logic and earlier else None,
            )
            if logic and kind == "single" and draw(st.integers(0, 3)) == 0:
                question = attrs.evolve(question, skips=tuple(draw(skips_of(question))))
            blocks[block].append(question)
            if has_choices:
                earlier.append(question)
        if logic and draw(st.integers(0, 3)) == 0:
            flow.append((END, draw(logic_over(earlier))))
    in_file = {block: tuple(blocks[block]) for block in ids}
    trash = (Question(kind="single", qid="QID99", tag="Q99", choices=draw(choices_of(several=False))),)
    return Survey(blocks=in_file, flow=tuple(flow), trash=trash)


@st.composite
def skips_of(draw, question):
    """One or two lines of skip logic."""
    lines = []
    for _ in range(draw(st.integers(1, 2))):
        choice = draw(st.sampled_from([one for one in question.choices if one.recode > 0]))
        said = Said(question.qid, None, choice.id, draw(st.booleans()))
        lines.append((said, draw(st.sampled_from(["ENDOFBLOCK", "ENDOFSURVEY"]))))
    return lines


@st.composite
def responses(draw, survey):
    """Who is shown what, and what is answered: by question and row, None where shown and left blank."""
    given = {}
    over = False
    for block, branch in survey.flow:
        if over or (branch is not None and not branch.holds(given)):
            continue
        if block == END:
            over = True
            continue
        for question in survey.blocks[block]:
            if question.shown_if is not None and not question.shown_if.holds(given):
                continue
            for row in question.cells:
                given[question.qid, row] = draw(answer_to(question))
            leads = next((goal for said, goal in question.skips if said.holds(given)), None)
            if leads is not None:
                over = leads == "ENDOFSURVEY"
                break
    return given


@st.composite
def answer_to(draw, question):
    if draw(st.integers(0, 4)) == 0:
        return None
    if question.kind == "number":
        return draw(st.integers(0, 50))
    if question.kind == "slider":
        return draw(st.integers(0, 100))
    if not question.is_several:
        return draw(st.sampled_from(question.choices)).id
    alone = [one.id for one in question.choices if one.exclusive]
    if alone and draw(st.integers(0, 3)) == 0:
        return (alone[0],)
    free = [one.id for one in question.choices if not one.exclusive]
    return tuple(sorted(draw(st.sets(st.sampled_from(free), min_size=1))))


# ---------------------------------------------------------------------------------------------------------------------
# definitions


@attrs.frozen
class Shape:
    """How PHP happens to write it."""

    texts: bool = True
    """Ids and recode values are texts, else numbers."""
    blocks_by_number: bool = False
    recodes_always: bool = False


SHAPES = st.builds(Shape, st.booleans(), st.booleans(), st.booleans())


def payload_of(question, shape=Shape()):
    """What a definition says of a question."""
    number = str if shape.texts else int
    said = {
        "QuestionText": question.markup,
        "DataExportTag": question.tag,
        "QuestionID": question.qid,
        "Validation": {"Settings": {"ForceResponse": "OFF", "Type": "None"}},
        "GradingData": [],
        "Language": [],
    }
    said |= {
        "single": {"QuestionType": "MC", "Selector": "SAVR", "SubSelector": "TX"},
        "several": {"QuestionType": "MC", "Selector": "MAVR", "SubSelector": "TX"},
        "matrix": {"QuestionType": "Matrix", "Selector": "Likert", "SubSelector": "SingleAnswer"},
        "matrix several": {"QuestionType": "Matrix", "Selector": "Likert", "SubSelector": "MultipleAnswer"},
        "number": {"QuestionType": "TE", "Selector": "SL"},
        "slider": {
            "QuestionType": "Slider",
            "Selector": "HSLIDER",
            "Configuration": {"CSSliderMin": 0, "CSSliderMax": 100},
        },
        "text": {"QuestionType": "TE", "Selector": "ESTB"},
        "words": {"QuestionType": "DB", "Selector": "TB"},
    }[question.kind]
    if question.kind == "number":
        limits = {"Min": "0", "Max": "50", "NumDecimals": ""}
        said["Validation"] = {
            "Settings": {"Type": "ContentType", "ContentType": "ValidNumber", "ValidNumber": limits}
        }
    listed = {
        str(one.id): {"Display": one.markup, **({"ExclusiveAnswer": True} if one.exclusive else {})}
        for one in sorted(question.choices, key=lambda one: one.id)
    }
    rows = {str(row): {"Display": f"Row {row}"} for row in sorted(question.rows)}
    order = [number(one.id) for one in question.choices]
    if question.rows:
        said |= {
            "Choices": rows,
            "ChoiceOrder": [number(row) for row in question.rows],
            "ChoiceDataExportTags": False,
        }
        said |= {"Answers": listed, "AnswerOrder": order} if question.choices else {}
    elif question.choices:
        said |= {"Choices": listed, "ChoiceOrder": order}
    if shape.recodes_always or any(one.recode != one.id for one in question.choices):
        said["RecodeValues"] = {str(one.id): number(one.recode) for one in question.choices}
    if question.shown_if is not None:
        said["DisplayLogic"] = question.shown_if.document()
    return said


def element_of(question, shape):
    """The element in which a question stands in a block."""
    said = {"Type": "Question", "QuestionID": question.qid}
    if question.skips:
        said["SkipLogic"] = [
            {
                "SkipLogicID": at,
                "ChoiceLocator": one.document()["ChoiceLocator"],
                "Condition": one.document()["Operator"],
                "SkipToDestination": goal,
                "Locator": one.document()["ChoiceLocator"],
                "QuestionID": question.qid,
            }
            for at, (one, goal) in enumerate(question.skips)
        ]
    return said


def document_of(survey, shape=Shape()):
    """The definition of a survey, as `json.loads` returns it."""
    blocks = [
        {
            "Type": "Standard",
            "ID": block,
            "Description": f"Block {block}",
            "BlockElements": [element_of(one, shape) for one in questions] + [{"Type": "Page Break"}],
        }
        for block, questions in survey.blocks.items()
    ]
    trash = {"Type": "Trash", "ID": "BL_trash", "Description": "Trash"}
    if survey.trash:
        trash["BlockElements"] = [element_of(one, shape) for one in survey.trash]
    blocks.append(trash)
    flow = [flow_element(block, branch) for block, branch in survey.flow]
    questions = [*(one for block in survey.blocks.values() for one in block), *survey.trash]
    return {
        "SurveyEntry": {"SurveyID": "SV_1", "SurveyName": "A survey", "SurveyLanguage": "EN"},
        "SurveyElements": [
            {
                "Element": "BL",
                "Payload": {str(at): one for at, one in enumerate(blocks)}
                if shape.blocks_by_number
                else blocks,
            },
            {"Element": "FL", "Payload": {"Type": "Root", "FlowID": "FL_1", "Flow": flow}},
            {"Element": "QC", "Payload": None},
            *(
                {"Element": "SQ", "PrimaryAttribute": one.qid, "Payload": payload_of(one, shape)}
                for one in sorted(questions, key=lambda one: one.qid)
            ),
        ],
    }


def flow_element(block, branch):
    """A block in the flow, with the branch around it."""
    said = {"Type": "Block", "ID": block, "FlowID": f"FL_{block}"}
    if block == END:
        said = {"Type": "EndSurvey", "FlowID": "FL_9"}
    if branch is None:
        return said
    return {"Type": "Branch", "FlowID": f"FL_B{block}", "BranchLogic": branch.document(), "Flow": [said]}


# ---------------------------------------------------------------------------------------------------------------------
# exports


@attrs.frozen
class Style:
    """How an export is written.

    Attributes:
        era: "legacy" (two header rows, names by ids), "insights" (2016) or "modern".
        as_text: Whether choices are written as texts.
        seen: What is written for what was seen and not answered; nothing where blank.
        one_column: Whether several choices stand in one cell.
    """

    era: str
    as_text: bool = False
    seen: str = ""
    one_column: bool = False


STYLES = st.builds(
    Style,
    st.sampled_from(["legacy", "insights", "modern"]),
    st.booleans(),
    st.sampled_from(["", "-99"]),
    st.booleans(),
)

_REST = [("IPAddress", "ipAddress"), ("Status", "status"), ("Finished", "finished")]
OWN = {
    "legacy": [("V1", "ResponseID"), ("V6", "IPAddress"), ("V7", "Status"), ("V10", "Finished")],
    "insights": [("ResponseID", "responseId"), *_REST],
    "modern": [("ResponseId", "_recordId"), *_REST],
}
"""The tool's own columns: their names, and the second row of older exports or the import ids of newer ones."""


def columns_of(question, style):
    """The columns of a question: name, text of the second row, import id, and what each holds of a response."""
    if question.kind == "words":
        return
    if question.kind in {"text", "number"}:
        mark = "_TEXT" if style.era == "modern" else "-TEXT"
        yield question.tag, question.markup, {"ImportId": f"{question.qid}{mark}"}, (question, None, None)
        return
    between = "_" if style.era == "modern" else "-"
    for row in question.cells:
        stem = question.tag if row is None else f"{question.tag}_{row}"
        own = question.qid if row is None else f"{question.qid}{between}{row}"
        text = question.markup if row is None else f"{question.markup} - Row {row}"
        if not question.is_several or style.one_column:
            yield stem, text, {"ImportId": own}, (question, row, None)
            continue
        for choice in question.choices:
            name = f"{stem}_{choice.id if style.era == 'legacy' else choice.recode}"
            said = {"ImportId": own, "choiceId": str(choice.id)}
            if style.era != "modern":
                said = {"ImportId": f"{own}-{choice.id}"}
            yield name, f"{text}-{choice.markup}", said, (question, row, choice)


def cell_of(given, where, style):
    """What a response writes into a cell."""
    question, row, choice = where
    if question.kind == "text":
        return "a text, with a comma" if given else ""
    if (question.qid, row) not in given:
        return ""
    answer = given[question.qid, row]
    if answer is None:
        return style.seen
    if not question.choices:
        return str(answer)
    if choice is not None:
        return (choice.label if style.as_text else "1") if choice.id in answer else ""
    chosen = answer if isinstance(answer, tuple) else (answer,)
    by_id = {one.id: one for one in question.choices}
    return ",".join(by_id[one].label if style.as_text else str(by_id[one].recode) for one in chosen)


def export_of(survey, given, style):
    """The header and the rows of an export of responses."""
    columns = [column for question in survey.questions for column in columns_of(question, style)]
    own = OWN[style.era]
    header = [name for name, _ in own] + [name for name, *_ in columns]
    second = [text for _, text in own] + [text for _, text, *_ in columns]
    rows = [second]
    if style.era != "legacy":
        ids = [{"ImportId": one} for _, one in own] + [one for _, _, one, _ in columns]
        rows.append([str(one) if style.era == "insights" else str(one).replace("'", '"') for one in ids])
    for at, one in enumerate(given):
        cells = [cell_of(one, where, style) for *_, where in columns]
        rows.append([f"R_{at}", "10.0.0.1", "0", "1", *cells])
    return header, rows
