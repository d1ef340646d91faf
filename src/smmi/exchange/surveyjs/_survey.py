"""An instrument as a survey of SurveyJS: pages, panels, questions, gates, and scoring as calculated values."""

import math
from collections.abc import Sequence
from typing import Any, Final

from smmi.errors import ArgumentError, NotExpressibleError
from smmi.exchange.accounts._account import DefinitionAccount
from smmi.exchange.expressions._compilation import expression_tree
from smmi.exchange.expressions._items import Item
from smmi.exchange.expressions._nodes import Condition, every, negated
from smmi.exchange.expressions._routing import state, verdict
from smmi.exchange.expressions._tree import ExpressionTree
from smmi.exchange.surveyjs._account import account_of
from smmi.exchange.surveyjs._expressions import SurveyJsNotation
from smmi.exchange.surveyjs._names import nonresponse_of, plain
from smmi.instrument import (
    Area,
    Characteristic,
    Composition,
    Count,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Number,
    Option,
    Percentage,
)
from smmi.instrument.scales import largest_selection
from smmi.scoring import Absence, Linear, ScoringScheme

Content = dict[str, Any]
NONE_SELECTED: Final = "NONE_SELECTED"
"""The choice of none of the options, where that is an answer; no code has capital letters."""

NEAREST: Final = 1e-3
"""Goalposts are at least so far apart, relative to the greater of them."""
OF_NODES: Final = (
    Absence.NOTHING_ANSWERED,
    Absence.TOO_LITTLE_ANSWERED,
    Absence.NOTHING_APPLICABLE,
    Absence.PROPAGATED,
    Absence.NO_WEIGHT,
)
"""Why an area, a domain or the whole has no score."""


def to_surveyjs(
    instrument: Instrument, scheme: ScoringScheme | None = None, /
) -> tuple[Content, DefinitionAccount]:
    """Return an instrument as a survey of SurveyJS, which scores itself where a scheme is given, and the account.

    A domain is a page, an area a panel, an indicator a question called by its code; characteristics that decide where
    questions apply stand on a page before. A question is shown where its gate is open, and what was answered to it is
    cleared when it is hidden (`clearInvisibleValues`), so that no answer behind a shut gate is kept.

    Scores are calculated values that stand in the result: ``score-curriculum``, and ``reason-curriculum`` where it is
    absent. They change with every answer.

    Args:
        instrument: The instrument.
        scheme: The scheme that scores it.

    Returns:
        The definition, for ``new Survey.Model(definition)``, made for survey-core 3.1; and the account of what it
        cannot carry.

    Raises:
        ArgumentError: It is no instrument, or the scheme is of another one.
        NotExpressibleError: The scheme cannot be expressed.

    Example:
        >>> from smmi import editions
        >>> from smmi.scoring import Absence, Linear, ScoringScheme
        >>> instrument = editions.smmi_16()
        >>> survey, account = to_surveyjs(instrument, ScoringScheme(instrument))
        >>> len(survey["pages"]), survey["clearInvisibleValues"]
        (7, 'onHidden')
    """
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    if scheme is not None and getattr(scheme, "instrument", None) != instrument:
        raise ArgumentError("scheme", "the scheme of another instrument", "a ScoringScheme of the same one")
    if scheme is None:
        return survey_of(instrument, None), account_of(instrument)
    for indicator in instrument.scored:
        rule = Item.of(indicator, scheme.item_rule(indicator.code)).rule
        if isinstance(rule, Linear) and rule.high - rule.low < NEAREST * max(abs(rule.low), abs(rule.high)):
            why = "its goalposts are so near to each other that a difference to them has few digits"
            raise NotExpressibleError("SurveyJS", indicator.code, type(rule).__name__, why)
    return survey_of(instrument, expression_tree(scheme)), account_of(instrument)


