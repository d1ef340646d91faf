"""The report on a cohort: what the organisers may publish, and no unit's score."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, overload

from smmi._keywords import tells_keywords
from smmi.benchmark import DisclosureRule, Ledger, audit
from smmi.benchmark.comparison import DifferenceRule, GroupComparison
from smmi.benchmark.disclosure import (
    Aggregates,
    Cell,
    CellState,
    CodeRelation,
    DisclosureAudit,
    Merger,
    mergers,
    unscored,
)
from smmi.errors import ArgumentError, DisclosureError
from smmi.frozen import FrozenMapping
from smmi.instrument import Instrument
from smmi.report.cohort._differences import differences
from smmi.report.cohort._tables import (
    administrations_of,
    cell,
    cohort_tables,
    groups_in,
    row,
    table,
)
from smmi.report.page._forms import ReportForm, in_form
from smmi.report.page._page import View, check_texts
from smmi.report.wording import (
    EVERYONE,
    Noun,
    _sentences as words,
    absence_text,
    count_text,
    group_label,
    illustrative_notice,
    isolated,
    listed,
    paragraphs,
)
from smmi.scoring import Scores

NO_LEDGER: Final = Ledger()


@overload
def cohort_report(
    tables: Aggregates,
    /,
    *,
    instrument: Instrument,
    rule: DisclosureRule,
    ledger: Ledger = ...,
    scores: Scores | None = ...,
    invited: Mapping[str, int] = ...,
    comparisons: Sequence[GroupComparison] = ...,
    marks: DifferenceRule | None = ...,
    title: str = ...,
    note: str = ...,
    notices: Sequence[str] = ...,
    unit_noun: str = ...,
    unit_nouns: str = ...,
    form: Literal[ReportForm.HTML, ReportForm.MARKDOWN, ReportForm.DATA] = ...,
) -> str: ...
@overload
def cohort_report(
    tables: Aggregates,
    /,
    *,
    instrument: Instrument,
    rule: DisclosureRule,
    ledger: Ledger = ...,
    scores: Scores | None = ...,
    invited: Mapping[str, int] = ...,
    comparisons: Sequence[GroupComparison] = ...,
    marks: DifferenceRule | None = ...,
    title: str = ...,
    note: str = ...,
    notices: Sequence[str] = ...,
    unit_noun: str = ...,
    unit_nouns: str = ...,
    form: Literal[ReportForm.PDF],
) -> bytes: ...
@overload
def cohort_report(
    tables: Aggregates,
    /,
    *,
    instrument: Instrument,
    rule: DisclosureRule,
    ledger: Ledger = ...,
    scores: Scores | None = ...,
    invited: Mapping[str, int] = ...,
    comparisons: Sequence[GroupComparison] = ...,
    marks: DifferenceRule | None = ...,
    title: str = ...,
    note: str = ...,
    notices: Sequence[str] = ...,
    unit_noun: str = ...,
    unit_nouns: str = ...,
    form: ReportForm,
) -> str | bytes: ...
@tells_keywords
def cohort_report(
    tables: Aggregates,
    /,
    *,
    instrument: Instrument,
    rule: DisclosureRule,
    ledger: Ledger = NO_LEDGER,
    scores: Scores | None = None,
    invited: Mapping[str, int] = FrozenMapping(),
    comparisons: Sequence[GroupComparison] = (),
    marks: DifferenceRule | None = None,
    title: str = "",
    note: str = "",
    notices: Sequence[str] = (),
    unit_noun: str = "school",
    unit_nouns: str = "",
    form: ReportForm = ReportForm.HTML,
) -> str | bytes:
    """Return the report on a cohort as a self-contained HTML document, for publication; or in another form.

    It holds what the cells of the tables publish, and nothing else of the units. The tables are audited first.

    Args:
        tables: The aggregates, after `smmi.benchmark.suppress`.
        instrument: What was asked.
        rule: What must not be derived.
        ledger: What was published before, as of `smmi.benchmark.audit`; nothing where not given.
        scores: The scores of which the tables are: then it is told, too, why units are in no mean, as far as `unscored`
            allows; where the tables are of one administration and of related scores.
        invited: How many units were invited, by the name of the group; ``all`` is everybody.
        comparisons: Differences between groups of the tables, from the same units.
        marks: By which rule they are marked; `DifferenceRule()` where not given.
        title: The heading; the instrument's title where not given.
        note: Text under the heading, such as who made the report, and when.
        notices: Sentences that a reader must not miss.
        unit_noun: What a unit is called in the text.
        unit_nouns: What several are called; the English plural where not given.
        form: A page, Markdown, plain data as JSON: the texts that the page shows, under the names of its sections; or
            the page as a PDF, in bytes.

    Returns:
        The text of a file, of HTML if not said otherwise: participation, mean scores by group, differences between
        groups if any are given, and what is withheld and why.

    Raises:
        DisclosureError: Something can be derived that the rule forbids; the error lists it.
        ArgumentError: An argument is of a wrong class, there is no such group, fewer were invited than took part, a
            comparison or are the scores of other units than the tables, or means are rounded and compared.
        ImportError: jinja2 is not installed, or matplotlib where groups are compared: the extra ``report`` brings both;
            or WeasyPrint, for a PDF: ``pdf`` does.

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
    ArgumentError.raise_unless(form, ReportForm, argument="form", expected="a ReportForm")
    check_texts(notices, title=title, note=note, unit_noun=unit_noun, unit_nouns=unit_nouns)
    ArgumentError.raise_unless(scores, Scores | None, argument="scores", expected="None or Scores")
    _check_invited(tables, invited)
    if comparisons and tables.rounding_base is not None:
        expected = "none where means are rounded: a difference would tell them without rounding"
        raise ArgumentError("comparisons", f"{len(comparisons)} of them", expected)
    audited = audit(tables, rule=rule, ledger=ledger)
    if not audited.is_safe:
        raise DisclosureError(audited.describe())
    noun = Noun.of(unit_noun, unit_nouns)
    heading, contents = title or instrument.title, dict(words.COHORT_CONTENTS)
    if not comparisons:
        del contents["differences"]
    drawn = {} if form is ReportForm.DATA else {"instrument": instrument}
    return in_form(
        form,
        "cohort/cohort",
        words=words,
        **drawn,
        edition=words.EDITION.format(
            instrument=isolated(instrument.title), edition=isolated(instrument.edition)
        ),
        title=heading,
        heading=heading,
        facts=(),
        warnings=[notice for notice in (*notices, illustrative_notice(instrument)) if notice],
        note=paragraphs(note),
        contents=contents,
        unit="",
        participation=_participation(
            tables, instrument, invited, noun, _why_left_out(tables, scores, audited, ledger, noun)
        ),
        results=_results(tables, instrument, rule, noun),
        differences=differences(
            comparisons, tables, instrument, rule=rule, marks=marks or DifferenceRule(), noun=noun, form=form
        ),
        withheld=list(_withheld(tables, audited, instrument, ledger, noun)),
    )


