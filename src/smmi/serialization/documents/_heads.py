"""The head of a document: the name and version of its schema, its checksum, and the way up from older versions."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from smmi.errors import ArgumentError, Finding, Reason
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.serialization.documents._checksums import CHECKSUM, checksum_finding, checksum_of
from smmi.serialization.fields import described, finding_at, missing_key

Content = dict[str, Any]
Upgrade = Callable[[Content], Content]

SCHEMA: Final = "schema"
VERSION: Final = "version"
HEAD: Final = (SCHEMA, VERSION)


@attrs.frozen(kw_only=True)
class Schema:
    """What a kind of document says of itself.

    Attributes:
        name: The name of the schema, which stands in the document.
        version: The version that is written; it rises when an older document could no longer be read as it was meant.
        checked_since: From which version on a document has to have a checksum, as programs alone write such ones; None
            where people write them, who may leave it out.
        upgrades: By version, what makes the content of a document into that of the next version; it raises a `Mismatch`
            where that cannot be, and changes nothing in what it is given.
    """

    name: str
    version: int = 1
    checked_since: int | None = None
    upgrades: Mapping[int, Upgrade] = attrs.field(default=FrozenMapping(), converter=freeze_mapping)

    def __attrs_post_init__(self) -> None:
        if sorted(self.upgrades) != list(range(self.oldest, self.version)):
            got = f"upgrades from {sorted(self.upgrades)}"
            raise ArgumentError("upgrades", got, f"one from each version to the next, up to {self.version}")

    @property
    def oldest(self) -> int:
        """The oldest version that can be read."""
        return min(self.upgrades, default=self.version)

    def written(self, content: Content, /) -> Content:
        """Return a document with its head.

        Raises:
            ValueError: There is something in it that JSON cannot say.
        """
        head = {SCHEMA: self.name, VERSION: self.version}
        return {**head, CHECKSUM: checksum_of({**head, **content}), **content}

    def version_finding(self, document: Mapping[str, Any], /) -> Finding | None:
        """Return what is wrong with a document's version, or None."""
        path = f"$.{VERSION}"
        known = f"{self.oldest} to {self.version}" if self.upgrades else f"{self.version}"
        if VERSION not in document:
            return missing_key(VERSION, HEAD, "a document", "$")
        got = document[VERSION]
        if type(got) is not int:
            return finding_at(path, f"got {described(got)}, expected {known}", Reason.WRONG_TYPE)
        if not self.oldest <= got <= self.version:
            advice = "read it with a newer smmi" if got > self.version else "there is no such version"
            message = f"got version {got} of the schema, expected {known}; {advice}"
            return finding_at(path, message, Reason.BAD_SCHEMA_VERSION)
        return None

    def checksum_finding(self, document: Mapping[str, Any], /) -> Finding | None:
        """Return what is wrong with a document's checksum, or None; those of older versions have none."""
        required = self.checked_since is not None and self._version_of(document) >= self.checked_since
        return checksum_finding(document, required=required)

    def content(self, document: Mapping[str, Any], /) -> Content:
        """Return a document without its head, as the version that is written has it.

        Raises:
            Mismatch: It cannot be made into one of that version.
        """
        content = {key: item for key, item in document.items() if key not in {*HEAD, CHECKSUM}}
        for version in range(self._version_of(document), self.version):
            content = self.upgrades[version](content)
        return content

    def _version_of(self, document: Mapping[str, Any]) -> int:
        """Return the version of a document whose version is right, or missing."""
        version: int = document.get(VERSION, self.version)
        return version


def unchanged(content: Content, /) -> Content:
    """Return the same content: the next version asks for a checksum, and for nothing else."""
    return content


INSTRUMENT: Final = Schema(name="smmi/instrument")
