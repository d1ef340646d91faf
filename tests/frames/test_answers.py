"""Answers from data frames: every maker's frame says what the same columns say as lists."""

import datetime as dt
import decimal
import math
import sys

import narwhals.stable.v1
import narwhals.stable.v2
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, strategies as st

from smmi import frames
from smmi.errors import ArgumentError, EditCheckError, Reason
from smmi.instrument import (
    Answers,
    Area,
    Binary,
    Domain,
    Indicator,
    Instrument,
    Nominal,
    Option,
)
from tests.frames.makers import KINDS, Array, Stream, arrow
from tests.instrument.every_kind import every_kind

EVERY = every_kind()
ROLES = {"unit": "school", "attributes": ("control",)}


def listed(*options):
    """Lists of some of these options, each at most once."""
    return st.lists(st.sampled_from(options), unique=True, max_size=3)


CELLS = {
    "control": st.sampled_from(["public", "private"]),
    "policy": st.sampled_from(["no", "yes"]),
    "extent": st.sampled_from(["low", "middle", "high", "dont_know", "not_ours"]),
    "place": st.sampled_from(["north", "south"]),
    "topics": st.just(["none"]) | listed("a", "b", "c"),
    "many": listed("o1", "o2", "o13"),
    "share": st.sampled_from([0.0, 12.5, 100.0]),
    "programs": st.integers(0, 10),
    "budget": st.floats(-5, 1e9),
    "mix": st.fixed_dictionaries({}, optional=dict.fromkeys(("rural", "urban", "sea"), st.floats(0, 100))),
}
ODD = {
    "control": st.sampled_from(["publik", "none"]),
    "policy": st.sampled_from(["maybe", "Yes", "NA"]),
    "extent": st.sampled_from(["lowest", ""]),
    "topics": st.sampled_from([[], ["z"], ["a", "a"], ["a", "none"], ["dont_know"], [None]]),
    "many": st.sampled_from([["o1", "o1"], ["o1", "z"], ["not_ours"], ["o2", None]]),
    "share": st.sampled_from([-1.5, 12.55, math.inf]),
    "programs": st.integers(11, 2**53),
    "budget": st.just(-6.5),
    "mix": st.sampled_from([{"rural": -1.0}, {"sea": 101.0}]),
}


@st.composite
def columns(draw, odd=None):
    """A column for everything, with blanks; of one to four units."""
    n = draw(st.integers(1, 4))
    drawn = {"school": [f"{'S' * row}{row}" for row in range(n)]}
    for name, cell in CELLS.items():
        cells = cell | ODD[name] if odd and name in ODD else cell
        drawn[name] = draw(st.lists(st.none() | cells, min_size=n, max_size=n))
    return drawn


def without_empty(drawn):
    """The columns with a composition of no shares as no answer, as a frame cannot tell them apart."""
    return drawn | {"mix": [shares or None for shares in drawn["mix"]]}


def said(make, given_columns):
    """The answers, or what is found."""
    try:
        return make(EVERY, given_columns, **ROLES)
    except EditCheckError as error:
        return error.findings


