"""The norms of a manual, with where they come from."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from smmi._keywords import tells_keywords
from smmi.benchmark.manual._manual_norm import ManualNorm
from smmi.benchmark.manual._manual_standing import ManualStanding, manual_standing
from smmi.benchmark.norms import Conventions, Group, NormsSource, withheld_codes
from smmi.benchmark.survey._argument_checks import plain_whole
from smmi.errors import ArgumentError, DeclarationError, Finding, Reason
from smmi.frozen import CodeMapping
from smmi.instrument.declaration import (
    Declared,
    a,
    as_tuple,
    checked,
    each,
    empty_findings,
    is_text,
    is_whole,
    or_none,
    repeated,
    wording,
)
from smmi.scoring import ScoreProfile, ScoringScheme
from smmi.scoring.scheme import OVERALL


def _as_entries(entries: Any) -> Any:  # noqa: ANN401  (what is no sequence is left for the check)
    return as_tuple(entries) if isinstance(entries, Iterable) else entries


@attrs.frozen(kw_only=True, repr=False)
class ManualNorms(Declared):
    """Norms as a manual prints them: by score and group a mean and standard deviation, percentiles, or both.

    They are no sample that this library has seen: they have their own provenance, no members, no interval of a rank,
    and no quartile or star.

    Attributes:
        source: To which scores they belong: those of one instrument, edition and scheme.
        citation: The manual, so that it is found: author, year, title, table.
        norms: What it prints, a line for each score and group.
        year: The year in which its sample was taken; None if it does not say.
        conventions: Which partly administered scores are placed nevertheless; nothing else in them is used.

    Raises:
        DeclarationError: A field has an unusable value, or a group has two lines for one score.

    Example:
        >>> import smmi
        >>> from smmi import editions
        >>> from smmi.benchmark.manual import ManualNorm, ManualNorms
        >>> scheme = smmi.ScoringScheme.equal_weights(editions.smmi_16())
        >>> printed = [
        ...     ManualNorm(code="overall", mean=45.3, standard_deviation=9.6),
        ...     ManualNorm(code="overall", mean=48.0, standard_deviation=8.0, group={"discipline": "dental"}),
        ... ]
        >>> manual = ManualNorms.of(scheme, printed, citation="Doe (2024), A manual, table 3", year=2023)
        >>> manual
        <ManualNorms of 'smmi' edition '16-areas', Doe (2024), A manual, table 3: all, dental>
    """

    source: NormsSource = attrs.field(metadata=checked(a(NormsSource)))
    citation: str = attrs.field(metadata=wording(is_text))
    norms: tuple[ManualNorm, ...] = attrs.field(
        converter=_as_entries, metadata=checked(each(a(ManualNorm), expected="values of ManualNorm"))
    )
    year: int | None = attrs.field(
        default=None, converter=attrs.converters.optional(plain_whole), metadata=wording(or_none(is_whole))
    )
    conventions: Conventions = attrs.field(factory=Conventions, metadata=checked(a(Conventions)))

    def _relations(self) -> Iterator[Finding]:
        yield from empty_findings(self.norms, "norms", "ManualNorms")
        for position, (code, group) in repeated((norm.code, _group_of(norm)) for norm in self.norms):
            message = f"{code!r} has two lines in the group {group.full_name!r}; keep one"
            yield Finding(
                reason=Reason.REPEATED_CODE, path=f"$.norms[{position}]", message=message, code=code
            )

    @classmethod
    @tells_keywords
    def of(
        cls,
        scheme: ScoringScheme,
        norms: Iterable[ManualNorm],
        /,
        *,
        citation: str,
        year: int | None = None,
        conventions: Conventions | None = None,
    ) -> "ManualNorms":
        """Return the norms of the scores that a scheme makes.

        Args:
            scheme: The scheme; it has to score as the manual does.
            norms: What the manual prints.
            citation: The manual.
            year: The year of its sample.
            conventions: As of the class.

        Raises:
            DeclarationError: A line is of a score that the scheme does not make, or of a value that the instrument does
                not declare for its characteristic; or as of the class.
            ArgumentError: This is no scheme.
        """
        ArgumentError.raise_unless(scheme, ScoringScheme, argument="scheme", expected="a ScoringScheme")
        made = cls(
            source=NormsSource.of(scheme),
            citation=citation,
            norms=tuple(norms),
            year=year,
            conventions=Conventions() if conventions is None else conventions,
        )
        DeclarationError.raise_any(_misfits(made, scheme))
        return made

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups, in the order of their first lines."""
        return tuple(dict.fromkeys(map(_group_of, self.norms)))

    def place(self, profile: ScoreProfile, /) -> Mapping[str, Mapping[str, ManualStanding]]:
        """Return where a unit stands in each group of the manual to which it belongs.

        Args:
            profile: The unit's scores.

        Returns:
            By the code of the score, as far as the manual speaks of it, and the group's name, such as ``all``.

        Raises:
            NormsMismatchError: The profile is of another instrument, edition or scheme.
            ArgumentError: This is no profile.
        """
        ArgumentError.raise_unless(
            profile,
            ScoreProfile,
            argument="profile",
            expected="a ScoreProfile",
            advice={object: "scores.of(unit) is the profile of one unit"},
        )
        self.source.check(profile.scheme)
        withheld = withheld_codes(profile, self.conventions)
        found: dict[str, dict[str, ManualStanding]] = {}
        for norm in self.norms:
            group = _group_of(norm)
            own = found.setdefault(norm.code, {})
            if group.holds(profile.attributes):
                value, hidden = profile[norm.code].value, norm.code in withheld
                own[group.full_name] = manual_standing(norm, group, value, withheld=hidden)
        return CodeMapping(
            "the manual has no norms of",
            {code: CodeMapping("the unit is in no group called", own) for code, own in found.items()},
        )

    def describe(self) -> tuple[tuple[str, str], ...]:
        """Return where the norms come from and how they place, each as a name and a sentence."""
        since = "" if self.year is None else f" The sample was taken in {self.year}."
        percentiles = (
            "Those of the printed table, between its rows on the line between them; by the normal curve where none "
            "is printed."
        )
        return (
            ("Norms", f"As printed in {self.citation}.{since} No unit of this survey is part of them."),
            ("z and T", "z = (x - m) / s and T = 50 + 10 z, of the raw score x and the printed m and s."),
            ("Percentiles", percentiles),
        )

    def __repr__(self) -> str:
        groups = ", ".join(group.short_name for group in self.groups)
        return f"<ManualNorms of {self.source.instrument!r} edition {self.source.edition!r}, {self.citation}: {groups}>"


def _group_of(norm: ManualNorm) -> Group:
    return Group(tuple(sorted(norm.group.items())))


def _misfits(norms: ManualNorms, scheme: ScoringScheme) -> Iterator[Finding]:
    """Yield a finding for each line that does not fit the scheme's instrument."""
    instrument = scheme.instrument
    nodes = {
        OVERALL,
        *(domain.code for domain in instrument.domains),
        *(area.code for area in instrument.areas),
    }
    values = {one.code: [option.code for option in one.options] for one in instrument.characteristics}
    for position, norm in enumerate(norms.norms):
        path = f"$.norms[{position}]"
        if norm.code not in nodes:
            message = f"got {norm.code!r}, expected the code of an area, a domain, or {OVERALL!r}"
            yield Finding(reason=Reason.UNKNOWN_CODE, path=f"{path}.code", message=message, code=norm.code)
        for attribute, value in norm.group.items():
            known = values.get(attribute, (value,))
            if value not in known:
                expected = ", ".join(map(repr, known))
                message = f"got {value!r} of {attribute!r}, expected one that is declared: {expected}"
                yield Finding(reason=Reason.BAD_VALUE, path=f"{path}.group", message=message)
