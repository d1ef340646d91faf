"""Every public name of the badge; only type-checked."""

from typing import Any

import smmi
from smmi.badge import Achievement, Completion, Gap, Issuer, Recipient, Shortfall, completion, credential
from smmi.errors import CredentialError, NotEligibleError
from smmi.instrument import AnswerState

answers = smmi.Answers.from_records(smmi.editions.smmi_16(), [], unit="school")


done: Completion = completion(answers, unit="S001")
counts: tuple[int, int, int, int] = done.indicators, done.answered, done.not_applicable, done.gated
gaps: tuple[Gap, ...] = done.gaps
states: list[tuple[str, str, AnswerState]] = [(gap.code, gap.area, gap.state) for gap in gaps]
why: tuple[Shortfall, ...] = done.shortfalls
told: tuple[bool, str] = done.eligible, done.describe()
try:
    badge: dict[str, Any] = credential(
        done,
        id="urn:uuid:1",
        issuer=Issuer(id="https://example.org", name="Example", url="https://example.org"),
        recipient=Recipient(id="https://school.example.edu", name="School"),
        achievement=Achievement(
            id="https://example.org/badge", type="Badge", name="B", description="D", criteria="C"
        ),
        valid_from="2026-01-01T00:00:00Z",
        valid_until=None,
    )
except NotEligibleError as error:
    left: tuple[str, str, tuple[str, ...]] = error.unit, error.left, error.shortfalls
except CredentialError as error:
    findings = error.findings
