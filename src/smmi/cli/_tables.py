"""Tables on the terminal: one unit's result, and the groups of norms."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from smmi.benchmark import (
    Group as PeerGroup,
    Norms,
    NoStanding,
    Placement,
    PublishedNorms,
    Standing,
    highlights,
)
from smmi.benchmark.interpretation import HighlightRule
from smmi.instrument import Area, Domain, Instrument
from smmi.report.wording import (
    DASH,
    absence_text,
    chances_text,
    group_text,
    interval_text,
    is_close,
    is_open,
    isolated,
    listed,
    percentile_text,
    score_text,
    share_text,
)
from smmi.scoring import ScoreProfile
from smmi.scoring.scorer import NodeScore

SIDE_BY_SIDE: Final = 76
"""From so many columns on, the groups stand side by side; below, on lines of one cell."""
ROOMY: Final = 100
"""From so many columns on, stars are drawn one by one; below, counted."""
SYMBOLS: Final = "★☆–—"
"""Characters that the encoding of a terminal may not have."""
CLOSE: Final = "☆: the place among those that took part; the quartile is too close to tell"
AFTER_HAND_OUT: Final = (
    "Whatever is published later of these units must be of the same groups: smmi publish, and its ledger, do not know "
    "of this file. Hand out no other norms of them."
)
"""What follows from norms that were handed out."""
PLAIN: Final = str.maketrans(SYMBOLS, "*?--")
"""What stands for them there."""


def result_table(
    profile: ScoreProfile, placement: Placement, /, *, groups: Sequence[PeerGroup], console: Console
) -> RenderableType:
    """Return one unit's result: overall, and each area in its domain, against each of some groups.

    Args:
        profile: The unit's scores.
        placement: Where they stand.
        groups: The groups to show.
        console: Where it will be printed; its width and encoding decide the form.
    """
    names = [group_text(profile.scores.instrument, group) for group in groups]
    columns = _standing_columns(profile, placement, groups, roomy=console.width >= ROOMY)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column("\n", overflow="fold")
    table.add_column("\nScore", justify="right", no_wrap=True)
    table.add_column("Attain-\nable", justify="right", no_wrap=True)
    wide = console.width >= SIDE_BY_SIDE
    headings = [f"{name}\n{column[0]}" for name, column in zip(names, columns, strict=True)]
    for heading in headings if wide else ["\n".join([*names, columns[0][0]])]:
        table.add_column(Text(heading), no_wrap=True)
    # What an encoding does not have is dropped.
    plain = SYMBOLS.encode(console.encoding, "ignore").decode(console.encoding) != SYMBOLS
    for position, (label, code, node) in enumerate(_rows(profile), start=1):
        score = profile[code]
        value = DASH if score.value is None else score_text(score.value)
        attainable = _range_text(score)
        cells = [column[position] for column in columns]
        own = cells if wide else ["\n".join(cells)]
        texts = [text.translate(PLAIN) if plain else text for text in (value, attainable, *own)]
        labelled = Padding(Text(label), (0, 0, 0, 2 if isinstance(node, Area) else 0))
        table.add_row(labelled, *map(Text, texts), style=None if isinstance(node, Area) else "bold")
    is_any_close = any("☆" in cell for column in columns for cell in column)
    notes = [CLOSE.translate(PLAIN) if plain else CLOSE] if is_any_close else []
    return Group(table, *map(Text, [*notes, *_notes(profile, placement, groups)]))


def _standing_columns(
    profile: ScoreProfile, placement: Placement, groups: Sequence[PeerGroup], *, roomy: bool
) -> list[list[str]]:
    """Return the heading and the cells of each group's column: percentile rank, quartile and stars, size."""
    columns = [
        [
            ("%ile", "Quartile", "n"),
            *(_standing_parts(placement[code][group.name], roomy=roomy) for _, code, _ in _rows(profile)),
        ]
        for group in groups
    ]
    every = [parts for column in columns for parts in column]
    first, second, third = (max(map(len, texts)) for texts in zip(*every, strict=True))
    return [
        [f"{percentile:>{first}} {quartile:<{second}} {n:>{third}}" for percentile, quartile, n in column]
        for column in columns
    ]


def _standing_parts(standing: Standing, *, roomy: bool) -> tuple[str, str, str]:
    percentile = DASH if standing.percentile is None else percentile_text(standing.percentile)
    if standing.quartile is None:
        return percentile, DASH, str(standing.n)
    star = "☆" if is_close(standing, HighlightRule().certainty) else "★"
    stars = star * standing.quartile.stars if roomy else f"{standing.quartile.stars}{star}"
    return percentile, f"{standing.quartile.label:<6} {stars}", str(standing.n)


