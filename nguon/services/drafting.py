"""Documents brought in, and what a person decides about each thing that was read from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import F, Max
from django.utils import timezone

from nguon.models import DraftItem, Plan, PlanDraft, PlanVersion, SourceFile, Unit
from nguon.queries import drafts as reads
from nguon.queries.access import Reach
from nguon.queries.planning import items_of_version
from nguon.reading.plan import read_plan
from nguon.reading.text import Unreadable, read_file
from nguon.rules.drafting import SECTIONS, SINGLE, ReadItem, items_of, unmet_value
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.plan_words import PARTS, line
from nguon.rules.roles import Action
from nguon.services.audit import no_change, operation, record

Decision = DraftItem.Decision
STALE = "Mục này vừa được sửa ở nơi khác. Dưới đây là nội dung mới nhất."
CLOSED = "Bản đọc này đã được xác nhận hoặc đã bỏ, không sửa được nữa."


@dataclass(frozen=True)
class ReadDocument:
    """A file that could be read: its bytes, its text, and the reader's answer."""

    name: str
    content: bytes
    text: str
    kind: str
    pages: int
    answer: Mapping[str, Any]

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


def read_document(content: bytes, name: str) -> ReadDocument:
    """What the reader makes of a file; nothing is kept. Raises RuleViolation in the user's words when it cannot be read."""
    try:
        source = read_file(content, name)
        source = replace(source, text=source.text.replace("\0", " "))  # PostgreSQL keeps no such letter
        answer = read_plan(source).as_json()
    except Unreadable as unreadable:
        raise RuleViolation([Unmet(f"drafting.{unreadable.code}", unreadable.message)]) from unreadable
    return ReadDocument(name[:200], content, source.text, source.kind, source.pages, answer)


@operation
def bring_in(*, by: Reach, unit_id: int, document: ReadDocument, amends_id: int | None = None) -> PlanDraft:
    """A draft of `document` for a unit, with one open item for each thing read; nothing of it is a plan yet.

    Raises NotReached for the unit or the plan `amends_id`, RuleViolation for a closed unit or a file that was brought before.
    """
    unit = _unit(by, unit_id)
    amends = _adjusted(by, unit, amends_id)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # the same file brought twice at once
    waiting, plan = reads.known_file(by, unit.pk, document.digest)
    if waiting or plan:
        raise RuleViolation([Unmet("drafting.same_file", "Tệp này đã được đưa vào trước đó, không đọc lại lần nữa.")])
    source = SourceFile.objects.create(
        name=document.name,
        kind=document.kind,
        content=document.content,
        sha256=document.digest,
        text=document.text,
        pages=document.pages,
        unit=unit,
        province=unit.province,
        brought_by=_person(by),
        brought_at=timezone.now(),
    )
    draft = _open(by, unit, amends, source=source, reading=dict(document.answer))
    away = "not_membership_development" in (document.answer.get("warnings") or ())
    items = () if away else items_of(document.answer, unit.name)
    _lay(draft, items)
    facts = {"file": document.name, "sha256": document.digest, "items": len(items)}
    facts["warnings"] = len(draft.reading["warnings"])
    record(by, "drafting.bring_in", draft, unit=unit, permitted_by=Action.READ_PLANS, after=facts)
    return draft


@operation
def start_by_hand(*, by: Reach, unit_id: int) -> PlanDraft:
    """An empty draft, for a plan entered without a document. Raises NotReached, RuleViolation for a closed unit."""
    unit = _unit(by, unit_id)
    draft = _open(by, unit, None, source=None, reading={"warnings": [], "by_hand": True})
    record(by, "drafting.start_by_hand", draft, unit=unit, permitted_by=Action.READ_PLANS)
    return draft


