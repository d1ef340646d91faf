"""Questionnaires of FHIR in LHC-Forms, the widget of the US National Library of Medicine, in a browser.

`SMMI_ANSWER_SETS=5000 pytest -m foreign tests/foreign/test_lhc_forms.py` gives it a tenth as many sets of answers of
drawn schemes, and a few of the bundled edition, at which it is slow.
"""

import json
import subprocess
from collections.abc import Iterator

import attrs
import pytest

from smmi.exchange.fhir import to_fhir
from smmi.exchange.fhir._addresses import part_of, why_of
from smmi.exchange.xlsform._names import Names
from smmi.instrument import Instrument
from tests.exchange.asked_questions import answers_of, as_asked, asked_of
from tests.exchange.drawn_cases import SETS, Drawn, differences, edition_cases, printed
from tests.exchange.hostile_names import hostile
from tests.exchange.odk_forms import as_given, as_held, questions_of, steps_of
from tests.foreign.test_exchange import HERE, tool

pytestmark = pytest.mark.foreign

URL = "https://example.org/Questionnaire/drawn"
PAGE = '<!doctype html><html lang="en"><title>A form</title><body><div id="form"></div></body></html>'


def items_of(instrument: Instrument) -> dict[str, str]:
    """The items of questionnaires by the names that questions have in forms of ODK."""
    names = Names(instrument)
    parts = {name: part_of(*codes) for codes, name in names.parts.items()}
    return parts | {name: why_of(code) for code, name in names.why.items()}


def by_widget(cases: list[tuple[Drawn, dict]], folder) -> list[list[dict]]:
    """What the widget makes of answers to questionnaires."""
    given = []
    for case, questionnaire in cases:
        instrument = case.scheme.instrument
        items = items_of(instrument)
        steps = [
            [[items.get(name, name), kind, value] for name, kind, value in steps_of(instrument, record)]
            for record in case.records
        ]
        given.append([questionnaire, steps])
    (folder / "empty.html").write_text(PAGE, encoding="utf-8")
    command = [tool("node"), "lhcforms.mjs", tool("chromium"), str(folder / "empty.html")]
    done = subprocess.run(
        command,
        cwd=HERE,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout, parse_int=lambda digits: int(float(digits)))


def values_of(items: list[dict]) -> dict[str, list]:
    """The values of the items of a response."""
    found: dict[str, list] = {}
    for item in items:
        values = [value for answer in item.get("answer", []) for value in answer.values()]
        found[item["linkId"]] = [one["code"] if isinstance(one, dict) else one for one in values]
        found |= values_of(item.get("item", []))
    return found


def surprises(case: Drawn, found: list[dict]) -> Iterator[tuple]:
    """Yield where the widget asks, holds or scores otherwise than the core does of the answers that were given."""
    instrument, codes = case.scheme.instrument, case.scheme.compile().codes
    kept = as_asked(instrument, [as_given(instrument, record) for record in case.records])
    answers = answers_of(instrument, kept)
    asked, items, scored = asked_of(answers), items_of(instrument), []
    for i, outcome in enumerate(found):
        values = values_of(outcome["response"].get("item", []))
        for name, code in questions_of(instrument).items():
            if outcome["asked"][items.get(name, name)] != asked[code][i]:
                yield i, name, "not asked" if asked[code][i] else "asked"
        names = [*questions_of(instrument), *(one.code for one in instrument.characteristics)]
        several = {name for name, kind, _ in steps_of(instrument, case.records[i]) if kind == "several"}
        data = {name: values.get(items.get(name, name), []) for name in names}
        data = {name: one if name in several else (one[0] if one else None) for name, one in data.items()}
        for code, answer in as_held(instrument, data).items():
            # A response keeps what was answered where an expression now hides the item:
            # findings/lhc-forms-keeps-answers-of-hidden-items.sh
            if answer != kept[i][code] and asked.get(code, [True] * len(kept))[i]:
                yield i, code, answer, kept[i][code]
        points = {code: values.get(f"score.{code}") for code in codes}
        scored.append(
            {
                "scores": {code: float(one[0]) if one else None for code, one in points.items()},
                "reasons": {
                    code: values[f"reason.{code}"][0] for code in codes if values.get(f"reason.{code}")
                },
            }
        )
    yield from differences(Drawn.of(answers, case.scheme), scored)


def questionnaire_of(case: Drawn) -> dict:
    """The questionnaire of a case."""
    return to_fhir(case.scheme.instrument, case.scheme, url=URL)[0]


def test_the_widget_scores_as_the_core_does(tmp_path):
    """Drawn schemes, the edition, and hostile names, in forms in which answers are changed, cleared and given again."""
    edition, few = edition_cases(SETS), max(SETS // 200, 1)
    cases = [
        *(
            case
            for case, _ in printed(
                lambda scheme: to_fhir(scheme.instrument, scheme, url=URL), sets=max(SETS // 10, 8)
            )
        ),
        attrs.evolve(edition, records=edition.records[:few], expected=edition.expected[:few]),
        hostile(),
    ]
    found = by_widget([(case, questionnaire_of(case)) for case in cases], tmp_path)
    assert [one for case, own in zip(cases, found, strict=True) for one in surprises(case, own)] == []
