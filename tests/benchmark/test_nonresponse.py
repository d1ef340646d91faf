"""Raking takes away a planted bias of nonresponse, and intervals by the design cover."""

from functools import cache

import numpy as np
import pytest

from benchmarks import nonresponse


@cache
def simulated():
    """Eighty samples of the real frame, each institution responding by its kind."""
    return nonresponse.simulate(80, 0.95, np.random.default_rng(2019))


@pytest.mark.long
@pytest.mark.parametrize("design", ["simple", "strata"])
def test_raking_takes_away_a_planted_bias(design):
    """The plain mean is off by what was planted, the raked one and the post-stratified one by simulation error."""
    means, _ = simulated()
    bias = {name: means[name, design][:, 0].mean() for name in ("plain", "raked", "cells")}
    error = {name: means[name, design][:, 0].std(ddof=1) / 80**0.5 for name in bias}
    assert nonresponse.planted() > 6
    assert bias["plain"] == pytest.approx(nonresponse.planted(), abs=4 * error["plain"])
    for name in ("raked", "cells"):
        assert abs(bias[name]) < 4 * error[name] < nonresponse.planted() / 10


@pytest.mark.long
def test_intervals_by_the_design_cover():
    """Nine of ten intervals at least hold the mean and the ranks of weighted respondents; of plain ones hardly any."""
    means, ranks = simulated()
    assert means["plain", "strata"][:, 2].mean() < 0.05
    for name in ("raked", "cells"):
        assert 0.9 < means[name, "strata"][:, 2].mean() <= 1
        spread = means[name, "strata"][:, 0].std(ddof=1)
        assert means[name, "strata"][:, 1].mean() == pytest.approx(spread, rel=0.3)
        assert 0.9 < ranks[name, "strata"][:, :, 0].mean() < ranks[name, "none"][:, :, 0].mean()
        assert ranks[name, "strata"][:, :, 1].mean() < 0.85 * ranks[name, "none"][:, :, 1].mean()


def test_the_benchmark_prints_its_rows(monkeypatch, capsys):
    """A small run prints what was planted, and a row for each weighting and design."""
    monkeypatch.setattr("sys.argv", ["nonresponse", "--samples", "2"])
    nonresponse.main()
    lines = capsys.readouterr().out.splitlines()
    assert f"planted bias {nonresponse.planted():+.3f}" in lines[0]
    for row in ("plain           simple", "raked           strata", "cells           none"):
        assert any(line.startswith(row) for line in lines), row
