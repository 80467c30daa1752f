"""The three lists of a branch as its resolutions made them: who stands on which list on a day, and what a move needs.

A person stands on one list of one branch at a time: 1 (followed), 2 (fit for the class), 3 (pool); 0 means none. What
a day's list is follows from the changes up to that day, whatever order they were written down in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from nguon.rules.errors import Unmet
from nguon.rules.partial_dates import PartialDate, whole_years

LISTS = (1, 2, 3)
LIST_NAMES: Mapping[int, str] = {
    0: "ngoài danh sách",
    1: "danh sách 1 (theo dõi, giáo dục)",
    2: "danh sách 2 (đủ điều kiện học lớp)",
    3: "danh sách 3 (nguồn kết nạp)",
}
SHORT_NAMES: Mapping[int, str] = {0: "ngoài danh sách", 1: "danh sách 1", 2: "danh sách 2", 3: "danh sách 3"}
OTHER, ADMITTED = "other", "admitted"
"""The reason for leaving that must be said in words; the one after which a member goes on helping."""


@dataclass(frozen=True)
class Change:
    """One person comes onto list `to_list` of branch `unit` on `on`, or leaves (0).

    `order` tells resolutions of one day apart (the natural key of the number): it does not depend on when they were
    written down. `recorded_on` is that day; `withdrawn_on` the day it was taken back as a mistake, None where it counts.
    """

    person: int
    unit: int
    to_list: int
    on: date
    order: str
    recorded_on: date
    withdrawn_on: date | None = None
    reason: str = ""
    number: str = ""
    id: int = 0


@dataclass(frozen=True)
class Standing:
    """Where a person stands: `since` is the day they came onto this list, `first_on` the day they came onto any list of
    the branch without having left since; `change` is the one that put them there.
    """

    person: int
    unit: int
    on_list: int
    since: date
    first_on: date
    change: Change


@dataclass(frozen=True)
class Step:
    """A change in its sequence: the list and branch the person stood on before it (0 and None for none)."""

    change: Change
    from_list: int
    from_unit: int | None


def counts(change: Change, known_by: date | None = None) -> bool:
    """Whether the change counts as known at the end of `known_by`; None: as known now."""
    if known_by is None:
        return change.withdrawn_on is None
    return change.recorded_on <= known_by and (change.withdrawn_on is None or change.withdrawn_on > known_by)


def listed_on(changes: Iterable[Change], day: date, known_by: date | None = None) -> dict[int, Standing]:
    """Who stands on a list on `day`, by person: as known now, or as it was known at the end of `known_by`.

    The resolutions of `day` itself count. Persons who left or never came are not in it.
    """
    found: dict[int, Standing] = {}
    by_person: defaultdict[int, list[Change]] = defaultdict(list)
    for each in changes:
        if each.on <= day and counts(each, known_by):
            by_person[each.person].append(each)
    for person, own in by_person.items():
        standing: Standing | None = None
        for step in sequence(own):
            standing = _after(standing, step.change)
        if standing is not None:
            found[person] = standing
    return found


def _after(standing: Standing | None, change: Change) -> Standing | None:
    if not change.to_list:
        return None
    if standing is None or standing.unit != change.unit:
        return Standing(change.person, change.unit, change.to_list, change.on, change.on, change)
    if standing.on_list == change.to_list:
        return standing
    first_on = standing.first_on
    return Standing(change.person, change.unit, change.to_list, change.on, first_on, change)


def sequence(changes: Iterable[Change]) -> list[Step]:
    """One person's changes in the order they took effect, each with where the person stood before it.

    Of one day, those of the branch on whose list the person stands come first, so that leaving one branch and coming
    to another may carry the same date; then by number. Withdrawn ones are not to be given.
    """
    steps: list[Step] = []
    by_day: defaultdict[date, list[Change]] = defaultdict(list)
    for each in changes:
        by_day[each.on].append(each)
    at: tuple[int, int | None] = (0, None)
    for day in sorted(by_day):
        waiting = sorted(by_day[day], key=lambda each: (each.order, each.unit, each.id))
        while waiting:
            own = at[1]
            following = min(waiting, key=lambda each: each.unit != own)
            waiting.remove(following)
            steps.append(Step(following, *at))
            at = (following.to_list, following.unit if following.to_list else None)
    return steps


def misfits(changes: Iterable[Change]) -> list[tuple[Step, Unmet]]:
    """The steps of one person's sequence that cannot be, each with why; empty for a possible one."""
    found = []
    for step in sequence(changes):
        unmet = _misfit(step)
        if unmet is not None:
            found.append((step, unmet))
    return found


