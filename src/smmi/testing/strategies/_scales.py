"""Strategies for response scales and their options."""

from collections.abc import Sequence
from functools import cache, lru_cache

import attrs
from hypothesis import strategies as st

from smmi.instrument import (
    Binary,
    Composition,
    Count,
    MultipleChoice,
    Nominal,
    Nonresponse,
    Number,
    Option,
    Ordinal,
    Percentage,
    Scale,
)
from smmi.instrument.scales import same
from smmi.testing.strategies._numbers import limits
from smmi.testing.strategies._wording import any_texts, codes, texts


@st.composite
def _options(
    draw: st.DrawFn, min_size: int, max_size: int, exclusives: st.SearchStrategy[int]
) -> tuple[Option, ...]:
    answers = draw(st.integers(min_size, max_size))
    absent = draw(st.integers(0, 2))
    names = draw(st.lists(codes(), min_size=answers + absent, max_size=answers + absent, unique=True))
    alone = draw(exclusives) if answers > 1 else 0
    values = draw(_values(len(names)))
    drawn = [
        Option(
            code,
            draw(texts()),
            exclusive=answers - alone <= position < answers,
            nonresponse=None if position < answers else draw(st.sampled_from(Nonresponse)),
            value=value,
        )
        for position, (code, value) in enumerate(zip(names, values, strict=True))
    ]
    return tuple(draw(st.permutations(_spelled(drawn, draw(_spellings(len(names)))))))


@lru_cache(maxsize=64)
def _values(number: int) -> st.SearchStrategy[list[float | None]]:
    """Coded values of so many options: none at all, or one of its own for each."""
    some = st.integers(-99, 99).map(float) | st.floats(-1e6, 1e6)
    every = st.lists(some, min_size=number, max_size=number, unique=True)
    without: list[float | None] = [None] * number
    return st.just(without) | every.map(lambda values: [*values])


@lru_cache(maxsize=64)
def _spellings(number: int) -> st.SearchStrategy[list[list[str]]]:
    """Spellings of so many options: none at all, or some for each."""
    some = st.lists(texts().map(str.strip).filter(bool), max_size=2)
    nothing: list[list[str]] = [[] for _ in range(number)]
    return st.one_of(st.just(nothing), st.lists(some, min_size=number, max_size=number))


def _spelled(options: Sequence[Option], spellings: Sequence[Sequence[str]]) -> list[Option]:
    """Return options with those of the spellings that are not another option's."""
    found: list[Option] = []
    for i, (option, several) in enumerate(zip(options, spellings, strict=True)):
        others = [*found, *options[i + 1 :]]
        taken = {same(text) for other in others for text in other.written}
        found.append(attrs.evolve(option, spellings=[text for text in several if same(text) not in taken]))
    return found


@lru_cache(maxsize=16)
def options(*, min_size: int = 2, max_size: int = 4) -> st.SearchStrategy[tuple[Option, ...]]:
    """Options that are answers, this many of them, and options that stand for a nonresponse."""
    return _options(min_size, max_size, st.just(0))


@lru_cache(maxsize=16)
def options_to_choose(*, min_size: int, max_size: int = 4) -> st.SearchStrategy[tuple[Option, ...]]:
    """Options of a multiple choice: as `options`, and the last that is an answer may be exclusive."""
    return _options(min_size, max_size, st.integers(0, 1))


@lru_cache(maxsize=16)
def plain_options(*, min_size: int) -> st.SearchStrategy[list[Option]]:
    """Options that are nothing but a code and a label: parts of a composition, values of a characteristic."""
    return st.lists(
        st.builds(Option, codes(), texts()),
        min_size=min_size,
        max_size=3,
        unique_by=lambda option: option.code,
    )


def scales() -> st.SearchStrategy[Scale]:
    """Return a strategy for response scales of every kind, with options that stand for a nonresponse.

    Example:
        >>> from hypothesis import given, settings
        >>> @settings(max_examples=5)
        ... @given(scales())
        ... def every_option_has_its_own_code(scale):
        ...     assert len({option.code for option in scale.options}) == len(scale.options)
        >>> every_option_has_its_own_code()
    """
    return _scales()


@cache
def _scales() -> st.SearchStrategy[Scale]:
    named = {"code": codes(), "label": any_texts()}
    decimals = st.none() | st.integers(0, 6)
    measured = {**named, "options": options(min_size=0, max_size=0)}
    return st.one_of(
        st.builds(Binary, **named),
        st.builds(Binary, **named, options=options(max_size=2)),
        st.builds(Ordinal, **named, options=options()),
        st.builds(Nominal, **named, options=options()),
        _multiple_choices(),
        st.builds(Percentage, **measured, decimals=decimals),
        st.builds(
            lambda least, span, **rest: Count(minimum=least, maximum=span and least + span, **rest),
            least=st.integers(0, 50),
            span=st.none() | st.integers(1, 50),
            unit=any_texts(),
            **measured,
        ),
        st.builds(
            lambda limits, **rest: Number(minimum=limits[0], maximum=limits[1], **rest),
            limits=limits(),
            unit=any_texts(),
            decimals=decimals,
            **measured,
        ),
        st.builds(Composition, **measured, parts=plain_options(min_size=2), tolerance=st.floats(0, 99)),
    )


@st.composite
def _multiple_choices(draw: st.DrawFn) -> MultipleChoice:
    drawn = draw(options_to_choose(min_size=1))
    answers = sum(option.nonresponse is None for option in drawn)
    together = sum(option.nonresponse is None and not option.exclusive for option in drawn)
    minimum = draw(st.integers(0, together))
    return MultipleChoice(
        code=draw(codes()),
        label=draw(any_texts()),
        options=drawn,
        minimum=minimum,
        maximum=draw(st.none() | st.integers(max(minimum, 1), answers)),
    )
