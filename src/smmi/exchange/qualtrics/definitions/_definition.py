"""A definition of a survey becomes an instrument."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from smmi.errors import ArgumentError, DeclarationError, DocumentError, Finding, Reason
from smmi.exchange.accounts._account import CarriedQuestion, DefinitionAccount, left_out
from smmi.exchange.accounts._texts import code_of
from smmi.exchange.qualtrics.definitions._choices import Conventions
from smmi.exchange.qualtrics.definitions._elements import BlockElement, elements_of
from smmi.exchange.qualtrics.definitions._flow import Shown, flow_of
from smmi.exchange.qualtrics.definitions._logic import Asked
from smmi.exchange.qualtrics.definitions._questions import Given, Item, Question, questions_of
from smmi.exchange.qualtrics.definitions._routing import Gates, Placed
from smmi.instrument import Area, Domain, Indicator, Instrument, Nonresponse
from smmi.instrument.declaration import a, is_code, is_text, or_none, shown as shown_value

MOST_INDICATORS: Final = 20_000
_MOST_TRIES: Final = 4
"""How often gates that cannot be are left out one after the other; then all are."""


def from_qualtrics(
    definition: Mapping[str, Any],
    /,
    *,
    code: str | None = None,
    edition: str = "1",
    negative: Nonresponse | None = Nonresponse.NOT_APPLICABLE,
    ordinal: Collection[str] = (),
) -> tuple[Instrument, DefinitionAccount]:
    """Return the instrument that the definition of a survey in Qualtrics declares, and what became of each part of it.

    Blocks become areas, in the order of the flow; the trash is left out. A question becomes an indicator, a matrix one
    for each row. An indicator's code is made of the export tag: in lower case, all but letters and digits an
    underscore, ``q_`` before what does not begin with a letter, and a number behind what is taken. Its source names are
    the tool's id of the column and the names that exports have for it. An option's code is ``c`` and the id of the
    choice, its value the recode value. Display logic, skip logic and branches become gates as far as a gate can say
    them, and are never said more narrowly: no answer is lost behind one. Texts lose their markup.

    Matrices and NPS are ordinal scales, ascending by the recode values; other single choices are nominal, for nothing
    in a definition says that their choices ascend: name them in `ordinal`.

    Args:
        definition: What the file `.qsf` holds, as `json.loads` returns it.
        code: The code of the instrument; made of the survey's name where None.
        edition: The edition of the instrument.
        negative: What choices with a negative recode value stand for, as is the tool's users' custom; None if they are
            answers. Values that lie symmetrically around 0 are answers anyway.
        ordinal: Export tags, or ids, of single choices of which the choices ascend by their recode values.

    Returns:
        The instrument, and the account: which questions were carried over, and everything that was not.

    Raises:
        DocumentError: It is no definition of a survey, or no question of it can be carried over.
        ArgumentError: No question has a name in `ordinal`.

    Example:
        >>> definition = {
        ...     "SurveyEntry": {"SurveyName": "Visits"},
        ...     "SurveyElements": [
        ...         {
        ...             "Element": "BL",
        ...             "Payload": [
        ...                 {
        ...                     "ID": "BL_1",
        ...                     "Description": "Clinic",
        ...                     "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}],
        ...                 }
        ...             ],
        ...         },
        ...         {
        ...             "Element": "SQ",
        ...             "Payload": {
        ...                 "QuestionID": "QID1",
        ...                 "DataExportTag": "Q1",
        ...                 "QuestionText": "<b>Open</b> on Sundays?",
        ...                 "QuestionType": "MC",
        ...                 "Selector": "SAVR",
        ...                 "Choices": {"4": {"Display": "Yes"}, "7": {"Display": "No"}},
        ...             },
        ...         },
        ...     ],
        ... }
        >>> instrument, account = from_qualtrics(definition)
        >>> (
        ...     instrument["q1"].prompt,
        ...     [(option.code, option.value) for option in instrument["q1"].scale.options],
        ... )
        ('Open on Sundays?', [('c4', 4.0), ('c7', 7.0)])
        >>> print(account)
        'Visits': 1 question was carried over.
          QID1 'Q1': single choice, as q1
    """
    _check_arguments(code, edition, negative, ordinal)
    elements = elements_of(definition)
    flow = flow_of(elements)
    rest = [*elements.left_out, *flow.left_out]
    conventions = Conventions(negative=negative, ordinal=frozenset(ordinal))
    survey = _Survey(conventions)
    problems: list[Finding] = []
    for shown in flow.shown:
        if shown.block.looped:
            message = "a block that is looped, with its questions"
            rest.append(left_out(shown.block.path, message, shown.block.description))
            continue
        for element in shown.block.elements:
            raw = elements.questions.get(element.qid)
            if raw is None:
                message = "a question that the definition does not hold"
                rest.append(left_out(shown.block.path, message, element.qid))
            elif element.qid not in survey.placed:
                try:
                    survey.place(element, shown, list(questions_of(raw, conventions, survey.given)))
                except DocumentError as error:
                    problems += error.findings
        if shown.block.is_shuffled:
            rest.append(left_out(shown.block.path, "a random order of questions", shown.block.description))
        survey.count(shown.block.path)
    DocumentError.raise_any(problems)
    survey.check_ordinal()
    gates = Gates(list(survey.placed.values()), flow)
    gated = survey.gated(gates)
    rest += [finding for question in survey.questions for finding in question.left_out]
    rest += gates.rest
    title = elements.title or "Survey"
    if not gated:
        message = "no question of the survey can be carried over"
        raise DocumentError((Finding(reason=Reason.EMPTY, path="$.SurveyElements", message=message), *rest))
    instrument, dropped = _instrument(
        survey, gated, title=title, code=code or code_of(title, before="survey"), edition=edition
    )
    carried = [
        CarriedQuestion(
            source=one.qid, name=one.tag, codes=tuple(item.code for item in one.items), kind=one.kind
        )
        for one in survey.questions
        if one.items
    ]
    account = DefinitionAccount(title=title, questions=carried, left_out=(*rest, *dropped))
    return instrument, account


def _check_arguments(
    code: str | None, edition: str, negative: Nonresponse | None, ordinal: Collection[str]
) -> None:
    for argument, value, expected in (
        ("code", code, None if code is None else is_code(code)),
        ("edition", edition, is_text(edition)),
        ("negative", negative, or_none(a(Nonresponse))(negative)),
        ("ordinal", ordinal, "a collection of names" if isinstance(ordinal, str) else None),
    ):
        if expected is not None:
            raise ArgumentError(argument, shown_value(value), expected)


class _Survey:
    """The questions of a survey in the order of its flow."""

    def __init__(self, conventions: Conventions) -> None:
        self.conventions = conventions
        self.given = Given()
        self.placed: dict[str, Placed] = {}
        self.questions: list[Question] = []
        self.understood: dict[str, list[Question]] = {}

    def place(self, element: BlockElement, shown: Shown, several: Sequence[Question]) -> None:
        """Place a question, or the columns of a side-by-side question."""
        self.questions += several
        self.understood[element.qid] = list(several)
        items = tuple(item for one in several for item in one.items)
        self.placed[element.qid] = Placed(qid=element.qid, items=items, shown=shown, skips=element.skips)

    def count(self, path: str) -> None:
        """Refuse more indicators than anybody asks for."""
        number = sum(len(one.items) for one in self.placed.values())
        if number > MOST_INDICATORS:
            message = f"got more than {MOST_INDICATORS:,} questions and rows of matrices"
            raise DocumentError((Finding(reason=Reason.BAD_VALUE, path=path, message=message),))

    def check_ordinal(self) -> None:
        """Refuse names of no question."""
        known = {name for one in self.questions for name in (one.qid, one.tag)}
        unknown = sorted(self.conventions.ordinal - known)
        if unknown:
            raise ArgumentError("ordinal", repr(unknown[0]), "export tags or ids of questions of the survey")

    def gated(self, gates: Gates) -> dict[str, tuple[Shown, Indicator]]:
        """Return the indicators with their gates, each with the block in which it is shown, by their codes."""
        found: dict[str, tuple[Shown, Indicator]] = {}
        items = [item for one in self.placed.values() for item in one.items]
        names = Counter(name for item in items for name in {item.import_id, *item.names})
        codes = {item.code for item in items}
        spoken = _Spoken()
        for at, placed in enumerate(self.placed.values()):
            reach = spoken.reach(placed.shown)
            for question in self.understood[placed.qid]:
                own = {
                    item.row: self._indicator(at, item, gates, reach, names, codes) for item in question.items
                }
                found |= {indicator.code: (placed.shown, indicator) for indicator in own.values()}
                if own:
                    choices = {choice.id: choice for choice in question.items[0].choices}
                    spoken.add(question.qid, Asked(indicators=own, choices=choices), placed.shown)
        return found

    def _indicator(
        self,
        at: int,
        item: Item,
        gates: Gates,
        reach: Mapping[str, Asked],
        names: Mapping[str, int],
        codes: Collection[str],
    ) -> Indicator:
        kept = [name for name in item.names if names[name] == 1 and (name == item.code or name not in codes)]
        return Indicator(
            code=item.code,
            prompt=item.prompt,
            label=item.label,
            scale=item.scale,
            gate=gates.of(at, item, reach),
            source_names=tuple(dict.fromkeys((item.import_id, *kept))),
        )


class _Spoken:
    """The questions of which logic may speak: those that were shown before for certain."""

    def __init__(self) -> None:
        self._all: dict[str, Asked] = {}
        self._fixed: dict[str, Asked] = {}
        self._own: dict[str, Asked] = {}
        self._block = ""

    def reach(self, shown: Shown) -> Mapping[str, Asked]:
        """Return the questions before one of a block; in a random order none is before another."""
        block = shown.block
        if not shown.is_random and not block.is_shuffled:
            return self._all
        if block.id != self._block:
            self._own, self._block = dict(self._fixed if shown.is_random else self._all), block.id
        return self._own

    def add(self, qid: str, asked: Asked, shown: Shown) -> None:
        """Add a question."""
        self._all[qid] = asked
        if not shown.is_random:
            self._fixed[qid] = asked
        if shown.block.id == self._block and not shown.block.is_shuffled:
            self._own[qid] = asked


def _instrument(
    survey: _Survey,
    gated: Mapping[str, tuple[Shown, Indicator]],
    *,
    title: str,
    code: str,
    edition: str,
) -> tuple[Instrument, list[Finding]]:
    """Return the instrument, without gates that cannot be, and these."""
    blocks: dict[str, tuple[str, str]] = {}
    for shown, _ in gated.values():
        label = shown.block.description or shown.block.id
        if shown.block.id not in blocks:
            blocks[shown.block.id] = survey.given.indicators.give(label, before="block"), label
    whole = survey.given.indicators.give("survey")
    dropped: list[Finding] = []
    shut: set[str] = set()
    for attempt in range(_MOST_TRIES + 1):
        if attempt == _MOST_TRIES:
            shut = set(gated)
        indicators = {
            one: attrs.evolve(indicator, gate=None) if one in shut else indicator
            for one, (_, indicator) in gated.items()
        }
        areas = [
            Area(
                code=area,
                label=label,
                indicators=[indicators[one] for one, (shown, _) in gated.items() if shown.block.id == block],
            )
            for block, (area, label) in blocks.items()
        ]
        try:
            made = Instrument(
                code=code,
                edition=edition,
                title=title,
                domains=[Domain(code=whole, label=title, areas=areas)],
            )
        except DeclarationError as error:
            new = {one.code for one in error.findings if one.code in gated and one.path.endswith(".gate")}
            if (
                not new - shut
            ):  # pragma: no cover  (a definition that nobody has thought of is refused all the same)
                raise DocumentError(error.findings) from None
            dropped += _not_gates(error.findings, new - shut)
            shut |= {one for one in new if one is not None}
        else:
            return made, dropped
    raise AssertionError("without any gate none can be at fault")  # pragma: no cover


def _not_gates(findings: Iterable[Finding], codes: Collection[str | None]) -> Iterable[Finding]:
    message = "logic that makes no gate: it can never hold"
    return [left_out(one.path, message, one.code) for one in findings if one.code in codes]
