"""One duty of one unit, for tests about units."""

from datetime import date

from nguon.models import Duty, DutyTask, Unit
from tests.factories import DAY, make_plan


def make_task(unit: Unit, *, due_on: date = DAY) -> DutyTask:
    """An open duty of `unit` under a plan of its top unit."""
    top = Unit.objects.get(path=unit.path[:4])
    version = make_plan(top)
    duty = Duty.objects.create(version=version, ordinal=1, action="report", what="Báo cáo", due_on=due_on)
    return DutyTask.objects.create(
        duty=duty,
        plan=version.plan,
        unit=unit,
        path=unit.path,
        province=unit.province,
        office="committee",
        nominal_due_on=due_on,
        due_on=due_on,
    )
