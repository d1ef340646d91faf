"""The wording of reports: numbers, groups, rules and conventions as a reader meets them."""

from smmi.report.wording._methodology import methodology as methodology
from smmi.report.wording._sentences import DASH as DASH
from smmi.report.wording._words import (
    absence_text as absence_text,
    chances_text as chances_text,
    count_text as count_text,
    group_text as group_text,
    interval_text as interval_text,
    is_close as is_close,
    is_open as is_open,
    listed as listed,
    percentile_text as percentile_text,
    score_text as score_text,
)
