"""Kernels of sensitivity: ranks under many weights, variances over a full grid, and indices from sampled inputs."""
