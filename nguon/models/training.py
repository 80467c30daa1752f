"""Classes: proposed by branches, gathered level by level, held by a political centre, ended with a certificate."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nguon.models.organisation import Unit
from nguon.models.paths import PathField
from nguon.models.persons import Person
from nguon.models.pool import Resolution


class ClassKind(models.TextChoices):
    """Which class: before the dossier, or during probation."""

    AWARENESS = "awareness", "Bồi dưỡng nhận thức về Đảng"
    NEW_MEMBER = "new_member", "Bồi dưỡng lý luận chính trị cho đảng viên mới"


class TrainingClass(models.Model):
    """A class that a political centre, or where there is none the organisation board, opens for persons from below."""

    class State(models.TextChoices):
        PLANNED = "planned", "Dự kiến"
        OPEN = "open", "Đã mở"
        ENDED = "ended", "Đã bế giảng"
        CANCELLED = "cancelled", "Không mở"

    kind = models.CharField(max_length=10, choices=ClassKind.choices, default=ClassKind.AWARENESS)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="training_classes")
    office = models.CharField(max_length=32)
    path = PathField()
    province = models.CharField(max_length=4)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    place = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    capacity = models.PositiveSmallIntegerField()
    opening_number = models.CharField(max_length=60, blank=True)
    opening_date = models.DateField(null=True, blank=True)
    certificate_issuer = models.CharField(max_length=200, blank=True)
    check_form = models.CharField(max_length=120, blank=True)
    check_on = models.DateField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="training_class_ends_after_start"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="training_class_has_places"),
        ]
        indexes = [models.Index(fields=["province", "-starts_on"], name="training_class_latest")]

    def __str__(self) -> str:
        return self.name


class ClassProposal(models.Model):
    """A branch proposes a person for a class; the proposal lies on the desk of `desk` until it is passed up or placed."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Chờ tổng hợp"
        RETURNED = "returned", "Trả lại chi bộ"
        PLACED = "placed", "Đã xếp lớp"
        WITHDRAWN = "withdrawn", "Chi bộ rút"

    kind = models.CharField(max_length=10, choices=ClassKind.choices, default=ClassKind.AWARENESS)
    person = models.ForeignKey(Person, models.PROTECT, related_name="class_proposals")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="class_proposals")
    path = PathField()
    province = models.CharField(max_length=4)
    desk = models.ForeignKey(Unit, models.PROTECT, related_name="class_proposals_on_desk")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    resolution = models.ForeignKey(Resolution, models.PROTECT, null=True, blank=True, related_name="class_proposals")
    proposed_on = models.DateField()
    return_reason = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(state="proposed"), name="class_proposal_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""), name="class_proposal_returned_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "state"], name="class_proposal_on_desk"),
            models.Index(fields=["path", "state"], name="class_proposal_by_path"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"


class ProposalStep(models.Model):
    """One step of a proposal on its way up: passed from a desk to the one above, returned, or placed."""

    proposal = models.ForeignKey(ClassProposal, models.CASCADE, related_name="steps")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    what = models.CharField(max_length=10)
    on = models.DateField()
    document_number = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.what} {self.on:%d/%m/%Y}"


class ClassPlace(models.Model):
    """A person's place in a class or on its waiting list, and the result of the check at its end."""

    class State(models.TextChoices):
        PLACED = "placed", "Trong lớp"
        WAITING = "waiting", "Chờ chỗ"
        GAVE_UP = "gave_up", "Không dự"

    class Result(models.TextChoices):
        PASSED = "passed", "Đạt yêu cầu"
        FAILED = "failed", "Chưa đạt yêu cầu"
        ABSENT = "absent", "Vắng kiểm tra"

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="places")
    person = models.ForeignKey(Person, models.PROTECT, related_name="class_places")
    proposal = models.ForeignKey(ClassProposal, models.PROTECT, null=True, blank=True, related_name="places")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="class_places")
    province = models.CharField(max_length=4)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLACED)
    gave_up_reason = models.CharField(max_length=300, blank=True)
    mark = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    grade = models.CharField(max_length=40, blank=True)
    result = models.CharField(max_length=6, choices=Result.choices, blank=True)
    result_note = models.CharField(max_length=300, blank=True)
    result_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    placed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training_class", "person"], name="class_place_once"),
            models.CheckConstraint(
                condition=Q(mark__isnull=True) | (Q(mark__gte=0) & Q(mark__lte=10)), name="class_place_mark_of_ten"
            ),
        ]
        indexes = [models.Index(fields=["person"], name="class_place_of_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.training_class}"


class Lecturer(models.Model):
    """Who teaches at classes of a unit, full-time or part-time."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lecturers")
    path = PathField()
    province = models.CharField(max_length=4)
    full_name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=400)
    full_time = models.BooleanField(default=False)
    position = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    left_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.full_name


class ClassSession(models.Model):
    """One session of a class: when, about what, with whom."""

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="sessions")
    on = models.DateField()
    half = models.CharField(
        max_length=9, choices=[("morning", "Sáng"), ("afternoon", "Chiều"), ("evening", "Tối")], default="morning"
    )
    topic = models.CharField(max_length=300)
    lecturer = models.ForeignKey(Lecturer, models.PROTECT, null=True, blank=True, related_name="sessions")
    place = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["training_class", "on", "half"], name="class_session_once")]

    def __str__(self) -> str:
        return self.topic


class Attendance(models.Model):
    """Whether a participant was at a session."""

    class State(models.TextChoices):
        PRESENT = "present", "Có mặt"
        EXCUSED = "excused", "Vắng có lý do"
        ABSENT = "absent", "Vắng không lý do"

    session = models.ForeignKey(ClassSession, models.CASCADE, related_name="attendances")
    place = models.ForeignKey(ClassPlace, models.CASCADE, related_name="attendances")
    state = models.CharField(max_length=7, choices=State.choices)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "place"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.place} · {self.get_state_display()}"


class TeachingRemark(models.Model):
    """What participants said of the teaching of a session, without their names; `said_by` counts how many said so."""

    session = models.ForeignKey(ClassSession, models.CASCADE, related_name="remarks")
    text = models.CharField(max_length=1000)
    said_by = models.PositiveSmallIntegerField(default=1)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text


class Certificate(models.Model):
    """The certificate of a class: number, day of issue, first day it no longer holds (None: it does not lapse).

    A revoked one stays; the one issued instead names it.
    """

    kind = models.CharField(max_length=10, choices=ClassKind.choices, default=ClassKind.AWARENESS)
    person = models.ForeignKey(Person, models.PROTECT, related_name="certificates")
    place = models.ForeignKey(ClassPlace, models.PROTECT, null=True, blank=True, related_name="certificates")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    path = PathField()
    province = models.CharField(max_length=4)
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    class_said = models.CharField(max_length=200, blank=True)
    revoked_on = models.DateField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("issued_on")),
                name="certificate_holds_a_while",
            ),
            models.UniqueConstraint(
                fields=["place"], condition=Q(revoked_on__isnull=True), name="certificate_one_of_a_place"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "kind", "-issued_on"], name="certificate_of_person"),
            models.Index(fields=["path", "valid_until"], name="certificate_by_end"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.issued_on:%d/%m/%Y}"
