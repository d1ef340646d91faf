"""Several choices and compositions: in one cell, or in a column for each option or part."""

import pytest
from hypothesis import given, strategies as st

from smmi.errors import ReadingError
from smmi.instrument import (
    Composition,
    MultipleChoice,
    Nonresponse,
    Option,
)
from smmi.intake import Absent, ColumnNotes, propose_reading
from tests.intake.field import SCALES, TOPICS, instrument_of
from tests.intake.proposals.proposed import asked, column_of, read, settled


@pytest.mark.parametrize(
    "cells",
    [
        ["Equity, Advocacy, at home", "Equity", ""],
        ["equity;advocacy;", "equity;", ""],
        ["equity advocacy", "equity", ""],
        ["Equity | ADVOCACY, AT HOME", "equity", ""],
        ["Equity\nAdvocacy, at home", "Equity", ""],
        ["1/2", "1", ""],
    ],
)
def test_several_choices_in_a_cell_are_told_apart(cells):
    """F5: by the separator that reads most; a label that holds it is found whole."""
    proposal, answers = column_of("topics", cells)
    assert (proposal.questions, answers()) == ((), [("equity", "advocacy"), ("equity",), None])


THREE = {
    "topics": MultipleChoice(
        code="topics",
        options=[
            Option("hygiene", "Hand hygiene"),
            Option("falls", "Falls, slips"),
            Option("drugs", "Medication"),
        ],
    )
}
LABELS = {option.code: option.label for option in THREE["topics"].options}
CHOICES = st.lists(st.sampled_from(sorted(LABELS)), min_size=1, max_size=3, unique=True)


@given(
    usual=st.lists(CHOICES.filter(lambda one: len(one) > 1), min_size=3, max_size=6),
    other=CHOICES.filter(lambda one: len(one) > 1),
    marks=st.permutations([";", "/", "\n", "|", ","]),
)
def test_a_cell_with_a_separator_of_its_own_is_split_if_a_person_says_so(usual, other, marks):
    """Most people write commas, one semicolons: that is asked once, told in the account, and read back."""
    cells = [*(f"{marks[0]} ".join(LABELS[code] for code in one) for one in usual)]
    cells.append(f"{marks[1]} ".join(LABELS[code] for code in other))
    proposal, answers = column_of("topics", cells, scales=THREE)
    assert asked(proposal) == {"separators_topics": ["split", "leave"]}
    read_back = [tuple(sorted(one)) for one in answers(separators="split")]
    assert read_back == [tuple(sorted(one)) for one in (*usual, other)]
    reading = proposal.confirm(separators="split")
    assert reading.sources["topics"].further_separators == (marks[1],)
    _, account = reading.answers(["Id", "topics"], [[f"U{n}", cell] for n, cell in enumerate(cells)])
    (column,) = [one for one in account.columns if one.column == "topics"]
    assert sum(one.count for one in column.lines if f"separated by {marks[1]!r}" in one.how) == 1
    with pytest.raises(ReadingError):
        answers(separators="leave")


def test_several_further_separators_are_tried_one_after_the_other():
    """One person writes semicolons, another one a line for each."""
    cells = ["Hand hygiene, Medication"] * 3 + ["Hand hygiene; Medication", "Medication\nFalls, slips"]
    proposal, answers = column_of("topics", cells, scales=THREE)
    (question,) = proposal.questions
    assert question.text == "Does ';' and a line break stand between options in 'topics' too?"
    assert answers(separators="split")[3:] == [("hygiene", "drugs"), ("falls", "drugs")]


def test_what_no_separator_splits_into_options_is_asked_about_as_it_was():
    """A piece that is no option stays a question of its own."""
    cells = ["Hand hygiene, Medication", "Medication, Falls, slips", "Hand hygiene; first aid"]
    proposal, _ = column_of("topics", cells, scales=THREE)
    assert list(asked(proposal)) == ["piece_topics_hand_hygiene_first_aid"]


