"""Header rows and names of columns: whose answers a column holds."""

import attrs
import pytest
from hypothesis import assume, given, strategies as st

from smmi.errors import OpenQuestionsError, ReadingError, UnknownCodeError
from smmi.instrument import (
    Binary,
    Characteristic,
    Count,
    Equals,
    Indicator,
    Nonresponse,
    Option,
)
from smmi.intake import Absent, ColumnNotes, Header, HeaderNames, propose_reading
from tests.intake.field import FIELD, SCALES, TOPICS, instrument_of, of_indicators
from tests.intake.proposals.proposed import asked, read, settled


@pytest.mark.parametrize(
    ("header", "rows", "expected"),
    [
        (["Survey of schools", ""], [["Id", "plans"], ["A", "Partly"]], Header(rows=2, row=1)),
        (["Id", "plans"], [["Identifier", "Plans?"], ["A", "Partly"]], Header()),
        (
            ["Id", "plans", "share"],
            [["Identifier", "plans?", "share?"], ["A", "Partly", "3"]],
            Header(rows=2),
        ),
        (
            ["Id", "topics?", ""],
            [["", "Equity", "Advocacy, at home"], ["A", "Equity", ""]],
            Header(rows=2, names=HeaderNames.JOINED),
        ),
    ],
)
def test_header_rows_are_recognised(header, rows, expected):
    """F9: titles above, questions or options below; a single cell that says the question may be an answer."""
    proposal = propose_reading(FIELD, header, rows)
    kinds = {question.id: question.options[0].id for question in proposal.questions}
    assert proposal.confirm(kinds).header == expected


SECTOR = Characteristic(code="sector", label="School sector", options=TOPICS.options)
TWO = instrument_of({code: SCALES[code] for code in ("plans", "share", "visits")}, characteristics=[SECTOR])
LOWER = ["School", "School sector", "plans?", "share?", "visits?"]
CELLS = [["Ash", "Equity", "Partly", "33", "2"], ["Fir", "Equity", "Fully", "44", "7"]]


@given(
    sections=st.lists(st.sampled_from(["", "Access", "About"]), min_size=4, max_size=4).filter(any),
    below=st.booleans(),
)
def test_sections_above_the_questions_lose_nothing(sections, below):
    """Whatever stands in the row above: the answers, the units and the declared attributes are those of one row."""
    upper, lower = ["", *sections], LOWER
    if not below:
        upper, lower = ["School", *sections], ["", *LOWER[1:]]
    proposal = propose_reading(TWO, upper, [lower, *CELLS])
    alone = propose_reading(TWO, LOWER, CELLS)
    assert (proposal.questions, list(proposal.confirm().attributes)) == ((), ["sector"])
    assert read(proposal, upper, [lower, *CELLS]) == read(alone, LOWER, CELLS)


@given(
    places=st.sets(st.integers(0, 4), min_size=1).filter(lambda places: len(places & {2, 3, 4}) < 2),
    title=st.sampled_from(["", "Survey of 2026"]),
)
def test_a_name_that_stands_in_the_row_above_alone_is_the_name(places, title):
    """Cells of two header rows are merged over columns without section: what is blank below is called as above.

    The lower row names most of the indicators.
    """
    upper = ["Service" if not places & {at} else name for at, name in enumerate(LOWER)]
    lower = [name if at not in places else "" for at, name in enumerate(LOWER)]
    header, *rows = [[title, *[""] * 4], upper, lower, *CELLS][not title :]
    proposal = propose_reading(TWO, header, rows)
    assert read(proposal, header, rows) == read(propose_reading(TWO, LOWER, CELLS), LOWER, CELLS)
    assert not any(name.startswith("column ") for name in proposal.columns)


def test_a_title_is_no_name():
    """It stands alone in its row, over whatever column is the first."""
    header, rows = ["Survey of schools", "", ""], [["", "Id", "plans"], ["1", "A", "Partly"]]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert proposal.columns == ("column A", "Id", "plans")


