"""Aggregates of scores by groups."""

import json
import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark import aggregates
from smmi.benchmark.disclosure import Aggregates, CellState, CodeRelation
from smmi.errors import ArgumentError, UnknownCodeError
from tests.benchmark.known_quartiles import score_shares
from tests.benchmark.school_frames import schools

SHARES = st.lists(st.none() | st.integers(0, 100).map(float), min_size=1, max_size=12)


def scores_of(answers):
    """The scores of answers, all weights equal."""
    return smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))


@given(SHARES, st.data())
def test_a_cell_holds_the_number_and_the_mean_of_its_units_with_a_score(shares, data):
    """Against fractions, absent scores left out; an empty cell has no mean."""
    units = [f"U{i}" for i in range(len(shares))]
    inside = data.draw(st.lists(st.sampled_from(units), unique=True))
    cell = aggregates(score_shares(shares), groups={"some": inside}, codes=["only"])["", "some", "only"]
    own = [
        Fraction(share)
        for unit, share in zip(units, shares, strict=True)
        if unit in inside and share is not None
    ]
    assert cell.n == len(own)
    if own:
        assert cell.mean == pytest.approx(float(sum(own) / len(own)), abs=1e-9)
        assert cell.quartiles == pytest.approx(np.percentile([float(x) for x in own], (25, 50, 75)), abs=1e-9)
    else:
        assert (cell.state, cell.mean, cell.quartiles) == (CellState.EMPTY, None, None)


def test_groups_are_made_from_attributes_and_their_crossings():
    """All units, the values, the crossed values that occur, and further groups, in this order."""
    answers = schools(control=["public", "private", "public"], size=["small", "small", "large"])
    tables = aggregates(
        scores_of(answers),
        by=["control", ("control", "size")],
        groups={"ours": ["U00", "nobody"]},
        codes=["overall"],
    )
    assert [(row["group"], row["n"]) for row in tables.rows()] == [
        ("all", 3),
        ("private", 1),
        ("public", 2),
        ("private,small", 1),
        ("public,large", 1),
        ("public,small", 1),
        ("ours", 1),
    ]


def test_several_administrations_stand_side_by_side():
    """A group that does not occur in one of them is empty there."""
    waves = {
        "y2019": scores_of(schools(control=["public", "private"])),
        "y2024": scores_of(schools(control=["public", "public"])),
    }
    tables = aggregates(waves, by=["control"], codes=["overall"])
    assert tables["y2024", "private", "overall"].state is CellState.EMPTY
    assert tables["y2019", "private", "overall"].n == 1


def test_rows_are_plain_and_hold_no_unit():
    """What is published becomes JSON, and no unit's name is in it, nor in the representation."""
    tables = aggregates(score_shares([10.0, 20.0, 30.0]), codes=["only"])
    text = json.dumps(tables.rows())
    assert json.loads(text)[0] == {
        "administration": "",
        "group": "all",
        "score": "only",
        "n": 3,
        "mean": 20.0,
        "quartiles": [15.0, 20.0, 25.0],
        "state": "published",
        "reason": None,
    }
    assert "U0" not in text + repr(tables) + repr(tables.cells)
    withheld = tables.cells[0].withheld(CellState.SENSITIVE)
    assert (withheld.n, withheld.mean, withheld.quartiles) == (None, None, None)
    assert pickle.loads(pickle.dumps(tables)) == tables


def test_related_scores_count_only_units_with_all_of_them():
    """With overall and areas a unit without one of the codes is in no cell; asked for, it is in those it has."""
    scores = {("", "a"): {"u": 1.0, "v": 2.0}, ("", "b"): {"v": 3.0}}
    members = {("", "all"): ["u", "v"]}
    related = Aggregates.of(scores, members, relation=CodeRelation.RELATED)
    unrelated = Aggregates.of(scores, members)
    assert [[cell.n for cell in tables.cells] for tables in (related, unrelated)] == [[1, 1], [2, 1]]
    given = aggregates(score_shares([1.0, 2.0]), relation=CodeRelation.UNRELATED).relation
    assert given is CodeRelation.UNRELATED
    found = [
        aggregates(score_shares([1.0, 2.0]), codes=codes).relation
        for codes in (None, ["overall"], ["only"], ["whole", "only"])
    ]
    with pytest.raises(ArgumentError, match=r"Write \('overall',\)"):
        aggregates(score_shares([1.0, 2.0]), codes="overall")
    unrelated_alone = CodeRelation.UNRELATED
    assert found == [CodeRelation.RELATED, unrelated_alone, unrelated_alone, CodeRelation.RELATED]


def test_what_cannot_be_aggregated_is_refused():
    """Each message says what was expected."""
    scores = score_shares([1.0, 2.0])
    with pytest.raises(ArgumentError, match="expected Scores, or a mapping to Scores"):
        aggregates("scores")
    with pytest.raises(ArgumentError, match="expected Scores, or a mapping to Scores"):
        aggregates({"one": 1})
    with pytest.raises(ArgumentError, match="got no administration"):
        aggregates({})
    with pytest.raises(ArgumentError, match="got 'all', expected names that no other group has"):
        aggregates(scores, groups={"all": ["U0"]})
    with pytest.raises(ArgumentError, match="got 'U0', expected a collection of units for each group"):
        aggregates(scores, groups={"one": "U0"})
    with pytest.raises(UnknownCodeError, match="no score has the code 'x'"):
        aggregates(scores, codes=["x"])
    with pytest.raises(UnknownCodeError, match="no cell is called 'all/x'"):
        aggregates(scores)["", "all", "x"]
    with pytest.raises(ArgumentError, match="'scores': got x of 'u', expected numbers from 0 to 100"):
        Aggregates.of({("", "x"): {"u": 101.0}}, {})
    with pytest.raises(ArgumentError, match="expected a member of CodeRelation"):
        Aggregates.of({}, {}, relation="related")
