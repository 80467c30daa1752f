"""Names and numbers come to one form; what cannot be is refused all at once; what looks odd is only told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.models import Person
from nguon.rules.partial_dates import PartialDate, from_written
from nguon.rules.person_facts import SENSITIVE_FIELDS, SENSITIVE_LENGTH, TEXTS, PersonFacts, SensitiveFacts
from nguon.rules.persons import (
    FIELD_NAMES,
    cautions,
    citizen_number,
    clean_name,
    is_name,
    masked,
    near,
    unmet_person,
    unmet_sensitive,
)

TODAY = date(2026, 3, 10)
HOA = PersonFacts(full_name="Nguyễn Thị Hoa", born=from_written("12/5/1998"), sex="female")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("NGUYỄN THỊ HOA", "Nguyễn Thị Hoa"),
        ("nguyễn thị hoa", "Nguyễn Thị Hoa"),
        ("  Nguyễn\u00a0 Thị\tHoa ", "Nguyễn Thị Hoa"),
        ("Nguyễn Thị HOA", "Nguyễn Thị Hoa"),
        ("Nguye\u0302\u0303n Thi\u0323 Hoa", "Nguyễn Thị Hoa"),
        ("NGUYE\u0302\u0303N THI\u0323 HOA", "Nguyễn Thị Hoa"),
        ("Nguyễn\u200b Thị Hoa\ufeff", "Nguyễn Thị Hoa"),
        ("ĐẶNG ĐỨC Ư", "Đặng Đức Ư"),
        ("Y KƠN Ê-BAN", "Y Kơn Ê-ban"),
        ("Y Kơn Ê-ban", "Y Kơn Ê-ban"),
        ("K'BRẾU", "K'Brếu"),
        ("K’Brếu", "K'Brếu"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("KSOR H`BƠ", "Ksor H'Bơ"),
        ("Y-BLIM NIÊ", "Y-Blim Niê"),
        ("H-LINH MLÔ", "H-Linh Mlô"),
        ("RƠ CHÂM H'PHÍK", "Rơ Châm H'Phík"),
        ("A Lăng Thị Y", "A Lăng Thị Y"),
        ("Y", "Y"),
        ("O'BRIEN", "O'Brien"),
        ("", ""),
        (" \u00a0", ""),
    ],
)
def test_a_name_is_kept_in_one_form(written, kept):
    assert clean_name(written) == kept


NAMES = st.text(st.sampled_from("aAbBđĐêÊơƠỷỶyYkKhH'-’. \u0301\u0302\u0323\u00a0"), max_size=30)


@given(NAMES)
def test_cleaning_twice_changes_nothing_more(text):
    once = clean_name(text)

    assert clean_name(once) == once


@given(st.text(max_size=40))
def test_cleaning_takes_any_text(text):
    assert clean_name(text) == clean_name(text).strip()
    assert near(text) == near(text).strip()


@given(NAMES)
def test_a_name_and_its_clean_form_are_near(text):
    assert near(clean_name(text)) == near(text)


@given(st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ "), min_size=1, max_size=30))
def test_capitals_do_not_change_the_near_key(text):
    assert near(text.upper()) == near(text)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("Nguyễn Thị Lý", "Nguyen thi Li", True),
        ("Nguyễn Thị Thúy", "NGUYỄN THỊ THUÝ", True),
        ("Đặng Văn Quý", "Dang  Van Qui", True),
        ("H'Hen Niê", "H Hen Niê", False),
        ("H'Hen Niê", "HHen Niê", True),
        ("Y Kơn Ê-ban", "Y Kơn Êban", True),
        ("Y Kơn", "I Kơn", True),
        ("Nguyễn Văn Nam", "Nguyễn Văn Lam", False),
        ("Nguyễn Văn An", "Nguyễn Văn Anh", False),
        ("Trần Văn Bình", "Bình Trần Văn", False),
    ],
)
def test_spellings_easily_taken_for_each_other_meet(one, other, meet):
    assert (near(one) == near(other)) is meet


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("038198000123", "038198000123"),
        (" 038 198 000 123 ", "038198000123"),
        ("038.198.000-123", "038198000123"),
        ("0381980\u00a000123", "038198000123"),
        ("171234567", "171234567"),
    ],
)
def test_a_citizen_number_loses_what_stands_between(written, number):
    assert citizen_number(written) == number


@pytest.mark.parametrize(
    "written", ["", " ", "03819800012", "0381980001234", "17123456", "03819800012a", "1.7E+11", "²" * 9, "０" * 12]
)
def test_anything_else_is_no_citizen_number(written):
    with pytest.raises(ValueError, match="digits"):
        citizen_number(written)


@given(st.text(st.characters(categories=["Nd", "Zs", "Pd", "L"]), max_size=15))
def test_a_citizen_number_has_nine_or_twelve_plain_digits_or_is_refused(text):
    try:
        number = citizen_number(text)
    except ValueError:
        return
    assert number.isascii()
    assert len(number) in (9, 12)
    assert citizen_number(number) == number


def test_a_masked_number_shows_its_last_three_digits():
    assert (masked("038198000123"), masked("171234567"), masked("")) == ("•••••••••123", "••••••567", "")


@pytest.mark.parametrize("name", ["Nguyễn Thị Hoa", "H'Hen Niê", "Y Kơn Ê-ban", "Nguye\u0302\u0303n", "Ng. V. A"])
def test_letters_and_the_signs_of_names_make_a_name(name):
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "'", "Hoa 2", "Hoa (con)", "Hoa;", "Hoa/Huệ", "1/2"])
def test_digits_and_other_signs_make_none(name):
    assert not is_name(name)


def codes(facts, today=TODAY):
    return [each.code for each in unmet_person(facts, today)]


def odd(facts, today=TODAY):
    return [each.code for each in cautions(facts, today)]


def test_a_name_alone_is_enough_for_a_record():
    assert codes(PersonFacts(full_name="Y Kơn")) == []
    assert odd(PersonFacts(full_name="Y Kơn")) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"full_name": " "}, "persons.name_missing"),
        ({"full_name": "Hoa 2"}, "persons.name_faulty"),
        ({"sex": "nữ"}, "persons.sex_unknown"),
        ({"citizen": "12345"}, "persons.citizen_faulty"),
        ({"born": from_written("11/3/2026")}, "persons.born_ahead"),
        ({"born": from_written("11/3/2016")}, "persons.born_too_late"),
        ({"born": from_written("2017")}, "persons.born_too_late"),
        ({"born": from_written("9/3/1915")}, "persons.born_too_early"),
        ({"youth_union_joined": from_written("11/3/2026")}, "persons.youth_union_joined_ahead"),
        ({"youth_union_joined": from_written("4/1998")}, "persons.youth_union_joined_before_birth"),
        ({"joined": from_written("2027")}, "persons.joined_ahead"),
        ({"joined": from_written("1990")}, "persons.joined_before_birth"),
        ({"official": from_written("4/2026")}, "persons.official_ahead"),
        ({"since": from_written("4/2026")}, "persons.since_ahead"),
        ({"joined": from_written("2/2/2020"), "official": from_written("1/2/2020")}, "persons.official_before_joined"),
        ({"left_party_on": date(2024, 1, 1)}, "persons.left_without_joining"),
        ({"joined": from_written("2020"), "left_party_on": date(2019, 12, 31)}, "persons.left_before_joined"),
        ({"official": from_written("2020"), "left_party_on": date(2019, 12, 31)}, "persons.left_before_joined"),
        ({"joined": from_written("2020"), "left_party_on": date(2026, 3, 11)}, "persons.left_party_on_ahead"),
        ({"groups": ("women", "aliens")}, "persons.group_unknown"),
        ({"groups": ("ethnic_minority",)}, "persons.group_sensitive"),
        ({"groups": ("religious",)}, "persons.group_sensitive"),
        ({"note": "a" * 1001}, "persons.too_long"),
        ({"sensitive": SensitiveFacts(family="a" * (SENSITIVE_LENGTH + 1))}, "persons.sensitive_too_long"),
    ],
)
def test_what_cannot_be_is_refused(changes, code):
    assert codes(replace(HOA, **changes)) == [code]


@pytest.mark.parametrize(
    "changes",
    [
        {"citizen": None},
        {"citizen": ""},
        {"citizen": " "},
        {"citizen": "038 198 000 123"},
        {"born": None},
        {"born": from_written("10/3/2016")},
        {"born": from_written("3/2016")},
        {"born": from_written("2016")},
        {"born": from_written("1916")},
        {"youth_union_joined": from_written("1998")},
        {"youth_union_joined": from_written("3/2026")},
        {"joined": from_written("2020"), "official": from_written("2020")},
        {"joined": from_written("12/2020"), "official": from_written("2020")},
        {"official": from_written("2020")},
        {"joined": from_written("2020"), "left_party_on": date(2020, 1, 1)},
        {"groups": ()},
        {"groups": ("women", "manager")},
        {"note": "a" * 1000},
    ],
)
def test_what_may_be_is_not(changes):
    assert codes(replace(HOA, **changes)) == []


def test_all_refusals_come_at_once():
    wrong = PersonFacts(
        full_name="", sex="x", citizen="1", born=from_written("2030"), joined=from_written("2031"), groups=("y",)
    )

    assert codes(wrong) == [
        "persons.name_missing",
        "persons.sex_unknown",
        "persons.citizen_faulty",
        "persons.born_ahead",
        "persons.joined_ahead",
        "persons.group_unknown",
    ]


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_no_text_is_longer_than_its_column(name):
    assert Person._meta.get_field(name).max_length == TEXTS[name]


def test_every_field_has_a_name():
    fields = set(PersonFacts.__dataclass_fields__) | set(SENSITIVE_FIELDS)

    assert fields == set(FIELD_NAMES)


@pytest.mark.parametrize(
    ("number", "sex", "born", "found"),
    [
        ("038198000123", "female", "12/5/1998", []),
        ("038098000123", "male", "1998", []),
        ("038306000123", "female", "2006", []),
        ("038206000123", "male", "2006", []),
        ("038098000123", "female", "1998", ["persons.citizen_sex"]),
        ("038198000123", "male", "1998", ["persons.citizen_sex"]),
        ("038198000123", "female", "1997", ["persons.citizen_year"]),
        ("038306000123", "female", "1996", ["persons.citizen_year"]),
        ("097198000123", "female", "1998", ["persons.citizen_province"]),
        ("000198000123", "female", "1998", ["persons.citizen_province"]),
        ("001198000123", "female", "1998", []),
        ("096198000123", "female", "1998", []),
        ("999000000123", "female", "1998", ["persons.citizen_province", "persons.citizen_sex", "persons.citizen_year"]),
        ("171234567", "male", "1998", []),
        ("038198000123", "", "", []),
        ("not a number", "male", "1998", []),
    ],
)
def test_a_number_that_does_not_fit_is_told_but_may_stand(number, sex, born, found):
    facts = PersonFacts(full_name="Hoa", citizen=number, sex=sex, born=from_written(born) if born else None)

    assert odd(facts) == found
    assert "persons.citizen_sex" not in codes(facts)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"born": from_written("11/3/2010")}, ["persons.age_unusual"]),
        ({"born": from_written("10/3/2010")}, []),
        ({"born": from_written("2010")}, []),
        ({"born": from_written("10/3/1965")}, ["persons.age_unusual"]),
        ({"born": from_written("11/3/1965")}, []),
        ({"joined": from_written("11/5/2016")}, ["persons.joined_young"]),
        ({"joined": from_written("12/5/2016")}, []),
        ({"joined": from_written("1/2/2020"), "official": from_written("31/1/2021")}, ["persons.probation_short"]),
        ({"joined": from_written("1/2/2020"), "official": from_written("1/2/2021")}, []),
        ({"joined": from_written("29/2/2020"), "official": from_written("28/2/2021")}, []),
        ({"joined": from_written("2020"), "official": from_written("2020")}, ["persons.probation_short"]),
        ({"joined": from_written("2020"), "official": from_written("2021")}, []),
    ],
)
def test_what_looks_like_a_slip_is_told(changes, found):
    assert odd(replace(HOA, **changes)) == found


@given(st.dates(date(1900, 1, 1), date(2026, 3, 10) + timedelta(4000)), st.sampled_from(["day", "month", "year"]))
def test_what_stands_with_the_whole_birth_date_stands_with_less_of_it(day, known):
    whole = PartialDate.of(day)
    part = {"day": whole, "month": PartialDate(day.year, day.month), "year": PartialDate(day.year)}[known]

    assert codes(replace(HOA, born=whole)) or not codes(replace(HOA, born=part))


@pytest.mark.parametrize("name", SENSITIVE_FIELDS)
def test_each_sensitive_text_is_bounded(name):
    assert unmet_sensitive(SensitiveFacts(**{name: "a" * SENSITIVE_LENGTH})) == []
    assert [each.code for each in unmet_sensitive(SensitiveFacts(**{name: "a" * (SENSITIVE_LENGTH + 1)}))] == [
        "persons.sensitive_too_long"
    ]
