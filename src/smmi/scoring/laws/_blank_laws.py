"""Laws of missing data: what a blank, a *not applicable* and a shut gate do to a score."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from smmi.scoring.arithmetic import FULL
from smmi.scoring.laws._engine import Engine, Record
from smmi.scoring.laws._law import Verdict, equal
from smmi.scoring.laws._scheme_laws import ROUNDING, SMMI, item_points, scheme_law, unequal
from smmi.scoring.laws._variants import reweighed
from smmi.scoring.rules._missing_data import Absence, CoverageBasis, NoAnswer
from smmi.scoring.scheme._scheme import ScoringScheme
from smmi.scoring.scorer._items import ItemPlan
from smmi.scoring.scorer._nodes import NodePlan

SLACK: Final = 1e-9
"""How near to the minimum a share is the minimum."""


def _no_evidence(scheme: ScoringScheme, *, record: Record, engine: Engine = SMMI) -> Verdict:
    if any(absence == Absence.PRESENT for _, absence, _ in item_points(scheme, record)):
        return False  # an answer, or being skipped where the scheme says what that is worth
    scored = {code: value for code, value in engine.batch(scheme, [record])[0].items() if value is not None}
    return not scored or f"without a single answer there are scores: {scored!r}"


def _treatment(scheme: ScoringScheme, code: str) -> NoAnswer:
    return scheme.no_answer.get(code, scheme.policy(_area(scheme, code)).no_answer)


def _area(scheme: ScoringScheme, code: str) -> str:
    return next(a.code for a in scheme.instrument.areas if any(i.code == code for i in a.indicators))


def _absence(scheme: ScoringScheme, record: Record, code: str) -> int:
    items = item_points(scheme, record)
    return next(absence for _, absence, item in items if item.indicator.code == code)


def _items_of(scheme: ScoringScheme, record: Record, area: str) -> list[tuple[float, int, ItemPlan]]:
    inside = {indicator.code for indicator in scheme.instrument[area].scored}  # type: ignore[union-attr]
    return [one for one in item_points(scheme, record) if one[2].indicator.code in inside]


def _blank_leaves_out(scheme: ScoringScheme, *, record: Record, code: str, engine: Engine = SMMI) -> Verdict:
    area = _area(scheme, code)
    inside = [indicator.code for indicator in scheme.instrument[area].scored]  # type: ignore[union-attr]
    blank = [one for one in inside if _absence(scheme, record, one) == Absence.NO_ANSWER]
    if code not in blank or any(_treatment(scheme, one) is not NoAnswer.LEAVES_OUT for one in blank):
        return False
    got = engine.batch(scheme, [record])[0][area]
    if got is None:
        return False
    node = next(node for node in scheme.compile().plan.areas if node.code == area)
    items = [item_points(scheme, record)[child] for child in node.children]
    counts = np.array([absence == Absence.PRESENT for _, absence, _ in items])
    points, used = np.array([one for one, _, _ in items]), np.where(counts, node.weights, 0.0)
    expected = (
        float(np.asarray(node.rule.aggregate(np.where(counts, points, 0.0)[:, None], used[:, None]))[0])
        * FULL
    )
    near = abs(got - expected) <= ROUNDING
    return near or f"{area!r} is {got!r} with {code!r} blank, and its rule gives {expected!r} without"


def _blank_is_lowest(
    scheme: ScoringScheme, *, record: Record, code: str, lowest: object, engine: Engine = SMMI
) -> Verdict:
    if _treatment(scheme, code) is not NoAnswer.LOWEST or _absence(scheme, record, code) != Absence.NO_ANSWER:
        return False
    area, said = _area(scheme, code), {**record, code: lowest}
    got = engine.batch(scheme, [record])[0][area]
    if got is None:
        return False
    expected = engine.batch(scheme, [said])[0][area]
    return (
        equal(got, expected) or f"{area!r} is {got!r} with {code!r} blank, and {expected!r} with {lowest!r}"
    )


def _blank_propagates(scheme: ScoringScheme, *, record: Record, code: str, engine: Engine = SMMI) -> Verdict:
    blank = _absence(scheme, record, code) == Absence.NO_ANSWER
    if _treatment(scheme, code) is not NoAnswer.PROPAGATES or not blank or not scheme.weight(code):
        return False
    area = _area(scheme, code)
    got = engine.batch(scheme, [record])[0][area]
    return got is None or f"{area!r} is {got!r} although {code!r} is blank"


def _leaves_out(scheme: ScoringScheme, record: Record, code: str, engine: Engine) -> Verdict:
    expected = engine.batch(reweighed(scheme, code, 0.0), [record])[0]
    return unequal(engine.batch(scheme, [record])[0], expected, f"with {code!r}, which does not count")


def _not_applicable(scheme: ScoringScheme, *, record: Record, code: str, engine: Engine = SMMI) -> Verdict:
    if _absence(scheme, record, code) != Absence.NOT_APPLICABLE:
        return False
    return _leaves_out(scheme, record, code, engine)


def _gated(scheme: ScoringScheme, *, record: Record, code: str, engine: Engine = SMMI) -> Verdict:
    if code in scheme.gated or _absence(scheme, record, code) != Absence.GATED:
        return False
    return _leaves_out(scheme, record, code, engine)


def _coverage(node: NodePlan, there: Sequence[bool | None], basis: CoverageBasis) -> float | None:
    """Return the share of what is there in what is eligible below a node, by a basis; None if nothing is.

    Args:
        node: The node.
        there: For each child whether it has an answer or a score; None where it is not eligible.
        basis: By what the share is measured.
    """
    outside = getattr(node.rule, "outside_coverage", ()) or [False] * len(node.children)
    answered = eligible = 0.0
    for present, weight, out in zip(there, node.weights.tolist(), outside, strict=True):
        part = float(weight > 0) if basis is CoverageBasis.COUNT else weight
        if not out and present is not None:
            eligible += part
            answered += part * present
    return answered / eligible if eligible else None


def _answered(scheme: ScoringScheme, record: Record, node: NodePlan) -> list[bool | None]:
    """Return for each indicator of an area whether it is answered; None where it is not to be answered."""
    items, eligible = item_points(scheme, record), {Absence.PRESENT: True, Absence.NO_ANSWER: False}
    return [eligible.get(Absence(items[child][1])) for child in node.children]


def _earns(
    scheme: ScoringScheme, node: NodePlan, codes: Sequence[str], there: Sequence[bool | None]
) -> bool | None:
    """Return whether a node has a score by its policy; None if nothing below it is eligible."""
    policy = scheme.policy(node.code)
    share = _coverage(node, there, policy.basis)
    if share is None:
        return None
    missing = [
        code for code, weight, one in zip(codes, node.weights, there, strict=True) if weight and one is False
    ]
    stops = any(scheme.no_answer.get(code, policy.no_answer) is NoAnswer.PROPAGATES for code in missing)
    return not stops and _side(share, policy.share) >= 0


def _side(share: float | None, minimum: float) -> int:
    """Return -1 below the minimum, 0 at it, 1 above; 0 answered is always below."""
    if not share:
        return -1
    return 0 if abs(share - minimum) <= SLACK else 1 if share > minimum else -1


def _sides(scheme: ScoringScheme, record: Record, area: str) -> tuple[int, int]:
    """Return on which side of the minimum the coverage is, by the policy's basis and by the other one."""
    policy = scheme.policy(area)
    other = CoverageBasis.COUNT if policy.basis is CoverageBasis.WEIGHT else CoverageBasis.WEIGHT
    node = next(node for node in scheme.compile().plan.areas if node.code == area)
    there = _answered(scheme, record, node)
    own, wrong = (_side(_coverage(node, there, basis), policy.share) for basis in (policy.basis, other))
    return own, wrong


