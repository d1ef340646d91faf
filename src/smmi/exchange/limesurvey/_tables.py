"""The tables of a structure: XML as the tool writes it, and nothing else of what XML can be.

A document type declaration, with which entities are declared, is refused where it begins: no entity is ever expanded.
"""

from typing import Final
from xml.parsers import expat

from smmi.errors import DocumentError, Finding, Reason

MOST_CHARACTERS: Final = 100_000_000
DEEPEST: Final = 8
Row = dict[str, str]


def tables_of(structure: str | bytes, /) -> dict[str, list[Row]]:
    """Return the rows of each table of a structure.

    Raises:
        DocumentError: It is no structure, it is broken off, or it has a document type declaration.
    """
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=None)
    parser.buffer_text = True
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    try:
        if len(structure) > MOST_CHARACTERS:
            raise _wrong(f"got more than {MOST_CHARACTERS:,} characters")
        parser.Parse(structure, True)  # noqa: FBT003  (it is the last part)
    except expat.ExpatError as error:
        message = f"line {error.lineno}: this is no XML ({expat.ErrorString(error.code)}); export the structure again"
        raise _wrong(message) from None
    except UnicodeEncodeError:
        raise _wrong("there are characters that no XML has: lone surrogates") from None
    except DocumentError:
        raise
    except (LookupError, ValueError):
        message = "it says that it is in an encoding that is not read; the tool writes UTF-8: export it again"
        raise _wrong(message) from None
    if "questions" not in reader.tables:
        raise _wrong("this is no structure of a survey (.lss): there is no table of questions")
    return reader.tables


def _wrong(message: str) -> DocumentError:
    return DocumentError((Finding(reason=Reason.BAD_VALUE, path="$", message=message),))


class _Reader:
    """The tables as they are read: a document, of tables, of rows, of fields."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {}
        self._path: list[str] = []
        self._row: Row = {}
        self._texts: list[str] = []

    def begin(self, name: str, _: object) -> None:
        self._path.append(name)
        if len(self._path) > DEEPEST:
            raise _wrong(f"elements stand more than {DEEPEST} deep in each other")
        if self._path[2:] == ["rows"]:
            self.tables.setdefault(self._path[1], [])
        elif self._path[2:] == ["rows", "row"]:
            self._row = {}
        self._texts = []

    def text(self, text: str) -> None:
        self._texts.append(text)

    def end(self, name: str) -> None:
        if self._path[2:4] == ["rows", "row"] and len(self._path) == 5:
            self._row[name] = "".join(self._texts)
        elif self._path[2:] == ["rows", "row"]:
            self.tables[self._path[1]].append(self._row)
        self._path.pop()

    def refuse(self, *_: object) -> None:
        message = (
            "there is a document type declaration, which the tool never writes; export the structure again"
        )
        raise _wrong(message)
