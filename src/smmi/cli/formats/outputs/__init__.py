"""Tables as the contents of files of the kind that a name's ending says: text, workbooks and Parquet."""

from smmi.cli.formats.outputs._contents import (
    contents_of as contents_of,
    refuse_other_kinds as refuse_other_kinds,
)
from smmi.cli.formats.outputs._data_table import (
    Block as Block,
    Cell as Cell,
    Column as Column,
    DataTable as DataTable,
    Entry as Entry,
)
from smmi.cli.formats.outputs._separated import separated_text as separated_text