def test_each_question_has_a_name_of_its_own():
    """Words whose names would be the same are told apart, so that each can be answered by itself."""
    proposal, answers = column_of("plans", ["Partly", "n/a", "N A", "n.a."])
    assert list(asked(proposal)) == ["word_n_a", "word_n_a_2", "word_n_a_3"]
    said = answers(word_n_a="no_answer", word_n_a_2="not_applicable", word_n_a_3="not_administered")
    assert said == ["partly", None, Nonresponse.NOT_APPLICABLE, Nonresponse.NOT_ADMINISTERED]


def test_a_word_for_an_empty_selection_is_asked_about():
    """None of the options, or no answer."""
    proposal, answers = column_of("topics", ["Equity", "None"])
    assert asked(proposal) == {"none_topics": ["none", "no_answer", "leave"]}
    assert (answers(none="none"), answers(none="no_answer")) == ([("equity",), ()], [("equity",), None])


DUMMIES = {
    "coded values": (["topics___1", "topics___2"], ["1", "1"], ["1", "0"]),
    "codes": (["topics/equity", "topics/advocacy"], ["True", "True"], ["True", "False"]),
    "labels": (["Topics? [Equity]", "Topics? [Advocacy, at home]"], ["Y", "Y"], ["Y", "N"]),
    "chosen": (
        ["topics (choice=Equity)", "topics (choice=Advocacy, at home)"],
        ["Checked"] * 2,
        ["Checked", "Unchecked"],
    ),
    "texts": (
        ["Topics? - Selected Choice - Equity", "Topics? - Selected Choice - Advocacy, at home"],
        ["Equity", "Advocacy, at home"],
        ["Equity", ""],
    ),
    "in a group": (["group/topics/equity", "group/topics/advocacy"], ["1", "1"], ["1", "0"]),
}


@pytest.mark.parametrize(("names", "both", "one"), DUMMIES.values(), ids=DUMMIES)
def test_columns_of_options_are_found(names, both, one):
    """F5: a column for each option, named by its code, label or value, after the question."""
    instrument = instrument_of({"topics": SCALES["topics"]})
    header, rows = ["Id", *names], [["A", *both], ["B", *one], ["C", "", ""]]
    proposal = propose_reading(instrument, header, rows)
    ticks_alone = one[1] == ""
    assert asked(proposal) == ({"all_blank_topics": ["no_answer", "none"]} if ticks_alone else {})
    records = read(proposal, header, rows, **({"all_blank": "no_answer"} if ticks_alone else {}))
    assert [record["topics"] for record in records.values()] == [("equity", "advocacy"), ("equity",), None]


def test_columns_that_count_options_are_asked_about():
    """Without values and labels nothing says which option is the first; a number may be a value or a place."""
    plain = MultipleChoice(
        code="topics", options=[Option("equity", "Equity"), Option("advocacy", "Advocacy")]
    )
    header, rows = ["Id", "topics_1", "topics_2"], [["A", "1", "0"], ["B", "0", "0"]]
    proposal = propose_reading(instrument_of({"topics": plain}), header, rows)
    assert asked(proposal) == {
        "none_ticked_topics": ["none", "no_answer", "not_administered"],
        "options_topics": ["places", "absent"],
    }
    records = read(proposal, header, rows, options="places", none_ticked="no_answer")
    assert [record["topics"] for record in records.values()] == [("equity",), None]
    assert proposal.confirm(options="absent", none_ticked="none").sources == {"topics": Absent()}
    other = MultipleChoice(code="topics", options=[Option("a", "A", value=2), Option("b", "B", value=1)])
    proposal = propose_reading(instrument_of({"topics": other}), header, rows)
    assert asked(proposal)["options_topics"] == ["values", "places", "absent"]
    both = [
        read(proposal, header, rows, options=way, none_ticked="none")["A"]["topics"]
        for way in ("values", "places")
    ]
    assert both == [("b",), ("a",)]


