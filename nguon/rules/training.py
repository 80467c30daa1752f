"""Classes: who may be proposed and placed, what a class may become, what its check and certificates must say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from nguon.rules.errors import Unmet
from nguon.rules.periods import ONE_DAY, add_months

AWARENESS, NEW_MEMBER = "awareness", "new_member"
RENEWAL_MONTHS = 6
"""A certificate that lapses within so many months no longer keeps its holder from the class."""
LAPSE_WINDOWS = (6, 12)
"""How many months ahead the list of lapsing certificates looks, the first unless another is asked for."""
MOST_PLACES = 1_000
MOST_DAYS = 120
"""A class of more days than this is a slip in a year or a month."""
NUMBER_HOLE = "{n}"
_NUMBER = re.compile(r"[^{}]*\{n\}[^{}]*")


@dataclass(frozen=True)
class Candidate:
    """One person as somebody proposes them for a class of `kind` on `today`.

    `listed` is the list they stand on (0 none), `joined` and `official` whether the day of admission and of recognition
    is known, `open_proposal` "" or "proposed" or "placed", `holds_from` and `holds_until` those of the newest
    certificate of that kind that was not revoked (`holds_until` None with `has_certificate`: it does not lapse).
    """

    name: str
    kind: str
    today: date
    listed: int = 0
    joined: bool = False
    official: bool = False
    left_party: bool = False
    has_certificate: bool = False
    holds_until: date | None = None
    open_proposal: str = ""


def unmet_candidate(person: Candidate) -> tuple[Unmet, ...]:
    """Everything that keeps this person from being proposed, their name in front; empty when nothing does."""
    unmet = [*(_unmet_awareness(person) if person.kind == AWARENESS else _unmet_new_member(person))]
    if person.has_certificate and not may_renew(person.holds_until, person.today):
        until = f" đến hết {person.holds_until - timedelta(days=1):%d/%m/%Y}" if person.holds_until else ""
        unmet.append(Unmet("training.certificate_holds", f"{person.name} đã có giấy chứng nhận còn giá trị{until}."))
    if person.open_proposal == "proposed":
        unmet.append(Unmet("training.proposed_already", f"{person.name} đã được đề nghị, đang chờ xếp lớp."))
    if person.open_proposal == "placed":
        unmet.append(Unmet("training.placed_already", f"{person.name} đã được xếp vào một lớp chưa bế giảng."))
    return tuple(unmet)


def _unmet_awareness(person: Candidate) -> Iterable[Unmet]:
    name = person.name
    if person.joined:
        yield Unmet("training.member_already", f"{name} đã là đảng viên, không học lớp bồi dưỡng nhận thức về Đảng.")
    elif person.listed == 1:
        what = f"{name} đang ở danh sách 1; chi bộ cần có nghị quyết đưa vào danh sách 2 trước khi đề nghị học lớp."
        yield Unmet("training.list_1", what)
    elif person.listed == 3:
        what = f"{name} đang ở danh sách 3. Nếu phải học lại, chi bộ đưa về danh sách 2 rồi đề nghị."
        yield Unmet("training.list_3", what)
    elif person.listed != 2:
        yield Unmet("training.no_list", f"{name} chưa ở danh sách 2 (đủ điều kiện học lớp).")


def _unmet_new_member(person: Candidate) -> Iterable[Unmet]:
    name = person.name
    if not person.joined:
        yield Unmet("training.not_member", f"{name} chưa được kết nạp; lớp này dành cho đảng viên dự bị.")
    elif person.left_party:
        yield Unmet("training.left_party", f"{name} không còn là đảng viên.")
    elif person.official:
        yield Unmet(
            "training.official_already", f"{name} đã là đảng viên chính thức; lớp này dành cho đảng viên dự bị."
        )


def may_renew(holds_until: date | None, today: date) -> bool:
    """Whether a certificate that holds until that day (excluded; None: for good) leaves room for a new class now."""
    return holds_until is not None and holds_until <= add_months(today, RENEWAL_MONTHS)


@dataclass(frozen=True)
class Seated:
    """Which of those who arrive get a place and which wait, each in the order they came."""

    placed: tuple[int, ...]
    waiting: tuple[int, ...]


def seat(capacity: int, placed: int, waiting: int, arriving: Sequence[int]) -> Seated:
    """Places go in the order of arrival; nobody who arrives passes those who wait already."""
    free = 0 if waiting else max(0, capacity - placed)
    return Seated(tuple(arriving[:free]), tuple(arriving[free:]))


def unmet_move_up(name: str, first: str, *, is_first: bool, free: int) -> tuple[Unmet, ...]:
    """Why the one called `name` cannot take a freed place now; `first` is who waits longest."""
    unmet = []
    if free <= 0:
        unmet.append(Unmet("training.class_full", "Lớp không còn chỗ trống."))
    if not is_first:
        unmet.append(Unmet("training.not_first", f"{first} chờ trước {name}; chỗ trống dành cho người chờ đầu tiên."))
    return tuple(unmet)


@dataclass(frozen=True)
class ClassSaid:
    """A class as somebody writes it down. `placed` persons sit in it; `session_days` are the days of its sessions."""

    name: str
    kind: str
    starts_on: date
    ends_on: date
    capacity: int
    check_on: date | None = None
    placed: int = 0
    session_days: tuple[date, ...] = ()
    certificates: int = 0


def unmet_class(said: ClassSaid) -> tuple[Unmet, ...]:
    """Everything that keeps a class from being written down like this."""
    unmet = []
    if not said.name.strip():
        unmet.append(Unmet("training.name_missing", "Hãy ghi tên lớp."))
    if said.kind not in (AWARENESS, NEW_MEMBER):
        unmet.append(Unmet("training.kind_unknown", "Hãy chọn loại lớp."))
    if said.ends_on < said.starts_on:
        unmet.append(Unmet("training.ends_before_start", "Ngày bế giảng không được trước ngày khai giảng."))
    elif (said.ends_on - said.starts_on).days > MOST_DAYS:
        unmet.append(Unmet("training.too_long", f"Từ khai giảng đến bế giảng quá {MOST_DAYS} ngày; hãy xem lại năm."))
    if not 1 <= said.capacity <= MOST_PLACES:
        unmet.append(Unmet("training.capacity", f"Số chỗ phải từ 1 đến {MOST_PLACES}."))
    elif said.capacity < said.placed:
        what = f"Lớp đang có {said.placed} học viên; số chỗ không được ít hơn."
        unmet.append(Unmet("training.capacity_below_placed", what))
    outside = sorted({each for each in said.session_days if not said.starts_on <= each <= said.ends_on})
    if outside:
        days = ", ".join(f"{each:%d/%m/%Y}" for each in outside)
        unmet.append(Unmet("training.sessions_outside", f"Có buổi học ngoài thời gian của lớp: {days}."))
    if said.check_on is not None and said.check_on < said.starts_on:
        unmet.append(Unmet("training.check_before_start", "Ngày kiểm tra không được trước ngày khai giảng."))
    if said.certificates:
        unmet.append(Unmet("training.has_certificates", "Lớp đã cấp giấy chứng nhận nên không sửa được nữa."))
    return tuple(unmet)


STEPS: Mapping[str, frozenset[str]] = {
    "planned": frozenset({"open", "cancelled"}),
    "open": frozenset({"ended", "cancelled"}),
    "ended": frozenset(),
    "cancelled": frozenset(),
}
"""What a class in a state may become."""
_STATES = {"planned": "còn dự kiến", "open": "đã mở", "ended": "đã bế giảng", "cancelled": "không mở"}


def unmet_step(state: str, to: str) -> tuple[Unmet, ...]:
    """Why a class in `state` cannot become `to`."""
    if to in STEPS[state]:
        return ()
    return (Unmet("training.state", f"Lớp {_STATES[state]} nên không làm việc này được."),)


def unmet_opening(state: str, number: str, on: date, *, starts_on: date, today: date) -> tuple[Unmet, ...]:
    """Why a class cannot be opened by that decision."""
    unmet = [*unmet_step(state, "open")]
    if not number.strip():
        unmet.append(Unmet("training.opening_number", "Hãy ghi số quyết định mở lớp."))
    if on > today:
        unmet.append(Unmet("training.opening_ahead", "Ngày quyết định mở lớp không được sau hôm nay."))
    if on > starts_on:
        what = f"Ngày quyết định mở lớp không được sau ngày khai giảng {starts_on:%d/%m/%Y}."
        unmet.append(Unmet("training.opening_after_start", what))
    return tuple(unmet)


def unmet_end(state: str, ends_on: date, today: date) -> tuple[Unmet, ...]:
    """Why a class cannot be ended today."""
    unmet = [*unmet_step(state, "ended")]
    if today < ends_on:
        unmet.append(Unmet("training.ends_later", f"Lớp bế giảng ngày {ends_on:%d/%m/%Y}, hôm nay chưa đến."))
    return tuple(unmet)


def unmet_cancel(state: str, reason: str, results: int) -> tuple[Unmet, ...]:
    """Why a class cannot be called off."""
    unmet = [*unmet_step(state, "cancelled")]
    if not reason.strip():
        unmet.append(Unmet("training.cancel_reason", "Hãy ghi lý do không mở lớp."))
    if results:
        unmet.append(Unmet("training.has_results", "Lớp đã có kết quả kiểm tra nên không hủy được."))
    return tuple(unmet)


@dataclass(frozen=True)
class CheckSaid:
    """The outcome of the check at the end for one participant, as a person decided it. It follows from no attendance."""

    name: str
    result: str = ""
    mark: Decimal | None = None
    grade: str = ""
    holds_certificate: bool = False


def unmet_check(said: CheckSaid) -> tuple[Unmet, ...]:
    """What is wrong with one participant's outcome, their name in front."""
    unmet, name = [], said.name
    if said.result not in ("", "passed", "failed", "absent"):
        unmet.append(Unmet("training.result_unknown", f"{name}: hãy chọn kết quả."))
    if said.mark is not None and not 0 <= said.mark <= 10:
        unmet.append(Unmet("training.mark_range", f"{name}: điểm phải từ 0 đến 10."))
    if said.result == "" and (said.mark is not None or said.grade.strip()):
        unmet.append(Unmet("training.result_missing", f"{name}: có điểm, xếp loại nhưng chưa chọn kết quả."))
    if said.result == "absent" and (said.mark is not None or said.grade.strip()):
        unmet.append(Unmet("training.absent_with_mark", f"{name}: vắng kiểm tra thì không có điểm, xếp loại."))
    if said.holds_certificate and said.result != "passed":
        what = f"{name}: đã được cấp giấy chứng nhận; thu hồi giấy trước khi đổi kết quả."
        unmet.append(Unmet("training.certified_already", what))
    return tuple(unmet)