RICH = {
    "school": ["S1", "S2", "S3"],
    "control": ["public", None, "private"],
    "policy": ["yes", None, "no"],
    "extent": ["high", None, "dont_know"],
    "place": ["south", None, "south"],
    "topics": [["a", "c"], None, ["none"]],
    "many": [["o1", "o13"], None, []],
    "share": [12.5, None, None],
    "programs": [3, None, 0],
    "budget": [-4.5, None, 2.0**53],
    "mix": [{"rural": 50.0, "urban": 50.0}, None, {"sea": 100.0}],
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_of_frame_is_taken(kind):
    """Text, numbers, lists and structs, and blanks, are the answers that lists of them are."""
    assert said(frames.answers, kind(RICH)) == said(Answers.from_columns, RICH)


@given(columns(), st.sampled_from(sorted(KINDS)))
def test_any_kind_of_frame_says_the_same(drawn, kind):
    """So are drawn ones, in a drawn kind of frame."""
    assert said(frames.answers, KINDS[kind](drawn)) == said(Answers.from_columns, without_empty(drawn))


@pytest.mark.long
@given(columns())
def test_every_kind_of_frame_says_the_same(drawn):
    """So are drawn ones, in all kinds of frames."""
    expected = said(Answers.from_columns, without_empty(drawn))
    for name, kind in KINDS.items():
        assert said(frames.answers, kind(drawn)) == expected, name


@given(
    columns(odd=True),
    st.sampled_from(["pandas, nullable", "Polars", "Arrow, dictionaries", "Polars, categories"]),
)
def test_what_is_impossible_is_found_in_every_kind_of_frame(drawn, kind):
    """Findings, with their rows and messages, are those of the same columns as lists."""
    assert said(frames.answers, KINDS[kind](drawn)) == said(Answers.from_columns, without_empty(drawn))


# -- kinds of columns --------------------------------------------------------------------------------------------------


def only(indicator_code, scale):
    """An instrument of one indicator."""
    indicator = Indicator(code=indicator_code, prompt="?", scale=scale)
    area = Area(code="area", label="Area", indicators=[indicator])
    domain = Domain(code="domain", label="Domain", areas=[area])
    return Instrument(code="one", edition="1", title="One", domains=[domain])


POLICY = only("policy", Binary(code="yes_no"))
FLAGS = {
    "pandas": pd.Series([True, False, True]),
    "pandas, nullable": pd.Series([True, False, None], dtype="boolean"),
    "pandas, objects": pd.Series([True, False, None], dtype=object),
    "pandas, objects of numpy": pd.Series([np.True_, np.False_, np.nan], dtype=object),
    "pandas, words beside": pd.Series([True, "no", pd.NA], dtype=object),
    "pandas, Arrow behind it": pd.Series(pd.array([True, False, None], dtype=pd.ArrowDtype(pa.bool_()))),
    "Polars": pl.Series([True, False, None]),
    "Arrow": pa.chunked_array([[True], [False, None]]),
}


@pytest.mark.parametrize("flags", FLAGS.values(), ids=FLAGS)
def test_flags_are_the_answers_of_a_binary_scale(flags):
    """True is the yes, False the no, of a scale that has these options; what is null is no answer."""
    columns_of = {"school": ["S1", "S2", "S3"], "policy": flags}
    maker = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.table}
    frame = maker[type(flags).__module__.partition(".")[0]](columns_of)
    codes = frames.answers(POLICY, frame, unit="school").column("policy").codes.tolist()
    assert codes[:2] == [5, 4]
    assert codes[2] == (5 if flags is FLAGS["pandas"] else 3)


def test_flags_say_nothing_on_other_scales():
    """Which of two other options True should be is for nobody to guess."""
    words = only("policy", Binary(code="truth", options=[Option("false", "False"), Option("true", "True")]))
    frame = pl.DataFrame({"school": ["S1"], "policy": [True]})
    assert frames.answers(words, frame, unit="school").record("S1") == {"policy": "true"}
    others = only("policy", Binary(code="sides", options=[Option("left", "Left"), Option("right", "Right")]))
    with pytest.raises(EditCheckError) as caught:
        frames.answers(others, frame, unit="school")
    assert str(caught.value).endswith("got a column of True and False (Boolean), expected option codes")


def test_blanks_of_every_kind_are_no_answer():
    """Null, not a number, NA, NaT and None, each where it may stand; a column of nothing else too."""
    blanks = {
        "school": ["S1", "S2"],
        "control": [None, np.nan],
        "policy": pd.array([pd.NA, pd.NA], dtype="string"),
        "extent": [pd.NaT, None],
        "place": pd.Categorical([None, None]),
        "share": pd.array([np.nan, pd.NA], dtype="Float64"),
        "budget": pd.array([1.5, np.nan], dtype=pd.ArrowDtype(pa.float64())),
        "programs": [np.nan, np.nan],
        "topics": [float("nan"), None],
    }
    one = frames.answers(EVERY, pd.DataFrame(blanks), **ROLES)
    nulls = pl.DataFrame(
        {
            "school": ["S1", "S2"],
            "control": pl.Series([None, None], dtype=pl.Categorical),
            "policy": [None, None],
            "budget": [1.5, math.nan],
            "topics": pl.Series([None, None], dtype=pl.List(pl.String)),
            "mix": pl.Series([None, {"rural": None}], dtype=pl.Struct({"rural": pl.Int64})),
        }
    )
    assert one == frames.answers(EVERY, nulls, **ROLES)
    assert one.column("budget").codes.tolist() == [4, 3]


