"""What must hold of assignments whatever the stays and circumstances: compared with counting day by day."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nguon.rules.partial_dates import PartialDate
from nguon.rules.sponsoring import (
    CAUTIONS,
    CircumstanceFacts,
    Figure,
    HelpedFacts,
    SponsorFacts,
    SponsoringTerms,
    StayFacts,
    findings,
    together,
)

ON = date(2026, 3, 10)
TERMS = SponsoringTerms(ON, Figure(12, "3.2.1"), "Điều 4")
DAYS = st.dates(date(2021, 1, 1), date(2026, 12, 31))
KINDS = ("transferring", "exempt", "away", "disciplined")


@st.composite
def a_stay(draw):
    since = draw(DAYS)
    length = draw(st.none() | st.integers(1, 900))
    return StayFacts(
        unit=draw(st.sampled_from(["cb1", "cb2", "cb3"])),
        grassroots=draw(st.sampled_from(["", "du1", "du2"])),
        since=PartialDate.of(since),
        ends_on=since + timedelta(length) if length else None,
    )


@st.composite
def a_partly_known_stay(draw):
    whole = draw(a_stay())
    known = draw(st.integers(1, 3))
    parts = (whole.since.year, whole.since.month, whole.since.day)[:known]
    return whole, replace(whole, since=PartialDate(*parts))


STAYS = st.lists(a_stay(), max_size=4)


def days_together(one, other):
    """Every day on which both are somewhere that counts, one by one."""
    found = set()
    for mine in one:
        for theirs in other:
            same = mine.unit == theirs.unit or (mine.grassroots and mine.grassroots == theirs.grassroots)
            day = max(mine.since.earliest, theirs.since.earliest)
            while same and day < min(mine.ends_on or ON, theirs.ends_on or ON, ON):
                found.add(day)
                day += timedelta(1)
    return found


@given(STAYS, STAYS)
def test_months_never_exceed_the_days_there_are(one, other):
    days = len(days_together(one, other))
    found = together(one, other, on=ON, asked=12)

    assert found.fewest == found.most
    assert 28 * found.most <= days
    if not days:
        assert found.most == 0


@given(STAYS, STAYS)
def test_an_unbroken_time_is_counted_to_within_a_month(one, other):
    days = days_together(one, other)
    broken = any(day + timedelta(1) not in days for day in days if day != max(days))

    if days and not broken:
        assert len(days) < 31 * (together(one, other, on=ON, asked=12).most + 1)


@given(STAYS, STAYS, a_stay())
def test_another_stay_never_takes_months_away(one, other, more):
    before = together(one, other, on=ON, asked=12).most

    # A spell that joins two others counts them as one, which may make full months of the rests.
    assert together([*one, more], other, on=ON, asked=12).most >= before


@given(st.lists(a_partly_known_stay(), min_size=1, max_size=3), STAYS)
def test_what_is_known_partly_leaves_room_for_what_is_so(pairs, other):
    whole, partly = [each for each, _ in pairs], [each for _, each in pairs]

    so = together(whole, other, on=ON, asked=12).most
    said = together(partly, other, on=ON, asked=12)

    assert said.fewest <= so <= said.most


@given(
    st.none() | DAYS.map(PartialDate.of),
    STAYS,
    STAYS,
    st.lists(st.tuples(st.sampled_from(KINDS), DAYS, st.none() | st.integers(1, 500)), max_size=3),
    st.integers(0, 5),
    st.booleans(),
    st.none() | st.integers(1, 4),
)
def test_what_forbids_stands_first_and_every_code_is_said_once_for_one_cause(
    official, stays, others, kept, helps, already, most
):
    circumstances = [
        CircumstanceFacts(kind, kind, start, start + timedelta(length) if length else None)
        for kind, start, length in kept
    ]
    member = SponsorFacts(official, None, circumstances, stays, helps, already)
    terms = replace(TERMS, most=most)

    found = findings(member, HelpedFacts(stays=others), terms)

    refusing = [each.refuses for each in found]
    assert refusing == sorted(refusing, reverse=True)
    assert all(each.refuses is (each.code not in CAUTIONS) for each in found)
    assert all(each.code.startswith("sponsoring.") and each.what.endswith(".") for each in found)
    together_said = [each for each in found if "together" in each.code]
    assert len(together_said) <= 1
    holds = [each for each in circumstances if each.holds(ON)]
    assert sum(each.code.rpartition(".")[2] in KINDS for each in found) == len(holds)


@given(STAYS, STAYS)
def test_after_one_who_moved_months_are_never_asked_for(stays, others):
    member = SponsorFacts(PartialDate(2015, 1, 1), stays=stays)

    found = findings(member, HelpedFacts(stays=others), replace(TERMS, after_one_who_moved=True))

    assert found == ()


@given(STAYS, STAYS, st.integers(1, 400))
def test_who_is_fit_stays_fit_while_both_stay(stays, others, later):
    """Time together only grows: what was enough on one day is enough on a later one."""
    first = together(stays, others, on=ON, asked=12).fewest

    assert together(stays, others, on=ON + timedelta(later), asked=12).fewest >= first
