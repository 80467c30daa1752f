"""What follows for people, duties, plans and shares when units close or move."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet

from nguon.models import Activity, Allocation, Appointment, DutyTask, Person, Plan, PlanDraft, PlanVersion, Share, Unit
from nguon.queries.access import Reach
from nguon.rules.errors import Unmet
from nguon.rules.roles import ROLE_NAMES, Action, Place, Role, may
from nguon.rules.tree import lineage_of, subtree_range


@dataclass(frozen=True)
class PostLine:
    """One appointment that ends, or that goes on elsewhere."""

    appointment_id: int
    full_name: str
    role_name: str
    unit: str
    what: str
    loses_access: bool = False


@dataclass(frozen=True)
class PlanLine:
    """A plan, draft or share that needs somebody's decision."""

    title: str
    unit: str
    what: str


@dataclass(frozen=True)
class PersonsLine:
    """How many persons' records stand at a unit that closes, how many of them on a list, and what becomes of them."""

    unit: str
    count: int
    listed: int
    what: str


@dataclass(frozen=True)
class Consequences:
    """Each list in a fixed order; `follows` counts the records that go with moved units, by what they are."""

    posts: tuple[PostLine, ...] = ()
    areas: tuple[str, ...] = ()
    tasks: tuple[tuple[str, int], ...] = ()
    plans: tuple[PlanLine, ...] = ()
    shares: tuple[PlanLine, ...] = ()
    persons: tuple[PersonsLine, ...] = ()
    follows: tuple[tuple[str, int], ...] = ()
    sight_lost: tuple[str, ...] = ()
    sight_gained: tuple[str, ...] = ()
    refusals: tuple[Unmet, ...] = ()
    warnings: tuple[str, ...] = field(default_factory=tuple)

    def seen(self) -> list:
        """All of it as plain lists, for a fingerprint."""
        return [
            [[each.appointment_id, each.what] for each in self.posts],
            self.areas,
            self.tasks,
            [[each.title, each.unit, each.what] for each in (*self.plans, *self.shares)],
            [[each.unit, each.count, each.listed, each.what] for each in self.persons],
            self.follows,
            self.sight_lost,
            self.sight_gained,
        ]

    @property
    def tasks_dropped(self) -> int:
        return sum(many for _, many in self.tasks)


def consequences(
    by: Reach,
    on: date,
    *,
    closes: Sequence[Unit],
    moves: Sequence[Unit],
    to: Mapping[int, Unit | None],
    successors: Mapping[int, str],
    carries_posts: bool,
    divides: bool = False,
) -> Consequences:
    """What follows on `on` when `closes` end and `moves` go under the units `to` names (None: one that is new).

    `successors` gives the name of the chief successor of a closing unit; where the change `divides` it, persons stay.
    """
    posts, wrong, warnings = _posts(on, closes, successors, carries=carries_posts)
    persons, held = _persons(on, closes, {} if divides else successors, divides=divides)
    lost, gained = _sight(on, moves, to)
    return Consequences(
        posts=posts,
        areas=_areas(on, closes, successors),
        tasks=_tasks(on, closes),
        plans=_plans(on, closes),
        shares=_shares(on, closes),
        persons=persons,
        follows=_follows(moves),
        sight_lost=lost,
        sight_gained=gained,
        refusals=wrong + held,
        warnings=warnings,
    )


def posts_that_end(on: date, closes: Sequence[Unit]) -> list[Appointment]:
    """Appointments at closing units that would go on after `on`, in a fixed order."""
    rows = Appointment.objects.filter(unit__in=closes).exclude(ends_on__lte=on).select_related("user", "unit")
    return sorted(rows, key=lambda each: (each.unit.sort_key, each.user.sort_key, each.pk))


