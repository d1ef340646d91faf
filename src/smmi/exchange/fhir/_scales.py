"""The scales of items: what may be answered, and for which coding an option stands."""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from smmi.errors import Finding
from smmi.exchange.accounts._choices import codes_for, not_apart, shown_elsewhere, too_many
from smmi.exchange.accounts._definitions import wrong
from smmi.exchange.accounts._texts import Codes, code_of, value_of_name
from smmi.exchange.fhir import _addresses as at
from smmi.exchange.fhir._elements import (
    extensions_of,
    number_in,
    of_several_systems,
    text_in,
    told_by,
    weights_of,
)
from smmi.instrument import (
    Binary,
    Count,
    MultipleChoice,
    Nominal,
    Nonresponse,
    Number,
    Option,
    Ordinal,
    Percentage,
    Scale,
)
from smmi.instrument.declaration import EXACT, is_code

CHOICES: Final = frozenset({"choice", "open-choice", "coding"})
SILENT: Final[Mapping[str, str]] = {
    "display": "a text that asks nothing",
    "string": "a text that is written in",
    "text": "a text that is written in",
    "url": "an address",
    "date": "a date or a time",
    "dateTime": "a date or a time",
    "time": "a date or a time",
    "attachment": "a file",
    "reference": "a reference to another resource",
    "question": "a question without a type of answer",
}


