"""What moved for one unit, in words and tables, for organisers."""

from collections.abc import Iterator
from typing import Final

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from smmi.benchmark import ChangeForm, LastTime, Norms
from smmi.benchmark.follow_up import ChangedAnswers, Moved, NotCompared
from smmi.instrument import Area, Instrument
from smmi.report.wording import (
    DASH,
    Noun,
    answer_texts,
    carried_text,
    error_text,
    group_text,
    isolated,
    listed,
    moved_text,
    no_rank_text,
    no_verdict_text,
    not_compared_text,
    own_parts_text,
    rank_change_text,
    score_label,
    score_text,
    share_text,
    signed_text,
    turns_told,
    verdict_text,
)
from smmi.scoring import ScoreProfile

OVERALL: Final = "overall"
ASIDE: Final = (NotCompared.BREAK, NotCompared.PARTLY_BEFORE)
APART: Final = "({before})"
ORGANISERS: Final = (
    "For organisers: ranks and errors rest on the scores of all units. `smmi report --before` tells a unit what it may "
    "know."
)
IN_BRACKETS: Final = (
    "In brackets: what last time's answers make as far as they carry over. "
    "It is no score of the same questions."
)
RESTS: Final = (
    "Rests on: the part of the questions that apply to the unit, by their weight, that was asked or could be carried. "
    "Such a score is neither compared nor placed."
)


def show_unit(last: LastTime, profile: ScoreProfile, moved: tuple[Moved, ...], norms: Norms) -> None:
    """Print what moved for one unit, whether it is real, and how its place moved."""
    console = Console(highlight=False)
    overall, unit = moved[0], profile.unit
    lead = moved_text(overall, last.rule) or f"not compared: {not_compared_text(last, overall, unit)}."
    declared = profile.scores.instrument
    console.print(Text(f"{isolated(unit)}, overall: {lead}"))
    console.print()
    console.print(_table(last, profile, moved))
    for line in _notes(last, profile, moved):
        console.print(Text(line))
    parts = last.own_parts(unit)
    why = "" if parts is None else own_parts_text(parts, profile.scores.instrument)
    if why:
        console.print(Text(f"Why the overall score moved. {why}"))
    console.print()
    if overall.difference is None:
        _show_answers(console, last.changed_answers(unit), declared)
    placement = norms.place(profile)
    for one, group in zip(last.rank_changes(profile, placement), placement.groups, strict=True):
        told = rank_change_text(one) or (no_rank_text(one.reason, overall) if one.reason else "")
        console.print(Text(f"Percentile rank, {group_text(declared, group)}: {told}"))
    console.print(Text(ORGANISERS))


def _show_answers(console: Console, found: ChangedAnswers, declared: Instrument) -> None:
    """Print which answers changed, where the overall score does not say what moved."""
    console.print(Text(carried_text(found, declared, Noun.of("unit"))))
    if found.changed:
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
        for name in ("Question", "Last time", "Now"):
            table.add_column(name, overflow="fold")
        for title, ones in turns_told(found):
            table.add_row(Text(title), "", "", style="bold")
            for one in ones:
                question, _, then, now = answer_texts(one, declared)
                table.add_row(Padding(Text(isolated(question)), (0, 0, 0, 2)), Text(then), Text(now))
        console.print(table)
    console.print()


def _table(last: LastTime, profile: ScoreProfile, moved: tuple[Moved, ...]) -> Table:
    declared = profile.scores.instrument
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", overflow="fold")
    with_error = last.rule.form is ChangeForm.JACOBSON_TRUAX  # by the others an index is compared
    for name in ("Last time", "Now", "Change", *(["Error up to"] if with_error else [])):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Is it real", overflow="fold")
    for one in _in_order(moved, declared):
        before = score_text(one.before)
        apart = one.before is not None and one.reason in ASIDE
        cells = (
            APART.format(before=before) if apart else before,
            score_text(one.after),
            DASH if one.difference is None else signed_text(one.difference),
            *([DASH if one.smallest is None else score_text(one.smallest)] if with_error else []),
            verdict_text(one) or _apart_text(last, one, profile.unit),
        )
        is_area = one.code != "overall" and isinstance(declared[one.code], Area)
        table.add_row(
            Padding(Text(_label(profile, one)), (0, 0, 0, 2 if is_area else 0)),
            *map(Text, cells),
            style=None if is_area else "bold",
        )
    return table


def _in_order(moved: tuple[Moved, ...], declared: Instrument) -> Iterator[Moved]:
    """Yield the overall score, then each domain with its areas below it."""
    found = {one.code: one for one in moved}
    yield found.pop(OVERALL)
    for domain in declared.domains:
        yield found.pop(domain.code)
        yield from (found.pop(area.code) for area in domain.areas)
    yield from found.values()


def _apart_text(last: LastTime, one: Moved, unit: str) -> str:
    """Return why a score is not compared, and on which part it rests."""
    why = not_compared_text(last, one, unit)
    if one.share is None:
        return f"not compared: {why}"
    rests = f"rests on {share_text(one.share)}"
    if one.reason is NotCompared.BREAK:
        return f"not compared: {why}; {rests}"
    return f"not compared: {'now' if one.reason is NotCompared.PARTLY_AFTER else 'last time'} it {rests}"


def _notes(last: LastTime, profile: ScoreProfile, moved: tuple[Moved, ...]) -> Iterator[str]:
    """Yield why no verdict is given, what brackets and parts are, and what the error is made of."""
    silent: dict[str, list[str]] = {}
    for one in moved:
        why = no_verdict_text(one)
        if why:
            silent.setdefault(why, []).append(_label(profile, one))
    for why, labels in silent.items():
        yield f"Whether it is real cannot be told, {why}: {listed(labels)}"
    if any(one.before is not None and one.reason in ASIDE for one in moved):
        yield IN_BRACKETS
    if any(one.share is not None for one in moved):
        yield RESTS
    if any(one.reason is NotCompared.BREAK for one in moved):
        yield "Other questions: not comparable between the editions; `smmi change --out FILE` says why of each score."
    if any(one.error is not None for one in moved):
        overall = "" if moved[0].difference is None else f" {error_text(last, OVERALL)} (overall);"
        spread = f"standard deviation of the {len(last.scores)} units of last time."
        yield f"{last.rule.describe()[0][1]}{overall} {spread if overall else spread.capitalize()}"


def _label(profile: ScoreProfile, moved: Moved) -> str:
    return isolated(score_label(moved.code, profile.scores.instrument))
