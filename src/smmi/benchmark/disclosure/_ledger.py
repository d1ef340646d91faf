"""The ledger of publications: what was published, of whom, under which groups and when."""

import enum
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final

import attrs

from smmi._keywords import tells_keywords
from smmi.benchmark.disclosure._aggregates import Aggregates, CodeRelation
from smmi.errors import ArgumentError, FrozenReleaseError, UnknownCodeError

_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Revision(enum.Enum):
    """Whether an administration that was published may be published again of other units or other scores.

    Example:
        >>> [one.value for one in Revision]
        ['refused', 'attacked']
    """

    REFUSED = "refused"
    """It may not: its units and scores are frozen as they were published."""
    ATTACKED = "attacked"
    """It may, as far as nothing can be derived from old and new tables together."""


def _publications(given: Iterable["Publication"]) -> tuple["Publication", ...]:
    return tuple(given)


def _is_day(publication: "Publication", attribute: object, on: str) -> None:
    match = _DAY.fullmatch(on) if isinstance(on, str) else None
    year, month, day = (int(part) for part in match.groups()) if match else (0, 0, 0)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if year < 1 or not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1] + (leap and month == 2):
        raise ArgumentError("on", repr(on), "a day as ISO 8601 has it, such as '2024-03-01'")


def _is_name(publication: "Publication", attribute: object, name: str) -> None:
    if not isinstance(name, str) or not name.strip():
        raise ArgumentError("name", repr(name), "a text that is not blank")


def _is_tables(publication: "Publication", attribute: object, tables: Aggregates) -> None:
    ArgumentError.raise_unless(tables, Aggregates, argument="tables", expected="Aggregates")


@attrs.frozen(kw_only=True, repr=False)
class Publication:
    """Tables that were published. They hold the scores of units: this is confidential, for the organisers alone.

    Attributes:
        name: What it is called in the ledger.
        on: The day of publication, as ISO 8601 has it. No clock is read.
        tables: The tables as they were published, and the scores and members behind them.

    Raises:
        ArgumentError: The name is blank, the day is none, or these are no tables.

    Example:
        >>> from smmi.benchmark.disclosure import Aggregates
        >>> units = {f"S{i:02}": 30.0 + 2 * i for i in range(20)}
        >>> tables = Aggregates.of({("2024", "x"): units}, {("2024", "all"): units})
        >>> Publication(name="spring", on="2024-03-01", tables=tables)
        <Publication 'spring' of 2024-03-01: 1 of 1 cells published>
    """

    name: str = attrs.field(validator=_is_name)
    on: str = attrs.field(validator=_is_day)
    tables: Aggregates = attrs.field(validator=_is_tables)

    def __repr__(self) -> str:
        shown = sum(cell.mean is not None for cell in self.tables.cells)
        return (
            f"<Publication {self.name!r} of {self.on}: {shown} of {len(self.tables.cells)} cells published>"
        )

    def scores_of(self, administration: str, /) -> Mapping[str, Mapping[str, float]]:
        """Return the scores behind the tables of an administration, by code and unit; none if it is not among them.

        Args:
            administration: The code of the administration.
        """
        return {code: units for (own, code), units in self.tables.scores.items() if own == administration}


@attrs.frozen(kw_only=True)
class ReleaseDifference:
    """How tables differ from a release of their administration. It names units, and is for the organisers.

    Attributes:
        administration: The code of the administration; empty where there is but one without a code.
        publications: The publications that hold the release.
        released: How many units the release has.
        new: The units that it does not have.
        gone: The units that only it has.
        changed: The units with another score.

    Example:
        >>> from smmi.benchmark.disclosure import Aggregates, Ledger
        >>> first = Aggregates.of({("2024", "x"): {"S1": 4.0, "S2": 5.0}}, {})
        >>> second = Aggregates.of({("2024", "x"): {"S1": 4.5, "S3": 5.0}}, {})
        >>> (found,) = Ledger().adding("spring", first, on="2024-03-01").differences(second)
        >>> found.publications, found.new, found.gone, found.changed
        (('spring',), ('S3',), ('S2',), ('S1',))
    """

    administration: str
    publications: tuple[str, ...]
    released: int
    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]


