"""A province of a given size with a plan that is divided, sent, owed and carried out below; and the SQL for its pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from nguon.models import (
    Allocation,
    Duty,
    DutyTask,
    Plan,
    PlanReceipt,
    PlanTask,
    PlanVersion,
    Share,
    SignIn,
    Target,
    Unit,
    User,
)
from nguon.queries.sessions import session_digest
from nguon.rules.roles import Role
from nguon.rules.text import fold, natural_key
from nguon.rules.tree import segment
from tests.factories import holder, make_plan, make_unit

COMMUNES = 100
DUTIES = 3
BATCH = 500


@dataclass(frozen=True)
class World:
    """What stands in the database: the top unit, its plan, and an officer of it; all figures are asked on `day`."""

    root_id: int
    root_path: str
    plan_id: int
    version_id: int
    table_id: int
    officer: User
    day: date


def build(units: int, day: date) -> World:
    """`units` units below one: communes, and branches under them. Every unit has a share, a receipt and three duties;
    one in five made a plan of its own.
    """
    with transaction.atomic():
        root = make_unit("Tỉnh ủy", kind="provincial_committee")
        officer = holder(Role.ORGANISATION_OFFICER, root)
        below = _units(root, units)
        version = make_plan(root, places=units)
        table = _demand(version, below, day)
        _plans(version, below[: units // 5], day)
    return World(root.pk, root.path, version.plan_id, version.pk, table.pk, officer, day)


def _units(root: Unit, count: int) -> list[Unit]:
    made: list[Unit] = []
    for at in range(count):
        parent = root if at < COMMUNES else made[at % COMMUNES]
        name = f"Đảng ủy xã {at}" if at < COMMUNES else f"Chi bộ {at}"
        pk = root.pk + 1 + at
        made.append(
            Unit(
                pk=pk,
                name=name,
                kind="commune_committee" if at < COMMUNES else "branch",
                parent=parent,
                path=parent.path + segment(pk),
                depth=parent.depth + 1,
                province=root.province,
                folded=fold(name),
                sort_key=natural_key(name),
                opened_on=root.opened_on,
            )
        )
    return Unit.objects.bulk_create(made, batch_size=BATCH)


def _demand(version: PlanVersion, below: list[Unit], day: date) -> Allocation:
    plan = version.plan
    made: dict[str, Any] = {"made_by": plan.made_by, "made_at": plan.made_at}
    table = Allocation.objects.create(
        plan=plan, version=version, unit=plan.unit, path=plan.path, province=plan.province, ordinal=1, state="issued",
        holds_from=day, saved_at=plan.made_at, **made,
    )  # fmt: skip
    province = plan.province
    Share.objects.bulk_create(
        (Share(allocation=table, unit=unit, places=1, province=province) for unit in below), batch_size=BATCH
    )
    PlanReceipt.objects.bulk_create(
        (
            PlanReceipt(plan=plan, version=version, unit=unit, path=unit.path, province=province, sent_on=day)
            for unit in below
        ),
        batch_size=BATCH,
    )
    PlanTask.objects.bulk_create(PlanTask(version=version, ordinal=at, text="Rà soát nguồn") for at in range(10))
    for at in range(DUTIES):
        due = date(day.year, 2 + at, 1)
        duty = Duty.objects.create(
            version=version,
            ordinal=at,
            action="report",
            what="Báo cáo",
            due_on=due,
            scope="all_below",
            office="committee",
        )
        DutyTask.objects.bulk_create(
            (
                DutyTask(
                    duty=duty, plan=plan, unit=unit, path=unit.path, province=province, office="committee",
                    nominal_due_on=due, due_on=due, done_on=due if unit.pk % 2 else None,
                )
                for unit in below
            ),
            batch_size=BATCH,
        )  # fmt: skip
    return table


def _plans(version: PlanVersion, units: list[Unit], day: date) -> None:
    plan = version.plan
    plans = Plan.objects.bulk_create(
        (
            Plan(
                unit=unit, path=unit.path, province=plan.province, carries_out=plan, made_by=plan.made_by,
                made_at=plan.made_at,
            )
            for unit in units
        ),
        batch_size=BATCH,
    )  # fmt: skip
    versions = PlanVersion.objects.bulk_create(
        (
            PlanVersion(
                plan=each, ordinal=1, document_number=f"{each.pk}-KH/ĐU", document_date=day, title="Kế hoạch",
                period_from=version.period_from, period_until=version.period_until, holds_from=day,
                province=plan.province, issued_by=plan.made_by, issued_at=plan.made_at,
            )
            for each in plans
        ),
        batch_size=BATCH,
    )  # fmt: skip
    Target.objects.bulk_create(
        (Target(version=each, ordinal=1, measure="admissions", minimum=1, maximum=1, whole=True) for each in versions),
        batch_size=BATCH,
    )


def visitor(world: World) -> Client:
    """The officer, signed in."""
    return signed_in(world.officer)


def signed_in(user: User) -> Client:
    """A client signed in as `user`."""
    client = Client()
    client.force_login(user)
    now = timezone.now()
    digest = session_digest(client.session.session_key)
    SignIn.objects.create(user=user, session_digest=digest, started_at=now, seen_at=now, address="127.0.0.1")
    return client


def _asking(*questions: tuple[str, tuple[Any, ...]]) -> Callable[[], None]:
    def ask() -> None:
        with connection.cursor() as cursor:
            for sql, parameters in questions:
                cursor.execute(sql, parameters)
                cursor.fetchall()

    return ask


def sql_tree(world: World) -> Callable[[], None]:
    """By hand: the hundred communes in order, each with how many units stand below it."""
    low, high = world.root_path, world.root_path + "~"
    children = """
        SELECT c.id, c.name, c.kind, c.code, c.path FROM nguon_unit c
        WHERE c.parent_id = %s AND (c.closed_on IS NULL OR c.closed_on > %s) ORDER BY c.sort_key, c.id LIMIT 100"""
    below = """
        SELECT substr(path, 1, 8), count(*) FROM nguon_unit
        WHERE path > %s AND path < %s AND opened_on <= %s AND (closed_on IS NULL OR closed_on > %s) GROUP BY 1"""
    return _asking((children, (world.root_id, world.day)), (below, (low, high, world.day, world.day)))


def sql_plan(world: World) -> Callable[[], None]:
    """By hand: the version and its targets, each duty with its tasks counted, receipts counted, the three sums, and the
    first 25 units with share and plan.
    """
    duties = """
        SELECT d.id, d.what, d.due_on, count(t.id), count(t.done_on),
               sum(CASE WHEN t.done_on IS NULL AND t.due_on < %s THEN 1 ELSE 0 END)
        FROM nguon_duty d LEFT JOIN nguon_dutytask t ON t.duty_id = d.id AND t.dropped_on IS NULL
        WHERE d.version_id = %s GROUP BY d.id, d.what, d.due_on ORDER BY d.due_on"""
    receipts = (
        "SELECT count(*), count(acknowledged_on), count(passed_on_on) FROM nguon_planreceipt WHERE version_id = %s"
    )
    shares = """
        SELECT count(*), sum(s.places) FROM nguon_share s JOIN nguon_allocation a ON a.id = s.allocation_id
        WHERE a.plan_id = %s AND a.state = 'issued' AND s."group" = ''"""
    planned = """
        SELECT count(DISTINCT p.id), sum(t.minimum) FROM nguon_plan p JOIN nguon_planversion v ON v.plan_id = p.id
        JOIN nguon_target t ON t.version_id = v.id AND t.whole
        WHERE p.carries_out_id = %s AND p.withdrawn_on IS NULL"""
    rows = """
        SELECT u.id, u.name, s.places, p.id FROM (
            SELECT u.id, u.name, u.sort_key FROM nguon_unit u
            WHERE u.path >= %s AND u.path < %s AND (
                EXISTS (SELECT 1 FROM nguon_share s WHERE s.unit_id = u.id AND s."group" = '' AND s.allocation_id = %s)
                OR EXISTS (SELECT 1 FROM nguon_plan p WHERE p.unit_id = u.id AND p.carries_out_id = %s)
            ) ORDER BY u.sort_key, u.id LIMIT 25
        ) u
        LEFT JOIN nguon_share s ON s.unit_id = u.id AND s."group" = '' AND s.allocation_id = %s
        LEFT JOIN nguon_plan p ON p.unit_id = u.id AND p.withdrawn_on IS NULL
        ORDER BY u.sort_key, u.id"""
    return _asking(
        ("SELECT * FROM nguon_planversion WHERE plan_id = %s", (world.plan_id,)),
        ("SELECT * FROM nguon_target WHERE version_id = %s ORDER BY ordinal", (world.version_id,)),
        ("SELECT * FROM nguon_plantask WHERE version_id = %s ORDER BY ordinal", (world.version_id,)),
        (duties, (world.day, world.version_id)),
        (receipts, (world.version_id,)),
        (shares, (world.plan_id,)),
        (planned, (world.plan_id,)),
        (rows, (world.root_path, world.root_path + "~", world.table_id, world.plan_id, world.table_id)),
    )
