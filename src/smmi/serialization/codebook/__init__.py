"""The codebook: an instrument as rows of text for a spreadsheet."""

from smmi.serialization.codebook._codebook import from_codebook as from_codebook, to_codebook as to_codebook
