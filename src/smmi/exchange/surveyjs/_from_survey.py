"""A survey of SurveyJS becomes an instrument."""

from collections.abc import Collection, Mapping
from typing import Any, Final

import attrs

from smmi.errors import DocumentError, Finding, Reason
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
from smmi.exchange.accounts._texts import Codes, code_of
from smmi.exchange.surveyjs._logic import parsed
from smmi.exchange.surveyjs._scales import Scales, text_in, value_of
from smmi.instrument import (
    AllConditions,
    Answered,
    Area,
    Characteristic,
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
from smmi.instrument.routing import leaves

DEEPEST: Final = 40
MOST_QUESTIONS: Final = 20_000
CHARACTERISTICS: Final = "page-characteristics"
_GROUPS: Final = frozenset({"panel", "flowpanel"})
_SILENT: Final[Mapping[str, str]] = {
    "comment": "a text that is written in",
    "text": "a text that is written in",
    "html": "a text that asks nothing",
    "image": "a picture that asks nothing",
    "expression": "a calculation: scores are worked out from the answers",
    "file": "a file",
    "signaturepad": "a signature",
    "ranking": "an order of choices",
    "paneldynamic": "what is asked several times, with its questions",
    "matrixdynamic": "what is asked several times, with its questions",
    "matrixdropdown": "a matrix whose columns ask different things",
    "multipletext": "several texts that are written in",
}


def from_surveyjs(
    survey: Mapping[str, Any],
    /,
    *,
    code: str | None = None,
    edition: str = "1",
    locale: str | None = None,
    nonresponses: Mapping[str, Nonresponse] = {},
    ordinal: Collection[str] = (),
) -> tuple[Instrument, DefinitionAccount]:
    """Return the instrument that a survey of SurveyJS declares, and what became of each question.

    A page becomes a domain, a panel of it an area, a question an indicator by its name, a matrix one for each row.
    Ratings and matrices are ordinal, and so are single choices that `ordinal` names; others are nominal. The code of an
    option is its value, with ``c_`` before what does not begin with a letter. `visibleIf`, of a question and of the
    panels and pages around it, becomes a gate as far as a gate can say it, and never a narrower one. Calculated values
    are left out: scores are worked out from the answers.

    Args:
        survey: The definition, as it is parsed from JSON.
        code: The code of the instrument; made of the title where None.
        edition: Its edition.
        locale: The language of texts that stand in several.
        nonresponses: Values of choices that stand for a nonresponse in every question.
        ordinal: The names of questions of which the choices ascend.

    Returns:
        The instrument, and the account: which questions were carried over, and everything that was not.

    Raises:
        DocumentError: It is no survey, or no question of it can be carried over.
        ArgumentError: An argument has a wrong value, or no question has a name in `ordinal`.

    Example:
        >>> survey = {
        ...     "title": "Visits",
        ...     "elements": [{"type": "boolean", "name": "open", "title": "Is it open?"}],
        ... }
        >>> instrument, account = from_surveyjs(survey)
        >>> print(account)
        'Visits': 1 question was carried over.
          open 'open': yes or no, as open
    """
    check_arguments(code=code, edition=edition, nonresponses=nonresponses, ordinal=ordinal)
    if not isinstance(survey, Mapping) or not ({"pages", "elements", "questions"} & survey.keys()):
        raise DocumentError((wrong("$", "this is no survey: expected 'pages' or 'elements'"),))
    reader = _Reader(locale, dict(nonresponses), frozenset(ordinal))
    if "pages" in survey:
        reader.pages(survey["pages"])
    else:
        reader.elements(survey.get("elements", survey.get("questions")), "$.elements", ("",), ())
    DocumentError.raise_any(reader.problems)
    check_ordinal(ordinal, reader.names, "names of questions of the survey")
    if not reader.items:
        message = "no question can be carried over: expected choices, ratings or numbers"
        raise DocumentError((Finding(reason=Reason.EMPTY, path="$", message=message), *reader.left_out))
    for key, what in (
        ("triggers", "triggers"),
        ("calculatedValues", "calculated values: scores are worked out"),
    ):
        if survey.get(key):
            reader.leave(f"$.{key}", what, key)
    title = text_in(survey.get("title"), locale) or "Survey"
    instrument = reader.instrument(code or code_of(title, before="survey"), edition, title)
    carried = [
        CarriedQuestion(source=one.name, name=one.code, codes=(one.code,), kind=one.kind)
        for one in reader.items
    ]
    return instrument, DefinitionAccount(title=title, questions=carried, left_out=reader.left_out)


@attrs.frozen(kw_only=True, eq=False)
class _Item:
    """A question, or a row of one, that became an indicator.

    Attributes:
        name: The name under which results hold its answer; of a row of a matrix with that of the row behind a point.
        path: Where it stands.
        code: The code of the indicator.
        kind: What it is, in words.
        text: What is asked.
        help: More for a respondent.
        scale: Its scale.
        options: The code of the option for which each value stands.
        visible: When it is shown, of what is around it too, as it stands.
        place: The page and the panels around it.
        position: Which of the indicators it is.
    """

    name: str
    path: str
    code: str
    kind: str
    text: str
    help: str
    scale: Scale
    options: Mapping[str, str]
    visible: tuple[str, ...]
    place: tuple[str, ...]
    position: int


class _Reader:
    """The questions of a survey while they are made indicators."""

    def __init__(
        self, locale: str | None, nonresponses: dict[str, Nonresponse], ordinal: frozenset[str]
    ) -> None:
        self._locale = locale
        self._codes = Codes()
        self._labels: dict[str, str] = {}
        self.items: list[_Item] = []
        self.by_name: dict[str, _Item] = {}
        self._stored: dict[str, _Item] = {}
        self.characteristics: list[Characteristic] = []
        self.left_out: list[Finding] = []
        self.problems: list[Finding] = []
        self.names: set[str] = set()
        self._scales = Scales(locale, nonresponses, ordinal, self.leave)

    def leave(self, path: str, message: str, name: str) -> None:
        """Note what is left out."""
        self.left_out.append(left_out(path, message, name))

    def pages(self, pages: object) -> None:
        """Read all pages."""
        if not isinstance(pages, list):
            self.problems.append(wrong("$.pages", "expected a list of pages"))
            return
        for position, page in enumerate(pages):
            path = f"$.pages[{position}]"
            if not isinstance(page, Mapping):
                self.problems.append(wrong(path, "expected a page"))
                continue
            name = page.get("name") if isinstance(page.get("name"), str) else f"page{position + 1}"
            self._labels[str(name)] = text_in(page.get("title"), self._locale) or str(name)
            self.elements(page.get("elements", []), f"{path}.elements", (str(name),), _shown(page, ()))

    def elements(self, elements: object, path: str, place: tuple[str, ...], visible: tuple[str, ...]) -> None:
        """Read the questions and panels of a page or panel."""
        if not isinstance(elements, list) or len(place) > DEEPEST:
            self.problems.append(wrong(path, f"expected a list of elements, nested {DEEPEST} deep at most"))
            return
        for position, element in enumerate(elements):
            here = f"{path}[{position}]"
            name = element.get("name") if isinstance(element, Mapping) else None
            kind = element.get("type") if isinstance(element, Mapping) else None
            if not isinstance(kind, str) or not isinstance(name, str) or not name.strip():
                self.problems.append(wrong(here, "expected an element with a type and a name"))
                continue
            own = _shown(element, visible)
            if kind in _GROUPS:
                self._labels[name] = text_in(element.get("title"), self._locale) or name
                self.elements(element.get("elements", []), f"{here}.elements", (*place, name), own)
            elif name in self.names:
                self.problems.append(wrong(here, f"the name {name[:40]!r} stands twice"))
            elif len(self.items) >= MOST_QUESTIONS:
                self.problems.append(wrong(here, f"got more than {MOST_QUESTIONS:,} questions"))
                return
            else:
                self.names.add(name)
                self._take(element, kind, name, here, place, own)

    def _take(
        self,
        element: Mapping[str, Any],
        kind: str,
        name: str,
        path: str,
        place: tuple[str, ...],
        visible: tuple[str, ...],
    ) -> None:
        if name.endswith("-nonresponse") and name.removesuffix("-nonresponse") in self.names:
            return self.leave(path, "why there is no number: exports of it are read", name)
        if place[0] == CHARACTERISTICS and kind == "dropdown":
            options, _ = self._scales.options(element.get("choices"), name, path)
            label = text_in(element.get("title"), self._locale) or name
            plain = [attrs.evolve(option, nonresponse=None) for option in options]
            self.characteristics.append(Characteristic(self._codes.give(name), label, plain))
            return None
        if kind == "matrix":
            return self._matrix(element, name, path, place, visible)
        found = self._scales.scale(element, kind, name, path)
        if found is None:
            silent = {one.name for one in self.items}
            told = any(one.path == path for one in self.left_out) or name in silent
            return None if told else self.leave(path, _SILENT.get(kind, f"the type {kind[:40]!r}"), name)
        text = text_in(element.get("title"), self._locale) or name
        return self._add(element, name, path, text, found, place, visible)

    def _add(
        self,
        element: Mapping[str, Any],
        name: str,
        path: str,
        text: str,
        found: tuple[Scale, Mapping[str, str], str],
        place: tuple[str, ...],
        visible: tuple[str, ...],
    ) -> None:
        scale, options, kind = found
        stored = element.get("valueName")
        own = name
        if isinstance(stored, str) and stored.strip():
            own = stored + name.removeprefix(str(element.get("name")))
        if own in self._stored:
            self.leave(path, f"a question whose answers are those of another one, {own[:40]!r}", name)
            self.by_name.setdefault(name, self._stored[own])
            return
        item = _Item(
            name=own,
            path=path,
            code=self._codes.give(own),
            kind=kind,
            text=text,
            help=text_in(element.get("description"), self._locale),
            scale=scale,
            options=options,
            visible=visible,
            place=place,
            position=len(self.items),
        )
        self.items.append(item)
        self.by_name[own] = self._stored[own] = item
        self.by_name.setdefault(name, item)

    def _matrix(
        self,
        element: Mapping[str, Any],
        name: str,
        path: str,
        place: tuple[str, ...],
        visible: tuple[str, ...],
    ) -> None:
        """Take each row of a matrix for a question."""
        options, by_value = self._scales.options(element.get("columns"), name, path)
        scale = self._scales.of_one(options, name, path, ascends=True)
        rows = element.get("rows")
        if scale is None or not isinstance(rows, list) or element.get("cellType") == "checkbox":
            self.leave(path, "a matrix without rows of one choice each", name)
            return
        title = text_in(element.get("title"), self._locale) or name
        for row in rows:
            value = value_of(row.get("value") if isinstance(row, Mapping) else row)
            if value is None or f"{name}.{value}" in self.by_name:
                self.leave(path, "a row without a value of its own", name)
                continue
            label = text_in(row.get("text"), self._locale) if isinstance(row, Mapping) else ""
            own = (
                (*visible, row["visibleIf"])
                if isinstance(row, Mapping) and isinstance(row.get("visibleIf"), str)
                else visible
            )
            found = (scale, by_value, "a row of a matrix")
            self._add(element, f"{name}.{value}", path, f"{title}: {label or value}", found, place, own)

    def instrument(self, code: str, edition: str, title: str) -> Instrument:
        """Return the instrument, without gates that cannot be."""
        self.items = with_scales_apart(self.items)
        return made_without_impossible(
            self.items,
            {item.code: self._route(item) for item in self.items},
            nothing=(None, None),
            make=lambda routes: self._made(code, edition, title, routes),
            leave=lambda item: self.leave(item.path, "a condition that can never hold", item.name),
        )

    def _made(
        self,
        code: str,
        edition: str,
        title: str,
        routes: Mapping[str, tuple[Condition | None, Condition | None]],
    ) -> Instrument:
        codes = Codes()
        for one in (*(item.code for item in self.items), *(one.code for one in self.characteristics)):
            codes.give(one)
        domains: dict[str, dict[tuple[str, ...], list[_Item]]] = {}
        for item in self.items:
            domains.setdefault(item.place[0], {}).setdefault(item.place, []).append(item)
        made = []
        for first, areas in domains.items():
            inside = []
            for place, several in areas.items():
                last = place[-1]
                own = last.removeprefix("panel-") if len(place) > 1 else f"{last or 'all'}_questions"
                indicators = [_indicator(item, *routes[item.code]) for item in several]
                label = self._labels.get(last, "Questions")
                inside.append(Area(code=codes.give(own, before="group"), label=label, indicators=indicators))
            name = first.removeprefix("page-") or "questions"
            label = self._labels.get(first, title)
            made.append(Domain(code=codes.give(name, before="page"), label=label, areas=inside))
        return Instrument(
            code=code, edition=edition, title=title, domains=made, characteristics=self.characteristics
        )

    def _route(self, item: _Item) -> tuple[Condition | None, Condition | None]:
        """Return the gate of an item, and to whom it applies."""
        missed: list[str] = []

        def known(one: Compared) -> Condition | None:
            found = self._compared(one, item)
            if found is None:
                missed.append(one.field)
            return found

        made = [condition_of(parsed(one), known) for one in item.visible]
        if None in made or missed:
            text = " and ".join(f"({one})" for one in item.visible)
            message = f"a condition, or a part of one, that a gate cannot say: {text[:200]}"
            self.leave(item.path, message, item.name)
        names = {one.code for one in self.characteristics}
        parts: list[Condition] = []
        for one in made:
            parts += [] if one is None else one.conditions if isinstance(one, AllConditions) else [one]
        applies = [one for one in parts if {leaf.code for leaf in leaves(one)} <= names]
        gates = [one for one in parts if not {leaf.code for leaf in leaves(one)} & names]
        if len(applies) + len(gates) < len(parts):
            self.leave(item.path, "a condition on questions and characteristics at once", item.name)
        return all_of(gates), all_of(applies)

    def _compared(self, one: Compared, asking: _Item) -> Condition | None:
        characteristic = next((own for own in self.characteristics if own.code == one.field), None)
        if characteristic is not None:
            return of_choice(
                one.field, one, {option.code: option.code for option in characteristic.options}, {}
            )
        item = self.by_name.get(one.field)
        if item is None or item.position >= asking.position:
            return None
        scale = item.scale
        there = {answer.code for answer in scale.answers}
        empty = one.choice is None and one.value == "" and one.relation in {"=", "<>"}
        if empty:
            return Answered(item.code) if one.relation == "<>" else NotCondition(Answered(item.code))
        if isinstance(scale, MultipleChoice):
            option = item.options.get(one.choice or "")
            if option not in there:
                return None
            includes = Includes(item.code, option)
            return includes if one.relation == "=" else NotCondition(includes)
        if isinstance(scale, Composition):
            return None
        if one.choice is not None:
            one = Compared(one.field, None, one.relation, one.choice)
        if scale.answers:
            values = {value: option for value, option in item.options.items() if option in there}
            return of_choice(item.code, one, values, item.options)
        return of_number(item.code, one)


def _shown(element: object, around: tuple[str, ...]) -> tuple[str, ...]:
    """Return when an element is shown, with what is around it."""
    own = element.get("visibleIf") if isinstance(element, Mapping) else None
    return (*around, own) if isinstance(own, str) else around


def _indicator(item: _Item, gate: Condition | None, applies: Condition | None) -> Indicator:
    return Indicator(
        code=item.code,
        prompt=item.text,
        help=item.help,
        scale=item.scale,
        gate=gate,
        applies=applies,
        source_names=() if item.code == item.name else (item.name,),
    )
