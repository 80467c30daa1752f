"""The regulations on screen, and the playground."""

import pytest
from django.urls import reverse

from nguon.rules.roles import Role
from tests.factories import holder, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(enter):
    return enter(holder(Role.BRANCH_SECRETARY, make_unit("Tỉnh ủy")))


@pytest.mark.parametrize("role", list(Role))
def test_everybody_may_read_the_regulations(enter, role):
    assert enter(holder(role, make_unit())).get(reverse("regulations")).status_code == 200


@pytest.mark.shows("beyond-5")
def test_the_page_says_value_clause_and_how_sure_it_is(client):
    page = client.get(reverse("regulations"), {"ngay": "10/03/2026"}).content.decode()

    assert "60 ngày làm việc" in page
    assert "Quy định 294-QĐ/TW ngày 26/05/2025" in page
    assert "Theo tài liệu khác dẫn lại" in page
    assert "Chi bộ" in page


def test_a_replaced_instrument_is_said_to_be_replaced(client):
    assert "Văn bản này đã được thay" in client.get(reverse("regulations"), {"ngay": "21/11/2026"}).content.decode()


def test_a_day_nothing_is_known_of_says_so(client):
    assert "Chưa nhập quy định nào" in client.get(reverse("regulations"), {"ngay": "01/01/2001"}).content.decode()


def test_a_day_that_is_none_is_refused_in_words(client):
    answer = client.get(reverse("regulations"), {"ngay": "31/02/2026"})

    assert answer.status_code == 422


def test_two_days_are_compared(client):
    page = client.get(reverse("regulation-changes"), {"tu": "01/01/2025", "den": "01/08/2025"}).content.decode()

    assert "văn bản căn cứ mới" in page
    assert "24-QĐ/TW" in page
    assert "294-QĐ/TW" in page
    assert client.get(reverse("regulation-changes")).status_code == 200
    assert client.get(reverse("regulation-changes"), {"tu": "x", "den": ""}).status_code == 422


@pytest.mark.shows("beyond-25")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"hoi": "han", "clock": "probation", "start": "29/02/2024"}, "28/02/2025"),
        ({"hoi": "han", "clock": "probation", "start": "15/03/2024", "on": "16/03/2025"}, "là muộn"),
        (
            {
                "hoi": "bieu-quyet",
                "ballot": "branch:propose_admission",
                "members": "20",
                "away": "1",
                "exempt_absent": "2",
                "in_favour": "11",
            },
            "Tính trên 17 người, cần 12 phiếu tán thành. Chưa đạt.",
        ),
        (
            {"hoi": "dieu-kien", "born": "28/04/2008", "considered_on": "01/03/2026", "education": "primary"},
            "Chưa đủ điều kiện: 3 điều.",
        ),
        (
            {
                "hoi": "dieu-kien",
                "born": "28/03/2000",
                "considered_on": "01/03/2026",
                "education": "college",
                "certificate_on": "01/02/2025",
            },
            "Đủ điều kiện theo các giá trị đã nêu.",
        ),
        (
            {
                "hoi": "cong-nhan",
                "decision_on": "20/05/2023",
                "ceremony_on": "10/06/2023",
                "recognised_on": "30/09/2024",
            },
            "Là đảng viên chính thức từ 10/06/2024, tuổi đảng tính từ 20/05/2023.",
        ),
        ({"hoi": "ket-nap-lai", "left_on": "01/01/2024", "how": "name_removal", "on": "01/03/2026"}, "01/01/2027"),
        (
            {
                "hoi": "gioi-thieu",
                "sponsor_official_on": "01/01/2015",
                "together_from": "01/02/2024",
                "on": "31/12/2024",
            },
            "Chưa cùng công tác",
        ),
        ({"hoi": "ngay-lam-viec", "start": "20/01/2025", "n": "60"}, "22/04/2025"),
    ],
)
def test_a_case_is_answered_with_its_clauses(client, query, said):
    answer = client.get(reverse("playground"), query)

    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_impossible_counts_and_days_beyond_the_calendar_are_refused_in_words(client):
    votes = {"hoi": "bieu-quyet", "ballot": "branch:propose_admission", "members": "3", "in_favour": "4"}

    assert "nhiều hơn" in client.get(reverse("playground"), votes).content.decode()
    beyond = client.get(reverse("playground"), {"hoi": "ngay-lam-viec", "start": "20/01/2095", "n": "1"})
    assert "Chưa nhập lịch ngày nghỉ" in beyond.content.decode()


def test_what_is_left_out_is_said_beside_its_field(client):
    assert client.get(reverse("playground"), {"hoi": "cong-nhan", "decision_on": ""}).status_code == 422


@pytest.mark.parametrize("word", ["", "khong-co", "han"])
def test_an_empty_question_shows_its_form(client, word):
    assert client.get(reverse("playground"), {"hoi": word} if word else {}).status_code == 200


def test_the_pages_ask_the_database_only_for_who_is_there(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        client.get(reverse("regulations"))