def _decides(scheme: ScoringScheme, record: Record, area: str, engine: Engine, *, scored: bool) -> Verdict:
    treatments = {_treatment(scheme, i.code) for i in scheme.instrument[area].scored}  # type: ignore[union-attr]
    worthless = not any(points for points, _, _ in _items_of(scheme, record, area))
    if NoAnswer.PROPAGATES in treatments or worthless:
        return False  # whether the lowest answer is one is said by another law
    got = engine.batch(scheme, [record])[0][area]
    if scored == (got is not None):
        return True
    policy = scheme.policy(area)
    node = next(node for node in scheme.compile().plan.areas if node.code == area)
    share = (_coverage(node, _answered(scheme, record, node), policy.basis) or 0.0) * FULL
    return f"{area!r} is {got!r} with {share:g} % answered of at least {policy.share * FULL:g} %"


def _minimum_is_enough(scheme: ScoringScheme, *, record: Record, area: str, engine: Engine = SMMI) -> Verdict:
    if _sides(scheme, record, area)[0] != 0:
        return False
    return _decides(scheme, record, area, engine, scored=True)


def _less_is_not_enough(
    scheme: ScoringScheme, *, record: Record, area: str, engine: Engine = SMMI
) -> Verdict:
    own, other = _sides(scheme, record, area)
    if own >= 0 or other >= 0:
        return False
    return _decides(scheme, record, area, engine, scored=False)


