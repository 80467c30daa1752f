"""Screen: audit."""

ADDRESSES: list = []
