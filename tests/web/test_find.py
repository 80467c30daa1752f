"""Finding units, plans and accounts by a few words."""

import pytest

from nguon.rules.roles import Role
from tests.factories import holder, make_plan, make_unit
from tests.web.unit_tree import make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree()


def page_for(client, words: str) -> str:
    return client.get("/tim/", {"q": words}).content.decode()


@pytest.mark.shows("feature-72")
@pytest.mark.parametrize("words", ["ket nap thon", "Kết nạp", "12kh", "12-KH/ĐU", "12 kh du"])
def test_a_plan_is_found_by_its_title_or_its_number_however_typed(enter, tree, words):
    make_plan(tree.one, title="Kết nạp đảng viên ở thôn")

    assert "Kết nạp đảng viên ở thôn" in page_for(enter(tree.officer), words)


def test_units_and_people_are_found_without_marks(enter, tree):
    holder(Role.BRANCH_SECRETARY, tree.one, "Nguyễn Đức Ánh")
    client = enter(tree.officer)

    assert "Chi bộ thôn 10" in page_for(client, "chi bo thon 10")
    assert "Nguyễn Đức Ánh" in page_for(client, "duc anh")


def test_nothing_outside_ones_reach_is_found(enter, tree):
    make_plan(tree.b, title="Kế hoạch của xã khác")
    holder(Role.BRANCH_SECRETARY, tree.b, "Người Xã Khác")
    client = enter(holder(Role.GRASSROOTS_OFFICER, tree.a))

    pages = [page_for(client, words) for words in ("an hao", "ke hoach cua xa", "nguoi xa khac")]

    assert all("Không có gì khớp" in page for page in pages)


def test_a_branch_secretary_finds_no_accounts(enter, tree):
    client = enter(holder(Role.BRANCH_SECRETARY, tree.one, "Nguyễn Đức Ánh"))

    assert "Người dùng" not in page_for(client, "duc anh").split("<main", 1)[1].split("</main>")[0]


def test_words_typed_are_shown_as_words(enter, tree):
    assert "<script>alert" not in page_for(enter(tree.officer), "<script>alert(1)</script>")


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "'\"", "a" * 500, "\x00"])
def test_odd_words_break_nothing(enter, tree, words):
    assert enter(tree.officer).get("/tim/", {"q": words}).status_code == 200


def test_a_script_gets_the_results_alone(enter, tree):
    response = enter(tree.officer).get("/tim/", {"q": "thon"}, headers={"HX-Request": "true"})

    assert "<html" not in response.content.decode()
    assert "Chi bộ thôn 2" in response.content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_it_asks_the_same_however_much_it_finds(enter, tree, django_assert_num_queries, many):
    for number in range(many):
        make_plan(make_unit(f"Chi bộ tổ {number}", parent=tree.a), title=f"Kế hoạch tổ {number}")
    client = enter(tree.officer)
    client.get("/tim/?q=to")

    with django_assert_num_queries(11):
        client.get("/tim/?q=to")


def test_the_nearest_name_stands_first(enter, tree):
    for name in ("Chi bộ thôn 21", "Chi bộ thôn 1 và thôn 2", "Tổ thôn 2 mới"):
        make_unit(name, parent=tree.a)

    page = page_for(enter(tree.officer), "thon 2")

    order = [page.index(f">{name}</a>") for name in ("Tổ thôn 2 mới", "Chi bộ thôn 2", "Chi bộ thôn 21")]
    assert max(order[:2]) < order[2]
