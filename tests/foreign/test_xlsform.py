"""Forms of XLSForm: what pyxform and ODK Validate take, and what the engine of ODK Web Forms makes of answers.

`SMMI_ANSWER_SETS=5000 pytest -m foreign tests/foreign/test_xlsform.py` gives the engine as many sets of answers of
drawn schemes, and a fifth of it of the bundled edition.
"""

import json

import attrs
import pytest

from smmi.exchange.xlsform import to_xlsform
from smmi.instrument import Answers
from tests.exchange.drawn_cases import SETS, Drawn, differences, edition_cases, printed
from tests.exchange.hostile_names import hostile
from tests.exchange.odk_forms import as_held, as_scored, steps_of
from tests.foreign.test_exchange import run, tool

pytestmark = pytest.mark.foreign


def xml_of(case: Drawn, *, validate: bool = False) -> str:
    """The form of a case, as pyxform writes it; a warning is a failure."""
    from pyxform.xls2xform import convert  # CI installs it for these tests

    form, _ = to_xlsform(case.scheme.instrument, case.scheme)
    made = convert(form, validate=validate)
    assert made.warnings == []
    return made.xform


def check(cases: list[Drawn]) -> None:
    """The engine says of what a form holds what the batch scorer says, reasons included."""
    given = [
        [xml_of(case), [steps_of(case.scheme.instrument, record) for record in case.records]]
        for case in cases
    ]
    told = run([tool("node"), "xforms.mjs"], json.dumps(given))
    # JavaScript writes a large whole number by so many digits as tell its double, not by all of them.
    outcomes = json.loads(told, parse_int=lambda digits: int(float(digits)))
    wrong = []
    for case, found in zip(cases, outcomes, strict=True):
        instrument, codes = case.scheme.instrument, case.scheme.compile().codes
        records = [{"the unit": f"u{i}", **as_held(instrument, data)} for i, data in enumerate(found)]
        names = [one.code for one in instrument.characteristics]
        held = Answers.from_records(instrument, records, unit="the unit", attributes=names)
        scored = [as_scored(data, codes) for data in found]
        wrong += list(differences(Drawn.of(held, case.scheme), scored))
    assert wrong == []


def test_the_engine_scores_drawn_schemes():
    """In forms in which answers are changed, cleared and given again."""
    cases = printed(lambda scheme: to_xlsform(scheme.instrument, scheme), sets=SETS)
    check([case for case, _ in cases])


def test_the_engine_scores_the_edition_and_hostile_names():
    """So it is for the bundled edition, and where codes are words of languages."""
    edition, sets = edition_cases(SETS), max(SETS // 5, 4)
    check(
        [attrs.evolve(edition, records=edition.records[:sets], expected=edition.expected[:sets]), hostile()]
    )


def test_odk_validate_takes_the_forms():
    """JavaRosa, the engine of the app, loads the edition, hostile names and some drawn forms."""
    cases = [edition_cases(SETS), hostile(), *(case for case, _ in printed(xml_of_scheme, sets=24))]
    for case in cases:
        assert "<h:html" in xml_of(case, validate=True)


def xml_of_scheme(scheme) -> str:
    """Whether a scheme can be written."""
    return str(to_xlsform(scheme.instrument, scheme))
