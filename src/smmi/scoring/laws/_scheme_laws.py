"""Laws of whole schemes: scores, their explanation, and what neither may depend on.

In every case `record` is a unit's raw answers and characteristics, and `engine` is what scores: smmi, if not given.
"""

import math
import re
from collections.abc import Mapping, Sequence
from functools import wraps
from itertools import product
from typing import Any, Final

import numpy as np

from smmi.errors import SchemeError
from smmi.instrument import AnswerState
from smmi.instrument.scales import coding
from smmi.scoring.arithmetic import FULL
from smmi.scoring.laws._engine import Checked, Engine, Record, Values, answers_of
from smmi.scoring.laws._law import TOLERANCE, Law, Subject, Verdict, equal
from smmi.scoring.laws._variants import reweighed, reworded, without
from smmi.scoring.rules._missing_data import NoAnswer
from smmi.scoring.scheme._scheme import ScoringScheme
from smmi.scoring.scorer._items import ItemPlan

SMMI: Final = Engine()
ROUNDING: Final = 1.0
"""The rounding, in points, that a law of something else admits; a law of its own forbids it."""
MOST_COMPLETIONS: Final = 200
"""All completions are tried if there are at most so many."""

Records = Sequence[Record]

_OUTSIDE: Final = re.compile(r"returned (-?inf|-?\d[-+.\de]*), expected points")


def differing(got: Mapping[str, Any], expected: Mapping[str, Any], what: str) -> Verdict:
    """Return the verdict on two sets of scores that should be the same to the last bit."""
    for code, value in reversed(list(expected.items())):  # areas first: there a rule does its work
        if code not in got:
            return f"{code!r} is missing {what}"
        if got[code] != value:
            return f"{code!r} is {got[code]!r} {what}, and {value!r} otherwise"
    return True


def unequal(got: Values, expected: Values, what: str) -> Verdict:
    """Return the verdict on two sets of scores that should be the same but for rounding."""
    for code, value in reversed(list(expected.items())):
        if code not in got:
            return f"{code!r} is missing {what}"
        if not equal(got[code], value):
            return f"{code!r} is {got[code]!r} {what}, expected {value!r}"
    return True


def item_points(scheme: ScoringScheme, record: Record) -> list[tuple[float, int, ItemPlan]]:
    """Return points, absence and plan of each indicator of one unit."""
    columns = answers_of(scheme, [record]).columns
    return [
        (float(item.shares_of(column)[0]), int(item.absences[column.codes[0]]), item)
        for item, column in zip(scheme.compile().plan.items, columns, strict=True)
    ]


def _unrounded(scheme: ScoringScheme, *, record: Record, engine: Engine = SMMI) -> Verdict:
    items, plan, got = item_points(scheme, record), scheme.compile().plan, engine.batch(scheme, [record])[0]
    said = False
    for area in plan.areas:
        below = [items[child] for child in area.children]
        if any(absence for _, absence, _ in below) or not area.weighs:
            continue
        points = np.array([[points] for points, _, _ in below])
        expected = float(np.asarray(area.rule.aggregate(points, area.weights[:, None].copy()))[0]) * FULL
        value = got[area.code]
        if value is None:
            continue
        said = True
        if not math.isclose(value, expected, rel_tol=1e-13, abs_tol=1e-13):
            return f"{area.code!r} is {value!r}, and its rule gives {expected!r}"
    for node in (*plan.domains, plan.overall):
        level = plan.areas if node in plan.domains or plan.from_areas else plan.domains
        values = [one for child in node.children if (one := got[level[child].code]) is not None]
        value = got[node.code]
        if value is None or len(values) < len(node.children) or not node.weighs:
            continue
        shares = np.array([[one / FULL] for one in values])
        points = np.where(node.weights[:, None] > 0, shares, 0.0)
        expected = float(np.asarray(node.rule.aggregate(points, node.weights[:, None].copy()))[0]) * FULL
        if not equal(value, expected):
            return f"{node.code!r} is {value!r}, and its rule gives {expected!r} of what is below"
    return said


