"""What else scores can be, given what is published of them: other worlds of which the same would be published.

Numbers and arrays only, with rules in exact arithmetic, and the search for what closes most leaks for the least cost:
who may know what is decided by disclosure control.
"""
