"""Words of single choices: which are understood, and what is asked about the others."""

import pytest
from hypothesis import given, strategies as st

from smmi.instrument import (
    Binary,
    Count,
    Indicator,
    Nominal,
    Nonresponse,
    Option,
    Ordinal,
)
from smmi.intake import Absent, ColumnNotes, propose_reading
from tests.intake.field import of_indicators
from tests.intake.proposals.proposed import asked, column_of, settled


@pytest.mark.parametrize(
    ("cells", "question", "answer", "expected"),
    [
        (["1", "3", "9"], "word_9", "no_answer", ["not_at_all", "fully", None]),
        (["1 - Not at all", "Fully (3)", "partly."], None, None, ["not_at_all", "fully", "partly"]),
        (["Partly", "-99"], "word_minus_99", "not_administered", ["partly", Nonresponse.NOT_ADMINISTERED]),
        (["Fully?", "Partly"], "entry_plans_fully", "option_fully", ["fully", "partly"]),
        ([1, 2.0, None, float("nan")], None, None, ["not_at_all", "partly", None, None]),
    ],
)
def test_choices_are_read_by_what_they_say(cells, question, answer, expected):
    """Values, labels with numbers, punctuation; a number beside the values is asked about."""
    proposal, answers = column_of("plans", cells)
    assert list(asked(proposal)) == ([question] if question else [])
    assert answers(**({question: answer} if question else {})) == expected


SIGNED = ("", "<", ">", "≤", "≥", "<=", ">=")
SAME_SIGN = {"≤": "<=", "≥": ">="}


def _are_same(one, other):
    return SAME_SIGN.get(one, one) == SAME_SIGN.get(other, other)


@given(st.sampled_from(SIGNED), st.sampled_from(SIGNED), st.integers(2, 99), st.sampled_from(["", " "]))
def test_signs_before_numbers_are_no_punctuation(declared, written, number, blank):
    """Less than 10 is never read where more than 10 was said, neither in a cell nor in the name of a column."""
    label, text = (f"{sign}{gap}{number} hours" for sign, gap in ((declared, " "), (written, blank)))
    scale = Nominal(code="load", options=[Option("this", label), Option("none", "None at all")])
    proposal, answers = column_of("load", [text, "None at all"], scales={"load": scale})
    assert (not proposal.questions) == _are_same(declared, written)
    if not proposal.questions:
        assert answers() == ["this", "none"]
    indicator = Indicator(code="load", prompt=f"Schools with {label}", scale=Count(code="schools"))
    named = propose_reading(
        of_indicators(indicator), ["Id", f"Schools with {text}"], [["A", "3"], ["B", "4"]]
    )
    assert (not named.questions) == _are_same(declared, written)


@pytest.mark.parametrize(
    ("label", "cell"), [("A", "A-"), ("A", "a+"), ("B", "B–"), ("C", "C#"), ("C", "C++"), ("10", "10+")]
)
def test_signs_behind_letters_and_numbers_are_no_punctuation(label, cell):
    """A grade, a language, and a number and more are not what stands without the sign."""
    scale = Nominal(code="which", options=[Option("this", label), Option("other", "Other")])
    proposal, _ = column_of("which", [cell, "Other"], scales={"which": scale})
    assert len(proposal.questions) == 1
    signed = Nominal(code="which", options=[Option("this", cell), Option("other", "Other")])
    proposal, answers = column_of("which", [f" {cell.lower()} ", "Other."], scales={"which": signed})
    assert (proposal.questions, answers()) == ((), ["this", "other"])


def test_numbers_for_options_without_values_are_asked_about():
    """Up or down, from 0 or from 1; 9 is asked about by itself."""
    scale = Ordinal(
        code="often", options=[Option(code, code.title()) for code in ("never", "rarely", "often")]
    )
    proposal, answers = column_of("often", ["1", "3", "9"], scales={"often": scale})
    assert asked(proposal) == {
        "coding_often": ["up_from_1", "down_from_1", "leave"],
        "word_9": ["no_answer", "not_applicable", "not_administered", "leave"],
    }
    assert answers(coding="up_from_1", word="no_answer") == ["never", "often", None]
    assert answers(coding="down_from_1", word="no_answer") == ["often", "never", None]
    proposal, answers = column_of("often", ["0", "2"], scales={"often": scale})
    assert asked(proposal) == {"coding_often": ["up_from_0", "down_from_0", "leave"]}
    assert answers(coding="up_from_0") == ["never", "often"]


