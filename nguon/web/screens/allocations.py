"""Screen: allocations."""

ADDRESSES: list = []