def _basis(scheme: ScoringScheme, *, record: Record, area: str, engine: Engine = SMMI) -> Verdict:
    own, other = _sides(scheme, record, area)
    if own * other >= 0:
        return False
    return _decides(scheme, record, area, engine, scored=own > 0)


def _above(scheme: ScoringScheme, *, record: Record, engine: Engine = SMMI) -> Verdict:
    plan, got = scheme.compile().plan, engine.batch(scheme, [record])[0]
    earned: dict[str, bool | None] = {}
    for area in plan.areas:
        inside = [indicator.code for indicator in scheme.instrument[area.code].scored]  # type: ignore[union-attr]
        earned[area.code] = _earns(scheme, area, inside, _answered(scheme, record, area))
        if (got[area.code] is not None) != bool(earned[area.code]):
            return False  # laws of the areas speak of that
    said = False
    for node in (*plan.domains, plan.overall):
        level = plan.areas if node in plan.domains or plan.from_areas else plan.domains
        codes = [level[child].code for child in node.children]
        there = [earned[code] for code in codes]
        earned[node.code] = _earns(scheme, node, codes, there)
        if not any(got[code] for code in codes):
            continue  # whether the lowest score is one is said by another law
        said = True
        if (got[node.code] is not None) != bool(earned[node.code]):
            policy = scheme.policy(node.code)
            share, minimum = (
                one * FULL for one in (_coverage(node, there, policy.basis) or 0.0, policy.share)
            )
            return f"{node.code!r} is {got[node.code]!r} with scores for {share:g} % of at least {minimum:g} % below it"
    return said


LAWS: Final[tuple[Any, ...]] = (
    scheme_law(
        "no-evidence-no-score", "Without a single answer there is no score, and never a 0.", _no_evidence
    ),
    scheme_law(
        "blank-leaves-out",
        "Where a blank leaves the score, the score is that of weight 0 for the indicator, not of its lowest answer.",
        _blank_leaves_out,
    ),
    scheme_law(
        "blank-is-lowest", "Where a blank counts as the lowest answer, it counts as that.", _blank_is_lowest
    ),
    scheme_law("blank-propagates", "Where a blank propagates, its area has no score.", _blank_propagates),
    scheme_law(
        "not-applicable-leaves-out",
        "What is not applicable leaves numerator and denominator, as if it had no weight.",
        _not_applicable,
    ),
    scheme_law(
        "gated-leaves-out",
        "What the routing skips leaves numerator and denominator, and an answer to it is not scored.",
        _gated,
    ),
    scheme_law(
        "minimum-is-enough", "Exactly the minimum coverage is enough for a score.", _minimum_is_enough
    ),
    scheme_law("less-is-not-enough", "Less than the minimum coverage gives no score.", _less_is_not_enough),
    scheme_law(
        "coverage-has-a-basis",
        "Where shares of weight and of count disagree, the declared basis of coverage decides.",
        _basis,
    ),
    scheme_law(
        "coverage-holds-above",
        "A domain, and the overall score, has a score exactly where enough of what is below has one.",
        _above,
    ),
)
