"""What became of each entry of the edition of 2019 in the edition of sixteen areas; which areas merged is our assumption.

An entry that is not listed is unchanged; so are most that only moved.
"""

from functools import cache

from smmi.editions._smmi_16 import smmi_16
from smmi.editions._smmi_18 import smmi_18
from smmi.instrument.crosswalk import Crosswalk
from smmi.instrument.crosswalk_entries import (
    BandAbove,
    BandFrom,
    BandMap,
    CrosswalkEntry,
    MergedEntry,
    NewEntry,
    RescaledEntry,
    RetiredEntry,
    ReworkedEntry,
    SameEntry,
    SplitEntry,
)

_FIFTH = "the fifth indicator of an area that had four: "

_ENTRIES: tuple[CrosswalkEntry, ...] = (
    # areas
    MergedEntry(
        ("curriculum", "targeted_programs", "global_health"),
        into="curriculum",
        why="sixteen areas, previously eighteen: that these were the ones to merge is our assumption",
    ),
    # carried as they are
    SameEntry(
        "pathway_exists", why="a pipeline program is now called a pathway program; both have one definition"
    ),
    SameEntry(
        "partnership_review",
        why="the same is asked, but only of schools that have partners; others used to answer 'never'",
    ),
    SameEntry(
        "interprofessional_service", why="moved: it is about service beside the program as much as in it"
    ),
    SameEntry("targeted_track", why="moved: targeted education programs are part of the curriculum"),
    SameEntry("residency_placement", why="moved: it shows where graduates go, not what they are taught"),
    SameEntry("fee_waiver", why="moved: a fee that is waived is financial support"),
    # rescaled
    RescaledEntry(
        "student_clinic",
        backward={"none": "no", "under_monthly": "yes", "monthly": "yes", "weekly": "yes"},
        why="how often replaced yes or no; a yes does not say how often",
    ),
    RescaledEntry(
        "students_low_income",
        backward=BandMap(
            "under_quarter",
            (
                BandFrom(25, "quarter_to_half"),
                BandAbove(50, "half_to_three_quarters"),
                BandAbove(75, "over_three_quarters"),
            ),
        ),
        why="a percentage replaced four bands; a band does not say where in it a school is",
    ),
    # not carried
    ReworkedEntry(
        "global_home_link",
        "global_home_link",
        why="was asked of schools with a global health program, about the program; is asked of all, about teaching",
    ),
    ReworkedEntry(
        "community_office",
        "community_office",
        why="a named person now counts as an office did, so that a no may have become a yes",
    ),
    MergedEntry(
        ("determinants_content", "disparities_content"),
        into="equity_content",
        why="one list of required topics replaced two questions, and has topics that neither asked about",
    ),
    SplitEntry(
        "committee_preparation",
        into=("committee_bias_training", "committee_mission"),
        why="it asked about two things at once",
    ),
    # retired
    RetiredEntry("volunteer_recognition", "left out; interprofessional_service came to the area"),
    RetiredEntry("track_share", "left out when targeted education programs joined Curriculum"),
    RetiredEntry("language_training", "left out when targeted education programs joined Curriculum"),
    RetiredEntry("global_program", "left out when global health joined Curriculum"),
    RetiredEntry("global_partner_benefit", "left out when global health joined Curriculum"),
    RetiredEntry("debt_counseling", "left out; fee_waiver came to the area"),
    # new
    NewEntry("mission_oversight", f"{_FIFTH}who answers for the mission"),
    NewEntry("leader_review", f"{_FIFTH}whether leaders are reviewed on it"),
    NewEntry("faculty_hires_urm", f"{_FIFTH}who is hired, beside who is there"),
    NewEntry("training_effect", f"{_FIFTH}what comes of training"),
    NewEntry("student_speech", f"{_FIFTH}room to speak"),
    NewEntry("faculty_coalitions", f"{_FIFTH}faculty working for changes in policy"),
    NewEntry("results_returned", f"{_FIFTH}whether communities learn the results"),
)


@cache
def crosswalk_18_to_16() -> Crosswalk:
    """Return the crosswalk from the edition of 2019 to the edition of sixteen areas.

    It is ours, as the indicators of both editions are, and the reasons are illustrative like them.

    Returns:
        The crosswalk, always the same object, with an entry for every domain, area and indicator of both editions.

    Example:
        >>> from smmi.instrument import diff
        >>> found = diff(smmi_18(), smmi_16(), crosswalk=crosswalk_18_to_16())
        >>> found["student_clinic"].verdict.value, found["student_clinic"].comparability.value
        ('rescaled', 'comparable after rescaling')
        >>> dict(crosswalk_18_to_16().comparable_areas())
        {'pathway_programs': 'pathway_programs', 'inclusive_climate': 'inclusive_climate'}
    """
    return Crosswalk(smmi_18(), smmi_16(), _ENTRIES)
