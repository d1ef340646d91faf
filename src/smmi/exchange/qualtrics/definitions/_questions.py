"""Questions: what each becomes, an indicator, several, or none.

A matrix is an indicator for each of its rows. The columns of a side-by-side question are matrices of their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from smmi.errors import Finding
from smmi.exchange.accounts._account import left_out
from smmi.exchange.accounts._texts import Codes
from smmi.exchange.qualtrics._import_ids import joined, parts_of
from smmi.exchange.qualtrics.definitions._choices import (
    MOST_SELECTED,
    Choice,
    Conventions,
    choices_of,
    multiple_scale,
    plain_text,
    single_scale,
)
from smmi.exchange.qualtrics.definitions._elements import RawQuestion
from smmi.exchange.qualtrics.definitions._fields import entries, flag, mapping, markup, name, number
from smmi.instrument import Composition, Count, Number, Option, Scale

_SINGLE: Final = frozenset({"SAVR", "SAHR", "SACOL", "SB", "DL", "NPS"})
_SEVERAL: Final = frozenset({"MAVR", "MAHR", "MACOL", "MSB"})
_ROWS_SINGLE: Final = frozenset({"SingleAnswer", "DL", "DND", "DragAndDrop"})
_ROWS: Final = frozenset({"Likert", "Bipolar"})
_ONE_TEXT: Final = frozenset({"SL", "ML", "ESTB", "PW"})
_SILENT: Final = frozenset({"DB", "Captcha", "Timing", "Meta"})
"""Kinds that ask nothing."""
_LEAST: Final = 2
_DISPLAY: Final = frozenset(
    [
        "QuestionText",
        "QuestionText_Unsafe",
        "QuestionDescription",
        "DataExportTag",
        "QuestionType",
        "Selector",
        "SubSelector",
        "Choices",
        "ChoiceOrder",
        "Answers",
        "AnswerOrder",
        "RecodeValues",
        "VariableNaming",
        "ChoiceDataExportTags",
        "AnalyzeChoices",
        "AnswerDataExportTag",
        "Validation",
        "DisplayLogic",
        "QuestionID",
        "AdditionalQuestions",
        "NumberOfQuestions",
        "Configuration",
        "DefaultChoices",
        "NextChoiceId",
        "NextAnswerId",
        "DataVisibility",
        "ChoiceColumnWidthPixels",
        "Labels",
        "SearchSource",
        "InPageDisplayLogic",
    ]
)
"""What is understood, or only says how a question looks."""
_WHAT: Final[Mapping[str, str]] = {
    "GradingData": "scores of choices; scores are worked out by a scheme",
    "Language": "translations",
    "Randomization": "a random order of choices",
    "ChoiceGroups": "groups of choices",
    "ChoiceGroupOrder": "groups of choices",
    "DynamicChoices": "choices carried forward from another question",
    "DynamicAnswers": "answers carried forward from another question",
    "QuestionJS": "scripts",
}


@attrs.frozen(kw_only=True, eq=False)
class Item:
    """What becomes an indicator: a question, or a row of a matrix.

    Attributes:
        import_id: Its import id.
        row: Of a matrix, the id of the row.
        code: The indicator's code.
        names: Further names of its column, or of the first part of the names of its columns.
        prompt: What is asked.
        label: A short name.
        scale: The scale.
        choices: What may be chosen, as the logic speaks of it.
        logic: The display logic of the question and of the row, as they stand, each with where that is.
    """

    import_id: str
    row: str
    code: str
    names: tuple[str, ...]
    prompt: str
    label: str
    scale: Scale
    choices: tuple[Choice, ...]
    logic: tuple[tuple[str, Any], ...]


@attrs.frozen(kw_only=True, eq=False)
class Question:
    """A question, understood.

    Attributes:
        qid: Its id.
        tag: Its export tag.
        kind: What it is.
        items: What becomes indicators.
        left_out: What is not carried over.
    """

    qid: str
    tag: str
    kind: str
    items: tuple[Item, ...]
    left_out: tuple[Finding, ...]


@attrs.frozen(kw_only=True, eq=False)
class Given:
    """The codes that were given to indicators, and those to scales."""

    indicators: Codes = attrs.field(factory=Codes)
    scales: Codes = attrs.field(factory=Codes)


def questions_of(raw: RawQuestion, conventions: Conventions, given: Given, /) -> Iterator[Question]:
    """Yield what a question becomes; of a side-by-side question, each of its columns.

    Raises:
        DocumentError: It is no question.
    """
    if name(raw.payload.get("QuestionType"), f"{raw.path}.QuestionType") != "SBS":
        yield _Understood(raw, conventions, given).question()
        return
    columns = entries(raw.payload.get("AdditionalQuestions"), f"{raw.path}.AdditionalQuestions", "questions")
    for key, value in columns:
        path = f"{raw.path}.AdditionalQuestions[{key!r}]"
        said = mapping(value, path, "what is said of a question, a mapping")
        payload = {
            **said,
            "QuestionText": " ".join(
                markup(one.get("QuestionText"), f"{path}.QuestionText") for one in (raw.payload, said)
            ),
            "ChoiceOrder": raw.payload.get("ChoiceOrder"),
        }
        qid = name(said.get("QuestionID"), f"{path}.QuestionID") or f"{raw.qid}#{key}"
        column = RawQuestion(qid=qid, payload=payload, path=path)
        yield _Understood(
            column, conventions, given, whole=(f"{raw.path}.DisplayLogic", raw.payload.get("DisplayLogic"))
        ).question()


class _Understood:
    """One question as it is being understood."""

    def __init__(
        self,
        raw: RawQuestion,
        conventions: Conventions,
        given: Given,
        *,
        whole: tuple[str, Any] = ("", None),
    ) -> None:
        self.raw, self.payload, self.path = raw, raw.payload, raw.path
        self.conventions, self.codes, self.whole = conventions, given.indicators, whole
        self.scale_code = given.scales.give(raw.qid)
        self.tag = name(self.payload.get("DataExportTag"), f"{self.path}.DataExportTag") or raw.qid
        self.rest: dict[str, Finding] = {}
        self.text = plain_text(self.payload.get("QuestionText"), f"{self.path}.QuestionText", self.note)

    def note(self, message: str) -> None:
        """Take down what is not carried over, once."""
        self.rest.setdefault(message, left_out(self.path, message, self.tag))

    def said(self, key: str) -> str:
        """Return what a key says, as a name."""
        return name(self.payload.get(key), f"{self.path}.{key}")

    def question(self) -> Question:
        """Return the question."""
        kind, items = self.understood()
        if not items:
            self.rest.clear()
            self.note(f"{kind}: no answer of an instrument")
        else:
            self.note_rest()
        return Question(
            qid=self.raw.qid, tag=self.tag, kind=kind, items=tuple(items), left_out=tuple(self.rest.values())
        )

    def understood(self) -> tuple[str, Sequence[Item]]:
        """Return what kind of question it is, and what becomes indicators."""
        kind, selector, sub = self.said("QuestionType"), self.said("Selector"), self.said("SubSelector")
        match kind:
            case "MC" if selector in _SINGLE or selector in _SEVERAL:
                return self.choice(several=selector in _SEVERAL, ordered=selector == "NPS")
            case "Matrix" if selector in _ROWS and sub in {"", "MultipleAnswer", *_ROWS_SINGLE}:
                return self.matrix(several=sub == "MultipleAnswer")
            case "TE":
                return self.text_entry(selector)
            case "Slider":
                return "sliders", list(self.rows(self.slider_scale()))
            case "RO":
                return self.ranks()
            case "CS":
                return self.sum()
            case _ if kind in _SILENT:
                return f"a part {kind}/{selector} that asks nothing", ()
            case _:
                return f"a question of the kind {'/'.join(filter(None, (kind, selector, sub)))[:60]}", ()

    def is_ordinal(self) -> bool:
        """Whether the caller said that the choices ascend."""
        return bool(self.conventions.ordinal & {self.tag, self.raw.qid})

    def choices(self, key: str, order: str) -> tuple[Choice, ...]:
        """Return the choices, or the answers of a matrix."""
        return choices_of(self.payload, key, order, self.path, self.note)

    def note_choices(self, choices: Sequence[Choice]) -> None:
        """Take down what is not carried over of choices that are options."""
        if any(choice.has_text for choice in choices):
            self.note("texts that are written in beside a choice")
        if any(choice.logic for choice in choices):
            self.note("display logic of choices")

    def choice(self, *, several: bool, ordered: bool) -> tuple[str, Sequence[Item]]:
        """Return a question of which one or several choices are the answer."""
        choices = self.choices("Choices", "ChoiceOrder")
        what = "multiple choice" if several else "single choice"
        if not choices or (several and len(choices) > MOST_SELECTED):
            return f"a {what} of {len(choices)} choices", ()
        self.note_choices(choices)
        return what, [self.item(self.scale_of(choices, several=several, ordered=ordered), choices=choices)]

    def scale_of(self, choices: Sequence[Choice], *, several: bool, ordered: bool) -> Scale:
        """Return the scale of choices; there are not too many."""
        if several:
            return multiple_scale(self.scale_code, choices, self.selected(), self.conventions, self.note)
        return single_scale(
            self.scale_code, choices, self.conventions, self.note, ordered=ordered or self.is_ordinal()
        )

    def matrix(self, *, several: bool) -> tuple[str, Sequence[Item]]:
        """Return a matrix."""
        answers = self.choices("Answers", "AnswerOrder")
        what = f"matrix, {'several answers' if several else 'one answer'} a row"
        if not answers or (several and len(answers) > MOST_SELECTED):
            return f"a matrix of {len(answers)} answers", ()
        self.note_choices(answers)
        return what, list(self.rows(self.scale_of(answers, several=several, ordered=True), answers))

    def rows(self, scale: Scale, answers: Sequence[Choice] = ()) -> Iterator[Item]:
        """Yield an item for each row."""
        where = f"{self.path}.ChoiceDataExportTags"
        tags = dict(entries(self.payload.get("ChoiceDataExportTags"), where, "export tags of rows"))
        for row in self.choices("Choices", "ChoiceOrder"):
            if row.has_text:
                self.note("texts that are written in beside a row")
            tag = tags.get(row.id)
            yield self.item(
                scale, row=row, row_tag=name(tag, where) if isinstance(tag, str) else "", choices=answers
            )

    def item(
        self, scale: Scale, *, choices: Sequence[Choice] = (), row: Choice | None = None, row_tag: str = ""
    ) -> Item:
        """Return an item of the question."""
        text = self.text
        logic = [self.whole, (f"{self.path}.DisplayLogic", self.payload.get("DisplayLogic"))]
        logic += [(row.path, row.logic)] if row else []
        own = self.tag if row is None else f"{self.tag}_{row.id}"
        if row is not None:
            between = " " if text[-1:] in {".", "?", "!", ":", ""} else ": "
            text = f"{text}{between}{row.label}".strip()
        if not text:
            self.note("a question without text, which is called by its export tag")
        parts = parts_of(self.raw.qid)
        return Item(
            import_id=joined((*parts, row.id) if row else parts),
            row=row.id if row else "",
            code=self.codes.give(own),
            names=(own, *self.row_names(row_tag)),
            prompt=text or self.tag,
            label=row.label if row else "",
            scale=scale,
            choices=tuple(choices),
            logic=tuple((path, one) for path, one in logic if one),
        )

    def row_names(self, row_tag: str) -> Iterator[str]:
        """Yield the names that exports make of the export tag of a row, alone or behind the question's."""
        column = self.said("AnswerDataExportTag")
        if row_tag and column:
            yield f"{row_tag}: {column}"
            yield f"{self.tag}_{row_tag}_{column}"
        if row_tag:
            yield f"{self.tag}_{row_tag}"
            yield row_tag
            yield row_tag.replace("-", "_")

    def settings(self) -> Mapping[str, Any]:
        """Return the settings of validation."""
        validation = mapping(self.payload.get("Validation"), f"{self.path}.Validation", "a mapping")
        return mapping(validation.get("Settings"), f"{self.path}.Validation.Settings", "a mapping")

    def selected(self) -> tuple[int, int | None]:
        """Return how many choices are to be made, at least and at most."""
        settings = self.settings()
        low, high = number(settings.get("MinChoices")), number(settings.get("MaxChoices"))
        return int(low) if low and low > 0 else 0, int(high) if high and high > 0 else None

    def text_entry(self, selector: str) -> tuple[str, Sequence[Item]]:
        """Return a number that is written in; other texts are none of an instrument's answers."""
        settings = self.settings()
        if selector not in _ONE_TEXT or settings.get("ContentType") != "ValidNumber":
            return "a text that is written in", ()
        said = mapping(
            settings.get("ValidNumber"), f"{self.path}.Validation.Settings.ValidNumber", "a mapping"
        )
        low, high = number(said.get("Min")), number(said.get("Max"))
        decimals = number(said.get("NumDecimals"))
        return "a number", [self.item(self.number_scale(low, high, decimals))]

    def number_scale(self, low: float | None, high: float | None, decimals: float | None = None) -> Number:
        """Return a scale of numbers; limits that contradict each other are none."""
        if low is not None and high is not None and low >= high:
            self.note("limits of a number that leave none")
            low = high = None
        places = int(decimals) if decimals is not None and 0 <= decimals <= 15 else None
        return Number(code=self.scale_code, minimum=low, maximum=high, decimals=places)

    def slider_scale(self) -> Number:
        """Return the scale of sliders, with the limits that are set."""
        said = mapping(self.payload.get("Configuration"), f"{self.path}.Configuration", "a mapping")
        return self.number_scale(number(said.get("CSSliderMin")), number(said.get("CSSliderMax")))

    def ranks(self) -> tuple[str, Sequence[Item]]:
        """Return a rank for each choice."""
        choices = self.choices("Choices", "ChoiceOrder")
        if len(choices) < _LEAST:
            return f"an order of {len(choices)} choices", ()
        scale = Count(code=self.scale_code, minimum=1, maximum=len(choices))
        return "ranks", list(self.rows(scale))

    def sum(self) -> tuple[str, Sequence[Item]]:
        """Return shares that have to sum to 100, or numbers."""
        choices = self.choices("Choices", "ChoiceOrder")
        total = number(self.settings().get("ChoiceTotal"))
        if total != 100 or len(choices) < _LEAST:
            if total is not None:
                self.note("a sum that numbers have to have")
            return "numbers", list(self.rows(self.number_scale(None, None)))
        self.note_choices(choices)
        parts = [Option(choice.code, choice.label, spellings=choice.spellings) for choice in choices]
        return "shares", [self.item(Composition(code=self.scale_code, parts=parts), choices=choices)]

    def note_rest(self) -> None:
        """Take down what else is said of the question."""
        settings = self.settings()
        if flag(settings.get("ForceResponse")):
            self.note("that an answer is forced")
        if name(settings.get("Type"), self.path) in {"CustomValidation", "Custom"}:
            self.note("validation by conditions")
        for key, value in self.payload.items():
            if value and key not in _DISPLAY:
                self.note(_WHAT.get(key, f"what {key[:40]!r} says"))
