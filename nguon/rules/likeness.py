"""Whether two written names may be one person's: spelt alike, or one of them shortened. It decides nothing by itself."""

from nguon.rules.partial_dates import PartialDate

SLIPS = 2
"""How many slips of the hand two names of the same birth date may be apart."""
SHORT = 8
"""Names of fewer letters may be one slip apart only."""


def slips(one: str, other: str, most: int = SLIPS) -> int:
    """How many letters are wrong, missing, too many, or changed places with the next, from `one` to `other`.

    `most` + 1 stands for everything beyond `most`: the table is filled in a band of that width only.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    if one == other:
        return 0
    beyond = most + 1
    width = len(other) + 1
    before: list[int] = []
    last = [min(at, beyond) for at in range(width)]
    for row, letter in enumerate(one, 1):
        now = [beyond] * width
        now[0] = min(row, beyond)
        for at in range(max(1, row - most), min(width, row + most + 1)):
            same = letter == other[at - 1]
            now[at] = min(last[at] + 1, now[at - 1] + 1, last[at - 1] + (not same), beyond)
            if row > 1 and at > 1 and letter == other[at - 2] and one[row - 2] == other[at - 1]:
                now[at] = min(now[at], before[at - 2] + 1)
        if min(now) >= beyond:
            return beyond
        before, last = last, now
    return last[-1]


def may_be_one_name(one: str, other: str) -> bool:
    """Whether two folded names are a few slips apart, or one is the other with words in the middle left out."""
    most = SLIPS if min(len(one), len(other)) >= SHORT else 1
    return slips(one, other, most) <= most or _shortened(one, other)


def _shortened(one: str, other: str) -> bool:
    long, short = one.split(), other.split()
    if len(long) < len(short):
        long, short = short, long
    if len(short) < 2 or (long[0], long[-1]) != (short[0], short[-1]):
        return False
    rest = iter(long)
    return all(word in rest for word in short)


def same_day(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Whether both are known whole and are one day."""
    return one is not None and one == other and bool(one.day)


def may_be_same_day(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Whether both are known, if only by year, and nothing known of them differs."""
    return one is not None and other is not None and one.may_be(other)
