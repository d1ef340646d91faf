"""Wording of what moved since last time: differences, verdicts, and why something does not compare."""

from typing import Final

from smmi.benchmark import ChangeForm, ChangeRule, LastTime, Reliability
from smmi.benchmark.follow_up import Moved, NotCompared, OwnParts, RankChange
from smmi.benchmark.waves import ChangeVerdict, NoReliableChange
from smmi.instrument import Instrument
from smmi.report.wording._words import absence_text, listed, percentile_text, score_text
from smmi.scoring import Absence

VERDICTS: Final = {
    ChangeVerdict.IMPROVED: "improved",
    ChangeVerdict.DETERIORATED: "declined",
    ChangeVerdict.NO_RELIABLE_CHANGE: "no reliable change",
}
CANNOT_TELL: Final = "cannot be told"
NO_VERDICTS: Final = {
    NoReliableChange.NO_RELIABILITY: "the reliability of the score is not known",
    NoReliableChange.TOO_FEW_UNITS: "too few took part last time",
    NoReliableChange.NO_SPREAD: "all had the same score last time",
    NoReliableChange.NO_ERROR: "the score is taken to have no error, so that every change is real",
    NoReliableChange.UNRELIABLE_DIFFERENCES: "the differences vary no more than error does",
}


def signed_text(value: float, /) -> str:
    """Return a difference with its sign, to one decimal.

    Example:
        >>> signed_text(5.24), signed_text(-0.3), signed_text(-0.04)
        ('+5.2', '-0.3', '0.0')
    """
    text = f"{value:+.1f}"
    return text[1:] if float(text) == 0 else text


def verdict_text(moved: Moved, /) -> str:
    """Return whether a change is real, in a few words; nothing where there is no difference."""
    if moved.difference is None:
        return ""
    return CANNOT_TELL if moved.verdict is ChangeVerdict.NOT_KNOWN else VERDICTS[moved.verdict]


def no_verdict_text(moved: Moved, /) -> str:
    """Return why it cannot be told whether a change is real; nothing where it can, or where there is no difference."""
    return "" if moved.no_verdict is None or moved.difference is None else NO_VERDICTS[moved.no_verdict]


def not_compared_text(last: LastTime, moved: Moved, unit: str, /) -> str:
    """Return why a score does not compare with that of last time; nothing where it does."""
    match moved.reason:
        case None:
            return ""
        case NotCompared.BREAK:
            return "other questions"
        case NotCompared.NO_SCORE_BEFORE:
            return f"no score last time ({_absence(last, moved.code, unit, after=False)})"
        case NotCompared.NO_SCORE_AFTER:
            return f"no score now ({_absence(last, moved.code, unit, after=True)})"
        case NotCompared.PARTLY_BEFORE:
            return "the score of last time rests on a part of what applies"
        case NotCompared.PARTLY_AFTER:
            return "the score of now rests on a part of what applies"


def _absence(last: LastTime, code: str, unit: str, *, after: bool) -> str:
    scores = last.waves.after if after else last.waves.before
    return absence_text(Absence(int(scores.absences[scores.row(code), scores.position(unit)])))


def error_text(last: LastTime, code: str, /) -> str:
    """Return where the error of a change comes from."""
    reliability = last.reliability.get(code)
    if isinstance(reliability, Reliability):
        if reliability.alpha is None:
            return "The reliability of the score is not known"
        return f"Reliability {reliability.alpha:.2f}, Cronbach's alpha of {reliability.n} of last time"
    return (
        "The reliability of the score is not known"
        if reliability is None
        else f"Reliability {reliability:.2f}, as given"
    )


def rank_change_text(change: RankChange, /) -> str:
    """Return how a percentile rank moved: own change, and drift of the norms, as two figures; nothing where absent.

    Example:
        >>> rank_change_text(RankChange(group="all", then=50.0, still=65.0, now=58.0))
        'own change +15.0, drift of the norms -7.0 (50 last time, 58 now; 65 with the score of now among last time)'
    """
    if change.then is None or change.still is None or change.now is None:
        return ""
    own, drift = signed_text(change.still - change.then), signed_text(change.now - change.still)
    then, still, now = map(percentile_text, (change.then, change.still, change.now))
    return (
        f"own change {own}, drift of the norms {drift} ({then} last time, {now} now; {still} with the score of now "
        "among last time)"
    )


def moved_text(moved: Moved, rule: ChangeRule, /) -> str:
    """Return what moved, and whether it is real, in two sentences; nothing where it does not compare.

    Example:
        >>> known = {"smallest": 5.2, "index": 1.1, "verdict": ChangeVerdict.NO_RELIABLE_CHANGE}
        >>> one = Moved(code="overall", before=40.0, after=43.0, difference=3.0, **known)
        >>> moved_text(one, ChangeRule())
        '40.0 last time, 43.0 now: +3.0 points. No reliable change: error alone makes up to 5.2 points.'
    """
    if moved.difference is None:
        return ""
    then, now = score_text(moved.before), score_text(moved.after)
    verdict = verdict_text(moved)
    text = f"{then} last time, {now} now: {signed_text(moved.difference)} points."
    if moved.smallest is None or moved.index is None:
        return f"{text} Whether that is real cannot be told: {no_verdict_text(moved)}."
    text += f" {verdict[:1].upper()}{verdict[1:]}"
    if rule.form is not ChangeForm.JACOBSON_TRUAX:
        return f"{text}: index {moved.index:.2f}, reliable beyond {rule.cut:g}."
    if moved.verdict is ChangeVerdict.NO_RELIABLE_CHANGE:
        return f"{text}: error alone makes up to {score_text(moved.smallest)} points."
    return f"{text}: more than the {score_text(moved.smallest)} points that error makes."


def own_parts_text(parts: OwnParts, instrument: Instrument, /) -> str:
    """Return why a score moved: its causes, and the indicators that moved it most; nothing where nothing did."""
    if not parts.causes:
        return ""
    causes = listed([f"{cause.label} {signed_text(part)}" for cause, part in parts.causes.items()])
    most = listed([f"{instrument[code].name} ({signed_text(part)})" for code, part in parts.indicators])
    return f"In points: {causes}. It moved most by {most}." if most else f"In points: {causes}."
