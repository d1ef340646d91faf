"""The report of the law runner: the outcome of each law, and the smallest case that breaks it."""

import enum
import re

import attrs

from smmi._notebook import InNotebooks, Shown
from smmi.errors import LawBrokenError
from smmi.scoring.laws import Law


class Outcome(enum.Enum):
    """What became of one law.

    Example:
        >>> Outcome("kept").name
        'KEPT'
    """

    KEPT = "kept"
    BROKEN = "BROKEN"
    SKIPPED = "skipped"
    """It does not bind the rule, or has no cases for it."""
    VACUOUS = "VACUOUS"
    """No case said anything: the law was never exercised."""
    EXPECTED = "broken, as expected"
    UNEXPECTED = "NOT BROKEN, though expected"


_WAY = re.compile(r"^(the rule|\w+ for '\w+') (?=returned |raise[sd] )")

FAILURES = frozenset({Outcome.BROKEN, Outcome.VACUOUS, Outcome.UNEXPECTED})


@attrs.frozen(kw_only=True)
class LawResult:
    """What became of one law.

    Attributes:
        law: The law.
        outcome: What became of it.
        ran: On how many cases it was checked.
        live: How many of them said anything.
        why: Why it was skipped or never exercised, or why it was expected to be broken.
        instead: What became of it, if it was expected to be broken and is not.
        error: What was found in the smallest case that breaks it.
        code: A program that checks the law on that case.

    Example:
        >>> from smmi.scoring import WeakestLink
        >>> from smmi.testing import check_rule
        >>> report = check_rule(WeakestLink(), laws=["monotone", "additive"], examples=5)
        >>> report["monotone"].ran, report["additive"].why
        (5, "it does not declare 'additive'")
    """

    law: Law
    outcome: Outcome
    ran: int = 0
    live: int = 0
    why: str = ""
    instead: str = ""
    error: LawBrokenError | None = None
    code: str = attrs.field(default="", repr=False)

    @property
    def cause(self) -> str:
        """What is the matter with the rule, whichever way it came to be seen."""
        return _WAY.sub("", self.problem).replace("raised ", "raises ", 1)

    @property
    def problem(self) -> str:
        """What was found, or why nothing was."""
        if self.error:
            return self.error.evidence
        if self.instead:
            return f"{self.instead}; it was expected for this reason: {self.why}"
        if self.why and not self.ran:
            return self.why
        said = f"none of {self.ran} cases {'breaks it' if self.live else 'said anything'}"
        return f"{said}: {self.why}" if self.why else said

    def as_another(self, law: str) -> str:
        """Return the line of a law that is broken in the same way as one before."""
        why = f" ({self.why})" if self.why else ""
        return f"{self.outcome.value:8} {self.law.id}{why}: as {law!r}"

    def __str__(self) -> str:
        long = self.outcome in {Outcome.EXPECTED, Outcome.UNEXPECTED}
        line = f"{self.outcome.value}{':' if long else ' ' * (8 - len(self.outcome.value))} {self.law.id}"
        if self.outcome is Outcome.KEPT:
            return f"{line}: {self.live} of {self.ran} cases"
        if self.error:
            why = f" ({self.why})" if self.why else ""
            return f"{line}{why}: {self.problem}\n         {self.law.sentence}"
        return f"{line}: {self.problem}"


@attrs.frozen
class LawReport(InNotebooks):
    """Which laws a rule keeps, and the smallest case that breaks each other one.

    Attributes:
        subject: What was checked, as text.
        results: What became of each law.
        declarable: The traits that a rule does not declare, and whose laws it kept in all drawn cases.
        advice: What to look at: everything is broken in one way, an attribute looks like a trait and is none, or every
            answer is worth the same.

    Example:
        >>> from smmi.scoring import WeakestLink
        >>> from smmi.testing import check_rule
        >>> report = check_rule(WeakestLink(), laws=["monotone", "additive"], examples=5)
        >>> report.ok, [result.law.id for result in report.skipped]
        (True, ['additive'])
    """

    subject: str
    results: tuple[LawResult, ...]
    declarable: tuple[str, ...] = ()
    advice: str = ""

    @property
    def ok(self) -> bool:
        """Whether something was checked, nothing is broken but what was expected to be, and nothing is vacuous."""
        return bool(self.ran) and not self.failed

    @property
    def failed(self) -> tuple[LawResult, ...]:
        """What is broken, vacuous, or kept though expected to be broken."""
        return tuple(result for result in self.results if result.outcome in FAILURES)

    @property
    def ran(self) -> tuple[LawResult, ...]:
        """What was checked on cases."""
        return tuple(result for result in self.results if result.outcome is not Outcome.SKIPPED)

    @property
    def skipped(self) -> tuple[LawResult, ...]:
        """What was not checked; each says why."""
        return tuple(result for result in self.results if result.outcome is Outcome.SKIPPED)

    @property
    def vacuous(self) -> tuple[LawResult, ...]:
        """What was checked on cases of which none said anything."""
        return tuple(result for result in self.results if result.outcome is Outcome.VACUOUS)

    @property
    def broken(self) -> tuple[str, ...]:
        """The ids of the laws that are broken, expected or not."""
        found = {Outcome.BROKEN, Outcome.EXPECTED}
        return tuple(result.law.id for result in self.results if result.outcome in found)

    def __getitem__(self, law: str) -> LawResult:
        """Return what became of a law by its id.

        Raises:
            KeyError: The law was not asked for.
        """
        return {result.law.id: result for result in self.results}[law]

    def _shown(self) -> Shown:
        return Shown(
            caption=f"Laws of {self.subject}: {len(self.ran)} ran, {len(self.failed)} failed",
            columns=("Law", "Outcome", "Why"),
            rows=[[result.law.id, result.outcome.value, result.cause] for result in self.results],
        )

    def __str__(self) -> str:
        laws = "1 law" if len(self.ran) == 1 else f"{len(self.ran)} laws"
        counts = f"{laws} ran, {len(self.failed)} failed, {len(self.skipped)} skipped"
        lines = [f"{self.subject}: {counts}"]
        same: dict[str, list[LawResult]] = {}
        for result in self.results:
            alike = same.setdefault(result.cause, []) if result.error else []
            lines.append(result.as_another(alike[0].law.id) if alike else str(result))
            alike.append(result)
        for first, *others in same.values():
            also = f" (and {len(others)} more in the same way)" if others else ""
            if first.code and first.outcome is Outcome.BROKEN:
                lines += ["", f"The smallest case that breaks {first.law.id!r}{also}:", "", first.code]
        if self.declarable:
            lines.append(f"It could also declare, as no case refutes: {', '.join(self.declarable)}")
        if not self.ran:
            lines.append(
                "No law was checked, for none that was asked for binds it: that counts as a failure."
            )
        return "\n".join([*lines, self.advice] if self.advice else lines)
