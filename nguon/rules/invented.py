"""People and units that do not exist, composed by rule for trying the product at size: the same seed, the same province.

Unit names all say "Thử"; citizen numbers begin with 000 and telephones with 0000, which nobody was ever given.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from nguon.rules.errors import Unmet
from nguon.rules.kinds import Kind
from nguon.rules.partial_dates import PartialDate

FEWEST_UNITS = 4
UNITS_OF_A_COMMUNE = 40
UNITS_OF_A_COMMITTEE = 7
SECTORS = ("residential", "residential", "school", "non_state_enterprise", "residential", "office", "health")
_NAMES = {
    "residential": ("cụm dân cư", "thôn"),
    "school": ("Trường", "tổ bộ môn"),
    "non_state_enterprise": ("Công ty", "phân xưởng"),
    "office": ("Cơ quan", "phòng"),
    "health": ("Trung tâm Y tế", "khoa"),
}
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh")
_MIDDLE = {
    "female": ("Thị", "Thị Thu", "Thị Minh", "Ngọc", "Thanh", "Thị Ánh", "Khánh", "Thùy", "Bích"),
    "male": ("Văn", "Đức", "Hữu", "Minh", "Quốc", "Xuân", "Anh", "Đình", "Công", "Thế"),
}
_GIVEN = {
    "female": ("Hoa", "Lan", "Mai", "Hương", "Yến", "Thảo", "Hạnh", "Trang", "Nga", "Phượng", "Ly", "Hằng", "Quỳnh"),
    "male": ("Bình", "Dũng", "Hùng", "Long", "Sơn", "Tuấn", "Vinh", "Khoa", "Phúc", "Quý", "Thắng", "Đạt", "Kỳ"),
}
_MINORITIES = ("Tày", "Thái", "Mường", "Nùng", "Mông", "Dao", "Khmer")
_RELIGIONS = ("Phật giáo", "Công giáo", "Tin lành", "Cao Đài")
_WORK = {
    "residential": ("Nông dân", "Lao động tự do", "Dân quân thường trực"),
    "school": ("Giáo viên", "Học sinh lớp 12", "Giáo viên"),
    "non_state_enterprise": ("Công nhân", "Kỹ sư", "Công nhân"),
    "office": ("Công chức", "Viên chức", "Văn thư"),
    "health": ("Điều dưỡng", "Bác sĩ", "Hộ lý"),
}
_BY_HAND = {"Kỹ sư": ("intellectual",), "Bác sĩ": ("intellectual",)}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What everything made depends on: the seed, the day it stands on, the day its units were opened."""

    seed: int
    day: date
    opened: date


@dataclass(frozen=True, slots=True)
class UnitSketch:
    """A unit to be made: its number (0 is the top, parents before children), level from 1 (province) to 4 (branch)."""

    number: int
    parent: int | None
    level: int
    name: str
    sector: str


@dataclass(frozen=True, slots=True)
class Step:
    """One change of list: by which of the branch's resolutions (0 carried over, 1 early, 2 recent), to which list."""

    resolution: int
    to_list: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PersonSketch:
    """A person to be made. `official` says a member since when; `sponsor` is a number among the branch's persons.

    `certificate` is the day a certificate was issued; `groups` are those entered by hand.
    """

    full_name: str
    sex: str
    born: PartialDate
    citizen: str
    ethnicity: str
    religion: str
    occupation: str
    since: PartialDate
    official: PartialDate | None
    steps: tuple[Step, ...]
    certificate: date | None
    sponsor: int | None
    groups: tuple[str, ...]

    @property
    def listed(self) -> int:
        return self.steps[-1].to_list if self.steps else 0


def unmet_size(people: int, units: int) -> tuple[Unmet, ...]:
    """Why no province of that size can be made; empty when one can."""
    unmet = []
    if units < FEWEST_UNITS:
        unmet.append(Unmet("trial.units", f"Cần ít nhất {FEWEST_UNITS} đơn vị: tỉnh, xã, đảng ủy, chi bộ."))
    if people < 0:
        unmet.append(Unmet("trial.people", "Số người không được âm."))
    return tuple(unmet)


def levels_of(kinds: Mapping[str, Kind]) -> tuple[str, str, str, str]:
    """The keys of the kinds for the four levels of a province, among those in force."""
    second = next(each for each in ("commune_committee", "district_committee") if each in kinds)
    wanted = ("grassroots_committee", "sub_grassroots_committee", "sectional_committee")
    third = next(each for each in wanted if each in kinds and second in kinds[each].stands_under)
    return "provincial_committee", second, third, "branch"


