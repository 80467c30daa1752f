"""The year at a look, a month and a week as lists, and the feed at a secret address."""

import re
from datetime import date
from hashlib import sha256

import pytest
from django.urls import reverse
from icalendar import Calendar

from nguon.models import DutyTask, User
from nguon.rules.roles import Role
from tests.factories import DAY, appoint, holder, make_user
from tests.plan_world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def page_of(client, query=""):
    return client.get(reverse("calendar") + query).content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [(role, 404 if role is Role.ADMINISTRATOR else 200) for role in Role],
)
def test_who_reaches_the_calendar(world, enter, role, status):
    client = enter(holder(role, world.province))

    assert {client.get(reverse("calendar") + query).status_code for query in ("", "?xem=thang", "?xem=tuan")} == {
        status
    }


class TestYear:
    @pytest.mark.shows("beyond-19")
    def test_twelve_months_and_the_same_figures_in_a_table(self, world, enter):
        page = page_of(enter(world.officer))

        assert "Năm 2026: 6 hạn, dồn nhiều nhất vào tháng 3" in page
        assert page.count('<svg class="month"') == 12
        assert 'aria-label="Tháng 3 năm 2026: 3 hạn"' in page
        assert page.count('<th scope="row"><a href="/viec/dot/') == 6
        assert "quý III/2026" in page

    def test_the_weeks_stand_in_a_picture_and_in_a_table(self, world, enter):
        page = page_of(enter(world.officer))

        week = re.search(r"02/03/2026 – 08/03/2026</a></th>(.*?)</tr>", page).group(1)
        assert re.findall(r">(\d+)</td>", week) == ["2", "0", "2", "0"]

    def test_holidays_and_days_worked_in_exchange_are_marked_and_named(self, world, enter):
        page = page_of(enter(world.officer))

        assert "Quốc khánh" in page
        assert 'class="d-off"' in page
        assert 'class="d-exchange"' in page
        assert "làm bù" in page

    def test_a_year_whose_holidays_are_not_entered_says_so(self, world, enter):
        assert "Chưa nhập lịch nghỉ lễ của năm 2060" in page_of(enter(world.officer), "?nam=2060")

    def test_a_year_without_duties_says_so(self, world, enter):
        assert "Năm 2024: không có hạn nào" in page_of(enter(world.officer), "?nam=2024")

    @pytest.mark.parametrize(
        "query", ["?nam=abc", "?nam=99999", "?nam=1800", "?xem=thang&ngay=xx", "?xem=tuan&ngay=9999-12-31"]
    )
    def test_nonsense_is_passed_by(self, world, enter, query):
        assert enter(world.officer).get(reverse("calendar") + query).status_code == 200

    def test_one_s_own_duties_alone(self, world, enter):
        page = page_of(enter(world.officer), "?cua=toi")

        assert "Năm 2026: 1 hạn" in page
        assert "Tổng hợp, báo cáo Ban Thường vụ" in page

    def test_it_asks_the_same_whatever_the_number_of_duties(self, world, enter, django_assert_num_queries):
        client = enter(world.officer)
        page_of(client)

        with django_assert_num_queries(8):  # session, user, sign-in gate, two of reach, rounds, duties of them, weeks
            page_of(client)
        DutyTask.objects.exclude(unit=world.branch).delete()
        with django_assert_num_queries(8):
            page_of(client)


class TestSpan:
    def test_a_month_lists_its_days_with_duties_and_holidays(self, world, enter):
        page = page_of(enter(world.officer), "?xem=thang&ngay=2026-04-15")

        assert "Tháng 4/2026: 1 hạn" in page
        assert "07/04/2026" in page
        assert "Giỗ Tổ Hùng Vương" in page or "30/04/2026" in page

    def test_a_week_shows_every_day(self, world, enter):
        page = page_of(enter(world.officer), "?xem=tuan&ngay=2026-03-13")

        assert "Tuần 09/03/2026 – 15/03/2026: 1 hạn" in page
        assert page.count('scope="rowgroup"') == 7
        assert "hôm nay" in page

    def test_a_week_over_new_year_knows_both_years(self, world, enter):
        page = page_of(enter(world.officer), "?xem=tuan&ngay=2026-12-31")

        assert "Tuần 28/12/2026 – 03/01/2027: 0 hạn" in page
        assert "Tết Dương lịch" in page

    def test_an_empty_month_says_so(self, world, enter):
        assert "Không có hạn nào trong tháng này." in page_of(enter(world.officer), "?xem=thang&ngay=2024-10-01")


