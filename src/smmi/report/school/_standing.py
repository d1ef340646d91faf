"""Where a score lies on its line, and where it stands in each group, as a reader meets it."""

from collections.abc import Sequence

from smmi.benchmark import Standing
from smmi.report.page._page import View
from smmi.report.school._subject import Subject
from smmi.report.wording import (
    _sentences as words,
    absence_text,
    chance_text,
    interval_text,
    is_open,
    level_text,
    percentile_text,
    quartile_chance,
    score_text,
    standing_reason,
)


def score_view(subject: Subject, code: str, /) -> View:
    """Return a score in texts, what its bar draws, and where it stands in each group."""
    score, standings = subject.profile[code], subject.standings(code)
    pairs = zip(standings, subject.group_names, strict=True)
    return {
        "value": score_text(score.value),
        "reason": absence_text(score.reason),
        "extent": subject.extent(score),
        # Places on a line from 0 to 100; the range only where blanks leave it open.
        "bar": {
            "score": _at(score.value),
            "range": [_at(end) for end in score.bounds or ()] if is_open(score) else (),
            "medians": [_at(standing.median) for standing in standings],
        },
        "standings": [{"group": name, **standing_view(subject, standing)} for standing, name in pairs],
    }


def _at(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}%"


def standing_view(subject: Subject, standing: Standing, /) -> View:
    """Return a standing in texts; empty ones for what it does not have."""
    named = subject.likely_quartiles(standing)
    chances = dict(standing.band_probabilities or {})
    own = quartile_chance(standing)
    if standing.quartile and own is not None:
        chances[standing.quartile] = own
    is_close = subject.is_close(standing)
    earned = standing.stars
    stars = (words.PALE_STARS if is_close else words.STARS).format(earned=earned)
    return {
        "is_own": bool(standing.group.pairs),
        "stars": {"earned": earned, "is_close": is_close, "text": stars} if earned else (),
        "quartile": words.EITHER.join(quartile.label for quartile in named),
        "quartiles": [
            words.WITH_CHANCE.format(
                quartile=quartile.label, chance=chance_text(chances[quartile], brief=True)
            )
            for quartile in named
        ],
        "chance": "" if own is None else chance_text(own),
        "percentile": "" if standing.percentile is None else percentile_text(standing.percentile),
        "interval": interval_text(standing.interval) if standing.interval else "",
        "level": level_text(standing.conventions.level),
        "median": "" if standing.median is None else score_text(standing.median),
        "size": standing.n,
        "reason": standing_reason(standing),
    }


def median_names(subject: Subject, codes: Sequence[str], /) -> list[str]:
    """Return what the signs of the medians mean, all participants first; nothing for one that is not drawn."""
    own = subject.group_names[1:]
    texts = [words.SIGN_OF_EVERYONE, *(words.SIGN_OF_GROUP.format(group=name) for name in own)]
    shown = zip(*(subject.standings(code) for code in codes), strict=True)
    drawn = [any(standing.median is not None for standing in each) for each in shown]
    return [text if is_drawn else "" for text, is_drawn in zip(texts, drawn, strict=True)]