@operation
def open_adjustment(
    *, by: Reach, plan_id: int, number: str, dated: str, reason: str, holds_from: str, kind: str = "KH"
) -> PlanDraft:
    """A draft that starts as the plan's latest wording, under the adjusting document's own number, date (ISO) and reason.

    Raises NotReached, RuleViolation when the plan was withdrawn.
    """
    plan = by.plan(plan_id, Action.READ_PLANS)
    _adjusted(by, plan.unit, plan.pk)
    draft = _open(by, plan.unit, plan, source=None, reading={"warnings": [], "by_hand": True})
    version = _latest(plan)
    own = {"document.type": kind, "document.number": number, "document.date": dated}
    kept = [each for each in items_of_version(version) if each.part not in own]
    _lay(draft, kept, accepted_by=by)
    items = [ReadItem(part, {"value": value}) for part, value in own.items()]
    items.append(ReadItem("adjustment", {"reason": reason, "holds_from": holds_from}))
    _lay(draft, items, accepted_by=by, by_hand=True, after=True)
    record(
        by,
        "drafting.open_adjustment",
        draft,
        unit=plan.unit,
        permitted_by=Action.READ_PLANS,
        after={"plan": plan, "number": number, "date": dated, "holds_from": holds_from},
        reason=reason,
    )
    return draft


@operation
def carry_over(*, by: Reach, draft_id: int) -> PlanDraft:
    """Take from the plan's latest wording every part that the adjusting document does not speak of, as open items.

    Raises NotReached, MovedOn when the draft is closed, RuleViolation when it adjusts nothing.
    """
    draft = _locked(by, draft_id)
    if draft.amends is None:
        raise RuleViolation([Unmet("drafting.adjusts_nothing", "Hãy chọn kế hoạch được điều chỉnh trước.")])
    spoken = set(draft.items.exclude(decision=Decision.DROPPED).values_list("part", flat=True))
    taken = [each for each in items_of_version(_latest(draft.amends)) if each.part not in spoken]
    _lay(draft, taken, after=True)
    _touch(draft)
    record(
        by, "drafting.carry_over", draft, unit=draft.unit, permitted_by=Action.READ_PLANS, after={"items": len(taken)}
    )
    return draft


@operation
def decide(*, by: Reach, draft_id: int, item_id: int, decision: Decision, seen: int) -> DraftItem:
    """Accept or drop one item, or open it again; `seen` is the revision of the item the person was looking at.

    Raises NotReached, MovedOn when the item or the draft has moved on.
    """
    draft, item = _item(by, draft_id, item_id, seen)
    if decision == Decision.ACCEPTED and item.changed is not None:
        decision = Decision.CHANGED
    if item.decision == decision:
        no_change()
        return item
    before = item.decision
    _save(item, by, decision=decision)
    _touch(draft)
    _record_item(by, draft, item, "drafting.decide", before={"decision": before})
    return item


@operation
def change(*, by: Reach, draft_id: int, item_id: int, value: Mapping[str, Any], seen: int) -> DraftItem:
    """What the item should say instead of what was read. Raises NotReached, MovedOn, RuleViolation for a value that is none."""
    draft, item = _item(by, draft_id, item_id, seen)
    _check(item.part, value)
    before = reads.value_of(item)
    _save(item, by, decision=Decision.CHANGED, changed=dict(value))
    _touch(draft)
    _record_item(by, draft, item, "drafting.change", before={"part": item.part, "value": before})
    return item


@operation
def add(*, by: Reach, draft_id: int, part: str, value: Mapping[str, Any]) -> DraftItem:
    """An item the reader did not find. A single part that stands already is replaced.

    Raises NotReached, MovedOn when the draft is closed, RuleViolation for a value that is none.
    """
    draft = _locked(by, draft_id)
    if part not in PARTS:
        raise NotReached(part)
    _check(part, value)
    if part in SINGLE:
        draft.items.filter(part=part).exclude(decision=Decision.DROPPED).update(
            decision=Decision.DROPPED, decided_by=by.who, decided_at=timezone.now(), revision=F("revision") + 1
        )
    (item,) = _lay(draft, [ReadItem(part, dict(value))], accepted_by=by, by_hand=True, after=True)
    _touch(draft)
    _record_item(by, draft, item, "drafting.add")
    return item


