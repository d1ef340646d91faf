"""Fit of answer maps: every answer on the source scale becomes an answer on the target scale."""

from collections.abc import Iterator, Sequence

import attrs

from smmi.instrument.crosswalk_entries._answer_maps import (
    AnswerMap,
    BandMap,
    LinearMap,
    OptionMap,
    nonresponse_codes,
)
from smmi.instrument.scales import Binary, Composition, MultipleChoice, Nominal, Ordinal, Scale

_Options = tuple[tuple[str, str], ...]
"""What each answer of a choice has become so far: (first code, present code)."""


@attrs.frozen
class _Range:
    """From where to where the numbers reach by now."""

    low: float
    high: float


class _MisfitError(Exception):
    """A step cannot read what the step before it yields."""


def misfits(maps: Sequence[AnswerMap], source: Scale, target: Scale) -> Iterator[str]:
    """Yield what is wrong with maps from one scale to another, in words; nothing if they fit.

    Every answer of the source becomes an answer of the target; an order stays an order, or is turned round as a
    whole; answers do not all become one; an option that stands for a nonresponse stays one of the same meaning; and
    a multiple choice has no option that the source did not offer, because nothing shows that it was left out. Of maps
    that fit one after the other, only that not all answers become one has to be looked at again.
    """
    if isinstance(source, Composition) or isinstance(target, Composition):
        yield "no map reads the shares of a composition"
        return
    try:
        reached = _reached(maps, source)
    except _MisfitError as misfit:
        yield str(misfit)
        return
    if isinstance(reached, _Range):
        yield from _range_misfits(reached, target)
    else:
        yield from _option_misfits(reached, source, target)
    yield from _nonresponse_misfits(maps, source, target)


def _reached(maps: Sequence[AnswerMap], source: Scale) -> _Options | _Range:
    answers = [option.code for option in source.answers]
    reached: _Options | _Range
    reached = tuple(zip(answers, answers, strict=True)) if answers else _Range(*_limits(source))
    known = {option.code for option in source.options}
    for position, step in enumerate(maps):
        match step, reached:
            case OptionMap(options), tuple() as pairs:
                missing = sorted({now for _, now in pairs if now not in options})
                strange = sorted(set(options) - known) if position == 0 else []
                if missing:
                    raise _MisfitError(f"no option is given for {_listed(missing)}")
                if strange:
                    raise _MisfitError(f"the scale {source.code!r} has no option {_listed(strange)}")
                reached = tuple((first, options[now]) for first, now in pairs)
            case LinearMap(), _Range(low, high):
                ends = [_end(step, low), _end(step, high)]
                reached = _Range(min(ends), max(ends))
            case BandMap(below, cuts), _Range(low, high):
                bands = [below, *(cut.option for cut in cuts)]
                first, last = (sum(cut.reached(end) for cut in cuts) for end in (low, high))
                reached = tuple((f"band {i + 1}", bands[i]) for i in range(first, last + 1))
            case _:
                what = "numbers" if isinstance(reached, _Range) else "options"
                raise _MisfitError(f"{type(step).__name__} does not read {what}")
    return reached


def _limits(scale: Scale) -> tuple[float, float]:
    low, high = scale.limits  # type: ignore[union-attr]  # asked of scales without options only
    return low, high


def _end(step: LinearMap, end: float) -> float:
    infinite = end in {float("inf"), float("-inf")}
    return end * (1 if step.slope > 0 else -1) if infinite else float(step.read(end))  # type: ignore[arg-type]


def _range_misfits(reached: _Range, target: Scale) -> Iterator[str]:
    if target.answers:
        yield f"numbers are no answers of the scale {target.code!r}; use BandMap"
        return
    low, high = _limits(target)
    if reached.low < low or reached.high > high:
        yield (
            f"the numbers reach from {reached.low:g} to {reached.high:g}, "
            f"but the scale {target.code!r} from {low:g} to {high:g}"
        )


def _option_misfits(reached: _Options, source: Scale, target: Scale) -> Iterator[str]:
    order = {option.code: position for position, option in enumerate(target.answers)}
    now = [code for _, code in reached]
    strange = sorted(set(now) - set(order))
    if strange:
        yield f"the scale {target.code!r} has no answer {_listed(strange)}"
        return
    if isinstance(source, MultipleChoice) != isinstance(target, MultipleChoice):
        yield "one scale takes several selections, the other one answer"
        return
    if isinstance(source, MultipleChoice) and isinstance(target, MultipleChoice):
        yield from _selection_misfits(reached, source, target)
    elif len(set(now)) == 1:
        yield f"all answers become {now[0]!r}, so nothing is left to compare"
    if isinstance(source, Binary | Ordinal) or not source.answers:
        places = [order[code] for code in now]
        if isinstance(target, Nominal):
            yield f"the order is lost: the scale {target.code!r} is nominal"
        elif places not in (sorted(places), sorted(places)[::-1]):
            yield f"the order is lost: the answers become {', '.join(map(repr, now))}"


def _selection_misfits(reached: _Options, source: MultipleChoice, target: MultipleChoice) -> Iterator[str]:
    was = {option.code: option.exclusive for option in source.answers}
    is_now = {option.code: option.exclusive for option in target.answers}
    for first, code in reached:
        if was[first] != is_now[code]:
            yield f"{first!r} and {code!r}: one of them can only be chosen alone"
    unoffered = sorted(set(is_now) - {code for _, code in reached})
    if unoffered:
        yield f"the scale {source.code!r} did not offer {_listed(unoffered)}"
    free = len({code for _, code in reached if not is_now[code]})
    most = free if source.maximum is None else min(source.maximum, free)
    if target.maximum is not None and target.maximum < most:
        yield f"a selection of {most} is possible, but the scale {target.code!r} takes at most {target.maximum}"
    together = len({code for _, code in reached}) < len(reached)
    fewest = min(source.minimum, 1) if together else source.minimum
    if target.minimum > fewest:
        yield f"a selection of {fewest} is possible, but the scale {target.code!r} takes at least {target.minimum}"


def _nonresponse_misfits(maps: Sequence[AnswerMap], source: Scale, target: Scale) -> Iterator[str]:
    """Look at what the last map says of options for a nonresponse; what none speaks of keeps its meaning anyway."""
    meaning = {option.code: option.nonresponse for option in source.nonresponses}
    known = {option.code: option.nonresponse for option in target.options}
    said = maps[-1].options if isinstance(maps[-1], OptionMap) else {}
    for first, last in nonresponse_codes(maps[:-1], meaning).items():
        code = said.get(last)
        if code is None:
            continue
        if code not in known:
            yield f"the scale {target.code!r} has no option {code!r}"
        elif known[code] is not meaning[first]:
            yield (
                f"{first!r} of the scale {source.code!r} stands for {_meaning(meaning[first])}, "
                f"but {code!r} of the scale {target.code!r} for {_meaning(known[code])}"
            )


def _meaning(nonresponse: object) -> str:
    return (
        "an answer"
        if nonresponse is None
        else str(getattr(nonresponse, "name", "")).lower().replace("_", " ")
    )


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(map(repr, codes))
