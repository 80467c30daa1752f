"""How the pool board is drawn: a word and a shape for each state, the scale of a ratio, the map of the units."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from nguon.queries.access import Reach
from nguon.queries.pool_board import Asked, PoolBoard, Row
from nguon.rules.plan_words import figure
from nguon.rules.pool_ratio import Bounds, PoolRatio, State, pool_ratio
from nguon.rules.roles import Action
from nguon.rules.treemap import Box, treemap

SCALE, LONGEST = 120, Decimal("2.6")
WIDE, NARROW = 1150, 328  # points: what one point is on most screens of either kind
LETTER, LINE = 6.6, 15  # points of a letter and a line in the map
_KINDS = ("Đảng ủy ", "Đảng bộ ", "Chi bộ ", "xã ", "phường ", "đặc khu ")


@dataclass(frozen=True)
class Shown:
    """A row with its words: `tone` names the shape, `words` say the state, `doors` lead from each list to its people."""

    row: Row
    tone: str
    words: str
    later: str
    address: str
    plan_address: str
    doors: tuple[tuple[int, str], ...]
    bullet: "Bullet | None"
    groups: tuple[tuple[str, PoolRatio, str], ...]


@dataclass(frozen=True)
class Bullet:
    """A ratio on the scale: lengths in points, the band is what is wanted."""

    fill: int
    band_from: int
    band: int


@dataclass(frozen=True)
class Cell:
    """One box of the map with its link, its sentence, its mark, and as much of the name as fits (at most two lines)."""

    box: Box
    tone: str
    address: str
    sentence: str
    name: str
    words: str
    mark: Box


def tone_of(figures: PoolRatio) -> str:
    """The shape of a state: triangle, half disc, tick, plus, ring."""
    if figures.state is State.THIN:
        return "late" if figures.is_very_thin else "soon"
    return {State.ENOUGH: "done", State.OVER: "plus", State.NO_QUOTA: "wait"}[figures.state]


def words_of(figures: PoolRatio) -> str:
    """The state in a few words."""
    if figures.state is State.THIN:
        return _("Tìm thêm %(many)s") % {"many": figure(figures.to_find)}
    if figures.state is State.OVER:
        return _("Thừa %(many)s") % {"many": figure(figures.too_many)}
    return _("Đủ nguồn") if figures.state is State.ENOUGH else _("Chưa có chỉ tiêu")


def bounds_words(bounds: Bounds) -> str:
    """1,5 đến 2 lần chỉ tiêu; what is left open is left out; "" where nobody set any."""
    if bounds.least is None and bounds.most is None:
        return ""
    if bounds.least is None:
        return _("không quá %(most)s lần chỉ tiêu") % {"most": figure(bounds.most)}
    if bounds.most is None:
        return _("từ %(least)s lần chỉ tiêu") % {"least": figure(bounds.least)}
    if bounds.least == bounds.most:
        return _("%(least)s lần chỉ tiêu") % {"least": figure(bounds.least)}
    return _("%(least)s đến %(most)s lần chỉ tiêu") % {"least": figure(bounds.least), "most": figure(bounds.most)}


def later_words(row: Row, asked: Asked) -> str:
    """What the certificates still valid at the end of the year would leave to be found, where that is more than today."""
    if row.lasting is None or asked.lists != (3,) or asked.group or row.figures.quota is None:
        return ""
    then = pool_ratio(row.figures.quota, row.lasting, row.wanted.bounds)
    return _("thiếu %(many)s") % {"many": figure(then.to_find)} if then.to_find > row.figures.to_find else ""


def shown(row: Row, board: PoolBoard, by: Reach, query: str) -> Shown:
    """`row` as the table draws it; `query` is what the address says, to go along one level down."""
    figures = row.figures
    plan = row.quota.plan if row.quota else None
    return Shown(
        row=row,
        tone=tone_of(figures),
        words=words_of(figures),
        later=later_words(row, board.asked),
        address=_address(row, board, query),
        plan_address=reverse("plan", args=[plan.plan_id]) if plan and plan.opens else "",
        doors=_doors(row, board, by, query),
        bullet=_bullet(row),
        groups=tuple((group, each, tone_of(each)) for group, each in row.groups.items()),
    )


def _address(row: Row, board: PoolBoard, query: str) -> str:
    if row.unit is None or row.unit.pk == board.unit.pk:
        return ""
    return reverse("pool-board-unit", args=[row.unit.pk]) + query


def _doors(row: Row, board: PoolBoard, by: Reach, query: str) -> tuple[tuple[int, str], ...]:
    """(how many, where to see them) of the three lists: the people where they may be seen, else the board below."""
    found = []
    for each in (1, 2, 3):
        many = row.on(each, board.asked.group)
        where = ""
        if many and row.unit is not None and by.may_over(Action.SEE_PEOPLE, row.unit.path):
            if row.has_below and row.unit.pk != board.unit.pk:
                where = reverse("pool-list") + f"?don_vi={row.unit.pk}"
            else:
                where = reverse("branch-lists", args=[row.unit.pk]) + f"?ds={each}"
        elif many and row.has_below:
            where = _address(row, board, query)
        found.append((many, where))
    return tuple(found)


def _bullet(row: Row) -> Bullet | None:
    ratio, bounds = row.figures.ratio, row.wanted.bounds
    if ratio is None:
        return None
    least = _length(bounds.least or Decimal(1))
    most = _length(bounds.most) if bounds.most is not None else SCALE
    return Bullet(_length(ratio), least, max(most - least, 2))


def _length(ratio: Decimal) -> int:
    return int(min(ratio, LONGEST) * SCALE / LONGEST)


@dataclass(frozen=True)
class Map:
    """The boxes of all units in a picture of that size."""

    width: int
    height: int
    cells: tuple[Cell, ...]


def map_of(rows: Sequence[Shown], width: int) -> Map:
    """The units as boxes: the larger the quota (or, where there is none, the pool), the larger the box."""
    height = min(420, 84 + 14 * len(rows)) if width == WIDE else min(640, 120 + 34 * len(rows))
    boxes = treemap([_weight(each.row.figures) for each in rows], width, height)
    return Map(width, height, tuple(_cell(each, box) for each, box in zip(rows, boxes, strict=True)))


def _weight(figures: PoolRatio) -> int:
    return max(1, figures.quota if figures.quota is not None else figures.pool // 2)


def _cell(each: Shown, box: Box) -> Cell:
    unit, figures = each.row.unit, each.row.figures
    assert unit is not None
    letters = int((box.width - 10) / LETTER)
    has_words = box.height >= 2 * LINE + 8 and letters >= 4
    name = _cut(unit.short_name or unit.name, letters) if has_words else ""
    room = letters - 3
    words = next((said for said in (each.words, _least_words(figures)) if has_words and room >= len(said)), "")
    side = max(4, min(13, box.width - 4, box.height - 4))
    centre = Box(box.x + (box.width - side) // 2, box.y + (box.height - side) // 2, side, side)
    mark = Box(box.x + 6, box.y + LINE + 9, side, side) if has_words else centre
    sentence = _("%(name)s: %(words)s (chỉ tiêu %(quota)s, nguồn %(pool)s)") % {
        "name": unit.name,
        "words": each.words,
        "quota": "–" if figures.quota is None else figure(figures.quota),
        "pool": figure(figures.pool),
    }
    return Cell(box, each.tone, each.address, sentence, name, words, mark)


def _least_words(figures: PoolRatio) -> str:
    """The number alone, for a box too small for words."""
    many = figures.to_find or figures.too_many
    return figure(many) if many else ""


def _cut(name: str, letters: int) -> str:
    for known in _KINDS:
        if len(name) > letters:
            name = name.removeprefix(known)
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"
