"""Cases of the laws of schemes: a strategy for each law, on a scheme and records of units."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from smmi.instrument import Composition, Count, Nonresponse, Number, Percentage
from smmi.instrument.answers import leaves
from smmi.scoring import CoverageBasis, NoAnswer, ScoringScheme
from smmi.scoring.laws import MOST_COMPLETIONS, points_of
from smmi.scoring.rules import children_problem
from smmi.testing.cases._gates import Record, opened, openings, shut_gates
from smmi.testing.cases._item_cases import answers_to, every_answer, is_bounded, worst_and_best
from smmi.testing.strategies._raw_answers import raw_answers
from smmi.testing.suspects._answers import looked_at
from smmi.testing.suspects._literals import literals_of

Drawn = dict[str, Any]

MOST_SUBSETS: Final = 12
"""Up to how many children all subsets of them are tried for one that is just enough."""


class Asked:
    """A scheme, seen as what records of its units can be drawn from."""

    def __init__(self, scheme: ScoringScheme) -> None:
        self.scheme = scheme
        self.indicators = scheme.instrument.indicators
        self.by_code = {indicator.code: indicator for indicator in self.indicators}
        self.areas = {area.code: [i.code for i in area.scored] for area in scheme.instrument.areas}

    @cached_property
    def gates(self) -> set[str]:
        """The indicators of which a gate speaks."""
        return {leaf.code for i in self.indicators if i.gate for leaf in leaves(i.gate)}

    @cached_property
    def shut(self) -> dict[str, list[Record]]:
        """Answers that shut the gate of an indicator, for those of which they are found."""
        return shut_gates(self.scheme, self.asked_of_all)

    @cached_property
    def openings(self) -> list[tuple[Record, Record]]:
        """Pairs of answers, the first of which shut a gate that the others open, and earn no more."""
        return openings(self.scheme, self.asked_of_all)

    @cached_property
    def worth_opening(self) -> list[tuple[Record, Record]]:
        """Those of them that open only what is worth points where it is not asked."""
        worth = set(self.scheme.gated)
        return [pair for pair in self.openings if opened(self.scheme, *pair) <= worth] if worth else []

    @cached_property
    def bottom(self) -> Record:
        """The lowest answers, where they are worth nothing, of areas that have such answers throughout."""
        return _bottom(self)

    @cached_property
    def removable(self) -> list[str]:
        """The indicators without which the scheme can be."""
        return _removable(self)

    @cached_property
    def free(self) -> list[str]:
        """The scored indicators that every unit is asked."""
        return [code for code in self.asked_of_all if self.by_code[code].scored]

    @cached_property
    def asked_of_all(self) -> list[str]:
        """The indicators that every unit is asked, scored or not."""
        return [i.code for i in self.indicators if not i.gate and not i.applies]

    def treatment(self, code: str) -> NoAnswer:
        """Return what a blank is to the score of the area of an indicator."""
        return self.scheme.no_answer.get(code, self.scheme.policy(self.area(code)).no_answer)

    @cached_property
    def ends(self) -> tuple[Record, Record]:
        """The worst and the best answers to what every unit is asked, as far as they can be told."""
        worst, best = {}, {}
        for code in self.free:
            scale = self.by_code[code].scale
            possible = every_answer(scale) if code not in self.gates else []
            worth = points_of(self.scheme.item_rule(code), scale, possible) if possible else []
            if worth:
                worst[code], best[code] = (possible[worth.index(end(worth))] for end in (min, max))
        return worst, best

    def band(self, fourths: int) -> Record:
        """Return answers that all stand at one height, from 0 to 4 fourths of what there is, and are not all equal."""
        found = {}
        for place, code in enumerate(self.ends[0]):
            scale = self.by_code[code].scale
            possible = every_answer(scale)
            worth = points_of(self.scheme.item_rule(code), scale, possible)
            ascending = sorted(range(len(possible)), key=worth.__getitem__)
            at = max(fourths * (len(possible) - 1) // 4 - place % 2, 0)
            found[code] = possible[ascending[at]]
        return found

    def area(self, code: str) -> str:
        """Return the area of an indicator."""
        return next(area for area, inside in self.areas.items() if code in inside)

    def lowest(self, code: str) -> list[Any]:
        """Return an answer that is worth least, if it can be told."""
        indicator = self.by_code[code]
        item = next(i for i in self.scheme.compile().plan.items if i.indicator.code == code)
        possible = every_answer(indicator.scale)
        if not possible or item.attainable is None:
            return []
        worth = points_of(item.rule, indicator.scale, possible)
        least = min(worth)
        return [possible[worth.index(least)]] if least == item.attainable[0] else []

    def extremes(self, code: str) -> list[Any]:
        """Return the worst and the best answer in numbers or in shares, as near as a search comes."""
        return worst_and_best(self.scheme.item_rule(code), self.by_code[code].scale)

    def characteristics(self, draw: DrawFn) -> Record:
        """Draw the characteristics of a unit."""
        return {
            c.code: draw(st.sampled_from([option.code for option in c.options]))
            for c in self.scheme.instrument.characteristics
        }

    def answered(self, draw: DrawFn) -> Record:
        """Draw a unit that answers everything."""
        record = {i.code: draw(answers_to(i.scale)) for i in self.indicators}
        return {**record, **self.characteristics(draw)}

    def worthwhile(self, draw: DrawFn, code: str) -> Record:
        """Draw an answer to an indicator that is worth more than nothing, if one is found."""
        scale, rule = self.by_code[code].scale, self.scheme.item_rule(code)
        possible = [*every_answer(scale), *self.extremes(code), draw(answers_to(scale))]
        good = [raw for raw, worth in zip(possible, points_of(rule, scale, possible), strict=True) if worth]
        return {code: draw(st.sampled_from(good))} if good else {}

    def record(self, draw: DrawFn) -> Record:
        """Draw any unit."""
        record = {i.code: draw(raw_answers(i.scale)) for i in self.indicators}
        return {**record, **self.characteristics(draw)}

    def share(self, code: str) -> float:
        """Return the share of an indicator in what its area can answer."""
        area, basis = self.area(code), self.scheme.policy(self.area(code)).basis
        weights = {i: self.scheme.weight(i) for i in self.areas[area]}
        if basis is CoverageBasis.COUNT:
            weights = {i: float(weight > 0) for i, weight in weights.items()}
        return weights[code] / (sum(weights.values()) or math.inf)

    def spare(self, treatment: NoAnswer) -> list[str]:
        """Return the indicators that can be blank, treated so, while their area keeps its score."""
        found = []
        for code in self.free:
            minimum = self.scheme.policy(self.area(code)).share
            kept = self.share(code) < 1.0 and 1.0 - self.share(code) >= minimum
            if self.treatment(code) is treatment and code not in self.gates and kept:
                found.append(code)
        return found


def _no_evidence(asked: Asked, draw: DrawFn) -> Drawn:
    blank, outside = None, Nonresponse.NOT_APPLICABLE
    silence = st.sampled_from(draw(st.sampled_from(((blank,), (outside,), (blank, outside)))))
    record = {code: draw(silence) for code in asked.by_code}
    return {"record": {**record, **asked.characteristics(draw)}}


def _blank(asked: Asked, draw: DrawFn, treatment: NoAnswer) -> Drawn:
    code = draw(st.sampled_from(asked.spare(treatment)))
    return {"record": {**asked.answered(draw), code: None}, "code": code}


def _leaves_out(asked: Asked, draw: DrawFn) -> Drawn:
    return _blank(asked, draw, NoAnswer.LEAVES_OUT)


def _lowest(asked: Asked, draw: DrawFn) -> Drawn:
    code = draw(st.sampled_from([c for c in asked.spare(NoAnswer.LOWEST) if asked.lowest(c)]))
    record = {**asked.answered(draw), code: None}
    return {"record": record, "code": code, "lowest": asked.lowest(code)[0]}


def _propagating(asked: Asked) -> list[str]:
    return [c for c in asked.free if asked.treatment(c) is NoAnswer.PROPAGATES and asked.scheme.weight(c)]


def _propagates(asked: Asked, draw: DrawFn) -> Drawn:
    code = draw(st.sampled_from(_propagating(asked)))
    return {"record": {**asked.answered(draw), code: None}, "code": code}


def _not_applicable(asked: Asked, draw: DrawFn) -> Drawn:
    code = draw(st.sampled_from([c for c in asked.free if c not in asked.gates]))
    return {"record": {**asked.record(draw), code: Nonresponse.NOT_APPLICABLE}, "code": code}


def opening(asked: Asked, draw: DrawFn, pairs: Sequence[tuple[Record, Record]]) -> Drawn:
    """Draw a unit with a gate that is shut, and the same unit with the gate open; what it opens is answered.

    Args:
        asked: The scheme.
        draw: What draws.
        pairs: Answers that shut and open gates.
    """
    record = {**asked.answered(draw), **draw(st.sampled_from(({}, *asked.ends)))}
    shut, opens = draw(st.sampled_from(pairs))
    record, better = {**record, **shut}, {**record, **opens}
    for code in sorted(opened(asked.scheme, record, better)):
        scale, rule = asked.by_code[code].scale, asked.scheme.item_rule(code)
        least = asked.scheme.gated.get(code, 0.0)
        possible = [*every_answer(scale), better[code], *asked.extremes(code)]
        good = [
            raw for raw, one in zip(possible, points_of(rule, scale, possible), strict=True) if one >= least
        ]
        record[code], better[code] = None, draw(st.sampled_from(good or possible))
    return {"record": record, "better": better}


def _worth_opening(asked: Asked, draw: DrawFn) -> Drawn:
    return opening(asked, draw, asked.worth_opening)


def _gated(asked: Asked, draw: DrawFn) -> Drawn:
    code = draw(st.sampled_from(sorted(asked.shut)))
    return {"record": {**asked.answered(draw), **draw(st.sampled_from(asked.shut[code]))}, "code": code}


def _subsets(asked: Asked, law: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return for each area the sets of its indicators that are as much of it as a law speaks of."""
    found = []
    for area, codes in asked.areas.items():
        policy = asked.scheme.policy(area)
        treated = {asked.treatment(code) for code in codes}
        plain = all(code in asked.free and code not in asked.gates for code in codes)
        if not plain or not 2 <= len(codes) <= MOST_SUBSETS or NoAnswer.PROPAGATES in treated:
            continue
        rule = asked.scheme.aggregation_rule(area)
        bind = getattr(rule, "for_children", None)
        outside = getattr(bind(tuple(codes)) if bind else rule, "outside_coverage", ()) or [False] * len(
            codes
        )
        weight = {c: 0.0 if out else asked.scheme.weight(c) for c, out in zip(codes, outside, strict=True)}
        for size in range(1, len(codes) + 1):
            for subset in combinations(codes, size):
                own, other = _sides(weight, subset, policy.basis, policy.share)
                wanted = {
                    "minimum-is-enough": own == 0,
                    "less-is-not-enough": own < 0 and other < 0,
                    "coverage-has-a-basis": own * other < 0,
                }
                if wanted[law]:
                    found.append((area, subset))
    return found


