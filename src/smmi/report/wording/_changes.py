"""Wording of what moved since last time: differences, verdicts, and why something does not compare."""

import math
import re
from collections.abc import Sequence
from typing import Final

from smmi.benchmark import ChangeForm, ChangeRule, LastTime, Reliability
from smmi.benchmark.decomposition import Cause
from smmi.benchmark.follow_up import Moved, NoRankChange, NotCompared, OwnParts, RankChange
from smmi.benchmark.waves import ChangeVerdict
from smmi.instrument import AnswerState, Area, Instrument
from smmi.report.wording import _sentences as words, _sentences_of_change as change_words
from smmi.report.wording._words import absence_text, count_text, listed, percentile_text, score_text
from smmi.scoring import Absence

MOST_NAMED: Final = 5
SIGN: Final = re.compile(r"(?<![\w-])-(?=\d)")
DIVISORS: Final = {
    ChangeForm.JACOBSON_TRUAX: "standard errors of a difference",
    ChangeForm.EDWARDS_NUNNALLY: (
        "standard errors of measurement from what last time's score lets expect, which comes back to the mean in part"
    ),
    ChangeForm.GULLIKSEN_LORD_NOVICK: (
        "standard errors of prediction from what last time's score lets expect, which comes back to the mean in part"
    ),
    ChangeForm.HSU_LINN_LORD: (
        "standard errors of prediction from what last time's score lets expect, which comes back to the mean in part "
        "and moves with all others"
    ),
    ChangeForm.HAGEMAN_ARRINDELL: "standard errors of a difference that is drawn to the mean difference",
}
"""What a change is counted in by each form."""
UNCHANGED: Final = " Of twenty scores in which nothing changed, {often} so by chance."


def unchanged_text(rule: ChangeRule, alpha: float | None, /) -> str:
    """Return how many of twenty scores in which nothing changed look changed; nothing where that is not known.

    Over all schools the index of Edwards and Nunnally has a standard deviation of √(1 + r), and those of Jacobson and
    Truax and of Gulliksen, Lord and Novick have one of 1, where scores are normal. What is no change by the other forms
    depends on what all schools did.

    Args:
        rule: By what a change is called reliable.
        alpha: The reliability r of the score, or None where it is not told.

    Example:
        >>> unchanged_text(ChangeRule(), None).strip()
        'Of twenty scores in which nothing changed, about one looks so by chance.'
    """
    is_larger = rule.form is ChangeForm.EDWARDS_NUNNALLY
    if rule.form.of_both_waves or (is_larger and alpha is None):
        return ""
    deviation = math.sqrt(1.0 + alpha) if is_larger and alpha is not None else 1.0
    n = round(20.0 * math.erfc(rule.cut / (deviation * math.sqrt(2.0))))
    often = ("fewer than one looks", "about one looks", f"about {n} look")[min(n, 2)]
    return UNCHANGED.format(often=often)


def signed_text(value: float, /) -> str:
    """Return a difference with its sign, to one decimal.

    Example:
        >>> signed_text(5.24), signed_text(-0.3), signed_text(-0.04)
        ('+5.2', '-0.3', '0.0')
    """
    text = f"{value:+.1f}"
    return text[1:] if float(text) == 0 else text


def difference_text(moved: Moved, /) -> str:
    """Return by how many points a score moved; where the shown scores differ by another number, so it says.

    Example:
        >>> difference_text(Moved(code="overall", before=51.04, after=56.86, difference=5.82))
        '+5.8 points before rounding'
        >>> difference_text(Moved(code="overall", before=51.0, after=56.8, difference=5.8))
        '+5.8 points'
    """
    if moved.difference is None or moved.before is None or moved.after is None:
        return ""
    shown = signed_text(moved.difference)
    apart = round(float(score_text(moved.after)) - float(score_text(moved.before)), 1) != float(shown)
    return (change_words.NOT_ROUNDED if apart else change_words.IN_POINTS).format(difference=shown)


