"""What sponsors report is written down once a period, by the cadence of the unit, and corrected with a reason."""

from datetime import date

import pytest

from nguon.models import Entry, PoolSetting, SponsorRemark
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.sponsor_remarks import correct_remark, write_remark
from tests.factories import DAY, holder
from tests.pool_world import make_commune, make_member, make_person, make_remark, make_sponsorship, put_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def branches():
    return make_commune()[3]


@pytest.fixture
def held(branches):
    person = make_person(branches[0])
    put_on(person, 2)
    return make_sponsorship(person, make_member(branches[0]), starts_on=date(2025, 6, 1))


@pytest.fixture
def secretary(branches, by):
    return by(holder(Role.BRANCH_SECRETARY, branches[0]))


def write(by, held, *, within=date(2026, 2, 1), on=DAY, text="Tích cực, gương mẫu"):
    return write_remark(by=by, sponsorship_id=held.pk, within=within, on=on, text=text)


def codes(refused):
    return [each.code for each in refused.value.unmet]


@pytest.mark.parametrize(
    ("months", "period"),
    [
        (None, (date(2026, 1, 1), date(2026, 4, 1))),  # the figure of the regulations: a quarter
        (1, (date(2026, 2, 1), date(2026, 3, 1))),
        (6, (date(2026, 1, 1), date(2026, 7, 1))),
    ],
)
def test_the_period_follows_the_unit_s_cadence(secretary, held, months, period):
    if months:
        PoolSetting.objects.create(unit=held.unit.parent, remark_every_months=months, province=held.province)

    made = write(secretary, held)

    assert (made.period_from, made.period_until) == period
    assert Entry.objects.get().after["remark"] == "Tích cực, gương mẫu"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "  "}, "sponsor_remarks.text_missing"),
        ({"on": date(2026, 3, 11)}, "sponsor_remarks.ahead"),
        ({"within": date(2026, 4, 1)}, "sponsor_remarks.period_ahead"),
        ({"within": date(2025, 3, 31)}, "sponsor_remarks.not_then"),
    ],
)
def test_what_cannot_be_is_refused(secretary, held, changes, code):
    with pytest.raises(RuleViolation) as refused:
        write(secretary, held, **changes)

    assert codes(refused) == [code]
    assert not SponsorRemark.objects.exists()


def test_one_period_has_one_remark(secretary, held):
    write(secretary, held)

    with pytest.raises(MovedOn, match="quý I/2026 đã có nhận xét"):
        write(secretary, held, within=date(2026, 3, 1))


def test_an_ended_sponsorship_may_still_be_remarked_on_for_its_time(secretary, held):
    held.ends_on, held.end_kind = date(2026, 1, 15), "own_request"
    held.save()

    assert write(secretary, held).period_from == date(2026, 1, 1)


def test_a_correction_keeps_the_first_wording_in_the_trail(secretary, held):
    remark = make_remark(held)

    correct_remark(by=secretary, remark_id=remark.pk, text="Khá", reason="Ghi nhầm người")

    remark.refresh_from_db()
    entry = Entry.objects.get()
    assert (remark.text, entry.before["remark"], entry.reason) == (
        "Khá",
        "Hoàn thành nhiệm vụ được giao",
        "Ghi nhầm người",
    )


@pytest.mark.parametrize(
    ("text", "reason", "said"),
    [
        ("", "x", ["sponsor_remarks.text_missing"]),
        ("x", " ", ["sponsor_remarks.reason_missing"]),
        ("", "", ["sponsor_remarks.text_missing", "sponsor_remarks.reason_missing"]),
    ],
)
def test_a_correction_needs_words_and_a_reason(secretary, held, text, reason, said):
    with pytest.raises(RuleViolation) as refused:
        correct_remark(by=secretary, remark_id=make_remark(held).pk, text=text, reason=reason)

    assert codes(refused) == said


def test_out_of_reach_nothing_is_there(branches, held, by):
    stranger = by(holder(Role.BRANCH_SECRETARY, branches[1]))

    with pytest.raises(NotReached):
        write(stranger, held)
    with pytest.raises(NotReached):
        correct_remark(by=stranger, remark_id=make_remark(held).pk, text="x", reason="x")
