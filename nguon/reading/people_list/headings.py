"""One heading, with those above it → which field it names. What it says comes first, then where it stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from nguon.rules.text import fold, nfc

_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]")
_SIGNS = re.compile(r"[^a-z0-9]+")
MOST_WORDS = 25


@dataclass(frozen=True)
class Heading:
    """The texts of one column's heading from the top line down, without repetitions."""

    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        """As people read it: "Ngày sinh · Nam"."""
        return " · ".join(self.parts)

    @property
    def key(self) -> str:
        """Folded, for remembering and comparing."""
        return " / ".join(plain(each) for each in self.parts)[:200]


def plain(text: str) -> str:
    """Folded letters and digits between single blanks, without what stands in brackets unless nothing else does."""
    folded = fold(text)
    return _bare(_BRACKETS.sub(" ", folded)) or _bare(folded)


def _bare(folded: str) -> str:
    return " ".join(_SIGNS.sub(" ", folded).split())


# What a heading says by itself, the first that fits. Folded; (?:…) only where two ways of saying meet.
_RULES: tuple[tuple[str, str], ...] = (
    (r"(?:s(?:o )?)?t ?t|so thu tu|thu tu|no", "ordinal"),
    (r"(?:chu |ten )?(?:dem|lot)|ten dem|chu lot", "middle_name"),
    (r"(?:.* )?(?:cha|bo de|me|bo me|vo|chong|vo chong|nguoi than|thue|bhxh|bao hiem|tai khoan|the dang|the dang vien)(?: .*)?", ""),
    (r"(?:e ?mail|thu dien tu|gmail|facebook|zalo|anh|tuoi|chieu cao)(?: .*)?", ""),
    (r".*\b(?:ngay|nam|thoi gian) cap\b.*\b(?:cccd|cmnd|cmt|can cuoc|chung minh|dinh danh)\b.*", ""),
    (r".*\bnoi cap\b.*\b(?:cccd|cmnd|cmt|can cuoc|chung minh|dinh danh)\b.*", ""),
    (r".*\b(?:cccd|cmnd|cmt|cmtnd|cmnn|can cuoc|chung minh|dinh danh)\b.*", "citizen"),
    (r"ma ho so(?: trong phan mem)?", "key"),
    (r".*\b(?:gia tri|hieu luc|het han)\b.*(?:\bden\b.*)?", "certificate_until"),
    (r".*\b(?:sdt|s dt|dien thoai|dtdd|so dt|so d t|di dong|phone|mobile|dtlh|hotline)\b.*", "phone"),
    (r".*\b(?:mssv|msv|msgv|mscb|mshv|mnv)\b.*", "staff_code"),
    (r"(?:ma|ma so|so hieu)(?: (?:gv|sv|hs|hv|nv|cb|cc|vc|ld|cbgv|ccvc|sinh vien|giang vien|giao vien|nhan vien|can bo|cong chuc|vien chuc|hoc sinh|hoc vien|lao dong|nhan su|dinh danh noi bo))*", "staff_code"),
    (r"noi (?:vao|ket nap) .*", ""),
    (r".*\b(?:doi tuong|dien)\b.*\b(?:uu tien|chinh sach)\b.*", "groups"),
    (
        (r"ho (?:va )?ten (?:cua )?(?:quan chung|doan vien|doi tuong|cam tinh|sinh vien|hoc vien|cong nhan|hoc sinh|can bo|"
        r"nguoi (?:duoc gioi|vao|xin|hoc))(?!.*giup do).*"),
        "full_name",
    ),
    (r"nghe nghiep.*", "occupation"),
    (r"(?=(?:.*\b(?:hoc van|van hoa|llct|ly luan|chuyen mon|ngoai ngu|tin hoc)\b){3}).*", ""),
    (r".*\bdu kien\b.*|.*\b(?:quy|thoi gian|dot) (?:de nghi )?ket nap\b.*", "expected_quarter"),
    (r".*\b(?:ngay|thang|nam|thoi gian)\b.*\b(?:phan cong|giup do|giao giup do)\b.*|(?:ngay |thoi gian )?phan cong(?: giup do)?", "sponsored_on"),
    (r"(?:so )?(?:nq|qd|nghi quyet|quyet dinh)\b.*\b(?:phan cong|giup do)\b.*", ""),
    (r".*\b(?:dang vien|dv|dvct|nguoi|dong chi|d c|dc|ho ten|ho va ten)\b.*\b(?:giup do|huong dan|kem cap|phu trach|theo doi|gioi thieu|bao lanh)\b.*\b(?:2|hai|ii)\b.*", "sponsor_2"),
    (r".*\b(?:dang vien|dv|dvct|nguoi|dong chi|d c|dc|ho ten|ho va ten)\b.*\b(?:giup do|huong dan|kem cap|phu trach|theo doi|gioi thieu|bao lanh)\b.*|dvgd(?: 1)?|giup do(?: 1)?|nguoi giup", "sponsor"),
    (r"dvgd 2|giup do 2", "sponsor_2"),
    (r".*\bvao dang\b.*\bchinh thuc\b.*|.*\bket nap\b.*\bchinh thuc\b.*|.*\bdu bi\b.*\bchinh thuc\b.*", "joined_official"),
    (r".*\bchinh thuc\b.*|ngay ct", "official"),
    (r".*\b(?:vao|gia nhap|ket nap|ket nap vao) (?:dtn|doan|doan tncs|tncs|doan vien)\b.*|(?:.* )?vao d(?:oan)? ?(?:tn)?", "youth_union_joined"),
    (r"(?!so )(?:.*\b(?:vao|gia nhap|ket nap|ket nap vao) (?:dang|d|dcs)\b.*|(?:ngay|ngay thang|ngay thang nam|nam|thoi gian)?(?: (?:duoc )?)?ket nap(?: dang vien| dv)?|ngay vd)", "joined"),
    (r"(?:ngay|thoi gian|nam)(?: .*)?\b(?:hop|nghi quyet|nq|thong qua)\b.*|ngay (?:thang )?(?:nam )?(?:cb|chi bo )?(?:duoc )?(?:cong nhan|xet)(?: .*)?|ngay (?:cb|chi bo)(?: .*)?", "resolved_on"),
    (r"(?:so )?(?:hieu )?(?:nq|nghi quyet)(?: so)?(?: (?:cb|chi bo|cua chi bo))?(?: so)?|so bien ban(?: .*)?|so nq .*|so nghi quyet .*", "resolution_number"),
    (r"(?:so )?(?:bc|bao cao)\b.*|.*\bcam tinh dang\b.*\b(?:so|bc)\b.*", "report_number"),
    (r"(?:ngay|thoi gian)\b.*\b(?:qd|quyet dinh|khai giang|mo)\b.*\b(?:mo lop|lop|bd)\b.*|(?:ngay|thoi gian) (?:mo lop|khai giang)(?: .*)?", "opening_on"),
    (r".*\b(?:qd|quyet dinh)\b.*\b(?:mo lop|lop bd|lop boi duong|mo)\b.*|so (?:qd )?mo lop(?: .*)?", "opening_number"),
    (r".*\b(?:noi|co quan|don vi)\b.*\bcap\b.*", "certificate_issuer"),
    (r"(?:trinh do )?(?:ngoai ngu|tieng anh|anh van|nn|nngu)(?: .*)?", "foreign_language"),
    (r"(?:trinh do )?(?:tin hoc|cntt|cong nghe thong tin|ky nang so|th)(?: .*)?", "digital_skill"),
    (r"(?:.* )?(?:ly luan(?: chinh tri)?|llct|ll chinh tri|trinh do chinh tri|tdct|td llct)(?: .*)?|chinh tri|ct", "political_theory"),
    (r"(?:ngay|nam|thoi gian|ngay thang|ngay thang nam)\b.*\b(?:cc|gcn|cn|chung nhan|chung chi|hoan thanh|hoc lop|hoc xong|da hoc|ntvd|nhan thuc)\b.*", "certificate_on"),
    (r"(?:so|so hieu|ma|so qd|so vao so)\b.*\b(?:cc|gcn|cn|chung nhan|chung chi|giay cn)\b.*|(?:giay |so )?(?:gcn|cc|chung nhan|chung chi)(?: .*)?|giay (?:chung nhan|cn).*", "certificate_number"),
    (r"khoa lop(?: .*)?|lop khoa|khoa(?: hoc| boi duong| bd| bdntvd| dao tao)|(?:ten )?(?:lop|hoc lop|da hoc lop|dot hoc|dot)(?: .*)?\b(?:bd|bdnt|boi duong|nhan thuc|cam tinh|ntvd|dtk|doi tuong|khoa)\b.*|(?:khoa|lop) (?:bd|boi duong|nhan thuc|cam tinh)(?: .*)?|ten lop|dot hoc", "class_said"),
    (r"(?:noi )?(?:sinh quan|dang ky khai sinh|khai sinh)(?: .*)?|noi sinh(?: .*)?", "birthplace"),
    (r"(?:sinh|sinh nhat|sinh ngay|sinh nam)|(?:ngay|thang|nam|ngay thang|ngay thang nam|thoi gian) sinh\b.*|n ?t ?n ?s(?: .*)?|ngsinh|nsinh|ns|sn|ngay th nam sinh|dob|date of birth|birthday", "born"),
    (r"gioi tinh\b.*\b(?:dan toc|ton giao)\b.*|nam nu\b.*\b(?:dan toc|ton giao)\b.*", "sex_ethnicity_religion"),
    (r"gioi(?: tinh)?(?: .*)?|phai|g ?t|nam nu|nu nam|sex|gender", "sex"),
    (r"dan toc\b.*\bton giao\b.*|dt tg", "ethnicity_religion"),
    (r"(?:.* )?dan toc(?: .*)?|dtoc|dtts|dt", "ethnicity"),
    (r"(?:.* )?ton giao(?: .*)?|tg|tgiao|theo dao", "religion"),
    (r"(?:.* )?(?:que quan|nguyen quan|que|que goc|q quan|qquan|que quan goc)(?: .*)?|q ?q", "home_town"),
    (r"(?:.* )?(?:thuong tru|hktt|hk tt|ho khau|dktt|dk thuong tru|hk)(?: .*)?", "residence"),
    (r"(?:.* )?(?:tam tru|hien nay|hien tai)", "temporary_residence"),
    (r"(?:.* )?(?:noi o|cho o|cu tru|cu ngu|tru quan|dia chi|noi sinh song|noi cu tru)(?: .*)?", "residence"),
    (r"(?:.* )?(?:gia dinh|hoan canh)(?: .*)?", "family"),
    (r"(?:.* )?(?:lich su chinh tri|lsct)(?: .*)?", "political_history"),
    (r"(?:trinh do )?(?:van hoa|vh|gdpt|giao duc pho thong|gd pho thong|pho thong|hoc van|hv|van hoa pho thong|tdvh|vhpt)(?: .*)?", "general_education"),
    (r"(?:trinh do )?(?:chuyen mon|cmnv|chuyen mon nghiep vu|cm|nghiep vu|chuyen nganh|tdcm|chuyen mon ky thuat|nganh|nganh hoc|nganh dao tao|trinh do chuyen mon)(?: .*)?|td chuyen mon(?: .*)?", "profession"),
    (r"(?:hoc vi|hoc ham|bang cap)(?: .*)?", "degree"),
    (r"(?:.* )?(?:trinh do|trinh do dao tao)", "profession"),
    (r"(?:nam )?(?:dua )?vao (?:danh sach|ds)(?: .*)?|nam (?:danh sach|ds|theo doi|vao nguon|nguon)(?: .*)?", "listed_year"),
    (r"(?:thuoc |loai )?(?:danh sach|ds)(?: so| loai)?", "to_list"),
    (r"(?:thuoc )?(?:doi tuong|dien|thanh phan|nhom doi tuong|phan loai|nhom|phan loai doi tuong)(?: .*)?", "groups"),
    (r"(?:chuc vu|chuc danh|c vu|cvu|cv|vi tri|position|title|chuc vu chuc danh)(?: .*)?", "position"),
    (r"(?:.* )?(?:nghe nghiep|cong viec|nghe|viec lam)(?: .*)?", "occupation"),
    (r"ho (?:va )?(?:chu )?(?:ten )?(?:dem|lot)(?: .*)?|ho dem|ho lot|ho", "family_name"),
    (r"(?:ten goi khac|ten khac|bi danh|ten thuong goi|ten thuong dung|ten thuong|biet danh)(?: .*)?", "other_names"),
    (r"ho (?:va )?(?:ten)(?: .*)?|ho va|hoten|h ten|hvt|ho va ten.*|ten (?:quan chung|dang vien|nguoi|sinh vien|doan vien|hoc sinh|doi tuong)(?: .*)?|(?:quan chung|doan vien|dang vien)(?: uu tu)?|full ?name|name|ten day du|ho ten khai sinh|(?:[a-z0-9]+ ){1,3}ho (?:va )?ten(?: .*)?", "full_name"),
    (r"ten(?: rieng| goi)?", "given_name"),
    (r"(?:.* )?(?:chi bo|cb|to chuc dang|chi uy|tccsd|dang bo|dang uy)(?: .*)?|noi sinh hoat(?: .*)?|don vi sinh hoat(?: .*)?", "unit"),
    (r"(?:.* )?(?:don vi|noi lam viec|noi cong tac|noi cong tac hoc tap|co quan|phong ban|phong|bo phan|cong ty|to chuyen mon|doanh nghiep|truong|noi hoc tap|dv cong tac)(?: .*)?|khoa", "workplace"),
    (r"(?:lop|lop hoc|lop sh|lop sinh hoat|lop hanh chinh|lop sinh vien|lop hc|chi doan)", "class_name"),
    (r"(?:ghi chu|gchu|gc|ghi|notes?|remarks?|chu thich|luu y|nhan xet|ghi chep)(?: .*)?", "note"),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), field) for pattern, field in _RULES)

