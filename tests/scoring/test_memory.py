"""Memory of batches is given back at once."""

import gc
import weakref

import numpy as np
import pytest

from smmi.instrument import Area, Domain, Indicator, Instrument, Option, Ordinal, Percentage, synthesize
from smmi.scoring import GeometricMean, Median, MustHave, Scorer, ScoringScheme, WeightedMean

SCALES = (Ordinal(code="o", options=[Option(code, code) for code in "abc"]), Percentage(code="p"))


def instrument(scale):
    """Two domains of two areas of two indicators."""
    asked = iter([Indicator(code=f"i{i}", prompt="?", scale=scale) for i in range(8)])
    areas = [Area(code=f"a{i}", label="A", indicators=[next(asked), next(asked)]) for i in range(4)]
    domains = [Domain(code=f"d{i}", label="D", areas=areas[2 * i : 2 * i + 2]) for i in range(2)]
    return Instrument(code="x", edition="1", title="X", domains=domains)


@pytest.mark.parametrize("scale", SCALES, ids=["options", "numbers"])
@pytest.mark.parametrize("rule", [WeightedMean(), Median(), GeometricMean(), MustHave(("d0",))], ids=repr)
def test_scores_go_with_their_last_name(rule, scale):
    """Nothing keeps itself, so that no batch stays in memory until the collector comes, which is off here."""
    scheme = ScoringScheme(instrument(scale), overall=rule, overall_from="domains")
    answers = synthesize(scheme.instrument, units=300, rng=np.random.default_rng(1), blanks=0.1)
    scorer = Scorer(scheme)
    scorer.score(answers)
    gc.collect()
    gc.disable()
    try:
        scores = scorer.score(answers)
        scores.bounds()
        scores.of(str(scores.units[0]))
        values = scores.values
        while values.base is not None:
            values = values.base
        known = [weakref.ref(scores), weakref.ref(values)]
        del scores, values
        assert [one() for one in known] == [None, None]
    finally:
        gc.enable()
