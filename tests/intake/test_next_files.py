"""A reading that was confirmed on one table, applied to the next one: nothing is read there as something else."""

import attrs
import pytest
from hypothesis import given, strategies as st

from smmi.errors import DeclarationError, ReadingError
from smmi.instrument import Number, check_answers
from smmi.intake import ColumnNotes, DoubtfulRows, Reading, SeenTable, propose_reading
from smmi.serialization import from_document, to_document
from tests.intake.field import FIELD, HEADER, SCALES, instrument_of, row

MADE = [
    row("A", plans="Partly", topics="Equity", share="4", visits="10"),
    row("B", plans="Fully", topics="Equity", share="5", visits="20"),
]


def confirmed(header=HEADER, rows=MADE, instrument=FIELD, answers=None, **more):
    """The reading that a person confirms for a table, as it is found again in its document."""
    reading = propose_reading(instrument, header, rows, **more).confirm(answers or {})
    assert from_document(to_document(reading), Reading, instrument=instrument) == reading
    return reading


def refused(reading, header, rows):
    """What a reading finds in a table."""
    with pytest.raises(ReadingError) as caught:
        reading.answers(header, rows)
    return [f"{finding.path}: {finding.message}" for finding in caught.value.findings]


def test_a_word_that_was_answered_holds_in_columns_that_did_not_hold_it():
    """One answer is for all columns, next year too; one for a single column, and a number, hold there alone."""
    rows = [
        row("A", plans="N/A", topics="Equity", share="4", visits="-99"),
        *MADE[1:],
        row("C", plans="Fully"),
    ]
    once = confirmed(rows=rows, answers={"word": "no_answer"})
    later = [row("D", plans="Partly", topics="Equity", share="n/a", visits="N/A"), *MADE[1:]]
    answers, account = once.answers(HEADER, later)
    assert [str(answers.record("D")[code]) for code in ("share", "visits")] == ["None", "None"]
    assert "no answer" in str(account)
    assert "'share': got" not in str(account)
    below = [row("D", plans="Partly", topics="Equity", share="-99", visits="4"), *MADE]
    (told,) = refused(once, HEADER, below)
    assert "'-99'" in told
    several = [row("A", plans="N/A", share="N/A"), *MADE[1:]]
    apart = confirmed(
        rows=several, answers={"word_n_a.plans": "no_answer", "word_n_a.share": "not_applicable"}
    )
    (told,) = refused(apart, HEADER, [row("D", plans="Partly", visits="N/A"), *MADE])
    assert "'N/A'" in told


SURVEY = ["ResponseId", "Status", "Finished", "RecordedDate", "UserLanguage", "plans", "visits"]
ASKED = [
    "Response ID",
    "Response Type",
    "Finished",
    "Recorded Date",
    "User Language",
    "Are there plans?",
    "Visits?",
]
IDS = [
    f'{{"ImportId":"{name}"}}'
    for name in ("_recordId", "status", "finished", "recordedDate", "lang", "Q1", "Q2")
]
PLANS = instrument_of({code: SCALES[code] for code in ("plans", "visits")})
AMOUNT = Number(code="amount", minimum=0, maximum=10_000)


def response(unit, status="IP Address", finished="True", plans="Partly", visits="4"):
    """A row of the survey."""
    return [unit, status, finished, "2026-03-01 10:00:00", "EN", plans, visits]


def of_survey(*rows, **more):
    """The reading of an export with three header rows."""
    return confirmed(SURVEY, [ASKED, IDS, *rows], PLANS, **more)


def test_a_respondent_is_no_header_row():
    """Where the row of import ids is lacking, the first unit stands there, and is not left out."""
    reading = of_survey(response("R_1"), response("R_2"))
    assert reading.answers(SURVEY, [ASKED, IDS, response("R_3")])[0].units.tolist() == ["R_3"]
    other_ids = [text.replace("Q", "QID7_") for text in IDS]
    assert reading.answers(SURVEY, [ASKED, other_ids, response("R_3")])[0].units.tolist() == ["R_3"]
    (told,) = refused(reading, SURVEY, [ASKED, response("A"), response("B")])
    assert told == (
        "header: row 3 was a header row when the reading was made, and does not look as it did: 'A' in 'ResponseId', "
        "where '{\"ImportId\":\"_recordId\"}' was, 'Partly' in 'plans', where '{\"ImportId\":\"Q1\"}' was, '4' in "
        "'visits', where '{\"ImportId\":\"Q2\"}' was. It may be a unit. Add the header row that is lacking, or make a "
        "new reading with `smmi read`"
    )
    assert len(refused(reading, SURVEY, [response("A"), response("B"), response("C")])) == 2
    blank = response("A", plans="", visits="")
    assert len(refused(reading, SURVEY, [ASKED, blank, response("B")])) == 1


