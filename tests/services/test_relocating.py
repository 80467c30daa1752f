"""Nothing that carries a path or a province is forgotten when units move."""

from django.apps import apps

from nguon.models import Entry, Unit
from nguon.models.paths import PathField
from nguon.services.relocating import CARRY_PATH, CARRY_PROVINCE


def test_every_table_with_a_path_follows_its_unit():
    """Entries keep the path of their day: they are never changed."""
    carry = {
        model
        for model in apps.get_app_config("nguon").get_models()
        if any(isinstance(field, PathField) for field in model._meta.concrete_fields)
    }

    assert carry - {Entry, Unit} == set(CARRY_PATH)


def test_every_table_with_a_province_follows_its_unit():
    carry = {
        model
        for model in apps.get_app_config("nguon").get_models()
        if any(field.name == "province" for field in model._meta.concrete_fields)
    }

    assert carry - {Entry, Unit} == {*CARRY_PATH, *(model for model, _ in CARRY_PROVINCE)}
