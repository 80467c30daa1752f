"""Small trees, people and plans for tests, without surprises: what a test needs it says."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from nguon.models import Appointment, Placement, Plan, PlanVersion, Target, Unit, User
from nguon.rules.roles import Role
from nguon.rules.text import fold, natural_key, person_key
from nguon.rules.tree import segment

DAY = date(2026, 3, 10)  # "today" in most tests: a Tuesday
NOON = datetime(2026, 3, 10, 5, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


def make_unit(
    name: str = "",
    *,
    parent: Unit | None = None,
    kind: str = "",
    sector: str = "other",
    opened_on: date = LONG_AGO,
    code: str | None = None,
) -> Unit:
    """A unit with its one placement since `opened_on`, under `parent`; a province committee where there is none."""
    number = next(_numbers)
    kind = kind or (
        "provincial_committee" if parent is None else "commune_committee" if parent.parent_id is None else "branch"
    )
    name = name or f"Đơn vị {number}"
    unit = Unit.objects.create(
        name=name,
        code=code,
        kind=kind,
        sector=sector,
        parent=parent,
        path=f"~new{number}",
        depth=parent.depth + 1 if parent else 1,
        province=parent.province if parent else "",
        folded=fold(name),
        sort_key=natural_key(name),
        opened_on=opened_on,
    )
    own = segment(unit.pk)
    unit.path = (parent.path if parent else "") + own
    unit.province = parent.province if parent else own
    unit.save(update_fields=["path", "province"])
    Placement.objects.create(
        unit=unit, parent=parent, name=name, kind=kind, sector=sector, starts_on=opened_on, province=unit.province
    )
    return unit


def make_user(full_name: str = "Nguyễn Thị Hoa", *, username: str = "", password: str | None = None) -> User:
    """A person with an account that may be used at once; without `password` they cannot sign in by the form."""
    number = next(_numbers)
    user = User(
        username=username or f"nguoi{number}",
        full_name=full_name,
        sort_key=person_key(full_name),
        folded=fold(full_name),
        must_change_password=False,
        made_at=NOON,
    )
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    return user


def appoint(
    user: User,
    role: Role,
    unit: Unit,
    *,
    office: str = "committee",
    areas: tuple[Unit, ...] = (),
    starts_on: date = LONG_AGO,
    ends_on: date | None = None,
) -> Appointment:
    """`user` holds `role` at `unit`."""
    made = Appointment.objects.create(
        user=user, role=role, unit=unit, office=office, starts_on=starts_on, ends_on=ends_on, province=unit.province
    )
    made.areas.set(areas)
    return made


def holder(role: Role, unit: Unit, full_name: str = "Trần Văn Bình", **kwargs: object) -> User:
    """A new person holding `role` at `unit`."""
    user = make_user(full_name)
    appoint(user, role, unit, **kwargs)
    return user


def make_plan(
    unit: Unit, *, year: int = 2026, places: int | None = 30, title: str = "", **kwargs: object
) -> PlanVersion:
    """An issued plan of `unit` for `year` with one headline target of `places` admissions (none: no target)."""
    maker = User.objects.first() or make_user()
    number = str(kwargs.pop("document_number", "12-KH/ĐU"))
    plan = Plan.objects.create(unit=unit, path=unit.path, province=unit.province, made_by=maker, made_at=NOON)
    version = PlanVersion.objects.create(
        plan=plan,
        ordinal=1,
        document_type="KH",
        document_number=number,
        document_date=date(year, 1, 15),
        issuer=unit.name,
        title=title or f"Phát triển đảng viên năm {year}",
        folded=fold(f"{number} {title or f'Phát triển đảng viên năm {year}'} {unit.name}"),
        period_from=date(year, 1, 1),
        period_until=date(year + 1, 1, 1),
        holds_from=date(year, 1, 15),
        province=unit.province,
        issued_by=maker,
        issued_at=NOON,
        **kwargs,
    )
    if places is not None:
        Target.objects.create(
            version=version, ordinal=1, measure="admissions", minimum=places, maximum=places, whole=True
        )
    return version


def days(number: int) -> timedelta:
    """`number` days, to add to a date."""
    return timedelta(days=number)
