"""The badge as an unsigned credential of Open Badges 3.0 (1EdTech 2024), a plain dictionary."""

import re
from collections.abc import Iterator
from typing import Any, Final

import attrs

from smmi._keywords import tells_keywords
from smmi.badge._completion import Completion
from smmi.errors import ArgumentError, CredentialError, Finding, NotEligibleError, Reason

CONTEXTS: Final = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
"""The vocabularies of a credential; the standard fixes their order."""

ACHIEVEMENT_TYPES: Final = frozenset(
    [
        "Achievement",
        "ApprenticeshipCertificate",
        "Assessment",
        "Assignment",
        "AssociateDegree",
        "Award",
        "BachelorDegree",
        "Badge",
        "Certificate",
        "CertificateOfCompletion",
        "Certification",
        "CoCurricular",
        "CommunityService",
        "Competency",
        "Course",
        "Degree",
        "Diploma",
        "DoctoralDegree",
        "Fieldwork",
        "GeneralEducationDevelopment",
        "JourneymanCertificate",
        "LearningProgram",
        "License",
        "MasterCertificate",
        "MasterDegree",
        "Membership",
        "MicroCredential",
        "ProfessionalDoctorate",
        "QualityAssuranceCredential",
        "ResearchDoctorate",
        "SecondarySchoolDiploma",
    ]
)
"""The types of achievement that the standard names; others begin with ``ext:``."""

_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_EXTENSION: Final = re.compile(r"ext:[A-Za-z0-9._-]+")
_TIME: Final = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)T(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
    r"(?P<part>\.\d+)?(?P<zone>Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
)


@attrs.frozen(kw_only=True)
class Issuer:
    """Who issues the badge.

    Attributes:
        id: Its URI.
        name: Its name.
        url: Its page on the web, if it has one.

    Example:
        >>> Issuer(id="https://example.org", name="An initiative").url is None
        True
    """

    id: str
    name: str
    url: str | None = None


@attrs.frozen(kw_only=True)
class Recipient:
    """Who receives the badge.

    Attributes:
        id: Its URI.
        name: Its name, or None to leave it out.

    Example:
        >>> Recipient(id="https://example.edu", name="A school").name
        'A school'
    """

    id: str
    name: str | None = None


@attrs.frozen(kw_only=True)
class Achievement:
    """What the badge stands for, in the issuer's words.

    Attributes:
        id: The URI of the achievement, the same for all who receive it.
        type: The type by the standard's vocabulary, such as ``CertificateOfCompletion``. There is no default: whether
            a self-assessment is certified is for the issuer to say.
        name: The name of the badge.
        description: What it is, in one or two sentences.
        criteria: What has to be done for it.

    Example:
        >>> Achievement(
        ...     id="https://example.org/badges/full",
        ...     type="CertificateOfCompletion",
        ...     name="Full assessment",
        ...     description="The school completed the full self-assessment.",
        ...     criteria="Every indicator is answered, or does not apply.",
        ... ).type
        'CertificateOfCompletion'
    """

    id: str
    type: str
    name: str
    description: str
    criteria: str


