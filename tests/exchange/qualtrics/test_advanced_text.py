"""The text for Qualtrics' import: what it carries comes back, and what it does not is named."""

import pytest
from hypothesis import assume, given, strategies as st

from smmi import editions
from smmi.errors import ArgumentError
from smmi.exchange.qualtrics import answers_from_qualtrics, from_qualtrics, to_qualtrics
from smmi.instrument import (
    AnswerState,
    Area,
    Binary,
    Composition,
    Count,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Nonresponse,
    Option,
    Ordinal,
)
from smmi.scoring import ScoringScheme
from smmi.testing import strategies
from tests.exchange.qualtrics.imported import document_of, export_of, imported


def folded(text):
    """A text with blanks and line breaks folded."""
    return " ".join(text.split())


def options_of(scale):
    """The options or parts, nonresponses last, as text has them."""
    return scale.parts if isinstance(scale, Composition) else (*scale.answers, *scale.nonresponses)


BUNDLED = st.sampled_from([editions.smmi_16(), editions.smmi_18()])


@given(instrument=BUNDLED | strategies.instruments())
def test_questions_and_options_come_back_from_the_import(instrument):
    """Every area, prompt and label is what it was, its markup included, and every declared value."""
    text, account = to_qualtrics(instrument)
    blocks = imported(text)
    again, _ = from_qualtrics(document_of(blocks), negative=None)
    assert [area.label for area in again.areas] == [
        folded(area.label) if "]" not in area.label else one.label
        for area, one in zip(instrument.areas, again.areas, strict=True)
    ]
    assert [one.code for one in again.indicators] == [one.code for one in instrument.indicators]
    assert [one.codes for one in account.questions] == [(one.code,) for one in instrument.indicators]
    for before, after in zip(instrument.indicators, again.indicators, strict=True):
        assert after.prompt == folded(before.prompt)
        assert not before.scale.answers or len(options_of(after.scale)) == len(options_of(before.scale))
        for one, other in zip(options_of(before.scale), options_of(after.scale), strict=False):
            assert other.label == folded(one.label)
            kept = one.value is not None and one.value.is_integer() and abs(one.value) < 1e9
            assert not kept or isinstance(before.scale, Composition) or other.value == one.value


@given(data=st.data(), as_text=st.booleans())
def test_answers_come_back_through_an_export(data, as_text):
    """Who answers the imported survey is read with the instrument that it was made of, to the same answers."""
    instrument = data.draw(strategies.instruments())
    labels = [
        folded(one.label).casefold() for each in instrument.indicators for one in options_of(each.scale)
    ]
    assume(not any(label.lstrip("+-").replace(".", "").isdecimal() for label in labels))
    answers = data.draw(strategies.answers(instrument))
    for indicator in instrument.indicators:
        several = [folded(one.label).casefold() for one in options_of(indicator.scale)]
        assume(not as_text or len(set(several)) == len(several))
    attributes = {one.code: one.code for one in instrument.characteristics}
    blocks = imported(to_qualtrics(instrument)[0])
    records = []
    for unit in answers.units:
        record = answers.record(unit)
        kept = {
            one.code: record[one.code]
            for one in instrument.indicators
            if answers.states(one.code)[list(answers.units).index(unit)] == AnswerState.ANSWERED
        }
        known = {name: answers.attributes[name][list(answers.units).index(unit)] for name in attributes}
        records.append((kept, known))
    header, rows = export_of(instrument, blocks, records, list(attributes), as_text=as_text)
    read, _ = answers_from_qualtrics(instrument, header, rows, attributes=attributes)
    for at, (kept, _) in enumerate(records):
        again = read.record(f"R_{at}")
        for code, answer in kept.items():
            if isinstance(instrument[code].scale, MultipleChoice) and answer == ():
                continue  # an export does not tell none of the choices from no answer
            assert again[code] == answer
            assert read.states(code)[at] == AnswerState.ANSWERED


def test_the_bundled_edition_names_what_it_loses():
    """Gates are told in words, to be set by hand, and the scheme is not written."""
    instrument = editions.smmi_16()
    gated = [one.code for one in instrument.indicators if one.gate is not None]
    _, account = to_qualtrics(instrument, ScoringScheme.equal_weights(instrument))
    told = {
        one.code for one in account.left_out if one.message.startswith("display logic, to be set by hand")
    }
    assert told == set(gated)
    assert "$.scheme" in {one.path for one in account.left_out}


def test_a_scheme_of_another_instrument_is_refused():
    """It would be named for scores that it does not make."""
    scheme = ScoringScheme.equal_weights(editions.smmi_18())
    with pytest.raises(ArgumentError, match=r"^'scheme': got one of <Instrument 'smmi"):
        to_qualtrics(editions.smmi_16(), scheme)


def test_what_the_text_drops_of_an_instrument_is_named():
    """Brackets that end a name, options beside a number, values that fall or are fractions."""
    falling = Ordinal(
        code="falling", options=[Option("low", "Low", value=2), Option("high", "High", value=1)]
    )
    odd = Binary(code="odd", options=[Option("no", "No", value=0.5), Option("yes", "Yes", value=1)])
    unknown = Option("unknown", "Unknown", nonresponse=Nonresponse.NO_ANSWER)
    several = MultipleChoice(
        code="several", options=[Option("a", "A"), Option("none", "None", exclusive=True)]
    )
    scales = (falling, odd, Count(code="count", options=[unknown]), several)
    indicators = [Indicator(code=f"i{at}", prompt="?", scale=scale) for at, scale in enumerate(scales)]
    area = Area(code="area", label="A]] [b]", indicators=indicators)
    domain = Domain(code="domain", label="Domain", areas=[area])
    text, account = to_qualtrics(Instrument(code="own", edition="1", title="Domain", domains=[domain]))
    assert [finding.message for finding in account.left_out] == [
        "names with brackets, which end the name of a block",
        "the order of options, which their values contradict",
        "values that are no integers of nine digits at most: other recode values are given",
        "limits and decimals of numbers, to be set by hand as validation",
        "options beside a number that stand for a nonresponse",
        "that a choice can only be chosen alone, to be set by hand",
    ]
    assert "[[Block:A] ] [b]]" in text
