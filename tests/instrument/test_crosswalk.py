"""A crosswalk is complete, reads both ways, and composes; what keeps it from being one is said all at once."""

import pickle

import pytest
from hypothesis import given, strategies as st

from smmi.errors import ArgumentError, DeclarationError, Reason, UnknownCodeError
from smmi.fingerprint import fingerprint
from smmi.instrument import Nonresponse, Option, Ordinal
from smmi.instrument.comparability import Comparability
from smmi.instrument.crosswalk import Crosswalk
from smmi.instrument.crosswalk_entries import (
    LinearMap,
    MergedEntry,
    NewEntry,
    OptionMap,
    RescaledEntry,
    RetiredEntry,
    ReworkedEntry,
    SameEntry,
    SplitEntry,
)
from smmi.testing.strategies import instruments
from tests.instrument.crosswalks import chains, said
from tests.instrument.editions import THREE, YES_NO, edition, question

OLD = edition("1", {"first": [question("a"), question("b")], "second": [question("c", THREE)]})
NEW = edition(
    "2", {"first": [question("a"), question("b", prompt="b, now?")], "second": [question("c"), question("d")]}
)
TO_YES = OptionMap({"none": "no", "some": "yes", "all": "yes"})
GOOD = (
    SameEntry("b", why="other words"),
    RescaledEntry("c", forward=TO_YES, why="coarser"),
    NewEntry("d", "was missing"),
)


def refused(old, new, *entries):
    """The findings of a crosswalk that cannot be."""
    with pytest.raises(DeclarationError) as caught:
        Crosswalk(old, new, entries)
    return caught.value.findings


@given(chains(3))
def test_composition_is_associative(chain):
    """Three crosswalks in a row say the same whichever two are joined first."""
    first, second, third = chain
    assert said(first.then(second).then(third)) == said(first.then(second.then(third)))


@given(chains(1))
def test_the_identity_changes_nothing(chain):
    """A crosswalk from an edition to itself, before or after another, leaves that as it is, reasons included."""
    (crosswalk,) = chain
    before, after = Crosswalk(crosswalk.old, crosswalk.old), Crosswalk(crosswalk.new, crosswalk.new)
    assert before.then(crosswalk) == crosswalk == crosswalk.then(after)


@given(chains(2))
def test_the_inverse_of_two_in_a_row(chain):
    """Read backwards twice a crosswalk is itself, and two in a row are read backwards one after the other."""
    first, second = chain
    assert first.inverse().inverse() == first
    assert said(first.then(second).inverse()) == said(second.inverse().then(first.inverse()))


@given(chains(2))
def test_composition_is_complete(chain):
    """Every node of the first and of the last edition is spoken of exactly once by the two in a row."""
    whole = chain[0].then(chain[1])
    assert sorted(code for entry in whole.entries for code in entry.olds) == sorted(whole.old.nodes)
    assert sorted(code for entry in whole.entries for code in entry.news) == sorted(whole.new.nodes)


@given(instruments())
def test_an_edition_goes_without_saying(instrument):
    """From any instrument to itself nothing has to be said, and everything is the same."""
    crosswalk = Crosswalk(instrument, instrument)
    assert crosswalk.entries == tuple(SameEntry(code, why="unchanged") for code in instrument.nodes)


@given(instruments(), instruments())
def test_a_first_draft_is_complete(old, new):
    """What codes alone suggest is a crosswalk between any two instruments."""
    crosswalk = Crosswalk.inferred(old, new)
    assert {code for entry in crosswalk.entries for code in entry.olds} == set(old.nodes)
    assert {code for entry in crosswalk.entries for code in entry.news} == set(new.nodes)


