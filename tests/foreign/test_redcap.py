"""Dictionaries of REDCap and others: a large one that people made, and a converter that reads ours.

Both are in the package `reproschema`, which stands in an environment of its own: `.ci/run` makes it.
"""

import csv
import json
import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from smmi import editions
from smmi.exchange.redcap import COLUMNS, from_redcap, to_redcap
from smmi.scoring import ScoringScheme

pytestmark = pytest.mark.foreign

RESCHEMA = Path(__file__).parents[2] / ".venv-reproschema"


def test_a_dictionary_of_474_fields_is_read():
    """Every field is an indicator or named, and every gate is what the logic says, or named."""
    (path,) = RESCHEMA.glob(
        "lib/python3*/site-packages/reproschema/tests/test_redcap2rs_data/redcap_hbn_sample.csv"
    )
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    instrument, account = from_redcap(rows, ordinal=["pex_bm_apa2_mania_001"])
    assert len(rows) == 474
    kinds = Counter(row["Field Type"] for row in rows)
    assert (kinds["radio"], kinds["calc"], kinds["checkbox"]) == (218, 36, 7)
    names = {one.name for one in account.questions}
    told = {one.code for one in account.left_out}
    assert names | told == {row["Variable / Field Name"] for row in rows}
    choices = {
        row["Variable / Field Name"] for row in rows if row["Field Type"] in {"radio", "dropdown", "yesno"}
    }
    assert choices - names <= told
    for row in rows:
        name, logic = row["Variable / Field Name"], row["Branching Logic (Show field only if...)"]
        if name in names and logic:
            assert instrument[name].gate is not None or name in told
    mania = instrument["pex_bm_apa2_mania_001"]
    assert type(mania.scale).__name__ == "Ordinal"
    assert mania.gate.conditions[0].code == "pex_bm_apa1_mania_001"
    assert [one.value for one in mania.scale.options][-2:] == [999.0, 777.0]


def test_the_converter_of_reproschema_reads_our_dictionary(tmp_path):
    """An item for each question, with the choices of ours."""
    instrument = editions.smmi_16()
    rows, _ = to_redcap(instrument, ScoringScheme.equal_weights(instrument))
    with (tmp_path / "ours.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    about = "protocol_name: ours\nprotocol_display_name: Ours\nprotocol_description: Ours\n"
    (tmp_path / "ours.yaml").write_text(about + 'redcap_version: "1.0"\n', encoding="utf-8")
    command = [str(RESCHEMA / "bin" / "reproschema"), "redcap2reproschema", "ours.csv", "ours.yaml"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env={**os.environ, "NO_ET": "1"}
    )
    assert done.returncode == 0, done.stderr[-2000:]
    items = {
        path.name: json.loads(path.read_text("utf-8")) for path in tmp_path.glob("ours/activities/*/items/*")
    }
    assert items.keys() >= {row[COLUMNS[0]] for row in rows if row[COLUMNS[3]] != "calc"}
    for indicator in instrument.indicators:
        if indicator.scale.answers:
            given = items[indicator.code]["responseOptions"]["choices"]
            assert [one["value"] for one in given] == [option.code for option in indicator.scale.options]
