"""The credential: what it says, what it never says, and every way in which it cannot be written."""

import json
import re
from datetime import datetime

import attrs
import pytest
from hypothesis import given, strategies as st

from smmi.badge import Achievement, Completion, Gap, Issuer, Recipient, credential
from smmi.errors import ArgumentError, CredentialError, NotEligibleError
from smmi.instrument import AnswerState

COMPLETE = Completion(
    unit="S1", instrument="tiny", edition="1", title="Tiny", answered=2, not_applicable=1, gated=0, gaps=()
)
ISSUER = Issuer(id="https://example.org", name="Example", url="https://example.org/about")
RECIPIENT = Recipient(id="https://school.example.edu", name="School of Example")
ACHIEVEMENT = Achievement(
    id="https://example.org/badges/tiny-1",
    type="CertificateOfCompletion",
    name="Tiny completed",
    description="The school completed the self-assessment. It says nothing about the results.",
    criteria="All indicators are answered, or do not apply.",
)
ARGUMENTS = {
    "id": "urn:uuid:4f1e0d3a-0000-4000-8000-000000000001",
    "issuer": ISSUER,
    "recipient": RECIPIENT,
    "achievement": ACHIEVEMENT,
    "valid_from": "2026-11-22T00:00:00Z",
}


def test_a_credential_says_who_completed_what():
    """The whole document, as the standard lays it out, equal to its own JSON."""
    written = credential(COMPLETE, **ARGUMENTS, valid_until="2031-11-22T00:00:00+01:00")
    assert json.loads(json.dumps(written)) == written
    assert written == {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:4f1e0d3a-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {
            "id": "https://example.org",
            "type": ["Profile"],
            "name": "Example",
            "url": "https://example.org/about",
        },
        "validFrom": "2026-11-22T00:00:00Z",
        "validUntil": "2031-11-22T00:00:00+01:00",
        "name": "Tiny completed",
        "credentialSubject": {
            "id": "https://school.example.edu",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityHash": "School of Example",
                    "identityType": "name",
                    "hashed": False,
                }
            ],
            "achievement": {
                "id": "https://example.org/badges/tiny-1",
                "type": ["Achievement"],
                "achievementType": "CertificateOfCompletion",
                "name": "Tiny completed",
                "description": "The school completed the self-assessment. It says nothing about the results.",
                "criteria": {"narrative": "All indicators are answered, or do not apply."},
                "humanCode": "tiny 1",
            },
        },
    }


def test_what_is_not_known_is_left_out():
    """Without an end, a page of the issuer or a name of the school there is no key for them."""
    written = credential(
        COMPLETE,
        **ARGUMENTS | {"issuer": attrs.evolve(ISSUER, url=None), "recipient": Recipient(id="urn:x:1")},
    )
    assert "validUntil" not in written
    assert "url" not in written["issuer"]
    assert "identifier" not in written["credentialSubject"]


@given(st.integers(0, 80), st.integers(0, 80), st.integers(1, 80))
def test_it_is_the_same_however_much_did_not_apply(not_applicable, gated, answered):
    """A credential tells nothing of the answers, not even how many there are."""
    other = attrs.evolve(COMPLETE, answered=answered, not_applicable=not_applicable, gated=gated)
    assert credential(other, **ARGUMENTS) == credential(COMPLETE, **ARGUMENTS)


def test_who_did_not_complete_gets_none():
    """The error says what is left, and why as data."""
    gap = Gap(code="t1", area="teaching", state=AnswerState.NO_ANSWER)
    with pytest.raises(NotEligibleError) as caught:
        credential(attrs.evolve(COMPLETE, gaps=(gap,)), **ARGUMENTS)
    assert caught.value.shortfalls == ("unanswered",)
    assert str(caught.value) == (
        "unit 'S1' has not completed the full assessment: 3 of 4 indicators are complete; left to answer are 't1', "
        "by area: 'teaching' (1). Its scores do not matter"
    )


