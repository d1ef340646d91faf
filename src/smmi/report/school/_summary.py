"""The summary: the overall score, where it stands, who the peers are and why, and how to read a standing."""

from collections.abc import Iterator
from typing import Final

from smmi.benchmark import NoStanding, SelfInclusion, Standing
from smmi.benchmark.disclosure import NotTold
from smmi.report.page._page import View
from smmi.report.school._standing import median_signs, score_view
from smmi.report.school._subject import Subject
from smmi.report.wording import (
    _sentences as words,
    absence_text,
    attribute_texts,
    chances_text,
    count_text,
    interval_text,
    is_open,
    is_outside,
    isolated,
    listed,
    ordinal_text,
    percentile_text,
    range_text,
    score_text,
    share_text,
)

OVERALL: Final = "overall"


def summary(subject: Subject, /, *, no_error: str = words.ERROR_NOT_KNOWN) -> View:
    """Return what the section shows.

    Args:
        subject: Of whom the report is.
        no_error: What is said where places do not account for measurement error.
    """
    return {
        "title": words.STANDING.format(noun=subject.noun),
        "lead": " ".join(_lead(subject)),
        "score": score_view(subject, OVERALL),
        "medians": median_signs(subject, [OVERALL]),
        "reading": list(_reading(subject, no_error)),
    }


def _lead(subject: Subject) -> Iterator[str]:
    score = subject.profile[OVERALL]
    if score.value is None:
        yield words.NOT_SCORED.format(noun=subject.noun, reason=absence_text(score.reason))
    else:
        yield words.SCORED.format(noun=subject.noun, score=score_text(score.value))
    if is_open(score):
        yield words.OPEN.format(extent=range_text(score))
    if is_outside(score):
        yield words.OUTSIDE.format(what=words.THE_SCORE)
    if any(own.reason is NoStanding.PARTLY_ADMINISTERED for own in subject.placement[OVERALL].values()):
        share = share_text(subject.profile.partly_administered[OVERALL])
        yield words.NOT_COMPARED.format(share=share, noun=subject.noun)
    places, doubts = [], []
    for standing, name in zip(subject.standings(OVERALL), subject.group_names, strict=True):
        if subject.is_close(standing):
            doubts.append(_doubt(name, standing))
        elif standing.quartile:
            places.append(_place(name, standing))
    if places:
        yield words.STANDS.format(places=listed(places))
    yield from doubts


def _place(name: str, standing: Standing) -> str:
    among = words.PLACE_AMONG_ALL if standing.group.is_everyone else words.PLACE_IN_GROUP
    rank = standing.percentile
    return words.PLACE.format(
        quartile=_quartile(standing),
        among=among.format(n=standing.n, group=name),
        rank="" if rank is None else words.PLACE_RANK.format(ordinal=ordinal_text(percentile_text(rank))),
    )


def _doubt(name: str, standing: Standing) -> str:
    """Return how unsure a quartile is."""
    among = words.DOUBT_AMONG_ALL if standing.group.is_everyone else words.DOUBT_IN_GROUP
    interval = (
        words.DOUBT_INTERVAL.format(interval=interval_text(standing.interval)) if standing.interval else ""
    )
    return words.DOUBT.format(
        among=among.format(group=name),
        n=standing.n,
        quartile=_quartile(standing),
        chances=chances_text(standing),
        interval=interval,
    )


def _quartile(standing: Standing) -> str:
    return words.QUARTILES[standing.quartile] if standing.quartile else ""


def _reading(subject: Subject, no_error: str) -> Iterator[tuple[str, str]]:
    """Yield each group with who is in it, then each number of a standing with its meaning."""
    standings = subject.standings(OVERALL)
    for standing, name in zip(standings, subject.group_names, strict=True):
        yield name, " ".join(_who(subject, standing))
    if subject.placement.peers is not None and subject.placement.peers.group is None:
        yield words.SIMILAR_TERM.format(noun=subject.noun), _why_similar(subject)
    # Single areas may be told of where the overall score is not.
    every = tuple(standing for code in subject.told for standing in subject.standings(code))
    if any(standing.quartile for standing in every):
        yield from _meanings(subject, every, no_error)


def _why_similar(subject: Subject) -> str:
    """Return why a unit has its own peers, or none."""
    return isolated(subject.placement.peers.why) if subject.placement.peers else ""


def _who(subject: Subject, standing: Standing) -> Iterator[str]:
    noun, participants = subject.noun, count_text(standing.n, "participant")
    if not standing.n:
        yield words.NOBODY.format(noun=noun)
        return
    if standing.group.label:
        yield words.SIMILAR.format(participants=participants, why=_why_similar(subject))
    elif standing.group.pairs:
        pairs = (attribute_texts(subject.instrument, *each) for each in standing.group.pairs)
        shared = listed([words.SHARED.format(attribute=label, value=value) for label, value in pairs])
        yield words.OWN_PEERS.format(participants=participants, shared=shared, noun=noun)
    else:
        yield words.PEERS.format(participants=participants)
    if standing.score is not None:
        inside = standing.conventions.self_inclusion is SelfInclusion.INCLUDED
        own = words.AMONG if inside else words.NOT_COUNTED
        yield (own if standing.member else words.NOT_AMONG).format(noun=noun)
    told = subject.told_of(standing)
    if subject.known and NotTold.TOO_FEW_OTHERS in {told.standing, told.median}:
        yield words.LESS_THE_KNOWN.format(
            n=standing.n,
            noun=noun,
            known=subject.known,
            others=told.others,
            least=subject.rule.minimum_standing,
            median=subject.rule.minimum_median,
        )
    if standing.population is None:
        yield words.NO_POPULATION.format(noun=noun)
    else:
        yield words.POPULATION.format(noun=noun, population=standing.population)


def _meanings(subject: Subject, standings: tuple[Standing, ...], no_error: str) -> Iterator[tuple[str, str]]:
    conventions = standings[0].conventions
    yield words.QUARTILE_TERM, words.QUARTILE_MEANING
    if any(standing.percentile is not None for standing in standings):
        level = f"{100.0 * conventions.level:g}"
        yield words.RANK, words.RANK_MEANING.format(ties=words.TIES[conventions.ties])
        yield words.INTERVAL_TERM.format(level=level), words.INTERVAL_MEANING.format(level=level)
    yield words.CHANCE_TERM, " ".join(_chance(subject, standings, no_error))
    yield words.SUPPOSED_TERM, words.SUPPOSED


def _chance(subject: Subject, standings: tuple[Standing, ...], no_error: str) -> Iterator[str]:
    blanks = words.CHANCE_BLANKS if is_open(subject.profile["overall"]) else ""
    certainty = subject.highlights.rule.certainty
    yield words.CHANCE_MEANING.format(noun=subject.noun, blanks=blanks)
    if certainty:
        yield words.CHANCE_CLOSE.format(certainty=f"{100.0 * certainty:g}")
    known = any(standing.reliability is not None for standing in standings)
    yield words.ERROR_KNOWN if known else no_error
