"""Response scales: the admissible answers of an indicator; what an answer is worth is the scheme's to say."""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Final

import attrs

from smmi._keywords import tells_keywords
from smmi.errors import DeclarationError, Finding, Reason
from smmi.instrument.declaration import (
    Declared,
    Nonresponse,
    a,
    as_coded,
    as_float,
    as_tuple,
    checked,
    each,
    is_any_text,
    is_code,
    is_finite,
    is_flag,
    is_name,
    is_text,
    is_whole,
    later,
    or_none,
    repeated,
    wording,
)

MOST_CHOICES: Final = 62
"""The largest number of options of a multiple choice: a selection is stored as one 64-bit integer."""
MOST_OPTIONS: Final = 60_000


@attrs.frozen
class Option(Declared):
    """One option of a scale.

    Attributes:
        code: What an answer says; never a score.
        label: What a respondent reads.
        nonresponse: What the option stands for, if choosing it is not an answer ("not applicable", "don't know").
        exclusive: In a multiple choice, whether it can only be chosen alone ("none of these").
        value: The number by which data files write the option ("coded value"); never a score, in no order.
        spellings: Further texts by which data files write the option.

    Value and spellings are aids to reading data: they change the whole fingerprint where they are given, but no score
    and not the fingerprint of what can affect one.

    Example:
        >>> Option("na", "Not applicable", nonresponse=Nonresponse.NOT_APPLICABLE).code
        'na'
        >>> Option("agree", "Agree", value=4, spellings=("I agree",)).value
        4.0
    """

    code: str = attrs.field(metadata=checked(is_code))
    label: str = attrs.field(metadata=wording(is_text))
    nonresponse: Nonresponse | None = attrs.field(
        default=None, kw_only=True, metadata=checked(or_none(a(Nonresponse)))
    )
    exclusive: bool = attrs.field(default=False, kw_only=True, metadata=checked(is_flag))
    value: float | None = attrs.field(
        default=None, kw_only=True, converter=as_coded, metadata=later(wording(or_none(is_finite)))
    )
    spellings: tuple[str, ...] = attrs.field(
        default=(), kw_only=True, converter=as_tuple, metadata=later(wording(each(is_name, expected="texts")))
    )

    @property
    def written(self) -> tuple[str, ...]:
        """Every text by which the option may be written: its code, its label, its spellings."""
        return (self.code, self.label, *self.spellings)


_OPTIONS = each(a(Option), expected="Option")


def field_finding(reason: Reason, owner: str, field: str, problem: str) -> Finding:
    """Return what is wrong with a field, or with an entry of a field, of a scale or a characteristic."""
    message = f"{field.partition('[')[0]!r} of {owner}: {problem}"
    return Finding(reason=reason, path=f"$.{field}", message=message)


def repeated_options(owner: str, field: str, options: Sequence[Option]) -> Iterator[Finding]:
    """Yield a finding for each option whose code or value an earlier one has, or whose spelling may mean another."""
    for i, code in repeated(option.code for option in options):
        problem = f"{code!r} stands twice; give each its own code"
        yield field_finding(Reason.REPEATED_CODE, owner, f"{field}[{i}].code", problem)
    valued = [(i, option.value) for i, option in enumerate(options) if option.value is not None]
    for place, value in repeated(value for _, value in valued):
        i = valued[place][0]
        problem = (
            f"{options[i].code!r} has the value {value:.15g}, as an earlier option has; give each its own"
        )
        yield field_finding(Reason.AMBIGUOUS_NAME, owner, f"{field}[{i}].value", problem)
    if any(option.spellings for option in options):
        yield from _ambiguous_spellings(owner, field, options)


def _ambiguous_spellings(owner: str, field: str, options: Sequence[Option]) -> Iterator[Finding]:
    """Yield a finding for each spelling by which, whatever the case of its letters, another option may be written."""
    places: dict[str, dict[int, None]] = defaultdict(dict)
    for i, option in enumerate(options):
        for text in option.written:
            places[" ".join(text.casefold().split())][i] = None
    for i, option in enumerate(options):
        for j, spelling in enumerate(option.spellings):
            others = [place for place in places[" ".join(spelling.casefold().split())] if place != i]
            if others:
                problem = (
                    f"{spelling!r} of {option.code!r} may be {options[others[0]].code!r} too; tell them apart"
                )
                yield field_finding(Reason.AMBIGUOUS_NAME, owner, f"{field}[{i}].spellings[{j}]", problem)


