"""Since last time, of three waves and more: own scores wave by wave, and that they bound nobody's score in any wave."""

import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import ChangeForm, ChangeRule, Norms, ReportRule, last_time
from smmi.benchmark.follow_up import told_waves, wave_series
from smmi.benchmark.waves import ChangeVerdict
from smmi.editions import crosswalk_18_to_16
from smmi.errors import ArgumentError
from smmi.report import school_report
from tests.report.cohorts import OPEN
from tests.report.pages import read
from tests.report.test_since import RELIABLE, scored, wave
from tests.report.test_since_across import older
from tests.report.test_what_a_report_tells import CONVENTIONS, TOUCHY, WIDTH, answered, steps


def page_of(waves, unit="S001", *, at=None, names=None, crosswalks=None, rule=None, told_by=None, **options):
    """The page of a unit of several waves, read, and the waves."""
    ways = crosswalks or [None] * len(waves)
    series = wave_series(waves, at=at, names=names, crosswalks=ways, rule=rule, **options)
    last = last_time(*waves[-2:], crosswalk=ways[-2], rule=rule, **options)
    profile = waves[-1].of(unit)
    placement = Norms.fit(waves[-1], conventions=options.get("conventions")).place(profile)
    return school_report(profile, placement, since=last, waves=series, rule=told_by), series


def rows_of(page):
    """The cells of the table of the waves, by the name of the wave."""
    rows = page.one("table", class_="waves").all("tr")[1:]
    return {row.one("th").text: [cell.text.replace("\u2212", "-") for cell in row.all("td")] for row in rows}


def test_the_waves_are_told_with_their_trend():
    """The overall score of each, what moved since the one before, whether that is real, and the line if asked for."""
    waves = [wave(1), wave(2), wave(3)]
    names = ["2022", "2024", "2026"]
    text, series = page_of(waves, at=[2022, 2024, 2026], names=names)
    page = read(text)
    found, rows = series.of("S001"), rows_of(page)
    assert list(rows) == names
    assert rows["2022"] == [f"{found[0].score:.1f}", "\u2014", ""]
    for one in found[1:]:
        moved = one.since_previous
        assert rows[one.wave] == [f"{one.score:.1f}", f"{moved.difference:+.1f}", moved.verdict.label]
    section = page.section("since").text.replace("\u2212", "-")
    slope = series.trend()["S001"]
    assert (
        f"goes by {slope:+.1f} points for each unit of time (the waves are at 2022, 2024 and 2026)" in section
    )
    line = " and ".join(
        [f"{found[0].score:.1f} (2022), {found[1].score:.1f} (2024)", f"{found[2].score:.1f} (2026)"]
    )
    assert f"Wave by wave: {line}." in page.section("summary").text
    plain = read(page_of(waves, names=names)[0]).section("since").text
    assert "straight line" not in plain
    assert "wave by wave" in plain


@pytest.mark.long
def test_a_wave_of_other_questions_has_no_score_there():
    """Nor has one in which the school took no part; the line is through those that compare."""
    waves = [older(1), wave(1, 30), wave(2), wave(3)]
    ways = [crosswalk_18_to_16(), None, None, None]
    text, _ = page_of(waves, at=[2019, 2022, 2024, 2026], names=list("abcd"), crosswalks=ways)
    rows = rows_of(read(text))
    assert rows["a"] == ["no score of the same questions", "\u2014", ""]
    assert rows["b"][1:] == ["\u2014", "not compared"]
    assert rows["d"][2] in {verdict.label for verdict in ChangeVerdict}
    assert "(the waves are at 2022, 2024 and 2026)" in read(text).section("since").text
    text, _ = page_of(waves[1:], "S035", at=[2022, 2024, 2026], names=list("bcd"))
    page = read(text)
    assert rows_of(page)["b"][0] == "no score of the same questions"
    assert "straight line" not in page.section("since").text
    assert "Wave by wave: " not in page.section("summary").text