@given(title=st.sampled_from(["About", "The school"]), sector=st.sampled_from(["sector", "School sector"]))
def test_options_below_lose_no_attribute(title, sector):
    """Two rows name the columns together, since options stand below; a section is over an attribute and the units."""
    instrument = instrument_of({"topics": TOPICS}, characteristics=[SECTOR])
    upper, lower = [title, "", "topics?", ""], ["School", sector, "Equity", "Advocacy, at home"]
    rows = [["Ash", "Equity", "1", "0"], ["Fir", "Equity", "0", "1"]]
    proposal = propose_reading(instrument, upper, [lower, *rows])
    assert proposal.confirm().header.names is HeaderNames.JOINED
    assert proposal.questions == ()
    assert proposal.confirm().attributes["sector"].column == f"{title} / {sector}"
    assert read(proposal, upper, [lower, *rows]) == {
        "Ash": {"topics": ("equity",)},
        "Fir": {"topics": ("advocacy",)},
    }


def test_a_mistyped_column_is_a_question_and_never_taken():
    """F10: what belongs to another indicator is no candidate."""
    scales = {"q0007_0001": SCALES["plans"], "q0004_0001": SCALES["plans"]}
    header, rows = ["Id", "q0004_0001", "q0007_000l"], [["A", "Partly", "Fully"], ["B", "Fully", "Fuly"]]
    proposal = propose_reading(instrument_of(scales), header, rows)
    assert asked(proposal) == {
        "column_q0007_0001": ["column_q0007_000l", "not_administered", "no_answer"],
        "entry_q0007_0001_fuly_of_q0007_0001_1": [
            "option_fully",
            "option_partly",
            "option_not_at_all",
            "no_answer",
            "not_applicable",
            "leave",
        ],
    }
    records = read(proposal, header, rows, column="column_q0007_000l", entry="option_fully")
    assert [record["q0007_0001"] for record in records.values()] == ["fully", "fully"]
    assert proposal.confirm(column="no_answer").sources["q0007_0001"] == Absent(state=Nonresponse.NO_ANSWER)


@given(names=st.permutations(["plans", "Plans?", "How far?", "PLANS"]), count=st.integers(1, 4))
def test_columns_of_several_names_of_one_indicator_are_asked_about(names, count):
    """A column of codes beside one of words, or an answer and its copy: none of them is left out silently."""
    called = Indicator(code="plans", prompt="Plans?", scale=SCALES["plans"], source_names=("How far?",))
    header, rows = ["Id", *names[:count]], [["A", *["partly"] * count], ["B", *["fully"] * count]]
    proposal = propose_reading(of_indicators(called), header, rows)
    assert list(asked(proposal)) == (["column_plans"] if count > 1 else [])
    if count > 1:
        (question,) = proposal.questions
        assert set(question.columns) == set(names[:count])


def test_two_columns_of_one_name_are_asked_about():
    """Capitals are forgiven where nothing is ambiguous only."""
    header, rows = ["Id", "PLANS", "Plans"], [["A", "Partly", "Fully"]]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert asked(proposal) == {
        "column_plans": ["column_plans", "column_plans_2", "not_administered", "no_answer"]
    }
    assert read(proposal, header, rows, column="column_plans_2")["A"] == {"plans": "fully"}


def test_attributes_are_found_and_named():
    """Those that the instrument declares are found by code or label."""
    control = Characteristic(
        code="control", label="Control", options=[Option("public", "Public"), Option("private", "Private")]
    )
    instrument = instrument_of({"plans": SCALES["plans"]}, characteristics=[control])
    header, rows = ["Id", "CONTROL", "Region", "plans"], [["A", "Public", "north", "Partly"]]
    proposal = propose_reading(instrument, header, rows, attributes=["region"])
    assert proposal.questions == ()
    answers, _ = proposal.confirm().answers(header, rows)
    assert {name: list(answers.attribute(name)) for name in ("control", "region")} == {
        "control": ["public"],
        "region": ["north"],
    }
    with pytest.raises(UnknownCodeError, match="no column has the name 'colour'"):
        propose_reading(instrument, header, rows, attributes=["colour"])


