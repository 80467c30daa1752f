"""The page of one person: what hangs on the record, in few questions. Nothing sealed is opened for it but the last three
digits of the citizen number; groups that say ethnicity or religion are left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, DateField, F, IntegerField, Q, Value
from django.db.models.functions import Cast, Coalesce

from nguon.models import (
    CandidateTask,
    Certificate,
    Circumstance,
    ClassPlace,
    ClassProposal,
    Entry,
    ListChange,
    Person,
    PersonGroup,
    Sponsorship,
    Stay,
)
from nguon.models.sealing import opened
from nguon.queries.access import Reach
from nguon.rules.partial_dates import PartialDate, whole_years
from nguon.rules.person_groups import SENSITIVE_GROUPS
from nguon.rules.persons import masked
from nguon.rules.plan_terms import group_name
from nguon.rules.roles import Action

LOOKS = ("persons.look", "persons.reveal", "persons.write_sensitive")
LOOKS_SHOWN = 10
CIRCUMSTANCES: list[tuple[str, str]] = list(Circumstance.Kind.choices)
"""What may keep a member from tasks, (code, words)."""


@dataclass(frozen=True)
class Spell:
    """A stay at a unit, or a circumstance, from a day (perhaps partly known) until another (excluded; None: still)."""

    number: int
    name: str
    kind: str
    since: PartialDate | None
    ends_on: date | None
    text: str


@dataclass(frozen=True)
class GroupOf:
    """A group of the person in words, and whether it follows from the facts."""

    code: str
    name: str
    from_facts: bool


@dataclass(frozen=True)
class ClassStep:
    """A proposal, a place in a class or a certificate; `words` says how it stands, `text` what was written beside."""

    what: str
    number: int
    class_id: int | None  # None where the class is out of reach
    name: str
    code: str
    kind: str
    text: str
    on: date | None
    until: date | None
    revoked_on: date | None

    @property
    def words(self) -> str:
        """How a proposal or a place stands; the result where there is one."""
        known = {"place": _PLACE_WORDS, "proposal": _PROPOSAL_WORDS}.get(self.what, {})
        return known.get(self.kind) or known.get(self.code, "")


_PLACE_WORDS: Mapping[str, str] = {**dict(ClassPlace.State.choices), **dict(ClassPlace.Result.choices)}
_PROPOSAL_WORDS: Mapping[str, str] = dict(ClassProposal.State.choices)


@dataclass(frozen=True)
class Help:
    """A sponsorship seen from the person of the page. The numbers are None where the reader does not reach them."""

    number: int | None
    other_name: str
    other_id: int | None
    as_candidate: bool
    starts_on: date
    ends_on: date | None
    resolution: str
    end_words: str


@dataclass(frozen=True)
class Look:
    """Somebody opened or wrote what is sealed."""

    at: datetime
    who_name: str
    action: str
    reason: str


@dataclass(frozen=True)
class PersonPage:
    """All that the page shows. Lists are newest first; `tasks` and `helps` are empty where they may not be seen."""

    person: Person
    citizen: str
    age: str
    list_changes: tuple[ListChange, ...]
    resolutions_reached: frozenset[int]
    stays: tuple[Spell, ...]
    circumstances: tuple[Spell, ...]
    groups: tuple[GroupOf, ...]
    classes: Mapping[str, tuple[ClassStep, ...]]
    helps: tuple[Help, ...]
    tasks: tuple[CandidateTask, ...]
    looks: tuple[Look, ...]
    more_looks: bool
    may_change: bool
    may_see_sensitive: bool
    may_see_helps: bool
    may_see_looks: bool

    @property
    def is_member(self) -> bool:
        """Whether they are a Party member today."""
        return (self.person.joined or self.person.official) is not None and self.person.left_party_on is None


def person_page(by: Reach, person_id: int) -> PersonPage:
    """The page of the person; seven queries whatever hangs on the record. Raises NotReached."""
    person = by.person(person_id)
    spells, changes = _spells(person.pk), _list_changes(person.pk)
    helps = by.may_over(Action.SEE_SPONSORS, person.path)
    sensitive = by.may_over(Action.SEE_SENSITIVE, person.path)
    may_see_looks = sensitive or by.may_over(Action.SEE_AUDIT, person.path)
    looks = _looks(person.pk) if may_see_looks else []
    return PersonPage(
        person=person,
        citizen=masked(opened(person.citizen_sealed, f"citizen:{person.key}")),
        age=age_of(person.born, by.day),
        list_changes=changes,
        resolutions_reached=frozenset(
            each.resolution_id for each in changes if by.may_over(Action.SEE_PEOPLE, each.path)
        ),
        stays=_of(spells, "stay"),
        circumstances=_of(spells, "circumstance"),
        groups=_groups(spells),
        classes=_classes(by, person.pk),
        helps=_helps(by, person) if helps else (),
        tasks=_tasks(person.pk) if helps else (),
        looks=tuple(looks[:LOOKS_SHOWN]),
        more_looks=len(looks) > LOOKS_SHOWN,
        may_change=by.may_over(Action.CHANGE_PEOPLE, person.path),
        may_see_sensitive=sensitive,
        may_see_helps=helps,
        may_see_looks=may_see_looks,
    )


def kept_instead(by: Reach, person_id: int) -> int | None:
    """The number of the record within reach that this one was merged into; None where there is none."""
    merged = Person.objects.filter(pk=person_id, merged_into__in=by.persons())
    return merged.values_list("merged_into_id", flat=True).first()


def age_of(born: PartialDate | None, on: date) -> str:
    """Full years in figures: "27", "27–28" where the birth date is not known whole; "" where it is not known."""
    if born is None or born.earliest > on:
        return ""
    fewest, most = (max(each, 0) for each in whole_years(born, on))
    return str(most) if fewest == most else f"{fewest}–{most}"


def hand_groups(by: Reach, person_id: int) -> tuple[str, ...]:
    """The codes of the groups entered by hand, in order; the form of the record begins with them."""
    rows = PersonGroup.objects.filter(person__in=by.persons().filter(pk=person_id), from_facts=False)
    return tuple(rows.exclude(group__in=SENSITIVE_GROUPS).order_by("group").values_list("group", flat=True))


def sensitive_group_names(by: Reach, person_id: int) -> tuple[str, ...]:
    """The groups in words that say the person's ethnicity or religion; only for a page that was opened with a reason."""
    found = by.persons(Action.SEE_SENSITIVE).filter(pk=person_id)
    rows = PersonGroup.objects.filter(person__in=found, group__in=SENSITIVE_GROUPS).order_by("group")
    return tuple(group_name(each) for each in rows.values_list("group", flat=True))


