"""The diff has a verdict for every node, says whether scores compare and why, and what that means for the version."""

import attrs
import pytest
from hypothesis import given, strategies as st

from smmi.errors import ArgumentError, UnknownCodeError
from smmi.instrument import (
    AllConditions,
    Answered,
    AnyCondition,
    AtLeast,
    Characteristic,
    Composition,
    Count,
    Equals,
    Includes,
    MultipleChoice,
    Nonresponse,
    NotCondition,
    OneOf,
    Option,
    Ordinal,
    Origin,
    Percentage,
    Provenance,
    Term,
    diff,
)
from smmi.instrument.comparability import ChangeKind, Comparability, GroundKind, NodeLevel, VersionStep
from smmi.instrument.crosswalk import Crosswalk
from smmi.instrument.crosswalk_entries import (
    BandAbove,
    BandMap,
    MergedEntry,
    NewEntry,
    RescaledEntry,
    RetiredEntry,
    ReworkedEntry,
    SameEntry,
    SplitEntry,
)
from smmi.instrument.routing._conditions_in_words import in_words
from smmi.testing import strategies
from tests.instrument.crosswalks import chains
from tests.instrument.editions import THREE, YES_NO, edition, question

COMPARABLE, RESCALED, NOT = Comparability
KIND = Characteristic("kind", "Kind", (Option("big", "Big"), Option("small", "Small")))


def one(scale=YES_NO, **rest):
    """An edition of one question, called by its wording so that nothing else differs."""
    return edition("1", {"one": [question("a", scale, **rest)]})


def by_code(found):
    """Verdict and comparability of each entry."""
    return {node.codes: (node.verdict, node.comparability) for node in found.nodes}


def grounds(node):
    """Why, machine-readable."""
    return [ground.grounds for ground in node.grounds]


@given(strategies.instruments())
def test_an_edition_does_not_differ_from_itself(instrument):
    """Every node of any instrument is identical to itself and comparable, and the step is none."""
    found = diff(instrument, instrument)
    assert {node.verdict for node in (found.overall, *found.nodes)} == {ChangeKind.IDENTICAL}
    assert {node.comparability for node in (found.overall, *found.nodes)} == {COMPARABLE}
    assert found.step is VersionStep.NONE
    assert found.overall.common == tuple((i.code, i.code) for i in instrument.indicators)


@given(st.data())
def test_every_node_has_a_verdict(data):
    """Between any two instruments every node of both is found by its code, with at least one ground."""
    old, new = data.draw(strategies.instruments()), data.draw(strategies.instruments())
    found = diff(old, new)
    assert set(found.old) == set(old.nodes)
    assert set(found.new) == set(new.nodes)
    assert all(node.grounds and str(node) for node in (found.overall, *found.nodes))


@given(chains(1))
def test_comparability_does_not_depend_on_the_direction(chain):
    """Read backwards, a crosswalk of ungated questions has the same verdicts on whether scores compare."""
    (crosswalk,) = chain
    there = diff(crosswalk.old, crosswalk.new, crosswalk=crosswalk)
    back = diff(crosswalk.new, crosswalk.old, crosswalk=crosswalk.inverse())
    assert there.overall.comparability is back.overall.comparability
    assert {(node.olds, node.news): node.comparability for node in there.nodes} == {
        (node.news, node.olds): node.comparability for node in back.nodes
    }


@given(strategies.instruments(), st.data())
def test_words_alone_never_make_a_major_step(instrument, data):
    """Other wording anywhere leaves every score comparable: a minor step, and a patch once a crosswalk judges it."""
    domains = tuple(
        attrs.evolve(
            domain,
            areas=tuple(
                attrs.evolve(
                    area,
                    help=data.draw(st.sampled_from(["", " "]) | strategies.texts()),
                    indicators=tuple(
                        attrs.evolve(indicator, prompt=data.draw(strategies.texts()), label="")
                        for indicator in area.indicators
                    ),
                )
                for area in domain.areas
            ),
        )
        for domain in instrument.domains
    )
    new = attrs.evolve(instrument, domains=domains, title=data.draw(strategies.texts()))
    found = diff(instrument, new)
    assert found.step <= VersionStep.MINOR
    assert diff(instrument, new, crosswalk=Crosswalk.inferred(instrument, new)).step <= VersionStep.PATCH
    assert all(node.comparability is COMPARABLE for node in (found.overall, *found.nodes))


