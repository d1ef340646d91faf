"""Recognition: the header rows of a table, and which of its columns hold the answers to which indicator."""
