"""Indicators that are not scored: answered, routed and checked as any, and in no score."""

import attrs
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark import Conventions
from smmi.errors import DeclarationError, Reason, SchemeError, UnknownCodeError
from smmi.fingerprint import Scope, fingerprint
from smmi.instrument import (
    Area,
    Binary,
    Domain,
    Equals,
    Indicator,
    Instrument,
    Nominal,
    Number,
    Option,
    Percentage,
    diff,
)
from smmi.instrument.comparability import Comparability, VersionStep
from smmi.report.wording import methodology
from smmi.scoring import Absence, NoAnswer, ScoringScheme
from smmi.scoring.scheme import SchemePart, diff_schemes
from smmi.serialization import conformance, from_document, to_document
from smmi.testing.strategies import answers, instruments, schemes

KIND = Nominal(code="kind", options=(Option("public", "Public"), Option("private", "Private")))
YES_NO = Binary(code="yes_no")


def asked(code, scale=YES_NO, **more):
    """Return an indicator."""
    return Indicator(code=code, prompt=f"{code}?", scale=scale, **more)


def of(*indicators, edition="1"):
    """Return an instrument of one area."""
    area = Area(code="area", label="Area", indicators=indicators)
    domain = Domain(code="domain", label="Domain", areas=[area])
    return Instrument(code="tiny", edition=edition, title="Tiny", domains=[domain])


GATED = of(
    asked("control", KIND, scored=False),
    asked("mission"),
    asked("share", Percentage(code="share"), gate=Equals("control", "public")),
)
RECORDS = [
    {"unit": "A", "control": "public", "mission": "yes", "share": 29},
    {"unit": "B", "control": "private", "mission": "yes", "share": None},
    {"unit": "C", "control": None, "mission": "no", "share": None},
]


def weightless(scheme):
    """Return the scheme in which what is not scored is scored with weight 0, which is absent from every score."""
    instrument = scheme.instrument
    unscored = [indicator.code for indicator in instrument.indicators if not indicator.scored]
    domains = [
        attrs.evolve(
            domain,
            areas=[
                attrs.evolve(area, indicators=[attrs.evolve(one, scored=True) for one in area.indicators])
                for area in domain.areas
            ],
        )
        for domain in instrument.domains
    ]
    given_weights = getattr(scheme.weights, "by_code", scheme.weights)
    return attrs.evolve(
        scheme,
        instrument=attrs.evolve(instrument, domains=domains),
        weights={**given_weights, **dict.fromkeys(unscored, 0.0)},
    )


@given(st.data())
def test_what_is_not_scored_is_as_if_it_had_no_weight(data):
    """Scores, reasons and bounds are those of the scheme that scores it with weight 0, to the last bit."""
    scales = st.sampled_from([YES_NO, Percentage(code="share")])
    instrument = data.draw(instruments(scales=scales))
    scheme = data.draw(schemes(instrument))
    given_answers = data.draw(answers(instrument))
    other = weightless(scheme)
    both = attrs.evolve(given_answers, instrument=other.instrument)
    mine, theirs = smmi.score(given_answers, scheme), smmi.score(both, other)
    assert mine.values.tobytes() == theirs.values.tobytes()
    assert (mine.absences == theirs.absences).all()
    for own, their in zip(mine.bounds(), theirs.bounds(), strict=True):
        assert own.values.tobytes() == their.values.tobytes()


@given(st.lists(st.sampled_from(RECORDS), min_size=1, max_size=3), st.sampled_from([None, 3, 7.5]))
def test_a_single_response_is_that_of_the_batch(records, size):
    """One by one, units have the scores of the batch to the last bit, with what is not scored between areas."""
    sizes = asked("size", Number(code="size", minimum=0), scored=False)
    more = Area(code="more", label="More", indicators=[sizes, asked("open")])
    whole = attrs.evolve(
        GATED, domains=[attrs.evolve(GATED.domains[0], areas=[*GATED.domains[0].areas, more])]
    )
    several = [{**one, "unit": str(i), "size": size, "open": "no"} for i, one in enumerate(records)]
    scorer = ScoringScheme.equal_weights(whole).compile()
    scores = scorer.score(smmi.Answers.from_records(whole, several, unit="unit"))
    for record in several:
        unit = record.pop("unit")
        single = scorer.score_one(record)
        assert single.values == scores.of(unit).values
        assert (single["size"].value, single["size"].reason) == (None, Absence.NOT_SCORED)


def test_a_nominal_gate_is_declared_and_scored_without_a_rule():
    """It opens and shuts its gate, and needs no rule."""
    answers_ = smmi.Answers.from_records(GATED, RECORDS, unit="unit")
    scores = smmi.score(answers_, ScoringScheme.equal_weights(GATED))
    assert scores.overall.tolist() == [64.5, 100.0, 0.0]
    assert [one.bounds for one in (profile["area"] for profile in scores)] == [
        (64.5,) * 2,
        (100.0,) * 2,
        (0.0, 50.0),
    ]
    assert scores.indicators[:, 0].tolist() == pytest.approx([float("nan")] * 3, nan_ok=True)
    profile = scores.of("A")
    assert (profile["control"].value, profile["control"].reason) == (None, Absence.NOT_SCORED)
    assert [child.code for child in profile.trace("area").children] == ["mission", "share"]
    assert profile.trace("control").absence is Absence.NOT_SCORED
    assert profile.trace("control").answer == "public"


