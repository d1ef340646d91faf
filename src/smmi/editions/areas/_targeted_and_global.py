"""Targeted education programs and global health: areas of 2019 that the later edition has in Curriculum."""

from smmi.editions.areas._community_engagement import RESIDENCY_PLACEMENT
from smmi.editions.areas._educational_program import TARGETED_TRACK
from smmi.editions.framework import EXTENT, OWN, REQUIREMENT, SECONDARY_AREA, SHARE, YES_NO
from smmi.instrument import Area, AtLeast, Equals, Indicator

TARGETED_PROGRAMS = Area(
    code="targeted_programs",
    label="Targeted education programs",
    help="Programs that prepare some students for practice where the need is greatest.",
    provenance=SECONDARY_AREA,
    indicators=(
        TARGETED_TRACK,
        Indicator(
            code="track_share",
            label="Students in such tracks",
            prompt="What share of the students who graduated last year completed such a track?",
            scale=SHARE,
            gate=AtLeast("targeted_track", "in_place"),
            provenance=OWN,
        ),
        Indicator(
            code="language_training",
            label="Language training",
            prompt=(
                "Does the program teach the language of a community that the school serves, other than "
                "English, for use with patients?"
            ),
            scale=REQUIREMENT,
            provenance=OWN,
        ),
        RESIDENCY_PLACEMENT,
    ),
)

GLOBAL_HEALTH = Area(
    code="global_health",
    label="Global health",
    help="How the school's work abroad serves health equity, there and at home.",
    provenance=SECONDARY_AREA,
    indicators=(
        Indicator(
            code="global_program",
            label="Global health program",
            prompt="Does the school have a program or courses in global health?",
            scale=YES_NO,
            provenance=OWN,
        ),
        Indicator(
            code="global_home_link",
            label="Global health at home",
            prompt=(
                "To what extent do the school's global health programs also prepare students to serve "
                "communities at home?"
            ),
            scale=EXTENT,
            gate=Equals("global_program", "yes"),
            provenance=OWN,
        ),
        Indicator(
            code="global_partner_benefit",
            label="Benefit to host partners",
            prompt=(
                "To what extent do partners abroad shape these programs and benefit from them as much "
                "as the school does?"
            ),
            scale=EXTENT,
            gate=Equals("global_program", "yes"),
            provenance=OWN,
        ),
    ),
)
