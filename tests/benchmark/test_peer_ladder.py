"""The peer ladder: relaxed until the group is large enough and no owner dominates, with a receipt."""

import pickle
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

import smmi
from examples import peer_ladder
from smmi.benchmark import Norms, NoStanding, PeerGroup, PeerLadder, SelfInclusion
from smmi.benchmark.peers import NoPeers, StepOutcome, StepReceipt
from smmi.errors import ArgumentError, DeclarationError, Reason, UnknownCodeError
from smmi.fingerprint import fingerprint
from smmi.instrument import Equals
from smmi.scoring import ScoringScheme
from tests.benchmark.school_frames import (
    FRAME,
    SHARED_FRAME,
    every_message,
    real_schools,
    schools,
)

SAME_BOTH = PeerGroup("Same control and size", alike=["control", "size"])
SAME_CONTROL = PeerGroup("Same control", alike=["control"])
ALL = PeerGroup("All")
STEPS = (SAME_BOTH, SAME_CONTROL, ALL)

# Control, size, system of twelve schools: five small public ones, three of them of one system.
TWELVE = schools(
    control=["public"] * 5 + ["private"] * 6 + [None],
    size=["small"] * 5 + ["large"] * 3 + ["small"] * 3 + ["small"],
    system=["a", "a", "a", "b", None, "c", "d", None, "c", "e", "f", "g"],
)

REAL_LADDER = PeerLadder(
    steps=(
        PeerGroup(
            "Same control, Carnegie class, region and size", alike=["control", "carnegie", "region", "size"]
        ),
        PeerGroup("Same control, Carnegie class and region", alike=["control", "carnegie", "region"]),
        PeerGroup("Same control and Carnegie class", alike=["control", "carnegie"]),
        PeerGroup("Same Carnegie class", alike=["carnegie"]),
        PeerGroup("Same control", alike=["control"]),
    )
)


def outcomes(peers):
    """The outcome and size of each step that was tried."""
    return [(step.outcome, step.size) for step in peers.receipt.steps]


def test_the_first_step_that_is_large_enough_is_taken():
    """Four other small public schools are enough for a minimum of four; later steps are not tried."""
    peers = PeerLadder(steps=STEPS, minimum=4).peers_of("U00", TWELVE)
    assert (peers.unit, peers.members, peers.group, peers.step, peers.reason) == (
        "U00",
        ("U01", "U02", "U03", "U04"),
        SAME_BOTH,
        1,
        None,
    )
    assert outcomes(peers) == [(StepOutcome.TAKEN, 4)]
    assert len(peers) == 4


def test_a_step_is_relaxed_when_the_group_is_too_small():
    """One school less than the minimum, and the next step is tried."""
    peers = PeerLadder(steps=STEPS, minimum=5).peers_of("U05", TWELVE)
    assert outcomes(peers) == [(StepOutcome.TOO_SMALL, 2), (StepOutcome.TAKEN, 5)]
    assert peers.members == ("U06", "U07", "U08", "U09", "U10")


def test_the_unit_itself_is_counted_where_the_ladder_says_so():
    """Counted, the unit is one of the members, and five small public schools meet a minimum of five."""
    ladder = PeerLadder(steps=STEPS, minimum=5, self_inclusion=SelfInclusion.INCLUDED)
    assert ladder.peers_of("U00", TWELVE).members == ("U00", "U01", "U02", "U03", "U04")
    without = PeerLadder(steps=STEPS, minimum=5).peers_of("U00", TWELVE)
    assert outcomes(without) == [
        (StepOutcome.TOO_SMALL, 4),
        (StepOutcome.TOO_SMALL, 4),
        (StepOutcome.TAKEN, 11),
    ]


def test_one_owner_may_hold_half_of_a_group_and_no_more():
    """Two of four are half; three of five, with the unit counted, are more, and the step is not taken."""
    left_out = PeerLadder(steps=STEPS, minimum=4, owner="system").peers_of("U00", TWELVE)
    assert left_out.step == 1
    assert left_out.receipt.steps[0].share_of_largest_owner == 0.5
    included = PeerLadder(
        steps=STEPS, minimum=4, owner="system", self_inclusion=SelfInclusion.INCLUDED
    ).peers_of("U00", TWELVE)
    assert outcomes(included) == [
        (StepOutcome.ONE_OWNER_DOMINATES, 5),
        (StepOutcome.ONE_OWNER_DOMINATES, 5),
        (StepOutcome.TAKEN, 12),
    ]