def _lowest_is_an_answer(scheme: ScoringScheme, *, record: Record, engine: Engine = SMMI) -> Verdict:
    items, plan, got = item_points(scheme, record), scheme.compile().plan, engine.batch(scheme, [record])[0]
    said = False
    for area in plan.areas:
        below = [items[child] for child in area.children]
        if any(absence or points for points, absence, _ in below) or not area.weighs:
            continue
        said = True
        if got[area.code] is None:
            return f"{area.code!r} has no score, although every answer is there and is the lowest"
    return said


def _dominance(scheme: ScoringScheme, *, record: Record, better: Record, engine: Engine = SMMI) -> Verdict:
    before, after = item_points(scheme, record), item_points(scheme, better)
    if [a for _, a, _ in before] != [a for _, a, _ in after]:
        return False
    pairs = [(a, b) for (a, _, _), (b, _, _) in zip(before, after, strict=True)]
    if any(b < a for a, b in pairs) or all(a == b for a, b in pairs):
        return False
    low, high = engine.batch(scheme, [record])[0], engine.batch(scheme, [better])[0]
    for code, value in low.items():
        other = high[code]
        if value is not None and (other is None or other < value - TOLERANCE):
            return f"{code!r} falls from {value!r} to {other!r} though no answer is worse"
    return True


def skipped(scheme: ScoringScheme, record: Record) -> frozenset[str]:
    """Return the indicators that the routing skips for one unit, as their gates are shut."""
    columns = answers_of(scheme, [record]).columns
    pairs = zip(scheme.instrument.indicators, columns, strict=True)
    return frozenset(i.code for i, column in pairs if column.codes[0] == AnswerState.GATED)


def _opening(scheme: ScoringScheme, *, record: Record, better: Record, engine: Engine = SMMI) -> Verdict:
    scored = {indicator.code for indicator in scheme.instrument.scored}
    opened = (skipped(scheme, record) - skipped(scheme, better)) & scored
    if not opened or not opened <= set(scheme.gated):
        return False
    return _dominance(scheme, record=record, better=better, engine=engine)


def _completes(scheme: ScoringScheme, record: Record, completed: Record) -> bool:
    """Whether a record only answers what another one left blank, and leaves nothing blank."""
    kept = all(completed.get(code) == raw for code, raw in record.items() if raw is not None)
    return kept and not any(
        np.any(coding(indicator.scale).states[column.codes] == AnswerState.NO_ANSWER)
        for indicator, column in zip(
            scheme.instrument.indicators, answers_of(scheme, [completed]).columns, strict=True
        )
    )


def _contain(scheme: ScoringScheme, *, record: Record, completed: Record, engine: Engine = SMMI) -> Verdict:
    if not _completes(scheme, record, completed):
        return False
    bounds, scores = engine.bounds(scheme, record), engine.batch(scheme, [completed])[0]
    said = False
    for code, value in scores.items():
        known = bounds[code]
        if value is None or known is None:
            continue
        said = True
        if not known[0] - TOLERANCE <= value <= known[1] + TOLERANCE:
            return f"{code!r} of a completion is {value!r}, outside of its bounds {known!r}"
    return said


def _attained(
    scheme: ScoringScheme, *, record: Record, choices: Mapping[str, Sequence[Any]], engine: Engine = SMMI
) -> Verdict:
    if math.prod(map(len, choices.values())) > MOST_COMPLETIONS or not choices:
        return False
    completions = [{**record, **dict(zip(choices, each, strict=True))} for each in product(*choices.values())]
    bounds, scores = engine.bounds(scheme, record), engine.batch(scheme, completions)
    said = False
    for code, known in bounds.items():
        attained = [value for one in scores if (value := one[code]) is not None]
        if known is None or len(attained) < len(scores):
            continue
        said = True
        ends = min(attained), max(attained)
        if not (equal(known[0], ends[0]) and equal(known[1], ends[1])):
            return f"the bounds of {code!r} are {known!r}, and its completions reach from {ends[0]!r} to {ends[1]!r}"
    return said