def plain_options(owner: str, field: str, options: Sequence[Option], why: str) -> Iterator[Finding]:
    """Yield a finding for each option that is exclusive or stands for a nonresponse, where none can."""
    for i, option in enumerate(options):
        if option.exclusive or option.nonresponse is not None:
            problem = f"{option.code!r} is exclusive or stands for a nonresponse, which {why}"
            yield field_finding(Reason.BAD_VALUE, owner, f"{field}[{i}]", problem)


@attrs.frozen(kw_only=True, cache_hash=True)
class _Scale(Declared):
    """What every scale has: a code, a label, and options; not for use outside."""

    code: str = attrs.field(metadata=checked(is_code))
    options: tuple[Option, ...] = attrs.field(default=(), converter=as_tuple, metadata=checked(_OPTIONS))
    label: str = attrs.field(default="", metadata=wording(is_any_text))

    def _relations(self) -> Iterator[Finding]:
        return repeated_options(f"scale {self.code!r}", "options", self.options)

    def _finding(self, reason: Reason, field: str, problem: str) -> Finding:
        return field_finding(reason, f"scale {self.code!r}", field, problem)

    @property
    def answers(self) -> tuple[Option, ...]:
        """The options that are answers, in declared order."""
        return tuple(option for option in self.options if option.nonresponse is None)

    @property
    def nonresponses(self) -> tuple[Option, ...]:
        """The options that stand for a nonresponse, in declared order."""
        return tuple(option for option in self.options if option.nonresponse is not None)


@attrs.frozen(kw_only=True, cache_hash=True)
class _Choice(_Scale):
    """A scale whose answers are options; not for use outside."""

    _expected: ClassVar[tuple[int, int, str]] = (2, MOST_OPTIONS, f"2 to {MOST_OPTIONS}")

    def _relations(self) -> Iterator[Finding]:
        yield from super()._relations()
        fewest, most, expected = self._expected
        if not fewest <= len(self.answers) <= most:
            problem = f"got {len(self.answers)} that are answers, expected {expected}"
            yield self._finding(Reason.EMPTY, "options", problem)
        if not isinstance(self, MultipleChoice):
            for position, option in enumerate(self.options):
                if option.exclusive:
                    yield self._finding(
                        Reason.BAD_VALUE,
                        f"options[{position}].exclusive",
                        f"{option.code!r} is exclusive, which has a meaning in a multiple choice only",
                    )


@attrs.frozen(kw_only=True, cache_hash=True)
class Binary(_Choice):
    """Two options, the lower one first; no and yes where none are given.

    Example:
        >>> [option.code for option in Binary(code="yes_no").options]
        ['no', 'yes']
    """

    _expected: ClassVar[tuple[int, int, str]] = (2, 2, "exactly 2, the lower one first")

    options: tuple[Option, ...] = attrs.field(
        default=(Option("no", "No"), Option("yes", "Yes")), converter=as_tuple, metadata=checked(_OPTIONS)
    )


