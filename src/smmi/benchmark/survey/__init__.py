"""Survey statistics: designs, weights to known margins, estimates for a population, and response rates."""

from smmi.benchmark.survey._calibrating import post_stratify, rake, trim_weights
from smmi.benchmark.survey._design import SurveyDesign
from smmi.benchmark.survey._estimates import survey_mean, survey_proportion, survey_quantile, survey_total
from smmi.benchmark.survey._exact_sums import (
    ExactSums as ExactSums,
)
from smmi.benchmark.survey._response_rates import ResponseRate, response_rates
from smmi.benchmark.survey._sample import NoVariance, SurveyEstimate, VarianceMethod
from smmi.benchmark.survey._weights import MarginCell, SurveyWeights, TrimRule, WeightingMethod

__all__ = [
    "MarginCell",
    "NoVariance",
    "ResponseRate",
    "SurveyDesign",
    "SurveyEstimate",
    "SurveyWeights",
    "TrimRule",
    "VarianceMethod",
    "WeightingMethod",
    "post_stratify",
    "rake",
    "response_rates",
    "survey_mean",
    "survey_proportion",
    "survey_quantile",
    "survey_total",
    "trim_weights",
]