_SUBJECTS: tuple[tuple[str, str], ...] = (
    (r"\bsinh\b|\bntns\b", "born"),
    (r"gioi tinh|\bphai\b", "sex"),
    (r"giup do|phan cong|huong dan", "sponsor"),
    (r"\b(?:cccd|cmnd|cmt|can cuoc|chung minh|dinh danh)\b", "citizen"),
    (r"mo lop|\bqd lop\b|quyet dinh lop", "opening"),
    (r"chung nhan|chung chi|\bgcn\b|giay cn|\bcc\b|nhan thuc|boi duong|\bbd\b", "certificate"),
    (r"nghi quyet|\bnq\b|hop (?:cb|chi bo)|cong nhan", "resolution"),
    (r"cam tinh|\bbc\b|bao cao", "report"),
    (r"vao doan|doan vien|\btncs\b", "union"),
    (r"vao dang|ket nap|dang vien|\bdang\b", "party"),
    (r"\b(?:cha|me|vo|chong|bo me|bo de)\b|nguoi than", "family"),
    (r"que quan|nguyen quan|\bqq\b", "home_town"),
    (r"thuong tru|ho khau|\bhktt\b|dia chi|noi o|cho o|cu tru", "residence"),
    (r"noi sinh|khai sinh", "birthplace"),
    (r"ho (?:va )?ten", "name"),
)  # fmt: skip

