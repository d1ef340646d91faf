"""The sentences of what moved since last time, on the command line and on a page, with placeholders."""

from typing import Final

from smmi.benchmark.follow_up import AnswerTurn, NoRankChange, NotCompared
from smmi.benchmark.waves import ChangeVerdict, NoReliableChange
from smmi.instrument import AnswerState

# What moved, on the command line and on a page
VERDICTS: Final = {
    ChangeVerdict.IMPROVED: "improved",
    ChangeVerdict.DETERIORATED: "deteriorated",
    ChangeVerdict.NO_RELIABLE_CHANGE: "no reliable change",
    ChangeVerdict.NOT_KNOWN: "cannot be told",
}
NO_VERDICTS: Final = {
    NoReliableChange.NO_RELIABILITY: "the reliability of the score is not known",
    NoReliableChange.TOO_FEW_UNITS: "too few took part last time",
    NoReliableChange.NO_SPREAD: "all had the same score last time",
    NoReliableChange.NO_ERROR: "the score is taken to have no error, so that every change is real",
    NoReliableChange.UNRELIABLE_DIFFERENCES: "the differences vary no more than error does",
}
NOT_COMPARED_BECAUSE: Final = {
    NotCompared.BREAK: "other questions",
    NotCompared.NO_SCORE_BEFORE: "no score last time ({absence})",
    NotCompared.NO_SCORE_AFTER: "no score now ({absence})",
    NotCompared.PARTLY_BEFORE: "the score of last time rests on a part of what applies",
    NotCompared.PARTLY_AFTER: "the score of now rests on a part of what applies",
}
DOMAIN: Final = "{name} (domain)"
MOVED: Final = "{before} last time, {after} now: {difference}."
MOVED_UNKNOWN: Final = "Whether that is real cannot be told: {why}."
MOVED_BY_INDEX: Final = "index {index}, reliable beyond {cut}"
MOVED_WITHIN: Final = "error alone makes up to {error} points"
MOVED_BEYOND: Final = "more than the {error} points that error makes"
RANK_CHANGE: Final = (
    "own change {own}, drift of the norms {drift} ({then} last time, {now} now; {still} with the score of now among "
    "last time)"
)
OWN_PARTS: Final = "In points: {causes}."
OWN_PARTS_ROUNDED: Final = "In points, rounded: {causes}."
MOST_MOVED: Final = "It moved most by {names}."
OTHER_INDICATORS: Final = "{n} more"
NOT_ROUNDED: Final = "{difference} points before rounding"
IN_POINTS: Final = "{difference} points"
TURNED: Final = {
    AnswerState.ANSWERED: "answered now",
    AnswerState.NO_ANSWER: "left blank now",
    AnswerState.NOT_APPLICABLE: "does not apply now",
    AnswerState.GATED: "not asked now, given other answers",
    AnswerState.NOT_ADMINISTERED: "not administered now",
}
TURNED_ASKED: Final = "not asked last time"
BLANKS_LEFT: Final = (
    "Of this, {part} come from questions that were answered last time and are left blank now ({names}): nothing is "
    "known to have got {way}."
)
BETTER: Final = "better"
WORSE: Final = "worse"
BLANKS_ANSWERED: Final = (
    "Of this, {part} come from questions that were left blank last time and are answered now ({names})."
)
BLANKS_BOTH: Final = (
    "Of this, {part} come from blanks: {blank} answered last time left blank now ({names}), and {answered} the other "
    "way round; of what is left blank nothing is known."
)
UNKNOWN_RELIABILITY: Final = "The reliability of the score is not known"
ESTIMATED_RELIABILITY: Final = "Reliability {alpha}, Cronbach's alpha of {n} of last time"
GIVEN_RELIABILITY: Final = "Reliability {alpha}, as given"