@attrs.frozen(kw_only=True)
class CarriedOver:
    """Most scores of an administration that was not published yet are those of an earlier one.

    Attributes:
        administration: The code of the administration.
        earlier: The code of the earlier one.
        unchanged: How many units have the scores that they had then.
        units: How many units there are.

    Example:
        >>> from smmi.benchmark.disclosure import Aggregates, Ledger
        >>> units = {"S1": 4.0, "S2": 5.0, "S3": 9.0}
        >>> ledger = Ledger().adding("spring", Aggregates.of({("2024", "x"): units}, {}), on="2024-03-01")
        >>> (found,) = ledger.carried_over(Aggregates.of({("2025", "x"): units | {"S3": 8.0}}, {}))
        >>> found.earlier, found.unchanged, found.units
        ('2024', 2, 3)
    """

    administration: str
    earlier: str
    unchanged: int
    units: int


@attrs.frozen(kw_only=True, repr=False)
class Ledger:
    """What was published so far. It holds the scores of units: it is confidential, for the organisers alone.

    New tables are attacked together with all that the ledger holds: give it to `aggregates`, `suppress` and `audit`.
    What was published cannot be withheld any more.

    Attributes:
        publications: The publications, in the order of their days.

    Raises:
        ArgumentError: Two publications have the same name, or are not in the order of their days.

    Example:
        >>> from smmi.benchmark import DisclosureRule, Ledger, suppress
        >>> from smmi.benchmark.disclosure import Aggregates
        >>> units = {f"S{i:02}": 30.0 + 2 * i for i in range(20)}
        >>> rule = DisclosureRule()
        >>> first = suppress(Aggregates.of({("", "x"): units}, {("", "all"): units}), rule=rule)
        >>> ledger = Ledger().adding("first", first, on="2024-03-01")
        >>> ledger
        <Ledger of 1 publications>
        >>> most = Aggregates.of({("", "x"): units}, {("", "all but one"): list(units)[1:]})
        >>> cell = suppress(most, rule=rule, ledger=ledger).cells[0]
        >>> cell.state.value, [str(key) for key in cell.because]
        ('earlier', ["all/x in 'first'"])
    """

    publications: tuple[Publication, ...] = attrs.field(default=(), converter=_publications)

    def __attrs_post_init__(self) -> None:
        names: set[str] = set()
        for one in self.publications:
            ArgumentError.raise_unless(one, Publication, argument="publications", expected="Publications")
            if one.name in names:
                raise ArgumentError("name", repr(one.name), "a name that no publication in the ledger has")
            names.add(one.name)
        for before, after in pairwise(self.publications):
            if after.on < before.on:
                raise ArgumentError("on", repr(after.on), f"{before.on} or later, the day of {before.name!r}")

    @tells_keywords
    def adding(self, name: str, tables: Aggregates, /, *, on: str) -> "Ledger":
        """Return a ledger that holds a further publication.

        Args:
            name: What it is called; no other publication in the ledger is.
            tables: The tables as they were published, after `suppress`.
            on: The day of publication, as ISO 8601 has it, not before that of the last one.

        Raises:
            ArgumentError: The name is blank or taken, the day is none or too early, or these are no tables.
        """
        return Ledger(publications=(*self.publications, Publication(name=name, on=on, tables=tables)))

    def of(self, administration: str, /) -> tuple[Publication, ...]:
        """Return the publications of an administration.

        Args:
            administration: Its code; empty where there is but one without a code.
        """
        return tuple(one for one in self.publications if one.scores_of(administration))

    def release(self, administration: str, /) -> frozenset[str]:
        """Return the units of which an administration was published, as it was published last.

        Args:
            administration: Its code; empty where there is but one without a code.

        Raises:
            UnknownCodeError: It was not published.

        Example:
            >>> from smmi.benchmark.disclosure import Aggregates, Ledger
            >>> tables = Aggregates.of({("2024", "x"): {"S1": 4.0, "S2": 5.0}}, {})
            >>> sorted(Ledger().adding("spring", tables, on="2024-03-01").release("2024"))
            ['S1', 'S2']
        """
        published = self.of(administration)
        if not published:
            known = dict.fromkeys(own for one in self.publications for own, _ in one.tables.scores)
            raise UnknownCodeError("no administration was published as", administration, tuple(known))
        return frozenset().union(*published[-1].scores_of(administration).values())

    def differences(self, tables: Aggregates, /) -> tuple[ReleaseDifference, ...]:
        """Return how tables differ from each release of their administrations; nothing of one that they repeat.

        Publications of the same units and scores hold one release. Several releases there are where an administration
        was revised.

        Args:
            tables: What is to be published.
        """
        return tuple(
            found
            for administration in sorted({own for own, _ in tables.scores})
            for found in _differences(administration, self.of(administration), tables)
        )

    def carried_over(self, tables: Aggregates, /) -> tuple[CarriedOver, ...]:
        """Return of which new administrations most units have the scores of an earlier one.

        Whoever publishes such an administration corrects the earlier one rather: what differs is found by subtracting.

        Args:
            tables: What is to be published.
        """
        found = []
        before = dict.fromkeys(own for one in self.publications for own, _ in one.tables.scores)
        for administration in sorted({own for own, _ in tables.scores} - before.keys()):
            now = _by_unit([_scores_in(tables, administration)])
            unchanged = {
                earlier: sum(_is_unchanged(now[unit], then[unit]) for unit in now.keys() & then.keys())
                for earlier in before
                for then in [_by_unit([one.scores_of(earlier) for one in self.of(earlier)])]
            }
            most = max(unchanged, key=lambda earlier: unchanged[earlier], default="")
            if 2 * unchanged.get(most, 0) > len(now):
                found.append(
                    CarriedOver(
                        administration=administration,
                        earlier=most,
                        unchanged=unchanged[most],
                        units=len(now),
                    )
                )
        return tuple(found)

    def check(self, tables: Aggregates, /) -> None:
        """Refuse tables of an administration that was published of other units or other scores.

        After a revision there are several releases, and tables may be of each. Where tables hold other codes than
        earlier ones, all have to be of the same units: scores may be made from one another, and a unit without one of
        them would be found from the rest.

        Args:
            tables: What is to be published.

        Raises:
            FrozenReleaseError: There is such an administration.
        """
        for administration in sorted({own for own, _ in tables.scores}):
            published = self.of(administration)
            if published:
                _check_release(administration, published, tables)

    def __repr__(self) -> str:
        return f"<Ledger of {len(self.publications)} publications>"