def _list_changes(person_id: int) -> tuple[ListChange, ...]:
    rows = ListChange.objects.filter(person=person_id, resolution__withdrawn_at__isnull=True)
    return tuple(rows.select_related("resolution", "unit").order_by("-on", "-pk"))


def _tasks(person_id: int) -> tuple[CandidateTask, ...]:
    return tuple(CandidateTask.objects.filter(person=person_id).order_by("-given_on", "-pk"))


_NO_DAY = Cast(Value(None), DateField())  # PostgreSQL takes a bare NULL for text
_TEXT = CharField()


def _spells(person_id: int) -> list[tuple[Any, ...]]:
    """Stays, circumstances and groups in one question: (what, number, name, code, since, ends_on, text, from_facts)."""
    stays = Stay.objects.filter(person=person_id).values_list(
        Value("stay"), "pk", "unit__name", Value(""), "since", "ends_on", "reason", Value(0)
    )
    circumstances = Circumstance.objects.filter(person=person_id).values_list(
        Value("circumstance"), "pk", Value(""), "kind", Cast("starts_on", _TEXT), "ends_on", "document_number", Value(0)
    )
    groups = (
        PersonGroup.objects.filter(person=person_id)
        .exclude(group__in=SENSITIVE_GROUPS)
        .values_list(
            Value("group"), "pk", Value(""), "group", Value(""), _NO_DAY, Value(""), Cast("from_facts", IntegerField())
        )
    )
    return list(stays.union(circumstances, groups, all=True))