# The changed answers, on the command line and on a page
CARRIED: Final = "Of the {questions} questions of this edition, {carried} carry over from that of last time."
ASKED_AGAIN: Final = "Of the {questions} questions, {carried} were put to this {noun} last time as well."
CARRIED_CHANGED: Final = "{changed} of them {have} another answer now: {turns}."
CARRIED_ASKED: Final = "{asked} {count} now and did not last time, when they were not asked of this {noun}."
CARRIED_NOT_ASKED: Final = "{asked} {count} no longer: they are not asked of this {noun} now."
CARRIED_SAME: Final = "All of them have the same answer now."
NONE_CARRIED: Final = "No question of last time carries over: of single answers nothing can be said either."
TURNS: Final = {
    AnswerTurn.HIGHER: "Higher now",
    AnswerTurn.LOWER: "Lower now",
    AnswerTurn.LEFT_BLANK: "No answer now",
    AnswerTurn.FILLED: "Answered now, not last time",
    AnswerTurn.ASKED: "Asked now, not last time",
    AnswerTurn.NOT_ASKED: "Not asked now, or does not apply",
    AnswerTurn.OTHER: "Another answer that counts the same, or is not scored",
}
"""The turns in the order in which they are told."""
TURN_COUNTS: Final = {
    AnswerTurn.HIGHER: "{n} higher",
    AnswerTurn.LOWER: "{n} lower",
    AnswerTurn.LEFT_BLANK: "{n} without an answer now",
    AnswerTurn.FILLED: "{n} answered now and not last time",
    AnswerTurn.ASKED: "{n} asked now and not last time",
    AnswerTurn.NOT_ASKED: "{n} not asked now",
    AnswerTurn.OTHER: "{n} changed otherwise",
}
TURN_COUNTED: Final = "{turn} ({n})"
NAMED: Final = "{count} ({names})"
WAS_BLANK: Final = "no answer"
WAS_NOT_ASKED: Final = "not asked, or does not apply"
WAS_NOT_COUNTED: Final = "not asked, though answered: {answer}"

# Why no place moved
NO_RANK: Final = "How its place moved cannot be said: {why}."
NO_RANK_BECAUSE: Final = {
    NoRankChange.NOT_THERE: "it took no part last time",
    NoRankChange.NOT_COMPARED: "the overall score does not compare with that of last time",
    NoRankChange.NO_GROUP_BEFORE: "there was no such group last time",
    NoRankChange.NO_RANK_BEFORE: "too few were in the group last time",
    NoRankChange.NO_RANK_NOW: "too few are in the group now",
}
NO_RANK_BREAK: Final = (
    "the overall score does not compare, so that last time's place is one by other questions"
)

# Since last time
SINCE: Final = "Since last time"
SINCE_MOVED: Final = "What moved, and is it real?"
SINCE_WHY: Final = "Why the overall score moved"
SINCE_WHY_AREAS: Final = "Why each area moved"
SINCE_PLACE: Final = "How its place moved"
SINCE_NOW: Final = "What now: the shortest way up"
SINCE_READING: Final = "How to read it"
SINCE_CAPTION: Final = "Score of last time and of now, change, and whether it is real, for each area"
SINCE_UNMOVED: Final = "Not moved: {names}."