def attribute_of(cells, characteristics=()):
    """A proposal for a table with a column of an attribute, and how it reads its cells."""
    instrument = instrument_of({"plans": SCALES["plans"]}, characteristics=characteristics)
    header, rows = ["Id", "control", "plans"], [[f"U{n}", cell, "Partly"] for n, cell in enumerate(cells)]
    proposal = propose_reading(instrument, header, rows, attributes=["control"])
    return proposal, lambda **answers: list(
        proposal.confirm(answers).answers(header, rows)[0].attribute("control")
    )


@pytest.mark.parametrize("word", ["N/A", "-", "n.a.", "unknown", "Prefer not to say", "-99", -9])
def test_a_word_for_no_value_is_asked_about_before_it_is_a_group(word):
    """Units of which nothing is known are no group, unless somebody says so."""
    proposal, values = attribute_of(["public", word, "private", None])
    ((name, options),) = asked(proposal).items()
    assert (name[:14], options) == ("value_control_", ["no_value", "leave"])
    assert values(value="no_value") == ["public", None, "private", None]
    assert values(value="leave") == ["public", str(word), "private", None]


@given(
    st.lists(
        st.sampled_from(["public", "Public", "PUBLIC", "public ", "for profit", "For  profit"]), min_size=1
    )
)
def test_values_that_differ_in_capitals_or_blanks_are_asked_about(cells):
    """They are one group or several, as somebody says, and never more by oversight."""
    proposal, values = attribute_of(cells)
    kinds = {" ".join(cell.casefold().split()) for cell in cells}
    written = [cell.strip() for cell in cells]
    if len(set(written)) == len(kinds):
        assert (proposal.questions, values()) == ((), written)
    else:
        assert asked(proposal) == {"capitals_control": ["one", "apart"]}
        assert len(set(values(capitals="one"))) == len(kinds)
        assert values(capitals="apart") == written


def test_words_of_a_declared_attribute_that_are_no_option_are_asked_about():
    """The reading refused them with no question to answer."""
    options = [Option("public", "Public"), Option("private", "Private, for profit")]
    control = [Characteristic(code="control", label="Control", options=options)]
    proposal, values = attribute_of(["PUBLIC", "private (for profit)", "State", "State"], control)
    assert asked(proposal) == {
        "value_control_state": ["option_public", "option_private", "no_value", "leave"]
    }
    assert values(value="option_public") == ["public", "private", "public", "public"]
    assert values(value="no_value") == ["public", "private", None, None]
    proposal, values = attribute_of([f"State {letter}" for letter in "abcdefgh"], control)
    assert asked(proposal) == {"value_control": ["no_value", "leave"]}
    assert values(value="no_value") == [None] * 8


@given(st.lists(st.sampled_from(["State", "Church", "Town", "public"]), min_size=1, max_size=6))
def test_an_answer_by_kind_makes_no_two_words_of_a_column_one_option(cells):
    """Three codes of a column answered at once would be one group; that all of them are no value is an answer."""
    options = [Option("public", "Public"), Option("private", "Private, for profit")]
    control = [Characteristic(code="control", label="Control", options=options)]
    proposal, values = attribute_of(cells, control)
    words = set(cells) - {"public"}
    offered = "An answer to 'value' serves all" in str(proposal)
    assert offered == (len(words) > 1)
    if len(words) > 1:
        assert f"serves all {len(words)} if it is no_value or leave" in str(proposal)
        with pytest.raises(OpenQuestionsError) as caught:
            values(value="option_public")
        assert len(caught.value.questions) == len(words)
        own = {f"value_control_{word.lower()}": "option_private" for word in words}
        assert values(value="option_public", **own) == [
            "private" if cell in words else "public" for cell in cells
        ]
    elif words:
        assert values(value="option_public") == ["public"] * len(cells)
    if words:
        assert values(value="no_value") == [None if cell in words else "public" for cell in cells]


