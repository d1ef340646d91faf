"""Forms of XLSForm: what pyxform and ODK Validate take, and what engines make of answers: ODK Web Forms' and Enketo's.

`SMMI_ANSWER_SETS=5000 pytest -m foreign tests/foreign/test_xlsform.py` gives each engine as many sets of answers of
drawn schemes, and of the bundled edition a fifth of it to that of ODK Web Forms, a twenty-fifth to that of Enketo.
"""

import functools
import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import pytest

from smmi.exchange.xlsform import to_xlsform
from smmi.instrument import (
    Answered,
    Area,
    Binary,
    Domain,
    Equals,
    Indicator,
    Instrument,
    NotCondition,
)
from smmi.scoring import ScoringScheme
from tests.exchange.asked_questions import answers_of, as_asked, asked_of, without_routes
from tests.exchange.drawn_cases import SETS, Drawn, differences, edition_cases, printed
from tests.exchange.hostile_names import hostile
from tests.exchange.odk_forms import as_given, as_held, as_scored, questions_of, steps_of
from tests.foreign.test_exchange import run, tool

pytestmark = pytest.mark.foreign

Form = dict[str, list[dict[str, str]]]
Cases = list[tuple[Drawn, str]]
"""Cases with the XML of their forms."""
Outcome = dict[str, Any]
"""What a form holds ("held") and which questions it asks ("asked") after one set of answers; that of Enketo has both
"before" it is completed, too."""


def form_of(case: Drawn) -> Form:
    """The sheets of the form of a case."""
    form, _ = to_xlsform(case.scheme.instrument, case.scheme)
    return form


def xml_of(form: Form, *, validate: bool = False) -> str:
    """A form as pyxform writes it; a warning is a failure."""
    from pyxform.xls2xform import convert  # CI installs it for these tests

    made = convert(form, validate=validate)
    assert made.warnings == []
    return made.xform


def with_forms(cases: list[Drawn]) -> Cases:
    """Cases with their forms."""
    return [(case, xml_of(form_of(case))) for case in cases]


def outcomes(cases: Cases, *driver: str) -> list[list[Outcome]]:
    """What an engine makes of the answers to forms."""
    given = [
        [xml, [steps_of(case.scheme.instrument, record) for record in case.records]] for case, xml in cases
    ]
    told = run([tool("node"), *driver], json.dumps(given))
    # JavaScript writes a large whole number by so many digits as tell its double, not by all of them.
    return json.loads(told, parse_int=lambda digits: int(float(digits)))


def by_web_forms(cases: Cases) -> list[list[Outcome]]:
    """What the engine of ODK Web Forms says."""
    return outcomes(cases, "xforms.mjs")


def by_enketo(cases: Cases) -> list[list[Outcome]]:
    """What Enketo's says, where answers to questions that are not asked are blank to expressions."""
    return outcomes(cases, "enketo.mjs", "excluded")


def by_enketo_that_keeps(cases: Cases) -> list[list[Outcome]]:
    """What it says of completed forms, where they stay until then."""
    return outcomes(cases, "enketo.mjs", "kept")


Engine = Callable[[Cases], list[list[Outcome]]]
ENGINES = pytest.mark.parametrize("engine", [by_web_forms, by_enketo, by_enketo_that_keeps])


def holds(engine: Engine, answer: Any) -> Any:
    """What an engine holds of an answer: that of ODK Web Forms has integers of 32 bits, and twenty decimals."""
    if engine is not by_web_forms:
        return answer
    match answer:
        case dict():
            return {code: holds(engine, one) for code, one in answer.items()}
        case float():
            return float(f"{answer:.20f}")
        case int() if abs(answer) >= 2**31:
            return None
        case _:
            return answer


def surprises(engine: Engine, case: Drawn, found: list[Outcome]) -> Iterator[tuple]:
    """Yield where a form asks, holds or scores otherwise than the core does of the answers that were given."""
    instrument = case.scheme.instrument
    given = [as_given(instrument, record) for record in case.records]
    kept = as_asked(
        instrument, [{code: holds(engine, one) for code, one in record.items()} for record in given]
    )
    answers = answers_of(instrument, kept)
    asked = asked_of(answers)
    for i, outcome in enumerate(found):
        for name, code in questions_of(instrument).items():
            if outcome["asked"][name] != asked[code][i]:
                yield i, name, "asked" if outcome["asked"][name] else "not asked"
        for code, answer in as_held(instrument, outcome["held"]).items():
            if answer != kept[i][code]:
                yield i, code, answer, kept[i][code]
    codes = case.scheme.compile().codes
    scored = [as_scored(outcome["held"], codes) for outcome in found]
    yield from differences(Drawn.of(answers, case.scheme), scored)