@pytest.mark.parametrize(
    ("strange", "told"),
    [
        (
            {"status": "Survey Preview"},
            "column 'Status': 1 row says 'Survey Preview' (row 4): previews or tests",
        ),
        ({"status": "Spam"}, "column 'Status': 1 row says 'Spam' (row 4): marked as spam"),
        ({"finished": "False"}, "column 'Finished': 1 row says 'False' (row 4): unfinished"),
    ],
)
def test_previews_and_unfinished_rows_are_no_units(strange, told):
    """What nobody was asked about, as there was none, is refused; what somebody answered goes on."""
    reading = of_survey(response("R_1"), response("R_2"))
    rows = [ASKED, IDS, response("A", **strange), response("B")]
    assert refused(reading, SURVEY, rows) == [
        f"{told}, of which there were none when the reading was made, so that nobody said whether they are read. Take "
        "them out of the table, or make a new reading with `smmi read`, which asks"
    ]
    kind = "unfinished" if "finished" in strange else "tests"
    for choice, units in (("leave_out", ["B"]), ("read", ["A", "B"])):
        answered = of_survey(response("R_1", **strange), response("R_2"), answers={kind: choice})
        assert answered.answers(SURVEY, rows)[0].units.tolist() == units


def test_a_column_that_tells_previews_is_looked_at_where_it_is_new():
    """The first export came without it."""
    at = SURVEY.index("Finished")
    without = [
        [*cells[:at], *cells[at + 1 :]] for cells in (SURVEY, ASKED, IDS, response("A"), response("B"))
    ]
    reading = confirmed(without[0], without[1:], PLANS)
    (told,) = refused(reading, SURVEY, [ASKED, IDS, response("A", finished="False")])
    assert told.startswith("column 'Finished': 1 row says 'False' (row 4): unfinished")


@pytest.mark.parametrize("other", ["plans", "PLANS", " plans"])
@pytest.mark.parametrize("place", [1, len(HEADER)])
def test_of_two_columns_of_one_name_none_is_taken(other, place):
    """Which of them is meant is asked; the order of columns does not say it."""
    reading = confirmed()
    header, rows = [*HEADER], [[*cells] for cells in MADE]
    for cells, text in zip((header, *rows), (other, "Not at all", "Not at all"), strict=True):
        cells.insert(place, text)
    (told,) = refused(reading, header, rows)
    first, second = sorted((HEADER.index("plans") + (place == 1) + 1, place + 1))
    assert told == (
        f"header: the table has 2 columns 'plans' (columns {first}, {second}), and there was 1 when the reading was "
        "made: which of them is meant is not known. Rename the others, or make a new reading with `smmi read`"
    )


def test_one_of_two_columns_that_was_chosen_is_taken_again():
    """There are as many as there were."""
    header, rows = [*HEADER, "plans"], [[*cells, "Not at all"] for cells in MADE]
    proposal = propose_reading(FIELD, header, rows)
    (question,) = proposal.questions
    for option in question.options[:2]:
        reading = proposal.confirm({question.id: option.id})
        assert reading.answers(header, rows)[0].units.tolist() == ["A", "B"]
    assert len(refused(reading, [*header, "plans"], [[*cells, "Fully"] for cells in rows])) == 1


