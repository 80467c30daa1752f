"""Warnings of the reader in words, each with what to do about it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from nguon.queries.drafts import DraftPage


@dataclass(frozen=True)
class Warned:
    """One warning: its tone, its heading, what it means; `number` of the quote, `part` to add, where there is one."""

    tone: str
    title: str
    words: str
    number: int | None = None
    part: str = ""
    act: str = ""


def warnings_of(page: DraftPage) -> list[Warned]:
    """The warnings that still stand, most serious first."""
    made = [warned for code in page.warnings if (warned := _warned(code, page)) is not None]
    missing = [
        (part, title)
        for part, title in (
            ("document.type", _("Chưa rõ loại văn bản")),
            ("document.title", _("Không có trích yếu")),
            ("document.issuer", _("Không có cơ quan ban hành")),
            ("period", _("Không có thời kỳ")),
        )
        if page.about_this and not page.has(part)
    ]
    made += [
        Warned(
            "soon",
            title,
            _("Phải có trước khi xác nhận; văn bản không ghi rõ nên chương trình không đoán."),
            None,
            part,
            _("Ghi"),
        )
        for part, title in missing
    ]
    if page.draft.amends_id is not None and not page.has("adjustment"):
        words = _("Bản điều chỉnh cần lý do và ngày bắt đầu có hiệu lực.")
        made.append(Warned("soon", _("Chưa có lý do điều chỉnh"), words, None, "adjustment", _("Ghi lý do")))
    return sorted(made, key=lambda each: each.tone != "late")


def _warned(code: str, page: DraftPage) -> Warned | None:
    match code:
        case "no_number" if not page.has("document.number"):
            words = _("Không thấy số, ký hiệu ở đầu văn bản. Ghi số trước khi xác nhận.")
            return Warned("soon", _("Không có số"), words, None, "document.number", _("Ghi số"))
        case "no_date" if not page.has("document.date"):
            words = _("Không thấy dòng địa danh, ngày tháng. Ghi ngày ban hành trước khi xác nhận.")
            return Warned("soon", _("Không có ngày"), words, None, "document.date", _("Ghi ngày"))
        case "appendix_missing" if not page.has("allocation"):
            words = _(
                "Văn bản nói có phụ lục nhưng tệp không có bảng nào. Thêm từng dòng, hoặc chia trên màn hình Chỉ tiêu sau khi xác nhận."
            )
            number = page.number_of("document.has_appendix")
            return Warned("late", _("Thiếu phụ lục"), words, number, "allocation", _("Thêm dòng phân bổ"))
        case "allocation_sum_differs":
            words = _(
                "Các dòng phân bổ cộng lại khác tổng số in trong văn bản. Số được giữ như in; sửa dòng sai hoặc điều chỉnh sau."
            )
            return Warned("late", _("Phân bổ cộng lệch"), words, page.number_of("allocation"))
        case "reported_not_original":
            words = _("Đây là bài báo nói về văn bản, không phải chính văn bản. Nên tìm bản gốc trước khi xác nhận.")
            return Warned("late", _("Không phải bản gốc"), words)
        case "not_membership_development":
            words = _("Văn bản không nói về công tác phát triển đảng viên, nên chương trình không rút ra mục nào.")
            return Warned("late", _("Không đúng loại văn bản"), words)
    return None
