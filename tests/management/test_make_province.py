"""manage.py make_province: what it prints, where passwords go, what it refuses."""

import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from nguon.models import Person, User

pytestmark = pytest.mark.django_db


def run(**options):
    out = StringIO()
    call_command("make_province", stdout=out, **({"people": 30, "units": 8} | options))
    return out.getvalue()


def test_it_says_what_was_made_how_fast_and_the_digest():
    said = run()

    assert "Tỉnh ủy Thử Nghiệm: 30 người, 8 đơn vị" in said
    assert "người mỗi giây" in said
    assert "dấu dữ liệu: " in said
    assert Person.objects.count() == 30


def test_without_a_file_the_passwords_are_printed():
    said = run()

    for user in User.objects.all():
        line = next(line for line in said.splitlines() if user.username in line)
        assert user.check_password(line.split()[1])


def test_with_a_file_they_stand_there_for_the_owner_only(tmp_path):
    file = tmp_path / "accounts.txt"

    said = run(accounts=str(file))

    assert len(file.read_text("utf-8").splitlines()) == 4
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not any(user.username in said for user in User.objects.all())


def test_a_second_run_is_refused_in_words():
    run()

    with pytest.raises(CommandError, match="Đã có Tỉnh ủy Thử Nghiệm"):
        run()
