"""What the report on one unit tells it, as a reader has it."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import smmi
from smmi.benchmark import Norms, Placement, Quartile, ReportRule, last_time
from smmi.benchmark.disclosure import Told, as_told, others_of_owner, told_of_others
from smmi.benchmark.follow_up import told_since
from smmi.instrument import Answers, Area, Domain, Indicator, Instrument, Percentage
from smmi.scoring import Scores, ScoringScheme
from tests.redteam.knowledge import TOP, Knowledge, Printed, Rank, knowledge_of
from tests.redteam.programmes import Programme

RULE = ReportRule()
NEAR = 1e-6
GUEST = "the same, as it scores now"
"""Who stands among the wave before with the score of now."""


@cache
def scheme() -> ScoringScheme:
    """A scheme of one share."""
    share = Indicator(code="share", prompt="?", scale=Percentage(code="percent"))
    area = Area(code="care", label="Care", indicators=(share,))
    domains = (Domain(code="whole", label="Whole", areas=(area,)),)
    return ScoringScheme.equal_weights(Instrument(code="one", edition="1", title="One", domains=domains))


class Report(NamedTuple):
    """What a report rests on, and what it tells."""

    placement: Placement
    told: Mapping[str, Mapping[str, Told]]
    truth: Mapping[str, float]


def report_on(programme: Programme, at: int, unit: str) -> Report:
    """Return the report on a unit, by the scores behind a draft, among all and in its discipline."""
    scores, answers = scores_at(programme, at)
    placement = Norms.fit(scores, by=("discipline",)).place(scores.of(unit))
    told = told_of_others(
        placement,
        rule=RULE,
        group=placement.groups[-1].full_name,
        known=others_of_owner(answers, unit, owner="owner"),
    )
    truth = dict(zip(scores.units.tolist(), scores.overall.tolist(), strict=True))
    return Report(placement, told, truth)


def known_by_report(programme: Programme, at: int, unit: str) -> Knowledge:
    """Return what somebody knows who reads the report on a unit, and the scores of its owner."""
    wave, owners = programme.drafts[at].wave, programme.owners
    placement, told, truth = report_on(programme, at, unit)
    own = programme.disciplines[wave, unit]
    members = {
        "all": tuple(truth),
        own: tuple(one for one in truth if programme.disciplines[wave, one] == own),
    }
    cells, ranks = [], []
    for name, standing in as_told(placement, told)["care"].items():
        cells.append((Printed(wave, members[name], None, quartiles=_median(standing.median)), truth))
        ends = _below(standing, len(members[name]))
        if ends is not None:
            ranks.append((Rank(unit, members[name], *ends), truth))
    insiders = (unit, *(one for one in truth if owners.get(one) == owners.get(unit, "")))
    return knowledge_of(cells, insiders=insiders, ranks=ranks)


def scores_at(programme: Programme, at: int) -> tuple[Scores, Answers]:
    """Return the scores behind a draft, and the answers."""
    draft = programme.drafts[at]
    records = [
        {
            "unit": one,
            "discipline": programme.disciplines[draft.wave, one],
            "owner": programme.owners.get(one),
            "share": share,
        }
        for one, share in next(iter(draft.scores.values())).items()
    ]
    answers = Answers.from_records(
        scheme().instrument, records, unit="unit", attributes=("discipline", "owner")
    )
    return smmi.score(answers, scheme()), answers


def known_since(programme: Programme, then: int, now: int, unit: str) -> tuple[Knowledge, Knowledge]:
    """Return what somebody knows of both waves who reads what moved for a unit, and the scores of its owner.

    Nobody knows who else has the same score as before, so that each wave is by itself. Where its score of now stands
    among the wave before is a rank of somebody whose score is known, and who stands there instead of the unit.
    """
    (before, old), (after, new) = (scores_at(programme, at) for at in (then, now))
    last = last_time(before, after, by=("discipline",))
    profile = after.of(unit)
    placement = Norms.fit(after, by=("discipline",)).place(profile)
    told = told_since(
        last,
        profile,
        placement,
        rule=RULE,
        group=placement.groups[-1].full_name,
        known=max(others_of_owner(one, unit, owner="owner") for one in (old, new)),
    )
    scores, owners = dict(zip(before.units.tolist(), before.overall.tolist(), strict=True)), programme.owners
    mine = after["overall"][after.position(unit)]
    wave = programme.drafts[then].wave
    ranks = []
    for one in told.ranks:
        units = tuple(name for name in scores if one.group in ("all", programme.disciplines[wave, name]))
        n, placed = len(units), scores | {GUEST: float(mine)}
        if one.then is not None:
            below = round(2.0 * one.then * n / TOP - 1.0) / 2.0
            ranks.append((Rank(unit, units, below, below), scores))
        if one.still is not None:
            turned = (*(name for name in units if name != unit), GUEST)
            below = round(2.0 * one.still * len(turned) / TOP - 1.0) / 2.0
            ranks.append((Rank(GUEST, turned, below, below), placed))
    insiders = (unit, GUEST, *(one for one in scores if owners.get(one) == owners.get(unit, "")))
    earlier = knowledge_of([], insiders=insiders, ranks=ranks)
    truth = dict(zip(after.units.tolist(), after.overall.tolist(), strict=True))
    cells = []
    if told.next_star is not None:
        star = told.next_star
        # What ties by rounding reaches the cut, so that this may be the upper end itself.
        printed = Printed(
            "now", tuple(truth), None, quartiles=((star.stars - 1, star.low, star.high + NEAR),)
        )
        cells.append((printed, truth))
    insiders = (unit, *(one for one in truth if owners.get(one) == owners.get(unit, "")))
    return earlier, knowledge_of(cells, insiders=insiders)


def _median(median: float | None) -> tuple[tuple[int, float, float], ...]:
    """The band of a median; the last one holds its upper end."""
    if median is None:
        return ()
    low, high = RULE.band(median)
    return ((2, low, high if high < TOP else TOP + 1.0),)


def _below(standing, n: int) -> tuple[float, float] | None:
    """How many others are below, those that tie counting half, by the rank or by the quarter."""
    if standing.percentile is not None:
        # A mid-rank counts the unit itself as half.
        below = round(2.0 * standing.percentile * n / TOP - 1.0) / 2.0
        return below, below
    if standing.quartile is None:
        return None
    quarter = [Quartile.FOURTH, Quartile.THIRD, Quartile.SECOND, Quartile.TOP].index(standing.quartile)
    return n * quarter / 4.0 - 0.5, n * (quarter + 1) / 4.0 - 0.5
