"""Conformance vectors: answers with the scores and traces that any implementation must give, as plain data.

Candidate records sweep every indicator through the ends and the middle of its scale and through every state of absence,
open and shut every gate, and leave more and more blank. A greedy cover of what the candidates reach is kept.
"""

from typing import Any, Final

import numpy as np

from smmi.instrument import (
    Answers,
    AnswerState,
)
from smmi.instrument.answers import leaf_verdicts, verdicts
from smmi.instrument.scales import coding
from smmi.scoring import Absence, Scores, ScoringScheme, Trace
from smmi.scoring.rules import weigh
from smmi.serialization.documents import (
    CHECKSUM,
    CHECKSUM_SCHEMA,
    DIALECT,
    Inclusion,
    checksum_of,
    to_document,
)
from smmi.serialization.vectors._conformance_records import candidates

Content = dict[str, Any]
Goal = tuple[str, ...]

CONFORMANCE: Final = "smmi/conformance"
UNIT: Final = " unit"
"""The key of the identifier in candidates; no code is equal to it."""
GATE_VERDICTS: Final = ("shut", "open", "void", "unanswered")


def conformance(scheme: ScoringScheme, /) -> Content:
    """Return answers with their scores and traces, as plain data, against which any platform can check itself.

    A case holds the attributes and answers of one unit, the state of each answer, and the trace of every node: its
    points, score or reason of absence, weight as declared and as used, and contribution to its `parent`.
    `reached` says what the cases exercise: ``[node, "answer", …]``, ``[node, "state", …]``, ``[node, "gate", …]``,
    ``[node, "reason", …]`` and ``[node, "coverage", "least that suffices" or "most that does not"]``.

    Args:
        scheme: The scheme; its instrument stands in the vectors with it.

    Returns:
        A dict with the document of the scheme, the cases, and what they reach. Its checksum can be checked (see
        `verify_checksum`); who does not want to need not look at it.

    Raises:
        ArgumentError: The scheme uses a rule from outside smmi.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> vectors = conformance(ScoringScheme.equal_weights(tiny))
        >>> vectors["schema"], len(vectors["cases"])
        ('smmi/conformance', 5)
        >>> [case["answers"]["has_policy"] for case in vectors["cases"]][:3]
        ['yes', 'no', None]
    """
    instrument = scheme.instrument
    names = tuple(c.code for c in instrument.characteristics)
    records = [{**record, UNIT: f"u{i}"} for i, record in enumerate(candidates(scheme))]
    answers = Answers.from_records(instrument, records, unit=UNIT, attributes=names)
    scores = scheme.compile().score(answers)
    reached = _reached(scores)
    chosen = _cover(reached)
    kept = scores.take(chosen)
    cells = to_document(kept.answers)["columns"]
    cases = []
    for i, profile in enumerate(kept):
        trace = profile.trace("overall")
        parents = {child.code: part.code for part in trace.walk() for child in part.children}
        nodes = {part.code: _node(part, parents.get(part.code)) for part in trace.walk()}
        nodes |= {c: _node(profile.trace(c), None) for c in scores.codes if c not in nodes}
        states = {
            k.code: AnswerState(int(kept.answers.states(k.code)[i])).label for k in instrument.indicators
        }
        cases.append(
            {
                "case": f"c{i + 1:03d}",
                "attributes": profile.attributes,
                "answers": {code: column[i] for code, column in cells.items()},
                "states": states,
                "nodes": nodes,
            }
        )
    vectors = {
        "schema": CONFORMANCE,
        "version": 1,
        CHECKSUM: "",
        "scheme": to_document(scheme, instrument=Inclusion.WHOLE),
        "cases": cases,
        "reached": [list(goal) for goal in sorted(set().union(*reached))],
    }
    return vectors | {CHECKSUM: checksum_of(vectors)}


