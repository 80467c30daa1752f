"""The plans of the demonstration, each read from its document by the plan reader, confirmed, divided and lived through."""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from nguon.management.demonstration import people_in_office as posts
from nguon.management.demonstration.world import World
from nguon.queries.access import Reach
from nguon.queries.allocating import EMPTY
from nguon.queries.suggesting import Way
from nguon.queries.tasks import version_for
from nguon.rules.roles import Action
from nguon.services import allocating, drafting
from nguon.services.activities import ActivityFacts, record_activity
from nguon.services.allocation_issuing import IssueDocument, issue_allocation
from nguon.services.disseminating import pass_on_plan, report_task
from nguon.services.duties import mark_done
from nguon.services.planning import confirm_draft

LIVED_UNTIL = date(2026, 11, 1)  # duties due before are done; a few late, a few not at all
ENTERPRISES = {"state_enterprise", "non_state_enterprise"}


@dataclass(frozen=True)
class Story:
    """One plan: its document, who brought it in for which unit and when, and what a person had to add by hand."""

    file: str
    root: str
    at: str
    officer: str
    on: date
    adds: Mapping[str, Any] = field(default_factory=dict)
    divide: Way | None = None
    issue: str = ""


STORIES = (
    Story(
        "seeds/004_332b50477ca74014.txt",
        posts.DA_NANG,
        posts.TRAN_PHU,
        "tranphu.bithu",
        date(2019, 6, 12),
        {"period": {"from": "2019-06-10", "until": "2027-01-01"}},
    ),
    Story(
        "seeds/000_8672ccc188088c63.txt",
        posts.KHOI,
        posts.KHOI,
        "khoi.tochuc",
        date(2022, 1, 20),
        {"document.number": {"value": "21-KH/ĐUK"}, "document.date": {"value": "2022-01-14"}},
        Way.LAST_YEAR,
        "21-KH/ĐUK",
    ),
    Story(
        "seeds/003_f74d0104c076b8b7.txt",
        posts.NINH_THUAN,
        posts.THANH_UY,
        "thanhuy.tochuc",
        date(2023, 2, 16),
        {"document.number": {"value": "97-KH/TU"}, "document.date": {"value": "2023-02-13"}},
        Way.POOL,
    ),
    Story(
        "seeds/002_2650b6b05801c876.txt",
        posts.LAM_DONG,
        posts.BAO_LAM,
        "baolam.tochuc",
        date(2023, 4, 24),
        divide=Way.MEMBERS,
        issue="100-KH/HU",
    ),
    Story(
        "seeds/001_6c5e5324726fc58c.txt",
        posts.HUNG_YEN,
        posts.HUNG_YEN,
        "hungyen.tochuc",
        date(2026, 1, 6),
        {"document.date": {"value": "2024-06-17"}, "period": {"from": "2026-01-01", "until": "2027-01-01"}},
    ),
    Story(
        "plans/hung_yen_2026.txt",
        posts.HUNG_YEN,
        posts.HUNG_YEN,
        "hungyen.tochuc",
        date(2026, 1, 13),
        divide=Way.KEEP,
        issue="18-KH/TU",
    ),
)


def live_through(world: World, folder: Path, say: Callable[[str], None]) -> None:
    """Bring in every document, confirm it, divide its target, and do what fell due."""
    draw = random.Random(posts.SEED)  # noqa: S311 - which duty was late, not a secret
    for story in STORIES:
        say(f"đọc và xác nhận {Path(story.file).name}")
        version = _confirmed(world, folder, story)
        if story.divide is not None:
            _divided(world, story, version.plan_id)
        _disseminated(world, story, version.plan_id, draw)
        _done(world, story, version.plan_id, draw)
    _share_further(world)
    _reported(world, draw)
    _activities(world)
    _waiting_draft(world, folder)


def _confirmed(world: World, folder: Path, story: Story) -> Any:
    by = world.as_(story.officer, story.on)
    path = folder / story.file
    document = drafting.read_document(path.read_bytes(), path.name)
    draft = drafting.bring_in(by=by, unit_id=world.unit(story.root, story.at), document=document)
    drafting.accept_rest(by=by, draft_id=draft.pk)
    for part, value in story.adds.items():
        drafting.add(by=by, draft_id=draft.pk, part=part, value=value)
    return confirm_draft(by=by, draft_id=draft.pk, seen=by.drafts().get(pk=draft.pk).revision)


def _divided(world: World, story: Story, plan_id: int) -> None:
    by = world.as_(story.officer, story.on)
    unit_id = world.unit(story.root, story.at)
    sheet = by.allocations(Action.DIVIDE).filter(plan_id=plan_id, unit_id=unit_id).first()
    if sheet is None:
        sheet = allocating.open_allocation(by=by, plan_id=plan_id, unit_id=unit_id)
    bounds = _bounds(world, by, unit_id, sheet)
    if bounds:
        sheet = allocating.save_cells(by=by, allocation_id=sheet.pk, seen=sheet.revision, cells=bounds)
    sheet = allocating.apply_suggestion(
        by=by, allocation_id=sheet.pk, seen=sheet.revision, way=story.divide or Way.EQUAL
    )
    if story.issue:
        document = IssueDocument(number=story.issue, dated=story.on - timedelta(days=1), holds_from=story.on)
        issue_allocation(by=by, allocation_id=sheet.pk, seen=sheet.revision, replaces=None, document=document)


