"""Chosen peers: units with which one wants to be compared, named one by one."""

from collections.abc import Iterator

import attrs

from smmi.benchmark.peers._peer_group import FEWEST, bad_value, is_name
from smmi.errors import DeclarationError, Finding, Reason
from smmi.instrument.declaration import as_tuple


@attrs.frozen(kw_only=True)
class ChosenPeers:
    """Units that somebody chose as the peers of one unit, for reasons of their own.

    Attributes:
        unit: The unit.
        label: What they are called.
        members: The units, the unit itself not among them.
        why: Why these, in a sentence.

    Raises:
        DeclarationError: A field has an unusable value.

    Example:
        >>> chosen = ChosenPeers(
        ...     unit="S001", label="Our five", members=["S002", "S005", "S007", "S011", "S012"]
        ... )
        >>> len(chosen), chosen.why
        (5, 'They were chosen by name.')
    """

    unit: str
    label: str
    members: tuple[str, ...] = attrs.field(converter=as_tuple)
    why: str = "They were chosen by name."

    def __attrs_post_init__(self) -> None:
        DeclarationError.raise_any(self._findings())

    def _findings(self) -> Iterator[Finding]:
        for field in ("unit", "label", "why"):
            if not is_name(getattr(self, field)):
                yield bad_value(field, getattr(self, field), "text that is not blank")
        named = self.members if isinstance(self.members, tuple) and all(map(is_name, self.members)) else None
        if named is None or len(named) < FEWEST:
            yield bad_value("members", self.members, f"the identifiers of at least {FEWEST} units")
            return
        for unit in sorted({unit for unit in named if named.count(unit) > 1}):
            message = f"'members': {unit!r} stands twice; name each unit once"
            yield Finding(reason=Reason.REPEATED_CODE, path="$.members", message=message, code=unit)
        if self.unit in named:
            message = (
                f"'members': {self.unit!r} is the unit itself; leave it out, the norms say whether it counts"
            )
            yield Finding(reason=Reason.BAD_VALUE, path="$.members", message=message, code=self.unit)

    def __len__(self) -> int:
        return len(self.members)
