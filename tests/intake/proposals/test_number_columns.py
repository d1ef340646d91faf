"""Numbers: which way of writing them is settled, and which is asked about."""

import math

import pytest
from hypothesis import given, strategies as st

from smmi.errors import ReadingError
from smmi.instrument import (
    Count,
    Nonresponse,
    Number,
    Option,
    Percentage,
)
from smmi.intake import propose_reading
from smmi.intake.proposals._number_formats import FORMATS, _is_apart, number_in
from smmi.intake.tables import entry_of
from tests.intake.field import SCALES, instrument_of
from tests.intake.proposals.proposed import asked, column_of, read


def test_a_number_below_0_is_apart_where_no_other_is():
    """On a scale on which it is possible; beyond the ends of a scale every number is."""
    assert _is_apart(-99.0, 2, [1.0, 3.0], -1000.0, 1000.0)
    assert not _is_apart(-99.0, 2, [-98.0, 3.0], -1000.0, 1000.0)
    assert _is_apart(-99.0, 2, [-98.0, 3.0], 0.0, 1000.0)


@pytest.mark.parametrize(
    ("code", "cells", "question", "answers"),
    [
        ("share", ["45,5", "3", "12%"], None, {None: [45.5, 3.0, 12.0]}),
        ("share", ["0.45", "1", "0"], "fractions_share", {"fraction": [45, 100, 0], "percent": [0.45, 1, 0]}),
        ("share", ["0.45", "30"], "fractions_share", {"percent": [0.45, 30], "mixed": [45, 30]}),
        ("share", [0.29, "35%", 30], "fractions_share", {"percent": [0.29, 35, 30], "mixed": [29, 35, 30]}),
        (
            "share",
            ["0,35", "1", "30"],
            "fractions_share",
            {"mixed": [35, 1, 30], "mixed_with_1": [35, 100, 30], "percent": [0.35, 1, 30]},
        ),
        ("share", ["1,234", "7"], None, {None: [1.234, 7]}),
        ("visits", ["1,234", "1 024"], "entry_visits_1_024", {"no_answer": [1234, None]}),
        ("visits", ["1,234", "12"], None, {None: [1234, 12]}),
        ("visits", ["12%", "3"], "entry_visits_12", {"number_12": [12, 3], "no_answer": [None, 3]}),
        ("visits", ["1.234", "12"], None, {None: [1234, 12]}),
        ("visits", ["1'234", "1’000’000"], None, {None: [1234, 1_000_000]}),
        (
            "visits",
            ["3", "40", "999", "999"],
            "word_999",
            {"no_answer": [3, 40, None, None], "leave": [3, 40, 999, 999]},
        ),
        ("visits", ["3", "-99"], "word_minus_99", {"no_answer": [3, None]}),
        ("visits", ["3", "-99,0"], "word_minus_99_0", {"no_answer": [3, None]}),
        ("share", ["3,5", "−99,00"], "word_99_00", {"no_answer": [3.5, None]}),
        ("visits", ["3", "n/a"], "word_n_a", {"not_applicable": [3, Nonresponse.NOT_APPLICABLE]}),
        ("visits", [3, 40.0, None], None, {None: [3, 40, None]}),
    ],
)
def test_numbers_are_read_as_people_write_them(code, cells, question, answers):
    """What only one way of reading makes an answer of is settled; what several do is asked."""
    proposal, outcome = column_of(code, cells)
    assert list(asked(proposal)) == ([question] if question else [])
    for answer, expected in answers.items():
        assert outcome(**({question: answer} if question else {})) == expected


