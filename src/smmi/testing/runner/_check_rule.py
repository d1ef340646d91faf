"""The law runner: the laws that bind a rule are checked, and the report says what became of each."""

import dataclasses
import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from smmi.errors import ArgumentError, DeclarationError
from smmi.frozen import by_code
from smmi.instrument import Scale
from smmi.scoring import AggregationRule, ItemRule, MinimumCoverage, ScoringScheme, WeightedMean
from smmi.scoring.laws import (
    AGGREGATION_LAWS,
    ITEM_LAWS,
    SCHEME_LAWS,
    Engine,
    Law,
    Subject,
    points_of,
    scheme_around,
)
from smmi.scoring.rules import TRAITS, children_problem, immutable_problem, trait_problem
from smmi.serialization.laws import DOCUMENT_LAWS
from smmi.testing.cases._aggregation_cases import aggregation_cases
from smmi.testing.cases._around_cases import around_cases, scheme_cases
from smmi.testing.cases._case import Cases
from smmi.testing.cases._item_cases import every_answer, item_cases, scales_for, worst_and_best
from smmi.testing.runner._law_check import HOMES, Copied, LawCheck, copied
from smmi.testing.runner._law_report import LawReport, LawResult, Outcome

EXAMPLES: Final = 100
OPTIONED: Final = frozenset({"ordinal", "nominal", "multiple_choice", "composition"})
"""The kinds of scale whose options or parts have codes, so that a rule may be made for one scale."""
DECLARABLE: Final = frozenset(TRAITS) - {"shape_free", "reverses"}
"""The traits that cases can speak for: few small ones do not show that a rule is free of shape."""


def laws_of(subject: object, /) -> tuple[Law, ...]:
    """Return the laws that speak of a rule, a policy, or a scheme.

    Raises:
        ArgumentError: It is none of these.
    """
    if not isinstance(subject, type):
        if isinstance(subject, ScoringScheme) or type(subject) is MinimumCoverage:
            return (*SCHEME_LAWS, *DOCUMENT_LAWS)
        if isinstance(subject, AggregationRule):
            return (*AGGREGATION_LAWS, *SCHEME_LAWS, *DOCUMENT_LAWS)
        if isinstance(subject, ItemRule):
            return (*ITEM_LAWS, *SCHEME_LAWS, *DOCUMENT_LAWS)
    got = _named(subject)
    advice = f"Make a rule of it, as in {subject.__name__}(…)" if isinstance(subject, type) else ""
    if hasattr(subject, "points") and not hasattr(subject, "scales"):
        advice = "An item rule has the attribute 'scales', too: the kinds of scale that it takes"
    if hasattr(subject, "for_children") and not hasattr(subject, "aggregate"):
        advice = "A rule has the method 'aggregate' before it is bound to children, too"
    expected = "an aggregation rule, an item rule, a missing-data policy, or a scheme"
    raise ArgumentError("rule", got, expected, advice)


