"""The points of indicators below a node: what a reliability is estimated from."""

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import UnknownCodeError
from smmi.frozen import frozen_array, made_anew
from smmi.instrument import Answers
from smmi.scoring import Scores, ScoringScheme, score

Floats = npt.NDArray[np.float64]


@attrs.frozen(kw_only=True)
class NodePoints:
    """The points of units in the indicators below a node, after item rules and polarity.

    Attributes:
        of: The code of the node.
        indicators: The codes of the scored indicators below it that have a weight, in declared order; none where
            every weight is 0.
        shares: The share of each in the node's score where nothing is missing; of a rule that is no weighted mean, of
            what it would be. They sum to 1.
        additive: Whether the node's score is the weighted mean of the indicators, at every level between.
        parts: Of each indicator, the position of the child of the node below which it stands.
        values: In percent, (units, indicators); NaN where there is no answer that counts.
        scores: The scores of the same units.
    """

    of: str
    indicators: tuple[str, ...]
    shares: tuple[float, ...]
    additive: bool
    parts: tuple[int, ...]
    values: Floats = attrs.field(**frozen_array())
    scores: Scores = attrs.field(eq=False, repr=False)

    __reduce__ = made_anew


def node_points(answers: Answers, scheme: ScoringScheme, of: str) -> NodePoints:
    """Return the points of units below a node.

    Raises:
        UnknownCodeError: No area, domain or overall score has the code.
        EditionMismatchError: The answers are of another instrument than the scheme.
        ArgumentError: These are no answers, or this is no scheme.
    """
    scores = score(answers, scheme)
    if of not in scores.codes:
        raise UnknownCodeError("no score has the code", str(of), scores.codes)
    leaves: list[tuple[str, float, int]] = []
    additive = _gather(scheme, scores.codes, of, 1.0, leaves)
    order = {indicator.code: place for place, indicator in enumerate(answers.instrument.indicators)}
    places = [order[code] for code, _, _ in leaves]
    return NodePoints(
        of=of,
        indicators=tuple(code for code, _, _ in leaves),
        shares=tuple(share for _, share, _ in leaves),
        additive=additive,
        parts=tuple(part for _, _, part in leaves),
        values=np.ascontiguousarray(scores.indicators[:, places]),
        scores=scores,
    )


def _gather(
    scheme: ScoringScheme,
    nodes: tuple[str, ...],
    code: str,
    share: float,
    leaves: list[tuple[str, float, int]],
    part: int | None = None,
) -> bool:
    """Append the indicators below a node with their shares; return whether all rules on the way are weighted means."""
    additive = bool(getattr(scheme.aggregation_rule(code), "additive", False))
    weights = [
        (child, scheme.weight(child) if _weighs(scheme, nodes, child) else 0.0)
        for child in scheme.children(code)
    ]
    total = sum(weight for _, weight in weights)
    for place, (child, weight) in enumerate(weights):
        own = place if part is None else part
        if weight > 0 and child in nodes:
            additive &= _gather(scheme, nodes, child, share * weight / total, leaves, own)
        elif weight > 0:
            leaves.append((child, share * weight / total, own))
    return additive


def _weighs(scheme: ScoringScheme, nodes: tuple[str, ...], code: str) -> bool:
    """Whether there is an indicator with a weight at or below a code: a node without one is in no score."""
    return code not in nodes or any(
        scheme.weight(child) > 0 and _weighs(scheme, nodes, child) for child in scheme.children(code)
    )