def test_a_crosswalk_is_a_value():
    """Crosswalks are equal if they say the same in any order; they hash, pickle and have a fingerprint."""
    crosswalk, other = Crosswalk(OLD, NEW, GOOD), Crosswalk(OLD, NEW, GOOD[::-1])
    assert crosswalk == other
    assert hash(crosswalk) == hash(other)
    assert fingerprint(crosswalk) == fingerprint(other)
    assert pickle.loads(pickle.dumps(crosswalk)) == crosswalk
    assert Crosswalk(OLD, NEW, crosswalk.entries) == crosswalk
    assert repr(crosswalk) == "<Crosswalk from 'tiny' edition '1' to 'tiny' edition '2': 7 entries>"


def test_entries_stand_in_the_order_of_the_editions():
    """Entries are in the order of the older edition, then of what is new; and so are the codes in each."""
    old = edition("1", {"one": [question("a"), question("b")], "two": [question("c"), question("d")]})
    new = edition("2", {"one": [question("x"), question("y"), question("z")], "two": [question("w")]})
    crosswalk = Crosswalk(
        old,
        new,
        [
            NewEntry("w", "new"),
            MergedEntry(("d", "b"), "z", why="joined"),
            SplitEntry("a", ("y", "x"), why="apart"),
            RetiredEntry("c", "gone"),
        ],
    )
    assert crosswalk.entries[2:] == (
        SplitEntry("a", ("x", "y"), why="apart"),
        MergedEntry(("b", "d"), "z", why="joined"),
        SameEntry("two", why="unchanged"),
        RetiredEntry("c", "gone"),
        NewEntry("w", "new"),
    )


def test_entries_are_found_by_code():
    """`of_old` and `of_new` return the entry that speaks of a node, and suggest a code that exists."""
    crosswalk = Crosswalk(OLD, NEW, GOOD)
    assert crosswalk.of_old("c") is crosswalk.of_new("c") is GOOD[1]
    assert crosswalk.of_new("d") == NewEntry("d", "was missing")
    with pytest.raises(UnknownCodeError) as caught:
        crosswalk.of_old("secnd")
    assert str(caught.value) == (
        "no domain, area or indicator has the code 'secnd' (6 known). Did you mean 'second'?"
    )


def test_everything_that_is_wrong_is_said_at_once():
    """Unknown codes, codes said twice, and nodes of which nothing is said are one error with every finding."""
    findings = refused(
        OLD, NEW, SameEntry("a"), SameEntry("a"), RetiredEntry("secon", "gone"), NewEntry("b", "new")
    )
    assert [(f.reason, f.path, f.code) for f in findings] == [
        (Reason.REPEATED_CODE, "$.entries[1]", "a"),
        (Reason.REPEATED_CODE, "$.entries[1]", "a"),
        (Reason.UNKNOWN_CODE, "$.entries[2]", "secon"),
        (Reason.NOT_SPOKEN_OF, "$.entries", "b"),
        (Reason.NOT_SPOKEN_OF, "$.entries", "c"),
        (Reason.NOT_SPOKEN_OF, "$.entries", "c"),
        (Reason.NOT_SPOKEN_OF, "$.entries", "d"),
    ]
    assert [f.message for f in findings] == [
        "'a' of edition '1' is spoken of by entry 0 already; say it once",
        "'a' of edition '2' is spoken of by entry 0 already; say it once",
        "'secon' is no domain, area or indicator of edition '1'. Did you mean 'second'?",
        "no entry speaks of the indicator 'b' of edition '1'; its code is in both, and prompt changed: "
        "say SameEntry, RescaledEntry or ReworkedEntry",
        "no entry speaks of the indicator 'c' of edition '1'; its code is in both, and scale.code, scale, "
        "scale.answers changed: say SameEntry, RescaledEntry or ReworkedEntry".replace("scale.code, ", ""),
        "no entry speaks of the indicator 'c' of edition '2'; its code is in both, and scale, scale.answers changed: "
        "say SameEntry, RescaledEntry or ReworkedEntry",
        "no entry speaks of the indicator 'd' of edition '2'; say NewEntry, or what it was made of",
    ]