def _posts(
    on: date, closes: Sequence[Unit], successors: Mapping[int, str], *, carries: bool
) -> tuple[tuple[PostLine, ...], tuple[Unmet, ...], tuple[str, ...]]:
    ending = posts_that_end(on, closes) if closes else []
    wrong = tuple(
        Unmet(
            "change.later_post",
            f"{each.user.full_name} được giao vai trò tại {each.unit.name} từ {each.starts_on:%d/%m/%Y}, "
            "từ ngày đơn vị kết thúc trở đi: hủy việc giao vai trò ấy trước.",
        )
        for each in ending
        if each.starts_on >= on
    )
    ids = [each.pk for each in ending]
    people = {each.user_id for each in ending}
    others = Appointment.objects.filter(user__in=people).exclude(pk__in=ids).exclude(ends_on__lte=on)
    keep = set(others.values_list("user_id", flat=True)) if people else set()
    lines = []
    for each in ending:
        heir = successors.get(each.unit_id)
        goes = carries and heir
        what = f"chuyển về {heir} từ {on:%d/%m/%Y}" if goes else f"kết thúc ngày {on:%d/%m/%Y}"
        alone = not goes and each.user_id not in keep
        role = ROLE_NAMES[Role(each.role)]
        lines.append(PostLine(each.pk, each.user.full_name, role, each.unit.name, what, loses_access=alone))
    warnings = []
    if carries:
        heirs = Counter((successors.get(each.unit_id, ""), each.role) for each in ending)
        for (heir, role), many in heirs.items():
            if heir and many > 1 and role == Role.BRANCH_SECRETARY:
                warnings.append(f"{heir} sẽ có {many} người giữ vai trò {ROLE_NAMES[Role(role)]}: nhớ sắp xếp lại.")
    return tuple(lines), wrong, tuple(warnings)


def _areas(on: date, closes: Sequence[Unit], successors: Mapping[int, str]) -> tuple[str, ...]:
    rows = Appointment.objects.filter(areas__in=closes).exclude(ends_on__lte=on).select_related("user")
    found = []
    for each in rows.prefetch_related("areas").order_by("pk").distinct() if closes else ():
        for area in each.areas.all():
            if area in closes:
                heir = successors.get(area.pk)
                then = f"phụ trách tiếp {heir}" if heir else "thôi phụ trách"
                found.append(f"{each.user.full_name} đang phụ trách {area.name}: {then}")
    return tuple(sorted(found))


def _tasks(on: date, closes: Sequence[Unit]) -> tuple[tuple[str, int], ...]:
    rows = open_tasks(on, closes).values_list("unit__name", flat=True) if closes else ()
    return tuple(sorted(Counter(rows).items()))


def open_tasks(on: date, closes: Sequence[Unit]) -> QuerySet[DutyTask]:
    """Duties of closing units not done and due on or after `on`."""
    return DutyTask.objects.filter(unit__in=closes, done_on__isnull=True, dropped_on__isnull=True, due_on__gte=on)


def _plans(on: date, closes: Sequence[Unit]) -> tuple[PlanLine, ...]:
    if not closes:
        return ()
    versions = PlanVersion.objects.filter(plan__unit__in=closes, plan__withdrawn_on__isnull=True, period_until__gt=on)
    newest: dict[int, PlanVersion] = {}
    for each in versions.select_related("plan__unit").order_by("plan_id", "ordinal"):
        newest[each.plan_id] = each
    keeps = "còn hiệu lực sau ngày này: vẫn tra cứu được ở đơn vị cũ, đơn vị nhận cần ban hành kế hoạch của mình"
    lines = [
        PlanLine(f"{each.document_number} {each.title}".strip(), each.plan.unit.name, keeps) for each in newest.values()
    ]
    drafts = PlanDraft.objects.filter(unit__in=closes, became__isnull=True, dropped_at__isnull=True)
    lines += [
        PlanLine(str(each.source), each.unit.name, "bản đọc chưa xác nhận: nên xác nhận hoặc bỏ trước")
        for each in drafts.select_related("source", "unit").order_by("pk")
    ]
    return tuple(lines)


