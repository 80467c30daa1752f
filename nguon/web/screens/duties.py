"""Screen: duties."""

ADDRESSES: list = []
