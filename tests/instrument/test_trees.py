"""An instrument draws itself: a line for each node, and HTML that opens without a script and runs no text."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given

from smmi.editions import smmi_16
from smmi.instrument import (
    Area,
    Composition,
    Count,
    Domain,
    Equals,
    Indicator,
    Instrument,
    MultipleChoice,
    Number,
    Option,
    Percentage,
)
from smmi.instrument.hierarchy._trees import scale_in_words
from smmi.testing import strategies
from tests.instrument.editions import THREE, YES_NO, edition, question

TAGS = {"details", "summary", "strong", "code", "p", "table", "caption", "thead", "tbody", "tr", "th", "td"}


class Reader(HTMLParser):
    """Collects what a browser would see, and complains of tags that do not nest."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.starts, self.attributes, self.texts = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Note a tag that opens."""
        self.open.append(tag)
        self.starts.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        """Close what was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Note text."""
        self.texts.append(data)


def test_the_tree_of_a_small_instrument():
    """Domains, areas and indicators stand on lines of their own, with scale and routing."""
    instrument = edition(
        "1",
        {
            "one": [question("a"), question("b", THREE, gate=Equals("a", "yes"))],
            "two": [question("c", label="See")],
        },
    )
    assert str(instrument) == instrument.tree()
    assert instrument.tree() == (
        "Tiny (tiny, edition 1)\n"
        "└── Whole [whole]\n"
        "    ├── One [one]\n"
        "    │   ├── a · a? · binary\n"
        "    │   └── b · b? · ordinal, 3 options · asked if 'a' is 'yes'\n"
        "    └── Two [two]\n"
        "        └── c · See · binary"
    )


@given(strategies.instruments())
def test_every_node_has_one_line_of_printable_text(instrument):
    """Whatever its texts hold, a tree has a line for the instrument and one for each node, all of it printable."""
    lines = instrument.tree().split("\n")
    assert len(lines) == 1 + len(instrument)
    assert all(line.isprintable() for line in lines)


@given(strategies.instruments())
def test_html_is_well_formed_and_escaped(instrument):
    """The HTML nests, has only the tags and attributes that we write, and shows every prompt as text."""
    read = Reader(instrument._repr_html_())
    assert read.open == []
    assert set(read.starts) <= TAGS
    assert set(read.attributes) <= {("open", None), ("scope", "col"), ("scope", "row")}
    assert read.starts.count("caption") == read.starts.count("table") == len(instrument.areas)
    assert read.starts.count("details") == 1 + len(instrument.domains) + len(instrument.areas)
    shown = " ".join("".join(read.texts).split())
    for indicator in instrument.indicators:
        visible = "".join(
            c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(indicator.prompt.split())
        )
        assert visible in shown


def test_markup_in_texts_is_shown_and_not_run():
    """A script in a title, a label or a prompt is text."""
    evil = "<script>alert('x')</script>"
    item = Indicator(code="q", prompt=evil, scale=YES_NO, help=evil)
    area = Area(code="a", label=evil, indicators=[item], help=evil)
    domain = Domain(code="d", label=evil, areas=[area], help=evil)
    whole = Instrument(code="evil", edition=evil, title=evil, domains=[domain], description=evil)
    assert "<script" not in whole._repr_html_()
    assert whole._repr_html_().count("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;") == 9


def test_terminal_codes_are_replaced():
    """An escape sequence in a label cannot steer the terminal."""
    assert "\x1b" not in edition("\x1b[31m", {"one": [question("a", label="\x1b[2J")]}).tree()


def test_the_bundled_edition():
    """The edition of sixteen areas is a tree of 103 lines, and HTML with its numbers in the summary."""
    assert len(smmi_16().tree().splitlines()) == 1 + 6 + 16 + 80
    summary = re.search(r"<summary>(.*?)</summary>", smmi_16()._repr_html_())
    assert summary is not None
    assert summary[1].endswith("edition 16-areas): 6 domains, 16 areas, 80 indicators")


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        (YES_NO, "binary"),
        (THREE, "ordinal, 3 options"),
        (MultipleChoice(code="m", options=[Option("a", "A")]), "any of 1 option"),
        (Percentage(code="p"), "percentage"),
        (Count(code="n"), "count from 0"),
        (Number(code="n"), "number"),
        (Number(code="n", maximum=2.5, unit=" "), "number up to 2.5"),
        (Number(code="n", minimum=-1, maximum=2.5, unit="kg"), "number from -1 to 2.5 (kg)"),
        (Composition(code="c", parts=[Option("a", "A"), Option("b", "B")]), "shares of 2 parts"),
    ],
)
def test_scales_in_words(scale, words):
    """A scale is described in a few words."""
    assert scale_in_words(scale) == words
