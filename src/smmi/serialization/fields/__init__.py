"""The fields of documents: JSON values, tags of classes, alternatives, and how errors become findings."""
