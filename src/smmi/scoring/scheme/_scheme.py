"""The scoring scheme: which rule, weight and policy applies where in an instrument."""

import copy
import math
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import attrs

from smmi.errors import Finding, Reason, SchemeError, UnknownCodeError, suggestion
from smmi.fingerprint import Scope, fingerprint
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument import (
    Binary,
    Composition,
    Count,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Nominal,
    Number,
    Ordinal,
    Percentage,
    Scale,
)
from smmi.scoring.rules import (
    AggregationRule,
    EqualSteps,
    ItemRule,
    Linear,
    MinimumCoverage,
    NoAnswer,
    SelectedShare,
    WeightedMean,
    children_problem,
    finding,
    immutable_problem,
    kinds_problem,
    refusal,
    scale_problem,
    trait_problem,
)
from smmi.scoring.scheme._weighting import Weighting, mapping_findings, number_findings, weight_findings

if TYPE_CHECKING:
    from smmi.scoring.scorer._scorer import Scorer

T = TypeVar("T")

OVERALL = "overall"
"""The code of the overall score."""

KINDS: Mapping[type, str] = {
    Binary: "binary",
    Ordinal: "ordinal",
    Nominal: "nominal",
    MultipleChoice: "multiple_choice",
    Percentage: "percentage",
    Count: "count",
    Number: "number",
    Composition: "composition",
}
"""The name of each kind of scale, as item rules declare the kinds that they take."""


def score_codes(instrument: Instrument, /) -> tuple[str, ...]:
    """Return the codes of an instrument's scores: overall, the domains, the areas."""
    return (
        OVERALL,
        *(domain.code for domain in instrument.domains),
        *(area.code for area in instrument.areas),
    )


def default_rule(scale: Scale, /) -> ItemRule | None:
    """Return the rule for a scale where a scheme is silent, or None where one must be declared.

    Equal steps for binary and ordinal scales, the share of options for a multiple choice, linear from 0 to 100 for a
    percentage, and linear between the declared minimum and maximum for a count or a number.

    Args:
        scale: The response scale.

    Returns:
        The rule; None for a nominal scale, a composition, and a count or number without both limits.

    Example:
        >>> default_rule(Percentage(code="share")) == Linear(0, 100)
        True
    """
    match scale:
        case Binary() | Ordinal():
            return EqualSteps()
        case MultipleChoice():
            return SelectedShare()
        case Percentage() | Count() | Number() if all(map(math.isfinite, scale.limits)):
            return Linear(*scale.limits)
        case _:
            return None


