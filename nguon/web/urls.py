"""Screen addresses: each screen names its own, here they are put together."""

from nguon.web.screens import (
    accounts,
    activities,
    allocations,
    audit,
    calendar,
    drafts,
    duties,
    find,
    plans,
    sessions,
    tasks,
    unit_changes,
    unit_imports,
    units,
    work,
)

urlpatterns = [
    *work.ADDRESSES,
    *calendar.ADDRESSES,
    *find.ADDRESSES,
    *plans.ADDRESSES,
    *drafts.ADDRESSES,
    *allocations.ADDRESSES,
    *duties.ADDRESSES,
    *tasks.ADDRESSES,
    *activities.ADDRESSES,
    *units.ADDRESSES,
    *unit_changes.ADDRESSES,
    *unit_imports.ADDRESSES,
    *accounts.ADDRESSES,
    *sessions.ADDRESSES,
    *audit.ADDRESSES,
]
