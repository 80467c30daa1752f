"""A quarter's round: three branches, their committee, the commune, the province; one list returned, one branch late."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Site, Visitor

PROVINCE, COMMUNE, COMMITTEE = "Tỉnh ủy Hưng Yên", "Đảng ủy xã Tân Hưng", "Đảng ủy Hợp tác xã Tân Hưng"
BRANCHES = ("Chi bộ Tổ may", "Chi bộ Tổ trồng trọt", "Chi bộ Tổ vận tải")
OTHERS = tuple(
    f"Chi bộ {each}"
    for each in (
        *("thôn Thượng", "thôn Hạ", "thôn Trung", "thôn Đông", "thôn Đoài"),
        *("Trường Trung học cơ sở", "Trạm Y tế - Trường Mầm non", "Cơ quan Đảng ủy"),
    )
)  # of the commune, directly below it: they hand in nothing
ROUND = "Rà soát, bổ sung nguồn quý II/2026"
REASON = "Chưa ghi ngày sinh của một quần chúng ở danh sách 1."
OPENED, BRANCHES_LATE = "2026-06-08", "2026-06-18"  # due 30/6; the commune 30/6, its committee 23/6, branches 16/6
SET_UP = """
from datetime import date
from nguon.models import Unit
from nguon.queries.access import system_reach
from nguon.queries.reorganising import Intent, NewUnit, forecast
from nguon.rules.roles import Role
from nguon.services.accounts import open_account
from nguon.services.reorganising import reorganise
on = date(2025, 8, 1)
by = system_reach("make_account", on=on)
commune = Unit.objects.get(name={commune!r})
opens = (
    NewUnit(key=-1, name={committee!r}, kind="grassroots_committee", sector="commune", parent=commune.pk),
    *(NewUnit(key=-2 - at, name=name, kind="branch", sector="commune", parent=-1) for at, name in enumerate({branches!r})),
)
intent = Intent(act="open", on=on, about=(commune.pk,), opens=opens)
reorganise(by=by, intent=intent, seen=forecast(by, intent).fingerprint)
posts = [("tanhung.tochuc", Role.ORGANISATION_OFFICER, commune.name), ("htx.danguy", Role.GRASSROOTS_OFFICER, {committee!r})]
posts += [(f"htx.bithu{{at}}", Role.BRANCH_SECRETARY, name) for at, name in enumerate({branches!r}, 1)]
for username, role, name in posts:
    opened = open_account(
        by=by, full_name="Người giữ vai " + username, username=username, unit_id=Unit.objects.get(name=name).pk,
        role=role, starts_on=on, must_change=False,
    )
    print("account", username, opened.password)
"""


Figures = tuple[int, int, int]


@dataclass(frozen=True)
class Newcomer:
    """What a secretary types of a person who has no record yet."""

    name: str
    born: str
    sex: str
    to_list: str = "1"


PEOPLE = {
    "htx.bithu1": (
        Newcomer("Đỗ Thị Vòng Một", "12/3/1998", "Nữ"),
        Newcomer("Đỗ Văn Vòng Hai", "1996", "Nam"),
        Newcomer("Đỗ Thị Vòng Ba", "7/1999", "Nữ", "2"),
    ),
    "htx.bithu2": (
        Newcomer("Phan Thị Vòng Tư", "", "Nữ"),
        Newcomer("Phan Văn Vòng Năm", "4/5/1997", "Nam", "2"),
    ),
    "htx.bithu3": (Newcomer("Tô Văn Vòng Sáu", "30/11/1995", "Nam"),),
}


def set_up(site: Site) -> None:
    """A committee of three branches below a commune, with an account at each."""
    words = SET_UP.format(commune=COMMUNE, committee=COMMITTEE, branches=BRANCHES)
    done = site.command("shell", "-c", words)
    assert done.returncode == 0, done.stderr
    site.passwords.update(re.findall(r"^account (\S+) (\S+)$", done.stdout, flags=re.MULTILINE))


def call(visitor: Visitor) -> str:
    """The province calls the round as it is proposed; where it stands."""
    page = visitor.sign_in("hungyen.tochuc")
    page.locator(".sidenav").get_by_role("link", name="Đợt rà soát").click()
    page.get_by_role("link", name="Mở đợt rà soát").click()
    expect(page.get_by_label("Tên đợt")).to_have_value(ROUND)
    expect(page.get_by_label("Hạn nộp của đơn vị trực thuộc")).to_have_value("30/06/2026")
    page.get_by_role("button", name="Mở đợt này").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{ROUND}: 0/")
    return page.url.removeprefix(visitor.site.address)


def resolve(page: Page, people: tuple[Newcomer, ...], day: str) -> None:
    """The branch's resolution, with the newcomers it puts on lists: typed with a thumb, looked over, written down."""
    page.locator(".footbar").get_by_role("link", name="Nguồn").click()
    page.locator(".acts").get_by_role("link", name="Ghi nghị quyết").click()
    page.get_by_label("Số nghị quyết").fill("06-NQ/CB")
    page.get_by_label("Ngày nghị quyết").fill(day)
    for label, count in (("Đảng viên chính thức", "12"), ("Số có mặt", "11"), ("Số tán thành", "11")):
        page.get_by_label(re.compile(f"^{label}")).fill(count)
    for at, each in enumerate(people, 1):
        page.get_by_label(f"Họ và tên {at}", exact=True).fill(each.name)
        page.get_by_label(f"Ngày sinh {at}", exact=True).fill(each.born)
        page.get_by_label(f"Giới tính {at}", exact=True).select_option(each.sex)
        page.get_by_label(f"Vào danh sách {at}", exact=True).select_option(each.to_list)
    fits(page)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name=f"Sẽ ghi: {len(people)} người")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Ghi nghị quyết").click()
    expect(page.get_by_role("status")).to_contain_text(f"Đã ghi nghị quyết 06-NQ/CB: {len(people)} người.")


