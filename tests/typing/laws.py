"""Laws and the law runner, as their users write them; only type-checked, never run."""

from smmi.errors import LawBrokenError
from smmi.scoring import MustHave, ScoringScheme, WeakestLink
from smmi.scoring.laws import (
    AGGREGATION_LAWS,
    ITEM_LAWS,
    SCHEME_LAWS,
    Engine,
    Law,
    LawSet,
    Subject,
    scheme_around,
)
from smmi.serialization.laws import DOCUMENT_LAWS
from smmi.testing import (
    LawCheck,
    LawReport,
    LawResult,
    LoweredScore,
    Outcome,
    check_rule,
    lowered_by_opening,
    scoring_rule_laws,
)

report: LawReport = check_rule(
    WeakestLink(),
    laws=["monotone", AGGREGATION_LAWS["additive"]],
    expected_failures={"additive": "it is no mean"},
    examples=20,
)
failed: tuple[LawResult, ...] = report.failed
outcome: Outcome = report["monotone"].outcome
error: LawBrokenError | None = report["additive"].error
facts: tuple[bool, str, tuple[LawResult, ...]] = (
    report.ok,
    report["additive"].code,
    report.vacuous + report.skipped,
)
declarable: tuple[str, ...] = report.declarable
checks: tuple[LawCheck, ...] = scoring_rule_laws(
    MustHave(["a"]), expected_failures={"additive": "it is no mean"}, children=["a", "b"], engine=Engine()
)
problem: str = report["additive"].problem
elsewhere: LawReport = check_rule(WeakestLink(), engine=Engine())
sets: list[LawSet] = [AGGREGATION_LAWS, ITEM_LAWS, SCHEME_LAWS, DOCUMENT_LAWS]
laws: list[Law] = [law for laws in sets for law in laws if law.subject is Subject.SCHEME]
scheme: ScoringScheme = scheme_around(WeakestLink(), children=["a", "b"], weights=[1.0, 2.0])
opened: ScoringScheme = scheme_around(WeakestLink(), gated=True, shut=0.0)
lowered: LoweredScore | None = lowered_by_opening(opened, examples=10)
live: bool = SCHEME_LAWS["trace-replays"].check(scheme, record={"a": "p50"}, engine=Engine())
