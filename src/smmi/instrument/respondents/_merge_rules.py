"""Merge rules: how one answer is made of several respondents' answers to one indicator."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Protocol

import attrs

from smmi.errors import ArgumentError, Reason
from smmi.frozen import freeze_mapping
from smmi.instrument.declaration import Declared, checked, is_code
from smmi.instrument.hierarchy import Indicator
from smmi.instrument.scales import Binary, Composition, MultipleChoice, Nominal, Ordinal, ProblemError, coding

AnswerOrder = Callable[[Indicator, object], float | None]
"""Says how high an answer to an indicator is; None if it has no place in an order."""


def scale_order(indicator: Indicator, answer: object, /) -> float | None:
    """Return how high an answer stands on its scale.

    Options of a binary or ordinal scale stand by their position, numbers by their value, selections of a multiple
    choice by how many there are (an option that can only be chosen alone counts as none). Nominal options, shares of a
    composition, and what stands for a nonresponse have no order.

    Args:
        indicator: The indicator.
        answer: A raw answer to it.

    Example:
        >>> from smmi.instrument import Binary, Indicator
        >>> scale_order(Indicator(code="q", prompt="Q?", scale=Binary(code="yes_no")), "yes")
        1.0
    """
    scale = indicator.scale
    match scale:
        case Binary() | Ordinal():
            places = {option.code: float(place) for place, option in enumerate(scale.answers)}
            return places.get(answer) if isinstance(answer, str) else None
        case MultipleChoice():
            alone = {option.code for option in scale.answers if option.exclusive}
            return float(len(set(answer) - alone)) if isinstance(answer, tuple) else None
        case Nominal() | Composition():
            return None
        case _:
            return float(answer) if isinstance(answer, int | float) else None


@attrs.frozen
class RespondentAnswer:
    """What one respondent said.

    Attributes:
        respondent: Who said it.
        answer: What was said: an answer, or an option or value that stands for a nonresponse.

    Example:
        >>> RespondentAnswer("dean", "yes").answer
        'yes'
    """

    _fingerprinted_as: ClassVar[str] = "Voice"

    respondent: str
    answer: object = attrs.field(hash=False)


@attrs.frozen(kw_only=True)
class RespondentAnswers:
    """What respondents said of one unit in one indicator; at least one of them.

    Blanks are no voices, nor is what a respondent's own routing skipped. An option that stands for no answer
    ("don't know") is one only where nobody answered.

    Attributes:
        unit: The unit.
        indicator: The indicator.
        path: The codes of its domain, its area, and itself.
        voices: What was said, in the order of the respondents' names.
        order: How high an answer is.

    Example:
        >>> from smmi.instrument import Binary
        >>> said = RespondentAnswers(
        ...     unit="S1",
        ...     indicator=Indicator(
        ...         code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no")
        ...     ),
        ...     path=("governance", "policies", "has_policy"),
        ...     voices=(RespondentAnswer("dean", "yes"), RespondentAnswer("registrar", "no")),
        ...     order=scale_order,
        ... )
        >>> said.answers, said.ranked()
        (('yes', 'no'), ('no', 'yes'))
    """

    _fingerprinted_as: ClassVar[str] = "Voices"

    unit: str
    indicator: Indicator
    path: tuple[str, ...]
    voices: tuple[RespondentAnswer, ...]
    order: AnswerOrder

    @property
    def answers(self) -> tuple[object, ...]:
        """The distinct answers."""
        distinct: list[object] = []
        for voice in self.voices:
            if voice.answer not in distinct:
                distinct.append(voice.answer)
        return tuple(distinct)

    def among(self, respondents: Iterable[str], /) -> "RespondentAnswers":
        """Return only what these respondents said."""
        these = set(respondents)
        return attrs.evolve(self, voices=tuple(v for v in self.voices if v.respondent in these))

    def ranked(self) -> tuple[object, ...] | None:
        """Return what the answer could be, the lowest first; None if some of it has no order.

        That is what was said; and of a multiple choice also what all chose and what anybody chose, if these are
        answers that the scale admits.
        """
        if len(self.answers) == 1:
            return self.answers
        possible = [*self.answers, *self._selections()]
        heights = [self.order(self.indicator, answer) for answer in possible]
        ranked = [
            (height, repr(answer), answer)
            for height, answer in zip(heights, possible, strict=True)
            if height is not None
        ]
        return (
            None
            if len(ranked) < len(possible)
            else tuple(answer for _, _, answer in sorted(ranked, key=lambda r: r[:2]))
        )

    def _selections(self) -> Iterable[object]:
        scale = self.indicator.scale
        said = [set(answer) for answer in self.answers if isinstance(answer, tuple)]
        if not isinstance(scale, MultipleChoice) or len(said) < len(self.answers):
            return
        alone = {option.code for option in scale.answers if option.exclusive}
        for chosen in (set.intersection(*said), set.union(*said) - alone):
            selection = tuple(option.code for option in scale.answers if option.code in chosen)
            try:
                coding(scale).encode(selection)
            except ProblemError:
                continue
            yield selection


@attrs.frozen
class SettledAnswer:
    """The answer that a rule came to.

    Attributes:
        answer: The answer.
        how: How the rule came to it, in a few words.
        reason: What has to be said of it even if nobody disagreed; otherwise `Reason.DISAGREEMENT`.

    Example:
        >>> SettledAnswer("no", "the lowest").how
        'the lowest'
    """

    _fingerprinted_as: ClassVar[str] = "Settled"

    answer: object = attrs.field(hash=False)
    how: str = "all agree"
    reason: Reason = Reason.DISAGREEMENT


class MergeRule(Protocol):
    """Anything that makes one answer of several respondents' answers, or says that it cannot.

    Example:
        >>> from smmi.instrument import Binary
        >>> said = RespondentAnswers(
        ...     unit="S1",
        ...     indicator=Indicator(
        ...         code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no")
        ...     ),
        ...     path=("governance", "policies", "has_policy"),
        ...     voices=(RespondentAnswer("dean", "yes"), RespondentAnswer("registrar", "no")),
        ...     order=scale_order,
        ... )
        >>> class First:
        ...     def settle(self, voices, /):
        ...         return SettledAnswer(voices.answers[0], "the first by name")
        >>> First().settle(said).answer
        'yes'
    """

    def settle(self, voices: RespondentAnswers, /) -> SettledAnswer | None:
        """Return the answer, or None if the rule leaves it open."""
        ...


@attrs.frozen
class AgreementRequired:
    """An answer stands if all who answered gave it; otherwise the cell is left blank.

    Example:
        >>> from smmi.instrument import Binary
        >>> said = RespondentAnswers(
        ...     unit="S1",
        ...     indicator=Indicator(
        ...         code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no")
        ...     ),
        ...     path=("governance", "policies", "has_policy"),
        ...     voices=(RespondentAnswer("dean", "yes"), RespondentAnswer("registrar", "no")),
        ...     order=scale_order,
        ... )
        >>> AgreementRequired().settle(said) is None
        True
    """

    def settle(self, voices: RespondentAnswers, /) -> SettledAnswer | None:
        """Return the answer that all gave."""
        return SettledAnswer(voices.answers[0]) if len(voices.answers) == 1 else None


def _are_times(value: object) -> str | None:
    try:
        good = isinstance(value, Mapping) and bool(sorted(value.values()))
    except TypeError:
        good = False
    return None if good else "times that compare, by respondent"


@attrs.frozen
class Latest(Declared):
    """The latest answer stands.

    Attributes:
        times: When each respondent answered: any values that compare (numbers, dates, ISO texts). No clock is read.

    Example:
        >>> Latest({"dean": "2024-03-01", "registrar": "2024-02-15"}).times["dean"]
        '2024-03-01'
    """

    times: Mapping[str, Any] = attrs.field(converter=freeze_mapping, metadata=checked(_are_times))

    def settle(self, voices: RespondentAnswers, /) -> SettledAnswer | None:
        """Return the latest answer; none if there are several at the latest time.

        Raises:
            ArgumentError: A respondent has no time.
        """
        lacking = sorted(v.respondent for v in voices.voices if v.respondent not in self.times)
        if lacking:
            raise ArgumentError(
                "times", f"no time for {', '.join(map(repr, lacking))}", "a time for each respondent"
            )
        last = max(self.times[voice.respondent] for voice in voices.voices)
        latest = voices.among(v.respondent for v in voices.voices if self.times[v.respondent] == last)
        return SettledAnswer(latest.answers[0], "the latest") if len(latest.answers) == 1 else None


def _is_owners(value: object) -> str | None:
    good = isinstance(value, Mapping) and all(
        is_code(code) is None and isinstance(owner, str) for code, owner in value.items()
    )
    return None if good and value else "respondents by code"


@attrs.frozen
class SectionOwners(Declared):
    """The answer of whoever owns the section stands.

    Attributes:
        owners: The respondent who owns a domain, an area or an indicator, by its code; the nearest owner counts.
        otherwise: The rule for what nobody owns, and for what its owner left blank, which is also found.

    Example:
        >>> SectionOwners({"admissions": "registrar", "research": "provost"}).owners["research"]
        'provost'
    """

    owners: Mapping[str, str] = attrs.field(converter=freeze_mapping, metadata=checked(_is_owners))
    otherwise: MergeRule = attrs.field(default=AgreementRequired())

    def settle(self, voices: RespondentAnswers, /) -> SettledAnswer | None:
        """Return the owner's answer."""
        owner = next((self.owners[code] for code in reversed(voices.path) if code in self.owners), None)
        if owner is None:
            return self.otherwise.settle(voices)
        own = voices.among([owner])
        if own.voices:
            return SettledAnswer(own.answers[0], f"{owner!r} owns it")
        other = self.otherwise.settle(voices)
        if other is None:
            return None
        return SettledAnswer(
            other.answer, f"{owner!r} owns it and is silent; {other.how}", Reason.OWNER_SILENT
        )


@attrs.frozen
class MostConservative:
    """The lowest answer stands; of a multiple choice, what all chose. Without an order, agreement is required.

    Example:
        >>> from smmi.instrument import Binary
        >>> said = RespondentAnswers(
        ...     unit="S1",
        ...     indicator=Indicator(
        ...         code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no")
        ...     ),
        ...     path=("governance", "policies", "has_policy"),
        ...     voices=(RespondentAnswer("dean", "yes"), RespondentAnswer("registrar", "no")),
        ...     order=scale_order,
        ... )
        >>> MostConservative().settle(said).answer
        'no'
    """

    def settle(self, voices: RespondentAnswers, /) -> SettledAnswer | None:
        """Return the lowest answer."""
        ranked = voices.ranked()
        return SettledAnswer(ranked[0], "the lowest") if ranked else None
