"""Changes of the tree on screen: the form, what would follow, doing it, taking it back."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from nguon.models import Entry, Reorganisation, Unit
from nguon.rules.roles import Role
from tests.factories import DAY, appoint, days, holder, make_plan, make_unit, make_user
from tests.services.duty_tasks import make_task
from tests.web.unit_tree import make_tree

pytestmark = pytest.mark.django_db
DEED = {"on": "10/03/2026", "document_number": "15-QĐ/TU", "document_date": ""}


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def client(enter, tree):
    return enter(tree.officer)


def text(response) -> str:
    return response.content.decode()


def look(client, address: str, data: dict):
    return client.post(address, DEED | data | {"buoc": "xem"})


def do(client, address: str, data: dict):
    """Look first, then do it as the page's own form would."""
    seen = re.search(r'name="da-xem" value="(\w+)"', text(look(client, address, data)))
    assert seen is not None
    return client.post(address, DEED | data | {"buoc": "lam", "da-xem": seen[1]})


@pytest.mark.shows("feature-1")
def test_a_kind_that_may_not_stand_there_is_refused_with_its_clause(client, tree):
    data = {"name": "Đảng bộ xã Mới", "kind": "commune_committee", "sector": "commune", "short_name": "", "code": ""}

    page = look(client, f"/to-chuc/{tree.a.pk}/thanh-lap/", data)

    assert page.status_code == 422
    assert "không trực thuộc" in text(page)
    assert "da-xem" not in text(page)


def test_a_unit_is_opened_through_the_pages_own_form(enter, tree):
    client = enter(tree.officer, csrf=True)
    address = f"/to-chuc/{tree.a.pk}/thanh-lap/"
    token = str(client.get(address).context["csrf_token"])
    data = {"name": "Chi  bộ thôn 3", "kind": "branch", "sector": "residential", "short_name": "", "code": ""}
    data |= {"csrfmiddlewaretoken": token}

    response = do(client, address, data)

    assert response.status_code == 302
    unit = Unit.objects.get(name="Chi bộ thôn 3")
    assert (unit.parent_id, unit.sector) == (tree.a.pk, "residential")
    assert "Đã áp dụng" in text(client.get(response["Location"]))


@pytest.mark.shows("feature-3", "beyond-13")
def test_a_merger_is_seen_before_it_is_done_and_undone_after(client, tree):
    holder(Role.GRASSROOTS_OFFICER, tree.b, "Phạm Văn Chuyển")
    make_plan(tree.a, title="Kết nạp năm 2026")
    make_task(tree.a, due_on=DAY + days(9))
    address = f"/to-chuc/{tree.a.pk}/hop-nhat/"
    data = {"nguon": [tree.b.pk], "into": "new", "name": "Đảng bộ xã Gi Hảo", "kind": "commune_committee", "code": ""}
    data |= {"standing": "", "other": "", "carries_posts": "on"}

    page = text(look(client, address, data))
    untouched = Unit.objects.filter(name="Đảng bộ xã Gi Hảo").exists()
    response = do(client, address, data)

    for shown in (
        "Phạm Văn Chuyển",
        "chuyển về Đảng bộ xã Gi Hảo",
        "Kết nạp năm 2026",
        "1 việc chưa xong",
        "Chi bộ thôn 10",
    ):
        assert shown in page
    assert not untouched
    merged = Unit.objects.get(name="Đảng bộ xã Gi Hảo")
    assert set(merged.children.values_list("name", flat=True)) == {"Chi bộ thôn 2", "Chi bộ thôn 10"}

    undone = client.post(response["Location"] + "hoan-tac/")

    assert undone.status_code == 302
    assert not Unit.objects.filter(name="Đảng bộ xã Gi Hảo").exists()
    tree.a.refresh_from_db()
    assert tree.a.closed_on is None
    assert [each.action for each in Entry.objects.order_by("pk")] == ["organisation.merge", "organisation.undo"]


def test_the_merge_form_says_when_each_of_its_fields_is_needed(client, tree):
    page = re.sub(r"<[^>]+>", "", text(client.get(f"/to-chuc/{tree.a.pk}/hop-nhat/")))

    assert "Tên đơn vị mới (khi lập đơn vị mới)" in page
    assert "Loại hình đơn vị mới (khi lập đơn vị mới)" in page
    assert "Đơn vị đang có (khi nhập vào đơn vị đang có)" in page
    assert "Mã đơn vị mới (không bắt buộc)" in page


