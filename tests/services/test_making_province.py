"""A province of a given size: what is in it, the one entry, that it is the same again, and what is refused.

Covers nguon.services.making_persons and nguon.services.making_quotas, which are parts of it.
"""

from collections import Counter
from datetime import date

import pytest
from django.db.models import F, Sum

from nguon.models import (
    Allocation,
    Certificate,
    Entry,
    ListChange,
    Person,
    PersonGroup,
    PersonName,
    Placement,
    Resolution,
    RowChange,
    Share,
    Sponsorship,
    Stay,
    Target,
    Unit,
    User,
)
from nguon.models.sealing import found_by
from nguon.queries.access import reach, system_reach
from nguon.queries.audit_words import ACTS, SYSTEMS
from nguon.regulations.load import kinds_on
from nguon.rules.errors import RuleViolation
from nguon.rules.kinds import unmet_placement
from nguon.rules.periods import ONE_DAY
from nguon.rules.roles import Action, Role
from nguon.rules.tree import Placed, paths
from nguon.services.making_province import make_province
from nguon.services.person_rows import citizen_of, opened_facts
from tests.factories import DAY, make_unit

pytestmark = pytest.mark.django_db


def make(people=200, units=14, on=DAY, **arguments):
    arguments.setdefault("say", lambda words: None)
    return make_province(by=system_reach("make_province", on=on), people=people, units=units, **arguments)


def test_as_many_persons_and_units_as_asked_for():
    made = make()

    assert (made.people, made.units) == (200, 14)
    assert (Person.objects.count(), Unit.objects.count()) == (200, 14)
    assert set(Person.objects.values_list("unit__kind", flat=True)) == {"branch"}


def test_one_entry_by_the_command_and_no_row_changed_unseen():
    made = make()

    entry = Entry.objects.get()
    assert (entry.action, entry.who_name, entry.who) == ("trial.make_province", "make_province", None)
    assert entry.after == {"persons": 200, "units": 14, "seed": 1930, "digest": made.digest}
    assert (entry.action in ACTS, entry.who_name in SYSTEMS) == (True, True)
    assert not RowChange.objects.filter(actor="").exists()


def everything():
    """What stands in the tables, without numbers of rows, moments, and what is sealed with chance."""
    plain = [
        Person.objects.order_by("key").values_list(
            "unit__name", "full_name", "born", "sex", "citizen_digest", "official", "listed", "listed_since"
        ),
        PersonGroup.objects.order_by("person__path", "person__citizen_digest", "group").values_list("group"),
        Stay.objects.order_by("person__citizen_digest").values_list("since", "unit__name"),
        ListChange.objects.order_by("person__citizen_digest", "on").values_list("to_list", "on", "resolution__number"),
        Certificate.objects.order_by("person__citizen_digest").values_list("issued_on", "valid_until"),
        Sponsorship.objects.order_by("candidate__citizen_digest").values_list("sponsor__full_name", "starts_on"),
        Share.objects.order_by("unit__path", "group").values_list("unit__name", "group", "places"),
    ]
    return [sorted(map(repr, rows)) for rows in plain]


def test_the_same_arguments_make_the_same_data_with_the_same_digest(transactional_db):
    from nguon.models import triggers

    triggers.lay()
    first, stood = make(), everything()
    triggers.lift_append_only()
    from django.core.management import call_command

    call_command("flush", verbosity=0, interactive=False)
    triggers.lay()

    again = make()

    assert (again.digest, everything()) == (first.digest, stood)
    triggers.lift_append_only()


def test_another_seed_size_or_day_makes_another_digest():
    digests = [
        make(name="Thử Một").digest,
        make(name="Thử Hai", seed=7).digest,
        make(name="Thử Ba", people=201).digest,
        make(name="Thử Bốn", on=date(2026, 3, 11)).digest,
    ]

    assert len(set(digests)) == 4


@pytest.mark.parametrize("on", [date(2016, 6, 1), date(2025, 9, 1), DAY, date(2026, 8, 1)])
def test_the_tree_stands_by_the_regulations_of_its_day_and_of_the_day_it_was_opened(on):
    make(people=20, on=on)

    for day in (on, Unit.objects.first().opened_on):
        kinds = kinds_on(day)
        rows = Placement.objects.filter(starts_on__lte=day).exclude(ends_on__lte=day)
        parents = {each.unit_id: each.kind for each in rows}
        found = [unmet_placement(each.kind, parents.get(each.parent_id), kinds) for each in rows]
        assert [each for each in found if each] == []
    now = Placement.objects.filter(ends_on__isnull=True)
    assert now.count() == 14
    assert now.exclude(kind=F("unit__kind")).count() == 0


def test_todays_paths_are_those_of_the_placements():
    make(people=0)

    placed = [
        Placed(each.unit_id, each.parent_id, each.name, each.kind, each.sector, each.starts_on, each.ends_on)
        for each in Placement.objects.all()
    ]
    assert paths(placed, DAY) == dict(Unit.objects.values_list("pk", "path"))


def test_the_list_of_today_follows_from_the_changes():
    make()

    for person in Person.objects.all():
        changes = list(person.list_changes.order_by("on", "pk"))
        assert person.listed == (changes[-1].to_list if changes else 0)
        assert person.listed_since == (changes[-1].on if person.listed else None)
        assert [each.from_list for each in changes] == [0, *(each.to_list for each in changes)][: len(changes)]


