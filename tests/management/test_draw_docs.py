"""The page about who may do what is drawn from the table and said to be stale when it is."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from nguon.rules.roles import ACTION_NAMES, ROLE_NAMES


def drawn(tmp_path, *arguments):
    (tmp_path / "docs").mkdir(exist_ok=True)
    with override_settings(BASE_DIR=tmp_path):
        call_command("draw_docs", *arguments, stdout=StringIO())


def test_every_role_and_every_action_stands_in_the_page(tmp_path):
    drawn(tmp_path)

    page = (tmp_path / "docs" / "permissions.md").read_text("utf-8")
    assert all(name in page for name in (*ROLE_NAMES.values(), *ACTION_NAMES.values()))
    assert "| `/dang-nhap/` | sign-in | mở cho mọi người |" in page


def test_a_fresh_page_passes_and_a_stale_or_absent_one_does_not(tmp_path):
    with pytest.raises(CommandError, match="đã cũ"):
        drawn(tmp_path, "--check")
    drawn(tmp_path)
    drawn(tmp_path, "--check")
    page = tmp_path / "docs" / "permissions.md"
    page.write_text(page.read_text("utf-8") + "x", "utf-8")

    with pytest.raises(CommandError, match="đã cũ"):
        drawn(tmp_path, "--check")
