"""Two records of one person become one, and two again where it was a mistake; records that only look alike told apart."""

from base64 import b64decode, b64encode
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils import timezone

from nguon.models import (
    Certificate,
    Merge,
    Person,
    PersonGroup,
    SensitiveRecord,
    Sponsorship,
    Stay,
    ToldApart,
    Unit,
)
from nguon.queries.access import Reach
from nguon.queries.merging_persons import (
    CITIZEN,
    HANGS,
    PLAIN_FIELDS,
    SENSITIVE,
    UNIT,
    merge_reached,
    obstacles,
    pair_reached,
    part,
    plain,
    refusals,
    row_digest,
    sides_of,
)
from nguon.rules.errors import MovedOn, NotAllowed, NotReached, RuleViolation, Unmet
from nguon.rules.merging import doubled_help
from nguon.rules.person_groups import SENSITIVE_GROUPS
from nguon.rules.roles import Action
from nguon.services.audit import no_change, operation, record
from nguon.services.journal import Journal, restored, take_back
from nguon.services.listing import refresh_listed
from nguon.services.moving_persons import FOLLOW
from nguon.services.person_rows import citizen_of, facts_of, opened_facts, sealed_facts
from nguon.services.persons import lay_facts

CHOICES = frozenset({*PLAIN_FIELDS, UNIT, CITIZEN, SENSITIVE})
REASON_LENGTH = 300


@operation
def merge_persons(
    *,
    by: Reach,
    kept_id: int,
    dropped_id: int,
    seen: tuple[int, int],
    taken: Collection[str] = (),
    reason: str = "",
) -> Merge:
    """All that hangs on the dropped record hangs on the kept one; fields named in `taken` are the dropped record's.

    `seen` are the revisions the person looked at. Raises NotReached, MovedOn where either record changed since,
    NotAllowed for choosing sealed facts they may not see, RuleViolation with everything that contradicts itself.
    """
    pair_reached(by, kept_id, dropped_id)
    kept, dropped = _locked(kept_id, dropped_id)
    if (kept.revision, dropped.revision) != seen:
        raise MovedOn("Một trong hai hồ sơ đã được sửa. Hãy xem lại rồi gộp tiếp.")
    if SENSITIVE in taken and not by.may_over(Action.SEE_SENSITIVE, dropped.path):
        raise NotAllowed("Đồng chí không được chọn thông tin nhạy cảm.")
    unknown = set(taken) - CHOICES
    unit = dropped.unit if UNIT in taken else kept.unit
    unmet = refusals(kept, dropped, unit, by.day)
    if unknown:
        unmet.append(Unmet("persons.merge_field_unknown", "Có ô không có trong hồ sơ."))
    if unmet:
        raise RuleViolation(unmet)
    parts: list[dict[str, Any]] = []
    journal = Journal()
    _join_stays(journal, kept, dropped, unit)
    _join_help(journal, kept, dropped, unit)
    _join_certificates(journal, kept, dropped)
    seen_rows = _move_rows(journal, kept, dropped)
    if _takes_sensitive(kept, dropped, taken):
        parts.append({SENSITIVE: _take_sensitive(journal, kept, dropped)})
    parts.append({"facts": _take_facts(by, kept, dropped, unit, taken)})
    _follow(kept)
    refresh_listed([kept.pk, dropped.pk], by.day)
    Person.objects.filter(pk=kept.pk).update(revision=seen[0] + 1)
    dropped.merged_into, dropped.revision = kept, seen[1] + 1
    dropped.save(update_fields=["merged_into", "revision"])
    parts += [{"seen": _digests(seen_rows)}, {"entries": journal.entries}]
    made = Merge.objects.create(
        kept=kept,
        dropped=dropped,
        path=unit.path,
        province=unit.province,
        moved=parts,
        reason=reason.strip()[:REASON_LENGTH],
        made_by=by.who,
        made_at=timezone.now(),
    )
    record(
        by,
        "persons.merge",
        made,
        unit=unit,
        permitted_by=Action.CHANGE_PEOPLE,
        after={
            "merged_record": f"{dropped.full_name} · {dropped.unit.name}",
            "fields": sorted(set(taken) & {*PLAIN_FIELDS, CITIZEN, SENSITIVE}),
            "moved_rows": sum(len(each) for each in seen_rows.values()),
        },
        reason=reason.strip(),
    )
    return made


def _locked(kept_id: int, dropped_id: int) -> tuple[Person, Person]:
    """Both records, locked in the order of their numbers so that two who merge them cannot wait for each other.

    Locked by themselves: joined to their units they would not be found once somebody moved them meanwhile.
    """
    rows = Person.objects.select_for_update().order_by("pk")
    found = {each.pk: each for each in rows.filter(pk__in=(kept_id, dropped_id))}
    if any(each.merged_into_id is not None or each.withdrawn_at is not None for each in found.values()):
        raise MovedOn("Một trong hai hồ sơ vừa được gộp hoặc bỏ.")
    return found[kept_id], found[dropped_id]


