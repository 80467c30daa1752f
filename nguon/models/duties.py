"""What a plan obliges units to do by when, and what they did about it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nguon.models.organisation import Unit
from nguon.models.paths import PathField
from nguon.models.planning import Plan, PlanVersion


class Duty(models.Model):
    """A dated or repeated duty of a plan version, with whom it binds: a scope of units and an office of each."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="duties")
    ordinal = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=20)
    what = models.CharField(max_length=500)
    actor = models.CharField(max_length=300, blank=True)
    recipient = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True, blank=True)
    every = models.CharField(max_length=12, blank=True)
    due_working_days = models.PositiveSmallIntegerField(null=True, blank=True)
    scope = models.CharField(max_length=24, blank=True)
    office = models.CharField(max_length=32, blank=True)
    selected = models.ManyToManyField(Unit, related_name="+", blank=True)
    quote = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "ordinal"], name="duty_ordinal_once"),
            models.CheckConstraint(condition=Q(due_on__isnull=False) | ~Q(every=""), name="duty_is_dated_or_repeated"),
        ]

    def __str__(self) -> str:
        return self.what


class LeadTime(models.Model):
    """Working days a unit adds before a duty's due day; all units below it inherit them."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="lead_times")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    working_days = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "unit"], name="lead_time_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.working_days}"


class DutyTask(models.Model):
    """One duty of one unit for one period: due when, because of what, done when and by whom."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="tasks")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="duty_tasks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duty_tasks")
    path = PathField()
    province = models.CharField(max_length=4)
    office = models.CharField(max_length=32)
    label = models.CharField(max_length=60, blank=True)
    nominal_due_on = models.DateField()
    lead_working_days = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField()
    because = models.JSONField(default=dict)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    document_number = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=500, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty", "unit", "office", "nominal_due_on"], name="duty_task_once"),
        ]
        indexes = [
            models.Index(fields=["province", "path", "due_on"], name="duty_task_by_path"),
            models.Index(fields=["due_on"], condition=Q(done_on__isnull=True), name="duty_task_open"),
            models.Index(fields=["plan", "due_on"], name="duty_task_of_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.due_on:%d/%m/%Y}"


class PlanTask(models.Model):
    """A task or solution the plan sets (not dated as a duty): who owns it, in which period, in the plan's words."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="plan_tasks")
    ordinal = models.PositiveSmallIntegerField()
    actor = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    period = models.CharField(max_length=60, blank=True)
    scope = models.CharField(max_length=24, blank=True)
    office = models.CharField(max_length=32, blank=True)
    quote = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "ordinal"], name="plan_task_ordinal_once")]

    def __str__(self) -> str:
        return self.text[:80]


class TaskReport(models.Model):
    """What a unit says of a plan task: where it stands, with what evidence, and who answers for it."""

    class State(models.TextChoices):
        UNDER_WAY = "under_way", "Đang làm"
        DONE = "done", "Đã làm"
        NOT_APPLICABLE = "not_applicable", "Không thuộc đơn vị"

    task = models.ForeignKey(PlanTask, models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="task_reports")
    path = PathField()
    province = models.CharField(max_length=4)
    state = models.CharField(max_length=16, choices=State.choices)
    on = models.DateField()
    evidence = models.TextField(blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    answers_for_it = models.CharField(max_length=120, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="task_report_once")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_state_display()}"


class PlanReceipt(models.Model):
    """A plan sent to a unit that it binds: acknowledged when, passed on to members how."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="receipts")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="receipts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plan_receipts")
    path = PathField()
    province = models.CharField(max_length=4)
    sent_on = models.DateField()
    acknowledged_on = models.DateField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    passed_on_on = models.DateField(null=True, blank=True)
    how = models.CharField(max_length=300, blank=True)
    participants = models.PositiveIntegerField(null=True, blank=True)
    document_number = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "unit"], name="plan_receipt_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_on__isnull=True) | Q(acknowledged_on__gte=F("sent_on")),
                name="plan_receipt_after_sending",
            ),
        ]
        indexes = [models.Index(fields=["unit", "plan"], name="plan_receipt_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.sent_on:%d/%m/%Y}"


class Activity(models.Model):
    """Something held: training, propaganda, a movement or model of a mass organisation, a dissemination meeting."""

    class Kind(models.TextChoices):
        TRAINING = "training", "Tập huấn, bồi dưỡng nghiệp vụ"
        PROPAGANDA = "propaganda", "Tuyên truyền, giáo dục"
        MOVEMENT = "movement", "Phong trào thi đua"
        MODEL = "model", "Mô hình, cách làm"
        DISSEMINATION = "dissemination", "Quán triệt, triển khai"
        INSPECTION = "inspection", "Kiểm tra, giám sát, đôn đốc"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="activities")
    office = models.CharField(max_length=32)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="activities")
    task = models.ForeignKey(PlanTask, models.PROTECT, null=True, blank=True, related_name="activities")
    path = PathField()
    province = models.CharField(max_length=4)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    title = models.CharField(max_length=300)
    on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    participants = models.PositiveIntegerField(null=True, blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["province", "path", "-on"], name="activity_by_path")]

    def __str__(self) -> str:
        return self.title
