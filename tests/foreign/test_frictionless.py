"""Data packages, checked by the library `frictionless`: good files, and a fault in each kind of column."""

import csv
import json

import numpy as np
import pytest

from smmi import editions
from smmi.exchange.frictionless import to_frictionless
from smmi.instrument import synthesize
from smmi.scoring import ScoringScheme, score
from smmi.serialization import to_document
from tests.exchange.drawn_cases import attributes_of
from tests.exchange.wide_tables import as_text

pytestmark = [pytest.mark.foreign, pytest.mark.filterwarnings("ignore")]


def test_files_of_answers_and_scores_are_valid_and_faults_are_found(tmp_path):
    """The bundled edition, with blanks and words that stand for no answer."""
    import frictionless  # CI installs it for these tests

    answers = synthesize(editions.smmi_16(), units=30, rng=np.random.default_rng(5))
    scheme = ScoringScheme.equal_weights(answers.instrument)
    scores = score(answers, scheme)
    package, _ = to_frictionless(answers.instrument, scheme, unit="school")
    columns = {"school": answers.units.tolist(), **attributes_of(answers)}
    columns |= {code: list(map(as_text, cells)) for code, cells in to_document(answers)["columns"].items()}
    scored = {"school": answers.units.tolist()}
    scored |= {
        code: ["" if np.isnan(one) else repr(one) for one in scores[code].tolist()] for code in scores.codes
    }
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")

    def written(name, table):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(table)
            writer.writerows(zip(*table.values(), strict=True))
        return frictionless.validate(str(tmp_path / "datapackage.json"))

    written("scores.csv", scored)
    assert written("answers.csv", columns).flatten(["code", "fieldName", "note"]) == []
    for code, wrong in (
        ("community_office", "perhaps"),
        ("equity_content", "disparities;astrology"),
        ("students_urm", "120"),
        ("discipline", "law"),
        ("school", columns["school"][1]),
    ):
        faulty = {name: list(cells) for name, cells in columns.items()}
        faulty[code][0] = wrong
        assert not written("answers.csv", faulty).valid, code
