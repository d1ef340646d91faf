"""The scoring engine: the port through which the laws of schemes check an implementation, and smmi's own."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from smmi.instrument import Answers
from smmi.scoring.rules._checked_call import NotPointsError
from smmi.scoring.scheme._scheme import OVERALL, ScoringScheme
from smmi.scoring.scorer._scores import Scores

Record = Mapping[str, Any]
"""The raw answers of one unit by indicator, and its characteristics."""
Values = dict[str, float | None]
"""Scores by code; None where there is none."""
Range = tuple[float, float] | None
T = TypeVar("T")


class Engine:
    """An implementation of scoring; this one is smmi's own.

    To check another one against the laws, or one with a mistake, inherit and replace a method. A record has the unit's
    raw answers by the indicator's code (absent, None or a `smmi.instrument.Nonresponse` where there is none) and its
    characteristics; what the routing skips may be answered all the same. Every method returns an entry for "overall"
    and for the code of each domain and area: None, never NaN, where there is no score. Gates, weights, the policy
    and the rules are those of the scheme (`item_rule`, `aggregation_rule`, `weight`, `policy`).

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> Engine().one(ScoringScheme.equal_weights(tiny), {"has_policy": "yes"})
        {'overall': 100.0, 'governance': 100.0, 'policies': 100.0}
    """

    def batch(self, scheme: ScoringScheme, records: Sequence[Record], /) -> list[Values]:
        """Return the scores of some units, scored together."""
        scores = _scores(scheme, records)
        return [_values(scores.codes, column) for column in scores.values.T.tolist()]

    def one(self, scheme: ScoringScheme, record: Record, /) -> Values:
        """Return the scores of one unit, scored as a single response."""
        of_unit = {
            characteristic.code: record.get(characteristic.code)
            for characteristic in _characteristics(scheme)
        }
        answers = {code: raw for code, raw in record.items() if code not in of_unit}
        return scheme.compile().score_one(answers, attributes=of_unit).as_dict()

    def bounds(self, scheme: ScoringScheme, record: Record, /) -> dict[str, Range]:
        """Return the lowest and highest attainable score of one unit, by code."""
        scores = _scores(scheme, [record])
        low, high = (table.values[:, 0].tolist() for table in scores.bounds())
        return {
            code: None if math.isnan(low[row]) else (low[row], high[row])
            for row, code in enumerate(scores.codes)
        }

    def replayed(self, scheme: ScoringScheme, record: Record, /) -> Values:
        """Return the score that the trace of each node of one unit replays."""
        profile = _scores(scheme, [record]).of("unit 0")
        return {code: profile.trace(code).replay() for code in profile.codes}

    def contributions(self, scheme: ScoringScheme, record: Record, /) -> dict[str, list[float | None]]:
        """Return the contributions of the children of each node of one unit, in percentage points."""
        profile = _scores(scheme, [record]).of("unit 0")
        return {
            code: [child.contribution for child in profile.trace(code).children] for code in profile.codes
        }


class Checked(Engine):
    """Another implementation, whose results are checked for complete and finite entries before a law sees them."""

    def __init__(self, engine: Engine, /) -> None:
        self.engine = engine

    def batch(self, scheme: ScoringScheme, records: Sequence[Record], /) -> list[Values]:
        """Return the scores of some units, one dict for each of them."""
        found = self.engine.batch(scheme, records)
        if len(found) != len(records):
            raise NotPointsError(
                f"the engine's `batch` returned {len(found)} dicts for {len(records)} records"
            )
        return [self._numbers(scheme, "batch", values) for values in found]

    def one(self, scheme: ScoringScheme, record: Record, /) -> Values:
        """Return the scores of one unit, each a number or None."""
        return self._numbers(scheme, "one", self.engine.one(scheme, record))

    def bounds(self, scheme: ScoringScheme, record: Record, /) -> dict[str, Range]:
        """Return ranges of every code."""
        return self._complete(scheme, "bounds", self.engine.bounds(scheme, record))

    def replayed(self, scheme: ScoringScheme, record: Record, /) -> Values:
        """Return the scores of one unit again, each a number or None."""
        return self._numbers(scheme, "replayed", self.engine.replayed(scheme, record))

    def contributions(self, scheme: ScoringScheme, record: Record, /) -> dict[str, list[float | None]]:
        """Return the contributions of every code."""
        return self._complete(scheme, "contributions", self.engine.contributions(scheme, record))

    def _numbers(self, scheme: ScoringScheme, method: str, values: Values) -> Values:
        for code, value in self._complete(scheme, method, values).items():
            if value is not None and not math.isfinite(value):
                expected = "a number from 0 to 100, or None where there is no score"
                raise NotPointsError(
                    f"the engine's `{method}` returned {value!r} for {code!r}, expected {expected}"
                )
        return values

    def _complete(self, scheme: ScoringScheme, method: str, found: dict[str, T]) -> dict[str, T]:
        instrument = scheme.instrument
        codes = (
            OVERALL,
            *(domain.code for domain in instrument.domains),
            *(area.code for area in instrument.areas),
        )
        for code in codes:
            if code not in found:
                raise NotPointsError(
                    f"the engine's `{method}` returned nothing for {code!r}: every code needs an entry"
                )
        return found


def answers_of(scheme: ScoringScheme, records: Sequence[Record]) -> Answers:
    """Return records as answers of units ``unit 0``, ``unit 1`` and so on."""
    attributes = [characteristic.code for characteristic in _characteristics(scheme)]
    unknown = dict.fromkeys(attributes)
    rows = [{**unknown, **record, "": f"unit {place}"} for place, record in enumerate(records)]
    return Answers.from_records(scheme.instrument, rows, unit="", attributes=attributes)


def _scores(scheme: ScoringScheme, records: Sequence[Record]) -> Scores:
    return scheme.compile().score(answers_of(scheme, records))


def _values(codes: Sequence[str], numbers: Sequence[float]) -> Values:
    return {code: None if math.isnan(number) else number for code, number in zip(codes, numbers, strict=True)}


def _characteristics(scheme: ScoringScheme) -> Any:  # noqa: ANN401
    return scheme.instrument.characteristics
