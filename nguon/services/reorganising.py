"""Open, rename, move, merge, split and close units on a day: the only writer of units, placements and paths."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from nguon.models import Appointment, Placement, Reorganisation, Succession, Unit, UnitTag
from nguon.queries.access import Reach
from nguon.queries.consequences import open_tasks, posts_that_end
from nguon.queries.reorganising import Forecast, Intent, forecast
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.rules.text import fold
from nguon.rules.tree import lineage_of, segment
from nguon.services.audit import operation, record
from nguon.services.journal import Journal, reserve
from nguon.services.persons_following import persons_follow
from nguon.services.relocating import folded, follow_placements, sort_key

TREE_LOCK = 7_310_206  # advisory lock number: one change of the tree at a time
LINES_IN_TRAIL = 50


@operation
def reorganise(*, by: Reach, intent: Intent, seen: str) -> Reorganisation:
    """Carry out `intent`, whose forecast the person saw with the fingerprint `seen`.

    Takes effect at once where its day has come, otherwise when `roll_over` reaches the day. Raises NotReached where a
    unit is not theirs to change, RuleViolation with everything that forbids it, MovedOn when what will follow is no
    longer what they saw.
    """
    lock_tree()
    _may(by, intent)
    expected = forecast(by, intent)
    if expected.refusals:
        raise RuleViolation(expected.refusals)
    if expected.fingerprint != seen:
        raise MovedOn("Cây tổ chức đã thay đổi từ lúc xem trước. Dưới đây là những gì sẽ diễn ra theo hiện trạng mới.")
    done = carry_out(by, intent, expected.summary)
    record(
        by,
        f"organisation.{intent.act}",
        done,
        unit=Unit.objects.filter(path=done.path).first(),
        permitted_by=Action.CHANGE_UNITS,
        on=intent.on,
        before={"units": _trail(expected, "before")},
        after={"summary": expected.summary, "document": intent.document_number, "units": _trail(expected, "after")},
    )
    return done


def lock_tree() -> None:
    """Let one change of the tree run at a time. SQLite's transactions are so by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])


def _may(by: Reach, intent: Intent) -> None:
    """The top of the tree is the installation's own; a person opens a top unit only out of one they may change."""
    if by.system or all(each.parent is not None for each in intent.opens):
        return
    if not Unit.objects.filter(pk__in=intent.about, parent__isnull=True).exists():
        raise NotReached("the top of the tree")


def _trail(expected: Forecast, side: str) -> dict[str, str]:
    lines = expected.lines[:LINES_IN_TRAIL]
    return {each.unit: getattr(each, side) for each in lines}


def carry_out(by: Reach, intent: Intent, summary: str) -> Reorganisation:
    """Write what `intent` means. No checks: the caller has made them, and holds the lock of the tree."""
    done = Reorganisation.objects.create(
        kind=intent.act,
        on=intent.on,
        province="",
        path="",
        document_number=intent.document_number,
        document_date=intent.document_date,
        summary=summary,
        made_by=by.who,
        made_at=timezone.now(),
    )
    journal = Journal()
    numbers = _open(journal, intent, done)
    _place(journal, intent, done, numbers)
    _end_posts(journal, intent, numbers)
    done.changes = journal.entries
    changed = sorted({*intent.changed, *numbers.values()})
    done.touched.set(
        {*(each for each in intent.named if each in intent.about or each in changed), *changed, *_kin(intent)}
    )
    done.changes.append({"units": changed})
    if intent.on <= by.day:
        take_effect(done, by.day)
    done.path, done.province = _where(intent, numbers)
    done.save(update_fields=["path", "province", "changes", "applied_on"])
    return done


def _where(intent: Intent, numbers: Mapping[int, int]) -> tuple[str, str]:
    """Path and province of the change: the lowest unit that stands above (or is) every unit it is about, so that whoever
    answers for all of them finds it; the first of them where none stands above all.
    """
    named = {*intent.about, *_kin(intent)}
    about = named if intent.about and intent.act != "open" else {min(numbers.values())}
    units = sorted(Unit.objects.filter(pk__in=about).values_list("path", "province"))
    lineages = [lineage_of(path) for path, _ in units]
    shared = [own for own in lineages[0] if all(own in other for other in lineages)]
    return (max(shared, key=len) if shared else units[0][0]), units[0][1]


