"""The page around a report: markup, head and style."""
