"""Wording: numbers, answers, groups and reasons as a reader meets them."""

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from smmi._decimals import exact
from smmi._thresholds import ROUNDING, exceeds
from smmi.benchmark import Group, NoStanding, Quartile, Standing
from smmi.benchmark.disclosure import NotTold
from smmi.instrument import Composition, Instrument, Percentage, Scale
from smmi.report.page._isolates import isolated
from smmi.report.wording import _sentences as words
from smmi.report.wording._nouns import Noun, plural
from smmi.scoring import Absence
from smmi.scoring.scorer import NodeScore

CUTS: Final = (0.0, 25.0, 50.0, 75.0, 100.0)

ALMOST: Final = math.nextafter(1.0, 0.0)

EVERYONE: Final = "all"
"""The name of the group of all participants."""

UNLIKELY: Final = 0.05
"""Below this probability a quartile is not named among those that are possible."""


def absence_text(reason: Absence | None, /) -> str:
    """Return why a score is absent.

    Example:
        >>> absence_text(Absence.TOO_LITTLE_ANSWERED)
        'too little answered'
    """
    return "" if reason is None else words.ABSENCES.get(reason, reason.label)


def score_text(value: float | None, /) -> str:
    """Return a score as it is shown: to one decimal; a dash for one that is absent.

    Example:
        >>> score_text(57.25), score_text(100.0), score_text(None)
        ('57.2', '100.0', '—')
    """
    return words.DASH if value is None else f"{value:.1f}"


def rounded_text(value: float | None, base: float | None, /) -> str:
    """Return a score that is a multiple of a base with the digits of the base; as `score_text` without one.

    Example:
        >>> rounded_text(57.300000000000004, 0.05), rounded_text(75.0, 5.0), rounded_text(57.25, None)
        ('57.30', '75.0', '57.2')
    """
    if value is None or base is None:
        return score_text(value)
    digits = -int(Decimal(repr(float(base))).as_tuple().exponent)
    return f"{value:.{max(1, digits)}f}"


def percentile_text(value: float, /) -> str:
    """Return a percentile rank without decimals, or with as many as keep it in its quarter.

    Example:
        >>> percentile_text(62.4), percentile_text(74.8), percentile_text(99.97), percentile_text(100.0)
        ('62', '74.8', '99.97', '100')
    """
    for decimals in range(10):
        shown = float(f"{value:.{decimals}f}")
        if all((shown >= cut) == (value >= cut) and (shown <= cut) == (value <= cut) for cut in CUTS):
            return f"{value:.{decimals}f}"
    return repr(value)


def interval_text(interval: tuple[float, float], /) -> str:
    """Return an interval of percentile ranks, drawn out to whole numbers.

    Example:
        >>> interval_text((8.3, 32.6)), interval_text((28.999999999999996, 100.00000000000001))
        ('8 to 33', '29 to 100')
    """
    low, high = (round(end, 9) for end in interval)
    return words.EXTENT.format(low=math.floor(low), high=math.ceil(high))


def chance_text(chance: float, /, *, brief: bool = False) -> str:
    """Return a probability in percent; one that is neither 0 nor 1 is never shown as such.

    Args:
        chance: The probability.
        brief: With signs for words, for a table.

    Example:
        >>> chance_text(0.553), chance_text(0.002), chance_text(0.998), chance_text(1.0)
        ('55 %', 'less than 1 %', 'more than 99 %', '100 %')
        >>> chance_text(0.998, brief=True)
        '>99 %'
    """
    percent = 100.0 * chance
    if 0 < percent < 1:
        return "<1 %" if brief else "less than 1 %"
    if brief and 99 < percent < 100:
        return ">99 %"
    return "more than 99 %" if 99 < percent < 100 else f"{percent:.0f} %"


def quartile_chance(standing: Standing, /) -> float | None:
    """Return the probability of the quartile of a standing; None without a quartile.

    It is 1 only if all units are seen: rounded to a float, that of a sample may be.
    """
    chances = standing.band_probabilities
    if chances is None or standing.quartile is None:
        return None
    everyone = standing.population is not None and standing.population <= standing.n
    return chances[standing.quartile] if everyone else min(chances[standing.quartile], ALMOST)


def chances_text(standing: Standing, /) -> str:
    """Return the probabilities of the quartiles that are not unlikely, the likeliest first."""
    return listed([f"{quartile.label} {chance_text(p)}" for quartile, p in likely_quartiles(standing)])


def likely_quartiles(standing: Standing, /) -> list[tuple[Quartile, float]]:
    """Return the quartiles that are not unlikely with their probabilities, the likeliest first."""
    chances = standing.band_probabilities or {}
    ranked = sorted(chances.items(), key=lambda pair: -pair[1])
    return [(quartile, chance) for quartile, chance in ranked if chance >= UNLIKELY]


def is_close(standing: Standing, certainty: float, /) -> bool:
    """Return whether a quartile is less probable than a certainty asks for."""
    chance = quartile_chance(standing)
    doubt = float(1 - exact(certainty))
    return chance is not None and exceeds(1.0 - chance, doubt, rounding=ROUNDING)


def is_open(score: NodeScore, /) -> bool:
    """Return whether a blank could still move a score."""
    return score.bounds is not None and score.bounds[0] < score.bounds[1]


def range_text(score: NodeScore, /) -> str:
    """Return the attainable range of a score in words; nothing if it has none."""
    if score.bounds is None:
        return ""
    low, high = map(score_text, score.bounds)
    return words.EXTENT.format(low=low, high=high) if is_open(score) or is_outside(score) else words.FIXED


