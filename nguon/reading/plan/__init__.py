"""Reading a plan: from the text of one Party document on membership development to a draft that a person confirms."""

from nguon.reading.plan.draft import Item, Mark, PlanDraft
from nguon.reading.plan.reader import read_plan

__all__ = ["Item", "Mark", "PlanDraft", "read_plan"]
