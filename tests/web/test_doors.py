"""The whole table: every address, every role. What the table of roles forbids does not exist."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from nguon.models import (
    Activity,
    Allocation,
    Appointment,
    Delegation,
    DraftItem,
    Duty,
    DutyTask,
    PlanDraft,
    PlanReceipt,
    PlanTask,
    Reorganisation,
    SignIn,
    Unit,
    UnitImport,
    User,
)
from nguon.rules.roles import Action, Place, Role, may
from tests import pool_world
from tests.factories import DAY, NOON, appoint, holder, make_plan, make_unit, make_user

pytestmark = pytest.mark.django_db
ABSENT = 987_654_321


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _patterns(each)
        else:
            yield each


ADDRESSES = list(_patterns(get_resolver()))
CLOSED = [each for each in ADDRESSES if getattr(each.callback, "action", None) is not None]
PLAIN = [each for each in CLOSED if not each.pattern.converters]
OF_OBJECTS = [each for each in CLOSED if each.pattern.converters]

NOT_ALWAYS = {"second-factor-picture"}  # there while a secret waits to be confirmed


def knock(client: Client, address: str):
    """GET, or an empty POST where only that is answered."""
    response = client.get(address)
    return client.post(address) if response.status_code == 405 else response


def words(response) -> str:
    """The body without what differs from one request to the next."""
    body = response.content.decode()
    return re.sub(r'("X-CSRFToken": "|csrfmiddlewaretoken" value=")\w+', "", body)


def someone(role: Role, unit: Unit) -> User:
    areas = tuple(Unit.objects.filter(parent=unit)[:2])
    return holder(role, unit, areas=areas if role is Role.STANDING_BOARD_MEMBER else ())


def test_every_address_has_a_name_and_a_door_or_is_open_to_all():
    without = [str(each.pattern) for each in ADDRESSES if not hasattr(each.callback, "action") or not each.name]

    assert without == []


def test_only_these_addresses_are_open_to_all():
    opened = {each.name for each in ADDRESSES if getattr(each.callback, "action", "") is None}

    assert opened == {"sign-in", "sign-in-code", "language", "health", "calendar-feed"}


def test_names_of_addresses_are_not_given_twice():
    names = [each.name for each in ADDRESSES]

    assert sorted(names) == sorted(set(names))


@pytest.mark.shows("feature-73")
@pytest.mark.parametrize("role", list(Role))
def test_what_the_table_permits_is_there_and_what_it_forbids_is_not(enter, role):
    top = make_unit("Đảng bộ tỉnh")
    make_unit("Đảng ủy xã", parent=top)
    client = enter(someone(role, top))
    client.raise_request_exception = False

    wrong = []
    for each in PLAIN:
        response = client.get(reverse(each.name))
        permitted = may(role, each.callback.action) is not Place.NONE
        if permitted and response.status_code in (404, 500) and each.name not in NOT_ALWAYS:
            wrong.append(("permitted", each.name, response.status_code))
        if not permitted and knock(client, reverse(each.name)).status_code != 404:
            wrong.append(("forbidden", each.name, response.status_code))

    assert wrong == []


def test_who_is_not_signed_in_is_sent_to_the_door(client):
    wrong = []
    for each in CLOSED:
        address = _address(each, dict.fromkeys(each.pattern.converters, 1))
        response = knock(client, address)
        if response.status_code != 302 or not response["Location"].startswith(reverse("sign-in")):
            wrong.append((each.name, response.status_code))

    assert wrong == []


def test_who_holds_no_role_reaches_their_account_and_nothing_else(enter):
    client = enter(make_user())
    closed = [each.name for each in PLAIN if each.callback.action is not Action.USE_ACCOUNT]

    found = [name for name in closed if knock(client, reverse(name)).status_code != 404]

    assert found == []
    assert client.get(reverse("account")).status_code == 200


def a_draft(unit: Unit) -> PlanDraft:
    maker = make_user()
    return PlanDraft.objects.create(
        unit=unit, path=unit.path, province=unit.province, reading={}, made_by=maker, made_at=NOON
    )


def a_duty(unit: Unit) -> Duty:
    return Duty.objects.create(version=make_plan(unit), ordinal=1, action="report", what="Báo cáo", due_on=DAY)


def a_duty_task(unit: Unit) -> DutyTask:
    duty = a_duty(unit)
    return DutyTask.objects.create(
        duty=duty,
        plan=duty.version.plan,
        unit=unit,
        path=unit.path,
        province=unit.province,
        office="committee",
        nominal_due_on=DAY,
        due_on=DAY,
        because={"start_on": DAY.isoformat(), "skipped": []},
    )


def an_allocation(unit: Unit) -> Allocation:
    version = make_plan(unit)
    return Allocation.objects.create(
        plan=version.plan,
        version=version,
        unit=unit,
        path=unit.path,
        province=unit.province,
        ordinal=1,
        made_by=make_user(),
        made_at=NOON,
        saved_at=NOON,
    )


def an_activity(unit: Unit) -> Activity:
    return Activity.objects.create(
        unit=unit,
        office="committee",
        path=unit.path,
        province=unit.province,
        kind="training",
        title="Tập huấn",
        on=DAY,
        recorded_by=make_user(),
        recorded_at=NOON,
    )


def a_receipt(unit: Unit) -> PlanReceipt:
    version = make_plan(unit)
    return PlanReceipt.objects.create(
        plan=version.plan, version=version, unit=unit, path=unit.path, province=unit.province, sent_on=DAY
    )


def a_change(unit: Unit) -> Reorganisation:
    return Reorganisation.objects.create(
        kind="rename",
        on=DAY,
        province=unit.province,
        path=unit.path,
        summary="Đổi tên",
        made_at=NOON,
        changes=[{"units": []}],
    )


def an_import(unit: Unit) -> UnitImport:
    return UnitImport.objects.create(
        unit=unit, path=unit.path, province=unit.province, file_name="a.xlsx", on=DAY, made_at=NOON
    )


def an_appointment(unit: Unit) -> Appointment:
    return appoint(make_user(), Role.BRANCH_SECRETARY, unit)


def a_delegation(unit: Unit) -> Delegation:
    return Delegation.objects.create(
        appointment=an_appointment(unit),
        to=make_user(),
        starts_on=DAY,
        ends_on=date(2026, 6, 1),
        document_number="1-GUQ",
        document_date=DAY,
        made_at=NOON,
    )


def a_sign_in(unit: Unit) -> SignIn:
    user = holder(Role.BRANCH_SECRETARY, unit)
    return SignIn.objects.create(user=user, session_digest="d" * 64, started_at=NOON, seen_at=NOON, address="10.0.0.1")


MAKERS: dict[str, Callable[[Unit], dict[str, object]]] = {
    "unit_id": lambda unit: {"unit_id": unit.pk},
    "user_id": lambda unit: {"user_id": holder(Role.BRANCH_SECRETARY, unit).pk},
    "plan_id": lambda unit: {"plan_id": make_plan(unit).plan_id},
    "draft_id": lambda unit: {"draft_id": a_draft(unit).pk},
    "allocation_id": lambda unit: {"allocation_id": an_allocation(unit).pk},
    "duty_id": lambda unit: {"duty_id": a_duty(unit).pk},
    "activity_id": lambda unit: {"activity_id": an_activity(unit).pk},
    "receipt_id": lambda unit: {"receipt_id": a_receipt(unit).pk},
    "change_id": lambda unit: {"change_id": a_change(unit).pk},
    "import_id": lambda unit: {"import_id": an_import(unit).pk},
    "delegation_id": lambda unit: {"delegation_id": a_delegation(unit).pk},
    "sign_in_id": lambda unit: {"sign_in_id": a_sign_in(unit).pk},
}
MAKERS |= {name: lambda unit, name=name, make=make: {name: make(unit)} for name, make in pool_world.MAKERS.items()}
"""What an address's number stands for."""


