"""A data dictionary becomes an instrument."""

from collections.abc import Collection, Iterable, Iterator, Mapping
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
)
from smmi.exchange.accounts._documents import as_document, gathered
from smmi.exchange.accounts._texts import Codes, code_of
from smmi.exchange.redcap._dictionary import Field, fields_of
from smmi.exchange.redcap._logic import parsed
from smmi.exchange.redcap._scales import CHOICES_OF_ONE, Scales, text_of
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
from smmi.instrument.declaration import is_code, is_text, shown
from smmi.instrument.routing import leaves

_SILENT: Final[Mapping[str, str]] = {
    "calc": "a calculated field: scores are worked out from the answers",
    "descriptive": "a text that asks nothing",
    "file": "a file or a signature",
    "notes": "a text that is written in",
    "sql": "choices that a query makes",
    "text": "a text that is written in",
}


def from_redcap(
    rows: Iterable[Mapping[str, object]],
    /,
    *,
    code: str | None = None,
    edition: str | None = None,
    title: str | None = None,
    nonresponses: Mapping[str, Nonresponse] = {},
    ordinal: Collection[str] = (),
) -> tuple[Instrument, DefinitionAccount]:
    """Return the instrument that a data dictionary of REDCap declares, and what became of each field.

    A form becomes a domain, a section of it an area, a field an indicator: radio buttons, lists, yes-no and true-false
    one choice, checkboxes several, validated numbers and sliders numbers. Its code is the name of the field. The code
    of an option is that of the choice, with ``c_`` before what does not begin with a letter; numbers are its value, and
    what else the tool writes a spelling. Branching logic becomes gates as far as a gate can say it, and is never said
    more narrowly: no answer is lost behind one. Texts lose their markup.

    Matrices, and fields named in `ordinal`, are ordinal scales in the order of their choices; other single choices are
    nominal, as nothing says that they ascend. Of a dictionary that `to_redcap` wrote, notes in the annotations say what
    the tool's columns do not.

    Args:
        rows: The rows of the dictionary by the names of its columns, as `csv.DictReader` yields them (a file begins
            with a byte order mark mostly: open it as ``utf-8-sig``), or as the tool's interface calls them.
        code: The code of the instrument; made of the title where None.
        edition: The edition of the instrument, "1" where nothing is said.
        title: Its title, which no dictionary says.
        nonresponses: Codes of choices that stand for a nonresponse in every field, such as ``{"999": NO_ANSWER}``.
        ordinal: The names of fields of which the choices ascend.

    Returns:
        The instrument, and the account: which fields were carried over, and everything that was not.

    Raises:
        DocumentError: It is no dictionary, or no field of it can be carried over.
        ArgumentError: An argument has a wrong value, or no field has a name in `ordinal`.

    Example:
        >>> row = {
        ...     "Variable / Field Name": "record_id",
        ...     "Form Name": "visit",
        ...     "Field Type": "text",
        ...     "Field Label": "ID",
        ... }
        >>> open_ = {
        ...     **row,
        ...     "Variable / Field Name": "open",
        ...     "Field Type": "radio",
        ...     "Field Label": "Is it open?",
        ...     "Choices, Calculations, OR Slider Labels": "1, Yes | 0, No",
        ... }
        >>> instrument, account = from_redcap([row, open_], title="Visits")
        >>> [(option.code, option.value) for option in instrument["open"].scale.options]
        [('c_1', 1.0), ('c_0', 0.0)]
        >>> print(account)
        'Visits': 1 question was carried over.
          open 'open': one choice, as open
        Not carried over, or not as it was:
          the field of the units' identifiers: readings name it (record_id)
    """
    check_arguments(code=code, edition=edition, nonresponses=nonresponses, ordinal=ordinal)
    if title is not None and is_text(title) is not None:
        raise ArgumentError("title", shown(title), "text that is not blank")
    fields = fields_of(rows)
    check_ordinal(ordinal, {field.name for field in fields}, "names of fields of the dictionary")
    noted = fields[0].noted
    title = title or text_of(noted, "title") or "REDCap project"
    made = _Dictionary(fields, dict(nonresponses), frozenset(ordinal))
    if not made.items:
        message = "no field can be carried over: expected choices, or texts with a validation as numbers"
        raise DocumentError((Finding(reason=Reason.EMPTY, path="$", message=message), *made.left_out))
    noted_code = text_of(noted, "instrument")
    own = code or (
        noted_code if noted_code and is_code(noted_code) is None else code_of(title, before="project")
    )
    with as_document():
        instrument = made.instrument(own, edition or text_of(noted, "edition") or "1", title)
    carried = [
        CarriedQuestion(source=item.field.name, name=item.field.name, codes=(item.code,), kind=item.kind)
        for item in made.items
    ]
    return instrument, DefinitionAccount(title=title, questions=carried, left_out=made.left_out)


