"""What kind of file it is, by its first bytes: its name may say anything."""

import enum
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from smmi.cli.files import FileError

EXPECTED: Final = "expected a table: CSV, TSV, XLSX, SAV, DTA or Parquet"
SAVE: Final = "open it in a spreadsheet, and save it as .xlsx or CSV"
UNPACK: Final = "unpack it first"
EXPORT: Final = "export the answers as CSV or .xlsx"


class Kind(enum.Enum):
    """The kinds of files in which tables are read; the value says what such a file is."""

    TEXT = "a text"
    WORKBOOK = "a workbook (.xlsx)"
    SPSS = "an SPSS file (.sav)"
    STATA = "a Stata file (.dta)"
    PARQUET = "a Parquet file"


_READ: Final[Mapping[bytes, Kind]] = {
    b"$FL2": Kind.SPSS,
    b"$FL3": Kind.SPSS,
    b"<stata_dta>": Kind.STATA,
}
_PARQUET: Final = re.compile(rb"PAR1[\x00-\x08\x0e-\x1f]")  # a header may begin with PAR1 as well
_OLD_STATA: Final = re.compile(rb"[\x66-\x73][\x01\x02]\x01", re.DOTALL)

_OTHERS: Final[Mapping[bytes, tuple[str, str]]] = {
    b"%PDF-": ("a PDF", EXPORT),
    b"{\\rtf": ("a text document (.rtf)", EXPORT),
    b"\x1f\x8b": ("a gzip archive", UNPACK),
    b"BZh91AY&SY": ("a bzip2 archive", UNPACK),
    b"\xfd7zXZ\x00": ("an xz archive", UNPACK),
    b"\x28\xb5\x2f\xfd": ("a zstd archive", UNPACK),
    b"7z\xbc\xaf\x27\x1c": ("a 7z archive", UNPACK),
    b"Rar!\x1a": ("a RAR archive", UNPACK),
    b"\x09\x00\x04\x00": ("an old Excel workbook (.xls)", SAVE),
    b"\x09\x02\x06\x00": ("an old Excel workbook (.xls)", SAVE),
    b"\x09\x04\x06\x00": ("an old Excel workbook (.xls)", SAVE),
    b"\x09\x08\x10\x00": ("an old Excel workbook (.xls)", SAVE),
    b"ARROW1\x00": ("an Arrow file (.feather, .arrow)", "write it as Parquet"),
    b"FEA1\x00": ("an old Feather file", "write it as Parquet"),
    b"SQLite format 3\x00": ("a SQLite database", EXPORT),
    b"RDX2\n": ("a workspace of R (.rda)", "write the data frame as CSV"),
    b"RDX3\n": ("a workspace of R (.rda)", "write the data frame as CSV"),
    b"HEADER RECORD*******LIB": ("a SAS transport file (.xpt)", "write it as CSV"),
    bytes(12) + b"\xc2\xea\x81\x60": ("a SAS file (.sas7bdat)", "write it as CSV"),
    b"\x89PNG": ("a picture (PNG)", EXPORT),
    b"\xff\xd8\xff": ("a picture (JPEG)", EXPORT),
    b"GIF8": ("a picture (GIF)", EXPORT),
}
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML: Final = re.compile(rb"<(?:!doctype html|html|head|body|table|meta)\b", re.IGNORECASE)
_JSON: Final = re.compile(rb"\{\s*(?:\"(?:[^\"\\]|\\.)*\"\s*:|\})|\[\s*(?:[\[{]|\])")
_PORTABLE: Final = b"SPSS PORT FILE"
_MARK: Final = b"\xef\xbb\xbf"
_NAMES: Final = 500
"""Where an SPSS portable file has said at the latest what it is: after 5 headings of 40 letters."""


def kind_of(path: Path, head: bytes, /) -> Kind:
    """Return the kind of a file.

    Args:
        path: The file.
        head: How it begins.

    Raises:
        FileError: It is of a kind that is not read; the error names it.
    """
    for mark, kind in _READ.items():
        if head.startswith(mark):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    if _PARQUET.match(head) or head == b"PAR1":
        return Kind.PARQUET
    if _OLD_STATA.match(head):
        return Kind.STATA
    if found := _other(head):
        what, advice = found
        raise FileError(path, f"is {what}; {EXPECTED}; {advice}")
    return Kind.TEXT


def _other(head: bytes) -> tuple[str, str] | None:
    """Return what a file is that is no table that we read, and what to do; None if it may be text."""
    for mark, found in _OTHERS.items():
        if head.startswith(mark):
            return found
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in head:
            return "an Office file with a password", "save it without one"
        return "an old Excel workbook (.xls), or another old Office file", SAVE
    if _PORTABLE in head[:_NAMES]:
        return "an SPSS portable file (.por)", "save it in SPSS or PSPP as .sav"
    text = head.removeprefix(_MARK).lstrip()
    if _HTML.match(text):
        return "an HTML page, whatever its name says", SAVE
    if text.startswith(b"<?xml"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in text:
            return "an XML spreadsheet of Excel 2003", SAVE
        return ("an HTML page", SAVE) if _HTML.search(text[:_NAMES]) else ("an XML document", EXPORT)
    if _JSON.match(text):
        return "JSON", EXPORT
    return None


def _kind_of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kept = "mimetype" in names and archive.getinfo("mimetype").file_size < _NAMES
            said = archive.read("mimetype").decode("latin-1") if kept else ""
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, RuntimeError, OSError):
        problem = "is a workbook, or another zip archive, that is cut off or broken; fetch it again"
        raise FileError(path, problem) from None
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        if "xl/workbook.bin" not in names:
            return Kind.WORKBOOK
        what, advice = "a binary Excel workbook (.xlsb)", SAVE
    elif "opendocument.spreadsheet" in said:
        what, advice = "an OpenDocument spreadsheet (.ods)", SAVE
    elif "word/document.xml" in names:
        what, advice = "a Word document (.docx)", EXPORT
    elif "Index/Document.iwa" in names:
        what, advice = "a Numbers or Pages document", EXPORT
    else:
        what, advice = "a zip archive", UNPACK
    raise FileError(path, f"is {what}; {EXPECTED}; {advice}")
