"""Answers as a form of ODK holds them, and back."""

from typing import Any

from smmi.exchange.xlsform._names import Names
from smmi.instrument import Composition, Count, Instrument, MultipleChoice


def steps_of(instrument: Instrument, record: dict[str, Any]) -> list[list]:
    """What a person gives: name, kind and value of every question; a state that no option stands for is left blank."""
    names = Names(instrument)
    steps = [[one.code, "one", record.get(one.code)] for one in instrument.characteristics]
    for indicator in instrument.indicators:
        code, scale, answer = indicator.code, indicator.scale, record[indicator.code]
        if isinstance(answer, dict) and isinstance(answer.get("nonresponse"), str):
            answer = None
        if isinstance(scale, MultipleChoice):
            chosen = [answer] if isinstance(answer, str) else answer
            steps.append([code, "several", list(chosen) if chosen else None])
        elif scale.answers:
            steps.append([code, "one", answer])
        else:
            why, number = (answer, None) if isinstance(answer, str) else (None, answer)
            if isinstance(scale, Composition):
                shares = number or {}
                steps += [
                    [names.parts[code, one.code], "decimal", shares.get(one.code)] for one in scale.parts
                ]
            else:
                steps.append([code, "integer" if isinstance(scale, Count) else "decimal", number])
            if code in names.why:
                steps.append([names.why[code], "one", why])
    return steps


def as_given(instrument: Instrument, record: dict[str, Any]) -> dict[str, Any]:
    """What a person gives, as a record: a state that no option stands for is blank."""
    return as_held(instrument, {name: value for name, _, value in steps_of(instrument, record)})


def questions_of(instrument: Instrument) -> dict[str, str]:
    """The indicator of each question: of a part, of a number, and of why there is no number."""
    names = Names(instrument)
    found = {}
    for one in instrument.indicators:
        if isinstance(one.scale, Composition):
            found |= {names.parts[one.code, part.code]: one.code for part in one.scale.parts}
        else:
            found[one.code] = one.code
        if one.code in names.why:
            found[names.why[one.code]] = one.code
    return found


def as_held(instrument: Instrument, data: dict[str, Any]) -> dict[str, Any]:
    """What a form holds as a record."""
    names = Names(instrument)
    record: dict[str, Any] = {one.code: _one(data[one.code]) for one in instrument.characteristics}
    for indicator in instrument.indicators:
        code, scale = indicator.code, indicator.scale
        if isinstance(scale, MultipleChoice):
            chosen = tuple(data[code] or ())
            absent = [one for one in chosen if one in {option.code for option in scale.nonresponses}]
            record[code] = absent[0] if absent else chosen or None
            continue
        if isinstance(scale, Composition):
            shares = {one.code: data[names.parts[code, one.code]] for one in scale.parts}
            there = any(isinstance(one, int | float) for one in shares.values())
            record[code] = {part: one or 0.0 for part, one in shares.items()} if there else None
        else:
            record[code] = _one(data[code])
        if record[code] is None and code in names.why:
            record[code] = _one(data[names.why[code]])
    return record


def _one(value: Any) -> Any:
    """A value, of a list of at most one; None where there is none."""
    if isinstance(value, list):
        value = value[0] if value else None
    return None if value == "" else value


def as_scored(data: dict[str, Any], codes: tuple[str, ...]) -> dict[str, Any]:
    """The scores that a form holds, as `evaluate` returns them."""
    scores = {
        code: float(data[f"score_{code}"]) if data[f"score_{code}"] not in {"", None} else None
        for code in codes
    }
    return {"scores": scores, "reasons": {code: data[f"why_{code}"] for code in codes if data[f"why_{code}"]}}
