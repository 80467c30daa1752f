"""Every change is taken back to the last row, unless something was built on it; that is named."""

import pytest

from nguon.models import (
    Appointment,
    DutyTask,
    Placement,
    Plan,
    Reorganisation,
    Succession,
    Unit,
)
from nguon.queries.reorganising_acts import Deed, to_close, to_merge, to_move, to_open, to_rename, to_split
from nguon.queries.undoing import obstacles
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.undoing import undo
from tests.factories import DAY, appoint, days, holder, make_plan, make_unit, make_user
from tests.services.duty_tasks import make_task
from tests.services.tree_changes import TODAY, do, new

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make_unit("Đảng bộ tỉnh")


@pytest.fixture
def officer(province, by):
    return by(holder(Role.ORGANISATION_OFFICER, province, "Lê Thị Minh"))


class TestUndoing:
    def everything(self):
        tables = (Unit, Placement, Appointment, DutyTask, Succession, Plan, Appointment.areas.through)
        return {each.__name__: list(each.objects.order_by("pk").values()) for each in tables}

    @pytest.mark.parametrize("act", ["open", "rename", "move", "merge", "split", "close"])
    @pytest.mark.parametrize("ahead", [0, 10])
    def test_every_act_is_undone_to_the_last_row(self, province, officer, act, ahead):
        a, b = make_unit("Xã A", parent=province), make_unit("Xã B", parent=province)
        one = make_unit("Chi bộ 1", parent=a)
        make_plan(one)
        make_task(a, due_on=DAY + days(40))
        appoint(make_user("Ủy viên"), Role.STANDING_BOARD_MEMBER, province, areas=(a,))
        holder(Role.GRASSROOTS_OFFICER, a)
        deed = Deed(on=DAY + days(ahead))
        before = self.everything()
        intents = {
            "open": lambda: to_open(new("Chi bộ 9", a, tags=("điểm",)), deed=deed),
            "rename": lambda: to_rename(officer, a.pk, name="Xã C", kind=a.kind, sector="commune", deed=deed),
            "move": lambda: to_move(officer, [one.pk], parent_id=b.pk, deed=deed),
            "merge": lambda: to_merge(officer, [a.pk], into=b.pk, carries_posts=True, deed=deed),
            "split": lambda: to_split(
                officer,
                a.pk,
                parts=[new("Xã A1", None, "commune_committee", -1), new("Xã A2", None, "commune_committee", -2)],
                goes_to={},
                continues=False,
                deed=deed,
            ),
            "close": lambda: to_close(officer, a.pk, people_go_to=b.pk, children_go_to=b.pk, deed=deed),
        }
        done = do(officer, intents[act]())
        assert self.everything() != before

        undo(by=officer, reorganisation_id=done.pk)

        assert self.everything() == before
        assert Reorganisation.objects.get(pk=done.pk).undone_by_id == officer.who.pk

    def test_what_was_built_on_it_stands_in_the_way_and_is_named(self, province, officer):
        a = make_unit("Xã A", parent=province)
        done = do(officer, to_open(new("Chi bộ 9", a), deed=TODAY))
        unit = Unit.objects.get(name="Chi bộ 9")
        holder(Role.BRANCH_SECRETARY, unit)
        make_plan(unit)

        with pytest.raises(RuleViolation) as refused:
            undo(by=officer, reorganisation_id=done.pk)

        said = [each.what for each in refused.value.unmet]
        assert set(said) == {"1 người được giao vai trò ở đơn vị mới lập.", "1 kế hoạch ở đơn vị mới lập."}

    def test_a_later_change_of_the_same_unit_must_be_undone_first(self, province, officer):
        a = make_unit("Xã A", parent=province)
        first = do(officer, to_rename(officer, a.pk, name="B", kind=a.kind, sector="other", deed=TODAY))
        second = do(
            officer, to_rename(officer, a.pk, name="C", kind=a.kind, sector="other", deed=Deed(on=DAY + days(1)))
        )

        assert len(obstacles(first)) >= 1
        undo(by=officer, reorganisation_id=second.pk)
        undo(by=officer, reorganisation_id=first.pk)

        a.refresh_from_db()
        assert a.name == "Xã A"

    def test_a_superior_that_closed_since_stands_in_the_way(self, province, officer):
        old, target = make_unit("Xã A", parent=province), make_unit("Xã B", parent=province)
        branch = make_unit("Chi bộ 1", parent=old)
        done = do(officer, to_move(officer, [branch.pk], parent_id=target.pk, deed=TODAY))
        do(officer, to_close(officer, old.pk, people_go_to=None, children_go_to=None, deed=Deed(on=DAY + days(1))))

        assert obstacles(done) == ("Cấp trên của Chi bộ 1 không còn vào ngày này.",)

    def test_it_is_undone_once(self, province, officer):
        a = make_unit("Xã A", parent=province)
        done = do(officer, to_rename(officer, a.pk, name="B", kind=a.kind, sector="other", deed=TODAY))
        undo(by=officer, reorganisation_id=done.pk)

        with pytest.raises(MovedOn):
            undo(by=officer, reorganisation_id=done.pk)

    def test_nobody_undoes_what_lies_outside_their_reach(self, province, officer, by):
        a = make_unit("Xã A", parent=province)
        done = do(officer, to_rename(officer, a.pk, name="B", kind=a.kind, sector="other", deed=TODAY))
        secretary = by(holder(Role.BRANCH_SECRETARY, a))

        with pytest.raises(NotReached):
            undo(by=secretary, reorganisation_id=done.pk)