def is_outside(score: NodeScore, /) -> bool:
    """Return whether a score, as it is shown, lies outside of its attainable range."""
    if score.value is None or score.bounds is None:
        return False
    shown, low, high = (float(score_text(value)) for value in (score.value, *score.bounds))
    return not low <= shown <= high


def ordinal_text(number: str, /) -> str:
    """Return a number with the ending of its ordinal; one with decimals gets ``th``.

    Example:
        >>> [ordinal_text(number) for number in ("1", "12", "22", "63", "74.8")]
        ['1st', '12th', '22nd', '63rd', '74.8th']
    """
    teens = number[-2:] in {"11", "12", "13"}
    ending = "th" if teens or "." in number else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")
    return f"{number}{ending}"


def level_text(level: float, /) -> str:
    """Return a level of confidence in percent.

    Example:
        >>> level_text(0.95), level_text(0.999)
        ('95 %', '99.9 %')
    """
    return f"{100.0 * level:g} %"


def count_text(number: int, one: str, /, *, several: str = "") -> str:
    """Return a number with its noun.

    Example:
        >>> count_text(1, "indicator"), count_text(0, "area"), count_text(2, "country", several="countries")
        ('1 indicator', '0 areas', '2 countries')
    """
    return f"{number} {one if number == 1 else several or plural(one)}"


def listed(words: Sequence[str], /) -> str:
    """Return words as a list in a sentence.

    Example:
        >>> listed(["a", "b", "c"]), listed([])
        ('a, b and c', '')
    """
    *most, end = map(isolated, words or ("",))
    return f"{', '.join(most)} and {end}" if most else end


def attribute_texts(instrument: Instrument, attribute: str, value: str, /) -> tuple[str, str]:
    """Return the labels of an attribute and of its value, as the instrument declares them, or as they are."""
    for characteristic in instrument.characteristics:
        if characteristic.code == attribute:
            labels = {option.code: option.label for option in characteristic.options}
            return isolated(characteristic.label), isolated(labels.get(value, value))
    return isolated(attribute), isolated(value)


def group_text(instrument: Instrument, group: Group, /) -> str:
    """Return the name of a group: ``All participants``, what peers are called, or the labels that its members share."""
    if group.label:
        return isolated(group.label)
    labels = [attribute_texts(instrument, attribute, value)[1] for attribute, value in group.pairs]
    return ", ".join(labels) or words.EVERYONE


def group_label(name: str, instrument: Instrument, /) -> str:
    """Return the name of a group as a reader meets it: by the label of its option where the instrument declares it."""
    if name == EVERYONE:
        return words.EVERYONE
    labels = {
        option.code: option.label
        for characteristic in instrument.characteristics
        for option in characteristic.options
    }
    return isolated(labels.get(name, name))


def share_text(share: float, /) -> str:
    """Return a share of less than 1 in whole percent, rounded down, so that a part is never told as the whole.

    Example:
        >>> share_text(0.4), share_text(0.9999), share_text(0.002)
        ('40 %', '99 %', 'less than 1 %')
    """
    whole = exact(share) * 100
    return words.LESS_THAN_ONE if 0 < whole < 1 else f"{int(whole)} %"


def standing_reason(standing: Standing, /, *, share: float | None = None) -> str:
    """Return why a standing, or a part of it, is absent.

    Args:
        standing: The standing.
        share: The share of what applies to the unit that was put to it, where that is less than 1.
    """
    least = {
        NoStanding.GROUP_TOO_SMALL: standing.conventions.minimum_for_quartile,
        NoStanding.GROUP_TOO_SMALL_FOR_PERCENTILE: standing.conventions.minimum_for_percentile,
    }
    if standing.reason in least:
        return words.GROUP_TOO_SMALL.format(n=standing.n, least=least[standing.reason])
    if standing.reason is NoStanding.PARTLY_ADMINISTERED:
        return words.PARTLY_ADMINISTERED if share is None else words.RESTS_ON.format(share=share_text(share))
    return words.NO_SCORE_NO_GROUP.format(n=standing.n) if standing.median is None else words.NO_SCORE


def untold_reason(reason: NotTold | None, /, *, others: int, least: int, noun: Noun) -> str:
    """Return why something is not told; nothing where it is.

    Args:
        reason: Why.
        others: On how many other units it would rest.
        least: On how many it has to.
        noun: What a unit is called.

    Example:
        >>> untold_reason(NotTold.TOO_FEW_OTHERS, others=4, least=5, noun=Noun.of("school"))
        '4 others, at least 5 needed'
    """
    return (
        ""
        if reason is None
        else words.NOT_TOLD_OF_OTHERS[reason].format(others=others, least=least, noun=noun)
    )


def answer_text(scale: Scale, answer: object, /) -> str:
    """Return an answer by its labels, or as a number with its unit.

    Example:
        >>> answer_text(Percentage(code="share"), 12.5)
        '12.5 %'
    """
    labels = {option.code: isolated(option.label) for option in scale.options}
    match answer:
        case str():
            return labels.get(answer, isolated(answer))
        case tuple():
            return (
                ", ".join(labels.get(code, isolated(str(code))) for code in answer) or words.NOTHING_SELECTED
            )
        case dict() if isinstance(scale, Composition):
            return ", ".join(f"{isolated(part.label)} {answer[part.code]:.15g} %" for part in scale.parts)
        case _:
            unit = "%" if isinstance(scale, Percentage) else getattr(scale, "unit", "")
            return f"{answer:.15g} {isolated(unit)}".strip()


def paragraphs(text: str, /) -> list[str]:
    """Return the paragraphs of a text, which blank lines separate."""
    return [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]
