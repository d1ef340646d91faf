"""Numeric kernels on complete arrays: ranks, quantiles, intervals, laws of sampling, calibration.

They import numpy, and SciPy inside a function; they know no classes.
"""
