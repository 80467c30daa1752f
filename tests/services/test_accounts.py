"""Accounts opened, corrected, closed; who may keep whose; each person's own choices."""

import hashlib

import pytest

from nguon.models import Appointment, Entry, RoleRequirement, SignIn, SignInAttempt, User
from nguon.queries.access import system_reach
from nguon.rules.errors import NotAllowed, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.accounts import (
    change_password,
    choose_digest,
    choose_language,
    clear_second_factor,
    close_account,
    correct_account,
    new_password,
    open_account,
    proposed_name,
    renew_calendar_token,
    reopen_account,
    require_second_factor,
    reset_password,
)
from tests.factories import DAY, LONG_AGO, NOON, appoint, days, holder, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    """A province with two communes: (top, commune, other commune)."""
    top = make_unit("Đảng bộ tỉnh")
    return top, make_unit("Đảng ủy xã A", parent=top), make_unit("Đảng ủy xã B", parent=top)


def opened(by, unit, *, role=Role.BRANCH_SECRETARY, **kwargs):
    return open_account(by=by, full_name="Nguyễn  Thị Hoa", unit_id=unit.pk, role=role, starts_on=DAY, **kwargs)


def last():
    return Entry.objects.latest("pk")


def test_an_account_is_opened_with_its_first_role(tree, by):
    top, commune, _ = tree

    made = opened(by(holder(Role.ORGANISATION_OFFICER, top)), commune, email="hoa@example.vn")

    user = User.objects.get(pk=made.user.pk)
    assert (user.username, user.full_name, user.folded) == ("hoant", "Nguyễn Thị Hoa", "nguyen thi hoa")
    assert (user.must_change_password, user.is_active) == (True, True)
    assert user.check_password(made.password)
    assert user.password.startswith("argon2")
    held = user.appointments.get()
    assert (held.role, held.unit, held.office, held.province) == (
        "branch_secretary",
        commune,
        "committee",
        top.province,
    )
    entry = last()
    assert (entry.action, entry.unit_name, entry.role) == ("accounts.open", "Đảng ủy xã A", "organisation_officer")
    assert entry.after["username"] == "hoant"
    assert made.password not in str(entry.after)


def test_the_name_proposed_is_one_that_is_free(tree, by):
    officer = by(holder(Role.ORGANISATION_OFFICER, tree[0]))
    opened(officer, tree[1])

    assert proposed_name("Nguyễn Thị Hoa") == "hoant2"
    assert opened(officer, tree[1]).user.username == "hoant2"


@pytest.mark.parametrize(
    ("given", "code"),
    [({"username": "1x"}, "accounts.username.form"), ({"username": "COSAN"}, "accounts.username.taken")],
)
def test_a_name_that_cannot_be_is_refused(tree, by, given, code):
    make_user(username="cosan")

    with pytest.raises(RuleViolation) as refused:
        opened(by(holder(Role.ORGANISATION_OFFICER, tree[0])), tree[1], **given)

    assert [unmet.code for unmet in refused.value.unmet] == [code]
    assert not User.objects.filter(full_name="Nguyễn Thị Hoa", username__startswith="hoa").exists()


def test_a_person_without_a_name_is_refused(tree, by):
    with pytest.raises(RuleViolation, match="họ và tên"):
        open_account(
            by=by(holder(Role.ORGANISATION_OFFICER, tree[0])),
            full_name=" ",
            username="hoant",
            unit_id=tree[1].pk,
            role=Role.BRANCH_SECRETARY,
            starts_on=DAY,
        )


def test_nobody_opens_an_account_outside_their_reach(tree, by):
    with pytest.raises(NotReached):
        opened(by(holder(Role.ORGANISATION_OFFICER, tree[1])), tree[2])
    with pytest.raises(NotReached):
        opened(by(holder(Role.ORGANISATION_OFFICER, tree[1])), tree[0])


