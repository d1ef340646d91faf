"""One law checked on one rule: the same cases are drawn in each run, and one that breaks the law is shrunk."""

import contextlib
import copy
from collections.abc import Callable, Collection
from typing import Final, TypeVar

import attrs
import numpy as np
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import Flaky, Unsatisfiable
from hypothesis.strategies import SearchStrategy

from smmi.errors import LawBrokenError, SchemeError
from smmi.scoring import AggregationRule, ItemRule
from smmi.scoring.laws import (
    AGGREGATION_LAWS,
    ITEM_LAWS,
    SCHEME_LAWS,
    Engine,
    Law,
    LawSet,
    NotPointsError,
    Subject,
)
from smmi.serialization.laws import DOCUMENT_LAWS
from smmi.testing.cases._case import Case, Cases, NeverAsked, Sized, code_of
from smmi.testing.runner._law_report import FAILURES, LawResult, Outcome

T = TypeVar("T")

HOMES: Final[tuple[tuple[LawSet, str], ...]] = (
    (ITEM_LAWS, "smmi.scoring.laws:ITEM_LAWS"),
    (AGGREGATION_LAWS, "smmi.scoring.laws:AGGREGATION_LAWS"),
    (SCHEME_LAWS, "smmi.scoring.laws:SCHEME_LAWS"),
    (DOCUMENT_LAWS, "smmi.serialization.laws:DOCUMENT_LAWS"),
)


VERDICTS: Final = {
    Outcome.BROKEN: "is broken",
    Outcome.VACUOUS: "was never exercised",
    Outcome.UNEXPECTED: "is not broken, though that was expected",
}
SHRINKING: Final = (Phase.generate, Phase.shrink)
UNRELATED: Final = 10
"""So many cases Hypothesis draws before it makes five of six from the one before, by copying a part of it."""


def copied(rule: T) -> T:
    """Return a copy of a rule that remembers nothing; the rule itself, if it cannot be copied."""
    try:
        return copy.deepcopy(rule) if isinstance(rule, AggregationRule | ItemRule) else rule
    except Exception:  # noqa: BLE001  (a stranger's rule may hold whatever it likes)
        return rule


@attrs.frozen
class Copied:
    """A rule that is not asked, and its copy that is.

    Attributes:
        rule: The rule.
        own: The copy.
    """

    rule: object
    own: object

    def anew(self, case: Case) -> Case:
        """Return a case with a new copy of the rule."""
        fresh = copied(self.rule)
        if case.made is None:
            return attrs.evolve(case, subject=fresh) if case.subject is self.own else case
        function, given, rest = case.made
        given = tuple(fresh if one is self.own else one for one in given)
        return attrs.evolve(case, subject=function(*given, **rest))


