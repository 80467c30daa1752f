"""Screen: calendar. The year in twelve small months, a month or a week in a list, and the feed for other calendars."""

from datetime import date, timedelta
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nguon.documents.icalendar import DueDay, feed
from nguon.queries.calendar import (
    Feed,
    calendar_entered,
    days_of_year,
    feed_of,
    feed_owner,
    in_year,
    reachable,
    rounds_between,
    weeks_of,
)
from nguon.queries.duties import DutyRound, Today, rounds
from nguon.rules.periods import add_months
from nguon.rules.roles import Action
from nguon.web.clock import today as the_day
from nguon.web.doors import door, open_to_all
from nguon.web.forms import whole
from nguon.web.months import month_of, weeks_chart

EARLIEST, LATEST = 2000, 2100


@door(Action.SEE_DUTIES)
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """?xem=nam|thang|tuan, ?nam=, ?ngay=yyyy-mm-dd, ?cua=toi for one's own posts only."""
    view = request.GET.get("xem", "nam")
    if view in ("thang", "tuan"):
        return _span(request, view)
    return _year(request)


def _own(request: HttpRequest) -> bool:
    return request.GET.get("cua") == "toi"


def _year(request: HttpRequest) -> HttpResponse:
    today = Today(request.by.day)
    asked = whole(request.GET.get("nam", ""), 4) or 0
    year = asked if EARLIEST <= asked <= LATEST else today.day.year
    tasks = in_year(reachable(request.by, own=_own(request)), year)
    found = rounds(tasks, today)
    marks = days_of_year(found, year, today)
    months = [month_of(year, month, marks, today.day) for month in range(1, 13)]
    fullest = max(months, key=lambda each: each.due)
    weeks = weeks_of(tasks, today)
    return render(
        request,
        "calendar/year.html",
        {
            "here": "calendar",
            "year": year,
            "before": year - 1,
            "after": year + 1,
            "months": months,
            "count": len(found),
            "fullest": fullest if fullest.due else None,
            "by_month": _by_month(found),
            "off": [mark for mark in marks.values() if mark.reason],
            "is_entered": calendar_entered(year),
            "is_unconfirmed": year in today.calendar.unconfirmed,
            "weeks": weeks,
            "chart": weeks_chart(weeks, year, today.day),
            "own": _own(request),
            "today": today.day,
        },
    )


def _by_month(found: list[DutyRound]) -> list[tuple[date, list[DutyRound]]]:
    months: dict[date, list[DutyRound]] = {}
    for each in found:
        months.setdefault(each.due_on.replace(day=1), []).append(each)
    return sorted(months.items())


def _span(request: HttpRequest, view: str) -> HttpResponse:
    today = Today(request.by.day)
    try:
        day = date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        day = today.day
    if not EARLIEST <= day.year < LATEST:
        day = today.day
    if view == "tuan":
        first = day - timedelta(days=day.weekday())
        last, before, after = first + timedelta(days=6), first - timedelta(days=7), first + timedelta(days=7)
    else:
        first = day.replace(day=1)
        after, before = add_months(first, 1), add_months(first, -1)
        last = after - timedelta(days=1)
    found = rounds_between(reachable(request.by, own=_own(request)), first, last, today)
    marks = days_of_year(found, first.year, today) | (
        days_of_year(found, last.year, today) if last.year != first.year else {}
    )
    days = [marks[first + timedelta(days=offset)] for offset in range((last - first).days + 1)]
    by_day: dict[date, list[DutyRound]] = {}
    for each in found:
        by_day.setdefault(each.due_on, []).append(each)
    shown = [(mark, by_day.get(mark.day, [])) for mark in days if view == "tuan" or mark.due or mark.reason]
    return render(
        request,
        "calendar/span.html",
        {
            "here": "calendar",
            "view": view,
            "first": first,
            "last": last,
            "before": before,
            "after": after,
            "days": shown,
            "count": len(found),
            "own": _own(request),
            "today": today.day,
        },
    )


@open_to_all
@require_GET
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The secret address is all it takes; an unknown one, or a closed account's, is an absent page."""
    user = feed_owner(token)
    if user is None:
        raise Http404
    today = Today(the_day())
    content = feed(
        _("Việc phải làm – %(name)s") % {"name": user.full_name}, _due_days(feed_of(user, today)), made_on=today.day
    )
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "ETag": etag,
            "Cache-Control": "private, max-age=3600",
            "Content-Disposition": 'inline; filename="nguon.ics"',
            "X-Robots-Tag": "noindex",
            "Referrer-Policy": "no-referrer",
        },
    )


def _due_days(found: Feed) -> list[DueDay]:
    root = settings.SITE_ADDRESS.rstrip("/")
    days = [
        DueDay(
            uid=f"viec-{task.pk}@nguon",
            due_on=task.due_on,
            title=_title(task.duty.what, task.label),
            text=f"{task.unit.name}\n{task.duty.version.title}",
            address=root + reverse("duty-task", args=[task.pk]),
            is_done=task.done_on is not None,
            remind=True,
            groups=(task.unit.name,),
        )
        for task in found.own
    ]
    return (
        days
        + [
            DueDay(
                uid=f"dot-{each.duty.pk}-{each.nominal_due_on:%Y%m%d}@nguon",
                due_on=each.due_on,
                title=f"{_title(each.duty.what, each.label)} ({each.done}/{each.bound})",
                text=f"{each.binds}\n{each.duty.version.title}",
                address=root + reverse("duty-round", args=[each.duty.pk, each.nominal_due_on.isoformat()]),
                is_done=each.open == 0,
                groups=(_("Đơn vị bên dưới"),),
            )
            for each in found.below
        ]
        + [
            DueDay(
                uid=f"danh-sach-{each.called.pk}-{each.unit.pk}@nguon",
                due_on=each.due.due_on,
                title=_("Nộp danh sách: %(name)s") % {"name": each.called.name},
                text=f"{each.unit.name}\n{each.called.unit.name}",
                address=root + reverse("hand-in", args=[each.called.pk, each.unit.pk]),
                remind=True,
                groups=(each.unit.name,),
            )
            for each in found.lists
        ]
    )


def _title(what: str, label: str) -> str:
    return f"{what} · {label}" if label else what


ADDRESSES = [
    path("lich/", calendar, name="calendar"),
    path("lich/<str:token>.ics", calendar_feed, name="calendar-feed"),
]
