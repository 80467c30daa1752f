"""Records of persons: made, changed, withdrawn where made by mistake; the sealed part written and looked at.

Entries say which fields changed, never what stands in them: the trail is read by more people than the record.
"""

from collections.abc import Iterable
from dataclasses import replace

from django.utils import timezone

from nguon.models import (
    CandidateTask,
    Certificate,
    ClassPlace,
    ClassProposal,
    ListChange,
    Merge,
    Nomination,
    Person,
    PersonGroup,
    PersonName,
    SensitiveRecord,
    Sponsorship,
    Unit,
)
from nguon.queries.access import Reach
from nguon.rules.errors import MovedOn, NotAllowed, NotReached, RuleViolation, Unmet
from nguon.rules.person_facts import SENSITIVE_FIELDS, PersonFacts, SensitiveFacts
from nguon.rules.person_groups import SENSITIVE_GROUPS, sensitive_groups_from
from nguon.rules.persons import unmet_person, unmet_sensitive
from nguon.rules.roles import Action
from nguon.services.audit import no_change, operation, record
from nguon.services.person_rows import (
    COLUMNS,
    citizen_of,
    derived_groups,
    filled,
    group_row,
    group_rows,
    name_rows,
    opened_facts,
    person_row,
    sealed_facts,
    sensitive_row,
    stay_row,
)

__all__ = ["PersonFacts", "SensitiveFacts"]


@operation
def make_person(*, by: Reach, unit_id: int, facts: PersonFacts) -> Person:
    """A new record at the unit. Raises NotReached, NotAllowed for sensitive facts, RuleViolation for what cannot be so."""
    unit = by.unit(unit_id, Action.CHANGE_PEOPLE)
    made = lay_person(by, unit, facts)
    record(
        by,
        "persons.make",
        made,
        unit=unit,
        permitted_by=Action.CHANGE_PEOPLE,
        after={"fields": _said(facts), "unit": unit.name},
    )
    return made


def lay_person(by: Reach, unit: Unit, facts: PersonFacts) -> Person:
    """The record of `facts` at `unit` with its names, groups, stay and sealed part.

    Part of an operation, never one by itself. Raises NotAllowed for sensitive facts where they may not be written, and
    RuleViolation.
    """
    unmet = unmet_person(facts, by.day)
    if facts.sensitive is not None and not by.may_over(Action.SEE_SENSITIVE, unit.path):
        raise NotAllowed("Đồng chí không được ghi thông tin nhạy cảm của người ở đơn vị này.")
    if unmet:
        raise RuleViolation(unmet)
    now = timezone.now()
    made = person_row(unit, facts, made_by=by.who, made_at=now)
    made.save(force_insert=True)
    PersonName.objects.bulk_create(name_rows(made))
    stay_row(made, facts.since).save(force_insert=True)
    if facts.sensitive is not None and facts.sensitive != SensitiveFacts():
        sensitive_row(made, facts.sensitive, now).save(force_insert=True)
    groups = group_rows(made, sector=unit.sector, on=by.day, by_hand=facts.groups or (), sensitive=facts.sensitive)
    PersonGroup.objects.bulk_create(groups)
    return made


@operation
def change_person(*, by: Reach, person_id: int, seen: int, facts: PersonFacts) -> Person:
    """The ordinary facts become `facts`; hand-entered groups become `facts.groups`, those that follow are found anew.

    `seen` is the revision the person looked at. Raises NotReached, MovedOn where the record changed since, NotAllowed for
    sensitive facts, RuleViolation for what cannot be so.
    """
    person = locked_person(by, person_id, Action.CHANGE_PEOPLE)
    if person.revision != seen:
        raise MovedOn("Hồ sơ đã được người khác sửa. Hãy xem lại rồi ghi tiếp.")
    changed = lay_facts(by, person, facts)
    if not changed:
        no_change()
        return person
    record(
        by,
        "persons.change",
        person,
        unit=person.unit,
        permitted_by=Action.CHANGE_PEOPLE,
        after={"fields": changed},
    )
    return person


def locked_person(by: Reach, person_id: int, action: Action) -> Person:
    """The person within reach for `action`, locked until the end of the transaction. Raises NotReached."""
    found = by.persons(action).select_for_update(of=("self",)).select_related("unit").filter(pk=person_id).first()
    if found is None:
        raise NotReached(f"person {person_id}")
    return found


