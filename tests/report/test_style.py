"""The style: enough contrast in light and in dark, and nothing that has to be fetched."""

import re
from importlib.resources import files

import pytest

from smmi.benchmark import DisclosureRule, HighlightRule, Quartile, aggregates, highlights
from smmi.report import cohort_report, school_report
from tests.report.cohorts import clinic, clinic_scheme, clinics, cohort_of, nation, place, school

SHEET_NAMES = ("screen.css", "table.css", "print.css")
SHEETS = {name: (files("smmi.report") / "templates" / name).read_text("utf-8") for name in SHEET_NAMES}
STYLE = "".join(SHEETS.values())

TEXT_ON = [
    ("ink", "page"),
    ("ink", "tint"),
    ("ink", "warn-tint"),
    ("quiet", "page"),
    ("quiet", "tint"),
    ("accent", "page"),
]
DRAWN_ON = [
    ("accent", "page"),
    ("accent", "tint"),
    ("own", "page"),
    ("own", "tint"),
    ("accent", "track"),
    ("ink", "track"),
]


def test_a_page_holds_its_style():
    """Both reports hold every style sheet whole."""
    pages = [
        school_report(*school()),
        cohort_report(
            aggregates(nation(), codes=["overall"]), instrument=nation().instrument, rule=DisclosureRule()
        ),
    ]
    assert [sheet for page in pages for sheet in SHEETS if SHEETS[sheet] not in page] == []


def palettes():
    """The colours by name, in light and in dark."""
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
        for block in re.findall(r":root \{(.+?)\}", STYLE, re.DOTALL)
    )
    return {"light": light, "dark": light | dark}


def luminance(colour):
    """The relative luminance of a colour, by WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """The contrast of two colours, by WCAG 2."""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_has_contrast(theme, text, ground):
    """Text has a contrast of 4.5 at least on every ground that it stands on."""
    colours = palettes()[theme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), DRAWN_ON)
def test_drawings_have_contrast(theme, mark, ground):
    """What is drawn has a contrast of 3 at least on every ground that it stands on."""
    colours = palettes()[theme]
    assert contrast(colours[mark], colours[ground]) >= 3


def test_every_class_of_the_style_is_a_class_of_the_page():
    """The style has no rule for a class that no element has."""
    profile, placement = school()
    both = HighlightRule(strengths=(Quartile.TOP,), improvements=(Quartile.THIRD,), certainty=0)
    pages = [
        school_report(profile, placement, highlights=highlights(profile, placement, rule=both)),
        school_report(*school(), note="."),
        school_report(*place(clinics(clinic(), n=3, share=None), clinic_scheme(clinic()))),
        school_report(*place(clinics(clinic(), rooms=None, use=None, share=None), clinic_scheme(clinic()))),
        cohort_report(
            aggregates(nation()), instrument=nation().instrument, rule=DisclosureRule(minimum_quartiles=4)
        ),
        cohort_of(str),
    ]
    used = {
        name for page in pages for names in re.findall(r'class="([^"]+)"', page) for name in names.split()
    }
    selectors = re.sub(r"\{[^{}]*\}", " ", STYLE)
    assert set(re.findall(r"\.([a-z][\w-]*)", selectors)) - used == set()
