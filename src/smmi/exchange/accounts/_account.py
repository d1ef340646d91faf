"""The account of a definition: which questions were carried over, as what, and what was not."""

from collections.abc import Iterator

import attrs

from smmi.errors import Finding, Reason
from smmi.instrument.declaration import as_tuple

MOST_PLACES = 4
"""How many places a line of the page names."""


@attrs.frozen(kw_only=True)
class CarriedQuestion:
    """A question that was carried over.

    Attributes:
        source: How the other side calls it: the tool's id, or the indicator's code.
        name: The name of its column.
        codes: The codes of its indicators, or the name of the question that it became.
        kind: What it is: ``single choice``.

    Example:
        >>> CarriedQuestion(
        ...     source="QID3", name="Q3", codes=["q3_1", "q3_2"], kind="matrix, one answer a row"
        ... ).codes
        ('q3_1', 'q3_2')
    """

    source: str
    name: str
    codes: tuple[str, ...] = attrs.field(converter=as_tuple)
    kind: str


@attrs.frozen(kw_only=True)
class DefinitionAccount:
    """What became of a definition that was carried from one format to another; as text, a page.

    Attributes:
        title: The title of the survey.
        questions: The questions that were carried over.
        left_out: What was not carried over, or not as it was: each where it stood, with the question that it concerns.

    Example:
        >>> print(DefinitionAccount(title="Visits", questions=[]))
        'Visits': 0 questions were carried over.
    """

    title: str
    questions: tuple[CarriedQuestion, ...] = attrs.field(converter=as_tuple)
    left_out: tuple[Finding, ...] = attrs.field(converter=as_tuple, default=())

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        were = "question was" if len(self.questions) == 1 else "questions were"
        yield f"{self.title!r}: {len(self.questions)} {were} carried over."
        for one in self.questions:
            yield f"  {one.source} {one.name!r}: {one.kind}, as {', '.join(one.codes)}"
        alike: dict[str, list[str]] = {}
        for finding in self.left_out:
            alike.setdefault(finding.message, []).append(finding.code or finding.path)
        if alike:
            yield "Not carried over, or not as it was:"
        for message, places in alike.items():
            shown = ", ".join(dict.fromkeys(places[:MOST_PLACES]))
            more = f", … and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
            yield f"  {message} ({shown}{more})"


def left_out(path: str, message: str, code: str | None = None, /) -> Finding:
    """Return what was not carried over, or not as it was."""
    return Finding(reason=Reason.NOT_CARRIED, path=path, message=message, code=code)
