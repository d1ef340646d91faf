"""Tabulation: the number, mean and quartiles of scores in groups, and why units are in none of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import attrs
import numpy as np

from smmi._keywords import tells_keywords
from smmi.benchmark.disclosure._aggregates import Aggregates, CodeRelation
from smmi.benchmark.disclosure._ledger import NOTHING_PUBLISHED, Ledger, Revision, check_ledger
from smmi.benchmark.disclosure._rule import DisclosureRule, Flags, Integers, is_small, parties_of
from smmi.benchmark.distribution._groups import groups_of, in_order
from smmi.benchmark.norms._source import crossed_attributes
from smmi.benchmark.survey._argument_checks import as_several
from smmi.errors import ArgumentError
from smmi.frozen import FrozenMapping, by_code
from smmi.scoring import Absence, Scores

ONLY = ""
"""The code of the administration where there is but one without a code."""
OWNER = "owner"
"""The characteristic that says who owns a unit, where an instrument declares it."""


def aggregates(
    scores: Scores | Mapping[str, Scores],
    /,
    *,
    by: Sequence[str | tuple[str, ...]] = (),
    groups: Mapping[str, Iterable[str]] = FrozenMapping(),
    codes: Sequence[str] | None = None,
    relation: CodeRelation | None = None,
    owner: str | None = None,
    grid: Mapping[str, float] = FrozenMapping(),
    ledger: Ledger = NOTHING_PUBLISHED,
    revision: Revision = Revision.REFUSED,
) -> Aggregates:
    """Return the number, mean and quartiles of scores in groups, nothing being withheld yet.

    Where codes are related, as the overall score and its areas are, only units with all of them count: the others could
    be found from the relation. With areas alone, or the overall score alone, each has all units that have it. Units
    have equal weight.

    Args:
        scores: The scores of one administration, or of several by their codes.
        by: Attributes by which groups are made, as of `Norms.fit`.
        groups: Further groups, such as custom peers: their units by name. Units that took no part do not count.
        codes: The codes of the scores; the overall score and the areas where not given.
        relation: Whether the codes are made from one another; where not given, they are unless all of them are areas,
            or all of them domains, or there is but one.
        owner: The attribute that says who owns a unit, such as its university: the units of an owner attack together.
            Where not given, it is the instrument's characteristic ``owner``, if it declares one and the units have it.
            A unit without a value is its own.
        grid: Of which number the scores of a code are multiples, as of `Aggregates.of`.
        ledger: What was published before; nothing where not given.
        revision: Whether an administration in the ledger may be published again of other units or scores.

    Returns:
        The tables: one cell for each group and score. They hold the units' scores, too, until they are
        suppressed.

    Raises:
        ArgumentError: These are no scores or no codes, `by` is no sequence, a further group has the name of another,
            or a unit has several owners.
        UnknownCodeError: There is no such attribute or score.
        FrozenReleaseError: An administration in the ledger is of other units or scores, and that is refused.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=30, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> tables = benchmark.aggregates(scores, groups={"us": scores.units[:4]}, codes=["overall"])
        >>> [(row["group"], row["n"]) for row in tables.rows()]
        [('all', 30), ('us', 4)]
    """
    check_ledger(ledger, revision)
    waves = {ONLY: scores} if isinstance(scores, Scores) else scores
    ArgumentError.raise_unless(waves, Mapping, argument="scores", expected="Scores, or a mapping to Scores")
    for wave in waves.values():
        ArgumentError.raise_unless(wave, Scores, argument="scores", expected="Scores, or a mapping to Scores")
    if not waves:
        raise ArgumentError("scores", "no administration", "Scores, or a mapping to Scores")
    instrument = next(iter(waves.values())).instrument
    areas = [area.code for area in instrument.areas]
    domains = [domain.code for domain in instrument.domains]
    several = as_several(
        "codes", ["overall", *areas] if codes is None else codes, expected="None, or several codes"
    )
    asked = tuple(dict.fromkeys(several))
    if relation is None:
        alone = len(asked) == 1 or set(asked) <= set(areas) or set(asked) <= set(domains)
        relation = CodeRelation.UNRELATED if alone else CodeRelation.RELATED
    crossed = crossed_attributes(by)
    found = {name: groups_of(wave.answers, crossed) for name, wave in waves.items()}
    ordered = in_order([group for each in found.values() for group in each], crossed)
    members: dict[tuple[str, str], frozenset[str]] = {}
    for name, wave in waves.items():
        units = wave.units
        for group in ordered:
            inside = units[group.members(wave.answers)].tolist() if group in found[name] else ()
            members[name, group.name] = frozenset(inside)
        for custom, named in groups.items():
            if (name, custom) in members:
                raise ArgumentError("groups", repr(custom), "names that no other group has")
            members[name, custom] = _named(named, custom) & frozenset(units.tolist())
    values = {
        (name, code): {
            unit: value
            for unit, value in zip(wave.units.tolist(), wave[code].tolist(), strict=True)
            if value == value  # noqa: PLR0124  (not NaN)
        }
        for name, wave in waves.items()
        for code in asked
    }
    owners = _owners(waves.values(), owner)
    tables = Aggregates.of(values, members, relation=relation, owners=owners, grid=grid)
    if revision is Revision.REFUSED:
        ledger.check(tables)
    return tables


def _owners(waves: Iterable[Scores], owner: str | None) -> dict[str, str]:
    """Return who owns each unit that has an owner."""
    found: dict[str, str] = {}
    for wave in waves:
        attributes = wave.answers.attributes
        if owner is None and OWNER not in {one.code for one in wave.instrument.characteristics} & set(
            attributes
        ):
            continue
        column = by_code(attributes, owner or OWNER, "no attribute is called")
        for unit, value in zip(wave.units.tolist(), column, strict=True):
            if value is None:
                continue
            if found.setdefault(unit, str(value)) != str(value):
                several = f"{unit!r} of {found[unit]!r} and of {str(value)!r}"
                raise ArgumentError("owner", several, "one owner for each unit, in all administrations")
    return found


def _named(units: object, group: str) -> frozenset[str]:
    """Return the units of a further group by their identifiers."""
    if isinstance(units, str):
        raise ArgumentError("groups", repr(units), "a collection of units for each group")
    if not isinstance(units, Iterable):
        raise ArgumentError("groups", f"{type(units).__name__!r} for {group!r}", "the identifiers of units")
    named = list(units)
    if any(isinstance(one, bool | np.bool_) for one in named):
        raise ArgumentError(
            "groups", f"a mask for {group!r}", "the identifiers of units", "Write scores.units[mask]"
        )
    return frozenset(map(str, named))


BY_DESIGN: Final = frozenset(
    {Absence.NOT_APPLICABLE, Absence.NOT_ADMINISTERED, Absence.NOTHING_APPLICABLE, Absence.NO_WEIGHT}
)
"""Reasons that follow from what a unit is and what it was asked, which others may know."""
IN_ORDER: Final = (
    Absence.NOTHING_ANSWERED,
    Absence.TOO_LITTLE_ANSWERED,
    Absence.NOTHING_APPLICABLE,
    Absence.NO_WEIGHT,
)
"""Which reason counts where a unit lacks several scores; after these any other one, and that a part is missing."""


@attrs.frozen
class Unscored:
    """How many units are in no mean, and why, as far as that tells of no single unit.

    Attributes:
        total: How many units there are.
        reasons: How many for each reason, most first; None stands for all others together. Empty where it is not told.

    Example:
        >>> from smmi.benchmark.disclosure import Unscored
        >>> Unscored(9).reasons
        ()
    """

    total: int
    reasons: tuple[tuple[Absence | None, int], ...] = ()


@tells_keywords
def unscored(
    scores: Scores,
    tables: Aggregates,
    /,
    *,
    rule: DisclosureRule,
    ledger: Ledger = NOTHING_PUBLISHED,
) -> Unscored:
    """Return how many units are in no mean of related scores, and why, as far as that may be told.

    It is taken that everybody knows which units have no score, as of cells, and that a participant knows why it has
    none itself. So counts are of all units, not of groups. A reason is told as a mean is: only of so many units that no
    sum over fewer than the rule's minimum can be derived of them; those of fewer units are counted together. And only
    where there are two such counts, since one would tell the reason of each unit. Reasons that follow from what a unit
    is, as that nothing applied to it, do not count among the two.

    Args:
        scores: The scores of which the tables are.
        tables: Their aggregates, of one administration.
        rule: What must not be derived.
        ledger: What was published before: where it holds the administration, reasons are not told again, since
            differences between counts could tell of single units.

    Raises:
        ArgumentError: The tables are of other scores, of several administrations, or hold no group of all.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark
        >>> from smmi.benchmark.disclosure import unscored
        >>> answers = smmi.instrument.synthesize(
        ...     smmi.editions.smmi_16(), units=60, rng=np.random.default_rng(1), blanks=0.3
        ... )
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> tables = benchmark.aggregates(scores)
        >>> found = unscored(scores, tables, rule=benchmark.DisclosureRule())
        >>> found.total == 60 - tables["", "all", "overall"].n
        True
    """
    ArgumentError.raise_unless(scores, Scores, argument="scores", expected="Scores")
    waves = dict.fromkeys(wave for wave, _ in tables.scores)
    wave = next(iter(waves), ONLY)
    codes = [code for _, code in tables.scores]
    units = scores.units.tolist()
    values = [scores[code] for code in codes]
    lacking = [i for i in range(len(units)) if any(np.isnan(column[i]) for column in values)]
    without = {units[i] for i in lacking}
    same = (
        len(waves) == 1
        and tables.relation is CodeRelation.RELATED
        and tables.members.get((wave, "all")) == frozenset(units)
        and all(known.keys() == set(units) - without for known in tables.scores.values())
    )
    if not same:
        expected = "those of which the tables are: related scores of one administration, and a group of all"
        raise ArgumentError("scores", f"scores of {len(units)} units", expected)
    whys = [_reason(scores, codes, i) for i in lacking]
    released = any(own == wave for one in ledger.publications for own, _ in one.tables.scores)
    parties = parties_of(tables.owners, [units[i] for i in lacking])
    return Unscored(len(lacking), () if released else _counts_of(whys, parties, rule))


def _reason(scores: Scores, codes: Sequence[str], unit: int) -> Absence:
    """Return why a unit lacks a score: the first one in their order of those that its scores have."""
    found = {Absence(int(scores.reasons[code][unit])) for code in codes} - {Absence.PRESENT}
    others = sorted(found - {*IN_ORDER, Absence.PROPAGATED})
    return next(one for one in (*IN_ORDER, *others, Absence.PROPAGATED) if one in found)


def _counts_of(
    whys: Sequence[Absence], parties: Integers, rule: DisclosureRule
) -> tuple[tuple[Absence | None, int], ...]:
    """Return how many units there are for each reason, small ones together; nothing where it would tell of one."""
    inside = {why: np.array([one is why for one in whys], dtype=np.bool_) for why in sorted(set(whys))}
    known: dict[Absence | None, Flags] = {why: inside.pop(why) for why in sorted(BY_DESIGN & inside.keys())}
    told: dict[Absence | None, Flags] = {}
    rest = np.zeros(len(whys), dtype=np.bool_)
    # What is small goes together; if that is small itself, with the least of the others.
    for why, flags in sorted(inside.items(), key=lambda one: int(one[1].sum())):
        if is_small(flags, parties, rule) or (rest.any() and is_small(rest, parties, rule)):
            rest |= flags
        else:
            told[why] = flags
    if rest.any():
        told[None] = rest
    every = told | known
    if len(told) < 2 or any(is_small(flags, parties, rule) for flags in every.values()):
        return ()
    counts = {why: int(flags.sum()) for why, flags in every.items()}
    return tuple(sorted(counts.items(), key=lambda one: (one[0] is None, -one[1], one[0] or 0)))
