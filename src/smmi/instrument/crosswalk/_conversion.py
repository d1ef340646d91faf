"""Answers and scores converted from one edition to another; everything that is not carried over is a finding."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Generic, TypeVar

import attrs
import numpy as np

from smmi.errors import ArgumentError, EditCheckError, Finding, Reason, UnknownCodeError
from smmi.frozen import freeze_mapping
from smmi.instrument.answers import (
    Answers,
    AttributeColumn,
    Column,
    GivenColumn,
    as_given,
    empty_values,
    encode_attribute,
    needed_characteristics,
    routed_answers,
)
from smmi.instrument.comparability import Comparability, NodeDiff
from smmi.instrument.crosswalk._recoding import Reread, reread
from smmi.instrument.crosswalk_entries import (
    CrosswalkEntry,
    MergedEntry,
    RescaledEntry,
    RetiredEntry,
    ReworkedEntry,
    SplitEntry,
    directed_maps,
)
from smmi.instrument.declaration import AnswerState
from smmi.instrument.hierarchy import Indicator, Instrument
from smmi.instrument.scales import coding

V = TypeVar("V")

_FATES: Final[Mapping[type, str]] = {
    RetiredEntry: "retired",
    SplitEntry: "split into {}",
    MergedEntry: "merged into {}",
    ReworkedEntry: "reworked as {}",
    RescaledEntry: "its answer does not say what the answer to {} would be",
}
"""What became of an indicator whose answers stay behind, before the codes that took its place."""


@attrs.frozen(kw_only=True)
class Carried:
    """Answers carried to another edition.

    Attributes:
        answers: The answers, to the newer edition.
        findings: Everything that was not carried, and why: whole indicators, and single answers.

    Example:
        >>> import numpy as np
        >>> from smmi import editions
        >>> from smmi.instrument import synthesize
        >>> crosswalk = editions.crosswalk_18_to_16()
        >>> answers = synthesize(crosswalk.old, units=2, rng=np.random.default_rng(1))
        >>> carried = crosswalk.carry_answers(answers)
        >>> carried.answers.instrument == crosswalk.new, len(carried.answers)
        (True, 2)
    """

    answers: Answers
    findings: tuple[Finding, ...]


@attrs.frozen(kw_only=True)
class CarriedScores(Generic[V]):
    """Scores carried to another edition's codes.

    Attributes:
        scores: The scores that compare as they are, by the newer edition's codes.
        findings: Every score that was not carried, and why.

    Example:
        >>> from smmi import editions
        >>> carried = editions.crosswalk_18_to_16().carry_scores({"overall": 50.0})
        >>> dict(carried.scores), carried.findings[0].reason.value
        ({}, 'not-carried')
    """

    scores: Mapping[str, V] = attrs.field(converter=freeze_mapping, hash=False)
    findings: tuple[Finding, ...]


def carried_scores(old: Instrument, diffs: Sequence[NodeDiff], scores: Mapping[str, V]) -> CarriedScores[V]:
    """Return scores under the newer edition's codes; see `Crosswalk.carry_scores`."""
    by_old = {code: diff for diff in diffs for code in diff.olds}
    carried: dict[str, V] = {}
    findings = []
    for code, score in scores.items():
        if code not in by_old:
            raise UnknownCodeError("no score has the code", str(code), ("overall", *old.nodes))
        diff = by_old[code]
        if diff.comparability is Comparability.COMPARABLE:
            carried[diff.news[0]] = score
        else:
            because = "; ".join(ground.message for ground in diff.grounds)
            message = (
                f"the score of {code!r} is not carried, because it is {diff.comparability.value}: {because}"
            )
            findings.append(_finding(code, message))
    return CarriedScores(scores=carried, findings=tuple(findings))


def carried_answers(
    old: Instrument, new: Instrument, entries: Sequence[CrosswalkEntry], answers: Answers
) -> Carried:
    """Return answers to one edition as answers to another; see `Crosswalk.carry_answers`."""
    if answers.instrument != old:
        raise ArgumentError("answers", f"answers to {answers.instrument!r}", f"answers to {old!r}")
    EditCheckError.raise_any(_missing(new, answers))
    findings: list[Finding] = []
    attributes = _attributes(new, answers, findings)
    given = dict(zip([i.code for i in old.indicators], as_given(answers), strict=True))
    sources = {
        entry.news[0]: (entry, maps) for entry in entries if (maps := directed_maps(entry)[0]) is not None
    }
    findings += _left_behind(old, entries, given)
    columns: list[Column] = []
    skipped: dict[int, GivenColumn] = {}
    for place, indicator in enumerate(new.indicators):
        if indicator.code not in sources:
            how, n = coding(indicator.scale), len(answers)
            codes = np.full(n, AnswerState.NOT_ADMINISTERED, dtype=how.dtype)
            columns.append(Column(codes, empty_values(how, n)))
            findings.append(
                _finding(indicator.code, f"{indicator.code!r} has no answers: nothing was carried to it")
            )
            continue
        entry, maps = sources[indicator.code]
        was = old[entry.olds[0]]
        assert isinstance(was, Indicator)  # noqa: S101  (maps forward bind indicators, or SameEntry binds its own kind)
        again = reread(given[was.code].column, was.scale, indicator.scale, maps)
        findings += _cell_findings(indicator.code, again, answers)
        columns.append(again.column)
        if given[was.code].skipped.any():
            skipped[place] = given[was.code]
    carried, unasked = _routed(new, answers, columns, attributes, skipped)
    for code, count in unasked.items():
        asked = f"the older edition did not ask {count} of {len(answers)} units"
        findings.append(_finding(code, f"{code!r}: {asked}; they count as not administered here"))
    findings += _ruled_out(carried, answers, sources)
    return Carried(answers=carried, findings=tuple(findings))