NOTHING_PUBLISHED: Final = Ledger()
"""The ledger before the first publication."""


def check_ledger(ledger: object, revision: object, /) -> None:
    """Refuse what is no ledger or no revision.

    Raises:
        ArgumentError: It is none.
    """
    ArgumentError.raise_unless(ledger, Ledger, argument="ledger", expected="a Ledger")
    ArgumentError.raise_unless(revision, Revision, argument="revision", expected="a member of Revision")


def joined_codes(ledger: Ledger, tables: Aggregates, administration: str, /) -> frozenset[str]:
    """Return the codes of an administration that different publications hold, if they may be made from one another.

    They are not where one of the publications holds all of them, unrelated. Where all hold the same codes, there is
    nothing to join.
    """
    held = [
        (frozenset(one.scores_of(administration)), one.tables.relation) for one in ledger.of(administration)
    ]
    held.append((frozenset(code for own, code in tables.scores if own == administration), tables.relation))
    codes = frozenset().union(*(own for own, _ in held))
    if len({own for own, _ in held}) == 1 or (codes, CodeRelation.UNRELATED) in held:
        return frozenset()
    return codes


def _check_release(administration: str, published: tuple[Publication, ...], tables: Aggregates) -> None:
    """Refuse tables of other units or scores than those of an administration that was published."""
    last = published[-1].scores_of(administration)
    ours = _scores_in(tables, administration)
    before, now = frozenset().union(*last.values()), frozenset().union(*ours.values())
    new, gone = now - before, before - now
    changed: set[str] = set()
    for code, units in ours.items():
        earlier = next((own[code] for own in _scores(administration, published) if code in own), units)
        changed.update(unit for unit in units.keys() | earlier if units.get(unit) != earlier.get(unit))
    changed -= new | gone
    is_known = any(_repeats(ours, own) for own in _releases(administration, published).values())
    said = [] if is_known else list(_sentences(len(new), len(gone), len(changed)))
    sets = {frozenset(units) for own in (ours, *_scores(administration, published)) for units in own.values()}
    if not said and len(sets) > 1 and joined_codes(Ledger(publications=published), tables, administration):
        said.append("there are other scores than before, and not all of them are of the same units")
    if said:
        raise FrozenReleaseError(
            leaks=tuple(said),
            administration=administration,
            publication=published[-1].name,
            new=len(new),
            gone=len(gone),
            changed=len(changed),
        )


