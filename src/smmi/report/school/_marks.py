"""Stars, and what the bars draw."""

from collections.abc import Sequence

from smmi.benchmark import Standing
from smmi.report.page._page import View
from smmi.report.school._subject import Subject
from smmi.report.wording import _sentences as words
from smmi.report.wording._words import is_open
from smmi.scoring.scorer import NodeScore


def stars(subject: Subject, standing: Standing, /) -> View | None:
    """Return the stars of a standing, pale where they are too close to tell; None without a quartile."""
    if standing.quartile is None:
        return None
    close, earned = subject.is_close(standing), standing.quartile.stars
    text = words.PALE_STARS if close else words.STARS
    return {"earned": earned, "close": close, "text": text.format(earned=earned)}


def bar(score: NodeScore, standings: Sequence[Standing], /) -> View:
    """Return where on its line a score lies, its attainable range if blanks leave it open, and each group's median."""
    return {
        "score": _at(score.value),
        "range": [_at(end) for end in score.bounds or ()] if is_open(score) else (),
        "medians": [_at(standing.median) for standing in standings],
    }


def _at(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}%"


def median_names(subject: Subject, shown: Sequence[bool], /) -> list[str | None]:
    """Return what the signs of the medians mean, all participants first; None for one that is not drawn."""
    texts = [
        words.SIGN_OF_EVERYONE,
        *(words.SIGN_OF_GROUP.format(group=name) for name in subject.group_names[1:]),
    ]
    return [text if drawn else None for text, drawn in zip(texts, shown, strict=True)]
