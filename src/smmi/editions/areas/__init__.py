"""The areas of the bundled editions, with illustrative indicators: as in the edition of sixteen, where not said otherwise."""
