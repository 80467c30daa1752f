"""What classes ask of one person, on their home page and in the weekly mail; quiet where nothing waits."""

from datetime import timedelta

import pytest
from django.urls import reverse

from nguon.models import Certificate
from nguon.queries.duties import Today
from nguon.services.digest import digest_of
from tests.factories import DAY, NOON
from tests.pool_world import make_certificate, make_class, make_place, make_proposal
from tests.training_world import make_training_world, open_class

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_training_world()


def home_of(enter, user):
    return enter(user).get(reverse("home")).content.decode()


@pytest.mark.parametrize("user", ["secretary", "school_officer", "officer", "centre"])
def test_where_nothing_waits_home_says_nothing_of_classes(world, enter, user):
    page = home_of(enter, getattr(world, user))

    assert [each in page for each in ("học lớp chờ xử lý", "Người của chi bộ đi học lớp")] == [False, False]


def test_proposals_wait_at_the_desk_of_who_settles_them(world, enter):
    an, binh = world.listed(2)
    make_proposal(an)
    make_proposal(binh, desk=world.commune)

    school, commune, centre = (home_of(enter, each) for each in (world.school_officer, world.officer, world.centre))

    assert "1 người của 1 chi bộ" in school
    assert reverse("proposal-desk", args=[world.school.pk]) in school
    assert reverse("proposal-desk", args=[world.commune.pk]) in commune
    assert reverse("proposal-desk", args=[world.school.pk]) not in commune
    assert "Xếp lớp cho 1 người" in centre
    assert "Nguyễn Thị" not in centre


def test_each_thing_a_class_owes_has_its_link(world, enter):
    starts = make_class(world.commune, name="Khóa III")
    over, _ = open_class(world, 2, state="ended", name="Khóa I")
    done, (passed,) = open_class(world, 1, state="ended", name="Khóa II")
    passed.result = "passed"
    passed.save()
    full, _ = open_class(world, ends_on=DAY + timedelta(1), capacity=1, name="Khóa IV")
    make_place(full, world.listed(1)[0], state="waiting")

    page = home_of(enter, world.centre)

    assert "Chưa có quyết định mở lớp" in page
    assert "Có chỗ trống, người chờ" in page
    for name, held in (("class-results", over), ("class-certificates", done), ("class", starts), ("class", full)):
        assert f'href="{reverse(name, args=[held.pk])}"' in page


@pytest.mark.shows("001-9", "004-12")
def test_the_branch_is_told_of_its_own_people(world, enter):
    returned, holds, lapses = world.listed(3)
    made = make_proposal(returned, state="returned", return_reason="Thiếu")
    made.steps.create(unit=world.school, what="returned", on=DAY, made_at=NOON)
    make_certificate(holds)
    soon = make_certificate(lapses)
    Certificate.objects.filter(pk=soon.pk).update(valid_until=DAY + timedelta(40))

    page, other = home_of(enter, world.secretary), home_of(enter, world.other_secretary)

    assert "1 đề nghị bị trả lại" in page
    assert "2 người đã có giấy chứng nhận, chờ chi bộ xem xét" in page
    assert "1 giấy chứng nhận hết giá trị trong 6 tháng" in page
    assert "Người của chi bộ đi học lớp" not in other


def test_the_weekly_mail_says_how_many_and_no_names(world):
    open_class(world, 2, name="Khóa I")
    an = world.listed(1)[0]
    make_proposal(an, desk=world.commune)
    make_certificate(world.listed(1)[0])

    centre = digest_of(world.centre, Today(DAY), home="http://nguon.example")
    secretary = digest_of(world.secretary, Today(DAY), home="http://nguon.example")

    assert "Khóa I: chưa ghi bế giảng 09/03/2026, 2 người" in centre.body
    assert "Đảng ủy phường Phố Thử: 1 người" in centre.body
    assert "1 người đã có giấy chứng nhận, chờ chi bộ xem xét" in secretary.body
    assert "Nguyễn Thị" not in centre.body + secretary.body
    assert digest_of(world.other_secretary, Today(DAY), home="http://nguon.example") is None


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_same_whatever_waits(world, enter, django_assert_max_num_queries, count):
    for each in world.listed(count):
        make_proposal(each, desk=world.commune)
    for number in range(count):
        open_class(world, 1, name=f"Khóa {number}")
    client = enter(world.centre)

    with django_assert_max_num_queries(26):
        client.get(reverse("home"))
