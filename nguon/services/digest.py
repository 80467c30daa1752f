"""One mail a week to each person for whom something is due, grouped by the act to take; none where nothing is."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from nguon.models import User
from nguon.queries.access import Reach, reach, system_reach
from nguon.queries.class_work import ClassWork
from nguon.queries.duties import DutyRound, Standing, TaskRow, Today
from nguon.queries.survey_work import SurveyWork
from nguon.queries.work import Waiting, draft_name, waiting
from nguon.queries.work_people import PeopleWaiting
from nguon.rules.duties import DutyState
from nguon.rules.errors import MovedOn
from nguon.rules.plan_terms import DUTY_ACTIONS
from nguon.services.audit import operation, record

NAME = "send_digest"
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Mail:
    """One person's mail of the week."""

    user: User
    subject: str
    body: str


@dataclass(frozen=True)
class Sent:
    """What a run came to: names of those written to, how many had nothing due, and whose mail could not be delivered."""

    to: tuple[str, ...]
    nothing_due: int
    failed: tuple[str, ...]


def monday_of(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def send_digests(*, on: date, home: str) -> Sent:
    """Write to everyone who wants it and was not written to in the week of `on`. `home` is the address of the first page.

    A mail that cannot be delivered is tried again by the next run.
    """
    today, by = Today(on), system_reach(NAME, on=on)
    to, failed, nothing_due = [], [], 0
    connection = get_connection()
    for user in _readers(on):
        mail = digest_of(user, today, home=home)
        if mail is None:
            nothing_due += 1
            continue
        try:
            take_turn(by=by, user_id=user.pk)
        except MovedOn:
            continue
        try:
            EmailMessage(
                mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, [user.email], connection=connection
            ).send()
        except (OSError, SMTPException):
            give_back_turn(by=by, user_id=user.pk, last=user.last_digest_on)
            failed.append(user.full_name)
        else:
            to.append(user.full_name)
    return Sent(tuple(to), nothing_due, tuple(failed))


def _readers(on: date) -> Iterator[User]:
    users = User.objects.filter(is_active=True, wants_digest=True).exclude(email="").order_by("sort_key", "pk")
    for user in users:
        if user.last_digest_on is None or user.last_digest_on < monday_of(on):
            yield user


@operation
def take_turn(*, by: Reach, user_id: int) -> User:
    """The turn of this run to write to the person; raises MovedOn when another run did so this week."""
    user = User.objects.select_for_update().get(pk=user_id)
    if user.last_digest_on is not None and user.last_digest_on >= monday_of(by.day):
        raise MovedOn("Thư tuần này đã gửi.")
    before, user.last_digest_on = user.last_digest_on, by.day
    user.save(update_fields=["last_digest_on"])
    record(by, "digest.send", user, before={"last_digest_on": before}, after={"last_digest_on": by.day})
    return user


@operation
def give_back_turn(*, by: Reach, user_id: int, last: date | None) -> User:
    """The mail could not be delivered; the next run may try again."""
    user = User.objects.select_for_update().get(pk=user_id)
    before, user.last_digest_on = user.last_digest_on, last
    user.save(update_fields=["last_digest_on"])
    record(by, "digest.failed", user, before={"last_digest_on": before}, after={"last_digest_on": last})
    return user


def digest_of(user: User, today: Today, *, home: str) -> Mail | None:
    """The mail that would be written to `user` today; None where nothing is due."""
    by = reach(user, on=today.day)
    found = waiting(by, today)
    parts = [each for each in _parts(found, today) if each[1]]
    if not parts:
        return None
    count = sum(len(lines) for _title, lines in parts) + found.people.count
    count -= sum(len(lines) for _title, lines in _people(found.people))
    late = f", {found.overdue} việc quá hạn" if found.overdue else ""
    subject = f"Việc tuần từ {monday_of(today.day):%d/%m/%Y}: {count} việc{late}"
    lines = [
        f"Kính gửi đồng chí {user.full_name},",
        "",
        f"Những việc đang chờ đồng chí tính đến {today.day:%d/%m/%Y}:",
        "",
    ]
    for title, rows in parts:
        lines += [f"{title} ({len(rows)})", *(f"  - {row}" for row in rows), ""]
    lines += [f"Mở việc của mình: {home}", "", "Mỗi tuần một thư; tuần nào không có việc thì không gửi."]
    lines += ["Không muốn nhận nữa: vào Tài khoản của tôi, dòng “Thư nhắc việc hằng tuần”, bấm “Thôi nhận”."]
    return Mail(user, subject, "\n".join(lines) + "\n")


def _parts(found: Waiting, today: Today) -> list[tuple[str, list[str]]]:
    """Title and lines, most pressing first: what is past, then by the act to take, each by day. Duties further ahead than
    soon are left for the screen.
    """
    rows = [each for group in found.duties.values() for each in group]
    late = [each for each in rows if each.standing.state is DutyState.OVERDUE]
    soon = [each for each in rows if each.standing.state in (DutyState.DUE_TODAY, DutyState.SOON)]
    parts = [("Đã quá hạn", [_duty(each) for each in late])]
    parts += [
        (DUTY_ACTIONS.get(action, action), [_duty(each) for each in soon if each.task.duty.action == action])
        for action in found.duties
    ]
    parts += [
        *_people(found.people),
        *_surveys(found.surveys),
        *_classes(found.classes),
        ("Đôn đốc đơn vị bên dưới", [_round(each) for each in found.urge]),
        (
            "Địa bàn phụ trách" if found.in_charge else "Các đơn vị trong phạm vi",
            [_round(each) for each in found.oversee],
        ),
        (
            "Kế hoạch chờ tiếp nhận",
            [f"{each.plan.title} (gửi {each.receipt.sent_on:%d/%m/%Y})" for each in found.to_acknowledge],
        ),
        ("Kế hoạch chờ quán triệt", [each.plan.title for each in found.to_pass_on]),
        ("Bản đọc chờ xác nhận", [draft_name(each) for each in found.drafts]),
        ("Bảng chia chỉ tiêu còn là bản nháp", [each.plan.title for each in found.allocations]),
        ("Chỉ tiêu chờ chia tiếp", [f"{each.plan.title}: {each.places} người" for each in found.to_divide]),
        ("Chờ ban hành kế hoạch của đơn vị", [f"{each.plan.title}: {each.places} người" for each in found.to_plan]),
        (
            "Ủy quyền sắp hết hạn",
            [
                f"{each.document_number}, hết ngày {each.ends_on - timedelta(days=1):%d/%m/%Y}"
                for each in found.delegations
            ],
        ),
    ]
    return parts


def _people(people: PeopleWaiting) -> list[tuple[str, list[str]]]:
    """Names stay inside the product: a mail goes over other people's machines, so it says how much and by when."""
    due = [(each.due_on, each.standing) for each in people.remarks]
    tasks = [(each.task.due_on, each.standing) for each in people.tasks]
    parts = []
    for title, rows in (("Nhận xét của đảng viên giúp đỡ", due), ("Nhiệm vụ giao quần chúng", tasks)):
        counted = Counter((day, words(standing)) for day, standing in rows if day and standing)
        parts.append((title, [f"{day:%d/%m/%Y} ({said}): {n} người" for (day, said), n in sorted(counted.items())]))
    return [
        *parts,
        ("Người được giới thiệu chờ chi bộ trả lời", [f"{len(people.to_answer)} người"] if people.to_answer else []),
        (
            "Giới thiệu chưa được trả lời sau 30 ngày",
            [f"{len(people.unanswered)} người"] if people.unanswered else [],
        ),
    ]


def _surveys(found: SurveyWork) -> list[tuple[str, list[str]]]:
    owed = [
        f"{each.due.due_on:%d/%m/%Y} ({each.stands.words.lower()}): {each.called.name} – {each.unit.name}"
        for each in found.to_hand_in
    ]
    received = [
        f"{each.called.name}: {each.children.handed}/{each.children.bound} "
        f"{'chi bộ' if each.are_branches else 'đơn vị'} đã nộp, {each.children.waiting} chờ duyệt, "
        f"{each.children.late} chậm – {each.unit.name}"
        for each in found.to_decide
    ]
    return [("Danh sách phải nộp", owed), ("Danh sách chờ duyệt", received)]


def _classes(found: ClassWork) -> list[tuple[str, list[str]]]:
    """How many and by when; no names."""
    held = [
        f"{each.held.name}: {each.words.lower()}{f' {each.day:%d/%m/%Y}' if each.day else ''}, {each.count} người"
        for each in found.classes
    ]
    own = [
        (found.returned, "đề nghị học lớp bị trả lại"),
        (found.certified, "người đã có giấy chứng nhận, chờ chi bộ xem xét"),
        (found.lapsing, "giấy chứng nhận hết giá trị trong 6 tháng"),
    ]
    return [
        ("Đề nghị học lớp đang chờ", [f"{each.unit.name}: {each.waiting} người" for each in found.desks]),
        ("Lớp bồi dưỡng", [*held, *(f"{count} {words}" for count, words in own if count)]),
    ]


def _duty(row: TaskRow) -> str:
    label = f" {row.task.label}" if row.task.label else ""
    return f"{row.task.due_on:%d/%m/%Y} ({words(row.standing)}): {row.what}{label} – {row.task.unit.name}"


def _round(round_: DutyRound) -> str:
    label = f" {round_.label}" if round_.label else ""
    whose = f", kế hoạch của {round_.issuer}" if round_.issuer else ""
    return (
        f"{round_.due_on:%d/%m/%Y} ({words(round_.standing)}): {round_.duty.what}{label} – "
        f"{round_.done}/{round_.bound} đã xong{whose}"
    )


def words(standing: Standing) -> str:
    """The state in words, as the mail says it."""
    match standing.state:
        case DutyState.OVERDUE:
            return f"quá hạn {standing.days} ngày làm việc"
        case DutyState.DUE_TODAY:
            return "hạn hôm nay"
        case DutyState.SOON | DutyState.WAITING:
            return f"còn {standing.days} ngày làm việc"
        case DutyState.DONE_LATE:
            return "xong muộn"
    return "đã xong"
