"""The table of results: every area under its domain, its attainable range, and where it stands in each group."""

from collections.abc import Iterator, Sequence

from smmi.instrument import Area, Domain
from smmi.report.page._page import View
from smmi.report.school._standing import median_signs, score_view
from smmi.report.school._subject import Subject
from smmi.report.wording import _sentences as words, is_outside, listed


def results(subject: Subject, /) -> View:
    """Return what the section shows."""
    instrument = subject.instrument
    nodes: list[Domain | Area] = [*instrument.domains, *instrument.areas]
    outside = listed([node.label for node in nodes if is_outside(subject.profile[node.code])])
    return {
        "outside": outside and words.OUTSIDE.format(what=words.THE_SCORE_OF.format(names=outside)),
        "explained": words.RESULTS_EXPLAINED + "".join(_explained(subject, nodes)),
        "medians": median_signs(subject, [area.code for area in instrument.areas]),
        "groups": subject.group_names,
        "domains": [
            [_row(subject, domain), *(_row(subject, area) for area in domain.areas)]
            for domain in instrument.domains
        ],
    }


def _explained(subject: Subject, nodes: Sequence[Domain | Area]) -> Iterator[str]:
    """Yield what stands in the columns of groups, if anything does."""
    standings = [standing for node in nodes for standing in subject.standings(node.code)]
    if any(standing.quartile for standing in standings):
        yield words.RESULTS_PLACED
    if any(standing.median is not None for standing in standings):
        band = subject.rule.median_band
        yield words.RESULTS_MEDIANS.format(bands=words.RESULTS_BANDS.format(width=band) if band else "")


def _row(subject: Subject, node: Domain | Area) -> View:
    row = {"code": node.code, "label": node.label, **score_view(subject, node.code, sizes=False)}
    if isinstance(node, Area):
        answered, asked = subject.answered(node)
        row["answered"] = (words.ANSWERED if asked else words.NOTHING_ASKED).format(
            answered=answered, asked=asked
        )
    return row