def test_questions_that_are_cut_are_found_by_their_beginning():
    """Qualtrics shortens texts in its second row."""
    long = "Which of the many topics that the school might teach are taught there at all?"
    scales = {"topics": SCALES["topics"], "plans": SCALES["plans"]}
    instrument = instrument_of(scales)
    area = instrument.areas[0]
    longer = [attrs.evolve(i, prompt=f"{long} ({i.code})") for i in area.indicators]
    longer[1] = attrs.evolve(
        longer[1], prompt="How far are plans made together with others who are concerned?"
    )
    domains = [attrs.evolve(instrument.domains[0], areas=[attrs.evolve(area, indicators=longer)])]
    instrument = attrs.evolve(instrument, domains=domains)
    header = ["ResponseId", "Q1_1", "Q1_2", "Q2"]
    rows = [
        [
            "Response ID",
            f"{long[:60]}...-Equity",
            f"{long[:60]}...-Advocacy, at home",
            "How far are plans made...",
        ],
        [f'{{"ImportId":"{name}"}}' for name in ("_recordId", "QID1-1", "QID1-2", "QID2")],
        ["R_1", "1", "", "Partly"],
    ]
    proposal = propose_reading(instrument, header, rows)
    assert proposal.questions == ()
    assert read(proposal, header, rows)["R_1"] == {"topics": ("equity",), "plans": "partly"}


def test_names_of_code_and_text_are_told_apart():
    """LimeSurvey writes both if asked; Y and N may be 1 and 2, which may be read the other way too."""
    instrument = instrument_of({"plans": SCALES["plans"], "policy": Binary(code="yes_no")})
    header = [
        "id. Response ID",
        "submitdate. Date submitted",
        "lastpage. Last page",
        "plans. How far?",
        "policy. Is there one?",
    ]
    rows = [["1", "2026-01-01", "3", "Partly", "1"], ["2", "", "1", "", "2"]]
    proposal = propose_reading(instrument, header, rows)
    assert proposal.preset == "limesurvey"
    assert asked(proposal) == {
        "unfinished": ["leave_out", "read"],
        "coding_policy": ["up_from_1", "down_from_1", "leave"],
    }
    records = read(proposal, header, rows, unfinished="read", coding="down_from_1")
    assert [record["policy"] for record in records.values()] == ["yes", "no"]


def test_an_attribute_is_found_by_its_label():
    """A characteristic without column is none, and the units' column is no attribute."""
    public = [Option("public", "Public"), Option("private", "Private")]
    declared = [
        Characteristic(code="control", label="Who governs it", options=public),
        Characteristic(code="tier", label="Tier", options=public),
    ]
    instrument = instrument_of({"plans": SCALES["plans"]}, characteristics=declared)
    header, rows = ["School", "Who governs it", "plans"], [["A", "public", "Partly"]]
    proposal = propose_reading(instrument, header, rows, unit="School", attributes=["School"])
    assert list(proposal.confirm().attributes) == ["control"]


KINDS = Characteristic(
    code="kind",
    label="Kind of school",
    options=[Option("state", "State"), Option("private", "Private", value=2)],
)


@given(
    name=st.sampled_from(["Type", "Kind of schools", "kindd", "What are you?"]),
    cells=st.lists(st.sampled_from(["State", "private", "PRIVATE ", "N/A", ""]), min_size=1, max_size=5),
)
def test_a_characteristic_without_column_is_asked_about(name, cells):
    """Columns with a like name or with its values are offered; it is read from there, or is nowhere."""
    assume(any(cell.strip().lower() in {"state", "private"} for cell in cells))
    instrument = instrument_of({"plans": SCALES["plans"]}, characteristics=[KINDS])
    header = ["Id", name, "plans", "Size"]
    rows = [[f"U{number}", cell, "Partly", f"{number} large"] for number, cell in enumerate(cells)]
    proposal = propose_reading(instrument, header, rows)
    (question,) = [one for one in proposal.questions if one.kind == "attribute"]
    assert (question.id, question.columns) == ("attribute_kind", (name,))
    chosen, nowhere = (option.id for option in question.options)
    replies = {one.id: "no_value" for one in proposal.questions if one.kind == "value"}
    answers, _ = proposal.confirm({**replies, "attribute": chosen}).answers(header, rows)
    kinds = [{"state": "state", "private": "private"}.get(cell.strip().lower()) for cell in cells]
    assert list(answers.attribute("kind")) == kinds
    assert proposal.confirm(attribute=nowhere).attributes == {}


