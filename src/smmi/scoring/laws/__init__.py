"""Laws of scoring, as values: what item rules, aggregation rules and whole schemes promise.

A law binds a rule that declares the trait it needs. `smmi.testing.check_rule` draws cases and checks; here are the
laws alone, each to be checked on any one case: ``AGGREGATION_LAWS["monotone"].check(rule, points=…, …)``.
"""

from smmi.scoring.laws import _blank_laws, _scheme_laws
from smmi.scoring.laws._aggregation_laws import ABSENT as ABSENT, AGGREGATION_LAWS
from smmi.scoring.laws._engine import Checked as Checked, Engine
from smmi.scoring.laws._item_laws import ITEM_LAWS, NO_IDEA as NO_IDEA, points_of as points_of
from smmi.scoring.laws._law import Law, LawSet, Subject
from smmi.scoring.laws._scheme_laws import (
    MOST_COMPLETIONS as MOST_COMPLETIONS,
    item_points as item_points,
    skipped as skipped,
)
from smmi.scoring.laws._variants import scheme_around
from smmi.scoring.rules._checked_call import NotPointsError as NotPointsError

__all__ = [
    "AGGREGATION_LAWS",
    "ITEM_LAWS",
    "SCHEME_LAWS",
    "Engine",
    "Law",
    "LawSet",
    "Subject",
    "scheme_around",
]

SCHEME_LAWS = LawSet("4", (*_blank_laws.LAWS, *_scheme_laws.LAWS))
"""The laws of schemes: of what is missing, and of how scores are made and explained."""