def test_a_column_beside_the_columns_of_its_options_is_left_out():
    """Kobo writes both."""
    header = ["_uuid", "_id", "_submission_time", "topics", "topics/equity", "topics/advocacy"]
    rows = [["u1", "1", "2026-01-01", "equity advocacy", "1", "1"], ["u2", "2", "2026-01-02", "", "", ""]]
    proposal = propose_reading(instrument_of({"topics": SCALES["topics"]}), header, rows)
    assert (proposal.preset, proposal.questions) == ("kobo", ())
    assert [record["topics"] for record in read(proposal, header, rows).values()] == [
        ("equity", "advocacy"),
        None,
    ]


def test_ticks_of_another_kind_are_asked_about():
    """A word that is neither ticked nor not."""
    header = ["Id", "topics/equity", "topics/advocacy"]
    rows = [["A", "chosen", ""], ["B", "", "chosen"], ["C", "dunno", "N/A"]]
    proposal = propose_reading(instrument_of({"topics": SCALES["topics"]}), header, rows)
    assert list(asked(proposal)) == ["tick_topics_chosen", "tick_topics_dunno", "word_n_a"]
    records = read(
        proposal, header, rows, tick_topics_chosen="ticked", tick_topics_dunno="no_answer", word="no_answer"
    )
    assert [record["topics"] for record in records.values()] == [("equity",), ("advocacy",), None]


@pytest.mark.parametrize(
    "cells", [["60", "40"], ["60%", "40%"], ["0.6", "0.4"], ["60,0", "40,0"], [0.6, 0.4]]
)
def test_shares_of_parts_are_read_by_their_sum(cells):
    """A row sums to 1 or to 100."""
    mix = Composition(code="mix", parts=[Option("rural", "Rural"), Option("urban", "Urban")])
    header, rows = ["Id", "mix [Rural]", "mix [Urban]"], [["A", *cells], ["B", "", ""]]
    proposal = propose_reading(instrument_of({"mix": mix}), header, rows)
    assert proposal.questions == ()
    assert [r["mix"] for r in read(proposal, header, rows).values()] == [{"rural": 60.0, "urban": 40.0}, None]


def test_shares_in_one_column_are_read():
    """Parts and shares in one cell."""
    mix = Composition(code="mix", parts=[Option("rural", "Rural"), Option("urban", "Urban")])
    proposal, answers = column_of("mix", ["Rural=60; Urban=40", "urban=100"], scales={"mix": mix})
    assert (proposal.questions, answers()) == (
        (),
        [{"rural": 60.0, "urban": 40.0}, {"rural": 0.0, "urban": 100.0}],
    )


def test_what_somebody_wrote_in_may_be_left_out():
    """A piece that is no option; many of them are one question; alone they are no answer."""
    proposal, answers = column_of("topics", ["Equity;Other: prisons", "Other: prisons", "1"])
    assert asked(proposal) == {
        "piece_topics_other_prisons": ["left_out", "option_advocacy", "option_equity", "leave"]
    }
    assert answers(piece="left_out") == [("equity",), None, ("equity",)]
    proposal, answers = column_of("topics", [f"Equity;written in {letter}" for letter in "abcdefg"])
    assert asked(proposal) == {"entries_topics": ["left_out", "leave"]}
    assert answers(entries="left_out") == [("equity",)] * 7


def test_texts_of_options_in_their_columns_are_ticks():
    """But for punctuation; a word of the file itself is none."""
    header, rows = (
        ["Id", "topics/equity", "topics/advocacy"],
        [["A", "equity.", ""], ["B", "", "Advocacy at home"]],
    )
    rows.append(["C", 9, 9])
    notes = {name: ColumnNotes(missing=("9",)) for name in header[1:]}
    proposal = propose_reading(instrument_of({"topics": SCALES["topics"]}), header, rows, notes=notes)
    records = read(proposal, header, rows)
    assert [record["topics"] for record in records.values()] == [("equity",), ("advocacy",), None]


