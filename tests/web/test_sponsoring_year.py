"""One branch's work with one candidate over its pages: nominated, taken up, listed, assigned, tasked, remarked on."""

import re

import pytest
from django.urls import reverse

from nguon.models import Entry, Nomination, Person, Sponsorship
from nguon.rules.roles import Role
from tests.factories import holder
from tests.pool_world import make_commune, make_member, make_person, make_sponsorship, put_on

pytestmark = pytest.mark.django_db
RESOLVED = {"number": "7-NQ/CB", "on": "10/03/2026", "members": "10", "present": "9", "in_favour": "8", "against": "1"}


@pytest.fixture
def commune():
    return make_commune()


@pytest.mark.shows("000-11", "000-19", "001-17", "003-9")
def test_from_the_youth_union_s_word_to_the_sponsor_s_remark(commune, enter):
    branch = commune[3][0]
    youth = enter(holder(Role.MASS_ORGANISATION_OFFICER, commune[1], office="youth_union"))
    secretary = enter(holder(Role.BRANCH_SECRETARY, branch))
    member = make_member(branch)

    youth.post(
        reverse("nomination-new"),
        {"unit": branch.pk, "unit-tim": "", "full_name": "Lê Thị Na", "born": "12/05/1999", "why": "Tích cực"},
    )
    nomination = Nomination.objects.get()
    assert "Lê Thị Na" in secretary.get(reverse("home")).content.decode()

    secretary.post(reverse("nomination-answer", args=[nomination.pk]), {"tra_loi": "nhan", "ho_so": "moi"})
    person = Person.objects.get(full_name="Lê Thị Na")
    assert "Chi bộ đưa vào theo dõi" in youth.get(reverse("nomination", args=[nomination.pk])).content.decode()
    assert "0 người cần giúp đỡ" in secretary.get(reverse("sponsor-board")).content.decode()  # on no list yet

    put_on(person, 2)
    board = secretary.get(reverse("sponsor-board")).content.decode()
    assert "1 chưa có ai giúp" in board
    address = re.search(r'href="(/giup-do/phan-cong/\d+/\?nguoi=\d+)"', board).group(1)

    told = secretary.post(address, RESOLVED | {f"dv-{person.pk}-0": member.pk}).content.decode()
    key = re.search(r'name="biet" value="([^"]+)"', told).group(1)  # nobody knows since when they are together
    assert "Chưa rõ đã cùng công tác" in told or "phải đủ 12 tháng" in told
    secretary.post(address, RESOLVED | {f"dv-{person.pk}-0": member.pk, "biet": key})
    held = Sponsorship.objects.get()
    assert [each["code"] for each in held.cautions] == [key.rpartition(":")[2]]

    secretary.post(reverse("candidate-tasks", args=[person.pk]), {"what": "Dạy lớp xóa mù", "given_on": "10/03/2026"})
    task = person.candidate_tasks.get()
    secretary.post(reverse("candidate-task-result", args=[task.pk]), {"outcome": "done", "on": "10/03/2026"})
    secretary.post(
        reverse("sponsor-remark", args=[held.pk]), {"within": "2026-01-01", "on": "10/03/2026", "text": "Gương mẫu"}
    )

    page = secretary.get(reverse("sponsorship", args=[held.pk])).content.decode()
    for words in ("Dạy lớp xóa mù", "Hoàn thành", "Gương mẫu", "7-NQ/CB", "Chi bộ đã lưu ý"):
        assert words in page
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True)) == [
        "nominations.make",
        "nominations.accept",
        "sponsoring.assign",
        "candidate_tasks.give",
        "candidate_tasks.result",
        "sponsor_remarks.write",
    ]


def test_the_trail_tells_all_of_it_in_words(commune, enter):
    branch = commune[3][0]
    secretary = enter(holder(Role.BRANCH_SECRETARY, branch))
    member = make_member(branch)
    person = make_person(branch)
    put_on(person, 2)
    held = make_sponsorship(person, member)
    secretary.post(reverse("sponsorship-end", args=[held.pk]), {"kind": "sponsor_moved", "on": "10/03/2026"})

    page = enter(holder(Role.INSPECTION_OFFICER, commune[0])).get(reverse("audit")).content.decode()

    assert "Thôi phân công giúp đỡ" in page
    assert "Đảng viên giúp đỡ chuyển đi" in page
