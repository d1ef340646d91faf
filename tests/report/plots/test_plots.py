"""Every plot: it draws where it is told, says the same in words, and nothing that somebody wrote does harm."""

import math
import pickle
import re
import subprocess
import sys
import warnings
from xml.etree import ElementTree as ET

import attrs
import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, strategies as st
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

import smmi
from smmi.benchmark import LastTime, Norms, ReportRule, TieRule, Variation, stability
from smmi.benchmark.disclosure import Aggregates
from smmi.benchmark.survey import ResponseRate
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.report import plots
from smmi.report.plots.canvas._labels import whole
from smmi.scoring import GeometricMean, MinimumCoverage
from smmi.scoring.laws import scheme_around
from tests.report.plots.cases import DECLARED, HOSTILE, cohort, instrument, placed, since
from tests.report.plots.drawn import NAMES, plots_of, rates

VARIANTS = ("area-profile-exact", "star-stability-of-all")
"""Plots that differ from another one in their numbers alone."""
SVG = "{http://www.w3.org/2000/svg}"
HARM = re.compile(
    r"<(script|style|link|image|foreignObject|a)\b|\bon\w+=|javascript:|href=\"(?!#)", re.IGNORECASE
)


class Punishing:
    """A rule by which the second child takes away from the first."""

    additive = False

    def aggregate(self, points, weights, /):
        """Return half, more by the first child and less by the second."""
        return 0.5 + 0.5 * points[0] - 0.5 * points[1]


def texts_of(ax: Axes) -> list[Text]:
    """All texts that are drawn around axes, but for the numbers at the axis, which are ours."""
    ticks = {id(text) for axis in (ax.xaxis, ax.yaxis) for text in axis.get_ticklabels(which="both")}
    found = [text for text in ax.figure.findobj(Text) if id(text) not in ticks]
    return [text for text in found if text.get_text() and text.get_visible()]


@pytest.mark.parametrize("name", NAMES)
def test_a_plot_returns_the_axes_that_it_was_given(name):
    """It draws on them, and leaves settings, figure size and the other axes of the figure alone."""
    figure = Figure(figsize=(9, 6))
    first, second = figure.subplots(1, 2)
    before = dict(mpl.rcParams)
    assert plots_of(2, 12)[name](first) is first
    assert dict(mpl.rcParams) == before
    assert figure.get_size_inches().tolist() == [9, 6]
    assert not second.lines
    assert not second.patches
    assert not second.texts
    assert plots.alternative(first).rows