@pytest.mark.parametrize("q", [*range(2, 12), 49])  # in binary 1 / 49 * 49 is below 1
def test_the_largest_share_is_exact(q):
    """A share of p in q is allowed to an owner of p in q units for every p, whatever binary fractions make of it."""
    for p in range(1, min(q, 12) + 1):
        owners = ["a"] * p + [f"x{i}" for i in range(q - p)]
        answers = schools(system=["own", *owners])
        ladder = PeerLadder(steps=[ALL], minimum=2, owner="system", most_of_one_owner=p / q)
        assert ladder.peers_of("U00", answers).step == 1
        if p > 1:
            lower = with_share(ladder, (p - 1) / q)
            assert lower.peers_of("U00", answers).reason is NoPeers.NO_STEP_IS_ENOUGH


def with_share(ladder, most):
    """The same ladder with another share."""
    return PeerLadder(steps=ladder.steps, minimum=ladder.minimum, owner=ladder.owner, most_of_one_owner=most)


def test_of_owners_who_hold_as_many_the_first_by_name_is_said():
    """Where two owners tie, the receipt names the first by name, whatever the order of the units."""
    for owners in (["own", "b", "b", "a", "a"], ["own", "a", "b", "a", "b"]):
        step = (
            PeerLadder(steps=[ALL], minimum=2, owner="system")
            .peers_of("U00", schools(system=owners))
            .receipt.taken
        )
        assert (step.largest_owner, step.largest_owner_size) == ("a", 2)


def test_units_without_an_owner_own_themselves():
    """Two units without an owner are two owners: they dominate no group together, but one of two is one of two."""
    answers = schools(system=[None, None, None, None])
    peers = PeerLadder(steps=[ALL], minimum=2, owner="system").peers_of("U00", answers)
    step = peers.receipt.taken
    assert (peers.step, step.largest_owner, step.without_owner, step.share_of_largest_owner) == (
        1,
        None,
        3,
        None,
    )
    strict = PeerLadder(steps=[ALL], minimum=2, owner="system", most_of_one_owner=0.25)
    assert outcomes(strict.peers_of("U00", answers)) == [(StepOutcome.ONE_OWNER_DOMINATES, 3)]


def test_without_a_group_that_is_enough_the_result_says_so():
    """No members are given, the reason is a value, and the receipt has every step."""
    peers = PeerLadder(steps=STEPS, minimum=12).peers_of("U00", TWELVE)
    assert (peers.members, peers.group, peers.step, peers.reason) == (
        (),
        None,
        None,
        NoPeers.NO_STEP_IS_ENOUGH,
    )
    assert outcomes(peers) == [(StepOutcome.TOO_SMALL, size) for size in (4, 4, 11)]
    assert peers.receipt.taken is None


def test_the_receipt_in_words():
    """The text of a receipt says the rule, and of each step its size, its owners, and why it was not taken."""
    steps = (
        PeerGroup("Small", where=Equals("size", "small")),
        PeerGroup("Large", where=Equals("size", "large")),
        *STEPS,
    )
    ladder = PeerLadder(steps=steps, minimum=3, owner="system", most_of_one_owner=0.3)
    assert str(ladder.peers_of("U07", TWELVE).receipt) == (
        "Peers of 'U07': 11 units by step 5 of 5, 'All'. Groups have at least 3 units, the unit itself left out; no "
        "'system' holds more than 30 %.\n"
        "1. 'Small': 9 units, 3 of them of 'a', 1 without an owner; not taken, as this unit does not belong to the "
        "group.\n"
        "2. 'Large': 2 units, 1 of them of 'c'; not taken, as they are fewer than 3.\n"
        "3. 'Same control and size': 2 units, 1 of them of 'c'; not taken, as they are fewer than 3.\n"
        "4. 'Same control': 5 units, 2 of them of 'c'; not taken, as one 'system' holds more than 30 % of them.\n"
        "5. 'All': 11 units, 3 of them of 'a', 1 without an owner; taken."
    )


