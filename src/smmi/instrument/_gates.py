"""Gates evaluated: the verdict of a condition over coded columns, and the findings about impossible gates."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, Reason, suggestion
from smmi.instrument._characteristics import Characteristic
from smmi.instrument._routing import (
    All,
    Answered,
    Any,
    AtLeast,
    Condition,
    Equals,
    Includes,
    Leaf,
    Not,
    OneOf,
    leaves,
)
from smmi.instrument._scales import (
    SCALES,
    Binary,
    Composition,
    Count,
    MultipleChoice,
    Nominal,
    Number,
    Ordinal,
    Percentage,
    Scale,
)
from smmi.instrument._states import FIRST_ANSWER, AnswerState
from smmi.instrument.coding import Codes, coding

if TYPE_CHECKING:
    from smmi.instrument._hierarchy import Indicator

FALSE, TRUE, VOID, UNKNOWN = range(4)
"""The verdicts of a condition; see `smmi.instrument._routing`."""

Verdicts = npt.NDArray[np.uint8]

MOST_CASES: Final = 50_000
"""How many combinations of answers are tried to show that a gate can open."""

_ALL_RANK: Final = np.array([3, 0, 1, 2], dtype=np.uint8)
_ALL_VERDICT: Final = np.array([TRUE, VOID, UNKNOWN, FALSE], dtype=np.uint8)
_ANY_RANK: Final = np.array([0, 3, 1, 2], dtype=np.uint8)
_ANY_VERDICT: Final = np.array([FALSE, VOID, UNKNOWN, TRUE], dtype=np.uint8)
_NOT_VERDICT: Final = np.array([TRUE, FALSE, VOID, UNKNOWN], dtype=np.uint8)


def verdicts(condition: Condition, leaf_verdicts: Callable[[Leaf], Verdicts]) -> Verdicts:
    """Return the verdict of a condition for each unit, given the verdicts of its leaves."""
    match condition:
        case Not(inner):
            return _NOT_VERDICT[verdicts(inner, leaf_verdicts)]
        case All(several):
            ranks = [_ALL_RANK[verdicts(part, leaf_verdicts)] for part in several]
            return _ALL_VERDICT[np.maximum.reduce(ranks)]
        case Any(several):
            ranks = [_ANY_RANK[verdicts(part, leaf_verdicts)] for part in several]
            return _ANY_VERDICT[np.maximum.reduce(ranks)]
        case _:
            return leaf_verdicts(condition)


def column_verdicts(
    leaf: Leaf, scale: Scale, codes: Codes, values: npt.NDArray[np.generic] | None
) -> Verdicts:
    """Return the verdict of one leaf over a coded column."""
    table = leaf_table(leaf, scale)
    found: Verdicts = table[codes]
    if coding(scale).measured and values is not None and not isinstance(leaf, Answered):
        answered = codes == FIRST_ANSWER
        found[answered] = _measured(leaf, scale, values[..., answered])
    return found


def leaf_table(leaf: Leaf, scale: Scale) -> Verdicts:
    """Return the verdict of one leaf for each code of a scale (of a measured answer, a placeholder)."""
    how = coding(scale)
    if isinstance(leaf, Answered):
        return np.where(how.states == AnswerState.ANSWERED, TRUE, FALSE).astype(np.uint8)
    table = np.where(how.states == AnswerState.NO_ANSWER, UNKNOWN, VOID).astype(np.uint8)
    if not how.measured:
        for code in range(FIRST_ANSWER, FIRST_ANSWER + how.answers):
            table[code] = TRUE if _holds(leaf, scale, how.raw[code]) else FALSE
    return table


def _holds(leaf: Leaf, scale: Scale, raw: object) -> bool:
    match leaf:
        case Equals(_, value):
            return raw == value
        case OneOf(_, values):
            return raw in values
        case Includes(_, option):
            return isinstance(raw, tuple) and option in raw
        case AtLeast(_, value):
            order = [option.code for option in scale.answers]
            return order.index(str(raw)) >= order.index(str(value))
        case _:
            return True


def _measured(leaf: Leaf, scale: Scale, values: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    match leaf:
        case Equals(_, value):
            return np.asarray(values == value)
        case OneOf(_, several):
            return np.isin(values, [value for value in several if isinstance(value, float)])
        case AtLeast(_, value):
            return np.asarray(values >= value)  # type: ignore[operator]
        case Includes(_, option):
            bit = [o.code for o in scale.answers].index(option)
            return np.asarray((values.astype(np.uint64) >> np.uint64(bit)) & np.uint64(1) == 1)
        case _:
            raise AssertionError(leaf)


def gate_findings(
    indicators: Sequence[tuple["Indicator", str]], characteristics: Sequence[Characteristic]
) -> Iterator[Finding]:
    """Yield a finding for each gate that cannot be: unknown or later codes, wrong kinds, gates that never open."""
    order = {indicator.code: i for i, (indicator, _) in reversed(list(enumerate(indicators)))}
    scales = {indicator.code: indicator.scale for indicator, _ in indicators}
    allowed = {c.code: [option.code for option in c.options] for c in characteristics}
    sound: dict[str, Indicator] = {}
    for i, (indicator, path) in enumerate(indicators):
        bad = False
        for leaf in leaves(indicator.gate) if indicator.gate else ():
            problem = _gate_problem(leaf, i, order, scales)
            if problem:
                bad = True
                yield _finding(problem, f"{path}.gate", indicator.code)
        for leaf in leaves(indicator.applies) if indicator.applies else ():
            problem = _characteristic_problem(leaf, allowed)
            if problem:
                yield _finding(problem, f"{path}.applies", indicator.code)
        if not bad:
            if indicator.gate and _never_opens(indicator, sound):
                message = (
                    f"the gate of {indicator.code!r} can never open: no combination of answers satisfies it"
                )
                yield _finding((Reason.GATE_NEVER_OPENS, message), f"{path}.gate", indicator.code)
            else:
                sound[indicator.code] = indicator


def _finding(problem: tuple[Reason, str], path: str, code: str) -> Finding:
    return Finding(reason=problem[0], path=path, message=problem[1], code=code)


def _gate_problem(
    leaf: Leaf, position: int, order: Mapping[str, int], scales: Mapping[str, Scale]
) -> tuple[Reason, str] | None:
    if leaf.code not in order:
        near = suggestion(leaf.code, order)
        return (
            Reason.UNKNOWN_CODE,
            f"{leaf} speaks of {leaf.code!r}, which is no indicator of the instrument.{near}",
        )
    if order[leaf.code] >= position:
        where = "itself" if order[leaf.code] == position else "a later indicator"
        return Reason.BAD_GATE, f"{leaf} speaks of {where}; a gate may speak of earlier indicators only"
    scale = scales[leaf.code]
    if not isinstance(scale, SCALES):
        return None
    expected = _leaf_expects(leaf, scale)
    return (Reason.BAD_GATE, f"{leaf}: {expected}") if expected else None


def _leaf_expects(leaf: Leaf, scale: Scale) -> str | None:
    kind = type(scale).__name__.lower()
    codes = [option.code for option in scale.answers]
    among = f"one of {', '.join(map(repr, codes))}"
    match leaf, scale:
        case Answered(), _:
            return None
        case Includes(_, option), MultipleChoice():
            return None if option in codes else f"got {option!r}, expected {among}"
        case (Includes(), _) | (_, MultipleChoice()) | (_, Composition()):
            return f"{type(leaf).__name__} does not go with the {kind} scale {scale.code!r}"
        case (Equals(_, value), Binary() | Ordinal() | Nominal()) | (AtLeast(_, value), Binary() | Ordinal()):
            return None if value in codes else f"got {value!r}, expected {among}"
        case OneOf(_, values), Binary() | Ordinal() | Nominal():
            strange = [value for value in values if value not in codes]
            return f"got {strange[0]!r}, expected {among}" if strange else None
        case AtLeast(), Nominal():
            return f"AtLeast needs an order, which the nominal scale {scale.code!r} has not"
        case OneOf(_, values), _:
            strange = [value for value in values if isinstance(value, str)]
            return f"got {strange[0]!r}, expected numbers" if strange else None
        case ((Equals(_, value) | AtLeast(_, value)), _):
            return f"got {value!r}, expected a number" if isinstance(value, str) else None
        case _:
            raise AssertionError(leaf)


def _characteristic_problem(leaf: Leaf, allowed: Mapping[str, list[str]]) -> tuple[Reason, str] | None:
    if leaf.code not in allowed:
        near = suggestion(leaf.code, allowed)
        return (
            Reason.UNKNOWN_CODE,
            f"{leaf} speaks of {leaf.code!r}, which is no declared characteristic.{near}",
        )
    match leaf:
        case Equals(_, value):
            asked: tuple[object, ...] = (value,)
        case OneOf(_, values):
            asked = values
        case Answered():
            asked = ()
        case _:
            return (
                Reason.BAD_GATE,
                f"{type(leaf).__name__} does not go with a characteristic; use Equals or OneOf",
            )
    strange = [value for value in asked if value not in allowed[leaf.code]]
    if strange:
        among = ", ".join(map(repr, allowed[leaf.code]))
        return Reason.UNKNOWN_CODE, f"{leaf}: got {strange[0]!r}, expected one of {among}"
    return None


def _never_opens(indicator: "Indicator", sound: Mapping[str, "Indicator"]) -> bool:
    """Try all combinations of what gates the indicator, directly and through other gates, if they are few enough."""
    involved: dict[str, Indicator] = {}
    thresholds: dict[str, set[float]] = {}
    waiting = [indicator]
    while waiting:
        for leaf in leaves(gate) if (gate := waiting.pop().gate) else ():
            numbers = (leaf.value,) if isinstance(leaf, Equals | AtLeast) else getattr(leaf, "values", ())
            thresholds.setdefault(leaf.code, set()).update(n for n in numbers if isinstance(n, float))
            if leaf.code in sound and leaf.code not in involved:
                involved[leaf.code] = sound[leaf.code]
                waiting.append(sound[leaf.code])
    ordered = [node for code, node in sound.items() if code in involved]
    cells = [list(_possible_cells(node.scale, thresholds[node.code])) for node in ordered]
    if math.prod(map(len, cells)) > MOST_CASES:
        return False
    positions = np.indices([len(several) for several in cells]).reshape(len(cells), -1)
    columns = {}
    for node, several, position in zip(ordered, cells, positions, strict=True):
        codes = np.array([code for code, _ in several], dtype=np.uint16)[position]
        values = np.array([value for _, value in several])[position] if coding(node.scale).measured else None
        columns[node.code] = (node.scale, codes, values)

    def leaf_verdicts(leaf: Leaf) -> Verdicts:
        return column_verdicts(leaf, *columns[leaf.code])

    possible = np.ones(positions.shape[1], dtype=np.bool_)
    for node in ordered:
        shut = columns[node.code][1] == AnswerState.GATED
        opened = verdicts(node.gate, leaf_verdicts) == TRUE if node.gate else np.True_
        possible &= shut != opened
    opens = verdicts(indicator.gate, leaf_verdicts) == TRUE if indicator.gate else np.True_
    return not np.any(possible & opens)


def _possible_cells(scale: Scale, thresholds: set[float]) -> Iterator[tuple[int, float]]:
    how = coding(scale)
    yield AnswerState.GATED, 0
    if isinstance(scale, MultipleChoice):
        most = len(scale.answers) if scale.maximum is None else scale.maximum
        alone = sum(1 << i for i, option in enumerate(scale.answers) if option.exclusive)
        masks = (
            range(2 ** len(scale.answers)) if not how.measured else (2**i for i in range(len(scale.answers)))
        )
        for mask in masks:
            chosen = mask.bit_count()
            if scale.minimum <= chosen <= most and (chosen == 1 or not mask & alone):
                yield (FIRST_ANSWER, mask) if how.measured else (FIRST_ANSWER + mask, 0)
    elif not how.measured:
        for code in range(FIRST_ANSWER, FIRST_ANSWER + how.answers):
            yield code, 0
    elif isinstance(scale, Composition):
        yield FIRST_ANSWER, 0
    elif isinstance(scale, Percentage | Count | Number):
        step = 1.0 if isinstance(scale, Count) else 0.5
        low, high = scale.limits
        points = {x for t in thresholds for x in (t - step, t, t + step)} | {low, high}
        for point in sorted(p for p in points if low <= p <= high and math.isfinite(p)):
            yield FIRST_ANSWER, point