@attrs.frozen
class ScoringScheme:
    """How an instrument's answers become scores: a value, bound to the instrument and checked against it.

    Attributes:
        instrument: What is scored.
        items: The item rule of each scored indicator; where silent, the default of its scale (`default_rule`).
        areas: The aggregation rule of the areas: one rule, or one by area code (weighted mean where silent).
        domains: The aggregation rule of the domains, likewise.
        overall: The aggregation rule of the overall score.
        weights: The weight of each indicator, area and domain within its parent, 0 or from 1e-100 to 1e100; 1 where
            silent. Areas have the same weights in their domain and in an overall score made from areas. A `Weighting`
            says how they came about.
        coverage: The missing-data policy: one, or one by code of area or domain, or "overall"
            (`MinimumCoverage()` where silent).
        no_answer: What a missing answer to an indicator, or a missing score of an area or domain, is to its parent;
            where silent, what the parent's policy says.
        gated: Points of indicators whose shut gate means "none"; where silent, a gated indicator leaves the score.
        overall_from: Whether the overall score aggregates the areas or the domains.

    Raises:
        SchemeError: The scheme does not fit the instrument; all findings at once.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> ScoringScheme(tiny, weights={"has_policy": 2.0}).weight("has_policy")
        2.0
    """

    instrument: Instrument
    items: Mapping[str, ItemRule] = attrs.field(
        default=FrozenMapping(), converter=freeze_mapping, kw_only=True
    )
    areas: AggregationRule | Mapping[str, AggregationRule] = attrs.field(
        factory=WeightedMean, converter=freeze_mapping, kw_only=True
    )
    domains: AggregationRule | Mapping[str, AggregationRule] = attrs.field(
        factory=WeightedMean, converter=freeze_mapping, kw_only=True
    )
    overall: AggregationRule = attrs.field(factory=WeightedMean, kw_only=True)
    weights: Mapping[str, float] | Weighting = attrs.field(
        default=FrozenMapping(), converter=freeze_mapping, kw_only=True
    )
    coverage: MinimumCoverage | Mapping[str, MinimumCoverage] = attrs.field(
        factory=MinimumCoverage, converter=freeze_mapping, kw_only=True
    )
    no_answer: Mapping[str, NoAnswer] = attrs.field(
        default=FrozenMapping(), converter=freeze_mapping, kw_only=True
    )
    gated: Mapping[str, float] = attrs.field(default=FrozenMapping(), converter=freeze_mapping, kw_only=True)
    overall_from: Literal["areas", "domains"] = attrs.field(default="areas", kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.instrument, Instrument):
            raise refusal(
                "$.instrument",
                f"'instrument': got a {type(self.instrument).__name__}, expected an Instrument",
            )
        SchemeError.raise_any(_scheme_findings(self))
        for field in ("items", "areas", "domains", "overall"):
            object.__setattr__(self, field, _settled(getattr(self, field)))
        for field, numbers in (("weights", self.weights), ("gated", self.gated)):
            if isinstance(numbers, Mapping):
                plain = {code: float(number) for code, number in numbers.items()}
                object.__setattr__(self, field, FrozenMapping(plain))

    @classmethod
    def equal_weights(
        cls, instrument: Instrument, /, *, items: Mapping[str, ItemRule] | None = None
    ) -> "ScoringScheme":
        """Return the default scheme: equal weights, weighted arithmetic means, minimum coverage one half.

        Args:
            instrument: What is scored.
            items: Item rules for scales that have no default.

        Returns:
            The scheme, bound to the instrument.

        Raises:
            SchemeError: An indicator needs a rule.

        Example:
            >>> from smmi import editions
            >>> ScoringScheme.equal_weights(editions.smmi_16()).children("overall")[:2]
            ('curriculum', 'extracurricular')
        """
        return cls(instrument, items=items or {})

    def spelled_out(self) -> "ScoringScheme":
        """Return the same scheme with the rule and the weight of every node declared: one to start from.

        Example:
            >>> from smmi import editions
            >>> len(ScoringScheme(editions.smmi_16()).spelled_out().items)
            80
        """
        codes = [code for code, node in self.instrument.nodes.items() if getattr(node, "scored", True)]
        weights = {code: self.weight(code) for code in codes}
        return attrs.evolve(
            self,
            items={indicator.code: self.item_rule(indicator.code) for indicator in self.instrument.scored},
            weights=attrs.evolve(self.weights, by_code=weights)
            if isinstance(self.weights, Weighting)
            else weights,
        )

    def item_rule(self, code: str, /) -> ItemRule:
        """Return the item rule of a scored indicator: the declared one, or the default of its scale.

        Raises:
            UnknownCodeError: No scored indicator has the code.
        """
        indicator = self.instrument.nodes.get(code)
        if not isinstance(indicator, Indicator) or not indicator.scored:
            known = tuple(indicator.code for indicator in self.instrument.scored)
            raise UnknownCodeError("no scored indicator has the code", str(code), known)
        rule = self.items.get(code) or default_rule(indicator.scale)
        if rule is None:  # pragma: no cover  (refused at construction)
            raise AssertionError(code)
        return rule

    def aggregation_rule(self, code: str, /) -> AggregationRule:
        """Return the aggregation rule of an area, a domain, or "overall"; a weighted mean where silent."""
        if code == OVERALL:
            return self.overall
        level = self.areas if any(area.code == code for area in self.instrument.areas) else self.domains
        return level.get(code, WeightedMean()) if isinstance(level, Mapping) else level

    def children(self, code: str, /) -> tuple[str, ...]:
        """Return the codes of what an area, a domain, or "overall" aggregates; of an area, its scored indicators."""
        if code == OVERALL:
            level = self.instrument.areas if self.overall_from == "areas" else self.instrument.domains
            return tuple(node.code for node in level)
        node = self.instrument[code]
        below = node.areas if isinstance(node, Domain) else getattr(node, "scored", ())
        return tuple(child.code for child in below)

    def policy(self, code: str, /) -> MinimumCoverage:
        """Return the missing-data policy of an area, a domain, or "overall"."""
        given = self.coverage
        return given.get(code, MinimumCoverage()) if isinstance(given, Mapping) else given

    def weight(self, code: str, /) -> float:
        """Return the weight of an indicator, area or domain within its parent; 1 where silent."""
        given = self.weights.by_code if isinstance(self.weights, Weighting) else self.weights
        return given.get(code, 1.0)

    @property
    def monotone(self) -> bool:
        """Whether more points of an indicator never lower a score: every aggregation rule declares so."""
        rules = map(self.aggregation_rule, score_codes(self.instrument))
        return all(getattr(rule, "monotone", False) for rule in rules)

    def compile(self) -> "Scorer":
        """Return the scorer: the same plan for batches and single responses, made once."""
        scorer: Scorer = self._scorer
        return scorer

    @cached_property
    def score_fingerprint(self) -> str:
        """The fingerprint of all that can affect a score in it, worked out once."""
        return fingerprint(self, scope=Scope.SCORE)

    @cached_property
    def _scorer(self) -> Any:  # noqa: ANN401  (attrs keeps the annotation, and cattrs could not resolve a Scorer)
        from smmi.scoring.scorer._scorer import Scorer

        return Scorer(self)