def _bounds(world: World, by: Reach, unit_id: int, sheet: Any) -> dict[tuple[int, str], Any]:
    """Only enterprises can admit people of enterprises."""
    groups = set(sheet.shares.values_list("group", flat=True)) & {"enterprise", "private_enterprise"}
    return {
        (pk, group): replace(EMPTY, maximum=0)
        for group in sorted(groups)
        for pk, _name, sector in world.below(by, unit_id)
        if sector not in ENTERPRISES and by.day.year < 2025
    }


def _disseminated(world: World, story: Story, plan_id: int, draw: random.Random) -> None:
    """Most units passed the plan on within some weeks, some only received it, a few did nothing."""
    start = world.as_(story.officer, story.on)
    for receipt in start.receipts(Action.REPORT_TASKS).filter(plan_id=plan_id).order_by("pk"):
        chance = draw.random()
        if chance > 0.86:
            continue
        on = story.on + timedelta(days=draw.randint(4, 28))
        pass_on_plan(
            by=world.as_(story.officer, on),
            receipt_id=receipt.pk,
            on=on,
            how="Hội nghị đảng bộ" if receipt.unit.depth < 3 else "Sinh hoạt chi bộ thường kỳ",
            participants=draw.randint(12, 60),
        )


def _done(world: World, story: Story, plan_id: int, draw: random.Random) -> None:
    """Everything due before LIVED_UNTIL was done, one in twelve rounds of a unit late."""
    start = world.as_(story.officer, LIVED_UNTIL)
    rounds: defaultdict[tuple[int, date], list[int]] = defaultdict(list)
    tasks = start.duty_tasks(Action.DO_DUTIES).filter(plan_id=plan_id, due_on__lt=LIVED_UNTIL, done_on__isnull=True)
    for task in tasks.order_by("due_on", "path", "pk"):
        late = draw.random() < 1 / 12
        done_on = (
            task.due_on + timedelta(days=draw.randint(1, 9))
            if late
            else task.due_on - timedelta(days=draw.randint(0, 2))
        )
        rounds[task.duty_id, done_on].append(task.pk)
    for (_duty, done_on), ids in sorted(rounds.items(), key=lambda each: (each[0][1], each[0][0])):
        mark_done(by=world.as_(story.officer, max(done_on, story.on)), task_ids=ids, done_on=done_on)


def _share_further(world: World) -> None:
    """One commune divides its share over its branches; another has only begun."""
    on = date(2026, 2, 3)
    by = world.as_("phohien.tochuc", on)
    unit_id = world.unit(posts.HUNG_YEN, "Đảng ủy phường Phố Hiến")
    plan = by.allocations(Action.SEE_ALLOCATIONS).filter(state="issued").order_by("-pk").first()
    sheet = allocating.open_allocation(by=by, plan_id=plan.plan_id, unit_id=unit_id)
    sheet = allocating.apply_suggestion(by=by, allocation_id=sheet.pk, seen=sheet.revision, way=Way.POOL)
    document = IssueDocument(number="03-QĐ/ĐU", dated=on, holds_from=on)
    issue_allocation(by=by, allocation_id=sheet.pk, seen=sheet.revision, replaces=None, document=document)


def _reported(world: World, draw: random.Random) -> None:
    """Where the communes stand with the tasks of the provincial plan, a while before today."""
    on = date(2026, 6, 30)
    by = world.as_("hungyen.tochuc", on)
    plan_id = by.plans().order_by("-pk").first().pk
    for task in version_for(by, plan_id, on=on).plan_tasks.order_by("ordinal")[:3]:
        for unit_id, name, _sector in world.below(by, world.unit(posts.HUNG_YEN, posts.HUNG_YEN)):
            chance = draw.random()
            if chance > 0.8:
                continue
            report_task(
                by=by,
                task_id=task.pk,
                unit_id=unit_id,
                state="done" if chance < 0.5 else "under_way",
                on=on,
                evidence=f"Báo cáo sáu tháng của {name}",
                answers_for_it="Phó Bí thư Thường trực",
            )


def _activities(world: World) -> None:
    """A training, a movement and a model, each by whom the plans ask for them."""
    for username, root, at, facts in (
        (
            "hungyen.tochuc",
            posts.HUNG_YEN,
            posts.HUNG_YEN,
            ActivityFacts(
                "training",
                "Tập huấn nghiệp vụ công tác đảng viên cho bí thư chi bộ",
                date(2026, 3, 20),
                place="Hội trường Tỉnh ủy",
                participants=126,
                document_number="31-KH/BTC",
            ),
        ),
        (
            "baolam.huyendoan",
            posts.LAM_DONG,
            posts.BAO_LAM,
            ActivityFacts(
                "model",
                "Đoàn viên ưu tú dân tộc thiểu số: mỗi chi đoàn giới thiệu một người",
                date(2023, 5, 19),
                office="youth_union",
                place="Huyện đoàn",
                participants=48,
            ),
        ),
        (
            "khoi.congdoan",
            posts.KHOI,
            posts.KHOI,
            ActivityFacts(
                "movement",
                "Phong trào lao động giỏi, giới thiệu công đoàn viên ưu tú cho Đảng",
                date(2022, 4, 28),
                office="trade_union",
                place="Nhà Văn hóa lao động",
                participants=210,
            ),
        ),
    ):
        record_activity(by=world.as_(username, facts.on), unit_id=world.unit(root, at), facts=facts)


def _waiting_draft(world: World, folder: Path) -> None:
    """A document just brought in, so that the review of a draft can be tried at once."""
    by = world.as_("phohien.tochuc", date(2026, 1, 20))
    path = folder / "plans" / "pho_hien_2026.txt"
    document = drafting.read_document(path.read_bytes(), path.name)
    drafting.bring_in(by=by, unit_id=world.unit(posts.HUNG_YEN, "Đảng ủy phường Phố Hiến"), document=document)