def test_the_receipt_of_a_unit_of_which_little_is_known():
    """A step that asks for an unknown characteristic is not taken, and the receipt names the characteristic."""
    ladder = PeerLadder(steps=STEPS[:2], self_inclusion=SelfInclusion.INCLUDED)
    peers = ladder.peers_of("U11", TWELVE)
    assert [step.unknown for step in peers.receipt.steps] == [("control",), ("control",)]
    assert str(peers.receipt) == (
        "Peers of 'U11': none, as no step is enough. Groups have at least 10 units, the unit itself counted.\n"
        "1. 'Same control and size': 0 units; not taken, as 'control' of this unit is not known.\n"
        "2. 'Same control': 0 units; not taken, as 'control' of this unit is not known."
    )


@pytest.mark.parametrize(
    ("group", "outcome", "unknown"),
    [
        (PeerGroup("g", where=Equals("control", "public")), StepOutcome.CHARACTERISTIC_UNKNOWN, ("control",)),
        (
            PeerGroup("g", alike=["control"], where=Equals("control", "public")),
            StepOutcome.CHARACTERISTIC_UNKNOWN,
            ("control",),
        ),
        (PeerGroup("g", alike=["control"], where=Equals("size", "large")), StepOutcome.NOT_OF_THE_GROUP, ()),
        (PeerGroup("g", where=Equals("size", "large")), StepOutcome.NOT_OF_THE_GROUP, ()),
        (
            PeerGroup("g", alike=["control"], where=Equals("size", "small")),
            StepOutcome.CHARACTERISTIC_UNKNOWN,
            ("control",),
        ),
        (PeerGroup("g", where=Equals("size", "small")), StepOutcome.TAKEN, ()),
    ],
)
def test_unknown_and_not_of_the_group_are_told_apart(group, outcome, unknown):
    """What is not known of a unit is named only where it decides; what is certain is called so."""
    step = PeerLadder(steps=[group], minimum=2).peers_of("U11", TWELVE).receipt.steps[0]
    assert (step.outcome, step.unknown) == (outcome, unknown)


def test_one_unit_is_one():
    """The text has the singular."""
    receipt = PeerLadder(steps=[SAME_CONTROL]).peers_of("U00", schools(control=["public"] * 2)).receipt
    assert str(receipt).endswith("1. 'Same control': 1 unit; not taken, as they are fewer than 10.")


def test_with_scores_only_units_with_an_overall_score_count():
    """A unit without an overall score is nobody's peer, be it the unit itself, and still has peers."""
    answers = schools(share=[None, 10.0, 20.0, None, 40.0], control=["public"] * 5)
    scores = smmi.score(answers, ScoringScheme.equal_weights(answers.instrument))
    ladder = PeerLadder(steps=[SAME_CONTROL], minimum=3)
    peers = ladder.peers_of("U00", scores)
    assert peers.members == ("U01", "U02", "U04")
    assert ladder.peers_of("U00", answers).members == ("U01", "U02", "U03", "U04")
    included = PeerLadder(steps=[SAME_CONTROL], minimum=3, self_inclusion=SelfInclusion.INCLUDED)
    assert included.peers_of("U00", scores).members == ("U01", "U02", "U04")
    assert included.peers_of("U01", scores).members == ("U01", "U02", "U04")
    assert str(peers.receipt) == (
        "Peers of 'U00': 3 units by step 1 of 1, 'Same control'. Groups have at least 3 units with an overall score, "
        "the unit itself left out.\n"
        "1. 'Same control': 3 units; taken."
    )


def test_norms_of_a_ladder_s_peers_give_a_percentile_rank():
    """Ten peers by the default minimum are enough for norms to place the unit among them."""
    answers = schools(share=[5.0 * i for i in range(11)], control=["public"] * 11)
    scheme = ScoringScheme.equal_weights(answers.instrument)
    members = PeerLadder(steps=[SAME_CONTROL]).peers_of("U00", answers).members
    norms = Norms.fit(smmi.score(answers.take([answers.position(unit) for unit in members]), scheme))
    standing = norms.place(smmi.score(answers, scheme).of("U00")).standing("overall")
    assert (standing.n, standing.percentile, standing.reason) == (10, 0.0, None)
    assert standing.reason is not NoStanding.GROUP_TOO_SMALL


