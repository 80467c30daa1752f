"""Plans tied to the one above, adjusted by a further document, withdrawn when issued by mistake."""

from datetime import date

import pytest

from nguon.models import Allocation, DutyTask, Entry, Plan, PlanReceipt, PlanVersion, Share, Target
from nguon.queries.planning import plan_on
from nguon.rules.errors import MovedOn, NotAllowed, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services import drafting, planning
from tests.drafts import SHORT, accepted, confirmed, item
from tests.factories import DAY, NOON, holder, make_plan, make_unit

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


def give(plan, unit, places, group=""):
    version = plan.versions.get()
    allocation, _ = Allocation.objects.get_or_create(
        plan=plan,
        version=version,
        unit=plan.unit,
        path=plan.path,
        province=plan.province,
        ordinal=1,
        defaults={
            "state": "issued",
            "holds_from": DAY,
            "made_by": version.issued_by,
            "made_at": NOON,
            "saved_at": NOON,
            "issued_at": NOON,
        },
    )
    Share.objects.create(allocation=allocation, unit=unit, places=places, group=group, province=unit.province)


@pytest.fixture
def superior(province, unit, officer):
    version = make_plan(province, document_number="12-KH/TU")
    PlanReceipt.objects.create(
        plan=version.plan, version=version, unit=unit, path=unit.path, province=unit.province, sent_on=date(2026, 1, 16)
    )
    return version.plan


def carrying_out(officer, unit, superior):
    draft = accepted(officer, unit)
    drafting.place(by=officer, draft_id=draft.pk, amends_id=None, carries_out_id=superior.pk)
    return draft


@pytest.mark.parametrize("places", [30, 40])
def test_a_subordinate_plan_that_covers_its_share_is_tied_to_the_one_above(officer, unit, superior, places):
    give(superior, unit, places)

    version = confirm(officer, carrying_out(officer, unit, superior))

    assert version.plan.carries_out == superior


def test_a_subordinate_plan_below_its_share_is_refused_with_the_figures(officer, unit, superior):
    give(superior, unit, 41)
    draft = carrying_out(officer, unit, superior)

    with pytest.raises(RuleViolation, match=r"12-KH/TU giao 41 đảng viên; .* 40 người, thiếu 1\."):
        confirm(officer, draft)


def test_a_share_that_was_only_drafted_binds_nobody(officer, unit, superior):
    give(superior, unit, 99)
    Allocation.objects.update(state="draft")

    assert confirm(officer, carrying_out(officer, unit, superior)).ordinal == 1


def adjustment(officer, version, **changes):
    asked = {"number": "20-KH/HU", "dated": "2026-03-01", "reason": "Cấp trên giảm", "holds_from": "2026-03-05"}
    return drafting.open_adjustment(by=officer, plan_id=version.plan_id, **{**asked, **changes})


def test_an_adjustment_is_a_further_version_and_the_earlier_one_stays(officer, unit):
    first = confirmed(officer, unit)
    draft = adjustment(officer, first)
    target = item(draft, "target")
    drafting.change(
        by=officer, draft_id=draft.pk, item_id=target.pk, value={**target.read, "min": 35, "max": 35}, seen=1
    )

    second = confirm(officer, draft)

    assert (second.plan_id, second.ordinal, second.adjustment_reason) == (first.plan_id, 2, "Cấp trên giảm")
    assert (first.targets.get().minimum, second.targets.get().minimum) == (40, 35)
    assert second.targets.get().quote == ""
    assert Entry.objects.latest("pk").action == "planning.adjust"


@pytest.mark.parametrize(
    ("day", "ordinal"),
    [
        (date(2026, 1, 19), None),
        (date(2026, 1, 20), 1),
        (date(2026, 3, 4), 1),
        (date(2026, 3, 5), 2),
        (date(2030, 1, 1), 2),
    ],
)
def test_every_figure_can_be_asked_as_it_stood_on_a_day(officer, unit, day, ordinal):
    first = confirmed(officer, unit)
    confirm(officer, adjustment(officer, first))

    version = plan_on(first.plan, day)

    assert (version.ordinal if version else None) == ordinal