@pytest.mark.parametrize(
    ("unit", "detail"),
    [
        ("Total", "seems to be no unit"),
        ("Source: ministry", "seems to be no unit"),
        ("N/A", "seems to be no unit"),
        ("ID", "is the column's own name"),
        ("2026-03-01", "is a date"),
        ("Test school", "is called a test"),
    ],
)
def test_rows_that_are_no_units_are_refused(unit, detail):
    """Totals, sources, repeated headers and dates are asked about when a reading is made."""
    reading = confirmed()
    strange = row(unit, plans="Partly", topics="Equity", share="4", visits="10")
    (told,) = refused(reading, HEADER, [*MADE, strange])
    assert told == (
        f"column 'Id': 'Id': 1 cell holds identifiers that were not asked about when the reading was made: {unit!r} "
        f"(row 4). {detail[0].upper()}{detail[1:]}. Correct them in the table, or make a new reading with `smmi read`, "
        "which asks what they are"
    )
    proposal = propose_reading(FIELD, HEADER, [*MADE, strange])
    (question,) = proposal.questions
    for choice, number in (("leave_out", 2), ("read", 3)):
        answered = proposal.confirm({question.id: choice})
        assert len(answered.answers(HEADER, [*MADE, strange])[0]) == number


def test_identifiers_that_differ_in_capitals_are_refused():
    """They may be one unit; where somebody said what they are, that holds."""
    small = row("a", plans="Partly", topics="Equity", share="4", visits="10")
    (told,) = refused(confirmed(), HEADER, [*MADE, small])
    assert "2 cells hold identifiers" in told
    assert "'A' (row 2), 'a' (row 4). Is written in 2 ways, capitals and blanks apart" in told
    apart = confirmed(rows=[*MADE, small], answers={"same_unit": "apart"})
    assert apart.answers(HEADER, [*MADE, small])[0].units.tolist() == ["A", "B", "a"]


GROUPED = [*HEADER, "area"]


@pytest.mark.parametrize("value", ["N/A", "-99", "Urban", "URBAN "])
def test_values_that_may_be_none_or_another_one_are_refused(value):
    """An attribute that the instrument does not declare has groups that somebody saw, and further ones, if no doubt."""
    rows = [[*cells, "urban"] for cells in MADE]
    reading = confirmed(GROUPED, rows, attributes=["area"])
    (told,) = refused(reading, GROUPED, [*rows, [*row("C"), value]])
    assert told.startswith(
        f"column 'area': 'area': 1 cell holds values that were not asked about when the reading was made: "
        f"{value.strip()!r} (row 4)."
    )
    answers, account = reading.answers(GROUPED, [*rows, [*row("C"), "rural"]])
    assert [*answers.attributes["area"]] == ["urban", "urban", "rural"]
    assert [finding.message for finding in answers.findings] == [
        "'area': 1 row has a value that no row had when the reading was made: 'rural' (first in row 4); each is a "
        "group of its own: look whether it is another one, misspelt"
    ]
    assert "1 as it is, not among the values when the reading was made: rural" in str(account)
    answered = propose_reading(FIELD, GROUPED, [*rows, [*row("C"), value]], attributes=["area"])
    (question,) = answered.questions
    for option in question.options:
        again = answered.confirm({question.id: option.id})
        assert len(again.answers(GROUPED, [*rows, [*row("C"), value]])[0]) == 3


@pytest.mark.parametrize("code", ["visits"])
def test_points_of_which_nothing_showed_what_they_are_are_refused(code):
    """1.000 is a thousand or one; where a cell shows which, it is read so."""
    plain = confirmed()
    (told,) = refused(plain, HEADER, [row("A", **{code: "1.000"}), row("B", **{code: "12"})])
    assert told == (
        f"column {code!r}: {code!r}: 1 cell holds a point that may be the decimal mark or stand between thousands: "
        "'1.000' (row 2). No cell showed which when the reading was made: write such numbers plainly in the table, or "
        "make a new reading with `smmi read`, which asks"
    )
    assert plain.answers(HEADER, [row("A", share="1.000")])[0].record("A")["share"] == 1.0
    for cells in (["1.000", "2.5"], [1.0, 2]):
        share = instrument_of({"amount": AMOUNT})
        reading = confirmed(["Id", "amount"], [["A", "1"], ["B", "2"]], share)
        rows = [[f"U{at}", cell] for at, cell in enumerate(cells)]
        assert reading.answers(["Id", "amount"], rows)[0].record("U0")["amount"] == 1.0


LABELS = {"1": "Not at all", "2": "Partly", "3": "Fully"}
CODED = [row("A", plans="1", visits="9"), row("B", plans="3", visits="12")]


def of_labels(**notes):
    """The reading of a file that says of its columns what they hold."""
    return confirmed(HEADER, CODED, notes=notes)


