"""Questionnaires of FHIR in engines that smmi did not make, and under the official schema and its invariants.

`SMMI_ANSWER_SETS=5000 pytest -m foreign tests/foreign/test_fhir.py` gives each engine as many sets of answers of drawn
schemes, and of the bundled edition. fhirpathpy is slow: it gets a tenth.
"""

import json
from pathlib import Path

import attrs
import jsonschema
import pytest

from smmi.exchange.fhir import answers_from_fhir, answers_to_fhir, to_fhir
from smmi.exchange.fhir._addresses import CALCULATED
from smmi.instrument import Answers
from smmi.testing import strategies
from tests.exchange.drawn_cases import SETS, Drawn, attributes_of, differences, edition_cases, printed
from tests.exchange.hostile_names import hostile
from tests.foreign.test_exchange import run, tool
from tests.foreign.test_receipts import as_given

pytestmark = pytest.mark.foreign

URL = "https://example.org/Questionnaire/drawn"
OFFICIAL = Path(__file__).parent / "node_modules" / "@medplum" / "definitions" / "dist" / "fhir" / "r4"
SLOW = max(SETS // 10, 8)


@attrs.frozen(kw_only=True)
class Asked:
    """A case as an engine gets it.

    Attributes:
        held: What responses can hold of it, scored in a batch.
        questionnaire: The questionnaire.
        responses: A response for each unit.
    """

    held: Drawn
    questionnaire: dict
    responses: list[dict]

    @classmethod
    def of(cls, case: Drawn) -> "Asked":
        """Write a case as a questionnaire and responses, and score what these hold."""
        instrument = case.scheme.instrument
        names = [one.code for one in instrument.characteristics]
        records = [
            {"the unit": f"u{i:04}", **{code: as_given(answer) for code, answer in record.items()}}
            for i, record in enumerate(case.records)
        ]
        answers = Answers.from_records(instrument, records, unit="the unit", attributes=names)
        questionnaire, _ = to_fhir(instrument, case.scheme, url=URL)
        responses = answers_to_fhir(answers, questionnaire=f"{URL}|1")
        read, _ = answers_from_fhir(instrument, responses)
        assert attributes_of(read) == attributes_of(answers)
        return cls(held=Drawn.of(read, case.scheme), questionnaire=questionnaire, responses=responses)

    @property
    def expressions(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """The variables, and the calculated items, by their names."""
        told = [one["valueExpression"] for one in self.questionnaire["extension"]]
        scores = self.questionnaire["item"][-1]["item"]
        calculated = [
            (one["linkId"], extension["valueExpression"]["expression"])
            for one in scores
            for extension in one["extension"]
            if extension["url"] == CALCULATED
        ]
        return [(one["name"], one["expression"]) for one in told], calculated

    def scored(self, found: list[dict[str, list]]) -> list[dict]:
        """What an engine found, as `evaluate` returns it."""
        codes = self.held.scheme.compile().codes
        return [
            {
                "scores": {
                    code: float(one[f"score.{code}"][0]) if one[f"score.{code}"] else None for code in codes
                },
                "reasons": {code: one[f"reason.{code}"][0] for code in codes if one[f"reason.{code}"]},
            }
            for one in found
        ]


def check(cases: list[Asked], found: list[list[dict]]) -> None:
    """Every score is within 1e-9 of the batch scorer's, and every absence has its reason."""
    wrong = [
        one
        for case, own in zip(cases, found, strict=True)
        for one in differences(case.held, case.scored(own))
    ]
    assert wrong == []


def by_node(cases: list[Asked]) -> list[list[dict]]:
    """What fhirpath.js says."""
    given = [[*case.expressions, case.responses] for case in cases]
    return json.loads(run([tool("node"), "fhirpath.mjs"], json.dumps(given)))


def engine():
    """The engine in Python, which CI installs for these tests, and its model of R4."""
    import fhirpathpy
    from fhirpathpy.models import models

    return fhirpathpy, models["r4"]


def by_python(cases: list[Asked]) -> list[list[dict]]:
    """What fhirpathpy says."""
    found = []
    fhirpathpy, r4 = engine()
    for case in cases:
        variables, outputs = case.expressions
        compiled = [(name, fhirpathpy.compile(text, r4)) for name, text in (*variables, *outputs)]
        own = []
        for response in case.responses:
            known: dict = {"resource": response}
            for name, evaluate in compiled:
                known[name] = evaluate(response, known)
            own.append({name: known[name] for name, _ in outputs})
        found.append(own)
    return found


def drawn(sets: int) -> list[Asked]:
    """Drawn cases."""
    cases = printed(
        lambda scheme: to_fhir(scheme.instrument, scheme, url=URL), strategies.instruments(), sets=sets
    )
    return [Asked.of(case) for case, _ in cases]


def edition(sets: int) -> Asked:
    """The bundled edition."""
    case = edition_cases(SETS)
    return Asked.of(attrs.evolve(case, records=case.records[:sets], expected=case.expected[:sets]))


def test_fhirpath_in_javascript():
    """Drawn schemes, the edition, and codes that are words of languages."""
    cases = [*drawn(SETS), edition(SETS), Asked.of(hostile())]
    check(cases, by_node(cases))


def test_fhirpath_in_python():
    """The same; it takes ten times as long."""
    cases = [*drawn(SLOW), edition(4), Asked.of(hostile())]
    check(cases, by_python(cases))


def constraints(resource: str) -> list[tuple[str, str, str]]:
    """The official invariants of a resource: the path of an element, the id and the expression of each."""
    profiles = json.loads((OFFICIAL / "profiles-resources.json").read_text("utf-8"))
    (profile,) = [one["resource"] for one in profiles["entry"] if one["resource"].get("id") == resource]
    return [
        (element["path"], one["key"], one["expression"])
        for element in profile["snapshot"]["element"]
        for one in element.get("constraint", [])
        if "expression" in one and one.get("severity") == "error" and one["key"].startswith(("que-", "qrs-"))
    ]


def elements(value: object, path: str, at: str) -> list[dict]:
    """The elements of a resource that a path of the profile names: items inside items, too."""
    if path == at:
        return [value]  # type: ignore[list-item]
    step = path.removeprefix(f"{at}.").partition(".")[0]
    below = value.get(step, []) if isinstance(value, dict) else []
    several = below if isinstance(below, list) else [below]
    found = [one for each in several for one in elements(each, path, f"{at}.{step}")]
    if step == "item" and isinstance(value, dict):
        found += [one for each in several for one in _inside(each, path, f"{at}.item")]
    return found


def _inside(item: dict, path: str, at: str) -> list[dict]:
    found = []
    for one in item.get("item", []):
        found += elements(one, path, at) + _inside(one, path, at)
    return found


def broken(resource: dict) -> list[str]:
    """The invariants that a resource breaks. que-7 is left out: fhirpathpy 2.2.4 takes no truth value for one."""
    name = resource["resourceType"]
    wrong = []
    fhirpathpy, r4 = engine()
    for path, key, text in constraints(name):
        if key == "que-7":
            continue
        evaluate = fhirpathpy.compile(text, r4)
        wrong += [
            key for one in elements(resource, path, name) if evaluate(one, {"resource": resource}) == [False]
        ]
    return wrong


def official(name: str) -> jsonschema.Draft7Validator:
    """The official schema of a resource of R4."""
    schema = json.loads((OFFICIAL / "fhir.schema.json").read_text("utf-8"))
    own = {"$schema": "http://json-schema.org/draft-07/schema#", "$ref": f"#/definitions/{name}"}
    return jsonschema.Draft7Validator({**own, "definitions": schema["definitions"]})


def test_the_official_schema_and_invariants_hold():
    """Questionnaires and responses of R4: drawn ones, the edition, and hostile texts; a fault is found."""
    cases = [*drawn(SLOW), edition(2), Asked.of(hostile())]
    questionnaires, responses = official("Questionnaire"), official("QuestionnaireResponse")
    for case in cases:
        resource = json.loads(json.dumps(case.questionnaire))
        assert list(questionnaires.iter_errors(resource)) == []
        assert broken(resource) == []
        for response in case.responses[:2]:
            assert list(responses.iter_errors(json.loads(json.dumps(response)))) == []
            assert broken(response) == []
    faulty = json.loads(json.dumps(cases[-1].questionnaire))
    faulty["item"].append(faulty["item"][0])
    assert "que-2" in broken(faulty)


def test_r5_has_its_own_types():
    """Codings with an answer constraint, and no type of R4."""
    case = edition_cases(SETS)
    resource, _ = to_fhir(case.scheme.instrument, case.scheme, url=URL, release="R5")
    text = json.dumps(resource)
    assert '"choice"' not in text
    assert text.count('"coding", "answerConstraint": "optionsOnly"') == text.count('"type": "coding"') > 0
