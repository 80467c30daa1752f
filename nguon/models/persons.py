"""The persons whom branches follow from the first survey on: one record each, whatever becomes of them.

Ethnicity, religion, family and political matters stand sealed in a table of their own. Citizen numbers are sealed too.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nguon.models.organisation import Unit
from nguon.models.paths import PartialDateField, PathField


class Person(models.Model):
    """One person. `unit`, `path` and `listed` are those of today, for access and lists; other days are asked of the
    stays and of the list changes. `key` names the record in seals and in files. `joined` and `official` are the days of
    admission and of recognition where they are a member.
    """

    class Sex(models.TextChoices):
        FEMALE = "female", "Nữ"
        MALE = "male", "Nam"

    key = models.CharField(max_length=32, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="persons")
    path = PathField()
    province = models.CharField(max_length=4)
    full_name = models.CharField(max_length=120)
    other_names = models.CharField(max_length=200, blank=True)
    sort_key = models.CharField(max_length=400)
    born = PartialDateField()
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True)
    citizen_sealed = models.BinaryField(default=b"")
    citizen_digest = models.CharField(max_length=64, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    staff_code = models.CharField(max_length=40, blank=True)
    birthplace = models.CharField(max_length=200, blank=True)
    birthplace_former = models.CharField(max_length=200, blank=True)
    home_town = models.CharField(max_length=200, blank=True)
    home_town_former = models.CharField(max_length=200, blank=True)
    residence = models.CharField(max_length=200, blank=True)
    residence_former = models.CharField(max_length=200, blank=True)
    temporary_residence = models.CharField(max_length=200, blank=True)
    occupation = models.CharField(max_length=160, blank=True)
    workplace = models.CharField(max_length=200, blank=True)
    position = models.CharField(max_length=160, blank=True)
    class_name = models.CharField(max_length=80, blank=True)
    general_education = models.CharField(max_length=60, blank=True)
    profession = models.CharField(max_length=160, blank=True)
    degree = models.CharField(max_length=120, blank=True)
    political_theory = models.CharField(max_length=80, blank=True)
    foreign_language = models.CharField(max_length=120, blank=True)
    digital_skill = models.CharField(max_length=120, blank=True)
    youth_union_joined = PartialDateField()
    note = models.CharField(max_length=1000, blank=True)
    joined = PartialDateField()
    official = PartialDateField()
    left_party_on = models.DateField(null=True, blank=True)
    listed = models.PositiveSmallIntegerField(default=0)
    listed_since = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(listed__lte=3), name="person_listed_0_to_3")]
        indexes = [
            # Holds all that lists are narrowed by, so that a page far down and a sum are read from the index alone.
            models.Index(
                fields=[
                    *("province", "sort_key", "id", "path", "listed", "sex"),
                    *("born", "joined", "official", "left_party_on", "citizen_digest"),
                ],
                condition=Q(merged_into__isnull=True, withdrawn_at__isnull=True),
                name="person_in_order",
            ),
            # Sums over a province are read from this alone.
            models.Index(
                fields=["path", "listed"],
                condition=Q(merged_into__isnull=True, withdrawn_at__isnull=True),
                name="person_of_list",
            ),
            models.Index(fields=["citizen_digest"], name="person_by_citizen"),
            models.Index(fields=["born"], name="person_by_birth"),
            models.Index(fields=["staff_code"], name="person_by_staff_code"),
            models.Index(fields=["unit", "sort_key", "id"], name="person_of_unit"),
        ]

    def __str__(self) -> str:
        return self.full_name


class PersonName(models.Model):
    """A name a person is found by: narrow, so that looking through all of them is quick.

    `words` is the folded name between blanks (" nguyen thi hoa "), `near` the same for spellings that are easily taken
    for each other.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="names")
    path = PathField()
    province = models.CharField(max_length=4)
    words = models.CharField(max_length=202)
    near = models.CharField(max_length=202)
    sort_key = models.CharField(max_length=400)
    is_main = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["near"], name="person_name_near"),
            models.Index(fields=["path"], name="name_path"),
            # Read from end to end in the order of the list, until enough are found: never the table itself.
            models.Index(fields=["province", "sort_key", "words", "path", "person"], name="person_name_in_order"),
        ]

    def __str__(self) -> str:
        return self.words.strip()


class SensitiveRecord(models.Model):
    """What of a person is sensitive by law, sealed as one text (JSON by field). Every look at it leaves an entry."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="sensitive")
    sealed = models.BinaryField(default=b"")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id}"


class PersonGroup(models.Model):
    """A group the person belongs to: following from facts, or entered by a person. Sub-targets count through it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="groups")
    group = models.CharField(max_length=32)
    from_facts = models.BooleanField(default=False)
    path = PathField()
    province = models.CharField(max_length=4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "group"], name="person_group_once")]
        indexes = [models.Index(fields=["group", "path"], name="person_group_by_path")]

    def __str__(self) -> str:
        return self.group


class Stay(models.Model):
    """Where a person works, studies or lives in the sense of a branch: one unit from one day until another (excluded).

    `since` may be known only by month or year. The stay without an end is the present one.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="stays")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="stays")
    since = PartialDateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    province = models.CharField(max_length=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ends_on__isnull=True), name="stay_one_open_end")
        ]
        indexes = [models.Index(fields=["person", "since"], name="stay_of_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.unit}"


class Circumstance(models.Model):
    """What keeps a member from being given a task such as sponsoring, from one day until another (excluded)."""

    class Kind(models.TextChoices):
        TRANSFERRING = "transferring", "Đang chuyển sinh hoạt đảng"
        EXEMPT = "exempt", "Được miễn công tác và sinh hoạt đảng"
        AWAY = "away", "Sinh hoạt đảng tạm thời ở nơi khác"
        DISCIPLINED = "disciplined", "Đang trong thời hạn kỷ luật"

    person = models.ForeignKey(Person, models.CASCADE, related_name="circumstances")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    province = models.CharField(max_length=4)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="circumstance_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["person", "starts_on"], name="circumstance_of_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"


class Merge(models.Model):
    """Two records of one person made one: `kept` took over what hung on `dropped`. `moved` is enough to undo it."""

    kept = models.ForeignKey(Person, models.PROTECT, related_name="merges")
    dropped = models.ForeignKey(Person, models.PROTECT, related_name="merged_away")
    path = PathField()
    province = models.CharField(max_length=4)
    moved = models.JSONField(default=list)
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(kept=F("dropped")), name="merge_of_two_records")]
        indexes = [models.Index(fields=["province", "-made_at"], name="merge_latest")]

    def __str__(self) -> str:
        return f"{self.kept} ← {self.dropped}"


class ToldApart(models.Model):
    """Two records that look like one person and are not, as somebody who knows said: they are not shown again as likely
    duplicates. `first` is the record with the smaller number.
    """

    first = models.ForeignKey(Person, models.CASCADE, related_name="told_apart_as_first")
    second = models.ForeignKey(Person, models.CASCADE, related_name="told_apart_as_second")
    province = models.CharField(max_length=4)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="told_apart_in_order"),
            models.UniqueConstraint(fields=["first", "second"], name="told_apart_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
