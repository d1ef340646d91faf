"""The sentences of the reports by name, with placeholders: the one place to translate, beside the methodology card.

Nothing is computed here. Templates know this module as ``words``; what stands in a sentence is put in by `str.format`.
"""

from typing import Final

from smmi.benchmark import Quartile, TieRule
from smmi.benchmark.comparison import DifferenceMark
from smmi.benchmark.disclosure import CellState, NotTold
from smmi.instrument import AnswerState, Origin
from smmi.scoring import Absence

LANGUAGE: Final = "en"
DASH: Final = "—"

# The head and the foot of a page
TITLE: Final = "{heading} · {instrument}"
EDITION: Final = "{instrument} · edition {edition}"
NOTICES: Final = "Please note"
CONTENTS: Final = "Contents"
FOOTER: Final = "{instrument}, edition {edition}{unit} · made with smmi"
UNIT: Final = " · {unit}"
# What the areas are about
EXPLAINED: Final = "What the areas are about"
EXPLAINED_CONTENTS: Final = {"explained": EXPLAINED}
EXPLAINED_PARTS: Final = ("What it covers", "Why it is asked", "A strong answer", "A weak answer")
EXPLAINED_SOURCE: Final = "Whose words these are: {source}."

SCHOOL_CONTENTS: Final = {
    "summary": "Summary",
    "strengths": "Strengths",
    "areas": "Results by area",
    "unanswered": "Not answered",
    "method": "Method",
}
SINCE_CONTENTS: Final = {"since": "Since last time"}
COHORT_CONTENTS: Final = {
    "participation": "Participation",
    "results": "Results by area",
    "differences": "Differences",
    "withheld": "What is withheld",
}

# Scores, groups and standings
OVERALL: Final = "Overall"
EVERYONE: Final = "All participants"
COMPARED_WITH: Final = "Compared with"
OWN_GROUP: Final = "Own group"
AREA: Final = "Area"
SCORE: Final = "Score"
RANGE: Final = "Attainable range"
QUARTILE: Final = "Quartile"
PERCENTILE: Final = "Percentile"
MEDIAN: Final = "Median"
WITH_CHANCE: Final = "{quartile} ({chance})"
CLOSE: Final = "too close to tell"
STARS: Final = "{earned} of 4 stars, "
PALE_STARS: Final = "{earned} of 4 stars, not certain, "
OUTSIDE: Final = (
    "The attainable range does not include {what}: a score leaves out what has too few answers, while the range "
    "supposes that every blank gets one."
)
THE_SCORE: Final = "the score"
THE_SCORE_OF: Final = "the score of {names}"
QUARTILES: Final = {
    Quartile.TOP: "top quartile",
    Quartile.SECOND: "second quartile from the top",
    Quartile.THIRD: "third quartile from the top",
    Quartile.FOURTH: "fourth (lowest) quartile",
}
"""The quartiles in a sentence: many count them from the bottom."""
ABSENCES: Final = {
    Absence.PROPAGATED: "a part is missing",
    Absence.NO_WEIGHT: "no weight in this scheme",
}
"""Why a score is absent, where the label of the reason does not say it."""
GROUP_TOO_SMALL: Final = "group of {n}, at least {least} needed"
NO_SCORE_NO_GROUP: Final = "no score, and a group of {n}"
NO_SCORE: Final = "no score to place"
PARTLY_ADMINISTERED: Final = "not placed: it rests on a part of what applies"
RESTS_ON: Final = "not placed: it rests on {share} of what applies"
LESS_THAN_ONE: Final = "less than 1 %"
NOT_COMPARED: Final = (
    "The score rests on {share} of what applies to this {noun}; the rest was not asked, or could not be carried over. "
    "So it is not compared with others."
)
NOT_TOLD_OF_OTHERS: Final = {
    NotTold.TOO_FEW_OTHERS: "{others} others, at least {least} needed",
    NotTold.TOO_TELLING: "not told: it would tell too much about single {noun.several}",
    NotTold.UNEQUAL_UNITS: "not told: by their weights, single {noun.several} could be found out",
}
FIXED: Final = "fixed"
EXTENT: Final = "{low} to {high}"
NOTHING_SELECTED: Final = "nothing selected"
SIGNS: Final = "Signs of the bars"
SIGN_OF_RANGE: Final = "Attainable range, where blanks leave it open"
SIGN_OF_EVERYONE: Final = "Median of all participants"
SIGN_OF_GROUP: Final = "Median of {group}"
BAND: Final = "{low}\u00a0to\u00a0{high}"
"""Of a median, on one line."""
SIGN_OF_BAND: Final = "{median}: where it lies, within {width:g} points"

