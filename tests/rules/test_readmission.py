"""Coming back after leaving the Party."""

from datetime import date

import pytest

from nguon.rules.readmission import Former, Leaving, readmission

LEFT = date(2020, 2, 29)


@pytest.mark.parametrize(
    ("how", "on", "times", "unmet", "earliest"),
    [
        (Leaving.NAME_REMOVAL, date(2023, 2, 28), 0, [], date(2023, 2, 28)),
        (Leaving.EXPULSION, date(2023, 2, 28), 0, [], date(2023, 2, 28)),
        (Leaving.NAME_REMOVAL, date(2023, 2, 27), 0, ["readmission.too_early"], date(2023, 2, 28)),
        (Leaving.OWN_REQUEST, date(2024, 1, 1), 0, ["readmission.barred"], None),
        (Leaving.ABANDONED, date(2021, 1, 1), 0, ["readmission.barred", "readmission.too_early"], None),
        (Leaving.NAME_REMOVAL, date(2024, 1, 1), 1, ["readmission.once_only"], None),
        (
            Leaving.ABANDONED,
            date(2021, 1, 1),
            2,
            ["readmission.barred", "readmission.once_only", "readmission.too_early"],
            None,
        ),
    ],
)
def test_every_way_back(how, on, times, unmet, earliest):
    found = readmission(Former(LEFT, how, on, times), months=36, times=1)

    assert [each.code for each in found.unmet] == unmet
    assert (found.allowed, found.earliest_on) == (not unmet, earliest)