def test_an_adjustment_does_not_hold_before_what_it_adjusts(officer, unit):
    first = confirmed(officer, unit)
    draft = adjustment(officer, first, holds_from="2026-01-01")

    with pytest.raises(RuleViolation) as refused:
        confirm(officer, draft)
    assert codes(refused) == {"planning.backwards:adjustment"}


def test_an_uploaded_adjustment_needs_its_reason(officer, unit):
    first = confirmed(officer, unit)
    draft = accepted(officer, unit, SHORT.replace("15-KH/HU", "20-KH/HU"), amends_id=first.plan_id)

    with pytest.raises(RuleViolation) as refused:
        confirm(officer, draft)
    assert codes(refused) == {"planning.missing:adjustment"}


def test_duties_in_both_wordings_keep_what_was_done(officer, unit):
    make_unit(parent=unit, kind="grassroots_committee")
    first = confirmed(officer, unit)
    DutyTask.objects.filter(duty__every="").update(done_on=date(2026, 2, 1))

    second = confirm(officer, adjustment(officer, first))

    kept = DutyTask.objects.get(duty__version=second, duty__every="")
    assert kept.done_on == date(2026, 2, 1)


def test_a_withdrawn_plan_drops_its_open_duties_and_stays_to_be_seen(officer, unit):
    make_unit(parent=unit, kind="grassroots_committee")
    version = confirmed(officer, unit)

    planning.withdraw_plan(by=officer, plan_id=version.plan_id, reason="Ghi nhầm số")

    plan = Plan.objects.get(pk=version.plan_id)
    assert (plan.withdrawn_on, plan.withdrawal_reason) == (DAY, "Ghi nhầm số")
    assert not DutyTask.objects.filter(plan=plan, dropped_on__isnull=True).exists()
    assert Target.objects.filter(version=version).exists()
    assert (Entry.objects.latest("pk").action, Entry.objects.latest("pk").reason) == (
        "planning.withdraw",
        "Ghi nhầm số",
    )


def test_withdrawing_needs_a_reason(officer, unit):
    version = confirmed(officer, unit)

    with pytest.raises(RuleViolation, match="lý do"):
        planning.withdraw_plan(by=officer, plan_id=version.plan_id, reason=" ")


def test_a_plan_that_others_carry_out_is_not_withdrawn(unit, superior, officer, province, by):
    confirm(officer, carrying_out(officer, unit, superior))
    above = by(holder(Role.ORGANISATION_OFFICER, province))

    with pytest.raises(RuleViolation, match="1 kế hoạch cấp dưới"):
        planning.withdraw_plan(by=above, plan_id=superior.pk, reason="Nhầm")


def test_a_plan_is_withdrawn_once(officer, unit):
    version = confirmed(officer, unit)
    planning.withdraw_plan(by=officer, plan_id=version.plan_id, reason="Nhầm")

    with pytest.raises(MovedOn):
        planning.withdraw_plan(by=officer, plan_id=version.plan_id, reason="Nhầm")


def test_a_plan_seen_but_not_ones_own_is_not_withdrawn(officer, superior):
    with pytest.raises(NotAllowed):
        planning.withdraw_plan(by=officer, plan_id=superior.pk, reason="Nhầm")


def test_a_plan_out_of_reach_is_not_there(officer):
    elsewhere = make_plan(make_unit("Tỉnh ủy khác"))

    with pytest.raises(NotReached):
        planning.withdraw_plan(by=officer, plan_id=elsewhere.plan_id, reason="Nhầm")


def test_an_adjustment_of_a_plan_withdrawn_meanwhile_moved_on(officer, unit):
    first = confirmed(officer, unit)
    draft = adjustment(officer, first)
    planning.withdraw_plan(by=officer, plan_id=first.plan_id, reason="Nhầm")

    with pytest.raises(MovedOn, match="đã rút"):
        confirm(officer, draft)
    assert PlanVersion.objects.count() == 1
