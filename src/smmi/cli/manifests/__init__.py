"""Manifests: what a file that a command wrote was made of, and how it is made again."""

from smmi.cli.manifests._manifest import (
    SUFFIX as SUFFIX,
    InputFile as InputFile,
    LeftOut as LeftOut,
    Manifest as Manifest,
    OptionValue as OptionValue,
    manifest_path as manifest_path,
    read_manifest as read_manifest,
)
from smmi.cli.manifests._recording import (
    leave_out as leave_out,
    recorded as recorded,
    say_instead as say_instead,
)
from smmi.cli.manifests._repeating import RepeatError as RepeatError, repeated as repeated
