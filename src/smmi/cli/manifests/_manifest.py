"""What a command read, was told and wrote, as a document beside each of the files."""

import hashlib
import importlib.metadata
import json
import os
import platform
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any, Final

import attrs

from smmi.cli._exits import ContentError
from smmi.cli.files import FileError, read_text
from smmi.errors import DocumentError, Finding, Reason
from smmi.serialization import parse_json

SUFFIX: Final = ".manifest.json"
SCHEMA: Final = "smmi/manifest"
VERSION: Final = 1
PACKAGES: Final = ("smmi", "numpy", "scipy")
"""What computes the numbers, besides Python itself."""

OptionValue = str | int | float | bool | list[str]


@attrs.frozen
class InputFile:
    """A file that was read.

    Attributes:
        name: Its name as it was given; of an absolute path the last part, for where somebody's folders are is theirs.
        sha256: The hash of its bytes; None of what can be read once only, such as a pipe.
    """

    name: str
    sha256: str | None


@attrs.frozen
class LeftOut:
    """What was read and took no part.

    Attributes:
        what: What it is, such as ``rows``.
        count: How many there are.
        why: Why.
        rows: Their numbers, as a spreadsheet shows them, where they are rows.
    """

    what: str
    count: int
    why: str
    rows: tuple[int, ...] = ()


@attrs.frozen(kw_only=True)
class Manifest:
    """What a command read, was told and wrote.

    Attributes:
        command: The command.
        options: What it was told, by option; files are not among them.
        inputs: The files that it read, by argument or option.
        left_out: What took no part.
        outputs: The files that it wrote, by option.
        versions: The versions of what computed.
    """

    command: str
    options: Mapping[str, OptionValue]
    inputs: Mapping[str, InputFile]
    left_out: tuple[LeftOut, ...]
    outputs: Mapping[str, InputFile]
    versions: Mapping[str, str]

    def text(self) -> str:
        """Return the manifest as a JSON document; the same command makes the same one, for it has no clock time."""
        document = {"schema": SCHEMA, "version": VERSION, **attrs.asdict(self)}
        for left_out in document["left_out"]:
            if not left_out["rows"]:
                del left_out["rows"]
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def versions() -> dict[str, str]:
    """Return the versions of what computes."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


def manifest_path(path: Path, /) -> Path:
    """Return where the manifest of a file is.

    Example:
        >>> manifest_path(Path("scores.csv")).name
        'scores.csv.manifest.json'
    """
    return path.with_name(path.name + SUFFIX)


def file_of(path: Path, /) -> InputFile | None:
    """Return what a manifest says of a file that a command will read, or None if there is none.

    What is wrong with it is told by whoever reads it.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return InputFile(name_of(path), None)
        return InputFile(name_of(path), sha256_of(path))
    except OSError:
        return None


def sha256_of(path: Path, /) -> str:
    """Return the hash of a file's bytes.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def name_of(path: PurePath, /) -> str:
    """Return the name of a file as it was given; of an absolute path the last part."""
    name = path.name if path.is_absolute() else path.as_posix()
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def output_name(path: PurePath, /) -> str:
    """Return the name of a file that was written: of one outside of the current folder the last part.

    So what makes a file again never writes anywhere else than below the folder of its manifest.
    """
    return name_of(PurePath(path.name) if ".." in path.parts else path)


def read_manifest(path: Path, /) -> Manifest:
    """Return the manifest in a file.

    Raises:
        ContentError: It is no manifest.
        FileError: It cannot be read, or is not JSON.
    """
    text = read_text(path, expected="a manifest")
    try:
        document = parse_json(text)
        DocumentError.raise_any(list(_problems(document)))
    except DocumentError as error:
        first = error.findings[0]
        if first.reason is Reason.NOT_JSON:
            raise FileError(path, f"is not JSON: {first.message}") from None
        raise ContentError(path, error) from None
    return _made(document)


def is_as_made(path: Path, expected: Manifest, /) -> bool:
    """Whether a file is what a command has made of these inputs, and has its manifest.

    Args:
        path: The file.
        expected: Its manifest, but for what is said of outputs.
    """
    try:
        there = read_manifest(manifest_path(path))
        sha256 = sha256_of(path)
    except (OSError, FileError, ContentError):
        return False
    outputs = {"--out": InputFile(output_name(path), sha256)}
    return there.text() == attrs.evolve(expected, outputs=outputs).text()


def _made(document: Any) -> Manifest:  # noqa: ANN401  (a JSON document)
    return Manifest(
        command=document["command"],
        options=document["options"],
        inputs={role: InputFile(**one) for role, one in document["inputs"].items()},
        left_out=tuple(
            LeftOut(one["what"], one["count"], one["why"], tuple(one.get("rows", ())))
            for one in document["left_out"]
        ),
        outputs={role: InputFile(**one) for role, one in document["outputs"].items()},
        versions=document["versions"],
    )


def _problems(document: Any) -> Iterator[Finding]:  # noqa: ANN401  (any JSON)
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        yield _finding("$.schema", f"this is no manifest; expected the schema {SCHEMA!r}")
        return
    if document.get("version") != VERSION:
        yield _finding("$.version", f"expected {VERSION}, the only version that this smmi reads")
        return
    if not isinstance(document.get("command"), str):
        yield _finding("$.command", "expected the name of a command")
    for name, is_good, expected in (
        ("options", _is_option, "a text, a number, true, or texts"),
        ("inputs", _is_input, "a name and a sha256"),
        ("outputs", _is_output, "a name below the folder of the manifest and a sha256"),
        ("versions", _is_text, "a version"),
    ):
        entries = document.get(name)
        if not isinstance(entries, dict):
            yield _finding(f"$.{name}", "expected an object")
            continue
        for key, value in entries.items():
            if not is_good(value):
                yield _finding(f"$.{name}[{key!r}]", f"expected {expected}")
    left_out = document.get("left_out")
    if not isinstance(left_out, list) or not all(map(_is_left_out, left_out)):
        yield _finding("$.left_out", "expected what was left out, how often and why")


def _finding(path: str, message: str) -> Finding:
    return Finding(reason=Reason.BAD_VALUE, path=path, message=message)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_option(value: object) -> bool:
    return isinstance(value, str | int | float) or (isinstance(value, list) and all(map(_is_text, value)))


def _is_input(value: object) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"name", "sha256"}
        and isinstance(value["name"], str)
        and value["name"] not in {"", ".", ".."}
        and "\0" not in value["name"]
        and (value["sha256"] is None or isinstance(value["sha256"], str))
    )


def _is_output(value: Any) -> bool:  # noqa: ANN401  (any JSON)
    if not _is_input(value) or value["sha256"] is None:
        return False
    path = PurePath(value["name"])
    return not path.is_absolute() and ".." not in path.parts and bool(path.name)


def _is_left_out(value: Any) -> bool:  # noqa: ANN401  (any JSON)
    return (
        isinstance(value, dict)
        and {"what", "count", "why"} <= set(value) <= {"what", "count", "why", "rows"}
        and isinstance(value.get("rows", []), list)
    )
