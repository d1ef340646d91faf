"""Arguments and options that speak of an earlier wave."""

from pathlib import Path
from typing import Annotated, Final

import typer

from smmi.benchmark import ChangeForm
from smmi.cli.files import Reads
from smmi.cli.formats import CROSSWALKS, EDITIONS

BeforeFile = Annotated[
    Path,
    typer.Argument(
        metavar="BEFORE.csv",
        help="The answers of last time: a file of any kind that is read, in which units are called as now.",
        show_default=False,
    ),
    Reads(),
]
AfterFile = Annotated[
    Path,
    typer.Argument(
        metavar="AFTER.csv",
        help="The answers of this time; where more files follow, those of the second wave.",
        show_default=False,
    ),
    Reads(),
]
ThirdFile = Annotated[
    Path | None,
    typer.Argument(
        metavar="[THIRD.csv]",
        help="The answers of a third wave: the last file that is named is this time's.",
        show_default=False,
    ),
    Reads(),
]
FourthFile = Annotated[
    Path | None,
    typer.Argument(metavar="[FOURTH.csv]", help="Those of a fourth wave.", show_default=False),
    Reads(),
]
FifthFile = Annotated[
    Path | None,
    typer.Argument(metavar="[FIFTH.csv]", help="Those of a fifth wave.", show_default=False),
    Reads(),
]
Carried = Annotated[
    int | None,
    typer.Option(
        "--carried",
        metavar="NUMBER",
        min=1,
        help="With --crosswalk, how many of the first files are of the older edition; the first one where not given.",
        show_default=False,
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="NUMBERS",
        help="When each wave was, ascending, such as 2022,2024,2026: with three waves and more the trend is told.",
        show_default=False,
    ),
]
BeforeOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--before",
        metavar="FILE",
        help="The answers of last time, in which units are called as now: the report says what moved since then. May "
        "be given several times, the earliest first: the last one is last time, and all are told wave by wave.",
        show_default=False,
    ),
    Reads(),
]
CrosswalkName = Annotated[
    str | None,
    typer.Option(
        "--crosswalk",
        metavar="FILE",
        help="What became of the questions of last time, where they were of another edition: a JSON document, or a "
        f"bundled crosswalk ({', '.join(CROSSWALKS)}).",
        show_default=False,
    ),
    Reads(unless=frozenset(CROSSWALKS)),
]
BeforeInstrument = Annotated[
    str | None,
    typer.Option(
        "--before-instrument",
        metavar="FILE",
        help="The instrument of last time, where a crosswalk from a file leads from it.",
        show_default=False,
    ),
    Reads(unless=frozenset(EDITIONS)),
]
BeforeReading = Annotated[
    Path | None,
    typer.Option(
        "--before-reading",
        metavar="FILE",
        help="How the file of last time is read, as `smmi read` wrote it.",
        show_default=False,
    ),
    Reads(),
]
BeforeUnitColumn = Annotated[
    str | None,
    typer.Option(
        "--before-unit-column",
        metavar="NAME",
        help="The column of the units' identifiers in the file of last time, where it is called otherwise.",
        show_default=False,
    ),
]
BeforeIgnore = Annotated[
    list[str] | None,
    typer.Option(
        "--before-ignore",
        metavar="COLUMN",
        help="A column of the file of last time to leave out; may be given several times. Those of --ignore where not "
        "given.",
        show_default=False,
    ),
]
BeforeNorms = Annotated[
    Path | None,
    typer.Option(
        "--before-norms",
        metavar="FILE",
        help="The norms of last time, by the scheme of now, as `smmi norms` wrote them; those of the answers of last "
        "time where not given.",
        show_default=False,
    ),
    Reads(),
]
Form = Annotated[
    ChangeForm,
    typer.Option(
        "--form",
        help="By which form a change is called reliable. All but jacobson-truax take regression to the mean into "
        "account; hsu-linn-lord takes the change of the whole field away.",
    ),
]
Cut = Annotated[
    float | None,
    typer.Option(
        "--cut",
        metavar="NUMBER",
        help="How many standard errors a reliable change is more than; what the form is used with where not given.",
        show_default=False,
    ),
]
ReliabilityOf = Annotated[
    list[str] | None,
    typer.Option(
        "--reliability",
        metavar="CODE=NUMBER",
        help="The reliability of a score from 0 to 1, such as overall=0.9, or a number for all; may be given several "
        "times. Cronbach's alpha of the answers of last time where none is given.",
        show_default=False,
    ),
]
USUAL_FORM: Final = ChangeForm.JACOBSON_TRUAX
