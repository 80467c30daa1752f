"""The trail as it is read: within reach, newest first, in words."""

import ast
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from nguon.models import DraftItem, Entry, Unit
from nguon.queries.audit import Asked, entry_page, has_open_strays, stray_page
from nguon.queries.audit_words import ACTS, AREAS, act_words, area_words, lines, value_words
from nguon.rules.errors import NotReached
from nguon.rules.roles import Role
from nguon.services.audit import acting, record
from tests.factories import holder, make_plan, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    """A province with two communes: (top, commune, other commune), written by somebody."""
    with acting("system:test"):
        top = make_unit("Đảng bộ tỉnh")
        return top, make_unit("Đảng ủy xã A", parent=top), make_unit("Đảng ủy xã B", parent=top)


def done(by, user, unit, action="organisation.apply", **kwargs):
    return record(by(user), action, unit, unit=unit, **kwargs)


def numbers(page):
    return [row.number for row in page.rows]


def test_entries_within_reach_come_newest_first(tree, by):
    top, commune, other = tree
    officer = holder(Role.ORGANISATION_OFFICER, top)
    mine = [done(by, officer, commune).pk for _ in range(3)]
    done(by, officer, other)

    page = entry_page(by(holder(Role.INSPECTION_OFFICER, commune)), Asked())

    assert numbers(page) == mine[::-1]
    assert (page.older, page.newer) == (None, False)


def test_pages_go_on_below_the_last_number_shown(tree, by):
    top, commune, _ = tree
    officer = holder(Role.ORGANISATION_OFFICER, top)
    all_of_them = [done(by, officer, commune).pk for _ in range(5)][::-1]
    reader = by(officer)

    first = entry_page(reader, Asked(), size=2)
    second = entry_page(reader, Asked(), size=2, below=first.older)
    third = entry_page(reader, Asked(), size=2, below=second.older)

    assert numbers(first) + numbers(second) + numbers(third) == all_of_them
    assert (third.older, third.newer) == (None, True)


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_asks_one_question_whatever_its_length(tree, by, count, django_assert_num_queries):
    top, commune, _ = tree
    officer = holder(Role.ORGANISATION_OFFICER, top)
    reader = by(officer)
    for _ in range(count):
        done(by, officer, commune)

    with django_assert_num_queries(1):
        assert len(entry_page(reader, Asked()).rows) == count


def test_entries_about_no_unit_are_for_who_keeps_the_system(tree, by):
    top, commune, _ = tree
    entry = record(by(make_user()), "signing_in.fail")

    assert numbers(entry_page(by(holder(Role.ADMINISTRATOR, top)), Asked())) == [entry.pk]
    assert numbers(entry_page(by(holder(Role.ADMINISTRATOR, commune)), Asked())) == []
    assert numbers(entry_page(by(holder(Role.ORGANISATION_OFFICER, top)), Asked())) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"who": "minh"}, ["rename"]),
        ({"action": "organisation.rename"}, ["rename"]),
        ({"action": "accounts"}, ["open"]),
        ({"action": "account"}, []),
        ({"subject": "xã b"}, ["open"]),
        ({"first_on": date(2099, 1, 1)}, []),
        ({"last_on": date(2020, 1, 1)}, []),
        ({"subject_type": "unit", "subject_id": -1}, []),
    ],
)
def test_the_trail_is_narrowed(tree, by, asked, found):
    top, commune, other = tree
    done(by, holder(Role.ORGANISATION_OFFICER, top, "Lê Thị Minh"), commune, "organisation.rename")
    done(by, holder(Role.ORGANISATION_OFFICER, top, "Trần Văn Bình"), other, "accounts.open")

    page = entry_page(by(holder(Role.INSPECTION_OFFICER, top)), Asked(**asked))

    assert [Entry.objects.get(pk=number).action.partition(".")[2] for number in numbers(page)] == found


def test_the_trail_is_narrowed_to_a_unit_and_below_and_to_one_subject(tree, by):
    top, commune, other = tree
    officer = holder(Role.ORGANISATION_OFFICER, top)
    first, second = done(by, officer, commune), done(by, officer, other)
    reader = by(officer)

    assert numbers(entry_page(reader, Asked(unit=commune))) == [first.pk]
    assert numbers(entry_page(reader, Asked(unit=top))) == [second.pk, first.pk]
    assert numbers(entry_page(reader, Asked(subject_type="unit", subject_id=other.pk))) == [second.pk]


def test_days_are_days_of_viet_nam_both_included(tree, by):
    top, commune, _ = tree
    officer = holder(Role.ORGANISATION_OFFICER, top)
    entry = done(by, officer, commune)
    on = timezone.localtime(entry.at).date()

    assert numbers(entry_page(by(officer), Asked(first_on=on, last_on=on))) == [entry.pk]