# The summary of one unit
STANDING: Final = "Where this {noun} stands"
SCORED: Final = "Overall, this {noun} scores {score} of 100."
NOT_SCORED: Final = "This {noun} has no overall score: {reason}."
OPEN: Final = "Depending on the answers to the questions that it left blank, it could be from {extent}."
STANDS: Final = "It stands {places}."
PLACE: Final = "in the {quartile} of {among}{rank}"
PLACE_AMONG_ALL: Final = "all {n} participants"
PLACE_IN_GROUP: Final = "the {n} in its own group, {group}"
PLACE_RANK: Final = " ({ordinal} percentile)"
DOUBT: Final = (
    "{among} the quartile is too close to tell: of the {n} that took part it is in the {quartile}, but the "
    "probabilities are {chances}{interval}."
)
DOUBT_AMONG_ALL: Final = "Among all participants"
DOUBT_INTERVAL: Final = " (percentile interval {interval})"
DOUBT_IN_GROUP: Final = "Among {group}"
OVERALL_SCORE: Final = "Overall score"
OF_100: Final = "of 100"
RANGE_OF_SCORE: Final = "Attainable range: {extent}"
QUARTILE_OF_CARD: Final = "{quartile} quartile"
EITHER: Final = " or "
RANK: Final = "Percentile rank"
RANK_INTERVAL: Final = "{level} interval of the rank"
CHANCE: Final = "Probability of this quartile"
CHANCES: Final = "Likely quartiles"
GROUP_MEDIAN: Final = "Median of the group"
GROUP_SIZE: Final = "Size of the group"

# Who the peers are, and how to read a standing
READING: Final = "Who the peers are, and how to read a standing"
PEERS: Final = "{participants} with an overall score, of any kind."
OWN_PEERS: Final = (
    "{participants} with an overall score and the same {shared} as this {noun}. Nothing else was matched."
)
NOBODY: Final = "No {noun} has an overall score that can be compared here."
SIMILAR: Final = "{participants} with an overall score. {why}"
SIMILAR_TERM: Final = "Similar {noun.several}"
SHARED: Final = "{attribute} ({value})"
NOT_AMONG: Final = "This {noun} itself is not among them."
AMONG: Final = "This {noun} itself is one of them."
NOT_COUNTED: Final = "This {noun} took part, but is not counted among them."
POPULATION: Final = "There are {population} such {noun.several} in all, with those that did not take part."
NO_POPULATION: Final = (
    "How many such {noun.several} there are in all, with those that did not take part, is not known here."
)
LESS_THE_KNOWN: Final = (
    "{n} {noun.several} less this one and {known} whose scores its readers may know: {others}; a standing needs "
    "{least}, a median {median}."
)
QUARTILE_TERM: Final = "Quartile and stars"
QUARTILE_MEANING: Final = (
    "A quarter of the group, counted from the top: Top (4 stars), Second (3), Third (2), Fourth (1), "
    "the lowest."
)
RANK_MEANING: Final = "{ties} 50 is the middle. It is not the score."
TIES: Final = {
    TieRule.MID: "What percentage of the group scores lower, those with the same score counting half, itself included.",
    TieRule.WEAK: "What percentage of the group scores lower or the same, itself included.",
    TieRule.STRICT: "What percentage of the group scores lower.",
}
INTERVAL_TERM: Final = "{level} % interval"
INTERVAL_MEANING: Final = (
    "Where the percentile rank could lie if the whole group had taken part; such intervals are right about {level} "
    "times in 100. The fewer took part, the wider they are. What is left blank is not accounted for."
)
CHANCE_TERM: Final = "Probability of a quartile"
CHANCE_MEANING: Final = (
    "How likely it is that this {noun} would be in this quartile if the whole group had taken part{blanks}: 50 % is as "
    "likely as not."
)
CHANCE_BLANKS: Final = " and no question were left blank"
CHANCE_CLOSE: Final = "Below {certainty} % it is called too close to tell."
ERROR_KNOWN: Final = "Measurement error is accounted for."
ERROR_NOT_IN_PLACES: Final = (
    "Measurement error is not in it; what is said of changes since last time is about that error."
)
ERROR_NOT_KNOWN: Final = "Measurement error is not known, and not accounted for."
SUPPOSED_TERM: Final = "What both suppose"
SUPPOSED: Final = (
    "That those that did not take part are like those that did. The numbers cannot tell whether they are."
)

