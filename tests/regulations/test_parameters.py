"""Dated figures: which holds on a day, on what it rests, and what a faulty file is refused for."""

from datetime import date
from itertools import pairwise

import pytest

from nguon.regulations import parameters as module
from nguon.regulations.load import FaultyRegulation, sources
from nguon.regulations.parameters import packs, packs_on, parameter, parameters, read_parameters, with_packs
from nguon.rules.errors import NotInForce

ROW = "{value: 60, from: 2017-06-05, until: null, source: HD-09-2017, clause: '', confidence: confirmed}"


def read(tmp_path, text: str):
    path = tmp_path / "parameters.yaml"
    path.write_text(text, "utf-8")
    return read_parameters(path, sources())


def written(*rows: str, unit: str = "month") -> str:
    return f"x:\n  name: X\n  unit: {unit}\n  values:\n" + "".join(f"    - {row}\n" for row in rows)


def test_the_certificate_holds_sixty_months_and_says_where_that_stands():
    found = parameter("certificate_valid_months", date(2026, 3, 10))

    assert (found.value, found.unit, found.clause) == (60, "month", "điểm 5.4")
    assert str(found) == "điểm 5.4 Hướng dẫn 06-HD/TW ngày 09/06/2025"


def test_a_day_before_the_first_value_has_none():
    with pytest.raises(NotInForce):
        parameter("certificate_valid_months", date(2000, 1, 1))


def test_every_figure_follows_itself_without_overlap_and_rests_on_a_source():
    for rows in parameters().values():
        assert all(one.period.ends_on <= other.period.starts_on for one, other in pairwise(rows))
        assert all(each.source.key in sources() for each in rows)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (written(ROW.replace("value", "worth")), "unknown worth"),
        (written(ROW.replace("from: 2017-06-05", "from: null")), "from: a day is wanted"),
        (written(ROW.replace("HD-09-2017", "HD-99-2099")), "not registered"),
        (written(ROW.replace("from: 2017-06-05", "from: 2011-01-01")), "not in force"),
        (written(ROW.replace("60", "sáu mươi")), "int is wanted"),
        (written(ROW.replace("confirmed", "sure")), "none of"),
        (written(ROW, unit="moon"), "none of"),
        (written(ROW, ROW), "overlap"),
        ("x:\n  name: X\n  unit: month\n  values: []\n", "dated rows"),
    ],
)
def test_a_faulty_file_is_refused_with_the_place(tmp_path, text, fault):
    with pytest.raises(FaultyRegulation, match=fault):
        read(tmp_path, text)


def value_on(found, key: str, on: date):
    row = next(each for each in found[key] if each.period.contains(on))
    return row.word or row.value, row.source.key


def test_a_pack_that_is_not_switched_on_changes_nothing(monkeypatch):
    monkeypatch.delenv("NGUON_PACKS", raising=False)

    assert packs_on() == ()
    assert value_on(with_packs(()), "admission_ceremony_from", date(2026, 11, 1)) == ("received", "QD-294-2025")


def test_a_pack_replaces_figures_from_its_day_on_and_leaves_what_was_before():
    found = with_packs(("2026",))

    assert value_on(found, "admission_ceremony_from", date(2026, 7, 26)) == ("issued", "QD-208-2026")
    assert value_on(found, "admission_ceremony_from", date(2026, 7, 25)) == ("received", "QD-294-2025")
    assert value_on(found, "probation_months", date(2026, 11, 1)) == (12, "DL-2011")
    for rows in found.values():
        assert all(not one.period.overlaps(other.period) for one, other in pairwise(rows))


def test_every_pack_there_is_can_be_switched_on(monkeypatch):
    monkeypatch.setenv("NGUON_PACKS", ", ".join(packs()))

    assert packs_on() == packs()
    assert set(with_packs(packs_on())) == set(with_packs(()))


def test_a_pack_that_is_not_there_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("NGUON_PACKS", "2027")

    with pytest.raises(FaultyRegulation, match="2027"):
        packs_on()


def test_a_pack_may_not_bring_a_figure_nobody_knows(tmp_path, monkeypatch):
    (tmp_path / "packs").mkdir()
    (tmp_path / "parameters.yaml").write_text(written(ROW), "utf-8")
    (tmp_path / "packs" / "odd.yaml").write_text(f"y:\n  - {ROW}\n", "utf-8")
    monkeypatch.setattr(module, "HERE", tmp_path)

    with pytest.raises(FaultyRegulation, match="no such figure"):
        with_packs(("odd",))
