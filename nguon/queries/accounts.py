"""Persons with accounts within reach, the roles they hold, and whose accounts one may open, change and end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from nguon.models import Appointment, Delegation, RoleRequirement, SignIn, Unit, User
from nguon.queries.access import Reach
from nguon.rules.errors import NotReached
from nguon.rules.roles import Action, Role, accounts_open_to
from nguon.rules.text import fold
from nguon.rules.tree import subtree_range

SHOWN_UNITS = 60


@dataclass(frozen=True)
class AccountPage:
    """All that one person's page shows. `appointments` are those within the reader's reach, the ones in force first."""

    user: User
    appointments: tuple[Appointment, ...]
    endable: frozenset[int]
    lent: tuple[Delegation, ...]
    borrowed: tuple[Delegation, ...]
    last_seen: object
    keepable: bool


def in_force(on: date) -> Q:
    """Appointments in force on the day `on`."""
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))


def opens(by: Reach, role: Role, path: str) -> bool:
    """True where `by` may open, change and end the account of a holder of `role` at the unit at `path`."""
    if by.system:
        return True
    for holding in by.holdings:
        if role in accounts_open_to(holding.role):
            for low, high in holding.ranges(Action.CHANGE_ACCOUNTS):
                if (high is None and path == low) or (high is not None and low <= path < high):
                    return True
    return False


def roles_to_give(by: Reach, path: str) -> list[Role]:
    """The roles `by` may appoint somebody to at the unit at `path`, in the table's order."""
    return [role for role in Role if opens(by, role, path)]


def keeps(by: Reach, user: User) -> bool:
    """True where `by` may reset, close and rename the account of `user`: every role they hold, will hold or act in for
    another must be one `by` may open; of a person without any, the last one held decides. Nobody keeps their own.
    """
    if by.system:
        return True
    if by.who is not None and by.who.pk == user.pk:
        return False
    held = Appointment.objects.filter(user=user).select_related("unit").order_by("-ends_on", "-pk")
    current = [each for each in held if each.ends_on is None or each.ends_on > by.day]
    lent = Delegation.objects.filter(to=user, ends_on__gt=by.day).filter(
        Q(ended_early_on__isnull=True) | Q(ended_early_on__gt=by.day)
    )
    acting = [each.appointment for each in lent.select_related("appointment__unit")]
    deciding = [*current, *acting] or list(held[:1])
    return bool(deciding) and all(opens(by, Role(each.role), each.unit.path) for each in deciding)


def account_rows(
    by: Reach, *, text: str = "", unit: Unit | None = None, role: Role | None = None, standing: str = ""
) -> QuerySet[User]:
    """Accounts within reach by given name, two queries however many: each with `roles_shown` (in force, within reach) and
    `last_seen`. `unit` keeps holders at it or below it; `standing` is "", "open", "closed" or "none" (no role in force).
    """
    held = Appointment.objects.filter(in_force(by.day)).filter(by.within(Action.SEE_ACCOUNTS, "unit__path"))
    rows = by.accounts().prefetch_related(
        Prefetch("appointments", held.select_related("unit").order_by("unit__path", "pk"), to_attr="roles_shown")
    )
    rows = rows.annotate(last_seen=_last_seen())
    asked = fold(text)
    if asked:
        rows = rows.filter(Q(folded__contains=asked) | Q(username__contains=asked))
    mine = held.filter(user=OuterRef("pk"))
    if unit is not None:
        low, high = subtree_range(unit.path)
        mine = mine.filter(unit__path__gte=low, unit__path__lt=high)
    if role is not None:
        mine = mine.filter(role=role)
    if unit is not None or role is not None:
        rows = rows.filter(Exists(mine))
    if standing in ("open", "closed"):
        rows = rows.filter(is_active=standing == "open")
    elif standing == "none":
        rows = rows.filter(~Exists(Appointment.objects.filter(in_force(by.day), user=OuterRef("pk"))))
    return rows.order_by("sort_key", "pk")


def _last_seen() -> Subquery:
    newest = SignIn.objects.filter(user=OuterRef("pk")).order_by().values("user").annotate(newest=Max("seen_at"))
    return Subquery(newest.values("newest"))


