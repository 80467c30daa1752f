"""Which branch a row of a list names, and which official member it says helps the person."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from nguon.models import Unit
from nguon.queries.access import Reach
from nguon.queries.list_changes import is_branch
from nguon.queries.sponsoring import members_for
from nguon.reading.people_list.lines import Line
from nguon.reading.people_list.rows import RowRead, person_of
from nguon.rules.names import Finder, Known
from nguon.rules.text import fold
from nguon.rules.tree import subtree_range


@dataclass(frozen=True)
class Place:
    """Where a row's person is to stand: `unit`; `said` the same where the file says so, `doubts` where what it says is
    found nowhere, `note` what is kept of it in words.
    """

    unit: int
    said: int | None = None
    doubts: tuple[tuple[str, str], ...] = ()
    note: str = ""


class Places:
    """Where rows belong: the branch their column or the heading above them names, else the unit itself."""

    def __init__(self, top: Unit, units: Mapping[int, Unit], day: date) -> None:
        self._top = top
        self._units = units
        self._finder = Finder(Known(each.pk, each.name, each.short_name) for each in units.values())
        self._alone = len(units) < 2
        self._keeps = {pk: is_branch(each, day) for pk, each in units.items()}
        self._memory: dict[str, int | None] = {}

    @classmethod
    def below(cls, top: Unit, day: date) -> "Places":
        low, high = subtree_range(top.path)
        standing = Q(closed_on__isnull=True) | Q(closed_on__gt=day)
        units = Unit.objects.filter(standing, path__gte=low, path__lt=high)
        found = {each.pk: each for each in units.only("pk", "name", "short_name", "kind", "path", "province", "sector")}
        return cls(top, found, day)

    @property
    def units(self) -> Mapping[int, Unit]:
        return self._units

    def keeps_lists(self, unit: int) -> bool:
        return self._keeps.get(unit, False)

    def _find(self, text: str) -> int | None:
        if text not in self._memory:
            self._memory[text] = self._finder.find(text)
        return self._memory[text]

    def of(self, line: Line, row: RowRead) -> Place:
        said = row.values.get("unit", "")
        if said:
            found = self._find(said)
            if found is not None:
                return Place(found, found)
            if self._alone:
                return Place(self._top.pk, note=f"Chi bộ: {said}")
            why = f"Không thấy “{said}” trong các đơn vị thuộc {self._top.name}."
            return Place(self._top.pk, None, (("unit", why),))
        for text in reversed(line.sections):
            found = self._find(text)
            if found is not None:
                return Place(found, found)
            if not self._alone and fold(text).startswith(("chi bo", "cb ")):
                why = f"Không thấy “{text}” (tên nhóm phía trên) trong các đơn vị thuộc {self._top.name}."
                return Place(self._top.pk, None, (("unit", why),))
        return Place(self._top.pk)


class Sponsors:
    """Official members by the name a list writes: the branch's own first, then the only one of that name around it."""

    def __init__(self, by: Reach, top: Unit) -> None:
        self._by_name: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for pk, unit, name in members_for(by, top).values_list("pk", "unit_id", "full_name"):
            self._by_name[fold(name)].append((pk, unit))

    def find(self, written: str, unit: int) -> int | None:
        """The member meant by `written` for a person of `unit`; None where none or several are."""
        hits = self._by_name.get(fold(person_of(written)), []) if written else []
        own = [pk for pk, at in hits if at == unit]
        found = own or [pk for pk, _ in hits]
        return found[0] if len(found) == 1 else None
