"""Presets: how survey tools write their answers, told once."""
