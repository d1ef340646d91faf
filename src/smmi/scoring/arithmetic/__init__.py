"""Exact arithmetic for scores: whole numbers on a grid, and pairs of doubles where there is none."""

from smmi.scoring.arithmetic._double_double import (
    LEAST_SURE as LEAST_SURE,
    MOST_WHOLE as MOST_WHOLE,
    Flags as Flags,
    Floats as Floats,
    add as add,
    are_pairs as are_pairs,
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
from smmi.scoring.arithmetic._grid import (
    Grid as Grid,
    Points as Points,
    whole_numbers as whole_numbers,
)
from smmi.scoring.arithmetic._percentages import (
    FULL as FULL,
    MOST_PARTS as MOST_PARTS,
    Positions as Positions,
    are_moderate as are_moderate,
    percent_of_doubles as percent_of_doubles,
    write_means_of_doubles as write_means_of_doubles,
)
from smmi.scoring.arithmetic._powers import (
    geometric_means as geometric_means,
    power_means as power_means,
)
