"""The screen of the pool board: who gets what, every figure a door, the map beside the table, the workbook."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from nguon.models import PersonGroup, PoolSetting
from nguon.rules.roles import Role
from tests.factories import appoint, holder, make_plan, make_unit, make_user
from tests.pool_world import divide, make_certificate, make_commune, make_person, put_on
from tests.queries.test_pool_board import listed

pytestmark = pytest.mark.django_db
SEALED = ("Dân tộc thiểu số", "Có tôn giáo")


@pytest.fixture
def world():
    """(province, commune, committee, three branches): branch 1 lacks one, branch 2 has one too many, 3 has no quota."""
    top, commune, committee, branches = make_commune()
    version = make_plan(top, places=10, pool_ratio_min=Decimal("1.5"), pool_ratio_max=Decimal(2))
    divide(version, top, {commune: {"": 10}})
    divide(version, commune, {committee: {"": 4, "women": 2, "youth": 1}})
    divide(version, committee, {branches[0]: {"": 2, "women": 1}, branches[1]: {"": 1, "women": 0, "youth": 1}})
    listed(branches[0], 3, "women")
    listed(branches[0], 3)
    for _ in range(3):
        listed(branches[1], 3, "youth", "women")
    listed(branches[2], 3)
    listed(branches[2], 2)
    return top, commune, committee, branches


@pytest.fixture
def officer(world, enter):
    return enter(holder(Role.GRASSROOTS_OFFICER, world[2]))


def page(client, unit, **query):
    response = client.get(reverse("pool-board-unit", args=[unit.pk]), query)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def row_of(text, name):
    return re.search(rf'<tr><th scope="row">(?:<a [^>]*>)?{name}(?:</a>)?</th>.*?</tr>', text).group(0)


@pytest.mark.shows("beyond-2")
def test_the_headline_says_how_many_units_are_short_and_by_how_many(officer, world):
    text = page(officer, world[2])

    assert "1 đơn vị thiếu nguồn, còn phải tìm 1 người" in text
    assert "mức cần có 1,5 đến 2 lần chỉ tiêu" in text


def test_the_page_says_where_the_ratio_comes_from(enter, world):
    client = enter(holder(Role.ORGANISATION_OFFICER, world[0]))
    plan = page(client, world[2])
    make_plan(world[0], year=2025)
    PoolSetting.objects.create(
        unit=world[1], province=world[1].province, ratio_min=Decimal("1.2"), document_number="7-HD/ĐU"
    )

    setting = page(client, world[1], nam="2025")

    assert re.search(r'theo <a href="/ke-hoach/\d+/"><span class="nowrap">12-KH/ĐU', plan)
    assert "từ 1,2 lần chỉ tiêu" in setting
    assert "theo cách làm của" in setting
    assert "7-HD/ĐU" in setting


def test_a_setting_of_a_unit_above_ones_reach_is_named_without_a_link(officer, world, enter):
    PoolSetting.objects.create(unit=world[1], province=world[1].province, ratio_min=Decimal("1.2"))
    link = f'href="{reverse("pool-setting-unit", args=[world[1].pk])}"'

    text = page(officer, world[2], nam="2025")

    assert f"theo cách làm của {world[1].name}" in text
    assert link not in text
    assert link in page(enter(holder(Role.ORGANISATION_OFFICER, world[1])), world[2], nam="2025")


def test_on_the_way_to_an_area_further_down_nothing_leads_to_what_is_closed(world, enter):
    user = make_user()
    appoint(user, Role.STANDING_BOARD_MEMBER, world[0], areas=(world[3][0],))
    client = enter(user)

    text = page(client, world[1])

    assert reverse("pool-setting-unit", args=[world[1].pk]) not in text
    for address in set(re.findall(r'href="(/bang-nguon/[^"?]*)', text)):
        assert client.get(address).status_code == 200, address


def test_without_any_ratio_the_page_says_how_it_counts(enter):
    top = make_commune()[0]

    text = page(enter(holder(Role.ORGANISATION_OFFICER, top)), top)

    assert "chưa ai đặt mức cần có" in text
    assert "đặt mức" in text


def test_each_row_has_its_figures_and_its_state_in_words_and_shape(officer, world):
    text = page(officer, world[2])

    thin, over, without = (row_of(text, f"Chi bộ {number}") for number in (1, 2, 3))
    assert "Tìm thêm 1" in thin
    assert "#s-soon" in thin
    assert "Thừa 1" in over
    assert "#s-plus" in over
    assert "Chưa có chỉ tiêu" in without
    assert "#s-wait" in without


def test_fewer_persons_than_places_is_told_by_the_triangle(officer, world):
    divide(make_plan(world[2]), world[2], {world[3][0]: {"": 9}})

    assert "#s-late" in row_of(page(officer, world[2]), "Chi bộ 1")


def test_every_number_is_a_door(officer, world):
    branch = world[3][0]

    row = row_of(page(officer, world[2]), "Chi bộ 1")

    assert f'href="{reverse("pool-board-unit", args=[branch.pk])}"' in row
    assert f'href="{reverse("branch-lists", args=[branch.pk])}?ds=3">2</a>' in row
    assert officer.get(reverse("branch-lists", args=[branch.pk]), {"ds": "3"}).status_code == 200


def test_above_the_branches_a_number_leads_to_the_lists_below(enter, world):
    text = page(enter(holder(Role.ORGANISATION_OFFICER, world[0])), world[1])

    assert f'href="{reverse("pool-list")}?don_vi={world[2].pk}">6</a>' in row_of(text, world[2].name)


def test_who_may_not_see_people_is_led_one_level_down(enter, world):
    client = enter(holder(Role.INSPECTION_OFFICER, world[1]))

    text = page(client, world[1])

    assert f'href="{reverse("pool-board-unit", args=[world[2].pk])}">6</a>' in row_of(text, world[2].name)
    assert "danh-sach" not in row_of(page(client, world[2]), "Chi bộ 1")
    assert reverse("branch-lists", args=[world[3][0].pk]) not in page(client, world[2])


def test_no_page_names_a_person(officer, world):
    for unit in (world[2], *world[3]):
        assert "Nguyễn Thị Hoa" not in page(officer, unit)


def test_the_map_has_a_box_a_sentence_and_a_shape_for_every_unit(officer, world):
    text = page(officer, world[2])
    wide, narrow = re.findall(r'<svg class="poolmap.*?</svg>', text)

    for picture in (wide, narrow):
        assert re.findall(r"<title>(.*?)</title>", picture) == [
            "Chi bộ 1: Tìm thêm 1 (chỉ tiêu 2, nguồn 2)",
            "Chi bộ 2: Thừa 1 (chỉ tiêu 1, nguồn 3)",
            "Chi bộ 3: Chưa có chỉ tiêu (chỉ tiêu –, nguồn 1)",
        ]
        assert re.findall(r'href="#s-(\w+)"', picture) == ["soon", "plus", "wait"]
        for unit in world[3]:
            assert f'<a href="{reverse("pool-board-unit", args=[unit.pk])}">' in picture
    assert not re.search(r'(x|y|width|height)="\d+,', text)  # a comma would break the drawing


def test_sub_targets_stand_in_columns(officer, world):
    text = page(officer, world[2])

    row = row_of(text, "Chi bộ 1")
    assert ">1/1" in row
    assert "thiếu 1" in row
    assert "Phụ nữ" in text


def test_one_group_alone_changes_all_figures_and_goes_along(officer, world):
    text = page(officer, world[2], nhom="women", tinh="23", xep="-tim")

    assert "Phụ nữ" in text
    row = row_of(text, "Chi bộ 2")
    assert f'{reverse("pool-board-unit", args=[world[3][1].pk])}?tinh=23&amp;nhom=women&amp;xep=-tim"' in row


@pytest.mark.parametrize(("tinh", "many"), [("3", "1"), ("23", "2"), ("123", "2"), ("9", "1")])
def test_which_lists_count_is_a_choice_said_on_the_page(officer, world, tinh, many):
    text = page(officer, world[3][2], tinh=tinh)

    assert f"nguồn (danh sách {tinh if tinh != '9' else '3'})</dt><dd>{many}</dd>" in text


def test_only_units_of_one_state(officer, world):
    text = page(officer, world[2], tt="thieu")

    assert re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', text)[:1] == ["Chi bộ 1"]
    assert '<th scope="row"><a href="/bang-nguon/' in text
    assert "Chi bộ 2</a></th>" not in text
    assert "Không có đơn vị nào ở tình trạng này" in page(officer, world[2], tt="du")


@pytest.mark.parametrize(
    ("order", "first"), [("ten", "1"), ("-ten", "3"), ("-ds3", "2"), ("ty_le", "1"), ("-tim", "1")]
)
def test_sorted_by_address(officer, world, order, first):
    text = page(officer, world[2], xep=order)

    assert re.search(r'<tbody>\s*<tr><th scope="row"><a [^>]*>Chi bộ (\d)', text).group(1) == first


def test_a_heading_asks_for_the_other_direction_and_says_the_present_one(officer, world):
    text = page(officer, world[2], xep="-ds3")

    assert re.search(r'aria-sort="descending"><a href="\?xep=ds3">Danh sách 3</a> ↓', text)
    assert 'href="?xep=-chi_tieu"' in text


def test_months_ahead_the_column_tells_what_will_be_short(officer, world):
    for person in world[3][0].persons.all():
        make_certificate(person, issued_on=date(2021, 6, 20))
    for person in world[3][1].persons.all():
        make_certificate(person, issued_on=date(2025, 6, 20))

    text = page(officer, world[2])

    assert "thiếu 3" in row_of(text, "Chi bộ 1")
    assert "danh sách 3 còn hạn chứng nhận đến 31/12/2026" in text


@pytest.mark.shows("beyond-4")
def test_who_belongs_to_several_groups_counts_once_in_the_whole(officer, world):
    text = page(officer, world[2])

    table = re.search(r'<table class="table overlap">.*?</table>', text).group(0)
    assert re.findall(r">(\d+)<", table) == ["4", "3", "3", "3"]
    assert "Có 4 người thuộc ít nhất một nhóm và 2 người không thuộc nhóm nào, cộng 6" in text
    assert "cộng riêng từng nhóm được 7" in text


def test_on_another_day_the_page_says_which_and_leaves_out_what_is_not_known(officer, world):
    text = page(officer, world[2], ngay="01/03/2026")

    assert "danh sách ngày 01/03/2026" in text
    assert "nhóm đối tượng lấy theo hôm nay" in text
    assert "Còn hạn" not in text
    assert "Người thuộc nhiều nhóm" not in text


@pytest.mark.parametrize("query", [{"ngay": "32/13/2026"}, {"ngay": "01/01/2099"}, {"nam": "99999"}, {"nhom": "x"}])
def test_what_the_address_says_wrongly_is_passed_by(officer, world, query):
    assert "1 đơn vị thiếu nguồn" in page(officer, world[2], **query)


def test_a_year_without_quotas_says_so(officer, world):
    assert "Chưa có chỉ tiêu năm 2024 để so nguồn" in page(officer, world[2], nam="2024")


def test_when_nobody_is_short_that_is_said(officer, world):
    listed(world[3][0], 3)

    assert "Các đơn vị có chỉ tiêu đều đủ nguồn" in page(officer, world[2])


def test_a_branch_has_its_three_lists_and_its_state(enter, world):
    text = page(enter(holder(Role.BRANCH_SECRETARY, world[3][0])), world[3][0])

    assert "Chi bộ 1: Tìm thêm 1" in text
    assert f'{reverse("branch-lists", args=[world[3][0].pk])}?ds=3">2</a>' in text
    assert 'class="poolmap' not in text


def test_the_secretary_of_one_branch_finds_no_other(enter, world):
    client = enter(holder(Role.BRANCH_SECRETARY, world[3][0]))

    statuses = [client.get(reverse("pool-board-unit", args=[each.pk])).status_code for each in (*world[:3], *world[3])]

    assert statuses == [404, 404, 404, 200, 404, 404]
    assert client.get(reverse("pool-board")).status_code == 200


def test_who_sees_names_and_nothing_sealed_sees_no_sums_of_what_people_believe(enter, world):
    branch = world[3][2]
    for group in ("ethnic_minority", "religious"):
        PersonGroup.objects.create(
            person=branch.persons.filter(listed=3).get(), group=group, path=branch.path, province=branch.province
        )

    def said(role, unit):
        client = enter(holder(role, unit))
        asked = ({}, {"nhom": "religious"}, {"nhom": "ethnic_minority"}, {"xep": "-religious"}, {"nhom": "women"})
        return "".join(page(client, branch, **each).split("<main", 1)[1] for each in asked)

    assert {word: word in said(Role.BRANCH_COMMITTEE_MEMBER, branch) for word in SEALED} == dict.fromkeys(SEALED, False)
    for role, unit in ((Role.BRANCH_SECRETARY, branch), (Role.INSPECTION_OFFICER, world[0])):
        assert {word: word in said(role, unit) for word in SEALED} == dict.fromkeys(SEALED, True)


def test_the_workbook_holds_the_same_figures(officer, world):
    response = officer.get(reverse("pool-board-unit", args=[world[2].pk]), {"tai": "xlsx"})

    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "bang-nguon-dang-uy-truong-thu-nghiem-2026-03-10.xlsx" in response["Content-Disposition"]
    assert rows[0][0] == "Bảng nguồn: Đảng ủy Trường Thử Nghiệm"
    assert rows[3][:5] == ["Đơn vị", "Chỉ tiêu", "Danh sách 1", "Danh sách 2", "Danh sách 3"]
    assert rows[4][:11] == ["Chi bộ 1", 2, 0, 0, 2, 2, 1, 3, 1, 0, "Thiếu nguồn"]
    assert rows[-1][:6] == ["Cộng", 3, 0, 1, 6, 6]
    assert rows[3][12:15] == ["Phụ nữ: chỉ tiêu", "Phụ nữ: nguồn", "Phụ nữ: còn phải tìm"]


def test_persons_at_the_unit_itself_stand_in_a_row_of_their_own(officer, world):
    put_on(make_person(world[2]), 3)

    text = page(officer, world[2])

    assert f"Tại {world[2].name}" in text
    assert row_of(text, "Cộng").count(">7<") == 1


def test_home_says_in_one_line_where_the_pool_is_thin_and_is_quiet_otherwise(officer, world):
    short = re.sub(r"\s+", " ", officer.get(reverse("home")).content.decode())
    listed(world[3][0], 3)
    enough = officer.get(reverse("home")).content.decode()

    assert "1 đơn vị chưa đủ nguồn, còn phải tìm 1 người" in short
    assert f'href="{reverse("pool-board-unit", args=[world[2].pk])}?xep=-tim&amp;tt=thieu"' in short
    assert "chưa đủ nguồn" not in enough


@pytest.mark.parametrize("more", [0, 6])
@pytest.mark.parametrize("role", [Role.ORGANISATION_OFFICER, Role.INSPECTION_OFFICER, Role.STANDING_BOARD_MEMBER])
def test_at_most_twelve_questions_at_every_level_for_every_role(
    world, enter, more, role, django_assert_max_num_queries
):
    user = make_user()
    areas = (world[1],) if role is Role.STANDING_BOARD_MEMBER else ()
    appoint(user, role, world[0], areas=areas)
    client = enter(user)
    for _ in range(more):
        listed(make_unit(parent=world[2], kind="branch"), 3, "women")
    client.get(reverse("pool-board"))

    for unit in (*world[:3], world[3][0]):
        for query in ({}, {"ngay": "01/03/2026"}, {"tai": "xlsx"}):
            with django_assert_max_num_queries(12):
                client.get(reverse("pool-board-unit", args=[unit.pk]), query)