@pytest.mark.parametrize(
    ("cells", "options", "answers"),
    [
        (["1,234", "7"], ["decimal_comma", "decimal_point_thousands"], [1.234, 1234.0]),
        (["1.234", "7"], ["decimal_point", "decimal_comma_thousands"], [1.234, 1234.0]),
    ],
)
def test_three_digits_after_a_mark_are_asked_about(cells, options, answers):
    """They may be decimals or thousands, unless another column shows its decimal mark."""
    scales = {"money": Number(code="money"), "other": Number(code="other")}
    proposal, outcome = column_of("money", cells, scales=scales)
    (question,) = proposal.questions
    assert question.id == "marks_money"
    assert sorted(asked(proposal)["marks_money"]) == sorted(options)
    assert [outcome(marks=option)[0] for option in options] == answers
    rows = [["A", cells[0], "2.5"], ["B", cells[1], "2"]]
    whole = propose_reading(instrument_of(scales), ["Id", "money", "other"], rows)
    assert whole.questions == ()
    expected = 1234.0 if "," in cells[0] else 1.234
    assert read(whole, ["Id", "money", "other"], rows)["A"]["money"] == expected


@pytest.mark.parametrize(
    "beside",
    [["31.12.2026", "1.2.2026"], ["31,12,2026", "1,2,2026"], ["1.2.3", "2.0.1"], ["10.0.0.7", "10.0.0.12"]],
)
@pytest.mark.parametrize("cells", [["1,234", "7"], ["1.234", "-2.500"], ["−1.234", "2.500"]])
def test_what_is_no_number_shows_no_decimal_mark(beside, cells):
    """Dates, versions and addresses, and several options in a cell, say nothing about the marks of numbers."""
    scales = {"money": Number(code="money")}
    rows = [["A", cells[0], beside[0]], ["B", cells[1], beside[1]]]
    proposal = propose_reading(instrument_of(scales), ["Id", "money", "Beside"], rows)
    assert list(asked(proposal)) == ["marks_money"]


@pytest.mark.parametrize("cells", [["1,234", "7"], ["1.234", "7"]])
def test_several_options_in_a_cell_show_no_decimal_mark(cells):
    """1,2 is two options in a column of several choices."""
    scales = {"money": Number(code="money"), "topics": SCALES["topics"]}
    rows = [["A", cells[0], "1,2"], ["B", cells[1], "1"]]
    proposal = propose_reading(instrument_of(scales), ["Id", "money", "topics"], rows)
    assert list(asked(proposal)) == ["marks_money"]


@given(
    st.lists(st.integers(1, 99), min_size=1, max_size=8),
    st.lists(st.integers(101, 9_900), max_size=8),
    st.integers(0, 3),
)
def test_shares_of_which_some_look_like_fractions_are_asked_about(inside, above, nothing):
    """A slip among them, or a percentage below 1, does not settle what the others are; zeros say nothing."""
    cells = [f"{number / 100:.2f}" for number in (*inside, *above)] + ["0"] * nothing
    proposal, outcome = column_of("share", cells)
    ways = ["fraction"] * (len(inside) > len(above)) + ["percent"]
    assert asked(proposal) == {"fractions_share": ["mixed"] * bool(above) + ways}
    assert outcome(fractions="percent") == [float(cell) for cell in cells]
    if above:
        parts = [float(number) for number in inside] + [number / 100 for number in above] + [0.0] * nothing
        assert outcome(fractions="mixed") == parts
        assert f" is the percentage {inside[0]}," in proposal.questions[0].options[0].text


def test_percentages_and_their_fractions_are_asked_about_together():
    """Questions of one kind stand together, and one answer serves them."""
    scales = {"one": Percentage(code="one"), "two": Percentage(code="two")}
    header, rows = ["Id", "one", "two"], [["A", "0.5", "0.25"]]
    proposal = propose_reading(instrument_of(scales), header, rows)
    assert "An answer to 'fractions' serves all 2" in str(proposal)
    assert read(proposal, header, rows, fractions="fraction")["A"] == {"one": 50.0, "two": 25.0}
    assert read(proposal, header, rows, fractions="fraction", fractions_one="percent")["A"] == {
        "one": 0.5,
        "two": 25.0,
    }


