"""`smmi stability`: how often scores, ranks and stars hold, which choice matters, and what was varied."""

import csv
import io
import re

import attrs
import numpy as np
import pytest

from smmi.benchmark import Norms, SelfInclusion, TieRule, stability
from smmi.benchmark.sensitivity import DirichletSpread, FailedCombination, Variation
from smmi.cli.over_time._stability import _lines
from smmi.cli.over_time._variations import USUAL, Vary, usual, variation_of
from smmi.instrument import Answers
from smmi.report.wording import alternatives_text
from smmi.scoring import GeometricMean, HarmonicMean, MinimumCoverage, ScoringScheme, WeightedMean, score
from tests.cli.test_improve import ANSWERS


@pytest.fixture
def firm(on_tiny):
    """Run `smmi stability` on fourteen schools of the tiny instrument."""

    def command(*options):
        return on_tiny("stability", ANSWERS, "--draws", "50", *options)

    return command


@pytest.fixture
def scores(tiny):
    """The scores of the file."""
    header, *rows = csv.reader(io.StringIO(ANSWERS))
    answers = Answers.from_text(tiny, header, rows, unit="school", attributes=("control",))
    return score(answers, ScoringScheme.equal_weights(tiny))


def words(result):
    """What a command that succeeded said, without the breaks of lines."""
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def test_the_table_is_what_the_library_finds(firm, scores):
    """A row for each sweep, unit and score; the same seed makes the same table."""
    options = ("--vary", "coverage", "--vary", "weights", "--seed", "7")
    rows = list(csv.DictReader(io.StringIO(firm(*options).stdout)))
    found = stability(
        scores,
        Norms.fit(scores),
        vary=Variation(
            coverage=[MinimumCoverage(0.25), MinimumCoverage(0.75)], weights=DirichletSpread(99.0), draws=50
        ),
        rng=np.random.default_rng(7),
    )
    assert {row["varied"]: int(row["tried"]) for row in rows} == {"rules": 3, "weights": 50}
    for row in rows:
        held = found.grid.held if row["varied"] == "rules" else found.weights.held
        own = held.of(row["school"])[row["score"]]
        assert row["rank"] == ("" if np.isnan(own["rank"]) else str(int(own["rank"])))
        assert row["stars"] == (str(own["stars"]) if own["stars"] else "")
        for name, key in (("declared", "score"), ("score_low", "score_low"), ("stars_held", "stars_held")):
            assert row[name] == ("" if np.isnan(own[key]) else str(own[key]))
    assert firm(*options).stdout == firm(*options).stdout != firm(*options[:-1], "8").stdout


def test_for_one_unit_it_is_said_in_words(firm):
    """Points, rank and stars with how far they move, which choice matters, and what was varied."""
    text = words(firm("--unit", "S07"))
    assert "S07, overall, over 12 combinations of rules: " in text
    assert "S07, overall, over 50 draws of weights: " in text
    assert "Which choice matters for its rank: " in text
    assert re.search(r"The ends of its score: [\d.]+ under: (weighted geometric|at least|itself)", text)
    assert "Rule of the overall score: weighted geometric mean." in text
    assert "Self-inclusion: left out." in text
    assert "Weights: 50 draws, Dirichlet" in text
    assert "For organisers" in text
    area = words(firm("--unit", "S07", "--of", "teaching", "--vary", "coverage", "--vary", "weights"))
    assert "S07, teaching, over 50 draws of weights: " in area
    assert "below 'teaching'" in area
    single = words(firm("--unit", "S07", "--vary", "ties"))
    assert "Which choice matters for its rank: not known" in single
    assert "stars do not depend on them" in single
    assert "The ends of its score" not in single


def test_a_score_that_falls_to_0_says_by_which_rule(on_tiny):
    """A geometric mean is 0 where a part is: nothing else is said to have done it."""
    with_zero = ANSWERS + "S98,public,yes,80,equity,0\n"
    text = words(
        on_tiny("stability", with_zero, "--vary", "aggregation", "--vary", "coverage", "--unit", "S98")
    )
    assert "from 0.0 to" in text
    assert "The ends of its score: 0.0 under: weighted geometric mean, which is 0 where a part is" in text


def test_a_school_without_a_score_and_one_that_moves(on_tiny, firm):
    """Nothing holds of what is absent; of a rank that moves each choice has its share."""
    blank = ANSWERS + "S99,public,,,,\n"
    text = words(on_tiny("stability", blank, "--vary", "coverage", "--unit", "S99"))
    assert "S99, overall, over 3 combinations of rules: no score" in text
    options = ("--vary", "indicators", "--vary", "aggregation")
    told = [words(firm("--unit", f"S{at:02}", *options)) for at in (4, 7, 11)]
    assert any("without indicators" in text and "alone)" in text for text in told)
    rows = list(csv.DictReader(io.StringIO(on_tiny("stability", blank, "--vary", "coverage").stdout)))
    assert {(row["rank"], row["stars_held"]) for row in rows if row["school"] == "S99"} == {("", "")}