@pytest.mark.parametrize(
    "role", [Role.BRANCH_SECRETARY, Role.GRASSROOTS_OFFICER, Role.INSPECTION_OFFICER, Role.STANDING_BOARD_MEMBER]
)
def test_who_may_not_change_accounts_opens_none(tree, by, role):
    with pytest.raises(NotReached):
        opened(by(holder(role, tree[0])), tree[1])


def test_only_an_administrator_opens_an_administrator(tree, by):
    with pytest.raises(NotAllowed):
        opened(by(holder(Role.ORGANISATION_OFFICER, tree[0])), tree[0], role=Role.ADMINISTRATOR)

    made = opened(by(holder(Role.ADMINISTRATOR, tree[0])), tree[0], role=Role.ADMINISTRATOR)

    assert made.user.appointments.get().role == "administrator"


def test_a_command_opens_the_first_account_and_may_give_its_password(tree):
    made = opened(
        system_reach("demo", on=DAY), tree[0], role=Role.ADMINISTRATOR, password="mot cau dai", must_change=False
    )

    assert made.user.check_password("mot cau dai")
    assert not made.user.must_change_password
    assert (last().who, last().who_name) == (None, "demo")


ACTS = {
    "correct": lambda by, user: correct_account(by=by, user_id=user.pk, full_name="Đào Thị Ê", email=""),
    "close": lambda by, user: close_account(by=by, user_id=user.pk, reason="nghỉ hưu"),
    "reopen": lambda by, user: reopen_account(by=by, user_id=user.pk),
    "reset": lambda by, user: reset_password(by=by, user_id=user.pk),
    "clear": lambda by, user: clear_second_factor(by=by, user_id=user.pk),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_account_out_of_reach_is_not_there(tree, by, act):
    _, commune, other = tree

    with pytest.raises(NotReached):
        ACTS[act](by(holder(Role.ORGANISATION_OFFICER, commune)), holder(Role.BRANCH_SECRETARY, other))


@pytest.mark.parametrize("act", ACTS)
def test_a_former_unit_does_not_keep_the_account_of_who_moved_up(tree, by, act):
    top, commune, _ = tree
    moved = holder(Role.BRANCH_SECRETARY, commune, ends_on=DAY - days(1))
    appoint(moved, Role.ORGANISATION_OFFICER, top)

    with pytest.raises(NotAllowed):
        ACTS[act](by(holder(Role.ORGANISATION_OFFICER, commune)), moved)


def test_who_acts_for_somebody_above_is_kept_by_those_above(tree, by):
    from nguon.models import Delegation

    top, commune, _ = tree
    deputy = holder(Role.BRANCH_SECRETARY, commune)
    above = appoint(make_user(), Role.ORGANISATION_OFFICER, top)
    Delegation.objects.create(
        appointment=above,
        to=deputy,
        starts_on=DAY,
        ends_on=DAY + days(10),
        document_number="1",
        document_date=DAY,
        made_at=NOON,
    )

    with pytest.raises(NotAllowed):
        reset_password(by=by(holder(Role.ORGANISATION_OFFICER, commune)), user_id=deputy.pk)
    assert reset_password(by=by(holder(Role.ORGANISATION_OFFICER, top)), user_id=deputy.pk)


@pytest.mark.parametrize("act", ACTS)
def test_an_officer_does_not_touch_an_administrator(tree, by, act):
    with pytest.raises(NotAllowed):
        ACTS[act](by(holder(Role.ORGANISATION_OFFICER, tree[0])), holder(Role.ADMINISTRATOR, tree[1]))


@pytest.mark.parametrize("act", ACTS)
def test_nobody_keeps_their_own_account(tree, by, act):
    administrator = holder(Role.ADMINISTRATOR, tree[0])

    with pytest.raises(NotAllowed):
        ACTS[act](by(administrator), administrator)


@pytest.mark.parametrize("act", ACTS)
def test_who_only_sees_accounts_keeps_none(tree, by, act):
    with pytest.raises(NotReached):
        ACTS[act](by(holder(Role.INSPECTION_OFFICER, tree[0])), holder(Role.BRANCH_SECRETARY, tree[1]))


def signed_in(user):
    return SignIn.objects.create(
        user=user, session_digest=f"{user.pk:064}", started_at=NOON, seen_at=NOON, address="10.0.0.1"
    )


def test_a_name_is_corrected_with_what_is_sorted_and_searched_by(tree, by):
    user = holder(Role.BRANCH_SECRETARY, tree[1], "Trần Văn Bình")

    ACTS["correct"](by(holder(Role.ORGANISATION_OFFICER, tree[0])), user)
    count = Entry.objects.count()
    ACTS["correct"](by(holder(Role.ORGANISATION_OFFICER, tree[0])), user)

    user.refresh_from_db()
    assert (user.full_name, user.folded) == ("Đào Thị Ê", "dao thi e")
    assert last().before == {"full_name": "Trần Văn Bình", "email": ""}
    assert Entry.objects.count() == count


def test_a_name_is_not_corrected_into_nothing(tree, by):
    user = holder(Role.BRANCH_SECRETARY, tree[1])

    with pytest.raises(RuleViolation):
        correct_account(by=by(holder(Role.ADMINISTRATOR, tree[0])), user_id=user.pk, full_name=" ", email="")


def test_a_closed_account_loses_its_sessions_and_keeps_its_roles(tree, by):
    user = holder(Role.BRANCH_SECRETARY, tree[1])
    row = signed_in(user)
    officer = by(holder(Role.ORGANISATION_OFFICER, tree[0]))

    ACTS["close"](officer, user)
    ACTS["close"](officer, user)

    user.refresh_from_db()
    row.refresh_from_db()
    assert not user.is_active
    assert row.ended_at is not None
    assert user.appointments.count() == 1
    assert (last().action, last().reason) == ("accounts.close", "nghỉ hưu")
    assert Entry.objects.count() == 1


def test_an_account_is_not_closed_without_a_reason(tree, by):
    user = holder(Role.BRANCH_SECRETARY, tree[1])

    with pytest.raises(RuleViolation):
        close_account(by=by(holder(Role.ORGANISATION_OFFICER, tree[0])), user_id=user.pk, reason="  ")


def test_a_closed_account_is_opened_again_once(tree, by):
    user = holder(Role.BRANCH_SECRETARY, tree[1])
    officer = by(holder(Role.ORGANISATION_OFFICER, tree[0]))
    ACTS["close"](officer, user)

    ACTS["reopen"](officer, user)
    ACTS["reopen"](officer, user)

    user.refresh_from_db()
    assert user.is_active
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True)) == ["accounts.close", "accounts.reopen"]


