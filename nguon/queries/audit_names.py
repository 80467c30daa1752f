"""Names of people in the trail: kept from who reads the trail and may not see people there."""

import re
from typing import Any

from django.db.models import Q

from nguon.models import Entry
from nguon.queries.access import Reach
from nguon.rules.roles import Action

AREAS_OF_PEOPLE: dict[str, Action] = {
    "persons": Action.SEE_PEOPLE,
    "lists": Action.SEE_PEOPLE,
    "surveys": Action.SEE_PEOPLE,
    "nominations": Action.SEE_PEOPLE,
    "sponsoring": Action.SEE_PEOPLE,
    "candidate_tasks": Action.SEE_PEOPLE,
    "sponsor_remarks": Action.SEE_PEOPLE,
    "list_imports": Action.SEE_PEOPLE,
    "training": Action.SEE_CLASSES,
}
"""Areas of acts whose entries may name people, and what lets one see their names."""
NAMELESS = frozenset(
    {
        *("", "unit", "resolution", "surveyround", "handin", "listimport", "poolsetting"),
        *("trainingclass", "classsession"),
    }
)
"""What entries of those areas are about where it is no person."""
SAID_TO_ALL = frozenset(
    {
        *("votes", "number", "first_number", "last_number", "document_number", "opening_number", "resolution"),
        *("unit", "units", "desk", "round", "issuer", "topic"),
    }
)
"""Values in words that name nobody."""
HIDDEN = "…"
_CODE_OR_DAY = re.compile(r"[a-z_]*|\d{4}-\d\d-\d\d")


def names_open(by: Reach, entry: Entry) -> bool:
    """Whether `by` may read whom the entry names."""
    wanted = AREAS_OF_PEOPLE.get(entry.action.partition(".")[0])
    return wanted is None or by.may_over(wanted, entry.unit_path)


def subject_of(entry: Entry) -> str:
    """What the entry is about, by its number where that is a person or something of theirs."""
    return entry.subject_name if entry.subject_type in NAMELESS else f"№ {entry.subject_id}"


def veiled(values: Any, key: str = "") -> Any:
    """The values without words that people wrote: figures, days, codes and what names nobody stay."""
    if isinstance(values, dict):
        return {name: veiled(value, name) for name, value in values.items()}
    if isinstance(values, list):
        return [veiled(each, key) for each in values]
    if isinstance(values, str) and key not in SAID_TO_ALL and not _CODE_OR_DAY.fullmatch(values):
        return HIDDEN
    return values


def searchable(by: Reach) -> Q:
    """Entries whose subject may be looked for by name: a search that finds tells as much as a name shown."""
    found = Q(subject_type__in=NAMELESS)
    others = Q()
    for area, action in AREAS_OF_PEOPLE.items():
        own = Q(action__startswith=f"{area}.")
        others |= own
        found |= own & by.within(action, "unit_path")
    return found | ~others
