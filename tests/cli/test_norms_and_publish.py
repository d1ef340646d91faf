"""`smmi norms` and `smmi publish`: what the organisers of a cohort write."""

import csv
import json
import re
from decimal import Decimal

import pytest

from smmi.benchmark import Norms
from smmi.serialization import from_document

HEADER = "school,control,course,attendance,contents,partners\n"
ROWS = [
    f"S{i:02},{'public' if i % 3 else 'private'},yes,{i % 24 * 4},{'equity' if i % 5 else 'none'},{i % 11}"
    for i in range(1, 73)
]
GOOD = HEADER + "\n".join(ROWS) + "\n"
COUNTS = "attribute,value,count\ncontrol,public,100\ncontrol,private,80\n"


def counts(folder, text=COUNTS):
    """Write a file of counts."""
    (folder / "counts.csv").write_text(text, encoding="utf-8")
    return "--counts", "counts.csv"


def test_norms_are_a_document_that_places_units(folder, on_tiny):
    """The norms of a cohort are printed and written, and a later report stands among them."""
    result = on_tiny("norms", GOOD, "--by", "control", "--out", "norms.json")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0].split() == [
        "Overall",
        "score",
        "n",
        "Lower",
        "quartile",
        "Median",
        "Upper",
        "quartile",
    ]
    assert [line.split()[-4] for line in lines[2:5]] == ["72", "24", "48"]
    assert lines[-1] == "norms.json: norms of 72 units; confidential, as it holds their scores"
    norms = from_document(json.loads((folder / "norms.json").read_text(encoding="utf-8")), Norms)
    assert norms.size() == 72
    few = HEADER + "\n".join(ROWS[:3]) + "\n"
    alone = on_tiny("report", few, "--unit", "S01", "--out", "a.html")
    among = on_tiny(
        "report", few, "--unit", "S01", "--norms", "norms.json", "--by", "control", "--out", "b.html"
    )
    assert (alone.exit_code, among.exit_code) == (0, 0), among.output
    assert "of all 72 participants" not in (folder / "a.html").read_text(encoding="utf-8")
    assert "72 participants" in (folder / "b.html").read_text(encoding="utf-8")


def test_counts_weight_the_norms(folder, on_tiny):
    """With counts of one attribute units are post-stratified, with several raked; the output says so."""
    options = "norms", GOOD, "--by", "control", "--out", "norms.json"
    result = on_tiny(*options, *counts(folder))
    assert result.exit_code == 0, result.output
    assert "Units are post-stratified to the population's counts by control." in result.stdout
    assert "72 units stand for 180" in result.stdout
    norms = from_document(json.loads((folder / "norms.json").read_text(encoding="utf-8")), Norms)
    assert norms.members["S03"] == pytest.approx(80 / 24)
    more = COUNTS + "place,north,120\nplace,south,60\n"
    placed = [
        HEADER.strip() + ",place",
        *(f"{row},{'north' if i % 2 else 'south'}" for i, row in enumerate(ROWS)),
    ]
    raked = on_tiny("norms", "\n".join(placed), "--out", "raked.json", *counts(folder, more))
    assert raked.exit_code == 0, raked.output
    assert "Units are raked to the population's counts by control; place." in raked.stdout


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (
            "attribute,count\ncontrol,3\n",
            3,
            "got the columns attribute, count, expected attribute, value, count",
        ),
        (
            "attribute,value,count\ncontrol,public,-3\ncontrol,,2\ncontrol,private,5\ncontrol,private,6\n",
            3,
            "cannot be used as counts:\n"
            "  row 2: got the count '-3', expected a whole number of at least 1\n"
            "  row 3: got a blank cell, expected the name of an attribute and one of its values\n"
            "  row 5: got control = private again, expected each value once",
        ),
        (
            f"attribute,value,count\ncontrol,public,{'9' * 400}\ncontrol,private,{'9' * 5000}\n"
            f"control,other,x{'9' * 5000}\ncontrol,many,{'0' * 5000}9999999999999\ncontrol,none,{'0' * 5000}\n",
            3,
            "cannot be used as counts:\n"
            "  row 2: got a count of 400 digits, expected 12 at most\n"
            "  row 3: got a count of 5000 digits, expected 12 at most\n"
            f"  row 4: got the count 'x{'9' * 58}…', expected a whole number of at least 1\n"
            "  row 5: got a count of 13 digits, expected 12 at most\n"
            f"  row 6: got the count '{'0' * 59}…', expected a whole number of at least 1\n",
        ),
        ("attribute,value,count\n", 3, "has no row; expected a row for each value of each attribute"),
        ("attribute,value,count\ncontrol,public,4\n", 1, "'private'"),
        ("attribute,value,count\ncontrol,public\n", 3, "row 2: got 2 cells, expected 3"),
    ],
    ids=["columns", "rows", "digits", "empty", "a-value-without-a-count", "a-short-row"],
)
def test_counts_that_cannot_be_used_are_refused(folder, on_tiny, text, code, message):
    """Everything wrong with the file is said at once, and nothing is written."""
    result = on_tiny("norms", GOOD, "--by", "control", "--out", "norms.json", *counts(folder, text))
    assert result.exit_code == code, result.output
    assert message in result.stderr
    assert not (folder / "norms.json").exists()


