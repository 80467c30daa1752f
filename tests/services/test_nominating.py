"""Mass organisations put people forward; the branch answers once; each side reaches only its own."""

from datetime import date

import pytest
from django.db import connection

from nguon.models import Entry, Nomination, Person, PersonName
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.nominations import NominationFacts
from nguon.rules.partial_dates import from_written
from nguon.rules.roles import Action, Role
from nguon.services.nominating import accept_nomination, decline_nomination, nominate, withdraw_nomination
from tests.factories import DAY, holder
from tests.pool_world import make_commune, make_nomination, make_person
from tests.services.test_planning_races import at_once

pytestmark = pytest.mark.django_db
NA = NominationFacts("LÊ THỊ  NA", "Đoàn viên tích cực", born=from_written("5/1999"), sex="female",
                     occupation="Giáo viên", residence="Thôn 1", document_number="12-CV/ĐTN")  # fmt: skip


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return commune[3][0]


@pytest.fixture
def youth(commune, by):
    """The Youth Union of the commune."""
    return by(holder(Role.MASS_ORGANISATION_OFFICER, commune[1], "Đàng Năng Thọ", office="youth_union"))


@pytest.fixture
def women(commune, by):
    return by(holder(Role.MASS_ORGANISATION_OFFICER, commune[1], "Võ Thị Sáu", office="women_union"))


@pytest.fixture
def secretary(branch, by):
    return by(holder(Role.BRANCH_SECRETARY, branch))


def codes(refused):
    return [each.code for each in refused.value.unmet]


class TestNominating:
    @pytest.mark.shows("000-19", "002-6", "003-9", "004-10")
    def test_it_goes_to_the_branch_in_the_name_of_the_office(self, youth, commune, branch):
        made = nominate(by=youth, unit_id=branch.pk, facts=NA)

        assert (made.full_name, made.unit, made.from_unit, made.office) == (
            "Lê Thị Na",
            branch,
            commune[1],
            "youth_union",
        )
        assert (made.answer, made.path, made.person) == ("waiting", branch.path, None)
        assert Entry.objects.get().action == "nominations.make"
        assert not Person.objects.exists()

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            (NominationFacts("", "Tốt"), "nominations.name_missing"),
            (NominationFacts("Lê Na", " "), "nominations.why_missing"),
        ],
    )
    def test_what_is_left_out_is_refused(self, youth, branch, facts, code):
        with pytest.raises(RuleViolation) as refused:
            nominate(by=youth, unit_id=branch.pk, facts=facts)
        assert codes(refused) == [code]

    def test_only_a_branch_answers(self, youth, commune):
        with pytest.raises(RuleViolation) as refused:
            nominate(by=youth, unit_id=commune[2].pk, facts=NA)
        assert codes(refused) == ["nominations.no_branch"]

    def test_a_closed_branch_answers_no_more(self, youth, branch):
        branch.closed_on = date(2026, 3, 1)
        branch.save()

        with pytest.raises(RuleViolation) as refused:
            nominate(by=youth, unit_id=branch.pk, facts=NA)
        assert codes(refused) == ["nominations.unit_closed"]

    def test_the_same_person_waiting_twice_is_refused(self, youth, women, branch, commune):
        nominate(by=youth, unit_id=branch.pk, facts=NA)

        with pytest.raises(RuleViolation) as refused:
            nominate(by=youth, unit_id=branch.pk, facts=NA)
        assert codes(refused) == ["nominations.twice"]
        nominate(by=women, unit_id=branch.pk, facts=NA)  # another organisation may
        nominate(by=youth, unit_id=commune[3][1].pk, facts=NA)  # or to another branch

    def test_a_branch_of_another_commune_is_not_there(self, youth):
        with pytest.raises(NotReached):
            nominate(by=youth, unit_id=make_commune()[3][0].pk, facts=NA)

    @pytest.mark.parametrize("role", [each for each in Role if each is not Role.MASS_ORGANISATION_OFFICER])
    def test_no_other_role_nominates(self, by, branch, role):
        with pytest.raises(NotReached):
            nominate(by=by(holder(role, branch)), unit_id=branch.pk, facts=NA)


class TestWithdrawing:
    def test_it_is_taken_back_while_it_waits(self, youth, branch):
        made = nominate(by=youth, unit_id=branch.pk, facts=NA)

        withdraw_nomination(by=youth, nomination_id=made.pk, reason="Chuyển công tác")

        made.refresh_from_db()
        assert (made.answer, made.answer_reason, made.answered_on) == ("withdrawn", "Chuyển công tác", DAY)
        assert Entry.objects.latest("pk").action == "nominations.withdraw"

    def test_not_once_it_is_answered_nor_without_a_reason_nor_by_another_office(self, youth, women, branch):
        made = nominate(by=youth, unit_id=branch.pk, facts=NA)

        with pytest.raises(RuleViolation):
            withdraw_nomination(by=youth, nomination_id=made.pk, reason=" ")
        with pytest.raises(NotReached):
            withdraw_nomination(by=women, nomination_id=made.pk, reason="x")
        Nomination.objects.update(answer="accepted")
        with pytest.raises(MovedOn, match="đưa vào theo dõi"):
            withdraw_nomination(by=youth, nomination_id=made.pk, reason="x")


