"""`smmi stability`: how often scores, ranks and stars hold under other rules and weights, and which choice matters."""

from collections.abc import Iterator
from typing import Annotated, Final

import numpy as np
import typer
from rich.console import Console
from rich.text import Text

from smmi.benchmark import Norms, stability
from smmi.benchmark.sensitivity import GridSweep, HeldShares, Outcome, Stability
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
from smmi.cli.formats import (
    contents_of,
    read_instrument,
    read_norms,
    read_scheme,
    refuse_other_kinds,
    separated_text,
    stability_table,
)
from smmi.cli.over_time._variations import CONCENTRATION, DRAWS, SEED, USUAL, Vary, usual, variation_of
from smmi.errors import UnknownCodeError
from smmi.report.wording import (
    alternatives_text,
    chance_text,
    count_text,
    isolated,
    score_text,
    variation_texts,
)
from smmi.scoring import score

ORGANISERS: Final = "For organisers: ranks and stars tell of peers."


def stability_command(
    answers: AnswersFile,
    instrument: InstrumentName,
    out: TableFile = None,
    unit: Annotated[
        str | None, typer.Option(metavar="ID", help="Say it in words for this unit.", show_default=False)
    ] = None,
    unit_column: UnitColumn = None,
    of: Annotated[
        str,
        typer.Option(metavar="CODE", help="Of which score weights are drawn, and all is said in words."),
    ] = "overall",
    vary: Annotated[
        list[Vary] | None,
        typer.Option(
            help="What is varied; may be given several times: the rule of the overall score (a geometric mean), the "
            "minimum coverage (a quarter, three quarters), ties, self-inclusion, one indicator or one peer less, and "
            f"the weights below the score of --of. {', '.join(USUAL)} where not given.",
            show_default=False,
        ),
    ] = None,
    concentration: Annotated[
        float,
        typer.Option(
            help="How close drawn weights are to the declared ones: of 16 equal ones, 99 spreads each share of 6.25 % "
            "by 2.4 points."
        ),
    ] = CONCENTRATION,
    draws: Annotated[int, typer.Option(min=2, help="How many draws of weights.")] = DRAWS,
    seed: Annotated[int, typer.Option(min=0, help="The seed of the draws.")] = SEED,
    group: Annotated[
        str,
        typer.Option(metavar="NAME", help="The group of the norms, such as dental, or discipline=dental."),
    ] = "all",
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
    """Show how firm scores, ranks and stars are under other rules and other weights.

    Rules are varied over their full grid, so that what is told of them is exact; weights are drawn. The norms are made
    again each time. The table has a row for each sweep, unit and score. With --unit it is said in words, with which
    choice matters, and what was really varied.
    """
    refuse_other_kinds(out)
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
    given = how.answers(answers)
    with step("Scoring again and again"):
        scores = score(given, read_scheme(scheme, declared))
        if of not in scores.codes:
            raise UnknownCodeError("no score has the code", of, scores.codes)
        name = None if unit is None else scores.of(unit).unit
        known = Norms.fit(scores, by=how.groups) if norms is None else read_norms(norms)
        found = stability(
            scores,
            known,
            vary=variation_of(
                vary or usual(scores, of=of),
                scores,
                known,
                group=group,
                concentration=concentration,
                draws=draws,
                of=of,
            ),
            group=group,
            rng=np.random.default_rng(seed),
        )
    if name is not None:
        console = Console(highlight=False)
        for line in _lines(found, name, of):
            console.print(Text(line))
    if out is not None or name is None:
        table = stability_table(found, unit=how.unit)
        text = separated_text(table) if out is None else contents_of(out, table, name="stability")
        write_out(out, text, f"stability of {count_text(len(scores), 'unit')}")


def _lines(found: Stability, unit: str, code: str) -> Iterator[str]:
    grid, weights = found.grid, found.weights
    if grid is not None:
        what = f"{count_text(grid.held.tried, 'combination')} of rules"
        yield f"{isolated(unit)}, {code}, over {what}: {_held(grid.held, unit, code)}"
        yield from _ends(found, grid, unit, code)
        yield f"Which choice matters for its rank: {_matters(grid, unit, code)}"
    if weights is not None:
        what = f"{count_text(weights.held.tried, 'draw')} of weights"
        yield f"{isolated(unit)}, {code}, over {what}: {_held(weights.held, unit, code)}"
    yield "Varied, beside what is declared:"
    yield from variation_texts(found.vary)
    if grid is not None and grid.failed:
        yield f"{count_text(len(grid.failed), 'combination')} could not be scored: {grid.failed[0].message}"
    yield ORGANISERS


def _held(held: HeldShares, unit: str, code: str) -> str:
    """Return how often what a unit was told holds, and between what it moves."""
    own = held.of(unit)[code]
    if np.isnan(own["score"]):
        return "no score"
    parts = [
        f"{score_text(own['score'])} points, from {score_text(own['score_low'])} to {score_text(own['score_high'])}"
    ]
    parts.append(f"rank {own['rank']:.0f}, from {own['rank_best']:.0f} to {own['rank_worst']:.0f}")
    if own["stars"]:
        stars = count_text(int(own["stars"]), "star")
        parts.append(f"its {stars} in {chance_text(own['stars_held'])}")
    return "; ".join(parts)


def _ends(found: Stability, grid: GridSweep, unit: str, code: str) -> Iterator[str]:
    """Yield under which rules the score is lowest, and highest, where that is another one than is declared."""
    ends, own = grid.ends(Outcome.SCORE, code=code, unit=unit), grid.held.of(unit)[code]
    if ends is None:
        return
    named = [
        f"{score_text(own[end])} under: {alternatives_text(found.vary, grid, rules)}"
        for end, rules in zip(("score_low", "score_high"), ends, strict=True)
        if rules
    ]
    if named:
        yield f"The ends of its score: {'; '.join(named)}"


def _matters(grid: GridSweep, unit: str, code: str) -> str:
    """Return the share of each choice in what moves the rank of a unit, by itself and with all others."""
    found = grid.indices(Outcome.RANK, code=code, unit=unit)
    if found.reason is not None:
        return f"not known ({found.reason.value})"
    shares = sorted(found.total.items(), key=lambda pair: -(pair[1] or 0.0))
    return "; ".join(
        f"{name.replace('_', ' ')} {chance_text(total or 0.0)} ({chance_text(found.first[name] or 0.0)} alone)"
        for name, total in shares
    )
