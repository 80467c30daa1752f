"""A person goes from one branch to another: the stay there ends, one here begins, and what belongs to them follows."""

from datetime import date

from django.db.models import Model

from nguon.models import Certificate, Circumstance, ListChange, Person, PersonGroup, PersonName, Stay, Unit
from nguon.queries.access import Reach
from nguon.rules.errors import MovedOn, RuleViolation, Unmet
from nguon.rules.partial_dates import PartialDate
from nguon.rules.person_groups import SENSITIVE_GROUPS
from nguon.rules.pool_lists import SHORT_NAMES
from nguon.rules.roles import Action
from nguon.services.audit import operation, record
from nguon.services.person_rows import derived_groups, group_row
from nguon.services.persons import locked_person

FOLLOW: tuple[type[Model], ...] = (PersonName, PersonGroup, Certificate)
"""Tables whose path is that of the person's unit of today; what a branch resolved or was handed stays with the branch."""
REASON_LENGTH = 300


@operation
def move_person(*, by: Reach, person_id: int, unit_id: int, on: date, reason: str, seen: int) -> Person:
    """The person belongs to the unit from `on` on.

    `seen` is the revision the person looked at. Raises NotReached for a person or unit that is not theirs to change,
    MovedOn where the record changed since, RuleViolation with everything that forbids it.
    """
    person = locked_person(by, person_id, Action.CHANGE_PEOPLE)
    unit = by.unit(unit_id, Action.CHANGE_PEOPLE)
    if person.revision != seen:
        raise MovedOn("Hồ sơ đã được người khác sửa. Hãy xem lại rồi chuyển tiếp.")
    before = person.unit
    lay_move(by, person, unit, on, reason)
    record(
        by,
        "persons.move",
        person,
        unit=unit,
        permitted_by=Action.CHANGE_PEOPLE,
        on=on,
        before={"unit": before.name},
        after={"unit": unit.name},
        reason=reason.strip(),
    )
    return person


def lay_move(by: Reach, person: Person, unit: Unit, on: date, reason: str) -> None:
    """`person` (locked) goes to `unit` on `on`. Part of an operation, never one by itself. Raises RuleViolation."""
    stay = Stay.objects.select_for_update().filter(person=person, ends_on__isnull=True).first()
    unmet = _unmet(by, person, unit, on, stay)
    if not reason.strip():
        unmet.append(Unmet("persons.move_reason_missing", "Hãy viết lý do chuyển."))
    if unmet:
        raise RuleViolation(unmet)
    if stay is not None:
        stay.ends_on, stay.reason = on, reason.strip()[:REASON_LENGTH]
        stay.save(update_fields=["ends_on", "reason"])
    Stay.objects.create(person=person, unit=unit, since=PartialDate.of(on), province=unit.province)
    person.unit, person.path, person.province = unit, unit.path, unit.province
    person.revision += 1
    person.save(update_fields=["unit", "path", "province", "revision"])
    for model in FOLLOW:
        model._default_manager.filter(person=person).update(path=unit.path, province=unit.province)
    Circumstance.objects.filter(person=person).update(province=unit.province)
    _regroup(person, unit, by.day)


def _unmet(by: Reach, person: Person, unit: Unit, on: date, stay: Stay | None) -> list[Unmet]:
    """Everything that forbids the move."""
    unmet = []
    if unit.pk == person.unit_id:
        unmet.append(Unmet("persons.move_nowhere", f"{person.full_name} đang ở chính {unit.name}."))
    if unit.closed_on is not None and unit.closed_on <= on:
        said = f"{unit.name} kết thúc hoạt động ngày {unit.closed_on:%d/%m/%Y}."
        unmet.append(Unmet("persons.move_to_closed", said))
    if unit.opened_on > on:
        unmet.append(Unmet("persons.move_before_opening", f"{unit.name} lập ngày {unit.opened_on:%d/%m/%Y}."))
    if on > by.day:
        unmet.append(Unmet("persons.move_ahead", "Ngày chuyển không được sau hôm nay."))
    if stay is not None and stay.since is not None and on <= stay.since.earliest:
        said = f"Ngày chuyển phải sau ngày về {person.unit.name} ({stay.since})."
        unmet.append(Unmet("persons.move_before_stay", said))
    if person.listed:
        said = (
            f"{person.full_name} đang ở {SHORT_NAMES[person.listed]} của {person.unit.name}. "
            f"{person.unit.name} ghi nghị quyết đưa ra khỏi danh sách, lý do “{ListChange.Reason.MOVED.label}”, "
            "rồi mới chuyển hồ sơ."
        )
        unmet.append(Unmet("persons.move_listed", said))
        return unmet
    last = ListChange.objects.filter(person=person, resolution__withdrawn_at__isnull=True).order_by("-on").first()
    if last is not None and on < last.on:
        said = f"Ngày chuyển không được trước ngày ra khỏi danh sách ({last.on:%d/%m/%Y})."
        unmet.append(Unmet("persons.move_before_leaving", said))
    return unmet


def _regroup(person: Person, unit: Unit, day: date) -> None:
    """Groups that follow from the unit's field of work are those of the new unit at once."""
    follows = derived_groups(person, unit.sector, day) - SENSITIVE_GROUPS
    rows = PersonGroup.objects.filter(person=person).exclude(group__in=SENSITIVE_GROUPS)
    stands = {each.group: each.from_facts for each in rows}
    rows.filter(from_facts=True).exclude(group__in=follows).delete()
    fresh = [group_row(person, each, from_facts=True) for each in sorted(follows - set(stands))]
    PersonGroup.objects.bulk_create(fresh)