_WEAK: tuple[tuple[str, str], ...] = (
    (r"(?:so|so hieu|so qd|so vb|so van ban|so ky hieu|ma so|qd so|ky hieu|so quyet dinh|so giay)", "number"),
    (r"(?:ngay|ngay thang|ngay thang nam|thang nam|thoi gian|ngay vao|ngay ket nap|ngay gia nhap|ngay cap|ngay ky|ngay qd|ngay ban hanh|tu ngay|nam cap|ngay th nam|ngay quyet dinh|thang nam cap)", "day"),
    (r"(?:ho ten|ho va ten|ten|dang vien|dong chi)", "name"),
    (r"(?:noi cap|co quan cap|don vi cap|noi)", "place"),
    (r"(?:khoa|lop|khoa lop|ten lop|lop khoa)", "class"),
    (r"(?:nam)", "male"),
    (r"(?:nu)", "female"),
    (r"(?:thang)", "month"),
    (r"(?:thon|xom|ban|to|ap|khu pho|xa|phuong|xa phuong|phuong xa|huyen|quan|quan huyen|huyen quan|tinh|thanh pho|tinh thanh pho|tinh tp|so nha|duong|thon xom|dia chi|chi tiet)", "part"),
    (r"(?:1|mot|thu nhat|i)", "first"),
    (r"(?:2|hai|thu hai|ii)", "second"),
    (r"(?:du bi|vao|vao dang|ket nap)", "began"),
    (r"(?:chinh thuc|ct)", "confirmed"),
)  # fmt: skip