def _check_invited(tables: Aggregates, invited: Mapping[str, int]) -> None:
    known = groups_in(tables)
    for group, count in invited.items():
        if group not in known:
            raise ArgumentError("invited", f"the group {group!r}", f"groups of the tables: {known}")
        most = max(len(units) for (_, name), units in tables.members.items() if name == group)
        if not isinstance(count, int) or isinstance(count, bool) or count < most:
            raise ArgumentError("invited", f"{count!r} for {group!r}", f"an integer of at least {most}")


def _results(tables: Aggregates, instrument: Instrument, rule: DisclosureRule, noun: Noun) -> View:
    shown = list(cohort_tables(tables, instrument, rule=rule, noun=noun))
    withheld = any(one.mean is None for one in tables.cells)
    dashes = withheld and not all(one["nothing"] for one in shown)
    explanation = words.COHORT_RESULTS_EXPLAINED.format(noun=noun)
    return {"explanation": explanation + (words.DASHES_EXPLAINED if dashes else ""), "tables": shown}


def _participation(
    tables: Aggregates, instrument: Instrument, invited: Mapping[str, int], noun: Noun, why: str
) -> View:
    waves = administrations_of(tables)
    counted = words.COUNTED_TOGETHER if tables.relation is CodeRelation.RELATED else words.COUNTED
    return {
        "counted": counted.format(noun=noun) + "".join(_left_out(tables, waves, noun)) + why,
        "table": table(
            words.PARTICIPATION_CAPTION.format(noun=noun),
            first=words.GROUP,
            heads=[
                f"{label} {isolated(wave)}".strip()
                for wave in waves
                for label in (words.TOOK_PART, words.SCORED_HEAD)
            ],
            rows=[
                row(
                    group_label(group, instrument),
                    [
                        cell(text)
                        for wave in waves
                        for text in (
                            _taken_part(len(tables.members[wave, group]), invited.get(group)),
                            _scored(tables, wave, group),
                        )
                    ],
                )
                for group in groups_in(tables)
            ],
        ),
    }


