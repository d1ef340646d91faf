"""Text files, read as UTF-8."""

from pathlib import Path
from typing import Final

from smmi.cli.files._file_errors import FileError

BOM: Final = b"\xef\xbb\xbf"
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
ADVICE: Final = "save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')"


def read_text(path: Path, /, *, expected: str) -> str:
    """Return the text of a file, without a byte order mark.

    Args:
        path: The file.
        expected: What it should hold, for the message if it is empty.

    Raises:
        FileError: It cannot be read, is empty, or not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError(path, error.strerror or str(error)) from None
    if not data.strip() or data == BOM:
        raise FileError(path, f"is empty; expected {expected}")
    start = len(BOM) if data.startswith(BOM) else 0
    try:
        return data[start:].decode("utf-8")
    except UnicodeDecodeError as error:
        if data.startswith(UTF_16):
            raise FileError(path, f"is UTF-16, expected UTF-8; {ADVICE}") from None
        at = start + error.start
        line = data.count(b"\n", 0, at) + 1
        where = f"byte {at + 1} (0x{data[at]:02X}) in line {line}"
        raise FileError(path, f"is not UTF-8: {where}; {ADVICE}") from None
