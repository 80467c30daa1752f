"""Roles, the actions each may take, and over which place."""

from collections.abc import Mapping
from enum import StrEnum

from nguon.rules.offices import Office


class Role(StrEnum):
    """What a person is appointed as at a unit."""

    BRANCH_SECRETARY = "branch_secretary"
    BRANCH_COMMITTEE_MEMBER = "branch_committee_member"
    GRASSROOTS_OFFICER = "grassroots_officer"
    ORGANISATION_OFFICER = "organisation_officer"
    STANDING_BOARD_MEMBER = "standing_board_member"
    INSPECTION_OFFICER = "inspection_officer"
    POLITICAL_CENTRE_OFFICER = "political_centre_officer"
    MASS_ORGANISATION_OFFICER = "mass_organisation_officer"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: Mapping[Role, str] = {
    Role.BRANCH_SECRETARY: "Bí thư chi bộ",
    Role.BRANCH_COMMITTEE_MEMBER: "Chi ủy viên",
    Role.GRASSROOTS_OFFICER: "Cán bộ đảng ủy cơ sở",
    Role.ORGANISATION_OFFICER: "Cán bộ ban tổ chức",
    Role.STANDING_BOARD_MEMBER: "Ủy viên ban thường vụ phụ trách địa bàn",
    Role.INSPECTION_OFFICER: "Cán bộ ủy ban kiểm tra",
    Role.POLITICAL_CENTRE_OFFICER: "Cán bộ trung tâm chính trị",
    Role.MASS_ORGANISATION_OFFICER: "Cán bộ tổ chức chính trị - xã hội",
    Role.ADMINISTRATOR: "Quản trị hệ thống",
}


OFFICE_OF: Mapping[Role, Office] = {
    Role.BRANCH_SECRETARY: Office.COMMITTEE,
    Role.BRANCH_COMMITTEE_MEMBER: Office.COMMITTEE,
    Role.GRASSROOTS_OFFICER: Office.COMMITTEE,
    Role.ORGANISATION_OFFICER: Office.ORGANISATION_BOARD,
    Role.STANDING_BOARD_MEMBER: Office.STANDING_BOARD,
    Role.INSPECTION_OFFICER: Office.INSPECTION_COMMISSION,
    Role.POLITICAL_CENTRE_OFFICER: Office.POLITICAL_CENTRE,
    Role.MASS_ORGANISATION_OFFICER: Office.MASS_ORGANISATIONS,
    Role.ADMINISTRATOR: Office.COMMITTEE_OFFICE,
}
"""The office a holder works in unless the appointment says another."""

MASS_OFFICES = (
    Office.FRONT,
    Office.TRADE_UNION,
    Office.WOMEN_UNION,
    Office.FARMERS_UNION,
    Office.YOUTH_UNION,
    Office.VETERANS_UNION,
    Office.MASS_ORGANISATIONS,
)
"""The offices a mass-organisation officer may be appointed in, in the order the field lists them."""


class Action(StrEnum):
    """What can be done in the product; every address names one."""

    USE_ACCOUNT = "use_account"
    SEE_WORK = "see_work"
    SEE_UNITS = "see_units"
    CHANGE_UNITS = "change_units"
    IMPORT_UNITS = "import_units"
    SEE_ACCOUNTS = "see_accounts"
    CHANGE_ACCOUNTS = "change_accounts"
    DELEGATE = "delegate"
    SEE_PLANS = "see_plans"
    READ_PLANS = "read_plans"
    ISSUE_PLANS = "issue_plans"
    SEE_ALLOCATIONS = "see_allocations"
    DIVIDE = "divide"
    SEE_DUTIES = "see_duties"
    DO_DUTIES = "do_duties"
    SET_LEAD_TIME = "set_lead_time"
    SEE_TASKS = "see_tasks"
    REPORT_TASKS = "report_tasks"
    SEE_ACTIVITIES = "see_activities"
    RECORD_ACTIVITIES = "record_activities"
    SEE_PEOPLE = "see_people"
    CHANGE_PEOPLE = "change_people"
    SEE_SENSITIVE = "see_sensitive"
    IMPORT_PEOPLE = "import_people"
    SEE_POOL = "see_pool"
    KEEP_LISTS = "keep_lists"
    HAND_IN = "hand_in"
    CONSOLIDATE = "consolidate"
    CALL_SURVEYS = "call_surveys"
    NOMINATE = "nominate"
    SEE_SPONSORS = "see_sponsors"
    KEEP_SPONSORS = "keep_sponsors"
    PROPOSE_FOR_CLASS = "propose_for_class"
    SEE_CLASSES = "see_classes"
    HOLD_CLASSES = "hold_classes"
    SEE_REGULATIONS = "see_regulations"
    SEE_AUDIT = "see_audit"
    KEEP_SYSTEM = "keep_system"