def test_a_new_first_password_ends_sessions_and_opens_the_shut_door(tree, by):
    user = holder(Role.BRANCH_SECRETARY, tree[1])
    row = signed_in(user)
    SignInAttempt.objects.create(username=user.username, address="10.0.0.1", at=NOON)

    password = ACTS["reset"](by(holder(Role.ORGANISATION_OFFICER, tree[0])), user)

    user.refresh_from_db()
    row.refresh_from_db()
    assert user.check_password(password)
    assert user.must_change_password
    assert row.ended_at is not None
    assert not SignInAttempt.objects.exists()


def test_the_second_factor_of_who_lost_the_phone_is_taken_away_once(tree, by):
    user = holder(Role.BRANCH_SECRETARY, tree[1])
    User.objects.filter(pk=user.pk).update(totp_confirmed_at=NOON, totp_secret=b"x", recovery_codes=["a"])
    officer = by(holder(Role.ORGANISATION_OFFICER, tree[0]))

    ACTS["clear"](officer, user)
    ACTS["clear"](officer, user)

    user.refresh_from_db()
    assert (user.totp_confirmed_at, user.totp_secret, user.recovery_codes) == (None, None, [])
    assert Entry.objects.count() == 1


def test_one_changes_ones_password_and_other_sessions_end(by):
    user = make_user(password="Mot cau dai 1")
    here, there = (
        signed_in(user),
        SignIn.objects.create(user=user, session_digest="b" * 64, started_at=NOON, seen_at=NOON, address="10.0.0.2"),
    )

    change_password(by=by(user), new="Mot cau dai khac 2", digest=here.session_digest, at=NOON)

    for row in (user, here, there):
        row.refresh_from_db()
    assert user.check_password("Mot cau dai khac 2")
    assert (here.ended_at, there.ended_at) == (None, NOON)
    assert last().action == "accounts.change_password"


