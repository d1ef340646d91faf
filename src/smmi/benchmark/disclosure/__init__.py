"""Disclosure control: aggregates that may be published, what is withheld, and an audit that attacks them."""

from smmi.benchmark.disclosure._aggregates import (
    Aggregates,
    Cell,
    CellKey,
    CellState,
    CodeRelation,
    Suppression,
)
from smmi.benchmark.disclosure._attacks import Leak, LeakKind
from smmi.benchmark.disclosure._audit import DisclosureAudit, audit
from smmi.benchmark.disclosure._insiders import (
    NotTold,
    Told,
    as_told,
    groups_told,
    others_of_owner,
    told_of_others,
)
from smmi.benchmark.disclosure._ledger import (
    CarriedOver,
    Ledger,
    Publication,
    ReleaseDifference,
    Revision,
)
from smmi.benchmark.disclosure._proposals import Merger, Proposal, mergers, proposals
from smmi.benchmark.disclosure._report_rule import ReportRule
from smmi.benchmark.disclosure._rule import DisclosureRule, Intruder, SuppressionCost
from smmi.benchmark.disclosure._suppression import suppress
from smmi.benchmark.disclosure._tabulation import Unscored, aggregates, unscored

__all__ = [
    "Aggregates",
    "CarriedOver",
    "Cell",
    "CellKey",
    "CellState",
    "CodeRelation",
    "DisclosureAudit",
    "DisclosureRule",
    "Intruder",
    "Leak",
    "LeakKind",
    "Ledger",
    "Merger",
    "NotTold",
    "Proposal",
    "Publication",
    "ReleaseDifference",
    "ReportRule",
    "Revision",
    "Suppression",
    "SuppressionCost",
    "Told",
    "Unscored",
    "aggregates",
    "as_told",
    "audit",
    "groups_told",
    "mergers",
    "others_of_owner",
    "proposals",
    "suppress",
    "told_of_others",
    "unscored",
]
