"""A commune with a political centre, a school with two branches, people on list 2, for tests of classes."""

from dataclasses import dataclass
from datetime import date, timedelta

from nguon.models import ClassPlace, Person, TrainingClass, Unit, User
from nguon.rules.resolutions import Votes
from nguon.rules.roles import Role
from nguon.services.resolving import ResolutionFacts
from tests.factories import DAY, holder, make_unit
from tests.pool_world import make_class, make_person, make_place, put_on

VOTES = Votes(members=10, present=9, in_favour=8, against=1)
GIVEN = ("An", "Bình", "Cúc", "Dung", "Hoa", "Lan", "Mai", "Nga", "Oanh", "Thu")


@dataclass
class World:
    """Who is where: `commune` has a political centre, the school is a grassroots committee under it."""

    province: Unit
    commune: Unit
    school: Unit
    branch: Unit
    other_branch: Unit
    neighbour: Unit  # another commune, without a centre
    officer: User  # organisation officer of the commune
    centre: User  # political centre officer of the commune
    school_officer: User
    secretary: User  # of `branch`
    other_secretary: User
    neighbour_officer: User

    def listed(self, count: int = 3, *, unit: Unit | None = None, to_list: int = 2) -> list[Person]:
        """So many persons of the branch on the list, in the order of their names."""
        unit = unit or self.branch
        people = [make_person(unit, f"Nguyễn Thị {GIVEN[each]}") for each in range(count)]
        for each in people:
            put_on(each, to_list, on=date(2026, 1, 10))
        return people


def resolved(**changes: object) -> ResolutionFacts:
    """A resolution of yesterday that carried."""
    return ResolutionFacts(**{"number": "07-NQ/CB", "on": DAY - timedelta(1), "votes": VOTES} | changes)


def make_training_world() -> World:
    """Nobody on any list yet, no class."""
    province = make_unit("Tỉnh ủy Thử Nghiệm")
    commune = make_unit("Đảng ủy phường Phố Thử", parent=province)
    neighbour = make_unit("Đảng ủy xã Bên Cạnh", parent=province)
    school = make_unit("Đảng ủy Trường Cao đẳng", parent=commune, kind="grassroots_committee")
    branch = make_unit("Chi bộ Khoa Điện", parent=school, kind="branch")
    other = make_unit("Chi bộ Khoa May", parent=school, kind="branch")
    return World(
        province=province,
        commune=commune,
        school=school,
        branch=branch,
        other_branch=other,
        neighbour=neighbour,
        officer=holder(Role.ORGANISATION_OFFICER, commune, "Phạm Văn Tổ"),
        centre=holder(Role.POLITICAL_CENTRE_OFFICER, commune, "Lê Thị Chính", office="political_centre"),
        school_officer=holder(Role.GRASSROOTS_OFFICER, school, "Đỗ Văn Cơ"),
        secretary=holder(Role.BRANCH_SECRETARY, branch, "Trần Văn Bình"),
        other_secretary=holder(Role.BRANCH_SECRETARY, other, "Vũ Thị Hạnh"),
        neighbour_officer=holder(Role.ORGANISATION_OFFICER, neighbour, "Ngô Văn Xa"),
    )


def open_class(world: World, count: int = 0, **facts: object) -> tuple[TrainingClass, list[ClassPlace]]:
    """An open class of the commune's centre that runs from three days ago until yesterday, with `count` participants."""
    given = {
        "state": "open",
        "starts_on": DAY - timedelta(3),
        "ends_on": DAY - timedelta(1),
        "opening_number": "12-QĐ/TTCT",
        "opening_date": DAY - timedelta(10),
    } | facts
    held = make_class(world.commune, **given)
    return held, [make_place(held, each) for each in world.listed(count)]