ACTION_NAMES: Mapping[Action, str] = {
    Action.USE_ACCOUNT: "Dùng tài khoản của mình",
    Action.SEE_WORK: "Xem việc chờ mình",
    Action.SEE_UNITS: "Xem tổ chức",
    Action.CHANGE_UNITS: "Lập, đổi tên, chuyển, hợp nhất, chia tách, giải thể tổ chức",
    Action.IMPORT_UNITS: "Nhập danh sách tổ chức",
    Action.SEE_ACCOUNTS: "Xem người dùng",
    Action.CHANGE_ACCOUNTS: "Mở, khóa tài khoản; giao, kết thúc vai trò",
    Action.DELEGATE: "Ủy quyền vai trò đang giữ",
    Action.SEE_PLANS: "Xem kế hoạch",
    Action.READ_PLANS: "Đọc kế hoạch vào chương trình",
    Action.ISSUE_PLANS: "Xác nhận kế hoạch",
    Action.SEE_ALLOCATIONS: "Xem bảng chia chỉ tiêu",
    Action.DIVIDE: "Chia chỉ tiêu",
    Action.SEE_DUTIES: "Xem việc phải làm",
    Action.DO_DUTIES: "Ghi việc đã làm",
    Action.SET_LEAD_TIME: "Đặt thời gian làm trước",
    Action.SEE_TASKS: "Xem nhiệm vụ của kế hoạch",
    Action.REPORT_TASKS: "Báo cáo nhiệm vụ của kế hoạch",
    Action.SEE_ACTIVITIES: "Xem hoạt động",
    Action.RECORD_ACTIVITIES: "Ghi hoạt động",
    Action.SEE_PEOPLE: "Xem người trong diện theo dõi (họ tên, thông tin thường)",
    Action.CHANGE_PEOPLE: "Lập, sửa, gộp hồ sơ người; chuyển chi bộ",
    Action.SEE_SENSITIVE: "Xem, ghi thông tin nhạy cảm (mỗi lần xem ghi lý do)",
    Action.IMPORT_PEOPLE: "Nhập danh sách người từ Excel",
    Action.SEE_POOL: "Xem số liệu nguồn",
    Action.KEEP_LISTS: "Ghi nghị quyết về ba danh sách; trả lời giới thiệu",
    Action.HAND_IN: "Nộp danh sách lên cấp trên",
    Action.CONSOLIDATE: "Nhận, trả lại, tổng hợp danh sách cấp dưới",
    Action.CALL_SURVEYS: "Mở đợt khảo sát, rà soát nguồn",
    Action.NOMINATE: "Giới thiệu quần chúng cho chi bộ",
    Action.SEE_SPONSORS: "Xem đảng viên giúp đỡ, nhiệm vụ, nhận xét",
    Action.KEEP_SPONSORS: "Phân công đảng viên giúp đỡ; ghi nhiệm vụ, nhận xét",
    Action.PROPOSE_FOR_CLASS: "Đề nghị cho học lớp bồi dưỡng",
    Action.SEE_CLASSES: "Xem lớp bồi dưỡng và học viên",
    Action.HOLD_CLASSES: "Mở lớp, xếp học viên, điểm danh, ghi kết quả, cấp chứng nhận",
    Action.SEE_REGULATIONS: "Xem quy định",
    Action.SEE_AUDIT: "Xem nhật ký",
    Action.KEEP_SYSTEM: "Giữ an toàn hệ thống",
}


class Place(StrEnum):
    """Over which units a role may take an action, seen from the unit of the appointment."""

    NONE = "none"
    OWN = "own"  # the unit itself
    BELOW = "below"  # the unit and all below it
    AREAS = "areas"  # the units it is in charge of, and all below them, with the unit itself for what is its own


PLACE_NAMES: Mapping[Place, str] = {
    Place.NONE: "–",
    Place.OWN: "tại đơn vị",
    Place.BELOW: "đơn vị và cấp dưới",
    Place.AREAS: "địa bàn phụ trách",
}

# fmt: off  (a table reads better in rows)
A, P = Action, Place
_EVERYBODY: dict[Action, Place] = {A.USE_ACCOUNT: P.OWN, A.SEE_WORK: P.OWN, A.SEE_REGULATIONS: P.OWN}

