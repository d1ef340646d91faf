"""What stands below a score, and with what share of the weight that is really used."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from smmi.instrument import Answers
from smmi.scoring import ScoringScheme

Floats = npt.NDArray[np.float64]


def nodes_below(scheme: ScoringScheme, code: str) -> Iterator[str]:
    """Yield the codes of a node and of all nodes below it."""
    yield code
    for child in scheme.children(code):
        if _is_node(scheme, child):
            yield from nodes_below(scheme, child)


def _is_node(scheme: ScoringScheme, code: str) -> bool:
    return code in scheme.compile().plan.rows


def indicators_below(scheme: ScoringScheme, code: str) -> list[int]:
    """Return the positions of the indicators below a node, in the instrument's order."""
    plan = scheme.compile().plan
    codes = {child for node in nodes_below(scheme, code) for child in scheme.children(node)}
    return sorted(plan.positions[child] for child in codes if child in plan.positions)


def shares_used(scheme: ScoringScheme, code: str, answers: Answers) -> dict[int, Floats]:
    """Return the share of a score that each indicator has by the weights really used, (n,), by its position."""
    plan = scheme.compile().plan
    plans = {node.code: node for node in (plan.overall, *plan.domains, *plan.areas)}
    absences: dict[str, npt.NDArray[np.uint8]] = {}
    shares: dict[str, list[Floats]] = {}

    def weigh(node: str) -> None:
        children = scheme.children(node)
        for child in children:
            if _is_node(scheme, child):
                weigh(child)
            else:
                place = plan.positions[child]
                absences[child] = plan.items[place].absences[answers.columns[place].codes]
        reasons = np.stack([absences[child] for child in children])
        _, used, absences[node] = plans[node].inputs(np.zeros(reasons.shape), reasons)
        total = used.real.sum(axis=0)
        shares[node] = list(np.where(total > 0.0, used.real / np.where(total > 0.0, total, 1.0), 0.0))

    def spread(node: str, share: Floats) -> None:
        for child, own in zip(scheme.children(node), shares[node], strict=True):
            if _is_node(scheme, child):
                spread(child, share * own)
            else:
                found[plan.positions[child]] = share * own

    found: dict[int, Floats] = {}
    weigh(code)
    spread(code, np.ones(len(answers)))
    return found
