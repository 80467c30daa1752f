"""The allocation table through the browser's door: who gets what, what is shown, what is saved, what is refused."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nguon.models import Allocation, Entry, Plan, Share, Target, YearFigure
from nguon.queries.access import reach
from nguon.rules.roles import Role
from nguon.services.allocating import draft_from_reading
from tests.factories import DAY, NOON, holder, make_plan, make_unit

pytestmark = pytest.mark.django_db

PRINTED = (
    ("Thành ủy Tam Kỳ", 6_120, 148, 260, 150),
    ("Thành ủy Hội An", 4_310, 104, 172, 110),
    ("Thị ủy Điện Bàn", 6_240, 151, 238, 150),
    ("Huyện ủy Đại Lộc", 5_120, 122, 205, 125),
    ("Huyện ủy Duy Xuyên", 4_180, 93, 161, 90),
    ("Huyện ủy Thăng Bình", 5_630, 118, 190, 115),
    ("Huyện ủy Núi Thành", 4_890, 109, 201, 115),
    ("Huyện ủy Phú Ninh", 3_260, 85, 139, 87),
    ("Huyện ủy Quế Sơn", 3_410, 88, 131, 87),
    ("Huyện ủy Nông Sơn", 1_540, 27, 41, 30),
    ("Huyện ủy Hiệp Đức", 2_080, 46, 77, 48),
    ("Huyện ủy Tiên Phước", 3_150, 74, 128, 77),
    ("Huyện ủy Phước Sơn", 1_920, 78, 122, 80),
    ("Huyện ủy Bắc Trà My", 2_610, 92, 171, 95),
    ("Huyện ủy Nam Trà My", 2_050, 97, 158, 95),
    ("Huyện ủy Nam Giang", 2_240, 101, 183, 110),
    ("Huyện ủy Đông Giang", 2_310, 96, 149, 95),
    ("Huyện ủy Tây Giang", 2_160, 83, 126, 80),
    ("Đảng ủy Công an tỉnh", 2_480, 11, 19, 12),
    ("Đảng ủy Quân sự tỉnh", 1_390, 26, 47, 29),
    ("Đảng ủy Bộ đội Biên phòng tỉnh", 980, 13, 24, 15),
    ("Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh", 4_330, 111, 368, 155),
)


class Province:
    """The printed list of 22 units that add up to 1.950 under a heading of 1.905, read into a draft."""

    def __init__(self, places=1905, rows=PRINTED):
        self.top = make_unit("Tỉnh ủy Quảng Nam")
        self.version = make_plan(self.top, places=places, pool_ratio_min="1.5", pool_ratio_max="2")
        self.units = {name: make_unit(name, parent=self.top) for name, *_ in rows}
        for name, members, admitted, pool, _places in rows:
            unit = self.units[name]
            figures = {"unit": unit, "province": unit.province}
            YearFigure.objects.create(year=2025, members=members, admitted=admitted, **figures)
            YearFigure.objects.create(year=2026, pool=pool, **figures)
        self.officer = holder(Role.ORGANISATION_OFFICER, self.top)
        read = [{"unit": name, "value": places} for name, *_, places in rows]
        self.draft = draft_from_reading(self.version, read, places, by=reach(self.officer, on=DAY))

    def at(self, name="allocation", **query):
        return reverse(name, args=[self.draft.pk], query=query or None)

    def posted(self, page):
        """The fields of the page's own table form."""
        form = page[page.index('id="bang-chia"') : page.index("Lưu nháp</button> <span")]
        return fields_of(form)


def fields_of(form):
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        names = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if names.get("type") == "checkbox" and " checked" not in tag:
            continue
        if "name" in names:
            found[names["name"]] = names.get("value", "on" if names.get("type") == "checkbox" else "")
    return found


def table_of(page):
    """The table of units, without the suggestion beside it."""
    return page[: page.index("<aside")]


def text_of(response):
    return response.content.decode()


@pytest.fixture
def place():
    return Province()


@pytest.fixture
def small():
    return Province(
        30, (("Đảng ủy Một", 300, 10, 40, 15), ("Đảng ủy Hai", 100, 5, 10, 10), ("Đảng ủy Ba", 100, 5, 15, 5))
    )


ROLES = {
    Role.ORGANISATION_OFFICER: (200, 200),
    Role.GRASSROOTS_OFFICER: (200, 200),
    Role.INSPECTION_OFFICER: (404, 404),
    Role.STANDING_BOARD_MEMBER: (404, 404),
    Role.BRANCH_SECRETARY: (404, 404),
    Role.BRANCH_COMMITTEE_MEMBER: (404, 404),
    Role.POLITICAL_CENTRE_OFFICER: (404, 404),
    Role.MASS_ORGANISATION_OFFICER: (404, 404),
    Role.ADMINISTRATOR: (404, 404),
}


