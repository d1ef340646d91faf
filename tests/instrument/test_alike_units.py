"""Units whose names differ by a slip, and whose answers are nearly all the same, may be one unit."""

import pytest
from hypothesis import given, strategies as st

from smmi.errors import Reason
from smmi.instrument import Answers, Area, Binary, Domain, Indicator, Instrument, Percentage, check_answers

QUESTIONS = [Indicator(code=f"q{n}", prompt=f"Question {n}?", scale=Binary(code="yes_no")) for n in range(9)]
SHARE = Indicator(code="share", prompt="What share?", scale=Percentage(code="share"))
AREA = Area(code="area", label="Area", indicators=[*QUESTIONS, SHARE])
TEN = Instrument(
    code="ten", edition="1", title="Ten", domains=[Domain(code="domain", label="Domain", areas=[AREA])]
)
SAME = {**{one.code: "yes" for one in QUESTIONS}, "share": 40}


def alike(*names, changes=()):
    """The pairs of units that are found to be alike, where the last one has other answers."""
    records = [{"id": name, **SAME} for name in names]
    records[-1] |= dict(changes)
    answers = Answers.from_records(TEN, records, unit="id")
    return [one for one in check_answers(answers) if one.reason is Reason.ALIKE_UNITS]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Elm Center", "Elm Centre"),
        ("Juniper-Fund", "Juniper Fund"),
        ("Juniper Fund", "JuniperFund"),
        ("Juniper Fund", "juniper  fund"),
        ("Springfield High School", "Sprinfield High School"),
        ("School 12, Riverside", "School 12, Riversida"),
        ("Hopital Saint-Louis", "H\u00f4pital Saint Louis"),
        ("a", "A"),
    ],
)
def test_names_with_a_slip_are_told(one, other):
    """A letter too many, too few, another one or two turned round, in a word of some length; or marks and capitals."""
    (found,) = alike("Ash", one, other)
    assert (found.unit, found.row, found.path) == (other, 2, "$[2]")
    assert found.message == (
        f"{one!r} and {other!r} (units 2 and 3) have nearly the same name, and 10 of their 10 answers are the same: if "
        "they are one unit, take one of the rows out"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("School 1", "School 2"),
        ("School 1", "School 11"),
        ("School 1-1", "School 11"),
        ("School A", "School B"),
        ("Clinic II", "Clinic III"),
        ("Oak School", "Oat School"),
        ("Hospital East", "Hospital West"),
        ("North School", "South School"),
        ("R_3abcdefgh", "R_3abcdefgi"),
        ("Elm Center", "Elm Center Annex"),
        ("?!", "!!"),
        (f"{'ab' * 30}", f"{'ab' * 30}b"),
        ("\u5317\u4eac\u5b66\u6821", "\u5357\u4eac\u5b66\u6821"),
    ],
)
def test_names_of_two_units_are_not_told(one, other):
    """Digits, single letters and short words tell units apart; so do whole words."""
    assert alike(one, other) == []


def test_answers_that_differ_tell_units_apart():
    """Most have to be the same; who answered next to nothing is like everybody."""
    few = {"q0": "no", "share": 41}
    (found,) = alike("Elm Center", "Elm Centre", changes=few)
    assert "and 8 of their 10 answers are the same" in found.message
    assert alike("Elm Center", "Elm Centre", changes={**few, "q1": "no"}) == []
    assert alike("Elm Center", "Elm Centre", changes={one.code: None for one in QUESTIONS}) == []
    (found,) = alike("Elm Center", "Elm Centre", changes={"q0": None, "q1": None})
    assert "and 8 of their 10 answers are the same" in found.message


def test_what_neither_has_answered_is_not_counted():
    """Two blanks are no answers that are the same."""
    records = [{"id": name, **SAME, "q0": None} for name in ("Elm Center", "Elm Centre")]
    (found,) = [
        one
        for one in check_answers(Answers.from_records(TEN, records, unit="id"))
        if one.reason is Reason.ALIKE_UNITS
    ]
    assert "and 9 of their 9 answers are the same" in found.message


LETTERS = st.sampled_from("abcdefgh")


@given(word=st.text(LETTERS, min_size=4, max_size=12), data=st.data())
def test_every_slip_in_a_word_is_found(word, data):
    """Whatever letter is lost, added, changed or turned round with the next, and nothing beyond that."""
    at = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(LETTERS)
    slips = {
        f"{word[:at]}{word[at + 1 :]}",
        f"{word[:at]}{letter}{word[at:]}",
        f"{word[:at]}{letter}{word[at + 1 :]}",
        f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}",
    }
    slip = data.draw(st.sampled_from(sorted(slips)))
    expected = [f"{slip} clinic"] if slip != word and len(slip) >= 4 else []
    if slip != word:
        assert [one.unit for one in alike(f"{word} clinic", f"{slip} clinic")] == expected


@given(names=st.lists(st.text("ab", min_size=4, max_size=6), min_size=2, max_size=6, unique=True))
def test_pairs_are_those_that_a_comparison_of_all_finds(names):
    """The distance of Damerau and Levenshtein, restricted to neighbours, worked out by its definition."""
    pairs = {
        (one, other) for at, one in enumerate(names) for other in names[at + 1 :] if distance(one, other) <= 1
    }
    told = {tuple(finding.message.split("'")[1:4:2]) for finding in alike(*names)}
    assert told == pairs


def distance(one, other):
    """How many letters are lost, added, changed, or turned round with the next (each at most once)."""
    table = [[max(i, j) if 0 in (i, j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            same = one[i - 1] == other[j - 1]
            ways = [table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (not same)]
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                ways.append(table[i - 2][j - 2] + 1)
            table[i][j] = min(ways)
    return table[-1][-1]
