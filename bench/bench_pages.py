"""The tree page and the plan page with 10,000 units, against hand-written SQL for the same rows."""

import os
import tempfile
from datetime import date

from bench.measure import median, row

UNITS = 10_000
DAY = date(2026, 3, 10)


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder:
        os.environ["NGUON_VAR"] = folder
        os.environ["NGUON_TODAY"] = DAY.isoformat()
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from bench.world import build, sql_plan, sql_tree, visitor

        world = build(UNITS, DAY)
        client = visitor(world)
        opened = f"/to-chuc/?mo={world.root_id}"
        plan = f"/ke-hoach/{world.plan_id}/"
        for address in (opened, plan):
            answer = client.get(address)
            if answer.status_code != 200:
                raise RuntimeError(f"{address} answered {answer.status_code}")
        return [
            row(
                f"tree page, {UNITS} units",
                median(lambda: client.get(opened)),
                median(sql_tree(world)),
                "the SQL for its rows",
            ),
            row(
                f"plan page, {UNITS} units",
                median(lambda: client.get(plan)),
                median(sql_plan(world)),
                "the SQL for its figures",
            ),
        ]
