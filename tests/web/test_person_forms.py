"""What is typed about a person is read as it is meant, or told what is wrong with it."""

import pytest
from django import forms

from nguon.rules.partial_dates import from_written
from nguon.rules.person_facts import SENSITIVE_FIELDS, PersonFacts, SensitiveFacts
from nguon.rules.person_groups import SENSITIVE_GROUPS
from nguon.web.forms import PartialDateFormField
from nguon.web.person_forms import SECTIONS, ChangePersonForm, InSections, NewPersonForm, PersonForm, SensitiveForm
from tests.plan_world import make_world


@pytest.mark.parametrize(
    ("typed", "day"),
    [("12/5/1990", "1990-05-12"), (" 5/1990 ", "1990-05"), ("1990", "1990"), ("12.05.1990", "1990-05-12")],
)
def test_a_day_is_read_as_far_as_it_is_known(typed, day):
    assert PartialDateFormField().clean(typed).stored() == day


@pytest.mark.parametrize("typed", ["35/5/1990", "12/5/90", "hôm qua", "30/2/1990", "1/1/1899", "\x00", "9" * 40])
def test_anything_else_is_told_how_to_write_it(typed):
    with pytest.raises(forms.ValidationError, match="12/5/1990"):
        PartialDateFormField().clean(typed)


def test_an_empty_day_is_none_or_missing():
    assert PartialDateFormField(required=False).clean(" ") is None
    with pytest.raises(forms.ValidationError, match="Chưa ghi ô này"):
        PartialDateFormField().clean("")


def test_a_day_is_shown_as_people_write_it():
    class Form(forms.Form):
        born = PartialDateFormField()

    assert 'value="05/1990"' in str(Form(initial={"born": from_written("5/1990")})["born"])
    assert 'value="5/90"' in str(Form({"born": "5/90"})["born"])


TYPED = {"full_name": "NGUYỄN THỊ HOA", "born": "5/1998", "sex": "female", "citizen": "038 198 000 123", "seen": "1"}


def test_a_record_is_read_from_the_form():
    form = PersonForm({**TYPED, "groups": ["manager", "rural"], "left_party_on": ""})

    assert form.is_valid()
    assert form.facts() == PersonFacts(
        full_name="Nguyễn Thị Hoa",
        born=from_written("5/1998"),
        sex="female",
        citizen="038198000123",
        groups=("manager", "rural"),
    )


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"full_name": ""}, "full_name", "Chưa ghi ô này"),
        ({"full_name": "Hoa 2"}, "full_name", "chỉ gồm chữ"),
        ({"full_name": "\u200b"}, "full_name", "chỉ gồm chữ"),
        ({"citizen": "12345"}, "citizen", "12 chữ số"),
        ({"born": "xx"}, "born", "12/5/1990"),
        ({"sex": "khác"}, "sex", "khác"),
        ({"groups": ["ethnic_minority"]}, "groups", "ethnic_minority"),
        ({"note": "a" * 1001}, "note", "1000"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(changes, field, said):
    form = PersonForm({**TYPED, **changes})

    assert not form.is_valid()
    assert said in str(form.errors[field])


def test_no_box_offers_a_group_that_says_ethnicity_or_religion():
    offered = {code for code, _ in PersonForm().fields["groups"].choices}

    assert not offered & SENSITIVE_GROUPS
    assert "manager" in offered


@pytest.mark.parametrize(
    ("typed", "citizen"), [({}, None), ({"citizen": "171234567"}, "171234567"), ({"drop_citizen": "on"}, "")]
)
def test_an_empty_number_leaves_the_one_that_is_kept_unless_it_is_dropped(typed, citizen):
    form = ChangePersonForm("•••••••••123", {**TYPED, "citizen": "", **typed})

    assert form.is_valid()
    assert form.facts().citizen == citizen


def test_without_a_kept_number_there_is_none_to_drop():
    assert "drop_citizen" not in ChangePersonForm("").fields
    assert "•••••••••123" in str(ChangePersonForm("•••••••••123").fields["citizen"].help_text)


@pytest.mark.django_db
class TestNew:
    def form(self, by, user, **typed):
        world_unit = typed.pop("unit")
        return NewPersonForm(by(user), world_unit.pk, {**TYPED, "unit": str(world_unit.pk), **typed})

    def test_what_is_sealed_is_read_where_it_was_written(self, by):
        world = make_world()
        form = self.form(by, world.secretary, unit=world.branch, ethnicity="Tày", since="2020")

        assert form.is_valid()
        assert form.facts().sensitive == SensitiveFacts(ethnicity="Tày")
        assert form.facts().since == from_written("2020")
        assert form.cleaned_data["unit"].id == world.branch.pk

    def test_nothing_written_seals_nothing(self, by):
        world = make_world()
        form = self.form(by, world.secretary, unit=world.branch)

        assert form.is_valid()
        assert form.facts().sensitive is None

    def test_a_unit_out_of_reach_is_not_taken(self, by):
        world = make_world()
        form = self.form(by, world.secretary, unit=world.other_branch)

        assert not form.is_valid()
        assert "phạm vi" in str(form.errors["unit"])

    def test_every_field_stands_in_a_section(self, by):
        world = make_world()
        form = NewPersonForm(by(world.secretary), None)
        drawn = {field.name for _, fields, _ in form.sections() for field in fields}

        assert drawn == set(form.fields) - {"confirmed"}


def test_the_sections_name_each_field_once_and_leave_out_what_a_form_has_not():
    names = [name for each in SECTIONS for name in each.fields]

    assert len(names) == len(set(names))
    assert list(InSections().sections()) == []
    assert all(not set(each.fields) & set(SENSITIVE_FIELDS) for each, _, _ in PersonForm().sections())


def test_the_sealed_fields_are_read_and_bounded():
    assert SensitiveForm({"family": " Bố "}).is_valid()
    form = SensitiveForm({"family": "a" * 4001})
    assert "family" in form.errors
    form = SensitiveForm({"ethnicity": "Tày"})
    assert form.is_valid()
    assert form.facts() == SensitiveFacts(ethnicity="Tày")
