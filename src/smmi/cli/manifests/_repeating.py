"""The files of a manifest, made again from the same inputs."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

import attrs

from smmi.cli.files import write_whole
from smmi.cli.manifests._manifest import (
    SUFFIX,
    InputFile,
    Manifest,
    file_of,
    read_manifest,
    sha256_of,
    versions,
)
from smmi.errors import SmmiError, listing

Run = Callable[[Manifest, Mapping[str, Path]], None]
"""Runs the command of a manifest with files by argument or option."""


@attrs.frozen(repr=False)
class RepeatError(SmmiError, ValueError):
    """A command cannot be repeated, or what it makes is not what it made.

    Attributes:
        path: The manifest.
        problems: Why, a sentence for each file, and what may be the cause.
    """

    path: Path
    problems: tuple[str, ...]

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return f"{self.path}: {self.problems[0]}"
        return listing(f"{self.path}: what it says does not hold:", self.problems)


def repeated(path: Path, run: Run, /) -> Iterator[str]:
    """Make the files of a manifest again, and yield a line for each.

    They are made in a folder that is thrown away. What comes out as the manifest says is put where it is missing;
    a file that is there is not written over, unless it is the one that the command reads and writes.

    Args:
        path: The manifest.
        run: Runs the command.

    Raises:
        RepeatError: An input is missing or not the same, or an output is not.
    """
    manifest = read_manifest(path)
    folder = _folder(path, manifest)
    inputs = _found(path, manifest, folder)
    with TemporaryDirectory(prefix="smmi-") as made:
        outputs = {}
        for number, (role, one) in enumerate(manifest.outputs.items()):
            outputs[role] = Path(made, str(number), PurePath(one.name).name)
            outputs[role].parent.mkdir()
            if role in inputs:  # what is read and written
                outputs[role].write_bytes(inputs[role].read_bytes())
        run(manifest, {**inputs, **outputs})
        problems = tuple(_differences(manifest, outputs))
        if problems:
            raise RepeatError(path, (*problems, _versions_told(manifest)))
        contents, private, others = {}, [], []
        for role, one in manifest.outputs.items():
            target = folder / one.name
            there = file_of(target)
            before = manifest.inputs.get(role)
            if there is None or (before and there.sha256 == before.sha256 != one.sha256):
                contents[target] = outputs[role].read_bytes()
                private += [] if outputs[role].stat().st_mode & 0o077 else [target]
            elif there.sha256 != one.sha256:
                others.append(f"{one.name}: made again as it was, but another file is there; move that away")
        write_whole(contents, private=private)
    if others:
        raise RepeatError(path, tuple(others))
    for one in manifest.outputs.values():
        done = "written again" if folder / one.name in contents else "made again"
        yield f"{folder / one.name}: {done}, the same bytes (sha-256 {one.sha256})"


def _folder(path: Path, manifest: Manifest) -> Path:
    """Return the folder from which the names of the outputs count: that in which the command ran, if they tell it."""
    own = Path(path.name.removesuffix(SUFFIX))
    for one in manifest.outputs.values():
        name = PurePath(one.name)
        # The manifest stands beside one of them; as many folders up as that one's name goes down.
        if name.name == own.name and path.absolute().parts[-len(name.parts) : -1] == name.parts[:-1]:
            return Path(os.path.normpath(Path(path.parent, *[".."] * (len(name.parts) - 1))))
    return path.parent


def _found(path: Path, manifest: Manifest, folder: Path) -> dict[str, Path]:
    """Return where the inputs are: seen from the folder of the command, or from the current one."""
    found, problems = {}, []
    for role, one in manifest.inputs.items():
        if one.sha256 is None:
            problems.append(f"{role}: {one.name} could be read once only, and cannot be read again")
            continue
        places = [place for place in (folder / one.name, Path(one.name)) if file_of(place)]
        same = [place for place in places if _is(place, one)]
        if same:
            found[role] = same[0]
        elif places:
            problems.append(f"{role}: {one.name} has changed since (its sha-256 was {one.sha256})")
        else:
            problems.append(f"{role}: {one.name} is not there; put it where it was, or beside the manifest")
    if problems:
        raise RepeatError(path, tuple(problems))
    return found


def _is(place: Path, one: InputFile) -> bool:
    known = file_of(place)
    return known is not None and known.sha256 == one.sha256


def _differences(manifest: Manifest, outputs: Mapping[str, Path]) -> Iterator[str]:
    for role, one in manifest.outputs.items():
        if not outputs[role].exists():
            yield f"{one.name}: the command does not write it any more"
        elif sha256_of(outputs[role]) != one.sha256:
            yield f"{one.name}: other bytes than the manifest says"


def _versions_told(manifest: Manifest) -> str:
    now = versions()
    told = [
        f"{name} {manifest.versions.get(name, 'unknown')} then, {version} now"
        for name, version in now.items()
        if manifest.versions.get(name) != version
    ]
    if told:
        return f"the versions differ: {'; '.join(told)}"
    return f"the versions are the same: {', '.join(f'{name} {version}' for name, version in now.items())}"