def said_of(reading, **notes):
    """What is refused, in short, of the same cells in a file that says something else."""
    with pytest.raises(ReadingError) as caught:
        reading.answers(HEADER, CODED, notes=notes)
    return [
        finding.message.partition(": ")[2].partition(". Make a new")[0] for finding in caught.value.findings
    ]


def test_labels_that_are_turned_round_are_refused():
    """The same number is another answer then; other capitals are none."""
    turned = dict(zip(LABELS, reversed(LABELS.values()), strict=True))
    told = [
        "2 cells hold values of which the file says something else than when the reading was made: '1' (row 2; it "
        "labels it 'Fully', where it was 'Not at all'), '3' (row 3; it labels it 'Not at all', where it was 'Fully')"
    ]
    reading = of_labels(plans=ColumnNotes(value_labels=LABELS))
    assert said_of(reading, plans=ColumnNotes(value_labels=turned)) == told
    small = {f"{key}.0": label.upper() for key, label in LABELS.items()}
    for notes in ({}, {"plans": ColumnNotes(value_labels=small)}):
        assert reading.answers(HEADER, CODED, notes=notes)[0].record("B")["plans"] == "fully"
    (told,) = said_of(confirmed(rows=CODED), plans=ColumnNotes(value_labels=turned))
    assert "it labels it 'Fully', which is another option than 'not_at_all'" in told


def test_values_that_are_missing_anew_or_no_longer_are_refused():
    """What the file declares to be missing is no number; what it declared so, and no longer does, may be one."""
    nines = ColumnNotes(missing=("9",))
    some = {"plans": ColumnNotes(label="Plans")}
    none = of_labels()
    (told,) = said_of(none, visits=nines)
    assert told == (
        "1 cell holds values of which the file says something else than when the reading was made: '9' (row 2). It "
        "declares it to be missing"
    )
    assert said_of(none, visits=ColumnNotes(missing=((9.0, 10.0),))) == [told]
    reading = of_labels(visits=nines)
    assert reading.answers(HEADER, CODED, notes={"visits": nines})[0].record("A")["visits"] is None
    assert reading.answers(HEADER, CODED)[0].record("A")["visits"] is None
    (told,) = said_of(reading, **some)
    assert told.endswith("'9' (row 2). It does not declare it to be missing")


def test_labels_of_groups_that_are_turned_round_are_refused():
    """Groups are called as the file labels them."""
    header, rows = [*HEADER, "area"], [[*CODED[0], "1"], [*CODED[1], "2"]]
    reading = confirmed(
        header,
        rows,
        attributes=["area"],
        notes={"area": ColumnNotes(value_labels={"1": "North", "2": "South"})},
    )
    same, _ = reading.answers(header, rows)
    assert [*same.attributes["area"]] == ["North", "South"]
    with pytest.raises(ReadingError, match="it labels it 'South', where it was 'North'"):
        reading.answers(header, rows, notes={"area": ColumnNotes(value_labels={"2": "North", "1": "South"})})
    with pytest.raises(ReadingError, match="declares it to be missing"):
        reading.answers(header, rows, notes={"area": ColumnNotes(missing=("2",))})


@pytest.mark.parametrize("place", [1, len(HEADER)])
def test_a_new_column_that_is_called_as_an_indicator_is_refused(place):
    """It may hold the answers: which of two is meant is asked, and answers that there were not before are no rest."""
    header, rows = [*HEADER], [[*cells] for cells in MADE]
    for cells, text in zip((header, *rows), ("Plans?", "Not at all", "Not at all"), strict=True):
        cells.insert(place, text)
    (told,) = refused(confirmed(), header, rows)
    assert told == (
        "header: the column 'Plans?' is called as 'plans' is, and by the reading the answers to 'plans' are in 'plans'"
        ". Rename or remove the column, or make a new reading with `smmi read`"
    )
    without, fewer = (
        [name for name in HEADER if name != "plans"],
        [[*cells[:2], *cells[3:]] for cells in MADE],
    )
    absent = confirmed(without, fewer, answers={"absent": "not_administered"})
    assert absent.answers(without, fewer)[0].units.tolist() == ["A", "B"]
    (told,) = refused(absent, HEADER, MADE)
    assert "the column 'plans' is called as 'plans' is, and by the reading 'plans' has no column" in told
    proposal = propose_reading(FIELD, header, rows)
    (question,) = proposal.questions
    for option in question.options:
        reading = proposal.confirm({question.id: option.id})
        assert reading.answers(header, rows)[0].units.tolist() == ["A", "B"]