# The first screen
SINCE_BRIEF_MOVED_TERM: Final = "What moved"
SINCE_BRIEF_REAL_TERM: Final = "Is it real?"
SINCE_BRIEF_NOW_TERM: Final = "What now"
SINCE_BRIEF: Final = "The overall score: {before} \u2192 {after} ({difference}){why}."
SINCE_BRIEF_WHY: Final = ", most of all by {names}"
SINCE_BRIEF_AREAS: Final = "Of {areas}, {turns}."
SINCE_BRIEF_AREA: Final = "{name} {difference}"
SINCE_BRIEF_UP: Final = "{n} stand higher ({names})"
SINCE_BRIEF_UP_ONE: Final = "1 stands higher ({names})"
SINCE_BRIEF_DOWN: Final = "{n} lower ({names})"
SINCE_BRIEF_STILL: Final = "{n} as before"
SINCE_BRIEF_APART: Final = "{n} not compared"
SINCE_BRIEF_TURNS: Final = "{answers} changed: {turns}."
SINCE_BRIEF_RANK: Final = (
    "Percentile rank {then} \u2192 {now} ({group}): {own} by its own change, "
    "{drift} by that of the others{unsure}."
)
SINCE_BRIEF_RANK_UNSURE: Final = ", no surer than the change of the score"
SINCE_BRIEF_YES: Final = "Yes, by more than error of measurement can make: {names}."
SINCE_BRIEF_YES_ONE: Final = "{name} ({verdict}: {difference}, error up to {error}{most})"
SINCE_BRIEF_YES_INDEX: Final = "{name} ({verdict}: {difference}, {how}{most})"
SINCE_BRIEF_MOST: Final = "; most of all by {names}"
SINCE_BRIEF_NONE: Final = "Of no score can be said that it moved by more than error."
SINCE_BRIEF_NOT: Final = "Not shown, for error alone can make as much: {names}. {means}"
THE_OVERALL_SCORE: Final = "the overall score"
SINCE_BRIEF_NOT_ONE: Final = "the overall score ({difference}, error up to {error})"
SINCE_BRIEF_NOT_INDEX: Final = "the overall score ({difference}, {how})"
SINCE_BRIEF_NOT_AREAS: Final = "{areas} that moved"
SINCE_BRIEF_NOT_OTHERS: Final = "the other {areas} that moved"
SINCE_BRIEF_MEANS: Final = (
    "Whether the {noun} is {way} than last time, the overall score does not say, "
    "nor that nothing changed{room}."
)
SINCE_BRIEF_MEANS_AREAS: Final = "That is no sign that nothing changed{room}."
SINCE_BRIEF_UNTOLD: Final = (
    "Not told of the overall score: it would tell too much about single {noun.several}."
)
SINCE_BRIEF_UNKNOWN: Final = "Cannot be told of the overall score: {why}."
SINCE_BRIEF_ANSWERS: Final = (
    "Cannot be told of the overall score, which does not compare with that of last time."
)
SINCE_ANSWERS_OPEN: Final = "Each of these answers, old and new"
SINCE_BRIEF_NO_ROOM: Final = ", for even a fall to 0 would not have shown"
SINCE_BRIEF_NO_ROOM_AREAS: Final = (
    "; {count} of these areas stood so low last time that even a fall to 0 would not have shown"
)
SINCE_BRIEF_WHO: Final = (
    "All of that supposes that the answers are right, then and now. Whether the {noun} changed, or somebody else "
    "filled in the form, or read a question in another way, no file says; which answers are other ones stands below."
)
SINCE_BRIEF_CHECK: Final = (
    "Check the {count} that {are} higher or lower now ({names}) with those who know best, and correct what is not "
    "true.{lower}"
)
SINCE_BRIEF_LOST: Final = (
    " {count} lower: with the old answers there the overall score would be {score} in place of {now}. Where a lower "
    "answer is true, look first at what was given up."
)
SINCE_BRIEF_GAINED: Final = " {count} higher: with the old answers there it would be {score}."
SINCE_BRIEF_FIRST: Final = "Answer the {count} left blank ({names}).{range}"
SINCE_BRIEF_RANGE: Final = " The overall score then lies between {low} and {high}, by what is answered."
SINCE_BRIEF_TRUE: Final = (
    "An answer counts once it is true. These are the fewest steps by the scoring; which are worth the effort, the "
    "{noun} decides.{weak}"
)
SINCE_BRIEF_WEAK: Final = " Where it stands low among {group}: {names}."
SINCE_BRIEF_LINK: Final = "All of it: what moved, why, and what now"
SINCE_HEADS: Final = ("Last time", "Now", "Change", "Error up to", "Is it real?")
SINCE_NEW: Final = "This {noun} did not take part last time: there is nothing to compare."
SINCE_LEAD: Final = "Overall: {moved}"
SINCE_REAL_AREA: Final = "{name} ({verdict})"
SINCE_REAL_AREAS: Final = "More than error moved, of {areas} that can be judged: {names}."
SINCE_NOTHING_REAL: Final = "Of {areas} that can be judged, none moved by more than error{room}."
SINCE_NO_ROOM: Final = "; {count} of them stood so low last time that even a fall to 0 would be within error"
SINCE_NOTHING_REAL_ONE: Final = "The one area that can be judged did not move by more than error."
SINCE_NOT_COMPARED: Final = "The overall score cannot be compared with that of last time: {why}."
SINCE_OTHER: Final = "this edition asks other questions"
SINCE_UNTOLD: Final = (
    "Overall: {before} last time, {after} now: {difference}. Whether that is real is not told: it would tell "
    "too much about single {noun.several}."
)
SINCE_DASHED: Final = "not compared: {why}"
SINCE_WITHHELD: Final = "not told"
SINCE_SILENT: Final = "Whether it is real cannot be told, {why}: {names}."
SINCE_RESTS: Final = "rests on {share} of the questions that apply, by their weight"
SINCE_PART: Final = "{name} ({share})"
SINCE_BREAK: Final = (
    "Not compared, because this edition asks in another way there: {names}. What those scores would have been last "
    "time is left out."
)
SINCE_BREAK_DOMAINS: Final = "{areas}, and with them {domains}"
SINCE_PARTS: Final = (
    "Not compared, because the score of last time rests on a part only of the questions that apply to this {noun}, by "
    "their weight: {names}."
)
SINCE_NOT_TOLD: Final = (
    "How large the error is, and so whether a change is real, is not told where it would tell too much about single "
    "{noun.several}: {names}."
)

