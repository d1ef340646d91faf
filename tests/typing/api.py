"""Every public name as its users write it; only type-checked, never run."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any as AnyType

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

import smmi
from smmi import benchmark, editions, errors, fingerprint, intake, report, serialization
from smmi.instrument import (
    AllConditions,
    Answered,
    AnyCondition,
    Area,
    AtLeast,
    Binary,
    Characteristic,
    Composition,
    Condition,
    Count,
    Domain,
    Equals,
    Includes,
    Indicator,
    Instrument,
    MultipleChoice,
    Nominal,
    Nonresponse,
    NotCondition,
    Number,
    OneOf,
    Option,
    Ordinal,
    Origin,
    Percentage,
    Provenance,
    Scale,
    Term,
)
from smmi.instrument.answers import EntryColumn
from smmi.scoring import (
    Absence,
    AggregationRule,
    CoverageBasis,
    EqualSteps,
    ItemRule,
    Linear,
    MinimumCoverage,
    NoAnswer,
    OptionPoints,
    Polarity,
    ScoringScheme,
    SelectedShare,
    WeightedMean,
)

Floats = npt.NDArray[np.float64]

options = (
    Option("no", "No"),
    Option("yes", "Yes"),
    Option("na", "N/A", nonresponse=Nonresponse.NOT_APPLICABLE, value=-9, spellings=["none"]),
)
coded: float | None = options[2].value
written: tuple[str, ...] = options[2].spellings + options[2].written
likert: Ordinal = Ordinal.likert("agreement", labels=("Disagree", "Agree"), codes=None, first=0)
scales: list[Scale] = [
    Binary(code="yes_no", options=options),
    Ordinal(code="extent", options=options, label="Extent"),
    Nominal(code="kind", options=options),
    MultipleChoice(code="topics", options=options, minimum=1, maximum=2),
    Percentage(code="share", decimals=1),
    Count(code="programs", minimum=0, maximum=10, unit="programs"),
    Number(code="budget", minimum=0, unit="USD"),
    Composition(code="mix", parts=options, tolerance=0.5),
]
gate: Condition = AllConditions(
    (
        Equals("a", "yes"),
        AnyCondition([OneOf("a", ("no", "yes")), AtLeast("b", 3)]),
        NotCondition(Includes("c", "no")),
        Answered("d"),
    )
)
source = Provenance(Origin.OURS, "own wording")
indicator = Indicator(
    code="policy", prompt="Is there a policy?", scale=scales[0], gate=gate, terms=[Term("policy", "a rule")],
    tags=["new"], provenance=source, source_names=["Q1"], scored=True,
)  # fmt: skip
names: tuple[str, ...] = indicator.source_names
counted: bool = indicator.scored
instrument = Instrument(
    code="tiny",
    edition="1",
    title="Tiny",
    domains=[Domain(code="d", label="D", areas=[Area(code="a", label="A", indicators=[indicator])])],
    characteristics=[Characteristic("discipline", "Discipline", options[:2])],
)
scored: tuple[Indicator, ...] = instrument.scored + instrument.areas[0].scored
spelled: ScoringScheme = ScoringScheme(instrument).spelled_out()


class Strict:
    """A rule from outside: the lowest points of any child that counts."""

    monotone = True
    shape_free = True

    def aggregate(self, points: Floats, weights: Floats) -> Floats:
        """Return the minimum."""
        return np.asarray(np.where(weights > 0, points, 1.0).min(axis=0))


class Yes:
    """An item rule from outside."""

    scales = ("binary",)

    def points(self, answers: npt.NDArray[AnyType], _scale: Scale, /) -> Floats:
        """Return the position."""
        return answers.astype(np.float64)


rule: AggregationRule = Strict()
item: ItemRule = Yes()
scheme = ScoringScheme(
    instrument,
    items={"policy": item, "x": OptionPoints({"no": 0, "yes": 1}), "y": SelectedShare(2)},
    areas={"a": rule},
    domains=WeightedMean(),
    weights={"policy": 2.0},
    coverage={"a": MinimumCoverage(0.5, basis=CoverageBasis.COUNT, no_answer=NoAnswer.LOWEST)},
    overall_from="areas",
)
other = ScoringScheme(instrument, items={"policy": EqualSteps(polarity=Polarity.NEGATIVE), "z": Linear(0, 1)})
prints: tuple[str, str] = (instrument.score_fingerprint, other.score_fingerprint)

records: list[Mapping[str, object]] = [{"school": "S1", "policy": "yes", "discipline": "dental"}]
answers = smmi.Answers.from_records(instrument, records, unit="school", attributes=("discipline",))
few = EntryColumn(entries=("no", "yes"), positions=[0, -1])
smmi.Answers.from_columns(instrument, {"school": ["S1", "S2"], "required": few}, unit="school")
scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(editions.smmi_16()))
overall: Floats = scores.overall
areas: Floats = scores["curriculum"]
low, high = scores.bounds()
profile = scores.of("S1")
value: float | None = profile["curriculum"].value
reason: Absence | None = profile["curriculum"].reason
replayed: float | None = profile.trace("curriculum").replay()
single = scheme.compile().score_one(records[0], attributes={"discipline": "dental"})

conventions = benchmark.Conventions(
    ties=benchmark.TieRule.MID,
    self_inclusion=benchmark.SelfInclusion.LEFT_OUT,
    quantiles=benchmark.QuantileRule.TYPE_7,
)
norms = benchmark.Norms.fit(scores, by=("discipline",), conventions=conventions)
placement = norms.place(profile)
standing: benchmark.Standing = placement["curriculum"]["all"]
percentile: float | None = standing.percentile
quartile: benchmark.Quartile | None = standing.quartile
highlighted: benchmark.interpretation.Highlights = benchmark.highlights(
    profile, placement, rule=benchmark.HighlightRule()
)
comparison: benchmark.comparison.GroupComparison = benchmark.compare_groups(
    scores,
    by="control",
    groups=("public", "private"),
    test=benchmark.comparison.GroupTest.PERMUTATION,
    correction=benchmark.comparison.Correction.BENJAMINI_HOCHBERG,
    rng=np.random.default_rng(1),
    population={"public": 40},
)
in_all: int = comparison.population["public"]
difference: benchmark.comparison.Difference = comparison["curriculum"]
group_mean: float | None = difference.first.mean
summary: benchmark.comparison.GroupSummary = difference.second
effect: benchmark.comparison.EffectSize = difference.effects[benchmark.comparison.EffectMeasure.HEDGES_G]
withheld: benchmark.comparison.NoDifference | None = effect.reason
tested: benchmark.comparison.Significance = difference.significance
worked_out: benchmark.comparison.PValueMethod | None = tested.method
mark: benchmark.comparison.DifferenceMark = benchmark.comparison.DifferenceRule(least_effect=0.3).mark(
    difference
)
adjusted: benchmark.comparison.AdjustedComparison = benchmark.adjusted_differences(
    scores, by="control", groups=("public", "private"), adjust_for=["discipline"], weights=[1.0, 2.0]
)
adjusted_difference: benchmark.comparison.AdjustedDifference = adjusted["curriculum"]
corrected: Floats = benchmark.comparison.adjust_p_values(
    [0.01, 0.2], method=benchmark.comparison.Correction.HOLM
)
reference: benchmark.interpretation.GroupReference = benchmark.compare_with_group(
    profile, norms, group="dental", top=90.0
)
reference_points: benchmark.interpretation.ReferencePoints = reference["curriculum"]
from_top: float | None = reference_points.from_top
rule_of_disclosure = benchmark.DisclosureRule(
    minimum_cell=5,
    intruder=benchmark.disclosure.Intruder.PARTICIPANT,
    dominance=(2, 85.0),
    rounding_base=0.5,
    cost=benchmark.disclosure.SuppressionCost.UNITS,
)
tables: benchmark.disclosure.Aggregates = benchmark.aggregates(
    {"y2019": scores},
    by=("discipline",),
    groups={"ours": ["S1"]},
    relation=benchmark.disclosure.CodeRelation.RELATED,
)
safe: benchmark.disclosure.Aggregates = benchmark.suppress(tables, rule=rule_of_disclosure)
cell: benchmark.disclosure.Cell = safe[benchmark.disclosure.CellKey("y2019", "all", "overall")]
is_withheld: bool = cell.state is benchmark.disclosure.CellState.SENSITIVE
made: benchmark.disclosure.Suppression | None = safe.suppression
audited: benchmark.disclosure.DisclosureAudit = benchmark.audit(safe, rule=rule_of_disclosure)
differences: tuple[benchmark.disclosure.ReleaseDifference, ...] = benchmark.Ledger().differences(safe)
carried_over: tuple[benchmark.disclosure.CarriedOver, ...] = benchmark.Ledger().carried_over(safe)
ledger: benchmark.Ledger = benchmark.Ledger().adding("first", safe, on="2024-03-01")
publication: benchmark.disclosure.Publication = ledger.publications[0]
frozen_units: frozenset[str] = ledger.release("y2019")
proposed: tuple[benchmark.disclosure.Proposal, ...] = benchmark.disclosure.proposals(
    tables, rule=rule_of_disclosure, ledger=ledger, revision=benchmark.disclosure.Revision.ATTACKED
)
leaks: tuple[benchmark.disclosure.Leak, ...] = audited.leaks
of_a_kind = [leak for leak in leaks if leak.kind is benchmark.disclosure.LeakKind.SMALL_SUM]
rule_of_report: benchmark.ReportRule = benchmark.ReportRule(median_band=None, minimum_median=10)
band: tuple[float, float] | None = benchmark.ReportRule.public().band(50.0)
told: benchmark.disclosure.Told = benchmark.disclosure.told_of_others(
    placement, rule=rule_of_report, group="dental", known=1
)["overall"]["all"]
why_not: benchmark.disclosure.NotTold | None = told.median
shown: benchmark.Placement = benchmark.disclosure.as_told(
    placement, benchmark.disclosure.told_of_others(placement, rule=rule_of_report)
)
both_told: tuple[bool, bool] = benchmark.disclosure.groups_told(None, width=10.0)
of_owner: int = benchmark.disclosure.others_of_owner(answers, "S1", owner="university")
html: str = report.school_report(profile, placement, rule=rule_of_report, known=of_owner)
in_markdown: str = report.school_report(profile, placement, form=report.ReportForm.MARKDOWN)
for_publication: str = report.cohort_report(
    safe, instrument=instrument, rule=rule_of_disclosure, invited={"all": 9}, comparisons=[comparison]
)
as_one_group: tuple[benchmark.disclosure.Merger, ...] = benchmark.disclosure.mergers(
    safe, rule=rule_of_disclosure
)
why_unscored: benchmark.disclosure.Unscored = benchmark.disclosure.unscored(
    scores, safe, rule=rule_of_disclosure
)
in_print: bytes = report.school_report(profile, placement, form=report.ReportForm.PDF)
cohort_as_data: str = report.cohort_report(
    safe, instrument=instrument, rule=rule_of_disclosure, scores=scores, form=report.ReportForm.DATA
)
cohort_in_print: bytes = report.cohort_report(
    safe, instrument=instrument, rule=rule_of_disclosure, form=report.ReportForm.PDF
)
of_any_form: str | bytes = report.school_report(profile, placement, form=report.ReportForm("md"))
strip: Axes = report.plots.placement_strip(profile, placement, group="dental", rule=rule_of_report)
profile_of_areas: Axes = report.plots.area_profile(profile, placement, peers="dental", known=1, ax=strip)
waterfall: Axes = report.plots.trace_waterfall(profile.trace("overall"), ax=None)
overview: Axes = report.plots.cohort_overview(safe, instrument=instrument, codes=["overall"])
told_since: benchmark.follow_up.ToldSince = benchmark.follow_up.told_since(
    benchmark.last_time(scores, scores), profile, placement, rule=rule_of_report
)
dumbbells: Axes = report.plots.change_dumbbells(told_since, instrument=instrument)
spread_of_scores: Axes = report.plots.distributions(norms, instrument=instrument, group="dental")
firm = benchmark.stability(scores, norms, vary=benchmark.Variation(without_peers=["S1"])).grid
assert firm is not None
stars_held: Axes = report.plots.star_stability(firm.held, instrument=instrument, unit="S1")
of_indicators: Axes = report.plots.indicator_reliability(
    benchmark.reliability(answers, scheme, of="curriculum"), instrument=instrument
)
who_responded: Axes = report.plots.response_rates(
    benchmark.response_rates(answers, by="discipline", invited={"dental": 9})
)
in_words: report.plots.Alternative = report.plots.alternative(strip)
as_text: tuple[str, tuple[tuple[str, ...], ...]] = (in_words.text, in_words.rows)
picture: str = report.plots.svg(strip, title="Where we stand", description=in_words.text)
tool: intake.Preset = intake.Preset(code="own", name="Own", marks=("OwnId",), least=1)
noted = intake.ColumnNotes(label="Q1", value_labels={"1": "No"}, missing=("9", (97.0, 99.0)))
proposal: intake.Proposal = intake.propose_reading(
    instrument, ["School", "Q1"], [["S1", "a"]], unit="School", preset=tool, notes={"Q1": noted}
)
open_questions: tuple[intake.Question, ...] = proposal.questions
possible: tuple[intake.QuestionOption, ...] = open_questions[0].options
choices_made: tuple[intake.Choice, ...] = proposal.choices
confirmed: intake.Reading = proposal.confirm({"tests": "read"}, unit="numbered")
settled_share: float = proposal.share_settled
reading: intake.Reading = intake.Reading(
    instrument=instrument,
    unit=intake.UnitColumn("School"),
    sources={
        "q1": intake.ChoiceColumn(column="Q1", missing={"n/a": Nonresponse.NOT_APPLICABLE}),
        "q2": intake.NumberColumn(
            column="Q2", format=intake.NumberFormat(decimal=","), numbers={"12 hours": 12}
        ),
        "q3": intake.SelectionColumn(column="Q3", separator=",", left_out=["Other"]),
        "q4": intake.SelectionColumns(columns={"a": "Q4_1"}, all_blank=intake.Blank.NOT_ADMINISTERED),
        "q5": intake.ShareColumn(column="Q5"),
        "q6": intake.ShareColumns(columns={"rural": "Q6_1", "urban": "Q6_2"}),
        "q7": intake.Absent(state=Nonresponse.NO_ANSWER),
    },
    attributes={"discipline": intake.AttributeSource(column="Discipline")},
    header=intake.Header(rows=2, names=intake.HeaderNames.JOINED),
    format=intake.NumberFormat(percents=intake.Percents.FRACTION),
    rows=(intake.RowFilter(column="Status", words=("test",), keep=intake.Keep.NOT),),
    repeated=intake.RepeatedUnits(take=intake.Repeated.MERGE, by=intake.MergeBy.LOWEST),
    others=intake.OtherColumns.LEAVE_OUT,
    seen=intake.SeenTable(
        header=(intake.SeenHeaderRow(row=1, texts={"Q1": "How many?"}),),
        doubtful_rows=(intake.DoubtfulRows(column="Status", words=("spam",), what="spam"),),
        unmarked=("Q1",),
    ),
)
numbered_rows: intake.NumberedRows = intake.NumberedRows(prefix="r")
of_table, account = reading.answers(["School", "Q1"], [["S1", 1]], notes={"Q1": noted})
of_columns, _ = reading.answers_from_columns({"School": ["S1"], "Q1": np.array([1])})
read_answers: smmi.Answers = of_table
told_of: intake.Account = account
of_column: intake.accounts.ColumnAccount = account.columns[0]
is_unit: bool = of_column.use is intake.accounts.Use.UNIT
cells_read: intake.accounts.CellsRead = of_column.lines[0]
cell_example: intake.accounts.CellExample = cells_read.examples[0]
rows_left_out: tuple[intake.accounts.RowsLeftOut, ...] = account.left_out
together_told: tuple[intake.accounts.TogetherAccount, ...] = account.together
digest: str = fingerprint.fingerprint(instrument, scope=fingerprint.Scope.SCORE)
document = serialization.to_document(instrument)
again: object = serialization.from_document(serialization.parse_json(b"{}"))
shortest: benchmark.improvement.Paths = benchmark.paths(
    profile,
    scheme,
    norms,
    target=benchmark.Stars(4, code="curriculum", group="all"),
    costs={"has_policy": Fraction(5, 2), "extent": {"most": np.int64(10)}},
    frozen=("research",),
    years=2,
    peers=answers,
)
to_rank: benchmark.RankOf = benchmark.RankOf(90, code="overall", group="all")
to_score = benchmark.paths(profile, scheme, target=benchmark.ScoreOf(70, code="overall"))
to_badge: benchmark.improvement.Path | None = benchmark.paths(profile, scheme, target=benchmark.Badge()).best
moved: tuple[benchmark.improvement.Step, ...] = () if to_badge is None else to_badge.steps
sure: bool = to_score.proof is not benchmark.improvement.Proof.NOT_PROVED
tried: benchmark.improvement.WhatIf = benchmark.what_if(profile, norms, changes={"has_policy": "yes"})
near_cuts: tuple[benchmark.improvement.Cushion, ...] = benchmark.cushions(profile, norms)
table: benchmark.Placements = norms.place_all(scores)
table_again: benchmark.Placements = serialization.from_document(
    serialization.to_document(table), benchmark.Placements
)
sheet_rows: list[dict[str, str]] = serialization.to_codebook_sheet(instrument)
of_sheet: Instrument = serialization.from_codebook_sheet(sheet_rows, name="Outreach")
said_of_itself: str = serialization.checksum(document)
serialization.verify_checksum(document)
schema = serialization.json_schema(Instrument)
try:
    instrument["none"]
except errors.UnknownCodeError as error:
    known: tuple[str, ...] = error.known
