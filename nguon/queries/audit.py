"""The trail as entitled people read it: newest first, page by page without counting it all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from nguon.models import Entry, RowChange, Unit
from nguon.queries.access import Reach
from nguon.queries.audit_names import names_open, searchable, subject_of, veiled
from nguon.queries.audit_proof import acknowledged_until
from nguon.queries.audit_words import act_words, actor_words, lines
from nguon.rules.errors import NotReached
from nguon.rules.roles import ROLE_NAMES, Role
from nguon.rules.tree import subtree_range


@dataclass(frozen=True)
class Asked:
    """What the trail is narrowed by; empty fields narrow nothing. Days are both included."""

    who: str = ""
    action: str = ""
    unit: Unit | None = None
    first_on: date | None = None
    last_on: date | None = None
    subject: str = ""
    subject_type: str = ""
    subject_id: int | None = None


@dataclass(frozen=True)
class Line:
    """One value that stood before or stands after; "" where it did not."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class EntryRow:
    """One entry ready to show."""

    number: int
    at: datetime
    who_name: str
    acting_for: str
    role_name: str
    act: str
    subject: str
    unit_name: str
    on: date | None
    reason: str
    changes: tuple[Line, ...]


@dataclass(frozen=True)
class Page:
    """`older` is the number to go on below, None at the end; `newer` that there is something above."""

    rows: tuple[EntryRow, ...]
    older: int | None
    newer: bool


@dataclass(frozen=True)
class Stray:
    """One row changed round the services: which columns, never their values, which may be a person's."""

    number: int
    at: datetime
    table: str
    row: str
    what: str
    columns: str
    acknowledged: bool


def entry_page(by: Reach, asked: Asked, *, below: int | None = None, size: int = 50) -> Page:
    """Entries within reach that fit, newest first, those numbered under `below`; one query however many there are.

    People are named only to who may see them where the act was done.
    """
    rows = narrowed(by.entries(), asked)
    if asked.subject:
        rows = rows.filter(searchable(by))
    if below is not None:
        rows = rows.filter(pk__lt=below)
    found = list(rows.order_by("-pk")[: size + 1])
    older = found[size - 1].pk if len(found) > size else None
    return Page(tuple(entry_row(each, named=names_open(by, each)) for each in found[:size]), older, below is not None)


def narrowed(rows: QuerySet[Entry], asked: Asked) -> QuerySet[Entry]:
    """`rows` that fit what is asked."""
    if asked.who:
        rows = rows.filter(Q(who_name__icontains=asked.who) | Q(acting_for__icontains=asked.who))
    if asked.action:
        exact = "." in asked.action
        rows = rows.filter(action=asked.action) if exact else rows.filter(action__startswith=f"{asked.action}.")
    if asked.unit is not None:
        low, high = subtree_range(asked.unit.path)
        rows = rows.filter(unit_path__gte=low, unit_path__lt=high)
    if asked.first_on:
        rows = rows.filter(at__gte=_start(asked.first_on))
    if asked.last_on:
        rows = rows.filter(at__lt=_start(asked.last_on + timedelta(days=1)))
    if asked.subject:
        rows = rows.filter(subject_name__icontains=asked.subject)
    if asked.subject_type and asked.subject_id is not None:
        rows = rows.filter(subject_type=asked.subject_type, subject_id=asked.subject_id)
    return rows


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def entry_row(entry: Entry, *, named: bool = True) -> EntryRow:
    """`entry` in words; not `named`: without the names of people and what was written of them."""
    before, after = (entry.before, entry.after) if named else (veiled(entry.before), veiled(entry.after))
    return EntryRow(
        number=entry.pk,
        at=entry.at,
        who_name=actor_words(entry.who_name, person=entry.who_id is not None),
        acting_for=entry.acting_for,
        role_name=ROLE_NAMES[Role(entry.role)] if entry.role in ROLE_NAMES else entry.role,
        act=act_words(entry.action),
        subject=entry.subject_name if named else subject_of(entry),
        unit_name=entry.unit_name,
        on=entry.on,
        reason=entry.reason,
        changes=tuple(_changes(before, after)),
    )


def _changes(before: Any, after: Any) -> Iterable[Line]:
    stood, stands = dict(lines(before)), dict(lines(after))
    names = [*stood, *(name for name in stands if name not in stood)]
    for name in names:
        yield Line(name, stood.get(name, ""), stands.get(name, ""))


def stray_page(by: Reach, *, below: int | None = None, size: int = 50) -> tuple[tuple[Stray, ...], int | None]:
    """Rows changed round the services, newest first, and the number to go on below. Raises NotReached to others than who
    keeps the system.
    """
    if not by.keeps_system:
        raise NotReached("strays")
    rows = RowChange.objects.filter(actor="")
    if below is not None:
        rows = rows.filter(pk__lt=below)
    found = list(rows.order_by("-pk")[: size + 1])
    settled = acknowledged_until()
    strays = tuple(_stray(each, settled) for each in found[:size])
    return strays, found[size - 1].pk if len(found) > size else None


def has_open_strays(by: Reach) -> bool:
    """True where rows were changed round the services and nobody has said why; always False to who may not see them."""
    return by.keeps_system and RowChange.objects.filter(actor="", pk__gt=acknowledged_until()).exists()


def _stray(change: RowChange, settled: int) -> Stray:
    before, after = change.before or {}, change.after or {}
    columns = sorted({*before, *after}) if not before or not after else sorted(_changed(before, after))
    what = {"insert": "thêm", "update": "sửa", "delete": "xóa"}[change.what]
    return Stray(
        change.pk, change.at, change.table, change.row, what, ", ".join(columns), acknowledged=change.pk <= settled
    )


def _changed(before: dict[str, Any], after: dict[str, Any]) -> Iterable[str]:
    return (name for name in {*before, *after} if before.get(name) != after.get(name))
