"""Weights from stakeholders' paired comparisons, by the model of Bradley and Terry.

Bradley and Terry 1952 (Biometrika 39:324-345): item i is preferred to item j with probability w_i / (w_i + w_j).
The log-likelihood is maximised by Newton's method in the logarithms of the weights; standard errors come from the
inverse of the information matrix, on the logarithms, centred so that they sum to 0 (no item is the reference).

The maximum exists if and only if from every item every other can be reached by a chain of preferences (Ford 1957,
Am Math Mon 64:28-33). If not, a declared prior is needed: `GhostItem` adds, for each item, the same number of wins and
losses against a ghost of average weight.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

import attrs
import numpy as np

from smmi.errors import ArgumentError
from smmi.frozen import by_code, freeze_mapping, frozen_array
from smmi.instrument.declaration import is_number
from smmi.scoring.arithmetic import Floats
from smmi.scoring.scheme._weighting import Weighting, WeightOrigin

STEPS = 200
TOLERANCE = 1e-13


@attrs.frozen
class GhostItem:
    """A prior for paired comparisons: each item has won and lost this many comparisons against a ghost of weight 1.

    Attributes:
        strength: The number of wins, and of losses.

    Raises:
        ArgumentError: The strength is not above 0 and below 1e6.

    Example:
        >>> found = paired_comparisons({("a", "b"): 3}, prior=GhostItem(1.0))  # 'b' was never preferred
        >>> found.prior, round(found.log_weights["a"], 3)
        (GhostItem(strength=1.0), 0.903)
    """

    strength: float = 0.5

    def __attrs_post_init__(self) -> None:
        if not is_number(self.strength) or not 0 < self.strength < 1e6:
            raise ArgumentError("strength", repr(self.strength), "a number above 0 and below 1e6")


@attrs.frozen(kw_only=True)
class PairedComparisons:
    """Weights of items by the model of Bradley and Terry, with their errors; make it with `paired_comparisons`.

    Attributes:
        codes: The items, in the order given.
        log_weights: The logarithms of the weights, which sum to 0.
        standard_errors: Their standard errors.
        covariance: The covariances of the logarithms, in the order of the codes, (k, k).
        prior: The prior that made them finite, or None if none was needed.
        circular_triads: How many triples of items were preferred in a circle, by the majority in each pair.
        triads: How many triples were compared throughout, without a draw.
        comparisons: How many comparisons there were.

    Example:
        >>> wins = {("a", "b"): 4, ("b", "a"): 2, ("b", "c"): 3, ("c", "b"): 2, ("c", "a"): 4, ("a", "c"): 1}
        >>> found = paired_comparisons(wins)
        >>> found.circular_triads, found.triads, found.consistency  # a before b, b before c, c before a
        (1, 1, 0.0)
    """

    codes: tuple[str, ...]
    log_weights: Mapping[str, float] = attrs.field(converter=freeze_mapping)
    standard_errors: Mapping[str, float] = attrs.field(converter=freeze_mapping)
    covariance: Floats = attrs.field(**frozen_array())
    prior: GhostItem | None
    circular_triads: int
    triads: int
    comparisons: float

    @property
    def consistency(self) -> float | None:
        """The share of triples without a circle, 0 to 1, or None if there are no triples."""
        return None if not self.triads else 1.0 - self.circular_triads / self.triads

    def difference(self, first: str, second: str, /) -> tuple[float, float]:
        """Return the difference of the logarithms of two weights, and its standard error.

        Args:
            first: The code of an item.
            second: The code of another one.

        Returns:
            The log-weight of the first less that of the second, and its standard error.

        Raises:
            UnknownCodeError: No item has the code.

        Example:
            >>> found = paired_comparisons({("a", "b"): 3, ("b", "a"): 1})
            >>> value, error = found.difference("a", "b")
            >>> round(value, 4), round(error, 4)  # log(3) and the root of 1/3 + 1/1
            (1.0986, 1.1547)
        """
        places = {code: place for place, code in enumerate(self.codes)}
        i, j = (by_code(places, code, "no item has the code") for code in (first, second))
        variance = self.covariance[i, i] + self.covariance[j, j] - 2.0 * self.covariance[i, j]
        return self.log_weights[first] - self.log_weights[second], math.sqrt(max(variance, 0.0))

    def weighting(self) -> Weighting:
        """Return the weights, scaled to a mean of 1, with standard errors by the delta method.

        The derivative of weight i by log-weight j is w_i ([i = j] - w_j / k): all weights enter into the mean.

        Returns:
            Weights for a `ScoringScheme`, which say that they come from paired comparisons.

        Example:
            >>> weighting = paired_comparisons({("a", "b"): 3, ("b", "a"): 1}).weighting()
            >>> {code: round(weight, 3) for code, weight in weighting.by_code.items()}
            {'a': 1.5, 'b': 0.5}
        """
        raw = np.exp([self.log_weights[code] for code in self.codes])
        weights = raw / raw.mean()
        gradient = np.diag(weights) - np.outer(weights, weights) / len(weights)
        errors = np.sqrt(np.maximum(np.diag(gradient @ self.covariance @ gradient.T), 0.0))
        prior = f"prior: ghost item of strength {self.prior.strength:g}" if self.prior else "no prior"
        return Weighting(
            by_code=dict(zip(self.codes, weights.tolist(), strict=True)),
            origin=WeightOrigin.PAIRED_COMPARISONS,
            standard_errors=dict(zip(self.codes, errors.tolist(), strict=True)),
            note=f"Bradley-Terry, {self.comparisons:g} comparisons, {prior}",
        )


def paired_comparisons(
    wins: Mapping[tuple[str, str], float],
    /,
    *,
    codes: Sequence[str] | None = None,
    prior: GhostItem | None = None,
) -> PairedComparisons:
    """Estimate weights from how often each item was preferred to each other.

    Args:
        wins: How often the first item of a pair was preferred to the second.
        codes: The items; by default those that occur, in order of occurrence.
        prior: A prior for all data; where none is given and the maximum does not exist, `GhostItem()` is used, and
            the result says so.

    Returns:
        The log-weights, which sum to 0, with standard errors, covariances and the number of circular triads;
        `PairedComparisons.weighting` makes weights for a scheme of them.

    Raises:
        ArgumentError: The wins are not by pair, there are fewer than two items, a pair is of one item with itself or
            of an unknown item, or a number of wins is negative or not finite.

    Example:
        >>> found = paired_comparisons({("a", "b"): 3, ("b", "a"): 1})
        >>> round(found.log_weights["a"] - found.log_weights["b"], 6)  # log(3)
        1.098612
    """
    _expect_pairs(wins)
    if isinstance(codes, str) or not isinstance(codes, Iterable | None):
        raise ArgumentError("codes", repr(codes), "None or a sequence of codes")
    items = tuple(dict.fromkeys(codes if codes is not None else (code for pair in wins for code in pair)))
    table = _table(wins, items)
    used = prior or (None if _connected(table) else GhostItem())
    logs, covariance = _maximise(table, used.strength if used else 0.0)
    circular, triads = _circular_triads(table)
    return PairedComparisons(
        codes=items,
        log_weights=dict(zip(items, logs.tolist(), strict=True)),
        standard_errors=dict(zip(items, np.sqrt(np.diag(covariance)).tolist(), strict=True)),
        covariance=covariance,
        prior=used,
        circular_triads=circular,
        triads=triads,
        comparisons=float(table.sum()),
    )


def _expect_pairs(wins: object) -> None:
    expected = "numbers of wins by pairs of codes"
    advice = "Write {('a', 'b'): 3} where 'a' was preferred to 'b' three times"
    counted = f"{advice}; collections.Counter counts a list of such pairs"
    ArgumentError.raise_unless(
        wins, Mapping, argument="wins", expected=expected, advice={Iterable: counted, object: advice}
    )
    for pair in wins if isinstance(wins, Mapping) else ():
        if not isinstance(pair, tuple) or len(pair) != 2 or not all(isinstance(code, str) for code in pair):
            raise ArgumentError("wins", f"the key {pair!r}", expected, advice)


def _table(wins: Mapping[tuple[str, str], float], items: tuple[str, ...]) -> Floats:
    if len(items) < 2:
        raise ArgumentError("wins", f"{len(items)} items", "comparisons of at least 2 items")
    position = {code: i for i, code in enumerate(items)}
    table = np.zeros((len(items), len(items)))
    for pair, number in wins.items():
        first, second = pair
        if first == second or first not in position or second not in position:
            raise ArgumentError(
                "wins", f"the pair {pair!r}", f"two different items of {', '.join(map(repr, items))}"
            )
        if not is_number(number) or number < 0:
            raise ArgumentError("wins", f"{number!r} for {pair!r}", "a finite number of at least 0")
        table[position[first], position[second]] = number
    return table


def _connected(table: Floats) -> bool:
    """Whether every item is reached from every other by a chain of preferences."""
    reach = (table > 0) | np.eye(len(table), dtype=np.bool_)
    for _ in range(len(table)):
        reach = reach @ reach
    return bool(reach.all())


def _maximise(table: Floats, ghost: float) -> tuple[Floats, Floats]:
    """Return the log-weights at the maximum, centred, and their covariance, centred."""
    n = len(table)
    played = table + table.T
    won = table.sum(axis=1) + ghost
    logs = np.zeros(n)
    centre = np.eye(n) - 1.0 / n
    # Without a ghost all logarithms can shift together: that direction gets a curvature of its own, centred away below.
    information = anchor = np.full((n, n), 0.0 if ghost else played.mean())
    for _ in range(STEPS):
        chance = 1.0 / (1.0 + np.exp(logs[None, :] - logs[:, None]))
        alone = 1.0 / (1.0 + np.exp(-logs))
        gradient = won - (played * chance).sum(axis=1) - 2.0 * ghost * alone
        spread = played * chance * chance.T
        own = spread.sum(axis=1) + 2.0 * ghost * alone * (1.0 - alone)
        information = np.diag(own) - spread + anchor
        step = np.linalg.solve(information, gradient)
        largest = float(np.abs(step).max())
        logs = logs + step / max(1.0, largest)
        if not ghost:
            logs = logs - logs.mean()
        if largest < TOLERANCE * max(1.0, float(np.abs(logs).max())):
            break
    return logs - logs.mean(), centre @ np.linalg.inv(information) @ centre


def _circular_triads(table: Floats) -> tuple[int, int]:
    """Return how many triples are preferred in a circle by majority, and how many are decided throughout."""
    beats = (table > table.T).astype(np.int64)
    decided = beats + beats.T
    # The trace of a cube counts the walks of three steps that end where they began: a circle has three of them, one for
    # each item, and a decided triple six, for it is walked both ways.
    return int(np.trace(beats @ beats @ beats)) // 3, int(np.trace(decided @ decided @ decided)) // 6