def test_other_units_are_added_to_a_merger_without_a_script(client, tree):
    far = make_unit("Chi bộ xa", parent=tree.b)
    data = {
        "buoc": "them",
        "into": "new",
        "name": "Giữ lại tên này",
        "other": str(far.pk),
        "other-tim": "",
        "nguon": [tree.two.pk],
    }

    page = text(client.post(f"/to-chuc/{tree.one.pk}/hop-nhat/", DEED | data))

    assert re.search(rf'value="{far.pk}" checked', page)
    assert re.search(rf'value="{tree.two.pk}" checked', page)
    assert "Giữ lại tên này" in page


def test_a_merger_of_one_is_refused(client, tree):
    data = {"into": "new", "name": "Một mình", "kind": "branch", "code": "", "standing": "", "other": ""}

    assert "ít nhất hai đơn vị" in text(look(client, f"/to-chuc/{tree.one.pk}/hop-nhat/", data))


@pytest.mark.shows("feature-3")
def test_a_unit_is_split_and_its_children_go_where_they_were_sent(client, tree):
    address = f"/to-chuc/{tree.a.pk}/chia-tach/"
    data = {"so-phan": "2", "phan-1-name": "Xã Đề", "phan-1-kind": "commune_committee", "phan-1-code": ""}
    data |= {"phan-2-name": "Xã Gi", "phan-2-kind": "commune_committee", "phan-2-code": ""}
    data |= {f"con-{tree.one.pk}": "2", f"con-{tree.two.pk}": "0"}

    response = do(client, address, data)

    assert response.status_code == 302
    for each in (tree.one, tree.two):
        each.refresh_from_db()
    assert [tree.one.parent.name, tree.two.parent.name] == ["Xã Gi", "Xã Đề"]


def test_one_more_part_keeps_what_was_typed(client, tree):
    data = {"buoc": "them", "so-phan": "2", "phan-1-name": "Xã Đề", "phan-1-kind": "commune_committee"}

    page = text(client.post(f"/to-chuc/{tree.a.pk}/chia-tach/", DEED | data))

    assert 'name="phan-3-name"' in page
    assert 'value="Xã Đề"' in page
    assert 'value="15-QĐ/TU"' in page


def test_a_move_by_typing_without_a_script_takes_the_only_match(client, tree):
    response = do(client, f"/to-chuc/{tree.one.pk}/chuyen/", {"parent": "", "parent-tim": "an hao"})

    assert response.status_code == 302
    tree.one.refresh_from_db()
    assert tree.one.parent_id == tree.b.pk


def test_a_move_by_typing_offers_what_matches_when_it_is_several(client, tree):
    page = text(look(client, f"/to-chuc/{tree.one.pk}/chuyen/", {"parent": "", "parent-tim": "dang bo xa"}))

    assert "Có 2 đơn vị khớp, hãy chọn một." in page
    assert f'value="{tree.b.pk}"' in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"parent": "", "parent-tim": ""}, "Chưa chọn đơn vị."),
        ({"parent": "", "parent-tim": "không có đâu"}, "Không có đơn vị nào tên như vậy"),
        ({"parent": "999999", "parent-tim": ""}, "không có trong phạm vi"),
        ({"parent": "x'; --", "parent-tim": ""}, "không có trong phạm vi"),
        ({"parent": "", "parent-tim": "an hao", "on": "31/02/2026"}, "Có hiệu lực từ ngày"),
    ],
)
def test_what_is_wrong_is_said_in_words(client, tree, data, said):
    page = look(client, f"/to-chuc/{tree.one.pk}/chuyen/", data)

    assert page.status_code == 422
    assert said in text(page)


def test_a_unit_below_itself_is_refused(client, tree):
    page = text(look(client, f"/to-chuc/{tree.a.pk}/chuyen/", {"parent": str(tree.one.pk), "parent-tim": ""}))

    assert "trực thuộc lẫn nhau thành vòng" in page


def test_what_changed_meanwhile_is_shown_again_before_anything_is_done(client, tree):
    address, data = f"/to-chuc/{tree.one.pk}/chuyen/", {"parent": str(tree.b.pk), "parent-tim": ""}
    seen = re.search(r'name="da-xem" value="(\w+)"', text(look(client, address, data)))[1]
    make_plan(tree.one)

    page = client.post(address, DEED | data | {"buoc": "lam", "da-xem": seen})

    assert page.status_code == 409
    assert "đã thay đổi từ lúc xem trước" in text(page)
    tree.one.refresh_from_db()
    assert tree.one.parent_id == tree.a.pk


