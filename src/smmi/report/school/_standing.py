"""Where a score lies on its line, and where it stands in each group, as a reader meets it."""

from collections.abc import Sequence

from smmi.benchmark import NoStanding, Standing
from smmi.report.page._page import View
from smmi.report.school._subject import Subject
from smmi.report.wording import (
    _sentences as words,
    absence_text,
    chance_text,
    chances_text,
    interval_text,
    is_open,
    level_text,
    percentile_text,
    quartile_chance,
    score_text,
    standing_reason,
    untold_reason,
)


def score_view(subject: Subject, code: str, /, *, sizes: bool = True) -> View:
    """Return a score in texts, what its bar draws, and where it stands in each group.

    Args:
        subject: Of whom the report is.
        code: The code of the score.
        sizes: Whether the size of a group is told of which nothing else is.
    """
    score, standings = subject.profile[code], subject.standings(code)
    pairs = zip(standings, subject.group_names, strict=True)
    return {
        "value": score_text(score.value),
        "reason": absence_text(score.reason),
        "extent": subject.extent(score),
        # Places on a line from 0 to 100, to the digits of the text; the range only where blanks leave it open.
        "bar": {
            "score": _at(score.value),
            "range": [_at(end) for end in score.bounds or ()] if is_open(score) else (),
            "medians": [_median_drawn(subject, standing) for standing in standings],
        },
        "standings": [
            {"group": name, **standing_view(subject, standing, sizes=sizes)} for standing, name in pairs
        ],
    }


def _at(value: float | None) -> str:
    return "" if value is None else f"{score_text(value)}%"


def _median_drawn(subject: Subject, standing: Standing) -> View:
    """Return where a median is drawn: a place, or a band; nothing where it is not told."""
    if standing.median is None:
        return {}
    band = subject.rule.band(standing.median)
    if band is None:
        return {"at": _at(standing.median)}
    return {"low": f"{band[0]:g}%", "width": f"{band[1] - band[0]:g}%"}


def _median_text(subject: Subject, standing: Standing) -> str:
    if standing.median is None:
        return ""
    band = subject.rule.band(standing.median)
    if band is None:
        return score_text(standing.median)
    low, high = band
    return words.BAND.format(low=f"{low:g}", high=f"{high:g}")


def _why_not(subject: Subject, standing: Standing) -> tuple[str, str]:
    """Return why a standing, or a part of it, is not there, and why its median is not."""
    told, rule, noun = subject.told_of(standing), subject.rule, subject.noun
    median = untold_reason(told.median, others=told.others, least=rule.minimum_median, noun=noun)
    exact = subject.placement[standing.code][standing.group.name]
    share = subject.profile.partly_administered.get(standing.code)
    if exact.reason is NoStanding.PARTLY_ADMINISTERED:
        return standing_reason(exact, share=share), median
    if exact.reason is NoStanding.NO_SCORE and exact.median is not None and standing.median is None:
        return f"{standing_reason(exact)}; {median}", median
    if exact.quartile is not None and told.standing is not None:
        return untold_reason(
            told.standing, others=told.others, least=rule.minimum_standing, noun=noun
        ), median
    return standing_reason(exact), median


def standing_view(subject: Subject, standing: Standing, /, *, sizes: bool = True) -> View:
    """Return a standing in texts; empty ones for what it does not have."""
    named = subject.likely_quartiles(standing)
    chances = dict(standing.band_probabilities or {})
    own = quartile_chance(standing)
    if standing.quartile and own is not None:
        chances[standing.quartile] = own
    is_close = subject.is_close(standing)
    earned = standing.stars
    with_chance = {
        quartile: words.WITH_CHANCE.format(quartile=quartile.label, chance=chance_text(chance, brief=True))
        for quartile, chance in chances.items()
    }
    reason, no_median = _why_not(subject, standing)
    stars = (words.PALE_STARS if is_close else words.STARS).format(earned=earned)
    return {
        "is_own": not standing.group.is_everyone,
        "stars": {"earned": earned, "is_close": is_close, "text": stars} if earned else (),
        "quartile": words.EITHER.join(quartile.label for quartile in named),
        "quartiles": [with_chance[quartile] for quartile in named],
        "own_quartile": with_chance[standing.quartile] if standing.quartile else "",
        "chance": "" if own is None else chance_text(own),
        "chances": chances_text(standing) if is_close else "",
        "percentile": "" if standing.percentile is None else percentile_text(standing.percentile),
        "interval": interval_text(standing.interval) if standing.interval else "",
        "level": level_text(standing.conventions.level),
        "median": _median_text(subject, standing),
        "size": standing.n if sizes or earned or standing.median is not None else "",
        "reason": reason,
        "no_median": no_median,
    }


def median_signs(subject: Subject, codes: Sequence[str], /) -> list[View]:
    """Return the signs of the medians and what they mean, all participants first; nothing for one that is not drawn."""
    own, band = subject.group_names[1:], subject.rule.median_band
    texts = [words.SIGN_OF_EVERYONE, *(words.SIGN_OF_GROUP.format(group=name) for name in own)]
    drawn: View = {"at": "50%"}
    if band is not None:
        texts = [words.SIGN_OF_BAND.format(median=text, width=band) for text in texts]
        drawn = {"low": "25%", "width": "50%"}
    shown = zip(*(subject.standings(code) for code in codes), strict=True)
    is_drawn = [any(standing.median is not None for standing in each) for each in shown]
    return [
        {"text": text, "drawn": drawn} if told else {} for text, told in zip(texts, is_drawn, strict=True)
    ]
