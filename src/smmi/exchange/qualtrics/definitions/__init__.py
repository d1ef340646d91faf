"""Definitions: what the tool saves of a survey, understood part by part, and made an instrument."""