def _shares(on: date, closes: Sequence[Unit]) -> tuple[PlanLine, ...]:
    if not closes:
        return ()
    rows = (
        Share.objects.filter(unit__in=closes, group="", places__gt=0, allocation__version__period_until__gt=on)
        .exclude(allocation__state=Allocation.State.REPLACED)
        .select_related("unit", "allocation__version", "allocation__unit")
        .order_by("allocation_id", "unit__sort_key", "pk")
    )
    return tuple(
        PlanLine(
            each.allocation.version.title,
            each.unit.name,
            f"{each.places} chỉ tiêu do {each.allocation.unit.name} giao: cần giao lại cho đơn vị nhận",
        )
        for each in rows
    )


def _persons(
    on: date, closes: Sequence[Unit], successors: Mapping[int, str], *, divides: bool
) -> tuple[tuple[PersonsLine, ...], tuple[Unmet, ...]]:
    """(what becomes of the persons of closing units, why a unit may not close over them)."""
    if not closes:
        return (), ()
    standing = Person.objects.filter(unit__in=closes, merged_into__isnull=True, withdrawn_at__isnull=True)
    counted = standing.order_by().values_list("unit").annotate(all=Count("pk"), on=Count("pk", filter=Q(listed__gt=0)))
    numbers = {unit: (count, listed) for unit, count, listed in counted}
    lines, wrong = [], []
    for each in closes:
        count, listed = numbers.get(each.pk, (0, 0))
        if not count:
            continue
        heir = successors.get(each.pk)
        if heir:
            what = f"chuyển về {heir} từ {on:%d/%m/%Y}, danh sách nguồn đi theo"
        else:
            what = "còn ở đơn vị cũ cho đến khi chuyển từng người về đơn vị mới"
        if heir or divides:
            lines.append(PersonsLine(each.name, count, listed, what))
            continue
        of_lists = f", trong đó {listed} người đang ở danh sách nguồn" if listed else ""
        said = (
            f"{each.name} còn {count} hồ sơ người{of_lists}: chọn đơn vị tiếp nhận người, "
            "hoặc chuyển họ sang đơn vị khác trước."
        )
        wrong.append(Unmet("change.holds_persons", said))
    return tuple(lines), tuple(wrong)


def _follows(moves: Sequence[Unit]) -> tuple[tuple[str, int], ...]:
    """How many records of moved units and those below go with them."""
    if not moves:
        return ()
    below, units = Q(pk__in=[]), Q(pk__in=[])
    for each in moves:
        low, high = subtree_range(each.path)
        below |= Q(path__gte=low, path__lt=high)
        units |= Q(unit__path__gte=low, unit__path__lt=high)
    counts = (
        ("người giữ vai trò", Appointment.objects.filter(units, ends_on__isnull=True).count()),
        ("kế hoạch", Plan.objects.filter(below).count()),
        ("bảng chia chỉ tiêu", Allocation.objects.filter(below).count()),
        (
            "việc phải làm chưa xong",
            DutyTask.objects.filter(below, done_on__isnull=True, dropped_on__isnull=True).count(),
        ),
        ("hoạt động đã ghi", Activity.objects.filter(below).count()),
        ("hồ sơ người", Person.objects.filter(below, merged_into__isnull=True, withdrawn_at__isnull=True).count()),
    )
    return tuple((what, many) for what, many in counts if many)


def _sight(on: date, moves: Sequence[Unit], to: Mapping[int, Unit | None]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(who stops seeing moved units, who begins to), each with their role and unit."""
    lost: set[str] = set()
    gained: set[str] = set()
    for unit in moves:
        heir = to.get(unit.pk)
        before = set(lineage_of(unit.path)) - {unit.path}
        then = set(lineage_of(heir.path)) if heir else set()
        lost |= _seers(on, before - then)
        gained |= _seers(on, then - before)
    return tuple(sorted(lost)), tuple(sorted(gained))


def _seers(on: date, paths: set[str]) -> set[str]:
    if not paths:
        return set()
    below = [role.value for role in Role if may(role, Action.SEE_UNITS) is Place.BELOW]
    rows = Appointment.objects.filter(unit__path__in=paths, role__in=below, starts_on__lte=on).exclude(ends_on__lte=on)
    return {
        f"{each.user.full_name}, {ROLE_NAMES[Role(each.role)]} tại {each.unit.name}"
        for each in rows.select_related("user", "unit")
    }
