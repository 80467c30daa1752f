"""Screen: activities."""

ADDRESSES: list = []