def test_rows_in_which_nothing_is_ticked_are_refused_where_there_were_none():
    """The question may not have been shown; where somebody said what such rows are, that holds."""
    topics = instrument_of({"topics": SCALES["topics"]})
    header, some = ["Id", "topics_equity", "topics_advocacy"], [["A", "1", "0"], ["B", "0", "1"]]
    reading = confirmed(header, some, topics)
    (told,) = refused(reading, header, [["A", "1", "0"], ["B", "0", "0"]])
    assert told == (
        "columns 'topics_equity', 'topics_advocacy': 'topics': 1 cell holds no tick: 'none of the options' (row 3). "
        "Something was ticked in every row when the reading was made: clear these cells where the question was not "
        "asked, or make a new reading with `smmi read`, which asks what they are"
    )
    none = [["A", "1", "0"], ["B", "0", "0"]]
    for choice, answer in (("none", ()), ("no_answer", None)):
        answered = confirmed(header, none, topics, {"none_ticked": choice})
        assert answered.answers(header, none)[0].record("B")["topics"] == answer


WORDS = (
    *(
        "Total",
        "N/A",
        "-99",
        "999",
        "1.000",
        "1,000",
        "0.5",
        "12 hours",
        "1,5",
        "45%",
        "yes",
        "2",
        "Urban",
        "URBAN ",
    ),
    *(
        "A",
        "a",
        "2026-01-02",
        "1-Mar",
        "x",
        "?",
        "equity,advocacy",
        "Equity; other",
        "Prefer not to say",
        "TRUE",
    ),
    *("1 000", "0.45", "", ".", "Elm", "Id", "99", "7", "plans", "fully", "Juniper-Fund", "rural"),
)
MORE = [
    *MADE,
    *(row(unit, plans="1", topics="Equity; Advocacy, at home", share="50", visits="7") for unit in "CD"),
    row("Juniper Fund", plans="Not at all", topics="Advocacy, at home", share="60", visits="9"),
]
ALL = [
    [*cells, group] for cells, group in zip(MORE, ("urban", "rural", "urban", "urban", "rural"), strict=True)
]
OF_ALL = propose_reading(FIELD, GROUPED, ALL, attributes=["area"]).confirm()


@given(
    cells=st.dictionaries(
        st.tuples(st.integers(0, len(ALL) - 1), st.integers(0, len(GROUPED) - 1)),
        st.sampled_from(WORDS),
        min_size=1,
        max_size=2,
    )
)
def test_what_a_proposal_would_ask_is_refused_or_told(cells):
    """Whatever stands in the next table: where a proposal has a question, the reading refuses, or it is doubtful."""
    rows = [list(one) for one in ALL]
    for (at, place), text in cells.items():
        rows[at][place] = text
    try:
        answers, _ = OF_ALL.answers(GROUPED, rows)
    except ReadingError:
        return
    told = check_answers(answers)
    assert told or not propose_reading(FIELD, GROUPED, rows, attributes=["area"]).questions


def test_a_reading_that_remembers_nothing_means_what_it_meant():
    """Documents from before readings remembered their tables have no such key; what they say is read as it was."""
    document = to_document(confirmed())
    old = {key: value for key, value in document.items() if key not in {"seen", "checksum"}}
    reading = from_document(old, Reading, instrument=FIELD)
    assert reading == attrs.evolve(confirmed(), seen=None)
    assert reading != confirmed()
    header, rows = [*HEADER, "plans"], [[*cells, "Not at all"] for cells in [*MADE, row("Total")]]
    answers, account = reading.answers(header, rows, notes={"visits": ColumnNotes(missing=("10",))})
    assert [answers.record(unit)["plans"] for unit in answers.units.tolist()] == ["partly", "fully", None]
    assert "(the first of 2 columns of this name)" in str(account)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (
            lambda: SeenTable(values=["urban"]),
            "'values' of SeenTable: got \\['urban'\\], expected a mapping from names to texts",
        ),
        (lambda: SeenTable(values={"area": [1]}), "expected a mapping from names to texts; got 'area'"),
        (
            lambda: SeenTable(value_labels=7),
            "'value_labels' of SeenTable: got 7, expected a mapping from columns to labels",
        ),
        (lambda: SeenTable(value_labels={"q": {"1": 2}}), "expected a mapping from columns to labels"),
        (lambda: SeenTable(repeated_names={"q": "two"}), "expected a mapping from names to numbers"),
        (lambda: DoubtfulRows(column="(", words=["x"], what="x"), "got '\\(', expected a regular expression"),
    ],
)
def test_what_a_table_was_seen_to_be_is_checked(make, expected):
    """People may write documents."""
    with pytest.raises(DeclarationError, match=expected):
        make()
    assert hash(SeenTable(values={"area": ["urban"]}, value_labels={"q": {"1": "No"}}))


