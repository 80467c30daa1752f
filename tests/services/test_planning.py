"""A draft becomes a plan with all that was accepted."""

from datetime import date

import pytest

from nguon.models import Allocation, Duty, DutyTask, Entry, Plan, PlanReceipt, Share
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services import drafting, planning
from tests.drafts import SHORT, accepted, bring_in, confirmed, item
from tests.factories import holder, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make_unit("Tỉnh ủy")


@pytest.fixture
def unit(province):
    return make_unit("Huyện ủy Đạm Ri", parent=province)


@pytest.fixture
def officer(unit, by):
    return by(holder(Role.ORGANISATION_OFFICER, unit))


def codes(refused):
    return {each.code for each in refused.value.unmet}


def confirm(officer, draft):
    draft.refresh_from_db()
    return planning.confirm_draft(by=officer, draft_id=draft.pk, seen=draft.revision)


def test_the_document_becomes_a_plan_with_all_that_was_accepted(officer, unit):
    version = confirmed(officer, unit)

    assert (version.document_number, version.document_date, version.title) == (
        "15-KH/HU",
        date(2026, 1, 20),
        "Phát triển đảng viên mới năm 2026",
    )
    assert (version.ordinal, version.holds_from, version.signer_name) == (1, date(2026, 1, 20), "Nguyễn Văn Mẫu")
    assert (version.period_from, version.period_until) == (date(2026, 1, 1), date(2027, 1, 1))
    target = version.targets.get()
    assert (target.minimum, target.whole, "40 đảng viên" in target.quote) == (40, True, True)
    assert version.bases.get(role="basis").number == "12-KH/TU"
    assert version.source.name == "ke-hoach.txt"
    assert version.folded.startswith("15-kh/hu phat trien")


def test_its_duties_bind_the_units_below_and_the_plan_is_sent_to_them(officer, unit):
    communes = [make_unit(parent=unit, kind="grassroots_committee") for _ in range(2)]

    version = confirmed(officer, unit)

    dated = Duty.objects.get(version=version, due_on__isnull=False)
    tasks = DutyTask.objects.filter(duty=dated)
    assert sorted(tasks.values_list("unit", flat=True)) == sorted(each.pk for each in communes)
    assert set(tasks.values_list("nominal_due_on", flat=True)) == {date(2026, 10, 30)}
    assert PlanReceipt.objects.filter(version=version).count() == 2


def test_issuing_leaves_one_entry_that_counts_what_was_made(officer, unit):
    make_unit(parent=unit, kind="grassroots_committee")
    version = confirmed(officer, unit)

    entry = Entry.objects.get(action="planning.issue")
    assert (entry.subject_id, entry.after["number"], entry.after["receipts"]) == (version.pk, "15-KH/HU", 1)
    assert entry.after["targets"] == 1


def test_an_item_nobody_looked_at_stops_the_plan(officer, unit):
    draft = bring_in(officer, unit)

    with pytest.raises(RuleViolation) as refused:
        confirm(officer, draft)
    assert codes(refused) == {"planning.open:"}
    assert not Plan.objects.exists()


def test_all_that_is_missing_is_said_at_once(officer, unit):
    draft = drafting.start_by_hand(by=officer, unit_id=unit.pk)

    with pytest.raises(RuleViolation) as refused:
        confirm(officer, draft)
    assert codes(refused) == {
        f"planning.missing:{part}"
        for part in (
            "document.type",
            "document.number",
            "document.date",
            "document.title",
            "document.issuer",
            "period",
        )
    }


def test_a_plan_with_targets_needs_exactly_one_headline(officer, unit):
    draft = accepted(officer, unit)
    target = item(draft, "target")
    drafting.change(by=officer, draft_id=draft.pk, item_id=target.pk, value={**target.read, "whole": False}, seen=2)

    with pytest.raises(RuleViolation) as refused:
        confirm(officer, draft)
    assert codes(refused) == {"planning.headline:target"}


def test_what_was_dropped_is_not_in_the_plan(officer, unit):
    draft = accepted(officer, unit)
    found = draft.items.get(part="cadence")
    drafting.decide(by=officer, draft_id=draft.pk, item_id=found.pk, decision=drafting.Decision.DROPPED, seen=2)

    version = confirm(officer, draft)

    assert not version.duties.exclude(every="").exists()


def test_what_a_person_changed_is_what_the_plan_says(officer, unit):
    draft = accepted(officer, unit)
    target = item(draft, "target")
    drafting.change(
        by=officer, draft_id=draft.pk, item_id=target.pk, value={**target.read, "min": 41, "max": 41}, seen=2
    )

    assert confirm(officer, draft).targets.get().minimum == 41