MIX = Composition(code="mix_of_work", parts=[Option("rural", "Rural"), Option("urban", "Urban")])


@pytest.mark.parametrize(
    "names",
    [
        ["mix/mix_rural", "mix/mix_urban"],
        ["mix?: Rural (% of work)", "mix?: Urban (% of work)"],
        ["mix_of_work_rural", "mix_of_work_urban"],
        ["mix? Rural", "mix? Urban"],
    ],
)
def test_parts_are_found_among_words_that_all_of_them_have(names):
    """Behind the question's name, or the name of a scale that no other has."""
    header, rows = ["Id", *names], [["A", "60", "40"]]
    proposal = propose_reading(instrument_of({"mix": MIX}), header, rows)
    assert proposal.questions == ()
    assert read(proposal, header, rows)["A"]["mix"] == {"rural": 60.0, "urban": 40.0}


def test_columns_that_say_all_parts_are_proposed_by_a_question():
    """Nothing names the indicator, but each column says one of its parts; what is doubtful in them is asked after."""
    header = ["Id", "Percent of work: Rural", "Percent of work: Urban"]
    rows = [["A", "60", "40"], ["B", "n/a", "n/a"], ["C", "some", "40"]]
    proposal = propose_reading(instrument_of({"mix": MIX}), header, rows)
    assert {name: ids for name, ids in asked(proposal).items() if name.startswith("columns")} == {
        "columns_mix": ["columns", "not_administered", "no_answer"]
    }
    records = read(proposal, header, rows, columns="columns", entry="no_answer", word="not_applicable")
    assert [record["mix"] for record in records.values()] == [
        {"rural": 60.0, "urban": 40.0},
        Nonresponse.NOT_APPLICABLE,
        None,
    ]
    assert proposal.confirm(columns="no_answer").sources["mix"] == Absent(state=Nonresponse.NO_ANSWER)


def test_shares_of_a_file_with_missing_values_are_read():
    """What the file declares missing is no share."""
    header, rows = ["Id", "mix_rural", "mix_urban"], [["A", 60, 40], ["B", 999, 999]]
    notes = {name: ColumnNotes(missing=((990.0, 999.0),)) for name in header[1:]}
    proposal = propose_reading(instrument_of({"mix": MIX}), header, rows, notes=notes)
    assert [r["mix"] for r in read(proposal, header, rows).values()] == [{"rural": 60.0, "urban": 40.0}, None]


@pytest.mark.parametrize(
    "labels",
    [{"1": "No", "2": "Yes"}, {"0": "Quoted", "1": "Not quoted"}, {"1": "not selected", "2": "Equity!"}],
)
def test_a_file_says_which_values_are_ticks(labels):
    """1 is not ticked where the file labels it so."""
    no, yes = sorted(labels, key=lambda value: not labels[value].casefold().startswith("no"))
    scale = MultipleChoice(code="topics", options=[Option("equity", "Equity"), Option("rural", "Rural")])
    header = ["Id", "topics_equity", "topics_rural"]
    notes = {"topics_equity": ColumnNotes(value_labels=labels)}
    notes["topics_rural"] = ColumnNotes(value_labels={**labels, yes: labels[yes].replace("Equity", "Rural")})
    rows = [["A", float(yes), float(no)], ["B", float(no), float(yes)]]
    proposal = propose_reading(instrument_of({"topics": scale}), header, rows, notes=notes)
    assert proposal.questions == ()
    assert read(proposal, header, rows) == {"A": {"topics": ("equity",)}, "B": {"topics": ("rural",)}}


MIX = Composition(code="mix", parts=[Option("rural", "Rural areas"), Option("urban", "Urban areas")])


