"""The list of plans, one plan as it stood on a day, its text and file."""

import re
from datetime import date

import pytest
from django.urls import reverse

from nguon.models import DutyTask, Plan, PlanReceipt, PlanVersion, Target
from nguon.rules.roles import Role
from nguon.services import drafting
from tests.drafts import SHORT, Walk, bring_in, confirmed, item
from tests.factories import DAY, days, holder, make_plan, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make_unit("Tỉnh ủy")


@pytest.fixture
def unit(province):
    return make_unit("Huyện ủy Đạm Ri", parent=province)


@pytest.fixture
def user(unit):
    return holder(Role.ORGANISATION_OFFICER, unit)


@pytest.fixture
def officer(user, by):
    return by(user)


@pytest.fixture
def client(enter, user):
    return enter(user)


@pytest.fixture
def version(officer, unit):
    return confirmed(officer, unit)


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query).content.decode()


def send(version, unit):
    PlanReceipt.objects.create(
        plan=version.plan, version=version, unit=unit, path=unit.path, province=unit.province, sent_on=DAY - days(5)
    )


SEES = set(Role) - {Role.ADMINISTRATOR}
ISSUES = {Role.BRANCH_SECRETARY, Role.GRASSROOTS_OFFICER, Role.ORGANISATION_OFFICER}


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_plans_and_who_may_change_them(enter, version, unit, role):
    client = enter(holder(role, unit))
    plan = version.plan_id

    seen = {
        client.get(address).status_code
        for address in (
            reverse("plan-list"),
            reverse("plan", args=[plan]),
            reverse("plan-text", args=[plan, 1]),
            reverse("plan-file", args=[plan, 1]),
            reverse("plan-comparison", args=[plan]),
        )
    }
    changed = {client.get(reverse(name, args=[plan])).status_code for name in ("plan-adjust", "plan-withdraw")}

    assert seen == ({200} if role in SEES else {404})
    assert changed == ({200} if role in ISSUES else {404})


def test_a_neighbour_and_an_absent_plan_look_alike(enter, version, province):
    client = enter(holder(Role.ORGANISATION_OFFICER, make_unit(parent=province)))

    there, absent = (client.get(reverse("plan", args=[number])) for number in (version.plan_id, 999_999))

    assert (there.status_code, absent.status_code) == (404, 404)


def test_a_unit_below_sees_a_plan_once_it_is_sent(enter, version, unit):
    below = make_unit(parent=unit, kind="grassroots_committee")
    client = enter(holder(Role.ORGANISATION_OFFICER, below))
    before = client.get(reverse("plan", args=[version.plan_id])).status_code

    send(version, below)

    assert before == 404
    assert "gửi đến" in page(client, "plan-list")
    assert "Gửi đến" in page(client, "plan", version.plan_id)
    assert client.get(reverse("plan-adjust", args=[version.plan_id])).status_code == 404


def test_the_list_shows_own_plans_plans_below_and_plans_received(client, version, unit, province):
    make_plan(make_unit("Đảng ủy xã An Khê", parent=unit), title="Kế hoạch xã", document_number="3-KH/ĐU")
    above = make_plan(province, title="Kế hoạch tỉnh")
    send(above, unit)
    make_plan(make_unit("Huyện khác", parent=province), title="Kế hoạch huyện khác")

    shown = page(client, "plan-list")

    assert all(words in shown for words in ("Phát triển đảng viên mới năm 2026", "Kế hoạch xã", "Kế hoạch tỉnh"))
    assert "Kế hoạch huyện khác" not in shown
    assert "40 người" in shown


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, {"Năm trước", "Năm nay", "Sang năm", "Đã rút", "Của tỉnh"}),
        ({"nam": "2025"}, {"Năm trước"}),
        ({"nam": "2026"}, {"Năm nay", "Đã rút", "Của tỉnh"}),
        ({"tinh_trang": "running"}, {"Năm nay", "Của tỉnh"}),
        ({"tinh_trang": "over"}, {"Năm trước"}),
        ({"tinh_trang": "coming"}, {"Sang năm"}),
        ({"tinh_trang": "withdrawn"}, {"Đã rút"}),
        ({"cua": "received"}, {"Của tỉnh"}),
        ({"cua": "own"}, {"Năm trước", "Năm nay", "Sang năm", "Đã rút"}),
        ({"cua": "below"}, set()),
        ({"q": "nam nay"}, {"Năm nay"}),
        ({"q": "77 KH"}, {"Năm trước"}),
        ({"q": "khong co gi"}, set()),
        (
            {"nam": "abc", "tinh_trang": "xyz", "trang": "zz"},
            {"Năm trước", "Năm nay", "Sang năm", "Đã rút", "Của tỉnh"},
        ),
    ],
)
def test_the_list_is_narrowed_and_searched_without_marks(client, unit, province, query, titles):
    from nguon.rules.text import fold

    for title, year, number in (
        ("Năm trước", 2025, "77-KH/HU"),
        ("Năm nay", 2026, "1-KH/HU"),
        ("Sang năm", 2027, "2-KH/HU"),
    ):
        make_plan(unit, title=title, year=year, document_number=number)
    Plan.objects.filter(pk=make_plan(unit, title="Đã rút").plan_id).update(withdrawn_on=DAY)
    send(make_plan(province, title="Của tỉnh"), unit)
    for each in PlanVersion.objects.all():
        each.folded = fold(f"{each.document_number} {each.title}")
        each.save()

    shown = page(client, "plan-list", **query)

    every = {"Năm trước", "Năm nay", "Sang năm", "Đã rút", "Của tỉnh"}
    assert {title for title in every if f">{title}</a>" in shown} == titles


