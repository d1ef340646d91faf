"""Pages on paper: a page as a tagged PDF, by an engine that is let ask nobody for anything."""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

MISSING: Final = (
    "smmi.report needs {name} for a PDF, which is not installed. Install it with: pip install 'smmi[pdf]'"
)
NO_LIBRARY: Final = (
    "smmi.report needs libraries of the system for a PDF, and WeasyPrint does not find one: {problem}. "
    "Install Pango: apt-get install libpango-1.0-0 libpangoft2-1.0-0, or brew install pango"
)

_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_COLOUR: Final = re.compile(r"--([\w-]+): (#[0-9a-f]{6})")
_OF_DRAWINGS: Final = re.compile(r"^\.(?:bar|stars|on|off|close)\b[^{}]*\{[^{}]*\}", re.MULTILINE)
_SHAPES: Final = re.compile(r'<svg\b[^>]*\bclass="shapes">(<defs>.*?</defs>)</svg>', re.DOTALL)
_DRAWING: Final = re.compile(r'<svg\b[^>]*\bclass="(bar|stars)[ "][^>]*>')


def on_paper(page: str, /, *, style: str) -> bytes:
    """Return a page as a PDF: tagged, with bookmarks, and without a date.

    The engine may fetch no address, nor a file, nor what the page itself holds as one: a page that asks for it is
    refused, and a drawing that does is left out. The same page gives the same bytes with the same versions and fonts.

    Args:
        page: A page that loads nothing.
        style: What is laid out otherwise than the page says.

    Raises:
        ImportError: WeasyPrint is not installed, or does not find its libraries.
    """
    html, fetcher = _engine()
    made = html(
        string=_by_themselves(page, style), url_fetcher=fetcher(allowed_protocols=(), fail_on_errors=True)
    )
    return bytes(made.write_pdf(pdf_tags=True))


def _by_themselves(page: str, style: str) -> str:
    """Return a page whose drawings hold their colours and shapes: the engine draws each without the page around it."""
    styles = _STYLE.search(page)
    rules = "" if styles is None else styles[1]
    colours = dict(reversed(_COLOUR.findall(rules)))  # the first of a name: on white
    drawn = "".join(_OF_DRAWINGS.findall(rules))
    for name, colour in colours.items():
        drawn = drawn.replace(f"var(--{name})", colour)
    shapes = _SHAPES.search(page)

    def with_its_own(found: re.Match[str]) -> str:
        defined = shapes[1] if shapes is not None and found[1] == "stars" else ""
        return f"{found[0]}<style>{drawn}</style>{defined}"

    return _DRAWING.sub(with_its_own, page.replace("</style>", f"{style}</style>", 1))


def _engine() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return how the engine reads a page, and what fetches for it.

    Raises:
        ImportError: WeasyPrint is not installed, or does not find its libraries.
    """
    try:
        engine, urls = import_module("weasyprint"), import_module("weasyprint.urls")
    except ModuleNotFoundError as error:
        if error.name != "weasyprint":
            raise
        raise ImportError(MISSING.format(name="WeasyPrint"), name=error.name) from None
    except OSError as error:
        problem = str(error).splitlines()[0].rstrip(".")
        raise ImportError(NO_LIBRARY.format(problem=problem), name="weasyprint") from None
    return engine.HTML, urls.URLFetcher
