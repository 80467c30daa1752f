"""Who reaches which persons, lists and classes: names where the duty needs them, numbers elsewhere."""

import pytest

from nguon.queries.access import Reach, reach, system_reach
from nguon.rules.errors import NotReached
from nguon.rules.roles import Action, Role
from tests.factories import DAY, NOON, holder, make_unit
from tests.pool_world import make_commune, make_nomination, make_person, make_round

pytestmark = pytest.mark.django_db


def by(role: Role, unit, **kwargs) -> Reach:
    return reach(holder(role, unit, **kwargs), on=DAY)


def test_a_secretary_sees_the_persons_of_their_own_branch_only():
    _, _, _, (mine, other, _) = make_commune()
    own, foreign = make_person(mine), make_person(other)
    secretary = by(Role.BRANCH_SECRETARY, mine)

    assert list(secretary.persons()) == [own]
    with pytest.raises(NotReached):
        secretary.person(foreign.pk)


def test_an_officer_sees_the_persons_of_all_branches_below():
    top, commune, grassroots, branches = make_commune()
    persons = {make_person(each).pk for each in branches}

    for role, unit in ((Role.GRASSROOTS_OFFICER, grassroots), (Role.ORGANISATION_OFFICER, commune)):
        assert set(by(role, unit).persons().values_list("pk", flat=True)) == persons
    assert by(Role.ORGANISATION_OFFICER, top).persons().count() == 3


@pytest.mark.parametrize(
    "role",
    [Role.STANDING_BOARD_MEMBER, Role.INSPECTION_OFFICER, Role.ADMINISTRATOR, Role.POLITICAL_CENTRE_OFFICER],
)
def test_who_needs_no_names_reaches_no_person(role):
    top, _, _, branches = make_commune()
    make_person(branches[0])

    assert by(role, top).persons().count() == 0


def test_records_merged_away_or_withdrawn_are_left_out():
    branch = make_unit(kind="branch")
    kept = make_person(branch)
    make_person(branch, merged_into=kept)
    make_person(branch, withdrawn_at=NOON)

    assert list(system_reach("demo", on=DAY).persons()) == [kept]


def test_a_round_is_seen_below_and_above_its_caller_but_not_beside():
    top, commune, _, branches = make_commune()
    beside = make_unit("Đảng ủy xã khác", parent=top)
    called = make_round(commune)

    assert list(by(Role.BRANCH_SECRETARY, branches[0]).survey_rounds()) == [called]
    assert list(by(Role.ORGANISATION_OFFICER, top).survey_rounds()) == [called]
    assert not by(Role.ORGANISATION_OFFICER, beside).survey_rounds().exists()


def test_a_mass_organisation_sees_its_own_nominations_and_the_branch_those_it_must_answer():
    _, commune, _, (branch, *_) = make_commune()
    mine = make_nomination(branch, from_unit=commune, office="youth_union")
    other = make_nomination(branch, from_unit=commune, office="women_union")
    youth = by(Role.MASS_ORGANISATION_OFFICER, commune, office="youth_union")

    assert list(youth.nominations(Action.NOMINATE)) == [mine]
    assert set(by(Role.BRANCH_SECRETARY, branch).nominations()) == {mine, other}