class TestFeed:
    TOKEN = "tuoi-tre-so-mot"

    def subscribe(self, user):
        User.objects.filter(pk=user.pk).update(calendar_token=sha256(self.TOKEN.encode()).hexdigest())

    def get(self, client, **headers):
        return client.get(reverse("calendar-feed", args=[self.TOKEN]), headers=headers)

    @pytest.mark.shows("feature-65")
    def test_a_calendar_reads_one_person_s_duties_without_signing_in(self, world, client):
        self.subscribe(world.secretary)

        answer = self.get(client)

        assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        events = Calendar.from_ical(answer.content).walk("VEVENT")
        assert [str(each["summary"]) for each in events] == [
            f"Rà soát nguồn · quý {n}/2026" for n in ("I", "II", "III", "IV")
        ]
        assert {str(each["description"]).split("\n")[0] for each in events} == {"Chi bộ thôn 1"}
        assert len(events[0].walk("VALARM")) == 1

    def test_events_keep_their_names_when_their_days_move(self, world, client):
        self.subscribe(world.secretary)
        before = [str(each["uid"]) for each in Calendar.from_ical(self.get(client).content).walk("VEVENT")]
        DutyTask.objects.filter(unit=world.branch).update(due_on=date(2026, 11, 2))

        after = [str(each["uid"]) for each in Calendar.from_ical(self.get(client).content).walk("VEVENT")]

        assert sorted(before) == sorted(after)

    def test_an_officer_gets_rounds_of_units_below_with_counts(self, world, client):
        self.subscribe(world.officer)

        titles = [str(each["summary"]) for each in Calendar.from_ical(self.get(client).content).walk("VEVENT")]

        assert "Báo cáo triển khai kế hoạch (0/2)" in titles
        assert "Tổng hợp, báo cáo Ban Thường vụ" in titles

    def test_an_unchanged_feed_is_not_sent_again(self, world, client):
        self.subscribe(world.secretary)
        etag = self.get(client)["ETag"]

        again = self.get(client, if_none_match=etag)
        DutyTask.objects.filter(unit=world.branch).update(done_on=DAY)
        changed = self.get(client, if_none_match=etag)

        assert (again.status_code, again.content) == (304, b"")
        assert changed.status_code == 200

    def test_an_unknown_address_and_a_closed_account_are_absent_pages(self, world, client):
        assert self.get(client).status_code == 404
        self.subscribe(world.secretary)
        User.objects.filter(pk=world.secretary.pk).update(is_active=False)
        assert self.get(client).status_code == 404

    def test_users_without_a_feed_are_not_found_by_an_empty_token(self, world, client):
        assert client.get("/lich/.ics").status_code == 404

    def test_it_shows_what_the_person_reaches_today_and_no_more(self, world, client):
        former = make_user()
        appoint(former, Role.BRANCH_SECRETARY, world.branch, ends_on=DAY)
        self.subscribe(former)

        assert Calendar.from_ical(self.get(client).content).walk("VEVENT") == []

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_the_same_whatever_its_length(self, world, client, django_assert_num_queries, count):
        keep = list(DutyTask.objects.filter(unit=world.branch).values_list("pk", flat=True)[:count])
        DutyTask.objects.exclude(pk__in=keep).delete()
        self.subscribe(world.secretary)

        with django_assert_num_queries(6):  # owner, two of reach, own duties, rounds below, rounds of lists
            self.get(client)
