"""Tables: cells as text, names of columns from one header row or several, distinct entries of columns."""
