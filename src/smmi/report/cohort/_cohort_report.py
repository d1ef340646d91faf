"""The report on a cohort: what the organisers may publish, and no unit's score."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from smmi.benchmark import DisclosureRule, audit
from smmi.benchmark.comparison import DifferenceRule, GroupComparison
from smmi.benchmark.disclosure import Aggregates, Cell, CellState, CodeRelation, DisclosureAudit
from smmi.errors import ArgumentError, DisclosureError
from smmi.frozen import FrozenMapping
from smmi.instrument import Instrument
from smmi.report.cohort._differences import differences
from smmi.report.cohort._tables import administrations_of, cohort_tables, group_label, groups_in
from smmi.report.page._markup import Markup, element
from smmi.report.page._page import check_texts, masthead, page
from smmi.report.wording._method_section import illustrative_notice
from smmi.report.wording._words import DASH, count_text

CONTENTS: Final[tuple[tuple[str, str], ...]] = (
    ("participation", "Participation"),
    ("results", "Results by area"),
    ("differences", "Differences"),
    ("withheld", "What is withheld"),
)


def cohort_report(
    tables: Aggregates,
    /,
    *,
    instrument: Instrument,
    rule: DisclosureRule,
    invited: Mapping[str, int] = FrozenMapping(),
    comparisons: Sequence[GroupComparison] = (),
    marks: DifferenceRule | None = None,
    title: str = "",
    note: str = "",
    notices: Sequence[str] = (),
    unit_noun: str = "school",
) -> str:
    """Return the report on a cohort as a self-contained HTML document, for publication.

    It holds what the cells of the tables publish, and nothing else of the units. The tables are audited first.

    Args:
        tables: The aggregates, after `smmi.benchmark.suppress`.
        instrument: What was asked.
        rule: What must not be derived.
        invited: How many units were invited, by the name of the group; ``all`` is everybody.
        comparisons: Differences between groups of the tables, from the same units.
        marks: By which rule they are marked; `DifferenceRule()` where not given.
        title: The heading; the instrument's title where not given.
        note: Text under the heading, such as who made the report, and when.
        notices: Sentences that a reader must not miss.
        unit_noun: What a unit is called in the text.

    Raises:
        DisclosureError: Something can be derived that the rule forbids; the error lists it.
        ArgumentError: An argument is of a wrong class, there is no such group, fewer were invited than took part, a
            comparison is of other units than the tables, or means are rounded and compared.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi.benchmark import DisclosureRule, aggregates, suppress
        >>> disciplines = ["dental", "medical", "nursing"] * 10
        >>> answers = smmi.instrument.synthesize(
        ...     smmi.editions.smmi_16(),
        ...     units=30,
        ...     rng=np.random.default_rng(1),
        ...     attributes={"discipline": disciplines},
        ... )
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> tables = aggregates(scores, by=("discipline",), codes=["overall"])
        >>> safe = suppress(tables, rule=DisclosureRule())
        >>> text = cohort_report(safe, instrument=answers.instrument, rule=DisclosureRule())
        >>> "S001" in text
        False
    """
    ArgumentError.raise_unless(tables, Aggregates, argument="tables", expected="Aggregates")
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    ArgumentError.raise_unless(rule, DisclosureRule, argument="rule", expected="a DisclosureRule")
    check_texts(notices, title=title, note=note, unit_noun=unit_noun)
    _check_invited(tables, invited)
    if comparisons and tables.rounding_base is not None:
        expected = "none where means are rounded: a difference would tell them without rounding"
        raise ArgumentError("comparisons", f"{len(comparisons)} of them", expected)
    audited = audit(tables, rule=rule)
    if not audited.is_safe:
        raise DisclosureError(audited.describe())
    heading = title or instrument.title
    return page(
        heading,
        masthead(
            above=f"{instrument.title} · edition {instrument.edition}",
            heading=heading,
            facts=(),
            warnings=[*notices, illustrative_notice(instrument)],
            note=note,
            contents=[link for link in CONTENTS if comparisons or link[0] != "differences"],
        ),
        element(
            "main",
            _participation(tables, instrument, invited, unit_noun),
            _results(tables, instrument, unit_noun),
            differences(comparisons, tables, instrument, rule=rule, marks=marks or DifferenceRule()),
            _withheld(tables, audited),
        ),
        element("footer", element("p", f"{instrument.title}, edition {instrument.edition} · made with smmi")),
    )


def _check_invited(tables: Aggregates, invited: Mapping[str, int]) -> None:
    known = groups_in(tables)
    for group, count in invited.items():
        if group not in known:
            raise ArgumentError("invited", f"the group {group!r}", f"groups of the tables: {known}")
        most = max(len(units) for (_, name), units in tables.members.items() if name == group)
        if not isinstance(count, int) or isinstance(count, bool) or count < most:
            raise ArgumentError("invited", f"{count!r} for {group!r}", f"an integer of at least {most}")


def _participation(
    tables: Aggregates, instrument: Instrument, invited: Mapping[str, int], noun: str
) -> Markup:
    waves = administrations_of(tables)
    heads = [(wave, label) for wave in waves for label in ("Took part", "Scored")]
    rows = [
        element(
            "tr",
            element("th", group_label(group, instrument), scope="row"),
            *(
                element("td", text, class_="number", data_label=f"{label} {wave}".strip())
                for wave in waves
                for label, text in (
                    ("Took part", _taken_part(len(tables.members[wave, group]), invited.get(group))),
                    ("Scored", _scored(tables, wave, group)),
                )
            ),
        )
        for group in groups_in(tables)
    ]
    columns = (
        element("th", f"{label} {wave}".strip(), scope="col", class_="number") for wave, label in heads
    )
    table = element(
        "table",
        element("caption", f"How many {noun}s took part, by group", class_="unseen"),
        element("thead", element("tr", element("th", "Group", scope="col"), *columns)),
        element("tbody", *rows),
        class_="aggregates",
    )
    counted = (
        f"Scored are the {noun}s that have all scores below: the means are of these."
        if tables.relation is CodeRelation.RELATED
        else f"Scored are the {noun}s that have a score below; how many, stands with each mean."
    )
    return element(
        "section",
        element("h2", "Participation", id="participation"),
        element("p", counted, class_="quiet"),
        table,
        aria_labelledby="participation",
    )


def _scored(tables: Aggregates, wave: str, group: str) -> str:
    """Return the largest published number of a group, or a dash where nothing of it is published."""
    own = [cell for cell in tables.cells if (cell.key.administration, cell.key.group) == (wave, group)]
    most = max((cell.n for cell in own if cell.n is not None), default=None)
    return DASH if most is None else str(most)


def _taken_part(n: int, invited: int | None) -> str:
    return str(n) if invited is None else f"{n} of {invited} ({100.0 * n / invited:.1f} %)"


def _results(tables: Aggregates, instrument: Instrument, noun: str) -> Markup:
    explanation = (
        f"The mean score of the {noun}s of each group that took part, not weighted, from 0 to 100; below it n, their "
        "number, and between which two scores the middle half of them lies, where enough took part to say. A dash "
        "stands where a number is withheld."
    )
    return element(
        "section",
        element("h2", "Results by area", id="results"),
        element("p", explanation, class_="quiet"),
        *cohort_tables(tables, instrument),
        aria_labelledby="results",
    )


def _withheld(tables: Aggregates, audited: DisclosureAudit) -> Markup:
    who = "as the public"
    if audited.intruders > 1:
        who += (
            f", and as each of {count_text(audited.intruders - 1, 'participant')} that knows its own scores"
        )
    attack = (
        f"Before publication the tables were attacked {who}: by combining all {audited.cells} published cells, and by "
        "the bounds that they set. Nothing could be derived that the rules above forbid."
    )
    entries = [*audited.rule.describe(), ("Cells", " ".join(_counts(tables.cells))), ("Audit", attack)]
    return element(
        "section",
        element("h2", "What is withheld, and why", id="withheld"),
        element("dl", *(_entry(name, text) for name, text in entries), class_="card-list"),
        aria_labelledby="withheld",
    )


def _counts(cells: Sequence[Cell]) -> Iterator[str]:
    tally = Counter(cell.state for cell in cells)
    yield f"{tally[CellState.PUBLISHED]} of {count_text(len(cells), 'aggregate')} are published."
    if tally[CellState.SENSITIVE]:
        yield f"{tally[CellState.SENSITIVE]} are withheld because they would tell too much by themselves."
    if tally[CellState.COMPLEMENTARY]:
        yield (
            f"{tally[CellState.COMPLEMENTARY]} are withheld because together with others they would tell too much."
        )
    if tally[CellState.EMPTY]:
        yield f"{tally[CellState.EMPTY]} are empty."


def _entry(name: str, text: str) -> Markup:
    return element("div", element("dt", name), element("dd", text))
