"""Nearest peers by Gower's distance: against R's cluster, exact fractions, and its laws."""

import json
import math
import pickle
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark import PeerGroup, nearest_peers
from smmi.benchmark.peers import BoundaryTies, GowerKind, GowerVariable, NoPeers, gower_distances
from smmi.errors import ArgumentError, DeclarationError, Reason, UnknownCodeError
from smmi.fingerprint import fingerprint
from smmi.instrument import Equals
from smmi.scoring import ScoringScheme
from tests.benchmark.school_frames import characteristic, every_message, real_schools, schools

EXPECTED = json.loads(
    (Path(__file__).parents[1] / "data" / "gower" / "expected.json").read_text(encoding="utf-8")
)
SIZES = ("tiny", "small", "medium", "large", "huge")
NOMINAL, PRESENCE, ORDINAL, NUMERIC = GowerKind

KIND = {
    "control": (NOMINAL, ()),
    "region": (NOMINAL, ()),
    "size": (ORDINAL, SIZES),
    "hospital": (PRESENCE, ("no", "yes")),
    "beds": (NUMERIC, ()),
    "share": (NUMERIC, ()),
}
CASES = {
    "equal": (list(KIND), {}, False),
    "weighted": (list(KIND), {}, True),
    "symmetric": (list(KIND), {"hospital": (NOMINAL, ())}, True),
    "nominal": (["control", "region"], {}, True),
    "ordinal": (["size"], {}, True),
    "numeric": (["beds", "share"], {}, True),
    "presence": (["hospital", "region"], {}, True),
}


def frame_of_r():
    """The frame of the R script; `share` is called otherwise, as it is an indicator here."""
    columns = {"portion" if name == "share" else name: cells for name, cells in EXPECTED["columns"].items()}
    return schools(characteristics=(), **columns)


def variables(names, kinds, *, weighted):
    """The characteristics of a case of the R script."""
    return [
        GowerVariable(
            "portion" if name == "share" else name,
            kind,
            order=order,
            weight=EXPECTED["weights"][name] if weighted else 1,
        )
        for name in names
        for kind, order in [(KIND | kinds)[name]]
    ]


@pytest.mark.parametrize("case", CASES)
def test_distances_are_those_of_r(case):
    """Every kind, weights and missing values agree with `cluster::daisy` within 1e-12, and so does what has none."""
    names, kinds, weighted = CASES[case]
    distances = gower_distances(frame_of_r(), by=variables(names, kinds, weighted=weighted))
    n = len(distances)
    ours = [distances[i, j] for j in range(n) for i in range(j + 1, n)]
    theirs = [math.nan if d is None else d for d in EXPECTED["distances"][case]]
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)


def test_distances_worked_by_hand():
    """A nominal, an ordinal, a numeric characteristic and a presence, of weights 1, 2, 1 and 4, as exact fractions."""
    answers = schools(
        control=["public", "private", "public", None],
        size=["small", "medium", "large", "small"],
        beds=["100", "150", "300", None],
        hospital=["no", "yes", "no", "no"],
    )
    by = [
        "control",
        GowerVariable("size", ORDINAL, weight=2),
        GowerVariable("beds", NUMERIC),
        GowerVariable("hospital", PRESENCE, weight=4, order=("no", "yes")),
    ]
    expected = {
        (0, 1): (1 + 2 * Fraction(1, 2) + Fraction(1, 4) + 4) / 8,
        (0, 2): (0 + 2 + 1) / Fraction(4),  # no hospital in both: left out
        (0, 3): Fraction(0),  # control, beds unknown, no hospital in both: the size alone
        (1, 2): (1 + 2 * Fraction(1, 2) + Fraction(3, 4) + 4) / 8,
        (1, 3): (2 * Fraction(1, 2) + 4) / 6,
        (2, 3): Fraction(1),
    }
    distances = gower_distances(answers, by=by)
    for (i, j), distance in expected.items():
        assert distances[i, j] == pytest.approx(float(distance), abs=1e-15)
        assert distances[j, i] == distances[i, j]


