"""Every law of the badge is kept by smmi, and has a mistake that only it finds."""

import pytest

from smmi.badge.laws import BADGE_LAWS, Awarding
from smmi.errors import LawBrokenError
from smmi.instrument import Nonresponse
from smmi.testing import Outcome, check_rule, scoring_rule_laws
from tests.testing.awarding_gallery import GALLERY, SkippedIsAGap
from tests.testing.placing_gallery import Changed

FULL = {"door": "yes", "hall": 10.0, "roof": 0.0, "wall": 100.0}
SHUT = {**FULL, "door": "no", "hall": None}
BLANK = {**FULL, "roof": None}
NOWHERE = dict.fromkeys(FULL, Nonresponse.NOT_APPLICABLE)


@pytest.mark.parametrize("check", scoring_rule_laws(Awarding(), examples=40), ids=repr)
def test_smmi_keeps_every_law(check):
    """No case breaks it, and nearly all cases say something."""
    result = check.result()
    assert result.outcome is Outcome.KEPT, str(result)
    assert result.live >= 0.8 * result.ran


@pytest.mark.parametrize(("broken", "law"), GALLERY.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_each_mistake_is_found_by_its_law_alone(broken, law):
    """The law that names the mistake finds it, and no other law does."""
    report = check_rule(broken(), examples=40)
    assert report.broken == (law,), str(report)
    with pytest.raises(LawBrokenError) as caught:
        exec(report[law].code, {})  # noqa: S102  (the program that the report shows)
    assert (caught.value.law, caught.value.evidence) == (law, report[law].error.evidence)


def test_no_law_can_be_spared():
    """Every law has a mistake of its own, so without any one of them a mistake would live."""
    assert set(GALLERY.values()) == set(BADGE_LAWS.ids)


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
