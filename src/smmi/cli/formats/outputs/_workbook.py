"""Workbooks (.xlsx): one sheet of texts and numbers, without a date, so that the same table makes the same bytes.

Written by hand, as ECMA-376 has it: the libraries write 16 digits of a number, of which 17 may count, and the time. A
text is a shared string, which no spreadsheet computes, whatever it begins with.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from smmi.cli.files import FileError
from smmi.cli.formats.outputs._data_table import Cell, DataTable, Entry

MOST_ROWS: Final = 2**20
MOST_COLUMNS: Final = 2**14
MOST_LETTERS: Final = 32_767
"""The limits of Excel: a larger sheet, or cell, opens cut off, or not at all."""
MOST_CHOICES: Final = 255
MOST_TITLE: Final = 32
"""The limits of Excel: of choices written together, of the text beside a cell, and of its title."""
_SAVE: Final = "write it as CSV or Parquet"
_ESCAPED: Final = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""What XML cannot hold, and what reads like the escape of it."""
_DAY: Final = (1980, 1, 1, 0, 0, 0)
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId3" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}">'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}
_VIEW: Final = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
    'state="frozen"/></sheetView></sheetViews>'
)
"""The header stays in sight."""


def workbook_bytes(table: DataTable, /, *, path: Path, name: str) -> bytes:
    """Return a workbook with one sheet.

    Args:
        table: What the sheet holds, the header in its first row.
        path: The file, for messages.
        name: The name of the sheet.

    Raises:
        FileError: The table, or a cell, is larger than a workbook holds.
    """
    if len(table.columns) > MOST_COLUMNS:
        raise FileError(
            path, f"a sheet has {MOST_COLUMNS} columns at most, got {len(table.columns)}; {_SAVE}"
        )
    strings: dict[str, int] = {}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in _PARTS.items():
            archive.writestr(_entry(part), _XML + text.replace("{name}", escape(name)))
        with archive.open(_entry("xl/worksheets/sheet1.xml"), "w") as sheet:
            sheet.write(f'{_XML}<worksheet xmlns="{_MAIN}">{_VIEW}<sheetData>'.encode())
            for line in _lines(table, path, strings):
                sheet.write(line.encode())
            sheet.write(f"</sheetData>{_entries(table, path)}</worksheet>".encode())
        with archive.open(_entry("xl/sharedStrings.xml"), "w") as shared:
            shared.write(f'{_XML}<sst xmlns="{_MAIN}" uniqueCount="{len(strings)}">'.encode())
            for text in strings:
                shared.write(f'<si><t xml:space="preserve">{_spelled(path, text)}</t></si>'.encode())
            shared.write(b"</sst>")
    return buffer.getvalue()


def _entry(part: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(part, _DAY)
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
    return entry


def _lines(table: DataTable, path: Path, strings: dict[str, int]) -> Iterator[str]:
    letters = [column_letters(number) for number in range(1, len(table.columns) + 1)]
    for row, cells in enumerate(table.all_rows(), start=1):
        if row > MOST_ROWS:
            raise FileError(path, f"a sheet has {MOST_ROWS} rows at most; {_SAVE}")
        inner = "".join(
            _cell(f"{column}{row}", cell, strings) for column, cell in zip(letters, cells, strict=True)
        )
        yield f'<row r="{row}">{inner}</row>'


def _entries(table: DataTable, path: Path) -> str:
    """Return what a spreadsheet shows beside a cell of each column, and the choices that it offers there."""
    parts = "".join(
        _entry_part(entry, column_letters(number), path)
        for number, entry in enumerate(table.entries, start=1)
    )
    return f'<dataValidations count="{len(table.entries)}">{parts}</dataValidations>' if parts else ""


def _entry_part(entry: Entry, column: str, path: Path) -> str:
    choices = ",".join(
        entry.choices
    )  # written together, for which a sheet of its own would have to be read past
    offered = 0 < len(choices) <= MOST_CHOICES and choices.count(",") < len(entry.choices)
    kind = ' type="list"' if offered else ""
    formula = f'<formula1>"{_spelled(path, choices)}"</formula1>' if offered else ""
    title, text = (
        _spelled(path, _short(text, most)).replace('"', "&quot;")
        for text, most in ((entry.title, MOST_TITLE), (entry.text, MOST_CHOICES))
    )
    return (
        f'<dataValidation{kind} allowBlank="1" showInputMessage="1" showErrorMessage="1" promptTitle="{title}" '
        f'prompt="{text}" sqref="{column}2:{column}{MOST_ROWS}">{formula}</dataValidation>'
    )


def _short(text: str, most: int) -> str:
    """Return a text that a spreadsheet shows in full, in one line, however its reader counts the escapes in it."""
    line = " ".join(text.split())
    shown, kept = line, most
    while len(_escaped(shown)) > most:
        kept -= 1
        shown = line[:kept].rstrip() + "…"
    return shown


def _cell(place: str, cell: Cell, strings: dict[str, int]) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>'
    return f'<c r="{place}"><v>{cell!r}</v></c>'


def _spelled(path: Path, text: str) -> str:
    """Return a text as XML holds it, what XML has no letter for as ``_x0001_``."""
    if len(text) > MOST_LETTERS:
        raise FileError(path, f"a cell has {MOST_LETTERS} letters at most, got {len(text)}; {_SAVE}")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        got = text[error.start : error.end]
        problem = f"cannot be written as UTF-8: got {got!r}, half of a letter; correct the text that holds it"
        raise FileError(path, problem) from None
    return escape(_escaped(text))


def _escaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def column_letters(number: int, /) -> str:
    """Return the letters of a column by its number.

    Example:
        >>> [column_letters(number) for number in (1, 26, 27, 16384)]
        ['A', 'Z', 'AA', 'XFD']
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
