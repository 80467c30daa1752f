"""Sponsors on screen: who reaches what, sums above, names in the branch, assigning, one sponsorship, its end."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from nguon.models import Circumstance, PoolSetting, Sponsorship
from nguon.rules.roles import Role
from tests.factories import DAY, NOON, holder
from tests.pool_world import make_commune, make_member, make_person, make_remark, make_sponsorship, put_on
from tests.web.test_duties import token_of

pytestmark = pytest.mark.django_db
RESOLVED = {"number": "7-NQ/CB", "on": "10/03/2026", "members": "10", "present": "9", "in_favour": "8", "against": "1"}


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return commune[3][0]


def listed(unit, name, to_list=2, **facts):
    person = make_person(unit, name, **facts)
    put_on(person, to_list)
    return person


@pytest.fixture
def secretary(branch, enter):
    return enter(holder(Role.BRANCH_SECRETARY, branch))


@pytest.fixture
def held(branch):
    """Trần Văn Bình helps Nguyễn Thị Hoa; nobody helps Lê Thị Lan."""
    listed(branch, "Lê Thị Lan", 3)
    return make_sponsorship(listed(branch, "Nguyễn Thị Hoa"), make_member(branch), starts_on=date(2026, 1, 5))


SEES = (Role.BRANCH_SECRETARY, Role.BRANCH_COMMITTEE_MEMBER, Role.GRASSROOTS_OFFICER, Role.ORGANISATION_OFFICER)


@pytest.mark.parametrize("role", list(Role))
def test_who_reaches_which_address(held, branch, enter, role):
    client = enter(holder(role, branch))
    addresses = [
        reverse("sponsor-board"),
        reverse("sponsors-assign", args=[branch.pk]),
        *(reverse(name, args=[held.pk]) for name in ("sponsorship", "sponsorship-end", "sponsorship-replace")),
    ]

    assert {client.get(each).status_code for each in addresses} == ({200} if role in SEES else {404})


def test_a_neighbour_reaches_none_of_it(held, branch, commune, enter):
    client = enter(holder(Role.BRANCH_SECRETARY, commune[3][1]))

    assert client.get(reverse("sponsor-board") + f"?don_vi={branch.pk}").status_code == 404
    for name in ("sponsorship", "sponsorship-end", "sponsorship-replace"):
        assert client.get(reverse(name, args=[held.pk])).status_code == 404


def names(page):
    return re.findall(r'<th scope="row">([^<]+)<', page)


class TestBranchBoard:
    @pytest.mark.shows("feature-23", "beyond-22")
    def test_who_has_nobody_and_who_helps_whom(self, held, branch, secretary):
        page = secretary.get(reverse("sponsor-board")).content.decode()

        assert "2 người cần giúp đỡ: 1 chưa có ai giúp, 0 ít hơn dự kiến, 0 cần xem lại" in page
        assert names(page) == ["Lê Thị Lan", "Nguyễn Thị Hoa", "Trần Văn Bình"]
        assert "Chưa có ai giúp" in page
        assert f'href="{reverse("sponsorship", args=[held.pk])}">Trần Văn Bình</a>' in page
        assert f'href="{reverse("sponsors-assign", args=[branch.pk])}?nguoi=' in page

    @pytest.mark.parametrize(
        ("narrow", "expected"),
        [
            ("thieu", ["Lê Thị Lan"]),
            ("it", ["Phạm Thị Lớn"]),
            ("can-xem", ["Nguyễn Thị Hoa"]),
            ("rubbish", ["Lê Thị Lan", "Nguyễn Thị Hoa", "Phạm Thị Lớn"]),
        ],
    )
    def test_filters_narrow(self, held, branch, secretary, narrow, expected):
        make_sponsorship(listed(branch, "Phạm Thị Lớn", born="1980"), make_member(branch, "Lê Văn Nam"))
        Circumstance.objects.create(
            person=held.sponsor, kind="away", starts_on=DAY, province=branch.province, recorded_at=NOON
        )

        page = secretary.get(reverse("sponsor-board") + f"?xem={narrow}").content.decode()

        assert [each for each in names(page) if "Văn" not in each] == expected

    def test_load_over_the_setting_is_said_in_words(self, held, branch, secretary):
        PoolSetting.objects.create(unit=branch, most_candidates_a_sponsor=1, province=branch.province)
        make_sponsorship(listed(branch, "Võ Thị Mai"), held.sponsor)

        page = secretary.get(reverse("sponsor-board")).content.decode()

        assert "Vượt mức nhiều nhất" in page
        assert "Mức nhiều nhất 1 người, do Chi bộ 1 đặt" in page

    def test_an_empty_branch_says_what_to_do(self, secretary):
        assert "Ghi nghị quyết về danh sách trước" in secretary.get(reverse("sponsor-board")).content.decode()

    def test_the_workbook_holds_the_names(self, held, secretary):
        answer = secretary.get(reverse("sponsor-board") + "?tai=xlsx")

        rows = [row[:7] for row in load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)]
        assert (2, "Nguyễn Thị Hoa", "12/05/1998", "DS 2", "Trần Văn Bình") in [row[:5] for row in rows]

    @pytest.mark.parametrize("count", [1, 4])
    def test_at_most_twelve_queries_whatever_their_number(self, branch, secretary, django_assert_num_queries, count):
        for number in range(count):
            make_sponsorship(listed(branch, f"Người {number}"), make_member(branch, f"Văn {number}"))

        with django_assert_num_queries(11):
            secretary.get(reverse("sponsor-board"))


class TestSums:
    def test_an_officer_sees_figures_by_branch_and_no_names(self, held, commune, enter):
        page = enter(holder(Role.GRASSROOTS_OFFICER, commune[2])).get(reverse("sponsor-board")).content.decode()

        row = re.search(r">Chi bộ 1</a></th>(.*?)</tr>", page).group(1)
        assert re.findall(r">(?:<span>)?(\d+)<", row) == ["2", "2", "1", "1", "0", "1", "0", "0", "0"]
        assert "Nguyễn Thị Hoa" not in page
        assert "Cộng" in page

    def test_names_are_one_step_further(self, held, branch, commune, enter):
        client = enter(holder(Role.GRASSROOTS_OFFICER, commune[2]))

        assert "Nguyễn Thị Hoa" in client.get(reverse("sponsor-board") + f"?don_vi={branch.pk}").content.decode()

    def test_the_workbook_holds_sums_with_a_total(self, held, commune, enter):
        answer = enter(holder(Role.ORGANISATION_OFFICER, commune[0])).get(reverse("sponsor-board") + "?tai=xlsx")

        rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
        assert ("Đảng ủy xã Thử Nghiệm", 2, 2, 1, 1) in [row[:5] for row in rows]
        assert ("Cộng", 2, 2, 1, 1) in [row[:5] for row in rows]

    @pytest.mark.parametrize("level", [0, 1, 2])
    def test_at_most_twelve_queries_at_every_level(self, held, commune, enter, django_assert_max_num_queries, level):
        PoolSetting.objects.create(unit=commune[0], most_candidates_a_sponsor=1, province=commune[0].province)
        client = enter(holder(Role.ORGANISATION_OFFICER, commune[0]))

        with django_assert_max_num_queries(12):
            client.get(reverse("sponsor-board") + f"?don_vi={commune[level].pk}")


class TestAssigning:
    @pytest.mark.shows("feature-21", "000-11", "001-9", "001-17", "004-3")
    def test_several_at_once_through_the_page_s_own_form(self, branch, held, enter):
        client = enter(holder(Role.BRANCH_SECRETARY, branch), csrf=True)
        lan, mai = branch.persons.get(full_name="Lê Thị Lan"), listed(branch, "Võ Thị Mai")
        address = reverse("sponsors-assign", args=[branch.pk])
        page = client.get(address).content.decode()

        answer = client.post(
            address,
            RESOLVED | {"csrfmiddlewaretoken": token_of(page), f"dv-{lan.pk}-0": held.sponsor_id,
                        f"dv-{mai.pk}-0": held.sponsor_id},
        )  # fmt: skip

        assert answer.status_code == 302
        assert Sponsorship.objects.filter(resolution__number="7-NQ/CB").count() == 2
        assert "Đã ghi 2 phân công giúp đỡ." in client.get(answer.url).content.decode()

    def test_those_who_lack_are_shown_first_and_one_alone_when_asked(self, branch, held, secretary):
        lan = branch.persons.get(full_name="Lê Thị Lan")
        address = reverse("sponsors-assign", args=[branch.pk])

        assert "Nguyễn Thị Hoa" not in secretary.get(address).content.decode()
        assert "Nguyễn Thị Hoa" in secretary.get(address + "?tat_ca=1").content.decode()
        assert names(secretary.get(address + f"?nguoi={lan.pk}").content.decode()) == ["Lê Thị Lan"]

    def test_two_places_stand_for_who_is_expected_to_have_two(self, branch, held, secretary):
        old = listed(branch, "Phạm Thị Lớn", born="1980")

        page = secretary.get(reverse("sponsors-assign", args=[branch.pk])).content.decode()

        assert [f'name="dv-{old.pk}-{at}"' in page for at in (0, 1, 2)] == [True, True, False]
        assert "Trên 30 tuổi: hai đảng viên chính thức." in page

    def test_a_caution_is_shown_beside_the_pair_and_ticked_before_it_is_done(self, branch, held, secretary):
        new = listed(branch, "Người Mới", since="15/09/2025")
        address = reverse("sponsors-assign", args=[branch.pk])
        sent = RESOLVED | {f"dv-{new.pk}-0": held.sponsor_id}

        told = secretary.post(address, sent)
        page = told.content.decode()
        key = re.search(r'name="biet" value="([^"]+)"', page).group(1)
        done = secretary.post(address, sent | {"biet": key})

        assert told.status_code == 422
        assert "phải đủ 12 tháng khi viết giấy giới thiệu, đến 15/09/2026 mới đủ" in page
        assert "Quy định 294-QĐ/TW" in page
        assert "hoặc đánh dấu chi bộ đã biết, rồi ghi lại" in page
        assert f'<option value="{held.sponsor_id}" selected>' in page
        assert key == f"{new.pk}:{held.sponsor_id}:sponsoring.together_short"
        assert done.status_code == 302

    def test_what_is_forbidden_offers_no_tick(self, branch, held, secretary):
        Circumstance.objects.create(
            person=held.sponsor, kind="exempt", starts_on=DAY, province=branch.province, recorded_at=NOON
        )
        lan = branch.persons.get(full_name="Lê Thị Lan")

        told = secretary.post(
            reverse("sponsors-assign", args=[branch.pk]), RESOLVED | {f"dv-{lan.pk}-0": held.sponsor_id}
        )

        assert told.status_code == 422
        assert "Được miễn công tác và sinh hoạt đảng từ 10/03/2026" in told.content.decode()
        assert 'name="biet"' not in told.content.decode()

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"number": ""}, "Chưa ghi ô này"),
            ({"on": "11/03/2026"}, "Ngày nghị quyết không được sau hôm nay"),
            ({"in_favour": "4"}, "chưa thành nghị quyết"),
            ({"in_favour": ""}, "Hãy ghi đủ số đảng viên chính thức"),
            ({"sponsor": ""}, "Hãy chọn ít nhất một quần chúng"),
            ({"sponsor": "987654321"}, "Hãy chọn lại"),
        ],
    )
    def test_what_is_wrong_is_refused_and_kept(self, branch, held, secretary, changes, said):
        lan = branch.persons.get(full_name="Lê Thị Lan")
        sent = {**RESOLVED, f"dv-{lan.pk}-0": changes.pop("sponsor", held.sponsor_id), **changes}

        answer = secretary.post(reverse("sponsors-assign", args=[branch.pk]), sent)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert Sponsorship.objects.count() == 1

    def test_a_branch_without_members_says_what_to_do(self, branch, secretary):
        listed(branch, "Lê Thị Lan")

        page = secretary.get(reverse("sponsors-assign", args=[branch.pk])).content.decode()

        assert "Lập hồ sơ đảng viên, ghi ngày chính thức" in page

    @pytest.mark.parametrize("count", [1, 4])
    def test_the_same_queries_whatever_their_number(self, branch, secretary, django_assert_max_num_queries, count):
        for number in range(count):
            listed(branch, f"Người {number}")
            make_member(branch, f"Văn {number}")

        with django_assert_max_num_queries(12):
            secretary.get(reverse("sponsors-assign", args=[branch.pk]))


class TestOne:
    def test_it_shows_the_resolution_what_was_known_and_the_remarks(self, held, secretary):
        held.cautions = [{"code": "sponsoring.together_short", "what": "Cùng công tác được 5 tháng."}]
        held.save()
        make_remark(held)

        page = secretary.get(reverse("sponsorship", args=[held.pk])).content.decode()

        for words in ("Trần Văn Bình giúp đỡ Nguyễn Thị Hoa", held.resolution.number, "Cùng công tác được 5 tháng.",
                      "Hoàn thành nhiệm vụ được giao", "Kỳ 01/10/2025–31/12/2025", "3 tháng một lần"):  # fmt: skip
            assert words in page

    def test_an_ended_one_offers_no_acts(self, held, secretary):
        Sponsorship.objects.update(ends_on=DAY, end_kind="own_request")

        page = secretary.get(reverse("sponsorship", args=[held.pk])).content.decode()

        assert "Đảng viên xin thôi" in page
        assert "Ghi nhận xét</a>" not in page
        assert secretary.get(reverse("sponsorship-end", args=[held.pk])).status_code == 409

    def test_at_most_twelve_queries(self, held, secretary, django_assert_max_num_queries):
        make_remark(held)

        with django_assert_max_num_queries(12):
            secretary.get(reverse("sponsorship", args=[held.pk]))


class TestEnding:
    def test_it_ends_with_or_without_a_resolution(self, held, branch, secretary):
        address = reverse("sponsorship-end", args=[held.pk])
        resolved = {f"nq-{key}": value for key, value in RESOLVED.items()}

        answer = secretary.post(address, {"kind": "own_request", "on": "10/03/2026", "reason": "", **resolved})

        held.refresh_from_db()
        assert answer.url == reverse("sponsorship", args=[held.pk])
        assert (held.ends_on, held.end_resolution.number) == (DAY, "7-NQ/CB")

        other = make_sponsorship(listed(branch, "Khác"), held.sponsor)
        secretary.post(reverse("sponsorship-end", args=[other.pk]), {"kind": "sponsor_moved", "on": "10/03/2026"})
        other.refresh_from_db()
        assert (other.ends_on, other.end_resolution) == (DAY, None)

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"kind": "other", "on": "10/03/2026"}, "Hãy ghi rõ lý do khác là gì"),
            ({"kind": "sponsor_moved", "on": "11/03/2026"}, "không được sau hôm nay"),
            ({"kind": "sponsor_moved", "on": "04/01/2026"}, "trước ngày bắt đầu (05/01/2026)"),
            ({"kind": "sponsor_moved", "on": "10/03/2026", "nq-number": "9-NQ/CB"}, "Chưa ghi ô này"),
        ],
    )
    def test_what_is_wrong_is_refused(self, held, secretary, sent, said):
        answer = secretary.post(reverse("sponsorship-end", args=[held.pk]), sent)

        assert (answer.status_code, said in answer.content.decode()) == (422, True)
        assert Sponsorship.objects.filter(ends_on__isnull=False).count() == 0


class TestReplacing:
    def test_another_takes_the_place_in_one_act(self, held, branch, secretary):
        new = make_member(branch, "Lê Văn Nam")

        answer = secretary.post(
            reverse("sponsorship-replace", args=[held.pk]), RESOLVED | {"sponsor_id": new.pk, "kind": "replaced"}
        )

        made = Sponsorship.objects.get(sponsor=new)
        assert answer.url == reverse("sponsorship", args=[made.pk])

    def test_a_caution_is_ticked_first_and_not_asked_where_the_first_one_moved(self, held, branch, secretary):
        new = make_member(branch, "Lê Văn Nam", since="01/02/2026")
        address = reverse("sponsorship-replace", args=[held.pk])
        sent = RESOLVED | {"sponsor_id": new.pk, "kind": "replaced"}

        told = secretary.post(address, sent)

        assert told.status_code == 422
        assert f'value="{held.candidate_id}:{new.pk}:sponsoring.together_short"' in told.content.decode()
        assert secretary.post(address, sent | {"kind": "sponsor_moved"}).status_code == 302

    def test_the_reason_stands_chosen_where_the_member_moved(self, held, branch, commune, secretary):
        held.sponsor.unit, held.sponsor.path = commune[3][1], commune[3][1].path
        held.sponsor.save()

        page = secretary.get(reverse("sponsorship-replace", args=[held.pk])).content.decode()

        assert "Đảng viên đã chuyển sang chi bộ khác" in page
        assert '<option value="sponsor_moved" selected>' in page

    def test_a_member_out_of_reach_is_no_choice(self, held, commune, secretary):
        stranger = make_member(commune[3][1])

        answer = secretary.post(
            reverse("sponsorship-replace", args=[held.pk]), RESOLVED | {"sponsor_id": stranger.pk, "kind": "replaced"}
        )

        assert answer.status_code == 422
