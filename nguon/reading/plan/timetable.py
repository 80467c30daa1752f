"""Duties told in a table of work, who does it and by when."""

import re
from typing import Any

from nguon.reading.plan.actors import cased, recipient
from nguon.reading.plan.dates import deadline
from nguon.reading.plan.draft import Item, quoted
from nguon.reading.plan.layout import Line
from nguon.reading.plan.letters import norm

WORK = re.compile(r"nội dung|công việc|nhiệm vụ|hoạt động")
WHO = re.compile(r"chủ trì|thực hiện(?! xong)|phân công|phụ trách|trách nhiệm|đơn vị|bộ phận")
WHEN = re.compile(r"thời (?:gian|hạn|điểm)|hoàn thành|tiến độ|hạn|ngày")
CUE = re.compile(r"(?:(?:trước|chậm nhất|hoàn thành|xong|đến|hết|trong|là|ngày|vào)[\s:]+)*(?=\d|tháng\s?\d|quý\s)")


def columns(line: Line) -> tuple[int, int, int] | None:
    """(work, who, when) where the line heads such a table."""
    heads = [norm(cell.text) for cell in line.cells]
    if not 3 <= len(heads) <= 7 or any(len(head) > 50 for head in heads):
        return None
    when = next((at for at, head in enumerate(heads) if WHEN.search(head)), None)
    work = next((at for at, head in enumerate(heads) if WORK.search(head) and at != when), None)
    who = next((at for at, head in enumerate(heads) if WHO.search(head) and at not in (when, work)), None)
    return None if work is None or who is None or when is None else (work, who, when)


def timetable(source: str, lines: list[Line], year: int | None) -> list[tuple[Item, str]]:
    """(obligation without its act, the words of the work) for each row with a day."""
    found: list[tuple[Item, str]] = []
    heads: tuple[int, int, int] | None = None
    for line in lines:
        if len(line.cells) < 3:
            continue
        begun = columns(line)
        if begun:
            heads = begun
            continue
        if heads is None or len(line.cells) <= max(heads):
            continue
        work, who, when = (line.cells[at] for at in heads)
        cue = CUE.match(when.small)
        on = deadline(when.small, cue.end(), year) if cue else None
        if on is None:
            continue
        values: dict[str, Any] = {
            "actor": cased(who.text),
            "action": None,
            "recipient": recipient(work.text),
            "due": on.on.isoformat(),
        }
        found.append((Item(values, quoted(source, line.start, line.end)), work.small))
    return found
