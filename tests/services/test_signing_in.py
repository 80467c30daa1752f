"""The door: right and wrong passwords, the shut door, sessions ended from elsewhere."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import override_settings

from nguon.models import Entry, RowChange, SignIn, SignInAttempt
from nguon.rules.errors import LockedOut, NotReached, SignInRefused
from nguon.rules.roles import Role
from nguon.services.signing_in import (
    begin_session,
    carry_session,
    end_other_sign_ins,
    end_sign_in,
    note_seen,
    prove_password,
    sign_out,
)
from tests.factories import DAY, appoint, make_unit, make_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, 3, tzinfo=UTC)
MINUTES = [AT + timedelta(minutes=number) for number in range(60)]


class Counting(Argon2PasswordHasher):
    """Argon2 that counts how often it was made to work."""

    time_cost, memory_cost, parallelism = 1, 1024, 1
    worked = 0

    def encode(self, password, salt):
        type(self).worked += 1
        return super().encode(password, salt)

    def verify(self, password, encoded):
        type(self).worked += 1
        return super().verify(password, encoded)


@pytest.fixture(autouse=True)
def _light():
    with override_settings(PASSWORD_HASHERS=[f"{__name__}.Counting"]):
        yield


@pytest.fixture
def user():
    made = make_user("Lê Thị Minh", username="minh", password="Mot cau dai 1")
    appoint(made, Role.ORGANISATION_OFFICER, make_unit("Đảng ủy A"))
    return made


def knock(username="minh", password="sai", address="10.0.0.1", at=AT):
    return prove_password(username=username, password=password, address=address, on=DAY, at=at)


def entries():
    return list(Entry.objects.order_by("pk").values_list("action", "subject_name", "unit_name"))


def test_the_right_password_opens_whatever_the_case_of_the_name(user):
    assert knock(username=" MINH ", password="Mot cau dai 1") == user
    assert not SignInAttempt.objects.exists()
    assert entries() == []


def test_a_wrong_password_leaves_an_entry_about_the_person_and_their_unit(user):
    with pytest.raises(SignInRefused):
        knock()

    assert entries() == [("signing_in.fail", "Lê Thị Minh", "Đảng ủy A")]
    assert Entry.objects.get().after == {"username": "minh", "address": "10.0.0.1"}


def test_an_unknown_name_is_refused_in_the_same_words_and_leaves_an_entry(user):
    with pytest.raises(SignInRefused):
        knock(username="khongco")

    assert entries() == [("signing_in.fail", "", "")]


@pytest.mark.parametrize("username", ["minh", "khongco", "khoa"])
def test_every_refusal_costs_one_hashing(user, username):
    closed = make_user(username="khoa", password="Mot cau dai 1")
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    before = Counting.worked

    with pytest.raises(SignInRefused):
        knock(username=username)

    assert Counting.worked - before == 1


def test_a_shut_account_is_refused_with_the_right_password(user):
    type(user).objects.filter(pk=user.pk).update(is_active=False)

    with pytest.raises(SignInRefused):
        knock(password="Mot cau dai 1")


def test_an_account_without_a_password_cannot_be_entered():
    make_user(username="khong")

    with pytest.raises(SignInRefused):
        knock(username="khong", password="")


def test_the_fifth_failure_shuts_the_door_even_for_the_right_password(user):
    for at in MINUTES[:4]:
        with pytest.raises(SignInRefused):
            knock(at=at)
    with pytest.raises(LockedOut) as shut:
        knock(at=MINUTES[4])
    assert shut.value.until == MINUTES[19]

    with pytest.raises(LockedOut) as still:
        knock(password="Mot cau dai 1", at=MINUTES[18])

    assert still.value.until == MINUTES[19]
    assert [action for action, *_ in entries()] == ["signing_in.fail"] * 4 + ["signing_in.lock_out"]


def test_the_door_opens_again_after_a_quarter_of_an_hour(user):
    for at in MINUTES[:5]:
        with pytest.raises((SignInRefused, LockedOut)):
            knock(at=at)

    assert knock(password="Mot cau dai 1", at=MINUTES[19]) == user


def test_thirty_failures_from_one_address_shut_it_for_every_name(user):
    for number in range(30):
        with pytest.raises((SignInRefused, LockedOut)):
            knock(username=f"ten{number}")

    with pytest.raises(LockedOut):
        knock(password="Mot cau dai 1")
    assert knock(password="Mot cau dai 1", address="10.0.0.2") == user


def test_a_session_that_begins_is_kept_and_forgets_failed_tries(user, by):
    with pytest.raises(SignInRefused):
        knock()

    row = begin_session(by=by(user), digest="d" * 64, address="10.0.0.1", agent="Firefox Windows", at=AT)

    assert (row.user, row.ended_at, row.seen_at) == (user, None, AT)
    assert not SignInAttempt.objects.exists()
    assert Entry.objects.latest("pk").after == {"address": "10.0.0.1", "device": "Firefox · Windows"}
    assert Entry.objects.latest("pk").role == "organisation_officer"


def test_signing_in_writes_no_row_round_the_services(user, by):
    before = RowChange.objects.filter(actor="").count()

    knock(password="Mot cau dai 1")
    begin_session(by=by(user), digest="d" * 64, address="10.0.0.1", agent="", at=AT)

    assert RowChange.objects.filter(actor="").count() == before


def session(user, by, digest):
    return begin_session(by=by(user), digest=digest * 64, address="10.0.0.1", agent="", at=AT)


def test_signing_out_ends_the_session_once(user, by):
    row = session(user, by, "a")

    sign_out(by=by(user), digest="a" * 64, at=MINUTES[1])
    sign_out(by=by(user), digest="a" * 64, at=MINUTES[2])

    row.refresh_from_db()
    assert row.ended_at == MINUTES[1]
    assert [action for action, *_ in entries()] == ["signing_in.enter", "signing_in.leave"]


def test_one_ends_ones_own_session_elsewhere(user, by):
    row = session(user, by, "a")

    end_sign_in(by=by(user), sign_in_id=row.pk, at=MINUTES[1])

    row.refresh_from_db()
    assert row.ended_at == MINUTES[1]
    assert entries()[-1][0] == "signing_in.end_elsewhere"


def test_nobody_ends_the_session_of_another(user, by):
    row = session(user, by, "a")

    with pytest.raises(NotReached):
        end_sign_in(by=by(make_user()), sign_in_id=row.pk, at=AT)


def test_all_other_sessions_end_and_this_one_stays(user, by):
    here = session(user, by, "a")
    session(user, by, "b")
    session(user, by, "c")

    assert end_other_sign_ins(by=by(user), digest="a" * 64, at=MINUTES[1]) == 2
    assert end_other_sign_ins(by=by(user), digest="a" * 64, at=MINUTES[1]) == 0

    assert list(SignIn.objects.filter(ended_at__isnull=True)) == [here]


@pytest.mark.parametrize(("seconds", "seen"), [(59, 0), (60, 60)])
def test_when_a_session_was_seen_is_written_at_most_once_a_minute(user, by, seconds, seen):
    row = session(user, by, "a")

    note_seen(row.pk, seen_at=row.seen_at, at=AT + timedelta(seconds=seconds))

    row.refresh_from_db()
    assert row.seen_at == AT + timedelta(seconds=seen)


def test_a_session_goes_on_under_a_new_key(user, by):
    row = session(user, by, "a")

    carry_session(old="a" * 64, new="b" * 64)

    row.refresh_from_db()
    assert row.session_digest == "b" * 64
