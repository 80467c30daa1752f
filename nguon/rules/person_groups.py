"""Groups that follow from what is known of a person; the rest is entered by hand."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from nguon.rules.partial_dates import PartialDate, whole_years
from nguon.rules.text import fold, nfc

SENSITIVE_GROUPS = frozenset({"ethnic_minority", "religious"})
"""Groups that say somebody's ethnicity or religion: of a named person shown only where that may be seen."""

_KINH = frozenset({"kinh", "viet", "kinh (viet)", "viet (kinh)"})
_NOT_SAID = frozenset({"", "-", "--", "0", "x", "khong", "khong ro", "chua ro", "chua biet", "khong co", "ko", "k"})
_NO_RELIGION = frozenset({"luong", "none", "vo than"})
_PAST = ("nguyên ", "cựu ", "hưu trí", "nghỉ hưu", "về hưu", "đã nghỉ", "thôi việc", "chưa có việc")
_DISCHARGED = ("xuất ngũ", "phục viên", "hoàn thành nghĩa vụ quân sự", "hoàn thành nvqs")

_OPENINGS: dict[str, tuple[str, ...]] = {
    "student": ("học sinh", "sinh viên"),
    "teacher": ("giáo viên", "giảng viên"),
    "worker": ("công nhân", "người lao động", "lao động phổ thông", "lao động tự do"),
    "farmer": ("nông dân", "làm nông", "làm ruộng", "làm rẫy", "nông nghiệp"),
    "business_owner": ("chủ doanh nghiệp",),
    "armed_forces": ("bộ đội", "quân nhân", "sĩ quan", "hạ sĩ quan", "chiến sĩ", "công an"),
    "reservist": ("dân quân", "tự vệ", "dự bị động viên", "quân nhân dự bị"),
}
_NOT_SO: dict[str, tuple[str, ...]] = {
    "worker": ("công nhân viên",),
    "armed_forces": ("quân nhân dự bị", "chiến sĩ thi đua"),
}
_VILLAGE_HEADS = (
    "trưởng thôn", "trưởng bản", "trưởng ấp", "trưởng buôn", "trưởng xóm", "trưởng khóm", "trưởng khu phố",
    "trưởng khối phố", "trưởng làng", "khối trưởng", "tổ trưởng tổ dân phố", "tổ trưởng dân phố",
    "trưởng tổ dân phố",
)  # fmt: skip
_ENTERPRISES = ("công ty", "tổng công ty", "tập đoàn", "doanh nghiệp")
_PRIVATE = ("doanh nghiệp tư nhân", "dntn")
_OF_SECTOR = {
    "non_state_enterprise": ("enterprise", "private_enterprise"),
    "state_enterprise": ("enterprise",),
    "residential": ("residential",),
    "office": ("office",),
    "party": ("office",),
    "public_service": ("office",),
}


@dataclass(frozen=True)
class PersonFactsForGroups:
    """What groups follow from. `youth_ages`: full years from, and until the end of; `sector`: of the person's unit."""

    youth_ages: tuple[int, int]
    sex: str = ""
    born: PartialDate | None = None
    occupation: str = ""
    workplace: str = ""
    position: str = ""
    sector: str = ""
    ethnicity: str = ""
    religion: str = ""


def groups_from(facts: PersonFactsForGroups, on: date) -> frozenset[str]:
    """The groups that plainly follow on `on`; nothing is guessed, so a partly known birth date counts only where every
    day it may be says the same.
    """
    found = set(_OF_SECTOR.get(facts.sector, ()))
    if facts.sex == "female":
        found.add("women")
    if facts.born is not None:
        fewest, most = whole_years(facts.born, on)
        if facts.youth_ages[0] <= fewest and most <= facts.youth_ages[1]:
            found.add("youth")
    found |= _by_work(facts.occupation, facts.position, facts.workplace)
    return frozenset(found | sensitive_groups_from(facts.ethnicity, facts.religion))


def sensitive_groups_from(ethnicity: str, religion: str) -> frozenset[str]:
    """Which of SENSITIVE_GROUPS follow from what is written of ethnicity and religion."""
    found = set()
    people = fold(ethnicity).removeprefix("dan toc").strip(" .:")
    if people not in _NOT_SAID and people not in _KINH:
        found.add("ethnic_minority")
    faith = fold(religion).removeprefix("ton giao").strip(" .:")
    if faith not in _NOT_SAID and faith not in _NO_RELIGION and not faith.startswith("khong "):
        found.add("religious")
    return frozenset(found)


@lru_cache(maxsize=8_192)
def _by_work(occupation: str, position: str, workplace: str) -> frozenset[str]:
    work, post, place = _plain(occupation), _plain(position), _plain(workplace)
    found = set()
    if any(each in work for each in _DISCHARGED):
        found.add("demobilised")
    if post.startswith(_VILLAGE_HEADS) or work.startswith(_VILLAGE_HEADS):
        found.add("village_head")
    if any(each in f"{work} " for each in (*_PAST, *_DISCHARGED)):
        return frozenset(found)
    for group, openings in _OPENINGS.items():
        said = [each for each in (work, post) if each.startswith(openings)]
        if any(not each.startswith(_NOT_SO.get(group, ("\0",))) for each in said):
            found.add(group)
    if place.startswith(_ENTERPRISES):
        found.add("enterprise")
    if place.startswith(_PRIVATE):
        found |= {"enterprise", "private_enterprise"}
    return frozenset(found)


def _plain(text: str) -> str:
    return " ".join(nfc(text).lower().split())
