"""Sheets: what documents hold where that is not the value itself, such as the columns of answers and scores."""
