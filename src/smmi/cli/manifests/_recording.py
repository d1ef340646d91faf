"""What a command reads and writes, kept while it runs, and written as a manifest together with its files."""

import hashlib
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
    left_out: list[LeftOut] = attrs.Factory(list)


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
    record = _Record()
    inputs = {role: known for role, path in reads.items() if (known := file_of(path)) is not None}

    def manifests(contents: Mapping[Path, bytes]) -> dict[Path, str]:
        outputs = {
            role: InputFile(output_name(path), hashlib.sha256(contents[path]).hexdigest())
            for role, path in writes.items()
            if path in contents
        }
        manifest = Manifest(
            command=command,
            options=options,
            inputs=inputs,
            left_out=tuple(record.left_out),
            outputs=outputs,
            versions=versions(),
        )
        return dict.fromkeys(map(manifest_path, contents), manifest.text())

    token = _RECORD.set(record)
    try:
        with written_beside(manifests):
            yield
    finally:
        _RECORD.reset(token)


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
