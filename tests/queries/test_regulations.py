"""What is in force on a day, what changed, what is to be read again."""

from datetime import date

import pytest

from nguon.queries.regulations import (
    calendar_lines,
    changed_value,
    changes_between,
    figures_on,
    figures_used,
    kinds_in_force,
    pack_lines,
    value_words,
)
from nguon.regulations.judging import judge
from nguon.regulations.parameters import parameter, parameters

DAY = date(2026, 3, 10)


def all_on(day: date):
    return {each.parameter.key: each for _, figures in figures_on(day) for each in figures}


def test_every_figure_in_force_stands_under_one_topic():
    shown = [each.parameter.key for _, figures in figures_on(DAY) for each in figures]

    assert sorted(shown) == sorted(
        key for key, rows in parameters().items() if any(r.period.contains(DAY) for r in rows)
    )


def test_nothing_is_in_force_before_the_charter_of_2011():
    assert figures_on(date(2010, 1, 1)) == []


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("admission_decision_days", "60 ngày làm việc"),
        ("certificate_valid_months", "60 tháng"),
        ("admission_age_from", "18 tuổi"),
        ("vote_branch_propose_admission", "ít nhất 2/3"),
        ("vote_standing_board_decide_admission", "quá nửa"),
        ("education_minimum", "trung học cơ sở"),
        ("admission_ceremony_from", "ngày nhận được quyết định"),
        ("list_resolution_percent", "50%"),
        ("readmission_times", "1 lần"),
    ],
)
def test_every_kind_of_value_is_said_in_words(key, words):
    assert value_words(parameter(key, DAY)) == words


def test_no_value_is_shown_by_its_code():
    for rows in parameters().values():
        for row in rows:
            assert "_" not in value_words(row)


def test_a_figure_whose_instrument_was_replaced_is_to_be_read_again():
    before, after = all_on(DAY)["admission_decision_days"], all_on(date(2026, 11, 21))["admission_decision_days"]

    assert (before.repealed, after.repealed) == (False, True)
    assert after.to_read_again


def test_two_days_differ_in_instruments_where_the_regulation_was_replaced():
    found = {each.key: each for each in changes_between(date(2025, 1, 1), date(2025, 8, 1))}

    assert "admission_decision_days" in found
    assert not changed_value(found["admission_decision_days"])
    assert "probation_months" not in found


def test_the_order_of_the_days_does_not_matter():
    one, other = date(2012, 1, 1), date(2026, 1, 1)

    assert changes_between(one, other) == changes_between(other, one)
    assert any(changed_value(each) for each in changes_between(date(2011, 2, 1), other))


def test_a_day_and_itself_do_not_differ():
    assert changes_between(DAY, DAY) == []


def test_kinds_stand_from_the_province_down_with_what_they_rest_on():
    lines = kinds_in_force(DAY)

    assert lines[0].kind.level <= lines[-1].kind.level
    assert all(each.source and each.since <= DAY for each in lines)
    assert kinds_in_force(date(1990, 1, 1)) == []


def test_the_calendar_says_which_years_wait_for_their_announcement():
    lines = calendar_lines()

    assert lines[0].year > lines[-1].year
    assert not lines[0].announced


def test_a_pack_shows_what_it_would_bring(monkeypatch):
    monkeypatch.delenv("NGUON_PACKS", raising=False)
    (pack,) = [each for each in pack_lines() if each.name == "2026"]

    assert not pack.on
    assert {each.source.key for each in pack.figures} == {"QD-208-2026"}


def test_figures_of_an_answer_are_those_it_rests_on():
    answer = judge({"id": 1, "ask": "due", "given": {"clock": "probation", "start": "2025-02-03"}})

    assert [each.parameter.key for each in figures_used(answer["because"])] == ["probation_months"]