@pytest.mark.parametrize(
    ("old", "new", "verdict", "step"),
    [
        (one(label="A"), one(label="B"), ChangeKind.RELABELLED, VersionStep.PATCH),
        (one(tags=["x"]), one(tags=["y"]), ChangeKind.RELABELLED, VersionStep.PATCH),
        (one(), one(provenance=Provenance(Origin.OURS, "us")), ChangeKind.RELABELLED, VersionStep.PATCH),
        (one(prompt="A?"), one(prompt="B?"), ChangeKind.REWORDED, VersionStep.MINOR),
        (one(help="a"), one(help="b"), ChangeKind.REWORDED, VersionStep.MINOR),
        (one(terms=[Term("a", "b")]), one(terms=[Term("a", "c")]), ChangeKind.REWORDED, VersionStep.MINOR),
        (
            one(Count(code="n", unit="people")),
            one(Count(code="n", unit="persons")),
            ChangeKind.REWORDED,
            VersionStep.MINOR,
        ),
        (
            one(Composition(code="p", parts=(Option("x", "X"), Option("y", "Y")))),
            one(Composition(code="p", parts=(Option("y", "Y"), Option("x", "X")), tolerance=1)),
            ChangeKind.REORDERED,
            VersionStep.MINOR,
        ),
        (
            one(Ordinal(code="three", options=(*THREE.options[:2], Option("all", "Every one")))),
            one(THREE),
            ChangeKind.REWORDED,
            VersionStep.MINOR,
        ),
    ],
)
def test_changes_that_leave_scores_comparable(old, new, verdict, step):
    """Names in tables are a patch, other words a minor step until somebody judges them, and scores compare."""
    found = diff(old, new)
    assert (found["a"].verdict, found["a"].comparability, found.step) == (verdict, COMPARABLE, step)
    assert found["one"].verdict is verdict
    assert found["overall"].comparability is COMPARABLE


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (YES_NO, THREE, "scale"),
        (Ordinal(code="three", options=THREE.options[::-1]), THREE, "scale.answers"),
        (Count(code="n", maximum=5), Count(code="n", maximum=6), "scale.maximum"),
        (Percentage(code="n", decimals=1), Percentage(code="n"), "scale.decimals"),
        (
            MultipleChoice(code="m", options=THREE.options),
            MultipleChoice(code="m", options=THREE.options, minimum=1),
            "scale.minimum",
        ),
        (
            MultipleChoice(code="m", options=THREE.options),
            MultipleChoice(
                code="m", options=(*THREE.options[:2], Option("all", "AllConditions", exclusive=True))
            ),
            "scale.answers",
        ),
    ],
)
def test_another_scale_without_a_map(old, new, field):
    """Without a crosswalk, another response scale is another question: a major step."""
    found = diff(one(old), one(new))
    assert found["a"].comparability is NOT
    assert found["a"].kinds >= {ChangeKind.RESCALED, ChangeKind.REWORKED}
    assert field in {change.field for change in found["a"].changes}
    assert found.step is VersionStep.MAJOR


def test_nonresponse_options_leave_answers_comparable():
    """A new "don't know" is a change of the scale, but answers score as before."""
    with_dk = Ordinal(
        code="three", options=(*THREE.options, Option("dk", "?", nonresponse=Nonresponse.NO_ANSWER))
    )
    found = diff(one(THREE), one(with_dk))
    assert (found["a"].verdict, found["a"].comparability) == (ChangeKind.RESCALED, COMPARABLE)
    assert grounds(found["a"]) == [GroundKind.NONRESPONSE_OPTIONS]
    assert found.step is VersionStep.MINOR
    assert [str(change) for change in found["a"].changes] == [
        "rescaled: scale.nonresponses was '', is 'dk (no answer)'"
    ]


