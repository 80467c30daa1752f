"""Plans, their versions, what they demand, how the target is divided, and what was done."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nguon.models.organisation import Unit
from nguon.models.paths import PathField
from nguon.rules.plan_words import line


class SourceFile(models.Model):
    """A file someone brought in, kept byte for byte with its digest, and the text that was read from it."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    pages = models.PositiveIntegerField(default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    province = models.CharField(max_length=4)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "sha256"], name="source_file_by_digest")]

    def __str__(self) -> str:
        return self.name


class Plan(models.Model):
    """A plan as one thing through all its versions. Figures live on versions; this is what other records point at."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans")
    path = PathField()
    province = models.CharField(max_length=4)
    carries_out = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="carried_out_by")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawal_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["province", "path"], name="plan_by_path")]

    def __str__(self) -> str:
        first = self.versions.order_by("ordinal").only("document_number", "title").first()
        return (first.document_number or first.title) if first else f"{self.pk}"


class PlanVersion(models.Model):
    """One issued wording of a plan: the first, or an adjustment with its own document. Never edited after issue.

    It holds from `holds_from`; the version of a day is the latest that holds on it.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    ordinal = models.PositiveSmallIntegerField()
    document_type = models.CharField(max_length=8, blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    document_date = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=80, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    issuer_parent = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=500)
    folded = models.CharField(max_length=800, blank=True)
    signer_on_behalf = models.CharField(max_length=120, blank=True)
    signer_position = models.CharField(max_length=120, blank=True)
    signer_name = models.CharField(max_length=120, blank=True)
    period_from = models.DateField()
    period_until = models.DateField()
    holds_from = models.DateField()
    pool_ratio_min = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    pool_ratio_max = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    has_appendix = models.BooleanField(default=False)
    adjustment_reason = models.CharField(max_length=500, blank=True)
    source = models.ForeignKey(SourceFile, models.PROTECT, null=True, blank=True, related_name="versions")
    province = models.CharField(max_length=4)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "ordinal"], name="plan_version_ordinal_once"),
            models.CheckConstraint(
                condition=Q(period_until__gt=F("period_from")), name="plan_version_period_is_forward"
            ),
        ]
        indexes = [models.Index(fields=["plan", "holds_from", "ordinal"], name="plan_version_of_a_day")]

    def __str__(self) -> str:
        return self.title


class PlanBasis(models.Model):
    """A document that a plan carries out (`basis`) or cites later (`reference`)."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="bases")
    role = models.CharField(max_length=10, choices=[("basis", "basis"), ("reference", "reference")])
    number = models.CharField(max_length=60)
    date = models.DateField(null=True, blank=True)
    quote = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.number


class Target(models.Model):
    """One figure a plan demands. `minimum` and `maximum` bound it (equal: exact; open above: at least)."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="targets")
    ordinal = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=16)
    group = models.CharField(max_length=32, blank=True)
    minimum = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=8, default="person")
    change_percent = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    base_year = models.PositiveSmallIntegerField(null=True, blank=True)
    whole = models.BooleanField(default=False)
    quote = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "ordinal"], name="target_ordinal_once"),
            models.UniqueConstraint(fields=["version"], condition=Q(whole=True), name="target_one_headline"),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True) | Q(maximum__isnull=True) | Q(maximum__gte=F("minimum")),
                name="target_range_is_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.group} {self.minimum}–{self.maximum}"


class PriorityGroup(models.Model):
    """A group of people the plan says to give attention to."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="priority_groups")
    group = models.CharField(max_length=32)
    quote = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "group"], name="priority_group_once")]

    def __str__(self) -> str:
        return self.group


class Responsible(models.Model):
    """A named person with a duty under the plan, and the area they answer for where one is named."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="responsible")
    name = models.CharField(max_length=120)
    duty = models.CharField(max_length=300)
    area = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    quote = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class PlanDraft(models.Model):
    """What was read from a document, waiting for a person. Nothing of it is a plan until it is confirmed."""

    source = models.ForeignKey(SourceFile, models.PROTECT, null=True, blank=True, related_name="drafts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="drafts")
    path = PathField()
    province = models.CharField(max_length=4)
    amends = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="amending_drafts")
    carries_out = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="drafts_carrying_it_out")
    reading = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    became = models.ForeignKey(PlanVersion, models.PROTECT, null=True, blank=True, related_name="drafts")
    dropped_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.source.name if self.source else f"{self.unit}"


class DraftItem(models.Model):
    """One thing read: what it is, the words it rests on and where they stand, and what a person decided about it."""

    class Decision(models.TextChoices):
        OPEN = "open", "Chưa xem"
        ACCEPTED = "accepted", "Nhận"
        CHANGED = "changed", "Sửa"
        DROPPED = "dropped", "Bỏ"

    draft = models.ForeignKey(PlanDraft, models.CASCADE, related_name="items")
    ordinal = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=24)
    read = models.JSONField()
    changed = models.JSONField(null=True, blank=True)
    quote = models.TextField(blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    added_by_hand = models.BooleanField(default=False)
    decision = models.CharField(max_length=8, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "ordinal"], name="draft_item_ordinal_once")]

    def __str__(self) -> str:
        said = line(self.part, self.read if self.changed is None else self.changed)
        return f"{said.what}: {said.text}"


class Allocation(models.Model):
    """One version of how a unit divides its share of a plan's targets over the units directly below it."""

    class State(models.TextChoices):
        DRAFT = "draft", "Bản nháp"
        ISSUED = "issued", "Đã giao"
        REPLACED = "replaced", "Đã thay"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="allocations")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="allocations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="allocations")
    path = PathField()
    province = models.CharField(max_length=4)
    ordinal = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    method = models.CharField(max_length=24, blank=True)
    printed_total = models.PositiveIntegerField(null=True, blank=True)
    unmatched = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    document_date = models.DateField(null=True, blank=True)
    holds_from = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "unit", "ordinal"], name="allocation_ordinal_once"),
        ]
        indexes = [models.Index(fields=["province", "path"], name="allocation_by_path")]

    def __str__(self) -> str:
        return f"{self.unit} {self.ordinal}"


class Share(models.Model):
    """What one unit gets of one target in one allocation. `group` is "" for the headline."""

    allocation = models.ForeignKey(Allocation, models.CASCADE, related_name="shares")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="shares")
    group = models.CharField(max_length=32, blank=True)
    places = models.PositiveIntegerField(default=0)
    locked = models.BooleanField(default=False)
    minimum = models.PositiveIntegerField(default=0)
    maximum = models.PositiveIntegerField(null=True, blank=True)
    province = models.CharField(max_length=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["allocation", "unit", "group"], name="share_once"),
            models.CheckConstraint(
                condition=Q(maximum__isnull=True) | Q(maximum__gte=F("minimum")), name="share_range_is_forward"
            ),
        ]
        indexes = [models.Index(fields=["unit", "group"], name="share_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.group} {self.places}"
