"""Whoever watches the product learns whether it is well, and nothing else."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_well_product_says_so_in_one_word(client):
    response = client.get(reverse("health"))

    assert (response.status_code, response.content.decode()) == (200, "tốt")
    assert "no-store" in response["Cache-Control"]


def test_a_waiting_migration_is_not_well(client):
    MigrationRecorder(connection).migration_qs.filter(app="nguon").delete()

    response = client.get(reverse("health"))

    assert (response.status_code, response.content.decode()) == (503, "chưa tốt")


def test_it_is_only_read(client):
    assert client.post(reverse("health")).status_code == 405