def _sides(
    weight: Mapping[str, float], subset: Sequence[str], basis: CoverageBasis, minimum: float
) -> tuple[int, int]:
    counted = {code: float(one > 0) for code, one in weight.items()}
    shares = []
    for measure in (weight, counted) if basis is CoverageBasis.WEIGHT else (counted, weight):
        total = sum(measure.values())
        share = sum(measure[code] for code in subset) / total if total else 0.0
        shares.append(
            -1 if not share else 0 if abs(share - minimum) <= 1e-9 else 1 if share > minimum else -1
        )
    return shares[0], shares[1]


def _covered(law: str) -> Callable[[Asked, DrawFn], Drawn]:
    def make(asked: Asked, draw: DrawFn) -> Drawn:
        area, subset = draw(st.sampled_from(_subsets(asked, law)))
        blank = {code: None for code in asked.areas[area] if code not in subset}
        counts = [code for code in subset if asked.scheme.weight(code)]
        record = {**asked.answered(draw), **asked.worthwhile(draw, draw(st.sampled_from(counts))), **blank}
        return {"record": record, "area": area}

    return make


def _silent(asked: Asked, draw: DrawFn) -> Drawn:
    record, heard, best = asked.answered(draw), draw(st.sampled_from(list(asked.areas))), asked.ends[1]
    for area, codes in asked.areas.items():
        if area == heard:
            record |= {code: best.get(code, record[code]) for code in codes}
        else:
            record |= dict.fromkeys(draw(st.sampled_from((codes, codes[:1], []))))
    return {"record": record}