def check_day(check_on: date | None, ends_on: date) -> date:
    """The first day on which outcomes can be written down: that of the check, else the last day of the class."""
    return check_on or ends_on


def numbers_of(pattern: str, start: int, count: int) -> tuple[str, ...]:
    """`count` numbers of a series without a gap: "{n}/GCN-TTCT" from 12 gives 12/GCN-TTCT, 13/GCN-TTCT …"""
    return tuple(pattern.replace(NUMBER_HOLE, str(start + each)) for each in range(count))


def unmet_series(pattern: str, start: int) -> tuple[Unmet, ...]:
    """What is wrong with a series of numbers."""
    unmet = []
    if not _NUMBER.fullmatch(pattern.strip()):
        what = "Mẫu số phải có {n} đúng một lần, là chỗ của số thứ tự; thí dụ {n}/GCN-TTCT."
        unmet.append(Unmet("training.number_pattern", what))
    elif len(pattern) > 50:
        unmet.append(Unmet("training.number_long", "Mẫu số dài quá 50 chữ."))
    if not 1 <= start <= 999_999:
        unmet.append(Unmet("training.number_start", "Số bắt đầu phải từ 1 đến 999.999."))
    return tuple(unmet)


def valid_until(kind: str, issued_on: date, months: int) -> date | None:
    """The first day on which a certificate no longer holds; None for a class of new members, whose does not lapse.

    The day `months` after the day of issue is the last one it holds (`rules/eligibility.unmet_certificate`).
    """
    return add_months(issued_on, months) + ONE_DAY if kind == AWARENESS else None


def unmet_issue(state: str, issued_on: date, *, ends_on: date, today: date) -> tuple[Unmet, ...]:
    """Why certificates of a class cannot bear that day."""
    unmet = []
    if state != "ended":
        unmet.append(Unmet("training.not_ended", "Lớp chưa bế giảng nên chưa cấp giấy chứng nhận được."))
    if issued_on < ends_on:
        what = f"Ngày cấp không được trước ngày bế giảng {ends_on:%d/%m/%Y}."
        unmet.append(Unmet("training.issued_before_end", what))
    if issued_on > today:
        unmet.append(Unmet("training.issued_ahead", "Ngày cấp không được sau hôm nay."))
    return tuple(unmet)