# Strengths and areas for improvement
HIGHLIGHTS: Final = "Strengths and areas for improvement"
STRENGTHS: Final = "Strengths"
IMPROVEMENTS: Final = "Areas for improvement"
SEEN_AGAINST: Final = "Seen against: {group}, not against an ideal. {rule}{brackets}"
BRACKETS: Final = " In brackets: the probability of the quartile."
BRACKETS_WITH_INTERVAL: Final = (
    " In brackets: the probability of the quartile, and the {level} interval of the percentile rank. Ordered by "
    "percentile rank; neighbours may well be equal."
)
NO_HIGHLIGHT: Final = "None by this rule."
NOT_PLACED: Final = "Neither can be told: no area has a quartile in this group."
UNTOLD: Final = (
    "Of {areas} it is not told where this {noun} stands: it would tell too much about single {noun.several}."
)
UNTOLD_NAMES: Final = "{areas} ({names})"
UNCLEAR: Final = "Too close to tell"
WHY_UNCLEAR: Final = (
    "Each may be a strength or an area for improvement, but is not so with enough certainty: {sources} could change "
    "its quartile."
)
SOURCE_PARTICIPANTS: Final = "other participants"
SOURCE_BLANKS: Final = "the answers to blanks"
SOURCE_ERROR: Final = "the error of measurement"
OTHER_AREA: Final = "The other area lies in other quartiles{chance}."
OTHER_AREAS: Final = "The other {n} areas lie in other quartiles{chance}."
OTHER_CHANCE: Final = (
    "; to be a strength, or an area for improvement, has a probability of at most {most:g} %"
)
HIGHLIGHT_RANK: Final = ", percentile {rank} ({interval})"
HIGHLIGHT_MEDIAN: Final = "; median {median}"
CAUTION: Final = " {answered} of {asked} answered; attainable range: {extent}"

# Results by domain and area
RESULTS: Final = "Results by domain and area"
RESULTS_EXPLAINED: Final = "A score of 100 is the most that can be earned. Fixed: no blank can change it."
RESULTS_PLACED: Final = (
    " In brackets: below the stars, the probability of the quartile; below the percentile, its interval. "
    "Where stars are pale, the quartile is too close to tell: the stars show the place among those that took part; "
    "below stand the likely quartiles, the likeliest first."
)
RESULTS_MEDIANS: Final = " Below the median stands n, the number of scores in the group.{bands}"
RESULTS_BANDS: Final = (
    " A median is told as the {width:g} points within which it lies; that is no interval of it."
)
RESULTS_CAPTION: Final = "Score, attainable range and standing of each area, by domain"
ANSWERED: Final = "{answered} of {asked} answered"
NOTHING_ASKED: Final = "nothing to answer"
SIZE: Final = "n = {n}"

