"""Sessions, attendance on a phone, what was said of the teaching, lecturers."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from nguon.models import Attendance, ClassSession, Lecturer, TeachingRemark
from nguon.queries.training import attendance_of, seen_marks
from tests import pool_world
from tests.factories import DAY, NOON
from tests.pool_world import make_class, make_lecturer, make_place, make_session
from tests.training_world import make_training_world, open_class
from tests.web.test_duties import token_of
from tests.web.test_proposals import page_of

pytestmark = pytest.mark.django_db
SENT = {"on": "17/03/2026", "half": "morning", "topic": "Điều lệ Đảng", "lecturer_id": "", "place": ""}


@pytest.fixture
def world():
    return make_training_world()


class TestSessions:
    def test_added_one_after_the_other(self, world, enter):
        held, lecturer = make_class(world.commune), make_lecturer(world.commune)
        make_lecturer(world.commune, "Lê Đã Nghỉ", left_on=DAY)
        client = enter(world.centre)
        page = page_of(client, "session-new", held.pk)

        more = client.post(reverse("session-new", args=[held.pk]), SENT | {"lecturer_id": lecturer.pk, "them": "1"})
        last = client.post(reverse("session-new", args=[held.pk]), SENT | {"half": "afternoon"})

        assert "Lê Đã Nghỉ" not in page
        assert (more.url, last.url) == (reverse("session-new", args=[held.pk]), reverse("class", args=[held.pk]))
        assert ClassSession.objects.filter(training_class=held).count() == 2

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"topic": ""}, "Chưa ghi ô này."),
            ({"on": "01/03/2026"}, "Ngày học phải từ 17/03/2026 đến 21/03/2026."),
            ({"lecturer_id": "99999"}, "Giảng viên"),
        ],
    )
    def test_what_is_wrong_comes_back(self, world, enter, changes, said):
        held = make_class(world.commune)

        answer = enter(world.centre).post(reverse("session-new", args=[held.pk]), SENT | changes)

        assert answer.status_code == 422
        assert said in answer.content.decode()

    def test_changed_and_dropped(self, world, enter):
        held = make_class(world.commune)
        found = make_session(held)
        client = enter(world.centre)
        arguments = [held.pk, found.pk]

        changed = client.post(reverse("session", args=arguments), SENT)
        wrong = client.post(reverse("session", args=arguments), SENT | {"on": "01/01/2026"})
        empty = client.post(reverse("session", args=arguments), SENT | {"topic": ""})
        dropped = client.post(reverse("session-drop", args=arguments))

        assert [each.status_code for each in (changed, wrong, empty, dropped)] == [302, 422, 422, 302]
        assert not ClassSession.objects.exists()

    def test_one_with_attendance_is_not_dropped(self, world, enter):
        held, (place,) = open_class(world, 1)
        found = make_session(held)
        Attendance.objects.create(session=found, place=place, state="present", recorded_at=NOON)

        answer = enter(world.centre).post(reverse("session-drop", args=[held.pk, found.pk]))

        assert answer.status_code == 422
        assert "đã điểm danh" in answer.content.decode()

    def test_a_lecturer_who_left_still_stands_at_their_session(self, world, enter):
        held, gone = make_class(world.commune), make_lecturer(world.commune, "Lê Đã Nghỉ", left_on=DAY + timedelta(60))
        found = make_session(held, lecturer=gone)

        page = page_of(enter(world.centre), "session", held.pk, found.pk)

        assert f'<option value="{gone.pk}" selected>Lê Đã Nghỉ</option>' in page

    def test_a_session_of_another_class_is_not_there(self, world, enter):
        held, other = make_class(world.commune), make_class(world.commune, name="Khóa II")
        found = make_session(other)

        for name in ("session", "attendance"):
            page_of(enter(world.centre), name, held.pk, found.pk, status=404)


class TestAttendance:
    @pytest.fixture
    def attended(self, world):
        held, places = open_class(world, 3)
        return held, places, make_session(held)

    def test_all_are_offered_as_there_and_one_post_writes_them(self, world, enter, attended):
        held, (an, binh, cuc), session = attended
        client = enter(world.centre, csrf=True)
        page = page_of(client, "attendance", held.pk, session.pk)
        sent = {"csrfmiddlewaretoken": token_of(page)} | dict(
            re.findall(r'name="(p\d+)"[^>]*value="(\w+)" checked', page)
        )
        sent["da_thay"] = re.search(r'name="da_thay" value="(\w+)"', page).group(1)

        answer = client.post(
            reverse("attendance", args=[held.pk, session.pk]), sent | {f"p{binh.pk}": "excused", f"p{cuc.pk}": "absent"}
        )

        assert len(re.findall(r'type="radio"', page)) == 9
        assert "chỉ bấm người vắng rồi ghi" in page
        assert attendance_of(session) == {an.pk: "present", binh.pk: "excused", cuc.pk: "absent"}
        assert "Đã điểm danh 3 người, 1 người có mặt." in client.get(answer.url).content.decode()

    def test_what_was_written_stands_when_it_is_opened_again(self, world, enter, attended):
        held, (an, binh, _), session = attended
        Attendance.objects.create(session=session, place=an, state="absent", recorded_at=NOON)

        page = page_of(enter(world.centre), "attendance", held.pk, session.pk)

        assert "Đã điểm danh 1/3 người." in page
        chosen = dict(re.findall(r'name="p(\d+)"[^>]*value="(\w+)" checked', page))
        assert (chosen[str(an.pk)], chosen[str(binh.pk)]) == ("absent", "present")

    def test_what_another_wrote_meanwhile_is_said_and_the_choice_kept(self, world, enter, attended):
        held, (an, *_), session = attended
        seen = seen_marks({})
        Attendance.objects.create(session=session, place=an, state="present", recorded_at=NOON)

        answer = enter(world.centre).post(
            reverse("attendance", args=[held.pk, session.pk]), {"da_thay": seen, f"p{an.pk}": "absent"}
        )

        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Người khác vừa điểm danh buổi này" in page
        assert f'name="p{an.pk}" id="p{an.pk}-absent" value="absent" checked' in page
        assert f'value="{seen_marks(attendance_of(session))}"' in page

    def test_a_state_nobody_knows_is_refused_and_rubbish_passed_by(self, world, enter, attended):
        held, (an, *_), session = attended
        address, seen = reverse("attendance", args=[held.pk, session.pk]), seen_marks({})

        assert enter(world.centre).post(address, {"da_thay": seen, f"p{an.pk}": "late"}).status_code == 422
        assert enter(world.centre).post(address, {"da_thay": seen, "px": "1", "pp": "2"}).status_code == 302
        assert enter(world.centre).post(address, {"da_thay": seen, "p999999": "present"}).status_code == 404

    def test_before_the_day_or_the_opening_it_waits(self, world, enter):
        planned = make_class(world.commune)
        make_place(planned, world.listed(1)[0])
        ahead, _ = open_class(world, 1, ends_on=DAY + timedelta(3))

        page = page_of(enter(world.centre), "attendance", planned.pk, make_session(planned).pk)
        later = make_session(ahead, on=DAY + timedelta(1))

        assert "Lớp chưa mở" in page
        assert "Buổi học chưa diễn ra" in page_of(enter(world.centre), "attendance", ahead.pk, later.pk)

    @pytest.mark.parametrize("count", [3, 120])
    def test_a_hundred_and_twenty_people_are_one_page_and_few_queries(
        self, world, enter, attended, django_assert_max_num_queries, count
    ):
        held, _, session = attended
        for number in range(count - 3):
            make_place(held, pool_world.make_person(world.branch, f"Trần Văn {number}"))
        client = enter(world.centre)

        with django_assert_max_num_queries(10):
            page = client.get(reverse("attendance", args=[held.pk, session.pk])).content.decode()
        assert len(re.findall(r'value="present" checked', page)) == count


class TestRemarks:
    @pytest.mark.shows("000-13")
    def test_what_was_said_stands_at_the_session_and_at_the_lecturer(self, world, enter):
        held, _ = open_class(world, 2)
        lecturer = make_lecturer(world.commune)
        session = make_session(held, lecturer=lecturer)
        client = enter(world.centre)

        client.post(
            reverse("session-remark", args=[held.pk, session.pk]), {"text": "Ví dụ sát thực tế", "said_by": "2"}
        )

        assert "Ví dụ sát thực tế" in page_of(client, "session", held.pk, session.pk)
        page = page_of(client, "lecturer", lecturer.pk)
        assert "Ví dụ sát thực tế" in page
        assert "2 người" in page

    def test_more_voices_than_people_and_none_at_all(self, world, enter):
        held, _ = open_class(world, 2)
        address = reverse("session-remark", args=[held.pk, make_session(held).pk])
        client = enter(world.centre)

        assert client.post(address, {"text": "x", "said_by": "3"}).status_code == 422
        assert client.post(address, {"text": "", "said_by": "1"}).status_code == 422

    def test_one_written_by_mistake_is_taken_away(self, world, enter):
        held, _ = open_class(world, 1)
        session = make_session(held)
        made = TeachingRemark.objects.create(session=session, text="x", recorded_at=NOON)
        client, address = enter(world.centre), reverse("session-remark", args=[held.pk, session.pk])

        assert client.post(address, {"bo": made.pk}).status_code == 302
        assert client.post(address, {"bo": made.pk}).status_code == 404


class TestLecturers:
    def test_added_listed_changed_and_left(self, world, enter):
        client = enter(world.centre)
        sent = {"full_name": "Phạm Thị Thu", "full_time": "1", "position": "Giám đốc", "phone": ""}

        client.post(reverse("lecturer-list"), sent)
        twice = client.post(reverse("lecturer-list"), sent)
        empty = client.post(reverse("lecturer-list"), sent | {"full_name": ""})
        made = Lecturer.objects.get()
        client.post(reverse("lecturer", args=[made.pk]), sent | {"full_time": "0"})
        wrong = client.post(reverse("lecturer", args=[made.pk]), sent | {"full_name": ""})
        left = client.post(reverse("lecturer-leave", args=[made.pk]), {"on": "10/03/2026"})
        again = client.post(reverse("lecturer-leave", args=[made.pk]), {"on": "10/03/2026"})
        nonsense = client.post(reverse("lecturer-leave", args=[made.pk]), {"on": "x"})

        assert [each.status_code for each in (twice, empty, wrong, left, again, nonsense)] == [
            422, 422, 422, 302, 409, 422,
        ]  # fmt: skip
        assert "thôi dạy từ 10/03/2026" in page_of(client, "lecturer-list")
        made.refresh_from_db()
        assert made.full_time is False

    def test_who_still_teaches_does_not_leave(self, world, enter):
        found = make_lecturer(world.commune)
        make_session(make_class(world.commune), lecturer=found)

        answer = enter(world.centre).post(reverse("lecturer-leave", args=[found.pk]), {"on": "10/03/2026"})

        assert answer.status_code == 422
        assert "còn 1 buổi học" in answer.content.decode()

    def test_how_many_are_full_time(self, world, enter):
        make_lecturer(world.commune, full_time=True)
        make_lecturer(world.commune, "Lê Văn Quyết")
        make_lecturer(world.neighbour, "Người Nơi Khác")

        page = page_of(enter(world.centre), "lecturer-list")

        assert "2 giảng viên, 1 chuyên trách" in page
        assert "Người Nơi Khác" not in page
