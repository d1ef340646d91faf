"""Every law of norms and placement is kept by smmi, and has a mistake that only it finds."""

import pytest

from smmi.benchmark.laws import NORM_LAWS, PLACEMENT_LAWS, Placing
from smmi.errors import LawBrokenError
from smmi.testing import Outcome, check_rule, scoring_rule_laws
from tests.testing.placing_gallery import GALLERY

LAWS = [*NORM_LAWS.ids, *PLACEMENT_LAWS.ids]


@pytest.mark.parametrize("check", scoring_rule_laws(Placing(), examples=40), ids=repr)
def test_smmi_keeps_every_law(check):
    """No case breaks it, and all cases say something."""
    result = check.result()
    assert result.outcome is Outcome.KEPT, str(result)
    assert result.live >= 0.8 * result.ran


@pytest.mark.parametrize(("broken", "law"), GALLERY.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_each_mistake_is_found_by_its_law_alone(broken, law):
    """The law that names the mistake finds it, in few units, and no other law does."""
    report = check_rule(broken(), examples=40)
    assert report.broken == (law,), str(report)
    found = report[law]
    assert len(found.error.case["scores"]) <= 4
    with pytest.raises(LawBrokenError) as caught:
        exec(found.code, {})  # noqa: S102  (the program that the report shows)
    assert caught.value.law == law


def test_no_law_can_be_spared():
    """Every law has a mistake of its own, so without any one of them a mistake would live."""
    assert sorted(GALLERY.values()) == sorted(LAWS)
