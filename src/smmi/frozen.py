"""Immutable containers: a mapping that hashes and pickles, look-up by code, and arrays that cannot be written to."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from smmi.errors import UnknownCodeError

__all__ = ["FrozenMapping", "freeze_mapping", "read_only"]

K = TypeVar("K")
V = TypeVar("V", covariant=True)  # noqa: PLC0105  (short, as everywhere)


class FrozenMapping(Mapping[K, V]):
    """A mapping that cannot change: equal to any mapping with the same items, hashable if its values are.

    Example:
        >>> weights = FrozenMapping({"a1": 2.0})
        >>> weights["a1"], weights == {"a1": 2.0}, hash(weights) == hash(FrozenMapping(a1=2.0))
        (2.0, True, True)
    """

    __slots__ = ("_items",)
    _items: dict[K, V]

    def __init__(self, items: Mapping[K, V] | None = None, /, **more: V) -> None:
        object.__setattr__(self, "_items", {**(items or {}), **more})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a FrozenMapping cannot change")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a FrozenMapping cannot change")

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self._items)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._items,)


def by_code(known: Mapping[K, V], code: object, what: str, /) -> V:
    """Return what stands under a code, a name or a unit's identifier.

    Args:
        known: Everything that there is, by code.
        code: What is sought.
        what: What an error says before the code, with its article: ``no area has the code``.

    Raises:
        UnknownCodeError: Nothing stands under it.

    Example:
        >>> by_code({"teaching": 1, "research": 2}, "teachin", "no area has the code")
        Traceback (most recent call last):
          ...
        smmi.errors.UnknownCodeError: no area has the code 'teachin' (2 known). Did you mean 'teaching'?
    """
    try:
        return known[code]  # type: ignore[index]  # whatever is no key is refused
    except (KeyError, TypeError):
        raise UnknownCodeError(what, str(code), tuple(map(str, known))) from None


def freeze_mapping(value: Any) -> Any:  # noqa: ANN401  (what is no mapping is left for the caller's check)
    """Return a mapping as a `FrozenMapping`; anything else as it is.

    Args:
        value: A mapping, or anything else.

    Example:
        >>> freeze_mapping({"a1": 2.0}), freeze_mapping(2.0)
        ({'a1': 2.0}, 2.0)
    """
    return (
        value if isinstance(value, FrozenMapping) or not isinstance(value, Mapping) else FrozenMapping(value)
    )


def read_only(array: Any) -> Any:  # noqa: ANN401  (an array, without importing numpy on this floor)
    """Return a view that cannot be written to (the array itself, if it is so already); nothing is copied.

    Args:
        array: An array of numpy.

    Example:
        >>> import numpy as np
        >>> read_only(np.zeros(2)).flags.writeable
        False
    """
    if array.flags.writeable:
        array = array.view()
        array.flags.writeable = False
    return array
