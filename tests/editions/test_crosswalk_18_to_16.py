"""The bundled crosswalk speaks of every node of both editions, and the diff agrees with the table of differences."""

import re

import numpy as np
import pytest

from smmi.editions import _smmi_18, crosswalk_18_to_16, smmi_16, smmi_18
from smmi.instrument import AnswerState, diff, synthesize
from smmi.instrument.comparability import ChangeKind, Comparability, NodeLevel, VersionStep
from smmi.instrument.crosswalk import Crosswalk
from smmi.instrument.crosswalk_entries import SameEntry
from tests.editions.test_smmi import MOVED, ONLY_16, ONLY_18

CROSSWALK = crosswalk_18_to_16()
DIFF = diff(smmi_18(), smmi_16(), crosswalk=CROSSWALK)
ROWS = {
    code: text
    for code, text in re.findall(r"^([a-z][a-z_]+)  +(\S.*)$", _smmi_18.__doc__ or "", re.MULTILINE)
    if code in smmi_18()
}
WORDS = {
    "merged": ChangeKind.MERGED,
    "split": ChangeKind.SPLIT,
    "moved": ChangeKind.MOVED,
    "retired": ChangeKind.RETIRED,
    "rescaled": ChangeKind.RESCALED,
    "reworded": ChangeKind.REWORDED,
    "rerouted": ChangeKind.REROUTED,
    "gate dropped": ChangeKind.REROUTED,
}
JUDGED = {ChangeKind.RELABELLED, ChangeKind.REWORKED}
"""What the table does not speak of: names in tables, and whether what was reworded still asks the same."""


def test_it_is_complete_in_both_directions():
    """Every domain, area and indicator of both editions stands in exactly one entry, and has a verdict."""
    olds = [code for entry in CROSSWALK.entries for code in entry.olds]
    news = [code for entry in CROSSWALK.entries for code in entry.news]
    assert sorted(olds) == sorted(smmi_18().nodes)
    assert sorted(news) == sorted(smmi_16().nodes)
    assert set(DIFF.old) == set(smmi_18().nodes)
    assert set(DIFF.new) == set(smmi_16().nodes)


def test_every_entry_has_a_reason():
    """An entry says why, be it only that nothing changed; and nothing else goes unsaid."""
    assert all(entry.why for entry in CROSSWALK.entries)
    unchanged = {
        entry.old for entry in CROSSWALK.entries if entry.why == "unchanged" and isinstance(entry, SameEntry)
    }
    assert {DIFF[code].verdict for code in unchanged if DIFF[code].level is NodeLevel.INDICATOR} == {
        ChangeKind.IDENTICAL
    }


def test_the_table_was_read():
    """The table of differences has a row for each indicator that changed or went, nineteen in all."""
    assert len(ROWS) == 19
    assert ROWS.keys() >= ONLY_18 | MOVED.keys()


@pytest.mark.parametrize("code", ROWS)
def test_the_verdict_is_what_the_table_says(code):
    """The kinds of change of an indicator are the words of its row in the table of differences."""
    said = {kind for word, kind in WORDS.items() if word in ROWS[code]}
    assert DIFF.old[code].kinds - JUDGED == said


def test_what_the_table_leaves_out_is_identical_or_new():
    """Indicators without a row are identical; those of the later edition only are new, or made of old ones."""
    for indicator in smmi_18().indicators:
        if indicator.code not in ROWS:
            assert DIFF.old[indicator.code].verdict is ChangeKind.IDENTICAL
    new = {node.news[0] for node in DIFF.at(NodeLevel.INDICATOR) if node.verdict is ChangeKind.NEW}
    made = {"equity_content", "committee_bias_training", "committee_mission"}
    assert new == ONLY_16 - made
    assert {DIFF.new[code].verdict for code in made} == {ChangeKind.MERGED, ChangeKind.SPLIT}


