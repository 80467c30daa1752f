"""Days as people type them into forms."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from nguon.web.forms import DayField, whole


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("05/03/2026", date(2026, 3, 5)),
        ("5/3/2026", date(2026, 3, 5)),
        ("01/01/1900", date(1900, 1, 1)),
        ("31/12/2100", date(2100, 12, 31)),
    ],
)
def test_a_day_is_read_as_officials_write_it(typed: str, day: date) -> None:
    assert DayField().clean(typed) == day


@pytest.mark.parametrize("typed", ["31/12/1899", "01/01/2101", "01/01/0001", "31/12/9999"])
def test_a_year_nobody_can_mean_is_refused_in_words(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DayField().clean(typed)
    assert refused.value.messages == ["Năm phải từ 1900 đến 2100."]


@pytest.mark.parametrize("typed", ["31/02/2026", "00/00/0000", "hôm qua", "5/3/26000"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        DayField().clean(typed)


def test_an_empty_day_that_need_not_be_given_is_none() -> None:
    assert DayField(required=False).clean("") is None


@pytest.mark.parametrize(
    ("said", "number"),
    [("7", 7), ("0", 0), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("1" * 5_000, None), ("²", None), ("٣", None)],
)
def test_a_number_in_a_hidden_field_is_taken_only_where_a_row_can_have_it(said: str, number: int | None) -> None:
    assert whole(said) == number


@pytest.mark.parametrize("said", ["", "-1", "1.0", " 1", "abc", "\0"])
def test_what_is_no_whole_number_is_none(said: str) -> None:
    assert whole(said) is None


def test_a_field_left_empty_is_said_in_plain_words() -> None:
    for field in (forms.CharField(), forms.ChoiceField(), DayField()):
        with pytest.raises(ValidationError) as refused:
            field.clean("")
        assert refused.value.messages == ["Chưa ghi ô này."]
