"""The dated parameters: what they say on given days, and every fault a file can have."""

from datetime import date
from itertools import pairwise

import pytest
import yaml

from nguon.regulations import load
from nguon.regulations.load import (
    FaultyRegulation,
    calendar,
    calendar_years,
    kind,
    kind_periods,
    kinds_on,
    read_calendar,
    read_kinds,
    read_sources,
    resting_on_repealed,
    source,
    sources,
)
from nguon.rules.errors import NotInForce
from nguon.rules.kinds import unmet_placement
from nguon.rules.periods import Period

OLD, REFORM, RENAMED, TODAY = date(2023, 1, 1), date(2025, 7, 1), date(2026, 7, 26), date(2026, 11, 21)
BEFORE_REFORM, BEFORE_RENAMED = date(2025, 6, 30), date(2026, 7, 25)


def rested(year):
    return sorted((each.month, each.day) for each in calendar().off if each.year == year)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2023, "2/1 20/1 23/1 24/1 25/1 26/1 1/5 2/5 3/5 1/9 4/9"),
        (2024, "1/1 8/2 9/2 12/2 13/2 14/2 18/4 29/4 30/4 1/5 2/9 3/9"),
        (2025, "1/1 27/1 28/1 29/1 30/1 31/1 7/4 30/4 1/5 2/5 1/9 2/9"),
        (2026, "1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9 24/11"),
    ],
)
def test_the_weekdays_rested_are_those_announced(year, days):
    assert rested(year) == [tuple(map(int, reversed(each.split("/")))) for each in days.split()]


@pytest.mark.parametrize(
    ("rest", "work"),
    [
        (date(2019, 4, 29), date(2019, 5, 4)),
        (date(2024, 4, 29), date(2024, 5, 4)),
        (date(2025, 5, 2), date(2025, 4, 26)),
        (date(2026, 1, 2), date(2026, 1, 10)),
        (date(2026, 8, 31), date(2026, 8, 22)),
    ],
)
def test_days_are_exchanged_in_pairs(rest, work):
    assert not calendar().is_working_day(rest)
    assert calendar().is_working_day(work)


@pytest.mark.parametrize(
    ("start", "count", "found"),
    [
        (date(2025, 1, 20), 60, date(2025, 4, 22)),
        (date(2024, 1, 22), 30, date(2024, 3, 11)),
        (date(2025, 7, 15), 60, date(2025, 10, 9)),
        (date(2025, 12, 31), 5, date(2026, 1, 9)),
    ],
)
def test_working_days_over_holidays_and_exchanges(start, count, found):
    assert calendar().add_working_days(start, count) == found


def test_every_year_says_what_it_rests_on():
    years = {each.year: each for each in calendar_years()}

    assert sorted(years) == list(range(2019, 2028))
    assert calendar().unconfirmed == {2027}
    assert (years[2027].basis, years[2027].checked) == ("statutory", None)
    assert all(years[year].checked for year in (2023, 2024, 2025, 2026))


@pytest.mark.parametrize(
    ("day", "present", "absent"),
    [
        (OLD, {"district_committee", "city_committee", "bloc_committee"}, {"commune_committee"}),
        (BEFORE_REFORM, {"district_committee"}, {"commune_committee", "agencies_committee"}),
        (REFORM, {"commune_committee", "agencies_committee"}, {"district_committee", "sub_grassroots_committee"}),
        (RENAMED, {"commune_committee", "sub_grassroots_committee"}, {"district_committee"}),
    ],
)
def test_kinds_come_and_go_with_the_reforms(day, present, absent):
    found = set(kinds_on(day))

    assert present <= found
    assert not absent & found


@pytest.mark.parametrize(
    ("own", "above", "day", "allowed"),
    [
        ("grassroots_committee", "district_committee", OLD, True),
        ("branch", "district_committee", OLD, False),
        ("grassroots_branch", "bloc_committee", OLD, True),
        ("sectional_committee", "grassroots_committee", OLD, True),
        ("district_committee", None, OLD, True),
        ("branch", None, OLD, False),
        ("grassroots_committee", "commune_committee", REFORM, True),
        ("grassroots_committee", "commune_committee", RENAMED, False),
        ("sub_grassroots_committee", "commune_committee", RENAMED, True),
        ("branch", "sub_grassroots_committee", RENAMED, True),
        ("branch", "commune_committee", RENAMED, True),
    ],
)
def test_a_unit_stands_where_the_kinds_of_the_day_allow(own, above, day, allowed):
    assert (unmet_placement(own, above, kinds_on(day)) == ()) == allowed