@given(st.integers(1, 999), st.sampled_from(["{:.1f}", "{:.1f}%", "fraction"]), st.sampled_from(".,"))
def test_shares_in_one_column_are_read_as_those_in_several(tenths, way, mark):
    """Decimal marks, percent signs and fractions say the same, wherever the shares stand."""
    shares = (tenths, 1_000 - tenths)
    texts = [f"{n / 1_000:.3f}" if way == "fraction" else way.format(n / 10) for n in shares]
    one, other = (text.replace(".", mark) for text in texts)
    proposal, answers = column_of("mix", [f"rural areas={one}; urban={other}"], scales={"mix": MIX})
    assert proposal.questions == ()
    header, rows = ["Id", "mix_rural", "mix_urban"], [["U0", one, other]]
    apart = propose_reading(instrument_of({"mix": MIX}), header, rows)
    assert (
        answers()
        == [read(apart, header, rows)["U0"]["mix"]]
        == [{"rural": shares[0] / 10, "urban": shares[1] / 10}]
    )


def test_what_says_no_shares_in_one_column_is_asked_about():
    """Words for no answer, other words, and names that are of no part; names are compared but for punctuation."""
    cells = ["Rural-areas: 40; urban: 60", "n/a", "half and half", "Rural: 30; towns: 70"]
    proposal, answers = column_of("mix", cells, scales={"mix": MIX})
    assert asked(proposal) == {
        "entry_mix_half_and_half": ["no_answer", "not_applicable", "leave"],
        "part_mix_towns": ["part_rural", "part_urban", "leave"],
        "word_n_a": ["no_answer", "not_applicable", "not_administered", "leave"],
    }
    assert answers(entry="no_answer", part="part_urban", word="no_answer") == [
        {"rural": 40, "urban": 60},
        None,
        None,
        {"rural": 30, "urban": 70},
    ]


def test_options_of_a_composition_are_read_beside_its_shares():
    """An option for no answer has no shares, and nothing is to be asked about it."""
    unsure = Option("unsure", "Do not know", nonresponse=Nonresponse.NO_ANSWER)
    mix = Composition(code="mix", parts=MIX.parts, options=[unsure])
    proposal, answers = column_of("mix", ["rural=40; urban=60", "do not know"], scales={"mix": mix})
    assert (proposal.questions, answers()) == ((), [{"rural": 40, "urban": 60}, "unsure"])


def test_shares_that_sum_to_one_are_fractions():
    """In one column, too: they are read as percentages are."""
    proposal, answers = column_of("mix", ["rural=0.4; urban=0.6", "rural=1; urban=0"], scales={"mix": MIX})
    assert answers() == [{"rural": 40, "urban": 60}, {"rural": 100, "urban": 0}]
    assert proposal.questions == ()


@given(
    counted=st.sampled_from(["1", "2", "7"]),
    cells=st.lists(st.tuples(*[st.sampled_from(["0", "1", "2", "7"])] * 2), min_size=1, max_size=3),
    name=st.sampled_from(["topics", "Topics?"]),
)
def test_columns_that_a_file_declares_as_one_question_are_read_so(counted, cells, name):
    """A set of multiple responses: the question is the set's, the option the column's, and what counts is declared."""
    texts = {"V7A": "Equity", "V7B": "Advocacy, at home"}
    notes = {
        column: ColumnNotes(label=label, question=(name,), counted=counted) for column, label in texts.items()
    }
    instrument = instrument_of({"topics": TOPICS})
    header, rows = ["Id", *texts], [[f"U{number}", *row] for number, row in enumerate(cells)]
    proposal = propose_reading(instrument, header, rows, notes=notes)
    assert {question.kind for question in proposal.questions} <= {"none_ticked"}
    replies = dict.fromkeys((question.id for question in proposal.questions), "none")
    expected = [
        tuple(code for code, cell in zip(("equity", "advocacy"), row, strict=True) if cell == counted)
        for row in cells
    ]
    assert [record["topics"] for record in read(proposal, header, rows, **replies).values()] == expected


