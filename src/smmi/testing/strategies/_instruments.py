"""Strategies for whole instruments."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import attrs
from hypothesis import strategies as st

from smmi.errors import DeclarationError
from smmi.instrument import Area, Characteristic, Domain, Indicator, Instrument, Scale
from smmi.testing.strategies._conditions import FLAGS, conditions
from smmi.testing.strategies._scales import plain_options, scales as any_scales
from smmi.testing.strategies._wording import (
    TAGS,
    TERMS,
    any_texts,
    codes,
    provenances,
    sometimes,
    texts,
)

MOST_DOMAINS = 3


def instruments(
    *, scales: st.SearchStrategy[Scale] | None = None, max_areas: int = 3, max_indicators: int = 3
) -> st.SearchStrategy[Instrument]:
    """Return a strategy for instruments with gates, characteristics, shared scales and every optional entry.

    Args:
        scales: What to draw the scales from; `scales()` where not given.
        max_areas: The largest number of areas in all.
        max_indicators: The largest number of indicators in an area.

    Example:
        >>> from hypothesis import given, settings
        >>> @settings(max_examples=5, deadline=None)
        ... @given(instruments(max_areas=2))
        ... def every_node_is_found_by_its_code(instrument):
        ...     assert len(instrument.areas) <= 2
        ...     assert all(instrument[node.code] is node for node in instrument)
        >>> every_node_is_found_by_its_code()
    """
    return _instruments(any_scales() if scales is None else scales, max_areas, max_indicators)


@st.composite
def _instruments(
    draw: st.DrawFn, scales: st.SearchStrategy[Scale], max_areas: int, max_indicators: int
) -> Instrument:
    sizes = draw(st.lists(st.integers(1, max_indicators), min_size=1, max_size=max_areas))
    places = st.integers(0, MOST_DOMAINS - 1)
    domains_of = sorted(draw(st.lists(places, min_size=len(sizes), max_size=len(sizes))))
    kinds = draw(st.integers(0, 2))
    total = kinds + MOST_DOMAINS + len(sizes) + sum(sizes)
    names = iter(draw(st.lists(codes(), min_size=total, max_size=total, unique=True)))
    characteristics = tuple(
        Characteristic(next(names), draw(texts()), draw(plain_options(min_size=1))) for _ in range(kinds)
    )
    domain_codes = [next(names) for _ in range(MOST_DOMAINS)]
    pool = draw(st.lists(scales, min_size=1, max_size=4, unique_by=lambda scale: scale.code))
    earlier: list[Indicator] = []
    areas: list[tuple[str, dict[str, Any], list[Indicator]]] = []
    for size in sizes:
        code = next(names)
        inside: list[Indicator] = []
        counts = draw(_scored(size))
        for scored in counts:
            scale = draw(st.sampled_from(pool))
            inside.append(_indicator(draw, next(names), scale, earlier, characteristics, scored=scored))
            earlier.append(inside[-1])
        areas.append((code, draw(_entries()), inside))
    domains = [(place, draw(_entries())) for place in sorted(set(domains_of))]
    whole = draw(sometimes(description=any_texts(), terms=TERMS, provenance=provenances()))
    whole |= {"code": draw(codes()), "edition": draw(texts()), "title": draw(texts())}

    def make(drop: frozenset[str | None]) -> Instrument:
        made = [
            Domain(
                code=domain_codes[domain],
                areas=[
                    Area(code=code, indicators=[_without(drop, each) for each in inside], **rest)
                    for place, (code, rest, inside) in zip(domains_of, areas, strict=True)
                    if place == domain
                ],
                **about,
            )
            for domain, about in domains
        ]
        return Instrument(domains=made, characteristics=characteristics, **whole)

    return _built(make, frozenset())


def _indicator(
    draw: st.DrawFn,
    code: str,
    scale: Scale,
    earlier: list[Indicator],
    characteristics: tuple[Characteristic, ...],
    *,
    scored: bool,
) -> Indicator:
    """Draw an indicator that may be gated on earlier ones, and apply to some units only."""
    gated, limited = bool(earlier) and draw(FLAGS), bool(characteristics) and draw(FLAGS)
    gate = draw(conditions(earlier)) if gated else None
    applies = draw(conditions(characteristics)) if limited else None
    return Indicator(
        code=code,
        prompt=draw(texts()),
        scale=scale,
        gate=gate,
        applies=applies,
        scored=scored,
        **draw(_wordings()),
    )


@lru_cache(maxsize=16)
def _scored(size: int) -> st.SearchStrategy[list[bool]]:
    """Which of so many indicators of an area are scored: all, or some."""
    return st.just([True] * size) | st.lists(st.booleans(), min_size=size, max_size=size).filter(any)


@lru_cache(maxsize=1)
def _wordings() -> st.SearchStrategy[dict[str, Any]]:
    return sometimes(
        label=any_texts(),
        help=any_texts(),
        terms=TERMS,
        tags=TAGS,
        provenance=provenances(),
        source_names=st.lists(texts(), min_size=1, max_size=2, unique=True),
    )


@lru_cache(maxsize=1)
def _entries() -> st.SearchStrategy[dict[str, Any]]:
    """What a domain and an area have besides code and children."""
    rest = sometimes(help=any_texts(), tags=TAGS, provenance=provenances())
    return st.builds(lambda label, rest: {"label": label, **rest}, texts(), rest)


def _without(drop: frozenset[str | None], indicator: Indicator) -> Indicator:
    """Return the indicator, without conditions and source names if its code is to be dropped."""
    if indicator.code not in drop:
        return indicator
    return attrs.evolve(indicator, gate=None, applies=None, source_names=())


def _built(make: Callable[[frozenset[str | None]], Instrument], drop: frozenset[str | None]) -> Instrument:
    """Return what `make` makes after those conditions are dropped that the instrument refuses."""
    try:
        return make(drop)
    except DeclarationError as error:
        return _built(make, drop | {finding.code for finding in error.findings})