@pytest.mark.parametrize("attributes", [(), ("What are you?",)], ids=["free", "asked for"])
def test_a_column_in_words_of_its_own_is_offered_for_a_characteristic(attributes):
    """Some of its words are values or share a word with one: the others are asked about, and whoever names it is asked.

    A characteristic that decides which indicators apply has to stand somewhere: "nowhere" is no choice then.
    """
    indicator = Indicator(
        code="plans", prompt="Plans?", scale=SCALES["plans"], applies=Equals("kind", "state")
    )
    instrument = of_indicators(indicator, characteristics=[KINDS])
    header = ["Id", "What are you?", "plans", "Remark"]
    words = ["State school", "Private", "State school", "Priv."]
    rows = [[f"U{number}", word, "Partly", f"state of {number}"] for number, word in enumerate(words)]
    proposal = propose_reading(instrument, header, rows, attributes=attributes)
    (question,) = [one for one in proposal.questions if one.kind == "attribute"]
    assert question.columns == ("What are you?",)
    assert [option.id for option in question.options] == ["column_what_are_you"]
    values = {one.id: "option_private" for one in proposal.questions if "priv" in one.id}
    values |= {one.id: "option_state" for one in proposal.questions if "state_school" in one.id}
    answers, _ = proposal.confirm({"attribute": "column_what_are_you", **values}).answers(header, rows)
    assert list(answers.attribute("kind")) == ["state", "private", "state", "private"]
    nothing = propose_reading(instrument, ["Id", "plans"], [["A", "Partly"]])
    assert "it is needed, as it decides which indicators apply" in settled(nothing, "kind")


def test_a_characteristic_that_nothing_is_like_is_told_to_be_without_column():
    """There is nothing to choose from; and values that are numbers say nothing of their own."""
    instrument = instrument_of({"plans": SCALES["plans"]}, characteristics=[KINDS])
    proposal = propose_reading(instrument, ["Id", "plans", "Size"], [["A", "Partly", "2"]])
    assert proposal.questions == ()
    assert settled(proposal, "kind").startswith("no attribute: without column")


@given(
    chosen=st.lists(
        st.lists(st.sampled_from(TOPICS.options), min_size=1, unique=True),
        min_size=2,
        max_size=5,
        unique_by=len,
    ),
    separator=st.sampled_from([", ", ";", "|"]),
)
def test_a_column_is_offered_by_its_content(chosen, separator):
    """Several options in one cell, whatever stands between them, are those of the indicator that has no column."""
    header = ["Id", "Subjects", "Remark"]
    rows = [[f"U{n}", separator.join(o.label for o in one), f"{n} of"] for n, one in enumerate(chosen)]
    proposal = propose_reading(instrument_of({"topics": TOPICS}), header, rows)
    (question,) = [one for one in proposal.questions if one.id == "column_topics"]
    offered = question.options[0]
    assert offered.id == "column_subjects"
    assert f"{len(rows)} of {len(rows)} cells are answers" in offered.text
    records = read(proposal, header, rows, column="column_subjects")
    assert [set(record["topics"]) for record in records.values()] == [{o.code for o in one} for one in chosen]


