"""A document comes in, and a person decides about each thing that was read."""

import pytest

from nguon.models import DraftItem, Entry, PlanDraft, SourceFile
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services import drafting
from tests.drafts import SHORT, accepted, bring_in, confirmed, item
from tests.factories import DAY, days, holder, make_plan, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit("Huyện ủy Đạm Ri", parent=make_unit("Tỉnh ủy"))


@pytest.fixture
def officer(unit, by):
    return by(holder(Role.ORGANISATION_OFFICER, unit))


def test_a_document_becomes_open_items_that_stand_on_the_words_of_the_text(officer, unit):
    draft = bring_in(officer, unit)

    target = item(draft, "target")
    text = draft.source.text
    assert (target.read["min"], target.read["max"], target.read["whole"]) == (40, 40, True)
    assert "40 đảng viên" in text[target.start : target.end]
    assert set(draft.items.values_list("decision", flat=True)) == {"open"}
    assert item(draft, "document.number").read == {"value": "15-KH/HU"}


def test_bringing_in_leaves_one_entry_with_the_file_and_its_digest(officer, unit):
    draft = bring_in(officer, unit)

    entry = Entry.objects.get()
    assert (entry.action, entry.subject_id, entry.after["file"]) == ("drafting.bring_in", draft.pk, "ke-hoach.txt")
    assert entry.after["sha256"] == draft.source.sha256


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.txt"),
        (b"%PDF-1.4 broken", "a.pdf"),
        (b"PK\x03\x04junk", "a.docx"),
        (b"x" * 50, "a.exe"),
        (b"{\\rtf1", "a.rtf"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words_and_leaves_nothing(content, name):
    with pytest.raises(RuleViolation) as refused:
        drafting.read_document(content, name)

    assert refused.value.unmet[0].what
    assert not SourceFile.objects.exists()


def test_the_same_file_is_not_read_twice_while_its_draft_stands(officer, unit):
    bring_in(officer, unit)

    with pytest.raises(RuleViolation, match="đưa vào trước đó"):
        bring_in(officer, unit)
    assert SourceFile.objects.count() == 1


def test_the_same_file_is_not_read_again_after_it_became_a_plan(officer, unit):
    confirmed(officer, unit)

    with pytest.raises(RuleViolation, match="đưa vào trước đó"):
        bring_in(officer, unit)


def test_a_dropped_file_may_come_in_again(officer, unit):
    first = bring_in(officer, unit)
    drafting.drop(by=officer, draft_id=first.pk)

    assert bring_in(officer, unit).pk != first.pk


def test_a_neighbour_may_not_bring_a_document_in(unit, by):
    neighbour = by(holder(Role.ORGANISATION_OFFICER, make_unit(parent=unit.parent)))

    with pytest.raises(NotReached):
        bring_in(neighbour, unit)
    assert not PlanDraft.objects.exists()


def test_nothing_is_brought_in_for_a_closed_unit(officer, unit):
    unit.closed_on = DAY - days(1)
    unit.save()

    with pytest.raises(RuleViolation, match="kết thúc hoạt động"):
        bring_in(officer, unit)


def test_a_document_about_something_else_gives_no_item(officer, unit):
    text = "KẾ HOẠCH\nTrồng cây xanh năm 2026\n\n" + "Trồng cây dọc các tuyến đường liên xã, chăm sóc cây. " * 20

    draft = bring_in(officer, unit, text)

    assert "not_membership_development" in draft.reading["warnings"]
    assert not draft.items.exists()


def test_after_a_person_says_so_it_may_be_filled_by_hand(officer, unit):
    text = "KẾ HOẠCH\nTrồng cây xanh năm 2026\n\n" + "Trồng cây dọc các tuyến đường liên xã, chăm sóc cây. " * 20
    draft = bring_in(officer, unit, text)

    drafting.fill_by_hand(by=officer, draft_id=draft.pk)

    draft.refresh_from_db()
    assert draft.reading["by_hand"] is True


def decide(officer, draft, found, decision, *, seen=None):
    return drafting.decide(
        by=officer,
        draft_id=draft.pk,
        item_id=found.pk,
        decision=DraftItem.Decision(decision),
        seen=found.revision if seen is None else seen,
    )


@pytest.mark.parametrize("decision", ["accepted", "dropped"])
def test_a_decision_is_kept_with_who_took_it(officer, unit, decision):
    draft = bring_in(officer, unit)
    found = item(draft, "target")

    decide(officer, draft, found, decision)

    found.refresh_from_db()
    assert (found.decision, found.decided_by, found.revision) == (decision, officer.who, 2)
    assert Entry.objects.latest("pk").action == "drafting.decide"


def test_the_same_decision_twice_leaves_no_second_entry(officer, unit):
    draft = bring_in(officer, unit)
    found = decide(officer, draft, item(draft, "target"), "accepted")
    before = Entry.objects.count()

    decide(officer, draft, found, "accepted")

    assert Entry.objects.count() == before


def test_a_stale_tab_does_not_undo_what_another_person_decided(officer, unit):
    draft = bring_in(officer, unit)
    found = item(draft, "target")
    decide(officer, draft, found, "accepted", seen=1)

    with pytest.raises(MovedOn):
        decide(officer, draft, found, "dropped", seen=1)
    found.refresh_from_db()
    assert found.decision == "accepted"


def test_an_item_of_another_draft_is_not_reached(officer, unit):
    draft = bring_in(officer, unit)
    other = drafting.start_by_hand(by=officer, unit_id=unit.pk)

    with pytest.raises(NotReached):
        decide(officer, other, item(draft, "target"), "accepted")


def change(officer, draft, found, **value):
    return drafting.change(
        by=officer, draft_id=draft.pk, item_id=found.pk, value={**found.read, **value}, seen=found.revision
    )


def test_what_was_read_stays_beside_what_a_person_made_of_it(officer, unit):
    draft = bring_in(officer, unit)

    found = change(officer, draft, item(draft, "target"), min=45, max=45)

    found.refresh_from_db()
    assert (found.read["min"], found.changed["min"], found.decision) == (40, 45, "changed")
    assert Entry.objects.latest("pk").before["value"]["min"] == 40


def test_dropping_and_accepting_a_changed_item_keeps_the_change(officer, unit):
    draft = bring_in(officer, unit)
    found = change(officer, draft, item(draft, "target"), min=45, max=45)
    decide(officer, draft, found, "dropped")
    found.refresh_from_db()

    decide(officer, draft, found, "accepted")

    found.refresh_from_db()
    assert (found.decision, found.changed["min"]) == ("changed", 45)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"min": 50, "max": 40}, "lớn hơn hoặc bằng"),
        ({"min": None, "max": None}, "ít nhất một số"),
        ({"measure": "dancing"}, "loại chỉ tiêu"),
        ({"group": "martians"}, "nhóm đối tượng"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(officer, unit, value, words):
    draft = bring_in(officer, unit)

    with pytest.raises(RuleViolation, match=words):
        change(officer, draft, item(draft, "target"), **value)


def test_an_item_may_be_added_by_hand_and_counts_as_accepted(officer, unit):
    draft = bring_in(officer, unit)

    added = drafting.add(by=officer, draft_id=draft.pk, part="priority_group", value={"group": "women"})

    assert (added.added_by_hand, added.decision, added.start) == (True, "accepted", None)


def test_a_single_part_entered_by_hand_takes_the_place_of_what_was_read(officer, unit):
    draft = bring_in(officer, unit)

    drafting.add(by=officer, draft_id=draft.pk, part="document.number", value={"value": "16-KH/HU"})

    assert item(draft, "document.number").read == {"value": "16-KH/HU"}


def test_an_unknown_part_is_not_reached(officer, unit):
    draft = bring_in(officer, unit)

    with pytest.raises(NotReached):
        drafting.add(by=officer, draft_id=draft.pk, part="weather", value={})


def test_accepting_a_section_leaves_other_sections_and_earlier_decisions_alone(officer, unit):
    draft = bring_in(officer, unit)
    decide(officer, draft, item(draft, "document.place"), "dropped")

    count = drafting.accept_rest(by=officer, draft_id=draft.pk, section="van-ban")

    in_section = draft.items.filter(part__startswith="document.")
    assert count == in_section.filter(decision="accepted").count() + draft.items.filter(part="period").count()
    assert in_section.get(part="document.place").decision == "dropped"
    assert item(draft, "target").decision == "open"


def test_an_unknown_section_is_not_reached(officer, unit):
    draft = bring_in(officer, unit)

    with pytest.raises(NotReached):
        drafting.accept_rest(by=officer, draft_id=draft.pk, section="thoi-tiet")


def test_accepting_nothing_leaves_no_entry(officer, unit):
    draft = accepted(officer, unit)
    before = Entry.objects.count()

    assert drafting.accept_rest(by=officer, draft_id=draft.pk) == 0
    assert Entry.objects.count() == before


def test_a_draft_names_the_superior_plan_only_when_it_was_sent_or_stands_above(officer, unit):
    draft = bring_in(officer, unit)
    elsewhere = make_plan(make_unit("Tỉnh ủy khác"))

    with pytest.raises(NotReached):
        drafting.place(by=officer, draft_id=draft.pk, amends_id=None, carries_out_id=elsewhere.plan_id)


def test_a_draft_may_adjust_only_a_plan_of_the_same_unit(officer, unit, by):
    draft = bring_in(officer, unit)
    below = make_plan(make_unit(parent=unit))

    with pytest.raises(NotReached):
        drafting.place(by=officer, draft_id=draft.pk, amends_id=below.plan_id, carries_out_id=None)


def test_a_withdrawn_plan_is_not_adjusted(officer, unit):
    version = make_plan(unit)
    version.plan.withdrawn_on = DAY
    version.plan.save()
    draft = bring_in(officer, unit)

    with pytest.raises(RuleViolation, match="đã rút"):
        drafting.place(by=officer, draft_id=draft.pk, amends_id=version.plan_id, carries_out_id=None)


def test_placing_a_draft_twice_alike_leaves_one_entry(officer, unit):
    version = make_plan(unit)
    draft = bring_in(officer, unit)
    for _ in range(2):
        drafting.place(by=officer, draft_id=draft.pk, amends_id=version.plan_id, carries_out_id=None)

    assert Entry.objects.filter(action="drafting.place").count() == 1


def test_an_adjustment_starts_as_the_wording_in_force_under_its_own_document(officer, unit):
    version = confirmed(officer, unit)

    draft = drafting.open_adjustment(
        by=officer,
        plan_id=version.plan_id,
        number="20-KH/HU",
        dated="2026-03-01",
        reason="Giảm chỉ tiêu",
        holds_from="2026-03-05",
    )

    assert item(draft, "document.number").read == {"value": "20-KH/HU"}
    assert item(draft, "adjustment").read["holds_from"] == "2026-03-05"
    assert item(draft, "target").read["min"] == 40
    assert not draft.items.exclude(decision="accepted").exists()


def test_what_an_adjusting_document_does_not_speak_of_is_carried_over_as_open_items(officer, unit):
    version = confirmed(officer, unit)
    draft = bring_in(
        officer, unit, SHORT.replace("15-KH/HU", "20-KH/HU").replace("hằng quý", ""), amends_id=version.plan_id
    )
    drafting.decide(
        by=officer, draft_id=draft.pk, item_id=item(draft, "target").pk, decision=DraftItem.Decision.DROPPED, seen=1
    )

    drafting.carry_over(by=officer, draft_id=draft.pk)

    target = item(draft, "target")
    assert (target.read["min"], target.decision, target.start) == (40, "open", None)
    assert draft.items.filter(part="document.title").count() == 1


def test_nothing_is_carried_over_for_a_new_plan(officer, unit):
    draft = bring_in(officer, unit)

    with pytest.raises(RuleViolation, match="chọn kế hoạch"):
        drafting.carry_over(by=officer, draft_id=draft.pk)


def test_a_closed_draft_takes_no_further_decision(officer, unit):
    draft = bring_in(officer, unit)
    drafting.drop(by=officer, draft_id=draft.pk)

    for act in (
        lambda: decide(officer, draft, item(draft, "target"), "accepted"),
        lambda: drafting.accept_rest(by=officer, draft_id=draft.pk),
        lambda: drafting.fill_by_hand(by=officer, draft_id=draft.pk),
        lambda: drafting.drop(by=officer, draft_id=draft.pk),
    ):
        with pytest.raises(MovedOn):
            act()


def test_a_draft_out_of_reach_is_not_there(officer, unit, by):
    draft = bring_in(officer, unit)
    neighbour = by(holder(Role.ORGANISATION_OFFICER, make_unit(parent=unit.parent)))

    with pytest.raises(NotReached):
        drafting.drop(by=neighbour, draft_id=draft.pk)
