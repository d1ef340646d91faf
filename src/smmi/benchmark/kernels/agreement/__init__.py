"""Kernels of agreement: how the parts of a score go together, and what raters have in common."""
