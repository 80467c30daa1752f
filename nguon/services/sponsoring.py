"""Members are assigned to candidates by resolution of the branch, replaced, and released."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from nguon.models import Person, Resolution, Sponsorship, Unit
from nguon.queries.access import Reach
from nguon.queries.sponsoring import Judged, helped_at, judged, members_for
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.services.audit import operation, record
from nguon.services.resolving import ResolutionFacts, laid_down

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Assignment:
    """One member is to help one candidate."""

    candidate_id: int
    sponsor_id: int


@dataclass(frozen=True)
class Ending:
    """From when, why, in words where the kind does not say it."""

    on: date
    kind: str
    reason: str = ""


@operation
def assign_sponsors(
    *,
    by: Reach,
    unit_id: int,
    facts: ResolutionFacts,
    assignments: Sequence[Assignment],
    acknowledged: frozenset[str] = frozenset(),
) -> list[Sponsorship]:
    """The branch resolved that members help candidates, from the day of the resolution; several pairs at once.

    `acknowledged` are the keys (`Judged.keys`) of the cautions the branch knew of. Raises NotReached for a unit, a
    candidate or a member out of reach, RuleViolation for all that the rules forbid, for cautions not acknowledged and for
    a resolution that cannot be.
    """
    unit = by.unit(unit_id, Action.KEEP_SPONSORS)
    if not assignments:
        raise RuleViolation([Unmet("sponsoring.nobody", "Hãy chọn ít nhất một quần chúng và đảng viên giúp đỡ.")])
    if len(assignments) > MOST_AT_ONCE:
        raise RuleViolation([Unmet("sponsoring.too_many", f"Mỗi lần ghi nhiều nhất {MOST_AT_ONCE} phân công.")])
    _lock(unit)
    people = _locked([each for pair in assignments for each in (pair.candidate_id, pair.sponsor_id)])
    helped = set(helped_at(by, unit).values_list("pk", flat=True))
    members = set(members_for(by, unit).filter(pk__in=people).values_list("pk", flat=True))
    for each in assignments:
        if each.candidate_id not in helped or each.sponsor_id not in members:
            raise NotReached(f"sponsoring {each.candidate_id} {each.sponsor_id}")
    pairs = [(people[each.candidate_id], people[each.sponsor_id]) for each in assignments]
    found = judged(pairs, unit, facts.on)
    _refuse(found, acknowledged)
    resolution = laid_down(by, unit, facts)
    made = [_lay(resolution, unit, each, facts.on) for each in found]
    record(
        by,
        "sponsoring.assign",
        resolution,
        unit=unit,
        permitted_by=Action.KEEP_SPONSORS,
        on=facts.on,
        after={
            "resolution": resolution,
            "sponsorships": [str(each) for each in made],
            "cautions": _cautions(found),
        },
    )
    return made


@operation
def end_sponsorship(
    *, by: Reach, sponsorship_id: int, ending: Ending, facts: ResolutionFacts | None = None
) -> Sponsorship:
    """The member helps no longer from the day given; `facts` where the branch resolved so.

    Raises NotReached, MovedOn when it has ended already, RuleViolation for a day before its beginning or ahead of today,
    an unknown kind, or no reason where the kind says none.
    """
    found = _open(by, sponsorship_id)
    unmet = _unmet_ending(by, found, ending)
    if ending.kind == Sponsorship.End.REPLACED:
        unmet.append(Unmet("sponsoring.end_is_replacing", "Thay đảng viên khác thì dùng “Thay đảng viên giúp đỡ”."))
    if unmet:
        raise RuleViolation(unmet)
    resolution = None
    if facts is not None:
        _lock(found.unit)
        resolution = laid_down(by, found.unit, facts)
    _end(found, ending, resolution)
    record(
        by,
        "sponsoring.end",
        found,
        unit=found.unit,
        permitted_by=Action.KEEP_SPONSORS,
        on=ending.on,
        before={"starts_on": found.starts_on},
        after={"ends_on": ending.on, "end_kind": found.end_kind, "resolution": resolution},
        reason=ending.reason,
    )
    return found


@operation
def replace_sponsor(
    *,
    by: Reach,
    sponsorship_id: int,
    sponsor_id: int,
    kind: str,
    facts: ResolutionFacts,
    reason: str = "",
    acknowledged: frozenset[str] = frozenset(),
) -> Sponsorship:
    """The branch resolved that another member helps in the place of this one, from the day of the resolution.

    `kind` says why the first one ends; for one who moved away, months together are not asked of the new one. Raises as
    `end_sponsorship` and `assign_sponsors`.
    """
    found = _open(by, sponsorship_id)
    unit, ending = found.unit, Ending(facts.on, kind, reason)
    unmet = _unmet_ending(by, found, ending)
    if unmet:
        raise RuleViolation(unmet)
    _lock(unit)
    people = _locked([found.candidate_id, sponsor_id])
    if not members_for(by, unit).filter(pk=sponsor_id).exists():
        raise NotReached(f"person {sponsor_id}")
    moved = kind == Sponsorship.End.SPONSOR_MOVED
    pair = (people[found.candidate_id], people[sponsor_id])
    said = judged([pair], unit, facts.on, after_one_who_moved=moved)
    _refuse(said, acknowledged)
    resolution = laid_down(by, unit, facts)
    _end(found, ending, resolution)
    made = _lay(resolution, unit, said[0], facts.on)
    record(
        by,
        "sponsoring.replace",
        made,
        unit=unit,
        permitted_by=Action.KEEP_SPONSORS,
        on=facts.on,
        before={"sponsor": found.sponsor.full_name, "end_kind": found.end_kind},
        after={"sponsor": made.sponsor.full_name, "resolution": resolution, "cautions": _cautions(said)},
        reason=reason,
    )
    return made


def lay_sponsorship(by: Reach, resolution: Resolution, candidate: Person, sponsor: Person, on: date) -> Sponsorship:
    """`sponsor` helps `candidate` from `on` by that resolution: part of an operation, never one by itself.

    Cautions are kept with it. Raises NotReached for persons out of reach, RuleViolation for what the rules forbid.
    """
    unit = resolution.unit
    people = _locked([candidate.pk, sponsor.pk])
    if not by.may_over(Action.KEEP_SPONSORS, unit.path) or sponsor.pk not in people or candidate.pk not in people:
        raise NotReached(f"sponsoring {candidate.pk} {sponsor.pk}")
    if not members_for(by, unit).filter(pk=sponsor.pk).exists() and sponsor.unit_id != unit.pk:
        raise NotReached(f"person {sponsor.pk}")
    (found,) = judged([(people[candidate.pk], people[sponsor.pk])], unit, on)
    _refuse([found], found.keys)
    return _lay(resolution, unit, found, on)


def _lock(unit: Unit) -> None:
    """Two acts of one branch wait for each other: one number and day stays one resolution."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def _locked(people: Iterable[int]) -> dict[int, Person]:
    """The persons, locked in the order of their numbers so that two acts wait for each other instead of crossing."""
    return {each.pk: each for each in Person.objects.select_for_update().filter(pk__in=set(people)).order_by("pk")}


