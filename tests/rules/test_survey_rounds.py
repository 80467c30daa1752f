"""Rounds in which lists go up: proposed days, the day of each level, states, and what may be done when."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.regulations.load import calendar
from nguon.rules.periods import Period
from nguon.rules.survey_rounds import (
    KIND_NAMES,
    TRANSITIONS,
    Act,
    InRound,
    Kind,
    RoundFacts,
    Standing,
    Version,
    VersionFacts,
    counts_of,
    due_day,
    propose,
    stand,
    unmet_act,
    unmet_days,
    unmet_round,
)

DAYS = calendar()
OPENS, DUE = date(2026, 3, 2), date(2026, 3, 31)


@pytest.mark.shows("001-3", "001-4")
@pytest.mark.parametrize(
    ("kind", "on", "name", "period", "opens_on", "due_on"),
    [
        (
            Kind.YEAR,
            date(2026, 10, 5),
            "Khảo sát nguồn quý IV/2026 cho năm 2027",
            (date(2027, 1, 1), date(2028, 1, 1)),
            date(2026, 10, 5),
            date(2026, 12, 31),
        ),
        (
            Kind.YEAR,
            date(2026, 3, 10),
            "Khảo sát nguồn quý IV/2026 cho năm 2027",
            (date(2027, 1, 1), date(2028, 1, 1)),
            date(2026, 10, 1),
            date(2026, 12, 31),
        ),
        (
            Kind.QUARTER,
            date(2026, 3, 10),
            "Rà soát, bổ sung nguồn quý I/2026",
            (date(2026, 1, 1), date(2026, 4, 1)),
            date(2026, 3, 10),
            date(2026, 3, 31),
        ),
        (
            Kind.MONTH,
            date(2026, 3, 10),
            "Rà soát nguồn tháng 3/2026",
            (date(2026, 3, 1), date(2026, 4, 1)),
            date(2026, 3, 10),
            date(2026, 3, 31),
        ),
        (  # Sunday 31 May: the last working day of the month has passed
            Kind.MONTH,
            date(2026, 5, 31),
            "Rà soát nguồn tháng 6/2026",
            (date(2026, 6, 1), date(2026, 7, 1)),
            date(2026, 6, 1),
            date(2026, 6, 30),
        ),
        (
            Kind.EXTRA,
            date(2026, 3, 10),
            "Rà soát nguồn từ 10/03/2026",
            (date(2026, 3, 10), date(2026, 4, 1)),
            date(2026, 3, 10),
            date(2026, 3, 31),
        ),
    ],
)
def test_a_round_is_proposed_with_its_period_and_days(kind, on, name, period, opens_on, due_on):
    found = propose(kind, on, DAYS)

    assert (found.name, found.period, found.opens_on, found.due_on) == (name, Period(*period), opens_on, due_on)


@given(st.sampled_from(list(Kind)), st.dates(date(2025, 1, 1), date(2026, 9, 30)))
def test_what_is_proposed_can_always_be_called_for_one_level(kind, on):
    found = propose(kind, on, DAYS)
    facts = RoundFacts(kind, found.name, found.period, found.opens_on, found.due_on, found.days_per_level)

    assert unmet_round(facts, on=on, levels=1, calendar=DAYS) == ()
    assert DAYS.is_working_day(found.due_on)


def test_every_kind_has_a_name():
    assert set(KIND_NAMES) == set(Kind)


@pytest.mark.parametrize(
    ("level", "due_on", "earlier"),
    [(1, date(2026, 3, 31), 0), (2, date(2026, 3, 24), 5), (3, date(2026, 3, 17), 10), (4, date(2026, 3, 10), 15)],
)
def test_each_level_further_down_hands_in_earlier(level, due_on, earlier):
    found = due_day(OPENS, DUE, 5, level, DAYS)

    assert (found.due_on, found.earlier, found.cut) == (due_on, earlier, False)


def test_no_level_is_due_before_the_round_opens():
    found = due_day(OPENS, DUE, 10, 4, DAYS)

    assert (found.due_on, found.cut) == (OPENS, True)
    assert "trước ngày mở đợt" in found.because


def test_why_a_day_is_what_it_is_is_said_in_words():
    assert due_day(OPENS, DUE, 5, 1, DAYS).because == (
        "Hạn của đợt là 31/03/2026; đơn vị trực thuộc nơi mở đợt nộp đúng hạn này."
    )
    assert "ở cấp thứ 3 dưới nơi mở đợt nộp sớm hơn 10 ngày làm việc" in due_day(OPENS, DUE, 5, 3, DAYS).because


def test_holidays_between_are_named():
    found = due_day(date(2026, 4, 1), date(2026, 5, 8), 5, 3, DAYS)

    assert date(2026, 4, 30) in dict(found.skipped)
    assert DAYS.working_days_between(found.due_on, date(2026, 5, 8)) == 10


@given(
    st.dates(date(2025, 2, 1), date(2026, 6, 1)),
    st.integers(0, 200),
    st.integers(0, 10),
    st.integers(1, 5),
)
def test_a_lower_level_is_never_due_after_a_higher_one(opens_on, length, per_level, level):
    due_on = opens_on + timedelta(days=length)

    higher = due_day(opens_on, due_on, per_level, level, DAYS).due_on
    lower = due_day(opens_on, due_on, per_level, level + 1, DAYS).due_on

    assert opens_on <= lower <= higher <= due_on


def facts(**changes):
    given_ = {
        "kind": "quarter",
        "name": "Rà soát quý I/2026",
        "period": Period(date(2026, 1, 1), date(2026, 4, 1)),
        "opens_on": OPENS,
        "due_on": DUE,
        "days_per_level": 5,
    }
    return RoundFacts(**given_ | changes)


@pytest.mark.parametrize(
    ("changes", "levels", "codes"),
    [
        ({}, 3, []),
        ({"kind": "weekly"}, 3, ["surveys.kind_unknown"]),
        ({"name": " "}, 3, ["surveys.name_missing"]),
        ({"period": Period(date(2026, 4, 1), date(2026, 4, 1))}, 3, ["surveys.period_backward"]),
        ({}, 0, ["surveys.nobody_below"]),
        ({"due_on": date(2026, 3, 9), "opens_on": date(2026, 3, 2)}, 1, ["surveys.due_passed"]),
        ({"due_on": date(2026, 3, 20), "opens_on": date(2026, 3, 21)}, 1, ["surveys.due_before_opening"]),
        ({"days_per_level": 31}, 1, ["surveys.days_per_level"]),
        ({"days_per_level": 12}, 3, ["surveys.too_narrow"]),
        ({"days_per_level": 12}, 2, []),
        ({"kind": "", "name": ""}, 0, ["surveys.kind_unknown", "surveys.name_missing", "surveys.nobody_below"]),
    ],
)
def test_what_stands_against_a_round_is_said_all_at_once(changes, levels, codes):
    found = unmet_round(facts(**changes), on=date(2026, 3, 10), levels=levels, calendar=DAYS)

    assert [each.code for each in found] == codes


def test_days_alone_are_judged_without_the_rest():
    assert unmet_days(facts(name="", kind=""), on=date(2026, 3, 10), levels=0, calendar=DAYS) == ()


STATES = (None, *Version)


@pytest.mark.parametrize(("latest", "act"), list(product(STATES, Act)))
def test_the_table_of_acts_cell_by_cell(latest, act):
    allowed = {
        (None, Act.HAND_IN),
        (Version.HANDED_IN, Act.HAND_IN),
        (Version.HANDED_IN, Act.RETURN),
        (Version.HANDED_IN, Act.ACCEPT),
        (Version.RETURNED, Act.HAND_IN),
        (Version.ACCEPTED, Act.HAND_IN),
    }

    found = unmet_act(latest, act, is_open=True, changed=True, reason="Thiếu người")

    assert (found == ()) == ((latest, act) in allowed)
    assert ((latest, act) in TRANSITIONS) == ((latest, act) in allowed)


@pytest.mark.parametrize(("latest", "act"), list(TRANSITIONS))
def test_nothing_is_done_in_a_closed_round(latest, act):
    found = unmet_act(latest, act, is_open=False, changed=True, reason="x")

    assert [each.code for each in found] == ["surveys.closed"]


@pytest.mark.parametrize("latest", STATES)
def test_only_an_accepted_list_must_have_changed_to_be_handed_in_again(latest):
    found = unmet_act(latest, Act.HAND_IN, is_open=True, changed=False)

    wanted = {Version.ACCEPTED: ["surveys.nothing_changed"], Version.REPLACED: ["surveys.not_open_for_act"]}
    assert [each.code for each in found] == wanted.get(latest, [])


def test_returning_asks_for_a_reason():
    found = unmet_act(Version.HANDED_IN, Act.RETURN, is_open=True, changed=True, reason="  ")

    assert [each.code for each in found] == ["surveys.reason_missing"]


EARLY, LATE = date(2026, 3, 20), date(2026, 4, 3)
H, R, A, P = Version.HANDED_IN, Version.RETURNED, Version.ACCEPTED, Version.REPLACED


@pytest.mark.parametrize(
    ("versions", "today", "standing", "words", "tone"),
    [
        ([], date(2026, 3, 10), Standing.NOT_YET, "Chưa nộp", "wait"),
        ([], DUE, Standing.NOT_YET, "Chưa nộp", "wait"),
        ([], date(2026, 4, 2), Standing.NOT_YET, "Chậm 2 ngày", "late"),
        ([(H, EARLY)], EARLY, Standing.HANDED_IN, "Đã nộp, chờ duyệt", "soon"),
        ([(H, EARLY)], LATE, Standing.HANDED_IN, "Đã nộp, chờ duyệt", "soon"),
        ([(H, LATE)], LATE, Standing.HANDED_IN, "Đã nộp, chờ duyệt · nộp muộn 3 ngày", "soon"),
        ([(R, EARLY)], DUE, Standing.RETURNED, "Trả lại", "stop"),
        ([(R, EARLY)], LATE, Standing.RETURNED, "Trả lại, chậm 3 ngày", "late"),
        ([(R, EARLY), (H, LATE)], LATE, Standing.HANDED_IN, "Đã nộp, chờ duyệt", "soon"),
        ([(A, EARLY)], LATE, Standing.ACCEPTED, "Đã nhận", "done"),
        ([(A, LATE)], LATE, Standing.ACCEPTED, "Đã nhận · nộp muộn 3 ngày", "done"),
        ([(A, EARLY), (H, LATE)], LATE, Standing.CHANGED, "Thay đổi sau khi nhận, chờ duyệt", "soon"),
        ([(A, EARLY), (R, LATE)], LATE, Standing.ACCEPTED, "Đã nhận", "done"),
        ([(P, EARLY), (A, LATE)], LATE, Standing.ACCEPTED, "Đã nhận", "done"),
        ([(P, EARLY), (H, EARLY)], EARLY, Standing.HANDED_IN, "Đã nộp, chờ duyệt", "soon"),
    ],
)
def test_how_a_unit_stands(versions, today, standing, words, tone):
    found = stand([VersionFacts(*each) for each in versions], DUE, today, DAYS)

    assert (found.standing, found.words, found.tone) == (standing, words, tone)


def test_late_over_a_weekend_is_late_by_no_working_day():
    found = stand([], date(2026, 3, 27), date(2026, 3, 28), DAYS)

    assert (found.is_overdue, found.late, found.words) == (True, 0, "Chậm")


@pytest.mark.parametrize(
    ("standing", "has"),
    [
        (Standing.NOT_YET, False),
        (Standing.RETURNED, False),
        (Standing.HANDED_IN, True),
        (Standing.ACCEPTED, True),
        (Standing.CHANGED, True),
    ],
)
def test_what_the_level_above_has_counts_as_handed_in(standing, has):
    assert InRound(standing).has_handed_in is has


@pytest.mark.parametrize(
    ("versions", "place"), [([], None), ([H], None), ([R, H], None), ([A], 0), ([A, H], 0), ([A, R], 0), ([P, A], 1)]
)
def test_the_level_above_adds_up_the_accepted_version(versions, place):
    assert counts_of(versions) == place


def played(acts):
    """The states of the versions after `acts`, each done where the table allows it; the list changes all the time."""
    versions: list[Version] = []
    for act in acts:
        latest = versions[-1] if versions else None
        if unmet_act(latest, act, is_open=True, changed=True, reason="Thiếu"):
            continue
        if act is Act.HAND_IN:
            if latest is Version.HANDED_IN:
                versions[-1] = Version.REPLACED
            versions.append(TRANSITIONS[latest, act])
        else:
            if act is Act.ACCEPT:
                versions = [Version.REPLACED if each is Version.ACCEPTED else each for each in versions]
            versions[-1] = TRANSITIONS[latest, act]
    return versions


@given(st.lists(st.sampled_from(list(Act)), max_size=25))
def test_whatever_is_done_one_version_waits_one_counts_and_the_latest_is_never_replaced(acts):
    versions = played(acts)

    assert versions.count(Version.HANDED_IN) <= 1
    assert versions.count(Version.ACCEPTED) <= 1
    assert not versions or versions[-1] is not Version.REPLACED
    assert Version.HANDED_IN not in versions[:-1]


@given(st.lists(st.sampled_from(list(Act)), max_size=25), st.integers(0, 60))
def test_whatever_is_done_a_unit_stands_in_one_way_and_owes_only_what_is_not_above(acts, later):
    versions = [VersionFacts(each, EARLY) for each in played(acts)]

    found = stand(versions, DUE, EARLY + timedelta(days=later), DAYS)

    assert found.words
    assert not (found.is_overdue and found.has_handed_in)
    assert (counts_of([each.state for each in versions]) is not None) <= found.has_handed_in