def _of(rows: Iterable[tuple[Any, ...]], what: str) -> tuple[Spell, ...]:
    names = dict(CIRCUMSTANCES)
    found = [
        Spell(number, name or names.get(code, code), code, since, ends_on, text)
        for kind, number, name, code, since, ends_on, text, _ in rows
        if kind == what
    ]
    return tuple(sorted(found, key=_newest, reverse=True))


def _newest(spell: Spell) -> tuple[bool, str, int]:
    return spell.ends_on is None, spell.since.stored() if spell.since else "", spell.number


def _groups(rows: Iterable[tuple[Any, ...]]) -> tuple[GroupOf, ...]:
    found = [GroupOf(each[3], group_name(each[3]), bool(each[7])) for each in rows if each[0] == "group"]
    return tuple(sorted(found, key=lambda each: (each.from_facts, each.name)))


def _classes(by: Reach, person_id: int) -> dict[str, tuple[ClassStep, ...]]:
    """Proposals, places and certificates in one question, by what they are."""
    places = ClassPlace.objects.filter(person=person_id).values_list(
        Value("place"), "pk", "training_class_id", "training_class__name", "state", "result",
        "training_class__starts_on", "training_class__ends_on", Coalesce("grade", Value("")), _NO_DAY,
        "training_class__path",
    )  # fmt: skip
    proposals = ClassProposal.objects.filter(person=person_id).values_list(
        Value("proposal"), "pk", "desk_id", "desk__name", "state", "kind", "proposed_on", _NO_DAY, "return_reason",
        _NO_DAY, Value(""),
    )  # fmt: skip
    certificates = Certificate.objects.filter(person=person_id).values_list(
        Value("certificate"), "pk", "place__training_class_id", "number", Value(""), "kind", "issued_on", "valid_until",
        F("issuer"), "revoked_on", Value(""),
    )  # fmt: skip
    found: defaultdict[str, list[ClassStep]] = defaultdict(list)
    for what, number, ref, name, code, kind, on, until, text, revoked_on, held_at in places.union(
        proposals, certificates, all=True
    ):
        class_id = ref if held_at and by.may_over(Action.SEE_CLASSES, held_at) else None
        found[what].append(ClassStep(what, number, class_id, name, code, kind, text, on, until, revoked_on))
    return {
        what: tuple(sorted(steps, key=lambda each: (each.on or date.min, each.number), reverse=True))
        for what, steps in found.items()
    }


_OF_THE_OTHER = ("full_name", "path", "merged_into_id", "withdrawn_at")
_HELP_COLUMNS = (
    *("path", "starts_on", "ends_on", "end_kind", "resolution__number"),
    *(f"{side}__{name}" for side in ("candidate", "sponsor") for name in _OF_THE_OTHER),
)


def _helps(by: Reach, person: Person) -> tuple[Help, ...]:
    rows = (
        Sponsorship.objects.filter(Q(candidate=person) | Q(sponsor=person))
        .select_related("candidate", "sponsor", "resolution")
        .only(*_HELP_COLUMNS)
        .order_by("-starts_on", "-pk")
    )
    return tuple(_help(by, person, each) for each in rows)


def _help(by: Reach, person: Person, row: Sponsorship) -> Help:
    as_candidate = row.candidate_id == person.pk
    other = row.sponsor if as_candidate else row.candidate
    stands = other.merged_into_id is None and other.withdrawn_at is None
    return Help(
        number=row.pk if by.may_over(Action.SEE_SPONSORS, row.path) else None,
        other_name=other.full_name,
        other_id=other.pk if stands and by.may_over(Action.SEE_PEOPLE, other.path) else None,
        as_candidate=as_candidate,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        resolution=row.resolution.number,
        end_words=row.get_end_kind_display() if row.end_kind else "",
    )


def _looks(person_id: int) -> list[Look]:
    """The latest looks, one more than is shown."""
    rows = Entry.objects.filter(subject_type="person", subject_id=person_id, action__in=LOOKS).order_by("-pk")
    return [Look(each.at, each.who_name, each.action, each.reason) for each in rows[: LOOKS_SHOWN + 1]]
