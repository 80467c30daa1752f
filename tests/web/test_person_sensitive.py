"""What is sealed opens by a POST with a reason, on that answer only; every look is in the trail."""

import logging
import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nguon.models import Entry, Person, SensitiveRecord
from nguon.rules.roles import Role
from nguon.services.person_rows import opened_facts
from nguon.services.persons import make_person
from tests.factories import holder
from tests.person_facts import HOA, NUMBER, SEALED, SECRETS
from tests.plan_world import make_world
from tests.pool_world import make_person as lay
from tests.web.test_duties import token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def hoa(world, by):
    return make_person(by=by(world.secretary), unit_id=world.branch.pk, facts=replace(HOA, sensitive=SEALED))


@pytest.fixture
def client(world, enter):
    return enter(world.secretary)


def address(name, person):
    return reverse(name, args=[person.pk])


def test_opening_the_address_opens_nothing_and_leaves_no_entry(client, hoa):
    answer = client.get(address("person-sensitive", hoa))

    page = answer.content.decode()
    assert "Lý do" in page
    assert not any(each in page for each in (*SECRETS, NUMBER))
    assert Entry.objects.count() == 1


def test_a_post_with_a_reason_opens_it_once(world, enter, hoa):
    client = enter(world.secretary, csrf=True)
    token = token_of(client.get(address("person-sensitive", hoa)).content.decode())

    answer = client.post(address("person-sensitive", hoa), {"reason": "Thẩm tra lý lịch", "csrfmiddlewaretoken": token})

    page = answer.content.decode()
    assert all(each in page for each in SECRETS)
    assert "Dân tộc thiểu số, Có tôn giáo" in page
    assert "Thẩm tra lý lịch" in page
    assert answer["Cache-Control"] == "no-store"
    entry = Entry.objects.get(action="persons.look")
    assert (entry.who, entry.subject_id, entry.reason) == (world.secretary, hoa.pk, "Thẩm tra lý lịch")
    assert "Thẩm tra lý lịch" not in client.get(address("person-sensitive", hoa)).content.decode()


@pytest.mark.parametrize("reason", ["", "   ", "\u00a0"])
def test_without_a_reason_nothing_opens(client, hoa, reason):
    for name in ("person-sensitive", "person-citizen"):
        answer = client.post(address(name, hoa), {"reason": reason})

        assert answer.status_code == 422
        assert not any(each in answer.content.decode() for each in (*SECRETS, NUMBER))
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.BRANCH_SECRETARY, 200),
        (Role.GRASSROOTS_OFFICER, 200),
        (Role.ORGANISATION_OFFICER, 200),
        (Role.BRANCH_COMMITTEE_MEMBER, 404),
        (Role.STANDING_BOARD_MEMBER, 404),
        (Role.INSPECTION_OFFICER, 404),
        (Role.POLITICAL_CENTRE_OFFICER, 404),
        (Role.MASS_ORGANISATION_OFFICER, 404),
        (Role.ADMINISTRATOR, 404),
    ],
)
def test_who_may_open_it(world, hoa, enter, role, status):
    client = enter(holder(role, world.branch))

    for name in ("person-sensitive", "person-citizen"):
        answer = client.post(address(name, hoa), {"reason": "Thẩm tra"})
        assert answer.status_code == status
        assert any(each in answer.content.decode() for each in (*SECRETS, NUMBER)) is (status == 200)
    assert Entry.objects.filter(action__in=["persons.look", "persons.reveal"]).count() == (2 if status == 200 else 0)


def test_a_person_of_another_branch_is_not_there(world, client):
    elsewhere = lay(world.other_branch)

    for name in ("person-sensitive", "person-citizen", "person-sensitive-write"):
        assert client.post(address(name, elsewhere), {"reason": "Thẩm tra"}).status_code == 404


def test_the_number_is_shown_once_with_a_reason(client, hoa):
    answer = client.post(address("person-citizen", hoa), {"reason": "Đối chiếu giấy tờ"})

    assert NUMBER in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert Entry.objects.get(action="persons.reveal").reason == "Đối chiếu giấy tờ"


