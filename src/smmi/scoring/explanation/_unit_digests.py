"""Fingerprints of answers and of scores, made from a digest for each unit: the order of the units does not matter."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from smmi.fingerprint import fingerprint
from smmi.instrument import Answers, Indicator, Nonresponse, NotCondition
from smmi.instrument.answers import TRUE, attribute_verdicts, verdicts
from smmi.instrument.scales import coding
from smmi.scoring.rules._missing_data import Absence
from smmi.scoring.scorer._scores import Scores


def answers_fingerprint(answers: Answers, /) -> str:
    """Return the fingerprint of units, their attributes and what they said, whatever the order of the rows."""
    said: list[dict[str, object]] = [{} for _ in range(len(answers))]
    for indicator, column in zip(answers.instrument.indicators, answers.columns, strict=True):
        given = coding(indicator.scale).decode_all(column.codes, column.values)
        elsewhere = _elsewhere(answers, indicator)
        for record, raw, skip in zip(said, given, elsewhere, strict=True):
            if raw is not None and not (skip and raw is Nonresponse.NOT_APPLICABLE):
                record[indicator.code] = _plain(raw)
    for aside in answers.set_aside:
        said[answers.position(aside.unit)][aside.code] = _plain(aside.answer)
    attributes: list[dict[str, str]] = [{} for _ in range(len(answers))]
    for name, values in answers.attributes.items():
        for own, value in zip(attributes, values, strict=True):
            if value is not None:
                own[name] = value
    return _of_units(zip(answers.units.tolist(), attributes, said, strict=True))


def _elsewhere(answers: Answers, indicator: Indicator) -> list[bool]:
    """Return for each unit whether the instrument says that an indicator does not apply to it."""
    if indicator.applies is None:
        return [False] * len(answers)
    found = verdicts(
        NotCondition(indicator.applies), lambda leaf: attribute_verdicts(leaf, answers.attributes[leaf.code])
    )
    return np.equal(found, TRUE).tolist()  # type: ignore[no-any-return]


def _plain(raw: object) -> object:
    """Return a raw answer as JSON can say it: a text, a number, or an object that says what it is."""
    match raw:
        case Nonresponse():
            return {"nonresponse": raw.name}
        case tuple():
            return {"selected": sorted(raw)}
        case Mapping():
            return {"shares": {part: float(share) + 0.0 for part, share in raw.items()}}
        case int() | float():
            return float(raw) + 0.0
        case _:
            return raw


def scores_fingerprint(scores: Scores, /) -> str:
    """Return the fingerprint of scores and of the reasons of their absences, whatever the order of the rows."""
    names = [absence.name for absence in Absence]
    values, absences = scores.values.T.tolist(), scores.absences.T.tolist()
    rows = (
        {
            code: names[absence] if absence else value
            for code, value, absence in zip(scores.codes, *row, strict=True)
        }
        for row in zip(values, absences, strict=True)
    )
    return _of_units(zip(scores.units.tolist(), rows, strict=True))


def _of_units(units: Iterable[Any]) -> str:
    texts = (json.dumps(unit, sort_keys=True, separators=(",", ":")) for unit in units)
    return fingerprint(sorted(hashlib.sha256(text.encode("ascii")).hexdigest() for text in texts))