def _scheme_findings(scheme: ScoringScheme) -> Iterator[Finding]:
    indicators = {indicator.code: indicator.scale for indicator in scheme.instrument.scored}
    unscored = {i.code for i in scheme.instrument.indicators if not i.scored}
    scored = [code for code in scheme.instrument.nodes if code not in unscored]
    for field in ("items", "weights", "gated", "no_answer"):
        yield from _unscored(field, getattr(scheme, field), unscored)
    known = partial(_strangers, but=unscored)
    yield from known("items", scheme.items, indicators, "indicator")
    for code, scale in indicators.items():
        yield from _item_findings(scheme, code, scale)
    yield from _node_findings(scheme)
    weights = scheme.weights.by_code if isinstance(scheme.weights, Weighting) else scheme.weights
    yield from known("weights", weights, scored, "domain, area or indicator")
    yield from weight_findings("weights", weights)
    yield from known("gated", scheme.gated, indicators, "indicator")
    yield from number_findings("gated", scheme.gated, most=1.0)
    yield from known("no_answer", scheme.no_answer, scored, "domain, area or indicator")
    for code, treatment in scheme.no_answer.items() if isinstance(scheme.no_answer, Mapping) else ():
        if not isinstance(treatment, NoAnswer):
            yield finding(
                f"$.no_answer.{code}",
                f"'no_answer' of {code!r}: got {treatment!r}, expected a NoAnswer",
                code=str(code),
            )
    if scheme.overall_from not in {"areas", "domains"}:
        yield finding(
            "$.overall_from", f"'overall_from': got {scheme.overall_from!r}, expected 'areas' or 'domains'"
        )


def _node_findings(scheme: ScoringScheme) -> Iterator[Finding]:
    areas = [area.code for area in scheme.instrument.areas]
    domains = [domain.code for domain in scheme.instrument.domains]
    fields: tuple[tuple[str, object, list[str]], ...] = (
        ("areas", scheme.areas, areas),
        ("domains", scheme.domains, domains),
        ("overall", {OVERALL: scheme.overall}, [OVERALL]),
    )
    for field, value, codes in fields:
        if isinstance(value, Mapping):
            yield from _strangers(field, value, codes, field[:-1])
        for code in codes:
            rule = value.get(code) if isinstance(value, Mapping) else value
            if rule is not None:
                yield from _rule_findings(scheme, code, rule, f"$.{field}.{code}")
    if isinstance(scheme.coverage, Mapping):
        yield from _strangers("coverage", scheme.coverage, [*areas, *domains, OVERALL], "area or domain")
    for policy in scheme.coverage.values() if isinstance(scheme.coverage, Mapping) else [scheme.coverage]:
        yield from _port_findings(policy, MinimumCoverage, "a MinimumCoverage", "$.coverage", heirs=False)