def test_an_area_compares_as_its_indicators_do():
    """An area compares if it holds the same indicators and each compares, and after rescaling if some do only then."""
    old = edition("1", {"kept": [question("a")], "scaled": [question("b", THREE)], "other": [question("c")]})
    new = edition(
        "2", {"kept": [question("a")], "scaled": [question("b")], "other": [question("c", prompt="C?")]}
    )
    maps = {"none": "no", "some": "yes", "all": "yes"}
    crosswalk = Crosswalk(
        old,
        new,
        [RescaledEntry("b", forward=maps), ReworkedEntry("c", "c", why="other words, other meaning")],
    )
    found = diff(old, new, crosswalk=crosswalk)
    assert {area.codes: (area.comparability, grounds(area)) for area in found.at(NodeLevel.AREA)} == {
        "'kept'": (COMPARABLE, [GroundKind.NOTHING_CHANGED]),
        "'scaled'": (RESCALED, [GroundKind.PART_RESCALED]),
        "'other'": (NOT, [GroundKind.PART_NOT_COMPARABLE]),
    }
    assert found["whole"].comparability is NOT
    assert found["overall"].common == (("a", "a"), ("b", "b"))
    assert found.comparable(NodeLevel.AREA) == {"kept": "kept"}
    assert found.comparable(NodeLevel.INDICATOR, at_least=RESCALED) == {"a": "a", "b": "b"}
    assert found.comparable(NodeLevel.INDICATOR, at_least=NOT) == {"a": "a", "b": "b", "c": "c"}


@pytest.mark.parametrize(
    ("inside", "entry"),
    [
        ([question("a")], RetiredEntry("b", "gone")),
        ([question("a"), question("b"), question("c")], NewEntry("c", "new")),
        ([question("c")], MergedEntry(("a", "b"), "c", why="one")),
        ([question("a"), question("c"), question("d")], SplitEntry("b", ("c", "d"), why="two")),
    ],
)
def test_an_area_whose_content_changed_does_not_compare(inside, entry):
    """An indicator that comes, goes, is split or merged changes what the area measures; what is common is named."""
    old, new = edition("1", {"one": [question("a"), question("b")]}), edition("2", {"one": inside})
    found = diff(old, new, crosswalk=Crosswalk(old, new, [entry]))
    area = found["one"]
    assert (area.verdict, area.comparability, grounds(area)) == (
        ChangeKind.RECOMPOSED,
        NOT,
        [GroundKind.CONTENT_DIFFERS],
    )
    assert area.grounds[0].codes == tuple(dict.fromkeys([*entry.olds, *entry.news]))
    assert {code for code, _ in area.common} == {"a", "b"} - set(entry.olds)
    assert found.step is VersionStep.MAJOR


def test_a_moved_indicator_keeps_its_score_and_changes_two_areas():
    """A moved indicator compares, the area that it left and the one that it joined do not; nor does the whole."""
    old = edition("1", {"one": [question("a"), question("b")], "two": [question("c")]})
    new = edition("2", {"one": [question("a")], "two": [question("c"), question("b")]})
    found = diff(old, new)
    assert by_code(found) == {
        "'whole'": (ChangeKind.RECOMPOSED, NOT),
        "'one'": (ChangeKind.RECOMPOSED, NOT),
        "'a'": (ChangeKind.IDENTICAL, COMPARABLE),
        "'b'": (ChangeKind.MOVED, COMPARABLE),
        "'two'": (ChangeKind.RECOMPOSED, NOT),
        "'c'": (ChangeKind.IDENTICAL, COMPARABLE),
    }
    assert str(found["b"].changes[0]) == "moved: parent was 'one', is 'two'"
    assert str(found["two"]) == (
        "area 'two': recomposed; not comparable: indicators that came, went, moved, or were split or merged: b"
    )


def test_a_new_order_is_a_minor_step():
    """Indicators in another order leave every score comparable."""
    old = edition("1", {"one": [question("a"), question("b")]})
    new = edition("2", {"one": [question("b"), question("a")]})
    found = diff(old, new)
    assert (found["one"].verdict, found["one"].comparability) == (ChangeKind.REORDERED, COMPARABLE)
    assert found.step is VersionStep.MINOR


