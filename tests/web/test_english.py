"""English: the frame of every screen is in it, names and quotes stay as they are, and the catalogue keeps every place."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import translation
from lxml import html

from nguon.models import Activity, Allocation, Share, UnitTag, YearFigure
from nguon.rules.offices import OFFICE_NAMES
from nguon.rules.plan_terms import DUTY_ACTIONS, GROUPS, MEASURES
from nguon.rules.roles import ROLE_NAMES
from nguon.web.told import told, told_choices
from tests.factories import NOON
from tests.plan_world import make_world

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
VIETNAMESE = re.compile("[À-ÖØ-öø-ÿĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
PLACE = re.compile(r"%\(\w+\)[sd]|%%|%[sd]|\{\d\}|&\w+;|<[^>]+>")
OWN_NAMES = {"Nguồn", "Tiếng Việt"}  # the product, and a language in itself


@pytest.fixture
def world():
    """The plan world with an allocation, an activity, figures and a tag, so that no list is empty."""
    world = make_world()
    YearFigure.objects.create(
        unit=world.commune, year=2025, members=210, admitted=12, pool=30, province=world.province.province
    )
    UnitTag.objects.create(unit=world.commune, tag="vùng biển", folded="vung bien")
    allocation = Allocation.objects.create(
        plan=world.version.plan, version=world.version, unit=world.province, path=world.province.path, ordinal=1,
        made_by=world.officer, made_at=NOON, saved_at=NOON, province=world.province.province,
    )  # fmt: skip
    Share.objects.create(allocation=allocation, unit=world.commune, places=10, province=world.province.province)
    Activity.objects.create(
        unit=world.commune, path=world.commune.path, office="youth_union", kind="propaganda", title="Diễn đàn thanh niên",
        on=date(2026, 2, 20), recorded_by=world.officer, recorded_at=NOON, province=world.province.province,
    )  # fmt: skip
    return world


def stored():
    """Every text the database holds: names, titles, quotes, what people typed."""
    found = set()
    for model in apps.get_app_config("nguon").get_models():
        for field in model._meta.fields:
            if isinstance(field, models.CharField | models.TextField):
                found |= {" ".join(each.split()) for each in model.objects.values_list(field.name, flat=True) if each}
            elif isinstance(field, models.JSONField):
                kept = model.objects.values_list(field.name, flat=True)
                found |= {each.replace("\\n", " ") for each in re.findall(r"'([^']+)'", str(list(kept)))}
    return sorted((each for each in found if VIETNAMESE.search(each)), key=len, reverse=True)


def vietnamese_left(page):
    """What a page says in Vietnamese that is not somebody's data: its text, and what its attributes say aloud."""
    tree = html.fromstring(page)
    said = tree.xpath("//body//text()[not(parent::script)] | //title/text()")
    said += tree.xpath("//@aria-label | //@title | //@placeholder | //@data-label")
    left, data = set(), stored()
    for words in {" ".join(str(each).split()) for each in said}:
        rest = words
        for each in data:
            rest = rest.replace(each, "")
        for each in OWN_NAMES:
            rest = rest.replace(each, "")
        if VIETNAMESE.search(rest):
            left.add(words)
    return left


def english(enter, user):
    client = enter(user)
    client.cookies["ngon_ngu"] = "en"
    return client


MAIN = [
    "/", "unit-list", "unit", "unit-list?q=xa", "plan-list", "plan", "plan-duties", "plan-tasks", "plan-dissemination",
    "allocation-list", "allocation-versions", "duty-list", "duty-list?xem=don-vi&tinh_trang=all", "duty-task", "calendar",
    "calendar?xem=thang&ngay=2026-03-10", "activity-list", "activity-new", "account-list", "account-page", "audit",
    "account", "delegation-list", "draft-new", "find?q=hoa", "unit-seen-by", "unit-rename", "appointment-new",
    "person-list", "person-new", "duplicate-list", "list-import", "running-work", "pool-board", "pool-list",
    "sponsor-board", "round-list", "round-new", "class-list", "class-new", "lecturer-list", "proposal-list", "proposal-sums",
    "certificate-lapse", "playground",
]  # fmt: skip


