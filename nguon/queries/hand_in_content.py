"""What a unit would hand in now: the rows of a branch, or what a committee was given, with what it lacks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from nguon.models import Certificate, HandIn, Person, PersonGroup, Sponsorship, SurveyRound, Unit
from nguon.queries.survey_tree import Handed, Node, RoundTree, is_branch
from nguon.rules.hand_ins import Differences, counts, differences, digest, summed, twice
from nguon.rules.person_groups import SENSITIVE_GROUPS
from nguon.rules.survey_rounds import InRound, Version


@dataclass(frozen=True)
class Content:
    """What a version freezes, and what is said beside it before it is handed in.

    `undecided` and `missing` are units below whose list waits for a decision or is not there (both are not in it);
    `in_two` names branches that stand in two of the lists to be added up.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)
    included: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    parts: tuple[tuple[Node, Handed], ...] = ()
    absent: tuple[tuple[Node, InRound], ...] = ()
    undecided: tuple[Node, ...] = ()
    in_two: tuple[str, ...] = ()
    last: HandIn | None = None  # accepted in the round before
    no_sponsor: tuple[str, ...] = ()
    no_certificate: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The fingerprint under which it is kept."""
        return digest(frozen(self.rows, self.counts, self.included, self.missing))


def frozen(rows: list, counted: Mapping[str, Any], included: list[int], missing: list[int]) -> dict[str, Any]:
    """What a fingerprint is taken of."""
    return {"rows": rows, "counts": counted, "included": included, "missing": missing}


def content_now(called: SurveyRound, unit: Unit, day: date) -> Content:
    """What `unit` would hand in on `day`; four queries for a branch, five and one for each level below for a committee."""
    return _of_branch(called, unit, day) if is_branch(unit.kind) else _of_committee(called, unit, day)


def persons_listed(unit: Unit) -> list[Person]:
    """Who stands on a list of the branch today, in the order of names, with their newest awareness certificate; one query."""
    newest = Certificate.objects.filter(person=OuterRef("pk"), kind="awareness", revoked_on__isnull=True)
    newest = newest.order_by("-issued_on", "-pk")
    found = Person.objects.filter(unit=unit, listed__gt=0, merged_into__isnull=True, withdrawn_at__isnull=True)
    return list(
        found.annotate(
            certificate_number=Subquery(newest.values("number")[:1]),
            certificate_on=Subquery(newest.values("issued_on")[:1]),
            certificate_until=Subquery(newest.values("valid_until")[:1]),
        ).order_by("sort_key", "pk")
    )


def _of_branch(called: SurveyRound, unit: Unit, day: date) -> Content:
    persons: list[Any] = persons_listed(unit)
    ids = [each.pk for each in persons]
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for person_id, group in PersonGroup.objects.filter(person__in=ids).order_by("group").values_list("person", "group"):
        groups[person_id].append(group)
    sponsors = _sponsors(ids, day)
    rows = [_row(each, groups[each.pk], sponsors[each.pk]) for each in persons]
    counted = counts((each.listed, groups[each.pk]) for each in persons)
    last = last_accepted(called, unit)
    if last is not None:
        counted["flows"] = differences(last.rows, rows).flows
    pool = [each for each in persons if each.listed == 3]
    return Content(
        rows,
        counted,
        last=last,
        no_sponsor=tuple(each.full_name for each in pool if not sponsors[each.pk]),
        no_certificate=tuple(each.full_name for each in pool if _lapsed(each, day)),
    )


def _row(person: Any, groups: Iterable[str], sponsors: list[str]) -> dict[str, Any]:
    return {
        "person": person.pk,
        "name": person.full_name,
        "born": person.born.stored() if person.born else "",
        "sex": person.sex,
        "list": person.listed,
        "since": _iso(person.listed_since),
        "groups": [each for each in groups if each not in SENSITIVE_GROUPS],
        "certificate": person.certificate_number or "",
        "certificate_on": _iso(person.certificate_on),
        "certificate_until": _iso(person.certificate_until),
        "sponsor": ", ".join(sponsors),
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _sponsors(ids: list[int], day: date) -> defaultdict[int, list[str]]:
    running = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = Sponsorship.objects.filter(running, candidate__in=ids, starts_on__lte=day).order_by("starts_on", "pk")
    for person_id, name in rows.values_list("candidate", "sponsor__full_name"):
        found[person_id].append(name)
    return found


def _lapsed(person: Any, day: date) -> bool:
    until = person.certificate_until
    return person.certificate_on is None or (until is not None and until <= day)


def last_accepted(called: SurveyRound, unit: Unit) -> HandIn | None:
    """What was last accepted of `unit` in an earlier round of the same caller; one query."""
    earlier = HandIn.objects.filter(
        unit=unit, round__unit=called.unit_id, round__opens_on__lt=called.opens_on, state=Version.ACCEPTED
    )
    return earlier.select_related("round").order_by("-round__opens_on", "-round_id", "-ordinal").first()


def _of_committee(called: SurveyRound, unit: Unit, day: date) -> Content:
    found = RoundTree(called, unit, day)
    parts, absent, undecided = [], [], []
    for node in found.tree.children.get(unit.pk, []):
        counted = found.counted(node)
        versions = found.to_parent(node)
        if versions and versions[-1].state is Version.HANDED_IN:
            undecided.append(node)
        if counted is None:
            absent.append((node, found.standing(node)))
        else:
            parts.append((node, counted))
    return Content(
        [],
        summed(each.counts or {} for _, each in parts),
        sorted(each.id for _, each in parts),
        sorted(node.id for node, _ in absent),
        parts=tuple(parts),
        absent=tuple(absent),
        undecided=tuple(undecided),
        last=last_accepted(called, unit),
        in_two=_in_two([(node.id, each.id) for node, each in parts]),
    )


def _in_two(parts: list[tuple[int, int]]) -> tuple[str, ...]:
    """Names of branches whose list stands in two of `parts` (unit, version): moved from one to the other meanwhile."""
    owner = {version: unit for unit, version in parts}
    branches: defaultdict[int, list[int]] = defaultdict(list)
    level = dict(owner)
    while level:
        below: dict[int, int] = {}
        rows = HandIn.objects.filter(pk__in=list(level)).values_list("pk", "unit_id", "included")
        for version, unit_id, included in rows:
            if not included:
                branches[level[version]].append(unit_id)
            below |= dict.fromkeys(included, level[version])
        level = below
    doubled = twice(branches.items())
    return tuple(Unit.objects.filter(pk__in=list(doubled)).order_by("sort_key", "pk").values_list("name", flat=True))


def changes_since(before: HandIn | None, now: Content) -> Differences:
    """What differs from a version of a branch to what it would hand in now; nothing where there is no version."""
    return differences(before.rows, now.rows) if before is not None else Differences()


def has_changed(latest: HandIn | None, unit: Unit, now: Content) -> bool:
    """Whether `now` is not what was handed in last, or the unit stands under another one since."""
    return latest is None or latest.digest != now.digest or latest.to_unit_id != unit.parent_id
