"""A province that does not exist, of any size, for trying the product and measuring it: units, persons, a plan, accounts."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from nguon.models import Placement, Unit, User
from nguon.queries.access import Reach
from nguon.regulations.load import kind_periods, kinds_on
from nguon.rules.accounts import proposed_username
from nguon.rules.errors import RuleViolation, Unmet
from nguon.rules.invented import Recipe, UnitSketch, levels_of, persons_by_branch, tree_of, unmet_size
from nguon.rules.roles import Role
from nguon.rules.text import fold, natural_key, person_key
from nguon.rules.tree import segment
from nguon.services.accounts import new_password
from nguon.services.appointing import Terms, give
from nguon.services.audit import operation, record
from nguon.services.journal import reserve
from nguon.services.making_persons import Branch, make_persons
from nguon.services.making_quotas import make_quotas
from nguon.services.reorganising import lock_tree

BATCH = 500
COMMITTEE = 3  # level of the committees above the branches
_OLD, _NEW = date(2015, 1, 1), date(2025, 7, 1)  # the district level went on the latter day


@dataclass(frozen=True)
class MadeAccount:
    """An account of the invented province and its first password, made at random and known to nobody once this is gone."""

    username: str
    password: str
    role: Role
    unit: str


@dataclass(frozen=True)
class MadeProvince:
    """What was made. `digest` is the same whenever the arguments and the day are."""

    top: Unit
    units: int
    people: int
    digest: str
    accounts: tuple[MadeAccount, ...]


@operation
def make_province(
    *,
    by: Reach,
    people: int,
    units: int,
    seed: int = 1930,
    name: str = "Thử Nghiệm",
    say: Callable[[str], None] = print,
) -> MadeProvince:
    """`people` persons in `units` units under "Tỉnh ủy <name>", with a divided plan of the year and four accounts.

    Rows are made branch by branch, so that memory does not grow with `people`. `say` is told how far it is. Raises
    RuleViolation for a size that cannot be, or where that province is there and not empty.
    """
    lock_tree()
    unmet = [*unmet_size(people, units)]
    top_name = f"Tỉnh ủy {name}"
    known = Unit.objects.filter(parent__isnull=True, name=top_name).first()
    if known is not None and (known.children.exists() or known.persons.exists() or known.plans.exists()):
        unmet.append(Unmet("trial.there", f"Đã có {top_name} với dữ liệu bên trong. Hãy đặt tên khác."))
    if unmet:
        raise RuleViolation(unmet)
    digest = hashlib.sha256(f"{people}/{units}/{seed}/{name}/{by.day}".encode())
    opened = _NEW if by.day >= date(2025, 11, 1) else _OLD
    sketches = list(tree_of(units, name))
    made = _make_units(sketches, opened, by.day, known)
    say(f"{len(made)} đơn vị")
    accounts, officer = _make_accounts(by, sketches, made)
    lowest = [each for each in sketches if each.level == COMMITTEE + 1]
    counts = persons_by_branch(people, len(lowest), seed)
    committees: Counter[int] = Counter()
    for each, count in zip(lowest, counts, strict=True):
        committees[each.parent or 0] += count
    recipe = Recipe(seed, by.day, opened)
    make_quotas(officer, recipe, list(zip(sketches, made, strict=True)), committees, digest)
    branches = (Branch(made[each.number], each, count) for each, count in zip(lowest, counts, strict=True))
    persons = make_persons(branches, recipe, digest, say)
    found = MadeProvince(made[0], len(made), persons, digest.hexdigest(), accounts)
    after = {"persons": persons, "units": len(made), "seed": seed, "digest": found.digest}
    record(by, "trial.make_province", found.top, unit=found.top, after=after)
    return found


def _make_units(sketches: Sequence[UnitSketch], opened: date, day: date, known: Unit | None) -> list[Unit]:
    """The units in the order of `sketches`, with their placements since `opened`."""
    new = reserve(Unit, len(sketches) - (known is not None))
    numbers = [known.pk, *new] if known else new
    before, now = levels_of(kinds_on(opened)), levels_of(kinds_on(day))
    found: list[Unit] = []
    for pk, each in zip(numbers, sketches, strict=True):
        parent = None if each.parent is None else found[each.parent]
        path = (parent.path if parent else "") + segment(pk)
        unit = Unit(
            pk=pk,
            name=each.name,
            kind=now[each.level - 1],
            sector=each.sector,
            parent=parent,
            path=path,
            depth=each.level,
            province=parent.province if parent else path,
            folded=fold(each.name),
            sort_key=natural_key(each.name),
            opened_on=opened,
        )
        found.append(known if known is not None and parent is None else unit)
    fresh = [each for each in found if each is not known]
    Unit.objects.bulk_create(fresh, batch_size=BATCH)
    Placement.objects.bulk_create(_placements(fresh, opened, day, before, now), batch_size=BATCH)
    return found


def _placements(
    units: Iterable[Unit], opened: date, day: date, before: tuple[str, ...], now: tuple[str, ...]
) -> list[Placement]:
    """One for each unit since `opened`; two where its kind of then is not its kind of `day`."""
    found = []
    for unit in units:
        level = unit.depth - 1
        changed = None
        if before[level] != now[level]:
            changed = next(each.starts_on for each in kind_periods(now[level]) if each.contains(day))
        for kind, starts_on, ends_on in (
            (before[level], opened, changed),
            *(((now[level], changed, None),) if changed else ()),
        ):
            found.append(
                Placement(
                    unit=unit, parent_id=unit.parent_id, name=unit.name, kind=kind, sector=unit.sector,
                    starts_on=starts_on, ends_on=ends_on, province=unit.province,
                )
            )  # fmt: skip
    return found


def _make_accounts(
    by: Reach, sketches: Sequence[UnitSketch], made: Sequence[Unit]
) -> tuple[tuple[MadeAccount, ...], User]:
    """An officer of the province, of a commune, of a committee, and a secretary; and the first of them."""
    first = {each.level: made[each.number] for each in reversed(sketches)}
    wanted = (
        ("Cán Bộ Thử Tỉnh", Role.ORGANISATION_OFFICER, first[1]),
        ("Cán Bộ Thử Xã", Role.ORGANISATION_OFFICER, first[2]),
        ("Cán Bộ Thử Cơ Sở", Role.GRASSROOTS_OFFICER, first[3]),
        ("Bí Thư Thử Chi Bộ", Role.BRANCH_SECRETARY, first[4]),
    )
    taken = set(User.objects.values_list("username", flat=True))
    accounts, users = [], []
    for full_name, role, unit in wanted:
        password = new_password()
        username = proposed_username(full_name, frozenset(taken))
        taken.add(username)
        user = User(
            username=username,
            full_name=full_name,
            sort_key=person_key(full_name),
            folded=fold(full_name),
            must_change_password=False,
            made_at=timezone.now(),
        )
        user.set_password(password)
        user.save(force_insert=True)
        give(by, user, unit, Terms(role, by.day))
        users.append(user)
        accounts.append(MadeAccount(username, password, role, unit.name))
    return tuple(accounts), users[0]
