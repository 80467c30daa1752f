"""The first two commands of an installation: its top unit, then the person who keeps it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from nguon.management.commands.open_top_unit import Command
from nguon.models import Appointment, Entry, Reorganisation, Unit
from nguon.queries.organisation import SECTOR_NAMES

pytestmark = pytest.mark.django_db


def said(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_an_empty_installation_gets_its_top_unit_and_its_first_administrator():
    assert "Đã mở Đảng ủy xã Đề Gi" in said("open_top_unit", "Đảng ủy xã Đề Gi")

    assert Reorganisation.objects.get().summary == "Thành lập Đảng ủy xã Đề Gi, tổ chức cao nhất của cây"

    told = said("make_account", "Nguyễn Thị Hoa")

    unit = Unit.objects.get()
    assert (unit.name, unit.kind, unit.parent, unit.depth) == ("Đảng ủy xã Đề Gi", "commune_committee", None, 1)
    assert Appointment.objects.get().unit == unit
    assert "Mật khẩu đầu" in told
    assert list(Entry.objects.order_by("pk").values_list("action", "who_name")) == [
        ("organisation.open", "open_top_unit"),
        ("accounts.open", "make_account"),
    ]


def test_the_help_names_every_kind_and_every_sector():
    told = " ".join(Command().create_parser("manage.py", "open_top_unit").format_help().split())

    assert "commune_committee: " in told
    assert all(f"{key}: {name}" in told for key, name in SECTOR_NAMES.items())


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("Chi bộ thôn 1", "--kind", "branch"), "phải trực thuộc"),
        (("Tổ chức lạ", "--kind", "khong_co"), "không có loại tổ chức"),
    ],
)
def test_what_cannot_stand_at_the_top_is_refused_in_words(words, why):
    with pytest.raises(CommandError, match=why):
        said("open_top_unit", *words)

    assert not Unit.objects.exists()