def test_columns_may_be_numbers_of_any_kind():
    """Decimals, categories that are numbers, and integers beside nothing."""
    expected = frames.answers(
        EVERY, pl.DataFrame({"school": [1, 2], "control": [None, None], "share": [12.5, None]}), **ROLES
    )
    shares = [
        pd.Categorical([12.5, None]),
        pd.Series([decimal.Decimal("12.5"), None]),
        pd.array([12.5, None], dtype=pd.ArrowDtype(pa.decimal128(5, 1))),
    ]
    for share in shares:
        frame = pd.DataFrame({"school": [1, 2], "control": [None, None], "share": share})
        assert frames.answers(EVERY, frame, **ROLES) == expected
    assert (
        frames.answers(
            EVERY,
            pl.DataFrame(
                {"school": [1, 2], "control": [None, None], "share": [decimal.Decimal("12.5"), None]}
            ),
            **ROLES,
        )
        == expected
    )
    whole = pl.DataFrame(
        {"school": ["S1"], "control": ["public"], "mix": [{"rural": decimal.Decimal(100), "sea": None}]}
    )
    assert frames.answers(EVERY, whole, **ROLES).record("S1")["mix"] == {"rural": 100, "urban": 0, "sea": 0}


def test_fixed_lists_and_lists_of_categories_are_selections():
    """However many selections there are, in lists of one length, of categories, or of Python objects."""
    expected = {"topics": ["a", "c"]}
    for dtype in (pl.Array(pl.String, 2), pl.List(pl.Categorical), pl.List(pl.Enum(["c", "a"]))):
        frame = pl.DataFrame(
            {"school": ["S1"], "control": ["public"], "topics": pl.Series([["a", "c"]], dtype=dtype)}
        )
        assert frames.answers(EVERY, frame, **ROLES).record("S1")["topics"] == tuple(expected["topics"])
    no_lists = pl.DataFrame({"school": ["S1"], "control": ["public"], "topics": ["dont_know"]})
    assert frames.answers(EVERY, no_lists, **ROLES).record("S1")["topics"] == "dont_know"
    numbers = pl.DataFrame({"school": ["S1"], "control": ["public"], "topics": [[1]]})
    with pytest.raises(EditCheckError, match="got the selection 1"):
        frames.answers(EVERY, numbers, **ROLES)


@given(st.lists(st.integers(0, 299) | st.none(), min_size=1, max_size=40), st.booleans())
def test_many_categories_are_told_apart(which, tail):
    """A scale of three hundred options, more than a byte holds, in every way that makers code text."""
    many = only("place", Nominal(code="place", options=[Option(f"o{i}", f"Option {i}") for i in range(300)]))
    which = which + list(range(300)) * tail
    cells = [None if i is None else f"o{i}" for i in which]
    rows = [f"S{row}" for row in range(len(cells))]
    expected = Answers.from_columns(many, {"school": rows, "place": cells}, unit="school")
    table = pa.table({"school": rows, "place": pa.array(cells, type=pa.string())})
    frame = pl.DataFrame(table)
    for made in (
        table,
        pa.table({"school": rows, "place": table["place"].dictionary_encode()}),
        frame,
        frame.with_columns(pl.col("place").cast(pl.Categorical)),
        frame.with_columns(pl.col("place").cast(pl.Enum([f"o{i}" for i in range(299, -1, -1)]))),
        pd.DataFrame({"school": rows, "place": cells}),
    ):
        assert frames.answers(many, made, unit="school") == expected


