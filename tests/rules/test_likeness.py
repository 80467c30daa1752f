"""How far two names are apart: by a table, and by properties against the plain definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.rules.likeness import may_be_one_name, may_be_same_day, same_day, slips
from nguon.rules.partial_dates import from_written

LETTERS = st.text(alphabet="anhoi ", max_size=9)


def plainly(one: str, other: str) -> int:
    """The distance with exchanged neighbours, the whole table filled, straight from its definition."""
    table = (
        {(-1, -1): 0} | {(row, -1): row + 1 for row in range(len(one))} | {(-1, at): at + 1 for at in range(len(other))}
    )
    for row in range(len(one)):
        for at in range(len(other)):
            found = min(
                table[row - 1, at] + 1, table[row, at - 1] + 1, table[row - 1, at - 1] + (one[row] != other[at])
            )
            if row and at and one[row] == other[at - 1] and one[row - 1] == other[at]:
                found = min(found, table[row - 2, at - 2] + 1)
            table[row, at] = found
    return table[len(one) - 1, len(other) - 1]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("", "", 0),
        ("hoa", "hoa", 0),
        ("hoa", "hao", 1),  # neighbours changed places
        ("hoa", "ho", 1),
        ("hoa", "hoan", 1),
        ("hoa", "hia", 1),
        ("nguyen thi hoa", "nguyne thi hao", 2),
        ("nguyen thi hoa", "tran van binh", 3),
        ("hoa", "", 3),
        ("", "ho", 2),
        ("ab", "ba", 1),
    ],
)
def test_slips_between_two_names(one, other, apart):
    assert slips(one, other) == apart


@given(LETTERS, LETTERS, st.integers(0, 5))
def test_the_band_gives_what_the_whole_table_gives(one, other, most):
    assert slips(one, other, most) == min(plainly(one, other), most + 1)


@given(LETTERS, LETTERS)
def test_it_does_not_matter_which_is_first(one, other):
    assert slips(one, other) == slips(other, one)
    assert may_be_one_name(one, other) == may_be_one_name(other, one)


@given(LETTERS, st.integers(0, 8), st.sampled_from("xyz"))
def test_one_wrong_letter_is_one_slip(name, place, letter):
    if place < len(name):
        assert slips(name, name[:place] + letter + name[place + 1 :]) == 1


@given(LETTERS, st.integers(0, 8))
def test_one_missing_letter_is_one_slip(name, place):
    if place < len(name):
        assert slips(name, name[:place] + name[place + 1 :]) == 1


@given(LETTERS, LETTERS, LETTERS)
def test_a_way_round_is_never_shorter_by_more_than_exchanges_allow(one, other, third):
    far = 20
    assert slips(one, third, far) <= 2 * (slips(one, other, far) + slips(other, third, far))


@pytest.mark.parametrize(
    ("one", "other", "so"),
    [
        ("nguyen thi hoa", "nguyen thi hoa", True),
        ("nguyen thi hoa", "nguyen thi hao", True),
        ("nguyen thi hoa", "nguyen hoa", True),  # the middle word left out
        ("nguyen thi thu hoa", "nguyen thu hoa", True),
        ("nguyen thi thu huong", "nguyen thu thi huong", True),  # two letters changed
        ("nguyen van thu huong", "nguyen thu van huong", False),  # middle words in another order
        ("nguyen thi hoa", "nguyen van nam", False),
        ("tran hoa", "nguyen thi hoa", False),
        ("le na", "le nga", True),
        ("le na", "le anh", False),  # two slips of a short name
        ("hoa", "hoa", True),
        ("hoa", "nguyen thi hoa", False),
    ],
)
def test_names_that_may_be_one(one, other, so):
    assert may_be_one_name(one, other) is so


@pytest.mark.parametrize(
    ("one", "other", "same", "may_be"),
    [
        ("12/05/1998", "12/05/1998", True, True),
        ("12/05/1998", "05/1998", False, True),
        ("12/05/1998", "1998", False, True),
        ("1998", "1998", False, True),
        ("12/05/1998", "13/05/1998", False, False),
        ("1998", "1997", False, False),
        ("1998", "", False, False),
        ("", "", False, False),
    ],
)
def test_birth_dates(one, other, same, may_be):
    days = [from_written(each) if each else None for each in (one, other)]

    assert (same_day(*days), may_be_same_day(*days)) == (same, may_be)