def test_a_new_code_is_no_other_question():
    """An indicator and an area with new codes go on: recoded, comparable; what gates on them reads across."""
    old = edition("1", {"one": [question("a"), question("b", gate=Equals("a", "yes"))]})
    new = edition("2", {"first": [question("x", prompt="a?"), question("b", gate=Equals("x", "yes"))]})
    crosswalk = Crosswalk(
        old, new, [SameEntry("one", "first"), SameEntry("a", "x"), SameEntry("b", why="same gate")]
    )
    found = diff(old, new, crosswalk=crosswalk)
    assert by_code(found) == {
        "'whole'": (ChangeKind.REWORDED, COMPARABLE),
        "'one' → 'first'": (ChangeKind.REWORDED, COMPARABLE),
        "'a' → 'x'": (ChangeKind.RECODED, COMPARABLE),
        "'b'": (ChangeKind.IDENTICAL, COMPARABLE),
    }
    assert found.step is VersionStep.MINOR
    assert found["one"] is found["first"] is found.old["one"] is found.new["first"]


GATES = [
    Equals("a", "some"),
    OneOf("a", ("some", "all")),
    AtLeast("a", "some"),
    Answered("a"),
    NotCondition(Equals("a", "none")),
    AllConditions((Equals("a", "some"), AnyCondition((Answered("a"), Includes("m", "none"))))),
]


def across(gate, options):
    """An edition whose third question has this gate, and whose first has these options."""
    scale = Ordinal(code=f"by_{options[0]}", options=tuple(Option(code, code) for code in options))
    return edition(
        options[0],
        {
            "one": [
                question("a", scale),
                question("m", MultipleChoice(code="many", options=THREE.options)),
                question("b", gate=gate),
            ]
        },
    )


@pytest.mark.parametrize("gate", GATES, ids=str)
def test_a_gate_is_read_across_options_with_new_codes(gate):
    """A gate that speaks of an indicator whose options got new codes, one for one, is the same gate in these codes."""
    now = {"none": "zero", "some": "one", "all": "two"}

    def renamed(condition):
        match condition:
            case Equals(code, value):
                return Equals(code, now[value])
            case AtLeast(code, value):
                return AtLeast(code, now[value])
            case OneOf(code, values):
                return OneOf(code, tuple(now[value] for value in values))
            case NotCondition(inner):
                return NotCondition(renamed(inner))
            case AllConditions(several) | AnyCondition(several):
                return type(condition)(tuple(map(renamed, several)))
            case _:
                return condition

    old, new = across(gate, ("none", "some", "all")), across(renamed(gate), ("zero", "one", "two"))
    crosswalk = Crosswalk(old, new, [RescaledEntry("a", forward=now), SameEntry("b", why="the same gate")])
    found = diff(old, new, crosswalk=crosswalk)
    assert ChangeKind.REROUTED not in found["b"].kinds
    assert found["b"].comparability is COMPARABLE


def test_a_gate_on_what_does_not_compare_is_another_gate():
    """A gate with the same words that speaks of a reworked indicator, or of a rerouted one, asks other units."""
    old = edition(
        "1",
        {
            "one": [
                question("a"),
                question("b", gate=Equals("a", "yes")),
                question("c", gate=Answered("b")),
                question("d"),
            ]
        },
    )
    new = attrs.evolve(old, edition="2")
    crosswalk = Crosswalk(old, new, [ReworkedEntry("a", "a", why="the law that it speaks of changed")])
    found = diff(old, new, crosswalk=crosswalk)
    assert {code: found[code].verdict for code in "abcd"} == {
        "a": ChangeKind.REWORKED,
        "b": ChangeKind.REROUTED,
        "c": ChangeKind.REROUTED,
        "d": ChangeKind.IDENTICAL,
    }
    assert grounds(found["c"]) == [GroundKind.ASKED_OF_OTHERS]
    assert found["c"].comparability is RESCALED