def _misfit(step: Step) -> Unmet | None:
    change = step.change
    said = f"Ngày {change.on:%d/%m/%Y}"
    if step.from_unit is not None and step.from_unit != change.unit:
        return Unmet("lists.of_other_branch", f"{said} người này đang trong danh sách của chi bộ khác.")
    if not change.to_list and not step.from_list:
        return Unmet("lists.not_listed", f"{said} người này không có trong danh sách nào để đưa ra.")
    if change.to_list and change.to_list == step.from_list:
        return Unmet("lists.already", f"{said} người này đã ở {SHORT_NAMES[change.to_list]}.")
    return None


@dataclass(frozen=True)
class MoveFacts:
    """All that decides on one move, as it stands on the day of the resolution.

    `certificate_until` is the first day the best certificate held by then no longer holds: None where it does not lapse
    or where there is none (`has_certificate`). `others` are the person's other changes that count. `unit_names` name the
    branches in them.
    """

    change: Change
    reason_text: str = ""
    is_member: bool = False
    belongs_here: bool = True
    has_certificate: bool = False
    certificate_until: date | None = None
    has_sponsor: bool = False
    born: PartialDate | None = None
    others: tuple[Change, ...] = ()
    unit_names: Mapping[int, str] | None = None
    carried_over: bool = False


@dataclass(frozen=True)
class ListRules:
    """The dated figures a move is judged by, as they hold on the day of the resolution, with their clauses."""

    age_from: int
    age_until: int
    age_clause: str
    certificate_clause: str
    sponsor_clause: str


def unmet_move(facts: MoveFacts, rules: ListRules) -> tuple[Unmet, ...]:
    """Everything that keeps the move from being written down; empty when nothing does.

    Of a list carried over from before the product, certificate and sponsor may be missing: that was decided, and
    `cautions_of` says it.
    """
    change = facts.change
    unmet = [*_unmet_reason(facts), *_unmet_fit(facts)]
    if change.to_list and facts.is_member:
        unmet.append(Unmet("lists.member", "Đã là đảng viên, không đưa vào danh sách nguồn."))
    if change.to_list and not facts.belongs_here:
        what = "Hồ sơ thuộc chi bộ khác vào ngày ấy; hãy chuyển hồ sơ về chi bộ này trước."
        unmet.append(Unmet("lists.belongs_elsewhere", what))
    if change.to_list == 3 and not facts.carried_over:
        unmet += _lacking(facts, rules)
    return tuple(unmet)


def cautions_of(facts: MoveFacts, rules: ListRules) -> tuple[Unmet, ...]:
    """What the branch should know but decides itself: ages, a missing birth date, what a carried-over list lacks, a member
    who still helps whoever leaves.
    """
    if not facts.change.to_list:
        helped = facts.has_sponsor and facts.change.reason != ADMITTED
        what = "Vẫn đang có đảng viên giúp đỡ; ghi thôi giúp đỡ ở mục Giúp đỡ."
        return (Unmet("lists.sponsor_stays", what),) if helped else ()
    found = list(age_cautions(facts.born, facts.change.on, rules))
    if facts.change.to_list == 3 and facts.carried_over:
        found += _lacking(facts, rules)
    return tuple(found)


def age_cautions(born: PartialDate | None, on: date, rules: ListRules) -> tuple[Unmet, ...]:
    """Whether the person is, or may be, outside the age of admission on `on`; lists look ahead, so it is no refusal."""
    if born is None:
        return (Unmet("lists.born_missing", "Chưa có ngày sinh nên chưa biết tuổi."),)
    fewest, most = whole_years(born, on)
    if most < rules.age_from:
        return (Unmet("lists.too_young", f"Chưa đủ {rules.age_from} tuổi.", rules.age_clause),)
    if fewest < rules.age_from:
        return (Unmet("lists.maybe_too_young", f"Có thể chưa đủ {rules.age_from} tuổi.", rules.age_clause),)
    if _past_month_of(born.latest, rules.age_until, on):
        return (Unmet("lists.too_old", f"Đã quá {rules.age_until} tuổi.", rules.age_clause),)
    if _past_month_of(born.earliest, rules.age_until, on):
        return (Unmet("lists.maybe_too_old", f"Có thể đã quá {rules.age_until} tuổi.", rules.age_clause),)
    return ()