def _bottom(asked: Asked) -> dict[str, Any]:
    """Return the lowest answers, where they are worth nothing, of areas that have such answers throughout."""
    plan = asked.scheme.compile().plan
    nothing = {i.indicator.code for i in plan.items if i.attainable and i.attainable[0] == 0.0}
    found: dict[str, Any] = {}
    for codes in asked.areas.values():
        if all(code in nothing and code in asked.free and asked.lowest(code) for code in codes):
            found |= {code: asked.lowest(code)[0] for code in codes}
    return found


def _lowest_everywhere(asked: Asked, draw: DrawFn) -> Drawn:
    return {"record": {**asked.answered(draw), **asked.bottom}}


def _improvable(asked: Asked) -> list[str]:
    return [code for code in asked.free if code not in asked.gates and asked.scheme.weight(code)]


def _better(asked: Asked, draw: DrawFn) -> Drawn:
    record, code = asked.answered(draw), draw(st.sampled_from(_improvable(asked)))
    standing: tuple[Record, ...] = ({}, *asked.ends)
    record |= draw(st.sampled_from(standing) | st.integers(0, 4).map(asked.band))
    scale, rule = asked.by_code[code].scale, asked.scheme.item_rule(code)
    near = looked_at(scale, literals_of(rule), 0) if isinstance(scale, Percentage | Count | Number) else ()
    place = draw(st.integers(0, len(near) - 2)) if len(near) > 1 else 0
    possible = [*every_answer(scale), record[code], draw(answers_to(scale)), *near[place : place + 2]]
    worth = points_of(rule, scale, possible)
    distinct = sorted(set(worth))
    high = draw(st.sampled_from((distinct[-1], *distinct[1:])))
    low = draw(st.sampled_from([one for one in distinct if one < high] or distinct))
    worse, better = (possible[worth.index(one)] for one in (low, high))
    others = [area for area in asked.areas if area != asked.area(code)]
    silent = draw(st.none() | st.sampled_from(others)) if others else None
    record |= dict.fromkeys(set(asked.areas[silent]) & set(asked.free) if silent else ())
    return {"record": {**record, code: worse}, "better": {**record, code: better}}


