"""What norms are made from: the source that has to be the same, and the arguments of a fit, checked."""

from collections.abc import Iterable, Mapping, Sequence

import attrs

from smmi.benchmark.distribution._groups import ALL, Group, group_called
from smmi.benchmark.distribution._table import NormTable
from smmi.benchmark.survey._argument_checks import plain_whole
from smmi.errors import ArgumentError, NormsMismatchError
from smmi.instrument.answers import Administration
from smmi.scoring import Scores, ScoringScheme


@attrs.frozen
class NormsSource:
    """What norms were made from; scores of anything else are refused.

    Attributes:
        instrument: The instrument's code.
        edition: Its edition.
        instrument_fingerprint: The fingerprint of all that can affect a score in the instrument.
        scheme_fingerprint: The same of the scheme.
        administrations: The codes of the administrations in which the answers were given, as far as they are known.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> source = benchmark.Norms.fit(scores).source
        >>> source.instrument, source.edition, source.difference(source)
        ('smmi', '16-areas', None)
    """

    instrument: str
    edition: str
    instrument_fingerprint: str
    scheme_fingerprint: str
    administrations: tuple[str, ...] = ()

    @classmethod
    def of(cls, scheme: ScoringScheme, administrations: tuple[str, ...] = ()) -> "NormsSource":
        """Return what the scores of a scheme are made from."""
        instrument = scheme.instrument
        return cls(
            instrument.code,
            instrument.edition,
            instrument.score_fingerprint,
            scheme.score_fingerprint,
            administrations,
        )

    def check(self, scheme: ScoringScheme, /) -> None:
        """Refuse a scheme whose scores do not compare.

        Raises:
            NormsMismatchError: It is of another instrument or edition, or another scheme.
        """
        difference = self.difference(NormsSource.of(scheme))
        if difference is not None:
            raise NormsMismatchError(*difference)

    def difference(self, other: "NormsSource") -> tuple[str, str, str] | None:
        """Return in which part another source differs, and the two values; None if scores of both compare."""
        parts = ("instrument", "edition", "instrument_fingerprint", "scheme_fingerprint")
        for part in parts:
            ours, theirs = getattr(self, part), getattr(other, part)
            if ours != theirs:
                return part.removesuffix("_fingerprint"), repr(theirs), repr(ours)
        return None


def crossed_attributes(by: object) -> tuple[tuple[str, ...], ...]:
    """Return the attributes by which groups are made, each a tuple.

    Raises:
        ArgumentError: They are none.
    """
    if isinstance(by, str) or not isinstance(by, Iterable):
        advice = f"Write by=({by!r},)" if isinstance(by, str) else ""
        raise ArgumentError("by", repr(by), "a sequence of attributes", advice)
    crossed = tuple((one,) if isinstance(one, str) else tuple(one) for one in by)
    for one in crossed:
        if not one or len(set(one)) < len(one):
            raise ArgumentError("by", repr(one), "an attribute, or a tuple of different ones")
    return tuple(dict.fromkeys(crossed))


def check_administration(administration: object, scores: Scores) -> None:
    """Refuse what is no administration, or one of another instrument.

    Raises:
        ArgumentError: It is such.
    """
    if administration is None:
        return
    ArgumentError.raise_unless(
        administration, Administration, argument="administration", expected="None or an Administration"
    )
    if administration.instrument != scores.instrument:  # type: ignore[attr-defined]
        got = f"one of {administration.instrument!r}"  # type: ignore[attr-defined]
        raise ArgumentError("administration", got, f"one of {scores.instrument!r}")


def invited_by_group(administration: Administration | None, groups: Sequence[Group]) -> Mapping[str, int]:
    """Return how many an administration invited, by the full name of a group, as far as there are such groups."""
    if administration is None or not administration.invited:
        return {}
    found = {ALL: sum(administration.invited.values())}
    for group in groups:
        if len(group.pairs) == 1 and group.pairs[0][0] == administration.by:
            found[group.full_name] = administration.invited.get(group.pairs[0][1], 0)
    return {name: size for name, size in found.items() if size}


def populations(
    tables: Mapping[Group, Mapping[str, NormTable]], given: Mapping[str, int]
) -> dict[Group, int]:
    """Return the sizes of populations by group.

    Raises:
        UnknownCodeError: There is no such group.
        ArgumentError: A size is smaller than the group in the norms, or no integer; or these are no sizes by group.
    """
    ArgumentError.raise_unless(
        given,
        Mapping,
        argument="population",
        expected="a mapping from groups to how many units there are",
        advice={int: 'Write {"all": …} if it is all of them'},
    )
    found = {}
    for name, size in given.items():
        group = group_called(tuple(tables), name)
        least = max(table.n for table in tables[group].values())
        whole = plain_whole(size)
        if not isinstance(whole, int) or isinstance(whole, bool) or whole < least:
            expected = f"an integer of at least {least}, the units in the norms"
            raise ArgumentError("population", f"{size!r} for {name!r}", expected)
        found[group] = whole
    return found
