"""Bringing a document in, and looking at what was read beside the source."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nguon.queries import drafts as reads
from nguon.queries.organisation import find_units
from nguon.rules.errors import MovedOn, RuleViolation
from nguon.rules.roles import Action
from nguon.services import drafting
from nguon.web.doors import door
from nguon.web.draft_words import warnings_of
from nguon.web.forms import whole
from nguon.web.marked_text import marked

LARGEST = 2**63 - 1
PASTED = "Văn bản dán vào.txt"


class BringForm(forms.Form):
    """A file, or its text pasted."""

    file = forms.FileField(
        label=gettext_lazy("Tệp văn bản"),
        help_text=gettext_lazy("Tệp .docx, .pdf hoặc .txt, không quá 20 MB."),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf,.txt"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Hoặc dán nội dung văn bản vào đây"),
        required=False,
        strip=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean_file(self) -> UploadedFile | None:
        file = self.cleaned_data["file"]
        if file is not None and file.size > settings.UPLOAD_LIMIT_BYTES:
            raise forms.ValidationError(_("Tệp lớn hơn 20 MB. Hãy bỏ bớt ảnh trong tệp rồi đưa vào lại."))
        return file

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        if not self.errors and bool(kept.get("file")) == bool((kept.get("text") or "").strip()):
            words = _("Chọn một tệp hoặc dán nội dung, chỉ một trong hai.")
            self.add_error("file", words)
        return kept

    def content(self) -> tuple[bytes, str]:
        """The bytes to read and the name they go by."""
        file = self.cleaned_data["file"]
        if file is not None:
            return file.read(), file.name
        return self.cleaned_data["text"].encode(), PASTED


class PlaceForm(forms.Form):
    """Which plan the draft adjusts, and which it carries out; empty: neither."""

    amends = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    carries_out = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)


@door(Action.READ_PLANS)
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Drafts not confirmed yet, newest first."""
    page = Paginator(reads.open_drafts(request.by), 50).get_page(request.GET.get("trang"))
    return render(request, "drafts/waiting.html", {"here": "plan-list", "page": page})


def _unit_asked(request: HttpRequest) -> Any:
    """The unit the document is for: the one named, else the one this person works at."""
    asked = request.POST.get("unit") or request.GET.get("don-vi") or ""
    main = request.by.main
    number = whole(asked) or (main.unit_id if main and not asked else 0)
    return request.by.unit(number, Action.READ_PLANS)


@door(Action.READ_PLANS)
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """The form to bring a document in, and what follows: a draft, or the reason in words and nothing kept."""
    unit = _unit_asked(request)
    asked = request.POST.get("amends") or request.GET.get("dieu-chinh") or ""
    amends_id = whole(asked)
    amends = reads.adjustable(request.by, unit).filter(plan=amends_id).first() if amends_id else None
    typed = "" if request.GET.get("don-vi") else request.GET.get("don-vi-tim", "").replace("\0", "").strip()[:200]
    found = find_units(request.by, typed, action=Action.READ_PLANS, limit=12) if typed else []
    shown = {"here": "plan-list", "unit": unit, "amends": amends, "typed": typed, "found": found}
    if request.method == "GET":
        return render(request, "drafts/bring.html", {**shown, "form": BringForm()})
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "drafts/bring.html", {**shown, "form": form}, status=422)
    try:
        document = drafting.read_document(*form.content())
    except RuleViolation as refused:
        form.add_error("file" if form.cleaned_data["file"] else "text", [each.what for each in refused.unmet])
        return render(request, "drafts/bring.html", {**shown, "form": form}, status=422)
    try:
        draft = drafting.bring_in(by=request.by, unit_id=unit.pk, document=document, amends_id=amends_id)
    except RuleViolation as refused:
        form.add_error(None, [each.what for each in refused.unmet])
        known = reads.known_file(request.by, unit.pk, document.digest)
        return render(request, "drafts/bring.html", {**shown, "form": form, "known": known}, status=422)
    return redirect("draft", draft.pk)


@door(Action.READ_PLANS)
@require_POST
def by_hand(request: HttpRequest) -> HttpResponse:
    """An empty draft, for a plan entered without a document."""
    draft = drafting.start_by_hand(by=request.by, unit_id=_unit_asked(request).pk)
    return redirect("draft", draft.pk)


