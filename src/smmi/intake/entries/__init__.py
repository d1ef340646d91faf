"""Entries: what the distinct entries of a column say, each read once, or why they say nothing that can be used."""
