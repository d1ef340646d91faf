"""Isolates: what somebody wrote, in whichever direction, reorders nothing of the page around it.

By the bidirectional algorithm (Unicode Standard Annex 9) letters that run from right to left draw signs and numbers
beside them along, and a mark that is never closed, such as U+202E, turns round what follows. Out of an isolate neither
can.
"""

import re
from typing import Final
from unicodedata import bidirectional

ISOLATE: Final = "\u2068"
"""First strong isolate: the text in it finds its own direction, as in `<bdi>`."""
END: Final = "\u2069"
EMBEDDING_END: Final = "\u202c"
ISOLATES: Final = {"LRI", "RLI", "FSI"}
EMBEDDINGS: Final = {"LRE", "RLE", "LRO", "RLO"}
REORDERING: Final = {"R", "AL", "AN", "PDF", "PDI", "LRI", "RLI"} | EMBEDDINGS
"""The classes of characters that move others, or end what does; the page itself runs from left to right."""
SEPARATORS: Final = re.compile("([\n\r\x1c-\x1e\x85\u2029])")
"""The characters of class B."""
TAGS: Final = re.compile(r"(<style>.*?</style>|<title>.*?</title>|<svg\b.*?</svg>|<[^<>]*>)", re.DOTALL)
"""Where no element can stand."""


def isolated(text: str, /) -> str:
    r"""Return text that reorders nothing of what is put around it: as it is, or in an isolate.

    An isolate ends where it should whatever is in it: what is opened in it and never closed is closed, and what is
    closed in it without having been opened is opened.

    Args:
        text: A text from an instrument or from data, or one that holds such texts in isolates.

    Example:
        >>> isolated("Care"), ascii(isolated("\u202eCare"))
        ('Care', "'\\u2068\\u202eCare\\u202c\\u2069'")
        >>> isolated(isolated("\u202eCare")) == isolated("\u202eCare")
        True
    """
    if text.isascii():
        return text
    # A separator of paragraphs ends all isolates, so that what comes after it needs its own.
    return "".join(map(_isolated, SEPARATORS.split(text)))


def _isolated(text: str) -> str:
    """Return text of one paragraph that reorders nothing around it."""
    begin = ""
    ends: list[str] = []
    reorders = False
    for kind in map(bidirectional, text):
        reorders |= kind in REORDERING and END not in ends
        if kind in ISOLATES:
            ends.append(END)
        elif kind in EMBEDDINGS:
            ends.append(EMBEDDING_END)
        elif kind == "PDF" and ends[-1:] == [EMBEDDING_END]:
            ends.pop()
        elif kind == "PDI":
            if END not in ends:
                begin += ISOLATE
                ends.insert(0, END)
            while ends.pop() != END:
                pass  # it closes what was embedded in the isolate
    if not reorders and not ends:
        return text
    return f"{ISOLATE}{begin}{text}{''.join(reversed(ends))}{END}"


def with_elements(page: str, /) -> str:
    """Return a page in whose text the outermost isolates are elements; those in titles, attributes and drawings stay.

    Args:
        page: HTML in which each text that was filled in is `isolated`.
    """
    pieces = TAGS.split(page)
    pieces[::2] = [_with_elements(text) if ISOLATE in text else text for text in pieces[::2]]
    return "".join(pieces)


def _with_elements(text: str) -> str:
    found, depth = [], 0
    for one in text:
        kind = bidirectional(one)
        depth += kind in ISOLATES
        tag = {ISOLATE: "<bdi>", END: "</bdi>"}.get(one, one)
        found.append(tag if depth == 1 else one)
        depth -= kind == "PDI"
    return "".join(found)
