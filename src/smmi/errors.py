"""Every error class of smmi, and the findings that errors carry.

One root, `SmmiError`; one class for each mistake, with a built-in exception as second base.
The facts are fields, so that a platform can act on them without reading the message.
"""

from collections.abc import Iterable, Mapping
from types import UnionType
from typing import ClassVar

import attrs

from smmi._phrases import (
    FEW_KNOWN,
    MESSAGE_LIMIT as MESSAGE_LIMIT,  # noqa: PLC0414  (lent on, like the next)
    described as described,  # noqa: PLC0414
    listing as listing,  # noqa: PLC0414
    suggestion as suggestion,  # noqa: PLC0414
    with_words_of,
)
from smmi._reasons import Reason

__all__ = [
    "ArgumentError",
    "ConvergenceError",
    "CredentialError",
    "DeclarationError",
    "DisclosureError",
    "DocumentError",
    "EditCheckError",
    "EditionMismatchError",
    "Finding",
    "FindingsError",
    "FingerprintError",
    "FrozenReleaseError",
    "KeywordError",
    "LawBrokenError",
    "MarginError",
    "NormsMismatchError",
    "NotEligibleError",
    "NotExpressibleError",
    "OpenQuestionsError",
    "ReadingError",
    "Reason",
    "SchemeError",
    "SmmiError",
    "UnknownCodeError",
]


@attrs.frozen(kw_only=True)
class Finding:
    """One thing that was found: why (machine-readable), where, and a sentence for a person.

    Attributes:
        reason: The kind of finding.
        path: Where it is, from the root of what was read: ``$.domains[0].areas[2].code``
            in a document, ``$[4].board_reviews`` in records.
        message: What, got, expected, and what to do.
        unit: The unit concerned, if there is one.
        code: The indicator, area, domain or column concerned, if there is one.
        row: The zero-based row in what was given, if there is one.
        count: How many cells, rows or columns it speaks of at once.

    Example:
        >>> str(Finding(reason=Reason.EMPTY, path="$.title", message="'title' is empty"))
        "$.title: 'title' is empty"
    """

    reason: Reason
    path: str
    message: str
    unit: str | None = None
    code: str | None = None
    row: int | None = None
    count: int = attrs.field(default=1, repr=False)

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"

    def under(self, prefix: str) -> "Finding":
        """Return the same finding seen from further out: `prefix` goes before its path."""
        return attrs.evolve(self, path=prefix + self.path.removeprefix("$"))


class SmmiError(Exception):
    """The root of all errors that smmi raises on purpose."""


@attrs.frozen(repr=False)
class UnknownCodeError(SmmiError, KeyError):
    """A code, unit or group that does not exist was asked for.

    Attributes:
        what: What was sought, with its article: ``no area``, ``no unit``.
        code: What was given.
        known: The codes that exist, in their own order.
    """

    what: str
    code: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        near, known = suggestion(self.code, self.known), f"{len(self.known)} known"
        near = near or (with_words_of(self.code, self.known) if len(self.known) > FEW_KNOWN else "")
        if self.known and not near and len(self.known) <= FEW_KNOWN:
            known += f": {', '.join(map(repr, self.known))}"
        return f"{self.what} {self.code!r} ({known}).{near}"


@attrs.frozen(repr=False)
class ArgumentError(SmmiError, ValueError):
    """An argument has a value that cannot be used.

    Attributes:
        argument: The argument's name.
        got: What was given, as text.
        expected: What can be used.
        advice: What to do, if that is not plain.
    """

    argument: str
    got: str
    expected: str
    advice: str = ""

    def __str__(self) -> str:
        advice = f". {self.advice}" if self.advice else ""
        return f"{self.argument!r}: got {self.got}, expected {self.expected}{advice}"

    @classmethod
    def raise_unless(
        cls,
        value: object,
        kind: type | UnionType,
        /,
        *,
        argument: str,
        expected: str,
        advice: Mapping[type, str] | None = None,
    ) -> None:
        """Raise this error if an argument is of a wrong class.

        Args:
            value: What was given.
            kind: The class that is needed, or several.
            argument: The argument's name.
            expected: What can be used, with its article.
            advice: What to do, by the class of what was given; the first that fits is said.

        Raises:
            ArgumentError: The value is of another class.
        """
        if not isinstance(value, kind):
            said = next((text for given, text in (advice or {}).items() if isinstance(value, given)), "")
            raise cls(argument, described(value), expected, said)


