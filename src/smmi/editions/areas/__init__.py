"""The areas of the bundled editions, with their illustrative indicators."""
