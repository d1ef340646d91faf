"""Cases for the laws: one strategy for each law."""