def test_words_of_a_characteristic_are_asked_about_as_those_of_an_answer():
    """A word that is no option is a question; each of its answers is read, or left as a finding."""
    instrument = instrument_of({"plans": SCALES["plans"]}, characteristics=[KINDS])
    header = ["Id", "Kind of school", "plans"]
    rows = [
        ["A", "STATE", "Partly"],
        ["B", "2", "Fully"],
        ["C", "Privat", "Fully"],
        ["D", "1 - State", "Fully"],
    ]
    proposal = propose_reading(instrument, header, rows)
    assert asked(proposal) == {"value_kind_privat": ["option_state", "option_private", "no_value", "leave"]}
    kinds = {}
    for choice in ("option_private", "no_value"):
        answers, _ = proposal.confirm(value_kind_privat=choice).answers(header, rows)
        kinds[choice] = list(answers.attribute("kind"))
    assert kinds == {
        "option_private": ["state", "private", "private", "state"],
        "no_value": ["state", "private", None, "state"],
    }
    with pytest.raises(ReadingError, match="'Privat'"):
        proposal.confirm(value="leave").answers(header, rows)


def test_many_words_that_are_no_characteristic_are_one_question():
    """They may all be no group, or findings."""
    instrument = instrument_of({"plans": SCALES["plans"]}, characteristics=[KINDS])
    header, rows = ["Id", "kind", "plans"], [[f"U{n}", f"town {n}", "Partly"] for n in range(7)]
    proposal = propose_reading(instrument, header, rows)
    assert asked(proposal) == {"value_kind": ["no_value", "leave"]}
    answers, _ = proposal.confirm(value="no_value").answers(header, rows)
    assert list(answers.attribute("kind")) == [None] * 7


def test_what_a_file_says_of_an_attribute_is_evidence():
    """The label of a column names it, labels of values are its values, and codes that are declared missing are none."""
    instrument = instrument_of({"plans": SCALES["plans"]}, characteristics=[KINDS])
    header = ["Id", "V3", "V4", "V5", "plans"]
    rows = [["A", "1", "1", "1", "Partly"], ["B", "5", "2", "2", "Fully"], ["C", "9", "9", "2", "Fully"]]
    notes = {
        "V3": ColumnNotes(label="Kind of school", value_labels={"1": "State", "5": "Private"}, missing=["9"]),
        "V4": ColumnNotes(
            label="Region", value_labels={"1": "North", "2": "South", "9": "Unknown"}, missing=["9"]
        ),
        "V5": ColumnNotes(label="Size", value_labels={"1": "Small"}),
    }
    proposal = propose_reading(instrument, header, rows, notes=notes, attributes=["region", "V5"])
    answers, _ = proposal.confirm().answers(header, rows)
    assert {name: list(answers.attribute(name)) for name in ("kind", "region", "V5")} == {
        "kind": ["state", "private", None],
        "region": ["North", "South", None],
        "V5": ["1", "2", "2"],  # not all of its values are labelled
    }


def test_columns_are_shown_with_the_labels_of_the_file():
    """A name such as V7 tells a person nothing."""
    header, rows = ["Id", "V7", "V8"], [["A", "Partly", "x"], ["B", "Fully", "y"]]
    notes = {"V7": ColumnNotes(label="How far plans are made"), "V8": ColumnNotes(label="Weight")}
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows, notes=notes)
    (question,) = proposal.questions
    assert question.evidence == "columns with names or answers like it: 'V7' (How far plans are made)"
    assert question.options[0].text.startswith("in 'V7' (How far plans are made): 2 of 2 cells are answers")
    assert "'V8' (Weight)" in str(proposal)


def test_columns_are_shown_with_what_another_header_row_says():
    """What a tool calls a column says little; its question stands below."""
    header = ["Id", "Q1", "Q7"]
    rows = [
        ["Identifier", "plans?", "Number of calls"],
        ['{"ImportId":"r"}', '{"ImportId":"q"}', '{"ImportId":"s"}'],
    ]
    made = instrument_of({code: SCALES[code] for code in ("plans", "visits")})
    proposal = propose_reading(made, header, [*rows, ["A", "Partly", "3"]])
    (question,) = proposal.questions
    assert question.evidence.endswith("call it in the file as the indicator is: 'Q7' (Number of calls)")


