"""A printed allocation table becomes a draft as it stands: found names, kept faults."""

import pytest

from nguon.models import Share
from nguon.rules.roles import Role
from nguon.services.allocating import draft_from_reading
from tests.factories import holder, make_plan, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    top = make_unit("Tỉnh ủy Quảng Nam")
    names = ("Thành ủy Tam Kỳ", "Huyện ủy Núi Thành", "Đảng ủy Công an tỉnh")
    return top, [make_unit(each, parent=top) for each in names]


def test_rows_find_their_units_and_the_printed_total_stays_as_printed(by, province):
    top, units = province
    officer = by(holder(Role.ORGANISATION_OFFICER, top))
    rows = [{"unit": "TP. Tam Kỳ", "value": 150}, {"unit": "Núi Thành", "value": 115}, {"unit": "CA tỉnh", "value": 12}]

    draft = draft_from_reading(make_plan(top, places=250), rows, 250, by=officer)

    given = {share.unit_id: share.places for share in Share.objects.filter(allocation=draft)}
    assert given == dict(zip([unit.pk for unit in units], [150, 115, 12], strict=True))
    assert (draft.printed_total, draft.unmatched, draft.state, draft.ordinal) == (250, [], "draft", 1)


def test_rows_that_find_no_unit_or_one_named_already_are_kept_for_a_person(by, province):
    top, _units = province
    rows = [
        {"unit": "Tam Kỳ", "value": 150},
        {"unit": "Thành phố Tam Kỳ", "value": 5},
        {"unit": "Huyện Lạ", "value": 9},
        {"unit": "Núi Thành", "value": None},
    ]

    draft = draft_from_reading(make_plan(top), rows, None, by=by(holder(Role.ORGANISATION_OFFICER, top)))

    assert draft.unmatched == rows[1:]
    assert sorted(draft.shares.values_list("places", flat=True)) == [0, 0, 150]


def test_a_document_without_a_table_makes_no_draft(by, province):
    top, _ = province

    assert draft_from_reading(make_plan(top), [], None, by=by(holder(Role.ORGANISATION_OFFICER, top))) is None
