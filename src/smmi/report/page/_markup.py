"""Markup: HTML elements as values; whatever is not markup already is text, and text is escaped."""

import html
from collections.abc import Iterable
from typing import Final

import attrs

VOID: Final = frozenset({"link", "meta"})
"""Elements without content or end tag."""

BLOCKS: Final = frozenset(
    {
        "body", "caption", "dd", "defs", "div", "dl", "dt", "footer", "h1", "h2", "h3", "head", "header", "li", "link",
        "main", "meta", "nav", "p", "section", "style", "table", "tbody", "td", "th", "thead", "title", "tr", "ul",
    }
)  # fmt: skip
"""Elements that end a line of the document, so that two reports can be compared line by line."""


@attrs.frozen
class Markup:
    """A piece of HTML that is safe to put into a document.

    Attributes:
        html: The piece.

    Example:
        >>> str(Markup("<b>now</b>"))
        '<b>now</b>'
    """

    html: str

    def __str__(self) -> str:
        return self.html


Content = Markup | str | None
"""What an element may hold; None is nothing."""


def escaped(content: Content, /) -> str:
    """Return markup as it is, and text escaped."""
    if content is None:
        return ""
    return content.html if isinstance(content, Markup) else html.escape(content)


def fragment(contents: Iterable[Content], /, *, between: str = "") -> Markup:
    """Return contents one after another.

    Args:
        contents: Markup or text.
        between: Text that separates them.

    Example:
        >>> str(fragment(["a", Markup("<b>b</b>"), "<c>"], between=", "))
        'a, <b>b</b>, &lt;c&gt;'
    """
    return Markup(html.escape(between).join(escaped(content) for content in contents if content is not None))


def element(name: str, /, *contents: Content, **attributes: str | int | None) -> Markup:
    r"""Return an element.

    Args:
        name: Its name.
        contents: What it holds; text is escaped.
        attributes: Its attributes; one of None is left out. ``class_`` is class, ``aria_label`` is aria-label.

    Example:
        >>> str(element("th", "<Area>", scope="col", colspan=None))
        '<th scope="col">&lt;Area&gt;</th>\n'
    """
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(map(escaped, contents))
    end = "" if name in VOID else f"</{name}>"
    return Markup(f"<{name}{pairs}>{inside}{end}" + ("\n" if name in BLOCKS else ""))


def detail(text: str, /, *, kind: str = "") -> Markup:
    """Return small text that stands under what comes before it."""
    return fragment([" ", element("span", text, class_=f"detail {kind}".strip())])


def unseen(text: str, /) -> Markup:
    """Return text for a screen reader only."""
    return element("span", text, class_="unseen")
