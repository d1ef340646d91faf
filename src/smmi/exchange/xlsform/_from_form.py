"""A form becomes an instrument."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from smmi.errors import ArgumentError, DocumentError, Finding, Reason
from smmi.exchange.accounts._account import CarriedQuestion, DefinitionAccount, left_out
from smmi.exchange.accounts._conditions import Compared, condition_of, of_choice, of_number
from smmi.exchange.accounts._definitions import (
    all_of,
    check_arguments,
    check_ordinal,
    made_without_impossible,
    with_scales_apart,
    wrong,
)
from smmi.exchange.accounts._documents import as_document, gathered, unreadable
from smmi.exchange.accounts._texts import Codes, code_of
from smmi.exchange.xlsform._logic import parsed
from smmi.exchange.xlsform._scales import Scales
from smmi.exchange.xlsform._sheets import cell_of, rows_of, type_of
from smmi.instrument import (
    Answered,
    Area,
    Composition,
    Condition,
    Domain,
    Includes,
    Indicator,
    Instrument,
    MultipleChoice,
    Nonresponse,
    NotCondition,
    Scale,
)
from smmi.instrument.declaration import shown

MOST_ROWS: Final = 20_000
MOST_CHOICES: Final = 200_000


def from_xlsform(
    form: Mapping[str, Iterable[Mapping[str, object]]],
    /,
    *,
    code: str | None = None,
    edition: str | None = None,
    language: str | None = None,
    nonresponses: Mapping[str, Nonresponse] = {},
    ordinal: Collection[str] = (),
) -> tuple[Instrument, DefinitionAccount]:
    """Return the instrument that an XLSForm declares, and what became of each row.

    An outer group becomes a domain, the innermost group of a question its area, a question an indicator: one choice
    nominal, or ordinal where `ordinal` names it, several choices a multiple choice, integers and decimals numbers with
    the limits that their constraints say. Its code is its name; the code of an option that of the choice, with ``c_``
    before what does not begin with a letter, and what the form writes as a spelling. What stands in ``relevant``, of a
    question and of the groups around it, becomes a gate as far as a gate can say it, and never a narrower one.

    Args:
        form: The rows of the sheets "survey", "choices" and "settings", each a mapping by the names of columns.
        code: The code of the instrument; made of the form's id where None.
        edition: Its edition; the form's version where None.
        language: The language of labels, where columns are called ``label::Language (xx)``; the first where None.
        nonresponses: Names of choices that stand for a nonresponse in every question.
        ordinal: The names of questions of which the choices ascend.

    Returns:
        The instrument, and the account: which questions were carried over, and everything that was not.

    Raises:
        DocumentError: It is no form, or no question of it can be carried over.
        ArgumentError: An argument has a wrong value, no question has a name in `ordinal`, or nothing is labelled in the
            language.

    Example:
        >>> form = {
        ...     "survey": [{"type": "select_one yn", "name": "open", "label": "Is it open?"}],
        ...     "choices": [
        ...         {"list_name": "yn", "name": "1", "label": "Yes"},
        ...         {"list_name": "yn", "name": "0", "label": "No"},
        ...     ],
        ...     "settings": [{"form_title": "Visits", "form_id": "visits"}],
        ... }
        >>> instrument, account = from_xlsform(form)
        >>> print(account)
        'Visits': 1 question was carried over.
          open 'open': one choice, as open
        >>> [option.code for option in instrument["open"].scale.options]
        ['c_1', 'c_0']
    """
    check_arguments(code=code, edition=edition, nonresponses=nonresponses, ordinal=ordinal)
    if not isinstance(form, Mapping) or "survey" not in form:
        raise DocumentError((wrong("$", "this is no form: expected the sheet 'survey'"),))
    problems: list[Finding] = []
    survey = rows_of(form["survey"], "$.survey", MOST_ROWS, problems)
    choices = rows_of(form.get("choices", ()), "$.choices", MOST_CHOICES, problems)
    settings = rows_of(form.get("settings", ()), "$.settings", MOST_ROWS, problems)
    DocumentError.raise_any(problems)
    _check_language(language, (*survey, *choices))
    reader = _Reader(choices, language, dict(nonresponses), frozenset(ordinal))
    reader.read(survey)
    DocumentError.raise_any(reader.problems)
    check_ordinal(ordinal, reader.names, "names of questions of the form")
    if not reader.items:
        message = "no question can be carried over: expected choices or numbers"
        raise DocumentError(
            (Finding(reason=Reason.EMPTY, path="$.survey", message=message), *reader.left_out)
        )
    told = settings[0] if settings else {}
    reader.left_out += _unsaid(form, settings, choices)
    title = cell_of(told, "form_title") or cell_of(told, "form_id") or "Form"
    with as_document():
        instrument = reader.instrument(
            code or code_of(cell_of(told, "form_id") or title, before="form"),
            edition or cell_of(told, "version") or "1",
            title,
        )
    carried = [
        CarriedQuestion(source=one.name, name=one.name, codes=(one.code,), kind=one.kind)
        for one in reader.items
    ]
    return instrument, DefinitionAccount(title=title, questions=carried, left_out=reader.left_out)


@attrs.frozen(kw_only=True, eq=False)
class _Item:
    """A row, or several, that became an indicator.

    Attributes:
        name: Its name.
        path: Where it stands.
        code: The code of the indicator.
        kind: What it is, in words.
        text: What is asked.
        hint: More for a respondent.
        scale: Its scale.
        options: The code of the option for which each choice stands.
        relevant: When it is asked, of the groups around it too, as it stands.
        place: The groups around it.
        position: Which of the indicators it is.
    """

    name: str
    path: str
    code: str
    kind: str
    text: str
    hint: str
    scale: Scale
    options: Mapping[str, str]
    relevant: tuple[str, ...]
    place: tuple[str, ...]
    position: int


class _Reader:
    """The rows of a form while they are made indicators."""

    def __init__(
        self,
        choices: Sequence[Mapping[str, object]],
        language: str | None,
        nonresponses: dict[str, Nonresponse],
        ordinal: frozenset[str],
    ) -> None:
        self._language = language
        self._scales = Scales(choices, self._label, nonresponses, ordinal, self._leave)
        self._codes = Codes()
        self._labels: dict[tuple[str, ...], str] = {}
        self.items: list[_Item] = []
        self.by_name: dict[str, _Item] = {}
        self.left_out: list[Finding] = []
        self.problems: list[Finding] = []
        self.names: set[str] = set()

    def _leave(self, path: str, message: str, name: str) -> None:
        self.left_out.append(left_out(path, message, name))

    def _label(self, row: Mapping[str, object], column: str = "label") -> str:
        return cell_of(row, self._column(row, column))

    def _column(self, row: Mapping[str, object], column: str) -> str:
        """Return the column of a row that has its text in the language."""
        if self._language is not None:
            return f"{column}::{self._language}"
        translated = (name for name in row if name.startswith(f"{column}::") and cell_of(row, name))
        return column if cell_of(row, column) else next(translated, column)

    def read(self, survey: Sequence[Mapping[str, object]]) -> None:
        """Read all rows."""
        self._codes = Codes(kept=(cell_of(row, "name") for row in survey))
        place: list[str] = []
        relevant: list[str] = []
        skipped = 0
        for position, row in enumerate(survey):
            path = f"$.survey[{position}]"
            kind, rest = type_of(row)
            name = cell_of(row, "name")
            if kind == "begin_repeat" or (skipped and kind == "begin_group"):
                if not skipped:
                    self._leave(path, "what is asked several times, with its questions", name)
                skipped += 1
            elif skipped:
                skipped -= kind in {"end_group", "end_repeat"}
            elif kind == "begin_group":
                place.append(name)
                relevant.append(cell_of(row, "relevant"))
                self._labels[tuple(place)] = self._label(row) or name
                self.problems += _wrong_group(name, self._label(row), path)
            elif kind == "end_group":
                if not place:
                    self.problems.append(wrong(path, "a group ends that did not begin"))
                    return
                place.pop()
                relevant.pop()
            else:
                self._take(row, path, kind, rest, name, tuple(place), tuple(filter(None, relevant)))
        if place:
            self.problems.append(wrong("$.survey", f"the group {place[-1][:40]!r} does not end"))

    def _take(
        self,
        row: Mapping[str, object],
        path: str,
        kind: str,
        rest: str,
        name: str,
        place: tuple[str, ...],
        around: tuple[str, ...],
    ) -> None:
        if not kind:
            if name or self._label(row):
                self._leave(path, "a row without a type", name)
            return
        if not re.fullmatch(r"[^\W\d][\w.-]*", name):
            self.problems.append(wrong(path, f"got the name {name[:40]!r}, expected one that XML takes"))
            return
        if name in self.names:
            self.problems.append(wrong(path, f"the name {name[:40]!r} stands twice"))
            return
        self.names.add(name)
        self.problems += unreadable(name, path, "name")
        for column in ("label", "hint"):
            self.problems += unreadable(self._label(row, column), path, column)
        found = None
        with gathered(self.problems, path):
            found = self._scales.scale(row, path, kind, rest, name)
        if found is None:
            return
        scale, options, words = found
        item = _Item(
            name=name,
            path=path,
            code=self._codes.give(name),
            kind=words,
            text=self._label(row) or name,
            hint=self._label(row, "hint"),
            scale=scale,
            options=options,
            relevant=(*around, *([own] if (own := cell_of(row, "relevant")) else [])),
            place=place,
            position=len(self.items),
        )
        self.items.append(item)
        self.by_name[name] = item
        label, hint = self._column(row, "label"), self._column(row, "hint")
        for column in row:
            read = {"type", "name", "relevant", "constraint", "parameters", label, hint}
            if column not in read and cell_of(row, column):
                self._leave(path, f"the column {column[:60]}", name)

    def instrument(self, code: str, edition: str, title: str) -> Instrument:
        """Return the instrument, without gates that cannot be."""
        self.items = with_scales_apart(self.items)
        return made_without_impossible(
            self.items,
            {item.code: self._gate(item) for item in self.items},
            nothing=None,
            make=lambda gates: self._made(code, edition, title, gates),
            leave=lambda item: self._leave(item.path, "a condition that can never hold", item.name),
        )

    def _made(self, code: str, edition: str, title: str, gates: Mapping[str, Condition | None]) -> Instrument:
        codes = Codes()
        for item in self.items:
            codes.give(item.code)
        domains: dict[str, dict[tuple[str, ...], list[_Item]]] = {}
        for item in self.items:
            first = item.place[0] if item.place else ""
            domains.setdefault(first, {}).setdefault(item.place, []).append(item)
        made = []
        for first, areas in domains.items():
            inside = []
            for place, several in areas.items():
                last = place[-1] if place else ""
                own = last if len(place) > 1 else f"{last or 'all'}_questions"
                indicators = [_indicator(item, gates[item.code]) for item in several]
                label = self._labels.get(place, "Questions")
                inside.append(Area(code=codes.give(own, before="group"), label=label, indicators=indicators))
            label = self._labels.get((first,), title)
            made.append(
                Domain(code=codes.give(first or "questions", before="group"), label=label, areas=inside)
            )
        return Instrument(code=code, edition=edition, title=title, domains=made)

    def _gate(self, item: _Item) -> Condition | None:
        """Return the gate of an item: its own condition, and those of the groups around it."""
        missed: list[str] = []

        def known(one: Compared) -> Condition | None:
            found = self._compared(one, item)
            if found is None:
                missed.append(one.field)
            return found

        text = " and ".join(f"({one})" for one in item.relevant)
        logic = [parsed(one) for one in item.relevant]
        made = [condition_of(one, known) for one in logic]
        if None in made or missed:
            self._leave(
                item.path, f"a condition, or a part of one, that a gate cannot say: {text[:200]}", item.name
            )
        return all_of([one for one in made if one is not None])

    def _compared(self, one: Compared, asking: _Item) -> Condition | None:
        item = self.by_name.get(one.field)
        if item is None or item.position >= asking.position:
            return None
        scale = item.scale
        if isinstance(scale, MultipleChoice):
            if one.choice is None:
                said = one.value == "" and one.relation in {"=", "<>"}
                there: Condition = Answered(item.code)
                return (there if one.relation == "<>" else NotCondition(there)) if said else None
            option = item.options.get(one.choice)
            if option not in {answer.code for answer in scale.answers}:
                return None
            includes = Includes(item.code, option)
            return includes if one.relation == "=" else NotCondition(includes)
        if isinstance(scale, Composition):
            return None
        if one.choice is not None:  # selected() asks one choice, too
            one = Compared(one.field, None, one.relation, one.choice)
        if scale.answers:
            there_ = {answer.code for answer in scale.answers}
            values = {choice: option for choice, option in item.options.items() if option in there_}
            return of_choice(item.code, one, values, item.options)
        return of_number(item.code, one)


def _check_language(language: str | None, rows: Iterable[Mapping[str, object]]) -> None:
    """Refuse a language in which nothing is labelled.

    Raises:
        ArgumentError: It is one.
    """
    if language is None:
        return
    columns = dict.fromkeys(column for row in rows for column in row if column.startswith("label::"))
    known = [column.removeprefix("label::") for column in columns]
    if language not in known:
        listed = ", ".join(map(repr, known[:4])) or "None, as no column is called so"
        raise ArgumentError("language", shown(language), f"a language of a column 'label::…': {listed}")


def _wrong_group(name: str, label: str, path: str) -> Iterator[Finding]:
    if not name:
        yield wrong(path, "got a group without a name, expected one")
    yield from unreadable(label, path, "label")


def _unsaid(
    form: Mapping[str, object],
    settings: Sequence[Mapping[str, object]],
    choices: Sequence[Mapping[str, object]],
) -> Iterator[Finding]:
    """Yield what a form says that no instrument does: of itself, of its choices, and in other sheets."""
    for sheet in form:
        if sheet not in {"survey", "choices", "settings"}:
            yield left_out(f"$.{sheet}", "a sheet that is not looked at")
    for position, row in enumerate(settings):
        for column in row:
            said = position == 0 and column in {"form_title", "form_id", "version"}
            if not said and cell_of(row, column):
                yield left_out(f"$.settings[{position}].{column}", "what the form says of itself")
    columns = dict.fromkeys(column for row in choices for column in row if cell_of(row, column))
    for column in columns:
        if column.partition("::")[0] not in {"list_name", "list name", "name", "label"}:
            yield left_out(f"$.choices.{column}", "a column of choices that is no label")


def _indicator(item: _Item, gate: Condition | None) -> Indicator:
    return Indicator(
        code=item.code,
        prompt=item.text,
        help=item.hint,
        scale=item.scale,
        gate=gate,
        source_names=() if item.code == item.name else (item.name,),
    )