FOUR = MultipleChoice(
    code="topics", options=[Option(code, code.title()) for code in ("equity", "policy", "research", "care")]
)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("topics_polcy", "policy"),
        ("topcs_policy", "policy"),
        ("topics: Resaerch", "research"),
        ("topics_governance", ""),
    ],
)
@pytest.mark.parametrize(("yes", "no"), [("1", "0"), ("x", "")])
def test_a_column_that_is_nearly_called_as_an_option_is_asked_about(name, nearest, yes, no):
    """Its ticks are read as those of the option that somebody names, and lost for none without a word."""
    absent = nearest or "policy"
    known = [option.code for option in FOUR.options if option.code != absent]
    header = ["Id", *(f"topics_{code}" for code in known), name]
    rows = [["S1", yes, no, yes, yes], ["S2", no, yes, no, no], ["S3", yes, no, no, yes]]
    instrument = instrument_of({"topics": FOUR})
    proposal = propose_reading(instrument, header, rows)
    question = f"option_column_topics_{absent}"
    assert asked(proposal)[question] == [f"option_{absent}", "left_out"]
    others = {one: "none" for one in asked(proposal) if one != question}
    told = read(proposal, header, rows, **others, **{question: f"option_{absent}"})
    assert [absent in record["topics"] for record in told.values()] == [True, False, True]
    left = read(proposal, header, rows, **others, **{question: "left_out"})
    assert not any(absent in record["topics"] for record in left.values())


@pytest.mark.parametrize("name", ["topics_other", "topics_why", "topics_policy_comment"])
def test_what_is_written_beside_options_is_no_option(name):
    """Texts are no ticks."""
    header = ["Id", "topics_equity", "topics_research", "topics_care", name]
    rows = [["S1", "1", "0", "0", "we like it"], ["S2", "0", "1", "0", "so it is"]]
    assert not asked(propose_reading(instrument_of({"topics": FOUR}), header, rows))


@given(ticks=st.lists(st.tuples(*[st.booleans()] * 4).filter(any), min_size=2, max_size=5))
def test_unnamed_columns_beside_a_question_are_asked_about(ticks):
    """The question stands above the first of its columns; the row of its options is gone."""
    header = ["Id", "topics?", "", "", "", "plans"]
    texts = [option.label for option in FOUR.options]
    rows = [
        [f"S{n}", *(text if tick else "" for text, tick in zip(texts, row, strict=True)), "Partly"]
        for n, row in enumerate(ticks)
    ]
    proposal = propose_reading(instrument_of({"topics": FOUR, "plans": SCALES["plans"]}), header, rows)
    beside = any(any(row[1:]) for row in ticks)
    assert ("columns_topics" in asked(proposal)) == beside
    if beside:
        assert asked(proposal)["columns_topics"] == ["columns", "alone", "not_administered", "no_answer"]
        records = read(proposal, header, rows, columns="columns")
        codes = [option.code for option in FOUR.options]
        assert [set(record["topics"]) for record in records.values()] == [
            {code for code, tick in zip(codes, row, strict=True) if tick} for row in ticks
        ]


def test_which_of_two_columns_called_alike_holds_the_answers_is_asked():
    """Where neither is taken for the column of an option, each may hold the answers whole."""
    rows = [["S1", "Equity", "Care"], ["S2", "Care", "Policy"]]
    proposal = propose_reading(instrument_of({"topics": FOUR}), ["Id", "topics?", "topics?"], rows)
    assert asked(proposal) == {
        "column_topics": ["column_topics", "column_topics_2", "not_administered", "no_answer"]
    }


def test_unnamed_columns_that_mix_options_are_asked_about():
    """A first, a second and a third choice are no columns of options: somebody puts them into one cell."""
    header = ["Id", "topics", "", "plans"]
    rows = [["S1", "Equity", "Care", "Partly"], ["S2", "Care", "Policy", "Fully"]]
    proposal = propose_reading(instrument_of({"topics": FOUR, "plans": SCALES["plans"]}), header, rows)
    assert asked(proposal) == {"columns_topics": ["alone", "not_administered", "no_answer"]}