def hand_in(page: Page, figures: Figures, *, again: bool = False) -> None:
    """From home to the list looked over and handed in; `figures` stand there before and after."""
    page.locator(".wordmark").click()
    owed = page.locator(".todo li", has_text=ROUND).filter(has=page.get_by_role("link", name=re.compile("^Xem và nộp")))
    if again:
        expect(owed).to_contain_text(f"trả lại: {REASON}")
    owed.get_by_role("link", name=re.compile("^Xem và nộp")).click()
    shows(page, figures)
    page.get_by_role("button", name="Nộp lên cấp trên").click()
    expect(page.get_by_role("status")).to_contain_text("Đã nộp bản")
    shows(page, figures)


def shows(page: Page, figures: Figures) -> None:
    """The page says how many stand on each list."""
    expect(page.locator("main .sum dd")).to_have_text([str(each) for each in figures])


def fits(page: Page) -> None:
    """Nothing runs sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def rows(page: Page) -> dict[str, tuple[str, ...]]:
    """Of each unit directly below: how it stands, then what it handed in of each list and what there is now."""
    found = {}
    for each in page.get_by_role("table", name="Đơn vị trực thuộc trong đợt").locator("tbody tr").all():
        state, _due, _version, *figures, _since = each.locator("td").all_inner_texts()
        found[each.locator("th a").inner_text()] = (" ".join(state.split()), *figures)
    return found


def late(page: Page) -> Locator:
    """The branches below that are late, by name."""
    return page.get_by_role("region", name=re.compile("^Chi bộ nộp chậm"))


def to_round(page: Page, visitor: Visitor, where: str) -> None:
    """The round as seen from the person's own unit."""
    page.goto(visitor.site.address + where)


def secretary(visit: Callable[..., Visitor], username: str, day: str) -> Page:
    """A phone in the hand of a secretary who has just resolved upon the list."""
    page = visit("narrow").sign_in(username)
    resolve(page, PEOPLE[username], day)
    return page


def return_one(page: Page, unit: str) -> None:
    """The committee sends a list back: not without a reason."""
    page.get_by_role("row", name=re.compile(unit)).get_by_role("link", name="bản 1").click()
    expect(page.get_by_text("Phan Thị Vòng Tư")).to_be_visible()
    page.get_by_role("button", name="Trả lại").click()
    expect(page.locator("textarea:invalid")).to_be_visible()
    page.get_by_label("Lý do trả lại").fill(REASON)
    page.get_by_role("button", name="Trả lại").click()
    expect(page.get_by_role("status")).to_contain_text(f"Đã trả lại danh sách cho {unit}.")


def correct(page: Page) -> None:
    """The secretary sees the reason at home and writes down what was missing."""
    page.locator(".wordmark").click()
    expect(page.locator(".todo")).to_contain_text(f"trả lại: {REASON}")
    page.locator(".footbar").get_by_role("link", name="Nguồn").click()
    page.get_by_role("link", name="Phan Thị Vòng Tư").first.click()
    page.get_by_role("link", name="Sửa hồ sơ").click()
    page.get_by_label("Ngày sinh").fill("9/9/1998")
    fits(page)
    page.get_by_role("button", name="Ghi hồ sơ").click()
    expect(page.locator(".sub")).to_contain_text("sinh 09/09/1998")


def consolidate(page: Page, visitor: Visitor, where: str, figures: Figures, missing: tuple[str, ...] = ()) -> None:
    """A committee hands in what it accepted; what is missing is named before and after."""
    to_round(page, visitor, where)
    page.get_by_role("link", name=re.compile("Tổng hợp và nộp|Nộp bản mới")).click()
    shows(page, figures)
    absent = page.locator("section", has=page.get_by_role("heading", name=re.compile("Chưa có trong bản tổng hợp")))
    expect(absent.locator("li")).to_have_count(len(missing))
    for each in missing:
        expect(absent).to_contain_text(each)
    page.get_by_role("button", name="Nộp lên cấp trên").click()
    shows(page, figures)
    for each in missing:
        expect(page.get_by_role("row", name=re.compile(each))).to_contain_text("Thiếu, chưa có bản được nhận")


