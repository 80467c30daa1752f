"""Persons of a unit that closes go on in its successor, many at once; what carries their path follows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from nguon.models import Circumstance, Person, Reorganisation, Stay, Succession, Unit
from nguon.rules.partial_dates import PartialDate
from nguon.services.journal import Journal
from nguon.services.moving_persons import FOLLOW


def persons_follow(journal: Journal, done: Reorganisation, closed: Sequence[Unit]) -> None:
    """Let all records of the `closed` units belong to their chief successors from the day of the change on.

    Lists need nothing: a branch's list holds those of the branches that became part of it. Where a unit is divided
    nobody knows who goes where: the records stay until somebody moves them.
    """
    if done.kind == Reorganisation.Kind.SPLIT:
        return
    heirs: dict[int, int] = {}
    for each in Succession.objects.filter(reorganisation=done, predecessor__in=closed).order_by("pk"):
        heirs.setdefault(each.predecessor_id, each.successor_id)
    persons = list(Person.objects.select_for_update().filter(unit__in=list(heirs)).order_by("pk"))
    if not persons:
        return
    targets = Unit.objects.in_bulk(set(heirs.values()))
    to = {each.pk: targets[heirs[each.unit_id]] for each in persons}
    stays = Stay.objects.filter(person__unit__in=list(heirs), ends_on__isnull=True).order_by("pk")
    ended, mended, begun = [], [], []
    for stay in stays:
        heir = to[stay.person_id]
        if stay.since is not None and stay.since.earliest >= done.on:
            mended.append((stay, {"unit_id": heir.pk, "province": heir.province}))
            continue
        ended.append((stay, {"ends_on": done.on, "reason": done.summary[:300]}))
        fresh = Stay(person_id=stay.person_id, unit=heir, province=heir.province)
        fresh.since = PartialDate.of(done.on)
        begun.append(fresh)
    journal.set("stay", ended)
    journal.set("stay", mended)
    journal.make("stay", begun)
    journal.set("person", [(each, {"unit_id": to[each.pk].pk}) for each in persons])
    paths_follow(targets.values())


def paths_follow(units: Iterable[Unit]) -> None:
    """Let the records of `units`, and what belongs to them, carry the paths of today."""
    for unit in units:
        carried = {"path": unit.path, "province": unit.province}
        there = Person.objects.filter(unit=unit)
        for model in FOLLOW:
            model._default_manager.filter(~Q(path=unit.path), person__in=there).update(**carried)
        Circumstance.objects.filter(~Q(province=unit.province), person__in=there).update(province=unit.province)
        there.exclude(path=unit.path).update(**carried)


def units_left(entries: Sequence[Mapping[str, Any]]) -> list[int]:
    """The units whose records went elsewhere, of a journal's entries."""
    rows = (row for each in entries if each.get("set") == "person" for row in each["rows"])
    return sorted({before["unit_id"] for _, before, _ in rows})