# The changed answers
SINCE_ANSWERS: Final = "Which answers changed"
SINCE_ANSWERS_CAPTION: Final = "Each answer of last time that is another one now"
SINCE_ANSWERS_HEADS: Final = ("Question", "Area", "Last time", "Now")

# The waves before
SINCE_WAVES: Final = "The overall score, wave by wave"
SINCE_WAVES_CAPTION: Final = "The overall score of each wave, and what moved since the one before"
SINCE_WAVES_HEADS: Final = ("Wave", "Score", "Since the one before", "Is it real?")
SINCE_WAVES_NONE: Final = "no score of the same questions"
SINCE_NOT_COMPARED_BRIEF: Final = "not compared"
SINCE_BRIEF_WAVES: Final = "Wave by wave: {waves}."
SINCE_TREND: Final = (
    "The straight line that is nearest to these scores goes by {slope} points for each unit of time (the waves are at "
    "{times}). That says nothing of error, and a line may not be what happened."
)
SINCE_WAVES_MANY: Final = (
    "Each difference is judged alone: of many waves, more than of two are called reliable although nothing "
    "changed."
)

# The place
SINCE_RANK: Final = (
    "Percentile rank {then} last time, {now} now: {own} by its own change, {drift} by that of the others. With its "
    "score of now this {noun} would have been at {still} last time."
)
SINCE_RANK_ERROR: Final = (
    "That is no more certain than the change of the score, which cannot be told from error."
)
SINCE_NO_RANK_TOLD: Final = "it would tell too much about single {noun.several}"
SINCE_FIRM: Final = "It has {stars}, with a probability of {chance}."
SINCE_CLOSE: Final = "It has {stars}, but that is too close to tell: the probability is {chance}."
SINCE_KEPT: Final = "It keeps its stars in about {how}."
SINCE_PLACE_ERROR: Final = (
    "The probability says how sure the stars are given who took part{known}. {kept}Error of measurement is what "
    "\u201cIs it real?\u201d is about."
)
SINCE_PLACE_ERROR_KNOWN: Final = ", and given the error of measurement"
SINCE_PLACE_ERROR_KEPT: Final = "Other rules and weights are another question: there everything else stays. "
SINCE_RULES: Final = "{tenths} of 10 cases under other rules"
SINCE_WEIGHTS: Final = "{tenths} of 10 under other weights"