@given(
    st.sampled_from([1, 2, 127, 128, 129, 200, 255, 256, 257, 300]),
    st.lists(st.booleans(), min_size=1, max_size=5),
)
def test_nothing_is_no_category_however_many_there_are(size, there):
    """Makers write nothing as the highest number of so many bits; it is no answer for any number of categories."""
    codes = [f"o{i}" for i in range(size)]
    many = only(
        "place", Nominal(code="place", options=[Option(code, code.upper()) for code in [*codes, "other"]])
    )
    cells = [codes[-1] if some else None for some in there]
    rows = [f"S{row}" for row in range(len(cells))]
    expected = Answers.from_columns(many, {"school": rows, "place": cells}, unit="school")
    for made in (
        pl.DataFrame({"school": rows, "place": pl.Series(cells, dtype=pl.Enum(codes))}),
        pa.table({"school": rows, "place": pa.array([*codes, *cells]).dictionary_encode()[size:]}),
        pd.DataFrame({"school": rows, "place": pd.Categorical(cells, categories=codes)}),
    ):
        assert frames.answers(many, made, unit="school") == expected


NAMES = st.text(st.characters(codec="utf-8", max_codepoint=0x2FF), max_size=4) | st.sampled_from(
    ["S1", "S2 ", "S" * 65, "a b"]
)


@given(st.lists(st.none() | NAMES, min_size=1, max_size=5))
def test_identifiers_are_those_of_lists(names):
    """Blank, repeated, long, spaced and foreign names are read, or found, as from a list."""

    def read(make, given_columns):
        try:
            return make(POLICY, given_columns, unit="school").units.tolist()
        except EditCheckError as error:
            return error.findings

    expected = read(Answers.from_columns, {"school": names})
    table = pa.table({"school": pa.array(names, type=pa.string())})
    for frame in (
        table,
        pa.table({"school": pa.array(names, type=pa.large_string())}),
        pa.concat_tables([table.slice(0, 1), table.slice(1)]),
        pl.DataFrame(table),
        table.to_pandas(),
        pd.DataFrame({"school": pd.Series(names, dtype=object)}),
        pa.table({"school": table["school"].dictionary_encode()}),
        pl.DataFrame(table).with_columns(pl.col("school").cast(pl.Categorical)),
    ):
        assert read(frames.answers, frame) == expected


def test_integers_are_identifiers():
    """They are taken as their decimal text, from the smallest type to the largest."""
    for dtype in (pl.Int8, pl.UInt64):
        frame = pl.DataFrame({"school": pl.Series([7, 8], dtype=dtype)})
        assert frames.answers(POLICY, frame, unit="school").units.tolist() == ["7", "8"]


# -- what is refused ---------------------------------------------------------------------------------------------------

DAY = dt.date(2026, 1, 31)
WRONG = {
    "dates": ({"policy": [DAY]}, "$.policy: 'policy': got a column of dates (Date), expected option codes"),
    "times": (
        {"programs": [dt.timedelta(1)]},
        "$.programs: 'programs': got a column of times (Duration(time_unit='us')), expected numbers",
    ),
    "lists": (
        {"mix": [["a"]]},
        "$.mix: 'mix': got a column of lists (List(String)), expected structs of shares",
    ),
    "structs": (
        {"topics": [{"a": 1}]},
        "$.topics: 'topics': got a column of structs (Struct({'a': Int64})), expected lists of option codes",
    ),
    "numbers for options": (
        {"place": [1]},
        "$.place: 'place': got a column of numbers (Int64), expected option codes",
    ),
    "flags for numbers": (
        {"programs": [True]},
        "$.programs: 'programs': got a column of True and False (Boolean), expected numbers",
    ),
    "bytes": (
        {"place": [b"north"]},
        "$.place: 'place': got a column of another kind (Binary), expected option codes",
    ),
    "numbers as an attribute": (
        {"control": [1.5]},
        "$.control: 'control': got a column of numbers (Float64), expected text",
    ),
    "flags as an attribute": (
        {"control": [True]},
        "$.control: 'control': got a column of True and False (Boolean), expected text",
    ),
    "numbers with decimals as identifiers": (
        {"school": [1.5]},
        "$.school: 'school': got a column of numbers (Float64), expected the units' identifiers: text, or integers",
    ),
    "dates as identifiers": (
        {"school": [DAY]},
        "$.school: 'school': got a column of dates (Date), expected the units' identifiers: text, or integers",
    ),
}