def test_what_cannot_be_told_of_waves_is_refused():
    """Waves without last time, another last wave, and a form that tells what all others did."""
    waves = [wave(1), wave(2), wave(3)]
    series, profile = wave_series(waves), waves[-1].of("S001")
    placement = Norms.fit(waves[-1]).place(profile)
    with pytest.raises(ArgumentError, match="since=… beside them"):
        school_report(profile, placement, waves=series)
    with pytest.raises(ArgumentError, match="None or a WaveSeries"):
        school_report(profile, placement, since=last_time(*waves[1:]), waves=3)
    with pytest.raises(ArgumentError, match="a WaveSeries"):
        told_waves(3, profile, rule=ReportRule())
    with pytest.raises(ArgumentError, match="the wave of the profile last"):
        told_waves(wave_series(waves[:2]), profile, rule=ReportRule())
    of_all = wave_series(waves, rule=ChangeRule(form=ChangeForm.HSU_LINN_LORD))
    with pytest.raises(ArgumentError, match="what all others did"):
        told_waves(of_all, profile, rule=ReportRule())
    assert told_waves(of_all, profile, rule=OPEN).withheld == frozenset()


def told_of(*waves, known=0, rule=TOUCHY):
    """The page of the first school of three waves, each its own shares, those of its peers, and those of others."""
    scores = [scored(*one) for one in waves]
    options = {"conventions": CONVENTIONS, "reliability": RELIABLE}
    series = wave_series(scores, at=range(len(scores)), **options)
    profile = scores[-1].of("S0")
    placement = Norms.fit(scores[-1], by=("kind",), conventions=CONVENTIONS).place(profile)
    last = last_time(*scores[-2:], by=("kind",), **options)
    return school_report(profile, placement, rule=rule, known=known, since=last, waves=series)


sheets = st.tuples(steps, steps)
WAVE = st.tuples(st.lists(sheets, min_size=1, max_size=3), st.lists(answered, min_size=1, max_size=3))


@given(
    own=st.tuples(sheets, sheets, sheets),
    waves=st.tuples(WAVE, WAVE, WAVE),
    known=st.integers(0, 2),
    data=st.data(),
)
def test_a_page_does_not_say_whose_a_score_is_in_any_wave(own, waves, known, data):
    """If schools exchange their answers to one wave alone, the page stays the same: nothing joins two waves."""
    at = data.draw(st.integers(0, 2))
    mixed = [*waves]
    mixed[at] = tuple(data.draw(st.permutations(part)) for part in waves[at])
    pages = {
        told_of(*((mine, *one) for mine, one in zip(own, each, strict=True)), known=known)
        for each in (waves, mixed)
    }
    assert len(pages) == 1


WIDE = ((60, 60), [(10, 10), (42, 42), (90, 90)], [(20, 20), (50, 50), (95, 95)])


def test_the_error_of_an_earlier_wave_is_not_told_where_the_others_are_close_together():
    """Its verdict would say how close they are: any such wave makes the same page."""
    close = ((40, 40), [(40, 40), (42, 42), (44, 44)], [(41, 41), (43, 43), (44, 44)])
    other = ((40, 40), [(88, 88), (89, 89), (90, 90)], [(87, 87), (86, 86), (88, 88)])
    page = told_of(close, WIDE, WIDE)
    assert rows_of(read(page))["wave 2"][2] == "not told"
    assert rows_of(read(page))["wave 3"][2] != "not told"
    assert page == told_of(other, WIDE, WIDE)
    assert rows_of(read(told_of(WIDE, close, WIDE)))["wave 3"][2] == "not told"
    assert rows_of(read(told_of(close, WIDE, WIDE, rule=OPEN)))["wave 2"][2] != "not told"


@pytest.mark.long
@pytest.mark.parametrize(("own", "place"), [(20, 0), (100, 1)])
def test_an_insider_that_reads_the_page_bounds_nobody_in_an_earlier_wave(own, place):
    """Of all cohorts of that wave on a grid that give the same page, each other school spans the width."""
    grid = (0, 8, 20, 92, 100)
    pairs = [(one, other) for one in grid for other in grid if one <= other]
    seen = {}
    for peers in pairs:
        for others in pairs:
            waves = [WIDE, WIDE, WIDE]
            waves[place] = ((own, own), [(one, one) for one in peers], [(one, one) for one in others])
            page = told_of(*waves)
            for found, scores in zip(seen.setdefault(page, (set(), set())), (peers, others), strict=True):
                found.update(scores)
    assert len(seen) >= 2
    assert min(max(found) - min(found) for pair in seen.values() for found in pair) >= WIDTH
