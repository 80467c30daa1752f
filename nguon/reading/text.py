"""A file someone hands in, as text; every reason for not reading it in words that say what to do."""

from nguon.reading.child import extract_apart
from nguon.reading.plain_text import decode
from nguon.reading.source import SourceText, Unreadable

__all__ = ["MAX_BYTES", "SourceText", "Unreadable", "read_file"]

MAX_BYTES = 20 * 1024 * 1024
SAVE_AS = "Hãy mở tệp bằng Word hoặc LibreOffice, chọn Lưu thành .docx rồi tải lại."
OTHER_KINDS = {
    "doc": "Tệp .doc (Word cũ) chưa đọc được. " + SAVE_AS,
    "rtf": "Tệp .rtf chưa đọc được. " + SAVE_AS,
    "odt": "Tệp .odt chưa đọc được. " + SAVE_AS,
    "docm": "Tệp .docm có mã lệnh (macro) nên không được nhận. Hãy lưu thành .docx không có macro rồi tải lại.",
    "dotm": "Tệp .dotm có mã lệnh (macro) nên không được nhận. Hãy lưu thành .docx không có macro rồi tải lại.",
    "xls": "Đây là bảng tính, không phải văn bản kế hoạch. Hãy chép nội dung sang Word, lưu thành .docx rồi tải lại.",
    "xlsx": "Đây là bảng tính, không phải văn bản kế hoạch. Hãy chép nội dung sang Word, lưu thành .docx rồi tải lại.",
}
IMAGES = ("jpg", "jpeg", "png", "tif", "tiff", "bmp", "heic")


def read_file(content: bytes, name: str) -> SourceText:
    """The text of a .txt, .docx or .pdf file named `name`, in NFC, at most 20 MB.

    Raises Unreadable with a code: empty, too_large, unsupported, wrong_kind, binary, encrypted, macro, scanned,
    broken, bomb, entities, too_many_pages, too_long, too_slow.
    """
    if not content:
        raise Unreadable("empty", "Tệp rỗng, không có nội dung. Hãy kiểm tra lại tệp rồi tải lên lần nữa.")
    if len(content) > MAX_BYTES:
        raise Unreadable(
            "too_large",
            f"Tệp quá lớn ({len(content) / 1_048_576:.0f} MB, tối đa 20 MB). Hãy bỏ bớt ảnh hoặc tách phụ lục rồi tải lại.",
        )
    ending = name.rsplit(".", 1)[-1].strip().lower() if "." in name else ""
    refuse_other_kinds(ending)
    kind = kind_of(content)
    refuse_mismatch(ending, kind)
    if ending == "txt":
        source = SourceText(decode(content), "txt")
    else:
        source = extract_apart(content, ending)
    if not source.text.strip():
        raise Unreadable("empty", "Tệp không có chữ nào để đọc. Hãy kiểm tra lại tệp rồi tải lên lần nữa.")
    return source


def refuse_other_kinds(ending: str) -> None:
    if ending in ("docm", "dotm"):
        raise Unreadable("macro", OTHER_KINDS[ending])
    if ending in OTHER_KINDS:
        raise Unreadable("unsupported", OTHER_KINDS[ending])
    if ending in IMAGES:
        raise Unreadable(
            "scanned", "Đây là ảnh chụp, chưa đọc được chữ. Hãy dùng bản .docx gốc hoặc bản PDF có chữ chọn được."
        )
    if ending not in ("txt", "docx", "pdf"):
        raise Unreadable("unsupported", "Chỉ nhận tệp .txt, .docx hoặc .pdf. " + SAVE_AS)


def kind_of(content: bytes) -> str:
    """What the first bytes say: pdf, zip, ole (old Word, or Word locked with a password), rtf, image or other."""
    if b"%PDF-" in content[:1024]:
        return "pdf"
    for magic, kind in (
        (b"PK\x03\x04", "zip"),
        (b"PK\x05\x06", "zip"),
        (b"\xd0\xcf\x11\xe0", "ole"),
        (b"{\\rtf", "rtf"),
        (b"\xff\xd8\xff", "image"),
        (b"\x89PNG", "image"),
    ):
        if content.startswith(magic):
            return kind
    return "other"


def refuse_mismatch(ending: str, kind: str) -> None:
    """The ending of the name and the content must tell the same story."""
    wanted = {"pdf": "pdf", "docx": "zip", "txt": "other"}[ending]
    if kind == wanted:
        return
    if ending == "docx" and kind == "ole":
        raise Unreadable(
            "encrypted",
            "Tệp Word này đặt mật khẩu hoặc là Word cũ đổi đuôi. Hãy mở tệp, gỡ mật khẩu, lưu thành .docx rồi tải lại.",
        )
    names = {"pdf": "PDF", "zip": "tệp nén hoặc Word", "ole": "Word cũ (.doc)", "rtf": "RTF", "image": "ảnh"}
    if kind in names:
        raise Unreadable(
            "wrong_kind",
            f"Tên tệp ghi .{ending} nhưng nội dung là {names[kind]}. Hãy đổi đúng đuôi tệp hoặc lưu lại thành .{ending}.",
        )
    raise Unreadable(
        "broken", f"Tệp .{ending} bị hỏng hoặc không đúng định dạng. Hãy mở và lưu lại tệp rồi tải lên lần nữa."
    )