def test_a_code_whose_other_half_is_taken_has_to_be_said():
    """A code in both editions does not go without saying if its newer node is another's successor."""
    old, new = edition("1", {"one": [question("a"), question("b")]}), edition("2", {"one": [question("a")]})
    findings = refused(old, new, SameEntry("b", "a"))
    assert [f.message for f in findings] == [
        "no entry speaks of the indicator 'a' of edition '1'; its code is in both, but stands in an entry with "
        "others: say what became of it"
    ]
    retired = refused(old, new)
    assert [f.message for f in retired] == [
        "no entry speaks of the indicator 'b' of edition '1'; say RetiredEntry, or what became of it"
    ]


REST = (SameEntry("b", why="other words"), NewEntry("d", "was missing"))


@pytest.mark.parametrize(
    ("entry", "reason", "path", "message"),
    [
        (
            SameEntry("c"),
            Reason.NOT_THE_SAME,
            "$.entries[2]",
            "SameEntry('c'): the scales differ (scale was 'Ordinal', is 'Binary'; scale.answers was 'none, some, all', "
            "is 'no, yes'); say RescaledEntry with a map, or ReworkedEntry",
        ),
        (
            RescaledEntry("c", forward={"none": "no", "all": "yes"}),
            Reason.BAD_MAP,
            "$.entries[2].forward",
            "'forward' of RescaledEntry('c'): no option is given for 'some'",
        ),
        (
            RescaledEntry("c", backward=LinearMap(2)),
            Reason.BAD_MAP,
            "$.entries[2].backward",
            "'backward' of RescaledEntry('c'): LinearMap does not read options",
        ),
    ],
)
def test_an_entry_has_to_fit_the_scales(entry, reason, path, message):
    """The same is asked on scales with the same answers only, and maps have to fit."""
    (finding,) = refused(OLD, NEW, *REST, entry)
    assert (finding.reason, finding.path, finding.message) == (reason, path, message)


def test_an_entry_binds_nodes_of_one_kind():
    """An area does not become an indicator, and has no scale to be read on another."""
    old, new = edition("1", {"one": [question("a")]}), edition("2", {"a": [question("one")]})
    messages = [f.message for f in refused(old, new, SameEntry("one"), SameEntry("a"))]
    assert messages == [
        "SameEntry('one') binds area and indicator; expected nodes of one kind",
        "SameEntry('a') binds area and indicator; expected nodes of one kind",
    ]
    (finding,) = refused(OLD, OLD, RescaledEntry("first", forward={"a": "b"}))
    assert (
        finding.message
        == "RescaledEntry('first'): an area has no response scale; say SameEntry or ReworkedEntry"
    )


