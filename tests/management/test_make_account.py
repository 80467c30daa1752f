"""The first administrator, from the command line."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from nguon.models import Entry, User
from tests.factories import make_unit

pytestmark = pytest.mark.django_db


def made(*words, **options):
    out = StringIO()
    call_command("make_account", *words, stdout=out, **options)
    return out.getvalue()


def test_the_first_administrator_signs_in_with_what_is_printed(client):
    make_unit("Đảng bộ tỉnh")

    said = made("Trần Quản Trị")

    name, password = re.search(r"đăng nhập: (\w+)\nMật khẩu đầu:  (\S+)", said).groups()
    assert client.post(reverse("sign-in"), {"username": name, "password": password}).status_code == 302
    assert User.objects.get().appointments.get().role == "administrator"
    assert Entry.objects.earliest("pk").who_name == "make_account"


def test_role_unit_and_name_may_be_given():
    make_unit("Đảng ủy xã A", parent=make_unit("Đảng bộ tỉnh"))

    said = made("Lê Minh", role="branch_secretary", unit="Đảng ủy xã A", username="minh.le")

    assert "Lê Minh: Bí thư chi bộ, Đảng ủy xã A" in said
    assert User.objects.get().username == "minh.le"


@pytest.mark.parametrize("options", [{"unit": "không có"}, {"username": "1x"}])
def test_what_cannot_be_is_refused_in_words(options):
    make_unit("Đảng bộ tỉnh")

    with pytest.raises(CommandError, match=r"đơn vị|Tên đăng nhập"):
        made("Trần Quản Trị", **options)
    assert not User.objects.exists()
