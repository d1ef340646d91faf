"""Similar units in norms: groups of a ladder, of the nearest and of chosen ones, and why these."""

import copy

import attrs
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import smmi
from smmi.benchmark import Conventions, Norms, PeerGroup, PeerLadder, ReportRule, SelfInclusion, highlights
from smmi.benchmark.disclosure import told_of_others
from smmi.benchmark.peers import ChosenPeers, nearest_peers
from smmi.errors import ArgumentError, DeclarationError, DocumentError, UnknownCodeError
from smmi.report import school_report
from smmi.serialization import checksum, from_document, to_document
from tests.benchmark.small_cohorts import FEW, INSTRUMENT, cohort, scheme

LADDER = PeerLadder(
    steps=[
        PeerGroup("Same control and size", alike=["control", "size"]),
        PeerGroup("Same control", alike=["control"]),
    ],
    minimum=4,
)


ATTRIBUTES = ("control", "size", "chosen")


def scored(seed, units, sizes=3):
    """Scores of a small cohort whose units have a control and a size."""
    rng = np.random.default_rng(seed)
    records = [
        record | {"size": f"size{rng.integers(sizes)}", "chosen": ("yes", "no")[rng.integers(2)]}
        for record in cohort(seed, units).records(unit="school")
    ]
    answers = smmi.Answers.from_records(INSTRUMENT, records, unit="school", attributes=ATTRIBUTES)
    return smmi.score(answers, scheme())


def by_ladder(scores):
    return [LADDER.peers_of(unit, scores) for unit in scores.units.tolist()]


def by_distance(scores):
    return [nearest_peers(unit, scores, by=["control", "size"], k=4) for unit in scores.units.tolist()]


def by_choice(scores):
    named = [
        unit
        for unit, own in zip(scores.units.tolist(), scores.answers.attribute("chosen"), strict=True)
        if own == "yes"
    ]
    return [
        ChosenPeers(unit=unit, label="Our own", members=[one for one in named if one != unit])
        for unit in scores.units.tolist()
        if len(named) > 3
    ]


@attrs.frozen(kw_only=True)
class OtherPeers:
    """Peers that somebody else's rule found."""

    unit: object = "S0"
    members: object = ("S1", "S2")
    label: object = "Others"
    why: object = "Another rule found them."