def _named(value: object) -> str:
    """Return a value, or a class, as messages name it."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    name = type(value).__name__
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

    Cases are drawn anew in the same way each time, so the report changes with your code only. Laws of schemes are
    checked on small schemes around the rule (`smmi.scoring.laws.scheme_around`).

    Args:
        rule: An aggregation rule, an item rule, a missing-data policy, or a whole scheme.
        laws: The laws, or their ids; all that speak of the rule, if not given.
        expected_failures: Why a law is expected to be broken, by its id. One that is kept after all is a failure.
        children: The codes of the children, for an aggregation rule that treats some of them differently.
        scale: A scale that an item rule takes, if none of the example scales fits it.
        engine: What scores, to check another platform's scoring by the laws of schemes; smmi, if not given.
        examples: On how many cases each law is checked.

    Returns:
        What became of each law, with the smallest case that breaks it.

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
    checks = _checks(rule, laws, expected_failures, children, scale, engine, examples)
    results = _explained([check.result() for check in checks])
    broken = any(
        result.outcome is Outcome.BROKEN for result in results
    )  # then a trait may be kept by mistake
    asked = [] if broken else [check.law for check in checks]
    declarable = _declarable(copied(rule), asked, children, scale, examples)
    advice = _advice(rule, results, scale) or _misspelt(rule) or _flat(copied(rule), _scales(rule, scale))
    return LawReport(_titled(rule), results, declarable, advice)


def _titled(rule: object) -> str:
    """Return a rule as text, without the address at which it happens to be."""
    if isinstance(rule, ScoringScheme):
        return f"ScoringScheme of {rule.instrument.code!r} edition {rule.instrument.edition!r}"
    return type(rule).__qualname__ if type(rule).__repr__ is object.__repr__ else repr(rule)


def _explained(results: Sequence[LawResult]) -> tuple[LawResult, ...]:
    """Return results; where a law was never exercised for want of points, it says so."""
    shares = "points-are-shares"
    if not any(result.law.id == shares and result.outcome is Outcome.BROKEN for result in results):
        return tuple(results)
    why = f"scoring may refuse what breaks {shares!r}"
    vacuous = Outcome.VACUOUS
    return tuple(attrs.evolve(r, why=why) if r.outcome is vacuous and r.ran else r for r in results)


def _advice(rule: object, results: Sequence[LawResult], scale: Scale | None) -> str:
    """Return what to do where an item rule cannot be asked about any of the example scales."""
    ran = [result for result in results if result.outcome is not Outcome.SKIPPED]
    broken = [result.outcome is Outcome.BROKEN for result in ran]
    same = len({result.cause for result in ran}) == 1 and len(ran) > 1 and all(broken)
    of_options = any(broken) and not OPTIONED.isdisjoint(getattr(rule, "scales", ()))
    if (
        scale is not None
        or hasattr(rule, "misfit")
        or not isinstance(rule, ItemRule)
        or not (same or of_options)
    ):
        return ""
    return (
        "It was checked on example scales. If it is made for one scale: give that, scale=…, or let its `misfit` say "
        "which scales it takes."
    )


def _flat(rule: Any, scales: Sequence[Scale]) -> str:  # noqa: ANN401  (any rule)
    """Return that an item rule makes no difference between answers, as far as they are tried."""
    worth: set[float] = set()
    try:
        for scale in scales:
            tried = [*every_answer(scale), *worst_and_best(rule, scale)]
            worth |= set(points_of(rule, scale, tried)) if tried else set()
    except Exception:  # noqa: BLE001  (whatever a rule may raise, the laws have found)
        return ""
    return f"Every answer that was tried is worth the same, {worth.pop()!r}." if len(worth) == 1 else ""


def _misspelt(rule: object) -> str:
    """Return what looks like a trait and is none."""
    traits = {name for name in dir(rule) if isinstance(getattr(rule, name, None), bool)} - set(TRAITS)
    near = [(name, difflib.get_close_matches(name, TRAITS, 1, 0.8)) for name in sorted(traits)]
    return " ".join(
        f"{name!r} is no trait: it may be meant for {known[0]!r}." for name, known in near if known
    )


def _declarable(
    rule: object, laws: Sequence[Law], children: Sequence[str] | None, scale: Scale | None, examples: int
) -> tuple[str, ...]:
    """Return the traits that a rule does not declare, and whose laws it keeps nevertheless."""
    by_trait: dict[str, list[Law]] = {}
    for law in laws_of(rule):
        if law.needs in DECLARABLE and law.subject is not Subject.SCHEME and not law.binds(rule):
            by_trait.setdefault(law.needs, []).append(law)
    codes, scales = _codes(rule, children), _scales(rule, scale)
    return tuple(
        trait
        for trait, needing in by_trait.items()
        if all(law in laws and _keeps(rule, law, codes, scales, examples) for law in needing)
    )


def _keeps(
    rule: object, law: Law, codes: tuple[str, ...] | None, scales: Sequence[Scale], examples: int
) -> bool:
    item = law.subject is Subject.ITEM_RULE
    cases = item_cases(law.id, rule, scales) if item else aggregation_cases(law.id, rule, codes)
    return LawCheck(law, cases, examples).result().outcome is Outcome.KEPT


def scoring_rule_laws(
    rule: object,
    /,
    *,
    laws: Iterable[Law | str] | None = None,
    expected_failures: Mapping[str, str] | None = None,
    children: Sequence[str] | None = None,
    scale: Scale | None = None,
    engine: Engine | None = None,
    examples: int = EXAMPLES,
) -> tuple[LawCheck, ...]:
    """Return a check for each law that binds a rule, to parametrise a test with.

    Args:
        rule: As for `check_rule`.
        laws: As for `check_rule`.
        expected_failures: As for `check_rule`; the check of such a law fails if it is kept after all.
        children: As for `check_rule`.
        scale: As for `check_rule`.
        engine: As for `check_rule`.
        examples: As for `check_rule`.

    Returns:
        A check for each law, to be called in a test; its repr is the law's id.

    Raises:
        ArgumentError: It is no rule; or it needs `children` or a `scale`.
        UnknownCodeError: There is no such law.

    Example:
        A test module of a rule holds::

            @pytest.mark.parametrize("check", scoring_rule_laws(MyRule()), ids=repr)
            def test_my_rule(check):
                check()
    """
    checks = _checks(rule, laws, expected_failures, children, scale, engine, examples)
    return tuple(check for check in checks if check.expected is not None or not isinstance(check.cases, str))


def _checks(
    rule: object,
    laws: Iterable[Law | str] | None,
    expected_failures: Mapping[str, str] | None,
    children: Sequence[str] | None,
    scale: Scale | None,
    engine: Engine | None,
    examples: int,
) -> list[LawCheck]:
    known = {law.id: law for law in laws_of(rule)}
    _check_itself(rule)
    _check_arguments(laws, expected_failures, children, engine, examples)
    asked = list(known.values()) if laws is None else [_known(law, known, rule) for law in laws]
    ids = [law.id for law in asked]
    if not ids:
        raise ArgumentError("laws", "none", "at least one law", "Leave it out, and all laws are checked")
    expected = dict(expected_failures or {})
    for law in expected:
        by_code(dict.fromkeys(ids), law, "no law that is checked is called")
    codes, scales = _codes(rule, children), _scales(rule, scale)
    checks = []
    for one in asked:
        own = copied(rule)  # what a rule remembers of one law is not to be seen by the next
        cases = _cases(one, own, codes, scales)
        checks.append(LawCheck(one, cases, examples, engine, expected.get(one.id), Copied(rule, own)))
    return checks


def _known(law: Law | str, known: Mapping[str, Law], rule: object) -> Law:
    """Return a law that was asked for by itself or by its id."""
    name = law if isinstance(law, str) else law.id
    found = known.get(name)
    if found is not None and (isinstance(law, str) or law == found):
        return found
    subjects = [one.subject.value for laws, _ in HOMES for one in laws if one.id == name]
    if not subjects:
        by_code(known, name, "no law is called")
    of = " or ".join(subjects) if isinstance(law, str) else law.subject.value
    expected = (
        f"laws of {_titled(rule)}: {', '.join(dict.fromkeys(one.subject.value for one in known.values()))}"
    )
    raise ArgumentError("laws", f"{name!r}, a law of another subject ({of})", expected)


def _check_itself(rule: object) -> None:
    """Refuse what is two rules, or of which no law could be believed.

    Raises:
        ArgumentError: It is such.
    """
    if isinstance(rule, AggregationRule) and isinstance(rule, ItemRule):
        got, advice = f"{_named(rule)} with `points` and `aggregate`", "Write a class for each"
        raise ArgumentError("rule", got, "an item rule or an aggregation rule, not both", advice)
    problem = trait_problem(rule) or immutable_problem(rule)
    if problem:
        frozen = "a frozen value, each trait of which is True or False"
        raise ArgumentError("rule", _titled(rule), frozen, f"Of it: {problem}")


def _check_arguments(
    laws: object, expected_failures: object, children: object, engine: object, examples: object
) -> None:
    """Refuse what would make every law say something else than it means.

    Raises:
        ArgumentError: An argument is of the wrong kind.
    """
    if isinstance(laws, str | Law):
        got = repr(laws if isinstance(laws, str) else laws.id)
        raise ArgumentError("laws", got, "laws or their ids, several", f"Put it into a list: laws=[{got}]")
    if expected_failures is not None and not isinstance(expected_failures, Mapping):
        got, expected = _named(expected_failures), "a mapping from a law's id to why it is broken"
        raise ArgumentError("expected_failures", got, expected)
    if isinstance(children, str) or (
        isinstance(children, Sequence) and not 0 < len(set(children)) == len(children)
    ):
        raise ArgumentError("children", repr(children), "a list of different codes")
    if engine is not None and not isinstance(engine, Engine):
        advice = "Inherit from smmi.scoring.laws.Engine, and give a value of the class"
        raise ArgumentError("engine", _named(engine), "an Engine", advice)
    if not isinstance(examples, int) or examples < 1:
        raise ArgumentError("examples", repr(examples), "a whole number of at least 1")


def _codes(rule: object, children: Sequence[str] | None) -> tuple[str, ...] | None:
    got = "none" if children is None else repr(list(children))
    names, none = ("c1", "c2", "c3"), ""
    if not isinstance(rule, AggregationRule):
        none = "has no children"
    elif not (hasattr(rule, "for_children") or any(children_problem(rule, names[:n]) for n in (1, 2, 3))):
        none = "treats all children alike"
    if none and children is not None:
        raise ArgumentError("children", got, "none", f"{_titled(rule)} {none}")
    if none:
        return None
    codes = names if children is None else tuple(children)
    problem = _no_codes(codes) or children_problem(rule, codes)
    if problem and children is None:
        problem = f"{rule!r} speaks of its children: give children=[…] ({problem})"
    if problem:
        raise ArgumentError("children", got, "the codes of the children", problem)
    return codes


def _no_codes(children: tuple[str, ...]) -> str | None:
    """Return why there can be no indicators with these codes; None if there can."""
    try:
        scheme_around(WeightedMean(), children=children)
    except DeclarationError as error:
        return error.findings[0].message
    return None


def _scales(rule: object, scale: Scale | None) -> tuple[Scale, ...]:
    if isinstance(rule, ItemRule) and not isinstance(rule, AggregationRule | ScoringScheme):
        return scales_for(rule, scale)
    if scale is not None:
        raise ArgumentError("scale", repr(scale), "none", f"{_titled(rule)} is no item rule")
    return ()


def _cases(law: Law, rule: Any, codes: tuple[str, ...] | None, scales: Sequence[Scale]) -> Cases:  # noqa: ANN401
    if law.subject is not Subject.SCHEME and not law.binds(rule):
        return f"it does not declare {law.needs!r}"
    match law.subject:
        case Subject.AGGREGATION_RULE:
            return aggregation_cases(law.id, rule, codes)
        case Subject.ITEM_RULE:
            return item_cases(law.id, rule, scales)
        case _ if isinstance(rule, AggregationRule | ScoringScheme) and not law.binds(rule):
            return f"it does not declare {law.needs!r}"
        case _ if law in DOCUMENT_LAWS.laws and not (attrs.has(type(rule)) or dataclasses.is_dataclass(rule)):
            return "its class has no fields: attrs classes and dataclasses have documents"
        case _ if isinstance(rule, ScoringScheme):
            return scheme_cases(law.id, rule)
        case _:
            return around_cases(law.id, rule, codes, scales)
