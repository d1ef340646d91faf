"""Receipts verified by Node and by a browser, which know no smmi: to the last bit.

`SMMI_ANSWER_SETS=5000 pytest -m foreign tests/foreign/test_receipts.py` verifies those of as many sets of answers.
"""

import copy
import json
from typing import Any

import attrs
import pytest

from smmi import editions
from smmi.errors import DocumentError
from smmi.exchange.receipts import to_receipt_javascript, to_receipt_page
from smmi.instrument import Answers, Nonresponse
from smmi.scoring import Scores, ScoringScheme, receipt, score
from smmi.serialization import Inclusion, checksum, to_document
from tests.exchange.drawn_cases import SETS, Drawn, edition_cases, printed
from tests.exchange.hostile_names import hostile
from tests.foreign.test_exchange import run, tool

pytestmark = pytest.mark.foreign

UNIT = "the unit"


def as_given(answer: Any) -> Any:
    """An answer of a document as a record holds it."""
    if isinstance(answer, dict) and isinstance(answer.get("nonresponse"), str):
        return Nonresponse[answer["nonresponse"].upper().replace("-", "_")]
    return tuple(answer) if isinstance(answer, list) else answer


def scores_of(case: Drawn) -> Scores:
    """The answers of a case, scored in a batch."""
    instrument = case.scheme.instrument
    records = [
        {UNIT: f"ü{i:03} \N{SNOWMAN}", **{code: as_given(answer) for code, answer in record.items()}}
        for i, record in enumerate(case.records)
    ]
    names = [one.code for one in instrument.characteristics]
    return score(Answers.from_records(instrument, records, unit=UNIT, attributes=names), case.scheme)


def documents(scores: Scores) -> list[dict]:
    """The receipt of scores, and their answers."""
    answers = to_document(scores.answers, instrument=Inclusion.REFERENCE)
    return [to_document(receipt(scores)), answers]


def by_node(cases: list[tuple[str, list[list[dict]]]]) -> list[list[dict]]:
    """What Node says of receipts and answers, all in one process."""
    return json.loads(run([tool("node"), "verify.mjs"], json.dumps(cases)))


def moved(found: dict) -> list[str]:
    """The parts that are not as on the receipt."""
    assert found["holds"] is not any(part["holds"] is False for part in found["parts"])
    return [part["part"] for part in found["parts"] if part["holds"] is False]


def check_all_hold(cases: list[Drawn]) -> None:
    """Every receipt holds: of all units at once, and of each alone; scores are those of the batch, to the last bit."""
    scored = [scores_of(case) for case in cases]
    alone = [[own.of(unit).scores for unit in own.units] for own in scored]
    given = [[documents(one) for one in (own, *each)] for own, each in zip(scored, alone, strict=True)]
    texts = [to_receipt_javascript(case.scheme) for case in cases]
    for own, (all_at_once, *each) in zip(scored, by_node(list(zip(texts, given, strict=True))), strict=True):
        assert moved(all_at_once) == []
        for unit, found in zip(own, each, strict=True):
            assert moved(found) == []
            ((told,),) = [found["units"]]
            assert {one["code"]: one["score"] for one in told["scores"]} == unit.as_dict()


def test_receipts_of_drawn_schemes_hold():
    """Of every drawn scheme without roots."""
    check_all_hold([case for case, _ in printed(to_receipt_javascript, sets=SETS, tries=3)])


def test_receipts_of_the_edition_and_of_hostile_names_hold():
    """So it is for the bundled edition, and where codes are words of the language."""
    check_all_hold([edition_cases(SETS), hostile()])


def with_checksum(document: dict) -> dict:
    """A document that somebody changed on purpose."""
    return {**document, "checksum": checksum(document)}


def test_what_moved_is_told_as_in_python():
    """Another answer, other wording, another rule, fewer units and a score that was made up."""
    case = edition_cases(SETS)
    scores = scores_of(attrs.evolve(case, records=case.records[:2], expected=case.expected[:2]))
    kept, answers = documents(scores)
    other = copy.deepcopy(answers)
    column = other["columns"]["community_office"]
    column[0] = "no" if column[0] == "yes" else "yes"
    reworded = attrs.evolve(scores.instrument, title="Another")
    reweighted = ScoringScheme(scores.instrument, weights={"curriculum": 2.0})
    texts = [to_receipt_javascript(ScoringScheme.equal_weights(reworded)), to_receipt_javascript(reweighted)]
    pairs = [
        [kept, with_checksum(other)],
        [with_checksum({**kept, "scores": "0" * 64}), answers],
        [with_checksum({**kept, "units": 3}), answers],
        [with_checksum({**kept, "edition": "other"}), answers],
        [with_checksum({**kept, "norms": "0" * 64}), answers],
    ]
    own, (wording,), (rules,) = by_node(
        [
            (to_receipt_javascript(scores.scheme), pairs),
            (texts[0], [[kept, answers]]),
            (texts[1], [[kept, answers]]),
        ]
    )
    assert [moved(found) for found in own] == [
        ["answers", "scores"],
        ["scores"],
        ["answers"],
        ["instrument", "instrument-wording"],
        [],
    ]
    assert own[-1]["parts"][-1] == {"part": "norms", "holds": None}
    assert moved(wording) == ["instrument-wording"]
    assert moved(rules) == ["scheme", "scheme-wording", "scores"]


