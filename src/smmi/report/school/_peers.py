"""Who the peers are and why, and what the numbers of a standing mean: in one place, in plain words."""

from collections.abc import Iterator

from smmi.benchmark import SelfInclusion, Standing
from smmi.report.school._subject import Subject
from smmi.report.wording import _sentences as words, attribute_texts, count_text, is_open, listed


def reading(subject: Subject, /) -> Iterator[tuple[str, str]]:
    """Yield each group with who is in it, then each number of a standing with its meaning."""
    standings = subject.standings("overall")
    for standing, name in zip(standings, subject.group_names, strict=True):
        yield name, " ".join(_who(subject, standing))
    if any(standing.quartile for standing in standings):
        yield from _meanings(subject, standings)


def _who(subject: Subject, standing: Standing) -> Iterator[str]:
    noun, participants = subject.noun, count_text(standing.n, "participant")
    if standing.group.pairs:
        pairs = (attribute_texts(subject.instrument, *each) for each in standing.group.pairs)
        shared = listed([words.SHARED.format(attribute=label, value=value) for label, value in pairs])
        yield words.OWN_PEERS.format(participants=participants, shared=shared, noun=noun)
    else:
        yield words.PEERS.format(participants=participants)
    if standing.score is not None:
        inside = standing.conventions.self_inclusion is SelfInclusion.INCLUDED
        own = words.AMONG if inside else words.NOT_COUNTED
        yield (own if standing.member else words.NOT_AMONG).format(noun=noun)
    if standing.population is None:
        yield words.NO_POPULATION.format(noun=noun)
    else:
        yield words.POPULATION.format(noun=noun, population=standing.population)


def _meanings(subject: Subject, standings: tuple[Standing, ...]) -> Iterator[tuple[str, str]]:
    conventions = standings[0].conventions
    yield words.QUARTILE_TERM, words.QUARTILE_MEANING
    if any(standing.percentile is not None for standing in standings):
        level = f"{100.0 * conventions.level:g}"
        yield words.RANK, words.RANK_MEANING.format(ties=words.TIES[conventions.ties])
        yield words.INTERVAL_TERM.format(level=level), words.INTERVAL_MEANING.format(level=level)
    yield words.CHANCE_TERM, " ".join(_chance(subject, standings))
    yield words.SUPPOSED_TERM, words.SUPPOSED


def _chance(subject: Subject, standings: tuple[Standing, ...]) -> Iterator[str]:
    blanks = words.CHANCE_BLANKS if is_open(subject.profile["overall"]) else ""
    certainty = subject.highlights.rule.certainty
    yield words.CHANCE_MEANING.format(noun=subject.noun, blanks=blanks)
    if certainty:
        yield words.CHANCE_CLOSE.format(certainty=f"{100.0 * certainty:g}")
    known = any(standing.reliability is not None for standing in standings)
    yield words.ERROR_KNOWN if known else words.ERROR_NOT_KNOWN