def test_labels_that_are_values_of_other_options_are_asked_about():
    """A label '2' of the option with the value 1."""
    scale = Nominal(code="year", options=[Option("first", "2", value=1), Option("second", "1", value=2)])
    proposal, answers = column_of("year", ["1", "2"], scales={"year": scale})
    assert asked(proposal) == {"meaning_year": ["labels", "values"]}
    assert answers(meaning="labels") == ["second", "first"]
    assert answers(meaning="values") == ["first", "second"]


def test_usual_words_for_yes_and_no_are_read():
    """Where the options are yes and no; spreadsheets hold True and False."""
    yes_no = Binary(code="yes_no")
    cells = ["Yes", "N", 1, 0, True, False, "y", "TRUE", ""]
    proposal, answers = column_of("yes_no", cells, scales={"yes_no": yes_no})
    assert proposal.questions == ()
    assert answers() == ["yes", "no", "yes", "no", "yes", "no", "yes", "yes", None]


def test_a_column_of_other_things_is_asked_about_as_a_whole():
    """Many words that mean nothing are one question."""
    cells = ["Partly", *(f"something {letter}" for letter in "abcdefgh")]
    proposal, answers = column_of("plans", cells)
    assert asked(proposal) == {"entries_plans": ["no_answer", "other_column", "leave"]}
    assert answers(entries="no_answer") == ["partly", *[None] * 8]
    assert proposal.confirm(entries="other_column").sources["plans"] == Absent()


def test_what_a_file_says_beside_its_cells_is_evidence():
    """SAV and DTA files name columns, label values and declare what is missing."""
    often = Ordinal(code="often", options=[Option(code, code.title()) for code in ("never", "often")])
    notes = {
        "V7": ColumnNotes(
            label="often?",
            value_labels={"1.0": "Often", "2.0": "Never", "8.0": "Not applicable", "9.0": "Refused"},
            missing=("8", (9.0, 99.0)),
        )
    }
    proposal, answers = column_of(
        "often", [1.0, 2.0, 8.0, 9.0], scales={"often": often}, name="V7", notes=notes
    )
    assert proposal.questions == ()
    assert answers() == ["often", "never", Nonresponse.NOT_APPLICABLE, None]


def test_an_answer_may_make_others_idle():
    """Words of a column that is another one are nothing to be read."""
    cells = ["N/A", *(f"something {letter}" for letter in "abcdefgh")]
    proposal, _ = column_of("plans", cells)
    assert list(asked(proposal)) == ["entries_plans", "word_n_a"]
    assert proposal.confirm(entries="other_column", word="no_answer").sources["plans"] == Absent()


def test_words_say_mostly_what_they_are():
    """The likely meaning is told, and taken by nobody."""
    proposal, _ = column_of("plans", ["not applicable", "not asked", "don't know", "N/A"])
    likely = [
        option.id
        for question in proposal.questions
        for option in question.options
        if option.text.endswith("as the word mostly says")
    ]
    assert likely == ["not_applicable", "not_administered", "no_answer"]


def test_a_number_that_contradicts_its_label_is_asked_about():
    """The option with the value 2 is not labelled so."""
    proposal, _ = column_of("plans", ["2 - Fully", "3 - Fully"])
    assert list(asked(proposal)) == ["entry_plans_2_fully"]


def test_numbers_that_count_no_options_are_asked_about_one_by_one():
    """With three options, 15 is none of them, so that 1 may be anything."""
    scale = Ordinal(
        code="often", options=[Option(code, code.title()) for code in ("never", "rarely", "often")]
    )
    proposal, _ = column_of("often", ["1", "15", "3 - Nothing such", "88"], scales={"often": scale})
    assert list(asked(proposal)) == [
        "entry_often_3_nothing_such",
        "entry_often_1",
        "entry_often_15",
        "word_88",
    ]


