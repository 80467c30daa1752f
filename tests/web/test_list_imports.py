"""Screens of lists brought in: each kind of row is shown with its reason, and what is sensitive is not."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nguon.models import ColumnMapping, ListImport, Person
from nguon.rules.roles import Role
from nguon.services.list_importing import start_entering
from tests.factories import holder
from tests.pool_world import make_commune, make_person
from tests.reading.list_files import to_tcvn3
from tests.services.list_batches import BINH, HEAD, HOA, brought, content, entered

pytestmark = pytest.mark.django_db
FAULTY = ("3", "Lê Văn Cam", "32/13/1990", "Nam", "", "", "Ê Đê")
DOUBTFUL = ("4", "Lê Thị Dung", "5/5/90", "Nữ")


@pytest.fixture(autouse=True)
def _within_the_request(settings, tmp_path):
    """The work is done at once; how it runs beside the server, tests/management/test_import_list.py shows."""
    settings.BACKGROUND, settings.VAR = "inline", tmp_path


@pytest.fixture
def branch():
    return make_commune()[3][0]


@pytest.fixture
def user(branch):
    return holder(Role.BRANCH_SECRETARY, branch)


@pytest.fixture
def client(user, enter):
    return enter(user)


@pytest.fixture
def batch(user, branch, by):
    return brought(by(user), branch, HOA, BINH, FAULTY, DOUBTFUL, ("", "Cộng: 4 người"))


def page(client, batch, kind=""):
    return client.get(reverse("list-import-look", args=[batch.pk]), {"xem": kind}).content.decode()


def upload(client, branch, file, name="ds.csv", **given):
    posted = {"file": SimpleUploadedFile(name, file), "unit": branch.pk, "unit-tim": "", "to_list": 0} | given
    return client.post(reverse("list-import"), posted)


class TestBringing:
    def test_a_file_is_looked_over_and_shown(self, client, branch):
        answer = upload(
            client, branch, content(HOA, BINH), to_list=1, resolution_number="7-NQ/CB", resolution_on="01/03/2026"
        )

        batch = ListImport.objects.get()
        assert answer["Location"] == reverse("list-import-look", args=[batch.pk])
        shown = page(client, batch)
        assert "vào danh sách 1" in shown
        assert "Nguyễn Thị Hoa" in shown
        assert "Nhập 2 dòng" in shown

    @pytest.mark.parametrize(
        ("file", "words"),
        [
            (b"", "trống"),
            (b"PK\x03\x04broken", "bị hỏng"),
            (b"%PDF-1.7", "không phải bảng tính"),
            (content(("1", "x"), head=("STT", "Số tiền")), "Không thấy dòng tiêu đề"),
        ],
    )
    def test_what_cannot_be_read_is_said_and_nothing_is_kept(self, client, branch, file, words):
        answer = upload(client, branch, file)

        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not ListImport.objects.exists()

    def test_lists_brought_in_before_stand_below(self, client, batch):
        assert "ds.csv" in client.get(reverse("list-import")).content.decode()

    def test_those_who_only_look_have_no_such_page(self, branch, enter):
        assert enter(holder(Role.INSPECTION_OFFICER, branch)).get(reverse("list-import")).status_code == 404


class TestLooking:
    def test_each_kind_stands_by_itself_with_its_count(self, client, batch):
        counts = dict(re.findall(r"xem=(\w+)[^>]*>[^<(]*<span class=\"count\">\((\d+)\)", page(client, batch)))

        assert counts == {"new": "2", "changed": "0", "same": "0", "doubtful": "1", "faulty": "1", "ignored": "2"}

    def test_the_first_page_shows_what_needs_somebody(self, client, batch):
        shown = page(client, batch)

        assert "Không có ngày “32/13/1990”." in shown
        assert "Nguyễn Thị Hoa" not in shown

    def test_what_is_sensitive_is_received_but_not_shown(self, client, batch):
        shown = page(client, batch, "new")

        assert "Dân tộc: đã nhận" in shown
        assert "Tày" not in shown
        assert "034198001234" not in shown
        assert "•••••••••234" in shown

    def test_ignored_lines_say_why(self, client, batch):
        shown = page(client, batch, "ignored")

        assert "Cộng: 4 người" in shown
        assert "Dòng cộng" in shown

    def test_old_letters_are_told(self, client, user, branch, by):
        batch = brought(by(user), branch, *([to_tcvn3(cell) for cell in row] for row in (HOA, BINH, DOUBTFUL)))

        assert "phông cũ" in page(client, batch)

    def test_out_of_reach_it_is_not_there(self, batch, branch, enter):
        other = enter(holder(Role.BRANCH_SECRETARY, branch.parent.children.exclude(pk=branch.pk).first()))

        assert other.get(reverse("list-import-look", args=[batch.pk])).status_code == 404

    @pytest.mark.parametrize("kind", ["new", "doubtful", "faulty", "ignored"])
    def test_the_queries_do_not_grow_with_the_rows(self, user, branch, by, enter, kind):
        row = {"new": BINH, "doubtful": DOUBTFUL, "faulty": FAULTY, "ignored": ("", "Cộng: 1")}[kind]
        client, asked = enter(user), []
        for many in (1, 3, 30):
            people = [(str(i), f"{row[1]} {chr(97 + i % 20)}{'a' * (i // 20)}", *row[2:]) for i in range(many)]
            made = brought(by(user), branch, *(people if kind != "ignored" else [row] * many + [HOA]))
            with CaptureQueriesContext(connection) as queries:
                page(client, made, kind)
            asked.append(len(queries))

        assert len(set(asked)) == 1
        assert asked[0] <= 12


class TestColumns:
    def test_a_wrong_column_is_put_right_and_remembered(self, client, user, branch, by):
        batch = brought(by(user), branch, ("Lê An", "Kế toán"), head=("Họ và tên", "Cột lạ"))
        address = reverse("list-import-columns", args=[batch.pk])
        assert "Kế toán" in client.get(address).content.decode()

        answer = client.post(address, {"cot-0": "full_name", "cot-1": "occupation"})

        assert answer.status_code == 302
        assert ColumnMapping.objects.get().field == "occupation"
        assert "Nghề nghiệp: Kế toán" in page(client, batch, "new")

    def test_two_columns_of_one_field_are_refused(self, client, batch):
        answer = client.post(
            reverse("list-import-columns", args=[batch.pk]), {"cot-1": "full_name", "cot-2": "full_name"}
        )

        assert answer.status_code == 422
        assert "Hai cột cùng là “Họ và tên”." in answer.content.decode()

    def test_samples_show_nothing_sensitive(self, client, batch):
        shown = client.get(reverse("list-import-columns", args=[batch.pk])).content.decode()

        assert "Tày" not in shown
        assert "034198001234" not in shown
        assert "đã nhận" in shown


class TestDeciding:
    def test_a_decision_is_kept_and_counts(self, client, batch):
        address = reverse("list-import-decide", args=[batch.pk]) + "?xem=doubtful&page=1"

        answer = client.post(address, {"dong-5": "new"})

        assert answer["Location"].endswith("?xem=doubtful&page=1")
        assert "Nhập 3 dòng" in page(client, batch)

    def test_many_rows_with_one_reason_are_taken_at_once(self, client, user, branch, by):
        batch = brought(by(user), branch, DOUBTFUL, ("2", "Lê Em", "6/6/91"))
        assert "Ngày sinh: 2 dòng" in page(client, batch)

        client.post(reverse("list-import-decide-alike", args=[batch.pk]), {"truong": "born"})

        assert "Nhập 2 dòng" in page(client, batch)

    def test_records_that_may_be_the_same_are_offered(self, client, user, branch, by):
        known = make_person(branch, "Lê Thị Dunh", born="05/05/1990")
        batch = brought(by(user), branch, DOUBTFUL)

        assert f'value="same:{known.pk}"' in page(client, batch, "doubtful")

    def test_a_person_who_was_not_offered_is_refused(self, client, batch, branch):
        other = make_person(branch, "Ngô Bé")

        answer = client.post(reverse("list-import-decide", args=[batch.pk]), {"dong-5": f"same:{other.pk}"})

        assert answer.status_code == 422


class TestEntering:
    def test_entered_shown_and_undone(self, client, batch):
        client.post(reverse("list-import-enter", args=[batch.pk]))

        shown = page(client, batch)
        assert "hồ sơ mới" in shown
        assert "Hoàn tác lần nhập này" in shown
        assert Person.objects.count() == 2
        client.post(reverse("list-import-undo", args=[batch.pk]))
        assert Person.objects.count() == 0
        assert "Đã hoàn tác" in page(client, batch)

    def test_what_keeps_it_from_being_undone_is_said(self, client, user, batch, by):
        entered(by(user), batch)
        Person.objects.filter(full_name="Nguyễn Thị Hoa").update(revision=2)

        client.post(reverse("list-import-undo", args=[batch.pk]))

        assert "Dòng 2, Nguyễn Thị Hoa: đã có người sửa sau khi nhập." in page(client, batch)
        assert Person.objects.count() == 2

    def test_work_that_stopped_can_be_run_again_or_given_up(self, client, user, batch, by):
        start_entering(by=by(user), batch_id=batch.pk)

        assert "Việc đã dừng giữa chừng" in page(client, batch)
        assert "Dừng giữa chừng" in client.get(reverse("running-work")).content.decode()
        client.post(reverse("list-import-stop", args=[batch.pk]))
        assert "Nhập 2 dòng" in page(client, batch)
        client.post(reverse("list-import-enter", args=[batch.pk]))
        assert Person.objects.count() == 2

    def test_run_again(self, client, user, batch, by):
        start_entering(by=by(user), batch_id=batch.pk)

        client.post(reverse("list-import-again", args=[batch.pk]))

        assert Person.objects.count() == 2

    def test_what_moved_on_is_said_not_broken(self, client, batch):
        client.post(reverse("list-import-drop", args=[batch.pk]))

        answer = client.post(reverse("list-import-enter", args=[batch.pk]), follow=True)

        assert "nay đã bỏ" in answer.content.decode()

    def test_no_work_is_under_way(self, client):
        assert "Không có việc nào đang chạy" in client.get(reverse("running-work")).content.decode()


class TestFaultyRows:
    def test_they_come_as_a_workbook_with_the_reason_last_and_are_read_again(self, client, batch, branch):
        answer = client.get(reverse("list-import-faulty", args=[batch.pk]))

        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[0] == (*HEAD, "Dòng trong tệp", "Vì sao chưa nhập được")
        assert rows[1][1:3] == ("Lê Văn Cam", "32/13/1990")
        assert rows[1][-2:] == (4, "Không có ngày “32/13/1990”.")
        sheet.cell(2, 3).value = "02/03/1990"
        mended = io.BytesIO()
        sheet.parent.save(mended)
        upload(client, branch, mended.getvalue(), "loi.xlsx")
        assert ListImport.objects.latest("pk").counts["new"] == 1
