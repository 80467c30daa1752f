"""Lists people bring in from Excel: how their columns were understood, what each row was, and how to take it back."""

from django.conf import settings
from django.db import models

from nguon.models.organisation import Unit
from nguon.models.paths import PathField
from nguon.models.persons import Person


class ColumnMapping(models.Model):
    """How a unit's files name their columns, as somebody corrected it: folded heading → field ("" to leave it out)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="column_mappings")
    heading = models.CharField(max_length=200)
    field = models.CharField(max_length=40, blank=True)
    province = models.CharField(max_length=4)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "heading"], name="column_mapping_once")]

    def __str__(self) -> str:
        return f"{self.heading} → {self.field}"


class ListImport(models.Model):
    """One file brought in for a unit: looked over, entered in one transaction, and undone while nobody changed a row.

    `columns` is heading → field as read and corrected, `counts` the sums of the preview. The file itself is not kept.
    """

    class State(models.TextChoices):
        READING = "reading", "Đang đọc"
        LOOKED_OVER = "looked_over", "Chờ nhập"
        APPLYING = "applying", "Đang nhập"
        APPLIED = "applied", "Đã nhập"
        UNDOING = "undoing", "Đang hoàn tác"
        UNDONE = "undone", "Đã hoàn tác"
        DROPPED = "dropped", "Đã bỏ"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="list_imports")
    path = PathField()
    province = models.CharField(max_length=4)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    sheet = models.CharField(max_length=100, blank=True)
    head = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=11, choices=State.choices, default=State.READING)
    to_list = models.PositiveSmallIntegerField(default=0)
    resolution_number = models.CharField(max_length=60, blank=True)
    resolution_on = models.DateField(null=True, blank=True)
    columns = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["province", "-made_at"], name="list_import_latest")]

    def __str__(self) -> str:
        return self.file_name


class ListImportRow(models.Model):
    """One line of the file under its headings. `sealed` holds the cells and what was read from them; `before` (sealed)
    what stood before it was entered; `why` the reasons, each with its column.
    """

    class Kind(models.TextChoices):
        NEW = "new", "Người mới"
        CHANGED = "changed", "Có thay đổi"
        SAME = "same", "Không đổi"
        DOUBTFUL = "doubtful", "Cần xem lại"
        FAULTY = "faulty", "Có lỗi"
        IGNORED = "ignored", "Không phải dữ liệu"

    batch = models.ForeignKey(ListImport, models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    sealed = models.BinaryField(default=b"")
    before = models.BinaryField(default=b"")
    why = models.JSONField(default=list)
    decision = models.CharField(max_length=8, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="import_rows")
    seen_revision = models.PositiveIntegerField(default=0)
    province = models.CharField(max_length=4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="list_import_row_once")]
        indexes = [models.Index(fields=["batch", "kind", "line"], name="list_import_row_by_kind")]

    def __str__(self) -> str:
        return f"{self.batch} {self.line}"