def _blanks(draw: DrawFn, codes: Sequence[str], most: int, least: int = 1) -> list[str]:
    return draw(st.lists(st.sampled_from(codes), min_size=least, max_size=most, unique=True))


def _completed(asked: Asked, draw: DrawFn) -> Drawn:
    whole = asked.answered(draw)
    blank = dict.fromkeys(_blanks(draw, list(asked.by_code), len(asked.by_code)))
    return {"record": {**whole, **blank}, "completed": whole}


def _few(asked: Asked) -> list[str]:
    """Return the indicators whose answers can all be tried, or whose best and worst answer are found by a search."""
    found = []
    for item in asked.scheme.compile().plan.items:
        scale, code = item.indicator.scale, item.indicator.code
        measured = isinstance(scale, Composition | Percentage | Count | Number)
        searched = measured and is_bounded(scale) and item.attainable and code not in asked.gates
        if not item.indicator.scored:
            continue
        if searched or (not measured and 0 < len(every_answer(scale)) <= 10):
            found.append(code)
    return found


def _attained(asked: Asked, draw: DrawFn) -> Drawn:
    record, choices, number = asked.answered(draw), {}, 1
    for code in _blanks(draw, _few(asked), 3):
        indicator = asked.by_code[code]
        skips = [
            one.code
            for one in indicator.scale.nonresponses
            if one.nonresponse is Nonresponse.NOT_APPLICABLE and not indicator.gate
        ]
        answers = [*every_answer(indicator.scale), *asked.extremes(code)]
        # To say that it does not apply completes a blank, too; but behind a shut gate nothing is asked.
        possible = [*answers, *skips]
        if number * len(possible) <= MOST_COMPLETIONS:
            number *= len(possible)
            choices[code] = possible
    return {"record": {**record, **dict.fromkeys(choices)}, "choices": choices}


def _more(asked: Asked, draw: DrawFn) -> Drawn:
    whole, number = asked.answered(draw), len(asked.by_code)
    blank = _blanks(draw, list(asked.by_code), number, least=min(number, 2))
    record: Record = {**whole, **dict.fromkeys(blank)}
    return {"record": record, "more": {**record, blank[0]: whole[blank[0]]}}


def _one(asked: Asked, draw: DrawFn) -> Drawn:
    return {"record": asked.record(draw)}


def _mostly_answered(asked: Asked, draw: DrawFn) -> Drawn:
    whole = asked.answered(draw)
    spare = asked.spare(NoAnswer.LEAVES_OUT)
    blank = draw(st.lists(st.sampled_from(spare), max_size=2, unique=True)) if spare else []
    return {"record": {**whole, **dict.fromkeys(blank)}}


def _worthwhile(asked: Asked, draw: DrawFn) -> Drawn:
    record, (worst, best) = _mostly_answered(asked, draw)["record"], asked.ends
    return {"record": {**record, **{code: best[code] for code in worst if record[code] == worst[code]}}}


