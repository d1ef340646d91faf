"""What the files of the command line hold: answers and counts as CSV, and documents as JSON."""

from smmi.cli.formats._counts import Counts as Counts, read_counts as read_counts
from smmi.cli.formats._csv_files import (
    aggregates_text as aggregates_text,
    read_answers as read_answers,
    read_rows as read_rows,
    scores_text as scores_text,
)
from smmi.cli.formats._documents import (
    EDITIONS as EDITIONS,
    document_text as document_text,
    read_instrument as read_instrument,
    read_ledger as read_ledger,
    read_norms as read_norms,
    read_published_norms as read_published_norms,
    read_scheme as read_scheme,
    scheme_text as scheme_text,
)
