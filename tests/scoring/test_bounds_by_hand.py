"""The attainable range of scores in cases worked by hand, and the reasons where there is none."""

import attrs
import numpy as np
import pytest

from smmi.instrument import (
    AllConditions,
    Answered,
    Answers,
    AnyCondition,
    Area,
    AtLeast,
    Binary,
    Composition,
    Domain,
    Equals,
    Includes,
    Indicator,
    Instrument,
    MultipleChoice,
    Nonresponse,
    NotCondition,
    Number,
    Option,
    Percentage,
)
from smmi.scoring import (
    Absence,
    EqualSteps,
    Linear,
    PointsOverAttainable,
    Polarity,
    ScoringScheme,
    WeakestLink,
    score,
)
from smmi.scoring.attainable import _bounds, _completions, _extremes, _responses
from smmi.scoring.attainable._ranges import Range
from tests.scoring.exhaustive import NA, Unevenness, Wave, options

YES_NO = Binary(code="yes_no")
OPTIONAL = Binary(code="yes_no_na", options=(*options("no", "yes"), NA))
UNKNOWN = Absence.BOUNDS_UNKNOWN


def declare(*domains):
    """Return an instrument from domains, which are lists of areas, which are lists of (scale, gate)."""
    count = iter(range(1000))
    made = []
    for d, areas in enumerate(domains):
        inside = []
        for a, cells in enumerate(areas):
            indicators = [
                Indicator(code=f"i{next(count)}", prompt="?", scale=s, gate=gate) for s, gate in cells
            ]
            inside.append(Area(code=f"d{d}_a{a}", label="Area", indicators=indicators))
        made.append(Domain(code=f"d{d}", label="Domain", areas=inside))
    return Instrument(code="worked", edition="1", title="Worked", domains=made)


def scored(instrument, record, **scheme):
    """Return the scores of one record; what it does not say is blank."""
    answers = Answers.from_records(instrument, [{"unit": "U", **record}], unit="unit")
    return score(answers, ScoringScheme(instrument, **scheme))


def bounds(instrument, record, **scheme):
    """Return the bounds of one record by code, or the reason why there are none."""
    low, high = scored(instrument, record, **scheme).bounds()
    columns = low.values[:, 0].tolist(), high.values[:, 0].tolist(), low.absences[:, 0].tolist()
    return {
        code: Absence(why) if why else (least, most)
        for code, least, most, why in zip(low.codes, *columns, strict=True)
    }


def test_areas_that_share_a_gate_are_bounded_together():
    """The overall bounds belong to one answer to the gate, not to the best of each area."""
    instrument = declare([[(YES_NO, None)], [(YES_NO, Equals("i0", "yes")), (YES_NO, None)]])
    record = {"i1": "yes", "i2": "no"}
    found = bounds(instrument, record, items={"i0": EqualSteps(polarity=Polarity.NEGATIVE)})
    assert found["d0_a0"] == (0, 100)
    assert found["d0_a1"] == (0, 50)
    assert found["overall"] == found["d0"] == (25, 50)


@pytest.mark.parametrize("overall_from", ["areas", "domains"])
def test_domains_that_share_a_gate_are_bounded_together(overall_from):
    """So it is if the gate stands in another domain, from whichever level the overall score is made."""
    instrument = declare([[(YES_NO, None)]], [[(YES_NO, Equals("i0", "yes")), (YES_NO, None)]])
    negative = {"i0": EqualSteps(polarity=Polarity.NEGATIVE)}
    found = bounds(instrument, {"i1": "yes", "i2": "no"}, items=negative, overall_from=overall_from)
    assert (found["d0"], found["d1"], found["overall"]) == ((0, 100), (0, 50), (25, 50))


def test_an_answer_that_was_set_aside_counts_in_completions_that_open_its_gate():
    """An answer behind a gate that a blank holds shut is scored where the blank's completion opens the gate."""
    instrument = declare([[(YES_NO, None), (YES_NO, Answered("i0")), (YES_NO, None)]])
    scores = scored(instrument, {"i1": "yes", "i2": "no"})
    low, high = scores.bounds()
    assert scores["d0_a0"][0] == 0
    assert low["d0_a0"][0] == pytest.approx(100 / 3)
    assert high["d0_a0"][0] == pytest.approx(200 / 3)


