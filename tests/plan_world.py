"""A small province with one plan under way, for tests of duties, tasks, dissemination, the calendar and home."""

from dataclasses import dataclass
from datetime import date

from nguon.models import Duty, DutyTask, PlanTask, PlanVersion, Unit, User
from nguon.rules.offices import Office, Scope
from nguon.rules.roles import Role
from nguon.services.expansion import lay_duty_tasks, send_plan
from tests.factories import holder, make_plan, make_unit

SENT = date(2026, 1, 15)


@dataclass
class World:
    """Two grassroots committees under a province, branches under each; who holds what; the plan of the province."""

    province: Unit
    commune: Unit
    ward: Unit
    branch: Unit
    other_branch: Unit
    officer: User  # organisation officer of the province
    commune_officer: User
    secretary: User  # of `branch`
    board_member: User  # in charge of `ward`
    version: PlanVersion

    def task(self, unit: Unit, what: str = "") -> DutyTask:
        """The first task of `unit`, by day, of the duty named."""
        tasks = DutyTask.objects.filter(unit=unit, dropped_on__isnull=True)
        return tasks.filter(duty__what__contains=what).order_by("due_on", "pk")[0]


def add_duty(version: PlanVersion, *, due_on: date | None = None, every: str = "", **kwargs: object) -> Duty:
    """A duty of `version`; without more, a report of all grassroots organisations."""
    fields = {"action": "report", "what": "Báo cáo kết quả", "scope": Scope.GRASSROOTS, "office": Office.COMMITTEE}
    return Duty.objects.create(
        version=version, ordinal=version.duties.count() + 1, due_on=due_on, every=every, **{**fields, **kwargs}
    )


def make_world() -> World:
    """Today (10/03/2026): one report is overdue, one dossier list is due on Friday, quarterly reviews lie ahead."""
    province = make_unit("Tỉnh ủy Đông Sơn")
    commune = make_unit("Đảng ủy xã Đề Gi", parent=province, kind="grassroots_committee")
    ward = make_unit("Đảng ủy phường Hòa", parent=province, kind="grassroots_committee")
    branch = make_unit("Chi bộ thôn 1", parent=commune, kind="branch")
    other_branch = make_unit("Chi bộ khu phố 2", parent=ward, kind="branch")
    version = make_plan(province, document_number="12-KH/TU", title="Phát triển đảng viên năm 2026")
    add_duty(
        version,
        due_on=date(2026, 3, 5),
        what="Báo cáo triển khai kế hoạch",
        recipient="Ban Thường vụ Tỉnh ủy",
        quote="báo cáo trước ngày 05/3/2026",
    )
    add_duty(
        version, due_on=date(2026, 3, 13), what="Gửi hồ sơ kết nạp", action="submit_dossiers", recipient="Ban Tổ chức"
    )
    add_duty(version, every="quarter", what="Rà soát nguồn", action="review_pool", scope=Scope.BRANCHES)
    add_duty(version, due_on=date(2026, 3, 20), what="Tổng hợp, báo cáo Ban Thường vụ", scope=Scope.ISSUER,
             office=Office.ORGANISATION_BOARD)  # fmt: skip
    PlanTask.objects.create(
        version=version, ordinal=1, actor="Các tổ chức cơ sở đảng", text="Bồi dưỡng cấp ủy viên về nghiệp vụ",
        scope=Scope.GRASSROOTS, office=Office.COMMITTEE, quote="bồi dưỡng cấp ủy viên",
    )  # fmt: skip
    PlanTask.objects.create(
        version=version, ordinal=2, actor="Đoàn Thanh niên", text="Phát động phong trào thi đua", scope=Scope.ISSUER,
        office=Office.YOUTH_UNION,
    )  # fmt: skip
    lay_duty_tasks(version, on=SENT)
    send_plan(version, on=SENT)
    return World(
        province=province,
        commune=commune,
        ward=ward,
        branch=branch,
        other_branch=other_branch,
        officer=holder(Role.ORGANISATION_OFFICER, province, "Lê Thị Minh", office="organisation_board"),
        commune_officer=holder(Role.GRASSROOTS_OFFICER, commune, "Phạm Văn Long"),
        secretary=holder(Role.BRANCH_SECRETARY, branch, "Trần Thị Hạnh", office="secretary"),
        board_member=holder(Role.STANDING_BOARD_MEMBER, province, "Võ Văn Nam", office="standing_board", areas=(ward,)),
        version=version,
    )