def test_a_second_click_confirms_nothing_twice(officer, unit):
    draft = accepted(officer, unit)
    planning.confirm_draft(by=officer, draft_id=draft.pk, seen=draft.revision)

    with pytest.raises(MovedOn):
        planning.confirm_draft(by=officer, draft_id=draft.pk, seen=draft.revision)
    assert Plan.objects.count() == 1


def test_what_changed_after_the_check_must_be_checked_again(officer, unit):
    draft = accepted(officer, unit)
    seen = draft.revision
    drafting.add(by=officer, draft_id=draft.pk, part="priority_group", value={"group": "women"})

    with pytest.raises(MovedOn, match="xem lại"):
        planning.confirm_draft(by=officer, draft_id=draft.pk, seen=seen)


def test_the_same_document_is_not_issued_twice(officer, unit):
    confirmed(officer, unit)
    draft = accepted(officer, unit, SHORT + "\n ")

    with pytest.raises(RuleViolation) as refused:
        confirm(officer, draft)
    assert codes(refused) == {"planning.twin:"}


def test_a_neighbour_does_not_reach_the_draft(officer, unit, by):
    draft = accepted(officer, unit)
    neighbour = by(holder(Role.ORGANISATION_OFFICER, make_unit(parent=unit.parent)))

    with pytest.raises(NotReached):
        confirm(neighbour, draft)


def test_allocation_rows_become_a_draft_of_the_division_as_printed(officer, unit):
    commune = make_unit("Đảng ủy xã An Khê", parent=unit, kind="grassroots_committee")
    draft = accepted(officer, unit)
    for name, value in (("Đảng ủy xã An Khê", 25), ("Đảng ủy xã không có", 10)):
        drafting.add(by=officer, draft_id=draft.pk, part="allocation", value={"unit": name, "value": value})
    drafting.add(by=officer, draft_id=draft.pk, part="allocation_total", value={"value": 40})

    version = confirm(officer, draft)

    allocation = Allocation.objects.get(version=version)
    assert (allocation.state, allocation.printed_total) == ("draft", 40)
    assert Share.objects.get(allocation=allocation, unit=commune).places == 25


def test_a_person_responsible_may_be_tied_to_an_account_and_an_area(officer, unit):
    area = make_unit(parent=unit, kind="grassroots_committee")
    person = holder(Role.STANDING_BOARD_MEMBER, unit, "Phạm Văn Thử")
    draft = accepted(officer, unit)
    drafting.add(
        by=officer,
        draft_id=draft.pk,
        part="responsible",
        value={"name": "Phạm Văn Thử", "duty": "Phụ trách địa bàn", "area_id": area.pk, "user_id": person.pk},
    )

    named = confirm(officer, draft).responsible.get()

    assert (named.area, named.user) == (area, person)


@pytest.mark.parametrize("key", ["area_id", "user_id"])
def test_a_person_or_area_out_of_reach_is_not_named(officer, unit, province, key):
    stranger = {"area_id": make_unit(parent=province).pk, "user_id": holder(Role.ADMINISTRATOR, province).pk}
    draft = accepted(officer, unit)
    drafting.add(by=officer, draft_id=draft.pk, part="responsible", value={"name": "A", key: stranger[key]})

    with pytest.raises(NotReached):
        confirm(officer, draft)


def select(officer, draft, *units):
    found = draft.items.get(part="obligation")
    value = {**found.read, "scope": "selected", "office": "committee", "selected": [each.pk for each in units]}
    drafting.change(by=officer, draft_id=draft.pk, item_id=found.pk, value=value, seen=found.revision)


def test_a_duty_may_bind_units_that_a_person_names(officer, unit):
    named, _other = (make_unit(parent=unit, kind="grassroots_committee") for _ in range(2))
    draft = accepted(officer, unit)
    select(officer, draft, named)

    version = confirm(officer, draft)

    assert list(version.duties.get(every="").selected.all()) == [named]
    assert list(DutyTask.objects.filter(duty__every="").values_list("unit", flat=True)) == [named.pk]


def test_units_elsewhere_are_not_bound(officer, unit, province):
    draft = accepted(officer, unit)
    select(officer, draft, make_unit(parent=province))

    with pytest.raises(RuleViolation) as refused:
        confirm(officer, draft)
    assert codes(refused) == {"planning.selected:obligation"}
