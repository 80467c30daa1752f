"""The median time of a call."""

import statistics
import time
from collections.abc import Callable


def median(call: Callable[[], object], *, times: int = 7) -> float:
    """Median seconds of `times` calls, after one that is not counted."""
    call()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def row(what: str, ours: float, bare: float, bare_is: str) -> dict:
    """One line of the table; seconds."""
    return {"what": what, "ours": ours, "bare": bare, "bare_is": bare_is}
