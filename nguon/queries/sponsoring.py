"""What the rules say of members assigned to candidates, from the records; and who may be assigned at a unit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from nguon.models import Circumstance, Person, Sponsorship, Stay, Unit
from nguon.queries.access import Reach
from nguon.queries.pool_setting import settings_for
from nguon.regulations.load import kind
from nguon.regulations.parameters import parameter
from nguon.rules.errors import NotInForce
from nguon.rules.roles import Action
from nguon.rules.sponsoring import (
    CircumstanceFacts,
    Expected,
    Figure,
    Finding,
    HelpedFacts,
    SponsorFacts,
    SponsoringTerms,
    StayFacts,
    expected_members,
    findings,
)
from nguon.rules.tree import lineage_of, subtree_range

STANDING = Q(resolution__withdrawn_at__isnull=True)
"""Condition on sponsorships: those of resolutions that were not taken back as a mistake."""


@dataclass(frozen=True)
class Judged:
    """One pair and what the rules say of it."""

    candidate: Person
    sponsor: Person
    findings: tuple[Finding, ...]

    @property
    def refusals(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.refuses)

    @property
    def cautions(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if not each.refuses)

    @property
    def keys(self) -> frozenset[str]:
        """What a person acknowledges: one key for each caution of this pair."""
        return frozenset(key for key, _finding in self.keyed_cautions)

    @property
    def keyed_cautions(self) -> tuple[tuple[str, Finding], ...]:
        """Each caution with its key."""
        return tuple((f"{self.candidate.pk}:{self.sponsor.pk}:{each.code}", each) for each in self.cautions)


def open_on(day: date) -> Q:
    """Condition on sponsorships: those that hold on `day` or later."""
    return STANDING & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))


def judged(
    pairs: Sequence[tuple[Person, Person]], unit: Unit, on: date, *, after_one_who_moved: bool = False
) -> list[Judged]:
    """What the rules in force on `on` say of each (candidate, sponsor) assigned by `unit` in one act, in their order;
    earlier pairs count towards the load of later ones. Five queries and one for the kinds of units.
    """
    people = {each.pk for pair in pairs for each in pair}
    stays, circumstances = _stays(people), _circumstances(people)
    helping: defaultdict[int, set[int]] = defaultdict(set)
    rows = Sponsorship.objects.filter(open_on(on), sponsor_id__in={sponsor.pk for _, sponsor in pairs})
    for sponsor_id, candidate_id in rows.values_list("sponsor_id", "candidate_id"):
        helping[sponsor_id].add(candidate_id)
    months, most = (
        parameter("sponsor_together_months", on),
        settings_for([unit.path])[unit.path]["most_candidates_a_sponsor"],
    )
    terms = SponsoringTerms(
        on=on,
        together=Figure(months.value, str(months)),
        official_clause=str(months),
        most=most.value,
        most_set_by=most.unit_name,
        after_one_who_moved=after_one_who_moved,
    )
    found = []
    for candidate, sponsor in pairs:
        helps = helping[sponsor.pk]
        member = SponsorFacts(
            official=sponsor.official,
            left_party_on=sponsor.left_party_on,
            circumstances=circumstances[sponsor.pk],
            stays=stays[sponsor.pk],
            helps_others=len(helps - {candidate.pk}),
            helps_this_one=candidate.pk in helps,
        )
        helped = HelpedFacts(candidate.born, stays[candidate.pk], candidate.official)
        said = findings(member, helped, terms)
        if candidate.pk == sponsor.pk:
            said = (Finding("sponsoring.oneself", "Một người không tự giúp đỡ mình."), *said)
        found.append(Judged(candidate, sponsor, said))
        helps.add(candidate.pk)
    return found


def _stays(people: Iterable[int]) -> Mapping[int, list[StayFacts]]:
    rows = list(Stay.objects.filter(person_id__in=people).select_related("unit").order_by("person_id", "since", "pk"))
    grassroots = grassroots_of(each.unit for each in rows)
    found: defaultdict[int, list[StayFacts]] = defaultdict(list)
    for each in rows:
        found[each.person_id].append(
            StayFacts(each.unit.path, grassroots.get(each.unit.path, ""), each.since, each.ends_on)
        )
    return found


def grassroots_of(units: Iterable[Unit]) -> Mapping[str, str]:
    """By the path of each unit, the path of the grassroots organisation it is or belongs to; one query."""
    own = {each.path for each in units}
    wanted = {path for each in own for path in lineage_of(each)}
    kinds = dict(Unit.objects.filter(path__in=wanted).values_list("path", "kind"))
    grassroots = {path for path, key in kinds.items() if _is_grassroots(key)}
    found = {}
    for path in own:
        above = [each for each in lineage_of(path) if each in grassroots]
        if above:
            found[path] = above[-1]
    return found


def _is_grassroots(key: str) -> bool:
    try:
        return kind(key).is_grassroots
    except (KeyError, NotInForce):
        return False


def _circumstances(people: Iterable[int]) -> Mapping[int, list[CircumstanceFacts]]:
    found: defaultdict[int, list[CircumstanceFacts]] = defaultdict(list)
    for each in Circumstance.objects.filter(person_id__in=people).order_by("starts_on", "pk"):
        found[each.person_id].append(
            CircumstanceFacts(each.kind, each.get_kind_display(), each.starts_on, each.ends_on)
        )
    return found


def expected_for(person: Person, on: date) -> Expected:
    """How many members should help the person on `on`, and why."""
    age = parameter("youth_age_until", on)
    return expected_members(person.born, on=on, youth_until=Figure(age.value, str(age)))


def members_for(by: Reach, unit: Unit) -> QuerySet[Person]:
    """Members who may be assigned at `unit`, within reach: of the unit itself and of its grassroots organisation.

    Recognised ones who have not left the Party; the unit's own first, then by name. Whether they may be assigned on a
    given day is asked of `judged`.
    """
    around = grassroots_of([unit]).get(unit.path, unit.path)
    low, high = subtree_range(around)
    return (
        by.persons(Action.KEEP_SPONSORS)
        .filter(path__gte=low, path__lt=high)
        .exclude(official="")
        .filter(Q(left_party_on__isnull=True) | Q(left_party_on__gt=by.day))
        .select_related("unit")
        .order_by("sort_key", "pk")
    )


def helped_at(by: Reach, unit: Unit) -> QuerySet[Person]:
    """Persons of `unit` who may be given a sponsor: on one of the lists, or admitted and not yet recognised; by list, the
    third first, then by name.
    """
    return (
        by.persons(Action.KEEP_SPONSORS)
        .filter(unit=unit)
        .filter(Q(listed__gt=0) | (~Q(joined="") & Q(official="")))
        .order_by("-listed", "sort_key", "pk")
    )