KINDS = st.tuples(
    st.sampled_from([None, "public", "private"]),
    st.sampled_from([None, "small", "medium", "large"]),
    st.sampled_from([None, "a", "b", "c"]),
)


def naive(kinds, i, minimum, share, counted):
    """The members by the definition of the ladder, one unit at a time, in exact fractions; None without a step."""
    for alike in ((0, 1), (0,), ()):
        own = [kinds[i][a] for a in alike]
        group = {j for j, kind in enumerate(kinds) if None not in own and [kind[a] for a in alike] == own}
        group -= set() if counted else {i}
        owners = [kinds[j][2] or j for j in group]
        if None in own or len(group) < minimum:
            continue
        if all(Fraction(n, len(group)) <= share for n in Counter(owners).values()):
            return group
    return None


@given(
    kinds=st.lists(KINDS, min_size=1, max_size=14),
    minimum=st.integers(2, 6),
    share=st.sampled_from([Fraction(1, 3), Fraction(1, 2), Fraction(3, 5), Fraction(1)]),
    own=st.sampled_from(SelfInclusion),
    data=st.data(),
)
def test_the_ladder_is_what_its_definition_says_in_any_order_of_units(kinds, minimum, share, own, data):
    """Members are those found one unit at a time with exact fractions; no group is below the minimum; the order of the
    units changes nothing.
    """
    i = data.draw(st.integers(0, len(kinds) - 1))
    ladder = PeerLadder(
        steps=STEPS, minimum=minimum, owner="system", most_of_one_owner=float(share), self_inclusion=own
    )
    control, size, system = map(list, zip(*kinds, strict=True))
    answers = schools(control=control, size=size, system=system)
    peers = ladder.peers_of(f"U{i:02}", answers)
    expected = naive(kinds, i, minimum, share, own is SelfInclusion.INCLUDED)
    assert peers.members == tuple(sorted(f"U{j:02}" for j in expected or ()))
    assert (peers.reason is None) == (expected is not None) == (len(peers) >= minimum)
    assert len(peers) == 0 or peers.receipt.taken.size == len(peers)
    shuffled = answers.take(data.draw(st.permutations(range(len(kinds)))))
    assert ladder.peers_of(f"U{i:02}", shuffled) == peers
    assert str(ladder.peers_of(f"U{i:02}", shuffled).receipt) == str(peers.receipt)


def test_ladders_and_peers_are_frozen_values():
    """They are equal if they say the same, hash, pickle, and have a fingerprint."""
    ladder = PeerLadder(steps=list(STEPS), owner="system")
    same = PeerLadder(steps=STEPS, owner="system")
    assert (ladder, hash(ladder), fingerprint(ladder)) == (same, hash(same), fingerprint(same))
    peers, again = ladder.peers_of("U00", TWELVE), same.peers_of("U00", TWELVE)
    assert (peers, hash(peers), fingerprint(peers)) == (again, hash(again), fingerprint(again))
    assert pickle.loads(pickle.dumps((ladder, peers))) == (ladder, peers)


def test_everything_wrong_with_a_ladder_is_said_at_once():
    """Steps, minimum, owner, share and convention are all checked, and every finding is in the one error."""
    with pytest.raises(DeclarationError) as error:
        PeerLadder(steps=(), minimum=1, owner=" ", most_of_one_owner=0, self_inclusion="left-out")
    assert every_message(error) == (
        "the declaration cannot be used: 5 findings\n"
        "  $.steps: 'steps': got none, expected at least one PeerGroup\n"
        "  $.minimum: 'minimum': got 1, expected an integer of at least 2\n"
        "  $.owner: 'owner': got ' ', expected None or the name of an attribute\n"
        "  $.most_of_one_owner: 'most_of_one_owner': got 0, expected a share above 0 and at most 1\n"
        "  $.self_inclusion: 'self_inclusion': got 'left-out', expected a SelfInclusion",
        [
            (Reason.EMPTY, "$.steps"),
            (Reason.BAD_VALUE, "$.minimum"),
            (Reason.BAD_VALUE, "$.owner"),
            (Reason.BAD_VALUE, "$.most_of_one_owner"),
            (Reason.BAD_VALUE, "$.self_inclusion"),
        ],
    )


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (
            [ALL, "All"],
            "$.steps: 'steps': got (PeerGroup(label='All', alike=(), where=None), 'All'), expected a sequence of "
            "PeerGroup",
        ),
        (ALL, "$.steps: 'steps': got an object of class 'PeerGroup', expected a sequence of PeerGroup"),
        (
            [ALL, SAME_BOTH, ALL],
            "$.steps[2].label: 'steps': the label 'All' stands twice; give each step its own",
        ),
    ],
    ids=["text", "no sequence", "twice"],
)
def test_steps_are_groups_of_different_labels(steps, message):
    """What is no sequence of groups is refused, and so are two steps that a receipt could not tell apart."""
    with pytest.raises(DeclarationError) as error:
        PeerLadder(steps=steps)
    expected = f"the declaration cannot be used: {message}"
    assert str(error.value) == expected