def accept_all(page: Page, visitor: Visitor, where: str, count: int) -> None:
    """Everything that waits for a decision is accepted at once."""
    to_round(page, visitor, where)
    page.get_by_role("button", name=re.compile(rf"^Nhận (cả )?{count} bản chờ duyệt")).click()
    expect(page.get_by_role("status")).to_contain_text(f"Đã nhận {count} bản.")


def total(page: Page) -> tuple[str, ...]:
    """What the units directly below handed in together."""
    found = page.get_by_role("table", name="Đơn vị trực thuộc trong đợt").locator("tfoot td").all_inner_texts()
    return tuple(found[:3])


def open_names(page: Page, *units: str) -> None:
    """From the top down to the list of a branch: figures, and the names only for a reason."""
    for each in units:
        page.locator("tbody").get_by_role("link", name=each, exact=True).click()
    page.get_by_role("link", name="bản 1").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(units[-1])
    name = page.get_by_text(PEOPLE["htx.bithu1"][0].name)
    expect(name).to_have_count(0)
    page.get_by_label("Vì sao cần xem họ tên").fill("Thẩm tra danh sách học lớp quý III")
    page.get_by_role("button", name="Mở họ tên").click()
    expect(name).to_be_visible()


@pytest.mark.shows("feature-9", "feature-11", "feature-61", "001-2", "001-4", "001-8", "001-13", "001-15")
def test_a_quarters_round_goes_from_three_branches_to_the_province(bare_site: Site, visit_bare_on: Callable) -> None:
    set_up(bare_site)
    first, second, third = BRANCHES
    visit = visit_bare_on(OPENED)
    where = call(visit())

    one = secretary(visit, "htx.bithu1", "05/06/2026")
    hand_in(one, (2, 1, 0))
    two = secretary(visit, "htx.bithu2", "08/06/2026")
    hand_in(two, (1, 1, 0))

    desk = visit()
    committee = desk.sign_in("htx.danguy")
    expect(committee.locator(".todo", has_text="2/3 chi bộ đã nộp")).to_be_visible()
    to_round(committee, desk, where)
    assert rows(committee) == {
        first: ("Đã nộp, chờ duyệt", "2", "1", "0", "2", "1", "0"),
        second: ("Đã nộp, chờ duyệt", "1", "1", "0", "1", "1", "0"),
        third: ("Chưa nộp", "–", "–", "–", "0", "0", "0"),
    }
    return_one(committee, second)
    correct(two)
    hand_in(two, (1, 1, 0), again=True)
    expect(two.get_by_role("heading", name="Khác bản 1")).to_be_visible()
    accept_all(committee, desk, where, 2)

    later = visit_bare_on(BRANCHES_LATE)
    desk, ward, top = later(), later(), later()
    committee, commune, province = (
        window.sign_in(name)
        for window, name in ((desk, "htx.danguy"), (ward, "tanhung.tochuc"), (top, "hungyen.tochuc"))
    )
    to_round(committee, desk, where)
    assert rows(committee)[third] == ("Chậm 2 ngày", "–", "–", "–", "0", "0", "0")
    consolidate(committee, desk, where, (3, 2, 0), (third,))
    to_round(commune, ward, where)
    assert rows(commune)[COMMITTEE] == ("Đã nộp, chờ duyệt", "3", "2", "0", "3", "2", "0")
    expect(late(commune)).to_contain_text(third)
    accept_all(commune, ward, where, 1)
    consolidate(commune, ward, where, (3, 2, 0), OTHERS)
    accept_all(province, top, where, 1)
    expect(late(province)).to_contain_text(third)
    assert rows(province)[COMMUNE] == ("Đã nhận", "3", "2", "0", "3", "2", "0")
    assert total(province) == ("3", "2", "0")

    three = secretary(later, "htx.bithu3", "17/06/2026")
    hand_in(three, (1, 0, 0))
    accept_all(committee, desk, where, 1)
    assert rows(committee)[third] == ("Đã nhận · nộp muộn 2 ngày", "1", "0", "0", "1", "0", "0")
    to_round(commune, ward, where)
    changed, *figures = rows(commune)[COMMITTEE]
    assert "danh sách đã thay đổi sau khi nộp" in changed
    assert figures == ["3", "2", "0", "4", "2", "0"]
    consolidate(committee, desk, where, (4, 2, 0))
    accept_all(commune, ward, where, 1)
    consolidate(commune, ward, where, (4, 2, 0), OTHERS)
    accept_all(province, top, where, 1)
    assert rows(province)[COMMUNE] == ("Đã nhận", "4", "2", "0", "4", "2", "0")
    assert total(province) == ("4", "2", "0")
    open_names(province, COMMUNE, COMMITTEE, first)