def test_a_characteristic_that_never_varies_tells_nobody_apart():
    """A range of zero gives a difference of zero, which counts."""
    answers = schools(beds=["7", "7", None], control=["public", "private", "private"])
    by = [GowerVariable("beds", NUMERIC), "control"]
    assert gower_distances(answers, by=by)[0].tolist() == [0.0, 0.5, 1.0]
    assert np.isnan(gower_distances(answers, by=by[:1])[2]).all()


def test_a_declared_span_takes_the_place_of_the_range():
    """With a span the distance of two units does not hang on who else is there."""
    answers = schools(beds=["0", "10", "40"])
    by = [GowerVariable("beds", NUMERIC, span=100)]
    narrowest = [GowerVariable("beds", NUMERIC, span=40)]
    assert gower_distances(answers, by=by)[0].tolist() == [0.0, 0.1, 0.4]
    assert gower_distances(answers, by=narrowest)[0].tolist() == [0.0, 0.25, 1.0]
    assert gower_distances(answers.take([0, 1]), by=by)[0].tolist() == [0.0, 0.1]
    assert gower_distances(answers, by=[GowerVariable("beds", NUMERIC)])[0].tolist() == [0.0, 0.25, 1.0]


def test_the_declared_order_is_that_of_the_instrument_unless_another_is_given():
    """A declared characteristic is ordinal in the order of its options; a presence has absence first."""
    answers = schools(size=["small", "medium", "large", "large"], control=["public"] * 3 + ["private"])
    assert gower_distances(answers, by=[GowerVariable("size", ORDINAL)])[0].tolist() == [0.0, 0.5, 1.0, 1.0]
    other = GowerVariable("size", ORDINAL, order=("medium", "small", "large"))
    assert gower_distances(answers, by=[other])[0].tolist() == [0.0, 0.5, 0.5, 0.5]
    first = gower_distances(answers, by=[GowerVariable("control", PRESENCE)])
    assert np.isnan(first[0, :3]).all()
    assert (first[0, 3], first[3, 3]) == (1.0, 0.0)


CELLS = st.fixed_dictionaries(
    {
        "control": st.sampled_from([None, "public", "private"]),
        "size": st.sampled_from([None, "small", "medium", "large"]),
        "beds": st.none() | st.integers(-50, 50).map(str) | st.floats(-1e9, 1e9).map(repr),
        "hospital": st.sampled_from([None, "no", "yes"]),
    }
)
UNITS = st.lists(CELLS, min_size=1, max_size=10)
WEIGHTS = st.sampled_from([1, 2, 0.5, 0.1, 0.3, 1e-9, 1e9])
PLAIN = (
    ("control", NOMINAL, ()),
    ("size", ORDINAL, ()),
    ("beds", NUMERIC, ()),
    ("hospital", PRESENCE, ("no", "yes")),
)


@st.composite
def characteristics(draw):
    """Some characteristics in any order, with any weights."""
    chosen = draw(st.lists(st.sampled_from(PLAIN), min_size=1, unique_by=lambda plain: plain[0]))
    return [GowerVariable(code, kind, order=order, weight=draw(WEIGHTS)) for code, kind, order in chosen]


def frame(cells):
    """The answers of units with these cells."""
    return schools(
        **{name: [unit[name] for unit in cells] for name in ("control", "size", "beds", "hospital")}
    )


def exact(cells, by, i, j):
    """Gower's distance in exact fractions; None if nothing is known of both."""
    total = weight = Fraction(0)
    for variable in by:
        one, other = cells[i][variable.code], cells[j][variable.code]
        if one is None or other is None:
            continue
        if variable.kind is PRESENCE and one == other == "no":
            continue
        apart = Fraction(one != other)
        if variable.kind in (ORDINAL, NUMERIC):
            scale = ["small", "medium", "large"].index if variable.kind is ORDINAL else float
            known = [
                Fraction(scale(unit[variable.code])) for unit in cells if unit[variable.code] is not None
            ]
            apart = abs(Fraction(scale(one)) - Fraction(scale(other))) / ((max(known) - min(known)) or 1)
        total += Fraction(variable.weight) * apart
        weight += Fraction(variable.weight)
    return total / weight if weight else None