def test_a_person_without_a_number_is_told_so(world, client):
    person = lay(world.branch)

    assert "Chỉ cần số căn cước" not in client.get(address("person-sensitive", person)).content.decode()
    assert "Chưa ghi số căn cước." in client.post(address("person-citizen", person), {"reason": "x"}).content.decode()


def write(client, person, seen=1, **typed):
    return client.post(address("person-sensitive-write", person), {"seen": seen, **typed})


def kept(person):
    return opened_facts(person, SensitiveRecord.objects.get(person=person).sealed)


def test_the_opened_form_writes_what_was_corrected(world, enter, hoa):
    client = enter(world.secretary, csrf=True)
    token = token_of(client.get(address("person-sensitive", hoa)).content.decode())
    page = client.post(
        address("person-sensitive", hoa), {"reason": "Bổ sung", "csrfmiddlewaretoken": token}
    ).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page).group(1)

    answer = write(client, hoa, seen, csrfmiddlewaretoken=token_of(page), ethnicity="Kinh", family="Mẹ: Trần Thị Kín")

    assert answer["Location"] == reverse("person", args=[hoa.pk])
    assert (kept(hoa).ethnicity, kept(hoa).religion, kept(hoa).family) == ("Kinh", "", "Mẹ: Trần Thị Kín")
    entry = Entry.objects.get(action="persons.write_sensitive")
    assert set(entry.after["fields"]) == {"ethnicity", "nationality", "religion", "family", "political_history"}
    page = client.get(answer["Location"]).content.decode()
    assert "Đã niêm thông tin nhạy cảm." in page
    assert "Trần Thị Kín" not in page


def test_a_stale_form_is_not_written_and_keeps_what_was_typed(client, hoa):
    write(client, hoa, ethnicity="Thái")

    answer = write(client, hoa, ethnicity="Mường")

    assert answer.status_code == 409
    assert "Mường" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert kept(hoa).ethnicity == "Thái"


@pytest.mark.parametrize("typed", [{"family": "a" * 4001}, {"seen": "x"}])
def test_what_is_wrong_comes_back_and_nothing_is_written(client, hoa, typed):
    assert write(client, hoa, **{"ethnicity": "Thái", **typed}).status_code == 422
    assert kept(hoa) == SEALED


def test_a_record_of_whom_nothing_was_sealed_is_begun(world, client):
    person = lay(world.branch)
    page = client.post(address("person-sensitive", person), {"reason": "Ghi lần đầu"}).content.decode()
    assert "Nhóm theo các thông tin này" not in page

    write(client, person, religion="Phật giáo")

    assert kept(person).religion == "Phật giáo"
    assert Person.objects.get().revision == 2


def test_nothing_sealed_reaches_a_log_even_of_refusals_and_faults(client, hoa, caplog):
    caplog.set_level(logging.DEBUG)
    client.post(address("person-sensitive", hoa), {"reason": "Thẩm tra"})
    client.post(address("person-citizen", hoa), {"reason": "Đối chiếu"})
    write(client, hoa, ethnicity="Mường", seen=99)
    write(client, hoa, ethnicity="Mường", family="a" * 4001)
    write(client, hoa, ethnicity="Mường")

    logged = "\n".join(
        each.getMessage() for each in caplog.records if not each.name.startswith(("django.db", "django.template"))
    )
    for secret in (*SECRETS, NUMBER, "Mường"):
        assert secret not in logged
    assert all(secret not in str(each.args) for each in caplog.records for secret in (*SECRETS, "Mường"))


def test_the_statements_sent_to_the_database_hold_nothing_sealed(client, hoa):
    with CaptureQueriesContext(connection) as statements:
        write(client, hoa, ethnicity="Mường", family="Mẹ: Trần Thị Kín")

    sent = "\n".join(each["sql"] for each in statements)
    assert "nguon_sensitiverecord" in sent
    assert not any(secret in sent for secret in (*SECRETS, "Mường", "Trần Thị Kín", NUMBER))
