"""`smmi change`: two files of answers, what moved, whether it is real, and why something is not compared."""

import csv
import io
import json
import re

import numpy as np
import pytest

from smmi.benchmark import ChangeForm, ChangeRule, Norms, last_time
from smmi.benchmark.follow_up import wave_series
from smmi.cli.over_time._two_files import reliabilities
from smmi.editions import crosswalk_18_to_16, smmi_16
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.instrument import Answers, synthesize
from smmi.scoring import ScoringScheme, score
from smmi.serialization import to_document

HEADER = "school,control,course,attendance,contents,partners\n"
THEN = HEADER + "".join(
    f"S{i:02},{'public' if i % 2 else 'private'},yes,{10 + 7 * i},{'equity' if i % 3 else 'none'},{i % 11}\n"
    for i in range(12)
)
NOW = HEADER + "".join(
    f"S{i:02},{'public' if i % 2 else 'private'},yes,{15 + 6 * i},{'equity' if i % 4 else 'none'},{(i * 5) % 11}\n"
    for i in range(1, 14)
)
MEDICAL = "school,discipline,clinical_underserved,targeted_track\nS1,medical,not_offered,none\n"
"""Answers of 2019 whose curriculum is 0.0 in the edition of 16 areas, and rests on half of what applies."""


def table(text):
    """The rows of CSV text as mappings."""
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def waves_of_three(folder, tiny):
    """Three files of answers, and the series that they are."""
    middle = NOW.replace(",equity,", ",none,", 3)
    texts = {"first.csv": THEN, "second.csv": middle, "third.csv": NOW}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    series = wave_series(
        [scores_of(tiny, text) for text in texts.values()], names=[name[:-4] for name in texts]
    )
    return list(texts), series


@pytest.fixture
def compare(folder, run):
    """Run `smmi change` on two files of the tiny instrument."""
    (folder / "then.csv").write_text(THEN, encoding="utf-8")
    (folder / "now.csv").write_text(NOW, encoding="utf-8")

    def command(*options):
        return run(
            "change", "then.csv", "now.csv", "--instrument", "tiny.json", "--unit-column", "school", *options
        )

    return command


def scores_of(tiny, text):
    """The scores of a file."""
    header, *rows = csv.reader(io.StringIO(text))
    answers = Answers.from_text(tiny, header, rows, unit="school", attributes=("control",))
    return score(answers, ScoringScheme.equal_weights(tiny))


def test_the_table_is_what_the_library_says(compare, tiny):
    """A row for each unit of both files and each score, not rounded."""
    result = compare("--form", "edwards-nunnally", "--reliability", "0.7", "--reliability", "work=0.9")
    assert result.exit_code == 0, result.output
    last = last_time(
        scores_of(tiny, THEN),
        scores_of(tiny, NOW),
        reliability={"overall": 0.7, "work": 0.9, "teaching": 0.7, "outreach": 0.7},
        rule=ChangeRule(form=ChangeForm.EDWARDS_NUNNALLY),
    )
    rows = table(result.stdout)
    expected = [(unit, one) for unit, moved in last.all_moved() for one in moved]
    assert len(rows) == len(expected) == 11 * 4
    for row, (unit, one) in zip(rows, expected, strict=True):
        assert (row["school"], row["score"]) == (unit, one.code)
        assert [float(row[name]) for name in ("before", "after", "difference", "error", "index")] == [
            one.before,
            one.after,
            one.difference,
            one.error,
            one.index,
        ]
        assert row["change"] == one.verdict.label
        assert row["reason"] == ""
    assert result.stderr.splitlines() == [
        "1 unit took part last time only: not compared (S00)",
        "2 units took part this time only: not compared (S12 and S13)",
    ]