@pytest.mark.parametrize("role", list(Role))
def test_a_draft_is_opened_and_given_only_by_those_who_divide(small, enter, role):
    client = enter(holder(role, small.top))

    assert (client.get(small.at()).status_code, client.get(small.at("allocation-issue")).status_code) == ROLES[role]


@pytest.mark.parametrize(
    "name",
    ["allocation-save", "allocation-apply", "allocation-bounds", "allocation-assign", "allocation-copy",
     "allocation-drop", "allocation-issue", "allocation-read-back", "allocation-figures"],
)  # fmt: skip
def test_another_provinces_officer_finds_no_such_draft(small, enter, name):
    client = enter(holder(Role.ORGANISATION_OFFICER, make_unit("Tỉnh ủy Khác")))

    assert client.post(small.at(name), {"seen": 1, "way": "equal"}).status_code == 404


@pytest.mark.parametrize("name", ["allocation", "allocation-compare", "allocation-workbook", "allocation-appendix"])
def test_one_who_is_not_signed_in_is_sent_to_sign_in(small, client, name):
    assert client.get(small.at(name)).status_code == 302


@pytest.mark.shows("feature-54", "003-2")
def test_the_printed_list_is_shown_as_printed_with_what_it_is_over(place, enter):
    page = text_of(enter(place.officer).get(place.at()))

    assert "Thừa 45" in page
    assert "Chỉ tiêu chung: đã giao 1.950, không quá 1.905, thừa 45." in page
    assert re.search(r"<h1>Chia chỉ.*năm&nbsp;2026</h1>", page)
    assert 'aria-disabled="true" aria-describedby="vi-sao">Giao chỉ tiêu' in page
    assert "Áp dụng gợi ý, bớt 45" in page
    assert page.count('class="btn btn-primary') == 1


def test_the_page_asks_the_same_number_of_questions_whatever_the_number_of_units(enter):
    asked = []
    for rows in (PRINTED[:1], PRINTED[:3]):
        place = Province(10, rows)
        client = enter(place.officer)
        with CaptureQueriesContext(connection) as counted:
            client.get(place.at())
        asked.append(len(counted))

    assert asked[0] == asked[1]


@pytest.mark.shows("beyond-3")
def test_a_suggestion_is_seen_beside_the_figures_and_then_applied(place, enter):
    client = enter(place.officer, csrf=True)
    page = text_of(client.get(place.at(**{"goi-y": "keep"})))
    form = page[page.index("ap-dung/") :]

    answer = client.post(place.at("allocation-apply"), fields_of(form[: form.index("</form>")]), follow=True)

    assert "Khớp" in text_of(answer)
    assert sum(Share.objects.filter(allocation=place.draft).values_list("places", flat=True)) == 1905
    assert ">Giao chỉ tiêu</a>" in text_of(answer)


@pytest.mark.parametrize("way", ["thin_pool", "keep", "last_year", "members", "pool", "equal"])
def test_every_way_of_dividing_can_be_looked_at_and_changes_nothing(place, enter, way):
    page = text_of(enter(place.officer).get(place.at(**{"goi-y": way})))

    assert f'value="{way}" checked' in page
    assert "Các dòng gợi ý thay đổi" in page
    assert sum(Share.objects.values_list("places", flat=True)) == 1950


def test_limits_that_clash_are_named_with_the_way_to_the_cell(small, enter):
    Share.objects.filter(allocation=small.draft).update(maximum=4)

    page = text_of(enter(small.officer).get(small.at(**{"goi-y": "equal"})))

    assert "Tổng mức tối đa 12 &lt; chỉ tiêu 30 (thiếu 18)" in page
    assert f"#c-{small.units['Đảng ủy Một'].pk}-" in page
    assert re.search(r'<a href="[^"]*#c-[^"]*">Đến ô Đảng ủy Một</a>', page)
    assert "Áp dụng gợi ý" not in page


def test_the_table_links_only_to_units_the_reader_reaches(small, enter):
    one, two = small.units["Đảng ủy Một"], small.units["Đảng ủy Hai"]
    Allocation.objects.update(state=Allocation.State.ISSUED, holds_from=DAY, issued_at=NOON, document_number="1-KH/TU")
    client = enter(holder(Role.STANDING_BOARD_MEMBER, small.top, areas=(one,)))
    plan = small.version.plan_id
    reached, other = (reverse("allocation-versions", args=[plan, unit.pk]) for unit in (one, two))
    page = text_of(client.get(small.at()))

    assert (one.name in page, two.name in page) == (True, True)
    assert (reached in page, other in page) == (True, False)
    assert [client.get(address).status_code for address in (reached, other)] == [200, 404]


