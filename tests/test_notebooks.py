"""What notebooks show of results: small tables with a caption, that hold whatever people have written."""

import importlib
import pkgutil
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi import benchmark
from smmi._notebook import MOST_ROWS, InNotebooks, Shown, table_html
from smmi.instrument import Answers, Area, Binary, Domain, Indicator, Instrument
from smmi.intake import propose_reading
from smmi.scoring import WeakestLink
from smmi.testing import check_rule

HOSTILE = [
    "<script>alert('x')</script>",
    '"><img src=x onerror="y">',
    "a & b \N{RIGHT-TO-LEFT OVERRIDE}",
    "lines\nof text",
    "L" * 10_000,
]
LARGEST = 20_000
"""So many letters a table has at most."""
YES_NO = Binary(code="yes_no")


def instrument_called(label):
    """An instrument of two areas, everything in it called so."""
    areas = [
        Area(
            code=code,
            label=label,
            indicators=[Indicator(code=f"{code}_q", prompt=label, scale=YES_NO)],
        )
        for code in ("first", "second")
    ]
    return Instrument(
        code="tiny", edition="1", title=label, domains=[Domain(code="domain", label=label, areas=areas)]
    )


def results(label, units):
    """Everything that notebooks show, of so many units whose names and groups are hostile too."""
    instrument = instrument_called(label)
    records = [
        {
            "id": f"{label} {i}",
            "kind": f"{label} {i % 2}",
            "first_q": ("yes", "no", None)[i % 3],
            "second_q": "yes",
        }
        for i in range(max(units, 1))
    ]
    answers = Answers.from_records(instrument, records, unit="id", attributes=("kind",)).take(slice(units))
    scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(instrument))
    yield from (answers, scores)
    if not units:
        return
    norms = benchmark.Norms.fit(scores, by=("kind",))
    profile = scores.of(records[0]["id"])
    groups = (f"{label} 0", f"{label} 1")
    yield from (profile, norms, norms.place(profile), norms.place_all(scores))
    yield benchmark.change(scores, scores, reliability={"overall": 0.8})
    if units > 1:
        yield benchmark.compare_groups(scores, by="kind", groups=groups)


def shown_classes():
    """The classes that notebooks show."""
    for module in pkgutil.walk_packages(smmi.__path__, "smmi."):
        if not module.name.startswith(("smmi.cli", "smmi.frames", "smmi.__main__")):
            importlib.import_module(module.name)
    below = list(InNotebooks.__subclasses__())
    for one in below:
        below += one.__subclasses__()
    return {one.__name__ for one in below} - {"ShownNorms"}


class Tables(HTMLParser):
    """Counts the tags of a text, which has to close all that it opens."""

    def __init__(self, text):
        super().__init__()
        self.stack, self.tags, self.texts = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Open a tag."""
        self.stack.append(tag)
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        """Close the tag that was opened last."""
        assert self.stack.pop() == tag

    def handle_data(self, data):
        """Keep a text."""
        self.texts.append(data)


def check(text):
    """A table with a caption, of a few tags alone, in the colours of the page."""
    text.encode()
    assert len(text) < LARGEST
    found = Tables(text)
    assert not found.stack
    assert [tag for tag, _ in found.tags][:2] == ["table", "caption"]
    assert {tag for tag, _ in found.tags} <= {"table", "caption", "thead", "tbody", "tr", "th", "td", "bdi"}
    allowed = ({}, {"scope": "col"}, {"scope": "row"}, {"style": "text-align:right"})
    assert all(own in allowed for _, own in found.tags)
    return found


@pytest.mark.parametrize("label", HOSTILE, ids=["markup", "quotes", "direction", "lines", "length"])
@pytest.mark.parametrize("units", [0, 1, 30], ids=["no_unit", "one_unit", "thirty_units"])
def test_every_result_is_a_small_table(label, units):
    """Whatever labels, names and groups hold, and however many units there are."""
    for result in results(label, units):
        found = check(result._repr_html_())
        assert sum(tag == "tr" for tag, _ in found.tags) > (units > 0)


def test_accounts_and_reports_of_laws_are_tables_too():
    """They are made otherwise."""
    instrument = instrument_called(HOSTILE[0])
    header = ["id", "first_q", "second_q", HOSTILE[1]]
    rows = [["<b>", "Yes", "No", "x"], ["S2", "No", "Yes", ""]]
    proposal = propose_reading(instrument, header, rows, unit="id")
    _, account = proposal.confirm(totals="read").answers(header, rows)
    text = "".join(check(account._repr_html_()).texts)
    assert "<b>" in text
    assert HOSTILE[1] in text
    report = check_rule(WeakestLink(), laws=["monotone", "additive"], examples=5)
    assert {"monotone", "additive"} <= set(check(report._repr_html_()).texts)


def test_all_that_notebooks_show_is_looked_at_here():
    """A class that is shown without being tested is told by its name."""
    here = {type(one).__name__ for one in results("x", 3)} | {"Account", "LawReport", "ScoreTable"}
    assert shown_classes() == here


def test_numbers_are_those_of_the_result():
    """With one decimal; what is absent is a dash with its reason."""
    scores = next(one for one in results("x", 30) if isinstance(one, smmi.scoring.Scores))
    found = check(scores._repr_html_())
    assert "(the first 10 of 30)" in found.texts[0]
    assert found.texts.count(f"{scores.overall[0]:.1f}") >= 1
    profile = next(one for one in results("x", 30) if isinstance(one, smmi.scoring.ScoreProfile))
    assert "100.0" in check(profile._repr_html_()).texts
    blank = smmi.score(
        Answers.from_records(instrument_called("x"), [{"id": "S"}], unit="id"),
        smmi.ScoringScheme.equal_weights(instrument_called("x")),
    ).of("S")
    texts = check(blank._repr_html_()).texts
    assert "–" in texts
    assert blank["overall"].reason.label in texts


@given(
    st.text(),
    st.lists(st.tuples(st.text(), st.none() | st.booleans() | st.integers() | st.floats()), max_size=30),
)
def test_any_text_and_number_is_shown(caption, rows):
    """Half letters and control characters too, which a page could not hold."""
    found = check(table_html(Shown(caption=caption, columns=("a", "b"), rows=rows, total=len(rows))))
    assert sum(tag == "tr" for tag, _ in found.tags) == 1 + min(len(rows), MOST_ROWS)


def test_a_number_of_numpy_is_a_number():
    """As results hold them."""
    assert ">1.5<" in table_html(Shown(caption="", columns="ab", rows=[("x", np.float64(1.5))]))
