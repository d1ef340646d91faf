"""A plot as the text of an SVG: with a title and a description, and the same to the byte each time."""

import html
import io
import re
import threading
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from smmi.errors import ArgumentError
from smmi.fingerprint import fingerprint
from smmi.report.plots.canvas._carried import carried
from smmi.report.plots.canvas._figure import require_matplotlib
from smmi.report.plots.canvas._labels import whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ONE_AT_A_TIME: Final = threading.Lock()
"""matplotlib reads how it writes an SVG from settings that all threads share."""
_METADATA: Final = {"Date": None, "Creator": None, "Format": None, "Type": None}
_HEAD: Final = re.compile(r".*?(<svg [^>]*>).*?</style>\s*</defs>", re.DOTALL)
_TAG: Final = re.compile(r"<[^<>]*>")
_GROUP: Final = re.compile(r"(<g\b[^<>]*>|</g>)")
_NUMBER: Final = re.compile(r"(?<![\w#.])-?\d+\.\d+")
_UPRIGHT: Final = re.compile(r' transform="rotate\(-?0 [^"]*\)"')
_FAMILY: Final = re.compile(r"; font-family: ([^;\"]*)")
_OWN_SIZE: Final = re.compile(r'(?<= )(width|height)="([\d.]+)pt"')
DIGITS: Final = 10


def svg(drawn: "Axes | Figure", /, *, title: str | None = None, description: str | None = None) -> str:
    """Return the figure of a plot as the text of an SVG element, for a page or a file.

    It is an image to who cannot see it, with title and description, and its letters are text. It loads nothing and has
    no style sheet; a figure that a plot made gives the same text, to the byte, with the same version of matplotlib.
    Several of them can stand on one page. Letters that matplotlib's own font lacks are drawn by who shows it.

    How an SVG is written, matplotlib reads from its settings: they are set while one is, by one thread at a time.

    Args:
        drawn: Axes, or their figure.
        title: What is shown; as of the plots' text alternatives where not given.
        description: What it tells; the text alternatives where not given.

    Raises:
        ArgumentError: These are neither axes nor a figure, or nothing says what is shown.
        ImportError: matplotlib is not installed: the extra ``report`` brings it.

    Example:
        >>> from smmi.benchmark.survey import ResponseRate
        >>> from smmi.report import plots
        >>> ax = plots.response_rates({"dental": ResponseRate(invited=8, responded=2)})
        >>> text = plots.svg(ax)
        >>> text[:4], "<title" in text, text == plots.svg(ax)
        ('<svg', True, True)
    """
    require_matplotlib()
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    ArgumentError.raise_unless(drawn, Axes | Figure, argument="drawn", expected="matplotlib Axes or a Figure")
    figure = drawn.get_figure(root=True) if isinstance(drawn, Axes) else drawn
    if not isinstance(figure, Figure):
        raise ArgumentError("drawn", "axes without a figure", "axes of a figure")
    found = [one for ax in ([drawn] if isinstance(drawn, Axes) else figure.axes) for one in carried(ax)]
    title = "; ".join(one.title for one in found) if title is None else title
    description = "\n\n".join(one.text for one in found) if description is None else description
    if not title:
        raise ArgumentError("title", "none", "what is shown, where no plot of smmi.report.plots says it")
    return _written(figure, html.escape(whole(title)), html.escape(whole(description)))


def _written(figure: "Figure", title: str, description: str) -> str:
    from matplotlib import rc_context

    salt = fingerprint((title, description))[:DIGITS]
    buffer = io.StringIO()
    with (
        _ONE_AT_A_TIME,
        rc_context({"svg.fonttype": "none", "svg.hashsalt": salt}),
        warnings.catch_warnings(),
    ):
        # Who shows the SVG has the letters that matplotlib's own font lacks.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font", category=UserWarning)
        figure.savefig(buffer, format="svg", metadata=_METADATA)
    return _finished(buffer.getvalue(), salt, title, description)


def _finished(text: str, salt: str, title: str, description: str) -> str:
    """Return an element that can stand in a page: no head of a document, no style for all, no name used twice."""
    head = _HEAD.match(text)
    assert head is not None  # noqa: S101  (so matplotlib begins)
    families = {family for tag in _TAG.findall(text) for family in _FAMILY.findall(tag)}
    one = families.pop() if len(families) == 1 else ""
    body = "".join(_without_bare_groups(_TAG.sub(lambda tag: _short(tag[0], one), text[head.end() :])))
    family = f' font-family="{one}"' if one else ""
    size = _OWN_SIZE.sub(r'\1="\2pt"', _short(head[1], ""))
    opened = (
        f'{size[:-1]} style="max-width: 100%; height: auto" role="img" aria-labelledby="t{salt} d{salt}" '
        f'stroke-linejoin="round" stroke-linecap="butt"{family}>'
    )
    return f'{opened}\n<title id="t{salt}">{title}</title>\n<desc id="d{salt}">{description}</desc>\n{body.rstrip()}'


def _without_bare_groups(body: str) -> Iterator[str]:
    """Yield the pieces of a picture without the groups that say nothing, each element on a line of its own."""
    kept: list[bool] = []
    for piece in _GROUP.split(re.sub(r"\s*\n\s*", "\n", body)):
        if piece.startswith("<g") and piece.endswith("/>"):
            continue  # a group of nothing
        if piece.startswith("<g"):
            kept.append(piece != "<g>")
        if not piece.startswith(("<g", "</g>")):
            yield piece.lstrip("\n")
        elif kept[-1]:
            yield f"{piece}\n"
        if piece == "</g>":
            kept.pop()


def _short(tag: str, family: str) -> str:
    """Return a tag with two decimals, without what is said on top, and without a name that nobody uses."""
    if tag.startswith("<g id="):
        tag = re.sub(r'^<g id="[^"]*"', "<g", tag)
    tag = _UPRIGHT.sub("", " ".join(tag.split()).replace(' "', '"'))
    if family:
        tag = tag.replace(f"; font-family: {family}", "")
    return _NUMBER.sub(lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), tag)
