"""Two files of answers: this time's, and last time's of the same or of another edition."""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import attrs

from smmi.benchmark import ChangeForm, ChangeRule, Conventions, LastTime, last_time
from smmi.benchmark.follow_up import WaveSeries, wave_series
from smmi.cli._steps import HowRead, how_read
from smmi.cli.formats import CROSSWALKS, read_crosswalk, read_instrument, read_norms
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.instrument import Instrument
from smmi.instrument.crosswalk import Crosswalk
from smmi.scoring import Scores, ScoringScheme, score


@attrs.frozen(kw_only=True)
class Before:
    """How options say what last time was.

    Attributes:
        path: The answers.
        crosswalk: A bundled crosswalk, or a document.
        instrument: The instrument that they answer, where a document leads from it.
        reading: How the file is read.
        how: How this time's file is read: last time's is of the same kind.
        unit: The column of the units' identifiers.
        by: The attributes that group the units.
        owner: The attribute that says who owns a unit.
        ignore: The columns to leave out.
        norms: The norms of last time.
        reliability: What was said of reliabilities.
        form: By which form a change is called reliable.
        cut: How many standard errors it is more than.
        partly: The scores that are compared although they rest on a part.
    """

    path: Path
    crosswalk: str | None
    instrument: str | None
    reading: Path | None
    how: HowRead
    unit: str | None
    by: Sequence[str]
    owner: str | None
    ignore: Sequence[str] | None
    norms: Path | None
    reliability: Sequence[str]
    form: ChangeForm
    cut: float | None
    partly: Sequence[str]

    def way(self, declared: Instrument, /) -> Crosswalk | None:
        """Return the crosswalk to this time's instrument; None within an edition.

        Raises:
            ArgumentError: It leads elsewhere, or from an instrument that is not named.
        """
        if self.crosswalk is None:
            if self.instrument is not None and read_instrument(self.instrument) != declared:
                advice = "Name a bundled crosswalk, or hand in one as a document"
                raise ArgumentError(
                    "--before-instrument", repr(self.instrument), "--crosswalk beside it", advice
                )
            return None
        if self.crosswalk in CROSSWALKS:
            found = CROSSWALKS[self.crosswalk]()
        elif self.instrument is None:
            advice = "A crosswalk only refers to its two editions"
            raise ArgumentError("--before-instrument", "nothing", "the instrument of last time", advice)
        else:
            found = read_crosswalk(Path(self.crosswalk), read_instrument(self.instrument), declared)
        if found.new != declared:
            raise ArgumentError("--crosswalk", f"one to {found.new!r}", f"one to {declared!r}")
        return found

    def of_wave(self, at: int, paths: Sequence[Path], carried: int, /) -> "Before":
        """Return the same options of one of several earlier files, of which some are of the older edition."""
        if at < carried:
            return attrs.evolve(self, path=paths[at])
        return attrs.evolve(self, path=paths[at], crosswalk=None, instrument=None)

    def scores(self, after: Scores, scheme: ScoringScheme, /) -> tuple[Scores, Crosswalk | None]:
        """Return the scores of last time, and the crosswalk to this time's instrument, or None within an edition.

        Args:
            after: The scores of this time.
            scheme: The scheme that made them, by which last time's answers of this edition are scored as well.

        Raises:
            ArgumentError: An option contradicts another one, or no unit is in both files.
            ContentError: The file cannot be used.
            FileError: It cannot be read.
        """
        crosswalk = self.way(scheme.instrument)
        how = self._how(scheme.instrument if crosswalk is None else crosswalk.old)
        given = how.answers(self.path)
        if not set(given.units.tolist()) & set(after.units.tolist()):
            raise ArgumentError(
                str(self.path),
                "units of which none is in the answers of this time",
                "the same units under the same names",
                f"Last time's begin with {given.units[0]!r}, this time's with {after.units[0]!r}",
            )
        rules = scheme if crosswalk is None else ScoringScheme.equal_weights(crosswalk.old)
        return score(given, rules), crosswalk

    def _how(self, declared: Instrument) -> HowRead:
        return how_read(
            declared,
            unit=self.unit,
            by=self.by,
            owner=self.owner,
            ignore=self.ignore,
            sheet=self.how.sheet,
            separator=self.how.separator,
            encoding=self.how.encoding,
            reading=self.reading,
        )

    @property
    def rule(self) -> ChangeRule:
        """By what rule a change is reliable."""
        return ChangeRule(form=self.form) if self.cut is None else ChangeRule(form=self.form, cut=self.cut)

    def last_time(self, after: Scores, scheme: ScoringScheme, /) -> LastTime:
        """Return last time beside this one.

        Args:
            after: The scores of this time.
            scheme: The scheme that made them, as in `scores`.

        Raises:
            ArgumentError: An option contradicts another one, or no unit is in both files.
            ContentError: The file cannot be used.
            FileError: It cannot be read.
        """
        before, crosswalk = self.scores(after, scheme)
        return last_time(
            before,
            after,
            crosswalk=crosswalk,
            by=self._how(before.instrument).groups,
            norms=None if self.norms is None else read_norms(self.norms),
            reliability=reliabilities(self.reliability, after),
            rule=self.rule,
            conventions=Conventions(partly_administered=self.partly),
        )

    def series(
        self,
        paths: Sequence[Path],
        carried: int,
        after: Scores,
        scheme: ScoringScheme,
        name: str,
        /,
        *,
        at: str | None = None,
    ) -> WaveSeries:
        """Return several waves, of which this time is the last one.

        Args:
            paths: The files of the earlier ones, the earliest first.
            carried: How many of them are of the older edition, where there is a crosswalk.
            after: The scores of this time.
            scheme: The scheme that made them, as in `scores`.
            name: What this time is called.
            at: When each wave was, as a text.

        Raises:
            ArgumentError: An option contradicts another one, or a wave has no unit of this time.
            ContentError: A file cannot be used.
            FileError: One cannot be read.
        """
        times = None if at is None else times_of(at, len(paths) + 1)
        waves, ways = [], []
        for place in range(len(paths)):
            found, way = self.of_wave(place, paths, carried).scores(after, scheme)
            waves.append(found)
            ways.append(way)
        names = [*(path.stem for path in paths), name]
        if len(set(names)) < len(names):
            names = [f"{place}: {one}" for place, one in enumerate(names, start=1)]
        return wave_series(
            [*waves, after],
            names=names,
            at=times,
            crosswalks=[*ways, None],
            reliability=reliabilities(self.reliability, after),
            rule=self.rule,
            conventions=Conventions(partly_administered=self.partly),
        )


