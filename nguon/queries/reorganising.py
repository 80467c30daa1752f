"""Changes to the tree before they are made: what is meant, what would follow from it, what forbids it."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import Q

from nguon.models import Placement, Unit
from nguon.queries.access import Reach
from nguon.queries.consequences import Consequences, consequences
from nguon.queries.organisation import SECTOR_NAMES, below_of, code_shown
from nguon.queries.unit_kinds import kind_name, placement_in_words
from nguon.regulations.load import kinds_on
from nguon.rules.errors import NotInForce, NotReached, Unmet
from nguon.rules.roles import Action
from nguon.rules.text import fold
from nguon.rules.tree import Placed, shape_on, unmet_shape

FIRST_DAY = date(1930, 2, 3)
MOST_DAYS_AHEAD = 5 * 366
DEEPEST = 16
NAMES_IN_SUMMARY = 6


@dataclass(frozen=True)
class NewUnit:
    """A unit to be opened. `key` is negative and stands for it within the intent; `parent` is an id or such a key.

    It stands from `since`, or from the intent's day where that is None.
    """

    key: int
    name: str
    kind: str
    sector: str
    parent: int | None
    short_name: str = ""
    code: str = ""
    tags: tuple[str, ...] = ()
    since: date | None = None


@dataclass(frozen=True)
class Becomes:
    """What a standing unit is from the intent's day on."""

    unit: int
    parent: int | None
    name: str
    kind: str
    sector: str


@dataclass(frozen=True)
class Intent:
    """One change of the tree on the day `on`. `about` are the units the person named, the chief one first."""

    act: str
    on: date
    about: tuple[int, ...]
    opens: tuple[NewUnit, ...] = ()
    becomes: tuple[Becomes, ...] = ()
    closes: tuple[int, ...] = ()
    successions: tuple[tuple[int, int], ...] = ()
    carries_posts: bool = False
    document_number: str = ""
    document_date: date | None = None

    @property
    def changed(self) -> frozenset[int]:
        """Standing units whose placement this changes."""
        return frozenset({each.unit for each in self.becomes} | set(self.closes))

    @property
    def parents(self) -> frozenset[int | None]:
        """What units are to stand under: ids, keys, None for the top."""
        return frozenset([*(each.parent for each in self.opens), *(each.parent for each in self.becomes)])

    @property
    def named(self) -> frozenset[int]:
        """Every standing unit that appears in it."""
        parents = self.parents
        kin = {unit for pair in self.successions for unit in pair}
        found = self.changed | parents | kin | set(self.about)
        return frozenset(each for each in found if each is not None and each > 0)


@dataclass(frozen=True)
class Line:
    """What becomes of one unit. `below` counts the units that go with it."""

    what: str
    unit_id: int | None
    unit: str
    before: str
    after: str
    below: int = 0


@dataclass(frozen=True)
class Forecast:
    """Everything that will follow. It can be done where `refusals` is empty; `fingerprint` names the state it was seen in."""

    intent: Intent
    summary: str
    lines: tuple[Line, ...]
    units_moved: int
    consequences: Consequences
    refusals: tuple[Unmet, ...] = ()
    warnings: tuple[str, ...] = field(default_factory=tuple)

    @property
    def fingerprint(self) -> str:
        """32 hex digits over all the person was shown."""
        seen = [
            self.summary,
            [[each.what, each.unit_id, each.unit, each.before, each.after, each.below] for each in self.lines],
            self.units_moved,
            self.consequences.seen(),
            [each.what for each in self.refusals],
        ]
        return hashlib.sha256(json.dumps(seen, ensure_ascii=False, default=str).encode()).hexdigest()[:32]