def _kin(intent: Intent) -> set[int]:
    return {unit for pair in intent.successions for unit in pair if unit > 0}


def _open(journal: Journal, intent: Intent, done: Reorganisation) -> dict[int, int]:
    """Make the units that are opened; gives each key's number."""
    numbers = dict(zip([each.key for each in intent.opens], reserve(Unit, len(intent.opens)), strict=True))
    parents = {each.parent for each in intent.opens if each.parent is not None and each.parent > 0}
    above: dict[int, tuple[str, int, str]] = {
        pk: (path, depth, province)
        for pk, path, depth, province in Unit.objects.filter(pk__in=parents).values_list(
            "pk", "path", "depth", "province"
        )
    }
    units: list[Unit] = []
    for each in in_order(intent):
        number = numbers[each.key]
        parent = None if each.parent is None else numbers.get(each.parent, each.parent)
        own = segment(number)
        path, depth, province = above[parent] if parent is not None else ("", 0, own)
        above[number] = (path + own, depth + 1, province)
        units.append(
            Unit(
                pk=number,
                code=each.code or None,
                name=each.name,
                short_name=each.short_name,
                kind=each.kind,
                sector=each.sector,
                parent_id=parent,
                path=path + own,
                depth=depth + 1,
                province=province,
                folded=folded(each.name, each.short_name),
                sort_key=sort_key(each.name),
                opened_on=each.since or intent.on,
            )
        )
    journal.make("unit", units)
    tags = [UnitTag(unit_id=numbers[each.key], tag=tag, folded=fold(tag)) for each in intent.opens for tag in each.tags]
    journal.make("tag", tags)
    provinces = {each.pk: each.province for each in units}
    journal.make(
        "placement",
        [
            Placement(
                unit_id=numbers[each.key],
                parent_id=None if each.parent is None else numbers.get(each.parent, each.parent),
                name=each.name,
                kind=each.kind,
                sector=each.sector,
                starts_on=each.since or intent.on,
                reorganisation=done,
                province=provinces[numbers[each.key]],
            )
            for each in intent.opens
        ],
    )
    return numbers


def in_order(intent: Intent) -> list[Any]:
    """The units to be opened, each after the one it stands under. The caller has made sure there is no circle."""
    waiting = {each.key: each for each in intent.opens}
    found: list[Any] = []
    for each in intent.opens:
        line = []
        step = waiting.get(each.key)
        while step is not None:
            line.append(waiting.pop(step.key))
            step = waiting.get(step.parent) if step.parent is not None else None
        found += reversed(line)
    return found


def _place(journal: Journal, intent: Intent, done: Reorganisation, numbers: Mapping[int, int]) -> None:
    """End the placements that hold on the day and begin those that follow."""
    held = {
        each.unit_id: each
        for each in Placement.objects.select_for_update().filter(unit__in=intent.changed, ends_on__isnull=True)
    }
    ended, begun, mended = [], [], []
    for each in intent.becomes:
        was = held[each.unit]
        parent = None if each.parent is None else numbers.get(each.parent, each.parent)
        now = {"parent_id": parent, "name": each.name, "kind": each.kind, "sector": each.sector}
        if was.starts_on == intent.on:
            mended.append((was, now))
            continue
        ended.append((was, {"ends_on": intent.on}))
        begun.append(
            Placement(unit_id=each.unit, starts_on=intent.on, reorganisation=done, province=was.province, **now)
        )
    ended += [(held[each], {"ends_on": intent.on}) for each in intent.closes]
    journal.set("placement", ended)
    journal.set("placement", mended)
    journal.make("placement", begun)
    closing = Unit.objects.select_for_update().filter(pk__in=intent.closes).order_by("pk")
    journal.set("unit", [(each, {"closed_on": intent.on}) for each in closing])
    journal.make(
        "succession",
        [
            Succession(predecessor_id=old, successor_id=numbers.get(new, new), on=intent.on, reorganisation=done)
            for old, new in intent.successions
        ],
    )


