"""Whether two records may become one person's: what contradicts itself once it hangs on one record."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from nguon.rules.errors import Unmet
from nguon.rules.pool_lists import SHORT_NAMES, Change, listed_on, misfits


@dataclass(frozen=True)
class Helped:
    """A sponsorship without an end: who the other person of it is, and whether remarks hang on it."""

    number: int
    other: int
    has_remarks: bool


@dataclass(frozen=True)
class Side:
    """What hangs on one of two records. `unit` is its branch; `changes` its list changes that count.

    `resolutions` gives the list by each resolution that put the person somewhere. `ever_with` are all persons it ever
    sponsored or was sponsored by.
    """

    person: int
    unit: int
    changes: tuple[Change, ...] = ()
    resolutions: Mapping[int, int] | None = None
    helped_by: tuple[Helped, ...] = ()
    helps: tuple[Helped, ...] = ()
    ever_with: frozenset[int] = frozenset()
    proposals: frozenset[str] = frozenset()
    classes: frozenset[int] = frozenset()
    certificates: tuple[tuple[str, str, date], ...] = ()


def unmet_merge(kept: Side, dropped: Side, unit: int, names: Mapping[int, str], on: date) -> list[Unmet]:
    """Everything that forbids making `dropped` part of `kept`, whose branch is `unit` afterwards; empty where nothing.

    Changes of branches that became part of `unit` are to carry its number. `names` are those of the branches.
    """
    unmet = [*_unmet_lists(kept, dropped, unit, names, on)]
    if dropped.person in kept.ever_with or kept.person in dropped.ever_with:
        said = "Một hồ sơ là đảng viên giúp đỡ của hồ sơ kia: đây không thể là một người."
        unmet.append(Unmet("persons.merge_sponsor", said))
    if any(one.has_remarks and other.has_remarks for one, other in doubled_help(kept, dropped)):
        said = (
            "Hai hồ sơ cùng đang có một đảng viên giúp đỡ (hoặc cùng giúp đỡ một quần chúng), bên nào cũng đã có "
            "nhận xét. Hãy kết thúc một phân công trước."
        )
        unmet.append(Unmet("persons.merge_help_twice", said))
    if kept.proposals & dropped.proposals:
        said = "Hai hồ sơ cùng đang được đề nghị học một loại lớp. Hãy rút một đề nghị trước."
        unmet.append(Unmet("persons.merge_proposed_twice", said))
    if kept.classes & dropped.classes:
        said = "Hai hồ sơ cùng có chỗ trong một lớp bồi dưỡng: hãy xem lại, có thể là hai người."
        unmet.append(Unmet("persons.merge_same_class", said))
    if _certificates_clash(kept, dropped):
        said = "Hai hồ sơ có giấy chứng nhận cùng số nhưng khác ngày cấp. Hãy sửa giấy ghi nhầm trước."
        unmet.append(Unmet("persons.merge_certificate", said))
    return unmet


def doubled_help(kept: Side, dropped: Side) -> list[tuple[Helped, Helped]]:
    """Open sponsorships that would stand twice: (of the kept record, of the dropped one)."""
    found = []
    for own, theirs in ((kept.helped_by, dropped.helped_by), (kept.helps, dropped.helps)):
        by_other = {each.other: each for each in own}
        found += [(by_other[each.other], each) for each in theirs if each.other in by_other]
    return found


def _certificates_clash(kept: Side, dropped: Side) -> bool:
    days = {(kind, number): issued_on for kind, number, issued_on in kept.certificates if number}
    return any(days.get((kind, number), issued_on) != issued_on for kind, number, issued_on in dropped.certificates)


def _unmet_lists(kept: Side, dropped: Side, unit: int, names: Mapping[int, str], on: date) -> list[Unmet]:
    own, theirs = dict(kept.resolutions or {}), dict(dropped.resolutions or {})
    if any(theirs[each] != own[each] for each in set(own) & set(theirs)):
        said = "Một nghị quyết đã đưa hai hồ sơ vào hai danh sách khác nhau: đây không thể là một người."
        return [Unmet("persons.merge_one_resolution", said)]
    whole = [replace(each, person=kept.person) for each in (*kept.changes, *dropped.changes)]
    before = Counter(unmet.code for side in (kept.changes, dropped.changes) for _, unmet in misfits(side))
    for step, unmet in misfits(whole):
        if unmet.code != "lists.of_other_branch":
            continue  # coming onto a list twice, or leaving it twice, is what two records of one person look like
        if before[unmet.code]:
            before[unmet.code] -= 1
            continue
        said = (
            f"Ngày {step.change.on:%d/%m/%Y} hai hồ sơ ở danh sách của hai chi bộ: "
            f"{names.get(step.from_unit or 0, '')} và {names.get(step.change.unit, '')}. "
            "Một chi bộ ghi nghị quyết đưa ra khỏi danh sách trước."
        )
        return [Unmet("persons.merge_two_branches", said)]
    standing = listed_on(whole, on).get(kept.person)
    if standing is not None and standing.unit != unit:
        where = names.get(standing.unit, "")
        said = f"Người này đang ở {SHORT_NAMES[standing.on_list]} của {where}: hãy chọn giữ đơn vị {where}."
        return [Unmet("persons.merge_unit_of_list", said)]
    return []
