"""The wording of reports: numbers, groups, rules and conventions as a reader meets them."""

from smmi.report.wording._methodology import methodology as methodology
from smmi.report.wording._sentences import DASH as DASH
from smmi.report.wording._words import absence_text as absence_text
from smmi.report.wording._words import chances_text as chances_text
from smmi.report.wording._words import count_text as count_text
from smmi.report.wording._words import group_text as group_text
from smmi.report.wording._words import interval_text as interval_text
from smmi.report.wording._words import is_close as is_close
from smmi.report.wording._words import is_open as is_open
from smmi.report.wording._words import listed as listed
from smmi.report.wording._words import percentile_text as percentile_text
from smmi.report.wording._words import score_text as score_text
