"""What the laws of the badge say nothing of, and what they find beyond their gallery."""

import pytest

from smmi.badge.laws import BADGE_LAWS, Awarding
from smmi.errors import LawBrokenError
from smmi.instrument import Nonresponse
from smmi.testing import check_rule
from tests.testing.awarding_gallery import SkippedIsAGap
from tests.testing.placing_gallery import Changed

FULL = {"door": "yes", "hall": 10.0, "roof": 0.0, "wall": 100.0}
SHUT = {**FULL, "door": "no", "hall": None}
BLANK = {**FULL, "roof": None}
NOWHERE = dict.fromkeys(FULL, Nonresponse.NOT_APPLICABLE)


@pytest.mark.parametrize(
    ("law", "awarding", "case"),
    [
        ("badge-ignores-the-answers", Awarding(), {"record": FULL, "others": FULL}),
        ("badge-ignores-the-answers", Awarding(), {"record": FULL, "others": BLANK}),
        ("one-gap-is-enough", Awarding(), {"record": BLANK, "code": "wall"}),
        ("one-gap-is-enough", Awarding(), {"record": SHUT, "code": "hall"}),
        ("what-does-not-apply-is-complete", Awarding(), {"record": BLANK, "codes": ["wall"]}),
        ("what-does-not-apply-is-complete", Awarding(), {"record": FULL, "codes": []}),
        ("what-does-not-apply-is-complete", Awarding(), {"record": FULL, "codes": list(FULL)}),
        ("what-does-not-apply-is-complete", SkippedIsAGap(), {"record": SHUT, "codes": ["wall"]}),
        ("what-is-skipped-is-complete", Awarding(), {"record": SHUT}),
        ("what-is-skipped-is-complete", Awarding(), {"record": BLANK}),
        ("nothing-answered-is-no-badge", Awarding(), {"record": BLANK}),
    ],
)
def test_a_law_says_nothing(law, awarding, case):
    """A case without what the law speaks of is not live."""
    assert BADGE_LAWS[law].check(awarding, **case) is False


class Never(Awarding):
    """Nobody who skips a question gets a badge, and nobody is told why."""

    def completion(self, answers, /, *, unit):
        done = super().completion(answers, unit=unit)
        return Changed(done, eligible=done.eligible and not done.gated)


def test_a_badge_that_is_refused_without_a_gap_is_found():
    """It does not do to name no gap: who may have the badge may have it still."""
    with pytest.raises(LawBrokenError) as caught:
        BADGE_LAWS["what-is-skipped-is-complete"].check(Never(), record=FULL)
    assert caught.value.evidence == "the unit is not eligible since 'hall' is skipped"


def test_a_badge_that_nobody_gets_fails():
    """Where nobody is eligible, laws of who stays eligible say nothing, and that counts as a failure."""

    class Nobody(Awarding):
        def completion(self, answers, /, *, unit):
            return Changed(super().completion(answers, unit=unit), eligible=False)

    report = check_rule(Nobody(), examples=10)
    assert not report.ok
    assert report.broken == ()
    assert {result.law.id for result in report.vacuous} == {
        "what-does-not-apply-is-complete",
        "what-is-skipped-is-complete",
    }