def test_a_file_and_its_manifest_say_what_was_compared(compare, folder, run):
    """Units of one file only stand in the manifest, and `smmi repeat` makes the table again."""
    result = compare("--out", "moved.csv", "--unit", "S03")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == "moved.csv: changes of 1 unit"
    assert {row["school"] for row in table((folder / "moved.csv").read_text(encoding="utf-8"))} == {"S03"}
    manifest = json.loads((folder / "moved.csv.manifest.json").read_text(encoding="utf-8"))
    assert {(one["what"], one["count"], one["why"]) for one in manifest["left_out"]} == {
        ("units", 1, "last time only"),
        ("units", 2, "this time only"),
    }
    assert set(manifest["inputs"]) == {"BEFORE.csv", "AFTER.csv", "--instrument"}
    (folder / "moved.csv").unlink()
    assert run("repeat", "moved.csv.manifest.json").exit_code == 0
    assert (folder / "moved.csv").exists()


def test_for_one_unit_it_is_said_in_words(compare, tiny, run):
    """What moved, "no reliable change" plainly, and own change and drift of the norms as two figures."""
    result = compare("--unit", "S03", "--reliability", "0.8", "--by", "control")
    assert result.exit_code == 0, result.output
    text = " ".join(result.stdout.split())
    assert text.startswith("S03, overall: ")
    assert "No reliable change: error alone makes up to" in text
    last = last_time(scores_of(tiny, THEN), scores_of(tiny, NOW), by=("control",))
    now = scores_of(tiny, NOW)
    profile = now.of("S03")
    placement = Norms.fit(now, by=("control",)).place(profile)
    everyone = last.rank_changes(profile, placement)[0]
    assert f"Percentile rank, All participants: own change {everyone.own:+.1f}, drift of the norms" in text
    assert f"{everyone.drift:+.1f} (" in text
    assert "For organisers" in text
    assert "Why the overall score moved. In points: answers" in text
    sure = compare("--unit", "S03", "--reliability", "1")
    assert "Whether that is real cannot be told: the score is taken to have no error" in " ".join(
        sure.stdout.split()
    )
    small = " ".join(compare("--unit", "S03", "--form", "hsu-linn-lord", "--cut", "0.01").stdout.split())
    assert "reliable beyond 0.01" in small
    assert "Error up to" in text
    assert "Error up to" not in small
    some = " ".join(compare("--unit", "S03", "--reliability", "work=0.9").stdout.split())
    assert "The reliability of the score is not known (overall)" in some
    for unit, when in (("S12", "this time"), ("S00", "last time")):
        missing = compare("--unit", unit)
        assert missing.exit_code == 2
        assert f"'{unit}', which took part {when} only" in " ".join(missing.output.split())
    assert "which took part" not in compare("--unit", "S99").output


def test_of_many_that_left_a_few_are_named(compare, folder, run):
    """Their number, three names, and that there are others."""
    compare()
    (folder / "few.csv").write_text("".join(NOW.splitlines(keepends=True)[:4]), encoding="utf-8")
    result = run("change", "then.csv", "few.csv", "--instrument", "tiny.json", "--unit-column", "school")
    assert "9 units took part last time only: not compared (S00, S04, S05 and others)" in result.stderr


def test_norms_can_be_given_for_both_waves(compare, run, folder):
    """Those that `smmi norms` wrote of the same answers say the same; without a unit there is nothing to place."""
    for name in ("then", "now"):
        made = run(
            *("norms", f"{name}.csv", "--instrument", "tiny.json", "--unit-column", "school"),
            *("--out", f"{name}.json"),
        )
        assert made.exit_code == 0, made.output
    options = ("--norms", "now.json", "--before-norms", "then.json")
    assert compare("--unit", "S03", *options).stdout == compare("--unit", "S03").stdout
    refused = compare("--before-norms", "then.json")
    assert refused.exit_code == 2
    assert "--unit ID beside it" in refused.output


@pytest.fixture
def editions(folder, run):
    """Run `smmi change` from the edition of 2019 to that of 16 areas."""
    (folder / "old.csv").write_text(MEDICAL, encoding="utf-8")
    (folder / "new.csv").write_text("school,discipline\nS1,medical\n", encoding="utf-8")

    def command(*options):
        return run(
            "change", "old.csv", "new.csv", "--instrument", "smmi-16", "--unit-column", "school", *options
        )

    return command