def test_verdicts_on_areas_and_domains():
    """Two areas compare as reported and one after rescaling; no domain does, nor the overall score: a major step."""
    assert DIFF["curriculum"].olds == ("curriculum", "targeted_programs", "global_health")
    assert DIFF["curriculum"].verdict is ChangeKind.MERGED
    assert dict(CROSSWALK.comparable_areas()) == {
        code: code for code in ("pathway_programs", "inclusive_climate")
    }
    assert set(CROSSWALK.comparable_areas(at_least=Comparability.COMPARABLE_AFTER_RESCALING)) == {
        "pathway_programs",
        "inclusive_climate",
        "student_diversity",
    }
    assert {node.comparability for node in (DIFF.overall, *DIFF.at(NodeLevel.DOMAIN))} == {
        Comparability.NOT_COMPARABLE
    }
    assert DIFF.step is VersionStep.MAJOR
    assert len(DIFF.overall.common) == 79 - len(ONLY_18 | {"global_home_link", "community_office"})


def test_both_directions_agree():
    """Read from the later edition to the earlier, scores compare where they did."""
    back = diff(smmi_16(), smmi_18(), crosswalk=CROSSWALK.inverse())
    assert {(node.olds, node.news): node.comparability for node in DIFF.nodes} == {
        (node.news, node.olds): node.comparability for node in back.nodes
    }


def test_answers_cross():
    """Answers of 2019 cross with every indicator that compares; what they do not reach is not administered."""
    kinds = ["medical", "nursing", "dental", "associate_nursing"] * 5
    answers = synthesize(smmi_18(), units=20, rng=np.random.default_rng(3), attributes={"discipline": kinds})
    carried = CROSSWALK.carry_answers(answers)
    reached = {entry.news[0] for entry in CROSSWALK.entries if isinstance(entry, SameEntry)}
    for indicator in smmi_16().indicators:
        absent = (carried.answers.states(indicator.code) == AnswerState.NOT_ADMINISTERED).all()
        assert absent == (indicator.code not in reached), indicator.code
    missing = {indicator.code for indicator in smmi_16().indicators} - reached
    assert missing <= {finding.code for finding in carried.findings}


def test_the_later_answers_can_be_read_on_the_earlier_scales():
    """Percentages become the four bands of 2019, and how often the clinic opens becomes yes or no."""
    back = CROSSWALK.inverse()
    kinds = ["medical"] * 4
    later = synthesize(smmi_16(), units=4, rng=np.random.default_rng(3), attributes={"discipline": kinds})
    records = [
        {**record, "students_low_income": share, "student_clinic": opens}
        for record, share, opens in zip(
            later.records(unit="school"),
            (24.9, 25, 50, 75.5),
            ("none", "under_monthly", "weekly", "monthly"),
            strict=True,
        )
    ]
    answers = type(later).from_records(smmi_16(), records, unit="school", attributes=list(later.attributes))
    earlier = back.carry_answers(answers).answers
    read = [earlier.record(unit) for unit in earlier.units.tolist()]
    assert [record["students_low_income"] for record in read] == [
        "under_quarter",
        "quarter_to_half",
        "quarter_to_half",
        "over_three_quarters",
    ]
    assert [record["student_clinic"] for record in read] == ["no", "yes", "yes", "yes"]


def test_it_composes_with_the_identity_and_its_inverse():
    """The identities leave it as it is; there and back, what compares as it is, is the same again."""
    assert Crosswalk(smmi_18(), smmi_18()).then(CROSSWALK) == CROSSWALK
    assert CROSSWALK.inverse().inverse() == CROSSWALK
    there_and_back = CROSSWALK.then(CROSSWALK.inverse())
    assert {e.old for e in there_and_back.entries if isinstance(e, SameEntry)} == {
        e.old for e in CROSSWALK.entries if isinstance(e, SameEntry)
    }


def test_it_is_built_once():
    """The crosswalk is the same object at every call."""
    assert crosswalk_18_to_16() is CROSSWALK
