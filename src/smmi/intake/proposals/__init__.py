"""Proposals: how a table can be read, with the evidence for each choice and what a person must decide."""