def test_a_carried_score_of_0_is_not_compared_and_says_why(editions):
    """In words and in the table: where the series breaks, and on how much the score rests."""
    result = editions("--crosswalk", "smmi-18-to-16", "--unit", "S1")
    assert result.exit_code == 0, result.output
    text = " ".join(result.stdout.split())
    assert "Curriculum (0.0) " in text
    assert "not compared: other" in text
    assert "In brackets: what last time's answers make as far as they carry over." in text
    assert "Rests on: the part of the questions that apply to the unit, by their weight" in text
    row = re.search(r"Curriculum \(0\.0\) .*? Extracurricular", text)[0]
    assert ("not compared" in row, "rests on" in row, "50 %" in row) == (True, True, True)
    assert "Research (domain)" in text
    assert " questions of this edition, " in text
    assert " carry over from that of last time." in text
    assert "How its place moved cannot be said: the overall score does not compare" in text
    rows = {row["score"]: row for row in table(editions("--crosswalk", "smmi-18-to-16").stdout)}
    assert float(rows["curriculum"]["before"]) == 0.0
    assert rows["curriculum"]["difference"] == rows["curriculum"]["change"] == ""
    assert rows["curriculum"]["reason"] == (
        "does not compare between the editions: several became one; the score before rests on 50 % of what applies"
    )


def test_a_crosswalk_comes_as_a_document(editions, folder):
    """Beside the instrument of last time; one that is missing, or another one, is named."""
    crosswalk = crosswalk_18_to_16()
    (folder / "way.json").write_text(json.dumps(to_document(crosswalk)), encoding="utf-8")
    (folder / "old.json").write_text(json.dumps(to_document(crosswalk.old)), encoding="utf-8")
    named = editions("--crosswalk", "way.json", "--before-instrument", "old.json")
    assert named.exit_code == 0, named.output
    assert named.stdout == editions("--crosswalk", "smmi-18-to-16").stdout
    for options, told in (
        (("--crosswalk", "way.json"), "expected the instrument of last time"),
        (("--before-instrument", "smmi-18"), "expected --crosswalk beside it"),
        (("--crosswalk", "way.json", "--before-instrument", "smmi-16"), "way.json"),
    ):
        refused = editions(*options)
        assert refused.exit_code in (1, 2)
        assert told in " ".join(refused.output.split())
    assert editions("--before-instrument", "smmi-16").exit_code == 0  # read as within an edition


def test_what_cannot_be_compared_is_refused(compare, folder, run):
    """Other units, another instrument, and reliabilities that are none."""
    (folder / "other.csv").write_text(HEADER + "T1,public,no,,none,0\n", encoding="utf-8")
    other = run(
        *("change", "other.csv", "now.csv", "--instrument", "tiny.json", "--unit-column", "school"),
    )
    assert other.exit_code == 2
    assert "units of which none is in the answers of this time" in " ".join(other.output.split())
    wrong = compare("--crosswalk", "smmi-18-to-16")
    assert wrong.exit_code == 2
    assert "expected one to" in " ".join(wrong.output.split())
    scores = score(
        synthesize(smmi_16(), units=2, rng=np.random.default_rng(1)), ScoringScheme.equal_weights(smmi_16())
    )
    for text in ("overall=2", "overall=", "high", "overall=0.5x", "nan"):
        with pytest.raises(ArgumentError, match="expected a number from 0 to 1, or CODE=NUMBER"):
            reliabilities([text], scores)
    with pytest.raises(UnknownCodeError, match="no score has the code 'none'"):
        reliabilities(["none=0.5"], scores)
    assert reliabilities([], scores) is None
    assert reliabilities(["curriculum=0.9", "0.5"], scores)["curriculum"] == 0.9


