"""Screen: the pool board of a unit: quota, lists, ratio, who is still to be found, unit by unit, as table, map, workbook."""

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from nguon.documents.xlsx import Cell, Sheet, workbook
from nguon.queries.access import Reach
from nguon.queries.pool_board import SORTS, Asked, PoolBoard, Row, pool_board, start_of
from nguon.queries.pool_counts import kept_back
from nguon.queries.pool_quotas import years_around
from nguon.rules.plan_terms import GROUPS
from nguon.rules.pool_ratio import STATE_NAMES, PoolRatio, State
from nguon.rules.roles import Action
from nguon.rules.text import fold
from nguon.web.doors import door
from nguon.web.forms import DayField, whole
from nguon.web.pool_shown import NARROW, WIDE, bounds_words, map_of, shown, words_of
from nguon.web.told import told, told_choices

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTS = {"3": (3,), "23": (2, 3), "123": (1, 2, 3)}
LIST_CHOICES = (
    ("3", gettext_lazy("Danh sách 3 (nguồn kết nạp)")),
    ("23", gettext_lazy("Danh sách 2 và 3")),
    ("123", gettext_lazy("Cả ba danh sách")),
)
STATES = {"thieu": State.THIN, "du": State.ENOUGH, "thua": State.OVER, "chua": State.NO_QUOTA}
KEPT = ("nam", "ngay", "tinh", "nhom", "xep")
"""What goes along from one level to the next."""


def _day(text: str | None, today: date) -> date:
    """The day asked for, today where none or a later one is."""
    try:
        found: date | None = DayField(required=False).clean(text or "")
    except forms.ValidationError:
        found = None
    return min(found, today) if found else today


def asked_of(query: QueryDict, today: date, years: list[int]) -> Asked:
    """What the address asks of the board; what it says wrongly is passed by."""
    day = _day(query.get("ngay"), today)
    year = whole(query.get("nam", ""), 4)
    order = query.get("xep", "")
    return Asked(
        day=day,
        year=year if year in years else day.year,
        lists=LISTS.get(query.get("tinh", ""), (3,)),
        group=query.get("nhom", "") if query.get("nhom") in GROUPS else "",
        order=order if order.removeprefix("-") in {*SORTS, *GROUPS} else "ten",
    )


@door(Action.SEE_POOL)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The board of one's own unit."""
    return _page(request, start_of(request.by))


@door(Action.SEE_POOL)
@require_GET
def board_of_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The board of a unit below; ?tai=xlsx takes it away."""
    return _page(request, unit_id)


def _page(request: HttpRequest, unit_id: int) -> HttpResponse:
    by, query = request.by, request.GET
    years = years_around(by.day.year)
    asked = asked_of(query, by.day, years)
    found = pool_board(by, unit_id, asked)
    asked = found.asked
    if query.get("tai") == "xlsx":
        return _workbook(found)
    hidden = kept_back(by, found.unit.path)
    kept = QueryDict(mutable=True)
    for name in KEPT:
        if query.get(name):
            kept[name] = query[name]
    along = f"?{kept.urlencode()}" if kept else ""
    rows = [shown(each, found, by, along) for each in found.rows]
    state = STATES.get(query.get("tt", ""))
    context = {
        "here": "pool-board",
        "board": found,
        "asked": asked,
        "rows": [each for each in rows if state is None or each.row.figures.state is state],
        "own": shown(found.own, found, by, along) if found.own else None,
        "whole": shown(found.whole, found, by, along),
        "total": shown(found.total, found, by, along),
        "along": along,
        "headings": _headings(found),
        "title": _title(found),
        "wanted": bounds_words(found.whole.wanted.bounds),
        "may_open_plan": found.whole.wanted.plan is not None and found.whole.wanted.plan.opens,
        "may_set": by.may_over(Action.CALL_SURVEYS, found.unit.path),
        "sees_ways": by.may_over(Action.SEE_POOL, found.unit.path),
        "may_open_setting": _may_open_setting(by, found),
        "maps": (("map-wide", map_of(rows, WIDE)), ("map-narrow", map_of(rows, NARROW))) if rows else (),
        "states": _states(found),
        "overlap": _overlap(found),
        "years": years,
        "lists": LIST_CHOICES,
        "tinh": query.get("tinh", "3") if query.get("tinh") in LISTS else "3",
        "groups": told_choices((each, name) for each, name in GROUPS.items() if each not in hidden),
        "group_name": GROUPS.get(asked.group, ""),
        "state": query.get("tt", "") if state else "",
        "is_today": asked.day == by.day,
        "year_end": date(asked.day.year, 12, 31),
    }
    return render(request, "pool_board/board.html", context)


def _may_open_setting(by: Reach, found: PoolBoard) -> bool:
    """Whether the unit whose setting holds is within reach: it is the board's own or one above it."""
    setting = found.whole.wanted.setting
    line = {each.pk: each.path for each in (*found.above, found.unit)}
    return setting is not None and by.may_over(Action.SEE_POOL, line.get(setting.unit_id or 0, ""))


def _title(found: PoolBoard) -> str:
    """What the page says first: how many units are short and by how many persons."""
    thin, total = found.states[State.THIN], found.total.figures
    if not found.rows:
        return words_of(found.whole.figures)
    if total.quota is None:
        return _("Chưa có chỉ tiêu năm %(year)s để so nguồn") % {"year": found.asked.year}
    if thin:
        return _("%(units)s đơn vị thiếu nguồn, còn phải tìm %(many)s người") % {
            "units": thin,
            "many": f"{total.to_find:,}".replace(",", "."),
        }
    return _("Các đơn vị có chỉ tiêu đều đủ nguồn")