def check(engine: Engine, cases: Cases) -> None:
    """An engine asks what the core asks, and scores what it holds as the batch scorer does, reasons included."""
    found = engine(cases)
    assert [
        one for (case, _), own in zip(cases, found, strict=True) for one in surprises(engine, case, own)
    ] == []


@functools.cache
def drawn() -> Cases:
    """Drawn cases, the same for all engines."""
    return with_forms([case for case, _ in printed(lambda scheme: to_xlsform(scheme.instrument, scheme))])


def some_of_the_edition(sets: int) -> Drawn:
    """The bundled edition with so many sets of answers."""
    edition = edition_cases(SETS)
    return attrs.evolve(edition, records=edition.records[:sets], expected=edition.expected[:sets])


@ENGINES
def test_an_engine_scores_drawn_schemes(engine):
    """In forms in which answers are changed, cleared and given again."""
    check(engine, drawn())


@ENGINES
def test_an_engine_scores_the_edition_and_hostile_names(engine):
    """So it is for the bundled edition, and where codes are words of languages."""
    sets = SETS // 5 if engine is by_web_forms else SETS // 25
    check(engine, with_forms([some_of_the_edition(max(sets, 4)), hostile()]))


@ENGINES
def test_a_negated_condition_is_a_surprise(engine):
    """A form that asks one question where it should not, and not where it should, is found out: it, and no other."""
    case = hostile()
    form = form_of(case)
    routed = [row for row in form["survey"] if "relevant" in row]
    mutants = []
    for row in routed:
        negated = row | {"relevant": f"not({row['relevant']})"}
        mutants.append(form | {"survey": [negated if one is row else one for one in form["survey"]]})
    found = engine([(case, xml_of(mutant)) for mutant in mutants])
    told = [
        {one[1] for one in surprises(engine, case, own) if one[-1] in {"asked", "not asked"}} for own in found
    ]
    assert told == [{row["name"]} for row in routed]


def chain() -> Drawn:
    """A question behind a question behind a question, with every set of answers to the first two."""
    scale = Binary(code="yes_no")
    asked = [
        Indicator(code="office", prompt="Is there an office?", scale=scale),
        Indicator(code="staff", prompt="Has it staff?", scale=scale, gate=Equals("office", "yes")),
        Indicator(code="paid", prompt="Is the staff paid?", scale=scale, gate=Equals("staff", "yes")),
        Indicator(code="free", prompt="Why is it not?", scale=scale, gate=NotCondition(Answered("paid"))),
    ]
    area = Area(code="partners", label="Partners", indicators=asked)
    domain = Domain(code="engagement", label="Engagement", areas=[area])
    instrument = Instrument(code="outreach", edition="1", title="Outreach", domains=[domain])
    given = ["yes", "no", None]
    records = [
        {"office": one, "staff": two, "paid": three, "free": "no"}
        for one, two, three in itertools.product(given, repeat=3)
    ]
    return Drawn.of(answers_of(instrument, records), ScoringScheme.equal_weights(instrument))


@ENGINES
def test_an_engine_follows_a_chain(engine):
    """What is behind a question that is not asked is not asked either, whatever was answered there before."""
    check(engine, with_forms([chain()]))


def test_enketo_may_ask_by_answers_that_nobody_sees():
    """Where it keeps answers to questions that are not asked, conditions see them until the form is completed.

    What it then asks is what the core would ask if every question had been put to the unit; scores are right even then.
    """
    wrong, by_hidden = [], 0
    cases = [*drawn(), *with_forms([chain()])]
    for (case, _), found in zip(cases, by_enketo_that_keeps(cases), strict=True):
        instrument, codes = case.scheme.instrument, case.scheme.compile().codes
        given = [as_given(instrument, record) for record in case.records]
        seen = asked_of(answers_of(instrument, as_asked(instrument, given)))
        asked = asked_of(answers_of(without_routes(instrument), given), instrument)
        before = [outcome["before"] for outcome in found]
        for i, outcome in enumerate(before):
            for name, code in questions_of(instrument).items():
                wrong += [(i, name)] * (outcome["asked"][name] != asked[code][i])
                by_hidden += asked[code][i] != seen[code][i]
        scored = [as_scored(outcome["held"], codes) for outcome in before]
        wrong += differences(Drawn.of(answers_of(instrument, given), case.scheme), scored)
    assert (wrong, by_hidden > 0) == ([], True)


def test_odk_validate_takes_the_forms():
    """JavaRosa, the engine of the app, loads the edition, hostile names and some drawn forms."""
    cases = [edition_cases(SETS), hostile(), *(case for case, _ in printed(xml_of_scheme, sets=24))]
    for case in cases:
        assert "<h:html" in xml_of(form_of(case), validate=True)


def xml_of_scheme(scheme) -> str:
    """Whether a scheme can be written."""
    return str(to_xlsform(scheme.instrument, scheme))