PERMITS: Mapping[Role, Mapping[Action, Place]] = {
    Role.BRANCH_SECRETARY: {
        **_EVERYBODY,
        A.SEE_UNITS: P.OWN,
        A.DELEGATE: P.OWN,
        A.SEE_PLANS: P.OWN,
        A.READ_PLANS: P.OWN,
        A.ISSUE_PLANS: P.OWN,
        A.SEE_ALLOCATIONS: P.OWN,
        A.SEE_DUTIES: P.OWN,
        A.DO_DUTIES: P.OWN,
        A.SEE_TASKS: P.OWN,
        A.REPORT_TASKS: P.OWN,
        A.SEE_ACTIVITIES: P.OWN,
        A.RECORD_ACTIVITIES: P.OWN,
        A.SEE_PEOPLE: P.OWN,
        A.CHANGE_PEOPLE: P.OWN,
        A.SEE_SENSITIVE: P.OWN,
        A.IMPORT_PEOPLE: P.OWN,
        A.SEE_POOL: P.OWN,
        A.KEEP_LISTS: P.OWN,
        A.HAND_IN: P.OWN,
        A.SEE_SPONSORS: P.OWN,
        A.KEEP_SPONSORS: P.OWN,
        A.PROPOSE_FOR_CLASS: P.OWN,
    },
    Role.BRANCH_COMMITTEE_MEMBER: {
        **_EVERYBODY,
        A.SEE_UNITS: P.OWN,
        A.SEE_PLANS: P.OWN,
        A.SEE_ALLOCATIONS: P.OWN,
        A.SEE_DUTIES: P.OWN,
        A.SEE_TASKS: P.OWN,
        A.SEE_ACTIVITIES: P.OWN,
        A.RECORD_ACTIVITIES: P.OWN,
        A.SEE_PEOPLE: P.OWN,
        A.CHANGE_PEOPLE: P.OWN,
        A.SEE_POOL: P.OWN,
        A.SEE_SPONSORS: P.OWN,
        A.KEEP_SPONSORS: P.OWN,
    },
    Role.GRASSROOTS_OFFICER: {
        **_EVERYBODY,
        A.SEE_UNITS: P.BELOW,
        A.CHANGE_UNITS: P.BELOW,
        A.IMPORT_UNITS: P.BELOW,
        A.SEE_ACCOUNTS: P.BELOW,
        A.DELEGATE: P.OWN,
        A.SEE_PLANS: P.BELOW,
        A.READ_PLANS: P.BELOW,
        A.ISSUE_PLANS: P.BELOW,
        A.SEE_ALLOCATIONS: P.BELOW,
        A.DIVIDE: P.BELOW,
        A.SEE_DUTIES: P.BELOW,
        A.DO_DUTIES: P.BELOW,
        A.SET_LEAD_TIME: P.BELOW,
        A.SEE_TASKS: P.BELOW,
        A.REPORT_TASKS: P.BELOW,
        A.SEE_ACTIVITIES: P.BELOW,
        A.RECORD_ACTIVITIES: P.BELOW,
        A.SEE_PEOPLE: P.BELOW,
        A.CHANGE_PEOPLE: P.BELOW,
        A.SEE_SENSITIVE: P.BELOW,
        A.IMPORT_PEOPLE: P.BELOW,
        A.SEE_POOL: P.BELOW,
        A.KEEP_LISTS: P.BELOW,
        A.HAND_IN: P.BELOW,
        A.CONSOLIDATE: P.BELOW,
        A.CALL_SURVEYS: P.BELOW,
        A.SEE_SPONSORS: P.BELOW,
        A.KEEP_SPONSORS: P.BELOW,
        A.PROPOSE_FOR_CLASS: P.BELOW,
        A.SEE_CLASSES: P.BELOW,
        A.HOLD_CLASSES: P.BELOW,
    },
    Role.ORGANISATION_OFFICER: {
        **_EVERYBODY,
        A.SEE_UNITS: P.BELOW,
        A.CHANGE_UNITS: P.BELOW,
        A.IMPORT_UNITS: P.BELOW,
        A.SEE_ACCOUNTS: P.BELOW,
        A.CHANGE_ACCOUNTS: P.BELOW,
        A.DELEGATE: P.OWN,
        A.SEE_PLANS: P.BELOW,
        A.READ_PLANS: P.BELOW,
        A.ISSUE_PLANS: P.BELOW,
        A.SEE_ALLOCATIONS: P.BELOW,
        A.DIVIDE: P.BELOW,
        A.SEE_DUTIES: P.BELOW,
        A.DO_DUTIES: P.BELOW,
        A.SET_LEAD_TIME: P.BELOW,
        A.SEE_TASKS: P.BELOW,
        A.REPORT_TASKS: P.BELOW,
        A.SEE_ACTIVITIES: P.BELOW,
        A.RECORD_ACTIVITIES: P.BELOW,
        A.SEE_AUDIT: P.BELOW,
        A.SEE_PEOPLE: P.BELOW,
        A.CHANGE_PEOPLE: P.BELOW,
        A.SEE_SENSITIVE: P.BELOW,
        A.IMPORT_PEOPLE: P.BELOW,
        A.SEE_POOL: P.BELOW,
        A.KEEP_LISTS: P.BELOW,
        A.HAND_IN: P.BELOW,
        A.CONSOLIDATE: P.BELOW,
        A.CALL_SURVEYS: P.BELOW,
        A.SEE_SPONSORS: P.BELOW,
        A.KEEP_SPONSORS: P.BELOW,
        A.PROPOSE_FOR_CLASS: P.BELOW,
        A.SEE_CLASSES: P.BELOW,
        A.HOLD_CLASSES: P.BELOW,
    },
    Role.STANDING_BOARD_MEMBER: {
        **_EVERYBODY,
        A.SEE_UNITS: P.AREAS,
        A.DELEGATE: P.OWN,
        A.SEE_PLANS: P.AREAS,
        A.SEE_ALLOCATIONS: P.AREAS,
        A.SEE_DUTIES: P.AREAS,
        A.SEE_TASKS: P.AREAS,
        A.SEE_ACTIVITIES: P.AREAS,
        A.SEE_POOL: P.AREAS,
    },
    Role.INSPECTION_OFFICER: {
        **_EVERYBODY,
        A.SEE_UNITS: P.BELOW,
        A.SEE_ACCOUNTS: P.BELOW,
        A.SEE_PLANS: P.BELOW,
        A.SEE_ALLOCATIONS: P.BELOW,
        A.SEE_DUTIES: P.BELOW,
        A.SEE_TASKS: P.BELOW,
        A.SEE_ACTIVITIES: P.BELOW,
        A.SEE_AUDIT: P.BELOW,
        A.SEE_POOL: P.BELOW,
    },
    Role.POLITICAL_CENTRE_OFFICER: {
        **_EVERYBODY,
        A.SEE_UNITS: P.BELOW,
        A.SEE_PLANS: P.OWN,
        A.SEE_DUTIES: P.OWN,
        A.DO_DUTIES: P.OWN,
        A.SEE_TASKS: P.OWN,
        A.REPORT_TASKS: P.OWN,
        A.SEE_ACTIVITIES: P.OWN,
        A.RECORD_ACTIVITIES: P.OWN,
        A.SEE_CLASSES: P.OWN,
        A.HOLD_CLASSES: P.OWN,
    },
    Role.MASS_ORGANISATION_OFFICER: {
        **_EVERYBODY,
        A.SEE_UNITS: P.OWN,
        A.SEE_PLANS: P.OWN,
        A.SEE_DUTIES: P.OWN,
        A.DO_DUTIES: P.OWN,
        A.SEE_TASKS: P.OWN,
        A.REPORT_TASKS: P.OWN,
        A.SEE_ACTIVITIES: P.OWN,
        A.RECORD_ACTIVITIES: P.OWN,
        A.NOMINATE: P.BELOW,
    },
    Role.ADMINISTRATOR: {
        **_EVERYBODY,
        A.SEE_UNITS: P.BELOW,
        A.CHANGE_UNITS: P.BELOW,
        A.IMPORT_UNITS: P.BELOW,
        A.SEE_ACCOUNTS: P.BELOW,
        A.CHANGE_ACCOUNTS: P.BELOW,
        A.SEE_AUDIT: P.BELOW,
        A.KEEP_SYSTEM: P.BELOW,
    },
}


# fmt: on


def may(role: Role, action: Action) -> Place:
    """Over which place `role` may take `action`; Place.NONE where it may not."""
    return PERMITS[role].get(action, Place.NONE)


def may_be_delegated(role: Role) -> bool:
    """True where another person may act in `role` on the holder's behalf; never for an administrator."""
    return may(role, Action.DELEGATE) is not Place.NONE


def accounts_open_to(role: Role) -> frozenset[Role]:
    """The roles whose holders' accounts `role` may open, change and end; only an administrator reaches another one."""
    if may(role, Action.CHANGE_ACCOUNTS) is Place.NONE:
        return frozenset()
    return frozenset(Role) - (frozenset() if role is Role.ADMINISTRATOR else {Role.ADMINISTRATOR})
