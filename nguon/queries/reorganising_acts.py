"""The acts an officer knows (open, rename, move, merge, split, close) as intents over the units as they stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from nguon.models import Placement, Unit
from nguon.queries.access import Reach
from nguon.queries.reorganising import Becomes, Intent, NewUnit
from nguon.rules.errors import NotReached
from nguon.rules.roles import Action


@dataclass(frozen=True)
class Deed:
    """When a change takes effect, and by which document."""

    on: date
    document_number: str = ""
    document_date: date | None = None

    def intent(self, act: str, about: Iterable[int], **parts: object) -> Intent:
        """An intent of this deed."""
        return Intent(
            act=act,
            on=self.on,
            about=tuple(about),
            document_number=self.document_number,
            document_date=self.document_date,
            **parts,  # type: ignore[arg-type]
        )


def to_open(new: NewUnit, *, deed: Deed) -> Intent:
    """Open `new` under its parent."""
    return deed.intent("open", [new.parent] if new.parent is not None else [], opens=(new,))


def to_rename(by: Reach, unit_id: int, *, name: str, kind: str, sector: str, deed: Deed) -> Intent:
    """Give a unit another name, kind or sector. Raises NotReached."""
    unit = by.unit(unit_id, Action.CHANGE_UNITS)
    return deed.intent("rename", [unit_id], becomes=(Becomes(unit_id, unit.parent_id, name, kind, sector),))


def to_move(by: Reach, unit_ids: Sequence[int], *, parent_id: int, deed: Deed) -> Intent:
    """Put units, with all below them, under another. Raises NotReached."""
    units = _units(by, unit_ids)
    return deed.intent("move", unit_ids, becomes=tuple(_under(units[each], parent_id) for each in unit_ids))


def to_merge(by: Reach, unit_ids: Sequence[int], *, into: int | NewUnit, carries_posts: bool, deed: Deed) -> Intent:
    """Close units and let those below them and their people go on in `into`, a standing unit or a new one.

    A standing unit that is itself among `unit_ids` simply goes on. Raises NotReached.
    """
    target = into if isinstance(into, int) else into.key
    sources = [each for each in unit_ids if each != target]
    _units(by, sources)
    return deed.intent(
        "merge",
        sources,
        opens=() if isinstance(into, int) else (into,),
        becomes=tuple(_under(each, target) for each in children(by, sources) if each.pk not in (*sources, target)),
        closes=tuple(sources),
        successions=tuple((each, target) for each in sources),
        carries_posts=carries_posts,
    )


def to_split(
    by: Reach,
    unit_id: int,
    *,
    parts: Sequence[NewUnit],
    goes_to: Mapping[int, int],
    continues: bool,
    carries_posts: bool = False,
    deed: Deed,
) -> Intent:
    """Open `parts` beside a unit; `goes_to` gives a child's id the key of the part it goes to.

    Where the unit does not continue it closes, and children without a part go to the first. Raises NotReached.
    """
    unit = by.unit(unit_id, Action.CHANGE_UNITS)
    opens = tuple(replace(each, parent=unit.parent_id) for each in parts)
    becomes = []
    for child in children(by, [unit_id]):
        to = goes_to.get(child.pk, 0) or (0 if continues or not opens else opens[0].key)
        if to:
            becomes.append(_under(child, to))
    return deed.intent(
        "split",
        [unit_id],
        opens=opens,
        becomes=tuple(becomes),
        closes=() if continues else (unit_id,),
        successions=tuple((unit_id, each.key) for each in opens),
        carries_posts=carries_posts and not continues,
    )


def to_close(
    by: Reach,
    unit_id: int,
    *,
    people_go_to: int | None,
    children_go_to: int | None,
    carries_posts: bool = False,
    deed: Deed,
) -> Intent:
    """Close a unit; say where its people go, and under which unit those below it go. Raises NotReached."""
    by.unit(unit_id, Action.CHANGE_UNITS)
    moved = children(by, [unit_id]) if children_go_to is not None else []
    return deed.intent(
        "close",
        [unit_id],
        becomes=tuple(_under(each, children_go_to) for each in moved),
        closes=(unit_id,),
        successions=() if people_go_to is None else ((unit_id, people_go_to),),
        carries_posts=carries_posts and people_go_to is not None,
    )


def children(by: Reach, unit_ids: Iterable[int]) -> list[Unit]:
    """Units directly under those given by their last placement, planned ones included, closed ones left out, by name."""
    last = Placement.objects.filter(parent__in=list(unit_ids), ends_on__isnull=True).values("unit")
    return list(by.units(Action.CHANGE_UNITS).filter(pk__in=last).order_by("sort_key", "pk"))


def _under(unit: Unit, parent: int | None) -> Becomes:
    return Becomes(unit.pk, parent, unit.name, unit.kind, unit.sector)


def _units(by: Reach, unit_ids: Sequence[int]) -> dict[int, Unit]:
    found = {each.pk: each for each in by.units(Action.CHANGE_UNITS).filter(pk__in=unit_ids)}
    if set(found) != set(unit_ids):
        raise NotReached("a unit of the change")
    return found
