"""Certificates: numbers without a gap, a day and an end, revoked, issued anew; nobody moves to list 3 by them."""

from datetime import date, timedelta

import pytest

from nguon.models import Certificate, ClassPlace, Entry, ListChange
from nguon.queries.access import system_reach
from nguon.rules.errors import MovedOn, NotInForce, NotReached, RuleViolation
from nguon.services.certifying import (
    issue_certificates,
    lay_certificate,
    replace_certificate,
    revoke_certificate,
)
from tests.factories import DAY
from tests.pool_world import make_certificate, make_place
from tests.services.test_proposing import codes
from tests.training_world import make_training_world, open_class

pytestmark = pytest.mark.django_db
ISSUER = "Trung tâm chính trị phường Phố Thử"


@pytest.fixture
def world():
    return make_training_world()


@pytest.fixture
def ended(world):
    """(class, places): over since yesterday; An and Cúc passed, Bình failed."""
    held, places = open_class(world, 3, state="ended")
    for place, result in zip(places, ("passed", "failed", "passed"), strict=True):
        place.result = result
        place.save()
    return held, places


def issue(by, user, held, **changes):
    given = {"pattern": "{n}/GCN-TTCT", "start": 12, "issued_on": DAY, "issuer": ISSUER} | changes
    return issue_certificates(by=by(user), class_id=held.pk, **given)


class TestIssuing:
    @pytest.mark.shows("feature-19", "004-12")
    def test_all_who_passed_by_name_with_numbers_in_a_row(self, world, by, ended):
        held, (an, _, cuc) = ended

        made = issue(by, world.centre, held)

        rows = Certificate.objects.order_by("pk").values_list("number", "place", "issued_on", "valid_until", "issuer")
        assert list(rows) == [
            ("12/GCN-TTCT", an.pk, DAY, date(2031, 3, 11), ISSUER),
            ("13/GCN-TTCT", cuc.pk, DAY, date(2031, 3, 11), ISSUER),
        ]
        assert {(each.class_said, each.path) for each in made} == {(held.name, world.branch.path)}
        held.refresh_from_db()
        assert held.certificate_issuer == ISSUER
        entry = Entry.objects.get()
        assert (entry.action, entry.after["people"], entry.after["first_number"], entry.after["last_number"]) == (
            "training.issue", 2, "12/GCN-TTCT", "13/GCN-TTCT",
        )  # fmt: skip

    @pytest.mark.shows("001-9")
    def test_nobody_moves_to_list_3_by_it(self, world, by, ended):
        held, (an, *_) = ended
        before = ListChange.objects.count()

        issue(by, world.centre, held)

        an.person.refresh_from_db()
        assert (an.person.listed, ListChange.objects.count()) == (2, before)

    def test_the_end_follows_the_regulations_of_the_day_of_issue(self, world, by):
        held, (an,) = open_class(
            world, 1, state="ended", starts_on=date(2024, 2, 20), ends_on=date(2024, 2, 28), opening_date=None
        )
        an.result = "passed"
        an.save()

        (made,) = issue(by, world.centre, held, issued_on=date(2024, 2, 29))

        assert made.valid_until == date(2029, 3, 1)

    def test_that_of_new_members_does_not_lapse(self, world, by, ended):
        held, _ = ended
        held.kind = "new_member"
        held.save()

        assert {each.valid_until for each in issue(by, world.centre, held)} == {None}

    def test_who_passes_later_gets_the_next_number(self, world, by, ended):
        held, (_, binh, _) = ended
        issue(by, world.centre, held)
        binh.result = "passed"
        binh.save()

        (made,) = issue(by, world.centre, held, start=14)

        assert (made.place, made.number) == (binh, "14/GCN-TTCT")

    def test_a_number_is_used_once_a_year_by_an_issuer(self, world, by, ended):
        held, (an, *_) = ended
        make_certificate(world.listed(1)[0], issued_on=date(2026, 1, 5), issuer=ISSUER, revoked_on=DAY)
        Certificate.objects.update(number="13/GCN-TTCT")

        with pytest.raises(RuleViolation) as refused:
            issue(by, world.centre, held)
        assert codes(refused) == ["number_used"]
        assert "13/GCN-TTCT" in str(refused.value)
        assert not Certificate.objects.filter(place=an).exists()

        Certificate.objects.update(issued_on=date(2025, 12, 31))
        assert len(issue(by, world.centre, held)) == 2

    def test_another_issuer_may_use_the_same_number(self, world, by, ended):
        held, _ = ended
        make_certificate(world.listed(1)[0], issued_on=DAY, issuer="Trung tâm khác")
        Certificate.objects.update(number="12/GCN-TTCT")

        assert len(issue(by, world.centre, held)) == 2

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"pattern": "GCN"}, ["number_pattern"]),
            ({"start": 0}, ["number_start"]),
            ({"issuer": " "}, ["issuer_missing"]),
            ({"issued_on": DAY + timedelta(1)}, ["issued_ahead"]),
            ({"issued_on": DAY - timedelta(2)}, ["issued_before_end"]),
        ],
    )
    def test_what_cannot_be_is_refused(self, world, by, ended, changes, expected):
        with pytest.raises(RuleViolation) as refused:
            issue(by, world.centre, ended[0], **changes)
        assert codes(refused) == expected
        assert not Certificate.objects.exists()

    def test_not_before_the_end_and_not_to_nobody(self, world, by):
        held, _ = open_class(world, 1)

        with pytest.raises(RuleViolation) as refused:
            issue(by, world.centre, held)
        assert codes(refused) == ["nobody_passed", "not_ended"]

    def test_twice_is_refused_and_a_revoked_one_is_not_issued_again_by_itself(self, world, by, ended):
        held, _ = ended
        first, _ = issue(by, world.centre, held)
        revoke_certificate(by=by(world.centre), class_id=held.pk, certificate_id=first.pk, on=DAY, reason="Sai tên")

        with pytest.raises(RuleViolation) as refused:
            issue(by, world.centre, held, start=50)
        assert codes(refused) == ["nobody_passed"]

    @pytest.mark.parametrize("user", ["secretary", "school_officer", "neighbour_officer"])
    def test_out_of_reach(self, world, by, ended, user):
        with pytest.raises(NotReached):
            issue(by, getattr(world, user), ended[0])


