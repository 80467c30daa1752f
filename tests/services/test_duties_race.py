"""Two people write the same duty down at the same moment: one does, the other is told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from nguon.models import DutyTask, Entry
from nguon.queries.access import reach
from nguon.rules.errors import MovedOn
from nguon.services.duties import mark_done
from tests.factories import DAY
from tests.plan_world import make_world


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time anyway")
def test_of_eight_who_write_one_duty_down_one_does(committed):
    world = make_world()
    task = world.task(world.commune)
    by = reach(world.officer, on=DAY)

    def attempt(number):
        try:
            mark_done(by=by, task_ids=[task.pk], done_on=DAY, document_number=f"{number}-BC/ĐU")
        except MovedOn:
            return "moved on"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(attempt, range(8)))

    assert answers == ["done"] + ["moved on"] * 7
    assert Entry.objects.filter(action="duties.done").count() == 1
    assert DutyTask.objects.get(pk=task.pk).done_on == DAY
