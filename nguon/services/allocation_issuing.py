"""Giving the shares to the units below: from when an allocation holds, and what it replaces."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils import timezone

from nguon.models import Allocation, Plan, Share
from nguon.queries.access import Reach
from nguon.queries.allocating import Table, table_of
from nguon.queries.allocation_lists import unmet_issuing
from nguon.rules.errors import MovedOn, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.services.allocating import locked_draft
from nguon.services.audit import operation, record


@dataclass(frozen=True)
class IssueDocument:
    """The document an allocation is given by, and the day from which it holds."""

    number: str
    dated: date
    holds_from: date


@operation
def issue_allocation(
    *, by: Reach, allocation_id: int, seen: int, replaces: int | None, document: IssueDocument
) -> Allocation:
    """Give the shares of a draft to the units below, from `document.holds_from` on; the one before stays for its days.

    `replaces` is the allocation they saw standing (None: none), so that two officers issuing at once do not replace each
    other unseen. Raises NotReached, MovedOn, RuleViolation with everything that does not add up or does not fit.
    """
    draft = locked_draft(by, allocation_id, seen)
    Plan.objects.select_for_update().get(pk=draft.plan_id)
    issued = Allocation.objects.filter(plan=draft.plan_id, unit=draft.unit_id, state=Allocation.State.ISSUED)
    before = issued.order_by("-holds_from", "-issued_at").first()
    if (before.pk if before else None) != replaces:
        raise MovedOn("another allocation was issued meanwhile")
    table = table_of(draft, by.day)
    unmet = [*unmet_issuing(table), *_unmet_document(document, draft, by.day)]
    if unmet:
        raise RuleViolation(unmet)
    issued.update(state=Allocation.State.REPLACED)
    groups = [column.group for column in table.demand.columns]
    Share.objects.filter(allocation=draft).exclude(group__in=groups).delete()
    draft.state = Allocation.State.ISSUED
    draft.version = table.demand.version
    draft.document_number = document.number
    draft.document_date = document.dated
    draft.holds_from = document.holds_from
    draft.issued_at = timezone.now()
    draft.revision += 1
    draft.save(
        update_fields=[
            "state", "version", "document_number", "document_date", "holds_from", "issued_at", "revision",
        ]
    )  # fmt: skip
    _record(by, draft, table, before)
    return draft


def _unmet_document(document: IssueDocument, draft: Allocation, day: date) -> list[Unmet]:
    unmet = []
    if document.dated > day:
        unmet.append(Unmet("allocating.document_ahead", "Ngày văn bản giao chỉ tiêu không được sau hôm nay."))
    latest = Allocation.objects.filter(plan=draft.plan_id, unit=draft.unit_id).exclude(state=Allocation.State.DRAFT)
    last = latest.aggregate(day=Max("holds_from"))["day"]
    if last is not None and document.holds_from < last:
        what = f"Bản đã giao có hiệu lực từ {last:%d/%m/%Y}; bản thay thế phải có hiệu lực từ ngày đó trở đi."
        unmet.append(Unmet("allocating.holds_before_last", what))
    return unmet


def _record(by: Reach, draft: Allocation, table: Table, before: Allocation | None) -> None:
    record(
        by,
        "allocating.issue",
        draft,
        unit=draft.unit,
        permitted_by=Action.DIVIDE,
        on=draft.holds_from,
        before={"bản": before.ordinal, "số": before.document_number} if before else None,
        after={
            "bản": draft.ordinal,
            "số": draft.document_number,
            "hiệu lực từ": draft.holds_from,
            "đã giao": table.total,
            "đơn vị": len(table.lines),
        },
    )