def _rule_findings(scheme: ScoringScheme, code: str, rule: object, path: str) -> list[Finding]:
    bad = _port_findings(rule, AggregationRule, "an aggregation rule", path)
    if bad:
        return bad
    misfit = children_problem(rule, scheme.children(code))
    return _fit_findings(rule, code, path, f"the children of {code!r}", misfit)


def _fit_findings(rule: object, code: str, path: str, to_what: str, misfit: str | None) -> list[Finding]:
    """Return what is wrong with a rule's traits, and that it does not fit what it is for."""
    name, problem = type(rule).__name__, trait_problem(rule) or immutable_problem(rule)
    found = [finding(path, f"{name} for {code!r}: {problem}", code=code)] if problem else []
    if misfit:
        message = f"{name} does not fit {to_what}: {misfit}"
        found.append(finding(path, message, reason=Reason.RULE_DOES_NOT_FIT, code=code))
    return found


def _unscored(field: str, given: object, unscored: Collection[str]) -> Iterator[Finding]:
    """Yield a finding for each indicator that a field speaks of though it is not scored."""
    by_code = given.by_code if isinstance(given, Weighting) else given
    for code in by_code if isinstance(by_code, Mapping) else ():
        if code in unscored:
            message = f"{field!r} speaks of {code!r}, which is declared as not scored; leave it out"
            yield finding(f"$.{field}.{code}", message, reason=Reason.NOT_SCORED, code=str(code))


def _strangers(
    field: str, given: object, known: Collection[str], what: str, *, but: Collection[str] = ()
) -> Iterator[Finding]:
    yield from mapping_findings(field, given)
    for code in given if isinstance(given, Mapping) else ():
        if code not in known and code not in but:
            yield finding(
                f"$.{field}.{code}",
                f"{field!r} speaks of {code!r}, but no {what} has the code.{suggestion(str(code), known)}",
                reason=Reason.UNKNOWN_CODE,
                code=str(code),
            )


def _port_findings(value: object, port: type, what: str, path: str, *, heirs: bool = True) -> list[Finding]:
    if not isinstance(value, type) and isinstance(value, port) and (heirs or type(value) is port):
        return []
    name = type(value).__name__
    article = "an" if name[0] in "AEIOU" else "a"
    got = f"the class {value.__name__}" if isinstance(value, type) else f"{article} {name}"
    return [finding(path, f"got {got}, expected {what}")]


def _item_findings(scheme: ScoringScheme, code: str, scale: Scale) -> list[Finding]:
    rule, path, kind = scheme.items.get(code) or default_rule(scale), f"$.items.{code}", KINDS[type(scale)]
    if rule is None:
        ends = (
            zip(("minimum", "maximum"), scale.limits, strict=True)
            if isinstance(scale, Count | Number)
            else ()
        )
        missing = " and ".join(f"a {name}" for name, limit in ends if not math.isfinite(limit))
        needed = f", give the scale {missing}," if missing else ""
        message = (
            f"{code!r} has a {kind} scale without a default rule; declare one in 'items'{needed} or say that the "
            "indicator is not scored (in a codebook: scored = no)"
        )
        return [finding(path, message, reason=Reason.NO_RULE, code=code)]
    bad = _port_findings(rule, ItemRule, "an item rule", path)
    if bad:
        return bad
    name, strange = type(rule).__name__, kinds_problem(rule, tuple(KINDS.values()))
    if strange:
        return [finding(path, f"{name} for {code!r}: {strange}", code=code)]
    if kind not in rule.scales:
        takes = f"it takes {', '.join(sorted(rule.scales))}"
        message = f"{name} does not take the {kind} scale of {code!r}; {takes}"
        return [finding(path, message, reason=Reason.RULE_DOES_NOT_FIT, code=code)]
    fits = scale_problem(rule, scale)
    return _fit_findings(rule, code, path, f"the scale {scale.code!r} of {code!r}", fits)


def _settled(rules: T, /) -> T:
    """Return a rule, or rules by code, in which no list, dict or array is the caller's: such rules are copied."""
    if isinstance(rules, Mapping):
        kept = {code: _settled(rule) for code, rule in rules.items()}
        return rules if all(kept[code] is rule for code, rule in rules.items()) else FrozenMapping(kept)  # type: ignore[return-value]
    try:
        hash(rules)
    except TypeError:
        return copy.deepcopy(rules)
    return rules