@attrs.frozen(repr=False)
class KeywordError(SmmiError, TypeError):
    """A function is called without something that it needs, or with something that it does not take.

    Attributes:
        function: The function.
        missing: What is missing: the name of each, and what is expected of it.
        unknown: The keywords that it does not have, each with what may be meant, in words.
        nameless: How many arguments without a name are too many.
        usage: How it is written.
    """

    function: str
    missing: tuple[tuple[str, str], ...]
    unknown: tuple[tuple[str, str], ...]
    nameless: int
    usage: str

    def __str__(self) -> str:
        said = [f"no keyword is called {name!r}.{meant}" for name, meant in self.unknown]
        said += [f"too many arguments without a name: {self.nameless}."] if self.nameless else []
        said += [f"missing: {', '.join(repr(name) for name, _ in self.missing)}."] if self.missing else []
        missing = (f"\n  {name}: {text}".rstrip() for name, text in self.missing)
        return f"{self.function}(): {' '.join(said)} Write {self.usage}{''.join(missing)}"


@attrs.frozen(repr=False)
class FindingsError(SmmiError, ValueError):
    """Something cannot be used; the findings say why, all of them at once.

    Attributes:
        findings: Everything that is wrong.
    """

    findings: tuple[Finding, ...]
    subject: ClassVar[str] = "this cannot be used"

    def __str__(self) -> str:
        if len(self.findings) == 1:
            return f"{self.subject}: {self.findings[0]}"
        first = f"{self.subject}: {len(self.findings)} findings"
        return listing(first, self.findings, rest="; all are in the error's 'findings'")

    @classmethod
    def raise_any(cls, findings: Iterable[Finding], /) -> None:
        """Raise this error if there are findings.

        Raises:
            FindingsError: There is at least one finding.
        """
        if found := tuple(findings):
            raise cls(found)


class DeclarationError(FindingsError):
    """An instrument, or a part of one, contradicts itself or has an unusable value."""

    subject = "the declaration cannot be used"


class EditCheckError(FindingsError):
    """Answers are impossible under the instrument."""

    subject = "the answers cannot be used"


class ReadingError(FindingsError):
    """A table cannot be read as a reading says; findings of the header stand first, then one by column and cause."""

    subject = "the table cannot be read"


class SchemeError(FindingsError):
    """A scoring scheme, or a rule in it, does not fit."""

    subject = "the scoring scheme cannot be used"


class CredentialError(FindingsError):
    """The credential of a badge would not be what its standard asks for."""

    subject = "the credential cannot be written"


class DocumentError(FindingsError):
    """A document is not what its schema says."""

    subject = "the document cannot be read"


class MarginError(FindingsError):
    """Known counts of a population do not go with the units of a sample, or not with one another."""

    subject = "the counts cannot be used"


@attrs.frozen(repr=False)
class ConvergenceError(SmmiError, ValueError):
    """Weights do not come to agree with the margins.

    Attributes:
        cell: The cell that is furthest from its count.
        distance: How far it is, relative to the count.
        tolerance: How far it may be.
        iterations: How many sweeps were made.
        advice: What to do.
    """

    cell: str
    distance: float
    tolerance: float
    iterations: int
    advice: str

    def __str__(self) -> str:
        return (
            f"no weights agree with the margins after {self.iterations} sweeps: {self.cell} is off by a share of "
            f"{self.distance:.3g}, expected at most {self.tolerance:.3g}. {self.advice}"
        )


@attrs.frozen(repr=False)
class EditionMismatchError(SmmiError, ValueError):
    """Answers are of another instrument or edition than the scheme that is to score them.

    Attributes:
        code: The code of the instrument that the answers are of.
        edition: Its edition.
        scheme_code: The code of the scheme's instrument.
        scheme_edition: Its edition.
    """

    code: str
    edition: str
    scheme_code: str
    scheme_edition: str

    def __str__(self) -> str:
        own = f"{self.code!r} edition {self.edition!r}"
        scored = f"{self.scheme_code!r} edition {self.scheme_edition!r}"
        if own == scored:
            return (
                f"the answers and the scheme are both of {own}, but of two instruments that differ in what they hold: "
                "smmi.instrument.crosswalk.diff(answers.instrument, scheme.instrument) says in what. Make the scheme "
                "of the answers' instrument, or read the answers with the scheme's"
            )
        return (
            f"the answers are of {own}, expected {scored}, which the scheme scores. Make a scheme of the answers' "
            "instrument, or carry the answers by a crosswalk between the two: crosswalk.carry_answers(answers).answers"
        )


@attrs.frozen(repr=False)
class NormsMismatchError(SmmiError, ValueError):
    """Scores do not belong to the norms that they were to be compared with.

    Attributes:
        part: The part that differs: the instrument, the scheme, the conventions.
        got: What the scores have.
        expected: What the norms were made from.
    """

    part: str
    got: str
    expected: str

    def __str__(self) -> str:
        return (
            f"these norms are of another {self.part}: got {self.got}, expected {self.expected}. "
            f"Score the answers with the {self.part} of the norms, or fit new norms"
        )