def few_text(names: Sequence[str], n: int, /) -> str:
    """Return the first names of several in a list, and how many there are more.

    Example:
        >>> few_text(["a", "b"], 5), few_text(["a", "b"], 2)
        ('a, b and 3 more', 'a and b')
    """
    more = n - len(names)
    return listed([*names, *([change_words.OTHER_INDICATORS.format(n=more)] if more else [])])


def score_label(code: str, instrument: Instrument, /) -> str:
    """Return what a score is called in a list of scores; of a domain with that it is one, for it stands among areas.

    Example:
        >>> from smmi import editions
        >>> score_label("overall", editions.smmi_16()), score_label("research", editions.smmi_16())
        ('Overall', 'Research (domain)')
    """
    if code == "overall":
        return words.OVERALL
    node = instrument[code]
    return node.name if isinstance(node, Area) else change_words.DOMAIN.format(name=node.name)


def minus_text(text: str, /) -> str:
    """Return a text with the signs of negative numbers as they are printed.

    Example:
        >>> minus_text("-0.3 of twenty-one") == "\u22120.3 of twenty-one"
        True
    """
    return SIGN.sub("\u2212", text)


def verdict_text(moved: Moved, /) -> str:
    """Return whether a change is real, in a few words; nothing where there is no difference."""
    return "" if moved.difference is None else change_words.VERDICTS[moved.verdict]


def no_verdict_text(moved: Moved, /) -> str:
    """Return why it cannot be told whether a change is real; nothing where it can, or where there is no difference."""
    if moved.no_verdict is None or moved.difference is None:
        return ""
    return change_words.NO_VERDICTS[moved.no_verdict]


def not_compared_text(last: LastTime, moved: Moved, unit: str, /) -> str:
    """Return why a score does not compare with that of last time; nothing where it does."""
    if moved.reason is None:
        return ""
    absence = ""
    if moved.reason in (NotCompared.NO_SCORE_BEFORE, NotCompared.NO_SCORE_AFTER):
        waves = last.waves
        scores = waves.before if moved.reason is NotCompared.NO_SCORE_BEFORE else waves.after
        absence = absence_text(Absence(int(scores.absences[scores.row(moved.code), scores.position(unit)])))
    return change_words.NOT_COMPARED_BECAUSE[moved.reason].format(absence=absence)


def error_text(last: LastTime, code: str, /) -> str:
    """Return where the error of a change comes from."""
    reliability = last.reliability.get(code)
    alpha = reliability.alpha if isinstance(reliability, Reliability) else reliability
    if alpha is None:
        return change_words.UNKNOWN_RELIABILITY
    if isinstance(reliability, Reliability):
        return change_words.ESTIMATED_RELIABILITY.format(alpha=f"{alpha:.2f}", n=reliability.n)
    return change_words.GIVEN_RELIABILITY.format(alpha=f"{alpha:.2f}")


def rank_change_text(change: RankChange, /) -> str:
    """Return how a percentile rank moved: own change, and drift of the norms, as two figures; nothing where absent.

    Example:
        >>> rank_change_text(RankChange(group="all", then=50.0, still=65.0, now=58.0))
        'own change +15.0, drift of the norms -7.0 (50 last time, 58 now; 65 with the score of now among last time)'
    """
    if change.then is None or change.still is None or change.now is None:
        return ""
    then, still, now = map(percentile_text, (change.then, change.still, change.now))
    own, drift = signed_text(change.still - change.then), signed_text(change.now - change.still)
    return change_words.RANK_CHANGE.format(own=own, drift=drift, then=then, now=now, still=still)


def no_rank_text(reason: NoRankChange, moved: Moved | None, /) -> str:
    """Return why it is not known how a place moved.

    Args:
        reason: Why.
        moved: What became of the score, where the unit took part in both waves.

    Example:
        >>> no_rank_text(NoRankChange.NO_GROUP_BEFORE, None)
        'How its place moved cannot be said: there was no such group last time.'
    """
    why = change_words.NO_RANK_BECAUSE[reason]
    if reason is NoRankChange.NOT_COMPARED and moved is not None and moved.reason is NotCompared.BREAK:
        why = change_words.NO_RANK_BREAK
    return change_words.NO_RANK.format(why=why)


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
    text = change_words.MOVED.format(before=then, after=now, difference=difference_text(moved))
    if moved.index is None:
        return f"{text} {change_words.MOVED_UNKNOWN.format(why=no_verdict_text(moved))}"
    return f"{text} {verdict_how_text(moved, rule)}"


