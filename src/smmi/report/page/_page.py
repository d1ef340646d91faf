"""The page around a report: one self-contained HTML file, its head and its masthead."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from smmi.errors import ArgumentError
from smmi.report.page._markup import Markup, element
from smmi.report.page._style import STYLE

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What a browser may load for the document: nothing but the style in it."""


def page(title: str, /, *body: Markup | None) -> str:
    """Return a document of a title and the elements of its body."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("link", rel="icon", href="data:,"),
        element("style", Markup(STYLE)),
    )
    return f"<!DOCTYPE html>\n{element('html', head, element('body', *body), lang='en')}\n"


def masthead(
    *,
    above: str,
    heading: str,
    facts: Sequence[tuple[str, str]],
    warnings: Sequence[str | None],
    note: str,
    contents: Sequence[tuple[str, str]],
) -> Markup:
    """Return the head of the visible page.

    Args:
        above: What stands over the heading.
        heading: The heading.
        facts: Names and values under it.
        warnings: Sentences that a reader must not miss.
        note: Paragraphs, separated by blank lines.
        contents: The sections: the id and the name of each.
    """
    return element("header", *_masthead(above, heading, facts, warnings, note, contents))


def _masthead(
    above: str,
    heading: str,
    facts: Sequence[tuple[str, str]],
    warnings: Sequence[str | None],
    note: str,
    contents: Sequence[tuple[str, str]],
) -> Iterator[Markup]:
    yield element("p", above, class_="above")
    yield element("h1", heading)
    if facts:
        pairs = (element("div", element("dt", name), element("dd", value)) for name, value in facts)
        yield element("dl", *pairs, class_="facts")
    sentences = [element("p", warning) for warning in warnings if warning]
    if sentences:
        yield element("div", *sentences, class_="notices", role="note", aria_label="Please note")
    for paragraph in note.split("\n\n"):
        if paragraph.strip():
            yield element("p", paragraph, class_="note")
    links = (element("li", element("a", text, href=f"#{target}")) for target, text in contents)
    yield element("nav", element("ul", *links), aria_label="Contents")


def check_texts(notices: object, **texts: object) -> None:
    """Refuse notices that are no sequence of sentences, and what should be text and is not.

    Raises:
        ArgumentError: One of them is of a wrong class.
    """
    for argument, text in texts.items():
        ArgumentError.raise_unless(text, str, argument=argument, expected="text")
    if isinstance(notices, str) or not isinstance(notices, Iterable):
        advice = f"Write notices=({notices!r},)" if isinstance(notices, str) else ""
        raise ArgumentError("notices", repr(notices), "a sequence of sentences", advice)
