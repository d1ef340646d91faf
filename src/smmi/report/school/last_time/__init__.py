"""What moved since last time on a page: scores, answers and places, whether that is real, and the way up."""
