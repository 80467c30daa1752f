"""A year with the three lists in the demonstration: people on them, a class held, sponsors, a round going up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from nguon.management.demonstration import people_in_office as posts
from nguon.management.demonstration.people import WOMEN, Names
from nguon.management.demonstration.world import World
from nguon.queries.hand_ins import preview
from nguon.queries.list_judging import Move, Newcomer
from nguon.rules.nominations import NominationFacts
from nguon.rules.partial_dates import PartialDate
from nguon.rules.person_facts import PersonFacts
from nguon.rules.resolutions import Votes
from nguon.rules.roles import Action
from nguon.services.candidate_tasks import ResultFacts, TaskFacts, give_task, record_result
from nguon.services.handing_in import accept_hand_ins, hand_in, return_hand_in, seen_mark
from nguon.services.listing import resolve_lists
from nguon.services.nominating import nominate
from nguon.services.persons import make_person
from nguon.services.resolving import ResolutionFacts
from nguon.services.sponsor_remarks import write_remark
from nguon.services.surveying import CallFacts, call_round

SEED = 2027
PHO_HIEN, SON_NAM = "Đảng ủy phường Phố Hiến", "Đảng ủy phường Sơn Nam"
OFFICER, SECRETARY = "phohien.tochuc", "tranphu.bithu"
BRANCHES = 6  # of the ward; the others have not begun
MEMBERS, CANDIDATES = 5, 8
VOTES = Votes(9, 8, 8, 0)
WORK = ("Nông dân", "Công nhân may", "Giáo viên", "Kinh doanh", "Cán bộ hợp đồng", "Kế toán", "Y tá", "Lái xe")
TASKS = (
    "Vận động các hộ trong thôn tham gia bảo hiểm y tế",
    "Phụ trách một buổi sinh hoạt của chi đoàn",
    "Giúp đỡ hai học sinh có hoàn cảnh khó khăn",
    "Tham gia tổ công nghệ số cộng đồng",
)


@dataclass
class Branch:
    """A branch with the people made for it: members who may help, and those on its lists in the order they came."""

    unit_id: int
    name: str
    members: list[int] = field(default_factory=list)
    candidates: list[int] = field(default_factory=list)


def live_through(world: World, say: Callable[[str], None]) -> list[Branch]:
    """The branches of the ward after a year, the first of them the secretary's own."""
    names = Names(SEED)
    ward = _branches(world, OFFICER, world.unit(posts.HUNG_YEN, PHO_HIEN))[:BRANCHES]
    for number, branch in enumerate(ward):
        _people(world, OFFICER, branch, names, number)
    school = Branch(world.unit(posts.DA_NANG, posts.TRAN_PHU), posts.TRAN_PHU)
    _people(world, SECRETARY, school, names, 7)
    _second_list(world, SECRETARY, school)
    for branch in ward:
        _second_list(world, OFFICER, branch)
    _nominations(world, names)
    say(f"{(MEMBERS + CANDIDATES) * (BRANCHES + 1)} người trong diện theo dõi và đảng viên giúp đỡ")
    return ward


def pool_after_class(world: World, ward: Sequence[Branch], certified: set[int]) -> None:
    """Who holds a certificate comes onto the third list with a sponsor; tasks, remarks and newcomers follow."""
    names = Names(SEED + 1)
    for number, branch in enumerate(ward):
        own = [each for each in branch.candidates if each in certified]
        by = world.as_(OFFICER, date(2026, 4, 6))
        moves = [
            Move(each, 3, expected_quarter="2026-Q4", sponsor_ids=(branch.members[at % MEMBERS],))
            for at, each in enumerate(own)
        ]
        if moves:
            resolve_lists(by=by, unit_id=branch.unit_id, facts=_resolution(4, date(2026, 4, 6)), moves=moves)
        _tasks(world, own, number)
        _autumn(world, branch, names, number)
    _remarks(world)


def hand_up(world: World, ward: Sequence[Branch]) -> None:
    """The survey for 2027: two lists accepted, one returned, one handed in, the others still out."""
    called = call_round(
        by=world.as_(OFFICER, date(2026, 11, 2)),
        unit_id=world.unit(posts.HUNG_YEN, PHO_HIEN),
        facts=CallFacts(
            kind="year",
            name="Khảo sát nguồn quý IV/2026 cho năm 2027",
            period_from=date(2027, 1, 1),
            period_until=date(2028, 1, 1),
            opens_on=date(2026, 11, 2),
            due_on=date(2026, 11, 27),
            document_number="85-CV/ĐU",
        ),
    )
    by = world.as_(OFFICER, date(2026, 11, 16))
    units = {each.pk: each for each in by.units().filter(pk__in=[branch.unit_id for branch in ward])}
    made = []
    for branch in ward[1:5]:
        looked = preview(by, called, units[branch.unit_id])
        seen = seen_mark(looked.latest, looked.content)
        made.append(hand_in(by=by, round_id=called.pk, unit_id=branch.unit_id, seen=seen))
    later = world.as_(OFFICER, date(2026, 11, 18))
    accept_hand_ins(by=later, hand_in_ids=[each.pk for each in made[:2]])
    return_hand_in(by=later, hand_in_id=made[2].pk, reason="Hai quần chúng trong danh sách 1 chưa ghi ngày sinh.")