@pytest.mark.parametrize(
    ("sort", "order"),
    [("ngay", ["B", "A"]), ("ten", ["B", "A"]), ("so", ["A", "B"]), ("don-vi", ["A", "B"]), ("x", ["B", "A"])],
)
def test_the_list_is_sorted(client, unit, sort, order):
    for title, year, number, name in (("A", 2025, "1-KH", "Xã Ấ"), ("B", 2026, "2-KH", "Xã Y")):
        made = make_plan(make_unit(name, parent=unit), title=title, year=year, document_number=number)
        PlanVersion.objects.filter(pk=made.pk).update(folded={"A": "b", "B": "a"}[title])

    shown = page(client, "plan-list", xep=sort)

    assert sorted("AB", key=lambda title: shown.index(f">{title}</a>")) == order


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(client, unit, count, django_assert_num_queries):
    for number in range(count):
        make_plan(make_unit(parent=unit), document_number=f"{number}-KH")
    page(client, "plan-list")

    with django_assert_num_queries(11):
        page(client, "plan-list")


def test_an_empty_list_says_what_to_do(client, enter, unit):
    member = enter(holder(Role.BRANCH_COMMITTEE_MEMBER, unit))

    assert "Hãy đưa văn bản kế hoạch" in page(client, "plan-list")
    assert "Kế hoạch cấp trên gửi đến sẽ hiện ở đây" in page(member, "plan-list")
    assert "không có kế hoạch nào khớp" in page(client, "plan-list", q="zzz").lower()


@pytest.mark.shows("feature-56")
def test_the_page_shows_document_figures_duties_and_tasks(client, version):
    shown = page(client, "plan", version.plan_id)

    for words in (
        "15-KH/HU",
        "20/01/2026",
        "40 người",
        "năm 2026",
        "12-KH/TU",
        "Nguyễn Văn Mẫu",
        "Trước 30/10/2026",
        "Hằng quý",
        "Nhiệm vụ và giải pháp",
    ):
        assert words in shown, words
    assert reverse("plan-file", args=[version.plan_id, 1]) in shown


def test_duties_show_how_far_they_are_done(client, officer, unit):
    for _ in range(3):
        make_unit(parent=unit, kind="grassroots_committee")
    version = confirmed(officer, unit)
    tasks = DutyTask.objects.filter(duty__every="")
    first, second, _third = tasks
    DutyTask.objects.filter(pk=first.pk).update(done_on=DAY)
    DutyTask.objects.filter(pk=second.pk).update(due_on=DAY - days(1))

    shown = page(client, "plan", version.plan_id)

    assert re.search(r'data-label="Đã xong">1/3</td>.*?<span>1</span>', shown, re.DOTALL)


def adjusted(client, officer, version, minimum="35"):
    draft = drafting.open_adjustment(
        by=officer,
        plan_id=version.plan_id,
        number="20-KH/HU",
        dated="2026-03-01",
        reason="Giảm",
        holds_from="2026-03-05",
    )
    found = item(draft, "target")
    data = {"measure": "admissions", "min": minimum, "max": minimum, "unit": "person", "whole": "on", "seen": 1}
    client.post(reverse("draft-item-change", args=[draft.pk, found.pk]), data)
    return Walk(client).confirm(draft)