@given(cells=UNITS, by=characteristics())
def test_distances_are_exact_symmetric_and_between_zero_and_one(cells, by):
    """They agree with fractions, are symmetric to the last bit, within [0, 1], 0 to oneself, and free of the order of
    the characteristics.
    """
    distances = gower_distances(frame(cells), by=by)
    assert np.array_equal(distances, distances.T, equal_nan=True)
    assert np.array_equal(distances, gower_distances(frame(cells), by=by[::-1]), equal_nan=True)
    known = distances[~np.isnan(distances)]
    assert ((known >= 0) & (known <= 1)).all()
    for i in range(len(cells)):
        assert np.isnan(distances[i, i]) or distances[i, i] == 0
        for j in range(len(cells)):
            truth = exact(cells, by, i, j)
            assert np.isnan(distances[i, j]) == (truth is None)
            assert truth is None or abs(distances[i, j] - float(truth)) <= 1e-12


@given(
    cells=UNITS,
    by=characteristics(),
    k=st.integers(2, 5),
    boundary=st.sampled_from(BoundaryTies),
    data=st.data(),
)
def test_the_nearest_are_nearest_in_any_order_of_units(cells, by, k, boundary, data):
    """Nobody left out is nearer than a member; ties go together or by identifier; the order of the units and of the
    characteristics changes nothing.
    """
    answers = frame(cells)
    i = data.draw(st.integers(0, len(cells) - 1))
    found = nearest_peers(f"U{i:02}", answers, by=by, k=k, boundary=boundary)
    row = gower_distances(answers, by=by)[i]
    others = {f"U{j:02}": float(row[j]) for j in range(len(cells)) if j != i and not np.isnan(row[j])}
    assert found.considered == len(others)
    assert found.considered + found.incomparable == len(cells) - 1
    assert (found.reason is None) == (len(others) >= k)
    ranked = sorted(others, key=lambda unit: (round(others[unit], 9), unit))
    if found.reason is None:
        last = round(others[ranked[k - 1]], 9)
        together = [unit for unit in ranked if round(others[unit], 9) <= last]
        assert found.members == tuple(together if boundary is BoundaryTies.TOGETHER else ranked[:k])
        assert found.distances == tuple(others[unit] for unit in found.members)
    else:
        assert (found.members, found.distances, found.reason) == ((), (), NoPeers.TOO_FEW_COMPARABLE)
    shuffled = answers.take(data.draw(st.permutations(range(len(cells)))))
    again = nearest_peers(f"U{i:02}", shuffled, by=by, k=k, boundary=boundary)
    assert (again, str(again)) == (found, str(found))


FIVE = schools(
    control=["public", "public", "private", "private", "private"],
    size=["small", "small", "small", "small", "large"],
)


@pytest.mark.parametrize(
    ("k", "boundary", "members", "text"),
    [
        (
            2,
            BoundaryTies.TOGETHER,
            ("U01", "U02", "U03"),
            "3 units up to 0.5 away, as 2 are equally far at the boundary and all are taken",
        ),
        (
            2,
            BoundaryTies.BY_IDENTIFIER,
            ("U01", "U02"),
            "2 units up to 0.5 away; of 2 equally far at the boundary, the first 1 by identifier are taken",
        ),
        (3, BoundaryTies.BY_IDENTIFIER, ("U01", "U02", "U03"), "3 units up to 0.5 away"),
        (4, BoundaryTies.TOGETHER, ("U01", "U02", "U03", "U04"), "4 units up to 1 away"),
    ],
)
def test_ties_at_the_boundary_worked_by_hand(k, boundary, members, text):
    """All that are equally far are taken, or the first by identifier, and the text says which."""
    found = nearest_peers("U00", FIVE, by=["control", "size"], k=k, boundary=boundary)
    assert found.members == members
    assert len(found) == len(members)
    assert str(found) == (
        f"The {k} nearest of 'U00' by 'control', 'size': {text}. Of the others 4 units have a distance, 0 have none."
    )


