"""Cohorts to report on: a synthetic one, and small ones made to be awkward."""

from collections.abc import Callable, Sequence
from functools import cache

import attrs
import numpy as np

import smmi
from smmi.benchmark import (
    DisclosureRule,
    Norms,
    Placement,
    ReportRule,
    Standing,
    aggregates,
    compare_groups,
    suppress,
)
from smmi.editions import smmi_16
from smmi.instrument import (
    Answers,
    Area,
    AtLeast,
    Characteristic,
    Composition,
    Count,
    Domain,
    Equals,
    Indicator,
    Instrument,
    MultipleChoice,
    Number,
    Option,
    Ordinal,
    Origin,
    Percentage,
    Provenance,
    synthesize,
)
from smmi.report import ReportForm, cohort_report
from smmi.scoring import Absence, Linear, OptionPoints, Polarity, ScoreProfile, Scores, ScoringScheme

Placed = tuple[ScoreProfile, Placement]

OPEN = ReportRule.public()
"""The rule for norms whose scores are public: the small cohorts here have scores that are close together."""


BANDS = ReportRule(protection_width=0.0)
"""The same, with medians as bands."""


def band_of(standing: Standing) -> str:
    """The median of a standing as a report tells it by default."""
    assert standing.median is not None
    low = min(int(standing.median // 10) * 10, 90)
    return f"{low} to {low + 10}"


def schools(seed: int) -> Answers:
    """The answers of a synthetic cohort of 48, public and private, of three disciplines."""
    disciplines = ["dental", "medical", "nursing", "nursing"] * 12
    return synthesize(
        smmi_16(),
        units=48,
        rng=np.random.default_rng(seed),
        attributes={"discipline": disciplines, "control": ["public", "private"] * 24},
        blanks=0.08,
    )


@cache
def school() -> Placed:
    """A dental school of a synthetic cohort of 48."""
    answers = schools(2019)
    return place(answers, ScoringScheme.equal_weights(answers.instrument), by=("control", "discipline"))


@cache
def nation() -> Scores:
    """The scores of a synthetic cohort of three disciplines, one of them small, public and private."""
    units, rng = 120, np.random.default_rng(3)
    drawn = {
        "discipline": rng.choice(["nursing", "medical", "dental"], units, p=[0.55, 0.35, 0.1]).tolist(),
        "control": rng.choice(["public", "private"], units).tolist(),
    }
    answers = synthesize(smmi_16(), units=units, rng=rng, attributes=drawn)
    return smmi.score(answers, ScoringScheme.equal_weights(answers.instrument))


def lacking(few: int, none: int, parts: int = 0) -> Scores:
    """The scores of 60 units, of which so many lack one: too little or nothing was answered, or a part is missing."""
    answers = synthesize(smmi_16(), units=60, rng=np.random.default_rng(1))
    scores = smmi.score(answers, ScoringScheme.equal_weights(answers.instrument))
    values, absences = np.nan_to_num(scores.values, nan=50.0), np.zeros_like(scores.absences)
    whys = (
        [Absence.TOO_LITTLE_ANSWERED] * few + [Absence.NOTHING_ANSWERED] * none + [Absence.PROPAGATED] * parts
    )
    row = scores.row("curriculum")
    values[row, : len(whys)], absences[row, : len(whys)] = np.nan, whys
    return attrs.evolve(scores, values=values, absences=absences)


def place(
    answers: Answers, scheme: ScoringScheme, *, by: tuple[str, ...] = (), unit: str | None = None
) -> Placed:
    """The profile and placement of a unit, of the first if none is named."""
    scores = smmi.score(answers, scheme)
    profile = scores.of(scores.units[0] if unit is None else unit)
    return profile, Norms.fit(scores, by=by).place(profile)


def clinic(say: str = "{}") -> Instrument:
    """An instrument of six scales; `say` makes a label of a word."""
    words = say.format
    options = tuple(Option(code, words(code)) for code in ("low", "middle", "high"))
    services = tuple(Option(code, words(code)) for code in ("alpha", "beta"))
    many = MultipleChoice(code="many", options=services)
    mix = Composition(code="mix", parts=services)
    grade = Ordinal(code="grade", options=options)
    ours, theirs = (
        Provenance(Origin.OURS, words("own wording")),
        Provenance(Origin.PUBLISHED, words("a paper")),
    )
    care = Area(
        code="care",
        label=words("Care"),
        indicators=(
            Indicator(
                code="rooms",
                prompt=words("How many rooms?"),
                scale=Count(code="rooms_scale", unit=words("rooms")),
            ),
            Indicator(
                code="use",
                label=words("Use"),
                prompt=words("How are they used?"),
                scale=grade,
                gate=AtLeast("rooms", 1),
                provenance=ours,
            ),
            Indicator(
                code="share",
                prompt=words("Which share?"),
                scale=Percentage(code="share_scale"),
                provenance=theirs,
            ),
        ),
        provenance=ours,
    )
    staff = Area(
        code="staff",
        label=words("Staff"),
        indicators=(
            Indicator(code="offers", prompt=words("What is offered?"), scale=many, gate=AtLeast("rooms", 1)),
            Indicator(code="parts", prompt=words("Which parts?"), scale=mix, gate=AtLeast("rooms", 1)),
            Indicator(
                code="wait",
                prompt=words("How long is the wait?"),
                scale=Number(code="wait_scale", unit=words("days")),
                applies=Equals("kind", "town"),
            ),
        ),
    )
    return Instrument(
        code="clinic",
        edition=words("first"),
        title=words("Clinics"),
        description=words("What clinics do.\n\nAnd how."),
        domains=(
            Domain(code="inside", label=words("Inside"), areas=(care,)),
            Domain(code="people", label=words("People"), areas=(staff,)),
        ),
        characteristics=(
            Characteristic(
                "kind", words("Kind"), (Option("town", words("Town")), Option("country", words("Country")))
            ),
        ),
        provenance=theirs,
    )


class FirstShare:
    """A rule of a stranger: the share of the first part."""

    scales = ("composition",)

    def points(self, answers, _scale, /):
        """Return the share of the first part."""
        return answers[0] / 100.0

    def attainable(self, _scale, /):
        """Return the least and the most."""
        return 0.0, 1.0

    def __repr__(self):
        return "FirstShare()"


def clinic_scheme(instrument: Instrument) -> ScoringScheme:
    """A scheme that departs from every default."""
    return ScoringScheme(
        instrument,
        items={
            "rooms": Linear(0, 10),
            "use": OptionPoints({"low": 0.0, "middle": 0.25, "high": 1.0}),
            "parts": FirstShare(),
            "wait": Linear(0, 50, polarity=Polarity.NEGATIVE),
        },
    )


def clinics(instrument: Instrument, n: int = 12, *, sides: Sequence[str] = (), **answers: object) -> Answers:
    """Answers of `n` clinics on several sides; those of the first, U0, are the given ones."""
    plain = {
        "rooms": 3,
        "use": "middle",
        "share": 40.0,
        "offers": ("alpha",),
        "parts": (30.0, 70.0),
        "wait": 12.0,
    }
    records = [
        {"unit": f"U{i}", "kind": "town", **plain, "share": 5.0 * i, **(answers if i == 0 else {})}
        for i in range(n)
    ]
    if not sides:
        return Answers.from_records(instrument, records, unit="unit", attributes=("kind",))
    records = [{**one, "side": sides[i % len(sides)]} for i, one in enumerate(records)]
    return Answers.from_records(instrument, records, unit="unit", attributes=("kind", "side"))


def cohort_of(say: Callable[[str], str], *, waves: int = 1, form: ReportForm = ReportForm.HTML) -> str:
    """The report on a cohort of clinics, all texts made by `say`; of one administration with groups compared."""
    made = clinic(say("{}"))
    scores = smmi.score(clinics(made, 20, sides=(say("east"), say("west"))), clinic_scheme(made))
    rule = DisclosureRule(minimum_cell=2, protection_width=0.0, p_percent=None, minimum_quartiles=4)
    # One is too small, and hides behind another one, with which it could be merged.
    groups = {say("few"): scores.units[:2], say("some"): scores.units[2:6], say("rest"): scores.units[6:]}
    members = {name: units.tolist() for name, units in groups.items()}
    given = {say(str(2024 + wave)): scores for wave in range(waves)}
    compared = [compare_groups(scores, by="side", groups=(say("east"), say("west")))] if waves == 1 else []
    return cohort_report(
        suppress(
            aggregates(given, by=("kind", "side"), groups=members),
            rule=rule,
        ),
        instrument=made,
        rule=rule,
        notices=[say("notice")],
        title=say("title"),
        note=say("note"),
        unit_noun=say("1st"),
        comparisons=compared,
        form=form,
    )
