"""What a command reads and writes, kept while it runs, and written as a manifest together with its files."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import attrs

from smmi.cli.files import written_beside
from smmi.cli.manifests._manifest import (
    InputFile,
    LeftOut,
    Manifest,
    OptionValue,
    file_of,
    manifest_path,
    output_name,
    versions,
)


@attrs.define
class _Record:
    """What a command was told, left out and has written so far."""

    options: dict[str, OptionValue]
    left_out: list[LeftOut] = attrs.Factory(list)
    written: dict[Path, str] = attrs.Factory(dict)


_RECORD: ContextVar[_Record | None] = ContextVar("_RECORD", default=None)


@contextmanager
def recorded(
    command: str,
    *,
    options: Mapping[str, OptionValue],
    reads: Mapping[str, Path],
    writes: Mapping[str, Path],
) -> Iterator[None]:
    """Let a manifest be written beside each file that a command writes, together with it.

    Args:
        command: The command.
        options: What it was told, by option.
        reads: The files that it reads, by argument or option.
        writes: The files that it writes, by option.
    """
    record = _Record(dict(options))
    inputs = {role: known for role, path in reads.items() if (known := file_of(path)) is not None}

    def manifests(hashes: Mapping[Path, str]) -> dict[Path, str]:
        # A command may write one file after the other: the manifests of all tell of all.
        record.written |= hashes
        outputs = {
            role: InputFile(output_name(path), record.written[path])
            for role, path in writes.items()
            if path in record.written
        }
        manifest = Manifest(
            command=command,
            options=record.options,
            inputs=inputs,
            left_out=tuple(record.left_out),
            outputs=outputs,
            versions=versions(),
        )
        return dict.fromkeys(map(manifest_path, record.written), manifest.text())

    token = _RECORD.set(record)
    try:
        with written_beside(manifests):
            yield
    finally:
        _RECORD.reset(token)


def say_instead(option: str, options: Mapping[str, OptionValue], /) -> None:
    """Let the manifest, if there will be one, hold other options in the place of one that asks a person.

    Args:
        option: The option.
        options: What would have been said without it, by option.
    """
    record = _RECORD.get()
    if record is not None:
        record.options.pop(option, None)
        record.options.update(options)


def leave_out(what: str, why: str, *, count: int | None = None, rows: Sequence[int] = ()) -> None:
    """Keep for the manifest, if there will be one, what takes no part.

    Args:
        what: What it is, such as ``rows``.
        why: Why it takes no part.
        count: How many there are; as many as there are rows, if not given.
        rows: The numbers of the rows, as a spreadsheet shows them.
    """
    record, number = _RECORD.get(), len(rows) if count is None else count
    if record is not None and number:
        record.left_out.append(LeftOut(what, number, why, tuple(rows)))
