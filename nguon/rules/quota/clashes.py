"""Why a target cannot be divided, every clash in words: which limits, which units, by how much."""

from collections.abc import Iterable, Sequence
from itertools import combinations

from nguon.rules.errors import Unmet
from nguon.rules.quota.covering import cheapest
from nguon.rules.quota.terms import HEADLINE, Limits, Row, Target
from nguon.rules.text import grouped

_NAMED = 4


def clashes(limits: Limits, headline: Target) -> tuple[Unmet, ...]:
    """Every clash among `limits`; empty exactly when a division exists.

    Groups that can each be reached alone but not together are named by the smallest such sets of them.
    """
    found = [*_crossed(limits), *_targets(limits, headline), *_headline(limits)]
    for group in range(len(limits.targets)):
        found += _group(limits, group)
    return tuple(found or _together(limits))


def places_needed(limits: Limits, groups: Sequence[int]) -> int | None:
    """The fewest places beyond every unit's floor with which `groups` all reach their least sum; None when none do."""
    mask = sum(1 << group for group in groups)
    room: dict[int, int] = {}
    for unit, floor in enumerate(limits.floor):
        for serves, places in limits.steps(unit, floor, limits.high[unit]):
            if serves & mask:
                room[serves & mask] = room.get(serves & mask, 0) + places
    kinds = sorted(room)
    needs = [limits.least(group) - limits.reached(group, limits.floor) for group in groups]
    rows = [[kind >> group & 1 for kind in kinds] for group in groups]
    counts = cheapest([1] * len(kinds), rows, needs, [room[kind] for kind in kinds])
    return None if counts is None else sum(counts)


def _crossed(limits: Limits) -> Iterable[Unmet]:
    """Limits of one unit that contradict each other."""
    for at, row in enumerate(limits.rows):
        yield from _bounds(row.name, row.locked, row.minimum, row.maximum)
        for number, target in enumerate(limits.targets):
            own = row.groups.get(target.group)
            if own is None:
                continue
            name = f"{row.name}, {_called(target)}"
            yield from _bounds(name, own.locked, own.minimum, own.maximum)
            least, top = limits.group_low[number][at], limits.high[at]
            if least > top:
                what = f"{name}: {_fixed(own.locked)} {grouped(least)} > mức cao nhất của đơn vị {grouped(top)} (thừa {grouped(least - top)})."
                yield Unmet("quota.group_above_unit", what)


def _bounds(name: str, locked: int | None, minimum: int, maximum: int | None) -> Iterable[Unmet]:
    if maximum is not None and minimum > maximum:
        yield Unmet(
            "quota.bounds_crossed", f"{name}: mức tối thiểu {grouped(minimum)} > mức tối đa {grouped(maximum)}."
        )
    elif locked is not None and (locked < minimum or (maximum is not None and locked > maximum)):
        upto = "trở lên" if maximum is None else f"đến {grouped(maximum)}"
        yield Unmet(
            "quota.lock_out_of_bounds", f"{name}: ô khóa {grouped(locked)} nằm ngoài khoảng {grouped(minimum)} {upto}."
        )


def _targets(limits: Limits, headline: Target) -> Iterable[Unmet]:
    """Demands that contradict themselves or the headline."""
    least, greatest = headline.least(limits.total), headline.greatest(limits.total)
    if limits.total < least or (greatest is not None and limits.total > greatest):
        upto = "trở lên" if greatest is None else f"đến {grouped(greatest)}"
        yield Unmet(
            "quota.total_out_of_range", f"Tổng {grouped(limits.total)} nằm ngoài chỉ tiêu {grouped(least)} {upto}."
        )
    for group, target in enumerate(limits.targets):
        least, greatest = limits.least(group), limits.greatest(group)
        if greatest is not None and least > greatest:
            what = f"Chỉ tiêu {_called(target)}: ít nhất {grouped(least)} > nhiều nhất {grouped(greatest)}."
            yield Unmet("quota.group_range_crossed", what)
        if least > limits.total:
            what = f"Chỉ tiêu {_called(target)} {grouped(least)} > chỉ tiêu chung {grouped(limits.total)} (thừa {grouped(least - limits.total)})."
            yield Unmet("quota.group_above_headline", what)