_TOGETHER: Mapping[tuple[str, str], str] = {
    ("born", "male"): "born_male", ("born", "female"): "born_female", ("born", "day"): "born_day",
    ("born", "month"): "born_month", ("born", "year"): "born_year",
    ("sex", "male"): "is_male", ("sex", "female"): "is_female",
    ("sponsor", "day"): "sponsored_on", ("sponsor", "name"): "sponsor", ("sponsor", "first"): "sponsor",
    ("sponsor", "second"): "sponsor_2", ("sponsor", "number"): "",
    ("citizen", "number"): "citizen", ("citizen", "day"): "", ("citizen", "place"): "",
    ("opening", "number"): "opening_number", ("opening", "day"): "opening_on", ("opening", "class"): "class_said",
    ("certificate", "number"): "certificate_number", ("certificate", "day"): "certificate_on",
    ("certificate", "place"): "certificate_issuer", ("certificate", "class"): "class_said",
    ("certificate", "year"): "certificate_on",
    ("resolution", "number"): "resolution_number", ("resolution", "day"): "resolved_on",
    ("report", "number"): "report_number", ("report", "day"): "",
    ("union", "day"): "youth_union_joined", ("union", "place"): "", ("union", "year"): "youth_union_joined",
    ("party", "day"): "joined", ("party", "began"): "joined", ("party", "confirmed"): "official",
    ("party", "place"): "", ("party", "number"): "",
    ("family", "name"): "", ("family", "day"): "", ("family", "year"): "",
    ("home_town", "part"): "home_town", ("residence", "part"): "residence", ("birthplace", "part"): "birthplace",
    ("name", "name"): "given_name",
}  # fmt: skip
_COMPILED_SUBJECTS = tuple((re.compile(pattern), subject) for pattern, subject in _SUBJECTS)
_COMPILED_WEAK = tuple((re.compile(pattern), weak) for pattern, weak in _WEAK)