def test_a_value_that_a_file_calls_not_asked_is_so_read():
    """The label of a missing value says which kind of nonresponse it is."""
    notes = {"plans": ColumnNotes(value_labels={"7": "Not asked"}, missing=("7",))}
    proposal, answers = column_of("plans", [1, 7], notes=notes)
    assert (proposal.questions, answers()) == ((), ["not_at_all", Nonresponse.NOT_ADMINISTERED])


def test_what_a_tool_means_by_a_word_is_told():
    """Qualtrics writes -99 for what was seen and not answered, if it is asked to."""
    proposal, _ = column_of("plans", ["Partly", "-99"], preset="qualtrics")
    (question,) = proposal.questions
    assert question.evidence == (
        "it stands in 1 cell of 1 column, a number by which files often say that there is no answer; "
        "Qualtrics writes it for what was seen and not answered, where that was asked for"
    )


def test_how_options_are_written_is_told_without_the_words_for_no_answer():
    """A column may be written in codes that the file labels, and in nothing else."""
    notes = {"plans": ColumnNotes(value_labels={"a": "Partly", "b": "Refused"}, missing=["b"])}
    proposal, _ = column_of("plans", ["a", "b"], notes=notes)
    assert settled(proposal, "plans").startswith(
        "a choice in one column ('plans': called so; missing word 1;"
    )
    strange, _ = column_of("plans", ["every year", "at times"])
    assert settled(strange, "plans").endswith("no cell is written as an option is)")
    empty, _ = column_of("plans", ["", ""])
    assert settled(empty, "plans").endswith("no cell says anything)")


@given(st.permutations(["not_at_all", "partly", "fully"]))
def test_labels_of_a_file_that_contradict_values_are_asked_about(order):
    """A file may count options the other way round: a value means what its label says, or what the instrument says."""
    cells = {"1": "not_at_all", "2": "partly", "3": "fully"}
    labels = dict(zip(cells, order, strict=True))
    notes = {
        "plans": ColumnNotes(value_labels={f"{float(v)}": c.replace("_", " ") for v, c in labels.items()})
    }
    proposal, answers = column_of("plans", [float(cell) for cell in cells], notes=notes)
    if labels == cells:
        assert (proposal.questions, answers()) == ((), list(cells.values()))
    else:
        assert asked(proposal) == {"coding_plans": ["labels", "values"]}
        assert answers(coding="labels") == list(order)
        assert answers(coding="values") == list(cells.values())


def test_a_value_that_a_file_calls_something_else_is_no_yes():
    """1 may be No, in a language that is not known."""
    notes = {"yes_no": ColumnNotes(value_labels={"1": "Nie", "2": "Tak"})}
    proposal, _ = column_of("yes_no", [1, None], scales={"yes_no": Binary(code="yes_no")}, notes=notes)
    assert len(proposal.questions) == 1


def test_blanks_beside_ticks_alone_are_told():
    """Who writes x for yes may mean no by nothing; it is read as no answer, and that is said."""
    told = "nothing says no: 2 blanks are no answer; write no in the file where it is meant"
    for cells, expected in (
        (["x", "", "x", None], True),
        (["Yes", "Yes", "", ""], True),
        (["x", "no", "", ""], False),
        (["x", "x"], False),
        (["", ""], False),
    ):
        proposal, _ = column_of("it", cells, scales={"it": Binary(code="yes_no")})
        assert (told in settled(proposal, "it")) == expected


@given(
    st.lists(st.sampled_from(["yes", "Y", "true"]), max_size=2),
    st.lists(st.sampled_from(["no", "NO"]), max_size=2),
)
def test_a_cross_beside_a_yes_is_asked_about(yes, no):
    """It may tick and it may cross out; alone, or beside a no, it ticks."""
    proposal, answers = column_of("yes_no", [*yes, *no, "x"], scales={"yes_no": Binary(code="yes_no")})
    if not yes:
        assert answers() == ["no"] * len(no) + ["yes"]
        return
    assert list(asked(proposal)) == ["entry_yes_no_x"]
    said = ["yes"] * len(yes) + ["no"] * len(no)
    for answer, meant in (("option_yes", "yes"), ("option_no", "no"), ("no_answer", None)):
        assert answers(entry=answer) == [*said, meant]
