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

    command: str
    options: dict[str, OptionValue]
    inputs: Mapping[str, InputFile]
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
    inputs = {role: known for role, path in reads.items() if (known := file_of(path)) is not None}
    with _kept(_Record(command, dict(options), inputs), writes):
        yield


@contextmanager
def recorded_apart(options: Mapping[str, OptionValue | None], out: Path, /) -> Iterator[Manifest | None]:
    """Let one of many files that a command writes have the manifest of a command that writes it alone.

    Args:
        options: What that command would be told otherwise, by option; None for what it would not be told.
        out: The file, which that command would write to ``--out``.

    Yields:
        What the manifest will be, but for the file's hash; None where there will be none.
    """
    every = _RECORD.get()
    if every is None:
        yield None
        return
    told = {**options, **every.options, **options}
    alone = {option: value for option, value in told.items() if value is not None}
    record = _Record(every.command, alone, every.inputs, every.left_out)
    with _kept(record, {"--out": out}):
        yield _manifest(record, {})


@contextmanager
def _kept(record: _Record, writes: Mapping[str, Path]) -> Iterator[None]:
    """Let a record be written beside each file, together with it."""

    def manifests(hashes: Mapping[Path, str]) -> dict[Path, str]:
        # A command may write one file after the other: the manifests of all tell of all.
        record.written |= hashes
        outputs = {
            role: InputFile(output_name(path), record.written[path])
            for role, path in writes.items()
            if path in record.written
        }
        return dict.fromkeys(map(manifest_path, record.written), _manifest(record, outputs).text())

    token = _RECORD.set(record)
    try:
        with written_beside(manifests):
            yield
    finally:
        _RECORD.reset(token)


def _manifest(record: _Record, outputs: Mapping[str, InputFile]) -> Manifest:
    return Manifest(
        command=record.command,
        options=record.options,
        inputs=record.inputs,
        left_out=tuple(record.left_out),
        outputs=outputs,
        versions=versions(),
    )


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