def test_applicability_routes_too():
    """An indicator that applies to other units compares only for those to which both editions apply it."""
    old = edition("1", {"one": [question("a")]}, characteristics=(KIND,))
    new = edition("2", {"one": [question("a", applies=Equals("kind", "big"))]}, characteristics=(KIND,))
    found = diff(old, new)
    assert (found["a"].verdict, found["a"].comparability) == (ChangeKind.REROUTED, RESCALED)
    assert str(found["a"].changes[0]) == "rerouted: applies was 'always', is \"'kind' is 'big'\""


def test_scales_that_can_be_read_one_way():
    """The ground says on which edition's scale answers can be read."""
    old, new = one(THREE), attrs.evolve(one(Percentage(code="share")), edition="2")
    bands = BandMap("none", (BandAbove(0, "some"), BandAbove(90, "all")))
    found = diff(old, new, crosswalk=Crosswalk(old, new, [RescaledEntry("a", backward=bands)]))
    assert str(found["a"]) == (
        "indicator 'a': relabelled, rescaled; comparable after rescaling: "
        "answers can be read on the older edition's scale"
    )


def test_a_scale_that_is_mapped_is_another_one():
    """Where a crosswalk maps the options of a scale that looks the same, they mean something else."""
    old, new = one(), attrs.evolve(one(), edition="2")
    turned = RescaledEntry("a", forward={"no": "yes", "yes": "no"})
    found = diff(old, new, crosswalk=Crosswalk(old, new, [turned]))
    assert [change.kind for change in found["a"].changes] == [ChangeKind.RESCALED]


def test_areas_that_are_split_or_merged():
    """A split or merged area does not compare, and names the indicators that both sides hold."""
    old = edition(
        "1", {"one": [question("a")], "two": [question("b")], "three": [question("c"), question("d")]}
    )
    new = edition(
        "2", {"one": [question("a"), question("b")], "four": [question("c")], "five": [question("d")]}
    )
    crosswalk = Crosswalk(
        old,
        new,
        [
            MergedEntry(("one", "two"), "one", why="one subject"),
            SplitEntry("three", ("four", "five"), why="two subjects"),
        ],
    )
    found = diff(old, new, crosswalk=crosswalk)
    assert (found["one"].verdict, grounds(found["one"])) == (ChangeKind.MERGED, [GroundKind.MERGED])
    assert (found["five"].verdict, grounds(found["five"])) == (ChangeKind.SPLIT, [GroundKind.SPLIT])
    assert found["one"].common == (("a", "a"), ("b", "b"))
    assert found["a"].verdict is ChangeKind.IDENTICAL
    assert found["b"].verdict is ChangeKind.MOVED
    assert found["three"].why == "two subjects"


def test_an_area_declared_to_mean_another_thing():
    """An area of the same indicators may be declared not to compare; the ground is the declaration alone."""
    old, new = one(), attrs.evolve(one(), edition="2")
    found = diff(
        old, new, crosswalk=Crosswalk(old, new, [ReworkedEntry("one", "one", why="another purpose")])
    )
    assert (found["one"].verdict, found["one"].comparability) == (ChangeKind.REWORKED, NOT)
    assert grounds(found["one"]) == [GroundKind.REWORKED]
    assert found["a"].comparability is COMPARABLE


def test_an_area_that_moves():
    """An area in another domain compares, and neither domain does."""

    def placed(name, *domains):
        whole = edition(name, {"one": [question("a")], "two": [question("b")]})
        one_, two = whole.areas
        made = [
            attrs.evolve(whole.domains[0], code=code, areas=[{"1": one_, "2": two}[k] for k in inside])
            for code, inside in domains
        ]
        return attrs.evolve(whole, domains=made)

    old, new = placed("1", ("x", "12")), placed("2", ("x", "1"), ("y", "2"))
    found = diff(old, new)
    assert (found["two"].verdict, found["two"].comparability) == (ChangeKind.MOVED, COMPARABLE)
    assert (found["x"].comparability, found["y"].verdict) == (NOT, ChangeKind.NEW)
    assert found["overall"].comparability is COMPARABLE  # the overall score is made of the areas


