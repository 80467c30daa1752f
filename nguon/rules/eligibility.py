"""Whether an applicant may be considered on a day: age by month, education, certificate. Every unmet condition at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from nguon.rules.errors import Unmet
from nguon.rules.partial_dates import PartialDate
from nguon.rules.periods import add_months

LEVELS: Mapping[str, int] = {
    "primary": 1,
    "lower_secondary": 2,
    "upper_secondary": 3,
    "college": 4,
    "university": 5,
}
"""Education from low to high."""

HARD_AREAS = frozenset({"mountain", "border", "island", "ethnic_minority", "hardship"})


@dataclass(frozen=True)
class Applicant:
    """What is judged. `certificate_on` is the day the awareness certificate was issued; `written_agreement` that of the
    standing board of a committee directly under the Centre.
    """

    born: PartialDate
    considered_on: date
    education: str
    certificate_on: date | None = None
    area: str = ""
    written_agreement: bool = False


@dataclass(frozen=True)
class Limit:
    """A figure or a level, and where it stands."""

    value: int | str
    clause: str


@dataclass(frozen=True)
class Limits:
    """What is in force on the day the applicant is considered."""

    age_from: Limit
    age_until: Limit
    education: Limit
    education_hard_area: Limit
    certificate_months: Limit


def unmet_eligibility(applicant: Applicant, limits: Limits) -> tuple[Unmet, ...]:
    """Codes age.*, education.*, certificate.*; empty when nothing stands against being considered."""
    return (
        *_age(applicant, limits),
        *_education(applicant, limits),
        *unmet_certificate(applicant.certificate_on, applicant.considered_on, limits.certificate_months),
    )


def months_of_age(born: PartialDate, on: date) -> int | None:
    """Age counted by month, the day within the month left out; None where the month of birth is not known."""
    return None if not born.month else (on.year - born.year) * 12 + on.month - born.month


def _age(applicant: Applicant, limits: Limits) -> tuple[Unmet, ...]:
    months = months_of_age(applicant.born, applicant.considered_on)
    youngest, oldest = int(limits.age_from.value), int(limits.age_until.value)
    if months is None:
        return (Unmet("age.unknown", "Chưa biết tháng sinh nên chưa tính được tuổi theo tháng."),)
    said = f"{months // 12} tuổi {months % 12} tháng" if months % 12 else f"{months // 12} tuổi"
    if months < youngest * 12:
        return (Unmet("age.below_minimum", f"Mới {said}, chưa đủ {youngest} tuổi.", limits.age_from.clause),)
    if months > oldest * 12 and not applicant.written_agreement:
        what = f"Đã {said}, quá {oldest} tuổi, chưa có văn bản đồng ý của ban thường vụ cấp ủy trực thuộc Trung ương."
        return (Unmet("age.above_maximum", what, limits.age_until.clause),)
    return ()


def _education(applicant: Applicant, limits: Limits) -> tuple[Unmet, ...]:
    wanted = limits.education_hard_area if applicant.area in HARD_AREAS else limits.education
    if LEVELS[applicant.education] >= LEVELS[str(wanted.value)]:
        return ()
    return (Unmet("education.below_minimum", "Trình độ học vấn thấp hơn mức quy định.", wanted.clause),)


def unmet_certificate(issued_on: date | None, considered_on: date, months: Limit) -> tuple[Unmet, ...]:
    """Whether the awareness certificate holds on the day the branch considers; its last day still counts."""
    if issued_on is None or issued_on > considered_on:
        return (Unmet("certificate.missing", "Chưa có giấy chứng nhận học lớp bồi dưỡng nhận thức về Đảng."),)
    last_day = add_months(issued_on, int(months.value))
    if considered_on <= last_day:
        return ()
    what = f"Giấy chứng nhận cấp ngày {issued_on:%d/%m/%Y} chỉ có giá trị đến {last_day:%d/%m/%Y}."
    return (Unmet("certificate.expired", what, months.clause),)


def unmet_introducer(
    official_on: date | None, together_from: date | None, on: date, months: Limit
) -> tuple[Unmet, ...]:
    """Whether a member may introduce on `on`: official that day, and together with the applicant long enough."""
    unmet = []
    if official_on is None or official_on > on:
        unmet.append(Unmet("sponsor.not_official", "Người giới thiệu chưa là đảng viên chính thức vào ngày này."))
    if together_from is None or add_months(together_from, int(months.value)) > on:
        what = f"Chưa cùng công tác, học tập hoặc cư trú đủ {months.value} tháng với người vào Đảng."
        unmet.append(Unmet("sponsor.too_short_together", what, months.clause))
    return tuple(unmet)
