"""Makers of the demonstration data: the same result every time, names of people invented."""
