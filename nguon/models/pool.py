"""The three lists of a branch as its resolutions made them, how they go up, and who was nominated for them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nguon.models.organisation import Unit
from nguon.models.paths import PartialDateField, PathField
from nguon.models.persons import Person


class Resolution(models.Model):
    """A resolution of a branch: number, day, votes. `carried_over` marks what was decided before the product came, whose
    number and votes may not be known. A withdrawn one was written down by mistake and counts for no day.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="resolutions")
    path = PathField()
    province = models.CharField(max_length=4)
    number = models.CharField(max_length=60, blank=True)
    on = models.DateField()
    about = models.CharField(max_length=300, blank=True)
    members = models.PositiveSmallIntegerField(null=True, blank=True)
    present = models.PositiveSmallIntegerField(null=True, blank=True)
    in_favour = models.PositiveSmallIntegerField(null=True, blank=True)
    against = models.PositiveSmallIntegerField(null=True, blank=True)
    carried_over = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(number="") | Q(carried_over=True), name="resolution_has_a_number"),
            models.CheckConstraint(
                condition=Q(in_favour__isnull=True) | Q(present__gte=F("in_favour")), name="resolution_votes_of_present"
            ),
        ]
        indexes = [models.Index(fields=["unit", "-on", "-id"], name="resolution_of_unit")]

    def __str__(self) -> str:
        return f"{self.number or '(chưa rõ số)'} ngày {self.on:%d/%m/%Y}"


class ListChange(models.Model):
    """One person comes onto a list of a branch, goes on to another, or leaves: `to_list` is 1, 2, 3, or 0 for leaving.

    A person stands on one list at a time. `on` is the day of the resolution; the list of a day follows from the changes
    up to that day, whenever they were written down.
    """

    class Reason(models.TextChoices):
        ADMITTED = "admitted", "Đã kết nạp"
        MOVED = "moved", "Chuyển nơi công tác, học tập, cư trú"
        NOT_FIT = "not_fit", "Không còn đủ tiêu chuẩn, điều kiện"
        AGE = "age", "Quá tuổi"
        OWN_WISH = "own_wish", "Không còn nguyện vọng"
        LAPSED = "lapsed", "Giấy chứng nhận hết giá trị"
        DIED = "died", "Từ trần"
        MISTAKE = "mistake", "Ghi nhầm"
        OTHER = "other", "Lý do khác"

    person = models.ForeignKey(Person, models.PROTECT, related_name="list_changes")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="list_changes")
    path = PathField()
    province = models.CharField(max_length=4)
    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="list_changes")
    from_list = models.PositiveSmallIntegerField(default=0)
    to_list = models.PositiveSmallIntegerField()
    on = models.DateField()
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    reason_text = models.CharField(max_length=300, blank=True)
    expected_quarter = models.CharField(max_length=7, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_list__lte=3) & Q(from_list__lte=3), name="list_change_0_to_3"),
            models.CheckConstraint(condition=Q(to_list__gt=0) | ~Q(reason=""), name="list_change_leaving_has_reason"),
            models.UniqueConstraint(fields=["resolution", "person"], name="list_change_once_a_resolution"),
        ]
        indexes = [
            models.Index(fields=["person", "on", "id"], name="list_change_of_person"),
            models.Index(fields=["unit", "on"], name="list_change_of_unit"),
            models.Index(fields=["path", "on"], name="list_change_by_path"),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.to_list}"


class PoolSetting(models.Model):
    """How a unit and all below it without a setting of their own work with the lists; empty fields leave it to above."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="pool_setting")
    review_every_months = models.PositiveSmallIntegerField(null=True, blank=True)
    remark_every_months = models.PositiveSmallIntegerField(null=True, blank=True)
    ratio_min = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    ratio_max = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    most_candidates_a_sponsor = models.PositiveSmallIntegerField(null=True, blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    province = models.CharField(max_length=4)

    def __str__(self) -> str:
        return f"{self.unit}"


class SurveyRound(models.Model):
    """A call for the lists of one period, from a unit to all below it: each hands its list to the unit above.

    `due_on` binds the units directly below; each level further down has `days_per_level` working days less.
    """

    class Kind(models.TextChoices):
        YEAR = "year", "Khảo sát quý IV cho năm sau"
        QUARTER = "quarter", "Rà soát, bổ sung quý"
        MONTH = "month", "Rà soát tháng"
        EXTRA = "extra", "Rà soát theo yêu cầu"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="survey_rounds")
    path = PathField()
    province = models.CharField(max_length=4)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=200)
    period_from = models.DateField()
    period_until = models.DateField()
    opens_on = models.DateField()
    due_on = models.DateField()
    days_per_level = models.PositiveSmallIntegerField(default=5)
    document_number = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(period_until__gt=F("period_from")), name="survey_round_period_forward"),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="survey_round_due_after_opening"),
        ]
        indexes = [models.Index(fields=["province", "-due_on"], name="survey_round_latest")]

    def __str__(self) -> str:
        return self.name


class HandIn(models.Model):
    """One version of what a unit hands to the unit above in a round, frozen. A branch's holds its `rows`; a
    consolidated one holds what it is made of (`included`: ids of hand-ins below, `missing`: unit ids without one).

    `counts` are the figures of that moment: {"lists": {"1": n, "2": n, "3": n}, "groups": {list: {group: n}}}.
    """

    class State(models.TextChoices):
        HANDED_IN = "handed_in", "Đã nộp"
        RETURNED = "returned", "Trả lại"
        ACCEPTED = "accepted", "Đã nhận"
        REPLACED = "replaced", "Đã nộp bản mới"

    round = models.ForeignKey(SurveyRound, models.PROTECT, related_name="hand_ins")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="hand_ins")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="hand_ins_received")
    path = PathField()
    province = models.CharField(max_length=4)
    ordinal = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.HANDED_IN)
    on = models.DateField()
    rows = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    included = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    document_number = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=500, blank=True)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    handed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "unit", "ordinal"], name="hand_in_ordinal_once"),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""), name="hand_in_returned_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["round", "path"], name="hand_in_of_round"),
            models.Index(fields=["to_unit", "state"], name="hand_in_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.round} · {self.ordinal}"


class Nomination(models.Model):
    """A mass organisation puts a person forward to a branch, which answers. The person becomes a record on acceptance."""

    class Answer(models.TextChoices):
        WAITING = "waiting", "Chờ chi bộ trả lời"
        ACCEPTED = "accepted", "Chi bộ đưa vào theo dõi"
        DECLINED = "declined", "Chi bộ chưa đưa vào theo dõi"
        WITHDRAWN = "withdrawn", "Đã rút"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="nominations")
    path = PathField()
    province = models.CharField(max_length=4)
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="nominations_made")
    office = models.CharField(max_length=32)
    full_name = models.CharField(max_length=120)
    born = PartialDateField()
    sex = models.CharField(max_length=6, choices=Person.Sex.choices, blank=True)
    occupation = models.CharField(max_length=160, blank=True)
    residence = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=1000)
    document_number = models.CharField(max_length=60, blank=True)
    document_date = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING)
    answer_reason = models.CharField(max_length=500, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="nominations")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer="declined") | ~Q(answer_reason=""), name="nomination_declined_with_reason"
            )
        ]
        indexes = [
            models.Index(fields=["unit", "answer"], name="nomination_to_answer"),
            models.Index(fields=["from_unit", "-made_at"], name="nomination_made"),
        ]

    def __str__(self) -> str:
        return self.full_name
