"""Checking what a draft would become, and making it a plan."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from nguon.queries import drafts as reads
from nguon.queries.confirming import foresee, proposed
from nguon.queries.planning import items_of_version
from nguon.rules.drafting import SECTIONS
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.plan_comparison import Difference, compare
from nguon.rules.plan_words import PARTS, Line, line
from nguon.rules.planning import Proposal, cautions, unmet_plan
from nguon.rules.roles import Action
from nguon.services import planning
from nguon.web.doors import door
from nguon.web.forms import whole


@dataclass(frozen=True)
class Mended:
    """A condition that is not met, and where to mend it."""

    what: str
    address: str
    act: str


@door(Action.ISSUE_PLANS)
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What will be created, what is still missing; then the plan."""
    draft = reads.draft(request.by, draft_id)
    if not request.by.may_over(Action.ISSUE_PLANS, draft.path):
        raise NotReached(f"draft {draft_id}")
    if request.method == "GET":
        return _page(request, draft_id)
    seen = whole(request.POST.get("seen", "")) or 0
    try:
        version = planning.confirm_draft(by=request.by, draft_id=draft_id, seen=seen)
    except RuleViolation:
        return _page(request, draft_id, said=_("Chưa xác nhận được: còn những điều dưới đây."), status=422)
    except MovedOn as moved:
        return _page(request, draft_id, said=str(moved), status=409)
    words = _("Đã ghi bản điều chỉnh.") if version.ordinal > 1 else _("Đã ghi kế hoạch.")
    messages.success(request, words)
    return redirect("plan", version.plan_id)


def _page(request: HttpRequest, draft_id: int, *, said: str = "", status: int = 200) -> HttpResponse:
    draft = reads.draft(request.by, draft_id)
    if draft.became is not None:
        return redirect("plan", draft.became.plan_id)
    if draft.dropped_at is not None:
        return redirect("draft", draft_id)
    proposal = proposed(draft)
    foreseen = foresee(proposal, draft.unit, on=request.by.day)
    context = {
        "here": "plan-list",
        "draft": draft,
        "said": said,
        "unmet": [_mended(draft_id, each) for each in unmet_plan(proposal)],
        "cautions": [_mended(draft_id, each) for each in cautions(proposal, on=request.by.day)],
        "document": _lines(proposal, "document.", "period", "adjustment"),
        "targets": _lines(proposal, "target", "pool_ratio"),
        "duties": list(zip(_lines(proposal, "obligation", "cadence"), foreseen.bound, strict=True)),
        "bases": _lines(proposal, "basis", "reference"),
        "counts": _counts(proposal),
        "foreseen": foreseen,
        "differences": _differences(draft, proposal),
    }
    return render(request, "drafts/confirm.html", context, status=status)


def _lines(proposal: Proposal, *parts: str) -> list[Line]:
    """Lines of the parts (a name ending in a dot: all that begin so), in order."""
    wanted = [
        part for part in PARTS if any(part == each or (each[-1] == "." and part.startswith(each)) for each in parts)
    ]
    return [line(part, value) for part in wanted for value in proposal.many(part)]


def _counts(proposal: Proposal) -> list[str]:
    tasks, groups, people = (len(proposal.many(part)) for part in ("task", "priority_group", "responsible"))
    rows = len(proposal.many("allocation"))
    said = [
        (tasks, ngettext("%(n)s nhiệm vụ", "%(n)s nhiệm vụ", tasks)),
        (groups, ngettext("%(n)s nhóm đối tượng cần quan tâm", "%(n)s nhóm đối tượng cần quan tâm", groups)),
        (people, ngettext("%(n)s người phụ trách", "%(n)s người phụ trách", people)),
        (rows, ngettext("bản nháp phân bổ %(n)s dòng", "bản nháp phân bổ %(n)s dòng", rows)),
    ]
    return [words % {"n": number} for number, words in said if number]


def _mended(draft_id: int, unmet: Unmet) -> Mended:
    review = reverse("draft", args=[draft_id])
    part = unmet.code.partition(":")[2]
    if unmet.code.startswith("planning.missing"):
        return Mended(unmet.what, reverse("draft-item-add", args=[draft_id, part]), _("Ghi"))
    section = next((each.key for each in SECTIONS if part in each.parts), "")
    return Mended(unmet.what, f"{review}#{section}" if section else review, _("Xem"))


def _differences(draft: reads.PlanDraft, proposal: Proposal) -> list[Difference]:
    """What an adjustment changes in the wording before it; nothing for a new plan."""
    if draft.amends is None:
        return []
    before = draft.amends.versions.order_by("-ordinal")[0]
    old = [(each.part, each.value) for each in items_of_version(before)]
    new = [(part, value) for part in PARTS if part != "adjustment" for value in proposal.many(part)]
    return [each for each in compare(old, new) if each.state != "same"]


ADDRESSES = [path("ke-hoach/ban-doc/<int:draft_id>/xac-nhan/", confirm, name="draft-confirm")]
