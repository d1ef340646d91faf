"""A report read back: a strict reading of its HTML as a tree that tests can ask, and as lines that can be compared."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"link", "meta"}
BLOCKS = (
    "body|caption|dd|defs|div|dl|dt|footer|g|h1|h2|h3|head|header|html|li|line|link|main|meta|nav|p|path|rect|section|"
    "style|table|tbody|td|th|thead|title|tr|ul|use"
)
"""Elements beside whose tags white space is not seen."""


class Node:
    """An element: its name, its attributes, and what it holds."""

    def __init__(self, name: str, attributes: dict[str, str | None]):
        self.name = name
        self.attributes = attributes
        self.contents: list[Node | str] = []

    def __getitem__(self, attribute: str) -> str:
        return self.attributes[attribute] or ""

    def walk(self) -> Iterator["Node"]:
        """Every element from here on, parents first."""
        yield self
        for content in self.contents:
            if isinstance(content, Node):
                yield from content.walk()

    def all(self, name: str, **attributes: str) -> list["Node"]:
        """The elements of a name with these attributes; one of several classes is enough."""
        return [
            node
            for node in self.walk()
            if node.name == name
            and all(
                value in (node.attributes.get(key.rstrip("_")) or "").split()
                for key, value in attributes.items()
            )
        ]

    def one(self, name: str, **attributes: str) -> "Node":
        """The only element of a name with these attributes."""
        (found,) = self.all(name, **attributes)
        return found

    def section(self, heading: str) -> "Node":
        """The section that a heading of this id names."""
        (found,) = [node for node in self.all("section") if node.attributes.get("aria-labelledby") == heading]
        return found

    @property
    def text(self) -> str:
        """All text, its white space collapsed."""
        return " ".join("".join(self.strings()).split())

    def strings(self) -> Iterator[str]:
        """Every piece of text as it stands."""
        for content in self.contents:
            if isinstance(content, str):
                yield content
            else:
                yield from content.strings()


class Reader(HTMLParser):
    """Reads a page, and refuses one whose tags do not match."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        """Open an element."""
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice: {names}"
        node = Node(tag, dict(attrs))
        self.open[-1].contents.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        """Close the element that was opened last."""
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data):
        """Keep text."""
        self.open[-1].contents.append(data)

    def unknown_decl(self, data):
        """Refuse what a report never holds."""
        raise AssertionError(data)

    def handle_comment(self, data):
        """Refuse a comment."""
        raise AssertionError(data)

    def handle_pi(self, data):
        """Refuse a processing instruction."""
        raise AssertionError(data)


def read(report: str) -> Node:
    """Return the root of a page whose tags match."""
    reader = Reader()
    reader.feed(report)
    reader.close()
    assert reader.open == [reader.root], [node.name for node in reader.open]
    return reader.root


def lines(report: str) -> str:
    """Return a page as lines that differ only if pages differ in more than white space that is not seen.

    Runs of white space are one space, and none beside a tag of a block or within a drawing. The style is left out.
    """
    page = re.sub(r"(<style>).*(</style>)", r"\1\2", " ".join(report.split()))
    page = re.sub(rf" ?(</?(?:{BLOCKS})(?: [^<>]*)?>) ?", r"\1", page).replace(" </svg>", "</svg>")
    return re.sub(rf"(</(?:{BLOCKS})>)", r"\1\n", page.replace("<!DOCTYPE html> ", "<!DOCTYPE html>"))