def test_the_pages_own_form_saves_the_changed_cells(small, enter):
    client = enter(small.officer, csrf=True)
    fields = small.posted(text_of(client.get(small.at())))
    unit = small.units["Đảng ủy Hai"]
    fields |= {f"c-{unit.pk}-": "1.010", f"k-{unit.pk}": "on", f"l-{unit.pk}": "8", f"h-{unit.pk}": "1 010"}

    answer = client.post(small.at("allocation-save"), fields, follow=True)

    share = Share.objects.get(unit=unit)
    assert (share.places, share.locked, share.minimum, share.maximum) == (1010, True, 8, 1010)
    assert "Đã lưu 1 ô." in text_of(answer)
    assert Entry.objects.latest("pk").action == "allocating.save"


def test_saving_without_a_change_says_so(small, enter):
    client = enter(small.officer)
    fields = small.posted(text_of(client.get(small.at())))

    assert "Không có ô nào thay đổi." in text_of(client.post(small.at("allocation-save"), fields, follow=True))


@pytest.mark.parametrize("typed", ["mười", "-3", "1,5", "12.34", "999999", "=1+1", "<b>"])
def test_what_is_not_a_whole_number_is_named_and_stays_typed(small, enter, typed):
    client = enter(small.officer)
    fields = small.posted(text_of(client.get(small.at())))
    unit = small.units["Đảng ủy Hai"]

    answer = client.post(small.at("allocation-save"), {**fields, f"c-{unit.pk}-": typed})

    assert answer.status_code == 422
    assert "Đảng ủy Hai, Chỉ tiêu chung" in text_of(answer)
    assert "không phải số nguyên từ 0 đến 99.999" in text_of(answer)
    assert 'aria-invalid="true"' in text_of(answer)
    assert sum(Share.objects.values_list("places", flat=True)) == 30


def test_limits_crossed_in_one_row_are_refused_by_name(small, enter):
    client = enter(small.officer)
    fields = small.posted(text_of(client.get(small.at())))
    unit = small.units["Đảng ủy Hai"].pk

    answer = client.post(small.at("allocation-save"), {**fields, f"l-{unit}": "9", f"h-{unit}": "8"})

    assert answer.status_code == 422
    assert "mức “Đến” 8 nhỏ hơn mức “Từ” 9" in text_of(answer)


def test_when_someone_saved_meanwhile_both_figures_are_shown_and_nothing_is_lost(small, enter):
    mine, theirs = enter(small.officer), enter(holder(Role.ORGANISATION_OFFICER, small.top))
    one, two = small.units["Đảng ủy Một"].pk, small.units["Đảng ủy Hai"].pk
    fields = small.posted(text_of(mine.get(small.at())))
    theirs.post(small.at("allocation-save"), {**fields, f"c-{one}-": "16", f"c-{two}-": "9"})

    answer = mine.post(small.at("allocation-save"), {**fields, f"c-{one}-": "14"})

    page = text_of(answer)
    assert answer.status_code == 409
    assert "đang lưu: 16" in page
    again = small.posted(page)
    assert (again[f"c-{one}-"], again[f"c-{two}-"], again["seen"]) == ("14", "9", "2")
    assert dict(Share.objects.values_list("unit", "places"))[one] == 16

    mine.post(small.at("allocation-save"), again)
    assert [dict(Share.objects.values_list("unit", "places"))[each] for each in (one, two)] == [14, 9]


def test_limits_are_filled_and_taken_away_by_the_pages_own_form(small, enter):
    client = enter(small.officer, csrf=True)
    page = text_of(client.get(small.at()))
    form = page[page.index("gioi-han/") :]
    fields = fields_of(form[: form.index("</form>")])

    client.post(small.at("allocation-bounds"), {**fields, "of": "places", "percent": "20 %"})

    assert sorted(Share.objects.values_list("minimum", "maximum")) == [(4, 6), (8, 12), (12, 18)]
    answer = client.post(small.at("allocation-bounds"), {**fields, "seen": 2, "percent": "nhiều"})
    assert answer.status_code == 422
    client.post(small.at("allocation-bounds"), {**fields, "seen": 2, "clear": "1"})
    assert set(Share.objects.values_list("minimum", "maximum")) == {(0, None)}


def test_a_stale_small_act_is_told_that_the_table_changed(small, enter):
    client = enter(small.officer)

    answer = client.post(small.at("allocation-apply"), {"seen": 9, "way": "equal"})

    assert answer.status_code == 409
    assert "Bảng đã được người khác thay đổi" in text_of(answer)


