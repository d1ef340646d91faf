"""Answers are carried as far as they say something in the newer edition, and what is not carried is found."""

import math

import pytest
from hypothesis import given, strategies as st

from smmi.errors import ArgumentError, EditCheckError, Reason
from smmi.instrument import (
    AnswerState,
    AtLeast,
    Characteristic,
    Composition,
    Equals,
    MultipleChoice,
    Nominal,
    Nonresponse,
    Number,
    Option,
    Ordinal,
    Percentage,
)
from smmi.instrument.answers import SetAside
from smmi.instrument.crosswalk import Crosswalk
from smmi.instrument.crosswalk_entries import (
    BandAbove,
    BandFrom,
    BandMap,
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
from smmi.testing import strategies
from tests.instrument.crosswalks import chains
from tests.instrument.editions import THREE, YES_NO, answered, edition, question

NA = Option("na", "N/A", nonresponse=Nonresponse.NOT_APPLICABLE)
DK = Option("dk", "Don't know", nonresponse=Nonresponse.NO_ANSWER)
KIND = Characteristic("kind", "Kind", (Option("big", "Big"), Option("small", "Small")))


def states(carried, code):
    """The states of an indicator's cells."""
    return [AnswerState(int(state)) for state in carried.answers.states(code)]


def messages(carried):
    """What was not carried, in words."""
    return [finding.message for finding in carried.findings]


def given_to(instrument, data):
    """Answers of three units to an instrument of ordinal questions."""
    records = [
        {
            i.code: data.draw(st.none() | st.sampled_from([o.code for o in i.scale.answers]))
            for i in instrument.indicators
        }
        for _ in range(3)
    ]
    return answered(instrument, *records)


@given(st.data())
def test_carrying_through_the_identity_is_the_identity(data):
    """Answers to any instrument, carried to the same edition, are equal to themselves, and nothing is found."""
    instrument = data.draw(strategies.instruments())
    answers = data.draw(strategies.from_instrument(instrument))
    carried = Crosswalk(instrument, instrument).carry_answers(answers)
    assert carried.answers == answers
    assert carried.answers.findings == answers.findings or len(answers.findings) == len(
        carried.answers.findings
    )
    assert carried.findings == ()


@given(chains(2), st.data())
def test_carrying_over_two_crosswalks(chain, data):
    """Answers carried from edition to edition are those carried by the two crosswalks in a row, where that can."""
    answers = given_to(chain[0].old, data)
    direct = chain[0].then(chain[1]).carry_answers(answers).answers
    by_steps = chain[1].carry_answers(chain[0].carry_answers(answers).answers).answers
    for indicator in direct.instrument.indicators:
        if (direct.states(indicator.code) != AnswerState.NOT_ADMINISTERED).any():
            assert direct.column(indicator.code) == by_steps.column(indicator.code)


@given(chains(1), st.data())
def test_every_indicator_is_carried_or_found(chain, data):
    """Each old indicator is carried or found, and each new one is carried to, or found and not administered."""
    (crosswalk,) = chain
    carried = crosswalk.carry_answers(given_to(crosswalk.old, data))
    forward = {
        entry.olds[0]: entry.news[0]
        for entry in crosswalk.entries
        if isinstance(entry, SameEntry) or (isinstance(entry, RescaledEntry) and entry.forward)
    }
    found = [finding.code for finding in carried.findings]
    for indicator in crosswalk.old.indicators:
        assert (indicator.code in forward) or indicator.code in found
    for indicator in crosswalk.new.indicators:
        if indicator.code not in forward.values():
            assert indicator.code in found
            assert set(states(carried, indicator.code)) == {AnswerState.NOT_ADMINISTERED}


def test_options_bands_and_lines():
    """Options, selections and numbers are read on the newer scale, and blanks stay what they are."""
    topics = MultipleChoice(code="t", options=tuple(Option(c, c) for c in "abc"))
    fewer = MultipleChoice(code="f", options=(Option("x", "X"), Option("y", "Y")))
    old = edition(
        "1",
        {
            "one": [
                question("level", THREE),
                question("topics", topics),
                question("share", Percentage(code="share")),
                question("ratio", Number(code="ratio", minimum=0, maximum=1)),
            ]
        },
    )
    new = edition(
        "2",
        {
            "one": [
                question("level"),
                question("topics", fewer),
                question("share", THREE),
                question("ratio", Percentage(code="percent")),
            ]
        },
    )
    crosswalk = Crosswalk(
        old,
        new,
        [
            RescaledEntry("level", forward={"none": "no", "some": "yes", "all": "yes"}),
            RescaledEntry("topics", forward={"a": "x", "b": "x", "c": "y"}),
            RescaledEntry("share", forward=BandMap("none", (BandAbove(0, "some"), BandFrom(50, "all")))),
            RescaledEntry("ratio", forward=LinearMap(100)),
        ],
    )
    answers = answered(
        old,
        {"level": "all", "topics": ("a", "b"), "share": 50, "ratio": 0.07},
        {"level": None, "topics": (), "share": 0, "ratio": Nonresponse.NOT_APPLICABLE},
    )
    carried = crosswalk.carry_answers(answers)
    assert carried.answers.record("S1") == {"level": "yes", "topics": ("x",), "share": "all", "ratio": 7.0}
    assert carried.answers.record("S2") == {
        "level": None,
        "topics": (),
        "share": "none",
        "ratio": Nonresponse.NOT_APPLICABLE,
    }
    assert carried.findings == ()


def test_the_order_of_options_without_a_meaning_may_change():
    """Options of a nominal scale, selections and parts keep their codes when their order changes."""
    a, b, c = (Option(code, code) for code in "abc")
    many = tuple(Option(f"o{i}", f"O{i}") for i in range(20))

    def scales(*options, parts, many):
        return {
            "one": [
                question("n", Nominal(code="n_scale", options=options)),
                question("m", MultipleChoice(code="m_scale", options=options)),
                question("large", MultipleChoice(code="l_scale", options=many)),
                question("p", Composition(code="p_scale", parts=parts)),
            ]
        }

    old = edition("1", scales(a, b, c, parts=(a, b), many=many))
    new = edition("2", scales(c, a, b, parts=(b, a), many=many[::-1]))
    crosswalk = Crosswalk(
        old, new, [SameEntry(code, why="another order") for code in ("n", "m", "large", "p")]
    )
    record = {"n": "b", "m": ("a", "c"), "large": ("o3", "o19"), "p": {"a": 30.0, "b": 70.0}}
    carried = crosswalk.carry_answers(answered(old, record, dict.fromkeys("nmp")))
    expected = record | {"m": ("c", "a"), "large": ("o19", "o3")}
    assert carried.answers.record("S1") == expected
    assert crosswalk.inverse().carry_answers(carried.answers).answers.record("S1") == record


def test_everything_left_behind_is_said():
    """Retired, split, merged, reworked and coarser indicators say how many answers stay behind; new ones are empty."""
    old = edition(
        "1",
        {"one": [question(c) for c in ("kept", "gone", "two_in_one", "part_1", "part_2", "meant", "coarse")]},
    )
    new = edition(
        "2",
        {
            "one": [
                question("kept"),
                question("half_1"),
                question("half_2"),
                question("both"),
                question("means"),
                question("coarse", THREE),
                question("fresh"),
            ]
        },
    )
    crosswalk = Crosswalk(
        old,
        new,
        [
            RetiredEntry("gone", "nobody knows"),
            SplitEntry("two_in_one", ("half_1", "half_2"), why="two things"),
            MergedEntry(("part_1", "part_2"), "both", why="one thing"),
            ReworkedEntry("meant", "means", why="another thing"),
            RescaledEntry("coarse", backward={"none": "no", "some": "yes", "all": "yes"}, why="finer"),
            NewEntry("fresh", "overlooked"),
        ],
    )
    carried = crosswalk.carry_answers(answered(old, {c.code: "yes" for c in old.indicators}, {"gone": "no"}))
    assert messages(carried) == [
        "'gone' is not carried: retired (nobody knows); 2 answers stay behind",
        "'two_in_one' is not carried: split into 'half_1', 'half_2' (two things); 1 answer stays behind",
        "'part_1' is not carried: merged into 'both' (one thing); 1 answer stays behind",
        "'part_2' is not carried: merged into 'both' (one thing); 1 answer stays behind",
        "'meant' is not carried: reworked as 'means' (another thing); 1 answer stays behind",
        "'coarse' is not carried: its answer does not say what the answer to 'coarse' would be (finer); "
        "1 answer stays behind",
        *(
            f"{code!r} has no answers: nothing was carried to it"
            for code in ("half_1", "half_2", "both", "means", "coarse", "fresh")
        ),
    ]
    assert {finding.reason for finding in carried.findings} == {Reason.NOT_CARRIED}
    assert carried.answers.record("S1")["kept"] == "yes"


def test_a_single_answer_that_has_no_place_is_found():
    """An answer that the newer scale has no room for is not administered, and found with its unit."""
    old = edition("1", {"one": [question("n", Number(code="n_scale", minimum=0, maximum=10))]})
    new = edition("2", {"one": [question("n", Number(code="m_scale", minimum=0, maximum=10, decimals=0))]})
    crosswalk = Crosswalk(old, new, [RescaledEntry("n", forward=LinearMap(1))])
    carried = crosswalk.carry_answers(answered(old, {"n": 2}, {"n": 2.5}))
    assert states(carried, "n") == [AnswerState.ANSWERED, AnswerState.NOT_ADMINISTERED]
    (finding,) = carried.findings
    assert (finding.reason, finding.path, finding.unit, finding.row) == (
        Reason.NOT_CARRIED,
        "$.n[1]",
        "S2",
        1,
    )
    assert finding.message == "'n': the answer cannot be carried: got 2.5, expected at most 0 decimals"


def test_a_number_out_of_all_bounds_is_found():
    """A number that overflows on the way is not carried."""
    old, new = (edition(name, {"one": [question("n", Number(code=f"n_{name}"))]}) for name in "12")
    crosswalk = Crosswalk(old, new, [RescaledEntry("n", forward=(LinearMap(1e300), LinearMap(1e300)))])
    carried = crosswalk.carry_answers(answered(old, {"n": 1e10}))
    assert states(carried, "n") == [AnswerState.NOT_ADMINISTERED]
    assert [finding.reason for finding in carried.findings] == [Reason.NOT_CARRIED]
    assert not math.isinf(carried.answers.column("n").values[0])


def test_options_for_a_nonresponse():
    """It keeps its code if the newer scale has it with its meaning, or as a map says; or else its meaning alone."""
    old_scale = Ordinal(code="old", options=(*THREE.options, NA, DK))
    new_scale = Ordinal(
        code="new", options=(*THREE.options, Option("na", "None", nonresponse=Nonresponse.NO_ANSWER))
    )
    named = Ordinal(
        code="named", options=(*THREE.options, Option("unknown", "?", nonresponse=Nonresponse.NO_ANSWER), NA)
    )
    old = edition(
        "1", {"one": [question("a", old_scale), question("b", old_scale), question("c", old_scale)]}
    )
    new = edition("2", {"one": [question("a", new_scale), question("b", named), question("c", old_scale)]})
    keep = {"none": "none", "some": "some", "all": "all"}
    crosswalk = Crosswalk(
        old,
        new,
        [SameEntry("a", why="the same answers"), RescaledEntry("b", forward={**keep, "dk": "unknown"})],
    )
    carried = crosswalk.carry_answers(
        answered(old, {"a": "na", "b": "dk", "c": "dk"}, {"a": "dk", "b": "na", "c": "na"}, {"a": "dk"})
    )
    assert carried.answers.record("S1") == {"a": Nonresponse.NOT_APPLICABLE, "b": "unknown", "c": "dk"}
    assert carried.answers.record("S2") == {"a": None, "b": "na", "c": "na"}
    assert messages(carried) == [
        "'a': the option 'dk' is not on the newer scale; 2 times its meaning is kept",
        "'a': the option 'na' is not on the newer scale; 1 times its meaning is kept",
    ] or messages(carried) == [
        "'a': the option 'na' is not on the newer scale; 1 times its meaning is kept",
        "'a': the option 'dk' is not on the newer scale; 2 times its meaning is kept",
    ]


def gated(name, gate):
    """An edition of a first question and a second one with this gate."""
    return edition(name, {"one": [question("first", THREE), question("second", gate=gate)]})


def test_a_gate_that_was_dropped():
    """A unit that the older edition did not ask is not administered in the newer, which asks everybody."""
    old, new = gated("1", Equals("first", "all")), gated("2", None)
    crosswalk = Crosswalk(old, new, [SameEntry("second", why="asked of everybody")])
    answers = answered(old, {"first": "all", "second": "no"}, {"first": "none"}, {"first": "all"})
    carried = crosswalk.carry_answers(answers)
    assert states(carried, "second") == [
        AnswerState.ANSWERED,
        AnswerState.NOT_ADMINISTERED,
        AnswerState.NO_ANSWER,
    ]
    assert messages(carried) == [
        "'second': the older edition did not ask 1 of 3 units; they count as not administered here"
    ]


def test_a_gate_that_came():
    """An answer that the newer edition would not have asked for is set aside and found; a shut gate stays shut."""
    old, new = gated("1", None), gated("2", AtLeast("first", "some"))
    crosswalk = Crosswalk(old, new, [SameEntry("second", why="asked of some")])
    answers = answered(old, {"first": "some", "second": "yes"}, {"first": "none", "second": "yes"})
    carried = crosswalk.carry_answers(answers)
    assert states(carried, "second") == [AnswerState.ANSWERED, AnswerState.GATED]
    assert carried.answers.set_aside == (SetAside("S2", "second", "yes"),)
    assert messages(carried) == [
        "'second': the newer edition does not ask 1 unit that answered; the answers are set aside"
    ]
    assert [finding.reason for finding in carried.answers.findings] == [Reason.BEHIND_SHUT_GATE]


def test_an_answer_that_was_set_aside_comes_back():
    """An answer behind the older edition's shut gate counts where the newer edition asks everybody."""
    old, new = gated("1", Equals("first", "all")), gated("2", None)
    crosswalk = Crosswalk(old, new, [SameEntry("second", why="asked of everybody")])
    carried = crosswalk.carry_answers(answered(old, {"first": "none", "second": "yes"}))
    assert carried.answers.record("S1") == {"first": "none", "second": "yes"}
    assert carried.answers.set_aside == ()
    assert carried.findings == ()


def test_what_nobody_was_asked_shuts_what_depends_on_it():
    """A question that becomes not administered shuts the gates that speak of it, in the instrument's order."""

    def chain(name, first_gate):
        return edition(
            name,
            {
                "one": [
                    question("start"),
                    question("a", gate=first_gate),
                    question("b", gate=Equals("a", "yes")),
                    question("c", gate=Equals("b", "yes")),
                ]
            },
        )

    old, new = chain("1", Equals("start", "yes")), chain("2", None)
    crosswalk = Crosswalk(old, new, [SameEntry("a", why="asked of everybody")])
    carried = crosswalk.carry_answers(answered(old, {"start": "no"}))
    assert [states(carried, code) for code in "abc"] == [
        [AnswerState.NOT_ADMINISTERED],
        [AnswerState.GATED],
        [AnswerState.GATED],
    ]
    assert len(carried.findings) == 1


def test_applicability_that_changed():
    """What newly applies was not administered; what no longer applies is set aside; the rest is as before."""
    big, small = Equals("kind", "big"), Equals("kind", "small")

    def by(name, first, second):
        return edition(
            name,
            {"one": [question("a", applies=first), question("b", applies=second)]},
            characteristics=(KIND,),
        )

    old, new = by("1", big, None), by("2", None, small)
    crosswalk = Crosswalk(old, new, [SameEntry("a", why="for all"), SameEntry("b", why="for small ones")])
    answers = answered(
        old, {"kind": "big", "a": "yes", "b": "no"}, {"kind": "small", "b": "no"}, attributes=["kind"]
    )
    carried = crosswalk.carry_answers(answers)
    assert states(carried, "a") == [AnswerState.ANSWERED, AnswerState.NOT_ADMINISTERED]
    assert states(carried, "b") == [AnswerState.NOT_APPLICABLE, AnswerState.ANSWERED]
    assert carried.answers.set_aside == (SetAside("S1", "b", "no"),)
    back = crosswalk.inverse().carry_answers(carried.answers).answers
    assert back.record("S1") == answers.record("S1")


def test_characteristics_are_carried_by_name():
    """A value that the newer edition does not know is found and left blank; a missing characteristic is an error."""
    only_big = Characteristic("kind", "Kind", (Option("big", "Big"),))
    old = edition("1", {"one": [question("a")]}, characteristics=(KIND,))
    new = edition("2", {"one": [question("a")]}, characteristics=(only_big,))
    crosswalk = Crosswalk(old, new)
    carried = crosswalk.carry_answers(
        answered(
            old, {"kind": "big", "town": "X"}, {"kind": "small", "town": "Y"}, attributes=["kind", "town"]
        )
    )
    assert list(carried.answers.attribute("kind")) == ["big", None]
    assert list(carried.answers.attribute("town")) == ["X", "Y"]
    assert [(f.reason, f.unit, f.message) for f in carried.findings] == [
        (
            Reason.UNKNOWN_CHARACTERISTIC_VALUE,
            "S2",
            "'kind': got 'small', which the newer edition does not know; it knows 'big'",
        )
    ]
    needs = edition("3", {"one": [question("a", applies=Equals("kind", "big"))]}, characteristics=(KIND,))
    with pytest.raises(EditCheckError) as caught:
        Crosswalk(old, needs, [SameEntry("a", why="for big ones")]).carry_answers(answered(old, {"a": "yes"}))
    assert str(caught.value) == (
        "the answers cannot be used: $: the characteristic 'kind' decides which indicators of edition '3' apply, but "
        "it is not among the attributes of the answers; give its column"
    )


def test_answers_to_another_edition_are_refused():
    """A crosswalk carries answers to its older edition only."""
    old, new = edition("1", {"one": [question("a")]}), edition("2", {"one": [question("a")]})
    with pytest.raises(ArgumentError) as caught:
        Crosswalk(old, new).carry_answers(answered(new, {"a": "yes"}))
    assert str(caught.value) == (
        "'answers': got answers to <Instrument 'tiny' edition '2': 1 domains, 1 areas, 1 indicators>, expected "
        "answers to <Instrument 'tiny' edition '1': 1 domains, 1 areas, 1 indicators>"
    )


def test_not_administered_stays_so():
    """What was not administered to a unit is not administered in the newer edition, whatever its scale."""
    old, new = edition("1", {"one": [question("a", THREE)]}), edition("2", {"one": [question("a", YES_NO)]})
    crosswalk = Crosswalk(
        old, new, [RescaledEntry("a", forward=OptionMap({"none": "no", "some": "no", "all": "yes"}))]
    )
    carried = crosswalk.carry_answers(answered(old, {"a": Nonresponse.NOT_ADMINISTERED}, {"a": "all"}))
    assert states(carried, "a") == [AnswerState.NOT_ADMINISTERED, AnswerState.ANSWERED]
    assert carried.findings == ()