@tells_keywords
def credential(
    completion: Completion,
    /,
    *,
    id: str,  # noqa: A002  (the standard's word)
    issuer: Issuer,
    recipient: Recipient,
    achievement: Achievement,
    valid_from: str,
    valid_until: str | None = None,
) -> dict[str, Any]:
    """Return the unsigned credential of a unit that completed the full assessment.

    It says who completed what and when, and no score, quartile or star. To sign it is the issuer's work.

    Args:
        completion: The completion of the unit's assessment.
        id: The URI of this very credential.
        issuer: Who issues it.
        recipient: Who receives it: the institution.
        achievement: What it stands for.
        valid_from: From when, as ISO 8601 with a time zone.
        valid_until: Until when, the same; without end if it is None.

    Returns:
        A dictionary that JSON can hold.

    Raises:
        NotEligibleError: The assessment is not complete; the error says what is left.
        CredentialError: Something is missing or malformed; the error holds every finding.
        ArgumentError: An argument is of a wrong class.

    Example:
        >>> from smmi.badge import Achievement, Completion, Issuer, Recipient
        >>> complete = Completion(
        ...     unit="S1",
        ...     instrument="tiny",
        ...     edition="1",
        ...     title="Tiny",
        ...     answered=2,
        ...     not_applicable=0,
        ...     gated=0,
        ...     gaps=(),
        ... )
        >>> badge = credential(
        ...     complete,
        ...     id="urn:uuid:4f1e0d3a-0000-4000-8000-000000000001",
        ...     issuer=Issuer(id="https://example.org", name="Example"),
        ...     recipient=Recipient(id="https://school.example.edu"),
        ...     achievement=Achievement(
        ...         id="https://example.org/badges/tiny-1",
        ...         type="CertificateOfCompletion",
        ...         name="Tiny completed",
        ...         description="The school completed the self-assessment.",
        ...         criteria="All indicators are answered.",
        ...     ),
        ...     valid_from="2026-11-22T00:00:00Z",
        ... )
        >>> badge["credentialSubject"]["achievement"]["name"]
        'Tiny completed'
    """
    ArgumentError.raise_unless(
        completion,
        Completion,
        argument="completion",
        expected="a Completion",
        advice={object: "smmi.badge.completion(answers, unit=…) makes one"},
    )
    ArgumentError.raise_unless(issuer, Issuer, argument="issuer", expected="an Issuer")
    ArgumentError.raise_unless(recipient, Recipient, argument="recipient", expected="a Recipient")
    ArgumentError.raise_unless(achievement, Achievement, argument="achievement", expected="an Achievement")
    if not completion.eligible:
        raise NotEligibleError(
            completion.unit, completion.describe(), tuple(why.value for why in completion.shortfalls)
        )
    CredentialError.raise_any(
        _findings(
            uris={
                "id": id,
                "issuer.id": issuer.id,
                "issuer.url": issuer.url,
                "recipient.id": recipient.id,
                "achievement.id": achievement.id,
            },
            texts={
                "issuer.name": issuer.name,
                "recipient.name": recipient.name,
                "achievement.name": achievement.name,
                "achievement.description": achievement.description,
                "achievement.criteria": achievement.criteria,
            },
            times={"valid_from": valid_from, "valid_until": valid_until},
            kind=achievement.type,
        )
    )
    document: dict[str, Any] = {
        "@context": list(CONTEXTS),
        "id": id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer.id, "type": ["Profile"], "name": issuer.name, "url": issuer.url},
        "validFrom": valid_from,
        "validUntil": valid_until,
        "name": achievement.name,
        "credentialSubject": {
            "id": recipient.id,
            "type": ["AchievementSubject"],
            "identifier": None if recipient.name is None else [_name(recipient.name)],
            "achievement": {
                "id": achievement.id,
                "type": ["Achievement"],
                "achievementType": achievement.type,
                "name": achievement.name,
                "description": achievement.description,
                "criteria": {"narrative": achievement.criteria},
                "humanCode": f"{completion.instrument} {completion.edition}",
            },
        },
    }
    return _present(document)


def _name(name: str) -> dict[str, Any]:
    return {"type": "IdentityObject", "identityHash": name, "identityType": "name", "hashed": False}


def _present(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document without what is None."""
    return {
        key: _present(value) if isinstance(value, dict) else value
        for key, value in document.items()
        if value is not None
    }


def _findings(
    *, uris: dict[str, object], texts: dict[str, object], times: dict[str, object], kind: object
) -> Iterator[Finding]:
    optional = {"issuer.url", "recipient.name", "valid_until"}
    for values, is_good, expected in (
        (uris, _is_uri, "a URI, such as 'https://…' or 'urn:uuid:…'"),
        (texts, _is_text, "text that is not blank"),
        (times, _instant, "a time of the calendar with its zone, such as '2026-11-22T00:00:00Z'"),
    ):
        for where, value in values.items():
            if not (value is None and where in optional) and not is_good(value):
                yield _malformed(where, value, expected)
    start, end = (_instant(times[name]) for name in ("valid_from", "valid_until"))
    if start is not None and end is not None and end <= start:
        yield _malformed("valid_until", times["valid_until"], f"a time after {times['valid_from']!r}")
    if not (isinstance(kind, str) and (kind in ACHIEVEMENT_TYPES or _EXTENSION.fullmatch(kind))):
        expected = "a type of the standard, such as 'CertificateOfCompletion', or one that begins with 'ext:'"
        yield _malformed("achievement.type", kind, expected)


def _is_uri(value: object) -> bool:
    return isinstance(value, str) and _URI.fullmatch(value) is not None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _instant(value: object) -> tuple[int, float] | None:
    """Return the day and the second of a time, in universal time; None if it is no time of the calendar."""
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    year, month, day, hour, minute = map(int, found.group("year", "month", "day", "hour", "minute"))
    second, zone = float(found["second"] + (found["part"] or "")), found["zone"]
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 28 + leap, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not (1 <= month <= 12 and 1 <= day <= days[month - 1] and hour < 24 and minute < 60 and second < 60):
        return None
    past = year - 1
    at = 365 * past + past // 4 - past // 100 + past // 400 + sum(days[: month - 1]) + day
    ahead = 0 if zone == "Z" else int(zone[0] + "1") * (60 * int(zone[1:3]) + int(zone[4:6]))
    seconds = 60.0 * (60 * hour + minute - ahead) + second
    return at + int(seconds // 86400), seconds % 86400


def _malformed(where: str, value: object, expected: str) -> Finding:
    return Finding(reason=Reason.BAD_VALUE, path=f"$.{where}", message=f"got {value!r}, expected {expected}")
