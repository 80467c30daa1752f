"""The cheapest whole numbers that satisfy a few inequalities: an exact integer program for a handful of rows.

Dual simplex in whole numbers (every entry of the dictionary is a minor, so divisions leave nothing over), upper bounds
added only when broken, then Gomory's cuts, then branch and bound. Sub-targets make it need at most one row a group and one column a set of
groups, whatever the number of units.
"""

from collections.abc import Sequence

_Row = list[int]
_CUTS = 3  # rounds of cuts before branching


class _Dictionary:
    """`scale` x (basic variable) = constant + Σ coefficient x (non-basic variable); the constant stands last."""

    def __init__(self, costs: Sequence[int], rows: Sequence[Sequence[int]], needs: Sequence[int]) -> None:
        self.scale = 1
        self.columns = list(range(len(costs)))
        self.names = [-1 - each for each in range(len(rows))]
        self.rows: list[_Row] = [[*row, -need] for row, need in zip(rows, needs, strict=True)]
        self.cost: _Row = [*costs, 0]

    def copy(self) -> "_Dictionary":
        twin = object.__new__(_Dictionary)
        twin.scale, twin.cost = self.scale, list(self.cost)
        twin.columns, twin.names = list(self.columns), list(self.names)
        twin.rows = [list(row) for row in self.rows]
        return twin

    def demand(self, at: int, bound: int, *, above: bool) -> None:
        """Add: the basic variable of row `at` is ≥ `bound` (`above`) or ≤ `bound`."""
        sign = 1 if above else -1
        added = [sign * each for each in self.rows[at]]
        added[-1] -= sign * bound * self.scale
        self.rows.append(added)
        self.names.append(-1 - len(self.names) - len(self.columns))

    def cut(self, at: int) -> None:
        """Add Gomory's cut from row `at`, whose constant is broken: no whole numbers are lost by it."""
        added = [-each % self.scale for each in self.rows[at]]
        added[-1] = -(self.rows[at][-1] % self.scale)
        self.rows.append(added)
        self.names.append(-1 - len(self.names) - len(self.columns))

    def broken(self) -> list[int]:
        """The rows whose variable is not whole."""
        return [at for at, name in enumerate(self.names) if name >= 0 and self.rows[at][-1] % self.scale]

    def values(self, count: int) -> list[int]:
        """The whole numbers of the first `count` variables."""
        found = [0] * count
        for name, row in zip(self.names, self.rows, strict=True):
            if name >= 0:
                found[name] = row[-1] // self.scale
        return found

    def settle(self) -> bool:
        """Make every constant non-negative at the least cost; False when that cannot be."""
        while True:
            low = [(self.names[at], at) for at, row in enumerate(self.rows) if row[-1] < 0]
            if not low:
                return True
            at = max(low)[1]  # the variable named first: Bland's rule, so that it never goes round in circles
            row, cost = self.rows[at], self.cost
            best = -1
            for column in range(len(self.columns)):
                if row[column] > 0 and (best < 0 or self._before(column, best, row, cost)):
                    best = column
            if best < 0:
                return False
            self._pivot(at, best)

    def _before(self, one: int, other: int, row: _Row, cost: _Row) -> bool:
        left, right = cost[one] * row[other], cost[other] * row[one]
        return left < right or (left == right and self.columns[one] > self.columns[other])

    def _pivot(self, at: int, column: int) -> None:
        leaving, pivot, scale = self.rows[at], self.rows[at][column], self.scale
        for number, row in enumerate((*self.rows, self.cost)):
            if number != at:
                factor = row[column]
                row[:] = [(pivot * each - factor * other) // scale for each, other in zip(row, leaving, strict=True)]
                row[column] = factor
        self.rows[at] = [-each for each in leaving]
        self.rows[at][column] = scale
        self.scale = pivot
        self.names[at], self.columns[column] = self.columns[column], self.names[at]


def cheapest(
    costs: Sequence[int],
    rows: Sequence[Sequence[int]],
    needs: Sequence[int],
    tops: Sequence[int],
    cuts: int = _CUTS,
) -> list[int] | None:
    """Whole numbers n, 0 ≤ n ≤ `tops`, with `rows`·n ≥ `needs` and the least `costs`·n; None when there are none.

    `costs` are whole and positive, one each column; `rows` hold one coefficient a column. `cuts`, the rounds of
    cuts before branching, change how long it takes, not what is found.
    """
    best: list[int] | None = None
    limit: int | None = None
    waiting = [(_Dictionary(costs, rows, needs), cuts)]
    while waiting:
        node, left = waiting.pop()
        if not _within(node, tops) or (limit is not None and -(-node.cost[-1] // node.scale) >= limit):
            continue
        parts = node.broken()
        if not parts:
            limit = node.cost[-1] // node.scale
            best = node.values(len(costs))
        elif left:
            for at in parts:
                node.cut(at)
            waiting.append((node, left - 1))
        else:
            down, up = node.copy(), node
            bound = node.rows[parts[0]][-1] // node.scale
            down.demand(parts[0], bound, above=False)
            up.demand(parts[0], bound + 1, above=True)
            waiting += [(down, cuts), (up, cuts)]
    return best


def _within(node: _Dictionary, tops: Sequence[int]) -> bool:
    """Settle, adding each upper bound that turns out broken."""
    while node.settle():
        broken = [at for at, name in enumerate(node.names) if name >= 0 and node.rows[at][-1] > tops[name] * node.scale]
        if not broken:
            return True
        for at in broken:
            node.demand(at, tops[node.names[at]], above=False)
    return False
