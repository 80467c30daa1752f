"""Merging two records in tests: two full records, the act, and all that hangs on persons to compare before and after."""

from datetime import date

from nguon.models import Certificate, Merge, Person, PersonGroup, PersonName, SensitiveRecord, SponsorRemark
from nguon.queries.merging_persons import HANGS
from nguon.rules.person_facts import SensitiveFacts
from nguon.rules.person_groups import SENSITIVE_GROUPS
from nguon.services.merging_persons import merge_persons
from nguon.services.person_rows import sealed_citizen, sensitive_row
from tests.factories import NOON
from tests.pool_world import (
    make_candidate_task,
    make_certificate,
    make_class,
    make_member,
    make_nomination,
    make_person,
    make_place,
    make_proposal,
    make_resolution,
    make_sponsorship,
    put_on,
)

FEBRUARY = date(2026, 2, 2)


def merge(by, kept, dropped, *, taken=(), seen=(1, 1), reason="") -> Merge:
    """`dropped` becomes part of `kept`."""
    return merge_persons(
        by=by, kept_id=kept.pk, dropped_id=dropped.pk, seen=seen, taken=taken, reason=reason
    )  # fmt: skip


def fresh(person):
    return Person.objects.get(pk=person.pk)


def all_rows():
    """Everything about persons, column by column, but for revisions, times, and what follows from the rest."""
    tables = [Person, PersonName, PersonGroup, SensitiveRecord, SponsorRemark, *(each.model for each in HANGS.values())]
    left_out = {"revision", "sealed", "citizen_sealed", "changed_at"}
    found = {}
    for model in tables:
        for row in model.objects.values():
            if row.get("from_facts") and row["group"] not in SENSITIVE_GROUPS:
                continue
            key = row.get("person_id"), row.get("words", row.get("group", ""))
            own = key if model in (PersonName, PersonGroup, SensitiveRecord) else row["id"]
            dropped = left_out | ({"id"} if model in (PersonName, PersonGroup, SensitiveRecord) else set())
            found[model.__name__, own] = {name: value for name, value in row.items() if name not in dropped}
    return found


def full_pair(world):
    """Two records with everything that joins: all of it moved, joined or left as the rules say."""
    here = world[3][0]
    kept, dropped = make_person(here), make_person(here, "Nguyễn Thị Hòa", phone="0912345678", since="2018")
    sponsor = make_member(here)
    resolution = make_resolution(here, on=FEBRUARY)
    for person in (kept, dropped):
        put_on(person, 1, on=FEBRUARY, resolution=resolution)
        make_sponsorship(person, sponsor)
        make_certificate(person, issued_on=FEBRUARY)
    Certificate.objects.update(number="12/GCN")
    put_on(dropped, 2)
    make_candidate_task(dropped)
    make_place(make_class(world[1]), dropped)
    make_proposal(dropped)
    make_nomination(here, person=dropped)
    sensitive_row(dropped, SensitiveFacts(ethnicity="Tày"), NOON).save()
    sealed_citizen(dropped, "001098012345").save()
    rows = [("ethnic_minority", True), ("community_figure", False)]
    for group, derived in rows:
        PersonGroup.objects.create(person=dropped, group=group, from_facts=derived, path=dropped.path,
                                   province=dropped.province)  # fmt: skip
    for person in (kept, dropped):
        for group in ("women", "youth"):
            PersonGroup.objects.create(person=person, group=group, from_facts=True, path=person.path,
                                       province=person.province)  # fmt: skip
    return kept, dropped
