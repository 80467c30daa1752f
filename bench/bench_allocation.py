"""Dividing a target over 5,000 units with two sub-targets, against a bare loop over the same numbers."""

import random

from bench.measure import median, row
from nguon.rules.quota import GroupRow, Method, Row, Target, divide

UNITS = 5_000
PLACES = 8_000
TARGETS = (
    Target(minimum=PLACES, maximum=PLACES),
    Target("women", minimum=3_000),
    Target("ethnic_minority", minimum=20, percent=True),
)


def bare(weights: list[int]) -> list[int]:
    """The same sums by the plainest loop: multiply, divide, round down, hand out the rest in order. No limits, no locks,
    no sub-targets, no fairness.
    """
    shares = []
    whole = sum(weights)
    for _target in TARGETS:
        shares = [PLACES * weight // whole for weight in weights]
        for at in range(PLACES - sum(shares)):
            shares[at] += 1
    return shares


def run() -> list[dict]:
    chance = random.Random(1930)
    weights = [chance.randint(3, 400) for _ in range(UNITS)]
    free = [Row(at, f"Đơn vị {at}", {Method.MEMBERS: weight}) for at, weight in enumerate(weights)]
    tight = [
        Row(
            at,
            f"Đơn vị {at}",
            {Method.MEMBERS: weight},
            locked=at % 4 if at % 20 == 0 else None,
            minimum=at % 2,
            maximum=6 if at % 3 else None,
            groups={"ethnic_minority": GroupRow(maximum=at % 5)} if at % 2 else {},
        )
        for at, weight in enumerate(weights)
    ]
    loop = median(lambda: bare(weights))
    return [
        row(f"dividing over {UNITS} units", median(lambda: divide(TARGETS, free, Method.MEMBERS)), loop, "a bare loop"),
        row(
            "the same with locks, limits, groups out of reach",
            median(lambda: divide(TARGETS, tight, Method.MEMBERS)),
            loop,
            "a bare loop",
        ),
    ]