def _why_left_out(
    tables: Aggregates, scores: Scores | None, audited: DisclosureAudit, ledger: Ledger, noun: Noun
) -> str:
    """Return why units are in no mean, where it is said how many are."""
    if scores is None or not "".join(_left_out(tables, administrations_of(tables), noun)):
        return ""
    found = unscored(scores, tables, rule=audited.rule, ledger=ledger)
    if not found.reasons:
        return words.UNSCORED_NOT_TOLD.format(noun=noun)
    said = [
        words.UNSCORED_OTHERS.format(n=n)
        if why is None
        else words.UNSCORED_FOR.format(n=n, reason=words.UNSCORED_REASONS.get(why, absence_text(why)))
        for why, n in found.reasons
    ]
    return words.UNSCORED.format(reasons=listed(said), noun=noun)


def _left_out(tables: Aggregates, waves: Sequence[str], noun: Noun) -> Iterator[str]:
    """Yield how many units are in no mean, where all are published, of one administration."""
    everyone = [] if len(waves) > 1 else [one for one in tables.cells if one.key.group == EVERYONE]
    if tables.relation is CodeRelation.RELATED and everyone and everyone[0].n:
        n = len(tables.members[everyone[0].key.administration, EVERYONE]) - everyone[0].n
        if n:
            yield (words.LEFT_OUT_ONE if n == 1 else words.LEFT_OUT).format(n=n, noun=noun)


def _scored(tables: Aggregates, wave: str, group: str) -> str:
    """Return the largest published number of a group, or a dash where nothing of it is published."""
    own = [each for each in tables.cells if (each.key.administration, each.key.group) == (wave, group)]
    most = max((each.n for each in own if each.n is not None), default=None)
    return words.DASH if most is None else str(most)


def _taken_part(n: int, invited: int | None) -> str:
    if invited is None:
        return str(n)
    return words.OF_INVITED.format(n=n, invited=invited, percent=100.0 * n / invited)


def _withheld(
    tables: Aggregates, audited: DisclosureAudit, instrument: Instrument, ledger: Ledger, noun: Noun
) -> Iterator[tuple[str, str]]:
    insiders = audited.intruders - 1
    known = words.AS_INSIDERS if insiders > 0 else words.AS_PUBLIC
    who = known.format(participants=count_text(insiders, "participant"))
    yield from audited.rule.describe()
    yield words.CELLS, " ".join(_counts(tables.cells))
    merged = mergers(tables, rule=audited.rule, ledger=ledger)
    if merged:
        yield words.MERGING, " ".join(_merging(merged, instrument))
    together = ""
    if audited.publications:
        together = words.TOGETHER.format(publications=count_text(audited.publications, "earlier publication"))
    none = words.NONE_CAN_BUT_BEFORE if audited.told_before else words.NONE_CAN
    yield words.AUDIT, words.TESTED.format(who=who, together=together, none=none, noun=noun)


def _merging(merged: Sequence[Merger], instrument: Instrument) -> Iterator[str]:
    """Yield a sentence for each union of groups that would be shown."""
    for one in merged:
        groups = listed([group_label(group, instrument) for group in one.groups])
        sentence = words.MERGED_OF_WAVE if one.administration else words.MERGED
        yield sentence.format(groups=groups, wave=isolated(one.administration))
    yield words.MERGED_TELLS_NOTHING


def _counts(cells: Sequence[Cell]) -> Iterator[str]:
    tally = Counter(each.state for each in cells)
    yield words.PUBLISHED_CELLS.format(
        n=tally[CellState.PUBLISHED], cells=count_text(len(cells), "aggregate")
    )
    for state, sentence in words.CELLS_BY_STATE.items():
        if tally[state]:
            yield sentence.format(n=tally[state])
