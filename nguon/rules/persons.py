"""How a person is written down: names and numbers brought to one form, what cannot be refused, what looks odd told."""

import re
import unicodedata
from datetime import date

from nguon.rules.errors import Unmet
from nguon.rules.partial_dates import PartialDate, whole_years
from nguon.rules.person_facts import SENSITIVE_FIELDS, SENSITIVE_LENGTH, TEXTS, PersonFacts, SensitiveFacts
from nguon.rules.person_groups import SENSITIVE_GROUPS
from nguon.rules.plan_terms import GROUPS
from nguon.rules.text import fold, nfc

SEXES = ("female", "male")
YOUNGEST, OLDEST = 10, 110
USUAL_AGES = (16, 60)
ADMITTED_FROM, PROBATION_MONTHS = 18, 12

_SPACE = re.compile(r"\s+")
_UNSEEN = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'"})
_HYPHENS = str.maketrans({"‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"})
_MARKER = re.compile(r"(?<![^\W\d_])[YHK]-$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s.\-]+")
_NAME_SIGNS = frozenset("'-. ")
_BETWEEN = re.compile(r"[^a-z0-9 ]+")
PROVINCES = range(1, 97)


def clean_name(text: str) -> str:
    """`text` as names are kept: composed, blanks squeezed, one form of apostrophe and hyphen, and words that stand all
    in capitals (or a whole name in small letters) with one capital: "Y KƠN Ê-BAN" → "Y Kơn Ê-ban", "K'BRẾU" → "K'Brếu".

    Cleaning twice changes nothing more.
    """
    text = nfc(_UNSEEN.sub("", _SPACE.sub(" ", text))).translate(_APOSTROPHES).translate(_HYPHENS)
    text = _SPACE.sub(" ", text).strip()
    small = text == text.lower()
    return nfc(" ".join(_title(each) if small or _in_capitals(each) else each for each in text.split(" ")))


def _in_capitals(word: str) -> bool:
    letters = [each for each in word if each.isalpha()]
    return len(letters) > 1 and all(each == each.upper() for each in letters)


def _title(word: str) -> str:
    """A capital at the beginning, after an apostrophe or a dot, and after the hyphen of Y-, H-, K-; small ones elsewhere."""
    made = ""
    for each in word:
        begins = not made or made[-1] in "'.(" or _MARKER.search(made) is not None
        made += each.upper() if begins and len(each.upper()) == 1 else each.lower()
    return made


def near(name: str) -> str:
    """The key under which spellings of one name that are easily taken for each other meet: marks, capitals, i and y,
    đ and d, apostrophes, hyphens, dots and doubled blanks do not count.
    """
    bare = _BETWEEN.sub(" ", fold(clean_name(name)).replace("'", "").replace("-", ""))
    return _SPACE.sub(" ", bare.replace("y", "i")).strip()


def citizen_number(text: str) -> str:
    """The 12 digits of a citizen number, or the 9 of the old identity card, without blanks, dots and hyphens between.

    Raises ValueError for anything else; "" is no number either.
    """
    number = _SEPARATORS.sub("", text)
    if not (number.isascii() and number.isdigit() and len(number) in (9, 12)):
        raise ValueError("a citizen number has 9 or 12 digits")
    return number


def masked(number: str) -> str:
    """A number as screens show it: its last three digits only; "" for none."""
    return "•" * (len(number) - 3) + number[-3:] if number else ""


def is_name(text: str) -> bool:
    """Whether `text` consists of letters and the signs that names have."""
    letters = [each for each in text if each not in _NAME_SIGNS]
    return bool(letters) and all(each.isalpha() or unicodedata.combining(each) for each in letters)


def unmet_person(facts: PersonFacts, today: date) -> list[Unmet]:
    """Everything in `facts` that cannot be so, at once; empty where all may stand."""
    return [
        *_unmet_name(facts),
        *_unmet_texts(facts),
        *_unmet_birth(facts, today),
        *_unmet_days(facts, today),
        *_unmet_groups(facts.groups or ()),
        *(unmet_sensitive(facts.sensitive) if facts.sensitive else []),
    ]