@pytest.mark.parametrize(
    ("make", "messages"),
    [
        (
            lambda: RescaledEntry("c"),
            [
                "RescaledEntry('c'): got no map, expected one or more in 'forward', in 'backward', "
                "or in both; say SameEntry if the scales agree, ReworkedEntry if neither can be read on the other"
            ],
        ),
        (
            lambda: SplitEntry("a", "b", why="apart"),
            ["'into' of SplitEntry: got 1 codes, expected at least 2"],
        ),
        (
            lambda: MergedEntry(("a", "a"), "b", why="joined"),
            ["'olds' of MergedEntry: 'a' stands twice"],
        ),
        (
            lambda: ReworkedEntry((), "b", why="anew"),
            ["'olds' of ReworkedEntry: got 0 codes, expected at least 1"],
        ),
        (
            lambda: ReworkedEntry("ab", "xy", why="anew", ties=[("ab", "xy"), ("a", "xy")]),
            ["'ties' of ReworkedEntry: got 'a' to 'xy', expected pairs of its own codes"],
        ),
        (
            lambda: ReworkedEntry(("a", "b"), ("x", "y"), why="anew", ties=[("a", "x"), ("b", "y")]),
            ["'ties' of ReworkedEntry: not all of its codes hang together; say it in several entries"],
        ),
        (
            lambda: ReworkedEntry(("a", "b"), ("x", "y"), why="anew", ties=["ax"]),
            [
                "'ties' of ReworkedEntry: got (('ax',),), expected a sequence of pairs of codes; entry 0 is ('ax',)"
            ],
        ),
        (
            lambda: RetiredEntry("A", ""),
            [
                "'old' of RetiredEntry: got 'A', expected a code ([a-z][a-z0-9_]*, at most 64 characters)",
                "'why' of RetiredEntry: got '', expected text that is not blank (at most 20000 characters)",
            ],
        ),
        (
            lambda: RescaledEntry("c", forward=3),
            [
                "'forward' of RescaledEntry: got 3, expected None or a sequence of OptionMap, LinearMap or BandMap",
            ],
        ),
        (
            lambda: Crosswalk(OLD, NEW, ["a"]),
            [
                "'entries' of Crosswalk: got ('a',), expected a sequence of "
                "SameEntry, RescaledEntry, ReworkedEntry, SplitEntry, MergedEntry, "
                "RetiredEntry or NewEntry; entry 0 is 'a'"
            ],
        ),
        (
            lambda: Crosswalk(OLD, None),
            ["'new' of Crosswalk: got None, expected a value of Instrument"],
        ),
    ],
)
def test_an_entry_that_cannot_be(make, messages):
    """An entry says what it has to say, with as many codes as its kind needs."""
    with pytest.raises(DeclarationError) as caught:
        make()
    assert [finding.message for finding in caught.value.findings] == messages


def test_a_nonresponse_option_that_comes_has_to_be_said_and_may_be_the_same():
    """A new "don't know" does not go without saying; the answers are still the same."""
    with_dk = Ordinal(
        code="three", options=(*THREE.options, Option("dk", "Don't know", nonresponse=Nonresponse.NO_ANSWER))
    )
    old, new = edition("1", {"one": [question("a", THREE)]}), edition("2", {"one": [question("a", with_dk)]})
    (older, newer) = refused(old, new)
    assert older.message == (
        "no entry speaks of the indicator 'a' of edition '1'; its code is in both, and scale.nonresponses changed: "
        "say SameEntry, RescaledEntry or ReworkedEntry"
    )
    assert newer.reason is Reason.NOT_SPOKEN_OF
    assert Crosswalk(old, new, [SameEntry("a", why="the same answers")])


def test_a_code_of_another_kind_has_to_be_said():
    """A code that was an area's and is an indicator's is no node that goes on."""
    old, new = edition("1", {"one": [question("a")]}), edition("2", {"b": [question("one")]})
    assert [(f.code, f.message.partition("; ")[2]) for f in refused(old, new)] == [
        ("one", "say RetiredEntry, or what became of it"),
        ("a", "say RetiredEntry, or what became of it"),
        ("b", "say NewEntry, or what it was made of"),
        ("one", "say NewEntry, or what it was made of"),
    ]


def test_ties_between_several_and_several():
    """Ties that bind all to all go without saying; others are kept in the order of the editions."""
    old, new = (edition(n, {"one": [question(c) for c in cs]}) for n, cs in (("1", "ab"), ("2", "xy")))
    some = [("b", "y"), ("a", "y"), ("a", "x")]
    crosswalk = Crosswalk(old, new, [ReworkedEntry(("b", "a"), ("y", "x"), ties=some, why="anew")])
    assert crosswalk.of_old("a") == ReworkedEntry(("a", "b"), ("x", "y"), ties=some[::-1], why="anew")
    every = [*some, ("b", "x")]
    assert (
        Crosswalk(old, new, [ReworkedEntry(("a", "b"), ("x", "y"), ties=every, why="anew")]).of_old("a").ties
        == ()
    )


def test_crosswalks_that_do_not_meet():
    """A crosswalk is followed by one that begins where it ends."""
    crosswalk = Crosswalk(OLD, NEW, GOOD)
    with pytest.raises(ArgumentError) as caught:
        crosswalk.then(crosswalk)
    assert str(caught.value) == (
        "'later': got a crosswalk from <Instrument 'tiny' edition '1': 1 domains, 2 areas, 3 indicators>, expected "
        "one from <Instrument 'tiny' edition '2': 1 domains, 2 areas, 4 indicators>"
    )