def _states(found: PoolBoard) -> list[tuple[str, str, int]]:
    """(value, words, how many units) of every state."""
    return [(value, told(STATE_NAMES[state]), found.states[state]) for value, state in STATES.items()]


def _headings(found: PoolBoard) -> list[dict[str, str]]:
    """The headings one sorts by: the key, its words, what a click asks for, what a reader is told."""
    names = [
        ("chi_tieu", pgettext("một", "Chỉ tiêu")),
        ("ds1", _("Danh sách 1")),
        ("ds2", _("Danh sách 2")),
        ("ds3", _("Danh sách 3")),
    ]
    if found.asked.lists != (3,):
        names.append(("nguon", _("Nguồn")))
    names += [("ty_le", _("Tỷ lệ")), ("tim", _("Còn phải tìm"))]
    if found.total.lasting is not None:
        names.append(("con_han", _("Còn hạn 31/12")))
    names += [(group, told(GROUPS[group])) for group in found.columns if not found.asked.group]
    return [_heading("ten", _("Đơn vị"), found.asked, falls_first=False), *(
        _heading(key, words, found.asked, falls_first=True) for key, words in names
    )]  # fmt: skip


def _heading(key: str, words: str, asked: Asked, *, falls_first: bool) -> dict[str, str]:
    now, falling = asked.order.removeprefix("-"), asked.order.startswith("-")
    first = f"-{key}" if falls_first else key
    other = key if falls_first else f"-{key}"
    return {
        "key": key,
        "words": words,
        "group": key if key in GROUPS else "",
        "next": other if asked.order == first else first,
        "sorted": ("descending" if falling else "ascending") if now == key else "",
    }


def _overlap(found: PoolBoard) -> dict[str, object] | None:
    """The groups against each other, and each person once: what belongs to any of them, to none, all together."""
    if not found.combined or len(found.compared) < 2:
        return None
    groups = found.compared
    lines = [(told(GROUPS[one]), [found.in_all((one, other)) for other in groups]) for one in groups]
    whole, some = found.in_all(()), found.in_any()
    return {
        "names": [told(GROUPS[each]) for each in groups],
        "lines": lines,
        "whole": whole,
        "any": some,
        "none": whole - some,
        "summed": sum(found.in_all((each,)) for each in groups),
        "triples": [
            (", ".join(told(GROUPS[each]).lower() for each in pair.groups), pair.many) for pair in found.pairs(3)
        ],
    }


def _workbook(found: PoolBoard) -> HttpResponse:
    asked, columns = found.asked, () if found.asked.group else found.columns
    headings = [
        _("Đơn vị"), pgettext("một", "Chỉ tiêu"), _("Danh sách 1"), _("Danh sách 2"), _("Danh sách 3"), _("Nguồn tính"), _("Tỷ lệ"),
        _("Cần có ít nhất"), _("Còn phải tìm"), _("Thừa"), _("Tình trạng"), _("Còn hạn đến 31/12"),
    ]  # fmt: skip
    for group in columns:
        name = told(GROUPS[group])
        headings += [
            _("%(group)s: chỉ tiêu") % {"group": name},
            _("%(group)s: nguồn") % {"group": name},
            _("%(group)s: còn phải tìm") % {"group": name},
        ]
    rows = [*found.rows, *([found.own] if found.own else [])]
    above = [
        _("Bảng nguồn: %(unit)s") % {"unit": found.unit.name},
        _("Tính đến %(day)s, chỉ tiêu năm %(year)s; nguồn tính: danh sách %(lists)s%(group)s") % {
            "day": f"{asked.day:%d/%m/%Y}",
            "year": asked.year,
            "lists": ", ".join(map(str, asked.lists)),
            "group": f"; {told(GROUPS[asked.group])}" if asked.group else "",
        },
        _("Mức cần có: %(wanted)s") % {"wanted": bounds_words(found.whole.wanted.bounds) or _("chưa đặt")},
    ]  # fmt: skip
    sheet = Sheet(
        name=_("Bảng nguồn"),
        headings=headings,
        rows=[_line(each.unit.name if each.unit else "", each, asked, columns) for each in rows],
        above=above,
        totals=_line(_("Cộng"), found.total, asked, columns),
    )
    response = HttpResponse(workbook([sheet]), content_type=SHEET_TYPE)
    name = slugify(fold(f"bang nguon {found.unit.name}"))
    response["Content-Disposition"] = f'attachment; filename="{name}-{asked.day:%Y-%m-%d}.xlsx"'
    return response


def _line(name: str, row: Row, asked: Asked, columns: tuple[str, ...]) -> list[Cell]:
    figures: PoolRatio = row.figures
    ratio = None if figures.ratio is None else round(float(figures.ratio), 2)
    line: list[Cell] = [name, figures.quota, *(row.on(each, asked.group) for each in (1, 2, 3)), figures.pool, ratio]
    line += [figures.wanted or None, figures.to_find, figures.too_many, told(STATE_NAMES[figures.state]), row.lasting]
    for group in columns:
        own = row.groups[group]
        line += [own.quota, own.pool, own.to_find]
    return line


ADDRESSES = [
    path("bang-nguon/", board, name="pool-board"),
    path("bang-nguon/<int:unit_id>/", board_of_unit, name="pool-board-unit"),
]
