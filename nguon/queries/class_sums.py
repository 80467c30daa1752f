"""How many qualify for the awareness class and how many were sent, by branch: sums, no names."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q

from nguon.models import Certificate, ClassPlace, ClassProposal, Person, TrainingClass, Unit
from nguon.queries.access import Reach
from nguon.rules.roles import Action
from nguon.rules.training import AWARENESS
from nguon.rules.tree import subtree_range


@dataclass(frozen=True)
class SentSum:
    """One branch, or all together (`unit` None).

    `fit` stand on list 2 today, `certified` of them hold a certificate already; `proposed` wait for a place, `placed` sit in
    a class that is not over or wait for its place; `passed` and `failed` are those of classes that began in the year.
    """

    unit: Unit | None
    fit: int
    certified: int
    proposed: int
    placed: int
    passed: int
    failed: int

    @property
    def open(self) -> int:
        """On list 2, without a certificate, neither proposed nor placed."""
        return max(0, self.fit - self.certified - self.proposed - self.placed)


_KEYS = ("fit", "certified", "proposed", "placed", "passed", "failed")


def sent_sums(by: Reach, year: int, *, unit_path: str = "") -> list[SentSum]:
    """By branch in the order of units, those without any figure left out, the whole at the end. Five queries."""
    counted: dict[int, Counter[str]] = {}

    def add(rows: object) -> None:
        for row in rows:  # type: ignore[attr-defined]
            counted.setdefault(row.pop("unit_of"), Counter()).update(row)

    persons = Person.objects.filter(
        _within(by, "path", unit_path), listed=2, joined="", merged_into__isnull=True, withdrawn_at__isnull=True
    )
    holds = Certificate.objects.filter(person=OuterRef("pk"), kind=AWARENESS, revoked_on__isnull=True).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=by.day)
    )
    add(persons.order_by().values(unit_of=F("unit_id")).annotate(fit=Count("pk")))
    add(persons.filter(Exists(holds)).order_by().values(unit_of=F("unit_id")).annotate(certified=Count("pk")))
    lying = ClassProposal.objects.filter(_within(by, "path", unit_path), kind=AWARENESS, state="proposed")
    add(lying.order_by().values(unit_of=F("unit_id")).annotate(proposed=Count("pk")))
    begun = Q(training_class__starts_on__gte=date(year, 1, 1), training_class__starts_on__lt=date(year + 1, 1, 1))
    going = Q(training_class__state__in=(TrainingClass.State.PLANNED, TrainingClass.State.OPEN), result="")
    sits = ~Q(state=ClassPlace.State.GAVE_UP)
    places = ClassPlace.objects.filter(_within(by, "from_unit__path", unit_path), sits, training_class__kind=AWARENESS)
    add(
        places.order_by()
        .values(unit_of=F("from_unit_id"))
        .annotate(
            placed=Count("pk", filter=going),
            passed=Count("pk", filter=begun & Q(result="passed")),
            failed=Count("pk", filter=begun & Q(result__in=("failed", "absent"))),
        )
    )
    units = Unit.objects.filter(pk__in=[key for key, each in counted.items() if any(each.values())])
    ordered = sorted(
        units.select_related("parent"),
        key=lambda each: (each.parent.sort_key if each.parent else "", each.sort_key, each.pk),
    )
    found = [SentSum(each, *(counted[each.pk][key] for key in _KEYS)) for each in ordered]
    return [*found, SentSum(None, *(sum(getattr(each, key) for each in found) for key in _KEYS))]


def _within(by: Reach, column: str, unit_path: str) -> Q:
    condition = by.within(Action.SEE_POOL, column)
    if unit_path:
        low, high = subtree_range(unit_path)
        condition &= Q(**{f"{column}__gte": low, f"{column}__lt": high})
    return condition