def account_page(by: Reach, user_id: int) -> AccountPage:
    """One person's page. Raises NotReached."""
    user = by.accounts().annotate(last_seen=_last_seen()).filter(pk=user_id).first()
    if user is None:
        raise NotReached(f"account {user_id}")
    held = Appointment.objects.filter(by.within(Action.SEE_ACCOUNTS, "unit__path"), user=user)
    appointments = list(held.select_related("unit").prefetch_related("areas").order_by("-starts_on", "-pk"))
    appointments.sort(key=lambda each: each.ends_on is not None and each.ends_on <= by.day)
    delegations = Delegation.objects.select_related("appointment__unit", "appointment__user", "to")
    mine = by.who is not None and by.who.pk == user.pk
    open_ends = (each for each in appointments if each.ends_on is None or each.ends_on > by.day)
    endable = {each.pk for each in open_ends if opens(by, Role(each.role), each.unit.path) and not mine}
    return AccountPage(
        user=user,
        appointments=tuple(appointments),
        endable=frozenset(endable),
        lent=tuple(delegations.filter(appointment__in=appointments).order_by("-starts_on", "-pk")),
        borrowed=tuple(
            delegations.filter(by.within(Action.SEE_ACCOUNTS, "appointment__unit__path"), to=user).order_by(
                "-starts_on", "-pk"
            )
        ),
        last_seen=user.last_seen,
        keepable=keeps(by, user),
    )


def taken_usernames(start: str) -> frozenset[str]:
    """Sign-in names in use that begin with `start`."""
    return frozenset(User.objects.filter(username__startswith=start).values_list("username", flat=True))


def units_to_choose(by: Reach, action: Action, text: str) -> list[Unit]:
    """Open units over which `action` is permitted whose name or code holds `text`, at most sixty, from the top down."""
    units = by.units(action).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=by.day))
    asked = fold(text)
    if asked:
        units = units.filter(Q(folded__contains=asked) | Q(code__startswith=asked))
    return list(units.select_related("parent").order_by("depth", "sort_key", "pk")[:SHOWN_UNITS])


def areas_to_choose(unit: Unit) -> list[Unit]:
    """Open units directly below `unit`, in Vietnamese order: what a standing-board member can be put in charge of."""
    return list(Unit.objects.filter(parent=unit, closed_on__isnull=True).order_by("sort_key", "pk"))


def holders_of(roles: Iterable[Role], on: date) -> dict[str, tuple[int, int]]:
    """Per role: how many persons hold it on the day `on`, and how many of these have a second factor. One query."""
    counted: dict[str, tuple[int, int]] = {role.value: (0, 0) for role in roles}
    rows = Appointment.objects.filter(in_force(on), user__is_active=True).values_list(
        "role", "user_id", "user__totp_confirmed_at"
    )
    for role, _, confirmed in rows.distinct():
        persons, with_factor = counted.get(role, (0, 0))
        counted[role] = (persons + 1, with_factor + (confirmed is not None))
    return counted


def roles_requiring_second_factor() -> frozenset[str]:
    """The roles whose holders must have a second factor."""
    return frozenset(RoleRequirement.objects.filter(totp_required=True).values_list("role", flat=True))


def active_person(user_id: int) -> User | None:
    """The person whose password has just been proved, unless the account was shut since."""
    return User.objects.filter(pk=user_id, is_active=True).first()


def unit_named(words: str) -> Unit:
    """The one unit with this number, code or exact name; with "" the one top unit. Raises NotReached where none or several."""
    rows = Unit.objects.filter(closed_on__isnull=True)
    if not words:
        found = rows.filter(parent__isnull=True)
    elif words.isdecimal() and len(words) < 10:
        found = rows.filter(pk=int(words))
    else:
        found = rows.filter(Q(code=words) | Q(name=words))
    several = list(found.order_by("pk")[:2])
    if len(several) != 1:
        raise NotReached("Không có đúng một đơn vị như vậy; hãy ghi số hoặc mã của đơn vị.")
    return several[0]
