"""A small organisation that tests of the unit screens share."""

from dataclasses import dataclass

from nguon.models import Unit, User
from nguon.rules.roles import Role
from tests.factories import holder, make_unit


@dataclass
class Tree:
    province: Unit
    a: Unit
    b: Unit
    one: Unit
    two: Unit
    officer: User


def make_tree() -> Tree:
    """A province with communes A and B, branches 1 and 2 under A, and an organisation-board officer over all."""
    province = make_unit("Đảng bộ tỉnh Sông Hinh")
    a, b = make_unit("Đảng bộ xã Đề Gi", parent=province), make_unit("Đảng bộ xã Ân Hảo", parent=province)
    one, two = make_unit("Chi bộ thôn 2", parent=a), make_unit("Chi bộ thôn 10", parent=a)
    return Tree(province, a, b, one, two, holder(Role.ORGANISATION_OFFICER, province, "Lê Thị Minh"))
