"""Screen: unit_imports."""

ADDRESSES: list = []
