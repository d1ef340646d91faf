"""Files of the command line: read as UTF-8, written whole or not at all, never one over another that is read."""

from smmi.cli.files._cells import as_given as as_given, inert as inert
from smmi.cli.files._file_errors import (
    STANDARD_OUTPUT as STANDARD_OUTPUT,
    FileError as FileError,
    OverwriteError as OverwriteError,
    unwritten as unwritten,
)
from smmi.cli.files._roles import (
    FileArgument as FileArgument,
    Reads as Reads,
    Writes as Writes,
    refuse_overwriting as refuse_overwriting,
)
from smmi.cli.files._streams import prepare_streams as prepare_streams, release as release
from smmi.cli.files._text import (
    ADVICE as ADVICE,
    is_empty as is_empty,
    read_text as read_text,
    text_lines as text_lines,
    utf_8_lines as utf_8_lines,
)
from smmi.cli.files._whole import (
    print_data as print_data,
    write_whole as write_whole,
    written_beside as written_beside,
)