@operation
def accept_rest(*, by: Reach, draft_id: int, section: str = "") -> int:
    """Accept every item of a section ("" for all) that nobody decided on; returns how many. Raises NotReached, MovedOn."""
    draft = _locked(by, draft_id)
    items = draft.items.filter(decision=Decision.OPEN)
    if section:
        items = items.filter(part__in=_parts_of(section))
    taken = list(items.order_by("ordinal"))
    if not taken:
        no_change()
        return 0
    for item in taken:
        item.decision, item.decided_by, item.decided_at = Decision.ACCEPTED, by.who, timezone.now()
        item.revision += 1
    DraftItem.objects.bulk_update(taken, ["decision", "decided_by", "decided_at", "revision"], batch_size=500)
    _touch(draft)
    record(
        by,
        "drafting.accept_rest",
        draft,
        unit=draft.unit,
        permitted_by=Action.READ_PLANS,
        after={"section": section, "items": len(taken)},
    )
    return len(taken)


@operation
def place(*, by: Reach, draft_id: int, amends_id: int | None, carries_out_id: int | None) -> PlanDraft:
    """Say what the draft is: a new plan, or an adjustment of `amends_id`; and which superior plan it carries out.

    Raises NotReached where either is not one the unit may name, MovedOn when the draft is closed.
    """
    draft = _locked(by, draft_id)
    amends = _adjusted(by, draft.unit, amends_id)
    carries_out = None
    if carries_out_id is not None and amends is None:
        version = reads.superior(by, draft.unit).filter(plan=carries_out_id).first()
        if version is None:
            raise NotReached(f"plan {carries_out_id}")
        carries_out = version.plan
    if (draft.amends, draft.carries_out) == (amends, carries_out):
        no_change()
        return draft
    before = {"amends": draft.amends, "carries_out": draft.carries_out}
    draft.amends, draft.carries_out = amends, carries_out
    draft.save(update_fields=["amends", "carries_out"])
    _touch(draft)
    after = {"amends": amends, "carries_out": carries_out}
    record(by, "drafting.place", draft, unit=draft.unit, permitted_by=Action.READ_PLANS, before=before, after=after)
    return draft


@operation
def fill_by_hand(*, by: Reach, draft_id: int) -> PlanDraft:
    """A person decides to enter a plan from a document that the reader took for something else. Raises NotReached, MovedOn."""
    draft = _locked(by, draft_id)
    draft.reading = {**draft.reading, "by_hand": True}
    draft.save(update_fields=["reading"])
    _touch(draft)
    record(by, "drafting.fill_by_hand", draft, unit=draft.unit, permitted_by=Action.READ_PLANS)
    return draft


@operation
def drop(*, by: Reach, draft_id: int) -> PlanDraft:
    """Put the draft away; the file may be brought in again. Raises NotReached, MovedOn when it is closed already."""
    draft = _locked(by, draft_id)
    draft.dropped_at = timezone.now()
    draft.save(update_fields=["dropped_at"])
    record(by, "drafting.drop", draft, unit=draft.unit, permitted_by=Action.READ_PLANS)
    return draft


def _unit(by: Reach, unit_id: int) -> Unit:
    unit = by.unit(unit_id, Action.READ_PLANS)
    if unit.closed_on is not None and unit.closed_on <= by.day:
        raise RuleViolation([Unmet("drafting.unit_closed", f"{unit.name} đã kết thúc hoạt động.")])
    return unit