def test_numbers_and_shares_that_were_set_aside_are_put_back():
    """What is set aside keeps its value, of whatever scale."""
    many = MultipleChoice(code="many", options=options(*(f"o{i}" for i in range(14))))
    mix = Composition(code="mix", parts=options("rural", "urban"))
    gate = Answered("i0")
    instrument = declare([[(YES_NO, None), (Percentage(code="share"), gate), (many, gate), (mix, gate)]])
    record = {"i1": 40, "i2": ("o1", "o2", "o3", "o4", "o5", "o6", "o7"), "i3": {"rural": 30, "urban": 70}}
    found = bounds(instrument, record, items={"i3": Rural()})
    assert found["d0_a0"] == (pytest.approx(100 * (0 + 0.4 + 0.5 + 0.3) / 4), pytest.approx(100 * 2.2 / 4))


def test_a_score_can_lie_outside_its_range():
    """An area with too little answered leaves the overall score, but not the completions: they can only be lower."""
    instrument = declare([[(YES_NO, None)], [(YES_NO, None)] * 3])
    scores = scored(instrument, {"i0": "yes", "i1": "no"})
    low, high = scores.bounds()
    assert scores.reasons["d0_a1"][0] == Absence.TOO_LITTLE_ANSWERED
    assert scores.overall[0] == 100
    assert (low.overall[0], high.overall[0]) == (50, pytest.approx(100 * (1 + 2 / 3) / 2))


def test_an_absent_score_has_a_range():
    """Of a unit that answered nothing, everything can still be attained."""
    instrument = declare([[(YES_NO, None)]])
    scores = scored(instrument, {})
    assert np.isnan(scores.overall[0])
    assert scores.of("U")["overall"].bounds == (0, 100)


@attrs.frozen
class Rural:
    """The first share of a composition."""

    scales = ("composition",)

    def points(self, answers, _scale, /):
        """Return the first share."""
        return answers[0] / 100

    def attainable(self, _scale, /):
        """Return the points of none and of all."""
        return 0.0, 1.0


def test_a_composition_is_bounded_by_what_its_rule_says():
    """Where answers cannot be listed, the rule says what can be attained; no gate looks at the shares."""
    mix = Composition(code="mix", parts=options("rural", "urban"))
    instrument = declare([[(mix, None), (YES_NO, Answered("i0"))]])
    assert bounds(instrument, {"i1": "no"}, items={"i0": Rural()})["overall"] == (0, 50)


def test_a_number_without_limits_is_bounded_by_its_goalposts():
    """Beyond the goalposts nothing more can be attained; below a threshold the follow-up is out of the score."""
    instrument = declare([[(Number(code="size"), None), (YES_NO, AtLeast("i0", 15))]])
    found = bounds(instrument, {"i1": "yes"}, items={"i0": Linear(10, 20)})
    assert found["overall"] == (0, 100)
    found = bounds(instrument, {"i1": "no"}, items={"i0": Linear(10, 20, polarity=Polarity.NEGATIVE)})
    assert found["overall"] == (0, 100)


def test_many_optional_indicators_are_exact_for_a_mean():
    """With a weighted mean it does not take 2 to the 20 trials to see which indicators had better not apply."""
    instrument = declare([[(YES_NO, None), *[(OPTIONAL, None)] * 20]])
    weights = {f"i{i}": 0.5 + i for i in range(1, 21)}
    assert bounds(instrument, {"i0": "yes"}, weights=weights)["d0_a0"] == (pytest.approx(100 / 221), 100)


def test_combinations_are_tried_up_to_a_limit():
    """Another monotone rule tries them: ten optional indicators it can, thirteen are too many."""
    for number, expected in ((10, (0, 100)), (13, UNKNOWN)):
        instrument = declare([[(YES_NO, None), *[(OPTIONAL, None)] * number]])
        assert bounds(instrument, {"i0": "yes"}, areas=WeakestLink())["d0_a0"] == expected


def test_gates_are_tried_up_to_a_limit():
    """Gates within an area, or across areas, are tried together, unless they are too many."""
    for number, expected in ((5, (0, 100)), (13, UNKNOWN)):
        gates = [(YES_NO, None)] * number
        behind = [(YES_NO, Equals(f"i{i}", "yes")) for i in range(number)]
        assert bounds(declare([[*gates, *behind]]), {})["overall"] == expected
        for domains in ([[gates, behind]], [[gates], [behind]]):
            found = bounds(declare(*domains), {}, overall_from="domains")
            assert set(found.values()) == {expected}