def _unmet_name(facts: PersonFacts) -> list[Unmet]:
    unmet = []
    name = clean_name(facts.full_name)
    if not name:
        unmet.append(Unmet("persons.name_missing", "Hãy ghi họ và tên."))
    elif not is_name(name):
        unmet.append(Unmet("persons.name_faulty", "Họ và tên chỉ gồm chữ, không có số hay ký hiệu khác."))
    if facts.sex and facts.sex not in SEXES:
        unmet.append(Unmet("persons.sex_unknown", "Giới tính chỉ là nam hoặc nữ."))
    try:
        if facts.citizen and facts.citizen.strip():
            citizen_number(facts.citizen)
    except ValueError:
        unmet.append(
            Unmet("persons.citizen_faulty", "Số căn cước có 12 chữ số, số chứng minh nhân dân cũ có 9 chữ số.")
        )
    return unmet


def _unmet_texts(facts: PersonFacts) -> list[Unmet]:
    long = [name for name, most in TEXTS.items() if len(nfc(getattr(facts, name)).strip()) > most]
    return [Unmet("persons.too_long", f"Ô “{TEXT_NAMES[name]}” ghi tối đa {TEXTS[name]} ký tự.") for name in long]


def _unmet_birth(facts: PersonFacts, today: date) -> list[Unmet]:
    if facts.born is None:
        return []
    if facts.born.earliest > today:
        return [Unmet("persons.born_ahead", "Ngày sinh không được sau hôm nay.")]
    fewest, most = whole_years(facts.born, today)
    if most < YOUNGEST:
        return [Unmet("persons.born_too_late", f"Ngày sinh này cho tuổi dưới {YOUNGEST}. Hãy xem lại năm sinh.")]
    if fewest > OLDEST:
        return [Unmet("persons.born_too_early", f"Ngày sinh này cho tuổi trên {OLDEST}. Hãy xem lại năm sinh.")]
    return []


def _unmet_days(facts: PersonFacts, today: date) -> list[Unmet]:
    unmet = []
    days = {
        "youth_union_joined": ("Ngày vào Đoàn", facts.youth_union_joined),
        "joined": ("Ngày vào Đảng", facts.joined),
        "official": ("Ngày công nhận chính thức", facts.official),
        "since": ("Ngày về chi bộ", facts.since),
        "left_party_on": ("Ngày ra khỏi Đảng", PartialDate.of(facts.left_party_on) if facts.left_party_on else None),
    }
    for key, (name, day) in days.items():
        if day is not None and day.earliest > today:
            unmet.append(Unmet(f"persons.{key}_ahead", f"{name} không được sau hôm nay."))
        elif day is not None and facts.born is not None and day.latest < facts.born.earliest <= today:
            unmet.append(Unmet(f"persons.{key}_before_birth", f"{name} không được trước ngày sinh."))
    if facts.official and facts.joined and facts.official.latest < facts.joined.earliest:
        unmet.append(
            Unmet("persons.official_before_joined", "Ngày công nhận chính thức không được trước ngày vào Đảng.")
        )
    if facts.left_party_on is not None and facts.joined is None and facts.official is None:
        unmet.append(
            Unmet("persons.left_without_joining", "Người chưa ghi ngày vào Đảng thì không có ngày ra khỏi Đảng.")
        )
    began = facts.official or facts.joined
    if facts.left_party_on is not None and began is not None and facts.left_party_on < began.earliest:
        unmet.append(Unmet("persons.left_before_joined", "Ngày ra khỏi Đảng không được trước ngày vào Đảng."))
    return unmet


def _unmet_groups(groups: tuple[str, ...]) -> list[Unmet]:
    unmet = []
    if any(each not in GROUPS for each in groups):
        unmet.append(Unmet("persons.group_unknown", "Có nhóm đối tượng không có trong danh mục."))
    if any(each in SENSITIVE_GROUPS for each in groups):
        said = "Dân tộc thiểu số, có tôn giáo không chọn bằng tay: nhóm này theo thông tin nhạy cảm của hồ sơ."
        unmet.append(Unmet("persons.group_sensitive", said))
    return unmet


def unmet_sensitive(facts: SensitiveFacts) -> list[Unmet]:
    """What of the sensitive texts cannot be kept."""
    if all(len(getattr(facts, each)) <= SENSITIVE_LENGTH for each in SENSITIVE_FIELDS):
        return []
    return [Unmet("persons.sensitive_too_long", f"Mỗi ô thông tin nhạy cảm ghi tối đa {SENSITIVE_LENGTH} ký tự.")]


