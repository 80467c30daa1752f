"""Text files in the encodings of the last thirty years."""

import unicodedata

import pytest

from nguon.reading.legacy_fonts import TCVN3, VNI_MARKS, VNI_WHOLE, from_tcvn3, from_vni, mended
from nguon.reading.text import read_file

TEXT = "Kế hoạch kết nạp đảng viên năm 2024 của Đảng ủy xã: các chi bộ được giao chỉ tiêu và tổ chức thực hiện."


def to_tcvn3(text: str) -> bytes:
    table = {letter: code for code, letter in TCVN3.items()}
    return bytes(table.get(each, ord(each) if ord(each) < 0x80 else 63) for each in text)


def to_vni(text: str) -> str:
    whole = {letter: code for code, letter in VNI_WHOLE.items()}
    marks = {unicodedata.normalize("NFC", mark): code for code, mark in VNI_MARKS.items()}
    out = []
    for each in text:
        if each in whole:
            out.append(whole[each])
            continue
        parts = unicodedata.normalize("NFD", each)
        base, mark = parts[0], parts[1:]
        if len(mark) == 2 and mark[1] == "\u031b":
            mark = "\u031b" + mark[0]
        if mark.startswith("\u031b"):
            base, mark = whole[unicodedata.normalize("NFC", base + "\u031b")], mark[1:]
        out.append(base + (marks[mark] if mark else ""))
    return "".join(out)


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_files_are_read(name):
    assert read_file(TEXT.encode(name), "a.txt").text == TEXT


def test_decomposed_letters_are_composed():
    assert read_file(unicodedata.normalize("NFD", TEXT).encode(), "a.txt").text == TEXT


def test_windows_vietnamese_is_read():
    parts = unicodedata.normalize("NFD", TEXT)
    keep = {
        "a\u0302": "â",
        "e\u0302": "ê",
        "o\u0302": "ô",
        "a\u0306": "ă",
        "u\u031b": "ư",
        "o\u031b": "ơ",
        "A\u0302": "Â",
    }
    for apart, together in keep.items():
        parts = parts.replace(apart[0] + "\u0323" + apart[1], together + "\u0323").replace(apart, together)

    assert read_file(parts.encode("cp1258"), "a.txt").text == TEXT


def test_tcvn3_bytes_are_read():
    assert read_file(to_tcvn3(TEXT), "a.txt").text == TEXT


def test_tcvn3_letters_pasted_into_unicode_are_mended():
    pasted = to_tcvn3(TEXT).decode("latin-1")

    assert mended(pasted) == TEXT


def test_vni_letters_are_mended():
    assert mended(to_vni(TEXT)) == TEXT


@pytest.mark.parametrize(("typed", "meant"), [("B¶o Th¾ng", "Bảo Thắng"), ("§¶ng bé", "Đảng bộ")])
def test_words_typed_in_tcvn3(typed, meant):
    assert from_tcvn3(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("Ñaûng vieân", "Đảng viên"), ("keát naïp", "kết nạp"), ("höôùng daãn", "hướng dẫn")]
)
def test_words_typed_in_vni(typed, meant):
    assert from_vni(typed) == meant


def test_right_text_and_other_languages_are_left_alone():
    for text in (TEXT, "Plain English text with a naïve café.", ""):
        assert mended(text) == text


def test_line_ends_become_one():
    assert read_file(b"a\r\nb\rc\n", "a.txt").text == "a\nb\nc\n"