class TestRevokingAndReplacing:
    @pytest.fixture
    def issued(self, world, by, ended):
        held, _ = ended
        return held, issue(by, world.centre, held)[0]

    def revoke(self, by, user, held, found, **changes):
        given = {"certificate_id": found.pk, "on": DAY, "reason": "Sai họ tên"} | changes
        return revoke_certificate(by=by(user), class_id=held.pk, **given)

    def test_a_revoked_one_stays_with_its_reason(self, world, by, issued):
        held, found = issued

        self.revoke(by, world.centre, held, found)

        found.refresh_from_db()
        assert (found.revoked_on, found.revoked_reason, found.number) == (DAY, "Sai họ tên", "12/GCN-TTCT")
        entry = Entry.objects.latest("pk")
        assert (entry.action, entry.reason, entry.before["number"]) == ("training.revoke", "Sai họ tên", "12/GCN-TTCT")

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"reason": " "}, ["revoke_reason"]),
            ({"on": DAY + timedelta(1)}, ["revoked_ahead"]),
            ({"on": DAY - timedelta(1)}, ["revoked_before_issue"]),
        ],
    )
    def test_revoking_needs_a_reason_and_a_day_that_can_be(self, world, by, issued, changes, expected):
        with pytest.raises(RuleViolation) as refused:
            self.revoke(by, world.centre, *issued, **changes)
        assert codes(refused) == expected

    def test_revoked_twice_or_out_of_reach(self, world, by, issued):
        held, found = issued
        other, _ = open_class(world, state="ended")

        with pytest.raises(NotReached):
            self.revoke(by, world.secretary, held, found)
        with pytest.raises(NotReached):
            self.revoke(by, world.centre, other, found)
        self.revoke(by, world.centre, held, found)
        with pytest.raises(MovedOn):
            self.revoke(by, world.centre, held, found)

    def test_a_new_one_names_the_old_and_holds_as_long_as_it_did(self, world, by, issued):
        held, old = issued
        self.revoke(by, world.centre, held, old)
        Certificate.objects.filter(pk=old.pk).update(valid_until=date(2031, 1, 1))

        made = replace_certificate(
            by=by(world.centre), class_id=held.pk, certificate_id=old.pk, number=" 20/GCN-TTCT ", issued_on=DAY
        )

        assert (made.number, made.replaces, made.place, made.valid_until) == (
            "20/GCN-TTCT", old, old.place, date(2031, 1, 1),
        )  # fmt: skip
        assert Entry.objects.latest("pk").before == {"number": "12/GCN-TTCT"}
        assert ClassPlace.objects.get(pk=old.place_id).certificates.filter(revoked_on=None).get() == made
        with pytest.raises(MovedOn):
            replace_certificate(
                by=by(world.centre), class_id=held.pk, certificate_id=old.pk, number="21", issued_on=DAY
            )

    @pytest.mark.parametrize(
        ("number", "days", "result", "expected"),
        [
            ("", 0, "passed", ["number_missing"]),
            ("13/GCN-TTCT", 0, "passed", ["number_used"]),
            ("20", 1, "passed", ["issued_ahead"]),
            ("20", -1, "passed", ["issued_before_revoking"]),
            ("20", 0, "failed", ["not_passed"]),
        ],
    )
    def test_what_keeps_a_new_one_back(self, world, by, issued, number, days, result, expected):
        held, old = issued
        self.revoke(by, world.centre, held, old)
        ClassPlace.objects.filter(pk=old.place_id).update(result=result)

        with pytest.raises(RuleViolation) as refused:
            replace_certificate(
                by=by(world.centre),
                class_id=held.pk,
                certificate_id=old.pk,
                number=number,
                issued_on=DAY + timedelta(days),
            )
        assert codes(refused) == expected

    def test_the_old_one_is_revoked_first(self, world, by, issued):
        held, old = issued

        with pytest.raises(MovedOn):
            replace_certificate(
                by=by(world.centre), class_id=held.pk, certificate_id=old.pk, number="20", issued_on=DAY
            )