@pytest.mark.parametrize(
    ("code", "cell", "options", "number"),
    [
        ("visits", "12 visits", ["number_12"], 12),
        ("visits", "$120,000", ["number_120000", "number_120"], 120_000),
        ("share", "approx 30", ["number_30"], 30),
        ("share", "between 3 and 5", [], None),
        ("visits", "2 Mio.", [], None),
        ("visits", "3k", [], None),
        ("visits", "3 kinds", ["number_3"], 3),
    ],
)
def test_numbers_with_words_around_them_are_asked_about(code, cell, options, number):
    """What number is meant; none is proposed where there are two."""
    proposal, answers = column_of(code, [cell, "7"])
    (question,) = asked(proposal).values()
    assert question == [*options, "no_answer", "not_applicable", "leave"]
    assert answers(entry=(options or ["no_answer"])[0]) == [number, 7]


def test_many_entries_that_are_no_numbers_are_one_question():
    """As for choices."""
    proposal, answers = column_of(
        "share", ["7", *(f"see page {word}" for word in ["a", "b", "c", "d", "e", "f", "g"])]
    )
    assert asked(proposal) == {"entries_share": ["no_answer", "other_column", "leave"]}
    assert answers(entries="no_answer") == [7, *[None] * 7]


def test_words_that_the_instrument_declares_are_read_among_numbers():
    """An option that stands for no answer."""
    refused = Option("refused", "Prefer not to say", nonresponse=Nonresponse.NO_ANSWER)
    proposal, answers = column_of(
        "share", ["7", "prefer not to say"], scales={"share": Percentage(code="p", options=[refused])}
    )
    assert (proposal.questions, answers()) == ((), [7, "refused"])


@pytest.mark.parametrize("code", ["visits", "plans", "topics"])
def test_dates_among_answers_are_called_so(code):
    """What a spreadsheet made of 1-2 is no word that somebody chose."""
    words = {"visits": "3", "plans": "Partly", "topics": "Equity"}
    proposal, _ = column_of(code, [words[code], "2026-01-02"])
    (question,) = proposal.questions
    assert question.evidence.startswith("1 cell; it is a date, as spreadsheets make of texts such as 1-2")


@given(st.sampled_from(".,"), st.lists(st.integers(10, 65), min_size=1, max_size=4), st.booleans())
def test_counts_in_whole_groups_of_three_digits_are_asked_about(mark, thousands, beside):
    """Twelve thousand is no answer where there are at most five; that does not make it twelve."""
    cells = [f"{number}{mark}000" for number in thousands] + ["7"] * beside
    proposal, answers = column_of("visits", cells, scales={"visits": Count(code="visits", maximum=5_000)})
    comma = mark == ","
    as_decimal = "decimal_comma" if comma else "decimal_point"
    as_thousands = "decimal_point_thousands" if comma else "decimal_comma_thousands"
    assert asked(proposal) == {"marks_visits": [as_decimal, as_thousands]}
    assert answers(marks=as_decimal) == [*thousands, *[7] * beside]
    with pytest.raises(ReadingError, match="5000"):
        answers(marks=as_thousands)


@given(st.integers(1, 99), st.integers(0, 3))
def test_a_count_in_parts_is_no_whole_number(hundredths, before):
    """The question says so, where it stands, and what to do: no mark that is declared makes it whole."""
    cells = ["3"] * before + [f"7,{hundredths:02}"]
    proposal, answers = column_of("visits", cells)
    (question,) = proposal.questions
    assert question.evidence == (
        f"1 cell; it is no whole number, as a count is: correct it in row {before + 2}, or say that it is no answer"
    )
    assert answers(entry="no_answer") == [3] * before + [None]


@given(st.integers(0, 999), st.sampled_from(",. '"))
def test_no_group_of_thousands_begins_with_0(number, mark):
    """0.090 is no ninety in any format: it is a fraction, or no number as the others are written."""
    text = f"0{mark}{number:03}"
    for style in FORMATS:
        read_as = number_in(entry_of(text), style, is_share=False)
        assert math.isnan(read_as) or read_as == number / 1000
    proposal, outcome = column_of("visits", [text, "1.200", "12"])
    if number and not asked(proposal):
        with pytest.raises(ReadingError):
            outcome()


TWO = {"share": SCALES["share"], "visits": SCALES["visits"], "plans": SCALES["plans"]}


