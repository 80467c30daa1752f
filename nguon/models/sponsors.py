"""Which official members help which candidates, the tasks candidates are given, and what sponsors say of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nguon.models.organisation import Unit
from nguon.models.paths import PathField
from nguon.models.persons import Person
from nguon.models.pool import Resolution


class Sponsorship(models.Model):
    """An official member helps a candidate, by resolution, from one day until another (excluded).

    `cautions` keeps the findings of the rules that the branch knew of when it resolved (code and words).
    """

    class End(models.TextChoices):
        REPLACED = "replaced", "Thay đảng viên khác giúp đỡ"
        SPONSOR_MOVED = "sponsor_moved", "Đảng viên giúp đỡ chuyển đi"
        CANDIDATE_LEFT = "candidate_left", "Quần chúng ra khỏi danh sách"
        ADMITTED = "admitted", "Đã kết nạp"
        OWN_REQUEST = "own_request", "Đảng viên xin thôi"
        OTHER = "other", "Lý do khác"

    candidate = models.ForeignKey(Person, models.PROTECT, related_name="sponsorships")
    sponsor = models.ForeignKey(Person, models.PROTECT, related_name="sponsoring")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sponsorships")
    path = PathField()
    province = models.CharField(max_length=4)
    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="sponsorships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    end_kind = models.CharField(max_length=16, choices=End.choices, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    end_resolution = models.ForeignKey(
        Resolution, models.PROTECT, null=True, blank=True, related_name="sponsorships_ended"
    )
    cautions = models.JSONField(default=list)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="sponsorship_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(candidate=F("sponsor")), name="sponsorship_of_two_persons"),
            models.UniqueConstraint(
                fields=["candidate", "sponsor"], condition=Q(ends_on__isnull=True), name="sponsorship_once_open"
            ),
        ]
        indexes = [
            models.Index(fields=["path", "ends_on"], name="sponsorship_by_path"),
            models.Index(fields=["sponsor", "ends_on"], name="sponsorship_load"),
        ]

    def __str__(self) -> str:
        return f"{self.sponsor} → {self.candidate}"


class CandidateTask(models.Model):
    """A task a candidate is given to show themselves by, and what came of it."""

    class Outcome(models.TextChoices):
        DONE = "done", "Hoàn thành"
        PARTLY = "partly", "Hoàn thành một phần"
        NOT_DONE = "not_done", "Chưa hoàn thành"
        DROPPED = "dropped", "Không giao nữa"

    person = models.ForeignKey(Person, models.PROTECT, related_name="candidate_tasks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="candidate_tasks")
    path = PathField()
    province = models.CharField(max_length=4)
    what = models.CharField(max_length=500)
    given_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    resolution = models.ForeignKey(Resolution, models.PROTECT, null=True, blank=True, related_name="candidate_tasks")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    result = models.CharField(max_length=1000, blank=True)
    result_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("given_on")), name="candidate_task_due_after_given"
            )
        ]
        indexes = [models.Index(fields=["path", "due_on"], name="candidate_task_by_path")]

    def __str__(self) -> str:
        return self.what


class SponsorRemark(models.Model):
    """What a sponsor reported of a candidate for a period, as written down by the branch."""

    sponsorship = models.ForeignKey(Sponsorship, models.PROTECT, related_name="remarks")
    path = PathField()
    province = models.CharField(max_length=4)
    period_from = models.DateField()
    period_until = models.DateField()
    on = models.DateField()
    text = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sponsorship", "period_from"], name="sponsor_remark_once_a_period"),
            models.CheckConstraint(
                condition=Q(period_until__gt=F("period_from")), name="sponsor_remark_period_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sponsorship} {self.period_from:%d/%m/%Y}"