def test_results_are_published_in_the_form_that_the_name_says(folder, on_tiny):
    """Markdown and plain data by how the file ends, or by --as; they hold the title, and no unit."""
    for out, more in (("r.md", ()), ("r.json", ()), ("r.txt", ("--as", "md"))):
        result = on_tiny("publish", GOOD, "--title", "All of us", "--out", out, *more)
        assert result.exit_code == 0, result.output
    texts = {out: (folder / out).read_text(encoding="utf-8") for out in ("r.md", "r.json", "r.txt")}
    assert texts["r.md"].startswith("# All of us\n")
    assert texts["r.txt"] == texts["r.md"]
    assert json.loads(texts["r.json"])["heading"] == "All of us"
    assert not any(re.search(r"\bS\d\d\b", text) for text in texts.values())


def test_results_are_published_without_a_unit(folder, on_tiny):
    """The report and the table hold groups, no unit; the invited and the comparison stand in the report."""
    options = ["--by", "control", "--out", "r.html", "--table", "r.csv", "--title", "Results of 2023"]
    result = on_tiny("publish", GOOD, *options, "--compare", "control=public,private", *counts(folder))
    assert result.exit_code == 0, result.output
    assert result.stdout == (
        "9 of 9 aggregates published; nothing more can be derived from this publication alone; with other publications "
        "of the same units something may: --ledger keeps account of them\n"
        "72 of 72 units have all scores, and make the means, which are not weighted\n"
        "r.html: 3 groups\nr.csv: 3 groups\n"
    )
    html = (folder / "r.html").read_text(encoding="utf-8")
    assert "Results of 2023" in html
    assert "72 of 180 (40.0 %)" in html
    assert "Public less Private" in html
    assert "S01" not in html
    with (folder / "r.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["group"] for row in rows[::3]] == ["all", "private", "public"]
    assert rows[0]["n"] == "72"
    assert {row["state"] for row in rows} == {"published"}


def test_what_would_tell_too_much_is_withheld(folder, on_tiny):
    """A group of few units is withheld, and so is what would give it away."""
    placed = [
        HEADER.strip() + ",place",
        *(f"{row},{'far' if i < 3 else 'near'}" for i, row in enumerate(ROWS)),
    ]
    result = on_tiny("publish", "\n".join(placed), "--by", "place", "--out", "r.html", "--table", "r.csv")
    assert result.exit_code == 0, result.output
    with (folder / "r.csv").open(encoding="utf-8", newline="") as file:
        states = {(row["group"], row["score"]): row["state"] for row in csv.DictReader(file)}
    assert states["far", "overall"] == "sensitive"
    assert "complementary" in {states["near", "overall"], states["all", "overall"]}
    html = (folder / "r.html").read_text(encoding="utf-8")
    assert "n = 3" not in html
    assert "withheld: fewer than 6 scored schools" in html
    lines = result.stdout.splitlines()
    assert "'far' is withheld: 3 units with all scores, fewer than 6" in lines
    assert any(line.endswith("is withheld: 'far' could be computed from it") for line in lines)


def test_a_mean_at_the_end_of_the_scale_is_withheld(folder, on_tiny):
    """Where all score 0 in an area the mean would give each score; page and terminal say so."""
    nothing = [f"{row.rpartition(',')[0]},0" for row in ROWS]
    result = on_tiny("publish", HEADER + "\n".join(nothing) + "\n", "--out", "r.html")
    assert "'all' is withheld: its means would bound single scores too closely" in result.stdout.splitlines()
    html = (folder / "r.html").read_text(encoding="utf-8")
    assert "withheld: means would bound single scores too closely" in html


def test_a_few_of_many_withheld_groups_are_told(folder, on_tiny):
    """Of eighteen groups of four the first ten are named."""
    placed = [HEADER.strip() + ",place", *(f"{row},p{i // 4:02}" for i, row in enumerate(ROWS))]
    result = on_tiny("publish", "\n".join(placed), "--by", "place", "--out", "r.html")
    lines = result.stdout.splitlines()
    assert sum("4 units with all scores, fewer than 6" in line for line in lines) == 10
    assert "and 8 more groups are withheld" in lines


def test_who_is_left_out_of_the_means_is_named(folder, on_tiny):
    """Up to four units with the areas that they lack on the terminal; the page says how many, and names none."""
    rows = [row if i else row.rpartition(",")[0] + "," for i, row in enumerate(ROWS)]
    result = on_tiny("publish", HEADER + "\n".join(rows) + "\n", "--out", "r.html")
    assert (
        "71 of 72 units have all scores, and make the means, which are not weighted\n"
        "In no mean, as a unit with a score missing could be found from the others: S01 (without Outreach)\n"
    ) in result.stdout
    html = (folder / "r.html").read_text(encoding="utf-8")
    assert "1 school is left out because it lacks a score in at least one area." in html
    assert "S01" not in html
    blank = [row if i > 5 else row.rpartition(",")[0] + "," for i, row in enumerate(ROWS)]
    several = on_tiny("publish", HEADER + "\n".join(blank) + "\n", "--out", "r.html")
    assert "S04 (without Outreach) and 2 more\n" in several.stdout
    html = (folder / "r.html").read_text(encoding="utf-8")
    assert "6 schools are left out because they lack a score in at least one area." in html


def test_means_can_be_rounded(folder, on_tiny):
    """With --rounding the means are multiples of it."""
    result = on_tiny("publish", GOOD, "--out", "r.html", "--table", "r.csv", "--rounding", "5")
    assert result.exit_code == 0, result.output
    with (folder / "r.csv").open(encoding="utf-8", newline="") as file:
        assert all((float(row["mean"]) / 5).is_integer() for row in csv.DictReader(file))


@pytest.mark.parametrize("base", ["0.1", "0.25", "3", "10"])
def test_rounded_means_have_the_same_digits_on_the_page_and_in_the_table(folder, on_tiny, base):
    """A multiple of a base has no further digits, such as those of a product of doubles."""
    result = on_tiny(
        "publish", GOOD, "--by", "control", "--out", "r.html", "--table", "r.csv", "--rounding", base
    )
    assert result.exit_code == 0, result.output
    html = (folder / "r.html").read_text(encoding="utf-8")
    shown = [float(one) for one in re.findall(r"<td[^>]*>(\d+\.\d+) <span", html)]
    with (folder / "r.csv").open(encoding="utf-8", newline="") as file:
        means = [row["mean"] for row in csv.DictReader(file)]
    assert all(Decimal(mean) % Decimal(base) == 0 for mean in means)
    # The page has the domains between the overall score and the areas, and groups side by side.
    assert {float(mean) for mean in means} == set(shown)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "attribute,value,count\ncontrol,public,100\n",
            "24 units are in 'private', in which nobody was invited",
        ),
        (COUNTS.replace("private,80", "private,8"), "24 responded in 'private', in which 8 were invited"),
        (
            COUNTS + "course,yes,80\n",
            "the counts add up to different totals (control 180, course 80); a population has one size",
        ),
    ],
)
def test_a_rate_of_participation_is_of_all_that_were_invited(folder, on_tiny, text, message):
    """Counts that miss a value, or do not agree, give no rate: the rate of all would be wrong."""
    result = on_tiny("publish", GOOD, "--by", "control", "--out", "r.html", *counts(folder, text))
    assert result.exit_code == 1, result.output
    assert message in result.stderr
    assert not (folder / "r.html").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--rounding", "5", "--compare", "control=public,private"], "none where means are rounded"),
        (["--compare", "control"], "'--compare': got 'control', expected a column and two of its values"),
        (["--compare", "control=public,town"], "'town'"),
        (["--by", "place"], "place"),
        (["--rounding", "0"], "'rounding_base': got 0.0, expected None or a number above 0, up to 50"),
    ],
)
def test_wrong_options_of_publish_are_refused(folder, on_tiny, options, message):
    """The message says what is wrong, and nothing is written."""
    result = on_tiny("publish", GOOD, "--by", "control", "--out", "r.html", *options)
    assert result.exit_code in (1, 2), result.output
    assert message in result.stderr
    assert not (folder / "r.html").exists()