@given(
    written=st.sampled_from([999, "999", "999.0"]),
    name=st.sampled_from(["visits", "vists"]),
    highest=st.integers(1, 2000),
    data=st.data(),
)
def test_a_number_that_may_be_no_answer_elsewhere_is_asked_about_in_each_column(written, name, highest, data):
    """999 is no share, and within the limits of a count: whatever stands beside it there, it is no number unasked."""
    header = ["Id", "share", name, "plans"]
    counts = data.draw(st.lists(st.integers(0, highest), min_size=1, max_size=4))
    rows = [[f"U{n}", 40 + n, count, "Partly"] for n, count in enumerate(counts)]
    rows.append(["V", 999, written, "Partly"])
    proposal = propose_reading(instrument_of(TWO), header, rows)
    about = [
        one for one in proposal.questions if one.kind == "word" and name in one.columns and "999" in one.text
    ]
    assert len(about) == 1
    replies = {"column_visits": "column_vists"} if name == "vists" else {}
    replies |= {one.id: "no_answer" for one in proposal.questions if one.kind == "word"}
    said = read(proposal, header, rows, **replies)
    assert (said["V"]["visits"], said["V"]["share"]) == (None, None)
    replies[about[0].id] = "leave"
    if about[0].indicators == ("visits",):
        assert read(proposal, header, rows, **replies)["V"]["visits"] == 999


def test_the_question_about_a_number_elsewhere_says_what_was_seen():
    """Where it is no answer, and how it lies among the numbers of this column."""
    header = ["Id", "share", "visits", "plans"]
    rows = [["A", 40, 3, "Partly"], ["B", 999, 999, "Partly"], ["C", 41, 900, "Fully"]]
    proposal = propose_reading(instrument_of(TWO), header, rows)
    by_id = {one.id: one for one in proposal.questions}
    assert by_id["word_999_visits"].text == "What does '999' mean in 'visits'?"
    assert by_id["word_999_visits"].evidence == (
        "it stands in 1 cell; it may be no answer in 'share', and is within the limits here: it lies beside the "
        "others, which go from 3 to 900"
    )
    assert [option.id for option in by_id["word_999_visits"].options] == [
        "no_answer",
        "not_applicable",
        "not_administered",
        "leave",
    ]


def test_a_code_of_one_question_is_a_number_in_another():
    """8 among 1 to 3 says that there is no answer; eight visits are eight visits."""
    header = ["Id", "plans", "visits", "share"]
    rows = [["A", 1, 8, 40], ["B", 8, 3, 41], ["C", 2, 8, 42]]
    proposal = propose_reading(instrument_of(TWO), header, rows)
    assert [one.columns for one in proposal.questions if one.kind == "word"] == [("plans",)]


@pytest.mark.parametrize(
    ("code", "cell", "why"),
    [
        ("visits", "12 000", "the number 12000 is above 2000, so that it is no choice"),
        ("visits", "about -5", None),
        ("share", "140 of 100", None),
        ("share", "up to 140", "the number 140 is above 100, so that it is no choice"),
    ],
)
def test_a_number_beyond_the_limits_is_no_choice_and_says_so(code, cell, why):
    """Who wonders why 12 000 cannot be chosen reads that it is too many."""
    scales = {"visits": Count(code="visits", maximum=2000), "share": SCALES["share"]}
    proposal, _ = column_of(code, ["3", "40", cell], scales=scales)
    (question,) = [one for one in proposal.questions if one.kind == "entry"]
    offered = [option.id for option in question.options if option.id.startswith("number_")]
    if why is not None:
        assert (question.evidence, offered) == (f"1 cell; {why}", [])
    else:
        assert "no choice" not in question.evidence


def test_a_number_elsewhere_that_stands_alone_is_asked_about():
    """Without any other number beside it nothing tells what it is."""
    header, rows = ["Id", "share", "visits", "plans"], [["A", 999, 999, "Partly"], ["B", 999, None, "Fully"]]
    proposal = propose_reading(instrument_of(TWO), header, rows)
    (question,) = [one for one in proposal.questions if one.id == "word_999_visits"]
    assert question.evidence.endswith("is within the limits here: no other number stands here")