def _finding(code: str, message: str, reason: Reason = Reason.NOT_CARRIED) -> Finding:
    return Finding(reason=reason, path=f"$.{code}", message=message, code=code)


def _locate(row: int, code: str) -> str:
    return f"$.{code}[{row}]"


def _missing(new: Instrument, answers: Answers) -> Iterator[Finding]:
    for name in needed_characteristics(new):
        if name not in answers.attributes:
            message = (
                f"the characteristic {name!r} decides which indicators of edition {new.edition!r} apply, but it is "
                "not among the attributes of the answers; give its column"
            )
            yield Finding(reason=Reason.MISSING_COLUMN, path="$", message=message, code=name)


def _attributes(new: Instrument, answers: Answers, findings: list[Finding]) -> Mapping[str, AttributeColumn]:
    declared = {c.code: tuple(option.code for option in c.options) for c in new.characteristics}
    attributes = {}
    for name, column in answers.attributes.items():
        allowed = declared.get(name, column.labels)
        attributes[name] = column
        if allowed != column.labels:
            values = list(column)
            attributes[name], _ = encode_attribute(
                name, allowed, [value if value in allowed else None for value in values], _locate
            )
            among = ", ".join(map(repr, allowed))
            findings += [
                Finding(
                    reason=Reason.UNKNOWN_CHARACTERISTIC_VALUE,
                    path=_locate(row, name),
                    message=f"{name!r}: got {value!r}, which the newer edition does not know; it knows {among}",
                    unit=str(answers.units[row]),
                    code=name,
                    row=row,
                )
                for row, value in enumerate(values)
                if value is not None and value not in allowed
            ]
    return attributes


def _left_behind(
    old: Instrument, entries: Sequence[CrosswalkEntry], given: Mapping[str, GivenColumn]
) -> Iterator[Finding]:
    said = {code: entry for entry in entries for code in entry.olds}
    for indicator in old.indicators:
        entry = said[indicator.code]
        if directed_maps(entry)[0] is None:
            states = coding(indicator.scale).states[given[indicator.code].column.codes]
            count = int((states == AnswerState.ANSWERED).sum())
            answers = "1 answer stays" if count == 1 else f"{count} answers stay"
            why = f" ({entry.why})" if entry.why else ""
            fate = _FATES[type(entry)].format(", ".join(map(repr, entry.news)))
            message = f"{indicator.code!r} is not carried: {fate}{why}; {answers} behind"
            yield _finding(indicator.code, message)


def _cell_findings(code: str, again: Reread, answers: Answers) -> Iterator[Finding]:
    for rows, problem in again.lost:
        for row in rows.tolist():
            yield Finding(
                reason=Reason.NOT_CARRIED,
                path=_locate(row, code),
                message=f"{code!r}: the answer cannot be carried: {problem}",
                unit=str(answers.units[row]),
                code=code,
                row=row,
            )
    for rows, option in again.generic:
        message = f"{code!r}: the option {option!r} is not on the newer scale; {len(rows)} times its meaning is kept"
        yield _finding(code, message)


def _routed(
    new: Instrument,
    answers: Answers,
    columns: list[Column],
    attributes: Mapping[str, AttributeColumn],
    skipped: Mapping[int, GivenColumn],
) -> tuple[Answers, Mapping[str, int]]:
    """Return the answers under the newer routing, and how many units it asks whom the older did not, by indicator.

    Such cells are *not administered*, which may shut gates further on: so it goes on in the instrument's order.
    """
    unasked: dict[str, int] = {}
    waiting = sorted(skipped)
    while True:
        carried = routed_answers(new, answers.units, columns, attributes, _locate)
        for place in list(waiting):
            waiting.remove(place)
            open_here = skipped[place].skipped & (carried.columns[place].codes == AnswerState.NO_ANSWER)
            if open_here.any():
                given = columns[place]
                state = given.codes.dtype.type(AnswerState.NOT_ADMINISTERED)
                columns[place] = Column(np.where(open_here, state, given.codes), given.values)
                unasked[new.indicators[place].code] = int(open_here.sum())
                break
        else:
            return carried, unasked


def _ruled_out(
    carried: Answers, answers: Answers, sources: Mapping[str, tuple[CrosswalkEntry, object]]
) -> Iterator[Finding]:
    before = {(item.unit, item.code) for item in answers.set_aside}
    counts = Counter(
        item.code for item in carried.set_aside if (item.unit, sources[item.code][0].olds[0]) not in before
    )
    for code, count in counts.items():
        units = "1 unit" if count == 1 else f"{count} units"
        message = f"{code!r}: the newer edition does not ask {units} that answered; the answers are set aside"
        yield _finding(code, message, Reason.BEHIND_SHUT_GATE)
