"""The trail: what was done through the services, what was changed in rows, and the seals over both."""

from django.conf import settings
from django.db import models

from nguon.models.paths import PathField


class Entry(models.Model):
    """One act, looked at or done: who, in which role, counted from which day, what before and after.

    Append-only by trigger. `mac` signs the content with the installation's key, so an entry written by another hand
    does not pass; seals chain the entries, so a removed one is missed.
    """

    at = models.DateTimeField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    who_name = models.CharField(max_length=120)
    role = models.CharField(max_length=32, blank=True)
    acting_for = models.CharField(max_length=120, blank=True)
    unit_path = PathField(blank=True)
    unit_name = models.CharField(max_length=200, blank=True)
    province = models.CharField(max_length=4, blank=True)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    subject_name = models.CharField(max_length=300, blank=True)
    on = models.DateField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    mac = models.CharField(max_length=64, unique=True)  # a copy of a true entry would pass; two alike cannot be

    class Meta:
        indexes = [
            models.Index(fields=["province", "-at"], name="entry_latest"),
            models.Index(fields=["subject_type", "subject_id"], name="entry_of_subject"),
            models.Index(fields=["who", "-at"], name="entry_by_person"),
            models.Index(fields=["unit_path"], name="entry_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"


class RowChange(models.Model):
    """One row inserted, updated or deleted, written by a trigger. `actor` is empty where the write went round the
    services; such changes are what verify_audit and the audit screen show first.
    """

    at = models.DateTimeField()
    table = models.CharField(max_length=60)
    row = models.CharField(max_length=40)
    what = models.CharField(max_length=6)
    actor = models.CharField(max_length=40, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["table", "row"], name="row_change_of_row"),
            models.Index(fields=["actor", "-id"], name="row_change_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.table} {self.row}"


class Seal(models.Model):
    """One entry locked into the chain: its content's digest, and a signature over that and the seal before. The entry's
    time and act stand here again, so that one taken away can still be named.
    """

    entry_number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    chain = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return f"{self.entry_number}"


class ActingNow(models.Model):
    """SQLite only: who acts in the transaction that is open; empty outside one. PostgreSQL has a setting for it."""

    actor = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.actor