def test_everything_that_is_malformed_is_said_at_once():
    """Each finding says where, what, and what is expected."""
    with pytest.raises(CredentialError) as caught:
        credential(
            COMPLETE,
            id="badge 1",
            issuer=Issuer(id="", name=" ", url="example.org"),
            recipient=Recipient(id="school"),
            achievement=attrs.evolve(ACHIEVEMENT, type="Diplom", criteria=""),
            valid_from="2026-02-29T00:00:00Z",
            valid_until="2026-02-28",
        )
    expected = {
        "$.id": "got 'badge 1', expected a URI, such as 'https://…' or 'urn:uuid:…'",
        "$.issuer.id": "got '', expected a URI, such as 'https://…' or 'urn:uuid:…'",
        "$.issuer.url": "got 'example.org', expected a URI, such as 'https://…' or 'urn:uuid:…'",
        "$.recipient.id": "got 'school', expected a URI, such as 'https://…' or 'urn:uuid:…'",
        "$.issuer.name": "got ' ', expected text that is not blank",
        "$.achievement.criteria": "got '', expected text that is not blank",
        "$.valid_from": (
            "got '2026-02-29T00:00:00Z', expected a time of the calendar with its zone, such as '2026-11-22T00:00:00Z'"
        ),
        "$.valid_until": (
            "got '2026-02-28', expected a time of the calendar with its zone, such as '2026-11-22T00:00:00Z'"
        ),
        "$.achievement.type": (
            "got 'Diplom', expected a type of the standard, such as 'CertificateOfCompletion', "
            "or one that begins with 'ext:'"
        ),
    }
    assert {finding.path: finding.message for finding in caught.value.findings} == expected


@given(st.datetimes(), st.sampled_from(["Z", "+00:00", "-11:30"]))
def test_every_time_that_there_is_can_be_given(time, zone):
    """A time of the calendar, to the second or finer, is taken as it is."""
    text = time.isoformat() + zone
    assert credential(COMPLETE, **ARGUMENTS | {"valid_from": text})["validFrom"] == text


# Before 1973 some zones were off by seconds, and the standard has offsets to the minute.
TIMES = st.datetimes(datetime(1973, 1, 1), timezones=st.timezones())  # noqa: DTZ001  (the zone is drawn)


@given(TIMES, TIMES)
def test_a_credential_ends_after_it_begins(start, end):
    """An end is taken exactly if it is later than the start, whatever their zones."""
    texts = [time.replace(microsecond=0).isoformat() for time in (start, end)]
    arguments = ARGUMENTS | {"valid_from": texts[0], "valid_until": texts[1]}
    if end.replace(microsecond=0) > start.replace(microsecond=0):
        assert credential(COMPLETE, **arguments)["validUntil"] == texts[1]
    else:
        with pytest.raises(CredentialError, match=re.escape("$.valid_until: got")):
            credential(COMPLETE, **arguments)


@pytest.mark.parametrize(
    "time",
    ["1900-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00", 20260101],
)
def test_no_other_time_can_be_given(time):
    """A day, hour or zone that there is not is refused."""
    with pytest.raises(CredentialError, match=re.escape("$.valid_from")):
        credential(COMPLETE, **ARGUMENTS | {"valid_from": time})


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        (
            "completion",
            "'completion': got 'text', expected a Completion. smmi.badge.completion(answers, unit=…) makes one",
        ),
        ("issuer", "'issuer': got 'text', expected an Issuer"),
        ("achievement", "'achievement': got 'text', expected an Achievement"),
    ],
)
def test_arguments_of_a_wrong_class_are_refused(argument, message):
    """The error names the class that is needed."""
    arguments = ARGUMENTS | {"completion": COMPLETE} | {argument: "text"}
    first = arguments.pop("completion")
    with pytest.raises(ArgumentError, match=re.escape(message)):
        credential(first, **arguments)