@attrs.frozen(eq=False, repr=False)
class LawCheck:
    """One law and one rule, ready to be checked: call it in a test; its repr is a good name for the test.

    Attributes:
        law: The law.
        cases: What draws its cases, or why there are none.
        examples: On how many cases it is checked.
        engine: What scores, if it is not smmi.
        expected: Why the law is expected to be broken; nothing if it is not.

    Example:
        >>> from smmi.scoring import WeakestLink
        >>> from smmi.testing import scoring_rule_laws
        >>> (check,) = scoring_rule_laws(WeakestLink(), laws=["monotone"], examples=5)
        >>> check, check.result().outcome.value
        (monotone, 'kept')
    """

    law: Law
    cases: Cases
    examples: int
    engine: Engine | None = None
    expected: str | None = None
    _copied: Copied | None = None

    def __call__(self) -> None:
        """Check the law.

        Raises:
            LawBrokenError: It does not hold, or does against expectation, or no case said anything; a note has the
                program that shows it.
        """
        __tracebackhide__ = True
        result = self.result()
        if result.outcome is Outcome.BROKEN and result.error:
            if result.code:
                result.error.add_note(f"The smallest case that breaks it:\n\n{result.code}")
            raise result.error
        if result.outcome in FAILURES:
            raise LawBrokenError(self.law.id, self.law.sentence, result.problem, {}, VERDICTS[result.outcome])

    def __repr__(self) -> str:
        return self.law.id

    def result(self) -> LawResult:
        """Check the law, and return what became of it."""
        found = self._found()
        if self.expected is None:
            return found
        if found.outcome is Outcome.BROKEN:
            return attrs.evolve(found, outcome=Outcome.EXPECTED, why=self.expected)
        return attrs.evolve(found, outcome=Outcome.UNEXPECTED, why=self.expected, instead=found.problem)

    def _found(self) -> LawResult:
        if isinstance(self.cases, NeverAsked):
            return LawResult(law=self.law, outcome=Outcome.VACUOUS, why=self.cases.why)
        if isinstance(self.cases, str):
            return LawResult(law=self.law, outcome=Outcome.SKIPPED, why=self.cases)
        if not isinstance(self.cases, Sized):
            return self._searched(self.cases, SHRINKING)
        *fewer, most = self.cases.sizes
        found = self._searched(self.cases.upto(most), [Phase.generate])
        if found.error is None:
            return found
        for size in (*fewer, most):  # shrinking numbers of children would end wherever it gets stuck
            smaller = self._searched(self.cases.upto(size), SHRINKING)
            if smaller.error:
                return attrs.evolve(smaller, ran=found.ran, live=found.live)
        return found

    def _searched(self, cases: SearchStrategy[Case], phases: Collection[Phase]) -> LawResult:
        ran = live = 0
        last: list[Case] = []

        def examine(case: Case) -> None:
            nonlocal ran, live
            ran += 1
            last[:] = [self._scored(case)]
            live += self._holds(last[0])

        try:
            examine_drawn(cases, examine, self.examples, phases)
        except LawBrokenError as error:
            error = self._remembered(error, last[0])
            error.__traceback__, error.__notes__ = None, []  # what Hypothesis notes is in the program
            home = next(home for laws, home in HOMES if self.law in laws.laws)
            code = code_of(self.law, home, last[0])
            return LawResult(law=self.law, outcome=Outcome.BROKEN, ran=ran, live=live, error=error, code=code)
        except (NotPointsError, SchemeError) as error:
            findings = error.findings if isinstance(error, SchemeError) else ()
            told = findings[0].message if findings else str(error)
            broken = LawBrokenError(self.law.id, self.law.sentence, told, {})
            return LawResult(law=self.law, outcome=Outcome.BROKEN, ran=ran, live=live, error=broken)
        except Exception as error:  # noqa: BLE001  (whatever a rule may raise while a scheme is made around it)
            evidence = (
                "it is broken once and not again by the same case"
                if isinstance(error, Flaky)
                else f"no case can be made of it, which raises {type(error).__name__}: {error}"
            )
            broken = LawBrokenError(self.law.id, self.law.sentence, evidence, {})
            return LawResult(law=self.law, outcome=Outcome.BROKEN, ran=ran, live=live, error=broken)
        outcome = Outcome.KEPT if live else Outcome.VACUOUS
        return LawResult(law=self.law, outcome=outcome, ran=ran, live=live)

    def _remembered(self, error: LawBrokenError, case: Case) -> LawBrokenError:
        """Return an error that says so if only a rule that was asked before breaks the law."""
        if self._copied is None:
            return error
        try:
            with np.errstate(all="ignore"):
                self._holds(self._scored(self._copied.anew(case)))
        except Exception:  # noqa: BLE001  (it is broken again, or not even a case any more)
            return error
        evidence = (
            f"{error.evidence}; a copy of the rule that was not asked before keeps it: the rule remembers"
        )
        return attrs.evolve(error, evidence=evidence)

    def _scored(self, case: Case) -> Case:
        """Return the case with what scores, if the law speaks of that."""
        if self.engine is None or self.law.subject is not Subject.SCHEME:
            return case
        return attrs.evolve(case, arguments={**case.arguments, "engine": self.engine})

    def _holds(self, case: Case) -> bool:
        try:
            return self.law.check(case.subject, **case.arguments)
        except LawBrokenError:
            raise
        except Exception as error:
            who = "the engine" if case.arguments.get("engine") else "the rule"
            evidence = f"{who} raises {type(error).__name__}: {error}"
            raise LawBrokenError(self.law.id, self.law.sentence, evidence, case.arguments) from error


def examine_drawn(
    values: SearchStrategy[T], examine: Callable[[T], None], examples: int, phases: Collection[Phase]
) -> None:
    """Draw values, the same ones each time, and examine them until one raises.

    Args:
        values: What draws them.
        examine: What is done with each.
        examples: How many are drawn.
        phases: Whether they are only generated, or shrunk, too.
    """
    for start in range(0, examples, UNRELATED):
        settled = settings(
            database=None,
            deadline=None,
            max_examples=min(UNRELATED, examples - start),
            phases=tuple(phases),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
        )
        run = seed(start)(settled(given(values)(examine)))
        with contextlib.suppress(Unsatisfiable), np.errstate(all="ignore"):
            run()