def _join_stays(journal: Journal, kept: Person, dropped: Person, unit: Unit) -> None:
    """One open stay, at `unit`, from the earlier day; an open stay elsewhere ends where it began, or was never one."""
    rows = list(Stay.objects.filter(person__in=(kept, dropped)).order_by("pk"))
    open_at = {each.person_id: each for each in rows if each.ends_on is None}
    main_person, other_person = (dropped, kept) if unit.pk == dropped.unit_id != kept.unit_id else (kept, dropped)
    main, other = open_at.get(main_person.pk), open_at.get(other_person.pk)
    own = {(each.unit_id, each.since, each.ends_on) for each in rows if each.person_id == kept.pk and each.ends_on}
    double = [each for each in rows if each.person_id == dropped.pk and each.ends_on]
    journal.remove("stay", [each for each in double if (each.unit_id, each.since, each.ends_on) in own])
    if main is None or other is None:
        return
    earlier = other.since is not None and (main.since is None or other.since < main.since)
    if other.unit_id == main.unit_id:
        if earlier:
            journal.set("stay", [(main, {"since": other.since})])
        journal.remove("stay", [other])
    elif earlier and main.since is not None and other.since is not None and other.since.latest < main.since.earliest:
        journal.set("stay", [(other, {"ends_on": main.since.earliest})])
    else:
        journal.remove("stay", [other])


def _join_help(journal: Journal, kept: Person, dropped: Person, unit: Unit) -> None:
    """Of an open sponsorship that would stand twice, the one without remarks goes; where neither has any, the later."""
    sides = sides_of(kept, dropped, unit)
    gone = []
    for own, theirs in doubled_help(*sides):
        rows = {each.pk: each for each in Sponsorship.objects.filter(pk__in=(own.number, theirs.number))}
        if own.has_remarks or theirs.has_remarks:
            gone.append(rows[theirs.number if own.has_remarks else own.number])
        else:
            gone.append(max(rows.values(), key=lambda each: (each.starts_on, each.pk)))
    journal.remove("sponsorship", gone)


def _join_certificates(journal: Journal, kept: Person, dropped: Person) -> None:
    """A certificate written down on both records stands once: the one of a place in a class, else the kept record's."""
    own = {
        (each.kind, each.number, each.issued_on): each
        for each in Certificate.objects.filter(person=kept)
        if each.number
    }
    gone = []
    for each in Certificate.objects.filter(person=dropped).order_by("pk"):
        same = own.get((each.kind, each.number, each.issued_on))
        if same is not None and not (same.place_id and each.place_id):
            gone.append(same if each.place_id else each)
    journal.remove("certificate", gone)


def _move_rows(journal: Journal, kept: Person, dropped: Person) -> dict[str, list[int]]:
    """Let everything else point at the kept record; the numbers of the rows by table."""
    moved: dict[str, list[int]] = {}
    twice = set(kept.list_changes.values_list("resolution", flat=True))
    same = [each for each in dropped.list_changes.order_by("pk") if each.resolution_id in twice]
    journal.remove("list_change", same)
    for table, hanging in HANGS.items():
        for way in hanging.ways:
            rows = list(hanging.model._default_manager.filter(**{way: dropped}).order_by("pk"))
            journal.set(table, [(each, {f"{way}_id": kept.pk}) for each in rows])
            if rows:
                moved.setdefault(table, []).extend(each.pk for each in rows)
    held = set(PersonGroup.objects.filter(person=kept).values_list("group", flat=True))
    groups = PersonGroup.objects.filter(person=dropped, from_facts=False).exclude(group__in=held).order_by("pk")
    journal.set("group", [(each, {"person_id": kept.pk}) for each in groups])
    return moved


def _takes_sensitive(kept: Person, dropped: Person, taken: Collection[str]) -> bool:
    sealed = {each.person_id: bool(each.sealed) for each in SensitiveRecord.objects.filter(person__in=(kept, dropped))}
    return sealed.get(dropped.pk, False) and (SENSITIVE in taken or not sealed.get(kept.pk, False))


def _take_sensitive(journal: Journal, kept: Person, dropped: Person) -> dict[str, str]:
    """The dropped record's sealed facts, sealed anew for the kept one: nobody looks at them."""
    stood = SensitiveRecord.objects.select_for_update().filter(person=kept).first()
    theirs = SensitiveRecord.objects.get(person=dropped)
    before = b64encode(bytes(stood.sealed)).decode() if stood else ""
    now = timezone.now()
    SensitiveRecord.objects.update_or_create(
        person=kept, defaults={"sealed": sealed_facts(kept, opened_facts(dropped, theirs.sealed)), "changed_at": now}
    )
    derived = PersonGroup.objects.filter(group__in=SENSITIVE_GROUPS, from_facts=True)
    journal.remove("group", list(derived.filter(person=kept)))
    held = set(PersonGroup.objects.filter(person=kept).values_list("group", flat=True))
    rows = derived.filter(person=dropped).exclude(group__in=held)
    journal.set("group", [(each, {"person_id": kept.pk}) for each in rows])
    return {"before": before, "changed_at": now.isoformat()}


