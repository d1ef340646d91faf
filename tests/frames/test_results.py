"""Results as data frames: what stands in them, of the caller's own kind, absent as null."""

import builtins
import functools
import importlib
import math

import duckdb
import narwhals
import narwhals.stable.v2
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi import benchmark, editions, frames
from smmi.errors import ArgumentError, Finding, Reason
from smmi.frames import Beside
from smmi.instrument import check_answers, synthesize
from smmi.scoring import Absence
from tests.frames.makers import Array, Stream

UNITS = 30
ANSWERS = synthesize(
    editions.smmi_16(),
    units=UNITS,
    rng=np.random.default_rng(17),
    blanks=0.3,
    attributes={"discipline": ["dental", "medical"] * (UNITS // 2)},
)
SCORES = smmi.score(ANSWERS, smmi.ScoringScheme.equal_weights(ANSWERS.instrument))
TABLE = pa.table({"a": [1]})
LIKES = {
    "pandas": (pd.DataFrame(), pd.DataFrame),
    "Polars": (pl.DataFrame(), pl.DataFrame),
    "Polars, lazy": (pl.LazyFrame(), pl.DataFrame),
    "Arrow": (TABLE, pa.Table),
    "Arrow, a batch": (TABLE.to_batches()[0], pa.Table),
    "DuckDB": (duckdb.connect().from_arrow(TABLE), pa.Table),
    "a stream": (Stream(TABLE), pa.Table),
    "an array": (Array(TABLE.to_batches()[0]), pa.Table),
    "narwhals": (narwhals.from_native(pd.DataFrame()), narwhals.DataFrame),
    "narwhals, stable": (narwhals.stable.v2.from_native(pl.DataFrame()), narwhals.stable.v2.DataFrame),
}


def cells(frame):
    """The columns of a frame as lists, with None for what is absent."""
    if isinstance(frame, narwhals.DataFrame):
        return cells(frame.to_native())
    if isinstance(frame, pa.Table):
        return frame.to_pydict()
    if isinstance(frame, pl.DataFrame):
        return frame.to_dict(as_series=False)
    return {
        name: [None if pd.isna(cell) else cell for cell in frame[name].tolist()] for name in frame.columns
    }


def plain(value):
    """A number as it is, None for what is not one."""
    return None if value is None or math.isnan(value) else float(value)


@pytest.mark.parametrize(("like", "kind"), LIKES.values(), ids=LIKES)
def test_scores_stand_in_a_frame_of_the_kind_asked_for(like, kind):
    """Identifier, attributes and every score, with reasons, bounds and indicators beside them, as profiles say."""
    frame = frames.scores(SCORES, like=like, unit="school", beside=tuple(Beside))
    assert isinstance(frame, kind)
    found = cells(frame)
    profiles = list(SCORES)
    indicators = [indicator.code for indicator in ANSWERS.instrument.indicators]
    assert list(found) == [
        *("school", *ANSWERS.attributes, *SCORES.codes, *indicators),
        *(f"{code}_reason" for code in SCORES.codes),
        *(f"{code}_{end}" for code in SCORES.codes for end in ("low", "high")),
    ]
    assert found["school"] == ANSWERS.units.tolist()
    assert found["discipline"] == list(ANSWERS.attribute("discipline"))
    assert None in found["curriculum"]
    for code in SCORES.codes:
        assert found[code] == [profile[code].value for profile in profiles]
        assert found[f"{code}_reason"] == [
            None if profile[code].reason is None else profile[code].reason.label for profile in profiles
        ]
        bounds = [profile[code].bounds or (None, None) for profile in profiles]
        assert list(zip(found[f"{code}_low"], found[f"{code}_high"], strict=True)) == [
            (plain(low), plain(high)) for low, high in bounds
        ]
    for position, code in enumerate(indicators):
        assert found[code] == [plain(value) for value in SCORES.indicators[:, position]]


@pytest.mark.parametrize(("like", "kind"), LIKES.values(), ids=LIKES)
def test_tidy_scores_are_the_wide_ones_in_rows(like, kind):
    """A row for each unit and score, unit by unit, says what the cell of the wide frame says."""
    wide = cells(frames.scores(SCORES, like=like, beside=tuple(Beside)))
    frame = frames.tidy_scores(SCORES, like=like, beside=tuple(Beside))
    assert isinstance(frame, kind)
    found = cells(frame)
    codes = [*SCORES.codes, *(indicator.code for indicator in ANSWERS.instrument.indicators)]
    assert list(found) == ["unit", *ANSWERS.attributes, "code", "score", "reason", "low", "high"]
    assert found["unit"] == [unit for unit in ANSWERS.units.tolist() for _ in codes]
    assert found["code"] == codes * UNITS
    assert found["discipline"] == [label for label in wide["discipline"] for _ in codes]
    nothing = [None] * UNITS
    for name, wide_name in {"score": "{}", "reason": "{}_reason", "low": "{}_low", "high": "{}_high"}.items():
        several = [wide.get(wide_name.format(code), nothing) for code in codes]
        assert found[name] == [cell for row in zip(*several, strict=True) for cell in row]


def test_only_what_is_asked_for_stands_beside_scores():
    """Without more, a wide frame has the scores, a tidy one a row for each of them."""
    assert frames.scores(SCORES, like=TABLE).column_names == ["unit", *ANSWERS.attributes, *SCORES.codes]
    tidy = frames.tidy_scores(SCORES, like=TABLE)
    assert tidy.column_names == ["unit", *ANSWERS.attributes, "code", "score"]
    assert len(tidy) == UNITS * len(SCORES.codes)


def test_reasons_are_categories_of_all_reasons():
    """So that the frames of two sets of answers are of one type, whatever is absent in them."""
    reasons = [absence.label for absence in Absence if absence is not Absence.PRESENT]
    asked = {"beside": [Beside.REASONS]}
    assert frames.tidy_scores(SCORES, like=pl.DataFrame(), **asked)["reason"].dtype == pl.Enum(reasons)
    assert (
        frames.tidy_scores(SCORES, like=pd.DataFrame(), **asked)["reason"].cat.categories.tolist() == reasons
    )
    assert (
        frames.tidy_scores(SCORES, like=TABLE, **asked)["reason"].chunk(0).dictionary.to_pylist() == reasons
    )


def test_a_frame_that_is_changed_changes_no_scores():
    """What pandas may write to is its own."""
    frame = frames.scores(SCORES, like=pd.DataFrame())
    before = SCORES.overall.copy()
    frame.loc[:, "overall"] = 0.0
    frame["overall"].to_numpy(copy=False)
    assert np.array_equal(SCORES.overall, before, equal_nan=True)


def test_scores_of_a_frame_can_be_read_as_answers_again():
    """The columns of identifiers and attributes are those of the frame that was read."""
    frame = frames.scores(SCORES, like=pl.DataFrame(), unit="school")
    again = frames.answers(
        ANSWERS.instrument, frame, unit="school", attributes=tuple(ANSWERS.attributes), ignore=SCORES.codes
    )
    assert again.units.tolist() == ANSWERS.units.tolist()
    assert [list(again.attribute(name)) for name in ANSWERS.attributes] == [
        list(column) for column in ANSWERS.attributes.values()
    ]


@functools.cache
def placed():
    """All units placed among themselves."""
    return benchmark.Norms.fit(SCORES, by=("discipline", "region")).place_all(SCORES)


@pytest.mark.parametrize(("like", "kind"), LIKES.values(), ids=LIKES)
def test_placements_stand_in_a_frame(like, kind):
    """A row for each score, group and unit of it is the row that the table says; small groups have reasons."""
    table = placed()
    frame = frames.placements(table, like=like, unit="school")
    assert isinstance(frame, kind)
    rows = list(table.rows())
    found = cells(frame)
    assert list(found) == ["school", *list(rows[0])[1:]]
    assert {name: cell for name, cell in found.items() if name != "school"} == {
        name: [row[name] for row in rows] for name in rows[0] if name != "unit"
    }
    assert found["school"] == [row["unit"] for row in rows]
    everything_was_put = {benchmark.NoStanding.PARTLY_ADMINISTERED.value}
    assert set(found["reason"]) == {None, *(why.value for why in benchmark.NoStanding)} - everything_was_put


GROUPS = {"by": "discipline", "groups": ("dental", "medical")}


@pytest.mark.parametrize(("like", "kind"), LIKES.values(), ids=LIKES)
def test_comparisons_stand_in_a_frame(like, kind):
    """A row for each score compared: both groups, the difference, effect sizes and the test, and why one is absent."""
    compared = benchmark.compare_groups(SCORES, **GROUPS)
    frame = frames.comparison(compared, like=like)
    assert isinstance(frame, kind)
    found = cells(frame)
    rows = list(compared.differences.values())
    assert found["code"] == list(compared.differences)
    assert found["first_n"] == [row.first.n for row in rows]
    assert found["second_median"] == [row.second.median for row in rows]
    assert found["difference"] == [row.value for row in rows]
    assert found["reason"] == [row.reason and row.reason.value for row in rows]
    assert found["p_adjusted"] == [row.significance.p_adjusted for row in rows]
    for measure in benchmark.comparison.EffectMeasure:
        name = measure.value.replace("-", "_")
        assert found[name] == [row.effects[measure].value for row in rows]
        assert found[f"{name}_high"] == [row.effects[measure].high for row in rows]
        reasons = [row.effects[measure].reason for row in rows]
        assert found[f"{name}_reason"] == [reason and reason.value for reason in reasons]
    assert {type(reason) for reason in found["hodges_lehmann_reason"]} == {str}  # of so few units


def test_adjusted_comparisons_stand_in_a_frame():
    """Each row is an adjusted difference."""
    compared = benchmark.adjusted_differences(SCORES, **GROUPS, adjust_for=("control",))
    found = cells(frames.comparison(compared, like=pl.DataFrame()))
    rows = list(compared.differences.values())
    assert found == {
        "code": [row.code for row in rows],
        "n": [row.n for row in rows],
        "first_n": [row.n_first for row in rows],
        "second_n": [row.n_second for row in rows],
        "difference": [row.value for row in rows],
        "standard_error": [row.standard_error for row in rows],
        "low": [row.low for row in rows],
        "high": [row.high for row in rows],
        "degrees_of_freedom": [row.degrees_of_freedom for row in rows],
        "statistic": [row.statistic for row in rows],
        "p": [row.p for row in rows],
        "p_adjusted": [row.p_adjusted for row in rows],
        "reason": [row.reason and row.reason.value for row in rows],
    }


TEXTS = st.sampled_from(["a", "ä b", ""])
FINDINGS = st.builds(
    Finding,
    reason=st.sampled_from(Reason),
    path=TEXTS,
    message=TEXTS,
    unit=st.none() | TEXTS,
    code=st.none() | TEXTS,
    row=st.none() | st.integers(0, 2**53 + 1),
)


@given(st.lists(FINDINGS, max_size=4), st.sampled_from(sorted(LIKES)))
def test_findings_stand_in_a_frame(found, like):
    """A row for each, null for what it does not have, whole rows as whole numbers."""
    frame = frames.findings(found, like=LIKES[like][0])
    assert isinstance(frame, LIKES[like][1])
    names = ("path", "message", "unit", "code", "row")
    expected = {"reason": [one.reason.value for one in found]}
    assert cells(frame) == expected | {name: [getattr(one, name) for one in found] for name in names}


def test_findings_of_answers_stand_in_a_frame():
    """What `check_answers` returns can be handed on as it is."""
    doubtful = check_answers(ANSWERS)
    assert cells(frames.findings(doubtful, like=TABLE))["message"] == [one.message for one in doubtful]


WRONG = {
    "no frame": (
        lambda: frames.scores(SCORES, like="pandas"),
        "'like': got 'pandas', expected a data frame, of whose kind the result shall be",
    ),
    "a column": (
        lambda: frames.findings([], like=pd.Series([1])),
        "'like': got an object of class 'Series', expected a data frame, of whose kind the result shall be",
    ),
    "no scores": (
        lambda: frames.scores(ANSWERS, like=TABLE),
        "'scores': got an object of class 'Answers', expected Scores",
    ),
    "a word for what stands beside": (
        lambda: frames.tidy_scores(SCORES, like=TABLE, beside="reasons"),
        "'beside': got 'reasons', expected a sequence of Beside. Write beside=(Beside.REASONS,)",
    ),
    "one thing beside, in no sequence": (
        lambda: frames.scores(SCORES, like=TABLE, beside=True),
        "'beside': got True, expected a sequence of Beside. Write beside=(Beside.REASONS,)",
    ),
    "a name that is taken": (
        lambda: frames.scores(SCORES, like=TABLE, unit="overall"),
        "'unit': got two columns called 'overall', expected a name for each column. "
        "Choose another name for the column of units by 'unit', or rename an attribute",
    ),
    "no name": (
        lambda: frames.scores(SCORES, like=TABLE, unit=3),
        "'unit': got 3, expected the name of a column",
    ),
    "no comparison": (
        lambda: frames.comparison(SCORES, like=TABLE),
        "'comparison': got an object of class 'Scores', expected a GroupComparison or an AdjustedComparison",
    ),
    "no placements": (
        lambda: frames.placements(SCORES, like=TABLE),
        "'placements': got an object of class 'Scores', expected Placements",
    ),
    "no findings": (lambda: frames.findings([1], like=TABLE), "'findings': got 1, expected findings"),
    "text for findings": (lambda: frames.findings("x", like=TABLE), "'findings': got 'x', expected findings"),
}


@pytest.mark.parametrize(("make", "message"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_made_a_frame(make, message):
    """The whole message of each."""
    with pytest.raises(ArgumentError) as caught:
        make()
    assert str(caught.value) == message


def test_a_broken_installation_is_not_taken_for_a_missing_one(monkeypatch):
    """What narwhals or PyArrow themselves do not find is raised as it is."""

    def broken(*_, **__):
        raise ModuleNotFoundError("No module named 'inner'", name="inner")

    for module, name in ((importlib, "import_module"), (builtins, "__import__")):
        with monkeypatch.context() as patched:
            patched.setattr(module, name, broken)
            with pytest.raises(ModuleNotFoundError, match="inner"):
                frames.findings([], like=TABLE)
