"""Documents: plain dicts that JSON can say, read and written, and their JSON Schema."""

from smmi.serialization.documents._checksums import (
    CHECKSUM as CHECKSUM,
    checksum as checksum,
    checksum_of as checksum_of,
    verify_checksum as verify_checksum,
)
from smmi.serialization.documents._converter import make_converter as make_converter
from smmi.serialization.documents._documents import (
    Inclusion as Inclusion,
    from_document as from_document,
    to_document as to_document,
)
from smmi.serialization.documents._json_schema import (
    CHECKSUM_SCHEMA as CHECKSUM_SCHEMA,
    DIALECT as DIALECT,
    json_schema as json_schema,
)
