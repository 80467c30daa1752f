"""Persons with an account, the roles they hold at units, and on whose behalf they act."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from nguon.models.organisation import Unit
from nguon.rules.offices import Office
from nguon.rules.roles import Role


class UserManager(BaseUserManager["User"]):
    """Finds users by their sign-in name; accounts are made in services.accounts only."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username or "")


class User(AbstractBaseUser):
    """One person who signs in. What they may do follows from appointments and delegations, never from the account."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=400)
    folded = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    language = models.CharField(max_length=2, default="vi")
    totp_secret = models.BinaryField(null=True, blank=True)
    totp_confirmed_at = models.DateTimeField(null=True, blank=True)
    totp_last_step = models.BigIntegerField(default=0)
    recovery_codes = models.JSONField(default=list, blank=True)
    calendar_token = models.CharField(max_length=64, blank=True, db_index=True)
    wants_digest = models.BooleanField(default=True)
    last_digest_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    last_login = None  # sign-ins have their own table; Django's stamp would be written past the services

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    objects = UserManager()

    class Meta:
        indexes = [models.Index(fields=["sort_key", "id"], name="user_by_name")]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name


class Appointment(models.Model):
    """A role a person holds at a unit from one day until another (excluded), by a document."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role])
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments")
    office = models.CharField(
        max_length=32, choices=[(office.value, office.value) for office in Office], default=Office.COMMITTEE.value
    )
    areas = models.ManyToManyField(Unit, related_name="in_charge", blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    province = models.CharField(max_length=4)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="appointment_role_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="appointment_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "starts_on"], name="appointment_of_user"),
            models.Index(fields=["unit", "role"], name="appointment_at_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.role} · {self.unit}"


class Delegation(models.Model):
    """One person acts for another in one appointment, by a numbered document, and only until a day."""

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="delegations")
    to = models.ForeignKey(User, models.PROTECT, related_name="delegations")
    starts_on = models.DateField()
    ends_on = models.DateField()
    document_number = models.CharField(max_length=60)
    document_date = models.DateField()
    ended_early_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="delegation_ends_after_start"),
            models.CheckConstraint(condition=~Q(document_number=""), name="delegation_rests_on_a_document"),
        ]

    def __str__(self) -> str:
        return f"{self.appointment} → {self.to}"


class SignIn(models.Model):
    """One session of one person on one device, so that they can see it and end it from elsewhere."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    session_digest = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.CharField(max_length=45)
    agent = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-seen_at"], name="sign_in_of_user")]

    def __str__(self) -> str:
        return f"{self.user} {self.started_at}"


class SignInAttempt(models.Model):
    """A failed attempt to sign in; too many under one name or from one address and the door stays shut a while."""

    username = models.CharField(max_length=60)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["username", "at"], name="attempt_by_name"),
            models.Index(fields=["address", "at"], name="attempt_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.at}"


class RoleRequirement(models.Model):
    """What the installation asks of every holder of a role beyond a password."""

    role = models.CharField(max_length=32, unique=True)
    totp_required = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.role
