"""`smmi improve`: the shortest ways up, what is proved, what they cost, and who may see them."""

import csv
import io
import re

import pytest

from smmi.benchmark import Badge, Norms, RankOf, ScoreOf, Stars, cushions, paths
from smmi.cli.formats import read_costs
from smmi.cli.over_time._targets import target_of
from smmi.errors import ArgumentError
from smmi.instrument import (
    Answers,
    Area,
    Binary,
    Composition,
    Count,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Option,
    Ordinal,
)
from smmi.scoring import ScoringScheme, score

HEADER = "school,control,course,attendance,contents,partners\n"
ANSWERS = HEADER + "".join(
    f"S{i:02},{'public' if i % 2 else 'private'},{'yes' if i % 3 else 'no'},{10 * i % 90 if i % 3 else ''},"
    f"{'equity' if i % 2 else 'none'},{i % 8}\n"
    for i in range(14)
)


@pytest.fixture
def ways(on_tiny):
    """Run `smmi improve` for a school of the tiny instrument."""

    def command(target, *options, unit="S06"):
        return on_tiny("improve", ANSWERS, "--unit", unit, "--target", target, *options)

    return command


def words(result):
    """What a command that succeeded said, without the breaks of lines."""
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


@pytest.fixture
def scores(tiny):
    """The scores of the file."""
    header, *rows = csv.reader(io.StringIO(ANSWERS))
    answers = Answers.from_text(tiny, header, rows, unit="school", attributes=("control",))
    return score(answers, ScoringScheme.equal_weights(tiny))


def test_it_says_what_the_library_finds(ways, scores):
    """The threshold, the path with its proof, cheaper sets, and cushion and gap of every score in the group."""
    profile, norms = scores.of("S06"), Norms.fit(scores, by=("control",))
    text = words(ways("stars:3", "--by", "control", "--group", "private", "--of", "teaching"))
    target = Stars(3, code="teaching", group="private")
    alike = scores.answers.take([i for i in range(0, 14, 2) if i != 6])
    found = paths(profile, scores.scheme, norms, target=target, peers=alike, upward=True)
    assert found.best.steps
    lower = ways("stars:3", "--by", "control", "--group", "private", "--of", "teaching", "--lower")
    free = paths(profile, scores.scheme, norms, target=target, peers=alike)
    assert free.describe() in words(lower)
    assert (
        f"S06: Teaching, {found.score:.1f} points; to 3 stars among private (from {found.threshold:.2f}"
        in text
    )
    assert found.describe() in text
    assert all(f"{one.others} of {one.of}" in text for one in found.best.steps)
    for path in found.near:
        assert not path.steps or f"{found.threshold - path.score:.2f} short" in text
    for one in cushions(profile, norms):
        if one.group == "private" and one.gap is not None and one.gap >= 0.01:
            assert f"{one.gap:.2f}" in text
    assert "among private" in text
    assert "For organisers" in text


def test_what_rests_on_own_answers_may_go_to_the_unit(ways):
    """A score, and the badge: no norms, no counts of others, and it says so."""
    for target in ("score:60", "badge"):
        text = words(ways(target))
        assert "may go to the unit" in text
        assert "Others have it" not in text
    assert "No set of changes reaches 100 points" in words(
        ways("score:100", "--frozen", "course, contents,partners")
    )
    assert "The complete assessment" not in words(ways("badge", unit="S01"))
    assert ways("badge", unit="S01").stdout.startswith(
        "S01: the complete assessment. It is reached as it is.\n"
    )


def test_the_badge_asks_for_answers_and_changes_none(on_tiny, folder):
    """A blank is to be answered, whatever the answer is; a gate before it stays open."""
    text = ANSWERS.replace("S01,public,yes,10,", "S01,public,yes,,").replace(
        "S06,private,no,", "S06,private,,"
    )

    def ways(unit, *options):
        return on_tiny("improve", text, "--unit", unit, "--target", "badge", *options)

    blank = words(ways("S01", "--out", "ways.csv"))
    assert "Answer the 1 question that is blank, whatever the answer is." in blank
    assert "any answer, or that it does not apply" in blank
    assert "any answer" in (folder / "ways.csv").read_text(encoding="utf-8")
    gate = words(ways("S06"))
    assert "whatever the answer is; they decide whether 1 more is asked." in gate
    assert "any answer, if it is asked then" in gate
    stuck = words(ways("S01", "--frozen", "teaching"))
    assert "It is not reached: some questions cannot be answered." in stuck
    assert "--costs" not in stuck