def _past_month_of(born: date, years: int, on: date) -> bool:
    """Whether the month of that birthday is over on `on`: ages are counted in months."""
    return (on.year, on.month) > (born.year + years, born.month)


def _unmet_reason(facts: MoveFacts) -> list[Unmet]:
    if facts.change.to_list:
        return []
    if not facts.change.reason:
        return [Unmet("lists.reason_missing", "Hãy chọn lý do đưa ra khỏi danh sách.")]
    if facts.change.reason == OTHER and not facts.reason_text.strip():
        return [Unmet("lists.reason_text_missing", "Hãy viết rõ lý do khác.")]
    return []


def _unmet_fit(facts: MoveFacts) -> list[Unmet]:
    """What does not fit in the person's sequence once this change is in it, and did before."""
    own = facts.change
    if any((each.unit, each.on, each.order) == (own.unit, own.on, own.order) for each in facts.others):
        return [Unmet("lists.twice", "Nghị quyết này đã ghi người này rồi.")]
    before = {step.change for step, _ in misfits(facts.others)}
    found = []
    for step, unmet in misfits([*facts.others, facts.change]):
        if step.change == facts.change:
            found.append(_naming(unmet, step, facts.unit_names or {}))
        elif step.change not in before:
            found.append(_later(step))
    return found


def _naming(unmet: Unmet, step: Step, names: Mapping[int, str]) -> Unmet:
    """The refusal with the name of the other branch in it, where there is one."""
    name = names.get(step.from_unit or 0, "")
    if unmet.code != "lists.of_other_branch" or not name:
        return unmet
    what = f"Ngày {step.change.on:%d/%m/%Y} người này đang trong {SHORT_NAMES[step.from_list]} của {name}."
    return Unmet(unmet.code, what)


def _later(step: Step) -> Unmet:
    change = step.change
    did = f"đưa vào {SHORT_NAMES[change.to_list]}" if change.to_list else "đưa ra khỏi danh sách"
    day = f"{change.on:%d/%m/%Y}"
    what = (
        f"Không khớp với việc đã ghi sau đó: ngày {day} (nghị quyết {change.number}) đã {did}."
        if change.number
        else f"Không khớp với việc đã ghi sau đó: ngày {day} đã {did}."
    )
    return Unmet("lists.later_does_not_fit", what)


def _lacking(facts: MoveFacts, rules: ListRules) -> list[Unmet]:
    """What list 3 asks for and is not there on the day."""
    unmet = []
    on, until = facts.change.on, facts.certificate_until
    if not facts.has_certificate:
        what = "Chưa có giấy chứng nhận học lớp bồi dưỡng nhận thức về Đảng."
        unmet.append(Unmet("lists.certificate_missing", what, rules.certificate_clause))
    elif until is not None and until <= on:
        what = f"Giấy chứng nhận hết giá trị từ ngày {until:%d/%m/%Y}."
        unmet.append(Unmet("lists.certificate_lapsed", what, rules.certificate_clause))
    if not facts.has_sponsor:
        what = f"Chưa có đảng viên giúp đỡ vào ngày {on:%d/%m/%Y}."
        unmet.append(Unmet("lists.sponsor_missing", what, rules.sponsor_clause))
    return unmet


_ROMAN = ("I", "II", "III", "IV")


def quarter_said(stored: str) -> str:
    """A quarter as people write it: 2026-Q3 → III/2026; "" for none, and as it is for what is no quarter."""
    year, _, number = stored.partition("-Q")
    return f"{_ROMAN[int(number) - 1]}/{year}" if number in {"1", "2", "3", "4"} else stored


def quarters_from(day: date, many: int = 8) -> tuple[str, ...]:
    """The quarter of `day` and those after it, as they are stored (2026-Q3), `many` of them."""
    first = day.year * 4 + (day.month - 1) // 3
    return tuple(f"{at // 4}-Q{at % 4 + 1}" for at in range(first, first + many))
