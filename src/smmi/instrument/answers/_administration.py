"""Administrations: when an edition was put to whom, and how many responded."""

import enum
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from smmi.errors import ArgumentError, Finding, Reason, suggestion
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument.answers._answers import Answers
from smmi.instrument.declaration import (
    IS_PROVENANCE,
    Declared,
    Provenance,
    a,
    checked,
    is_any_text,
    is_code,
    is_text,
    is_whole,
    wording,
)
from smmi.instrument.hierarchy import Instrument

_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class AdministrationKind(enum.Enum):
    """What an administration is for.

    Example:
        >>> AdministrationKind("field test").name
        'FIELD_TEST'
    """

    PILOT = "pilot"
    """To see whether the questions work."""
    FIELD_TEST = "field test"
    """To see whether the scores do."""
    NATIONAL = "national"
    """To measure, with everybody invited."""


def _as_date(value: Any) -> Any:  # noqa: ANN401  (what is no date is left for the check)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _is_date(value: object) -> str | None:
    expected = "a date as ISO 8601 has it, to the day, month or year: 2019-03-01, 2019-03 or 2019"
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if not match:
        return expected
    year, month, day = (int(part or 1) for part in match.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    good = year >= 1 and 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] + (leap and month == 2)
    return None if good else expected


def _are_counts(value: object) -> str | None:
    good = isinstance(value, Mapping) and all(
        is_code(stratum) is None and is_whole(count) is None for stratum, count in value.items()
    )
    return None if good else "a mapping from the code of each stratum to a count"


@attrs.frozen(kw_only=True)
class Administration(Declared):
    """One wave: an edition put to invited units in a window of time. Norms and change speak of it by its code.

    Dates are given, as texts or as anything that has an `isoformat`; no clock is read.

    Attributes:
        code: The administration's code.
        instrument: The edition that was administered.
        label: A name for people.
        opens: The first day of the response window, to the day, month or year.
        closes: The last day of it.
        kind: Pilot, field test or national.
        invited: How many units were invited, by stratum.
        responded: How many responded, by stratum; a stratum of which this is not known is left out.
        by: The characteristic whose values are the strata, or nothing if they are not of the instrument.
        provenance: Where the counts come from.

    Raises:
        DeclarationError: A date is none, the window closes before it opens, a stratum does not exist, or more
            responded than were invited; all at once.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> wave = Administration(
        ...     code="pilot_1",
        ...     instrument=Instrument(code="tiny", edition="1", title="Tiny", domains=[domain]),
        ...     label="First pilot",
        ...     opens="2024-02-01",
        ...     closes="2024-03-15",
        ...     kind=AdministrationKind.PILOT,
        ...     invited={"urban": 20, "rural": 10},
        ...     responded={"urban": 15, "rural": 4},
        ... )
        >>> dict(wave.response_rates), wave.response_rate
        ({'urban': 0.75, 'rural': 0.4}, 0.6333333333333333)
    """

    code: str = attrs.field(metadata=checked(is_code))
    instrument: Instrument = attrs.field(metadata=checked(a(Instrument)))
    label: str = attrs.field(metadata=wording(is_text))
    opens: str = attrs.field(converter=_as_date, metadata=wording(_is_date))
    closes: str = attrs.field(converter=_as_date, metadata=wording(_is_date))
    kind: AdministrationKind = attrs.field(metadata=wording(a(AdministrationKind)))
    invited: Mapping[str, int] = attrs.field(converter=freeze_mapping, metadata=wording(_are_counts))
    responded: Mapping[str, int] = attrs.field(
        factory=FrozenMapping, converter=freeze_mapping, metadata=wording(_are_counts)
    )
    by: str = attrs.field(default="", metadata=wording(is_any_text))
    provenance: Provenance | None = attrs.field(default=None, metadata=wording(IS_PROVENANCE))

    def _relations(self) -> Iterator[Finding]:
        shared = min(len(self.opens), len(self.closes))
        if self.closes[:shared] < self.opens[:shared]:
            message = (
                f"'closes' of Administration {self.code!r}: got {self.closes}, expected {self.opens} or later"
            )
            yield Finding(reason=Reason.BAD_RANGE, path="$.closes", message=message)
        if not self.invited:
            message = f"'invited' of Administration {self.code!r}: got none, expected one stratum or more"
            yield Finding(reason=Reason.EMPTY, path="$.invited", message=message)
        yield from self._stratum_findings()
        for stratum, count in self.responded.items():
            where = f"'responded' of Administration {self.code!r}"
            path = f"$.responded.{stratum}"
            if stratum not in self.invited:
                message = f"{where}: nobody was invited in {stratum!r}.{suggestion(stratum, self.invited)}"
                yield Finding(reason=Reason.UNKNOWN_CODE, path=path, message=message, code=stratum)
            elif count > self.invited[stratum]:
                message = f"{where}: got {count} in {stratum!r}, expected at most the {self.invited[stratum]} invited"
                yield Finding(reason=Reason.MORE_THAN_INVITED, path=path, message=message, code=stratum)

    def _stratum_findings(self) -> Iterator[Finding]:
        allowed = {c.code: [option.code for option in c.options] for c in self.instrument.characteristics}
        if not self.by:
            return
        if self.by not in allowed:
            message = (
                f"'by': the instrument declares no characteristic {self.by!r}.{suggestion(self.by, allowed)}"
            )
            yield Finding(reason=Reason.UNKNOWN_CODE, path="$.by", message=message, code=self.by)
            return
        for stratum in self.invited:
            if stratum not in allowed[self.by]:
                among = ", ".join(map(repr, allowed[self.by]))
                message = f"'invited': got the stratum {stratum!r}, expected values of {self.by!r}: {among}"
                yield Finding(
                    reason=Reason.UNKNOWN_CODE, path=f"$.invited.{stratum}", message=message, code=stratum
                )

    @property
    def response_rates(self) -> Mapping[str, float | None]:
        """The share of invited units that responded, by stratum; None where it is not known, or none was invited."""
        return FrozenMapping(
            {stratum: _rate(self.responded.get(stratum), count) for stratum, count in self.invited.items()}
        )

    @property
    def response_rate(self) -> float | None:
        """The share of all invited units that responded; None unless it is known of every stratum."""
        known = all(stratum in self.responded for stratum in self.invited)
        return _rate(sum(self.responded.values()) if known else None, sum(self.invited.values()))

    def counting(self, answers: Answers, /) -> "Administration":
        """Return the administration with the respondents counted from their answers, by stratum.

        Raises:
            ArgumentError: The answers are to another instrument, or do not say of which stratum a unit is.
            DeclarationError: More units responded than were invited, or units of which nobody was invited.
        """
        if answers.instrument != self.instrument:
            raise ArgumentError(
                "answers", f"answers to {answers.instrument!r}", f"answers to {self.instrument!r}"
            )
        if self.by not in answers.attributes:
            got = f"strata {'without a characteristic' if not self.by else 'by ' + repr(self.by)}"
            advice = "Declare the characteristic in 'by', and give its column as an attribute of the answers"
            raise ArgumentError(
                "answers", got, "answers with the attribute that says a unit's stratum", advice
            )
        strata = list(answers.attributes[self.by])
        if None in strata:
            got = f"no {self.by!r} of {str(answers.units[strata.index(None)])!r}"
            raise ArgumentError("answers", got, "the stratum of every unit")
        counts = {stratum: strata.count(stratum) for stratum in dict.fromkeys([*self.invited, *strata])}
        return attrs.evolve(self, responded=counts)


def _rate(responded: int | None, invited: int) -> float | None:
    return None if responded is None or invited == 0 else responded / invited