def verdict_how_text(moved: Moved, rule: ChangeRule, /) -> str:
    """Return whether a change of which that is known is real, and why, in a sentence.

    Example:
        >>> known = {"smallest": 5.2, "index": 2.1, "verdict": ChangeVerdict.IMPROVED}
        >>> one = Moved(code="overall", before=40.0, after=49.0, difference=9.0, **known)
        >>> verdict_how_text(one, ChangeRule())
        'Improved: more than the 5.2 points that error makes.'
    """
    verdict, error = verdict_text(moved), score_text(moved.smallest)
    index = moved.index or 0.0
    if moved.smallest is None:
        how = change_words.MOVED_BY_INDEX.format(index=f"{index:.2f}", cut=f"{rule.cut:g}")
    elif moved.verdict is ChangeVerdict.NO_RELIABLE_CHANGE:
        how = change_words.MOVED_WITHIN.format(error=error)
    else:
        how = change_words.MOVED_BEYOND.format(error=error)
    return f"{verdict[:1].upper()}{verdict[1:]}: {how}."


def own_parts_text(parts: OwnParts, instrument: Instrument, /) -> str:
    """Return why a score moved: its causes, and the indicators that moved it most; nothing where nothing did."""
    if not parts.causes:
        return ""
    causes = listed([f"{cause.label} {signed_text(part)}" for cause, part in parts.causes.items()])
    words_of = change_words.OWN_PARTS if _add_up(parts) else change_words.OWN_PARTS_ROUNDED
    most = most_moved_text(parts, instrument)
    texts = (
        words_of.format(causes=causes),
        blanks_text(parts, instrument),
        change_words.MOST_MOVED.format(names=most) if most else "",
    )
    return " ".join(text for text in texts if text)


def _add_up(parts: OwnParts) -> bool:
    """Return whether the parts add up as they are shown."""
    whole = sum(parts.causes.values())
    return round(sum(float(signed_text(part)) for part in parts.causes.values()), 1) == float(
        signed_text(whole)
    )


def most_moved_text(parts: OwnParts, instrument: Instrument, /) -> str:
    """Return the indicators that moved a score most, with what became of their answers; nothing where none did."""
    names = [
        f"{instrument[code].name} ({signed_text(part)}{turned_text(parts, code)})"
        for code, part in parts.indicators
    ]
    return few_text(names, len(names) + parts.others)


def turned_text(parts: OwnParts, code: str, /) -> str:
    """Return what became of the state of an answer; nothing where it was answered both times."""
    if code not in parts.states:
        return ""
    before, after = parts.states[code]
    if after is AnswerState.ANSWERED and before is not AnswerState.NO_ANSWER:
        return f": {change_words.TURNED_ASKED}"
    return f": {change_words.TURNED[after]}"


def blanks_text(parts: OwnParts, instrument: Instrument, /) -> str:
    """Return in one sentence what is from blanks that came or went, and which; nothing where that moved nothing."""
    part = parts.causes.get(Cause.MISSINGNESS)
    if part is None:
        return ""
    blank = parts.turned(AnswerState.ANSWERED, AnswerState.NO_ANSWER)
    answered = parts.turned(AnswerState.NO_ANSWER, AnswerState.ANSWERED)
    told = {"part": signed_text(part), "names": _few(blank or answered, instrument)}
    if blank and answered:
        count = count_text(len(blank), "question")
        return change_words.BLANKS_BOTH.format(**told, blank=count, answered=len(answered))
    if answered:
        return change_words.BLANKS_ANSWERED.format(**told)
    return change_words.BLANKS_LEFT.format(
        **told, way=change_words.BETTER if part > 0 else change_words.WORSE
    )


def _few(codes: Sequence[str], instrument: Instrument) -> str:
    """Return the names of the first indicators, and how many there are more."""
    return few_text([instrument[code].name for code in codes[:MOST_NAMED]], len(codes))
