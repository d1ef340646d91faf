"""Instruments, answers and scoring in the formats of other survey platforms."""
