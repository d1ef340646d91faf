"""The wording of reports: numbers, groups, rules and conventions as a reader meets them."""

from smmi.report.page._isolates import isolated as isolated
from smmi.report.wording._changed_answers import (
    answer_texts as answer_texts,
    carried_text as carried_text,
    questions_text as questions_text,
    turns_text as turns_text,
    turns_told as turns_told,
)
from smmi.report.wording._changes import (
    DIVISORS as DIVISORS,
    difference_text as difference_text,
    error_text as error_text,
    few_text as few_text,
    minus_text as minus_text,
    most_moved_text as most_moved_text,
    moved_text as moved_text,
    no_rank_text as no_rank_text,
    no_verdict_text as no_verdict_text,
    not_compared_text as not_compared_text,
    own_parts_text as own_parts_text,
    rank_change_text as rank_change_text,
    score_label as score_label,
    signed_text as signed_text,
    unchanged_text as unchanged_text,
    verdict_how_text as verdict_how_text,
    verdict_text as verdict_text,
)
from smmi.report.wording._methodology import methodology as methodology
from smmi.report.wording._nouns import Noun as Noun
from smmi.report.wording._provenance import (
    illustrative_notice as illustrative_notice,
    provenance_entries as provenance_entries,
)
from smmi.report.wording._sentences import DASH as DASH
from smmi.report.wording._variations import (
    alternatives_text as alternatives_text,
    variation_texts as variation_texts,
)
from smmi.report.wording._words import (
    EVERYONE as EVERYONE,
    absence_text as absence_text,
    answer_text as answer_text,
    attribute_texts as attribute_texts,
    chance_text as chance_text,
    chances_text as chances_text,
    count_text as count_text,
    group_label as group_label,
    group_text as group_text,
    interval_text as interval_text,
    is_close as is_close,
    is_open as is_open,
    is_outside as is_outside,
    level_text as level_text,
    likely_quartiles as likely_quartiles,
    listed as listed,
    ordinal_text as ordinal_text,
    paragraphs as paragraphs,
    percentile_text as percentile_text,
    quartile_chance as quartile_chance,
    range_text as range_text,
    rounded_text as rounded_text,
    score_text as score_text,
    share_text as share_text,
    standing_reason as standing_reason,
    untold_reason as untold_reason,
)
