"""What Qualtrics makes of a text in its advanced format, as its manual has it: a definition, and exports with names.

Questions get ids as they come, choices 1, 2, …; the recode value is what stands behind the colon.
"""

import re
from decimal import Decimal

import attrs

TAG = re.compile(r"\[\[(\w+)(?::(.*))?\]\]")


@attrs.define
class Imported:
    qid: str
    kind: str
    tag: str = ""
    text: str = ""
    choices: list = attrs.field(factory=list)
    """Pairs of a recode value and a text."""


def imported(text):
    """The blocks of a text, each with its name and its questions."""
    first, *lines = text.splitlines()
    assert first == "[[AdvancedFormat]]"
    blocks, mode, number = [], "", 0
    for line in lines:
        tag = TAG.fullmatch(line)
        if tag is None:
            if not line.strip():
                continue
            question = blocks[-1][1][-1]
            if mode == "choice":
                recode, before = question.choices[-1]
                question.choices[-1] = recode, f"{before} {line}".strip()
            else:
                question.text = f"{question.text} {line}".strip()
            continue
        name, said = tag.groups()
        if name == "Block":
            blocks.append((said, []))
        elif name == "Question":
            number += 1
            blocks[-1][1].append(Imported(f"QID{number}", said))
            mode = "text"
        elif name == "ID":
            blocks[-1][1][-1].tag = said
        elif name == "Choice":
            blocks[-1][1][-1].choices.append((said, ""))
            mode = "choice"
        else:
            assert name == "AdvancedChoices", line
    return blocks


KINDS = {
    "MC:SingleAnswer:Vertical": {"QuestionType": "MC", "Selector": "SAVR"},
    "MC:MultipleAnswer:Vertical": {"QuestionType": "MC", "Selector": "MAVR"},
    "TE:SingleLine": {"QuestionType": "TE", "Selector": "SL"},
    "CS": {"QuestionType": "CS", "Selector": "VRTL"},
}


def document_of(blocks):
    """The definition of an imported survey; numbers have their validation, which is set by hand."""
    questions, listed = [], []
    for at, (name, several) in enumerate(blocks):
        elements = [{"Type": "Question", "QuestionID": one.qid} for one in several]
        listed.append({"Type": "Standard", "ID": f"BL_{at}", "Description": name, "BlockElements": elements})
        for one in several:
            said = {
                "QuestionID": one.qid,
                "DataExportTag": one.tag,
                "QuestionText": one.text,
                "Choices": {str(n): {"Display": label} for n, (_, label) in enumerate(one.choices, start=1)},
                "ChoiceOrder": list(range(1, len(one.choices) + 1)),
                "RecodeValues": {str(n): recode for n, (recode, _) in enumerate(one.choices, start=1)},
                **KINDS[one.kind],
            }
            if one.kind == "TE:SingleLine":
                said["Validation"] = {"Settings": {"Type": "ContentType", "ContentType": "ValidNumber"}}
            if one.kind == "CS":
                said["Validation"] = {"Settings": {"Type": "ChoicesTotal", "ChoiceTotal": "100"}}
            questions.append({"Element": "SQ", "PrimaryAttribute": one.qid, "Payload": said})
    flow = [{"Type": "Block", "ID": one["ID"]} for one in listed]
    return {
        "SurveyEntry": {"SurveyName": "Imported"},
        "SurveyElements": [
            {"Element": "BL", "Payload": listed},
            {"Element": "FL", "Payload": {"Type": "Root", "Flow": flow}},
            *questions,
        ],
    }


def written(number):
    """A number as a spreadsheet writes it, with every digit and no exponent."""
    return format(Decimal(repr(float(number))), "f")


def export_of(instrument, blocks, records, attributes, *, as_text):
    """A newer export of the answers of records (by indicator) to an imported survey, with attributes."""
    questions = {one.tag: one for _, several in blocks for one in several}
    names, ids = (
        ["ResponseId", *attributes],
        [{"ImportId": "_recordId"}, *({"ImportId": one} for one in attributes)],
    )
    columns = []
    for indicator in instrument.indicators:
        one = questions[indicator.code]
        if one.kind in {"MC:MultipleAnswer:Vertical", "CS"}:
            for at, (recode, label) in enumerate(one.choices, start=1):
                names.append(f"{one.tag}_{recode}")
                ids.append({"ImportId": one.qid, "choiceId": str(at)})
                columns.append((indicator, one, at - 1, label))
        else:
            names.append(one.tag)
            ids.append({"ImportId": f"{one.qid}_TEXT" if one.kind == "TE:SingleLine" else one.qid})
            columns.append((indicator, one, None, one.text))
    rows = [
        ["Response ID", *attributes, *(f"{one.text} - {text}" for _, one, _, text in columns)],
        [str(one).replace("'", '"') for one in ids],
    ]
    for at, (record, known) in enumerate(records):
        cells = [
            cell_of(record.get(indicator.code), indicator, one, place, as_text=as_text)
            for indicator, one, place, _ in columns
        ]
        rows.append([f"R_{at}", *(known.get(name) or "" for name in attributes), *cells])
    return names, rows


def cell_of(answer, indicator, question, place, *, as_text):
    """What is written into a cell."""
    if answer is None:
        return ""
    scale = indicator.scale
    if question.kind == "TE:SingleLine":
        return written(answer)
    if question.kind == "CS":
        return written(answer[scale.parts[place].code])
    options = [*scale.answers, *scale.nonresponses]
    said = [options[place] if place is not None else next(one for one in options if one.code == answer)]
    at = options.index(said[0])
    if place is not None and said[0].code not in (answer if isinstance(answer, tuple) else (answer,)):
        return ""
    if as_text:
        return said[0].label
    return question.choices[at][0] if place is None else "1"