def _end_posts(journal: Journal, intent: Intent, numbers: Mapping[int, int]) -> None:
    """End the appointments at closing units; where they carry over, begin the same at the chief successor."""
    closing = list(Unit.objects.filter(pk__in=intent.closes))
    ending = posts_that_end(intent.on, closing) if closing else []
    heirs = {old: numbers.get(new, new) for old, new in reversed(intent.successions)}
    carried = []
    if intent.carries_posts:
        targets = {each.pk: each for each in Unit.objects.filter(pk__in=heirs.values())}
        held = set(
            Appointment.objects.filter(unit__in=heirs.values())
            .exclude(ends_on__lte=intent.on)
            .values_list("user_id", "role", "unit_id")
        )
        for each in ending:
            heir = heirs.get(each.unit_id)
            if heir is None or (each.user_id, each.role, heir) in held:
                continue
            held.add((each.user_id, each.role, heir))
            carried.append(
                Appointment(
                    user_id=each.user_id,
                    role=each.role,
                    unit_id=heir,
                    office=each.office,
                    starts_on=intent.on,
                    ends_on=each.ends_on,
                    document_number=intent.document_number,
                    province=targets[heir].province,
                )
            )
    journal.set("appointment", [(each, {"ends_on": intent.on}) for each in ending])
    journal.make("appointment", carried)


def take_effect(done: Reorganisation, day: date) -> None:
    """Make today's tree show the change, stop the duties of closed units, hand areas and persons on; all of it noted."""
    journal = Journal(done.changes)
    changed = next(entry["units"] for entry in done.changes if "units" in entry)
    follow_placements(changed, day)
    closed = list(Unit.objects.filter(pk__in=changed, closed_on=done.on))
    if closed:
        tasks = open_tasks(done.on, closed).select_for_update()
        journal.set("task", [(each, {"dropped_on": done.on}) for each in tasks.order_by("pk")])
        _hand_on_areas(journal, done, closed)
        persons_follow(journal, done, closed)
    done.applied_on = day


def _hand_on_areas(journal: Journal, done: Reorganisation, closed: Sequence[Unit]) -> None:
    """Whoever was in charge of a closed unit is in charge of its successors."""
    through = Appointment.areas.through
    heirs: dict[int, list[int]] = {}
    for each in Succession.objects.filter(reorganisation=done, predecessor__in=closed).order_by("pk"):
        heirs.setdefault(each.predecessor_id, []).append(each.successor_id)
    rows = through.objects.filter(unit__in=list(heirs)).values_list("appointment_id", "unit_id")
    wanted = {(appointment, heir) for appointment, unit in rows for heir in heirs[unit]}
    held = set(
        through.objects.filter(appointment__in={each for each, _ in wanted}).values_list("appointment_id", "unit_id")
    )
    new = [through(appointment_id=each, unit_id=heir) for each, heir in sorted(wanted - held)]
    journal.make("area", new)


@operation
def apply_due(*, by: Reach, reorganisation_id: int) -> Reorganisation:
    """Let a change whose day has come take effect.

    Raises NotReached where there is no such change waiting, RuleViolation where its day has not come or an earlier one
    on the same units still waits.
    """
    lock_tree()
    waiting = by.reorganisations().filter(applied_on__isnull=True, undone_at__isnull=True)
    done = waiting.filter(pk=reorganisation_id).first()
    if done is None or not by.may_over(Action.CHANGE_UNITS, done.path):
        raise NotReached(f"reorganisation {reorganisation_id}")
    if done.on > by.day:
        raise RuleViolation([Unmet("change.not_due", f"Thay đổi này có hiệu lực từ {done.on:%d/%m/%Y}.")])
    take_effect(done, by.day)
    done.save(update_fields=["changes", "applied_on"])
    chief = Unit.objects.filter(path=done.path).first()
    record(
        by,
        "organisation.apply",
        done,
        unit=chief,
        permitted_by=Action.CHANGE_UNITS,
        on=done.on,
        after={"summary": done.summary},
    )
    return done