@attrs.frozen(kw_only=True, cache_hash=True)
class Ordinal(_Choice):
    """Options in ascending order; options that stand for a nonresponse have no place in the order.

    Example:
        >>> extent = Ordinal(code="extent", options=(Option("none", "Not at all"), Option("full", "Fully")))
        >>> len(extent.answers)
        2
    """

    @classmethod
    @tells_keywords
    def likert(
        cls,
        code: str,
        /,
        *,
        labels: Iterable[str],
        codes: Iterable[str] | None = None,
        first: int = 1,
        label: str = "",
        nonresponses: Iterable[Option] = (),
    ) -> "Ordinal":
        """Return a scale of labels from low to high, with the values by which data files mostly write them.

        Args:
            code: The code of the scale.
            labels: What respondents read, the lowest first.
            codes: The codes of the options; where not given, they are made of the labels.
            first: The value of the lowest option; each further one has one more.
            label: A label of the scale.
            nonresponses: Options that stand for a nonresponse, after the others.

        Raises:
            DeclarationError: There are not as many codes as labels, no code can be made of a label, or the options
                are not those of a scale.

        Example:
            >>> agreement = Ordinal.likert("agreement3", labels=("Disagree", "Neither", "Strongly agree"))
            >>> [(option.code, option.value) for option in agreement.options]
            [('disagree', 1.0), ('neither', 2.0), ('strongly_agree', 3.0)]
        """
        texts, owner = as_tuple(labels), f"scale {code!r}"
        made = tuple(map(_code_of, texts)) if codes is None else as_tuple(codes)
        found = [
            field_finding(
                Reason.BAD_CODE, owner, f"labels[{i}]", f"no code can be made of {text!r}; give 'codes'"
            )
            for i, (text, one) in enumerate(zip(texts, made, strict=False))
            if codes is None and is_code(one) is not None
        ]
        if len(made) != len(texts):
            problem = f"got {len(made)}, expected one for each of {len(texts)} labels"
            found.append(field_finding(Reason.BAD_VALUE, owner, "codes", problem))
        DeclarationError.raise_any(found)
        options = [
            Option(one, text, value=value)
            for value, (one, text) in enumerate(zip(made, texts, strict=True), start=first)
        ]
        return cls(code=code, label=label, options=(*options, *nonresponses))


