"""Every law of placement, publication and the badge is kept by smmi, and has a mistake that only it finds."""

import pytest

from smmi.badge.laws import BADGE_LAWS, Awarding
from smmi.benchmark.laws import DISCLOSURE_LAWS, NORM_LAWS, PLACEMENT_LAWS, Placing, Publishing
from smmi.errors import LawBrokenError
from smmi.testing import Outcome, check_rule, scoring_rule_laws
from tests.testing import awarding_gallery, placing_gallery, publishing_gallery

ROOMS = [
    (Placing(), placing_gallery.GALLERY, {*NORM_LAWS.ids, *PLACEMENT_LAWS.ids}, 40, 4),
    (Publishing(), publishing_gallery.GALLERY, set(DISCLOSURE_LAWS.ids), 25, 12),
    (Awarding(), awarding_gallery.GALLERY, set(BADGE_LAWS.ids), 40, 0),
]
"""What implements, the broken implementations with their laws, all laws, how many cases, and units in the smallest."""

KEPT = [check for own, _, _, examples, _ in ROOMS for check in scoring_rule_laws(own, examples=examples)]
BROKEN = [
    (broken, law, examples, most)
    for _, gallery, _, examples, most in ROOMS
    for broken, law in gallery.items()
]


@pytest.mark.parametrize("check", KEPT, ids=repr)
def test_smmi_keeps_every_law(check):
    """No case breaks it, and nearly all cases say something."""
    result = check.result()
    assert result.outcome is Outcome.KEPT, str(result)
    assert result.live >= 0.8 * result.ran


@pytest.mark.parametrize(
    ("broken", "law", "examples", "most"), BROKEN, ids=[one[0].__name__ for one in BROKEN]
)
def test_each_mistake_is_found_by_its_law_alone(broken, law, examples, most):
    """The law that names the mistake finds it, in few units, and no other law does."""
    report = check_rule(broken(), examples=examples)
    assert report.broken == (law,), str(report)
    found = report[law]
    assert len(found.error.case.get("scores", ())) <= most
    with pytest.raises(LawBrokenError) as caught:
        exec(found.code, {})  # noqa: S102  (the program that the report shows)
    assert (caught.value.law, caught.value.evidence) == (law, found.error.evidence)


@pytest.mark.parametrize(("gallery", "laws"), [(room[1], room[2]) for room in ROOMS])
def test_no_law_can_be_spared(gallery, laws):
    """Every law has a mistake of its own, so without any one of them a mistake would live."""
    assert set(gallery.values()) == laws
