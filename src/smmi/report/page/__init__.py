"""The page around a report: templates, style sheets, and what fills them."""