def _adjusted(by: Reach, unit: Unit, plan_id: int | None) -> Plan | None:
    if plan_id is None:
        return None
    plan = by.plan(plan_id, Action.READ_PLANS)
    if plan.unit_id != unit.pk:
        raise NotReached(f"plan {plan_id}")
    if plan.withdrawn_on is not None:
        raise RuleViolation([Unmet("drafting.plan_withdrawn", "Kế hoạch này đã rút, không điều chỉnh được.")])
    return plan


def _latest(plan: Plan) -> PlanVersion:
    return plan.versions.order_by("-ordinal")[0]


def _person(by: Reach) -> Any:
    if by.who is None:
        raise NotReached("person")
    return by.who


def _open(
    by: Reach, unit: Unit, amends: Plan | None, *, source: SourceFile | None, reading: dict[str, Any]
) -> PlanDraft:
    reading.setdefault("warnings", [])
    return PlanDraft.objects.create(
        source=source,
        unit=unit,
        path=unit.path,
        province=unit.province,
        amends=amends,
        reading=reading,
        made_by=_person(by),
        made_at=timezone.now(),
    )


def _lay(
    draft: PlanDraft,
    items: Iterable[ReadItem],
    *,
    accepted_by: Reach | None = None,
    by_hand: bool = False,
    after: bool = False,
) -> Sequence[DraftItem]:
    """The items as rows after those there are (`after`), open, or accepted by a person; `by_hand` if they typed them."""
    first = 1 + ((draft.items.aggregate(last=Max("ordinal"))["last"] or 0) if after else 0)
    decided_at: datetime | None = timezone.now() if accepted_by else None
    return DraftItem.objects.bulk_create(
        DraftItem(
            draft=draft,
            ordinal=ordinal,
            part=each.part,
            read=dict(each.value),
            quote=each.quote,
            start=each.start,
            end=each.end,
            added_by_hand=by_hand,
            decision=Decision.ACCEPTED if accepted_by else Decision.OPEN,
            decided_by=accepted_by.who if accepted_by else None,
            decided_at=decided_at,
        )
        for ordinal, each in enumerate(items, start=first)
    )


def _parts_of(section: str) -> tuple[str, ...]:
    for each in SECTIONS:
        if each.key == section:
            return each.parts
    raise NotReached(section)


def _locked(by: Reach, draft_id: int) -> PlanDraft:
    """The draft, locked. Raises NotReached, MovedOn when it is confirmed or dropped."""
    draft = by.drafts().select_for_update(of=("self",)).select_related("unit", "amends").filter(pk=draft_id).first()
    if draft is None:
        raise NotReached(f"draft {draft_id}")
    if draft.became_id is not None or draft.dropped_at is not None:
        raise MovedOn(CLOSED)
    return draft


def _item(by: Reach, draft_id: int, item_id: int, seen: int) -> tuple[PlanDraft, DraftItem]:
    draft = _locked(by, draft_id)
    item = draft.items.filter(pk=item_id).first()
    if item is None:
        raise NotReached(f"item {item_id}")
    if item.revision != seen:
        raise MovedOn(STALE)
    return draft, item


def _check(part: str, value: Mapping[str, Any]) -> None:
    if unmet := unmet_value(part, value):
        raise RuleViolation(unmet)


def _save(item: DraftItem, by: Reach, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(item, name, value)
    item.decided_by, item.decided_at = by.who, timezone.now()
    item.revision += 1
    item.save(update_fields=[*changes, "decided_by", "decided_at", "revision"])


def _touch(draft: PlanDraft) -> None:
    PlanDraft.objects.filter(pk=draft.pk).update(revision=F("revision") + 1)


def _record_item(
    by: Reach, draft: PlanDraft, item: DraftItem, act: str, *, before: Mapping[str, Any] | None = None
) -> None:
    value = reads.value_of(item)
    after = {"part": item.part, "decision": item.decision, "value": value}
    said = line(item.part, value).text
    record(by, act, item, unit=draft.unit, permitted_by=Action.READ_PLANS, before=before, after=after, reason=said)
