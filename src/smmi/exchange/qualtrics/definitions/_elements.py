"""The elements of a definition: its head, its blocks, its flow, and its questions, not yet understood."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from smmi.errors import DocumentError, Finding, Reason
from smmi.exchange.accounts._account import left_out
from smmi.exchange.qualtrics.definitions._fields import entries, mapping, name, refuse

MOST_QUESTIONS: Final = 5_000
_WHAT: Final[Mapping[str, str]] = {
    "SO": "survey options",
    "SCO": "scoring categories; scores are worked out by a scheme",
    "PROJ": "settings of the project",
    "STAT": "settings of statistics",
    "RS": "response sets",
    "QO": "quotas",
    "QG": "groups of quotas",
    "QC": "the count of questions",
    "NT": "notes",
    "TR": "translations",
    "PL": "preview links",
    "BR": "branches that the flow does not hold",
}


@attrs.frozen(kw_only=True, eq=False)
class RawQuestion:
    """A question as it stands.

    Attributes:
        qid: Its id.
        payload: What is said of it.
        path: Where it stands.
    """

    qid: str
    payload: Mapping[str, Any]
    path: str


@attrs.frozen(kw_only=True, eq=False)
class BlockElement:
    """A question in a block.

    Attributes:
        qid: The question's id.
        skips: Its skip logic, as it stands, each with where that is.
    """

    qid: str
    skips: tuple[tuple[str, Mapping[str, Any]], ...] = ()


@attrs.frozen(kw_only=True, eq=False)
class Block:
    """A block of questions."""

    id: str
    description: str
    is_trash: bool
    looped: bool
    is_shuffled: bool
    elements: tuple[BlockElement, ...]
    path: str


@attrs.frozen(kw_only=True, eq=False)
class Elements:
    """The elements of a definition.

    Attributes:
        title: The name of the survey.
        blocks: Its blocks, by their ids, in the order of the file.
        flow: Its flow, as it stands, and where that is; None if there is none.
        questions: Its questions, by their ids.
        left_out: What else there is.
    """

    title: str
    blocks: Mapping[str, Block]
    flow: tuple[str, Any] | None
    questions: Mapping[str, RawQuestion]
    left_out: tuple[Finding, ...]


def elements_of(definition: object, /) -> Elements:
    """Return the elements of a definition.

    Raises:
        DocumentError: It is no definition.
    """
    document = _document(definition)
    head = mapping(document["SurveyEntry"], "$.SurveyEntry", "a mapping")
    blocks: dict[str, Block] = {}
    questions: dict[str, RawQuestion] = {}
    flow: tuple[str, Any] | None = None
    rest: list[Finding] = []
    problems: list[Finding] = []
    for key, value in entries(document["SurveyElements"], "$.SurveyElements", "a list of elements"):
        path = f"$.SurveyElements[{key}]"
        try:
            element = mapping(value, path, "an element, a mapping")
            kind = name(element.get("Element"), f"{path}.Element")
            payload = element.get("Payload")
            inner = f"{path}.Payload"
            if kind == "BL":
                blocks |= {one.id: one for one in _blocks(payload, inner)}
            elif kind == "SQ":
                _add(questions, _question(element, payload, path), path)
            elif kind == "FL" and flow is None:
                flow = inner, payload
            elif payload:
                rest.append(left_out(path, _WHAT.get(kind, f"an element {kind[:20]!r}")))
        except DocumentError as error:
            problems += error.findings
    DocumentError.raise_any(problems)
    title = name(head.get("SurveyName"), "$.SurveyEntry.SurveyName")
    return Elements(title=title, blocks=blocks, flow=flow, questions=questions, left_out=tuple(rest))


def _document(definition: object) -> Mapping[str, Any]:
    document = mapping(definition, "$", "a definition of a survey, a mapping")
    for key in ("SurveyEntry", "SurveyElements"):
        if key not in document:
            message = f"the key {key!r} is missing, which each definition of a survey has"
            refuse(Reason.MISSING_KEY, "$", message)
    return document


def _add(questions: dict[str, RawQuestion], one: RawQuestion, path: str) -> None:
    if one.qid in questions:
        refuse(Reason.REPEATED_KEY, path, f"the question {one.qid!r} stands twice")
    if len(questions) >= MOST_QUESTIONS:
        refuse(Reason.BAD_VALUE, path, f"got more than {MOST_QUESTIONS:,} questions")
    questions[one.qid] = one


def _question(element: Mapping[str, Any], payload: object, path: str) -> RawQuestion:
    said = mapping(payload, f"{path}.Payload", "what is said of a question, a mapping")
    qid = name(said.get("QuestionID") or element.get("PrimaryAttribute"), f"{path}.Payload.QuestionID")
    if not qid:
        refuse(Reason.MISSING_KEY, path, "the question has no 'QuestionID'")
    return RawQuestion(qid=qid, payload=said, path=f"{path}.Payload")


def _blocks(payload: object, path: str) -> Iterator[Block]:
    for key, value in entries(payload, path, "blocks"):
        where = f"{path}[{key}]"
        said = mapping(value, where, "a block, a mapping")
        options = mapping(said.get("Options"), f"{where}.Options", "a mapping")
        yield Block(
            id=name(said.get("ID"), f"{where}.ID") or key,
            description=name(said.get("Description"), f"{where}.Description"),
            is_trash=name(said.get("Type"), f"{where}.Type").lower() == "trash",
            looped=name(options.get("Looping"), f"{where}.Options.Looping").lower() not in {"", "none"},
            is_shuffled=name(options.get("RandomizeQuestions"), f"{where}.Options.RandomizeQuestions").lower()
            not in {"", "false", "no", "none", "0"},
            elements=tuple(_block_elements(said.get("BlockElements"), f"{where}.BlockElements")),
            path=where,
        )


def _block_elements(value: object, path: str) -> Iterator[BlockElement]:
    for key, one in entries(value, path, "what the block holds"):
        where = f"{path}[{key}]"
        said = mapping(one, where, "a question or a page break, a mapping")
        if name(said.get("Type"), f"{where}.Type") == "Question":
            skips = tuple(
                (f"{where}.SkipLogic[{at}]", mapping(skip, f"{where}.SkipLogic[{at}]", "a mapping"))
                for at, skip in entries(said.get("SkipLogic"), f"{where}.SkipLogic", "skip logic")
            )
            qid = name(said.get("QuestionID"), f"{where}.QuestionID")
            yield BlockElement(qid=qid, skips=skips)
