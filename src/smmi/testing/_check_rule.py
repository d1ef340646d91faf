"""The law runner: which laws speak of a rule, which of them bind it, and what became of each."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from smmi.badge.laws import BADGE_LAWS, Awarding
from smmi.benchmark.laws import DISCLOSURE_LAWS, NORM_LAWS, PLACEMENT_LAWS, Placing, Publishing
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.instrument import Scale
from smmi.scoring import AggregationRule, ItemRule, MinimumCoverage, ScoringScheme
from smmi.scoring.laws import AGGREGATION_LAWS, ITEM_LAWS, SCHEME_LAWS, Engine, Law, Subject
from smmi.serialization.laws import DOCUMENT_LAWS
from smmi.testing._aggregation_cases import aggregation_cases
from smmi.testing._around_cases import around_cases, scheme_cases
from smmi.testing._badge_cases import badge_cases
from smmi.testing._case import Cases
from smmi.testing._item_cases import item_cases, scales_for
from smmi.testing._law_check import LawCheck
from smmi.testing._law_report import LawReport, LawResult, Outcome
from smmi.testing._placement_cases import placement_cases
from smmi.testing._publication_cases import publication_cases

EXAMPLES: Final = 100


def laws_of(subject: object, /) -> tuple[Law, ...]:
    """Return the laws that speak of a rule, a policy, a scheme, or an implementation of what is not scoring.

    Raises:
        ArgumentError: It is none of these.
    """
    if not isinstance(subject, type):
        if isinstance(subject, ScoringScheme | MinimumCoverage):
            return (*SCHEME_LAWS, *DOCUMENT_LAWS)
        if isinstance(subject, AggregationRule):
            return (*AGGREGATION_LAWS, *SCHEME_LAWS, *DOCUMENT_LAWS)
        if isinstance(subject, ItemRule):
            return (*ITEM_LAWS, *SCHEME_LAWS, *DOCUMENT_LAWS)
        if isinstance(subject, Placing):
            return (*NORM_LAWS, *PLACEMENT_LAWS)
        if isinstance(subject, Publishing):
            return (*DISCLOSURE_LAWS,)
        if isinstance(subject, Awarding):
            return (*BADGE_LAWS,)
    got = f"the class {subject.__name__}" if isinstance(subject, type) else _a(type(subject).__name__)
    advice = f"Make a rule of it: {subject.__name__}()" if isinstance(subject, type) else ""
    if hasattr(subject, "for_children") and not hasattr(subject, "aggregate"):
        advice = "A rule has the method 'aggregate' before it is bound to children, too"
    implementation = "a Placing, a Publishing, or an Awarding"
    expected = f"an aggregation rule, an item rule, a missing-data policy, a scheme, {implementation}"
    raise ArgumentError("rule", got, expected, advice)


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


def check_rule(
    rule: object,
    /,
    *,
    laws: Iterable[Law | str] | None = None,
    expected_failures: Mapping[str, str] | None = None,
    children: Sequence[str] | None = None,
    scale: Scale | None = None,
    engine: Engine | None = None,
    examples: int = EXAMPLES,
) -> LawReport:
    """Check which laws a rule keeps.

    Cases are drawn anew in the same way each time, so the report does not change from run to run. Laws of schemes are
    checked on small schemes around the rule (`smmi.scoring.laws.scheme_around`).

    Args:
        rule: An aggregation rule, an item rule, a missing-data policy, a whole scheme, or an implementation: of norms
            and placement (`smmi.benchmark.laws.Placing`), of disclosure control (`smmi.benchmark.laws.Publishing`), or
            of the badge (`smmi.badge.laws.Awarding`).
        laws: The laws, or their ids; all that speak of the rule, if not given.
        expected_failures: Why a law is expected to be broken, by its id. One that is kept after all is a failure.
        children: The codes of the children, for an aggregation rule that treats some of them differently.
        scale: A scale that an item rule takes, if none of the example scales fits it.
        engine: What scores, to check another platform's scoring by the laws of schemes; smmi, if not given.
        examples: On how many cases each law is checked.

    Raises:
        ArgumentError: It is no rule; or it needs `children` or a `scale`.
        UnknownCodeError: There is no such law.

    Example:
        >>> from smmi.scoring import WeakestLink
        >>> report = check_rule(WeakestLink(), laws=["monotone", "additive"], examples=20)
        >>> print(report)
        WeakestLink(): 1 law ran, 0 failed, 1 skipped
        kept     monotone: 20 of 20 cases
        skipped  additive: it does not declare 'additive'
    """
    checks = _checks(rule, laws, children, scale, engine, examples)
    expected = dict(expected_failures or {})
    for law in expected:
        if law not in {check.law.id for check in checks}:
            raise UnknownCodeError(
                "no law that is checked is called", str(law), tuple(c.law.id for c in checks)
            )
    results = tuple(_judged(check.result(), expected.get(check.law.id)) for check in checks)
    return LawReport(
        repr(rule), results, _declarable(rule, [check.law for check in checks], children, examples)
    )


def _declarable(
    rule: object, laws: Sequence[Law], children: Sequence[str] | None, examples: int
) -> tuple[str, ...]:
    """Return the traits that an aggregation rule does not declare, and whose laws it keeps nevertheless."""
    by_trait: dict[str, list[Law]] = {}
    for law in AGGREGATION_LAWS:
        if (
            law.needs and law.needs != "shape_free" and not law.binds(rule)
        ):  # few small cases do not show that
            by_trait.setdefault(law.needs, []).append(law)
    codes = _codes(rule, children)
    return tuple(
        trait
        for trait, needing in by_trait.items()
        if all(law in laws and _keeps(rule, law, codes, examples) for law in needing)
    )


def _keeps(rule: object, law: Law, codes: tuple[str, ...] | None, examples: int) -> bool:
    check = LawCheck(law, aggregation_cases(law.id, rule, codes), examples)
    return check.result().outcome is Outcome.KEPT


def _judged(result: LawResult, why: str | None) -> LawResult:
    if why is None:
        return result
    outcome = Outcome.EXPECTED if result.outcome is Outcome.BROKEN else Outcome.UNEXPECTED
    return attrs.evolve(result, outcome=outcome, why=why)


def scoring_rule_laws(
    rule: object,
    /,
    *,
    laws: Iterable[Law | str] | None = None,
    children: Sequence[str] | None = None,
    scale: Scale | None = None,
    engine: Engine | None = None,
    examples: int = EXAMPLES,
) -> tuple[LawCheck, ...]:
    """Return a check for each law that binds a rule, to parametrise a test with.

    Args:
        rule: As for `check_rule`.
        laws: As for `check_rule`.
        children: As for `check_rule`.
        scale: As for `check_rule`.
        engine: As for `check_rule`.
        examples: As for `check_rule`.

    Raises:
        ArgumentError: It is no rule; or it needs `children` or a `scale`.
        UnknownCodeError: There is no such law.

    Example:
        A test module of a rule holds::

            @pytest.mark.parametrize("check", scoring_rule_laws(MyRule()), ids=repr)
            def test_my_rule(check):
                check()
    """
    checks = _checks(rule, laws, children, scale, engine, examples)
    return tuple(check for check in checks if not isinstance(check.cases, str))


def _checks(
    rule: object,
    laws: Iterable[Law | str] | None,
    children: Sequence[str] | None,
    scale: Scale | None,
    engine: Engine | None,
    examples: int,
) -> list[LawCheck]:
    known = {law.id: law for law in laws_of(rule)}
    ids = known if laws is None else [law if isinstance(law, str) else law.id for law in laws]
    for law in ids:
        if law not in known:
            raise UnknownCodeError(f"no law of {rule!r} is called", str(law), tuple(known))
    codes = _codes(rule, children)
    scales = (
        scales_for(rule, scale) if isinstance(rule, ItemRule) and not isinstance(rule, ScoringScheme) else ()
    )
    return [LawCheck(known[law], _cases(known[law], rule, codes, scales), examples, engine) for law in ids]


def _codes(rule: object, children: Sequence[str] | None) -> tuple[str, ...] | None:
    if children is not None or not hasattr(rule, "for_children"):
        return tuple(children) if children is not None else None
    misfit = getattr(rule, "misfit", None)
    problem = misfit(("c1", "c2", "c3")) if misfit else None
    if problem:
        advice = f"{rule!r} speaks of its children: give children=[…]"
        raise ArgumentError("children", "none", "the codes of the children", f"{advice} ({problem})")
    return ("c1", "c2", "c3")


def _cases(law: Law, rule: Any, codes: tuple[str, ...] | None, scales: Sequence[Scale]) -> Cases:  # noqa: ANN401
    if law.subject is not Subject.SCHEME and not law.binds(rule):
        return f"it does not declare {law.needs!r}"
    match law.subject:
        case Subject.AGGREGATION_RULE:
            return aggregation_cases(law.id, rule, codes)
        case Subject.ITEM_RULE:
            return item_cases(law.id, rule, scales)
        case Subject.NORMS | Subject.PLACEMENT:
            return placement_cases(law.id, rule)
        case Subject.PUBLICATION:
            return publication_cases(law.id, rule)
        case Subject.BADGE:
            return badge_cases(law.id, rule)
        case _ if isinstance(rule, AggregationRule | ScoringScheme) and not law.binds(rule):
            return f"it does not declare {law.needs!r}"
        case _ if law in DOCUMENT_LAWS.laws and not (attrs.has(type(rule)) or dataclasses.is_dataclass(rule)):
            return "its class has no fields: attrs classes and dataclasses have documents"
        case _ if isinstance(rule, ScoringScheme):
            return scheme_cases(law.id, rule)
        case _:
            return around_cases(law.id, rule, codes, scales)
