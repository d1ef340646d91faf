"""The forms of a report: a page, Markdown, plain data and paper, all made of the same views: none tells more."""

import enum
import json
import re
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Final

from smmi.instrument import Indicator
from smmi.report.page._isolates import isolated
from smmi.report.page._page import environment, render
from smmi.report.page._paper import on_paper

if TYPE_CHECKING:
    from jinja2 import Environment

DRAWINGS: Final = frozenset({"bar", "medians", "codes", "drawing"})
"""What only drawings and links of a page are made of."""
_SIGNS: Final = re.compile(r"([\\`*_\[\]<>|~&])")
_BEGINS: Final = re.compile(r"^( ?\d{1,9})([.)])(?=\s|$)|^( ?)([#=]|[+-](?=[\s-]|$))")
_LINKS: Final = (("://", ":\\//"), ("www.", "www\\."), ("@", "\\@"))
"""What some readers make links of, though no bracket stands there."""


class ReportForm(enum.Enum):
    """In which form a report is.

    Example:
        >>> [form.value for form in ReportForm]
        ['html', 'md', 'json', 'pdf']
    """

    HTML = "html"
    """One self-contained file, for a browser and to print."""
    MARKDOWN = "md"
    """Text with tables, for a repository, a notebook or a mail."""
    DATA = "json"
    """The same texts as JSON, for a program that lays them out."""
    PDF = "pdf"
    """The page as it is printed, as bytes, for a mail or an archive."""


def markdown(text: str, /) -> str:
    r"""Return text that Markdown shows as it is: in one line, without markup and links, and reordering nothing.

    The signs of CommonMark 0.31 and of GitHub's tables, and what the latter makes links of, have a backslash before
    them.

    Example:
        >>> print(markdown("2. *Care* <b>\n| a@b"))
        2\. \*Care\* \<b\> \| a\@b
    """
    folded = re.sub(r"\s+", " ", isolated(text))
    made = _SIGNS.sub(r"\\\1", folded)
    for sign, written in _LINKS:
        made = made.replace(sign, written)
    return _BEGINS.sub(
        lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"{found[3]}\\{found[4]}", made
    )


def in_form(form: ReportForm, name: str, /, *, words: ModuleType, **view: object) -> str | bytes:
    """Return a report in a form: bytes of a PDF, else text.

    Args:
        form: The form.
        name: The name of its templates, without an ending.
        words: The sentences.
        view: What it shows.

    Raises:
        ImportError: jinja2 is not installed, and the form is not plain data; or WeasyPrint, and the form is a PDF.
    """
    if form in {ReportForm.HTML, ReportForm.PDF}:
        page = render(f"{name}.html.jinja", words=words, **view)
        if form is ReportForm.HTML:
            return page
        return on_paper(page, style=environment().get_template("paper.css").render())
    if form is ReportForm.MARKDOWN:
        made = _markdown_environment().get_template(f"{name}.md.jinja").render(words=words, **view)
        return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", made)).strip("\n") + "\n"
    return json.dumps(plain_data(view), ensure_ascii=False, indent=1) + "\n"


@cache
def _markdown_environment() -> "Environment":
    return environment().overlay(autoescape=False, finalize=_written)


def _written(value: object) -> object:
    """Refuse None, as pages do, and write text so that Markdown shows it as it is."""
    if value is None:
        raise TypeError("a template writes what is absent")
    return markdown(value) if isinstance(value, str) else value


def plain_data(view: object, /) -> object:
    """Return what a report shows as mappings, lists, texts and numbers, without what only drawings are made of.

    Raises:
        TypeError: Something in it is none of these.
    """
    if isinstance(view, Indicator):
        return {"code": view.code, "label": view.label, "prompt": view.prompt}
    if isinstance(view, Mapping):
        return {str(key): plain_data(value) for key, value in view.items() if key not in DRAWINGS}
    if isinstance(view, list | tuple):
        return [plain_data(one) for one in view]
    if isinstance(view, str | int | float):
        return view
    raise TypeError(f"a report shows {type(view).__name__}, which is no plain data")
