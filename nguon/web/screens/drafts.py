"""Screen: drafts."""

ADDRESSES: list = []