def _code_of(label: str) -> str:
    """Return a label as a code: its letters and digits without marks, in lower case, words joined by underscores."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain.replace("'", "")).strip("_")


@attrs.frozen(kw_only=True, cache_hash=True)
class Nominal(_Choice):
    """Options without an order.

    Example:
        >>> control = Nominal(
        ...     code="control", options=(Option("public", "Public"), Option("private", "Private"))
        ... )
        >>> [option.code for option in control.answers]
        ['public', 'private']
    """


@attrs.frozen(kw_only=True, cache_hash=True)
class MultipleChoice(_Choice):
    """Several options may be chosen; an answer is a tuple of option codes.

    Attributes:
        minimum: The smallest number of selections that is an answer; 0 lets an empty tuple be one.
        maximum: The largest number of selections, or None for all of them.

    Example:
        >>> topics = MultipleChoice(code="topics", options=(Option("a", "A"), Option("b", "B")), minimum=1)
        >>> topics.maximum is None
        True
    """

    _expected: ClassVar[tuple[int, int, str]] = (1, MOST_CHOICES, f"1 to {MOST_CHOICES}")

    minimum: int = attrs.field(default=0, metadata=checked(is_whole))
    maximum: int | None = attrs.field(default=None, metadata=checked(or_none(is_whole)))

    def _relations(self) -> Iterator[Finding]:
        yield from super()._relations()
        most = len(self.answers) if self.maximum is None else self.maximum
        if not self.minimum <= most <= len(self.answers) or most == 0:
            yield self._finding(
                Reason.BAD_RANGE,
                "maximum",
                f"got {self.minimum} to {most} selections of {len(self.answers)} options, "
                "expected minimum <= maximum <= the number of options, and a maximum of at least 1",
            )
        together = sum(not option.exclusive for option in self.answers)
        if max(together, 1) < self.minimum <= most:
            yield self._finding(
                Reason.BAD_RANGE,
                "minimum",
                f"got {self.minimum}, expected at most {max(together, 1)}: "
                f"{together} of the options may be chosen together",
            )


@attrs.frozen(kw_only=True, cache_hash=True)
class _Measured(_Scale):
    """A scale whose answers are numbers; its options all stand for a nonresponse; not for use outside."""

    def _relations(self) -> Iterator[Finding]:
        yield from super()._relations()
        for position, option in enumerate(self.options):
            if option.nonresponse is None:
                yield self._finding(
                    Reason.BAD_VALUE,
                    f"options[{position}]",
                    f"{option.code!r} is an answer, but answers of this scale are numbers; "
                    "say which nonresponse it stands for",
                )
        low, high = self.limits
        if not low < high:
            yield self._finding(
                Reason.BAD_RANGE, "maximum", f"got {low!r} to {high!r}, expected minimum < maximum"
            )

    @property
    def limits(self) -> tuple[float, float]:
        """The lowest and the highest admissible answer; infinite where there is no limit."""
        return (0.0, 100.0)


@attrs.frozen(kw_only=True, cache_hash=True)
class Percentage(_Measured):
    """A share from 0 to 100.

    Attributes:
        decimals: How many decimals an answer may have, or None for any.

    Example:
        >>> Percentage(code="share").limits
        (0.0, 100.0)
    """

    decimals: int | None = attrs.field(default=None, metadata=checked(or_none(is_whole)))


@attrs.frozen(kw_only=True, cache_hash=True)
class Count(_Measured):
    """A number of things.

    Attributes:
        minimum: The lowest admissible count.
        maximum: The highest, or None; a prompt may give it the meaning "that many or more".
        unit: What is counted.

    Example:
        >>> Count(code="programs", maximum=10, unit="programs").limits
        (0.0, 10.0)
    """

    minimum: int = attrs.field(default=0, metadata=checked(is_whole))
    maximum: int | None = attrs.field(default=None, metadata=checked(or_none(is_whole)))
    unit: str = attrs.field(default="", metadata=wording(is_any_text))

    @property
    def limits(self) -> tuple[float, float]:
        """The lowest and the highest admissible answer; infinite where there is no limit."""
        return float(self.minimum), math.inf if self.maximum is None else float(self.maximum)


@attrs.frozen(kw_only=True, cache_hash=True)
class Number(_Measured):
    """A measured number.

    Attributes:
        minimum: The lowest admissible number, or None.
        maximum: The highest, or None.
        unit: The unit of measurement.
        decimals: How many decimals an answer may have, or None for any.

    Example:
        >>> Number(code="gdp", minimum=0, unit="USD").limits
        (0.0, inf)
    """

    minimum: float | None = attrs.field(
        default=None, converter=as_float, metadata=checked(or_none(is_finite))
    )
    maximum: float | None = attrs.field(
        default=None, converter=as_float, metadata=checked(or_none(is_finite))
    )
    unit: str = attrs.field(default="", metadata=wording(is_any_text))
    decimals: int | None = attrs.field(default=None, metadata=checked(or_none(is_whole)))

    @property
    def limits(self) -> tuple[float, float]:
        """The lowest and the highest admissible answer; infinite where there is no limit."""
        low = -math.inf if self.minimum is None else self.minimum
        return low, math.inf if self.maximum is None else self.maximum


@attrs.frozen(kw_only=True, cache_hash=True)
class Composition(_Measured):
    """Shares of parts, in percent; an answer is a mapping from part to share, or the shares in the order of the parts.

    Attributes:
        parts: The parts; a part that an answer's mapping leaves out is 0.
        tolerance: How far the sum may be from 100 without a finding, in percentage points.

    Example:
        >>> Composition(code="mix", parts=(Option("rural", "Rural"), Option("urban", "Urban"))).tolerance
        0.5
    """

    parts: tuple[Option, ...] = attrs.field(converter=as_tuple, metadata=checked(_OPTIONS))
    tolerance: float = attrs.field(default=0.5, converter=as_float, metadata=checked(is_finite))

    def _relations(self) -> Iterator[Finding]:
        yield from super()._relations()
        if len(self.parts) < 2:
            yield self._finding(Reason.EMPTY, "parts", f"got {len(self.parts)}, expected at least 2")
        yield from repeated_options(f"scale {self.code!r}", "parts", self.parts)
        why = "a part cannot; nonresponses stand among the options"
        yield from plain_options(f"scale {self.code!r}", "parts", self.parts, why)
        if not 0 <= self.tolerance < 100:
            yield self._finding(
                Reason.BAD_RANGE, "tolerance", f"got {self.tolerance!r}, expected 0 or more, below 100"
            )


Scale = Binary | Ordinal | Nominal | MultipleChoice | Percentage | Count | Number | Composition
"""Any response scale."""

SCALES: Final[tuple[Any, ...]] = (
    Binary,
    Ordinal,
    Nominal,
    MultipleChoice,
    Percentage,
    Count,
    Number,
    Composition,
)
