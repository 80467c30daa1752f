"""Certificates that lapse before their holders can be admitted: who, of which branch, by when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from nguon.models import Certificate, ClassPlace, ClassProposal, TrainingClass, Unit
from nguon.queries.access import Reach
from nguon.rules.periods import add_months
from nguon.rules.roles import Action
from nguon.rules.training import AWARENESS
from nguon.rules.tree import subtree_range


def lapsing(by: Reach, until: date, action: Action, *, unit_path: str = "") -> QuerySet[Certificate]:
    """The newest awareness certificate of each person on list 2 or 3 who is no member yet, where it holds no longer on
    `until` or earlier; those that lapsed before today are among them. Within reach for `action`, unordered.
    """
    held = Certificate.objects.filter(kind=AWARENESS, revoked_on__isnull=True)
    newer = held.filter(person=OuterRef("person")).filter(
        Q(valid_until__isnull=True)
        | Q(valid_until__gt=OuterRef("valid_until"))
        | Q(valid_until=OuterRef("valid_until"), pk__gt=OuterRef("pk"))
    )
    condition = by.within(action, "person__path")
    if unit_path:
        low, high = subtree_range(unit_path)
        condition &= Q(person__path__gte=low, person__path__lt=high)
    return held.filter(
        condition,
        ~Exists(newer),
        valid_until__lte=until,
        person__listed__in=(2, 3),
        person__joined="",
        person__merged_into__isnull=True,
        person__withdrawn_at__isnull=True,
    )


@dataclass(frozen=True)
class LapseRow:
    """One person whose certificate lapses. `days` from today, negative once it has; `again` says how far a new class is."""

    certificate: Certificate
    days: int
    again: str

    @property
    def tone(self) -> str:
        return "late" if self.days <= 0 else "soon"


def lapse_rows(certificates: Iterable[Certificate], *, on: date) -> list[LapseRow]:
    """Each in its order; two queries for whether a new class is under way."""
    found = list(certificates)
    ids = [each.person_id for each in found]
    lying = set(
        ClassProposal.objects.filter(person_id__in=ids, kind=AWARENESS, state="proposed").values_list(
            "person_id", flat=True
        )
    )
    going = (TrainingClass.State.PLANNED, TrainingClass.State.OPEN)
    sitting = set(
        ClassPlace.objects.filter(person_id__in=ids, training_class__kind=AWARENESS, training_class__state__in=going)
        .exclude(state=ClassPlace.State.GAVE_UP)
        .values_list("person_id", flat=True)
    )
    rows = []
    for each in found:
        again = "Đang trong lớp" if each.person_id in sitting else "Đã đề nghị" if each.person_id in lying else ""
        assert each.valid_until is not None
        rows.append(LapseRow(each, (each.valid_until - on).days, again))
    return rows


def lapsing_in_order(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """The soonest first, with all that a row shows; one query."""
    return certificates.select_related("person__unit").order_by("valid_until", "person__sort_key", "pk")


@dataclass(frozen=True)
class LapseSum:
    """How many certificates of one branch lapsed already, lapse within the shorter window, and within the longer."""

    unit: Unit | None
    lapsed: int
    sooner: int
    later: int

    @property
    def all(self) -> int:
        return self.lapsed + self.sooner + self.later


def lapse_sums(by: Reach, windows: tuple[int, int], *, unit_path: str = "") -> list[LapseSum]:
    """By branch in the order of units, the whole at the end under None; each certificate in one column. Two queries."""
    first, last = (add_months(by.day, each) for each in windows)
    rows = (
        lapsing(by, last, Action.SEE_POOL, unit_path=unit_path)
        .order_by()
        .values(unit_id=F("person__unit_id"))
        .annotate(
            lapsed=Count("pk", filter=Q(valid_until__lte=by.day)),
            sooner=Count("pk", filter=Q(valid_until__gt=by.day, valid_until__lte=first)),
            later=Count("pk", filter=Q(valid_until__gt=first)),
        )
    )
    counted = {each["unit_id"]: each for each in rows}
    units = Unit.objects.filter(pk__in=counted).select_related("parent")
    ordered = sorted(units, key=lambda each: (each.parent.sort_key if each.parent else "", each.sort_key, each.pk))
    found = [
        LapseSum(each, counted[each.pk]["lapsed"], counted[each.pk]["sooner"], counted[each.pk]["later"])
        for each in ordered
    ]
    whole = (sum(each.lapsed for each in found), sum(each.sooner for each in found), sum(each.later for each in found))
    return [*found, LapseSum(None, *whole)]
