"""Text of somebody else turns round nothing of a page, in whichever direction it runs and whatever it leaves open."""

import collections
import re
from unicodedata import bidirectional

import pytest
from hypothesis import given, strategies as st

from smmi.report import school_report
from smmi.report.wording import isolated
from tests.latin_squares import latin
from tests.report.cohorts import clinic, clinic_scheme, clinics, cohort_of, place
from tests.report.pages import read

MARKS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TEXTS = st.text(st.sampled_from(f"{MARKS}\u2029a1\u05d0 —"), max_size=12)
LABELS = ("{}\u202e", "\u202e{}", "\u2067{}", "{}\u202b", "\u2069\u202e{}", "\u202d\u2069{}", "\u05e9{}")
"""Marks that are never closed or close what they have not opened, and a Hebrew letter."""


def levels(text, *, breaks):
    """Whether each character is embedded, overridden or isolated by marks, by rules X1 to X8 of the standard.

    The second of two values is whether anything is open after the last character.
    """
    stack, found = ["base"], []
    for one in text:
        kind = bidirectional(one)
        if kind == "B" and breaks:
            stack = ["base"]
        elif kind == "PDI" and "isolate" in stack:
            while stack.pop() != "isolate":
                pass
        elif kind == "PDF" and stack[-1] == "embedding":
            stack.pop()
        found.append(len(stack) > 1)
        if kind in {"LRI", "RLI", "FSI"}:
            stack.append("isolate")
        elif kind in {"LRE", "RLE", "LRO", "RLO"}:
            stack.append("embedding")
    return found, len(stack) > 1


def beside(text):
    """The characters of a text that are in no isolate of it, but for the isolates' own marks."""
    inside, _ = levels(text, breaks=False)
    return "".join(one for one, hidden in zip(text, inside, strict=True) if not hidden).translate(
        {0x2068: None, 0x2069: None}
    )


def reorders(text):
    """Whether a text holds a character that can move others in a text from left to right."""
    return any(bidirectional(one) in {"R", "AL", "AN"} or one in MARKS for one in text)


@pytest.mark.parametrize("breaks", [True, False])
@given(TEXTS)
def test_nothing_of_a_text_stays_open(breaks, text):
    """After an isolated text everything is as before it, whether or not a separator of paragraphs ends what is open."""
    made = isolated(text)
    rest = iter(made)
    assert all(one in rest for one in text)  # in this order
    assert collections.Counter(made) - collections.Counter(text) <= collections.Counter(
        dict.fromkeys(MARKS, 99)
    )
    assert not levels(made, breaks=breaks)[1]
    assert not reorders(beside(made))
    assert not levels(f"{isolated(text)} a {isolated(text)}", breaks=breaks)[1]


@given(TEXTS)
def test_an_isolate_is_not_isolated_again(text):
    """What stands in an isolate, and a sentence around it, stay as they are; a plain text does from the start."""
    sentence = f"— {isolated(text)} of 12"
    assert isolated(sentence) == sentence
    assert isolated(text) == text or reorders(text)
    assert isolated("Équité — 12 %") == "Équité — 12 %"


def school_page(say):
    """A page on a clinic that has answers set aside, blanks, and a group of its own, all texts made by `say`."""
    answers = clinics(clinic(say), rooms=0, use="high", share=None, wait=None)
    profile, placement = place(answers, clinic_scheme(answers.instrument), by=("kind",))
    texts = {"title": say.format("title"), "note": say.format("note"), "unit_noun": say.format("1st")}
    return school_report(profile, placement, notices=[say.format("notice")], **texts)


def cohort_page(say):
    """A page on a cohort of two administrations."""
    return cohort_of(say.format, waves=2)


def compared_page(say):
    """A page on a cohort of which groups are compared."""
    return cohort_of(say.format)


def shown(page):
    """Each text of a page that is not within an element that isolates it, then each that is."""
    open_texts, isolates = [], []

    def walk(node):
        for content in node.contents:
            if isinstance(content, str):
                open_texts.append(content)
            elif content.name == "bdi":
                assert not content.all("bdi")[1:]
                isolates.append("".join(content.strings()))
            elif content.name == "svg":
                # No element isolates in a drawing: its description isolates by marks, and what is drawn is a line each.
                for text in content.strings():
                    assert not levels(text, breaks=True)[1]
            elif content.name not in {"style", "title"}:
                walk(content)

    walk(read(page))
    return open_texts, isolates


def stripped(page):
    """A page without what isolates, what is isolated of `LABELS`, and fingerprints and drawings of other texts."""
    marks = str.maketrans("", "", f"{MARKS}\u05e9")
    return re.sub("(?s)</?bdi>|<code>.*?</code>|<svg.*?</svg>", "", page).translate(marks)


@pytest.mark.parametrize(
    ("page", "say"),
    latin(
        {"school": school_page, "cohort": cohort_page, "compared": compared_page},
        {ascii(say): say for say in LABELS},
    ),
)
def test_each_label_of_a_page_is_isolated(page, say):
    """No mark or foreign letter stands outside of an isolate; each isolate holds one text, and the page is the same."""
    report = page(say)
    open_texts, isolates = shown(report)
    assert not reorders("".join(open_texts))
    assert isolates
    # Two texts in one isolate could turn each other round.
    once = say.format("").translate(dict.fromkeys(map(ord, "\u2068\u2069"), None)) or "\u2069"
    for text in isolates:
        assert not levels(f"\u2068{text}\u2069", breaks=False)[1]
        assert text.replace("\u2068", "").count(once) == 1, ascii(text)
    root = read(report)
    for text in (
        *(value or "" for node in root.walk() for value in node.attributes.values()),
        root.one("head").one("title").text,
    ):
        assert not levels(text, breaks=False)[1]
        assert not reorders(beside(text))
    assert stripped(report) == stripped(page("{}"))


def test_what_a_template_forgets_is_isolated(monkeypatch):
    """A sentence of the catalogue itself is isolated as a whole, in text and in an attribute."""
    monkeypatch.setattr("smmi.report.wording._sentences.READING", "\u202eReading")
    monkeypatch.setattr("smmi.report.wording._sentences.CONTENTS", "\u2067Contents")
    page = school_page("{}")
    assert "<h3><bdi>\u202eReading\u202c</bdi></h3>" in page
    assert '<nav aria-label="\u2068\u2067Contents\u2069\u2069">' in page
