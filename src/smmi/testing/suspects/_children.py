"""Children on which an aggregation rule may break a law: looked for among many units at once.

A rule takes many units in one call, so that looking at hundreds of them costs what drawing one costs. What is found is
a case like any other: the law is checked on it alone.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

import attrs
import numpy as np
import numpy.typing as npt

from smmi.scoring.laws import ABSENT, AGGREGATION_LAWS
from smmi.testing.suspects._bands import banded, neighbours, weighted
from smmi.testing.suspects._falls import first_fall

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Drawn = dict[str, Any]
TOLERANCE: Final = 1e-9
"""By how much two numbers have to differ, as for the laws."""
LEAST_FALL: Final = 1e-12
"""By how much a rule has to fall, as for the law of monotone rules."""
UNITS: Final = 240
PATHS: Final = 24
STEPS: Final = 17
MOST_PLACES: Final = 48
MOST_RAISING: Final = 24
MOST_TRIED: Final = 4
"""So many of the units that were found are checked one by one; of a rule that mixes units up none may break the law."""


class Asks(Protocol):
    """Asks a rule about many units."""

    def __call__(self, points: Floats, weights: Floats, names: Sequence[str] | None = None, /) -> Floats:
        """Return the points of the parents, (n,)."""


@attrs.frozen(kw_only=True, eq=False)
class Looked:
    """What is looked at for one case of a law.

    Attributes:
        ask: Asks the rule.
        drawn: The case that was drawn.
        points: Points of many units, (size, n); those of the drawn one first.
        weights: Their weights.
    """

    ask: Asks
    drawn: Drawn
    points: Floats
    weights: Floats


def another(rule: Any) -> Any:  # noqa: ANN401  (any rule)
    """Return a copy of a rule to look at, so that the rule does not remember what only was looked at."""
    try:
        return copy.deepcopy(rule)
    except Exception:  # noqa: BLE001  (a stranger's rule may hold whatever it likes)
        return rule


def asks(rule: Any, codes: Sequence[str] | None) -> Asks:  # noqa: ANN401  (any rule)
    """Return what asks a rule about many units, bound to its children if it wants to be."""

    def ask(points: Floats, weights: Floats, names: Sequence[str] | None = None, /) -> Floats:
        bind, named = getattr(rule, "for_children", None), codes if names is None else names
        ready = bind(tuple(named)) if bind and named else rule
        found: Floats = np.asarray(ready.aggregate(points.copy(), weights.copy()), dtype=np.float64)
        return found

    return ask


def suspected(
    law: str,
    rule: Any,  # noqa: ANN401  (any rule)
    drawn: Drawn,
    *,
    seed: int,
    marks: Floats,
    regular: Sequence[int],
) -> Drawn:
    """Return a case like a drawn one that breaks a law, if looking at many at once finds one; else the drawn one.

    Args:
        law: The id of the law.
        rule: The rule.
        drawn: The case that was drawn.
        seed: What the others are drawn from.
        marks: Shares next to which a rule may change.
        regular: The places of the children of which one has to count.
    """
    look = _LOOKS.get(law)
    if look is None or _breaks(law, rule, drawn):
        return drawn
    rng, codes = np.random.default_rng(seed), drawn.get("children")
    given = drawn.get("points", 0.0)
    weights = drawn.get("weights") or [1.0] * len(given)
    size = len(weights)
    many = weighted(rng, weights, UNITS, regular or range(size))
    points = banded(rng, size, UNITS, marks)
    points[:, 0], many[:, 0] = given, weights
    order = np.arange(UNITS)
    ahead = np.concatenate((order[:1], order[3::3], order[1::3], order[2::3]))  # equal weights come first
    points, many = np.where(many > 0, points, 0.0)[:, ahead], many[:, ahead]
    looked = Looked(ask=asks(rule, codes), drawn=drawn, points=points, weights=many)
    with np.errstate(all="ignore"):
        try:
            found = look(looked, rng, marks)
        except Exception:  # noqa: BLE001  (of one unit among them the rule may raise something)
            found = _cases(looked, np.ones(UNITS, dtype=np.bool_), most=MOST_RAISING)
        return next((case for case in found if _breaks(law, rule, case)), drawn)


def _breaks(law: str, rule: Any, case: Drawn) -> bool:  # noqa: ANN401
    try:
        AGGREGATION_LAWS[law].check(rule, **case)
    except Exception:  # noqa: BLE001  (what a rule raises breaks the law, too)
        return True
    return False


def _cases(
    looked: Looked,
    bad: Flags,
    points: Floats | None = None,
    weights: Floats | None = None,
    *,
    higher: Floats | None = None,
    most: int = MOST_TRIED,
) -> list[Drawn]:
    """Return the first cases of those that are bad."""
    points = looked.points if points is None else points
    weights = looked.weights if weights is None else weights
    found = []
    for one in np.flatnonzero(bad)[:most]:
        case: Drawn = dict(looked.drawn)
        columns = {"points": points[:, one].tolist(), "weights": weights[:, one].tolist()}
        case |= {name: column for name, column in columns.items() if name in case}
        if higher is not None:
            case["higher"] = float(higher[one])
        found.append(case)
    return found


def _differ(got: Floats, expected: Floats | float) -> Flags:
    return np.asarray(np.abs(got - expected) > TOLERANCE)


def _outside(looked: Looked, _rng: np.random.Generator, _marks: Floats) -> list[Drawn]:
    got = looked.ask(looked.points, looked.weights)
    return _cases(looked, ~((got >= 0.0) & (got <= 1.0)))


def _ends(looked: Looked, _rng: np.random.Generator, _marks: Floats) -> list[Drawn]:
    weights = np.where(looked.weights > 0, looked.weights, 1.0)
    low, high = (looked.ask(np.full_like(weights, end), weights) for end in (0.0, 1.0))
    return _cases(looked, (low != 0.0) | (high != 1.0), looked.points, weights)


def _order(looked: Looked, _rng: np.random.Generator, _marks: Floats) -> list[Drawn]:
    order, codes = list(looked.drawn["order"]), looked.drawn.get("children")
    named = codes and [codes[place] for place in order]
    got = looked.ask(looked.points[order], looked.weights[order], named)
    return _cases(looked, _differ(got, looked.ask(looked.points, looked.weights)))


def _relative(looked: Looked, _rng: np.random.Generator, _marks: Floats) -> list[Drawn]:
    got = looked.ask(looked.points, looked.weights * looked.drawn["factor"])
    return _cases(looked, _differ(got, looked.ask(looked.points, looked.weights)))


def _equal(looked: Looked, _rng: np.random.Generator, _marks: Floats) -> list[Drawn]:
    ones = np.ones_like(looked.points)
    got = looked.ask(looked.points, ones * looked.drawn["weight"])
    return _cases(looked, _differ(got, looked.ask(looked.points, ones)))


def _absence(looked: Looked, _rng: np.random.Generator, _marks: Floats) -> list[Drawn]:
    place, codes = looked.drawn["place"], looked.drawn.get("children")
    more = [np.insert(rows, place, 0.0, axis=0) for rows in (looked.points, looked.weights)]
    got = looked.ask(more[0], more[1], codes and [*codes[:place], ABSENT, *codes[place:]])
    return _cases(looked, _differ(got, looked.ask(looked.points, looked.weights)))


def _unread(looked: Looked, _rng: np.random.Generator, _marks: Floats) -> list[Drawn]:
    got = looked.ask(np.where(looked.weights > 0, looked.points, looked.drawn["instead"]), looked.weights)
    return _cases(looked, _differ(got, looked.ask(looked.points, looked.weights)))


def _agreed(looked: Looked, rng: np.random.Generator, marks: Floats) -> list[Drawn]:
    near = neighbours(marks)
    many = np.concatenate((looked.points[:1, 0], near, np.linspace(0.0, 1.0, 201), rng.random(UNITS)))
    points = np.clip(many, 1e-6, 1.0 - 1e-9)
    weights = looked.weights[:, np.arange(len(points)) % UNITS]
    got = looked.ask(np.where(weights > 0, points, 0.0), weights)
    cases = _cases(looked, _differ(got, points), np.broadcast_to(points, weights.shape), weights)
    return [{**case, "points": case["points"][0]} for case in cases]


def _repeated(looked: Looked, _rng: np.random.Generator, _marks: Floats) -> list[Drawn]:
    times = np.array(looked.drawn["times"])
    rows = np.repeat(looked.points, times, axis=0)
    weighed = np.repeat(times[:, None].astype(np.float64), UNITS, axis=1)
    return _cases(looked, _differ(looked.ask(looked.points, weighed), looked.ask(rows, np.ones_like(rows))))


def _scaled(looked: Looked, _rng: np.random.Generator, _marks: Floats) -> list[Drawn]:
    factor = looked.drawn["factor"]
    got = looked.ask(looked.points * factor, looked.weights)
    return _cases(looked, _differ(got, factor * looked.ask(looked.points, looked.weights)))


def _compensated(looked: Looked, rng: np.random.Generator, _marks: Floats) -> list[Drawn]:
    child = looked.drawn["child"]
    raised = looked.points.copy()
    higher = np.maximum(raised[child] + (1.0 - raised[child]) * rng.choice((1.0, 0.5, 0.01), UNITS), 0.0)
    raised[child] = higher
    lowest = np.where(looked.weights > 0, looked.points, np.inf).min(axis=0)
    changed = _differ(looked.ask(raised, looked.weights), looked.ask(looked.points, looked.weights))
    changed &= (looked.points[child] > lowest) & (higher > looked.points[child])
    return _cases(looked, changed, higher=higher)


def _added(looked: Looked, _rng: np.random.Generator, _marks: Floats) -> list[Drawn]:
    expected = (looked.points * looked.weights).sum(axis=0) / looked.weights.sum(axis=0)
    return _cases(looked, _differ(looked.ask(looked.points, looked.weights), expected))


def _fallen(looked: Looked, rng: np.random.Generator, marks: Floats) -> list[Drawn]:
    """Look for a fall where one child rises from nothing to all, where two do, and where all rise a little."""
    points, weights = looked.points[:, :PATHS], looked.weights[:, :PATHS]
    size, columns = len(points), np.arange(PATHS)
    counts = weights > 0
    rising = rng.random((size, PATHS)).argsort(axis=0) < rng.choice((1, 1, 2, 2, size), PATHS)
    drawn = looked.drawn["child"]
    rising[:, 0], rising[drawn, 0] = False, True
    rising &= counts
    far = rng.choice((1.0, 1.0, 0.3, 0.05, 0.01), PATHS)
    low = np.where(rising, np.maximum(points - far, 0.0), points)
    high = np.where(rising, np.minimum(points + far, 1.0), points)
    near = neighbours(marks)
    near = near[np.sort(rng.permutation(len(near))[:MOST_PLACES])]
    grid = np.unique(np.concatenate((np.linspace(0.0, 1.0, STEPS), near, [0.0, 1.0])))

    def at(path: npt.NDArray[np.intp], place: Floats) -> Floats:
        return np.minimum(low[:, path] + (high - low)[:, path] * place, 1.0)

    fall = first_fall(
        lambda path, place: looked.ask(at(path, place), weights[:, path]),
        len(columns),
        grid,
        least=LEAST_FALL,
    )
    if fall is None:
        return []
    path = np.array([fall.path])
    ends = [at(path, np.array([place]))[:, 0] for place in (fall.start, fall.end)]
    return _single_step(looked, ends[0], ends[1], weights[:, fall.path])


def _single_step(looked: Looked, low: Floats, high: Floats, weights: Floats) -> list[Drawn]:
    """Return the cases in which one child alone rises, where a rule falls while several do."""
    raised = np.flatnonzero(high > low).tolist()
    rows = np.repeat(low[:, None], len(raised) + 1, axis=1)
    for place, child in enumerate(raised):
        rows[child, place + 1 :] = high[child]
    values = looked.ask(rows, np.repeat(weights[:, None], rows.shape[1], axis=1))
    found: list[Drawn] = []
    for place in np.flatnonzero(np.diff(values) < -LEAST_FALL).tolist():
        child = raised[place]
        for decimals in (2, 3, 4, 6, 9, 12, 17):
            points = np.round(rows[:, place], decimals)
            case = {**looked.drawn, "points": points.tolist(), "weights": weights.tolist(), "child": child}
            found.append({**case, "higher": round(float(high[child]), decimals)})
    return found


_LOOKS: Final[Mapping[str, Callable[[Looked, np.random.Generator, Floats], list[Drawn]]]] = {
    "points-are-shares": _outside,
    "ends-are-attained": _ends,
    "order-free": _order,
    "weights-are-relative": _relative,
    "equal-weights-are-none": _equal,
    "weight-zero-is-absence": _absence,
    "absent-is-not-read": _unread,
    "monotone": _fallen,
    "unanimous": _agreed,
    "repeats-are-weights": _repeated,
    "scale-equivariant": _scaled,
    "non-compensatory": _compensated,
    "additive": _added,
}
