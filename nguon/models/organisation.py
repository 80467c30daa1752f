"""Units of the Party's organisation, where each stands and stood, and how that changed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nguon.models.paths import PathField


class Sector(models.TextChoices):
    """The field of work a unit belongs to; seed 001 gives each its own instructions."""

    COMMUNE = "commune", "Xã, phường, đặc khu"
    RESIDENTIAL = "residential", "Địa bàn dân cư"
    OFFICE = "office", "Cơ quan"
    PUBLIC_SERVICE = "public_service", "Đơn vị sự nghiệp"
    STATE_ENTERPRISE = "state_enterprise", "Doanh nghiệp nhà nước"
    NON_STATE_ENTERPRISE = "non_state_enterprise", "Doanh nghiệp ngoài nhà nước"
    SCHOOL = "school", "Trường học"
    HEALTH = "health", "Y tế"
    ARMY = "army", "Quân đội"
    POLICE = "police", "Công an"
    PARTY = "party", "Cơ quan đảng, đoàn thể"
    OTHER = "other", "Khác"


class Unit(models.Model):
    """One organisation of the Party. `path`, `parent`, `name`, `kind` and `sector` are those of today, for access and
    lists; any other day is asked of its placements. Written only by services.organisation.
    """

    code = models.CharField(max_length=18, null=True, blank=True, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=40)
    sector = models.CharField(max_length=24, choices=Sector.choices, default=Sector.OTHER)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = PathField(unique=True)
    depth = models.PositiveSmallIntegerField()
    province = models.CharField(max_length=4)
    folded = models.CharField(max_length=420)
    sort_key = models.CharField(max_length=600)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(depth__gte=1), name="unit_depth_from_one"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gt=F("opened_on")), name="unit_closes_after_opening"
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "sort_key"], name="unit_children_in_order"),
            models.Index(fields=["province", "kind"], name="unit_kind_of_province"),
        ]

    def __str__(self) -> str:
        return self.name


class UnitTag(models.Model):
    """A free word put on a unit, such as an industrial zone, so that units of one sort can be listed together."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="tags")
    tag = models.CharField(max_length=60)
    folded = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "folded"], name="unit_tag_once")]

    def __str__(self) -> str:
        return self.tag


class Reorganisation(models.Model):
    """One act on units on one day: opening, renaming, moving, merging, splitting, closing, or an import.

    `changes` holds what was done in the order it was done, enough to undo it; `summary` says it in words.
    """

    class Kind(models.TextChoices):
        OPEN = "open", "Thành lập"
        RENAME = "rename", "Đổi tên, đổi loại hình"
        MOVE = "move", "Chuyển đơn vị trực thuộc"
        MERGE = "merge", "Hợp nhất"
        SPLIT = "split", "Chia tách"
        CLOSE = "close", "Giải thể, kết thúc hoạt động"
        IMPORT = "import", "Nhập từ Excel"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    province = models.CharField(max_length=4)
    path = PathField()
    document_number = models.CharField(max_length=60, blank=True)
    document_date = models.DateField(null=True, blank=True)
    summary = models.CharField(max_length=500)
    changes = models.JSONField(default=list)
    touched = models.ManyToManyField(Unit, related_name="reorganisations", blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    applied_on = models.DateField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["province", "-on", "-id"], name="reorganisation_latest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%d/%m/%Y}"


class Placement(models.Model):
    """Where a unit stands, under which name and of which kind, from one day until another (excluded)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="placements_below")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    sector = models.CharField(max_length=24, choices=Sector.choices, default=Sector.OTHER)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reorganisation = models.ForeignKey(Reorganisation, models.PROTECT, null=True, blank=True, related_name="placements")
    province = models.CharField(max_length=4)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="placement_ends_after_start"
            ),
            models.UniqueConstraint(fields=["unit", "starts_on"], name="placement_one_start_a_day"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(ends_on__isnull=True), name="placement_one_open_end_per_unit"
            ),
        ]
        indexes = [
            models.Index(fields=["province", "starts_on"], name="placement_of_province"),
            models.Index(fields=["parent"], name="placement_by_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_on:%d/%m/%Y}"


class Succession(models.Model):
    """What became of a unit: it was merged into, or split into, another."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="predecessors")
    on = models.DateField()
    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="successions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_of_two_units"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class YearFigure(models.Model):
    """What a unit reports for a year: members at its end, persons admitted in it, persons in the pool."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="figures")
    year = models.PositiveSmallIntegerField()
    members = models.PositiveIntegerField(null=True, blank=True)
    admitted = models.PositiveIntegerField(null=True, blank=True)
    pool = models.PositiveIntegerField(null=True, blank=True)
    province = models.CharField(max_length=4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="year_figure_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"


class UnitImport(models.Model):
    """A list of units somebody brought in, kept between looking it over and entering it. Rows are as they stood in the
    file; what is wrong with them is found anew each time, against the tree of the moment.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="imports")
    path = PathField()
    province = models.CharField(max_length=4)
    file_name = models.CharField(max_length=200)
    rows = models.JSONField(default=list)
    on = models.DateField()
    document_number = models.CharField(max_length=60, blank=True)
    document_date = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)
    reorganisation = models.ForeignKey(Reorganisation, models.PROTECT, null=True, blank=True, related_name="imports")

    class Meta:
        indexes = [models.Index(fields=["province", "-made_at"], name="unit_import_latest")]

    def __str__(self) -> str:
        return self.file_name
