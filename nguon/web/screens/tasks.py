"""Screen: tasks."""

ADDRESSES: list = []
