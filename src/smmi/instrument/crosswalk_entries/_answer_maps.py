"""Maps between response scales: how an answer on one scale is read on another."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import ClassVar

import attrs

from smmi._decimals import exact
from smmi.errors import Finding, Reason
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument.declaration._fields import (
    Declared,
    a,
    as_float,
    as_tuple,
    checked,
    each,
    is_code,
    is_finite,
)


def _is_option_mapping(value: object) -> str | None:
    good = isinstance(value, Mapping) and value and all(is_code(c) is None for p in value.items() for c in p)
    return None if good else "a mapping from option codes to option codes"


def _is_slope(value: object) -> str | None:
    return None if is_finite(value) is None and value != 0 else "a finite number other than 0"


@attrs.frozen
class OptionMap(Declared):
    """Each option becomes an option; of a multiple choice, each selected option does.

    Attributes:
        options: The new option of each old one. Several may become one. Every option that is an answer has to be
            there; an option that stands for a nonresponse may be, and keeps its code otherwise.

    Example:
        >>> OptionMap({"never": "no", "sometimes": "yes", "always": "yes"}).read("always")
        'yes'
        >>> OptionMap({"never": "no", "sometimes": "yes", "always": "yes"}).read(("sometimes", "always"))
        ('yes',)
    """

    options: Mapping[str, str] = attrs.field(converter=freeze_mapping, metadata=checked(_is_option_mapping))

    def read(self, answer: object, /) -> object:
        """Return what an answer becomes."""
        if isinstance(answer, tuple):
            return tuple(dict.fromkeys(self.options[option] for option in answer))
        return self.options[str(answer)]


@attrs.frozen
class LinearMap(Declared):
    """A number becomes ``slope * number + intercept``, reckoned in decimals and rounded once.

    Example:
        >>> LinearMap(100).read(0.07)
        7.0
    """

    slope: float = attrs.field(converter=as_float, metadata=checked(_is_slope))
    intercept: float = attrs.field(default=0.0, converter=as_float, metadata=checked(is_finite))

    def read(self, answer: object, /) -> object:
        """Return what an answer becomes."""
        number = float(answer)  # type: ignore[arg-type]
        if not math.isfinite(number):  # what overflowed on the way
            return number
        slope, given, intercept = map(exact, (self.slope, number, self.intercept))
        try:
            return float(slope * given + intercept)
        except OverflowError:
            return math.inf


@attrs.frozen
class BandFrom(Declared):
    """This number or more becomes this option.

    Example:
        >>> BandFrom(10, "many").reached(10.0)
        True
    """

    _fingerprinted_as: ClassVar[str] = "From"

    at: float = attrs.field(converter=as_float, metadata=checked(is_finite))
    option: str = attrs.field(metadata=checked(is_code))

    def reached(self, number: float, /) -> bool:
        """Return whether the number is there."""
        return number >= self.at


@attrs.frozen
class BandAbove(Declared):
    """More than this number becomes this option.

    Example:
        >>> BandAbove(10, "many").reached(10.0)
        False
    """

    _fingerprinted_as: ClassVar[str] = "Above"

    at: float = attrs.field(converter=as_float, metadata=checked(is_finite))
    option: str = attrs.field(metadata=checked(is_code))

    def reached(self, number: float, /) -> bool:
        """Return whether the number is there."""
        return number > self.at


@attrs.frozen
class BandMap(Declared):
    """A number becomes the option of the band that it falls in.

    Attributes:
        below: The option of the lowest band.
        cuts: Where each further band begins, ascending: `BandFrom` with the number itself, `BandAbove` without it.

    Example:
        >>> bands = BandMap("few", (BandFrom(25, "some"), BandAbove(50, "most")))
        >>> [bands.read(share) for share in (24.9, 25, 50, 50.1)]
        ['few', 'some', 'some', 'most']
    """

    below: str = attrs.field(metadata=checked(is_code))
    cuts: tuple[BandFrom | BandAbove, ...] = attrs.field(
        converter=as_tuple, metadata=checked(each(a((BandFrom, BandAbove)), expected="BandFrom or BandAbove"))
    )

    def _relations(self) -> Iterator[Finding]:
        places = [(cut.at, isinstance(cut, BandAbove)) for cut in self.cuts]
        if not places or any(low >= high for low, high in pairwise(places)):
            message = f"'cuts' of BandMap: got {[at for at, _ in places]}, expected one or more, ascending"
            yield Finding(reason=Reason.BAD_ORDER, path="$.cuts", message=message)

    def read(self, answer: object, /) -> object:
        """Return what an answer becomes."""
        number = float(answer)  # type: ignore[arg-type]
        return ([cut.option for cut in self.cuts if cut.reached(number)] or [self.below])[-1]


AnswerMap = OptionMap | LinearMap | BandMap
"""Any map between response scales."""

MAPS = (OptionMap, LinearMap, BandMap)


def as_maps(value: object) -> object:
    """Return one map, a plain mapping of options, or several maps as a tuple; leave the rest for the check."""
    if isinstance(value, Mapping):
        return (OptionMap(value),)
    if isinstance(value, MAPS):
        return (value,)
    return as_tuple(value) if isinstance(value, Iterable) else value


def read_through(maps: Sequence[AnswerMap], answer: object) -> object:
    """Return what an answer becomes through several maps in turn."""
    for step in maps:
        answer = step.read(answer)
    return answer


def nonresponse_codes(maps: Sequence[AnswerMap], codes: Iterable[str]) -> Mapping[str, str]:
    """Return what becomes of the codes of options that stand for a nonresponse."""
    become = {code: code for code in codes}
    for step in maps:
        if isinstance(step, OptionMap):
            become = {code: step.options.get(now, now) for code, now in become.items()}
    return FrozenMapping(become)
