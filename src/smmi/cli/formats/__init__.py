"""What the files of the command line hold: answers, counts and results as tables, and documents as JSON."""

from smmi.cli.formats._answers_files import answers_in as answers_in
from smmi.cli.formats._applied_readings import (
    answers_by as answers_by,
    column_notes as column_notes,
    unit_name as unit_name,
)
from smmi.cli.formats._change_tables import (
    change_table as change_table,
    improvement_table as improvement_table,
    series_table as series_table,
    stability_table as stability_table,
    step_answer as step_answer,
)
from smmi.cli.formats._codebooks import codebook_table as codebook_table
from smmi.cli.formats._costs import read_costs as read_costs
from smmi.cli.formats._counts import Counts as Counts, read_counts as read_counts
from smmi.cli.formats._documents import (
    CROSSWALKS as CROSSWALKS,
    EDITIONS as EDITIONS,
    document_text as document_text,
    explained as explained,
    read_crosswalk as read_crosswalk,
    read_instrument as read_instrument,
    read_ledger as read_ledger,
    read_norms as read_norms,
    read_published_norms as read_published_norms,
    read_reading as read_reading,
    read_scheme as read_scheme,
    scheme_text as scheme_text,
)
from smmi.cli.formats._score_tables import (
    aggregates_table as aggregates_table,
    scores_table as scores_table,
    tidy_table as tidy_table,
)
from smmi.cli.formats._templates import guide_table as guide_table, template_table as template_table
from smmi.cli.formats.outputs import (
    contents_of as contents_of,
    refuse_other_kinds as refuse_other_kinds,
    separated_text as separated_text,
)
from smmi.cli.formats.tables import Cell as Cell, Table as Table, read_table as read_table
