"""The bodies a plan gives duties to, and which units the printed name of an actor binds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from nguon.rules.text import fold


class Office(StrEnum):
    """A body of, or attached to, one unit."""

    COMMITTEE = "committee"  # the organisation itself, through its committee
    STANDING_BOARD = "standing_board"
    STANDING_SECRETARIAT = "standing_secretariat"
    ORGANISATION_BOARD = "organisation_board"
    PROPAGANDA_BOARD = "propaganda_board"
    INSPECTION_COMMISSION = "inspection_commission"
    COMMITTEE_OFFICE = "committee_office"
    POLITICAL_CENTRE = "political_centre"
    YOUTH_UNION = "youth_union"
    TRADE_UNION = "trade_union"
    WOMEN_UNION = "women_union"
    FARMERS_UNION = "farmers_union"
    VETERANS_UNION = "veterans_union"
    FRONT = "front"
    MASS_ORGANISATIONS = "mass_organisations"
    WORK_DELEGATION = "work_delegation"
    SECRETARY = "secretary"
    BRANCH_COMMITTEE = "branch_committee"
    ADVISORY_BODIES = "advisory_bodies"


OFFICE_NAMES: Mapping[Office, str] = {
    Office.COMMITTEE: "Cấp ủy",
    Office.STANDING_BOARD: "Ban thường vụ",
    Office.STANDING_SECRETARIAT: "Thường trực cấp ủy",
    Office.ORGANISATION_BOARD: "Ban tổ chức",
    Office.PROPAGANDA_BOARD: "Ban tuyên giáo và dân vận",
    Office.INSPECTION_COMMISSION: "Ủy ban kiểm tra",
    Office.COMMITTEE_OFFICE: "Văn phòng cấp ủy",
    Office.POLITICAL_CENTRE: "Trung tâm chính trị",
    Office.YOUTH_UNION: "Đoàn Thanh niên",
    Office.TRADE_UNION: "Công đoàn",
    Office.WOMEN_UNION: "Hội Liên hiệp Phụ nữ",
    Office.FARMERS_UNION: "Hội Nông dân",
    Office.VETERANS_UNION: "Hội Cựu chiến binh",
    Office.FRONT: "Mặt trận Tổ quốc",
    Office.MASS_ORGANISATIONS: "Mặt trận và các tổ chức chính trị - xã hội",
    Office.WORK_DELEGATION: "Đoàn công tác",
    Office.SECRETARY: "Bí thư",
    Office.BRANCH_COMMITTEE: "Chi ủy",
    Office.ADVISORY_BODIES: "Các cơ quan tham mưu, giúp việc",
}


class Scope(StrEnum):
    """Which units an actor stands for, seen from the unit that issues the plan."""

    ISSUER = "issuer"
    GRASSROOTS = "grassroots"  # all grassroots organisations below: committees and grassroots branches
    GRASSROOTS_COMMITTEES = "grassroots_committees"
    GRASSROOTS_BRANCHES = "grassroots_branches"
    BRANCHES = "branches"  # every branch below
    DIRECT = "direct"  # the units standing directly under the issuer
    ALL_BELOW = "all_below"
    SELECTED = "selected"  # a person names the units


SCOPE_NAMES: Mapping[Scope, str] = {
    Scope.ISSUER: "Cơ quan ban hành",
    Scope.GRASSROOTS: "Các tổ chức cơ sở đảng",
    Scope.GRASSROOTS_COMMITTEES: "Các đảng ủy cơ sở",
    Scope.GRASSROOTS_BRANCHES: "Các chi bộ cơ sở",
    Scope.BRANCHES: "Tất cả chi bộ",
    Scope.DIRECT: "Các tổ chức trực thuộc",
    Scope.ALL_BELOW: "Tất cả tổ chức bên dưới",
    Scope.SELECTED: "Các tổ chức được chọn",
}


@dataclass(frozen=True)
class Binding:
    """An office at each unit of a scope."""

    scope: Scope
    office: Office


class _Level(IntEnum):
    PROVINCE = 1
    DISTRICT = 2  # districts, towns, blocs: directly above the grassroots
    GRASSROOTS = 3  # communes, wards and every other grassroots committee
    BRANCH = 4


_MUNICIPALITIES = r"(ha noi|ho chi minh|da nang|hai phong|can tho|hue)"
_DISTRICT = (
    r"(huyen|quan|thi|thanh) (uy|doan)|cap huyen|(cua|tren dia ban) huyen|\bhuyen\b|\bthi xa\b|\bthanh pho\b|\bkhoi\b"
)
_COMMUNE = r"(?<!thi )\bxa\b(?! hoi)|\bphuong\b(?! (tien|phap|cham|an|thuc|huong))|\bthi tran\b|\bdac khu\b|co so\b"
_LEVELS: tuple[tuple[_Level, re.Pattern[str]], ...] = (
    (_Level.BRANCH, re.compile(r"\bchi (bo|uy)\b")),
    (_Level.PROVINCE, re.compile(rf"thanh uy (thanh pho )?{_MUNICIPALITIES}|tinh (uy|doan)|cap tinh")),
    (_Level.DISTRICT, re.compile(_DISTRICT)),
    (_Level.GRASSROOTS, re.compile(_COMMUNE)),
    (_Level.PROVINCE, re.compile(r"\btinh\b(?! (hinh|than|chat|nguyen))")),
)

_OFFICES: tuple[tuple[Office, re.Pattern[str]], ...] = tuple(
    (office, re.compile(pattern))
    for office, pattern in (
        (
            Office.MASS_ORGANISATIONS,
            r"doan the|to chuc chinh tri ?(-|–)? ?xa hoi|to chuc quan chung|to chuc hoi\b|mat tran.*( va |, ).*(doan the|to chuc)",
        ),
        (Office.WORK_DELEGATION, r"\b(doan|to) (cong tac|chi dao|kiem tra)"),
        (
            Office.YOUTH_UNION,
            r"(tinh|huyen|quan|thi|thanh) doan\b|(?<!cong )doan (thanh nien|tncs|co so|truong|khoi|xa|phuong)|\bdtn\b|chi doan",
        ),
        (Office.TRADE_UNION, r"lien doan lao dong|\bldld\b|cong doan"),
        (Office.WOMEN_UNION, r"phu nu\b|\blhpn\b"),
        (Office.FARMERS_UNION, r"hoi nong dan|\bhnd\b"),
        (Office.VETERANS_UNION, r"cuu chien binh|\bccb\b"),
        (Office.FRONT, r"mat tran|\bmttq\b"),
        (Office.ORGANISATION_BOARD, r"ban to chuc|\bbtc\b|ban xay dung dang"),
        (Office.PROPAGANDA_BOARD, r"ban (tuyen giao|dan van)"),
        (Office.INSPECTION_COMMISSION, r"(uy ban|co quan) kiem tra|\bubkt\b"),
        (Office.COMMITTEE_OFFICE, r"van phong"),
        (Office.POLITICAL_CENTRE, r"trung tam (boi duong )?(ly luan )?chinh tri|\bttct\b"),
        (Office.ADVISORY_BODIES, r"tham muu|giup viec|cac ban (xay dung )?dang|chuyen trach"),
    )
)
_MASS = frozenset(
    {
        Office.YOUTH_UNION,
        Office.TRADE_UNION,
        Office.WOMEN_UNION,
        Office.FARMERS_UNION,
        Office.VETERANS_UNION,
        Office.FRONT,
    }
)
_ONE_A_UNIT = frozenset(
    {
        Office.STANDING_BOARD,
        Office.STANDING_SECRETARIAT,
        Office.ORGANISATION_BOARD,
        Office.INSPECTION_COMMISSION,
        Office.COMMITTEE_OFFICE,
        Office.POLITICAL_CENTRE,
    }
)
_STANDING_BOARD = re.compile(r"ban thuong vu|\bbtv\b|uy vien thuong vu")
_STANDING_SECRETARIAT = re.compile(r"thuong truc")
_SECRETARY = re.compile(r"\bbi thu\b")
_BRANCH_COMMITTEE = re.compile(r"cap uy (cua )?(cac )?chi bo|\bchi uy\b")
_LEAD = re.compile(
    r"^(((dam bao|giao|de nghi|yeu cau|tap the|toan the|cac|nhung|moi|tung|dong chi|d/c|lanh dao)\b:?) ?)+"
)
_SORTED_OUT = re.compile(
    r"(trong|thuoc|o|tai|khu vuc|loai hinh|la) .*(doanh nghiep|truong|nong thon|khu pho|thon|to dan pho|co quan|vu trang)"
    r"|truong (hoc|thpt|thcs|tieu hoc|dai hoc|cao dang|trung hoc)|(chi|dang) (bo|uy) (khoi |cac )?(doanh nghiep|truong)"
    r"|luc luong vu trang|cong an|quan su|bien phong|vung sau|dan toc"
)
_BARE_COMMITTEES = frozenset({"tinh uy", "thanh uy", "huyen uy", "quan uy", "thi uy", "dang uy", "dang bo"})
_ABOVE = frozenset({_Level.PROVINCE, _Level.DISTRICT})
_ANY = frozenset(_Level)
_SCOPES: tuple[tuple[re.Pattern[str], Scope, frozenset[_Level]], ...] = tuple(
    (re.compile(pattern), scope, issuers)
    for pattern, scope, issuers in (
        (r"cap tren truc tiep", Scope.DIRECT, _ANY),
        (r"chi bo truc thuoc (cac )?dang (uy|bo)", Scope.BRANCHES, _ANY),
        (r"to chuc (dang )?co so|\btccsd?\b|co so dang|cap uy (dang )?co so", Scope.GRASSROOTS, _ABOVE),
        (
            r"\b(chi|dang)( bo| uy)?,?( va| hoac)?( cac)? (chi|dang) (bo|uy) (co so|truc thuoc)",
            Scope.GRASSROOTS,
            _ABOVE,
        ),
        (r"^chi bo co so$", Scope.GRASSROOTS_BRANCHES, _ANY),
        (r"^chi bo( truc thuoc)?$", Scope.BRANCHES, _ANY),
        (
            r"^(dang (bo|uy)|chi( bo| uy)?)(,| va)+ (cac )?(dang|chi) (bo|uy)$",
            Scope.GRASSROOTS,
            frozenset({_Level.DISTRICT}),
        ),
        (r"^dang (uy|bo) co so", Scope.GRASSROOTS_COMMITTEES, _ABOVE),
        (
            r"(cap uy|to chuc dang).*(cac cap|tu .* den)|^cap uy,? ?(va )?(cac )?to chuc dang$|^(cap uy|to chuc dang)$",
            Scope.ALL_BELOW,
            _ANY,
        ),
        (r"truc thuoc|dia phuong,? (va )?(cac )?don vi", Scope.DIRECT, _ANY),
    )
)


def binding_of(actor: str | None, issuer_name: str) -> Binding | None:
    """Which office of which units a printed actor stands for, or None when only a person can tell.

    `issuer_name` is the unit issuing the plan; levels named by the actor are read against its level.
    """
    whole = fold(actor or "").strip(" .:;,*-")
    issuer = fold(issuer_name)
    text = _LEAD.sub("", whole).strip()
    if not text:
        return None
    plural = whole != text and re.match(r"(cac|nhung|moi|tung)\b(?! dong chi)", whole) is not None
    offices = {office for office, pattern in _OFFICES if pattern.search(text)}
    if Office.MASS_ORGANISATIONS in offices:
        offices -= _MASS
    if len(offices) > 1:
        return None
    if offices:
        (office,) = offices
        return _of_owner(office, text, issuer, plural=plural)
    if _STANDING_BOARD.search(text):
        return _of_owner(Office.STANDING_BOARD, text, issuer, plural=plural)
    if _SECRETARY.search(text):
        return _of_owner(Office.SECRETARY, text, issuer, plural=plural)
    if _STANDING_SECRETARIAT.search(text):
        return _of_owner(Office.STANDING_SECRETARIAT, text, issuer, plural=plural)
    if _BRANCH_COMMITTEE.search(text) and "dang uy" not in text:
        return _of_owner(Office.BRANCH_COMMITTEE, text, issuer, plural=plural)
    scope = _scope(text, issuer, plural=plural)
    return None if scope is None else Binding(scope, Office.COMMITTEE)


def _level(text: str) -> _Level | None:
    return next((level for level, pattern in _LEVELS if pattern.search(text)), None)


def _issuer_level(issuer: str) -> _Level:
    if issuer.startswith("chi bo"):
        return _Level.BRANCH
    found = _level(issuer.replace("chi bo", ""))
    return _Level.GRASSROOTS if found is None else found


def _owner_level(text: str, issuer: str) -> _Level | None:
    """The level an actor names; words that the issuer's own name holds (thành, khối, xã) mean the issuer's level."""
    named = _level(text)
    own = _issuer_level(issuer)
    if named is _Level.DISTRICT and own is _Level.PROVINCE and re.search(r"thanh (uy|pho|doan)", text):
        return own if "thanh uy" in issuer and "cac " not in text else named
    return named


def _of_owner(office: Office, text: str, issuer: str, *, plural: bool) -> Binding | None:
    own, owner = _issuer_level(issuer), _owner_level(text, issuer)
    if owner is None or owner == own:
        several = plural and owner is None and office in _ONE_A_UNIT and "uy vien" not in text
        return Binding(Scope.DIRECT if several else Scope.ISSUER, office)
    if owner < own:
        return None  # a body above the issuer is not bound by its plan
    if owner is _Level.BRANCH:
        return Binding(Scope.GRASSROOTS_BRANCHES if "chi bo co so" in text else Scope.BRANCHES, office)
    if owner is _Level.GRASSROOTS and (own is _Level.DISTRICT or "co so" in text):
        every = "to chuc co so" in text or "cap uy" in text
        return Binding(Scope.GRASSROOTS if every else Scope.GRASSROOTS_COMMITTEES, office)
    return Binding(Scope.DIRECT, office)


def _scope(text: str, issuer: str, *, plural: bool) -> Scope | None:
    """Of an actor that is a Party organisation itself."""
    own = _issuer_level(issuer)
    if text == issuer or (not plural and text in _BARE_COMMITTEES and issuer.startswith(text)):
        return Scope.ISSUER
    if own is _Level.BRANCH:
        return Scope.ISSUER if re.match(r"chi bo\b|cap uy\b", text) else None
    if _SORTED_OUT.search(text) and re.search(r"(chi|dang) (bo|uy)|to chuc|cap uy", text):
        return Scope.SELECTED
    for pattern, scope, issuers in _SCOPES:
        if pattern.search(text):
            if own in issuers:
                return scope
            return Scope.DIRECT if text.endswith("truc thuoc") else None
    named = _owner_level(text, issuer)
    if named is None or not re.match(r"dang (uy|bo)|cap uy|(huyen|quan|thi|thanh|tinh) uy|ban chap hanh", text):
        return None
    if named <= own:
        return Scope.ISSUER if named == own and not plural else None
    return Scope.GRASSROOTS_COMMITTEES if own is _Level.DISTRICT else Scope.DIRECT
