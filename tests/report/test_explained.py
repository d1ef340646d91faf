"""What the areas are about, one step away from the results."""

import re
from functools import cache
from html import escape

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi import editions
from smmi.benchmark import Norms
from smmi.editions import Explanation
from smmi.errors import ArgumentError
from smmi.instrument import Origin, Provenance
from smmi.report import school_report
from smmi.testing.strategies import texts


@cache
def alike():
    """The profile of a unit, and its placement."""
    instrument = editions.smmi_16()
    answers = smmi.instrument.synthesize(instrument, units=12, rng=np.random.default_rng(5))
    scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(instrument))
    profile = scores.of(scores.units.tolist()[0])
    return profile, Norms.fit(scores).place(profile)


@pytest.mark.parametrize("edition", [editions.smmi_16, editions.smmi_18], ids=["of_16", "of_18"])
def test_every_domain_and_area_of_an_edition_is_explained(edition):
    """In words of its own, which say so, and each differs from the sentence that the instrument has."""
    instrument = edition()
    known = editions.explanations(instrument)
    nodes = [one for domain in instrument.domains for one in (domain, *domain.areas)]
    assert list(known) == [node.code for node in nodes]
    said = [text for one in known.values() for text in one.texts]
    assert len(set(said)) == len(said)
    assert all(text.endswith(".") and len(text.split()) > 5 for text in said)
    assert all(one.provenance.origin is Origin.OURS for one in known.values())
    assert not {node.help for node in nodes} & set(said)


def test_the_report_leads_to_them():
    """Each name in the results is a link to its explanation; without explanations there is none."""
    instrument = editions.smmi_16()
    known = editions.explanations(instrument)
    page, plain = school_report(*alike(), explanations=known), school_report(*alike())
    for code, one in known.items():
        assert f'<a href="#about-{code}">' in page
        start = page.index(f'id="about-{code}"')
        inside = page[start : page.index("</details>", start)]
        for text in one.texts:
            assert escape(text) in inside
    assert "about-" not in plain
    assert "<details" not in plain
    few = school_report(*alike(), explanations={"research": known["research"], "x": known["governance"]})
    assert re.findall(r'id="about-(\w+)"', few) == ["research"]
    assert known["governance"].covers not in few


@given(st.lists(texts(), min_size=4, max_size=4))
def test_any_words_are_inert(words):
    """They may be somebody's own."""
    covers, why, strong, weak = (f"{word}<script>&" for word in words)
    own = Explanation(
        code="research",
        covers=covers,
        why=why,
        strong=strong,
        weak=weak,
        provenance=Provenance(Origin.OURS, f"{words[0]}<b>"),
    )
    page = school_report(*alike(), explanations={"research": own})
    assert "<script" not in page
    assert "<b>" not in page[page.index('id="explained"') :]
    assert page.count("&lt;script&gt;") == 4


def test_what_explains_nothing_is_refused():
    """Another instrument has its own; the report takes explanations alone."""
    instrument = editions.smmi_16()
    for wrong in ({"research": "text"}, ["research"]):
        with pytest.raises(ArgumentError, match="a mapping from codes to values of Explanation"):
            school_report(*alike(), explanations=wrong)
    with pytest.raises(ArgumentError, match="a bundled edition"):
        editions.explanations(attrs.evolve(instrument, code="other"))