@door(Action.READ_PLANS)
@require_GET
def review(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What was read beside the source."""
    return review_page(request, draft_id)


def review_page(request: HttpRequest, draft_id: int, *, said: str = "", status: int = 200) -> HttpResponse:
    """The screen of one draft; a closed one sends on to what became of it."""
    draft = reads.draft(request.by, draft_id)
    if draft.became is not None:
        return redirect("plan", draft.became.plan_id)
    page = reads.draft_page(draft)
    keys = {row.number: row.item.pk for row in page.rows if row.number}
    marks = [(start, end, number, keys[number]) for start, end, number in reads.source_marks(page)]
    cited = reads.cited_numbers(draft)
    superior = list(reads.superior(request.by, draft.unit)[:200])
    context = {
        "here": "plan-list",
        "page": page,
        "draft": draft,
        "said": said,
        "warnings": warnings_of(page),
        "source": marked(draft.source.text, marks) if draft.source else "",
        "quotes": len(marks),
        "adjustable": list(reads.adjustable(request.by, draft.unit)[:200]),
        "superior": [(each, reads.bare_number(each.document_number) in cited) for each in superior],
        "may_issue": request.by.may_over(Action.ISSUE_PLANS, draft.path),
    }
    return render(request, "drafts/review.html", context, status=status)


@door(Action.READ_PLANS)
@require_POST
def settle(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Say whether it is a new plan or an adjustment, and which superior plan it carries out."""
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return review_page(request, draft_id, said=_("Chọn kế hoạch trong danh sách."), status=422)
    kept = form.cleaned_data
    return _then_review(
        request,
        draft_id,
        lambda: drafting.place(
            by=request.by, draft_id=draft_id, amends_id=kept["amends"], carries_out_id=kept["carries_out"]
        ),
    )


@door(Action.READ_PLANS)
@require_POST
def accept_rest(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Accept all items of a section, or of the whole draft, that nobody decided on."""
    section = request.POST.get("section", "")
    return _then_review(
        request, draft_id, lambda: drafting.accept_rest(by=request.by, draft_id=draft_id, section=section), section
    )


@door(Action.READ_PLANS)
@require_POST
def carry_over(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Take what the adjusting document does not speak of from the wording in force."""
    return _then_review(request, draft_id, lambda: drafting.carry_over(by=request.by, draft_id=draft_id))


@door(Action.READ_PLANS)
@require_POST
def fill_by_hand(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Enter a plan by hand from a document that is not about membership development."""
    return _then_review(request, draft_id, lambda: drafting.fill_by_hand(by=request.by, draft_id=draft_id))


@door(Action.READ_PLANS)
@require_POST
def drop(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Put the draft away."""
    try:
        drafting.drop(by=request.by, draft_id=draft_id)
    except MovedOn as moved:
        return review_page(request, draft_id, said=str(moved), status=409)
    messages.success(request, _("Đã bỏ bản đọc. Chưa có gì được ghi; tệp có thể đưa vào lại khi cần."))
    return redirect("draft-list")


def _then_review(request: HttpRequest, draft_id: int, act: Any, anchor: str = "") -> HttpResponse:
    try:
        act()
    except MovedOn as moved:
        return review_page(request, draft_id, said=str(moved), status=409)
    except RuleViolation as refused:
        return review_page(request, draft_id, said=" ".join(each.what for each in refused.unmet), status=422)
    back = redirect("draft", draft_id)
    if anchor:
        back["Location"] += f"#{anchor}"
    return back


ADDRESSES = [
    path("ke-hoach/ban-doc/", waiting, name="draft-list"),
    path("ke-hoach/dua-vao/", bring, name="draft-new"),
    path("ke-hoach/nhap-tay/", by_hand, name="draft-by-hand"),
    path("ke-hoach/ban-doc/<int:draft_id>/", review, name="draft"),
    path("ke-hoach/ban-doc/<int:draft_id>/la/", settle, name="draft-settle"),
    path("ke-hoach/ban-doc/<int:draft_id>/nhan-het/", accept_rest, name="draft-accept-rest"),
    path("ke-hoach/ban-doc/<int:draft_id>/lay-ban-truoc/", carry_over, name="draft-carry-over"),
    path("ke-hoach/ban-doc/<int:draft_id>/dien-tay/", fill_by_hand, name="draft-fill"),
    path("ke-hoach/ban-doc/<int:draft_id>/bo/", drop, name="draft-drop"),
]
