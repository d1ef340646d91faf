"""What labels say about the order of options."""

import pytest

from smmi.instrument import Option
from smmi.instrument.scales._label_order import contradiction, same, stands_alone, stands_for_nothing


def options(*labels, codes=None):
    return [
        Option(code, label)
        for code, label in zip(codes or (f"o{i}" for i in range(99)), labels, strict=False)
    ]


RISING = [
    ("No", "Yes"),
    ("Never", "Rarely", "Sometimes", "Often", "Always"),
    ("Never", "Seldom", "Always"),
    ("None", "Some", "Most", "All"),
    ("No students", "Some students", "All students"),
    ("Not at all", "To a small extent", "To a moderate extent", "To a large extent", "Fully"),
    ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"),
    ("Very poor", "Poor", "Fair", "Good", "Excellent"),
    ("No", "No, but planned", "Yes, some", "Yes, all"),
    ("Fewer than 5", "5 to 10", "More than 10"),
    ("0 %", "1-25 %", "26-50 %", "more than 50 %"),
    ("-2", "-1", "0", "1", "2"),
    ("500 to 999", "1,000 or more"),
    ("More than 5 years ago", "3 to 5 years ago", "In the past 3 years"),
    ("Every 5 years", "Every 2 years", "Yearly"),
    ("Level 1", "Level 1, with a plan"),
    ("Bronze", "Silver", "Gold"),
    ("Nie", "Immer"),
]
FALLING = [
    (("Yes", "No"), ("Yes", "No")),
    (("YES.", "no"), ("YES.", "no")),
    (("Always", "Often", "Sometimes", "Never"), ("Always", "Often")),
    (("Never", "Often", "Sometimes", "Always"), ("Often", "Sometimes")),
    (("All", "Some", "None"), ("All", "Some")),
    (("Yes, all", "Yes, some", "No"), ("Yes, some", "No")),
    (("Strongly agree", "Agree", "Disagree"), ("Strongly agree", "Agree")),
    (("Always (100 %)", "Never (0 %)"), ("Always (100 %)", "Never (0 %)")),
    (("More than 10", "5 to 10", "Fewer than 5"), ("More than 10", "Fewer than 5")),
    (("2", "1", "0", "-1", "-2"), ("2", "-2")),
    (("1", "0", "−1"), ("1", "−1")),
    (("1,000 or more", "500 to 999"), ("1,000 or more", "500 to 999")),
]


@pytest.mark.parametrize("labels", RISING, ids=[" … ".join(labels) for labels in RISING])
def test_labels_that_rise_do_not_contradict(labels):
    """Words and numbers that rise, times that are further back, and words that say nothing about order."""
    assert contradiction(options(*labels)) is None


@pytest.mark.parametrize(("labels", "pair"), FALLING, ids=[" … ".join(labels) for labels, _ in FALLING])
def test_labels_that_fall_contradict(labels, pair):
    """The pair that contradicts the order: neighbours for words, the ends for numbers."""
    assert contradiction(options(*labels)) == pair


def test_codes_speak_where_labels_are_silent():
    """In a language that is not read, codes may still be English; numbers in codes say nothing."""
    assert contradiction(options("Oui", "Non", codes=("yes", "no"))) == ("yes", "no")
    assert contradiction(options("Oui", "Non", codes=("not_at_all", "fully"))) is None
    assert contradiction(options("Oui", "Non", codes=("o2", "o1"))) is None


def test_labels_that_stand_for_nothing_or_alone():
    """Letter case, spaces, typographic apostrophes and full stops do not count."""
    assert all(
        map(stands_for_nothing, ["Don't know", "don’t  know.", "N/A", "Not applicable", "Prefer not to say"])
    )
    assert not any(map(stands_for_nothing, ["None", "Known", "Not applicable to students"]))
    assert all(map(stands_alone, ["None", "none of these", "None of the above.", "Nothing"]))
    assert not any(map(stands_alone, ["None required", "Some", "Nonetheless"]))
    assert same(" One\n Two ") == same("one two") != same("onetwo")