def _branches(world: World, username: str, unit_id: int) -> list[Branch]:
    by = world.as_(username, date(2025, 12, 1))
    found = by.units(Action.KEEP_LISTS).filter(parent_id=unit_id).order_by("pk")
    return [Branch(each.pk, each.name) for each in found]


def _people(world: World, username: str, branch: Branch, names: Names, number: int) -> None:
    """Members first, then those who come onto the first list by one resolution."""
    on = date(2025, 12, 5)
    by = world.as_(username, on)
    for at in range(MEMBERS):
        made = make_person(by=by, unit_id=branch.unit_id, facts=_member(names.next(), at))
        branch.members.append(made.pk)
    newcomers = [Newcomer(_candidate(names.next(), number, at)) for at in range(CANDIDATES)]
    done = resolve_lists(by=by, unit_id=branch.unit_id, facts=_resolution(12, on), newcomers=newcomers)
    changes = by.list_changes().filter(resolution=done).order_by("pk")
    branch.candidates.extend(changes.values_list("person_id", flat=True))


def _second_list(world: World, username: str, branch: Branch) -> None:
    on = date(2026, 1, 8)
    moves = [Move(each, 2) for each in branch.candidates[:5]]
    resolve_lists(by=world.as_(username, on), unit_id=branch.unit_id, facts=_resolution(1, on), moves=moves)


def _autumn(world: World, branch: Branch, names: Names, number: int) -> None:
    """October: one leaves with a reason, two come new."""
    on = date(2026, 10, 7)
    left = Move(branch.candidates[-1], 0, reason="moved", reason_text="Chuyển đi làm việc ở tỉnh khác")
    newcomers = [Newcomer(_candidate(names.next(), number + 3, at)) for at in range(2)]
    resolve_lists(
        by=world.as_(OFFICER, on),
        unit_id=branch.unit_id,
        facts=_resolution(10, on),
        moves=[left],
        newcomers=newcomers,
    )


def _tasks(world: World, people: Sequence[int], number: int) -> None:
    for at, person_id in enumerate(people[:2]):
        given = date(2026, 5, 4)
        by = world.as_(OFFICER, given)
        facts = TaskFacts(TASKS[(number + at) % len(TASKS)], given, date(2026, 9, 30) if at else date(2026, 12, 5))
        task = give_task(by=by, person_id=person_id, facts=facts)
        if at:
            done = date(2026, 9, 28)
            result = ResultFacts("done", done, "Hoàn thành đúng hạn, được chi ủy ghi nhận")
            record_result(by=world.as_(OFFICER, done), candidate_task_id=task.pk, facts=result)


def _remarks(world: World) -> None:
    """Every second sponsor has reported for the third quarter."""
    on = date(2026, 9, 29)
    by = world.as_(OFFICER, on)
    for each in by.sponsorships(Action.KEEP_SPONSORS).filter(ends_on__isnull=True).order_by("pk")[::2]:
        words = "Chấp hành tốt chủ trương, tích cực tham gia công việc của thôn; hoàn thành nhiệm vụ chi bộ giao."
        write_remark(by=by, sponsorship_id=each.pk, within=on, on=on, text=words)


def _nominations(world: World, names: Names) -> None:
    """The Youth Union of Bảo Lâm puts two forward to branches of the district."""
    on = date(2026, 10, 20)
    by = world.as_("baolam.huyendoan", on)
    found = by.units(Action.NOMINATE).filter(kind__in=("branch", "grassroots_branch")).order_by("pk")[:2]
    for at, unit in enumerate(found):
        facts = NominationFacts(
            full_name=names.next(),
            why="Bí thư chi đoàn, có sáng kiến trong phong trào thanh niên tình nguyện năm 2026",
            born=PartialDate(2001 + at, 3),
            occupation="Đoàn viên, công chức hợp đồng",
            document_number="12-CV/ĐTN",
            document_date=on,
        )
        nominate(by=by, unit_id=unit.pk, facts=facts)


def _resolution(number: int, on: date) -> ResolutionFacts:
    return ResolutionFacts(f"{number:02d}-NQ/CB", on, VOTES, "Danh sách nguồn phát triển đảng viên")


def _member(name: str, at: int) -> PersonFacts:
    recognised = PartialDate(2012 + at, 5, 19)
    return PersonFacts(
        name,
        born=PartialDate(1975 + 3 * at, 1 + at, 3 + at),
        sex=_sex(name),
        occupation=WORK[at],
        joined=PartialDate(2011 + at, 5, 19),
        official=recognised,
        since=PartialDate(2012),
    )


def _candidate(name: str, number: int, at: int) -> PersonFacts:
    born = PartialDate(1988 + (3 * number + 2 * at) % 17, 1 + (at + number) % 12, 0 if at == 5 else 4 + at)
    education = "12/12" if at % 3 else "Đại học"
    occupation = WORK[(number + at) % len(WORK)]
    return PersonFacts(
        name, born=born, sex=_sex(name), occupation=occupation, general_education=education, since=PartialDate(2019)
    )


def _sex(name: str) -> str:
    words = name.split()
    return "female" if "Thị" in words or words[-1] in WOMEN[1] else "male"
