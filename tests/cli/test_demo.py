"""`smmi demo`: the published participation, made up, and said to be so."""

import functools
import re
from collections import Counter

import pytest

from smmi.benchmark import ReportRule
from smmi.cli import _app
from smmi.cli._demo import Discipline, demonstration
from smmi.editions import smmi_16
from smmi.errors import UnknownCodeError

AREAS = [area.label for area in smmi_16().areas]


def words(text):
    """Text with any white space made one blank, so that wrapping does not matter."""
    return re.sub(r"\s+", " ", text)


MADE = functools.cache(demonstration)


@pytest.fixture(autouse=True)
def made_once(request, monkeypatch):
    """A cohort of a seed is drawn once, but where it is asked whether another one of the seed is the same."""
    if request.function is not test_the_same_seed_gives_the_same_demo:
        monkeypatch.setattr(_app, "demonstration", MADE)


@pytest.fixture
def shown(run):
    """The demonstration's output at 140 columns."""
    return run("demo", env={"COLUMNS": "140"})


def test_the_demo_prints_a_table_and_writes_a_report(folder, shown):
    """All sixteen areas stand in the table, each with its score, and the report is written to the folder."""
    assert shown.exit_code == 0
    assert shown.stderr == ""
    for area in AREAS:
        assert re.search(rf"^  {re.escape(area)} +(\d+\.\d|—) ", shown.stdout, flags=re.MULTILINE), area
    assert shown.stdout.endswith("Report of S001: smmi-demo-report.html\n")
    assert (folder / "smmi-demo-report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_demo_shows_ranks_among_all_and_among_its_discipline(shown):
    """The overall row has percentile rank, quartile, stars and size for all participants and for dental schools."""
    assert "All participants" in shown.stdout
    assert "Dental medicine" in shown.stdout
    row = re.search(r"^Overall .*$", shown.stdout, flags=re.MULTILINE)[0]
    groups = re.findall(r"(\d+(?:\.\d+)?) (Top|Second|Third|Fourth) +([★☆]+) +(\d+)", row)
    assert [n for *_, n in groups] == ["242", "26"]
    stars = {"Top": 4, "Second": 3, "Third": 2, "Fourth": 1}
    assert all(len(drawn) == stars[quartile] for _, quartile, drawn, _ in groups)


def test_the_demo_says_that_it_is_synthetic_and_illustrative(folder, shown):
    """The terminal and the report both say it, with the seed that the cohort was drawn by."""
    text = words(shown.stdout)
    assert "This cohort is synthetic: no school gave these answers." in text
    assert "(133 nursing, 83 medical, 26 dental)" in text
    assert "drawn at random with seed 2019" in text
    assert "Its indicators are illustrative" in text
    html = (folder / "smmi-demo-report.html").read_text(encoding="utf-8")
    assert "This cohort is synthetic: no school gave these answers." in html
    assert "illustrative" in html


def test_the_same_seed_gives_the_same_demo(folder, run):
    """Output and report depend on the seed alone."""
    first, report = run("demo", "--seed", 7).stdout, (folder / "smmi-demo-report.html").read_bytes()
    assert run("demo", "--seed", 7).stdout == first
    assert (folder / "smmi-demo-report.html").read_bytes() == report
    assert run("demo", "--seed", 8).stdout != first


@pytest.mark.parametrize(
    "discipline",
    [pytest.param(one, marks=() if one is Discipline.MEDICAL else pytest.mark.long) for one in Discipline],
)
def test_the_demo_shows_a_school_of_the_discipline_asked_for(run, discipline):
    """`--discipline` chooses the first school of a discipline."""
    text = run("demo", "--discipline", discipline.value).stdout
    assert f", {discipline.value} school: Social Mission Metrics self-assessment" in words(text)


def test_the_demo_shows_the_school_asked_for(run):
    """`--unit` chooses any school; one that is not there is wrong usage."""
    assert "Report of S100: " in run("demo", "--unit", "S100").stdout
    result = run("demo", "--unit", "S500")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: no unit is called 'S500' (242 known). Did you mean ")


@pytest.mark.parametrize(
    "columns", [20, 80, *(pytest.param(n, marks=pytest.mark.long) for n in (40, 60, 76, 99, 100, 200))]
)
def test_no_line_is_wider_than_the_terminal(run, columns):
    """The table fits any terminal, and no number is cut off where there is room for numbers."""
    text = run("demo", env={"COLUMNS": str(columns)}).stdout
    *lines, written = text.splitlines()
    assert max(map(len, lines)) <= columns
    assert written == "Report of S001: smmi-demo-report.html"  # a path is never broken
    if columns >= 40:
        assert "…" not in text
        assert text.count("Fourth") + text.count("Top") + text.count("Second") + text.count("Third") >= 46


def test_the_demo_tells_what_the_report_tells(shown, monkeypatch, run):
    """What the page leaves out stands as a dash on the terminal, with the reason below."""
    assert "not told" not in shown.stdout
    monkeypatch.setattr(_app, "ReportRule", lambda: ReportRule(protection_width=90.0))
    hidden = run("demo", env={"COLUMNS": "140"}).stdout
    assert hidden.count("★") < shown.stdout.count("★")
    assert "Dental medicine: some is not told, as it would tell too much about single schools" in words(
        hidden
    )


def test_the_output_is_plain_where_it_is_not_a_terminal(run):
    """What is piped holds no control characters."""
    assert "\x1b" not in run("demo").output


def test_the_cohort_is_that_of_2019():
    """133 nursing, 83 medical and 26 dental schools, whose characteristics occur in the frame."""
    answers = demonstration(1).answers
    assert Counter(answers.attribute("discipline")) == {"nursing": 133, "medical": 83, "dental": 26}
    assert answers.findings == ()
    assert answers.attribute("discipline")[0] is not None


def test_public_and_research_intensive_schools_score_higher_on_average():
    """The published directions are in the cohort, if not in every draw of it."""
    import numpy as np

    from smmi import ScoringScheme, score

    gaps = []
    for seed in range(4):
        answers = demonstration(seed).answers
        overall = score(answers, ScoringScheme.equal_weights(answers.instrument)).overall
        public = np.array([value == "public" for value in answers.attribute("control")])
        gaps.append(np.nanmean(overall[public]) - np.nanmean(overall[~public]))
    assert np.mean(gaps) > 0


def test_a_school_is_found_by_its_identifier():
    """A cohort gives back the identifier asked for, and refuses one that is not in it."""
    cohort = demonstration(1)
    assert cohort.school("S002", Discipline.DENTAL) == "S002"
    with pytest.raises(UnknownCodeError):
        cohort.school("X", Discipline.DENTAL)
