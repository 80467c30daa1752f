"""Kinds of unit in words."""

from datetime import date

from nguon.queries.unit_kinds import placement_in_words
from nguon.regulations.load import kinds_on
from nguon.rules.errors import Unmet
from nguon.rules.kinds import unmet_placement


def test_a_kind_no_longer_in_force_is_called_by_its_name():
    refused = unmet_placement("branch", "bloc_committee", kinds_on(date(2026, 11, 21)))

    said = [str(placement_in_words(each)) for each in refused]

    assert said == ["Vào ngày này không có loại tổ chức “Đảng ủy khối trực thuộc tỉnh”."]


def test_the_instrument_is_cited_and_other_words_stay():
    kinds = kinds_on(date(2026, 11, 21))
    refused = next(
        found for key in kinds for found in unmet_placement(key, None, kinds) if found.code == "placement.needs_parent"
    )

    said = placement_in_words(refused)

    assert (said.code, said.what) == (refused.code, refused.what)
    assert said.clause not in ("", refused.clause)


def test_what_nobody_knows_keeps_its_own_words():
    assert str(placement_in_words(Unmet("placement.kind_unknown", "Không có “khong_co”."))) == "Không có “khong_co”."
