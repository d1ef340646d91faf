"""The codebook: an instrument as rows of text for a spreadsheet."""

from smmi.serialization.codebook._cells import options_text as options_text
from smmi.serialization.codebook._codebook import from_codebook as from_codebook, to_codebook as to_codebook
from smmi.serialization.codebook._condition_text import condition_text as condition_text
from smmi.serialization.codebook._sheet import (
    SHEET_COLUMNS as SHEET_COLUMNS,
    from_codebook_sheet as from_codebook_sheet,
    to_codebook_sheet as to_codebook_sheet,
)
