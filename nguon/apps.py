"""The one Django app of the product."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NguonConfig(AppConfig):
    """Hangs one thing on Django's signals: the triggers are laid again after every migrate.

    SQLite drops the triggers of a table without a word when Django rebuilds it, and a flush leaves none to be sure of.
    """

    name = "nguon"
    verbose_name = "Nguồn"

    def ready(self) -> None:
        from nguon.models import triggers

        post_migrate.connect(triggers.lay, sender=self, dispatch_uid="nguon.triggers")