def test_couplings_are_joined_up_to_a_limit(monkeypatch):
    """Where many couplings meet in one node, a mean of areas is exact. What has to be tried leaves out answers to gates
    that come to the same; if then there are still too many, the bounds are unknown.
    """
    for module in (_bounds, _completions, _extremes):
        monkeypatch.setattr(module, "MOST_COMPLETIONS", 2**7)  # the sooner it is met, the fewer are tried
    gates = [(YES_NO, None)] * 4
    behind = [[(YES_NO, Equals(f"i{i}", "yes")) for i in range(start, start + 4)] for start in (0, 4)]
    instrument = declare([gates, gates], behind)
    doubling = {f"i{i}": 2.0 ** (i % 4) for i in range(8)}
    for weights, expected in (({}, (0, 100)), (doubling, UNKNOWN)):
        assert set(bounds(instrument, {}, weights=weights).values()) == {(0, 100)}
        assert bounds(instrument, {}, weights=weights, overall=WeakestLink())["overall"] == expected
        found = bounds(instrument, {}, weights=weights, overall_from="domains")
        assert (found["overall"], found["d0"], found["d1"]) == (expected, (0, 100), (0, 100))
    uneven = bounds(instrument, {}, domains={"d0": Unevenness()}, overall_from="domains")
    assert uneven["overall"] is uneven["d0"] is UNKNOWN


def test_a_rule_that_is_not_monotone_is_tried_up_to_a_limit():
    """Twelve blanks can be tried in 4,096 ways, thirteen are too many; the other nodes keep their bounds."""
    for number, expected in ((3, (0, 100)), (12, (0, 100)), (13, UNKNOWN)):
        instrument = declare([[(YES_NO, None)] * number], [[(YES_NO, None)]])
        found = bounds(instrument, {}, areas={"d0_a0": Unevenness()})
        assert found["d0_a0"] == found["d0"] == found["overall"] == expected
        assert found["d1"] == (0, 100)


@pytest.mark.parametrize("overall_from", ["areas", "domains"])
def test_a_rule_that_is_not_monotone_is_tried_at_every_level(overall_from):
    """Domains and the overall score are tried too, and what has no weight is not."""
    instrument = declare([[(YES_NO, None)], [(Percentage(code="share"), None)]], [[(YES_NO, None)]])
    weights = {"d0_a1": 0, "d1": 3}
    rules = {"domains": Unevenness(), "overall": Unevenness(), "overall_from": overall_from}
    found = bounds(instrument, {"i0": "yes"}, weights=weights, **rules)
    assert found["d0"] == found["d1"] == (0, 0)
    assert found["overall"] == ((0, 100) if overall_from == "areas" else (0, 0))
    assert bounds(instrument, {"i0": "yes"}, **rules)["d0"] is UNKNOWN


def test_a_bonus_alone_is_no_score():
    """An area of which nothing but the bonus applies leaves the overall score, which is lower without it."""
    instrument = declare([[(YES_NO, None), (OPTIONAL, None)], [(YES_NO, None)]])
    bonus = {"d0_a0": PointsOverAttainable(bonus=("i0",))}
    found = bounds(instrument, {"i0": "yes", "i2": "no"}, areas=bonus)
    assert (found["d0_a0"], found["overall"]) == ((1, 100), (0, 50))


def test_an_item_rule_that_does_not_say_what_can_be_attained():
    """The bounds of all nodes above are unknown, unless nothing depends on the blank."""
    share = Percentage(code="share")
    instrument = declare([[(share, None), (YES_NO, AtLeast("i0", 50))]], [[(YES_NO, None)]])
    found = bounds(instrument, {"i1": "yes"}, items={"i0": Wave()})
    assert found == dict.fromkeys(("overall", "d0", "d0_a0"), UNKNOWN) | {"d1": (0, 100), "d1_a0": (0, 100)}
    assert bounds(instrument, {"i0": 50}, items={"i0": Wave()})["d0"] == (50, 100)
    found = bounds(instrument, {"i1": "yes"}, items={"i0": Wave()}, weights={"i0": 0})
    assert (found["d0"], found["overall"]) == ((100, 100), (0, 100))


def test_a_number_beyond_the_goalposts_can_be_tried():
    """All numbers of a stretch that are worth the same are one, so that a rule that is not monotone is exact."""
    instrument = declare([[(Number(code="low", minimum=0, maximum=50), None), (YES_NO, None)]])
    found = bounds(instrument, {"i1": "yes"}, items={"i0": Linear(60, 100)}, areas=Unevenness())
    assert found["overall"] == (100, 100)


def test_an_exclusive_option_is_chosen_alone():
    """No completion chooses an exclusive option along with another, so a gate that asks for both stays shut."""
    both = AnyCondition((AllConditions((Includes("i0", "none"), Includes("i0", "o1"))), Equals("i1", "yes")))
    instrument = declare([[(choice(2), None), (YES_NO, None)]], [[(YES_NO, both)]])
    assert bounds(instrument, {"i1": "no", "i2": "yes"})["d1"] is Absence.NOTHING_APPLICABLE