def test_the_commune_becomes_a_grassroots_organisation_in_2026():
    assert not kinds_on(BEFORE_RENAMED)["commune_committee"].is_grassroots
    assert kinds_on(RENAMED)["commune_committee"].is_grassroots
    assert kind("commune_committee") == kinds_on(RENAMED)["commune_committee"]
    assert kind_periods("commune_committee") == (Period(REFORM, RENAMED), Period(RENAMED))


def test_a_kind_that_is_gone_keeps_its_last_name():
    assert kind("district_committee").name == "Huyện ủy, quận ủy, thị ủy"
    assert kind_periods("hamlet") == ()


@pytest.mark.parametrize(
    "ask", [lambda: kind("hamlet"), lambda: kinds_on(date(2000, 1, 1)), lambda: source("QD-1-1900")]
)
def test_what_never_was_is_refused(ask):
    with pytest.raises(NotInForce):
        ask()


def test_branches_are_never_committees_and_some_kind_always_tops_the_tree():
    for day in (OLD, REFORM, RENAMED, TODAY):
        kinds = kinds_on(day)
        assert not [each.key for each in kinds.values() if each.is_branch and each.has_committee]
        assert kinds["provincial_committee"].may_stand_alone
        assert all(
            kinds[above].level < each.level for each in kinds.values() for above in each.stands_under & set(kinds)
        )


def test_what_rests_on_a_repealed_instrument_is_listed():
    assert resting_on_repealed(date(2012, 1, 1)) == ()
    assert "sectional_committee" in resting_on_repealed(TODAY)
    assert "commune_committee" not in resting_on_repealed(TODAY)


def test_numbers_used_again_are_told_apart_by_year():
    same = [key for key, each in sources().items() if each.number == "01-HD/TW"]

    assert same == ["HD-01-2012", "HD-01-2016", "HD-01-2021", "HD-01-2026"]
    assert str(source("HD-01-2021")) == "Hướng dẫn 01-HD/TW ngày 28/09/2021"
    assert str(source("DL-2011")) == "Điều lệ Đảng (2011) ngày 19/01/2011"
    assert str(source("KH-77-2026")) == "Kế hoạch 77-KH/VPTW"


@pytest.mark.parametrize(
    "chain",
    [
        ["QD-45-2011", "QD-29-2016", "QD-24-2021", "QD-232-2025", "QD-294-2025", "QD-20-2026", "QD-208-2026"],
        ["HD-01-2012", "HD-01-2016", "HD-01-2021", "HD-06-2025", "HD-01-2026"],
        ["HD-12-2012", "HD-09-2017", "HD-12-2022"],
    ],
)
def test_one_instrument_follows_the_other_without_a_gap(chain):
    assert all(source(one).until == source(other).in_force for one, other in pairwise(chain))
    assert source(chain[-1]).until is None


# ---- faults ---------------------------------------------------------------------------------------------------------

SOURCE = {
    "kind": "Quy định", "number": "1-QĐ/TW", "issuer": "TW", "issued": date(2011, 1, 1), "in_force": date(2011, 1, 1),
    "until": None, "title": "Thử", "confidence": "confirmed",
}  # fmt: skip
KIND = {
    "from": date(2012, 1, 1), "until": None, "name": "Chi bộ", "level": 5, "stands_under": [], "flags": ["branch"],
    "source": "QD-1-2011",
}  # fmt: skip
YEAR = {
    "basis": "announced", "source": "QD-1-2011", "checked": None, "note": None,
    "rested": {date(2023, 1, 2): "Tết"}, "worked": {},
}  # fmt: skip


def file(folder, name, content):
    path = folder / name
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return path


@pytest.fixture
def register(tmp_path):
    return read_sources(file(tmp_path, "sources.yaml", {"QD-1-2011": SOURCE}))