def test_binary_rounding_breaks_no_tie():
    """Two ways to 0.3 of which binary arithmetic makes different doubles are a tie."""
    weights = {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.4}
    answers = schools(
        a=["x", "y", "x", "y"],
        b=["x", "y", "x", "y"],
        c=["x", "x", "y", "y"],
        d=["x", "x", "x", "y"],
        characteristics=(),
    )
    by = [GowerVariable(code, weight=weight) for code, weight in weights.items()]
    assert len(set(gower_distances(answers, by=by)[0, 1:3].tolist())) == 2
    found = nearest_peers("U00", answers, by=by, k=2)
    assert (found.members, found.tied) == (("U01", "U02"), 2)


def test_peers_may_be_sought_within_a_group():
    """Only units of the group come in question, and a unit that is not of the group has none there."""
    within = PeerGroup("Private", where=Equals("control", "private"))
    found = nearest_peers("U02", FIVE, by=["size"], k=2, within=within)
    assert found.members == ("U03", "U04")
    assert str(found) == (
        "The 2 nearest of 'U02' within 'Private' by 'size': 2 units up to 1 away. Of the others 2 units have a "
        "distance, 0 have none."
    )
    outside = nearest_peers("U00", FIVE, by=["size"], k=2, within=within)
    assert (outside.members, outside.reason, outside.considered) == ((), NoPeers.NOT_OF_THE_GROUP, 3)
    assert str(outside) == (
        "The 2 nearest of 'U00' within 'Private' by 'size': none, as the unit is not known to belong to the group."
    )


def test_too_few_units_are_no_peers():
    """Where fewer can be compared than were asked for there are none, and the text says how many could."""
    answers = schools(control=["public", "public", None, "private"])
    found = nearest_peers("U00", answers, by=["control"], k=3)
    assert (found.members, found.reason, found.considered, found.incomparable) == (
        (),
        NoPeers.TOO_FEW_COMPARABLE,
        2,
        1,
    )
    assert str(found) == (
        "The 3 nearest of 'U00' by 'control': none, as too few can be compared. Of the others 2 units have a distance, "
        "1 have none."
    )


def test_with_scores_only_units_with_an_overall_score_are_near():
    """A unit without an overall score is nobody's peer, and still has peers; the range is that of all units."""
    answers = schools(share=[None, 10.0, None, 30.0], beds=["0", "1", "4", "2"])
    scores = smmi.score(answers, ScoringScheme.equal_weights(answers.instrument))
    found = nearest_peers("U00", scores, by=[GowerVariable("beds", NUMERIC)], k=2)
    assert (found.members, found.distances, found.scored_only) == (("U01", "U03"), (0.25, 0.5), True)
    assert str(found).endswith("Of the others 2 units with an overall score have a distance, 0 have none.")
    assert np.array_equal(gower_distances(scores, by=["beds"]), gower_distances(answers, by=["beds"]))


def test_the_nearest_of_every_institution_in_the_real_frame():
    """Each of the 207 institutions has ten others or more, all that tie at the boundary among them."""
    answers = real_schools()
    by = ["control", "carnegie", GowerVariable("region", weight=0.5), GowerVariable("size", NUMERIC)]
    for unit in answers.units.tolist()[::9]:
        found = nearest_peers(unit, answers, by=by)
        assert len(found) >= 10
        assert unit not in found.members
        assert list(found.distances) == sorted(found.distances)


def test_nearest_peers_are_a_frozen_value():
    """They are equal if they say the same, hash, pickle, and have a fingerprint; a mere name is a nominal variable."""
    found = nearest_peers("U00", FIVE, by=["control"], k=2)
    again = nearest_peers("U00", FIVE, by=(GowerVariable("control"),), k=2)
    assert (found, hash(found), fingerprint(found)) == (again, hash(again), fingerprint(again))
    assert pickle.loads(pickle.dumps(found)) == found
    assert not gower_distances(FIVE, by=["control"]).flags.writeable


