"""Manifests: what a file that a command wrote was made of, and how it is made again."""

from smmi.cli.manifests._manifest import (
    SUFFIX as SUFFIX,
    InputFile as InputFile,
    LeftOut as LeftOut,
    Manifest as Manifest,
    OptionValue as OptionValue,
    is_as_made as is_as_made,
    manifest_path as manifest_path,
    read_manifest as read_manifest,
)
from smmi.cli.manifests._recording import (
    leave_out as leave_out,
    recorded as recorded,
    recorded_apart as recorded_apart,
    say_instead as say_instead,
)
from smmi.cli.manifests._repeating import RepeatError as RepeatError, repeated as repeated
