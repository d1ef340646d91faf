"""An instrument becomes a questionnaire."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError, Finding
from smmi.exchange.accounts._account import CarriedQuestion, DefinitionAccount, left_out
from smmi.exchange.expressions._items import Item
from smmi.exchange.expressions._nodes import OptionNumber, every, negated
from smmi.exchange.expressions._routing import verdict
from smmi.exchange.fhir import _addresses as at
from smmi.exchange.fhir._expressions import FhirPathNotation, Scoring
from smmi.instrument import (
    AllConditions,
    AnyCondition,
    Area,
    AtLeast,
    Composition,
    Condition,
    Count,
    Domain,
    Equals,
    Includes,
    Indicator,
    Instrument,
    MultipleChoice,
    Number,
    OneOf,
    Option,
    Percentage,
)
from smmi.instrument.declaration import is_text, shown
from smmi.scoring import ScoringScheme

Resource = dict[str, Any]
EXCLUSIVE: Final = {"url": at.EXCLUSIVE, "valueBoolean": True}


@tells_keywords
def to_fhir(
    instrument: Instrument, scheme: ScoringScheme | None = None, /, *, url: str, release: str = "R4"
) -> tuple[Resource, DefinitionAccount]:
    """Return an instrument as a Questionnaire of FHIR, which scores itself where a scheme is given, and the account.

    Domains and areas become groups, indicators items by their codes: choices, decimals and integers with their limits,
    a group of decimals for a composition, and a further choice where options beside a number say why there is none.
    Gates of a plain form become ``enableWhen``, others the expression of SDC (Structured Data Capture). Characteristics
    that decide where questions apply stand in a group before.

    Scores are read-only items with a calculated expression of SDC: ``score.curriculum``, and ``reason.curriculum`` in
    words where there is none. What an option is worth stands beside it, as `ordinalValue` and as `itemWeight`, in
    percent; expressions do not speak of it, as engines differ on it.

    Args:
        instrument: The instrument.
        scheme: The scheme that scores it.
        url: The canonical address of the questionnaire, such as ``https://example.org/Questionnaire/smmi``.
        release: The release of FHIR: "R4", which is what R4B has too, or "R5".

    Returns:
        The resource, to be written as JSON, and the account of what it cannot carry.

    Raises:
        ArgumentError: It is no instrument, the scheme is of another one, or the release is not known.
        NotExpressibleError: The scheme cannot be expressed.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> questionnaire, account = to_fhir(tiny, url="https://example.org/Questionnaire/tiny")
        >>> questionnaire["item"][0]["item"][0]["item"][0]["type"]
        'choice'
    """
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    if scheme is not None and getattr(scheme, "instrument", None) != instrument:
        raise ArgumentError("scheme", "the scheme of another instrument", "a ScoringScheme of the same one")
    at.check_release(release)
    if is_text(url) is not None:
        raise ArgumentError("url", shown(url), "an address")
    scoring = None if scheme is None else Scoring(scheme)
    writer = _Writer(instrument, scheme, scoring, release)
    resource: Resource = {
        "resourceType": "Questionnaire",
        "url": url,
        "version": at.text_of(instrument.edition),
        "title": at.text_of(instrument.title),
        "status": "active",
        "subjectType": ["Organization"],
    }
    if instrument.description:
        resource["description"] = at.text_of(instrument.description)
    if scoring is not None:
        resource["extension"] = [
            at.extension(
                at.VARIABLE, "Expression", {"name": name, "language": at.EXPRESSIONS, "expression": text}
            )
            for name, text in scoring.variables()
        ]
    resource["item"] = writer.items()
    account = DefinitionAccount(title=instrument.title, questions=writer.carried, left_out=writer.left_out)
    return resource, account


class _Writer:
    """The items of a questionnaire."""

    def __init__(
        self, instrument: Instrument, scheme: ScoringScheme | None, scoring: Scoring | None, release: str
    ) -> None:
        self._instrument, self._scheme, self._scoring = instrument, scheme, scoring
        self._choice = "choice" if release == "R4" else "coding"
        self._strict = {} if release == "R4" else {"answerConstraint": "optionsOnly"}
        self.carried: list[CarriedQuestion] = []
        self.left_out: list[Finding] = [
            left_out(f"$.{field}", f"the instrument's {field}")
            for field in ("terms", "provenance")
            if getattr(instrument, field)
        ]

    def items(self) -> list[Resource]:
        """Return all items."""
        found = []
        if self._instrument.characteristics:
            inside = [
                self._choices(one.code, one.label, one.options, {})
                for one in self._instrument.characteristics
            ]
            found.append({"linkId": at.CHARACTERISTICS, "type": "group", "item": inside})
        for domain in self._instrument.domains:
            areas = [
                self._group(area, [self._question(one) for one in area.indicators]) for area in domain.areas
            ]
            found.append(self._group(domain, areas))
        if self._scoring is not None:
            inside = [one for told in self._scoring.outputs() for one in _score(*told)]
            found.append({"linkId": at.SCORES, "text": "Scores", "type": "group", "item": inside})
        return found

    def _group(self, node: Domain | Area, inside: Sequence[Sequence[Resource] | Resource]) -> Resource:
        for field in ("help", "tags", "provenance"):
            if getattr(node, field, None):
                self._leave(f"{field} of domains and areas", node.code)
        flat = [one for each in inside for one in ([each] if isinstance(each, dict) else each)]
        return {"linkId": node.code, "text": at.text_of(node.label), "type": "group", "item": flat}

    def _leave(self, message: str, code: str) -> None:
        self.left_out.append(left_out(f"$.{code}", message, code))

    def _question(self, indicator: Indicator) -> list[Resource]:
        """Return the item of an indicator, and of why there is no number."""
        scale, code = indicator.scale, indicator.code
        for what in _unsaid(indicator):
            self._leave(what, code)
        route = self._route(indicator)
        if isinstance(scale, Composition):
            item: Resource = {"linkId": code, "text": at.text_of(indicator.prompt), "type": "group", **route}
            item["item"] = [
                {
                    "linkId": at.part_of(code, one.code),
                    "text": at.text_of(one.label),
                    "type": "decimal",
                    "extension": _limits(0, 100),
                }
                for one in scale.parts
            ]
        elif scale.answers:
            item = self._choices(code, indicator.prompt, scale.options, route, self._worth(indicator))
            if isinstance(scale, MultipleChoice):
                item |= {"repeats": True, "extension": [*item.get("extension", []), *_several(scale)]}
        else:
            item = _number(indicator, route)
        kind = "choices" if isinstance(scale, MultipleChoice) else item["type"]
        self.carried.append(CarriedQuestion(source=code, name=code, codes=(code,), kind=kind))
        if scale.answers or not scale.nonresponses:
            return [item]
        why = self._choices(at.why_of(code), "If there is no number: why?", scale.nonresponses, route)
        return [item, why]

    def _choices(
        self,
        code: str,
        text: str,
        options: Sequence[Option],
        route: Resource,
        worth: Mapping[str, float] = {},
    ) -> Resource:
        offered = []
        for option in options:
            told: Resource = {"valueCoding": {"code": option.code, "display": at.text_of(option.label)}}
            extensions = [EXCLUSIVE] if option.exclusive else []
            if option.code in worth:
                extensions += [at.extension(one, "Decimal", 100.0 * worth[option.code]) for one in at.WEIGHTS]
            offered.append(({"extension": extensions} if extensions else {}) | told)
        return {
            "linkId": code,
            "text": at.text_of(text),
            "type": self._choice,
            **self._strict,
            **route,
            "answerOption": offered,
        }

    def _worth(self, indicator: Indicator) -> dict[str, float]:
        """Return the points of each option, where a scheme gives each its own."""
        if self._scheme is None or not indicator.scored:
            return {}
        points = Item.of(indicator, self._scheme.item_rule(indicator.code)).points()
        return (
            {code: float(one) for code, one in points.by_option} if isinstance(points, OptionNumber) else {}
        )

    def _route(self, indicator: Indicator) -> Resource:
        """Return when an item is enabled."""
        if indicator.gate is None and indicator.applies is None:
            return {}
        plain = None if indicator.applies else self._plain(indicator.gate)  # type: ignore[arg-type]  # there is one
        if plain is not None:
            return plain
        parts = [negated(verdict(self._instrument, indicator.applies).false)] if indicator.applies else []
        parts += [verdict(self._instrument, indicator.gate).true] if indicator.gate else []
        self._leave(
            "a gate that is an expression: readers of plain conditions do not know it", indicator.code
        )
        text = _FormNotation(self._instrument, {}).condition(every(*parts))
        expression = {"language": at.EXPRESSIONS, "expression": text}
        return {"extension": [at.extension(at.ENABLE_WHEN, "Expression", expression)]}

    def _plain(self, gate: Condition) -> Resource | None:
        """Return a gate as plain conditions, of which all hold or one does; None if it is another."""
        parts: Sequence[Condition] = (gate,)
        behavior = "all"
        if isinstance(gate, AllConditions | AnyCondition):
            parts, behavior = gate.conditions, "all" if isinstance(gate, AllConditions) else "any"
        elif isinstance(gate, OneOf) and all(isinstance(one, str) for one in gate.values):
            parts, behavior = [Equals(gate.code, one) for one in gate.values], "any"
        made = [self._when(one) for one in parts]
        if not all(made) or any(self._instrument[one.code].scale.nonresponses for one in parts):  # type: ignore[union-attr]
            return None
        return {"enableWhen": made} | ({"enableBehavior": behavior} if len(made) > 1 else {})

    def _when(self, condition: Condition) -> Resource | None:
        match condition:
            case Equals(code, str(value)) | Includes(code, value):
                return {"question": code, "operator": "=", "answerCoding": {"code": value}}
            case AtLeast(code, float(value)):
                scale = self._instrument[code].scale  # type: ignore[union-attr]
                if isinstance(scale, Count):
                    return {"question": code, "operator": ">=", "answerInteger": math.ceil(value)}
                return {"question": code, "operator": ">=", "answerDecimal": value}
            case _:
                return None


def _unsaid(indicator: Indicator) -> Iterator[str]:
    """Yield what of an indicator a questionnaire cannot say."""
    scale = indicator.scale
    for field in ("label", "help", "terms", "tags", "provenance", "source_names"):
        if getattr(indicator, field):
            yield f"{field.replace('_', ' ')} of indicators"
    if not indicator.scored:
        yield "that an indicator is not scored"
    yield f"that a scale is {type(scale).__name__}, and its code"
    if scale.nonresponses:
        yield "what options stand for that are no answers"
    if any(option.value is not None or option.spellings for option in scale.options):
        yield "coded values and spellings of options"
    if isinstance(scale, Composition):
        yield "that shares sum to 100"
    if isinstance(scale, MultipleChoice) and scale.minimum == 0:
        yield "that none of the choices is an answer: no choice is no answer"


def _several(scale: MultipleChoice) -> Iterator[Resource]:
    """Yield that several may be chosen, and how many."""
    yield at.extension(
        at.CONTROL, "CodeableConcept", {"coding": [{"system": at.CONTROLS, "code": "check-box"}]}
    )
    if scale.minimum:
        yield at.extension(at.FEWEST, "Integer", scale.minimum)
    if scale.maximum is not None:
        yield at.extension(at.MOST, "Integer", scale.maximum)


class _FormNotation(FhirPathNotation):
    """Conditions that speak of answers alone: states are worked out where they are asked."""

    def name(self, name: str) -> str:
        _, _, code = name.partition(".")
        return self.given_state(code)


def _number(indicator: Indicator, route: Resource) -> Resource:
    """Return the item of a number, with its limits."""
    scale = indicator.scale
    whole = isinstance(scale, Count)
    low, high = scale.limits  # type: ignore[union-attr]  # a scale of numbers
    extensions = [*route.get("extension", []), *_limits(low, high, whole=whole)]
    if isinstance(scale, Percentage | Number) and scale.decimals is not None:
        extensions.append(at.extension(at.DECIMALS, "Integer", scale.decimals))
    if isinstance(scale, Percentage):
        extensions.append(at.extension(at.UNIT, "Coding", {"code": "%", "display": "%"}))
    elif getattr(scale, "unit", ""):
        extensions.append(at.extension(at.UNIT, "Coding", {"display": at.text_of(scale.unit)}))  # type: ignore[union-attr]
    rest = {key: value for key, value in route.items() if key != "extension"}
    item = {
        "linkId": indicator.code,
        "text": at.text_of(indicator.prompt),
        "type": "integer" if whole else "decimal",
    }
    return item | rest | ({"extension": extensions} if extensions else {})


def _limits(low: float, high: float, *, whole: bool = False) -> list[Resource]:
    kind = "Integer" if whole else "Decimal"
    made = []
    for address, value in ((at.LEAST, low), (at.GREATEST, high)):
        if math.isfinite(value):
            made.append(at.extension(address, kind, int(value) if whole else value))
    return made


def _score(code: str, label: str, points: str, why: str) -> Iterator[Resource]:
    """Yield the items of a score, and of why there is none."""
    for name, text, kind, expression in (
        (f"score.{code}", label, "decimal", points),
        (f"reason.{code}", f"{label}: why there is no score", "string", why),
    ):
        calculated = {"language": at.EXPRESSIONS, "expression": expression}
        yield {
            "extension": [at.extension(at.CALCULATED, "Expression", calculated)],
            "linkId": name,
            "text": at.text_of(text),
            "type": kind,
            "readOnly": True,
        }