def test_everything_wrong_with_a_variable_is_said_at_once():
    """Code, kind, weight, order and span are all checked, and every finding is in the one error."""
    with pytest.raises(DeclarationError) as error:
        GowerVariable("", "nominal", weight=0, order="ab", span=-1)
    assert every_message(error) == (
        "the declaration cannot be used: 5 findings\n"
        "  $.code: 'code': got '', expected the name of a characteristic\n"
        "  $.kind: 'kind': got 'nominal', expected a GowerKind\n"
        "  $.weight: 'weight': got 0, expected a number from 1e-9 to 1e9\n"
        "  $.order: 'order': got 'ab', expected a sequence of values\n"
        "  $.span: 'span': got -1, expected None or a finite number above 0",
        [
            (Reason.BAD_VALUE, "$.code"),
            (Reason.BAD_VALUE, "$.kind"),
            (Reason.BAD_WEIGHT, "$.weight"),
            (Reason.BAD_VALUE, "$.order"),
            (Reason.BAD_VALUE, "$.span"),
        ],
    )


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        (
            NOMINAL,
            {"order": ["a"]},
            "$.order: 'order': got ('a',), expected none, as the characteristic is nominal",
        ),
        (
            NUMERIC,
            {"order": ["a"]},
            "$.order: 'order': got ('a',), expected none, as the characteristic is numeric",
        ),
        (ORDINAL, {"order": ["a", "a"]}, "$.order: 'order': got ('a', 'a'), expected each value once"),
        (PRESENCE, {"order": ["a"]}, "$.order: 'order': got ('a',), expected two values, absence first"),
        (NOMINAL, {"span": 2}, "$.span: 'span': got 2, expected None, as the characteristic is nominal"),
        (PRESENCE, {"span": 2}, "$.span: 'span': got 2, expected None, as the characteristic is presence"),
        (
            NUMERIC,
            {"weight": 2e9},
            "$.weight: 'weight': got 2000000000.0, expected a number from 1e-9 to 1e9",
        ),
        (
            NUMERIC,
            {"span": float("inf")},
            "$.span: 'span': got inf, expected None or a finite number above 0",
        ),
    ],
)
def test_fields_that_do_not_go_with_a_kind_are_refused(kind, fields, message):
    """An order goes with places, a span with differences; both are as they must be."""
    with pytest.raises(DeclarationError) as error:
        GowerVariable("x", kind, **fields)
    assert str(error.value) == f"the declaration cannot be used: {message}"


def test_everything_that_cannot_be_compared_is_said_at_once():
    """Unknown names, indicators, wrong values, missing orders, spans, `k` and the group within are found together."""
    kinds = [
        characteristic("control", "public", "private"),
        characteristic("size", "small", "medium", "large"),
    ]
    answers = schools(
        characteristics=kinds,
        control=["public", "private"],
        size=["small", "large"],
        grade=["b", "c"],
        beds=["1", "9"],
    )
    with pytest.raises(DeclarationError) as error:
        nearest_peers(
            "nobody",
            answers,
            by=[
                "contrl",
                "share",
                "control",
                "control",
                GowerVariable("grade", NUMERIC),
                GowerVariable("beds", ORDINAL),
                GowerVariable("size", PRESENCE),
                GowerVariable("grade", ORDINAL, order=("a", "bb", "c")),
                GowerVariable("beds", NUMERIC, span=7.5),
            ],
            k=1,
            within=PeerGroup("Same region", alike=["region"]),
        )
    assert every_message(error) == (
        "the declaration cannot be used: 12 findings\n"
        "  $.k: 'k': got 1, expected an integer of at least 2\n"
        "  $.by[0]: the units have no attribute 'contrl'; expected one of 'control', 'size', 'grade', 'beds'. Did you "
        "mean 'control'?\n"
        "  $.by[1]: 'share' is an indicator; expected a characteristic or another attribute of the units\n"
        "  $.by[3]: 'control' stands twice; name each characteristic once\n"
        "  $.by[4]: 'grade' as numeric: got 'b', expected a number (at most 1e300 from 0)\n"
        "  $.by[5]: 'beds' as ordinal: the instrument does not declare its values in order; give 'order'\n"
        "  $.by[6]: 'size' as presence: the instrument does not declare its two values, absence first; give 'order'\n"
        "  $.by[7]: 'grade' stands twice; name each characteristic once\n"
        "  $.by[7]: 'grade' as ordinal: got 'b', expected one of 'a', 'bb', 'c'. Did you mean 'bb'?\n"
        "  $.by[8]: 'beds' stands twice; name each characteristic once\n"
        "  $.by[8]: 'beds' as numeric: got values 8 apart, expected at most the span 7.5\n"
        "  $.within.alike: the units have no attribute 'region'; expected one of 'control', 'size', 'grade', 'beds'.",
        [
            (Reason.BAD_VALUE, "$.k"),
            (Reason.UNKNOWN_CODE, "$.by[0]"),
            (Reason.BAD_VALUE, "$.by[1]"),
            (Reason.REPEATED_CODE, "$.by[3]"),
            (Reason.WRONG_KIND, "$.by[4]"),
            (Reason.NO_ORDER, "$.by[5]"),
            (Reason.NO_ORDER, "$.by[6]"),
            (Reason.REPEATED_CODE, "$.by[7]"),
            (Reason.UNKNOWN_CHARACTERISTIC_VALUE, "$.by[7]"),
            (Reason.REPEATED_CODE, "$.by[8]"),
            (Reason.BAD_RANGE, "$.by[8]"),
            (Reason.UNKNOWN_CODE, "$.within.alike"),
        ],
    )


