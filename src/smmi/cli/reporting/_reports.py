"""The reports of some units of one cohort, and all of them as files of a folder."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

import attrs
import typer

from smmi.benchmark import Conventions, LastTime, Norms, PeerLadder, ReportRule
from smmi.benchmark.disclosure import others_of_owner
from smmi.benchmark.follow_up import WaveSeries
from smmi.benchmark.norms import FoundPeers
from smmi.benchmark.sensitivity import Stability
from smmi.cli._steps import progress
from smmi.cli.files import FileArgument, Reads, Writes, refuse_overwriting, unwritten, write_whole
from smmi.cli.formats import explained
from smmi.cli.manifests import is_as_made, recorded_apart
from smmi.cli.over_time import usual_stability
from smmi.instrument import Answers
from smmi.report import ReportForm, school_report
from smmi.scoring import Scores

_OTHER: Final = re.compile(r"[^A-Za-z0-9._-]+")
MOST_LETTERS: Final = 80
"""A name of a file begins with so many letters of the unit's at most."""
DIGITS: Final = 10
"""So many digits of its hash tell apart units whose names would be those of one file."""
_OF_WINDOWS: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


@attrs.frozen(kw_only=True)
class Reports:
    """What the reports of one cohort have in common; each unit's is the same as if it was asked for alone.

    Attributes:
        scores: The scores of all units.
        groups: The attributes by which they are grouped.
        partly: The partly administered scores that are compared nevertheless.
        ladder: By what units are similar; None if that is not asked for.
        norms: The norms; None to make them of the scores.
        last: What was last time; None if that is not given.
        waves: Several waves, of which last time is one; None if they are not given.
        owner: The attribute that names the owner of a unit.
        rule: What must not be derived from a report; None for the usual rule.
        unit_noun: What a unit is called.
        unit_nouns: What several are called.
        note: A sentence under the heading of each report.
        form: The form of the reports.
    """

    scores: Scores
    groups: Sequence[str]
    partly: tuple[str, ...]
    ladder: PeerLadder | None
    norms: Norms | None
    last: LastTime | None
    waves: WaveSeries | None
    owner: str | None
    rule: ReportRule | None
    unit_noun: str
    unit_nouns: str
    note: str
    form: ReportForm

    def text(self, unit: str, /) -> str | bytes:
        """Return the report of a unit: bytes of a PDF, else text."""
        profile, norms = self.scores.of(unit), self._norms_of(unit)
        placement = norms.place(profile)
        attributes = profile.attributes
        own = [f"{name}={attributes[name]}" for name in self.groups if attributes[name] is not None]
        if placement.peers is not None and placement.peers.group is not None:
            own.insert(0, placement.peers.group.full_name)
        return school_report(
            profile,
            placement,
            peers=next(iter(own), None),
            rule=self.rule,
            known=_known(self.scores.answers, unit, self.owner, norms, self.last, self.waves),
            unit_noun=self.unit_noun,
            unit_nouns=self.unit_nouns,
            note=self.note,
            since=self.last,
            waves=self.waves,
            stability=self._stability(norms),
            explanations=explained(self.scores.instrument),
            form=self.form,
        )

    def _norms_of(self, unit: str) -> Norms:
        if self.ladder is None or self.norms is not None:
            return self._shared
        return self._fitted([self.ladder.peers_of(unit, self.scores)])

    @cached_property
    def _shared(self) -> Norms:
        return self._fitted([]) if self.norms is None else self.norms

    def _fitted(self, peers: Sequence[FoundPeers]) -> Norms:
        asked = Conventions(partly_administered=self.partly)
        return Norms.fit(self.scores, by=self.groups, conventions=asked, peers=peers)

    def _stability(self, norms: Norms) -> Stability | None:
        """Return how firm all places are, of the units' own norms."""
        if self.last is None or self.norms is not None:
            return None
        return self._shared_stability if norms is self._shared else usual_stability(self.scores, norms)

    @cached_property
    def _shared_stability(self) -> Stability:
        return usual_stability(self.scores, self._shared)


def write_reports(reports: Reports, folder: Path, /, *, inputs: Iterable[Path]) -> None:
    """Write the report of every unit, and say how many.

    A report that is there, made of the same files by the same options and versions, is left as it is.

    Args:
        reports: The reports.
        folder: Where they go; it is made if it is not there.
        inputs: The files of which they are made; none of them is written.

    Raises:
        FileError: A file cannot be written. Those that were written are whole.
        OverwriteError: A report would take the place of one of the files of which it is made.
    """
    names = file_names(reports.scores.units.tolist(), reports.form)
    files = {unit: folder / name for unit, name in names.items()}
    refuse_overwriting(
        [
            *(FileArgument("a file of which the reports are made", Reads(), path) for path in inputs),
            *(FileArgument(f"the report of {unit}", Writes(), path) for unit, path in files.items()),
        ]
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritten(folder, error) from None
    written, left = 0, 0
    for unit, path in progress("Writing reports", files.items()):
        with recorded_apart({"--all": None, "--unit": unit}, path) as manifest:
            if manifest is not None and is_as_made(path, manifest):
                left += 1
                continue
            write_whole({path: reports.text(unit)})
            written += 1
    there = f"; {left} were there already" if left else ""
    typer.echo(f"Reports of {len(files)} units in {folder}: {written} written{there}")


def file_names(units: Sequence[str], form: ReportForm = ReportForm.HTML, /) -> Mapping[str, str]:
    """Return the name of the file of each unit's report.

    It is the unit's own where every system takes that; else its plain letters, with digits of its hash.

    Example:
        >>> list(file_names(["S001", "St. John's"]).values())
        ['S001.html', 'St._John_s-de8580b579.html']
    """
    plain = {unit: _OTHER.sub("_", unit)[:MOST_LETTERS].strip("._") for unit in units}
    shared = Counter(name.casefold() for name in plain.values())
    return {
        unit: f"{name}.{form.value}"
        if name == unit and shared[name.casefold()] == 1 and not _OF_WINDOWS.fullmatch(name)
        else f"{name}-{hashlib.sha256(unit.encode()).hexdigest()[:DIGITS]}.{form.value}"
        for unit, name in plain.items()
    }


def _known(
    answers: Answers,
    unit: str,
    owner: str | None,
    norms: Norms,
    last: LastTime | None,
    waves: WaveSeries | None,
) -> int:
    """Return of how many other units of any time the unit's owner may know the scores: in norms, or in answers."""
    if owner is None:
        return 0
    now = others_of_owner(answers, unit, owner=owner, members=norms.members)
    if waves is not None:
        earlier = [one.answers for one in waves.scores[:-1] if unit in one.units.tolist()]
        now = max(now, *(others_of_owner(one, unit, owner=owner) for one in earlier), 0)
    if last is None:
        return now
    # The error of then rests on the answers of then, ranks on the norms: it may know of others in either.
    there = set(last.scores.units.tolist())
    if unit not in there:
        return max(now, others_of_owner(answers, unit, owner=owner, members=last.norms.members))
    others = last.norms.members.keys() - there
    then = others_of_owner(last.scores.answers, unit, owner=owner)
    return max(now, then + others_of_owner(answers, unit, owner=owner, members=others))