@pytest.mark.parametrize("minimum", [1, 0, -3, 10.0, True, None, "10"])
def test_a_minimum_is_an_integer_of_at_least_two(minimum):
    """A group of one would be a school's own answers; numbers of another class are refused."""
    with pytest.raises(DeclarationError) as error:
        PeerLadder(steps=STEPS, minimum=minimum)
    assert str(error.value) == (
        f"the declaration cannot be used: $.minimum: 'minimum': got {minimum!r}, expected an integer of at least 2"
    )
    assert PeerLadder(steps=STEPS, minimum=2).minimum == 2


@pytest.mark.parametrize("share", [0, -0.5, 1.0000001, float("nan"), float("inf"), True, "half", None])
def test_a_share_is_above_zero_and_at_most_one(share):
    """A share outside of the half-open interval is refused; the whole is allowed."""
    with pytest.raises(DeclarationError) as error:
        PeerLadder(steps=STEPS, most_of_one_owner=share)
    assert str(error.value) == (
        f"the declaration cannot be used: $.most_of_one_owner: 'most_of_one_owner': got {share!r}, expected a share "
        "above 0 and at most 1"
    )
    assert PeerLadder(steps=STEPS, most_of_one_owner=1).most_of_one_owner == 1


def test_everything_a_ladder_misses_in_the_units_is_said_at_once():
    """Each step's findings stand under its place, the owner's under its own."""
    ladder = PeerLadder(
        steps=[
            PeerGroup("Same discipline", alike=["discipline"]),
            ALL,
            PeerGroup("Of 50", where=Equals("share", 50)),
        ],
        owner="sistem",
    )
    with pytest.raises(DeclarationError) as error:
        ladder.peers_of("U00", TWELVE)
    assert every_message(error) == (
        "the declaration cannot be used: 3 findings\n"
        "  $.steps[0].alike: the units have no attribute 'discipline'; expected one of 'control', 'size', 'system'.\n"
        "  $.steps[2].where: 'share' is an indicator; expected a characteristic or another attribute of the units\n"
        "  $.owner: the units have no attribute 'sistem'; expected one of 'control', 'size', 'system'. Did you mean "
        "'system'?",
        [
            (Reason.UNKNOWN_CODE, "$.steps[0].alike"),
            (Reason.BAD_VALUE, "$.steps[2].where"),
            (Reason.UNKNOWN_CODE, "$.owner"),
        ],
    )


def test_an_unknown_unit_and_a_wrong_source_are_refused():
    """Both are typed errors that say what is known and what to do."""
    ladder = PeerLadder(steps=STEPS)
    with pytest.raises(UnknownCodeError) as unknown:
        ladder.peers_of("Harvard", TWELVE)
    assert str(unknown.value) == "no unit is called 'Harvard' (12 known)."
    with pytest.raises(ArgumentError) as swapped:
        ladder.peers_of(TWELVE, "U00")
    assert str(swapped.value) == (
        "'source': got 'U00', expected Answers or Scores. The arguments are swapped; the unit comes first"
    )


def test_a_unit_may_be_an_integer():
    """An identifier that is an integer is its decimal text, as in answers."""
    answers = schools(units=["1", "2", "3"], control=["public"] * 3)
    assert PeerLadder(steps=STEPS[1:], minimum=2).peers_of(1, answers).members == ("2", "3")