def conformance_schema() -> Content:
    """Return the JSON Schema (2020-12) of conformance vectors.

    Returns:
        The schema as a dict.

    Example:
        >>> conformance_schema()["required"]
        ['schema', 'version', 'scheme', 'cases', 'reached']
    """
    number = {"type": ["number", "null"]}
    text = {"type": "string"}
    node = {
        "parent": {"type": ["string", "null"]},
        "value": {"type": ["number", "null"], "minimum": 0, "maximum": 100},
        "reason": {"enum": [None, *(absence.label for absence in Absence if absence)]},
        "points": {"type": "number", "minimum": 0, "maximum": 1},
        "weight": {"type": "number", "minimum": 0},
        "weight_used": {"type": "number", "minimum": 0, "maximum": 1},
        "contribution": number,
        "contribution_overall": number,
        "children": {"type": "array", "items": text},
    }
    case = {
        "case": text,
        "attributes": {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
        "answers": {"type": "object"},
        "states": {
            "type": "object",
            "additionalProperties": {"enum": [state.label for state in AnswerState]},
        },
        "nodes": {"type": "object", "additionalProperties": _object(node), "required": ["overall"]},
    }
    goals = {"type": "array", "items": text, "minItems": 3, "maxItems": 3}
    vectors = _object(
        {
            "schema": {"const": CONFORMANCE},
            "version": {"const": 1},
            "scheme": {"type": "object", "required": ["schema", "version", "instrument"]},
            "cases": {"type": "array", "items": _object(case), "minItems": 1},
            "reached": {"type": "array", "items": goals, "uniqueItems": True},
        }
    )
    vectors["properties"][CHECKSUM] = CHECKSUM_SCHEMA  # older vectors have none
    return {"$schema": DIALECT, **vectors}


def _object(properties: Content) -> Content:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _node(trace: Trace, parent: str | None) -> Content:
    return {
        "parent": parent,
        "value": trace.value,
        "reason": None if trace.absence is None else trace.absence.label,
        "points": trace.points,
        "weight": trace.weight,
        "weight_used": trace.weight_used,
        "contribution": trace.contribution,
        "contribution_overall": trace.contribution_overall,
        "children": [child.code for child in trace.children],
    }


def _reached(scores: Scores) -> list[set[Goal]]:
    """Return what each unit exercises."""
    answers = scores.answers
    reached: list[set[Goal]] = [set() for _ in range(len(answers))]
    labels = [state.label for state in AnswerState]
    columns = dict(zip((i.code for i in answers.instrument.indicators), answers.columns, strict=True))
    for indicator, column in zip(answers.instrument.indicators, answers.columns, strict=True):
        how, code = coding(indicator.scale), indicator.code
        raws = how.decode_all(column.codes, column.values)
        gate = np.full(len(answers), -1)
        if indicator.gate is not None:
            gate = verdicts(
                indicator.gate,
                lambda leaf: leaf_verdicts(leaf, answers.instrument[leaf.code].scale, columns[leaf.code]),  # type: ignore[union-attr]
            ).astype(np.int64)
        for goals, raw, state, verdict in zip(
            reached, raws, how.states[column.codes].tolist(), gate.tolist(), strict=True
        ):
            goals.add((code, "state", labels[state]))
            if state == AnswerState.ANSWERED:
                goals.add((code, "answer", str(raw)))
            if verdict >= 0:
                goals.add((code, "gate", GATE_VERDICTS[verdict]))
    for code, row in zip(scores.codes, scores.absences, strict=True):
        for goals, absence in zip(reached, row.tolist(), strict=True):
            goals.add((code, "reason", Absence(absence).label))
    _add_coverage(scores, reached)
    return reached


def _add_coverage(scores: Scores, reached: list[set[Goal]]) -> None:
    """Add for each node the unit with the least coverage that suffices, and that with the most that does not."""
    plan, n = scores.scheme.compile().plan, len(scores)
    items = np.stack([i.absences[c.codes] for i, c in zip(plan.items, scores.answers.columns, strict=True)])
    areas = scores.absences[1 + len(plan.domains) :]
    domains = scores.absences[1 : 1 + len(plan.domains)]
    levels = [(node, items) for node in plan.areas] + [(node, areas) for node in plan.domains]
    for node, below in [*levels, (plan.overall, areas if plan.from_areas else domains)]:
        child = below[list(node.children)]
        roles = node.roles[np.arange(len(node.roles))[:, None], child]
        # Near enough to choose by, where whole numbers are too large for doubles.
        _, answered, eligible = weigh(roles, node.weights, node.measures.real)
        share = np.divide(answered, eligible, out=np.full(n, np.nan), where=eligible > 0)
        own = scores.absences[scores.row(node.code)]
        for absence, words, sign in (
            (Absence.PRESENT, "least that suffices", 1.0),
            (Absence.TOO_LITTLE_ANSWERED, "most that does not", -1.0),
        ):
            there = np.flatnonzero((own == absence) & ~np.isnan(share))
            if len(there):
                reached[int(there[np.argmin(sign * share[there])])].add((node.code, "coverage", words))


def _cover(reached: list[set[Goal]]) -> list[int]:
    """Return few units that together reach everything, in their own order: the most useful one first, greedily."""
    left, chosen = set().union(*reached), []
    while left:
        gains = [len(goals & left) for goals in reached]
        chosen.append(gains.index(max(gains)))
        left -= reached[chosen[-1]]
    return sorted(chosen)