def test_resolutions_carry_and_one_of_each_branch_is_carried_over():
    make(people=40)

    branches = Unit.objects.filter(kind="branch").count()
    assert Resolution.objects.count() == 3 * branches
    assert Resolution.objects.filter(carried_over=True, number="").count() == branches
    assert not Resolution.objects.filter(on__gte=DAY).exists()
    assert not Resolution.objects.filter(carried_over=False, in_favour__isnull=True).exists()


def test_everybody_has_a_name_a_stay_and_a_sealed_record():
    make()

    assert PersonName.objects.filter(is_main=True).count() == Stay.objects.count() == 200
    assert Person.objects.filter(sensitive__isnull=False).count() == 200
    assert not Person.objects.filter(citizen_sealed=b"").exists()
    assert set(PersonGroup.objects.values_list("group", flat=True)) >= {"women", "youth", "ethnic_minority"}


def test_the_number_is_found_and_the_sealed_record_opens():
    make()
    person = Person.objects.order_by("pk").first()

    assert citizen_of(person)[:3] == "000"
    assert person.citizen_digest == found_by(citizen_of(person), "citizen")
    facts = opened_facts(person, person.sensitive.sealed)
    minority = PersonGroup.objects.filter(person=person, group="ethnic_minority").exists()
    assert (facts.ethnicity != "Kinh", facts.religion != "") == (minority, True)


def test_sponsors_are_official_members_of_the_candidates_branch():
    make()

    assert Sponsorship.objects.exists()
    assert not Sponsorship.objects.filter(sponsor__official="").exists()
    assert not Sponsorship.objects.exclude(sponsor__unit=F("candidate__unit")).exists()
    assert set(Sponsorship.objects.values_list("candidate__listed", flat=True)) <= {2, 3}


def test_certificates_are_of_various_ages_and_lapse_by_the_regulation():
    make(people=600)

    ages = Counter((DAY - each.issued_on).days // 365 for each in Certificate.objects.all())
    assert len(ages) >= 4
    assert {((each.valid_until - ONE_DAY).year - each.issued_on.year) for each in Certificate.objects.all()} == {5}


def test_the_plan_is_divided_down_to_the_committees_and_adds_up():
    made = make()

    target = {each.group: each.minimum for each in Target.objects.all()}
    assert set(target) == {"", "women", "ethnic_minority", "youth"}
    of_the_province = Allocation.objects.get(unit=made.top)
    for allocation in Allocation.objects.exclude(pk=of_the_province.pk):
        for group in target:
            given = allocation.shares.filter(group=group).aggregate(all=Sum("places"))["all"]
            assert given == of_the_province.shares.get(unit=allocation.unit, group=group).places
    for group, whole in target.items():
        assert of_the_province.shares.filter(group=group).aggregate(all=Sum("places"))["all"] == whole
    shared = set(Share.objects.values_list("unit__depth", flat=True))
    assert shared == {2, 3}


def test_the_accounts_open_the_product_each_at_its_place():
    made = make()

    assert [each.role for each in made.accounts] == [
        Role.ORGANISATION_OFFICER,
        Role.ORGANISATION_OFFICER,
        Role.GRASSROOTS_OFFICER,
        Role.BRANCH_SECRETARY,
    ]
    for each in made.accounts:
        user = User.objects.get(username=each.username)
        assert user.check_password(each.password)
        assert reach(user, on=DAY).may(Action.SEE_POOL)
    assert len({each.password for each in made.accounts}) == 4


def test_a_province_that_is_there_is_not_filled_again():
    make(people=5)

    with pytest.raises(RuleViolation) as refused:
        make(people=5)

    assert [each.code for each in refused.value.unmet] == ["trial.there"]
    assert Person.objects.count() == 5


def test_a_second_province_of_another_name_stands_beside_the_first():
    make(people=5)

    second = make(people=5, name="Thử Hai")

    assert (Person.objects.count(), second.top.name) == (10, "Tỉnh ủy Thử Hai")
    assert Person.objects.filter(province=second.top.province).count() == 5


def test_a_province_that_is_there_and_empty_is_filled():
    top = make_unit("Tỉnh ủy Thử Nghiệm")

    made = make(people=5)

    assert made.top.pk == top.pk
    assert Unit.objects.filter(parent__isnull=True).count() == 1


@pytest.mark.parametrize(("people", "units", "code"), [(5, 3, "trial.units"), (-1, 10, "trial.people")])
def test_a_size_that_cannot_be_is_refused(people, units, code):
    with pytest.raises(RuleViolation) as refused:
        make(people=people, units=units)

    assert [each.code for each in refused.value.unmet] == [code]
    assert not Unit.objects.exists()


def test_far_more_persons_are_never_held_at_once(monkeypatch):
    from nguon.services import making_persons

    monkeypatch.setattr(making_persons, "AT_ONCE", 30)
    written = []
    kept = making_persons._write
    monkeypatch.setattr(
        making_persons, "_write", lambda rows, *days: written.append(len(rows.persons)) or kept(rows, *days)
    )

    make(people=400, units=40)

    assert sum(written) == 400
    assert max(written) < 30 + 60
    assert Person.objects.count() == 400