def address_of(screen, world):
    name, _, query = screen.partition("?")
    args = {
        "unit": [world.commune.pk], "unit-seen-by": [world.commune.pk], "unit-rename": [world.commune.pk],
        "plan": [world.version.plan_id], "plan-duties": [world.version.plan_id], "plan-tasks": [world.version.plan_id],
        "plan-dissemination": [world.version.plan_id],
        "allocation-versions": [world.version.plan_id, world.province.pk],
        "duty-task": [world.task(world.commune).pk], "account-page": [world.secretary.pk],
        "appointment-new": [world.secretary.pk],
    }.get(name, [])  # fmt: skip
    address = name if name == "/" else reverse(name, args=args)
    query = f"unit={world.commune.pk}" if name == "appointment-new" else query
    return f"{address}?{query}" if query else address


@pytest.mark.django_db
@pytest.mark.parametrize("screen", MAIN)
def test_the_frame_of_a_screen_is_in_english(world, enter, screen):
    page = english(enter, world.officer).get(address_of(screen, world))

    assert page.status_code == 200
    assert 'lang="en"' in page.content.decode()
    assert vietnamese_left(page.content) == set()


@pytest.mark.django_db
def test_the_trail_is_in_english_and_keeps_what_was_stored(world, enter):
    enter(world.secretary).post(
        reverse("duty-task", args=[world.task(world.branch).pk]),
        {"done_on": "10/03/2026", "document_number": "05-BC/ĐU"},
    )

    page = english(enter, world.officer).get(reverse("audit"))

    assert vietnamese_left(page.content) == set()
    assert "<strong>Record duties as done</strong>" in page.content.decode()
    assert "Branch secretary</span>" in page.content.decode()
    assert "<ins>05-BC/ĐU</ins>" in page.content.decode()


@pytest.mark.django_db
def test_the_menu_s_first_entry_is_today_and_names_stay_as_they_are(world, enter):
    page = english(enter, world.secretary).get("/").content.decode()

    assert ">Today</a>" in page
    assert "Chi bộ thôn 1" in page
    assert "Phát triển đảng viên năm 2026" in page


@pytest.mark.django_db
def test_a_refusal_of_the_inner_rooms_is_told_in_english(world, enter):
    task = world.task(world.branch)
    client = english(enter, world.secretary)

    page = client.post(reverse("duty-task", args=[task.pk]), {"done_on": "11/03/2026"}).content.decode()

    assert "The date done must not be after today." in page


@pytest.mark.django_db
def test_vietnamese_is_unchanged(world, enter):
    page = enter(world.officer).get(reverse("unit", args=[world.commune.pk])).content.decode()

    assert "Đảng ủy cơ sở" in page
    assert "Grassroots" not in page