def _nest(scheme: ScoringScheme, *, record: Record, more: Record, engine: Engine = SMMI) -> Verdict:
    kept = all(more.get(code) == raw for code, raw in record.items() if raw is not None)
    if not kept or dict(more) == dict(record):
        return False
    wide, narrow = engine.bounds(scheme, record), engine.bounds(scheme, more)
    said = False
    for code, outer in wide.items():
        inner = narrow[code]
        if outer is None or inner is None:
            continue
        said = True
        if inner[1] - inner[0] > outer[1] - outer[0] + TOLERANCE:
            return f"one answer more widens the bounds of {code!r} from {outer!r} to {inner!r}"
    return said


def _replays(scheme: ScoringScheme, *, record: Record, engine: Engine = SMMI) -> Verdict:
    return differing(engine.replayed(scheme, record), engine.batch(scheme, [record])[0], "when replayed")


def _adds_up(scheme: ScoringScheme, *, record: Record, engine: Engine = SMMI) -> Verdict:
    scores, parts = engine.batch(scheme, [record])[0], engine.contributions(scheme, record)
    said = False
    for code, value in scores.items():
        known = _sum(parts[code])
        if value is None or known is None:
            continue
        said = True
        if abs(known - value) > 2 * math.ulp(max(value, 1.0)):
            return f"the parts of {code!r} add up to {known!r}, its score is {value!r}"
    return said


def _are_shares(scheme: ScoringScheme, *, record: Record, engine: Engine = SMMI) -> Verdict:
    plan, parts = scheme.compile().plan, engine.contributions(scheme, record)
    items = [
        (item.indicator.code, None if absence else points)
        for points, absence, item in item_points(scheme, record)
    ]
    areas, domains = (
        [(node.code, _sum(parts[node.code])) for node in level] for level in (plan.areas, plan.domains)
    )
    levels = [(node, items) for node in plan.areas] + [(node, areas) for node in plan.domains]
    said = False
    for node, level in [*levels, (plan.overall, areas if plan.from_areas else domains)]:
        below, whole = [level[child] for child in node.children], _sum(parts[node.code])
        weighed = [
            weight * (value or 0.0) for weight, (_, value) in zip(node.weights.tolist(), below, strict=True)
        ]
        policy, total = scheme.policy(node.code), math.fsum(weighed)
        silent = [code for code, value in below if value is None]
        lowest = any(scheme.no_answer.get(code, policy.no_answer) is NoAnswer.LOWEST for code in silent)
        if not getattr(node.rule, "additive", False) or whole is None or lowest or not total:
            continue
        said = True
        for got, part, (code, _) in zip(parts[node.code], weighed, below, strict=True):
            expected = whole * part / total
            if got is None or abs(got - expected) > ROUNDING:
                return f"{code!r} contributes {got!r} to {node.code!r}, expected {expected!r} of {whole!r}"
    return said


def _sum(parts: Sequence[float | None]) -> float | None:
    """Return a score from its parts; None if one is not known."""
    known = [part for part in parts if part is not None]
    return math.fsum(known) if len(known) == len(parts) else None


def _batch_is_single(scheme: ScoringScheme, *, records: Records, engine: Engine = SMMI) -> Verdict:
    for record, together in zip(records, engine.batch(scheme, records), strict=True):
        verdict = differing(engine.one(scheme, record), together, "as a single response")
        if verdict is not True:
            return verdict
    return bool(records)


def _local(
    scheme: ScoringScheme, *, records: Records, order: Sequence[int], engine: Engine = SMMI
) -> Verdict:
    if list(order) == list(range(len(records))):
        return False
    together, apart = engine.batch(scheme, records), engine.batch(scheme, [records[i] for i in order])
    for place, among_others in zip(order, apart, strict=True):
        verdict = differing(among_others, together[place], "among other units")
        if verdict is not True:
            return f"unit {place}: {verdict}"
    return True


