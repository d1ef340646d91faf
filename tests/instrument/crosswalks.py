"""Hypothesis strategies for chains of editions with a crosswalk from each to the next."""

from itertools import pairwise

import attrs
from hypothesis import strategies as st

from smmi.instrument import Area, Domain, Indicator, Instrument, Option, Ordinal
from smmi.instrument.crosswalk import Crosswalk
from smmi.instrument.crosswalk_entries import (
    MergedEntry,
    NewEntry,
    OptionMap,
    RescaledEntry,
    RetiredEntry,
    ReworkedEntry,
    SameEntry,
    SplitEntry,
)

SCALES = tuple(
    Ordinal(code=f"of_{size}", options=tuple(Option(f"s{size}_{i}", f"{i} of {size}") for i in range(size)))
    for size in (2, 3, 4)
)

SHAPES = ((1, 1), (1, 0), (0, 1), (1, 2), (2, 1), (2, 2))
"""How many old and new indicators an entry speaks of."""


@st.composite
def option_maps(draw, source, target):
    """A map between ordinal scales that keeps the order and is not constant."""
    codes = [option.code for option in target.answers]
    places = draw(
        st.lists(
            st.integers(0, len(codes) - 1), min_size=len(source.answers), max_size=len(source.answers)
        ).filter(lambda drawn: len(set(drawn)) > 1)
    )
    return OptionMap({o.code: codes[place] for o, place in zip(source.answers, sorted(places), strict=True)})


@st.composite
def editions(draw, number):
    """An edition of ordinal questions in one area; the codes tell the edition apart, or are shared by all."""
    sizes = draw(st.lists(st.sampled_from(SCALES), min_size=2, max_size=5))
    shared = draw(st.booleans())
    indicators = [
        Indicator(
            code=f"q{place}" if shared else f"e{number}_q{place}", prompt=f"Question {place}?", scale=scale
        )
        for place, scale in enumerate(sizes)
    ]
    area = Area(code="area_1", label="Area", indicators=indicators)
    return Instrument(
        code="chain",
        edition=f"{number}",
        title="Chain",
        domains=[Domain(code="domain_1", label="Domain", areas=[area])],
    )


@st.composite
def entries(draw, old, new):
    """What became of the indicators of one edition in another: any mixture of every kind of entry."""
    olds = list(draw(st.permutations(old.indicators)))
    news = list(draw(st.permutations(new.indicators)))
    drawn = []
    while olds or news:
        possible = [shape for shape in SHAPES if shape[0] <= len(olds) and shape[1] <= len(news)]
        old_count, new_count = draw(st.sampled_from(possible))
        before, after = [olds.pop() for _ in range(old_count)], [news.pop() for _ in range(new_count)]
        codes = [indicator.code for indicator in before], [indicator.code for indicator in after]
        match before, after:
            case [was], [is_now]:
                drawn.append(draw(pairs(was, is_now)))
            case [was], []:
                drawn.append(RetiredEntry(was.code, "gone"))
            case [], [is_now]:
                drawn.append(NewEntry(is_now.code, "come"))
            case [was], [_, _]:
                drawn.append(SplitEntry(was.code, codes[1], why="split"))
            case [_, _], [is_now]:
                drawn.append(MergedEntry(codes[0], is_now.code, why="merged"))
            case [_, _], [_, _]:
                drawn.append(ReworkedEntry(*codes, why="rearranged"))
    return tuple(drawn)


@st.composite
def pairs(draw, was, is_now):
    """What became of one indicator in one other."""
    forward = draw(st.none() | option_maps(was.scale, is_now.scale))
    backward = draw(st.none() | option_maps(is_now.scale, was.scale))
    if was.scale == is_now.scale and draw(st.booleans()):
        return SameEntry(was.code, is_now.code)
    if forward is backward is None:
        return ReworkedEntry(was.code, is_now.code, why="reworked")
    return RescaledEntry(was.code, is_now.code, forward=forward, backward=backward)


@st.composite
def chains(draw, length):
    """Crosswalks, each from where the one before it ends."""
    several = [draw(editions(number)) for number in range(length + 1)]
    return tuple(Crosswalk(old, new, draw(entries(old, new))) for old, new in pairwise(several))


def said(crosswalk):
    """What a crosswalk says, without the reasons."""
    return [attrs.evolve(entry, why="-") for entry in crosswalk.entries]