def forecast(by: Reach, intent: Intent) -> Forecast:
    """What will follow from `intent`, and what forbids it.

    Raises NotReached when it names a unit this person may not change.
    """
    reached = by.units(Action.CHANGE_UNITS).filter(pk__in=intent.named).select_related("parent")
    units = {each.pk: each for each in reached}
    if set(units) != set(intent.named):
        raise NotReached("a unit of the change")
    placements = _placements(intent)
    shown = _names(units, intent)
    lines = _lines(intent, units, shown, below_of(by, list(units.values())))
    moved = [each.unit for each in intent.becomes if each.parent != units[each.unit].parent_id]
    wrong, warnings = unmet(by, intent, units, placements)
    follows = consequences(
        by,
        intent.on,
        closes=[units[each] for each in intent.closes],
        moves=[units[each] for each in moved],
        to={each.unit: units.get(each.parent or 0) for each in intent.becomes if each.unit in moved},
        successors={old: shown[new] for old, new in reversed(intent.successions)},
        carries_posts=intent.carries_posts,
        divides=intent.act == "split",
    )
    return Forecast(
        intent=intent,
        summary=summary(intent, shown),
        lines=lines,
        units_moved=sum(each.below + 1 for each in lines if each.unit_id in moved),
        consequences=follows,
        refusals=wrong + follows.refusals,
        warnings=warnings + follows.warnings,
    )


def _names(units: Mapping[int, Unit], intent: Intent) -> dict[int | None, str]:
    names: dict[int | None, str] = {pk: unit.name for pk, unit in units.items()}
    names |= {each.key: each.name for each in intent.opens}
    names[None] = "không có cấp trên"
    return names


def _lines(
    intent: Intent, units: Mapping[int, Unit], shown: Mapping[int | None, str], below: Mapping[int, int]
) -> tuple[Line, ...]:
    found = []
    for closed in intent.closes:
        heirs = [shown[new] for old, new in intent.successions if old == closed]
        after = [f"người chuyển về {', '.join(heirs)}"] if heirs else []
        parent = units[closed].parent
        found.append(Line("Kết thúc", closed, shown[closed], parent.name if parent else "", " · ".join(after)))
    for new in intent.opens:
        kind, sector = kind_name(new.kind, intent.on), SECTOR_NAMES.get(new.sector, new.sector)
        code = f" · mã {code_shown(new.code)}" if new.code else ""
        place = "tổ chức cao nhất của cây" if new.parent is None else f"trực thuộc {shown[new.parent]}"
        found.append(Line("Thành lập", None, new.name, "", f"{kind} · {sector} · {place}{code}"))
    for each in intent.becomes:
        unit = units[each.unit]
        before, after, what = [], [], []
        if each.name != unit.name:
            what.append("đổi tên")
            before.append(unit.name)
            after.append(each.name)
        if each.kind != unit.kind:
            what.append("đổi loại hình")
            before.append(kind_name(unit.kind, intent.on))
            after.append(kind_name(each.kind, intent.on))
        if each.sector != unit.sector:
            what.append("đổi lĩnh vực")
            before.append(SECTOR_NAMES.get(unit.sector, unit.sector))
            after.append(SECTOR_NAMES.get(each.sector, each.sector))
        if each.parent != unit.parent_id:
            what.append("chuyển")
            before.append(unit.parent.name if unit.parent else shown[None])
            after.append(shown[each.parent])
        if what:
            said = ", ".join(what)
            went = " · ".join(before), " · ".join(after)
            found.append(Line(said[0].upper() + said[1:], unit.pk, unit.name, *went, below[unit.pk]))
    return tuple(found)


def summary(intent: Intent, shown: Mapping[int | None, str]) -> str:
    """The change in one sentence, at most 500 letters."""
    named = ", ".join(shown[each] for each in intent.about)
    opened = _listed([each.name for each in intent.opens])
    heirs = ", ".join(dict.fromkeys(shown[new] for _, new in intent.successions))
    if intent.act == "open":
        parent = intent.opens[0].parent
        said = (
            f"Thành lập {opened}, tổ chức cao nhất của cây"
            if parent is None
            else f"Thành lập {opened} trực thuộc {shown[parent]}"
        )
    elif intent.act == "rename":
        new = intent.becomes[0]
        said = f"{named} đổi thành {new.name} ({kind_name(new.kind, intent.on)})"
    elif intent.act == "move":
        said = f"{named} chuyển về trực thuộc {shown[intent.becomes[0].parent]}"
    elif intent.act == "merge":
        said = f"Hợp nhất {named} vào {heirs}"
    elif intent.act == "split":
        said = f"{'Tách' if not intent.closes else 'Chia'} {named} thành lập {opened}"
    elif intent.act == "close":
        said = f"{named} kết thúc hoạt động" + (f", người chuyển về {heirs}" if heirs else "")
    else:
        said = f"Nhập {len(intent.opens):,} đơn vị dưới {named}".replace(",", ".", 1)
    return said[:500]


