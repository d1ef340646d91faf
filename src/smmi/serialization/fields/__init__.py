"""The fields of documents: JSON values, tags of classes, alternatives, and how errors become findings."""

from smmi.serialization.fields._alternatives import (
    PLAIN as PLAIN,
    SUPPORTED as SUPPORTED,
    alternatives as alternatives,
    is_choice as is_choice,
    is_fixed as is_fixed,
    is_list as is_list,
    is_mapping as is_mapping,
    is_sequence as is_sequence,
    is_union as is_union,
    tagged_class as tagged_class,
    text_of as text_of,
    texts_of as texts_of,
)
from smmi.serialization.fields._fields import (
    Field as Field,
    fields_of as fields_of,
    is_class_of_fields as is_class_of_fields,
    required_keys as required_keys,
    title_of as title_of,
)
from smmi.serialization.fields._json_text import parse_json as parse_json
from smmi.serialization.fields._json_values import (
    LARGEST_INTEGER as LARGEST_INTEGER,
    cut as cut,
    described as described,
    finding_at as finding_at,
    json_findings as json_findings,
    step as step,
)
from smmi.serialization.fields._mismatches import (
    Mismatch as Mismatch,
    findings_of as findings_of,
    missing_key as missing_key,
    nearest as nearest,
    unknown_keys as unknown_keys,
)
from smmi.serialization.fields._tags import (
    SCALES as SCALES,
    TAG as TAG,
    TagTable as TagTable,
    tag_table as tag_table,
)
