"""Who is helped by whom at a branch, where help is lacking, and what of it must be looked at again."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from nguon.models import Circumstance, Person, SponsorRemark, Sponsorship, Unit
from nguon.queries.access import Reach
from nguon.queries.pool_setting import Set, settings_for
from nguon.queries.sponsoring import STANDING, expected_for
from nguon.rules.errors import NotReached
from nguon.rules.roles import Action
from nguon.rules.sponsoring import Expected

ENDS: tuple[tuple[str, str], ...] = tuple((each.value, each.label) for each in Sponsorship.End)
CHOSEN_ENDS: tuple[tuple[str, str], ...] = tuple(each for each in ENDS if each[0] != Sponsorship.End.REPLACED)
"""What may be chosen when a sponsorship ends without another in its place."""
REPLACING_ENDS: tuple[tuple[str, str], ...] = tuple(
    each for each in ENDS if each[0] in ("sponsor_moved", "replaced", "own_request", "other")
)


@dataclass(frozen=True)
class Gap:
    """Something about a sponsorship that holds on which the branch should decide anew; nothing ends by itself."""

    code: str
    what: str


def gaps(held: Sponsorship, circumstances: Iterable[Circumstance], day: date) -> tuple[Gap, ...]:
    """What changed since the branch resolved: of the member, of the candidate. `held` with sponsor and candidate loaded."""
    member, helped = held.sponsor, held.candidate
    found = []
    if member.left_party_on is not None and member.left_party_on <= day:
        found.append(Gap("left_party", f"Đảng viên ra khỏi Đảng từ {member.left_party_on:%d/%m/%Y}"))
    if has_moved(held):
        found.append(Gap("moved", "Đảng viên đã chuyển sang chi bộ khác"))
    kept = (each for each in circumstances if each.starts_on <= day and (each.ends_on is None or day < each.ends_on))
    found += [Gap(each.kind, f"{each.get_kind_display()} từ {each.starts_on:%d/%m/%Y}") for each in kept]
    if helped.unit_id != held.unit_id:
        found.append(Gap("helped_moved", "Quần chúng đã chuyển sang chi bộ khác"))
    elif helped.official is not None and helped.official.latest <= day:
        found.append(Gap("term_ended", f"Đã được công nhận chính thức ({helped.official}): hết kỳ giúp đỡ"))
    elif not helped.listed and helped.joined is None:
        found.append(Gap("helped_left", "Quần chúng đã ra khỏi danh sách"))
    return tuple(found)


def has_moved(held: Sponsorship) -> bool:
    """Whether the member left the branch after it resolved; one of another branch from the beginning did not."""
    if held.sponsor.unit_id == held.unit_id:
        return False
    return any(each.unit_id == held.unit_id for each in held.sponsor.stays.all())


@dataclass(frozen=True)
class HeldRow:
    """A sponsorship that holds, and what of it must be looked at again."""

    held: Sponsorship
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class HelpedRow:
    """A candidate, who helps them, how many are expected, and since when nobody does where somebody did before."""

    person: Person
    held: tuple[HeldRow, ...]
    expected: Expected
    last_end: date | None

    @property
    def lacking(self) -> int:
        """How many members are lacking."""
        return max(0, self.expected.members - len(self.held))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(gap for each in self.held for gap in each.gaps)


@dataclass(frozen=True)
class HelperRow:
    """A member who helps, how many, and whether that is more than the setting says."""

    person: Person
    helps: int
    too_many: bool
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class BranchBoard:
    """One branch: its candidates by list (the third first) and name, its helping members by name."""

    helped: tuple[HelpedRow, ...]
    helpers: tuple[HelperRow, ...]
    most: Set

    @property
    def without(self) -> list[HelpedRow]:
        """Whom nobody helps."""
        return [each for each in self.helped if not each.held and _needs(each.person)]

    @property
    def fewer(self) -> list[HelpedRow]:
        """Whom somebody helps, though fewer than expected."""
        return [each for each in self.helped if each.held and each.lacking]

    @property
    def to_look_at(self) -> list[HelpedRow]:
        """With something that changed since the branch resolved."""
        return [each for each in self.helped if each.gaps]

    @property
    def overloaded(self) -> list[HelperRow]:
        return [each for each in self.helpers if each.too_many]


def _needs(person: Person) -> bool:
    return bool(person.listed) or (person.joined is not None and person.official is None)


def branch_board(by: Reach, unit: Unit) -> BranchBoard:
    """Candidates and helping members of `unit` today; seven queries whatever their number."""
    day = by.day
    rows = sponsorships_shown(by.sponsorships().filter(unit=unit))
    held: defaultdict[int, list[HeldRow]] = defaultdict(list)
    last_ends: dict[int, date] = {}
    people: dict[int, Person] = {}
    helpers: dict[int, Person] = {}
    loads: Counter[int] = Counter()
    helper_gaps: defaultdict[int, list[Gap]] = defaultdict(list)
    for each in rows:
        if each.ends_on is not None and each.ends_on <= day:
            last_ends[each.candidate_id] = max(each.ends_on, last_ends.get(each.candidate_id, date.min))
            continue
        found = gaps(each, each.sponsor.circumstances.all(), day)
        held[each.candidate_id].append(HeldRow(each, found))
        people[each.candidate_id] = each.candidate
        helpers[each.sponsor_id] = each.sponsor
        loads[each.sponsor_id] += 1
        own = [gap for gap in found if gap.code not in ("helped_moved", "helped_left", "term_ended")]
        helper_gaps[each.sponsor_id] += [gap for gap in own if gap not in helper_gaps[each.sponsor_id]]
    listed = by.persons(Action.SEE_SPONSORS).filter(unit=unit)
    listed = listed.filter(Q(listed__gt=0) | (~Q(joined="") & Q(official="")))
    people |= {each.pk: each for each in listed}
    most = settings_for([unit.path])[unit.path]["most_candidates_a_sponsor"]
    return BranchBoard(
        helped=tuple(
            HelpedRow(each, tuple(held[each.pk]), expected_for(each, day), last_ends.get(each.pk))
            for each in sorted(people.values(), key=lambda one: (-one.listed, one.sort_key, one.pk))
        ),
        helpers=tuple(
            HelperRow(each, loads[each.pk], most.is_set and loads[each.pk] > most.value, tuple(helper_gaps[each.pk]))
            for each in sorted(helpers.values(), key=lambda one: (one.sort_key, one.pk))
        ),
        most=most,
    )


def sponsorships_shown(sponsorships: QuerySet[Sponsorship]) -> QuerySet[Sponsorship]:
    """`sponsorships` of resolutions that stand, with all that a row shows, by the candidate's and the member's name; three
    queries.
    """
    return (
        sponsorships.filter(STANDING)
        .select_related("candidate", "sponsor__unit", "resolution", "unit")
        .prefetch_related(
            "sponsor__stays",
            Prefetch("sponsor__circumstances", Circumstance.objects.order_by("starts_on", "pk")),
        )
        .order_by("candidate__sort_key", "candidate_id", "sponsor__sort_key", "starts_on", "pk")
    )


@dataclass(frozen=True)
class SponsorshipPage:
    """One sponsorship with what changed since, and its remarks, the latest period first."""

    held: Sponsorship
    gaps: tuple[Gap, ...]
    remarks: Sequence[SponsorRemark]

    @property
    def is_open(self) -> bool:
        return self.held.ends_on is None


def sponsorship_page(by: Reach, sponsorship_id: int, action: Action = Action.SEE_SPONSORS) -> SponsorshipPage:
    """Raises NotReached; four queries."""
    found = (
        sponsorships_shown(by.sponsorships(action)).select_related("end_resolution").filter(pk=sponsorship_id).first()
    )
    if found is None:
        raise NotReached(f"sponsorship {sponsorship_id}")
    open_ = found.ends_on is None or found.ends_on > by.day
    remarks = list(found.remarks.select_related("recorded_by").order_by("-period_from", "-pk"))
    return SponsorshipPage(found, gaps(found, found.sponsor.circumstances.all(), by.day) if open_ else (), remarks)


def board_units(by: Reach, unit_id: int | None) -> tuple[Unit, list[Unit]]:
    """The unit whose board is shown (the first post's where none is asked for) and the open units directly below it by
    name; one query. Raises NotReached.
    """
    own = next((each.unit_id for each in by.holdings if by.may_over(Action.SEE_SPONSORS, each.unit_path)), None)
    wanted = unit_id if unit_id is not None else own
    rows = by.units(Action.SEE_SPONSORS).filter(Q(pk=wanted) | Q(parent=wanted)).select_related("parent")
    found = {each.pk: each for each in rows.order_by("sort_key", "pk")}
    if wanted is None or wanted not in found:
        raise NotReached(f"unit {wanted}")
    unit = found.pop(wanted)
    return unit, [each for each in found.values() if each.closed_on is None or each.closed_on > by.day]