@pytest.mark.parametrize(
    ("day", "figure", "says"),
    [
        ("", "35 người", "Bản 2"),
        ("04/03/2026", "40 người", "Đang xem như ngày 04/03/2026"),
        ("01/01/2026", "40 người", "chưa có hiệu lực"),
    ],
)
def test_every_figure_can_be_asked_as_it_stood_on_a_day(client, officer, version, day, figure, says):
    adjusted(client, officer, version)

    shown = page(client, "plan", version.plan_id, ngay=day)

    assert f"<dd>{figure}</dd>" in shown
    assert says in shown


def test_a_day_that_is_none_is_said_beside_the_field(client, version):
    assert 'class="wrong"' in page(client, "plan", version.plan_id, ngay="40/40/2026")


@pytest.mark.shows("feature-54")
def test_two_wordings_stand_side_by_side(client, officer, version):
    adjusted(client, officer, version)

    changed = page(client, "plan-comparison", version.plan_id)
    every = page(client, "plan-comparison", version.plan_id, **{"tat-ca": "1"})

    assert re.search(r"40 người.*35 người", changed, re.DOTALL)
    assert "Trích yếu" not in changed
    assert "Trích yếu" in every


def test_an_adjusted_plan_keeps_its_own_number_and_says_by_what_it_was_adjusted(client, officer, version):
    own = version.document_number
    adjusted(client, officer, version)

    heading = re.sub(r"<[^>]+>", "", page(client, "plan", version.plan_id).replace("\u2011", "-"))
    listed = client.get(reverse("allocation-list")).content.decode().replace("\u2011", "-")

    assert re.search(rf"Kế hoạch\s+{own}.*\(bản 2, theo 20-KH/HU ngày 01/03/2026\)", heading)
    assert re.search(rf"{own}.*\(bản 2, theo .*20-KH/HU", re.sub(r"<[^>]+>", "", listed))


def test_the_earlier_wording_stays_as_it_was(client, officer, version):
    adjusted(client, officer, version)

    first, second = Target.objects.filter(version__plan=version.plan_id).order_by("version__ordinal")
    assert (first.minimum, second.minimum) == (40, 35)


def test_the_text_shows_the_quotes_of_what_was_accepted(client, version):
    shown = page(client, "plan-text", version.plan_id, 1)

    kept = version.drafts.get().items.filter(start__isnull=False, decision="accepted")
    assert shown.count('<mark id="t') == kept.count()


@pytest.mark.parametrize(
    ("name", "kind", "content_type"),
    [
        ("Kế hoạch 15.txt", "txt", "text/plain; charset=utf-8"),
        ("a.pdf", "pdf", "application/pdf"),
        ("a.docx", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.bin", "bin", "application/octet-stream"),
    ],
)
def test_the_file_comes_back_byte_for_byte_and_is_never_shown_in_the_browser(client, version, name, kind, content_type):
    source = version.source
    source.name, source.kind = name, kind
    source.save()

    answer = client.get(reverse("plan-file", args=[version.plan_id, 1]))

    assert answer.content == SHORT.encode()
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (content_type, "nosniff")
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("name", ["plan-text", "plan-file"])
def test_a_plan_entered_by_hand_has_no_text_and_no_file(client, unit, name):
    version = make_plan(unit)

    assert client.get(reverse(name, args=[version.plan_id, 1])).status_code == 404
    assert client.get(reverse(name, args=[version.plan_id, 9])).status_code == 404
    assert "Nhập tay, không có tệp" in page(client, "plan", version.plan_id)


@pytest.mark.parametrize("name", ["plan-text", "plan-file"])
def test_a_version_that_cannot_be_is_not_there(client, version, name):
    assert client.get(reverse(name, args=[version.plan_id, 10**30])).status_code == 404
    assert client.get(reverse(name, args=[10**30, 1])).status_code == 404


def test_bringing_in_leads_to_the_list_of_waiting_drafts(client, officer, unit):
    bring_in(officer, unit)

    assert "Bản đọc chưa xác nhận (1)" in page(client, "plan-list")


def test_the_period_of_a_version_is_its_own(version):
    assert (version.period_from, version.period_until) == (date(2026, 1, 1), date(2027, 1, 1))
