"""Exact arithmetic for scores: whole numbers on a grid, and pairs of doubles where there is none."""

from smmi.scoring.arithmetic._double_double import (
    LEAST_SURE as LEAST_SURE,
    MOST_WHOLE as MOST_WHOLE,
    Flags as Flags,
    Floats as Floats,
    Pairs as Pairs,
    add as add,
    are_pairs as are_pairs,
    are_rational as are_rational,
    as_pairs as as_pairs,
    decimals as decimals,
    divide as divide,
    multiply as multiply,
    nearest as nearest,
    pairs as pairs,
    pairs_of as pairs_of,
    plain_sum_of_products as plain_sum_of_products,
    reaches as reaches,
    subtract as subtract,
    sum_of_products as sum_of_products,
    sum_rows as sum_rows,
)
from smmi.scoring.arithmetic._filtered_lines import (
    IN_LINES as IN_LINES,
    FilteredGrid as FilteredGrid,
    filtered_sum_of_products as filtered_sum_of_products,
    write_decimals as write_decimals,
)
from smmi.scoring.arithmetic._filtered_means import (
    IN_QUOTIENTS as IN_QUOTIENTS,
    IN_RECIPROCALS as IN_RECIPROCALS,
    IN_TABLES as IN_TABLES,
    LEAST_DIVISOR as LEAST_DIVISOR,
    LEAST_PORTION as LEAST_PORTION,
    MOST_CHILDREN as MOST_CHILDREN,
    Share as Share,
    add_share as add_share,
    add_share_of_quotients as add_share_of_quotients,
    error_of_mean as error_of_mean,
    in_three as in_three,
    join as join,
    next_to_doubles as next_to_doubles,
    portions_of as portions_of,
    tells_doubles as tells_doubles,
    two_parts as two_parts,
    write_cut as write_cut,
    write_doubles as write_doubles,
    write_percent as write_percent,
    write_quotients as write_quotients,
    write_reciprocals as write_reciprocals,
    write_rounded_means as write_rounded_means,
)
from smmi.scoring.arithmetic._filtered_medians import (
    IN_MEDIANS as IN_MEDIANS,
    MOST_WEIGHT as MOST_WEIGHT,
    write_medians as write_medians,
)
from smmi.scoring.arithmetic._fixed_point import (
    LOW_PLACES as LOW_PLACES,
    MISSED as MISSED,
    exact_percentage as exact_percentage,
    fixed_point as fixed_point,
    fixed_points as fixed_points,
    nearest_percentages as nearest_percentages,
)
from smmi.scoring.arithmetic._grid import (
    CANCELLED as CANCELLED,
    Grid as Grid,
    Points as Points,
    next_to as next_to,
    whole_numbers as whole_numbers,
)
from smmi.scoring.arithmetic._percentages import (
    EXPONENT as EXPONENT,
    FULL as FULL,
    LEAST_MODERATE as LEAST_MODERATE,
    Positions as Positions,
    are_moderate as are_moderate,
    percent_of_doubles as percent_of_doubles,
)
from smmi.scoring.arithmetic._powers import (
    geometric_means as geometric_means,
    power_means as power_means,
)
from smmi.scoring.arithmetic._rationals import (
    Rational as Rational,
    RationalGrid as RationalGrid,
)
from smmi.scoring.arithmetic._running_sums import Sums as Sums