class TestThoseHeldAlready:
    def test_a_list_brought_in_lays_them_with_their_end(self, world):
        person = world.listed(1)[0]

        made = lay_certificate(
            system_reach("test", on=DAY),
            person,
            " 15 / GCN ",
            date(2020, 1, 15),
            issuer="TTBDCT huyện",
            class_said="K3",
        )

        assert (made.number, made.valid_until, made.path, made.issuer, made.place) == (
            "15 / GCN", date(2025, 1, 16), world.branch.path, "TTBDCT huyện", None,
        )  # fmt: skip
        assert not Entry.objects.exists()

    def test_a_day_ahead_or_before_the_regulations_known_is_refused(self, world):
        person = world.listed(1)[0]

        with pytest.raises(RuleViolation):
            lay_certificate(system_reach("test", on=DAY), person, "1", DAY + timedelta(1))
        with pytest.raises(NotInForce):
            lay_certificate(system_reach("test", on=DAY), person, "1", date(2001, 1, 1))

    def test_a_person_may_hold_several(self, world):
        person = world.listed(1)[0]
        for day in (date(2015, 1, 1), date(2025, 1, 1)):
            lay_certificate(system_reach("test", on=DAY), person, "", day)
        held, _ = open_class(world)
        make_place(held, person)

        assert Certificate.objects.filter(person=person).count() == 2
