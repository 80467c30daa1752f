"""The screen of how a unit works with the lists: what holds and whose it is, what may be set, what is refused."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from nguon.models import PoolSetting
from nguon.rules.roles import Role
from tests.factories import holder
from tests.pool_world import make_commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_commune()


def address(unit):
    return reverse("pool-setting-unit", args=[unit.pk])


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_what_holds_is_shown_with_whose_it_is(world, enter):
    top, commune, committee, _ = world
    PoolSetting.objects.create(
        unit=top, province=top.province, review_every_months=3, ratio_min=Decimal("1.5"), document_number="6-HD/TU"
    )
    PoolSetting.objects.create(unit=committee, province=top.province, review_every_months=1)

    text = text_of(enter(holder(Role.ORGANISATION_OFFICER, commune)).get(address(committee)))

    assert re.search(rf"mỗi lần cách nhau \(tháng\)</th><td class=\"num\">1</td><td>{committee.name}", text)
    assert re.search(rf">1,5</td><td>{top.name} · <span class=\"nowrap\">6-HD/TU", text)
    assert f"Để trống: 3, theo {top.name} (6-HD/TU)." in text


def test_where_nobody_set_it_the_regulation_counts_for_remarks(world, enter):
    text = text_of(enter(holder(Role.ORGANISATION_OFFICER, world[1])).get(address(world[1])))

    assert re.search(r'nhận xét, mỗi lần cách nhau \(tháng\)</th><td class="num">3</td><td>Hướng dẫn', text)
    assert text.count("chưa ai đặt") >= 4


def test_one_s_own_address_leads_to_one_s_own_unit(world, enter):
    client = enter(holder(Role.GRASSROOTS_OFFICER, world[2]))

    assert client.get(reverse("pool-setting")).url == address(world[2])


def test_the_pages_own_form_sets_it(world, enter):
    client = enter(holder(Role.ORGANISATION_OFFICER, world[1]), csrf=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(address(world[1])).content.decode())

    response = client.post(
        address(world[1]),
        {
            "csrfmiddlewaretoken": token.group(1),
            "review_every_months": "1",
            "ratio_min": "1,5",
            "ratio_max": "2",
            "document_number": "7-HD/ĐU",
        },
    )

    kept = PoolSetting.objects.get(unit=world[1])
    assert response.url == address(world[1])
    assert (kept.review_every_months, kept.ratio_min, kept.ratio_max) == (1, Decimal("1.5"), Decimal(2))
    assert "Đã ghi cách làm" in text_of(client.get(address(world[1])))
    assert 'value="1,5"' in text_of(client.get(address(world[1])))


def test_all_left_empty_leaves_it_to_the_unit_above(world, enter):
    PoolSetting.objects.create(unit=world[1], province=world[1].province, review_every_months=1)
    client = enter(holder(Role.ORGANISATION_OFFICER, world[1]))

    client.post(address(world[1]), {})

    assert not PoolSetting.objects.exists()
    assert "làm theo cấp trên" in text_of(client.get(address(world[1])))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"review_every_months": "13"}, "12"),
        ({"ratio_min": "abc"}, "ratio_min"),
        ({"ratio_min": "2", "ratio_max": "1,5"}, "không được nhỏ hơn"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_typed(world, enter, given, words):
    response = enter(holder(Role.ORGANISATION_OFFICER, world[1])).post(address(world[1]), given)

    text = text_of(response)
    assert response.status_code == 422
    assert words in text
    assert all(f'value="{value}"' in text for value in given.values())
    assert not PoolSetting.objects.exists()


@pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, Role.INSPECTION_OFFICER])
def test_who_may_only_see_has_no_form_and_cannot_post(world, enter, role):
    client = enter(holder(role, world[2]))

    assert 'name="review_every_months"' not in text_of(client.get(address(world[2])))
    assert client.post(address(world[2]), {"review_every_months": "1"}).status_code == 404
    assert not PoolSetting.objects.exists()


def test_a_unit_out_of_reach_is_not_there(world, enter):
    client = enter(holder(Role.ORGANISATION_OFFICER, world[1]))

    assert client.get(address(world[0])).status_code == 404
    assert client.post(address(world[0]), {"review_every_months": "1"}).status_code == 404


def test_few_questions(world, enter, django_assert_max_num_queries):
    client = enter(holder(Role.ORGANISATION_OFFICER, world[0]))

    with django_assert_max_num_queries(12):
        client.get(address(world[3][0]))
