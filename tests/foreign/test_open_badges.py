"""The credential against the official JSON Schema of Open Badges 3.0, which the sources of openbadgeslib hold."""

import copy
import json
import tarfile
from pathlib import Path

import pytest
from jsonschema import Draft201909Validator

from smmi.badge import credential
from tests.badge.test_credential import ARGUMENTS, COMPLETE

SOURCES = Path(__file__).parent / "openbadgeslib"
SCHEMA = "tests/fixtures/ob_schemas/ob_v3p0_achievementcredential_schema.json"

ALTERED = {
    "no start": lambda badge: badge.pop("validFrom"),
    "no issuer": lambda badge: badge.pop("issuer"),
    "contexts in another order": lambda badge: badge["@context"].reverse(),
    "another type": lambda badge: badge.update(type=["VerifiableCredential"]),
    "no description": lambda badge: badge["credentialSubject"]["achievement"].pop("description"),
    "no criteria": lambda badge: badge["credentialSubject"]["achievement"].pop("criteria"),
    "a type of its own": lambda badge: badge["credentialSubject"]["achievement"].update(
        achievementType="Diplom"
    ),
    "a number for a name": lambda badge: badge["credentialSubject"]["achievement"].update(name=1),
    "no achievement": lambda badge: badge["credentialSubject"].pop("achievement"),
    "a time without form": lambda badge: badge.update(validFrom=20261122),
}


@pytest.fixture(scope="module")
def validator():
    """The official schema; `.ci/run` fetches the package that holds it."""
    (archive,) = SOURCES.glob("openbadgeslib-*.tar.gz")
    with tarfile.open(archive) as sources:
        (member,) = [one for one in sources.getmembers() if one.name.endswith(SCHEMA)]
        schema = json.load(sources.extractfile(member))
    return Draft201909Validator(schema)


@pytest.mark.foreign
def test_a_credential_is_valid(validator):
    """With all that can be left out, and without."""
    for more in ({}, {"valid_until": "2031-11-22T00:00:00Z"}):
        assert not list(validator.iter_errors(credential(COMPLETE, **ARGUMENTS, **more)))


@pytest.mark.foreign
@pytest.mark.parametrize("alter", ALTERED.values(), ids=ALTERED)
def test_an_altered_copy_is_not(validator, alter):
    """The schema notices what is taken away or spoilt."""
    badge = copy.deepcopy(credential(COMPLETE, **ARGUMENTS))
    alter(badge)
    assert list(validator.iter_errors(badge))
