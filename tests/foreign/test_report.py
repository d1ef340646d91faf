"""The report in a browser: accessible, within its frame, alone, and on paper."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import numpy as np
import pytest

import smmi
from examples import asem
from smmi import benchmark, editions
from smmi.instrument import synthesize
from smmi.report import cohort_report, school_report
from tests.report.cohorts import clinic, clinic_scheme, clinics, nation, place
from tests.report.test_golden_pages import across_page, since_page

pytestmark = pytest.mark.foreign

HERE = Path(__file__).parent
DATA = HERE.parent / "data" / "asem"


def of_a_school() -> str:
    """The report on a school of a synthetic cohort."""
    disciplines = ["dental", "medical", "nursing"] * 10
    answers = synthesize(
        editions.smmi_16(), units=30, rng=np.random.default_rng(2019), attributes={"discipline": disciplines}
    )
    scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
    profile = scores.of(scores.units[0])
    placement = benchmark.Norms.fit(scores, by=("discipline",)).place(profile)
    return school_report(profile, placement, notices=("The cohort is synthetic.",))


def of_a_country() -> str:
    """The report on a country, from real data with real blanks."""
    structure = asem.rows_of(DATA / "structure.csv")
    instrument = asem.declare(structure)
    answers = asem.answers_of(instrument, asem.rows_of(DATA / "answers.csv"))
    scores = smmi.score(answers, asem.scheme_of(instrument, structure))
    profile = scores.of("AUT")
    placement = benchmark.Norms.fit(scores, by=(asem.GROUP,)).place(profile)
    return school_report(profile, placement, unit_noun="country")


def of_a_clinic() -> str:
    """A report full of gaps, whose every label is one word that does not fit on a line."""
    instrument = clinic("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft{}")
    profile, placement = place(
        clinics(instrument, n=7, rooms=0, use="high", share=None, wait=None),
        clinic_scheme(instrument),
        by=("kind",),
    )
    return school_report(profile, placement, title="W" * 120, note="W" * 120)


def of_a_nation() -> str:
    """A report on a cohort for publication, with cells withheld and groups compared."""
    scores, rule = nation(), benchmark.DisclosureRule(minimum_cell=12)
    tables = benchmark.suppress(
        benchmark.aggregates(scores, by=("discipline", ("discipline", "control"), "control")), rule=rule
    )
    counted = tables.units(tables.cells[0].key)
    same = scores.take(np.flatnonzero(np.isin(scores.units, sorted(counted))))
    compared = benchmark.compare_groups(same, by="control", groups=("public", "private"))
    return cohort_report(tables, instrument=scores.instrument, rule=rule, comparisons=[compared])


def tool(name: str) -> str:
    """The path of a program; its absence is a failure, not a skip."""
    path = shutil.which(name)
    assert path, f"the test needs {name!r}: see docs/contributing.md"
    return path


@pytest.fixture(
    scope="module",
    params=[of_a_school, since_page, across_page, of_a_country, of_a_clinic, of_a_nation],
    ids=["school", "since", "across", "country", "clinic", "nation"],
)
def page(request, tmp_path_factory):
    """A report and what a browser finds in it."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "report.html").write_text(request.param(), encoding="utf-8")
    command = [tool("node"), "look.mjs", tool("chromium"), folder / "report.html", folder / "report.pdf"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


@pytest.fixture(params=["wide", "narrow", "dark", "narrow and dark"])
def look(request, page):
    """What the browser finds at one of the looks."""
    return page[1][request.param]


def test_the_report_is_accessible(look):
    """Of the rules of axe-core the report breaks none, and many apply to it."""
    assert look["violations"] == []
    assert look["passes"] > 20


def test_the_report_stays_within_its_frame(look):
    """Nobody scrolls sideways, on a screen of 1280 pixels or on a phone of 390."""
    assert look["overflow"] == 0


def test_the_report_asks_nobody_for_anything(look):
    """The report is one file: the browser requests nothing else."""
    assert look["requests"] == []


def test_the_report_can_be_printed(page):
    """The printed report is a few pages that hold every section."""
    folder, _ = page
    command = [tool("pdftotext"), "-layout", folder / "report.pdf", "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    words = " ".join(text.casefold().split())
    headings = re.findall(r"<h2[^>]*>(.+?)</h2>", (folder / "report.html").read_text(encoding="utf-8"))
    assert [heading for heading in headings if unescape(heading).casefold() not in words] == []
    assert len(headings) >= 4
    with_last_time = "since last time" in " ".join(headings).casefold()
    assert text.count("\f") <= (12 if with_last_time else 8)