def test_the_methodology_says_what_is_not_scored():
    """Where all is scored, it says nothing of that."""
    card = dict(methodology(ScoringScheme.equal_weights(GATED), Conventions()))
    sentence = "They describe or open gates, and are in no score: “control?”."
    assert card["Questions without a score"] == sentence
    plain = ScoringScheme.equal_weights(of(asked("x")))
    assert "Questions without a score" not in dict(methodology(plain, Conventions()))


def test_a_scheme_says_nothing_of_what_is_not_scored():
    """A rule, a weight, points where gated and a treatment of blanks are each refused; the scheme names none."""
    with pytest.raises(SchemeError) as caught:
        ScoringScheme(
            GATED,
            items={"control": smmi.scoring.OptionPoints({"public": 0, "private": 1})},
            weights={"control": 2},
            gated={"control": 0.5},
            no_answer={"control": NoAnswer.LOWEST},
        )
    assert [(one.reason, one.path, one.message) for one in caught.value.findings] == [
        (
            Reason.NOT_SCORED,
            f"$.{field}.control",
            f"{field!r} speaks of 'control', which is declared as not scored; leave it out",
        )
        for field in ("items", "weights", "gated", "no_answer")
    ]
    scheme = ScoringScheme.equal_weights(GATED)
    with pytest.raises(UnknownCodeError) as unknown:
        scheme.item_rule("control")
    assert str(unknown.value) == "no scored indicator has the code 'control' (2 known: 'mission', 'share')."
    assert scheme.children("area") == ("mission", "share")


def test_an_area_has_something_that_is_scored():
    """An area of which nothing is scored would have no score, and is refused."""
    with pytest.raises(DeclarationError) as caught:
        of(asked("control", KIND, scored=False))
    assert str(caught.value) == (
        "the declaration cannot be used: $.indicators: 'indicators' of area 'area': got none that is scored, expected "
        "1 or more, for an area is what has a score; put questions that only describe or open gates into the area that "
        "they belong to"
    )


def test_whether_it_is_scored_guards_scores():
    """It is in the fingerprint of what can affect a score, in the diff of schemes and in that of editions."""
    scored = of(asked("x"), asked("y"))
    half = of(asked("x"), asked("y", scored=False), edition="2")
    one = attrs.evolve(half, edition="1")
    assert fingerprint(scored, scope=Scope.SCORE) != fingerprint(one, scope=Scope.SCORE)
    changed = {change.part for change in diff_schemes(ScoringScheme(scored), ScoringScheme(half))}
    assert changed == {SchemePart.INSTRUMENT, SchemePart.WEIGHT, SchemePart.ITEM_RULE, SchemePart.NO_ANSWER}
    found = diff(scored, half)
    assert str(found["y"]) == (
        "indicator 'y': recomposed; not comparable: it is scored in the older edition only"
    )
    assert found["area"].comparability is Comparability.NOT_COMPARABLE
    assert found["area"].common == (("x", "x"),)
    assert found.step is VersionStep.MAJOR
    back = diff(half, attrs.evolve(scored, edition="3"))
    assert str(back["y"]).endswith("it is scored in the newer edition only")


@pytest.mark.parametrize("turned", [False, True])
def test_what_is_not_scored_comes_and_goes_without_a_score_that_changes(turned):
    """Areas compare whose questions that are not scored came or went, or are asked otherwise."""
    short, long = of(asked("x")), of(asked("x"), asked("y", scored=False), edition="2")
    found = diff(long, short) if turned else diff(short, long)
    assert found["area"].comparability is Comparability.COMPARABLE
    assert (
        found["area"].grounds[0].message == "it holds the same scored indicators, and each of them compares"
    )
    assert found.step is VersionStep.MINOR
    other = of(asked("x"), asked("y", KIND, scored=False), edition="3")
    assert diff(long, other)["area"].comparability is Comparability.COMPARABLE


@given(st.data())
def test_a_scheme_survives_its_document_and_its_vectors(data):
    """A scheme of an instrument with questions that are not scored is its document's, and conformance covers it."""
    instrument = data.draw(instruments(scales=st.sampled_from([YES_NO, KIND]), max_areas=2, max_indicators=2))
    scheme = data.draw(schemes(instrument))
    assert from_document(to_document(scheme), instrument=instrument) == scheme
    vectors = conformance(scheme)
    unscored = {one.code for one in instrument.indicators if not one.scored}
    assert not unscored & set(vectors["cases"][0]["nodes"])
    assert unscored <= set(vectors["cases"][0]["states"])