# What was not answered
UNANSWERED: Final = "What was not answered"
OF_INDICATORS: Final = "Of {indicators}:"
STATES: Final = {
    AnswerState.ANSWERED: "answered",
    AnswerState.NO_ANSWER: "without an answer",
    AnswerState.NOT_APPLICABLE: "not applicable",
    AnswerState.GATED: "not asked, given other answers",
    AnswerState.NOT_ADMINISTERED: "not administered",
}
COMPLETE: Final = "Every indicator that was put to this {noun} has an answer."
NO_BLANKS: Final = "No blanks: "
NOT_PUT: Final = "Not put to it: "
REST_OF_AREA: Final = "{area} ({counts})"
SET_ASIDE: Final = "Answers set aside, and doubts"
NONE: Final = "None."
GIVEN: Final = ": “{answer}” was given, but {why}. It is kept, and does not count."
WHY_SET_ASIDE: Final = {
    AnswerState.GATED: "the instrument's routing skips this indicator, given the answers before it",
    AnswerState.NOT_APPLICABLE: "this indicator does not apply to this {noun}",
}

# How this was computed
METHOD: Final = "How this was computed"
INSTRUMENT: Final = "The instrument"
CONVENTIONS: Final = "Conventions"
FINGERPRINTS: Final = "Fingerprints"
FINGERPRINTS_EXPLAINED: Final = (
    "The same fingerprints mean the same instrument, scheme and norms, whatever they are called."
)
FINGERPRINTS_WITHOUT_NORMS: Final = (
    "The same fingerprints mean the same instrument and scheme, whatever they are called. That of the norms is not "
    "told: guesses at the scores of others could be tried on it."
)
FINGERPRINTS_OF: Final = ("Instrument", "Scheme", "Norms")
ABOUT: Final = "{instrument}, edition {edition}: {counts}."
PROVENANCE: Final = "Provenance"
PROVENANCE_NOT_STATED: Final = "Not stated."
PROVENANCE_OF: Final = ("Domains", "Areas", "Indicators")
SOURCE: Final = "Source"
ORIGINS: Final = {
    Origin.PUBLISHED: "published",
    Origin.SECONDARY: "from a secondary, unverified copy",
    Origin.OURS: "illustrative",
    None: "without a stated origin",
}
ILLUSTRATIVE: Final = (
    "{which} indicators of this instrument are illustrative: stand-ins, not the wording of the owner of the "
    "questionnaire.{areas} The scores rest on them: take these results, and what they ask to be done, as a trial."
)
ILLUSTRATIVE_ALL: Final = "All {n}"
ILLUSTRATIVE_SOME: Final = "{n} of the {total}"
ILLUSTRATIVE_AREA: Final = " So is 1 of the {total} areas: {names}."
ILLUSTRATIVE_AREAS: Final = " So are {n} of the {total} areas: {names}."

