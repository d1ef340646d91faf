"""The scales of questions: what may be answered, and for which value an option stands."""

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import attrs

from smmi._decimals import exact
from smmi.exchange.accounts._texts import Codes, alike, code_of, plain, value_of_name
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
from smmi.instrument.declaration import is_code

NONE_SELECTED: Final = "NONE_SELECTED"
ONE: Final = frozenset({"radiogroup", "dropdown", "buttongroup"})
SEVERAL: Final = frozenset({"checkbox", "tagbox"})
MOST_RATED: Final = 100
MOST_BITS: Final = 1000
"""Larger whole numbers are no doubles, or nearly none."""
FURTHER: Final[Mapping[str, tuple[tuple[str, str], str, str, bool]]] = {
    "none": (("showNoneItem", "hasNone"), "noneText", "None", True),
    "refused": (("showRefuseItem", "showRefuseItem"), "refuseText", "Refuse to answer", False),
    "dontknow": (("showDontKnowItem", "showDontKnowItem"), "dontKnowText", "Don't know", False),
    "other": (("showOtherItem", "hasOther"), "otherText", "Other (describe)", True),
}
"""What a question may offer beside its choices: its names, that of its text, the text, and whether it is an answer."""
Found = tuple[Scale, Mapping[str, str], str]
"""A scale, the code of the option for which each value stands, and what it is in words."""


def text_in(source: object, locale: str | None, /) -> str:
    """Return a text, which may stand in several languages."""
    if isinstance(source, Mapping):
        wanted = source.get(locale) if locale else None
        source = wanted or source.get("default") or next((one for one in source.values() if one), "")
    return plain(source).text if isinstance(source, str) else ""


