"""Composed and folded text; the order of people and of units."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.rules.text import fold, grouped, natural_key, nfc, person_key

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES_OF_A = ["a", "à", "ả", "ã", "á", "ạ"]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đặng Thị  Đào", "dang thi dao"),
        ("  Ủy ban\n kiểm\ttra ", "uy ban kiem tra"),
        ("NGUYỄN ƯỚC", "nguyen uoc"),
        ("đảng viên số 10", "dang vien so 10"),
        ("", ""),
    ],
)
def test_folding_drops_marks_capitals_and_spare_blanks(text, folded):
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


def test_text_is_composed():
    assert nfc(unicodedata.normalize("NFD", "Thị ủy Điện Bàn")) == "Thị ủy Điện Bàn"


@given(st.text(alphabet=LETTERS + "àảãáạ ĐẶÊ", max_size=20))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_letters_come_in_the_order_of_the_alphabet():
    shuffled = random.Random(1).sample(LETTERS, len(LETTERS))

    assert "".join(sorted(shuffled, key=person_key)) == LETTERS


def test_tones_come_in_the_order_of_the_dictionary():
    shuffled = random.Random(2).sample(TONES_OF_A, len(TONES_OF_A))

    assert sorted(shuffled, key=person_key) == TONES_OF_A


@pytest.mark.parametrize(
    "ordered",
    [
        ["Trần Văn An", "Lê Ân", "Nguyễn Thị Bình", "Bùi Dung"],
        ["Nguyễn Văn Đạt", "Phạm Đăng"],
        ["Bùi Lan", "Nguyễn Lan", "Bùi Làn"],
        ["Nguyễn An", "Nguyễn Bá An", "Nguyễn Thị An"],
        ["Lê Văn An", "Lê Văn Anh"],
        ["H'Hen", "Hà"],
        ["Lê Za", "Lê 中"],
    ],
)
def test_people_sort_by_given_name_then_family_name(ordered):
    backwards = list(reversed(ordered))

    backwards.sort(key=person_key)

    assert backwards == ordered


def test_old_and_new_places_of_the_tone_mark_sort_alike():
    assert person_key("Nguyễn Hoà") == person_key("Nguyễn Hòa")


def test_letters_of_the_highlands_stand_after_those_of_the_alphabet():
    assert sorted(["Ŏt", "Ơt", "Ôt", "Ot"], key=person_key) == ["Ot", "Ôt", "Ơt", "Ŏt"]


def test_a_mark_without_a_letter_is_passed_over():
    assert person_key("\u0302an") == person_key("an")
    assert person_key("2\u0302") == person_key("2")


@pytest.mark.parametrize(
    "ordered",
    [
        ["Chi bộ thôn 2", "Chi bộ thôn 2A", "Chi bộ thôn 10", "Chi bộ thôn Đông"],
        ["Chi bộ 1", "Chi bộ 01 Hà", "Chi bộ 2"],
        ["Đảng bộ xã An", "Đảng bộ xã Ân", "Đảng ủy xã An"],
        ["Tổ 9", "Tổ 99", "Tổ 100"],
    ],
)
def test_units_sort_with_numbers_by_value(ordered):
    backwards = list(reversed(ordered))

    backwards.sort(key=natural_key)

    assert backwards == ordered


@given(st.text(max_size=30))
def test_keys_are_plain_ascii_for_any_text(text):
    for key in (person_key(text), natural_key(text)):
        assert set(key) <= set("0123456789abcdefghijklmnopqrstuvwxyz")


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_numbers_in_names_sort_as_numbers(one, other):
    assert (natural_key(f"Tổ {one}") < natural_key(f"Tổ {other}")) == (one < other)


@given(st.lists(st.text(alphabet="aăâbcdđe", min_size=1, max_size=4), min_size=2, max_size=2))
def test_words_without_tones_sort_letter_by_letter(words):
    one, other = words

    assert (person_key(one) < person_key(other)) == (
        [LETTERS.index(each) for each in one] < [LETTERS.index(each) for each in other]
    )


PEOPLE = [
    "Lò Văn A", "Phạm Ái", "Nguyễn Thị An", "Trần Văn An", "Nguyễn Hải Anh", "Lê Ảnh", "Vũ Ánh", "Bùi Bảo", "Nguyễn Bé",
    "Hà Cảnh", "Đỗ Chi", "Lê Cường", "Nguyễn Dũng", "Trần Dương", "Cao Đan", "Lê Đăng", "Nguyễn Đức", "Võ Em", "Trần Giang",
    "Lê Hà", "Nguyễn Hạnh", "Phạm Hiền", "Trương Hòa", "Bùi Hồng", "Nguyễn Hương", "Lý Khanh", "Nguyễn Kiên", "Phan Lan",
    "Nguyễn Lân", "Hồ Liên", "Vi Lý", "Nguyễn Mai", "Trần Minh", "Y Moan", "Nguyễn Mỹ", "Lê Na", "Đinh Nga", "Nguyễn Ngọc",
    "Tô Nhung", "Nguyễn Oanh", "Lê Phúc", "Nguyễn Phương", "Trần Quang", "Lê Quý", "Nguyễn Sơn", "Đào Sử", "Lê Tài",
    "Nguyễn Tâm", "Phùng Thanh", "Trần Thành", "Bùi Thảo", "Nguyễn Thủy", "Lê Toàn", "Nguyễn Trang", "Hoàng Trí", "Lê Tú",
    "Trần Tuấn", "Nguyễn Tư", "Lê Uyên", "Trần Ước", "Nguyễn Vân", "Lê Việt", "Phạm Vũ", "Bùi Vương", "Nguyễn Xuân",
    "Trần Ý", "Lê Yên", "Nguyễn Yến",
]  # fmt: skip


def test_a_roll_of_members_is_in_the_order_of_the_dictionary():
    shuffled = random.Random(3).sample(PEOPLE, len(PEOPLE))

    assert sorted(shuffled, key=person_key) == PEOPLE


def test_the_order_of_bytes_is_the_order_of_keys():
    keys = [person_key(each) for each in PEOPLE]

    assert sorted(keys) == sorted(keys, key=str.encode) == keys


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("dang", ["Đặng Thị Đào", "Chi bộ Đăng Sơn"]),
        ("nguyen van", ["Nguyễn Văn Ước", "NGUYỄN  VĂN AN"]),
        ("xa de gi", ["Đảng ủy xã Đề Gi"]),
    ],
)
def test_what_is_typed_without_accents_finds_the_name(typed, names):
    assert all(fold(typed) in fold(each) for each in names)


@pytest.mark.parametrize("odd", ["²", "①", "٣", "½", "9" * 5_000, "thôn ² 1"])
def test_odd_digits_and_endless_numbers_have_a_key_too(odd):
    assert natural_key(odd).isascii()
    assert person_key(odd).isascii()


@pytest.mark.parametrize(("number", "shown"), [(0, "0"), (180, "180"), (1905, "1.905"), (-45, "-45"), (None, "")])
def test_whole_numbers_are_grouped_by_dots(number, shown):
    assert grouped(number) == shown
