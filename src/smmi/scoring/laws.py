"""What every rule and scheme promises, as values: laws of item rules, of aggregation rules, and of whole schemes.

A law binds a rule that declares the trait it needs. `smmi.testing.check_rule` draws cases and checks; here are the
laws alone, each to be checked on any one case: ``AGGREGATION_LAWS["monotone"].check(rule, points=…, …)``.
"""

from smmi._law import Law, LawSet, Subject
from smmi.scoring import _blank_laws, _scheme_laws
from smmi.scoring._aggregation_laws import AGGREGATION_LAWS
from smmi.scoring._engine import Engine
from smmi.scoring._item_laws import ITEM_LAWS
from smmi.scoring._variants import scheme_around

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

SCHEME_LAWS = LawSet("3", (*_blank_laws.LAWS, *_scheme_laws.LAWS))
"""The laws of schemes: of what is missing, and of how scores are made and explained."""
