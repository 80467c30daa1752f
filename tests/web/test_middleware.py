"""What every answer carries, and that nothing of another host or written into the page is let in."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from nguon.rules.roles import Role
from tests.factories import holder, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["sign-in", "health", "account"])
def test_every_answer_carries_the_strict_headers(client, name):
    response = client.get(reverse(name))

    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == policy["img-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["Permissions-Policy"].startswith("accelerometer=()")
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_a_signed_in_page_is_kept_by_no_browser(enter):
    client = enter(holder(Role.ADMINISTRATOR, make_unit()))

    assert client.get(reverse("account"))["Cache-Control"] == "private, no-store"
    assert client.get("/khong-co/").status_code == 404


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(client):
    make_user(username="minh", password="Mot cau dai 1")

    cookie = client.post(reverse("sign-in"), {"username": "minh", "password": "Mot cau dai 1"}).cookies["sessionid"]

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    "template",
    sorted((Path(settings.BASE_DIR) / "nguon" / "web" / "templates").rglob("*.html")),
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_no_template_writes_script_style_or_another_host_into_the_page(template):
    text = template.read_text("utf-8")

    assert not re.search(
        r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son(?!ly|e=)[a-z]+=|hx-on|javascript:|//[a-z0-9.-]+\.[a-z]{2,}/", text
    )


@pytest.mark.parametrize(("cookie", "language"), [(None, "vi"), ("vi", "vi"), ("en", "en"), ("fr", "vi")])
def test_the_browsers_preference_does_not_choose_the_language(client, cookie, language):
    if cookie:
        client.cookies["ngon_ngu"] = cookie

    response = client.get(reverse("sign-in"), headers={"Accept-Language": "en-US,en;q=0.9"})

    assert response["Content-Language"] == language
    assert f'<html lang="{language}">' in response.content.decode()
