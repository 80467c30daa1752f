"""Screen: unit_changes."""

ADDRESSES: list = []