def _take_facts(by: Reach, kept: Person, dropped: Person, unit: Unit, taken: Collection[str]) -> dict[str, Any]:
    """Write the chosen fields; what stood before and stands after."""
    names = [each for each in PLAIN_FIELDS if each in taken]
    before = {name: plain(getattr(kept, name)) for name in names}
    stood = b64encode(bytes(kept.citizen_sealed)).decode() if CITIZEN in taken else None
    if unit.pk != kept.unit_id:
        before[UNIT] = kept.unit_id
        kept.unit, kept.path, kept.province = unit, unit.path, unit.province
        kept.save(update_fields=["unit", "path", "province"])
    facts = replace(facts_of(kept), **{name: getattr(dropped, name) for name in names})
    if CITIZEN in taken:
        facts = replace(facts, citizen=citizen_of(dropped))
    lay_facts(by, kept, facts)
    after = {name: plain(getattr(kept, "unit_id" if name == UNIT else name)) for name in before}
    return {"before": before, "after": after, CITIZEN: stood}


def _follow(person: Person) -> None:
    """Rows whose path is that of their person take it."""
    for model in FOLLOW:
        rows = model._default_manager.filter(~Q(path=person.path), person=person)
        rows.update(path=person.path, province=person.province)


def _digests(rows: dict[str, list[int]]) -> dict[str, dict[str, str]]:
    found = {}
    for table, ids in rows.items():
        there = HANGS[table].model._default_manager.in_bulk(ids)
        found[table] = {str(pk): row_digest(row) for pk, row in there.items()}
    return found


@operation
def undo_merge(*, by: Reach, merge_id: int) -> Merge:
    """The two records are two again, each with what hung on it.

    Raises NotReached, MovedOn where it was undone already, RuleViolation with everything that was changed since.
    """
    merge_reached(by, merge_id)
    done = Merge.objects.select_for_update().get(pk=merge_id)
    if done.undone_at is not None:
        raise MovedOn("Lần gộp này đã được hoàn tác rồi.")
    ids = (done.kept_id, done.dropped_id)
    rows = Person.objects.select_for_update().order_by("pk").filter(pk__in=ids)
    persons = {each.pk: each for each in rows}
    kept, dropped = done.kept, done.dropped = persons[done.kept_id], persons[done.dropped_id]
    if not by.may_over(Action.CHANGE_PEOPLE, kept.path) or not by.may_over(Action.CHANGE_PEOPLE, dropped.path):
        raise NotReached(f"merge {merge_id}")
    stand = obstacles(done)
    if stand:
        raise RuleViolation([Unmet("persons.merge_built_on", each) for each in stand])
    revision = kept.revision
    _give_back_facts(by, done)
    take_back(part(done, "entries") or [])
    _give_back_sensitive(done)
    Person.objects.filter(pk=kept.pk).update(revision=revision + 1)
    dropped.merged_into = None
    dropped.revision += 1
    dropped.save(update_fields=["merged_into", "revision"])
    for each in (kept, dropped):
        _follow(each)
    refresh_listed(ids, by.day)
    done.undone_at, done.undone_by = timezone.now(), by.who
    done.save(update_fields=["undone_at", "undone_by"])
    record(
        by,
        "persons.undo_merge",
        done,
        unit=kept.unit,
        permitted_by=Action.CHANGE_PEOPLE,
        before={"merged_record": f"{dropped.full_name} · {dropped.unit.name}"},
        after={"undone": True},
    )
    return done


def _give_back_facts(by: Reach, done: Merge) -> None:
    kept, facts = done.kept, part(done, "facts")
    before = dict(facts["before"])
    if UNIT in before:
        unit = Unit.objects.get(pk=before.pop(UNIT))
        kept.unit, kept.path, kept.province = unit, unit.path, unit.province
        kept.save(update_fields=["unit", "path", "province"])
    values = {name: restored(Person, name, value) for name, value in before.items()}
    back = replace(facts_of(kept), **values)
    if facts[CITIZEN] is not None:
        stood = Person(key=kept.key, citizen_sealed=b64decode(facts[CITIZEN]))
        back = replace(back, citizen=citizen_of(stood))
    lay_facts(by, kept, back)


def _give_back_sensitive(done: Merge) -> None:
    sealed = part(done, SENSITIVE)
    if sealed is None:
        return
    rows = SensitiveRecord.objects.filter(person=done.kept)
    if sealed["before"]:
        rows.update(sealed=b64decode(sealed["before"]), changed_at=timezone.now())
    else:
        rows.delete()


@operation
def tell_apart(*, by: Reach, one_id: int, other_id: int) -> ToldApart:
    """The two records are not one person's, and are not shown again as likely duplicates. Raises NotReached."""
    one, _ = pair_reached(by, one_id, other_id)
    first, second = sorted((one_id, other_id))
    said, fresh = ToldApart.objects.get_or_create(
        first_id=first,
        second_id=second,
        defaults={"province": one.province, "said_by": by.who, "said_at": timezone.now()},
    )
    if not fresh:
        no_change()
        return said
    record(by, "persons.tell_apart", said, unit=one.unit, permitted_by=Action.CHANGE_PEOPLE)
    return said
