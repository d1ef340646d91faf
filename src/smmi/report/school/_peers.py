"""Who the peers are and why, and what the numbers of a standing mean: in one place, in plain words."""

from collections.abc import Iterator
from typing import Final

from smmi.benchmark import SelfInclusion, Standing, TieRule
from smmi.report.page._markup import Markup, element
from smmi.report.wording._subject import Subject
from smmi.report.wording._words import attribute_texts, count_text, is_open, listed

_TIES: Final = {
    TieRule.MID: "What percentage of the group scores lower, those with the same score counting half, itself included.",
    TieRule.WEAK: "What percentage of the group scores lower or the same, itself included.",
    TieRule.STRICT: "What percentage of the group scores lower.",
}


def peers(subject: Subject, /) -> Markup:
    """Return the part of the summary."""
    entries = [*_groups(subject), *_meanings(subject)]
    return element(
        "div",
        element("h3", "Who the peers are, and how to read a standing"),
        element(
            "dl",
            *(element("div", element("dt", term), element("dd", text)) for term, text in entries),
            class_="card-list",
        ),
        class_="reading",
    )


def _groups(subject: Subject) -> Iterator[tuple[str, str]]:
    for standing, name in zip(subject.standings("overall"), subject.group_names, strict=True):
        sentences = [_who(subject, standing), _own(subject, standing)]
        sentences.append(_in_all(subject, standing))
        yield name, " ".join(filter(None, sentences))


def _who(subject: Subject, standing: Standing) -> str:
    scored = f"{count_text(standing.n, 'participant')} with an overall score"
    if not standing.group.pairs:
        return f"{scored}, of any kind."
    pairs = (attribute_texts(subject.instrument, *each) for each in standing.group.pairs)
    shared = listed([f"{label} ({value})" for label, value in pairs])
    return f"{scored} and the same {shared} as this {subject.noun}. Nothing else was matched."


def _in_all(subject: Subject, standing: Standing) -> str:
    if standing.population is None:
        return f"How many such {subject.noun}s there are in all, with those that did not take part, is not known here."
    return f"There are {standing.population} such {subject.noun}s in all, with those that did not take part."


def _own(subject: Subject, standing: Standing) -> str:
    if standing.score is None:
        return ""
    if not standing.member:
        return f"This {subject.noun} itself is not among them."
    if standing.conventions.self_inclusion is SelfInclusion.INCLUDED:
        return f"This {subject.noun} itself is one of them."
    return f"This {subject.noun} took part, but is not counted among them."


def _meanings(subject: Subject) -> Iterator[tuple[str, str]]:
    standings = subject.standings("overall")
    if not any(standing.quartile for standing in standings):
        return
    level = f"{100.0 * standings[0].conventions.level:g}"
    yield (
        "Quartile and stars",
        "A quarter of the group, counted from the top: Top (4 stars), Second (3), Third (2), Fourth (1), the lowest.",
    )
    if any(standing.percentile is not None for standing in standings):
        yield (
            "Percentile rank",
            f"{_TIES[standings[0].conventions.ties]} 50 is the middle. It is not the score.",
        )
        interval = (
            "Where the percentile rank could lie if the whole group had taken part; such intervals are right about "
            f"{level} times in 100. The fewer took part, the wider they are. What is left blank is not accounted for."
        )
        yield f"{level} % interval", interval
    yield "Probability of a quartile", _probability(subject, standings)
    yield (
        "What both suppose",
        "That those that did not take part are like those that did. The numbers cannot tell whether they are.",
    )


def _probability(subject: Subject, standings: tuple[Standing, ...]) -> str:
    blanks = " and no question were left blank" if is_open(subject.profile["overall"]) else ""
    known = any(standing.reliability is not None for standing in standings)
    likely = f"How likely it is that this {subject.noun} would be in this quartile"
    sentences = [f"{likely} if the whole group had taken part{blanks}: 50 % is as likely as not."]
    if subject.certainty:
        sentences.append(f"Below {100.0 * subject.certainty:g} % it is called too close to tell.")
    sentences.append(f"Measurement error is {'' if known else 'not known, and not '}accounted for.")
    return " ".join(sentences)