def test_maps_of_two_legs_are_strung_together():
    """A scale read on a second, and that on a third, is read on the third in two steps."""
    old, between, new = (
        edition(name, {"one": [question("a", scale)]})
        for name, scale in (
            ("1", THREE),
            ("2", YES_NO),
            ("3", Ordinal(code="lot", options=(Option("little", "Little"), Option("much", "Much")))),
        )
    )
    first = Crosswalk(old, between, [RescaledEntry("a", forward=TO_YES, why="coarser")])
    second = Crosswalk(
        between, new, [RescaledEntry("a", forward={"no": "little", "yes": "much"}, why="renamed")]
    )
    assert first.then(second).of_old("a") == RescaledEntry(
        "a", forward=(TO_YES, OptionMap({"no": "little", "yes": "much"})), why="coarser; renamed"
    )
    # Both can be read on the scale in between, which is neither's.
    third = Crosswalk(between, old, [RescaledEntry("a", backward=TO_YES, why="finer")])
    assert first.then(third).of_old("a") == ReworkedEntry("a", "a", why="coarser; finer")


def test_what_is_split_and_partly_retired_is_reworked():
    """Ties of more than one to one do not become the same again when a part of them ends."""
    one, two = edition("1", {"one": [question("a")]}), edition("2", {"one": [question("b"), question("c")]})
    three = edition("3", {"one": [question("b")]})
    whole = Crosswalk(one, two, [SplitEntry("a", ("b", "c"), why="apart")]).then(
        Crosswalk(two, three, [RetiredEntry("c", "gone")])
    )
    assert whole.of_old("a") == ReworkedEntry("a", "b", why="apart; gone")


@given(st.data())
def test_scores_are_carried_where_they_compare(data):
    """Scores are carried under the newer code if they compare as they are, and each other one is found."""
    crosswalk = Crosswalk(OLD, NEW, GOOD)
    codes = data.draw(st.lists(st.sampled_from(["overall", *OLD.nodes]), unique=True))
    carried = crosswalk.carry_scores(dict.fromkeys(codes, 50.0))
    assert set(carried.scores) == set(codes) & {"first", "a", "b"}
    assert [finding.code for finding in carried.findings] == [c for c in codes if c not in carried.scores]


def test_a_score_that_is_not_carried_is_told_why():
    """The finding says how the score compares and on what grounds."""
    crosswalk = Crosswalk(OLD, NEW, GOOD)
    carried = crosswalk.carry_scores({"second": 10, "c": 20})
    assert [(f.reason, f.message) for f in carried.findings] == [
        (
            Reason.NOT_CARRIED,
            "the score of 'second' is not carried, because it is not comparable: indicators that came, went, moved, or "
            "were split or merged: d; indicators that compare after rescaling only: c",
        ),
        (
            Reason.NOT_CARRIED,
            "the score of 'c' is not carried, because it is comparable after rescaling: answers can be read on the "
            "newer edition's scale",
        ),
    ]
    with pytest.raises(UnknownCodeError) as caught:
        crosswalk.carry_scores({"secnd": 10})
    assert str(caught.value) == "no score has the code 'secnd' (7 known). Did you mean 'second'?"


def test_areas_that_compare():
    """Areas are listed by how well they compare: as they are, or after rescaling too."""
    new = edition("2", {"first": [question("a"), question("b")], "second": [question("c")]})
    crosswalk = Crosswalk(OLD, new, [RescaledEntry("c", forward=TO_YES)])
    assert crosswalk.comparable_areas() == {"first": "first"}
    assert crosswalk.comparable_areas(at_least=Comparability.COMPARABLE_AFTER_RESCALING) == {
        "first": "first",
        "second": "second",
    }