def _scores_in(tables: Aggregates, administration: str) -> Mapping[str, Mapping[str, float]]:
    return {code: units for (own, code), units in tables.scores.items() if own == administration}


def _releases(
    administration: str, published: tuple[Publication, ...]
) -> Mapping[tuple[str, ...], Mapping[str, Mapping[str, float]]]:
    """Return the scores of each release by the names of the publications that hold it, the first one first."""
    releases: dict[tuple[str, ...], Mapping[str, Mapping[str, float]]] = {}
    for one in published:
        own = one.scores_of(administration)
        names = next((names for names, release in releases.items() if _agrees(own, release)), ())
        # The first one stays the first: a name is added in its place.
        releases = {
            (*held, one.name) if held == names else held: {**release, **own} if held == names else release
            for held, release in releases.items()
        }
        if not names:
            releases[one.name,] = own
    return releases


def _differences(
    administration: str, published: tuple[Publication, ...], tables: Aggregates
) -> Iterator[ReleaseDifference]:
    ours = _scores_in(tables, administration)
    found = []
    for names, own in _releases(administration, published).items():
        now, before = _units(ours), _units(own)
        changed = {
            unit
            for code in ours.keys() & own.keys()
            for unit in now & before
            if ours[code].get(unit) != own[code].get(unit)
        }
        if now == before and not changed:
            return
        found.append(
            ReleaseDifference(
                administration=administration,
                publications=names,
                released=len(before),
                new=tuple(sorted(now - before)),
                gone=tuple(sorted(before - now)),
                changed=tuple(sorted(changed)),
            )
        )
    yield from found


def _units(scores: Mapping[str, Mapping[str, float]]) -> frozenset[str]:
    return frozenset().union(*scores.values())


def _agrees(own: Mapping[str, Mapping[str, float]], release: Mapping[str, Mapping[str, float]]) -> bool:
    """Return whether scores are of the units of a release, and equal where both have the code."""
    common = own.keys() & release.keys()
    return _units(own) == _units(release) and all(own[code] == release[code] for code in common)


def _repeats(ours: Mapping[str, Mapping[str, float]], release: Mapping[str, Mapping[str, float]]) -> bool:
    """Return whether scores are those of a release, which may hold more codes."""
    return _units(ours) == _units(release) and all(release.get(code) == units for code, units in ours.items())


def _by_unit(several: Iterable[Mapping[str, Mapping[str, float]]]) -> dict[str, dict[str, set[float]]]:
    """Return the scores of each unit by code, in each publication."""
    found: dict[str, dict[str, set[float]]] = {}
    for scores in several:
        for code, units in scores.items():
            for unit, value in units.items():
                found.setdefault(unit, {}).setdefault(code, set()).add(value)
    return found


def _is_unchanged(now: Mapping[str, set[float]], then: Mapping[str, set[float]]) -> bool:
    common = now.keys() & then.keys()
    return bool(common) and all(now[code] <= then[code] for code in common)


def _scores(
    administration: str, published: tuple[Publication, ...]
) -> Iterator[Mapping[str, Mapping[str, float]]]:
    """Yield the scores of an administration as they were published, the last publication first."""
    for one in reversed(published):
        yield one.scores_of(administration)


def _sentences(new: int, gone: int, changed: int) -> Iterator[str]:
    for number, text in ((new, "new"), (gone, "gone"), (changed, "changed")):
        if number:
            yield f"{number} {'unit is' if number == 1 else 'units are'} {text}"
