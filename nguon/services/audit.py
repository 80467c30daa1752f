"""Every write leaves one entry; entries are signed when written and sealed into a chain after the commit."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from nguon.models import ActingNow, Entry, RowChange, Seal, Unit
from nguon.queries.access import Reach
from nguon.queries.audit_proof import ACKNOWLEDGED, acknowledged_until, content_of, digest, link, sign
from nguon.rules.errors import RuleViolation, Unmet
from nguon.rules.roles import Action

P = ParamSpec("P")
R = TypeVar("R")

_open: ContextVar[list[int] | None] = ContextVar("entries_of_the_open_operation", default=None)
SEAL_LOCK = 7_310_205  # advisory lock number; one sealer at a time


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """Make a service function one transaction that leaves exactly one entry.

    The row triggers below learn who acts. Raises RuntimeError (a bug, never a refusal) when the function leaves no entry
    or several, or calls another operation. A function that changes nothing says so by `no_change()`.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _open.get() is not None:
            raise RuntimeError(f"{function.__name__} is called within another operation")
        by = kwargs["by"]
        entries: list[int] = []
        token = _open.set(entries)
        try:
            with transaction.atomic():
                with acting(by.actor):  # type: ignore[attr-defined]
                    result = function(*args, **kwargs)
                if len(entries) != 1:
                    raise RuntimeError(f"{function.__name__} left {len(entries)} entries, not one")
                _seal_after_commit()
        finally:
            _open.reset(token)
        return result

    run.is_operation = True  # type: ignore[attr-defined]
    return run


def _seal_after_commit() -> None:
    """Seal once after the outermost commit, however many operations it holds."""
    waiting: list[object] = [each[1] for each in connection.run_on_commit]
    if seal_pending not in waiting:
        transaction.on_commit(seal_pending, robust=True)


def no_change() -> None:
    """Say that the open operation found nothing to do and rightly leaves no entry."""
    entries = _open.get()
    if entries is not None:
        entries.append(0)


@contextmanager
def acting(actor: str) -> Iterator[None]:
    """Tell the row triggers who acts within the open transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('nguon.actor', %s, true)", [actor])
        yield
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('nguon.actor', '', true)")
        return
    row = ActingNow.objects.create(actor=actor)
    yield
    ActingNow.objects.filter(pk=row.pk).delete()


def record(
    by: Reach,
    action: str,
    subject: models.Model | None = None,
    *,
    unit: Unit | None = None,
    permitted_by: Action | None = None,
    on: date | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """The signed entry of one act: who, in which role (the holding that permits `permitted_by` over `unit`, else the first),
    counted from day `on`, what stood before and stands after. `action` is "<capability>.<act>".
    """
    holding = None
    if permitted_by is not None and unit is not None:
        holding = by.holding_for(permitted_by, unit.path)
    holding = holding or by.main
    entry = Entry(
        at=timezone.now(),
        who=by.who,
        who_name=by.who.full_name if by.who else by.system,
        role=holding.role.value if holding else "",
        acting_for=holding.acting_for if holding else "",
        unit_path=unit.path if unit else holding.unit_path if holding else "",
        unit_name=unit.name if unit else holding.unit_name if holding else "",
        province=unit.province if unit else holding.province if holding else "",
        action=action,
        subject_type=subject._meta.model_name or "" if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        subject_name=str(subject)[:300] if subject is not None else "",
        on=on or by.day,
        before=_plain(before),
        after=_plain(after),
        reason=reason[:500],
    )
    entry.mac = sign(content_of(entry))
    entry.save(force_insert=True)
    entries = _open.get()
    if entries is not None:
        entries.append(entry.pk)
    return entry


class _Words(DjangoJSONEncoder):
    """A record among the values is kept by what people call it."""

    def default(self, o: object) -> Any:
        return str(o) if isinstance(o, models.Model) else super().default(o)


def _plain(values: Mapping[str, Any] | None) -> Any:
    return None if values is None else json.loads(json.dumps(values, cls=_Words))


@transaction.atomic
def seal_pending(limit: int = 50_000) -> int:
    """How many entries were added to the chain, in the order of their numbers; at most `limit`. One sealer at a time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
    last = Seal.objects.order_by("-pk").first()
    chain = last.chain if last else ""
    sealed = Seal.objects.filter(entry_number=OuterRef("pk"))
    # Transactions commit in another order than they took numbers; none stays open over so many of them.
    newest = (Seal.objects.aggregate(newest=models.Max("entry_number"))["newest"] or 0) - 10_000
    seals = []
    for entry in Entry.objects.filter(~Exists(sealed), pk__gt=newest).order_by("pk")[:limit]:
        entry_digest = digest(entry.pk, content_of(entry), entry.mac)
        chain = link(chain, entry.pk, entry.at, entry.action, entry_digest)
        seal = Seal(entry_number=entry.pk, at=entry.at, action=entry.action, digest=entry_digest, chain=chain)
        seals.append(seal)
    Seal.objects.bulk_create(seals, batch_size=2_000)
    return len(seals)


@operation
def acknowledge_row_changes(*, by: Reach, until: int, reason: str) -> int:
    """Say that the row changes round the services up to number `until` were looked into; how many that settles.

    They stay in the trail; `verify_audit` no longer fails over them. Raises RuleViolation without a reason.
    """
    if not reason.strip():
        raise RuleViolation([Unmet("audit.reason_missing", "Phải ghi lý do đã xem xét các thay đổi này.")])
    strays = RowChange.objects.filter(actor="", pk__lte=until, pk__gt=acknowledged_until())
    settled = strays.count()
    if not settled:
        no_change()
        return 0
    record(by, ACKNOWLEDGED, after={"row_changes_until": until, "row_changes": settled}, reason=reason)
    return settled


def last_row_change() -> int:
    """The number of the newest row change; 0 where there is none."""
    return RowChange.objects.aggregate(newest=models.Max("pk"))["newest"] or 0
