"""What all readers of definitions do: arguments checked, and gates that cannot be left out one after the other."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final, Protocol, TypeVar

import attrs

from smmi.errors import ArgumentError, DeclarationError, Finding, Reason
from smmi.exchange.accounts._texts import Codes
from smmi.instrument import AllConditions, Condition, Instrument, Nonresponse, Scale
from smmi.instrument.declaration import is_code, is_text, shown

MOST_TRIES: Final = 8
"""How often gates that cannot be are left out one after the other; then all are."""


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


class _WithScale(Protocol):
    @property
    def scale(self) -> Scale: ...


Item = TypeVar("Item", bound=_Coded)
Scaled = TypeVar("Scaled", bound=_WithScale)
Route = TypeVar("Route")


def check_arguments(
    *,
    code: str | None,
    edition: str | None,
    nonresponses: Mapping[str, Nonresponse],
    ordinal: Collection[str],
) -> None:
    """Refuse arguments that have a wrong value.

    Raises:
        ArgumentError: One has.
    """
    good = isinstance(nonresponses, Mapping) and all(
        isinstance(word, str) and isinstance(one, Nonresponse) for word, one in nonresponses.items()
    )
    for argument, value, expected in (
        ("code", code, None if code is None else is_code(code)),
        ("edition", edition, None if edition is None else is_text(edition)),
        (
            "nonresponses",
            nonresponses,
            None if good else "a Nonresponse for each choice as it is written, by texts",
        ),
        ("ordinal", ordinal, None if _are_names(ordinal) else "a collection of names"),
    ):
        if expected is not None:
            raise ArgumentError(argument, shown(value), expected)


def _are_names(value: object) -> bool:
    collected = isinstance(value, Collection) and not isinstance(value, str | bytes)
    return collected and all(isinstance(one, str) for one in value)  # type: ignore[attr-defined]  # a collection


def check_ordinal(ordinal: Collection[str], known: Collection[str], what: str) -> None:
    """Refuse names of nothing that is asked.

    Raises:
        ArgumentError: There is one.
    """
    unknown = sorted(set(ordinal) - set(known))
    if unknown:
        raise ArgumentError("ordinal", repr(unknown[0]), what)


def with_scales_apart(items: Iterable[Scaled], /) -> list[Scaled]:
    """Return items of which no two have other scales of one code: a later one's has a number behind it.

    Args:
        items: What is asked, classes of attrs with a scale.
    """
    codes, known, found = Codes(()), {}, []
    for item in items:
        if item.scale not in known:
            known[item.scale] = attrs.evolve(item.scale, code=codes.give(item.scale.code))
        own: Any = item
        found.append(attrs.evolve(own, scale=known[item.scale]))
    return found


def made_without_impossible(
    items: Sequence[Item],
    routes: Mapping[str, Route],
    *,
    nothing: Route,
    make: Callable[[Mapping[str, Route]], Instrument],
    leave: Callable[[Item], None],
) -> Instrument:
    """Return the instrument that is made of items, without routes that cannot be.

    Args:
        items: What is asked.
        routes: When it is asked, by code.
        nothing: The route of what is always asked.
        make: What makes the instrument.
        leave: What notes that the route of an item is left out.

    Raises:
        DeclarationError: It cannot be made without any route either.
    """
    kept = dict(routes)
    for _ in range(MOST_TRIES):
        try:
            return make(kept)
        except DeclarationError as error:
            told = " ".join(f"{one.code!r} {one.message}" for one in error.findings)
            routed = [item for item in items if kept[item.code] != nothing]
            wrong_ones = [item for item in routed if repr(item.code) in told] or routed
            if not wrong_ones:
                raise
            for item in wrong_ones:
                kept[item.code] = nothing
                leave(item)
    return make(dict.fromkeys(kept, nothing))


def all_of(parts: Iterable[Condition]) -> Condition | None:
    """Return that several conditions hold; None where there is none."""
    several = tuple(parts)
    if len(several) > 1:
        return AllConditions(several)
    return several[0] if several else None


def wrong(path: str, message: str) -> Finding:
    """Return what is wrong with a definition."""
    return Finding(reason=Reason.BAD_VALUE, path=path, message=message)