def _headline(limits: Limits) -> Iterable[Unmet]:
    floor, high, total = sum(limits.floor), sum(limits.high), limits.total
    locked = sum(row.locked for row in limits.rows if row.locked is not None)
    if locked > total:
        names = _names(limits.rows, [row.locked or 0 for row in limits.rows])
        what = f"Các ô khóa cộng lại {grouped(locked)} > chỉ tiêu {grouped(total)} (thừa {grouped(locked - total)}): {names}."
        yield Unmet("quota.locks_exceed", what)
    elif floor > total:
        names = _names(limits.rows, limits.floor)
        parts = [f"ô khóa {grouped(locked)}"] if locked else []
        parts.append(f"mức tối thiểu {sum(limits.low) - locked}")
        if floor > sum(limits.low):
            parts.append(f"phần phải thêm cho ô đã đặt của các nhóm {floor - sum(limits.low)}")
        what = f"{_first(', '.join(parts))} cộng lại {grouped(floor)} > chỉ tiêu {grouped(total)} (thừa {grouped(floor - total)}): {names}."
        yield Unmet("quota.minima_exceed", what)
    if high < total:
        names = _names(limits.rows, limits.high)
        what = f"Tổng mức tối đa {grouped(high)} < chỉ tiêu {grouped(total)} (thiếu {grouped(total - high)}): {names}."
        yield Unmet("quota.maxima_short", what)


def _group(limits: Limits, group: int) -> Iterable[Unmet]:
    """What keeps one group, by itself, from its least or greatest sum."""
    name, low = _called(limits.targets[group]), limits.group_low[group]
    least, greatest = limits.least(group), limits.greatest(group)
    if greatest is not None and sum(low) > greatest:
        what = f"Các ô khóa và tối thiểu của {name} cộng lại {grouped(sum(low))} > nhiều nhất {grouped(greatest)} "
        what += f"(thừa {sum(low) - greatest}): {_names(limits.rows, low)}."
        yield Unmet("quota.group_floor_exceeds", what)
    tops = list(map(min, limits.group_high[group], limits.high))
    if sum(tops) < least:
        what = f"Tối đa của {name} {grouped(sum(tops))} < {grouped(least)} (thiếu {grouped(least - sum(tops))})"
        yield Unmet("quota.group_maxima_short", f"{what}: {_names(limits.rows, tops)}.")
        return
    fixed = limits.reached(group, limits.floor)
    rest = max(0, limits.total - sum(limits.floor))
    if fixed + rest < least:
        what = f"{_first(name)} chỉ có thể đạt {grouped(fixed + rest)} < {grouped(least)} (thiếu {grouped(least - fixed - rest)}): "
        what += f"phần đã khóa và tối thiểu cho được {grouped(fixed)}, chỉ tiêu còn lại {grouped(rest)}."
        yield Unmet("quota.group_rest_short", what)


def _together(limits: Limits) -> Iterable[Unmet]:
    """The smallest sets of groups that can be reached one by one but not together."""
    rest = limits.total - sum(limits.floor)
    wanting = [each for each in range(len(limits.targets)) if limits.least(each) > limits.reached(each, limits.floor)]
    found: list[set[int]] = []
    for size in range(2, len(wanting) + 1):
        for groups in combinations(wanting, size):
            if any(each <= set(groups) for each in found):
                continue
            needed = places_needed(limits, groups)
            if needed is None or needed > rest:
                found.append(set(groups))
                names = ", ".join(_called(limits.targets[each]) for each in groups)
                what = (
                    f"Các nhóm {names} không cùng đạt được: cần ít nhất {grouped(needed)} chỉ tiêu ngoài phần đã khóa "
                )
                what += f"và tối thiểu, chỉ còn {grouped(rest)} (thiếu {grouped((needed or 0) - rest)})."
                yield Unmet("quota.groups_together", what)


def _called(target: Target) -> str:
    return target.name or (target.group if target.group != HEADLINE else "chỉ tiêu chung")


def _fixed(locked: int | None) -> str:
    return "mức tối thiểu" if locked is None else "ô khóa"


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _names(rows: Sequence[Row], values: Sequence[int]) -> str:
    """The units with the largest values, and how many more."""
    counted = sorted((-value, at) for at, value in enumerate(values) if value)
    named = [f"{rows[at].name} {-value}" for value, at in counted[:_NAMED]]
    if len(counted) > _NAMED:
        named.append(f"và {len(counted) - _NAMED} đơn vị khác")
    return ", ".join(named) or "không đơn vị nào nhận được"
