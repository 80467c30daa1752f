"""The zip that a .docx is: its parts, taken out within bounds, never written to disk."""

import io
import re
import zipfile
import zlib

from lxml import etree

from nguon.reading.source import Unreadable

MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_PART_BYTES = 40 * 1024 * 1024
MAX_RATIO = 200
ACTIVE = re.compile(
    r"vbaproject|vbadata|activex|oleobject.*\.bin$|embeddings/.*\.(?:bin|exe|ole|js|vbs|bat|scr)$|macrosheets",
    re.IGNORECASE,
)
BOMB = "Tệp nén bung ra quá lớn nên không được nhận. Hãy mở bằng Word, lưu lại thành .docx rồi tải lên."


class Package:
    """A .docx opened for reading. Raises Unreadable: broken, bomb, macro, encrypted, wrong_kind."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise Unreadable(
                "broken", "Tệp .docx bị hỏng hoặc thiếu phần cuối. Hãy mở và lưu lại tệp rồi tải lên lần nữa."
            ) from None
        self._taken = 0
        self._check(entries, len(content))

    def _check(self, entries: list[zipfile.ZipInfo], size: int) -> None:
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES or unpacked > 10_000_000 + MAX_RATIO * size:
            raise Unreadable("bomb", BOMB)
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unreadable("encrypted", "Tệp có mật khẩu. Hãy gỡ mật khẩu, lưu thành .docx rồi tải lại.")
        self.names = {entry.filename for entry in entries}
        if any(ACTIVE.search(name) for name in self.names):
            raise Unreadable(
                "macro",
                "Tệp có mã lệnh (macro) hoặc đối tượng nhúng nên không được nhận. Hãy lưu thành .docx không có macro và đối tượng nhúng rồi tải lại.",
            )
        if "word/document.xml" not in self.names:
            raise Unreadable(
                "wrong_kind",
                "Tệp này không phải là văn bản Word (.docx). Hãy mở bằng Word, lưu thành .docx rồi tải lại.",
            )
        if b"macroEnabled" in self.part("[Content_Types].xml"):
            raise Unreadable(
                "macro", "Tệp có mã lệnh (macro) nên không được nhận. Hãy lưu thành .docx không có macro rồi tải lại."
            )

    def part(self, name: str) -> bytes:
        """The bytes of a part (empty where there is none), counted while they are inflated."""
        if name not in self.names:
            return b""
        try:
            with self._zip.open(name) as stream:
                inside = stream.read(MAX_PART_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, OSError, RuntimeError):
            raise Unreadable(
                "broken", "Tệp .docx bị hỏng bên trong. Hãy mở và lưu lại tệp rồi tải lên lần nữa."
            ) from None
        self._taken += len(inside)
        if len(inside) > MAX_PART_BYTES or self._taken > 2 * MAX_PART_BYTES:
            raise Unreadable("bomb", BOMB)
        return inside

    def tree(self, name: str) -> etree._Element | None:
        """A part as XML; None where there is none. A part that declares a document type is refused."""
        inside = self.part(name)
        if not inside:
            return None
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, dtd_validation=False
        )
        try:
            root = etree.fromstring(inside, parser)
        except etree.XMLSyntaxError:
            if b"<!DOCTYPE" in inside[:4096] or b"<!ENTITY" in inside:
                raise Unreadable("entities", ENTITIES) from None
            raise Unreadable(
                "broken", "Tệp .docx bị hỏng bên trong. Hãy mở và lưu lại tệp rồi tải lên lần nữa."
            ) from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise Unreadable("entities", ENTITIES)
        return root


ENTITIES = "Tệp .docx có khai báo XML không được phép. Hãy mở bằng Word, lưu lại thành .docx rồi tải lên."