def test_a_step_knows_no_share_without_an_owner():
    """A receipt of a step without an owner has no share of it."""
    assert StepReceipt(label="x", outcome=StepOutcome.TAKEN, size=3).share_of_largest_owner is None


def check_the_real_frame(answers):
    """For each of the 207 institutions, the group found, its size and its receipt."""
    found = [REAL_LADDER.peers_of(unit, answers) for unit in answers.units.tolist()]
    assert len(found) == 207
    for peers in found:
        last = peers.receipt.steps[-1]
        assert all(
            step.outcome is StepOutcome.TOO_SMALL and step.size < 10 for step in peers.receipt.steps[:-1]
        )
        assert peers.unit not in peers.members
        if peers.reason is None:
            assert (len(peers), last.outcome) == (last.size, StepOutcome.TAKEN)
            assert len(peers) >= 10
            assert f"{len(peers)} units by step {peers.step} of 5" in str(peers.receipt)
        else:
            assert (len(peers), len(peers.receipt.steps)) == (0, 5)
            assert "none, as no step is enough" in str(peers.receipt)
    return found


def counted_by_hand(answers):
    """For each institution the first step with ten others of its kind, and how many, from counts of kinds alone."""
    kinds = [
        list(zip(*(answers.attribute(name) for name in step.alike), strict=True))
        for step in REAL_LADDER.steps
    ]
    others = [[Counter(step)[kind] - 1 for kind in step] for step in kinds]
    found = []
    for sizes in zip(*others, strict=True):
        enough = [(number, size) for number, size in enumerate(sizes, 1) if size >= 10]
        found.append(enough[0] if enough else (None, 0))
    return found


def test_the_ladder_on_the_real_frame():
    """Nobody of the 207 institutions gets a group below ten without being told: the two for-profit ones of another
    Carnegie class have four and five alike, and are told that no step is enough.
    """
    answers = real_schools()
    found = check_the_real_frame(answers)
    assert [(peers.step, len(peers)) for peers in found] == counted_by_hand(answers)
    assert Counter(peers.step for peers in found) == {1: 21, 2: 11, 3: 162, 4: 5, 5: 6, None: 2}
    alone = [peers for peers in found if peers.reason is NoPeers.NO_STEP_IS_ENOUGH]
    assert [[step.size for step in peers.receipt.steps] for peers in alone] == [[0, 0, 1, 4, 5]] * 2


@pytest.mark.shared
def test_the_ladder_on_the_frame_as_it_came():
    """The frame that came with the task is the one of the repository, and gives the same groups."""
    assert SHARED_FRAME.read_bytes() == FRAME.read_bytes()
    found = check_the_real_frame(real_schools(SHARED_FRAME))
    assert found == check_the_real_frame(real_schools())


def test_a_region_may_be_watched_as_an_owner_is():
    """On the real frame no region holds more than a quarter of a group whose ladder says so, or there is no group."""
    answers = real_schools()
    ladder = PeerLadder(steps=REAL_LADDER.steps, owner="region", most_of_one_owner=0.25)
    for unit in answers.units.tolist():
        peers = ladder.peers_of(unit, answers)
        regions = Counter(answers.attribute("region")[answers.position(member)] for member in peers.members)
        assert all(count / len(peers) <= 0.25 for count in regions.values())
        assert (len(peers) == 0) == (peers.reason is NoPeers.NO_STEP_IS_ENOUGH)


def test_the_example_says_what_it_found():
    """The example's summary over the bundled frame, whole."""
    assert list(peer_ladder.summary(peer_ladder.LADDER, peer_ladder.medical_schools())) == [
        "207 units, at least 10 peers each",
        "step 1, 'Same control, Carnegie class and region': 32 units, groups of 10 to 20",
        "step 2, 'Same control and Carnegie class': 167 units, groups of 22 to 65",
        "step 3, 'Same Carnegie class': 0 units",
        "step 4, 'Same control and region': 5 units, groups of 10 to 22",
        "step 5, 'Same control': 3 units, groups of 91 to 91",
        "no step is enough: 0 units",
    ]
