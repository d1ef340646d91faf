"""Comparing editions, merging respondents, describing administrations, as users write it; only type-checked."""

import datetime as dt
from collections.abc import Mapping

from smmi import editions
from smmi.instrument import (
    Above,
    Administration,
    AdministrationKind,
    AgreementRequired,
    AnswerMap,
    Answers,
    BandMap,
    Carried,
    CarriedScores,
    Change,
    ChangeKind,
    Comparability,
    Crosswalk,
    Diff,
    Disagreement,
    Entry,
    From,
    Ground,
    Grounds,
    Indicator,
    Latest,
    Level,
    LinearMap,
    Merged,
    MergedAnswers,
    MergeRule,
    MostConservative,
    New,
    NodeDiff,
    OptionMap,
    Order,
    Rescaled,
    Retired,
    Reworked,
    Same,
    SectionOwners,
    Settled,
    Split,
    Step,
    Voice,
    Voices,
    diff,
    merge,
    scale_order,
)

old, new = editions.smmi_18(), editions.smmi_16()
maps: list[AnswerMap] = [
    OptionMap({"no": "never", "yes": "always"}),
    LinearMap(100, 0),
    BandMap("few", [From(25, "some"), Above(50, "most")]),
]
entries: list[Entry] = [
    Same("a"),
    Same("a", "b", why="renamed"),
    Rescaled("c", forward={"no": "never"}, backward=maps, why="finer"),
    Reworked("d", "e", why="anew"),
    Reworked(["d", "f"], ["e", "g"], ties=[("d", "e"), ("d", "g"), ("f", "g")], why="anew"),
    Split("h", into=["i", "j"], why="two things"),
    Merged(["k", "l"], into="m", why="one thing"),
    Retired("n", "gone"),
    New("o", "came"),
]
crosswalk = Crosswalk(old, new, entries)
crosswalk = Crosswalk.inferred(old, new).then(crosswalk.inverse()).then(editions.crosswalk_18_to_16())
entry: Entry = crosswalk.of_old("curriculum")
verdicts: tuple[NodeDiff, ...] = crosswalk.verdicts()
areas: Mapping[str, str] = crosswalk.comparable_areas(at_least=Comparability.COMPARABLE_AFTER_RESCALING)


def carry(answers: Answers) -> Answers:
    """Carry answers and scores."""
    carried: Carried = crosswalk.carry_answers(answers)
    scores: CarriedScores[float] = crosswalk.carry_scores({"curriculum": 50.0})
    assert len(scores.findings) + len(carried.findings) >= 0
    return carried.answers


found: Diff = diff(old, new, crosswalk=crosswalk)
node: NodeDiff = found["curriculum"]
verdict: ChangeKind = node.verdict
change: Change = node.changes[0]
ground: Ground = node.grounds[0]
reason: Grounds = ground.grounds
step: Step = max(found.step, node.step)
pairs: Mapping[str, str] = found.comparable(Level.AREA)
nodes: tuple[NodeDiff, ...] = found.at(Level.INDICATOR)


class Loudest:
    """A rule from outside."""

    def settle(self, voices: Voices, /) -> Settled | None:
        """Return the first answer."""
        voice: Voice = voices.voices[0]
        return Settled(voice.answer, "the loudest")


def by_length(indicator: Indicator, answer: object, /) -> float | None:
    """Return an order from outside."""
    return len(str(answer)) if indicator.tags else scale_order(indicator, answer)


order: Order = by_length
rules: list[MergeRule] = [
    AgreementRequired(),
    Latest({"dean": dt.date(2024, 3, 1), "registrar": dt.date(2024, 2, 1)}),
    SectionOwners({"admissions": "registrar"}, otherwise=MostConservative()),
    Loudest(),
]


def merged(sheets: Mapping[str, Answers], respondents: Answers) -> tuple[str, ...]:
    """Merge in both ways."""
    first: MergedAnswers = merge(sheets, rule=rules[0], order=order)
    second = merge(respondents, units={"dean": "S1"}, rule=rules[1])
    disagreement: Disagreement = second.disagreements[0]
    return first.respondents("S1", disagreement.code)


wave = Administration(
    code="wave_1",
    instrument=new,
    label="First wave",
    opens=dt.date(2024, 3, 1),
    closes="2024-05",
    kind=AdministrationKind.PILOT,
    invited={"nursing": 5},
    by="discipline",
)
rate: float | None = editions.national_2019().response_rates["nursing"]
text: str = new.tree()
