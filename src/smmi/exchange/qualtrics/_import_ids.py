"""Import ids: how the tool calls a column in the third header row of an export, whatever the column's name is.

Read in exports of 2016 to 2025: ``{'ImportId': 'QID3-1'}`` with Python's quotes, ``{"ImportId":"QID3_1"}``, and
``{"ImportId":"QID5","choiceId":"2"}`` for a choice of several. `#` parts the columns of a side-by-side question.
"""

import re
from typing import Final

_IMPORT_ID: Final = re.compile(r"""["']ImportId["']\s*:\s*["']([^"']{1,200})["']""")
_CHOICE_ID: Final = re.compile(r"""["']choiceId["']\s*:\s*["']?([^"',}]{1,60})["']?""")
_QUESTION: Final = re.compile(r"(QID\d+(?:#\d+)?)((?:[_-][A-Za-z0-9]+)*)\Z", re.ASCII)

ImportId = tuple[str, ...]
"""The id of a question, and what stands behind it: rows, choices, ``TEXT``."""


def import_id_of(cell: str, /) -> ImportId | None:
    """Return the import id that a cell of the third header row says; None if it says none.

    An id that is no question's is kept whole.

    Example:
        >>> import_id_of("{'ImportId': 'QID6#2-1-3'}"), import_id_of('{"ImportId":"QID5","choiceId":"2"}')
        (('QID6#2', '1', '3'), ('QID5', '2'))
    """
    found = _IMPORT_ID.search(cell)
    if found is None:
        return None
    choice = _CHOICE_ID.search(cell)
    return (*parts_of(found[1]), *((choice[1],) if choice else ()))


def parts_of(text: str, /) -> ImportId:
    """Return an import id, as one text, in its parts.

    Example:
        >>> parts_of("QID3-1-TEXT"), parts_of("_recordId")
        (('QID3', '1', 'TEXT'), ('_recordId',))
    """
    question = _QUESTION.match(text)
    if question is None:
        return (text,)
    rest = re.split("[_-]", question[2])[1:] if question[2] else []
    return (question[1], *rest)


def joined(parts: ImportId, /) -> str:
    """Return the parts of an import id as one text, as an indicator's source names hold it.

    Example:
        >>> joined(("QID6#2", "1"))
        'QID6#2-1'
    """
    return "-".join(parts)
