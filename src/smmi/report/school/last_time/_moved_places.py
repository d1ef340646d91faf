"""Moved places: how the rank of the overall score moved, or why that cannot be said, and how firm the stars are."""

import math
from collections.abc import Iterator, Mapping

from smmi.benchmark import LastTime, Standing
from smmi.benchmark.follow_up import NoRankChange, RankChange, ToldSince
from smmi.benchmark.sensitivity import Stability
from smmi.report.school._subject import Subject
from smmi.report.school.last_time._moved_scores import OVERALL, REAL
from smmi.report.wording import (
    _sentences_of_change as change_words,
    chance_text,
    count_text,
    listed,
    minus_text,
    no_rank_text,
    percentile_text,
    quartile_chance,
)


def places(
    subject: Subject, last: LastTime, told: ToldSince, firm: Stability | None, /
) -> Iterator[tuple[str, str]]:
    """Yield for each group how the rank of the overall score moved, and how firm its stars are."""
    ranks = {one.group: one for one in told.ranks}
    exact = {one.group: one for one in last.rank_changes(subject.profile, subject.placement)}
    for standing, name in zip(subject.standings(OVERALL), subject.group_names, strict=True):
        own = ranks.get(standing.group.name)
        moved = _rank(subject, own, told) if own else ""
        parts = [moved or _why_not(subject, exact[standing.group.name], told), _firm(subject, standing)]
        parts.append(_kept(subject, standing, firm))
        text = " ".join(part for part in parts if part)
        if text:
            yield name, text


def place_note(subject: Subject, told: ToldSince, firm: Stability | None, /) -> str:
    """Return why no place moved, where that is so of all groups, and what the probabilities contain."""
    overall = told.moved[0] if told.moved else None
    why = ""
    if overall is not None and overall.difference is None:
        why = no_rank_text(NoRankChange.NOT_COMPARED, overall)
    standings = [one for one in subject.standings(OVERALL) if _firm(subject, one)]
    error = ""
    if standings:
        known = all(one.reliability is not None for one in standings)
        kept = any(_kept(subject, one, firm) for one in standings)
        error = change_words.SINCE_PLACE_ERROR.format(
            known=change_words.SINCE_PLACE_ERROR_KNOWN if known else "",
            kept=change_words.SINCE_PLACE_ERROR_KEPT if kept else "",
        )
    return f"{why} {error}".strip()


def _why_not(subject: Subject, exact: RankChange, told: ToldSince) -> str:
    """Return why it is not said of a group how the rank moved; nothing where that is so of all."""
    if not told.moved or told.moved[0].difference is None:
        return ""
    if exact.reason is not None:
        return no_rank_text(exact.reason, told.moved[0])
    why = change_words.SINCE_NO_RANK_TOLD.format(noun=subject.noun)
    return change_words.NO_RANK.format(why=why)


def rank_text(subject: Subject, told: ToldSince, /) -> str:
    """Return in a line how the rank in its own group moved, or among all where it has none; nothing where untold."""
    name = subject.standings(OVERALL)[-1].group.name
    one = next((one for one in told.ranks if one.group == name), None)
    figures = {} if one is None else _ranks(one)
    if not figures:
        return ""
    unsure = change_words.SINCE_BRIEF_RANK_UNSURE if _is_unsure(told, figures) else ""
    return change_words.SINCE_BRIEF_RANK.format(group=subject.group_names[-1], unsure=unsure, **figures)


def _is_unsure(told: ToldSince, figures: Mapping[str, str]) -> bool:
    """Return whether a rank moved, and the score by no more than error."""
    return told.moved[0].verdict not in REAL and figures["then"] != figures["now"]


def _ranks(one: RankChange) -> dict[str, str]:
    """Return the ranks in words, whole as they are shown, so that the figures add up before a reader's eyes."""
    if one.then is None or one.still is None or one.now is None:
        return {}
    then, still, now = map(percentile_text, (one.then, one.still, one.now))
    own, drift = (round(float(still)) - round(float(then)), round(float(now)) - round(float(still)))
    return {
        "then": then,
        "still": still,
        "now": now,
        "own": minus_text(f"{own:+d}" if own else "0"),
        "drift": minus_text(f"{drift:+d}" if drift else "0"),
    }


def _rank(subject: Subject, one: RankChange, told: ToldSince) -> str:
    figures = _ranks(one)
    if not figures:
        return ""
    text = change_words.SINCE_RANK.format(noun=subject.noun, **figures)
    return f"{text} {change_words.SINCE_RANK_ERROR}" if _is_unsure(told, figures) else text


def _firm(subject: Subject, standing: Standing) -> str:
    """Return how sure the stars of the overall score are."""
    chance = quartile_chance(standing)
    if not standing.stars or chance is None:
        return ""
    text = change_words.SINCE_CLOSE if subject.is_close(standing) else change_words.SINCE_FIRM
    return text.format(stars=count_text(standing.stars, "star"), chance=chance_text(chance))


def _kept(subject: Subject, standing: Standing, firm: Stability | None) -> str:
    """Return how often the stars stay what they are under other rules and weights, in tenths."""
    if firm is None or firm.group.name != standing.group.name or not standing.stars:
        return ""  # there are no stars, or they are not told
    unit, told = subject.profile.unit, []
    for sweep, text in ((firm.grid, change_words.SINCE_RULES), (firm.weights, change_words.SINCE_WEIGHTS)):
        if sweep is not None and OVERALL in sweep.held.codes:
            share = sweep.held.of(unit)[OVERALL]["stars_held"]
            if not math.isnan(share):  # by the norms that were varied it has stars, too
                told.append(text.format(n=sweep.held.tried, tenths=round(10 * share)))
    return change_words.SINCE_KEPT.format(how=listed(told)) if told else ""
