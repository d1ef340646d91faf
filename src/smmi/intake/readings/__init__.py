"""Readings: how a table becomes answers, as a value; applying one, and the account of what was done."""