def _weight_zero(scheme: ScoringScheme, *, record: Record, code: str, engine: Engine = SMMI) -> Verdict:
    try:
        less = without(scheme, code)
    except SchemeError:
        return False  # a rule that names its children needs this one
    if less is None:
        return False
    zero, left = reweighed(scheme, code, 0.0), {key: raw for key, raw in record.items() if key != code}
    verdict = unequal(
        engine.batch(zero, [record])[0], engine.batch(less, [left])[0], f"where {code!r} has weight 0"
    )
    if verdict is not True:
        return verdict
    ranges, expected = engine.bounds(zero, record), engine.bounds(less, left)
    for node, known in expected.items():
        got = ranges[node]
        if (got is None) != (known is None) or (
            got and known and not (equal(got[0], known[0]) and equal(got[1], known[1]))
        ):
            return f"the bounds of {node!r} are {got!r} where {code!r} has weight 0, expected {known!r}"
    return True


def _crosswalk(scheme: ScoringScheme, *, record: Record, engine: Engine = SMMI) -> Verdict:
    later, crosswalk = reworded(scheme)
    carried = crosswalk.carry_answers(answers_of(scheme, [record])).answers
    again = {**record, **carried.record("unit 0")}
    return differing(
        engine.batch(later, [again])[0], engine.batch(scheme, [record])[0], "in the reworded edition"
    )


def scheme_law(name: str, sentence: str, examine: Any, needs: str = "") -> Law:  # noqa: ANN401  (a verdict on any case)
    """Return a law of schemes; points beyond 0 and 1 say nothing here: another law speaks of them."""

    @wraps(examine)
    def examined(scheme: ScoringScheme, **case: Any) -> Verdict:  # noqa: ANN401
        if case.get("engine"):
            case["engine"] = Checked(case["engine"])
        try:
            verdict: Verdict = examine(scheme, **case)
        except SchemeError as error:
            told = [finding.message for finding in error.findings]
            return next((one for one in told if not _OUTSIDE.search(one)), False)
        return verdict

    return Law(id=name, sentence=sentence, subject=Subject.SCHEME, examine=examined, needs=needs)


LAWS: Final = (
    scheme_law(
        "score-is-what-the-rule-gives",
        "A score is what its rule gives, weight by weight, unrounded.",
        _unrounded,
    ),
    scheme_law(
        "lowest-is-an-answer",
        "A unit that gives the lowest answer everywhere has scores.",
        _lowest_is_an_answer,
    ),
    scheme_law(
        "better-is-never-worse", "Answers that earn more points never lower a score.", _dominance, "monotone"
    ),
    scheme_law(
        "opening-is-never-worse",
        "Where a shut gate is worth points, a better answer that opens it to one worth no less never lowers a score.",
        _opening,
        "monotone",
    ),
    scheme_law(
        "bounds-contain-completions", "Whatever the blanks become, the score is within its bounds.", _contain
    ),
    scheme_law("bounds-are-attained", "Both ends of the bounds are scores of completions.", _attained),
    scheme_law("bounds-nest", "One answer more never widens the bounds.", _nest),
    scheme_law("trace-replays", "The trace of a score gives the score again, to the last bit.", _replays),
    scheme_law("contributions-add-up", "The contributions of the children add up to the score.", _adds_up),
    scheme_law(
        "contributions-are-shares",
        "Where a rule is additive, children contribute in proportion to their weight and their score.",
        _are_shares,
    ),
    scheme_law(
        "batch-is-single",
        "A unit has the same scores in a batch and as a single response, to the last bit.",
        _batch_is_single,
    ),
    scheme_law(
        "scores-are-local", "A unit's scores do not depend on the other units, to the last bit.", _local
    ),
    scheme_law(
        "weight-zero-is-no-indicator",
        "An indicator of weight 0 is as good as no indicator, in the scores and in their bounds.",
        _weight_zero,
    ),
    scheme_law(
        "rewording-keeps-scores",
        "Answers carried to an edition that is only reworded have the same scores.",
        _crosswalk,
    ),
)