@pytest.mark.parametrize("weak", ["ngan", "1234567890123", "password123", "nguyenthihoa"])
def test_a_weak_password_is_refused_in_words(by, weak):
    user = make_user("Nguyễn Thị Hoa", username="nguyenthihoa")

    with pytest.raises(RuleViolation) as refused:
        change_password(by=by(user), new=weak, digest="", at=NOON)

    assert {unmet.code for unmet in refused.value.unmet} == {"accounts.password.weak"}


def test_choices_are_kept_and_repeating_them_leaves_no_entry(by):
    user = make_user()

    for _ in range(2):
        choose_language(by=by(user), language="en")
        choose_digest(by=by(user), wanted=False)

    user.refresh_from_db()
    assert (user.language, user.wants_digest) == ("en", False)
    assert Entry.objects.count() == 2


def test_a_language_not_spoken_here_is_refused(by):
    with pytest.raises(NotReached):
        choose_language(by=by(make_user()), language="fr")


def test_a_calendar_address_is_kept_as_a_digest_and_replaces_the_old_one(by):
    user = make_user()
    first = renew_calendar_token(by=by(user))

    second = renew_calendar_token(by=by(user))

    user.refresh_from_db()
    assert first != second
    assert user.calendar_token == hashlib.sha256(second.encode()).hexdigest()


def test_the_keeper_of_the_system_asks_a_second_factor_of_roles(tree, by):
    keeper = by(holder(Role.ADMINISTRATOR, tree[0]))

    for _ in range(2):
        require_second_factor(by=keeper, roles=frozenset({Role.ADMINISTRATOR}))
    require_second_factor(by=keeper, roles=frozenset({Role.ORGANISATION_OFFICER}))

    assert set(RoleRequirement.objects.filter(totp_required=True).values_list("role", flat=True)) == {
        "organisation_officer"
    }
    assert [entry.after["roles"] for entry in Entry.objects.order_by("pk")] == [
        ["administrator"],
        ["organisation_officer"],
    ]


@pytest.mark.parametrize(("role", "level"), [(Role.ORGANISATION_OFFICER, 0), (Role.ADMINISTRATOR, 1)])
def test_nobody_else_sets_what_the_whole_system_asks(tree, by, role, level):
    with pytest.raises(NotAllowed):
        require_second_factor(by=by(holder(role, tree[level])), roles=frozenset())


def test_first_passwords_are_long_and_never_alike():
    made = {new_password() for _ in range(200)}

    assert len(made) == 200
    assert {len(each) for each in made} == {14}


def test_a_person_without_any_role_is_kept_by_who_kept_the_last(tree, by):
    _, commune, other = tree
    gone = holder(Role.BRANCH_SECRETARY, commune, ends_on=DAY - days(30))
    Appointment.objects.create(
        user=gone,
        role=Role.BRANCH_SECRETARY,
        unit=other,
        starts_on=LONG_AGO,
        ends_on=DAY - days(1),
        province=other.province,
    )

    assert reset_password(by=by(holder(Role.ORGANISATION_OFFICER, other)), user_id=gone.pk)
    with pytest.raises(NotAllowed):
        reset_password(by=by(holder(Role.ORGANISATION_OFFICER, commune)), user_id=gone.pk)
