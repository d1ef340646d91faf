"""Structures of LimeSurvey in the sources of the package `citric`, which CI downloads: read, not installed."""

import tarfile
from pathlib import Path

import pytest

from smmi.exchange.limesurvey import from_limesurvey

pytestmark = pytest.mark.foreign

CITRIC = Path(__file__).parent / "citric"


def test_structures_of_others_are_read():
    """Every question is an indicator, or named."""
    (archive,) = CITRIC.glob("citric-*.tar.gz")
    found = {}
    with tarfile.open(archive) as sources:
        for member in sources.getmembers():
            if member.name.endswith(".lss"):
                file = sources.extractfile(member)
                assert file is not None
                found[Path(member.name).name] = from_limesurvey(file.read())
    assert sorted(found) == ["answers.lss", "limesurvey_survey_432535.lss", "survey.lss"]
    instrument, account = found["answers.lss"]
    assert [one.code for one in instrument.indicators] == ["q01", *(f"q02_sq00{i}" for i in range(1, 6))]
    assert not account.left_out
    instrument, account = found["survey.lss"]
    assert [one.code for one in instrument.indicators] == ["g01q02", "g02q04"]
    assert {one.code for one in account.left_out} == {"G01Q01", "G02Q03"}