def highlight_lines(profile: ScoreProfile, placement: Placement, group: PeerGroup, /) -> Iterator[str]:
    """Yield the strengths and the areas for improvement against a group, a line for each, if anything is placed."""
    instrument = profile.scores.instrument
    if all(placement[area.code][group.name].quartile is None for area in instrument.areas):
        return
    found = highlights(profile, placement, group=group.full_name)
    name = group_text(instrument, group)
    overall = placement["overall"][group.name]
    if is_close(overall, found.rule.certainty):
        extent = f"; percentile interval {interval_text(overall.interval)}" if overall.interval else ""
        yield f"Overall quartile against {name}: too close to tell ({chances_text(overall)}{extent})"
    for what, standings in (("Strengths", found.strengths), ("Areas for improvement", found.improvements)):
        areas = listed([instrument[standing.code].name for standing in standings]) or "none"
        yield f"{what} against {name}: {areas}"
    if found.unclear:
        unclear = listed([instrument[standing.code].name for standing in found.unclear])
        yield f"Too close to tell against {name}: {unclear}"


def norms_table(norms: Norms, instrument: Instrument, /) -> Table:
    """Return the groups of norms: their sizes, and the quartiles of the overall score."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Overall score")
    for name in ("n", "Lower quartile", "Median", "Upper quartile"):
        table.add_column(name, justify="right", no_wrap=True)
    for group in norms.groups:
        own = norms.table("overall", group=group.full_name)
        enough = own.n >= norms.conventions.minimum_for_quartile
        quartiles = [
            score_text(own.quantile(probability, rule=norms.conventions.quantiles)) if enough else DASH
            for probability in (0.25, 0.5, 0.75)
        ]
        table.add_row(Text(group_text(instrument, group)), str(own.n), *quartiles)
    return table


def handed_out_text(published: PublishedNorms, norms: Norms, /) -> str:
    """Return what norms that may be handed out tell, beside those of which they were made."""
    told = {code for own in published.tables.values() for code in own}
    everywhere = set.intersection(*(set(own) for own in published.tables.values()))
    groups = listed([group.name for group in published.groups])
    parts = [f"norms in bands of {published.rule.median_band:g} points, to be handed out once: {groups}"]
    left_out = [group.name for group in norms.groups if group not in published.groups]
    if left_out:
        parts.append(f"not told are {listed(left_out)}")
    scores = norms.tables[norms.groups[0]]
    if len(everywhere) < len(scores):
        parts.append(f"{len(told)} of {len(scores)} scores are told, {len(everywhere)} of them in each group")
    return "; ".join(parts)


def _rows(profile: ScoreProfile) -> Iterator[tuple[str, str, Domain | Area | None]]:
    yield "Overall", "overall", None
    for domain in profile.scores.instrument.domains:
        yield isolated(domain.label), domain.code, domain
        for area in domain.areas:
            yield isolated(area.label), area.code, area


def _notes(profile: ScoreProfile, placement: Placement, groups: Sequence[PeerGroup]) -> Iterator[str]:
    """Yield why scores and standings are absent."""
    instrument = profile.scores.instrument
    absent: dict[str, list[str]] = {}
    quartile, percentile = (
        placement.conventions.minimum_for_quartile,
        placement.conventions.minimum_for_percentile,
    )
    too_small: dict[NoStanding | None, str] = {
        NoStanding.GROUP_TOO_SMALL: f"no rank, quartile or stars in a group of fewer than {quartile}",
        NoStanding.GROUP_TOO_SMALL_FOR_PERCENTILE: f"no percentile rank in a group of fewer than {percentile}",
    }
    small: dict[str, None] = {}
    partly: list[str] = []
    for label, code, _ in _rows(profile):
        reason = profile[code].reason
        if reason is not None:
            absent.setdefault(absence_text(reason), []).append(label)
            continue
        for group in groups:
            standing = placement[code][group.name]
            if standing.reason is NoStanding.PARTLY_ADMINISTERED:
                partly.append(f"{label} ({share_text(profile.partly_administered[code])})")
                break  # in each group alike
            note = too_small.get(standing.reason)
            if standing.quartile is None and standing.reason is not NoStanding.GROUP_TOO_SMALL:
                note = "some is not told, as it would tell too much about single schools"
            if note:
                small[f"{group_text(instrument, group)}: {note}"] = None
    for why, labels in absent.items():
        yield f"No score ({why}): {listed(labels)}"
    if partly:
        yield f"Not placed (rests on a part of what applies): {listed(partly)}"
    yield from small


def _range_text(score: NodeScore) -> str:
    if score.bounds is None:
        return DASH
    low, high = map(score_text, score.bounds)
    return f"{low}–{high}" if is_open(score) else "fixed"