def subject_of(text: str) -> str:
    """What a heading is about ("certificate", "sponsor" …), so that a bare “Số” or “Ngày” beside or below can be told."""
    words = plain(text)
    return next((subject for pattern, subject in _COMPILED_SUBJECTS if pattern.search(words)), "")


def weak_kind(text: str) -> str:
    """What a heading that says nothing by itself asks for: "number", "day", "male" … or ""."""
    words = plain(text)
    if words == "nam" and "ă" in nfc(text).lower():
        return "year"
    return next((kind for pattern, kind in _COMPILED_WEAK if pattern.fullmatch(words)), "")


def under(subject: str, weak: str) -> str | None:
    """The field of a weak heading under or beside a subject; None where the two say nothing together."""
    return _TOGETHER.get((subject, weak))


@lru_cache(maxsize=4_096)
def field_of(text: str) -> str | None:
    """The field one heading names by itself: "" for what is known to be none of ours, None for what is not understood."""
    words = plain(text)
    if not words or len(words.split()) > MOST_WORDS:
        return None
    found = _ruled(words, text)
    if found is None:
        mended = spelt(words)
        found = _ruled(mended, text) if mended != words else None
    return found


def _ruled(words: str, written: str) -> str | None:
    lower = nfc(written).lower()
    if words in ("dt", "so dt", "s dt") and "đ" in lower:
        return "phone"
    if words == "khoa" and re.search(r"kh(?:óa|oá)", lower):
        return "class_said"
    for pattern, field in _COMPILED:
        if pattern.fullmatch(words):
            return field
    return None


