"""A draft becomes a plan or the next version of one; a plan issued by mistake is withdrawn and stays to be seen."""

from django.utils import timezone

from nguon.models import Plan, PlanDraft, PlanVersion
from nguon.queries.access import Reach
from nguon.queries.confirming import printed_total, proposed
from nguon.rules.errors import MovedOn, NotAllowed, NotReached, RuleViolation, Unmet
from nguon.rules.planning import unmet_plan
from nguon.rules.roles import Action
from nguon.services.allocating import draft_from_reading
from nguon.services.audit import operation, record
from nguon.services.expansion import lay_duty_tasks, send_plan
from nguon.services.plan_rows import lay_rows, new_version

CLOSED = "Bản đọc này đã được xác nhận hoặc đã bỏ."
CHANGED = "Bản đọc vừa được sửa sau khi đồng chí mở trang này. Hãy xem lại trước khi xác nhận."


@operation
def confirm_draft(*, by: Reach, draft_id: int, seen: int) -> PlanVersion:
    """The plan (or its next version) that the draft becomes: targets, bases, duties, tasks; its duties laid over the units
    they bind, its allocation table drafted, the plan sent to the units below.

    `seen` is the revision of the draft that the person checked. Raises NotReached, NotAllowed without the right to issue,
    MovedOn when the draft has moved on, RuleViolation with everything that is missing or wrong.
    """
    draft = _locked(by, draft_id, seen)
    proposal = proposed(draft)
    unmet = unmet_plan(proposal)
    if unmet:
        raise RuleViolation(unmet)
    plan = _plan(by, draft)
    version = new_version(plan, proposal, source=draft.source, by=by)
    lay_rows(version, proposal, by=by)
    tasks = lay_duty_tasks(version, on=by.day)
    allocation = draft_from_reading(version, proposal.many("allocation"), printed_total(proposal), by=by)
    receipts = send_plan(version, on=by.day)
    draft.became = version
    draft.save(update_fields=["became"])
    record(
        by,
        "planning.adjust" if draft.amends_id else "planning.issue",
        version,
        unit=draft.unit,
        permitted_by=Action.ISSUE_PLANS,
        on=version.holds_from,
        after={
            "plan": plan,
            "ordinal": version.ordinal,
            "number": version.document_number,
            "date": version.document_date,
            "targets": version.targets.count(),
            "duties": version.duties.count(),
            "duty_tasks": tasks,
            "receipts": receipts,
            "allocation": allocation is not None,
        },
        reason=version.adjustment_reason,
    )
    return version


@operation
def withdraw_plan(*, by: Reach, plan_id: int, reason: str) -> Plan:
    """The plan was issued by mistake: it no longer counts, its open duties are dropped, everything stays to be seen.

    Raises NotReached, NotAllowed, MovedOn when it is withdrawn already, RuleViolation without a reason or while a plan
    that carries it out stands.
    """
    plan = by.plans().select_for_update(of=("self",)).select_related("unit").filter(pk=plan_id).first()
    if plan is None:
        raise NotReached(f"plan {plan_id}")
    if not by.may_over(Action.ISSUE_PLANS, plan.path):
        raise NotAllowed("withdraw")
    if plan.withdrawn_on is not None:
        raise MovedOn("Kế hoạch này đã được rút trước đó.")
    unmet = []
    if not reason.strip():
        unmet.append(Unmet("planning.reason", "Ghi lý do rút kế hoạch."))
    below = plan.carried_out_by.filter(withdrawn_on__isnull=True).count()
    if below:
        unmet.append(
            Unmet(
                "planning.carried_out",
                f"Có {below} kế hoạch cấp dưới đang thực hiện kế hoạch này; phải rút chúng trước.",
            )
        )
    if unmet:
        raise RuleViolation(unmet)
    plan.withdrawn_on, plan.withdrawal_reason = by.day, reason.strip()
    plan.save(update_fields=["withdrawn_on", "withdrawal_reason"])
    dropped = plan.duty_tasks.filter(done_on__isnull=True, dropped_on__isnull=True).update(dropped_on=by.day)
    record(
        by,
        "planning.withdraw",
        plan,
        unit=plan.unit,
        permitted_by=Action.ISSUE_PLANS,
        after={"withdrawn_on": by.day, "duty_tasks_dropped": dropped},
        reason=reason,
    )
    return plan


def _locked(by: Reach, draft_id: int, seen: int) -> PlanDraft:
    draft = (
        by.drafts()
        .select_for_update(of=("self",))
        .select_related("unit", "amends__carries_out", "carries_out", "source")
        .defer("source__content", "source__text")
        .filter(pk=draft_id)
        .first()
    )
    if draft is None:
        raise NotReached(f"draft {draft_id}")
    if not by.may_over(Action.ISSUE_PLANS, draft.path):
        raise NotAllowed("issue")
    if draft.became_id is not None or draft.dropped_at is not None:
        raise MovedOn(CLOSED)
    if draft.revision != seen:
        raise MovedOn(CHANGED)
    return draft


def _plan(by: Reach, draft: PlanDraft) -> Plan:
    """The plan that is adjusted, locked so that two adjustments get different numbers; else a new one."""
    if draft.amends_id is not None:
        plan = Plan.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draft.amends_id)
        if plan.withdrawn_on is not None:
            raise MovedOn("Kế hoạch được điều chỉnh đã rút.")
        return plan
    return Plan.objects.create(
        unit=draft.unit,
        path=draft.unit.path,
        province=draft.unit.province,
        carries_out=draft.carries_out,
        made_by=by.who or draft.made_by,
        made_at=timezone.now(),
    )