def value_of(value: object, /) -> str | None:
    """Return the value of a choice as text; None if it is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value.bit_length() <= MOST_BITS else None
    if isinstance(value, float):
        return repr(value).removesuffix(".0") if math.isfinite(value) else None
    return value if isinstance(value, str) and value.strip() else None


@attrs.frozen
class Scales:
    """The scales of the questions of a survey.

    Attributes:
        locale: The language of labels.
        nonresponses: Values that stand for a nonresponse.
        ordinal: The names of questions of which the choices ascend.
        leave: What notes what is left out.
    """

    locale: str | None
    nonresponses: Mapping[str, Nonresponse]
    ordinal: frozenset[str]
    leave: Callable[[str, str, str], None]

    def scale(self, question: Mapping[str, Any], kind: str, name: str, path: str) -> Found | None:
        """Return the scale of a question; None where it is none that counts."""
        code = code_of(name)
        if kind in ONE or kind in SEVERAL or kind == "imagepicker":
            return self._choices(question, kind, name, path)
        if kind == "rating":
            return self._rating(question, name, path)
        if kind == "boolean":
            no, yes = (
                value_of(question.get(key, default)) or default
                for key, default in (("valueFalse", "false"), ("valueTrue", "true"))
            )
            if no == yes:
                self.leave(path, "a box of which both answers have one value", name)
                return None
            options = [
                Option(own, label, spellings=(value,) if value not in {own, label, "true", "false"} else ())
                for own, label, value in (("no", "No", no), ("yes", "Yes", yes))
            ]
            return Binary(code=code, options=options), {no: "no", yes: "yes"}, "yes or no"
        if kind == "slider" or (kind == "text" and question.get("inputType") in ("number", "range")):
            return self._number(question, kind, code), {}, "a number"
        if kind == "multipletext":
            return self._shares(question, code)
        return None

    def options(self, choices: object, name: str, path: str) -> tuple[list[Option], dict[str, str]]:
        """Return the options of choices, and the code of each by its value."""
        told: dict[str, str] = {}
        for choice in choices if isinstance(choices, list) else []:
            value = value_of(choice.get("value") if isinstance(choice, Mapping) else choice)
            if value is None or value in told:
                self.leave(path, "a choice without a value of its own", name)
            elif value != NONE_SELECTED:
                label = text_in(choice.get("text"), self.locale) if isinstance(choice, Mapping) else ""
                told[value] = label or value
        same = alike(told)
        if same:
            self.leave(path, same, name)
            return [], {}
        codes = Codes(told)
        options: list[Option] = []
        by_value: dict[str, str] = {}
        for value, label in told.items():
            own = value if is_code(value) is None else codes.give(value, before="c")
            coded = value_of_name(value) if own != value else None
            spelled = (value,) if value not in {own, label} and coded is None else ()
            options.append(
                Option(own, label, nonresponse=self.nonresponses.get(value), value=coded, spellings=spelled)
            )
            by_value[value] = own
        return options, by_value

    def of_one(self, options: Sequence[Option], name: str, path: str, *, ascends: bool) -> Scale | None:
        """Return the scale of one choice; None where there are no two answers."""
        if sum(option.nonresponse is None for option in options) < 2:
            self.leave(path, "a choice without two options of its own", name)
            return None
        return (Ordinal if ascends or name in self.ordinal else Nominal)(code=code_of(name), options=options)

    def _choices(self, question: Mapping[str, Any], kind: str, name: str, path: str) -> Found | None:
        options, by_value = self.options(question.get("choices"), name, path)
        for key, what in (
            ("choicesByUrl", "choices that stand elsewhere"),
            ("choicesFromQuestion", "choices that are those of another question"),
        ):
            if question.get(key):
                self.leave(path, what, name)
        is_several = kind in SEVERAL or question.get("multiSelect") is True
        self._put_further(
            question, name, path, options, by_value, ascends=name in self.ordinal and not is_several
        )
        alone = self._alone(question) | ({"none"} & by_value.keys())
        if is_several:
            answers = sum(option.nonresponse is None for option in options)
            if not answers:
                self.leave(path, "a choice without options of its own", name)
                return None
            made = [
                attrs.evolve(option, exclusive=option.nonresponse is None and value in alone)
                for option, value in zip(options, by_value, strict=True)
            ]
            most = question.get("maxSelectedChoices")
            most = most if type(most) is int and 0 < most <= answers else None
            return MultipleChoice(code=code_of(name), options=made, maximum=most), by_value, "several choices"
        scale = self.of_one(options, name, path, ascends=False)
        return None if scale is None else (scale, by_value, "one choice")

    def _put_further(
        self,
        question: Mapping[str, Any],
        name: str,
        path: str,
        options: list[Option],
        by_value: dict[str, str],
        *,
        ascends: bool,
    ) -> None:
        """Put the options that a question has beside its choices; among answers that ascend none has a place."""
        for value, (keys, key, label, is_answer) in FURTHER.items():
            if not any(question.get(one) for one in keys) or value in by_value:
                continue
            own = Codes(option.code for option in options).give(value)
            default = None if is_answer and not ascends else Nonresponse.NO_ANSWER
            options.append(
                Option(
                    own,
                    text_in(question.get(key), self.locale) or label,
                    nonresponse=self.nonresponses.get(value, default),
                    spellings=(value,) if own != value else (),
                )
            )
            by_value[value] = own
            if is_answer and ascends:
                self.leave(path, f"that {value!r} is an answer, for answers ascend", name)
        if "other" in by_value and any(question.get(one) for one in FURTHER["other"][0]):
            what = "the text of a further answer that is written in; that there is one is an option"
            stored = question.get("storeOthersAsComment") is False
            self.leave(path, f"{what}, but results hold the text in its place" if stored else what, name)

    def _alone(self, question: Mapping[str, Any]) -> set[str]:
        choices = question.get("choices")
        return {
            value
            for choice in (choices if isinstance(choices, list) else [])
            if isinstance(choice, Mapping) and choice.get("isExclusive") is True
            for value in [value_of(choice.get("value"))]
            if value is not None
        }

    def _rating(self, question: Mapping[str, Any], name: str, path: str) -> Found | None:
        values = question.get("rateValues")
        if not isinstance(values, list) or not values:
            values = _rated(question)
            if not values:
                self.leave(path, f"a rating without steps, or with more than {MOST_RATED}", name)
                return None
        options, by_value = self.options(values, name, path)
        scale = self.of_one(options, name, path, ascends=True)
        return None if scale is None else (scale, by_value, "a rating")

    def _number(self, question: Mapping[str, Any], kind: str, code: str) -> Scale:
        low, high = _as_number(question.get("min")), _as_number(question.get("max"))
        rules = question.get("validators")
        for rule in rules if isinstance(rules, list) else []:
            if isinstance(rule, Mapping) and rule.get("type") == "numeric":
                low = _as_number(rule.get("minValue")) if low is None else low
                high = _as_number(rule.get("maxValue")) if high is None else high
        if kind == "slider":
            low, high = 0.0 if low is None else low, 100.0 if high is None else high
        if low is not None and high is not None and not low < high:
            low = high = None
        whole = question.get("step") == 1 and low is not None and low >= 0 and low.is_integer()
        if whole and (high is None or high.is_integer()):
            return Count(code=code, minimum=int(low or 0), maximum=None if high is None else int(high))
        if (low, high) == (0.0, 100.0):
            return Percentage(code=code)
        return Number(code=code, minimum=low, maximum=high)

    def _shares(self, question: Mapping[str, Any], code: str) -> Found | None:
        items = question.get("items")
        if not isinstance(items, list) or len(items) < 2:
            return None
        parts: dict[str, Option] = {}
        for item in items:
            name = item.get("name") if isinstance(item, Mapping) else None
            limits = (
                (item.get("inputType"), item.get("min"), item.get("max")) if isinstance(item, Mapping) else ()
            )
            if not isinstance(name, str) or is_code(name) is not None or limits != ("number", 0, 100):
                return None
            parts[name] = Option(name, text_in(item.get("title"), self.locale) or name)
        return Composition(code=code, parts=list(parts.values())), {}, "shares"


def _as_number(value: object) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    fits = math.isfinite(value) if isinstance(value, float) else value.bit_length() <= MOST_BITS
    return float(value) if fits else None


def _rated(question: Mapping[str, Any]) -> list[float]:
    """Return the numbers of a rating that lists none; nothing where there are too few or too many.

    The tool takes how many there are for an end that is not given, if the other one is.
    """
    given = {key: _as_number(question[key]) for key in ("rateMin", "rateMax", "rateStep") if key in question}
    count, step = question.get("rateCount"), given.get("rateStep", 1.0)
    if None in given.values() or not step or step < 0.0:
        return []
    low, high, by = exact(given.get("rateMin") or 0.0), exact(given.get("rateMax") or 0.0), exact(step)
    if "rateMin" not in given and "rateMax" not in given:
        low, high = Fraction(1), Fraction(5)
    elif type(count) is int and 0 < count <= MOST_RATED:
        low = low if "rateMin" in given else high - by * (count - 1)
        high = high if "rateMax" in given else low + by * (count - 1)
    else:
        low = low if "rateMin" in given else Fraction(1)
        high = high if "rateMax" in given else Fraction(5)
    steps = int((high - low) // by)
    return [float(low + by * i) for i in range(steps + 1)] if 0 < steps < MOST_RATED else []
