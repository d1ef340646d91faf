"""Distributions of scores in groups: histograms, percentile ranks and quantiles in them, and by what conventions."""
