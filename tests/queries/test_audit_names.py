"""Who reads the trail and may not see people reads what was done and how often, not of whom."""

import pytest

from nguon.models import Entry
from nguon.queries.audit import Asked, entry_page
from nguon.queries.audit_names import AREAS_OF_PEOPLE, HIDDEN, veiled
from nguon.queries.audit_words import AREAS
from nguon.rules.roles import Role
from nguon.services.audit import record
from tests.factories import holder
from tests.pool_world import make_commune, make_member, make_person, make_sponsorship

pytestmark = pytest.mark.django_db
READERS = (Role.INSPECTION_OFFICER, Role.ADMINISTRATOR)
NAMES = ("Nguyễn Thị Hoa", "Trần Văn Bình")


@pytest.fixture
def world():
    return make_commune()


@pytest.fixture
def written(world, by):
    """Entries about a person, about two, and about a branch with their names among the values."""
    branch = world[3][0]
    secretary = by(holder(Role.BRANCH_SECRETARY, branch, "Lê Văn Bí"))
    hoa, binh = make_person(branch), make_member(branch)
    pair = make_sponsorship(hoa, binh)
    record(secretary, "persons.look", hoa, unit=branch, reason="Kiểm tra hồ sơ")
    record(secretary, "sponsoring.end", pair, unit=branch, after={"ends_on": "2026-03-10", "end_kind": "moved"})
    record(
        secretary,
        "sponsoring.assign",
        pair.resolution,
        unit=branch,
        after={"sponsorships": [str(pair)], "resolution": "5-NQ/CB", "votes": "8/9 tán thành", "cautions": 0},
    )
    record(secretary, "organisation.rename", branch, unit=branch, before={"name": "Chi bộ Cũ"})
    return hoa


def shown(page):
    return [(row.subject, *(f"{each.before}{each.after}" for each in row.changes)) for row in page.rows]


@pytest.mark.parametrize("role", READERS)
def test_no_name_is_read_by_who_may_not_see_people(world, by, written, role):
    page = entry_page(by(holder(role, world[0])), Asked())

    said = str(shown(page))
    assert [name in said for name in NAMES] == [False, False]
    assert f"№ {written.pk}" in said
    assert "5-NQ/CB" in said
    assert "8/9 tán thành" in said
    assert "Chi bộ Cũ" in said
    assert "Kiểm tra hồ sơ" in [row.reason for row in page.rows]


def test_who_sees_people_there_reads_the_names(world, by, written):
    said = str(shown(entry_page(by(holder(Role.ORGANISATION_OFFICER, world[0])), Asked())))

    assert [name in said for name in NAMES] == [True, True]


@pytest.mark.parametrize("role", READERS)
def test_a_name_is_not_found_by_looking_for_it_either(world, by, written, role):
    reader, officer = by(holder(role, world[0])), by(holder(Role.ORGANISATION_OFFICER, world[0]))

    assert entry_page(reader, Asked(subject="Hoa")).rows == ()
    assert len(entry_page(officer, Asked(subject="Hoa")).rows) == 2
    assert len(entry_page(reader, Asked(subject="Chi bộ 1")).rows) == 1
    of_one = Asked(subject_type="person", subject_id=written.pk)
    assert len(entry_page(reader, of_one).rows) == 1


def test_figures_days_and_codes_stay():
    values = {"people": 3, "on": "2026-03-10", "state": "returned", "fields": ["phone", "born"], "task": "Phụ trách"}

    assert veiled(values) == values | {"task": HIDDEN}
    assert veiled(None) is None


def test_every_area_is_one_that_acts_have():
    assert set(AREAS_OF_PEOPLE) <= set(AREAS)
    assert not Entry.objects.exists()
