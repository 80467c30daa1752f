"""Codes from a phone, used once each; recovery codes on paper; the secret sealed to its person."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from cryptography.exceptions import InvalidTag

from nguon.models import Entry, RowChange
from nguon.rules.errors import LockedOut, NotAllowed, RuleViolation, SignInRefused
from nguon.services.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    drop_second_factor,
    pairing_address,
    pairing_secret,
    prove_code,
    renew_recovery_codes,
)
from tests.factories import DAY, make_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, 3, 0, 5, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.fixture
def user():
    return make_user("Lê Thị Minh", username="minh")


@pytest.fixture
def ready(user, by):
    """A person with a second factor: (user, phone, recovery codes)."""
    begin_second_factor(by=by(user))
    user.refresh_from_db()
    phone = pyotp.TOTP(pairing_secret(user))
    codes = confirm_second_factor(by=by(user), code=phone.at(AT), at=AT)
    user.refresh_from_db()
    return user, phone, codes


def prove(by, user, code, at=AT):
    prove_code(by=by(user), code=code, address="10.0.0.1", on=DAY, at=at)


def test_the_secret_is_sealed_and_only_shown_until_it_is_confirmed(ready):
    user, phone, _ = ready

    assert phone.secret.encode() not in bytes(user.totp_secret)
    assert (pairing_secret(user), pairing_address(user)) == ("", "")


def test_the_address_for_the_phone_names_the_product_and_the_person(user, by):
    begin_second_factor(by=by(user))
    user.refresh_from_db()

    assert pairing_address(user).startswith("otpauth://totp/Nguon:minh?secret=")


def test_a_sealed_secret_does_not_open_for_another_person(user, by):
    begin_second_factor(by=by(user))
    user.refresh_from_db()
    other = make_user()
    other.totp_secret = user.totp_secret

    with pytest.raises(InvalidTag):
        pairing_secret(other)


def test_neither_secret_nor_codes_reach_the_trail(ready):
    _, phone, codes = ready
    trail = str(list(Entry.objects.values())) + str(list(RowChange.objects.values()))

    assert phone.secret not in trail
    assert not any(code in trail for code in codes)


def test_ten_codes_are_given_and_kept_hashed(ready):
    user, _, codes = ready

    assert len(set(codes)) == len(user.recovery_codes) == 10
    assert not set(codes) & set(user.recovery_codes)
    assert Entry.objects.latest("pk").action == "second_factor.confirm"


def test_a_wrong_first_code_is_refused_and_nothing_is_switched_on(user, by):
    begin_second_factor(by=by(user))

    with pytest.raises(RuleViolation):
        confirm_second_factor(by=by(user), code="000000", at=AT)

    user.refresh_from_db()
    assert user.totp_confirmed_at is None


def test_a_second_factor_in_use_is_not_replaced_in_silence(ready, by):
    user, phone, _ = ready

    with pytest.raises(NotAllowed):
        begin_second_factor(by=by(user))
    with pytest.raises(NotAllowed):
        confirm_second_factor(by=by(user), code=phone.at(AT + STEP), at=AT + STEP)


def test_a_code_opens_once_and_not_again(ready, by):
    user, phone, _ = ready
    code = phone.at(AT + STEP)

    prove(by, user, f" {code[:3]} {code[3:]} ", AT + STEP)

    assert Entry.objects.latest("pk").after == {"means": "code"}
    with pytest.raises(SignInRefused):
        prove(by, user, code, AT + STEP)


@pytest.mark.parametrize(("steps", "opens"), [(1, True), (2, True), (3, False), (0, False)])
def test_a_clock_may_be_one_step_off_but_no_code_before_the_last_opens(ready, by, steps, opens):
    user, phone, _ = ready
    code = phone.at(AT + steps * STEP)

    if opens:
        prove(by, user, code, AT + STEP)
    else:
        with pytest.raises(SignInRefused):
            prove(by, user, code, AT + STEP)


def test_a_recovery_code_opens_once_however_it_is_typed(ready, by):
    user, _, codes = ready

    prove(by, user, codes[3].upper().replace("-", " "))

    user.refresh_from_db()
    assert len(user.recovery_codes) == 9
    assert Entry.objects.latest("pk").after == {"means": "recovery_code", "codes_left": 9}
    with pytest.raises(SignInRefused):
        prove(by, user, codes[3])


def test_five_wrong_codes_shut_the_door(ready, by):
    user, phone, _ = ready
    for _ in range(4):
        with pytest.raises(SignInRefused):
            prove(by, user, "000000")
    with pytest.raises(LockedOut):
        prove(by, user, "000000")

    with pytest.raises(LockedOut):
        prove(by, user, phone.at(AT + STEP), AT + STEP)


def test_a_person_without_a_second_factor_has_no_code_that_opens(user, by):
    with pytest.raises(SignInRefused):
        prove(by, user, "")


def test_new_recovery_codes_end_the_old_ones(ready, by):
    user, _, codes = ready

    fresh = renew_recovery_codes(by=by(user))

    assert not set(fresh) & set(codes)
    with pytest.raises(SignInRefused):
        prove(by, user, codes[0])
    prove(by, user, fresh[0])


def test_dropping_it_empties_everything(ready, by):
    user, _, _ = ready

    drop_second_factor(by=by(user))

    user.refresh_from_db()
    assert (user.totp_secret, user.totp_confirmed_at, user.recovery_codes) == (None, None, [])
    assert Entry.objects.latest("pk").action == "second_factor.drop"


@pytest.mark.parametrize("act", [renew_recovery_codes, drop_second_factor])
def test_what_is_not_there_is_neither_renewed_nor_dropped(user, by, act):
    with pytest.raises(NotAllowed):
        act(by=by(user))


def test_no_secret_waits_before_it_was_begun(user, by):
    with pytest.raises(NotAllowed):
        confirm_second_factor(by=by(user), code="000000", at=AT)