# A cohort
PARTICIPATION: Final = "Participation"
PARTICIPATION_CAPTION: Final = "How many {noun.several} took part, by group"
GROUP: Final = "Group"
TOOK_PART: Final = "Took part"
SCORED_HEAD: Final = "Scored"
OF_INVITED: Final = "{n} of {invited} ({percent:.1f} %)"
COUNTED: Final = "Scored are the {noun.several} that have a score below; how many, stands with each mean."
COUNTED_TOGETHER: Final = "Scored are the {noun.several} that have all scores below: the means are of these."
LEFT_OUT_ONE: Final = " 1 {noun} is left out because it lacks a score in at least one area."
LEFT_OUT: Final = " {n} {noun.several} are left out because they lack a score in at least one area."
UNSCORED: Final = " Why: {reasons}. Each {noun} is counted once."
UNSCORED_REASONS: Final = {
    Absence.NOTHING_ANSWERED: "nothing was answered in an area",
    Absence.TOO_LITTLE_ANSWERED: "too little was answered in an area",
    Absence.NOTHING_APPLICABLE: "nothing in an area applied",
    Absence.PROPAGATED: "a part of a score is missing",
}
UNSCORED_FOR: Final = "{n} because {reason}"
UNSCORED_OTHERS: Final = "{n} for other reasons"
UNSCORED_NOT_TOLD: Final = " Why is not told, as that could tell of single {noun.several}."
COHORT_RESULTS: Final = "Results by area"
COHORT_RESULTS_EXPLAINED: Final = (
    "The mean score of the {noun.several} of each group that took part, not weighted, from 0 to 100; below it n, their "
    "number, and between which two scores the middle half of them lies, where enough took part to say."
)
DASHES_EXPLAINED: Final = " A dash stands where a number is withheld."
MEANS: Final = "Mean scores of {groups}"
MEANS_OF_WAVE: Final = "Mean scores of {groups}, {wave}"
NO_CELL: Final = {
    CellState.EMPTY: "no score",
    CellState.SENSITIVE: "withheld: means would bound single scores too closely",
    CellState.COMPLEMENTARY: "withheld: other groups could be computed from it",
    CellState.EARLIER: "withheld because of earlier tables",
}
NOTHING_BECAUSE: Final = "Why: {reasons}."
NO_MEANS: Final = "No mean score is shown of {groups}."
NO_DIFFERENCES: Final = (
    "No difference is shown: in no score both groups are published with enough {noun.several} each."
)
TOO_FEW_SCORED: Final = "withheld: fewer than {least} scored {noun.several}"
DIFFERENCES: Final = "Differences between groups"
DIFFERENCES_EXPLAINED: Final = (
    "Differences are shown where both groups are published and have at least {least} units, as their intervals tell "
    "of the spread within them. {marks}"
)
DIFFERENCE_OF: Final = "{first} less {second}"
DIFFERENCES_CAPTION: Final = "Differences by score"
DIFFERENCE_HEADS: Final = (
    "Difference ({level} interval)",
    "{measure} ({level} interval)",
    "p, corrected",
    "By the rule",
)
DIFFERENCE: Final = "Difference"
INTERVAL: Final = "{level} interval"
DIFFERENCES_DRAWN: Final = "Differences in points, with {level} intervals"
DIFFERENCES_AXIS: Final = "Difference in points: right of 0 the group that is named first is higher"
TOLD_APART: Final = "Told apart"
NOT_TOLD_APART: Final = "Not told apart"
SMALL_P: Final = "below 0.001"
NOT_TOLD: Final = "withheld"
MARKS: Final = {
    DifferenceMark.HIGHER: "higher",
    DifferenceMark.SLIGHTLY_HIGHER: "slightly higher",
    DifferenceMark.NOT_TOLD_APART: "not told apart",
    DifferenceMark.SLIGHTLY_LOWER: "slightly lower",
    DifferenceMark.LOWER: "lower",
    DifferenceMark.ABSENT: DASH,
}
WITHHELD: Final = "What is withheld, and why"
CELLS: Final = "Cells"
PUBLISHED_CELLS: Final = "{n} of {cells} are published."
CELLS_BY_STATE: Final = {
    CellState.SENSITIVE: "{n} are withheld because they would tell too much by themselves.",
    CellState.COMPLEMENTARY: "{n} are withheld because together with others they would tell too much.",
    CellState.EARLIER: "{n} are withheld because together with earlier tables they would tell too much.",
    CellState.EMPTY: "{n} are empty.",
}
MERGING: Final = "Groups to merge"
MERGED: Final = "As one group, {groups} would be shown."
MERGED_OF_WAVE: Final = "As one group, {groups} of {wave} would be shown."
MERGED_TELLS_NOTHING: Final = (
    "Their mean together follows from the means above, so that this tells nothing more."
)
AUDIT: Final = "Audit"
TESTED: Final = (
    "We tested whether the score of any {noun} can be computed from these tables{together} or told more closely than "
    "the rules above allow, {who}. {none} Not tried were participants that pool their scores, and other tables of the "
    "same {noun.several}."
)
NONE_CAN: Final = "None can."
NONE_CAN_BUT_BEFORE: Final = "None can, but for what followed from the earlier publications alone."
TOGETHER: Final = ", alone or with {publications},"
AS_PUBLIC: Final = "by anybody who knows no score"
AS_INSIDERS: Final = "by anybody who knows no score, and by each of {participants}, which knows its own"
