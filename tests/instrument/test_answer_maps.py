"""Maps read every answer, in any order of steps, and a map that does not fit two scales is told why."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from smmi.errors import DeclarationError
from smmi.instrument import (
    Binary,
    Composition,
    Count,
    MultipleChoice,
    Nominal,
    Nonresponse,
    Number,
    Option,
    Ordinal,
    Percentage,
)
from smmi.instrument.crosswalk_entries import BandAbove, BandFrom, BandMap, LinearMap, OptionMap
from smmi.instrument.crosswalk_entries._answer_maps import nonresponse_codes, read_through
from smmi.instrument.crosswalk_entries._map_fit import misfits
from tests.instrument.editions import FIVE, THREE, YES_NO

NA = Option("na", "N/A", nonresponse=Nonresponse.NOT_APPLICABLE)
DK = Option("dk", "Don't know", nonresponse=Nonresponse.NO_ANSWER)
SHARE = Percentage(code="share")
A, B, C = (Option(code, code.upper()) for code in "abc")
NONE = Option("none", "None", exclusive=True)
TOPICS = MultipleChoice(code="topics", options=(A, B, NONE), minimum=1)
BANDS = BandMap("none", (BandFrom(1, "some"), BandAbove(50, "all")))


def test_a_selection_becomes_each_option_once():
    """Two selections that become one option are one selection."""
    assert OptionMap({"a": "x", "b": "x", "c": "y"}).read(("a", "b", "c")) == ("x", "y")


@given(
    st.decimals(-1000, 1000, places=4),
    st.decimals(-100, 100, places=3).filter(bool),
    st.decimals(-9, 9, places=2),
)
def test_a_linear_map_reckons_in_decimals(number, slope, intercept):
    """The result is the double nearest to what decimal arithmetic gives, rounded once."""
    exact = Fraction(slope) * Fraction(number) + Fraction(intercept)
    assert LinearMap(float(slope), float(intercept)).read(float(number)) == float(exact)


def test_a_number_too_large_for_a_double_is_infinite():
    """An overflow is infinite, which no scale admits, and raises nothing."""
    assert LinearMap(1e300).read(1e300) == math.inf


@pytest.mark.parametrize(("number", "option"), [(0.9, "none"), (1, "some"), (50, "some"), (50.1, "all")])
def test_a_band_begins_from_or_above_its_cut(number, option):
    """`BandFrom` takes the cut itself into its band, `BandAbove` leaves it in the band below."""
    assert BANDS.read(number) == option


def test_maps_are_applied_in_turn():
    """Several maps read an answer one after the other."""
    assert (
        read_through((LinearMap(100), BANDS, OptionMap({"none": "no", "some": "yes", "all": "yes"})), 0.5)
        == "yes"
    )


def test_a_nonresponse_keeps_its_code_unless_a_map_names_it():
    """The code of an option for a nonresponse passes through maps that do not speak of it."""
    maps = (OptionMap({"a": "b", "na": "n_a"}), BANDS, OptionMap({"b": "c"}))
    assert nonresponse_codes(maps, ["na", "dk"]) == {"na": "n_a", "dk": "dk"}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: OptionMap({}),
            "'options' of OptionMap: got {}, expected a mapping from option codes to option codes",
        ),
        (lambda: LinearMap(0), "'slope' of LinearMap: got 0.0, expected a finite number other than 0"),
        (
            lambda: BandMap("a", (BandFrom(2, "b"), BandFrom(1, "c"))),
            "'cuts' of BandMap: got [2.0, 1.0], expected one or more, ascending",
        ),
        (lambda: BandMap("a", ()), "'cuts' of BandMap: got [], expected one or more, ascending"),
        (lambda: BandFrom(math.nan, "b"), "'at' of BandFrom: got nan, expected a finite number"),
    ],
)
def test_a_map_that_cannot_be(make, message):
    """A map without entries, without slope or with cuts out of order is refused."""
    with pytest.raises(DeclarationError) as caught:
        make()
    assert [finding.message for finding in caught.value.findings] == [message]


@pytest.mark.parametrize(
    ("maps", "source", "target"),
    [
        ((OptionMap({"none": "no", "some": "yes", "all": "yes"}),), THREE, YES_NO),
        ((OptionMap({"none": "yes", "some": "no", "all": "no"}),), THREE, YES_NO),
        ((OptionMap({"none": "l1", "some": "l3", "all": "l5"}),), THREE, FIVE),
        ((OptionMap({"a": "yes", "b": "no", "c": "yes"}),), Nominal(code="kinds", options=(A, B, C)), YES_NO),
        (
            (OptionMap({"a": "a", "b": "a", "none": "none"}),),
            TOPICS,
            MultipleChoice(code="t", options=(A, NONE)),
        ),
        ((BANDS,), SHARE, THREE),
        ((LinearMap(0.01),), SHARE, Number(code="ratio", minimum=0, maximum=1)),
        ((LinearMap(-1),), Number(code="n", maximum=5), Number(code="m", minimum=-5)),
        (
            (LinearMap(10), BANDS, OptionMap({"none": "no", "some": "yes", "all": "yes"})),
            Count(code="n", maximum=10),
            YES_NO,
        ),
        (
            (OptionMap({"no": "no", "yes": "yes", "na": "dk"}),),
            Binary(code="old", options=(Option("no", "No"), Option("yes", "Yes"), NA)),
            Binary(
                code="new",
                options=(
                    Option("no", "No"),
                    Option("yes", "Yes"),
                    Option("dk", "?", nonresponse=Nonresponse.NOT_APPLICABLE),
                ),
            ),
        ),
    ],
)
def test_maps_that_fit(maps, source, target):
    """Maps fit if every answer becomes an answer and no order is lost."""
    assert list(misfits(maps, source, target)) == []


@pytest.mark.parametrize(
    ("maps", "source", "target", "message"),
    [
        ((OptionMap({"none": "no", "all": "yes"}),), THREE, YES_NO, "no option is given for 'some'"),
        (
            (OptionMap({"none": "no", "some": "yes", "all": "yes", "most": "yes"}),),
            THREE,
            YES_NO,
            "the scale 'three' has no option 'most'",
        ),
        (
            (OptionMap({"none": "no", "some": "maybe", "all": "yes"}),),
            THREE,
            YES_NO,
            "the scale 'yes_no' has no answer 'maybe'",
        ),
        (
            (OptionMap({"none": "yes", "some": "no", "all": "yes"}),),
            THREE,
            YES_NO,
            "the order is lost: the answers become 'yes', 'no', 'yes'",
        ),
        (
            (OptionMap({"none": "a", "some": "b", "all": "c"}),),
            THREE,
            Nominal(code="kinds", options=(A, B, C)),
            "the order is lost: the scale 'kinds' is nominal",
        ),
        (
            (OptionMap({"none": "yes", "some": "yes", "all": "yes"}),),
            THREE,
            YES_NO,
            "all answers become 'yes', so nothing is left to compare",
        ),
        ((LinearMap(2),), THREE, SHARE, "LinearMap does not read options"),
        ((OptionMap({"a": "b"}),), SHARE, THREE, "OptionMap does not read numbers"),
        ((LinearMap(2),), SHARE, THREE, "numbers are no answers of the scale 'three'; use BandMap"),
        (
            (LinearMap(2),),
            SHARE,
            SHARE,
            "the numbers reach from 0 to 200, but the scale 'share' from 0 to 100",
        ),
        (
            (BandMap("no", (BandFrom(200, "yes"),)),),
            SHARE,
            YES_NO,
            "all answers become 'no', so nothing is left to compare",
        ),
        (
            (BandMap("yes", (BandFrom(20, "no"), BandFrom(30, "yes"))),),
            SHARE,
            YES_NO,
            "the order is lost: the answers become 'yes', 'no', 'yes'",
        ),
        (
            (OptionMap({"a": "no", "b": "yes", "none": "no"}),),
            TOPICS,
            YES_NO,
            "one scale takes several selections, the other one answer",
        ),
        (
            (OptionMap({"a": "a", "b": "a", "none": "none"}),),
            TOPICS,
            MultipleChoice(code="more", options=(A, B, NONE)),
            "the scale 'topics' did not offer 'b'",
        ),
        (
            (OptionMap({"a": "a", "b": "none", "none": "none"}),),
            TOPICS,
            MultipleChoice(code="one", options=(A, NONE)),
            "'b' and 'none': one of them can only be chosen alone",
        ),
        (
            (OptionMap({"a": "a", "b": "b", "none": "none"}),),
            TOPICS,
            MultipleChoice(code="one", options=(A, B, NONE), maximum=1),
            "a selection of 2 is possible, but the scale 'one' takes at most 1",
        ),
        (
            (OptionMap({"a": "a", "b": "b"}),),
            MultipleChoice(code="any", options=(A, B)),
            MultipleChoice(code="some", options=(A, B), minimum=1),
            "a selection of 0 is possible, but the scale 'some' takes at least 1",
        ),
        (
            (OptionMap({"a": "a", "b": "a", "c": "b"}),),
            MultipleChoice(code="two", options=(A, B, C), minimum=2),
            MultipleChoice(code="both", options=(A, B), minimum=2),
            "a selection of 1 is possible, but the scale 'both' takes at least 2",
        ),
        (
            (OptionMap({"no": "no", "yes": "yes", "na": "dk"}),),
            Binary(code="old", options=(Option("no", "No"), Option("yes", "Yes"), NA)),
            Binary(code="new", options=(Option("no", "No"), Option("yes", "Yes"), DK)),
            "'na' of the scale 'old' stands for not applicable, but 'dk' of the scale 'new' for no answer",
        ),
        (
            (OptionMap({"no": "no", "yes": "yes", "na": "no"}),),
            Binary(code="old", options=(Option("no", "No"), Option("yes", "Yes"), NA)),
            YES_NO,
            "'na' of the scale 'old' stands for not applicable, but 'no' of the scale 'yes_no' for an answer",
        ),
        (
            (OptionMap({"no": "no", "yes": "yes", "na": "n_a"}),),
            Binary(code="old", options=(Option("no", "No"), Option("yes", "Yes"), NA)),
            YES_NO,
            "the scale 'yes_no' has no option 'n_a'",
        ),
        (
            (OptionMap({"a": "a"}),),
            Composition(code="mix", parts=(A, B)),
            THREE,
            "no map reads the shares of a composition",
        ),
    ],
)
def test_maps_that_do_not_fit(maps, source, target, message):
    """What keeps maps from fitting is said in words."""
    assert list(misfits(maps, source, target)) == [message]


ORDINALS = st.integers(2, 6).map(
    lambda n: Ordinal(code=f"of_{n}", options=tuple(Option(f"o{i}", f"O{i}") for i in range(n)))
)


@given(st.data(), ORDINALS, ORDINALS)
def test_fitting_is_what_brute_force_says(data, source, target):
    """An option map between ordinal scales fits exactly if it is monotone and not constant."""
    codes = [option.code for option in target.answers]
    images = [data.draw(st.sampled_from(codes)) for _ in source.answers]
    maps = (OptionMap({option.code: image for option, image in zip(source.answers, images, strict=True)}),)
    places = [codes.index(image) for image in images]
    monotone = places in (sorted(places), sorted(places, reverse=True))
    assert (not list(misfits(maps, source, target))) == (monotone and len(set(places)) > 1)