def cautions(facts: PersonFacts, today: date) -> list[Unmet]:
    """What may stand but looks like a slip of the hand, for a person to look at again."""
    found = [*_citizen_cautions(facts)]
    if facts.born is not None and facts.born.earliest <= today:
        fewest, most = whole_years(facts.born, today)
        if most < USUAL_AGES[0] or fewest > USUAL_AGES[1]:
            found.append(Unmet("persons.age_unusual", f"Tuổi ngoài khoảng {USUAL_AGES[0]}–{USUAL_AGES[1]}."))
        if facts.joined is not None and whole_years(facts.born, facts.joined.latest)[1] < ADMITTED_FROM:
            found.append(Unmet("persons.joined_young", f"Ngày vào Đảng trước khi đủ {ADMITTED_FROM} tuổi."))
    if facts.official is not None and facts.joined is not None and facts.official.latest >= facts.joined.earliest:
        soonest = facts.joined.earliest
        if facts.official.latest < soonest.replace(year=soonest.year + 1, day=min(soonest.day, 28)):
            said = f"Ngày công nhận chính thức chưa đủ {PROBATION_MONTHS} tháng sau ngày vào Đảng."
            found.append(Unmet("persons.probation_short", said))
    return found


def _citizen_cautions(facts: PersonFacts) -> list[Unmet]:
    try:
        number = citizen_number(facts.citizen or "")
    except ValueError:
        return []
    if len(number) == 9:
        return []
    found = []
    if int(number[:3]) not in PROVINCES:
        found.append(Unmet("persons.citizen_province", "Ba chữ số đầu của số căn cước không phải mã tỉnh."))
    sign = int(number[3])
    if facts.sex in SEXES and (sign % 2 == 1) != (facts.sex == "female"):
        found.append(Unmet("persons.citizen_sex", "Chữ số thứ tư của số căn cước không khớp giới tính."))
    if facts.born is not None and 1900 + sign // 2 * 100 + int(number[4:6]) != facts.born.year:
        found.append(Unmet("persons.citizen_year", "Số căn cước không khớp năm sinh."))
    return found


TEXT_NAMES = {
    "full_name": "Họ và tên", "other_names": "Tên gọi khác", "phone": "Điện thoại", "staff_code": "Mã số",
    "birthplace": "Nơi sinh", "birthplace_former": "Nơi sinh, tên cũ", "home_town": "Quê quán",
    "home_town_former": "Quê quán, tên cũ", "residence": "Nơi thường trú", "residence_former": "Nơi thường trú, tên cũ",
    "temporary_residence": "Nơi tạm trú", "occupation": "Nghề nghiệp", "workplace": "Nơi làm việc",
    "position": "Chức vụ", "class_name": "Lớp", "general_education": "Giáo dục phổ thông",
    "profession": "Chuyên môn, nghiệp vụ", "degree": "Học vị, học hàm cao nhất",
    "political_theory": "Lý luận chính trị", "foreign_language": "Ngoại ngữ", "digital_skill": "Tin học, kỹ năng số",
    "note": "Ghi chú",
}  # fmt: skip
"""How the paper calls each text."""

SENSITIVE_NAMES = {
    "ethnicity": "Dân tộc", "nationality": "Quốc tịch", "religion": "Tôn giáo", "religious_rank": "Chức sắc, chức việc",
    "family": "Gia đình", "political_history": "Lịch sử chính trị",
    "current_political_matters": "Vấn đề chính trị hiện nay",
}  # fmt: skip
FIELD_NAMES = {
    **TEXT_NAMES, **SENSITIVE_NAMES,
    "sex": "Giới tính", "born": "Ngày sinh", "youth_union_joined": "Ngày vào Đoàn", "joined": "Ngày vào Đảng",
    "official": "Ngày công nhận chính thức", "left_party_on": "Ngày ra khỏi Đảng", "citizen": "Số căn cước",
    "groups": "Nhóm đối tượng", "sensitive": "Thông tin nhạy cảm", "since": "Về chi bộ từ",
}  # fmt: skip
"""How screens and the trail call each field of a record."""