def test_a_row_says_in_words_who_in_which_role_and_what_changed(tree, by):
    top, commune, _ = tree
    officer = holder(Role.ORGANISATION_OFFICER, top, "Lê Thị Minh")
    done(
        by,
        officer,
        commune,
        "appointing.end",
        before={"role": "branch_secretary", "ends_on": None},
        after={"ends_on": date(2026, 4, 1)},
    )

    (row,) = entry_page(by(officer), Asked()).rows

    assert (row.who_name, row.role_name, row.act) == ("Lê Thị Minh", "Cán bộ ban tổ chức", "Kết thúc vai trò")
    assert [(line.name, line.before, line.after) for line in row.changes] == [
        ("vai trò", "Bí thư chi bộ", ""),
        ("đến trước ngày", "–", "01/04/2026"),
    ]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("x", None, "–"),
        ("x", True, "có"),
        ("x", [], "–"),
        ("x", ["a", 2], "a, 2"),
        ("x", {"name": "b", "y": 1.5}, "tên: b; y: 1,5"),
        ("starts_on", "2026-03-10", "10/03/2026"),
        ("x", "2026-13-10", "2026-13-10"),
        ("until", "2026-03-10T05:00:00+00:00", "12:00:00 10/03/2026"),
        ("x", "2026-03-10T99:00:00+00:00", "2026-03-10T99:00:00+00:00"),
        ("roles", ["administrator"], "Quản trị hệ thống"),
        ("office", "youth_union", "Đoàn Thanh niên"),
        ("means", "code", "mã trên điện thoại"),
        ("state", "under_way", "Đang làm"),
        ("kind", "training", "Tập huấn, bồi dưỡng nghiệp vụ"),
        ("decision", "accepted", "Nhận"),
        ("section", "viec", "Việc có thời hạn và định kỳ"),
    ],
)
def test_values_are_shown_as_people_read_them(key, value, words):
    assert value_words(key, value) == words


def test_an_item_of_a_draft_is_said_as_its_own_screen_says_it():
    value = {"measure": "admissions", "group": None, "min": 180, "max": 180, "unit": "person", "whole": True}

    assert list(lines({"part": "target", "decision": "changed", "value": value})) == [
        ("mục", "Kết nạp đảng viên"),
        ("quyết định", "Sửa"),
        ("giá trị", "180 người; Chỉ tiêu chính của văn bản"),
    ]


def test_a_plan_is_called_by_its_number_and_an_item_by_its_words(tree, by):
    top, *_ = tree
    officer = holder(Role.ORGANISATION_OFFICER, top)
    with acting("system:test"):
        plan = make_plan(top, document_number="18-KH/TU").plan
    draft = DraftItem(part="period", read={"from": "2026-01-01", "until": "2027-01-01"})

    assert record(by(officer), "planning.withdraw", plan, unit=top).subject_name == "18-KH/TU"
    assert str(draft) == "Thời kỳ: năm 2026"


def test_what_is_not_a_table_of_values_is_shown_whole():
    assert list(lines(["a", "b"])) == [("", "a, b")]
    assert list(lines(None)) == []


def test_an_act_without_words_is_shown_by_its_code():
    assert act_words("new.act") == "new.act"
    assert area_words("new") == "new"


def _words_in(node: ast.AST) -> set[str]:
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def recorded_acts() -> set[str]:
    """Every action that a service records, read from the code; where a function puts the act together from a prefix and a
    word handed to it, every word handed to it in that file.
    """
    found = set()
    for path in (Path(settings.BASE_DIR) / "nguon" / "services").rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        acts, words = set(), set()
        for call in calls:
            name = getattr(call.func, "id", "")
            if name in ("record", "_record") and len(call.args) > 1:
                acts |= {each for each in _words_in(call.args[1]) if "." in each}
                words |= {each for each in _words_in(call.args[1]) if "." not in each}
            words |= {word for key in call.keywords if key.arg == "act" for word in _words_in(key.value)}
        prefixes = {act for act in acts if act.endswith(".")}
        found |= (acts - prefixes) | {f"{prefix}{word}" for prefix in prefixes for word in words}
    return found


def test_every_act_that_is_recorded_has_words():
    acts = recorded_acts()

    assert len(acts) > 20
    assert acts - set(ACTS) == set()


def test_every_group_of_acts_has_words():
    assert {action.partition(".")[0] for action in ACTS} == set(AREAS)


def stray(unit):
    Unit.objects.filter(pk=unit.pk).update(name="Lén")


def test_who_keeps_the_system_sees_rows_changed_round_the_services_by_column_only(tree, by):
    top, commune, _ = tree
    with acting("system:test"):
        keeper = holder(Role.ADMINISTRATOR, top)
    assert not has_open_strays(by(keeper))
    stray(commune)

    (row,), older = stray_page(by(keeper))

    assert has_open_strays(by(keeper))
    assert (row.table, row.row, row.what, row.columns, row.acknowledged) == (
        "nguon_unit",
        str(commune.pk),
        "sửa",
        "name",
        False,
    )
    assert older is None


def test_strays_go_on_page_by_page(tree, by):
    top, commune, _ = tree
    with acting("system:test"):
        keeper = holder(Role.ADMINISTRATOR, top)
    for name in ("a", "b", "c"):
        Unit.objects.filter(pk=commune.pk).update(name=name)

    first, older = stray_page(by(keeper), size=2)
    rest, end = stray_page(by(keeper), size=2, below=older)

    assert (len(first), len(rest), end) == (2, 1, None)


def test_nobody_else_sees_them(tree, by):
    top, commune, _ = tree
    stray(commune)
    for user in (holder(Role.ORGANISATION_OFFICER, top), holder(Role.ADMINISTRATOR, commune)):
        assert not has_open_strays(by(user))
        with pytest.raises(NotReached):
            stray_page(by(user))


def test_a_moment_is_written_in_viet_nams_time():
    assert value_words("x", datetime(2026, 3, 10, 20, tzinfo=timezone.get_fixed_timezone(0)).isoformat()) == (
        "03:00:00 11/03/2026"
    )


@pytest.mark.parametrize("name", ["people", "pool", "sponsors", "training", "imports"])
def test_the_words_of_each_capability_reach_the_trail(name):
    from nguon.queries import audit_words

    own = __import__(f"nguon.queries.audit_words_{name}", fromlist=["ACTS"])

    assert own.ACTS.items() <= audit_words.ACTS.items()
    assert own.FIELDS.items() <= audit_words.FIELDS.items()