def a_plan_task(unit: Unit) -> dict[str, object]:
    version = make_plan(unit)
    PlanTask.objects.create(version=version, ordinal=1, text="Nhiệm vụ")
    return {"plan_id": version.plan_id, "task_id": version.plan_tasks.get().pk, "ordinal": 1}


def a_draft_item(unit: Unit) -> dict[str, object]:
    draft = a_draft(unit)
    item = DraftItem.objects.create(draft=draft, ordinal=1, part="target", read={"measure": "admission"})
    return {"draft_id": draft.pk, "item_id": item.pk}


def a_held_role(unit: Unit) -> dict[str, object]:
    held = an_appointment(unit)
    return {"user_id": held.user_id, "appointment_id": held.pk}


def a_class_with_a_session_and_a_place(unit: Unit) -> dict[str, object]:
    held = pool_world.make_class(unit)
    place = pool_world.make_place(held, pool_world.make_person(unit))
    return {"class_id": held.pk, "session_id": pool_world.make_session(held).pk, "place_id": place.pk}


def foreign_object(pattern: URLPattern, unit: Unit) -> dict[str, object]:
    """Arguments of `pattern` that name an existing object of `unit`. A new kind of address needs a line here."""
    wanted = set(pattern.pattern.converters)
    found: dict[str, object] = {}
    if {"user_id", "appointment_id"} <= wanted:
        found = a_held_role(unit)
    elif {"plan_id", "task_id"} <= wanted or ("task_id" in wanted and not pattern.name.startswith("duty")):
        found = a_plan_task(unit)
    elif "task_id" in wanted:
        found = {"task_id": a_duty_task(unit).pk}
    elif {"draft_id", "item_id"} <= wanted:
        found = a_draft_item(unit)
    elif {"class_id", "session_id"} <= wanted or {"class_id", "place_id"} <= wanted:
        found = a_class_with_a_session_and_a_place(unit)
    for name in wanted - set(found):
        found |= MAKERS[name](unit) if name in MAKERS else {name: {"nominal": "2026-03-10"}.get(name, 1)}
    return {name: value for name, value in found.items() if name in wanted}


