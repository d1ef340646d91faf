"""A questionnaire becomes an instrument."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from smmi.errors import DocumentError, Finding, Reason
from smmi.exchange.accounts._account import CarriedQuestion, DefinitionAccount, left_out
from smmi.exchange.accounts._definitions import (
    all_of,
    check_arguments,
    check_ordinal,
    made_without_impossible,
    with_scales_apart,
    wrong,
)
from smmi.exchange.accounts._documents import (
    MOST_PROBLEMS,
    as_document,
    as_float,
    gathered,
    problems_of,
    unreadable,
)
from smmi.exchange.accounts._texts import Codes, code_of
from smmi.exchange.fhir import _addresses as at
from smmi.exchange.fhir._elements import code_of_value, extensions_of, number_in, text_in, unsaid_of
from smmi.exchange.fhir._scales import CHOICES, Scales
from smmi.instrument import (
    AllConditions,
    Answered,
    AnyCondition,
    Area,
    AtLeast,
    Characteristic,
    Composition,
    Condition,
    Domain,
    Equals,
    Includes,
    Indicator,
    Instrument,
    MultipleChoice,
    Nonresponse,
    NotCondition,
    OneOf,
    Option,
    Scale,
)
from smmi.instrument.declaration import is_code, is_name

DEEPEST: Final = 40
MOST_ITEMS: Final = 20_000
_SAID: Final = frozenset({"resourceType", "status", "title", "name", "version", "description", "item"})


def from_fhir(
    questionnaire: Mapping[str, Any],
    /,
    *,
    code: str | None = None,
    edition: str | None = None,
    nonresponses: Mapping[str, Nonresponse] = {},
    ordinal: Collection[str] = (),
) -> tuple[Instrument, DefinitionAccount]:
    """Return the instrument that a Questionnaire of FHIR declares, R4 or R5, and what became of each item.

    A group that holds groups becomes a domain, a group of questions an area; an item becomes an indicator by its
    ``linkId``, which is its source name where it is no code. Choices that repeat are multiple choices, others nominal,
    or ordinal where `ordinal` names them; truth values are yes and no, numbers have the limits of their extensions. The
    code of an option is that of its coding. Plain conditions (``enableWhen``) become gates as far as a gate can say
    them, and never narrower ones. Texts that are written in, dates, calculated items, and what options weigh are in the
    account.

    Args:
        questionnaire: The resource, as it is parsed from JSON.
        code: The code of the instrument; made of the name or title where None.
        edition: Its edition; the version of the questionnaire where None.
        nonresponses: Codes of options that stand for a nonresponse in every question.
        ordinal: The ``linkId`` of questions of which the options ascend.

    Returns:
        The instrument, and the account: which items were carried over, and everything that was not.

    Raises:
        DocumentError: It is no Questionnaire, or no item of it can be carried over.
        ArgumentError: An argument has a wrong value, or no item has a name in `ordinal`.

    Example:
        >>> questionnaire = {
        ...     "resourceType": "Questionnaire",
        ...     "status": "active",
        ...     "title": "Visits",
        ...     "item": [{"linkId": "1.a", "text": "Is it open?", "type": "boolean"}],
        ... }
        >>> instrument, account = from_fhir(questionnaire)
        >>> print(account)
        'Visits': 1 question was carried over.
          1.a 'q_1_a': boolean, as q_1_a
    """
    check_arguments(code=code, edition=edition, nonresponses=nonresponses, ordinal=ordinal)
    if not isinstance(questionnaire, Mapping):
        raise DocumentError((wrong("$", "this is no resource of the type Questionnaire"),))
    DocumentError.raise_any(problems_of(questionnaire, "$"))
    if questionnaire.get("resourceType") != "Questionnaire":
        raise DocumentError((wrong("$", "this is no resource of the type Questionnaire"),))
    reader = _Reader(dict(nonresponses), frozenset(ordinal))
    reader.read(questionnaire.get("item", []))
    reader.left_out += [
        left_out(f"$.{key}", "what the questionnaire says of itself")
        for key in questionnaire
        if key not in _SAID
    ]
    DocumentError.raise_any(reader.problems)
    check_ordinal(ordinal, reader.names, "names (linkId) of items of the questionnaire")
    if not reader.items:
        message = "no item can be carried over: expected choices, truth values or numbers"
        raise DocumentError((Finding(reason=Reason.EMPTY, path="$.item", message=message), *reader.left_out))
    title = text_in(questionnaire, "title") or text_in(questionnaire, "name") or "Questionnaire"
    name = text_in(questionnaire, "name") or title
    with as_document():
        instrument = reader.instrument(
            code or code_of(name, before="questionnaire"),
            edition or text_in(questionnaire, "version") or "1",
            title,
            text_in(questionnaire, "description"),
        )
    carried = [
        CarriedQuestion(source=one.link, name=one.code, codes=(one.code,), kind=one.kind)
        for one in reader.items
    ]
    return instrument, DefinitionAccount(title=title, questions=carried, left_out=reader.left_out)


@attrs.frozen(kw_only=True, eq=False)
class _Item:
    """An item that became an indicator.

    Attributes:
        link: Its name.
        path: Where it stands.
        code: The code of the indicator.
        kind: Its type, in words.
        text: What is asked.
        scale: Its scale.
        options: The code of the option for which the code of each coding stands.
        when: When it is enabled, as it stands; of the groups around it, too.
        place: The groups around it.
        position: Which of the indicators it is.
    """

    link: str
    path: str
    code: str
    kind: str
    text: str
    scale: Scale
    options: Mapping[str, str]
    when: tuple[tuple[Mapping[str, Any], str], ...]
    place: tuple[str, ...]
    position: int


class _Reader:
    """The items of a questionnaire while they are made indicators."""

    def __init__(self, nonresponses: dict[str, Nonresponse], ordinal: frozenset[str]) -> None:
        self._codes = Codes()
        self._labels: dict[str, str] = {}
        self.characteristics: list[Characteristic] = []
        self.items: list[_Item] = []
        self.left_out: list[Finding] = []
        self.problems: list[Finding] = []
        self._scales = Scales(nonresponses, ordinal, self._leave, self.problems)
        self.names: set[str] = set()
        self._by_link: dict[str, _Item] = {}

    def read(self, items: object) -> None:
        """Read all items, each before those inside."""
        self._codes = Codes(kept=_links(items))
        self._several(items, "$.item", (), (), 0)

    def _leave(self, path: str, message: str, link: str) -> None:
        self.left_out.append(left_out(path, message, link))

    def _several(
        self,
        items: object,
        path: str,
        place: tuple[str, ...],
        when: tuple[tuple[Mapping[str, Any], str], ...],
        depth: int,
    ) -> None:
        if not isinstance(items, list) or depth > DEEPEST:
            self.problems.append(wrong(path, f"expected a list of items, nested {DEEPEST} deep at most"))
            return
        for position, item in enumerate(items):
            if len(self.problems) >= MOST_PROBLEMS:
                return
            here = f"{path}[{position}]"
            link = item.get("linkId") if isinstance(item, Mapping) else None
            kind = item.get("type") if isinstance(item, Mapping) else None
            if not isinstance(link, str) or not link.strip() or not isinstance(kind, str):
                self.problems.append(wrong(here, "expected an item with a linkId and a type"))
            elif link in self.names:
                self.problems.append(wrong(here, f"the linkId {link[:40]!r} stands twice"))
            elif len(self.names) >= MOST_ITEMS:
                self.problems.append(wrong(here, f"got more than {MOST_ITEMS:,} items"))
                return
            else:
                self.names.add(link)
                self.problems += unreadable(link, here, "linkId", is_name)
                self.problems += unreadable(text_in(item, "text"), here, "text")
                with gathered(self.problems, here):
                    self._take(item, link, kind, here, place, when, depth)

    def _take(
        self,
        item: Mapping[str, Any],
        link: str,
        kind: str,
        path: str,
        place: tuple[str, ...],
        when: tuple[tuple[Mapping[str, Any], str], ...],
        depth: int,
    ) -> None:
        own = (*when, (item, path)) if "enableWhen" in item else when
        for _ in extensions_of(item, at.ENABLE_WHEN):
            self._leave(path, "a condition that is an expression", link)
        inside = item.get("item", [])
        if kind == "group":
            if link == at.SCORES:
                return self._leave(path, "scores: they are worked out from the answers", link)
            if item.get("repeats") is True:
                return self._leave(path, "what is asked several times, with its questions", link)
            if self._is_composition(link, inside):
                return self._composition(item, link, path, place, own)
            self._labels[link] = text_in(item, "text") or link
            return self._several(inside, f"{path}.item", (*place, link), own, depth + 1)
        if (
            link == at.why_of(link.removesuffix(at.why_of("")))
            and link.removesuffix(at.why_of("")) in self.names
        ):
            return self._leave(path, "why there is no number", link)
        if place and place[0] == at.CHARACTERISTICS and kind in CHOICES:
            options = [
                attrs.evolve(one, nonresponse=None) for one in self._scales.options(item, path, link)[0]
            ]
            self.characteristics.append(
                Characteristic(self._codes.give(link), text_in(item, "text") or link, options)
            )
            return None
        found = self._scales.scale(item, link, kind, path)
        if found is not None:
            self._add(item, link, path, kind, *found, place, own)
        if inside:
            self._several(inside, f"{path}.item", place, own, depth + 1)
        return None

    def _add(
        self,
        item: Mapping[str, Any],
        link: str,
        path: str,
        kind: str,
        scale: Scale,
        options: Mapping[str, str],
        place: tuple[str, ...],
        when: tuple[tuple[Mapping[str, Any], str], ...],
    ) -> None:
        text = text_in(item, "text") or link
        if item.get("repeats") is True and kind not in CHOICES:
            self._leave(path, "that several answers may be given", link)
        for what in unsaid_of(item):
            self._leave(path, what, link)
        self.items.append(
            _Item(
                link=link,
                path=path,
                code=self._codes.give(link),
                kind=kind,
                text=text,
                scale=scale,
                options=options,
                when=when,
                place=place,
                position=len(self.items),
            )
        )

    def _is_composition(self, link: str, inside: object) -> bool:
        several = inside if isinstance(inside, list) else []
        return len(several) > 1 and all(
            isinstance(one, Mapping)
            and isinstance(name := one.get("linkId"), str)
            and is_code(name.removeprefix(f"{link}.")) is None
            and name.startswith(f"{link}.")
            and one.get("type") == "decimal"
            and (number_in(one, at.LEAST), number_in(one, at.GREATEST)) == (0.0, 100.0)
            for one in several
        )

    def _composition(
        self,
        item: Mapping[str, Any],
        link: str,
        path: str,
        place: tuple[str, ...],
        when: tuple[tuple[Mapping[str, Any], str], ...],
    ) -> None:
        parts = []
        for one in item["item"]:
            self.names.add(one["linkId"])
            name = one["linkId"].removeprefix(f"{link}.")
            parts.append(Option(name, text_in(one, "text") or name))
        scale = Composition(code=code_of(link), parts=parts)
        self._add(item, link, path, "shares", scale, {}, place, when)

    def instrument(self, code: str, edition: str, title: str, description: str) -> Instrument:
        """Return the instrument, without gates that cannot be."""
        self.items = with_scales_apart(self.items)
        self._by_link = {item.link: item for item in self.items}
        return made_without_impossible(
            self.items,
            {item.code: self._gate(item) for item in self.items},
            nothing=None,
            make=lambda gates: self._made(code, edition, title, description, gates),
            leave=lambda item: self._leave(item.path, "a condition that can never hold", item.link),
        )

    def _made(
        self, code: str, edition: str, title: str, description: str, gates: Mapping[str, Condition | None]
    ) -> Instrument:
        codes = Codes()
        for one in (*(item.code for item in self.items), *(one.code for one in self.characteristics)):
            codes.give(one)
        domains: dict[str, dict[tuple[str, ...], list[_Item]]] = {}
        for item in self.items:
            domains.setdefault(item.place[0] if item.place else "", {}).setdefault(item.place, []).append(
                item
            )
        made = []
        for first, areas in domains.items():
            inside = [self._area(place, several, codes, gates) for place, several in areas.items()]
            label = self._labels.get(first, title)
            made.append(
                Domain(code=codes.give(first or "questions", before="group"), label=label, areas=inside)
            )
        return Instrument(
            code=code,
            edition=edition,
            title=title,
            description=description,
            domains=made,
            characteristics=self.characteristics,
        )

    def _area(
        self,
        place: tuple[str, ...],
        items: Sequence[_Item],
        codes: Codes,
        gates: Mapping[str, Condition | None],
    ) -> Area:
        link = place[-1] if place else ""
        own = link if len(place) > 1 else f"{link or 'all'}_questions"
        indicators = [
            Indicator(
                code=item.code,
                prompt=item.text,
                scale=item.scale,
                gate=gates[item.code],
                source_names=() if item.link == item.code else (item.link,),
            )
            for item in items
        ]
        return Area(
            code=codes.give(own, before="group"),
            label=self._labels.get(link, "Questions"),
            indicators=indicators,
        )

    def _gate(self, item: _Item) -> Condition | None:
        """Return the gate of an item: its own conditions, and those of the groups around it."""
        made = []
        for owner, path in item.when:
            several = owner["enableWhen"]
            parts = [self._when(one, item) for one in several] if isinstance(several, list) else [None]
            there = [one for one in parts if one is not None]
            any_of = owner.get("enableBehavior") == "any" and len(parts) > 1
            if len(there) < len(parts):
                self._leave(path, "a condition, or a part of one, that a gate cannot say", item.link)
            if any_of and len(there) == len(parts):
                made.append(_either(there))
            elif there and not any_of:
                made += there
        return all_of(made)

    def _when(self, when: object, asking: _Item) -> Condition | None:
        """Return a plain condition on an item before."""
        if not isinstance(when, Mapping):
            return None
        question = when.get("question")
        item = self._by_link.get(question) if isinstance(question, str) else None
        if item is None or item.position >= asking.position:
            return None
        operator = when.get("operator")
        value = next((one for name, one in when.items() if name.startswith("answer")), None)
        if not isinstance(operator, str):
            return None
        if operator == "exists" and isinstance(value, bool):
            return Answered(item.code) if value else NotCondition(Answered(item.code))
        answers = {one.code for one in item.scale.answers}
        if answers:
            name = code_of_value(value)
            option = item.options.get(name or "")
            if option not in answers or operator not in ("=", "!="):
                return None
            several = isinstance(item.scale, MultipleChoice)
            equal: Condition = Includes(item.code, option) if several else Equals(item.code, option)
            return equal if operator == "=" else NotCondition(equal)
        number = as_float(value)
        if isinstance(item.scale, Composition) or number is None:
            return None
        equal, least = Equals(item.code, number), AtLeast(item.code, number)
        above = AllConditions((least, NotCondition(equal)))
        by_operator: Mapping[str, Condition] = {
            "=": equal,
            "!=": NotCondition(equal),
            ">=": least,
            "<": NotCondition(least),
            ">": above,
            "<=": NotCondition(above),
        }
        return by_operator.get(operator)


def _links(items: object) -> Iterator[str]:
    """Yield the names of all items."""
    waiting = [items]
    while waiting:
        several = waiting.pop()
        for item in several if isinstance(several, list) else ():
            if isinstance(item, Mapping):
                waiting.append(item.get("item"))
                if isinstance(link := item.get("linkId"), str):
                    yield link


def _either(parts: Sequence[Condition]) -> Condition:
    """Return that one of several holds: where all say of one question what it equals, as one."""
    equal = [one for one in parts if isinstance(one, Equals)]
    codes = {one.code for one in equal}
    if len(codes) == 1 and len(equal) == len(parts):
        return OneOf(codes.pop(), tuple(one.value for one in equal))
    return AnyCondition(parts)