@pytest.mark.shows("feature-53")
def test_a_sub_target_has_its_own_column_limits_and_note(enter):
    place = Province(30, (("Đảng ủy Một", 300, 10, 40, 15), ("Đảng ủy Hai", 100, 5, 10, 15)))
    Target.objects.create(
        version=place.version, ordinal=2, measure="admissions", group="women", minimum=40, unit="percent"
    )
    client = enter(place.officer)

    page = text_of(client.get(place.at(cua="women")))
    unit = place.units["Đảng ủy Một"].pk
    fields = place.posted(page) | {f"c-{unit}-women": "9", f"l-{unit}": "3"}
    client.post(place.at("allocation-save", cua="women"), fields)

    assert "≥ 12" in page
    assert "tính một lần trong chỉ tiêu chung và một lần ở mỗi nhóm" in page
    share = Share.objects.get(unit=unit, group="women")
    assert (share.places, share.minimum) == (9, 3)


@pytest.mark.shows("feature-55", "000-8")
def test_the_ratio_of_pool_to_places_is_shown_and_thin_ones_can_be_listed(place, enter):
    client = enter(place.officer)

    page = text_of(client.get(place.at()))
    thin = text_of(client.get(place.at(chi="thieu")))

    assert "Nguồn phải bằng 1,5–2 lần chỉ tiêu" in page
    assert "1,4" in page
    assert "thiếu nguồn" in page
    assert [name for name in place.units if f'<th scope="row">{name}<' in table_of(thin)] == ["Huyện ủy Nông Sơn"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"tim": "nui thanh"}, ["Huyện ủy Núi Thành"]),
        ({"tim": "khong co"}, []),
        ({"chi": "khoa"}, []),
        ({"chi": "khong"}, []),
        ({"chi": "la", "trang": "x", "cua": "y"}, [name for name, *_ in PRINTED]),
    ],
)
def test_rows_are_filtered_by_the_server(place, enter, query, names):
    page = text_of(enter(place.officer).get(place.at(**query)))

    assert sorted(name for name in place.units if f'<th scope="row">{name}<' in table_of(page)) == sorted(names)
    assert names or "Không có đơn vị nào như vậy" in page


def test_a_page_of_many_units_sums_those_not_shown(enter):
    place = Province(30, tuple((f"Chi bộ thôn {at}", 10, 1, 2, 1) for at in range(1, 206)))
    client = enter(place.officer)

    second = text_of(client.get(place.at(trang="2")))

    assert 'data-rest="200"' in second
    assert "Trang 2/2 · 205 đơn vị" in second
    fields = place.posted(second)
    assert sum(name.startswith("base-") for name in fields) == 5
    last = place.units["Chi bộ thôn 205"].pk
    answer = client.post(f"{place.at('allocation-save')}?trang=2", {**fields, f"c-{last}-": "7"})
    assert answer.url.endswith("?trang=2")
    assert Share.objects.get(unit=last).places == 7


def test_a_row_that_found_no_unit_is_assigned_on_the_screen(small, enter):
    Allocation.objects.filter(pk=small.draft.pk).update(unmatched=[{"unit": "Khối cũ", "value": 4}])
    new = make_unit("Đảng ủy Bốn", parent=small.top)
    client = enter(small.officer, csrf=True)
    page = text_of(client.get(small.at()))
    form = page[page.index("dong-doc/") :]
    fields = fields_of(form[: form.index("</form>")])

    assert client.post(small.at("allocation-assign"), fields).status_code == 422
    client.post(small.at("allocation-assign"), {**fields, "unit": new.pk})

    assert Share.objects.get(unit=new).places == 4
    assert Allocation.objects.get().unmatched == []


def test_an_absent_allocation_is_not_found(small, enter):
    assert enter(small.officer).get(reverse("allocation", args=[10**9])).status_code == 404
    assert Plan.objects.count() == 1


def test_figures_to_divide_by_are_entered_unit_by_unit(small, enter):
    client = enter(small.officer, csrf=True)
    page = text_of(client.get(small.at("allocation-figures")))
    form = page[page.index("data-allocation") :]
    unit = small.units["Đảng ủy Một"].pk
    fields = {**fields_of(form), f"m-{unit}": "1.234", f"a-{unit}": "", f"p-{unit}": "50"}

    answer = client.post(small.at("allocation-figures"), fields, follow=True)

    assert "Đã ghi số liệu của 1 đơn vị." in text_of(answer)
    stored = dict(YearFigure.objects.filter(unit=unit).values_list("year", "members"))
    assert stored[2025] == 1234
    assert YearFigure.objects.get(unit=unit, year=2026).pool == 50
    assert YearFigure.objects.get(unit=unit, year=2025).admitted is None
    assert client.post(small.at("allocation-figures"), {**fields, f"m-{unit}": "x"}).status_code == 422
