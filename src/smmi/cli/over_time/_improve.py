"""`smmi improve`: the shortest ways up for one unit, what is proved of them, and how far the next cuts are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from smmi.benchmark import Badge, Norms, RankOf, ScoreOf, Stars, cushions, paths
from smmi.benchmark.improvement import Cushion, Path as Way, Paths, Step
from smmi.cli._options import (
    AccountFile,
    AnswersFile,
    By,
    Encoding,
    Ignore,
    InstrumentName,
    NormsFile,
    ReadingFile,
    SchemeFile,
    Separator,
    SheetName,
    TableFile,
    UnitColumn,
)
from smmi.cli._steps import how_read, step, write_out
from smmi.cli.files import Reads
from smmi.cli.formats import (
    contents_of,
    improvement_table,
    read_costs,
    read_instrument,
    read_norms,
    read_scheme,
    refuse_other_kinds,
    step_answer,
)
from smmi.cli.over_time._targets import EXPECTED, Target, target_of
from smmi.errors import UnknownCodeError
from smmi.instrument import Answers, Indicator, Instrument
from smmi.report.wording import DASH, isolated, score_text
from smmi.scoring import ScoreProfile, score

OWN: Final = "It rests on the unit's own answers and the scheme alone, and may go to the unit."
ORGANISERS: Final = (
    "For organisers: what stars and ranks take are scores of peers. `smmi report --before` tells a unit what it may "
    "know."
)
SMALLEST: Final = 0.005
NOT_MOVED: Final = "Numbers, shares and large selections move only to answers to which --costs gives a cost."
ANY_ANSWER: Final = "any answer, or that it does not apply"
ANY_IF_ASKED: Final = "any answer, if it is asked then"
COSTS: Final = "Costs are in the unit of {file}; where it says nothing, each step costs 1."
NO_FORECAST: Final = "What the scheme would give, the others held still: no forecast."


def improve(
    answers: AnswersFile,
    instrument: InstrumentName,
    unit: Annotated[str, typer.Option(metavar="ID", help="The unit.", show_default=False)],
    target: Annotated[
        str, typer.Option(metavar="TARGET", help=f"What is to be reached: {EXPECTED}.", show_default=False)
    ],
    out: TableFile = None,
    unit_column: UnitColumn = None,
    of: Annotated[
        str,
        typer.Option(metavar="CODE", help="The score that is to reach it: an area, a domain, or overall."),
    ] = "overall",
    group: Annotated[
        str,
        typer.Option(metavar="NAME", help="The group of the norms, such as dental, or discipline=dental."),
    ] = "all",
    costs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What changes cost, in any unit, such as days: a table with the columns indicator, answer and "
            "cost. Without an answer it is the cost of each step; else that of having the answer, and answers without "
            "a row are not moved to. Every step costs 1 where nothing is said.",
            show_default=False,
        ),
        Reads(),
    ] = None,
    frozen: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODES",
            help="Indicators that do not change, or areas and domains in which nothing does: codes with commas; may be "
            "given several times.",
            show_default=False,
        ),
    ] = None,
    years: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="N", help="In how many years, each answer one step a year.", show_default=False
        ),
    ] = None,
    lower: Annotated[
        bool,
        typer.Option(
            "--lower",
            help="Let answers be lower than now, too: to say that there is no programme shuts the questions about it, "
            "and that can be the shortest way.",
        ),
    ] = False,
    by: By = None,
    scheme: SchemeFile = None,
    norms: NormsFile = None,
    ignore: Ignore = None,
    sheet: SheetName = None,
    separator: Separator = None,
    encoding: Encoding = None,
    reading: ReadingFile = None,
    account: AccountFile = None,
) -> None:
    """Show the least effort that brings one unit to a score, a rank, stars or the badge.

    No answer is lower than now, and none shuts a question that is answered, unless that is asked for (--lower).
    Every path is scored again by the scheme. Beside it stands whether it is proved that nothing cheaper reaches the
    target, which cheaper sets come near, and how far each score is from losing a star and from the next one. Of paths
    that cost the same, it is the one whose answers more of the other units already have.
    """
    refuse_other_kinds(out)
    wanted = target_of(target, code=of, group=group)
    declared = read_instrument(instrument)
    how = how_read(
        declared,
        unit=unit_column,
        by=by,
        ignore=ignore,
        sheet=sheet,
        separator=separator,
        encoding=encoding,
        reading=reading,
        account=account,
    )
    prices = {} if costs is None else read_costs(costs, declared)
    still = [code.strip() for text in frozen or () for code in text.split(",") if code.strip()]
    given = how.answers(answers)
    own = isinstance(wanted, ScoreOf | Badge)
    with step("Searching"):
        rules = read_scheme(scheme, declared)
        scores = score(given, rules)
        profile = scores.of(unit)
        if not isinstance(wanted, Badge) and of not in scores.codes:
            raise UnknownCodeError("no score has the code", of, scores.codes)
        known = None
        if not own:
            known = Norms.fit(scores, by=how.groups) if norms is None else read_norms(norms)
        found = paths(
            profile,
            rules,
            known,
            target=wanted,
            costs=prices,
            frozen=still,
            years=years,
            peers=None if own else _others(given, unit, how.groups),
            upward=not lower,
        )
        near_cuts: tuple[Cushion, ...] = ()
        if known and isinstance(wanted, Stars | RankOf):
            against = known.place(profile).standing(of, group=wanted.group).group.name
            near_cuts = tuple(one for one in cushions(profile, known) if one.group == against)
    _show(found, profile, near_cuts, costs)
    if out is not None:
        table = improvement_table(found, declared)
        write_out(out, contents_of(out, table, name="paths"), f"ways of {isolated(unit)}")


def _others(answers: Answers, unit: str, by: tuple[str, ...]) -> Answers | None:
    """Return the answers of the other units that are alike in what groups them; None without any."""
    mine = {name: answers.attribute(name)[answers.position(unit)] for name in by}
    alike = [
        at
        for at, name in enumerate(answers.units.tolist())
        if name != unit and all(answers.attribute(key)[at] == value for key, value in mine.items())
    ]
    return answers.take(alike) if alike else None


def _show(found: Paths, profile: ScoreProfile, near_cuts: tuple[Cushion, ...], costs: Path | None) -> None:
    declared = profile.scores.instrument
    console = Console(highlight=False)
    target = f"{isolated(profile.unit)}: {_target_text(found, profile)}"
    if found.best and not found.best.steps:
        console.print(Text(f"{target}. {found.describe()}."))
    else:
        console.print(Text(target))
        console.print(Text(f"{found.describe()}."))
    console.print()
    if found.best and found.best.steps:
        console.print(_steps(found.best, declared, in_steps=found.in_steps))
        after = "" if found.best.score is None else f", {score_text(found.best.score)} points then"
        console.print(Text(f"Together: {_effort(found, found.best)}{after}."))
    for line in _near(found, declared):
        console.print(Text(line))
    if costs is not None:
        console.print(Text(COSTS.format(file=isolated(costs.name))))
    if near_cuts:
        console.print()
        console.print(_cushions(near_cuts, profile))
    if found.best is None and not isinstance(found.target, Badge):
        console.print(Text(NOT_MOVED))
    if not isinstance(found.target, Badge):
        console.print(Text(NO_FORECAST))
    console.print(Text(ORGANISERS if found.for_organisers_only else OWN))


def _target_text(found: Paths, profile: ScoreProfile) -> str:
    target: Target = found.target
    if isinstance(target, Badge):
        return "the complete assessment"
    declared = profile.scores.instrument
    what = "overall" if target.code == "overall" else isolated(declared[target.code].name)
    now = "without a score" if found.score is None else f"{score_text(found.score)} points"
    match target:
        case ScoreOf():
            return f"{what}, {now}; to {target.points:g} points"
        case Stars():
            wanted = f"{target.stars} stars"
        case _:
            wanted = f"a percentile rank of {target.percentile:g}"
    least = "no score has it" if found.threshold is None else f"from {found.threshold:.2f} points on"
    return f"{what}, {now}; to {wanted} among {target.group} ({least})"


def _effort(found: Paths, path: Way) -> str:
    """Return what a path takes: steps where each costs 1, else a cost."""
    return path.effort if found.in_steps else f"cost {path.cost:g}"


def _steps(path: Way, declared: Instrument, *, in_steps: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Question", overflow="fold")
    table.add_column("Answer now", overflow="fold")
    table.add_column("New answer", overflow="fold")
    table.add_column("Steps" if in_steps else "Cost", justify="right", no_wrap=True)
    told = any(one.others is not None for one in path.steps)
    if told:
        table.add_column("Others have it", justify="right", no_wrap=True)
    for one in path.steps:
        indicator = _indicator(declared, one.code)
        cells = [
            isolated(indicator.name),
            step_answer(indicator, one.before),
            _new_answer(indicator, one),
        ]
        shared = [f"{one.others} of {one.of}"] if told else []
        table.add_row(*map(Text, [*cells, f"{one.cost:g}", *shared]))
    return table


def _new_answer(indicator: Indicator, step: Step) -> str:
    """Return the answer to have; any for the badge."""
    if step.after is not None:
        return step_answer(indicator, step.after)
    return ANY_ANSWER if step.asked else ANY_IF_ASKED


def _near(found: Paths, declared: Instrument) -> Iterator[str]:
    """Yield what the cheaper sets are that come near."""
    for path in found.near:
        if not path.steps:
            continue
        steps = []
        for one in path.steps:
            indicator = _indicator(declared, one.code)
            steps.append(f"{isolated(indicator.name)} to {_new_answer(indicator, one)}")
        short = ""
        if path.score is not None and found.threshold is not None:
            short = f", {_points(found.threshold - path.score)} short"
        reached = "not complete" if path.score is None else f"{score_text(path.score)} points{short}"
        head = "Nearest" if not found.best else "With less" if found.in_steps else "Cheaper"
        yield f"{head}, {_effort(found, path)}: {reached}; {'; '.join(steps)}"


def _cushions(near_cuts: tuple[Cushion, ...], profile: ScoreProfile) -> Table:
    declared = profile.scores.instrument
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column(Text(f"Points to the cuts, among {near_cuts[0].group}"), overflow="fold")
    for name in ("Score", "Stars", "Can lose", "To the next star"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in near_cuts:
        label = "Overall" if one.code == "overall" else isolated(declared[one.code].name)
        ends = [DASH if end is None else _points(end) for end in (one.cushion, one.gap)]
        cells = (label, score_text(one.score), str(one.stars), *ends)
        table.add_row(*map(Text, cells))
    return table


def _points(value: float) -> str:
    """Return a distance to a cut with two decimals; one that there is is not shown as none."""
    return "<0.01" if 0 < value < SMALLEST else f"{value:.2f}"


def _indicator(declared: Instrument, code: str) -> Indicator:
    found = declared[code]
    assert isinstance(found, Indicator)  # noqa: S101  (paths change answers)
    return found
