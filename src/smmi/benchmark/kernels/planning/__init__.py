"""Kernels of planning: how wide intervals are before anybody has answered, and how likely a change is to be seen."""
