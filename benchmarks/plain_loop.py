"""One response scored by a plain loop, as one would write it by hand for one questionnaire.

The loop does what the library does for a response: it looks up all codes, refuses unknown codes and impossible answers,
honours gates and applicability, and lets a node have a score where half of its weight is answered. It knows equal
steps, shares of selections, numbers between the ends of their scale and weighted means, and nothing else.
"""

from collections.abc import Callable, Mapping
from typing import Any

from smmi.instrument.hierarchy import Indicator, Instrument
from smmi.instrument.routing import AtLeast, Condition, Equals, Includes, NotCondition, OneOf
from smmi.instrument.scales import MultipleChoice
from smmi.scoring import ScoringScheme

SHARE = 0.5
MISSING, SKIPPED = None, -1.0
"""The points of what is blank, and of what leaves the score."""

Record = Mapping[str, Any]
Result = dict[str, tuple[float | None, str | None]]


def plain_loop(scheme: ScoringScheme) -> Callable[[Record, Record], Result]:
    """Return a function from a record and attributes to value and reason of every score, by code."""
    instrument, weight = scheme.instrument, scheme.weight
    tree = [
        (
            domain.code,
            weight(domain.code),
            [
                (area.code, weight(area.code), [_asked(scheme, i) for i in area.indicators])
                for area in domain.areas
            ],
        )
        for domain in instrument.domains
    ]
    known = {indicator.code for indicator in instrument.indicators}
    from_areas = scheme.overall_from == "areas"

    def score(record: Record, attributes: Record) -> Result:
        if not record.keys() <= known:
            raise KeyError(sorted(record.keys() - known))
        result: Result = {}
        skipped = set()
        areas_above: list[tuple[float, float | None, str | None]] = []
        domains_above: list[tuple[float, float | None, str | None]] = []
        for domain, domain_weight, areas in tree:
            below = []
            for area, area_weight, indicators in areas:
                earned = answered = total = 0.0
                for code, own, points, number, shut, applies in indicators:
                    if shut is not None and shut(record, skipped):
                        skipped.add(code)
                        continue
                    if applies is not None and attributes[applies[0]] not in applies[1]:
                        skipped.add(code)
                        continue
                    answer = record.get(code)
                    got = points[answer] if number is None else number(answer)
                    if got is None:
                        total += own
                    elif got >= 0.0:
                        total += own
                        answered += own
                        earned += own * got
                value, why = _mean(earned, answered, total)
                result[area] = None if value is None else 100.0 * value, why
                below.append((area_weight, value, why))
            value, why = _of(below)
            result[domain] = None if value is None else 100.0 * value, why
            areas_above += below
            domains_above.append((domain_weight, value, why))
        value, why = _of(areas_above if from_areas else domains_above)
        result["overall"] = None if value is None else 100.0 * value, why
        return result

    return score


def _mean(earned: float, answered: float, total: float) -> tuple[float | None, str | None]:
    if answered and answered >= SHARE * total:
        return earned / answered, None
    if not total:
        return None, "nothing applicable"
    return None, "too little answered" if answered else "nothing answered"


def _of(below: list[tuple[float, float | None, str | None]]) -> tuple[float | None, str | None]:
    """Return the mean of areas or domains; one where nothing applies leaves the score."""
    earned = answered = total = 0.0
    for weight, value, why in below:
        if value is not None:
            total += weight
            answered += weight
            earned += weight * value
        elif why != "nothing applicable":
            total += weight
    return _mean(earned, answered, total)


def _asked(scheme: ScoringScheme, indicator: Indicator) -> tuple[Any, ...]:
    """Return code, weight, points by answer, or a function to points, what shuts the gate, and to whom it applies."""
    scale, applies = indicator.scale, None
    options = {option.code: _special(option) for option in scale.options if option.nonresponse}
    special = {None: MISSING, **options}
    points, number = special, None
    if isinstance(scale, MultipleChoice):
        number = _selected(scale, special)
    elif hasattr(scale, "limits"):
        number = _number(*scale.limits, special)
    else:
        answers = [option.code for option in scale.answers]
        points = special | {code: i / (len(answers) - 1) for i, code in enumerate(answers)}
    shut = _shut(indicator.gate, scheme.instrument) if indicator.gate else None
    if indicator.applies is not None:
        assert isinstance(indicator.applies, OneOf)
        applies = indicator.applies.code, {None, *indicator.applies.values}
    return indicator.code, scheme.weight(indicator.code), points, number, shut, applies


def _special(option: Any) -> float | None:
    return MISSING if option.nonresponse.name == "NO_ANSWER" else SKIPPED


def _selected(scale: MultipleChoice, special: Mapping[Any, Any]) -> Callable[[Any], float | None]:
    earning = {option.code: 0.0 if option.exclusive else 1.0 for option in scale.answers}
    most = sum(earning.values())

    def points(answer: Any) -> float | None:
        if type(answer) is not tuple:
            return special[answer]
        return sum([earning[option] for option in answer]) / most

    return points


def _number(low: float, high: float, special: Mapping[Any, Any]) -> Callable[[Any], float | None]:
    def points(answer: Any) -> float | None:
        if answer is None or type(answer) is str:
            return special[answer]
        if not low <= answer <= high:
            raise ValueError(answer)
        return (answer - low) / (high - low)

    return points


def _shut(condition: Condition, instrument: Instrument) -> Callable[[Record, set[str]], bool]:
    """Return whether a gate is shut: by an answer that does not open it, or because its question was skipped."""
    wanted = not isinstance(condition, NotCondition)
    leaf = condition if wanted else condition.condition
    code, scale = leaf.code, instrument[leaf.code].scale
    missing = {None, *(option.code for option in scale.options if option.nonresponse)}
    if isinstance(leaf, Includes):
        return lambda record, skipped: (
            code in skipped
            or (record.get(code) not in missing and (leaf.option in record[code]) is not wanted)
        )
    if isinstance(leaf, AtLeast) and not isinstance(leaf.value, str):
        least = leaf.value
        return lambda record, skipped: (
            code in skipped or (record.get(code) not in missing and (record[code] >= least) is not wanted)
        )
    if isinstance(leaf, AtLeast):
        answers = [option.code for option in scale.answers]
        opening = set(answers[answers.index(leaf.value) :])
    else:
        opening = {leaf.value} if isinstance(leaf, Equals) else set(leaf.values)
    shutting = {option.code for option in scale.answers if (option.code in opening) is not wanted}
    return lambda record, skipped: code in skipped or record.get(code) in shutting