def test_few_schools_and_what_failed_are_told(on_tiny, scores):
    """Without stars there is none to hold; draws alone have no grid; a combination that fails is no silent loss."""
    few = "".join(ANSWERS.splitlines(keepends=True)[:4])
    text = words(on_tiny("stability", few, "--vary", "weights", "--draws", "5", "--unit", "S01"))
    assert "combinations of rules" not in text
    assert "rank " in text
    assert "star" not in text.partition("Varied")[0]
    found = stability(scores, Norms.fit(scores), vary=Variation(ties=[TieRule.WEAK]))
    lost = FailedCombination(alternatives={"overall": "a rule"}, message="it does not fit")
    failed = attrs.evolve(found, grid=attrs.evolve(found.grid, failed=(lost,)))
    assert "1 combination could not be scored: it does not fit" in list(_lines(failed, "S01", "overall"))


def test_each_alternative_has_its_words(scores):
    """A rule, a coverage, ties, the unit itself, an indicator, a peer; and what has none is told as it is."""
    units = scores.units.tolist()
    vary = Variation(
        areas=[GeometricMean()],
        overall=[HarmonicMean()],
        coverage=[MinimumCoverage(0.25)],
        ties=[TieRule.WEAK],
        self_inclusion=[SelfInclusion.LEFT_OUT],
        without_indicators=["partners"],
        without_peers=units[:1],
    )
    grid = stability(scores, Norms.fit(scores), vary=vary).grid
    words_of = {
        one.name: alternatives_text(vary, grid, {one.name: one.alternatives[1]}) for one in grid.choices
    }
    assert words_of == {
        "areas": f"areas: {GeometricMean()!r}",
        "overall": "weighted harmonic mean",
        "coverage": "at least 25 % answered",
        "ties": "ties by the weak rule",
        "self_inclusion": "itself left out",
        "without_indicators": "without partners",
        "without_peers": f"without {units[0]}",
    }
    assert alternatives_text(vary, grid, {}) == "as declared"


def test_weights_are_varied_where_there_are_two(scores):
    """Below a single area there is nothing to spread; asked for by name, it is refused in the library's words."""
    assert usual(scores) == USUAL
    single = ScoringScheme(scores.scheme.instrument, weights={"teaching": 0.0})
    assert Vary.WEIGHTS not in usual(score(scores.answers, single))


def test_one_less_of_each(firm, folder):
    """Each indicator, and each peer of the group, is left out in turn; the table goes to a file."""
    text = words(firm("--unit", "S07", "--vary", "indicators"))
    assert "One indicator less: each of 4 in turn." in text
    options = ("--vary", "peers", "--by", "control", "--group", "public", "--out", "firm.csv")
    assert "One peer less: each of 7 in turn." in words(firm("--unit", "S07", *options))
    rows = list(csv.DictReader(io.StringIO((folder / "firm.csv").read_text(encoding="utf-8"))))
    assert {row["tried"] for row in rows} == {"8"}
    assert (folder / "firm.csv.manifest.json").exists()


def test_alternatives_are_never_the_declared_ones(scores):
    """Of each choice those are tried that are not declared."""
    options = {"group": "all", "concentration": 9.0, "draws": 5}
    every = variation_of(tuple(Vary), scores, Norms.fit(scores), **options)
    assert every.overall == (GeometricMean(),)
    assert every.ties == (TieRule.WEAK, TieRule.STRICT)
    assert every.self_inclusion == (SelfInclusion.LEFT_OUT,)
    assert len(every.without_peers) == 14
    other = ScoringScheme(scores.scheme.instrument, overall=GeometricMean(), coverage=MinimumCoverage(0.25))
    turned = variation_of(USUAL, score(scores.answers, other), Norms.fit(scores), **options)
    assert turned.overall == (WeightedMean(),)
    assert turned.coverage == (MinimumCoverage(0.75), MinimumCoverage(0.5))
    assert turned.weights == DirichletSpread(9.0)
    assert turned.without_peers == turned.ties == ()


def test_what_is_unknown_is_refused(firm, on_tiny):
    """A group, a score, a unit, and norms whose members are not in the file."""
    for options in (
        ("--group", "elsewhere", "--vary", "peers"),
        ("--of", "none"),
        ("--unit", "X9"),
        ("--vary", "everything"),
    ):
        assert firm(*options).exit_code == 2
    assert on_tiny("norms", ANSWERS, "--out", "norms.json").exit_code == 0
    assert firm("--norms", "norms.json", "--unit", "S07").stdout == firm("--unit", "S07").stdout
