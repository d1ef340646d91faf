"""What may break a law: children and answers that are looked at by the hundred, and where a function falls."""