def test_costs_and_what_is_frozen(ways, folder):
    """What is dear is left alone, what is frozen stays, and no step is longer than the years allow."""
    (folder / "costs.csv").write_text(
        "indicator,answer,cost\ncourse,,50\ncontents,equity;advocacy,2.5\npartners,9,1\n", encoding="utf-8"
    )
    text = words(ways("score:80", "--costs", "costs.csv", "--of", "outreach"))
    assert "1 changed answer at a cost of 1 reaches 80 points" in text
    assert "Costs are in the unit of costs.csv; where it says nothing, each step costs 1." in text
    assert "6 9 1" in text
    kept = words(ways("score:80", "--costs", "costs.csv", "--of", "outreach", "--frozen", "partners"))
    assert "No set of changes reaches 80 points" in kept
    assert "only to answers to which --costs gives a cost" in kept
    assert "Equity, Advocacy 2.5" in words(
        ways("score:40", "--costs", "costs.csv", "--of", "teaching", "--years", "9")
    )


def test_a_table_holds_every_step(ways, folder):
    """A row for each changed answer of each way, with its question and its answers in words."""
    (folder / "costs.csv").write_text("indicator,cost\ncourse,3\n", encoding="utf-8")
    result = ways("rank:60", "--costs", "costs.csv", "--out", "ways.csv")
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO((folder / "ways.csv").read_text(encoding="utf-8"))))
    assert {row["path"] for row in rows} >= {"best"}
    assert {row["reaches"] for row in rows if row["path"] == "best"} == {"yes"}
    assert all(row["question"] and row["new_answer"] for row in rows)
    assert (folder / "ways.csv.manifest.json").exists()


def test_norms_of_a_file_are_taken(ways, folder, on_tiny):
    """Those that `smmi norms` wrote of the same answers lead to the same ways."""
    assert on_tiny("norms", ANSWERS, "--out", "norms.json").exit_code == 0
    assert words(ways("quartile:top", "--norms", "norms.json")) == words(ways("stars:4"))


def test_a_single_school_has_no_others(on_tiny, folder, ways):
    """Nobody is there to have an answer already."""
    assert on_tiny("norms", ANSWERS, "--out", "norms.json").exit_code == 0
    alone = HEADER + "X1,public,no,,none,2\n"
    text = words(on_tiny("improve", alone, "--unit", "X1", "--target", "stars:4", "--norms", "norms.json"))
    assert "Others have it" not in text


def test_targets_are_read_as_they_are_written():
    """Each kind in any case; everything else is refused with what can be written."""
    asked = {"code": "work", "group": "public"}
    assert target_of("Stars:3", **asked) == Stars(3, **asked)
    assert target_of("quartile: second", **asked) == Stars(3, **asked)
    assert target_of("score:80.5", **asked) == ScoreOf(80.5, code="work")
    assert target_of("rank:80", **asked) == RankOf(80, **asked)
    assert target_of("badge", **asked) == Badge()
    for text in ("stars:5", "stars:x", "quartile:best", "score:", "score:101", "rank:-1", "badge:1", "4", ""):
        with pytest.raises(ArgumentError, match=r"expected stars:1 to stars:4"):
            target_of(text, **asked)


def test_unknown_codes_and_groups_are_refused(ways):
    """Each with the ones that there are, and the exit code of wrong usage."""
    for options, told in (
        (("--of", "teachin"), "Did you mean 'teaching'?"),
        (("--group", "elsewhere"), "elsewhere"),
        (("--frozen", "nothing"), "nothing"),
    ):
        refused = ways("stars:4", *options)
        assert refused.exit_code == 2
        assert told in refused.output
    assert ways("score:50", "--of", "none").exit_code == 2