@attrs.frozen(kw_only=True, eq=False)
class _Item:
    """A field, or several, that became an indicator.

    Attributes:
        field: The first field.
        code: The code of the indicator.
        kind: What it is, in words.
        scale: Its scale.
        options: The code of the option for which the code of each choice stands.
        position: Which of the indicators it is.
    """

    field: Field
    code: str
    kind: str
    scale: Scale
    options: Mapping[str, str]
    position: int


class _Dictionary:
    """The fields of a dictionary while they are made indicators."""

    def __init__(
        self, fields: list[Field], nonresponses: dict[str, Nonresponse], ordinal: frozenset[str]
    ) -> None:
        self._codes = Codes(kept=(field.name for field in fields))
        self._owners = {text_of(field.noted, "composition") for field in fields}
        self._owners |= {field.name for field in fields} - {""}
        self._scales = Scales(fields, nonresponses, ordinal, self._leave)
        self.left_out: list[Finding] = []
        self.items: list[_Item] = []
        self.characteristics: list[Characteristic] = []
        self.by_name: dict[str, _Item] = {}
        self._places: list[tuple[_Item, tuple[str, str], Field | None]] = []
        problems: list[Finding] = []
        section: Field | None = None
        for position, field in enumerate(fields):
            if field.section or (section and section.form != field.form):
                section = field if field.section else None
            try:
                with gathered(problems, field.path):
                    self._take(field, position, section)
            except DocumentError as error:
                problems += error.findings
        DocumentError.raise_any(problems)

    def _leave(self, field: Field, message: str) -> None:
        self.left_out.append(left_out(field.path, message, field.name))

    def _take(self, field: Field, position: int, section: Field | None) -> None:
        if position == 0:
            return self._leave(field, "the field of the units' identifiers: readings name it")
        if "why_no" in field.noted or "of" in field.noted:
            owner = field.noted.get("why_no", field.noted.get("of"))
            if not isinstance(owner, str) or owner not in self._owners:
                self._leave(field, "a part, or a reason, of a question that is not there")
            return None
        if field.noted.get("characteristic") is True and field.kind in CHOICES_OF_ONE:
            several, _ = self._scales.options(field)
            self.characteristics.append(Characteristic(field.name, field.label or field.name, several))
            self._codes.give(field.name)
            return None
        found = self._scales.scale(field)
        if found is None:
            what = _SILENT.get(field.kind, f"a field of the type {field.kind[:40]!r}")
            return self._leave(field, "a field that may name a person" if field.identifies else what)
        scale, kind, options = found
        own = text_of(field.noted, "composition") or field.name
        item = _Item(
            field=field,
            code=self._codes.give(own),
            kind=kind,
            scale=scale,
            options=options,
            position=len(self.items),
        )
        self.items.append(item)
        for one in (field, *self._scales.parts.get(own, ())):
            self.by_name[one.name] = item
        self._places.append((item, (field.form, section.name if section else ""), section))
        for what in _unsaid(field):
            self._leave(field, what)
        return None

    def instrument(self, code: str, edition: str, title: str) -> Instrument:
        """Return the instrument, without gates that cannot be."""
        self.items = with_scales_apart(self.items)
        return made_without_impossible(
            self.items,
            {item.code: self._route(item) for item in self.items},
            nothing=(None, None),
            make=lambda routes: self._made(code, edition, title, routes),
            leave=lambda item: self._leave(item.field, "a condition that can never hold"),
        )

    def _made(
        self,
        code: str,
        edition: str,
        title: str,
        routes: Mapping[str, tuple[Condition | None, Condition | None]],
    ) -> Instrument:
        taken = {item.code for item in self.items} | {one.code for one in self.characteristics}
        codes = Codes()
        for one in sorted(taken):
            codes.give(one)
        forms: dict[str, dict[tuple[str, str], list[tuple[_Item, Field | None]]]] = {}
        for item, place, section in self._places:
            forms.setdefault(place[0], {}).setdefault(place, []).append((item, section))
        domains = []
        for form, sections in forms.items():
            areas, named, domain_label = [], None, ""
            for several in sections.values():
                section = several[0][1]
                header = section.section if section else ""
                noted = several[0][0].field.noted
                own = text_of(noted, "area")
                named = named or text_of(noted, "domain")
                domain_label = domain_label or text_of(noted, "domain_label")
                label = header or domain_label or form
                areas.append(
                    Area(
                        code=codes.give(
                            own or code_of(header or f"{form}_questions", before="area"), before="area"
                        ),
                        label=label,
                        indicators=[_indicator(item, *routes[item.code]) for item, _ in several],
                    )
                )
            label = domain_label or form.replace("_", " ")
            domains.append(Domain(code=codes.give(named or form, before="form"), label=label, areas=areas))
        return Instrument(
            code=code, edition=edition, title=title, domains=domains, characteristics=self.characteristics
        )

    def _route(self, item: _Item) -> tuple[Condition | None, Condition | None]:
        """Return the gate of an item, and to whom it applies."""
        text = item.field.branching
        if not text:
            return None, None
        logic = parsed(text)
        missed: list[str] = []

        def known(one: Compared) -> Condition | None:
            made = self._compared(one, item)
            if made is None:
                missed.append(one.field)
            return made

        condition = condition_of(logic, known)
        if condition is None or missed:
            how = "branching logic" if condition is None else "parts of branching logic"
            self._leave(item.field, f"{how} that a gate cannot say: {text[:200]}")
        if condition is None:
            return None, None
        names = {one.code for one in self.characteristics}
        parts = condition.conditions if isinstance(condition, AllConditions) else (condition,)
        applies = [one for one in parts if {leaf.code for leaf in leaves(one)} <= names]
        gates = [one for one in parts if not {leaf.code for leaf in leaves(one)} & names]
        if len(applies) + len(gates) < len(parts):
            message = f"branching logic that speaks of questions and characteristics at once: {text[:200]}"
            self._leave(item.field, message)
        return all_of(gates), all_of(applies)

    def _compared(self, one: Compared, asking: _Item) -> Condition | None:
        """Return a comparison as a condition on what is asked before."""
        item = self.by_name.get(one.field)
        characteristic = next((own for own in self.characteristics if own.code == one.field), None)
        if characteristic is not None:
            codes = {option.code: option.code for option in characteristic.options}
            return of_choice(characteristic.code, one, codes, {})
        if item is None or item.position >= asking.position:
            return None  # a gate speaks of what was asked before
        scale = item.scale
        if isinstance(scale, MultipleChoice):
            option = item.options.get(one.choice or "")
            if option is None or one.relation not in {"=", "<>"} or one.value not in {"0", "1", ""}:
                return None
            if option not in {answer.code for answer in scale.answers}:
                return None
            ticked = (one.value == "1") == (one.relation == "=")
            return Includes(item.code, option) if ticked else NotCondition(Includes(item.code, option))
        if isinstance(scale, Composition) and one.value == "" and one.relation in {"=", "<>"}:
            return Answered(item.code) if one.relation == "<>" else NotCondition(Answered(item.code))
        if one.choice is not None or isinstance(scale, Composition):
            return None
        if scale.answers:
            there = {answer.code for answer in scale.answers}
            values = {choice: option for choice, option in item.options.items() if option in there}
            return of_choice(item.code, one, values, item.options)
        return of_number(item.code, one)


def _indicator(item: _Item, gate: Condition | None, applies: Condition | None) -> Indicator:
    field, noted = item.field, item.field.noted
    return Indicator(
        code=item.code,
        prompt=text_of(noted, "prompt") or field.label or field.name,
        scale=item.scale,
        label=str(noted.get("label", "")),
        help=str(noted.get("help", field.note)),
        gate=gate,
        applies=applies,
        scored=noted.get("scored") is not False,
        source_names=() if item.code == field.name else (field.name,),
    )


def _unsaid(field: Field) -> Iterator[str]:
    """Yield what of a field an indicator cannot say."""
    if field.kind == "slider":
        yield "the labels of a slider" if field.choices else "that it is a slider"
    known = {"HIDDEN", "NONEOFTHEABOVE", "MAXCHECKED"}
    for column in field.rest:
        yield f"the column {column[:60]!r}"
    for tag in field.actions:
        if tag not in known:
            yield f"the action tag @{tag}"
