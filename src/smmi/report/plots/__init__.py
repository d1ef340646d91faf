"""Plots: results as pictures, each with its text.

Each function takes a result and, if given, matplotlib `Axes`; it draws on these, or on new ones, and returns them. None
touches pyplot or the settings of matplotlib. `alternative` returns the text beside a plot, made of the numbers that are
drawn, and `svg` the figure as an SVG with title and description. The extra ``report`` brings matplotlib.

Where marks are told apart by colour, they are by shape, hatching or text as well. Labels are shown without what
controls, hides or reorders text, and are cut where they are long; the text beside the plot has them whole.
"""

from smmi.report.plots._area_profile import area_profile
from smmi.report.plots._change_dumbbells import change_dumbbells
from smmi.report.plots._cohort_overview import cohort_overview
from smmi.report.plots._distributions import distributions
from smmi.report.plots._indicator_reliability import indicator_reliability
from smmi.report.plots._placement_strip import placement_strip
from smmi.report.plots._response_rates import response_rates
from smmi.report.plots._star_stability import star_stability
from smmi.report.plots._trace_waterfall import trace_waterfall
from smmi.report.plots.canvas._alternative import Alternative
from smmi.report.plots.canvas._carried import alternative
from smmi.report.plots.canvas._svg import svg

__all__ = [
    "Alternative",
    "alternative",
    "area_profile",
    "change_dumbbells",
    "cohort_overview",
    "distributions",
    "indicator_reliability",
    "placement_strip",
    "response_rates",
    "star_stability",
    "svg",
    "trace_waterfall",
]