@pytest.mark.parametrize(("column", "message"), WRONG.values(), ids=WRONG)
def test_a_column_of_a_wrong_kind_is_found_as_a_whole(column, message):
    """One finding with its whole message, whatever is found beside it, and nothing of its cells."""
    frame = pl.DataFrame({"school": ["S1"], "control": ["public"], "budget": [-6.0], **column})
    findings = said(frames.answers, frame)
    assert [str(finding) for finding in findings] == [
        message,
        "$.budget[0]: 'budget': got -6.0, expected a number of at least -5, or 'not_ours'",
    ]
    alone = said(frames.answers, frame.drop("budget"))
    assert [(finding.reason, str(finding)) for finding in alone] == [(Reason.WRONG_KIND, message)]


def test_unknown_columns_are_found_and_columns_to_ignore_are_not_looked_at():
    """A column that the instrument does not know is found by its name, unless it is to be left out."""
    frame = pl.DataFrame({"school": ["S1"], "polcy": [True], "filled_in": [DAY]})
    with pytest.raises(EditCheckError) as caught:
        frames.answers(POLICY, frame, unit="school", ignore=["filled_in"])
    assert [(finding.reason, finding.code) for finding in caught.value.findings] == [
        (Reason.UNKNOWN_COLUMN, "polcy")
    ]
    assert len(frames.answers(POLICY, frame, unit="school", ignore=["filled_in", "polcy"])) == 1


EXPECTED = "expected a data frame of pandas, Polars, PyArrow or DuckDB, or an object with the Arrow capsule interface"
NO_FRAMES = {
    "a lazy frame": (
        pl.LazyFrame({"school": ["S1"]}),
        "'frame': got a LazyFrame, whose rows are yet to be computed, expected a frame with its rows. "
        "Write frame.collect()",
    ),
    "a lazy frame of narwhals": (
        narwhals.stable.v2.from_native(pl.LazyFrame({"school": ["S1"]})),
        "'frame': got a LazyFrame, whose rows are yet to be computed, expected a frame with its rows. "
        "Write frame.collect()",
    ),
    "a column": (pd.Series(["S1"]), f"'frame': got an object of class 'Series', {EXPECTED}"),
    "a column of Arrow": (
        pa.chunked_array([["S1"]]),
        f"'frame': got an object of class 'ChunkedArray', {EXPECTED}",
    ),
    "records": (
        [{"school": "S1"}],
        f"'frame': got an object of class 'list', {EXPECTED}. "
        "Mappings are for smmi.Answers.from_records and from_columns",
    ),
    "nothing": (None, f"'frame': got None, {EXPECTED}"),
    "two columns of one name": (
        pd.DataFrame([["S1", "S2"]], columns=["school", "school"]),
        "'frame': got two columns of one name, expected a name for each column",
    ),
    "two columns of one name in Arrow": (
        pa.table([["S1"], ["S2"]], names=["school", "school"]),
        "'frame': got two columns of one name, expected a name for each column",
    ),
}


@pytest.mark.parametrize(("frame", "message"), NO_FRAMES.values(), ids=NO_FRAMES)
def test_what_is_no_frame_with_rows(frame, message):
    """The whole message of each."""
    with pytest.raises(ArgumentError) as caught:
        frames.answers(POLICY, frame, unit="school")
    assert str(caught.value) == message


def test_an_index_is_no_column():
    """Who has made the identifiers an index is told how to unmake it."""
    frame = pd.DataFrame({"school": ["S1"], "policy": ["yes"]}).set_index("school")
    with pytest.raises(ArgumentError) as caught:
        frames.answers(POLICY, frame, unit="school")
    assert str(caught.value) == (
        "'unit': got 'school', the name of the frame's index, expected the name of a column. Write frame.reset_index()"
    )


