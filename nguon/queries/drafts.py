"""Drafts waiting for a person: their items in order, where each stands in the source, and what is still open."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from nguon.models import DraftItem, Plan, PlanDraft, PlanReceipt, PlanVersion, SourceFile, Unit
from nguon.queries.access import Reach
from nguon.queries.planning import latest_versions
from nguon.rules.drafting import SECTIONS, SINGLE, Section
from nguon.rules.errors import NotReached
from nguon.rules.plan_words import Line, line
from nguon.rules.roles import Action
from nguon.rules.text import fold
from nguon.rules.tree import lineage_of

KEPT = (DraftItem.Decision.ACCEPTED, DraftItem.Decision.CHANGED)


@dataclass(frozen=True)
class ItemRow:
    """One item as the screen shows it; `number` counts the quotes in the order of the text, None without one."""

    item: DraftItem
    line: Line
    number: int | None

    @property
    def is_open(self) -> bool:
        return self.item.decision == DraftItem.Decision.OPEN

    @property
    def is_dropped(self) -> bool:
        return self.item.decision == DraftItem.Decision.DROPPED


@dataclass(frozen=True)
class SectionRows:
    """A section with its items; `seen` of `total` are decided."""

    section: Section
    rows: tuple[ItemRow, ...]
    adds: tuple[tuple[str, str], ...]

    @property
    def seen(self) -> int:
        return sum(1 for row in self.rows if not row.is_open)

    @property
    def total(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class DraftPage:
    """A draft with all that its screen shows."""

    draft: PlanDraft
    sections: tuple[SectionRows, ...]
    warnings: tuple[str, ...]
    about_this: bool

    @property
    def rows(self) -> list[ItemRow]:
        return [row for section in self.sections for row in section.rows]

    @property
    def seen(self) -> int:
        return sum(section.seen for section in self.sections)

    @property
    def total(self) -> int:
        return sum(section.total for section in self.sections)

    @property
    def left(self) -> int:
        return self.total - self.seen

    @property
    def name(self) -> str:
        """The title as it stands, else what the file is called."""
        standing = (row.line.text for row in self.rows if row.item.part == "document.title" and not row.is_dropped)
        return next(standing, self.draft.source.name if self.draft.source else "")

    def has(self, part: str) -> bool:
        """Whether an item of `part` stands that was not dropped."""
        return any(row.item.part == part and not row.is_dropped for row in self.rows)

    def number_of(self, *parts: str) -> int | None:
        """The number of the first quote of these parts, to link a warning to its place."""
        return next((row.number for row in self.rows if row.item.part in parts and row.number), None)


def value_of(item: DraftItem) -> Mapping[str, Any]:
    """What the item says now: as a person changed it, else as it was read."""
    return item.changed if item.changed is not None else item.read


def open_drafts(by: Reach) -> QuerySet[PlanDraft]:
    """Drafts neither confirmed nor dropped, newest first, with how many items they have and how many are `seen`."""
    undecided = Q(items__decision=DraftItem.Decision.OPEN)
    return (
        by.drafts()
        .filter(became__isnull=True, dropped_at__isnull=True)
        .select_related("unit", "source", "made_by", "amends")
        .defer("reading", "source__content", "source__text")
        .annotate(total=Count("items"), undecided=Count("items", filter=undecided))
        .order_by("-made_at", "-pk")
    )


def draft(by: Reach, draft_id: int) -> PlanDraft:
    """The draft within reach, whatever became of it; raises NotReached."""
    found = (
        by.drafts()
        .select_related("unit", "source", "amends__unit", "carries_out__unit", "became", "made_by")
        .defer("source__content")
        .filter(pk=draft_id)
        .first()
    )
    if found is None:
        raise NotReached(f"draft {draft_id}")
    return found


def draft_page(found: PlanDraft) -> DraftPage:
    """All that the screen of the draft shows; one query for the items."""
    items = list(found.items.order_by("ordinal"))
    numbers = numbers_of(items)
    by_part: defaultdict[str, list[DraftItem]] = defaultdict(list)
    for item in items:
        by_part[item.part].append(item)
    standing = {item.part for item in items if item.decision != DraftItem.Decision.DROPPED}
    sections = []
    for section in SECTIONS:
        rows = tuple(
            ItemRow(item, line(item.part, value_of(item)), numbers.get(item.pk))
            for part in section.parts
            for item in sorted(by_part[part], key=lambda item: (item.start is None, item.start or 0, item.ordinal))
        )
        adds = tuple((part, words) for part, words in section.adds if part not in SINGLE or part not in standing)
        sections.append(SectionRows(section, rows, adds))
    warnings = tuple(found.reading.get("warnings") or ())
    about = "not_membership_development" not in warnings or bool(found.reading.get("by_hand"))
    return DraftPage(found, tuple(sections), warnings, about)


def numbers_of(items: Sequence[DraftItem]) -> dict[int, int]:
    """Item → number of its quote, counted from 1 in the order of the text; items without a place are left out."""
    placed = [(item.start, -item.end, item.ordinal, item.pk) for item in items if item.start is not None and item.end]
    return {pk: number for number, (*_, pk) in enumerate(sorted(placed), start=1)}


def source_marks(page: DraftPage) -> list[tuple[int, int, int]]:
    """(start, end, number) of every numbered quote, in the order of the text."""
    found = [
        (row.item.start, row.item.end, row.number)
        for row in page.rows
        if row.number is not None and row.item.start is not None and row.item.end is not None
    ]
    return sorted(found, key=lambda each: each[2])


def known_file(by: Reach, unit_id: int, sha256: str) -> tuple[int | None, int | None]:
    """(draft, plan) that the same bytes gave before at this unit, within reach; a dropped draft does not count."""
    source = SourceFile.objects.filter(unit_id=unit_id, sha256=sha256)
    waiting = by.drafts().filter(source__in=source, dropped_at__isnull=True).order_by("-pk")
    plan = by.plans().filter(versions__source__in=source, withdrawn_on__isnull=True).order_by("-pk")
    return (
        waiting.filter(became__isnull=True).values_list("pk", flat=True).first(),
        plan.values_list("pk", flat=True).first(),
    )


def adjustable(by: Reach, unit: Unit) -> QuerySet[PlanVersion]:
    """The latest version of each plan of the unit that may be adjusted, newest first."""
    plans = by.plans(Action.READ_PLANS).filter(unit=unit, withdrawn_on__isnull=True)
    return _newest_first(plans)


def superior(by: Reach, unit: Unit) -> QuerySet[PlanVersion]:
    """The latest version of each plan the unit may carry out: sent to it, or of a unit above it; newest first."""
    sent = PlanReceipt.objects.filter(plan=OuterRef("pk"), unit=unit)
    above = Q(path__in=lineage_of(unit.path)[:-1])
    plans = by.plans().filter(Q(Exists(sent)) | above, withdrawn_on__isnull=True).exclude(unit=unit)
    return _newest_first(plans)


def _newest_first(plans: QuerySet[Plan]) -> QuerySet[PlanVersion]:
    return latest_versions(plans).select_related("plan__unit").order_by("-document_date", "-pk")


def cited_numbers(found: PlanDraft) -> set[str]:
    """Numbers of the documents the draft says it carries out, without blanks and marks."""
    items = found.items.filter(part="basis").exclude(decision=DraftItem.Decision.DROPPED)
    return {bare_number(value_of(item)["number"]) for item in items}


def bare_number(number: str) -> str:
    """A document number to compare: folded, without blanks."""
    return fold(number).replace(" ", "")


@dataclass(frozen=True)
class QuoteRow:
    """What one item of an issued wording rests on: its line, its words, its place in the text or None."""

    item_id: int
    line: Line
    quote: str
    start: int | None
    end: int | None
    number: int | None


def quotes_of(version: PlanVersion) -> list[QuoteRow]:
    """The items that became `version` and have a place in its document, in the order of the text."""
    items = list(DraftItem.objects.filter(draft__became=version, decision__in=KEPT, start__isnull=False))
    numbers = numbers_of(items)
    rows = [
        QuoteRow(item.pk, line(item.part, value_of(item)), item.quote, item.start, item.end, numbers.get(item.pk))
        for item in items
    ]
    return sorted(rows, key=lambda row: row.number or 0)
