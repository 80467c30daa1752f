"""Screen: plans."""

ADDRESSES: list = []