def choice(number):
    """Return a multiple choice of so many options, and one more for none of them."""
    several = options(*(f"o{i}" for i in range(number)))
    return MultipleChoice(code="many", options=(*several, Option("none", "None", exclusive=True)), minimum=1)


def test_a_large_multiple_choice_is_listed_up_to_a_limit():
    """Sixteen options are listed, with the gates that they open; of more, gates may not look at the options."""
    gate = NotCondition(Includes("i0", "none"))
    found = bounds(declare([[(choice(15), None)]], [[(YES_NO, gate)]]), {"i1": "yes"})
    assert found["d0"] == (0, 100)
    assert found["d1"] == (100, 100)
    assert found["overall"] == (0, 100)
    for domains in ([[(choice(16), None), (YES_NO, gate)]], [[(choice(16), None)], [(YES_NO, gate)]]):
        assert set(bounds(declare(domains), {}).values()) == {UNKNOWN}
    assert set(bounds(declare([[(choice(16), None), (YES_NO, Answered("i0"))]]), {}).values()) == {(0, 100)}


def test_a_scale_that_admits_no_number_is_unknown():
    """No number with one decimal lies between the limits."""
    none = Number(code="narrow", minimum=0.01, maximum=0.04, decimals=1)
    assert bounds(declare([[(none, None)]]), {})["overall"] is UNKNOWN


def test_where_no_completion_has_a_score_the_reason_says_why():
    """Nothing has weight, or nothing is put to the unit whatever it answers."""
    never = AllConditions((Equals("i0", "yes"), Equals("i1", "yes")))
    instrument = declare([[(YES_NO, None), (YES_NO, None)], [(YES_NO, never)], [(YES_NO, None)]])
    found = bounds(instrument, {"i1": "no", "i3": Nonresponse.NOT_APPLICABLE}, weights={"i0": 0, "i1": 0})
    assert found["d0_a0"] is Absence.NO_WEIGHT
    assert found["d0_a1"] is found["d0_a2"] is found["d0"] is found["overall"] is Absence.NOTHING_APPLICABLE


def test_stretches_end_just_before_a_threshold():
    """Each threshold is a stretch of its own, and its neighbours belong to the next ones."""
    below, above = np.nextafter(50, 0), np.nextafter(50, 100)
    assert list(_responses._between(0.0, 100.0, None, [50.0])) == [(0, below), (50, 50), (above, 100)]
    assert list(_responses._between(0.0, 100.0, 1, [50.0])) == [(0, 49.9), (50, 50), (50.1, 100)]
    assert list(_responses._between(0.0, 2.0, 0, [1.0, 2.0])) == [(0, 0), (1, 1), (2, 2)]


def test_points_that_cannot_be_told_are_unknown():
    """Where nobody knows what an answer can get, the range says so, and its ends are numbers that spoil no other."""
    found = Range.between([0.25, np.nan], [0.5, np.nan], absent=True)
    assert (found.low.tolist(), found.high.tolist()) == ([0.25, 0], [0.5, 0])
    assert (found.absent.tolist(), found.unknown.tolist()) == ([True, True], [False, True])


@pytest.mark.parametrize(
    ("what", "wider", "other", "kept"),
    [
        ("low", [0.0, 0.0], [0.0, 0.5], [0]),
        ("high", [1.0, 1.0], [1.0, 0.5], [0]),
        ("absent", [True, True], [True, False], [0]),
        ("unknown", [True, True], [True, False], [0]),
        ("low", [0.0, 0.5], [0.5, 0.0], [0, 1]),
        ("high", [0.5, 1.0], [1.0, 0.5], [0, 1]),
        ("absent", [True, False], [False, True], [0, 1]),
        ("unknown", [True, False], [False, True], [0, 1]),
    ],
)
def test_a_scenario_is_left_out_where_another_one_is_wider_for_every_child(what, wider, other, kept):
    """Wider in points, in being absent and in being unknown, in whatever order the two come."""
    alike = {"low": [0.0, 0.0], "high": [1.0, 1.0], "absent": [False, False], "unknown": [False, False]}
    for scenarios, expected in (([wider, other], kept), ([other, wider], [0, 1] if len(kept) > 1 else [1])):
        ranges = {name: np.array([value, value])[..., None] for name, value in alike.items()}
        ranges[what] = np.array(scenarios)[..., None]
        assert _extremes.widest(Range(**ranges)) == expected
