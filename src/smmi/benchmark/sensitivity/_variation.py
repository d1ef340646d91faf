"""What is varied: the alternatives of each choice, beside what is declared."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod
from typing import Any, Final

import attrs

from smmi.benchmark.norms import Conventions, QuantileRule, SelfInclusion, TieRule
from smmi.benchmark.sensitivity._field import Field
from smmi.benchmark.sensitivity._spreads import WeightSpread
from smmi.benchmark.sensitivity._weighed_node import with_weights
from smmi.benchmark.survey._argument_checks import check_whole, plain_whole
from smmi.errors import ArgumentError, SchemeError
from smmi.scoring import AggregationRule, MinimumCoverage, ScoringScheme

Rules = AggregationRule | Mapping[str, AggregationRule]
Policies = MinimumCoverage | Mapping[str, MinimumCoverage]

DECLARED: Final = "declared"
"""The label of what is declared, the first alternative of every choice."""
SCHEME_FIELDS: Final = ("areas", "domains", "overall", "coverage")
CONVENTIONS: Final = {"ties": TieRule, "quantiles": QuantileRule, "self_inclusion": SelfInclusion}


def _as_tuple(value: Any) -> Any:  # noqa: ANN401  (what is no series is left for the check)
    """Return alternatives as a tuple; what cannot be one is left for the check."""
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        return value
    return tuple(value)


@attrs.frozen(kw_only=True)
class Variation:
    """What is varied, beside what the scheme and the norms declare; the declared alternative always takes part.

    Attributes:
        areas: Other aggregation rules of the areas, as in `ScoringScheme`: each one rule, or one by code.
        domains: Other aggregation rules of the domains.
        overall: Other aggregation rules of the overall score.
        coverage: Other missing-data policies.
        without_indicators: Indicators to be left out, one at a time, by weight 0.
        ties: Other tie rules of percentile ranks.
        quantiles: Other definitions of the group's median. Stars go by the mid-rank, whatever this is.
        self_inclusion: Whether a unit is compared with a group that holds itself, otherwise than declared.
        without_peers: Members of the norms to be left out, one at a time.
        weights: The law from which weights are drawn, apart from the grid; None where they stay.
        draws: How many draws there are.

    Raises:
        ArgumentError: An alternative is not of its kind.

    Example:
        >>> from smmi.scoring import GeometricMean
        >>> Variation(overall=[GeometricMean()], ties=[TieRule.WEAK]).ties
        (<TieRule.WEAK: 'weak'>,)
    """

    areas: tuple[Rules, ...] = attrs.field(default=(), converter=_as_tuple)
    domains: tuple[Rules, ...] = attrs.field(default=(), converter=_as_tuple)
    overall: tuple[AggregationRule, ...] = attrs.field(default=(), converter=_as_tuple)
    coverage: tuple[Policies, ...] = attrs.field(default=(), converter=_as_tuple)
    without_indicators: tuple[str, ...] = attrs.field(default=(), converter=_as_tuple)
    ties: tuple[TieRule, ...] = attrs.field(default=(), converter=_as_tuple)
    quantiles: tuple[QuantileRule, ...] = attrs.field(default=(), converter=_as_tuple)
    self_inclusion: tuple[SelfInclusion, ...] = attrs.field(default=(), converter=_as_tuple)
    without_peers: tuple[str, ...] = attrs.field(default=(), converter=_as_tuple)
    weights: WeightSpread | None = None
    draws: int = attrs.field(default=10_000, converter=plain_whole)

    def __attrs_post_init__(self) -> None:
        for field in attrs.fields(type(self))[:-2]:
            if not isinstance(getattr(self, field.name), tuple):
                raise ArgumentError(field.name, repr(getattr(self, field.name)), "a sequence of alternatives")
        for name in ("without_indicators", "without_peers"):
            if not all(isinstance(code, str) for code in getattr(self, name)):
                raise ArgumentError(name, repr(getattr(self, name)), "a sequence of codes")
        for name, kind in CONVENTIONS.items():
            if not all(isinstance(one, kind) for one in getattr(self, name)):
                raise ArgumentError(name, repr(getattr(self, name)), f"a sequence of {kind.__name__}")
        ArgumentError.raise_unless(
            self.weights, WeightSpread | None, argument="weights", expected="None or a spread of weights"
        )
        check_whole("draws", self.draws, 2)

    @property
    def cells(self) -> int:
        """How many combinations the grid has; 1 where nothing finite is varied."""
        return prod(1 + len(getattr(self, field.name)) for field in attrs.fields(type(self))[:-2])


@attrs.frozen(kw_only=True)
class Choice:
    """One choice of a grid.

    Attributes:
        name: Which choice, as the field of `Variation` is called.
        alternatives: What was chosen in turn, in words; the first is what is declared.

    Example:
        >>> Choice(name="ties", alternatives=("declared: mid", "weak")).name
        'ties'
    """

    name: str
    alternatives: tuple[str, ...]


@attrs.frozen(eq=False, kw_only=True)
class Axis:
    """One choice of a grid, with what each alternative is; the first is None, the declared one."""

    name: str
    values: tuple[Any, ...]
    labels: tuple[str, ...]

    @property
    def choice(self) -> Choice:
        """The choice in words."""
        return Choice(name=self.name, alternatives=self.labels)


def axes_of(vary: Variation, field: Field, /) -> tuple[list[Axis], list[Axis]]:
    """Return the choices of the scheme and those of the norms.

    Raises:
        ArgumentError: An alternative is the declared one, or stands twice.
        UnknownCodeError: There is no such indicator.
    """
    scheme, rules = field.scores.scheme, field.conventions
    of_scheme = [
        Axis(
            name=name,
            values=(None, *getattr(vary, name)),
            labels=(f"{DECLARED}: {_words(getattr(scheme, name))}", *map(_words, getattr(vary, name))),
        )
        for name in SCHEME_FIELDS
        if getattr(vary, name)
    ]
    if vary.without_indicators:
        of_scheme.append(_without("without_indicators", vary.without_indicators))
        for code in vary.without_indicators:
            scheme.item_rule(code)
    for axis in of_scheme:
        _refuse_idle(axis, scheme)
    of_norms = []
    for name in CONVENTIONS:
        own, others = getattr(rules, name), getattr(vary, name)
        if others:
            _refuse_repeated(name, (own, *others))
            labels = (f"{DECLARED}: {_words(own)}", *map(_words, others))
            of_norms.append(Axis(name=name, values=(own, *others), labels=labels))
    if vary.without_peers:
        _refuse_repeated("without_peers", vary.without_peers)
        known = set(field.scores.units[field.members].tolist())
        strangers = sorted(set(vary.without_peers) - known)
        if strangers:
            raise ArgumentError(
                "vary",
                f"'without_peers' that are no members of the norms: {', '.join(map(repr, strangers))}",
                f"members in the group {field.group.name!r}",
            )
        of_norms.append(_without("without_peers", vary.without_peers))
    return of_scheme, of_norms


def _without(name: str, codes: tuple[str, ...]) -> Axis:
    labels = (f"{DECLARED}: none left out", *(f"without {code!r}" for code in codes))
    return Axis(name=name, values=(None, *codes), labels=labels)


def _words(value: object) -> str:
    """Return an alternative in words."""
    return str(value.value) if isinstance(value, TieRule | SelfInclusion | QuantileRule) else repr(value)


def _refuse_repeated(name: str, values: Iterable[object]) -> None:
    seen: list[object] = []
    for value in values:
        if value in seen:
            raise ArgumentError(
                "vary",
                f"{name!r} with {_words(value)} twice, or as it is declared",
                "alternatives that differ",
            )
        seen.append(value)


def _refuse_idle(axis: Axis, scheme: ScoringScheme) -> None:
    """Refuse an alternative that changes nothing that is declared; one that cannot be is told later."""
    schemes: list[ScoringScheme] = []
    for value in axis.values:
        try:
            schemes.append(changed(scheme, {axis.name: value}))
        except SchemeError:
            continue
    _refuse_repeated(axis.name, [getattr(one, _field(axis.name)) for one in schemes])


def _field(name: str) -> str:
    return "weights" if name == "without_indicators" else name


def changed(scheme: ScoringScheme, alternatives: Mapping[str, Any], /) -> ScoringScheme:
    """Return a scheme with other alternatives; None stands for the declared one.

    Raises:
        SchemeError: The scheme cannot have them.
    """
    new = {name: value for name, value in alternatives.items() if value is not None}
    left_out = new.pop("without_indicators", None)
    scheme = attrs.evolve(scheme, **new) if new else scheme
    return with_weights(scheme, (left_out,), (0.0,)) if left_out else scheme


def combinations(axes: list[Axis], /) -> Iterator[tuple[tuple[int, ...], dict[str, Any]]]:
    """Yield each combination of alternatives with its place in the grid."""
    for place in product(*(range(len(axis.values)) for axis in axes)):
        yield place, {axis.name: axis.values[i] for axis, i in zip(axes, place, strict=True)}


def conventions_of(rules: Conventions, alternatives: Mapping[str, Any], /) -> Conventions:
    """Return conventions with other alternatives."""
    return attrs.evolve(rules, **{name: value for name, value in alternatives.items() if name in CONVENTIONS})
