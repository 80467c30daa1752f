"""Screen: units."""

ADDRESSES: list = []
