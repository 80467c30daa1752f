"""Screen: calendar."""

ADDRESSES: list = []