def kinds():
    """An instrument of a question of each kind that costs speak of."""
    options = (Option("low", "Low"), Option("high", "High"))
    scales = {
        "grade": Ordinal(code="grades", options=options),
        "many": MultipleChoice(code="several", options=options),
        "number": Count(code="counts", maximum=9),
        "mix": Composition(code="mixes", parts=options),
        "yes": Binary(code="yes_no"),
    }
    items = [Indicator(code=code, prompt=f"{code}?", scale=scale) for code, scale in scales.items()]
    area = Area(code="area", label="Area", indicators=items)
    domain = Domain(code="domain", label="Domain", areas=[area])
    return Instrument(code="kinds", edition="1", title="Kinds", domains=[domain])


def test_costs_are_read_by_the_scale_of_the_question(tmp_path):
    """An option, some options in their order, or a number; a blank answer is the cost of a step."""
    path = tmp_path / "costs.csv"
    path.write_text(
        "cost,indicator,answer\n2,grade,high\n1,grade,low\n3,many,high; low\n0,number,7\n4.5,yes,\n",
        encoding="utf-8",
    )
    assert read_costs(path, kinds()) == {
        "grade": {"high": 2.0, "low": 1.0},
        "many": {("low", "high"): 3.0},
        "number": {7.0: 0.0},
        "yes": 4.5,
    }


def test_all_costs_that_cannot_be_used_are_told_at_once(tmp_path):
    """Row by row, with what was expected."""
    path = tmp_path / "costs.csv"
    path.write_text(
        "indicator,answer,cost\nnone,,1\ngrade,,x\ngrade,middle,1\nmany,middle,1\nnumber,few,1\nmix,low=1,1\nyes,,-1\n"
        "yes,yes,1\nyes,yes,1\nyes,,1\nyes,,2\ngrade,,inf\n",
        encoding="utf-8",
    )
    with pytest.raises(Exception, match="cannot be used as costs") as caught:
        read_costs(path, kinds())
    text = str(caught.value)
    for told in (
        "got 'none', expected the code of an indicator",
        "got the cost 'x', expected a number of at least 0",
        "got 'middle', expected one of low, high",
        "got 'middle', expected some of low, high, separated by semicolons",
        "got 'few', expected a number",
        "expected nothing: compositions are not moved",
        "got the cost '-1'",
        "got 'yes' = 'yes' again, expected each answer once",
        "got 'yes' again, expected it once",
    ):
        assert told in text
    path.write_text("indicator,answer,cost\nyes,,1\nyes,yes,2\n", encoding="utf-8")
    with pytest.raises(Exception, match="'yes' has a cost of each step and costs of answers"):
        read_costs(path, kinds())
    path.write_text("indicator,price\nyes,1\n", encoding="utf-8")
    with pytest.raises(Exception, match="got the columns indicator, price, expected indicator, answer, cost"):
        read_costs(path, kinds())


def test_a_target_that_no_score_has_says_how_near_one_gets(on_tiny, folder):
    """Where most have the best score nobody has more stars: no threshold, no path, and what is nearest."""
    best = HEADER + "".join(f"S{i:02},public,yes,100,equity;advocacy,10\n" for i in range(12))
    text = words(
        on_tiny(
            "improve",
            best + "X1,public,no,,none,3\n",
            "--unit",
            "X1",
            "--target",
            "stars:4",
            "--out",
            "ways.csv",
        )
    )
    assert "to 4 stars among all (no score has it)" in text
    assert "No set of changes reaches 4 stars" in text
    assert re.search(r"Nearest, \d+ steps?: ", text)
    assert "cost " not in text.partition("Points to the cuts")[0]
    assert " short" not in text
    rows = list(csv.DictReader(io.StringIO((folder / "ways.csv").read_text(encoding="utf-8"))))
    assert {row["path"] for row in rows} <= {"near 1", "near 2", "near 3"}
    assert {row["reaches"] for row in rows} == {"no"}