@pytest.mark.parametrize(
    ("said", "in_english"),
    [
        ("Bí thư chi bộ", "Branch secretary"),
        ("còn 5 ngày làm việc", "5 working days left"),
        ("quý I/2026", "quarter I/2026"),
        ("từ 30 người trở lên", "30 persons or more"),
        ("Kết nạp đảng viên: Phụ nữ", "Party admissions: Women"),
        ("Chỉ tiêu chính của văn bản; tăng 5 % so với năm 2025", "Main target of the document; 5 % more than in 2025"),
        ("Giao cho: ban tổ chức, các tổ chức cơ sở đảng.", "Given to: organisation board, grassroots organisations."),
        ("Hợp nhất Chi bộ 1, Chi bộ 2 vào Chi bộ Mới", "Merge Chi bộ 1, Chi bộ 2 into Chi bộ Mới"),
        (
            "Đảng ủy xã A: 12 thấp hơn mức tối thiểu 15 (thiếu 3).",
            "Đảng ủy xã A: 12 is below the minimum 15 (3 short).",
        ),
        ("12-KH/TU ngày 15/01/2026", "12-KH/TU of 15/01/2026"),
        ("  Quá hạn ", "  Overdue "),
        ("Lê Văn Tám: Chưa có giấy chứng nhận học lớp.", "Lê Văn Tám: No class certificate yet."),
        (
            "Trần Văn Bình giúp đỡ quần chúng Lê Thị Lan: Đang trong thời hạn kỷ luật từ 01/01/2026.",
            "Trần Văn Bình helps Lê Thị Lan: Under a disciplinary measure since 01/01/2026.",
        ),
        (
            "Đang giúp đỡ 1 người khác; mức nhiều nhất do Đảng ủy xã A đặt là 1 người.",
            "Now helping others: 1; the limit set by Đảng ủy xã A is 1.",
        ),
        (
            "Không khớp với việc đã ghi sau đó: ngày 01/02/2026 (nghị quyết 8-NQ/CB) đã đưa vào danh sách 3.",
            "Does not fit what was recorded later: on 01/02/2026 (resolution 8-NQ/CB) the person was put in list 3.",
        ),
        ("Có thể là Lê Thị Na ở Chi bộ 1. Trùng số căn cước.", "May be Lê Thị Na at Chi bộ 1. Same citizen number."),
        (
            "Chưa đủ 18 tuổi. (Điều 1 Điều lệ Đảng (2011) ngày 19/01/2011)",
            "Under 18 years. (Article 1 Party Charter (2011) of 19/01/2011)",
        ),
        ("Trả lại, chậm 3 ngày", "Returned, 3 days late"),
        ("điểm 5.4, Hướng dẫn 06-HD/TW ngày 09/06/2025", "point 5.4, Guidance 06-HD/TW of 09/06/2025"),
        ("danh sách 1: vào 3, ra 1", "list 1: in 3, out 1"),
    ],
)
def test_a_sentence_is_told_again_round_its_own_names_and_figures(said, in_english):
    with translation.override("en"):
        assert told(said) == in_english
    with translation.override("vi"):
        assert told(said) == said


@pytest.mark.parametrize(
    "words",
    [
        "Kế hoạch phát triển đảng viên năm 2026",
        "Chi bộ thôn 1",
        "Đảng ủy cơ sở: báo cáo kết quả cho Ban Thường vụ",
        "Nguyễn Thị Hoa",
        "Nguyễn Thị Hoa: làm việc ở huyện.",
        "Lan từ Hà Nội",
        "năm nay",
        "Dài quá " * 400,
        "",
    ],
)
def test_what_people_wrote_is_left_alone(words):
    with translation.override("en"):
        assert told(words) == words


def test_choices_are_told_when_they_are_shown():
    offered = told_choices(GROUPS.items())

    with translation.override("en"):
        assert str(dict(offered)["women"]) == "Women"
    with translation.override("vi"):
        assert str(dict(offered)["women"]) == "Phụ nữ"


@pytest.mark.parametrize("table", [ROLE_NAMES, OFFICE_NAMES, MEASURES, GROUPS, DUTY_ACTIONS])
def test_every_word_of_a_table_has_its_english(table):
    with translation.override("en"):
        assert [each for each in table.values() if VIETNAMESE.search(told(each))] == []


def test_every_place_of_a_message_stands_in_its_translation():
    wrong = {}
    for entry in polib.pofile(str(CATALOGUE)):
        forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        if any(set(PLACE.findall(form)) != set(PLACE.findall(entry.msgid)) for form in forms):
            wrong[entry.msgid] = entry.msgstr or entry.msgstr_plural

    assert wrong == {}


def test_the_catalogue_is_plain_official_english():
    forms = [
        form
        for entry in polib.pofile(str(CATALOGUE))
        for form in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
    ]

    assert [form for form in forms if "!" in form] == []


def test_the_catalogue_has_every_message_and_is_compiled():
    checked = subprocess.run(
        [sys.executable, "scripts/messages.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (checked.returncode, checked.stderr) == (0, "")
