"""The lists of a branch as they stood on any day, how they came about, and how many stand on them below a unit."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from nguon.models import Certificate, ListChange, Person, Sponsorship, Unit
from nguon.queries.access import Reach
from nguon.queries.list_changes import changes_of, line_of, list_rules
from nguon.regulations.load import kinds_on
from nguon.rules.errors import NotInForce
from nguon.rules.pool_lists import LISTS, Change, ListRules, Standing, age_cautions, counts, listed_on
from nguon.rules.roles import Action
from nguon.rules.text import fold

LATE_AFTER_DAYS = 7
"""A resolution written down later than this many days after it was passed is said to be entered late."""


LEAVING_REASONS: Mapping[str, str] = dict(ListChange.Reason.choices)


@dataclass(frozen=True)
class ListRow:
    """One person of a list on the day asked. `since` is the day they came onto this list, `first_on` onto any of the
    branch; `certificate_until` is the last day it holds; `recorded_late` the day the change was written down, if late.
    """

    person: Person
    on_list: int
    since: date
    first_on: date
    resolution_id: int
    resolution_number: str
    expected_quarter: str
    sponsors: tuple[Sponsorship, ...]
    certificate: Certificate | None
    cautions: tuple[str, ...]
    recorded_late: date | None


@dataclass(frozen=True)
class Lists:
    """The three lists of a branch on a day, each in the Vietnamese order of names."""

    unit: Unit
    day: date
    known_by: date | None
    rows: Mapping[int, tuple[ListRow, ...]]

    @property
    def counts(self) -> dict[int, int]:
        return {each: len(self.rows[each]) for each in LISTS}

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Ledger:
    """All changes of the persons who ever stood on a list of the branch, also of those it grew from; `rows` by number."""

    unit: Unit
    rows: Mapping[int, ListChange]
    changes: tuple[Change, ...]

    def standings(self, day: date, known_by: date | None = None) -> dict[int, Standing]:
        """Who stands on a list of the branch on `day`, by person."""
        found = listed_on(self.changes, day, known_by)
        return {person: at for person, at in found.items() if at.unit == self.unit.pk}


def ledger_of(unit: Unit) -> Ledger:
    """What the lists of the branch follow from on any day; two queries where it grew from no other.

    Of a branch that was split only those count here whose record is now with this one.
    """
    line = line_of(unit)
    ever = ListChange.objects.filter(unit__in=line).values("person")
    standing = Q(person__merged_into__isnull=True, person__withdrawn_at__isnull=True)
    rows = ListChange.objects.filter(standing, person__in=ever).select_related("resolution", "person")
    held = {each.pk: each for each in rows}
    split = {each for each, whole in line.items() if not whole}
    changes = tuple(
        change
        for change, row in zip(changes_of(held.values(), unit, line), held.values(), strict=True)
        if row.unit_id not in split or row.person.unit_id == unit.pk
    )
    return Ledger(unit, held, changes)


def lists_on(unit: Unit, day: date, known_by: date | None = None, *, ledger: Ledger | None = None) -> Lists:
    """The lists of the branch on `day` as known now, or as it was known at the end of `known_by`; five queries, three
    where its `ledger` is at hand.

    Whoever asks must have been let through to the unit.
    """
    ledger = ledger or ledger_of(unit)
    standings, held = ledger.standings(day, known_by), ledger.rows
    people = Person.objects.filter(pk__in=standings).select_related("unit").order_by("sort_key", "pk")
    then = _Then(unit, day, _rules(day), _sponsors(standings, day, known_by), _certificates(standings, day, known_by))
    quarters = _quarters(standings, ledger)
    rows: dict[int, list[ListRow]] = {each: [] for each in LISTS}
    for person in people:
        at = standings[person.pk]
        row = ListRow(
            person=person,
            on_list=at.on_list,
            since=at.since,
            first_on=at.first_on,
            resolution_id=held[at.change.id].resolution_id,
            resolution_number=at.change.number,
            expected_quarter=quarters[person.pk],
            sponsors=tuple(then.sponsors[person.pk]),
            certificate=then.certificates.get(person.pk),
            cautions=_cautions(person, at, then),
            recorded_late=late(at.change),
        )
        rows[at.on_list].append(row)
    return Lists(unit, day, known_by, {each: tuple(rows[each]) for each in LISTS})


def late(change: Change) -> date | None:
    """The day the change was written down where that was long after the resolution; None otherwise."""
    return change.recorded_on if (change.recorded_on - change.on).days > LATE_AFTER_DAYS else None


def _known_then(known_by: date | None) -> Q:
    return Q() if known_by is None else Q(recorded_at__date__lte=known_by)


def _sponsors(people: Collection[int], day: date, known_by: date | None) -> dict[int, list[Sponsorship]]:
    found: dict[int, list[Sponsorship]] = defaultdict(list)
    held = Sponsorship.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day),
        _known_then(known_by),
        candidate__in=people,
        starts_on__lte=day,
        resolution__withdrawn_at__isnull=True,
    )
    for each in held.select_related("sponsor").order_by("starts_on", "pk"):
        found[each.candidate_id].append(each)
    return found


def _certificates(people: Collection[int], day: date, known_by: date | None) -> dict[int, Certificate]:
    """Of each person the awareness certificate that holds longest."""
    held = Certificate.objects.filter(
        Q(revoked_on__isnull=True) | Q(revoked_on__gt=day),
        _known_then(known_by),
        person__in=people,
        kind="awareness",
        issued_on__lte=day,
    )
    by_end = sorted(held, key=lambda each: (each.valid_until or date.max, each.pk))
    return {each.person_id: each for each in by_end}


def _rules(day: date) -> ListRules | None:
    try:
        return list_rules(day)
    except NotInForce:
        return None


def _quarters(standings: Mapping[int, Standing], ledger: Ledger) -> dict[int, str]:
    """The quarter last named for each person since they came onto any list of the branch."""
    found: dict[int, str] = defaultdict(str)
    for change in sorted(ledger.changes, key=lambda each: (each.on, each.order)):
        at = standings.get(change.person)
        named = ledger.rows[change.id].expected_quarter
        if at is not None and named and counts(change) and at.first_on <= change.on <= at.since:
            found[change.person] = named
    return found


@dataclass(frozen=True)
class _Then:
    """What was so on the day asked, beside the lists themselves."""

    unit: Unit
    day: date
    rules: ListRules | None
    sponsors: Mapping[int, Sequence[Sponsorship]]
    certificates: Mapping[int, Certificate]


def _cautions(person: Person, at: Standing, then: _Then) -> tuple[str, ...]:
    found = [each.what for each in age_cautions(person.born, then.day, then.rules)] if then.rules else []
    began = person.joined or person.official
    if began is not None and began.latest <= then.day:
        found.append(f"Vào Đảng {began}, chưa đưa ra khỏi danh sách.")
    if person.unit_id != then.unit.pk:
        found.append(f"Hồ sơ đã chuyển về {person.unit.name}.")
    if at.on_list == 3:
        certificate = then.certificates.get(person.pk)
        until = certificate.valid_until if certificate else None
        if certificate is None:
            found.append("Chưa có giấy chứng nhận học lớp.")
        elif until is not None and until <= then.day:
            found.append(f"Giấy chứng nhận hết giá trị từ {until:%d/%m/%Y}.")
        if not then.sponsors[person.pk]:
            found.append("Chưa có đảng viên giúp đỡ.")
    return tuple(found)


@dataclass(frozen=True)
class Difference:
    """One person whose list differs between two days: `before` and `after` are 0 for none."""

    person: Person
    before: int
    after: int
    change: ListChange


def differences(ledger: Ledger, since: date, until: date) -> list[Difference]:
    """What changed on the lists of the branch from the end of `since` to the end of `until`, as known now: who came,
    moved, left, each with the change that did it last; by name. No query.
    """
    before, after = ledger.standings(since), ledger.standings(until)
    last: dict[int, Change] = {}
    for each in sorted(ledger.changes, key=lambda each: (each.on, each.order)):
        if counts(each) and each.on <= until and each.unit == ledger.unit.pk:
            last[each.person] = each
    found = []
    for person, change in last.items():
        was = before[person].on_list if person in before else 0
        now = after[person].on_list if person in after else 0
        if was != now:
            row = ledger.rows[change.id]
            found.append(Difference(row.person, was, now, row))
    return sorted(found, key=lambda each: (each.person.sort_key, each.person.pk))


def listed_by_branch(changes: QuerySet[ListChange]) -> dict[int, dict[int, int]]:
    """How many stand on each list today, by unit and list, of the branches whose `changes` are within reach; one query.

    The change that put a person where they stand is the one of that day and list.
    """
    rows = (
        changes.filter(
            person__listed__gt=0,
            person__merged_into__isnull=True,
            person__withdrawn_at__isnull=True,
            to_list=F("person__listed"),
            on=F("person__listed_since"),
        )
        .order_by()
        .values("unit_id", "to_list")
        .annotate(many=Count("person", distinct=True))
    )
    found: dict[int, dict[int, int]] = defaultdict(lambda: dict.fromkeys(LISTS, 0))
    for each in rows:
        found[each["unit_id"]][each["to_list"]] += each["many"]
    return found


@dataclass(frozen=True)
class BranchRow:
    """A branch with how many stand on each of its lists today; `parent_name` tells namesakes apart."""

    id: int
    name: str
    parent_name: str
    path: str
    one: int
    two: int
    three: int

    @property
    def total(self) -> int:
        return self.one + self.two + self.three


ORDERS = ("ten", "1", "2", "3", "cong")


def branch_rows(by: Reach, text: str = "", order: str = "ten") -> list[BranchRow]:
    """Branches within reach that stand, and others on whose lists somebody still stands; two queries.

    `text` narrows by name without accents, of the branch or of the unit above. In the order of names, or with most on
    list 1, 2, 3 or on all ("cong") first.
    """
    numbers = listed_by_branch(by.list_changes(Action.SEE_POOL))
    try:
        kinds = [key for key, kind in kinds_on(by.day).items() if kind.is_branch]
    except NotInForce:
        kinds = []
    units = by.units(Action.SEE_POOL).filter(Q(kind__in=kinds, closed_on__isnull=True) | Q(pk__in=list(numbers)))
    if text:
        units = units.filter(Q(folded__contains=fold(text)) | Q(parent__folded__contains=fold(text)))
    told = units.order_by("sort_key", "pk").values_list("pk", "name", "parent__name", "path")
    rows = [
        BranchRow(pk, name, above or "", path, *(numbers[pk][each] if pk in numbers else 0 for each in LISTS))
        for pk, name, above, path in told
    ]
    keys: dict[str, Callable[[BranchRow], int]] = {
        "1": lambda each: each.one,
        "2": lambda each: each.two,
        "3": lambda each: each.three,
        "cong": lambda each: each.total,
    }
    return sorted(rows, key=keys[order], reverse=True) if order in keys else rows
