"""Drawn schemes with drawn answers, as plain data, and what the batch scorer says of them."""

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import attrs
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from smmi import editions
from smmi.errors import NotExpressibleError
from smmi.instrument import Answers, Instrument
from smmi.scoring import ScoringScheme, score
from smmi.serialization import to_document
from smmi.testing import strategies

SETS = int(os.environ.get("SMMI_ANSWER_SETS", "200"))
"""How many sets of answers an engine gets of drawn schemes, and as many of the bundled edition."""
NEAR = 1e-9


@attrs.frozen(kw_only=True)
class Drawn:
    """A scheme, the answers of a few units to it, and their scores.

    Attributes:
        scheme: The scheme.
        records: The answers and characteristics of each unit by code, as documents hold them.
        expected: The score of each unit by code, or None, and the reason of each that is absent.
    """

    scheme: ScoringScheme
    records: list[dict[str, Any]]
    expected: list[dict[str, Any]]

    @classmethod
    def of(cls, answers: Answers, scheme: ScoringScheme) -> "Drawn":
        """Score answers in a batch."""
        document = to_document(answers)
        columns = {**document["columns"], **attributes_of(answers)}
        expected = [
            {
                "scores": profile.as_dict(),
                "reasons": {c: a.label for c, a in zip(profile.codes, profile.absences, strict=True) if a},
            }
            for profile in score(answers, scheme)
        ]
        records = [{code: column[i] for code, column in columns.items()} for i in range(len(answers))]
        return cls(scheme=scheme, records=records, expected=expected)


def attributes_of(answers: Answers) -> dict[str, list[str | None]]:
    """The declared characteristics of the units."""
    names = [one.code for one in answers.instrument.characteristics]
    return {name: [answers.attributes[name][i] for i in range(len(answers))] for name in names}


def differences(case: Drawn, found: list[dict[str, Any]]) -> Iterator[tuple[int, str, Any, Any]]:
    """Yield where scores or reasons differ: the unit, the code, what was found and what the batch scorer says."""
    for i, (own, expected) in enumerate(zip(found, case.expected, strict=True)):
        for code, value in expected["scores"].items():
            got = own["scores"][code]
            if (got is None) != (value is None) or (value is not None and abs(got - value) > NEAR):
                yield i, code, got, value
            reason = own["reasons"].get(code)
            if reason != expected["reasons"].get(code):
                yield i, code, reason, expected["reasons"].get(code)


@st.composite
def drawn_cases(draw: st.DrawFn, asked: st.SearchStrategy[Instrument], *, units: int = 4) -> Drawn:
    """A drawn scheme of a drawn instrument, with answers."""
    instrument = draw(asked)
    scheme = draw(strategies.schemes(instrument))
    return Drawn.of(draw(strategies.from_instrument(instrument, min_units=units, max_units=units)), scheme)


def printed(
    write: Callable[[ScoringScheme], Any],
    asked: st.SearchStrategy[Instrument] | None = None,
    *,
    sets: int = SETS,
    units: int = 4,
    tries: int = 2,
) -> list[tuple[Drawn, Any]]:
    """Return so many sets of answers with their schemes, printed; schemes that a target refuses are left out.

    So many times as many are tried.
    """
    found: list[tuple[Drawn, Any]] = []

    @settings(
        max_examples=tries * sets // units + 10,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn_cases(strategies.instruments() if asked is None else asked, units=units))
    def collect(case: Drawn) -> None:
        if sum(len(one.records) for one, _ in found) >= sets:
            return
        with suppress(NotExpressibleError):
            found.append((case, write(case.scheme)))

    collect()
    assert sum(len(one.records) for one, _ in found) >= sets
    return found


def written_share(write: Callable[[ScoringScheme], Any], schemes: int) -> float:
    """Return which share of so many drawn schemes a target does not refuse."""
    told: list[bool] = []

    @settings(
        max_examples=schemes,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategies.instruments().flatmap(strategies.schemes))
    def collect(scheme: ScoringScheme) -> None:
        try:
            write(scheme)
            told.append(True)
        except NotExpressibleError:
            told.append(False)

    collect()
    return sum(told) / len(told)


@functools.cache
def edition_cases(sets: int = SETS) -> Drawn:
    """Return so many sets of answers to the bundled edition, by the scheme of equal weights."""
    instrument = editions.smmi_16()
    records: list[Answers] = []

    @settings(
        max_examples=sets // 4 + 1,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategies.from_instrument(instrument, min_units=4, max_units=4))
    def collect(answers: Answers) -> None:
        records.append(answers)

    collect()
    scheme = ScoringScheme.equal_weights(instrument)
    several = [Drawn.of(answers, scheme) for answers in records]
    return Drawn(
        scheme=scheme,
        records=[record for one in several for record in one.records],
        expected=[expected for one in several for expected in one.expected],
    )
