"""Immutable containers: a mapping that hashes and pickles, look-up by code, and arrays that cannot be written to."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

import attrs

from smmi.errors import UnknownCodeError

__all__ = ["CodeMapping", "FrozenMapping", "freeze_mapping", "frozen_array", "made_anew", "read_only"]

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

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ANN401, FBT001  (a protocol of IPython)
        printer.text("{…}") if cycle else printer.pretty(self._items)

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


class CodeMapping(FrozenMapping[K, V]):
    """A frozen mapping by codes or names: one that is not there is told with those that are near.

    Example:
        >>> CodeMapping("no area has the code", {"teaching": 1, "research": 2})["teachin"]
        Traceback (most recent call last):
          ...
        smmi.errors.UnknownCodeError: no area has the code 'teachin' (2 known). Did you mean 'teaching'?
    """

    __slots__ = ("_what",)
    _what: str

    def __init__(self, what: str, items: Mapping[K, V], /) -> None:
        """Make one; `what` is what the error says before the code, with its article."""
        super().__init__(items)
        object.__setattr__(self, "_what", what)

    def __getitem__(self, code: K) -> V:
        """Return what stands under a code.

        Raises:
            UnknownCodeError: Nothing does.
        """
        return by_code(self._items, code, self._what)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._what, self._items)


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


def frozen_array() -> Any:  # noqa: ANN401  (what `attrs.field` is given)
    """Return the options of a field for an array: read-only, compared by value, out of hash and repr.

    Example:
        >>> import attrs, numpy
        >>> @attrs.frozen
        ... class Counts:
        ...     values: numpy.ndarray = attrs.field(**frozen_array())
        >>> Counts(numpy.array([1.0, numpy.nan])) == Counts(numpy.array([1.0, numpy.nan]))
        True
    """
    return {"converter": read_only, "eq": attrs.cmp_using(eq=_same_array), "hash": False, "repr": False}


def _same_array(left: Any, right: Any) -> bool:  # noqa: ANN401  (as `read_only`)
    """Whether two arrays have the same shape and values; what is absent in both is the same."""
    import numpy as np

    return bool(np.array_equal(left, right, equal_nan=left.dtype.kind == "f"))


def made_anew(value: Any) -> tuple[Any, ...]:  # noqa: ANN401  (of any attrs class)
    """Return what `__reduce__` returns of a class with arrays: one that was pickled as it is could be written to.

    Example:
        >>> import attrs, copy, numpy
        >>> @attrs.frozen
        ... class Counts:
        ...     values: numpy.ndarray = attrs.field(**frozen_array())
        ...     __reduce__ = made_anew
        >>> copy.deepcopy(Counts(numpy.zeros(2))).values.flags.writeable
        False
    """
    cls: Any = type(value)
    return partial(cls, **{field.alias: getattr(value, field.name) for field in attrs.fields(cls)}), ()