def lay_facts(by: Reach, person: Person, facts: PersonFacts) -> list[str]:
    """`person` (locked) with `facts` written, its names and groups following; the names of the fields that changed.

    Part of an operation, never one by itself; raises as change_person does, save MovedOn.
    """
    if facts.sensitive is not None and not by.may_over(Action.SEE_SENSITIVE, person.path):
        raise NotAllowed("Đồng chí không được ghi thông tin nhạy cảm của người này.")
    unmet = unmet_person(replace(facts, since=None), by.day)
    if unmet:
        raise RuleViolation(unmet)
    stood = {name: getattr(person, name) for name in COLUMNS}
    digest, other_names = person.citizen_digest, (person.full_name, person.other_names)
    filled(person, facts)
    changed = [name for name in COLUMNS if getattr(person, name) != stood[name]]
    if person.citizen_digest != digest:
        changed.append("citizen")
    if (person.full_name, person.other_names) != other_names:
        PersonName.objects.filter(person=person).delete()
        PersonName.objects.bulk_create(name_rows(person))
    if facts.sensitive is not None and _seal_anew(person, facts.sensitive):
        changed.append("sensitive")
    if _regroup(by, person, facts.groups):
        changed.append("groups")
    if changed:
        person.revision += 1
        person.save(
            update_fields=[*COLUMNS, "sort_key", "citizen_sealed", "citizen_digest", "revision"],
        )
    return changed


def _said(facts: PersonFacts) -> list[str]:
    names = [name for name in (*COLUMNS, "citizen", "groups") if getattr(facts, name)]
    if facts.sensitive is not None and facts.sensitive != SensitiveFacts():
        names.append("sensitive")
    return names


def _seal_anew(person: Person, facts: SensitiveFacts) -> list[str]:
    """Write the sealed part; the names of its fields that changed."""
    kept = SensitiveRecord.objects.select_for_update().filter(person=person).first()
    stood = opened_facts(person, kept.sealed if kept else b"")
    sealed = sealed_facts(person, facts)
    stands = opened_facts(person, sealed)
    changed = [name for name in SENSITIVE_FIELDS if getattr(stood, name) != getattr(stands, name)]
    if changed:
        SensitiveRecord.objects.update_or_create(
            person=person, defaults={"sealed": sealed, "changed_at": timezone.now()}
        )
        follows = sensitive_groups_from(stands.ethnicity, stands.religion)
        _set_derived(person, SENSITIVE_GROUPS, follows)
    return changed


def _regroup(by: Reach, person: Person, by_hand: Iterable[str] | None) -> bool:
    """Set the ordinary groups: those entered by hand (None: as they are) and those that follow; whether any changed."""
    rows = {each.group: each for each in PersonGroup.objects.filter(person=person)}
    before = {group: row.from_facts for group, row in rows.items() if group not in SENSITIVE_GROUPS}
    entered = {group for group, derived in before.items() if not derived} if by_hand is None else set(by_hand)
    follows = derived_groups(person, person.unit.sector, by.day) - SENSITIVE_GROUPS
    wanted = {group: group not in entered for group in entered | follows}
    gone = [rows[group].pk for group in before if wanted.get(group) != before[group]]
    PersonGroup.objects.filter(pk__in=gone).delete()
    fresh = [
        group_row(person, group, from_facts=derived)
        for group, derived in sorted(wanted.items())
        if before.get(group) != derived
    ]
    PersonGroup.objects.bulk_create(fresh)
    return wanted != before


def _set_derived(person: Person, among: Iterable[str], follows: Iterable[str]) -> None:
    """Of the groups `among`, exactly those that follow stand as following; what was entered by hand stays."""
    stands = set(PersonGroup.objects.filter(person=person, group__in=among).values_list("group", flat=True))
    gone = stands - set(follows)
    PersonGroup.objects.filter(person=person, group__in=gone, from_facts=True).delete()
    PersonGroup.objects.bulk_create([group_row(person, each, from_facts=True) for each in set(follows) - stands])