def test_arguments_are_checked_as_elsewhere():
    """A wrong instrument or name is told before the frame is looked at."""
    with pytest.raises(ArgumentError, match="expected an Instrument"):
        frames.answers(pl.DataFrame(), POLICY, unit="school")
    with pytest.raises(ArgumentError, match="Write attributes="):
        frames.answers(POLICY, None, unit="school", attributes="control")


@pytest.mark.parametrize("module", [narwhals, narwhals.stable.v1, narwhals.stable.v2])
def test_frames_of_every_version_of_narwhals_are_taken(module):
    """What is a frame of narwhals already is taken as what it holds."""
    frame = module.from_native(pd.DataFrame({"school": ["S1"], "policy": ["yes"]}))
    assert frames.answers(POLICY, frame, unit="school").record("S1") == {"policy": "yes"}


def test_a_frame_without_rows_has_no_units():
    """In every kind of column."""
    empty = arrow({name: [] for name in ("school", "control", "policy", "topics", "share", "mix")})
    for frame in (
        empty,
        pl.DataFrame(empty),
        empty.to_pandas(),
        pa.table({"school": pa.array([], pa.string()), "control": pa.chunked_array([], pa.string())}),
    ):
        assert [finding.reason for finding in said(frames.answers, frame)] == [Reason.NO_UNITS]


def missing(_name):
    """What happens where something else is not there."""
    raise ModuleNotFoundError(name="numpy")


def test_the_extra_is_named_where_it_is_missing(monkeypatch):
    """Without narwhals nothing goes; without PyArrow, what only speaks the Arrow interface does not."""
    table = pa.table({"school": ["S1"]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for made in (Stream(table), Array(table)):
        with pytest.raises(
            ImportError, match="pyarrow is not installed; what only speaks the Arrow interface"
        ) as caught:
            frames.answers(POLICY, made, unit="school")
        assert caught.value.name == "pyarrow"
    with monkeypatch.context() as patch:
        patch.setattr("importlib.import_module", missing)  # something that PyArrow needs
        with pytest.raises(ModuleNotFoundError) as caught:
            frames.answers(POLICY, Stream(table), unit="school")
    assert caught.value.name == "numpy"
    monkeypatch.setitem(sys.modules, "narwhals", None)
    monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)
    with pytest.raises(ImportError, match="narwhals is not installed; smmi") as caught:
        frames.answers(POLICY, table, unit="school")
    assert caught.value.name == "narwhals"


def test_chunks_without_rows_and_text_without_letters_say_nothing():
    """Arrow may hand over no memory at all for them."""
    none = pa.chunked_array([pa.array([], pa.string()), pa.array(["yes"]), pa.array([], pa.string())])
    for policy in (none, none.dictionary_encode(), none.cast(pa.large_string())):
        table = pa.table({"school": pa.chunked_array([["S1"]]), "policy": policy})
        assert frames.answers(POLICY, table, unit="school").record("S1") == {"policy": "yes"}
    for made in (pa.table, pl.DataFrame, pd.DataFrame):
        with pytest.raises(EditCheckError, match="got nothing, expected the unit's identifier"):
            frames.answers(POLICY, made({"school": ["", ""]}), unit="school")


def test_a_table_has_the_cells_of_its_frame():
    """Text, numbers, flags and dates are Python's own, whatever the maker; every blank is None."""
    header = ("Which school?", "Share", "Policy", "On")
    rows = ((None, 12.5, True, DAY), ("S2", None, None, None))
    made = [pl.DataFrame(list(rows), schema=header, orient="row")]
    made += [made[0].to_arrow(), made[0].to_arrow().to_pandas(types_mapper=pd.ArrowDtype), Stream(made[0])]
    for frame in made:
        assert frames.table(frame) == (header, rows)
    assert frames.table(pd.DataFrame({"a": pd.Categorical(["x", None])})) == (("a",), (("x",), (None,)))
    assert frames.table(pl.DataFrame({"a": []})) == (("a",), ())
