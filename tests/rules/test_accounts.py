"""Sign-in names, devices, and when the door stays shut."""

from datetime import UTC, datetime, timedelta

import pytest

from nguon.rules.accounts import (
    FAILURES_OF_A_NAME,
    FAILURES_OF_AN_ADDRESS,
    WINDOW,
    device_of,
    locked_until,
    proposed_username,
    resembles_its_person,
    unmet_username,
)

NOW = datetime(2026, 3, 10, 3, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("full_name", "taken", "proposed"),
    [
        ("Nguyễn Thị Hoa", (), "hoant"),
        ("Nguyễn Thị Hoa", ("hoant", "hoant2"), "hoant3"),
        ("Đặng Ngọc Đức", (), "ducdn"),
        ("An", (), "anx"),
        ("Y Đao", (), "daoy"),
        ("  Lê   Văn  Ê ", (), "elv"),
        ("Trần 2 Bình", (), "binht2"),
        ("###", (), ""),
    ],
)
def test_a_name_is_proposed_from_the_given_name_and_first_letters(full_name, taken, proposed):
    assert proposed_username(full_name, frozenset(taken)) == proposed


def test_every_proposed_name_is_well_formed():
    assert unmet_username(proposed_username("Tôn Nữ Thị Ninh")) == ()


@pytest.mark.parametrize("username", ["", "ab", "1hoa", "Hoa", "hoà", "hoa nt", "h" * 41, "hoa@x"])
def test_an_ill_formed_name_is_refused(username):
    assert [unmet.code for unmet in unmet_username(username)] == ["accounts.username.form"]


@pytest.mark.parametrize(
    ("of_name", "of_address", "until"),
    [
        (0, 0, None),
        (FAILURES_OF_A_NAME - 1, FAILURES_OF_AN_ADDRESS - 1, None),
        (FAILURES_OF_A_NAME, 0, NOW - MINUTE + WINDOW),
        (0, FAILURES_OF_AN_ADDRESS, NOW - MINUTE + WINDOW),
    ],
)
def test_too_many_failures_shut_the_door_counted_from_the_last(of_name, of_address, until):
    assert locked_until([NOW - MINUTE] * of_name, [NOW - MINUTE] * of_address, at=NOW) == until


def test_failures_older_than_the_window_no_longer_count():
    old = [NOW - WINDOW] * FAILURES_OF_A_NAME

    assert locked_until(old, [], at=NOW) is None
    assert locked_until(old, [], at=NOW - MINUTE) == NOW


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140",
            "Edge · Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari · iPhone"),
        ("curl/8", ""),
    ],
)
def test_a_device_is_named_in_two_words(agent, device):
    assert device_of(agent) == device


@pytest.mark.parametrize(
    ("password", "alike"),
    [("Lê Thị Minh 2026", True), ("lethiminh1", True), ("minhltxyz99", True), ("Minh oi 2026", False), ("", False)],
)
def test_a_password_that_holds_the_persons_name_is_known_without_marks(password, alike):
    assert resembles_its_person(password, full_name="Lê Thị Minh", username="minhlt") is alike


def test_a_name_of_three_letters_is_no_ground():
    assert not resembles_its_person("an cu lac nghiep", full_name="An", username="anx")
