"""Receipts verified without Python: what is refused, and that nothing in a page can end its script.

`tests/foreign/test_receipts.py` runs them in Node and in a browser.
"""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from smmi import editions
from smmi.errors import ArgumentError, NotExpressibleError
from smmi.exchange.expressions._rationals import rational, rounded
from smmi.exchange.receipts import to_receipt_javascript, to_receipt_page
from smmi.scoring import GeometricMean, PowerMean, ScoringScheme
from tests.exchange.hostile_names import hostile


@given(st.fractions(), st.fractions())
def test_a_rounded_number_is_a_double_that_knows_what_it_was(number, other):
    """It is equal to the double, and what is worked out with it is a plain double, which stands for its decimal."""
    found = rounded(number)
    assert (found, repr(found), hash(found)) == (float(number), repr(float(number)), hash(float(number)))
    assert rational(found) == number
    assert rational(found + rounded(other)) == Fraction(repr(float(number) + float(other)))


@pytest.mark.parametrize("mean", [GeometricMean(), PowerMean(2.0)], ids=["geometric", "power"])
def test_roots_are_refused_by_the_node_that_makes_them(mean):
    """Which double is next to a root is left to who works it out."""
    scheme = ScoringScheme(editions.smmi_16(), areas={"curriculum": mean})
    with pytest.raises(
        NotExpressibleError, match="of 'curriculum' cannot be written as exact JavaScript"
    ) as caught:
        to_receipt_page(scheme)
    assert caught.value.code == "curriculum"
    assert caught.value.rule == type(mean).__name__


@pytest.mark.parametrize("title", [None, "</script><script>alert(1)</script><!-- &"], ids=["none", "markup"])
def test_nothing_in_a_page_ends_its_script(title):
    """Codes, labels and titles may be markup: the page has one script, and no comment."""
    page = to_receipt_page(hostile().scheme, title=title)
    assert page.count("<script>") == page.lower().count("</script") == 1
    assert "<!--" not in page


def test_the_same_scheme_has_the_same_page():
    """No clock, no random number."""
    scheme = ScoringScheme(editions.smmi_16())
    assert to_receipt_page(scheme) == to_receipt_page(scheme)
    assert to_receipt_javascript(scheme) in to_receipt_page(scheme)


@pytest.mark.parametrize("write", [to_receipt_page, to_receipt_javascript])
@pytest.mark.parametrize("scheme", [None, "smmi-16", editions.smmi_16()], ids=["none", "text", "instrument"])
def test_what_is_no_scheme_is_refused(write, scheme):
    """An instrument alone makes no scores."""
    with pytest.raises(ArgumentError, match="expected a ScoringScheme"):
        write(scheme)


@pytest.mark.parametrize("title", ["", " ", 3])
def test_a_heading_that_says_nothing_is_refused(title):
    """A page without a heading is read by nobody."""
    with pytest.raises(ArgumentError, match="'title'"):
        to_receipt_page(ScoringScheme(editions.smmi_16()), title=title)
