"""From a plan's wording to what each unit owes on which day. Plain functions: the operation that issues a plan calls them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nguon.models import Duty, DutyTask, LeadTime, PlanReceipt, PlanVersion, Unit
from nguon.queries.binding import units_bound
from nguon.queries.duties import any_calendar
from nguon.regulations.load import calendar, kinds_on
from nguon.rules.duties import Cadence, DutyTerms, Occurrence, explain, occurrences
from nguon.rules.kinds import Kind
from nguon.rules.periods import Period
from nguon.rules.text import fold
from nguon.rules.tree import lineage_of, subtree_range

BATCH = 2_000


@dataclass(frozen=True)
class Lead:
    """A lead time that a unit inherits: who set it, working days, why."""

    unit: str
    working_days: int
    reason: str = ""


class DueDays:
    """The days of one duty, each explained once however many units share it."""

    def __init__(self, duty: Duty) -> None:
        version = duty.version
        self._within = Period(version.period_from, version.period_until)
        self._calendar = any_calendar()
        self._terms = DutyTerms(
            due_on=duty.due_on,
            every=Cadence(duty.every) if duty.every else None,
            due_working_days=duty.due_working_days,
            quote=duty.quote,
        )
        self._known: dict[tuple[date, tuple[Lead, ...]], tuple[date, dict[str, Any]]] = {}

    def rounds(self) -> tuple[Occurrence, ...]:
        """The times the duty falls due, oldest first."""
        return occurrences(self._terms, self._within, self._calendar)

    def due(self, occurrence: Occurrence, leads: tuple[Lead, ...]) -> tuple[date, dict[str, Any]]:
        """The day for a unit that inherits `leads`, and why, as it is kept with the task."""
        key = (occurrence.nominal_due_on, leads)
        if key not in self._known:
            found = explain(self._terms, occurrence, [(each.unit, each.working_days) for each in leads], self._calendar)
            last = occurrence.period.last_day
            self._known[key] = (
                found.due_on,
                {
                    "start_on": (
                        last if self._terms.due_on is None and last else occurrence.nominal_due_on
                    ).isoformat(),
                    "start": found.start,
                    "plus": list(found.plus),
                    "leads": [{"unit": each.unit, "days": each.working_days, "reason": each.reason} for each in leads],
                    "skipped": [[day.isoformat(), why] for day, why in found.skipped],
                    "worked": [[day.isoformat(), why] for day, why in found.worked],
                    "ground": found.ground,
                    "last_working_day": found.last_working_day,
                    "if_late": found.if_late,
                    "not_entered": _years_not_entered(found.due_on, occurrence.nominal_due_on),
                },
            )
        return self._known[key]


def _years_not_entered(*days: date) -> list[int]:
    return sorted({each.year for each in days} - calendar().years)


@dataclass(frozen=True)
class Effect:
    """What laying does: tasks `made`, and `dropped` because no longer demanded."""

    made: int = 0
    dropped: int = 0


def lay_duty_tasks(version: PlanVersion, *, on: date) -> int:
    """Give every unit that `version` binds its dated duties; returns how many tasks were made.

    Units are those open on `on` below the issuer. In an adjustment, tasks of a duty that stands in both wordings are
    kept with their state and lead times; open ones that are no longer demanded are dropped on `on`; what fell due before
    the adjustment holds stays as it was.
    """
    duties = list(version.duties.select_related("version").order_by("ordinal").prefetch_related("selected"))
    before = _earlier_duties(version)
    pairs = _pairs(duties, before)
    _carry_lead_times(pairs)
    units = _open_units(version.plan.unit, on=on)
    demanded = _demanded(version, duties, units, kinds_on(on))
    return _settle(version, demanded, pairs, before, on=on).made


def send_plan(version: PlanVersion, *, on: date) -> int:
    """Send `version` to every open unit below its issuer, each of which is to acknowledge it; returns how many."""
    plan = version.plan
    sent = set(PlanReceipt.objects.filter(version=version).values_list("unit_id", flat=True))
    receipts = [
        PlanReceipt(plan=plan, version=version, unit=unit, path=unit.path, province=unit.province, sent_on=on)
        for unit in _open_units(plan.unit, on=on)
        if unit.pk != plan.unit_id and unit.pk not in sent
    ]
    PlanReceipt.objects.bulk_create(receipts, batch_size=BATCH)
    return len(receipts)


def lead_times_of(duties: Iterable[Duty]) -> dict[int, list[LeadTime]]:
    """The lead times set for each of `duties`, from the top unit down."""
    found: defaultdict[int, list[LeadTime]] = defaultdict(list)
    for each in LeadTime.objects.filter(duty__in=list(duties)).select_related("unit").order_by("unit__path", "pk"):
        found[each.duty_id].append(each)
    return found


def leads_above(path: str, lead_times: Iterable[LeadTime]) -> tuple[Lead, ...]:
    """The lead times that the unit at `path` inherits: those set by units above it, never its own."""
    above = set(lineage_of(path)[:-1])
    return tuple(
        Lead(each.unit.name, each.working_days, each.reason)
        for each in lead_times
        if each.unit.path in above and each.working_days
    )


def relay_after_lead(duty: Duty, *, below: Unit, lead_times: Sequence[LeadTime], on: date) -> list[DutyTask]:
    """The open tasks of `duty` below `below` whose day changes under `lead_times`, changed but not saved.

    Tasks whose nominal day is before `on` are left alone: a lead time never reaches back.
    """
    low, high = subtree_range(below.path)
    tasks = DutyTask.objects.filter(
        duty=duty, path__gt=low, path__lt=high, done_on__isnull=True, dropped_on__isnull=True, nominal_due_on__gte=on
    ).select_related("unit")
    days = DueDays(duty)
    rounds = {each.nominal_due_on: each for each in days.rounds()}
    changed = []
    for task in tasks.order_by("path", "nominal_due_on", "pk"):
        leads = leads_above(task.path, lead_times)
        due_on, because = days.due(rounds[task.nominal_due_on], leads)
        if due_on != task.due_on:
            task.lead_working_days = sum(each.working_days for each in leads)
            task.due_on, task.because = due_on, because
            changed.append(task)
    return changed


def save_moved(tasks: Sequence[DutyTask]) -> int:
    """Write the days that `relay_after_lead` found; returns how many."""
    return DutyTask.objects.bulk_update(tasks, ["due_on", "lead_working_days", "because"], batch_size=500)


def _open_units(issuer: Unit, *, on: date) -> list[Unit]:
    low, high = subtree_range(issuer.path)
    units = Unit.objects.filter(path__gte=low, path__lt=high, opened_on__lte=on).order_by("path")
    return [each for each in units if each.closed_on is None or each.closed_on > on]


def _earlier_duties(version: PlanVersion) -> list[Duty]:
    return list(
        Duty.objects.filter(version__plan_id=version.plan_id, version__ordinal__lt=version.ordinal).order_by(
            "-version__ordinal", "ordinal"
        )
    )


def _same_duty(duty: Duty) -> tuple[str, ...]:
    when = duty.every or "dated"
    return duty.action, duty.scope, duty.office, when, fold(duty.recipient)


def _pairs(duties: Sequence[Duty], before: Sequence[Duty]) -> dict[int, Duty]:
    """For each earlier duty the one of the new wording that carries it on: same act, same bound, same rhythm, same words
    or, failing that, next in order.
    """
    waiting: defaultdict[tuple[str, ...], list[Duty]] = defaultdict(list)
    for each in duties:
        waiting[_same_duty(each)].append(each)
    versions: defaultdict[int, list[Duty]] = defaultdict(list)
    for each in before:
        versions[each.version_id].append(each)
    found: dict[int, Duty] = {}
    for old in versions.values():
        left = {key: list(value) for key, value in waiting.items()}
        for same_words in (True, False):
            for each in old:
                candidates = left.get(_same_duty(each), [])
                match = next((new for new in candidates if not same_words or _same_words(each, new)), None)
                if each.pk not in found and match is not None:
                    found[each.pk] = match
                    candidates.remove(match)
    return found


def _same_words(old: Duty, new: Duty) -> bool:
    return fold(old.what) == fold(new.what) and old.due_on == new.due_on


def _carry_lead_times(pairs: Mapping[int, Duty]) -> None:
    """The latest lead time of every unit goes on holding for the duty that carries the earlier one on."""
    carried: dict[tuple[int, int], LeadTime] = {}
    for each in LeadTime.objects.filter(duty_id__in=list(pairs)).order_by("pk"):
        new = pairs[each.duty_id]
        carried[new.pk, each.unit_id] = LeadTime(
            duty=new, unit_id=each.unit_id, working_days=each.working_days, reason=each.reason
        )
    LeadTime.objects.bulk_create(list(carried.values()), batch_size=BATCH)


_Key = tuple[int, int, str, date]


def _demanded(
    version: PlanVersion, duties: Sequence[Duty], units: Sequence[Unit], kinds: Mapping[str, Kind]
) -> dict[_Key, DutyTask]:
    """Every task the wording asks for, unsaved, by (duty, unit, office, nominal day)."""
    plan = version.plan
    leads = lead_times_of(duties)
    demanded: dict[_Key, DutyTask] = {}
    for duty in duties:
        days = DueDays(duty)
        rounds = days.rounds()
        for unit in _bound(duty, plan.unit_id, units, kinds):
            inherited = leads_above(unit.path, leads.get(duty.pk, ()))
            for each in rounds:
                due_on, because = days.due(each, inherited)
                demanded[duty.pk, unit.pk, duty.office, each.nominal_due_on] = DutyTask(
                    duty=duty,
                    plan=plan,
                    unit=unit,
                    path=unit.path,
                    province=unit.province,
                    office=duty.office,
                    label=each.label if duty.due_on is None else "",
                    nominal_due_on=each.nominal_due_on,
                    lead_working_days=sum(lead.working_days for lead in inherited),
                    due_on=due_on,
                    because=because,
                )
    return demanded


def _bound(duty: Duty, issuer_id: int, units: Sequence[Unit], kinds: Mapping[str, Kind]) -> list[Unit]:
    if not duty.office:
        return []  # nobody has said yet whom the printed name means
    selected = {each.pk for each in duty.selected.all()}
    return units_bound(duty.scope, units, issuer_id=issuer_id, kinds=kinds, selected=selected)


def _settle(
    version: PlanVersion,
    demanded: dict[_Key, DutyTask],
    pairs: Mapping[int, Duty],
    before: Sequence[Duty],
    *,
    on: date,
) -> Effect:
    """Keep what stands in both wordings, drop what is open and no longer asked for, make the rest."""
    kept, dropped = [], []
    for task in DutyTask.objects.filter(duty__in=[each.pk for each in before], dropped_on__isnull=True).order_by("pk"):
        new = pairs.get(task.duty_id)
        wanted = demanded.pop((new.pk, task.unit_id, task.office, task.nominal_due_on), None) if new else None
        if wanted is not None:
            task.duty, task.label = wanted.duty, wanted.label
            if task.done_on is None:
                task.due_on, task.because = wanted.due_on, wanted.because
                task.lead_working_days = wanted.lead_working_days
            kept.append(task)
        elif task.done_on is None and task.nominal_due_on >= version.holds_from:
            task.dropped_on = on
            dropped.append(task)
    DutyTask.objects.bulk_update(kept, ["duty", "label", "due_on", "because", "lead_working_days"], batch_size=500)
    DutyTask.objects.bulk_update(dropped, ["dropped_on"], batch_size=500)
    made = [each for each in demanded.values() if _from_now_on(each, version)]
    DutyTask.objects.bulk_create(made, batch_size=BATCH)
    return Effect(made=len(made), dropped=len(dropped))


def _from_now_on(task: DutyTask, version: PlanVersion) -> bool:
    """A repeated duty counts from the day the wording holds; a printed day counts whatever it is."""
    return task.duty.due_on is not None or task.nominal_due_on >= version.holds_from