@pytest.mark.parametrize(
    ("key", "changes", "fault"),
    [
        ("QD-1-2011", {"colour": "red"}, "QD-1-2011: unknown colour"),
        ("QD-1-2011", {"title": ...}, "QD-1-2011: missing title"),
        ("QD-1-2011", {"title": ""}, "title: str is wanted"),
        ("QD-1-2011", {"issued": "2011"}, "issued: date is wanted"),
        ("QD-1-2011", {"confidence": "rumour"}, "'rumour' is none of confirmed, recalled, secondary"),
        ("QD-1-2011", {"until": date(2011, 1, 1)}, "until: 2011-01-01 is not after 2011-01-01"),
        ("QD-1", {}, "must end in the year of the instrument, -2011"),
        ("QD-1-2011", {"issued": None, "in_force": None}, "must end in the year"),
    ],
)
def test_a_faulty_instrument_is_named(tmp_path, key, changes, fault):
    fields = {name: value for name, value in {**SOURCE, **changes}.items() if value is not ...}

    with pytest.raises(FaultyRegulation, match=f"sources.yaml: .*{fault}"):
        read_sources(file(tmp_path, "sources.yaml", {key: fields}))


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([], "a list of dated rows is wanted"),
        ({"from": 1}, "a list of dated rows is wanted"),
        (["x"], r"branch\[0\]: a mapping is wanted"),
        ([{**KIND, "from": None}], "from: a day is wanted"),
        ([{**KIND, "level": "5"}], "level: int is wanted"),
        ([{**KIND, "level": True}], "level: int is wanted"),
        ([{**KIND, "flags": ["branch", "odd"]}], "flags: unknown odd"),
        ([{**KIND, "stands_under": ["moon"]}], "stands_under: unknown moon"),
        ([{**KIND, "source": "QD-9-2099"}], "QD-9-2099 is not registered"),
        ([{**KIND, "from": date(2010, 1, 1)}], "QD-1-2011 is not in force on 2010-01-01"),
        ([KIND, {**KIND, "from": date(2020, 1, 1)}], r"branch: rows overlap or stand out of order at 2020-01-01"),
        (
            [{**KIND, "from": date(2020, 1, 1)}, {**KIND, "until": date(2015, 1, 1)}],
            "rows overlap or stand out of order",
        ),
        ([{**KIND, "until": date(2012, 1, 1)}], "is not after"),
    ],
)
def test_a_faulty_kind_is_named(tmp_path, register, rows, fault):
    with pytest.raises(FaultyRegulation, match=f"unit_kinds.yaml: .*{fault}"):
        read_kinds(file(tmp_path, "unit_kinds.yaml", {"branch": rows}), register)


def test_rows_that_follow_each_other_are_read(tmp_path, register):
    first = {**KIND, "until": date(2015, 1, 1)}
    rows = read_kinds(
        file(tmp_path, "unit_kinds.yaml", {"branch": [first, {**KIND, "from": date(2015, 1, 1)}]}), register
    )

    assert [period for period, _ in rows["branch"]] == [
        Period(date(2012, 1, 1), date(2015, 1, 1)),
        Period(date(2015, 1, 1)),
    ]


def test_an_instrument_repealed_before_a_value_begins_is_named(tmp_path):
    repealed = read_sources(file(tmp_path, "s.yaml", {"QD-1-2011": {**SOURCE, "until": date(2012, 1, 1)}}))

    with pytest.raises(FaultyRegulation, match="is not in force on 2012-01-01"):
        read_kinds(file(tmp_path, "unit_kinds.yaml", {"branch": [KIND]}), repealed)


@pytest.mark.parametrize(
    ("years", "fault"),
    [
        ({"next": YEAR}, "next: a year is wanted"),
        ({2023: {**YEAR, "extra": 1}}, "2023: unknown extra"),
        ({2023: {**YEAR, "basis": "guess"}}, "'guess' is none of announced, statutory"),
        ({2023: {**YEAR, "note": 5}}, "note: str is wanted"),
        ({2023: {**YEAR, "rested": {date(2024, 1, 1): "Tết"}}}, "rested: 2024-01-01"),
        ({2023: {**YEAR, "rested": {date(2023, 1, 1): "Tết"}}}, "rested: 2023-01-01"),
        ({2023: {**YEAR, "rested": {date(2023, 1, 2): ""}}}, "rested: 2023-01-02"),
        ({2023: {**YEAR, "rested": {date(2023, 1, 2): 5}}}, "rested: 2023-01-02"),
        ({2023: {**YEAR, "worked": {date(2023, 1, 3): "bù"}}}, "worked: 2023-01-03"),
        ({2023: {**YEAR, "worked": {"soon": "bù"}}}, "worked: soon"),
        ({2023: YEAR, 2025: {**YEAR, "rested": {}}}, "years must follow each other without a gap"),
    ],
)
def test_a_faulty_calendar_is_named(tmp_path, register, years, fault):
    with pytest.raises(FaultyRegulation, match=f"calendar.yaml: .*{fault}"):
        read_calendar(file(tmp_path, "calendar.yaml", years), register)


@pytest.mark.parametrize("content", ["", "[1, 2]", "word"])
def test_a_file_that_is_no_mapping_is_named(tmp_path, content):
    with pytest.raises(FaultyRegulation, match=r"x\.yaml: a mapping is wanted"):
        read_sources(file(tmp_path, "x.yaml", content))


def test_a_key_given_twice_is_named(tmp_path):
    with pytest.raises(FaultyRegulation, match=r"x\.yaml: A-1: given twice"):
        read_sources(file(tmp_path, "x.yaml", "A-1: {}\nA-1: {}\n"))


def test_files_are_read_once():
    assert load.sources() is load.sources()
    assert calendar() is calendar()
    assert kinds_on(OLD) is kinds_on(OLD)
