"""The tree, one unit, who sees it, its figures, choosing a unit, the list as a workbook."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from nguon.models import Delegation, Placement, Reorganisation, Unit, UnitTag, YearFigure
from nguon.queries.reorganising import forecast
from nguon.queries.reorganising_acts import Deed, to_close, to_move, to_rename
from nguon.rules.roles import Role
from nguon.rules.text import fold
from nguon.services.reorganising import reorganise
from tests.factories import DAY, LONG_AGO, NOON, appoint, days, holder, make_plan, make_unit, make_user
from tests.web.unit_tree import make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def client(enter, tree):
    return enter(tree.officer)


def text(response) -> str:
    return response.content.decode()


def names(page: str, among: list[Unit]) -> list[str]:
    """Names of units that the page links to, in the order they stand."""
    found = [(page.find(f'href="/to-chuc/{each.pk}/"'), each.name) for each in among]
    return [name for position, name in sorted(found) if position >= 0]


SEEING = ["unit-list", "unit-export", "unit-choice", "unit-changes"]
OF_A_UNIT = {
    "unit": "see",
    "unit-children": "see",
    "unit-seen-by": "accounts",
    "unit-describe": "change",
    "unit-figures": "change",
    "unit-open": "change",
    "unit-rename": "change",
    "unit-move": "change",
    "unit-merge": "change",
    "unit-split": "change",
    "unit-close": "change",
}
MAY = {
    Role.BRANCH_SECRETARY: {"see"},
    Role.BRANCH_COMMITTEE_MEMBER: {"see"},
    Role.GRASSROOTS_OFFICER: {"see", "accounts", "change"},
    Role.ORGANISATION_OFFICER: {"see", "accounts", "change"},
    Role.STANDING_BOARD_MEMBER: {"see"},
    Role.INSPECTION_OFFICER: {"see", "accounts"},
    Role.POLITICAL_CENTRE_OFFICER: {"see"},
    Role.MASS_ORGANISATION_OFFICER: {"see"},
    Role.ADMINISTRATOR: {"see", "accounts", "change"},
}


@pytest.mark.parametrize("role", list(Role))
def test_every_address_opens_to_the_roles_that_may_and_to_no_other(enter, tree, role):
    client = enter(holder(role, tree.a))

    asked = {name: client.get(reverse(name, args=[tree.a.pk])).status_code for name in OF_A_UNIT}

    assert asked == {name: 200 if need in MAY[role] else 404 for name, need in OF_A_UNIT.items()}
    assert {client.get(reverse(name)).status_code for name in SEEING} == {200}


@pytest.mark.parametrize("name", [*OF_A_UNIT, *SEEING])
def test_nobody_enters_without_signing_in(client, tree, name):
    client.logout()

    response = client.get(reverse(name, args=[tree.a.pk] if name in OF_A_UNIT else []))

    assert response.status_code == 302
    assert "next=" in response["Location"]


@pytest.mark.shows("feature-73")
def test_a_unit_elsewhere_looks_like_none(enter, tree):
    client = enter(holder(Role.GRASSROOTS_OFFICER, tree.b))

    absent, forbidden = client.get("/to-chuc/999999/"), client.get(f"/to-chuc/{tree.a.pk}/")

    assert (absent.status_code, forbidden.status_code) == (404, 404)
    assert tree.a.name not in text(forbidden)


class TestTheTree:
    def test_it_opens_level_by_level_in_vietnamese_order_and_counts_what_is_below(self, client, tree):
        closed = text(client.get("/to-chuc/"))
        opened = text(client.get(f"/to-chuc/?mo={tree.a.pk}"))

        every = [tree.province, tree.a, tree.b, tree.one, tree.two]
        assert names(closed, every) == ["Đảng bộ tỉnh Sông Hinh", "Đảng bộ xã Ân Hảo", "Đảng bộ xã Đề Gi"]
        assert names(opened, every)[-2:] == ["Chi bộ thôn 2", "Chi bộ thôn 10"]
        assert '<span class="num">4</span>' in opened

    def test_htmx_gets_the_unit_opened_and_folded_again(self, client, tree):
        address = reverse("unit-children", args=[tree.a.pk])

        opened = text(client.get(f"{address}?mo=1", headers={"HX-Request": "true"}))
        folded = text(client.get(f"{address}?khep=1", headers={"HX-Request": "true"}))

        assert names(opened, [tree.one, tree.two]) == ["Chi bộ thôn 2", "Chi bộ thôn 10"]
        assert 'aria-expanded="true"' in opened
        assert names(folded, [tree.one]) == []
        assert "<html" not in opened

    def test_more_than_a_hundred_children_come_page_by_page(self, client, tree):
        for number in range(120):
            make_unit(f"Chi bộ số {number}", parent=tree.b)

        page = text(client.get(f"/to-chuc/?mo={tree.b.pk}"))
        rest = text(client.get(reverse("unit-children", args=[tree.b.pk]) + "?tu=100", headers={"HX-Request": "true"}))

        assert page.count("Chi bộ số") == 100
        assert "còn 20 đơn vị" in page
        assert rest.count("Chi bộ số") == 20

    @pytest.mark.shows("feature-72")
    @pytest.mark.parametrize("typed", ["de gi", "Đề Gi", "ĐE GI", "gi de"])
    def test_search_needs_no_marks(self, client, tree, typed):
        page = text(client.get("/to-chuc/", {"q": typed}))

        assert names(page, [tree.a, tree.b]) == ["Đảng bộ xã Đề Gi"]

    @pytest.mark.shows("feature-5", "001-7")
    def test_units_of_one_kind_sector_or_tag_are_listed_across_the_tree(self, client, tree):
        worker = make_unit("Chi bộ Công ty Hòa Bình", parent=tree.b, sector="non_state_enterprise")
        UnitTag.objects.create(unit=worker, tag="Khu công nghiệp", folded=fold("Khu công nghiệp"))
        every = [tree.a, tree.b, tree.one, worker]

        by_sector = text(client.get("/to-chuc/", {"linh-vuc": "non_state_enterprise"}))
        by_tag = text(client.get("/to-chuc/", {"nhan": "Khu công nghiệp"}))
        by_kind = text(client.get("/to-chuc/", {"loai": "commune_committee"}))

        assert names(by_sector, every) == names(by_tag, every) == ["Chi bộ Công ty Hòa Bình"]
        assert names(by_kind, every) == ["Đảng bộ xã Ân Hảo", "Đảng bộ xã Đề Gi"]

    def test_an_area_in_ones_charge_stands_once_under_ones_own_unit(self, enter, tree):
        member = make_user("Ủy Viên Phụ Trách")
        appoint(member, Role.STANDING_BOARD_MEMBER, tree.province, areas=[tree.a])

        page = text(enter(member).get("/to-chuc/"))

        assert page.count(f'id="dv-{tree.a.pk}"') == page.count(f'id="dv-{tree.province.pk}"') == 1

    @pytest.mark.shows("feature-2", "beyond-12", "feature-4")
    def test_the_tree_is_shown_as_it_was_on_a_day(self, client, tree, by):
        who = by(tree.officer)
        for intent in (
            to_rename(
                who, tree.b.pk, name="Đảng bộ phường Ân Hảo", kind=tree.b.kind, sector="other", deed=Deed(on=DAY)
            ),
            to_move(who, [tree.one.pk], parent_id=tree.b.pk, deed=Deed(on=DAY)),
        ):
            reorganise(by=who, intent=intent, seen=forecast(who, intent).fingerprint)

        today = text(client.get("/to-chuc/", {"mo": [tree.a.pk, tree.b.pk]}))
        before = text(client.get("/to-chuc/", {"mo": [tree.a.pk, tree.b.pk], "ngay": "09/03/2026"}))
        searched = text(client.get("/to-chuc/", {"q": "xa an hao", "ngay": "09/03/2026"}))

        assert "Đảng bộ phường Ân Hảo" in today
        assert "Đảng bộ xã Ân Hảo" not in today
        assert today.index("phường Ân Hảo") < today.index("Chi bộ thôn 2") < today.index("Đề Gi")
        assert "Đảng bộ phường Ân Hảo" not in before
        assert before.index("Đề Gi") < before.index("Chi bộ thôn 2")
        assert "Đảng bộ xã Ân Hảo" in searched

    @pytest.mark.parametrize("typed", ["31/02/2026", "abc", "2026-01-01"])
    def test_a_day_that_is_none_is_said_at_its_field(self, client, typed):
        assert "Ngày phải có dạng dd/mm/yyyy." in text(client.get("/to-chuc/", {"ngay": typed}))

    @pytest.mark.parametrize(
        "query", ["mo=abc", "mo=99999999999999999999", "trang=-1", "trang=x", "loai=%00", "q=%25_%27"]
    )
    def test_odd_questions_break_nothing(self, client, query):
        assert client.get(f"/to-chuc/?{query}").status_code == 200

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_asks_the_same_however_many_units_there_are(self, client, tree, django_assert_num_queries, many):
        for number in range(many):
            make_unit(f"Chi bộ số {number}", parent=tree.b)
        client.get("/to-chuc/")

        with django_assert_num_queries(12):
            client.get(f"/to-chuc/?mo={tree.b.pk}")

    @pytest.mark.parametrize("many", [1, 3])
    def test_a_list_asks_the_same_however_many_it_finds(self, client, tree, django_assert_num_queries, many):
        for number in range(many):
            make_unit(f"Chi bộ số {number}", parent=tree.b)
        client.get("/to-chuc/")

        with django_assert_num_queries(12):
            client.get("/to-chuc/?q=chi+bo+so")


class TestOneUnit:
    def test_it_shows_stages_figures_people_plans_and_changes(self, client, tree, by):
        who = by(tree.officer)
        intent = to_rename(
            who, tree.a.pk, name="Đảng bộ phường Đề Gi", kind=tree.a.kind, sector="other", deed=Deed(on=DAY)
        )
        reorganise(by=who, intent=intent, seen=forecast(who, intent).fingerprint)
        YearFigure.objects.create(unit=tree.a, year=2025, members=1905, admitted=30, pool=41, province=tree.a.province)
        holder(Role.GRASSROOTS_OFFICER, tree.a, "Ngô Thị Cán Bộ")
        make_plan(tree.a, title="Kết nạp đảng viên năm 2026")

        page = text(client.get(f"/to-chuc/{tree.a.pk}/"))

        for shown in ("Đảng bộ xã Đề Gi", "1.905", "Ngô Thị Cán Bộ", "Kết nạp đảng viên năm 2026", "đổi thành"):
            assert shown in page

    @pytest.mark.shows("feature-2")
    def test_a_closed_unit_is_found_and_says_where_its_people_went(self, client, tree, by):
        who = by(tree.officer)
        intent = to_close(who, tree.one.pk, people_go_to=tree.two.pk, children_go_to=None, deed=Deed(on=DAY))
        reorganise(by=who, intent=intent, seen=forecast(who, intent).fingerprint)

        page = text(client.get(f"/to-chuc/{tree.one.pk}/"))
        found = text(client.get("/tim/", {"q": "chi bo thon 2"}))

        assert "Người của đơn vị này đã về:" in page
        assert names(page, [tree.two]) == ["Chi bộ thôn 10"]
        assert "kết thúc 10/03/2026" in found

    def test_a_change_out_of_reach_is_named_without_a_link_that_leads_nowhere(self, client, enter, tree, by):
        who = by(tree.officer)
        deed = Deed(on=DAY, document_number="15-QĐ/TU")
        intent = to_move(who, [tree.one.pk, tree.two.pk], parent_id=tree.b.pk, deed=deed)
        done = reorganise(by=who, intent=intent, seen=forecast(who, intent).fingerprint)
        Reorganisation.objects.filter(pk=done.pk).update(path=tree.province.path)
        secretary = enter(holder(Role.BRANCH_SECRETARY, tree.two, "Bí Thư Hai"))
        change = f'href="/to-chuc/thay-doi/{done.pk}/"'
        assert change in text(client.get(f"/to-chuc/{tree.one.pk}/"))
        page = text(secretary.get(f"/to-chuc/{tree.two.pk}/"))
        assert (change in page, "15-QĐ/TU" in page) == (False, True)

    def test_people_are_not_named_to_those_who_see_no_accounts(self, enter, tree):
        secretary = holder(Role.BRANCH_SECRETARY, tree.one, "Bí Thư Một")

        page = text(enter(secretary).get(f"/to-chuc/{tree.one.pk}/"))

        assert "Người giữ vai trò" not in page

    def test_a_code_of_another_group_than_the_superiors_is_doubted(self, client, tree):
        Unit.objects.filter(pk=tree.a.pk).update(code="38168000000000")
        Unit.objects.filter(pk=tree.one.pk).update(code="38999000000001")

        assert "không cùng nhóm" in text(client.get(f"/to-chuc/{tree.one.pk}/"))


class TestWhoSeesIt:
    @pytest.mark.shows("feature-74")
    def test_only_those_whose_account_one_may_open_are_linked(self, enter, tree):
        officer = holder(Role.GRASSROOTS_OFFICER, tree.a, "Ngô Thị Cán Bộ")

        page = text(enter(officer).get(f"/to-chuc/{tree.one.pk}/ai-xem-duoc/"))

        assert f'href="/nguoi-dung/{officer.pk}/"' in page
        assert (f'href="/nguoi-dung/{tree.officer.pk}/"' in page, tree.officer.full_name in page) == (False, True)

    def test_everybody_who_reaches_the_unit_stands_there_with_the_reason(self, client, tree):
        holder(Role.BRANCH_SECRETARY, tree.one, "Bí Thư Thôn")
        appoint(make_user("Ủy Viên Địa Bàn"), Role.STANDING_BOARD_MEMBER, tree.province, areas=(tree.a,))
        holder(Role.BRANCH_SECRETARY, tree.two, "Bí Thư Bên Cạnh")
        holder(Role.BRANCH_COMMITTEE_MEMBER, tree.one, "Đã Thôi", ends_on=DAY)
        held = appoint(make_user("Cán Bộ Xã"), Role.GRASSROOTS_OFFICER, tree.a)
        Delegation.objects.create(
            appointment=held,
            to=make_user("Người Làm Thay"),
            starts_on=LONG_AGO,
            ends_on=DAY + days(9),
            document_number="7-UQ/ĐU",
            document_date=LONG_AGO,
            made_at=NOON,
        )

        page = text(client.get(f"/to-chuc/{tree.one.pk}/ai-xem-duoc/"))

        for shown in (
            "Bí Thư Thôn",
            "giữ vai trò tại chính đơn vị này",
            "Ủy Viên Địa Bàn",
            "được phân công phụ trách Đảng bộ xã Đề Gi",
            "Người Làm Thay",
            "thay Cán Bộ Xã, theo",
            "Lê Thị Minh",
        ):
            assert shown in page
        assert "Bí Thư Bên Cạnh" not in page
        assert "Đã Thôi" not in page

    def test_the_page_agrees_with_the_door(self, tree, by, client):
        """Whoever stands on the page reaches the unit, and whoever does not, does not."""
        people = [
            holder(role, unit, f"{role} {unit}") for role in Role for unit in (tree.province, tree.a, tree.one, tree.b)
        ]

        from nguon.queries.reaching import who_reaches

        shown = {each.user_id for each in who_reaches(tree.one, DAY)}

        assert shown == {
            each.pk for each in [*people, tree.officer] if by(each).units().filter(pk=tree.one.pk).exists()
        }


class TestDescribing:
    def test_the_form_as_it_stands_on_the_page_is_taken(self, enter, tree):
        client = enter(tree.officer, csrf=True)
        page = client.get(f"/to-chuc/{tree.one.pk}/thong-tin/")
        token = page.context["csrf_token"]

        response = client.post(
            f"/to-chuc/{tree.one.pk}/thong-tin/",
            {
                "csrfmiddlewaretoken": str(token),
                "code": "38.168.053.000.001",
                "short_name": "CB thôn 2",
                "tags": "điểm, Vùng cao, điểm",
            },
        )

        assert response.status_code == 302
        tree.one.refresh_from_db()
        assert (tree.one.code, tree.one.short_name) == ("38168053000001", "CB thôn 2")
        assert sorted(tree.one.tags.values_list("tag", flat=True)) == ["Vùng cao", "điểm"]

    @pytest.mark.parametrize("code", ["123", "38.168.053.000.0012", "38x16805300000"])
    def test_a_code_of_another_shape_is_refused_at_its_field(self, client, tree, code):
        response = client.post(f"/to-chuc/{tree.one.pk}/thong-tin/", {"code": code, "short_name": "", "tags": ""})

        assert response.status_code == 422
        assert "Mã gồm 14 chữ số" in text(response)

    def test_anothers_code_is_refused_and_says_whose_it_is(self, client, tree):
        Unit.objects.filter(pk=tree.two.pk).update(code="38168053000001")

        page = client.post(
            f"/to-chuc/{tree.one.pk}/thong-tin/", {"code": "38168053000001", "short_name": "", "tags": ""}
        )

        assert "đã là của Chi bộ thôn 10" in text(page)

    def test_figures_are_set_and_taken_out(self, client, tree):
        YearFigure.objects.create(unit=tree.one, year=2024, members=9, province=tree.one.province)
        data = {f"{year}-{name}": "" for year in range(2022, 2027) for name in ("members", "admitted", "pool")}

        response = client.post(f"/to-chuc/{tree.one.pk}/so-lieu/", data | {"2025-members": "31", "2025-pool": "4"})

        assert response.status_code == 302
        assert list(YearFigure.objects.values_list("year", "members", "admitted", "pool")) == [(2025, 31, None, 4)]

    def test_a_figure_that_is_no_number_is_refused_at_its_cell(self, client, tree):
        data = {f"{year}-{name}": "" for year in range(2022, 2027) for name in ("members", "admitted", "pool")}

        assert client.post(f"/to-chuc/{tree.one.pk}/so-lieu/", data | {"2025-members": "ba"}).status_code == 422


class TestChoosing:
    def test_typing_offers_units_without_marks_within_reach_of_the_act(self, enter, tree):
        client = enter(holder(Role.GRASSROOTS_OFFICER, tree.a))

        page = text(client.get("/to-chuc/chon/", {"ten": "x", "x-tim": "dang bo", "viec": "change_units"}))

        assert "Đảng bộ xã Đề Gi" in page
        assert "Ân Hảo" not in page

    def test_nothing_typed_offers_nothing(self, client):
        assert "<li>" not in text(client.get("/to-chuc/chon/", {"ten": "x", "x-tim": ""}))

    def test_an_unknown_act_is_no_page(self, client):
        assert client.get("/to-chuc/chon/", {"ten": "x", "viec": "fly"}).status_code == 404


def test_the_list_goes_out_as_a_workbook_of_the_day(client, tree):
    Placement.objects.filter(unit=tree.one).update(starts_on=DAY)

    book = openpyxl.load_workbook(BytesIO(client.get("/to-chuc/xuat/?ngay=01/01/2026").content))

    found = [row[0].value for row in book.worksheets[0].iter_rows(min_row=3)]
    assert found == [
        "Đảng bộ tỉnh Sông Hinh",
        "Đảng bộ xã Ân Hảo",
        "Đảng bộ xã Đề Gi",
        "Chi bộ thôn 10",
        "Cộng: 4 đơn vị",
    ]
