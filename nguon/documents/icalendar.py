"""Days by which something is due, as an iCalendar feed that calendars subscribe to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vDuration

REFRESH_EVERY = timedelta(hours=12)
REMIND_BEFORE = timedelta(hours=15)  # of the day's first minute: at nine in the morning of the day before


@dataclass(frozen=True)
class DueDay:
    """One thing due on one whole day. `uid` never changes for the same thing; `remind` asks for an alarm."""

    uid: str
    due_on: date
    title: str
    text: str = ""
    address: str = ""
    is_done: bool = False
    remind: bool = False
    groups: tuple[str, ...] = ()


def feed(name: str, days: Iterable[DueDay], *, made_on: date) -> bytes:
    """A VCALENDAR named `name`, events in the order given; the same content on the same `made_on` gives the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Nguồn//Việc phải làm//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    calendar.add("refresh-interval", vDuration(REFRESH_EVERY), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH_EVERY))
    stamp = datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC)
    for each in days:
        calendar.add_component(_event(each, stamp))
    return calendar.to_ical()


def _event(day: DueDay, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", day.uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", day.due_on)
    event.add("dtend", day.due_on + timedelta(days=1))
    event.add("summary", f"✓ {day.title}" if day.is_done else day.title)
    event.add("transp", "TRANSPARENT")
    if day.text:
        event.add("description", day.text)
    if day.address:
        event.add("url", day.address)
    if day.groups:
        event.add("categories", list(day.groups))
    if day.remind and not day.is_done:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", day.title)
        alarm.add("trigger", -REMIND_BEFORE)
        event.add_component(alarm)
    return event
