"""The page around a report: a template and its style sheets, filled into one self-contained HTML file."""

from collections.abc import Iterable
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Final

from smmi.errors import ArgumentError
from smmi.report.page._isolates import isolated, with_elements

if TYPE_CHECKING:
    from jinja2 import Environment

MISSING = "smmi.report needs {name}, which is not installed. Install it with: pip install 'smmi[report]'"

View = dict[str, object]
"""What a template lays out: texts as they are shown, and numbers that are drawn, by name."""

_REFERENCES: Final = {"&#39;": "&#x27;", "&#34;": "&quot;"}
"""How quotation marks are escaped: as in `html.escape`, so that pages stay what they were to the byte."""


def render(template: str, /, *, words: ModuleType, **view: object) -> str:
    """Return a document.

    Args:
        template: The name of the template.
        words: The sentences.
        view: What it lays out.

    Raises:
        ImportError: jinja2 is not installed.
    """
    text = environment().get_template(template).render(words=words, **view)
    for ours, theirs in _REFERENCES.items():
        text = text.replace(ours, theirs)
    return with_elements(text)


@cache
def environment() -> "Environment":
    """Return where the templates are.

    Raises:
        ImportError: jinja2 is not installed.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ModuleNotFoundError as error:
        if error.name != "jinja2":
            raise
        raise ImportError(MISSING.format(name=error.name), name=error.name) from None
    environment = Environment(
        loader=PackageLoader("smmi.report"),
        auto_reload=False,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_present,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["isolated"] = isolated
    return environment


def _present(value: object) -> object:
    """Refuse None: a template says why something is absent, or leaves it out. Isolate text, which it may forget."""
    if value is None:
        raise TypeError("a template writes what is absent")
    # What a macro returns is a text, too, and HTML already.
    return isolated(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


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
