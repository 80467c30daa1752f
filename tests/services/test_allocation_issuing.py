"""Giving the shares: only what adds up, from a day on, the earlier one kept; two at once do not overrun each other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from nguon.models import Allocation, Entry, PlanVersion, Share, Target
from nguon.queries.access import reach
from nguon.queries.allocating import Cell, demand_of, in_force, load, table_of
from nguon.queries.allocation_lists import below_of, demand_now
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.allocating import copy_allocation, draft_from_reading, open_allocation, save_cells
from nguon.services.allocation_issuing import IssueDocument, issue_allocation
from tests.factories import DAY, NOON, days, holder, make_plan, make_unit

BY = IssueDocument("15-KH/TU", DAY - days(20), DAY - days(10))


class Place:
    """A province with two communes, one of them with two branches, and a plan of 30 with at least 10 women."""

    def __init__(self):
        self.top = make_unit("Tỉnh ủy A")
        self.units = [make_unit(f"Đảng ủy {name}", parent=self.top) for name in ("Một", "Hai")]
        self.branches = [make_unit(f"Chi bộ {name}", parent=self.units[0]) for name in ("1", "2")]
        self.version = make_plan(self.top, places=30)
        Target.objects.create(version=self.version, ordinal=2, measure="admissions", group="women", minimum=10)
        self.user = holder(Role.ORGANISATION_OFFICER, self.top)
        self.by = reach(self.user, on=DAY)

    def draft(self, *places, women=(5, 5), unit=None, below=None):
        made = open_allocation(by=self.by, plan_id=self.version.plan_id, unit_id=(unit or self.top).pk)
        cells = {}
        for at, each in enumerate(below or self.units):
            cells[each.pk, ""] = Cell(places[at])
            cells[each.pk, "women"] = Cell(women[at])
        return save_cells(by=self.by, allocation_id=made.pk, seen=1, cells=cells)

    def issue(self, draft, *, replaces=None, document=BY, seen=None):
        return issue_allocation(
            by=self.by, allocation_id=draft.pk, seen=seen or draft.revision, replaces=replaces, document=document
        )

    def on(self, day, unit=None):
        return in_force(self.version.plan, unit or self.top, day)


@pytest.fixture
def place(db):
    return Place()


def test_issuing_gives_the_shares_from_the_day_on_and_leaves_one_entry(place):
    draft = place.draft(18, 12)

    issued = place.issue(draft)

    assert (issued.state, issued.document_number, issued.holds_from) == ("issued", "15-KH/TU", BY.holds_from)
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.on, entry.after["đã giao"]) == ("allocating.issue", BY.holds_from, 30)
    assert place.on(BY.holds_from) == issued
    assert place.on(BY.holds_from - days(1)) is None


@pytest.mark.parametrize(
    ("places", "women", "words"),
    [
        ((18, 13), (5, 5), "thừa 1"),
        ((18, 11), (5, 5), "thiếu 1"),
        ((18, 12), (5, 4), "thiếu 1"),
        ((25, 5), (3, 7), "thừa 2"),
    ],
)
def test_what_does_not_add_up_is_not_given(place, places, women, words):
    draft = place.draft(*places, women=women)

    with pytest.raises(RuleViolation, match=words):
        place.issue(draft)
    assert Allocation.objects.get(pk=draft.pk).state == "draft"


def test_a_cell_outside_its_limits_is_not_given(place):
    draft = place.draft(18, 12)
    save_cells(
        by=place.by, allocation_id=draft.pk, seen=2, cells={(place.units[0].pk, ""): Cell(18, minimum=0, maximum=17)}
    )

    with pytest.raises(RuleViolation, match="vượt mức tối đa 17"):
        place.issue(draft, seen=3)


@pytest.mark.parametrize(("minimum", "maximum", "is_fine"), [(20, 30, True), (20, None, True), (31, 40, False)])
def test_a_range_or_an_open_target_is_met_anywhere_within_it(place, minimum, maximum, is_fine):
    Target.objects.filter(version=place.version, whole=True).update(minimum=minimum, maximum=maximum)
    draft = place.draft(18, 12)

    if is_fine:
        assert place.issue(draft).state == "issued"
    else:
        with pytest.raises(RuleViolation, match="thiếu 1"):
            place.issue(draft)


def test_a_row_that_found_no_unit_stands_in_the_way(place):
    rows = [{"unit": "Một", "value": 18}, {"unit": "Hai", "value": 12}, {"unit": "Lạ", "value": 1}]
    draft = draft_from_reading(place.version, rows, 31, by=place.by)
    save_cells(by=place.by, allocation_id=draft.pk, seen=1, cells={(each.pk, "women"): Cell(5) for each in place.units})

    with pytest.raises(RuleViolation) as refused:
        place.issue(draft, seen=2)
    assert [each.code for each in refused.value.unmet] == ["allocating.rows_unassigned"]


def test_a_wrong_printed_total_alone_does_not_stand_in_the_way(place):
    draft = draft_from_reading(
        place.version, [{"unit": "Một", "value": 18}, {"unit": "Hai", "value": 12}], 29, by=place.by
    )
    save_cells(by=place.by, allocation_id=draft.pk, seen=1, cells={(each.pk, "women"): Cell(5) for each in place.units})

    assert place.issue(draft, seen=2).printed_total == 29


def test_a_later_one_replaces_the_earlier_from_its_day_and_both_are_kept(place):
    first = place.issue(place.draft(18, 12))
    again = copy_allocation(by=place.by, allocation_id=first.pk)
    save_cells(
        by=place.by,
        allocation_id=again.pk,
        seen=1,
        cells={(place.units[0].pk, ""): Cell(16), (place.units[1].pk, ""): Cell(14)},
    )

    second = place.issue(again, replaces=first.pk, seen=2, document=IssueDocument("20-CV/TU", DAY, DAY + days(5)))

    assert [place.on(day) for day in (BY.holds_from, DAY + days(4), DAY + days(5))] == [first, first, second]
    assert Allocation.objects.get(pk=first.pk).state == "replaced"
    assert Share.objects.get(allocation=first, unit=place.units[0], group="").places == 18


def test_documents_of_tomorrow_and_days_before_the_last_are_refused(place):
    first = place.issue(place.draft(18, 12))
    again = copy_allocation(by=place.by, allocation_id=first.pk)

    with pytest.raises(RuleViolation) as refused:
        place.issue(again, replaces=first.pk, document=IssueDocument("1", DAY + days(1), BY.holds_from - days(1)))
    assert [each.code for each in refused.value.unmet] == [
        "allocating.document_ahead",
        "allocating.holds_before_last",
    ]


def test_what_was_issued_cannot_be_saved_or_issued_again(place):
    issued = place.issue(place.draft(18, 12))

    with pytest.raises(MovedOn):
        place.issue(issued)
    with pytest.raises(MovedOn):
        save_cells(by=place.by, allocation_id=issued.pk, seen=issued.revision, cells={})


def test_one_who_did_not_see_what_was_issued_meanwhile_does_not_replace_it(place):
    mine, theirs = place.draft(18, 12), place.draft(15, 15)
    place.issue(theirs)

    with pytest.raises(MovedOn):
        place.issue(mine)
    assert Allocation.objects.get(pk=mine.pk).state == "draft"


def test_who_only_watches_cannot_issue(place, by):
    draft = place.draft(18, 12)
    watcher = by(holder(Role.INSPECTION_OFFICER, place.top))

    with pytest.raises(NotReached):
        issue_allocation(by=watcher, allocation_id=draft.pk, seen=2, replaces=None, document=BY)


def test_the_unit_below_receives_its_share_and_divides_it_further(place):
    plan, commune = place.version.plan, place.units[0]
    assert demand_of(plan, commune, DAY).columns == ()

    issued = place.issue(place.draft(18, 12))
    given = demand_of(plan, commune, DAY)
    below = place.issue(place.draft(10, 8, women=(3, 2), unit=commune, below=place.branches))

    assert [(each.group, each.least, each.greatest) for each in given.columns] == [("", 18, 18), ("women", 5, None)]
    assert given.given_by == issued
    assert place.on(DAY, commune) == below
    assert below_of(table_of(load(Allocation.objects, issued.pk), DAY), DAY)[commune.pk].given == 18


def test_after_the_plan_is_amended_the_issued_table_says_that_the_target_changed(place):
    issued = load(Allocation.objects, place.issue(place.draft(18, 12)).pk)
    assert demand_now(table_of(issued, DAY), DAY) is None

    amended = PlanVersion.objects.get(pk=place.version.pk)
    amended.pk, amended.ordinal, amended.holds_from, amended.issued_at = None, 2, DAY - days(1), NOON
    amended.save(force_insert=True)
    Target.objects.create(version=amended, ordinal=1, measure="admissions", minimum=33, maximum=33, whole=True)

    table = table_of(issued, DAY)
    assert table.demand.headline.least == 30
    assert demand_now(table, DAY).headline.least == 33
    assert demand_now(table, date(2026, 2, 1)) is None


@pytest.mark.postgres
@pytest.mark.parametrize("drafts", [1, 2])
def test_two_officers_issuing_at_once_give_one_division(committed, drafts):
    """The same draft twice, or two drafts each made without seeing the other: one stands, the other moves on."""
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has row locks")
    place = Place()
    made = [place.draft(18, 12) for _ in range(drafts)]
    ready = Barrier(2)

    def issue(draft):
        try:
            ready.wait(timeout=10)
            place.issue(draft)
        except MovedOn:
            return "moved on"
        else:
            return "issued"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(issue, (made[0], made[-1])))

    assert said == ["issued", "moved on"]
    assert Allocation.objects.filter(state="issued").count() == 1
    assert Entry.objects.filter(action="allocating.issue").count() == 1


@pytest.mark.postgres
def test_two_officers_saving_at_once_lose_nothing(committed):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has row locks")
    place = Place()
    draft = place.draft(18, 12)
    ready = Barrier(4)

    def save(places):
        try:
            ready.wait(timeout=10)
            cells = {(place.units[0].pk, ""): Cell(places)}
            save_cells(by=place.by, allocation_id=draft.pk, seen=2, cells=cells)
        except MovedOn:
            return None
        else:
            return places
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        saved = [each for each in pool.map(save, (1, 2, 3, 4)) if each]

    assert len(saved) == 1
    assert Share.objects.get(allocation=draft, unit=place.units[0], group="").places == saved[0]
    assert Allocation.objects.get(pk=draft.pk).revision == 3
