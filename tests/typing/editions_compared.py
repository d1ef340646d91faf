"""Comparing editions, merging respondents, describing administrations, as users write it; only type-checked."""

import datetime as dt
from collections.abc import Mapping

from smmi import editions
from smmi.instrument import Answers, Indicator, diff, merge
from smmi.instrument.answers import Administration, AdministrationKind
from smmi.instrument.comparability import (
    ChangeKind,
    Comparability,
    EditionChange,
    Ground,
    GroundKind,
    NodeDiff,
    NodeLevel,
    VersionStep,
)
from smmi.instrument.crosswalk import Carried, CarriedScores, Crosswalk, EditionDiff
from smmi.instrument.crosswalk_entries import (
    AnswerMap,
    BandAbove,
    BandFrom,
    BandMap,
    CrosswalkEntry,
    LinearMap,
    MergedEntry,
    NewEntry,
    OptionMap,
    RescaledEntry,
    RetiredEntry,
    ReworkedEntry,
    SameEntry,
    SplitEntry,
)
from smmi.instrument.respondents import (
    AgreementRequired,
    AnswerOrder,
    Disagreement,
    Latest,
    MergedAnswers,
    MergeRule,
    MostConservative,
    RespondentAnswer,
    RespondentAnswers,
    SectionOwners,
    SettledAnswer,
    scale_order,
)

old, new = editions.smmi_18(), editions.smmi_16()
maps: list[AnswerMap] = [
    OptionMap({"no": "never", "yes": "always"}),
    LinearMap(100, 0),
    BandMap("few", [BandFrom(25, "some"), BandAbove(50, "most")]),
]
entries: list[CrosswalkEntry] = [
    SameEntry("a"),
    SameEntry("a", "b", why="renamed"),
    RescaledEntry("c", forward={"no": "never"}, backward=maps, why="finer"),
    ReworkedEntry("d", "e", why="anew"),
    ReworkedEntry(["d", "f"], ["e", "g"], ties=[("d", "e"), ("d", "g"), ("f", "g")], why="anew"),
    SplitEntry("h", into=["i", "j"], why="two things"),
    MergedEntry(["k", "l"], into="m", why="one thing"),
    RetiredEntry("n", "gone"),
    NewEntry("o", "came"),
]
crosswalk = Crosswalk(old, new, entries)
crosswalk = Crosswalk.inferred(old, new).then(crosswalk.inverse()).then(editions.crosswalk_18_to_16())
entry: CrosswalkEntry = crosswalk.of_old("curriculum")
verdicts: tuple[NodeDiff, ...] = crosswalk.verdicts()
areas: Mapping[str, str] = crosswalk.comparable_areas(at_least=Comparability.COMPARABLE_AFTER_RESCALING)


def carry(answers: Answers) -> Answers:
    """Carry answers and scores."""
    carried: Carried = crosswalk.carry_answers(answers)
    scores: CarriedScores[float] = crosswalk.carry_scores({"curriculum": 50.0})
    assert len(scores.findings) + len(carried.findings) >= 0
    return carried.answers


found: EditionDiff = diff(old, new, crosswalk=crosswalk)
node: NodeDiff = found["curriculum"]
verdict: ChangeKind = node.verdict
change: EditionChange = node.changes[0]
ground: Ground = node.grounds[0]
reason: GroundKind = ground.grounds
step: VersionStep = max(found.step, node.step)
pairs: Mapping[str, str] = found.comparable(NodeLevel.AREA)
nodes: tuple[NodeDiff, ...] = found.at(NodeLevel.INDICATOR)


class Loudest:
    """A rule from outside."""

    def settle(self, voices: RespondentAnswers, /) -> SettledAnswer | None:
        """Return the first answer."""
        voice: RespondentAnswer = voices.voices[0]
        return SettledAnswer(voice.answer, "the loudest")


def by_length(indicator: Indicator, answer: object, /) -> float | None:
    """Return an order from outside."""
    return len(str(answer)) if indicator.tags else scale_order(indicator, answer)


order: AnswerOrder = by_length
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