def tree_of(units: int, name: str) -> Iterator[UnitSketch]:
    """`units` units (4 or more): the province, communes, committees, branches; every one above a branch has some below."""
    yield UnitSketch(0, None, 1, f"Tỉnh ủy {name}", "party")
    rest, number = units - 1, 1
    communes = max(1, min(rest // 3, round(rest / UNITS_OF_A_COMMUNE)))
    for commune, size in enumerate(evenly(rest, communes), start=1):
        own = number
        yield UnitSketch(own, 0, 2, f"Đảng ủy xã Thử {commune}", "commune")
        number += 1
        committees = max(1, (size - 1) // UNITS_OF_A_COMMITTEE)
        for at, below in enumerate(evenly(size - 1, committees), start=1):
            sector = SECTORS[(commune + at) % len(SECTORS)]
            above, under = _NAMES[sector]
            place, committee = f"{commune}.{at}", number
            yield UnitSketch(committee, own, 3, f"Đảng ủy {above} Thử {place}", sector)
            number += 1
            for branch in range(1, below):
                yield UnitSketch(number, committee, 4, f"Chi bộ {under} Thử {place}.{branch}", sector)
                number += 1


def evenly(total: int, parts: int) -> list[int]:
    """`total` over `parts`, as evenly as whole numbers go, the larger ones first."""
    return [total // parts + (at < total % parts) for at in range(parts)]


def persons_by_branch(people: int, branches: int, seed: int) -> list[int]:
    """How many persons each branch has: unequal, none negative, `people` in all."""
    chance = Random(f"{seed}/branches")  # noqa: S311 - made to be made again
    weights = [chance.randint(2, 6) for _ in range(branches)]
    whole, gone, given = sum(weights), 0, 0
    found = []
    for weight in weights:
        gone += weight
        found.append(people * gone // whole - given)
        given = people * gone // whole
    return found


def resolution_days(recipe: Recipe) -> tuple[date, date, date]:
    """The days of a branch's three resolutions: carried over, early, recent; after the opening, before the day."""
    span = min(480, (recipe.day - recipe.opened).days - 5)
    first, second, third = (recipe.day - timedelta(max(1, span * share // 100)) for share in (95, 50, 10))
    return first, second, third


def persons_of(count: int, branch: UnitSketch, recipe: Recipe) -> Sequence[PersonSketch]:
    """The `count` persons of `branch`; the first is an official member."""
    chance = Random(f"{recipe.seed}/{branch.number}")  # noqa: S311 - made to be made again
    members = [at for at in range(count) if at == 0 or chance.random() < 0.22]
    kept = frozenset(members)
    return [
        _member(chance, branch, at, recipe.day) if at in kept else _candidate(chance, branch, at, members, recipe.day)
        for at in range(count)
    ]


def _member(chance: Random, branch: UnitSketch, at: int, day: date) -> PersonSketch:
    age = chance.randint(28, 57)
    official = day - timedelta(days=chance.randint(400, 365 * (age - 24)))
    return _person(chance, branch, f"{branch.number:05d}{at:04d}", age, day, official=PartialDate.of(official))


def _candidate(chance: Random, branch: UnitSketch, at: int, members: Sequence[int], day: date) -> PersonSketch:
    age = chance.choices((chance.randint(18, 30), chance.randint(31, 45)), (3, 2))[0]
    steps = _steps(chance)
    listed = steps[-1].to_list if steps else 0
    certificate = None
    if listed == 3 or (listed == 2 and chance.random() < 0.2):
        months = chance.choices((chance.randint(1, 50), chance.randint(51, 61)), (9, 1))[0]
        certificate = day - timedelta(days=months * 30 + 5)
    sponsor = chance.choice(members) if chance.random() < {3: 0.9, 2: 0.5}.get(listed, 0) else None
    number = f"{branch.number:05d}{at:04d}"
    return _person(chance, branch, number, age, day, steps=steps, certificate=certificate, sponsor=sponsor)


def _person(
    chance: Random,
    branch: UnitSketch,
    number: str,
    age: int,
    day: date,
    *,
    official: PartialDate | None = None,
    steps: tuple[Step, ...] = (),
    certificate: date | None = None,
    sponsor: int | None = None,
) -> PersonSketch:
    sex = "female" if chance.random() < 0.46 else "male"
    work = chance.choice(_WORK[branch.sector])
    if work.startswith("Học sinh"):
        age = 18
    birthday = day - timedelta(days=age * 365 + age // 4 + chance.randint(1, 360))
    known = chance.random()
    born = PartialDate.of(birthday)
    if known < 0.14:
        born = PartialDate(birthday.year, 0 if known < 0.1 else birthday.month)
    ethnicity = chance.choice(_MINORITIES) if chance.random() < 0.14 else "Kinh"
    religion = chance.choice(_RELIGIONS) if chance.random() < 0.06 else "Không"
    return PersonSketch(
        full_name=f"{chance.choice(_FAMILY)} {chance.choice(_MIDDLE[sex])} {chance.choice(_GIVEN[sex])}",
        sex=sex,
        born=born,
        citizen=f"000{number}",
        ethnicity=ethnicity,
        religion=religion,
        occupation=work,
        since=PartialDate(day.year - chance.randint(2, 8), chance.randint(1, 12)),
        official=official,
        steps=steps,
        certificate=certificate,
        sponsor=sponsor,
        groups=_BY_HAND.get(work, ()),
    )


def _steps(chance: Random) -> tuple[Step, ...]:
    """How a person came to the list they stand on; () for nine of ten of those on none."""
    drawn = chance.random()
    if drawn < 0.41:
        return (Step(chance.randint(0, 2), 1),)
    if drawn < 0.65:
        return Step(0, 1), Step(chance.randint(1, 2), 2)
    if drawn < 0.9:
        return (Step(0, 1), Step(1, 2), Step(2, 3)) if chance.random() < 0.7 else (Step(0, 2), Step(1, 3))
    if drawn < 0.95:
        return Step(0, 1), Step(chance.randint(1, 2), 0, chance.choice(("moved", "not_fit", "own_wish")))
    return ()


def quota_of(persons: int, branch: int, seed: int) -> int:
    """How many admissions a committee with `persons` persons is given: from thin (too many) to easy (too few)."""
    chance = Random(f"{seed}/quota/{branch}")  # noqa: S311 - made to be made again
    return max(1, round(persons * 0.19 / chance.uniform(1.0, 2.6)))