_VOCABULARY = frozenset(
    word
    for line in (
        "ho va ten ngay thang nam sinh gioi tinh dan toc ton giao que quan nguyen thuong tru tam chuc vu nghe nghiep",
        "don vi cong tac noi lam viec lop chi bo trinh van hoa chuyen mon ly luan chinh tri ngoai ngu tin hoc vao doan",
        "dang vien giup phan quyet dinh chung nhan giay cap khoa thuc ghi chu doi tuong danh sach can cuoc dien thoai",
        "hien nay nghi thong bao cao cam mo boi duong ket nap kien quy dem hop dia truong phong minh so",
    )
    for word in line.split()
)
_WHOLE = {
    "hovaten": "ho va ten", "hoten": "ho ten", "ngaysinh": "ngay sinh", "gioitinh": "gioi tinh", "dantoc": "dan toc",
    "tongiao": "ton giao", "quequan": "que quan", "chucvu": "chuc vu", "ghichu": "ghi chu", "sodienthoai": "dien thoai",
    "dienthoai": "dien thoai", "socccd": "cccd", "socancuoc": "can cuoc", "ngayvaodoan": "ngay vao doan",
    "ngayvaodang": "ngay vao dang", "chibo": "chi bo", "nghenghiep": "nghe nghiep", "namsinh": "nam sinh",
    "ngaythangnamsinh": "ngay sinh", "trinhdo": "trinh do", "chuyenmon": "chuyen mon", "donvi": "don vi",
    "donvicongtac": "don vi cong tac", "thuongtru": "thuong tru", "noio": "noi o", "ngoaingu": "ngoai ngu",
    "tinhoc": "tin hoc", "masv": "ma sv", "magv": "ma gv", "diachi": "dia chi",
}  # fmt: skip


_PHRASES = tuple(
    dict.fromkeys(
        (*_WHOLE.values(), "ngay sinh", "gioi tinh", "dan toc", "ton giao", "chuc vu", "don vi", "ngay vao dang", "ngay vao doan",
         "thuong tru", "dien thoai", "chuyen mon", "nguyen quan", "chi bo", "ghi chu", "nghe nghiep")
    )
)  # fmt: skip


def spelt(words: str) -> str:
    """`words` with what is one slip away from a word of headings put right, and words run together parted."""
    joined = words.replace(" ", "")
    if joined in _WHOLE:
        return _WHOLE[joined]
    near = next((said for key, said in _WHOLE.items() if len(key) > 5 and one_slip(joined, key)), None)
    if near is not None:
        return near
    tokens = words.split()
    full = next((phrase for phrase in _PHRASES if _shortens(tokens, phrase.split())), None)
    if full is not None:
        return full
    return " ".join(each if each in _VOCABULARY or len(each) < 3 else _nearest(each) for each in tokens)


def _shortens(tokens: list[str], phrase: list[str]) -> bool:
    """Whether every word is one of the phrase's or begins it ("ng sinh", "ch vu"), at least one of them whole."""
    if len(tokens) != len(phrase) or tokens == phrase or tokens[-1] != phrase[-1]:
        return False
    return all(full.startswith(each) for each, full in zip(tokens, phrase, strict=True))


def _nearest(word: str) -> str:
    hits = {each for each in _VOCABULARY if len(each) > 2 and one_slip(word, each)}
    return hits.pop() if len(hits) == 1 else word


def one_slip(one: str, other: str) -> bool:
    """Whether one letter was added, left out, changed, or two neighbours changed places."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if len(one) == len(other):
        return one[at + 1 :] == other[at + 1 :] or (
            one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
        )
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[at + 1 :] == shorter[at:]
