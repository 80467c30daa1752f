"""What is not read, and that the reason says what to do."""

import subprocess
import sys
import time
import zlib

import pytest

from nguon.reading.child import extract_apart, heard
from nguon.reading.source import MAX_LETTERS
from nguon.reading.text import MAX_BYTES, Unreadable, read_file
from tests.reading.files import MAIN, package, paragraph, pdf, word

DTD = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
RIGHT_WORD = word("KẾ HOẠCH", "Phát triển đảng viên năm 2024")
RIGHT_PDF = pdf(["KẾ HOẠCH phát triển đảng viên năm 2024, kết nạp 30 đảng viên mới trong toàn Đảng bộ huyện"])
SCANNED = pdf([""] * 3)
LOCKED = pdf(["KẾ HOẠCH"], password="x")
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"

REFUSED = {
    "nothing": (b"", "a.txt", "empty"),
    "only blanks": (b"  \n\n ", "a.txt", "empty"),
    "empty Word": (package(""), "a.docx", "empty"),
    "too large": (b"a" * (MAX_BYTES + 1), "a.txt", "too_large"),
    "too many letters": ("Kế hoạch\n".encode() * (MAX_LETTERS // 9 + 1), "a.txt", "too_long"),
    "too many letters of an old code": (b"K\xd5 ho\xb9ch\n" * (MAX_LETTERS // 9 + 1), "a.txt", "too_long"),
    "too many letters in Word": (word(*["Kế hoạch " * 1_000] * (MAX_LETTERS // 9_000 + 1)), "a.docx", "too_long"),
    "old Word": (b"\xd0\xcf\x11\xe0" + b"0" * 600, "a.doc", "unsupported"),
    "rich text": (b"{\\rtf1 abc}", "a.rtf", "unsupported"),
    "OpenDocument": (b"PK\x03\x04", "a.odt", "unsupported"),
    "spreadsheet": (b"PK\x03\x04", "a.xlsx", "unsupported"),
    "no ending": (b"abc", "kehoach", "unsupported"),
    "program": (b"MZ\x90", "a.exe", "unsupported"),
    "photograph": (b"\xff\xd8\xff\xe0", "a.jpg", "scanned"),
    "Word with macros by name": (RIGHT_WORD, "a.docm", "macro"),
    "Word with macros inside": (package(paragraph("a"), more={"word/vbaProject.bin": b"x"}), "a.docx", "macro"),
    "Word with macros by type": (package(paragraph("a"), main=MACRO_MAIN), "a.docx", "macro"),
    "Word with an embedded object": (
        package(paragraph("a"), more={"word/embeddings/oleObject1.bin": b"x"}),
        "a.docx",
        "macro",
    ),
    "Word with a control": (package(paragraph("a"), more={"word/activeX/activeX1.xml": b"x"}), "a.docx", "macro"),
    "locked Word": (b"\xd0\xcf\x11\xe0" + b"0" * 600, "a.docx", "encrypted"),
    "PDF named Word": (RIGHT_PDF, "a.docx", "wrong_kind"),
    "Word named PDF": (RIGHT_WORD, "a.pdf", "wrong_kind"),
    "PDF named text": (RIGHT_PDF, "a.txt", "wrong_kind"),
    "Word named text": (RIGHT_WORD, "a.txt", "wrong_kind"),
    "text named PDF": (b"abc", "a.pdf", "broken"),
    "text named Word": (b"abc", "a.docx", "broken"),
    "bytes named text": (bytes(range(32)) * 200, "a.txt", "binary"),
    "cut Word": (RIGHT_WORD[: len(RIGHT_WORD) // 2], "a.docx", "broken"),
    "cut PDF": (RIGHT_PDF[:200], "a.pdf", "broken"),
    "a zip that is not Word": (package("").replace(b"word/document.xml", b"word/documenz.xml"), "a.docx", "wrong_kind"),
    "Word with entities": (package(paragraph("&b;"), prologue=DTD), "a.docx", "entities"),
    "Word with an outside entity": (
        package(paragraph("&x;"), prologue='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "a.docx",
        "entities",
    ),
    "Word with broken XML": (package("<w:p>"), "a.docx", "broken"),
    "zip bomb": (package(paragraph("a"), more={"word/media/a.bin": b"\0" * 60_000_000}), "a.docx", "bomb"),
    "thousands of parts": (package("", more={f"a/{i}": b"" for i in range(2_100)}), "a.docx", "bomb"),
    "scanned PDF": (SCANNED, "a.pdf", "scanned"),
    "locked PDF": (LOCKED, "a.pdf", "encrypted"),
    "too many pages": (pdf([""] * 401), "a.pdf", "too_many_pages"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(name):
    content, file_name, code = REFUSED[name]

    with pytest.raises(Unreadable) as refused:
        read_file(content, file_name)

    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert len(refused.value.message) > 30


def test_sizes_that_lie_are_found_out_while_inflating():
    large = package(paragraph("a" * 60_000_000))
    size = (60_000_000 + len(paragraph("")) + 160).to_bytes(4, "little")
    assert len(large) < 1_000_000

    with pytest.raises(Unreadable) as refused:
        read_file(large.replace(size, (1000).to_bytes(4, "little")), "a.docx")

    assert refused.value.code in ("bomb", "broken")


def test_a_part_is_never_taken_out_beyond_its_bound():
    from nguon.reading.package import MAX_PART_BYTES, Package

    large = package(
        paragraph("a"),
        more={"word/styles.xml": b" " * (MAX_PART_BYTES + 10), "word/media/noise": zlib.compress(b"x") * 40_000},
    )
    opened = Package.__new__(Package)
    import io
    import zipfile

    opened._zip, opened._taken = zipfile.ZipFile(io.BytesIO(large)), 0
    opened.names = set(opened._zip.namelist())

    with pytest.raises(Unreadable) as refused:
        opened.part("word/styles.xml")

    assert refused.value.code == "bomb"


def test_reading_that_takes_too_long_is_stopped():
    started = time.monotonic()

    with pytest.raises(Unreadable) as refused:
        extract_apart(RIGHT_PDF, "pdf", wall_seconds=0.01)

    assert refused.value.code == "too_slow"
    assert time.monotonic() - started < 5


def test_a_child_that_dies_is_a_refusal():
    with pytest.raises(Unreadable) as refused:
        heard(b"", "pdf")

    assert refused.value.code == "broken"


def test_the_child_is_held_to_memory_and_may_write_nothing(tmp_path):
    script = (
        "from nguon.reading.extract import bound; bound()\n"
        "try: x = bytearray(2 << 30); print('memory')\n"
        "except MemoryError: print('held')\n"
        f"import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"import os; file = os.open({str(tmp_path / 'left')!r}, os.O_CREAT | os.O_WRONLY)\n"
        "try: os.write(file, b'x'); print('written')\n"
        "except OSError: print('refused')\n"
    )

    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert "held" in said.stdout
    assert "written" not in said.stdout


def test_the_same_word_file_without_its_faults_is_read():
    assert (
        read_file(package(paragraph("Kết nạp 30 đảng viên"), main=MAIN), "KE HOACH.DOCX").text == "Kết nạp 30 đảng viên"
    )
