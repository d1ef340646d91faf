"""The hierarchy drawn: a tree of text for terminals, HTML for notebooks."""

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import TypeVar

from smmi.instrument.hierarchy._nodes import Area, Domain, Indicator
from smmi.instrument.routing._conditions_in_words import in_words
from smmi.instrument.scales import Binary, Composition, Count, MultipleChoice, Number, Percentage, Scale

T = TypeVar("T")


def tree(domains: Sequence[Domain], /, *, title: str, code: str, edition: str) -> str:
    """Return an instrument as a tree: a line for each domain, area and indicator."""
    lines = [f"{_line(title)} ({code}, edition {_line(edition)})"]
    for domain, stem, deeper in _branches(domains, ""):
        lines.append(f"{stem}{_line(domain.label)} [{domain.code}]")
        for area, stem_, deepest in _branches(domain.areas, deeper):
            lines.append(f"{stem_}{_line(area.label)} [{area.code}]")
            lines += [f"{leaf}{_leaf(question)}" for question, leaf, _ in _branches(area.indicators, deepest)]
    return "\n".join(lines)


def html(domains: Sequence[Domain], /, *, title: str, code: str, edition: str, description: str) -> str:
    """Return an instrument as HTML that opens and closes without a script; every text in it is escaped."""
    areas = [area for domain in domains for area in domain.areas]
    counts = (
        f"{_count(len(domains), 'domain')}, {_count(len(areas), 'area')}, "
        f"{_count(sum(len(area.indicators) for area in areas), 'indicator')}"
    )
    head = f"<strong>{_text(title)}</strong> (<code>{_text(code)}</code>, edition {_text(edition)}): {counts}"
    inside = "".join(map(_domain_html, domains))
    return f"<details open><summary>{head}</summary>{_paragraph(description)}{inside}</details>"


def scale_in_words(scale: Scale) -> str:
    """Return what may be answered, in a few words.

    Example:
        >>> scale_in_words(Count(code="hours", maximum=40, unit="hours"))
        'count from 0 to 40 (hours)'
    """
    match scale:
        case Binary():
            return "binary"
        case MultipleChoice():
            return f"any of {_count(len(scale.answers), 'option')}"
        case Percentage():
            return "percentage"
        case Count() | Number():
            low, high = scale.limits
            reach = f" from {low:.15g}" if math.isfinite(low) else ""
            reach += f" {'to' if reach else 'up to'} {high:.15g}" if math.isfinite(high) else ""
            unit = f" ({_line(scale.unit)})" if scale.unit.strip() else ""
            return f"{type(scale).__name__.lower()}{reach}{unit}"
        case Composition():
            return f"shares of {_count(len(scale.parts), 'part')}"
        case _:
            return f"{type(scale).__name__.lower()}, {_count(len(scale.answers), 'option')}"


def _branches(nodes: Sequence[T], stem: str) -> Iterator[tuple[T, str, str]]:
    for place, node in enumerate(nodes, start=1):
        last = place == len(nodes)
        yield node, stem + ("└── " if last else "├── "), stem + ("    " if last else "│   ")


def _leaf(question: Indicator) -> str:
    parts = [question.code, _line(question.name), scale_in_words(question.scale)]
    return " · ".join([*parts, *_conditions(question)])


def _conditions(question: Indicator) -> Iterator[str]:
    if not question.scored:
        yield "not scored"
    if question.gate:
        yield f"asked if {in_words(question.gate)}"
    if question.applies:
        yield f"applies if {in_words(question.applies)}"


def _domain_html(domain: Domain) -> str:
    return _details(domain, "".join(map(_area_html, domain.areas)))


def _area_html(area: Area) -> str:
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("Code", "Question", "Answer", "Asked", "Origin")
    )
    rows = "".join(map(_row_html, area.indicators))
    caption = f"{_text(area.label)}: {_count(len(area.indicators), 'indicator')}"
    table = f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return _details(area, table)


def _row_html(question: Indicator) -> str:
    listed = "; ".join(option.label for option in question.scale.options)
    answer = scale_in_words(question.scale) + (f": {listed}" if listed else "")
    origin = question.provenance.origin.value if question.provenance else ""
    cells = (question.prompt, answer, "; ".join(_conditions(question)) or "always", origin)
    head = f'<th scope="row"><code>{_text(question.code)}</code></th>'
    return f"<tr>{head}{''.join(f'<td>{_text(cell)}</td>' for cell in cells)}</tr>"


def _details(node: Domain | Area, inside: str) -> str:
    heading = f"{_text(node.label)} <code>{_text(node.code)}</code>"
    return f"<details><summary>{heading}</summary>{_paragraph(node.help)}{inside}</details>"


def _paragraph(text: str) -> str:
    return f"<p>{_text(text)}</p>" if text.strip() else ""


def _text(text: str) -> str:
    return escape(_line(text))


def _line(text: str) -> str:
    """Return text as one line of printable characters, so that it cannot steer a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
