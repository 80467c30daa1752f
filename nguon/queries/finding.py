"""Finding anything within reach by a few words, marks or not."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from nguon.models import PlanVersion
from nguon.queries.access import Reach
from nguon.queries.organisation import UnitRow, find_units
from nguon.queries.persons import PersonRow, WantedPersons, person_page
from nguon.rules.roles import Action
from nguon.rules.text import fold, nfc

AT_MOST = 20
PLANS_LOOKED_THROUGH = 5_000


@dataclass(frozen=True)
class FoundPlan:
    """A plan's newest version that matches."""

    id: int
    title: str
    number: str
    document_date: date | None
    unit_name: str


@dataclass(frozen=True)
class FoundAccount:
    """An account that matches; `units` are where it holds or held a role."""

    id: int
    full_name: str
    username: str
    is_active: bool


@dataclass(frozen=True)
class Found:
    """What was found, group by group; None for a group this person's roles do not open."""

    units: tuple[UnitRow, ...]
    plans: tuple[FoundPlan, ...] | None
    people: tuple[FoundAccount, ...] | None
    persons: tuple[PersonRow, ...] | None

    def __bool__(self) -> bool:
        return bool(self.units or self.plans or self.people or self.persons)


def find(by: Reach, text: str) -> Found:
    """Units, plans and documents, accounts, persons whose names have every word of `text`; at most 20 of each.

    Persons are found by citizen number and staff code as well.
    """
    text = nfc(text).strip()[:200]
    if not text:
        return Found((), (), (), ())
    return Found(
        units=find_units(by, text, limit=AT_MOST, closed=True) if by.may(Action.SEE_UNITS) else (),
        plans=_plans(by, text) if by.may(Action.SEE_PLANS) else None,
        people=_people(by, text) if by.may(Action.SEE_ACCOUNTS) else None,
        persons=_persons(by, text) if by.may(Action.SEE_PEOPLE) else None,
    )


def _plans(by: Reach, text: str) -> tuple[FoundPlan, ...]:
    """Newest versions of plans: a document number needs no signs or spaces (312kh/tu), a title needs no marks."""
    newer = PlanVersion.objects.filter(plan=OuterRef("plan"), ordinal__gt=OuterRef("ordinal"))
    versions = PlanVersion.objects.filter(~Exists(newer), plan__in=by.plans(Action.SEE_PLANS)).order_by(
        "-period_from", "-pk"
    )
    columns = ("plan_id", "title", "document_number", "document_date", "plan__unit__name", "issuer")
    words, bare = fold(text).split(), _bare(text)
    found = []
    for row in versions.values_list(*columns)[:PLANS_LOOKED_THROUGH]:
        named = fold(f"{row[1]} {row[2]} {row[4]} {row[5]}")
        if all(word in named for word in words) or (len(bare) > 2 and bare in _bare(row[2])):
            found.append(FoundPlan(*row[:5]))
        if len(found) == AT_MOST:
            break
    return tuple(found)


def _bare(text: str) -> str:
    return "".join(each for each in fold(text) if each.isalnum())


def _persons(by: Reach, text: str) -> tuple[PersonRow, ...]:
    return person_page(by, WantedPersons(text=text)).rows[:AT_MOST]


def _people(by: Reach, text: str) -> tuple[FoundAccount, ...]:
    named = Q()
    for word in fold(text).split():
        named &= Q(folded__contains=word)
    rows = by.accounts().filter(named | Q(username__iexact=text)).order_by("sort_key", "pk")[:AT_MOST]
    return tuple(FoundAccount(each.pk, each.full_name, each.username, each.is_active) for each in rows)