def test_reasons_say_which_of_the_two_is_missing(compare, folder):
    """A score that is absent before, after, or without an error."""
    (folder / "then.csv").write_text(HEADER + "S1,public,,,,3\nS2,public,yes,40,none,4\n", encoding="utf-8")
    (folder / "now.csv").write_text(HEADER + "S1,public,yes,40,none,\nS2,public,,,,6\n", encoding="utf-8")
    rows = {(row["school"], row["score"]): row["reason"] for row in table(compare().stdout)}
    assert rows["S1", "teaching"] == "no score before: nothing answered"
    assert rows["S2", "teaching"] == "no score after: nothing answered"
    assert rows["S1", "outreach"] == "no score after: nothing answered"
    assert rows["S2", "outreach"] == "no verdict: the reliability of the score is not known"
    shown = " ".join(compare("--unit", "S2").stdout.split())
    row = re.search(r"Teaching .*? Outreach", shown)[0]
    assert ("not compared" in row, "no score now" in row) == (True, True)
    assert "Whether it is real cannot be told, the reliability of the score is not known: Overall" in shown


def test_a_report_tells_what_moved_since_last_time(folder, run):
    """`smmi report --before` has the section, and counts the owner's schools in both years; options stand beside it."""
    owned = {
        name: text.replace("partners\n", "partners,owner\n", 1)
        for name, text in (("then", THEN), ("now", NOW))
    }
    for name, text in owned.items():
        lines = text.splitlines()
        rows = [f"{row},{'A' if place < 3 else place}" for place, row in enumerate(lines[1:])]
        (folder / f"{name}.csv").write_text("\n".join([lines[0], *rows]) + "\n", encoding="utf-8")
    common = ("now.csv", "--instrument", "tiny.json", "--unit-column", "school", "--out", "S03.html")
    since = ("--before", "then.csv", "--reliability", "0.8", "--owner", "owner")

    def page(*options, unit="S03"):
        result = run("report", *common, "--unit", unit, *options)
        assert result.exit_code == 0, result.output
        return " ".join((folder / "S03.html").read_text(encoding="utf-8").split())

    assert "Since last time" not in page("--owner", "owner")
    assert "What moved, and is it real?" in page(*since)
    assert "did not take part last time" in page(*since, unit="S13")
    assert "hsu-linn-lord" in page(*since, "--form", "hsu-linn-lord", "--public-norms")
    for options, told in (
        (("--cut", "2"), "expected --before FILE beside it"),
        (("--crosswalk", "smmi-18-to-16"), "expected --before FILE beside it"),
        ((*since, "--form", "hageman-arrindell"), "expected jacobson-truax, edwards-nunnally"),
    ):
        refused = run("report", *common, "--unit", "S03", *options)
        assert refused.exit_code == 2
        assert told in " ".join(refused.output.split())


def test_the_carried_score_of_0_is_neither_on_the_page_nor_placed(editions, folder, run):
    """`smmi report --before` across editions: the 0.0 stands nowhere, and no place among last time."""
    page = ("--instrument", "smmi-16", "--unit-column", "school", "--unit", "S1", "--out", "S1.html")
    result = run("report", "new.csv", *page, "--before", "old.csv", "--crosswalk", "smmi-18-to-16")
    assert result.exit_code == 0, result.output
    text = " ".join((folder / "S1.html").read_text(encoding="utf-8").split())
    assert "Not compared, because this edition asks in another way there: Curriculum" in text
    assert "How its place moved cannot be said: the overall score does not compare" in text
    assert '<th scope="row">Curriculum</th> <td class="number" data-label="Last time">' not in text


def test_each_file_is_read_in_its_own_way(compare, folder, run):
    """Another name of the units' column, a column that is in one file only, and a reading of each."""
    plain = compare().stdout
    text = THEN.replace("school,", "college,", 1).replace("partners\n", "partners,remark\n", 1)
    lines = text.splitlines()
    old = "\n".join([lines[0], *(f"{line},x" for line in lines[1:])]) + "\n"
    (folder / "then.csv").write_text(old, encoding="utf-8")
    assert compare().exit_code == 1
    own = ("--before-unit-column", "college", "--before-ignore", "remark")
    assert compare(*own).stdout == plain
    (folder / "then.csv").write_text(THEN, encoding="utf-8")
    for name in ("then", "now"):
        made = run("read", f"{name}.csv", "--instrument", "tiny.json", "--out", f"{name}.reading.json")
        assert made.exit_code == 0, made.output
    readings = ("--reading", "now.reading.json", "--before-reading", "then.reading.json")
    read = run("change", "then.csv", "now.csv", "--instrument", "tiny.json", *readings)
    assert read.exit_code == 0, read.output
    assert read.stdout == plain