def test_a_second_click_does_nothing_twice(client, tree):
    address, data = f"/to-chuc/{tree.one.pk}/chuyen/", {"parent": str(tree.b.pk), "parent-tim": ""}
    seen = re.search(r'name="da-xem" value="(\w+)"', text(look(client, address, data)))[1]
    client.post(address, DEED | data | {"buoc": "lam", "da-xem": seen})

    again = client.post(address, DEED | data | {"buoc": "lam", "da-xem": seen})

    assert again.status_code == 422
    assert Reorganisation.objects.count() == 1


def test_what_stands_in_the_way_of_undoing_is_named_on_the_page(client, tree):
    data = {"name": "Chi bộ thôn 3", "kind": "branch", "sector": "other", "short_name": "", "code": ""}
    address = do(client, f"/to-chuc/{tree.a.pk}/thanh-lap/", data)["Location"]
    appoint(make_user(), Role.BRANCH_SECRETARY, Unit.objects.get(name="Chi bộ thôn 3"))

    page = text(client.get(address))
    refused = client.post(address + "hoan-tac/")

    assert "1 người được giao vai trò ở đơn vị mới lập." in page
    assert 'aria-disabled="true"' in page
    assert refused.status_code == 422
    assert Unit.objects.filter(name="Chi bộ thôn 3").exists()


def test_a_change_undone_twice_is_said_to_be(client, tree):
    data = {"name": "Xã Mới", "kind": "commune_committee", "sector": "other"}
    address = do(client, f"/to-chuc/{tree.a.pk}/doi-ten/", data)["Location"]
    client.post(address + "hoan-tac/")

    assert client.post(address + "hoan-tac/").status_code == 409


def test_a_change_to_come_waits_for_its_day_and_the_nightly_command_applies_it_once(client, tree, capsys):
    data = {"name": "Xã Mới", "kind": "commune_committee", "sector": "other", "on": "20/03/2026"}
    address = do(client, f"/to-chuc/{tree.a.pk}/doi-ten/", data)["Location"]
    assert "Chờ đến ngày" in text(client.get(address))
    call_command("roll_over", on=DAY)
    assert "0 thay đổi" in capsys.readouterr().out

    call_command("roll_over", on=DAY + days(10))
    call_command("roll_over", on=DAY + days(10))

    out = capsys.readouterr().out
    tree.a.refresh_from_db()
    assert tree.a.name == "Xã Mới"
    assert "1 thay đổi đã áp dụng." in out
    assert "0 thay đổi đã áp dụng." in out
    assert Entry.objects.filter(action="organisation.apply").count() == 1


def test_a_change_whose_day_has_come_is_announced_and_can_be_applied_by_hand(client, tree, monkeypatch):
    data = {"name": "Xã Mới", "kind": "commune_committee", "sector": "other", "on": "20/03/2026"}
    address = do(client, f"/to-chuc/{tree.a.pk}/doi-ten/", data)["Location"]
    monkeypatch.setenv("NGUON_TODAY", "2026-03-21")

    announced = text(client.get("/to-chuc/"))
    applied = client.post(address + "ap-dung/")

    assert "Thay đổi đã đến ngày nhưng chưa áp dụng:" in announced
    assert applied.status_code == 302
    tree.a.refresh_from_db()
    assert tree.a.name == "Xã Mới"


@pytest.mark.parametrize("name", ["unit-change-undo", "unit-change-apply"])
def test_only_those_who_may_change_the_unit_take_a_change_back(enter, client, tree, name):
    data = {"name": "Xã Mới", "kind": "commune_committee", "sector": "other"}
    address = do(client, f"/to-chuc/{tree.a.pk}/doi-ten/", data)["Location"]
    number = int(address.rstrip("/").rsplit("/", 1)[1])
    inspector = enter(holder(Role.INSPECTION_OFFICER, tree.province))
    neighbour = enter(holder(Role.GRASSROOTS_OFFICER, tree.b))

    assert inspector.get(address).status_code == 200
    assert neighbour.get(address).status_code == 404
    assert [each.post(reverse(name, args=[number])).status_code for each in (inspector, neighbour)] == [404, 404]


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_of_changes_asks_the_same_whatever_its_length(client, tree, django_assert_num_queries, many):
    for number in range(many):
        data = {"name": f"Chi bộ {number}", "kind": "branch", "sector": "other", "short_name": "", "code": ""}
        do(client, f"/to-chuc/{tree.a.pk}/thanh-lap/", data)
    client.get("/to-chuc/")

    with django_assert_num_queries(7):
        client.get("/to-chuc/thay-doi/")