@given(
    ticks=st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=7),
    plans=st.lists(st.booleans(), min_size=7, max_size=7),
    unit=st.sampled_from(["Id", "Remark"]),
)
def test_rows_that_tick_nothing_are_named(ticks, plans, unit):
    """Who ticked nothing, and who said nothing from there on: whether it is an answer depends on that."""
    header = [unit, "topics_equity", "topics_advocacy", "plans"]
    rows = [
        [f"S{n}", *("x" if tick else "" for tick in row), "Partly" if said else ""]
        for n, (row, said) in enumerate(zip(ticks, plans, strict=False))
    ]
    scales = {"topics": SCALES["topics"], "plans": SCALES["plans"]}
    proposal = propose_reading(instrument_of(scales), header, rows)
    blank = [n for n, row in enumerate(ticks) if not any(row)]
    found = [question for question in proposal.questions if question.kind == "all_blank"]
    assert len(found) == bool(blank)
    assert ("without any word" in settled(proposal, "topics")) == (not blank)
    for question in found:
        names = {n: repr(f"S{n}") if unit == "Id" else f"row {n + 2}" for n in blank}
        told, *later = question.evidence.split("; ")
        assert told.endswith(_first_four([names[n] for n in blank]))
        ended = [names[n] for n in blank if not plans[n]]
        which = "all of them" if len(ended) == len(blank) else _first_four(ended)
        assert any(text.startswith(f"{which} ") and "all later questions" in text for text in later) == bool(
            ended
        )


def _first_four(names):
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


def test_rows_that_tick_nothing_are_told_where_a_tool_says_what_they_are():
    """With a tool it is settled, and told with its rows."""
    header, rows = ["Id", "topics_equity", "topics_advocacy"], [["S1", "x", ""], ["S2", "", ""]]
    proposal = propose_reading(instrument_of({"topics": TOPICS}), header, rows, unit="Id", preset="qualtrics")
    assert "; 1 row without any word is no answer, as Qualtrics may leave out" in settled(proposal, "topics")
    assert settled(proposal, "topics").endswith("answered: 'S2')")


BODIES = MultipleChoice(
    code="bodies",
    options=(
        Option("safety", "Patient safety committee"),
        Option("equity", "Equity board"),
        Option("law", "Law office"),
    ),
)


@pytest.mark.parametrize("stem", ["", "Is there (a): "])
@pytest.mark.parametrize("place", [0, 1, 2])
@given(cut=st.integers(1, 9))
def test_a_mistyped_option_among_columns_that_nothing_else_names_is_offered(stem, place, cut):
    """A letter less in one of three: the columns are asked about together, and which is nearly called so is told."""
    labels = [option.label for option in BODIES.options]
    labels[place] = labels[place][:cut] + labels[place][cut + 1 :]
    header = ["Id", *(f"{stem}{label}" for label in labels)]
    rows = [["A", "x", "", "x"], ["B", "", "x", "x"], ["C", "x", "x", "x"]]
    proposal = propose_reading(instrument_of({"bodies": BODIES}), header, rows)
    assert list(asked(proposal)) == ["columns_bodies"]
    assert proposal.questions[0].evidence.endswith(f"among other words, nearly so {header[1 + place]!r}")
    answers = read(proposal, header, rows, columns_bodies="columns")
    assert [answers[unit]["bodies"] for unit in "ABC"] == [
        ("safety", "law"),
        ("equity", "law"),
        ("safety", "equity", "law"),
    ]


def test_two_mistyped_options_of_three_are_not_offered():
    """Most have to be called so, and one column alone nearly as an option."""
    rows = [["A", "x", "", "x"], ["B", "", "x", "x"]]
    instrument = instrument_of({"bodies": BODIES})
    for header in (
        ["Id", "Patient safty committee", "Equiti board", "Law office"],
        ["Id", "Patient safty committee", "Equity board", "Law office", "Patient safety comittee"],
    ):
        assert "columns_bodies" not in asked(propose_reading(instrument, header, rows))