def survey_of(instrument: Instrument, tree: ExpressionTree | None) -> Content:
    """Return the survey of an instrument, with the scores of a tree."""
    notation = SurveyJsNotation(instrument)
    scored = {one.code for one in tree.questions} if tree else set()
    for indicator in instrument.indicators:
        if indicator.code not in scored:
            notation.define(f"state.{indicator.code}", state(instrument, indicator).number)
    for definition in tree.definitions if tree else ():
        notation.define(definition.name, definition.number)
    values: list[Content] = [{"name": name, "expression": text} for name, text in notation.values]
    for output in tree.outputs if tree else ():
        points, reason = notation.name(output.points), notation.name(output.reason)
        words = "''"
        for number in OF_NODES:
            words = f"iif({reason} = {int(number)}, '{number.label}', {words})"
        score = f"iif({points} notempty, {points} / 0.01, 0/0)"
        values.append({"name": f"score-{output.code}", "expression": score, "includeIntoResult": True})
        values.append({"name": f"reason-{output.code}", "expression": words, "includeIntoResult": True})
    pages = [_page(notation, instrument, domain) for domain in instrument.domains]
    if instrument.characteristics:
        elements = [_characteristic(one) for one in instrument.characteristics]
        pages.insert(0, {"name": "page-characteristics", "elements": elements})
    survey: Content = {"title": plain(instrument.title)}
    if instrument.description:
        survey["description"] = plain(instrument.description)
    # By default, scores of what was answered before its gate was shut stay in the result:
    # findings/surveyjs-keeps-scores-of-cleared-answers.sh
    survey |= {"clearInvisibleValues": "onHidden", "pages": pages}
    return survey | {"calculatedValues": values} if values else survey


def _page(notation: SurveyJsNotation, instrument: Instrument, domain: Domain) -> Content:
    panels = [_panel(notation, instrument, area) for area in domain.areas]
    page = {"name": f"page-{domain.code}", "title": plain(domain.label), "elements": panels}
    return page | {"description": plain(domain.help)} if domain.help else page


def _panel(notation: SurveyJsNotation, instrument: Instrument, area: Area) -> Content:
    questions = [one for indicator in area.indicators for one in _questions(notation, instrument, indicator)]
    panel: Content = {"type": "panel", "name": f"panel-{area.code}", "title": plain(area.label)}
    if area.help:
        panel["description"] = plain(area.help)
    return panel | {"elements": questions}


def _characteristic(characteristic: Characteristic) -> Content:
    return {
        "type": "dropdown",
        "name": characteristic.code,
        "title": plain(characteristic.label),
        "choices": _choices(characteristic.options),
    }


def _questions(notation: SurveyJsNotation, instrument: Instrument, indicator: Indicator) -> list[Content]:
    """Return the question of an indicator, and the one that asks why there is no number."""
    question: Content = {"type": "", "name": indicator.code, "title": plain(indicator.prompt)}
    if indicator.help:
        question["description"] = plain(indicator.help)
    shown = _shown(instrument, indicator)
    if shown is not None:
        question["visibleIf"] = notation.condition(shown)
    question |= _kind(indicator)
    apart = nonresponse_of(indicator)
    if apart is None:
        return [question]
    why = {"type": "radiogroup", "name": apart, "titleLocation": "hidden", "showClearButton": True}
    why["choices"] = _choices(indicator.scale.nonresponses)
    return [question, why | ({"visibleIf": question["visibleIf"]} if shown is not None else {})]


def _shown(instrument: Instrument, indicator: Indicator) -> Condition | None:
    """Return when a question is shown: where it applies, or that is not known, and its gate is open."""
    conditions: list[Condition] = []
    if indicator.applies:
        conditions.append(negated(verdict(instrument, indicator.applies).false))
    if indicator.gate:
        conditions.append(verdict(instrument, indicator.gate).true)
    return every(*conditions) if conditions else None


def _kind(indicator: Indicator) -> Content:
    """Return the type of a question, and what may be answered."""
    scale = indicator.scale
    match scale:
        case MultipleChoice():
            choices: list[Content] = []
            for option in scale.options:
                alone = option.exclusive or option.nonresponse is not None
                choices += [one | ({"isExclusive": True} if alone else {}) for one in _choices([option])]
            kind: Content = {"type": "checkbox", "choices": choices}
            if scale.minimum == 0 and not any(option.exclusive for option in scale.answers):
                choices.append({"value": NONE_SELECTED, "text": "None of these", "isExclusive": True})
            if largest_selection(scale) < len(scale.answers):
                kind["maxSelectedChoices"] = largest_selection(scale)
            return kind
        case Composition():
            items = [
                {"name": part.code, "title": plain(part.label), "inputType": "number", "min": 0, "max": 100}
                for part in scale.parts
            ]
            return {"type": "multipletext", "items": items}
        case Percentage() | Count() | Number():
            low, high = scale.limits
            limits: Content = {"minValue": low} if math.isfinite(low) else {}
            limits |= {"maxValue": high} if math.isfinite(high) else {}
            kind = {"type": "text", "inputType": "number", "step": 1 if isinstance(scale, Count) else "any"}
            return kind | ({"validators": [{"type": "numeric", **limits}]} if limits else {})
        case _:
            return {"type": "radiogroup", "choices": _choices(scale.options), "showClearButton": True}


def _choices(options: Sequence[Option]) -> list[Content]:
    return [{"value": option.code, "text": plain(option.label)} for option in options]