@pytest.mark.parametrize("cell", ["0.45", 0.45], ids=["text", "number"])
def test_fractions_among_percentages_are_refused_where_there_were_none(cell):
    """0.45 is 45 percent, or less than half a percent: a proposal asks; with a percent sign it is what it says."""
    rows = [row("A", share=cell), row("B", share="60")]
    (told,) = refused(confirmed(), HEADER, rows)
    assert told == (
        "column 'share': 'share': 1 cell lies between 0 and 1: '0.45' (row 2). No percentage did when the reading was "
        "made: write 45 where 0.45 is meant so, or make a new reading with `smmi read`, which asks"
    )
    assert confirmed().answers(HEADER, [row("A", share="0.45%")])[0].record("A")["share"] == 0.45


@given(
    stem=st.sampled_from(["topics_", "Which topics? ", "Q1: ", "topics/"]),
    new=st.lists(st.sampled_from(["rural", "law", "art", "ethics"]), min_size=1, unique=True),
)
def test_a_column_of_a_new_option_is_told(stem, new):
    """It is read as nothing, as the reading says; who checks the file hears of it, and of no column that was there."""
    instrument = instrument_of({"topics": SCALES["topics"]})
    header = ["Id", f"{stem}equity", f"{stem}advocacy", f"{stem}other_text"]
    rows = [["A", "x", "", "law"], ["B", "", "x", ""], ["C", "x", "x", ""]]
    proposal = propose_reading(instrument, header, rows)
    reading = proposal.confirm({one.id: one.options[0].id for one in proposal.questions})
    assert len(reading.sources["topics"].columns) == 2
    assert reading.answers(header, rows)[0].findings == ()
    names = [f"{stem}{name}" for name in new]
    answers, _ = reading.answers(
        [*header, *names, "remarks"], [[*one, *["x"] * len(new), "-"] for one in rows]
    )
    (finding,) = answers.findings
    assert (finding.code, finding.path) == ("topics", "header")
    assert all(repr(name) in finding.message for name in names[:3])
    assert "'remarks'" not in finding.message
    assert "other_text" not in finding.message


def test_new_columns_of_options_are_told_in_words():
    """One, or several of which the first are named; a reading declared by hand remembers nothing."""
    instrument = instrument_of({"topics": SCALES["topics"]})
    header, rows = (
        ["Id", "topics_equity", "topics_advocacy"],
        [["A", "x", ""], ["B", "", "x"], ["C", "x", "x"]],
    )
    reading = propose_reading(instrument, header, rows).confirm()

    def told(*names):
        answers, _ = reading.answers([*header, *names], [[*one, *["x"] * len(names)] for one in rows])
        return [finding.message for finding in answers.findings]

    end = (
        "are, not there when the reading was made, and left out: it may be of a new option; then add it to the "
        "instrument, and make a new reading with `smmi read`"
    )
    assert told("topics_law") == [f"the column 'topics_law' is called as those of 'topics' {end}"]
    assert told("topics_a", "topics_b", "topics_c", "topics_d") == [
        f"'topics_a', 'topics_b', 'topics_c' and 1 more are called as the columns of 'topics' {end}"
    ]
    assert told("topic_law", "remarks") == []
    by_hand = attrs.evolve(reading, seen=None)
    assert by_hand.answers([*header, "topics_law"], [[*one, "x"] for one in rows])[0].findings == ()