@pytest.mark.parametrize("label", ["inf", "nan", "1e301", "-1e400"])
def test_a_number_is_finite_and_no_difference_overflows(label):
    """What is written as no number, or one that is too large, is refused."""
    with pytest.raises(DeclarationError) as error:
        gower_distances(schools(beds=["1", label]), by=[GowerVariable("beds", NUMERIC)])
    assert str(error.value) == (
        f"the declaration cannot be used: $.by[0]: 'beds' as numeric: got {label!r}, expected a number (at most 1e300 "
        "from 0)"
    )
    edge = schools(beds=["1e300", "-1e300", "0"])
    assert gower_distances(edge, by=[GowerVariable("beds", NUMERIC)])[0].tolist() == [0.0, 1.0, 0.5]


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ([], "$.by: 'by': got none, expected at least one characteristic"),
        ("control", "$.by: 'by': got 'control', expected a sequence of characteristics or GowerVariable"),
        (
            ["control", 3],
            "$.by: 'by': got (GowerVariable(code='control', kind=<GowerKind.NOMINAL: 'no…, expected a "
            "sequence of characteristics or GowerVariable",
        ),
        ([""], "$.by: 'by': got ('',), expected a sequence of characteristics or GowerVariable"),
    ],
    ids=["empty", "text", "number", "blank"],
)
def test_what_is_compared_is_a_sequence_of_characteristics(by, message):
    """An empty sequence, mere text, and what is neither a name nor a variable are refused."""
    for compare in (lambda: gower_distances(FIVE, by=by), lambda: nearest_peers("U00", FIVE, by=by)):
        with pytest.raises(DeclarationError) as error:
            compare()
        assert str(error.value) == f"the declaration cannot be used: {message}"


@pytest.mark.parametrize("k", [1, 0, True, 2.0, None])
def test_how_many_is_an_integer_of_at_least_two(k):
    """One nearest unit would be a school's own answers; numbers of another class are refused."""
    with pytest.raises(DeclarationError) as error:
        nearest_peers("U00", FIVE, by=["control"], k=k)
    assert (
        str(error.value)
        == f"the declaration cannot be used: $.k: 'k': got {k!r}, expected an integer of at least 2"
    )


def test_arguments_of_a_wrong_class_are_refused():
    """Source, group, rule and unit are each told."""
    with pytest.raises(ArgumentError) as source:
        nearest_peers(FIVE, "U00", by=["control"])
    assert str(source.value) == (
        "'source': got 'U00', expected Answers or Scores. The arguments are swapped; the unit comes first"
    )
    with pytest.raises(ArgumentError) as within:
        nearest_peers("U00", FIVE, by=["control"], within=Equals("control", "public"))
    assert str(within.value) == "'within': got an object of class 'Equals', expected None or a PeerGroup"
    with pytest.raises(ArgumentError) as boundary:
        nearest_peers("U00", FIVE, by=["control"], boundary="together")
    assert str(boundary.value) == "'boundary': got 'together', expected a BoundaryTies"
    with pytest.raises(UnknownCodeError) as unknown:
        nearest_peers("nobody", FIVE, by=["control"])
    assert str(unknown.value) == "no unit is called 'nobody' (5 known: 'U00', 'U01', 'U02', 'U03', 'U04')."