def test_columns_that_nobody_claims_are_named_where_an_indicator_has_none():
    """One of them may be the one that is missed; the tool's own, and personal ones, are not."""
    header, rows = (
        ["Id", "E-mail", "Remark", "plans"],
        [["A", "a@x", "x", "Partly"], ["B", "b@x", "y", "Fully"]],
    )
    scales = {name: SCALES[name] for name in ("plans", "share")}
    proposal = propose_reading(instrument_of(scales), header, rows)
    (question,) = proposal.questions
    assert question.evidence == (
        "no free column has a name or answers like theirs; "
        "to read one of them, call it in the file as the indicator is: 'Remark'"
    )


def test_a_table_that_is_turned_is_told():
    """A row for each question and a column for each unit: what to do stands beside the question."""
    header = ["Question", "Ash", "Fir"]
    rows = [["plans?", "Partly", "Fully"], ["share?", "3", "40"], ["Remark", "", "x"]]
    proposal = propose_reading(TWO, header, rows)
    (question,) = [one for one in proposal.questions if one.id == "absent"]
    assert question.evidence == (
        "no free column has a name or answers like theirs; they are called so in 'Question', in a row each: turn rows "
        "and columns of the file (a spreadsheet transposes as it pastes), and read it again"
    )


@given(
    cells=st.lists(st.sampled_from(["Partly", "Fully", "n/a", ""]), min_size=3, max_size=40),
    slips=st.lists(st.sampled_from(["Partley", "fuly", "weekly"]), max_size=3),
)
def test_a_column_with_a_slip_is_offered_where_an_indicator_has_none(cells, slips):
    """A few cells that are misspelt do not hide a column of options: it is offered, with how many are answers."""
    cells = [*cells, "Partly", "Fully", *slips]
    header, rows = ["Id", "Progress"], [[f"U{n}", cell] for n, cell in enumerate(cells)]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    said = [cell for cell in cells if cell not in {"n/a", ""}]
    few = len(slips) <= max(1, len(said) // 10)
    (question,) = [one for one in proposal.questions if one.id in {"column_plans", "absent"}]
    assert (question.id == "column_plans") == few
    if few:
        filled = [cell for cell in cells if cell]
        assert question.options[0].text.startswith(
            f"in 'Progress': {len(said) - len(slips)} of {len(filled)} cells are answers, "
        )


def test_columns_without_a_slip_go_before_those_with_one():
    """Where too many columns nearly say the options, the one that says nothing else is offered."""
    rows = [[f"U{n}", says, *[says] * 4] for n, says in enumerate(["Partly", "Fully", "Partly"])]
    rows.append(["V", "Fully", *["Fulyl"] * 4])
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), ["Id", *"ABCDE"], rows)
    assert asked(proposal)["column_plans"] == ["column_a", "not_administered", "no_answer"]


def test_a_column_of_several_choices_with_a_slip_is_offered():
    """One of six is misspelt; where more than three columns hold such answers, they say nothing of where these are."""
    good = ["Equity", "Advocacy, at home", "Equity; Advocacy, at home", "Equity", "n/a"]
    rows = [[f"U{n}", cell, "x"] for n, cell in enumerate([*good, "Equity; Advocasy, at home"])]
    proposal = propose_reading(instrument_of({"topics": SCALES["topics"]}), ["Id", "Themes", "Remark"], rows)
    assert asked(proposal)["column_topics"] == ["column_themes", "not_administered", "no_answer"]
    many = [[row[0], *[row[1]] * 4] for row in rows]
    proposal = propose_reading(instrument_of({"topics": SCALES["topics"]}), ["Id", *"ABCD"], many)
    assert "absent" in asked(proposal)


def test_cells_that_fit_are_those_that_would_be_read():
    """What is usually written for yes and no counts as an answer, as it is read as one."""
    header, rows = ["Id", "Polcy"], [["A", "Y"], ["B", "N"], ["C", "perhaps"]]
    proposal = propose_reading(instrument_of({"policy": Binary(code="yes_no")}), header, rows)
    assert proposal.questions[0].options[0].text == "in 'Polcy': 2 of 3 cells are answers, 1 question"


