"""Whole pages, kept beside this test: a change to what a reader sees is seen in the diff.

`python -m tests.report.test_golden_pages --write` writes them anew.
"""

import argparse
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import smmi
from smmi import benchmark
from smmi.benchmark import DisclosureRule, ReportRule, aggregates, highlights, suppress
from smmi.editions import crosswalk_18_to_16
from smmi.instrument import synthesize
from smmi.report import ReportForm, cohort_report, school_report
from smmi.scoring import ScoringScheme
from tests.report.cohorts import clinic, clinic_scheme, clinics, nation, place, school, schools
from tests.report.pages import lines

FOLDER = Path(__file__).with_name("golden")


def school_page(form: ReportForm = ReportForm.HTML) -> str:
    """A school with highlights, blanks, and a quartile that is too close to tell."""
    profile, placement = school()
    return school_report(profile, placement, title="Lakeside", note="Made by us.\n\nIn spring.", form=form)


def since_page(form: ReportForm = ReportForm.HTML) -> str:
    """A school of the same cohort with a last time: what moved, what is real, and the shortest way up."""
    scheme = school()[0].scheme
    before, after = (smmi.score(schools(seed), scheme) for seed in (2017, 2019))
    last = benchmark.last_time(before, after, by=("discipline",))
    profile = after.of("S002")
    placement = benchmark.Norms.fit(after, by=("discipline",)).place(profile)
    return school_report(profile, placement, since=last, title="Lakeside", form=form)


def across_page() -> str:
    """The same school with a last time of the older edition: which answers changed, where scores do not compare."""
    scheme, crosswalk = school()[0].scheme, crosswalk_18_to_16()
    kinds = {"discipline": ["dental", "medical", "nursing"] * 10}
    older = synthesize(crosswalk.old, units=30, rng=np.random.default_rng(2017), attributes=kinds)
    before = smmi.score(older, ScoringScheme.equal_weights(crosswalk.old))
    after = smmi.score(schools(2019), scheme)
    last = benchmark.last_time(before, after, crosswalk=crosswalk, by=("discipline",))
    profile = after.of("S002")
    placement = benchmark.Norms.fit(after, by=("discipline",)).place(profile)
    return school_report(profile, placement, since=last, title="Lakeside")


def clinic_page(form: ReportForm = ReportForm.HTML) -> str:
    """A clinic with answers set aside, blanks, and a group of its own, whose scores are too close together to tell."""
    answers = clinics(clinic(), rooms=0, use="high", share=None, wait=None)
    return school_report(
        *place(answers, clinic_scheme(clinic()), by=("kind",)), unit_noun="clinic", form=form
    )


def public_page() -> str:
    """The same clinic where the scores of all are public."""
    answers = clinics(clinic(), rooms=0, use="high", share=None, wait=None)
    placed = place(answers, clinic_scheme(clinic()), by=("kind",))
    return school_report(*placed, rule=ReportRule.public(), unit_noun="clinic")


def small_group_page() -> str:
    """A clinic among too few, with scores of which nothing was answered, and nothing to tell as a strength."""
    placed = place(clinics(clinic(), n=4, rooms=None, use=None, share=None), clinic_scheme(clinic()))
    return school_report(
        *placed, highlights=highlights(*placed), notices=("The cohort is 'synthetic' & small.",)
    )


@cache
def cohort_page(form: ReportForm = ReportForm.HTML) -> str:
    """A nation of which some cells are withheld, with those invited, and a comparison."""
    scores, rule = nation(), DisclosureRule()
    tables = suppress(aggregates(scores, by=("discipline", "control")), rule=rule)
    counted = sorted(tables.units(tables["", "all", "overall"].key))
    same = scores.take(np.flatnonzero(np.isin(scores.units, counted)))
    comparison = benchmark.compare_groups(same, by="control", groups=("public", "private"))
    return cohort_report(
        tables,
        instrument=scores.instrument,
        rule=rule,
        scores=scores,
        invited={"all": 200},
        comparisons=[comparison],
        form=form,
    )


PAGES = {
    "school": school_page,
    "since": since_page,
    "across": across_page,
    "clinic": clinic_page,
    "public": public_page,
    "small-group": small_group_page,
    "cohort": cohort_page,
}


FORMS = {
    f"{name}.{form.value}": (page, form)
    for name, page in (
        ("school", school_page),
        ("since", since_page),
        ("clinic", clinic_page),
        ("cohort", cohort_page),
    )
    for form in (ReportForm.MARKDOWN, ReportForm.DATA)
}


@pytest.mark.parametrize("name", FORMS)
def test_another_form_is_the_one_that_is_kept(name):
    """Markdown, and plain data."""
    page, form = FORMS[name]
    assert page(form) == (FOLDER / name).read_text("utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_the_one_that_is_kept(name):
    """A page is what it was, up to white space that is not seen."""
    assert lines(PAGES[name]()) == (FOLDER / f"{name}.html").read_text("utf-8")


def test_lines_tell_white_space_that_is_seen():
    """The comparison sees a space between words and inline elements, a tag, an attribute, and none beside a block."""
    assert lines("<p>a <b>b</b></p>") != lines("<p>a<b>b</b></p>")
    assert lines("<p>a</p>") != lines('<p class="a">a</p>')
    assert lines("<p>\n  a\n</p>\n<p>b</p>") == lines("<p>a</p><p>b</p>")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    if parser.parse_args().write:
        FOLDER.mkdir(exist_ok=True)
        for page_name, page in PAGES.items():
            (FOLDER / f"{page_name}.html").write_text(lines(page()), "utf-8")
        for file, (page, page_form) in FORMS.items():
            (FOLDER / file).write_text(page(page_form), "utf-8")
