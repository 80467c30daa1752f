"""One unit through time: names and places, what became of it, figures, who holds which role, what changed it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from nguon.models import Appointment, Placement, PlanVersion, Reorganisation, Succession, Unit, YearFigure
from nguon.queries.access import Reach
from nguon.queries.organisation import SECTOR_NAMES, code_fits, code_shown
from nguon.queries.unit_kinds import kind_name
from nguon.rules.errors import NotReached
from nguon.rules.roles import ROLE_NAMES, Action, Role


@dataclass(frozen=True)
class Stage:
    """What a unit was from `starts_on` until `ends_on` (excluded)."""

    name: str
    kind_name: str
    sector_name: str
    parent_id: int | None
    parent_name: str
    starts_on: date
    ends_on: date | None
    reorganisation_id: int | None
    document_number: str


@dataclass(frozen=True)
class Kin:
    """A unit that another became, or came from."""

    id: int
    name: str
    on: date
    reached: bool


def stages(unit: Unit) -> tuple[Stage, ...]:
    """The unit's placements, the newest first. Superiors are named as they were called when it came under them."""
    rows = Placement.objects.filter(unit=unit).select_related("parent", "reorganisation").order_by("-starts_on")
    named = _names_on(rows)
    return tuple(
        Stage(
            name=each.name,
            kind_name=kind_name(each.kind, each.starts_on),
            sector_name=SECTOR_NAMES.get(each.sector, each.sector),
            parent_id=each.parent_id,
            parent_name=named.get((each.parent_id, each.starts_on), each.parent.name if each.parent else ""),
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            reorganisation_id=each.reorganisation_id,
            document_number=each.reorganisation.document_number if each.reorganisation else "",
        )
        for each in rows
    )


def _names_on(rows: QuerySet[Placement]) -> dict[tuple[int | None, date], str]:
    """What each superior was called on the day its placement began."""
    wanted = Q(pk__in=[])
    for each in rows:
        if each.parent_id is not None:
            until = Q(ends_on__isnull=True) | Q(ends_on__gt=each.starts_on)
            wanted |= Q(unit_id=each.parent_id, starts_on__lte=each.starts_on) & until
    found = list(Placement.objects.filter(wanted).values_list("unit_id", "starts_on", "ends_on", "name"))
    return {
        (each.parent_id, each.starts_on): name
        for each in rows
        for unit, start, end, name in found
        if unit == each.parent_id and start <= each.starts_on and (end is None or end > each.starts_on)
    }