def test_no_plot_needs_pyplot_or_a_backend():
    """Without a display and without pyplot a plot is drawn, and written."""
    code = (
        "import sys, smmi.report; assert 'matplotlib' not in sys.modules\n"
        "from smmi.benchmark.survey import ResponseRate\n"
        "from smmi.report import plots\n"
        "print(plots.svg(plots.response_rates({'dental': ResponseRate(invited=8, responded=2)})))\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.startswith('<svg xmlns:xlink="http://www.w3.org/1999/xlink"')
    dental = {"dental": ResponseRate(invited=8, responded=2)}
    assert run.stdout == plots.svg(plots.response_rates(dental)) + "\n", "another process writes another text"


@pytest.mark.parametrize("name", NAMES)
def test_an_svg_is_the_same_to_the_byte_and_says_what_it_is(name):
    """Twice from the same figure: one element with title and description."""
    ax = plots_of(2, 12)[name]()
    text = plots.svg(ax)
    assert text == plots.svg(ax.figure)
    root = ET.fromstring(text)  # noqa: S314
    said = plots.alternative(ax)
    assert root.tag == f"{SVG}svg"
    assert root.attrib["role"] == "img"
    ids = [one.attrib["id"] for one in root.iter() if "id" in one.attrib]
    assert len(set(ids)) == len(ids)
    title, description = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", said.title)
    assert (description.tag, description.text) == (f"{SVG}desc", said.text)
    assert root.attrib["aria-labelledby"] == f"{title.attrib['id']} {description.attrib['id']}"
    assert not HARM.search(text)
    assert "@font-face" not in text


@pytest.mark.parametrize("name", [name for name in NAMES if name not in VARIANTS])
def test_hostile_labels_are_inert_and_contained(name):
    """Whatever stands in labels is text inside of the figure: no element, no hidden entry of a legend, no mark of
    direction; the text beside the plot has it whole.
    """
    ax = plots_of(len(DECLARED), 12, hostile=True)[name]()
    figure = ax.figure
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.draw_without_rendering()
        width, height = figure.bbox.size
        for text in texts_of(ax):
            box = text.get_window_extent()
            assert -1.0 <= box.x0 <= box.x1 <= width + 1.0, text.get_text()
            assert -1.0 <= box.y0 <= box.y1 <= height + 1.0, text.get_text()
    legend = ax.get_legend()
    assert legend is None or not any(text.get_text().startswith("_") for text in legend.get_texts())
    svg = plots.svg(ax)
    root = ET.fromstring(svg)  # noqa: S314
    assert not HARM.search(svg)
    # Python's ElementTree leaves comments out, so that one that came through would be missed there.
    assert "<!--" not in svg
    assert "<![CDATA[" not in svg
    drawn = "".join(one.text or "" for one in root.iter() if one.tag not in {f"{SVG}desc", f"{SVG}title"})
    assert not re.search("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", drawn)
    said = plots.alternative(ax)
    names = [row[0] for row in said.rows]
    labels = HOSTILE if name == "response-rates" else DECLARED
    for label in labels[: len(names) - 1]:
        assert any(whole(label) in one or label in one for one in names), label


@pytest.mark.parametrize("name", NAMES)
def test_a_setting_for_tex_draws_no_label_by_tex(name):
    """With `text.usetex` set, no label is handed to TeX, and none is mathematics; the numbers at the axis are ours."""
    with mpl.rc_context({"text.usetex": True, "text.parse_math": True}):
        ax = plots_of(2, 12, hostile=True)[name]()
        for text in texts_of(ax):
            assert not text.get_usetex(), text.get_text()
            assert not text.get_parse_math(), text.get_text()


def told_places(ax: Axes) -> set[float]:
    """The places on the axis below at which a plot of rows draws something, the shades and frames left out."""
    found: set[float] = set()
    for line in ax.lines:
        if len(line.get_xdata()) and line.get_transform() == ax.transData:
            found |= set(np.asarray(line.get_xdata(), dtype=float).tolist())
    for lines in ax.collections:
        if isinstance(lines, LineCollection) and lines.get_transform() == ax.transData:
            found |= {x for segment in lines.get_segments() for x in segment[:, 0].tolist()}
    for patch in ax.patches:
        if (
            isinstance(patch, Rectangle)
            and patch.get_transform() == patch.get_patch_transform() + ax.transData
        ):
            found |= {patch.get_x(), patch.get_x() + patch.get_width()}
    return found


def numbers_in(texts: tuple[tuple[str, ...], ...]) -> set[float]:
    """The numbers in the rows of a text alternative, without those in names."""
    found = re.findall(r"[\u2212-]?\d+(?:\.\d+)?", " ".join(text for row in texts for text in row[1:]))
    return {float(one.replace("\u2212", "-")) for one in found}


@pytest.mark.parametrize("peers", [1, 6, 12, 47])
@pytest.mark.parametrize(
    "name", ["placement-strip", "area-profile", "area-profile-exact", "change-dumbbells"]
)
def test_a_school_sees_no_number_that_its_text_does_not_say(name, peers):
    """What is drawn is what is told, digit for digit: a coordinate would tell more than a rounded number."""
    ax = plots_of(8, peers)[name]()
    drawn = {round(place, 9) for place in told_places(ax)}
    cuts = {0.0, 25.0, 50.0, 75.0, 100.0} if name == "placement-strip" else set()
    assert drawn - cuts <= numbers_in(plots.alternative(ax).rows)


def test_what_is_withheld_is_not_drawn():
    """Where all peers have one score their ranks and medians would tell it: the strip and the profile say why not."""
    scores = cohort(2, 11)
    record = dict.fromkeys(("i0_0", "i0_1", "i1_0", "i1_1"), "o3")
    records = [{"unit": f"U{i}", **record, **({"i0_0": "o1"} if i == 0 else {})} for i in range(12)]
    answers = smmi.Answers.from_records(scores.instrument, records, unit="unit")
    alike = smmi.score(answers, scores.scheme)
    profile = alike.of("U0")
    placement = Norms.fit(alike).place(profile)
    strip = plots.alternative(plots.placement_strip(profile, placement))
    assert {row[1:4] for row in strip.rows} == {("", "", "")}
    assert all(row[4] for row in strip.rows)
    assert all(
        row[3].startswith("not told")
        for row in plots.alternative(plots.area_profile(profile, placement)).rows
    )
    public = plots.placement_strip(profile, placement, rule=ReportRule.public())
    assert all(row[1] for row in plots.alternative(public).rows)


@pytest.mark.parametrize("areas", [1, 16])
def test_the_parts_of_a_waterfall_are_the_score(areas):
    """Each bar starts where the one before it ends, the last one ends at the score, and so it is in words."""
    scores = cohort(areas, 13)
    scored = scores.units[~np.isnan(scores.overall)][0]
    trace = scores.of(scored).trace("overall")
    ax = plots.trace_waterfall(trace)
    children = [child.contribution for child in trace.children]
    bars = {
        (round(bar.get_y() + bar.get_height() / 2), round(bar.get_width(), 9)): bar.get_x()
        for bar in ax.patches
    }
    before = 0.0
    for row, part in enumerate(children):
        if part:
            assert math.isclose(bars[row, round(part, 9)], before, abs_tol=1e-9)
            before += part
    assert math.isclose(before, trace.value, abs_tol=1e-9)
    said = plots.alternative(ax).rows
    assert math.isclose(
        sum(float(row[1]) for row in said[:-1]), float(said[-1][1]), abs_tol=0.05 * (len(said) + 1)
    )


def test_a_figure_keeps_its_text_when_it_is_pickled_and_loses_it_when_it_is_cleared():
    """The text goes with what was drawn."""
    ax = plots.response_rates(rates(3, 20))
    again = pickle.loads(pickle.dumps(ax.figure)).axes[0]
    assert plots.alternative(again) == plots.alternative(ax)
    ax.clear()
    with pytest.raises(ArgumentError, match="axes on which a function of"):
        plots.alternative(ax)
    with pytest.raises(ArgumentError, match="what is shown"):
        plots.svg(ax)
    assert "<title" in plots.svg(ax, title="Nothing")


def test_a_figure_of_several_plots_is_written_with_all_their_texts():
    """The description of an SVG is that of each plot in it."""
    figure = Figure(figsize=(12, 4), layout="constrained")
    first, second = figure.subplots(1, 2)
    plots.response_rates(rates(2, 20), ax=first)
    plots.trace_waterfall(placed(2, 12)[0].trace("overall"), ax=second)
    description = ET.fromstring(plots.svg(figure))[1].text  # noqa: S314
    assert description == f"{plots.alternative(first).text}\n\n{plots.alternative(second).text}"


def test_settings_are_as_they_were_after_an_svg():
    """Writing one sets matplotlib for a moment only."""
    before = dict(mpl.rcParams)
    plots.svg(plots.response_rates(rates(2, 20)))
    assert dict(mpl.rcParams) == before


def test_wrong_arguments_are_told():
    """What is no axes, no result, no such group or code, or of another unit."""
    profile, placement = placed(2, 12)
    other = cohort(2, 13).of("S002")
    with pytest.raises(ArgumentError, match="ax"):
        plots.placement_strip(profile, placement, ax=3)
    with pytest.raises(ArgumentError, match="profile"):
        plots.placement_strip(placement, profile)
    with pytest.raises(ArgumentError, match="Place this profile"):
        plots.area_profile(other, placement)
    with pytest.raises(ArgumentError, match="Write codes="):
        plots.area_profile(profile, placement, codes="overall")
    with pytest.raises(UnknownCodeError):
        plots.area_profile(profile, placement, peers="medical")
    with pytest.raises(UnknownCodeError):
        plots.placement_strip(profile, placement, codes=["area9"])
    with pytest.raises(ArgumentError, match="made of others"):
        plots.trace_waterfall(profile.trace("i0_0"))
    with pytest.raises(ArgumentError, match="trace"):
        plots.trace_waterfall(profile)
    with pytest.raises(ArgumentError, match="rates"):
        plots.response_rates({"dental": 3})
    with pytest.raises(ArgumentError, match="told"):
        plots.change_dumbbells([3], instrument=instrument(2))
    with pytest.raises(ArgumentError, match="drawn"):
        plots.svg("figure")


def test_exact_changes_are_drawn_as_told_ones_are():
    """What moved for a unit, as the organisers see it, has its error where a report would withhold it."""
    last, profile, _ = since(8, 6)
    assert isinstance(last, LastTime)
    exact = plots.alternative(plots.change_dumbbells(last.moved(profile.unit), instrument=instrument(8)))
    told = plots.alternative(plots_of(8, 6)["change-dumbbells"]())
    assert [row[:4] for row in exact.rows] == [row[:4] for row in told.rows]
    assert any(row[4] == "not told" for row in told.rows) or all(
        one[4:] == other[4:] for one, other in zip(exact.rows, told.rows, strict=True)
    )


def test_without_matplotlib_a_plot_says_what_to_install(monkeypatch):
    """The error names the extra; what is missing of matplotlib's own needs is told as it is."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match=r"pip install 'smmi\[report\]'") as caught:
        plots.response_rates(rates(1, 8))
    assert caught.value.name == "matplotlib"


def test_what_matplotlib_itself_lacks_is_told_as_it_is(monkeypatch):
    """Only the absence of matplotlib is that of the extra."""

    class Lacks:
        def find_spec(self, name, path=None, target=None):
            if name == "matplotlib":
                raise ModuleNotFoundError("No module named 'kiwisolver'", name="kiwisolver")

    monkeypatch.delitem(sys.modules, "matplotlib")
    monkeypatch.setattr(sys, "meta_path", [Lacks(), *sys.meta_path])
    with pytest.raises(ModuleNotFoundError, match="kiwisolver"):
        plots.response_rates(rates(1, 8))


def test_a_rule_that_does_not_add_up_has_bars_that_take_away():
    """Shapley values may be negative: such a part is drawn backwards, and the parts still are the score."""
    made = scheme_around(Punishing(), children=["a", "b"])
    trace = made.compile().score_one({"a": "p100", "b": "p100"}).trace("area")
    parts = [child.contribution for child in trace.children]
    assert min(parts) < 0.0 < max(parts)
    ax = plots.trace_waterfall(trace)
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert "What it takes away" in labels
    assert "What it gives at most" not in labels
    assert math.isclose(math.fsum(parts), trace.value)
    said = plots.alternative(ax).rows
    assert [row[2] for row in said] == ["", "", "100.0"]


def test_a_rule_of_too_many_parts_says_that_they_cannot_be_told():
    """Where nothing is shared out, the score stands alone."""
    codes = [f"c{one}" for one in range(17)]
    trace = (
        scheme_around(GeometricMean(), children=codes)
        .compile()
        .score_one(dict.fromkeys(codes, "p50"))
        .trace("area")
    )
    said = plots.alternative(plots.trace_waterfall(trace)).rows
    assert {row[4] for row in said[:-1]} == {"its part cannot be told: the rule has too many parts"}
    assert said[-1][1] == "50.0"


@pytest.mark.long
@given(st.lists(st.text(), min_size=1, max_size=4, unique=True))
def test_no_text_of_data_breaks_an_svg(names):
    """Whatever a stratum is called, the picture is a document, and the words beside it hold the name."""
    ax = plots.response_rates({name: ResponseRate(invited=4, responded=1) for name in names})
    root = ET.fromstring(plots.svg(ax))  # noqa: S314
    assert root.tag == f"{SVG}svg"
    assert [row[0] for row in plots.alternative(ax).rows] == [whole(whole(name)) for name in names]


def test_what_is_absent_says_why():
    """A unit that answered nothing, a score that nobody has: each row says so, in the picture and in words."""
    made = instrument(2)
    records = [{"unit": f"U{i}"} | ({} if i == 0 else {"i0_0": "o1", "i0_1": "o2"}) for i in range(12)]
    scores = smmi.score(smmi.Answers.from_records(made, records, unit="unit"), cohort(2, 12).scheme)
    norms = Norms.fit(scores)
    profile = scores.of("U0")
    placement = norms.place(profile)
    strip = plots.alternative(plots.placement_strip(profile, placement))
    assert {row[4] for row in strip.rows} == {"no score to place", "no score, and a group of 0"}
    assert all(row[-1] for row in plots.alternative(plots.area_profile(profile, placement)).rows)
    waterfall = plots.alternative(plots.trace_waterfall(profile.trace("overall")))
    assert [row[4] for row in waterfall.rows] == ["nothing answered"] * 2 + ["nothing answered"]
    spread = plots.alternative(plots.distributions(norms, instrument=made))
    assert [row[-1] for row in spread.rows][-1] == "nobody has a score"
    held = stability(scores, norms, vary=Variation(ties=[TieRule.WEAK])).grid.held
    stars = plots.star_stability(held, instrument=made)
    assert plots.alternative(stars).rows[-1][-1] == "nobody has stars"
    own = plots.star_stability(held, instrument=made, unit="U0", codes=["area0"])
    assert plots.alternative(own).rows == (("Community 0", "", *["0 %"] * 4, "it has no stars"),)


def test_a_blank_that_leaves_a_score_open_is_drawn_without_one():
    """The attainable range is there although the score is not."""
    made = instrument(1)
    records = [{"unit": f"U{i}", "i0_0": None if i == 0 else "o1", "i0_1": f"o{i % 5}"} for i in range(12)]
    scheme = smmi.ScoringScheme(made, coverage=MinimumCoverage(1.0))
    scores = smmi.score(smmi.Answers.from_records(made, records, unit="unit"), scheme)
    profile = scores.of("U0")
    ax = plots.area_profile(profile, Norms.fit(scores).place(profile))
    assert plots.alternative(ax).rows[-1][1:3] == ("", "0.0 to 50.0")
    assert {0.0, 50.0} <= told_places(ax)


def test_a_score_of_nothing_that_applies_is_not_drawn():
    """There is no score, and none is attainable: the row says why."""
    made = instrument(1)
    absent = smmi.Nonresponse.NOT_APPLICABLE
    records = [{"unit": f"U{i}"} | dict.fromkeys(("i0_0", "i0_1"), "o1" if i else absent) for i in range(12)]
    scores = smmi.score(smmi.Answers.from_records(made, records, unit="unit"), cohort(1, 13).scheme)
    profile = scores.of("U0")
    ax = plots.area_profile(profile, Norms.fit(scores).place(profile))
    assert {row[-1] for row in plots.alternative(ax).rows} == {"nothing applicable"}
    assert "nothing applicable" in {text.get_text() for text in ax.texts}


def test_the_overview_is_of_one_administration():
    """The last one where none is named; a cell that was not asked for is not taken for a withheld one."""
    units = {f"S{i:02}": 30.0 + 2 * i for i in range(20)}
    scores = {("2025", "overall"): units, ("2025", "area0"): units, ("2026", "overall"): units}
    groups = {(wave, "all"): list(units) for wave in ("2025", "2026")}
    tables = Aggregates.of(scores, groups)
    made = instrument(1)
    last = plots.alternative(plots.cohort_overview(tables, instrument=made))
    assert (last.title, len(last.rows)) == ("Mean scores, 2026", 1)
    first = plots.alternative(plots.cohort_overview(tables, instrument=made, administration="2025"))
    assert (first.title, len(first.rows)) == ("Mean scores, 2025", 2)
    with pytest.raises(UnknownCodeError, match="'2024'"):
        plots.cohort_overview(tables, instrument=made, administration="2024")
    assert plots.alternative(plots.cohort_overview(tables, instrument=made, codes=["area0"])).rows == ()
    more = Aggregates.of(scores, groups | {("2025", "few"): list(units)[:9]})
    fewer = attrs.evolve(more, cells=more.cells[:-1])
    [*_, row] = plots.alternative(plots.cohort_overview(fewer, instrument=made, administration="2025")).rows
    assert "not asked for" in row


def test_a_score_that_does_not_compare_says_on_what_it_rests():
    """Where a part was not put to a unit it is not placed, and the strip says how much was."""
    made = instrument(1)
    absent = smmi.Nonresponse.NOT_ADMINISTERED
    records = [{"unit": f"U{i}", "i0_0": "o1" if i else absent, "i0_1": f"o{i % 5}"} for i in range(12)]
    scores = smmi.score(smmi.Answers.from_records(made, records, unit="unit"), cohort(1, 13).scheme)
    profile = scores.of("U0")
    strip = plots.alternative(plots.placement_strip(profile, Norms.fit(scores).place(profile)))
    assert [row[4] for row in strip.rows] == ["not placed: it rests on 50 % of what applies"] * 2


def test_a_figure_that_is_added_to_is_still_the_same_to_the_byte():
    """Axes that have their place, as an inset of the caller's, are left where they are."""
    ax = plots.response_rates(rates(3, 20))
    inset = ax.figure.add_axes((0.4, 0.4, 0.1, 0.1))
    assert plots.svg(ax) == plots.svg(ax)
    assert inset.get_position().bounds == pytest.approx((0.4, 0.4, 0.1, 0.1))
    inset.remove()
    with pytest.raises(ArgumentError, match="axes of a figure"):
        plots.svg(inset)


def overlaps(texts: list[Text]) -> list[tuple[str, str]]:
    """Pairs of texts that are drawn over each other, by more than a quarter of a point of the boxes around them."""
    boxes = [text.get_window_extent().padded(-0.25) for text in texts]
    return [
        (texts[first].get_text(), texts[second].get_text())
        for first in range(len(texts))
        for second in range(first)
        if boxes[first].overlaps(boxes[second])
    ]


@pytest.mark.long
@pytest.mark.parametrize(("areas", "peers"), [(1, 1), (16, 1), (60, 1), (1, 10_000), (16, 40), (60, 10_000)])
@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_drawn_over_another_one_or_cut(name, areas, peers):
    """At 1, 16 and 60 areas, with one peer and with ten thousand: each text is whole and by itself."""
    ax = plots_of(areas, peers)[name]()
    ax.figure.draw_without_rendering()
    texts = texts_of(ax)
    width, height = ax.figure.bbox.size
    for text in texts:
        box = text.get_window_extent()
        assert -1.0 <= box.x0 <= box.x1 <= width + 1.0, text.get_text()
        assert -1.0 <= box.y0 <= box.y1 <= height + 1.0, text.get_text()
    assert overlaps(texts) == []