def _listed(names: Sequence[str]) -> str:
    """All the names where they are few; else how many, and the first of them."""
    if len(names) <= NAMES_IN_SUMMARY:
        return ", ".join(names)
    return f"{len(names):,} đơn vị ({', '.join(names[:3])} …)".replace(",", ".", 1 if len(names) > 999 else 0)


def _placements(intent: Intent) -> list[Placed]:
    """Placements from the intent's day on of the units it names, of those under them and of all those above."""
    named = intent.named
    later = Q(ends_on__isnull=True) | Q(ends_on__gt=intent.on)
    columns = ("unit_id", "parent_id", "name", "kind", "sector", "starts_on", "ends_on")
    rows = set(Placement.objects.filter(later, Q(unit__in=named) | Q(parent__in=named)).values_list(*columns))
    known = {row[0] for row in rows}
    wanted = {row[1] for row in rows if row[1] is not None} - known
    while wanted:
        more = set(Placement.objects.filter(later, unit__in=wanted).values_list(*columns))
        rows |= more
        known |= wanted
        wanted = {row[1] for row in more if row[1] is not None} - known
    return [Placed(*row) for row in rows]


def after(intent: Intent, placements: Iterable[Placed]) -> list[Placed]:
    """`placements` as they would be with `intent` carried out."""
    new = {each.unit: each for each in intent.becomes}
    found = []
    for each in placements:
        if each.ends_on is not None or each.unit not in intent.changed:
            found.append(each)
            continue
        if each.starts_on < intent.on:
            found.append(replace(each, ends_on=intent.on))
        if each.unit in new:
            to = new[each.unit]
            found.append(Placed(each.unit, to.parent, to.name, to.kind, to.sector, intent.on))
    found += [
        Placed(each.key, each.parent, each.name, each.kind, each.sector, each.since or intent.on)
        for each in intent.opens
    ]
    return found


def unmet(
    by: Reach, intent: Intent, units: Mapping[int, Unit], placements: list[Placed]
) -> tuple[tuple[Unmet, ...], tuple[str, ...]]:
    """(why it cannot be done, all reasons at once; what is doubtful but can be done)."""
    wrong = _unmet_days(by, intent, units, placements) + _unmet_codes(intent)
    if wrong:
        return tuple(wrong), ()
    then = after(intent, placements)
    days = sorted({intent.on, *(each.starts_on for each in then if each.starts_on > intent.on)})
    days = sorted({*days, *(each.ends_on for each in then if each.ends_on is not None and each.ends_on > intent.on)})
    acted = {each.name for each in intent.opens} | {each.name for each in intent.becomes}
    doubts: list[str] = []
    for day in days:
        was, will = shape_on(placements, day), shape_on(then, day)
        try:
            kinds = kinds_on(day)
        except NotInForce as unknown:
            return (*wrong, Unmet("change.day", str(unknown))), ()
        old = Counter((each.code, each.what) for each in unmet_shape(was, kinds))
        for each in unmet_shape(will, kinds):
            if old[each.code, each.what]:
                continue
            mild = each.code.startswith("placement.") and not any(each.what.startswith(f"{name}: ") for name in acted)
            if mild:
                doubts.append(each.what)
            elif each not in wrong:
                wrong.append(placement_in_words(each))
        for each in _same_names(was, will):
            if any(each.what.endswith(f"“{name}”.") for name in _named_anew(intent, units)):
                wrong += [each] if each not in wrong else []
            else:
                doubts.append(str(each))
    return tuple(wrong), tuple(dict.fromkeys(doubts))


