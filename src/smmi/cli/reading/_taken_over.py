"""What was said when an earlier file was read, taken over from the manifest of its reading: answers and options."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import attrs

from smmi.cli._steps import command_line
from smmi.cli.files import FileError
from smmi.cli.manifests import Manifest, manifest_path, read_manifest
from smmi.cli.reading._questions import given_answers
from smmi.intake import Question

OPTIONS: Final = ("--by", "--unit-column", "--preset")
LAYOUT: Final = ("--sheet", "--separator", "--encoding")
"""How a file of one kind is laid out, which says nothing of one of another kind."""
MOST_NAMED: Final = 3

Said = str | tuple[str, ...] | None


@attrs.frozen
class Earlier:
    """What was said when an earlier file was read.

    Attributes:
        path: Its reading.
        answers: The answers, by the id or the kind of a question.
        options: The options that are said again for another file.
    """

    path: Path
    answers: Mapping[str, str]
    options: Mapping[str, Said]

    @classmethod
    def of(cls, path: Path, file: Path, /) -> "Earlier":
        """Return what was said of an earlier file.

        Args:
            path: Its reading.
            file: The file that is read now.

        Raises:
            FileError: There is no manifest beside the reading, or it is that of something else.
        """
        manifest = _manifest_of(path)
        read = manifest.inputs.get("FILE")
        same_kind = read is not None and Path(read.name).suffix.casefold() == file.suffix.casefold()
        names = (*OPTIONS, *(LAYOUT if same_kind else ()))
        options: dict[str, Said] = {}
        for name in names:
            value = manifest.options.get(name)
            if isinstance(value, list | tuple):
                options[name] = tuple(value)
            elif value is not None:
                options[name] = str(value)
        said = manifest.options.get("--answer", ())
        return cls(path, given_answers(said if isinstance(said, list | tuple) else [str(said)]), options)

    def said_again(self, given: Mapping[str, Said], /) -> dict[str, Said]:
        """Return the options that are taken over: those that are not given anew."""
        return {name: value for name, value in self.options.items() if not given.get(name)}


OF_ONE_FILE: Final = ("totals", "fractions")
"""The kinds of questions about single rows and cells: their answers say nothing of those of another file."""


@attrs.frozen
class TakenOver:
    """The answers and options of an earlier reading, as another file takes them.

    Attributes:
        path: The earlier reading.
        answers: The answers that are taken over, by the ids of questions that this file raises and that offer them.
        left: Answers that are not taken over though this file raises their questions, each with why.
        unasked: The answers to questions that this file does not raise.
        options: The options that are taken over.
    """

    path: Path
    answers: Mapping[str, str]
    left: Mapping[str, str]
    unasked: tuple[str, ...]
    options: Mapping[str, Said]

    @classmethod
    def of(
        cls,
        earlier: Earlier,
        questions: tuple[Question, ...],
        given: Mapping[str, str],
        options: Mapping[str, Said],
        /,
    ) -> "TakenOver":
        """Take over what a file's questions take; what was answered anew goes first.

        Args:
            earlier: What was said of the earlier file.
            questions: The questions of the new file.
            given: What is answered anew, by the id or the kind of a question.
            options: The options that were taken over.
        """
        offered = {one.id: {option.id for option in one.options} for one in questions}
        kinds = {one.kind for one in questions}
        answers, left, unasked = {}, {}, []
        for name, choice in earlier.answers.items():
            if name in given:
                continue
            if name in offered and any(name == kind or name.startswith(f"{kind}_") for kind in OF_ONE_FILE):
                left[name] = f"{choice!r} was about rows or cells of that file, and others may be meant here"
            elif choice in offered.get(name, ()):
                answers[name] = choice
            elif name in offered:
                left[name] = f"{choice!r} is no choice of it here"
            elif name in kinds:  # it would answer for words that nobody has looked at
                left[name] = (
                    f"{choice!r} was the answer to all questions of a kind, and others may be among them"
                )
            else:
                unasked.append(name)
        return cls(earlier.path, answers, left, tuple(unasked), options)

    def told(self) -> Iterator[str]:
        """Yield what was taken over, and what was not."""
        if self.options:
            yield f"Taken over from {self.path}: {command_line(self._words())}"
        many = "1 answer" if len(self.answers) == 1 else f"{len(self.answers)} answers"
        yield f"Taken over from {self.path}: {many}" + (", named above" if self.answers else "")
        for name, why in self.left.items():
            yield f"  not taken over: {name}: {why}"
        if self.unasked:
            named, more = ", ".join(self.unasked[:MOST_NAMED]), len(self.unasked) - MOST_NAMED
            many = "1 answer" if len(self.unasked) == 1 else f"{len(self.unasked)} answers"
            yield f"  not asked by this file: {many}: {named}" + (f" and {more} more" if more > 0 else "")

    def _words(self) -> Iterator[str]:
        for name, value in self.options.items():
            for one in (value,) if isinstance(value, str) else value or ():
                yield from (name, one)


def _manifest_of(path: Path) -> Manifest:
    beside = manifest_path(path)
    if not beside.is_file():
        problem = (
            "there is no such file; it holds the answers that were given when the reading was made. Give them"
        )
        raise FileError(beside, f"{problem} by --answer ID=CHOICE")
    manifest = read_manifest(beside)
    if manifest.command != "read":
        raise FileError(
            beside, f"got the manifest of `smmi {manifest.command}`, expected that of `smmi read`"
        )
    return manifest
