"""Tasks and solutions by actor, for the screen: proposals to confirm, never scored."""

import re

from nguon.reading.plan.actors import actor_at_start
from nguon.reading.plan.draft import Item, Place
from nguon.reading.plan.layout import Block
from nguon.reading.plan.letters import norm

SECTION = re.compile(r"nhiệm vụ|giải pháp|tổ chức thực hiện|phân công|biện pháp")


def tasks(source: str, blocks: list[Block], period: dict[str, int] | None) -> list[Item]:
    """One item a paragraph of the sections on tasks and on carrying out; `actor` None where none is named."""
    found: list[Item] = []
    inside = False
    headings: list[tuple[int, str | None]] = []
    for block in blocks:
        heading = len(block.words) < 120 and not block.words.endswith((".", ";"))
        if heading and block.rank <= 3:
            inside = bool(SECTION.search(norm(block.words))) or (inside and block.rank == 3)
        while headings and headings[-1][0] >= block.rank:
            headings.pop()
        own = actor_at_start(block.words)
        if heading:
            headings.append((block.rank, own))
            continue
        if inside and len(block.words) > 40:
            who = own or next((name for _, name in reversed(headings) if name), None)
            values = {"actor": who, "text": block.words, "period": period}
            found.append(Item(values, Place(block, block.body, len(block.text)).quote(source)))
    return found