def test_a_column_that_two_indicators_claim_is_nobodys():
    """Two prompts that differ by punctuation alone."""
    scales = {"first": SCALES["plans"], "other": SCALES["plans"]}
    instrument = instrument_of(scales)
    area = instrument.areas[0]
    same = [
        attrs.evolve(i, prompt=f"Are there plans{mark}")
        for i, mark in zip(area.indicators, "?!", strict=True)
    ]
    domains = [attrs.evolve(instrument.domains[0], areas=[attrs.evolve(area, indicators=same)])]
    header, rows = ["Id", "Are there plans"], [["A", "Partly"], ["B", "Fully"]]
    proposal = propose_reading(attrs.evolve(instrument, domains=domains), header, rows)
    assert list(asked(proposal)) == ["column_first", "column_other"]


@given(st.permutations(["one", "two", "three"]), st.booleans())
def test_names_and_questions_that_contradict_each_other_are_asked_about(order, as_notes):
    """A questionnaire that was numbered anew: the same names stand over other questions."""
    codes = ["one", "two", "three"]
    scales = dict.fromkeys(codes, Count(code="counted"))
    header, texts = ["Id", *codes], ["", *(f"{code}?" for code in order)]
    rows = [[unit, "1", "2", "3"] for unit in ("A", "B")]
    if as_notes:
        notes = {code: ColumnNotes(label=text) for code, text in zip(codes, texts[1:], strict=True)}
        proposal = propose_reading(instrument_of(scales), header, rows, notes=notes)
    else:
        rows = [texts, *rows]
        proposal = propose_reading(instrument_of(scales), header, rows)
    moved = [code for code, said in zip(codes, order, strict=True) if code != said]
    assert asked(proposal) == {
        f"column_{code}": [
            f"column_{code}",
            f"column_{codes[order.index(code)]}",
            "not_administered",
            "no_answer",
        ]
        for code in moved
    }
    by_question = {f"column_{code}": f"column_{codes[order.index(code)]}" for code in moved}
    expected = {code: place for place, code in enumerate(order, start=1)}
    assert read(proposal, header, rows, **by_question)["A"] == expected
    by_name = {f"column_{code}": f"column_{code}" for code in moved}
    assert read(proposal, header, rows, **by_name)["A"] == {"one": 1, "two": 2, "three": 3}


@given(st.lists(st.sampled_from(["equity", "advocacy", "both", ""]), min_size=1, max_size=6))
def test_the_first_unit_is_no_header(ticked):
    """Options' own texts below their names, and options below a question that was merged over columns, are answers."""
    texts = {
        "equity": ["Equity", ""],
        "advocacy": ["", "Advocacy, at home"],
        "both": ["Equity", "Advocacy, at home"],
    }
    rows = [[f"S{n}", *texts.get(one, ["", ""]), "2"] for n, one in enumerate(ticked)]
    proposal = propose_reading(FIELD, ["Id", "Equity", "Advocacy, at home", "visits"], rows)
    assert proposal.rows == len(rows)


@given(st.lists(st.permutations(["Equity", "Advocacy, at home"]), min_size=1, max_size=5))
def test_answers_below_a_merged_question_are_no_options(choices):
    """Different options below each other, or a number below a name, are no header."""
    rows = [[f"S{n}", *chosen, "2"] for n, chosen in enumerate(choices)]
    assert propose_reading(FIELD, ["Id", "topics", "", "visits"], rows).rows == len(rows)
    rows = [row[:3] for row in rows]
    if len({chosen[0] for chosen in choices}) > 1:
        assert propose_reading(FIELD, ["Id", "topics", ""], rows).rows == len(rows)


@pytest.mark.parametrize("name", ["plans", "plans ", "Plans?"])
def test_columns_of_one_name_are_asked_about_however_they_are_told_apart(name):
    """The second of them is numbered by whoever reads the table; its cells may be the answers."""
    header, rows = ["Id", name, name], [["A", "Partly", ""], ["B", "", "Fully"]]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    ((question, options),) = asked(proposal).items()
    assert (question, len(options)) == ("column_plans", 4)
    chosen = [read(proposal, header, rows, column=option)["B"]["plans"] for option in options[:2]]
    assert chosen == [None, "fully"]