class TestAnswering:
    @pytest.mark.shows("004-10")
    def test_accepting_makes_a_record_of_what_was_written(self, youth, secretary, branch):
        made = nominate(by=youth, unit_id=branch.pk, facts=NA)

        accept_nomination(by=secretary, nomination_id=made.pk)

        made.refresh_from_db()
        person = made.person
        assert (made.answer, made.answered_by, made.answered_on) == ("accepted", secretary.who, DAY)
        assert (person.full_name, str(person.born), person.sex, person.occupation, person.residence) == (
            "Lê Thị Na",
            "05/1999",
            "female",
            "Giáo viên",
            "Thôn 1",
        )
        assert (person.unit, person.listed) == (branch, 0)
        assert PersonName.objects.get(person=person).words == " le thi na "
        assert Entry.objects.latest("pk").after == {"answer": "accepted", "made_new": True}
        assert Entry.objects.count() == 2

    def test_accepting_may_link_a_record_of_the_branch(self, secretary, branch):
        made, known = make_nomination(branch), make_person(branch, "Lê Thị Na")

        accept_nomination(by=secretary, nomination_id=made.pk, person_id=known.pk)

        made.refresh_from_db()
        assert made.person == known
        assert Person.objects.count() == 1

    def test_a_record_of_another_branch_must_be_moved_first(self, by, branch, commune):
        officer = by(holder(Role.GRASSROOTS_OFFICER, commune[2]))
        made, elsewhere = make_nomination(branch), make_person(commune[3][1], "Lê Thị Na")

        with pytest.raises(RuleViolation) as refused:
            accept_nomination(by=officer, nomination_id=made.pk, person_id=elsewhere.pk)

        assert codes(refused) == ["nominations.other_branch"]

    def test_a_record_out_of_reach_is_not_there(self, secretary, branch, commune):
        made, elsewhere = make_nomination(branch), make_person(commune[3][1])

        with pytest.raises(NotReached):
            accept_nomination(by=secretary, nomination_id=made.pk, person_id=elsewhere.pk)

    def test_declining_says_why_to_the_organisation(self, youth, secretary, branch):
        made = nominate(by=youth, unit_id=branch.pk, facts=NA)

        decline_nomination(by=secretary, nomination_id=made.pk, reason="Chưa đủ tuổi")

        seen = youth.nominations(Action.NOMINATE).get()
        assert (seen.answer, seen.answer_reason, seen.person) == ("declined", "Chưa đủ tuổi", None)

    def test_declining_without_a_word_is_refused(self, secretary, branch):
        made = make_nomination(branch)

        with pytest.raises(RuleViolation) as refused:
            decline_nomination(by=secretary, nomination_id=made.pk, reason=" ")
        assert codes(refused) == ["nominations.reason_missing"]

    @pytest.mark.parametrize("answer", ["accepted", "declined", "withdrawn"])
    def test_what_is_answered_or_withdrawn_is_answered_no_more(self, secretary, branch, answer):
        made = make_nomination(branch, answer=answer, answer_reason="x")

        with pytest.raises(MovedOn):
            accept_nomination(by=secretary, nomination_id=made.pk)
        with pytest.raises(MovedOn):
            decline_nomination(by=secretary, nomination_id=made.pk, reason="x")

    @pytest.mark.parametrize(
        "role", [each for each in Role if each not in (Role.BRANCH_SECRETARY, Role.GRASSROOTS_OFFICER, Role.ORGANISATION_OFFICER)]
    )  # fmt: skip
    def test_roles_that_keep_no_lists_answer_nothing(self, by, branch, role):
        made = make_nomination(branch)

        with pytest.raises(NotReached):
            accept_nomination(by=by(holder(role, branch)), nomination_id=made.pk)

    def test_another_branch_s_nomination_is_not_there(self, by, branch, commune):
        made = make_nomination(branch)
        stranger = by(holder(Role.BRANCH_SECRETARY, commune[3][1]))

        with pytest.raises(NotReached):
            decline_nomination(by=stranger, nomination_id=made.pk, reason="x")


@pytest.mark.postgres
class TestAtOnce:
    @pytest.fixture(autouse=True)
    def _rows_are_locked(self, committed):
        if connection.vendor != "postgresql":
            pytest.skip("only PostgreSQL has row locks")

    def test_two_answers_at_once_are_one_answer_and_one_record(self, secretary, branch):
        made = make_nomination(branch)

        said = at_once([lambda: accept_nomination(by=secretary, nomination_id=made.pk)] * 5)

        assert said == ["done", *["moved on"] * 4]
        assert Person.objects.count() == 1

    def test_accepted_and_withdrawn_at_once_only_one_happens(self, youth, secretary, branch):
        made = nominate(by=youth, unit_id=branch.pk, facts=NA)

        said = at_once(
            [
                lambda: accept_nomination(by=secretary, nomination_id=made.pk),
                lambda: withdraw_nomination(by=youth, nomination_id=made.pk, reason="x"),
            ]
        )

        assert said == ["done", "moved on"]

    def test_the_same_person_sent_twice_by_two_clicks_is_sent_once(self, youth, branch):
        def send():
            try:
                nominate(by=youth, unit_id=branch.pk, facts=NA)
            except RuleViolation as refused:
                raise MovedOn(str(refused)) from refused

        assert at_once([send] * 4) == ["done", *["moved on"] * 3]
        assert Nomination.objects.count() == 1
