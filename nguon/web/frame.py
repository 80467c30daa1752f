"""What every page shows around its content: the menu for this person's roles, their unit, their open work."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from nguon.rules.roles import Action


@dataclass(frozen=True)
class Place:
    """One entry of the menu. `group` changes where a gap stands; `key` is the letter after g; `short` at a phone's foot."""

    name: str
    label: str
    key: str
    gap: bool = False
    foot: bool = False
    short: str = ""

    @property
    def address(self) -> str:
        return reverse(self.name)


def places() -> list[tuple[Action, Place]]:
    """The menu in order, with the action each entry needs."""
    return [
        (Action.SEE_WORK, Place("home", _("Hôm nay"), "h", foot=True)),
        (Action.SEE_DUTIES, Place("calendar", _("Lịch năm"), "l", foot=True)),
        (Action.SEE_PLANS, Place("plan-list", _("Kế hoạch"), "k", gap=True, foot=True)),
        (Action.SEE_ALLOCATIONS, Place("allocation-list", _("Chỉ tiêu"), "c")),
        (Action.SEE_DUTIES, Place("duty-list", _("Việc phải làm"), "v")),
        (Action.SEE_ACTIVITIES, Place("activity-list", _("Hoạt động"), "d")),
        (Action.SEE_POOL, Place("pool-board", _("Bảng nguồn"), "b", gap=True)),
        (Action.SEE_PEOPLE, Place("pool-list", _("Danh sách nguồn"), "s", foot=True, short=_("Nguồn"))),
        (Action.SEE_POOL, Place("round-list", _("Đợt rà soát"), "r")),
        (Action.SEE_PEOPLE, Place("person-list", _("Hồ sơ người"), "i")),
        (Action.SEE_SPONSORS, Place("sponsor-board", _("Giúp đỡ"), "g")),
        (Action.SEE_CLASSES, Place("class-list", _("Lớp bồi dưỡng"), "o")),
        (Action.PROPOSE_FOR_CLASS, Place("proposal-list", _("Đề nghị học lớp"), "e")),
        (Action.NOMINATE, Place("nomination-list", _("Giới thiệu quần chúng"), "u")),
        (Action.SEE_UNITS, Place("unit-list", _("Tổ chức"), "t", gap=True)),
        (Action.SEE_REGULATIONS, Place("regulations", _("Quy định"), "q")),
        (Action.SEE_ACCOUNTS, Place("account-list", _("Người dùng"), "n")),
        (Action.SEE_AUDIT, Place("audit", _("Nhật ký"), "y")),
    ]


def frame(request: HttpRequest) -> dict:
    """For templates: `menu`, `by`, `place_now` (the screen marks its own with `here` in its context)."""
    by = getattr(request, "by", None)
    if by is None:
        return {"menu": [], "by": None}
    return {"by": by, "menu": SimpleLazyObject(lambda: _menu(by))}


def _menu(by: object) -> list[Place]:
    shown = []
    for action, place in places():
        if by.may(action):
            try:
                place.address  # noqa: B018
            except NoReverseMatch:
                continue
            shown.append(place)
    return shown
