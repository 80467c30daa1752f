"""What is sealed of the persons of a branch's lists, for the paper that must show it: one look, one entry."""

from collections.abc import Collection, Mapping
from datetime import date

from nguon.models import SensitiveRecord
from nguon.queries.access import Reach
from nguon.queries.pool_lists import ledger_of
from nguon.rules.errors import RuleViolation, Unmet
from nguon.rules.person_facts import SensitiveFacts
from nguon.rules.roles import Action
from nguon.services.audit import operation, record
from nguon.services.person_rows import opened_facts


@operation
def look_at_lists(
    *, by: Reach, unit_id: int, day: date, lists: Collection[int], reason: str
) -> Mapping[int, SensitiveFacts]:
    """What is sealed of everyone who stands on one of `lists` of the branch on `day`, by person.

    The entry names the reason and how many. Raises NotReached, RuleViolation without a reason.
    """
    unit = by.unit(unit_id, Action.SEE_SENSITIVE)
    if not reason.strip():
        raise RuleViolation([Unmet("lists.look_reason_missing", "Hãy viết lý do cần dân tộc, tôn giáo.")])
    wanted = [person for person, at in ledger_of(unit).standings(day).items() if at.on_list in lists]
    # Only of records that are the branch's own: what is sealed of who moved away is asked for where they are.
    kept = SensitiveRecord.objects.filter(by.within(Action.SEE_SENSITIVE, "person__path"), person__in=wanted)
    found = {each.person_id: opened_facts(each.person, each.sealed) for each in kept.select_related("person")}
    record(
        by,
        "persons.look_list",
        unit,
        unit=unit,
        permitted_by=Action.SEE_SENSITIVE,
        on=day,
        after={"persons": len(wanted)},
        reason=reason.strip(),
    )
    return found
