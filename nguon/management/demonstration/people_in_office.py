"""Who holds which role in the demonstration: one person of every role, and enough of them to try each screen."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from nguon.management.demonstration.people import Names
from nguon.management.demonstration.world import Account, World
from nguon.rules.offices import Office
from nguon.rules.roles import ROLE_NAMES, Role
from nguon.services.accounts import open_account
from nguon.services.appointing import Terms, appoint

SEED = 1905
OLD, NEW = date(2015, 1, 1), date(2025, 7, 1)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
KHOI, HUNG_YEN, LAM_DONG = "Đảng ủy Khối cơ quan và doanh nghiệp tỉnh", "Tỉnh ủy Hưng Yên", "Tỉnh ủy Lâm Đồng"
NINH_THUAN, DA_NANG = "Tỉnh ủy Ninh Thuận", "Thành ủy Đà Nẵng"
THANH_UY, BAO_LAM, TRAN_PHU = "Thành ủy Phan Rang - Tháp Chàm", "Huyện ủy Bảo Lâm", "Chi bộ Trường THPT Trần Phú"


@dataclass(frozen=True)
class Post:
    """One account: sign-in name, role, unit `at` in the tree of `root`."""

    username: str
    role: Role
    root: str
    at: str
    office: str = ""
    areas: tuple[str, ...] = ()
    since: date = OLD


R = Role
POSTS = (
    Post("khoi.tochuc", R.ORGANISATION_OFFICER, KHOI, KHOI),
    Post("khoi.kiemtra", R.INSPECTION_OFFICER, KHOI, KHOI),
    Post("khoi.congdoan", R.MASS_ORGANISATION_OFFICER, KHOI, KHOI, Office.TRADE_UNION),
    Post("benhvien.danguy", R.GRASSROOTS_OFFICER, KHOI, "Đảng ủy Bệnh viện Đa khoa tỉnh"),
    Post(
        "maythanhdat.danguy", R.GRASSROOTS_OFFICER, KHOI, "Đảng ủy Công ty trách nhiệm hữu hạn May Xuất khẩu Thành Đạt"
    ),
    Post("sotuphap.bithu", R.BRANCH_SECRETARY, KHOI, "Chi bộ Sở Tư pháp"),
    Post("hungyen.tochuc", R.ORGANISATION_OFFICER, HUNG_YEN, HUNG_YEN),
    Post("hungyen.kiemtra", R.INSPECTION_OFFICER, HUNG_YEN, HUNG_YEN),
    Post(
        "hungyen.thuongvu",
        R.STANDING_BOARD_MEMBER,
        HUNG_YEN,
        HUNG_YEN,
        areas=("Đảng ủy phường Phố Hiến", "Đảng ủy phường Sơn Nam", "Đảng ủy xã Tân Hưng"),
        since=NEW,
    ),
    Post("phohien.tochuc", R.ORGANISATION_OFFICER, HUNG_YEN, "Đảng ủy phường Phố Hiến", since=NEW),
    Post("phohien.chinhtri", R.POLITICAL_CENTRE_OFFICER, HUNG_YEN, "Đảng ủy phường Phố Hiến", since=NEW),
    Post("phohien.bithu", R.BRANCH_SECRETARY, HUNG_YEN, "Chi bộ thôn Thượng", since=NEW),
    Post("baolam.tochuc", R.ORGANISATION_OFFICER, LAM_DONG, BAO_LAM),
    Post("baolam.huyendoan", R.MASS_ORGANISATION_OFFICER, LAM_DONG, BAO_LAM, Office.YOUTH_UNION),
    Post("locthang.danguy", R.GRASSROOTS_OFFICER, LAM_DONG, "Đảng ủy thị trấn Lộc Thắng"),
    Post("thanhuy.tochuc", R.ORGANISATION_OFFICER, NINH_THUAN, THANH_UY),
    Post(
        "thanhuy.thuongvu",
        R.STANDING_BOARD_MEMBER,
        NINH_THUAN,
        THANH_UY,
        areas=("Đảng ủy phường Đài Sơn", "Đảng ủy phường Phủ Hà"),
    ),
    Post("daison.danguy", R.GRASSROOTS_OFFICER, NINH_THUAN, "Đảng ủy phường Đài Sơn"),
    Post("haichau.tochuc", R.ORGANISATION_OFFICER, DA_NANG, "Quận ủy Hải Châu"),
    Post("tranphu.bithu", R.BRANCH_SECRETARY, DA_NANG, TRAN_PHU),
    Post("tranphu.chiuy", R.BRANCH_COMMITTEE_MEMBER, DA_NANG, TRAN_PHU),
)
ADMINISTRATOR = "quantri"


def _password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def appoint_all(world: World, say: Callable[[str], None]) -> None:
    """Open every account with its role; passwords are made now and are nowhere but in `world`."""
    names = Names(SEED)
    for post in POSTS:
        _open(world, post, names.next())
    _administrator(world, names.next())
    say(f"{len(world.accounts)} tài khoản")


def _open(world: World, post: Post, full_name: str) -> None:
    opened = open_account(
        by=world.itself(post.since),
        full_name=full_name,
        username=post.username,
        email=f"{post.username}@vidu.local",
        unit_id=world.unit(post.root, post.at),
        role=post.role,
        office=post.office,
        area_ids=[world.unit(post.root, each) for each in post.areas],
        starts_on=post.since,
        password=_password(),
        must_change=False,
        document_number="01-QĐ/TD",
    )
    world.people[post.username] = opened.user
    world.accounts.append(Account(post.username, opened.password, full_name, ROLE_NAMES[post.role], post.at))


def _administrator(world: World, full_name: str) -> None:
    """One administrator over all trees."""
    _open(world, Post(ADMINISTRATOR, R.ADMINISTRATOR, KHOI, KHOI), full_name)
    for root in (HUNG_YEN, LAM_DONG, NINH_THUAN, DA_NANG):
        appoint(
            by=world.itself(OLD),
            user_id=world.people[ADMINISTRATOR].pk,
            unit_id=world.unit(root, root),
            terms=Terms(R.ADMINISTRATOR, OLD, document_number="01-QĐ/TD"),
        )