@operation
def write_sensitive(*, by: Reach, person_id: int, seen: int, facts: SensitiveFacts) -> Person:
    """The sealed part becomes `facts`. Raises NotReached, MovedOn, RuleViolation. The entry says which fields changed."""
    person = locked_person(by, person_id, Action.SEE_SENSITIVE)
    if person.revision != seen:
        raise MovedOn("Hồ sơ đã được người khác sửa. Hãy xem lại rồi ghi tiếp.")
    unmet = unmet_sensitive(facts)
    if unmet:
        raise RuleViolation(unmet)
    changed = _seal_anew(person, facts)
    if not changed:
        no_change()
        return person
    person.revision += 1
    person.save(update_fields=["revision"])
    record(
        by,
        "persons.write_sensitive",
        person,
        unit=person.unit,
        permitted_by=Action.SEE_SENSITIVE,
        after={"fields": changed},
    )
    return person


@operation
def look_at_sensitive(*, by: Reach, person_id: int, reason: str) -> SensitiveFacts:
    """What is sealed of the person, for who says why they look; the look leaves an entry.

    Raises NotReached, RuleViolation without a reason.
    """
    person = locked_person(by, person_id, Action.SEE_SENSITIVE)
    _wants(reason)
    kept = SensitiveRecord.objects.filter(person=person).first()
    found = opened_facts(person, kept.sealed if kept else b"")
    record(by, "persons.look", person, unit=person.unit, permitted_by=Action.SEE_SENSITIVE, reason=reason.strip())
    return found


@operation
def reveal_citizen(*, by: Reach, person_id: int, reason: str) -> str:
    """The citizen number in clear, for who may see what is sealed and says why. Raises NotReached, RuleViolation."""
    person = locked_person(by, person_id, Action.SEE_SENSITIVE)
    _wants(reason)
    record(by, "persons.reveal", person, unit=person.unit, permitted_by=Action.SEE_SENSITIVE, reason=reason.strip())
    return citizen_of(person)


def _wants(reason: str) -> None:
    if not reason.strip():
        raise RuleViolation([Unmet("persons.reason_missing", "Hãy viết lý do cần xem.")])


@operation
def withdraw_person(*, by: Reach, person_id: int, reason: str) -> Person:
    """The record was made by mistake: it is found no longer, and counts nowhere.

    Raises NotReached, RuleViolation without a reason or where anything hangs on the record.
    """
    person = locked_person(by, person_id, Action.CHANGE_PEOPLE)
    unmet = hanging_on(person)
    if not reason.strip():
        unmet = [Unmet("persons.reason_missing", "Hãy viết lý do bỏ hồ sơ này."), *unmet]
    if unmet:
        raise RuleViolation(unmet)
    person.withdrawn_at = timezone.now()
    person.revision += 1
    person.save(update_fields=["withdrawn_at", "revision"])
    PersonName.objects.filter(person=person).delete()
    PersonGroup.objects.filter(person=person).delete()
    record(
        by,
        "persons.withdraw",
        person,
        unit=person.unit,
        permitted_by=Action.CHANGE_PEOPLE,
        reason=reason.strip(),
    )
    return person


def hanging_on(person: Person) -> list[Unmet]:
    """What keeps the record from being withdrawn."""
    lists = ListChange.objects.filter(person=person, resolution__withdrawn_at__isnull=True)
    helps = Sponsorship.objects.filter(candidate=person) | Sponsorship.objects.filter(sponsor=person)
    classes = ClassProposal.objects.filter(person=person)
    found = (
        ("lists", "Nghị quyết chi bộ đã ghi người này vào danh sách.", lists),
        ("sponsors", "Đã có phân công giúp đỡ với người này.", helps),
        ("tasks", "Đã giao nhiệm vụ cho người này.", CandidateTask.objects.filter(person=person)),
        ("proposals", "Đã đề nghị cho người này học lớp bồi dưỡng.", classes),
        ("places", "Người này đã có chỗ trong lớp bồi dưỡng.", ClassPlace.objects.filter(person=person)),
        ("certificates", "Người này đã có giấy chứng nhận.", Certificate.objects.filter(person=person)),
        ("nominations", "Đã trả lời giới thiệu người này.", Nomination.objects.filter(person=person)),
        ("merges", "Hồ sơ khác đã gộp vào hồ sơ này.", Merge.objects.filter(kept=person, undone_at__isnull=True)),
    )
    return [Unmet(f"persons.hangs_{code}", said) for code, said, rows in found if rows.exists()]