def _together(asked: Asked, draw: DrawFn) -> Drawn:
    number = draw(st.integers(1, 3) | st.integers(1, 3) | st.integers(1, 17))
    records = [asked.record(draw) for _ in range(number)]
    if draw(st.booleans()):  # twins who leave the same open, for different reasons
        codes = _blanks(draw, list(asked.by_code), len(asked.by_code))
        for silence in (None, Nonresponse.NOT_APPLICABLE):
            records.append({**records[0], **dict.fromkeys(codes, silence)})
    return {"records": records}


def _order(asked: Asked, draw: DrawFn) -> Drawn:
    number = draw(st.integers(2, 4) | st.integers(2, 4) | st.integers(2, 17))
    records = [asked.record(draw) for _ in range(number)]
    places = range(len(records))
    order = draw(st.lists(st.sampled_from(places), min_size=1, max_size=len(records), unique=True))
    return {"records": records, "order": order if order != list(places) else order[::-1]}


def _removable(asked: Asked) -> list[str]:
    found = []
    for area, inside in asked.areas.items():
        rule = asked.scheme.aggregation_rule(area)
        for code in inside:
            left = tuple(other for other in inside if other != code)
            if left and code not in asked.gates and not children_problem(rule, left):
                found.append(code)
    return found


def _removed(asked: Asked, draw: DrawFn) -> Drawn:
    return {"record": asked.record(draw), "code": draw(st.sampled_from(asked.removable))}


MAKERS: Final[Mapping[str, Callable[[Asked, DrawFn], Drawn]]] = {
    "no-evidence-no-score": _no_evidence,
    "blank-leaves-out": _leaves_out,
    "blank-is-lowest": _lowest,
    "blank-propagates": _propagates,
    "not-applicable-leaves-out": _not_applicable,
    "gated-leaves-out": _gated,
    "minimum-is-enough": _covered("minimum-is-enough"),
    "less-is-not-enough": _covered("less-is-not-enough"),
    "coverage-has-a-basis": _covered("coverage-has-a-basis"),
    "coverage-holds-above": _silent,
    "score-is-what-the-rule-gives": lambda asked, draw: {"record": asked.answered(draw)},
    "lowest-is-an-answer": _lowest_everywhere,
    "better-is-never-worse": _better,
    "opening-is-never-worse": _worth_opening,
    "bounds-contain-completions": _completed,
    "bounds-are-attained": _attained,
    "bounds-nest": _more,
    "trace-replays": _one,
    "contributions-add-up": _mostly_answered,
    "contributions-are-shares": _worthwhile,
    "batch-is-single": _together,
    "scores-are-local": _order,
    "weight-zero-is-no-indicator": _removed,
    "rewording-keeps-scores": _one,
    "document-is-a-fixed-point": _one,
}
"""What draws the arguments of each law."""


def unaskable(law: str, asked: Asked) -> str:
    """Return why a law says nothing about a scheme; empty if it does."""
    reasons: dict[str, tuple[bool, str]] = {
        "blank-leaves-out": (bool(asked.spare(NoAnswer.LEAVES_OUT)), "no blank can leave a score that stays"),
        "blank-is-lowest": (
            any(asked.lowest(code) for code in asked.spare(NoAnswer.LOWEST)),
            "no blank counts as the lowest answer",
        ),
        "blank-propagates": (bool(_propagating(asked)), "no blank propagates"),
        "not-applicable-leaves-out": (bool(set(asked.free) - asked.gates), "every indicator is routed"),
        "better-is-never-worse": (bool(_improvable(asked)), "every indicator is routed"),
        "lowest-is-an-answer": (bool(asked.bottom), "no area has a lowest answer that is worth nothing"),
        "bounds-are-attained": (bool(_few(asked)), "no indicator has few answers"),
        "weight-zero-is-no-indicator": (bool(asked.removable), "no indicator can be taken away"),
    }
    if law in reasons:
        good, reason = reasons[law]
        return "" if good else reason
    if law == "opening-is-never-worse":
        may = "opening a gate may lower a score: `smmi.testing.lowered_by_opening` says whether it does"
        return "" if asked.worth_opening else f"no gate that is worth points can be opened; {may}"
    if law == "gated-leaves-out":
        return "" if asked.shut else "no gate that leaves the score can be shut"
    if law in {"minimum-is-enough", "less-is-not-enough", "coverage-has-a-basis"}:
        return (
            ""
            if _subsets(asked, law)
            else "no area without gates has a set of indicators that is as much of it as the law speaks of"
        )
    return ""