def broken(text):
    """A text as Python takes it from a terminal whose encoding has only ASCII."""
    return text.encode().decode("ascii", "surrogateescape")


def test_a_title_of_broken_letters_is_read_as_utf_8(folder, on_tiny, monkeypatch):
    """The bytes of a terminal are UTF-8, whatever its encoding is set to; of an option given several times, too."""
    monkeypatch.setattr("os.fsencode", lambda text: text.encode("ascii", "surrogateescape"))
    content = GOOD.replace("control", "größe")
    options = ["--title", broken("Résultats ★"), "--by", broken("größe"), "--out", "r.html"]
    result = on_tiny("publish", content, *options)
    assert result.exit_code == 0, result.output
    assert "Résultats ★" in (folder / "r.html").read_text(encoding="utf-8")


def test_a_title_that_is_no_text_is_refused(folder, on_tiny):
    """Bytes that are not UTF-8, and halves of letters that no terminal gives, are refused in words."""
    for title in ("caf\udce9", "caf\ud800"):
        result = on_tiny("publish", GOOD, "--title", title, "--out", "r.html")
        assert (result.exit_code, result.stderr) == (
            2,
            f"Error: '--title': got {title!a}, expected text in UTF-8. Set the terminal and LC_ALL to UTF-8\n",
        )
        assert not (folder / "r.html").exists()