def _unmet_days(by: Reach, intent: Intent, units: Mapping[int, Unit], placements: list[Placed]) -> list[Unmet]:
    wrong = []
    if not FIRST_DAY <= intent.on <= by.day + timedelta(days=MOST_DAYS_AHEAD):
        wrong.append(Unmet("change.day", "Ngày có hiệu lực phải từ 03/02/1930 và không quá 5 năm tới."))
    latest: dict[int, Placed] = {}
    for each in placements:
        if each.unit not in latest or each.starts_on > latest[each.unit].starts_on:
            latest[each.unit] = each
    for pk in sorted(intent.named):
        unit, last = units[pk], latest.get(pk)
        if unit.closed_on is not None and pk in intent.changed:
            said = f"{unit.name} kết thúc hoạt động ngày {unit.closed_on:%d/%m/%Y}, không thay đổi được nữa."
            wrong.append(Unmet("change.closed", said))
        elif unit.closed_on is not None and pk in intent.parents:
            said = f"{unit.name} kết thúc hoạt động ngày {unit.closed_on:%d/%m/%Y}, không nhận đơn vị trực thuộc được."
            wrong.append(Unmet("change.parent_closed", said))
        elif pk in intent.changed and last is not None and last.starts_on > intent.on:
            said = (
                f"{unit.name} đã có thay đổi có hiệu lực từ {last.starts_on:%d/%m/%Y}: "
                "chọn ngày từ đó về sau, hoặc hoàn tác thay đổi ấy trước."
            )
            wrong.append(Unmet("change.later_change", said))
        elif pk in intent.closes and last is not None and last.starts_on == intent.on:
            said = f"{unit.name} mới như hiện nay từ chính ngày {intent.on:%d/%m/%Y}: chọn ngày kết thúc muộn hơn."
            wrong.append(Unmet("change.close_on_start", said))
    parents = [each for each in intent.parents if each is not None and each > 0]
    if any(units[each].depth >= DEEPEST for each in parents):
        wrong.append(Unmet("change.too_deep", f"Cây tổ chức không sâu quá {DEEPEST} cấp."))
    if not (intent.opens or intent.closes or _differs(intent, units)):
        wrong.append(Unmet("change.nothing", "Không có gì khác so với hiện nay."))
    return wrong


def _differs(intent: Intent, units: Mapping[int, Unit]) -> bool:
    for each in intent.becomes:
        unit = units[each.unit]
        if (each.parent, each.name, each.kind, each.sector) != (unit.parent_id, unit.name, unit.kind, unit.sector):
            return True
    return False


def _unmet_codes(intent: Intent) -> list[Unmet]:
    codes = [each.code for each in intent.opens if each.code]
    taken = dict(Unit.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    twice = [code for code, many in Counter(codes).items() if many > 1]
    wrong = [Unmet("code.taken", f"Mã {code_shown(code)} đã là của {name}.") for code, name in taken.items()]
    return wrong + [Unmet("code.twice", f"Mã {code_shown(code)} ghi cho hai đơn vị.") for code in twice]


def _named_anew(intent: Intent, units: Mapping[int, Unit]) -> list[str]:
    """Names given by the change; units that only move bring theirs along."""
    renamed = [each.name for each in intent.becomes if each.name != units[each.unit].name]
    return [each.name for each in intent.opens] + renamed


def _same_names(was: Mapping[int, Placed], will: Mapping[int, Placed]) -> list[Unmet]:
    """Units that would bear one name under one superior and did not before."""

    def doubled(shape: Mapping[int, Placed]) -> set[tuple[int | None, str]]:
        count = Counter((each.parent, fold(each.name)) for each in shape.values())
        return {key for key, many in count.items() if many > 1}

    new = doubled(will) - doubled(was)
    names = {(each.parent, fold(each.name)): each.name for each in will.values()}
    return [
        Unmet("change.same_name", f"Cùng một cấp trên sẽ có hai đơn vị tên “{names[key]}”.")
        for key in sorted(new, key=str)
    ]