FEW_OF_EACH = settings(max_examples=max(3, settings().max_examples // 2))
"""Of each way to find peers, of which there are three."""
FINDERS = [by_ladder, by_distance, by_choice]
draws = st.tuples(st.integers(0, 2**16), st.integers(6, 16))


@pytest.mark.parametrize("find", FINDERS)
@FEW_OF_EACH
@given(draws, st.sampled_from(SelfInclusion))
def test_peers_place_as_norms_of_them_alone(find, drawn, inclusion):
    """A standing among peers is that in norms of the peers and the unit itself, whatever else is in the norms."""
    scores = scored(*drawn)
    conventions = Conventions(minimum_for_quartile=2, minimum_for_percentile=3, self_inclusion=inclusion)
    found = find(scores)
    norms = Norms.fit(scores, by=("control",), conventions=conventions, peers=found)
    table = norms.place_all(scores)
    for own in found[:2]:
        placement = norms.place(scores.of(own.unit))
        assert table.of(own.unit) == placement
        assert placement.peers.why == own.why
        if not own.members:
            assert placement.peers.group is None
            assert [group.label for group in placement.groups] == [""] * len(placement.groups)
            continue
        places = sorted(scores.position(unit) for unit in {own.unit, *own.members})
        alone = Norms.fit(scores.take(places), conventions=conventions).place(scores.of(own.unit))
        assert placement.groups[-1] == placement.peers.group
        for code in scores.codes:
            among, all_of_them = placement[code][own.label], alone[code]["all"]
            for fact in (
                "score",
                "n",
                "percentile",
                "quartile",
                "median",
                "reason",
                "interval",
                "band_probabilities",
            ):
                assert getattr(among, fact) == getattr(all_of_them, fact)
        assert highlights(scores.of(own.unit), placement, group=own.label).group == own.label


@pytest.mark.parametrize("find", FINDERS)
@FEW_OF_EACH
@given(draws)
def test_norms_and_placements_with_peers_come_back_equal(find, drawn):
    """Their documents hold the peers, and why these; rows name the group by its label."""
    scores = scored(*drawn)
    found = find(scores)
    norms = Norms.fit(scores, conventions=FEW, peers=found)
    assert from_document(to_document(norms)) == norms
    assert from_document(to_document(norms)).fingerprint == norms.fingerprint
    table = norms.place_all(scores)
    assert from_document(to_document(table)) == table
    placement = norms.place(scores.of(found[0].unit)) if found else norms.place(scores.of("S0"))
    assert from_document(to_document(placement)) == placement
    labels = {row["group"] for row in table.rows()} - {"all"}
    assert labels == {own.label for own in found if own.members}


@pytest.mark.parametrize("find", FINDERS)
@FEW_OF_EACH
@given(draws, st.integers(0, 2))
def test_peers_are_told_as_a_group_by_an_attribute_is(find, drawn, known):
    """What a report tells of peers is judged as for a group of the same units that an attribute makes."""
    scores = scored(*drawn)
    for own in find(scores)[:2]:
        if not own.members:
            continue
        inside = {own.unit, *own.members}
        records = [
            record | {"mine": "yes" if record["school"] in inside else "no"}
            for record in scores.answers.records(unit="school")
        ]
        again = smmi.Answers.from_records(
            INSTRUMENT, records, unit="school", attributes=(*ATTRIBUTES, "mine")
        )
        by_attribute = Norms.fit(smmi.score(again, scheme()), by=("mine",))
        wanted = by_attribute.place(smmi.score(again, scheme()).of(own.unit))
        placement = Norms.fit(scores, peers=[own]).place(scores.of(own.unit))
        rule = ReportRule(minimum_standing=2, minimum_median=2)
        told = told_of_others(placement, rule=rule, group=own.label, known=known)
        by_group = told_of_others(wanted, rule=rule, group="yes", known=known)
        for code in scores.codes:
            assert told[code]["all"] == by_group[code]["all"]
            assert told[code][own.label] == by_group[code]["yes"]


@pytest.mark.parametrize("find", FINDERS)
@FEW_OF_EACH
@given(draws, st.data())
def test_a_report_does_not_say_whose_answers_are_whose(find, drawn, data):
    """If two of the peers exchange all their answers, the page of a third is the same."""
    scores = scored(*drawn)
    found = [own for own in find(scores) if len(own.members) > 1]
    if not found:
        return
    own = data.draw(st.sampled_from(found))
    first, second = data.draw(st.permutations(own.members))[:2]
    page = school_report(scores.of(own.unit), Norms.fit(scores, peers=[own]).place(scores.of(own.unit)))
    exchanged = {first: second, second: first}
    by_unit = {record["school"]: record for record in scores.answers.records(unit="school")}
    records = [
        by_unit[exchanged.get(unit, unit)]
        | {name: by_unit[unit].get(name) for name in ("school", *ATTRIBUTES)}
        for unit in by_unit
    ]
    answers = smmi.Answers.from_records(INSTRUMENT, records, unit="school", attributes=ATTRIBUTES)
    other = smmi.score(answers, scheme())
    assert school_report(other.of(own.unit), Norms.fit(other, peers=[own]).place(other.of(own.unit))) == page


def test_a_school_falls_back_and_the_page_says_so():
    """Where too few are alike in all, the next definition is taken; where none is enough, that is said."""
    scores = scored(5, 24, sizes=6)
    own = LADDER.peers_of("S0", scores)
    assert own.why == (
        "By “Same control”, definition 2 of 2 (“Same control and size” is met by 0, fewer than 4)."
    )
    page = school_report(scores.of("S0"), Norms.fit(scores, peers=[own]).place(scores.of("S0")))
    assert own.why in page
    strict = PeerLadder(steps=[PeerGroup("Same size", alike=["size"])], minimum=9).peers_of("S0", scores)
    assert (strict.label, strict.members) == ("", ())
    assert strict.why == "No definition of peers is met (“Same size” is met by 2, fewer than 9)."
    page = school_report(scores.of("S0"), Norms.fit(scores, peers=[strict]).place(scores.of("S0")))
    assert strict.why in page


def test_labels_are_inert_on_the_page():
    """Markup in a label is text, and isolated from what follows."""
    scores = scored(5, 24)
    own = ChosenPeers(unit="S0", label="<b>\u202eours", members=["S1", "S2", "S3", "S4", "S5", "S6"])
    page = school_report(scores.of("S0"), Norms.fit(scores, peers=[own]).place(scores.of("S0")))
    assert "<b>\u202e" not in page
    assert "&lt;b&gt;" in page


def test_several_groups_with_one_label_are_told_apart():
    """A table is asked for by the label where one group has it, else by the units."""
    scores = scored(5, 24)
    norms = Norms.fit(scores, conventions=FEW, peers=by_ladder(scores))
    table = norms.place_all(scores)
    same = [group for group in norms.groups if group.label == "Same control"]
    assert len(same) == 2
    with pytest.raises(UnknownCodeError, match="several groups are called 'Same control'"):
        table["overall", "Same control"]
    assert (
        table["overall", same[0].full_name].units.tolist()
        != table["overall", same[1].full_name].units.tolist()
    )
    assert norms.place(scores.of("S0")).standing("overall", group=same[0].label).group in norms.groups


@pytest.mark.parametrize(
    ("peers", "message"),
    [
        ("S1", "got str, expected a sequence of peers"),
        ([3], "an object of class 'int'"),
        *(
            ([ChosenPeers(unit="S0", label=label, members=["S1", "S2"])], f"the label '{label}'")
            for label in ("all", "public", "control=public")
        ),
        ([OtherPeers(members="S1")], "members of class 'str'"),
        ([OtherPeers(members=5)], "members of class 'int'"),
        ([OtherPeers(members=[["S2"]])], "members of class 'list'"),
        ([OtherPeers(unit=["S0"])], "a unit and its peers, each by its identifier"),
        ([OtherPeers(members=["S0"])], "'S0' alone"),
        ([OtherPeers(label=" ")], "the label ' '"),
        ([OtherPeers(label=3)], "the label 3"),
        ([OtherPeers(why=None)], "the reason None of 'S0'"),
        ([ChosenPeers(unit="S0", label="Ours", members=["S1", "X9"])], "units without scores: 'X9'"),
        ([ChosenPeers(unit="S0", label=one, members=["S1", "S2"]) for one in "ab"], "several of 'S0'"),
    ],
)
def test_what_is_no_peers_is_refused(peers, message):
    with pytest.raises(ArgumentError, match=message):
        Norms.fit(scored(5, 12), by=("control",), peers=peers)


@pytest.mark.parametrize(
    "members",
    [["S1", "S2"], np.array(["S1", "S2"]), {"S1", "S2"}, iter(["S1", "S2"])],
    ids=["list", "array", "set", "iterator"],
)
def test_whoever_finds_peers_may_hand_them_over(members):
    """Anything with the four attributes stands for peers, and its members may be any sequence of identifiers."""
    scores = scored(5, 12)
    norms = Norms.fit(scores, conventions=FEW, peers=[OtherPeers(members=members)])
    assert norms.place(scores.of("S0")).groups[-1].units == ("S0", "S1", "S2")
    assert from_document(to_document(norms)) == norms


def forge(document, change):
    """The document with a change, and a checksum that holds."""
    changed = copy.deepcopy(document)
    change(changed)
    return changed | {"checksum": checksum(changed)}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d["groups"][-1].update(label="all"), id="everyone"),
        pytest.param(lambda d: d["groups"][-1].update(label="public"), id="an_attribute"),
        pytest.param(lambda d: d["groups"][-1].update(label="  "), id="blank"),
        pytest.param(lambda d: d["groups"][-1].update(peers=["S0"]), id="one_unit"),
        pytest.param(lambda d: d["groups"][-1].update(peers=["S0", "S1"]), id="fewer"),
        pytest.param(lambda d: d["groups"][-1].update(peers=["S0", "S0", "S1", "S2", "S3"]), id="twice"),
        pytest.param(lambda d: d.pop("peers"), id="nobodys"),
        pytest.param(lambda d: d["peers"].update(ZZ={"why": "x"}), id="stranger"),
        pytest.param(lambda d: d["peers"]["S0"].update(why=" "), id="no_reason"),
        pytest.param(lambda d: d["peers"]["S0"].update(group=1), id="other_group"),
        pytest.param(lambda d: d["peers"]["S0"].update(group=99), id="no_group"),
    ],
)
def test_impossible_documents_of_norms_are_refused(change):
    """Peers that no unit has, that are fewer than their tables count, or are called as another group."""
    scores = scored(5, 24)
    document = to_document(Norms.fit(scores, by=("control",), peers=by_choice(scores)[:1]))
    assert from_document(forge(document, lambda _: None))
    with pytest.raises(DocumentError):
        from_document(forge(document, change))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d["groups"][-1].update(units=[1]), id="another_unit"),
        pytest.param(lambda d: d["groups"][-1].update(label="all"), id="everyone"),
        pytest.param(lambda d: d["peers"]["S0"].update(group=None), id="withdrawn"),
        pytest.param(lambda d: d.pop("peers"), id="nobodys"),
        pytest.param(lambda d: d["peers"].update(ZZ={"why": "x"}), id="stranger"),
    ],
)
def test_impossible_documents_of_placements_are_refused(change):
    """Only those stand among peers whose peers they are."""
    scores = scored(5, 24)
    norms = Norms.fit(scores, by=("control",), peers=by_choice(scores)[:1])
    document = to_document(norms.place_all(scores))
    assert from_document(forge(document, lambda _: None))
    with pytest.raises(DocumentError):
        from_document(forge(document, change))


def test_chosen_peers_are_checked_all_at_once():
    with pytest.raises(DeclarationError) as caught:
        ChosenPeers(unit="S0", label=" ", members=["S0", "S1", "S1"])
    assert [(finding.path, finding.code) for finding in caught.value.findings] == [
        ("$.label", None),
        ("$.members", "S1"),
        ("$.members", "S0"),
    ]
    with pytest.raises(DeclarationError, match="the identifiers of at least 2 units"):
        ChosenPeers(unit="S0", label="Ours", members="S1")


def test_norms_with_peers_do_not_add_up():
    """Other units would change who is similar: they are refused, and so is taking a unit out."""
    scores = scored(5, 24)
    first, second = scores.take(slice(12)), scores.take(slice(12, 24))
    with_peers = Norms.fit(first, peers=[LADDER.peers_of("S0", first)])
    for one, other in ((with_peers, Norms.fit(second)), (Norms.fit(second), with_peers)):
        with pytest.raises(ArgumentError, match="norms with peers of units"):
            one + other
    with pytest.raises(ArgumentError, match="norms with peers of units"):
        with_peers.without(first.take(slice(2)))
