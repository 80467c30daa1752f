"""The one place that asks what day and time it is."""

import os
from datetime import date, datetime

from django.utils import timezone


def today() -> date:
    """The day in Viet Nam; a training installation may stand on another day (NGUON_TODAY=yyyy-mm-dd)."""
    fixed = os.environ.get("NGUON_TODAY")
    return date.fromisoformat(fixed) if fixed else timezone.localdate()


def now() -> datetime:
    """The instant, aware."""
    return timezone.now()