def kin(by: Reach, unit: Unit) -> tuple[tuple[Kin, ...], tuple[Kin, ...]]:
    """(what the unit came from, what it became), by day. Units out of reach are named, without a way to them."""
    rows = (
        Succession.objects.filter(Q(successor=unit) | Q(predecessor=unit))
        .select_related("predecessor", "successor")
        .order_by("on", "pk")
    )
    came = [(each.predecessor, each.on) for each in rows if each.successor_id == unit.pk]
    became = [(each.successor, each.on) for each in rows if each.predecessor_id == unit.pk]
    ids = [other.pk for other, _ in (*came, *became)]
    seen = set(by.units().filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()

    def shown(others: list[tuple[Unit, date]]) -> tuple[Kin, ...]:
        return tuple(Kin(other.pk, other.name, on, other.pk in seen) for other, on in others)

    return shown(came), shown(became)


def where_people_went(by: Reach, unit: Unit) -> tuple[Kin, ...]:
    """The units standing today that took on this unit's people, however many changes lie between; empty where it stands."""
    if unit.closed_on is None or unit.closed_on > by.day:
        return ()
    links: dict[int, list[tuple[Unit, date]]] = {}
    rows = (
        Succession.objects.filter(predecessor__province=unit.province).select_related("successor").order_by("on", "pk")
    )
    for each in rows:
        links.setdefault(each.predecessor_id, []).append((each.successor, each.on))
    last: dict[int, tuple[Unit, date]] = {}
    seen = {unit.pk}
    step = list(links.get(unit.pk, ()))
    while step:
        other, on = step.pop(0)
        if other.pk in seen:
            continue
        seen.add(other.pk)
        if other.closed_on is None or other.closed_on > by.day or other.pk not in links:
            last[other.pk] = (other, on)
        else:
            step += links[other.pk]
    reached = set(by.units().filter(pk__in=list(last)).values_list("pk", flat=True)) if last else set()
    return tuple(Kin(other.pk, other.name, on, other.pk in reached) for other, on in last.values())


@dataclass(frozen=True)
class Holder:
    """One person's role at a unit."""

    appointment_id: int
    user_id: int
    full_name: str
    role_name: str
    starts_on: date
    ends_on: date | None
    in_force: bool
    document_number: str


def holders(unit: Unit, on: date, *, past: bool = False) -> tuple[Holder, ...]:
    """Who holds which role at the unit on `on` or later, by role and name; with `past`, who held one as well."""
    rows = Appointment.objects.filter(unit=unit).select_related("user")
    if not past:
        rows = rows.exclude(ends_on__lte=on)
    order = list(Role)
    found = sorted(rows, key=lambda each: (order.index(Role(each.role)), each.user.sort_key, each.pk))
    return tuple(
        Holder(
            appointment_id=each.pk,
            user_id=each.user_id,
            full_name=each.user.full_name,
            role_name=ROLE_NAMES[Role(each.role)],
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            in_force=each.starts_on <= on and (each.ends_on is None or each.ends_on > on),
            document_number=each.document_number,
        )
        for each in found
    )


def figures(unit: Unit) -> tuple[YearFigure, ...]:
    """The unit's figures, the newest year first."""
    return tuple(YearFigure.objects.filter(unit=unit).order_by("-year"))


def tags(unit: Unit) -> tuple[str, ...]:
    """The unit's tags, by their folded form."""
    return tuple(unit.tags.order_by("folded").values_list("tag", flat=True))


@dataclass(frozen=True)
class PlanLine:
    """A plan of the unit as the newest version words it."""

    id: int
    title: str
    number: str
    document_date: date | None
    period_from: date
    period_until: date


def plans_of(by: Reach, unit: Unit, *, limit: int = 20) -> tuple[PlanLine, ...]:
    """Plans of the unit within reach, the newest period first."""
    newer = PlanVersion.objects.filter(plan=OuterRef("plan"), ordinal__gt=OuterRef("ordinal"))
    plans = by.plans(Action.SEE_PLANS).filter(unit=unit, withdrawn_on__isnull=True)
    rows = PlanVersion.objects.filter(~Exists(newer), plan__in=plans).order_by("-period_from", "-pk")[:limit]
    return tuple(
        PlanLine(
            each.plan_id, each.title, each.document_number, each.document_date, each.period_from, each.period_until
        )
        for each in rows
    )


def changes_of(by: Reach, unit: Unit) -> QuerySet[Reorganisation]:
    """Changes that touched the unit, undone ones included, the newest first."""
    return by.reorganisations().filter(touched=unit).select_related("made_by").order_by("-on", "-pk")


def changes(by: Reach) -> QuerySet[Reorganisation]:
    """All changes within reach, the newest first."""
    return by.reorganisations().select_related("made_by").order_by("-on", "-pk")


def change(by: Reach, change_id: int) -> Reorganisation:
    """One change within reach. Raises NotReached."""
    found = by.reorganisations().select_related("made_by", "undone_by").filter(pk=change_id).first()
    if found is None:
        raise NotReached(f"reorganisation {change_id}")
    return found


def units_of(by: Reach, done: Reorganisation, *, limit: int = 200) -> list[Unit]:
    """Units within reach that the change touched, by name; at most `limit`."""
    return list(by.units().filter(reorganisations=done).order_by("sort_key", "pk")[:limit])


def changes_waiting(by: Reach) -> QuerySet[Reorganisation]:
    """Changes whose day has come and that have not taken effect yet, in the order they must."""
    return (
        by.reorganisations()
        .filter(applied_on__isnull=True, undone_at__isnull=True, on__lte=by.day)
        .order_by("on", "pk")
    )


def code_warnings(unit: Unit, parent: Unit | None) -> tuple[str, ...]:
    """What does not fit between the unit's code and its superior's: groups the superior fills must be the same."""
    if not unit.code or parent is None or not parent.code or code_fits(unit.code, parent.code):
        return ()
    return (f"Mã {code_shown(unit.code)} không cùng nhóm với mã của {parent.name} ({code_shown(parent.code)}).",)
