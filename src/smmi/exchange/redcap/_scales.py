"""The scales of fields: what may be answered, and for which choice an option stands."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from smmi.exchange.accounts._choices import codes_for, not_apart, too_many
from smmi.exchange.accounts._documents import as_float
from smmi.exchange.accounts._texts import code_of, value_of_name
from smmi.exchange.redcap._dictionary import Field, choices_of
from smmi.instrument import (
    Binary,
    Composition,
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
from smmi.instrument.declaration import EXACT, is_code, is_text
from smmi.intake.tables import number_of

CHOICES_OF_ONE: Final = frozenset({"radio", "dropdown"})
_FIXED: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "yesno": (("0", "No"), ("1", "Yes")),
    "truefalse": (("0", "False"), ("1", "True")),
}
_INTEGERS: Final = "integer"
_NUMBERS: Final = "number"
_KINDS: Final = {cls.__name__: cls for cls in (Binary, Nominal, Ordinal)}


def text_of(noted: Mapping[str, Any], name: str) -> str:
    found = noted.get(name)
    return found if isinstance(found, str) and is_text(found) is None else ""


def _is_number(value: object) -> bool:
    """Whether a value of JSON is a number that a double holds."""
    return as_float(value) is not None


def _by_option(noted: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = noted.get(name)
    return found if isinstance(found, dict) else {}


class Scales:
    """The scales of the fields of a dictionary.

    Attributes:
        parts: The fields of the further parts of each composition, by the code of the indicator.
    """

    def __init__(
        self,
        fields: list[Field],
        nonresponses: dict[str, Nonresponse],
        ordinal: frozenset[str],
        leave: Callable[[Field, str], None],
    ) -> None:
        self._nonresponses, self._ordinal, self._leave = nonresponses, ordinal, leave
        self._whys = {name: field for field in fields if isinstance(name := field.noted.get("why_no"), str)}
        self.parts: dict[str, list[Field]] = {}
        for field in fields:
            if isinstance(owner := field.noted.get("of"), str):
                self.parts.setdefault(owner, []).append(field)

    def scale(self, field: Field) -> tuple[Scale, str, dict[str, str]] | None:
        """Return the scale of a field, what it is in words, and its options by the codes of choices."""
        noted = field.noted
        code = code_of(text_of(noted, "scale") or field.name)
        label = str(noted.get("label_of_scale", ""))
        if field.identifies:
            return None
        whole = text_of(noted, "composition")
        if whole and self.parts.get(whole):
            parts = [
                Option(
                    str(one.noted.get("part")),
                    text_of(one.noted, "part_label") or one.label,
                    value=one.noted.get("value") if _is_number(one.noted.get("value")) else None,
                )
                for one in (field, *self.parts[whole])
            ]
            tolerance = {"tolerance": noted["tolerance"]} if _is_number(noted.get("tolerance")) else {}
            scale: Scale = Composition(
                code=code, label=label, parts=parts, options=self._why(whole), **tolerance
            )
            return scale, "shares", {}
        if field.kind in CHOICES_OF_ONE or field.kind in _FIXED:
            options, by_choice = self.options(field)
            answers = sum(option.nonresponse is None for option in options)
            if answers < 2 or self._too_many(field, options):
                return None
            cls = _KINDS.get(noted.get("kind", ""))
            if cls is None:
                ascends = bool(field.matrix) or field.name in self._ordinal
                cls = Binary if field.kind in _FIXED else Ordinal if ascends else Nominal
            if cls is Binary and answers != 2:
                cls = Ordinal
            return cls(code=code, label=label, options=options), "one choice", by_choice
        if field.kind == "checkbox":
            options, by_choice = self.options(field)
            if not any(option.nonresponse is None for option in options) or self._too_many(field, options):
                return None
            numbers = {name: noted[name] for name in ("minimum", "maximum") if type(noted.get(name)) is int}
            checked = number_of(field.actions.get("MAXCHECKED", ""))
            if "maximum" not in numbers and checked is not None and checked >= 0:
                answers = sum(option.nonresponse is None for option in options)
                numbers["maximum"] = max(1, min(int(checked), answers))
            return (
                MultipleChoice(code=code, label=label, options=options, **numbers),
                "several choices",
                by_choice,
            )
        return self._measured(field, code, label)

    def _measured(self, field: Field, code: str, label: str) -> tuple[Scale, str, dict[str, str]] | None:
        noted, whys = field.noted, self._why(field.name)
        low, high = number_of(field.low), number_of(field.high)
        for written, limit in ((field.low, low), (field.high, high)):
            if written and limit is None and field.kind in {"text", "slider"}:
                self._leave(field, f"a limit that is no number: {written[:40]}")
        unit = str(noted.get("unit", ""))
        decimals = noted.get("decimals")
        if type(decimals) is not int:
            digits = field.validation.removeprefix("number_").removesuffix("dp")
            told = field.validation.startswith("number_") and re.fullmatch("[0-9]{1,3}", digits)
            decimals = int(digits) if told else None
        if field.kind == "slider":
            low, high = 0.0 if low is None else low, 100.0 if high is None else high
        elif field.kind != "text" or not field.validation.startswith((_INTEGERS, _NUMBERS)):
            return None
        if low is not None and high is not None and not low < high:
            self._leave(field, "limits of which the least is not below the greatest")
            low = high = None
        if noted.get("kind") == "Percentage":
            return Percentage(code=code, label=label, options=whys, decimals=decimals), "a number", {}
        if field.validation == _INTEGERS and any(abs(one) > EXACT for one in (low, high) if one is not None):
            self._leave(field, "limits of a whole number beyond those that are told apart")
            low = high = None
        if field.validation == _INTEGERS and low is not None and low >= 0 and low.is_integer():
            most = None if high is None else math.floor(high)
            scale: Scale = Count(
                code=code, label=label, options=whys, minimum=int(low or 0), maximum=most, unit=unit
            )
            return scale, "a number", {}
        decimals = 0 if field.validation == _INTEGERS else decimals
        scale = Number(
            code=code, label=label, options=whys, minimum=low, maximum=high, decimals=decimals, unit=unit
        )
        return scale, "a number", {}

    def _too_many(self, field: Field, options: Sequence[Option]) -> bool:
        many = too_many(options, several=field.kind == "checkbox")
        if many:
            self._leave(field, many)
        return bool(many)

    def _why(self, name: str) -> tuple[Option, ...]:
        field = self._whys.get(name)
        if field is None:
            return ()
        options, _ = self.options(field)
        return tuple(option for option in options if option.nonresponse is not None)

    def options(self, field: Field) -> tuple[tuple[Option, ...], dict[str, str]]:
        """Return the options of a field, and the code of each by the code of its choice."""
        choices = _FIXED.get(field.kind) or choices_of(field)
        same = not_apart(choices)
        if same:
            self._leave(field, same)
            return (), {}
        codes = codes_for(choices)
        by_choice, options = {}, []
        stands = _by_option(field.noted, "nonresponses")
        values, exclusive = _by_option(field.noted, "values"), _by_option(field.noted, "exclusive")
        alone = {one.strip() for one in field.actions.get("NONEOFTHEABOVE", "").split(",")}
        named = {one.name.lower().replace("_", "-"): one for one in Nonresponse}
        taken: set[float] = set()
        for choice, label in choices:
            own = choice if is_code(choice) is None else codes.give(choice, before="c")
            own = label.lower() if field.kind in _FIXED else own
            nonresponse = named.get(str(stands.get(choice)), self._nonresponses.get(choice))
            given = values.get(own) if own == choice and values else value_of_name(choice)
            value = float(given) if given is not None and _is_number(given) else None
            value = None if value in taken else value
            taken |= {value} if value is not None else set()
            spelled = choice not in {own, label} and value is None
            options.append(
                Option(
                    own,
                    label,
                    nonresponse=nonresponse,
                    exclusive=field.kind == "checkbox"
                    and nonresponse is None
                    and (choice in exclusive or (choice in alone and not field.noted)),
                    value=value,
                    spellings=(choice,) if spelled else (),
                )
            )
            by_choice[choice] = own
        return tuple(options), by_choice
