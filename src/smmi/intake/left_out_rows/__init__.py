"""Rows that may be left out of a table: totals, tests, unfinished responses, and those that hold nothing."""