LATER = HEADER + "".join(
    f"S{i:02},{'public' if i % 2 else 'private'},yes,{20 + 5 * i},{'equity' if i % 5 else 'none'},{(i * 3) % 11}\n"
    for i in range(2, 13)
)


@pytest.fixture
def three(folder, run):
    """Run `smmi change` on three files of the tiny instrument."""
    for name, text in (("2022", THEN), ("2024", NOW), ("2026", LATER)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")

    def command(*options):
        files = [f"{year}.csv" for year in (2022, 2024, 2026)]
        return run("change", *files, "--instrument", "tiny.json", "--unit-column", "school", *options)

    return command


def test_three_files_are_told_wave_by_wave(three, tiny):
    """A row for each unit, score and wave, with what the library says moved since the first and the one before."""
    result = three("--reliability", "0.7")
    assert result.exit_code == 0, result.output
    waves = [scores_of(tiny, text) for text in (THEN, NOW, LATER)]
    reliability = dict.fromkeys(waves[0].codes, 0.7)
    series = wave_series(waves, names=["2022", "2024", "2026"], reliability=reliability)
    expected = [(unit, one) for unit, rows in series.all_scores() for one in rows]
    found = table(result.stdout)
    assert len(found) == len(expected) == 14 * 4 * 3
    for row, (unit, one) in zip(found, expected, strict=True):
        assert (row["school"], row["score"], row["wave"]) == (unit, one.code, one.wave)
        assert row["value"] == ("" if one.score is None else repr(one.score))
        for name, moved in (("since_first", one.since_first), ("since_previous", one.since_previous)):
            difference = None if moved is None else moved.difference
            assert row[name] == ("" if difference is None else repr(difference))
            if difference is not None:
                assert row[f"change_{name}"] == moved.verdict.label


def test_three_files_are_told_in_words_for_one_unit(three):
    """What moved since last time stands first, then each score wave by wave, and what many comparisons mean."""
    result = three("--unit", "S03")
    assert result.exit_code == 0, result.output
    text = " ".join(result.stdout.split())
    assert text.index("S03, overall:") < text.index("S03, wave by wave")
    assert "Since the one before" in text
    assert "Each difference is judged alone" in text
    refused = three("--carried", "1")
    assert refused.exit_code == 2
    assert "expected --crosswalk beside it" in " ".join(refused.output.split())


def test_a_table_of_three_files_is_made_again_from_its_manifest(three, folder, run):
    """All files that were read are named, so that the table can be made again."""
    assert three("--out", "waves.csv").exit_code == 0
    made = (folder / "waves.csv").read_text(encoding="utf-8")
    again = run("repeat", "waves.csv.manifest.json")
    assert again.exit_code == 0, again.output
    assert (folder / "waves.csv").read_text(encoding="utf-8") == made
    (folder / "2022.csv").write_text(THEN.replace(",10,", ",11,"), encoding="utf-8")
    assert "BEFORE.csv: 2022.csv has changed since" in run("repeat", "waves.csv.manifest.json").stderr
    (folder / "2022.csv").write_text(THEN, encoding="utf-8")
    (folder / "2026.csv").write_text(NOW, encoding="utf-8")
    assert "2026.csv has changed since" in run("repeat", "waves.csv.manifest.json").stderr


def test_files_of_two_editions_are_told_wave_by_wave(editions, folder, run):
    """The first files are of the older edition, as many as are said; broken scores are told as such in all of them."""
    (folder / "older.csv").write_text((folder / "old.csv").read_text(encoding="utf-8"), encoding="utf-8")
    common = ("--instrument", "smmi-16", "--unit-column", "school", "--crosswalk", "smmi-18-to-16")
    result = run("change", "older.csv", "old.csv", "new.csv", *common, "--carried", "2")
    assert result.exit_code == 0, result.output
    rows = [row for row in table(result.stdout) if row["score"] == "curriculum"]
    assert [row["wave"] for row in rows[:3]] == ["older", "old", "new"]
    assert {row["change_since_first"] for row in rows if row["wave"] != "older"} == {"not compared: break"}


def test_the_trend_is_told_where_it_is_known_when_the_waves_were(waves_of_three, run):
    """In the table beside the last wave, in words for one unit, and with the mean of all units wave by wave."""
    files, series = waves_of_three
    common = ("change", *files, "--instrument", "tiny.json", "--unit-column", "school")
    slopes = series.trend(at=[2020, 2022, 2026])
    rows = table(run(*common, "--at", "2020, 2022,2026").stdout)
    for row in rows:
        if row["score"] == "overall":
            slope = slopes[row["school"]] if row["wave"] == series.names[-1] else None
            assert row["trend"] == ("" if slope is None else repr(slope))
    assert {row["trend"] for row in table(run(*common).stdout)} == {""}
    shown = " ".join(run(*common, "--at", "2020,2022,2026", "--unit", "S03").stdout.split())
    assert f"{slopes['S03']:+.1f}" in shown
    assert "Trend: the slope of the straight line" in shown
    for wave in series.field():
        assert f"All units, {wave.wave}: mean {wave.mean:.1f} of {wave.n} with" in shown
    plain = " ".join(run(*common, "--unit", "S03").stdout.split())
    assert "Trend" not in plain
    for wrong in ("2020,2022", "2020,2020,2021", "a,b,c", "1,2,inf"):
        refused = run(*common, "--at", wrong)
        assert refused.exit_code == 2
        assert "3 ascending numbers with commas, one for each file" in " ".join(refused.output.split())
    two = run("change", *files[:2], *common[4:], "--at", "2020,2022")
    assert two.exit_code == 2
    assert "three files or more beside it" in " ".join(two.output.split())


def test_a_report_takes_several_files_of_earlier_waves(waves_of_three, folder, run):
    """The last of them is last time; all are told wave by wave, stand in the manifest, and are read again."""
    (first, second, third), series = waves_of_three
    common = ("report", third, "--instrument", "tiny.json", "--unit-column", "school", "--unit", "S03")
    before = ("--before", first, "--before", second, "--reliability", "0.8", "--owner", "control")
    result = run(*common, *before, "--at", "2020,2022,2026", "--out", "S03.html")
    assert result.exit_code == 0, result.output
    page = " ".join((folder / "S03.html").read_text(encoding="utf-8").split())
    for one in series.of("S03"):
        assert (
            f'<th scope="row">{one.wave}</th> <td class="number" data-label="Score">{one.score:.1f}</td>'
            in page
        )
    assert "straight line" in page
    manifest = json.loads((folder / "S03.html.manifest.json").read_text(encoding="utf-8"))
    assert {role: one["name"] for role, one in manifest["inputs"].items() if role.startswith("--b")} == {
        "--before": first,
        "--before 2": second,
    }
    (folder / "S03.html").unlink()
    assert run("repeat", "S03.html.manifest.json").exit_code == 0
    assert (folder / "S03.html").exists()
    alone = run(*common, "--before", second, "--at", "2022,2026", "--out", "S03.html")
    assert alone.exit_code == 2
    assert "--before twice or more" in " ".join(alone.output.split())
    far = run(*common, *before, "--carried", "1", "--out", "S03.html")
    assert far.exit_code == 2
    assert "--crosswalk beside it" in " ".join(far.output.split())
    over = run(*common, *before, "--out", second)
    assert over.exit_code == 3
    assert "would write over what is read as --before 2" in " ".join(over.output.split())
