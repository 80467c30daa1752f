"""Drafts and plans for tests of drafting and planning: a short plan, what it says, and the way through the screens."""

from pathlib import Path

from django.test import Client
from django.urls import reverse

from nguon.models import DraftItem, PlanDraft, PlanVersion, Unit
from nguon.queries.access import Reach
from nguon.services import drafting, planning

SEEDS = Path(__file__).parent.parent / "demo" / "seeds"
SHORT = """ĐẢNG BỘ TỈNH LÂM ĐỒNG
HUYỆN ỦY ĐẠM RI
*
Số: 15-KH/HU

ĐẢNG CỘNG SẢN VIỆT NAM

Đạm Ri, ngày 20 tháng 01 năm 2026

KẾ HOẠCH

Phát triển đảng viên mới năm 2026

Thực hiện Kế hoạch số 12-KH/TU ngày 15/01/2026 của Tỉnh ủy về phát triển đảng viên mới năm 2026,
Ban Thường vụ Huyện ủy ban hành kế hoạch phát triển đảng viên mới năm 2026, cụ thể như sau:

I. MỤC ĐÍCH, YÊU CẦU

Nâng cao chất lượng công tác phát triển đảng viên.

II. NỘI DUNG

1. Chỉ tiêu: Năm 2026, Đảng bộ huyện phấn đấu kết nạp 40 đảng viên mới.

2. Nhiệm vụ và giải pháp

Các tổ chức cơ sở đảng thường xuyên rà soát, bồi dưỡng quần chúng ưu tú để giới thiệu cho Đảng xem xét, kết nạp.

III. TỔ CHỨC THỰC HIỆN

1. Các tổ chức cơ sở đảng trực thuộc Huyện ủy báo cáo kết quả triển khai về Ban Thường vụ Huyện ủy trước ngày 30/10/2026.

2. Giao Ban Tổ chức Huyện ủy định kỳ hằng quý báo cáo Ban Thường vụ Huyện ủy.

T/M BAN THƯỜNG VỤ
BÍ THƯ

Nguyễn Văn Mẫu
"""


def bring_in(by: Reach, unit: Unit, text: str = SHORT, *, name: str = "ke-hoach.txt", **kwargs: object) -> PlanDraft:
    """A draft read from `text`."""
    document = drafting.read_document(text.encode(), name)
    return drafting.bring_in(by=by, unit_id=unit.pk, document=document, **kwargs)


def accepted(by: Reach, unit: Unit, text: str = SHORT, **kwargs: object) -> PlanDraft:
    """A draft of which every item was accepted."""
    draft = bring_in(by, unit, text, **kwargs)
    drafting.accept_rest(by=by, draft_id=draft.pk)
    draft.refresh_from_db()
    return draft


def confirmed(by: Reach, unit: Unit, text: str = SHORT, **kwargs: object) -> PlanVersion:
    """The plan that `text` becomes."""
    draft = accepted(by, unit, text, **kwargs)
    return planning.confirm_draft(by=by, draft_id=draft.pk, seen=draft.revision)


def item(draft: PlanDraft, part: str) -> DraftItem:
    """The one item of `part` that was not dropped."""
    return draft.items.exclude(decision="dropped").get(part=part)


class Walk:
    """The way through the screens, as the officer goes it."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def upload(self, name: str, content: bytes, **data: object) -> PlanDraft:
        """The draft that follows the upload of a file."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        answer = self.client.post(reverse("draft-new"), {"file": SimpleUploadedFile(name, content), **data})
        assert answer.status_code == 302, answer.content.decode()
        return PlanDraft.objects.get(pk=answer["Location"].rstrip("/").rsplit("/", 1)[1])

    def add(self, draft: PlanDraft, part: str, **fields: object) -> None:
        """An item entered by hand."""
        answer = self.client.post(reverse("draft-item-add", args=[draft.pk, part]), fields)
        assert answer.status_code == 302, answer.content.decode()

    def accept_all(self, draft: PlanDraft) -> None:
        """Every item left is accepted."""
        answer = self.client.post(reverse("draft-accept-rest", args=[draft.pk]))
        assert answer.status_code == 302

    def confirm(self, draft: PlanDraft) -> PlanVersion:
        """The version that the draft becomes."""
        draft.refresh_from_db()
        answer = self.client.post(reverse("draft-confirm", args=[draft.pk]), {"seen": draft.revision})
        assert answer.status_code == 302, answer.content.decode()
        draft.refresh_from_db()
        assert draft.became is not None
        return draft.became

    def page(self, name: str, *args: object, **query: object) -> str:
        """The content of a screen."""
        return self.client.get(reverse(name, args=args), query).content.decode()
