"""What tests about changes of the tree share: an intent carried out as seen, a new unit, whether paths are right."""

import pytest

from nguon.models import Reorganisation, Unit
from nguon.queries.access import Reach
from nguon.queries.reorganising import Intent, NewUnit, forecast
from nguon.queries.reorganising_acts import Deed
from nguon.services.reorganising import reorganise
from tests.factories import DAY

TODAY = Deed(on=DAY, document_number="15-QĐ/TU", document_date=DAY)


def do(by: Reach, intent: Intent) -> Reorganisation:
    """Carry out what was just seen."""
    return reorganise(by=by, intent=intent, seen=forecast(by, intent).fingerprint)


def new(name: str, parent: Unit | None, kind: str = "branch", key: int = -1, **more: object) -> NewUnit:
    """A unit to be opened."""
    return NewUnit(key=key, name=name, kind=kind, sector="other", parent=parent.pk if parent else None, **more)


def codes(refused: pytest.ExceptionInfo) -> list[str]:
    """The codes of a refusal."""
    return [each.code for each in refused.value.unmet]


def paths_are_right() -> bool:
    """Whether every unit's path, depth and province are those of its parent and its own segment."""
    units = {each.pk: each for each in Unit.objects.all()}
    for each in units.values():
        above = units[each.parent_id].path if each.parent_id else ""
        if each.path[:-4] != above or each.depth != len(each.path) // 4 or each.province != each.path[:4]:
            return False
    return True