def test_the_instrument_itself():
    """Its title, terms and characteristics are changes of the whole, which still compares; another edition is none."""
    old = edition("1", {"one": [question("a")]})
    new = attrs.evolve(
        old, edition="2", title="Small", description="d", terms=[Term("a", "b")], characteristics=[KIND]
    )
    found = diff(old, new)
    assert [str(change) for change in found.overall.changes] == [
        "reworded: title was 'Tiny', is 'Small'",
        "reworded: terms was '', is 'a: b'",
        "relabelled: description was '', is 'd'",
        "recomposed: characteristics.kind was '', is 'big, small'",
    ]
    assert (found.overall.comparability, found.step) == (COMPARABLE, VersionStep.MINOR)
    assert diff(old, attrs.evolve(old, edition="2")).step is VersionStep.NONE


def test_a_diff_reads_well():
    """A diff prints itself and the entries that changed."""
    old = edition("1", {"one": [question("a"), question("b")]})
    new = edition("2", {"one": [question("a", prompt="A?"), question("c")]})
    assert str(diff(old, new)) == (
        "<Diff from 'tiny' edition '1' to 'tiny' edition '2': 5 of 5 entries changed, a major step>\n"
        "  overall 'overall': recomposed; not comparable: areas that do not compare: one\n"
        "  domain 'whole': recomposed; not comparable: areas that do not compare: one\n"
        "  area 'one': reworded, recomposed; not comparable: indicators that came, went, moved, or were split or "
        "merged: b, c\n"
        "  indicator 'a': reworded; comparable: the words changed, and nobody has judged whether the same is asked: "
        "say so in a crosswalk\n"
        "  indicator 'b': retired; not comparable: it is no longer there\n"
        "  indicator 'c': new; not comparable: it was not there before"
    )


def test_a_crosswalk_between_others_is_refused():
    """The crosswalk has to be the one between the two editions."""
    old, new = one(), attrs.evolve(one(), edition="2")
    with pytest.raises(ArgumentError) as caught:
        diff(old, old, crosswalk=Crosswalk(old, new))
    assert str(caught.value) == (
        "'crosswalk': got <Crosswalk from 'tiny' edition '1' to 'tiny' edition '2': 3 entries>, expected a crosswalk "
        "from <Instrument 'tiny' edition '1': 1 domains, 1 areas, 1 indicators> to "
        "<Instrument 'tiny' edition '1': 1 domains, 1 areas, 1 indicators>"
    )


def test_a_code_of_neither_edition():
    """A code that neither edition has is told so, with the nearest that one of them has."""
    with pytest.raises(UnknownCodeError) as caught:
        diff(one(), one())["whol"]
    assert str(caught.value) == (
        "neither edition has a domain, area or indicator with the code 'whol' (4 known). Did you mean 'whole'?"
    )


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (None, "always"),
        (Equals("a", 1.5), "'a' is 1.5"),
        (OneOf("a", ("x", "y")), "'a' is one of 'x', 'y'"),
        (Includes("a", "x"), "'a' includes 'x'"),
        (Answered("a"), "'a' is answered"),
        (
            AnyCondition((AllConditions((AtLeast("a", 1), Equals("b", "x"))), NotCondition(Answered("c")))),
            "('a' is at least 1 and 'b' is 'x') or not ('c' is answered)",
        ),
    ],
)
def test_conditions_in_words(condition, words):
    """A condition is read as a phrase."""
    assert in_words(condition) == words


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: diff("1", one()), "'old': got '1', expected an Instrument"),
        (
            lambda: diff(one(), Crosswalk(one(), one())),
            "'new': got an object of class 'Crosswalk', expected an Instrument. "
            "Write diff(old, new, crosswalk=crosswalk)",
        ),
        (
            lambda: diff(one(), one(), crosswalk={}),
            "'crosswalk': got an object of class 'dict', expected a Crosswalk",
        ),
    ],
)
def test_arguments_of_a_wrong_class(ask, message):
    """What is given in the place of an instrument or a crosswalk is told; whole messages."""
    with pytest.raises(ArgumentError) as caught:
        ask()
    assert str(caught.value) == message