def _refuse(found: Sequence[Judged], acknowledged: frozenset[str]) -> None:
    unmet = []
    for each in found:
        said = each.refusals or tuple(caution for key, caution in each.keyed_cautions if key not in acknowledged)
        who = f"{each.sponsor.full_name} giúp đỡ quần chúng {each.candidate.full_name}"
        unmet += [Unmet(one.code, f"{who}: {one.what}", one.clause) for one in said]
    if unmet:
        raise RuleViolation(unmet)


def _lay(resolution: Resolution, unit: Unit, found: Judged, on: date) -> Sponsorship:
    return Sponsorship.objects.create(
        candidate=found.candidate,
        sponsor=found.sponsor,
        unit=unit,
        path=unit.path,
        province=unit.province,
        resolution=resolution,
        starts_on=on,
        cautions=[{"code": each.code, "what": str(each.unmet)} for each in found.cautions],
        recorded_at=timezone.now(),
    )


def _open(by: Reach, sponsorship_id: int) -> Sponsorship:
    found = (
        by.sponsorships(Action.KEEP_SPONSORS)
        .select_for_update(of=("self",))
        .select_related("unit", "candidate", "sponsor")
        .filter(pk=sponsorship_id)
        .first()
    )
    if found is None:
        raise NotReached(f"sponsorship {sponsorship_id}")
    if found.ends_on is not None:
        raise MovedOn(f"Việc giúp đỡ này đã kết thúc từ {found.ends_on:%d/%m/%Y}.")
    return found


def _unmet_ending(by: Reach, found: Sponsorship, ending: Ending) -> list[Unmet]:
    unmet = []
    if ending.kind not in Sponsorship.End.values:
        unmet.append(Unmet("sponsoring.end_unknown", "Hãy chọn vì sao thôi giúp đỡ."))
    elif ending.kind == Sponsorship.End.OTHER and not ending.reason.strip():
        unmet.append(Unmet("sponsoring.end_reason_missing", "Hãy ghi rõ lý do khác là gì."))
    if ending.on > by.day:
        unmet.append(Unmet("sponsoring.end_ahead", "Ngày thôi giúp đỡ không được sau hôm nay."))
    if ending.on < found.starts_on:
        what = f"Ngày thôi giúp đỡ trước ngày bắt đầu ({found.starts_on:%d/%m/%Y})."
        unmet.append(Unmet("sponsoring.end_before_start", what))
    return unmet


def _end(found: Sponsorship, ending: Ending, resolution: Resolution | None) -> None:
    found.ends_on, found.end_kind, found.end_reason = ending.on, ending.kind, ending.reason.strip()
    found.end_resolution = resolution
    found.save(update_fields=["ends_on", "end_kind", "end_reason", "end_resolution"])


def _cautions(found: Sequence[Judged]) -> list[str]:
    return [f"{each.sponsor.full_name}: {caution.what}" for each in found for caution in each.cautions]