@attrs.frozen(repr=False)
class NotEligibleError(SmmiError, ValueError):
    """A badge was asked for that is not earned.

    Attributes:
        unit: The unit.
        left: In a sentence, what is complete and what is left.
        shortfalls: Why, machine-readable: the values of `smmi.badge.Shortfall`.
    """

    unit: str
    left: str
    shortfalls: tuple[str, ...]

    def __str__(self) -> str:
        what = f"unit {self.unit!r} has not completed the full assessment"
        return f"{what}: {self.left}. Its scores do not matter"


@attrs.frozen(repr=False)
class NotExpressibleError(SmmiError, ValueError):
    """A scoring scheme cannot be written as a target language has it.

    Attributes:
        target: What it was to be written as.
        code: The indicator, area or domain concerned, or "overall".
        rule: The name of the rule's class.
        why: What the target cannot do.
    """

    target: str
    code: str
    rule: str
    why: str

    def __str__(self) -> str:
        return f"{self.rule} of {self.code!r} cannot be written as {self.target}: {self.why}"


@attrs.frozen(repr=False)
class DisclosureError(SmmiError, ValueError):
    """Something that is to be published tells too much about single units.

    Attributes:
        leaks: What can be derived, a sentence each.
    """

    leaks: tuple[str, ...]

    def __str__(self) -> str:
        number = f"{len(self.leaks)} {'leak' if len(self.leaks) == 1 else 'leaks'}"
        first = f"what is to be published tells too much: {number}"
        text = listing(first, self.leaks, rest="; all are in the error's 'leaks'")
        return f"{text}\nWithhold cells first: smmi.benchmark.suppress(tables, rule=rule)"


@attrs.frozen(repr=False)
class FrozenReleaseError(DisclosureError):
    """An administration of which tables were published is to be published of other units or other scores.

    Attributes:
        leaks: What is not as it was published, a sentence each.
        administration: The code of the administration; empty where there is but one without a code.
        publication: The publication that froze it.
        new: How many units were not published.
        gone: How many units that were published are not there.
        changed: How many units have another score.
    """

    administration: str
    publication: str
    new: int
    gone: int
    changed: int

    def __str__(self) -> str:
        which = f"administration {self.administration!r}" if self.administration else "the administration"
        return (
            f"{which} was frozen when {self.publication!r} was published: {'; '.join(self.leaks)}. Publish what "
            "was released; later changes wait for the next administration, which needs new answers. Or let the audit "
            "decide (Revision.ATTACKED)"
        )


@attrs.frozen(repr=False)
class FingerprintError(SmmiError, TypeError):
    """A value has no canonical form, so no fingerprint.

    Attributes:
        path: Where the value is.
        kind: What it is, with an article: ``an object of class 'function'``.
    """

    path: str
    kind: str

    def __str__(self) -> str:
        return (
            f"{self.path}: got {self.kind}, which has no canonical form; expected None, text, numbers, enum members, "
            "tuples, mappings, arrays, or classes made of these (attrs, dataclasses, plain attributes)"
        )


@attrs.frozen(repr=False)
class OpenQuestionsError(SmmiError, ValueError):
    """A proposed reading has questions to which no answer is given.

    Attributes:
        questions: The id, the text and the ids of the options of each.

    Example:
        >>> print(OpenQuestionsError((("tests", "Are tests read?", ("leave_out", "read")),)))
        1 question of the proposal must be answered; confirm(id=option):
          tests: Are tests read? (leave_out, read)
    """

    questions: tuple[tuple[str, str, tuple[str, ...]], ...]

    def __str__(self) -> str:
        number = len(self.questions)
        first = f"{number} question{'' if number == 1 else 's'} of the proposal must be answered; confirm(id=option):"
        return listing(
            first, [f"{name}: {text} ({', '.join(options)})" for name, text, options in self.questions]
        )


@attrs.frozen(repr=False)
class LawBrokenError(SmmiError, AssertionError):
    """A law does not hold.

    Attributes:
        law: The id of the law.
        sentence: What it says.
        evidence: What was found instead.
        case: The arguments with which the law was checked.
        verdict: What is the matter with the law, if it is not that it is broken.
    """

    law: str
    sentence: str
    evidence: str
    case: Mapping[str, object] = attrs.field(hash=False)
    verdict: str = "is broken"

    def __str__(self) -> str:
        case = ", ".join(f"{name}={value!r}" for name, value in self.case.items())
        shown = f" The case: {case}" if case else ""
        return f"the law {self.law!r} {self.verdict}: {self.evidence}. It says: {self.sentence}{shown}"
