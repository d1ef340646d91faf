"""Scoring rules: item rules, aggregation rules, bands, and missing-data policies."""

from smmi.scoring.rules._aggregation_rule import (
    AggregationRule,
    at_marks as at_marks,
    exact_form as exact_form,
    maker as maker,
    rounds as rounds,
    rounds_inside as rounds_inside,
    whole_parts as whole_parts,
)
from smmi.scoring.rules._bands import BandLevel, Bands
from smmi.scoring.rules._checked_call import call as call, no_points as no_points
from smmi.scoring.rules._conditional_rules import MaturityLevels, MustHave, PointsOverAttainable
from smmi.scoring.rules._item_rule import (
    ItemRule,
    Polarity,
    Reversed,
    item_parts as item_parts,
    rounds_points as rounds_points,
    worth as worth,
)
from smmi.scoring.rules._kernels import (
    COUNTS as COUNTS,
    EXCLUDED as EXCLUDED,
    LOWEST as LOWEST,
    MISSING as MISSING,
    NOTHING_ANSWERED as NOTHING_ANSWERED,
    NOTHING_APPLICABLE as NOTHING_APPLICABLE,
    PRESENT as PRESENT,
    PROPAGATES as PROPAGATES,
    TOO_LITTLE_ANSWERED as TOO_LITTLE_ANSWERED,
    Roles as Roles,
    absences as absences,
    weigh as weigh,
)
from smmi.scoring.rules._means import (
    GeometricMean,
    HarmonicMean,
    Median,
    PowerMean,
    WeakestLink,
    WeightedMean,
    whole_quotients as whole_quotients,
)
from smmi.scoring.rules._missing_data import Absence, CoverageBasis, MinimumCoverage, NoAnswer
from smmi.scoring.rules._number_rules import Clipping, CutPoints, Linear, ReferenceShares, SaturatingCount
from smmi.scoring.rules._option_rules import EqualSteps, OptionPoints, SelectedShare
from smmi.scoring.rules._rule_problems import (
    TRAITS as TRAITS,
    children_problem as children_problem,
    finding as finding,
    immutable_problem as immutable_problem,
    kinds_problem as kinds_problem,
    misfit_problem as misfit_problem,
    refusal as refusal,
    scale_problem as scale_problem,
    trait_problem as trait_problem,
)
from smmi.scoring.rules._table import AGGREGATION_RULES as AGGREGATION_RULES, ITEM_RULES as ITEM_RULES
from smmi.scoring.rules._words import (
    PERCENT as PERCENT,
    listed as listed,
    numbers_in_words as numbers_in_words,
    rule_in_words as rule_in_words,
)

__all__ = [
    "Absence",
    "AggregationRule",
    "BandLevel",
    "Bands",
    "Clipping",
    "CoverageBasis",
    "CutPoints",
    "EqualSteps",
    "GeometricMean",
    "HarmonicMean",
    "ItemRule",
    "Linear",
    "MaturityLevels",
    "Median",
    "MinimumCoverage",
    "MustHave",
    "NoAnswer",
    "OptionPoints",
    "PointsOverAttainable",
    "Polarity",
    "PowerMean",
    "ReferenceShares",
    "Reversed",
    "SaturatingCount",
    "SelectedShare",
    "WeakestLink",
    "WeightedMean",
]