def _address(pattern: URLPattern, arguments: dict[str, object]) -> str:
    return reverse(pattern.name, kwargs=arguments)


def one_who_may(action: Action, unit: Unit) -> User:
    able = [role for role in Role if may(role, action) is not Place.NONE]
    preferred = (Role.ORGANISATION_OFFICER, Role.ADMINISTRATOR)
    return someone(next((role for role in preferred if role in able), able[0]), unit)


@pytest.mark.shows("feature-73")
@pytest.mark.parametrize("pattern", OF_OBJECTS, ids=lambda pattern: pattern.name)
def test_a_foreign_object_looks_like_an_absent_one(enter, pattern):
    top = make_unit("Đảng bộ tỉnh")
    mine, foreign = make_unit("Đảng ủy xã A", parent=top), make_unit("Đảng ủy xã B", parent=top)
    client = enter(one_who_may(pattern.callback.action, mine))
    there = foreign_object(pattern, foreign)
    absent = {name: ABSENT if isinstance(value, int) else value for name, value in there.items()}

    kept, missing = (knock(client, _address(pattern, each)) for each in (there, absent))

    assert (kept.status_code, missing.status_code) == (404, 404)
    assert words(kept) == words(missing)


@pytest.mark.shows("feature-73")
@pytest.mark.parametrize("pattern", OF_OBJECTS, ids=lambda pattern: pattern.name)
def test_a_role_without_the_action_finds_nothing_even_at_home(enter, pattern):
    unit = make_unit("Đảng bộ tỉnh")
    unable = [role for role in Role if may(role, pattern.callback.action) is Place.NONE]
    there = foreign_object(pattern, unit)

    statuses = {knock(enter(someone(role, unit)), _address(pattern, there)).status_code for role in unable}

    assert statuses <= {404}


@pytest.mark.parametrize(
    "name", ["plan-list", "allocation-list", "duty-list", "calendar", "activity-list", "delegation-list"]
)
def test_the_administrator_sees_nobodys_work_by_that_role(enter, name):
    administrator = holder(Role.ADMINISTRATOR, make_unit("Đảng bộ tỉnh"))

    assert enter(administrator).get(reverse(name)).status_code == 404


def test_the_administrator_opens_no_plan_draft_division_duty_or_activity(enter):
    unit = make_unit("Đảng bộ tỉnh")
    client = enter(holder(Role.ADMINISTRATOR, unit))
    work = {Action.SEE_PLANS, Action.READ_PLANS, Action.SEE_ALLOCATIONS, Action.SEE_DUTIES, Action.SEE_TASKS}
    work |= {Action.SEE_ACTIVITIES, Action.ISSUE_PLANS, Action.DIVIDE, Action.DO_DUTIES, Action.REPORT_TASKS}

    opened = [
        each.name
        for each in OF_OBJECTS
        if each.callback.action in work and knock(client, _address(each, foreign_object(each, unit))).status_code != 404
    ]

    assert opened == []
