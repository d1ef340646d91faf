"""The instrument: what is asked, of whom, and what was answered."""

from smmi.instrument._administration import Administration, AdministrationKind
from smmi.instrument._answer_maps import Above, AnswerMap, BandMap, From, LinearMap, OptionMap
from smmi.instrument._answers import Answers
from smmi.instrument._carrying import Carried, CarriedScores
from smmi.instrument._changes import Change, ChangeKind
from smmi.instrument._characteristics import Characteristic
from smmi.instrument._columns import AttributeColumn, Column
from smmi.instrument._correspondence import Entry, New, Rescaled, Retired, Same
from smmi.instrument._crosswalk import Crosswalk
from smmi.instrument._declaration_checks import check_instrument
from smmi.instrument._diff import Diff, diff
from smmi.instrument._edit_checks import check_answers
from smmi.instrument._hierarchy import Area, Domain, Indicator, Instrument, Node
from smmi.instrument._latent import GroupShift
from smmi.instrument._merge import Disagreement, MergedAnswers, merge
from smmi.instrument._merge_rules import (
    AgreementRequired,
    Latest,
    MergeRule,
    MostConservative,
    Order,
    SectionOwners,
    Settled,
    Voice,
    Voices,
    scale_order,
)
from smmi.instrument._provenance import Origin, Provenance, Term
from smmi.instrument._regrouping import Merged, Reworked, Split
from smmi.instrument._routed import SetAside
from smmi.instrument._routing import All, Answered, Any, AtLeast, Condition, Equals, Includes, Not, OneOf
from smmi.instrument._scales import (
    Binary,
    Composition,
    Count,
    MultipleChoice,
    Nominal,
    Number,
    Option,
    Ordinal,
    Percentage,
    Scale,
)
from smmi.instrument._states import AnswerState, Nonresponse
from smmi.instrument._synthesis import synthesize
from smmi.instrument._verdicts import Comparability, Ground, Grounds, Level, NodeDiff, Step

__all__ = [
    "Above",
    "Administration",
    "AdministrationKind",
    "AgreementRequired",
    "All",
    "AnswerMap",
    "AnswerState",
    "Answered",
    "Answers",
    "Any",
    "Area",
    "AtLeast",
    "AttributeColumn",
    "BandMap",
    "Binary",
    "Carried",
    "CarriedScores",
    "Change",
    "ChangeKind",
    "Characteristic",
    "Column",
    "Comparability",
    "Composition",
    "Condition",
    "Count",
    "Crosswalk",
    "Diff",
    "Disagreement",
    "Domain",
    "Entry",
    "Equals",
    "From",
    "Ground",
    "Grounds",
    "GroupShift",
    "Includes",
    "Indicator",
    "Instrument",
    "Latest",
    "Level",
    "LinearMap",
    "MergeRule",
    "Merged",
    "MergedAnswers",
    "MostConservative",
    "MultipleChoice",
    "New",
    "Node",
    "NodeDiff",
    "Nominal",
    "Nonresponse",
    "Not",
    "Number",
    "OneOf",
    "Option",
    "OptionMap",
    "Order",
    "Ordinal",
    "Origin",
    "Percentage",
    "Provenance",
    "Rescaled",
    "Retired",
    "Reworked",
    "Same",
    "Scale",
    "SectionOwners",
    "SetAside",
    "Settled",
    "Split",
    "Step",
    "Term",
    "Voice",
    "Voices",
    "check_answers",
    "check_instrument",
    "diff",
    "merge",
    "scale_order",
    "synthesize",
]
