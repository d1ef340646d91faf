"""What the report on one unit tells it, as a reader has it."""

from functools import cache

import smmi
from smmi.benchmark import Norms, Quartile, ReportRule
from smmi.benchmark.disclosure import as_told, others_of_owner, told_of_others
from smmi.instrument import Answers, Area, Domain, Indicator, Instrument, Percentage
from smmi.scoring import ScoringScheme
from tests.redteam.knowledge import TOP, Printed, Rank, knowledge_of
from tests.redteam.programmes import Programme

RULE = ReportRule()


@cache
def scheme() -> ScoringScheme:
    """A scheme of one share."""
    share = Indicator(code="share", prompt="?", scale=Percentage(code="percent"))
    area = Area(code="care", label="Care", indicators=(share,))
    domains = (Domain(code="whole", label="Whole", areas=(area,)),)
    return ScoringScheme.equal_weights(Instrument(code="one", edition="1", title="One", domains=domains))


def known_by_report(programme: Programme, at: int, unit: str):
    """Return what somebody knows who reads the report of a unit, and owns others, of the scores behind a draft."""
    draft = programme.drafts[at]
    shares, owners = next(iter(draft.scores.values())), programme.owners
    records = [
        {
            "unit": one,
            "discipline": programme.disciplines[draft.wave, one],
            "owner": owners.get(one),
            "share": share,
        }
        for one, share in shares.items()
    ]
    answers = Answers.from_records(
        scheme().instrument, records, unit="unit", attributes=("discipline", "owner")
    )
    scores = smmi.score(answers, scheme())
    placement = Norms.fit(scores, by=("discipline",)).place(scores.of(unit))
    others = others_of_owner(answers, unit, owner="owner")
    own = programme.disciplines[draft.wave, unit]
    told = told_of_others(placement, rule=RULE, group=placement.groups[-1].full_name, known=others)
    members = {
        "all": tuple(shares),
        own: tuple(one for one in shares if programme.disciplines[draft.wave, one] == own),
    }
    truth = dict(zip(scores.units.tolist(), scores.overall.tolist(), strict=True))
    cells, ranks = [], []
    for name, standing in as_told(placement, told)["care"].items():
        cells.append((Printed(draft.wave, members[name], None, quartiles=_median(standing.median)), truth))
        ends = _below(standing, len(members[name]))
        if ends is not None:
            ranks.append((Rank(unit, members[name], *ends), truth))
    insiders = (unit, *(one for one in shares if owners.get(one) == owners.get(unit, "")))
    return knowledge_of(cells, insiders=insiders, ranks=ranks)


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