def test_what_is_no_receipt_is_refused_in_words():
    """Documents of another kind, changed documents, and impossible answers."""
    case = edition_cases(SETS)
    scores = scores_of(attrs.evolve(case, records=case.records[:1], expected=case.expected[:1]))
    kept, answers = documents(scores)
    columns = answers["columns"]
    pairs = [
        [answers, answers],
        [kept, None],
        [{**kept, "units": 2}, answers],
        [kept, with_checksum({**answers, "columns": {**columns, "no_such": [1]}})],
        [kept, with_checksum({**answers, "columns": {**columns, "community_office": ["maybe"]}})],
        [kept, with_checksum({**answers, "columns": {**columns, "community_office": "yes"}})],
        [
            kept,
            with_checksum({**answers, "columns": {**columns, "community_office": [{"nonresponse": "x"}]}}),
        ],
    ]
    ((*found,),) = by_node([(to_receipt_javascript(scores.scheme), pairs)])
    assert [one["error"] for one in found] == [
        'The receipt: this is no document with the schema "smmi/receipt"',
        'The answers: this is no document with the schema "smmi/answers"',
        "The receipt: the document was changed after it was written: it is not what its checksum says",
        'The answers: the instrument has no question "no_such"',
        '"community_office": got "maybe", which is no answer to this question',
        'The answers: "community_office" is no list of answers',
        '"community_office": there is no nonresponse "x"',
    ]


def nested(depth: int) -> list:
    """A list in lists."""
    found: list = []
    for _ in range(depth):
        found = [found]
    return found


def as_if_written(document: dict) -> dict:
    """A document with its checksum, if it may have one."""
    try:
        return with_checksum(document)
    except DocumentError:
        return document


@pytest.mark.parametrize("name", ["units", "columns", "attributes", "community_office"])
def test_whatever_stands_among_answers_is_refused_in_words(name):
    """Also by somebody who writes the checksum anew: what is no table of answers is told as that."""
    case = edition_cases(SETS)
    scores = scores_of(attrs.evolve(case, records=case.records[:2], expected=case.expected[:2]))
    kept, answers = documents(scores)
    strange = [
        3,
        True,
        "x",
        [],
        ["x"],
        ["x", "x"],
        [{}, []],
        {"x": 1},
        {"x": [1]},
        {"x": nested(120)},
        nested(120),
    ]
    strange += [[["yes", None], None], [{"no": None}, None], [[[]], None], ["yes"], [["x"], ["y"], ["z"]]]
    changed = [
        {**answers, name: one}
        if name in answers
        else {**answers, "columns": {**answers["columns"], name: one}}
        for one in strange
    ]
    ((*found,),) = by_node(
        [(to_receipt_javascript(scores.scheme), [[kept, as_if_written(one)] for one in changed])]
    )
    told = [one.get("error", "") for one in found]
    words = ("no list", "no object", "entries for", "no answer", "deep", "no question", "no nonresponse")
    assert [one for one in told if one and not any(word in one for word in words)] == []
    assert sum(map(bool, told)) >= len(strange) - 2


def test_a_browser_verifies_a_receipt(tmp_path):
    """Files are chosen, and the page says what it found; what is typed in is text, and the page asks no network."""
    case = edition_cases(SETS)
    scores = scores_of(attrs.evolve(case, records=case.records[:1], expected=case.expected[:1]))
    page = to_receipt_page(scores.scheme, title="<b>Receipts</b>")
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    names = ["receipt.json", "answers.json"]
    for name, document in zip(names, documents(scores), strict=True):
        (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    (tmp_path / "bad.json").write_text('{"<img src=x>', encoding="utf-8")
    command = [tool("node"), "receipt_page.mjs", tool("chromium")]
    found = json.loads(
        run([*command, *(str(tmp_path / one) for one in ["page.html", *names, "bad.json"])], "")
    )
    assert found["heading"] == "<b>Receipts</b>"
    assert found["told"].startswith("The receipt holds")
    overall = scores.of(scores.units[0]).as_dict()["overall"]
    assert f"Overall\t{overall!r}" in found["told"]
    assert found["refused"].startswith("The answers: this is no JSON")
    assert (found["requests"], found["violations"], found["images"]) == ([], [], 0)


def test_the_edition_is_among_what_is_verified():
    """What a newcomer tries first."""
    assert to_receipt_page(ScoringScheme(editions.smmi_16())).startswith("<!DOCTYPE html>")
