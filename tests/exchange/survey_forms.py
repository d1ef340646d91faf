"""Answers as a form of SurveyJS holds them, and back."""

from typing import Any

from smmi.instrument import Composition, Indicator, Instrument, MultipleChoice

NONE_SELECTED = "NONE_SELECTED"


def as_given(instrument: Instrument, record: dict[str, Any]) -> dict[str, Any]:
    """The answers of a document as a person can give them; a state that no option stands for is left blank."""
    given = {one.code: record.get(one.code) for one in instrument.characteristics}
    for indicator in instrument.indicators:
        given |= _given(indicator, record[indicator.code])
    return {code: answer for code, answer in given.items() if answer is not None}


def _given(indicator: Indicator, answer: object) -> dict[str, Any]:
    code, scale = indicator.code, indicator.scale
    named = [option.code for option in scale.nonresponses]
    if isinstance(answer, dict) and isinstance(answer.get("nonresponse"), str):
        words = [
            o.code
            for o in scale.nonresponses
            if o.nonresponse.name.lower().replace("_", "-") == answer["nonresponse"]
        ]
        answer = words[0] if words else None
    if answer is None:
        return {}
    if isinstance(scale, MultipleChoice):
        several = [answer] if isinstance(answer, str) else list(answer)
        alone = any(option.exclusive for option in scale.answers)
        return {code: several or (None if alone or scale.minimum else [NONE_SELECTED])}
    if answer in named and not scale.answers:
        return {f"{code}-nonresponse": answer}
    return {code: answer}


def as_held(instrument: Instrument, data: dict[str, Any]) -> dict[str, Any]:
    """What a form holds as a record."""
    record: dict[str, Any] = {one.code: data.get(one.code) for one in instrument.characteristics}
    for indicator in instrument.indicators:
        code, scale, answer = indicator.code, indicator.scale, data.get(indicator.code)
        if isinstance(scale, MultipleChoice) and answer:
            absent = [one for one in answer if one in {option.code for option in scale.nonresponses}]
            answer = absent[0] if absent else tuple(one for one in answer if one != NONE_SELECTED)
        if isinstance(scale, Composition) and answer:
            answer = {part.code: answer.get(part.code, 0.0) for part in scale.parts}
        record[code] = data.get(f"{code}-nonresponse", answer)
    return record


def as_scored(instrument: Instrument, data: dict[str, Any], codes: tuple[str, ...]) -> dict[str, Any]:
    """The scores that a form holds, as `evaluate` returns them."""
    reasons = {code: data[f"reason-{code}"] for code in codes if data.get(f"reason-{code}")}
    return {"scores": {code: data.get(f"score-{code}") for code in codes}, "reasons": reasons}