def carried_of(carried: int | None, crosswalk: str | None, earlier: int, /) -> int:
    """Return how many of the earlier files are of the older edition; the first one where nothing is said.

    Raises:
        ArgumentError: There is no crosswalk, or there are fewer files.
    """
    if carried is not None and (crosswalk is None or carried > earlier):
        expected = f"--crosswalk beside it, and at most {earlier}, the number of earlier files"
        raise ArgumentError("--carried", str(carried), expected)
    return carried or 1


def times_of(text: str, waves: int, /) -> tuple[float, ...]:
    """Return when waves were, as a text says.

    Raises:
        ArgumentError: It has not as many ascending numbers as there are waves.

    Example:
        >>> times_of("2022, 2024,2026", 3)
        (2022.0, 2024.0, 2026.0)
    """
    times: tuple[float, ...] = ()
    with suppress(ValueError):
        times = tuple(float(part) for part in text.split(","))
    if len(times) != waves or not all(map(math.isfinite, times)) or list(times) != sorted({*times}):
        raise ArgumentError("--at", repr(text), f"{waves} ascending numbers with commas, one for each file")
    return times


def reliabilities(said: Sequence[str], scores: Scores, /) -> Mapping[str, float] | None:
    """Return the reliability of each score of which one was said; None where nothing was.

    Raises:
        ArgumentError: A text is no number from 0 to 1, or says nothing of which score.
        UnknownCodeError: No score has the code.
    """
    if not said:
        return None
    found: dict[str, float] = {}
    for text in sorted(
        said, key=lambda one: "=" in one
    ):  # what is said of one score goes before what is of all
        code, _, number = text.rpartition("=")
        try:
            value = float(number)
        except ValueError:
            value = -1.0
        if not 0 <= value <= 1:
            expected = "a number from 0 to 1, or CODE=NUMBER"
            raise ArgumentError("--reliability", repr(text), expected)
        if code and code not in scores.codes:
            raise UnknownCodeError("no score has the code", code, scores.codes)
        found |= dict.fromkeys([code] if code else scores.codes, value)
    return found