# The way up
SINCE_STAR: Final = (
    "Among all participants the next star ({stars} in all) begins somewhere between {low} and {high} points: a cut "
    "between groups, told as a band of {width} points. {high} points are enough."
)
SINCE_STAR_ABOVE: Final = (
    "This {noun} is in that band with {score} points, and has not that star yet: so less than {high} points may be "
    "enough."
)
SINCE_EXACT_STAR: Final = "Among all participants the next star ({stars} in all) begins at {cut} points."
SINCE_ROUND: Final = "To {goal} points, the next whole ten ({why}):"
SINCE_HIGHEST: Final = "To 100 points, the most there is:"
SINCE_ALL_STARS: Final = "it has all 4 stars"
SINCE_NO_STAR_TOLD: Final = "where more stars begin is not told"
SINCE_BLANKS: Final = (
    "The ways are from the answers as they stand. First check those that changed, and answer what is blank ({blanks}): "
    "then the ways may be shorter, or longer."
)
SINCE_LOWER: Final = (
    "Of the {count} lower now, {part} among the steps below; of the others, higher answers give less for a step, or "
    "they are numbers or shares, which are left as they are."
)
SINCE_NO_SCORE: Final = "This {noun} has no overall score from which a way could be looked for."
SINCE_NEAR_GOAL: Final = "To {goal} points, where the next star may begin:"
SINCE_SURE_GOAL: Final = "To {goal} points, which is enough for the next star as things are:"
SINCE_WAY: Final = "{changes}, {steps} in all, would give {score} points{sure}:"
SINCE_PROVED: Final = "; with fewer steps {goal} points cannot be reached"
SINCE_NOT_PROVED: Final = "; that fewer steps do not reach {goal} points is not proved"
SINCE_NO_WAY: Final = "No changed answers reach {goal} points{nearest}."
SINCE_NEAREST: Final = "; the most is {score}"
SINCE_THERE: Final = "It is reached already."
SINCE_LESS: Final = "With {steps} the most is {score} points."
SINCE_BRIEF_WAY: Final = "{changes}{names} would bring {score}{enough}."
SINCE_BRIEF_NAMES: Final = " ({names}, listed below)"
SINCE_BRIEF_NO_WAY: Final = "No changed answers reach {goal} points{enough}."
SINCE_BRIEF_STAR: Final = "For {stars} of 4 stars among all participants {where}"
SINCE_BRIEF_BAND: Final = (
    "it takes somewhere between {low} and {high} points "
    "(told no closer: that would give scores of others away)."
)
SINCE_BRIEF_CUT: Final = "it takes {cut} points."
SINCE_BRIEF_MAY: Final = ", which may be enough"
SINCE_BRIEF_SURE: Final = ", which is enough as things are"
SINCE_BRIEF_LESS: Final = " Less may be enough."
SINCE_BRIEF_ROUND: Final = "Towards {goal} points, the next whole ten ({why})."
SINCE_BLANK: Final = "no answer"
SINCE_TO: Final = "{before} \u2192 {after}"
SINCE_ERROR_TERM: Final = "Error up to"
SINCE_ERROR: Final = (
    "So many points two scores of the same {noun} can differ by measurement error alone: by which questions were asked "
    "and not others, by who answers, and by how a question is read. Where less changed, the answers did change, but "
    "the score cannot tell that from error. It differs from area to area: with how far the "
    "scores of all lie apart, and with how well the questions of the area agree."
)
SINCE_ROUNDED_TERM: Final = "Differences"
SINCE_ROUNDED: Final = "Each is rounded by itself, and may be 0.1 away from that of the scores beside it."
SINCE_REAL_TERM: Final = "Is it real?"
SINCE_REAL: Final = (
    "Improved or deteriorated is what changed by more than {cut} {of} (form {form}).{chance}{back}"
)
SINCE_BACK: Final = " That an unusually high or low score tends to come back by itself is not accounted for."
SINCE_RELIABILITY_TERM: Final = "Reliability"
SINCE_ALPHA: Final = (
    "{alpha} for the overall score: Cronbach's alpha of the {n} {noun.several} of last time with answers."
)
SINCE_GIVEN: Final = "{alpha} for the overall score, as given."
SINCE_CAUSES_TERM: Final = "Answers, missing answers, what applies"
SINCE_CAUSES: Final = (
    "Answers: what was answered, where something was. Missing answers: whether there is an answer to what was asked. "
    "What applies: whether a question was put to the {noun} at all."
)
SINCE_RANK_TERM: Final = "Own change, and that of the others"
SINCE_RANK_MEANING: Final = (
    "A place can move because the school did, or because the others did. The score of now is placed among last time's "
    "participants, instead of that of then: what it gains there is its own; the rest is the others'."
)
SINCE_KEPT_TERM: Final = "Other rules and weights"
SINCE_GRID: Final = "Other rules: all {n} combinations of alternatives for {names}."
SINCE_VARIED: Final = {
    "areas": "the rules of the areas",
    "domains": "the rules of the domains",
    "overall": "the rule of the overall score",
    "coverage": "how much has to be answered",
    "without_indicators": "one question less",
    "ties": "ties",
    "quantiles": "the definition of the median",
    "self_inclusion": "whether the school itself is counted",
    "without_peers": "one participant less",
}
SINCE_DRAWS: Final = "Other weights: {n} draws around those that are declared."
SINCE_WAY_TERM: Final = "The shortest way"
SINCE_WAY_MEANING: Final = (
    "Fewest steps along the scales of the questions, each counted alike, and none to a lower answer; it says what the "
    "scheme would give, not what is worth doing. Numbers and shares are left as they are. The others move as well, and "
    "with them the score from which a star begins."
)