class Scales:
    """The scales of the items of a questionnaire."""

    def __init__(
        self,
        nonresponses: dict[str, Nonresponse],
        ordinal: frozenset[str],
        leave: Callable[[str, str, str], None],
        problems: list[Finding],
    ) -> None:
        self._nonresponses, self._ordinal, self._leave, self._problems = (
            nonresponses,
            ordinal,
            leave,
            problems,
        )

    def scale(
        self, item: Mapping[str, Any], link: str, kind: str, path: str
    ) -> tuple[Scale, Mapping[str, str]] | None:
        """Return the scale of an item, and its options by the codes of codings; None where it is left out."""
        if item.get("readOnly") is True and any(True for _ in extensions_of(item, at.CALCULATED)):
            self._leave(path, "a calculated item: scores are worked out from the answers", link)
            return None
        code = code_of(link)
        if kind in CHOICES:
            return self._choices(item, link, kind, path, code)
        if kind == "boolean":
            return Binary(code=code), {"true": "yes", "false": "no"}
        if kind in {"integer", "decimal", "quantity"}:
            return self._number(item, link, kind, path, code), {}
        self._leave(path, SILENT.get(kind, f"an item of the type {kind[:40]!r}"), link)
        return None

    def _choices(
        self, item: Mapping[str, Any], link: str, kind: str, path: str, code: str
    ) -> tuple[Scale, Mapping[str, str]] | None:
        options, by_code = self.options(item, path, link)
        if kind == "open-choice" or item.get("answerConstraint") in ("optionsOrType", "optionsOrString"):
            self._put_other(item, link, path, options)
        answers = sum(option.nonresponse is None for option in options)
        many = too_many(options, several=item.get("repeats") is True)
        if many:
            self._leave(path, many, link)
            return None
        if item.get("repeats") is True and answers:
            low = number_in(item, at.FEWEST) or 0.0
            high = number_in(item, at.MOST)
            together = sum(not option.exclusive for option in options if option.nonresponse is None)
            fewest = int(low) if 0 <= low <= max(together, 1) else 0
            most = int(high) if high is not None and max(fewest, 1) <= high <= answers else None
            return MultipleChoice(code=code, options=options, minimum=fewest, maximum=most), by_code
        if answers < 2:
            self._leave(path, "a choice without two options of its own", link)
            return None
        cls = Ordinal if link in self._ordinal else Nominal
        plain_options = [attrs.evolve(option, exclusive=False) for option in options]
        return cls(code=code, options=plain_options), by_code

    def _put_other(self, item: Mapping[str, Any], link: str, path: str, options: list[Option]) -> None:
        """Put the option that stands for an answer that is written in; among answers that ascend it is none."""
        own = Codes(option.code for option in options).give("other")
        ascends = link in self._ordinal and item.get("repeats") is not True
        nonresponse = self._nonresponses.get(at.WRITTEN_IN, Nonresponse.NO_ANSWER if ascends else None)
        options.append(Option(own, "Other", nonresponse=nonresponse, spellings=(at.WRITTEN_IN,)))
        what = "the text of a further answer that is written in; that there is one is an option"
        self._leave(path, f"{what}, and no answer, for answers ascend" if ascends else what, link)

    def options(self, item: Mapping[str, Any], path: str, link: str) -> tuple[list[Option], dict[str, str]]:
        offered = item.get("answerOption", [])
        if "answerValueSet" in item:
            self._leave(path, "options of a set of values that stands elsewhere", link)
        if not isinstance(offered, list):
            self._problems.append(wrong(f"{path}.answerOption", "expected a list of options"))
            return [], {}
        told = [told_by(one) for one in offered]
        if None in told:
            self._leave(path, "options that are no codings, texts, numbers or dates", link)
        if any(
            True
            for one in offered
            if isinstance(one, Mapping)
            for a in at.WEIGHTS
            for _ in extensions_of(one, a)
        ):
            self._leave(path, f"what options weigh: {weights_of(offered)}", link)
        known = [pair for pair in told if pair is not None]
        same = not_apart(known) or of_several_systems(offered)
        if same:
            self._leave(path, same, link)
            return [], {}
        codes, elsewhere = codes_for(known), shown_elsewhere(known)
        found: dict[str, Option] = {}
        by_code: dict[str, str] = {}
        pairs = [(pair, one) for pair, one in zip(told, offered, strict=True) if pair is not None]
        for (name, label), one in pairs:
            if name in by_code:
                self._leave(path, f"the option {name[:40]!r}, which stands twice", link)
                continue
            own = name if is_code(name) is None else codes.give(name, before="c")
            nonresponse = self._nonresponses.get(name)
            alone = True in list(extensions_of(one, at.EXCLUSIVE)) and nonresponse is None
            value = value_of_name(name) if name in elsewhere else None
            spelled = (name,) if name not in {own, label} and value is None else ()
            found[own] = Option(
                own, label, nonresponse=nonresponse, exclusive=alone, value=value, spellings=spelled
            )
            by_code[name] = own
        return list(found.values()), by_code

    def _number(self, item: Mapping[str, Any], link: str, kind: str, path: str, code: str) -> Scale:
        low, high = number_in(item, at.LEAST), number_in(item, at.GREATEST)
        decimals = number_in(item, at.DECIMALS)
        unit = next((one for one in extensions_of(item, at.UNIT) if isinstance(one, Mapping)), {})
        name = text_in(unit, "display") or text_in(unit, "code")
        if low is not None and high is not None and not low < high:
            self._leave(path, "limits of which the least is not below the greatest", link)
            low = high = None
        places = int(decimals) if decimals is not None and 0 <= decimals <= EXACT else None
        if decimals is not None and decimals != places:
            self._leave(path, f"how many decimals: {decimals:g} is no such number", link)
            places = None
        if kind == "integer" and not all(limit is None or abs(limit) <= EXACT for limit in (low, high)):
            self._leave(path, "limits of a whole number beyond those that are told apart", link)
            low = high = None
        if kind == "integer" and low is not None and low >= 0 and low.is_integer():
            most = None if high is None else math.floor(high)
            return Count(code=code, minimum=int(low), maximum=most, unit=name)
        if kind != "integer" and name == "%" and (low, high) == (0.0, 100.0):
            return Percentage(code=code, decimals=places)
        return Number(
            code=code, minimum=low, maximum=high, decimals=0 if kind == "integer" else places, unit=name
        )
