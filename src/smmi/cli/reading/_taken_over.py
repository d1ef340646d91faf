"""The answers that were given for an earlier file, taken over from the manifest of its reading."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from smmi.cli.files import FileError
from smmi.cli.manifests import manifest_path, read_manifest
from smmi.cli.reading._questions import given_answers
from smmi.intake import Question


@attrs.frozen
class TakenOver:
    """The answers of an earlier reading, as the questions of this file take them.

    Attributes:
        path: The earlier reading.
        answers: The answers that are taken over, by the ids of questions that this file raises and that offer them.
        left: The other answers, each with why it is not taken over.
    """

    path: Path
    answers: Mapping[str, str]
    left: Mapping[str, str]

    @classmethod
    def of(cls, path: Path, questions: tuple[Question, ...], given: Mapping[str, str], /) -> "TakenOver":
        """Take over what a file's questions take; what was answered anew goes first.

        Args:
            path: The earlier reading.
            questions: The questions of the new file.
            given: What is answered anew, by the id or the kind of a question.

        Raises:
            FileError: There is no manifest beside the reading, or it is that of something else.
        """
        earlier = answers_of(path)
        offered = {one.id: {option.id for option in one.options} for one in questions}
        kinds = {one.kind for one in questions}
        answers, left = {}, {}
        for name, choice in earlier.items():
            if name in given:
                continue
            if choice in offered.get(name, ()):
                answers[name] = choice
            elif name in offered:
                left[name] = f"{choice!r} is no choice of it here"
            elif name in kinds:  # it would answer for words that nobody has looked at
                left[name] = (
                    f"{choice!r} was the answer to all questions of a kind, and others may be among them"
                )
            else:
                left[name] = "this file does not ask it"
        return cls(path, answers, left)

    def told(self) -> Iterator[str]:
        """Yield what was taken over, and what was not."""
        many = "1 answer" if len(self.answers) == 1 else f"{len(self.answers)} answers"
        yield f"Taken over from {self.path}: {many}" + (", named above" if self.answers else "")
        for name, why in self.left.items():
            yield f"  not taken over: {name}: {why}"


def answers_of(path: Path, /) -> dict[str, str]:
    """Return the answers that were given when a reading was made, by the id or the kind of a question.

    Raises:
        FileError: There is no manifest beside the reading, or it is that of something else.
    """
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
    said = manifest.options.get("--answer", ())
    return given_answers(said if isinstance(said, list | tuple) else [str(said)])
